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
	cells, area, width := 0, 0, 0
	for i, tr := range rows {
		sum := 0
		for td := tr.FirstChild; td != nil; td = td.NextSibling {
			cells++
			sum += span(td, "colspan")
			area += min(span(td, "rowspan"), len(rows)-i) * span(td, "colspan")
		}
		width = max(width, sum)
	}
	if sparse(area, 1, cells) || sparse(len(rows), width, cells) {
		r.items = append(r.items, compose.Item{Block: document.Block{Text: visible(n), Table: -1}})
		return
	}
	if !r.charge(budget.Cells, max(area, len(rows)*width)) {
		return
	}
	width = 0
	g.Cells = make([][]document.Cell, len(rows))
	free := func(i, j int) bool {
		for len(g.Cells[i]) <= j {
			g.Cells[i] = append(g.Cells[i], document.Cell{})
		}
		return g.Cells[i][j].RowSpan == 0 && g.Cells[i][j].State == document.CellEmpty
	}
	for i, tr := range rows {
		if !r.charge(budget.Work, width+1) {
			return
		}
		j := 0
		for td := tr.FirstChild; td != nil; td = td.NextSibling {
			if td.DataAtom != atom.Td && td.DataAtom != atom.Th {
				continue
			}
			for !free(i, j) {
				j++
			}
			c := cell(strings.TrimSpace(visible(td)))
			c.RowSpan, c.ColSpan = min(span(td, "rowspan"), len(rows)-i), 1
			for want := span(td, "colspan"); c.ColSpan < want && free(i, j+c.ColSpan); {
				c.ColSpan++
			}
			for y := i; y < i+c.RowSpan; y++ {
				for x := j; x < j+c.ColSpan; x++ {
					if free(y, x) {
						g.Cells[y][x] = document.Cell{State: document.CellCovered, Origin: document.Ref{Row: i, Col: j}}
					}
				}
			}
			g.Cells[i][j] = c
			j += c.ColSpan
			width = max(width, j)
		}
	}
	for i := range g.Cells {
		for j := range width {
			if free(i, j) {
				g.Cells[i][j] = cell("")
			}
		}
		width = max(width, len(g.Cells[i]))
	}
	if width > 0 && len(rows) > 0 {
		r.items = append(r.items, compose.Item{Grid: g})
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
