package verify

import (
	"fmt"
	"slices"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// The sums that rows state, and which reading of the rows is kept.

// sideResults evaluates the readings of a side and keeps the one that fails
// least. Where another reading holds for a figure, the kept one accuses it of
// nothing.
func (s *sheet) sideResults(index int) []result {
	var best []result
	bestFails := -1
	holds := map[document.Ref]bool{}
	for _, rd := range s.readings(index) {
		var results []result
		fails := 0
		for _, r := range s.rowRelations(index, rd) {
			res := r.evaluate()
			results = append(results, res)
			switch {
			case res.check.Outcome == schema.Inconsistent, res.check.Reason == ReasonOverlap.ID:
				fails++
			case res.check.Outcome != schema.NotCheckable && r.shape == sum && res.heavy:
				holds[document.Ref{Row: r.total.row, Col: r.total.col}] = true
			}
		}
		if bestFails < 0 || fails < bestFails {
			best, bestFails = results, fails
		}
	}
	confirm(best)
	for i, r := range best {
		if r.check.Outcome == schema.Inconsistent && r.shape == sum && holds[document.Ref{Row: r.total.row, Col: r.total.col}] {
			best[i] = r.not(ReasonNotCertain)
		}
	}
	return best
}

// confirm makes certain what the other sums of a column leave no doubt of:
// where the groups add up to the total their lines are parts of them, as those
// of another group show, and where all groups are the sums of their lines the
// total is the sum of the groups.
func confirm(results []result) {
	type tally struct{ groups, groupFails, totals, totalFails int }
	columns := map[int]*tally{}
	for i := range results {
		r := &results[i]
		t := columns[r.total.col]
		if t == nil {
			t = &tally{}
			columns[r.total.col] = t
		}
		holds := (r.check.Outcome == schema.Exact || r.check.Outcome == schema.Rounding) && !r.check.Printed.IsZero()
		fails := r.check.Outcome == schema.Inconsistent
		switch {
		case r.rule == ruleRowGroup && holds:
			t.groups++
		case r.rule == ruleRowGroup && fails:
			t.groupFails++
		case r.rule == ruleRowTotal && holds && r.heavy:
			t.totals++
		case r.rule == ruleRowTotal && fails:
			t.totalFails++
		}
	}
	for i := range results {
		r := &results[i]
		switch t := columns[r.total.col]; r.rule {
		case ruleRowGroup:
			r.certain = r.certain || t.totals > 0 && t.totalFails == 0 && t.groups > 0 && t.groupFails == 1
		case ruleRowTotal:
			r.certain = r.certain || t.groups > 1 && t.groupFails == 0
		}
	}
}

// rowRelations are the sums that the rows of the sheet state, one list a
// reading of each side.
func (s *sheet) rowRelations(index int, rd reading) (out []relation) {
	sd := s.sides[index]
	add := func(rule string, sh shape, total *node, parts []*node, sure, flat bool) {
		if len(parts) == 0 {
			return
		}
		for k, col := range sd.values {
			if !s.columns[col].additive {
				continue
			}
			r := relation{
				rule: rule, shape: sh, sheet: s, certain: sure, flat: flat, lines: true,
				family: fmt.Sprintf("rows/%d/%d", index, col),
				total:  s.totalFigure(index, total, k),
			}
			for _, p := range parts {
				r.parts = append(r.parts, term{s.totalFigure(p.side, p, k), 1})
			}
			if r.printsAnything() {
				out = append(out, r)
			}
		}
	}
	var walk func(n *node)
	walk = func(n *node) {
		add(n.rule, sum, n, n.children, n.sure || budgets(n.children), false)
		if n.carriesFunds() {
			add(ruleRowOutline, sum, n, n.ofWhich, true, false)
		} else {
			add(ruleRowOfWhich, atMost, n, n.ofWhich, true, false)
		}
		for _, c := range n.children {
			walk(c)
		}
		for _, c := range n.ofWhich {
			walk(c)
		}
	}
	for _, n := range rd.top {
		walk(n)
	}
	for _, t := range totals(rd) {
		first, last := s.shares(t.node.row, index)
		if first < index {
			continue // summed with the side that names it
		}
		for next := first + 1; next <= last; next++ {
			for _, o := range s.totalsAt(next, t.node.row) {
				t.parts = append(t.parts, o.parts...)
			}
		}
		rule := ruleRowTotal
		if t.node.label.total != grandTotal {
			rule = ruleRowSubtotal
		}
		add(rule, sum, t.node, t.parts, rd.sure && !rd.totalsLead, rd.flat)
	}
	return out
}

// totalsAt are the totals in a row as the likeliest reading of a side has them.
func (s *sheet) totalsAt(index, row int) []totalLine {
	sd := &s.sides[index]
	if sd.totals == nil {
		sd.totals = map[int][]totalLine{}
		for _, rd := range s.readings(index)[:min(1, len(s.readings(index)))] {
			for _, t := range totals(rd) {
				sd.totals[t.node.row] = append(sd.totals[t.node.row], t)
			}
		}
	}
	return sd.totals[row]
}

// carriesFunds: under a line of what is carried over stand the budgets that it
// is of, which are all there are.
func (n *node) carriesFunds() bool {
	return n.label.carry && budgets(n.ofWhich)
}

// budgets: the lines are the budgets of fiscal appropriation, which are all
// there are where they are listed.
func budgets(lines []*node) bool {
	return len(lines) > 1 && !slices.ContainsFunc(lines, func(n *node) bool { return n.label.ofWhich || !words.budget.MatchString(n.label.text) })
}
