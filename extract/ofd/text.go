package ofd

import (
	"bytes"
	"image/color"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/width"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract/draw"
	"github.com/yusuan/yusuan/extract/layout"
)

// A font's usual ascent and descent, in em.
const (
	ascent  = 0.88
	descent = 0.12
)

// mark is a character as drawn, before it is known whether it is seen.
type mark struct {
	layout.Glyph
	place
	limit document.Box
	ink   draw.Ink
	gone  bool
}

// style is what all characters of a text object share.
type style struct {
	mark
	size, stretch float64 // in units of the object: of the type, and along the line
	read          float64 // direction of writing, in degrees clockwise
	along, up     [2]float64
	to            draw.Matrix
	// of what is drawn for people
	color  color.NRGBA
	face   *sfnt.Font // nil if the file has none
	glyphs map[int]sfnt.GlyphIndex
	set    int // characters of the object that were set
}

// string draws a text object.
func (d *drawing) string(n *node, s state) error {
	size := n.number("Size", 0)
	if size < 0 {
		size = -size
	}
	fill, stroke := n.get("Fill") != "false", n.get("Stroke") == "true"
	st := style{size: size, stretch: size, to: s.to, read: n.number("ReadDirection", 0)}
	if h := n.number("HScale", 1); h > 0 {
		st.stretch *= h
	}
	st.place, st.limit = place{d.rank, d.order}, s.limit.box
	st.gone = s.gone || !fill && !stroke
	switch {
	case fill:
		st.ink = d.color(n, "FillColor", s)
	default:
		st.ink = d.color(n, "StrokeColor", s)
	}
	turn := n.number("CharDirection", 0) * math.Pi / 180
	st.along = [2]float64{math.Cos(turn), math.Sin(turn)}
	st.up = [2]float64{math.Sin(turn), -math.Cos(turn)}
	ax, ay := s.to.A*st.along[0]+s.to.C*st.along[1], s.to.B*st.along[0]+s.to.D*st.along[1]
	st.Angle = (int(math.Round(math.Atan2(ay, ax)*180/math.Pi))%360 + 360) % 360
	st.Size = size * math.Hypot(s.to.A*st.up[0]+s.to.C*st.up[1], s.to.B*st.up[0]+s.to.D*st.up[1])
	st.Bold = n.number("Weight", 400) >= 600 || d.fonts[n.get("Font")] || fill && stroke
	st.Faint, st.Red = s.faint || st.ink.Faint, st.ink.Red
	st.Object = int32(d.order)
	if d.canvas != nil {
		colored := "FillColor"
		if !fill {
			colored = "StrokeColor"
		}
		st.color, _ = d.rgba(n, colored, s)
		st.face = d.typeface(n.get("Font"))
		st.glyphs = glyphNumbers(n)
	}
	var x, y float64
	for _, code := range n.all("TextCode") {
		x, y = code.number("X", x), code.number("Y", y)
		if err := d.code(code, &st, x, y); err != nil {
			return err
		}
	}
	return nil
}

// code draws a string of characters from a point on.
func (d *drawing) code(n *node, st *style, x, y float64) error {
	text := n.text
	if bytes.ContainsAny(text, "\n") { // the file is set out for people to read
		text = bytes.TrimSpace(text)
	}
	if err := budget.Charge(d.ctx, budget.Characters, len(text)); err != nil {
		return err
	}
	dx, dy := deltas{words: fields{rest: n.get("DeltaX")}}, deltas{words: fields{rest: n.get("DeltaY")}}
	for _, r := range string(text) {
		if r == '\n' || r == '\r' {
			continue
		}
		if err := d.charge(1); err != nil {
			return err
		}
		right, okX := dx.next()
		down, okY := dy.next()
		advance := st.advance(r, right, down, okX || okY)
		if d.canvas != nil && !st.gone {
			d.paintGlyph(st, r, st.glyphs[st.set], x, y, advance)
		}
		st.set++
		m := st.mark
		m.Text = draw.Meaning(r)
		m.Box = st.box(x, y, advance)
		if !draw.ZeroWidth(r) {
			d.marks = append(d.marks, m)
		}
		if okX || okY {
			x, y = x+right, y+down
			continue
		}
		turn := st.read * math.Pi / 180
		x, y = x+advance*math.Cos(turn), y+advance*math.Sin(turn)
	}
	return nil
}

// advance is how wide a character is, in units of the object: as far as the
// next one is away, if that may be its width, or what is usual.
func (st *style) advance(r rune, right, down float64, told bool) float64 {
	usual, most := st.stretch/2, 0.75*st.stretch
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth, width.EastAsianAmbiguous:
		usual, most = st.stretch, 1.1*st.stretch
	default:
		if unicode.IsLetter(r) || r == '%' {
			most = 1.1 * st.stretch
		}
	}
	step := right*st.along[0] + down*st.along[1]
	if told && step > 0 && step <= most {
		return step
	}
	return usual
}

// box is the advance width by ascent and descent, as displayed.
func (st *style) box(x, y, advance float64) document.Box {
	b := draw.NoBox()
	for _, u := range [2]float64{0, advance} {
		for _, v := range [2]float64{-descent * st.size, ascent * st.size} {
			px, py := st.to.Point(x+u*st.along[0]+v*st.up[0], y+u*st.along[1]+v*st.up[1])
			b.X0, b.Y0, b.X1, b.Y1 = min(b.X0, px), min(b.Y0, py), max(b.X1, px), max(b.Y1, py)
		}
	}
	return b
}

// deltas are the distances from character to character: "g 3 1.5 2" is three
// times 1.5, then 2.
type deltas struct {
	words fields
	again int
	value float64
}

func (d *deltas) next() (float64, bool) {
	for d.again == 0 {
		word, ok := d.words.next()
		if !ok {
			return 0, false
		}
		if word != "g" && word != "G" {
			v, _ := parse(word)
			return v, true
		}
		n, _ := d.words.number()
		d.value, _ = d.words.number()
		d.again = max(int(n), 0)
	}
	d.again--
	return d.value, true
}

// boldFont goes by what the font says of itself, and its name.
func boldFont(n *node) bool {
	return n.get("Bold") == "true" ||
		draw.BoldName([]byte(n.get("FontName"))) || draw.BoldName([]byte(n.get("FamilyName")))
}

// finish tells what is seen from what is not, and what is drawn again from
// what is new, and puts it on the page.
func (d *drawing) finish() error {
	if err := budget.Charge(d.ctx, budget.Work, len(d.marks)*(len(d.paint)+1)); err != nil {
		return err
	}
	var hidden draw.Hidden
	unknown := 0
	seen := draw.Seen{}
	for i := 0; i < len(d.marks); {
		j := i
		var run []mark
		for ; j < len(d.marks) && d.marks[j].Object == d.marks[i].Object; j++ {
			m := &d.marks[j]
			switch d.visibility(m) {
			case unseen:
				hidden.Add(&m.Glyph)
			case inLayer:
				d.page.Layer = append(d.page.Layer, m.Glyph)
				hidden.Add(&m.Glyph)
			default:
				run = append(run, *m)
			}
		}
		i = j
		for _, m := range d.overprint(seen, run) {
			hidden.Add(&m.Glyph)
		}
	}
	for i := range d.page.Glyphs {
		if d.page.Glyphs[i].Text == "" {
			unknown++
		}
	}
	d.page.Hidden = hidden.Numbers()
	d.drawn += d.count
	if unknown > 0 {
		d.file.WarnPage(d.number, "unknown_glyphs", "%d glyphs have no meaning in Unicode", unknown)
	}
	if n := len(d.page.Layer); n > 0 {
		d.file.WarnPage(d.number, "invisible_text_layer",
			"%d invisible characters over or under an image were not read as text of the page", n)
	}
	for _, what := range slices.Sorted(maps.Keys(d.lost)) {
		d.file.WarnPage(d.number, "part_missing", "%d %s are named and not in the file", d.lost[what], what)
	}
	if s := d.scan; s.large(d.page) {
		d.scans[d.number] = &s
	}
	return nil
}

// overprint puts the glyphs of a string on the page. One that repeats a text,
// or most of it, at its place makes that bold, and its repeated glyphs are
// given back; a digit that happens to stand on the same digit of another
// number is a digit of its own.
func (d *drawing) overprint(seen draw.Seen, text []mark) (repeated []mark) {
	again := make([]int, len(text))
	n := 0
	for i := range text {
		again[i] = -1
		if strings.TrimSpace(text[i].Text) != "" {
			again[i] = seen.Find(d.page, &text[i].Glyph)
		}
		if again[i] >= 0 {
			n++
		}
	}
	for i := range text {
		if again[i] >= 0 && 2*n >= len(text) {
			d.page.Glyphs[again[i]].Bold = true
			repeated = append(repeated, text[i])
			continue
		}
		g := text[i].Glyph
		if g.Text != "" {
			seen.Add(&g, len(d.page.Glyphs))
		}
		d.page.Glyphs = append(d.page.Glyphs, g)
	}
	return repeated
}
