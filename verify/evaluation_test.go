package verify_test

import (
	"strings"
	"testing"

	"github.com/yusuan/yusuan/schema"
)

// evaluated is the form in which a department evaluates one project.
const evaluated = `
	项目名称|项目名称|巡查经费|巡查经费|巡查经费|巡查经费|巡查经费|巡查经费
	---
	项目资金||年初预算数|全年预算数|全年执行数|分值|执行率|得分
	|年度资金总额|30.00|36.00|27.00|10|75.00%|7.50
	|其中：当年财政拨款|20.00|24.00|18.00|—|75.00%|—
	|上年结转资金|10.00|12.00|9.00|—|75.00%|—
	一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因
	产出指标|数量指标|巡查次数|≥20次|22次|50|50|
	产出指标|时效指标|巡查及时率|≥95%|90%|20|18.5|天气原因
	满意度指标|满意度|居民满意度|≥90%|95%|20|20|
	总分|||||100|96.00|`

// TestEvaluation: in the form of a project its money is that of its sources,
// the rate of execution follows, and the points add up.
func TestEvaluation(t *testing.T) {
	form := func(old, new string) []schema.Finding {
		text := evaluated
		if old != "" && strings.Count(text, old) != 1 {
			t.Fatalf("%q does not stand once", old)
		}
		text = strings.Replace(text, old, new, 1)
		_, findings := run(record("d", []textTable{table("performance_project", "万元", text)}))
		return findings
	}
	if found := form("", ""); len(found) > 0 {
		t.Errorf("accused: %s", found[0].MessageZH)
	}
	for _, tt := range []struct{ old, new, rule string }{
		{"总额|30.00", "总额|80.00", "project_money"},
		{"|24.00|", "|74.00|", "project_money"},
		{"10|75.00%", "10|57.00%", "columns_completion"},
		{"50|50|", "50|52|", "evaluation_score"},
		{"18.5", "13.5", "evaluation_score"},
		{"|96.00|", "|69.00|", "evaluation_score"},
		{"|7.50", "|17.50", "evaluation_score"},
	} {
		found := false
		for _, f := range form(tt.old, tt.new) {
			found = found || f.Rule == tt.rule
		}
		if !found {
			t.Errorf("%s: %q instead of %q is not found", tt.rule, tt.new, tt.old)
		}
	}
	// What the points there are do not confirm, and what is not printed, accuses nobody.
	for _, tt := range []struct{ old, new string }{
		{"|96.00|", "||"},
		{"|20|20|", "||20|"},
		{"|27.00|", "||"},
	} {
		for _, f := range form(tt.old, tt.new) {
			if f.Rule == "evaluation_score" || f.Rule == "columns_completion" {
				t.Errorf("%q instead of %q: %s", tt.new, tt.old, f.MessageZH)
			}
		}
	}
}

// TestMoneyBeside: the sources of a project's money may stand in one row.
func TestMoneyBeside(t *testing.T) {
	for text, want := range map[string]int{"其中：财政拨款|18.00|其他资金|12.00": 0, "其中：财政拨款|18.00|其他资金|21.00": 1,
		"其中：财政拨款|18.00|彩票公益金|21.00": 0} {
		tt := table("performance_project", "万元", "项目名称|巡查经费|负责人||联系人|\n---\n年度预算总额|30.00|"+text)
		if _, findings := ofRule(record("d", []textTable{tt}), "project_money"); len(findings) != want {
			t.Errorf("%s: %+v", text, findings)
		}
	}
}

// TestMoneyOfYears: the money of all years and that of one stand side by side.
func TestMoneyOfYears(t *testing.T) {
	for last, want := range map[string]int{"20.00": 0, "50.00": 1} {
		tt := table("performance_project", "万元", `
			项目名称|巡查经费|巡查经费|巡查经费
			---
			实施期资金总额|500.00|年度资金总额|100.00
			其中：财政拨款|400.00|其中：财政拨款|80.00
			其他资金|100.00|其他资金|`+last)
		checks, findings := ofRule(record("d", []textTable{tt}), "project_money")
		if len(findings) != want || len(checks) != 2 {
			t.Errorf("%s: %+v", last, checks)
		}
	}
}

// TestWeightsWithExecution: the points a form gives for the execution of the
// budget belong to its hundred.
func TestWeightsWithExecution(t *testing.T) {
	for last, want := range map[string]int{"20": 0, "30": 1} {
		d := doc{tables: []textTable{table("performance_project", "万元", evaluated)}, indicators: [][]string{
			{"000", "巡查经费", "产出指标", "巡查次数", ">=20次", "50"}, {"000", "巡查经费", "产出指标", "巡查及时率", ">=95%", "20"},
			{"000", "巡查经费", "满意度指标", "居民满意度", ">=90%", last},
		}}
		if _, findings := ofRule(d.record(), "indicator_weights"); len(findings) != want {
			t.Errorf("%s: %+v", last, findings)
		}
	}
}
