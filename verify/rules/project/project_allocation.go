package project

import (
	"context"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "project_allocation",
		TitleZH:  "项目资金分配之和等于项目预算",
		TitleEN:  "The parts a project is allocated to add up to its amount",
		Severity: schema.SeverityError,
		Messages: verify.Messages{"": {
			ZH: "项目“{project}”各项资金分配之和为{working}，预算安排却为{printed}，相差{difference}。",
			EN: "Project “{project}” allocates {working}, but is budgeted at {printed}: a difference of " +
				"{difference}.",
		}},
		Kinds:   []string{"narrative", "performance_project"},
		Source:  "项目支出说明“资金分配情况”",
		Example: "12+6.4+6.4+8.6+1.4=34.80 ｜ 预算安排规模 28.40",
		Run:     projectAllocation,
	})
}

func projectAllocation(ctx context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	for i := range verify.InTime(ctx, p.Record.Projects) {
		of := &p.Record.Projects[i]
		if len(of.Allocation) < 2 {
			continue
		}
		var parts []verify.Observation
		readable := true
		for _, item := range of.Allocation {
			readable = readable && verify.Money(item.Amount)
			parts = append(parts, figure(p, of, item.Name, item.Amount))
		}
		r := p.CompareSum(verify.Tail(of.ID), of.ID, true, figure(p, of, of.Name, of.Total), parts...)
		if !readable {
			r = r.NotCheckable(verify.ReasonUnreadable)
		}
		r.Say("", verify.Args{"project": of.Name})
		out = append(out, r)
	}
	return out, nil
}
