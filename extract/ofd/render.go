package ofd

import (
	"cmp"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"
	"slices"
	"sync"

	xdraw "golang.org/x/image/draw"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/f64"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	geometry "github.com/yusuan/yusuan/extract/draw"
	"github.com/yusuan/yusuan/extract/format"
	"github.com/yusuan/yusuan/extract/layout"
)

// This file draws pages for people, and for the recognition of text that is
// drawn as outlines. Characters have the shapes of the fonts that the file
// embeds. Where it embeds none, figures and Latin letters are set in a font of
// ours, and a frame stands for any other character: no font for Chinese is
// small enough to be carried along. Patterns, shadings and the pictures within
// seals are left out.

// canvas is what a page paints, in the order of its file.
type canvas struct{ painted []painted }

// painted is one thing that is painted, in points as displayed.
type painted struct {
	place
	limit    document.Box
	color    color.NRGBA
	outlines [][]point // filled
	picture  *picture  // shown in place of outlines
}

type point struct{ x, y float64 }

func (c *canvas) fill(at place, limit document.Box, ink color.NRGBA, outlines [][]point) {
	if len(outlines) > 0 && ink.A > 0 {
		c.painted = append(c.painted, painted{place: at, limit: limit, color: ink, outlines: outlines})
	}
}

// pen follows a path.
type pen interface {
	move(x, y float64)
	line(x, y float64)
	// curve ends in the last of its points; those before pull it: none for an arc.
	curve(points ...point)
	shut()
}

// flat is a pen that draws curves as straight pieces.
type flat struct{ lines [][]point }

func (f *flat) move(x, y float64) { f.lines = append(f.lines, []point{{x, y}}) }

func (f *flat) line(x, y float64) {
	if len(f.lines) == 0 {
		f.move(x, y)
		return
	}
	last := &f.lines[len(f.lines)-1]
	*last = append(*last, point{x, y})
}

// pieces is how many straight lines stand for a curve: few are seen at the size
// of letters.
const pieces = 6

func (f *flat) curve(points ...point) {
	end := points[len(points)-1]
	if len(f.lines) == 0 || len(points) == 1 {
		f.line(end.x, end.y)
		return
	}
	last := f.lines[len(f.lines)-1]
	all := append([]point{last[len(last)-1]}, points...)
	for k := 1; k <= pieces; k++ {
		t := float64(k) / pieces
		at := slices.Clone(all)
		for n := len(at) - 1; n > 0; n-- { // de Casteljau
			for i := range n {
				at[i] = point{at[i].x + t*(at[i+1].x-at[i].x), at[i].y + t*(at[i+1].y-at[i].y)}
			}
		}
		f.line(at[0].x, at[0].y)
	}
}

func (f *flat) shut() {
	if k := len(f.lines) - 1; k >= 0 {
		f.line(f.lines[k][0].x, f.lines[k][0].y)
	}
}

// strokes are the outlines of lines of a width.
func strokes(lines [][]point, width float64) (out [][]point) {
	for _, l := range lines {
		for i := 1; i < len(l); i++ {
			p, q := l[i-1], l[i]
			length := math.Hypot(q.x-p.x, q.y-p.y)
			if length == 0 {
				continue
			}
			nx, ny := -(q.y-p.y)/length*width/2, (q.x-p.x)/length*width/2
			out = append(out, []point{{p.x + nx, p.y + ny}, {q.x + nx, q.y + ny}, {q.x - nx, q.y - ny}, {p.x - nx, p.y - ny}})
		}
	}
	return out
}

// thinnest is the width, in points, that a line is drawn with at least.
const thinnest = 0.5

// paintPath puts a path object on the canvas.
func (d *drawing) paintPath(n *node, s state, filled, stroked bool, width float64) {
	var f flat
	segments(n.child("AbbreviatedData").value(), s.to, &f)
	at := place{d.rank, d.order}
	if ink, ok := d.rgba(n, "FillColor", s); ok && filled {
		d.canvas.fill(at, s.limit.box, ink, f.lines)
	}
	if ink, ok := d.rgba(n, "StrokeColor", s); ok && stroked {
		d.canvas.fill(at, s.limit.box, ink, strokes(f.lines, max(width, thinnest)))
	}
}

// typeface is a font of the file; nil in place of one that cannot be used.
func (r *reader) typeface(id string) *sfnt.Font {
	part, ok := r.files[id]
	if !ok {
		return nil
	}
	if f, ok := r.faces[part]; ok {
		return f
	}
	r.faces[part] = nil
	if data, err := r.bytes(part); err == nil {
		r.faces[part] = parseFont(data)
	}
	return r.faces[part]
}

func parseFont(data []byte) (f *sfnt.Font) {
	defer func() {
		if recover() != nil { // a broken font is none
			f = nil
		}
	}()
	c, err := sfnt.ParseCollection(data)
	if err != nil {
		return nil
	}
	f, err = c.Font(0)
	if err != nil {
		return nil
	}
	return f
}

// figures is the font for what the file embeds no font of.
var figures = sync.OnceValue(func() *sfnt.Font { return parseFont(goregular.TTF) })

// paintGlyph puts a character on the canvas whose baseline begins at a point.
// glyph is its number in the font of the file; 0 if that is not told.
func (d *drawing) paintGlyph(st *style, r rune, glyph sfnt.GlyphIndex, x, y, advance float64) {
	to := func(u, v float64) point {
		px, py := st.to.Point(x+u*st.along[0]+v*st.up[0], y+u*st.along[1]+v*st.up[1])
		return point{px, py}
	}
	outlines := d.shape(st.face, r, glyph, st.stretch, st.size, to)
	if outlines == nil && (glyph == 0 || st.face == nil) {
		outlines = d.shape(figures(), r, 0, st.stretch, st.size, to)
	}
	if outlines == nil && r > ' ' {
		w, h := advance, ascent*st.size
		frame := []point{to(0.1*w, 0), to(0.9*w, 0), to(0.9*w, 0.9*h), to(0.1*w, 0.9*h), to(0.1*w, 0)}
		outlines = strokes([][]point{frame}, thinnest)
	}
	d.canvas.fill(st.place, st.limit, st.color, outlines)
}

// shape is the outlines of a character in a font; nil if it has none there.
func (d *drawing) shape(f *sfnt.Font, r rune, glyph sfnt.GlyphIndex, wide, high float64,
	to func(u, v float64) point) (out [][]point) {
	if f == nil {
		return nil
	}
	defer func() {
		if recover() != nil { // a broken glyph is none
			out = nil
		}
	}()
	if glyph == 0 {
		var err error
		if glyph, err = f.GlyphIndex(&d.glyphs, r); err != nil || glyph == 0 {
			return nil
		}
	}
	em := int(f.UnitsPerEm())
	all, err := f.LoadGlyph(&d.glyphs, glyph, fixed.I(em), nil)
	if err != nil || em == 0 {
		return nil
	}
	at := func(p fixed.Point26_6) point {
		return to(float64(p.X)/64/float64(em)*wide, -float64(p.Y)/64/float64(em)*high)
	}
	line := flat{lines: [][]point{}}
	for _, s := range all {
		switch p := at(s.Args[0]); s.Op {
		case sfnt.SegmentOpMoveTo:
			line.move(p.x, p.y)
		case sfnt.SegmentOpLineTo:
			line.line(p.x, p.y)
		case sfnt.SegmentOpQuadTo:
			line.curve(p, at(s.Args[1]))
		case sfnt.SegmentOpCubeTo:
			line.curve(p, at(s.Args[1]), at(s.Args[2]))
		}
	}
	return line.lines
}

// glyphNumbers are the numbers in its font of the characters of a text object,
// by their place, where the file tells them.
func glyphNumbers(n *node) map[int]sfnt.GlyphIndex {
	out := map[int]sfnt.GlyphIndex{}
	for _, t := range n.all("CGTransform") {
		first := int(t.number("CodePosition", 0))
		f := fields{rest: t.child("Glyphs").value()}
		if t.number("CodeCount", 1) != t.number("GlyphCount", 1) {
			continue
		}
		for k := first; ; k++ {
			v, ok := f.number()
			if !ok || k-first > maxMarks {
				break
			}
			if v > 0 && v < math.MaxUint16 {
				out[k] = sfnt.GlyphIndex(v)
			}
		}
	}
	return out
}

// render draws regions of pages; see format.Format.
func render(ctx context.Context, data []byte, _ format.Options, dpi float64, regions []document.Region,
	each func(i int, img image.Image) error) error {
	r, err := open(ctx, data)
	if err != nil {
		return err
	}
	r.wanted = map[int][]int{}
	for i, region := range regions {
		r.wanted[region.Page] = append(r.wanted[region.Page], i)
	}
	shown := make([]image.Image, len(regions))
	r.hand = func(d *drawing) error {
		for _, i := range r.wanted[d.number] {
			img, err := d.picture(regions[i].Box, dpi)
			if err != nil {
				return err
			}
			shown[i] = img
		}
		return nil
	}
	if _, err := r.read(func(layout.Page) error { return nil }); err != nil {
		return err
	}
	for i, img := range shown {
		if img == nil {
			return fmt.Errorf("page %d of a document with %d pages", regions[i].Page, r.number)
		}
		if err := each(i, img); err != nil {
			return err
		}
	}
	return nil
}

// picture draws a part of the page; the zero Box is all of it.
func (d *drawing) picture(part document.Box, dpi float64) (image.Image, error) {
	if part.IsZero() {
		part = d.whole()
	}
	part = geometry.Intersect(part, d.whole())
	scale := dpi / 72
	w, h := int(math.Ceil(part.Width()*scale)), int(math.Ceil(part.Height()*scale))
	switch {
	case w < 1 || h < 1:
		return nil, fmt.Errorf("page %d: nothing to draw at %g dpi", d.number, dpi)
	case w > maxPixels/h:
		return nil, fmt.Errorf("%w: page %d is %d by %d pixels", document.ErrTooLarge, d.number, w, h)
	}
	if err := budget.Charge(d.ctx, budget.Bytes, 4*w*h); err != nil {
		return nil, err
	}
	paper := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(paper, paper.Bounds(), image.White, image.Point{}, draw.Src)
	slices.SortStableFunc(d.canvas.painted, func(a, b painted) int {
		return cmp.Or(a.rank-b.rank, a.order-b.order)
	})
	to := geometry.Matrix{A: scale, D: scale, E: -part.X0 * scale, F: -part.Y0 * scale}
	for i := range d.canvas.painted {
		if err := budget.Done(d.ctx); err != nil {
			return nil, err
		}
		d.show(paper, &d.canvas.painted[i], to)
	}
	return paper, nil
}

// show paints one thing on paper.
func (d *drawing) show(paper *image.RGBA, p *painted, to geometry.Matrix) {
	limit := pixels(to.Rect(p.limit)).Intersect(paper.Bounds())
	if limit.Empty() {
		return
	}
	if p.picture != nil {
		img, err := d.decode(p.picture.part)
		if err != nil {
			return // reading the page says so
		}
		b := img.Bounds()
		m := geometry.Matrix{A: 1 / float64(b.Dx()), D: 1 / float64(b.Dy())}.Then(p.picture.to).Then(to)
		m = geometry.Matrix{A: 1, D: 1, E: -float64(b.Min.X), F: -float64(b.Min.Y)}.Then(m)
		on := paper.SubImage(limit).(*image.RGBA)
		xdraw.ApproxBiLinear.Transform(on, f64.Aff3{m.A, m.C, m.E, m.B, m.D, m.F}, img, b, draw.Over, nil)
		return
	}
	box := geometry.NoBox()
	for _, l := range p.outlines {
		for _, q := range l {
			x, y := to.Point(q.x, q.y)
			box.X0, box.Y0, box.X1, box.Y1 = min(box.X0, x), min(box.Y0, y), max(box.X1, x), max(box.Y1, y)
		}
	}
	area := pixels(box).Intersect(limit)
	if area.Empty() {
		return
	}
	z := vector.NewRasterizer(area.Dx(), area.Dy())
	for _, l := range p.outlines {
		for i, q := range l {
			x, y := to.Point(q.x, q.y)
			if fx, fy := float32(x-float64(area.Min.X)), float32(y-float64(area.Min.Y)); i == 0 {
				z.MoveTo(fx, fy)
			} else {
				z.LineTo(fx, fy)
			}
		}
		z.ClosePath()
	}
	z.Draw(paper, area, image.NewUniform(p.color), image.Point{})
}

// pixels are those that a box touches.
func pixels(b document.Box) image.Rectangle {
	const most = 1 << 20
	at := func(v float64) int { return int(min(max(v, -most), most)) }
	return image.Rect(at(math.Floor(b.X0)), at(math.Floor(b.Y0)), at(math.Ceil(b.X1)), at(math.Ceil(b.Y1)))
}
