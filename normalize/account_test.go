package normalize

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/yusuan/yusuan/document"
)

// unexplained lists what is not explained of documents that were looked at, and
// why.
var unexplained = map[string][]string{}

// TestAccountCloses: every number of every table of real and of invented
// documents is explained.
func TestAccountCloses(t *testing.T) {
	for _, pattern := range []string{"../fixtures/*-*-*.*[fldx]", "../../shared/corpus/*.[pm]d*"} {
		t.Run(pattern, func(t *testing.T) {
			docs := read(t, pattern)
			for _, name := range slices.Sorted(maps.Keys(docs)) {
				rec := normalized(docs[name], Options{})
				t.Logf("%s: %+v", name, rec.Account())
				for _, why := range rec.Doubts {
					t.Errorf("%s: %s", name, why)
				}
				for i := range rec.Tables {
					tb := &rec.Tables[i]
					for _, u := range tb.Unexplained {
						if !slices.Contains(unexplained[name], u.Text) {
							t.Errorf("%s: %s (%s, page %d) row %d, column %d: %s %s", name, tb.Layout.Title, tb.Kind, u.Page, u.Row,
								u.Column, u.Text, u.Why)
						}
					}
					for _, why := range tb.Doubts {
						if !strings.Contains(why, "not explained") {
							t.Errorf("%s: %s (%s): %s", name, tb.Layout.Title, tb.Kind, why)
						}
					}
				}
			}
		})
	}
}

// TestMisplaced: an amount beside its place makes its table doubtful where
// another table, a sentence or a sum asks for it in its place. Of two tables
// that differ so either may be the one.
func TestMisplaced(t *testing.T) {
	const summary = `项目 | 预算数 | 项目 | 预算数
		---
		一、一般公共预算拨款收入 | %s | 一、社会保障和就业支出 | 5.00
		二、政府性基金预算拨款收入 | %s | 二、住房保障支出 | 1.00
		收入总计 | 6.00 | 支出总计 | 6.00`
	const appropriation = `项目 | 预算数 | 项目 | 预算数
		---
		一、一般公共预算拨款收入 | 6.00 | 一、社会保障和就业支出 | 5.00
		二、政府性基金预算拨款收入 |  | 二、住房保障支出 | 1.00
		收入总计 | 6.00 | 支出总计 | 6.00`
	for _, c := range []struct{ name, general, funds, want string }{
		{"in its place", "6.00", "", ""},
		{"a row lower", "", "6.00", "6.00 in row 2, column 1 may belong in row 1, column 1: 1 sums or sightings ask for it there"},
	} {
		t.Run(c.name, func(t *testing.T) {
			rec := recordOf(tableOf("部门收支总表", "万元", fmt.Sprintf(summary, c.general, c.funds)),
				tableOf("财政拨款收支总表", "万元", appropriation))
			if got := strings.Join(rec.Tables[0].Doubts, "; "); got != c.want || (c.want == "") != (len(rec.Tables[1].Doubts) == 0) {
				t.Errorf("%q, not %q; %v", got, c.want, rec.Tables[1].Doubts)
			}
		})
	}
}

// TestMissing: a table is doubtful where an amount stands in a line without a
// name or alone in its column, where a total or what another place prints is
// blank, and where characters have no meaning; what forms leave blank is right.
func TestMissing(t *testing.T) {
	const (
		sides = "项目 | 预算数 | 项目 | 预算数\n---\n一、拨款收入 | 6.00 | 一、教育支出 | 4.00\n二、事业收入 | 1.00 | "
		funds = "项目 | 合计 | 一般公共预算 | 政府性基金\n---\n合计 | 9.00 | 9.00 |\n因公出国（境）费 | 2.00 | 2.00 |\n" +
			"公务接待费 | 3.00 | 3.00 |\n公务用车运行费 | 4.00 | "
		codes = "科目编码 | 科目名称 | 合计\n---\n205 | 教育支出 | 9.00\n20502 | 普通教育 | "
		whole = "科目编码 | 科目名称 | 合计\n---\n205 | 教育支出 | 9.00\n20502 | 普通教育 | 9.00\n | 合计 | 9.00"
	)
	for _, c := range []struct{ name, title, table, want string }{
		{"two sides", "部门收支总表", sides + "二、住房支出 | 3.00\n收入总计 | 7.00 | 支出总计 | 7.00", ""},
		{"in a line without a name", "部门收支总表", sides + "二、住房支出 |\n上年结转 |  |  | 3.00\n收入总计 | 7.00 | 支出总计 | 7.00",
			"3.00 in row 3, column 3 stands below a line without an amount, in one without a name"},
		{"a line without a name below one with an amount", "部门收支总表",
			sides + "二、住房支出 | 3.00\n上年结转 |  |  |\n收入总计 | 7.00 | 支出总计 | 7.00", ""},
		{"in its column", "“三公”经费支出表", funds + "4.00 |", ""},
		{"alone in its column", "“三公”经费支出表", funds + " | 4.00",
			"4.00 in row 4, column 3 is alone in its column and may belong in column 2"},
		{"a total left blank", "部门收支总表", sides + "二、住房支出 | 3.00\n收入总计 | 7.00 | 支出总计 |",
			"an amount is missing in row 3, column 3: its parts are there"},
		{"printed elsewhere", "部门支出总表", codes + "\n | 合计 | 9.00",
			"an amount is missing in row 2, column 2: another place prints it"},
		{"a part of its code prints nothing", "部门支出总表", "科目编码 | 科目名称 | 合计\n---\n301 | 工资福利支出 | 9.00\n" +
			"30101 | 基本工资 | 4.00\n30102 | 津贴补贴 | 2.00\n30103 | 奖金 | \n | 合计 | 9.00",
			"no amount is printed in row 4: the parts of 9.00 come to 6"},
		{"one row lower", "部门收支总表", "项目 | 上年 | 本年\n---\n一、拨款收入 |  | \n二、事业收入 | 9.00 | 6.00\n" +
			"三、经营收入 |  | 2.00\n四、其他收入 |  | 1.00\n五、上年结转 |  | 7.00",
			"rows 1 and 2 print 0 and 2 amounts, all others 1: one may belong in the other row"},
		{"of few lines", "部门收支总表", "项目 | 上年 | 本年\n---\n一、拨款收入 |  | \n二、事业收入 | 9.00 | 6.00\n" +
			"三、经营收入 |  | 2.00", ""},
		{"the total of a line of its parts", "上年结转支出表", "项目 | 小计 | 基本支出 | 项目支出\n---\n总计 | 5.00 | 2.00 | 3.00\n" +
			"见习补贴 |  | 2.00 | 3.00", "an amount is missing in row 2, column 1: its parts are there"},
		{"nothing elsewhere", "部门支出总表", strings.ReplaceAll(codes, "20502", "20508") + "\n | 合计 | 9.00", ""},
		{"without a meaning", "部门支出总表", codes + "9.00\n | \ufffd\ufffd | 9.00", "2 characters have no meaning that the file tells"},
	} {
		t.Run(c.name, func(t *testing.T) {
			rec := recordOf(tableOf(c.title, "万元", c.table), tableOf("部门支出总表", "万元", whole))
			doubts := rec.Tables[0].Doubts
			if got, _, _ := strings.Cut(strings.Join(doubts, "; "), "; "); got != c.want {
				t.Errorf("%q, not %q", doubts, c.want)
			}
		})
	}
}

// TestBrokenFigures: what stands for an amount and is none is unexplained,
// whatever else its column prints.
func TestBrokenFigures(t *testing.T) {
	for _, c := range []struct{ name, row string }{
		{"cut after its point", "2080505 | 养老支出 | 84. | 24.00 | 60.00"},
		{"two under one another", "2080505 | 养老支出 | 1,084.00 1,084.00 | 1,024.00 | 60.00"},
		{"with the text after it", "2080505 | 养老支出 | 84.00 | 24.00（1）工资福利支出 | 60.00"},
		{"glued to its label", "2080505 | 养老支出84.00 | | 24.00 | 60.00"},
		{"in the place of a name", "2080505 | 1,084 | | 24.00 | 60.00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			rec := recordOf(tableOf("部门支出总表", "万元", "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出\n---\n"+
				"2080506 | 职业年金 | 12.00 | 11.00 | 1.00\n"+c.row))
			if len(rec.Tables[0].Unexplained) != 1 || len(rec.Tables[0].Doubts) == 0 {
				t.Errorf("unexplained: %v, doubts: %v", rec.Tables[0].Unexplained, rec.Tables[0].Doubts)
			}
		})
	}
}

// TestSevered: what may be the rest of a table, and was not joined to it, is
// doubted.
func TestSevered(t *testing.T) {
	header := [][]string{{"科目编码", "科目名称", "合计", "基本支出"}}
	first := grid("一般公共预算支出表", "万元", header, [][]string{{"201", "一般公共服务支出", "10.50", "10.50"}})
	for _, c := range []struct {
		name   string
		page   int
		second document.Table
		want   bool
	}{
		{"rest", 2, grid("", "", nil, [][]string{{"205", "教育支出", "3.20", "3.20"}}), true},
		{"a page between", 3, grid("", "", nil, [][]string{{"205", "教育支出", "3.20", "3.20"}}), false},
		{"other columns", 2, grid("", "", nil, [][]string{{"教育支出", "3.20"}}), false},
		{"a title", 2, grid("名单", "", nil, [][]string{{"205", "教育支出", "3.20", "3.20"}}), false},
		{"no amounts", 2, grid("", "", nil, [][]string{{"张三", "李四", "王五", "赵六"}}), false},
	} {
		one, two := first, c.second
		two.Index = 1
		one.Regions = []document.Region{{Page: 1}}
		two.Regions = []document.Region{{Page: c.page}}
		rec := normalized(&document.Document{ID: "d", Pages: []document.Page{{Number: 1}, {Number: 2}, {Number: 3}},
			Tables: []document.Table{one, two}}, Options{})
		got := strings.Contains(strings.Join(rec.Tables[1].Doubts, "\n"), "the rest of the table")
		if got != c.want {
			t.Errorf("%s: doubted %v; %v", c.name, got, rec.Tables[1].Doubts)
		}
	}
}

// TestSeveralCodes: codes of several lines that came into one cell are told of; one
// code that is torn is not.
func TestSeveralCodes(t *testing.T) {
	for code, want := range map[string]bool{"201": false, "20502\n01": false, "205\n20502\n2050202": true} {
		tb := grid("一般公共预算支出表", "万元", [][]string{{"科目编码", "科目名称", "合计"}},
			[][]string{{code, "教育支出", "10.50"}, {"208", "社会保障和就业支出", "3.20"}})
		rec := normalized(&document.Document{ID: "d", Pages: []document.Page{{}}, Tables: []document.Table{tb}}, Options{})
		if got := len(rec.Tables[0].Unexplained) > 0; got != want {
			t.Errorf("%q is unexplained: %v", code, got)
		}
	}
}

// TestDoubtedPages: amounts that stand in lines as those of tables are, and in no
// table, and letters that no Chinese text has make a document doubtful; amounts of
// sentences and of charts do not.
func TestDoubtedPages(t *testing.T) {
	block := func(x, y float64, text string) document.Block {
		return document.Block{Kind: document.BlockParagraph, Text: text,
			Box: document.Box{X0: x, X1: x + 50, Y0: y, Y1: y + 10}}
	}
	for name, c := range map[string]struct {
		blocks []document.Block
		want   bool
	}{
		"a line of a table":         {[]document.Block{block(50, 100, "收入总计"), block(300, 101, "411.62")}, true},
		"the number of a document":  {[]document.Block{block(50, 100, "预算公开"), block(300, 101, "20250124.18")}, false},
		"a sentence":                {[]document.Block{block(50, 100, "收入总计411.62万元。"), block(50, 120, "支出总计411.62万元。")}, false},
		"a font that tells wrongly": {[]document.Block{block(50, 100, "按ß能分类的支出")}, true},
		"foreign and other letters": {[]document.Block{block(50, 100, "PM2.5超标，Ⅲ类水，α粒子，№3，René，㎡数")}, false},
		"a chart":                   {[]document.Block{block(50, 100, "411.62"), block(90, 140, "300.22")}, false},
	} {
		doc := &document.Document{ID: "d", Pages: []document.Page{{Number: 1, Blocks: c.blocks}}}
		if got := len(normalized(doc, Options{}).Doubts) > 0; got != c.want {
			t.Errorf("%s: doubtful %v", name, got)
		}
	}
}

// TestStepsOfCodes: a part of a code that stands over several columns of such parts is
// told of, as it may be of any of them; a whole one is not.
func TestStepsOfCodes(t *testing.T) {
	for part, want := range map[string]bool{"02": true, "20502": false} {
		tb := grid("一般公共预算支出表", "万元", [][]string{{"类", "款", "项", "科目名称", "合计"}},
			[][]string{{"205", "", "", "教育支出", "10.50"}, {part, "", "", "普通教育", "10.50"}})
		for i := 1; i < 3; i++ {
			tb.Cells[i][0].ColSpan = 3
			for j := 1; j < 3; j++ {
				tb.Cells[i][j] = document.Cell{State: document.CellCovered, Origin: document.Ref{Row: i}}
			}
		}
		rec := normalized(&document.Document{ID: "d", Pages: []document.Page{{}}, Tables: []document.Table{tb}}, Options{})
		if got := len(rec.Tables[0].Unexplained) > 0; got != want {
			t.Errorf("%q is unexplained: %v", part, got)
		}
	}
}

// TestToldApart: columns that nothing tells apart are doubted, and amounts beside
// several lines where rulings are missing.
func TestToldApart(t *testing.T) {
	body := [][]string{{"201", "一般公共服务支出", "10.50", "8.50", "2.00"}, {"205", "教育支出", "3.20", "3.20", ""}}
	plain := func() document.Table {
		return grid("一般公共预算支出表", "万元", [][]string{{"科目编码", "科目名称", "合计", "基本支出", "项目支出"}}, body)
	}
	oneHead := func(columns int) document.Table {
		tb := plain()
		tb.Cells[0][2].ColSpan = columns
		for j := 3; j < 2+columns; j++ {
			tb.Cells[0][j] = document.Cell{State: document.CellCovered, Origin: document.Ref{Col: 2}}
		}
		return tb
	}
	beside := func(m document.Method) document.Table {
		tb := plain()
		tb.Method = m
		tb.Cells[1][4].RowSpan = 2
		tb.Cells[2][4] = document.Cell{State: document.CellCovered, Origin: document.Ref{Row: 1, Col: 4}}
		return tb
	}
	blank := oneHead(2)
	for i := 1; i < len(blank.Cells); i++ {
		blank.Cells[i][3] = document.Cell{RowSpan: 1, ColSpan: 1}
	}
	numbered := oneHead(3)
	numbered.Header = 2
	numbered.Cells = slices.Insert(numbered.Cells, 1, grid("", "", nil, [][]string{{"栏次", "", "1", "2", "3"}}).Cells[0])
	ofMethod := func(m document.Method, head ...string) document.Table {
		tb := grid("一般公共预算支出表", "万元", [][]string{head}, [][]string{{"201", "一般公共服务支出", "", "8.50"},
			{"205", "教育支出", "", "3.20"}})
		tb.Method = m
		return tb
	}
	crowded := ofMethod(document.MethodAligned, "科目编码", "科目名称", "基本支出", "项目支出 上年结转")
	crowded.Cells[0][3].Apart = true
	nothing := grid("", "", nil, [][]string{{"", "8.50", "3.20", "2.00"}})
	for _, c := range []struct {
		name, want string
		table      document.Table
	}{
		{"each its head", "", plain()},
		{"two heads over one column", "two heads", crowded},
		{"a head beside its column", "no head", ofMethod(document.MethodAligned, "科目编码", "科目名称", "合计", "")},
		{"a blank head, as ruled", "", ofMethod(document.MethodRuled, "科目编码", "科目名称", "合计", "")},
		{"figures of nothing", "has a name", nothing},
		{"one head", "have one head", oneHead(3)},
		{"one head over numbers of columns", "have one head", numbered},
		{"one head, and amounts below a part of it", "", blank},
		{"beside several lines", "beside several lines", beside(document.MethodPartial)},
		{"beside several lines, as ruled", "", beside(document.MethodRuled)},
	} {
		rec := normalized(&document.Document{ID: "d", Pages: []document.Page{{}}, Tables: []document.Table{c.table}}, Options{})
		var told []string
		for _, why := range rec.Tables[0].Doubts {
			if strings.Contains(why, "head") || strings.Contains(why, "several lines") || strings.Contains(why, "has a name") {
				told = append(told, why)
			}
		}
		if got := strings.Join(told, "; "); c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: doubts %q, want %q", c.name, got, c.want)
		}
	}
}
