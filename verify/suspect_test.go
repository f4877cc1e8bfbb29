package verify_test

import (
	"strings"
	"testing"
)

// TestSuspect: of figures that stand in one sum only, that one is named first
// which what stands around it speaks against, and the message says why.
func TestSuspect(t *testing.T) {
	const clean = `
		项目|2024年完成数|2025年预算数
		---
		合计|60,300.00|63,900.00
		一、教育支出|20,150.00|21,140.00
		二、卫生健康支出|12,340.00|13,320.00
		三、农林水支出|9,810.00|10,440.00
		四、其他支出|18,000.00|19,000.00`
	for _, tt := range []struct{ old, new, first, why string }{
		{"|13,320.00", "|18,320.00", "18,320.00", "out of proportion"},
		{"|63,900.00", "|53,900.00", "53,900.00", "21,140.00+13,320.00"},
		{"|10,440.00", "|14,040.00", "14,040.00", "out of proportion"},
		{"|12,340.00", "|20,150.00", "20,150.00", "row beside it"},
	} {
		text := strings.Replace(clean, tt.old, tt.new, 1)
		_, findings := run(record("d", []textTable{table("government_expenditure", "万元", text)}))
		if len(findings) != 1 {
			t.Errorf("%s: %d findings", tt.new, len(findings))
			continue
		}
		if f := findings[0]; f.Evidence[0].Text != tt.first || !strings.Contains(f.MessageEN, tt.why) ||
			f.MessageZH == "" {
			t.Errorf("%s: first is %s: %s", tt.new, f.Evidence[0].Text, f.MessageEN)
		}
	}
}

// TestSuspectElsewhere: the value that one of the figures should have stands in
// another table.
func TestSuspectElsewhere(t *testing.T) {
	first := table("government_expenditure", "万元", `
		项目|预算数
		---
		合计|4,568.13
		一、甲项目|1,234.56
		二、乙项目|2,222.46
		三、丙项目|987.90`)
	first.Title = "支出表"
	second := table("other", "万元", `
		单位|数额
		---
		某某中心|2,345.67
		某某站|2,222.23`)
	second.Title = "名单"
	_, findings := run(record("d", []textTable{first, second}))
	if len(findings) != 1 || findings[0].Evidence[0].Text != "2,222.46" ||
		!strings.Contains(findings[0].MessageEN, "stands in table “名单” too") {
		t.Errorf("%+v", findings)
	}
}
