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
	Settings *Settings // nil: Usual
	Trace    *Trace    // of the next page, if it is not nil

	open *columns
}

// Page does for the next page what FlowPage does for one.
func (q *Sequence) Page(p *Page) compose.Page {
	out := compose.Page{
		Number: p.Number, Width: p.Width, Height: p.Height, Rotation: p.Rotation, Warp: p.Warp,
		Hidden: p.Hidden, Status: status(p),
	}
	for i := range p.Glyphs {
		out.Digits += document.CountDigits(p.Glyphs[i].Text)
	}
	if out.Status == document.PageScanned {
		out.Layer = layerWords(p.Layer)
	}
	turned, unturn := upright(p)
	turned, slant := levelled(turned)
	back := func(it *compose.Item) { slant(it); unturn(it) }
	set := usual
	if q.Settings != nil {
		set = *q.Settings
	}
	s := newSheet(turned, set)
	if s.seen = q.Trace; s.seen != nil {
		*s.seen = Trace{}
		defer s.seen.turn(back)
	}
	for _, r := range slices.Concat(s.h, s.v) {
		s.trace(func(t *Trace) *[]document.Box { return &t.Rulings }, r.Box)
	}
	out.Watermarks = s.takeWatermarks()
	grids, rest, ruled := s.ruledGrids(q.open)
	regions := s.regions(rest, grids)
	for _, r := range regions {
		s.extent = r.extent
		s.trace(func(t *Trace) *[]document.Box { return &t.Regions }, r.extent)
		var own []*compose.Grid // the grids of the region
		for _, g := range grids {
			if x, y := (g.Box.X0+g.Box.X1)/2, (g.Box.Y0+g.Box.Y1)/2; len(regions) == 1 || r.extent.Contains(x, y) {
				own = append(own, g)
			}
		}
		aligned, lines, open := s.aligned(r.lines, own, q.open)
		if q.open = open; open == nil && ruled != nil && len(regions) == 1 && len(aligned) == 0 && ruled.last(lines) {
			q.open = ruled
		}
		for _, g := range aligned {
			s.trace(func(t *Trace) *[]document.Box { return &t.Imagined }, g.Box)
		}
		own = append(own, aligned...)
		out.Items = append(out.Items, s.order(own, s.paragraphs(lines, own))...)
	}
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

// ruledGrids reads the lattices of the page and gives what stands outside of them,
// and the columns of the lowest one if rulings do not draw them all. The first may
// be the rest of a table of the page before, open.
func (s *sheet) ruledGrids(open *columns) (grids []*compose.Grid, rest []*run, last *columns) {
	lattices := s.lattices()
	rest = s.runs
	foot := 0.0
	for i, l := range lattices {
		s.trace(func(t *Trace) *[]document.Box { return &t.Lattices }, l.box)
		var inside []*run
		inside, rest = s.take(rest, l.box)
		below := s.page.Height
		if i+1 < len(lattices) {
			below = lattices[i+1].box.Y0
		}
		if o := s.takeBody(s.takeOutside(l, inside, rest), inside, rest, below); o.box != l.box {
			var more []*run
			more, rest = s.take(rest, o.box)
			l, inside = o, append(inside, more...)
		}
		before := open
		if open != nil && !s.mayGoOn(l, lattices, open) {
			before = nil
		}
		g, cols := s.framed(l, inside, before)
		if g == nil {
			g, cols = s.grid(l, inside, before)
		}
		if g == nil {
			rest = append(rest, inside...)
			continue
		}
		if grids = append(grids, g); l.box.Y1 > foot {
			foot, last = l.box.Y1, cols
		}
	}
	return grids, rest, last
}

// mayGoOn reports that a lattice may be the rest of a table of the page before.
func (s *sheet) mayGoOn(l lattice, all []lattice, open *columns) bool {
	if slices.ContainsFunc(all, func(o lattice) bool { return o.box.Y1 < l.box.Y0+s.em }) {
		return false
	}
	above, _ := s.take(s.runs, document.Box{X1: s.page.Width, Y1: l.box.Y0})
	return open.mayGoOn(s.rows(s.lines(above)))
}

// framed reads a lattice without a ruling between columns as what stands
// between rulings; nil if that is not one table.
func (s *sheet) framed(l lattice, runs []*run, open *columns) (*compose.Grid, *columns) {
	for _, v := range l.v {
		if x := v.Box.X0; x > l.box.X0+s.em && x < l.box.X1-s.em {
			return nil, nil
		}
	}
	whole := s.extent
	defer func() { s.extent = whole }()
	s.extent = l.box
	s.extent.X0, s.extent.Y0, s.extent.X1, s.extent.Y1 = l.box.X0-1, l.box.Y0-1, l.box.X1+1, l.box.Y1+1
	grids, rest, cols := s.aligned(s.lines(runs), nil, open)
	if len(grids) != 1 || len(rest) > 0 {
		return nil, nil
	}
	grids[0].Box, grids[0].Method = l.box, document.MethodPartial
	if cols != nil {
		cols.foot = l.box.Y1
	}
	return grids[0], cols
}

const (
	// fewGlyphs is what a page number, a stamp or a short running header comes
	// to: what else the page shows is not text.
	fewGlyphs = 12
	// pageful is the least share of a page's area that a picture of all that is
	// printed on it takes: the margins of a page are free.
	pageful = 0.6
	// mainly is the least share of a picture that is what its page is for, if
	// there is hardly any text: a scan of A4 within the margins of A4 takes half.
	mainly = 0.3
	// fewLines are those of a headline, what stands under it and a page number.
	fewLines = 4
	// strewn is the share of a page's area that short texts here and there
	// take; a full page of text has twenty to thirty per cent.
	strewn = 0.02
	// fewOutlines are the curved shapes of a logo or a seal; a line of letters
	// that are drawn as shapes has more.
	fewOutlines = 60
)

// status says what a page is before any recognition. Text that stands on a
// picture shows that the picture is a background only if there is more of it
// than a headline over a scan; a watermark, which runs aslant, shows nothing.
func status(p *Page) document.PageStatus {
	glyphs, unknown := 0, 0
	for i := range p.Glyphs {
		switch g := &p.Glyphs[i]; {
		case g.Text == "":
			unknown++
		case !isSpace(g):
			glyphs++
		}
	}
	if p.OCR && glyphs > 0 {
		return document.PageOCR
	}
	switch {
	case glyphs+unknown == 0 && len(p.Images) == 0 && p.Outlines <= fewOutlines:
		return document.PageBlank
	case glyphs == 0, unknown > glyphs, glyphs <= fewGlyphs && p.Outlines > fewOutlines, pictured(p, glyphs):
		return document.PageScanned
	}
	return document.PageText
}

// pictured reports a page that is a picture, but for a few words of text.
func pictured(p *Page, glyphs int) bool {
	whole := p.Width * p.Height
	shown := 0.0
	for _, b := range p.Images {
		shown += area(intersect(b, document.Box{X1: p.Width, Y1: p.Height}))
	}
	if shown <= mainly*whole {
		return false
	}
	if glyphs <= fewGlyphs {
		return true
	}
	text := 0.0
	var across []float64 // where the glyphs stand across the lines
	for i := range p.Glyphs {
		g := &p.Glyphs[i]
		x, y := (g.Box.X0+g.Box.X1)/2, (g.Box.Y0+g.Box.Y1)/2
		beside := shown > pageful*whole && // what stands there says nothing of the picture
			!slices.ContainsFunc(p.Images, func(b document.Box) bool { return b.Contains(x, y) })
		if beside || g.Angle%90 != 0 || isSpace(g) {
			continue
		}
		text += area(g.Box)
		if g.Angle%180 == 0 {
			across = append(across, y)
		} else {
			across = append(across, x)
		}
	}
	return countLines(across, medianSize(p.Glyphs)) <= fewLines || text < strewn*whole
}

// countLines counts the lines of glyphs of about that size.
func countLines(across []float64, size float64) (lines int) {
	slices.Sort(across)
	for i, at := range across {
		if i == 0 || at-across[i-1] > size/2 {
			lines++
		}
	}
	return lines
}

func area(b document.Box) float64 { return max(b.Width(), 0) * max(b.Height(), 0) }

// sheet is a page under work, with the measures every stage derives its
// tolerances from.
type sheet struct {
	Settings
	page *Page
	em   float64 // median glyph size in points
	// space between the words of an alphabet, in sizes of the type
	space float64
	runs  []*run
	h, v  []Rule // joined rulings
	// levels are the horizontal rulings and the edges of coloured areas, from above.
	levels []Rule
	// extent is that of the region under work: the page, or a column of it.
	extent document.Box
	seen   *Trace // nil unless somebody asks
	// barren: rows without rulings before this one begin no table.
	barren int
}

// bandMost is the share of a page's height that an area has at most whose edges
// are borders of rows; a larger one is paper (trial).
const bandMost = 0.5

func newSheet(p *Page, set Settings) *sheet {
	p = typedRules(p)
	s := &sheet{Settings: set, page: p, em: medianSize(p.Glyphs), extent: document.Box{X1: p.Width, Y1: p.Height}}
	s.runs = s.makeRuns(p.Glyphs)
	s.h, s.v = s.joinRules(withoutStrokes(p.Rules, p.Glyphs))
	s.space = wordSpace(s.runs)
	for _, f := range p.Fills {
		if f.Height() > s.em && f.Height() < bandMost*p.Height {
			along := span{f.X0, f.X1}
			s.levels = append(s.levels, ruleAt(f.Y0, along, false), ruleAt(f.Y1, along, false))
		}
	}
	s.levels = append(s.levels, s.h...)
	slices.SortStableFunc(s.levels, func(a, b Rule) int { return cmp.Compare(a.Box.Y0, b.Box.Y0) })
	return s
}

// wordSpace is how far words of an alphabet usually stand apart, in sizes of
// the type.
func wordSpace(runs []*run) float64 {
	const usual, most = 0.28, 0.7 // of proportional type; of any
	var gaps []float64
	for i := 1; i < len(runs); i++ {
		a, b := runs[i-1], runs[i]
		_, ya := a.mid()
		_, yb := b.mid()
		left, right := lastRune(glyphText(a.glyphs[len(a.glyphs)-1])), firstRune(glyphText(b.glyphs[0]))
		gap := (b.box.X0 - a.box.X1) / max(b.size(), 1)
		if abs(ya-yb) < 0.2*b.size() && gap > letterSpace && gap < most && oneWord(left, right) {
			gaps = append(gaps, gap)
		}
	}
	if len(gaps) == 0 {
		return usual
	}
	slices.Sort(gaps)
	return gaps[len(gaps)/2]
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
	t.Slanted = slices.Clone(p.Slanted)
	for i := range t.Slanted {
		t.Slanted[i].Box = turn(t.Slanted[i].Box, p.Width, p.Height, quarter)
		t.Slanted[i].Vertical = t.Slanted[i].Vertical != (quarter%2 == 1)
	}
	t.Fills, t.Images = slices.Clone(p.Fills), slices.Clone(p.Images)
	for _, boxes := range [][]document.Box{t.Fills, t.Images} {
		for i := range boxes {
			boxes[i] = turn(boxes[i], p.Width, p.Height, quarter)
		}
	}
	restore := func(b *document.Box) {
		if !b.IsZero() {
			*b = turn(*b, t.Width, t.Height, 4-quarter)
		}
	}
	return &t, func(it *compose.Item) { eachBox(it, restore) }
}

// eachBox changes every box of an item.
func eachBox(it *compose.Item, change func(*document.Box)) {
	change(&it.Block.Box)
	for i := range it.Block.Places {
		b := it.Block.Places[i].Box()
		change(&b)
		it.Block.Places[i] = document.PlaceOf(b)
	}
	if it.Grid == nil {
		return
	}
	change(&it.Grid.Box)
	for _, row := range it.Grid.Cells {
		for j := range row {
			change(&row[j].Box)
		}
	}
}
