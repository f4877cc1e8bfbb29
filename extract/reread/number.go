package reread

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/document"
)

// How glyphs make a number, in ems. What is drawn one after the other may be
// spaced out; what merely ended up side by side must touch.
const (
	sameLine    = 0.2
	drawnGap    = 0.45
	touchingGap = 0.12
	overlap     = 0.5
	drawnTwice  = 0.3 // a bold face made by drawing twice is shifted less
)

// run is glyphs of one line of writing that follow each other.
type run []glyph

func (r run) last() *glyph { return &r[len(r)-1] }

// numbers puts glyphs together and finds the numbers among them.
func numbers(glyphs []glyph) Page {
	var out Page
	var runs []run
	seen := map[[2]int][]*glyph{} // by place, in steps of a cell
	for i := range glyphs {
		g := &glyphs[i]
		if strings.TrimSpace(g.text) == "" && g.text != "" || again(g, seen) {
			continue
		}
		if g.text == "" {
			out.Unreadable = append(out.Unreadable, g.box)
		}
		if n := len(runs) - 1; n >= 0 && follows(runs[n].last(), g, drawnGap) {
			runs[n] = append(runs[n], *g)
		} else {
			runs = append(runs, run{*g})
		}
	}
	for _, r := range joined(runs) {
		out.Numbers = append(out.Numbers, r.numbers()...)
	}
	return out
}

// cell is the step in points in which places are looked up.
const cell = 12.0

// again reports a glyph that was drawn at this place before.
func again(g *glyph, seen map[[2]int][]*glyph) bool {
	x, y := (g.box.X0+g.box.X1)/2, (g.box.Y0+g.box.Y1)/2
	near := min(drawnTwice*g.size, 0.5*max(g.to-g.from, 0.2*g.size))
	at := [2]int{int(x / cell), int(y / cell)}
	for cx := int((x - near) / cell); cx <= int((x+near)/cell); cx++ {
		for cy := int((y - near) / cell); cy <= int((y+near)/cell); cy++ {
			for _, o := range seen[[2]int{cx, cy}] {
				if o.text == g.text && math.Abs((o.box.X0+o.box.X1)/2-x) <= near && math.Abs((o.box.Y0+o.box.Y1)/2-y) <= near {
					return true
				}
			}
		}
	}
	seen[at] = append(seen[at], g)
	return false
}

// follows reports that b goes on where a ends.
func follows(a, b *glyph, gap float64) bool {
	size := max(a.size, b.size)
	return a.direction == b.direction && math.Abs(a.across-b.across) <= sameLine*size &&
		b.from-a.to <= gap*size && b.from-a.to >= -overlap*size
}

// joined puts runs together that touch, though they were not drawn one after
// the other; some programs draw digits and points apart.
func joined(runs []run) []run {
	order := slices.Clone(runs)
	slices.SortStableFunc(order, func(a, b run) int {
		return cmp.Or(cmp.Compare(a[0].direction, b[0].direction), cmp.Compare(a[0].across, b[0].across))
	})
	var out []run
	for len(order) > 0 {
		n := 1 // runs of one line
		for n < len(order) && order[n][0].direction == order[0][0].direction &&
			order[n][0].across-order[n-1][0].across <= sameLine*order[n][0].size {
			n++
		}
		line := order[:n]
		order = order[n:]
		slices.SortStableFunc(line, func(a, b run) int { return cmp.Compare(a[0].from, b[0].from) })
		for i, r := range line {
			if k := len(out) - 1; i > 0 && follows(out[k].last(), &r[0], touchingGap) {
				out[k] = append(out[k], r...)
			} else {
				out = append(out, r)
			}
		}
	}
	return out
}

// numbers finds the numeric tokens of a run and their places.
func (r run) numbers() (out []Number) {
	var text strings.Builder
	var at []int // the glyph each byte comes from
	for i := range r {
		s := r[i].text
		if s == "" {
			s = "\ufffd"
		}
		text.WriteString(s)
		for range len(s) {
			at = append(at, i)
		}
	}
	all, from := text.String(), 0
	for _, token := range document.Numbers(all) {
		start := from + strings.Index(all[from:], token)
		from = start + len(token)
		usual := r[at[start] : at[from-1]+1].usualGap()
		// Two numbers of neighbouring cells may be drawn in one go.
		begin := start
		for i := start; i < from; i++ {
			end := i + 1
			if end < from && (at[end] == at[i] || r.gap(at[end])-usual <= touchingGap) {
				continue
			}
			for _, text := range document.Numbers(all[begin:end]) {
				var box document.Box
				for k := at[begin]; k <= at[i]; k++ {
					box = box.Union(r[k].box)
				}
				out = append(out, Number{Text: text, Box: box})
			}
			begin = end
		}
	}
	return out
}

// gap is the space before a glyph, in ems.
func (r run) gap(i int) float64 { return (r[i].from - r[i-1].to) / r[i].size }

// usualGap is the middle one of the gaps of a run.
func (r run) usualGap() float64 {
	var gaps []float64
	for i := 1; i < len(r); i++ {
		gaps = append(gaps, r.gap(i))
	}
	if len(gaps) == 0 {
		return 0
	}
	slices.Sort(gaps)
	return gaps[len(gaps)/2]
}
