package layout

import (
	"cmp"
	"slices"

	"github.com/yusuan/yusuan/document"
)

// span is an interval on one axis.
type span struct{ lo, hi float64 }

func (a span) overlap(b span) float64 { return min(a.hi, b.hi) - max(a.lo, b.lo) }

// Bounds, in points, where the type of a page is very small or large (drawing).
const (
	finest    = 0.75 // tolerance: producers round to half a point
	coarsest  = 4    // tolerance: two lines of text could stand between
	dash      = 2.5  // gap between the dashes of one ruling
	shortest  = 3    // ruling
	wholeRule = 1.5  // tolerances that all pieces of one ruling lie within
)

// tolerance within which two rulings are one line, in points. It follows the
// page's own type: a quarter of the usual glyph, and never so much that two
// lines of text could stand between.
func (s *sheet) tolerance() float64 { return min(max(s.RuleSame*s.em, finest), coarsest) }

func axis(r Rule) (at float64, along span) {
	if r.Vertical {
		return (r.Box.X0 + r.Box.X1) / 2, span{r.Box.Y0, r.Box.Y1}
	}
	return (r.Box.Y0 + r.Box.Y1) / 2, span{r.Box.X0, r.Box.X1}
}

func ruleAt(at float64, along span, vertical bool) Rule {
	if vertical {
		return Rule{Box: document.Box{X0: at, X1: at, Y0: along.lo, Y1: along.hi}, Vertical: true}
	}
	return Rule{Box: document.Box{X0: along.lo, X1: along.hi, Y0: at, Y1: at}}
}

// strokeClear is how far, as a share of a glyph's box, its outline keeps from the
// edges of the box (type); a ruling beside a text stands at them or outside.
const strokeClear = 0.02

// strokesAmong is how many glyphs are looked at for the one that a piece may be of:
// more than stand in one column of a page, as wide as its widest glyph.
const strokesAmong = 1024

// withoutStrokes leaves out what is drawn within the box of one glyph: bold type is
// drawn once more as outlines, whose straight pieces are no rulings.
func withoutStrokes(rules []Rule, glyphs []Glyph) []Rule {
	largest := 0.0
	for i := range glyphs {
		largest = max(largest, glyphs[i].Box.Width(), glyphs[i].Box.Height())
	}
	var boxes []document.Box // of glyphs, from the left; made for the first short piece
	within := func(r Rule) bool {
		if max(r.Box.Width(), r.Box.Height()) > largest {
			return false
		}
		if boxes == nil {
			for i := range glyphs {
				boxes = append(boxes, glyphs[i].Box)
			}
			slices.SortFunc(boxes, func(a, b document.Box) int { return cmp.Compare(a.X0, b.X0) })
		}
		end, _ := slices.BinarySearchFunc(boxes, r.Box.X0, func(b document.Box, x float64) int {
			return cmp.Compare(b.X0, x)
		})
		for _, b := range slices.Backward(boxes[max(0, end-strokesAmong):end]) {
			if b.X0 < r.Box.X1-largest {
				return false
			}
			dx, dy := strokeClear*b.Width(), strokeClear*b.Height()
			if r.Box.X0 > b.X0+dx && r.Box.X1 < b.X1-dx && r.Box.Y0 > b.Y0+dy && r.Box.Y1 < b.Y1-dy {
				return true
			}
		}
		return false
	}
	return slices.DeleteFunc(slices.Clone(rules), within)
}

// maxRules is how many rulings of one direction a page is searched for tables
// by; maps and charts may have more, and the longest are kept.
const maxRules = 3000

// joinRules puts dashes, doubled strokes and touching pieces together into
// whole lines without width. Pieces that stay shorter than a glyph are dropped:
// no cell is smaller.
func (s *sheet) joinRules(rules []Rule) (h, v []Rule) {
	for _, vertical := range []bool{false, true} {
		var pieces []Rule
		for _, r := range rules {
			if r.Vertical == vertical {
				pieces = append(pieces, r)
			}
		}
		joined := s.joinParallel(pieces, vertical)
		if len(joined) > maxRules {
			slices.SortStableFunc(joined, func(a, b Rule) int {
				return cmp.Compare(b.Box.Width()+b.Box.Height(), a.Box.Width()+a.Box.Height())
			})
			joined = joined[:maxRules]
		}
		if vertical {
			v = joined
		} else {
			h = joined
		}
	}
	return h, v
}

func (s *sheet) joinParallel(pieces []Rule, vertical bool) []Rule {
	tol := s.tolerance()
	type piece struct {
		at    float64
		along span
	}
	all := make([]piece, len(pieces))
	for i, r := range pieces {
		all[i].at, all[i].along = axis(r)
	}
	slices.SortFunc(all, func(a, b piece) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.along.lo, b.along.lo), cmp.Compare(a.along.hi, b.along.hi))
	})
	var out []Rule
	for i := 0; i < len(all); {
		j := i + 1
		for j < len(all) && all[j].at-all[j-1].at <= tol && all[j].at-all[i].at <= wholeRule*tol {
			j++
		}
		group := slices.Clone(all[i:j])
		slices.SortFunc(group, func(a, b piece) int { return cmp.Compare(a.along.lo, b.along.lo) })
		// One position for the whole group, weighted by length, so that lines
		// drawn row by row with small offsets stay one line.
		for k := 0; k < len(group); {
			along, weight, sum := group[k].along, 0.0, 0.0
			m := k
			for m < len(group) && group[m].along.lo-along.hi <= max(tol, dash) {
				along.hi = max(along.hi, group[m].along.hi)
				w := group[m].along.hi - group[m].along.lo + 0.01
				weight, sum = weight+w, sum+w*group[m].at
				m++
			}
			if along.hi-along.lo >= max(s.RuleLeast*s.em, shortest) {
				out = append(out, ruleAt(sum/weight, along, vertical))
			}
			k = m
		}
		i = j
	}
	return out
}

// lattice is a set of rulings that belong together, and the area they enclose.
type lattice struct {
	box    document.Box
	h, v   []Rule
	method document.Method
}

// lattices groups the rulings that cross or touch one another.
func (s *sheet) lattices() []lattice {
	tol := s.tolerance() + 1
	sets := newForest(len(s.h) + len(s.v))
	for i, h := range s.h {
		for j, v := range s.v {
			if v.Box.X0 >= h.Box.X0-tol && v.Box.X0 <= h.Box.X1+tol &&
				h.Box.Y0 >= v.Box.Y0-tol && h.Box.Y0 <= v.Box.Y1+tol {
				sets.join(i, len(s.h)+j)
			}
		}
	}
	index := map[int]int{}
	var out []lattice
	add := func(root int, r Rule) {
		k, ok := index[root]
		if !ok {
			k = len(out)
			index[root] = k
			out = append(out, lattice{box: r.Box, method: document.MethodRuled})
		}
		l := &out[k]
		l.box = document.Box{X0: min(l.box.X0, r.Box.X0), Y0: min(l.box.Y0, r.Box.Y0), X1: max(l.box.X1, r.Box.X1),
			Y1: max(l.box.Y1, r.Box.Y1)}
		if r.Vertical {
			l.v = append(l.v, r)
		} else {
			l.h = append(l.h, r)
		}
	}
	for i, h := range s.h {
		add(sets.find(i), h)
	}
	for j, v := range s.v {
		add(sets.find(len(s.h)+j), v)
	}
	out = slices.DeleteFunc(out, func(l lattice) bool {
		return len(l.h) == 0 || len(l.v) == 0 || len(l.h)+len(l.v) < 3 ||
			l.box.Width() < s.TableWide*s.em || l.box.Height() < s.em
	})
	slices.SortFunc(out, func(a, b lattice) int {
		return cmp.Or(cmp.Compare(a.box.Y0, b.box.Y0), cmp.Compare(a.box.X0, b.box.X0))
	})
	return s.joinLattices(s.dropFrames(out))
}

// joinLattices puts a table back together whose header and body, or rows, were
// drawn as boxes of their own: same sides, and nothing printed between.
func (s *sheet) joinLattices(in []lattice) []lattice {
	var out []lattice
	for _, l := range in {
		if k := len(out) - 1; k >= 0 {
			o := &out[k]
			gap := l.box.Y0 - o.box.Y1
			sides := abs(l.box.X0-o.box.X0) < s.em && abs(l.box.X1-o.box.X1) < s.em
			if sides && gap < s.em && gap > -s.em {
				o.h, o.v = append(o.h, l.h...), append(o.v, l.v...)
				o.box = o.box.Union(l.box)
				continue
			}
			if bridge, ok := s.bridge(*o, l); ok && sides {
				o.h, o.v = slices.Concat(o.h, bridge.h, l.h), slices.Concat(o.v, bridge.v, l.v)
				o.box, o.method = o.box.Union(l.box), bridge.method
				continue
			}
			// Boxes that overlap are one drawing.
			if inner := intersect(o.box, l.box); inner.Width() > s.em && inner.Height() > s.em {
				o.h, o.v = append(o.h, l.h...), append(o.v, l.v...)
				o.box = o.box.Union(l.box)
				continue
			}
		}
		out = append(out, l)
	}
	return out
}

func intersect(a, b document.Box) document.Box {
	return document.Box{X0: max(a.X0, b.X0), Y0: max(a.Y0, b.Y0), X1: min(a.X1, b.X1), Y1: min(a.Y1, b.Y1)}
}

func abs(x float64) float64 {
	if x < 0 {
		return -x
	}
	return x
}

// dropFrames removes a box that holds other lattices: the border of a page.
func (s *sheet) dropFrames(in []lattice) []lattice {
	return slices.DeleteFunc(slices.Clone(in), func(l lattice) bool {
		if len(l.h) > 2 || len(l.v) > 2 {
			return false
		}
		return slices.ContainsFunc(in, func(o lattice) bool {
			return o.box != l.box && o.box.X0 >= l.box.X0 && o.box.X1 <= l.box.X1 && o.box.Y0 >= l.box.Y0 && o.box.Y1 <= l.box.Y1
		})
	})
}
