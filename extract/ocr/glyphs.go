package ocr

import (
	"cmp"
	"image"
	"math"
	"unicode"
	"unicode/utf8"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/layout"
)

// In ems: how high and wide ink is. Digits of the fonts in use are 0.66 to
// 0.74 high, Chinese characters 0.88 to 0.96.
const (
	digitHeight = 0.7
	hanHeight   = 0.92
	halfWidth   = 0.5
)

// sameSize is by what share sizes may differ that are one size on paper: ink
// is measured in whole pixels, and a line without descenders is lower.
const sameSize = 0.15

// measured is a line with the size of its type.
type measured struct {
	Line
	ink  image.Rectangle
	size float64 // pixels; 0: its characters do not tell
}

// glyphs are the characters of recognised lines, in points.
func (r *raster) glyphs(lines []Line, scale float64) (out []layout.Glyph) {
	var kept []measured
	var sizes []float64
	seam(lines)
	own := apart(lines)
	for i, l := range lines {
		if !legible(l.Chars) {
			continue
		}
		m := measured{Line: l, ink: r.inkBox(own[i])}
		if m.ink.Empty() {
			m.ink = l.Box
		}
		if m.size = m.measure(); m.size > 0 {
			sizes = append(sizes, m.size)
		}
		kept = append(kept, m)
	}
	if len(kept) == 0 {
		return nil
	}
	usual := cmp.Or(median(sizes), 0.6*float64(kept[0].Box.Dy()))
	for i := range kept {
		m := &kept[i]
		if m.size == 0 || m.size > usual*(1-sameSize) && m.size < usual*(1+sameSize) {
			m.size = usual
		}
		r.lone(&m.Line, m.ink, usual)
		out = append(out, m.glyphs(scale)...)
	}
	return out
}

// readTwice is how close, in shares of the height of a line, the middles of two
// characters are that are one.
const readTwice = 0.4

// seam takes out characters that were read twice, at the end of one box and at
// the beginning of the next, where boxes of one line overlap.
func seam(lines []Line) {
	for i := range lines {
		for j := range lines {
			a, b := &lines[i], &lines[j]
			if len(a.Chars) == 0 || len(b.Chars) < 2 || a.Box.Min.X >= b.Box.Min.X ||
				2*a.Box.Intersect(b.Box).Dy() < min(a.Box.Dy(), b.Box.Dy()) {
				continue
			}
			last, first := &a.Chars[len(a.Chars)-1], &b.Chars[0]
			apart := float64(b.Box.Min.X-a.Box.Min.X) + (first.From+first.To-last.From-last.To)/2
			if last.Text == first.Text && math.Abs(apart) < readTwice*float64(min(a.Box.Dy(), b.Box.Dy())) {
				b.Chars = b.Chars[1:]
			}
		}
	}
}

// apart are the boxes of lines, cut in the middle where two that stand close
// above one another overlap: an engine's boxes are larger than the type in them,
// and its size is told from what ink they hold.
func apart(lines []Line) []image.Rectangle {
	out := make([]image.Rectangle, len(lines))
	for i := range lines {
		out[i] = lines[i].Box
	}
	for i := range lines {
		for j := range lines {
			a, b := lines[i].Box, lines[j].Box
			both := a.Intersect(b)
			if both.Empty() || a.Min.Y >= b.Min.Y || a.Max.Y >= b.Max.Y || 2*both.Dy() > min(a.Dy(), b.Dy()) {
				continue
			}
			middle := (both.Min.Y + both.Max.Y) / 2
			out[i].Max.Y, out[j].Min.Y = min(out[i].Max.Y, middle), max(out[j].Min.Y, middle)
		}
	}
	return out
}

// legible reports a line that is taken for text.
func legible(chars []Char) bool {
	sum, digits := 0.0, false
	for _, c := range chars {
		sum += c.Probability
		digits = digits || document.CountDigits(c.Text) > 0
	}
	return len(chars) > 0 && (digits || sum >= doubted*float64(len(chars)))
}

// measure tells the size of a line's type from the height of its ink.
func (m *measured) measure() float64 {
	han, other := false, false
	for _, c := range m.Chars {
		r, _ := utf8.DecodeRuneInString(c.Text)
		switch {
		case unicode.Is(unicode.Han, r) && r != '一' && r != '二' && r != '三' && r != '口' && r != '日':
			han = true
		case unicode.IsDigit(r), unicode.IsLetter(r) && r < 0x100:
			other = true
		}
	}
	switch h := float64(m.ink.Dy()); {
	case han:
		return h / hanHeight
	case other:
		return h / digitHeight
	}
	return 0
}

// wide reports a character as wide as its type is high.
func wide(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return r >= 0x2e80 || r == '—' || r == '…' || r == '“' || r == '”'
}

// digitsApart is how far apart, in ems, the middles of two digits may be that
// are of one number, and by what an engine's own steps are coarse, which the
// room of a character tells; where there is a space, the engine says so.
const digitsApart = 0.9

// oneNumber reports neighbours that are of one number: nothing may part them,
// however roughly the engine tells where they stand.
func (m *measured) oneNumber(a, b *Char) bool {
	digit := func(c *Char) bool { return document.CountDigits(c.Text) == 1 }
	point := func(c *Char) bool { return c.Text == "." || c.Text == "," }
	return (digit(a) && (digit(b) || point(b)) || point(a) && digit(b)) &&
		(b.From+b.To)/2-(a.From+a.To)/2 < digitsApart*m.size+b.To-b.From
}

// glyphs gives each character of a line the room its type takes, about the
// place where the engine saw it, and not into that of its neighbours.
func (m *measured) glyphs(scale float64) (out []layout.Glyph) {
	middle := float64(m.ink.Min.Y+m.ink.Max.Y) / 2
	left := float64(m.Box.Min.X)
	at := func(c *Char) float64 { return left + (c.From+c.To)/2 }
	for i := range m.Chars {
		c := &m.Chars[i]
		if document.Squeeze(c.Text) == "" {
			continue
		}
		half := m.size / 2
		if !wide(c.Text) {
			half *= halfWidth
		}
		x0, x1 := at(c)-half, at(c)+half
		if i > 0 {
			if x0 = max(x0, (at(&m.Chars[i-1])+at(c))/2); m.oneNumber(&m.Chars[i-1], c) {
				x0 = (at(&m.Chars[i-1]) + at(c)) / 2
			}
		} else {
			x0 = max(x0, min(float64(m.ink.Min.X), at(c)-1))
		}
		if i+1 < len(m.Chars) {
			if x1 = min(x1, (at(c)+at(&m.Chars[i+1]))/2); m.oneNumber(c, &m.Chars[i+1]) {
				x1 = (at(c) + at(&m.Chars[i+1])) / 2
			}
		} else {
			x1 = min(x1, max(float64(m.ink.Max.X), at(c)+1))
		}
		out = append(out, layout.Glyph{
			Text: c.Text, Size: m.size * scale,
			// Zero means a text layer, so a recognised glyph is never quite that.
			Confidence: min(max(c.Probability, 0.001), 1),
			Second:     c.Second, SecondConfidence: c.SecondProbability,
			Box: document.Box{
				X0: x0 * scale, Y0: (middle - m.size/2) * scale,
				X1: max(x1, x0+1) * scale, Y1: (middle + m.size/2) * scale,
			},
		})
	}
	return out
}
