package ofd

import (
	"math"
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/draw"
)

// place is where in the painting of the page an object stands.
type place struct{ rank, order int }

func (p place) before(q place) bool {
	return p.rank < q.rank || p.rank == q.rank && p.order < q.order
}

// clip is the bounding box, displayed, of what limits an object's painting.
type clip struct {
	box   document.Box
	exact bool // it is that box
}

// paint is an area painted by something else than text.
type paint struct {
	place
	box     document.Box // displayed
	white   bool
	opaque  bool // certainly covers all of its box
	picture bool // it is a picture
}

type verdict int

const (
	shown verdict = iota
	unseen
	inLayer // text over or under a picture that says the same
)

// visibility says whether a reader of the page sees a character.
func (d *drawing) visibility(m *mark) verdict {
	if m.gone || m.ink.Clear {
		if draw.OnImage(d.page, &m.Glyph) {
			return inLayer
		}
		return unseen
	}
	if m.Size < 0.5 || draw.CutOff(&m.Glyph, m.limit) {
		return unseen
	}
	if strings.TrimSpace(m.Text) == "" && m.Text != "" {
		return shown
	}
	x, y := (m.Box.X0+m.Box.X1)/2, (m.Box.Y0+m.Box.Y1)/2
	backed := !m.ink.White
	for i := range d.paint {
		p := &d.paint[i]
		switch {
		case !p.box.Contains(x, y):
		case p.before(m.place):
			backed = backed || !p.white
		case p.opaque && p.picture:
			return inLayer
		case p.opaque:
			return unseen
		}
	}
	if !backed {
		return unseen
	}
	return shown
}

// lineWidth is the width of a stroke that says nothing, in millimetres.
const lineWidth = 0.353

// path records the rulings and fills of a path object.
func (d *drawing) path(n *node, s state) error {
	filled, stroked := n.get("Fill") == "true", n.get("Stroke") != "false"
	fill, stroke := d.color(n, "FillColor", s), d.color(n, "StrokeColor", s)
	if d.canvas != nil && !s.gone {
		d.paintPath(n, s, filled, stroked, d.lineWidth(n, s))
	}
	filled = filled && !fill.Clear && !s.gone
	stroked = stroked && !stroke.White && !stroke.Clear && !s.gone
	if !filled && !stroked {
		return nil
	}
	data := n.child("AbbreviatedData").value()
	if err := d.charge(len(data) / bytesOfSegment); err != nil {
		return err
	}
	all := subpaths(data, s.to)
	p := draw.Painter{Page: d.page, Limit: s.limit.box}
	at := place{d.rank, d.order}
	if filled {
		p.Painted = func(area document.Box, whole bool) {
			opaque := fill.Known && fill.Opaque && s.limit.exact && whole
			if opaque {
				d.covers.Cover(d.page, area)
				d.cells.Add(d.page, area, fill.White)
			}
			d.paint = append(d.paint, paint{place: at, box: area, white: fill.White, opaque: opaque})
		}
		p.Fill(all, fill.White)
	}
	if stroked {
		p.Painted = func(area document.Box, _ bool) {
			d.paint = append(d.paint, paint{place: at, box: area})
		}
		p.Stroke(all, d.lineWidth(n, s))
	}
	return nil
}

// lineWidth is how wide the strokes of a path are, in points.
func (d *drawing) lineWidth(n *node, s state) float64 {
	width := lineWidth
	d.param(n, s.params, func(k *node) bool {
		if k.get("LineWidth") == "" {
			return false
		}
		width = k.number("LineWidth", lineWidth)
		return true
	})
	return math.Abs(width) * s.to.Grow()
}

// bytesOfSegment is about how many bytes a segment of a path takes; so a path
// counts as so many objects.
const bytesOfSegment = 64

// outline is a pen that keeps the ends of segments.
type outline struct{ all []draw.Subpath }

func (o *outline) move(x, y float64) {
	o.all = append(o.all, draw.Subpath{})
	o.add(false, x, y)
}

func (o *outline) line(x, y float64) { o.add(false, x, y) }

func (o *outline) curve(points ...point) {
	end := points[len(points)-1]
	o.add(true, end.x, end.y)
}

func (o *outline) shut() {
	if len(o.all) > 0 {
		o.all[len(o.all)-1].Closed = true
	}
}

func (o *outline) add(curved bool, x, y float64) {
	if len(o.all) == 0 {
		o.all = append(o.all, draw.Subpath{})
	}
	o.all[len(o.all)-1].Add(x, y, curved)
}

// subpaths reads what AbbreviatedData draws, as displayed.
func subpaths(data string, m draw.Matrix) []draw.Subpath {
	var o outline
	segments(data, m, &o)
	return o.all
}

// segments follows AbbreviatedData with a pen.
func segments(data string, m draw.Matrix, p pen) {
	f := fields{rest: data}
	next := func() point {
		x, _ := f.number()
		y, _ := f.number()
		x, y = m.Point(x, y)
		return point{x, y}
	}
	for {
		op, ok := f.next()
		if !ok {
			return
		}
		switch op {
		case "S", "M":
			to := next()
			p.move(to.x, to.y)
		case "L":
			to := next()
			p.line(to.x, to.y)
		case "Q":
			p.curve(next(), next())
		case "B":
			p.curve(next(), next(), next())
		case "A": // radii, angle, size and direction, then the end
			for range 5 {
				_, _ = f.number()
			}
			p.curve(next())
		case "C":
			p.shut()
		}
	}
}
