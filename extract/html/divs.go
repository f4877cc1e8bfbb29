package html

import (
	"strings"

	"golang.org/x/net/html"

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
	case st.display == "table" || st.display == "inline-table" || attr(n, "role") == "table" ||
		attr(n, "role") == "grid" || classed(n, "table", "grid", "tbl"):
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
