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
		named := map[string]*unit{}
		for _, f := range r.Figures {
			name := f.At.Organization
			if name == "" || f.Fact == nil {
				continue
			}
			u := named[name]
			if u == nil {
				if len(named) == mostUnits {
					continue
				}
				u = &unit{name: name}
				named[name] = u
				out[r] = append(out[r], u)
				var err error
				if u.report, err = ownReport(ctx, rs, r, name); err != nil {
					return nil, err
				}
			}
			u.figures = append(u.figures, f)
		}
	}
	return out, nil
})

func unitsOf(ctx context.Context, rs *verify.Reports, r *verify.Report) ([]*unit, error) {
	all, err := units.Of(ctx, rs)
	return all[r], err
}

// ownReport is what a body that a report lists published for the same year and
// stage: of a unit its own report, of a department that a government lists that
// of the department.
func ownReport(ctx context.Context, rs *verify.Reports, r *verify.Report, name string) (*verify.Report, error) {
	_, rest, _ := strings.Cut(string(r.Kind), "_")
	wanted := []schema.ReportKind{schema.ReportKind("unit_" + rest), schema.ReportKind("department_" + rest)}
	if verify.Level(r.Kind) == "government" {
		wanted = wanted[1:]
	}
	others, err := rs.Others(ctx, name, func(row *schema.ReportRow) bool {
		return row.FiscalYear == r.FiscalYear && row.ID != r.ID && (row.Kind == wanted[0] || row.Kind == wanted[len(wanted)-1])
	})
	if others == nil || err != nil {
		return nil, err
	}
	for _, kind := range wanted {
		if own := others.Find(r.FiscalYear, kind); own != nil {
			return own, nil
		}
	}
	return nil, nil
}
