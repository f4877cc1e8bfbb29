package layout

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/document"
)

// draw sets text that runs away at an angle, or in faint ink, from a point on.
func (p *typesetter) draw(x, y, size float64, angle int, faint bool, s string) {
	for _, r := range s {
		w := advance(r, size)
		b := document.Box{X0: x, X1: x + w, Y0: y - size/2, Y1: y + size/2}
		p.Glyphs = append(p.Glyphs, Glyph{Text: string(r), Size: size, Angle: angle, Faint: faint, Box: b})
		x += w
		if angle != 0 {
			y -= w * 0.7
		}
	}
}

func TestWatermarks(t *testing.T) {
	table := func() *typesetter {
		p := newPage()
		p.lattice([]float64{50, 150, 250, 350}, []float64{100, 120, 140, 160})
		for i, row := range [][]string{{"科目", "合计", "项目支出"}, {"教育", "12.50", "3.40"}, {"卫生", "0.00", "0.00"}} {
			for j, s := range row {
				p.text(55+100*float64(j), 110+20*float64(i), s)
			}
		}
		return p
	}
	plain := gridTexts(FlowPage(&table().Page))
	tests := []struct {
		name string
		draw func(p *typesetter)
		want []string
	}{
		{"across the page", func(p *typesetter) { p.draw(60, 180, 40, 315, true, "内部资料") }, []string{"内部资料"}},
		{"across and dark", func(p *typesetter) { p.draw(60, 180, 40, 315, false, "样本2024") }, []string{"样本2024"}},
		{"tiled with digits", func(p *typesetter) {
			for i := range 9 {
				p.draw(60+100*float64(i%3), 105+20*float64(i/3), 8, 330, true, "20240301")
			}
		}, slices.Repeat([]string{"20240301"}, 9)},
		{"level and large", func(p *typesetter) { p.draw(60, 130, 40, 0, true, "某县2024") }, []string{"某县2024"}},
		{"level and tiled", func(p *typesetter) {
			for i := range 3 {
				p.draw(57+100*float64(i), 133, 10, 0, true, "9876")
			}
		}, []string{"9876", "9876", "9876"}},
		{"before the table", func(p *typesetter) {
			own := p.Glyphs
			p.Glyphs = nil
			p.draw(60, 130, 40, 0, true, "某县2024")
			p.Glyphs = append(p.Glyphs, own...)
		}, []string{"某县2024"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := table()
			test.draw(p)
			out := FlowPage(&p.Page)
			var got []string
			for _, b := range out.Watermarks {
				if b.Kind != document.BlockWatermark || b.Table != -1 || b.Box.IsZero() {
					t.Errorf("block %+v", b)
				}
				got = append(got, b.Text)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("watermarks %q, want %q", got, test.want)
			}
			if d := cmp.Diff(gridTexts(out), plain); d != "" {
				t.Error(d)
			}
		})
	}
}

// Grey text that keeps clear of other text is the page's own.
func TestFaintTextIsNoWatermark(t *testing.T) {
	p := newPage()
	p.lattice([]float64{50, 150, 250}, []float64{100, 120, 140})
	p.draw(50, 60, 24, 0, true, "部门预算")
	p.text(55, 110, "教育")
	p.draw(155, 110, 10, 0, true, "0.00")
	p.text(55, 130, "卫生")
	p.draw(155, 130, 10, 0, true, "0.00")
	out := FlowPage(&p.Page)
	if len(out.Watermarks) != 0 {
		t.Errorf("watermarks %+v", out.Watermarks)
	}
	if d := cmp.Diff(gridTexts(out), [][][]string{{{"教育", "0.00"}, {"卫生", "0.00"}}}); d != "" {
		t.Error(d)
	}
}

func TestDrawnInParts(t *testing.T) {
	for _, test := range []struct {
		name string
		draw func(p *typesetter)
	}{
		{"the point afterwards", func(p *typesetter) {
			p.text(160, 110, "411")
			p.text(177.8, 110, "62") // where the point leaves room
			p.text(175, 110, ".")
			p.Glyphs[len(p.Glyphs)-1].Box.X1 = 177.8
		}},
		{"the point afterwards, as wide as a digit", func(p *typesetter) {
			p.text(160, 110, "411")
			p.text(177.8, 110, "62")
			p.text(175, 110, ".")
			p.Glyphs[len(p.Glyphs)-1].Box.X1 = 180
		}},
		{"digits one by one, backwards", func(p *typesetter) {
			for i, c := range []string{"2", "6", ".", "1", "1", "4"} {
				p.text(185-5*float64(i), 110, c)
			}
		}},
		{"every second one first", func(p *typesetter) {
			p.text(160, 110, "4")
			p.text(170, 110, "1")
			p.text(180, 110, "6")
			p.text(165, 110, "1")
			p.text(175, 110, ".")
			p.text(185, 110, "2")
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := newPage()
			p.lattice([]float64{50, 150, 250}, []float64{100, 120, 140})
			p.text(55, 110, "教育")
			test.draw(p)
			p.text(55, 130, "卫生")
			p.text(160, 130, "12.50")
			want := [][][]string{{{"教育", "411.62"}, {"卫生", "12.50"}}}
			if d := cmp.Diff(gridTexts(FlowPage(&p.Page)), want); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestStampDate: a date, or the name of a stamp, in red over a table is that of a stamp; in a page that is
// printed in red, or outside of the table, it is text.
func TestStampDate(t *testing.T) {
	for name, test := range map[string]struct {
		text  string
		x, y  float64
		red   bool // all of the page
		marks int
	}{
		"in a cell":       {"2024.03.01", 265, 112, false, 1},
		"below the table": {"2024.03.01", 265, 180, false, 0},
		"a red page":      {"2024.03.01", 265, 112, true, 0},
		"a name":          {"财务专用章", 265, 112, false, 1},
		"an amount":       {"-12.50", 265, 112, false, 0},
		"over an amount":  {"某某市财政局", 165, 111, false, 1},
		"a red word":      {"某某市财政局", 265, 131, false, 0},
	} {
		p := newPage()
		p.lattice([]float64{50, 150, 250, 350}, []float64{100, 120, 140})
		p.text(55, 110, "教育")
		p.text(160, 110, "12.50")
		p.text(55, 130, "卫生")
		p.text(160, 130, "3.40")
		for i := range p.Glyphs {
			p.Glyphs[i].Red = test.red
		}
		first := len(p.Glyphs)
		p.text(test.x, test.y, test.text)
		for i := first; i < len(p.Glyphs); i++ {
			p.Glyphs[i].Red = true
		}
		if got := len(FlowPage(&p.Page).Watermarks); got != test.marks {
			t.Errorf("%s: %d watermarks, want %d", name, got, test.marks)
		}
	}
}
