package verify_test

import (
	"strings"
	"testing"

	"github.com/yusuan/yusuan/schema"
)

// restated are items that give their budget twice, the last of them the
// second time as told.
func restated(last string) (out []schema.Claim) {
	for i, first := range []string{"124.29万元", "686.00万元", "208.80万元"} {
		second := []string{"124.29万元", "686.00万元", last}[i]
		for k, a := range []string{first, second} {
			out = append(out, claim("s"+string(rune('0'+2*i+k)), "某项支出（项）", a, func(c *schema.Claim) {
				c.Function, c.Source.Block = []string{"2040605", "2040607", "2210201"}[i], i
			}))
		}
	}
	return out
}

// changed are both sides of a budget with their changes.
func changed(last string) []schema.Claim {
	change := func(flow, text string) func(*schema.Claim) {
		return func(c *schema.Claim) { c.Flow, c.Change, c.Direction = schema.Flow(flow), published(text), "increase" }
	}
	return []schema.Claim{claim("s1", "收入预算总计", "5555.05万元", change("revenue", "83.92万元")),
		claim("s2", "支出预算总计", "5555.05万元", change("expenditure", last))}
}

func in(section string) func(*schema.Claim) {
	return func(c *schema.Claim) { c.Section = section }
}

func item(name string) func(*schema.Claim) {
	return func(c *schema.Claim) { c.Item = schema.Item(name) }
}

func of(nature string) func(*schema.Claim) {
	return func(c *schema.Claim) { c.Nature = schema.Nature(nature) }
}

func up(text string) func(*schema.Claim) {
	return func(c *schema.Claim) { c.Change, c.Direction = published(text), "increase" }
}

func share(text string) func(*schema.Claim) {
	return func(c *schema.Claim) { c.Share = published(text) }
}

func function(code string) func(*schema.Claim) {
	return func(c *schema.Claim) { c.Function = code }
}

func because(c *schema.Claim) {
	c.Quote = "基本支出增加" + c.Change.Text
	c.Sentence = "比上年增加，主要原因是" + c.Quote
}

// TestStatements: what sentences say of one thing agrees without any table.
// Each case is told true, then with one figure changed; the change is found,
// or, where the sentences may mean different things, nobody is accused.
func TestStatements(t *testing.T) {
	for _, tt := range []struct {
		name, rule string
		claims     func(figure string) []schema.Claim
		good, bad  string
		accused    bool
		contains   string // in the evidence
	}{
		{"one amount in two sections", "claim_restated", func(f string) []schema.Claim {
			return []schema.Claim{claim("s1", "公务接待费", "27.00万元", item("reception")),
				claim("s2", "会议费", "93.50万元", item("conference")), claim("s3", "公务接待费", "27.00万元", item("reception"),
					in("二")),
				claim("s4", "会议费", "93.50万元", item("conference"), in("二")),
				claim("s5", "培训费", "30.10万元", item("training")), claim("s6", "培训费", f, item("training"), in("二"))}
		}, "30.10万元", "80.10万元", true, "80.10"},
		{"three amounts of one name speak of three things", "claim_restated", func(f string) []schema.Claim {
			return []schema.Claim{claim("s1", "采购金额", "225.10万元", item("procurement")),
				claim("s2", "采购金额", "164.87万元", item("procurement")), claim("s3", "采购金额", f, item("procurement"))}
		}, "225.10万元", "0.00万元", false, ""},
		{"one reason under two headings", "claim_restated", func(f string) []schema.Claim {
			return []schema.Claim{claim("s1", "基本支出", "", up("1408.29万元"), because),
				claim("s2", "基本支出", "", up(f), because)}
		}, "1408.29万元", "8408.29万元", true, "8408.29"},
		{"two reasons of one name", "claim_restated", func(f string) []schema.Claim {
			return []schema.Claim{claim("s1", "基本支出", "", up("1408.29万元"), because),
				claim("s2", "基本支出", "", up(f), because)}
		}, "1408.29万元", "35.00万元", false, ""},
		{"a fund that is all there is changes as the whole", "claim_change", func(f string) []schema.Claim {
			return []schema.Claim{claim("s1", "财政拨款支出", "900.55万元",
				func(c *schema.Claim) { c.Fund = "fiscal_appropriation" }, up("83.92万元")),
				claim("s2", "一般公共预算支出", "900.55万元", func(c *schema.Claim) { c.Fund = "general_public_budget" }, up(f))}
		}, "83.92万元", "63.92万元", true, "63.92"},
		{"unless there was another fund the year before", "claim_change", func(f string) []schema.Claim {
			return []schema.Claim{claim("s1", "财政拨款支出", "900.55万元",
				func(c *schema.Claim) { c.Fund = "fiscal_appropriation" }, up("83.92万元")),
				claim("s2", "一般公共预算支出", "900.55万元", func(c *schema.Claim) { c.Fund = "general_public_budget" }, up(f))}
		}, "83.92万元", "121.47万元", false, ""},
		{"a budget and an execution are different years before", "claim_change", func(f string) []schema.Claim {
			return []schema.Claim{claim("s1", "收入预算总计", "900.55万元",
				func(c *schema.Claim) { c.Flow, c.PriorStage = "revenue", "prior_final" }, up("83.92万元")),
				claim("s2", "支出预算总计", "900.55万元", func(c *schema.Claim) { c.PriorStage = "prior_budget" }, up(f))}
		}, "83.92万元", "63.92万元", false, ""},
		{"the change of all parts", "claim_change", func(f string) []schema.Claim {
			return []schema.Claim{claim("s1", "支出预算总计", "100.00万元", up("18.08万元")),
				claim("s2", "基本支出", "60.00万元", of("basic"), up("14.08万元")),
				claim("s3", "项目支出", "40.00万元", of("project"), up(f))}
		}, "4.00万元", "6.00万元", true, "6.00"},
		{"a part that ended with the year before", "claim_change", func(f string) []schema.Claim {
			return []schema.Claim{claim("s1", "支出预算总计", "100.00万元", up("18.08万元")),
				claim("s2", "基本支出", "60.00万元", of("basic"), up("14.08万元")),
				claim("s3", "项目支出", "40.00万元", of("project"), up(f))}
		}, "4.00万元", "7.35万元", false, ""},
		{"the changes of all funds", "claim_change", func(f string) []schema.Claim {
			money := func(fund string) func(*schema.Claim) {
				return func(c *schema.Claim) { c.Flow, c.Fund = "revenue", schema.Fund(fund) }
			}
			return []schema.Claim{claim("s1", "收支预算总计", "100.00万元", up("18.08万元")),
				claim("s2", "财政拨款收入", "60.00万元", money("fiscal_appropriation"), up("14.08万元")),
				claim("s3", "其他收入", "40.00万元", money("other_funds"), up(f))}
		}, "4.00万元", "6.00万元", true, "6.00"},
		{"the changes of what a whole always consists of", "claim_change", func(f string) []schema.Claim {
			return []schema.Claim{claim("s1", "公务用车购置及运行费", "46.56万元", item("vehicles"), up("25万元")),
				claim("s2", "公务用车购置费", "25万元", item("vehicle_purchase"), up(f)),
				claim("s3", "公务用车运行费", "21.56万元", item("vehicle_running"),
					func(c *schema.Claim) { c.Direction = "none" })}
		}, "25万元", "95万元", true, "95"},
		{"there are three budgets of an appropriation", "claim_change", func(f string) []schema.Claim {
			none := func(c *schema.Claim) { c.Direction = "none" }
			fund := func(name string) func(*schema.Claim) {
				return func(c *schema.Claim) { c.Fund = schema.Fund(name) }
			}
			return []schema.Claim{claim("s1", "财政拨款支出预算", "900.55万元", fund("fiscal_appropriation"), up("83.92万元")),
				claim("s2", "一般公共预算支出", "900.55万元", fund("general_public_budget"), up(f), in("")),
				claim("s3", "政府性基金支出", "0.00万元", fund("government_funds"), none),
				claim("s4", "国有资本经营预算支出", "0.00万元", fund("state_capital"), none)}
		}, "83.92万元", "121.47万元", true, "121.47"},
		{"both sides of a budget", "claim_restated", func(f string) []schema.Claim {
			return []schema.Claim{claim("s1", "收入预算总计", f, func(c *schema.Claim) { c.Flow = "revenue" }),
				claim("s2", "支出预算总计", "900.55万元")}
		}, "900.55万元", "121.47万元", true, "121.47"},
		{"the year before in the sentence", "claim_rate", func(f string) []schema.Claim {
			return []schema.Claim{claim("s1", "住房公积金（项）", "25.77万元", func(c *schema.Claim) {
				c.Prior, c.PriorStage, c.Rate, c.Direction = published(f), "prior_final", published("57.14%"),
					"decrease"
			})}
		}, "60.13万元", "40.13万元", true, "40.13"},
		{"no change", "claim_change", func(f string) []schema.Claim {
			same := func(prior string) func(*schema.Claim) {
				return func(c *schema.Claim) { c.Direction, c.Prior = "none", published(prior) }
			}
			return []schema.Claim{claim("s1", "科普活动（项）", "10.00万元", same("10.00万元")),
				claim("s2", "群众体育（项）", "25.00万元", same("25.00万元")), claim("s3", "计划生育服务（项）", "20.00万元", same(f))}
		}, "20.00万元", "90.00万元", true, "90.00"},
		{"shares of a whole that is printed nowhere", "claim_share", func(f string) []schema.Claim {
			return []schema.Claim{claim("s1", "因公出国（境）费", "70.00万元", item("overseas"), share("13.77%")),
				claim("s2", "公务用车费", "411.20万元", item("vehicles"), share("80.92%")),
				claim("s3", "公务接待费", "27.00万元", item("reception"), share(f))}
		}, "5.31%", "8.31%", true, "8.31%"},
		{"a cause says by how much, as the figure itself does", "claim_change", func(f string) []schema.Claim {
			return []schema.Claim{claim("s1", "基本支出", "", of("basic"), up(f), because),
				claim("s2", "基本支出", "9000.55万元", of("basic"), up("1408.29万元"))}
		}, "1408.29万元", "8408.29万元", true, "8408.29"},
		{"a change on another basis", "claim_change", func(f string) []schema.Claim {
			return []schema.Claim{claim("s1", "机关运行经费", "9193.40万元", item("operating_cost"), up("5503.07万元")),
				claim("s2", "本年", "", item("operating_cost"), up(f))}
		}, "5503.07万元", "161.96万元", false, ""},
		{"a share of a whole it names", "claim_share", func(f string) []schema.Claim {
			return []schema.Claim{claim("s1", "本年支出合计", "200.00万元"),
				claim("s2", "财政拨款支出", "150.00万元", func(c *schema.Claim) {
					c.Fund, c.Share, c.ShareOf = "fiscal_appropriation", published(f),
						schema.Coordinates{Flow: "expenditure", Fund: "all", Stage: "budget"}
				})}
		}, "75.00%", "15.00%", true, "15.00%"},
		{"a share of a whole it names by the words of a sentence", "claim_share", func(f string) []schema.Claim {
			own := func(c *schema.Claim) { c.Item = schema.Item(c.Subject) }
			return []schema.Claim{claim("s1", "政府采购支出总额", "300.00万元", item("procurement")),
				claim("s2", "授予中小企业合同金额", "120.00万元", own),
				claim("s3", "授予小微企业合同金额", "80.00万元", own, func(c *schema.Claim) {
					c.Share, c.ShareWords = published(f), "授予中小企业合同金额"
				})}
		}, "66.67%", "26.67%", true, "26.67%"},
		{"a share of a whole that is named and printed nowhere", "claim_share", func(f string) []schema.Claim {
			own := func(c *schema.Claim) { c.Item = schema.Item(c.Subject) }
			return []schema.Claim{claim("s1", "政府采购支出总额", "300.00万元", item("procurement")),
				claim("s2", "工程授予中小企业合同金额", "80.00万元", own, func(c *schema.Claim) {
					c.Share, c.ShareWords, c.Enumeration = published(f), "工程支出金额", "d-s1"
				})}
		}, "26.67%", "80.00%", false, ""},
		{"a sum after parts of nothing", "claim_sum", func(f string) []schema.Claim {
			part := func(c *schema.Claim) {
				c.Item, c.Sentence = schema.Item(c.Subject), "行政运行、一般行政管理事务、事业运行共三项（万元、万元、万元），合计万元"
			}
			return []schema.Claim{claim("s1", "行政运行", "12.00万元", part), claim("s2", "一般行政管理事务", "8.00万元", part),
				claim("s3", "事业运行", "10.00万元", part), claim("s4", "合计", f, part)}
		}, "30.00万元", "70.00万元", true, "70.00"},
		{"a final figure above its budget", "claim_direction", func(f string) []schema.Claim {
			return []schema.Claim{claim("s1", "教育支出", f, func(c *schema.Claim) {
				c.Stage, c.Counterpart = "final", published("10.00万元")
				c.Sentence = c.Quote + "，决算数大于年初预算数的主要原因是追加经费"
			})}
		}, "12.00万元", "8.00万元", true, "8.00"},
		{"a final figure below its budget, said in the next sentence", "claim_direction", func(f string) []schema.Claim {
			return []schema.Claim{claim("s1", "教育支出", f, func(c *schema.Claim) {
				c.Stage, c.Counterpart, c.PriorStage, c.Direction = "final", published("10.00万元"), "budget", "decrease"
			})}
		}, "8.00万元", "12.00万元", true, "12.00"},
		{"one amount with two comparisons counts once", "claim_sum", func(f string) []schema.Claim {
			again := func(c *schema.Claim) { c.Again, c.PriorStage, c.Direction = true, "budget", "none" }
			part := func(c *schema.Claim) { c.Enumeration = "d-s1" }
			return []schema.Claim{claim("s1", "支出预算总计", "100.00万元"), claim("s2", "基本支出", "60.00万元", of("basic"), part),
				claim("s3", "基本支出", "60.00万元", of("basic"), part, again),
				claim("s4", "项目支出", f, of("project"), part)}
		}, "40.00万元", "90.00万元", true, "90.00"},
		{"what an organ runs on", "claim_restated", func(f string) []schema.Claim {
			return []schema.Claim{claim("s1", "公用经费", "80.08万元", of("operating")),
				claim("s2", "机关运行经费", f, item("operating_cost"))}
		}, "80.08万元", "20.08万元", true, "20.08"},
		{"units that are no organs have more", "claim_restated", func(f string) []schema.Claim {
			return []schema.Claim{claim("s1", "公用经费", "80.08万元", of("operating")),
				claim("s2", "机关运行经费", f, item("operating_cost"))}
		}, "80.08万元", "61.37万元", false, ""},
		{"what three public expenses consist of", "claim_sum", func(f string) []schema.Claim {
			return []schema.Claim{claim("s1", "“三公”经费", "47.91万元", item("three_public")),
				claim("s2", "因公出国（境）费", "0.00万元", item("overseas")),
				claim("s3", "公务用车购置及运行费", "46.56万元", item("vehicles")), claim("s4", "公务接待费", f, item("reception"))}
		}, "1.35万元", "7.35万元", true, "7.35"},
		{"all that the summary of final accounts adds", "claim_sum", func(f string) []schema.Claim {
			part := func(c *schema.Claim) { c.Enumeration, c.Flow = "d-s1", "revenue" }
			return []schema.Claim{
				claim("s1", "收入总计", "424.71万元", item("with_carryover"), func(c *schema.Claim) { c.Flow = "revenue" }),
				claim("s2", "本年收入合计", "424.16万元", part),
				claim("s3", "使用非财政拨款结余", "0.00万元", part, item("use_of_surplus")),
				claim("s4", "年初结转和结余", f, part, item("carryover_in"))}
		}, "0.55万元", "8.55万元", true, "8.55"},
		{"two lists of one whole", "claim_sum", func(f string) []schema.Claim {
			part := func(list string) func(*schema.Claim) {
				return func(c *schema.Claim) {
					c.Enumeration, c.Item, c.Sentence = "d-s1", schema.Item(c.Subject), "从"+list+"看，"
				}
			}
			return []schema.Claim{claim("s1", "收入", "28583万元"),
				claim("s2", "税务部门完成", "13866万元", part("部门")), claim("s3", "财政部门完成", "14717万元", part("部门")),
				claim("s4", "税收收入", "11136万元", part("分类")), claim("s5", "非税收入", f, part("分类"))}
		}, "17447万元", "17440万元", false, ""},
		{"the budgets of all items", "claim_sum", func(f string) []schema.Claim {
			budget := func(text string) func(*schema.Claim) {
				return func(c *schema.Claim) { c.Stage, c.Counterpart = "final", published(text) }
			}
			return []schema.Claim{claim("s1", "支出决算", "90.00万元", budget("100.07万元")),
				claim("s2", "行政运行（项）", "55.00万元", function("2010101"), in("二"), budget("60.02万元")),
				claim("s3", "住房公积金（项）", "35.00万元", function("2210201"), in("二"), budget(f))}
		}, "40.05万元", "90.05万元", true, "90.05"},
		{"the budgets of all items, rounded", "claim_sum", func(f string) []schema.Claim {
			budget := func(text string) func(*schema.Claim) {
				return func(c *schema.Claim) { c.Stage, c.Counterpart = "final", published(text) }
			}
			return []schema.Claim{claim("s1", "支出决算", "90.00万元", budget("100.07万元")),
				claim("s2", "行政运行（项）", "55.00万元", function("2010101"), in("二"), budget("60.02万元")),
				claim("s3", "住房公积金（项）", "35.00万元", function("2210201"), in("二"), budget(f))}
		}, "40.04万元", "90.04万元", true, "90.04"},
		{"a part is not more than its whole", "claim_sum", func(f string) []schema.Claim {
			same := func(c *schema.Claim) {
				c.Item, c.Sentence = schema.Item(c.Subject), "面向中小企业预留，其中预留给小微企业"
			}
			return []schema.Claim{claim("s1", "面向中小企业预留", "66.50万元", same),
				claim("s2", "预留给小微企业", f, same, func(c *schema.Claim) { c.Enumeration = "d-s1" })}
		}, "46.50万元", "86.50万元", true, "86.50"},
		{"all funds of a total", "claim_sum", func(f string) []schema.Claim {
			money := func(fund string) func(*schema.Claim) {
				return func(c *schema.Claim) { c.Flow, c.Fund, c.Source.Block = "revenue", schema.Fund(fund), len(fund) }
			}
			return []schema.Claim{claim("s1", "收入预算总计", "100.07万元", money("all")),
				claim("s2", "财政拨款收入", "60.02万元", money("fiscal_appropriation")),
				claim("s3", "一般公共预算收入", "60.02万元", money("general_public_budget")),
				claim("s4", "其他收入", f, money("other_funds"))}
		}, "40.05万元", "90.05万元", true, "90.05"},
		{"a sum that closes a list", "claim_sum", func(f string) []schema.Claim {
			part := func(c *schema.Claim) { c.Item = schema.Item(c.Subject) }
			return []schema.Claim{claim("s1", "项目总预算", f, part), claim("s2", "支持外贸发展", "37.50万元", part),
				claim("s3", "进博会推进", "15.30万元", part), claim("s4", "合计", "52.80万元", part)}
		}, "52.80万元", "92.80万元", true, "92.80"},
		{"a list that is more than its whole by one digit", "claim_sum", func(f string) []schema.Claim {
			part := func(c *schema.Claim) { c.Item = schema.Item(c.Subject) }
			return []schema.Claim{claim("s1", "涉及资金", "102.37万元", part), claim("s2", "甲项目", "50.12万元", part),
				claim("s3", "乙项目", "30.20万元", part), claim("s4", "丙项目", f, part)}
		}, "22.05万元", "92.05万元", true, "92.05"},
		{"all items of a fund", "claim_sum", func(f string) []schema.Claim {
			return []schema.Claim{claim("s1", "支出预算", "100.07万元"),
				claim("s2", "行政运行（项）", "60.02万元", function("2010101"), in("二")),
				claim("s3", "住房公积金（项）", f, function("2210201"), in("二"))}
		}, "40.05万元", "90.05万元", true, "90.05"},
		{"some items of a fund", "claim_sum", func(f string) []schema.Claim {
			return []schema.Claim{claim("s1", "支出预算", "100.07万元"),
				claim("s2", "行政运行（项）", "60.02万元", function("2010101"), in("二")),
				claim("s3", "住房公积金（项）", f, function("2210201"), in("二"))}
		}, "40.05万元", "21.33万元", false, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			checks, findings := ofRule(doc{claims: tt.claims(tt.good)}.record(), tt.rule)
			if len(findings) > 0 {
				t.Fatalf("accused: %s", findings[0].MessageZH)
			}
			if tt.accused && len(checks) == 0 {
				t.Fatal("nothing was checked")
			}
			_, findings = ofRule(doc{claims: tt.claims(tt.bad)}.record(), tt.rule)
			if !tt.accused {
				if len(findings) > 0 {
					t.Errorf("accused: %s", findings[0].MessageZH)
				}
				return
			}
			if len(findings) != 1 {
				t.Fatalf("%d findings", len(findings))
			}
			for _, o := range findings[0].Evidence {
				if strings.Contains(o.Text, tt.contains) {
					return
				}
			}
			t.Errorf("the finding does not point at %s: %s", tt.contains, findings[0].MessageZH)
		})
	}
}

// TestChangeFromTable: a change is the amount less what a table prints for the
// year before, of the stage that the sentence compares with.
func TestChangeFromTable(t *testing.T) {
	record := func(change, stage string) *schema.Record {
		return doc{
			facts: [][]string{{"001", "three_public", "公务接待费", "30.10万元", "", "", "all"},
				{"001", "three_public", "培训费", "12.00万元", "", "", "all"}, {"001", "three_public", "会议费", "9.00万元", "",
					"", "all"}},
			claims: []schema.Claim{claim("s1", "公务接待费", "27.00万元", item("reception"), func(c *schema.Claim) {
				c.Change, c.Direction, c.PriorStage = published(change), "decrease", schema.Stage(stage)
			}), claim("s2", "培训费", "15.00万元", item("training"), up("3.00万元")),
				claim("s3", "会议费", "9.50万元", item("conference"), up("0.50万元"))},
			with: func(r *schema.Record) {
				for i, name := range []string{"reception", "training", "conference"} {
					r.Facts[i].Item, r.Facts[i].Stage = schema.Item(name), "prior_budget"
				}
			},
		}.record()
	}
	for _, tt := range []struct {
		change, stage    string
		checks, findings int
	}{
		{"3.10万元", "prior_budget", 3, 0}, {"8.10万元", "", 3, 1}, {"8.10万元", "prior_final", 3, 0},
	} {
		checks, findings := ofRule(record(tt.change, tt.stage), "claim_change")
		if len(checks) != tt.checks || len(findings) != tt.findings {
			t.Errorf("a change of %s from %q: %d checks, %d findings", tt.change, tt.stage, len(checks), len(findings))
		}
	}
}
