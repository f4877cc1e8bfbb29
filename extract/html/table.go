package html

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract/compose"
)

// A row and a cell as the markup has them, before anyone asked where in the
// grid they come to stand.
type markupRow struct {
	cells  []markupCell
	group  int // spans end with the row group
	hidden bool
	head   bool // in <thead>
}

type markupCell struct {
	node             *html.Node
	rowSpan, colSpan int // rowSpan 0: to the end of the group
	hidden           bool
	th               bool
}

// model is a table of data: its markup and the placement that explains it.
type model struct {
	caption *html.Node
	loose   []*html.Node // texts in it that are in no cell
	rows    []markupRow
	cols    []bool // hidden, for every column that <col> declares
	at      placement
	width   int  // columns the markup claims, those that no cell starts in included
	keep    bool // keep columns that no cell starts in
	amounts int  // -1: not counted yet
	texts   int  // likewise, see filled
}

func isRowGroup(n *html.Node) bool {
	return n.DataAtom == atom.Thead || n.DataAtom == atom.Tbody || n.DataAtom == atom.Tfoot
}

// model finds the data tables under a node and places their cells, inner
// tables first: what they are decides what the outer ones are.
func (p *page) model(n *html.Node) error {
	for c := n.FirstChild; c != nil && !p.stop(); c = c.NextSibling {
		if c.Type != html.ElementNode || isSilent(c) || p.gone[c] {
			continue
		}
		if err := p.model(c); err != nil {
			return err
		}
	}
	var m *model
	if n.DataAtom == atom.Table {
		m = p.markup(n)
	} else if m = p.divs(n); m == nil {
		return nil
	}
	at, err := m.place(p.r.ctx)
	if err != nil {
		return err
	}
	m.at = at
	m.hideColumns(p)
	if n.DataAtom != atom.Table || !p.layout(n, m) {
		p.models[n] = m
	}
	return nil
}

// markup reads the rows of a <table>.
func (p *page) markup(table *html.Node) *model {
	m := &model{amounts: -1, texts: -1}
	group := 0
	var foot []markupRow
	cols := func(n *html.Node) {
		st := p.style(n)
		hidden := p.gone[n] || st.zero || n.Parent != table && p.gone[n.Parent]
		for range number(attr(n, "span"), 1, 1, 1000) {
			if len(m.cols) < maxWidth {
				m.cols = append(m.cols, hidden)
			}
		}
	}
	for c := table.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.DataAtom == atom.Caption && m.caption == nil:
			m.caption = c
		case c.DataAtom == atom.Caption:
			m.loose = append(m.loose, c)
		case c.DataAtom == atom.Colgroup:
			if c.FirstChild == nil {
				cols(c)
			}
			for k := c.FirstChild; k != nil; k = k.NextSibling {
				if k.DataAtom == atom.Col {
					cols(k)
				}
			}
		case c.DataAtom == atom.Col:
			cols(c)
		case isRowGroup(c):
			group++
			for tr := c.FirstChild; tr != nil; tr = tr.NextSibling {
				if tr.DataAtom != atom.Tr {
					continue
				}
				row := markupRow{group: group, hidden: p.gone[c] || p.gone[tr], head: c.DataAtom == atom.Thead}
				for td := tr.FirstChild; td != nil; td = td.NextSibling {
					if td.DataAtom == atom.Td || td.DataAtom == atom.Th {
						row.cells = append(row.cells, markupCell{
							node:    td,
							rowSpan: number(attr(td, "rowspan"), 1, 0, 65534),
							colSpan: max(1, number(attr(td, "colspan"), 1, 0, 1000)),
							hidden:  p.gone[td],
							th:      td.DataAtom == atom.Th,
						})
					}
				}
				if c.DataAtom == atom.Tfoot {
					foot = append(foot, row) // printed last, wherever it stands
				} else {
					m.rows = append(m.rows, row)
				}
			}
		}
	}
	m.rows = append(m.rows, foot...)
	return m
}

// number reads an attribute as browsers do: leading digits, within bounds.
func number(s string, missing, least, most int) int {
	s = strings.TrimSpace(s)
	end := 0
	for end < len(s) && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	if end == 0 {
		return missing
	}
	n, err := strconv.Atoi(s[:end])
	if err != nil {
		return most
	}
	return min(max(n, least), most)
}

// slot is a cell with its place.
type slot struct {
	cell             *markupCell
	row, col         int
	rowSpan, colSpan int
}

type placement struct {
	slots   []slot
	gone    []bool // rows that are not displayed
	head    []bool
	width   int // columns claimed
	used    int // columns up to the last one a cell starts in
	strange int // holes and collisions: how badly the markup fits together
	over    int // columns claimed beyond those in use; decides between equals
}

// reading is one way to understand careless markup.
type reading struct {
	rowsCount  bool // rows that are not displayed take part in spans
	cellsCount bool // cells that are not displayed take a place
	width      int  // a row with exactly so many cells ends all spans from above
}

// place tries the ways to read the markup, the browsers' first, and takes the
// one in which it fits together best.
func (m *model) place(ctx context.Context) (placement, error) {
	var best placement
	widths := m.likelyWidths()
	for i, r := range []reading{{}, {rowsCount: true}, {cellsCount: true}, {rowsCount: true, cellsCount: true}} {
		if r.rowsCount && !m.hiddenRows() || r.cellsCount && !m.hiddenCells() {
			continue
		}
		for j, w := range append([]int{0}, widths...) {
			r.width = w
			at, err := m.placeAs(ctx, r)
			if err != nil {
				return best, err
			}
			if i+j == 0 || at.strange < best.strange || at.strange == best.strange && at.over < best.over {
				best = at
			}
			if best.strange == 0 && best.over == 0 {
				return best, nil
			}
		}
	}
	return best, nil
}

func (m *model) hiddenRows() bool {
	return slices.ContainsFunc(m.rows, func(r markupRow) bool { return r.hidden })
}

func (m *model) hiddenCells() bool {
	for _, r := range m.rows {
		if slices.ContainsFunc(r.cells, func(c markupCell) bool { return c.hidden }) {
			return true
		}
	}
	return false
}

// likelyWidths are the numbers of columns the table may have, from its
// <col> elements and from the most frequent row.
func (m *model) likelyWidths() (out []int) {
	if len(m.cols) > 0 {
		out = append(out, len(m.cols))
	}
	count := map[int]int{}
	most, first := 0, 0
	for _, r := range m.rows {
		if r.hidden {
			continue
		}
		w := 0
		for _, c := range r.cells {
			if !c.hidden {
				w += c.colSpan
			}
		}
		if first == 0 {
			first = w
		}
		count[w]++
		if count[w] > count[most] || count[w] == count[most] && w > most {
			most = w
		}
	}
	for _, w := range []int{most, first} {
		if w > 0 && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

func (m *model) placeAs(ctx context.Context, rd reading) (placement, error) {
	var at placement
	var until []int // for every column, the row at which a span from above ends
	var open []int  // slots that reach into later rows
	starts := map[int]bool{}
	filled := 0
	row, group := -1, -1
	remaining := make([]int, len(m.rows)) // rows left in the group, this one included
	for i, left, g := len(m.rows)-1, 0, -1; i >= 0; i-- {
		if m.rows[i].group != g {
			g, left = m.rows[i].group, 0
		}
		if !m.rows[i].hidden || rd.rowsCount {
			left++
		}
		remaining[i] = left
	}
	end := func() {
		for _, i := range open {
			s := &at.slots[i]
			s.rowSpan = min(s.rowSpan, row-s.row)
		}
		open = open[:0]
		clear(until)
	}
	work := 0 // not charged yet
	for i := range m.rows {
		r := &m.rows[i]
		if work += 1 + len(r.cells); work > visitsCharged {
			if err := budget.Charge(ctx, budget.Work, work); err != nil {
				return at, err
			}
			work = 0
		}
		if r.hidden && !rd.rowsCount {
			continue
		}
		row++
		at.gone, at.head = append(at.gone, r.hidden), append(at.head, r.head)
		if r.group != group {
			group = r.group
			end()
		}
		if rd.width > 0 && len(open) > 0 {
			own := 0
			for j := range r.cells {
				if !r.cells[j].hidden || rd.cellsCount {
					own += r.cells[j].colSpan
				}
			}
			if own == rd.width {
				end()
			}
		}
		col := 0
		for j := range r.cells {
			c := &r.cells[j]
			if c.hidden && !rd.cellsCount && !r.hidden {
				continue
			}
			for col < len(until) && until[col] > row {
				col++
				work++
			}
			cs := c.colSpan
			for k := 1; k < cs && col+k < len(until); k++ {
				if work++; until[col+k] > row {
					at.strange += cs - k
					cs = k
				}
			}
			if work++; col+cs > maxWidth {
				return at, fmt.Errorf("%w: a table of more than %d columns", document.ErrTooLarge, maxWidth)
			}
			rs := c.rowSpan
			if rs == 0 || rs > remaining[i] {
				rs = remaining[i]
			}
			starts[col] = true
			if rs > 1 {
				for len(until) < col+cs {
					until = append(until, 0)
				}
				for k := col; k < col+cs; k++ {
					until[k] = row + rs
				}
				open = append(open, len(at.slots))
				work += cs
			}
			at.slots = append(at.slots, slot{c, row, col, rs, cs})
			at.width = max(at.width, col+cs)
			at.used = max(at.used, col+1)
			col += cs
		}
	}
	// Positions nobody filled, up to the last column any cell starts in.
	for _, s := range at.slots {
		filled += s.rowSpan * max(0, min(s.col+s.colSpan, at.used)-s.col)
		at.over += max(0, s.col+s.colSpan-at.used)
	}
	at.strange += (row+1)*at.used - filled
	return at, nil
}

// hideColumns marks the cells of columns that <col> hides. If the cells are
// hidden one by one as well the columns are gone already.
func (m *model) hideColumns(p *page) {
	hidden := 0
	for _, h := range m.cols {
		if h {
			hidden++
		}
	}
	if hidden == 0 || hidden == len(m.cols) || m.at.used <= len(m.cols)-hidden {
		m.cols = nil
		return
	}
	for i := range m.at.slots {
		s := &m.at.slots[i]
		out := true
		for c := s.col; c < s.col+s.colSpan && out; c++ {
			out = c < len(m.cols) && m.cols[c]
		}
		if out {
			s.cell.hidden = true
			p.gone[s.cell.node] = true
		}
	}
}

// money counts the cells that hold an amount. The days of a calendar are none.
func (m *model) money(p *page) int {
	if m.amounts < 0 {
		m.amounts = 0
		for i := range m.at.slots {
			s := &m.at.slots[i]
			if !m.at.gone[s.row] && !s.cell.hidden && moneyCell.MatchString(document.Squeeze(p.text(s.cell.node))) {
				m.amounts++
			}
		}
	}
	return m.amounts
}

// layout reports that a table only arranges the page: it is said so, has one
// cell, or holds tables of data, long articles or links and no amounts itself.
func (p *page) layout(n *html.Node, m *model) bool {
	own, links, cells, rows, lastRow, single := 0, 0, 0, 0, -1, true
	nested, article := false, false
	total, longest := 0, 0
	for i := range m.at.slots {
		s := &m.at.slots[i]
		if m.at.gone[s.row] || s.cell.hidden {
			continue
		}
		cells++
		if s.row != lastRow {
			rows++
			lastRow = s.row
		} else {
			single = false
		}
		inner, blocks, linked := false, 0, 0
		for d := range s.cell.node.Descendants() {
			switch {
			case p.stop():
				return false
			case d.Type != html.ElementNode:
			case p.models[d] != nil && p.models[d].filled(p) > 1:
				inner = true
			case d.DataAtom == atom.A && attr(d, "href") != "":
				linked += len([]rune(document.Squeeze(p.text(d))))
			case d.DataAtom == atom.H1 || d.DataAtom == atom.H2 || d.DataAtom == atom.H3 || d.DataAtom == atom.Ul ||
				hinted(d, hints().article):
				blocks += 3
			case d.DataAtom == atom.P || d.DataAtom == atom.Div:
				blocks++
			}
		}
		nested = nested || inner
		if inner {
			continue
		}
		text := document.Squeeze(p.text(s.cell.node))
		length := len([]rune(text))
		total += length
		links += linked
		longest = max(longest, length)
		article = article || blocks >= 3 && length > 300
		if amountCell.MatchString(text) {
			own++
		}
	}
	role := attr(n, "role")
	switch {
	case cells == 0:
		return true
	case nested:
		return own < 2
	case role == "presentation" || role == "none":
		return own < 4
	case cells == 1:
		return true
	case single:
		return own < 2 || own*2 < rows
	case own > 1:
		return false
	case article && cells <= 8 && longest*2 > total:
		return !p.style(n).bordered
	case total > 0 && links*10 > total*6:
		return true
	}
	return false
}

// filled counts the cells with text, up to two: more is never asked.
func (m *model) filled(p *page) int {
	if m.texts < 0 {
		m.texts = 0
		for i := range m.at.slots {
			if document.Squeeze(p.text(m.at.slots[i].cell.node)) == "" {
				continue
			}
			if m.texts++; m.texts == 2 {
				break
			}
		}
	}
	return m.texts
}

// grid builds the raw grid: rows and columns that are not displayed, and those
// that no cell starts in, are left out; they are what spans claim too much.
func (m *model) grid(p *page) (*compose.Grid, []*html.Node, error) {
	at := &m.at
	rowUsed, colUsed := make([]bool, len(at.gone)), make([]bool, at.width)
	for _, s := range at.slots {
		if !s.cell.hidden && !at.gone[s.row] {
			rowUsed[s.row] = true
			colUsed[s.col] = true
		}
	}
	if m.keep {
		for i := range colUsed {
			colUsed[i] = true
		}
	}
	for i := range m.cols {
		if i < len(colUsed) && m.cols[i] {
			colUsed[i] = false
		}
	}
	rowAt, colAt := number0(rowUsed), number0(colUsed)
	rows, cols := rowAt[len(rowUsed)], colAt[len(colUsed)]
	m.width = 0
	for i := range at.width {
		if i >= len(m.cols) || !m.cols[i] {
			m.width++
		}
	}
	if err := budget.Charge(p.r.ctx, budget.Cells, rows*cols); err != nil {
		return nil, nil, err
	}
	g := &compose.Grid{Method: document.MethodMarkup}
	if m.caption != nil {
		g.Caption, _, _, _ = p.cell(m.caption)
	}
	if rows == 0 || cols == 0 {
		return nil, nil, nil
	}
	all := make([]document.Cell, rows*cols)
	g.Cells = make([][]document.Cell, rows)
	for i := range g.Cells {
		g.Cells[i] = all[i*cols : (i+1)*cols : (i+1)*cols]
		for j := range g.Cells[i] {
			g.Cells[i][j] = document.Cell{RowSpan: 1, ColSpan: 1}
		}
	}
	var nested []*html.Node
	heads := make([]bool, rows) // rows that are all <th>
	for i := range heads {
		heads[i] = true
	}
	for _, s := range at.slots {
		if s.cell.hidden || at.gone[s.row] {
			continue
		}
		r0, r1 := rowAt[s.row], rowAt[min(s.row+s.rowSpan, len(rowUsed))]
		c0, c1 := colAt[s.col], colAt[min(s.col+s.colSpan, len(colUsed))]
		if r1 == r0 || c1 == c0 || g.Cells[r0][c0].State == document.CellCovered {
			continue
		}
		c := document.Cell{RowSpan: r1 - r0, ColSpan: c1 - c0}
		var inner []*html.Node
		c.Text, c.Indent, c.Bold, inner = p.cell(s.cell.node)
		if err := budget.Charge(p.r.ctx, budget.Characters, len(c.Text)); err != nil {
			return nil, nil, err
		}
		nested = append(nested, inner...)
		if c.Text != "" {
			c.State = document.CellText
			heads[r0] = heads[r0] && s.cell.th
		} else {
			c.Indent = 0
		}
		for i := r0; i < r1; i++ {
			for j := c0; j < c1; j++ {
				g.Cells[i][j] = document.Cell{State: document.CellCovered, Origin: document.Ref{Row: r0, Col: c0}}
			}
		}
		g.Cells[r0][c0] = c
	}
	g.Header = m.header(g, heads, rowUsed)
	return g, nested, nil
}

// header is the number of rows that <thead> or nothing but <th> declares.
func (m *model) header(g *compose.Grid, heads, rowUsed []bool) int {
	n := 0
	for i, used := range rowUsed {
		if used && m.at.head[i] {
			n++
		} else if used {
			break
		}
	}
	if n == 0 {
		for n < len(heads) && heads[n] && slices.ContainsFunc(g.Cells[n], func(c document.Cell) bool {
			return c.State == document.CellText
		}) {
			n++
		}
	}
	if n == len(g.Cells) {
		return 0 // all of it is no header
	}
	return n
}

// number0 maps old positions to new ones when only the used are kept; the
// last entry is how many there are.
func number0(used []bool) []int {
	at := make([]int, len(used)+1)
	for i, u := range used {
		at[i+1] = at[i]
		if u {
			at[i+1]++
		}
	}
	return at
}
