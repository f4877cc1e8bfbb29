// Package government has the rules about the budgets of governments: debt within
// its limit and from one year to the next, and transfers by region, by project
// and in the table of the budget. That both sides of a budget are equal, that
// classes are the sums of their sections and that tables agree is held by the
// rules of tables.
package government

import (
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// Rules are the rules of this package.
var Rules = verify.Set{Group: "government"}

// debt is whose debt of what kind, at the end of which year: 0 of the year of
// the report, -1 of the one before.
type debt struct {
	fund   schema.Fund
	extent schema.Extent
	year   int
}

// debts are the figures that tables of debt print of one item.
func debts(p *verify.Pass, item schema.Item) (order []debt, by map[debt][]*schema.Fact) {
	by = map[debt][]*schema.Fact{}
	for i := range p.Record.Facts {
		f := &p.Record.Facts[i]
		if f.Flow != "debt" || f.Item != item || f.Organization != "" || f.Revenue != "" || f.Function != "" ||
			!verify.Money(f.Amount) {
			continue
		}
		at := debt{f.Fund, f.Extent, 0}
		switch f.Stage {
		case "prior_budget", "prior_final":
			at.year = -1
		case "budget", "adjusted", "final":
		default:
			continue // of an earlier year
		}
		if by[at] == nil {
			order = append(order, at)
		}
		by[at] = append(by[at], f)
	}
	return order, by
}

// one is the figure that all facts of a coordinate agree on; nil if they do not
// or there is none. The budget of a year and what came of it are two figures.
func one(facts []*schema.Fact) *schema.Fact {
	if len(facts) == 0 {
		return nil
	}
	for _, f := range facts[1:] {
		if !f.Amount.Value.Equal(facts[0].Amount.Value) || f.Amount.Unit != facts[0].Amount.Unit {
			return nil
		}
	}
	return facts[0]
}
