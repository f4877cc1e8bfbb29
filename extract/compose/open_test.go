package compose

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/document"
)

// TestOpenPlaces: what a layout leaves open is handed over with every way to read
// it, and nothing else is.
func TestOpenPlaces(t *testing.T) {
	for _, c := range []struct {
		name   string
		header int
		span   document.Ref
		rows   string
		want   []string // kind, place and what each way puts into the row
	}{
		{"nothing", 1, document.Ref{}, "项目|合计|其中\n甲|12.50|1.00\n乙|1,3.5|2.00", nil},
		{"a name and its amount", 1, document.Ref{}, "项目|合计|其中\n甲|12.50|1.00\n乙某2.25||2.00",
			[]string{"cut 2,0: 乙某|2.25|2.00"}},
		{"no room beside it", 1, document.Ref{}, "项目|合计|其中\n甲|12.50|1.00\n乙某2.25|2.25|2.00", nil},
		{"amounts to the left", 1, document.Ref{}, "项目|合计|其中\n甲|12.50|1.00\n乙||3.252.00",
			[]string{"cut 2,2: 乙|3.25|2.00"}},
		{"where the point leaves it open", 1, document.Ref{}, "项目|合计|其中\n甲|12.50|1.0\n乙||3.252.0",
			[]string{"cut 2,2: 乙|3.2|52.0", "cut 2,2: 乙|3.25|2.0"}},
		{"no whole figures", 1, document.Ref{}, "项目|合计|其中\n甲|12.50|1.00\n乙||3.2502.0", nil},
		{"over two columns", 1, document.Ref{Row: 2, Col: 1}, "项目|合计|其中\n甲|12.50|1.00\n乙|3.25|",
			[]string{"column 2,1: 乙|3.25|", "column 2,1: 乙||3.25"}},
		{"years for a header", 3, document.Ref{}, "项目|预算数|决算数\n甲|2015|2016\n乙|2001|1998\n丙|12.00|1.00",
			[]string{"header 1,0: 甲|2015|2016"}},
		{"years of a header", 2, document.Ref{}, "项目|教育|卫生\n地区|2015|2016\n丙|12.00|1.00", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			tab := &document.Table{Header: c.header}
			for _, line := range strings.Split(c.rows, "\n") {
				var row []document.Cell
				for _, s := range strings.Split(line, "|") {
					cell := document.Cell{Text: s, State: document.CellText, RowSpan: 1, ColSpan: 1}
					if s == "" {
						cell.State = document.CellEmpty
					}
					row = append(row, cell)
				}
				tab.Cells = append(tab.Cells, row)
			}
			if c.span.Row > 0 {
				tab.Cells[c.span.Row][c.span.Col].ColSpan = 2
				document.Cover(tab.Cells)
			}
			var got []string
			for _, o := range openPlaces(tab) {
				for _, w := range o.Ways {
					var row []string
					for _, cell := range tab.Read(w).Cells[o.Row] {
						row = append(row, cell.Text)
					}
					got = append(got, string(o.Kind)+" "+string(rune('0'+o.Row))+","+string(rune('0'+o.Col))+": "+
						strings.Join(row, "|"))
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
