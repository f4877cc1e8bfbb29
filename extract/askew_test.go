package extract

import (
	"math"
	"testing"

	"github.com/yusuan/yusuan/document"
)

// What was told of the straight page stands where it is on the page as it is.
func TestAskew(t *testing.T) {
	box := document.Box{X0: 480, Y0: 400, X1: 520, Y1: 420} // 200 points right of the middle
	d := &document.Document{
		Pages: []document.Page{
			{Number: 1, Width: 600, Height: 820, Warp: document.Warp{Skew: 2},
				Blocks: []document.Block{{Box: box, Places: []document.Place{document.PlaceOf(box), {}}}, {}}},
			{Number: 2, Width: 600, Height: 820, Blocks: []document.Block{{Box: box}}},
		},
		Tables: []document.Table{{
			Cells:   [][]document.Cell{{{Page: 1, Box: box}, {Page: 2, Box: box}}},
			Regions: []document.Region{{Page: 1, Box: box}},
		}},
	}
	askew(d)
	sin, cos := math.Sincos(2 * math.Pi / 180)
	for _, got := range []document.Box{d.Pages[0].Blocks[0].Box, d.Pages[0].Blocks[0].Places[0].Box(),
		d.Tables[0].Cells[0][0].Box, d.Tables[0].Regions[0].Box} {
		x, y := (got.X0+got.X1)/2, (got.Y0+got.Y1)/2
		if math.Abs(x-300-200*cos) > 0.01 || math.Abs(y-410-200*sin) > 0.01 || math.Abs(got.Width()-40) > 0.01 ||
			math.Abs(got.Height()-20) > 0.01 {
			t.Errorf("%v is not where the text is", got)
		}
	}
	if d.Pages[1].Blocks[0].Box != box || d.Tables[0].Cells[0][1].Box != box || !d.Pages[0].Blocks[1].Box.IsZero() {
		t.Error("a box of a straight page, or of no place, was moved")
	}
}
