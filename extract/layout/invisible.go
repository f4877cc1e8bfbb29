package layout

import (
	"math"

	"github.com/yusuan/yusuan/document"
)

// besideGap is how far apart, in sizes of type, two characters of a word may
// be. Recognisers stretch their text to what it covers, so that it has hardly
// any gaps.
const besideGap = 0.35

// layerWords puts the glyphs of an invisible layer together, in the order of the
// file, up to white space and gaps.
func layerWords(glyphs []Glyph) (out []document.Run) {
	var last *Glyph
	for i := range glyphs {
		g := &glyphs[i]
		if g.Text == "" || isSpace(g) {
			last = nil
			continue
		}
		if last != nil && g.Angle == last.Angle && follows(last, g) {
			w := &out[len(out)-1]
			w.Text, w.Box = w.Text+g.Text, w.Box.Union(g.Box)
		} else {
			out = append(out, document.Run{Text: g.Text, Box: g.Box})
		}
		last = g
	}
	return out
}

// follows reports that b stands right after a in the same line.
func follows(a, b *Glyph) bool {
	dx := math.Max(b.Box.X0-a.Box.X1, a.Box.X0-b.Box.X1)
	dy := math.Max(b.Box.Y0-a.Box.Y1, a.Box.Y0-b.Box.Y1)
	along, across := dx, -dy/math.Min(a.Box.Height(), b.Box.Height())
	if turned := a.Angle % 180; turned > 45 && turned < 135 {
		along, across = dy, -dx/math.Min(a.Box.Width(), b.Box.Width())
	}
	return along <= besideGap*math.Max(a.Size, b.Size) && across >= 0.5
}
