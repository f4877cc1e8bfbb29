package verify_test

import (
	"math/rand"
	"testing"

	"github.com/yusuan/yusuan/schema"
)

var (
	someWords = []string{"", "", "合计", "总计", "小计", "其中：", "其中：基建", "一、收入", "（一）拨款", "1.教育", "2", "208", "05", "20805",
		"2080501",
		"本年支出合计", "收入总计", "支出总计", "上年结转", "结转下年", "基本支出", "项目支出", "人员经费", "项目", "栏次", "※", "公务接待费", "因公出国（境）费",
		"公务用车购置及运行费", "公务用车购置费", "公务用车运行费", "年初结转和结余", "本年收入", "本年支出", "年末结转和结余", "占比", "行次"}
	someAmounts = []string{"", "", "0.00", "0", "—", "1.00", "2.50", "3.5", "10.00", "1,234.56", "-3.00", "8%", "详见附件",
		"1", "2"}
)

// ofWords are the rules about tables with no arithmetic behind a finding.
var ofWords = map[string]bool{"empty_form": true, "unit": true, "table_apart": true, "zero_or_blank": true}

// TestRandomTables: whatever stands in a table, nothing panics, every operand
// is a place of the table, and an outcome is what its figures say.
func TestRandomTables(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	pick := func(list []string) string { return list[r.Intn(len(list))] }
	for range 3000 {
		width, header := 1+r.Intn(7), r.Intn(4)
		tt := textTable{Title: "表", Kind: "expenditure", Unit: "万元"}
		stubs := r.Intn(width + 1)
		for range header {
			row := make([]string, width)
			for c := range row {
				row[c] = pick(someWords)
			}
			tt.Header = append(tt.Header, row)
		}
		for range r.Intn(12) {
			row := make([]string, width)
			for c := range row {
				if row[c] = pick(someAmounts); c < stubs {
					row[c] = pick(someWords)
				}
			}
			tt.Rows = append(tt.Rows, row)
		}
		rec := record("d", []textTable{tt})
		checks, findings := run(rec)
		ids := map[string]bool{}
		for _, c := range checks {
			if ids[c.ID] {
				t.Fatalf("%s stands twice", c.ID)
			}
			ids[c.ID] = true
			if (c.Outcome == schema.NotCheckable) != (c.Reason != "") {
				t.Fatalf("%+v", c)
			}
			within := c.Difference.Abs().LessThanOrEqual(c.Slack)
			switch {
			case c.Outcome == schema.Exact && !c.Difference.IsZero(), c.Outcome == schema.Rounding && !within,
				c.Outcome == schema.Inconsistent && !ofWords[c.Rule] && within:
				t.Fatalf("%s: %s with difference %s and slack %s", c.ID, c.Outcome, c.Difference, c.Slack)
			}
			for _, o := range c.Operands {
				if o.Row >= header+len(tt.Rows) || o.Column >= width {
					t.Fatalf("%s: no such place: %+v", c.ID, o)
				}
			}
		}
		for _, f := range findings {
			if !ids[f.CheckID] || f.Severity == "" || f.MessageEN == "" {
				t.Fatalf("%+v", f)
			}
		}
	}
}
