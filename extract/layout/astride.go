package layout

import (
	"slices"
	"strings"

	"github.com/yusuan/yusuan/document"
)

const (
	// overBorder is how far, in ems, an amount runs over the border of its cell
	// where it may be of the cell beside it (drawing).
	overBorder = 0.5
	// overRow is the same downwards and upwards, as a share of its height (drawing).
	overRow = 0.3
	// offEdge is how far, in ems, the ends and the middle of an amount are from
	// those of others that it does not stand under (drawing).
	offEdge = 0.5
	// leastColumn is how many amounts tell where those of a column stand.
	leastColumn = 4
)

// filled are the runs of the cells of a grid.
type filled map[document.Ref][]*run

// markAstride marks cells whose amount may be of another: it reaches into a blank
// one, or stands off the others of a column that no ruling draws.
func (s *sheet) markAstride(m *mesh, cells [][]document.Cell, in filled, settled map[*run]int) {
	columns := make([][]placed, m.cols())
	for i := range cells {
		for j := range cells[i] {
			runs := in[document.Ref{Row: i, Col: j}]
			if len(runs) != 1 || !isAmount(runs[0].text()) || confidence(runs) > 0 {
				continue
			}
			c, r := &cells[i][j], runs[0]
			if _, ok := settled[r]; !ok && s.reachesOver(cells, i, j, r) {
				c.Astride = true
			}
			if m.method != document.MethodRuled && c.ColSpan == 1 && strings.ContainsAny(r.text(), ".,") {
				columns[j] = append(columns[j], placed{i, r})
			}
		}
	}
	s.markRagged(cells, columns)
}

// reachesOver reports an amount that runs over the border of its cell into one that is
// blank.
func (s *sheet) reachesOver(cells [][]document.Cell, row, col int, r *run) bool {
	c := &cells[row][col]
	blank := func(i, j int) bool {
		return i >= 0 && i < len(cells) && j >= 0 && j < len(cells[i]) && cells[i][j].State == document.CellEmpty
	}
	over, up := overBorder*s.em, overRow*r.box.Height()
	return r.box.X0 < c.Box.X0-over && blank(row, col-1) || r.box.X1 > c.Box.X1+over && blank(row, col+c.ColSpan) ||
		r.box.Y0 < c.Box.Y0-up && blank(row-1, col) || r.box.Y1 > c.Box.Y1+up && blank(row+c.RowSpan, col)
}

// placed is the amount in a row of a column.
type placed struct {
	row int
	run *run
}

// markRagged marks the amounts that stand under no others of their column, neither by
// one of their ends nor by their middle, unless their whole row does not.
func (s *sheet) markRagged(cells [][]document.Cell, columns [][]placed) {
	under := map[int]bool{} // rows with an amount in its place
	off := map[document.Ref]bool{}
	for j, column := range columns {
		if len(column) < leastColumn {
			continue
		}
		in := s.underOneAnother(column)
		for k := range column {
			if in[k] {
				under[column[k].row] = true
			} else {
				off[document.Ref{Row: column[k].row, Col: j}] = true
			}
		}
	}
	for at := range off {
		if under[at.Row] {
			cells[at.Row][at.Col].Astride = true
		}
	}
}

// underOneAnother says which amounts of a column most agree with, by their right ends, their
// left ends or their middles.
func (s *sheet) underOneAnother(column []placed) (best []bool) {
	most := 0
	for _, at := range []func(*run) float64{
		func(r *run) float64 { return r.box.X1 },
		func(r *run) float64 { return (r.box.X0 + r.box.X1) / 2 },
		func(r *run) float64 { return r.box.X0 },
	} {
		xs := make([]float64, len(column))
		for k := range column {
			xs[k] = at(column[k].run)
		}
		in, n := agreeing(xs, offEdge*s.em)
		if n > most {
			best, most = in, n
		}
	}
	return best
}

// agreeing says which of some places are near the one that most are near of.
func agreeing(xs []float64, near float64) (in []bool, most int) {
	sorted := slices.Sorted(slices.Values(xs))
	center := 0.0
	for i, j := 0, 0; i < len(sorted); i++ {
		for j < len(sorted) && sorted[j] < sorted[i]+2*near {
			j++
		}
		if j-i > most {
			most, center = j-i, sorted[i]+near
		}
	}
	in = make([]bool, len(xs))
	for k, x := range xs {
		in[k] = x >= center-near && x < center+near
	}
	return in, most
}
