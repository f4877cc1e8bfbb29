package table

import (
	"context"
	"fmt"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "fund_within_all",
		TitleZH:  "某一资金的支出不超过同一科目的全部支出",
		TitleEN:  "What a code gets of one fund is not more than it gets of all",
		Severity: schema.SeverityError,
		Messages: verify.Messages{
			"": {
				ZH: "{where}印{printed}，超过同一科目的全部支出：{other}印{other_text}，多{difference}。",
				EN: "{where} prints {printed}, more than the code gets of all funds: {other} prints {other_text}, " +
					"which is {difference} less.",
			},
			"table": {
				ZH: "{where}所列{count}个科目中有{exceed}个超过《{other_title}》同一科目的全部支出，整张表可能错行或属于另一年度，" +
					"例如{example}印{printed}，全部支出却为{other_text}。",
				EN: "{where}: {exceed} of its {count} codes are above what table “{other_title}” prints of " +
					"all funds, so it may be out by a row or of another year. For instance, {example} prints {printed} " +
					"where all funds come to {other_text}.",
			},
		},
		Kinds: []string{"expenditure", "general_budget_expenditure", "government_fund_expenditure",
			"state_capital_expenditure"},
		Source:  "《政府收支分类科目》：一般公共预算、政府性基金、国有资本经营预算支出均为全部支出的一部分",
		Example: "一般公共预算支出表 2070199 2123.42 ｜ 支出表 2070199 2047.66",
		Run:     fundWithinAll,
	})
}

// Of a table of one fund so many codes, and one in so many, are above those of
// all funds if it is wrong as a whole. A single slip makes its code and those
// that hold it exceed, three at most at each kind of spending.
const (
	enoughExceed = 5
	exceedOneIn  = 8
)

// ofOneFund are the kinds of table whose codes are of one fund.
var ofOneFund = map[schema.TableKind]bool{schema.GeneralBudgetExpenditure: true, schema.GovernmentFundExpenditure: true,
	schema.StateCapitalExpenditure: true}

// pairOfTables is a table of one fund, and the one of all funds.
type pairOfTables struct{ one, all string }

// fundWithinAll holds each code of a table of one fund against the table of
// all. Where many exceed it, the table is told of as a whole.
func fundWithinAll(ctx context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	all := map[schema.Coordinates][]*schema.Fact{}
	for i := range p.Record.Facts {
		f := &p.Record.Facts[i]
		if f.Kind == schema.Expenditure && f.Fund == "all" && codeOfTable(p, f) {
			all[f.Coordinates] = append(all[f.Coordinates], f)
		}
	}
	found := map[pairOfTables][]verify.Result{}
	var order []pairOfTables
	for i := range verify.InTime(ctx, p.Record.Facts) {
		f := &p.Record.Facts[i]
		if !ofOneFund[f.Kind] || f.Fund == "all" || !codeOfTable(p, f) {
			continue
		}
		at := f.Coordinates
		at.Fund = "all"
		if same := verify.OneOfEachTable(all[at]); len(same) == 1 {
			pair := pairOfTables{f.TableID, same[0].TableID}
			if found[pair] == nil {
				order = append(order, pair)
			}
			found[pair] = append(found[pair], within(p, f, same[0]))
		}
	}
	for _, pair := range order {
		out = append(out, asWhole(p, found[pair])...)
	}
	return out, nil
}

// codeOfTable: a fact is what a table prints for a code.
func codeOfTable(p *verify.Pass, f *schema.Fact) bool {
	return f.Function != "" && f.Economic == "" && f.Project == "" && f.Item == "" && f.Flow == "expenditure" &&
		verify.Tabled(f) && !p.Untitled(f.TableID)
}

// within holds a figure of one fund against that of all.
func within(p *verify.Pass, f, all *schema.Fact) verify.Result {
	key := fmt.Sprintf("%s-r%dc%d", verify.Tail(f.TableID), f.Row, f.Column)
	r := p.AtMost(key, f.TableID+"/"+all.TableID, p.OfFact(f), p.OfFact(all))
	r.Certain = false
	return r
}

// asWhole are the results of a table, or the one that it is wrong.
func asWhole(p *verify.Pass, results []verify.Result) (out []verify.Result) {
	count, exceed, first := 0, 0, -1
	for i := range results {
		switch r := &results[i]; {
		case r.Outcome == schema.Inconsistent:
			exceed++
			count++
			if first < 0 {
				first = i
			}
		case r.Holds() && r.Telling:
			count++
		}
	}
	if exceed < enoughExceed || exceedOneIn*exceed < count {
		return results
	}
	r := results[first]
	table := p.OfTable(p.Table(r.TableID), p.Title(r.TableID))
	r.Key, r.Family, r.Certain, r.OfTable = verify.Tail(r.TableID)+"-whole", "whole/"+r.TableID, true, true
	r.Say("table", verify.Args{"count": count, "exceed": exceed, "other_title": r.Operands[1].TableTitle,
		"example": verify.Where(r.Operands[0]), "other_text": verify.Written(r.Operands[1].Text, r.Operands[1].Unit)})
	r.Operands = []schema.Operand{table, r.Operands[0], r.Operands[1]}
	for i := range results {
		switch o := results[i].Operands[0]; {
		case results[i].Outcome != schema.Inconsistent:
			out = append(out, results[i])
		case i != first && len(r.Operands) < mostShown:
			r.Operands = append(r.Operands, o)
		}
	}
	return append(out, r)
}

// mostShown is how many figures of a table that is wrong as a whole are shown.
const mostShown = 12
