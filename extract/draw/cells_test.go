package draw

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/layout"
)

// TestCells: the gaps that white cells leave on a coloured ground are rulings; wide
// ones, and those of few areas, are not.
func TestCells(t *testing.T) {
	// Two columns of 98 by 18 points, gap points apart and away from the edges.
	table := func(gap float64, rows int) *layout.Page {
		p := &layout.Page{Width: 600, Height: 800}
		var c Cells
		c.Add(p, document.Box{X0: 100, Y0: 100, X1: 300 + gap, Y1: 100 + 20*float64(rows) + gap}, false)
		for i := range rows {
			for j := range 2 {
				x, y := 100+gap+100*float64(j), 100+gap+20*float64(i)
				c.Add(p, document.Box{X0: x, Y0: y, X1: x + 100 - gap, Y1: y + 20 - gap}, true)
			}
		}
		c.Rule(p)
		return p
	}
	covered := func(p *layout.Page, vertical bool, at, from, to float64) bool {
		for _, r := range p.Rules {
			b := r.Box
			if vertical {
				b.X0, b.X1, b.Y0, b.Y1 = b.Y0, b.Y1, b.X0, b.X1
			}
			if r.Vertical == vertical && b.Y0 <= at && at <= b.Y1 && b.X0 <= from && to <= b.X1 {
				return true
			}
		}
		return false
	}
	p := table(2, 3)
	for _, want := range []struct {
		vertical     bool
		at, from, to float64
	}{
		{true, 101, 102, 120}, {true, 201, 102, 120}, {true, 301, 102, 120},
		{false, 101, 102, 200}, {false, 121, 102, 200}, {false, 121, 202, 300}, {false, 161, 202, 300},
	} {
		if !covered(p, want.vertical, want.at, want.from, want.to) {
			t.Errorf("no ruling %+v among %+v", want, p.Rules)
		}
	}
	for _, p := range []*layout.Page{table(Thin+1, 3), table(2, 1)} {
		if diff := cmp.Diff([]layout.Rule(nil), p.Rules); diff != "" {
			t.Error(diff)
		}
	}
}
