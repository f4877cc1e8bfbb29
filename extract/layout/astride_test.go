package layout

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/document"
)

// TestAstride: an amount that reaches into a blank cell beside its own, or stands off
// the others of its column, is marked; numbers that overflow beside others, and rows
// that are set otherwise as a whole, are not.
func TestAstride(t *testing.T) {
	rows := [][]string{
		{"项目", "合计", "基本支出", "项目支出"},
		{"小学教育", "402.05", "402.05", ""},
		{"初中教育", "238.10", "238.10", ""},
		{"其他支出", "231.25", "", "231.25"},
		{"高等教育", "25.00", "15.00", "10.00"},
		{"合计", "896.40", "655.15", "241.25"},
	}
	xs := []float64{60, 160, 260, 360, 460}
	draw := func(ruled bool, shift func(row, col int) (dx, dy float64)) *Page {
		p := newPage()
		p.size = 9
		var ys []float64
		for i, row := range rows {
			for j, s := range row {
				dx, dy := shift(i, j)
				if y := kindY(i) + dy; j == 0 {
					p.text(xs[j]+3, y, s)
				} else if s != "" {
					p.right(xs[j+1]-4+dx, y, s)
				}
			}
			ys = append(ys, kindTop+kindPitch*float64(i))
		}
		ys = append(ys, kindTop+kindPitch*float64(len(rows)))
		if ruled {
			p.lattice(xs, ys)
		} else {
			p.h(ys[0], xs[0], xs[4])
			p.h(ys[1], xs[0], xs[4])
			p.h(ys[len(ys)-1], xs[0], xs[4])
		}
		return &p.Page
	}
	for _, c := range []struct {
		name   string
		ruled  bool
		dx, dy float64
		at     func(row, col int) bool
		want   []document.Ref
	}{
		{"ruled", true, 0, 0, func(int, int) bool { return false }, nil},
		{"unruled", false, 0, 0, func(int, int) bool { return false }, nil},
		{"into a blank cell", true, 14, 0, func(i, j int) bool { return i == 1 && j == 2 }, []document.Ref{{Row: 1, Col: 2}}},
		{"towards an amount", true, 14, 0, func(i, j int) bool { return i == 1 && j == 1 }, nil},
		{"into the blank cell below", true, 0, 9, func(i, j int) bool { return i == 2 && j == 2 }, []document.Ref{{Row: 2, Col: 2}}},
		{"off the others", false, -20, 0, func(i, j int) bool { return i == 1 && j == 2 }, []document.Ref{{Row: 1, Col: 2}}},
		{"a row by itself", false, -20, 0, func(i, _ int) bool { return i == 5 }, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			page := FlowPage(draw(c.ruled, func(i, j int) (dx, dy float64) {
				if c.at(i, j) {
					return c.dx, c.dy
				}
				return 0, 0
			}))
			if n := len(gridTexts(page)); n != 1 {
				t.Fatalf("%d grids", n)
			}
			var got []document.Ref
			for _, item := range page.Items {
				if item.Grid == nil {
					continue
				}
				for i, row := range item.Grid.Cells {
					for j := range row {
						if row[j].Astride {
							got = append(got, document.Ref{Row: i, Col: j})
						}
					}
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%s\n%v", diff, gridTexts(page))
			}
		})
	}
}
