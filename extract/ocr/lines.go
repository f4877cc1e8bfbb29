package ocr

import (
	"cmp"
	"image"
	"slices"
)

// lines are the places to be read: those an engine found, cut at the rulings
// that go through them, and whatever ink it passed over: the single digit of a
// narrow cell is easily missed by one that looks for words.
func (r *raster) lines(found []image.Rectangle, rules []rule) []image.Rectangle {
	var out []image.Rectangle
	for _, box := range found {
		for _, part := range cut(box, rules) {
			if ink := r.inkBox(part); !ink.Empty() {
				out = append(out, r.upended(part, ink)...)
			}
		}
	}
	out = once(out)
	out = append(out, r.missed(out, rules)...)
	slices.SortStableFunc(out, func(a, b image.Rectangle) int {
		return cmp.Or(cmp.Compare(a.Min.Y, b.Min.Y), cmp.Compare(a.Min.X, b.Min.X))
	})
	return out
}

// onEnd is how many times as high as wide the ink of a line is whose characters
// stand upright under one another, as in narrow columns.
const onEnd = 1.8

// upended gives a line of such characters as one for each, and others as they
// are. A character is about as high as the line is wide, and may be in pieces.
func (r *raster) upended(box, ink image.Rectangle) []image.Rectangle {
	if float64(ink.Dy()) < onEnd*float64(ink.Dx()) || float64(ink.Dx()) < leastInk*r.dpi {
		return []image.Rectangle{box}
	}
	var out []image.Rectangle
	for y := ink.Min.Y; y < ink.Max.Y; y++ {
		dark := 0
		for x := ink.Min.X; x < ink.Max.X; x++ {
			if r.dark(x, y) {
				dark++
			}
		}
		if dark < 2 {
			continue
		}
		if n := len(out) - 1; n >= 0 && (y == out[n].Max.Y || 10*(y+1-out[n].Min.Y) <= 11*ink.Dx()) {
			out[n].Max.Y = y + 1
			continue
		}
		out = append(out, image.Rect(ink.Min.X, y, ink.Max.X, y+1))
	}
	if len(out) < 2 {
		return []image.Rectangle{box}
	}
	for i := range out {
		out[i] = out[i].Inset(-max(2, ink.Dx()/6)).Intersect(image.Rect(0, 0, r.width, r.height))
	}
	return out
}

// Boxes that an engine finds for one line of text overlap by at least this
// share of the smaller, and both together are hardly higher than one.
const (
	sameLine  = 0.4
	onlyOnce  = 1.35
	wholeLine = 0.8 // share of a box that lies in a larger one, which is then enough
)

// once puts boxes of one line together, so that nothing is read twice.
func once(boxes []image.Rectangle) []image.Rectangle {
	area := func(b image.Rectangle) float64 { return float64(b.Dx()) * float64(b.Dy()) }
	for i := 0; i < len(boxes); i++ {
		for j := i + 1; j < len(boxes); j++ {
			a, b := boxes[i], boxes[j]
			both, small := area(a.Intersect(b)), min(area(a), area(b))
			if both < sameLine*small {
				continue
			}
			union := a.Union(b)
			if float64(union.Dy()) > onlyOnce*float64(max(a.Dy(), b.Dy())) {
				if both < wholeLine*small || float64(max(a.Dy(), b.Dy())) > onlyOnce*float64(min(a.Dy(), b.Dy())) {
					continue
				}
				if union = a; area(b) > area(a) {
					union = b
				}
			}
			// What was put together may be one with what was looked at before.
			boxes[i], boxes = union, slices.Delete(boxes, j, j+1)
			j = i
		}
	}
	return boxes
}

// edge is what share of a box a ruling may cut off: an engine's boxes are
// larger than the ink in them.
const edge = 0.3

// cut divides a box at the rulings that go through it.
func cut(box image.Rectangle, rules []rule) []image.Rectangle {
	var xs []int
	for _, l := range rules {
		if l.vertical {
			if covers(l.y0, l.y1, box.Min.Y, box.Max.Y) && l.x1 >= box.Min.X && l.x0 < box.Max.X {
				xs = append(xs, l.x0, l.x1+1)
			}
			continue
		}
		if !covers(l.x0, l.x1, box.Min.X, box.Max.X) || l.y1 < box.Min.Y || l.y0 >= box.Max.Y {
			continue
		}
		// Of two lines of text in one box the engine reads neither well.
		switch depth := edge * float64(box.Dy()); {
		case float64(l.y0-box.Min.Y) < depth:
			box.Min.Y = l.y1 + 1
		case float64(box.Max.Y-l.y1) < depth:
			box.Max.Y = l.y0
		default:
			above, below := box, box
			above.Max.Y, below.Min.Y = l.y0, l.y1+1
			return append(cut(above, rules), cut(below, rules)...)
		}
	}
	if box.Empty() {
		return nil
	}
	slices.Sort(xs)
	xs = append(append([]int{box.Min.X}, xs...), box.Max.X)
	var out []image.Rectangle
	for i := 0; i+1 < len(xs); i += 2 {
		part := image.Rect(xs[i], box.Min.Y, xs[i+1], box.Max.Y).Intersect(box)
		if xs[i] < xs[i+1] && part.Dx() >= box.Dy()/8 {
			out = append(out, part)
		}
	}
	return out
}

// covers reports that a ruling from a0 to a1 runs along most of b0 to b1.
func covers(a0, a1, b0, b1 int) bool {
	return 10*(min(a1+1, b1)-max(a0, b0)) >= 6*(b1-b0)
}

// In inches: ink that may be a character. Type is 5 to 40 points.
const (
	leastInk = 0.045
	mostInk  = 0.6
	lineGap  = 0.12 // between characters of a line
	colonGap = 1.4  // of the size of a character, with a mark of full width between two
)

// missed gives the ink outside of boxes as lines.
func (r *raster) missed(boxes []image.Rectangle, rules []rule) []image.Rectangle {
	covered := make([]bool, r.width*r.height)
	for _, b := range boxes {
		b = b.Intersect(image.Rect(0, 0, r.width, r.height))
		for y := b.Min.Y; y < b.Max.Y; y++ {
			for x := b.Min.X; x < b.Max.X; x++ {
				covered[y*r.width+x] = true
			}
		}
	}
	var marks []image.Rectangle
	for _, m := range r.marks() {
		w, h := float64(m.box.Dx())/r.dpi, float64(m.box.Dy())/r.dpi
		centre := m.box.Min.Add(m.box.Max).Div(2)
		if max(w, h) < leastInk || max(w, h) > mostInk || covered[centre.Y*r.width+centre.X] {
			continue
		}
		marks = append(marks, m.box)
	}
	// Beside lines that an engine found only what is close belongs together. Where
	// all lines are told by their ink, a colon, which leaves most of a character's
	// room, must not divide one.
	gap := func(image.Rectangle) int { return int(lineGap * r.dpi) }
	if len(boxes) == 0 {
		gap = func(m image.Rectangle) int {
			return max(int(lineGap*r.dpi), int(colonGap*float64(max(m.Dx(), m.Dy()))))
		}
	}
	out := stack(r.join(marks, rules, gap), r.usualHeight(boxes))
	for i := range out {
		// The room about the ink that an engine's own boxes have; a dash is as
		// high as the type it stands in for.
		if low := int(0.1*r.dpi) - out[i].Dy(); low > 0 {
			out[i].Min.Y, out[i].Max.Y = out[i].Min.Y-low/2, out[i].Max.Y+low/2
		}
		out[i] = out[i].Inset(-out[i].Dy() / 5).Intersect(image.Rect(0, 0, r.width, r.height))
	}
	return out
}

// usualHeight is the median height of the ink of lines; 0 if there are none.
func (r *raster) usualHeight(boxes []image.Rectangle) int {
	var heights []int
	for _, b := range boxes {
		if ink := r.inkBox(b); ink.Dx() > 2*ink.Dy() {
			heights = append(heights, ink.Dy())
		}
	}
	return median(heights)
}

// median sorts values and gives the one in the middle, 0 if there are none.
func median[T cmp.Ordered](values []T) (middle T) {
	if len(values) == 0 {
		return middle
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// stack puts pieces of one character together that stand above one another and
// have no neighbour they would hang together through: ＝, ≥, 元 alone in a cell.
// Together they are no higher than other lines are; usual is how high those
// are, or 0 if only these pieces can tell.
func stack(lines []image.Rectangle, usual int) []image.Rectangle {
	if usual == 0 {
		var heights []int
		for _, l := range lines {
			if l.Dx() > 2*l.Dy() && l.Dy() > 4 {
				heights = append(heights, l.Dy())
			}
		}
		if usual = median(heights); usual == 0 {
			return lines
		}
	}
	for i := 0; i < len(lines); i++ {
		for j := i + 1; j < len(lines); j++ {
			a, b := lines[i], lines[j]
			union := a.Union(b)
			over := min(a.Max.X, b.Max.X) - max(a.Min.X, b.Min.X)
			if 2*over > min(a.Dx(), b.Dx()) && 10*union.Dy() <= 11*usual && 2*union.Dx() <= 3*usual {
				lines[i], lines = union, slices.Delete(lines, j, j+1)
				j = i
			}
		}
	}
	return lines
}

// join puts ink side by side together to lines. Characters are made of pieces
// above and below one another, which hang together through their neighbours.
func (r *raster) join(marks []image.Rectangle, rules []rule, gap func(image.Rectangle) int) (out []image.Rectangle) {
	slices.SortStableFunc(marks, func(a, b image.Rectangle) int { return cmp.Compare(a.Min.X, b.Min.X) })
	line := &forest{}
	for i, m := range marks {
		line.add()
		far := int((1 + colonGap) * mostInk * r.dpi)
		for j := i - 1; j >= 0 && marks[j].Min.X >= m.Min.X-far; j-- {
			o := marks[j]
			level := 2*(min(o.Max.Y, m.Max.Y)-max(o.Min.Y, m.Min.Y)) > min(o.Dy(), m.Dy())
			if level && m.Min.X-o.Max.X <= max(gap(m), gap(o)) && !between(rules, o, m) {
				line.union(i, j)
			}
		}
	}
	at := map[int]int{}
	for i, m := range marks {
		root := line.find(i)
		k, ok := at[root]
		if !ok {
			k = len(out)
			at[root] = k
			out = append(out, image.Rectangle{})
		}
		out[k] = out[k].Union(m)
	}
	return out
}

// forest tells which numbers, from 0, belong together.
type forest struct{ parent []int }

// add gives the next number.
func (f *forest) add() int {
	f.parent = append(f.parent, len(f.parent))
	return len(f.parent) - 1
}

func (f *forest) find(i int) int {
	for f.parent[i] != i {
		f.parent[i] = f.parent[f.parent[i]]
		i = f.parent[i]
	}
	return i
}

// union puts the groups of two numbers together, under the lower one.
func (f *forest) union(i, j int) {
	if i, j = f.find(i), f.find(j); i != j {
		f.parent[max(i, j)] = min(i, j)
	}
}

// between reports a vertical ruling between two pieces of ink side by side.
func between(rules []rule, a, b image.Rectangle) bool {
	for _, l := range rules {
		if l.vertical && l.x0 >= a.Max.X-1 && l.x1 <= b.Min.X+1 && l.y0 <= b.Min.Y && l.y1 >= b.Max.Y {
			return true
		}
	}
	return false
}

// mark is ink that hangs together.
type mark struct {
	box  image.Rectangle
	area int // pixels
}

// marks are the connected pieces of ink, by their first pixel from the top.
func (r *raster) marks() []mark {
	var out []mark
	pieces := &forest{}
	type stretch struct{ from, to, label int }
	var above, here []stretch
	for y := range r.height {
		above, here = here, above[:0]
		k := 0
		for x := 0; x < r.width; x++ {
			if !r.dark(x, y) {
				continue
			}
			s := stretch{from: x, label: -1}
			for x < r.width && r.dark(x, y) {
				x++
			}
			s.to = x - 1
			for k < len(above) && above[k].to < s.from-1 {
				k++
			}
			for j := k; j < len(above) && above[j].from <= s.to+1; j++ {
				if s.label < 0 {
					s.label = above[j].label
				}
				pieces.union(s.label, above[j].label)
			}
			if s.label < 0 {
				s.label = pieces.add()
				out = append(out, mark{})
			}
			m := &out[s.label]
			m.box, m.area = m.box.Union(image.Rect(s.from, y, s.to+1, y+1)), m.area+s.to-s.from+1
			here = append(here, s)
		}
	}
	for i := range out {
		if root := pieces.find(i); root != i {
			out[root].box, out[root].area = out[root].box.Union(out[i].box), out[root].area+out[i].area
			out[i] = mark{}
		}
	}
	return slices.DeleteFunc(out, func(m mark) bool { return m.area == 0 })
}

// inkBox is the smallest box around the ink within b, without specks: at
// resolutions that show more of type than its strokes, a row or column of
// pixels counts if it holds more than one dark pixel.
func (r *raster) inkBox(b image.Rectangle) image.Rectangle {
	b = b.Intersect(image.Rect(0, 0, r.width, r.height))
	columns, rows := make([]int, b.Dx()), make([]int, b.Dy())
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if r.dark(x, y) {
				columns[x-b.Min.X]++
				rows[y-b.Min.Y]++
			}
		}
	}
	least := 1
	if r.dpi >= 180 {
		least = 2
	}
	extent := func(n []int) (from, to int) {
		for to = len(n); to > 0 && n[to-1] < least; to-- {
		}
		for from = 0; from < to && n[from] < least; from++ {
		}
		return from, to
	}
	x0, x1 := extent(columns)
	y0, y1 := extent(rows)
	return image.Rect(b.Min.X+x0, b.Min.Y+y0, b.Min.X+x1, b.Min.Y+y1)
}
