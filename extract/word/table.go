package word

import (
	"cmp"
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract/compose"
)

// tableCell is a w:tc with its place in the row.
type tableCell struct {
	node     *node
	col      int
	span     int
	goesOn   bool // continues the cell above
	leftward bool // continues the cell to its left (old hMerge)
}

// tableRow is a w:tr.
type tableRow struct {
	cells  []tableCell
	header bool
	width  int
}

// table reads a table. One that has tables in its cells only arranges them:
// the rows that do are read as a flow, the others as tables of their own.
func (r *reader) table(t *node) (items []compose.Item) {
	// Every table looks into all that is in it, those within included.
	if budget.Charge(r.ctx, budget.Work, 4*t.size) != nil {
		return nil
	}
	rows := tableRows(t)
	if len(rows) == 0 {
		return nil
	}
	from := 0
	for i := 0; i <= len(rows); i++ {
		if i < len(rows) && !rows[i].arranges() {
			continue
		}
		if i > from {
			items = append(items, r.grid(rows[from:i])...)
		}
		if i < len(rows) {
			for _, c := range rows[i].cells {
				items = append(items, r.flow(c.node)...)
			}
		}
		from = i + 1
	}
	return items
}

// tableRows lists the rows that were not deleted, through content controls.
func tableRows(t *node) (rows []tableRow) {
	for _, k := range t.kids {
		switch k.name {
		case "tr":
			if k.child("trPr", "del") == nil && k.child("trPr", "hidden") == nil {
				rows = append(rows, readRow(k))
			}
		case "sdt":
			if c := k.child("sdtContent"); c != nil {
				rows = append(rows, tableRows(c)...)
			}
		case "ins", "moveTo", "customXml":
			rows = append(rows, tableRows(k)...)
		}
	}
	return rows
}

// maxSpan is the widest table Word makes (63 columns), with room.
const maxSpan = 256

func readRow(n *node) tableRow {
	pr := n.child("trPr")
	row := tableRow{header: pr.child("tblHeader").on()}
	col := between(pr.child("gridBefore").number("val", 0), 0, maxSpan)
	var read func(*node)
	read = func(n *node) {
		for _, k := range n.kids {
			switch k.name {
			case "tc":
				tc := k.child("tcPr")
				c := tableCell{node: k, col: col, span: between(tc.child("gridSpan").number("val", 1), 1, maxSpan)}
				if m := tc.child("vMerge"); m != nil {
					c.goesOn = m.val() != "restart"
				}
				if m := tc.child("hMerge"); m != nil {
					c.leftward = m.val() != "restart" && len(row.cells) > 0
				}
				col += c.span
				row.cells = append(row.cells, c)
			case "sdt":
				if c := k.child("sdtContent"); c != nil {
					read(c)
				}
			case "customXml", "ins", "moveTo":
				read(k)
			}
		}
	}
	read(n)
	row.width = col + between(pr.child("gridAfter").number("val", 0), 0, maxSpan)
	return row
}

func between(v, low, high int) int { return min(max(v, low), high) }

// arranges reports a row with a table in one of its cells.
func (row *tableRow) arranges() bool {
	for _, c := range row.cells {
		found := false
		c.node.find("tbl", func(t *node) { found = found || len(tableRows(t)) > 0 })
		if found {
			return true
		}
	}
	return false
}

// grid reads rows without tables in them, and the text boxes anchored there.
func (r *reader) grid(rows []tableRow) []compose.Item {
	width, header := 0, 0
	for i, row := range rows {
		width = max(width, row.width)
		if row.header && header == i {
			header++
		}
	}
	if width == 0 {
		return nil
	}
	if budget.Charge(r.ctx, budget.Cells, len(rows)*width) != nil {
		return nil
	}
	started := make([]int, width) // row of the last cell that starts in a column
	g := &compose.Grid{Method: document.MethodMarkup, Header: header, Cells: make([][]document.Cell, len(rows))}
	var boxes []compose.Item
	for i, row := range rows {
		if r.ctx.Err() != nil {
			return nil
		}
		g.Cells[i] = make([]document.Cell, width)
		for k, c := range row.cells {
			if c.col >= width {
				break
			}
			cell, inside := r.cell(c.node)
			boxes = append(boxes, inside...)
			cell.ColSpan, cell.RowSpan = c.span, 1
			if cell.Text == "" && c.leftward {
				o := &g.Cells[i][row.cells[k-1].col]
				for j := k - 1; j > 0 && row.cells[j].leftward; j-- {
					o = &g.Cells[i][row.cells[j-1].col]
				}
				o.ColSpan += c.span
				continue
			}
			if o := above(g.Cells, i, started[c.col], c); o != nil && cell.Text == "" {
				o.RowSpan++
				continue
			}
			g.Cells[i][c.col], started[c.col] = cell, i
		}
	}
	document.Cover(g.Cells)
	return append([]compose.Item{{Grid: g}}, boxes...)
}

// above is the cell that a vertically merged one continues: the nearest above
// it that starts in its column, which is in row from, if it reaches down to it.
func above(cells [][]document.Cell, row, from int, c tableCell) *document.Cell {
	if !c.goesOn || from >= row {
		return nil
	}
	if o := &cells[from][c.col]; from+o.RowSpan == row && o.ColSpan == c.span {
		return o
	}
	return nil
}

// cell reads the paragraphs of a cell as its lines, and the text boxes
// anchored in it.
func (r *reader) cell(n *node) (document.Cell, []compose.Item) {
	c := cellReader{r: r, bold: true}
	c.read(n)
	out := document.Cell{Indent: c.indent}
	if len(c.lines) > 0 {
		out.State, out.Text, out.Bold = document.CellText, strings.Join(c.lines, "\n"), c.bold
	}
	return out, c.boxes
}

// cellReader gathers the lines of a cell.
type cellReader struct {
	r      *reader
	lines  []string
	bold   bool // all lines
	indent float64
	boxes  []compose.Item
}

func (c *cellReader) read(n *node) {
	for _, k := range n.kids {
		switch k.name {
		case "p":
			c.addParagraph(k)
		case "sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag":
			c.read(k)
		case "mc:AlternateContent":
			if a := alternative(k); a != nil {
				c.read(a)
			}
		}
	}
}

// usualSize is the type size of a paragraph that says none, in points: five in
// the Chinese count of sizes.
const usualSize = 10.5

// addParagraph adds a line; blanks before the first are an indentation.
func (c *cellReader) addParagraph(n *node) {
	text, look, boxes := c.r.runs(n)
	c.boxes = append(c.boxes, boxes...)
	body := strings.TrimLeft(text, " \t\u00a0\u3000")
	if strings.TrimSpace(body) == "" {
		return
	}
	if len(c.lines) == 0 {
		c.indent = look.indent + widthOf(text[:len(text)-len(body)], cmp.Or(look.size, usualSize))
	}
	c.lines = append(c.lines, strings.TrimSpace(body))
	c.bold = c.bold && look.bold
}

// widthOf measures blanks: an ideographic one is as wide as the type is high.
func widthOf(blanks string, size float64) (width float64) {
	for _, b := range blanks {
		if b == '\u3000' {
			width += size
		} else {
			width += size / 2
		}
	}
	return width
}
