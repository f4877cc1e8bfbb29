package layout

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/compose"
)

// typesetter draws pages the way producers do, so that tests read like layouts.
type typesetter struct {
	Page
	size float64
}

func newPage() *typesetter {
	return &typesetter{Page: Page{Number: 1, Width: 595, Height: 842}, size: 10}
}

func advance(r rune, size float64) float64 {
	if wide(r) || r == '“' || r == '”' {
		return size
	}
	return size / 2
}

func textWidth(s string, size float64) (w float64) {
	for _, r := range s {
		w += advance(r, size)
	}
	return w
}

// text with its left edge at x and its middle at y.
func (p *typesetter) text(x, y float64, s string) {
	for _, r := range s {
		w := advance(r, p.size)
		p.Glyphs = append(p.Glyphs, Glyph{Text: string(r), Size: p.size,
			Box: document.Box{X0: x, X1: x + w, Y0: y - p.size/2, Y1: y + p.size/2}})
		x += w
	}
}

// right sets text with its right edge at x.
func (p *typesetter) right(x, y float64, s string) { p.text(x-textWidth(s, p.size), y, s) }

func (p *typesetter) h(y, x0, x1 float64) {
	p.Rules = append(p.Rules, Rule{Box: document.Box{X0: x0, X1: x1, Y0: y - 0.25, Y1: y + 0.25}})
}

func (p *typesetter) v(x, y0, y1 float64) {
	p.Rules = append(p.Rules, Rule{Box: document.Box{X0: x - 0.25, X1: x + 0.25, Y0: y0, Y1: y1}, Vertical: true})
}

// lattice draws all rulings of a grid.
func (p *typesetter) lattice(xs, ys []float64) {
	for _, y := range ys {
		p.h(y, xs[0], xs[len(xs)-1])
	}
	for _, x := range xs {
		p.v(x, ys[0], ys[len(ys)-1])
	}
}

// texts of the grids, a covered cell as "<" and line breaks as "/".
func gridTexts(page compose.Page) [][][]string {
	var out [][][]string
	for _, it := range page.Items {
		if it.Grid == nil {
			continue
		}
		var rows [][]string
		for _, r := range it.Grid.Cells {
			row := make([]string, len(r))
			for j, c := range r {
				row[j] = strings.ReplaceAll(c.Text, "\n", "/")
				if c.State == document.CellCovered {
					row[j] = "<"
				}
			}
			rows = append(rows, row)
		}
		out = append(out, rows)
	}
	return out
}

func blockTexts(page compose.Page) []string {
	var out []string
	for _, it := range page.Items {
		if it.Grid == nil {
			out = append(out, it.Block.Text)
		}
	}
	return out
}

func TestFlowPage(t *testing.T) {
	cols := []float64{50, 150, 350, 450, 540}
	tests := []struct {
		name   string
		draw   func(p *typesetter)
		grids  [][][]string
		blocks []string
	}{
		{"every cell ruled", func(p *typesetter) {
			p.lattice(cols[:4], []float64{100, 120, 140})
			p.text(60, 110, "科目编码")
			p.text(160, 110, "科目名称")
			p.text(360, 110, "金额")
			p.text(60, 130, "201")
			p.text(160, 130, "一般公共服务支出")
			p.right(448, 130, "1,234.50")
			p.text(50, 80, "收支预算总表")
		}, [][][]string{{{"科目编码", "科目名称", "金额"}, {"201", "一般公共服务支出", "1,234.50"}}}, []string{"收支预算总表"}},

		{"merged header and a label wrapped over two lines", func(p *typesetter) {
			p.h(100, 50, 450)
			p.h(120, 150, 450)
			p.h(140, 50, 450)
			p.h(180, 50, 450)
			for _, x := range []float64{50, 150, 450} {
				p.v(x, 100, 180)
			}
			p.v(350, 120, 180)
			p.text(60, 120, "项目")
			p.text(250, 110, "支出")
			p.text(160, 130, "合计")
			p.text(360, 130, "基本")
			p.text(52, 154, "机关事业单位基本")
			p.text(52, 166, "养老保险")
			p.right(348, 160, "12.00")
			p.right(448, 160, "12.00")
		}, [][][]string{{{"项目", "支出", "<"}, {"<", "合计", "基本"}, {"机关事业单位基本/养老保险", "12.00", "12.00"}}}, nil},

		{"doubled, dashed and slightly offset rulings", func(p *typesetter) {
			for y := 100.0; y <= 140; y += 20 {
				for x := 50.0; x < 350; x += 4 {
					p.h(y, x, x+2.5)
				}
				p.h(y+1.5, 50, 350)
			}
			p.v(50, 100, 141)
			p.v(200, 100, 120)
			p.v(201.2, 120, 141)
			p.v(350, 100, 141)
			p.v(351.5, 100, 141)
			p.text(60, 110, "甲")
			p.text(210, 110, "乙")
			p.text(60, 130, "丙")
			p.right(348, 130, "5.00")
		}, [][][]string{{{"甲", "乙"}, {"丙", "5.00"}}}, nil},

		{"open sides", func(p *typesetter) {
			for _, y := range []float64{100, 120, 140} {
				p.h(y, 50, 450)
			}
			p.v(150, 100, 140)
			p.v(350, 100, 140)
			p.text(60, 110, "类")
			p.text(160, 110, "名称")
			p.text(360, 110, "数")
			p.text(60, 130, "201")
			p.text(160, 130, "服务")
			p.right(448, 130, "9.10")
		}, [][][]string{{{"类", "名称", "数"}, {"201", "服务", "9.10"}}}, nil},

		{"a long label overflows into the next cell", func(p *typesetter) {
			p.lattice([]float64{50, 110, 350, 450}, []float64{100, 120, 140})
			p.text(52, 110, "中华人民共和国某某")
			p.right(448, 110, "1.00")
			p.text(52, 130, "短")
			p.right(448, 130, "2.00")
		}, [][][]string{{{"中华人民共和国某某", "", "1.00"}, {"短", "", "2.00"}}}, nil},

		{"code and name drawn in one go over the border", func(p *typesetter) {
			p.lattice([]float64{50, 85, 350, 450}, []float64{100, 120, 140})
			p.text(50, 110, "2010301行政运行")
			p.right(448, 110, "1.00")
			p.text(52, 130, "20103")
			p.text(90, 130, "政府办公厅")
			p.right(448, 130, "2.00")
		}, [][][]string{{{"2010301", "行政运行", "1.00"}, {"20103", "政府办公厅", "2.00"}}}, nil},

		{"rows without rulings between are told apart by their amounts", func(p *typesetter) {
			p.lattice(cols[:4], []float64{100, 120, 180})
			p.text(60, 110, "编码")
			p.text(160, 110, "名称")
			p.text(360, 110, "金额")
			for i, r := range [][3]string{{"301", "工资福利", "10.00"}, {"302", "商品服务", "20.50"}, {"303", "补助", "3.00"}} {
				y := 130 + 20*float64(i)
				p.text(60, y, r[0])
				p.text(160, y, r[1])
				p.right(448, y, r[2])
			}
		}, [][][]string{{{"编码", "名称", "金额"}, {"301", "工资福利", "10.00"}, {"302", "商品服务", "20.50"}, {"303", "补助", "3.00"}}},
			nil},

		{"a torn number is one number", func(p *typesetter) {
			p.lattice([]float64{50, 150, 190}, []float64{100, 140, 160})
			p.text(52, 114, "一般公共预")
			p.text(52, 126, "算拨款")
			p.text(152, 114, "12,345,")
			p.text(152, 126, "678.90")
			p.text(52, 150, "其他")
			p.right(188, 150, "1.00")
		}, [][][]string{{{"一般公共预/算拨款", "12,345,/678.90"}, {"其他", "1.00"}}}, nil},

		{"rows without rulings between, some of them without amounts", func(p *typesetter) {
			p.lattice([]float64{50, 250, 350}, []float64{100, 120, 240})
			p.text(60, 110, "项目")
			p.text(260, 110, "预算数")
			for i, s := range []string{"一、财政拨款收入", "二、事业收入", "三、上级补助收入", "四、其他收入", "本年收入合计"} {
				p.text(52, 135+20*float64(i), s)
			}
			p.right(348, 135, "12.50")
			p.right(348, 195, "1.00")
			p.right(348, 215, "13.50")
		}, [][][]string{{{"项目", "预算数"}, {"一、财政拨款收入", "12.50"}, {"二、事业收入", ""}, {"三、上级补助收入", ""}, {"四、其他收入", "1.00"},
			{"本年收入合计", "13.50"}}}, nil},

		{"a number torn into digits is one number", func(p *typesetter) {
			p.lattice([]float64{50, 110, 123, 136}, []float64{100, 160, 180})
			p.text(52, 110, "云溪县")
			p.text(52, 130, "档案局")
			for i, s := range []string{"2", "0", "5"} {
				p.text(112, 115+float64(i)*15, s)
			}
			for i, s := range []string{"10", ".5", "0"} {
				p.text(125, 115+float64(i)*15, s)
			}
			p.text(52, 170, "合计")
		}, [][][]string{{{"云溪县/档案局", "2/0/5", "10/.5/0"}, {"合计", "", ""}}}, nil},

		{"amounts set up against the border from both sides", func(p *typesetter) {
			p.lattice([]float64{50, 110, 150, 250}, []float64{100, 120, 140})
			p.text(52, 110, "合计")
			p.text(110, 110, "1,038.5512.30")
			p.text(52, 130, "其中")
			p.text(115, 130, "1449.881、工资福利")
		}, [][][]string{{{"合计", "1,038.55", "12.30"}, {"其中", "1449.88", "1、工资福利"}}}, nil},

		{"a number that overflows its cell stays whole", func(p *typesetter) {
			p.lattice([]float64{50, 110, 150, 250}, []float64{100, 120})
			p.text(52, 110, "合计")
			p.text(110, 110, "1,038,550.12")
		}, [][][]string{{{"合计", "1,038,550.12", ""}}}, nil},

		{"columns without rulings between", func(p *typesetter) {
			p.lattice([]float64{50, 200, 540}, []float64{100, 120, 140, 160, 180})
			p.text(60, 110, "项目")
			p.right(300, 110, "合计")
			p.right(400, 110, "基本")
			p.right(500, 110, "项目")
			for i, r := range [][4]string{{"甲", "3.00", "1.00", "2.00"}, {"乙", "30.00", "10.00", "20.00"},
				{"丙", "300.00", "100.00", "200.00"}} {
				y := 130 + 20*float64(i)
				p.text(60, y, r[0])
				p.right(300, y, r[1])
				p.right(400, y, r[2])
				p.right(500, y, r[3])
			}
		}, [][][]string{{{"项目", "合计", "基本", "项目"}, {"甲", "3.00", "1.00", "2.00"}, {"乙", "30.00", "10.00", "20.00"},
			{"丙", "300.00", "100.00", "200.00"}}}, nil},

		{"no rulings at all", func(p *typesetter) {
			p.text(250, 60, "收入预算表")
			p.text(60, 100, "项目名称")
			p.right(350, 100, "预算数")
			for i, r := range [][2]string{{"财政拨款", "1,200.00"}, {"事业收入", "35.10"}, {"其他收入", "4.90"}, {"合计", "1,240.00"}} {
				y := 120 + 20*float64(i)
				p.text(60, y, r[0])
				p.right(350, y, r[1])
			}
		}, [][][]string{{{"项目名称", "预算数"}, {"财政拨款", "1,200.00"}, {"事业收入", "35.10"}, {"其他收入", "4.90"}, {"合计", "1,240.00"}}},
			[]string{"收入预算表"}},

		{"three-line table", func(p *typesetter) {
			p.h(90, 50, 500)
			p.h(110, 50, 500)
			p.h(170, 50, 500)
			p.text(60, 100, "编码")
			p.text(150, 100, "名称")
			p.right(490, 100, "金额")
			for i, r := range [][3]string{{"301", "工资", "10"}, {"302", "商品", "20"}, {"303", "补助", "5"}} {
				y := 120 + 20*float64(i)
				p.text(60, y, r[0])
				p.text(150, y, r[1])
				p.right(490, y, r[2])
			}
		}, [][][]string{{{"编码", "名称", "金额"}, {"301", "工资", "10"}, {"302", "商品", "20"}, {"303", "补助", "5"}}}, nil},

		{"heads over groups of columns without rulings", func(p *typesetter) {
			p.text(60, 106, "名称")
			p.text(190, 100, "收入")
			p.text(350, 100, "支出")
			for i, s := range []string{"小计", "拨款", "小计", "项目"} {
				p.text(150+80*float64(i), 112, s)
			}
			for i, r := range [][5]string{{"甲", "1.00", "1.00", "2.00", "2.00"}, {"乙", "3.00", "3.00", "4.00", "4.00"},
				{"丙", "5.00", "5.00", "6.00", "6.00"}} {
				y := 130 + 20*float64(i)
				p.text(60, y, r[0])
				for j := range 4 {
					p.right(170+80*float64(j), y, r[j+1])
				}
			}
		}, [][][]string{{{"名称", "收入", "<", "支出", "<"}, {"<", "小计", "拨款", "小计", "项目"}, {"甲", "1.00", "1.00", "2.00", "2.00"},
			{"乙", "3.00", "3.00", "4.00", "4.00"}, {"丙", "5.00", "5.00", "6.00", "6.00"}}}, nil},

		{"heads set with wide spaces, over the middle of their columns", func(p *typesetter) {
			p.text(120, 100, "收")
			p.text(180, 100, "入")
			p.text(370, 100, "支")
			p.text(430, 100, "出")
			p.text(80, 116, "项")
			p.text(110, 116, "目")
			p.text(210, 116, "预算数")
			p.text(330, 116, "项目")
			p.text(460, 116, "预算数")
			for i, r := range [][4]string{{"一、财政拨款", "9.50", "一、公共服务", "1.00"}, {"二、事业收入", "1.50", "二、外交", "5.00"},
				{"合计", "11.00", "合计", "6.00"}} {
				y := 134 + 16*float64(i)
				p.text(50, y, r[0])
				p.right(250, y, r[1])
				p.text(300, y, r[2])
				p.right(500, y, r[3])
			}
		}, [][][]string{{{"收 入", "<", "支 出", "<"}, {"项 目", "预算数", "项目", "预算数"}, {"一、财政拨款", "9.50", "一、公共服务", "1.00"},
			{"二、事业收入", "1.50", "二、外交", "5.00"}, {"合计", "11.00", "合计", "6.00"}}}, nil},

		{"a wrapped label right under the head, a total set wide", func(p *typesetter) {
			p.text(60, 60, "编码")
			p.text(140, 60, "名称")
			p.text(330, 60, "金额")
			for i, r := range [][3]string{{"20805", "机关事业单位/基本养老保险", "5.00"}, {"20806", "机关事业单位/职业年金缴费", "2.00"},
				{"20899", "其他社会保障/和就业支出", "1.00"}} {
				y := 92 + 30*float64(i)
				p.text(60, y, r[0])
				for k, part := range strings.Split(r[1], "/") {
					p.text(120, y+12*(float64(k)-0.5), part)
				}
				p.right(360, y, r[2])
			}
			p.text(130, 182, "合")
			p.text(160, 182, "计")
			p.right(360, 182, "8.00")
		}, [][][]string{{{"编码", "名称", "金额"}, {"20805", "机关事业单位/基本养老保险", "5.00"}, {"20806", "机关事业单位/职业年金缴费", "2.00"},
			{"20899", "其他社会保障/和就业支出", "1.00"}, {"", "合 计", "8.00"}}}, nil},

		{"a row that numbers the columns belongs to the head", func(p *typesetter) {
			p.text(140, 60, "科目")
			for i, s := range []string{"合计", "财政", "事业", "其他"} {
				p.text(240+70*float64(i), 60, s)
				p.text(247+70*float64(i), 76, fmt.Sprint(i+1))
			}
			p.text(140, 76, "栏次")
			for i, r := range [][3]string{{"公共服务", "11,234,567.00", "1,200.00"}, {"卫生健康", "500.00", "300.00"},
				{"住房保障", "200.00", "100.00"}} {
				y := 92 + 16*float64(i)
				p.text(100, y, r[0])
				p.right(285, y, r[1])
				p.right(498, y, r[2])
			}
		}, [][][]string{{{"科目", "合计", "财政", "事业", "其他"}, {"栏次", "1", "2", "3", "4"},
			{"公共服务", "11,234,567.00", "", "", "1,200.00"}, {"卫生健康", "500.00", "", "", "300.00"},
			{"住房保障", "200.00", "", "", "100.00"}}}, nil},

		{"rows set far apart", func(p *typesetter) {
			p.text(60, 60, "单位：万元")
			for i, r := range [][3]string{{"编码", "名称", "金额"}, {"301", "工资", "10.00"}, {"302", "商品", "20.00"},
				{"303", "补助", "5.00"}} {
				y := 100 + 45*float64(i)
				p.text(60, y, r[0])
				p.text(150, y, r[1])
				p.right(490, y, r[2])
			}
			p.text(60, 300, "注：10.00")
		}, [][][]string{{{"编码", "名称", "金额"}, {"301", "工资", "10.00"}, {"302", "商品", "20.00"}, {"303", "补助", "5.00"}}},
			[]string{"单位：万元", "注：10.00"}},

		{"single characters over columns of their own", func(p *typesetter) {
			p.text(75, 100, "功能分类")
			for i, s := range []string{"类", "款", "项"} {
				p.text(60+30*float64(i), 116, s)
			}
			p.text(200, 100, "名称")
			p.text(330, 100, "金额")
			for i, r := range [][5]string{{"201", "", "", "公共服务", "7.00"}, {"201", "03", "", "政府办公厅", "7.00"},
				{"201", "03", "01", "行政运行", "7.00"}} {
				y := 134 + 16*float64(i)
				p.text(57, y, r[0])
				p.text(90, y, r[1])
				p.text(120, y, r[2])
				p.text(160, y, r[3])
				p.right(400, y, r[4])
			}
		}, [][][]string{{{"功能分类", "<", "<", "名称", "金额"}, {"类", "款", "项", "<", "<"}, {"201", "", "", "公共服务", "7.00"},
			{"201", "03", "", "政府办公厅", "7.00"}, {"201", "03", "01", "行政运行", "7.00"}}}, nil},

		{"heads beside what they are over, labels centred or not", func(p *typesetter) {
			p.text(60, 100, "编码")
			p.text(230, 100, "科目名称")
			p.text(420, 100, "金额")
			for i, r := range [][3]string{{"301", "工资", "7.00"}, {"302", "商品", "5.00"}, {"303", "补助", "3.00"}} {
				y := 120 + 16*float64(i)
				p.text(62, y, r[0])
				p.text(150, y, r[1])
				p.right(540, y, r[2])
			}
			p.text(240, 168, "合计")
			p.right(540, 168, "15.00")
		}, [][][]string{{{"编码", "科目名称", "金额"}, {"301", "工资", "7.00"}, {"302", "商品", "5.00"}, {"303", "补助", "3.00"},
			{"", "合计", "15.00"}}}, nil},

		{"a ruling under each row", func(p *typesetter) {
			p.text(250, 60, "支出总表")
			for i, r := range [][3]string{{"编码", "名称", "金额"}, {"301", "工资", "10.00"}, {"302", "商品", "20.00"},
				{"303", "补助", "5.00"}} {
				y := 100 + 20*float64(i)
				p.text(60, y, r[0])
				p.text(150, y, r[1])
				p.right(490, y, r[2])
				p.h(y+10, 50, 500)
			}
		}, [][][]string{{{"编码", "名称", "金额"}, {"301", "工资", "10.00"}, {"302", "商品", "20.00"}, {"303", "补助", "5.00"}}},
			[]string{"支出总表"}},

		{"underlined figures in a sentence are no table", func(p *typesetter) {
			for i := range 4 {
				y := 100 + 20*float64(i)
				p.text(60, y, "收入预算总额为")
				p.text(140, y, fmt.Sprintf("%d,234.50", i+1))
				p.h(y+6, 138, 185)
				p.text(190, y, "万元，与上年相比增加")
				p.text(300, y, "12.00")
				p.h(y+6, 298, 330)
				p.text(335, y, "万元，增长")
			}
		}, nil, nil},

		{"a two-sided table without rulings, one side blank for a while", func(p *typesetter) {
			for i, r := range [][4]string{{"一、财政拨款", "9.50", "一、公共服务", "1.00"}, {"二、事业收入", "1.50", "二、外交", ""},
				{"", "", "三、国防", ""}, {"", "", "四、公共安全", ""}, {"", "", "五、教育", ""}, {"", "", "六、科技", "2.00"},
				{"合计", "11.00", "合计", "3.00"}} {
				y := 100 + 16*float64(i)
				p.text(60, y, r[0])
				p.right(250, y, r[1])
				p.text(300, y, r[2])
				p.right(500, y, r[3])
			}
		}, [][][]string{{{"一、财政拨款", "9.50", "一、公共服务", "1.00"}, {"二、事业收入", "1.50", "二、外交", ""}, {"", "", "三、国防", ""},
			{"", "", "四、公共安全", ""}, {"", "", "五、教育", ""}, {"", "", "六、科技", "2.00"}, {"合计", "11.00", "合计", "3.00"}}}, nil},

		{"wrapped labels without rulings stay with their row, blank columns with their head", func(p *typesetter) {
			p.text(60, 100, "编码")
			p.text(120, 100, "名称")
			p.text(250, 100, "合计")
			p.text(330, 100, "事业")
			p.text(400, 100, "其他")
			for i, r := range [][3]string{{"201", "公共服务", "7.00"}, {"20805", "机关事业单位/基本养老保险", "5.00"},
				{"20806", "机关事业单位/职业年金缴费", "2.00"}} {
				y := 125 + 26*float64(i)
				p.text(60, y, r[0])
				for k, part := range strings.Split(r[1], "/") {
					p.text(120, y+12*(float64(k)-float64(strings.Count(r[1], "/"))/2), part)
				}
				p.right(280, y, r[2])
			}
		}, [][][]string{{{"编码", "名称", "合计", "事业", "其他"}, {"201", "公共服务", "7.00", "", ""},
			{"20805", "机关事业单位/基本养老保险", "5.00", "", ""}, {"20806", "机关事业单位/职业年金缴费", "2.00", "", ""}}}, nil},

		{"names set sideways over several rows, upwards and downwards", func(p *typesetter) {
			p.lattice([]float64{60, 90, 200, 260}, []float64{100, 160, 220})
			for i, s := range []string{"工资福利", "商品服务"} {
				y := 130 + 60*float64(i)
				for k, r := range []rune(s) {
					at := y + 10*(float64(k)-2)*float64(2*i-1)
					p.Glyphs = append(p.Glyphs, Glyph{Text: string(r), Size: 10, Angle: 270 - 180*i,
						Box: document.Box{X0: 70, X1: 80, Y0: at, Y1: at + 10}})
				}
				p.text(100, y, "小计")
				p.right(255, y, "1,236.01")
			}
		}, [][][]string{{{"工资福利", "小计", "1,236.01"}, {"商品服务", "小计", "1,236.01"}}}, nil},

		{"wrapped texts in the last of a few ruled rows", func(p *typesetter) {
			p.lattice([]float64{60, 90, 220, 360}, []float64{100, 132, 164, 196})
			for i := range 3 {
				y := 116 + 32*float64(i)
				p.text(65, y, fmt.Sprint(6+i))
				p.text(95, y-6, "治理河道新建护岸，")
				p.text(95, y+6, "保护农田。")
				p.text(225, y-6, "企业满意度")
				p.text(225, y+6, "≥90%")
			}
		}, [][][]string{{{"6", "治理河道新建护岸，/保护农田。", "企业满意度/≥90%"}, {"7", "治理河道新建护岸，/保护农田。", "企业满意度/≥90%"},
			{"8", "治理河道新建护岸，/保护农田。", "企业满意度/≥90%"}}}, nil},

		{"the axes of a chart are no table", func(p *typesetter) {
			p.lattice([]float64{100, 200, 300, 400}, []float64{100, 150, 200})
			p.text(120, 190, "基本支出")
		}, nil, []string{"基本支出"}},

		{"a contents page is no table", func(p *typesetter) {
			for i, s := range []string{"一、部门职责", "二、机构设置", "三、收支总表", "四、支出总表"} {
				p.text(60, 100+20*float64(i), s+"................")
				p.right(500, 100+20*float64(i), fmt.Sprint(3+i))
			}
		}, nil, nil},

		{"dots that lead to whole amounts", func(p *typesetter) {
			for i, s := range []string{"增值税", "企业所得税", "个人所得税", "契税", "收入合计"} {
				p.text(60, 100+20*float64(i), s+"................")
				p.right(500, 100+20*float64(i), fmt.Sprint([]int{3967, 1558, 912, 1204, 7641}[i]))
			}
		}, [][][]string{{{"增值税", "3967"}, {"企业所得税", "1558"}, {"个人所得税", "912"}, {"契税", "1204"}, {"收入合计", "7641"}}},
			nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newPage()
			tt.draw(p)
			got := FlowPage(&p.Page)
			if d := cmp.Diff(tt.grids, gridTexts(got)); d != "" {
				t.Errorf("grids (-want +got):\n%s", d)
			}
			if tt.blocks != nil {
				if d := cmp.Diff(tt.blocks, blockTexts(got)); d != "" {
					t.Errorf("blocks (-want +got):\n%s", d)
				}
			}
			if in, out := got.Digits, placedDigits(got); in != out {
				t.Errorf("digits on the page %d, in the output %d", in, out)
			}
		})
	}
}

func placedDigits(p compose.Page) (n int) {
	for _, it := range p.Items {
		n += document.CountDigits(it.Block.Text)
		if it.Grid == nil {
			continue
		}
		for _, r := range it.Grid.Cells {
			for _, c := range r {
				n += document.CountDigits(c.Text)
			}
		}
	}
	return n
}

// A page that holds only the total row of a table has fewer rulings than the
// page before; its amounts must stand under the same columns.
// TestTablesSideBySide: two tables whose lines stand at the same heights are told
// apart by each having a unit of its own, ruled or not.
func TestTablesSideBySide(t *testing.T) {
	for _, ruled := range []bool{false, true} {
		p := newPage()
		want := [][][]string{}
		for k, x := range []float64{40, 320} {
			p.text(x+60, 60, []string{"收入总表", "支出总表"}[k])
			p.text(x+140, 80, "单位：万元")
			rows := [][]string{{"项目", "合计", "基本支出"}, {"教育", "12.50", "3.40"}, {"卫生", "11.00", "2.00"},
				{"住房", "1.00", "1.00"}, {"文化", "4.00", "1.00"}, {"合计", "28.50", "7.40"}}
			for i, row := range rows {
				for j, s := range row {
					p.text(x+5+70*float64(j), 110+20*float64(i), s)
				}
			}
			if ruled {
				p.lattice([]float64{x, x + 70, x + 140, x + 210}, []float64{100, 120, 140, 160, 180, 200, 220})
			}
			want = append(want, rows)
		}
		flow := FlowPage(&p.Page)
		if d := cmp.Diff(want, gridTexts(flow)); d != "" {
			t.Errorf("ruled %v: %s", ruled, d)
		}
		grids, titles := 0, 0
		for _, it := range flow.Items {
			if it.Grid != nil {
				grids++
			} else if it.Block.Text == "支出总表" && grids == 1 {
				titles++
			}
		}
		if titles != 1 {
			t.Errorf("ruled %v: the second title does not stand between the tables", ruled)
		}
	}
}

func TestMatchColumns(t *testing.T) {
	first, second := newPage(), newPage()
	first.lattice([]float64{50, 80, 110, 300, 450}, []float64{100, 120})
	first.text(52, 110, "201")
	first.text(82, 110, "01")
	first.text(112, 110, "行政运行")
	first.right(448, 110, "7.00")
	second.lattice([]float64{50.5, 300, 450}, []float64{100, 120})
	second.text(52, 110, "合计")
	second.right(448, 110, "7.00")
	got := Flow([]Page{first.Page, second.Page})
	want := [][][]string{{{"合计", "<", "<", "7.00"}}}
	if d := cmp.Diff(want, gridTexts(got[1])); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	checkGrid(t, got[1].Items[0].Grid.Cells)
}

// The rest of a table without rulings has the columns of its first part,
// whatever it leaves blank; another table has its own.
func TestSequence(t *testing.T) {
	codes := func(p *typesetter, y float64, rows [][4]string) {
		for i, r := range rows {
			y := y + 16*float64(i)
			p.text(60, y, r[0])
			p.text(110, y, r[1])
			p.right(380, y, r[2])
			p.right(480, y, r[3])
		}
	}
	head := func(p *typesetter, y float64) {
		p.text(60, y, "编码")
		p.text(110, y, "科目名称")
		p.text(350, y, "合计")
		p.text(450, y, "项目")
	}
	first := func(p *typesetter) {
		p.text(60, 60, "单位：万元")
		head(p, 84)
		codes(p, 100, [][4]string{{"201", "一般公共服务支出", "7.00", "1.00"}, {"208", "社会保障和就业支出", "5.00", "2.00"},
			{"210", "卫生", "4.00", "3.00"}})
		p.text(290, 820, "7")
	}
	for _, tt := range []struct {
		name string
		draw func(p *typesetter)
		want [][][]string
	}{
		{"a column is blank", func(p *typesetter) {
			codes(p, 60, [][4]string{{"211", "节能环保", "", "7.00"}, {"212", "城乡", "", "5.00"}, {"213", "农林", "", "3.00"}})
		}, [][][]string{{{"211", "节能环保", "", "7.00"}, {"212", "城乡", "", "5.00"}, {"213", "农林", "", "3.00"}}}},
		{"a label that reaches further", func(p *typesetter) {
			codes(p, 60, [][4]string{{"211", "支持中小企业发展和管理的其他一切支出", "1.00", ""}, {"212", "城乡", "2.00", ""},
				{"213", "农林", "3.00", "3.00"}})
		}, [][][]string{{{"211", "支持中小企业发展和管理的其他一切支出", "1.00", ""}, {"212", "城乡", "2.00", ""},
			{"213", "农林", "3.00", "3.00"}}}},
		{"the total alone", func(p *typesetter) {
			p.text(250, 40, "某某局部门预算")
			codes(p, 60, [][4]string{{"", "合计", "16.00", "6.00"}})
		}, [][][]string{{{"", "合计", "16.00", "6.00"}}}},
		{"the head again", func(p *typesetter) {
			head(p, 44)
			codes(p, 60, [][4]string{{"211", "节能", "7.00", ""}, {"212", "城乡", "5.00", ""}, {"213", "农林", "3.00", ""}})
		}, [][][]string{{{"编码", "科目名称", "合计", "项目"}, {"211", "节能", "7.00", ""}, {"212", "城乡", "5.00", ""},
			{"213", "农林", "3.00", ""}}}},
		{"more columns", func(p *typesetter) {
			for i := range 3 {
				y := 60 + 16*float64(i)
				p.text(60, y, "甲")
				for j := range 5 {
					p.right(200+60*float64(j), y, "1.00")
				}
			}
		}, [][][]string{{{"甲", "1.00", "1.00", "1.00", "1.00", "1.00"}, {"甲", "1.00", "1.00", "1.00", "1.00", "1.00"},
			{"甲", "1.00", "1.00", "1.00", "1.00", "1.00"}}}},
		{"another table", func(p *typesetter) {
			p.text(60, 44, "单位：万元")
			codes(p, 60, [][4]string{{"301", "工资", "", "7.00"}, {"302", "商品", "", "5.00"}, {"303", "补助", "", "3.00"}})
		}, [][][]string{{{"301", "工资", "7.00"}, {"302", "商品", "5.00"}, {"303", "补助", "3.00"}}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, b := newPage(), newPage()
			first(a)
			tt.draw(b)
			got := Flow([]Page{a.Page, b.Page})
			if d := cmp.Diff(tt.want, gridTexts(got[1])); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			for _, it := range got[1].Items {
				if it.Grid != nil {
					checkGrid(t, it.Grid.Cells)
				}
			}
		})
	}
}

// Labels without amounts on both sides of the break are rows of the table.
func TestLabelsAtTheBreak(t *testing.T) {
	rows := func(p *typesetter, rows [][2]string) {
		for i, r := range rows {
			p.text(60, 100+16*float64(i), r[0])
			p.right(380, 100+16*float64(i), r[1])
		}
	}
	a, b := newPage(), newPage()
	first := [][2]string{{"一、公共服务", "1.00"}, {"二、公共安全", "2.00"}, {"三、教育", "3.00"}, {"四、科学技术", ""}, {"五、文化", ""},
		{"六、社会保障", ""}, {"七、卫生", ""}}
	second := [][2]string{{"八、节能环保", ""}, {"九、城乡社区", ""}, {"十、农林水", ""}, {"十一、住房保障", "4.00"}, {"合计", "10.00"}}
	rows(a, first)
	rows(b, second)
	a.text(290, 820, "7")
	b.text(290, 820, "8")
	got := Flow([]Page{a.Page, b.Page})
	for i, rows := range [][][2]string{first, second} {
		var want [][]string
		for _, r := range rows {
			want = append(want, r[:])
		}
		if d := cmp.Diff([][][]string{want}, gridTexts(got[i])); d != "" {
			t.Errorf("page %d (-want +got):\n%s", i+1, d)
		}
	}
}

func TestStatus(t *testing.T) {
	whole := document.Box{X1: 595, Y1: 842}
	tests := []struct {
		name string
		draw func(p *typesetter)
		want document.PageStatus
	}{
		{"nothing", func(*typesetter) {}, document.PageBlank},
		{"text", func(p *typesetter) { p.text(50, 50, "1") }, document.PageText},
		{"a picture", func(p *typesetter) { p.Images = append(p.Images, document.Box{X1: 50, Y1: 50}) },
			document.PageScanned},
		{"a scan with a page number", func(p *typesetter) {
			p.Images = append(p.Images, whole)
			p.text(290, 820, "- 12 -")
		}, document.PageScanned},
		{"a scan with a headline", func(p *typesetter) {
			p.Images = append(p.Images, whole)
			p.text(100, 60, "附件2：某某市财政局2025年部门预算公开表（扫描件）")
			p.text(290, 820, "- 12 -")
		}, document.PageScanned},
		{"a scan with a title over two lines, in large type", func(p *typesetter) {
			p.Images = append(p.Images, whole)
			for i := range 3 {
				p.text(50, 60+40*float64(i), "某某市财政局2025年部门预算公开某某市财政局")
			}
			for i := range p.Glyphs {
				g := &p.Glyphs[i]
				g.Size *= 2
				g.Box.X1, g.Box.Y1 = g.Box.X0+2*g.Box.Width(), g.Box.Y0+2*g.Box.Height()
			}
		}, document.PageScanned},
		{"a scan in strips under a watermark", func(p *typesetter) {
			for y := 0.0; y < 800; y += 100 {
				p.Images = append(p.Images, document.Box{Y0: y, X1: 595, Y1: y + 100})
			}
			for y := 100.0; y < 700; y += 20 {
				p.text(100, y, "某某市财政局公开专用某某市财政局公开专用")
			}
			for i := range p.Glyphs {
				p.Glyphs[i].Angle = 45
			}
		}, document.PageScanned},
		{"a scan within margins under a headline", func(p *typesetter) {
			p.Images = append(p.Images, document.Box{X0: 90, Y0: 120, X1: 505, Y1: 707})
			p.text(100, 80, "某某市财政局2025年部门预算公开表（扫描件）")
			p.text(290, 820, "- 12 -")
		}, document.PageScanned},
		{"text beside a picture of a third of the page", func(p *typesetter) {
			p.Images = append(p.Images, document.Box{Y0: 500, X1: 595, Y1: 842})
			for y := 100.0; y < 480; y += 20 {
				p.text(100, y, "某某市财政局2025年部门预算收入支出情况说明如下")
			}
		}, document.PageText},
		{"text over a background", func(p *typesetter) {
			p.Images = append(p.Images, whole)
			for y := 100.0; y < 700; y += 20 {
				p.text(100, y, "某某市财政局2025年部门预算收入支出情况说明如下")
			}
		}, document.PageText},
		{"words over a table that is a picture", func(p *typesetter) {
			p.Images = append(p.Images, document.Box{Y0: 250, X1: 595, Y1: 842})
			for y := 40.0; y < 220; y += 20 {
				p.text(100, y, "某某市财政局2025年部门预算收入支出情况说明如下")
			}
		}, document.PageScanned},
		{"letters drawn as shapes", func(p *typesetter) { p.Outlines = 400; p.text(290, 820, "12") }, document.PageScanned},
		{"a seal", func(p *typesetter) { p.Outlines = 40 }, document.PageBlank},
		{"letters without meaning", func(p *typesetter) {
			p.text(50, 50, "1234567890")
			for i := range 6 {
				p.Glyphs[i].Text = ""
			}
		}, document.PageScanned},
		{"text with a logo", func(p *typesetter) {
			p.Images = append(p.Images, document.Box{X1: 50, Y1: 50})
			p.text(290, 820, "12")
		}, document.PageText},
		{"recognised", func(p *typesetter) { p.OCR = true; p.Images = append(p.Images, whole); p.text(50, 50, "1") },
			document.PageOCR},
	}
	for _, tt := range tests {
		p := newPage()
		tt.draw(p)
		if got := FlowPage(&p.Page).Status; got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// A page made to exhaust the reader ends soon and loses no digit.
func TestHostilePage(t *testing.T) {
	p := newPage()
	p.Width, p.Height = 20000, 20000
	for i := range 20000 {
		p.h(float64(i), 0, 20000)
		p.v(float64(i), 0, 20000)
		p.text(float64(i%200)*100, float64(i/200)*50, "12.50")
	}
	start := time.Now()
	got := FlowPage(&p.Page)
	if in, out := got.Digits, placedDigits(got); in != out {
		t.Errorf("digits on the page %d, in the output %d", in, out)
	}
	if d := time.Since(start); d > 20*time.Second {
		t.Errorf("took %v", d)
	}
}

// turned is the page with its text running the other way.
func (p *typesetter) turned(quarters int) *Page {
	out := &Page{Number: 1, Width: p.Width, Height: p.Height}
	if quarters%2 == 1 {
		out.Width, out.Height = p.Height, p.Width
	}
	turn := func(b document.Box) document.Box {
		w, h := p.Width, p.Height
		for range quarters {
			b = document.Box{X0: h - b.Y1, Y0: b.X0, X1: h - b.Y0, Y1: b.X1}
			w, h = h, w
		}
		return b
	}
	for _, g := range p.Glyphs {
		g.Box, g.Angle = turn(g.Box), 90*quarters
		out.Glyphs = append(out.Glyphs, g)
	}
	for _, r := range p.Rules {
		out.Rules = append(out.Rules, Rule{Box: turn(r.Box), Vertical: r.Vertical != (quarters%2 == 1)})
	}
	for _, f := range p.Fills {
		out.Fills = append(out.Fills, turn(f))
	}
	return out
}

// The box of a number in a paragraph is that of its glyphs, whichever way the
// page is turned; one that the end of the line breaks has that of its first
// part.
func TestPlaces(t *testing.T) {
	p := newPage()
	p.text(70, 100, "二〇二五年收入预算12.50万元，比上年增加2.50万元，增长25.00%，其中财政拨款8")
	p.text(50, 116, "8.00万元，单位资金12.50万元，Total 7 of 9")
	for quarters := range 4 {
		page := p.turned(quarters)
		got := FlowPage(page)
		if len(got.Items) != 1 {
			t.Fatalf("%d quarters: %v", quarters, blockTexts(got))
		}
		b := got.Items[0].Block
		glyph := 0
		for i, r := range b.Text {
			box := b.Span(i, i+len(string(r)))
			if r == ' ' {
				if !box.IsZero() {
					t.Errorf("%d quarters: a space that nobody printed stands at %v", quarters, box)
				}
				if page.Glyphs[glyph].Text == " " {
					glyph++
				}
				continue
			}
			if g := page.Glyphs[glyph]; g.Text != string(r) || cmp.Diff(g.Box, box, cmpopts.EquateApprox(0, 1e-3)) != "" {
				t.Fatalf("%d quarters: %q at %v, glyph %q at %v", quarters, r, box, g.Text, g.Box)
			}
			glyph++
		}
		at := strings.Index(b.Text, "88.00")
		whole, first := b.Span(at, at+5), b.Span(at, at+1)
		if whole.IsZero() || whole != first {
			t.Errorf("%d quarters: a broken number has the box %v, its first part %v", quarters, whole, first)
		}
	}
}

// A page that was turned gives the same cells, in boxes on the displayed page.
func TestTurnedPage(t *testing.T) {
	p := newPage()
	p.lattice([]float64{50, 150, 350, 450}, []float64{100, 120, 140})
	p.text(60, 110, "编码")
	p.text(160, 110, "名称")
	p.text(360, 110, "金额")
	p.text(60, 130, "201")
	p.text(160, 130, "服务")
	p.right(448, 130, "1.50")
	want := gridTexts(FlowPage(&p.Page))
	for quarters := 1; quarters < 4; quarters++ {
		turned := p.turned(quarters)
		got := FlowPage(turned)
		if d := cmp.Diff(want, gridTexts(got)); d != "" {
			t.Errorf("%d quarters (-want +got):\n%s", quarters, d)
		}
		for _, g := range turned.Glyphs[:1] {
			c := got.Items[0].Grid.Cells[0][0]
			if x, y := (g.Box.X0+g.Box.X1)/2, (g.Box.Y0+g.Box.Y1)/2; !c.Box.Contains(x, y) {
				t.Errorf("%d quarters: first cell %v does not hold its glyph at %v,%v", quarters, c.Box, x, y)
			}
		}
	}
}

// Whatever is drawn, every digit ends in the output exactly once and every
// grid is rectangular with spans that fit.
func FuzzFlowPage(f *testing.F) {
	for seed := range uint64(8) {
		f.Add(seed, 40, 12)
	}
	for seed := range uint64(8) {
		f.Add(2*seed, 90, 0)
	}
	f.Add(uint64(187), 1, 111)
	f.Fuzz(func(t *testing.T, seed uint64, texts, rules int) {
		r := rand.New(rand.NewPCG(seed, 1))
		pages := make([]Page, 2)
		for n := range pages {
			p := newPage()
			for range min(max(texts, 0), 200) {
				p.size = 4 + 20*r.Float64()
				x, y := 600*r.Float64(), 850*r.Float64()
				if seed%2 == 0 { // set in rows and columns
					p.size, x, y = 10, 120*float64(r.IntN(5)), 20*float64(r.IntN(40))
				}
				p.text(x, y, []string{"12,345.67", "一般公共预算", "2010301行政运行", "0.00", "其中：", "收", "1"}[r.IntN(7)])
			}
			for range min(max(rules, 0), 60) {
				x, y, l := 30*float64(r.IntN(20)), 20*float64(r.IntN(40)), 30*float64(r.IntN(15))
				if r.IntN(2) == 0 {
					p.h(y, x, x+l)
				} else {
					p.v(x, y, y+l)
				}
			}
			pages[n] = p.Page
		}
		for _, got := range Flow(pages) {
			if in, out := got.Digits, placedDigits(got); in != out {
				t.Fatalf("digits on the page %d, in the output %d", in, out)
			}
			for _, it := range got.Items {
				if it.Grid != nil {
					checkGrid(t, it.Grid.Cells)
				} else if chars := utf8.RuneCountInString(it.Block.Text); len(it.Block.Places) != chars {
					t.Fatalf("%d places of %d characters of %q", len(it.Block.Places), chars, it.Block.Text)
				}
			}
		}
	})
}

func checkGrid(t *testing.T, cells [][]document.Cell) {
	t.Helper()
	for i, row := range cells {
		if len(row) != len(cells[0]) {
			t.Fatalf("row %d has %d cells, the first %d", i, len(row), len(cells[0]))
		}
		for j, c := range row {
			if c.State == document.CellCovered {
				o := cells[c.Origin.Row][c.Origin.Col]
				if o.State == document.CellCovered || i >= c.Origin.Row+o.RowSpan || j >= c.Origin.Col+o.ColSpan {
					t.Fatalf("cell %d,%d is covered by %v, which does not reach it", i, j, c.Origin)
				}
				continue
			}
			if c.RowSpan < 1 || c.ColSpan < 1 || i+c.RowSpan > len(cells) || j+c.ColSpan > len(row) {
				t.Fatalf("cell %d,%d has spans %d×%d in a grid of %d×%d", i, j, c.RowSpan, c.ColSpan, len(cells), len(row))
			}
		}
	}
}

// TestParagraphs: a line goes on in the next one only if it was a line of a
// paragraph itself; what stands over a table never goes on in its unit line.
func TestParagraphs(t *testing.T) {
	const left, right = 72.0, 523.0
	full := func(p *typesetter, y float64, indent int, s string) {
		x := left + float64(indent)*p.size
		p.text(x, y, s+strings.Repeat("续", int((right-x-textWidth(s, p.size))/p.size)))
	}
	for _, tt := range []struct {
		name string
		draw func(p *typesetter)
		want []string // how each block begins
	}{
		{"a paragraph", func(p *typesetter) {
			full(p, 100, 2, "支出预算")
			full(p, 116, 0, "其中基本支出")
			p.text(left, 132, "完。")
		}, []string{"支出预算"}},
		{"a line that had no room for the number of the next", func(p *typesetter) {
			p.size = 14
			full(p, 80, 0, "目")
			p.text(left+28, 100, "七、农林水支出（类）农业农村（款）行政运行年初预算为")
			p.text(left, 120, "1,258.97万元，完成预算的一半，主要原因是项目推迟。")
		}, []string{"目", "七、农林水支出（类）农业农村（款）行政运行年初预算为1,258.97万元"}},
		{"a line that had no room for a bracket", func(p *typesetter) {
			p.size = 14
			full(p, 80, 0, "目")
			p.text(left+28, 100, "（4）一般公共服务支出（类）组织事务（款）一般行政事务")
			p.text(left, 120, "（项）。年初预算67.50万元，支出决算67.50万元。")
		}, []string{"目", "（4）一般公共服务支出（类）组织事务（款）一般行政事务（项）。"}},
		{"a short line and a number below", func(p *typesetter) {
			full(p, 80, 0, "目")
			p.text(left+20, 100, "一般公共预算拨款支出按用途分为如下各类情况说明")
			p.text(left, 120, "1,258.97万元，完成预算的一半，主要原因是项目推迟。")
		}, []string{"目", "一般", "1,258.97"}},
		{"title over a line of organization and unit", func(p *typesetter) {
			p.text(120, 100, "二〇二〇年青屏县澜水镇人民政府部门收支总体情况表（一般公共预算）")
			p.text(left, 116, "单位名称：青屏县澜水镇人民政府")
			p.right(right, 116, "单位：万元")
		}, []string{"二〇二〇年", "单位名称", "单位："}},
		{"title over a unit line that is set in one piece", func(p *typesetter) {
			p.text(90, 100, "二〇二〇年青屏县澜水镇人民政府部门收支总体情况表（一般公共预算财政拨款）")
			full(p, 116, 0, "填报单位：青屏县澜水镇人民政府金额单位：万元")
		}, []string{"二〇二〇年", "填报单位"}},
		{"a list of tables", func(p *typesetter) {
			full(p, 100, 0, "预算01表")
			full(p, 116, 0, "预算02表")
			full(p, 132, 0, "预算03表")
		}, []string{"预算01表", "预算02表", "预算03表"}},
		{"a note after a full line", func(p *typesetter) {
			full(p, 100, 2, "支出预算")
			full(p, 116, 0, "其中")
			full(p, 132, 0, "注：本表")
		}, []string{"支出预算", "注："}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPage()
			tt.draw(p)
			got := blockTexts(FlowPage(&p.Page))
			for i := range got {
				if i < len(tt.want) && strings.HasPrefix(got[i], tt.want[i]) {
					got[i] = tt.want[i]
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
