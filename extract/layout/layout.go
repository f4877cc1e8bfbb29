// Package layout turns what a decoder drew on a page, glyphs and rulings, into
// text blocks and raw grids in reading order.
//
// It works in stages that are pure functions of the page: rulings are joined
// (rules.go), rulings that cross make a lattice and a lattice makes cells
// (grid.go), cells without rulings between them are told apart by the lines
// and columns of their text (split.go), tables without any rulings are found
// by the alignment of their amounts (aligned.go), and what is left becomes
// paragraphs (text.go). It knows nothing of PDF, of budgets, or of what a
// table's rows mean; every visible glyph ends in exactly one cell or block.
package layout

import (
	"cmp"
	"slices"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/compose"
)

// Flow turns decoded pages into blocks and grids in reading order.
func Flow(pages []Page) []compose.Page {
	var s Sequence
	out := make([]compose.Page, len(pages))
	for i := range pages {
		out[i] = s.Page(&pages[i])
	}
	MatchColumns(out)
	return out
}

// FlowPage does the same for a page by itself. It does not keep or change p.
func FlowPage(p *Page) compose.Page {
	var s Sequence
	return s.Page(p)
}

// Sequence turns the pages of a document one after the other. It remembers the
// columns of a table without rulings that may go on on the next page. The zero
// Sequence is ready for a first page.
type Sequence struct {
	open *columns
}

// Page does for the next page what FlowPage does for one.
func (q *Sequence) Page(p *Page) compose.Page {
	out := compose.Page{
		Number: p.Number, Width: p.Width, Height: p.Height, Rotation: p.Rotation,
		Hidden: p.Hidden, Status: status(p),
	}
	for i := range p.Glyphs {
		out.Digits += document.CountDigits(p.Glyphs[i].Text)
	}
	turned, back := upright(p)
	s := newSheet(turned)
	out.Watermarks = s.takeWatermarks()
	lattices := s.lattices()
	grids := make([]*compose.Grid, 0, len(lattices))
	rest := s.runs
	for _, l := range lattices {
		var inside []*run
		inside, rest = s.take(rest, l.box)
		if g := s.grid(l, inside); g != nil {
			grids = append(grids, g)
		} else {
			rest = append(rest, inside...)
		}
	}
	lines := s.lines(rest)
	s.open = q.open
	aligned, lines := s.aligned(lines, grids)
	q.open = s.open
	grids = append(grids, aligned...)
	out.Items = s.order(grids, s.paragraphs(lines, grids))
	for i := range out.Items {
		back(&out.Items[i])
	}
	for i := range out.Watermarks {
		mark := compose.Item{Block: out.Watermarks[i]}
		back(&mark)
		out.Watermarks[i] = mark.Block
	}
	return out
}

// fewGlyphs is what a page number, a stamp or a short running header comes to:
// a page with no more text than that over a picture of its size is a scan.
const fewGlyphs = 12

// status says what a page is before any recognition.
func status(p *Page) document.PageStatus {
	glyphs := 0
	for i := range p.Glyphs {
		if !isSpace(&p.Glyphs[i]) {
			glyphs++
		}
	}
	if p.OCR && glyphs > 0 {
		return document.PageOCR
	}
	pictured := 0.0
	for _, b := range p.Images {
		shown := intersect(b, document.Box{X1: p.Width, Y1: p.Height})
		pictured += max(shown.Width(), 0) * max(shown.Height(), 0)
	}
	switch {
	case glyphs == 0 && len(p.Images) == 0:
		return document.PageBlank
	case glyphs == 0, glyphs <= fewGlyphs && pictured > 0.6*p.Width*p.Height:
		return document.PageScanned
	}
	return document.PageText
}

// sheet is a page under work, with the measures every stage derives its
// tolerances from.
type sheet struct {
	page *Page
	em   float64 // median glyph size in points
	runs []*run
	h, v []Rule // joined rulings
	open *columns
}

func newSheet(p *Page) *sheet {
	s := &sheet{page: p, em: medianSize(p.Glyphs)}
	s.runs = s.makeRuns(p.Glyphs)
	s.h, s.v = s.joinRules(p.Rules)
	return s
}

func medianSize(glyphs []Glyph) float64 {
	sizes := make([]float64, 0, len(glyphs))
	for i := range glyphs {
		if glyphs[i].Size > 0 && !leans(glyphs[i].Angle) {
			sizes = append(sizes, glyphs[i].Size)
		}
	}
	if len(sizes) == 0 {
		return 10
	}
	slices.Sort(sizes)
	return min(max(sizes[len(sizes)/2], 2), 72)
}

// order merges grids and blocks from top to bottom.
func (s *sheet) order(grids []*compose.Grid, blocks []document.Block) []compose.Item {
	items := make([]compose.Item, 0, len(grids)+len(blocks))
	for _, g := range grids {
		items = append(items, compose.Item{Grid: g})
	}
	for _, b := range blocks {
		items = append(items, compose.Item{Block: b})
	}
	box := func(it compose.Item) document.Box {
		if it.Grid != nil {
			return it.Grid.Box
		}
		return it.Block.Box
	}
	slices.SortStableFunc(items, func(a, b compose.Item) int {
		p, q := box(a), box(b)
		// A block whose middle stands above a grid's top precedes it even
		// when its descenders touch the ruling.
		switch {
		case a.Grid != nil && b.Grid == nil:
			return cmp.Compare(p.Y0, (q.Y0+q.Y1)/2)
		case a.Grid == nil && b.Grid != nil:
			return cmp.Compare((p.Y0+p.Y1)/2, q.Y0)
		}
		if min(p.Y1, q.Y1)-max(p.Y0, q.Y0) > 0.5*min(p.Height(), q.Height()) && a.Grid == nil {
			return cmp.Compare(p.X0, q.X0)
		}
		return cmp.Compare(p.Y0, q.Y0)
	})
	return items
}

// upright turns a page whose text mostly runs in another direction, so that
// every later stage sees horizontal text. The second result turns the boxes of
// what came out back to the displayed page.
func upright(p *Page) (*Page, func(*compose.Item)) {
	votes := map[int]int{}
	for i := range p.Glyphs {
		if !leans(p.Glyphs[i].Angle) {
			votes[(p.Glyphs[i].Angle+45)/90%4]++
		}
	}
	quarter := 0
	for q := 1; q < 4; q++ {
		if votes[q] > votes[quarter] {
			quarter = q
		}
	}
	if quarter == 0 {
		return p, func(*compose.Item) {}
	}
	turn := func(b document.Box, w, h float64, quarters int) document.Box {
		for range quarters {
			// a quarter turn counter-clockwise: (x, y) -> (y, w - x)
			b = document.Box{X0: b.Y0, Y0: w - b.X1, X1: b.Y1, Y1: w - b.X0}
			w, h = h, w
		}
		return b
	}
	t := *p
	if quarter%2 == 1 {
		t.Width, t.Height = p.Height, p.Width
	}
	t.Glyphs = slices.Clone(p.Glyphs)
	for i := range t.Glyphs {
		g := &t.Glyphs[i]
		g.Box = turn(g.Box, p.Width, p.Height, quarter)
		g.Angle = (g.Angle - 90*quarter + 360) % 360
	}
	t.Rules = slices.Clone(p.Rules)
	for i := range t.Rules {
		t.Rules[i].Box = turn(t.Rules[i].Box, p.Width, p.Height, quarter)
		if quarter%2 == 1 {
			t.Rules[i].Vertical = !t.Rules[i].Vertical
		}
	}
	restore := func(b *document.Box) {
		if !b.IsZero() {
			*b = turn(*b, t.Width, t.Height, 4-quarter)
		}
	}
	return &t, func(it *compose.Item) {
		restore(&it.Block.Box)
		for i := range it.Block.Places {
			b := it.Block.Places[i].Box()
			restore(&b)
			it.Block.Places[i] = document.PlaceOf(b)
		}
		if it.Grid == nil {
			return
		}
		restore(&it.Grid.Box)
		for _, row := range it.Grid.Cells {
			for j := range row {
				restore(&row[j].Box)
			}
		}
	}
}
