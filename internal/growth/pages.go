package growth

import (
	"strconv"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/layout"
)

// sheet is a page to set text and rulings on, in points.
type sheet struct{ layout.Page }

const textSize = 10

func newSheet() *sheet { return &sheet{layout.Page{Number: 1, Width: 595, Height: 842}} }

func (p *sheet) alone() []layout.Page { return []layout.Page{p.Page} }

func advance(r rune) float64 {
	if r > 0x2E7F {
		return textSize
	}
	return textSize / 2
}

// text stands with its left edge at x and its middle at y.
func (p *sheet) text(x, y float64, s string) {
	for _, r := range s {
		p.Glyphs = append(p.Glyphs, layout.Glyph{Text: string(r), Size: textSize,
			Box: document.Box{X0: x, X1: x + advance(r), Y0: y - textSize/2, Y1: y + textSize/2}})
		x += advance(r)
	}
}

// right is text with its right edge at x.
func (p *sheet) right(x, y float64, s string) {
	for _, r := range s {
		x -= advance(r)
	}
	p.text(x, y, s)
}

func (p *sheet) h(y, x0, x1 float64) {
	p.Rules = append(p.Rules, layout.Rule{Box: document.Box{X0: x0, X1: x1, Y0: y - 0.25, Y1: y + 0.25}})
}

func (p *sheet) v(x, y0, y1 float64) {
	box := document.Box{X0: x - 0.25, X1: x + 0.25, Y0: y0, Y1: y1}
	p.Rules = append(p.Rules, layout.Rule{Box: box, Vertical: true})
}

// lattice is all rulings of a grid.
func (p *sheet) lattice(xs, ys []float64) {
	for _, y := range ys {
		p.h(y, xs[0], xs[len(xs)-1])
	}
	for _, x := range xs {
		p.v(x, ys[0], ys[len(ys)-1])
	}
}

// Printed grow along every axis a page has.
var Printed = []Pages{
	{"numbers without rulings", func(n int) []layout.Page { // rows without rulings
		p := newSheet()
		p.Height = float64(n)*14 + 100
		for i := range n {
			y := 50 + 14*float64(i)
			p.text(50, y, "支出项目")
			p.right(300, y, "12.50")
			p.right(400, y, "7.25")
		}
		return p.alone()
	}},
	{"numbers set wide", func(n int) []layout.Page { // rows far from each other
		p := newSheet()
		p.Height = float64(n)*40 + 100
		for i := range n {
			y := 50 + 40*float64(i)
			p.text(50, y, "支出项目")
			p.right(300, y, "12.50")
			p.right(400, y, "7.25")
		}
		return p.alone()
	}},
	{"numbers among texts", func(n int) []layout.Page { // small tables of two rows and text between
		p := newSheet()
		p.Height = float64(n)*60 + 100
		for i := range n {
			y := 50 + 60*float64(i)
			p.text(50, y, "支出项目")
			p.right(300, y, "12.50")
			p.right(400, y, "7.25")
			p.text(50, y+14, "支出项目。")
			p.text(50, y+28, "支出项目")
		}
		return p.alone()
	}},
	{"labels without numbers", func(n int) []layout.Page { // labels without amounts under a table
		p := newSheet()
		p.Height = float64(n)*14 + 200
		for i := range n {
			y := 50 + 14*float64(i)
			p.text(50, y, "支出项目")
			if i < 5 {
				p.right(300, y, "12.50")
				p.right(400, y, "7.25")
			}
		}
		return p.alone()
	}},
	{"columns without rulings", func(n int) []layout.Page {
		p := newSheet()
		p.Width = float64(n)*60 + 300
		for i := range 6 {
			y := 50 + 14*float64(i)
			p.text(50, y, "支出项目")
			for k := range n {
				p.right(200+60*float64(k), y, "12.50")
			}
		}
		return p.alone()
	}},
	{"columns under heads", func(n int) []layout.Page {
		p := newSheet()
		p.Width = float64(n)*60 + 300
		for i := range 6 {
			y := 50 + 14*float64(i)
			p.text(50, y, "支出项目")
			for k := range n {
				if i < 2 {
					p.right(200+60*float64(k), y, "预算")
				} else {
					p.right(200+60*float64(k), y, "12.50")
				}
			}
		}
		return p.alone()
	}},
	{"columns under heads of several", func(n int) []layout.Page {
		p := newSheet()
		p.Width = float64(n)*60 + 300
		for i := range 6 {
			y := 50 + 14*float64(i)
			p.text(50, y, "支出项目")
			for k := range n {
				switch {
				case i == 0 && k%2 == 0:
					p.text(190+60*float64(k), y, "预算")
				case i == 1:
					p.right(200+60*float64(k), y, "预")
				case i > 1:
					p.right(200+60*float64(k), y, "12.50")
				}
			}
		}
		return p.alone()
	}},
	{"lines of one paragraph", func(n int) []layout.Page {
		p := newSheet()
		p.Height = float64(n)*14 + 100
		for i := range n {
			p.text(50, 50+14*float64(i), "本单位负责贯彻落实有关规定，推进各项重点工作的开展情况说明，完成")
		}
		return p.alone()
	}},
	{"texts of one line", func(n int) []layout.Page {
		p := newSheet()
		p.Width = float64(n)*40 + 100
		for i := range n {
			p.text(50+40*float64(i), 50, "支出"+strconv.Itoa(i%10))
		}
		return p.alone()
	}},
	{"scattered texts", func(n int) []layout.Page {
		p := newSheet()
		p.Height, p.Width = 3000, 3000
		for i := range n {
			p.text(float64(i*7919%2900), float64(i*104729%2900), "支1")
		}
		return p.alone()
	}},
	{"glyphs on one another", func(n int) []layout.Page { // glyphs on one another
		p := newSheet()
		for i := range n {
			p.text(50+float64(i%7)*0.01, 50, "支1")
		}
		return p.alone()
	}},
	{"glyphs under one another", func(n int) []layout.Page {
		p := newSheet()
		p.Height = float64(n)*10 + 100
		for i := range n {
			p.text(50, 50+10*float64(i), "支")
		}
		return p.alone()
	}},
	{"turned texts", func(n int) []layout.Page {
		p := newSheet()
		p.Height = float64(n)*14 + 100
		for i := range n {
			p.text(50, 50+14*float64(i), "支出项目")
		}
		for i := range p.Glyphs {
			if i%2 == 0 {
				p.Glyphs[i].Angle = 90
			}
		}
		return p.alone()
	}},
	{"rows ruled", func(n int) []layout.Page {
		p := newSheet()
		p.Height = float64(n)*20 + 100
		ys := []float64{50}
		for i := range n {
			ys = append(ys, 70+20*float64(i))
			p.text(60, 60+20*float64(i), "支出")
			p.right(290, 60+20*float64(i), "12.50")
		}
		p.lattice([]float64{50, 150, 300, 400}, ys)
		return p.alone()
	}},
	{"columns ruled", func(n int) []layout.Page {
		p := newSheet()
		p.Width = float64(n)*50 + 100
		xs := []float64{50}
		for i := range n {
			xs = append(xs, 100+50*float64(i))
			p.text(60+50*float64(i), 60, "支出")
			p.right(90+50*float64(i), 80, "12.50")
		}
		p.lattice(xs, []float64{50, 70, 90})
		return p.alone()
	}},
	{"tables ruled", func(n int) []layout.Page { // many small lattices
		p := newSheet()
		p.Height = float64(n)*60 + 100
		for i := range n {
			y := 50 + 60*float64(i)
			p.lattice([]float64{50, 150, 300}, []float64{y, y + 20, y + 40})
			p.text(60, y+10, "支出")
			p.right(290, y+30, "12.50")
		}
		return p.alone()
	}},
	{"lines between rows", func(n int) []layout.Page { // three-line tables
		p := newSheet()
		p.Height = float64(n)*40 + 100
		for i := range n {
			y := 50 + 40*float64(i)
			p.h(y, 50, 500)
			p.text(60, y+10, "支出")
			p.right(290, y+10, "12.50")
		}
		return p.alone()
	}},
	{"rulings on one another", func(n int) []layout.Page {
		p := newSheet()
		p.Height = float64(n)*2 + 100
		for i := range n {
			p.h(50+2*float64(i), 50, 500)
		}
		return p.alone()
	}},
	{"dashes of one ruling", func(n int) []layout.Page {
		p := newSheet()
		p.Width = float64(n)*4 + 100
		for i := range n {
			p.h(50, 50+4*float64(i), 50+4*float64(i)+2.5)
		}
		p.text(60, 60, "支出")
		return p.alone()
	}},
	{"rows of dashes", func(n int) []layout.Page {
		p := newSheet()
		p.Height = float64(n)*20 + 100
		for i := range n {
			for k := range 20 {
				p.h(50+20*float64(i), 50+4*float64(k), 50+4*float64(k)+2.5)
			}
			p.v(50, 50+20*float64(i), 70+20*float64(i))
			p.v(130, 50+20*float64(i), 70+20*float64(i))
		}
		return p.alone()
	}},
	{"fills", func(n int) []layout.Page {
		p := newSheet()
		p.Height = float64(n)*20 + 100
		for i := range n {
			p.Fills = append(p.Fills, document.Box{X0: 50, X1: 300, Y0: 50 + 20*float64(i), Y1: 60 + 20*float64(i)})
			p.text(60, 55+20*float64(i), "支出")
			p.right(290, 55+20*float64(i), "12.50")
		}
		return p.alone()
	}},
	{"images", func(n int) []layout.Page {
		p := newSheet()
		for i := range n {
			p.Images = append(p.Images, document.Box{X0: 50, X1: 300, Y0: 50 + 20*float64(i), Y1: 60 + 20*float64(i)})
		}
		p.text(60, 55, "支出")
		return p.alone()
	}},
	{"rulings in one chain", func(n int) []layout.Page { // rulings that cross in one chain
		p := newSheet()
		p.Width, p.Height = float64(n)*20+100, float64(n)*20+100
		for i := range n {
			a := 50 + 20*float64(i)
			p.h(a, a, a+20)
			p.v(a+20, a, a+20)
			p.text(a+2, a+10, "1")
		}
		return p.alone()
	}},
	{"lines of one cell", func(n int) []layout.Page { // much text in one cell
		p := newSheet()
		p.Height = float64(n)*14 + 100
		p.lattice([]float64{50, 150, 500}, []float64{40, p.Height - 20, p.Height - 10})
		for i := range n {
			p.text(160, 50+14*float64(i), "完成任务12.50，保障运转")
		}
		return p.alone()
	}},
	{"amounts of one cell", func(n int) []layout.Page { // amounts one under another in one cell
		p := newSheet()
		p.Height = float64(n)*14 + 100
		p.lattice([]float64{50, 150, 500}, []float64{40, p.Height - 20, p.Height - 10})
		for i := range n {
			p.text(60, 50+14*float64(i), "支出")
			p.right(490, 50+14*float64(i), "12.50")
		}
		return p.alone()
	}},
	{"pages", func(n int) []layout.Page {
		var out []layout.Page
		for i := range n / 20 {
			p := newSheet()
			p.Number = i + 1
			for i := range 20 {
				y := 50 + 14*float64(i)
				p.text(50, y, "支出项目")
				p.right(300, y, "12.50")
				p.right(400, y, "7.25")
			}
			out = append(out, p.Page)
		}
		return out
	}},
	{"texts over borders", func(n int) []layout.Page { // text over borders
		p := newSheet()
		p.Height = float64(n)*20 + 100
		ys := []float64{50}
		for i := range n {
			ys = append(ys, 70+20*float64(i))
			p.text(60, 60+20*float64(i), "支出支出支出支出支出12.50支出")
		}
		p.lattice([]float64{50, 100, 150, 300, 400}, ys)
		return p.alone()
	}},
	{"rows without columns", func(n int) []layout.Page { // rulings without verticals
		p := newSheet()
		p.Height = float64(n)*20 + 100
		p.v(50, 50, 50+20*float64(n))
		p.v(400, 50, 50+20*float64(n))
		for i := range n {
			p.h(50+20*float64(i), 50, 400)
			p.text(60, 60+20*float64(i), "支出")
			p.right(290, 60+20*float64(i), "12.50")
			p.right(390, 60+20*float64(i), "12.50")
		}
		return p.alone()
	}},
	{"lines of contents", func(n int) []layout.Page {
		p := newSheet()
		p.Height = float64(n)*14 + 100
		for i := range n {
			p.text(50, 50+14*float64(i), "一、支出情况说明……………………………………"+strconv.Itoa(i))
		}
		return p.alone()
	}},
	{"names in two columns", func(n int) []layout.Page {
		p := newSheet()
		p.Height = float64(n)*14 + 100
		for i := range n {
			p.text(50, 50+14*float64(i), "张甲乙")
			p.text(250, 50+14*float64(i), "某科室")
		}
		return p.alone()
	}},
}
