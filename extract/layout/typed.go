package layout

import (
	"cmp"
	"slices"

	"github.com/yusuan/yusuan/document"
)

// This file makes rulings of characters that are typed for them: those of boxes,
// strokes one below the other, and rows of hyphens.

// arms are the directions in which a character of boxes is drawn from its middle.
type arms uint8

const (
	left arms = 1 << iota
	right
	up
	down
)

const (
	// typedReach is how far, in sizes, the strokes of such characters are drawn out:
	// lines are set wider than type is high (trial).
	typedReach = 0.4
	// typedPitch is how far apart, in sizes, strokes of one ruling stand in lines
	// one below the other.
	typedPitch = 3.5
	// typedRow is how many hyphens in a row are a ruling; a dash is two.
	typedRow = 8
)

// boxArms are those of the characters of boxes (U+2500 to U+257F), by runs of
// characters that differ in weight only.
var boxArms = []struct {
	first, last rune
	arms        arms
}{
	{0x2500, 0x2501, left | right}, {0x2502, 0x2503, up | down},
	{0x2504, 0x2505, left | right}, {0x2506, 0x2507, up | down},
	{0x2508, 0x2509, left | right}, {0x250a, 0x250b, up | down}, {0x250c, 0x250f, right | down},
	{0x2510, 0x2513, left | down},
	{0x2514, 0x2517, right | up}, {0x2518, 0x251b, left | up}, {0x251c, 0x2523, right | up | down},
	{0x2524, 0x252b, left | up | down}, {0x252c, 0x2533, left | right | down}, {0x2534, 0x253b, left | right | up},
	{0x253c, 0x254b, left | right | up | down}, {0x254c, 0x254d, left | right}, {0x254e, 0x254f, up | down},
	{0x2550, 0x2550, left | right}, {0x2551, 0x2551, up | down}, {0x2552, 0x2554, right | down},
	{0x2555, 0x2557, left | down},
	{0x2558, 0x255a, right | up}, {0x255b, 0x255d, left | up}, {0x255e, 0x2560, right | up | down},
	{0x2561, 0x2563, left | up | down}, {0x2564, 0x2566, left | right | down}, {0x2567, 0x2569, left | right | up},
	{0x256a, 0x256c, left | right | up | down},
}

func armsOf(r rune) arms {
	if r < 0x2500 || r > 0x257f {
		return 0
	}
	for _, b := range boxArms {
		if r >= b.first && r <= b.last {
			return b.arms
		}
	}
	return 0
}

// typedRules is a page with rulings in place of the characters that are typed
// for them; spaces take their room. It does not change p.
func typedRules(p *Page) *Page {
	var strokes []int // upright ones
	gone := map[int]bool{}
	var rules []Rule
	for i := 0; i < len(p.Glyphs); i++ {
		g := &p.Glyphs[i]
		r := firstRune(g.Text)
		if g.Angle != 0 {
			continue
		}
		switch a := armsOf(r); {
		case a != 0:
			gone[i] = true
			rules = append(rules, strokesOf(g, a)...)
		case r == '|' || r == '｜' || r == '¦':
			strokes = append(strokes, i)
		case hyphen(r):
			end := i + 1
			for end < len(p.Glyphs) && sameAfter(&p.Glyphs[end-1], &p.Glyphs[end]) {
				end++
			}
			if end-i < typedRow {
				continue
			}
			y := (g.Box.Y0 + g.Box.Y1) / 2
			if r == '_' || r == '＿' {
				y = g.Box.Y1
			}
			rules = append(rules, ruleAt(y, span{g.Box.X0, p.Glyphs[end-1].Box.X1}, false))
			for ; i < end; i++ {
				gone[i] = true
			}
			i--
		}
	}
	rules = append(rules, uprightRules(p, strokes, gone)...)
	if len(rules) == 0 {
		return p
	}
	out := *p
	out.Rules = slices.Concat(p.Rules, rules)
	out.Glyphs = slices.Clone(p.Glyphs)
	for i := range gone {
		out.Glyphs[i].Text = " "
	}
	return &out
}

func hyphen(r rune) bool {
	switch r {
	case '-', '=', '_', '－', '＝', '＿', '—', '―', '━':
		return true
	}
	return false
}

// sameAfter reports the same character right after another.
func sameAfter(a, b *Glyph) bool {
	return a.Text == b.Text && b.Angle == 0 && abs(a.Box.Y0-b.Box.Y0) < a.Size/4 && abs(b.Box.X0-a.Box.X1) < a.Size/2
}

func strokesOf(g *Glyph, a arms) (out []Rule) {
	x, y := (g.Box.X0+g.Box.X1)/2, (g.Box.Y0+g.Box.Y1)/2
	if a&(left|right) != 0 {
		along := span{x, x}
		if a&left != 0 {
			along.lo = g.Box.X0
		}
		if a&right != 0 {
			along.hi = g.Box.X1
		}
		out = append(out, ruleAt(y, along, false))
	}
	if a&(up|down) != 0 {
		along := span{y, y}
		if a&up != 0 {
			along.lo = g.Box.Y0 - typedReach*g.Size
		}
		if a&down != 0 {
			along.hi = g.Box.Y1 + typedReach*g.Size
		}
		out = append(out, ruleAt(x, along, true))
	}
	return out
}

// uprightRules are the rulings of strokes in at least leastRows lines one below
// the other. Those that make them are gone.
func uprightRules(p *Page, strokes []int, gone map[int]bool) (out []Rule) {
	if len(strokes) < leastRows {
		return nil
	}
	middle := func(i int) float64 { return (p.Glyphs[i].Box.X0 + p.Glyphs[i].Box.X1) / 2 }
	slices.SortStableFunc(strokes, func(a, b int) int { return cmp.Compare(middle(a), middle(b)) })
	for from := 0; from < len(strokes); {
		size := p.Glyphs[strokes[from]].Size
		to := from + 1
		for to < len(strokes) && middle(strokes[to])-middle(strokes[to-1]) < size/4 {
			to++
		}
		column := strokes[from:to]
		from = to
		slices.SortStableFunc(column, func(a, b int) int { return cmp.Compare(p.Glyphs[a].Box.Y0, p.Glyphs[b].Box.Y0) })
		for first := 0; first < len(column); {
			end := first + 1
			for end < len(column) && p.Glyphs[column[end]].Box.Y0-p.Glyphs[column[end-1]].Box.Y0 < typedPitch*size {
				end++
			}
			if end-first >= leastRows {
				box := document.Box{}
				for _, i := range column[first:end] {
					box = box.Union(p.Glyphs[i].Box)
					gone[i] = true
				}
				out = append(out, ruleAt((box.X0+box.X1)/2, span{box.Y0, box.Y1}, true))
			}
			first = end
		}
	}
	return out
}
