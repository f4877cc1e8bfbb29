package government

import (
	"context"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "transfers",
		TitleZH:  "转移支付在分地区表、分项目表和收支表中一致",
		TitleEN:  "Transfers by region, by project and in the budget are one amount",
		Severity: schema.SeverityError,
		Messages: verify.Messages{"": verify.PairMessage},
		Kinds:    []string{"transfer_by_region", "transfer_by_project", "government_balance", "government_expenditure"},
		Source:   "《地方预决算公开操作规程》：公开的报表之间应当衔接一致",
		Example:  "分地区表合计 1,200 ｜ 分项目表合计 1,200 ｜ 补助下级支出 1,200",
		Run:      transfers,
	})
}

// paid is a transfer to the governments below: all of them, or those of a kind.
type paid struct {
	fund  schema.Fund
	code  string
	stage schema.Stage
}

// transfers holds the totals of tables of transfers against each other and
// against the line of the budget. Tables print the level they are of or leave
// it out: those that say the same are compared by agreement.
func transfers(_ context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	by := map[paid][]*schema.Fact{}
	var order []paid
	for i := range p.Record.Facts {
		f := &p.Record.Facts[i]
		if f.Flow != "transfer_out" || f.Organization != "" || f.Item != "" || f.Extent == "whole_region" ||
			!verify.Money(f.Amount) {
			continue
		}
		at := paid{f.Fund, f.Function, f.Stage}
		if by[at] == nil {
			order = append(order, at)
		}
		by[at] = append(by[at], f)
	}
	for _, at := range order {
		facts := verify.OneOfEachTable(by[at])
		for i, f := range facts {
			if i == 0 || f.Extent == facts[0].Extent || !ofTransfers(f) && !ofTransfers(facts[0]) {
				continue
			}
			r := p.CompareSum(key(f)+"-"+key(facts[0]), f.TableID+"/"+facts[0].TableID, true, p.OfFact(f),
				p.OfFact(facts[0]))
			if f.Extent == "" && at.code == "" && r.Outcome == schema.Inconsistent {
				r = r.NotCheckable(verify.ReasonCoverage) // the budget may be of the whole region
			}
			out = append(out, r)
		}
	}
	return out, nil
}

// ofTransfers reports a figure of a table of transfers.
func ofTransfers(f *schema.Fact) bool {
	return f.Kind == schema.TransferByRegion || f.Kind == schema.TransferByProject
}
