package table

import (
	"maps"
	"slices"
)

// candidate is a reading of a side with what its sums come to.
type candidate struct {
	reading
	sums     []Sum
	verdicts []Verdict
	totals   []totalLine
	says     map[*Figure]saying // of every figure that is a total in it
	proven   int
}

// saying is what becomes of a figure as the total of others: a sum of two parts
// or more holds, none can be told or there is none, or one fails.
type saying int8

const (
	fails  saying = -1
	silent saying = 0
	proves saying = 1
)

// margin is for how many figures another reading has to do better than the
// usual one. A single one may be the publisher's mistake: a line that was left
// out of a total looks like a line that is no part of it.
const margin = 2

// beats reports whether the figures of a side speak for a reading against one
// that is tried before it: it proves no fewer of them, and those that it
// explains better are more than those that it explains worse, by the margin.
func (c *candidate) beats(o *candidate) bool { return c.proven >= o.proven && c.gain(o) >= margin }

// gain is how many more figures a reading explains better than another than it
// explains worse.
func (c *candidate) gain(o *candidate) int { return gain(c.says, o.says) }

// gain is how many more relations say better of one reading than of another than
// say worse.
func gain[K comparable](says, than map[K]saying) (gain int) {
	for f, s := range says {
		switch t := than[f]; {
		case s > t:
			gain++
		case s < t:
			gain--
		}
	}
	for f, t := range than {
		if _, both := says[f]; !both {
			gain -= int(t) // what the other does not know
		}
	}
	return gain
}

// choose takes the usual reading of a side unless the figures of all its lines
// and columns speak for another, and links its lines. A sum that fails in it
// and holds in another is doubted; one without which another reading would
// have been taken is selected. Lines that another reading, which the figures
// speak for nearly as much, has in other places are open.
func (m *Model) choose(side int) {
	var best, beaten *candidate
	var all []*candidate
	holds := map[*Figure]bool{}
	for _, r := range m.readings(side) {
		c := m.weigh(side, r)
		all = append(all, c)
		for f, s := range c.says {
			holds[f] = holds[f] || s == proves
		}
		if best == nil || c.beats(best) {
			best, beaten = c, best
		}
	}
	if best == nil {
		best = &candidate{}
	}
	if beaten != nil {
		best.markSelected(beaten)
	}
	confirm(best)
	for i := range best.sums {
		s := &best.sums[i]
		s.Doubted = !s.AtMost && best.verdicts[i].Fails() && holds[s.Total]
	}
	m.Sides[side].sums = best.sums
	link(best)
	setLevels(m.Sides[side].Lines)
	m.Sides[side].Open = openLines(best, beaten, all)
}

func (m *Model) weigh(side int, r reading) *candidate {
	c := &candidate{reading: r, totals: m.allTotals(side, &r), says: map[*Figure]saying{}}
	c.sums = m.lineSums(side, c)
	c.verdicts = make([]Verdict, len(c.sums))
	for i := range c.sums {
		v := m.Check(&c.sums[i])
		c.verdicts[i] = v
		f := c.sums[i].Total
		switch {
		case v.Holds() && v.Telling && !c.sums[i].AtMost:
			if c.says[f] == silent {
				c.says[f] = proves
				c.proven++
			}
		case v.Fails() || v.Why == MayOverlap:
			if c.says[f] == proves {
				c.proven--
			}
			c.says[f] = fails
		}
	}
	return c
}

// markSelected marks the sums without which a reading would not have beaten
// another: those of figures that it proves and the other does not, if it needs
// every one of them.
func (c *candidate) markSelected(beaten *candidate) {
	if c.proven > beaten.proven && c.gain(beaten) > margin {
		return
	}
	for i := range c.sums {
		s := &c.sums[i]
		s.Selected = !s.AtMost && c.verdicts[i].Holds() && c.verdicts[i].Telling &&
			c.says[s.Total] == proves && beaten.says[s.Total] != proves
	}
}

// openLines are the lines that are parts of something else in a reading that
// the figures speak for as much, but for one of them. A total sums whatever is
// not summed before, so that it says nothing of what a line is.
func openLines(best, beaten *candidate, all []*candidate) (open []OpenLine) {
	seen := map[*Line]bool{}
	for _, c := range all {
		near := c != best && c.proven > 0 && c.proven >= best.proven && c.gain(best) >= margin-1
		if c == beaten {
			near = best.gain(c) <= margin
		}
		if !near {
			continue
		}
		mine, other := best.groups(), c.groups()
		for _, l := range slices.Concat(slices.Collect(maps.Keys(mine)), slices.Collect(maps.Keys(other))) {
			if mine[l] != other[l] && !seen[l] {
				seen[l] = true
				open = append(open, OpenLine{l, other[l]})
			}
		}
	}
	slices.SortFunc(open, func(a, b OpenLine) int { return a.Row - b.Row })
	return open
}

// groups are the lines that are parts of a line that is no total.
func (r *reading) groups() map[*Line]*Line {
	out := map[*Line]*Line{}
	r.each(func(n *node) {
		if n.total != NoTotal {
			return
		}
		for _, part := range slices.Concat(n.children, n.ofWhich) {
			out[part.Line] = n.Line
		}
	})
	return out
}

// tally counts what became of the sums of one column of amounts.
type tally struct {
	groups, groupFails, totals, totalFails int
	proofs, fails                          int // of all kinds; proofs are telling
}

// mostFails is in how many sums of its column a single misprinted figure fails:
// as the total of its parts, and as a part of another.
const mostFails = 2

// confirm makes certain what the other sums leave no doubt of: where the groups
// add up to the total their lines are parts of them, as those of another group
// show; where all groups are the sums of their lines the total is the sum of
// the groups; and what holds without exception in all other columns holds in
// one that fails no more than a single figure of it explains.
func confirm(c *candidate) {
	columns := c.tallies()
	for i := range c.sums {
		s, v := &c.sums[i], &c.verdicts[i]
		t := columns[s.Total.Col]
		switch s.Kind {
		case ByGroup:
			s.Certain = s.Certain || t.totals > 0 && t.totalFails == 0 && t.groups > 0 && t.groupFails == 1
		case ByTotal:
			s.Certain = s.Certain || t.groups > 1 && t.groupFails == 0
		}
		if v.Fails() && !s.AtMost && t.fails <= mostFails && t.proofs > 0 {
			s.Certain = s.Certain || borneOut(columns, s.Total.Col)
		}
	}
}

// borneOut reports that a reading holds without exception in the columns beside
// one, with enough sums that it is no accident.
func borneOut(columns map[int]*tally, beside int) bool {
	proofs := 0
	for col, t := range columns {
		if col == beside {
			continue
		}
		if t.fails > 0 {
			return false
		}
		proofs += t.proofs
	}
	return proofs >= margin
}

// tallies counts the sums of each column. Those that chose the reading prove
// nothing.
func (c *candidate) tallies() map[int]*tally {
	columns := map[int]*tally{}
	for i := range c.sums {
		s, v := &c.sums[i], &c.verdicts[i]
		t := columns[s.Total.Col]
		if t == nil {
			t = &tally{}
			columns[s.Total.Col] = t
		}
		holds := v.Holds() && !v.Printed.IsZero() && !s.Selected
		switch {
		case s.Kind == ByGroup && holds:
			t.groups++
		case s.Kind == ByGroup && v.Fails():
			t.groupFails++
		case s.Kind == ByTotal && holds && v.Telling:
			t.totals++
		case s.Kind == ByTotal && v.Fails():
			t.totalFails++
		}
		switch {
		case s.AtMost:
		case holds && v.Telling:
			t.proofs++
		case v.Fails():
			t.fails++
		}
	}
	return columns
}

// LineSums are the sums that the lines of a side state in the reading that was
// chosen, one for each column of amounts.
func (m *Model) LineSums(side int) []Sum { return m.Sides[side].sums }

// allTotals are the totals of a side with the lines they sum, on other sides
// too. One that another side sums is left to that side.
func (m *Model) allTotals(side int, r *reading) (out []totalLine) {
	for _, t := range r.totals() {
		first, last := m.shares(t.node.Row, side)
		if first < side {
			continue // summed with the side that names it
		}
		for next := first + 1; next <= last; next++ {
			for _, o := range m.totalsAt(next, t.node.Row) {
				t.parts = append(slices.Clip(t.parts), o.parts...)
			}
		}
		out = append(out, t)
	}
	return out
}

// totalsAt are the totals in a row of a side, in its usual reading.
func (m *Model) totalsAt(side, row int) []totalLine {
	sd := &m.Sides[side]
	if sd.totals == nil {
		sd.totals = map[int][]totalLine{}
		if rs := m.readings(side); len(rs) > 0 {
			for _, t := range rs[0].totals() {
				sd.totals[t.node.Row] = append(sd.totals[t.node.Row], t)
			}
		}
	}
	return sd.totals[row]
}

// lineSums are the sums that the lines of a side state in one reading.
func (m *Model) lineSums(side int, c *candidate) (out []Sum) {
	add := func(total *node, parts []*node, like Sum) {
		if len(parts) == 0 {
			return
		}
		like.Side, like.Lines = side, true
		for k, col := range m.Sides[side].Amounts {
			if !m.Columns[col].Additive {
				continue
			}
			s := like
			s.Col = col
			s.Total = m.figureOf(side, total.Line, total.total, k)
			s.Parts = make([]Term, len(parts))
			for i, p := range parts {
				s.Parts[i] = Term{m.figureOf(p.Side, p.Line, p.total, k), 1}
			}
			if s.PrintsAnything() {
				out = append(out, s)
			}
		}
	}
	c.each(func(n *node) {
		add(n, n.children, Sum{Kind: n.kind, Certain: n.sure || budgets(n.children)})
		if n.Label.Carry && budgets(n.ofWhich) {
			// Under a line of what is carried over stand the budgets it is of.
			add(n, n.ofWhich, Sum{Kind: ByNumbering, Certain: true})
		} else {
			add(n, n.ofWhich, Sum{Kind: ByOfWhich, Certain: true, AtMost: true})
		}
	})
	for _, t := range c.totals {
		kind := ByTotal
		if t.node.total != GrandTotal {
			kind = BySubtotal
		}
		add(t.node, t.parts, Sum{Kind: kind, Certain: c.sure && !c.totalsLead, Flat: c.flat})
	}
	return out
}

// each visits the lines of a reading, those above before their parts.
func (r *reading) each(visit func(*node)) {
	var walk func([]*node)
	walk = func(nodes []*node) {
		for _, n := range nodes {
			visit(n)
			walk(n.children)
			walk(n.ofWhich)
		}
	}
	walk(r.top)
}

// budgets: the lines are the budgets of fiscal appropriation, which are all
// there are where they are listed.
func budgets(lines []*node) bool {
	return len(lines) > 1 && !slices.ContainsFunc(lines, func(n *node) bool {
		return n.Label.OfWhich || !words.budget.MatchString(n.Label.Text)
	})
}

// link says of every line what it is a part of.
func link(c *candidate) {
	c.each(func(n *node) {
		for _, part := range slices.Concat(n.children, n.ofWhich) {
			part.Parent = n.Line
		}
	})
	for _, t := range c.totals {
		for _, part := range t.parts {
			if part.Parent == nil {
				part.Parent = t.node.Line
			}
		}
	}
}

// setLevels counts the lines above every line. A line of a classification is
// at least as deep as its code.
func setLevels(lines []*Line) {
	var level func(l *Line) int
	level = func(l *Line) int {
		if l.Level >= 0 {
			return l.Level
		}
		l.Level = 1
		switch {
		case l.Parent != nil:
			l.Level = level(l.Parent) + 1
		case l.Label.Total != NoTotal:
			l.Level = 0
		}
		if l.Code != "" {
			l.Level = max(l.Level, (len(l.Code)-1)/2)
		}
		return l.Level
	}
	for _, l := range lines {
		level(l)
	}
}
