package ocr

import (
	"image"
	"regexp"
)

// A number with groups of three digits has one way to be pointed; what parts
// them is misread most easily.
var (
	grouped   = regexp.MustCompile(`^[-－(（]?\d{1,3}(?:[.,]\d{3})+[.,]\d{2}[)）]?$`)
	separator = regexp.MustCompile(`^[.,]$`)
)

// point puts commas between the groups of a number that is a line, and a point
// before its decimals.
func point(chars []Char) {
	if !grouped.MatchString(textOf(chars)) {
		return
	}
	mark := "."
	for i := len(chars) - 1; i >= 0; i-- {
		if separator.MatchString(chars[i].Text) {
			chars[i].Text, mark = mark, ","
		}
	}
}

// In shares of the size of type, or of one another: strokes that stand alone.
const (
	longestDash = 0.65 // 一 is as wide as its type is high
	alikeLong   = 0.9  // the two strokes of an equals sign; of 二 the upper is shorter
)

// lone tells a dash from 一 and an equals sign from 二 where one stands alone in
// a line, which an engine that knows words cannot.
func (r *raster) lone(l *Line, ink image.Rectangle, size float64) {
	if len(l.Chars) != 1 || size == 0 {
		return
	}
	c := &l.Chars[0]
	switch c.Text {
	case "一":
		if float64(ink.Dx()) < longestDash*size {
			c.Text, c.Second = "-", c.Text
		}
	case "二", "三":
		var strokes []image.Rectangle
		for _, m := range r.within(ink).marks() {
			if m.box.Dx() >= 2*m.box.Dy() && m.box.Dx() > ink.Dx()/2 {
				strokes = append(strokes, m.box)
			}
		}
		if len(strokes) == 2 {
			a, b := float64(strokes[0].Dx()), float64(strokes[1].Dx())
			if min(a, b) >= alikeLong*max(a, b) {
				c.Text, c.Second = "=", c.Text
			}
		}
	}
}

// within is a part of the raster by itself.
func (r *raster) within(b image.Rectangle) *raster {
	out := &raster{dpi: r.dpi, width: b.Dx(), height: b.Dy(), threshold: r.threshold}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		out.grey = append(out.grey, r.grey[y*r.width+b.Min.X:y*r.width+b.Max.X]...)
	}
	return out
}
