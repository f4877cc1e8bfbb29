package table

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
)

// read makes a model of rows of cells parted by |; the header ends at ---.
func read(t *testing.T, text string, codes map[Place]string) *Model {
	t.Helper()
	g := &document.Table{Header: -1}
	var figures [][]Figure
	width := 0
	var rows [][]string
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		line = strings.Trim(line, "\t")
		if line == "---" {
			g.Header = len(rows)
			continue
		}
		rows = append(rows, strings.Split(line, "|"))
		width = max(width, len(rows[len(rows)-1]))
	}
	for _, row := range rows {
		cells, fs := make([]document.Cell, width), make([]Figure, width)
		for i, s := range row {
			cells[i] = document.Cell{Text: s, RowSpan: 1, ColSpan: 1}
			fs[i] = Figure{Text: s, Unit: "万元"}
			switch a := amount.Parse(s); {
			case s == "":
				continue
			case a.Kind == amount.Dash:
				fs[i].State = Dash
			case a.Kind == amount.Number && strings.Contains(s, "."):
				fs[i].State, fs[i].Value, fs[i].Decimals = Number, a.Value, a.Decimals
			default:
				fs[i].State = Unreadable
			}
			cells[i].State = document.CellText
		}
		g.Cells, figures = append(g.Cells, cells), append(figures, fs)
	}
	m := New(Source{Grid: g, Figures: figures})
	m.ReadLines(codes)
	return m
}

// tree draws the lines of a side: their level, their name, and of what they
// are a part.
func tree(m *Model, side int) string {
	var b strings.Builder
	for _, l := range m.Sides[side].Lines {
		fmt.Fprintf(&b, "%d %s", l.Level, l.Label.Text)
		if l.Parent != nil {
			fmt.Fprintf(&b, " < %s", l.Parent.Label.Text)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestTrees(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"codes", `
			科目编码|科目名称|合计
			---
			|合计|9.00
			201|一般公共服务支出|5.00
			20103|政府办公厅|5.00
			2010301|行政运行|3.00
			2010302|一般行政管理事务|2.00
			208|社会保障和就业支出|4.00
			20805|行政事业单位养老支出|4.00`, `
			0 合计
			1 一般公共服务支出 < 合计
			2 政府办公厅 < 一般公共服务支出
			3 行政运行 < 政府办公厅
			3 一般行政管理事务 < 政府办公厅
			1 社会保障和就业支出 < 合计
			2 行政事业单位养老支出 < 社会保障和就业支出`},
		{"codes in parts, each with its name", `
			类|类名称|款|款名称|人员经费|公用经费
			---
			301|工资福利支出|01|基本工资|5.00|
			||02|津贴补贴|2.00|
			302|商品和服务支出|01|办公费||3.00
			||05|水费||1.00
			合计||||7.00|4.00`, `
			2 基本工资 < 合计
			2 津贴补贴 < 合计
			2 办公费 < 合计
			2 水费 < 合计
			0 合计`},
		{"numbering, and totals below their lines", `
			项目|预算数
			---
			一、财政拨款收入|7.00
			（一）一般公共预算|5.00
			（二）政府性基金预算|2.00
			二、其他收入|1.00
			本年收入合计|8.00
			上年结转|1.00
			收入总计|9.00`, `
			2 财政拨款收入 < 本年收入合计
			3 一般公共预算 < 财政拨款收入
			3 政府性基金预算 < 财政拨款收入
			2 其他收入 < 本年收入合计
			1 本年收入合计 < 收入总计
			1 上年结转 < 收入总计
			0 收入总计`},
		{"lines without a number beside a balance carried over", `
			项目|预算数
			---
			一、税收收入|7.00
			本年收入合计|7.00
			上年结余收入|1.00
			调入资金|3.00
			债务转贷收入|2.00
			收入总计|13.00`, `
			2 税收收入 < 本年收入合计
			1 本年收入合计 < 收入总计
			1 上年结余收入 < 收入总计
			1 调入资金 < 收入总计
			1 债务转贷收入 < 收入总计
			0 收入总计`},
		{"numbered parts of which the first says 其中", `
			项目|合计|甲|乙
			---
			一、收入|9.00|5.00|4.00
			其中：1.保险费收入|5.00|3.00|2.00
			2.财政补贴收入|2.00|1.00|1.00
			二、支出|6.00|4.00|2.00`, `
			1 收入
			2 保险费收入 < 收入
			2 财政补贴收入 < 收入
			1 支出`},
		{"steps over columns", `
			类别|项目|品目|金额
			---
			合计|||6.00
			货物|||4.00
			|办公设备||4.00
			||计算机|1.00
			||打印机|3.00
			服务|||2.00
			|物业|||2.00`, `
			0 合计
			1 货物 < 合计
			2 办公设备 < 货物
			3 计算机 < 办公设备
			3 打印机 < 办公设备
			1 服务 < 合计
			2 物业 < 服务`},
		{"of which", `
			项目|金额
			---
			公务用车|5.00
			其中：购置费|2.00
			运行费|3.00
			合计|5.00`, `
			1 公务用车 < 合计
			2 购置费 < 公务用车
			2 运行费 < 公务用车
			0 合计`},
		{"another breakdown of what stands above", `
			项目|金额
			---
			一、基本支出|3.00
			二、项目支出|6.00
			支出经济分类|9.00
			工资福利支出|2.00
			其他资本性支出|7.00
			本年支出合计|9.00`, `
			1 基本支出 < 本年支出合计
			1 项目支出 < 本年支出合计
			0 支出经济分类
			1 工资福利支出 < 支出经济分类
			1 其他资本性支出 < 支出经济分类
			0 本年支出合计`},
		{"projects below a code, as the figures say", `
			科目编码|科目名称|金额
			---
			|合计|9.00
			2010301|行政运行|4.00
			|办公经费|1.00
			|会议经费|3.00
			2010302|一般行政管理事务|5.00
			|培训经费|2.00
			|差旅经费|3.00`, `
			0 合计
			3 行政运行 < 合计
			4 办公经费 < 行政运行
			4 会议经费 < 行政运行
			3 一般行政管理事务 < 合计
			4 培训经费 < 一般行政管理事务
			4 差旅经费 < 一般行政管理事务`},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := strings.ReplaceAll(strings.TrimSpace(c.want), "\t", "") + "\n"
			if got := tree(read(t, c.text, nil), 0); got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
}

// TestTypeset: where nothing else tells the levels of lines apart, the way they
// are set does if the figures bear it out, and not otherwise.
func TestTypeset(t *testing.T) {
	const text = `
		项目|2024年|2025年
		---
		工资福利支出|6.00|%s
		　　基本工资|4.00|5.00
		　　奖金|2.00|3.00
		商品和服务支出|3.00|4.00
		　　办公费|1.00|2.00
		　　水费|2.00|2.00
		合计|9.00|12.00`
	nested := "1 工资福利支出 < 合计\n2 基本工资 < 工资福利支出\n2 奖金 < 工资福利支出\n" +
		"1 商品和服务支出 < 合计\n2 办公费 < 商品和服务支出\n2 水费 < 商品和服务支出\n0 合计\n"
	for _, printed := range []string{"8.00", "7.00"} { // the second a mistake
		got := tree(read(t, fmt.Sprintf(text, printed), nil), 0)
		if strings.ReplaceAll(got, "\u3000", "") != nested {
			t.Errorf("with %s read as\n%s", printed, got)
		}
	}
	flat := tree(read(t, `
		项目|2024年|2025年
		---
		工资福利支出|6.00|8.00
		　　奖金|3.00|4.00
		　　津贴|1.00|1.00
		办公费|2.00|2.00
		合计|12.00|15.00`, nil), 0)
	if strings.Contains(flat, "< 工资福利支出") {
		t.Errorf("what adds up side by side is read as\n%s", flat)
	}
}

// TestPlanted: where the form leaves several readings open, a mistake in one
// figure does not change the reading and is found.
func TestPlanted(t *testing.T) {
	const text = `
		科目编码|科目名称|金额
		---
		|合计|12.00
		2010301|行政运行|4.00
		|办公经费|1.00
		|会议经费|3.00
		2010302|一般行政管理事务|5.00
		|培训经费|1.50
		|差旅经费|3.50
		2010303|机关服务|3.00
		|物业经费|0.80
		|维修经费|2.20`
	want := tree(read(t, text, nil), 0)
	if !strings.Contains(want, "办公经费 < 行政运行") {
		t.Fatalf("read as\n%s", want)
	}
	for _, right := range []string{"12.00", "4.00", "1.00", "|3.00", "5.00", "1.50", "3.50", "2.20"} {
		m := read(t, strings.Replace(text, right, "|9.70"[1-strings.Count(right, "|"):], 1), nil)
		if got := tree(m, 0); got != want {
			t.Errorf("with %s changed the lines are read as\n%s", right, got)
		}
		fails := 0
		for _, s := range m.LineSums(0) {
			if v := m.Check(&s); v.Fails() && !s.Doubted {
				fails++
			}
		}
		if fails == 0 {
			t.Errorf("with %s changed everything holds", right)
		}
	}
}

// TestOmitted: one sum alone does not change the reading. Where a total would
// hold if a line were no part of another, it accuses nobody.
func TestOmitted(t *testing.T) {
	const text = `
		项目|金额
		---
		一、公务用车|5.00
		其中：购置费|2.00
		运行费|3.00
		二、公务接待|1.00
		合计|%s`
	want := tree(read(t, fmt.Sprintf(text, "6.00"), nil), 0)
	m := read(t, fmt.Sprintf(text, "9.00"), nil) // 5.00 + 3.00 + 1.00
	if got := tree(m, 0); got != want {
		t.Errorf("read as\n%s", got)
	}
	for _, s := range m.LineSums(0) {
		if v := m.Check(&s); s.Kind == ByTotal && (!v.Fails() || !s.Doubted) {
			t.Errorf("the total: %+v, doubted %v", v, s.Doubted)
		}
	}
}

// TestSides: a table that prints two lists beside one another has two sides,
// and a note or a count among amounts begins none.
func TestSides(t *testing.T) {
	m := read(t, `
		收入|预算数|支出|预算数
		---
		一、财政拨款|5.00|一、基本支出|3.00
		二、其他|1.00|二、项目支出|3.00
		收入总计|6.00|支出总计|6.00`, nil)
	if len(m.Sides) != 2 || m.SideOf(1) != 0 || m.SideOf(2) != 1 || m.SideOf(3) != 1 {
		t.Fatalf("%+v", m.Sides)
	}
	b := m.Balances()
	if len(b) != 1 || !b[0].Certain {
		t.Fatalf("balances %+v", b)
	}
	if v := m.Check(&b[0]); v.Outcome != amount.Exact {
		t.Errorf("%+v", v)
	}
	g := &document.Table{Header: 1, Cells: [][]document.Cell{
		{{Text: "项目"}, {Text: "金额"}, {Text: "数量"}, {Text: "其中"}, {Text: "备注"}}, make([]document.Cell, 5),
	}}
	figures := [][]Figure{make([]Figure, 5), make([]Figure, 5)}
	roles := []Role{RoleLabel, RoleAmount, RoleCount, RoleAmount, RoleNote}
	if m := New(Source{Grid: g, Figures: figures, Roles: roles}); len(m.Sides) != 1 || len(m.Sides[0].Amounts) != 2 {
		t.Errorf("%+v", m.Sides)
	}
}

func TestBody(t *testing.T) {
	for text, want := range map[string]int{
		"栏次|1|2|3=1+2\n合计|1.00|2.00|3.00":    2,
		"类|款|项|合计\n201|03|01|4.00":           2,
		"单位|301|302|303\n合计|1.00|2.00|3.00":  2,
		"301|工资福利支出||302|商品和服务支出\n303|补助|||": 1,
		"一般公共服务|1.00\n教育|2.00":               1,
	} {
		if got := read(t, "科目|金额\n---\n"+text, nil).Body; got != want {
			t.Errorf("%q: body at %d, want %d", text, got, want)
		}
	}
}

// TestHeads: the header of a side is a tree, whose heads say which columns add
// up to them.
func TestHeads(t *testing.T) {
	for _, c := range []struct {
		name  string
		paths []string // of the columns of amounts
		head  string
		want  string // columns that add up to it, or why there are none
	}{
		{"one column", []string{"合计", "基本支出", "项目支出"}, "基本支出", "[1]"},
		{"parts without a total", []string{"合计", "基本支出/人员经费", "基本支出/公用经费", "项目支出"}, "基本支出", "[1 2]"},
		{"a total among them", []string{"基本支出/小计", "基本支出/人员经费", "基本支出/公用经费", "项目支出"}, "基本支出", "[0]"},
		{"what is no part", []string{"支出/基本支出", "支出/其中：工资", "支出/项目支出", "支出/比上年增减"}, "支出", "[0 2]"},
		{"two totals", []string{"收入/合计", "收入/小计", "收入/其他", "支出"}, "收入", "unknown"},
		{"stages are no parts", []string{"支出/预算数", "支出/决算数", "收入"}, "支出", "unknown"},
	} {
		t.Run(c.name, func(t *testing.T) {
			depth := 0
			for _, p := range c.paths {
				depth = max(depth, strings.Count(p, "/")+1)
			}
			g := &document.Table{Header: depth, Cells: make([][]document.Cell, depth+1)}
			figures := make([][]Figure, depth+1)
			for row := range g.Cells {
				g.Cells[row] = make([]document.Cell, len(c.paths)+1)
				figures[row] = make([]Figure, len(c.paths)+1)
				for col, p := range c.paths {
					if heads := strings.Split(p, "/"); row < len(heads) {
						g.Cells[row][col+1].Text = heads[row]
					}
				}
			}
			roles := append([]Role{RoleLabel}, slices.Repeat([]Role{RoleAmount}, len(c.paths))...)
			m := New(Source{Grid: g, Figures: figures, Roles: roles})
			got := "no such head"
			EachGroup(m.Sides[0].Heads, func(siblings []*Head) {
				for _, h := range siblings {
					if cols, ok := h.SumOf(); h.Text == c.head && ok {
						for i := range cols {
							cols[i]-- // without the labels
						}
						got = fmt.Sprint(cols)
					} else if h.Text == c.head {
						got = "unknown"
					}
				}
			})
			if got != c.want {
				t.Errorf("%s: got %s, want %s", c.head, got, c.want)
			}
		})
	}
}

// TestSelected: where few figures chose between readings, those without which
// another would have been taken prove nothing, and the lines that it gives
// another place are open; where many did, no single one is needed.
func TestSelected(t *testing.T) {
	for _, c := range []struct {
		name, text string
		selected   string // totals of the sums
		open       string // rows
	}{
		{"few", `
			项目|金额
			---
			工资福利支出|6.00
			　　基本工资|4.00
			　　奖金|2.00
			资本性支出|3.00
			合计|9.00`, "6.00 9.00", "2 3"},
		{"many", `
			项目|2024年|2025年
			---
			工资福利支出|6.00|8.00
			　　基本工资|4.00|5.00
			　　奖金|2.00|3.00
			资本性支出|3.00|1.00
			合计|9.00|9.00`, "", ""},
		{"too few", `
			项目|金额
			---
			工资福利支出|6.00
			　　基本工资|4.00
			　　奖金|2.00
			资本性支出|3.00`, "", "2 3"},
		{"none", `
			项目|金额
			---
			一、工资福利支出|6.00
			1.基本工资|4.00
			2.奖金|2.00
			合计|6.00`, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := read(t, c.text, nil)
			var selected, open []string
			for _, s := range m.LineSums(0) {
				if s.Selected {
					selected = append(selected, s.Total.Text)
				}
			}
			for _, l := range m.Sides[0].Open {
				open = append(open, strconv.Itoa(l.Row))
			}
			slices.Sort(selected)
			if got := strings.Join(selected, " "); got != c.selected {
				t.Errorf("selected %q, want %q", got, c.selected)
			}
			if got := strings.Join(open, " "); got != c.open {
				t.Errorf("open %q, want %q\n%s", got, c.open, tree(m, 0))
			}
		})
	}
}

// TestExchanges: a figure beside its place is found where sums, or another place
// that prints it, ask for it; a misprint and figures in their places are not.
func TestExchanges(t *testing.T) {
	const head = "科目编码|科目名称|合计|基本支出|项目支出\n---\n"
	for _, c := range []struct{ name, text, elsewhere, want string }{
		{"in their places", "208|社会保障和就业支出|5.00|3.00|2.00\n20805|养老支出|5.00|3.00|2.00\n221|住房保障支出|1.00|1.00|\n" +
			"|合计|6.00|4.00|2.00", "", ""},
		{"a misprint", "208|社会保障和就业支出|5.00|3.00|2.00\n20805|养老支出|5.00|3.00|2.00\n221|住房保障支出|1.00|1.00|\n" +
			"|合计|6.00|4.10|2.00", "", ""},
		{"in the column after", "208|社会保障和就业支出|5.00|3.00|2.00\n20805|养老支出|5.00|3.00|2.00\n221|住房保障支出|1.00||1.00\n" +
			"22102|住房改革支出|1.00|1.00|\n|合计|6.00|4.00|2.00", "", "2.3 2.4 3, 3.3 3.4 1"},
		{"in the row below", "208|社会保障和就业支出|5.00|3.00|2.00\n20805|养老支出|5.00|3.00|2.00\n221|住房保障支出|1.00|1.00|\n" +
			"|合计|6.00||2.00\n|结转下年||4.00|", "", "3.3 4.3 2"},
		{"in one another's place", "208|社会保障和就业支出|5.00|3.00|1.00\n20805|养老支出|5.00|3.00|2.00\n221|住房保障支出|1.00||1.00\n" +
			"|合计|6.00|3.00|3.00", "", ""},
		{"two lines, seen elsewhere", "208|社会保障和就业支出||1.00|\n221|住房保障支出||3.00|\n|合计||4.00|", "0=3.00 1=1.00",
			"0.3 1.3 2"},
		{"two lines, seen here", "208|社会保障和就业支出||1.00|\n221|住房保障支出||3.00|\n|合计||4.00|", "0=1.00 1=3.00", ""},
		{"one line of two is seen where it stands", "208|社会保障和就业支出||1.00|\n221|住房保障支出||3.00|\n|合计||4.00|",
			"0=1.00 1=1.00", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := read(t, head+c.text, nil)
			var got []string
			for _, x := range m.Exchanges(func(place, amount *Figure) bool {
				return slices.Contains(strings.Fields(c.elsewhere), fmt.Sprintf("%d=%s", place.Row-m.Body, amount.Text))
			}) {
				got = append(got, fmt.Sprintf("%d.%d %d.%d %d", x.A.Row-m.Body, x.A.Col, x.B.Row-m.Body, x.B.Col, x.Gain))
			}
			if s := strings.Join(got, ", "); s != c.want {
				t.Errorf("%q, not %q", s, c.want)
			}
		})
	}
}
