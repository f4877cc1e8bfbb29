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
