package table

import (
	"slices"
	"strings"
)

// totalLine is a total with the lines it sums.
type totalLine struct {
	node  *node
	parts []*node
}

// mostLeadingTotals bounds the totals a list can begin with: each would sum all
// of it.
const mostLeadingTotals = 16

// totals are the totals on the highest level with the lines each one sums.
func (r *reading) totals() (out []totalLine) {
	leading := 0
	for leading < len(r.top) && r.top[leading].total == GrandTotal {
		leading++
	}
	if r.totalsLead {
		out = leadingTotals(r.top[leading:])
	} else {
		out = followingTotals(r.top[leading:])
	}
	if leading > mostLeadingTotals {
		return out
	}
	// A leading total sums everything below; totals of parts stand for them.
	var lead []totalLine
	for i := range leading {
		below := r.top[leading-i:]
		var parts []*node
		if inner := slices.Concat(lead, out); len(inner) > 0 && inner[len(inner)-1].node.total == GrandTotal {
			parts = inner[len(inner)-1].parts
		} else {
			parts = uncovered(below, inner)
		}
		lead = slices.Insert(lead, 0, totalLine{r.top[leading-i-1], parts})
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
		case n.total == SubTotal:
			flush()
			current = &totalLine{node: n}
		case n.total != NoTotal:
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

// followingTotals are the totals where each stands after the lines it sums,
// but for those that say again what stands above them.
func followingTotals(top []*node) (out []totalLine) {
	var done, pending []*node
	var again *totalLine // a breakdown that no other total sums
	for _, n := range top {
		if n.total != NoTotal && again != nil {
			out, again = append(out, *again), nil
		}
		switch n.total {
		case NoTotal:
			if again != nil {
				again.parts = append(again.parts, n)
				continue
			}
			pending = append(pending, n)
		case Restated:
			again = &totalLine{node: n}
		case SubTotal:
			out = append(out, totalLine{n, pending})
			done, pending = append(done, n), nil
		default:
			done = slices.DeleteFunc(done, func(o *node) bool { return opposite(o, n) })
			out = append(out, totalLine{n, append(done, pending...)})
			done, pending = []*node{n}, nil
		}
	}
	if again != nil {
		out = append(out, *again)
	}
	return out
}

// opposite: one total is of revenue, the other of expenditure.
func opposite(a, b *node) bool {
	in := func(n *node) bool { return words.revenueSide.MatchString(n.Label.Text) }
	out := func(n *node) bool { return words.expenditureSide.MatchString(n.Label.Text) }
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
		if !covered[n] && n.total != Restated {
			out = append(out, n)
		}
	}
	return out
}

// figureOf is the amount of a line in a column of amounts of its side. Where
// two breakdowns share one printed total, its label stands in the first and
// its amount in the second.
func (m *Model) figureOf(side int, l *Line, total TotalKind, k int) *Figure {
	sd := &m.Sides[side]
	f := m.Figure(l.Row, sd.Amounts[k])
	if total == NoTotal || f.State != Blank || len(sd.Amounts) != 1 {
		return f
	}
	for next := side + 1; next < len(m.Sides); next++ {
		o := &m.Sides[next]
		if len(o.Amounts) != 1 || m.LabelText(l.Row, next) != "" {
			break
		}
		if g := m.Figure(l.Row, o.Amounts[0]); g.State != Blank {
			return g
		}
	}
	return f
}

// shares are the sides that the total in a row is the sum of. Where blocks of
// one classification stand side by side (302 beside 307 and 310), a total whose
// label stands in one of them and whose amount stands in a later one sums all
// of them. Two breakdowns of one amount are of two classifications.
func (m *Model) shares(row, side int) (first, last int) {
	one := func(a, b int) bool {
		x, y := &m.Sides[a], &m.Sides[b]
		return x.class != 0 && x.class == y.class && len(x.Amounts) == 1 && len(y.Amounts) == 1
	}
	first = side
	for first > 0 && m.LabelText(row, first) == "" && !m.PrintsAnything(row, first-1) && one(first-1, first) {
		first--
	}
	last = first
	for last+1 < len(m.Sides) && !m.PrintsAnything(row, last) && m.LabelText(row, last+1) == "" && one(last, last+1) {
		last++
	}
	return first, last
}

// Balances hold the last grand total of the first side that has one against
// those of the others in the same row: what comes in is what goes out. It is
// certain if the table calls one side revenue and the other expenditure.
func (m *Model) Balances() (out []Sum) {
	var found []*Line // one a side, in their order
	for i := range m.Sides {
		lines := m.Sides[i].Lines
		for k := len(lines) - 1; k >= 0; k-- {
			if lines[k].Label.Total == GrandTotal {
				found = append(found, lines[k])
				break
			}
		}
	}
	if len(found) < 2 {
		return nil
	}
	first := found[0]
	revenue := words.revenueSide.MatchString(m.sideName(first))
	for _, l := range found[1:] {
		if l.Row != first.Row {
			continue
		}
		out = append(out, Sum{
			Total:   m.figureOf(first.Side, first, GrandTotal, 0),
			Parts:   []Term{{m.figureOf(l.Side, l, GrandTotal, 0), 1}},
			Certain: revenue && words.expenditureSide.MatchString(m.sideName(l)),
		})
	}
	return out
}

// sideName is what tells revenue from expenditure: a total's own label and the
// heads of the columns of its side.
func (m *Model) sideName(l *Line) string {
	sd := &m.Sides[l.Side]
	name := []string{l.Label.Text}
	for _, col := range slices.Concat(sd.Labels, sd.Amounts) {
		name = append(name, m.Columns[col].Head)
	}
	return strings.Join(name, " ")
}
