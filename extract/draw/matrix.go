// Package draw says what the operations that draw a page leave on it, whatever
// the format that has them: which strokes and fills are rulings, areas or the
// outlines of letters, and what a character means.
//
// It knows geometry and the displayed page, and no format.
package draw

import (
	"math"

	"github.com/yusuan/yusuan/document"
)

// Matrix is a transformation: x' = Ax + Cy + E, y' = Bx + Dy + F.
type Matrix struct{ A, B, C, D, E, F float64 }

// Identity changes nothing.
var Identity = Matrix{A: 1, D: 1}

// Then applies m first and n after it.
func (m Matrix) Then(n Matrix) Matrix {
	return Matrix{
		A: m.A*n.A + m.B*n.C, B: m.A*n.B + m.B*n.D,
		C: m.C*n.A + m.D*n.C, D: m.C*n.B + m.D*n.D,
		E: m.E*n.A + m.F*n.C + n.E, F: m.E*n.B + m.F*n.D + n.F,
	}
}

func (m Matrix) Point(x, y float64) (float64, float64) {
	return m.A*x + m.C*y + m.E, m.B*x + m.D*y + m.F
}

// Rect is the bounding box of a transformed rectangle.
func (m Matrix) Rect(b document.Box) document.Box {
	r := NoBox()
	for _, p := range [4][2]float64{{b.X0, b.Y0}, {b.X1, b.Y0}, {b.X0, b.Y1}, {b.X1, b.Y1}} {
		x, y := m.Point(p[0], p[1])
		r.X0, r.Y0, r.X1, r.Y1 = min(r.X0, x), min(r.Y0, y), max(r.X1, x), max(r.Y1, y)
	}
	return r
}

// Grow is how much the matrix enlarges lengths, in the mean of directions.
func (m Matrix) Grow() float64 { return math.Sqrt(math.Abs(m.A*m.D - m.B*m.C)) }

// Intersect is the common part of two boxes; empty if X1 <= X0 or Y1 <= Y0.
func Intersect(a, b document.Box) document.Box {
	return document.Box{X0: max(a.X0, b.X0), Y0: max(a.Y0, b.Y0), X1: min(a.X1, b.X1), Y1: min(a.Y1, b.Y1)}
}

// NoBox contains nothing: what the box around points starts from.
func NoBox() document.Box {
	return document.Box{X0: math.Inf(1), Y0: math.Inf(1), X1: math.Inf(-1), Y1: math.Inf(-1)}
}
