package document

import "math"

// Warp is how a page that was straightened to be read lies as it is displayed.
// The zero Warp is that of a page that was not.
type Warp struct {
	Skew float64 // degrees clockwise about the middle of the page
	// Right and Down are by how many points places are moved before that, first
	// to the right.
	Right, Down Bend
}

// IsZero reports a page that was not straightened.
func (w *Warp) IsZero() bool { return w.Skew == 0 && w.Right.By == nil && w.Down.By == nil }

// Displayed moves a box of the straight page, of a width and height in points,
// to where it is as displayed. It keeps its size: a page that is read is askew
// by a few degrees.
func (w *Warp) Displayed(b *Box, width, height float64) {
	if b.IsZero() {
		return
	}
	x, y := (b.X0+b.X1)/2, (b.Y0+b.Y1)/2
	x += w.Right.At(x/width, y/height)
	y += w.Down.At(x/width, y/height)
	b.centre(rotate(x, y, w.Skew, width, height))
}

// Straight moves a box as displayed to where it is on the straight page.
func (w *Warp) Straight(b *Box, width, height float64) {
	if b.IsZero() {
		return
	}
	x, y := rotate((b.X0+b.X1)/2, (b.Y0+b.Y1)/2, -w.Skew, width, height)
	y -= w.Down.At(x/width, y/height)
	x -= w.Right.At(x/width, y/height)
	b.centre(x, y)
}

// centre moves a box so that a point is its middle.
func (b *Box) centre(x, y float64) {
	dx, dy := x-(b.X0+b.X1)/2, y-(b.Y0+b.Y1)/2
	*b = Box{X0: b.X0 + dx, Y0: b.Y0 + dy, X1: b.X1 + dx, Y1: b.Y1 + dy}
}

// rotate turns a point clockwise about the middle of a page.
func rotate(x, y, degrees, width, height float64) (float64, float64) {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	dx, dy := x-width/2, y-height/2
	return width/2 + dx*cos - dy*sin, height/2 + dx*sin + dy*cos
}

// Bend is by how much the parts of a page are moved: told for the middles of
// equal fields, row by row, and between them in proportion. The zero Bend moves
// nothing.
type Bend struct {
	Columns, Rows int // at least 2 of each
	By            []float64
}

// At is by how much a point is moved, given in shares of the page's width and
// height.
func (b *Bend) At(u, v float64) float64 {
	if b.By == nil {
		return 0
	}
	u, v = u*float64(b.Columns)-0.5, v*float64(b.Rows)-0.5
	i, j := max(0, min(int(u), b.Columns-2)), max(0, min(int(v), b.Rows-2))
	u, v = u-float64(i), v-float64(j)
	p, q := b.By[j*b.Columns+i:], b.By[(j+1)*b.Columns+i:]
	return (p[0]*(1-u)+p[1]*u)*(1-v) + (q[0]*(1-u)+q[1]*u)*v
}
