package markdown

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract/compose"
)

var tableTag = regexp.MustCompile(`(?i)<(/?)table\b[^<>]*>`)

// htmlTables finds the outermost HTML tables of a text, as pairs of offsets. A
// table that is never closed goes on to the end.
func htmlTables(text string) (out [][2]int) {
	depth, from := 0, 0
	for _, m := range tableTag.FindAllStringSubmatchIndex(text, -1) {
		opens := m[2] == m[3]
		switch {
		case opens && depth == 0:
			depth, from = 1, m[0]
		case opens:
			depth++
		case depth == 1:
			depth = 0
			out = append(out, [2]int{from, m[1]})
		case depth > 1:
			depth--
		}
	}
	if depth > 0 {
		out = append(out, [2]int{from, len(text)})
	}
	return out
}

// tables reads the HTML of one outermost table; what the HTML parser moves
// out of it stands as text before it.
func (r *reader) tables(source string) {
	root := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	if !r.charge(budget.Nodes, strings.Count(source, "<")+strings.Count(source, "=")/3) {
		return
	}
	nodes, err := html.ParseFragment(strings.NewReader(source), root)
	if err != nil {
		r.text(source, document.Block{})
		return
	}
	for _, n := range nodes {
		r.element(n)
	}
}

func (r *reader) element(n *html.Node) {
	if n.DataAtom == atom.Table {
		r.table(n)
		return
	}
	if s := strings.TrimSpace(visible(n)); s != "" {
		r.items = append(r.items, compose.Item{Block: document.Block{Text: s, Table: -1}})
	}
}

// maxSpan is what HTML allows a colspan to be.
const maxSpan = 1000

// table reads one HTML table. One that claims far more than it holds stays
// text.
func (r *reader) table(n *html.Node) {
	g := &compose.Grid{Method: document.MethodMarkup}
	var rows []*html.Node
	collect(n, func(e *html.Node) {
		switch e.DataAtom {
		case atom.Caption:
			g.Caption = strings.TrimSpace(visible(e))
		case atom.Tr:
			if e.Parent.DataAtom == atom.Thead && g.Header == len(rows) {
				g.Header++
			}
			rows = append(rows, e)
		}
	})
	cells, area, width := claimed(rows)
	if sparse(area, 1, cells) || sparse(len(rows), width, cells) {
		r.items = append(r.items, compose.Item{Block: document.Block{Text: visible(n), Table: -1}})
		return
	}
	if !r.charge(budget.Cells, max(area, len(rows)*width)) {
		return
	}
	m := matrix{cells: make([][]document.Cell, len(rows))}
	for i, tr := range rows {
		if !r.charge(budget.Work, m.width+1) {
			return
		}
		m.addRow(i, tr)
	}
	m.fill()
	if g.Cells = m.cells; m.width > 0 && len(rows) > 0 {
		r.items = append(r.items, compose.Item{Grid: g})
	}
}

// claimed counts the cells of a table, the positions their spans claim, and
// the columns of its widest row.
func claimed(rows []*html.Node) (cells, area, width int) {
	for i, tr := range rows {
		sum := 0
		for td := tr.FirstChild; td != nil; td = td.NextSibling {
			cells++
			sum += span(td, "colspan")
			area += min(span(td, "rowspan"), len(rows)-i) * span(td, "colspan")
		}
		width = max(width, sum)
	}
	return cells, area, width
}

// matrix grows as cells are placed in it.
type matrix struct {
	cells [][]document.Cell
	width int // columns placed so far
}

// free reports that nothing stands at a position, and makes room for it.
func (m *matrix) free(i, j int) bool {
	for len(m.cells[i]) <= j {
		m.cells[i] = append(m.cells[i], document.Cell{})
	}
	return m.cells[i][j].RowSpan == 0 && m.cells[i][j].State == document.CellEmpty
}

// addRow places the cells of a row where nothing reaches down from above.
func (m *matrix) addRow(i int, tr *html.Node) {
	j := 0
	for td := tr.FirstChild; td != nil; td = td.NextSibling {
		if td.DataAtom != atom.Td && td.DataAtom != atom.Th {
			continue
		}
		for !m.free(i, j) {
			j++
		}
		c := cell(strings.TrimSpace(visible(td)))
		c.RowSpan, c.ColSpan = min(span(td, "rowspan"), len(m.cells)-i), 1
		for want := span(td, "colspan"); c.ColSpan < want && m.free(i, j+c.ColSpan); {
			c.ColSpan++
		}
		m.place(i, j, c)
		j += c.ColSpan
		m.width = max(m.width, j)
	}
}

// place puts a cell at a position, and what it covers where nothing stands.
func (m *matrix) place(i, j int, c document.Cell) {
	for y := i; y < i+c.RowSpan; y++ {
		for x := j; x < j+c.ColSpan; x++ {
			if m.free(y, x) {
				m.cells[y][x] = document.Cell{State: document.CellCovered, Origin: document.Ref{Row: i, Col: j}}
			}
		}
	}
	m.cells[i][j] = c
}

// fill puts blank cells where nothing stands.
func (m *matrix) fill() {
	for i := range m.cells {
		for j := range m.width {
			if m.free(i, j) {
				m.cells[i][j] = cell("")
			}
		}
		m.width = max(m.width, len(m.cells[i]))
	}
}

// collect visits the elements of a table, those of nested tables aside.
func collect(n *html.Node, visit func(*html.Node)) {
	for e := n.FirstChild; e != nil; e = e.NextSibling {
		if e.Type == html.ElementNode && e.DataAtom != atom.Table {
			visit(e)
			collect(e, visit)
		}
	}
}

func span(n *html.Node, name string) int {
	for _, a := range n.Attr {
		if a.Key == name {
			if v, err := strconv.Atoi(strings.TrimSpace(a.Val)); err == nil {
				return min(max(v, 1), maxSpan)
			}
		}
	}
	return 1
}

var blanks = regexp.MustCompile(`[ \t\r\n]+`)

// visible is the text of an element; paragraphs and breaks end a line.
func visible(n *html.Node) string {
	switch {
	case n.Type == html.TextNode:
		return blanks.ReplaceAllString(inline(n.Data), " ")
	case n.Type != html.ElementNode && n.Type != html.DocumentNode, n.DataAtom == atom.Script, n.DataAtom == atom.Style:
		return ""
	case n.DataAtom == atom.Br:
		return "\n"
	}
	var b strings.Builder
	for e := n.FirstChild; e != nil; e = e.NextSibling {
		b.WriteString(visible(e))
	}
	if n.DataAtom == atom.P || n.DataAtom == atom.Div || n.DataAtom == atom.Li || n.DataAtom == atom.Tr {
		b.WriteString("\n")
	}
	return b.String()
}
