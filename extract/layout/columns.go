package layout

import (
	"slices"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/compose"
)

// MatchColumns gives grids that may be one table cut by a page break the same
// columns. A page that holds nothing but a total row has fewer rulings than
// the page before; where all its borders are also borders there, the missing
// ones are added and the cells that cover them span more columns.
func MatchColumns(pages []compose.Page) {
	var last *compose.Grid
	for p := range pages {
		first := true
		for i := range pages[p].Items {
			g := pages[p].Items[i].Grid
			if g == nil {
				continue
			}
			if first && last != nil {
				matchColumns(last, g)
			}
			first, last = false, g
		}
	}
}

func matchColumns(a, b *compose.Grid) {
	ax, bx := borders(a), borders(b)
	if len(ax) < 2 || len(bx) < 2 || len(ax) == len(bx) {
		return
	}
	if len(ax) > len(bx) {
		refine(b, bx, ax)
	} else {
		refine(a, ax, bx)
	}
}

// borders are the x positions of a grid's column borders; nil unless the cells
// give every one of them.
func borders(g *compose.Grid) []float64 {
	n := len(g.Cells[0])
	xs := make([]float64, n+1)
	seen := make([]bool, n+1)
	for _, row := range g.Cells {
		for j, c := range row {
			if c.State == document.CellCovered || c.Box.IsZero() {
				continue
			}
			xs[j], seen[j] = c.Box.X0, true
			xs[j+c.ColSpan], seen[j+c.ColSpan] = c.Box.X1, true
		}
	}
	if slices.Contains(seen, false) {
		return nil
	}
	return xs
}

// borderShift is how far, in points, a border may move from one page to the
// next and still be the same border.
const borderShift = 4

// refine adds to g, whose borders are own, the borders of full it lacks.
func refine(g *compose.Grid, own, full []float64) {
	at := make([]int, len(own)) // position of own[i] in full
	for i, x := range own {
		k := nearest(full, x)
		if k < 0 || abs(full[k]-x) > borderShift || i > 0 && k <= at[i-1] {
			return
		}
		at[i] = k
	}
	if at[0] != 0 || at[len(at)-1] != len(full)-1 {
		return
	}
	for i, row := range g.Cells {
		wide := make([]document.Cell, len(full)-1)
		for j, c := range row {
			origin := document.Ref{Row: i, Col: at[j]}
			if c.State == document.CellCovered {
				c.Origin.Col = at[c.Origin.Col]
				origin = c.Origin
			} else {
				c.ColSpan = at[j+c.ColSpan] - at[j]
			}
			for k := at[j]; k < at[j+1]; k++ {
				wide[k] = document.Cell{State: document.CellCovered, Origin: origin, Page: c.Page}
			}
			wide[at[j]] = c
		}
		g.Cells[i] = wide
	}
}
