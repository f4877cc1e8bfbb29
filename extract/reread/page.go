package reread

import (
	"fmt"
	"math"

	pdf "github.com/ledongthuc/pdf"

	"github.com/yusuan/yusuan/document"
)

// page is a leaf of the page tree with what it inherits.
type page struct {
	object, resources, media, crop pdf.Value
	rotate                         int64
}

// walk collects the pages in order. What a page says of itself goes before
// what it inherits.
func (r *Reader) walk(node pdf.Value, inherited page, depth int, visited *int) {
	if *visited++; *visited > maxPages || depth > maxDepth {
		panic(fmt.Errorf("%w: the page tree", document.ErrTooLarge))
	}
	p := inherited
	p.object = node
	if v := node.Key("Resources"); v.Kind() == pdf.Dict {
		p.resources = v
	}
	if v := node.Key("MediaBox"); v.Len() == 4 {
		p.media = v
	}
	if v := node.Key("CropBox"); v.Len() == 4 {
		p.crop = v
	}
	if v := node.Key("Rotate"); !v.IsNull() {
		p.rotate = int64(v.Float64())
	}
	kids := node.Key("Kids")
	if kids.Kind() != pdf.Array {
		r.pages = append(r.pages, p)
		return
	}
	for i := range kids.Len() {
		if kid := kids.Index(i); kid.Kind() == pdf.Dict {
			r.walk(kid, p, depth+1, visited)
		}
	}
}

// matrix is a PDF transformation: x' = ax + cy + e, y' = bx + dy + f.
type matrix struct{ a, b, c, d, e, f float64 }

var identity = matrix{a: 1, d: 1}

// then applies m first and n after it.
func (m matrix) then(n matrix) matrix {
	return matrix{
		m.a*n.a + m.b*n.c, m.a*n.b + m.b*n.d,
		m.c*n.a + m.d*n.c, m.c*n.b + m.d*n.d,
		m.e*n.a + m.f*n.c + n.e, m.e*n.b + m.f*n.d + n.f,
	}
}

func (m matrix) point(x, y float64) (float64, float64) {
	return m.a*x + m.c*y + m.e, m.b*x + m.d*y + m.f
}

// rect is the box around a transformed rectangle.
func (m matrix) rect(b document.Box) document.Box {
	out := document.Box{X0: math.Inf(1), Y0: math.Inf(1), X1: math.Inf(-1), Y1: math.Inf(-1)}
	for _, corner := range [4][2]float64{{b.X0, b.Y0}, {b.X1, b.Y0}, {b.X0, b.Y1}, {b.X1, b.Y1}} {
		x, y := m.point(corner[0], corner[1])
		out = document.Box{X0: min(out.X0, x), Y0: min(out.Y0, y), X1: max(out.X1, x), Y1: max(out.Y1, y)}
	}
	return out
}

// view is the way from user space to the displayed page, and its size.
type view struct {
	matrix
	width, height float64
}

// letter is the size of a page that states none.
var letter = document.Box{X1: 612, Y1: 792}

func (p *page) view() view {
	box := boxOf(p.media)
	if box.Width() <= 0 || box.Height() <= 0 {
		box = letter
	}
	if crop := boxOf(p.crop); crop.Width() > 0 && crop.Height() > 0 {
		cut := document.Box{X0: max(box.X0, crop.X0), Y0: max(box.Y0, crop.Y0), X1: min(box.X1, crop.X1),
			Y1: min(box.Y1, crop.Y1)}
		if cut.Width() > 0 && cut.Height() > 0 {
			box = cut
		}
	}
	w, h := box.Width(), box.Height()
	switch ((p.rotate % 360) + 360) % 360 {
	case 90:
		return view{matrix{0, 1, 1, 0, -box.Y0, -box.X0}, h, w}
	case 180:
		return view{matrix{-1, 0, 0, 1, box.X1, -box.Y0}, w, h}
	case 270:
		return view{matrix{0, -1, -1, 0, box.Y1, box.X1}, h, w}
	}
	return view{matrix{1, 0, 0, -1, -box.X0, box.Y1}, w, h}
}

// boxOf reads a rectangle, whose corners may come in any order.
func boxOf(v pdf.Value) document.Box {
	if v.Len() != 4 {
		return document.Box{}
	}
	n := floats(v)
	return document.Box{X0: min(n[0], n[2]), Y0: min(n[1], n[3]), X1: max(n[0], n[2]), Y1: max(n[1], n[3])}
}

func floats(v pdf.Value) []float64 {
	out := make([]float64, v.Len())
	for i := range out {
		out[i] = v.Index(i).Float64()
	}
	return out
}

// matrixOf reads a matrix; what is none changes nothing.
func matrixOf(v pdf.Value) matrix {
	if v.Len() != 6 {
		return identity
	}
	n := floats(v)
	return matrix{n[0], n[1], n[2], n[3], n[4], n[5]}
}
