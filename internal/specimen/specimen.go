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
	p := &page{canvas: canvas{width: 595, height: 842, manner: r.IntN(manners), r: r}, words: w, font: f, size: 9 + float64(r.IntN(3))}
	if r.IntN(2) == 0 {
		p.width, p.height = 612, 792
	}
	const margin = 62
	p.y = margin
	full := p.width - 2*margin
	switch r.IntN(8) {
	case 0: // two columns of text, the table in one of them
		half := (full - 24) / 2
		p.y = margin
		p.prose(margin, half, 4+r.IntN(4))
		p.y, p.width = margin, 612
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
		title := fmt.Sprintf("%s %d. %s", p.words.table, p.tables, p.words.join(upper(pick(p.r, p.words.qualities)), pick(p.r, p.words.nouns), pick(p.r, p.words.places)))
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
