package layout

import (
	"cmp"
	"math"
	"slices"
	"unicode"
)

// level is a row of a header tree above the last: heads over several columns.
type level struct {
	spans  [][2]int // first and last column of each head
	bottom float64
}

func (l level) covers(j int) bool {
	return slices.ContainsFunc(l.spans, func(c [2]int) bool { return j >= c[0] && j <= c[1] })
}

// headLevels finds the heads over several columns: those with a short ruling
// beneath, those that reach over most of several columns, and those set above
// a row of heads that stand side by side on one line of their own.
func (s *sheet) headLevels(xs []float64, head []row, body [][]*line) []level {
	h := &headTree{sheet: s, xs: xs, texts: columnExtents(xs[1:len(xs)-1], body), leaf: make([]int, len(xs)-1),
		wrapped: map[*line]bool{}}
	for c := range h.leaf {
		h.leaf[c] = -1
	}
	for k := range head {
		line := s.headings(head, k, xs[1:len(xs)-1])
		h.lines = append(h.lines, line)
		for _, p := range line {
			c := h.over(p)
			h.leaf[c] = k
			h.texts[c] = span{min(h.texts[c].lo, p.box.X0), max(h.texts[c].hi, p.box.X1)}
		}
	}
	h.settleWrapped()
	var out []level
	for k := range h.lines[:max(len(h.lines)-1, 0)] {
		if l := h.level(k); len(l.spans) > 0 {
			out = append(out, l)
		}
	}
	return out
}

// headTree is the header of a table with imagined rulings.
type headTree struct {
	*sheet
	xs    []float64
	lines [][]*line // heads of each line
	texts []span    // of each column, heads included
	leaf  []int     // lowest line with a head of each column, -1 without
	// wrapped are the first lines of heads that another line of heads runs through.
	wrapped map[*line]bool
}

// settleWrapped puts heads of two lines on the line of heads that runs between
// them.
func (h *headTree) settleWrapped() {
	lines := make([][]*line, len(h.leaf)) // of each column
	for _, heads := range h.lines {
		for _, p := range heads {
			c := h.over(p)
			lines[c] = append(lines[c], p)
		}
	}
	for c, own := range lines {
		if len(own) < 2 {
			continue
		}
		upper, lower := own[len(own)-2], own[len(own)-1]
		if single(upper) || lower.middle()-upper.middle() > h.HeadLeading*lower.size {
			continue
		}
		for k, heads := range h.lines[:h.leaf[c]] {
			if len(heads) > 1 && heads[0].middle() > upper.middle() &&
				abs(2*heads[0].middle()-upper.middle()-lower.middle()) < 2*h.SameLine*lower.size {
				h.leaf[c], h.wrapped[upper] = k, true
				break
			}
		}
	}
}

// over is the column a head's middle stands over.
func (h *headTree) over(p *line) int { return index(h.xs, (p.box.X0+p.box.X1)/2) }

// level finds the heads of a line that are over several columns.
func (h *headTree) level(k int) (l level) {
	var before *line
	beside := make([]int, len(h.lines[k])) // columns of the heads of the line, in order
	for i, p := range h.lines[k] {
		beside[i] = h.over(p)
	}
	slices.Sort(beside)
	groups := sideBySide(h.leaf, k)
	for _, p := range h.lines[k] {
		c := h.columns(k, p, beside, groups[h.over(p)])
		if c[0] == c[1] {
			continue
		}
		l.bottom = max(l.bottom, p.box.Y1)
		if n := len(l.spans); n > 0 && l.spans[n-1][1] >= c[0] {
			cut := h.parted(before, p, l.spans[n-1][0], c[0], c[1])
			l.spans[n-1][1], c[0] = cut-1, cut
		}
		l.spans = append(l.spans, c)
		before = p
	}
	l.spans = slices.DeleteFunc(l.spans, func(c [2]int) bool { return c[0] >= c[1] })
	return l
}

// parted is where the columns of the second of two heads begin that stand over one
// run of columns: each is set over the middle of its own.
func (h *headTree) parted(one, two *line, from, least, to int) (cut int) {
	best := math.Inf(1)
	for k := max(least, from+1); k <= to; k++ {
		off := abs(h.texts[from].lo+h.texts[k-1].hi-one.box.X0-one.box.X1) +
			abs(h.texts[k].lo+h.texts[to].hi-two.box.X0-two.box.X1)
		if off < best {
			best, cut = off, k
		}
	}
	return max(cut, from+1)
}

// columns are the first and the last column of a head of line k.
func (h *headTree) columns(k int, p *line, beside []int, group [2]int) [2]int {
	xs := h.xs
	if under, ok := h.ruleUnder(p, h.RuleMost*(xs[len(xs)-1]-xs[0])); ok {
		return [2]int{index(xs, under.lo+0.5*h.em), index(xs, under.hi-0.5*h.em)}
	}
	if h.wrapped[p] || h.wrappedHead(p, h.lines[k+1]) {
		return [2]int{h.over(p), h.over(p)}
	}
	c := [2]int{index(xs, p.box.X0+h.Crossing*h.em), index(xs, p.box.X1-h.Crossing*h.em)}
	for c[0] < c[1] && xs[c[0]+1]-p.box.X0 < h.HalfColumn*(xs[c[0]+1]-xs[c[0]]) {
		c[0]++
	}
	for c[0] < c[1] && p.box.X1-xs[c[1]] < h.HalfColumn*(xs[c[1]+1]-xs[c[1]]) {
		c[1]--
	}
	return h.centred(p, h.over(p), beside, h.texts, c, group)
}

// wrappedHead reports that a head goes on in the line below.
func (s *sheet) wrappedHead(p *line, below []*line) bool {
	return slices.ContainsFunc(below, func(q *line) bool {
		return abs(p.box.X0+p.box.X1-q.box.X0-q.box.X1) < s.em && goesOn(q.text()) &&
			q.middle()-p.middle() < s.HeadLeading*p.size
	})
}

// sideBySide gives for each column those around it whose heads all stand on
// one line, below line k.
func sideBySide(leaf []int, k int) [][2]int {
	out := make([][2]int, len(leaf))
	for from := 0; from < len(leaf); {
		to := from
		for leaf[from] > k && to+1 < len(leaf) && leaf[to+1] == leaf[from] {
			to++
		}
		for c := from; c <= to; c++ {
			out[c] = [2]int{from, to}
		}
		from = to + 1
	}
	return out
}

// widestHead is how many columns to either side a head may span beyond those it
// reaches over; no page is wide enough for more.
const widestHead = 64

// centred gives the columns a head is set over the middle of: those it reaches
// over, or more of a group around them without another head of its line.
func (s *sheet) centred(p *line, own int, beside []int, texts []span, reach, group [2]int) [2]int {
	mid := (p.box.X0 + p.box.X1) / 2
	left, _ := slices.BinarySearch(beside, reach[0])
	right, _ := slices.BinarySearch(beside, reach[1]+1)
	if left--; left >= 0 && beside[left] == own {
		left--
	}
	if right < len(beside) && beside[right] == own {
		right++
	}
	if left >= 0 {
		group[0] = max(group[0], beside[left]+1)
	}
	if right < len(beside) {
		group[1] = min(group[1], beside[right]-1)
	}
	if reach[0] == reach[1] && group[0] > 0 {
		return group
	}
	// With the first column among them, where the group begins is told by its middle.
	best := reach
	for from := reach[0]; from >= max(group[0], reach[0]-widestHead); from-- {
		for to := reach[1]; to <= min(group[1], reach[1]+widestHead); to++ {
			lo, hi := texts[from].lo, texts[to].hi
			if to-from > best[1]-best[0] && abs((lo+hi)/2-mid) < s.em+0.1*(hi-lo) {
				best = [2]int{from, to}
			}
		}
	}
	return best
}

// ruleUnder is the extent of a ruling right under a text, shorter than most.
func (s *sheet) ruleUnder(p *line, most float64) (span, bool) {
	mid := (p.box.X0 + p.box.X1) / 2
	for _, h := range s.h {
		under := h.Box.Y0 - p.box.Y1
		if under > -s.RuleUnder*s.em && under < s.em && h.Box.X0 < mid && h.Box.X1 > mid && h.Box.Width() < most {
			return span{h.Box.X0, h.Box.X1}, true
		}
	}
	return span{}, false
}

// headings are the texts of line k of a head. Characters set apart by one wide
// space, 收 入, are one text, unless each stands over a column of its own.
func (s *sheet) headings(head []row, k int, borders []float64) (out []*line) {
	parts := s.segments(head[k].line, s.headGap()*head[k].line.size)
	if k == len(head)-1 {
		parts = s.cutHeads(parts, borders)
	}
	space := 1e6 // the least between two single characters
	for i := 1; i < len(parts); i++ {
		if single(parts[i-1]) && single(parts[i]) {
			space = min(space, parts[i].box.X0-parts[i-1].box.X1)
		}
	}
	for i, p := range parts {
		if i > 0 && single(parts[i-1]) && single(p) && p.box.X0-parts[i-1].box.X1 < 1.3*space+s.Overhang*s.em &&
			s.oneHead(head[k+1:], borders, column(borders, parts[i-1]), column(borders, p)) {
			last := out[len(out)-1]
			out[len(out)-1] = last.part(append(slices.Clone(last.runs), p.runs...))
			continue
		}
		out = append(out, p)
	}
	return out
}

// cutHeads cuts the texts of the lowest line of a head where pieces of one stand
// over several columns without another head, farther apart than the pieces over
// one.
func (s *sheet) cutHeads(parts []*line, borders []float64) (out []*line) {
	taken := make([]int, len(borders)+1) // heads of each column
	for _, p := range parts {
		taken[column(borders, p)]++
	}
	for _, p := range parts {
		taken[column(borders, p)]--
		pieces := s.pieces(p)
		free := true
		start := 0
		var cuts []int
		least, most := math.Inf(1), 0.0 // gaps between columns, and within one
		for k := range pieces {
			j := column(borders, pieces[k])
			free = free && taken[j] == 0
			if k == 0 {
				continue
			}
			gap := pieces[k].box.X0 - pieces[k-1].box.X1
			if j != column(borders, pieces[k-1]) {
				cuts, least = append(cuts, k), min(least, gap)
			} else {
				most = max(most, gap)
			}
		}
		taken[column(borders, p)]++
		if len(cuts) == 0 || !free || least < widerHead*max(most, s.space*p.size) {
			out = append(out, p)
			continue
		}
		for _, k := range append(cuts, len(pieces)) {
			var runs []*run
			for _, piece := range pieces[start:k] {
				runs = append(runs, piece.runs...)
			}
			out, start = append(out, p.part(runs)), k
		}
	}
	return out
}

// widerHead is how much wider the white between heads is than within one.
const widerHead = 1.1

// headGap is how far the texts of two heads stand apart at least, in sizes of
// the type: farther than words do.
func (s *sheet) headGap() float64 { return max(s.HeadGap, 1.5*s.space) }

// oneHead reports that characters over columns a and b belong together: there
// is one column under them, or heads below tell its columns apart.
func (s *sheet) oneHead(below []row, borders []float64, a, b int) bool {
	if a == b {
		return true
	}
	return slices.ContainsFunc(below, func(r row) bool {
		over := map[int]bool{}
		for _, p := range s.segments(r.line, s.headGap()*r.line.size) {
			over[column(borders, p)] = true
		}
		return over[a] && over[b]
	})
}

// single reports a text of one ideograph.
func single(p *line) bool {
	return len(p.runs) == 1 && len(p.runs[0].glyphs) == 1 &&
		unicode.Is(unicode.Han, firstRune(glyphText(p.runs[0].glyphs[0])))
}

// headerCuts fits the borders between columns to their heads. A head need not
// stand right above the figures of its column; one that stands beside
// everything the body prints, and is that of no column there, is a column of
// its own.
func (s *sheet) headerCuts(cuts []float64, body [][]*line, head []row) []float64 {
	// The heads of single columns stand in the fullest line of the head; those
	// above span columns, and are often set with wide spaces.
	var heads []*line
	fullest := -1
	lines := make([][]*line, len(head))
	for k := range head {
		if lines[k] = s.headings(head, k, cuts); len(lines[k]) > len(heads) {
			heads, fullest = lines[k], k
		}
	}
	for _, k := range []int{fullest - 1, fullest + 1} {
		if k >= 0 && k < len(lines) && fullest >= 0 {
			heads = besideHeads(heads, lines[k])
		}
	}
	if fullest > 0 && fullest+1 < len(lines) {
		heads = wrappedHeads(lines[fullest-1], heads, lines[fullest+1])
	}
	cuts = oneColumn(cuts, body, heads)
	used := columnExtents(cuts, body)
	matched := s.matchHeads(heads, used)
	for i, p := range heads {
		if j := matched[i]; j >= 0 {
			used[j] = span{min(used[j].lo, p.box.X0), max(used[j].hi, p.box.X1)}
		}
	}
	for k := range lines {
		if k != fullest {
			withLines(used, heads, matched, lines[k])
		}
	}
	for k, x := range cuts {
		if lo, hi := used[k].hi, used[k+1].lo; lo < hi && (x < lo || x > hi) {
			cuts[k] = (lo + hi) / 2
		}
	}
	for i, p := range heads {
		if matched[i] == alone && !single(p) {
			at := span{p.box.X0, p.box.X1}
			cuts = partFrom(cuts, at, used)
			used = append(used, at)
		}
	}
	slices.Sort(cuts)
	return cuts
}

// partFrom adds the borders between a column and its neighbours on both sides,
// where there are none.
func partFrom(cuts []float64, at span, used []span) []float64 {
	left, right := at.lo-1e6, at.hi+1e6
	for _, u := range used {
		if u.hi <= at.lo {
			left = max(left, u.hi)
		}
		if u.lo >= at.hi {
			right = min(right, u.lo)
		}
	}
	for _, gap := range []span{{left, at.lo}, {at.hi, right}} {
		if gap.lo < -1e5 || gap.hi > 1e5 || slices.ContainsFunc(cuts, func(x float64) bool {
			return x >= gap.lo && x <= gap.hi
		}) {
			continue
		}
		cuts = append(cuts, (gap.lo+gap.hi)/2)
	}
	return cuts
}

// withLines widens the extents of columns by the lines of their heads above and
// below those that are known: texts over one head that keep clear of the other
// columns.
func withLines(used []span, heads []*line, matched []int, texts []*line) {
	first := 0 // of the heads that may stand over the text: both are in order
	for _, p := range texts {
		at := span{p.box.X0, p.box.X1}
		for first < len(heads) && heads[first].box.X1 <= at.lo {
			first++
		}
		over := first < len(heads) && heads[first].box.X0 < at.hi
		if !over || matched[first] < 0 || first+1 < len(heads) && heads[first+1].box.X0 < at.hi {
			continue
		}
		j := matched[first]
		if j > 0 && used[j-1].overlap(at) > 0 || j+1 < len(used) && used[j+1].overlap(at) > 0 {
			continue
		}
		used[j] = span{min(used[j].lo, at.lo), max(used[j].hi, at.hi)}
	}
}

// besideHeads are the heads of a line with those of the line beside it that stand
// to the left or the right of all of them: heads at half the height of the head.
func besideHeads(heads, other []*line) []*line {
	first, last := heads[0].box.X0, heads[len(heads)-1].box.X1
	var left, right []*line
	for _, p := range other {
		switch {
		case p.box.X1 < first:
			left = append(left, p)
		case p.box.X0 > last:
			right = append(right, p)
		}
	}
	return slices.Concat(left, heads, right)
}

// wrappedHeads are the heads of a line with those of two lines that it runs
// between: what is printed above and below it, and nothing of it over that.
func wrappedHeads(above, heads, below []*line) []*line {
	out := slices.Clone(heads)
	for _, p := range above {
		for _, q := range below {
			if !p.over(q) {
				continue
			}
			if head := p.part(slices.Concat(p.runs, q.runs)); !slices.ContainsFunc(out, head.over) {
				out = append(out, head)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b *line) int { return cmp.Compare(a.box.X0, b.box.X0) })
	return out
}

// oneColumn takes out the borders within a column of labels, some of which are
// centred and the others not: no row prints both, and there is one head.
func oneColumn(cuts []float64, body [][]*line, heads []*line) []float64 {
	if len(heads) == 0 {
		return cuts
	}
	both := make([]bool, len(cuts)) // a row has texts on both sides of the border
	amounts := make([]bool, len(cuts)+1)
	for _, parts := range body {
		in := make([]bool, len(cuts)+1)
		for _, p := range parts {
			j := column(cuts, p)
			in[j] = true
			amounts[j] = amounts[j] || numeric(firstRune(p.text()))
		}
		for k := range cuts {
			both[k] = both[k] || in[k] && in[k+1]
		}
	}
	headed := make([]int, len(cuts)+1)
	for _, p := range heads {
		headed[column(cuts, p)]++
	}
	var out []float64
	joined := false // the border before was taken out: three columns are not looked at together
	for k, x := range cuts {
		if !joined && !both[k] && !amounts[k] && !amounts[k+1] && headed[k]+headed[k+1] <= 1 {
			joined = true
			continue
		}
		joined = false
		out = append(out, x)
	}
	return out
}

// columnExtents are the texts of the body by columns, without those that cross
// a border.
func columnExtents(cuts []float64, body [][]*line) []span {
	out := make([]span, len(cuts)+1)
	seen := make([]bool, len(out))
	for _, parts := range body {
		for _, p := range parts {
			j := column(cuts, p)
			if j > 0 && p.box.X0 < cuts[j-1] || j < len(cuts) && p.box.X1 > cuts[j] {
				continue
			}
			if !seen[j] {
				out[j], seen[j] = span{p.box.X0, p.box.X1}, true
			}
			out[j] = span{min(out[j].lo, p.box.X0), max(out[j].hi, p.box.X1)}
		}
	}
	for j := range out {
		if !seen[j] { // nothing but what crosses borders
			lo, hi := out[0].lo, out[len(out)-1].hi
			if j > 0 {
				lo = cuts[j-1]
			}
			if j < len(cuts) {
				hi = cuts[j]
			}
			out[j] = span{(lo + hi) / 2, (lo + hi) / 2}
		}
	}
	return out
}

// What matchHeads says of a head that is not that of one column.
const (
	alone   = -1 // beside all columns
	several = -2
)

// matchHeads finds the column of each head: the one it stands over. Those that
// stand beside all of them are of the columns without a head at that place, in
// order. As many heads as columns are theirs one by one, and so are those to the
// right of the names of rows, which have none.
func (s *sheet) matchHeads(heads []*line, columns []span) []int {
	out := make([]int, len(heads))
	without := len(columns) - len(heads)
	if (without == 0 || without == 1 && len(heads) > 1 && heads[0].box.X0 > columns[0].hi) &&
		!astray(heads, columns[without:]) {
		for i := range out {
			out[i] = i + without
		}
		return out
	}
	first, last := make([]int, len(heads)), make([]int, len(heads))
	for i, p := range heads {
		at := span{p.box.X0, p.box.X1}
		out[i], first[i], last[i] = alone, -1, -1
		for j, c := range columns {
			if c.overlap(at) <= -0.1*s.em {
				continue
			}
			if out[i] = several; first[i] < 0 {
				out[i], first[i] = j, j
			}
			last[i] = j
		}
	}
	// Between heads that are known, one after the other.
	for i := 0; i < len(heads); {
		if out[i] != alone {
			i++
			continue
		}
		end := i
		for end < len(heads) && out[end] == alone {
			end++
		}
		from, to := 0, len(columns)
		if i > 0 {
			from = last[i-1] + 1
		}
		if end < len(heads) {
			to = first[end]
		}
		for k, c := range inOrder(heads[i:end], columns[from:max(from, to)]) {
			if c >= 0 {
				out[i+k], first[i+k], last[i+k] = from+c, from+c, from+c
			}
		}
		i = end
	}
	return out
}

// astray reports that a head stands over another column than the one that has its
// number, and not over that.
func astray(heads []*line, columns []span) bool {
	for i, p := range heads {
		at := span{p.box.X0, p.box.X1}
		over := func(c span) bool { return c.overlap(at) > 0 }
		if !over(columns[i]) && slices.ContainsFunc(columns, over) {
			return true
		}
	}
	return false
}

// inOrder gives each of some heads its column, and alone to those left over:
// as many as there are columns are theirs one by one; of more, each column has
// the one nearest to it, if that is another for each.
func inOrder(heads []*line, columns []span) []int {
	out := slices.Repeat([]int{alone}, len(heads))
	if len(heads) < len(columns) {
		return out
	}
	before := -1
	for j, c := range columns {
		best := 0
		for k, p := range heads {
			q := heads[best]
			if c.overlap(span{p.box.X0, p.box.X1}) > c.overlap(span{q.box.X0, q.box.X1}) {
				best = k
			}
		}
		if len(heads) == len(columns) {
			best = j
		}
		if best <= before {
			return slices.Repeat([]int{alone}, len(heads))
		}
		out[best], before = j, best
	}
	return out
}
