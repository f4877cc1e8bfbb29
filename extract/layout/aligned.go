package layout

import (
	"slices"
	"strconv"
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/compose"
)

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
		if open == nil && !rows[first].ruled && !between(grids, rows[max(0, first-1)].line.middle(),
			rows[first].line.middle()) {
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

// headsAbove counts the lines right above a table that are the first lines of
// its heads: set solid over them, narrow, and not where titles stand.
func (s *sheet) headsAbove(rows []row, first, end, lowest int) (n int) {
	extent := span{rows[first].line.box.X0, rows[first].line.box.X1}
	for _, r := range rows[first:end] {
		extent = span{min(extent.lo, r.line.box.X0), max(extent.hi, r.line.box.X1)}
	}
	if k := introduced(rows, first); k >= 0 && fewAmounts(rows[first:end]) {
		return min(first-1-k, first-lowest)
	}
	if k := first - 1; k >= lowest && (s.headOver(rows[k], rows[first:end]) || s.groupsOver(rows[k], rows[first:end])) {
		return 1
	}
	for k := first - 1; k >= lowest; k-- {
		r, below := rows[k], rows[k+1]
		inside := r.line.box.X0 > extent.lo-s.em && r.line.box.X1 < extent.hi+s.em
		wide := slices.ContainsFunc(r.parts, func(p *line) bool { return p.box.Width() > s.HeadWide*(extent.hi-extent.lo) })
		stub := len(r.parts) == 1 && r.line.box.X0 < extent.lo+s.SameEdge*s.em && !goesOn(below.line.text())
		over := slices.ContainsFunc(r.parts, func(p *line) bool {
			return standsOver(p, below) || below.amounts == 0 && k+2 < end && standsOver(p, rows[k+2])
		})
		if !inside || wide || stub || !over || r.amounts > 0 || r.ruled || r.captioned() || leader(r.line.text()) ||
			below.line.middle()-r.line.middle() > s.HeadLeading*r.line.size ||
			s.ruledBetween(r.line.middle(), below.line.middle(), extent) {
			break
		}
		n++
	}
	return n
}

// standsOver reports a text over one of a row.
func standsOver(p *line, r row) bool {
	return slices.ContainsFunc(r.parts, p.over)
}

// over reports that a text stands over or under another.
func (l *line) over(o *line) bool { return l.box.X0 < o.box.X1 && o.box.X0 < l.box.X1 }

// headFar is how many rows a line of heads may stand above a table: one is left
// blank.
const headFar = 2.5

// headOver reports that a line above a table holds the heads of all its columns,
// whatever the white between: as many texts as its fullest row, one over each.
func (s *sheet) headOver(r row, table []row) bool {
	full := 0
	for k := range table {
		if len(table[k].parts) > len(table[full].parts) {
			full = k
		}
	}
	columns := table[full].parts
	if len(columns) < leastRows || len(r.parts) != len(columns) || r.amounts > 0 || r.ruled || r.captioned() ||
		table[0].amounts == 0 || table[0].line.middle()-r.line.middle() > headFar*rowPitch(table, s.em) {
		return false
	}
	for j, p := range r.parts {
		// Heads may be wider than what is under them, but keep to their column.
		if j > 0 && p.box.X0 < columns[j-1].box.X1-s.em || j+1 < len(columns) && p.box.X1 > columns[j+1].box.X0+s.em {
			return false
		}
	}
	return true
}

// groupsOver reports that a line above the heads of a table, a row left blank
// between them at most, holds heads over several of its columns: each stands in
// the middle of those it is over.
func (s *sheet) groupsOver(r row, table []row) bool {
	if len(r.parts) < 2 || r.amounts > 0 || r.ruled || r.captioned() || table[0].amounts > 0 ||
		len(table[0].parts) < 2*len(r.parts) || table[0].line.middle()-r.line.middle() > headFar*rowPitch(table, s.em) {
		return false
	}
	columns := make([]span, len(table[0].parts))
	for j, p := range table[0].parts {
		columns[j] = span{p.box.X0, p.box.X1}
		for _, r := range table[1:] {
			if len(r.parts) == len(columns) {
				columns[j] = span{min(columns[j].lo, r.parts[j].box.X0), max(columns[j].hi, r.parts[j].box.X1)}
			}
		}
	}
	from := 0
	for _, p := range r.parts {
		middle, best, off := (p.box.X0+p.box.X1)/2, -1, s.em
		for i := from; i < len(columns) && columns[i].lo < middle; i++ {
			for j := i + 1; j < len(columns); j++ {
				if d := abs((columns[i].lo+columns[j].hi)/2 - middle); d < off {
					best, off = j, d
				}
			}
		}
		if best < 0 || p.box.X1 > columns[best].hi {
			return false
		}
		from = best + 1
	}
	return true
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
		text := r.line.text()
		if gap > s.TableGap*s.em && !s.regular(rows, k) && !s.underFigures(rows[i:end], *r) &&
			!(gap < s.RegularGap*s.em && firstFigures(rows, i, k)) || r.ruled || r.chart || unitLine.MatchString(text) ||
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
		case k-end >= 2 || r.line.box.Width() > s.ProseWide*s.extent.Width():
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
	return len(r.parts) == 1 && !r.captioned() && box.X0 > stub.lo-s.SameEdge*s.em && box.X1 < stub.hi-s.SameEdge*s.em
}

// underFigures reports a row whose figures all stand right under those of rows far
// above it: a total at the foot of a form whose last rows are blank.
func (s *sheet) underFigures(above []row, r row) bool {
	if r.amounts == 0 || !r.tabular() || r.captioned() || len(r.parts) == r.amounts {
		return false
	}
	for _, p := range r.parts {
		over := func(q *line) bool { return isFigure(q.text()) && abs(q.box.X1-p.box.X1) < s.SameEdge*s.em }
		holds := func(a row) bool { return slices.ContainsFunc(a.parts, over) }
		if isFigure(p.text()) && !slices.ContainsFunc(above, holds) {
			return false
		}
	}
	return true
}

// introduced is the line that names a unit of money above row i, with nothing but
// heads between: what follows is a table, however few rows it has. It is -1 if
// there is none.
func introduced(rows []row, i int) int {
	for k := i - 1; k >= max(0, i-mostHeads-1); k-- {
		text := rows[k].line.text()
		if unitLine.MatchString(text) {
			return k
		}
		if rows[k].amounts > 0 || strings.ContainsAny(text, "，。；：:") {
			return -1
		}
	}
	return -1
}

// firstFigures reports that row k has the first figures below the heads that begin
// in row i of a table that is introduced.
func firstFigures(rows []row, i, k int) bool {
	return rows[k].amounts > 0 && rows[k].tabular() && introduced(rows, i) >= 0 &&
		!slices.ContainsFunc(rows[i:k], func(r row) bool { return r.amounts > 0 })
}

// mostHeads is how many lines of heads over several columns stand above the first
// line with several texts at most.
const mostHeads = 6

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
	return own < s.RegularGap*s.em && (abs(own-pitch(k-1)) < s.RegularShare*own ||
		abs(own-pitch(k+1)) < s.RegularShare*own)
}

func (s *sheet) tableEnd(rows []row, first, end int, open *columns) (int, int) {
	if open == nil && contents(rows[first:end]) {
		return first, first
	}
	columned := open == nil && s.columned(rows[first:end], false)
	short := open == nil && rows[first].amounts == 0 && introduced(rows, first) >= 0 && s.plausible(rows[first:end], 1)
	if open == nil && fewAmounts(rows[first:end]) && !columned && !short {
		s.barren = end // rows that begin later have fewer still
		return first, first
	}
	if !columned && !short && !s.plausible(rows[first:end], leastRows) &&
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

// contents reports rows of a contents page without leaders: each ends in a page
// number that is no less than the one before, and has no other figure but the
// number of its section.
func contents(rows []row) bool {
	last, lines := 0, 0
	for _, r := range rows {
		if len(r.parts) < 2 {
			continue
		}
		page, err := strconv.Atoi(document.Squeeze(r.parts[len(r.parts)-1].text()))
		if err != nil || page < last || len(r.parts) > 3 || countFigures(r.parts[1:]) != 1 {
			return false
		}
		last = page
		lines++
	}
	return lines >= leastRows
}

// samePitch is how many pitches of rows two rows stand apart at most (trial).
const samePitch = 1.3

// label reports that a row is a label of a table without amounts, as far from
// the row beside it as rows of the table, at their pitch, are from each other.
func (s *sheet) label(table []row, pitch float64, r, beside row) bool {
	return !r.ruled && !r.captioned() && !strings.ContainsAny(r.line.text(), "。；") &&
		abs(r.line.middle()-beside.line.middle()) < samePitch*pitch && s.underColumn(table, r)
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
	if len(next.parts) != 1 || next.line.middle()-last[len(last)-1].line.middle() > s.NameLeading*next.line.size {
		return false
	}
	return slices.ContainsFunc(last, func(r row) bool {
		return slices.ContainsFunc(r.parts, func(p *line) bool {
			return !isAmount(p.text()) && abs(p.box.X0-next.line.box.X0) < s.SameEdge*s.em &&
				next.line.box.X1 < p.box.X1+s.em
		})
	})
}

// underColumn reports a line with a single text that begins exactly where a
// column of the rows above begins.
func (s *sheet) underColumn(above []row, r row) bool {
	if len(r.parts) != 1 || r.line.box.Width() > s.LabelWide*s.extent.Width() {
		return false
	}
	hits := 0
	for _, a := range slices.Backward(above) {
		if slices.ContainsFunc(a.parts, func(p *line) bool { return abs(p.box.X0-r.line.box.X0) < s.SameEdge*s.em }) {
			if hits++; hits == 2 {
				return true
			}
		}
	}
	return false
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
			t := p.text()
			if !isFigure(t) {
				continue
			}
			edges = append(edges, p.box.X1)
			if money(t) || r.led {
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
		if k > 0 && edges[k]-edges[k-1] < s.SameEdge*s.em || k+1 < len(edges) && edges[k+1]-edges[k] < s.SameEdge*s.em {
			aligned++
		}
	}
	return aligned*10 >= len(edges)*6 || least == 1
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
		return len(cuts) > 0 && len(rows) >= leastRows && (several >= 2 || several > 0 && len(parts[0]) > len(cuts)) &&
			s.rulesWithin(rows) >= 3
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
				lo, _ := slices.BinarySearch(edges[k], x-s.Overhang*s.em)
				hi, _ := slices.BinarySearch(edges[k], x+s.Overhang*s.em)
				if hi-lo > 1 {
					aligned++
					break
				}
			}
		}
	}
	return aligned*10 >= all*8 && 10*several >= 6*len(rows)
}
