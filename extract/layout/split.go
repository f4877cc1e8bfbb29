package layout

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"sort"
	"strings"

	"golang.org/x/text/width"

	"github.com/yusuan/yusuan/document"
)

// wellFormed is a whole published number: the pieces of one torn by a line
// break are not.
var wellFormed = regexp.MustCompile(`^[-－]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?$`)

func isAmount(text string) bool {
	text = document.Squeeze(halfWidth(text))
	return endsAsFigure(text) && wellFormed.MatchString(text)
}

// endsAsFigure reports a digit or a per cent sign at the end: most texts with
// digits are names behind codes.
func endsAsFigure(text string) bool {
	end := text[max(0, len(text)-1):]
	return end == "%" || end >= "0" && end <= "9"
}

// halfWidth is a text with its full-width digits and marks as those of ASCII: ９６．１８
// is an amount. Nearly all texts have none or are words.
func halfWidth(text string) string {
	if i := strings.Index(text, "\uff10"[:2]); i < 0 || !strings.ContainsFunc(text[i:], document.IsDigit) {
		return text
	}
	return width.Narrow.String(text)
}

// hasDigit reports an ASCII digit, which every pattern of figures asks for. It is
// looked for before they are tried: most texts are words.
func hasDigit(text string) bool {
	for i := range len(text) {
		if text[i] >= '0' && text[i] <= '9' {
			return true
		}
	}
	return false
}

// decimals after the point, -1 without a point.
func decimals(text string) int {
	text = strings.TrimSuffix(document.Squeeze(halfWidth(text)), "%")
	if i := strings.IndexByte(text, '.'); i >= 0 {
		return len(text) - i - 1
	}
	return -1
}

// splitColumns divides a column whose rows hold several texts side by side
// with no ruling between: the gutter no row's text crosses is the border.
func (s *sheet) splitColumns(m *mesh, runs []*run) {
	columns := make([][]*run, m.cols())
	settled := s.settle(m, runs)
	for _, r := range runs {
		x, _ := r.mid()
		j, ok := settled[r]
		if !ok {
			j = index(m.xs, x)
		}
		columns[j] = append(columns[j], r)
	}
	for j, in := range slices.Backward(columns) {
		var rows, texts [][]*line
		lines := s.lines(in)
		for _, l := range lines {
			parts := s.columnTexts(l)
			if countAmounts(parts) >= 2 && !(len(rows) == 0 && countsColumns(parts)) {
				rows = append(rows, parts)
			}
			texts = append(texts, parts)
		}
		if len(rows) < leastRows {
			rows = s.besideNames(texts)
			if rows == nil && severalTexts(m, texts) {
				rows = texts
			}
		}
		cuts := gutters(rows, s.em)
		for k := len(cuts) - 1; k >= 0; k-- {
			m.insertColumn(j, s.clearOf(in, rows, cuts[k]), in)
		}
		if len(cuts) > 0 {
			m.method = document.MethodPartial
		}
	}
}

// clearOf moves a border within the white between its columns to where the other
// texts, heads above all, leave most room: heads need not stand right above what
// is under them.
func (s *sheet) clearOf(runs []*run, rows [][]*line, x float64) float64 {
	white := span{math.Inf(-1), math.Inf(1)}
	for _, parts := range rows {
		for _, p := range parts {
			if p.box.X1 <= x {
				white.lo = max(white.lo, p.box.X1)
			} else if p.box.X0 >= x {
				white.hi = min(white.hi, p.box.X0)
			}
		}
	}
	var taken []span
	for _, r := range runs {
		at := span{r.box.X0, r.box.X1}
		if at.overlap(white) > 0 && (at.lo > white.lo || at.hi < white.hi) {
			taken = append(taken, at)
		}
	}
	if !slices.ContainsFunc(taken, func(at span) bool { return at.lo < x && at.hi > x }) {
		return x
	}
	slices.SortFunc(taken, func(a, b span) int { return cmp.Compare(a.lo, b.lo) })
	room, reach := 0.0, white.lo
	for _, at := range append(taken, span{white.hi, white.hi}) {
		if at.lo-reach > room {
			room, x = at.lo-reach, (reach+at.lo)/2
		}
		reach = max(reach, at.hi)
	}
	return x
}

// besideNames are the lines of a column that show that it is two: a name and what
// stands beside it, an amount or a code. It is nil if it is one.
func (s *sheet) besideNames(lines [][]*line) [][]*line {
	for _, amount := range []int{1, 0} {
		if rows := s.namedAmounts(lines, amount); rows != nil {
			return rows
		}
	}
	return s.twoColumns(lines)
}

// namedAmounts are the lines of a column that print two texts, a name and an
// amount, which is the one of that number and ends where those of all lines do: two
// columns without a ruling between.
func (s *sheet) namedAmounts(lines [][]*line, amount int) (out [][]*line) {
	least := betweenCells
	if amount == 0 {
		least = s.FigureGap // no text goes on behind an amount, but with its unit
	}
	var ends, names []float64 // where the amounts end, and the names begin
	for _, parts := range lines {
		if len(parts) == 2 && money(parts[amount].text()) && !isAmount(parts[1-amount].text()) &&
			parts[1].box.X0-parts[0].box.X1 > least*s.em {
			out = append(out, parts)
			ends, names = append(ends, parts[amount].box.X1), append(names, parts[1-amount].box.X0)
		}
	}
	slices.Sort(ends)
	if len(ends) < leastRows || ends[len(ends)-1]-ends[0] > s.em {
		return nil
	}
	alike := len(out) // lines of either column count too
	for _, parts := range lines {
		if p := parts[0]; len(parts) == 1 && (abs(p.box.X1-ends[0]) < s.SameEdge*s.em && money(p.text()) ||
			abs(p.box.X0-slices.Min(names)) < s.SameEdge*s.em && !isAmount(p.text())) {
			alike++
		}
	}
	if 2*alike < len(lines) {
		return nil
	}
	return out
}

// twoColumns are the lines of a column that print a code and a name, if its lines
// print two texts, heads and all, that begin under one another: two columns without
// a ruling between. Totals and the numbers of columns have a name alone.
func (s *sheet) twoColumns(lines [][]*line) (coded [][]*line) {
	var begins []float64
	for k, parts := range lines {
		if len(parts) != 2 {
			if k == 0 || len(parts) > 2 {
				return nil
			}
			continue
		}
		if isAmount(parts[0].text()) && parts[1].box.X0-parts[0].box.X1 > betweenCells*s.em {
			coded, begins = append(coded, parts), append(begins, parts[1].box.X0)
		}
	}
	slices.Sort(begins)
	if len(coded) < leastRows || 2*len(coded) < len(lines)-1 || begins[len(begins)-1]-begins[0] >= s.SameEdge*s.em {
		return nil
	}
	return coded
}

// severalTexts reports that most lines of a column print several texts, as those
// of a table do whose columns are not ruled.
func severalTexts(m *mesh, rows [][]*line) bool {
	several := 0
	for _, parts := range rows {
		several += btoi(len(parts) > 1)
	}
	if several < leastRows {
		return false
	}
	return 2*several >= len(rows) && len(rows) > 2*m.rows()
}

func countAmounts(parts []*line) (n int) {
	for _, p := range parts {
		if isAmount(p.text()) {
			n++
		}
	}
	return n
}

// gutters are the middles of the white strips between columns that (nearly)
// no row crosses, for rows given as their segments.
func gutters(rows [][]*line, em float64) []float64 {
	type edge struct {
		x    float64
		step int
	}
	var edges []edge
	for _, parts := range rows {
		for _, p := range parts {
			edges = append(edges, edge{p.box.X0, 1}, edge{p.box.X1, -1})
		}
	}
	slices.SortFunc(edges, func(a, b edge) int {
		switch {
		case a.x < b.x:
			return -1
		case a.x > b.x:
			return 1
		}
		return b.step - a.step
	})
	begins := func(lo, hi float64) (n int) {
		for _, parts := range rows {
			for _, p := range parts {
				if p.box.X0 >= lo && p.box.X0 < hi {
					n++
				}
			}
		}
		return n
	}
	// One overflowing label in a long table hides no column, provided that the
	// column it hides is really there.
	allowed := len(rows) / 25
	var out []float64
	depth := 0
	for k, e := range edges {
		depth += e.step
		if depth > allowed || k == 0 || k+1 == len(edges) || edges[k+1].x-e.x < 0.25*em {
			continue
		}
		x := (e.x + edges[k+1].x) / 2
		last := edges[0].x
		if len(out) > 0 {
			last = out[len(out)-1]
		}
		if depth > 0 && (begins(x, x+4*em) < max(2, len(rows)/5) || begins(last, x) < max(2, len(rows)/5)) {
			continue
		}
		out = append(out, x)
	}
	return out
}

// insertColumn divides column j at x. Rows whose text crosses x keep one cell.
func (m *mesh) insertColumn(j int, x float64, runs []*run) {
	m.xs = slices.Insert(m.xs, j+1, x)
	open := make([]bool, m.rows())
	for _, r := range runs {
		if _, y := r.mid(); r.box.X0 < x && r.box.X1 > x {
			open[index(m.ys, y)] = true
		}
	}
	for i := range m.right {
		m.right[i] = slices.Insert(m.right[i], j, !open[i])
		m.below[i] = slices.Insert(m.below[i], j, m.below[i][j])
	}
}

// splitRows divides a row band in which a column prints several whole amounts
// one under the other, and another column goes along on the same baselines.
func (s *sheet) splitRows(m *mesh, runs []*run) {
	rows := make([][]*run, m.rows())
	for _, r := range runs {
		_, y := r.mid()
		i := index(m.ys, y)
		rows[i] = append(rows[i], r)
	}
	divided := map[int][]float64{}
	lines := 0 // of the highest row above
	for i, in := range rows {
		columns := make([][]*line, m.cols())
		byColumn := make([][]*run, m.cols())
		for _, r := range in {
			x, _ := r.mid()
			j := index(m.xs, x)
			byColumn[j] = append(byColumn[j], r)
		}
		var anchor []*line
		for j := range columns {
			if len(byColumn[j]) == 0 {
				continue
			}
			columns[j] = s.lines(byColumn[j])
		}
		levels := levelsOf(columns)
		above := lines
		for j := range levels {
			lines = max(lines, len(levels[j]))
		}
		for j := range columns {
			if a := amountLines(columns[j]); len(a) > len(anchor) && s.companions(a, levels, j) {
				anchor = a
			}
		}
		if slices.ContainsFunc(columns, torn) {
			continue
		}
		band := s.bandRows(in, columns, levels)
		if len(anchor) < 2 && !s.severalRows(band) {
			if m.rows() <= fewBands && i == m.rows()-1 && lines > above {
				divided[i] = s.textBand(m, columns)
			}
			continue
		}
		divided[i] = s.rowBorders(band, nil)
		m.method = document.MethodPartial
	}
	m.insertRows(divided)
}

// fewBands is the most rows that rulings make of a table whose rows are not
// ruled: those of its head, and one.
const fewBands = 4

// severalRows reports that lines are rows of a table: several of them print
// values, and most of those more than one.
func (s *sheet) severalRows(band []row) bool {
	values, several := 0, 0
	for _, r := range band {
		values += btoi(r.amounts > 0)
		several += btoi(r.amounts > 1 || r.amounts > 0 && len(r.parts) > 1)
	}
	return several >= leastRows && 3*several >= 2*values
}

// textBand are the lines between rows of texts in a band without rulings.
func (s *sheet) textBand(m *mesh, columns [][]*line) []float64 {
	filled := 0
	var rows []row
	for _, lines := range columns {
		filled += btoi(len(lines) > 1)
		for _, l := range lines {
			rows = append(rows, row{line: l, parts: []*line{l}})
		}
	}
	if filled < 2 {
		return nil
	}
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(a.line.middle(), b.line.middle()) })
	t := imagined{sheet: s, rows: rows, textual: true}
	out := t.textBorders(rows, m.xs, func(int) bool { return false }, true)
	several := make([]int, len(out)+1) // columns with a text, by row
	for _, lines := range columns {
		last := -1
		for _, l := range lines {
			if k, _ := slices.BinarySearch(out, l.middle()); k != last {
				several[k]++
				last = k
			}
		}
	}
	full := 0
	for _, n := range several {
		full += btoi(n > 1)
	}
	if 3*full < 2*len(several) {
		return nil
	}
	return out
}

// height is where the middle of a line of a cell is, and which line it is.
type height struct {
	y    float64
	line int
}

// levelsOf are the heights of the lines of each column, from above.
func levelsOf(columns [][]*line) [][]height {
	out := make([][]height, len(columns))
	for j, lines := range columns {
		for k, l := range lines {
			out[j] = append(out[j], height{l.middle(), k})
		}
		slices.SortStableFunc(out[j], func(a, b height) int { return cmp.Compare(a.y, b.y) })
	}
	return out
}

// near are the heights less than so far from y.
func near(heights []height, y, reach float64) []height {
	from := sort.Search(len(heights), func(i int) bool { return heights[i].y > y-reach-1 })
	for from < len(heights) && heights[from].y < y && abs(heights[from].y-y) >= reach {
		from++
	}
	to := from
	for to < len(heights) && abs(heights[to].y-y) < reach {
		to++
	}
	return heights[from:to]
}

// bandRows are the lines of a row band with what they print in its columns.
func (s *sheet) bandRows(in []*run, columns [][]*line, levels [][]height) []row {
	var rows []row
	for _, l := range s.lines(in) {
		r := row{line: l}
		for j, heights := range levels {
			on := slices.Clone(near(heights, l.middle(), s.SameLine*l.size))
			slices.SortFunc(on, func(a, b height) int { return a.line - b.line })
			for _, h := range on {
				r.parts = append(r.parts, columns[j][h.line])
			}
		}
		r.amounts = countFigures(r.parts)
		rows = append(rows, r)
	}
	return rows
}

// amountLines are a cell's lines if every one of them is a whole amount, all
// printed with the same decimals; the pieces of a torn number never are.
func amountLines(lines []*line) []*line {
	places := -2
	for _, l := range lines {
		t := l.text()
		if !isAmount(t) {
			return nil
		}
		d := decimals(t)
		if places != -2 && d != places || d == -1 && len(lines) < 3 {
			return nil
		}
		places = d
	}
	return lines
}

// mostPieces is how many lines one number is torn into at most; a column of
// numbers has more.
const mostPieces = 4

// torn reports that a number goes on from line to line: 1,2|34.5|0.
func torn(lines []*line) bool {
	if len(lines) < 2 || len(lines) > mostPieces {
		return false
	}
	broken := false
	var whole strings.Builder
	for k, l := range lines {
		t := document.Squeeze(halfWidth(l.text()))
		if strings.Trim(t, "0123456789,.-－%") != "" {
			return false
		}
		broken = broken || k+1 < len(lines) && strings.TrimRight(t, ",.-－") != t || k > 0 && strings.TrimLeft(t, ",.%") != t
		whole.WriteString(t)
	}
	return broken && isAmount(whole.String())
}

// companions reports that another column has text on every anchor's baseline.
func (s *sheet) companions(anchor []*line, levels [][]height, self int) bool {
	for j, heights := range levels {
		alone := func(a *line) bool { return len(near(heights, a.middle(), 0.5*s.em)) == 0 }
		if j != self && !slices.ContainsFunc(anchor, alone) {
			return true
		}
	}
	return false
}

// insertRows divides rows, each at some places, from above.
func (m *mesh) insertRows(at map[int][]float64) {
	if len(at) == 0 {
		return
	}
	closed := slices.Repeat([]bool{true}, m.cols())
	ys, right, below := m.ys[:1:1], [][]bool(nil), [][]bool(nil)
	for i := range m.rows() {
		for range at[i] {
			right, below = append(right, slices.Clone(m.right[i])), append(below, slices.Clone(closed))
		}
		right, below = append(right, m.right[i]), append(below, m.below[i])
		ys = append(append(ys, at[i]...), m.ys[i+1])
	}
	m.ys, m.right, m.below = ys, right, below
}
