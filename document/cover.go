package document

// Cover fills in, from the spans at the origins, which positions of a
// rectangular grid are covered. A span that runs over the edge of the grid,
// into another merged cell or over a cell with text is cut back, so that no
// text is ever covered. Spans of 0 become 1; a position that says it is
// covered by nobody becomes an empty cell.
func Cover(cells [][]Cell) {
	taken := make([][]bool, len(cells))
	for r := range cells {
		taken[r] = make([]bool, len(cells[r]))
	}
	free := func(r, c int) bool {
		return r < len(cells) && c < len(cells[r]) && !taken[r][c] && cells[r][c].Text == ""
	}
	for r := range cells {
		for c := range cells[r] {
			if taken[r][c] {
				continue
			}
			o := &cells[r][c]
			width, height := 1, 1
			for width < o.ColSpan && free(r, c+width) {
				width++
			}
			for height < o.RowSpan {
				whole := true
				for i := range width {
					whole = whole && free(r+height, c+i)
				}
				if !whole {
					break
				}
				height++
			}
			o.RowSpan, o.ColSpan, o.Origin = height, width, Ref{}
			if o.State == CellCovered {
				o.State = CellEmpty
			}
			for i := range height {
				for j := range width {
					taken[r+i][c+j] = true
					if i > 0 || j > 0 {
						cells[r+i][c+j] = Cell{State: CellCovered, Origin: Ref{r, c}, Page: o.Page}
					}
				}
			}
		}
	}
}
