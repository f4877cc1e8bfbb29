package draw

import (
	"math"
	"slices"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/layout"
)

// Thin is the widest a filled area, in points, is still read as a ruling.
const Thin = 3.0

// Subpath is one connected part of a path, in displayed coordinates.
type Subpath struct {
	Points [][2]float64
	Closed bool
	// Curved[i] says that the segment ending in Points[i] is no straight line.
	Curved []bool
	Bent   bool // any of them is curved
}

// Add draws a segment to a point.
func (s *Subpath) Add(x, y float64, curved bool) {
	s.Points, s.Curved = append(s.Points, [2]float64{x, y}), append(s.Curved, curved)
	s.Bent = s.Bent || curved
}

// Box is the bounding box of its points.
func (s *Subpath) Box() document.Box {
	b := NoBox()
	for _, p := range s.Points {
		b.X0, b.Y0, b.X1, b.Y1 = min(b.X0, p[0]), min(b.Y0, p[1]), max(b.X1, p[0]), max(b.Y1, p[1])
	}
	return b
}

// Rectangle reports four corners with sides parallel to the page's.
func (s *Subpath) Rectangle() bool {
	n := len(s.Points)
	if n == 5 && near(s.Points[0], s.Points[4]) {
		n = 4
	}
	if n != 4 || s.Bent {
		return false
	}
	for i := 0; i < 4; i++ {
		p, q := s.Points[i], s.Points[(i+1)%4]
		if math.Abs(p[0]-q[0]) > level && math.Abs(p[1]-q[1]) > level {
			return false
		}
	}
	return true
}

// drawing reports a subpath of many parts that mostly follow neither
// direction of the page: the outline of a chart or a letter, no ruling.
func (s *Subpath) drawing() bool {
	if len(s.Points) < 6 {
		return false
	}
	var along, all float64
	for i := 1; i < len(s.Points); i++ {
		dx, dy := math.Abs(s.Points[i][0]-s.Points[i-1][0]), math.Abs(s.Points[i][1]-s.Points[i-1][1])
		length := math.Hypot(dx, dy)
		all += length
		if min(dx, dy) <= max(0.05, 0.02*max(dx, dy)) {
			along += length
		}
	}
	return along < 0.8*all
}

// level is how far, in points, the ends of a straight ruling may be off.
const level = 0.3

// off is how far the ends of a ruling of a length may be off: drawn by hand, or by
// a program that rounds each, or on a page that was laid askew, they slant, by no
// more than half a line of type.
func off(length float64) float64 {
	const slant, most = 0.01, 4.0
	return max(level, min(slant*length, most))
}

func near(p, q [2]float64) bool {
	return math.Abs(p[0]-q[0]) <= level && math.Abs(p[1]-q[1]) <= level
}

// Painter puts the paths of a page on it.
type Painter struct {
	Page  *layout.Page
	Limit document.Box // what can be painted on
	// Painted, if set, is told of each area wider than a ruling, and whether
	// all of its box is covered.
	Painted func(area document.Box, whole bool)
}

func (p *Painter) painted(area document.Box, whole bool) {
	if p.Painted != nil {
		p.Painted(area, whole)
	}
}

// mostCovers is how many areas of a page are looked at for rulings under them:
// the paper, and what was pasted over an old page, are one or two.
const mostCovers = 32

// coverLeast is the share of the page's area that such an area has at least: the
// grounds of cells are drawn over the halves of their borders.
const coverLeast = 0.2

// Covers forgets what is drawn under opaque areas.
type Covers struct{ found int }

// Cover takes out the rulings and fills of a page well within an opaque area
// that is painted over them.
func (c *Covers) Cover(p *layout.Page, area document.Box) {
	if len(p.Rules)+len(p.Fills) == 0 || c.found >= mostCovers ||
		area.Width()*area.Height() < coverLeast*p.Width*p.Height {
		return
	}
	c.found++
	under := func(b document.Box) bool {
		return b.X0 > area.X0+1 && b.X1 < area.X1-1 && b.Y0 > area.Y0+1 && b.Y1 < area.Y1-1
	}
	p.Rules = slices.DeleteFunc(p.Rules, func(r layout.Rule) bool { return under(r.Box) })
	p.Fills = slices.DeleteFunc(p.Fills, under)
}

// Stroke draws lines of a width, in points, along paths.
func (p *Painter) Stroke(subpaths []Subpath, width float64) {
	for i := range subpaths {
		p.stroke(&subpaths[i], width)
	}
}

// Fill fills paths. White ones leave nothing that is seen, and cover what
// stands there.
func (p *Painter) Fill(subpaths []Subpath, white bool) {
	for i := 0; i < len(subpaths); i++ {
		s := &subpaths[i]
		if len(s.Points) < 3 {
			continue
		}
		b := Intersect(s.Box(), p.Limit)
		if b.X1 < b.X0 || b.Y1 < b.Y0 {
			continue
		}
		wide := min(b.Width(), b.Height()) > Thin
		if wide {
			p.painted(b, len(subpaths) == 1 && s.Rectangle())
		}
		if white {
			continue
		}
		if s.Bent || s.drawing() {
			p.Page.Outlines++
		}
		if i+1 < len(subpaths) && p.frame(s, &subpaths[i+1]) {
			i++
			continue
		}
		if !s.Bent && !s.drawing() {
			p.bars(s)
		}
		if wide && s.Rectangle() {
			p.Page.Fills = append(p.Page.Fills, b)
		}
	}
}

const (
	// steepest is how far the ends of a line that slants are off, of its length: a
	// page that was laid askew is so by five degrees at most.
	steepest = 0.1
	// mostSlanted is how many such lines of a page are kept: more are a drawing.
	mostSlanted = 3000
)

// slanted keeps a line that is a ruling if the page was laid askew: half its width
// is added around it.
func (p *Painter) slanted(b document.Box, half float64) {
	wide, high := b.Width(), b.Height()
	if min(wide, high) > steepest*max(wide, high) || half > Thin || len(p.Page.Slanted) == mostSlanted {
		return
	}
	r := layout.Rule{Box: b, Vertical: high > wide}
	if r.Vertical {
		r.Box.X0, r.Box.X1 = b.X0-half, b.X1+half
	} else {
		r.Box.Y0, r.Box.Y1 = b.Y0-half, b.Y1+half
	}
	p.Page.Slanted = append(p.Page.Slanted, r)
}

// stroke makes rulings of the straight segments of a stroked subpath.
func (p *Painter) stroke(s *Subpath, width float64) {
	line := func(v, w [2]float64) {
		b := document.Box{X0: min(v[0], w[0]), Y0: min(v[1], w[1]), X1: max(v[0], w[0]), Y1: max(v[1], w[1])}
		half := width / 2
		switch wide, high := b.Width(), b.Height(); {
		case high <= off(wide) && (wide > high || width >= wide):
			middle := (b.Y0 + b.Y1) / 2
			b.Y0, b.Y1 = middle-half, middle+half
		case wide <= off(high):
			middle := (b.X0 + b.X1) / 2
			b.X0, b.X1 = middle-half, middle+half
		default:
			p.slanted(b, half)
			return
		}
		// A thick short stroke is a filled rectangle by another name.
		if b = Intersect(b, p.Limit); b.X1 < b.X0 || b.Y1 < b.Y0 {
			return
		}
		if min(b.Width(), b.Height()) > Thin {
			p.Page.Fills = append(p.Page.Fills, b)
			p.painted(b, false)
			return
		}
		p.Rule(b)
	}
	if s.drawing() {
		return
	}
	for i := 1; i < len(s.Points); i++ {
		if !s.Curved[i] {
			line(s.Points[i-1], s.Points[i])
		}
	}
	if n := len(s.Points); s.Closed && n > 2 && !near(s.Points[0], s.Points[n-1]) {
		line(s.Points[n-1], s.Points[0])
	}
}

// edge is a straight side of a polygon along one axis.
type edge struct {
	at, from, to float64 // across the axis, and along it
	forward      bool    // drawn in the direction of the axis
}

// mostEdges is how many edges along one axis an outline of rulings has: what
// has more is a drawing.
const mostEdges = 400

// bars finds the thin straight parts of a filled polygon: pairs of parallel
// edges with the inside between them. A thin rectangle is the simplest, an
// outline around several joined rulings the general case.
func (p *Painter) bars(s *Subpath) {
	area := 0.0
	for i, v := range s.Points {
		w := s.Points[(i+1)%len(s.Points)]
		area += v[0]*w[1] - w[0]*v[1]
	}
	for axis := range 2 { // 0: edges along x, 1: along y
		edges := s.edges(axis)
		if len(edges) > mostEdges {
			return
		}
		for i, a := range edges {
			// The inside lies on the side of growing coordinates of this edge.
			if (area > 0) != (a.forward == (axis == 0)) {
				continue
			}
			for j, b := range edges {
				if j != i {
					p.bar(a, b, axis)
				}
			}
		}
	}
}

// edges are the sides of a polygon that run along an axis.
func (s *Subpath) edges(axis int) (out []edge) {
	for i, v := range s.Points {
		w := s.Points[(i+1)%len(s.Points)]
		if math.Abs(v[1-axis]-w[1-axis]) > level || near(v, w) && math.Abs(v[axis]-w[axis]) < 0.01 {
			continue
		}
		at := (v[1-axis] + w[1-axis]) / 2
		out = append(out, edge{at, min(v[axis], w[axis]), max(v[axis], w[axis]), w[axis] > v[axis]})
	}
	return out
}

// bar makes a ruling of what lies between two edges, if that is thin and the
// second runs against the first.
func (p *Painter) bar(a, b edge, axis int) {
	gap := b.at - a.at
	if gap < 0 || gap > Thin || b.forward == a.forward {
		return
	}
	from, to := max(a.from, b.from), min(a.to, b.to)
	if to-from < gap/2 || to <= from {
		return
	}
	r := document.Box{X0: from, Y0: a.at, X1: to, Y1: b.at}
	if axis == 1 {
		r = document.Box{X0: a.at, Y0: from, X1: b.at, Y1: to}
	}
	if r = Intersect(r, p.Limit); r.X1 >= r.X0 && r.Y1 >= r.Y0 {
		p.Page.Rules = append(p.Page.Rules, layout.Rule{Box: r, Vertical: axis == 1})
	}
}

// frame recognises a rectangle with a slightly smaller one inside, filled
// between them, and makes rulings of its four sides.
func (p *Painter) frame(outer, inner *Subpath) bool {
	if !outer.Rectangle() || !inner.Rectangle() {
		return false
	}
	o, i := outer.Box(), inner.Box()
	for _, gap := range [4]float64{i.X0 - o.X0, i.Y0 - o.Y0, o.X1 - i.X1, o.Y1 - i.Y1} {
		if gap < 0 || gap > Thin {
			return false
		}
	}
	if min(i.Width(), i.Height()) <= Thin {
		return false
	}
	for _, side := range [4]document.Box{
		{X0: o.X0, Y0: o.Y0, X1: o.X1, Y1: i.Y0}, {X0: o.X0, Y0: i.Y1, X1: o.X1, Y1: o.Y1},
		{X0: o.X0, Y0: o.Y0, X1: i.X0, Y1: o.Y1}, {X0: i.X1, Y0: o.Y0, X1: o.X1, Y1: o.Y1},
	} {
		if b := Intersect(side, p.Limit); b.X1 >= b.X0 && b.Y1 >= b.Y0 {
			p.Rule(b)
		}
	}
	return true
}

// Rule records a ruling; one that is about as wide as long may be a dot of
// either direction and stands for both.
func (p *Painter) Rule(b document.Box) {
	w, h := b.Width(), b.Height()
	if w >= h || w > h*2/3 {
		p.Page.Rules = append(p.Page.Rules, layout.Rule{Box: b})
	}
	if h > w || h > w*2/3 {
		p.Page.Rules = append(p.Page.Rules, layout.Rule{Box: b, Vertical: true})
	}
}
