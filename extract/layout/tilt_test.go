package layout

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/document"
)

// TestTilt reads a page that lies askew by some degrees as the page that is level, and
// gives the places as they are displayed. A page of which only a heading is set aslant
// is level.
func TestTilt(t *testing.T) {
	xs := []float64{60, 120, 320, 390, 460, 535}
	straight := func() *typesetter {
		p := newPage()
		p.size = 9
		for i, row := range kindRows {
			for j, s := range row {
				from := len(p.Glyphs)
				p.text(xs[j]+3, kindY(i), s)
				for k := from; k < len(p.Glyphs); k++ {
					p.Glyphs[k].Object = int32(1 + i*len(row) + j)
				}
			}
			for j := range row { // drawn cell by cell
				p.h(kindY(i)+kindPitch/2, xs[j], xs[j+1])
				p.v(xs[j+1], kindY(i)-kindPitch/2, kindY(i)+kindPitch/2)
			}
			p.v(xs[0], kindY(i)-kindPitch/2, kindY(i)+kindPitch/2)
		}
		p.h(kindTop, xs[0], xs[5])
		return p
	}
	for _, degrees := range []float64{-4, -0.6, 0, 0.1, 0.6, 2, 4} {
		p := straight()
		w := document.Warp{Skew: degrees}
		slope := math.Abs(math.Tan(degrees * math.Pi / 180))
		for i := range p.Glyphs {
			w.Displayed(&p.Glyphs[i].Box, p.Width, p.Height)
			p.Glyphs[i].Angle = (int(math.Round(degrees)) + 360) % 360
		}
		rules := p.Rules
		p.Rules = nil
		for _, r := range rules { // as strokes that slant, in their boxes
			w.Displayed(&r.Box, p.Width, p.Height)
			if r.Vertical {
				r.Box.X0, r.Box.X1 = r.Box.X0-slope*r.Box.Height()/2, r.Box.X1+slope*r.Box.Height()/2
			} else {
				r.Box.Y0, r.Box.Y1 = r.Box.Y0-slope*r.Box.Width()/2, r.Box.Y1+slope*r.Box.Width()/2
			}
			if slope > 0.01 {
				p.Slanted = append(p.Slanted, r)
			} else {
				p.Rules = append(p.Rules, r)
			}
		}
		page := FlowPage(&p.Page)
		if d := cmp.Diff([][][]string{kindRows}, gridTexts(page)); d != "" {
			t.Errorf("%v degrees: %s", degrees, d)
			continue
		}
		last := page.Items[0].Grid.Cells[6][4].Box
		want := document.Box{X0: xs[4], Y0: kindY(6) - kindPitch/2, X1: xs[5], Y1: kindY(6) + kindPitch/2}
		w.Displayed(&want, p.Width, p.Height)
		if math.Abs(last.X0-want.X0) > 2 || math.Abs(last.Y0-want.Y0) > 2 {
			t.Errorf("%v degrees: the last cell is at %v, not %v", degrees, last, want)
		}
	}
	p := straight()
	for i := range 6 {
		p.Glyphs = append(p.Glyphs, Glyph{Text: "秘", Size: 40, Object: 99, Angle: 3, Box: document.Box{X0: 100 + 40*float64(i),
			Y0: 400 + 2*float64(i), X1: 140 + 40*float64(i), Y1: 440 + 2*float64(i)}})
	}
	if slope := tilt(p.Glyphs); slope != 0 {
		t.Errorf("the page of an aslant heading slopes by %v", slope)
	}
}
