package compose

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/document"
)

// table builds a grid from lines of cells parted by "|"; "<" is covered from
// the left, "^" from above.
func table(lines ...string) *Grid {
	g := &Grid{Method: document.MethodMarkup}
	for i, line := range lines {
		var row []document.Cell
		for j, s := range strings.Split(line, "|") {
			s = strings.TrimSpace(s)
			c := document.Cell{RowSpan: 1, ColSpan: 1, Text: s}
			switch s {
			case "":
			case "<":
				c = document.Cell{State: document.CellCovered, Origin: originOf(row[j-1], i, j-1)}
			case "^":
				c = document.Cell{State: document.CellCovered, Origin: originOf(g.Cells[i-1][j], i-1, j)}
			default:
				c.State = document.CellText
			}
			row = append(row, c)
		}
		g.Cells = append(g.Cells, row)
	}
	for i, row := range g.Cells {
		for j, c := range row {
			if c.State == document.CellCovered {
				o := &g.Cells[c.Origin.Row][c.Origin.Col]
				o.RowSpan, o.ColSpan = max(o.RowSpan, i-c.Origin.Row+1), max(o.ColSpan, j-c.Origin.Col+1)
			}
		}
	}
	return g
}

func originOf(c document.Cell, row, col int) document.Ref {
	if c.State == document.CellCovered {
		return c.Origin
	}
	return document.Ref{Row: row, Col: col}
}

// flow makes pages of strings (blocks) and grids; an int starts the page of
// that number.
func flow(items ...any) (pages []Page) {
	for _, it := range items {
		if n, ok := it.(int); ok {
			pages = append(pages, Page{Number: n})
			continue
		}
		if len(pages) == 0 {
			pages = append(pages, Page{})
		}
		p := &pages[len(pages)-1]
		switch it := it.(type) {
		case string:
			p.Items = append(p.Items, Item{Block: document.Block{Text: it}})
		case document.Block:
			p.Items = append(p.Items, Item{Block: it})
		case *Grid:
			it.Page = p.Number
			p.Items = append(p.Items, Item{Grid: it})
		}
	}
	return pages
}

func body(t document.Table) (out []string) {
	rows, _ := t.BodyText()
	for _, r := range rows {
		out = append(out, strings.Join(r, "|"))
	}
	return out
}

func head(t document.Table) (out []string) {
	for _, r := range t.HeaderText() {
		out = append(out, strings.Join(r, "|"))
	}
	return out
}

func simple() *Grid {
	return table("项目|预算数", "一、财政拨款|12.50", "合计|12.50")
}

func TestCaptions(t *testing.T) {
	type want struct{ title, number, unit, organization string }
	for name, tc := range map[string]struct {
		items []any
		want  want
	}{
		"number above, organization and unit below": {
			[]any{"表 3", "部门支出总体情况表", "编制部门：云溪县档案馆", "单位：万元", simple()},
			want{"部门支出总体情况表", "表3", "万元", "云溪县档案馆"}},
		"a unit over two lines": {
			[]any{"公开07表", "部门支出总表", "部门：云溪县档案馆", "单位：万", "元", simple()},
			want{"部门支出总表", "公开07表", "万元", "云溪县档案馆"}},
		"a unit cut within its currency": {
			[]any{"部门支出总表", "金额单位：人", "民币万元", simple()},
			want{"部门支出总表", "", "万元", ""}},
		"a unit that begins on the second line": {
			[]any{"部门支出总表", "金额单位：", "人民币万元", simple()},
			want{"部门支出总表", "", "万元", ""}},
		"all in two lines": {
			[]any{"附表2：2024年部门收入总表", "填报单位：云溪县档案馆      金额单位：人民币元", simple()},
			want{"2024年部门收入总表", "附表2", "元", "云溪县档案馆"}},
		"number and year run together": {
			[]any{"表1 2025年部门收支总表", "单位：元", simple()},
			want{"2025年部门收支总表", "表1", "元", ""}},
		"Chinese number before a title that begins with one": {
			[]any{"表一一般公共预算支出表", simple()},
			want{"一般公共预算支出表", "表一", "", ""}},
		"公开 number beside the title": {
			[]any{"公开03表： 支出决算表", "单位：万元", simple()},
			want{"支出决算表", "公开03表", "万元", ""}},
		"number after title": {
			[]any{"支出决算总表    公开 03 表", "单位：万元", simple()},
			want{"支出决算总表", "公开03表", "万元", ""}},
		"label and name apart": {
			[]any{"收入预算总表", "公开表二", "部门：", "云溪县档案馆", "单位：万元", simple()},
			want{"收入预算总表", "公开表二", "万元", "云溪县档案馆"}},
		"remark after title": {
			[]any{"“三公”经费、会议费支出预算表（一般公共预算）", "单位：万元", simple()},
			want{"“三公”经费、会议费支出预算表（一般公共预算）", "", "万元", ""}},
		"traditional characters": {
			[]any{"部門收支總表", "單位：萬元", simple()},
			want{"部門收支總表", "", "万元", ""}},
		"heading of the document is not the title": {
			[]any{"云溪县档案馆2024年度部门决算表", "收入支出决算总表", "单位：万元", simple()},
			want{"收入支出决算总表", "", "万元", ""}},
		"numbered section as title": {
			[]any{"二、收入决算表", "单位：万元", simple()},
			want{"收入决算表", "", "万元", ""}},
		"year under the title": {
			[]any{"项目支出绩效目标表", "（2025年度）", simple()},
			want{"项目支出绩效目标表", "", "", ""}},
		"a sentence is no title": {
			[]any{"本单位2024年的收支情况见下表", simple()},
			want{}},
		"a section heading is no title": {
			[]any{"三、机构设置", "本部门由下列单位组成：", simple()},
			want{}},
		"a part of the document is no title": {
			[]any{"第二部分 2025年部门预算表", simple()},
			want{}},
		"a county named like a unit": {
			[]any{"部门收支总表", "单位：元江县档案馆", simple()},
			want{"部门收支总表", "", "", "元江县档案馆"}},
		"rows of the grid": {
			[]any{table("部门收支总表|<", "公开01表|", "编制单位：云溪县档案馆|单位：万元", "项目|预算数", "合计|12.50")},
			want{"部门收支总表", "公开01表", "万元", "云溪县档案馆"}},
		"label and name in cells apart": {
			[]any{table("部门收支总表|<|<", "编制单位：|云溪县档案馆|单位：万元", "项目|预算数|备注", "合计|12.50|")},
			want{"部门收支总表", "", "万元", "云溪县档案馆"}},
		"a head over the whole width stays": {
			[]any{table("财政拨款“三公”经费|<|<", "合计|接待费|用车", "1.00|1.00|0.00")},
			want{}},
		"title at the foot of the page before": {
			[]any{1, "正文。", "部门收支总表", "- 1 -", 2, "单位：万元", simple()},
			want{"部门收支总表", "", "万元", ""}},
		"table of contents before": {
			[]any{1, "一、部门收入总表", "二、部门支出总表", 2, simple()},
			want{}},
		"part of a table in the title": {
			[]any{"基本支出表--人员经费(工资福利支出)(按经济分类)", "单位：万元", simple()},
			want{"基本支出表--人员经费(工资福利支出)(按经济分类)", "", "万元", ""}},
		"organization without a label above the unit": {
			[]any{"附表3", "部门支出总表", "云溪县档案馆", "单位：万元", simple()},
			want{"部门支出总表", "附表3", "万元", "云溪县档案馆"}},
		"organization without a label in the line of the unit": {
			[]any{"附表3", "部门支出总表", "云溪县档案馆      单位：万元", simple()},
			want{"部门支出总表", "附表3", "万元", "云溪县档案馆"}},
		"frame of its own between title and table": {
			[]any{"表1", "部门支出总表", table("单位名称：云溪县档案馆|单位：元"), simple()},
			want{"部门支出总表", "表1", "元", "云溪县档案馆"}},
		"frame with a bare name": {
			[]any{table("部门支出总表|<", "云溪县档案馆|单位：元"), simple()},
			want{"部门支出总表", "", "元", "云溪县档案馆"}},
		"stray line and a second unit": {
			[]any{"部门支出总表", "说明", "单位：万元", "单位：万元", "说明", simple()},
			want{"部门支出总表", "", "万元", ""}},
		"note above": {
			[]any{"部门支出总表", "注：本表含结转资金。", "单位：万元", simple()},
			want{"部门支出总表", "", "万元", ""}},
		"title in the grid that does not end as one": {
			[]any{table("2024年一般公共预算收支情况|<|<", "||单位：万元", "项目|预算数|备注", "合计|12.50|")},
			want{"2024年一般公共预算收支情况", "", "万元", ""}},
		"title in two lines that cannot stand alone": {
			[]any{"2024年一般公共预算“三公”经费和", "机关运行经费支出情况表", "单位：万元", simple()},
			want{"2024年一般公共预算“三公”经费和机关运行经费支出情况表", "", "万元", ""}},
		"number of the publication": {
			[]any{"部门公开表1-1", "部门收支总表", "单位：万元", simple()},
			want{"部门收支总表", "部门公开表1-1", "万元", ""}},
		"persons counted beside the unit": {
			[]any{"部门收支总表", "单位：万元、人", simple()},
			want{"部门收支总表", "", "万元", ""}},
		"remark on the unit": {
			[]any{"部门收支总表", "单位：万元（保留两位小数）", simple()},
			want{"部门收支总表", "", "万元", ""}},
		"title with a colon": {
			[]any{"2024年部门收支总表：", "单位：万元", simple()},
			want{"2024年部门收支总表", "", "万元", ""}},
		"organization above the title in the grid": {
			[]any{table("云溪县档案馆|<|<", "2024年部门收支总表|<|<", "单位：万元|<|<", "项目|预算数|备注", "合计|12.50|")},
			want{"2024年部门收支总表", "", "万元", "云溪县档案馆"}},
		"merged cells written out": {
			[]any{table("部门收支总表|部门收支总表", "公开01表|公开01表", "项目|预算数", "合计|12.50")},
			want{"部门收支总表", "公开01表", "", ""}},
		"title and number on the page before": {
			[]any{1, "正文。", "表5", "部门收支总表", 2, "单位：万元", simple()},
			want{"部门收支总表", "表5", "万元", ""}},
		"number at the foot of the page before": {
			[]any{1, "正文。", "附表3", "- 1 -", 2, "部门收支总表", "单位：万元", simple()},
			want{"部门收支总表", "附表3", "万元", ""}},
		"number and title that wraps over the page": {
			[]any{1, "正文。", "附表3", 2, "2024年一般公共预算“三公”经费和", "机关运行经费支出情况表", simple()},
			want{"2024年一般公共预算“三公”经费和机关运行经费支出情况表", "附表3", "", ""}},
		"unit alone on the page before": {
			[]any{1, "正文。", "单位：万元", 2, "部门收支总表", simple()},
			want{"部门收支总表", "", "", ""}},
		"unit in a head": {
			[]any{"部门收支总表", table("项目|预算数（万元）", "合计|12.50")},
			want{"部门收支总表", "", "万元", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			_, tables := composed(flow(tc.items...))
			if len(tables) != 1 {
				t.Fatalf("%d tables", len(tables))
			}
			got := want{tables[0].Title, tables[0].Number, tables[0].Unit, tables[0].Organization}
			if got != tc.want {
				t.Errorf("got %+v, want %+v", got, tc.want)
			}
		})
	}
}

// The line under a title names the organization, with or without its code and
// a label, days and the unit, in any order and with any space between.
func TestCaptionLine(t *testing.T) {
	const name, coded, bracketed = "云溪县水利局", "132云溪县水利局", "[132]云溪县水利局"
	for line, want := range map[string][3]string{ // organization, unit, number
		"132云溪县水利局　单位：万元":                       {coded, "万元"},
		"132 云溪县水利局 单位：万元":                      {coded, "万元"},
		"[132]云溪县水利局　单位：万元":                     {bracketed, "万元"},
		"132-云溪县水利局　　　　单位：万元":                   {"132-云溪县水利局", "万元"},
		"云溪县水利局（301001）　单位：万元":                  {"云溪县水利局（301001）", "万元"},
		"部门编码及名称：132-云溪县水利局　单位：万元":              {"132-云溪县水利局", "万元"},
		"部门（单位）代码及名称：[132]云溪县水利局　单位：元":          {bracketed, "元"},
		"预算部门：132 云溪县水利局　　单位：元":                 {coded, "元"},
		"单位编码：132　单位名称：云溪县水利局　单位：元":             {name, "元"},
		"云溪县水利局 2022年2月 单位：万元":                  {name, "万元"},
		"2022年2月 云溪县水利局 单位：万元":                  {name, "万元"},
		"云溪县水利局　2022年度　单位：万元":                   {name, "万元"},
		"云溪县水利局 2022 年 2 月 10 日 单位：万元":          {name, "万元"},
		"单位：万元　云溪县水利局":                          {name, "万元"},
		"编报部门：云溪县水利局　编报日期：2022年1月20日　金额单位：万元":   {name, "万元"},
		"编报部门：云溪县水利局 编报日期：2022-01-20 金额单位：万元":   {name, "万元"},
		"编报日期：2022年1月20日　编报部门：云溪县水利局　金额单位：万元":   {name, "万元"},
		"编报部门：云溪县水利局编报日期：2022年1月20日金额单位：万元":     {name, "万元"},
		"编制单位: 云溪县水利局 2024年度 金额单位: 万元":          {name, "万元"},
		"部门名称：云溪县水利局   编制日期：2023-02-01   单位:万元": {name, "万元"},
		"部 门：云溪县水利局    2023/2/1    单 位：万 元":     {name, "万元"},
		"公开部门：云溪县水利局 金额单位：人民币万元":                {name, "万元"},
		"填报单位（盖章）：云溪县水利局 单位：万元":                 {name, "万元"},
		"填报单位（盖章）：　　　　　单位：万元":                   {"", "万元"},
		"部门：云溪县水利局　　　　公开03表　　单位：万元":             {name, "万元", "公开03表"},
		"财决公开03表 部门：云溪县水利局 金额单位：万元":             {name, "万元", "财决公开03表"},
		"部门：云溪县水利局 财决公开03表 金额单位：万元":             {name, "万元", "财决公开03表"},
		"云溪县水利局 公开03表 单位：万元":                    {name, "万元", "公开03表"},
		"取数口径：含所属单位　单位：万元":                      {"", "万元"},
		"编制人：李四　编制日期：2023年2月1日　单位：万元":           {"", "万元"},
		"部门：云溪县水利局　　　　万元":                       {name, "万元"},
		"部门：云溪县水利局　　　（元）":                       {name, "元"},
		"部门：云溪县水利局 第1页 共2页 单位：万元":               {name, "万元"},
		"制表单位：云溪县水利局　制表人：张三　单位：万元":              {name, "万元"},
		"单位：人民币（万元）":                            {"", "万元"},
		"单位（万元）":                                {"", "万元"},
		"（2022年度）　单位：万元":                        {"", "万元"},
	} {
		_, tables := composed(flow("部门支出总表", line, simple()))
		got := tables[0]
		if have := [3]string{got.Organization, got.Unit, got.Number}; have != want || got.Title != "部门支出总表" {
			t.Errorf("%s: title %q, organization, unit, number %q, want %q", line, got.Title, have, want)
		}
	}
	for name, lines := range map[string][]any{
		"number first": {"财决公开03表", "部门：云溪县水利局", "金额单位：万元"},
		"number last":  {"部门：云溪县水利局", "金额单位：万元", "财决公开03表"},
		"date between": {"财决公开03表", "部门：云溪县水利局", "2022年2月", "金额单位：万元"},
	} {
		_, tables := composed(flow(append(append([]any{"部门支出总表"}, lines...), simple())...))
		got := tables[0]
		if got.Title != "部门支出总表" || got.Number != "财决公开03表" || got.Unit != "万元" || got.Organization != "云溪县水利局" {
			t.Errorf("%s: %q %q %q %q", name, got.Title, got.Number, got.Unit, got.Organization)
		}
	}
	_, tables := composed(flow("部门支出总表", "单位：元 江县档案馆", simple()))
	if tables[0].Unit != "" || tables[0].Organization != "元江县档案馆" {
		t.Errorf("a county named like a unit: unit %q, organization %q", tables[0].Unit, tables[0].Organization)
	}
	_, tables = composed(flow("全年共支出12.50万元，明细如下（单位：万元）：", simple()))
	if tables[0].Unit != "万元" || tables[0].Title != "" {
		t.Errorf("unit in a sentence: title %q, unit %q", tables[0].Title, tables[0].Unit)
	}
	_, tables = composed(flow("支出预算共计      万元", simple()))
	if tables[0].Unit != "" {
		t.Errorf("a figure left out: unit %q", tables[0].Unit)
	}
	_, tables = composed(flow("部门支出总表 2022年度", "单位：万元", simple()))
	if tables[0].Title != "部门支出总表" {
		t.Errorf("title with its year: %q", tables[0].Title)
	}
}

func TestSheets(t *testing.T) {
	pages := flow(1, table("编码|名称|金额", "201|公共服务|1.00"), 2, table("编码|名称|金额", "208|社会保障|1.00"))
	pages[0].Name, pages[1].Name = "表2 部门收入总表", "Sheet2"
	_, tables := composed(pages)
	if len(tables) != 2 || tables[0].Title != "部门收入总表" || tables[0].Number != "表2" || tables[1].Title != "" {
		t.Errorf("%+v", tables)
	}
}

func TestWrappedTitle(t *testing.T) {
	line := func(text string, x0, y0, x1 float64) document.Block {
		return document.Block{Text: text, Box: document.Box{X0: x0, Y0: y0, X1: x1, Y1: y0 + 20}, FontSize: 18}
	}
	for name, lines := range map[string][2]document.Block{
		"the second line cannot stand alone": {line("2026年部门一般公共预算基本支出部门预算经济分类", 60, 100, 540), line("预算表", 270, 124, 330)},
		"the second line has the form of a title": {line("2026年部门一般公共预算财政拨款基本支出部门预", 60, 100, 540),
			line("算经济分类明细表", 230, 124, 370)},
		"the second line is the end of a word": {line("2026年一般公共预算拨款基本支出预算", 55, 100, 545), line("表", 290, 124, 310)},
		"the second line is the end of a bracket": {line("2026年一般公共预算基本支出明细表（按支出功能分类科", 55, 100, 545),
			line("目）", 285, 124, 315)},
	} {
		g := simple()
		g.Box = document.Box{X0: 50, Y0: 160, X1: 550, Y1: 300}
		_, tables := composed(flow(1, lines[0], lines[1], g))
		if got, want := tables[0].Title, lines[0].Text+lines[1].Text; got != want {
			t.Errorf("%s: title %q, want %q", name, got, want)
		}
	}
}

func TestHeader(t *testing.T) {
	for name, tc := range map[string]struct {
		grid *Grid
		head []string
		rows int
	}{
		"tree with column numbers": {
			table("科目编码|<|科目名称|合计", "类|款|^|^", "栏次|<|<|1", "||合计|5.00", "201|||5.00"),
			[]string{"科目编码|科目编码|科目名称|合计", "类|款|科目名称|合计", "栏次|栏次|栏次|1"}, 2},
		"a blank row within the header": {
			table("项目|合计|<|出国费|<", "||||", "|预算数|决算数|预算数|决算数", "机关|4.95|3.10|3.00|2.15"),
			[]string{"项目|合计|合计|出国费|出国费", "||||", "|预算数|决算数|预算数|决算数"}, 1},
		"a blank row within the header, over heads of names too": {
			table("收入|<|<|支出|<|<", "|||||", "项目|预算数|决算数|项目|预算数|决算数", "拨款|4.95|3.10|教育|3.00|2.15"),
			[]string{"收入|收入|收入|支出|支出|支出", "|||||", "项目|预算数|决算数|项目|预算数|决算数"}, 1},
		"a blank row that is the body": {
			table("项目|合计|出国费", "||", "机关|4.95|3.00"),
			[]string{"项目|合计|出国费"}, 1},
		"column numbers in brackets": {
			table("编码|名称|合计|甲|乙", "（1）|（2）|（3）=（4）+（5）|（4）|（5）", "201|工资|5|3|2"),
			[]string{"编码|名称|合计|甲|乙", "（1）|（2）|（3）=（4）+（5）|（4）|（5）"}, 1},
		"column letters": {
			table("项目|合计|甲|乙", "栏次|A|B|C", "工资|5|3|2"),
			[]string{"项目|合计|甲|乙", "栏次|A|B|C"}, 1},
		"column numbers beside the heads of codes": {
			table("科目编码|<|科目名称|合计", "类|款|^|^", "类|款|栏次|1", "||合计|9.00"),
			[]string{"科目编码|科目编码|科目名称|合计", "类|款|科目名称|合计", "类|款|栏次|1"}, 1},
		"merged heads written out": {
			table("科目编码|科目编码|科目名称|合计", "类|款|科目名称|合计", "201||服务|9.00"),
			[]string{"科目编码|科目编码|科目名称|合计", "类|款|科目名称|合计"}, 1},
		"codes as heads": {
			table("科目|<|<|总计|工资|商品", "类|款|项|^|501|502", "208|||5.00|3.00|2.00"),
			[]string{"科目|科目|科目|总计|工资|商品", "类|款|项|总计|501|502"}, 1},
		"codes as heads beside merged heads": {
			table("单位名称|总计|工资|商品", "^|^|301|302", "档案馆|5.00|3.00|2.00"),
			[]string{"单位名称|总计|工资|商品", "单位名称|总计|301|302"}, 1},
		"formula in the column numbers": {
			table("项目|合计|甲|乙", "栏次|1=2+3|2|3", "工资|5|3|2"),
			[]string{"项目|合计|甲|乙", "栏次|1=2+3|2|3"}, 1},
		"a total label is a head in the tree": {
			table("“三公”经费预算数|<|<|机关运行经费", "合计|出国费|接待费|^", "1.00|0|1.00|3.00"),
			[]string{"“三公”经费预算数|“三公”经费预算数|“三公”经费预算数|机关运行经费", "合计|出国费|接待费|机关运行经费"}, 1},
		"blank form": {
			table("科目编码|科目名称|金额", "|合计|", "||"),
			[]string{"科目编码|科目名称|金额"}, 1},
		"total row under two heads": {
			table("项目|<|本年支出|<", "编码|名称|^|^", "合计|<|基本支出|项目支出", "|||"),
			[]string{"项目|项目|本年支出|本年支出", "编码|名称|本年支出|本年支出"}, 1},
		"labels without amounts": {
			table("项目|决算数|项目|决算数", "一、财政拨款||一、一般公共服务支出|"),
			[]string{"项目|决算数|项目|决算数"}, 1},
		"list of units": {
			table("序号|单位名称|备注", "1|云溪县档案馆本级|", "2|云溪县方志办|"),
			[]string{"序号|单位名称|备注"}, 2},
		"text only": {
			table("单位名称|地址", "档案馆|人民路", "方志办|解放路"),
			[]string{"单位名称|地址"}, 2},
		"performance form": {
			table("项目名称|档案修复|<", "主管部门|云溪县档案馆|<", "一级指标|二级指标|指标值", "产出指标|数量指标|>=10卷"),
			nil, 4},
		"list of indicators": {
			table("单位|项目|绩效目标|<", "^|^|一级指标|二级指标", "云溪县档案馆|档案修复|产出|数量"),
			[]string{"单位|项目|绩效目标|绩效目标", "单位|项目|一级指标|二级指标"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			_, tables := composed(flow(tc.grid))
			if diff := cmp.Diff(tc.head, head(tables[0])); diff != "" {
				t.Error(diff)
			}
			if got := len(body(tables[0])); got != tc.rows {
				t.Errorf("%d rows, want %d", got, tc.rows)
			}
		})
	}
}

// TestColumnNumbers: the right half of a table goes on counting its columns.
func TestColumnNumbers(t *testing.T) {
	for name, tc := range map[string]struct {
		row  string
		want int
	}{
		"from the first":           {"栏次|1|2|3", 2},
		"from where a page begins": {"8|9|10|11", 2},
		"not one after the other":  {"8|9|12|11", 1},
		"with sums":                {"1|2=3+4|3|4", 2},
	} {
		g := newGrid(table("公务接待费|购置费|运行费|其他", tc.row, "12.50|8.50|3.00|1.00"), 1)
		if got := findHeader(g, &Grid{}).rows; got != tc.want {
			t.Errorf("%s: header of %d rows, want %d", name, got, tc.want)
		}
	}
}

// A mark that a recogniser does not know is read as some character, and not
// surely.
func TestUnknownMarks(t *testing.T) {
	for confidence, want := range map[float64]int{0: 1, 0.6: 2, 0.99: 1} {
		grid := table("类|款|科目|预算|决算|其他", "派|崇|派|1|2|3", "201|01|行政运行|12.50|8.50|3.00")
		for j := range 3 {
			grid.Cells[1][j].Confidence = confidence
		}
		if got := findHeader(newGrid(grid, 1), &Grid{}).rows; got != want {
			t.Errorf("with a confidence of %v: header of %d rows, want %d", confidence, got, want)
		}
	}
}

func TestSpread(t *testing.T) {
	g := table("科目|||政府性基金预算支出|||", "功能分类科目编码|||功能分类科目名称|合计|基本支出|", "类|款|项|||人员经费|公用经费", "※|※|※|※|1|2|3",
		"|||总计|5.00|3.00|2.00")
	g.Spanless = true
	_, tables := composed(flow(g))
	want := []string{
		"科目|科目|科目|政府性基金预算支出|政府性基金预算支出|政府性基金预算支出|政府性基金预算支出",
		"功能分类科目编码|功能分类科目编码|功能分类科目编码|功能分类科目名称|合计|基本支出|基本支出",
		"类|款|项|功能分类科目名称|合计|人员经费|公用经费",
		"※|※|※|※|1|2|3",
	}
	if diff := cmp.Diff(want, head(tables[0])); diff != "" {
		t.Error(diff)
	}
}

func TestContinuation(t *testing.T) {
	first := func() *Grid {
		return table("编码|名称|金额", "201|一般公共服务支出|9.00", "20101|人大事务|9.00", "2010101|行政运行|9.00", "2010150|其他人大事务|0.00")
	}
	for name, tc := range map[string]struct {
		items []any
		rows  []int // of each table
		last  string
	}{
		"header repeated": {[]any{1, "支出表", first(), "- 1 -", 2, table("编码|名称|金额", "208|社会保障支出|1.00")}, []int{5},
			"208|社会保障支出|1.00"},
		"no header": {[]any{1, "支出表", first(), 2, table("208|社会保障支出|1.00")}, []int{5}, "208|社会保障支出|1.00"},
		"title with 续": {[]any{1, "支出表", first(), 2, "支出表（续）", "单位：万元", table("编码|名称|金额", "208|社会保障支出|1.00")},
			[]int{5}, "208|社会保障支出|1.00"},
		"title repeated": {[]any{1, "支出表", "单位：元", first(), 2, "支出表", "单位：元", table("编码|名称|金额", "208|社会保障支出|1.00")},
			[]int{5}, "208|社会保障支出|1.00"},
		"organization repeated": {[]any{"支出表", "部门：甲局", first(), "部门：甲局", table("编码|名称|金额", "208|社会保障支出|1.00")}, []int{5},
			"208|社会保障支出|1.00"},
		"another title": {[]any{1, "支出表", first(), 2, "基金支出表", table("编码|名称|金额", "208|社会保障支出|1.00")}, []int{4, 1},
			"208|社会保障支出|1.00"},
		"another header": {[]any{1, "支出表", first(), 2, table("项目|人数|车辆", "在职|21|1")}, []int{4, 1}, "在职|21|1"},
		"another organization": {[]any{1, "支出表", "部门：甲局", first(), 2, "部门：乙局", table("编码|名称|金额", "208|社会保障支出|1.00")},
			[]int{4, 1}, "208|社会保障支出|1.00"},
		"text between": {[]any{1, "支出表", first(), 2, "下面是另一段文字。", table("208|社会保障支出|1.00")}, []int{4, 1},
			"208|社会保障支出|1.00"},
		"a page between": {[]any{1, "支出表", first(), 2, "文字", 3, table("208|社会保障支出|1.00")}, []int{4, 1},
			"208|社会保障支出|1.00"},
		"row cut by the break": {[]any{1, "支出表", first(), 2, table("编码|名称|金额", "|支出|", "208|社会保障支出|1.00")}, []int{5},
			"208|社会保障支出|1.00"},
		"row cut by the break, its label stands whole above": {[]any{1, "采购表", table("项目|科目|金额", "设备费|办公设备购置|5.00",
			"软件费|网络及软件购置|3.00", "软件费|网络及软|4.00"), 2, table("项目|科目|金额", "|件购置|", "维修费|修缮|1.00")}, []int{4},
			"维修费|修缮|1.00"},
		"row begun before the break": {[]any{1, "支出表", table("编码|名称|金额", "205|教育支出|2.00", "206|科技支出|1.00",
			"|培训支出（含上年"), 2, table("编码|名称|金额", "207|结转）|4.00")}, []int{3}, "207|培训支出（含上年结转）|4.00"},
		"a bracket that another row has": {[]any{1, "支出表", table("编码|名称|金额", "205|教育支出|2.00", "206|科技支出|1.00",
			"|培训支出（含上年"), 2, table("编码|名称|金额", "207|结转|4.00")}, []int{4}, "207|结转|4.00"},
		"same form twice":        {[]any{1, "绩效目标表", form("甲"), 2, "绩效目标表", form("乙")}, []int{4, 4}, "产出指标|数量指标|10"},
		"form over a page break": {[]any{1, "绩效目标表", form("甲"), 2, table("效益指标|社会效益|提高")}, []int{5}, "效益指标|社会效益|提高"},
	} {
		t.Run(name, func(t *testing.T) {
			pages, tables := composed(flow(tc.items...))
			var rows []int
			for _, tab := range tables {
				rows = append(rows, len(body(tab)))
			}
			if diff := cmp.Diff(tc.rows, rows); diff != "" {
				t.Fatal(diff)
			}
			b := body(tables[len(tables)-1])
			if got := b[len(b)-1]; got != tc.last {
				t.Errorf("last row %q, want %q", got, tc.last)
			}
			for _, p := range pages {
				if p.Reading.Digits != p.Reading.DigitsPlaced {
					t.Errorf("page %d: %+v", p.Number, p.Reading)
				}
			}
		})
	}
}

func form(project string) *Grid {
	return table("项目名称|"+project+"|<", "主管部门|云溪县档案馆|<", "一级指标|二级指标|指标值", "产出指标|数量指标|10")
}

// TestYearHeads: a row of years heads columns, one year above a table is its date.
func TestYearHeads(t *testing.T) {
	_, tables := composed(flow("主要指标", table("|2022|2023", "教育|1.00|2.00", "科学|3.00|4.00")))
	if len(tables) != 1 || len(tables[0].Cells) != 3 || tables[0].Cells[0][1].Text != "2022" {
		t.Errorf("%+v", tables)
	}
	_, tables = composed(flow("主要指标", table("2023年|<|<", "项目|预算|决算", "教育|1.00|2.00", "科学|3.00|4.00")))
	if len(tables) != 1 || len(tables[0].Cells) != 3 || tables[0].Cells[0][0].Text != "项目" {
		t.Errorf("%+v", tables)
	}
}

func TestCutCellAndRepeatedHeader(t *testing.T) {
	_, tables := composed(flow(1, "支出表",
		table("编码|名称|金额", "20101|人大事务|1.00", "20102|政协事务|1.00", "20103|机关事业单位基本养老|1.00"),
		2, table("编码|名称|金额", "|保险缴费支出|", "20104|发展与改革事务|2.00")))
	want := []string{"20101|人大事务|1.00", "20102|政协事务|1.00", "20103|机关事业单位基本养老保险缴费支出|1.00", "20104|发展与改革事务|2.00"}
	if diff := cmp.Diff(want, body(tables[0])); diff != "" {
		t.Error(diff)
	}
	if len(tables[0].Repeated) != 1 || tables[0].Cells[4][0].Page != 2 {
		t.Errorf("repeated %v, page %d", tables[0].Repeated, tables[0].Cells[4][0].Page)
	}
	if diff := cmp.Diff([]int{1, 2}, tables[0].Pages); diff != "" {
		t.Error(diff)
	}
}

// TestHeaderOverBreak: rows of a header that stand on the page after belong to
// it, and are none of the body.
func TestHeaderOverBreak(t *testing.T) {
	_, tables := composed(flow(
		1, "支出决算表", "单位：万元", table("项目|<|合计|基本支出|项目支出", "编码|名称|^|^|^"),
		2, table("栏次|<|1|2|3", "合计|<|12.50|10.00|2.50", "201|一般公共服务支出|12.50|10.00|2.50")))
	if len(tables) != 1 || tables[0].Header != 3 || len(body(tables[0])) != 2 {
		t.Fatalf("%d tables, header of %d rows, body %q", len(tables), tables[0].Header, body(tables[0]))
	}
}

// TestCaptionAgain: printing systems set the caption on each page, with the
// heads or without.
func TestCaptionAgain(t *testing.T) {
	_, tables := composed(flow(
		1, "公开03表", "支出决算表", "单位：万元", table("编码|名称|合计|基本支出", "|合计|15.00|12.50", "201|一般公共服务支出|12.50|10.00"),
		2, "公开03表", "支出决算表", "单位：万元", table("221|住房保障支出|2.50|2.50", "22102|住房改革支出|2.50|2.50")))
	if len(tables) != 1 || len(body(tables[0])) != 4 {
		t.Fatalf("%d tables, body %q", len(tables), body(tables[0]))
	}
}

// TestStackedTables: tables that touch are drawn as one grid.
func TestStackedTables(t *testing.T) {
	_, tables := composed(flow(1,
		table("收入决算表|<|<|<", "部门：云溪县档案馆|<|<|单位：万元", "编码|名称|合计|财政拨款", "|合计|12.50|12.50", "201|一般公共服务支出|12.50|12.50",
			"支出决算表|<|<|<", "公开03表|<|<|<", "部门：云溪县档案馆|<|<|单位：万元", "编码|名称|合计|基本支出", "|合计|11.50|11.50",
			"201|一般公共服务支出|11.50|11.50")))
	var got []string
	for _, t := range tables {
		got = append(got, t.Title+" "+t.Number+" "+t.Unit+" "+strings.Join(body(t), " "))
	}
	want := []string{"收入决算表  万元 |合计|12.50|12.50 201|一般公共服务支出|12.50|12.50",
		"支出决算表 公开03表 万元 |合计|11.50|11.50 201|一般公共服务支出|11.50|11.50"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestSideways: a table set sideways runs on over the numbers of its pages.
func TestSideways(t *testing.T) {
	page := func(number int, rows ...string) Page {
		g := table(rows...)
		for i := range g.Cells {
			for j := range g.Cells[i] {
				x, y := 500-20*float64(i), 50+150*float64(j)
				g.Cells[i][j].Box = document.Box{X0: x - 20, Y0: y, X1: x, Y1: y + 150}
			}
		}
		g.Page, g.Box = number, document.Box{X0: 100, Y0: 50, X1: 500, Y1: 650}
		return Page{Number: number, Width: 595, Height: 842, Items: []Item{{Grid: g},
			{Block: document.Block{Text: fmt.Sprintf("—%d—", number), Box: document.Box{X0: 17, Y0: 401, X1: 26, Y1: 432}}}}}
	}
	_, tables := composed([]Page{
		page(1, "编码|名称|合计|基本支出", "|合计|15.00|12.50", "201|一般公共服务支出|12.50|10.00"),
		page(2, "221|住房保障支出|2.50|2.50"),
	})
	if len(tables) != 1 || len(body(tables[0])) != 3 {
		t.Fatalf("%d tables, body %q", len(tables), body(tables[0]))
	}
}

func TestMergedCellOverBreak(t *testing.T) {
	_, tables := composed(flow(1, "收入表", table("来源|名称|金额", "一般公共预算|小计|5.00", "^|拨款|5.00"), 2,
		table("|专项|1.00", "^|其他|2.00")))
	tab := tables[0]
	for i := 2; i <= 4; i++ {
		if got := tab.Origin(i, 0).Text; got != "一般公共预算" {
			t.Errorf("row %d belongs to %q", i, got)
		}
	}
}

func TestColumnsDroppedInSecondHalf(t *testing.T) {
	_, tables := composed(flow("收入表",
		table("编码|合计|拨款|事业|其他", "201|5.00|3.00|1.00|1.00"), table("编码|合计|拨款|其他", "208|2.00|1.00|1.00")))
	if diff := cmp.Diff([]string{"201|5.00|3.00|1.00|1.00", "208|2.00|1.00||1.00"}, body(tables[0])); diff != "" {
		t.Error(diff)
	}
}

// placedAt gives the cells of a grid boxes between the edges of their columns.
func placedAt(g *Grid, edges ...float64) *Grid {
	for i, row := range g.Cells {
		for j := range row {
			if c := &row[j]; c.State != document.CellCovered {
				c.Box = document.Box{X0: edges[j], X1: edges[j+c.ColSpan], Y0: float64(20 * i), Y1: float64(20*i + 20)}
			}
		}
	}
	return g
}

// TestColumnsByTheirEdges: where a border is drawn on one page only, a column
// of the other is as wide as several; where the borders stand elsewhere, it is
// another table.
func TestColumnsByTheirEdges(t *testing.T) {
	few := func() *Grid {
		return placedAt(table("编码|名称|金额", "201|一般公共服务支出|9.00", "208|社会保障支出|8.00"), 50, 100, 300, 400)
	}
	many := func(last float64) *Grid {
		return placedAt(table("2010101|行政|运行|1.00", "2010102|一般|行政|2.00"), 50, 100, 200, last, 400)
	}
	for name, tc := range map[string]struct {
		first, second *Grid
		want          [][]string
	}{
		"more on the next page": {few(), many(300), [][]string{
			{"201|一般公共服务支出|<|9.00", "208|社会保障支出|<|8.00", "2010101|行政|运行|1.00", "2010102|一般|行政|2.00"}}},
		"fewer on the next page": {placedAt(table("编码|类|款|金额", "201|一般|公共|9.00", "208|社会|保障|8.00"), 50, 100, 200, 300, 400),
			placedAt(table("2010101|行政运行|1.00", "2010102|一般行政|2.00"), 52, 102, 302, 402), [][]string{
				{"201|一般|公共|9.00", "208|社会|保障|8.00", "2010101|行政运行|<|1.00", "2010102|一般行政|<|2.00"}}},
		"elsewhere": {few(), many(260), [][]string{
			{"201|一般公共服务支出|9.00", "208|社会保障支出|8.00"}, {"2010101|行政|运行|1.00", "2010102|一般|行政|2.00"}}},
		"as many, moved a little": {few(), placedAt(table("2010101|行政运行|1.00", "2010102|一般行政|2.00"), 50, 120, 300, 401),
			[][]string{{"201|一般公共服务支出|9.00", "208|社会保障支出|8.00", "2010101|行政运行|1.00", "2010102|一般行政|2.00"}}},
	} {
		t.Run(name, func(t *testing.T) {
			_, tables := composed(flow(1, "支出表", tc.first, 2, tc.second))
			var got [][]string
			for _, tab := range tables {
				var rows []string
				for _, row := range tab.Cells[tab.Header:] {
					var cells []string
					for _, c := range row {
						text := c.Text
						if c.State == document.CellCovered {
							text = "<"
						}
						cells = append(cells, text)
					}
					rows = append(rows, strings.Join(cells, "|"))
				}
				got = append(got, rows)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestLabelCutByTheBreak: the rest of a label goes to the label it lacks.
func TestLabelCutByTheBreak(t *testing.T) {
	for name, tc := range map[string]struct {
		first, second *Grid
		row           int
		want          string
	}{
		"the word the labels end in": {table("项目|金额", "一、一般公共服务支出|1.00", "二、外交支出|2.00", "三、国防支出|3.00", "四、公共安全支出|4.00",
			"五、教育支出|5.00", "六、社会保障和就|6.00"), table("业支出|", "七、卫生健康支出|7.00"), 5, "六、社会保障和就业支出|6.00"},
		"the word of a sum": {table("收入|金额|支出|金额", "财政拨款|9.00|基本支出|9.00", "当年收入|9.00|当年支出小计|9.00"),
			table("小计|||", "结转|0.00|结转|0.00"), 1, "当年收入小计|9.00|当年支出小计|9.00"},
		"a bracket is open": {table("项目|金额", "因公出国|1.00", "公务用车购置（含运|2.00"), table("行）费|", "公务接待费|3.00"), 1,
			"公务用车购置（含运行）费|2.00"},
	} {
		t.Run(name, func(t *testing.T) {
			_, tables := composed(flow(1, "收支表", tc.first, 2, tc.second))
			if len(tables) != 1 {
				t.Fatalf("%d tables", len(tables))
			}
			if got := body(tables[0])[tc.row]; got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestPhantomsAndSlivers(t *testing.T) {
	g := table("项目|<|金额|", "工资|<|1.00|", "津贴|<|2.00|")
	_, tables := composed(flow(g))
	if got := tables[0].Columns(); got != 2 {
		t.Errorf("%d columns, want 2: %v", got, body(tables[0]))
	}
	g = table("项目||金额|决算", "工资||1.00|", "津贴|补贴|2.00|")
	_, tables = composed(flow(g))
	if got := tables[0].Columns(); got != 4 {
		t.Errorf("%d columns, want 4: %v", got, body(tables[0]))
	}
}

func TestEmpty(t *testing.T) {
	for name, tc := range map[string]struct {
		grid *Grid
		want bool
	}{
		"blank form":        {table("编码|名称|金额", "|合计|"), true},
		"codes only":        {table("编码|名称|金额", "201|公共服务|"), true},
		"says none":         {table("编码|名称|金额", "无||", "合计||"), true},
		"zeros are amounts": {table("编码|名称|金额", "201|公共服务|0.00"), false},
		"list of units":     {table("序号|单位名称|备注", "1|档案馆|", "2|方志办|"), false},
		"text under 经费":     {table("序号|单位名称|经费形式", "1|档案馆|全额", "2|方志办|全额"), false},
		"form":              {form("甲"), false},
	} {
		_, tables := composed(flow(tc.grid))
		if tables[0].Empty != tc.want {
			t.Errorf("%s: empty %v, want %v", name, tables[0].Empty, tc.want)
		}
	}
}

func TestNotes(t *testing.T) {
	pages, tables := composed(flow("支出表", table("项目|金额", "合计|1.00", "注：本表反映支出。|<"),
		"说明：1.金额含结转。", "2.单位为万元的除外。", "单位负责人（签章）：  填表人：", "后面的正文。"))
	if diff := cmp.Diff([]string{"注：本表反映支出。", "说明：1.金额含结转。", "2.单位为万元的除外。", "单位负责人（签章）：  填表人："},
		tables[0].Notes); diff != "" {
		t.Error(diff)
	}
	var kinds []document.BlockKind
	for _, b := range pages[0].Blocks {
		kinds = append(kinds, b.Kind)
	}
	want := []document.BlockKind{document.BlockCaption, document.BlockTable, document.BlockNote, document.BlockNote,
		document.BlockNote, document.BlockNote, document.BlockParagraph}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Error(diff)
	}
}

func TestFurniture(t *testing.T) {
	var in []Page
	for n := 1; n <= 4; n++ {
		block := func(text string, y float64) Item {
			return Item{Block: document.Block{Text: text, Box: document.Box{X0: 50, Y0: y, X1: 300, Y1: y + 10}}}
		}
		in = append(in, Page{Number: n, Height: 800, Items: []Item{
			block("云溪县档案馆2025年预算", 30), block(fmt.Sprintf("第%d段正文，有内容。", n), 300), block("2025", 400),
			block(fmt.Sprintf("— %d —", n), 770)}})
	}
	pages, _ := composed(in)
	for _, p := range pages {
		var kinds []document.BlockKind
		for _, b := range p.Blocks {
			kinds = append(kinds, b.Kind)
		}
		want := []document.BlockKind{document.BlockPageHeader, document.BlockParagraph, document.BlockParagraph,
			document.BlockPageNumber}
		if diff := cmp.Diff(want, kinds); diff != "" {
			t.Error(diff)
		}
	}
}

// A table goes on over the words that say so.
func TestGoesOn(t *testing.T) {
	for text, want := range map[string]int{"（接下页）": 1, "转下页": 1, "以下各页另有说明": 2} {
		_, tables := composed(flow(1, "部门支出表", table("项目|预算数", "一、教育|12.50"), text, 2, "部门支出表（续表）",
			table("项目|预算数", "二、卫生|12.50")))
		if len(tables) != want {
			t.Errorf("%s: %d tables", text, len(tables))
		}
	}
}

// TestFooterOfTwoPages: of two pages, what stands at the foot of both at one place
// runs, so that a table goes on over it; what stands elsewhere, and a note, do not.
func TestFooterOfTwoPages(t *testing.T) {
	for _, tt := range []struct {
		text    string
		on, off float64 // where it stands on the pages
		tables  int
	}{
		{"云溪县档案馆2025年部门预算公开", 770, 770, 1}, {"云溪县档案馆2025年部门预算公开", 770, 740, 2},
		{"注：本表按现行口径填列。", 770, 770, 2},
	} {
		var in []Page
		for n, y := range []float64{tt.on, tt.off} {
			in = append(in, Page{Number: n + 1, Height: 800, Items: []Item{
				{Block: document.Block{Text: "部门支出表", Box: document.Box{X0: 200, Y0: 30, X1: 300, Y1: 40}}}, {Grid: simple()},
				{Block: document.Block{Text: tt.text, Box: document.Box{X0: 50, Y0: y, X1: 300, Y1: y + 10}}}}})
		}
		in[0].Items[1].Grid = table("项目|预算数", "一、财政拨款|12.50")
		if _, tables := composed(in); len(tables) != tt.tables {
			t.Errorf("%s: %d tables, want %d", tt.text, len(tables), tt.tables)
		}
	}
}

// A title that is repeated with its table stays; a running header that only
// looks like one does not become the title of every grid below it.
func TestRunningHeaderLikeATitle(t *testing.T) {
	grid := func() *Grid { return table("编码|名称|金额", "201|公共服务|9.00", "208|社会保障|1.00") }
	pages, tables := composed(flow(1, "部门预算公开表", "部门支出表", "单位：元", grid(), 2, "部门预算公开表", grid(), 3, "部门预算公开表", "部门收入表",
		grid()))
	if len(tables) != 2 || tables[0].Title != "部门支出表" || tables[1].Title != "部门收入表" || len(tables[0].Pages) != 2 {
		t.Errorf("%+v", tables)
	}
	for _, p := range pages {
		if p.Blocks[0].Kind != document.BlockPageHeader {
			t.Errorf("page %d: %+v", p.Number, p.Blocks[0])
		}
	}
	_, tables = composed(flow(1, "部门支出表", "单位：元", grid(), 2, "部门支出表", "单位：元", grid(), 3, "部门支出表", grid()))
	if len(tables) != 1 || tables[0].Title != "部门支出表" {
		t.Errorf("%+v", tables)
	}
}

func TestHeadings(t *testing.T) {
	for text, level := range map[string]int{
		"第一部分 部门概况": 1, "一、主要职责": 2, "（二）收入情况": 3, "本年收入5万元。": 0, "一、本年收入共5万元，其中财政拨款5万元。": 0,
	} {
		pages, _ := composed(flow(text))
		if got := pages[0].Blocks[0].Level; got != level {
			t.Errorf("%s: level %d, want %d", text, got, level)
		}
	}
}

func TestLeftoversAreCounted(t *testing.T) {
	in := flow(1, "收入12.5万元", simple())
	in[0].Leftovers = []string{"旋转的 34"}
	in[0].Digits = 0
	pages, _ := composed(in)
	r := Sum(pages)
	if r.Leftover != 1 || r.InText != 1 || r.InTables != 2 || r.Total != 4 || r.Digits != r.DigitsPlaced+2 {
		t.Errorf("%+v", r)
	}
}

// letters counts every character that is not white space, where it went in
// and where it came out.
func letters(count map[rune]int, s string) {
	for _, r := range document.Squeeze(s) {
		count[r]++
	}
}

// checkNothingLost holds the promise of Compose against any input.
func checkNothingLost(t *testing.T, in []Page) {
	t.Helper()
	before, after := map[rune]int{}, map[rune]int{}
	for _, p := range in {
		for _, it := range p.Items {
			if it.Grid == nil {
				letters(before, it.Block.Text)
				continue
			}
			letters(before, it.Grid.Caption)
			for _, row := range it.Grid.Cells {
				for _, c := range row {
					letters(before, c.Text)
				}
			}
		}
	}
	pages, tables := composed(in)
	seen := map[int]bool{}
	for _, p := range pages {
		for _, b := range p.Blocks {
			letters(after, b.Text)
			if b.Kind == document.BlockTable {
				seen[b.Table] = true
			}
			if b.Table >= len(tables) {
				t.Fatalf("block of table %d of %d", b.Table, len(tables))
			}
		}
	}
	for i := range tables {
		tab := &tables[i]
		if !seen[i] || tab.Index != i {
			t.Errorf("table %d has no place", i)
		}
		if tab.Header > len(tab.Cells) {
			t.Errorf("table %d: header %d of %d rows", i, tab.Header, len(tab.Cells))
		}
		for r, row := range tab.Cells {
			if len(row) != tab.Columns() {
				t.Fatalf("table %d is not rectangular", i)
			}
			for c, cell := range row {
				letters(after, cell.Text)
				if o := tab.Origin(r, c); o.State == document.CellCovered {
					t.Errorf("table %d: origin of %d,%d is covered", i, r, c)
				}
			}
		}
		for _, row := range tab.Repeated {
			for _, c := range row {
				letters(after, c.Text)
			}
		}
	}
	if !maps.Equal(before, after) {
		t.Errorf("lost or doubled: %s", cmp.Diff(before, after))
	}
	for _, p := range pages {
		if p.Reading.Digits != p.Reading.DigitsPlaced || p.Reading.Total != p.Reading.InTables+p.Reading.InText {
			t.Errorf("page %d: %+v", p.Number, p.Reading)
		}
	}
}

// FuzzCompose reads pages from a small language: lines of text, lines of
// cells with "|" for grids, "%" for a new page, "#" for a broken span.
func FuzzCompose(f *testing.F) {
	f.Add("表1\n部门收支总表\n单位：万元\n项目|预算数\n合计|1.00\n%\n项目|预算数\n|续\n208|3\n注：说明1")
	f.Add("绩效目标表\n项目名称|甲|<\n主管部门|乙|^\n一级指标|二级指标|三级\n%\n- 2 -\n数量|<|5")
	f.Add("a|b|c\n1|#|3\n^|^|<\n%\n%\n#|#\n9|9\n\n1|2|3")
	f.Fuzz(func(t *testing.T, script string) {
		if len(script) > 4000 {
			return
		}
		checkNothingLost(t, parse(script))
	})
}

func parse(script string) []Page {
	pages := []Page{{Number: 1}}
	var g *Grid
	for _, line := range strings.Split(script, "\n") {
		p := &pages[len(pages)-1]
		if !strings.Contains(line, "|") {
			g = nil
			switch {
			case line == "%":
				pages = append(pages, Page{Number: len(pages) + 1, Height: 800})
			case line != "":
				p.Items = append(p.Items, Item{Block: document.Block{Text: line}})
			}
			continue
		}
		if g == nil {
			g = &Grid{Page: p.Number}
			p.Items = append(p.Items, Item{Grid: g})
		}
		var row []document.Cell
		for j, s := range strings.Split(line, "|") {
			c := document.Cell{State: document.CellText, Text: s, RowSpan: 1, ColSpan: 1}
			switch s {
			case "<":
				c = document.Cell{State: document.CellCovered, Origin: document.Ref{Row: len(g.Cells), Col: j - 1}}
				if j > 0 {
					row[j-1].ColSpan++
				}
			case "^":
				c = document.Cell{State: document.CellCovered, Origin: document.Ref{Row: len(g.Cells) - 1, Col: j}}
				if n := len(g.Cells); n > 0 && j < len(g.Cells[n-1]) {
					g.Cells[n-1][j].RowSpan++
				}
			case "#":
				c.RowSpan, c.ColSpan = 3, 5
			}
			row = append(row, c)
		}
		g.Cells = append(g.Cells, row)
	}
	return pages
}

func BenchmarkCompose(b *testing.B) {
	lines := []string{"编码|名称|合计|基本支出|项目支出"}
	for i := range 2000 {
		lines = append(lines, fmt.Sprintf("%d|科目%d|%d.00|1.00|2.00", 2010100+i, i, i))
	}
	for b.Loop() {
		composed(flow(1, "支出表", "单位：万元", table(lines...)))
	}
}

// composed is Compose without a limit.
func composed(pages []Page) ([]document.Page, []document.Table) {
	out, tables, err := Compose(context.Background(), pages)
	if err != nil {
		panic(err)
	}
	return out, tables
}
