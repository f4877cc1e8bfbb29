package project

import (
	"context"
	"fmt"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "project_agreement",
		TitleZH:  "项目绩效目标表的资金与项目支出表一致",
		TitleEN:  "The form of a project and the table of projects give it one amount",
		Severity: schema.SeverityWarning,
		Messages: verify.Messages{"": {
			ZH: "项目“{project}”：{where}印{printed}，{other}印{other_text}，相差{difference}。",
			EN: "Project “{project}”: {where} prints {printed}, {other} prints {other_text}: a difference of " +
				"{difference}.",
		}},
		Kinds:   []string{"performance_project", "project_expenditure", "general_budget_project_expenditure"},
		Source:  "《地方预决算公开操作规程》：公开的报表之间应当衔接一致",
		Example: "年度资金总额 2110.58 ｜ 项目支出表 2110.58",
		Run:     projectAgreement,
	})
}

// projectFund is a project and where a part of its money comes from.
type projectFund struct {
	project string
	fund    schema.Fund
}

// projectAgreement holds the one amount of a form against the one of the
// table. What that table counts is not certain of one project alone: others
// have to agree.
func projectAgreement(ctx context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	forms, listed := map[projectFund][]*schema.Fact{}, map[projectFund][]*schema.Fact{}
	var order []projectFund
	for i := range verify.InTime(ctx, p.Record.Facts) {
		f := &p.Record.Facts[i]
		k := projectFund{verify.PlainName(f.Project), f.Fund}
		if f.Project == "" || f.Stage != "budget" || f.Item != "" || f.Economic != "" || !verify.Money(f.Amount) {
			continue
		}
		switch f.Kind {
		case schema.PerformanceProject:
			if forms[k] == nil {
				order = append(order, k)
			}
			forms[k] = append(forms[k], f)
		case schema.ProjectExpenditure:
			listed[k] = append(listed[k], f)
		case schema.GeneralBudgetProjectExpenditure:
			if k.fund == "general_public_budget" {
				k.fund = "fiscal_appropriation"
				listed[k] = append(listed[k], f)
			}
		}
	}
	for n, k := range order {
		if len(forms[k]) != 1 || len(listed[k]) != 1 {
			continue
		}
		a, b := p.OfFact(forms[k][0]), p.OfFact(listed[k][0])
		r := p.CompareSum(fmt.Sprintf("%s-%d", verify.Tail(a.Operand.TableID), n), string(k.fund), false, a, b)
		r.Say("", verify.Args{"project": k.project})
		out = append(out, r)
	}
	return out, nil
}
