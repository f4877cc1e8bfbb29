// Package sheet reads workbooks: .xlsx and .xlsm, Excel 2003 XML, and, through
// a converter, the older .xls. Every visible sheet becomes one page of blocks
// and grids.
//
// It knows cells, styles and number formats: the text of a cell is what the
// program prints in it, formulas stand for the values stored with them, and
// what is hidden is not there (its numbers are counted). Where the tables on a
// sheet begin and end it takes from borders and white space; what their rows
// mean it does not know.
package sheet

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/compose"
	"github.com/yusuan/yusuan/extract/format"
)

// workbook is a file under work: one page a visible sheet.
type workbook struct {
	format.File
	hidden int // numbers on hidden sheets
}

// cell is one cell of a sheet before tables are made out. A merged cell has
// its text and spans at its first position; the others are covered.
type cell struct {
	text                     string
	rowSpan, colSpan         int // 0 and 1 mean the same
	covered                  bool
	bold, centered           bool
	size, indent             float64
	left, right, top, bottom bool // borders
}

// grid is a whole sheet, every row as long as the longest.
type grid struct {
	name       string
	cells      [][]cell
	hiddenRow  []bool
	hiddenCol  []bool
	extra      []string // texts that stand in no cell: text boxes
	shapesLost bool
}

// page turns a sheet into blocks and tables.
func (g *grid) page(number int) compose.Page {
	p := compose.Page{Number: number, Name: g.name, Status: document.PageText}
	p.Hidden = g.dropHidden()
	g.share()
	for _, row := range g.cells {
		for i := range row {
			p.Digits += document.CountDigits(row[i].text)
		}
	}
	for _, b := range g.bands() {
		if b.table {
			p.Items = append(p.Items, compose.Item{Grid: g.table(b, number)})
			continue
		}
		for r := b.from; r < b.to; r++ {
			for c := range g.cells[r] {
				if x := &g.cells[r][c]; x.text != "" {
					p.Items = append(p.Items, compose.Item{Block: g.block(x, c)})
				}
			}
		}
	}
	for _, text := range g.extra {
		p.Digits += document.CountDigits(text)
		p.Items = append(p.Items, compose.Item{Block: document.Block{Kind: document.BlockParagraph, Text: text, Table: -1}})
	}
	if len(p.Items) == 0 {
		p.Status = document.PageBlank
	}
	return p
}

func (g *grid) block(x *cell, col int) document.Block {
	return document.Block{
		Kind: document.BlockParagraph, Text: strings.Join(strings.Fields(x.text), " "), Table: -1,
		FontSize: x.size, Bold: x.bold,
		Centered: x.centered && (x.colSpan > 1 || col > 0),
	}
}

// dropHidden takes hidden rows and columns out, narrows the merged cells that
// reach into them, and counts the numbers that went.
func (g *grid) dropHidden() (numbers int) {
	if !slices.Contains(g.hiddenRow, true) && !slices.Contains(g.hiddenCol, true) {
		return 0
	}
	for r := range g.cells {
		for c := range g.cells[r] {
			g.uncover(r, c)
		}
	}
	var rows [][]cell
	for r, row := range g.cells {
		var kept []cell
		for c, x := range row {
			if hidden(g.hiddenRow, r, 1)+hidden(g.hiddenCol, c, 1) > 0 {
				numbers += len(document.Numbers(x.text))
				continue
			}
			x.rowSpan = max(x.rowSpan, 1) - hidden(g.hiddenRow, r, x.rowSpan)
			x.colSpan = max(x.colSpan, 1) - hidden(g.hiddenCol, c, x.colSpan)
			kept = append(kept, x)
		}
		if hidden(g.hiddenRow, r, 1) == 0 {
			rows = append(rows, kept)
		}
	}
	g.cells = rows
	return numbers
}

// uncover moves a merged cell whose first row or column is hidden to the first
// position of its own that is not.
func (g *grid) uncover(row, col int) {
	x := g.cells[row][col]
	height, width := max(x.rowSpan, 1), max(x.colSpan, 1)
	if height == 1 && width == 1 || hidden(g.hiddenRow, row, 1)+hidden(g.hiddenCol, col, 1) == 0 ||
		hidden(g.hiddenRow, row, height) == height || hidden(g.hiddenCol, col, width) == width {
		return
	}
	r, c := row, col
	for hidden(g.hiddenRow, r, 1) > 0 {
		r++
	}
	for hidden(g.hiddenCol, c, 1) > 0 {
		c++
	}
	g.cells[row][col] = cell{covered: true}
	x.rowSpan, x.colSpan = height-(r-row), width-(c-col)
	g.cells[r][c] = x
}

// hidden counts the hidden lines among span from one on; a span of 0 is 1.
func hidden(lines []bool, from, span int) (n int) {
	for i := from; i < min(from+max(span, 1), len(lines)); i++ {
		if lines[i] {
			n++
		}
	}
	return n
}

// share gives a border to both cells it stands between, and to all of a merged
// cell what is drawn around it.
func (g *grid) share() {
	for r := range g.cells {
		for c := range g.cells[r] {
			x := &g.cells[r][c]
			if c+1 < len(g.cells[r]) {
				y := &g.cells[r][c+1]
				x.right = x.right || y.left
				y.left = x.right
			}
			if r+1 < len(g.cells) {
				y := &g.cells[r+1][c]
				x.bottom = x.bottom || y.top
				y.top = x.bottom
			}
		}
	}
}

func (c *cell) boxed() bool { return c.left || c.right || c.top && c.bottom }

// band is a run of rows that is a table, or lines of text around tables.
type band struct {
	from, to int // rows
	table    bool
}

var (
	amount = regexp.MustCompile(`^[-+(（¥￥]*[0-9][0-9,.，]*[)）%％]?$`)
	// labelled is a line above a table: 编制单位：…, 单位：万元, 金额单位: 元.
	labelled = regexp.MustCompile(`[:：]`)
	// ofWhich is a row of a table all the same.
	ofWhich = regexp.MustCompile(`^[\s\p{Zs}]*(?:其中|加|减)[:：]`)
	// title is what a single text may not look like to be a row between rows.
	title = regexp.MustCompile(`^(?:附?表|公开|附件)[0-9一二三四五六七八九十]|^[(（]?(?:注|备注|说明|單位|单位)|[表。][)）]?$`)
)

// shape is what a row looks like.
type shape struct {
	texts, amounts, labels, boxed int
}

func (g *grid) shape(r int) (s shape) {
	for i := range g.cells[r] {
		x := &g.cells[r][i]
		if x.boxed() {
			s.boxed++
		}
		if x.text == "" {
			continue
		}
		s.texts++
		if amount.MatchString(document.Squeeze(x.text)) {
			s.amounts++
		}
		if labelled.MatchString(x.text) && !ofWhich.MatchString(x.text) {
			s.labels++
		}
	}
	return s
}

// lone reports a row of one text, not longer than given, that is no line of a
// caption: neither set over the columns nor worded like a title or a note.
func (g *grid) lone(r int, s shape, most int) bool {
	if s.texts != 1 || s.labels > 0 {
		return false
	}
	i := slices.IndexFunc(g.cells[r], func(x cell) bool { return x.text != "" })
	x, text := &g.cells[r][i], document.Squeeze(g.cells[r][i].text)
	return x.colSpan*2 <= len(g.cells[r]) && utf8.RuneCountInString(text) <= most && !title.MatchString(text)
}

// bands divides the rows. Where a sheet has borders they say what a table is,
// and a row of amounts next to one that somebody forgot to frame belongs to
// it; where it has none, a table is what has rows of several cells.
func (g *grid) bands() []band {
	d := divider{grid: g, shapes: make([]shape, len(g.cells)), inTable: make([]bool, len(g.cells))}
	boxed := 0
	for r := range g.cells {
		d.shapes[r] = g.shape(r)
		if d.shapes[r].boxed > 1 {
			boxed++
		}
	}
	d.ruled = boxed > 1
	for r, s := range d.shapes {
		if d.ruled {
			d.inTable[r] = s.boxed > 1 || s.boxed == 1 && s.texts > 0
		} else {
			d.inTable[r] = s.texts > 1 && s.labels < s.texts
		}
	}
	d.joinMerged()
	d.grow()
	return d.runs()
}

// divider finds out which rows of a sheet belong to tables.
type divider struct {
	*grid
	shapes  []shape
	ruled   bool // borders say what a table is
	inTable []bool
}

// joinMerged keeps the rows together that a merged cell spans.
func (d *divider) joinMerged() {
	for r := range d.cells {
		for c := range d.cells[r] {
			if x := &d.cells[r][c]; d.inTable[r] && x.rowSpan > 1 {
				for i := r; i < min(r+x.rowSpan, len(d.inTable)); i++ {
					d.inTable[i] = true
				}
			}
		}
	}
}

// grow adds to each table the rows below, and with borders those above, that
// belong to it.
func (d *divider) grow() {
	for r := 1; r < len(d.inTable); r++ {
		d.inTable[r] = d.inTable[r] || d.inTable[r-1] && d.belongs(r)
	}
	if d.ruled {
		for r := len(d.inTable) - 2; r >= 0; r-- {
			d.inTable[r] = d.inTable[r] || d.inTable[r+1] && d.belongs(r)
		}
	}
}

// A row of one text below a table without borders belongs to it if the text is
// no longer than shortLabel, as the sum of a blank form is, or no longer than
// longestLabel with rows of the table below: no line of prose.
const (
	shortLabel   = 6
	longestLabel = 100
)

// belongs reports that a row next to one of a table is a row of it too.
// Without borders single texts between rows of a table are rows: group
// headings, or lines without figures.
func (d *divider) belongs(r int) bool {
	s := d.shapes[r]
	if d.ruled {
		return s.texts > 1 && s.amounts > 0
	}
	if s.texts == 0 || s.labels > 0 {
		return false
	}
	if d.lone(r, s, shortLabel) {
		return true
	}
	for next := r; next+1 < len(d.inTable) && d.lone(next, d.shapes[next], longestLabel); next++ {
		if d.inTable[next+1] {
			return true
		}
	}
	return r+1 < len(d.inTable) && (d.inTable[r+1] || s.amounts > 0)
}

// runs are the bands: rows of one sort that follow one another; blank rows between texts and frames
// without any text are left out.
func (d *divider) runs() (out []band) {
	for r := range d.inTable {
		if !d.inTable[r] && d.shapes[r].texts == 0 {
			continue
		}
		last := len(out) - 1
		if last >= 0 && out[last].to == r && out[last].table == d.inTable[r] {
			out[last].to++
			continue
		}
		out = append(out, band{r, r + 1, d.inTable[r]})
	}
	return slices.DeleteFunc(out, func(b band) bool {
		return !slices.ContainsFunc(d.shapes[b.from:b.to], func(s shape) bool { return s.texts > 0 })
	})
}

// table cuts a band out of the sheet. Columns that print nothing, neither text
// nor border, are left out.
func (g *grid) table(b band, page int) *compose.Grid {
	rows := g.cells[b.from:b.to]
	var cols []int
	for c := range rows[0] {
		if slices.ContainsFunc(rows, func(row []cell) bool { return row[c].text != "" || row[c].left && row[c].right }) {
			cols = append(cols, c)
		}
	}
	out := &compose.Grid{Page: page, Method: document.MethodMarkup, Cells: make([][]document.Cell, len(rows))}
	for r, row := range rows {
		out.Cells[r] = make([]document.Cell, len(cols))
		for i, c := range cols {
			x := &row[c]
			d := document.Cell{Text: x.text, Bold: x.bold, Indent: x.indent, Page: page, RowSpan: x.rowSpan, ColSpan: 1}
			if x.text != "" {
				d.State = document.CellText
			}
			for i+d.ColSpan < len(cols) && cols[i+d.ColSpan] < c+x.colSpan {
				d.ColSpan++
			}
			out.Cells[r][i] = d
		}
	}
	document.Cover(out.Cells)
	return out
}
