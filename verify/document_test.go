package verify_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// published is an amount as normalize gives it; "12.50万元" has its unit.
func published(text string) schema.Amount {
	a := amount.Parse(text)
	if a.Kind != amount.Number {
		return schema.Amount{}
	}
	return schema.Amount{Text: text, Value: a.Value, Decimals: a.Decimals, Unit: string(a.Unit)}
}

// doc is an invented document put together from what a case needs.
type doc struct {
	facts      [][]string // table, row label, amount, function, nature, fund, flow
	claims     []schema.Claim
	projects   []schema.Project
	indicators [][]string // table, scope, level 1, level 3, target, weight
	text       []string
	tables     []textTable
	year       int
	with       func(*schema.Record) // whatever else a case needs
}

func (d doc) record() *schema.Record {
	rec := record("d", d.tables)
	rec.Profile = schema.Profile{FiscalYear: d.year, ReportKind: schema.DepartmentBudget}
	page := document.Page{Number: 1}
	for _, t := range d.text {
		page.Blocks = append(page.Blocks, document.Block{Kind: document.BlockParagraph, Text: t, Table: -1})
	}
	rec.Document = &document.Document{Pages: []document.Page{page}}
	for i, f := range d.facts {
		rec.Facts = append(rec.Facts, schema.Fact{
			TableID: "d-t" + f[0], Kind: schema.TableKind(f[1]), RowLabel: f[2], Amount: published(f[3]),
			CodeName: f[2],
			Coordinates: schema.Coordinates{Flow: "expenditure", Fund: schema.Fund(f[6]), Function: f[4],
				Nature: schema.Nature(f[5]),
				Stage:  "budget"}, Row: i, Column: 1,
		})
		if strings.HasPrefix(f[6], "revenue ") {
			rec.Facts[i].Flow, rec.Facts[i].Fund = "revenue", schema.Fund(strings.TrimPrefix(f[6], "revenue "))
		}
		if f[1] == "performance_project" {
			rec.Facts[i].Project, rec.Facts[i].CodeName = f[2], ""
		}
	}
	rec.Claims = slices.Clone(d.claims) // a test may take something out of the record
	for _, p := range d.projects {
		p.Allocation = slices.Clone(p.Allocation)
		rec.Projects = append(rec.Projects, p)
	}
	for i, f := range d.indicators {
		operator, value := "", f[4]
		for _, o := range []string{"<=", ">="} {
			if v, ok := strings.CutPrefix(f[4], o); ok {
				operator, value = o, v
			}
		}
		unit := strings.TrimLeft(value, "0123456789.")
		rec.Indicators = append(rec.Indicators, schema.Indicator{
			ID: "d-t" + f[0] + "-i" + string(rune('0'+i)), TableID: "d-t" + f[0], Scope: f[1], Level1: f[2],
			Level3: f[3],
			Text:   f[4], Operator: schema.Operator(operator), Value: strings.TrimSuffix(value, unit), Unit: unit, Weight: f[5],
			Source: schema.Source{TableID: "d-t" + f[0], Row: i, Column: 3},
		})
	}
	if d.with != nil {
		d.with(rec)
	}
	return rec
}

func claim(id, subject, amount string, with ...func(*schema.Claim)) schema.Claim {
	c := schema.Claim{ID: "d-" + id, Subject: subject, Amount: published(amount),
		Source:      schema.Source{Page: 1, Row: -1, Column: -1},
		Coordinates: schema.Coordinates{Flow: "expenditure", Fund: "all", Stage: "budget"}}
	for _, w := range with {
		w(&c)
	}
	return c
}

var classes = [][]string{
	{"001", "revenue_expenditure_summary", "教育支出", "30.00万元", "205", "", "all"},
	{"001", "revenue_expenditure_summary", "卫生健康支出", "20.00万元", "210", "", "all"},
	{"001", "revenue_expenditure_summary", "住房保障支出", "10.00万元", "221", "", "all"},
}

func second(housing string) [][]string {
	return append(append([][]string{}, classes...),
		[]string{"002", "expenditure", "教育支出", "30.00万元", "205", "", "all"},
		[]string{"002", "expenditure", "卫生健康支出", "20.00万元", "210", "", "all"},
		[]string{"002", "expenditure", "住房保障支出", housing, "221", "", "all"})
}

func onClasses(housing string) []schema.Claim {
	code := func(f string) func(*schema.Claim) {
		return func(c *schema.Claim) { c.Function = f }
	}
	return []schema.Claim{claim("s1", "教育支出（类）", "30.00万元", code("205")),
		claim("s2", "卫生健康支出（类）", "20.00万元", code("210")),
		claim("s3", "住房保障支出（类）", housing, code("221"))}
}

func rates(rate, change string) []schema.Claim {
	return []schema.Claim{claim("s1", "基本支出", "410.68万元", func(c *schema.Claim) {
		c.Change, c.Direction, c.Rate = published(change), "decrease", published(rate)
	})}
}

func completions(percent, budget string) []schema.Claim {
	return []schema.Claim{claim("s1", "支出决算", "42.34万元", func(c *schema.Claim) {
		c.Counterpart, c.Completion = published(budget), published(percent)
	})}
}

func shares(share, whole string) []schema.Claim {
	of := func(share string) func(*schema.Claim) {
		return func(c *schema.Claim) { c.Share, c.Enumeration = published(share), "d-s0" }
	}
	return []schema.Claim{claim("s0", "支出预算", whole), claim("s1", "基本支出", "50.00万元", of("50.00%")),
		claim("s2", "项目支出", "30.00万元", of("30.00%")), claim("s3", "上缴上级支出", "20.00万元", of(share))}
}

func sums(whole, personnel string) []schema.Claim {
	nature := func(name string) func(*schema.Claim) {
		return func(c *schema.Claim) {
			c.Nature = schema.Nature(name)
			if name != "basic" {
				c.Enumeration = "d-s0"
			}
		}
	}
	return []schema.Claim{claim("s0", "基本支出", whole, nature("basic")),
		claim("s1", "人员经费", personnel, nature("personnel")),
		claim("s2", "公用经费", "40.00万元", nature("operating"))}
}

func project(total string, parts ...string) []schema.Project {
	p := schema.Project{ID: "d-p001", Name: "巡查经费", Total: published(total)}
	for i, x := range parts {
		p.Allocation = append(p.Allocation, schema.Allocation{Name: []string{"系统运行维护外包费用", "劳务费"}[i], Amount: published(x)})
	}
	return []schema.Project{p}
}

func cost(name, target string) [][]string {
	return [][]string{{"009", "巡查经费", "成本指标", name, target, ""}}
}

// split are cost indicators that no item of an allocation is named like.
func split(limits ...string) (out [][]string) {
	for i, limit := range limits {
		out = append(out, []string{"009", "巡查经费", "成本指标", []string{"上年尾款", "专家评审", "材料印制"}[i], "<=" + limit + "万元", ""})
	}
	return out
}

// caused is a change explained by the housing fund, which fell.
func caused(direction string) []schema.Claim {
	return []schema.Claim{
		claim("s1", "一般公共预算", "100.00万元", func(c *schema.Claim) {
			c.Change, c.Direction = published("4.00万元"), schema.Direction(direction)
			c.Reason = map[string]string{"increase": "人员工资上涨，公积金缴费基数增加", "decrease": "公积金缴费减少"}[direction]
		}),
		claim("s2", "住房公积金", "9.00万元", func(c *schema.Claim) {
			c.Function, c.Change, c.Direction = "2210201", published("1.00万元"), "decrease"
		}),
	}
}

func weights(last string) [][]string {
	return [][]string{{"009", "巡查经费", "产出指标", "巡查户数", ">=90户", "60"}, {"009", "巡查经费", "满意度指标", "满意度", ">=90%", last}}
}

func overall(fiscal string) [][]string {
	return [][]string{
		{"001", "revenue_expenditure_summary", "收入总计", "100.00万元", "", "", "revenue all"},
		{"002", "appropriation_summary", "收入总计", "80.00万元", "", "", "revenue fiscal_appropriation"},
		{"003", "performance_overall", "年度预算/本级安排", fiscal, "", "", "all"},
		{"003", "performance_overall", "年度预算/其他资金", "20.00万元", "", "", "other_funds"},
	}
}

func covered(last string) [][]string {
	return [][]string{
		{"001", "expenditure", "合计", "50.00万元", "", "project", "all"},
		{"003", "performance_project", "甲项目", "30.00万元", "", "project", "all"},
		{"004", "performance_project", "乙项目", last, "", "project", "all"},
	}
}

func targets(project string) [][]string {
	return [][]string{{"008", "department", "产出指标", "参加职业培训人数", ">=1500人", ""},
		{"009", "职业培训经费", "产出指标", "参加培训人数", project, ""}}
}

// documentCases: for each rule a document that keeps it, one that breaks it
// and, for rules of arithmetic, one that lacks what it needs.
var documentCases = map[string][]doc{
	"agreement": {{facts: second("10.00万元")}, {facts: second("12.00万元")}, {facts: second("")}},
	"claim_amount": {{facts: classes, claims: onClasses("10.00万元")},
		{facts: classes, claims: onClasses("10.60万元")}, {facts: classes[:2], claims: onClasses("10.60万元")}},
	"claim_rate": {{claims: rates("8.44%", "37.84万元")}, {claims: rates("9.44%", "37.84万元")},
		{claims: rates("9.44%", "")}},
	"claim_completion": {{claims: completions("91.84%", "46.10万元")}, {claims: completions("98.41%", "46.10万元")},
		{claims: completions("98.41%", "")}},
	"claim_share": {{claims: shares("20.00%", "100.00万元")}, {claims: shares("26.00%", "100.00万元")},
		{claims: shares("26.00%", "")}},
	"claim_direction": {{text: []string{"比上年减少8.05万元，下降1.00%。"}}, {text: []string{"比上年减少8.05万元，增长1.00%。"}}},
	"claim_restated":  {{claims: restated("208.80万元")}, {claims: restated("201.50万元")}, {claims: restated("")}},
	"claim_change":    {{claims: changed("83.92万元")}, {claims: changed("63.92万元")}, {claims: changed("")}},
	"project_allocation": {{projects: project("30.00万元", "18.00万元", "12.00万元")},
		{projects: project("28.00万元", "18.00万元", "12.00万元")}, {projects: project("", "18.00万元", "12.00万元")}},
	"allocation_ceiling": {{projects: project("30.00万元", "18.00万元", "12.00万元"),
		indicators: cost("运行维护外包费用", "<=18万元")}, {projects: project("30.00万元", "18.00万元", "12.00万元"),
		indicators: cost("运行维护外包费用", "<=17万元")}, {projects: project("30.00万元", "18.00万元", "12.00万元"),
		indicators: cost("运行维护外包费用", "<=万元")}},
	"allocation_split": {{projects: project("30.00万元", "18.00万元", "12.00万元"), indicators: split("18", "7", "5")},
		{projects: project("30.00万元", "18.00万元", "12.00万元"), indicators: split("17", "8", "5")},
		{projects: project("30.00万元", "18.00万元", "12.00万元"), indicators: split("17", "8", "")}},
	"cause": {{claims: caused("decrease")}, {claims: caused("increase")}},
	"cost_ceiling": {{projects: project("30.00万元"), indicators: cost("项目总成本", "<=30万元")},
		{projects: project("30.00万元"), indicators: cost("项目总成本", "<=20万元")},
		{projects: project("30.00万元"), indicators: cost("项目总成本", "<=万元")}},
	"department_funds": {{facts: overall("80.00万元")}, {facts: overall("90.00万元")}, {facts: overall("90.00万元")[1:]}},
	"department_indicator": {{indicators: targets(">=1500人")}, {indicators: targets(">=1200人")},
		{indicators: targets(">=人")}},
	"performance_coverage": {{facts: covered("20.00万元"), with: inForms}, {facts: covered("15.00万元"), with: inForms},
		{facts: covered("15.00万元")[1:], with: inForms}},
	"project_agreement": {{facts: listedProjects("9.00万元"), with: ofProjects},
		{facts: listedProjects("6.00万元"), with: ofProjects}, {facts: listedProjects(""), with: ofProjects}},
	"indicator_weights": {{indicators: weights("40")}, {indicators: weights("35")}, {indicators: weights("")}},
	"numbering": {{text: []string{"资金分配：1.差旅费3万元；2.劳务费4万元；3.印刷费1万元。"}},
		{text: []string{"资金分配：1.差旅费3万元；2.劳务费4万元；2.印刷费1万元。"}}},
	"table_number": {{}, {}},
	"placeholder":  {{text: []string{"支出下降27.78%。"}}, {text: []string{"支出下降（增长）27.78%。"}}},
	"empty_form": {{facts: classes, tables: []textTable{emptyForm("本部门没有政府性基金预算，本表为空")}},
		{facts: classes, tables: []textTable{emptyForm("")}}},
	"years": {{year: 2026, text: []string{"比2025年预算增加3万元"}},
		{year: 2026, text: []string{"比2026年预算增加3万元"}}},
	"count": {{indicators: weights("40"), text: []string{"实行绩效目标管理的项目1个"}},
		{indicators: weights("40"), text: []string{"实行绩效目标管理的项目2个"}}, {text: []string{"实行绩效目标管理的项目2个"}}},
	"unit": {{tables: []textTable{ruleCases["rows_code"]}},
		{tables: []textTable{withoutUnit(ruleCases["rows_code"])}}},
	"claim_sum": {{claims: sums("100.00万元", "60.00万元")}, {claims: sums("108.00万元", "60.00万元")},
		{claims: sums("108.00万元", "")}},
	"missing_table": {{with: promised("d-t000")}, {with: promised("")}},
	"code_name": {{facts: classes},
		{facts: classes, with: func(r *schema.Record) { r.Facts[1].CodeNote = "卫生健康支出" }}},
	"budget_or_final": {{year: 2026, text: []string{"2025年度支出决算为10.00万元，2026年支出预算为11.00万元。"}},
		{year: 2026, text: []string{"2026年度支出决算为11.00万元。"}}},
	"zero_base": {{claims: growth("3.00万元")}, {claims: growth("5.00万元")}},
	"none_but_budgeted": {{facts: reception("0.00万元"), claims: none("本年度无公务接待活动"), with: onItem},
		{facts: reception("0.08万元"), claims: none("本年度无公务接待活动"), with: onItem}},
	"listed_zero": {{facts: basicItems("3.00万元"), text: []string{"人员经费8.00万元，主要包括：基本工资、奖励金。"},
		with: onEconomic}, {facts: basicItems("0.00万元"), text: []string{"人员经费8.00万元，主要包括：基本工资、奖励金。"},
		tables: basicTable, with: onEconomic}},
	"organization": {{text: []string{"云州市青屏区规划和自然资源局编制"}, with: called},
		{text: []string{"云州市青屏区规划与自然资源局编制"}, with: called}},
	"project_total": {{projects: project("30.00万元"), text: []string{"实行绩效目标管理的项目1个，涉及预算金额30.00万元。"},
		tables: performance, with: inTable},
		{projects: project("30.00万元"), text: []string{"实行绩效目标管理的项目1个，涉及预算金额50.00万元。"}, tables: performance,
			with: inTable}, {projects: project(""), text: []string{"实行绩效目标管理的项目1个，涉及预算金额50.00万元。"}, tables: performance,
			with: inTable}},
	"unit_conflict": {{facts: second("10.00万元")}, {facts: inYuan()}},
	"names": {{facts: classes, text: named("住房保障支出")}, {facts: classes, text: named("住房改革费用")},
		{text: named("住房改革费用")}},
}

// listedProjects are projects in a table of all and in forms of their own.
func listedProjects(last string) (out [][]string) {
	for i, amount := range []string{"30.00万元", "12.00万元", "9.00万元"} {
		name := []string{"甲项目", "乙项目", "丙项目"}[i]
		out = append(out, []string{"001", "project_expenditure", name, amount, "", "project", "all"})
		if i == 2 {
			amount = last
		}
		out = append(out, []string{"00" + string(rune('2'+i)), "performance_project", name, amount, "", "project",
			"all"})
	}
	return out
}

func ofProjects(r *schema.Record) {
	for i := range r.Facts {
		r.Facts[i].Project, r.Facts[i].CodeName = r.Facts[i].RowLabel, ""
	}
}

func promised(tableID string) func(*schema.Record) {
	return func(r *schema.Record) {
		for _, id := range []string{"d-t001", "d-t002", tableID} {
			r.ListedTables = append(r.ListedTables, schema.ListedTable{Title: "支出预算表", Kind: schema.Expenditure, TableID: id,
				Source: schema.Source{Page: 1, Row: -1, Column: -1}})
		}
	}
}

func growth(change string) []schema.Claim {
	return []schema.Claim{claim("s1", "公务接待费", "5.00万元", func(c *schema.Claim) {
		c.Change, c.Direction, c.Rate = published(change), "increase",
			published(map[string]string{"3.00万元": "150%", "5.00万元": "100%"}[change])
	})}
}

func reception(amount string) [][]string {
	return [][]string{{"001", "three_public", "公务接待费", amount, "", "", "all"}}
}

func onItem(r *schema.Record) { r.Facts[0].Item, r.Facts[0].CodeName = "reception", "" }

func none(reason string) []schema.Claim {
	return []schema.Claim{claim("s1", "公务接待费", "0.08万元", func(c *schema.Claim) {
		c.Item, c.Reason = "reception",
			reason
	})}
}

func basicItems(bonus string) [][]string {
	return [][]string{
		{"001", "general_budget_basic_expenditure", "基本工资", "5.00万元", "", "basic", "general_public_budget"},
		{"001", "general_budget_basic_expenditure", "奖励金", bonus, "", "basic", "general_public_budget"},
	}
}

var basicTable = []textTable{table("general_budget_basic_expenditure", "万元", "科目名称|合计\n---\n基本工资|5.00\n奖励金|0.00")}

// inForms gives the projects their forms.
func inForms(r *schema.Record) {
	for _, f := range r.Facts {
		if f.Kind == schema.PerformanceProject {
			r.Tables = append(r.Tables, schema.Table{ID: f.TableID, Kind: f.Kind})
			r.Projects = append(r.Projects, schema.Project{ID: "d-p" + f.RowLabel, Name: f.RowLabel, Total: f.Amount,
				Sources: []schema.Source{{TableID: f.TableID}}})
		}
	}
}

func onEconomic(r *schema.Record) { r.Facts[0].Economic, r.Facts[1].Economic = "30101", "30309" }

func called(r *schema.Record) { r.Profile.Organization = "云州市青屏区规划和自然资源局" }

var performance = []textTable{{Title: "项目支出绩效目标表", Kind: "performance_project"}}

func inTable(r *schema.Record) {
	r.Projects[0].Sources = []schema.Source{{TableID: r.Tables[0].ID, Row: 1, Column: 1}}
}

// inYuan are two tables of which one prints yuan and says ten thousand yuan.
func inYuan() [][]string {
	facts := second("100000.00万元")
	facts[3] = append([]string{}, facts[3]...)
	facts[4] = append([]string{}, facts[4]...)
	facts[3][3], facts[4][3] = "300000.00万元", "200000.00万元"
	return facts
}

func named(last string) []string {
	return []string{"教育支出（类）30.00万元；卫生健康支出（类）20.00万元；教育支出（205类）30.00万元；教育（类）30.00万元；" + last + "（类）10.00万元"}
}

func emptyForm(note string) textTable {
	tt := table("government_fund_expenditure", "万元", "项目|合计|基本支出|项目支出\n---\n合计|||")
	tt.Empty = true
	if note != "" {
		tt.Rows = append(tt.Rows, []string{note, "", "", ""})
	}
	return tt
}

func withoutUnit(tt textTable) textTable {
	tt.Unit = ""
	return tt
}

// tableNumbers gives four tables their numbers.
func tableNumbers(numbers ...string) *schema.Record {
	rec := doc{tables: make([]textTable, len(numbers))}.record()
	for i, n := range numbers {
		rec.Tables[i].Layout.Number = n
	}
	return rec
}

func ofRule(rec *schema.Record, rule string) (checks []schema.Check, findings []schema.Finding) {
	cs, fs := run(rec)
	for _, c := range cs {
		if c.Rule == rule {
			checks = append(checks, c)
		}
	}
	for _, f := range fs {
		if f.Rule == rule || slices.ContainsFunc(f.OtherChecks, func(id string) bool { return strings.Contains(id, "-"+rule+"-") }) {
			findings = append(findings, f)
		}
	}
	return checks, findings
}

// TestDocumentRules: the document that keeps a rule is not accused, the one
// that breaks it is, with a place; the one that lacks an operand never passes.
func TestDocumentRules(t *testing.T) {
	for rule, cases := range documentCases {
		t.Run(rule, func(t *testing.T) {
			var records []*schema.Record
			for _, c := range cases {
				records = append(records, c.record())
			}
			if rule == "table_number" {
				records = []*schema.Record{tableNumbers("表1", "表2", "表3", "表4"), tableNumbers("表1", "表2", "", "表4")}
			}
			checks, findings := ofRule(records[0], rule)
			for _, f := range findings {
				t.Errorf("accused: %s", f.MessageZH)
			}
			// A rule about words has no check where nothing is wrong.
			arithmetic := len(cases) > 2 && rule != "names" || rule == "claim_restated"
			for _, c := range checks {
				if !passes(&c) {
					t.Errorf("%s is %s %s", c.ID, c.Outcome, c.Reason)
				}
			}
			if arithmetic && len(checks) == 0 {
				t.Error("nothing was checked")
			}
			_, findings = ofRule(records[1], rule)
			if len(findings) != 1 {
				t.Fatalf("%d findings", len(findings))
			}
			if f := findings[0]; f.MessageZH == "" || f.MessageEN == "" || len(f.Evidence) == 0 {
				t.Errorf("the finding does not say enough: %+v", f)
			}
			if len(cases) < 3 {
				return
			}
			whole, _ := ofRule(records[1], rule)
			var broken string
			for _, c := range whole {
				if c.Outcome == schema.Inconsistent {
					broken = c.ID
				}
			}
			less, findings := ofRule(records[2], rule)
			for _, c := range less {
				if c.ID == broken && c.Outcome != schema.NotCheckable {
					t.Errorf("without an operand it is %s", c.Outcome)
				}
			}
			if len(findings) > 0 {
				t.Errorf("accused without an operand: %s", findings[0].MessageZH)
			}
		})
	}
}

// moreCases are documents for TestWithoutOperand alone.
var moreCases = map[string][]doc{
	"share_sum":    {{claims: shares("20.00%", "100.00万元")}},
	"change_sum":   {{claims: itemChanges("3.00万元")}},
	"claim_sum":    {{claims: publicExpenses()}},
	"claim_change": {{claims: publicExpenses()}},
}

// unclaimed says of an operand that without it nothing is said that could be
// checked, so that the check may be gone, and why. Without any other operand
// it has to be there, and not checkable.
var unclaimed = map[string]func(c schema.Check, operand int) bool{
	// Two places that print one thing: one of them alone claims nothing.
	"agreement": anyOperand, "claim_restated": anyOperand, "project_agreement": anyOperand, "unit_conflict": anyOperand,
	// The statement itself: what a sentence claims is the first operand.
	"claim_amount": first, "claim_rate": first, "claim_completion": first, "claim_share": first, "claim_sum": first,
	"claim_direction": first, "cause": first, "zero_base": first, "none_but_budgeted": first, "listed_zero": first,
	"count": first, "project_total": first,
	// The words that are complained of.
	"budget_or_final": first, "code_name": first, "missing_table": first, "names": first, "numbering": first,
	"organization": first, "placeholder": first, "years": first,
	// The form of the department gives its money the source that is asked for.
	"department_funds": first,
	// A change that two sentences state is one thing in two places; that of a
	// whole is the statement that its parts are held against.
	"claim_change": func(c schema.Check, operand int) bool {
		return operand == 0 ||
			!strings.HasSuffix(c.ID, "-items")
	},
	// The whole says its amount and its change; from both follows the year before.
	"change_sum": func(c schema.Check, operand int) bool {
		return operand == 0 || operand == 1 && strings.HasSuffix(c.ID, "-prior")
	},
}

func anyOperand(schema.Check, int) bool      { return true }
func first(_ schema.Check, operand int) bool { return operand == 0 }

// publicExpenses are the three public expenses of a section, with their changes.
func publicExpenses() (out []schema.Claim) {
	for i, c := range []struct{ item, name, amount, change string }{
		{"three_public", "“三公”经费", "9.00万元", "3.00万元"}, {"overseas", "因公出国（境）费", "2.00万元", "0.50万元"},
		{"vehicles", "公务用车购置及运行费", "6.00万元", "2.00万元"}, {"reception", "公务接待费", "1.00万元", "0.50万元"},
	} {
		out = append(out, claim("s"+string(rune('0'+i)), c.name, c.amount, func(o *schema.Claim) {
			o.Item, o.Section, o.Change, o.Direction = schema.Item(c.item), "三公经费", published(c.change), "increase"
		}))
	}
	return out
}

// TestWithoutOperand: whatever document a rule is shown with, each check of it
// is not checkable once one of its operands is not printed. Only where nothing
// is claimed without the operand it may be gone.
func TestWithoutOperand(t *testing.T) {
	all := maps.Clone(documentCases)
	for rule, docs := range moreCases {
		all[rule] = append(slices.Clone(all[rule]), docs...)
	}
	for _, rule := range keys(all) {
		t.Run(rule, func(t *testing.T) {
			for n, c := range all[rule] {
				checks, _ := ofRule(c.record(), rule)
				for _, whole := range checks {
					if whole.Outcome == schema.NotCheckable {
						continue
					}
					for i, o := range whole.Operands {
						if computed[rule] == i+1 {
							continue
						}
						rec := c.record()
						if !remove(rec, o) {
							if o.Text != "" {
								t.Errorf("case %d: the test cannot take away operand %d of %s: %+v", n, i, whole.ID, o)
							}
							continue
						}
						less, _ := ofRule(rec, rule)
						at := slices.IndexFunc(less, func(c schema.Check) bool { return c.ID == whole.ID })
						switch {
						case at < 0 && unclaimed[rule] != nil && unclaimed[rule](whole, i):
						case at < 0:
							t.Errorf("case %d: nothing is said of %s without operand %d, %s %s", n, whole.ID, i,
								o.RowLabel, o.Text)
						case less[at].Outcome != schema.NotCheckable:
							t.Errorf("case %d: %s is %s without operand %d, %s %s", n, whole.ID, less[at].Outcome, i,
								o.RowLabel, o.Text)
						}
					}
				}
			}
		})
	}
}

// computed is the operand, from 1, that a rule works out itself. Nobody can
// leave it out; the others it is made of, and documents without any, are tried.
// An operand without a text (of an empty form, a missing unit) is what the
// finding says is not there.
var computed = map[string]int{"indicator_weights": 1, "count": 2, "share_sum": 1}

// remove takes one printed figure out of a document.
func remove(rec *schema.Record, o schema.Operand) (found bool) {
	if o.Text == "" {
		return false
	}
	drop := func(a *schema.Amount) {
		if a.Text == o.Text {
			*a, found = schema.Amount{}, true
		}
	}
	if o.TableID != "" {
		facts := rec.Facts[:0]
		for _, f := range rec.Facts {
			if f.TableID == o.TableID && f.Row == o.Row && f.Column == o.Column &&
				(f.Amount.Text == o.Text || f.CodeName == o.Text) {
				found = true
				continue
			}
			facts = append(facts, f)
		}
		rec.Facts = facts
		for i := range rec.Indicators {
			ind := &rec.Indicators[i]
			if ind.TableID != o.TableID || ind.Source.Row != o.Row || o.Row < 0 {
				continue
			}
			switch o.Text {
			case ind.Weight:
				ind.Weight, found = "", true
			case ind.Text:
				ind.Value, found = "", true
			}
		}
	}
	for i := range rec.Claims {
		c := &rec.Claims[i]
		if c.Subject == o.RowLabel && c.Source.TableID == o.TableID {
			for _, a := range []*schema.Amount{&c.Amount, &c.Change, &c.Rate, &c.Share, &c.Completion, &c.Counterpart} {
				drop(a)
			}
			if strings.Contains(c.Reason, o.Text) {
				c.Reason, found = "", true
			}
		}
	}
	rec.ListedTables = slices.DeleteFunc(rec.ListedTables, func(p schema.ListedTable) bool {
		taken := o.TableID == "" && p.Title == o.Text
		found = found || taken
		return taken
	})
	for i := range rec.Projects {
		p := &rec.Projects[i]
		if p.Name == o.RowLabel {
			drop(&p.Total)
		}
		for k := range p.Allocation {
			if p.Allocation[k].Name == o.RowLabel {
				drop(&p.Allocation[k].Amount)
			}
		}
	}
	if !found && o.TableID == "" && o.Text != "" {
		blocks := rec.Document.Pages[0].Blocks
		for i := range blocks {
			number := strings.TrimSuffix(o.Text, "%")
			if strings.Contains(blocks[i].Text, number) {
				blocks[i].Text, found = strings.ReplaceAll(blocks[i].Text, number, ""), true
			}
		}
	}
	return found
}

// TestWeightsOfNinety: 90 beside 10 for the execution of the budget is no more
// than a notice.
func TestWeightsOfNinety(t *testing.T) {
	_, findings := ofRule(doc{indicators: weights("30")}.record(), "indicator_weights")
	if len(findings) != 1 || findings[0].Severity != schema.SeverityNotice {
		t.Errorf("%+v", findings)
	}
}

// TestDeterministic: the same record gives the same checks in the same order,
// each with an ID of its own.
func TestDeterministic(t *testing.T) {
	rec := doc{facts: second("12.00万元"), claims: onClasses("10.60万元"), indicators: weights("35"),
		tables: []textTable{ruleCases["rows_code"], ruleCases["balance"]}}.record()
	first, _ := run(rec)
	seen := map[string]bool{}
	for _, c := range first {
		if seen[c.ID] {
			t.Errorf("%s stands twice", c.ID)
		}
		seen[c.ID] = true
	}
	for range 5 {
		again, _ := run(rec)
		for i := range first {
			if again[i].ID != first[i].ID || again[i].Outcome != first[i].Outcome {
				t.Fatalf("%s became %s", first[i].ID, again[i].ID)
			}
		}
	}
}

// TestCover: every amount of a consistent table is held against something; one
// that stands alone is not counted as checked.
func TestCover(t *testing.T) {
	lone := table("other", "万元", "单位|金额\n---\n甲站|3.00\n乙站|4.00")
	rec := record("d", []textTable{ruleCases["rows_code"], lone})
	checks, _ := run(rec)
	got := verify.Cover(rec.Tables, checks)
	if got[0].Amounts != 15 || got[0].Checked != 15 || got[1].Amounts != 2 || got[1].Checked != 0 {
		t.Errorf("%+v", got)
	}
}

func BenchmarkRun(b *testing.B) {
	var tables []textTable
	for _, rule := range keys(ruleCases) {
		tables = append(tables, ruleCases[rule])
	}
	rec := record("d", tables)
	for b.Loop() {
		run(rec)
	}
}

// TestUntitledTables: a table that lost its title is not held against others.
func TestUntitledTables(t *testing.T) {
	d := doc{facts: second("12.00万元"), tables: make([]textTable, 3)}
	checks, findings := ofRule(d.record(), "agreement")
	if len(findings) > 0 || len(checks) != 3 || checks[2].Outcome != schema.NotCheckable {
		t.Errorf("%+v", checks)
	}
}

func changedBy(function, change, direction string) func(*schema.Claim) {
	return func(c *schema.Claim) {
		c.Function, c.Change, c.Direction = function, published(change), schema.Direction(direction)
	}
}

// itemChanges are the changes of a whole and of its items.
func itemChanges(whole string) []schema.Claim {
	return []schema.Claim{claim("s1", "支出预算", "100.00万元", changedBy("", whole, "increase")),
		claim("s2", "行政运行", "60.00万元", changedBy("2010101", "4.00万元", "increase")),
		claim("s3", "信息化建设", "30.00万元", changedBy("2010108", "2.00万元", "decrease")),
		claim("s5", "其他支出", "10.00万元", changedBy("2010199", "1.00万元", "increase"))}
}

// TestListSums: shares and changes of a complete list are held against their
// whole; one that falls short may be incomplete and accuses nobody.
func TestListSums(t *testing.T) {
	byNature := func(c *doc) {
		c.facts = [][]string{{"001", "general_budget_expenditure", "行政运行", "60.00万元", "2010101", "basic", "all"},
			{"001", "general_budget_expenditure", "信息化建设", "30.00万元", "2010108", "basic", "all"},
			{"001", "general_budget_expenditure", "其他支出", "10.00万元", "2010199", "basic", "all"}}
		c.claims = append(c.claims, claim("s4", "基本支出", "100.00万元", changedBy("", "3.01万元", "increase"),
			func(c *schema.Claim) { c.Nature = "basic" }))
	}
	for _, tt := range []struct {
		rule   string
		claims []schema.Claim
		want   schema.Outcome
	}{
		{"share_sum", shares("20.00%", "100.00万元"), schema.Exact},
		{"share_sum", shares("19.99%", "100.00万元"), schema.Rounding},
		{"share_sum", shares("10.00%", "100.00万元"), schema.NotCheckable},
		{"change_sum", itemChanges("3.00万元"), schema.Exact},
		{"change_sum", itemChanges("3.01万元"), schema.Rounding},
		{"change_sum", itemChanges("9.00万元"), schema.NotCheckable},
	} {
		checks, findings := ofRule(doc{claims: tt.claims}.record(), tt.rule)
		if len(findings) > 0 || len(checks) == 0 {
			t.Errorf("%s: %+v", tt.rule, checks)
		}
		for _, c := range checks {
			if c.Outcome != tt.want {
				t.Errorf("%s: %+v", tt.rule, c)
			}
		}
	}

	// The amounts of the year before, and the items of one nature, add up too.
	d := doc{claims: itemChanges("3.00万元")}
	byNature(&d)
	checks, _ := ofRule(d.record(), "change_sum")
	got := map[string]schema.Outcome{}
	for _, c := range checks {
		got[strings.TrimPrefix(c.ID, "d-change_sum-")] = c.Outcome
		if c.ID == "d-change_sum-all-prior" && (c.Printed.String() != "97" || c.Expected.String() != "97") {
			t.Errorf("the year before: %s, items %s", c.Printed, c.Expected)
		}
	}
	want := map[string]schema.Outcome{"all": schema.Exact, "all-prior": schema.Exact, "all-basic": schema.Rounding}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestInTime: a rule ends with its document's time, and what ended it is the
// error.
func TestInTime(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	over := errors.New("the time is over")
	seen := 0
	rule := verify.Rule{ID: "slow", Run: func(ctx context.Context, _ *verify.Pass) ([]verify.Result, error) {
		for i := range verify.InTime(ctx, make([]int, 10)) {
			seen++
			if i == 3 {
				cancel(over)
			}
		}
		return nil, nil
	}}
	_, _, err := verify.Run(ctx, &schema.Record{}, []verify.Rule{rule}, nil)
	if seen != 4 || !errors.Is(err, over) || !strings.Contains(err.Error(), "rule slow") {
		t.Errorf("%d items, %v", seen, err)
	}
}
