package claim

import (
	"context"
	"fmt"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/internal/pattern"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "performance_totals",
		TitleZH:  "绩效管理各环节的项目数与金额一致",
		TitleEN:  "The same projects have the same amount at each step of performance management",
		Severity: schema.SeverityWarning,
		Messages: verify.Messages{
			"": {
				ZH: "“{step}”{at}的{count}个项目涉及{printed}，“{usual}”的{count}个项目却涉及{other_text}，相差{difference}。",
				EN: "“{step}”{at}: {count} projects of {printed}, but “{usual}” has {count} projects of {other_text}: " +
					"a difference of {difference}.",
			},
			"count": {
				ZH: "“{step}”{at}为{printed}，“{usual}”为{other_text}，所涉金额却相同（{amount}）。",
				EN: "“{step}”{at} is {printed}, “{usual}” {other_text}, yet both are of the same amount, {amount}.",
			},
		},
		Kinds:   []string{"narrative"},
		Source:  "《项目支出绩效评价管理办法》：编报目标、跟踪、自评的应为同一批项目；项目数相同而金额不同，或金额相同而项目数不同，不能同时成立",
		Example: "编报绩效目标的项目4个598.42万元 ｜ 绩效自评的项目4个589.42万元",
		Run:     performanceTotals,
	})
}

// performanceStep is a step of performance management with the projects it
// covers and their amount.
var performanceStep = pattern.MustCompile(`((?:编报|编制|申报)绩效目标|绩效(?:跟踪|监控|运行监控)(?:评价)?|(?:开展)?绩效自?评(?:价)?)的?` +
	`(?:20[0-9]{2}年度?)?项目共?([0-9]+)个[，,](?:共?涉及)(?:项目)?(?:预算)?(?:金额|资金)` + moneyAfter)

// performanceTotals holds the steps that cover as many projects as the first,
// or the same amount, against it.
func performanceTotals(_ context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	type step struct {
		name          string
		count, amount verify.Observation
	}
	var steps []step
	for _, passage := range p.Narrative() {
		passage = passage.Squeeze()
		for _, m := range passage.Matches(performanceStep) {
			s := step{m.Text(1), passage.Observe(m, 2, "个"), passage.Observe(m, 3, m.Text(4))}
			s.count.Interval = amount.Point(s.count.Interval.Mid()) // projects are whole
			s.count.Operand.RowLabel, s.amount.Operand.RowLabel = s.name, s.name
			steps = append(steps, s)
		}
	}
	if len(steps) < 2 {
		return nil, nil
	}
	counts, amounts := make([]string, len(steps)), make([]verify.Observation, len(steps))
	for i, s := range steps {
		counts[i], amounts[i] = s.count.Operand.Text, s.amount
	}
	usualCount, _ := most(counts)
	usualAmount, _ := usual(amounts)
	for i, s := range steps {
		o := steps[usualAmount]
		if s.count.Operand.Text == o.count.Operand.Text && i != usualAmount {
			r := p.CompareSum(fmt.Sprintf("amount-%d", i), "", true, s.amount, o.amount)
			r.Say("", verify.Args{"step": s.name, "at": verify.At(s.amount.Operand.Page), "usual": o.name,
				"count": s.count.Operand.Text})
			out = append(out, r)
		}
		if o = steps[usualCount]; i != usualCount && sameMoney(s.amount, o.amount) {
			r := p.CompareSum(fmt.Sprintf("count-%d", i), "", true, s.count, o.count)
			r.Say("count", verify.Args{"step": s.name, "at": verify.At(s.count.Operand.Page), "usual": o.name,
				"amount": verify.Written(s.amount.Operand.Text, s.amount.Unit)})
			out = append(out, r)
		}
	}
	return out, nil
}

// sameMoney: two figures can be one.
func sameMoney(a, b verify.Observation) bool {
	x, ok1 := a.In(string(amount.Yuan))
	y, ok2 := b.In(string(amount.Yuan))
	return ok1 && ok2 && x.Intersects(y)
}
