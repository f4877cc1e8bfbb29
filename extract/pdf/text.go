package pdf

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract/draw"
	"github.com/yusuan/yusuan/extract/layout"
)

// Text render modes of PDF.
const (
	modeFillStroke = 2
	modeInvisible  = 3
	modeClip       = 7
)

// glyphState is what is remembered from one character to the next.
type glyphState struct {
	filled, stroked bool // of the path at hand
	pending         []pending
	before          document.Box // of the text object before the one at hand
	torn            []uint32     // objects that lost characters to the one before
	reach           viewport     // of the object at hand

	object   uint32 // text object at hand
	shown    bool   // a glyph of it is seen
	style    style
	hidden   draw.Hidden
	unseen   map[uint32]*hiddenObject
	unknown  int
	layer    []layout.Glyph       // invisible characters over or under an image
	seen     draw.Seen            // glyphs by what and about where they are
	advances map[fontRune]float64 // in em
}

const (
	// leastSize is how small type is, in points, that nobody sees; leastShape is how
	// large a shape is that somebody does.
	leastSize, leastShape = 0.5, 2.0
)

// style is what all characters of a text object share.
type style struct {
	drawn
	mode    int
	bold    bool
	ink     draw.Ink
	size    float64
	stretch float64 // size along the line
	font    uint32
	along   [2]float64 // unit vector of the writing direction in user space
	up      [2]float64
	angle   int
	upright bool // written along one of the page's sides
	shapes  bool // of a font of shapes with a scale of its own (Type 3)
}

// text reads the page's characters. PDFium leaves out characters that repeat
// what was drawn at their place before, also where the earlier is covered or
// clipped and a reader sees the later alone. So where text is drawn over
// hidden text, the hidden objects are moved off the page, and it is read again.
// The same is done with a text that lost characters to the one before it,
// which is then read apart from it and put back.
func (c *content) text(page uint64) {
	for range maxLayers {
		text, chars := c.readChars(page)
		c.page.Glyphs, c.glyphState = make([]layout.Glyph, 0, len(chars)), glyphState{advances: c.advances}
		c.chars(chars)
		c.run("FPDFText_ClosePage", text)
		away := c.drawnOver()
		for _, object := range c.torn {
			c.apart[object] = true
			away = append(away, object)
		}
		if len(away) == 0 {
			break
		}
		for _, object := range away {
			one, right := math.Float64bits(1), math.Float64bits(offPage)
			c.run("FPDFPageObj_Transform", uint64(object), one, 0, 0, one, right, 0)
		}
	}
	c.page.Hidden = c.hidden.Numbers()
	c.page.Layer = c.layer
}

// offPage is farther, in points, than any page is wide.
const offPage = 1e5

// maxLayers is how often corrections may be pasted over each other at one
// place; one or two are seen.
const maxLayers = 8

// hiddenObject is a text object with glyphs nobody sees.
type hiddenObject struct {
	box  document.Box
	part bool // other glyphs of it are seen
}

// drawnOver lists the wholly hidden text objects, in painting order, if a
// later text object stands where one of them does.
func (c *content) drawnOver() []uint32 {
	var hidden []uint32
	for object, h := range c.unseen {
		if !h.part {
			hidden = append(hidden, object)
		}
	}
	if len(hidden) == 0 {
		return nil
	}
	slices.SortFunc(hidden, func(a, b uint32) int { return cmp.Compare(c.contexts[a], c.contexts[b]) })
	first := map[[2]int]int32{} // the earliest of hidden at each patch of the page
	for _, h := range slices.Backward(hidden) {
		c.patches(c.unseen[h].box, func(at [2]int) { first[at] = c.contexts[h] })
	}
	for object, k := range c.contexts {
		if _, ok := c.unseen[object]; ok || k < c.contexts[hidden[0]] {
			continue
		}
		b, ok := c.boundsOf(object, c.viewOf(object))
		if !ok {
			continue
		}
		over := false
		c.patches(b, func(at [2]int) {
			h, ok := first[at]
			over = over || ok && h < k
		})
		if over {
			return hidden
		}
	}
	return nil
}

// patch is the side, in points, of the squares that tell which objects may lie
// over each other: about two characters.
const patch = 24.0

// patches calls each with the squares of the page that a box touches.
func (c *content) patches(b document.Box, each func(at [2]int)) {
	b = draw.Intersect(b, c.visible)
	for x := int(b.X0 / patch); x <= int(b.X1/patch); x++ {
		for y := int(b.Y0 / patch); y <= int(b.Y1/patch); y++ {
			each([2]int{x, y})
		}
	}
}

// char is a character in PDFium's reading of the page.
type char struct {
	text   uint64
	index  int
	r      rune
	object uint32
}

// readChars lists the characters of all active text objects, but for those
// that PDFium takes for a repetition.
func (c *content) readChars(page uint64) (text uint64, chars []char) {
	text = c.run("FPDFText_LoadPage", page)
	if text == 0 || c.err != nil {
		return 0, nil
	}
	n := int(int32(c.run("FPDFText_CountChars", text)))
	if n > maxChars && c.err == nil {
		c.err = fmt.Errorf("%w: page %d has more than %d characters", document.ErrTooLarge, c.page.Number, maxChars)
		return text, nil
	}
	if err := budget.Charge(c.ctx, budget.Work, callsOfObject*max(n, 0)); err != nil && c.err == nil {
		c.err = err
		return text, nil
	}
	chars = make([]char, 0, max(n, 0))
	for i := 0; i < n && c.err == nil; i++ {
		r := rune(c.call(c.unicode, text, uint64(i)))
		if (r == ' ' || r == '\r' || r == '\n') && c.call(c.isGenerated, text, uint64(i)) == 1 {
			continue // PDFium's own spaces and line ends
		}
		if o := uint32(c.call(c.textObject, text, uint64(i))); o != 0 {
			chars = append(chars, char{text, i, r, o})
		}
	}
	return text, chars
}

func (c *content) chars(chars []char) {
	c.seen = make(draw.Seen, len(chars))
	c.unseen = map[uint32]*hiddenObject{}
	var last origin
	for _, k := range chars {
		if k.object != c.object {
			c.endObject()
			c.object, c.shown = k.object, false
			c.reach = c.viewOf(k.object)
			c.style = c.styleOf(k.text, k.index, k.object)
		}
		c.char(k.text, k.index, k.r, &last)
	}
	c.endObject()
}

// pending is a visible glyph of the object at hand.
type pending struct {
	layout.Glyph
	again int // the glyph of the page, or (below zero, from -1) of the object, that it repeats; else noRepeat
}

const noRepeat = math.MaxInt

// endObject puts the glyphs of the object at hand on the page. Overprinting
// repeats a text, or most of it: a digit that happens to stand on the same
// digit of another number is a digit of its own.
func (c *content) endObject() {
	repeats := 0
	for i := range c.pending {
		if c.pending[i].again != noRepeat {
			repeats++
		}
	}
	overprint := 2*repeats >= len(c.pending)
	for i := range c.pending {
		p := &c.pending[i]
		if overprint && p.again != noRepeat {
			if p.again >= 0 {
				o := &c.page.Glyphs[p.again]
				o.Bold = o.Bold || p.Bold
			}
			c.hidden.Add(&p.Glyph)
			continue
		}
		if p.Text == "" {
			c.unknown++
		} else {
			c.seen.Add(&p.Glyph, len(c.page.Glyphs))
		}
		c.page.Glyphs = append(c.page.Glyphs, p.Glyph)
	}
	c.findTorn()
	c.pending = c.pending[:0]
}

// viewOf is the page's view, for an object read apart that of where it was
// moved to.
func (c *content) viewOf(object uint32) viewport {
	v := c.view
	if c.apart[object] {
		m := c.placed[c.contexts[object]]
		dx, dy := offPage*m.A, offPage*m.B
		v.box.X0, v.box.X1, v.box.Y0, v.box.Y1 = v.box.X0+dx, v.box.X1+dx, v.box.Y0+dy, v.box.Y1+dy
	}
	return v
}

// boundsOf is the extent of an object on the displayed page.
func (c *content) boundsOf(object uint32, v viewport) (document.Box, bool) {
	s := uint64(c.scratch)
	if c.call(c.objBounds, uint64(object), s, s+4, s+8, s+12) == 0 {
		return document.Box{}, false
	}
	r := c.out(16)
	b := document.Box{X0: f32(r, 0), Y0: f32(r, 1), X1: f32(r, 2), Y1: f32(r, 3)}
	return v.rect(c.placed[c.contexts[object]].Rect(b)), true
}

// findTorn keeps the object at hand if it begins within the one before and is
// wider than the glyphs that came of it: PDFium takes a character for a
// repetition that stands on the same one of a text just before.
func (c *content) findTorn() {
	if len(c.pending) == 0 || c.style.angle != 0 {
		return
	}
	before, box := c.before, c.pending[0].Box
	for i := range c.pending {
		box = box.Union(c.pending[i].Box)
	}
	c.before = box
	if c.apart[c.object] || box.X0-c.style.size > before.X1 || box.X1 < before.X0 || box.Y0 > before.Y1 ||
		box.Y1 < before.Y0 {
		return
	}
	if _, ok := c.contexts[c.object]; !ok {
		return
	}
	all, ok := c.boundsOf(c.object, c.reach)
	if ok && (all.X0 < box.X0-lostWidth*c.style.size || all.X1 > box.X1+lostWidth*c.style.size) {
		c.torn = append(c.torn, c.object)
	}
}

// lostWidth is how much wider, in ems, than its glyphs a text is that lost a
// digit; the narrowest are half an em.
const lostWidth = 0.4

type origin struct {
	object uint32
	box    document.Box
	shown  bool
}

func (c *content) char(text uint64, i int, r rune, last *origin) {
	index := uint64(i)
	s := &c.style
	box := c.glyphBox(text, index, r)
	meaning := c.meaning(text, index, r)
	if last.object == c.object && last.box == box {
		// One glyph that stands for several characters.
		if last.shown {
			c.pending[len(c.pending)-1].Text += meaning
		}
		return
	}
	*last = origin{object: c.object, box: box}
	if meaning != "" && draw.ZeroWidth(r) {
		return
	}
	g := layout.Glyph{Text: meaning, Box: box, Size: s.size, Bold: s.bold, Faint: s.ink.Faint,
		Red: s.ink.Red, Angle: s.angle,
		Object: c.contexts[c.object] + 1}
	if why := c.visibility(&g); why != shown {
		if why == inLayer {
			c.layer = append(c.layer, g)
		}
		c.hidden.Add(&g)
		c.hideObject(&g)
		return
	}
	c.shown = true
	if h := c.unseen[c.object]; h != nil {
		h.part = true
	}
	last.shown = true
	c.pending = append(c.pending, pending{g, c.repeats(&g)})
}

// meaning is the text a glyph stands for, empty if the file does not tell.
func (c *content) meaning(text, index uint64, r rune) string {
	if r == 2 && c.call(c.isHyphen, text, index) == 1 || r == '\u00ad' {
		return "-" // PDFium marks a hyphen at a line's end so
	}
	s := draw.Meaning(r)
	if c.style.shapes && (s == "" || r >= firstSymbol && r <= lastSymbol) {
		return ""
	}
	if s != "" && !unicode.IsSpace(r) && c.call(c.mapError, text, index) == 1 {
		return ""
	}
	return s
}

// What PDFium takes the codes of a font of shapes for that says nothing of them:
// the symbols of Zapf Dingbats.
const firstSymbol, lastSymbol = '\u2460', '\u27bf'

// glyphBox is the advance width by ascent and descent, displayed.
func (c *content) glyphBox(text, index uint64, char rune) document.Box {
	s := uint64(c.scratch)
	st := &c.style
	if st.upright && !st.shapes && c.call(c.looseBox, text, index, s) != 0 {
		r := c.out(16)
		b := document.Box{X0: f32(r, 0), Y1: f32(r, 1), X1: f32(r, 2), Y0: f32(r, 3)}
		b = c.reach.rect(b)
		w, h := b.Width(), b.Height()
		if turned := st.angle % 180; turned > 45 && turned < 135 {
			w, h = h, w
		}
		if h >= 0.5*st.size && h <= 2.5*st.size && w > 0 && w <= 4*st.size {
			return b
		}
	}
	// The font's metrics are no use, or the text runs aslant: advance from
	// the origin along the line, with a usual ascent and descent across it.
	c.call(c.charOrigin, text, index, s, s+8)
	o := c.out(16)
	x, y := f64(o, 0), f64(o, 1)
	advance := c.advance(char)
	if st.shapes || advance <= 0 || advance > 4*st.size {
		c.call(c.charBox, text, index, s, s+8, s+16, s+24)
		ink := c.out(32)
		advance = max(0.25*st.size, math.Abs(st.along[0])*(f64(ink, 1)-f64(ink, 0))+
			math.Abs(st.along[1])*(f64(ink, 3)-f64(ink, 2)))
	}
	b := draw.NoBox()
	for _, u := range [2]float64{0, advance} {
		for _, v := range [2]float64{-0.12 * st.size, 0.88 * st.size} {
			px, py := x+u*st.along[0]+v*st.up[0], y+u*st.along[1]+v*st.up[1]
			b.X0, b.Y0, b.X1, b.Y1 = min(b.X0, px), min(b.Y0, py), max(b.X1, px), max(b.Y1, py)
		}
	}
	return c.reach.rect(b)
}

// advance is the width the font gives a character, in points as displayed; 0
// if it does not tell.
func (c *content) advance(r rune) float64 {
	key := fontRune{c.style.font, r}
	em, ok := c.advances[key]
	if !ok {
		if c.call(c.glyphWidth, uint64(key.font), uint64(r), uint64(math.Float32bits(1)), uint64(c.scratch)) != 0 {
			em = f32(c.out(4), 0)
		}
		c.advances[key] = em
	}
	return em * c.style.stretch
}

type fontRune struct {
	font uint32
	r    rune
}

func (c *content) styleOf(text uint64, i int, object uint32) style {
	o := uint64(object)
	st := style{drawn: drawn{clip: c.visible}}
	if k, ok := c.contexts[object]; ok {
		st.drawn = c.drawn[k]
	}
	s := uint64(c.scratch)
	size := 1.0
	if c.call(c.textSize, o, s) != 0 {
		size = f32(c.out(4), 0)
	}
	m := draw.Identity
	if c.call(c.charMatrix, text, uint64(i), s) != 0 {
		m = readMatrix(c.out(24))
	}
	if size < 0 {
		m.A, m.B, m.C, m.D, size = -m.A, -m.B, -m.C, -m.D, -size
	}
	st.size = size * math.Hypot(m.C, m.D)
	st.stretch = size * math.Hypot(m.A, m.B)
	if st.size < leastSize {
		// The scale of a font of shapes is its own: what is drawn tells.
		c.call(c.charBox, text, uint64(i), s, s+8, s+16, s+24)
		ink := c.out(32)
		if size := max(f64(ink, 1)-f64(ink, 0), f64(ink, 3)-f64(ink, 2)); size >= leastShape {
			st.size, st.stretch, st.shapes = size, size, true
		}
	}
	st.along, st.up = unit(m.A, m.B, [2]float64{1, 0}), unit(m.C, m.D, [2]float64{0, 1})
	st.upright = min(math.Abs(st.along[0]), math.Abs(st.along[1])) < 0.02
	turn := math.Atan2(st.along[1], st.along[0]) * 180 / math.Pi
	st.angle = ((c.page.Rotation-int(math.Round(turn)))%360 + 360) % 360
	st.mode = int(int32(c.call(c.textMode, o)))
	st.ink = c.color(c.objFill, o)
	font := uint32(c.call(c.textFont, o))
	bold, ok := c.fonts[font]
	if !ok {
		bold = c.boldFont(font)
		c.fonts[font] = bold
	}
	st.font = font
	st.bold = bold || st.mode == modeFillStroke
	return st
}

func unit(x, y float64, otherwise [2]float64) [2]float64 {
	l := math.Hypot(x, y)
	if l == 0 {
		return otherwise
	}
	return [2]float64{x / l, y / l}
}

// forceBold is the flag of that name in a PDF font descriptor.
const forceBold = 1 << 18

// boldFont asks the descriptor and, as many lack it, the font's name, which
// may be in Latin letters, in UTF-8 or in GBK.
func (c *content) boldFont(font uint32) bool {
	if font == 0 {
		return false
	}
	if w := int32(c.run("FPDFFont_GetWeight", uint64(font))); w >= 600 {
		return true
	}
	if f := int32(c.run("FPDFFont_GetFlags", uint64(font))); f > 0 && f&forceBold != 0 {
		return true
	}
	const size = 256
	p := c.malloc(size)
	n := uint32(c.run("FPDFFont_GetBaseFontName", uint64(font), uint64(p), size))
	name, _ := c.memory.Read(p, min(n, size))
	bold := draw.BoldName(name)
	c.run("free", uint64(p))
	return bold
}

type verdict int

const (
	shown verdict = iota
	unseen
	inLayer
)

// visibility says whether a reader of the page sees the glyph.
func (c *content) visibility(g *layout.Glyph) verdict {
	st := &c.style
	if c.off[c.object] {
		return unseen
	}
	if st.mode == modeInvisible || st.mode == modeClip {
		if draw.OnImage(c.page, g) {
			return inLayer
		}
		return unseen
	}
	if st.ink.Clear || st.size < leastSize {
		return unseen
	}
	if draw.CutOff(g, st.clip) {
		return unseen
	}
	if strings.TrimSpace(g.Text) == "" && g.Text != "" {
		return shown
	}
	x, y := (g.Box.X0+g.Box.X1)/2, (g.Box.Y0+g.Box.Y1)/2
	backed := !st.ink.White
	for i := range c.paint {
		p := &c.paint[i]
		if !p.box.Contains(x, y) {
			continue
		}
		if p.order > st.order && p.image != 0 {
			p.opaque = p.opaque || c.solid(p.image)
			if p.opaque {
				return inLayer
			}
			p.image = 0
		}
		if p.order > st.order && p.patch != 0 {
			p.opaque, p.patch = c.plain(p.patch), 0
		}
		if p.order > st.order && p.opaque {
			return unseen
		}
		if p.order < st.order {
			backed = backed || !p.white
		}
	}
	if !backed {
		return unseen
	}
	return shown
}

// repeats finds the glyph that was already drawn here, as pending.again has it.
func (c *content) repeats(g *layout.Glyph) int {
	if g.Text == "" {
		return noRepeat
	}
	if k := c.seen.Find(c.page, g); k >= 0 {
		return k
	}
	for k := len(c.pending) - 1; k >= max(0, len(c.pending)-maxBack); k-- {
		if o := &c.pending[k]; o.Text == g.Text && draw.Repeats(g, &o.Glyph) {
			return -1 - k
		}
	}
	return noRepeat
}

// maxBack is how many glyphs of one string are looked through for one that is
// drawn over.
const maxBack = 64

// hideObject keeps what of the object at hand nobody sees.
func (c *content) hideObject(g *layout.Glyph) {
	h := c.unseen[c.object]
	if h == nil {
		h = &hiddenObject{box: g.Box, part: c.shown}
		c.unseen[c.object] = h
	}
	h.box = h.box.Union(g.Box)
}
