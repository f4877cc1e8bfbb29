package verify

import (
	"fmt"
	"slices"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/table"
)

// publicRoles in the order in which labels are tried: the vehicle line before
// the lines that are its parts.
var publicRoles = []string{"overseas", "reception", "vehicle", "vehicle_purchase", "vehicle_running", "total", "beside"}

// publicRole is the part a label plays among the three public expenses.
func publicRole(text string) string {
	text = table.Bare(text)
	for _, role := range publicRoles {
		if words.threePublic[role].MatchString(text) {
			return role
		}
	}
	return ""
}

// threePublic states the form's own structure for lines or columns that are
// named: total = overseas + reception + vehicles, vehicles = purchase +
// running. items gives each role's figures; family keeps them together.
func (s *sheet) threePublic(items map[string][]*table.Figure, family string) []result {
	one := func(role string) *table.Figure {
		f := items[role]
		if len(f) > 1 {
			// A heading without an amount stands over the line of the total.
			f = slices.DeleteFunc(slices.Clone(f), func(f *table.Figure) bool { return f.State != table.Number })
		}
		if len(f) == 1 {
			return f[0]
		}
		return nil
	}
	var out []result
	state := func(rule string, total *table.Figure, parts ...*table.Figure) *result {
		r := relation{rule: rule, sheet: s, family: family, Sum: table.Sum{Total: total, Certain: true}}
		for _, p := range parts {
			if p == nil {
				return nil
			}
			r.Parts = append(r.Parts, table.Term{Figure: p, Sign: 1})
		}
		if total == nil || !r.PrintsAnything() {
			return nil
		}
		res := r.evaluate()
		return &res
	}
	total := state(rulePublicTotal, one("total"), one("overseas"), one("reception"), one("vehicle"))
	if total != nil && total.check.Outcome == schema.Inconsistent {
		// Forms that add meetings and training may add them to the total too.
		parts := []*table.Figure{one("overseas"), one("reception"), one("vehicle")}
		with := state(rulePublicTotal, one("total"), append(parts, items["beside"]...)...)
		if with != nil && with.check.Outcome != schema.Inconsistent {
			total = with
		}
	}
	for _, r := range []*result{total, state(rulePublicVehicle, one("vehicle"), one("vehicle_purchase"), one("vehicle_running"))} {
		if r != nil {
			out = append(out, *r)
		}
	}
	return out
}

// publicRows finds the three public expenses as the rows of a side. ok is
// false if they are not there.
func (s *sheet) publicRows(index int) (out []result, ok bool) {
	sd := &s.Sides[index]
	if sd.Coded {
		return nil, false
	}
	rows := map[string][]int{}
	for _, l := range sd.Lines {
		role := publicRole(l.Label.Text)
		rows[role] = append(rows[role], l.Row)
	}
	if len(rows["overseas"]) != 1 || len(rows["reception"]) != 1 || len(rows["vehicle"]) != 1 {
		return nil, false
	}
	for _, col := range sd.Amounts {
		if !s.Columns[col].Additive {
			continue
		}
		items := map[string][]*table.Figure{}
		for _, role := range publicRoles {
			for _, row := range rows[role] {
				items[role] = append(items[role], s.Figure(row, col))
			}
		}
		out = append(out, s.threePublic(items, fmt.Sprintf("public/%d/%d", index, col))...)
	}
	return out, true
}

// publicColumns finds them as columns whose header has one level, so that it
// does not say what is part of what.
func (s *sheet) publicColumns(index int) (out []result) {
	sd := &s.Sides[index]
	cols := map[string][]int{}
	for _, h := range s.headTree(sd) {
		if len(h.children) == 0 && len(h.columns) == 1 {
			role := publicRole(h.label.Text)
			cols[role] = append(cols[role], h.columns[0])
		}
	}
	if len(cols["overseas"]) != 1 || len(cols["reception"]) != 1 || len(cols["vehicle"]) != 1 || len(cols["vehicle_purchase"]) != 1 {
		return nil
	}
	for row := s.Body; row < s.Rows; row++ {
		items := map[string][]*table.Figure{}
		for _, role := range publicRoles {
			for _, col := range cols[role] {
				items[role] = append(items[role], s.Figure(row, col))
			}
		}
		out = append(out, s.threePublic(items, fmt.Sprintf("publiccolumns/%d", index))...)
	}
	return out
}
