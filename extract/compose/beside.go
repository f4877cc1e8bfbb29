package compose

import (
	"slices"

	"github.com/yusuan/yusuan/document"
)

// A sheet that is too wide for the paper is printed with its last columns on
// pages of their own: after all its first columns, or after those of the same
// rows. Such a page has no title and no names, or prints the same names again, and
// its rows stand where those of the page with the names do.

const (
	// besideRows is how many rows columns have at least that are told by their rows.
	besideRows = 3
	// besidePages is how many pages back the names of rows stand at most.
	besidePages = 100
	// besideNear is how far, in points, a row may stand off on the other page.
	besideNear = 3.0
)

// widen puts columns that were printed on a page of their own beside the others
// of their rows. Where several parts have such rows, those come first that lack
// most columns, in their order: sheets are printed down and then over, or over
// and then down.
func (c *composer) widen() {
	if len(c.parts) < 2 {
		return
	}
	on := map[int]int{} // texts and grids of a page, but for furniture and captions
	for _, n := range c.flow {
		if n.part != nil || n.owner == nil && !n.furniture() {
			on[n.page]++
		}
	}
	wider := map[*part]int{}  // how often a part was widened
	tall := map[int][]*part{} // those with names, by their rows
	for _, p := range c.parts {
		if c.ctx.Err() != nil {
			return
		}
		var to *part
		again := 0 // columns that repeat names
		if on[p.page] == 1 && c.untitled(p) {
			for _, q := range tall[p.grid.rows] {
				if q.page == p.page || to != nil && wider[q] >= wider[to] || !c.sameSheet(q, p) {
					continue
				}
				if n := repeats(q.grid, p.grid); p.figuresFrom(n) {
					to, again = q, n
				}
			}
		}
		if to == nil {
			q := append(tall[p.grid.rows], p)
			tall[p.grid.rows] = q[max(0, len(q)-besidePages):]
			continue
		}
		wider[to]++
		p.follows = to
		p.grid.cutColumns(again)
		to.widen(p, c.pages[p.page].Number)
	}
}

// untitled reports a part, with heads or without, that has no title and is no form.
func (c *composer) untitled(p *part) bool {
	return c.pages[p.page].Number > 0 && p.caption.title == "" && p.caption.number == "" && !p.header.form &&
		p.grid.rows >= besideRows
}

// figuresFrom reports a part that holds nothing but figures from a column on.
func (p *part) figuresFrom(col int) bool {
	figures := 0
	for _, cell := range p.grid.cells {
		switch s := document.Squeeze(cell.cell.Text); {
		case cell.row < p.header.rows || cell.col < col || s == "":
		case amountText.MatchString(s):
			figures++
		case !slices.Contains(words.NoneWords, s) && document.CountDigits(s) == 0 && len([]rune(s)) > 1:
			return false
		}
	}
	return figures >= besideRows
}

// repeats counts the first columns of b that say in every row what those of a do,
// heads included, and not of all of b.
func repeats(a, b *grid) int {
	most := min(a.cols, b.cols) - 1
	for j := range most {
		words := 0
		for i := range b.rows {
			x, y := a.text(i, j), b.text(i, j)
			if x != y || b.cover(i, j) != nil && b.cover(i, j).cell.ColSpan > 1 {
				return j
			}
			if y != "" && !amountText.MatchString(y) {
				words++
			}
		}
		if 2*words <= b.rows {
			return j
		}
	}
	return most
}

// cutColumns takes out the first columns, which no cell goes over the end of.
func (g *grid) cutColumns(n int) {
	if n == 0 {
		return
	}
	g.cells = slices.DeleteFunc(g.cells, func(p placed) bool { return p.col < n })
	for k := range g.cells {
		g.cells[k].col -= n
	}
	g.cols, g.index = g.cols-n, nil
}

// sameSheet reports that the rows of a part stand where those of another do, and
// as many of them are heads.
func (c *composer) sameSheet(q, p *part) bool {
	if q.grid.rows != p.grid.rows || q.header.form || q.header.rows != p.header.rows ||
		c.pages[q.page].Width != c.pages[p.page].Width || c.pages[q.page].Height != c.pages[p.page].Height {
		return false
	}
	x, y := q.grid.tops(), p.grid.tops()
	if x == nil || y == nil {
		return false
	}
	for i := range x {
		if d := x[i] - y[i]; d > besideNear || d < -besideNear {
			return false
		}
	}
	return true
}

// tops is where the rows of a grid begin on the page; nil if that is not known.
func (g *grid) tops() []float64 {
	out, known := make([]float64, g.rows), make([]bool, g.rows)
	for _, p := range g.cells {
		if b := p.cell.Box; !b.IsZero() && (!known[p.row] || b.Y0 < out[p.row]) {
			out[p.row], known[p.row] = b.Y0, true
		}
	}
	if slices.Contains(known, false) {
		return nil
	}
	return out
}

// widen adds the columns of another part.
func (p *part) widen(o *part, number int) {
	cells := make([]placed, 0, len(o.grid.cells))
	for _, cell := range o.grid.cells {
		cell.col += p.grid.cols
		cells = append(cells, cell)
	}
	p.grid.cols += o.grid.cols
	p.grid.insert(cells)
	p.notes = append(p.notes, o.notes...)
	unset := o.caption
	p.caption.add(unset)
	p.beside = append(p.beside, document.Region{Page: number, Box: o.box})
}
