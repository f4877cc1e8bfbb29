package layout

import (
	"cmp"
	"math"
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
	years   bool // nothing but years: the heads of columns
	chart   bool // the scale of a chart, no row
	counts  bool // the row under a head that numbers the columns: 栏次 1 2 3
}

// aligned finds tables that are held together by white space and by amounts
// set under one another, with at most horizontal rulings. It returns the grids
// and the lines that belong to none. Where the lines begin with the rest of a
// table of the page before, open, it has the columns of that one; those of a
// table that may go on in turn are given too.
func (s *sheet) aligned(lines []*line, grids []*compose.Grid, open *columns) (
	out []*compose.Grid, rest []*line, next *columns) {
	s.barren = 0
	rows := s.rows(lines)
	bands := s.bands(grids, rows)
	for i, l := range lines {
		for _, b := range bands {
			rows[i].ruled = rows[i].ruled || !rows[i].chart && l.middle() > b.Y0 && l.middle() < b.Y1 && l.box.X0 > b.X0-s.em &&
				l.box.X1 < b.X1+s.em
		}
	}
	taken := 0 // lines of rest above the last table
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
		above := 0
		if open == nil && !rows[first].ruled && !between(grids, rows[max(0, first-1)].line.middle(), rows[first].line.middle()) {
			above = s.headsAbove(rows, first, end, first-len(rest[taken:]))
		}
		g, cols := s.alignedGrid(rows[first-above:end], open)
		if g != nil && len(rows)-end <= furniture && !between(grids, rows[end-1].line.middle(), s.extent.Y1) {
			next = cols
		}
		if g == nil {
			for ; i < end; i++ {
				rest = append(rest, lines[i])
			}
			continue
		}
		rest = rest[:len(rest)-above]
		out, taken = append(out, g), len(rest)
		i = end
	}
	return out, rest, next
}

// rows are lines as rows of tables: their texts, and what these are.
func (s *sheet) rows(lines []*line) []row {
	rows := make([]row, len(lines))
	for i, l := range lines {
		parts := s.columnTexts(l)
		n := countFigures(parts)
		if bare := l.withoutLeaders(); bare != l {
			// A line of a contents page leads to a page number, that of a table to money or to several figures.
			p := s.columnTexts(bare)
			if leads := p[1:]; slices.ContainsFunc(leads, func(p *line) bool { return money(lineText(p.runs)) }) ||
				countFigures(leads) > 1 {
				l, parts, n = bare, p, countFigures(p)
			}
		}
		if n > 0 {
			parts = joinSpaced(parts)
		}
		rows[i] = row{line: l, parts: parts, amounts: n}
		if years(parts) > 1 {
			rows[i].amounts, rows[i].years = 0, true
		}
		if i > 0 && rows[i-1].amounts == 0 && (n > 2 || rows[i-1].tabular()) && countsColumns(parts) {
			rows[i].amounts, rows[i].counts = 0, true
		}
	}
	markAxes(rows)
	for i := range rows { // a year alone is a head if no year stands below it
		alone := rows[i].amounts > 0 && years(rows[i].parts) > 0 && (i == 0 || rows[i-1].amounts == 0)
		if alone && len(rows[i].parts) > 1 && i+1 < len(rows) && years(rows[i+1].parts) == 0 {
			rows[i].amounts, rows[i].years = 0, true
		}
	}
	return rows
}

// leastTicks is how many numbers the scale of a chart has at least.
const leastTicks = 4

// markAxes marks the lines that are the scale at the side of a chart, numbers
// alone at equal steps of value, and what is printed under them at its foot.
func markAxes(rows []row) {
	tick := func(k int) (float64, bool) {
		if k >= len(rows) || len(rows[k].parts) != 1 {
			return 0, false
		}
		text := strings.NewReplacer(",", "", "%", "", "$", "").Replace(document.Squeeze(lineText(rows[k].line.runs)))
		v, err := strconv.ParseFloat(text, 64)
		return v, err == nil
	}
	for i := 0; i < len(rows); {
		a, ok := tick(i)
		b, also := tick(i + 1)
		k := i + 1
		for v, last, more := b, a, ok && also && a != b; more; k++ {
			last = v
			next, is := tick(k + 1)
			v, more = next, is && abs((next-last)-(b-a)) < 0.01*abs(b-a)
		}
		if k-i < leastTicks {
			i++
			continue
		}
		if k < len(rows) && rows[k].amounts == len(rows[k].parts) || k < len(rows) && rows[k].years {
			k++
		}
		for ; i < k; i++ {
			rows[i].chart, rows[i].amounts = true, 0
		}
	}
}

// headsAbove counts the lines right above a table that are the first lines of
// its heads: set solid over them, narrow, and not where titles stand.
func (s *sheet) headsAbove(rows []row, first, end, lowest int) (n int) {
	extent := span{rows[first].line.box.X0, rows[first].line.box.X1}
	for _, r := range rows[first:end] {
		extent = span{min(extent.lo, r.line.box.X0), max(extent.hi, r.line.box.X1)}
	}
	for k := first - 1; k >= lowest; k-- {
		r, below := rows[k], rows[k+1]
		inside := r.line.box.X0 > extent.lo-s.em && r.line.box.X1 < extent.hi+s.em
		wide := slices.ContainsFunc(r.parts, func(p *line) bool { return p.box.Width() > 0.4*(extent.hi-extent.lo) })
		stub := len(r.parts) == 1 && r.line.box.X0 < extent.lo+0.3*s.em && !goesOn(lineText(below.line.runs))
		over := slices.ContainsFunc(r.parts, func(p *line) bool {
			return slices.ContainsFunc(below.parts, func(q *line) bool { return p.box.X0 < q.box.X1 && q.box.X0 < p.box.X1 })
		})
		if !inside || wide || stub || !over || r.amounts > 0 || r.ruled || r.captioned() || leader(lineText(r.line.runs)) ||
			below.line.middle()-r.line.middle() > 1.45*r.line.size || s.ruledBetween(r.line.middle(), below.line.middle(), extent) {
			break
		}
		n++
	}
	return n
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
		mid := (h.Box.X0 + h.Box.X1) / 2
		if !inGrid && h.Box.Width() > 4*s.em && mid > s.extent.X0 && mid < s.extent.X1 && y > s.extent.Y0 && y < s.extent.Y1 {
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
		if k := len(out) - 1; k >= 0 && h.Box.X0 > out[k].X0-s.em && h.Box.X1 < out[k].X1+s.em && !s.apart(rows, out[k], h.Box) {
			out[k].Y1 = h.Box.Y1
			continue
		}
		out = append(out, h.Box)
	}
	out = slices.DeleteFunc(out, func(b document.Box) bool { return b.Height() < 2*s.em || b.Width() < 0.3*s.extent.Width() })
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

// furnitureLines is how many lines stand between two tables at most, but for text.
const furnitureLines = 8

// apart reports that what is printed between two rulings is no part of a
// table: no amounts, and mostly single texts, the captions of the next one.
func (s *sheet) apart(rows []row, a, b document.Box) bool {
	y0, y1, x0, x1 := a.Y1, b.Y0, a.X0, a.X1
	single, outside, all := 0, 0, 0
	for _, r := range rows {
		if y := r.line.middle(); y <= y0 || y >= y1 {
			continue
		}
		if r.chart || titleText.MatchString(lineText(r.line.runs)) {
			return true
		}
		if r.amounts > 0 {
			return false
		}
		all++
		// A text in a column of the table above is no caption of one below.
		inside := 2*r.line.box.Width() < x1-x0 && abs(r.line.box.X0+r.line.box.X1-x0-x1) > 4*s.em
		if len(r.parts) == 1 {
			single++
			outside += btoi(!inside)
		}
	}
	return all >= 2 && 2*single >= all && outside > 0 && (all <= furnitureLines || 2*outside >= all)
}

// columnTexts cuts a line into the texts of its columns: at wide gaps, and at
// narrow ones beside a figure, which is set up against its border.
func (s *sheet) columnTexts(l *line) []*line {
	var out []*line
	for _, part := range s.segments(l, 0.9*max(l.size, 1)) {
		start := 0
		for k := 1; k <= len(part.runs); k++ {
			if k < len(part.runs) && !s.partsColumns(part.runs[start:k], part.runs[k]) {
				continue
			}
			out = append(out, l.part(part.runs[start:k]))
			start = k
		}
	}
	return joinSigns(out)
}

// partsColumns reports a gap between a text and the run after it that is no
// space of one text, because one of them is a figure.
func (s *sheet) partsColumns(before []*run, next *run) bool {
	a, b := before[len(before)-1], next
	gap := (b.box.X0 - a.box.X1) / max(min(a.size(), b.size()), 1)
	if gap < 0.25 {
		return false
	}
	left, right := a.text(), b.text()
	words := oneWord(lastRune(left), lastRune(left)) || oneWord(firstRune(right), firstRune(right))
	one := gap < max(0.55, 1.4*s.space) // as far apart as words
	switch {
	case one && thousandsTail.MatchString(document.Squeeze(right)) && thousandsHead.MatchString(lineText(before)),
		one && isFigure(left) && boundsText.MatchString(document.Squeeze(right)):
		return false
	case money(left) || money(right):
		return !words || gap > 1.6*s.space
	case wide(lastRune(left)) && isFigure(right):
		return gap > 0.5
	case isFigure(left) && isFigure(right):
		return gap > 0.45
	case isFigure(left) || isFigure(right):
		return words && gap > 2*s.space
	}
	return false
}

// joinSigns puts a sign of money, a bracket or a sign of per cent that stands
// apart to the figure it belongs to.
func joinSigns(parts []*line) (out []*line) {
	for _, p := range parts {
		if k := len(out) - 1; k >= 0 {
			before, text := out[k], document.Squeeze(lineText(p.runs))
			gap := (p.box.X0 - before.box.X1) / max(p.size, 1)
			opens := moneySign.MatchString(lineText(before.runs)) && document.CountDigits(text) > 0 && gap < widestSign
			closes := closingSign.MatchString(text) && isFigure(lineText(before.runs)) && gap < 1
			if opens || closes {
				out[k] = before.part(append(slices.Clone(before.runs), p.runs...))
				continue
			}
		}
		out = append(out, p)
	}
	return out
}

// widestSign is how far, in sizes of the type, a sign of money may stand before
// its figure: at the other side of a column.
const widestSign = 5

var (
	moneySign   = regexp.MustCompile(`^(?:US|A|C|NZ)?[$€£¥￥]\s?[-(]?$|^\($`)
	closingSign = regexp.MustCompile(`^[%％)]+$`)
)

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
		if first, end = s.ruledTable(rows, i); end > first {
			return first, end
		}
	}
	if !rows[i].tabular() || rows[i].captioned() {
		return i, s.labelsAbove(rows, i, grids, open)
	}
	if end = s.textTable(rows, i, grids); end > i && fewAmounts(rows[i:end]) {
		return i, end
	}
	if open == nil && i < s.barren {
		return i, i
	}
	return s.tableEnd(rows, i, s.grow(rows, i, grids), open)
}

// ruledTable is the table between rulings that row i stands in. If there is
// none, its rows are not ruled: rules at the head and foot of a page enclose
// more than a table.
func (s *sheet) ruledTable(rows []row, i int) (first, end int) {
	tabular := 0
	for end = i; end < len(rows) && rows[end].ruled; end++ {
		tabular += btoi(rows[end].tabular())
	}
	first = i
	for first < end && rows[first].captioned() {
		first++
	}
	if first < end && (2*tabular >= end-first && s.plausible(rows[first:end], 1) || s.columned(rows[first:end], true)) {
		return first, end
	}
	for k := i; k < end; k++ {
		rows[k].ruled = false
	}
	return i, i
}

// grow finds the end of the rows that may be one table with row i: lines of
// several texts, with few of one text between, no farther apart than rows are.
func (s *sheet) grow(rows []row, i int, grids []*compose.Grid) (end int) {
	end = i + 1
	stub := span{rows[i].parts[0].box.X0, rows[i].parts[1].box.X0} // where names of rows stand
	for k := i + 1; k < len(rows); k++ {
		r, above := &rows[k], &rows[k-1]
		gap := r.line.box.Y0 - above.line.box.Y1
		text := lineText(r.line.runs)
		if gap > 2.5*s.em && !s.regular(rows, k) || r.ruled || r.chart || unitLine.MatchString(text) ||
			titleText.MatchString(text) || between(grids, above.line.middle(), r.line.middle()) {
			return end
		}
		switch {
		case r.tabular():
			end = k + 1
			if q := r.parts; q[0].box.X0 < stub.lo+s.em {
				stub = span{min(stub.lo, q[0].box.X0), min(stub.hi, q[1].box.X0)}
			}
		case s.underColumn(rows[i:end], *r):
			// a row of a two-sided table whose amounts are blank
		case k-end < mostNameLines && gap < s.em && s.named(*r, stub):
			// a title of rows, or a name that goes on
		case k-end >= 2 || r.line.box.Width() > 0.6*s.extent.Width():
			return end
		}
	}
	return end
}

// mostNameLines is how many lines in a row, of titles and of names, a table has
// without a value.
const mostNameLines = 6

// named reports a line with a text where only names of rows stand.
func (s *sheet) named(r row, stub span) bool {
	box := r.line.box
	return len(r.parts) == 1 && !r.captioned() && box.X0 > stub.lo-0.3*s.em && box.X1 < stub.hi-0.3*s.em
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
	text := lineText(r.line.runs)
	return r.chart || r.amounts == 0 && strings.ContainsAny(text, "：:") || titleText.MatchString(text)
}

// titleText begins the title of a table.
var titleText = regexp.MustCompile(`^(?i:table|exhibit|figure|chart|表|图)\s*[A-Z]?\d{1,3}(?:[.\-]\d+)*[.:：、\s]\s*\S`)

// unitLine is the line a table is introduced with, and none goes over.
var unitLine = regexp.MustCompile(`单\s*位\s*[:：]\s*\S{0,4}元`)

func (s *sheet) tableEnd(rows []row, first, end int, open *columns) (int, int) {
	if open == nil && contents(rows[first:end]) {
		return first, first
	}
	columned := open == nil && s.columned(rows[first:end], false)
	if open == nil && fewAmounts(rows[first:end]) && !columned {
		s.barren = end // rows that begin later have fewer still
		return first, first
	}
	if !columned && !s.plausible(rows[first:end], leastRows) && !(open != nil && s.plausible(rows[first:end], 1) && open.take(s, rows[first:end]) != nil) {
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

// contents reports rows of a contents page without leaders: each ends in a page
// number that is no less than the one before, and has no other figure but the
// number of its section.
func contents(rows []row) bool {
	last, lines := 0, 0
	for _, r := range rows {
		if len(r.parts) < 2 {
			continue
		}
		page, err := strconv.Atoi(document.Squeeze(lineText(r.parts[len(r.parts)-1].runs)))
		if err != nil || page < last || len(r.parts) > 3 || countFigures(r.parts[1:]) != 1 {
			return false
		}
		last = page
		lines++
	}
	return lines >= leastRows
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
	if len(r.parts) != 1 || r.line.box.Width() > 0.5*s.extent.Width() {
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
	return len(r.parts) >= 2 && !r.chart && !leader(text) && !strings.ContainsAny(text, "，。；")
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
			if !isFigure(t) {
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
		if box := r.line.box; len(r.parts) == 1 && r.amounts == 0 && box.X0 < t.cuts[0] && box.X1 < room-0.2*t.em {
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
	for k := values; k > 1 && t.titles(k-1) && t.rows[k-1].line.middle()-t.rows[k-2].line.middle() > 1.3*t.em; k-- {
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
	if k == 0 || len(r.parts) != 1 || goesOn(lineText(r.line.runs)) {
		return false
	}
	left := r.line.box.X0
	for _, o := range t.rows[k+1:] {
		left = min(left, o.line.box.X0)
	}
	return r.line.box.X0-left < 0.3*t.em && slices.ContainsFunc(t.rows[:k], func(o row) bool { return len(o.parts) > 1 })
}

// ruledBetween reports a ruling between two lines over most of their table.
func (t *imagined) ruledBetween(a, b *line) bool {
	lo, hi := a.box.X0, a.box.X1
	for _, r := range t.rows {
		lo, hi = min(lo, r.line.box.X0), max(hi, r.line.box.X1)
	}
	return t.sheet.ruledBetween(a.middle(), b.middle(), span{lo, hi})
}

// ruledBetween reports rulings at one height between two others that run along
// most of an extent.
func (s *sheet) ruledBetween(y0, y1 float64, extent span) bool {
	const most = 0.8
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
		if c > most*(extent.hi-extent.lo) {
			return true
		}
	}
	return false
}

// columned reports rows of texts, without values, that stand in columns.
func (s *sheet) columned(rows []row, ruled bool) bool {
	var parts [][]*line
	several := 0
	for _, r := range rows {
		parts = append(parts, r.parts)
		several += btoi(len(r.parts) > 1)
	}
	cuts := gutters(parts, s.em)
	if ruled {
		return len(cuts) > 0 && len(rows) >= leastRows && (several >= 2 || several > 0 && len(parts[0]) > len(cuts)) && s.rulesWithin(rows) >= 3
	}
	if len(cuts) < 2 || several < leastRows || len(parts[0]) <= len(cuts) {
		return false
	}
	aligned, all := 0, 0
	var edges [3][]float64
	for _, row := range parts {
		for _, p := range row {
			for k, x := range []float64{p.box.X0, (p.box.X0 + p.box.X1) / 2, p.box.X1} {
				edges[k] = append(edges[k], x)
			}
		}
	}
	for k := range edges {
		slices.Sort(edges[k])
	}
	for _, row := range parts {
		for _, p := range row {
			all++
			for k, x := range []float64{p.box.X0, (p.box.X0 + p.box.X1) / 2, p.box.X1} {
				lo, _ := slices.BinarySearch(edges[k], x-0.2*s.em)
				hi, _ := slices.BinarySearch(edges[k], x+0.2*s.em)
				if hi-lo > 1 {
					aligned++
					break
				}
			}
		}
	}
	return aligned*10 >= all*8 && 10*several >= 6*len(rows)
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
		if y > box.Y0-2*s.em && y < box.Y1+2*s.em && (span{h.Box.X0, h.Box.X1}).overlap(span{box.X0, box.X1}) > 0.6*box.Width() && y > last+s.tolerance() {
			n++
			last = y
		}
	}
	return n
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
	m := &mesh{xs: append(append([]float64{t.box.X0}, t.cuts...), t.box.X1), ys: []float64{t.box.Y0}, method: document.MethodAligned}
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
				if x := m.xs[j+1]; p.box.X0 < x-0.3*s.em && p.box.X1 > x+0.3*s.em {
					m.right[i][j] = false
				}
			}
		}
	}
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
	h := &headTree{sheet: s, xs: xs, texts: columnExtents(xs[1:len(xs)-1], body), leaf: make([]int, len(xs)-1)}
	for c := range h.leaf {
		h.leaf[c] = -1
	}
	for k := range head {
		line := s.headings(head, k, xs[1:len(xs)-1])
		h.lines = append(h.lines, line)
		for _, p := range line {
			c := h.over(p)
			h.leaf[c] = k
			h.texts[c] = span{min(h.texts[c].lo, p.box.X0), max(h.texts[c].hi, p.box.X1)}
		}
	}
	var out []level
	for k := range h.lines[:max(len(h.lines)-1, 0)] {
		if l := h.level(k); len(l.spans) > 0 {
			out = append(out, l)
		}
	}
	return out
}

// headTree is the header of a table with imagined rulings.
type headTree struct {
	*sheet
	xs    []float64
	lines [][]*line // heads of each line
	texts []span    // of each column, heads included
	leaf  []int     // lowest line with a head of each column, -1 without
}

// over is the column a head's middle stands over.
func (h *headTree) over(p *line) int { return index(h.xs, (p.box.X0+p.box.X1)/2) }

// level finds the heads of a line that are over several columns.
func (h *headTree) level(k int) (l level) {
	var before *line
	beside := make([]int, len(h.lines[k])) // columns of the heads of the line, in order
	for i, p := range h.lines[k] {
		beside[i] = h.over(p)
	}
	slices.Sort(beside)
	groups := sideBySide(h.leaf, k)
	for _, p := range h.lines[k] {
		c := h.columns(k, p, beside, groups[h.over(p)])
		if c[0] == c[1] {
			continue
		}
		l.bottom = max(l.bottom, p.box.Y1)
		if n := len(l.spans); n > 0 && l.spans[n-1][1] >= c[0] {
			// Two heads over one run of columns: each has those nearer to it.
			border := (before.box.X0 + before.box.X1 + p.box.X0 + p.box.X1) / 4
			cut := c[0]
			for cut < c[1] && (h.xs[cut]+h.xs[cut+1])/2 < border {
				cut++
			}
			l.spans[n-1][1], c[0] = cut-1, cut
		}
		l.spans = append(l.spans, c)
		before = p
	}
	l.spans = slices.DeleteFunc(l.spans, func(c [2]int) bool { return c[0] >= c[1] })
	return l
}

// columns are the first and the last column of a head of line k.
func (h *headTree) columns(k int, p *line, beside []int, group [2]int) [2]int {
	xs := h.xs
	if under, ok := h.ruleUnder(p, 0.8*(xs[len(xs)-1]-xs[0])); ok {
		return [2]int{index(xs, under.lo+0.5*h.em), index(xs, under.hi-0.5*h.em)}
	}
	if h.wrappedHead(p, h.lines[k+1]) {
		return [2]int{h.over(p), h.over(p)}
	}
	c := [2]int{index(xs, p.box.X0+0.3*h.em), index(xs, p.box.X1-0.3*h.em)}
	for c[0] < c[1] && xs[c[0]+1]-p.box.X0 < 0.5*(xs[c[0]+1]-xs[c[0]]) {
		c[0]++
	}
	for c[0] < c[1] && p.box.X1-xs[c[1]] < 0.5*(xs[c[1]+1]-xs[c[1]]) {
		c[1]--
	}
	return h.centred(p, h.over(p), beside, h.texts, c, group)
}

// wrappedHead reports that a head goes on in the line below.
func (s *sheet) wrappedHead(p *line, below []*line) bool {
	return slices.ContainsFunc(below, func(q *line) bool {
		return abs(p.box.X0+p.box.X1-q.box.X0-q.box.X1) < s.em && goesOn(lineText(q.runs)) && q.middle()-p.middle() < 1.5*p.size
	})
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
	parts := s.segments(head[k].line, s.headGap()*head[k].line.size)
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

// headGap is how far the texts of two heads stand apart at least, in sizes of
// the type: farther than words do.
func (s *sheet) headGap() float64 { return max(0.35, 1.5*s.space) }

// oneHead reports that characters over columns a and b belong together: there
// is one column under them, or heads below tell its columns apart.
func (s *sheet) oneHead(below []row, borders []float64, a, b int) bool {
	if a == b {
		return true
	}
	return slices.ContainsFunc(below, func(r row) bool {
		over := map[int]bool{}
		for _, p := range s.segments(r.line, s.headGap()*r.line.size) {
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
		if len(r.parts) > 1 && !isValue(lineText(r.parts[0].runs)) {
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
		solid := step(k) < 0.8*pitch
		if values[a]+values[b] > 1 || rows[k].amounts+rows[k-1].amounts == 0 && !solid && !continues(rows[k-1], rows[k], edge) ||
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
	return goesOn(lineText(q.runs)) && abs(p.box.X0-q.box.X0) < 3*q.size && p.box.X1 < q.box.X1+20*q.size
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
