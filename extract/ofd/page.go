package ofd

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"image/color"
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract/draw"
	"github.com/yusuan/yusuan/extract/layout"
)

// mm is a millimetre in points.
const mm = 72 / 25.4

// a4 is the page of a document that does not say how large its pages are, in
// millimetres.
var a4 = document.Box{X1: 210, Y1: 297}

// What is painted before what, whatever stands first in the file.
const (
	behindPage = iota
	backgroundLayer
	bodyLayer
	foregroundLayer
	beforePage
	notesLayer
)

// drawing collects what one page shows.
type drawing struct {
	*reader
	page   *layout.Page
	base   draw.Matrix // from millimetres of the page to points as displayed
	rank   int         // of the layer at hand
	order  int         // of objects within their rank
	marks  []mark
	paint  []paint
	covers draw.Covers
	cells  draw.Cells
	scan   scan
	count  int
	canvas *canvas        // nil unless the page is drawn
	lost   map[string]int // what is named and not there
}

// state is what objects take from what they stand in.
type state struct {
	to     draw.Matrix // from the space of the object to points as displayed
	limit  clip
	params string // drawing parameters
	alpha  float64
	gone   bool // not to be shown
	faint  bool // a watermark
	depth  int
}

// containers of what a page draws.
var containers = []string{"Page", "Content", "Layer", "PageBlock"}

// header is what a page says before its content.
type header struct {
	area      *node
	templates []*node
}

// page reads one page. What cannot be read of it is a warning.
func (r *reader) page(p *layout.Page, id, part string) error {
	d := &drawing{reader: r, page: p, lost: map[string]int{}}
	if r.hand != nil {
		d.canvas = &canvas{}
	}
	data, failed := r.text(part)
	if failed != nil && budget.Done(r.ctx) != nil {
		return failed
	}
	h, err := r.header(part, data) // what is wrong with the part is told when it is drawn
	if err != nil && errors.Is(err, document.ErrTooLarge) {
		return err
	}
	b := size(h.area, r.area)
	p.Width, p.Height = b.Width()*mm, b.Height()*mm
	d.base = draw.Matrix{A: mm, D: mm, E: -b.X0 * mm, F: -b.Y0 * mm}
	for _, t := range h.templates {
		if err := d.template(t.get("TemplateID"), t.get("ZOrder")); err != nil {
			return err
		}
	}
	if err := d.layers(part, data, failed, bodyLayer); err != nil {
		r.broken[r.number] = true
		if err := r.tolerate(err); err != nil {
			return err
		}
	}
	for _, part := range r.notes[id] {
		if err := r.tolerate(d.notes(part)); err != nil {
			return err
		}
	}
	for _, b := range r.seals[id] {
		box := draw.Intersect(d.base.Rect(b), d.whole())
		if box.X1 > box.X0 && box.Y1 > box.Y0 {
			p.Images = append(p.Images, box)
		}
	}
	d.cells.Rule(p)
	if err := d.finish(); err != nil || d.canvas == nil {
		return err
	}
	return r.hand(d)
}

// whole is the page itself, as displayed.
func (d *drawing) whole() document.Box {
	return document.Box{X1: d.page.Width, Y1: d.page.Height}
}

// header reads what a page says of itself: before its content, as the standard
// has it, or elsewhere.
func (r *reader) header(part string, data []byte) (h header, err error) {
	resources := []string{}
	until := "Content"
	_, late, _ := bytes.Cut(data, []byte("Content>"))
	if bytes.Contains(late, []byte("PhysicalBox")) || bytes.Contains(late, []byte("TemplateID")) {
		until = ""
	}
	err = r.elements(part, data, nil, containers, visitor{stream: true, until: until, object: func(n *node) error {
		switch n.name {
		case "Area":
			h.area = n
		case "Template":
			h.templates = append(h.templates, n)
		case "PageRes":
			resources = append(resources, r.locate(r.dir, n.value()))
		}
		return nil
	}})
	for _, res := range resources {
		if err := r.resources(res); err != nil {
			return h, err
		}
	}
	return h, err
}

// size is the visible area of a page in millimetres.
func size(areas ...*node) document.Box {
	for _, a := range areas {
		for _, name := range []string{"PhysicalBox", "ApplicationBox", "CropBox"} {
			v := numbers(a.child(name).value(), 4)
			if len(v) == 4 && v[2] > 0 && v[3] > 0 {
				return document.Box{X0: v[0], Y0: v[1], X1: v[0] + v[2], Y1: v[1] + v[3]}
			}
		}
	}
	return a4
}

func (d *drawing) template(id, order string) error {
	part, rank := d.templates[id].part, behindPage
	if cmp.Or(order, d.templates[id].order) == "Foreground" {
		rank = beforePage
	}
	if !d.has(part) {
		d.lost["page templates"]++
		return nil
	}
	data, failed := d.reader.text(part)
	return d.tolerate(d.layers(part, data, failed, rank))
}

// layers draws the content of a page or a template.
func (d *drawing) layers(part string, data []byte, failed error, rank int) error {
	top := state{to: d.base, limit: clip{d.whole(), true}, alpha: 1}
	now := top
	return d.elements(part, data, failed, containers, visitor{
		stream: true,
		enter: func(n *node) {
			if n.name != "Layer" {
				return
			}
			now, d.rank = top, rank
			now.params = n.get("DrawParam")
			if rank == bodyLayer {
				switch n.get("Type") {
				case "Background":
					d.rank = backgroundLayer
				case "Foreground":
					d.rank = foregroundLayer
				}
			}
		},
		object: func(n *node) error { return d.object(n, now) },
	})
}

// notes draws annotations. What is only for the screen or a link shows
// nothing that is published.
func (d *drawing) notes(part string) error {
	root, err := d.tree(part)
	if err != nil {
		return err
	}
	d.rank = notesLayer
	for _, a := range root.all("Annot") {
		look := a.child("Appearance")
		if look == nil || a.get("Type") == "Link" {
			continue
		}
		s := state{to: d.base, limit: clip{d.whole(), true}, alpha: 1}
		s.gone = a.get("Visible") == "false"
		s.faint = a.get("Type") == "Watermark"
		if b, ok := look.box("Boundary"); ok {
			s.to = draw.Matrix{A: 1, D: 1, E: b.X0, F: b.Y0}.Then(s.to)
		}
		for _, n := range look.kids {
			if err := d.object(n, s); err != nil {
				return err
			}
		}
	}
	return nil
}

// object draws one object and all within it.
func (d *drawing) object(n *node, s state) error {
	if err := d.charge(1); err != nil {
		return err
	}
	if s.depth++; s.depth > maxComposites {
		return nil
	}
	d.order++
	s.gone = s.gone || n.get("Visible") == "false"
	s.alpha *= min(max(n.number("Alpha", 255), 0), 255) / 255
	if p := n.get("DrawParam"); p != "" {
		s.params = p
	}
	outer := s.to
	b, bounded := n.box("Boundary")
	if bounded {
		s.to = draw.Matrix{A: 1, D: 1, E: b.X0, F: b.Y0}.Then(s.to)
	}
	flat := s.to // the object's space without its own matrix
	if v := numbers(n.get("CTM"), 6); len(v) == 6 {
		s.to = draw.Matrix{A: v[0], B: v[1], C: v[2], D: v[3], E: v[4], F: v[5]}.Then(s.to)
	}
	s.limit = d.clips(n.child("Clips"), s, flat)
	switch n.name {
	case "TextObject":
		return d.string(n, s)
	case "PathObject":
		return d.path(n, s)
	case "ImageObject":
		if n.get("CTM") == "" && bounded {
			s.to = draw.Matrix{A: b.Width(), D: b.Height(), E: b.X0, F: b.Y0}.Then(outer)
		}
		d.image(n, s)
	case "CompositeObject":
		unit := d.units[n.get("ResourceID")]
		if unit == nil {
			d.lost["composite graphics"]++
			return nil
		}
		return d.objects(unit.child("Content"), s)
	case "PageBlock", "Layer", "Content":
		return d.objects(n, s)
	}
	return nil
}

// maxComposites is how deep composite graphics may hold each other.
const maxComposites = 24

func (d *drawing) objects(n *node, s state) error {
	if n == nil {
		return nil
	}
	for _, k := range n.kids {
		if err := d.object(k, s); err != nil {
			return err
		}
	}
	return nil
}

// charge takes objects of the page.
func (d *drawing) charge(n int) error {
	if d.count += n; d.count > maxMarks {
		return fmt.Errorf("%w: page %d draws more than %d objects", document.ErrTooLarge, d.number, maxMarks)
	}
	return budget.Charge(d.ctx, budget.Work, n*workOfObject)
}

// workOfObject is the steps of work that an object or a character takes.
const workOfObject = 50

// clips is the part of the page that an object can paint on. Viewers disagree
// whether the object's own matrix moves its clips, so that what is within
// either is taken for seen.
func (d *drawing) clips(n *node, s state, flat draw.Matrix) clip {
	limit := s.limit
	for _, c := range n.all("Clip") {
		moved, still := draw.NoBox(), draw.NoBox()
		for _, a := range c.all("Area") {
			for _, k := range a.kids {
				m := draw.Identity
				if v := numbers(a.get("CTM"), 6); len(v) == 6 {
					m = draw.Matrix{A: v[0], B: v[1], C: v[2], D: v[3], E: v[4], F: v[5]}
				}
				if b, ok := k.box("Boundary"); ok {
					m = draw.Matrix{A: 1, D: 1, E: b.X0, F: b.Y0}.Then(m)
				}
				if k.name != "Path" || d.charge(1) != nil {
					return limit // text that clips: of no certain extent
				}
				for _, p := range subpaths(k.child("AbbreviatedData").value(), m) {
					moved, still = join(moved, s.to.Rect(p.Box())), join(still, flat.Rect(p.Box()))
				}
			}
		}
		if moved.X1 < moved.X0 {
			continue // an empty clip, as some writers leave
		}
		limit.exact = limit.exact && moved == still
		limit.box = draw.Intersect(limit.box, join(moved, still))
	}
	return limit
}

func join(a, b document.Box) document.Box {
	return document.Box{X0: min(a.X0, b.X0), Y0: min(a.Y0, b.Y0), X1: max(a.X1, b.X1), Y1: max(a.Y1, b.Y1)}
}

// param looks for an attribute or a child in the object, then in its drawing
// parameters and those these stand on.
func (d *drawing) param(n *node, id string, found func(*node) bool) {
	for range maxComposites {
		if n == nil || found(n) {
			return
		}
		if n = d.params[id]; n != nil {
			id = n.get("Relative")
		}
	}
}

// color is the colour of a fill or a stroke, as far as it matters.
func (d *drawing) color(n *node, child string, s state) draw.Ink {
	c, ok := d.rgba(n, child, s)
	if !ok {
		return draw.Ink{Clear: c.A == 0} // a pattern or a shading
	}
	return draw.InkOf(uint32(c.R), uint32(c.G), uint32(c.B), uint32(c.A))
}

// rgba is the colour of a fill or a stroke; black where nothing is said. It is
// not ok for a pattern or a shading.
func (d *drawing) rgba(n *node, child string, s state) (rgba color.NRGBA, ok bool) {
	var c *node
	d.param(n, s.params, func(p *node) bool {
		c = p.child(child)
		return c != nil
	})
	alpha := s.alpha
	if c == nil {
		return inkOf(0, 0, 0, alpha), true
	}
	alpha *= min(max(c.number("Alpha", 255), 0), 255) / 255
	if len(c.kids) > 0 {
		return inkOf(0, 0, 0, alpha), false
	}
	v := channels(c.get("Value"))
	switch space := d.spaces[c.get("ColorSpace")]; {
	case len(v) == 0: // an index of a palette, or the default
		return inkOf(0, 0, 0, alpha), true
	case len(v) == 4 || space == "CMYK":
		for len(v) < 4 {
			v = append(v, 0)
		}
		light := 1 - v[3]/255
		return inkOf(255*(1-v[0]/255)*light, 255*(1-v[1]/255)*light, 255*(1-v[2]/255)*light, alpha), true
	case len(v) < 3:
		return inkOf(v[0], v[0], v[0], alpha), true
	}
	return inkOf(v[0], v[1], v[2], alpha), true
}

// channels are the values of a colour: decimal, or hexadecimal after a #.
func channels(value string) (out []float64) {
	f := fields{rest: value}
	for len(out) < 4 {
		word, ok := f.next()
		if !ok {
			break
		}
		v := 0.0
		if hex, ok := strings.CutPrefix(word, "#"); ok {
			var n uint8
			if _, err := fmt.Sscanf(hex, "%x", &n); err == nil {
				v = float64(n)
			}
		} else {
			v, _ = parse(word)
		}
		out = append(out, min(max(v, 0), 255))
	}
	return out
}

// inkOf is a colour of channels from 0 to 255 and an opacity from 0 to 1.
func inkOf(red, green, blue, alpha float64) color.NRGBA {
	return color.NRGBA{uint8(red), uint8(green), uint8(blue), uint8(alpha * 255)}
}
