package draw

import (
	"math"
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/layout"
)

// CutOff reports a glyph of which a limit leaves too little to be read.
func CutOff(g *layout.Glyph, limit document.Box) bool {
	in := Intersect(g.Box, limit)
	return in.Width() < 0.4*g.Box.Width() || in.Height() < 0.3*g.Box.Height()
}

// OnImage reports that the middle of a glyph stands on an image of the page.
func OnImage(p *layout.Page, g *layout.Glyph) bool {
	x, y := middle(g)
	for _, b := range p.Images {
		if b.Contains(x, y) {
			return true
		}
	}
	return false
}

func middle(g *layout.Glyph) (x, y float64) {
	return (g.Box.X0 + g.Box.X1) / 2, (g.Box.Y0 + g.Box.Y1) / 2
}

// Seen finds the glyphs of a page by what they say and about where they stand,
// to tell what is drawn over them again.
type Seen map[spot][]int32

// spot is a glyph's text and the cell of a coarse grid its middle is in.
type spot struct {
	text string
	x, y int32
}

// cell is the width of that grid in points.
const cell = 12.0

// Add takes a glyph that becomes the page's at an index.
func (s Seen) Add(g *layout.Glyph, index int) {
	x, y := middle(g)
	at := spot{g.Text, int32(x / cell), int32(y / cell)}
	s[at] = append(s[at], int32(index))
}

// Find is the index of the glyph of the page that g repeats, or -1.
func (s Seen) Find(p *layout.Page, g *layout.Glyph) int {
	x, y := middle(g)
	near := reachOf(g)
	for cx := int32((x - near) / cell); cx <= int32((x+near)/cell); cx++ {
		for cy := int32((y - near) / cell); cy <= int32((y+near)/cell); cy++ {
			for _, k := range s[spot{g.Text, cx, cy}] {
				if Repeats(g, &p.Glyphs[k]) {
					return int(k)
				}
			}
		}
	}
	return -1
}

// reachOf is how far from a glyph another one is drawn over it: overprinting,
// or a bold face made by drawing twice with a small shift.
func reachOf(g *layout.Glyph) float64 { return min(0.3*g.Size, 0.5*max(g.Box.Width(), 0.2*g.Size)) }

// Repeats reports that a glyph stands where another one of the same text does
// and is about as large.
func Repeats(g, o *layout.Glyph) bool {
	x, y := middle(g)
	ox, oy := middle(o)
	near := reachOf(g)
	return math.Abs(ox-x) <= near && math.Abs(oy-y) <= near && o.Size < 1.5*g.Size && g.Size < 1.5*o.Size
}

// Hidden keeps the text of what nobody sees, to count its numbers.
type Hidden struct {
	text strings.Builder
	last document.Box
}

// Add takes the next glyph; one that does not follow the last begins a word.
func (h *Hidden) Add(g *layout.Glyph) {
	if math.Abs(g.Box.X0-h.last.X1) > 0.5*g.Size || math.Abs(g.Box.Y1-h.last.Y1) > 0.5*g.Size {
		h.text.WriteByte(' ')
	}
	h.text.WriteString(g.Text)
	h.last = g.Box
}

// Numbers counts the numeric tokens of what was taken.
func (h *Hidden) Numbers() int { return len(document.Numbers(h.text.String())) }
