package project

import (
	"context"
	"fmt"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "allocation_ceiling",
		TitleZH:  "资金分配不超过对应成本指标",
		TitleEN:  "An allocation keeps under the cost indicator for it",
		Severity: schema.SeverityWarning,
		Messages: verify.Messages{"": {
			ZH: "项目“{project}”分配给“{row}”{printed}，超过绩效成本指标“{indicator}”{ceiling}，多{difference}。",
			EN: "Project “{project}” allocates {printed} to “{row}”, more than its cost indicator " +
				"“{indicator}” {ceiling} allows: {difference} too much.",
		}},
		Kinds:   []string{"narrative", "performance_project"},
		Source:  "《项目支出绩效目标表》成本指标",
		Example: "外包费用分配 9.81 ｜ 成本指标 ≤9万元",
		Run:     allocationCeiling,
	})
}

// allocationCeiling holds what is allocated to a purpose against each cost
// indicator that speaks of it.
func allocationCeiling(ctx context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	for i := range verify.InTime(ctx, p.Record.Projects) {
		of := &p.Record.Projects[i]
		limits := costs(p, of.Name)
		for k, item := range of.Allocation {
			for _, ind := range limits {
				if !alike(item.Name, ind.Level3) {
					continue
				}
				ceiling, ok := target(p, ind)
				r := p.AtMost(fmt.Sprintf("%s-%d", verify.Tail(of.ID), k), of.ID, figure(p, of, item.Name, item.Amount), ceiling)
				if !ok || !verify.Money(item.Amount) {
					r = r.NotCheckable(verify.ReasonUnreadable)
				}
				r.Say("", verify.Args{"project": of.Name, "indicator": ind.Level3,
					"ceiling": targetText(ind)})
				out = append(out, r)
			}
		}
	}
	return out, nil
}
