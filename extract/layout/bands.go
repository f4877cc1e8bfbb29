package layout

import (
	"cmp"
	"math"
	"slices"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/compose"
)

// bands are the areas between horizontal rulings under one another that no
// lattice took: tables of the three-line kind. A shorter ruling inside, under a
// head that spans columns, ends none.
func (s *sheet) bands(grids []*compose.Grid, rows []row) []document.Box {
	var free []Rule
	for _, h := range s.h {
		y := h.Box.Y0
		inGrid := slices.ContainsFunc(grids, func(g *compose.Grid) bool {
			return y > g.Box.Y0-s.em && y < g.Box.Y1+s.em
		})
		mid := (h.Box.X0 + h.Box.X1) / 2
		if !inGrid && h.Box.Width() > s.RuleWide*s.em && mid > s.extent.X0 && mid < s.extent.X1 && y > s.extent.Y0 &&
			y < s.extent.Y1 {
			free = append(free, h)
		}
	}
	slices.SortFunc(free, func(a, b Rule) int {
		switch {
		case a.Box.Y0 < b.Box.Y0:
			return -1
		case a.Box.Y0 > b.Box.Y0:
			return 1
		}
		return 0
	})
	var out []document.Box
	rules := 0 // of the last
	for _, h := range free {
		if k := len(out) - 1; k >= 0 && h.Box.X0 > out[k].X0-s.em && h.Box.X1 < out[k].X1+s.em &&
			!s.apart(rows, out[k], h.Box, rules >= rowRules) {
			out[k].Y1 = h.Box.Y1
			rules++
			continue
		}
		out, rules = append(out, h.Box), 1
	}
	out = slices.DeleteFunc(out, func(b document.Box) bool {
		return b.Height() < s.BandHigh*s.em || b.Width() < s.BandWide*s.extent.Width()
	})
	for i := range out {
		out[i].Y0 = s.headAbove(rows, out[i])
	}
	s.trace(func(t *Trace) *[]document.Box { return &t.Bands }, out...)
	return out
}

// headAbove gives the upper edge of a band with the lines of its head, where
// the first ruling stands under them, about as far as the last under its row.
func (s *sheet) headAbove(rows []row, band document.Box) float64 {
	const usually, most = 1.2, 3 // ems from a line to the ruling under it
	top := band.Y0
	under := math.Inf(1)
	for _, r := range rows {
		if r.line.middle() > band.Y0 && r.line.middle() < band.Y1 {
			under = band.Y1 - r.line.box.Y1
		}
	}
	reach := usually * s.em
	if under < most*s.em {
		reach = max(reach, usually*under)
	}
	for _, r := range slices.Backward(rows) {
		y := r.line.middle()
		if y >= top {
			continue
		}
		inside := r.line.box.X0 > band.X0-s.em && r.line.box.X1 < band.X1+s.em
		if !inside || !r.tabular() || r.captioned() || r.amounts > 0 || top-r.line.box.Y1 > reach {
			break
		}
		top = r.line.box.Y0
	}
	return top
}

// rowRules is how many rulings a table has at least if each of its rows has one: those
// of the three-line kind have a fourth under a group of heads, or over their total.
const rowRules = 4

// furnitureLines is how many lines stand between two tables at most, but for text.
const furnitureLines = 8

// apart reports that what is printed between two rulings is no part of a
// table: no amounts, and mostly single texts, the captions of the next one.
// Where each row has a ruling under it, texts that begin where a column does are no
// captions.
func (s *sheet) apart(rows []row, a, b document.Box, ruled bool) bool {
	y0, y1, x0, x1 := a.Y1, b.Y0, a.X0, a.X1
	single, outside, all := 0, 0, 0
	for _, r := range rows {
		if y := r.line.middle(); y <= y0 || y >= y1 {
			continue
		}
		if r.chart || titleText.MatchString(r.line.text()) {
			return true
		}
		if r.amounts > 0 {
			return false
		}
		all++
		ruled = ruled && !r.captioned()
		// A text in a column of the table above is no caption of one below.
		inside := 2*r.line.box.Width() < x1-x0 && (abs(r.line.box.X0+r.line.box.X1-x0-x1) > 4*s.em ||
			ruled && s.beginsColumn(rows, a, r.line.box.X0))
		if len(r.parts) == 1 {
			single++
			outside += btoi(!inside)
		}
	}
	return all >= 2 && 2*single >= all && outside > 0 && (all <= furnitureLines || 2*outside >= all)
}

// beginsColumn reports that a column of the rows in a band, but for the first, begins
// at x.
func (s *sheet) beginsColumn(rows []row, band document.Box, x float64) bool {
	return slices.ContainsFunc(rows, func(r row) bool {
		y := r.line.middle()
		return y > band.Y0 && y < band.Y1 && len(r.parts) > 1 && slices.ContainsFunc(r.parts[1:], func(p *line) bool {
			return abs(p.box.X0-x) < s.SameEdge*s.em
		})
	})
}

// ruledBetween reports rulings at one height between two others that run along
// most of an extent.
func (s *sheet) ruledBetween(y0, y1 float64, extent span) bool {
	covered := map[float64]float64{}
	from, _ := slices.BinarySearchFunc(s.levels, y0, func(h Rule, y float64) int { return cmp.Compare(h.Box.Y0, y) })
	for _, h := range s.levels[from:] {
		if h.Box.Y0 >= y1 {
			break
		}
		if h.Box.Y0 > y0 {
			covered[math.Round(h.Box.Y0)] += max(0, extent.overlap(span{h.Box.X0, h.Box.X1}))
		}
	}
	for _, c := range covered {
		if c > s.RuleMost*(extent.hi-extent.lo) {
			return true
		}
	}
	return false
}

// rulesWithin counts the heights of rulings along most of some rows, and right
// above and below them.
func (s *sheet) rulesWithin(rows []row) (n int) {
	box := rows[0].line.box
	for _, r := range rows {
		box = box.Union(r.line.box)
	}
	last := math.Inf(-1)
	for _, h := range s.levels {
		y := h.Box.Y0
		if y > box.Y0-2*s.em && y < box.Y1+2*s.em &&
			(span{h.Box.X0, h.Box.X1}).overlap(span{box.X0, box.X1}) > s.RuleCovers*box.Width() && y > last+s.tolerance() {
			n++
			last = y
		}
	}
	return n
}
