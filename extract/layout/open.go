package layout

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/yusuan/yusuan/document"
)

// This file closes the borders a reader sees and no ruling draws: where a
// ruling stops short of some rows, texts of two cells stand in one.

const (
	// betweenCells is the least gap, in ems, between a number and another text
	// that belong to two cells. Words of one sentence stand closer.
	betweenCells = 1.0
	// farApart is the gap, in ems, across the border of other rows that shows it in
	// one by itself: no text is set so wide.
	farApart = 4.0
	// loneEvidence is how many rows must show a border that is no border
	// between two amounts.
	loneEvidence = 2
)

// closeBorders closes the borders between columns that are ruled in some rows
// and left open in others, where the texts of those rows keep to their sides.
func (s *sheet) closeBorders(m *mesh, runs []*run) {
	bands := m.bands(runs)
	edges := m.edges(bands)
	for j := range m.cols() - 1 {
		if !m.ruledSomewhere(j) {
			continue
		}
		for from := 0; from < m.rows(); {
			if m.right[from][j] {
				from++
				continue
			}
			to := from
			for to < m.rows() && !m.right[to][j] {
				to++
			}
			s.closeStretch(m, bands, edges, j, from, to)
			from = to
		}
	}
}

func (m *mesh) ruledSomewhere(j int) bool {
	return slices.ContainsFunc(m.right, func(row []bool) bool { return row[j] })
}

// bands are the runs of each row, from left to right.
func (m *mesh) bands(runs []*run) [][]*run {
	bands := make([][]*run, m.rows())
	for _, r := range runs {
		_, y := r.mid()
		i := index(m.ys, y)
		bands[i] = append(bands[i], r)
	}
	return bands
}

// closeStretch closes the open border to the right of column j in rows from to
// to-1, if some of them print two texts beside it.
func (s *sheet) closeStretch(m *mesh, bands [][]*run, edges []columnEdges, j, from, to int) {
	x := m.xs[j+1]
	var all besides
	first := -1
	for i := from; i < to; i++ {
		b := s.besides(m, bands[i], i, j)
		b.amounts += btoi(s.inColumn(m, bands[i], edges, j))
		if all.add(b); first < 0 && b.amounts+b.numbers+b.texts > 0 {
			first = i
		}
	}
	texts := all.texts >= leastRows && all.crossed == 0
	evidence := loneEvidence
	if m.mostlyParted(j) {
		evidence = 1
	}
	if all.amounts == 0 && all.numbers < evidence && !texts {
		s.closeSteps(m, bands, j, from, to)
		return
	}
	for first > from && hasAmount(bands[first-1]) {
		first--
	}
	for i := first; i < to; i++ {
		if !s.crossed(bands[i], x) {
			m.right[i][j] = true
		}
	}
	m.method = document.MethodPartial
}

// partOfCode is a part of a code: 类, 款 or 项.
var partOfCode = regexp.MustCompile(`^\d{1,3}$`)

// closeSteps closes the open border to the right of column j in the rows from from to
// to-1 that print one part of a code each, some to its left and some to its right.
func (s *sheet) closeSteps(m *mesh, bands [][]*run, j, from, to int) {
	var left, right int
	var rows []int
	for i := from; i < to; i++ {
		parts, texts := 0, 0
		for _, r := range bands[i] {
			mid, _ := r.mid()
			if k := index(m.xs, mid); !m.joins(i, j, k) {
				continue
			}
			if texts++; partOfCode.MatchString(r.text()) && !s.crossed(bands[i], m.xs[j+1]) {
				parts++
				left, right = left+btoi(mid < m.xs[j+1]), right+btoi(mid > m.xs[j+1])
			}
		}
		if parts == texts {
			rows = append(rows, i)
		}
	}
	if left == 0 || right == 0 || left+right < leastRows {
		return
	}
	for _, i := range rows {
		m.right[i][j] = true
	}
	m.method = document.MethodPartial
}

// joins reports that no border parts column k from column j or the one after it in a
// row.
func (m *mesh) joins(row, j, k int) bool {
	if k <= j {
		return !slices.Contains(m.right[row][k:j], true)
	}
	return !slices.Contains(m.right[row][j+1:k], true)
}

// mostlyParted reports that rulings part column j from the next in most rows.
func (m *mesh) mostlyParted(j int) bool {
	parted := 0
	for _, row := range m.right {
		parted += btoi(row[j])
	}
	return 2*parted > m.rows()
}

// columnEdges are where the texts of a column begin and where its amounts end, in
// order, in the rows in which a ruling parts it from the column after it.
type columnEdges struct{ begins, ends []float64 }

func (m *mesh) edges(bands [][]*run) []columnEdges {
	out := make([]columnEdges, m.cols())
	for i, band := range bands {
		for _, r := range band {
			j := index(m.xs, (r.box.X0+r.box.X1)/2)
			if j+1 < m.cols() && !m.right[i][j] || j > 0 && !m.right[i][j-1] {
				continue
			}
			out[j].begins = append(out[j].begins, r.box.X0)
			if money(r.text()) {
				out[j].ends = append(out[j].ends, r.box.X1)
			}
		}
	}
	for j := range out {
		slices.Sort(out[j].begins)
		slices.Sort(out[j].ends)
	}
	return out
}

// inColumn reports that a row shows the border right of column j that no ruling
// draws in it by where its texts stand: an amount alone ends where those of one
// column do, a code and a name begin where those of the two columns do, or an amount
// ends and a name begins so.
func (s *sheet) inColumn(m *mesh, band []*run, edges []columnEdges, j int) bool {
	if s.crossed(band, m.xs[j+1]) {
		return false
	}
	var left, right []*run
	for _, r := range band {
		switch x, _ := r.mid(); {
		case x > m.xs[j] && x < m.xs[j+1]:
			left = append(left, r)
		case x > m.xs[j+1] && x < m.xs[j+2]:
			right = append(right, r)
		}
	}
	alone := func(own, other []*run, ends, beside []float64) bool {
		return len(own) == 1 && len(other) == 0 && len(beside) > 1 && money(own[0].text()) && s.endsLike(ends, own[0].box.X1)
	}
	if a, b := &edges[j], &edges[j+1]; alone(left, right, a.ends, b.ends) || alone(right, left, b.ends, a.ends) {
		return true
	}
	if len(left) == 0 || len(right) == 0 || !s.endsLike(edges[j+1].begins, right[0].box.X0) {
		return false
	}
	last := left[len(left)-1]
	return len(left) == 1 && codeText.MatchString(last.text()) && s.endsLike(edges[j].begins, last.box.X0) ||
		money(last.text()) && s.endsLike(edges[j].ends, last.box.X1)
}

// codeText is a code of a classification, or of a unit.
var codeText = regexp.MustCompile(`^\d{3,}$`)

func hasAmount(runs []*run) bool {
	return slices.ContainsFunc(runs, func(r *run) bool { return money(r.text()) })
}

// crossed reports a text on both sides of x.
func (s *sheet) crossed(runs []*run, x float64) bool {
	return slices.ContainsFunc(runs, func(r *run) bool {
		return r.box.X0 < x-s.Overhang*s.em && r.box.X1 > x+s.Overhang*s.em
	})
}

// besides counts the lines that show an open border, by what they print to its
// left and right: two amounts, a number and another text, two texts of columns,
// or one text over both sides.
type besides struct{ amounts, numbers, texts, crossed int }

func (b *besides) add(o besides) {
	b.amounts, b.numbers = b.amounts+o.amounts, b.numbers+o.numbers
	b.texts, b.crossed = b.texts+o.texts, b.crossed+o.crossed
}

// besides looks for two texts on one line to both sides of the border right of
// column j, within the cell that is open there.
func (s *sheet) besides(m *mesh, band []*run, i, j int) (out besides) {
	x := m.xs[j+1]
	if s.crossed(band, x) {
		return besides{crossed: 1}
	}
	lo, hi := j, j+1
	for lo > 0 && !m.right[i][lo-1] {
		lo--
	}
	for hi < m.cols()-1 && !m.right[i][hi] {
		hi++
	}
	for _, l := range s.lines(band) {
		var left, right *line
		for _, p := range s.columnTexts(l) {
			switch mid := (p.box.X0 + p.box.X1) / 2; {
			case mid > m.xs[lo] && mid < x:
				left = p
			case mid > x && mid < m.xs[hi+1] && right == nil:
				right = p
			}
		}
		if left == nil || right == nil {
			continue
		}
		a, b := left.text(), right.text()
		switch {
		case money(a) && money(b):
			out.amounts++
		case (isAmount(a) || isAmount(b)) && right.box.X0-left.box.X1 > betweenCells*s.em:
			out.numbers++
			if right.box.X0-left.box.X1 > farApart*s.em {
				out.numbers = max(out.numbers, loneEvidence)
			}
		case s.againstBorder(left, right, x):
			out.numbers++
		default:
			out.texts++
		}
	}
	return out
}

// leastName is how many characters a name has at least that is no unit: 万元.
const leastName = 3

// againstBorder reports an amount that ends at a border, and a name that begins
// there.
func (s *sheet) againstBorder(left, right *line, x float64) bool {
	return money(left.text()) && x-left.box.X1 < betweenCells*s.em && right.box.X0-x < betweenCells*s.em &&
		wide(firstRune(right.text())) && utf8.RuneCountInString(document.Squeeze(right.text())) >= leastName
}

// closeRows closes the borders between rows that are ruled in some columns and
// left open in others, where both rows print an amount of their own, each row
// that prints a text has one on its own line, or a number stands on the line of
// one row and not between them.
func (s *sheet) closeRows(m *mesh, runs []*run) {
	var amounts [][]bool
	var bands [][]*run
	for i := range m.rows() - 1 {
		ruled, open := slices.Contains(m.below[i], true), slices.Contains(m.below[i], false)
		if !ruled || !open {
			continue
		}
		if amounts == nil {
			amounts, bands = m.wholeAmounts(runs), m.bands(runs)
		}
		for j := range m.below[i] {
			if !m.below[i][j] && amounts[i][j] && amounts[i+1][j] {
				m.below[i][j] = true
				m.method = document.MethodPartial
			}
		}
	}
	if amounts == nil {
		return
	}
	ruled := make([]bool, m.rows()-1) // a ruling parts the row from the next in some column
	for i := range ruled {
		ruled[i] = slices.Contains(m.below[i], true)
	}
	columns := m.levels(runs)
	closed := m.closedHeights(bands)
	for j := range m.cols() {
		if m.mostlyRuled(j, ruled) {
			s.closeColumn(m, j, ruled, columns[j], closed)
		}
	}
}

// closeColumn closes the borders that are open in a column though others have
// them, where each row has a text on its own line.
func (s *sheet) closeColumn(m *mesh, j int, ruled []bool, column []*run, closed [][]closedHeight) {
	for from := 0; from < len(ruled); {
		to := from
		for to < len(ruled) && !m.below[to][j] && ruled[to] {
			to++
		}
		if to > from && s.rowByRow(m, column, closed, from, to, j) {
			for i := from; i < to; i++ {
				m.below[i][j] = true
			}
			m.method = document.MethodPartial
		}
		from = max(to, from+1)
	}
}

// mostlyRuled reports that rows are parted in a column by rulings, but for some:
// what stands beside several rows has none in most.
func (m *mesh) mostlyRuled(j int, ruled []bool) bool {
	own, all := 0, 0
	for i := range ruled {
		all += btoi(ruled[i])
		own += btoi(m.below[i][j])
	}
	return 2*own >= all
}

// closedHeight is where the middle of a text is that a ruling parts from the row
// above or below, and its column.
type closedHeight struct {
	y   float64
	col int
}

// closedHeights are those of each row, from above.
func (m *mesh) closedHeights(bands [][]*run) [][]closedHeight {
	out := make([][]closedHeight, len(bands))
	for i, band := range bands {
		for _, r := range band {
			x, y := r.mid()
			j := index(m.xs, x)
			if i == 0 || m.below[i-1][j] || i < m.rows()-1 && m.below[i][j] {
				out[i] = append(out[i], closedHeight{y, j})
			}
		}
		slices.SortStableFunc(out[i], func(a, b closedHeight) int { return cmp.Compare(a.y, b.y) })
	}
	return out
}

// apartPitch is how far, in sizes, rows stand apart at least whose texts are told
// from the lines of one text: farther than those are set.
const apartPitch = 1.5

// offCentre is the share of the height of rows that a number stands off their
// middle at least if it is that of one of them: those of two rows are by a quarter
// (drawing).
const offCentre = 0.15

// rowByRow reports that in rows from one to another, which no ruling parts in
// column j, the texts of the column are those of the rows: at least two rows print
// one, or one prints an amount or a code, each a single line at the height of the row's other
// texts.
func (s *sheet) rowByRow(m *mesh, column []*run, closed [][]closedHeight, from, to, j int) bool {
	k, _ := slices.BinarySearchFunc(column, m.ys[from], func(r *run, y float64) int {
		_, at := r.mid()
		return cmp.Compare(at, y)
	})
	texts, row, own := 0, -1, false // row of the text before
	middle, high := (m.ys[from]+m.ys[to+1])/2, m.ys[to+1]-m.ys[from]
	last := math.Inf(-1)
	for ; k < len(column); k++ {
		r := column[k]
		_, y := r.mid()
		i := index(m.ys, y)
		if i > to {
			break
		}
		reach := s.Overhang * r.size()
		if s.mayWrap(m, r, j) || i == row && y-last > reach {
			return false
		}
		if i == row {
			continue
		}
		if y-last < apartPitch*r.size() || !standsBeside(closed[i], y, reach, j) {
			return false
		}
		last, row = y, i
		texts++
		own = (money(r.text()) || codeText.MatchString(r.text())) && abs(y-middle) > offCentre*high
	}
	return texts > 1 || texts == 1 && own
}

// standsBeside reports a text of another column than j at a height.
func standsBeside(heights []closedHeight, y, reach float64, j int) bool {
	k, _ := slices.BinarySearchFunc(heights, y-reach, func(h closedHeight, y float64) int { return cmp.Compare(h.y, y) })
	for ; k < len(heights) && heights[k].y < y+reach; k++ {
		if heights[k].col != j {
			return true
		}
	}
	return false
}

// mayWrap reports words that reach the border of their column: they may go on in
// the line below.
func (s *sheet) mayWrap(m *mesh, r *run, j int) bool {
	return m.xs[j+1]-r.box.X1 < 1.5*r.size() && !codeText.MatchString(r.text()) && !isAmount(r.text())
}

// wholeAmounts says where an amount, or a mark in place of one, stands that keeps
// to its row and column.
func (m *mesh) wholeAmounts(runs []*run) [][]bool {
	out := boolGrid(m.rows(), m.cols())
	for _, r := range runs {
		x, y := r.mid()
		i, j := index(m.ys, y), index(m.xs, x)
		half := r.box.Height() / 4
		out[i][j] = out[i][j] || y-half > m.ys[i] && y+half < m.ys[i+1] &&
			(money(r.text()) || noValue[document.Squeeze(r.text())])
	}
	return out
}

// closeHead closes the border under the head where the first row of amounts
// stands in one band with it.
func (s *sheet) closeHead(m *mesh, runs []*run) {
	bands := m.bands(runs)
	for i, band := range bands {
		if !slices.ContainsFunc(band, func(r *run) bool { return isAmount(r.text()) }) {
			continue
		}
		columns := make([][]*line, m.cols())
		byColumn := make([][]*run, m.cols())
		for _, r := range band {
			x, _ := r.mid()
			j := index(m.xs, x)
			byColumn[j] = append(byColumn[j], r)
		}
		for j := range byColumn {
			columns[j] = s.lines(byColumn[j])
		}
		rows := s.bandRows(band, columns, levelsOf(columns))
		k := slices.IndexFunc(rows, func(r row) bool { return r.amounts > 0 })
		if k < 1 || !headed(rows, k, columns) {
			return
		}
		m.insertRows(map[int][]float64{i: {(rows[k-1].line.box.Y1 + rows[k].line.box.Y0) / 2}})
		m.method = document.MethodPartial
		return
	}
}

// headed reports that the texts of the lines above line k stand over those of
// line k as heads do: over at least two amounts, and no column of line k is
// without one.
func headed(rows []row, k int, columns [][]*line) bool {
	y := rows[k].line.middle()
	amounts := 0
	for _, lines := range columns {
		above, at := false, -1
		for n, l := range lines {
			switch {
			case abs(l.middle()-y) < usual.SameLine*l.size:
				at = n
			case l.middle() < y:
				above = true
			}
		}
		if at < 0 {
			continue
		}
		if !above {
			return false
		}
		if money(lines[at].text()) {
			amounts++
		}
	}
	return amounts >= 2
}

// settle moves whole amounts that cross a border into the column they are
// set up against: the one whose amounts end where they do, or the one that is
// free if the other has an amount of its own on the line.
func (s *sheet) settle(m *mesh, runs []*run) map[*run]int {
	ends := make([][]float64, m.cols())
	var crossing []*run
	for _, r := range runs {
		if !isAmount(r.text()) {
			continue
		}
		from, to := index(m.xs, r.box.X0+s.Overhang*s.em), index(m.xs, r.box.X1-s.Overhang*s.em)
		if from == to {
			ends[from] = append(ends[from], r.box.X1)
		} else if _, y := r.mid(); to == from+1 && m.right[index(m.ys, y)][from] {
			crossing = append(crossing, r)
		}
	}
	if len(crossing) == 0 {
		return nil
	}
	for j := range ends {
		slices.Sort(ends[j])
	}
	levels := m.levels(runs)
	out := map[*run]int{}
	for _, r := range crossing {
		from := index(m.xs, r.box.X0+s.Overhang*s.em)
		left, right := s.endsLike(ends[from], r.box.X1), s.endsLike(ends[from+1], r.box.X1)
		if left == right {
			left, right = s.taken(levels[from+1], r), s.taken(levels[from], r)
		}
		switch {
		case right && !left:
			out[r] = from + 1
		case left && !right:
			out[r] = from
		}
	}
	return out
}

// endsLike reports that at least two of the ends of the amounts of a column,
// in order, are at x.
func (s *sheet) endsLike(ends []float64, x float64) bool {
	from, _ := slices.BinarySearch(ends, x-s.SameEdge*s.em)
	to, _ := slices.BinarySearch(ends, x+s.SameEdge*s.em)
	return to-from >= 2
}

// levels are the runs of each column, from above.
func (m *mesh) levels(runs []*run) [][]*run {
	out := make([][]*run, m.cols())
	for _, r := range runs {
		x, _ := r.mid()
		j := index(m.xs, x)
		out[j] = append(out[j], r)
	}
	for _, column := range out {
		slices.SortStableFunc(column, func(a, b *run) int { return cmp.Compare(a.box.Y0+a.box.Y1, b.box.Y0+b.box.Y1) })
	}
	return out
}

// taken reports another text on the line of r among the runs of a column.
func (s *sheet) taken(column []*run, r *run) bool {
	_, y := r.mid()
	near := s.SameLine * s.em
	from, _ := slices.BinarySearchFunc(column, y-near, func(o *run, y float64) int {
		_, at := o.mid()
		return cmp.Compare(at, y)
	})
	for _, o := range column[from:] {
		if _, at := o.mid(); at >= y+near {
			break
		} else if o != r && at > y-near {
			return true
		}
	}
	return false
}

// stackPitch is the most, in ems, that the characters of a word set upright,
// one under the other, are apart from middle to middle. Rows of a table are
// farther.
const stackPitch = 1.25

// leastStack is how many characters one under the other are a word for sure.
const leastStack = 3

// stacks finds words set upright and gives for each run of them the first: a
// word that is longer than its cell is high still belongs to it.
func stacks(runs []*run) map[*run]*run {
	out := map[*run]*run{}
	for _, word := range uprightWords(runs, leastStack) {
		for _, r := range word[1:] {
			out[r] = word[0]
		}
	}
	return out
}

// uprightWords are the words of at least so many characters that are set one
// under the other.
func uprightWords(runs []*run, least int) (out [][]*run) {
	var single []*run
	for _, r := range runs {
		if len(r.glyphs) == 1 && unicode.Is(unicode.Han, firstRune(r.glyphs[0].Text)) {
			single = append(single, r)
		}
	}
	slices.SortFunc(single, func(a, b *run) int {
		ax, ay := a.mid()
		bx, by := b.mid()
		return cmp.Or(cmp.Compare(math.Round(ax/2), math.Round(bx/2)), cmp.Compare(ay, by))
	})
	for i := 0; i < len(single); {
		k := i + 1
		for k < len(single) && under(single[k-1], single[k]) {
			k++
		}
		if k-i >= least {
			out = append(out, single[i:k])
		}
		i = k
	}
	return out
}

func under(a, b *run) bool {
	ax, ay := a.mid()
	bx, by := b.mid()
	return abs(ax-bx) < 0.2*a.size() && by > ay && by-ay <= stackPitch*a.size() &&
		abs(a.size()-b.size()) < sameType*a.size()
}
