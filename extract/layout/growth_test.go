package layout_test

import (
	"fmt"
	"testing"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/layout"
	"github.com/yusuan/yusuan/internal/growth"
)

// BenchmarkDoubling lays out pages that double along every axis they have.
func BenchmarkDoubling(b *testing.B) {
	for _, axis := range growth.Printed {
		for _, n := range growth.Sizes {
			b.Run(fmt.Sprintf("%s/%d", axis.Name, n), func(b *testing.B) {
				pages := axis.Make(n)
				for b.Loop() {
					layout.Flow(pages)
				}
			})
		}
	}
}

// BenchmarkCrossing doubles the rows of a table whose amounts stand over a
// ruling, each of which asks what stands beside it.
func BenchmarkCrossing(b *testing.B) {
	for _, n := range growth.Sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p := layout.Page{Number: 1, Width: 595, Height: float64(n)*14 + 100}
			rule := func(x0, y0, x1, y1 float64, vertical bool) {
				p.Rules = append(p.Rules, layout.Rule{Box: document.Box{X0: x0, Y0: y0, X1: x1, Y1: y1}, Vertical: vertical})
			}
			for _, x := range []float64{40, 200, 300, 400} {
				rule(x, 43, x, 43+14*float64(n), true)
			}
			for i := range n {
				y := 43 + 14*float64(i)
				rule(40, y, 400, y, false)
				for k, r := range "1234.50" {
					x := 280 + 5*float64(k)
					p.Glyphs = append(p.Glyphs, layout.Glyph{Text: string(r), Size: 10,
						Box: document.Box{X0: x, X1: x + 5, Y0: y + 2, Y1: y + 12}})
				}
			}
			for b.Loop() {
				layout.FlowPage(&p)
			}
		})
	}
}
