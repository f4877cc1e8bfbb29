package verify

import (
	"slices"
	"strings"
)

// Which lines a total sums, where its figure stands, and how the totals of two
// sides balance.

type totalLine struct {
	node  *node
	parts []*node
}

// mostLeadingTotals bounds the totals a list can begin with: each would sum all
// of it.
const mostLeadingTotals = 16

// totals are the totals on the highest level with the lines each one sums.
func totals(rd reading) (out []totalLine) {
	leading := 0
	for leading < len(rd.top) && rd.top[leading].label.total == grandTotal {
		leading++
	}
	if rd.totalsLead {
		out = leadingTotals(rd.top[leading:])
	} else {
		out = followingTotals(rd.top[leading:])
	}
	if leading > mostLeadingTotals {
		return out
	}
	// A leading total sums everything below; totals of parts stand for them.
	var lead []totalLine
	for i := range leading {
		below := rd.top[leading-i:]
		var parts []*node
		if inner := slices.Concat(lead, out); len(inner) > 0 && inner[len(inner)-1].node.label.total == grandTotal {
			parts = inner[len(inner)-1].parts
		} else {
			parts = uncovered(below, inner)
		}
		lead = slices.Insert(lead, 0, totalLine{rd.top[leading-i-1], parts})
	}
	return append(lead, out...)
}

// leadingTotals are the totals where each stands before the lines it sums.
func leadingTotals(top []*node) (out []totalLine) {
	var current *totalLine
	var seen []*node // lines that no total before them sums
	covered := map[*node]bool{}
	flush := func() {
		if current == nil {
			return
		}
		for _, p := range current.parts {
			covered[p] = true
		}
		out, current = append(out, *current), nil
	}
	for _, n := range top {
		switch {
		case n.label.total == subTotal:
			flush()
			current = &totalLine{node: n}
		case n.label.total != noTotal:
			flush()
			out = append(out, totalLine{n, slices.DeleteFunc(seen, func(o *node) bool { return covered[o] })})
			seen = nil
		case current != nil:
			current.parts = append(current.parts, n)
		}
		seen = append(seen, n)
	}
	flush()
	return out
}

// followingTotals are the totals where each stands after the lines it sums.
func followingTotals(top []*node) (out []totalLine) {
	var done, pending []*node
	for _, n := range top {
		switch n.label.total {
		case noTotal:
			pending = append(pending, n)
		case subTotal:
			out = append(out, totalLine{n, pending})
			done, pending = append(done, n), nil
		default:
			done = slices.DeleteFunc(done, func(o *node) bool { return opposite(o, n) })
			out = append(out, totalLine{n, append(done, pending...)})
			done, pending = []*node{n}, nil
		}
	}
	return out
}

// opposite: one total is of revenue, the other of expenditure.
func opposite(a, b *node) bool {
	in := func(n *node) bool { return words.revenueSide.MatchString(n.label.text) }
	out := func(n *node) bool { return words.expenditureSide.MatchString(n.label.text) }
	return in(a) && !out(a) && out(b) && !in(b) || out(a) && !in(a) && in(b) && !out(b)
}

// uncovered are the lines that no total among them sums.
func uncovered(top []*node, by []totalLine) (out []*node) {
	covered := map[*node]bool{}
	for _, t := range by {
		for _, p := range t.parts {
			covered[p] = true
		}
	}
	for _, n := range top {
		if !covered[n] {
			out = append(out, n)
		}
	}
	return out
}

// totalFigure is the amount of a line. Where two breakdowns share one printed
// total, its label stands in the first and its amount in the second.
func (s *sheet) totalFigure(index int, n *node, k int) *figure {
	sd := s.sides[index]
	f := s.figure(n.row, sd.values[k])
	if n.label.total == noTotal || f.state != figureBlank || len(sd.values) != 1 {
		return f
	}
	for next := index + 1; next < len(s.sides); next++ {
		o := s.sides[next]
		if len(o.values) != 1 || s.stubText(n.row, o) != "" {
			break
		}
		if g := s.figure(n.row, o.values[0]); g.state != figureBlank {
			return g
		}
	}
	return f
}

// shares are the sides that the total in a row is the sum of. Where blocks of
// one classification stand side by side (302 beside 307 and 310), a total whose
// label stands in one of them and whose amount stands in a later one sums all
// of them. Two breakdowns of one amount are of two classifications.
func (s *sheet) shares(row, index int) (first, last int) {
	one := func(a, b int) bool {
		x, y := s.classification(a), s.classification(b)
		return x != 0 && x == y && len(s.sides[a].values) == 1 && len(s.sides[b].values) == 1
	}
	first = index
	for first > 0 && s.stubText(row, s.sides[first]) == "" && !s.printsAnything(row, s.sides[first-1]) && one(first-1, first) {
		first--
	}
	last = first
	for last+1 < len(s.sides) && !s.printsAnything(row, s.sides[last]) && s.stubText(row, s.sides[last+1]) == "" && one(last, last+1) {
		last++
	}
	return first, last
}

// classification is the first digit of all codes of a side (2 functional, 3
// and 5 economic); 0 if there is none.
func (s *sheet) classification(index int) byte {
	sd := &s.sides[index]
	if sd.classified {
		return sd.classification
	}
	sd.classified = true
	es, _ := s.entries(index)
	digit := byte(0)
	for _, e := range es {
		switch {
		case e.code == "":
		case digit == 0:
			digit = e.code[0]
		case digit != e.code[0]:
			return 0
		}
	}
	sd.classification = digit
	return digit
}

// balances hold the grand totals of the two sides of a summary against each
// other: what comes in is what goes out.
func (s *sheet) balances() (out []relation) {
	type last struct {
		node  *node
		index int
	}
	var found []last
	for i := range s.sides {
		es, _ := s.entries(i)
		for k := len(es) - 1; k >= 0; k-- {
			if es[k].label.total == grandTotal {
				found = append(found, last{&node{entry: es[k]}, i})
				break
			}
		}
	}
	if len(found) < 2 {
		return nil
	}
	first := found[0]
	name := s.sideName(first.index, first.node)
	for _, f := range found[1:] {
		if f.node.row != first.node.row {
			continue
		}
		a, b := s.totalFigure(first.index, first.node, 0), s.totalFigure(f.index, f.node, 0)
		out = append(out, relation{
			rule: ruleBalance, sheet: s, certain: words.revenueSide.MatchString(name) &&
				words.expenditureSide.MatchString(s.sideName(f.index, f.node)),
			family: "balance", total: a, parts: []term{{b, 1}},
		})
	}
	return out
}

// sideName is what tells revenue from expenditure: the total's own label and
// the heads of the side's columns.
func (s *sheet) sideName(index int, n *node) string {
	sd := s.sides[index]
	name := []string{n.label.text}
	for _, col := range slices.Concat(sd.stubs, sd.values) {
		name = append(name, s.columns[col].text)
	}
	return strings.Join(name, " ")
}
