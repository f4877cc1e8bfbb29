package layout

import (
	"math"
	"slices"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/compose"
)

// This file lays pages level whose lines run aslant a little, as on a sheet that was
// scanned: over the width of a table, what stands in one row comes to lie in two.

const (
	// leastTilt and mostTilt are the slopes of lines between which a page is laid
	// level (type): less moves a line by half its height over a page, more is seen as
	// text set aslant.
	leastTilt, mostTilt = 0.004, 0.08
	// sameTilt is by how much the slope of a text may be another than that of the page
	// (drawing), and tiltShare the least share of the texts that have that of the page.
	sameTilt, tiltShare = 0.003, 0.8
	// sameRule is by how much the slope of a ruling may be another (drawing).
	sameRule = 0.01
	// tiltLong is how long, in sizes, a text is at least that shows a slope (type), and
	// tiltTexts how many of them show that of a page.
	tiltLong, tiltTexts = 2, 5
)

// levelled turns a page whose text runs upright but for a slope. The second result
// turns the boxes of what came out back.
func levelled(p *Page) (*Page, func(*compose.Item)) {
	slope := tilt(p.Glyphs)
	if slope == 0 {
		return p, func(*compose.Item) {}
	}
	w := document.Warp{Skew: math.Atan(slope) * 180 / math.Pi}
	t := *p
	t.Glyphs, t.Rules = slices.Clone(p.Glyphs), slices.Clone(p.Rules)
	for _, r := range p.Slanted {
		long, off := max(r.Box.Width(), r.Box.Height()), min(r.Box.Width(), r.Box.Height())
		if off < (math.Abs(slope)+sameRule)*long+1 {
			t.Rules = append(t.Rules, r)
		}
	}
	t.Fills, t.Images = slices.Clone(p.Fills), slices.Clone(p.Images)
	straight := func(b *document.Box) { w.Straight(b, p.Width, p.Height) }
	for i := range t.Glyphs {
		straight(&t.Glyphs[i].Box)
		t.Glyphs[i].Angle = 0
	}
	for i := range t.Rules {
		b := &t.Rules[i].Box
		straight(b)
		if t.Rules[i].Vertical { // a slanting line is no wider than its ink
			x, half := (b.X0+b.X1)/2, max(b.Width()-math.Abs(slope)*b.Height(), 0)/2
			b.X0, b.X1 = x-half, x+half
		} else {
			y, half := (b.Y0+b.Y1)/2, max(b.Height()-math.Abs(slope)*b.Width(), 0)/2
			b.Y0, b.Y1 = y-half, y+half
		}
	}
	for _, boxes := range [][]document.Box{t.Fills, t.Images} {
		for i := range boxes {
			straight(&boxes[i])
		}
	}
	restore := func(b *document.Box) { w.Displayed(b, p.Width, p.Height) }
	return &t, func(it *compose.Item) { eachBox(it, restore) }
}

// tilt is the slope of nearly all texts of a page, downwards; 0 if they have none.
func tilt(glyphs []Glyph) float64 {
	var slopes []float64
	for i := 0; i < len(glyphs); {
		k := i + 1
		for k < len(glyphs) && glyphs[k].Object == glyphs[i].Object {
			k++
		}
		a, b := &glyphs[i], &glyphs[k-1]
		long := (b.Box.X0 + b.Box.X1 - a.Box.X0 - a.Box.X1) / 2
		if a.Object != 0 && !leans(a.Angle) && long > tiltLong*a.Size {
			slopes = append(slopes, (b.Box.Y0+b.Box.Y1-a.Box.Y0-a.Box.Y1)/2/long)
		}
		i = k
	}
	if len(slopes) < tiltTexts {
		return 0
	}
	slices.Sort(slopes)
	middle := slopes[len(slopes)/2]
	if s := math.Abs(middle); s < leastTilt || s > mostTilt {
		return 0
	}
	from, _ := slices.BinarySearch(slopes, middle-sameTilt)
	to, _ := slices.BinarySearch(slopes, middle+sameTilt)
	if float64(to-from) < tiltShare*float64(len(slopes)) {
		return 0
	}
	return middle
}
