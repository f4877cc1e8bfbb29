package layout

import (
	"slices"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/compose"
)

// A sheet with two pages beside one another, as books are scanned.
const (
	spreadShape = 1.2  // width over height, at least
	gutter      = 0.02 // of the width: nothing is drawn over the middle
	offMiddle   = 0.04 // of the width: how far from the middle the gutter may be
	pageOfText  = 60   // glyphs on each side, at least
)

// FlowSheet is FlowPage for a recognised page that may be a sheet with two
// pages beside one another. Those are given one after the other, with the
// number of the sheet and the places on it.
func FlowSheet(p *Page) []compose.Page {
	left, right, at, ok := spread(p)
	if !ok {
		return []compose.Page{FlowPage(p)}
	}
	var s Sequence
	one, two := s.Page(left), s.Page(right)
	move := func(b *document.Box) {
		if !b.IsZero() {
			b.X0, b.X1 = b.X0+at, b.X1+at
		}
	}
	for i := range two.Items {
		eachBox(&two.Items[i], move)
	}
	for i := range two.Watermarks {
		move(&two.Watermarks[i].Box)
	}
	one.Width, two.Width = p.Width, p.Width
	return []compose.Page{one, two}
}

// spread divides a sheet at its gutter.
func spread(p *Page) (left, right *Page, at float64, ok bool) {
	if p.Width < spreadShape*p.Height || slices.ContainsFunc(p.Glyphs, func(g Glyph) bool { return g.Angle != 0 }) {
		return nil, nil, 0, false
	}
	// What is drawn from where to where across the sheet.
	type extent struct{ from, to float64 }
	var drawn []extent
	for i := range p.Glyphs {
		drawn = append(drawn, extent{p.Glyphs[i].Box.X0, p.Glyphs[i].Box.X1})
	}
	for i := range p.Rules {
		drawn = append(drawn, extent{p.Rules[i].Box.X0, p.Rules[i].Box.X1})
	}
	slices.SortFunc(drawn, func(a, b extent) int {
		switch {
		case a.from < b.from:
			return -1
		case a.from > b.from:
			return 1
		}
		return 0
	})
	widest, reach := 0.0, 0.0
	for _, d := range drawn {
		from, to := max(reach, (0.5-offMiddle)*p.Width), min(d.from, (0.5+offMiddle)*p.Width)
		if to-from > widest {
			widest, at = to-from, (from+to)/2
		}
		reach = max(reach, d.to)
	}
	if widest < gutter*p.Width {
		return nil, nil, 0, false
	}
	l, r := *p, *p
	l.Glyphs, r.Glyphs, l.Rules, r.Rules = nil, nil, nil, nil
	l.Width, r.Width = at, p.Width-at
	for _, g := range p.Glyphs {
		if g.Box.X0 < at {
			l.Glyphs = append(l.Glyphs, g)
		} else {
			g.Box.X0, g.Box.X1 = g.Box.X0-at, g.Box.X1-at
			r.Glyphs = append(r.Glyphs, g)
		}
	}
	for _, u := range p.Rules {
		if u.Box.X0 < at {
			l.Rules = append(l.Rules, u)
		} else {
			u.Box.X0, u.Box.X1 = u.Box.X0-at, u.Box.X1-at
			r.Rules = append(r.Rules, u)
		}
	}
	return &l, &r, at, len(l.Glyphs) >= pageOfText && len(r.Glyphs) >= pageOfText
}
