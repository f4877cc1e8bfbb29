package layout

import (
	"cmp"
	"math"
	"regexp"
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
	// markGap is how far, in sizes, the characters of one mark stand apart at most (trial).
	markGap = 2.5
	// sameType is the share of a size by which characters of one text may differ (drawing).
	sameType = 0.1
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
	s.markCircles(marks)
	s.markStamps(marks)
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
			if last.Angle != g.Angle || distance(last.Box, g.Box) > markGap*max(last.Size, g.Size) {
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

// markCircles marks single characters set level between leaning ones: the
// text around a stamp.
func (s *sheet) markCircles(marks []bool) {
	for i := 1; i+1 < len(s.runs); i++ {
		a, b, c := s.runs[i-1], s.runs[i], s.runs[i+1]
		if !marks[i] && marks[i-1] && marks[i+1] && len(b.glyphs) == 1 &&
			abs(a.size()-b.size())+abs(b.size()-c.size()) < sameType*b.size() &&
			distance(a.box, b.box) < markGap*b.size() && distance(b.box, c.box) < markGap*b.size() {
			marks[i] = true
		}
	}
}

// stampText is the date of a stamp, or what it says it is: 财务专用章.
var stampText = regexp.MustCompile(`^(?:(?:19|20)\d{2}[.年/-]\d{1,2}[.月/-]\d{1,2}日?|\p{Han}{0,12}章)$`)

// markStamps marks dates and names of stamps in red between the rulings of a page
// that is not printed in red, or else between its amounts: they stand over any cell.
func (s *sheet) markStamps(marks []bool) {
	red := 0
	for _, r := range s.runs {
		red += btoi(r.glyphs[0].Red)
	}
	if red == 0 || 4*red > len(s.runs) {
		return
	}
	top, bottom, amounts := math.Inf(1), math.Inf(-1), 0
	for _, h := range s.h {
		top, bottom = min(top, h.Box.Y0), max(bottom, h.Box.Y1)
	}
	if len(s.h) < 2 {
		for _, r := range s.runs {
			if !r.glyphs[0].Red && money(r.text()) {
				top, bottom, amounts = min(top, r.box.Y0), max(bottom, r.box.Y1), amounts+1
			}
		}
		if amounts < leastRows {
			return
		}
	}
	for i, r := range s.runs {
		if _, y := r.mid(); r.glyphs[0].Red && y > top && y < bottom &&
			(stampText.MatchString(r.text()) || s.stampedOver(r)) {
			marks[i] = true
		}
	}
}

// stampName is what the seal of an organization may say.
var stampName = regexp.MustCompile(`^\p{Han}{2,}$`)

// stampedOver reports the name of a seal in red over another text.
func (s *sheet) stampedOver(r *run) bool {
	return stampName.MatchString(r.text()) && slices.ContainsFunc(s.runs, func(o *run) bool {
		meet := intersect(r.box, o.box)
		return !o.glyphs[0].Red && meet.Width() > tangled*o.size() && meet.Height() > tangled*o.size()
	})
}

// faintMarks marks the faint texts that stand over other text or rulings and
// are large, or tile the page.
func (s *sheet) faintMarks(marks []bool) {
	over := s.overText(marks)
	type text struct {
		runs  []int
		box   document.Box
		words string
		over  bool
	}
	var texts []*text
	byObject := map[int32]*text{}
	for i, r := range s.runs {
		g := r.glyphs[0]
		if marks[i] || !g.Faint {
			continue
		}
		t := byObject[g.Object]
		if t == nil || g.Object == 0 {
			t = &text{}
			texts, byObject[g.Object] = append(texts, t), t
		}
		t.runs, t.box, t.words = append(t.runs, i), t.box.Union(r.box), t.words+r.text()
	}
	tiles, covering := map[string]int{}, map[string]bool{}
	for _, t := range texts {
		t.over = over(t.box) || s.ruledOver(t.box)
		tiles[t.words]++
		covering[t.words] = covering[t.words] || t.over
	}
	for _, t := range texts {
		large := t.over && s.runs[t.runs[0]].size() > markSize*s.em
		if large || covering[t.words] && tiles[t.words] >= markTiles {
			for _, i := range t.runs {
				marks[i] = true
			}
		}
	}
}

// overText gives a function that reports the page's own text within a box.
func (s *sheet) overText(marks []bool) func(document.Box) bool {
	middle := func(g *Glyph) float64 { return (g.Box.Y0 + g.Box.Y1) / 2 }
	var own []*Glyph
	for i, r := range s.runs {
		for _, g := range r.glyphs {
			if !g.Faint && !marks[i] {
				own = append(own, g)
			}
		}
	}
	slices.SortFunc(own, func(a, b *Glyph) int { return cmp.Compare(middle(a), middle(b)) })
	return func(b document.Box) bool {
		k, _ := slices.BinarySearchFunc(own, b.Y0, func(g *Glyph, y float64) int { return cmp.Compare(middle(g), y) })
		for ; k < len(own) && middle(own[k]) < b.Y1; k++ {
			if b.Contains((own[k].Box.X0+own[k].Box.X1)/2, middle(own[k])) {
				return true
			}
		}
		return false
	}
}

// ruledOver reports a ruling through the middle part of a box.
func (s *sheet) ruledOver(b document.Box) bool {
	w, h := b.Width()/5, b.Height()/5
	inner := document.Box{X0: b.X0 + w, X1: b.X1 - w, Y0: b.Y0 + h, Y1: b.Y1 - h}
	meets := func(r Rule) bool {
		return r.Box.X0 <= inner.X1 && r.Box.X1 >= inner.X0 && r.Box.Y0 <= inner.Y1 && r.Box.Y1 >= inner.Y0
	}
	return slices.ContainsFunc(s.h, meets) || slices.ContainsFunc(s.v, meets)
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
