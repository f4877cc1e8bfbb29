package compose_test

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/compose"
	"github.com/yusuan/yusuan/internal/fixtures"
	"github.com/yusuan/yusuan/internal/scoretest"
)

// drawn makes a grid of a labelled table: equal neighbours of the header are
// merged, first to the right, then down.
func drawn(t fixtures.Table) *compose.Grid {
	g := &compose.Grid{Method: document.MethodMarkup}
	all := append(append([][]string{}, t.Header...), t.Rows...)
	for _, row := range all {
		cells := make([]document.Cell, len(row))
		for j, s := range row {
			cells[j] = document.Cell{Text: s, RowSpan: 1, ColSpan: 1}
		}
		g.Cells = append(g.Cells, cells)
	}
	for i := range t.Header {
		for j := 0; j < len(t.Header[i]); j++ {
			c := &g.Cells[i][j]
			if c.State == document.CellCovered || c.Text == "" || c.Text == "※" {
				continue
			}
			for k := j + 1; k < len(t.Header[i]) && t.Header[i][k] == c.Text &&
				g.Cells[i][k].State != document.CellCovered; k++ {
				c.ColSpan++
			}
		down:
			for r := i + 1; r < len(t.Header); r++ {
				for k := j; k < j+c.ColSpan; k++ {
					if t.Header[r][k] != c.Text {
						break down
					}
				}
				c.RowSpan++
			}
			for r := i; r < i+c.RowSpan; r++ {
				for k := j; k < j+c.ColSpan; k++ {
					if r != i || k != j {
						g.Cells[r][k] = document.Cell{State: document.CellCovered, Origin: document.Ref{Row: i, Col: j}}
					}
				}
			}
		}
	}
	return g
}

// Every labelled table, drawn with its merged cells, must have its header
// found again from the grid alone.
func TestHeadersOfLabelledTables(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(scoretest.Shared(t), "truth", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		for _, want := range scoretest.Truth(t, file) {
			if len(want.Header)+len(want.Rows) == 0 || want.Empty && len(want.Rows) == 0 {
				continue
			}
			_, tables, err := compose.Compose(t.Context(), []compose.Page{{Items: []compose.Item{{Grid: drawn(want)}}}})
			if err != nil {
				t.Fatal(err)
			}
			if len(tables) != 1 {
				t.Errorf("%s: %d tables", want.Title, len(tables))
				continue
			}
			got := scoretest.Tables(tables)[0]
			if want.Header == nil {
				want.Header = [][]string{}
			}
			if diff := cmp.Diff(want.Header, got.Header); diff != "" {
				t.Errorf("%s (-want +got):\n%s", want.Title, diff)
			}
			if want.Empty != got.Empty {
				t.Errorf("%s: empty %v", want.Title, got.Empty)
			}
		}
	}
}
