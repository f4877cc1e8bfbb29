// Package specimen draws documents with invented tables whose cells are known,
// English and Chinese, in every style of ruling, and says how much of them a
// reading found, as the competitions of document analysis do. It knows nothing
// of how documents are read.
package specimen

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/yusuan/yusuan/document"
)

// Document is a file with what stands in it.
type Document struct {
	Seed   uint64
	Ruling Ruling
	PDF    []byte
	Tables [][][]document.Cell
	Prose  []string // the lines of text around the tables
}

// Draw invents the document of a number. It has one style of ruling; the same
// number gives the same bytes.
func Draw(seed uint64) Document {
	r := rand.New(rand.NewPCG(seed, 2012))
	d := Document{Seed: seed, Ruling: Rulings[seed%uint64(len(Rulings))]}
	w, f := english, pick(r, []font{helvetica, helvetica, times, courier})
	if r.IntN(4) == 0 {
		w, f = chinese, song
	}
	p := &page{canvas: canvas{width: 595, height: 842, manner: r.IntN(manners), r: r}, words: w, font: f,
		size: 9 + float64(r.IntN(3))}
	if r.IntN(2) == 0 {
		p.width, p.height = 612, 792
	}
	const margin = 62
	p.y = margin
	if r.IntN(6) == 0 {
		p.width, p.height = p.height, p.width
	}
	full := p.width - 2*margin
	p.furniture(margin)
	switch r.IntN(8) {
	case 0: // two columns of text, the table in one of them
		half := (full - 24) / 2
		p.y = margin
		p.prose(margin, half, 4+r.IntN(4))
		p.y = margin
		x := margin + half + 24
		if r.IntN(2) == 0 {
			p.prose(x, half, 1+r.IntN(3))
		}
		p.table(&d, x, half, margin)
		if p.y < p.height-200 {
			p.prose(x, half, 2)
		}
	case 1: // two tables beside each other
		half := (full - 40) / 2
		p.prose(margin, full, 1+r.IntN(2))
		y, low := p.y, p.y
		for k := range 2 {
			p.y = y
			p.table(&d, margin+float64(k)*(half+40), half, margin)
			low = max(low, p.y)
		}
		p.y = low
		p.prose(margin, full, 1)
	default:
		for range 1 + r.IntN(2) {
			if r.IntN(3) > 0 {
				p.prose(margin, full, 1+r.IntN(3))
			}
			switch r.IntN(12) {
			case 0:
				p.list(margin, full)
			case 1:
				p.contents(margin, full)
			case 2:
				p.chart(margin, full)
			}
			p.table(&d, margin, full, margin)
		}
		if p.y < p.height-150 {
			p.prose(margin, full, 1+r.IntN(2))
		}
	}
	d.PDF = pdf([]*canvas{&p.canvas})
	d.Prose = p.lines
	return d
}

// page is a canvas that is filled from above.
type page struct {
	canvas
	words  *words
	font   font
	size   float64
	y      float64
	tables int
	lines  []string
}

// furniture draws a running header and the number of the page.
func (p *page) furniture(margin float64) {
	if p.r.IntN(3) == 0 {
		return
	}
	p.text(p.font, 8, margin, 36, p.words.join(upper(pick(p.r, p.words.qualities)), pick(p.r, p.words.nouns)))
	if p.r.IntN(2) == 0 {
		p.line(margin, 42, p.width-margin, 42, 0.5, false)
	}
	p.text(p.font, 8, p.width/2, p.height-30, fmt.Sprint(1+p.r.IntN(300)))
}

// list draws numbered or marked sentences.
func (p *page) list(x, width float64) {
	numbered := p.r.IntN(2) == 0
	for k := range 3 + p.r.IntN(3) {
		mark := "-"
		if numbered {
			mark = fmt.Sprintf("(%d)", k+1)
		}
		p.text(p.font, p.size, x, p.y+p.size, mark)
		t := table{font: p.font, size: p.size}
		for line := range strings.SplitSeq(t.wrap(pick(p.r, p.words.prose), width-3*p.size), "\n") {
			p.text(p.font, p.size, x+3*p.size, p.y+p.size, line)
			p.y += p.size * 1.25
		}
	}
	p.y += p.size
}

// contents draws a list of sections with their pages.
func (p *page) contents(x, width float64) {
	at := 1
	for k := range 4 + p.r.IntN(5) {
		name := fmt.Sprintf("%d.%d", 1+k/3, 1+k%3) + "  " + p.words.phrase(p.r, 1)
		number := fmt.Sprint(at)
		end := x + width - p.font.width(number, p.size)
		dot := p.font.advance('.') * p.size
		p.text(p.font, p.size, x, p.y+p.size, name)
		from := x + p.font.width(name, p.size) + dot
		if n := int((end - from - dot) / dot); n > 0 {
			p.text(p.font, p.size, from, p.y+p.size, strings.Repeat(".", n))
		}
		p.text(p.font, p.size, end, p.y+p.size, number)
		p.y += p.size * 1.4
		at += 1 + p.r.IntN(9)
	}
	p.y += p.size
}

// chart draws bars with a scale at the side and names below.
func (p *page) chart(x, width float64) {
	const high, steps = 110.0, 5
	bars := 4 + p.r.IntN(4)
	grid := p.r.IntN(2) == 0
	x0, x1 := x+40, x+min(width, 360)
	for k := range steps + 1 {
		y := p.y + high*float64(k)/steps
		p.text(p.font, 8, x+10, y+3, fmt.Sprint((steps-k)*20))
		if grid || k == steps {
			p.line(x0, y, x1, y, 0.5, false)
		}
	}
	p.line(x0, p.y, x0, p.y+high, 0.5, false)
	each := (x1 - x0) / float64(bars)
	for k := range bars {
		left := x0 + each*(float64(k)+0.2)
		p.fill(left, p.y+high*p.r.Float64()*0.8, left+each*0.6, p.y+high, "0.3 0.4 0.7")
		p.text(p.font, 8, left, p.y+high+10, fmt.Sprint(2001+k))
	}
	p.y += high + 30
}

// prose writes paragraphs.
func (p *page) prose(x, width float64, paragraphs int) {
	for range paragraphs {
		var b []string
		for range 2 + p.r.IntN(3) {
			b = append(b, pick(p.r, p.words.prose))
		}
		t := table{font: p.font, size: p.size}
		for line := range strings.SplitSeq(t.wrap(p.words.join(b...), width), "\n") {
			if p.y > p.height-60 {
				return
			}
			p.text(p.font, p.size, x, p.y+p.size, line)
			p.lines = append(p.lines, line)
			p.y += p.size * 1.25
		}
		p.y += p.size * 0.8
	}
}

// table draws a table with its title and its notes, if there is room for it.
func (p *page) table(d *Document, x, width, margin float64) {
	t := makeTable(p.r, p.words, d.Ruling, width, p.font)
	w, h := t.extent()
	if w > width+margin-20 || p.y+h > p.height-margin-30 {
		return
	}
	p.tables++
	if p.r.IntN(5) > 0 {
		title := fmt.Sprintf("%s %d. %s", p.words.table, p.tables,
			p.words.join(upper(pick(p.r, p.words.qualities)), pick(p.r, p.words.nouns), pick(p.r, p.words.places)))
		p.text(p.font, p.size, x, p.y+p.size, title)
		p.y += p.size * 2.2
	}
	t.draw(&p.canvas, x, p.y)
	p.y += h + 5
	for _, note := range []string{p.words.note, p.words.source} {
		if p.r.IntN(2) == 0 {
			p.text(p.font, t.size-1, x, p.y+t.size, note)
			p.y += t.size * 1.4
		}
	}
	p.y += 16
	d.Tables = append(d.Tables, t.cells)
}
