package government

import (
	"context"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "debt_change",
		TitleZH:  "年末债务余额等于上年末余额加举借减还本",
		TitleEN:  "The balance of debt is that of the year before plus what was borrowed less what was repaid",
		Severity: schema.SeverityWarning,
		Messages: verify.Messages{"": verify.SumMessage},
		Kinds:    []string{"debt_balance"},
		Source:   "《地方政府债务信息公开办法（试行）》附表：债务余额情况表各行之间的关系",
		Example:  "上年末余额 509,220 + 发行 62,634 − 还本 11,712 = 年末余额 560,142",
		Run:      debtChange,
	})
}

// debtChange works the balance of every debt out from that of the year before,
// where one table prints all four figures. Debt that is taken over or written
// off, or changes with a rate of exchange, has no line in it; so that a
// difference is a warning.
func debtChange(_ context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	order, balances := debts(p, "debt_balance")
	_, issued := debts(p, "debt_issued")
	_, repaid := debts(p, "debt_repaid")
	for _, at := range order {
		before := at
		before.year--
		if len(balances[before]) == 0 || len(issued[at]) == 0 || len(repaid[at]) == 0 {
			continue
		}
		now, was, in, back := one(balances[at]), one(balances[before]), one(issued[at]), one(repaid[at])
		if now == nil || was == nil || in == nil || back == nil {
			first := balances[at][0]
			out = append(out, p.CompareSum(key(first), "debt", false, p.OfFact(first)).NotCheckable(verify.ReasonSubject))
			continue
		}
		r := verify.Result{Key: key(now), Family: "debt", Certain: sameTable(now, was, in, back),
			TableID: now.TableID, Unit: now.Amount.Unit}
		total, expected, comparable := p.OfFact(now), amount.Interval{}, true
		r.Operands = append(r.Operands, total.As(0))
		for _, part := range []struct {
			*schema.Fact
			sign int
		}{{was, 1}, {in, 1}, {back, -1}} {
			o := p.OfFact(part.Fact)
			r.Operands = append(r.Operands, o.As(part.sign))
			worth, ok := o.In(total.Unit)
			if part.sign < 0 {
				worth = worth.Neg()
			}
			expected, comparable = expected.Add(worth), comparable && ok
		}
		if r.Compare(total.Interval, expected); !comparable {
			r = r.NotCheckable(verify.ReasonUnits)
		}
		out = append(out, r)
	}
	return out, nil
}

// sameTable reports facts of one table.
func sameTable(facts ...*schema.Fact) bool {
	for _, f := range facts {
		if f.TableID != facts[0].TableID {
			return false
		}
	}
	return true
}
