package form

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/yusuan/yusuan/internal/pattern"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "budget_or_final",
		TitleZH:  "预算文件不称决算，决算文件不称预算",
		TitleEN:  "A budget does not call its figures final accounts, nor the other way round",
		Severity: schema.SeverityNotice,
		Messages: verify.Messages{
			"budget": {
				ZH: "《{title}》题为决算，本文件却是预算。",
				EN: "Table “{title}” is titled as final accounts, but the document is a budget.",
			},
			"final": {
				ZH: "《{title}》题为预算，本文件却是决算。",
				EN: "Table “{title}” is titled as a budget, but the document is final accounts.",
			},
			"figure": {
				ZH: "“{text}”{at}：预算文件把本年度数字称为决算。",
				EN: "“{text}”{at} calls a figure of the budget year a final account.",
			},
		},
		Kinds:   []string{"any"},
		Source:  "《地方预决算公开操作规程》：内容准确",
		Example: "2025年部门预算中“2025年支出决算为……”",
		Run:     budgetOrFinal,
	})
}

func budgetOrFinal(ctx context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	kind := p.Record.Profile.ReportKind
	if !p.Final() && kind != schema.DepartmentBudget && kind != schema.UnitBudget {
		return nil, nil
	}
	message := "budget"
	if p.Final() {
		message = "final"
	}
	for i := range verify.InTime(ctx, p.Record.Tables) {
		t := &p.Record.Tables[i]
		if p.Untitled(t.ID) || t.Kind == schema.OtherTable || !misnamed(t.Layout.Title, p.Final()) {
			continue
		}
		out = append(out, verify.Notice(verify.Tail(t.ID), p.OfTable(t, t.Layout.Title), message, nil))
	}
	if p.Final() || p.Record.Profile.FiscalYear == 0 {
		return out, nil
	}
	own := pattern.MustCompile(strconv.Itoa(p.Record.Profile.FiscalYear) +
		`年(?:度)?[^，,。；;：:比较与上]{0,16}决算(?:数|支出|收入)?(?:为|[0-9])`)
	for _, passage := range p.Passages() {
		passage = passage.Squeeze()
		for n, m := range passage.Matches(own) {
			out = append(out, verify.Notice(fmt.Sprintf("%s-%d", passage.ID, n), m.Quote(0), "figure", nil))
		}
	}
	return out, nil
}

// misnamed reports the title of a table of budgets among final accounts, and
// of final accounts in a budget.
func misnamed(title string, final bool) bool {
	if !final || strings.Contains(title, "决算") {
		return !final && strings.Contains(title, "决算")
	}
	return strings.HasSuffix(title, "预算表") || strings.HasSuffix(title, "预算总表") || strings.HasSuffix(title, "预算明细表")
}
