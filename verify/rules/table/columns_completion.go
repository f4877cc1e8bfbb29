package table

import (
	"context"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
	"github.com/yusuan/yusuan/verify/rules/project"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "columns_completion",
		TitleZH:  "完成率（执行率）列等于决算数除以预算数，“甲为乙的%”列等于甲除以乙",
		TitleEN:  "A column of completion is the final figure over the budget, one of “A in % of B” is A over B",
		Severity: schema.SeverityError,
		Milder:   map[string]verify.Milder{"cut_off": verify.CutOffMilder},
		Messages: verify.Messages{
			"": quotientMessage,
			"form": {
				ZH: "{where}印{text}，按执行数{other_text}、预算数{planned}应为{expected}%。",
				EN: "{where} prints {text} where {other_text} spent of {planned} is {expected}%.",
			},
		},
		Kinds:   []string{"any"},
		Source:  "算术；表头",
		Example: "决算数 30.00 ÷ 预算数 35.00 = 85.71%",
		Run: func(_ context.Context, p *verify.Pass) ([]verify.Result, error) {
			out := p.Stated("columns_completion")
			for _, e := range project.Executions(p) {
				out = append(out, executed(&e))
			}
			return out, nil
		},
	})
}

// executed holds the rate of execution that the form of a project prints
// against what was spent of its budget.
func executed(e *project.Execution) verify.Result {
	r := verify.Result{Key: e.Key, Certain: true, TableID: e.Rate.Operand.TableID, Unit: string(amount.Percent),
		Operands: []schema.Operand{e.Rate.As(0), e.Executed.As(1), e.Planned.As(-1)}}
	switch {
	case !e.Printed:
		return r.NotCheckable(verify.ReasonTotalMissing)
	case !e.Known:
		return r.NotCheckable(verify.ReasonPartsMissing)
	}
	a := amount.Parse(e.Rate.Operand.Text)
	if a.Unit == "" && a.Value.LessThanOrEqual(decimal.NewFromInt(1)) {
		a.Value, a.Decimals = a.Value.Shift(2), a.Decimals-2 // 0.85
	}
	r = r.Quotient(amount.Rounded(a.Value, a.Decimals), a.Decimals, e.Executed.Interval, e.Planned.Interval)
	if r.CutOff(a.Decimals) {
		r.Milder = "cut_off"
	}
	r.Say("form", verify.Args{"planned": e.Planned.Operand.Text})
	return r
}
