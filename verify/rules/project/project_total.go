package project

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
		ID:       "project_total",
		TitleZH:  "说明中项目资金总额与项目绩效目标表合计一致",
		TitleEN:  "What the narrative says the projects cost is what their performance tables add up to",
		Severity: schema.SeverityWarning,
		Messages: verify.Messages{"": {
			ZH: "“{row}”{at}，各项目绩效目标表该项资金合计却为{expected}，相差{difference}。",
			EN: "“{row}”{at}: the performance tables add up to {expected}, a difference of {difference}.",
		}},
		Kinds:   []string{"narrative", "performance_project"},
		Source:  "《关于全面实施预算绩效管理的意见》",
		Example: "“非财政拨款项目涉及预算金额10.00万元” ｜ 绩效目标表其他资金 22.00",
		Run:     projectTotal,
	})
}

var projectFunds = pattern.MustCompile(`(非财政拨款|财政拨款)?项目(?:共)?(?:[0-9]+个)?[，,]?涉及(?:财政性|预算|项目预算)?(?:金额|` +
	`资金)(?:合计)?([0-9][0-9.,]*)(万元|元)`)

// projectTotal adds up what the forms of projects print of the funds that the
// narrative speaks of. Forms may have been left out, so that it is no error.
func projectTotal(ctx context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	parts := map[string][]verify.Observation{}
	for i := range verify.InTime(ctx, p.Record.Projects) {
		of := &p.Record.Projects[i]
		if !hasForm(p, of) {
			continue
		}
		for fund, a := range map[string]schema.Amount{"": of.Total, "财政拨款": of.Fiscal, "非财政拨款": of.Other} {
			if verify.Money(a) {
				parts[fund] = append(parts[fund], figure(p, of, of.Name, a))
			}
		}
	}
	for _, passage := range p.Narrative() {
		passage = passage.Squeeze()
		for n, m := range passage.Matches(projectFunds) {
			a := amount.Parse(m.Text(2))
			if a.Kind != amount.Number {
				continue
			}
			o := m.Quote(2)
			o.RowLabel = m.Text(0)
			key := fmt.Sprintf("%s-%d", passage.ID, n)
			r := p.CompareSum(key, key, true, verify.Observation{Operand: o, Interval: a.Interval(), Unit: m.Text(3)},
				parts[m.Text(1)]...)
			if formsWithoutTotal.Of(p) > 0 {
				r = r.NotCheckable(verify.ReasonPartsMissing)
			} else if len(parts[""]) == 0 {
				r = r.NotCheckable(verify.ReasonNoTables)
			}
			out = append(out, r)
		}
	}
	return out, nil
}
