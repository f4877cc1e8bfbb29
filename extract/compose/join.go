package compose

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yusuan/yusuan/document"
)

// join puts the pieces of tables together.
func (c *composer) join() {
	var last *part // the table the previous grid belongs to
	var prev *part // the previous grid
	for _, p := range c.parts {
		if p.follows != nil { // its columns stand beside others already
			prev = p
			continue
		}
		number := c.pages[p.page].Number
		region := document.Region{Page: number, Box: p.box}
		if last != nil && c.continues(last, prev, p) {
			p.follows = last
			last.regions = append(last.regions, region)
			if number > 0 && !slices.Contains(last.pages, number) {
				last.pages = append(last.pages, number)
			}
			last.notes = append(last.notes, p.notes...)
			unset := p.caption
			unset.title, unset.number = "", ""
			last.caption.add(unset)
		} else {
			last = p
			p.regions = []document.Region{region}
			if number > 0 {
				p.pages = []int{number}
			}
		}
		for _, r := range p.beside {
			last.regions = append(last.regions, r)
			if !slices.Contains(last.pages, r.Page) {
				last.pages = append(last.pages, r.Page)
			}
		}
		slices.Sort(last.pages)
		prev = p
	}
}

// continues decides whether a grid goes on with a table, and if so adds its
// rows to it. Between the two only furniture and the captions of the grid may
// stand.
func (c *composer) continues(last, prev, p *part) bool {
	for _, n := range c.flow[prev.at+1 : p.at] {
		if !n.furniture() && n.owner != p && !saysGoesOn(n.block.Text) {
			return false
		}
	}
	// Sheets of a workbook are no pages that a table runs over.
	if p.page > prev.page+1 || c.pages[p.page].Name != c.pages[prev.page].Name {
		return false
	}
	again := commonHeader(last, p)
	b := seam{
		samePage: p.page == prev.page,
		paged:    c.pages[p.page].Number > 0 && len(c.pages) > 1,
		again:    again,
	}
	// The page broke within the header, which goes on.
	b.headless = last.header.rows == last.grid.rows && !last.header.form && !b.samePage && p.caption.title == "" &&
		p.caption.number == ""
	if !p.caption.agrees(&last.caption) || b.startsTitle(last, p) || b.startsForm(last, p) || b.startsHeader(last, p) ||
		b.samePage && b.paged && again == 0 && !aligned(last.grid, p.grid) || !fit(last, p, again) {
		return false
	}
	rest := 0
	if b.headless && again == 0 {
		rest = p.header.rest(p.grid)
	}
	c.append(last, p, again)
	last.header.rows += rest
	return true
}

// saysGoesOn reports a text that says nothing but that a table goes on: （接下页）.
func saysGoesOn(text string) bool {
	return slices.Contains(words.GoesOn, strings.Trim(document.Squeeze(text), "()（）[]【】—-…"))
}

// agrees reports that nothing the caption of a grid says speaks against its
// being a piece of the table with the other caption.
func (c *caption) agrees(of *caption) bool {
	return (c.organization == "" || of.organization == "" || c.organization == of.organization) &&
		(c.unit == "" || of.unit == "" || c.unit == of.unit) &&
		(c.number == "" || c.number == of.number) && (c.title == "" || c.title == of.title)
}

// seam is what lies between a table and the grid that may go on with it.
type seam struct {
	samePage bool // both stand on one page
	paged    bool // of a document of several pages
	again    int  // leading rows of the grid that repeat the header
	headless bool // the table has nothing but a header yet
}

// startsTitle reports that a title that is printed again, without a word that
// it goes on, begins another table. It does unless a page begins without
// heads, or they are the same too and no sum row has closed the table.
func (s seam) startsTitle(last, p *part) bool {
	if p.caption.title == "" || p.caption.continued {
		return false
	}
	headed := s.again > 0 || p.header.rows == 0 && p.header.sure && !s.samePage
	return last.header.form || !headed || s.samePage && s.paged || s.again > 0 && closed(last) && closed(p)
}

// startsForm reports that a form begins where a table or another form ended.
func (s seam) startsForm(last, p *part) bool {
	if !p.header.form {
		return false
	}
	return !last.header.form || p.header.rows == 0 && opensForm(p.grid)
}

// startsHeader reports that a grid has a header of its own.
func (s seam) startsHeader(last, p *part) bool {
	if s.again > 0 || p.caption.continued || p.header.rows == 0 {
		return false
	}
	if !last.header.form && p.header.sure && !s.headless && !textual(p.grid, p.header.rows) {
		return true
	}
	return s.samePage && (s.paged || !p.caption.isZero() || p.header.rows > 1 || !textual(p.grid, 1))
}

// textual reports that the rows a header would have are text rows as a body
// has them: with blanks beside.
func textual(g *grid, rows int) bool {
	blanks := 0
	for j := range g.cols {
		if g.text(0, j) == "" {
			blanks++
		}
	}
	return blanks > 0 && blanks*3 >= g.cols
}

// opensForm reports that a form begins here, rather than goes on.
func opensForm(g *grid) bool { return slices.Contains(words.FormKeys, formKey(g.text(0, 0))) }

// closed reports that the body of a part has a row of the grand total.
func closed(p *part) bool {
	for i := p.header.rows; i < p.grid.rows; i++ {
		for _, cell := range p.grid.in(i) {
			if !blank(cell.cell) {
				if isTotal(document.Squeeze(cell.cell.Text)) {
					return true
				}
				break
			}
		}
	}
	return false
}

// commonHeader counts the leading rows of a grid that repeat the header of a
// table; small differences do not matter.
func commonHeader(last, p *part) int {
	if last.header.rows == 0 {
		return 0
	}
	if n := sameRows(last.grid, 0, p.grid, last.header.rows); n {
		return last.header.rows
	}
	// A page may repeat the lower rows of the header only, or all of it
	// without the row of column numbers.
	for n := last.header.rows - 1; n >= 1; n-- {
		if n >= p.grid.rows {
			continue
		}
		if sameRows(last.grid, 0, p.grid, n) && (p.header.rows == n ||
			n == last.header.rows-1 && isColumnNumbers(last.grid, n)) {
			return n
		}
		if sameRows(last.grid, last.header.rows-n, p.grid, n) && p.header.rows == n {
			return n
		}
	}
	return 0
}

// sameRows compares n rows of a, from a given one, with the first n of b.
func sameRows(a *grid, from int, b *grid, n int) bool {
	if b.rows < n {
		return false
	}
	same, all := 0, 0
	for i := range n {
		x, y := rowTexts(a, from+i), rowTexts(b, i)
		all += max(len(x), len(y))
		for _, s := range x {
			if k := slices.Index(y, s); k >= 0 {
				same++
				y = slices.Delete(y, k, k+1)
			}
		}
	}
	return all > 0 && same*10 >= all*8
}

func rowTexts(g *grid, row int) (out []string) {
	for _, p := range g.in(row) {
		if s := document.Squeeze(p.cell.Text); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// edges are the left edges of a grid's columns and its right one, as far as
// they are known.
func (g *grid) edges() []float64 {
	out := make([]float64, g.cols+1)
	known := make([]bool, g.cols+1)
	along := g.along()
	for _, p := range g.cells {
		if p.cell.Box.IsZero() {
			continue
		}
		x0, x1 := along(p.cell.Box)
		if l := p.col; !known[l] || x0 < out[l] {
			out[l], known[l] = x0, true
		}
		if r := p.col + p.cell.ColSpan; r == g.cols && (!known[r] || x1 > out[r]) {
			out[r], known[r] = x1, true
		}
	}
	if slices.Contains(known, false) {
		return nil
	}
	return out
}

// along tells how boxes extend in the direction the columns follow one
// another: to the right, unless the table is set sideways.
func (g *grid) along() func(document.Box) (lo, hi float64) {
	for k := 1; k < len(g.cells); k++ {
		a, b := g.cells[k-1], g.cells[k]
		if a.row != b.row || a.cell.Box.IsZero() || b.cell.Box.IsZero() {
			continue
		}
		switch {
		case a.cell.Box.Y1 <= b.cell.Box.Y0:
			return func(b document.Box) (lo, hi float64) { return b.Y0, b.Y1 }
		case a.cell.Box.Y0 >= b.cell.Box.Y1:
			return func(b document.Box) (lo, hi float64) { return -b.Y1, -b.Y0 }
		}
		break
	}
	return func(b document.Box) (lo, hi float64) { return b.X0, b.X1 }
}

// near is how far, as a share of the width, edges of one column may be apart
// on two pages.
const near = 0.02

// aligned reports that two grids have the same columns, as far as is known.
func aligned(a, b *grid) bool {
	if a.cols != b.cols {
		return false
	}
	x, y := a.edges(), b.edges()
	if x == nil || y == nil {
		return x == nil && y == nil
	}
	width := x[len(x)-1] - x[0]
	for k := range x {
		if d := (x[k] - x[0]) - (y[k] - y[0]); d > near*width || -d > near*width {
			return false
		}
	}
	return true
}

// fit brings both grids to the same columns, if they can be.
func fit(last, p *part, again int) bool {
	if last.grid.cols == p.grid.cols {
		return again > 0 || aligned(last.grid, p.grid) || p.caption.continued || sameWidth(last.grid, p.grid)
	}
	if x, y := last.grid.edges(), p.grid.edges(); x != nil && y != nil {
		return fitEdges(last.grid, p.grid, x, y)
	}
	return again > 0 && fitHeads(last, p, again)
}

// sameWidth is enough for a page without a header whose columns were moved a little.
func sameWidth(a, b *grid) bool {
	x, y := a.edges(), b.edges()
	if x == nil || y == nil {
		return x == nil && y == nil
	}
	w, v := x[len(x)-1]-x[0], y[len(y)-1]-y[0]
	return w-v < 2*near*w && v-w < 2*near*w
}

// fitEdges gives both grids the union of their column edges, if the edges of
// one are all edges of the other.
func fitEdges(a, b *grid, x, y []float64) bool {
	width := x[len(x)-1] - x[0]
	if len(y) > len(x) {
		at := match(x, y, near*width)
		if at == nil {
			return false
		}
		a.stretch(at)
		return true
	}
	at := match(y, x, near*width)
	if at == nil {
		return false
	}
	b.stretch(at)
	return true
}

// match finds every one of few edges among many, nil if one is missing.
func match(few, many []float64, tolerance float64) []int {
	out := make([]int, len(few))
	k := 0
	for i, f := range few {
		for k < len(many) && (many[k]-many[0])-(f-few[0]) < -tolerance {
			k++
		}
		if k == len(many) || (many[k]-many[0])-(f-few[0]) > tolerance {
			return nil
		}
		out[i] = k
		k++
	}
	if out[len(out)-1] != len(many)-1 {
		return nil
	}
	return out
}

// stretch moves column j to at[j]; cells grow over the columns between.
func (g *grid) stretch(at []int) {
	for k := range g.cells {
		p := &g.cells[k]
		end := at[p.col+p.cell.ColSpan]
		p.col = at[p.col]
		p.cell.ColSpan = end - p.col
	}
	g.cols, g.index = at[len(at)-1], nil
}

// fitHeads places the columns of a grid without known edges by their heads,
// for a format that dropped blank columns.
func fitHeads(last, p *part, again int) bool {
	head := func(g *grid, j int) string {
		var b strings.Builder
		for i := range again {
			b.WriteString(g.text(i, j) + "\n")
		}
		return b.String()
	}
	narrow, wide := p.grid, last.grid
	if narrow.cols > wide.cols {
		narrow, wide = wide, narrow
	}
	at := make([]int, 0, narrow.cols+1)
	k := 0
	for j := range narrow.cols {
		for k < wide.cols && head(wide, k) != head(narrow, j) {
			k++
		}
		if k == wide.cols {
			return false
		}
		at = append(at, k)
		k++
	}
	narrow.scatter(append(at, wide.cols))
	return true
}

// scatter moves column j to at[j]; the columns between are blank.
func (g *grid) scatter(at []int) {
	for k := range g.cells {
		p := &g.cells[k]
		last := p.col + p.cell.ColSpan - 1
		p.col, p.cell.ColSpan = at[p.col], at[last]-at[p.col]+1
	}
	g.cols, g.index = at[len(at)-1], nil
}

// mend puts the first row of b to the last of a: the page break has cut it.
func (c *composer) mend(a, b *grid) {
	var beside []placed // what the begin of the row has no cell for
	for _, cell := range b.in(0) {
		if blank(cell.cell) {
			continue
		}
		to := a.cover(a.rows-1, cell.col)
		if to == nil {
			beside = append(beside, placed{row: a.rows - 1, col: cell.col, cell: cell.cell})
			continue
		}
		if blank(to.cell) {
			to.cell = cell.cell
			continue
		}
		to.cell.Text += "\n" + cell.cell.Text
		c.moved = append(c.moved, move{from: cell.cell.Page, to: to.cell.Page, text: cell.cell.Text})
	}
	a.insert(beside)
	b.cells = slices.DeleteFunc(b.cells, func(cell placed) bool { return cell.row == 0 && cell.cell.RowSpan == 1 })
	b.keepRows(1, b.rows)
}

// append adds the rows of a continuation: the header it repeats is set apart,
// a row the page break has cut is put together.
func (c *composer) append(last, p *part, again int) {
	a, b := last.grid, p.grid
	if again > 0 {
		head := &grid{rows: again, cols: b.cols, page: b.page}
		for _, cell := range b.cells {
			if cell.row < again {
				cell.cell.RowSpan = min(cell.cell.RowSpan, again-cell.row)
				head.cells = append(head.cells, cell)
			}
		}
		last.repeated = append(last.repeated, head.matrix()...)
		b.cells = slices.DeleteFunc(b.cells, func(cell placed) bool { return cell.row < again })
		b.keepRows(again, b.rows)
	}
	if a.rows > 0 && b.rows > 0 && last.header.rows < a.rows && (cutRow(last, b) || begunRow(last, b)) {
		c.mend(a, b)
	}
	for _, cell := range b.cells {
		cell.row += a.rows
		// A merged cell that runs over the break goes on blank.
		if cell.row == a.rows && cell.cell.RowSpan > 1 && blank(cell.cell) && a.rows > 0 {
			if above := a.cover(a.rows-1, cell.col); above != nil && above.cell.RowSpan > 1 && above.col == cell.col &&
				above.cell.ColSpan == cell.cell.ColSpan && !blank(above.cell) && above.row >= last.header.rows {
				above.cell.RowSpan += cell.cell.RowSpan
				continue
			}
		}
		a.cells = append(a.cells, cell)
	}
	a.rows += b.rows
	a.index = nil
}

// cutRow reports that the first row of b is the rest of the last row of the
// table: only text cells go on, each below text, and the row could not stand
// alone.
func cutRow(last *part, b *grid) bool {
	a := last.grid
	row := a.rows - 1
	var rest []*placed
	for _, cell := range b.in(0) {
		if blank(cell.cell) {
			continue
		}
		s := document.Squeeze(cell.cell.Text)
		above := a.cover(row, cell.col)
		if above == nil || blank(above.cell) || above.row < last.header.rows || above.col != cell.col ||
			above.cell.ColSpan != cell.cell.ColSpan ||
			cell.cell.RowSpan > 1 || amountText.MatchString(s) || codeText.MatchString(s) || enumerated.MatchString(s) {
			return false
		}
		rest = append(rest, cell)
	}
	if len(rest) == 0 {
		return false
	}
	cell := rest[0]
	s, before := document.Squeeze(cell.cell.Text), document.Squeeze(a.cover(row, cell.col).cell.Text)
	if strings.ContainsAny(string([]rune(s)[:1]), "，。、；）)”》") || !balanced(before) && !balanced(s) {
		return true
	}
	if last.header.form {
		return len(rest) == 1 && cell.col > 0 && utf8.RuneCountInString(before) >= 15 && !strings.HasSuffix(before, "。")
	}
	if isTotal(s) {
		return len(rest) == 1 && !isTotal(before) && twin(a, row, cell.col, s)
	}
	if len(rest) == 1 && (lacksEnding(a, last.header.rows, cell.col, before, s) ||
		standsWhole(a, last.header.rows, cell.col, before+s)) {
		return true
	}
	// Every row of the body has a code or number in a column that is blank here.
	for j := range cell.col {
		filled, rows := 0, 0
		for i := last.header.rows; i < a.rows; i++ {
			rows++
			if t := a.text(i, j); codeText.MatchString(t) || decimals.MatchString(t) || amountText.MatchString(t) ||
				enumerated.MatchString(t) {
				filled++
			}
		}
		if rows >= 3 && filled*10 >= rows*9 && b.text(0, j) == "" {
			return true
		}
	}
	return false
}

// begunRow reports that the last row of a table is the begin of the first row of
// b: it prints nothing but a label with a bracket that is closed there.
func begunRow(last *part, b *grid) bool {
	a := last.grid
	var label *placed
	for _, cell := range a.in(a.rows - 1) {
		switch {
		case cell.row != a.rows-1 || cell.cell.RowSpan > 1 || !blank(cell.cell) && label != nil:
			return false
		case !blank(cell.cell):
			label = cell
		}
	}
	if label == nil || balanced(document.Squeeze(label.cell.Text)) {
		return false
	}
	rest := b.text(0, label.col)
	for _, cell := range b.in(0) {
		to := a.cover(a.rows-1, cell.col)
		if to != nil && (to.col != cell.col || to.cell.ColSpan != cell.cell.ColSpan) || cell.cell.RowSpan > 1 {
			return false
		}
	}
	return rest != "" && !balanced(rest) && balanced(document.Squeeze(label.cell.Text)+rest)
}

// twin reports that another label of the row ends in the word of the sum that
// this one lacks: 当年收入 beside 当年支出小计.
func twin(g *grid, row, col int, word string) bool {
	for j := range g.cols {
		if s := g.text(row, j); j != col && s != word && strings.HasSuffix(s, word) {
			return true
		}
	}
	return false
}

// standsWhole reports that a label stands in its column in one piece elsewhere.
func standsWhole(g *grid, from, col int, label string) bool {
	for i := from; i < g.rows; i++ {
		if g.text(i, col) == label {
			return true
		}
	}
	return false
}

// lacksEnding reports that a label lacks the word nearly all labels of its
// column end in, and that the rest has it: 八、社会保障和就 | 业支出.
func lacksEnding(g *grid, from, col int, before, rest string) bool {
	runes := []rune(before + rest)
	if len(runes) < 4 {
		return false
	}
	ending := string(runes[len(runes)-2:])
	with, all := 0, 0
	for i := from; i < g.rows-1; i++ {
		if s := g.text(i, col); s != "" {
			all++
			if strings.HasSuffix(s, ending) {
				with++
			}
		}
	}
	return all >= 4 && with*10 >= all*7 && !strings.HasSuffix(before, ending)
}
