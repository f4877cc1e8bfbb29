package layout

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/compose"
)

// row is a printed line seen as a table row: its segments, and how many of
// them are whole amounts.
type row struct {
	line    *line
	parts   []*line
	amounts int
	ruled   bool // between horizontal rulings of one table
	counts  bool // the row under a head that numbers the columns: 栏次 1 2 3
}

// aligned finds tables that are held together by white space and by amounts
// set under one another, with at most horizontal rulings. It returns the grids
// and the lines that belong to none. Where the page begins with the rest of a
// table of the page before, s.open, it has the columns of that one; a table
// that may go on in turn is left there.
func (s *sheet) aligned(lines []*line, grids []*compose.Grid) ([]*compose.Grid, []*line) {
	open := s.open
	s.open, s.barren = nil, 0
	rows := make([]row, len(lines))
	for i, l := range lines {
		parts := s.columnTexts(l)
		n := countAmounts(parts)
		if bare := l.withoutLeaders(); bare != l {
			// A line of a contents page leads to a page number, that of a table to money.
			if p := s.columnTexts(bare); slices.ContainsFunc(p, func(p *line) bool { return money(lineText(p.runs)) }) {
				l, parts, n = bare, p, countAmounts(p)
			}
		}
		if n > 0 {
			parts = joinSpaced(parts)
		}
		rows[i] = row{line: l, parts: parts, amounts: n}
		if i > 0 && rows[i-1].amounts == 0 && (n > 2 || rows[i-1].tabular()) && countsColumns(parts) {
			rows[i].amounts, rows[i].counts = 0, true
		}
	}
	bands := s.bands(grids, rows)
	for i, l := range lines {
		for _, b := range bands {
			rows[i].ruled = rows[i].ruled || l.middle() > b.Y0 && l.middle() < b.Y1 && l.box.X0 > b.X0-s.em &&
				l.box.X1 < b.X1+s.em
		}
	}
	var out []*compose.Grid
	var rest []*line
	for i := 0; i < len(rows); {
		if open != nil && !(len(out) == 0 && open.mayGoOn(rows[:i]) && !between(grids, 0, rows[i].line.middle())) {
			open = nil
		}
		first, end := s.tableFrom(rows, i, grids, open)
		if end <= first {
			rest = append(rest, lines[i])
			i++
			continue
		}
		for ; i < first; i++ {
			rest = append(rest, lines[i])
		}
		g, cols := s.alignedGrid(rows[first:end], open)
		if g != nil && len(rows)-end <= furniture && !between(grids, rows[end-1].line.middle(), s.page.Height) {
			s.open = cols
		}
		if g == nil {
			for ; i < end; i++ {
				rest = append(rest, lines[i])
			}
			continue
		}
		out = append(out, g)
		i = end
	}
	return out, rest
}

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
		if !inGrid && h.Box.Width() > 4*s.em {
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
	for _, h := range free {
		if k := len(out) - 1; k >= 0 && h.Box.X0 > out[k].X0-s.em && h.Box.X1 < out[k].X1+s.em &&
			!s.apart(rows, out[k].Y1, h.Box.Y0) {
			out[k].Y1 = h.Box.Y1
			continue
		}
		out = append(out, h.Box)
	}
	out = slices.DeleteFunc(out, func(b document.Box) bool { return b.Height() < 2*s.em || b.Width() < 0.3*s.page.Width })
	for i := range out {
		out[i].Y0 = s.headAbove(rows, out[i])
	}
	return out
}

// headAbove gives the upper edge of a band with the lines of its head, where
// the first ruling stands under them.
func (s *sheet) headAbove(rows []row, band document.Box) float64 {
	top := band.Y0
	for _, r := range slices.Backward(rows) {
		y := r.line.middle()
		if y >= top {
			continue
		}
		inside := r.line.box.X0 > band.X0-s.em && r.line.box.X1 < band.X1+s.em
		if !inside || !r.tabular() || r.captioned() || r.amounts > 0 || top-r.line.box.Y1 > 1.2*s.em {
			break
		}
		top = r.line.box.Y0
	}
	return top
}

// apart reports that what is printed between two rulings is no part of a
// table: no amounts, and mostly single texts, the captions of the next one.
func (s *sheet) apart(rows []row, y0, y1 float64) bool {
	single, all := 0, 0
	for _, r := range rows {
		if y := r.line.middle(); y <= y0 || y >= y1 {
			continue
		}
		if r.amounts > 0 {
			return false
		}
		all++
		if len(r.parts) == 1 {
			single++
		}
	}
	return all >= 2 && 2*single >= all
}

// columnTexts cuts a line into the texts of its columns: at wide gaps, and at
// narrow ones beside an amount, which is set up against its border.
func (s *sheet) columnTexts(l *line) []*line {
	var out []*line
	for _, part := range s.segments(l, 0.9*max(l.size, 1)) {
		start := 0
		for k := 1; k <= len(part.runs); k++ {
			if k < len(part.runs) {
				a, b := part.runs[k-1], part.runs[k]
				gap := b.box.X0 - a.box.X1
				if gap < 0.25*l.size || !money(a.text()) && !money(b.text()) {
					continue
				}
			}
			out = append(out, l.part(part.runs[start:k]))
			start = k
		}
	}
	return out
}

// countsColumns reports that the numbers of a row are 1, 2, 3 and so on.
func countsColumns(parts []*line) bool {
	n := 0
	for _, p := range parts {
		t := document.Squeeze(lineText(p.runs))
		if t == strconv.Itoa(n+1) {
			n++
		} else if isAmount(t) {
			return false
		}
	}
	return n > 1
}

// joinSpaced joins two single characters of a row with amounts: 合 计.
func joinSpaced(parts []*line) (out []*line) {
	for i := 0; i < len(parts); i++ {
		p := parts[i]
		if i+1 < len(parts) && single(p) && single(parts[i+1]) && parts[i+1].box.X0-p.box.X1 < 3*p.size {
			p = p.part(append(slices.Clone(p.runs), parts[i+1].runs...))
			i++
		}
		out = append(out, p)
	}
	return out
}

// money is an amount printed as money is, with decimals or separators.
func money(t string) bool {
	return isAmount(t) && (decimals(t) >= 1 || strings.ContainsRune(t, ','))
}

// tableFrom finds the next table at or after row i, as a half-open range. The
// range is empty if row i begins none.
func (s *sheet) tableFrom(rows []row, i int, grids []*compose.Grid, open *columns) (first, end int) {
	if rows[i].ruled {
		end = i
		for end < len(rows) && rows[end].ruled {
			end++
		}
		tabular := 0
		for _, r := range rows[i:end] {
			if r.tabular() {
				tabular++
			}
		}
		first = i
		for first < end && rows[first].captioned() {
			first++
		}
		if first < end && 2*tabular >= end-first && s.plausible(rows[first:end], 1) {
			return first, end
		}
		// Rules at the head and foot of a page enclose more than a table.
		for k := i; k < end; k++ {
			rows[k].ruled = false
		}
	}
	if !rows[i].tabular() || rows[i].captioned() {
		return i, s.labelsAbove(rows, i, grids, open)
	}
	if open == nil && i < s.barren {
		return i, i
	}
	first, end = i, i+1
	for k := i + 1; k < len(rows); k++ {
		gap := rows[k].line.box.Y0 - rows[k-1].line.box.Y1
		if gap > 2.5*s.em && !s.regular(rows, k) || rows[k].ruled ||
			between(grids, rows[k-1].line.middle(), rows[k].line.middle()) {
			return s.tableEnd(rows, first, end, open)
		}
		switch {
		case unitLine.MatchString(lineText(rows[k].line.runs)):
			return s.tableEnd(rows, first, end, open)
		case rows[k].tabular():
			end = k + 1
		case s.underColumn(rows[first:end], rows[k]):
			// a row of a two-sided table whose amounts are blank
		case k-end >= 2 || rows[k].line.box.Width() > 0.6*s.page.Width:
			return s.tableEnd(rows, i, end, open)
		}
	}
	return s.tableEnd(rows, first, end, open)
}

// regular reports that row k is as far from the one above it as rows beside it
// are from each other: a form set wide.
func (s *sheet) regular(rows []row, k int) bool {
	if !rows[k].tabular() || !rows[k-1].tabular() || rows[k].captioned() || rows[k-1].captioned() {
		return false
	}
	pitch := func(k int) float64 {
		if k < 1 || k >= len(rows) || !rows[k].tabular() || !rows[k-1].tabular() {
			return 0
		}
		return rows[k].line.middle() - rows[k-1].line.middle()
	}
	own := pitch(k)
	return own < 8*s.em && (abs(own-pitch(k-1)) < 0.25*own || abs(own-pitch(k+1)) < 0.25*own)
}

// captioned lines carry a label with a colon, as the lines above a table do.
func (r *row) captioned() bool {
	return r.amounts == 0 && strings.ContainsAny(lineText(r.line.runs), "：:")
}

// unitLine is the line a table is introduced with, and none goes over.
var unitLine = regexp.MustCompile(`单\s*位\s*[:：]\s*\S{0,4}元`)

func (s *sheet) tableEnd(rows []row, first, end int, open *columns) (int, int) {
	if open == nil && fewAmounts(rows[first:end]) {
		s.barren = end // rows that begin later have fewer still
		return first, first
	}
	if !s.plausible(rows[first:end], leastRows) &&
		!(open != nil && s.plausible(rows[first:end], 1) && open.take(s, rows[first:end]) != nil) {
		return first, first
	}
	for end < len(rows) && s.wrapped(rows[max(first, end-2):end], rows[end]) {
		end++
	}
	// Down to the edge of the page there may be labels without amounts.
	tail := end
	pitch := rowPitch(rows[first:end], s.em)
	for tail < len(rows) && s.label(rows[first:end], pitch, rows[tail], rows[tail-1]) {
		tail++
	}
	if len(rows)-tail <= furniture {
		end = tail
	}
	return first, end
}

// label reports that a row is a label of a table without amounts, as far from
// the row beside it as rows of the table, at their pitch, are from each other.
func (s *sheet) label(table []row, pitch float64, r, beside row) bool {
	return !r.ruled && !r.captioned() && !strings.ContainsAny(lineText(r.line.runs), "。；") &&
		abs(r.line.middle()-beside.line.middle()) < 1.3*pitch && s.underColumn(table, r)
}

// labelsAbove gives the end of the rest of a table that begins at row i with
// labels without amounts; i if there is none.
func (s *sheet) labelsAbove(rows []row, i int, grids []*compose.Grid, open *columns) int {
	if open == nil {
		return i
	}
	start := i
	for start < len(rows) && !rows[start].tabular() {
		start++
	}
	if start == i || start == len(rows) || between(grids, rows[i].line.middle(), rows[start].line.middle()) {
		return i
	}
	first, end := s.tableFrom(rows, start, grids, open)
	if end <= first || open.take(s, rows[first:end]) == nil {
		return i
	}
	pitch := rowPitch(rows[first:end], s.em)
	for k := i; k < start; k++ {
		if !s.label(rows[first:end], pitch, rows[k], rows[k+1]) {
			return i
		}
	}
	return end
}

// wrapped reports that next is the last line of a label in the rows before it:
// set solid under them, beginning where the label begins and no wider. With
// the amounts at half height, the label's first line is the row before last.
func (s *sheet) wrapped(last []row, next row) bool {
	if len(next.parts) != 1 || next.line.middle()-last[len(last)-1].line.middle() > 1.4*next.line.size {
		return false
	}
	return slices.ContainsFunc(last, func(r row) bool {
		return slices.ContainsFunc(r.parts, func(p *line) bool {
			return !isAmount(lineText(p.runs)) && abs(p.box.X0-next.line.box.X0) < 0.3*s.em && next.line.box.X1 < p.box.X1+s.em
		})
	})
}

// underColumn reports a line with a single text that begins exactly where a
// column of the rows above begins.
func (s *sheet) underColumn(above []row, r row) bool {
	if len(r.parts) != 1 || r.line.box.Width() > 0.5*s.page.Width {
		return false
	}
	hits := 0
	for _, a := range slices.Backward(above) {
		if slices.ContainsFunc(a.parts, func(p *line) bool { return abs(p.box.X0-r.line.box.X0) < 0.3*s.em }) {
			if hits++; hits == 2 {
				return true
			}
		}
	}
	return false
}

// tabular lines have their text in several places; sentences and lines of a
// contents page do not count.
func (r *row) tabular() bool {
	text := lineText(r.line.runs)
	return len(r.parts) >= 2 && !leader(text) && !strings.ContainsAny(text, "，。；")
}

// leastRows is how many rows with amounts a table without rulings has.
const leastRows = 3

// fewAmounts reports rows that are no table without rulings, whichever of them
// it begins with.
func fewAmounts(rows []row) bool {
	n := 0
	for _, r := range rows {
		if r.amounts > 0 && r.tabular() {
			n++
		}
	}
	return n < leastRows
}

// plausible holds back narrative that merely looks like a table: enough rows
// with amounts, most of them set under one another, and printed as money is.
func (s *sheet) plausible(rows []row, least int) bool {
	withAmounts, published, wideRows := 0, 0, 0
	var edges []float64
	for _, r := range rows {
		if r.amounts == 0 || !r.tabular() {
			continue
		}
		withAmounts++
		if r.amounts >= 2 {
			wideRows++
		}
		for _, p := range r.parts {
			t := lineText(p.runs)
			if !isAmount(t) {
				continue
			}
			edges = append(edges, p.box.X1)
			if money(t) {
				published++
			}
		}
	}
	if least == 1 && wideRows == 0 && withAmounts < 2 {
		return false
	}
	if withAmounts < least || published*2 < len(edges) && wideRows*2 < withAmounts {
		return false
	}
	slices.Sort(edges)
	aligned := 0
	for k := range edges {
		if k > 0 && edges[k]-edges[k-1] < 0.35*s.em || k+1 < len(edges) && edges[k+1]-edges[k] < 0.35*s.em {
			aligned++
		}
	}
	return aligned*10 >= len(edges)*6 || least == 1
}

// alignedGrid draws the rulings a reader imagines, gutters between columns and
// lines between rows, and lets them be read like any other lattice. The rest
// of a table, if it is that of open, has the columns and the head of open. The
// columns of the grid are given too.
func (s *sheet) alignedGrid(rows []row, open *columns) (*compose.Grid, *columns) {
	body := bodyOf(rows)
	cuts := gutters(body, s.em)
	if len(cuts) == 0 {
		return nil, nil
	}
	head := 0
	for head < len(rows) && rows[head].amounts == 0 {
		head++
	}
	if head > 1 && s.labelAbove(rows, head) {
		head--
	}
	goesOn := false
	if taken := open.take(s, rows); taken != nil {
		goesOn, cuts = true, taken
		if headText(rows[:head]) != open.head {
			head = 0
		}
	} else {
		cuts = s.headerCuts(cuts, body, rows[:head])
	}
	var runs []*run
	box := rows[0].line.box
	for _, r := range rows {
		box = box.Union(r.line.box)
		runs = append(runs, r.line.runs...)
	}
	box.X0, box.X1, box.Y0, box.Y1 = box.X0-1, box.X1+1, box.Y0-1, box.Y1+1
	if goesOn {
		box.X0, box.X1 = min(box.X0, open.edges.lo), max(box.X1, open.edges.hi)
	}

	m := &mesh{xs: append(append([]float64{box.X0}, cuts...), box.X1), ys: []float64{box.Y0},
		method: document.MethodAligned}
	if rows[0].ruled {
		m.method = document.MethodPartial
	}
	named := head // where the heads end that are words
	if head > 1 && rows[head-1].counts {
		named--
	}
	levels := s.headLevels(m.xs, rows[:named], body)
	for _, l := range levels {
		m.ys = append(m.ys, l.bottom)
	}
	if named < head {
		m.ys = append(m.ys, (rows[named-1].line.middle()+rows[named].line.middle())/2)
	}
	if head > 0 && head < len(rows) {
		m.ys = append(m.ys, (rows[head-1].line.middle()+rows[head].line.middle())/2)
	}
	m.ys = append(append(m.ys, s.rowBorders(rows[head:])...), box.Y1)

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
	for _, r := range rows[head:] {
		i := index(m.ys, r.line.middle())
		for _, p := range r.parts {
			for j := index(m.xs, p.box.X0); j+1 < m.cols() && m.xs[j+1] < p.box.X1; j++ {
				if x := m.xs[j+1]; p.box.X0 < x-0.3*s.em && p.box.X1 > x+0.3*s.em {
					m.right[i][j] = false
				}
			}
		}
	}
	cells := m.cells()
	s.fill(m, cells, s.cutAtBorders(m, runs))
	cols := columnsOf(m.xs, body, s.page.Width)
	if cols.head = headText(rows[:head]); goesOn {
		cols.head = open.head
	}
	return s.finish(m, cells), cols
}

// labelAbove reports that the line above the first amounts is no head but the
// begin of a wrapped label, with the amounts at half its height: it is set
// where labels below begin, and closer than rows are.
func (s *sheet) labelAbove(rows []row, head int) bool {
	above := rows[head-1]
	if rows[head].line.middle()-above.line.middle() > 0.8*rowPitch(rows[head:], s.em) {
		return false
	}
	for _, p := range above.parts {
		labels := 0
		for _, r := range rows[head:] {
			if slices.ContainsFunc(r.parts, func(q *line) bool {
				return abs(q.box.X0-p.box.X0) < 0.3*s.em && !numeric(firstRune(lineText(q.runs)))
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

// level is a row of a header tree above the last: heads over several columns.
type level struct {
	spans  [][2]int // first and last column of each head
	bottom float64
}

func (l level) covers(j int) bool {
	return slices.ContainsFunc(l.spans, func(c [2]int) bool { return j >= c[0] && j <= c[1] })
}

// headLevels finds the heads over several columns: those with a short ruling
// beneath, those that reach over most of several columns, and those set above
// a row of heads that stand side by side on one line of their own.
func (s *sheet) headLevels(xs []float64, head []row, body [][]*line) []level {
	texts := columnExtents(xs[1:len(xs)-1], body)
	lines := make([][]*line, len(head))
	leaf := make([]int, len(xs)-1) // lowest line with a head, -1 without
	for c := range leaf {
		leaf[c] = -1
	}
	middle := func(p *line) float64 { return (p.box.X0 + p.box.X1) / 2 }
	for k := range head {
		lines[k] = s.headings(head, k, xs[1:len(xs)-1])
		for _, p := range lines[k] {
			c := index(xs, middle(p))
			leaf[c] = k
			texts[c] = span{min(texts[c].lo, p.box.X0), max(texts[c].hi, p.box.X1)}
		}
	}
	var out []level
	for k := range lines[:max(len(lines)-1, 0)] {
		var l level
		var before *line
		beside := make([]int, len(lines[k])) // columns of the heads of the line, in order
		for i, p := range lines[k] {
			beside[i] = index(xs, middle(p))
		}
		slices.Sort(beside)
		groups := sideBySide(leaf, k)
		for _, p := range lines[k] {
			c := [2]int{index(xs, p.box.X0+0.3*s.em), index(xs, p.box.X1-0.3*s.em)}
			for c[0] < c[1] && xs[c[0]+1]-p.box.X0 < 0.5*(xs[c[0]+1]-xs[c[0]]) {
				c[0]++
			}
			for c[0] < c[1] && p.box.X1-xs[c[1]] < 0.5*(xs[c[1]+1]-xs[c[1]]) {
				c[1]--
			}
			if under, ok := s.ruleUnder(p, 0.8*(xs[len(xs)-1]-xs[0])); ok {
				c = [2]int{index(xs, under.lo+0.5*s.em), index(xs, under.hi-0.5*s.em)}
			} else {
				c = s.centred(p, index(xs, middle(p)), beside, texts, c, groups[index(xs, middle(p))])
			}
			if c[0] == c[1] {
				continue
			}
			l.bottom = max(l.bottom, p.box.Y1)
			if n := len(l.spans); n > 0 && l.spans[n-1][1] >= c[0] {
				// Two heads over one run of columns: each has those nearer to it.
				border := (middle(before) + middle(p)) / 2
				cut := c[0]
				for cut < c[1] && (xs[cut]+xs[cut+1])/2 < border {
					cut++
				}
				l.spans[n-1][1], c[0] = cut-1, cut
			}
			l.spans = append(l.spans, c)
			before = p
		}
		l.spans = slices.DeleteFunc(l.spans, func(c [2]int) bool { return c[0] >= c[1] })
		if len(l.spans) > 0 {
			out = append(out, l)
		}
	}
	return out
}

// sideBySide gives for each column those around it whose heads all stand on
// one line, below line k.
func sideBySide(leaf []int, k int) [][2]int {
	out := make([][2]int, len(leaf))
	for from := 0; from < len(leaf); {
		to := from
		for leaf[from] > k && to+1 < len(leaf) && leaf[to+1] == leaf[from] {
			to++
		}
		for c := from; c <= to; c++ {
			out[c] = [2]int{from, to}
		}
		from = to + 1
	}
	return out
}

// widestHead is how many columns to either side a head may span beyond those it
// reaches over; no page is wide enough for more.
const widestHead = 64

// centred gives the columns a head is set over the middle of: those it reaches
// over, or more of a group around them without another head of its line.
func (s *sheet) centred(p *line, own int, beside []int, texts []span, reach, group [2]int) [2]int {
	mid := (p.box.X0 + p.box.X1) / 2
	left, _ := slices.BinarySearch(beside, reach[0])
	right, _ := slices.BinarySearch(beside, reach[1]+1)
	if left--; left >= 0 && beside[left] == own {
		left--
	}
	if right < len(beside) && beside[right] == own {
		right++
	}
	if left >= 0 {
		group[0] = max(group[0], beside[left]+1)
	}
	if right < len(beside) {
		group[1] = min(group[1], beside[right]-1)
	}
	if reach[0] == reach[1] && group[0] > 0 {
		return group
	}
	// With the first column among them, where the group begins is told by its middle.
	best := reach
	for from := reach[0]; from >= max(group[0], reach[0]-widestHead); from-- {
		for to := reach[1]; to <= min(group[1], reach[1]+widestHead); to++ {
			lo, hi := texts[from].lo, texts[to].hi
			if to-from > best[1]-best[0] && abs((lo+hi)/2-mid) < s.em+0.1*(hi-lo) {
				best = [2]int{from, to}
			}
		}
	}
	return best
}

// ruleUnder is the extent of a ruling right under a text, shorter than most.
func (s *sheet) ruleUnder(p *line, most float64) (span, bool) {
	mid := (p.box.X0 + p.box.X1) / 2
	for _, h := range s.h {
		under := h.Box.Y0 - p.box.Y1
		if under > -0.4*s.em && under < s.em && h.Box.X0 < mid && h.Box.X1 > mid && h.Box.Width() < most {
			return span{h.Box.X0, h.Box.X1}, true
		}
	}
	return span{}, false
}

// headings are the texts of line k of a head. Characters set apart by one wide
// space, 收 入, are one text, unless each stands over a column of its own.
func (s *sheet) headings(head []row, k int, borders []float64) (out []*line) {
	parts := s.segments(head[k].line, 0.35*head[k].line.size)
	space := 1e6 // the least between two single characters
	for i := 1; i < len(parts); i++ {
		if single(parts[i-1]) && single(parts[i]) {
			space = min(space, parts[i].box.X0-parts[i-1].box.X1)
		}
	}
	for i, p := range parts {
		if i > 0 && single(parts[i-1]) && single(p) && p.box.X0-parts[i-1].box.X1 < 1.3*space+0.2*s.em &&
			s.oneHead(head[k+1:], borders, column(borders, parts[i-1]), column(borders, p)) {
			last := out[len(out)-1]
			out[len(out)-1] = last.part(append(slices.Clone(last.runs), p.runs...))
			continue
		}
		out = append(out, p)
	}
	return out
}

// oneHead reports that characters over columns a and b belong together: there
// is one column under them, or heads below tell its columns apart.
func (s *sheet) oneHead(below []row, borders []float64, a, b int) bool {
	if a == b {
		return true
	}
	return slices.ContainsFunc(below, func(r row) bool {
		over := map[int]bool{}
		for _, p := range s.segments(r.line, 0.35*r.line.size) {
			over[column(borders, p)] = true
		}
		return over[a] && over[b]
	})
}

// single reports a text of one ideograph.
func single(p *line) bool {
	return len(p.runs) == 1 && len(p.runs[0].glyphs) == 1 &&
		unicode.Is(unicode.Han, firstRune(glyphText(p.runs[0].glyphs[0])))
}

// headerCuts fits the borders between columns to their heads. A head need not
// stand right above the figures of its column; one that stands beside
// everything the body prints, and is that of no column there, is a column of
// its own.
func (s *sheet) headerCuts(cuts []float64, body [][]*line, head []row) []float64 {
	// The heads of single columns stand in the fullest line of the head; those
	// above span columns, and are often set with wide spaces.
	var heads []*line
	for k := range head {
		if parts := s.headings(head, k, cuts); len(parts) > len(heads) {
			heads = parts
		}
	}
	cuts = oneColumn(cuts, body, heads)
	used := columnExtents(cuts, body)
	matched := s.matchHeads(heads, used)
	for i, p := range heads {
		if j := matched[i]; j >= 0 {
			used[j] = span{min(used[j].lo, p.box.X0), max(used[j].hi, p.box.X1)}
		}
	}
	for k, x := range cuts {
		if lo, hi := used[k].hi, used[k+1].lo; lo < hi && (x < lo || x > hi) {
			cuts[k] = (lo + hi) / 2
		}
	}
	for i, p := range heads {
		at := span{p.box.X0, p.box.X1}
		if matched[i] != alone || single(p) {
			continue
		}
		left, right := at.lo-1e6, at.hi+1e6
		for _, u := range used {
			if u.hi <= at.lo {
				left = max(left, u.hi)
			}
			if u.lo >= at.hi {
				right = min(right, u.lo)
			}
		}
		used = append(used, at)
		for _, gap := range []span{{left, at.lo}, {at.hi, right}} {
			if gap.lo < -1e5 || gap.hi > 1e5 || slices.ContainsFunc(cuts, func(x float64) bool {
				return x >= gap.lo && x <= gap.hi
			}) {
				continue
			}
			cuts = append(cuts, (gap.lo+gap.hi)/2)
		}
	}
	slices.Sort(cuts)
	return cuts
}

// oneColumn takes out the borders within a column of labels, some of which are
// centred and the others not: no row prints both, and there is one head.
func oneColumn(cuts []float64, body [][]*line, heads []*line) []float64 {
	if len(heads) == 0 {
		return cuts
	}
	both := make([]bool, len(cuts)) // a row has texts on both sides of the border
	amounts := make([]bool, len(cuts)+1)
	for _, parts := range body {
		in := make([]bool, len(cuts)+1)
		for _, p := range parts {
			j := column(cuts, p)
			in[j] = true
			amounts[j] = amounts[j] || numeric(firstRune(lineText(p.runs)))
		}
		for k := range cuts {
			both[k] = both[k] || in[k] && in[k+1]
		}
	}
	headed := make([]int, len(cuts)+1)
	for _, p := range heads {
		headed[column(cuts, p)]++
	}
	var out []float64
	joined := false // the border before was taken out: three columns are not looked at together
	for k, x := range cuts {
		if !joined && !both[k] && !amounts[k] && !amounts[k+1] && headed[k]+headed[k+1] <= 1 {
			joined = true
			continue
		}
		joined = false
		out = append(out, x)
	}
	return out
}

// columnExtents are the texts of the body by columns, without those that cross
// a border.
func columnExtents(cuts []float64, body [][]*line) []span {
	out := make([]span, len(cuts)+1)
	seen := make([]bool, len(out))
	for _, parts := range body {
		for _, p := range parts {
			j := column(cuts, p)
			if j > 0 && p.box.X0 < cuts[j-1] || j < len(cuts) && p.box.X1 > cuts[j] {
				continue
			}
			if !seen[j] {
				out[j], seen[j] = span{p.box.X0, p.box.X1}, true
			}
			out[j] = span{min(out[j].lo, p.box.X0), max(out[j].hi, p.box.X1)}
		}
	}
	for j := range out {
		if !seen[j] { // nothing but what crosses borders
			lo, hi := out[0].lo, out[len(out)-1].hi
			if j > 0 {
				lo = cuts[j-1]
			}
			if j < len(cuts) {
				hi = cuts[j]
			}
			out[j] = span{(lo + hi) / 2, (lo + hi) / 2}
		}
	}
	return out
}

// What matchHeads says of a head that is not that of one column.
const (
	alone   = -1 // beside all columns
	several = -2
)

// matchHeads finds the column of each head: the one it stands over. Those that
// stand beside all of them are of the columns without a head at that place, in
// order. As many heads as columns are theirs one by one.
func (s *sheet) matchHeads(heads []*line, columns []span) []int {
	out := make([]int, len(heads))
	if len(heads) == len(columns) {
		for i := range out {
			out[i] = i
		}
		return out
	}
	first, last := make([]int, len(heads)), make([]int, len(heads))
	for i, p := range heads {
		at := span{p.box.X0, p.box.X1}
		out[i], first[i], last[i] = alone, -1, -1
		for j, c := range columns {
			if c.overlap(at) <= -0.1*s.em {
				continue
			}
			if out[i] = several; first[i] < 0 {
				out[i], first[i] = j, j
			}
			last[i] = j
		}
	}
	// Between heads that are known, one after the other.
	for i := 0; i < len(heads); {
		if out[i] != alone {
			i++
			continue
		}
		end := i
		for end < len(heads) && out[end] == alone {
			end++
		}
		from, to := 0, len(columns)
		if i > 0 {
			from = last[i-1] + 1
		}
		if end < len(heads) {
			to = first[end]
		}
		for k, c := range inOrder(heads[i:end], columns[from:max(from, to)]) {
			if c >= 0 {
				out[i+k], first[i+k], last[i+k] = from+c, from+c, from+c
			}
		}
		i = end
	}
	return out
}

// inOrder gives each of some heads its column, and alone to those left over:
// as many as there are columns are theirs one by one; of more, each column has
// the one nearest to it, if that is another for each.
func inOrder(heads []*line, columns []span) []int {
	out := slices.Repeat([]int{alone}, len(heads))
	if len(heads) < len(columns) {
		return out
	}
	before := -1
	for j, c := range columns {
		best := 0
		for k, p := range heads {
			q := heads[best]
			if c.overlap(span{p.box.X0, p.box.X1}) > c.overlap(span{q.box.X0, q.box.X1}) {
				best = k
			}
		}
		if len(heads) == len(columns) {
			best = j
		}
		if best <= before {
			return slices.Repeat([]int{alone}, len(heads))
		}
		out[best], before = j, best
	}
	return out
}

// rowBorders are the lines between rows. A line without amounts that stands
// closer to a line with amounts than rows usually do is a wrapped piece of it;
// two lines with amounts are never one row.
func (s *sheet) rowBorders(rows []row) []float64 {
	pitch := rowPitch(rows, s.em)
	owner := make([]int, len(rows)) // the row each line belongs to, as the index of a line
	for k := range rows {
		owner[k] = k
		if rows[k].amounts > 0 {
			continue
		}
		// A header line joins the line above only when set solid.
		near, reach := -1, 0.8*pitch
		for _, n := range []int{k - 1, k + 1} {
			if n < 0 || n >= len(rows) {
				continue
			}
			step := abs(rows[n].line.middle() - rows[k].line.middle())
			if step < reach && (rows[n].amounts > 0 || n < k) {
				near, reach = n, step
			}
		}
		if near >= 0 && near < k {
			owner[k] = owner[near]
		} else if near > k {
			owner[k] = near
		}
	}
	var out []float64
	for k := 1; k < len(rows); k++ {
		if owner[k] != owner[k-1] {
			out = append(out, (rows[k-1].line.middle()+rows[k].line.middle())/2)
		}
	}
	return out
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
