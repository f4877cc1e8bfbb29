package layout

import (
	"slices"

	"github.com/yusuan/yusuan/document"
)

// This file draws the rulings around rows that stand outside of a ruled table
// and belong to it: heads over one whose first row holds amounts, a row of
// amounts, mostly a total, under one, the body under a header that alone is
// ruled, and rows between two parts of one without rulings between columns.

// leastOutside is how many columns a row outside of the rulings fills at least.
const leastOutside = 3

// takeOutside extends a lattice over a row of heads above it and a row of
// amounts below it, at most one each.
func (s *sheet) takeOutside(l lattice, inside, rest []*run) lattice {
	var xs []float64
	for _, v := range l.v {
		if v.Box.Height() > s.RuleMost*l.box.Height() {
			xs = append(xs, v.Box.X0)
		}
	}
	slices.Sort(xs)
	xs = slices.CompactFunc(xs, func(a, b float64) bool { return abs(b-a) < s.SameColumn*s.em })
	if len(xs) <= leastOutside {
		return l
	}
	first, last := s.outerRow(l, true), s.outerRow(l, false)
	filled, figures, clear := s.rowIn(inside, xs, span{l.box.Y0, l.box.Y0 + first})
	if clear && filled >= leastOutside && figures >= 2 {
		top := l.box.Y0 - 1.5*first
		if n, f, ok := s.rowIn(rest, xs, span{top, l.box.Y0}); ok && f == 0 && n >= filled && n >= len(xs)-2 {
			l = extended(l, xs, s.edgeOf(rest, xs, span{top, l.box.Y0}, true))
		}
	}
	bottom := l.box.Y1 + 1.5*last
	if n, f, ok := s.rowIn(rest, xs, span{l.box.Y1, bottom}); ok && f >= 2 && n >= leastOutside {
		l = extended(l, xs, s.edgeOf(rest, xs, span{l.box.Y1, bottom}, false))
	}
	return l
}

// bordersAt are the borders of columns of a lattice that reach a height.
func (s *sheet) bordersAt(l lattice, y float64) []float64 {
	var xs []float64
	for _, v := range l.v {
		if v.Box.Y0 < y+s.SameRow*s.em && v.Box.Y1 > y-s.SameRow*s.em {
			xs = append(xs, v.Box.X0)
		}
	}
	slices.Sort(xs)
	return slices.CompactFunc(xs, func(a, b float64) bool { return abs(b-a) < s.SameColumn*s.em })
}

// leastBody is how many rows of amounts stand under a header at least.
const leastBody = 2

// takeBody extends a lattice without an amount, a header, over the lines under it
// whose texts stand in its columns, down to where one does not.
func (s *sheet) takeBody(l lattice, inside, rest []*run, below float64) lattice {
	xs := s.bordersAt(l, l.box.Y1)
	if len(xs) <= leastOutside || slices.ContainsFunc(inside, func(r *run) bool { return isAmount(r.text()) }) {
		return l
	}
	rows, foot := 0, l.box.Y1
	for _, line := range s.lines(within(rest, xs, span{l.box.Y1, below})) {
		figures, ok := s.inColumns(line, xs)
		if !ok || line.box.Y0-foot > s.TableGap*s.em {
			break
		}
		rows += btoi(figures > 0)
		foot = line.box.Y1
	}
	if rows < leastBody {
		return l
	}
	return extended(l, xs, foot+0.2*s.em)
}

// bridge draws the columns of two lattices through the rows between them, where
// these have rulings between rows as wide as the table, and texts in the columns.
func (s *sheet) bridge(above, below lattice) (lattice, bool) {
	xs, heads := s.bordersAt(above, above.box.Y1), s.bordersAt(below, below.box.Y0)
	if len(xs) <= leastOutside || !slices.EqualFunc(xs, heads, func(a, b float64) bool {
		return abs(a-b) < s.SameColumn*s.em
	}) {
		return lattice{}, false
	}
	gap, tol := span{above.box.Y1, below.box.Y0}, s.SameRow*s.em
	out := lattice{method: document.MethodPartial}
	ys := []float64{gap.lo}
	for _, h := range s.h {
		if y := h.Box.Y0; y > gap.lo+tol && y < gap.hi-tol && h.Box.Width() > s.RuleMost*above.box.Width() {
			out.h = append(out.h, h)
			ys = append(ys, y)
		}
	}
	if ys = append(ys, gap.hi); len(out.h) == 0 {
		return lattice{}, false
	}
	slices.Sort(ys)
	for i, y := range ys[1:] {
		for _, line := range s.lines(within(s.runs, xs, span{ys[i], y})) {
			if _, ok := s.inColumns(line, xs); !ok {
				return lattice{}, false
			}
		}
	}
	for _, x := range xs {
		out.v = append(out.v, ruleAt(x, gap, true))
	}
	return out, true
}

// outerRow is how high the first or the last row of a lattice is.
func (s *sheet) outerRow(l lattice, first bool) float64 {
	high := l.box.Height()
	for _, h := range l.h {
		d := l.box.Y1 - h.Box.Y0
		if first {
			d = h.Box.Y0 - l.box.Y0
		}
		if d > s.em {
			high = min(high, d)
		}
	}
	return min(high, s.TableGap*s.em)
}

// within are the runs whose middle stands in a strip between the outer columns.
func within(runs []*run, xs []float64, strip span) (out []*run) {
	for _, r := range runs {
		if x, y := r.mid(); y > strip.lo && y < strip.hi && x > xs[0] && x < xs[len(xs)-1] {
			out = append(out, r)
		}
	}
	return out
}

// rowIn counts the columns that the one line in a strip fills and the amounts
// among them; ok is false if there are several lines, or a text is over a
// border.
func (s *sheet) rowIn(runs []*run, xs []float64, strip span) (filled, figures int, ok bool) {
	in := within(runs, xs, strip)
	if len(in) == 0 {
		return 0, 0, false
	}
	lines := s.lines(in)
	if len(lines) != 1 {
		return 0, 0, false
	}
	figures, ok = s.inColumns(lines[0], xs)
	if !ok {
		return 0, 0, false
	}
	return len(s.columnTexts(lines[0])), figures, true
}

// inColumns counts the amounts of a line; ok is false if a text is over a border,
// or two are in one column.
func (s *sheet) inColumns(l *line, xs []float64) (figures int, ok bool) {
	last := -1
	for _, p := range s.columnTexts(l) {
		from, to := index(xs, p.box.X0+s.Overhang*s.em), index(xs, p.box.X1-s.Overhang*s.em)
		if from != to || from == last {
			return 0, false
		}
		last = from
		figures += btoi(isAmount(p.text()))
	}
	return figures, true
}

// edgeOf is where the rulings of a row outside end: as far beyond its text as
// the text is from the table.
func (s *sheet) edgeOf(runs []*run, xs []float64, strip span, above bool) float64 {
	var box document.Box
	for _, r := range within(runs, xs, strip) {
		box = box.Union(r.box)
	}
	if above {
		return box.Y0 - 0.2*s.em
	}
	return box.Y1 + 0.2*s.em
}

// extended is a lattice with a row between its edge and y.
func extended(l lattice, xs []float64, y float64) lattice {
	along, side := span{xs[0], xs[len(xs)-1]}, span{min(y, l.box.Y0), l.box.Y0}
	if y > l.box.Y1 {
		side = span{l.box.Y1, y}
	}
	l.h = append(slices.Clip(l.h), ruleAt(y, along, false))
	l.v = slices.Clip(l.v)
	for _, x := range xs {
		l.v = append(l.v, ruleAt(x, side, true))
	}
	l.box.Y0, l.box.Y1 = min(l.box.Y0, y), max(l.box.Y1, y)
	l.method = document.MethodPartial
	return l
}
