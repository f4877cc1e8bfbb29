package verify_test

import (
	"testing"

	"github.com/yusuan/yusuan/schema"
)

// TestComparisons: columns worked out from others, in the ways headers name
// what from; what the header leaves open accuses nobody.
func TestComparisons(t *testing.T) {
	for _, tt := range []struct {
		name, rule, text string
		want             map[schema.Outcome]int
	}{
		{"the later year may stand first", "columns_change", `
			单位|2025年决算数|2024年决算数|增减额
			---
			甲站|14.75|12.05|2.70
			乙站|5.50|8.00|-2.60`, map[schema.Outcome]int{schema.Exact: 1, schema.Inconsistent: 1}},
		{"last year's stage is the one that is spoken of", "columns_change", `
			单位|2024年预算数|2024年执行数|2025年预算数|2025年预算数比2024年执行数增减额
			---
			甲站|10.00|12.05|14.75|2.70
			乙站|9.00|8.00|5.50|-2.51`, map[schema.Outcome]int{schema.Exact: 1, schema.Rounding: 1}},
		{"by kinds of money", "columns_change", `
			单位|2024年|2024年|2025年|2025年|增减变化|增减变化
			单位|会议费|培训费|会议费|培训费|会议费|培训费
			---
			甲站|1.00|2.00|3.00|5.00|2.00|3.00
			乙站|4.00|1.00|3.50|1.00|-0.50|1.00`, map[schema.Outcome]int{schema.Exact: 3, schema.Inconsistent: 1}},
		{"changes without their sign", "columns_change", `
			单位|2024年预算数|2025年预算数|增减额
			---
			甲站|12.05|14.75|2.70
			乙站|8.00|5.50|2.50`, map[schema.Outcome]int{schema.Exact: 1, schema.NotCheckable: 1}},
		{"no years, and two lines do not say which is which", "columns_change", `
			单位|预算数|决算数|差额
			---
			甲站|12.00|14.00|7.00
			乙站|8.00|5.00|9.00`, map[schema.Outcome]int{schema.NotCheckable: 2}},
		{"the lines say which is which", "columns_change", `
			单位|预算数|决算数|差额
			---
			甲站|12.00|14.00|2.00
			丙站|15.00|18.00|3.00
			丁站|9.00|4.00|-5.00
			乙站|8.00|5.00|-2.00`, map[schema.Outcome]int{schema.Exact: 3, schema.Inconsistent: 1}},
		{"a base of nothing", "columns_rate", `
			单位|上年预算数|本年预算数|增长率
			---
			甲站|0.00|14.75|100%
			乙站|8.00|5.50|31.25%
			丙站|8.00|5.50|-31.25%`, map[schema.Outcome]int{schema.NotCheckable: 1, schema.Exact: 1, schema.Inconsistent: 1}},
		{"rates as fractions", "columns_completion", `
			项目|调整预算|实际支出|执行率
			---
			甲|12.00|9.00|0.75
			乙|20.00|10.00|0.50
			丙|40.00|10.00|0.28`, map[schema.Outcome]int{schema.Exact: 2, schema.Inconsistent: 1}},
		{"completion of the adjusted budget", "columns_completion", `
			项目|年初预算|调整预算|决算|完成率
			---
			甲|10.00|12.00|9.00|75.00%
			乙|16.00|20.00|10.00|50.00%
			丙|30.00|40.00|10.00|28.00%`, map[schema.Outcome]int{schema.Exact: 2, schema.Inconsistent: 1}},
		{"completion of a budget that is not printed", "columns_completion", `
			项目|年初预算数|决算数|完成调整预算%
			---
			甲|10.00|9.00|75.00
			乙|16.00|10.00|50.00`, nil},
		{"what else was there to spend", "columns_completion", `
			项目|上年结转|本年预算数|支出数|执行率
			---
			甲|2.00|10.00|9.00|75.00%
			乙|4.00|16.00|10.00|50.00%`, map[schema.Outcome]int{schema.NotCheckable: 2}},
		{"in percent of the year before", "columns_completion", `
			项目|2024年执行数|2025年预算数|2025年预算数为2024年执行数的%
			---
			甲|10.00|9.00|90.00
			乙|16.00|20.00|120.00`, map[schema.Outcome]int{schema.Exact: 1, schema.Inconsistent: 1}},
		{"in percent of the year before, for short", "columns_rate", `
			项目|上年决算数|本年决算数|为上年%
			---
			甲|10.00|9.00|90.00
			乙|16.00|20.00|125.00`, nil},
		{"the prior year is not printed", "columns_change", `
			单位|2025年预算数|项目数|比上年增减额
			---
			甲站|14.75|3|2.70
			乙站|5.50|2|1.10`, nil},
		{"shares of the total", "columns_share", `
			单位|金额|占比
			---
			甲站|60.00|75.00%
			乙站|12.00|15.00%
			丙站|8.00|20.00%
			合计|80.00|100.00%`, map[schema.Outcome]int{schema.Exact: 2, schema.Inconsistent: 1}},
		{"shares of something else", "columns_share", `
			单位|金额|占比
			---
			甲站|60.00|62.00%
			乙站|12.00|25.00%
			丙站|8.00|20.00%
			合计|80.00|100.00%`, map[schema.Outcome]int{schema.NotCheckable: 3}},
		{"a cut off rate", "columns_rate", `
			单位|2024年|2025年|增长%
			---
			甲站|600.00|704.00|17.33
			乙站|600.00|706.00|17.66`, map[schema.Outcome]int{schema.Exact: 1, schema.Rounding: 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			checks, _ := ofRule(record("d", []textTable{table("other", "万元", tt.text)}), tt.rule)
			got := map[schema.Outcome]int{}
			for _, c := range checks {
				got[c.Outcome]++
			}
			for o, n := range tt.want {
				if got[o] != n {
					t.Errorf("%s %d, want %d", o, got[o], n)
				}
			}
			if len(tt.want) == 0 && len(checks) > 0 {
				t.Errorf("%+v", checks)
			}
		})
	}
}
