package layout

import (
	"math"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/document"
)

// furniture is how many lines, a running header or footer and the number of
// the page, may stand between a table and the page's edge.
const furniture = 2

// columns are those of a table that stands last on its page, and whose rulings do
// not draw them all.
// What goes on on the next page prints less: a column may be blank there, and
// the head stands above the first part only.
type columns struct {
	borders []float64
	strips  []span // around each border: no text of the body stands there
	edges   span   // of the table
	head    string // squeezed
	width   float64
	foot    float64 // lower edge of a table between rulings
}

func bodyOf(rows []row) (body [][]*line) {
	for _, r := range rows {
		if r.amounts > 0 && r.tabular() {
			body = append(body, r.parts)
		}
	}
	return body
}

func headText(rows []row) string {
	var b strings.Builder
	for _, r := range rows {
		b.WriteString(document.Squeeze(r.line.text()))
	}
	return b.String()
}

func columnsOf(xs []float64, body [][]*line, width float64) *columns {
	n := len(xs) - 1
	c := &columns{borders: xs[1:n], edges: span{xs[0], xs[n]}, width: width}
	var begins, ends []float64 // of texts, in order
	for _, parts := range body {
		for _, p := range parts {
			begins, ends = append(begins, p.box.X0), append(ends, p.box.X1)
		}
	}
	slices.Sort(begins)
	slices.Sort(ends)
	for _, x := range c.borders {
		strip := c.edges
		if i, _ := slices.BinarySearch(ends, math.Nextafter(x, math.Inf(1))); i > 0 {
			strip.lo = max(strip.lo, ends[i-1])
		}
		if i, _ := slices.BinarySearch(begins, x); i < len(begins) {
			strip.hi = min(strip.hi, begins[i])
		}
		c.strips = append(c.strips, strip)
	}
	return c
}

// mayGoOn reports that no more than furniture stands above the rest of a table.
func (c *columns) mayGoOn(above []row) bool {
	return len(above) <= furniture && !slices.ContainsFunc(above, func(r row) bool {
		return r.captioned() || unitLine.MatchString(r.line.text())
	})
}

// last reports that no more than furniture stands under a table between rulings.
func (c *columns) last(lines []*line) bool {
	below := 0
	for _, l := range lines {
		below += btoi(l.middle() > c.foot)
	}
	return below <= furniture
}

// takeColumns gives a mesh that may be the rest of the table of open the borders of
// that which no ruling draws, and reports whether it is. It is if its own borders are
// among them.
func (s *sheet) takeColumns(m *mesh, runs []*run, open *columns) bool {
	if open == nil || abs(m.xs[0]-open.edges.lo) > farEdge*s.em || abs(m.xs[m.cols()]-open.edges.hi) > farEdge*s.em {
		return false
	}
	borders := open.take(s, s.rows(s.lines(runs)))
	if borders == nil || borders[0] < m.xs[0] || borders[len(borders)-1] > m.xs[m.cols()] {
		return false
	}
	var missing []float64
	drawn := 0
	for _, x := range borders {
		if k := nearest(m.xs[1:m.cols()], x) + 1; m.cols() > 1 && abs(m.xs[k]-x) < s.SameColumn*s.em {
			drawn++
		} else {
			missing = append(missing, x)
		}
	}
	if drawn != m.cols()-1 {
		return false
	}
	for _, x := range missing {
		m.insertColumn(index(m.xs, x), x, runs)
		m.method = document.MethodPartial
	}
	return true
}

// farEdge is how far, in ems, the edges of two parts of one table may be apart: that
// of a table without rulings is where its texts end.
const farEdge = 2

// take gives rows the borders of c, moved where the texts of the rows need it;
// nil if the rows are not the rest of that table: they have another head, a
// text that crosses a border, or two texts in a column side by side.
func (c *columns) take(s *sheet, rows []row) []float64 {
	if c == nil || abs(c.width-s.page.Width) > 1 {
		return nil
	}
	if !c.headedLike(rows) {
		return nil
	}
	body := bodyOf(rows)
	own := gutters(body, s.em)
	var out []float64
	for k, x := range c.borders {
		candidates := []float64{x}
		for _, o := range own {
			if o > c.strips[k].lo && o < c.strips[k].hi {
				candidates = append(candidates, o)
			}
		}
		free := slices.IndexFunc(candidates, func(x float64) bool {
			return s.crossings(body, x) <= len(body)/25 && (len(out) == 0 || x > out[len(out)-1])
		})
		if free < 0 {
			return nil
		}
		out = append(out, candidates[free])
	}
	for _, parts := range body {
		for i := 1; i < len(parts); i++ {
			if column(out, parts[i-1]) == column(out, parts[i]) {
				return nil
			}
		}
	}
	return out
}

// headedLike reports that rows have the head of c above them, or none: a head
// fills its columns, a row without figures does not.
func (c *columns) headedLike(rows []row) bool {
	head := 0
	for head < len(rows) && rows[head].amounts == 0 {
		head++
	}
	return headText(rows[:head]) == c.head ||
		!slices.ContainsFunc(rows[:head], func(r row) bool { return 2*len(r.parts) > len(c.borders)+1 })
}

// crossings counts the rows with a text on both sides of x.
func (s *sheet) crossings(body [][]*line, x float64) (n int) {
	for _, parts := range body {
		n += btoi(slices.ContainsFunc(parts, func(p *line) bool {
			return p.box.X0 < x-s.Crossing*s.em && p.box.X1 > x+s.Crossing*s.em
		}))
	}
	return n
}

// column a text stands in, by its middle.
func column(borders []float64, p *line) int {
	n, _ := slices.BinarySearch(borders, (p.box.X0+p.box.X1)/2)
	return n
}
