package layout

import (
	"cmp"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// Where names run over the amounts beside them and a file has all characters from
// left to right, each still is in its own cell, and the amounts are whole.
func TestUntangle(t *testing.T) {
	rows := [][]string{
		{"科目名称", "合计", "项目支出"},
		{"机关事业单位基本养老保险缴费", "3,710.11", "50.00"},
		{"其他行政事业单位养老支出", "17,085.48", "1.25"},
		{"教育", "20,795.59", "51.25"},
	}
	xs := []float64{60, 150, 200, 260}
	p := newPage()
	p.lattice(xs, []float64{100, 120, 140, 160, 180})
	for i, row := range rows {
		y := 110 + 20*float64(i)
		p.text(xs[0]+2, y, row[0])
		for j, amount := range row[1:] {
			p.right(xs[j+2]-2, y, amount)
		}
	}
	for i := range p.Glyphs {
		p.Glyphs[i].Object = int32(i) + 1
	}
	slices.SortStableFunc(p.Glyphs, func(a, b Glyph) int {
		return cmp.Or(cmp.Compare(a.Box.Y0, b.Box.Y0), cmp.Compare(a.Box.X0, b.Box.X0))
	})
	if d := gocmp.Diff([][][]string{rows}, gridTexts(FlowPage(&p.Page))); d != "" {
		t.Error(d)
	}
}

// Figures whose boxes are wider than they are printed stay one number.
func TestWideBoxes(t *testing.T) {
	p := newPage()
	p.text(60, 100, "增长57.83%")
	for i := range p.Glyphs {
		p.Glyphs[i].Object = int32(i/2) + 1
		p.Glyphs[i].Box.X1 += 0.6 * p.Glyphs[i].Box.Width()
	}
	if got := newSheet(&p.Page, usual).runs; len(got) != 1 || got[0].text() != "增长57.83%" {
		t.Errorf("%d runs, %q", len(got), got[0].text())
	}
}

// A number in full-width figures is torn by the end of its line as any other is.
func TestTornFullWidth(t *testing.T) {
	p := newPage()
	p.lattice([]float64{60, 120, 190}, []float64{100, 130, 160})
	p.text(62, 115, "教育")
	p.text(125, 108, "１８，６０２．")
	p.text(125, 122, "２８")
	p.text(62, 145, "卫生")
	p.text(125, 145, "12.50")
	want := [][][]string{{{"教育", "１８，６０２．/２８"}, {"卫生", "12.50"}}}
	if d := gocmp.Diff(want, gridTexts(FlowPage(&p.Page))); d != "" {
		t.Error(d)
	}
}
