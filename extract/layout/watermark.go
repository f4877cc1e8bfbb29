package layout

import (
	"math"
	"slices"

	"github.com/yusuan/yusuan/document"
)

// A watermark is told by its direction, its colour, its size, its repetition
// and by standing over or under other text; none but the direction does alone.
const (
	// oblique is how many degrees a line may lean before it belongs to no
	// table and no paragraph.
	oblique = 5
	// markSize is how much larger than the page's text, in ems, faint text is
	// that stands over it. A heading is as large and keeps clear of text.
	markSize = 1.5
	// markTiles is how often the same faint text stands on a page it tiles.
	markTiles = 3
)

// takeWatermarks removes the runs of watermarks and gives them as blocks.
func (s *sheet) takeWatermarks() []document.Block {
	faint := false
	marks := make([]bool, len(s.runs))
	for i, r := range s.runs {
		marks[i] = leans(r.glyphs[0].Angle)
		faint = faint || r.glyphs[0].Faint && !marks[i]
	}
	if faint {
		s.faintMarks(marks)
	}
	var blocks []document.Block
	var rest, mark []*run
	flush := func() {
		if len(mark) > 0 {
			blocks = append(blocks, markBlock(mark))
			mark = nil
		}
	}
	for i, r := range s.runs {
		if !marks[i] {
			rest = append(rest, r)
			continue
		}
		if len(mark) > 0 {
			p, g := mark[len(mark)-1].glyphs, r.glyphs[0]
			last := p[len(p)-1]
			if last.Angle != g.Angle || distance(last.Box, g.Box) > 2.5*max(last.Size, g.Size) {
				flush()
			}
		}
		mark = append(mark, r)
	}
	flush()
	s.runs = rest
	return blocks
}

func leans(angle int) bool {
	off := angle % 90
	return min(off, 90-off) > oblique
}

// faintMarks marks the faint runs that stand over other text and are large, or
// tile the page.
func (s *sheet) faintMarks(marks []bool) {
	var dark []*Glyph
	for i, r := range s.runs {
		for _, g := range r.glyphs {
			if !g.Faint && !marks[i] {
				dark = append(dark, g)
			}
		}
	}
	slices.SortFunc(dark, func(a, b *Glyph) int {
		switch x, y := a.Box.Y0+a.Box.Y1, b.Box.Y0+b.Box.Y1; {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	over := func(b document.Box) bool {
		k, _ := slices.BinarySearchFunc(dark, b.Y0, func(g *Glyph, y float64) int {
			if (g.Box.Y0+g.Box.Y1)/2 < y {
				return -1
			}
			return 1
		})
		for ; k < len(dark) && (dark[k].Box.Y0+dark[k].Box.Y1)/2 < b.Y1; k++ {
			if b.Contains((dark[k].Box.X0+dark[k].Box.X1)/2, (dark[k].Box.Y0+dark[k].Box.Y1)/2) {
				return true
			}
		}
		return false
	}
	type tile struct {
		n    int
		over bool
	}
	tiles := map[string]*tile{}
	for i, r := range s.runs {
		if marks[i] || !r.glyphs[0].Faint {
			continue
		}
		text := r.text()
		if tiles[text] == nil {
			tiles[text] = &tile{}
		}
		tiles[text].n++
		if over(r.box) {
			marks[i] = r.size() > markSize*s.em
			tiles[text].over = true
		}
	}
	for i, r := range s.runs {
		if r.glyphs[0].Faint && !marks[i] {
			t := tiles[r.text()]
			marks[i] = t.over && t.n >= markTiles
		}
	}
}

// distance between two boxes, 0 if they meet.
func distance(a, b document.Box) float64 {
	return math.Hypot(max(a.X0-b.X1, b.X0-a.X1, 0), max(a.Y0-b.Y1, b.Y0-a.Y1, 0))
}

func markBlock(runs []*run) document.Block {
	b := document.Block{Kind: document.BlockWatermark, Table: -1, FontSize: runs[0].size(), Confidence: confidence(runs)}
	for _, r := range runs {
		b.Text += r.text()
		b.Box = b.Box.Union(r.box)
		for _, g := range r.glyphs {
			for range glyphText(g) {
				b.Places = append(b.Places, document.PlaceOf(g.Box))
			}
		}
	}
	return b
}
