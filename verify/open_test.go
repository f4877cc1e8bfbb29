package verify_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// openReadings are tables whose form leaves several readings of their lines
// open, so that the figures decide.
var openReadings = map[string]textTable{
	"lines set in under groups": setIn(table("general_budget_basic_expenditure", "万元", `
		项目|2024年|2025年
		---
		工资福利支出|6.00|8.00
		>基本工资|4.00|5.00
		>奖金|2.00|3.00
		商品和服务支出|3.50|4.00
		>办公费|1.50|2.00
		>水费|2.00|2.00
		资本性支出|7.30|5.10
		>设备购置|4.20|3.00
		>基础设施|3.10|2.10
		合计|16.80|17.10`)),
	"projects below codes": table("expenditure", "万元", `
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
		|维修经费|2.20`),
	"units and their projects": table("project_expenditure", "万元", `
		项目|合计|财政拨款
		---
		总计|21.00|15.00
		某某局机关|9.00|7.00
		巡查经费|4.00|3.00
		宣传经费|5.00|4.00
		某某中心|12.00|8.00
		设备购置|7.50|5.00
		人员培训|4.50|3.00`),
	"subtotals before their lines": table("revenue_expenditure_summary", "万元", `
		项目|预算数|决算数
		---
		小计|7.00|8.00
		税收|4.00|5.00
		非税|3.00|3.00
		小计|5.50|6.00
		上级补助|2.50|2.00
		调入资金|3.00|4.00
		合计|12.50|14.00`),
	"lines without a number on the highest level": table("revenue_expenditure_summary", "万元", `
		项目|预算数|决算数
		---
		一、财政拨款|7.00|8.00
		（一）一般公共预算|5.00|5.50
		（二）政府性基金|2.00|2.50
		单位资金|1.20|1.40
		二、其他收入|3.00|2.00
		捐赠收入|0.80|0.60
		收入总计|12.00|12.00`),
}

// setIn sets the labels in that are marked with >.
func setIn(tt textTable) textTable {
	for _, row := range tt.Rows {
		row[0] = strings.Replace(row[0], ">", "\u3000\u3000", 1)
	}
	return tt
}

// TestOpenReadings: a mistake planted in any figure of such a table is found:
// a finding names the figure, or the table is doubted there.
func TestOpenReadings(t *testing.T) {
	for name, tt := range openReadings {
		_, findings := run(record("d", []textTable{tt}))
		if len(findings) > 0 {
			t.Errorf("%s: %s", name, findings[0].MessageEN)
		}
	}
	docs := map[string][]textTable{}
	for name, tt := range openReadings {
		docs[name] = []textTable{tt}
	}
	byKind, survivors := mutate(docs, 1, slips[0])
	wantRate(t, report(t, byKind, survivors))
}

// TestSelected: a check whose equality decided how the table is read is marked
// and covers nothing.
func TestSelected(t *testing.T) {
	few := setIn(table("general_budget_basic_expenditure", "万元", `
		项目|金额
		---
		工资福利支出|6.00
		>基本工资|4.00
		>奖金|2.00
		资本性支出|3.00
		合计|9.00`))
	rec := record("d", []textTable{few})
	checks, _ := run(rec)
	selected := 0
	for _, c := range checks {
		if c.Selected {
			selected++
			if c.Outcome != schema.Exact {
				t.Errorf("%s is selected and %s", c.ID, c.Outcome)
			}
		}
	}
	if cover := verify.Cover(rec.Tables, checks); selected != 2 || cover[0].Amounts != 5 || cover[0].Checked != 0 {
		t.Errorf("%d checks are selected, coverage %+v", selected, cover)
	}
	rec = record("d", []textTable{openReadings["lines set in under groups"]})
	checks, _ = run(rec)
	if slices.ContainsFunc(checks, func(c schema.Check) bool { return c.Selected }) {
		t.Error("a check is selected where all figures agree")
	}
	if cover := verify.Cover(rec.Tables, checks); cover[0].Amounts != cover[0].Checked {
		t.Errorf("coverage %+v", cover)
	}
}
