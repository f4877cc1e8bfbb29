package verify_test

import (
	"strings"
	"testing"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/internal/fixtures"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify/rules"
)

// table is a table written as fixtures.Parse reads it.
func table(kind, unit, text string) textTable {
	header, rows := fixtures.Parse(text)
	return textTable{Title: "表", Kind: kind, Unit: unit, Header: header, Rows: rows}
}

// The invented documents that show each rule, all consistent.
var ruleCases = map[string]textTable{
	"balance": table("revenue_expenditure_summary", "万元", `
		收入|收入|支出|支出
		项目|预算数|项目|预算数
		---
		一、财政拨款收入|812.40|一、教育支出|700.00
		二、事业收入|100.00|二、卫生健康支出|212.40
		收入总计|912.40|支出总计|912.40`),
	"rows_total": table("expenditure", "元", `
		科目编码|科目名称|合计|基本支出|项目支出
		---
		|合计|1,500.00|1,000.00|500.00
		205|教育支出|900.00|500.00|400.00
		210|卫生健康支出|600.00|500.00|100.00`),
	"rows_subtotal": table("revenue_expenditure_summary", "万元", `
		收入|收入|支出|支出
		项目|决算数|项目|决算数
		---
		一、财政拨款收入|80.00|一、教育支出|95.00
		二、其他收入|20.00|二、住房保障支出|10.00
		本年收入合计|100.00|本年支出合计|105.00
		年初结转和结余|12.00|年末结转和结余|7.00
		总计|112.00|总计|112.00`),
	"rows_code": table("general_budget_expenditure", "万元", `
		类|款|项|科目名称|合计|基本支出|项目支出
		---
		205|||教育支出|30.00|21.00|9.00
		205|02||普通教育|30.00|21.00|9.00
		205|02|01|学前教育|10.00|8.00|2.00
		205|02|02|小学教育|20.00|13.00|7.00
		合计||||30.00|21.00|9.00`),
	"rows_outline": table("revenue_expenditure_summary", "万元", `
		收入|收入|支出|支出
		项目|预算数|项目|预算数
		---
		一、本年收入|90.00|一、本年支出|95.00
		（一）一般公共预算拨款|60.00|（一）教育支出|80.00
		（二）政府性基金预算拨款|30.00|（二）住房保障支出|15.00
		二、上年结转|5.00|二、结转下年|0.00
		收入总计|95.00|支出总计|95.00`),
	"rows_group": table("procurement", "万元", `
		品目|专项|名称|金额
		---
		合计|||30.00
		货物|||22.00
		|设备购置||15.00
		||计算机|9.00
		||打印机|6.00
		|家具购置||7.00
		||办公桌|4.00
		||文件柜|3.00
		服务|||8.00
		|物业||8.00
		||保洁|3.00
		||安保|5.00`),
	"rows_of_which": table("revenue_expenditure_summary", "万元", `
		收入|收入
		项目|预算数
		---
		一、财政拨款|90.00
		其中：一般公共预算|60.00
		政府性基金预算|20.00
		二、单位资金|30.00
		收入合计|120.00`),
	"columns_total": table("other", "万元", `
		单位|合计|基本支出|基本支出|基本支出|项目支出
		单位|合计|小计|人员经费|公用经费|项目支出
		---
		甲站|30.00|20.00|15.00|5.00|10.00
		乙站|12.00|8.00|6.00|2.00|4.00`),
	"columns_of_which": table("other", "万元", `
		单位|项目支出|其中：基本建设|其中：购置
		---
		甲站|30.00|20.00|6.00
		乙站|12.00|8.00|4.00`),
	"columns_flow": table("government_fund_expenditure", "万元", `
		项目|年初结转和结余|本年收入|本年支出|本年支出|本年支出|年末结转和结余
		项目|年初结转和结余|本年收入|小计|基本支出|项目支出|年末结转和结余
		---
		城乡社区支出|3.00|20.00|18.00|8.00|10.00|5.00
		其他支出|1.00|2.00|3.00|1.00|2.00|0.00`),
	"three_public_total": table("three_public", "万元", `
		项目|预算数
		---
		合计|9.50
		1.因公出国（境）费|3.00
		2.公务接待费|0.50
		3.公务用车购置及运行费|6.00
		其中：公务用车购置费|2.00
		公务用车运行费|4.00`),
	"columns_formula": table("expenditure", "万元", `
		科目名称|甲类资金|乙类资金|丙类资金
		栏次|1=2+3|2|3
		---
		教育支出|12.00|7.00|5.00
		卫生健康支出|9.00|3.00|6.00`),
	"project_money": table("performance_project", "万元", `
		项目名称|年初预算数|全年预算数
		---
		年度资金总额|30.00|36.00
		其中：财政拨款|18.00|20.00
		其他资金|12.00|16.00`),
	"columns_change": table("three_public", "万元", `
		单位|2024年预算数|2025年预算数|比上年增减额
		---
		甲站|12.05|14.75|2.70
		乙站|8.00|5.50|-2.50`),
	"columns_rate": table("other", "万元", `
		单位|2025年预算数|2024年预算数|2025年比2024年|2025年比2024年
		单位|2025年预算数|2024年预算数|增减额|增减%
		---
		甲站|14.75|12.05|2.70|22.41
		乙站|5.50|8.00|-2.50|-31.25`),
	"columns_completion": table("other", "万元", `
		项目|预算数|决算数|决算数为预算数的%
		---
		甲站|40.00|30.00|75.00
		乙站|35.00|28.00|80.00`),
	"columns_share": table("other", "万元", `
		单位|金额|占比
		---
		甲站|60.00|60.00%
		乙站|20.00|20.00%
		丙站|12.00|12.00%
		丁站|8.00|8.00%
		合计|100.00|100.00%`),
	"evaluation_score": table("performance_project", "万元", evaluated),
	"three_public_vehicle": table("three_public", "万元", `
		“三公”经费合计|因公出国（境）费|公务用车购置及运行费|公务用车购置费|公务用车运行费|公务接待费
		---
		9.50|3.00|6.00|2.00|4.00|0.50`),
}

// TestEveryRule: a consistent table is exact; a misprinted operand is found;
// a relation that lost an operand is not checkable.
func TestEveryRule(t *testing.T) {
	for _, rule := range rules.All() {
		t.Run(rule.ID, func(t *testing.T) {
			if len(documentCases[rule.ID])+len(moreCases[rule.ID]) > 0 {
				t.Skip("another test has it")
			}
			tt, ok := ruleCases[rule.ID]
			if !ok {
				t.Skip("its cases stand beside it, in verify/rules")
			}
			rec := record("d", []textTable{tt})
			checks, findings := run(rec)
			for _, f := range findings {
				t.Errorf("a consistent table is accused: %s", f.MessageEN)
			}
			tried := 0
			for _, c := range checks {
				if c.Rule != rule.ID || c.Outcome == schema.NotCheckable {
					continue
				}
				if c.Outcome != schema.Exact && c.Outcome != schema.Within {
					t.Errorf("%s is %s", c.ID, c.Outcome)
				}
				for _, o := range c.Operands {
					if o.Text == "" {
						continue
					}
					tried++
					switch l := find(without(rec, o), c.ID); {
					case l == nil:
						t.Errorf("nothing is said of %s without %q", c.ID, o.RowLabel+" "+o.ColumnLabel)
					case l.Outcome != schema.NotCheckable:
						t.Errorf("%s is %s without %q", c.ID, l.Outcome, o.RowLabel+" "+o.ColumnLabel)
					}
					if rule.ID == "columns_share" && o.RowLabel == "合计" {
						continue // every share contradicts it then
					}
					// A part that is only said to be some of the whole may shrink.
					text := misprint(o.Text)
					if rule.ID == "evaluation_score" { // points given may be less than there are
						if text = "0.01"; o.Sign == 0 {
							text = "99999.00"
						}
					}
					if strings.HasSuffix(rule.ID, "of_which") {
						if text = "0.01"; o.Sign != 0 {
							text = "99999.00"
						}
					}
					if c := find(replaced(rec, o, text), c.ID); c == nil || c.Outcome != schema.Inconsistent {
						t.Errorf("%s does not see %s printed as %s: %+v", rule.ID, o.Text, text, c)
					}
				}
			}
			if tried == 0 {
				t.Error("the table does not show the rule")
			}
		})
	}
}

func passes(c *schema.Check) bool {
	return c.Outcome == schema.Exact || c.Outcome == schema.Rounding || c.Outcome == schema.Within
}

func find(rec *schema.Record, id string) *schema.Check {
	checks, _ := run(rec)
	for i := range checks {
		if checks[i].ID == id {
			return &checks[i]
		}
	}
	return nil
}

func without(rec *schema.Record, o schema.Operand) *schema.Record { return replaced(rec, o, "") }

// replaced is the record with another text in one cell.
func replaced(rec *schema.Record, o schema.Operand, text string) *schema.Record {
	out := *rec
	out.Tables = append([]schema.Table(nil), rec.Tables...)
	for i := range out.Tables {
		t := &out.Tables[i]
		if t.ID != o.TableID {
			continue
		}
		t.Cells = append([]schema.Cell(nil), t.Cells...)
		for k := range t.Cells {
			c := &t.Cells[k]
			if c.Row != o.Row || c.Column != o.Column {
				continue
			}
			c.Text = text
			if a := amount.Parse(text); a.Kind == amount.Number && c.Amount != nil {
				changed := *c.Amount
				changed.Text, changed.Value, changed.Decimals = text, a.Value, a.Decimals
				c.Amount = &changed
			} else {
				c.Amount = nil
			}
		}
	}
	return &out
}

// TestBlankPart: a sum that falls short beside the one blank among its parts
// accuses nobody, unless the table shows that its blanks are nothing or the
// parts are too much already.
func TestBlankPart(t *testing.T) {
	for _, tt := range []struct {
		name, rows string
		want       schema.Outcome
	}{
		{"left out", "甲站|30.00||10.00\n乙站|12.00|8.00|4.00", schema.NotCheckable},
		{"blank in a line that holds too", "甲站|30.00||10.00\n乙站|12.00|12.00|", schema.Inconsistent},
		{"blank in all the column", "甲站|30.00||10.00\n乙站|12.00||12.00", schema.Inconsistent},
		{"too much already", "甲站|30.00||40.00\n乙站|12.00|8.00|4.00", schema.Inconsistent},
	} {
		rec := record("d", []textTable{table("expenditure", "万元", "单位|合计|基本支出|项目支出\n---\n"+tt.rows)})
		if c := find(rec, "d-t000-columns_total-r1c1"); c == nil || c.Outcome != tt.want {
			t.Errorf("%s: %+v", tt.name, c)
		}
	}
}
