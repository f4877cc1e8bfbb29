package layout

import (
	"cmp"
	"math"
	"slices"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/compose"
)

// imagined is a table whose rulings a reader imagines.
type imagined struct {
	*sheet
	rows    []row
	head    int       // rows of it
	textual bool      // no row has a value
	body    [][]*line // texts of the rows that show the columns
	cuts    []float64 // borders between columns
	box     document.Box
	goesOn  bool // the rest of a table of the page before
}

// imagine finds the head, the columns and the extent of a table.
func (s *sheet) imagine(rows []row, open *columns) *imagined {
	t := &imagined{sheet: s, rows: rows, body: bodyOf(rows)}
	t.textual = len(t.body) == 0
	if t.textual {
		for _, r := range rows {
			t.body = append(t.body, r.parts)
		}
	}
	t.cuts = gutters(t.body, s.em)
	wide := len(t.cuts)
	if values := slices.IndexFunc(rows, func(r row) bool { return r.amounts > 0 }); values >= 0 {
		t.cuts = s.tightGutters(t.cuts, rows[values:])
	} else {
		t.cuts = s.tightGutters(t.cuts, rows)
	}
	if len(t.cuts) == 0 {
		return nil
	}
	if len(t.cuts) > wide {
		t.cutParts()
	}
	t.fitNames()
	t.head = t.headRows()
	if t.head > 1 && !t.textual && s.labelAbove(rows, t.head) {
		t.head--
	}
	t.joinUpright()
	rows = t.rows
	if taken := open.take(s, rows); taken != nil {
		t.goesOn, t.cuts = true, taken
		if headText(rows[:t.head]) != open.head {
			t.head = 0
		}
	} else {
		t.cuts = s.headerCuts(t.cuts, t.body, rows[:t.head])
	}
	t.box = rows[0].line.box
	for _, r := range rows {
		t.box = t.box.Union(r.line.box)
	}
	t.box.X0, t.box.X1, t.box.Y0, t.box.Y1 = t.box.X0-1, t.box.X1+1, t.box.Y0-1, t.box.Y1+1
	if t.goesOn {
		t.box.X0, t.box.X1 = min(t.box.X0, open.edges.lo), max(t.box.X1, open.edges.hi)
	}
	return t
}

// joinUpright makes one text of each head that is set upright, a character under
// the other: its characters stand on the lines of others. It is as high as the head.
func (t *imagined) joinUpright() {
	if t.head == 0 {
		return
	}
	var runs []*run
	box := t.rows[0].line.box
	for _, r := range t.rows[:t.head] {
		runs, box = append(runs, r.line.runs...), box.Union(r.line.box)
	}
	if len(uprightWords(runs, leastStack)) == 0 {
		return
	}
	first := map[*run]*run{}
	for _, word := range uprightWords(runs, 2) {
		var glyphs []*Glyph
		for _, r := range word {
			glyphs = append(glyphs, r.glyphs...)
		}
		joined := newRun(glyphs, word[0].order)
		joined.box.Y0, joined.box.Y1 = box.Y0, box.Y1
		for _, r := range word {
			first[r] = joined
		}
	}
	var rest []*run
	for _, r := range runs {
		if joined := first[r]; joined == nil {
			rest = append(rest, r)
		} else if joined.glyphs[0] == r.glyphs[0] {
			rest = append(rest, joined)
		}
	}
	head := t.sheet.rows(t.lines(rest))
	for i := range head {
		head[i].ruled = t.rows[0].ruled
	}
	t.rows, t.head = slices.Concat(head, t.rows[t.head:]), len(head)
}

// fitNames moves the border after the names of rows behind those that stand
// alone on their line, titles and first lines of names, as far as there is room.
func (t *imagined) fitNames() {
	room, reach := math.Inf(1), t.cuts[0]
	for _, parts := range t.body {
		for _, p := range parts {
			if p.box.X0 >= t.cuts[0] {
				room = min(room, p.box.X0)
			}
		}
	}
	for _, r := range t.rows {
		if box := r.line.box; len(r.parts) == 1 && r.amounts == 0 && box.X0 < t.cuts[0] && box.X1 < room-t.Overhang*t.em {
			reach = max(reach, box.X1)
		}
	}
	if reach > t.cuts[0] {
		t.cuts[0] = (reach + room) / 2
	}
}

// headRows counts the rows of the head: those before the first values, or
// before a ruling among them. A title of the rows below it is no head.
func (t *imagined) headRows() int {
	values := slices.IndexFunc(t.rows, func(r row) bool { return r.amounts > 0 })
	if values < 0 {
		values = len(t.rows) - 1
	}
	ruled, heads := 0, false
	for k := 1; k <= values; k++ {
		heads = heads || len(t.rows[k-1].parts) > 1
		if !heads || !t.ruledBetween(t.rows[k-1].line, t.rows[k].line) || t.titles(k-1) {
			continue
		}
		if ruled = k; t.textual || t.headed(k) {
			break
		}
	}
	if ruled > 0 {
		return ruled
	}
	if t.textual {
		return min(1, values)
	}
	for k := values; k > 1 && t.titles(k-1); k-- {
		if t.rows[k-1].line.middle()-t.rows[k-2].line.middle() <= t.TitleStep*t.em {
			break
		}
		values = k - 1
	}
	return values
}

// headed reports that all columns but the first have a head in the first rows.
func (t *imagined) headed(rows int) bool {
	heads := make([]bool, len(t.cuts)+1)
	for _, r := range t.rows[:rows] {
		for _, p := range r.parts {
			heads[column(t.cuts, p)] = true
		}
	}
	return !slices.Contains(heads[1:], false)
}

// titles reports that row k is the title of those below it: a single text
// where the names of rows begin, under heads of several columns.
func (t *imagined) titles(k int) bool {
	r := t.rows[k]
	if k == 0 || len(r.parts) != 1 || goesOn(r.line.text()) {
		return false
	}
	left := r.line.box.X0
	for _, o := range t.rows[k+1:] {
		left = min(left, o.line.box.X0)
	}
	return r.line.box.X0-left < t.SameEdge*t.em && slices.ContainsFunc(t.rows[:k], func(o row) bool {
		return len(o.parts) > 1
	})
}

// ruledBetween reports a ruling between two lines over most of their table.
func (t *imagined) ruledBetween(a, b *line) bool {
	lo, hi := a.box.X0, a.box.X1
	for _, r := range t.rows {
		lo, hi = min(lo, r.line.box.X0), max(hi, r.line.box.X1)
	}
	return t.sheet.ruledBetween(a.middle(), b.middle(), span{lo, hi})
}

// alignedGrid draws the rulings a reader imagines, gutters between columns and
// lines between rows, and lets them be read like any other lattice. The rest
// of a table, if it is that of open, has the columns and the head of open. The
// columns of the grid are given too.
func (s *sheet) alignedGrid(rows []row, open *columns) (*compose.Grid, *columns) {
	t := s.imagine(rows, open)
	if t == nil {
		return nil, nil
	}
	rows = t.rows
	m := &mesh{xs: append(append([]float64{t.box.X0}, t.cuts...), t.box.X1), ys: []float64{t.box.Y0},
		method: document.MethodAligned}
	if rows[0].ruled {
		m.method = document.MethodPartial
	}
	named := t.head // where the heads end that are words
	if t.head > 1 && rows[t.head-1].counts {
		named--
	}
	levels := s.headLevels(m.xs, rows[:named], t.body)
	for _, l := range levels {
		m.ys = append(m.ys, l.bottom)
	}
	if named < t.head {
		m.ys = append(m.ys, (rows[named-1].line.middle()+rows[named].line.middle())/2)
	}
	if t.head > 0 && t.head < len(rows) {
		m.ys = append(m.ys, (rows[t.head-1].line.middle()+rows[t.head].line.middle())/2)
	}
	m.ys = append(append(m.ys, t.rowBorders(t.head, m.xs)...), t.box.Y1)
	s.imagineBorders(m, levels)
	s.openCrossed(m, rows[t.head:])
	s.openFilled(m, t.body)
	cells := m.cells()
	var runs []*run
	for _, r := range rows {
		runs = append(runs, r.line.runs...)
	}
	s.fill(m, cells, s.cutAtBorders(m, runs))
	cols := columnsOf(m.xs, t.body, s.page.Width)
	if cols.head = headText(rows[:t.head]); t.goesOn {
		cols.head = open.head
	}
	return s.finish(m, cells), cols
}

// imagineBorders closes all borders but those within heads over several columns.
func (s *sheet) imagineBorders(m *mesh, levels []level) {
	m.right, m.below = boolGrid(m.rows(), m.cols()), boolGrid(m.rows(), m.cols())
	for i := range m.right {
		for j := range m.right[i] {
			m.below[i][j] = i >= len(levels) || levels[i].covers(j)
			m.right[i][j] = true
		}
	}
	for i, l := range levels {
		for _, c := range l.spans {
			for j := c[0]; j < c[1]; j++ {
				m.right[i][j] = false
			}
		}
	}
}

// openCrossed opens the borders that texts of rows cross.
func (s *sheet) openCrossed(m *mesh, rows []row) {
	for _, r := range rows {
		i := index(m.ys, r.line.middle())
		for _, p := range r.parts {
			for j := index(m.xs, p.box.X0); j+1 < m.cols() && m.xs[j+1] < p.box.X1; j++ {
				if x := m.xs[j+1]; p.box.X0 < x-s.Crossing*s.em && p.box.X1 > x+s.Crossing*s.em {
					m.right[i][j] = false
				}
			}
		}
	}
}

// leastFilled is how many rows of a column have areas of colour of their own at least
// if areas are cells.
const leastFilled = 3

// openFilled opens the borders within an area of colour over several columns, where
// each of these has areas of its own in other rows: they are the cells of the table.
func (s *sheet) openFilled(m *mesh, body [][]*line) {
	type area struct{ row, from, to int } // and the columns whose texts stand in it
	texts := columnExtents(m.xs[1:m.cols()], body)
	own := make([]int, m.cols())
	var wide []area
	for _, f := range s.page.Fills {
		a := area{index(m.ys, f.Y0+1), -1, -1}
		if f.X1 < m.xs[0] || f.X0 > m.xs[m.cols()] || f.Y0 < m.ys[0]-s.em || index(m.ys, f.Y1-1) != a.row {
			continue
		}
		for j, t := range texts {
			if x := (t.lo + t.hi) / 2; x > f.X0 && x < f.X1 {
				if a.to = j; a.from < 0 {
					a.from = j
				}
			}
		}
		switch {
		case a.from < 0:
		case a.from == a.to:
			own[a.from]++
		case a.from > 0 || a.to < m.cols()-1: // not the ground of the row
			wide = append(wide, a)
		}
	}
	for _, a := range wide {
		if slices.Min(own[a.from:a.to+1]) >= leastFilled {
			for j := a.from; j < a.to; j++ {
				m.right[a.row][j] = false
			}
		}
	}
}

// solidPitch is the share of the pitch of rows below which two lines are of one
// row (type).
const solidPitch = 0.8

// labelAbove reports that the line above the first amounts is no head but the
// begin of a wrapped label, with the amounts at half its height: it is set
// where labels below begin, and closer than rows are.
func (s *sheet) labelAbove(rows []row, head int) bool {
	above := rows[head-1]
	if rows[head].line.middle()-above.line.middle() > solidPitch*rowPitch(rows[head:], s.em) {
		return false
	}
	for _, p := range above.parts {
		labels := 0
		for _, r := range rows[head:] {
			if slices.ContainsFunc(r.parts, func(q *line) bool {
				return abs(q.box.X0-p.box.X0) < s.SameEdge*s.em && !numeric(firstRune(q.text()))
			}) {
				labels++
			}
		}
		if labels < 3 {
			return false
		}
	}
	return true
}

// rowBorders are the lines between the rows from one on.
func (t *imagined) rowBorders(from int, xs []float64) []float64 {
	rows := t.rows[from:]
	ruled := func(k int) bool { return t.ruledBetween(rows[k-1].line, rows[k].line) }
	if t.textual {
		return t.textBorders(rows, xs, ruled, false)
	}
	return t.sheet.rowBorders(rows, ruled)
}

// rowBorders are the lines between rows. A line without amounts that stands
// closer to a line with amounts than rows usually do is a wrapped piece of it,
// and so is one that goes on in the middle of a name; two lines with amounts
// are never one row.
func (s *sheet) rowBorders(rows []row, ruled func(k int) bool) []float64 {
	pitch := rowPitch(rows, s.em)
	edge := 0.0 // of the names of rows
	for _, r := range rows {
		if len(r.parts) > 1 && !isValue(r.parts[0].text()) {
			edge = max(edge, r.parts[0].box.X1)
		}
	}
	sets := newForest(len(rows))
	values := make([]int, len(rows)) // of the set that a line stands for
	order := make([]int, 0, len(rows))
	step := func(k int) float64 { return rows[k].line.middle() - rows[k-1].line.middle() }
	for k := range rows {
		values[k] = min(rows[k].amounts, 1)
		if k > 0 {
			order = append(order, k)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(step(a), step(b)) })
	for _, k := range order {
		a, b := sets.find(k-1), sets.find(k)
		solid := step(k) < solidPitch*pitch
		if values[a]+values[b] > 1 || rows[k].amounts+rows[k-1].amounts == 0 && !solid &&
			!continues(rows[k-1], rows[k], edge) ||
			!solid && !continues(rows[k-1], rows[k], edge) || ruled != nil && ruled(k) {
			continue
		}
		sets.join(b, a)
		values[sets.find(a)] = values[a] + values[b]
	}
	var out []float64
	for k := 1; k < len(rows); k++ {
		if sets.find(k) != sets.find(k-1) {
			out = append(out, (rows[k-1].line.middle()+rows[k].line.middle())/2)
		}
	}
	return out
}

// continues reports that the name of a row goes on in the line below it, which
// is set solid: in the middle of a word's phrase, or because it had no room.
func continues(a, b row, edge float64) bool {
	if len(a.parts) == 0 || len(b.parts) == 0 || b.line.middle()-a.line.middle() > 1.5*b.line.size {
		return false
	}
	p, q := a.parts[0], b.parts[0]
	return goesOn(q.text()) && abs(p.box.X0-q.box.X0) < 3*q.size && p.box.X1 < q.box.X1+20*q.size
}

// textBorders are the lines between rows of texts: rulings, or the white that
// is wider than that between the lines of a text. If they are to be sure, lines
// that stand as close as those of one text are not parted.
func (t *imagined) textBorders(rows []row, xs []float64, ruled func(k int) bool, sure bool) []float64 {
	const ink = 0.35 // of the size, above and below the middle of a line
	var out, gaps, at []float64
	rules := 0
	for k := 1; k < len(rows); k++ {
		rules += btoi(ruled(k))
	}
	low := math.Inf(-1)
	for k, r := range rows {
		top := r.line.middle() - ink*r.line.size
		if k > 0 && rules >= 2 {
			if ruled(k) {
				out = append(out, (rows[k-1].line.middle()+r.line.middle())/2)
			}
		} else if k > 0 && top > low {
			gaps, at = append(gaps, (top-low)/r.line.size), append(at, (top+low)/2)
		}
		low = max(low, r.line.middle()+ink*r.line.size)
	}
	if rules >= 2 {
		return out
	}
	least := widerGap(gaps)
	if sure && least == 0 && len(gaps) > 0 && slices.Min(gaps) < 1 {
		return nil
	}
	for k, g := range gaps {
		if g >= least {
			out = append(out, at[k])
		}
	}
	return out
}

// widerGap is the least of the gaps between rows, where those within rows are
// clearly less; else all part rows.
func widerGap(gaps []float64) float64 {
	const clearly, lines = 1.3, 0.75 // in sizes: more than between lines of a text
	sorted := slices.Sorted(slices.Values(gaps))
	least, best := 0.0, clearly
	for k := 1; k < len(sorted); k++ {
		if q := sorted[k] / max(sorted[k-1], 0.05); q > best && sorted[k-1] < lines {
			least, best = sorted[k], q
		}
	}
	return least
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// rowPitch is how far rows with amounts usually stand apart.
func rowPitch(rows []row, em float64) float64 {
	var pitches []float64
	for k := 1; k < len(rows); k++ {
		if rows[k].amounts > 0 && rows[k-1].amounts > 0 {
			pitches = append(pitches, rows[k].line.middle()-rows[k-1].line.middle())
		}
	}
	if len(pitches) == 0 {
		return 1.5 * em
	}
	slices.Sort(pitches)
	return pitches[len(pitches)/2]
}
