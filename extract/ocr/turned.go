package ocr

import (
	"cmp"
	"context"
	"image"
	"slices"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/layout"
)

// In inches: ink that may be a character, and how far the next one of its line
// may be.
const (
	smallType = 0.03
	largeType = 0.3
	nextType  = 0.15
)

// clearly is how many times as many characters have to have their nearest
// neighbour above or below before a page is taken to lie on its side. It is at
// most 0.3 times on upright pages of ours, and 30 times on one that does.
const clearly = 2

// onItsSide reports a page whose lines of text run up or down it: characters of
// a line stand closer to one another than to those of the next.
func (r *raster) onItsSide() bool { return r.sideways() > clearly }

// sideways is how many characters have their nearest neighbour above or below,
// for each that has it to the left or right.
func (r *raster) sideways() float64 {
	var marks []image.Rectangle
	for _, m := range r.marks() {
		if size := float64(max(m.box.Dx(), m.box.Dy())) / r.dpi; size >= smallType && size <= largeType &&
			len(marks) < mostPieces {
			marks = append(marks, m.box)
		}
	}
	slices.SortStableFunc(marks, func(a, b image.Rectangle) int { return cmp.Compare(a.Min.X, b.Min.X) })
	reach, widest := int(nextType*r.dpi), int(largeType*r.dpi)
	beside, above := make([]int, len(marks)), make([]int, len(marks))
	for i := range marks {
		beside[i], above[i] = reach, reach
	}
	for i, a := range marks {
		for j := i + 1; j < len(marks) && marks[j].Min.X <= a.Min.X+widest+reach; j++ {
			b := marks[j]
			dx, dy := max(b.Min.X-a.Max.X, 0), max(b.Min.Y-a.Max.Y, a.Min.Y-b.Max.Y, 0)
			if dy == 0 {
				beside[i], beside[j] = min(beside[i], dx), min(beside[j], dx)
			}
			if dx == 0 {
				above[i], above[j] = min(above[i], dy), min(above[j], dy)
			}
		}
	}
	vertical, horizontal := 0, 1
	for i := range marks {
		switch {
		case above[i] < beside[i]:
			vertical++
		case beside[i] < above[i]:
			horizontal++
		}
	}
	return float64(vertical) / float64(horizontal)
}

// turned is the raster after a quarter turn counter-clockwise.
func (r *raster) turned() *raster {
	t := &raster{dpi: r.dpi, width: r.height, height: r.width, threshold: r.threshold, grey: make([]uint8, len(r.grey))}
	for y := range r.height {
		for x := range r.width {
			t.grey[(r.width-1-x)*t.width+y] = r.grey[y*r.width+x]
		}
	}
	return t
}

// turnedRules are the rulings of turned, of a raster so wide.
func turnedRules(rules []rule, width int) []rule {
	out := make([]rule, len(rules))
	for i, l := range rules {
		out[i] = rule{l.y0, width - 1 - l.x1, l.y1, width - 1 - l.x0, !l.vertical}
	}
	return out
}

// overturned is the raster upside down, and its rulings.
func (r *raster) overturned(rules []rule) (*raster, []rule) {
	t := *r
	t.grey = slices.Clone(r.grey)
	slices.Reverse(t.grey)
	return &t, turnedRules(turnedRules(rules, r.width), r.height)
}

// over is where a box of the raster is when that is upside down.
func (r *raster) over(b image.Rectangle) image.Rectangle {
	return image.Rect(r.width-b.Max.X, r.height-b.Max.Y, r.width-b.Min.X, r.height-b.Min.Y)
}

// askedLines is how many lines are read to tell which way is up.
const askedLines = 8

// upright turns a page that lies on its side so that its text can be read,
// and says how: by quarter turns counter-clockwise, 1 or 3.
func (r *raster) upright(ctx context.Context, engine Engine, rules []rule) (*raster, []rule, int, error) {
	one := r.turned()
	oneRules := turnedRules(rules, r.width)
	found, err := engine.Find(ctx, one.image())
	if err != nil {
		return nil, nil, 0, err
	}
	lines := one.lines(found, oneRules)
	slices.SortStableFunc(lines, func(a, b image.Rectangle) int { return cmp.Compare(b.Dx(), a.Dx()) })
	lines = lines[:min(len(lines), askedLines)]
	three, threeRules := one.overturned(oneRules)
	headlong := make([]image.Rectangle, len(lines))
	for i, b := range lines {
		headlong[i] = one.over(b)
	}
	p, err := confidence(ctx, engine, one, lines)
	if err != nil {
		return nil, nil, 0, err
	}
	q, err := confidence(ctx, engine, three, headlong)
	if err != nil {
		return nil, nil, 0, err
	}
	if q > p {
		return three, threeRules, 3, nil
	}
	return one, oneRules, 1, nil
}

// surelyUpright is how sure an engine is of the characters of a page that is not
// upside down, bad scans included; of one that is it is sure to about a half.
const surelyUpright = 0.85

// headUp turns a page whose lines were read badly upside down and has it read
// again, if some of them make more sense so, and says by how many quarter
// turns: 0 or 2.
func (r *raster) headUp(ctx context.Context, engine Engine, rules []rule, lines []Line) (*raster, []Line, int, error) {
	if len(lines) == 0 || sureness(lines) >= surelyUpright {
		return r, lines, 0, nil
	}
	longest := slices.Clone(lines)
	slices.SortStableFunc(longest, func(a, b Line) int { return cmp.Compare(b.Box.Dx(), a.Box.Dx()) })
	longest = longest[:min(len(longest), askedLines)]
	headlong := make([]image.Rectangle, len(longest))
	for i, l := range longest {
		headlong[i] = r.over(l.Box)
	}
	over, overRules := r.overturned(rules)
	p, err := confidence(ctx, engine, over, headlong)
	if err != nil || p <= sureness(longest) {
		return r, lines, 0, err
	}
	lines, err = over.read(ctx, engine, overRules)
	return over, lines, 2, err
}

// confidence is how sure an engine is of the characters of lines.
func confidence(ctx context.Context, engine Engine, r *raster, lines []image.Rectangle) (float64, error) {
	read, err := engine.Read(ctx, r.image(), lines)
	return sureness(read), err
}

// sureness is the mean probability of the characters of lines.
func sureness(lines []Line) float64 {
	sum, n := 0.0, 0
	for _, l := range lines {
		for _, c := range l.Chars {
			sum += c.Probability
			n++
		}
	}
	return sum / float64(max(n, 1))
}

// turnBack puts glyphs of a page that was turned by so many quarters to where
// they are on the page as displayed, of a width and height in points.
func turnBack(glyphs []layout.Glyph, quarters int, width, height float64) {
	for i := range glyphs {
		g := &glyphs[i]
		b := g.Box
		switch quarters {
		case 1: // the text runs down the page
			g.Box = document.Box{X0: width - b.Y1, Y0: b.X0, X1: width - b.Y0, Y1: b.X1}
		case 2:
			g.Box = document.Box{X0: width - b.X1, Y0: height - b.Y1, X1: width - b.X0, Y1: height - b.Y0}
		case 3:
			g.Box = document.Box{X0: b.Y0, Y0: height - b.X1, X1: b.Y1, Y1: height - b.X0}
		}
		g.Angle = 90 * quarters
	}
}
