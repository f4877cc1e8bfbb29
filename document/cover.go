package document

// Cover fills in, from the spans at the origins, which positions of a
// rectangular grid are covered. A span that runs over the edge of the grid,
// into another merged cell or over a cell with text is cut back, so that no
// text is ever covered. Spans of 0 become 1; a position that says it is
// covered by nobody becomes an empty cell.
func Cover(cells [][]Cell) {
	c := cover{cells: cells, taken: make([][]bool, len(cells))}
	for r := range cells {
		c.taken[r] = make([]bool, len(cells[r]))
	}
	for r := range cells {
		for k := range cells[r] {
			if !c.taken[r][k] {
				c.claim(r, k)
			}
		}
	}
}

// cover is a grid of which some positions belong to an origin already.
type cover struct {
	cells [][]Cell
	taken [][]bool
}

// free reports that a span may grow over some positions of a row.
func (c *cover) free(row, col, width int) bool {
	if row >= len(c.cells) || col+width > len(c.cells[row]) {
		return false
	}
	for k := col; k < col+width; k++ {
		if c.taken[row][k] || c.cells[row][k].Text != "" {
			return false
		}
	}
	return true
}

// claim gives an origin all of its span that is free, to the right first.
func (c *cover) claim(row, col int) {
	o := &c.cells[row][col]
	width, height := 1, 1
	for width < o.ColSpan && c.free(row, col+width, 1) {
		width++
	}
	for height < o.RowSpan && c.free(row+height, col, width) {
		height++
	}
	o.RowSpan, o.ColSpan, o.Origin = height, width, Ref{}
	if o.State == CellCovered {
		o.State = CellEmpty
	}
	for i := row; i < row+height; i++ {
		for k := col; k < col+width; k++ {
			c.taken[i][k] = true
			if i > row || k > col {
				c.cells[i][k] = Cell{State: CellCovered, Origin: Ref{row, col}, Page: o.Page}
			}
		}
	}
}
