package report

import (
	"context"
	"strings"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// unit is a body whose amounts the tables of another list.
type unit struct {
	name    string
	figures []*verify.Sighting // of it, in those tables
	report  *verify.Report     // its own of the same year and stage; nil if that is not there
}

// mostUnits of one report are held against their own: a judgement, twice as many
// as the largest departments of a province list.
const mostUnits = 400

// units are those that the tables of each report list, in the order they are
// listed in.
var units = verify.NewReportsView(func(ctx context.Context, rs *verify.Reports) (map[*verify.Report][]*unit, error) {
	out := map[*verify.Report][]*unit{}
	for _, r := range verify.InTime(ctx, rs.All) {
		level := verify.Level(r.Kind)
		if level != "department" && level != "government" {
			continue
		}
		out[r] = listed(r)
		for _, u := range verify.InTime(ctx, out[r]) {
			var err error
			if u.report, err = u.own(ctx, rs, r); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
})

func unitsOf(ctx context.Context, rs *verify.Reports, r *verify.Report) ([]*unit, error) {
	all, err := units.Of(ctx, rs)
	return all[r], err
}

// listed are the units that the tables of a report list.
func listed(r *verify.Report) (all []*unit) {
	named := map[string]*unit{}
	for _, f := range r.Figures {
		name := f.At.Organization
		if name == "" || f.Fact == nil ||
			verify.Level(r.Kind) == "government" && f.Fact.Kind != schema.GovernmentDepartments {
			continue // regions have budgets of their own
		}
		u := named[name]
		if u == nil {
			if len(all) == mostUnits {
				continue
			}
			u = &unit{name: name}
			named[name], all = u, append(all, u)
		}
		u.figures = append(u.figures, f)
	}
	return all
}

// alone is where the report of a body prints what that of another lists of it.
func alone(at schema.Coordinates) schema.Coordinates {
	at.Organization, at.Extent = "", "" // departments are of the government's own level
	return at
}

// own is what a body that a report lists published for the same year and stage:
// of a unit its own report, of a department that a government lists that of the
// department. What the report does not list is left out of it.
func (u *unit) own(ctx context.Context, rs *verify.Reports, r *verify.Report) (*verify.Report, error) {
	_, rest, _ := strings.Cut(string(r.Kind), "_")
	kinds := []schema.ReportKind{schema.ReportKind("unit_" + rest), schema.ReportKind("department_" + rest)}
	if verify.Level(r.Kind) == "government" {
		kinds = kinds[1:]
	}
	keep := map[schema.Coordinates]bool{}
	for _, f := range u.figures {
		keep[alone(f.At)] = true
	}
	return rs.Other(ctx, r, u.name, kinds, keep)
}
