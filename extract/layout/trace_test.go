package layout

import (
	"strings"
	"testing"

	"github.com/yusuan/yusuan/document"
)

// TestTrace: what the stages found of a table stands where it is on the page,
// also on one that is turned.
func TestTrace(t *testing.T) {
	p := newPage()
	p.text(60, 60, "科目名称")
	p.right(300, 60, "合计")
	for i, s := range []string{"教育支出", "卫生支出", "住房支出"} {
		p.text(60, 80+20*float64(i), s)
		p.right(300, 80+20*float64(i), "12.50")
	}
	for _, y := range []float64{50, 70, 130} {
		p.h(y, 50, 310)
	}
	var trace Trace
	q := Sequence{Trace: &trace}
	flow := q.Page(&p.Page)
	if len(trace.Rulings) != 3 || len(trace.Bands) != 1 || len(trace.Imagined) != 1 || len(trace.Regions) != 1 {
		t.Fatalf("%+v", trace)
	}
	if b := trace.Imagined[0]; b.X0 > 60 || b.X1 < 300 || b.Y0 > 60 || b.Y1 < 120 {
		t.Errorf("the table is seen at %v", b)
	}
	var svg strings.Builder
	if err := WriteSVG(&svg, &p.Page, flow, &trace); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(svg.String(), "stroke-dasharray"); n != 2 {
		t.Errorf("%d stages are drawn, want a band and a table", n)
	}
	turned := p.Page
	turned.Width, turned.Height = p.Height, p.Width
	turned.Glyphs, turned.Rules = nil, nil
	turn := func(b document.Box) document.Box { // a quarter turn clockwise
		return document.Box{X0: p.Height - b.Y1, X1: p.Height - b.Y0, Y0: b.X0, Y1: b.X1}
	}
	for _, g := range p.Glyphs {
		g.Box, g.Angle = turn(g.Box), 90
		turned.Glyphs = append(turned.Glyphs, g)
	}
	for _, r := range p.Rules {
		turned.Rules = append(turned.Rules, Rule{Box: turn(r.Box), Vertical: true})
	}
	upright := trace.Imagined[0]
	q.Page(&turned)
	if len(trace.Imagined) != 1 || trace.Imagined[0] != turn(upright) {
		t.Errorf("the turned table is seen at %v, want %v", trace.Imagined, turn(upright))
	}
}
