package ofdfile

import (
	"math"
	"unicode/utf8"

	"github.com/yusuan/yusuan/extract/layout"
)

// PageOf gives a page as another format's reader decoded it, to be written in
// this one.
func PageOf(p *layout.Page) Page {
	out := Page{Width: p.Width, Height: p.Height}
	for _, r := range p.Rules {
		b := r.Box
		if x, y := (b.X0+b.X1)/2, (b.Y0+b.Y1)/2; r.Vertical {
			out.Lines = append(out.Lines, Line{x, b.Y0, x, b.Y1, b.Width()})
		} else {
			out.Lines = append(out.Lines, Line{b.X0, y, b.X1, y, b.Height()})
		}
	}
	for _, b := range p.Fills {
		out.Areas = append(out.Areas, Area{X0: b.X0, Y0: b.Y0, X1: b.X1, Y1: b.Y1})
	}
	var last *layout.Glyph
	var at [2]float64
	for i := range p.Glyphs {
		g := &p.Glyphs[i]
		if g.Text == "" {
			last = nil
			continue
		}
		cos, sin := turn(float64(g.Angle))
		wide := math.Abs(cos)*g.Box.Width() + math.Abs(sin)*g.Box.Height()
		if g.Angle%90 != 0 {
			wide = g.Size
		}
		// The middle of a character stands 0.38 em over its baseline.
		x := (g.Box.X0+g.Box.X1)/2 - wide/2*cos - 0.38*g.Size*sin
		y := (g.Box.Y0+g.Box.Y1)/2 - wide/2*sin + 0.38*g.Size*cos
		single := utf8.RuneCountInString(g.Text) == 1
		if last != nil && single && g.Object == last.Object && g.Angle == last.Angle &&
			g.Size == last.Size && g.Bold == last.Bold {
			along, across := (x-at[0])*cos+(y-at[1])*sin, (y-at[1])*cos-(x-at[0])*sin
			if along > 0 && math.Abs(across) < 0.01*g.Size && g.Object != 0 {
				t := &out.Texts[len(out.Texts)-1]
				t.Text += g.Text
				t.Steps = append(t.Steps, along)
				last, at = g, [2]float64{x, y}
				continue
			}
		}
		t := Text{X: x, Y: y, Size: g.Size, Text: g.Text, Turn: float64(g.Angle), Bold: g.Bold}
		t.Steps = make([]float64, utf8.RuneCountInString(g.Text)-1)
		if g.Faint {
			t.Elements = `<ofd:FillColor Value="200 200 200"/>`
		}
		out.Texts = append(out.Texts, t)
		if last, at = g, [2]float64{x, y}; !single {
			last = nil // one glyph for several characters
		}
	}
	return out
}

func turn(degrees float64) (cos, sin float64) {
	return math.Cos(degrees * math.Pi / 180), math.Sin(degrees * math.Pi / 180)
}
