package project

import (
	"context"
	"strings"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "cost_ceiling",
		TitleZH:  "项目总成本指标与项目预算相符",
		TitleEN:  "An indicator of a project's whole cost is its budget",
		Severity: schema.SeverityWarning,
		Messages: verify.Messages{"": {
			ZH: "项目“{project}”预算为{printed}，成本指标合计却为{expected}，相差{difference}。",
			EN: "Project “{project}” is budgeted at {printed}, but its cost indicators add up to " +
				"{expected}: a difference of {difference}.",
		}},
		Kinds:   []string{"performance_project"},
		Source:  "《项目支出绩效目标表》成本指标",
		Example: "项目总成本≤98.80万元 ｜ 预算 108.80",
		Run:     costCeiling,
	})
}

// costCeiling holds the amount of a project against its cost indicators. That
// they are less is certain only of an indicator of all its costs.
func costCeiling(ctx context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	for i := range verify.InTime(ctx, p.Record.Projects) {
		of := &p.Record.Projects[i]
		limits := costs(p, of.Name)
		if len(limits) == 0 {
			continue
		}
		var parts []verify.Observation
		whole, readable := false, true
		for _, ind := range limits {
			o, ok := target(p, ind)
			parts, readable = append(parts, o), readable && ok
			whole = whole || strings.Contains(ind.Level3, "总成本") || strings.Contains(ind.Level3, "总投")
		}
		r := p.CompareSum(verify.Tail(of.ID), of.ID, true, figure(p, of, of.Name, of.Total), parts...)
		if !readable {
			r = r.NotCheckable(verify.ReasonUnreadable)
		}
		if r.Outcome == schema.Inconsistent && !whole {
			r = r.NotCheckable(verify.ReasonPartial)
		}
		r.Say("", verify.Args{"project": of.Name})
		out = append(out, r)
	}
	return out, nil
}
