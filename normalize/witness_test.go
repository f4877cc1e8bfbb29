package normalize

import (
	"slices"
	"strings"
	"testing"

	"github.com/yusuan/yusuan/document"
)

// TestWitness: what the shape of a table says against its reading makes it doubtful,
// and what forms are printed like does not.
func TestWitness(t *testing.T) {
	const body = "20502 | 普通教育 | 9.00 | 6.00 | 3.00\n20503 | 职业教育 | 4.00 | 4.00 |\n20504 | 成人教育 | 2.00 | 2.00 |"
	const heads = "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出\n---\n"
	for _, c := range []struct{ name, title, table, want string }{
		{"as it is printed", "部门支出总表", heads + body, ""},
		{"a column without a head", "部门支出总表", "科目编码 | 科目名称 | 合计 | | 项目支出\n---\n" + body,
			"column 3 holds amounts and has no head"},
		{"of no known kind", "村级情况", "村名 | | 补助\n---\n东村 | 9.00 | 6.00\n西村 | 4.00 | 4.00\n南村 | 2.00 | 2.00",
			"column 1 holds amounts and has no head"},
		{"no head at all", "村级情况", "---\n东村 | 9.00 | 6.00\n西村 | 4.00 | 4.00\n南村 | 2.00 | 2.00",
			"no column of amounts has a head"},
		{"a list of two columns", "村级情况", "---\n东村 | 9.00\n西村 | 4.00\n南村 | 2.00", ""},
		{"a name torn off", "部门支出总表", heads + strings.Replace(body, "\n20503", "\n | （含学前教育） | | |\n20503", 1),
			"row 2 has a name alone, and may be the rest of the line above"},
		{"names without codes", "部门支出总表", heads + strings.ReplaceAll(body, "2050", "农") + "\n | 其他 | | |\n | 另有 | | |", ""},
		{"a line without amounts", "部门支出总表", heads + body + "\n20505 | 广播电视教育 | | |", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			doubts := recordOf(tableOf(c.title, "万元", c.table)).Tables[0].Doubts
			if (c.want == "") != (len(doubts) == 0) || c.want != "" && !slices.Contains(doubts, c.want) {
				t.Errorf("%q, not %q", doubts, c.want)
			}
		})
	}
}

// TestRestOfTable: a table on the page after another one is doubted where it may be
// the rest of that one, by its lines or by its heads.
func TestRestOfTable(t *testing.T) {
	const (
		first = "地区 | 合计 | 教育\n---\n全市 | 9.50 | 6.50\n东区 | 5.00 | 4.00\n西区 | 4.50 | 2.50"
		heads = "it has the heads of the table before, and may be the rest of its lines"
		lines = "it has the lines of the table before, and may be the rest of its columns"
	)
	total := strings.Replace(first, "全市", "合计", 1)
	for _, c := range []struct{ name, first, title, second, want string }{
		{"other columns of the same lines", first, "", "地区 | 卫生 | 农业\n---\n全市 | 3.50 | 0.50\n东区 | 1.00 | 0.50\n西区 | 2.50 |", lines},
		{"with a title", first, "转移支付项目表", "地区 | 卫生 | 农业\n---\n全市 | 3.50 | 0.50\n东区 | 1.00 | 0.50\n西区 | 2.50 |", ""},
		{"other lines", first, "", "地区 | 卫生 | 农业\n---\n南区 | 3.50 | 0.50\n北区 | 1.00 | 0.50\n中区 | 2.50 |", ""},
		{"more lines under the same heads", total, "转移支付情况", "地区 | 合计 | 教育\n---\n南区 | 3.50 | 0.50\n北区 | 1.00 | 0.50", heads},
		{"another table like it", total, "转移支付情况", total, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			one, two := tableOf("转移支付情况", "万元", c.first), tableOf(c.title, "", c.second)
			two.Index = 1
			one.Regions, two.Regions = []document.Region{{Page: 1}}, []document.Region{{Page: 2}}
			rec := normalized(&document.Document{ID: "d", Pages: []document.Page{{Number: 1}, {Number: 2}},
				Tables: []document.Table{one, two}}, Options{})
			if doubts := rec.Tables[1].Doubts; c.want != "" && !slices.Contains(doubts, c.want) || c.want == "" &&
				slices.ContainsFunc(doubts, func(s string) bool { return strings.Contains(s, "table before") }) {
				t.Errorf("%q, not %q", doubts, c.want)
			}
		})
	}
}

// TestUntabled: lines of names and amounts in the text of a page are a table that was
// not seen; contents, sentences and telephone numbers are not.
func TestUntabled(t *testing.T) {
	for _, c := range []struct {
		name  string
		lines []string
		want  bool
	}{
		{"leaders", []string{"增值税……39,671", "企业所得税……47,766", "个人所得税……15,583"}, true},
		{"several amounts", []string{"教育支出 930.45 620.30", "卫生支出 66.60 66.60", "农业支出 12.00"}, true},
		{"whole ones", []string{"一、税收收入 400081", "增值税 139671", "资源税 47766"}, true},
		{"two lines", []string{"增值税……39,671", "企业所得税……47,766", "以上均为决算数。"}, false},
		{"contents", []string{"第一部分 概况……1", "第二部分 预算表……3", "第三部分 情况说明……15"}, false},
		{"sentences", []string{"收入总计1,024.50万元。", "支出总计1,024.50万元。", "结余0.00万元。"}, false},
		{"years", []string{"编制日期 2024", "批复日期 2025", "公开日期 2025"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			page := document.Page{Number: 1}
			for _, s := range c.lines {
				page.Blocks = append(page.Blocks, document.Block{Kind: document.BlockParagraph, Text: s, Table: -1})
			}
			rec := normalized(&document.Document{ID: "d", Pages: []document.Page{page}}, Options{})
			if got := strings.Contains(rec.Doubtful(), "in no table"); got != c.want {
				t.Errorf("doubted %v: %q", got, rec.Doubtful())
			}
		})
	}
}
