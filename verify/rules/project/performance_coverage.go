package project

import (
	"context"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "performance_coverage",
		TitleZH:  "项目绩效目标表覆盖全部项目支出",
		TitleEN:  "The projects with performance tables are the projects the budget pays for",
		Severity: schema.SeverityNotice,
		Messages: verify.Messages{"": {
			ZH: "项目支出为{printed}，{count}张项目绩效目标表合计{expected}，相差{difference}：{way}。",
			EN: "Project expenditure is {printed}, the {count} project performance tables add up to " +
				"{expected}: a difference of {difference}, {way}.",
		}},
		Kinds:   []string{"expenditure", "performance_project"},
		Source:  "《关于全面实施预算绩效管理的意见》：项目支出绩效目标全覆盖",
		Example: "项目支出 375.17 ｜ 项目绩效目标表合计 341.40",
		Run:     performanceCoverage,
	})
}

func performanceCoverage(ctx context.Context, p *verify.Pass) ([]verify.Result, error) {
	spending := p.Agreed(func(f *schema.Fact) bool {
		return f.Kind == schema.Expenditure && f.Nature == "project" && f.Fund == "all" && f.Function == "" &&
			f.Stage == "budget"
	})
	var parts []verify.Observation
	for i := range verify.InTime(ctx, p.Record.Facts) {
		f := &p.Record.Facts[i]
		if f.Kind == schema.PerformanceProject && f.Fund == "all" && f.Project != "" && f.Item == "" &&
			verify.Money(f.Amount) {
			parts = append(parts, p.OfFact(f))
		}
	}
	silent := formsWithoutTotal.Of(p)
	switch {
	case len(parts) == 0 || len(parts)+silent < 2:
		return nil, nil
	case spending == nil && p.Final():
		return nil, nil // final accounts need not print the budget
	case spending == nil:
		return []verify.Result{verify.NotCheckable("all", verify.ReasonNoTables, parts[0].As(0))}, nil
	}
	r := p.CompareSum("all", "", true, p.OfFact(spending), parts...)
	if silent > 0 {
		r = r.NotCheckable(verify.ReasonPartsMissing)
	}
	way := verify.Text{ZH: "有项目资金没有绩效目标表", EN: "money without a performance table"}
	if r.Difference.IsNegative() {
		way = verify.Text{ZH: "绩效目标表所列多于项目支出", EN: "more than is spent on projects"}
	}
	r.Say("", verify.Args{"count": len(parts), "way": way})
	return []verify.Result{r}, nil
}
