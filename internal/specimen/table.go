package specimen

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/yusuan/yusuan/document"
)

// Ruling is how the lines of a table are drawn.
type Ruling string

// The styles of ruling.
const (
	Full       Ruling = "full"
	Horizontal Ruling = "horizontal" // between all rows, and no vertical ones
	ThreeLine  Ruling = "three-line" // above and under the head, and at the foot
	Spanned    Ruling = "spanned"    // as ThreeLine, with short ones under heads that span columns
	None       Ruling = "none"
	Columns    Ruling = "columns" // between columns, above and at the foot
	Frame      Ruling = "frame"   // around the table, and under the head
	Partial    Ruling = "partial" // full in the head and between some columns of the body
	Bands      Ruling = "bands"   // a coloured head
	Zebra      Ruling = "zebra"   // every other row is coloured
	Groups     Ruling = "groups"  // horizontal, between groups of rows only
)

// Rulings are all of them.
var Rulings = []Ruling{Full, Horizontal, ThreeLine, Spanned, None, Columns, Frame, Partial, Bands, Zebra, Groups}

// table is what is drawn: the cells that a reader sees, and how they are set.
type table struct {
	cells   [][]document.Cell // lines of a cell are parted by \n
	head    int
	align   string // of each column: l, c, r
	ruling  Ruling
	group   []bool // rows that are the title of those below
	indent  []int  // of the text of the first column
	leaders bool
	notes   []bool // rows whose first text has the mark of a note, set small and high
	bold    bool   // of the head and titles
	middle  bool   // cells are set at half the height of their row, else at its top
	low     bool   // the figures of a wrapped label stand on its last line
	text    bool   // all cells are texts

	size, pitch, pad, gap float64
	font                  font
	xs                    []float64 // left and right edges, of every column, without the gap
	ys                    []float64
}

func blankGrid(rows, cols int) [][]document.Cell {
	out := make([][]document.Cell, rows)
	for i := range out {
		out[i] = make([]document.Cell, cols)
		for j := range out[i] {
			out[i][j] = document.Cell{RowSpan: 1, ColSpan: 1}
		}
	}
	return out
}

func (t *table) set(i, j int, text string) {
	t.cells[i][j].Text = text
	t.cells[i][j].State = document.CellText
}

// span makes one cell of several.
func (t *table) span(i, j, rows, cols int, text string) {
	for k := i; k < i+rows; k++ {
		for n := j; n < j+cols; n++ {
			t.cells[k][n] = document.Cell{State: document.CellCovered, Origin: document.Ref{Row: i, Col: j}}
		}
	}
	t.cells[i][j] = document.Cell{RowSpan: rows, ColSpan: cols}
	t.set(i, j, text)
}

// figures is how the values of one column are printed.
func figures(r *rand.Rand, w *words) func() string {
	scale := []int{9, 99, 999, 9999, 99999, 4_999_999}[r.IntN(6)]
	separate := func(n int) string {
		s := strconv.Itoa(n)
		for k := len(s) - 3; k > 0; k -= 3 {
			s = s[:k] + "," + s[k:]
		}
		return s
	}
	missing := 0
	if r.IntN(3) == 0 {
		missing = 1 + r.IntN(4)
	}
	none := pick(r, w.none)
	var print func() string
	switch r.IntN(12) {
	case 9: // as on the continent: spaces and commas
		print = func() string {
			return strings.ReplaceAll(separate(r.IntN(scale)+1), ",", " ") + fmt.Sprintf(",%d", r.IntN(10))
		}
	case 10: // an estimate and its bounds
		if scale < 100 {
			print = func() string {
				v := 10 + r.Float64()*20
				return fmt.Sprintf("%.1f (%.1f-%.1f)", v, v-3, v+3)
			}
			break
		}
		fallthrough
	case 11:
		if w == english { // the sign of money stands apart, in some rows
			print = func() string {
				if r.IntN(3) == 0 {
					return "$ " + separate(r.IntN(scale)+1)
				}
				return separate(r.IntN(scale) + 1)
			}
			break
		}
		fallthrough
	case 0, 1, 2:
		print = func() string { return separate(r.IntN(scale) + 1) }
	case 3, 4:
		places := 1 + r.IntN(2)
		print = func() string { return fmt.Sprintf("%.*f", places, r.Float64()*float64(scale)/10) }
	case 5:
		print = func() string { return fmt.Sprintf("%.1f%%", r.Float64()*100) }
	case 6:
		print = func() string {
			if n := r.IntN(scale) + 1; r.IntN(4) == 0 {
				return "(" + separate(n) + ")"
			} else {
				return separate(n)
			}
		}
	case 7:
		print = func() string { return fmt.Sprintf("%+.1f", r.Float64()*20-10) }
	default:
		if w == chinese {
			return func() string { return strconv.Itoa(r.IntN(scale)) }
		}
		print = func() string { return "$" + separate(r.IntN(scale)+1) }
	}
	blank := r.IntN(5) == 0
	return func() string {
		switch n := r.IntN(20); {
		case n < missing:
			return none
		case blank && n > 15:
			return ""
		}
		return print()
	}
}

// oddments are values that are no amounts.
func oddments(r *rand.Rand, w *words) func() string {
	switch r.IntN(5) {
	case 0:
		return func() string { n := r.IntN(60); return fmt.Sprintf("%d-%d", n, n+1+r.IntN(40)) }
	case 1:
		return func() string { return fmt.Sprintf("%02d/%02d/%d", 1+r.IntN(12), 1+r.IntN(28), 1990+r.IntN(24)) }
	case 2:
		return func() string { return pick(r, w.places) }
	case 3:
		if w == chinese {
			return func() string { return pick(r, []string{"是", "否"}) }
		}
		return func() string { return pick(r, []string{"Yes", "No"}) }
	}
	return func() string { return fmt.Sprintf("%c%d", 'A'+rune(r.IntN(6)), 1+r.IntN(40)) }
}

// makeTable invents a table that is at most so wide.
func makeTable(r *rand.Rand, w *words, ruling Ruling, width float64, f font) *table {
	t := &table{ruling: ruling, font: f, size: 7 + 0.5*float64(r.IntN(7)), bold: r.IntN(2) == 0, middle: r.IntN(2) == 0,
		low: r.IntN(2) == 0}
	t.pitch = t.size * (1.12 + 0.1*float64(r.IntN(2)))
	t.pad = t.size * (0.12 + 0.45*r.Float64())
	t.gap = t.size * (1 + 1.6*r.Float64())
	if f == courier {
		t.gap = max(t.gap, 1.2*t.size)
	}
	switch r.IntN(6) {
	case 0:
		t.texts(r, w, width)
	case 1:
		t.mixed(r, w, width)
	default:
		t.statistics(r, w, width)
	}
	t.place(r, width)
	return t
}

// texts is a table of words in several lines.
func (t *table) texts(r *rand.Rand, w *words, width float64) {
	t.text, t.low = true, false
	cols, rows := 2+r.IntN(3), 3+r.IntN(6)
	if width < 300 {
		cols = 2
	}
	t.head, t.align = 1, strings.Repeat("l", cols)
	t.cells = blankGrid(rows+1, cols)
	each := (width - float64(cols)*t.gap*1.5) / float64(cols)
	for j := range cols {
		t.set(0, j, t.wrap(upper(pick(r, w.nouns)), each))
	}
	for i := range rows {
		for j := range cols {
			length := 5
			if j == 0 {
				length = 1
			}
			if j > 0 && r.IntN(10) == 0 {
				continue
			}
			t.set(i+1, j, t.wrap(w.phrase(r, length), each))
		}
	}
	t.pad = max(t.pad, 0.3*t.size)
	t.group, t.indent = make([]bool, rows+1), make([]int, rows+1)
}

// mixed is a list: names, dates, marks, an amount.
func (t *table) mixed(r *rand.Rand, w *words, width float64) {
	cols, rows := 3+r.IntN(3), 4+r.IntN(14)
	if width < 300 {
		cols = 3
	}
	t.head = 1
	t.cells = blankGrid(rows+1, cols)
	t.align = "l"
	each := (width - float64(cols)*t.gap) / float64(cols)
	for j := range cols {
		next := oddments(r, w)
		switch {
		case j == 0:
			next = func() string { return w.label(r) }
		case j == cols-1:
			next = figures(r, w)
		}
		if j > 0 {
			t.align += pick(r, []string{"l", "c", "r"})
		}
		t.set(0, j, t.wrap(pick(r, w.measures), each*0.8))
		for i := range rows {
			if s := t.wrap(next(), each); s != "" {
				t.set(i+1, j, s)
			}
		}
	}
	t.group, t.indent = make([]bool, rows+1), make([]int, rows+1)
}

// statistics has names of rows, figures, groups of rows, and heads over
// several columns.
func (t *table) statistics(r *rand.Rand, w *words, width float64) {
	cols := 3 + r.IntN(6)
	if width < 300 {
		cols = 3 + r.IntN(2)
	}
	t.leaders = t.ruling == None && r.IntN(3) == 0 || r.IntN(12) == 0
	t.align = "l"
	stub := width * (0.22 + 0.13*r.Float64())
	grouped := r.IntN(3) == 0 || t.ruling == Groups
	b := body{t: t, r: r, w: w, cols: cols, stub: stub, each: (width - stub - t.gap*float64(cols)) / float64(cols-1)}
	b.prints = make([]func() string, cols)
	right := r.IntN(3) > 0
	for j := 1; j < cols; j++ {
		b.prints[j] = figures(r, w)
		if right {
			t.align += "r"
		} else {
			t.align += "c"
		}
	}
	b.fill(grouped)
	t.heads(r, w, cols, len(b.rows), b.each)
	if r.IntN(4) == 0 {
		b.note()
	}
	for i, row := range b.rows {
		for j, s := range row {
			if s != "" {
				t.set(t.head+i, j, s)
			}
		}
	}
	t.group = append(make([]bool, t.head), b.groups...)
	t.indent = append(make([]int, t.head), b.indents...)
	if (t.ruling == Full || t.ruling == Horizontal) && !grouped && r.IntN(3) == 0 {
		t.rowSpans(r)
	}
	if t.ruling == Full && grouped && r.IntN(2) == 0 {
		for i, g := range t.group { // titles over the whole table
			if g {
				t.span(i, 0, 1, cols, t.cells[i][0].Text)
			}
		}
	}
}

// body is what stands under the heads of a table of statistics.
type body struct {
	t          *table
	r          *rand.Rand
	w          *words
	cols       int
	stub, each float64         // widths: of the names of rows, and of a column of figures
	prints     []func() string // the figures of each column
	rows       [][]string
	groups     []bool // rows that are titles
	indents    []int
}

// fill adds the rows, in groups or not, and perhaps a total.
func (b *body) fill(grouped bool) {
	if n := 4 + b.r.IntN(16); grouped {
		for range 2 + b.r.IntN(3) {
			title := make([]string, b.cols)
			title[0] = b.t.wrap(upper(pick(b.r, b.w.nouns)), b.stub)
			b.add(title, true, 0)
			for range 2 + b.r.IntN(4) {
				b.line(b.w.label(b.r), 1)
			}
		}
	} else {
		for range n {
			b.line(b.w.label(b.r), 0)
		}
	}
	if b.r.IntN(2) == 0 {
		b.line(b.w.total, 0)
	}
}

func (b *body) add(row []string, title bool, indent int) {
	b.rows, b.groups, b.indents = append(b.rows, row), append(b.groups, title), append(b.indents, indent)
}

// line adds a row of figures; it prints one at least.
func (b *body) line(label string, indent int) {
	row := make([]string, b.cols)
	row[0] = b.t.wrap(label, b.stub-float64(indent)*b.t.size)
	filled := 0
	for j := 1; j < b.cols; j++ {
		if row[j] = b.prints[j](); row[j] != "" {
			filled++
		}
		if b.t.width(row[j], false) > b.each { // too long for its column
			row[j] = strconv.Itoa(1 + b.r.IntN(9))
		}
	}
	if filled == 0 {
		row[1] = "7"
	}
	b.add(row, false, indent)
}

// note sets marks of notes behind some names.
func (b *body) note() {
	b.t.notes = make([]bool, b.t.head+len(b.rows))
	for i := range b.rows {
		if !b.groups[i] && b.rows[i][0] != "" && b.r.IntN(3) == 0 {
			b.rows[i][0] += strconv.Itoa(1 + b.r.IntN(4))
			b.t.notes[b.t.head+i] = true
		}
	}
}

// rowSpans adds a first column of names over several rows each.
func (t *table) rowSpans(r *rand.Rand) {
	for i := range t.cells {
		for j := range t.cells[i] {
			if t.cells[i][j].State == document.CellCovered {
				t.cells[i][j].Origin.Col++
			}
		}
		t.cells[i] = append([]document.Cell{{RowSpan: 1, ColSpan: 1}}, t.cells[i]...)
	}
	t.align = "l" + t.align
	t.span(0, 0, t.head, 1, "")
	for i, k := t.head, 0; i < len(t.cells); k++ {
		n := min(1+r.IntN(4), len(t.cells)-i)
		t.span(i, 0, n, 1, string(rune('A'+k%26))+"1")
		i += n
	}
}

// heads makes the grid and fills its head: one, two or three levels.
func (t *table) heads(r *rand.Rand, w *words, cols, rows int, each float64) {
	levels := 1
	if cols > 3 && r.IntN(2) == 0 || t.ruling == Spanned && cols > 3 {
		levels = 2
	}
	if levels == 2 && cols > 6 && r.IntN(3) == 0 {
		levels = 3
	}
	t.head = levels
	t.cells = blankGrid(levels+rows, cols)
	year := 1995 + r.IntN(15)
	leaf := func(j int) string {
		if levels > 1 || r.IntN(3) == 0 {
			return strconv.Itoa(year+j) + w.years
		}
		s := pick(r, w.measures)
		if u := pick(r, w.units); r.IntN(3) == 0 && u != "" {
			s = w.join(s, u)
		}
		return s
	}
	stub := ""
	if r.IntN(4) > 0 {
		stub = upper(pick(r, w.nouns))
	}
	t.span(0, 0, levels, 1, stub)
	for j := 1; j < cols; j++ {
		t.set(levels-1, j, t.wrap(leaf(j), each))
	}
	for level := levels - 2; level >= 0; level-- {
		for j := 1; j < cols; {
			n := min(2+r.IntN(2), cols-j)
			if level == 0 && levels == 3 {
				n = min(4, cols-j)
			}
			if cols-j-n == 1 {
				n++
			}
			if n == 1 { // a head over one column reaches down
				t.span(level, j, levels-level, 1, t.wrap(pick(r, w.measures), each))
				j++
				continue
			}
			t.span(level, j, 1, n, t.wrap(pick(r, w.measures), each*float64(n)+t.gap*float64(n-1)))
			j += n
		}
		if levels == 3 && level == 1 {
			year += 3
		}
	}
}

func (t *table) face(bold bool) font {
	if bold && t.font == helvetica {
		return helveticaBold
	}
	return t.font
}

func (t *table) width(s string, bold bool) float64 { return t.face(bold).width(s, t.size) }

// wrap breaks a text into lines of a width.
func (t *table) wrap(s string, width float64) string {
	var lines []string
	line := ""
	if t.font == song {
		for _, r := range s {
			if line != "" && t.width(line+string(r), false) > width && !(r < 0x80) {
				lines, line = append(lines, line), ""
			}
			line += string(r)
		}
	} else {
		for word := range strings.FieldsSeq(s) {
			if line != "" && t.width(line+" "+word, true) > width {
				lines, line = append(lines, line), ""
			}
			line = strings.TrimLeft(line+" "+word, " ")
		}
	}
	return strings.Join(append(lines, line), "\n")
}

// cellWidth is that of the longest line of a cell.
func (t *table) cellWidth(i, j int) (w float64) {
	for line := range strings.SplitSeq(t.cells[i][j].Text, "\n") {
		w = max(w, t.width(line, t.bold && (i < t.head || t.group[i])))
	}
	if j == 0 {
		w += float64(t.indent[i]) * t.size
	}
	return w
}

// place gives columns and rows their places, from 0, 0.
func (t *table) place(r *rand.Rand, width float64) {
	need := t.needs()
	total := t.gap * float64(len(need))
	for _, n := range need {
		total += n
	}
	spread := 0.0
	if total < width && r.IntN(3) > 0 { // as wide as the text
		spread = (width - total) / float64(len(need)) * (0.3 + 0.7*r.Float64())
	}
	t.xs = []float64{0}
	for _, n := range need {
		t.xs = append(t.xs, t.xs[len(t.xs)-1]+n+t.gap+spread)
	}
	t.ys = []float64{0}
	for i := range t.cells {
		t.ys = append(t.ys, t.ys[i]+t.height(i))
	}
}

// needs are the widths that the columns need for their cells, and for those
// that span several.
func (t *table) needs() []float64 {
	cols := len(t.cells[0])
	need := make([]float64, cols)
	for i, row := range t.cells {
		for j, c := range row {
			if c.State != document.CellCovered && c.ColSpan == 1 && !t.group[i] {
				need[j] = max(need[j], t.cellWidth(i, j))
			}
		}
	}
	for i, row := range t.cells {
		for j, c := range row {
			switch {
			case c.State == document.CellCovered:
			case t.group[i]:
				t.widen(need[j:cols], t.cellWidth(i, j))
			case c.ColSpan > 1:
				t.widen(need[j:j+c.ColSpan], t.cellWidth(i, j))
			}
		}
	}
	return need
}

// widen gives columns what they lack for a cell over all of them.
func (t *table) widen(need []float64, width float64) {
	have := t.gap * float64(len(need)-1)
	for _, n := range need {
		have += n
	}
	if short := width - have; short > 0 {
		for k := range need {
			need[k] += short / float64(len(need))
		}
	}
}

// height is that of a row.
func (t *table) height(i int) float64 {
	h := t.pitch
	for _, c := range t.cells[i] {
		if c.State != document.CellCovered && c.RowSpan == 1 {
			h = max(h, float64(1+strings.Count(c.Text, "\n"))*t.pitch)
		}
	}
	pad := 2 * t.pad
	if i < t.head {
		pad = max(pad, 0.3*t.size)
	}
	return h + pad
}

func (t *table) extent() (w, h float64) { return t.xs[len(t.xs)-1], t.ys[len(t.ys)-1] }

// rules says which of its sides a cell has: left, top, right, bottom.
func (t *table) sides(i, j int, c document.Cell) (left, top, right, bottom bool) {
	first, last := i == 0, i+c.RowSpan == len(t.cells)
	foot := i+c.RowSpan == t.head // of the head
	west, east := j == 0, j+c.ColSpan == len(t.cells[0])
	switch t.ruling {
	case Full:
		return true, true, true, true
	case Horizontal:
		return false, true, false, true
	case ThreeLine:
		return false, first, false, foot || last
	case Spanned:
		return false, first, false, foot || last
	case Columns:
		return !west, first, !east, last || foot && len(t.cells)%2 == 0
	case Frame:
		return west, first, east, foot || last
	case Partial:
		in := i < t.head
		return in || j%2 == 1 || west, in || first, in || east || (j+c.ColSpan)%2 == 1, in || last
	case Groups:
		return false, first || t.group[i], false, foot || last
	}
	return false, false, false, false
}

// draw draws the table with its upper left corner at x, y.
func (t *table) draw(c *canvas, x, y float64) {
	cols := len(t.cells[0])
	w, h := t.extent()
	switch t.ruling {
	case Bands:
		c.fill(x, y, x+w, y+t.ys[t.head], "0.8 0.86 0.93")
	case Zebra:
		for i := t.head; i < len(t.cells); i += 2 {
			c.fill(x, y+t.ys[i], x+w, y+t.ys[i+1], "0.92 0.92 0.92")
		}
	}
	_ = h
	filled := c.r.IntN(2) == 0
	type piece struct {
		i, j int
	}
	var order []piece
	for i := range t.cells {
		for j := range cols {
			if t.cells[i][j].State != document.CellCovered {
				order = append(order, piece{i, j})
			}
		}
	}
	if c.r.IntN(5) == 0 { // column by column
		slices.SortStableFunc(order, func(a, b piece) int { return a.j - b.j })
	}
	for _, p := range order {
		cell := t.cells[p.i][p.j]
		box := document.Box{X0: x + t.xs[p.j], X1: x + t.xs[p.j+cell.ColSpan], Y0: y + t.ys[p.i],
			Y1: y + t.ys[p.i+cell.RowSpan]}
		left, top, right, bottom := t.sides(p.i, p.j, cell)
		const ink = 0.6
		for k, on := range []bool{left, top, right, bottom} {
			if !on {
				continue
			}
			switch k {
			case 0:
				c.line(box.X0, box.Y0, box.X0, box.Y1, ink, filled)
			case 1:
				c.line(box.X0, box.Y0, box.X1, box.Y0, ink, filled)
			case 2:
				c.line(box.X1, box.Y0, box.X1, box.Y1, ink, filled)
			case 3:
				c.line(box.X0, box.Y1, box.X1, box.Y1, ink, filled)
			}
		}
		if t.ruling == Spanned && p.i < t.head && cell.ColSpan > 1 {
			c.line(box.X0+t.gap/2, box.Y1, box.X1-t.gap/2, box.Y1, ink, filled)
		}
		t.write(c, p.i, p.j, box)
	}
}

// write sets the text of a cell in its box.
func (t *table) write(c *canvas, i, j int, box document.Box) {
	cell := t.cells[i][j]
	lines := strings.Split(cell.Text, "\n")
	bold := t.bold && (i < t.head || t.group[i])
	align := t.align[j]
	if i < t.head && j > 0 {
		if cell.ColSpan > 1 || align == 'c' {
			align = 'c'
		}
	}
	high := float64(len(lines)) * t.pitch
	top := box.Y0 + t.pad
	switch {
	case i < t.head, t.low && j > 0 && cell.RowSpan == 1: // at the foot
		top = box.Y1 - t.pad - high
	case t.middle:
		top = (box.Y0+box.Y1)/2 - high/2
	}
	in := 0.0
	if j == 0 {
		in = float64(t.indent[i]) * t.size
	}
	for k, line := range lines {
		w := t.width(line, bold)
		x := box.X0 + t.gap/2 + in
		switch align {
		case 'c':
			x = (box.X0 + box.X1 - w) / 2
		case 'r':
			x = box.X1 - t.gap/2 - w
		}
		base := top + float64(k)*t.pitch + 0.85*t.pitch
		if t.notes != nil && t.notes[i] && j == 0 && k == len(lines)-1 && len(line) > 1 {
			name, mark := line[:len(line)-1], line[len(line)-1:]
			c.text(t.face(bold), t.size, x, base, name)
			c.text(t.face(bold), 0.65*t.size, x+t.width(name, bold), base-0.35*t.size, mark)
		} else {
			c.text(t.face(bold), t.size, x, base, line)
		}
		if t.leaders && j == 0 && i >= t.head && !t.group[i] && k == len(lines)-1 {
			dot := t.face(bold).advance('.') * t.size
			if n := int((box.X1 - t.gap - x - w - 2*t.size) / dot); n > 3 {
				c.text(t.face(bold), t.size, x+w+dot, base, strings.Repeat(".", n))
			}
		}
	}
}
