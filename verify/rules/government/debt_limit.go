package government

import (
	"context"
	"fmt"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "debt_limit",
		TitleZH:  "政府债务余额不超过限额",
		TitleEN:  "The balance of a government's debt is within its limit",
		Severity: schema.SeverityError,
		Messages: verify.Messages{"": {
			ZH: "{where}印{printed}，超过{other}所印限额{other_text}，多{difference}。",
			EN: "{where} prints {printed}, more than the limit {other_text} of {other}: {difference} too much.",
		}},
		Kinds:   []string{"debt_limit", "debt_balance"},
		Source:  "《预算法》第三十五条；《地方政府债务信息公开办法（试行）》：债务余额不得突破限额",
		Example: "一般债务限额 592,630 ｜ 一般债务余额 560,142",
		Run:     debtLimit,
	})
}

// limit is the item of a limit.
const limit schema.Item = "debt_limit"

// debtLimit holds every balance against the limit of the same debt and year.
func debtLimit(_ context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	_, limits := debts(p, limit)
	order, balances := debts(p, "debt_balance")
	for _, at := range order {
		balance, most := one(balances[at]), one(limits[at])
		if len(limits[at]) == 0 {
			continue
		}
		if balance == nil || most == nil {
			first, o := balances[at][0], p.OfFact(limits[at][0])
			out = append(out, p.CompareSum(key(first), first.TableID, true, p.OfFact(first), o).
				NotCheckable(verify.ReasonSubject))
			continue
		}
		b, l := p.OfFact(balance), p.OfFact(most)
		out = append(out, p.AtMost(key(balance), balance.TableID, b, l))
	}
	return out, nil
}

func key(f *schema.Fact) string {
	return fmt.Sprintf("%s-r%dc%d", verify.Tail(f.TableID), f.Row, f.Column)
}
