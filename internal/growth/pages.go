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

// down is an axis of members one below the other, each given where it begins;
// rest adds what stands once, when the page has its height.
func down(name string, step float64, member func(p *sheet, i int, y float64), rest ...func(p *sheet)) Pages {
	return Pages{name, func(n int) []layout.Page {
		p := newSheet()
		p.Height = float64(n)*step + 100
		for i := range n {
			member(p, i, 50+step*float64(i))
		}
		for _, add := range rest {
			add(p)
		}
		return p.alone()
	}}
}

// across is an axis of columns beside six labels; cell sets what stands at the
// right edge x of a column in a row.
func across(name string, cell func(p *sheet, row, column int, x, y float64)) Pages {
	return Pages{name, func(n int) []layout.Page {
		p := newSheet()
		p.Width = float64(n)*60 + 300
		for i := range 6 {
			y := 50 + 14*float64(i)
			p.text(50, y, "支出项目")
			for k := range n {
				cell(p, i, k, 200+60*float64(k), y)
			}
		}
		return p.alone()
	}}
}

// entry is a label and two amounts without rulings.
func (p *sheet) entry(y float64) {
	p.text(50, y, "支出项目")
	p.right(300, y, "12.50")
	p.right(400, y, "7.25")
}

// line is a label and an amount within rulings.
func (p *sheet) line(y float64) {
	p.text(60, y, "支出")
	p.right(290, y, "12.50")
}

// rows rules columns, and rows of 20 points down to the foot of the page.
func (p *sheet) rows(xs ...float64) {
	var ys []float64
	for y := 50.0; y <= p.Height-50; y += 20 {
		ys = append(ys, y)
	}
	p.lattice(xs, ys)
}

// tall rules a table of one row that is as high as the page.
func (p *sheet) tall() {
	p.lattice([]float64{50, 150, 500}, []float64{40, p.Height - 20, p.Height - 10})
}

// Printed grow along every axis a page has.
var Printed = []Pages{
	down("numbers without rulings", 14, func(p *sheet, _ int, y float64) { p.entry(y) }),
	down("outlines of type", 14, func(p *sheet, _ int, y float64) {
		p.entry(y)
		for i := range 6 { // beside the glyphs, so that all are looked at
			p.h(y, 50+4*float64(i), 51+4*float64(i))
		}
	}, func(p *sheet) { // a watermark: one glyph is as large as the page
		p.Glyphs = append(p.Glyphs, layout.Glyph{Text: "密", Size: 500,
			Box: document.Box{X0: 0, X1: 500, Y0: p.Height - 20, Y1: p.Height - 10}})
	}),
	down("numbers set wide", 40, func(p *sheet, _ int, y float64) { p.entry(y) }),
	down("numbers among texts", 60, func(p *sheet, _ int, y float64) { // small tables of two rows and text between
		p.entry(y)
		p.text(50, y+14, "支出项目。")
		p.text(50, y+28, "支出项目")
	}),
	{"labels without numbers", func(n int) []layout.Page { // labels without amounts under a table
		p := newSheet()
		p.Height = float64(n)*14 + 200
		for i := range n {
			if y := 50 + 14*float64(i); i < 5 {
				p.entry(y)
			} else {
				p.text(50, y, "支出项目")
			}
		}
		return p.alone()
	}},
	across("columns without rulings", func(p *sheet, _, _ int, x, y float64) { p.right(x, y, "12.50") }),
	across("columns under heads", func(p *sheet, row, _ int, x, y float64) {
		if row < 2 {
			p.right(x, y, "预算")
		} else {
			p.right(x, y, "12.50")
		}
	}),
	across("columns under heads of several", func(p *sheet, row, column int, x, y float64) {
		switch {
		case row == 0 && column%2 == 0:
			p.text(x-10, y, "预算")
		case row == 1:
			p.right(x, y, "预")
		case row > 1:
			p.right(x, y, "12.50")
		}
	}),
	across("columns under heads over lines", func(p *sheet, row, _ int, x, y float64) {
		switch {
		case row < 3:
			p.right(x+4, y, "预算数")
		default:
			p.right(x, y, "12.50")
		}
	}),
	down("codes right before names without rulings", 14, func(p *sheet, i int, y float64) {
		p.text(50, y, strconv.Itoa(2010000+i%1000))
		p.text(88, y, "支出项目")
		p.right(300, y, "12.50")
		p.right(400, y, "7.25")
	}),
	// Every fourth has no ruling under its second row.
	{"columns ruled but for the rows of some", func(n int) []layout.Page {
		p := newSheet()
		p.Width = float64(n)*50 + 100
		ys := []float64{50, 70, 90, 110, 130, 150}
		for k := range n {
			x := 50 + 50*float64(k)
			p.v(x, ys[0], ys[len(ys)-1])
			for i, y := range ys {
				if i != 2 || k%4 > 0 {
					p.h(y, x, x+50)
				}
				if i+1 < len(ys) {
					p.text(x+5, y+10, "支")
				}
			}
		}
		p.v(50+50*float64(n), ys[0], ys[len(ys)-1])
		return p.alone()
	}},
	down("lines of one paragraph", 14, func(p *sheet, _ int, y float64) {
		p.text(50, y, "本单位负责贯彻落实有关规定，推进各项重点工作的开展情况说明，完成")
	}),
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
	{"glyphs on one another", func(n int) []layout.Page {
		p := newSheet()
		for i := range n {
			p.text(50+float64(i%7)*0.01, 50, "支1")
		}
		return p.alone()
	}},
	down("glyphs under one another", 10, func(p *sheet, _ int, y float64) { p.text(50, y, "支") }),
	down("turned texts", 14, func(p *sheet, _ int, y float64) { p.text(50, y, "支出项目") }, func(p *sheet) {
		for i := range p.Glyphs {
			if i%2 == 0 {
				p.Glyphs[i].Angle = 90
			}
		}
	}),
	down("rows ruled", 20, func(p *sheet, _ int, y float64) { p.line(y + 10) },
		func(p *sheet) { p.rows(50, 150, 300, 400) }),
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
	down("tables ruled", 60, func(p *sheet, _ int, y float64) { // many small lattices
		p.lattice([]float64{50, 150, 300}, []float64{y, y + 20, y + 40})
		p.text(60, y+10, "支出")
		p.right(290, y+30, "12.50")
	}),
	down("lines between rows", 40, func(p *sheet, _ int, y float64) { // three-line tables
		p.h(y, 50, 500)
		p.line(y + 10)
	}),
	down("rulings on one another", 2, func(p *sheet, _ int, y float64) { p.h(y, 50, 500) }),
	{"dashes of one ruling", func(n int) []layout.Page {
		p := newSheet()
		p.Width = float64(n)*4 + 100
		for i := range n {
			p.h(50, 50+4*float64(i), 50+4*float64(i)+2.5)
		}
		p.text(60, 60, "支出")
		return p.alone()
	}},
	down("rows of dashes", 20, func(p *sheet, _ int, y float64) {
		for k := range 20 {
			p.h(y, 50+4*float64(k), 50+4*float64(k)+2.5)
		}
		p.v(50, y, y+20)
		p.v(130, y, y+20)
	}),
	down("fills", 20, func(p *sheet, _ int, y float64) {
		p.Fills = append(p.Fills, document.Box{X0: 50, X1: 300, Y0: y, Y1: y + 10})
		p.line(y + 5)
	}),
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
	down("lines of one cell", 14, func(p *sheet, _ int, y float64) { // much text in one cell
		p.text(160, y, "完成任务12.50，保障运转")
	}, (*sheet).tall),
	down("amounts of one cell", 14, func(p *sheet, _ int, y float64) { // amounts one under another in one cell
		p.text(60, y, "支出")
		p.right(490, y, "12.50")
	}, (*sheet).tall),
	{"pages", func(n int) []layout.Page {
		var out []layout.Page
		for i := range n / 20 {
			p := newSheet()
			p.Number = i + 1
			for i := range 20 {
				p.entry(50 + 14*float64(i))
			}
			out = append(out, p.Page)
		}
		return out
	}},
	down("texts over borders", 20, func(p *sheet, _ int, y float64) {
		p.text(60, y+10, "支出支出支出支出支出12.50支出")
	}, func(p *sheet) { p.rows(50, 100, 150, 300, 400) }),
	down("rows without columns", 20, func(p *sheet, i int, y float64) { // no verticals within
		if i == 0 {
			p.v(50, 50, p.Height-50)
			p.v(400, 50, p.Height-50)
		}
		p.h(y, 50, 400)
		p.line(y + 10)
		p.right(390, y+10, "12.50")
	}),
	down("lines of contents", 14, func(p *sheet, i int, y float64) {
		p.text(50, y, "一、支出情况说明……………………………………"+strconv.Itoa(i))
	}),
	down("names in two columns", 14, func(p *sheet, _ int, y float64) {
		p.text(50, y, "张甲乙")
		p.text(250, y, "某科室")
	}),
}
