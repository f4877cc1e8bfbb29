package pdf

import (
	"bytes"
	"context"
	"fmt"

	"github.com/tetratelabs/wazero/api"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract/draw"
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
	// maxDepth of form XObjects within each other.
	maxDepth = 24
	// Objects and characters of a page, those in forms counted each time: many
	// times what the densest printed one has.
	maxObjects, maxChars = 500_000, 500_000
	// Steps of work that the dozen calls for an object or a character make.
	callsOfObject = 32
)

// content collects what one page shows.
type content struct {
	*engine
	ctx      context.Context
	doc      uint64
	handle   uint64 // of the page
	view     viewport
	visible  document.Box // the page itself, displayed
	page     *layout.Page
	contexts map[uint32]int32 // text object to its index in drawn
	drawn    []drawn
	placed   []draw.Matrix   // of drawn: to PDF user space
	apart    map[uint32]bool // text objects moved off the page to be read
	paint    []paint
	covers   draw.Covers
	cells    draw.Cells
	pasted   int // images that may hide text
	order    int32
	fonts    map[uint32]bool // bold, by font handle
	lastClip sharedClip
	off      map[uint32]bool // objects in layers that are off
	within   int             // such forms around the object at hand

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
	patch  uint64 // a smaller image, which may be pasted over text; 0 otherwise
}

// clip is the bounding box, displayed, of what limits an object's painting.
type clip struct {
	box   document.Box
	exact bool // the clip path is nothing but rectangles
}

// sharedClip is the clip of an object, and what it was made of.
type sharedClip struct {
	shared uint32 // address of PDFium's path, which lives as long as the page
	m      draw.Matrix
	outer  clip
	within clip
}

// objects walks the page's objects, those in form XObjects included.
func (c *content) objects(page uint64) {
	all := clip{c.visible, true}
	n := int(int32(c.call(c.countObjects, page)))
	for i := 0; i < n && c.err == nil; i++ {
		c.visit(c.call(c.getObject, page, uint64(i)), draw.Identity, all, 0)
	}
	c.cells.Rule(c.page)
}

// visit handles one object whose coordinates m maps to PDF user space.
func (c *content) visit(o uint64, m draw.Matrix, outer clip, depth int) {
	if o == 0 {
		return
	}
	if c.order++; c.order > maxObjects {
		c.err = fmt.Errorf("%w: page %d draws more than %d objects", document.ErrTooLarge, c.page.Number, maxObjects)
		return
	}
	if err := budget.Charge(c.ctx, budget.Work, callsOfObject); err != nil {
		c.err = err
		return
	}
	kind := c.call(c.objType, o)
	if kind == objectPath && !c.paints(o) {
		return
	}
	limit := c.clipOf(o, m, outer)
	if off := c.inHiddenLayer(o); off || c.within > 0 {
		if kind != objectText && kind != objectForm {
			return
		}
		c.off[uint32(o)] = true
		c.within += btoi(off)
		defer func() { c.within -= btoi(off) }()
	}
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
		inner := readMatrix(c.out(24)).Then(m)
		n := int(int32(c.call(c.formCountObjects, o)))
		for i := 0; i < n && c.err == nil; i++ {
			c.visit(c.call(c.formGetObject, o, uint64(i)), inner, limit, depth+1)
		}
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// paints reads a path's draw mode into fill and stroke.
func (c *content) paints(o uint64) bool {
	c.call(c.drawMode, o, uint64(c.scratch), uint64(c.scratch)+4)
	b := c.out(8)
	c.filled, c.stroked = u32(b, 0) != 0, u32(b, 1) != 0
	return c.filled || c.stroked
}

// clipOf is the part of the page an object can paint on. Most objects share
// the clip path of the one before.
func (c *content) clipOf(o uint64, m draw.Matrix, outer clip) clip {
	path := c.call(c.clipPath, o)
	if path == 0 {
		return outer
	}
	// PDFium's clip path is a counted reference to what objects share.
	shared, _ := c.memory.ReadUint32Le(uint32(path))
	if l := &c.lastClip; shared == 0 || l.shared != shared || l.m != m || l.outer != outer {
		*l = sharedClip{shared, m, outer, c.clipWithin(path, m, outer)}
	}
	return c.lastClip.within
}

// clipWithin is the part of outer that a clip path leaves.
func (c *content) clipWithin(path uint64, m draw.Matrix, outer clip) clip {
	n := int(int32(c.call(c.clipCount, path)))
	for i := 0; i < n; i++ {
		segments := int(int32(c.call(c.clipCountSegments, path, uint64(i))))
		if segments <= 0 {
			continue
		}
		b := draw.NoBox()
		for p := range c.points(c.call(c.clipSegment, path, uint64(i), 0), segments) {
			x, y := c.view.point(m.Point(p.x, p.y))
			b.X0, b.Y0, b.X1, b.Y1 = min(b.X0, x), min(b.Y0, y), max(b.X1, x), max(b.Y1, y)
		}
		outer.box = draw.Intersect(outer.box, b)
		outer.exact = outer.exact && segments <= 5
	}
	return outer
}

// color is the colour of an object's fill or stroke.
func (c *content) color(get api.Function, o uint64) draw.Ink {
	s := uint64(c.scratch)
	if c.call(get, o, s, s+4, s+8, s+12) == 0 {
		return draw.Ink{}
	}
	b := c.out(16)
	return draw.InkOf(u32(b, 0), u32(b, 1), u32(b, 2), u32(b, 3))
}

// area records an image or a shading.
func (c *content) area(o uint64, m draw.Matrix, limit clip, image bool) {
	s := uint64(c.scratch)
	if c.call(c.objBounds, o, s, s+4, s+8, s+12) == 0 {
		return
	}
	r := c.out(16)
	b := document.Box{X0: f32(r, 0), Y0: f32(r, 1), X1: f32(r, 2), Y1: f32(r, 3)}
	b = draw.Intersect(c.view.rect(m.Rect(b)), limit.box)
	if b.X1 < b.X0 || b.Y1 < b.Y0 {
		return
	}
	switch {
	case min(b.Width(), b.Height()) <= draw.Thin:
		(&draw.Painter{Page: c.page}).Rule(b)
	case image:
		c.page.Images = append(c.page.Images, b)
	default:
		c.page.Fills = append(c.page.Fills, b)
	}
	p := paint{order: c.order, box: b}
	switch {
	case !image:
	case b.Width()*b.Height() > 0.5*c.page.Width*c.page.Height:
		p.image = o
	case c.pasted < mostPatches:
		c.pasted++
		p.patch = o
	}
	c.paint = append(c.paint, p)
}

// mostPatches is how many images of a page are drawn to see what they cover.
const mostPatches = 32

// solid reports whether an image has no transparent part, by drawing it.
func (c *content) solid(image uint64) bool {
	solid := false
	c.draw(image, func(pixels []byte) {
		clear := 0
		for i := 3; i < len(pixels); i += 4 {
			if pixels[i] != 0xff {
				clear++
			}
		}
		// A scan that is slightly turned leaves its box's edges free.
		solid = clear < len(pixels)/4/20
	})
	return solid
}

// plain reports whether an image is of one opaque colour: it shows nothing, and
// hides what it is pasted over.
func (c *content) plain(image uint64) bool {
	plain := false
	c.draw(image, func(pixels []byte) {
		if plain = len(pixels) >= 4 && pixels[3] == 0xff; plain {
			plain = bytes.Equal(pixels[4:], pixels[:len(pixels)-4])
		}
	})
	return plain
}

// draw gives the pixels of an image without transparency, of four bytes each,
// the last of which is opacity.
func (c *content) draw(image uint64, look func(pixels []byte)) {
	if c.run("FPDFPageObj_HasTransparency", image) != 0 {
		return
	}
	bitmap := c.run("FPDFImageObj_GetRenderedBitmap", c.doc, c.handle, image)
	if bitmap == 0 {
		return
	}
	defer c.run("FPDFBitmap_Destroy", bitmap)
	stride, height := c.run("FPDFBitmap_GetStride", bitmap), c.run("FPDFBitmap_GetHeight", bitmap)
	pixels, ok := c.memory.Read(uint32(c.run("FPDFBitmap_GetBuffer", bitmap)), uint32(stride*height))
	if !ok || c.err != nil {
		return
	}
	const withAlpha = 4
	if c.run("FPDFBitmap_GetFormat", bitmap) != withAlpha {
		for i := 3; i < len(pixels); i += 4 {
			pixels[i] = 0xff
		}
	}
	look(pixels)
}

// path records the rulings and the fill of a path object.
func (c *content) path(o uint64, m draw.Matrix, limit clip) {
	filled, stroked := c.filled, c.stroked
	var fill draw.Ink
	if filled {
		fill = c.color(c.objFill, o)
		filled = !fill.Clear
	}
	if stroked {
		stroke := c.color(c.objStroke, o)
		stroked = !stroke.White && !stroke.Clear
	}
	if !filled && !stroked {
		return
	}
	c.call(c.objMatrix, o, uint64(c.scratch))
	m = readMatrix(c.out(24)).Then(m)
	subpaths := c.subpaths(o, m)
	p := draw.Painter{Page: c.page, Limit: limit.box}
	if stroked {
		width := 0.0
		if c.call(c.objStrokeWidth, o, uint64(c.scratch)) != 0 {
			width = f32(c.out(4), 0) * m.Grow()
		}
		p.Painted = func(area document.Box, _ bool) {
			c.paint = append(c.paint, paint{order: c.order, box: area})
		}
		p.Stroke(subpaths, width)
	}
	if !filled {
		return
	}
	p.Painted = func(area document.Box, whole bool) {
		opaque := fill.Known && fill.Opaque && limit.exact && whole
		if opaque {
			c.covers.Cover(c.page, area)
			c.cells.Add(c.page, area, fill.White)
		}
		c.paint = append(c.paint, paint{order: c.order, box: area, white: fill.White, opaque: opaque})
	}
	p.Fill(subpaths, fill.White)
}

func (c *content) subpaths(o uint64, m draw.Matrix) []draw.Subpath {
	var all []draw.Subpath
	for p := range c.points(c.call(c.segment, o, 0), int(int32(c.call(c.countSegments, o)))) {
		if p.kind == segmentMove || len(all) == 0 {
			all = append(all, draw.Subpath{})
		}
		s := &all[len(all)-1]
		x, y := c.view.point(m.Point(p.x, p.y))
		s.Add(x, y, p.kind == segmentBezier)
		s.Closed = s.Closed || p.closed
	}
	return all
}

func (c *content) warnings() []document.Warning {
	var w []document.Warning
	if c.unknown > 0 {
		w = append(w, document.Warning{Page: c.page.Number, Code: "unknown_glyphs",
			Message: fmt.Sprintf("%d glyphs have no meaning in Unicode", c.unknown)})
	}
	if len(c.layer) > 0 {
		w = append(w, document.Warning{Page: c.page.Number, Code: "invisible_text_layer",
			Message: fmt.Sprintf("%d invisible characters over or under an image were not read as text of the page",
				len(c.layer))})
	}
	return w
}
