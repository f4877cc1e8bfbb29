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

// markup reads the rows of a <table>. Those of <tfoot> are printed last,
// wherever it stands.
func (p *page) markup(table *html.Node) *model {
	m := &model{amounts: -1, texts: -1}
	group := 0
	var foot []markupRow
	for c := table.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.DataAtom == atom.Caption && m.caption == nil:
			m.caption = c
		case c.DataAtom == atom.Caption:
			m.loose = append(m.loose, c)
		case c.DataAtom == atom.Colgroup || c.DataAtom == atom.Col:
			m.cols = p.hiddenColumns(m.cols, c, p.gone[c])
		case c.DataAtom == atom.Tfoot:
			group++
			foot = append(foot, p.groupRows(c, group)...)
		case isRowGroup(c):
			group++
			m.rows = append(m.rows, p.groupRows(c, group)...)
		}
	}
	m.rows = append(m.rows, foot...)
	return m
}

// hiddenColumns adds to cols, for each column that a <col> or a <colgroup>
// declares, whether it is hidden.
func (p *page) hiddenColumns(cols []bool, n *html.Node, hidden bool) []bool {
	if n.DataAtom == atom.Colgroup && n.FirstChild != nil {
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			if k.DataAtom == atom.Col {
				cols = p.hiddenColumns(cols, k, hidden || p.gone[k])
			}
		}
		return cols
	}
	hidden = hidden || p.style(n).zero
	for range number(attr(n, "span"), 1, 1, 1000) {
		if len(cols) < maxWidth {
			cols = append(cols, hidden)
		}
	}
	return cols
}

// groupRows reads the rows of a <thead>, <tbody> or <tfoot>.
func (p *page) groupRows(n *html.Node, group int) (rows []markupRow) {
	for tr := n.FirstChild; tr != nil; tr = tr.NextSibling {
		if tr.DataAtom != atom.Tr {
			continue
		}
		row := markupRow{group: group, hidden: p.gone[n] || p.gone[tr], head: n.DataAtom == atom.Thead}
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
		rows = append(rows, row)
	}
	return rows
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

// placeAs places all cells under one reading of the markup.
func (m *model) placeAs(ctx context.Context, rd reading) (placement, error) {
	left := m.rowsLeft(rd)
	t := typesetter{reading: rd, row: -1, group: -1}
	for i := range m.rows {
		r := &m.rows[i]
		if t.work += 1 + len(r.cells); t.work > visitsCharged {
			if err := budget.Charge(ctx, budget.Work, t.work); err != nil {
				return t.at, err
			}
			t.work = 0
		}
		if r.hidden && !rd.rowsCount {
			continue
		}
		if err := t.addRow(r, left[i]); err != nil {
			return t.at, err
		}
	}
	t.at.weigh()
	return t.at, nil
}

// rowsLeft counts for each row those left in its group, itself included: no
// cell reaches further.
func (m *model) rowsLeft(rd reading) []int {
	out := make([]int, len(m.rows))
	for i, left, group := len(m.rows)-1, 0, -1; i >= 0; i-- {
		if m.rows[i].group != group {
			group, left = m.rows[i].group, 0
		}
		if !m.rows[i].hidden || rd.rowsCount {
			left++
		}
		out[i] = left
	}
	return out
}

// typesetter places the cells of a table row by row, as browsers do.
type typesetter struct {
	reading
	at         placement
	row, group int
	until      []int // for every column, the row at which a span from above ends
	open       []int // slots that reach into later rows
	work       int   // not charged yet
}

// addRow places the cells of the next row.
func (t *typesetter) addRow(r *markupRow, left int) error {
	t.row++
	t.at.gone, t.at.head = append(t.at.gone, r.hidden), append(t.at.head, r.head)
	if r.group != t.group || t.isWhole(r) {
		t.group = r.group
		t.endSpans()
	}
	col := 0
	for j := range r.cells {
		c := &r.cells[j]
		if c.hidden && !t.cellsCount && !r.hidden {
			continue
		}
		for col < len(t.until) && t.until[col] > t.row {
			col++
			t.work++
		}
		width := t.roomFor(c.colSpan, col)
		if t.work++; col+width > maxWidth {
			return fmt.Errorf("%w: a table of more than %d columns", document.ErrTooLarge, maxWidth)
		}
		height := c.rowSpan
		if height == 0 || height > left {
			height = left
		}
		t.add(slot{c, t.row, col, height, width})
		col += width
	}
	return nil
}

// isWhole reports a row that fills the table by itself, so that no span from
// above can reach into it.
func (t *typesetter) isWhole(r *markupRow) bool {
	if t.width == 0 || len(t.open) == 0 {
		return false
	}
	own := 0
	for j := range r.cells {
		if !r.cells[j].hidden || t.cellsCount {
			own += r.cells[j].colSpan
		}
	}
	return own == t.width
}

// endSpans cuts back all spans that would reach into the current row.
func (t *typesetter) endSpans() {
	for _, i := range t.open {
		s := &t.at.slots[i]
		s.rowSpan = min(s.rowSpan, t.row-s.row)
	}
	t.open = t.open[:0]
	clear(t.until)
}

// roomFor is how many of the columns that a cell spans are free from col on.
func (t *typesetter) roomFor(span, col int) int {
	for k := 1; k < span && col+k < len(t.until); k++ {
		if t.work++; t.until[col+k] > t.row {
			t.at.strange += span - k
			return k
		}
	}
	return span
}

// add takes a cell that is placed, and remembers how far down it reaches.
func (t *typesetter) add(s slot) {
	if s.rowSpan > 1 {
		for len(t.until) < s.col+s.colSpan {
			t.until = append(t.until, 0)
		}
		for k := s.col; k < s.col+s.colSpan; k++ {
			t.until[k] = s.row + s.rowSpan
		}
		t.open = append(t.open, len(t.at.slots))
		t.work += s.colSpan
	}
	t.at.slots = append(t.at.slots, s)
	t.at.width = max(t.at.width, s.col+s.colSpan)
	t.at.used = max(t.at.used, s.col+1)
}

// weigh counts the positions that nobody filled, up to the last column that a
// cell starts in, and the columns claimed beyond.
func (at *placement) weigh() {
	filled := 0
	for _, s := range at.slots {
		filled += s.rowSpan * max(0, min(s.col+s.colSpan, at.used)-s.col)
		at.over += max(0, s.col+s.colSpan-at.used)
	}
	at.strange += len(at.gone)*at.used - filled
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

// inCell is what stands in a cell besides text.
type inCell struct {
	table, arranged bool // a table of figures; one of several rows that only arranges
	blocks          int  // paragraphs and the like; headings and lists count three
	linked          int  // characters of links
	stopped         bool // before all was seen
}

func (p *page) within(cell *html.Node) (in inCell) {
	for d := range cell.Descendants() {
		switch {
		case p.stop():
			in.stopped = true
			return in
		case d.Type != html.ElementNode:
		case p.models[d] != nil && p.models[d].filled(p) > 1:
			in.table = true
		case d.DataAtom == atom.Table:
			in.arranged = in.arranged || p.models[d] == nil && manyRows(d)
		case d.DataAtom == atom.A && attr(d, "href") != "":
			in.linked += len([]rune(document.Squeeze(p.text(d))))
		case d.DataAtom == atom.H1 || d.DataAtom == atom.H2 || d.DataAtom == atom.H3 || d.DataAtom == atom.Ul ||
			hinted(d, hints().article):
			in.blocks += 3
		case d.DataAtom == atom.P || d.DataAtom == atom.Div:
			in.blocks++
		}
	}
	return in
}

// layout reports that a table only arranges the page: it is said so, has one
// cell, or holds other tables, long articles or links and no amounts itself.
func (p *page) layout(n *html.Node, m *model) bool {
	own, links, cells, rows, lastRow, single := 0, 0, 0, 0, -1, true
	nested, arranged, article := false, false, false
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
		in := p.within(s.cell.node)
		if in.stopped {
			return false
		}
		arranged = arranged || in.arranged
		nested = nested || in.table
		if in.table {
			continue
		}
		text := document.Squeeze(p.text(s.cell.node))
		length := len([]rune(text))
		total += length
		links += in.linked
		longest = max(longest, length)
		article = article || in.blocks >= 3 && length > 300
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
	case arranged && own < 2 && !p.style(n).bordered:
		return true
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

// manyRows reports a table with more than one row.
func manyRows(table *html.Node) bool {
	rows := 0
	for d := range table.Descendants() {
		if d.DataAtom == atom.Tr {
			if rows++; rows > 1 {
				return true
			}
		}
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
// nested are the tables of data that stand in its cells.
func (m *model) grid(p *page) (g *compose.Grid, nested []*html.Node, err error) {
	rowUsed, colUsed := m.used()
	rowAt, colAt := positions(rowUsed), positions(colUsed)
	rows, cols := rowAt[len(rowUsed)], colAt[len(colUsed)]
	if err := budget.Charge(p.r.ctx, budget.Cells, rows*cols); err != nil {
		return nil, nil, err
	}
	g = &compose.Grid{Method: document.MethodMarkup}
	if m.caption != nil {
		g.Caption = p.cell(m.caption).text
	}
	if rows == 0 || cols == 0 {
		return nil, nil, nil
	}
	g.Cells = blankCells(rows, cols)
	heads := slices.Repeat([]bool{true}, rows) // rows that are all <th>
	for _, s := range m.at.slots {
		if s.cell.hidden || m.at.gone[s.row] {
			continue
		}
		r0, r1 := rowAt[s.row], rowAt[min(s.row+s.rowSpan, len(rowUsed))]
		c0, c1 := colAt[s.col], colAt[min(s.col+s.colSpan, len(colUsed))]
		if r1 == r0 || c1 == c0 || g.Cells[r0][c0].State == document.CellCovered {
			continue
		}
		read := p.cell(s.cell.node)
		if err := budget.Charge(p.r.ctx, budget.Characters, len(read.text)); err != nil {
			return nil, nil, err
		}
		nested = append(nested, read.nested...)
		c := document.Cell{RowSpan: r1 - r0, ColSpan: c1 - c0, Text: read.text, Bold: read.bold}
		if c.Text != "" {
			c.State, c.Indent = document.CellText, read.indent
			heads[r0] = heads[r0] && s.cell.th
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

// used marks the rows and columns that are displayed and have a cell of their
// own, and counts the columns that the markup claims.
func (m *model) used() (rows, cols []bool) {
	at := &m.at
	rows, cols = make([]bool, len(at.gone)), make([]bool, at.width)
	for _, s := range at.slots {
		if !s.cell.hidden && !at.gone[s.row] {
			rows[s.row], cols[s.col] = true, true
		}
	}
	m.width = 0
	for j := range cols {
		hidden := j < len(m.cols) && m.cols[j]
		cols[j] = (cols[j] || m.keep) && !hidden
		if !hidden {
			m.width++
		}
	}
	return rows, cols
}

// blankCells is a grid of blank cells.
func blankCells(rows, cols int) [][]document.Cell {
	all := make([]document.Cell, rows*cols)
	for i := range all {
		all[i] = document.Cell{RowSpan: 1, ColSpan: 1}
	}
	out := make([][]document.Cell, rows)
	for i := range out {
		out[i] = all[i*cols : (i+1)*cols : (i+1)*cols]
	}
	return out
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

// positions maps old positions to new ones when only the used are kept; the
// last entry is how many there are.
func positions(used []bool) []int {
	at := make([]int, len(used)+1)
	for i, u := range used {
		at[i+1] = at[i]
		if u {
			at[i+1]++
		}
	}
	return at
}
