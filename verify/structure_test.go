package verify_test

import (
	"slices"
	"testing"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// TestStructures: what the structure of a table makes certain is held, however
// the form words it, and what it leaves open accuses nobody.
func TestStructures(t *testing.T) {
	for _, tt := range []struct {
		name, kind, text string
		want             []string // the rules of the findings
	}{
		{"a total of the three public expenses by another name", "three_public", `
			年度|“三公”经费财政拨款预算总额|因公出国（境）费用|公务接待费|公务用车购置和运行维护费|公务用车购置和运行维护费|公务用车购置和运行维护费
			年度|“三公”经费财政拨款预算总额|因公出国（境）费用|公务接待费|小计|购置费|运行维护费
			---
			2025年|15.00|1.00|2.00|12.00|8.00|4.00
			2026年|8.00|1.00|3.00|5.00|0.00|5.00`, []string{"columns_total"}},
		{"conferences and training beside the three public expenses", "three_public", `
			“三公”经费合计|因公出国（境）费|公务用车购置及运行费|公务用车购置及运行费|公务用车购置及运行费|公务接待费|会议费|培训费
			“三公”经费合计|因公出国（境）费|小计|公务用车购置费|公务用车运行费|公务接待费|会议费|培训费
			---
			7.50|0.00|5.00|0.00|5.00|2.50|2.00|6.00`, nil},
		{"a total that stands where lines have their number", "procurement", `
			序号|采购项目名称|采购金额
			---
			合计||57.00
			1|办公设备|10.00
			2|检验设备|22.00
			3|检验服务|43.00`, []string{"rows_total"}},
		{"the same below", "project_expenditure", `
			序号|项目名称|金额
			---
			1|巡查经费|10.00
			2|检验经费|22.00
			合计||57.00`, []string{"rows_total"}},
		{"parts are more than the total, whatever the blank one is", "expenditure", `
			科目编码|科目名称|项目支出|项目支出|项目支出
			科目编码|科目名称|小计|一般性项目|专项资金
			---
			205|教育支出|6.30|6.60|
			210|卫生健康支出|9.00|7.00|2.00
			211|节能环保支出|4.00|3.00|1.00
			213|农林水支出|4.00|4.00|0.00`, []string{"columns_total"}},
		{"parts are less than the total, and one is blank", "expenditure", `
			科目编码|科目名称|项目支出|项目支出|项目支出
			科目编码|科目名称|小计|一般性项目|专项资金
			---
			205|教育支出|6.60|6.30|
			210|卫生健康支出|9.00|7.00|2.00
			211|节能环保支出|4.00|4.00|0.00`, nil},
		{"parts are more than the total where some are below zero", "expenditure", `
			科目编码|科目名称|项目支出|项目支出|项目支出
			科目编码|科目名称|小计|一般性项目|专项资金
			---
			205|教育支出|6.30|6.60|
			210|卫生健康支出|9.00|11.00|-2.00
			211|节能环保支出|4.00|4.00|0.00`, nil},
		{"units under their department by code", "revenue", `
			单位编码|单位名称|合计|财政拨款收入|其他收入
			---
			|合计|30.00|25.00|5.00
			301|某某局|30.00|25.00|5.00
			301001|某某局机关|20.00|17.00|3.00
			301002|某某中心|10.00|9.00|1.00`, []string{"rows_group", "rows_group"}},
		{"projects under their kind, and units", "project_expenditure", `
			单位（项目）编码|单位（项目）名称|金额
			---
			|合计|30.00
			301|某某局|30.00
			301001|某某局机关|30.00
			|专用项目|30.00
			|巡查经费|12.00
			|宣传经费|8.00
			|设备购置|16.00`, []string{"rows_group"}},
		{"units beside the department's own line", "revenue", `
			单位编码|单位名称|合计|财政拨款收入
			---
			|合计|45.00|40.00
			301|某某局本级|15.00|13.00
			301001|某某站|20.00|18.00
			301002|某某中心|10.00|9.00`, nil},
		{"codes of classes are none of units", "expenditure", `
			科目编码|单位编码|单位（科目名称）|合计
			---
			|301|某某局|30.00
			205|301001|教育支出|20.00
			210|301001|卫生健康支出|10.00`, nil},
		{"lines of codes under their unit", "expenditure", `
			科目编码|单位编码|单位（科目名称）|合计
			---
			||合计|35.00
			|301|某某局|35.00
			2050101|301001|行政运行|20.00
			2100101|301001|行政运行|10.00`, []string{"rows_code"}},
		{"a group whose lines are blank in its column", "procurement", `
			采购类别|采购项目|资金性质|金额
			---
			货物|||20.00
			|试剂|一般公共预算|12.00
			|设备|一般公共预算|9.00
			服务|||18.00
			|物业|一般公共预算|18.00
			合计|||38.00`, []string{"rows_group"}},
		{"a total over groups that are the sums of their lines", "procurement", `
			采购类别|采购项目|资金性质|金额
			---
			货物|||20.00
			|试剂|一般公共预算|12.00
			|设备|一般公共预算|8.00
			服务|||18.00
			|物业|一般公共预算|18.00
			合计|||83.00`, []string{"rows_total"}},
		{"groups of which only some lines are listed", "procurement", `
			采购类别|采购项目|资金性质|金额
			---
			货物|||20.00
			|试剂|一般公共预算|12.00
			服务|||18.00
			|物业|一般公共预算|11.00
			合计|||38.00`, nil},
		{"a list with a numbered sum at its head", "three_public", `
			项目|行次|预算数|决算数
			---
			一、“三公”经费支出|1|—|—
			（一）支出合计|2|40.00|36.00
			1．因公出国（境）费|3|0.00|0.00
			2．公务用车购置及运行维护费|4|30.00|29.00
			（1）公务用车购置费|5|0.00|0.00
			（2）公务用车运行维护费|6|30.00|29.00
			3．公务接待费|7|10.00|9.00
			二、机关运行经费|8|—|120.00
			（一）行政单位|9|—|120.00`, []string{"three_public_total"}},
		{"what is carried over, by budget", "appropriation_summary", `
			收入|收入|支出|支出
			项目|金额|项目|金额
			---
			一、一般公共预算财政拨款|70.00|一、教育支出|77.00
			二、政府性基金预算财政拨款|10.00|二、住房保障支出|13.00
			本年收入合计|80.00|本年支出合计|90.00
			年初财政拨款结转和结余|12.00|年末财政拨款结转和结余|2.00
			一、一般公共预算财政拨款|7.00||
			二、政府性基金预算财政拨款|4.00||
			总计|92.00|总计|92.00`, []string{"rows_outline"}},
		{"what is carried over, by budgets without numbers", "appropriation_summary", `
			收入|收入|支出|支出
			项目|金额|项目|金额
			---
			一、一般公共预算财政拨款|70.00|一、教育支出|77.00
			二、政府性基金预算财政拨款|10.00|二、住房保障支出|13.00
			本年收入合计|80.00|本年支出合计|90.00
			年初财政拨款结转和结余|12.00|年末财政拨款结转和结余|2.00
			一般公共预算财政拨款|7.00||
			政府性基金预算财政拨款|4.00||
			总计|92.00|总计|92.00`, []string{"rows_outline"}},
		{"budgets without numbers under a numbered line", "appropriation_summary", `
			项目|预算数
			---
			一、本年收入|70.00
			一般公共预算拨款收入|65.00
			政府性基金预算拨款收入|5.00
			二、上年结转|8.00
			一般公共预算拨款收入|6.00
			政府性基金预算拨款收入|1.00
			收入总计|78.00`, []string{"rows_outline"}},
		{"a formula in a note", "other", `
			项目|资产总额|流动资产|固定资产|固定资产|对外投资/有价证券
			项目|资产总额|流动资产|房屋|车辆|对外投资/有价证券
			---
			合计|80.00|30.00|20.00|11.00|9.00`, []string{"columns_formula"}},
		{"the three public expenses and their parts beside conferences", "three_public", `
			单位|合计|“三公”经费|因公出国（境）费|公务接待费|公务用车购置费|公务用车运行费|会议费
			---
			甲站|10.00|7.00|0.00|2.00|0.00|5.00|3.00`, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rec := record("d", []textTable{table(tt.kind, "万元", tt.text)})
			rec.Tables[0].Layout.Notes = []string{"注：资产总额＝流动资产＋固定资产＋对外投资／有价证券。"}
			_, findings := run(rec)
			var got []string
			for _, f := range findings {
				got = append(got, f.Rule)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
				for _, f := range findings {
					t.Log(f.MessageZH)
				}
			}
		})
	}
}

// TestNaming: one table that calls a code, or the organization, otherwise than
// all others is pointed at; a name that stands elsewhere too is one of its own.
func TestNaming(t *testing.T) {
	fact := func(table, code, name string) []string {
		return []string{table, "expenditure", name, "10.00万元", code, "", "all"}
	}
	facts := func(last string) (out [][]string) {
		for _, table := range []string{"000", "001", "002"} {
			for code, name := range map[string]string{"205": "教育支出", "208": "社会保障和就业支出", "221": "住房保障支出"} {
				out = append(out, fact(table, code, name))
			}
		}
		return append(out, fact("000", "210", "卫生健康支出"), fact("001", "210", "卫生健康支出"), fact("002", "210", last))
	}
	tables := []textTable{{Title: "甲表"}, {Title: "乙表"}, {Title: "丙表"}, {Title: "丁表"}}
	for name, want := range map[string]int{"卫生健康支出": 0, "医疗卫生与计划生育支出": 1, "卫生健康": 0} {
		if _, findings := ofRule(doc{facts: facts(name), tables: tables}.record(), "code_name"); len(findings) != want {
			t.Errorf("%s: %+v", name, findings)
		}
	}
	for _, tt := range []struct {
		last string
		text []string
		want int
	}{
		{"单位名称：云州市青屏区水务局", nil, 0},
		{"单位名称：云州市青屏区林业局", nil, 1},
		{"单位名称：云州市青屏区林业局", []string{"单位名称：云州市青屏区林业局", "下属单位为云州市青屏区林业局。"}, 0},
		{"单位名称：云州市青屏区水务局（本级）", nil, 0},
	} {
		d := doc{tables: tables, text: tt.text, with: func(r *schema.Record) {
			for i := range r.Tables {
				r.Tables[i].Layout.Organization, r.Tables[i].Kind = "单位名称：云州市青屏区水务局", schema.Expenditure
			}
			r.Tables[3].Layout.Organization = tt.last
		}}
		if _, findings := ofRule(d.record(), "organization"); len(findings) != tt.want {
			t.Errorf("%s: %+v", tt.last, findings)
		}
	}
}

// TestLineNamed: a line that is off by as much in its total as in a column is
// the one that is wrong, and named first in both.
func TestLineNamed(t *testing.T) {
	_, findings := run(record("d", []textTable{table("expenditure", "万元", `
		科目编码|科目名称|合计|基本支出|项目支出
		---
		|合计|5000.00|2000.00|3000.00
		213|农林水支出|4500.00|1500.00|3000.00
		2130301|行政运行|1500.00|1500.00|
		2130305|水利工程建设|2990.00||2990.00
		208|社会保障和就业支出|500.00|500.00|
		2080501|行政单位离退休|500.00|500.00|`)}))
	if len(findings) != 2 {
		t.Fatalf("%d findings", len(findings))
	}
	for _, f := range findings {
		if f.Evidence[0].Text != "2990.00" || f.Expected != "3000.00" {
			t.Errorf("%s", f.MessageEN)
		}
	}
}

// TestUnsure: a figure that may belong to another line or column accuses
// nobody for certain.
func TestUnsure(t *testing.T) {
	broken := table("expenditure", "万元", `
		科目编码|科目名称|合计
		---
		208|社会保障和就业支出|9.00
		20801|人力资源和社会保障管理事务|5.00
		20805|行政事业单位养老支出|6.00
		210|卫生健康支出|8.00
		21011|行政事业单位医疗|8.00`)
	for _, tt := range []struct {
		name string
		make func(*schema.Table)
		want schema.Severity
	}{
		{"ruled", func(t *schema.Table) { t.Layout.Method = document.MethodRuled }, schema.SeverityError},
		{"markup", func(t *schema.Table) { t.Layout.Method = document.MethodMarkup }, schema.SeverityError},
		{"some rulings", func(t *schema.Table) { t.Layout.Method = document.MethodPartial }, schema.SeverityWarning},
		{"no rulings", func(t *schema.Table) { t.Layout.Method = document.MethodAligned }, schema.SeverityWarning},
		{"no known kind", func(t *schema.Table) { t.Kind = schema.OtherTable }, schema.SeverityWarning},
		{"recognised", func(t *schema.Table) { t.Layout.Cells[2][2].Confidence = 0.9 }, schema.SeverityWarning},
	} {
		rec := record("d", []textTable{broken})
		tt.make(&rec.Tables[0])
		_, findings := run(rec)
		if len(findings) != 1 || findings[0].Severity != tt.want {
			t.Errorf("%s: %+v", tt.name, findings)
		}
	}
}
