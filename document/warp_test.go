package document

import (
	"math"
	"testing"
)

// A box that is moved to where it is displayed comes back.
func TestWarp(t *testing.T) {
	w := Warp{
		Skew:  1.2,
		Right: Bend{Columns: 2, Rows: 3, By: []float64{2, -2, 1, -1, 0, 0}},
		Down:  Bend{Columns: 3, Rows: 2, By: []float64{8, 2, 0, 8, 2, 0}},
	}
	if w.IsZero() || !(&Warp{}).IsZero() {
		t.Error("a warp is none, or none is one")
	}
	for _, x := range []float64{20, 300, 570} {
		for _, y := range []float64{30, 400, 800} {
			was := Box{X0: x, Y0: y, X1: x + 30, Y1: y + 10}
			b := was
			w.Displayed(&b, 600, 840)
			if math.Abs(b.X0-x)+math.Abs(b.Y0-y) < 0.5 || math.Abs(b.Width()-30) > 0.001 || math.Abs(b.Height()-10) > 0.001 {
				t.Errorf("%v is displayed at %v", was, b)
			}
			if w.Straight(&b, 600, 840); math.Abs(b.X0-x) > 0.2 || math.Abs(b.Y0-y) > 0.2 {
				t.Errorf("%v comes back to %v", was, b)
			}
		}
	}
	if got := w.Down.At(1.0/6, 0.5); math.Abs(got-8) > 1e-9 {
		t.Errorf("the middle of a field is moved by %v", got)
	}
	var none Box
	if w.Displayed(&none, 600, 840); !none.IsZero() {
		t.Error("no place has become one")
	}
}
