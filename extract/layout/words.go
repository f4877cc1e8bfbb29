package layout

import (
	"slices"
	"sort"

	"github.com/yusuan/yusuan/extract/compose"
)

const (
	// mostTextLines is how many lines a table of texts without rulings has at most.
	mostTextLines = 200
	// clearStrip is how wide, in ems, the white between columns of texts is.
	clearStrip = 0.7
)

// textTable finds the end of a table of texts that begins with its heads in
// row i: the lines below keep to the columns that the heads stand in. It gives
// i if there is none.
func (s *sheet) textTable(rows []row, i int, grids []*compose.Grid) int {
	head := rows[i].parts
	marked := len(head) > 1 && (i+1 < len(rows) && s.markedHead(rows[i], rows[i+1]))
	if len(head) < 3 && !marked || rows[i].amounts > 0 {
		return i
	}
	strips := make([]span, len(head)-1)
	for k := range strips {
		strips[k] = span{head[k].box.X1, head[k+1].box.X0}
	}
	end := i + 1
	filled := make([]int, len(head)) // texts of each column below the head
	for ; end < len(rows) && end-i < mostTextLines; end++ {
		r := rows[end]
		if r.captioned() || r.line.box.Y0-rows[end-1].line.box.Y1 > s.TableGap*s.em ||
			between(grids, rows[end-1].line.middle(), r.line.middle()) || leader(r.line.text()) {
			break
		}
		next := slices.Clone(strips)
		if !narrow(next, r.parts, clearStrip*s.em) {
			break
		}
		strips = next
		for _, p := range r.parts {
			filled[sort.Search(len(strips), func(j int) bool { return p.box.X0 <= strips[j].lo })]++
		}
	}
	if end-i < leastRows || slices.Min(filled) < 2 || !s.columnsAligned(rows[i+1:end], strips) {
		return i
	}
	return end
}

// markedHead reports that a row is told from the next as heads are: by a
// ruling or the edge of a coloured area between, or by bold type.
func (s *sheet) markedHead(head, next row) bool {
	extent := span{head.line.box.X0, head.line.box.X1}
	return head.line.bold && !next.line.bold || s.ruledBetween(head.line.middle(), next.line.middle(), extent)
}

// narrow takes what texts cover from white strips, which stand from left to
// right; false if a text covers one but for less than least.
func narrow(strips []span, parts []*line, least float64) bool {
	for _, p := range parts {
		at := span{p.box.X0, p.box.X1}
		from := sort.Search(len(strips), func(k int) bool { return strips[k].hi > at.lo })
		for k := from; k < len(strips) && strips[k].lo < at.hi; k++ {
			q := &strips[k]
			switch {
			case at.lo-q.lo > q.hi-at.hi: // more of it is to the left of the text
				q.hi = at.lo
			default:
				q.lo = at.hi
			}
			if q.hi-q.lo < least {
				return false
			}
		}
	}
	return true
}

// columnsAligned reports that most texts between strips begin, end or have
// their middle where others of their column do.
func (s *sheet) columnsAligned(rows []row, strips []span) bool {
	columns := make([][3][]float64, len(strips)+1)
	for _, r := range rows {
		for _, p := range r.parts {
			j := sort.Search(len(strips), func(j int) bool { return p.box.X0 < strips[j].hi-0.1 })
			for k, x := range edgesOf(p) {
				columns[j][k] = append(columns[j][k], x)
			}
		}
	}
	aligned, all := 0, 0
	for _, c := range columns {
		best := 0
		for k := range c {
			best = max(best, mostAt(c[k], s.SameEdge*s.em))
		}
		aligned, all = aligned+best, all+len(c[0])
	}
	return 10*aligned >= 7*all
}

func edgesOf(p *line) [3]float64 {
	return [3]float64{p.box.X0, (p.box.X0 + p.box.X1) / 2, p.box.X1}
}

// mostAt is how many of some places are within a reach of one another.
func mostAt(xs []float64, reach float64) (most int) {
	slices.Sort(xs)
	from := 0
	for k, x := range xs {
		for x-xs[from] > reach {
			from++
		}
		most = max(most, k-from+1)
	}
	return most
}
