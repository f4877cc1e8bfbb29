package layout

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/text/width"

	"github.com/yusuan/yusuan/document"
)

// kind draws one table in one of the ways producers draw it; whatever the
// way, the same cells must come out.
type kind struct {
	name   string
	hs, vs []int // rulings drawn over the whole table, by number
	more   func(p *typesetter)
	texts  func(p *typesetter) // nil: plainly
}

var (
	kindXs   = []float64{60, 120, 320, 390, 460, 535}
	kindRows = [][]string{
		{"科目编码", "科目名称", "合计", "基本支出", "项目支出"},
		{"205", "教育支出", "871.40", "640.15", "231.25"},
		{"20502", "普通教育", "640.15", "640.15", "0.00"},
		{"2050202", "小学教育", "402.05", "402.05", "0.00"},
		{"2050203", "初中教育", "238.10", "238.10", "0.00"},
		{"20599", "其他教育支出", "231.25", "0.00", "231.25"},
		{"", "合计", "871.40", "640.15", "231.25"},
	}
)

const (
	kindTop   = 92.0
	kindPitch = 20.0
)

func kindY(row int) float64 { return kindTop + kindPitch*(float64(row)+0.5) }

func allOf(n int) (out []int) {
	for i := range n {
		out = append(out, i)
	}
	return out
}

func plainTexts(p *typesetter) {
	for i, row := range kindRows {
		for j, s := range row {
			if j < 2 || i == 0 {
				p.text(kindXs[j]+3, kindY(i), s)
			} else {
				p.right(kindXs[j+1]-2, kindY(i), s)
			}
		}
	}
}

func (k kind) page() *typesetter {
	p := newPage()
	p.size = 9
	if k.texts == nil {
		plainTexts(p)
	} else {
		k.texts(p)
	}
	bottom := kindTop + kindPitch*float64(len(kindRows))
	for _, i := range k.hs {
		p.h(kindTop+kindPitch*float64(i), kindXs[0], kindXs[5])
	}
	for _, j := range k.vs {
		p.v(kindXs[j], kindTop, bottom)
	}
	if k.more != nil {
		k.more(p)
	}
	for i := range p.Glyphs {
		p.Glyphs[i].Object = 0
	}
	return p
}

func TestKindsOfRulings(t *testing.T) {
	h, v := allOf(8), allOf(6)
	without := func(all []int, out ...int) []int {
		return slices.DeleteFunc(slices.Clone(all), func(i int) bool { return slices.Contains(out, i) })
	}
	piece := func(x float64, from, to int) func(p *typesetter) {
		return func(p *typesetter) { p.v(x, kindTop+kindPitch*float64(from), kindTop+kindPitch*float64(to)) }
	}
	kinds := []kind{
		{name: "all", hs: h, vs: v},
		{name: "columns in the head only", hs: h, vs: []int{0, 5}, more: func(p *typesetter) {
			for _, x := range kindXs[1:5] {
				piece(x, 0, 1)(p)
			}
		}},
		{name: "one column missing over the body", hs: h, vs: without(v, 3), more: piece(390, 0, 1)},
		{name: "code and name apart in the head only", hs: h, vs: without(v, 1), more: piece(120, 0, 1)},
		{name: "missing in one cell", hs: h, vs: without(v, 3), more: func(p *typesetter) {
			piece(390, 0, 4)(p)
			piece(390, 5, 7)(p)
		}},
		{name: "missing from the middle on", hs: h, vs: without(v, 3), more: piece(390, 0, 3)},
		{name: "no ruling under the head", hs: without(h, 1), vs: v},
		{name: "no ruling between two rows", hs: without(h, 3), vs: v},
		{name: "no ruling under the head and between rows", hs: without(h, 1, 2, 5), vs: v},
		{name: "a row ruled under its names only", hs: without(h, 4), vs: v, more: func(p *typesetter) {
			p.h(kindTop+4*kindPitch, kindXs[0], kindXs[2])
		}},
		{name: "code and name of one row not parted", hs: h, vs: without(v, 1), more: func(p *typesetter) {
			piece(120, 0, 5)(p)
			piece(120, 6, 7)(p)
		}},
		{name: "missing beside one amount", hs: h, vs: without(v, 4), more: func(p *typesetter) {
			piece(460, 0, 2)(p)
			piece(460, 3, 7)(p)
		}},
		{name: "rows not ruled under codes and names", hs: without(h, 3, 4), vs: v, more: func(p *typesetter) {
			for _, i := range []float64{3, 4} {
				p.h(kindTop+i*kindPitch, kindXs[2], kindXs[5])
			}
		}},
		{name: "rows not ruled under this and that", hs: without(h, 2, 3, 4, 5), vs: v, more: func(p *typesetter) {
			for i, columns := range map[int][]int{2: {0, 1, 3}, 3: {1, 2, 4}, 4: {0, 3, 4}, 5: {0, 1, 2, 4}} {
				for _, j := range columns {
					p.h(kindTop+float64(i)*kindPitch, kindXs[j], kindXs[j+1])
				}
			}
		}},
		{name: "codes and names in one column", hs: h, vs: without(v, 1)},
		{name: "a frame and its middle", hs: h, vs: []int{0, 2, 5}, texts: centredHeads},
		{name: "the total below the rulings", hs: without(h, 7), more: columnsBetween(0, 6)},
		{name: "the heads above the rulings", hs: without(h, 0), more: columnsBetween(1, 7)},
		{name: "no outer rulings", hs: h, vs: []int{1, 2, 3, 4}},
		{name: "no bottom", hs: without(h, 7), vs: v},
		{name: "a head in boxes, and no ruling under it", hs: []int{0, 1}, more: columnsBetween(0, 1)},
		{name: "no columns in the middle", hs: h, more: func(p *typesetter) {
			columnsBetween(0, 2)(p)
			columnsBetween(5, 7)(p)
		}},
		{name: "three lines", hs: []int{0, 1, 7}},
		{name: "rows only", hs: h},
		{name: "none"},
	}
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			got := gridTexts(FlowPage(&k.page().Page))
			if d := cmp.Diff([][][]string{kindRows}, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// centredHeads sets the heads in the middle of their columns, the amounts at the
// right, so that the white between amounts does not go up through the heads.
func centredHeads(p *typesetter) {
	for i, row := range kindRows {
		for j, s := range row {
			switch {
			case i == 0:
				p.text((kindXs[j]+kindXs[j+1]-textWidth(s, p.size))/2, kindY(i), s)
			case j < 2:
				p.text(kindXs[j]+3, kindY(i), s)
			default:
				p.right(kindXs[j+1]-2, kindY(i), s)
			}
		}
	}
}

// TestKindsOfMissingPieces reads a table with blanks of which pieces of rulings are
// missing.
func TestKindsOfMissingPieces(t *testing.T) {
	rows := [][]string{
		{"编码", "名称", "合计", "基本支出", "项目支出"},
		{"20502", "普通教育", "640.15", "402.05", "238.10"},
		{"2050202", "小学教育", "402.05", "402.05", ""},
		{"2050203", "初中教育", "238.10", "", "238.10"},
		{"", "合计", "640.15", "402.05", "238.10"},
	}
	sides := [][]string{
		{"项目", "预算数", "项目", "预算数"},
		{"一、一般公共预算", "400.62", "一、教育支出", "300.22"},
		{"二、政府性基金", "11.00", "二、卫生支出", "111.40"},
		{"三、事业收入", "0.40", "", ""},
		{"收入总计", "412.02", "支出总计", "411.62"},
	}
	four := []float64{60, 220, 300, 440, 535}
	for _, tt := range []struct {
		name    string
		rows    [][]string
		xs      []float64
		noRow   [][2]int // rulings under a row of a column that are missing
		noRight [][2]int // rulings to the right of a column of a row that are
	}{
		{"under an amount above a blank", rows, kindXs, [][2]int{{2, 3}}, nil},
		{"over an amount under a blank", rows, kindXs, [][2]int{{2, 4}}, nil},
		{"around both", rows, kindXs, [][2]int{{2, 3}, {2, 4}}, [][2]int{{2, 3}, {3, 3}}},
		{"under the last code", rows, kindXs, [][2]int{{3, 0}}, nil},
		{"between an amount and a name", sides, four, nil, [][2]int{{1, 1}}},
		{"between amounts and names", sides, four, nil, [][2]int{{1, 1}, {2, 1}, {3, 1}, {4, 1}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPage()
			p.size = 9
			n := len(tt.xs) - 1
			for i, row := range tt.rows {
				top, bottom := kindY(i)-kindPitch/2, kindY(i)+kindPitch/2
				for j, s := range row {
					if i == 0 || document.CountDigits(s) == 0 || !strings.Contains(s, ".") {
						p.text(tt.xs[j]+3, kindY(i), s)
					} else {
						p.right(tt.xs[j+1]-3, kindY(i), s)
					}
					if !slices.Contains(tt.noRow, [2]int{i, j}) {
						p.h(bottom, tt.xs[j], tt.xs[j+1])
					}
					if !slices.Contains(tt.noRight, [2]int{i, j}) {
						p.v(tt.xs[j+1], top, bottom)
					}
				}
				p.v(tt.xs[0], top, bottom)
			}
			p.h(kindTop, tt.xs[0], tt.xs[n])
			if d := cmp.Diff([][][]string{tt.rows}, gridTexts(FlowPage(&p.Page))); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestKindsOfFrames: the rest of a table between rulings that do not draw its
// columns has those of its first part.
func TestKindsOfFrames(t *testing.T) {
	rows := slices.Clone(kindRows)
	rows[4] = []string{"20599", "其他教育支出", "231.25", "", "231.25"}
	rows[5] = []string{"2059999", "其他", "231.25", "", "231.25"}
	for _, columns := range []string{"no column", "columns of the head", "the middle"} {
		t.Run(columns, func(t *testing.T) {
			var pages []Page
			for _, part := range [][][]string{rows[:4], rows[4:6]} {
				p := newPage()
				p.size = 9
				for i, row := range part {
					for j, s := range row {
						p.text(kindXs[j]+3, kindY(i), s)
					}
				}
				bottom := kindTop + kindPitch*float64(len(part))
				for _, y := range []float64{kindTop, bottom} {
					p.h(y, kindXs[0], kindXs[5])
				}
				p.v(kindXs[0], kindTop, bottom)
				p.v(kindXs[5], kindTop, bottom)
				if columns == "the middle" {
					p.v(kindXs[2], kindTop, bottom)
				}
				if len(pages) == 0 {
					p.h(kindTop+kindPitch, kindXs[0], kindXs[5])
					if columns == "columns of the head" {
						columnsBetween(0, 1)(p)
					}
				}
				pages = append(pages, p.Page)
			}
			got := Flow(pages)
			for i, want := range [][][]string{rows[:4], rows[4:6]} {
				if d := cmp.Diff([][][]string{want}, gridTexts(got[i])); d != "" {
					t.Errorf("page %d: %s", i+1, d)
				}
			}
			if a, b := got[0].Items[0].Grid, got[1].Items[0].Grid; cmp.Diff(borders(a), borders(b), cmpopts.EquateApprox(0, 1)) != "" {
				t.Errorf("columns %v, then %v", borders(a), borders(b))
			}
		})
	}
}

// TestKindsOfFills reads a table of coloured cells with white gaps between them, one of
// which stands over codes and names, on pages turned by quarters.
func TestKindsOfFills(t *testing.T) {
	p := newPage()
	p.size = 9
	for i, row := range kindRows {
		for j, s := range row {
			fill := document.Box{X0: kindXs[j] + 0.8, X1: kindXs[j+1] - 0.8, Y0: kindY(i) - 9.2, Y1: kindY(i) + 9.2}
			total := i == len(kindRows)-1
			switch {
			case total && j == 0:
				continue
			case total && j == 1:
				fill.X0 = kindXs[0] + 0.8
				p.text((kindXs[0]+kindXs[2]-textWidth(s, p.size))/2, kindY(i), s)
			case i == 0 || j < 2:
				p.text(kindXs[j]+3, kindY(i), s)
			default:
				p.right(kindXs[j+1]-2, kindY(i), s)
			}
			p.Fills = append(p.Fills, fill)
		}
	}
	want := slices.Clone(kindRows)
	want[len(want)-1] = append([]string{"合计", "<"}, kindRows[len(want)-1][2:]...)
	for quarters := range 4 {
		if d := cmp.Diff([][][]string{want}, gridTexts(FlowPage(p.turned(quarters)))); d != "" {
			t.Errorf("%d quarters: %s", quarters, d)
		}
	}
}

// TestKindsOfSteps reads codes whose parts step to the right, with no rulings between
// their columns but in the head. A total over the three stays over them.
func TestKindsOfSteps(t *testing.T) {
	rows := [][]string{
		{"类", "款", "项", "科目名称", "合计"},
		{"合计", "<", "<", "", "9.00"},
		{"205", "", "", "教育支出", "9.00"},
		{"", "02", "", "普通教育", "7.00"},
		{"", "", "01", "学前教育", "5.00"},
		{"", "", "02", "小学教育", "2.00"},
		{"", "08", "", "进修及培训", "2.00"},
	}
	xs := []float64{60, 95, 130, 165, 400, 535}
	p := newPage()
	p.size = 9
	for i, row := range rows {
		for j, s := range row {
			switch {
			case s == "<":
			case s == "合计" && j == 0:
				p.text(104, kindY(i), s)
			case j == 4 && i > 0:
				p.right(xs[j+1]-2, kindY(i), s)
			default:
				p.text(xs[j]+10, kindY(i), s)
			}
		}
		p.h(kindY(i)+kindPitch/2, xs[0], xs[5])
	}
	p.h(kindTop, xs[0], xs[5])
	for _, j := range []int{0, 3, 4, 5} {
		p.v(xs[j], kindTop, kindTop+kindPitch*float64(len(rows)))
	}
	p.v(xs[1], kindTop, kindTop+kindPitch)
	p.v(xs[2], kindTop, kindTop+kindPitch)
	if d := cmp.Diff([][][]string{rows}, gridTexts(FlowPage(&p.Page))); d != "" {
		t.Error(d)
	}
}

// TestKindsOfYears reads amounts that look like years without any rulings: several rows
// of them, each with its name, are no heads. Years over them are.
func TestKindsOfYears(t *testing.T) {
	for _, head := range [][]string{{"项目", "预算数", "决算数"}, {"项目", "2023", "2024"}} {
		rows := [][]string{head, {"公务接待费", "2012", "2017"}, {"公务用车费", "1997", "2003"}, {"因公出国（境）费", "2000", "1901"},
			{"合计", "6009", "5921"}}
		p := newPage()
		for i, row := range rows {
			p.text(60, kindY(i), row[0])
			p.right(380, kindY(i), row[1])
			p.right(500, kindY(i), row[2])
		}
		if d := cmp.Diff([][][]string{rows}, gridTexts(FlowPage(&p.Page))); d != "" {
			t.Error(d)
		}
	}
}

// TestKindsOfTextRows reads a table of wrapped texts between rulings of which most
// lines of a row hold the text of one column alone, near the middle of the table.
func TestKindsOfTextRows(t *testing.T) {
	rows := [][]string{
		{"项目", "单位", "内容", "备注"},
		{"甲", "城镇诊所", "新增苗圃", "季节性农场"},
		{"乙", "农村学校", "租赁仓库", "登记工作"},
		{"戊", "城镇车站", "租赁渔船", "学校"},
		{"丙", "城镇作坊", "当地诊所维修/新增苗圃三处/租赁桥梁四座/学校五所/季节性农场", "农村渔船"},
		{"丁", "农村车站", "登记苗圃", "城镇果园"},
	}
	xs := []float64{60, 160, 260, 420, 535}
	p := newPage()
	y := 100.0
	p.h(y, xs[0], xs[4])
	for _, row := range rows {
		lines := 1
		for _, s := range row {
			lines = max(lines, strings.Count(s, "/")+1)
		}
		for j, s := range row {
			texts := strings.Split(s, "/")
			for k, text := range texts { // in the middle of their row
				p.text(xs[j]+3, y+14*(float64(k)+0.5+float64(lines-len(texts))/2)+3, text)
			}
		}
		y += 14*float64(lines) + 6
		p.h(y, xs[0], xs[4])
	}
	if d := cmp.Diff([][][]string{rows}, gridTexts(FlowPage(&p.Page))); d != "" {
		t.Error(d)
	}
}

// TestTableBesideText: the text beside a table does not come between it and its title.
func TestTableBesideText(t *testing.T) {
	p := newPage()
	prose := strings.Repeat("卫生健康支出主要用于单位医疗和补助方面的支出安排情况说明", 8)
	for i := range 9 { // 12 characters in each of nine lines
		line := []rune(prose)[12*i : 12*i+12]
		p.text(60, 100+16*float64(i), string(line))
	}
	p.text(330, 101, "一般公共预算支出表")
	p.text(480, 117, "单位：万元")
	xs, ys := []float64{220, 400, 535}, []float64{126, 146, 166, 186}
	p.lattice(xs, ys)
	for i, row := range [][]string{{"科目名称", "合计"}, {"教育支出", "9.00"}, {"卫生支出", "7.50"}} {
		p.text(223, 136+20*float64(i), row[0])
		p.right(532, 136+20*float64(i), row[1])
	}
	page := FlowPage(&p.Page)
	n := len(page.Items)
	if n < 4 || page.Items[n-3].Block.Text != "一般公共预算支出表" || page.Items[n-2].Block.Text != "单位：万元" ||
		page.Items[n-1].Grid == nil {
		t.Errorf("the title, the unit and the table do not follow each other: %q", blockTexts(page))
	}
}

// columnsBetween rules the columns from one row on up to another.
func columnsBetween(from, to int) func(p *typesetter) {
	return func(p *typesetter) {
		for _, x := range kindXs {
			p.v(x, kindTop+kindPitch*float64(from), kindTop+kindPitch*float64(to))
		}
	}
}

// TestKindsOfSides reads tables of two sides, of which only some columns are ruled.
func TestKindsOfSides(t *testing.T) {
	for name, c := range map[string]struct {
		rows  [][]string
		xs    []float64
		ruled []int // of xs
	}{
		"the border between the sides": {[][]string{
			{"项目", "预算数", "项目", "预算数"},
			{"一、本年收入", "411.62", "一、本年支出", "411.62"},
			{"（一）一般公共预算", "400.62", "（一）教育支出", "300.22"},
			{"（二）政府性基金", "11.00", "（二）卫生支出", "111.40"},
			{"收入总计", "411.62", "支出总计", "411.62"},
		}, []float64{60, 200, 300, 440, 535}, []int{0, 2, 4}},
		"all but that, with names close behind amounts that not all lines print": {[][]string{
			{"项目", "预算数", "项目", "预算数"},
			{"一、一般公共预算", "96,282,213.44", "一、公共安全支出", "87,267,272.44"},
			{"二、政府性基金", "0.00", "二、社会保障支出", "3,343,704.00"},
			{"三、国有资本经营", "0.00", "三、卫生健康支出", "1,149,678.00"},
			{"", "", "四、住房保障支出", "4,521,559.00"},
			{"收入总计", "96,282,213.44", "支出总计", "96,282,213.44"},
		}, []float64{60, 200, 280, 420, 520}, []int{0, 1, 3, 4}},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPage()
			p.size = 9
			for i, row := range c.rows {
				for j, s := range row {
					if j%2 == 0 {
						p.text(c.xs[j]+3, kindY(i), s)
					} else {
						p.right(c.xs[j+1]-2, kindY(i), s)
					}
				}
			}
			bottom := kindTop + kindPitch*float64(len(c.rows))
			for i := range len(c.rows) + 1 {
				p.h(kindTop+kindPitch*float64(i), c.xs[0], c.xs[4])
			}
			for _, j := range c.ruled {
				p.v(c.xs[j], kindTop, bottom)
			}
			if d := cmp.Diff([][][]string{c.rows}, gridTexts(FlowPage(&p.Page))); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestKindsOfTexts(t *testing.T) {
	h, v := allOf(8), allOf(6)
	kinds := []kind{
		{name: "heads a blank row above", texts: func(p *typesetter) {
			for i, row := range kindRows {
				y := kindY(i)
				if i == 0 {
					y -= kindPitch
				}
				for j, s := range row {
					if j < 2 || i == 0 {
						p.text(kindXs[j]+3, y, s)
					} else {
						p.right(kindXs[j+1]-2, y, s)
					}
				}
			}
		}},
		{name: "amounts that begin left of their cell", hs: h, vs: v, texts: func(p *typesetter) {
			for i, row := range kindRows {
				for j, s := range row {
					switch {
					case j < 2 || i == 0:
						p.text(kindXs[j]+3, kindY(i), s)
					case j == 3:
						p.right(kindXs[j]+9, kindY(i), s) // ends just inside
					case j == 2:
						p.text(kindXs[j]+3, kindY(i), s)
					default:
						p.right(kindXs[j+1]-2, kindY(i), s)
					}
				}
			}
		}},
		{name: "amounts that end right of their cell", hs: h, vs: v, texts: func(p *typesetter) {
			for i, row := range kindRows {
				for j, s := range row {
					switch {
					case j < 2 || i == 0:
						p.text(kindXs[j]+3, kindY(i), s)
					case j == 3:
						p.right(kindXs[j+1]+6, kindY(i), s)
					default:
						p.right(kindXs[j+1]-2, kindY(i), s)
					}
				}
			}
		}},
		{name: "a page laid askew", hs: h, vs: v, texts: func(p *typesetter) {
			plainTexts(p)
			for i := range p.Glyphs {
				b := &p.Glyphs[i].Box
				off := 0.007 * (b.X0 - 300)
				b.Y0, b.Y1 = b.Y0+off, b.Y1+off
			}
		}},
		{name: "bold type drawn once more as outlines", hs: h, vs: v, texts: func(p *typesetter) {
			plainTexts(p)
			for _, g := range p.Glyphs {
				b := g.Box
				for _, share := range []float64{0.2, 0.5, 0.8} {
					p.h(b.Y0+share*b.Height(), b.X0+0.5, b.X1-0.5)
					p.v(b.X0+share*b.Width(), b.Y0+0.5, b.Y1-0.5)
				}
			}
		}},
		{name: "drawn from the last to the first", hs: h, vs: v, texts: func(p *typesetter) {
			plainTexts(p)
			slices.Reverse(p.Glyphs)
		}},
		{name: "heads set upright, longer than their cells are high", hs: h, vs: v, texts: func(p *typesetter) {
			for i, row := range kindRows {
				for j, s := range row {
					switch {
					case i == 0 && j > 2:
						for k, r := range []rune(s) {
							p.text(kindXs[j]+30, kindTop+5+9.5*float64(k), string(r))
						}
					case j < 2 || i == 0:
						p.text(kindXs[j]+3, kindY(i), s)
					default:
						p.right(kindXs[j+1]-2, kindY(i), s)
					}
				}
			}
		}},
		{name: "heads set upright over three lines", hs: []int{0}, texts: func(p *typesetter) {
			for i, row := range kindRows {
				for j, s := range row {
					switch {
					case i == 0 && j > 1:
						for k, r := range []rune(s) {
							p.text((kindXs[j]+kindXs[j+1])/2-4, kindTop-14+9.5*float64(k)+float64(4-len([]rune(s)))*4, string(r))
						}
					case i == 0:
						p.text(kindXs[j]+20, kindTop+2, s)
					case j < 2:
						p.text(kindXs[j]+3, kindY(i)+14, s)
					default:
						p.right(kindXs[j+1]-2, kindY(i)+14, s)
					}
				}
			}
			p.h(kindTop+30, kindXs[0], kindXs[5])
			p.h(kindY(len(kindRows)), kindXs[0], kindXs[5])
		}},
		{name: "strokes typed between columns", texts: func(p *typesetter) {
			plainTexts(p)
			for i := range kindRows {
				for _, x := range kindXs {
					p.text(x-2, kindY(i), "|")
				}
			}
		}},
		{name: "rows of hyphens", texts: func(p *typesetter) {
			plainTexts(p)
			for _, i := range []float64{0, 1, 6, 7} {
				p.text(60, kindTop+kindPitch*i, strings.Repeat("-", 105))
			}
		}},
		{name: "characters of boxes", texts: func(p *typesetter) {
			plainTexts(p)
			for i := range len(kindRows) + 1 {
				y := kindTop + kindPitch*float64(i)
				for x := kindXs[0]; x < kindXs[5]; x += 4.5 {
					if !slices.ContainsFunc(kindXs, func(at float64) bool { return abs(x+2.25-at) < 2.25 }) {
						p.text(x, y, "─")
					}
				}
				for _, x := range kindXs {
					p.text(x-2.25, y, "┼")
					if i < len(kindRows) {
						p.text(x-2.25, kindY(i), "│")
					}
				}
			}
		}},
		{name: "digits of full width", texts: func(p *typesetter) {
			p.size = 8
			for i, row := range kindRows {
				for j, s := range row {
					switch {
					case j < 2 || i == 0:
						p.text(kindXs[j]+3, kindY(i), s)
					default:
						p.right(kindXs[j+1]-2, kindY(i), width.Widen.String(s))
					}
				}
			}
		}},
		{name: "leaders", texts: func(p *typesetter) {
			plainTexts(p)
			for i := 1; i < len(kindRows); i++ {
				for x := 230.0; x < 325; x += 4.5 {
					p.text(x, kindY(i), ".")
				}
			}
		}},
	}
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			got := gridTexts(FlowPage(&k.page().Page))
			for _, row := range got[0] {
				for j := range row {
					row[j] = width.Narrow.String(strings.ReplaceAll(row[j], "/", "")) // the lines of a head set upright
				}
			}
			if d := cmp.Diff([][][]string{kindRows}, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestDashBelowAmount: where no ruling parts an amount from the dash in the row
// below, the dash is no sign of it.
func TestDashBelowAmount(t *testing.T) {
	rows := [][]string{{"项目", "合计", "其中"}, {"教育", "500.00", "500.00"}, {"卫生", "96.18", "-"}, {"文化", "41.00", "-"},
		{"合计", "637.18", "500.00"}}
	p := newPage()
	p.lattice([]float64{50, 150, 250}, []float64{100, 120, 140, 160, 180, 200})
	p.v(350, 100, 200)
	for _, y := range []float64{100, 120, 180, 200} {
		p.h(y, 250, 350)
	}
	for i, row := range rows {
		for j, s := range row {
			p.right(145+100*float64(j), 110+20*float64(i), s)
		}
	}
	if d := cmp.Diff([][][]string{rows}, gridTexts(FlowPage(&p.Page))); d != "" {
		t.Error(d)
	}
}

// TestHeadsOverGroups: heads over the columns of each side, a blank row above
// theirs, are heads of the table.
func TestHeadsOverGroups(t *testing.T) {
	rows := [][]string{
		{"项目", "预算数", "决算数", "项目", "预算数", "决算数"},
		{"一、财政拨款收入", "900.00", "900.00", "一、教育支出", "930.45", "920.45"},
		{"二、事业收入", "97.05", "87.05", "二、住房保障支出", "66.60", "66.60"},
		{"收入总计", "997.05", "987.05", "支出总计", "997.05", "987.05"},
	}
	xs := []float64{50, 160, 225, 290, 400, 475, 550}
	p := newPage()
	p.size = 9
	p.text(161, kindTop-28, "收入")
	p.text(411, kindTop-28, "支出")
	for i, row := range rows {
		for j, s := range row {
			switch {
			case i == 0:
				p.text((xs[j]+xs[j+1]-textWidth(s, p.size))/2, kindY(i), s)
			case j%3 == 0:
				p.text(xs[j]+3, kindY(i), s)
			default:
				p.right(xs[j+1]-3, kindY(i), s)
			}
		}
	}
	want := append([][]string{{"收入", "<", "<", "支出", "<", "<"}}, rows...)
	if d := cmp.Diff([][][]string{want}, gridTexts(FlowPage(&p.Page))); d != "" {
		t.Error(d)
	}
}

// A head over three columns, with a short ruling under it, and the others set at
// half the height of the head: each stands over its own column.
func TestHeadsAtHalfHeight(t *testing.T) {
	p := newPage()
	p.size = 9
	top := kindTop - 18
	p.text(kindXs[0]+12, kindTop-1, kindRows[0][0])
	p.text(kindXs[1]+80, kindTop-1, kindRows[0][1])
	p.text(kindXs[3]+10, top+8, "本年支出")
	p.h(top+16, kindXs[2]+5, kindXs[5]-5)
	for j := 2; j < 5; j++ {
		p.text((kindXs[j]+kindXs[j+1]-textWidth(kindRows[0][j], p.size))/2, top+26, kindRows[0][j])
	}
	for i, row := range kindRows[1:] {
		for j, s := range row {
			if j < 2 {
				p.text(kindXs[j]+3, kindY(i+1), s)
			} else {
				p.right(kindXs[j+1]-2, kindY(i+1), s)
			}
		}
	}
	for _, y := range []float64{top, kindTop + kindPitch, kindY(len(kindRows))} {
		p.h(y, kindXs[0], kindXs[5])
	}
	got := gridTexts(FlowPage(&p.Page))
	want := slices.Concat([][]string{{"科目编码", "科目名称", "本年支出", "<", "<"},
		{"<", "<", "合计", "基本支出", "项目支出"}}, kindRows[1:])
	if d := cmp.Diff([][][]string{want}, got); d != "" {
		t.Error(d)
	}
}

// A table in which only rows are ruled, with room: codes end right before their
// names, heads stand as close as words, and far above the ruling under them.
func TestTightColumnsBetweenRules(t *testing.T) {
	p := newPage()
	p.size = 12
	const pitch = 31.0
	xs := []float64{60, 114, 230, 281, 333}
	heads := []float64{60, 130, 204, 233, 285}
	rows := [][]string{{"编码", "名称", "合计", "基本支出", "项目支出"}, {"205", "教育支出", "71.40", "40.15", "31.25"},
		{"20502", "普通教育", "40.15", "40.15", "0.00"}, {"2050202", "小学教育", "30.15", "30.15", "0.00"},
		{"2050203", "初中教育", "10.00", "10.00", "0.00"}, {"20599", "其他教育", "31.25", "0.00", "31.25"}}
	for i, row := range rows {
		y := 100 + pitch*float64(i)
		for j, s := range row {
			switch {
			case i == 0:
				p.text(heads[j], y, s)
			case j == 0:
				p.text(xs[0], y, s)
				for k := range p.Glyphs[len(p.Glyphs)-len(s):] { // a narrow face
					g := &p.Glyphs[len(p.Glyphs)-len(s)+k]
					g.Box.X0, g.Box.X1 = xs[0]+7.2*float64(k), xs[0]+7.2*float64(k+1)
				}
			case j == 1:
				p.text(xs[1], y, s)
			default:
				p.right(xs[j], y, s)
			}
		}
		p.h(y+24, 56, 337)
	}
	if d := cmp.Diff([][][]string{rows}, gridTexts(FlowPage(&p.Page))); d != "" {
		t.Error(d)
	}
}

// Tables of statistics: heads over several lines that are wider than what is
// under them, runs of years under each head, figures that no head stands right
// above, and two dots for what is not available.
func TestTablesOfStatistics(t *testing.T) {
	type text struct {
		x, y  float64 // middle of the head
		words string
	}
	figures := func(p *typesetter, top float64, rights []float64, rows [][]string) {
		for i, row := range rows {
			for j, s := range row {
				if j == 0 {
					p.text(60, top+14*float64(i), s)
				} else {
					p.right(rights[j-1], top+14*float64(i), s)
				}
			}
		}
	}
	body := [][]string{{"Belgium", "12.5", "..", "3.4"}, {"Bulgaria", "2.5", "11.0", "4.4"}, {"Denmark", "7.5", "8.0", ".."},
		{"Germany", "22.5", "18.0", "5.4"}}
	for _, c := range []struct {
		name  string
		heads []text
		rows  [][]string
		cols  []float64
		want  [][]string
	}{
		{"heads over lines", []text{{190, 100, "Enterprises"}, {275, 100, "Persons em-"}, {360, 100, "Enterprises having"},
			{190, 111, "with access"}, {275, 111, "ployed there"}, {360, 111, "a home page"}}, body, []float64{218, 300, 385},
			[][]string{{"", "Enterprises/with access", "Persons em-/ployed there", "Enterprises having/a home page"}}},
		{"years under two heads", []text{{205, 100, "Men"}, {335, 100, "Women"}, {60, 114, "Country"}, {170, 114, "2009"},
			{240, 114, "2010"}, {300, 114, "2009"}, {370, 114, "2010"}},
			[][]string{{"Belgium", "12.5", "1.5", "3.4", "2.0"}, {"Bulgaria", "2.5", "11.0", "4.4", "3.0"},
				{"Denmark", "7.5", "8.0", "1.4", "1.0"}, {"Germany", "22.5", "18.0", "5.4", "8.1"}},
			[]float64{182, 252, 312, 382}, [][]string{{"Country", "Men", "<", "Women", "<"},
				{"<", "2009", "2010", "2009", "2010"}}},
		{"heads beside their figures", []text{{170, 114, "2009"}, {240, 114, "2010"}, {310, 114, "2011"}}, body,
			[]float64{205, 275, 345}, [][]string{{"", "2009", "2010", "2011"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPage()
			p.size = 8
			for _, h := range c.heads {
				x := h.x - textWidth(h.words, p.size)/2
				if h.x == 60 {
					x = 60
				}
				p.text(x, h.y, h.words)
			}
			figures(p, 132, c.cols, c.rows)
			got := gridTexts(FlowPage(&p.Page))
			if d := cmp.Diff([][][]string{slices.Concat(c.want, c.rows)}, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// A merged cell stays one: its text stands across the border, or is the only
// one in it.
func TestMergedCellsStayMerged(t *testing.T) {
	p := newPage()
	ys := []float64{100, 120, 140, 160, 180}
	for _, y := range ys {
		p.h(y, 60, 460)
	}
	for _, x := range []float64{60, 160, 460} {
		p.v(x, 100, 180)
	}
	for _, x := range []float64{260, 360} {
		p.v(x, 120, 160)
	}
	p.text(70, 110, "单位")
	p.text(280, 110, "预算数")
	for i, row := range [][]string{{"甲", "1.00", "2.00", "3.00"}, {"乙", "4.00", "5.00", "6.00"}} {
		for j, s := range row {
			p.text(70+100*float64(j), 130+20*float64(i), s)
		}
	}
	p.text(70, 170, "说明")
	p.text(170, 170, "完成 12 项，其中 5 项延后")
	want := [][][]string{{
		{"单位", "预算数", "<", "<"},
		{"甲", "1.00", "2.00", "3.00"},
		{"乙", "4.00", "5.00", "6.00"},
		{"说明", "完成12项，其中5项延后", "<", "<"},
	}}
	if d := cmp.Diff(want, gridTexts(FlowPage(&p.Page))); d != "" {
		t.Error(d)
	}
}

// TestKindsOfHeads are tables without rulings whose heads stand on lines of their
// own, and a form of one line.
func TestKindsOfHeads(t *testing.T) {
	for name, c := range map[string]struct {
		draw func(p *typesetter)
		want [][]string
	}{
		"a head of two lines that the others run between, and blank columns": {func(p *typesetter) {
			p.text(90, 90, "项目")
			p.text(380, 90, "收入预算")
			p.text(30, 106, "科目编码")
			p.text(100, 112, "科目名称")
			p.text(230, 112, "合计")
			p.text(300, 112, "财政拨款")
			p.text(375, 112, "事业收入")
			p.text(445, 106, "事业单位")
			p.text(445, 118, "经营收入")
			p.text(515, 112, "其他收入")
			p.text(32, 122, "类")
			p.text(58, 122, "款")
			for i, r := range [][5]string{{"201", "", "公共服务支出", "1,932,700", "932,700"}, {"201", "05", "统计信息", "257,700", "57,700"},
				{"205", "", "教育支出", "1,633,000", "633,000"}, {"205", "02", "普通教育", "33,000", "33,000"}} {
				y := 140 + 18*float64(i)
				p.text(30, y, r[0])
				p.text(58, y, r[1])
				p.text(85, y, r[2])
				p.right(270, y, r[3])
				p.right(345, y, r[4])
				p.right(425, y, "0")
				p.right(495, y, "0")
				p.right(565, y, "0")
			}
		}, [][]string{
			{"科目编码", "<", "项目/科目名称", "收入预算", "<", "<", "<", "<"},
			{"<", "<", "<", "合计", "财政拨款", "事业收入", "事业单位/经营收入", "其他收入"},
			{"类", "款", "<", "<", "<", "<", "<", "<"},
			{"201", "", "公共服务支出", "1,932,700", "932,700", "0", "0", "0"},
			{"201", "05", "统计信息", "257,700", "57,700", "0", "0", "0"},
			{"205", "", "教育支出", "1,633,000", "633,000", "0", "0", "0"},
			{"205", "02", "普通教育", "33,000", "33,000", "0", "0", "0"},
		}},
		"a total at the foot of a form, below blank rows": {func(p *typesetter) {
			for i, r := range [][4]string{{"项目", "预算数", "项目", "预算数"}, {"一、拨款", "11.00", "一、教育支出", "9.00"},
				{"二、基金", "1.00", "二、卫生支出", "2.00"}, {"三、其他", "3.00", "三、住房支出", "4.00"}, {"收入总计", "15.00", "支出总计", "15.00"}} {
				y := 100 + 18*float64(i)
				if i == 4 {
					y += 90
				}
				p.text(60, y, r[0])
				p.right(260, y, r[1])
				p.text(300, y, r[2])
				p.right(520, y, r[3])
			}
		}, [][]string{{"项目", "预算数", "项目", "预算数"}, {"一、拨款", "11.00", "一、教育支出", "9.00"},
			{"二、基金", "1.00", "二、卫生支出", "2.00"}, {"三、其他", "3.00", "三、住房支出", "4.00"}, {"收入总计", "15.00", "支出总计", "15.00"}}},
		"a form of one line": {func(p *typesetter) {
			p.text(460, 80, "单位：万元")
			p.text(252, 110, "三公经费预算数")
			p.text(355, 130, "公务用车购置及运行费")
			for j, s := range []string{"合计", "因公出国费", "公务接待费", "小计", "购置费", "运行费"} {
				p.text(60+80*float64(j), 150, s)
			}
			for j, s := range []string{"47.91", "0", "1.35", "46.56", "25", "21.56"} {
				p.right(95+80*float64(j), 200, s)
			}
		}, [][]string{
			{"三公经费预算数", "<", "<", "<", "<", "<"},
			{"合计", "因公出国费", "公务接待费", "公务用车购置及运行费", "<", "<"},
			{"<", "<", "<", "小计", "购置费", "运行费"},
			{"47.91", "0", "1.35", "46.56", "25", "21.56"},
		}},
		"an amount close to the name behind it": {func(p *typesetter) {
			draw := func(x, y float64, s string, object int32) float64 {
				from := len(p.Glyphs)
				p.text(x, y, s)
				for k := range p.Glyphs[from:] {
					p.Glyphs[from+k].Object = object
				}
				return x + textWidth(s, p.size)
			}
			for i, r := range [][4]string{{"项目", "预算数", "项目", "预算数"}, {"一、拨款", "371,514,655.00", "一、教育支出", "9.00"},
				{"二、基金", "371,514,655.00", "二、卫生支出", "2.00"}, {"收入总计", "743,029,310.00", "支出总计", "11.00"}} {
				y, k := 100+18*float64(i), int32(4*i)
				draw(60, y, r[0], k+1)
				end := draw(260-textWidth(r[1], p.size), y, r[1], k+2)
				draw(end+3, y, r[2], k+3)
				draw(520-textWidth(r[3], p.size), y, r[3], k+4)
			}
		}, [][]string{{"项目", "预算数", "项目", "预算数"}, {"一、拨款", "371,514,655.00", "一、教育支出", "9.00"},
			{"二、基金", "371,514,655.00", "二、卫生支出", "2.00"}, {"收入总计", "743,029,310.00", "支出总计", "11.00"}}},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPage()
			c.draw(p)
			if d := cmp.Diff([][][]string{c.want}, gridTexts(FlowPage(&p.Page))); d != "" {
				t.Error(d)
			}
		})
	}
}
