package pdf

import (
	"fmt"
	"math"

	"github.com/tetratelabs/wazero/api"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/layout"
)

// Page object types, segment types and fill modes of PDFium.
const (
	objectText    = 1
	objectPath    = 2
	objectImage   = 3
	objectShading = 4
	objectForm    = 5

	segmentBezier = 1
	segmentMove   = 2
)

const (
	// thin is the widest a filled area, in points, is still read as a ruling.
	thin = 3.0
	// maxDepth of form XObjects within each other.
	maxDepth = 24
	// white is the darkest channel value still taken for the paper.
	white = 250
)

// content collects what one page shows.
type content struct {
	*engine
	doc      uint64
	handle   uint64 // of the page
	view     viewport
	visible  document.Box // the page itself, displayed
	page     *layout.Page
	contexts map[uint32]int32 // text object to its index in drawn
	drawn    []drawn
	placed   []matrix        // of drawn: to PDF user space
	apart    map[uint32]bool // text objects moved off the page to be read
	paint    []paint
	order    int32
	fonts    map[uint32]bool // bold, by font handle

	glyphState
}

// drawn is where in the page's painting a text object stands.
type drawn struct {
	order int32
	clip  document.Box // displayed
}

// paint is an area painted by something else than text.
type paint struct {
	order  int32
	box    document.Box // displayed
	white  bool
	opaque bool   // certainly covers all of its box
	image  uint64 // an image so large that it may be the scan of the page; 0 otherwise
}

// clip is the bounding box, displayed, of what limits an object's painting.
type clip struct {
	box   document.Box
	exact bool // the clip path is nothing but rectangles
}

// objects walks the page's objects, those in form XObjects included.
func (c *content) objects(page uint64) {
	all := clip{c.visible, true}
	n := int(int32(c.call(c.countObjects, page)))
	for i := 0; i < n && c.err == nil; i++ {
		c.visit(c.call(c.getObject, page, uint64(i)), identity, all, 0)
	}
}

// visit handles one object whose coordinates m maps to PDF user space.
func (c *content) visit(o uint64, m matrix, outer clip, depth int) {
	if o == 0 {
		return
	}
	c.order++
	kind := c.call(c.objType, o)
	if kind == objectPath && !c.paints(o) {
		return
	}
	limit := c.clipOf(o, m, outer)
	switch kind {
	case objectText:
		c.contexts[uint32(o)] = int32(len(c.drawn))
		c.drawn = append(c.drawn, drawn{c.order, limit.box})
		c.placed = append(c.placed, m)
	case objectPath:
		c.path(o, m, limit)
	case objectImage, objectShading:
		c.area(o, m, limit, kind == objectImage)
	case objectForm:
		if depth >= maxDepth {
			return
		}
		c.call(c.objMatrix, o, uint64(c.scratch))
		inner := readMatrix(c.out(24)).then(m)
		n := int(int32(c.call(c.formCountObjects, o)))
		for i := 0; i < n && c.err == nil; i++ {
			c.visit(c.call(c.formGetObject, o, uint64(i)), inner, limit, depth+1)
		}
	}
}

// paints reads a path's draw mode into fill and stroke.
func (c *content) paints(o uint64) bool {
	c.call(c.drawMode, o, uint64(c.scratch), uint64(c.scratch)+4)
	b := c.out(8)
	c.filled, c.stroked = u32(b, 0) != 0, u32(b, 1) != 0
	return c.filled || c.stroked
}

// clipOf is the part of the page an object can paint on.
func (c *content) clipOf(o uint64, m matrix, outer clip) clip {
	path := c.call(c.clipPath, o)
	if path == 0 {
		return outer
	}
	n := int(int32(c.call(c.clipCount, path)))
	for i := 0; i < n; i++ {
		segments := int(int32(c.call(c.clipCountSegments, path, uint64(i))))
		if segments <= 0 {
			continue
		}
		b := emptyBox()
		for j := 0; j < segments && c.err == nil; j++ {
			s := c.call(c.clipSegment, path, uint64(i), uint64(j))
			x, y, ok := c.pointOf(s, m)
			if ok {
				b.X0, b.Y0, b.X1, b.Y1 = min(b.X0, x), min(b.Y0, y), max(b.X1, x), max(b.Y1, y)
			}
		}
		outer.box = intersect(outer.box, b)
		outer.exact = outer.exact && segments <= 5
	}
	return outer
}

func emptyBox() document.Box {
	return document.Box{X0: math.Inf(1), Y0: math.Inf(1), X1: math.Inf(-1), Y1: math.Inf(-1)}
}

// pointOf is a path segment's end point on the displayed page.
func (c *content) pointOf(segment uint64, m matrix) (x, y float64, ok bool) {
	if segment == 0 || c.call(c.segmentPoint, segment, uint64(c.scratch), uint64(c.scratch)+4) == 0 {
		return 0, 0, false
	}
	b := c.out(8)
	x, y = m.point(f32(b, 0), f32(b, 1))
	x, y = c.view.point(x, y)
	return x, y, true
}

// ink is the colour of a fill or stroke.
type ink struct {
	known  bool // false for patterns
	white  bool
	clear  bool // fully transparent
	opaque bool
	faint  bool // as light on paper as watermarks are
}

// faintLightness is how light, from black 0 to white 1, ink on paper is that
// may be a watermark's. Office programs set them in silver (0.75) or half
// transparent; the grey of text for people is darker than 0.6.
const faintLightness = 0.6

func (c *content) color(get api.Function, o uint64) ink {
	s := uint64(c.scratch)
	if c.call(get, o, s, s+4, s+8, s+12) == 0 {
		return ink{}
	}
	b := c.out(16)
	red, green, blue, alpha := u32(b, 0), u32(b, 1), u32(b, 2), u32(b, 3)
	// The weights of ITU-R BT.601.
	lightness := (0.299*float64(red) + 0.587*float64(green) + 0.114*float64(blue)) / 255
	onPaper := 1 - (1-lightness)*float64(alpha)/255
	return ink{
		known: true, white: red >= white && green >= white && blue >= white,
		clear: alpha == 0, opaque: alpha == 255, faint: onPaper >= faintLightness,
	}
}

// area records an image or a shading.
func (c *content) area(o uint64, m matrix, limit clip, image bool) {
	s := uint64(c.scratch)
	if c.call(c.objBounds, o, s, s+4, s+8, s+12) == 0 {
		return
	}
	r := c.out(16)
	b := document.Box{X0: f32(r, 0), Y0: f32(r, 1), X1: f32(r, 2), Y1: f32(r, 3)}
	b = intersect(c.view.rect(m.rect(b)), limit.box)
	if b.X1 < b.X0 || b.Y1 < b.Y0 {
		return
	}
	switch {
	case min(b.Width(), b.Height()) <= thin:
		c.rule(b)
	case image:
		c.page.Images = append(c.page.Images, b)
	default:
		c.page.Fills = append(c.page.Fills, b)
	}
	p := paint{order: c.order, box: b}
	if image && b.Width()*b.Height() > 0.5*c.page.Width*c.page.Height {
		p.image = o
	}
	c.paint = append(c.paint, p)
}

// solid reports whether an image has no transparent part, by drawing it.
func (c *content) solid(image uint64) bool {
	if c.run("FPDFPageObj_HasTransparency", image) != 0 {
		return false
	}
	bitmap := c.run("FPDFImageObj_GetRenderedBitmap", c.doc, c.handle, image)
	if bitmap == 0 {
		return false
	}
	defer c.run("FPDFBitmap_Destroy", bitmap)
	const withAlpha = 4
	if c.run("FPDFBitmap_GetFormat", bitmap) != withAlpha {
		return true
	}
	stride, height := c.run("FPDFBitmap_GetStride", bitmap), c.run("FPDFBitmap_GetHeight", bitmap)
	pixels, ok := c.memory.Read(uint32(c.run("FPDFBitmap_GetBuffer", bitmap)), uint32(stride*height))
	clear := 0
	for i := 3; i < len(pixels); i += 4 {
		if pixels[i] != 0xff {
			clear++
		}
	}
	// A scan that is slightly turned leaves its box's edges free.
	return ok && c.err == nil && clear < len(pixels)/4/20
}

// subpath is one connected part of a path, in displayed coordinates.
type subpath struct {
	points [][2]float64
	closed bool
	// curved[i] says that the segment ending in points[i] is no straight line.
	curved []bool
	bent   bool // any of them is curved
}

func (s *subpath) box() document.Box {
	b := emptyBox()
	for _, p := range s.points {
		b.X0, b.Y0, b.X1, b.Y1 = min(b.X0, p[0]), min(b.Y0, p[1]), max(b.X1, p[0]), max(b.Y1, p[1])
	}
	return b
}

// rectangle reports four corners with sides parallel to the page's.
func (s *subpath) rectangle() bool {
	n := len(s.points)
	if n == 5 && near(s.points[0], s.points[4]) {
		n = 4
	}
	if n != 4 || s.bent {
		return false
	}
	for i := 0; i < 4; i++ {
		p, q := s.points[i], s.points[(i+1)%4]
		if math.Abs(p[0]-q[0]) > level && math.Abs(p[1]-q[1]) > level {
			return false
		}
	}
	return true
}

// drawing reports a subpath of many parts that mostly follow neither
// direction of the page: the outline of a chart or a letter, no ruling.
func (s *subpath) drawing() bool {
	if len(s.points) < 6 {
		return false
	}
	var along, all float64
	for i := 1; i < len(s.points); i++ {
		dx, dy := math.Abs(s.points[i][0]-s.points[i-1][0]), math.Abs(s.points[i][1]-s.points[i-1][1])
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

func near(p, q [2]float64) bool {
	return math.Abs(p[0]-q[0]) <= level && math.Abs(p[1]-q[1]) <= level
}

// path records the rulings and the fill of a path object.
func (c *content) path(o uint64, m matrix, limit clip) {
	filled, stroked := c.filled, c.stroked
	var fill ink
	if filled {
		fill = c.color(c.objFill, o)
		filled = !fill.clear
	}
	if stroked {
		stroke := c.color(c.objStroke, o)
		stroked = !stroke.white && !stroke.clear
	}
	if !filled && !stroked {
		return
	}
	c.call(c.objMatrix, o, uint64(c.scratch))
	m = readMatrix(c.out(24)).then(m)
	subpaths := c.subpaths(o, m)
	if stroked {
		width := 0.0
		if c.call(c.objStrokeWidth, o, uint64(c.scratch)) != 0 {
			width = f32(c.out(4), 0) * m.grow()
		}
		for i := range subpaths {
			c.strokes(&subpaths[i], width, limit.box)
		}
	}
	if !filled {
		return
	}
	for i := 0; i < len(subpaths); i++ {
		s := &subpaths[i]
		if len(s.points) < 3 {
			continue
		}
		b := intersect(s.box(), limit.box)
		if b.X1 < b.X0 || b.Y1 < b.Y0 {
			continue
		}
		wide := min(b.Width(), b.Height()) > thin
		if wide {
			c.paint = append(c.paint, paint{order: c.order, box: b, white: fill.white,
				opaque: fill.known && fill.opaque && limit.exact && len(subpaths) == 1 && s.rectangle()})
		}
		if fill.white {
			continue
		}
		if s.bent || s.drawing() {
			c.page.Outlines++
		}
		if i+1 < len(subpaths) && c.frame(s, &subpaths[i+1], limit.box) {
			i++
			continue
		}
		if !s.bent && !s.drawing() {
			c.bars(s, limit.box)
		}
		if wide && s.rectangle() {
			c.page.Fills = append(c.page.Fills, b)
		}
	}
}

func (c *content) subpaths(o uint64, m matrix) []subpath {
	n := int(int32(c.call(c.countSegments, o)))
	var all []subpath
	for i := 0; i < n && c.err == nil; i++ {
		s := c.call(c.segment, o, uint64(i))
		x, y, ok := c.pointOf(s, m)
		if !ok {
			continue
		}
		kind := c.call(c.segmentType, s)
		if kind == segmentMove || len(all) == 0 {
			all = append(all, subpath{})
		}
		p := &all[len(all)-1]
		p.points = append(p.points, [2]float64{x, y})
		p.curved = append(p.curved, kind == segmentBezier)
		p.bent = p.bent || kind == segmentBezier
		if c.call(c.segmentClose, s) != 0 {
			p.closed = true
		}
	}
	return all
}

// strokes makes rulings of the straight segments of a stroked subpath.
func (c *content) strokes(s *subpath, width float64, limit document.Box) {
	line := func(p, q [2]float64) {
		b := document.Box{X0: min(p[0], q[0]), Y0: min(p[1], q[1]), X1: max(p[0], q[0]), Y1: max(p[1], q[1])}
		half := width / 2
		switch w, h := b.Width(), b.Height(); {
		case h <= level && (w > h || width >= w):
			b.Y0, b.Y1 = b.Y0-half, b.Y1+half
		case w <= level:
			b.X0, b.X1 = b.X0-half, b.X1+half
		default:
			return
		}
		// A thick short stroke is a filled rectangle by another name.
		if b = intersect(b, limit); b.X1 < b.X0 || b.Y1 < b.Y0 {
			return
		}
		if min(b.Width(), b.Height()) > thin {
			c.page.Fills = append(c.page.Fills, b)
			c.paint = append(c.paint, paint{order: c.order, box: b})
			return
		}
		c.rule(b)
	}
	if s.drawing() {
		return
	}
	for i := 1; i < len(s.points); i++ {
		if !s.curved[i] {
			line(s.points[i-1], s.points[i])
		}
	}
	if n := len(s.points); s.closed && n > 2 && !near(s.points[0], s.points[n-1]) {
		line(s.points[n-1], s.points[0])
	}
}

// bars finds the thin straight parts of a filled polygon: pairs of parallel
// edges with the inside between them. A thin rectangle is the simplest, an
// outline around several joined rulings the general case.
func (c *content) bars(s *subpath, limit document.Box) {
	area := 0.0
	n := len(s.points)
	for i, p := range s.points {
		q := s.points[(i+1)%n]
		area += p[0]*q[1] - q[0]*p[1]
	}
	type edge struct {
		at, from, to float64
		forward      bool
	}
	for axis := 0; axis < 2; axis++ { // 0: edges along x, 1: along y
		var edges []edge
		for i, p := range s.points {
			q := s.points[(i+1)%n]
			if math.Abs(p[1-axis]-q[1-axis]) > level || near(p, q) && math.Abs(p[axis]-q[axis]) < 0.01 {
				continue
			}
			edges = append(edges, edge{(p[1-axis] + q[1-axis]) / 2, min(p[axis], q[axis]), max(p[axis], q[axis]), q[axis] > p[axis]})
		}
		if len(edges) > 400 {
			return // a drawing, no ruling
		}
		for i, a := range edges {
			// The inside lies on the side of growing coordinates of this edge.
			if (area > 0) != (a.forward == (axis == 0)) {
				continue
			}
			for j, b := range edges {
				gap := b.at - a.at
				if j == i || gap < 0 || gap > thin || b.forward == a.forward {
					continue
				}
				from, to := max(a.from, b.from), min(a.to, b.to)
				if to-from < gap/2 || to <= from {
					continue
				}
				r := document.Box{X0: from, Y0: a.at, X1: to, Y1: b.at}
				if axis == 1 {
					r = document.Box{X0: a.at, Y0: from, X1: b.at, Y1: to}
				}
				if r = intersect(r, limit); r.X1 >= r.X0 && r.Y1 >= r.Y0 {
					c.page.Rules = append(c.page.Rules, layout.Rule{Box: r, Vertical: axis == 1})
				}
			}
		}
	}
}

// frame recognises a rectangle with a slightly smaller one inside, filled
// between them, and makes rulings of its four sides.
func (c *content) frame(outer, inner *subpath, limit document.Box) bool {
	if !outer.rectangle() || !inner.rectangle() {
		return false
	}
	o, i := outer.box(), inner.box()
	for _, gap := range [4]float64{i.X0 - o.X0, i.Y0 - o.Y0, o.X1 - i.X1, o.Y1 - i.Y1} {
		if gap < 0 || gap > thin {
			return false
		}
	}
	if min(i.Width(), i.Height()) <= thin {
		return false
	}
	for _, side := range [4]document.Box{
		{X0: o.X0, Y0: o.Y0, X1: o.X1, Y1: i.Y0}, {X0: o.X0, Y0: i.Y1, X1: o.X1, Y1: o.Y1},
		{X0: o.X0, Y0: o.Y0, X1: i.X0, Y1: o.Y1}, {X0: i.X1, Y0: o.Y0, X1: o.X1, Y1: o.Y1},
	} {
		if b := intersect(side, limit); b.X1 >= b.X0 && b.Y1 >= b.Y0 {
			c.rule(b)
		}
	}
	return true
}

// rule records a ruling; one that is about as wide as long may be a dot of
// either direction and stands for both.
func (c *content) rule(b document.Box) {
	w, h := b.Width(), b.Height()
	if w >= h || w > h*2/3 {
		c.page.Rules = append(c.page.Rules, layout.Rule{Box: b})
	}
	if h > w || h > w*2/3 {
		c.page.Rules = append(c.page.Rules, layout.Rule{Box: b, Vertical: true})
	}
}

func (c *content) warnings() []document.Warning {
	var w []document.Warning
	if c.unknown > 0 {
		w = append(w, document.Warning{Page: c.page.Number, Code: "unknown_glyphs",
			Message: fmt.Sprintf("%d glyphs have no meaning in Unicode", c.unknown)})
	}
	if c.layer > 0 {
		w = append(w, document.Warning{Page: c.page.Number, Code: "invisible_text_layer",
			Message: fmt.Sprintf("%d invisible characters over or under an image were left out", c.layer)})
	}
	return w
}
