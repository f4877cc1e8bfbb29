package table

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
)

// Whether lines of a sum are sums of lines that follow them, which the figures
// say themselves. The sum of any run of lines is the difference of two running
// sums, so that no run has to be added up.

// overlapping: the parts exceed their total by just what some of them, one
// after the other, add up to, as they do when a line is the sum of others. The
// comparison is inconsistent, so that the excess is never nothing.
func overlapping(parts []amount.Interval, c amount.Comparison) bool {
	excess := amount.Between(c.Difference.Neg().Sub(c.Slack), c.Difference.Neg().Add(c.Slack))
	sums := make([]decimal.Decimal, len(parts)+1)
	for i, p := range parts {
		sums[i+1] = sums[i].Add(p.Mid())
	}
	order := make([]int, len(sums)) // of the running sums, the smallest first
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return sums[a].Cmp(sums[b]) })
	// A run ends at sums[end] and begins at one of those in the window, which
	// are less by the excess. The earliest of them stands first in the queue.
	var queue []int
	next := 0
	for _, end := range order {
		least, most := sums[end].Sub(excess.Hi), sums[end].Sub(excess.Lo)
		for ; next < len(order) && sums[order[next]].LessThanOrEqual(most); next++ {
			for len(queue) > 0 && queue[len(queue)-1] > order[next] {
				queue = queue[:len(queue)-1]
			}
			queue = append(queue, order[next])
		}
		for len(queue) > 0 && sums[queue[0]].LessThan(least) {
			queue = queue[1:]
		}
		if len(queue) > 0 && queue[0] < end {
			return true
		}
	}
	return false
}

// nested: lines that are the sums of those right after them, as the figures
// say themselves, add up to the total without these; or the first is the sum
// of all others.
func nested(parts []amount.Interval, total amount.Interval) bool {
	running := newRunningSums(parts)
	var top amount.Interval
	held := 0
	for i := 0; i < len(parts); i++ {
		top = top.Add(parts[i])
		if parts[i].Mid().IsZero() {
			continue
		}
		end, ok := running.runAfter(i, parts[i])
		if !ok {
			return true // too tangled to say that it is not
		}
		if end > 0 {
			held += running.nonzero[end] - running.nonzero[i+1]
			i = end - 1
		}
	}
	return held >= 2 && top.Intersects(total) || leads(parts)
}

// deeplyNested is nested for lines of several levels: those below are found
// first, so that a line is held against the next ones without their own parts.
func deeplyNested(parts []amount.Interval, total amount.Interval) bool {
	var top []amount.Interval // of the lines from one on, the last first
	held := 0
	negative := slices.ContainsFunc(parts, func(p amount.Interval) bool { return p.Lo.IsNegative() })
	for _, p := range slices.Backward(parts) {
		if p.Mid().IsZero() {
			continue
		}
		var sum amount.Interval
		for n := 1; n <= min(len(top), stepsPerFigure); n++ {
			if sum = sum.Add(top[len(top)-n]); sum.Intersects(p) {
				top, held = top[:len(top)-n], held+n
				break
			}
			if !negative && sum.Lo.GreaterThan(p.Hi) {
				break
			}
		}
		top = append(top, p)
	}
	return held >= 2 && amount.Sum(top...).Intersects(total)
}

// leads: the first line is the sum of all the others, and so no part beside them.
func leads(parts []amount.Interval) bool {
	nonzero := 0
	for _, p := range parts[1:] {
		if !p.Mid().IsZero() {
			nonzero++
		}
	}
	return nonzero >= 2 && amount.Sum(parts[1:]...).Intersects(parts[0])
}

// runningSums are the sums of the first so many of a list of figures, under a
// tree that holds the lowest and the highest bound of every stretch of them.
type runningSums struct {
	sums    []amount.Interval
	nonzero []int             // how many of the first figures are not zero
	leaves  int               // of the tree, a power of two
	bounds  []amount.Interval // node n has the children 2n and 2n+1; lowest Lo and highest Hi
	steps   int               // left before the figures are given up
}

// stepsPerFigure bounds the search for runs: lists whose sums rise need few
// steps a figure, one that goes up and down a thousand times could need all.
const stepsPerFigure = 256

func newRunningSums(parts []amount.Interval) *runningSums {
	n := len(parts) + 1
	r := &runningSums{sums: make([]amount.Interval, n), nonzero: make([]int, n), leaves: 1, steps: stepsPerFigure * n}
	for i, p := range parts {
		r.sums[i+1] = r.sums[i].Add(p)
		r.nonzero[i+1] = r.nonzero[i]
		if !p.Mid().IsZero() {
			r.nonzero[i+1]++
		}
	}
	for r.leaves < n {
		r.leaves *= 2
	}
	r.bounds = make([]amount.Interval, 2*r.leaves)
	copy(r.bounds[r.leaves:], r.sums)
	for i := r.leaves + n; i < len(r.bounds); i++ {
		r.bounds[i] = r.sums[n-1]
	}
	for i := r.leaves - 1; i > 0; i-- {
		a, b := r.bounds[2*i], r.bounds[2*i+1]
		r.bounds[i] = amount.Interval{Lo: decimal.Min(a.Lo, b.Lo), Hi: decimal.Max(a.Hi, b.Hi)}
	}
	return r
}

// runAfter is the end of the shortest run of figures right after figure i that
// is not all zeros and adds up to a figure; 0 if there is none. ok is false if
// the search was given up.
func (r *runningSums) runAfter(i int, figure amount.Interval) (end int, ok bool) {
	from := i + 2
	for from < len(r.sums) && r.nonzero[from] == r.nonzero[i+1] {
		from++
	}
	if from >= len(r.sums) {
		return 0, true
	}
	end = r.first(1, 0, r.leaves, from, r.sums[i+1].Lo.Add(figure.Hi), r.sums[i+1].Hi.Add(figure.Lo))
	return max(end, 0), r.steps > 0
}

// first is the first running sum from a place on, in the stretch of a node,
// with Lo at most lo and Hi at least hi; -1 if there is none.
func (r *runningSums) first(node, start, end, from int, lo, hi decimal.Decimal) int {
	r.steps--
	if end <= from || start >= len(r.sums) || r.steps <= 0 ||
		r.bounds[node].Lo.GreaterThan(lo) || r.bounds[node].Hi.LessThan(hi) {
		return -1
	}
	if end-start == 1 {
		return start
	}
	middle := (start + end) / 2
	if found := r.first(2*node, start, middle, from, lo, hi); found >= 0 {
		return found
	}
	return r.first(2*node+1, middle, end, from, lo, hi)
}
