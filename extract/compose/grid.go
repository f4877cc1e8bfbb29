package compose

import (
	"cmp"
	"slices"

	"github.com/yusuan/yusuan/document"
)

// placed is a cell at its origin.
type placed struct {
	row, col int
	cell     document.Cell // RowSpan and ColSpan at least 1
}

// grid is a raw table as the list of its origins, in row order; positions no
// origin covers are blank. Rows and columns are cut out of it more simply
// than out of a matrix with covered cells.
type grid struct {
	rows, cols int
	cells      []placed // sorted by row and column
	page       int
	index      []int // position to 1 + cell, built when asked for
}

// newGrid reads a matrix. Whatever is wrong with its spans, no text of it is
// lost: a covered cell with text becomes an origin.
func newGrid(g *Grid, page int) *grid {
	out := &grid{rows: len(g.Cells), page: page}
	for _, row := range g.Cells {
		out.cols = max(out.cols, len(row))
	}
	for i, row := range g.Cells {
		for j, c := range row {
			if c.State == document.CellCovered && c.Text == "" {
				continue
			}
			if c.State == document.CellCovered {
				c.State, c.RowSpan, c.ColSpan = document.CellText, 1, 1
			}
			if c.State != document.CellUnreadable {
				c.State = document.CellEmpty
				if document.Squeeze(c.Text) != "" {
					c.State = document.CellText
				}
			}
			c.Page = page
			c.Origin = document.Ref{}
			c.RowSpan = min(max(c.RowSpan, 1), out.rows-i)
			c.ColSpan = min(max(c.ColSpan, 1), out.cols-j)
			out.cells = append(out.cells, placed{i, j, c})
		}
	}
	out.settle()
	return out
}

// settle shrinks spans that run into other origins.
func (g *grid) settle() {
	taken := make([]bool, g.rows*g.cols)
	for _, p := range g.cells {
		taken[p.row*g.cols+p.col] = true
	}
	for k := range g.cells {
		p := &g.cells[k]
		free := func(i, j int) bool {
			return i == p.row && j == p.col || !taken[i*g.cols+j]
		}
		cs := 1
		for cs < p.cell.ColSpan && free(p.row, p.col+cs) {
			cs++
		}
		rs := 1
	rows:
		for rs < p.cell.RowSpan {
			for j := p.col; j < p.col+cs; j++ {
				if !free(p.row+rs, j) {
					break rows
				}
			}
			rs++
		}
		p.cell.RowSpan, p.cell.ColSpan = rs, cs
		for i := p.row; i < p.row+rs; i++ {
			for j := p.col; j < p.col+cs; j++ {
				taken[i*g.cols+j] = true
			}
		}
	}
}

// matrix is the grid as document.Table holds it.
func (g *grid) matrix() [][]document.Cell {
	out := make([][]document.Cell, g.rows)
	for i := range out {
		out[i] = make([]document.Cell, g.cols)
		for j := range out[i] {
			out[i][j] = document.Cell{RowSpan: 1, ColSpan: 1, Page: g.page}
		}
	}
	for _, p := range g.cells {
		for i := p.row; i < p.row+p.cell.RowSpan; i++ {
			for j := p.col; j < p.col+p.cell.ColSpan; j++ {
				out[i][j] = document.Cell{State: document.CellCovered, Origin: document.Ref{Row: p.row, Col: p.col},
					Page: p.cell.Page}
			}
		}
		out[p.row][p.col] = p.cell
	}
	return out
}

// cut keeps the marked rows and columns (nil: all). A cell that reaches over a
// removed one shrinks; a cell that stands in removed ones only goes with them.
func (g *grid) cut(keepRow, keepCol []bool) {
	rows, cols := offsets(keepRow, g.rows), offsets(keepCol, g.cols)
	kept := g.cells[:0]
	for _, p := range g.cells {
		p.cell.RowSpan = rows[p.row+p.cell.RowSpan] - rows[p.row]
		p.cell.ColSpan = cols[p.col+p.cell.ColSpan] - cols[p.col]
		p.row, p.col = rows[p.row], cols[p.col]
		if p.cell.RowSpan > 0 && p.cell.ColSpan > 0 {
			kept = append(kept, p)
		}
	}
	g.cells, g.rows, g.cols, g.index = kept, rows[g.rows], cols[g.cols], nil
}

// offsets counts the kept lines before each line.
func offsets(keep []bool, n int) []int {
	out := make([]int, n+1)
	for i := range n {
		out[i+1] = out[i]
		if keep == nil || keep[i] {
			out[i+1]++
		}
	}
	return out
}

// thin is the width or height, in points, below which a blank row or column
// is the gap of a double ruling.
const thin = 4.0

// line is what tidy must know of a row or a column.
type line struct {
	own     bool // a cell starts in it, or a position of it is open
	text    bool // a cell with text starts in it
	crossed bool // a cell reaches into it from before
	wide    bool // as far as is known it has an extent
	sized   bool // some cell has exactly its extent
}

// tidy removes rows and columns no cell starts in and the blank slivers
// between double rulings.
func (g *grid) tidy() { g.sweep(false) }

// sweep is tidy; bare also takes blank columns without a head, which can be
// told only when the table is whole.
func (g *grid) sweep(bare bool) {
	rows, cols := make([]line, g.rows), make([]line, g.cols)
	coveredRow, coveredCol := make([]int, g.rows), make([]int, g.cols)
	for _, p := range g.cells {
		see(rows, p.row, p.cell.RowSpan, p.cell.Box.IsZero(), p.cell.Box.Height(), !blank(p.cell))
		see(cols, p.col, p.cell.ColSpan, p.cell.Box.IsZero(), p.cell.Box.Width(), !blank(p.cell))
		for i := p.row; i < p.row+p.cell.RowSpan; i++ {
			coveredRow[i] += p.cell.ColSpan
		}
		for j := p.col; j < p.col+p.cell.ColSpan; j++ {
			coveredCol[j] += p.cell.RowSpan
		}
	}
	keepRow, keepCol := make([]bool, g.rows), make([]bool, g.cols)
	for i, l := range rows {
		l.own = l.own || coveredRow[i] < g.cols
		keepRow[i] = l.text || l.own && (l.wide || !l.sized)
	}
	for j, l := range cols {
		l.own = l.own || coveredCol[j] < g.rows
		keepCol[j] = l.text || l.own && (l.crossed || !bare) && (l.wide || !l.sized)
	}
	g.cut(keepRow, keepCol)
}

func see(lines []line, at, span int, unplaced bool, extent float64, text bool) {
	l := &lines[at]
	l.own = true
	l.text = l.text || text
	if span == 1 {
		l.sized = true
		l.wide = l.wide || unplaced || extent >= thin
	}
	for k := at + 1; k < at+span; k++ {
		lines[k].crossed = true
	}
}

// in lists the origins of a row from left to right.
func (g *grid) in(row int) []*placed {
	from, _ := slices.BinarySearchFunc(g.cells, row, func(p placed, r int) int { return p.row - r })
	var out []*placed
	for k := from; k < len(g.cells) && g.cells[k].row == row; k++ {
		out = append(out, &g.cells[k])
	}
	return out
}

// keepRows leaves out the rows before from and those from to on.
func (g *grid) keepRows(from, to int) {
	keep := make([]bool, g.rows)
	for i := from; i < to; i++ {
		keep[i] = true
	}
	g.cut(keep, nil)
}

// insert adds cells at positions that no origin covers.
func (g *grid) insert(cells []placed) {
	if len(cells) == 0 {
		return
	}
	g.cells = append(g.cells, cells...)
	slices.SortStableFunc(g.cells, func(a, b placed) int { return cmp.Or(a.row-b.row, a.col-b.col) })
	g.index = nil
}

// texts lists the origins of a row that are not blank. Converters write the
// text of a merged cell in all it covers; it is listed once.
func (g *grid) texts(row int) (out []*placed) {
	for _, p := range g.in(row) {
		if !blank(p.cell) && !(len(out) > 0 && out[len(out)-1].cell.Text == p.cell.Text) {
			out = append(out, p)
		}
	}
	return out
}

// cover is the origin whose text stands at a position, nil if none does.
func (g *grid) cover(row, col int) *placed {
	if g.index == nil {
		g.index = make([]int, g.rows*g.cols)
		for k, p := range g.cells {
			for i := p.row; i < p.row+p.cell.RowSpan; i++ {
				for j := p.col; j < p.col+p.cell.ColSpan; j++ {
					g.index[i*g.cols+j] = k + 1
				}
			}
		}
	}
	if k := g.index[row*g.cols+col]; k > 0 {
		return &g.cells[k-1]
	}
	return nil
}

// text is the squeezed text at a position, of a merged cell in all it covers.
func (g *grid) text(row, col int) string {
	if p := g.cover(row, col); p != nil {
		return document.Squeeze(p.cell.Text)
	}
	return ""
}

func (g *grid) box() (b document.Box) {
	for _, p := range g.cells {
		b = b.Union(p.cell.Box)
	}
	return b
}

func blank(c document.Cell) bool {
	return c.State == document.CellEmpty || c.State == document.CellCovered
}
