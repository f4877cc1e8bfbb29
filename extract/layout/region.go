package layout

import (
	"cmp"
	"math"
	"slices"
	"unicode"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/compose"
)

// region is a part of a page that is read by itself: a column of a page set in
// columns, or what stands above and below them.
type region struct {
	extent document.Box
	lines  []*line
}

// bar is a printed line, a ruling or a grid, as what stands in the way of a
// gutter between columns of the page.
type bar struct {
	y     float64
	parts []document.Box
	line  *line // nil for others
	grid  bool
}

const (
	// columnLines is how many lines a column of a page has at least.
	columnLines = 5
	// columnGap is how far columns of a page stand apart at least, in ems.
	columnGap = 1.0
	// sideColumn is the least share of the width that a column takes.
	sideColumn = 0.2
	// mostGutters is how many places are tried for a gutter.
	mostGutters = 120
	// sentence is how long, in sizes of the type, lines of running text are at least.
	sentence = 12
)

// regions cuts a page set in columns, from above, left columns first.
func (s *sheet) regions(runs []*run, grids []*compose.Grid) []region {
	whole := document.Box{X1: s.page.Width, Y1: s.page.Height}
	var bars []bar
	for _, l := range s.lines(runs) {
		b := bar{y: l.middle(), line: l}
		for _, p := range s.segments(l, columnGap*l.size) {
			b.parts = append(b.parts, p.box)
		}
		bars = append(bars, b)
	}
	for _, h := range s.h {
		bars = append(bars, bar{y: h.Box.Y0, parts: []document.Box{h.Box}})
	}
	for _, g := range grids {
		bars = append(bars, bar{y: (g.Box.Y0 + g.Box.Y1) / 2, parts: []document.Box{g.Box}, grid: true})
	}
	slices.SortStableFunc(bars, func(a, b bar) int { return cmp.Compare(a.y, b.y) })
	return s.cutColumns(bars, whole)
}

// cutColumns cuts the longest zone of two columns out of bars, and goes on with
// what is above and below it.
func (s *sheet) cutColumns(bars []bar, box document.Box) []region {
	x, from, to := s.columnZone(bars, box)
	if to == 0 {
		r := region{extent: box}
		for _, b := range bars {
			if b.line != nil {
				r.lines = append(r.lines, b.line)
			}
		}
		return []region{r}
	}
	y0, y1 := box.Y0, box.Y1
	if from > 0 {
		y0 = (bars[from-1].y + bars[from].y) / 2
	}
	if to < len(bars) {
		y1 = (bars[to-1].y + bars[to].y) / 2
	}
	var out []region
	if from > 0 {
		out = s.cutColumns(bars[:from], document.Box{X0: box.X0, X1: box.X1, Y0: box.Y0, Y1: y0})
	}
	var left, right []*run
	for _, b := range bars[from:to] {
		if b.line == nil {
			continue
		}
		for _, r := range b.line.runs {
			if mid, _ := r.mid(); mid < x {
				left = append(left, r)
			} else {
				right = append(right, r)
			}
		}
	}
	out = append(out, region{document.Box{X0: box.X0, X1: x, Y0: y0, Y1: y1}, s.lines(left)},
		region{document.Box{X0: x, X1: box.X1, Y0: y0, Y1: y1}, s.lines(right)})
	if to < len(bars) {
		out = append(out, s.cutColumns(bars[to:], document.Box{X0: box.X0, X1: box.X1, Y0: y1, Y1: box.Y1})...)
	}
	return out
}

// columnZone finds the gutter between two columns of the page and the bars
// beside it; to is 0 without one.
func (s *sheet) columnZone(bars []bar, box document.Box) (x float64, from, to int) {
	if len(bars) < columnLines {
		return 0, 0, 0
	}
	best := 0
	tried := map[[3]float64]bool{} // white strips: their first and last bar, and left edge
	lo, hi := box.X0+sideColumn*box.Width(), box.X1-sideColumn*box.Width()
	for at := lo; at < hi; at += max(columnGap*s.em/2, (hi-lo)/mostGutters) {
		start := 0
		for k := 0; k <= len(bars); k++ {
			if k < len(bars) && !s.blocks(bars[k], at) {
				continue
			}
			if lines := k - start; lines > best && lines >= columnLines {
				strip := [3]float64{float64(start), float64(k), leftOf(bars[start:k], at)}
				if tried[strip] {
					start = k + 1
					continue
				}
				tried[strip] = true
				if gutter, ok := s.gutterAt(bars[start:k], at); ok {
					x, from, to, best = gutter, start, k, lines
				}
			}
			start = k + 1
		}
	}
	return x, from, to
}

// leftOf is the right edge of what stands to the left of x.
func leftOf(bars []bar, x float64) float64 {
	edge := math.Inf(-1)
	for _, b := range bars {
		for _, p := range b.parts {
			if p.X1 <= x {
				edge = max(edge, p.X1)
			}
		}
	}
	return edge
}

// blocks reports that a bar stands across a gutter.
func (s *sheet) blocks(b bar, x float64) bool {
	return slices.ContainsFunc(b.parts, func(p document.Box) bool {
		return p.X0 < x+s.GutterClear*s.em && p.X1 > x-s.GutterClear*s.em
	})
}

// gutterAt gives the middle of the gutter around x, if what stands to its left
// and right are columns of a page and not of a table.
func (s *sheet) gutterAt(bars []bar, x float64) (float64, bool) {
	var left, right side
	for _, b := range bars {
		if b.line == nil {
			left.grids += btoi(b.grid && b.parts[0].X1 <= x)
			right.grids += btoi(b.grid && b.parts[0].X0 >= x)
			continue
		}
		texts := s.columnTexts(b.line)
		n := 0
		for n < len(texts) && texts[n].box.X0 < x {
			n++
		}
		left.add(texts[:n])
		right.add(texts[n:])
	}
	if left.grids > 0 && right.grids > 0 && left.captioned() && right.captioned() {
		return x, true
	}
	if left.grids > 0 && right.besideGrid() || right.grids > 0 && left.besideGrid() {
		return x, true
	}
	few, many := min(len(left.lines), len(right.lines)), max(len(left.lines), len(right.lines))
	if few < leastRows || many < columnLines || right.lo-left.hi < columnGap*s.em {
		return 0, false
	}
	a, b := left.prose(), right.prose()
	p, q := left.tabular(), right.tabular()
	apart := left.independent(&right) || left.captioned() && right.captioned()
	ok := (a || b) && (p || q) || p && q && apart || (a && b || (a || b) && apart) && !rowsAcross(&left, &right)
	return (left.hi + right.lo) / 2, ok
}

// besideGrid reports a column of running text beside a ruled table, which needs no
// lines of its own to be told from it.
func (d *side) besideGrid() bool { return d.grids == 0 && len(d.lines) >= columnLines && d.prose() }

// rowsAcross reports that the white between the paragraphs of one side is that
// of the other, as between the rows of a table.
func rowsAcross(left, right *side) bool {
	var ys [][2]float64
	for _, d := range []*side{left, right} {
		for _, parts := range d.lines {
			ys = append(ys, [2]float64{parts[0].middle(), parts[0].size})
		}
	}
	slices.SortFunc(ys, func(a, b [2]float64) int { return cmp.Compare(a[0], b[0]) })
	common := 0
	for k := 1; k < len(ys); k++ {
		common += btoi(ys[k][0]-ys[k-1][0] > paragraphStep*ys[k][1])
	}
	return common > 1 && 2*common >= min(left.paragraphs(), right.paragraphs())
}

// paragraphStep is how far lines of two paragraphs are from one another at
// least, in sizes of the type.
const paragraphStep = 1.6

// paragraphs counts the wide steps between lines.
func (d *side) paragraphs() (n int) {
	for k := 1; k < len(d.lines); k++ {
		n += btoi(d.lines[k][0].middle()-d.lines[k-1][0].middle() > paragraphStep*d.lines[k][0].size)
	}
	return n
}

// side is what stands on one side of a gutter.
type side struct {
	lines  [][]*line // texts of each line
	lo, hi float64
	grids  int
}

func (d *side) add(texts []*line) {
	if len(texts) == 0 {
		return
	}
	lo, hi := texts[0].box.X0, texts[len(texts)-1].box.X1
	if len(d.lines) == 0 {
		d.lo, d.hi = lo, hi
	}
	d.lo, d.hi = min(d.lo, lo), max(d.hi, hi)
	d.lines = append(d.lines, texts)
}

// prose reports running text: most lines are one text and fill the column, and
// lines begin in the middle of sentences.
func (d *side) prose() bool {
	single, full, inner := 0, 0, 0
	for _, parts := range d.lines {
		text := parts[0].text()
		if len(parts) > 1 || leader(text) || parts[0].box.Width() < sentence*parts[0].size {
			continue
		}
		single++
		full += btoi(parts[0].box.Width() > usual.ColumnFull*(d.hi-d.lo))
		r := firstRune(text)
		inner += btoi(unicode.IsLower(r) || wide(r) && parts[0].box.Width() > 0.9*(d.hi-d.lo))
	}
	n := len(d.lines)
	return 10*single >= 7*n && 10*full >= 5*n && 10*inner >= 3*n
}

// tabular reports a table: several lines of more than one text.
func (d *side) tabular() bool {
	n := 0
	for _, parts := range d.lines {
		n += btoi(len(parts) > 1)
	}
	return n >= leastRows
}

// captioned reports a line that introduces a table: each of two tables side by
// side has its own, the two sides of one have one.
func (d *side) captioned() bool {
	return slices.ContainsFunc(d.lines, func(parts []*line) bool {
		return slices.ContainsFunc(parts, func(p *line) bool {
			return unitLine.MatchString(p.text()) || titleText.MatchString(p.text())
		})
	})
}

// sameBase is how far, in sizes, the middles of texts of one row lie apart (type).
const sameBase = 0.15

// independent reports that the lines of one side do not stand on those of the
// other, as the texts of a row do.
func (d *side) independent(o *side) bool {
	if len(d.lines) > len(o.lines) {
		d, o = o, d
	}
	shared, k := 0, 0
	for _, parts := range d.lines {
		y := parts[0].middle()
		for k < len(o.lines) && o.lines[k][0].middle() < y-sameBase*parts[0].size {
			k++
		}
		shared += btoi(k < len(o.lines) && abs(o.lines[k][0].middle()-y) < sameBase*parts[0].size)
	}
	return 10*shared < 6*len(d.lines)
}
