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

// Relations counts those of a table.
func Relations(cells [][]document.Cell) map[Relation]int {
	out := map[Relation]int{}
	text := func(at document.Ref) string { return normal(cells[at.Row][at.Col].Text) }
	origin := func(i, j int) document.Ref {
		if c := &cells[i][j]; c.State == document.CellCovered {
			return c.Origin
		}
		return document.Ref{Row: i, Col: j}
	}
	for i, row := range cells {
		for j := range row {
			from := document.Ref{Row: i, Col: j}
			if row[j].State == document.CellCovered || text(from) == "" {
				continue
			}
			near := map[document.Ref]bool{}
			for k := i; k < i+max(row[j].RowSpan, 1); k++ {
				for n := j + max(row[j].ColSpan, 1); n < len(cells[k]); n++ {
					if to := origin(k, n); text(to) != "" {
						if !near[to] {
							near[to] = true
							out[Relation{text(from), text(to), false}]++
						}
						break
					}
				}
			}
			clear(near)
			for n := j; n < j+max(row[j].ColSpan, 1); n++ {
				for k := i + max(row[j].RowSpan, 1); k < len(cells) && n < len(cells[k]); k++ {
					if to := origin(k, n); text(to) != "" {
						if !near[to] {
							near[to] = true
							out[Relation{text(from), text(to), true}]++
						}
						break
					}
				}
			}
		}
	}
	return out
}

// Score counts relations.
type Score struct{ Truth, Read, Right int }

// Compare counts the relations of the tables of a document that were read
// right. Which table a relation is of does not count.
func Compare(want, got [][][]document.Cell) (s Score) {
	all := map[Relation]int{}
	for _, t := range want {
		for r, n := range Relations(t) {
			all[r] += n
			s.Truth += n
		}
	}
	for _, t := range got {
		for r, n := range Relations(t) {
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

// Recall, Precision and F1 are 1 where there is nothing to find.
func (s Score) Recall() float64    { return share(s.Right, s.Truth) }
func (s Score) Precision() float64 { return share(s.Right, s.Read) }
func (s Score) F1() float64        { return share(2*s.Right, s.Truth+s.Read) }

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
