package layout

import (
	"math"
	"slices"
)

// This file finds columns that stand so close that a line does not show them:
// white that goes down through all rows does.

const (
	// tightStrip is how wide, in ems, the white between tight columns is at
	// least; wordStrip is how much wider than a space between words.
	tightStrip, wordStrip = 0.3, 1.4
	// codeStrip is that between codes and the names of what they stand for.
	codeStrip = 0.15
	// codeStrips is how many strips are looked at for it: codes stand first.
	codeStrips = 3
	// tightRows is how many rows must show a border between tight columns.
	tightRows = 4
)

// tightGutters adds the borders between columns that all rows keep free, and
// that most rows of their column print texts on both sides of.
func (s *sheet) tightGutters(cuts []float64, rows []row) []float64 {
	if len(rows) < tightRows {
		return cuts
	}
	var pieces [][]*line
	for _, r := range rows {
		pieces = append(pieces, s.pieces(r.line))
	}
	least := max(tightStrip, wordStrip*s.space)
	var middles []float64 // of all pieces, in order
	for _, row := range pieces {
		for _, p := range row {
			middles = append(middles, (p.box.X0+p.box.X1)/2)
		}
	}
	slices.Sort(middles)
	same := func(a, b float64) bool { return !anyBetween(middles, min(a, b), max(a, b)) }
	strips := s.freeStrips(pieces, codeStrip)
	for _, x := range strips[:min(len(strips), codeStrips)] {
		if s.codesBefore(pieces, x) {
			if k, _ := slices.BinarySearch(cuts, x); (k == 0 || !same(cuts[k-1], x)) && (k == len(cuts) || !same(cuts[k], x)) {
				cuts = slices.Insert(cuts, k, x)
			}
		}
	}
	for _, x := range s.freeStrips(pieces, least) {
		k, _ := slices.BinarySearch(cuts, x)
		if k > 0 && same(cuts[k-1], x) || k < len(cuts) && same(cuts[k], x) {
			continue
		}
		within := span{math.Inf(-1), math.Inf(1)}
		if k > 0 {
			within.lo = cuts[k-1]
		}
		if k < len(cuts) {
			within.hi = cuts[k]
		}
		if both, any := onBothSides(pieces, x, within); both >= tightRows && 2*both >= any {
			cuts = slices.Insert(cuts, k, x)
		}
	}
	return cuts
}

// onBothSides counts the rows that print texts on both sides of x within a
// column, and those that print any there.
func onBothSides(rows [][]*line, x float64, within span) (both, any int) {
	for _, row := range rows {
		left, right := false, false
		for _, p := range row {
			mid := (p.box.X0 + p.box.X1) / 2
			if mid < within.lo || mid > within.hi {
				continue
			}
			left, right = left || mid < x, right || mid > x
		}
		both += btoi(left && right)
		any += btoi(left || right)
	}
	return both, any
}

// codesBefore reports that codes stand before a strip, and names that begin under
// one another behind it: no space of a text is as wide in all rows.
func (s *sheet) codesBefore(rows [][]*line, x float64) bool {
	coded, others := 0, 0
	var begins []float64
	for _, row := range rows {
		k := slices.IndexFunc(row, func(p *line) bool { return p.box.X0 > x })
		if k < 1 {
			continue
		}
		left, right := row[k-1], row[k]
		if codeText.MatchString(left.text()) && wide(firstRune(right.text())) && k == 1 {
			coded++
			begins = append(begins, right.box.X0)
		} else if k == 1 && right.box.X0-left.box.X1 < s.ColumnGap*s.em {
			others++
		}
	}
	slices.Sort(begins)
	return coded >= leastRows && others <= coded/leastRows && begins[coded-1]-begins[0] < s.SameEdge*s.em
}

// cutParts cuts the texts of the rows at the borders between tight columns.
func (t *imagined) cutParts() {
	t.rows = slices.Clone(t.rows)
	for i := range t.rows {
		r := &t.rows[i]
		var parts []*line
		for _, p := range r.parts {
			parts = append(parts, t.cutPart(p)...)
		}
		if len(parts) == len(r.parts) {
			continue
		}
		if r.parts = parts; r.amounts > 0 {
			r.amounts = max(countFigures(parts), 1)
		}
	}
	if !t.textual {
		t.body = bodyOf(t.rows)
		return
	}
	t.body = nil
	for _, r := range t.rows {
		t.body = append(t.body, r.parts)
	}
}

// cutPart cuts a text at the borders that none of its characters crosses.
func (t *imagined) cutPart(p *line) []*line {
	var out []*line
	var runs []*run
	last := -1
	for _, piece := range t.pieces(p) {
		j := column(t.cuts, piece)
		if j != last && len(runs) > 0 {
			out, runs = append(out, p.part(runs)), nil
		}
		last = j
		runs = append(runs, piece.runs...)
	}
	return append(out, p.part(runs))
}

// pieces cuts a line at every gap that may part columns.
func (s *sheet) pieces(l *line) (out []*line) {
	add := func(glyphs []*Glyph) {
		if len(glyphs) > 0 {
			out = append(out, l.part([]*run{newRun(glyphs, 0)}))
		}
	}
	for _, r := range l.runs {
		start := 0
		for k := 1; k < len(r.glyphs); k++ {
			if r.glyphs[k].Box.X0-r.glyphs[k-1].Box.X1 > s.PieceGap*r.size() {
				add(r.glyphs[start:k])
				start = k
			}
		}
		add(r.glyphs[start:])
	}
	return out
}

// freeStrips are the middles of the white strips that no text crosses.
func (s *sheet) freeStrips(rows [][]*line, least float64) (out []float64) {
	var spans []span
	for _, parts := range rows {
		for _, p := range parts {
			spans = append(spans, span{p.box.X0, p.box.X1})
		}
	}
	slices.SortFunc(spans, func(a, b span) int {
		switch {
		case a.lo < b.lo:
			return -1
		case a.lo > b.lo:
			return 1
		}
		return 0
	})
	for k, reach := 1, 0.0; k < len(spans); k++ {
		if reach = max(reach, spans[k-1].hi); spans[k].lo-reach >= least*s.em {
			out = append(out, (reach+spans[k].lo)/2)
		}
	}
	return out
}
