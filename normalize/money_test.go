package normalize

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestMoney: which way amounts flow, whose money they are, and whether words
// say so.
func TestMoney(t *testing.T) {
	for name, c := range map[string]struct {
		title, text string
		want        []string
	}{
		"a fund beside its kinds of revenue": {"收入预算总表", `
			项目 | 项目 | 金额
			---
			财政专户管理资金 | 小计 | 5.00
			财政专户管理资金 | 其他非税收入 | 5.00
			收入总计 | | 5.00`,
			[]string{"5.00 revenue special_account printed", "5.00 revenue special_account printed 其他非税收入",
				"5.00 revenue all inferred"}},
		"what spending is paid from": {"部门支出总表", `
			科目编码 | 科目名称 | 合计 | 财政拨款 | 事业收入 | 上年结转
			---
			 | 合计 | 6.00 | 3.00 | 2.00 | 1.00
			205 | 教育支出 | 6.00 | 3.00 | 2.00 | 1.00`,
			[]string{"6.00 expenditure all inferred with_carryover", "3.00 expenditure fiscal_appropriation printed",
				"2.00 expenditure business printed", "1.00 expenditure carryover printed carryover_in",
				"6.00 expenditure all inferred with_carryover", "3.00 expenditure fiscal_appropriation printed",
				"2.00 expenditure business printed", "1.00 expenditure carryover printed carryover_in"}},
		"what came in beside what was spent": {"政府性基金预算财政拨款收入支出决算表", `
			科目名称 | 年初结转和结余 | 本年收入 | 本年支出 | 年末结转和结余
			---
			合计 | 1.00 | 5.00 | 4.00 | 2.00`,
			[]string{"1.00 revenue government_funds printed carryover_in", "5.00 revenue government_funds printed",
				"4.00 expenditure government_funds printed", "2.00 balance government_funds printed carryover_out"}},
		"the fund of a row in words": {"政府采购预算表", `
			项目名称 | 采购品目 | 金额 | 资金来源
			---
			法治宣传 | 宣传服务 | 3.00 | 一般公共预算
			设备更新 | 台式计算机 | 2.00 | 一般公共预算、单位资金`,
			[]string{"3.00 expenditure general_public_budget printed procurement/宣传服务",
				"2.00 expenditure all inferred procurement/台式计算机"}},
		"carried over within a kind of spending only": {"支出预算总表", `
			科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 | 项目支出
			科目编码 | 科目名称 | 合计 | 基本支出 | 小计 | 其中：上年结转
			---
			 | 合计 | 9.00 | 5.00 | 4.00 | 1.00`,
			[]string{"9.00 expenditure all inferred", "5.00 expenditure all inferred", "4.00 expenditure all inferred",
				"1.00 expenditure carryover printed carryover_in"}},
		"beside the three public expenses": {"一般公共预算安排的行政经费及“三公”经费预算表", `
			项目 | 预算数
			---
			行政经费 | 90.00
			“三公”经费 | 12.00`,
			[]string{"90.00 expenditure general_public_budget printed 行政经费",
				"12.00 expenditure general_public_budget printed three_public"}},
		"numbers of columns below the parts of a code": {"支出决算表", `
			项目 | 项目 | 本年支出合计 | 基本支出
			科目代码 | 科目名称 | 本年支出合计 | 基本支出
			---
			类款项 | 栏次 | 1 | 2
			 | 合计 | 8.00 | 5.00`,
			[]string{"8.00 expenditure all inferred", "5.00 expenditure all inferred"}},
		"a total of another unit": {"政府采购预算明细表", `
			单位名称 | 采购类别 | 金额
			---
			甲县某局 | 合计 | 3.00
			甲县某局 | 服务 | 3.00
			甲县某中心 | 合计 | 2.00
			甲县某中心 | 工程 | 2.00`,
			[]string{"3.00 expenditure all inferred procurement", "3.00 expenditure all inferred procurement_services",
				"2.00 expenditure all inferred procurement", "2.00 expenditure all inferred procurement_works"}},
	} {
		t.Run(name, func(t *testing.T) {
			rec := recordOf(tableOf(c.title, "万元", c.text))
			var got []string
			for i := range rec.Facts {
				f := &rec.Facts[i]
				got = append(got, strings.TrimSpace(strings.Join([]string{f.Amount.Text, string(f.Flow), string(f.Fund),
					string(f.FundSource), string(f.Item)}, " ")))
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestNames: the names of codes are those of the fiscal year, or what is
// printed beside a code that nobody knows.
func TestNames(t *testing.T) {
	rec := recordOf(tableOf("支出预算总表", "万元", `
		科目编码 | 科目名称 | 部门经济科目编码 | 部门经济科目名称 | 合计
		---
		2050204 | 高中 | 30201 | 办公费 | 1.00
		2059877 | 不知道的教育支出 | | | 2.00`))
	var got []string
	for i := range rec.Facts {
		got = append(got, rec.Facts[i].FunctionName+" "+rec.Facts[i].EconomicName)
	}
	if d := cmp.Diff([]string{"高中教育 办公费", "不知道的教育支出 "}, got); d != "" {
		t.Error(d)
	}
	if f := (&codes{byCode: map[string][]codeEntry{"201": {{name: "旧名", to: 2018}, {name: "新名", from: 2019}}}}); f.official("201",
		2017) != "旧名" || f.official("201", 2024) != "新名" || f.official("201", 0) != "新名" || f.official("999", 2024) != "" {
		t.Error("the name of another year")
	}
}
