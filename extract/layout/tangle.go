package layout

import (
	"slices"

	"github.com/yusuan/yusuan/document"
)

// Where a name runs over the amount beside it, both are printed at one place, and
// their characters come mixed, from left to right. They are told apart by where
// each goes on: a string has no character over the one before.

const (
	// tangled is the share of the narrower of two characters that the other
	// covers, at least, where they are of two strings: kerning covers less
	// (drawing).
	tangled = 0.3
	// strandGap is how far, in sizes, a character of a string may stand from the
	// last (type, set wide).
	strandGap = 0.5
)

// untangle puts the characters of strings that are printed over one another one
// string after the other.
func (s *sheet) untangle(glyphs []Glyph) []Glyph {
	var out []Glyph // nil as long as nothing was changed
	for start := 0; start < len(glyphs); {
		end, met, back := start+1, false, false
		for ; end < len(glyphs) && s.onOneLine(&glyphs[end-1], &glyphs[end]); end++ {
			met = met || covered(&glyphs[end-1], &glyphs[end])
			back = back || glyphs[end].Object < glyphs[end-1].Object // it was drawn before the one on its left
		}
		if met && back {
			if out == nil {
				out = slices.Clone(glyphs)
			}
			copy(out[start:end], strands(glyphs[start:end]))
		}
		start = end
	}
	if out == nil {
		return glyphs
	}
	return out
}

// onOneLine reports that a character comes next on a line that is read from left
// to right.
func (s *sheet) onOneLine(p, g *Glyph) bool {
	size := max(min(p.Size, g.Size), 1)
	drop := abs((g.Box.Y0 + g.Box.Y1 - p.Box.Y0 - p.Box.Y1) / 2)
	return p.Angle == 0 && g.Angle == 0 && drop <= s.RunDrop*size && g.Box.X0 >= p.Box.X0
}

// covered reports a figure and a character of another kind over one another.
func covered(a, b *Glyph) bool {
	return figureLike(a) != figureLike(b) && !isSpace(a) && !isSpace(b) && over(a, b)
}

// over reports two characters at one place.
func over(a, b *Glyph) bool {
	return min(a.Box.X1, b.Box.X1)-max(a.Box.X0, b.Box.X0) > tangled*min(a.Box.Width(), b.Box.Width())
}

// strands are characters of one line, string after string: each goes on where the
// nearest of those before ends.
func strands(mixed []Glyph) []Glyph {
	var all [][]Glyph
	for i := range mixed {
		g := &mixed[i]
		best, least := -1, strandGap*max(g.Size, 1)
		for k, one := range all {
			last := &one[len(one)-1]
			if apart := abs(g.Box.X0 - last.Box.X1); apart <= least && !over(last, g) && g.Object >= last.Object {
				best, least = k, apart
			}
		}
		if best < 0 {
			all, best = append(all, nil), len(all)
		}
		all[best] = append(all[best], *g)
	}
	return slices.Concat(all...)
}

func figureLike(g *Glyph) bool {
	r := firstRune(glyphText(g))
	return document.IsDigit(r) || r == ',' || r == '.' || r == '-'
}
