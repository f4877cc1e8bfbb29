package government

import (
	"context"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "debt_total",
		TitleZH:  "政府债务合计等于一般债务与专项债务之和",
		TitleEN:  "The debt of a government is its general and its special debt",
		Severity: schema.SeverityError,
		Messages: verify.Messages{"": verify.SumMessage},
		Kinds:    []string{string(schema.DebtLimit), string(schema.DebtBalance)},
		Source:   "《预算法》第三十五条；《地方政府债务信息公开办法（试行）》：债务分为一般债务和专项债务",
		Example:  "债务限额合计 941.86 = 一般债务 322.88 + 专项债务 618.98",
		Run:      debtTotal,
	})
}

// kinds are the two kinds of debt of a local government, by their funds.
var kinds = [...]schema.Fund{"general_public_budget", "government_funds"}

// debtTotal holds limits and balances against those of the two kinds, where one
// table prints all three. Each table stands for itself.
func debtTotal(_ context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	type place struct {
		table, region string
		extent        schema.Extent
		item          schema.Item
		stage         schema.Stage
	}
	of := map[place]map[schema.Fund]*schema.Fact{}
	var order []place
	for i := range p.Record.Facts {
		f := &p.Record.Facts[i]
		if f.Flow != "debt" || f.Item != limit && f.Item != "debt_balance" || f.Revenue != "" ||
			f.Function != "" || !verify.Money(f.Amount) {
			continue
		}
		at := place{f.TableID, f.Organization, f.Extent, f.Item, f.Stage}
		if of[at] == nil {
			of[at] = map[schema.Fund]*schema.Fact{}
			order = append(order, at)
		}
		if _, twice := of[at][f.Fund]; twice {
			of[at][f.Fund] = nil // two lines that the coordinates do not tell apart
			continue
		}
		of[at][f.Fund] = f
	}
	for _, at := range order {
		total, general, special := of[at][""], of[at][kinds[0]], of[at][kinds[1]]
		if total != nil && general != nil && special != nil {
			out = append(out, p.CompareSum(key(total), "debt_total", true, p.OfFact(total), p.OfFact(general),
				p.OfFact(special)))
		}
	}
	return out, nil
}
