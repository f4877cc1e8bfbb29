package specimen

import (
	"strings"

	"github.com/yusuan/yusuan/document"
)

// Relation says of two cells that one is the nearest to the other, to the
// right of it or below, with nothing but blank cells between. It is what tables
// are compared by in the competitions of document analysis (Göbel, Hassan,
// Oro, Orsi: A methodology for evaluating algorithms for table understanding
// in PDF documents, 2012): neither the numbers of rows and columns nor blank
// ones count.
type Relation struct {
	From, To string // without white space and the dots that lead on
	Below    bool
}

// relations counts those of a table.
func relations(cells [][]document.Cell) map[Relation]int {
	out := map[Relation]int{}
	g := grid(cells)
	for i, row := range cells {
		for j := range row {
			from := document.Ref{Row: i, Col: j}
			if row[j].State == document.CellCovered || g.text(from) == "" {
				continue
			}
			for to := range g.beside(from) {
				out[Relation{g.text(from), g.text(to), false}]++
			}
			for to := range g.below(from) {
				out[Relation{g.text(from), g.text(to), true}]++
			}
		}
	}
	return out
}

// grid is a table whose merged cells are found from all they cover.
type grid [][]document.Cell

func (g grid) text(at document.Ref) string { return normal(g[at.Row][at.Col].Text) }

func (g grid) origin(i, j int) document.Ref {
	if c := &g[i][j]; c.State == document.CellCovered {
		return c.Origin
	}
	return document.Ref{Row: i, Col: j}
}

// beside are the cells nearest to the right of one, in each of its rows.
func (g grid) beside(from document.Ref) map[document.Ref]bool {
	near := map[document.Ref]bool{}
	c := &g[from.Row][from.Col]
	for k := from.Row; k < from.Row+max(c.RowSpan, 1); k++ {
		for n := from.Col + max(c.ColSpan, 1); n < len(g[k]); n++ {
			if to := g.origin(k, n); g.text(to) != "" {
				near[to] = true
				break
			}
		}
	}
	return near
}

// below are the cells nearest below one, in each of its columns.
func (g grid) below(from document.Ref) map[document.Ref]bool {
	near := map[document.Ref]bool{}
	c := &g[from.Row][from.Col]
	for n := from.Col; n < from.Col+max(c.ColSpan, 1); n++ {
		for k := from.Row + max(c.RowSpan, 1); k < len(g) && n < len(g[k]); k++ {
			if to := g.origin(k, n); g.text(to) != "" {
				near[to] = true
				break
			}
		}
	}
	return near
}

// Score counts relations.
type Score struct{ Truth, Read, Right int }

// Compare counts the relations of the tables of a document that were read
// right. Which table a relation is of does not count.
func Compare(want, got [][][]document.Cell) (s Score) {
	all := map[Relation]int{}
	for _, t := range want {
		for r, n := range relations(t) {
			all[r] += n
			s.Truth += n
		}
	}
	for _, t := range got {
		for r, n := range relations(t) {
			right := min(n, all[r])
			all[r] -= right
			s.Right += right
			s.Read += n
		}
	}
	return s
}

// Add sums another score into this one.
func (s *Score) Add(o Score) {
	s.Truth += o.Truth
	s.Read += o.Read
	s.Right += o.Right
}

// Recall is 1 where there is nothing to find, as Precision and F1 are.
func (s Score) Recall() float64 { return share(s.Right, s.Truth) }

// Precision is the share of what was read that is right.
func (s Score) Precision() float64 { return share(s.Right, s.Read) }

// F1 is the harmonic mean of recall and precision.
func (s Score) F1() float64 { return share(2*s.Right, s.Truth+s.Read) }

func share(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

// normal is a text for comparing: without the dots that lead to the next cell.
func normal(s string) string {
	return strings.TrimRight(document.Squeeze(s), ".…·")
}
