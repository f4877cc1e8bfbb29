package table

import (
	"slices"
	"strings"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/table"
)

// publicRoles are the parts that items play among the three public expenses.
var publicRoles = map[schema.Item]string{
	"overseas": "overseas", "reception": "reception", "reception_domestic": "reception", "vehicles": "vehicle",
	"vehicle_purchase": "vehicle_purchase", "vehicle_running": "vehicle_running", "three_public": "total",
	"conference": "beside", "training": "beside",
}

// publicRole is the part a label plays among the three public expenses. Their
// total may be called a sum and no more.
func (s *view) publicRole(text string) string {
	bare := table.Bare(text)
	for _, label := range []string{text, bare} {
		if role := publicRoles[s.words.Item(label)]; role != "" {
			return role
		}
	}
	if words.publicTotal.MatchString(bare) {
		return "total"
	}
	return ""
}

// publicItems are the figures of the three public expenses that stand in one
// column or in one row.
type publicItems struct {
	family  string
	figures map[string][]*table.Figure // by role
}

// one is the figure of a role; nil if there is none or more than one.
func (items *publicItems) one(role string) *table.Figure {
	f := items.figures[role]
	if len(f) > 1 {
		// A heading without an amount stands over the line of the total.
		f = slices.DeleteFunc(slices.Clone(f), func(f *table.Figure) bool { return f.State != table.Number })
	}
	if len(f) == 1 {
		return f[0]
	}
	return nil
}

// markPublic tells, among heads that are the three public expenses, the total,
// which may be called by many names, and what stands beside them: conferences
// and training.
func (s *view) markPublic() {
	for side := range s.Sides {
		table.EachGroup(s.Sides[side].Heads, func(siblings []*table.Head) {
			if s.ofThreePublic(siblings) {
				for _, h := range siblings {
					h.Total = h.Total || s.publicRole(h.Label.Text) == "total"
				}
			}
			if totals, _ := table.Split(siblings); len(totals) == 1 && strings.Contains(totals[0].Text, "三公") {
				for _, h := range siblings {
					h.Apart = h.Apart || s.publicRole(h.Label.Text) == "beside"
				}
			}
		})
	}
}

// ofThreePublic reports whether heads are those of the three public expenses.
func (s *view) ofThreePublic(siblings []*table.Head) bool {
	roles := map[string]int{}
	for _, h := range siblings {
		roles[s.publicRole(h.Label.Text)]++
	}
	return roles["overseas"] == 1 && roles["reception"] == 1 && roles["vehicle"] == 1
}

// readPublic finds the three public expenses among the lines and the columns
// of each side. The form itself says what is the sum of what.
func (s *view) readPublic() {
	s.asPublic = make([]bool, len(s.Sides))
	for side := range s.Sides {
		rows := s.publicRows(side)
		s.asPublic[side] = rows != nil
		for _, col := range s.Sides[side].Amounts {
			if rows != nil && s.Columns[col].Additive {
				s.addPublic(family("public", side, col), rows,
					func(row int) *table.Figure { return s.Figure(row, col) })
			}
		}
		cols := s.publicColumns(side)
		for row := s.Body; row < s.Rows && cols != nil; row++ {
			s.addPublic(family("publiccolumns", side), cols, func(col int) *table.Figure { return s.Figure(row, col) })
		}
	}
}

func (s *view) addPublic(family string, at map[string][]int, figure func(int) *table.Figure) {
	items := publicItems{family, map[string][]*table.Figure{}}
	for role, places := range at {
		for _, i := range places {
			items.figures[role] = append(items.figures[role], figure(i))
		}
	}
	s.public = append(s.public, items)
}

// threeOnce: each of the three expenses is there, once.
func threeOnce(at map[string][]int) bool {
	return len(at["overseas"]) == 1 && len(at["reception"]) == 1 && len(at["vehicle"]) == 1
}

// publicRows are the rows of a side by the part they play; nil if they are not
// the three public expenses.
func (s *view) publicRows(side int) map[string][]int {
	if s.Sides[side].Coded {
		return nil
	}
	rows := map[string][]int{}
	for _, l := range s.Sides[side].Lines {
		role := s.publicRole(l.Label.Text)
		rows[role] = append(rows[role], l.Row)
	}
	if !threeOnce(rows) {
		return nil
	}
	return rows
}

// publicColumns are the columns of a side by the part they play, where the
// header has one level, so that it does not say what is part of what; nil if
// they are not the three public expenses.
func (s *view) publicColumns(side int) map[string][]int {
	cols := map[string][]int{}
	for _, h := range s.Sides[side].Heads {
		if len(h.Children) == 0 && len(h.Columns) == 1 {
			role := s.publicRole(h.Label.Text)
			cols[role] = append(cols[role], h.Columns[0])
		}
	}
	if !threeOnce(cols) || len(cols["vehicle_purchase"]) != 1 {
		return nil
	}
	return cols
}

// public states a sum of the three public expenses wherever they are found.
// beside are parts that a form may add to the total: they are if the sum holds
// with them only.
func public(total string, parts []string, beside string) func(*view) []relation {
	return func(s *view) (out []relation) {
		for i := range s.public {
			items := &s.public[i]
			r, ok := s.publicSum(items, total, parts, nil)
			if !ok {
				continue
			}
			if beside != "" && r.Outcome == schema.Inconsistent {
				with, ok := s.publicSum(items, total, parts, items.figures[beside])
				if ok && with.Outcome != schema.Inconsistent {
					r = with
				}
			}
			out = append(out, r)
		}
		return out
	}
}

// publicSum states one sum; false if a figure of it has no place.
func (s *view) publicSum(items *publicItems, total string, parts []string, more []*table.Figure) (relation, bool) {
	sum := table.Sum{Total: items.one(total), Certain: true}
	var figures []*table.Figure
	for _, role := range parts {
		figures = append(figures, items.one(role))
	}
	for _, f := range append(figures, more...) {
		if f == nil {
			return relation{}, false
		}
		sum.Parts = append(sum.Parts, table.Term{Figure: f, Sign: 1})
	}
	if sum.Total == nil || !sum.PrintsAnything() {
		return relation{}, false
	}
	return s.state(items.family, sum), true
}
