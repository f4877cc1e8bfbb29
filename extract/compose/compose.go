// Package compose turns the flow of one document, text blocks and raw grids
// in reading order, into pages and tables. It is the one place that does, for
// every format: it finds titles, units and notes, tells header from body,
// puts tables together that a page break has cut, and sets running headers,
// footers and page numbers apart.
//
// It knows the form of tables in Chinese official documents (words.yaml) and
// nothing of file formats or of what the amounts mean.
package compose

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yusuan/yusuan/document"
)

// Sum adds the readings of pages to that of their document.
func Sum(pages []document.Page) (r document.NumberAudit) {
	for _, p := range pages {
		r.Add(p.Reading)
	}
	return r
}

// node is an item of the flow.
type node struct {
	page  int // index
	block document.Block
	part  *part
	owner *part // of a caption or a note
}

func (n *node) furniture() bool {
	return n.part == nil && n.block.Kind.Furniture()
}

// part is one raw grid: a table, or a piece of one.
type part struct {
	raw      *Grid
	grid     *grid
	box      document.Box
	page     int // index
	at       int // in the flow
	caption  caption
	header   header
	lead     []document.Block // captions that stood in the grid's first rows
	trail    []document.Block // notes that stood in its last
	notes    []string
	repeated [][]document.Cell
	follows  *part             // the table this part continues
	beside   []document.Region // of columns that stand on pages of their own
	index    int
	pages    []int
	regions  []document.Region
}

type composer struct {
	ctx   context.Context
	pages []Page
	flow  []*node
	parts []*part
	moved []move
}

// move is a text that was joined to a cell of an earlier page.
type move struct {
	from, to int // page numbers
	text     string
}

// flatten lines up the items of all pages. A grid of one column is no table
// but a box around text.
func (c *composer) flatten() {
	for pi := range c.pages {
		for _, it := range c.pages[pi].Items {
			if c.ctx.Err() != nil {
				return
			}
			if it.Grid == nil {
				b := it.Block
				b.Table = -1
				if k := len(c.flow) - 1; k >= 0 && c.flow[k].page == pi && c.flow[k].part == nil && joinUnit(&c.flow[k].block, b) {
					continue
				}
				c.flow = append(c.flow, &node{page: pi, block: b})
				continue
			}
			for _, raw := range stacked(c.ctx, it.Grid) {
				if c.ctx.Err() != nil {
					return
				}
				c.addGrid(pi, raw)
			}
		}
	}
	for i, n := range c.flow {
		if n.part != nil {
			n.part.at = i
		}
	}
}

func (c *composer) addGrid(page int, raw *Grid) {
	g := newGrid(raw, c.pages[page].Number)
	g.tidy()
	p := &part{raw: raw, grid: g, box: raw.Box, page: page}
	if p.box.IsZero() {
		p.box = g.box()
	}
	p.peel()
	if g.cols < 2 || g.rows == 0 || p.onlyCaption() {
		c.unbox(p)
		return
	}
	c.flow = append(c.flow, &node{page: page, part: p})
	c.parts = append(c.parts, p)
}

// stacked cuts a grid where the next table begins without a gap: at a row of
// nothing but a title, with the unit or the organization in one of the two
// rows below.
func stacked(ctx context.Context, raw *Grid) []*Grid {
	p := &part{grid: newGrid(raw, raw.Page)}
	g, from := p.grid, 0
	var out []*Grid
	piece := func(to int) {
		cut := *raw
		cut.Cells = slices.Clone(raw.Cells[from:to])
		for i := range cut.Cells {
			cut.Cells[i] = slices.Clone(cut.Cells[i])
			for j := range cut.Cells[i] {
				cut.Cells[i][j].Origin.Row -= from
			}
		}
		cut.Box = newGrid(&cut, raw.Page).box()
		if from > 0 {
			cut.Caption, cut.Header = "", 0
		}
		out, from = append(out, &cut), to
	}
	for i := 2; i+3 < g.rows && ctx.Err() == nil; i++ {
		if i > from+1 && p.beginsTable(i) {
			piece(i)
		}
	}
	if from == 0 {
		return []*Grid{raw}
	}
	piece(g.rows)
	return out
}

// beginsTable reports that a row within a grid is the title of another table.
func (p *part) beginsTable(row int) bool {
	g := p.grid
	cells := g.texts(row)
	if len(cells) != 1 || cells[0].row != row || cells[0].cell.RowSpan > 1 || cells[0].cell.ColSpan*2 <= g.cols {
		return false
	}
	title, ok := p.captionRow(row, false)
	if !ok || title.title == "" || title.continued {
		return false
	}
	for i := row + 1; i <= row+2; i++ {
		below, ok := p.captionRow(i, true)
		if !ok {
			return false
		}
		if below.unit != "" || below.organization != "" {
			return true
		}
	}
	return false
}

// unbox makes paragraphs of a grid that is none.
func (c *composer) unbox(p *part) {
	add := func(b document.Block) {
		b.Table = -1
		b.Kind = document.BlockParagraph
		c.flow = append(c.flow, &node{page: p.page, block: b})
	}
	if s := strings.TrimSpace(p.raw.Caption); s != "" {
		add(document.Block{Text: s})
	}
	for _, b := range p.lead {
		add(b)
	}
	for _, cell := range p.grid.cells {
		if document.Squeeze(cell.cell.Text) != "" {
			add(cellBlock(cell.cell))
		}
	}
	for _, b := range p.trail {
		add(b)
	}
}

func cellBlock(c document.Cell) document.Block {
	return document.Block{Text: strings.ReplaceAll(c.Text, "\n", ""), Box: c.Box, Bold: c.Bold, Confidence: c.Confidence,
		Table: -1}
}

// mostCaptionRows is how many rows at the top of a grid its caption takes at
// most: title, number, organization, unit, date, and blank ones between.
const mostCaptionRows = 8

// peel takes title, unit and organization rows off the top of a grid, where
// HTML and workbooks put them, and notes off its foot.
func (p *part) peel() {
	g := p.grid
	top := p.captionRows()
	foot := p.notesFrom(top + 1)
	p.lead, p.trail = p.blocks(0, top), p.blocks(foot, g.rows)
	if top == 0 && foot == g.rows {
		return
	}
	g.keepRows(top, foot)
	g.tidy()
}

// captionRows reads the caption in the first rows of a grid, and counts them.
func (p *part) captionRows() (top int) {
	var got caption
	for i := range min(p.grid.rows-1, mostCaptionRows) {
		c, ok := p.captionRow(i, got.title != "")
		if !ok && got.title == "" {
			c, ok = p.titleRow(i)
		}
		if !ok {
			break
		}
		got.add(c)
		if !c.isZero() {
			top = i + 1
		}
	}
	p.caption = got
	return top
}

// notesFrom is the first of the last rows of a grid that are notes, and blank
// ones before them.
func (p *part) notesFrom(least int) int {
	g, foot := p.grid, p.grid.rows
	for foot > least {
		cells := g.texts(foot - 1)
		if len(cells) == 0 && foot == g.rows || len(cells) > 0 && !p.isNoteRow(cells) {
			break
		}
		foot--
	}
	return foot
}

// isNoteRow reports a row that is one cell of a note, or says over most of the
// width why the table is blank.
func (p *part) isNoteRow(cells []*placed) bool {
	if len(cells) != 1 || cells[0].col > 1 || cells[0].cell.RowSpan > 1 {
		return false
	}
	c := cells[0].cell
	return isNote(c.Text) || c.ColSpan*2 > p.grid.cols && saysEmpty(c.Text)
}

// blocks are the cells of some rows as texts, blank ones left out.
func (p *part) blocks(from, to int) (out []document.Block) {
	for i := from; i < to; i++ {
		for _, cell := range p.grid.in(i) {
			if !blank(cell.cell) {
				out = append(out, cellBlock(cell.cell))
			}
		}
	}
	return out
}

// onlyCaption reports that nothing is left but a line of a caption: the frame
// of the unit above a table, in a grid of its own.
func (p *part) onlyCaption() bool {
	if p.grid.rows > 1 {
		return false
	}
	c, ok := p.captionRow(0, p.caption.title != "")
	return ok && (c.unit != "" || c.organization != "" || c.number != "" && c.title != "")
}

// captionRow reads a row of the grid as a line of the caption.
func (p *part) captionRow(row int, titled bool) (c caption, ok bool) {
	g := p.grid
	cells := g.texts(row)
	if slices.ContainsFunc(cells, func(c *placed) bool { return c.cell.RowSpan > 1 }) {
		return c, false
	}
	for j := range g.cols {
		if cover := g.cover(row, j); cover != nil && cover.row < row && !blank(cover.cell) {
			return c, false
		}
	}
	if yearHeads(cells) {
		return c, false
	}
	wantsOrganization, name := false, ""
	for _, cell := range cells {
		one, rest := readCaption(cell.cell.Text)
		if rest != "" {
			switch title, like := titleLike(rest); {
			case wantsOrganization:
				one.organization, wantsOrganization = rest, false
			case like && !titled && len(cells) <= 3 && (len(cells) == 1 || cell.cell.ColSpan*2 > g.cols):
				one.title, titled = title, true
			case name == "" && isOrganization(rest):
				name = rest
			default:
				return caption{}, false
			}
		}
		wantsOrganization = wantsOrganization || one.date && one.organization == "" && labelled.MatchString(cell.cell.Text)
		c.add(one)
	}
	// A bare name is the organization line if it shares it with the unit.
	if name != "" && c.unit == "" {
		return caption{}, false
	}
	c.add(caption{organization: name})
	return c, true
}

// bareYear is a year as columns are headed with it.
var bareYear = regexp.MustCompile(`^(?:19|20)\d\d(?:年度?)?$`)

// yearHeads reports a row of several years: the heads of columns, no date.
func yearHeads(cells []*placed) bool {
	years := 0
	for _, c := range cells {
		if bareYear.MatchString(document.Squeeze(c.cell.Text)) {
			years++
		}
	}
	return years > 1
}

// titleRow reads a row of one cell by the next: above the row of the unit it
// is the title, whatever it ends in, above the title the organization.
func (p *part) titleRow(row int) (c caption, ok bool) {
	g := p.grid
	cells := g.texts(row)
	if row+2 >= g.rows || len(cells) != 1 || cells[0].cell.RowSpan > 1 || cells[0].cell.ColSpan*2 <= g.cols {
		return c, false
	}
	c, rest := readCaption(cells[0].cell.Text)
	below, ok := p.captionRow(row+1, false)
	if ok && below.title != "" && isOrganization(rest) && c.organization == "" {
		c.organization = rest
		return c, true
	}
	if !ok || below.unit == "" || rest == "" || section.MatchString(rest) || strings.ContainsAny(rest, "。；，：:") ||
		utf8.RuneCountInString(rest) > 50 {
		return caption{}, false
	}
	c.title = unnumbered(rest)
	return c, true
}

// emit builds the output from the flow.
func (c *composer) emit() (out []document.Page, tables []document.Table) {
	tables = []document.Table{}
	for _, p := range c.parts {
		if c.ctx.Err() != nil {
			return nil, nil
		}
		if p.follows == nil {
			p.index = len(tables)
			tables = append(tables, p.finish())
		}
	}
	for _, p := range c.parts {
		for of := p.follows; of != nil; of = of.follows {
			p.index = of.index
		}
	}
	out = make([]document.Page, len(c.pages))
	for i, in := range c.pages {
		out[i] = document.Page{Number: in.Number, Name: in.Name, Width: in.Width, Height: in.Height, Rotation: in.Rotation,
			Warp: in.Warp, Status: in.Status, Layer: in.Layer}
	}
	for _, n := range c.flow {
		page := &out[n.page]
		if n.part == nil {
			b := n.block
			if n.owner != nil {
				b.Table = n.owner.index
			} else {
				classify(&b)
			}
			page.Blocks = append(page.Blocks, b)
			continue
		}
		p := n.part
		add := func(b document.Block, kind document.BlockKind) {
			b.Kind, b.Table = kind, p.index
			page.Blocks = append(page.Blocks, b)
		}
		if s := strings.TrimSpace(p.raw.Caption); s != "" {
			add(document.Block{Text: s}, document.BlockCaption)
		}
		for _, b := range p.lead {
			add(b, document.BlockCaption)
		}
		add(document.Block{Box: p.box}, document.BlockTable)
		for _, b := range p.trail {
			add(b, document.BlockNote)
		}
	}
	for i, in := range c.pages {
		out[i].Blocks = append(out[i].Blocks, in.Watermarks...)
	}
	c.account(out, tables)
	return sheets(out), tables
}

// sheets puts pages with the same number together: those of a sheet that holds
// two beside one another.
func sheets(pages []document.Page) []document.Page {
	out := pages[:0]
	for _, p := range pages {
		if k := len(out) - 1; k >= 0 && p.Number > 0 && out[k].Number == p.Number {
			out[k].Blocks = append(out[k].Blocks, p.Blocks...)
			out[k].Reading.Add(p.Reading)
			continue
		}
		out = append(out, p)
	}
	return out
}

// finish makes the table of a part that every continuation was added to.
func (p *part) finish() document.Table {
	t := document.Table{
		Index: p.index, Title: p.caption.title, Number: p.caption.number, Unit: p.caption.unit,
		Organization: p.caption.organization,
		Notes:        p.notes, Pages: p.pages, Regions: p.regions, Method: p.raw.Method, Header: p.header.rows,
		Repeated: p.repeated,
	}
	p.grid.sweep(true)
	if p.raw.Spanless {
		p.grid.spread(t.Header)
	}
	t.Cells = p.grid.matrix()
	if t.Unit == "" {
		t.Unit = unitOfCells(p.grid, p.header)
	}
	t.Empty = !p.header.form && isEmpty(p.grid, p.header.rows, t.Unit)
	if !p.header.form {
		t.Open = openPlaces(&t)
	}
	return t
}

// unitOfCells is the unit the labels of a table agree on: "预算数（万元）".
func unitOfCells(g *grid, h header) (unit string) {
	for _, p := range g.cells {
		if p.row >= h.rows && !h.form {
			break
		}
		m := unitInCell.FindStringSubmatch(document.Squeeze(p.cell.Text))
		switch {
		case m == nil:
		case unit != "" && unit != unitValue(m[1]):
			return ""
		default:
			unit = unitValue(m[1])
		}
	}
	return unit
}

// isEmpty reports a form for amounts in which there are none.
func isEmpty(g *grid, rows int, unit string) bool {
	amounts := unit != ""
	codes, texts := make([]bool, g.cols), make([]bool, g.cols)
	for _, p := range g.cells {
		s := document.Squeeze(p.cell.Text)
		texts[p.col] = texts[p.col] || p.row >= rows && s != "" && !slices.Contains(words.NoneWords, s)
	}
	numbers := make([]bool, rows)
	for i := range numbers {
		numbers[i] = isColumnNumbers(g, i)
	}
	for j := range g.cols {
		for i := range rows {
			// A column of texts is not one of amounts, whatever its head: 经费形式.
			amounts = amounts || !texts[j] && hasAny(g.text(i, j), words.AmountHeads)
		}
		for i := rows - 1; i >= 0; i-- {
			if s := g.text(i, j); s != "" && !numbers[i] {
				codes[j] = hasSuffixAny(s, words.CodeHeads)
				break
			}
		}
	}
	if !amounts {
		return false
	}
	for _, p := range g.cells {
		if p.row >= rows && !codes[p.col] && amountText.MatchString(document.Squeeze(p.cell.Text)) {
			return false
		}
	}
	return true
}

// account counts every page's numbers and digits where they ended up.
func (c *composer) account(out []document.Page, tables []document.Table) {
	at := map[int]*document.NumberAudit{}
	for i := range out {
		at[out[i].Number] = &out[i].Reading
	}
	for i, in := range c.pages {
		r := &out[i].Reading
		r.Hidden, r.Leftovers = in.Hidden, slices.Clone(in.Leftovers)
		for _, s := range in.Leftovers {
			r.Leftover += len(document.Numbers(s))
		}
		for _, b := range out[i].Blocks {
			r.InText += len(document.Numbers(b.Text))
			r.DigitsPlaced += document.CountDigits(b.Text)
		}
	}
	count := func(cells [][]document.Cell) {
		for _, row := range cells {
			for _, cell := range row {
				if cell.Text == "" {
					continue
				}
				if r := at[cell.Page]; r != nil {
					r.InTables += len(document.Numbers(cell.Text))
					r.DigitsPlaced += document.CountDigits(cell.Text)
				}
			}
		}
	}
	for i := range tables {
		count(tables[i].Cells)
		count(tables[i].Repeated)
	}
	for _, m := range c.moved {
		n, d := len(document.Numbers(m.text)), document.CountDigits(m.text)
		at[m.from].InTables += n
		at[m.from].DigitsPlaced += d
		at[m.to].InTables -= n
		at[m.to].DigitsPlaced -= d
	}
	for i, in := range c.pages {
		r := &out[i].Reading
		r.Total = r.InTables + r.InText + r.Leftover
		r.Digits = in.Digits
		if r.Digits == 0 {
			r.Digits = r.DigitsPlaced
			for _, s := range in.Leftovers {
				r.Digits += document.CountDigits(s)
			}
		}
	}
}
