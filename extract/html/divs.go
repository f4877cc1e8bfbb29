package html

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/yusuan/yusuan/document"
)

// divs reads a table that is built of other elements: by CSS (display: table
// or grid), by ARIA roles, or by class names that say so. Nil if n is none.
func (p *page) divs(n *html.Node) *model {
	if n.Type != html.ElementNode || !isBlock(n) {
		return nil
	}
	st := p.style(n)
	var m *model
	switch {
	case st.display == "grid" || st.display == "inline-grid":
		m = p.cssGrid(n, st.columns)
	case p.isDivTable(n):
		m = &model{amounts: -1, texts: -1}
		p.divRows(n, m, 0)
	}
	if m == nil || len(m.rows) < 2 {
		return nil
	}
	wide, short := 0, 0
	for _, r := range m.rows {
		if len(r.cells) > 1 {
			wide++
		}
		for _, c := range r.cells {
			if p.hasTable(c.node) || len([]rune(document.Squeeze(p.text(c.node)))) > 300 {
				return nil // arranges the page
			}
			if amountCell.MatchString(document.Squeeze(p.text(c.node))) {
				short++
			}
		}
	}
	if wide < 2 || short == 0 {
		return nil
	}
	return m
}

// isDivTable reports an element that says that its rows are a table.
func (p *page) isDivTable(n *html.Node) bool {
	st := p.style(n)
	return st.display == "table" || st.display == "inline-table" || attr(n, "role") == "table" ||
		attr(n, "role") == "grid" || classed(n, "table", "grid", "tbl")
}

// gatherRows puts rows that stand among other things, in no element of their
// own, into one: neighbours whose parts stand side by side, as many in each.
func (p *page) gatherRows(n *html.Node) {
	var run []*html.Node
	width := 0
	end := func() {
		if p.hasAmounts(run) {
			enclose(run)
		} else {
			for _, row := range run {
				p.gatherRows(row)
			}
		}
		run = nil
	}
	var next *html.Node
	for c := n.FirstChild; c != nil && !p.stop(); c = next {
		next = c.NextSibling
		if c.Type != html.ElementNode {
			if c.Type == html.TextNode && document.Squeeze(c.Data) != "" {
				end()
			}
			continue
		}
		if isSilent(c) || p.gone[c] || p.isDivTable(c) {
			end()
			continue
		}
		cells := p.rowCells(c)
		if cells < 2 {
			end()
			p.gatherRows(c)
			continue
		}
		if len(run) > 0 && cells != width {
			end()
		}
		run, width = append(run, c), cells
	}
	end()
}

// rowCells counts the parts of a row: elements that stand side by side, and
// nothing else. 0 if it is none, or a list of links.
func (p *page) rowCells(n *html.Node) (cells int) {
	st := p.style(n)
	flex := strings.HasSuffix(st.display, "flex") && !st.stacked
	if !isBlock(n) && !flex || isTablePart(n) {
		return 0
	}
	named := p.isDivRow(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.ElementNode && p.gone[c], isSilent(c):
		case c.Type == html.TextNode && document.Squeeze(c.Data) == "":
		case c.Type == html.ElementNode && c.DataAtom != atom.A && (flex || p.besides(c) || named && p.isDivCell(c)):
			cells++
		default:
			return 0
		}
	}
	if cells > 1 && p.arranges(n) {
		return 0
	}
	return cells
}

// isTablePart reports a part of a <table>.
func isTablePart(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Table, atom.Tbody, atom.Thead, atom.Tfoot, atom.Tr, atom.Colgroup:
		return true
	}
	return false
}

// arranges reports an element that arranges parts of the page or links to
// others, and is no row of a table.
func (p *page) arranges(n *html.Node) bool {
	for d := range n.Descendants() {
		if p.stop() || d.DataAtom == atom.Table || d.DataAtom == atom.A && attr(d, "href") != "" {
			return true
		}
	}
	return false
}

// leastAmountRows is how many rows that are in no element of their own print
// an amount, to be a table.
const leastAmountRows = 2

func (p *page) hasAmounts(rows []*html.Node) bool {
	with := 0
	for _, row := range rows {
		for c := row.FirstChild; c != nil; c = c.NextSibling {
			if amountCell.MatchString(document.Squeeze(p.text(c))) {
				with++
				break
			}
		}
	}
	return with >= leastAmountRows
}

// besides reports that an element stands beside its neighbours.
func (p *page) besides(n *html.Node) bool {
	st := p.style(n)
	return st.floats || st.display == "inline-block" || st.display == "table-cell"
}

// enclose puts rows into an element that says that they are a table.
func enclose(rows []*html.Node) {
	parent := rows[0].Parent
	box := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	setRole(box, "table")
	parent.InsertBefore(box, rows[0])
	for _, row := range rows {
		parent.RemoveChild(row)
		box.AppendChild(row)
		setRole(row, "row")
		for c := row.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.ElementNode && !isSilent(c) {
				setRole(c, "cell")
			}
		}
	}
}

// setRole says what an element is, unless it says so itself.
func setRole(n *html.Node, role string) {
	if attr(n, "role") == "" {
		n.Attr = append(n.Attr, html.Attribute{Key: "role", Val: role})
	}
}

func (p *page) hasTable(n *html.Node) bool {
	for d := range n.Descendants() {
		if p.stop() {
			return false
		}
		if d.Data == "table" || p.models[d] != nil {
			return true
		}
	}
	return false
}

func classed(n *html.Node, names ...string) bool {
	for _, c := range strings.Fields(strings.ToLower(attr(n, "class"))) {
		for _, name := range names {
			if c == name {
				return true
			}
		}
	}
	return false
}

func (p *page) isDivRow(n *html.Node) bool {
	return p.style(n).display == "table-row" || attr(n, "role") == "row" || classed(n, "tr", "row", "table-row", "t-row")
}

func (p *page) isDivCell(n *html.Node) bool {
	switch attr(n, "role") {
	case "cell", "gridcell", "columnheader", "rowheader":
		return true
	}
	return p.style(n).display == "table-cell" || classed(n, "td", "th", "cell", "table-cell", "t-cell", "col")
}

// divRows gathers rows through the groups they may stand in.
func (p *page) divRows(n *html.Node, m *model, depth int) {
	for c := n.FirstChild; c != nil && !p.stop(); c = c.NextSibling {
		if isSilent(c) {
			continue
		}
		if c.Type != html.ElementNode || !p.isDivRow(c) {
			before := len(m.rows)
			if c.Type == html.ElementNode && depth < 3 && !p.isDivCell(c) {
				loose := m.loose
				if p.divRows(c, m, depth+1); len(m.rows) > before {
					continue
				}
				m.loose = loose
			}
			m.loose = append(m.loose, c)
			continue
		}
		row := markupRow{group: 0, hidden: p.gone[c],
			head: attr(c.Parent, "role") == "rowgroup" && len(m.rows) == 0 && classed(c.Parent, "thead")}
		for k := c.FirstChild; k != nil; k = k.NextSibling {
			if k.Type == html.ElementNode && p.isDivCell(k) {
				row.cells = append(row.cells, p.divCell(k))
			} else {
				m.loose = append(m.loose, k)
			}
		}
		m.rows = append(m.rows, row)
	}
}

func (p *page) divCell(n *html.Node) markupCell {
	return markupCell{
		node:    n,
		rowSpan: max(1, number(attr(n, "aria-rowspan"), 1, 1, 65534)),
		colSpan: max(1, number(attr(n, "aria-colspan"), max(1, p.style(n).span), 1, 1000)),
		hidden:  p.gone[n],
		th:      attr(n, "role") == "columnheader",
	}
}

// cssGrid cuts the items of a grid into rows of the declared columns.
func (p *page) cssGrid(n *html.Node, columns int) *model {
	if columns < 2 {
		return nil
	}
	m := &model{amounts: -1, texts: -1}
	col := columns
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode || p.gone[c] || isSilent(c) {
			m.loose = append(m.loose, c)
			continue
		}
		cell := p.divCell(c)
		cell.colSpan = min(cell.colSpan, columns)
		if col+cell.colSpan > columns {
			m.rows = append(m.rows, markupRow{})
			col = 0
		}
		col += cell.colSpan
		last := &m.rows[len(m.rows)-1]
		last.cells = append(last.cells, cell)
	}
	return m
}
