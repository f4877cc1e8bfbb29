package document

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCover(t *testing.T) {
	text := func(s string, rows, cols int) Cell {
		return Cell{State: CellText, Text: s, RowSpan: rows, ColSpan: cols}
	}
	got := [][]Cell{
		{text("a", 2, 2), {}, text("b", 9, 9)},
		{{}, {}, {}},
		{text("c", 1, 3), {}, text("d", 0, 0)},
		{{State: CellCovered}, {}, {}},
	}
	Cover(got)
	covered := func(r, c int) Cell { return Cell{State: CellCovered, Origin: Ref{r, c}} }
	empty := Cell{RowSpan: 1, ColSpan: 1}
	want := [][]Cell{
		{text("a", 2, 2), covered(0, 0), text("b", 2, 1)},
		{covered(0, 0), covered(0, 0), covered(0, 2)},
		{text("c", 1, 2), covered(2, 0), text("d", 1, 1)},
		{empty, empty, empty},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
