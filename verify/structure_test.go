package verify_test

import (
	"slices"
	"testing"
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
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, findings := run(record("d", []textTable{table(tt.kind, "万元", tt.text)}))
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
