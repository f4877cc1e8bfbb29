package draw

import (
	"slices"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/layout"
)

const (
	// groundLeast is the share of a page's area that the ground of a table has at least.
	groundLeast = 0.01
	// mostGrounds and mostCells bound what is looked at of a page.
	mostGrounds, mostCells = 32, 2000
	// leastCells is how many white areas a ground has at least that are cells on it.
	leastCells = 4
)

// Cells are areas painted over an area of colour. Where they leave narrow gaps
// between them, its colour is what a reader sees as rulings.
type Cells struct {
	grounds []document.Box
	cells   []area
}

type area struct {
	box   document.Box
	white bool
}

// Add tells of an opaque rectangle, in the order they are painted.
func (c *Cells) Add(p *layout.Page, b document.Box, white bool) {
	within := slices.ContainsFunc(c.grounds, func(g document.Box) bool { return covers(g, b) })
	if within && len(c.cells) < mostCells {
		c.cells = append(c.cells, area{b, white})
	}
	if !within && !white && len(c.grounds) < mostGrounds && b.Width()*b.Height() > groundLeast*p.Width*p.Height {
		c.grounds = append(c.grounds, b)
	}
}

func covers(g, b document.Box) bool {
	return b.X0 > g.X0-level && b.X1 < g.X1+level && b.Y0 > g.Y0-level && b.Y1 < g.Y1+level
}

// Rule adds the gaps between the cells to the rulings of a page, and those between
// them and the edge of their ground.
func (c *Cells) Rule(p *layout.Page) {
	for _, g := range c.grounds {
		var on []document.Box
		white := 0
		for _, k := range c.cells {
			if covers(g, k.box) {
				if on = append(on, k.box); k.white {
					white++
				}
			}
		}
		if white < leastCells {
			continue
		}
		for _, down := range []bool{false, true} {
			gaps(p, g, on, down)
		}
	}
}

// gaps adds the rulings between cells beside one another, or under one another.
func gaps(p *layout.Page, ground document.Box, cells []document.Box, down bool) {
	// A box as if it stood beside the next.
	turn := func(b document.Box) document.Box {
		if down {
			return document.Box{X0: b.Y0, X1: b.Y1, Y0: b.X0, Y1: b.X1}
		}
		return b
	}
	ground = turn(ground)
	rule := func(x0, x1, y0, y1 float64) {
		// As far as the gaps across, at both ends.
		b := turn(document.Box{X0: x0, X1: x1, Y0: max(y0-(x1-x0), ground.Y0), Y1: min(y1+(x1-x0), ground.Y1)})
		p.Rules = append(p.Rules, layout.Rule{Box: b, Vertical: !down})
	}
	for _, a := range cells {
		a = turn(a)
		if d := a.X0 - ground.X0; d > 0 && d <= Thin {
			rule(ground.X0, a.X0, a.Y0, a.Y1)
		}
		if d := ground.X1 - a.X1; d > 0 && d <= Thin {
			rule(a.X1, ground.X1, a.Y0, a.Y1)
		}
		for _, b := range cells {
			b = turn(b)
			y0, y1 := max(a.Y0, b.Y0), min(a.Y1, b.Y1)
			if d := b.X0 - a.X1; d > 0 && d <= Thin && y0 < y1 {
				rule(a.X1, b.X0, y0, y1)
			}
		}
	}
}
