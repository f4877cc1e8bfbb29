package layout

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/compose"
)

// take separates the runs whose middle stands in the box from the others.
func (s *sheet) take(runs []*run, box document.Box) (inside, outside []*run) {
	for _, r := range runs {
		x, y := r.mid()
		if box.Contains(x, y) {
			inside = append(inside, r)
		} else {
			outside = append(outside, r)
		}
	}
	return inside, outside
}

// maxCells is more than any printed page can show; a finer mesh is a drawing,
// or meant to exhaust the reader.
const maxCells = 100_000

// mesh is a lattice brought to rows and columns: positions of the rulings, and
// for every elementary cell whether a ruling closes it to the right and below.
type mesh struct {
	xs, ys []float64
	right  [][]bool // right[i][j]: a ruling between column j and j+1 of row i
	below  [][]bool // below[i][j]: a ruling between row i and i+1 of column j
	method document.Method
}

func (m *mesh) rows() int { return len(m.ys) - 1 }
func (m *mesh) cols() int { return len(m.xs) - 1 }

// grid makes the cells of a lattice and fills in the text. It returns nil when
// the rulings enclose no table: a frame around one text. The rest of a table, if it
// is that of open, has the columns of open. Those of the grid are given too, unless
// rulings draw them all.
func (s *sheet) grid(l lattice, runs []*run, open *columns) (*compose.Grid, *columns) {
	m := s.mesh(l, runs)
	if m.rows() < 1 || m.cols() < 1 || m.rows()*m.cols() < 2 && open == nil || m.rows()*m.cols() > maxCells {
		return nil, nil
	}
	runs = s.cutAtBorders(m, runs)
	goesOn := s.takeColumns(m, runs, open)
	s.splitColumns(m, runs)
	s.closeBorders(m, runs)
	s.closeRows(m, runs)
	s.closeHead(m, runs)
	s.splitRows(m, runs)
	cells := m.cells()
	if countOrigins(cells) < 2 {
		return nil, nil
	}
	s.fill(m, cells, runs)
	if countTexts(cells) < 2 {
		return nil, nil // a frame, or the axes of a chart
	}
	if m.method != document.MethodPartial {
		return s.finish(m, cells), nil
	}
	rows := s.rows(s.lines(runs))
	cols := columnsOf(m.xs, bodyOf(rows), s.page.Width)
	head := slices.IndexFunc(rows, func(r row) bool { return r.amounts > 0 })
	cols.head, cols.foot = headText(rows[:max(head, 0)]), l.box.Y1
	if goesOn {
		cols.head = open.head
	}
	return s.finish(m, cells), cols
}

func (s *sheet) finish(m *mesh, cells [][]document.Cell) *compose.Grid {
	for _, row := range cells {
		for j := range row {
			row[j].Page = s.page.Number
		}
	}
	return &compose.Grid{
		Page: s.page.Number, Method: m.method, Cells: cells,
		Box: document.Box{X0: m.xs[0], Y0: m.ys[0], X1: m.xs[len(m.xs)-1], Y1: m.ys[len(m.ys)-1]},
	}
}

func countOrigins(cells [][]document.Cell) (n int) {
	for _, row := range cells {
		for j := range row {
			if row[j].State != document.CellCovered {
				n++
			}
		}
	}
	return n
}

func countTexts(cells [][]document.Cell) (n int) {
	for _, row := range cells {
		for j := range row {
			if row[j].State == document.CellText || row[j].State == document.CellUnreadable {
				n++
			}
		}
	}
	return n
}

// borderSlack is how far, in points beyond the tolerance of rulings, one may lie
// from the border that it draws (drawing).
const borderSlack = 0.5

// mesh finds the row and column positions and which borders are drawn.
func (s *sheet) mesh(l lattice, runs []*run) *mesh {
	m := &mesh{method: l.method}
	if m.method == "" {
		m.method = document.MethodRuled
	}
	xmids, ymids := glyphMiddles(runs)
	m.xs = s.positions(l.v, span{l.box.X0, l.box.X1}, xmids, s.SameColumn*s.em)
	m.ys = s.positions(l.h, span{l.box.Y0, l.box.Y1}, ymids, s.SameRow*s.em)
	inner := s.innerEnds(l, m, runs)
	m.right, m.below = boolGrid(m.rows(), m.cols()), boolGrid(m.rows(), m.cols())
	tol := s.tolerance() + borderSlack
	for _, r := range l.v {
		j := nearest(m.xs, r.Box.X0) - 1
		if j < 0 || j >= m.cols()-1 {
			continue
		}
		for i := range m.right {
			m.right[i][j] = m.right[i][j] || covers(span{r.Box.Y0 - tol, r.Box.Y1 + tol}, span{m.ys[i], m.ys[i+1]})
		}
	}
	for _, r := range l.h {
		i := nearest(m.ys, r.Box.Y0) - 1
		if i < 0 || i >= m.rows()-1 {
			continue
		}
		for j := range m.below[i] {
			m.below[i][j] = m.below[i][j] || covers(span{r.Box.X0 - tol, r.Box.X1 + tol}, span{m.xs[j], m.xs[j+1]})
		}
	}
	for _, r := range inner { // what stands above where a ruling between columns begins is over both
		i, j := nearest(m.ys, r.Box.Y0)-1, nearest(m.xs, r.Box.X0)
		if i >= 0 && i < m.rows()-1 && j > 0 && j < m.cols() {
			m.below[i][j-1], m.below[i][j] = true, true
		}
	}
	return m
}

// innerEnds adds to the rows of a mesh the heights at which rulings between
// columns begin within a row, with a text above and one below: those under a
// head over several columns. It gives these rulings.
func (s *sheet) innerEnds(l lattice, m *mesh, runs []*run) (out []Rule) {
	for _, v := range l.v {
		i := index(m.ys, v.Box.Y0)
		top, bottom := m.ys[i], m.ys[i+1]
		if v.Box.Y0-top < s.InnerEnd*s.em || bottom-v.Box.Y0 < s.InnerEnd*s.em || v.Box.Y1 < bottom-s.em {
			continue
		}
		above, below := false, false
		for _, r := range runs {
			_, y := r.mid()
			over := abs((r.box.X0+r.box.X1)/2-v.Box.X0) < r.box.Width()/2+2*s.em
			above = above || y > top && y < v.Box.Y0 && over
			below = below || y > v.Box.Y0 && y < bottom
		}
		if above && below {
			out = append(out, v)
		}
	}
	for _, v := range out {
		if k := nearest(m.ys, v.Box.Y0); abs(m.ys[k]-v.Box.Y0) > 0.5*s.em {
			k, _ = slices.BinarySearch(m.ys, v.Box.Y0)
			m.ys = slices.Insert(m.ys, k, v.Box.Y0)
		}
	}
	return out
}

// covers reports that a ruling runs along most of a cell's side.
func covers(rule, side span) bool {
	return rule.overlap(side) >= usual.RuleCovers*(side.hi-side.lo)
}

func boolGrid(rows, cols int) [][]bool {
	g := make([][]bool, max(rows, 0))
	for i := range g {
		g[i] = make([]bool, max(cols, 0))
	}
	return g
}

func glyphMiddles(runs []*run) (xs, ys []float64) {
	for _, r := range runs {
		for _, g := range r.glyphs {
			xs = append(xs, (g.Box.X0+g.Box.X1)/2)
			ys = append(ys, (g.Box.Y0+g.Box.Y1)/2)
		}
	}
	slices.Sort(xs)
	slices.Sort(ys)
	return xs, ys
}

// positions of the rulings on one axis. Positions closer than least with no
// glyph between are one: a doubled border, or borders drawn row by row with
// small offsets. Where the crossing rulings stick out further than a glyph,
// an open side of the table is closed at their ends.
func (s *sheet) positions(rules []Rule, extent span, mids []float64, least float64) []float64 {
	type pos struct{ at, weight float64 }
	var all []pos
	for _, r := range rules {
		at, along := axis(r)
		all = append(all, pos{at, along.hi - along.lo})
	}
	slices.SortFunc(all, func(a, b pos) int { return cmp.Compare(a.at, b.at) })
	if len(all) == 0 || all[0].at-extent.lo > s.em {
		all = slices.Insert(all, 0, pos{extent.lo, 0.01})
	}
	if extent.hi-all[len(all)-1].at > s.em {
		all = append(all, pos{extent.hi, 0.01})
	}
	var out []float64
	for i := 0; i < len(all); {
		j, weight, sum := i, 0.0, 0.0
		for j < len(all) && (j == i || all[j].at-all[j-1].at < least && all[j].at-all[i].at < wholeRule*least &&
			!anyBetween(mids, all[i].at, all[j].at)) {
			weight += all[j].weight
			sum += all[j].weight * all[j].at
			j++
		}
		out = append(out, sum/weight)
		i = j
	}
	return out
}

func anyBetween(sorted []float64, lo, hi float64) bool {
	i, _ := slices.BinarySearch(sorted, lo)
	return i < len(sorted) && sorted[i] < hi
}

func nearest(xs []float64, x float64) int {
	i, _ := slices.BinarySearch(xs, x)
	if i == len(xs) || i > 0 && x-xs[i-1] < xs[i]-x {
		return i - 1
	}
	return i
}

// index of the interval of xs that holds x; the outermost for points outside.
func index(xs []float64, x float64) int {
	i, found := slices.BinarySearch(xs, x)
	if !found {
		i--
	}
	return min(max(i, 0), len(xs)-2)
}

// cells joins elementary cells that no ruling separates. Joined areas that are
// no rectangle (a border half drawn) are cut into rectangles, row by row.
func (m *mesh) cells() [][]document.Cell {
	rows, cols := m.rows(), m.cols()
	id := m.areas()
	out := make([][]document.Cell, rows)
	done := boolGrid(rows, cols)
	for i := range out {
		out[i] = make([]document.Cell, cols)
	}
	for i := range rows {
		for j := range cols {
			if done[i][j] {
				continue
			}
			w := 1
			for j+w < cols && !done[i][j+w] && id[i][j+w] == id[i][j] {
				w++
			}
			h := 1
			for i+h < rows && sameRow(id, done, i, i+h, j, w) {
				h++
			}
			for a := i; a < i+h; a++ {
				for b := j; b < j+w; b++ {
					done[a][b] = true
					out[a][b] = document.Cell{State: document.CellCovered, Origin: document.Ref{Row: i, Col: j}}
				}
			}
			out[i][j] = document.Cell{
				State: document.CellEmpty, RowSpan: h, ColSpan: w,
				Box: document.Box{X0: m.xs[j], Y0: m.ys[i], X1: m.xs[j+w], Y1: m.ys[i+h]},
			}
		}
	}
	return out
}

// areas numbers the elementary cells, the same for those that no ruling
// separates.
func (m *mesh) areas() [][]int {
	rows, cols := m.rows(), m.cols()
	sets := newForest(rows * cols)
	for i := range rows {
		for j := range cols {
			if j+1 < cols && !m.right[i][j] {
				sets.join(i*cols+j+1, i*cols+j)
			}
			if i+1 < rows && !m.below[i][j] {
				sets.join((i+1)*cols+j, i*cols+j)
			}
		}
	}
	id := make([][]int, rows)
	for i := range rows {
		id[i] = make([]int, cols)
		for j := range cols {
			id[i][j] = sets.find(i*cols + j)
		}
	}
	return id
}

func sameRow(id [][]int, done [][]bool, i, k, j, w int) bool {
	for b := j; b < j+w; b++ {
		if done[k][b] || id[k][b] != id[i][j] {
			return false
		}
	}
	// The joined area must not go on to either side of this row.
	if j > 0 && id[k][j-1] == id[i][j] && !done[k][j-1] {
		return false
	}
	return j+w >= len(id[k]) || id[k][j+w] != id[i][j]
}

// cutAtBorders cuts runs that cross a drawn border where a reader would see
// two texts: at a gap, or where digits and characters meet. A run that merely
// overflows its cell stays whole and goes where most of it stands.
func (s *sheet) cutAtBorders(m *mesh, runs []*run) []*run {
	out := make([]*run, 0, len(runs))
	for _, r := range runs {
		_, y := r.mid()
		i := index(m.ys, y)
		start := 0
		for k := 1; k < len(r.glyphs); k++ {
			a, b := r.glyphs[k-1], r.glyphs[k]
			am, bm := (a.Box.X0+a.Box.X1)/2, (b.Box.X0+b.Box.X1)/2
			ja, jb := index(m.xs, am), index(m.xs, bm)
			if jb <= ja || !anyTrue(m.right[i][ja:jb]) {
				continue
			}
			border := m.xs[ja+1]
			gap := b.Box.X0 - a.Box.X1
			clean := a.Box.X1 <= border+s.SolidGap*a.Size && b.Box.X0 >= border-s.SolidGap*b.Size
			la, fb := lastRune(glyphText(a)), firstRune(glyphText(b))
			kinds := document.IsDigit(la) != document.IsDigit(fb) && !numeric(la) || document.IsDigit(la) && wide(fb)
			if numeric(la) && numeric(fb) && gap < s.SolidGap*a.Size && !(clean && twoAmounts(r.glyphs[start:], k-start)) {
				continue // a number is never cut
			}
			solid := gap < s.SolidGap*a.Size
			oneText := solid && (a.Object != 0 && a.Object == b.Object && wide(la) && wide(fb) || oneWord(la, fb))
			if gap > s.SolidGap*a.Size || clean && !oneText || kinds {
				out = append(out, newRun(r.glyphs[start:k], r.order))
				start = k
			}
		}
		if start == 0 {
			out = append(out, r)
		} else {
			out = append(out, newRun(r.glyphs[start:], r.order))
		}
	}
	return out
}

// oneWord reports two characters that stand in a word of an alphabet.
func oneWord(a, b rune) bool {
	return !wide(a) && !wide(b) && unicode.IsLetter(a) && unicode.IsLetter(b)
}

// twoAmounts reports that glyphs set solid are an amount up to the kth, and go
// on from there as no amount does: 12.503.40, 12.501、工资.
func twoAmounts(glyphs []*Glyph, k int) bool {
	end := k
	for end < len(glyphs) && numeric(firstRune(glyphText(glyphs[end]))) {
		end++
	}
	listed := end < len(glyphs) && glyphs[end].Text == "、"
	first, next := newRun(glyphs[:k], 0).text(), firstRune(glyphText(glyphs[k]))
	return money(first) && (document.IsDigit(next) || next == '-') && (listed || !isAmount(newRun(glyphs[:end], 0).text()))
}

func anyTrue(b []bool) bool { return slices.Contains(b, true) }

// firstShare of a text lies in the cell it begins in, at least, if that is to
// hold it (drawing).
const firstShare = 0.34

// place is the cell of a run: where the middle of its ink stands. A text that
// overflows its cell begins where it belongs, so for a long text that is cut
// by no border the cell of its first glyph wins if it holds a third of it.
func place(m *mesh, cells [][]document.Cell, r *run) document.Ref {
	x, y := r.mid()
	at := originAt(m, cells, x, y)
	g := r.glyphs[0]
	first := originAt(m, cells, (g.Box.X0+g.Box.X1)/2, y)
	if first != at && !document.IsDigit(firstRune(glyphText(g))) {
		c := cells[first.Row][first.Col]
		if held := min(c.Box.X1, r.box.X1) - r.box.X0; held > firstShare*r.box.Width() {
			return first
		}
	}
	return at
}

func originAt(m *mesh, cells [][]document.Cell, x, y float64) document.Ref {
	i, j := index(m.ys, y), index(m.xs, x)
	if cells[i][j].State == document.CellCovered {
		return cells[i][j].Origin
	}
	return document.Ref{Row: i, Col: j}
}

// fill puts the text into the cells.
func (s *sheet) fill(m *mesh, cells [][]document.Cell, runs []*run) {
	byCell := map[document.Ref][]*run{}
	settled := s.settle(m, runs)
	upright := stacks(runs)
	for _, r := range runs {
		at := place(m, cells, r)
		if head, ok := upright[r]; ok {
			at = place(m, cells, head)
		}
		if j, ok := settled[r]; ok {
			_, y := r.mid()
			at = originAt(m, cells, (m.xs[j]+m.xs[j+1])/2, y)
		}
		byCell[at] = append(byCell[at], r)
	}
	for i := range cells {
		for j := range cells[i] {
			in := byCell[document.Ref{Row: i, Col: j}]
			if len(in) == 0 {
				continue
			}
			s.write(&cells[i][j], in)
		}
	}
	s.markAstride(m, cells, byCell, settled)
}

// write sets a cell's text from its runs.
func (s *sheet) write(c *document.Cell, runs []*run) {
	upright, turned := s.untwisted(runs)
	if turned {
		runs = upright
	}
	lines := s.lines(runs)
	texts := make([]string, len(lines))
	bold := true
	for k, l := range lines {
		texts[k] = l.text()
		bold = bold && l.bold
		c.Joined, c.Apart = c.Joined || joined(l.runs), c.Apart || s.names(l) > 1
	}
	c.Text = strings.Join(texts, "\n")
	c.Bold = bold
	if !turned {
		c.Indent = max(lines[0].box.X0-c.Box.X0, 0)
	}
	if c.Confidence = confidence(runs); c.Confidence > 0 {
		for _, l := range lines {
			c.Digits = append(c.Digits, digits(l.runs)...)
		}
	}
	c.State = document.CellText
	if strings.Trim(c.Text, unreadable+"\n ") == "" {
		c.State = document.CellUnreadable
	}
}

// names counts the names on a line that stand apart as those of columns do.
func (s *sheet) names(l *line) (n int) {
	if len(l.runs) < 2 {
		return 1
	}
	for _, p := range s.segments(l, s.BlockGap*max(l.size, 1)) {
		text := p.text()
		n += btoi(wide(firstRune(text)) && utf8.RuneCountInString(text) > 1)
	}
	return n
}

// untwisted are runs that are all set sideways, in one direction, as if they ran from
// left to right.
func (s *sheet) untwisted(runs []*run) (out []*run, ok bool) {
	angle := runs[0].glyphs[0].Angle
	if angle != 90 && angle != 270 {
		return nil, false
	}
	runs = slices.SortedFunc(slices.Values(runs), func(a, b *run) int { return cmp.Compare(a.order, b.order) })
	var glyphs []Glyph
	for _, r := range runs {
		for _, g := range r.glyphs {
			if g.Angle != angle {
				return nil, false
			}
			turned, b := *g, g.Box
			if turned.Angle = 0; angle == 90 {
				turned.Box = document.Box{X0: b.Y0, Y0: -b.X1, X1: b.Y1, Y1: -b.X0}
			} else {
				turned.Box = document.Box{X0: -b.Y1, Y0: b.X0, X1: -b.Y0, Y1: b.X1}
			}
			glyphs = append(glyphs, turned)
		}
	}
	return s.makeRuns(glyphs), true
}

// digits are what the recogniser says of the digits of a line, in their order.
// There are none where nothing was recognised.
func digits(runs []*run) (out []document.Digit) {
	for _, r := range runs {
		for _, g := range r.glyphs {
			if g.Confidence == 0 || document.CountDigits(g.Text) != 1 {
				continue
			}
			d := document.Digit{Probability: g.Confidence}
			if document.CountDigits(g.Second) == 1 {
				d.Second, d.SecondProbability = g.Second, g.SecondConfidence
			}
			out = append(out, d)
		}
	}
	return out
}
