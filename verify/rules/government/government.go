// Package government has the rules about the budgets of governments: debt within
// its limit, of its kinds and from one year to the next, transfers by region, by
// project and in the table of the budget, and what the lines of transfers add up
// to. That both sides of a budget are equal, that
// classes are the sums of their sections and that tables agree is held by the
// rules of tables.
package government

import (
	"strconv"
	"strings"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// Rules are the rules of this package.
var Rules = verify.Set{Group: "government"}

// debt is whose debt of what kind, at the end of which year, counted from that of
// the report: 0, -1 of the one before.
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
		year, ok := yearOf(f.Stage, p.Record.Profile.FiscalYear)
		if !ok {
			continue
		}
		at := debt{f.Fund, f.Extent, year}
		if by[at] == nil {
			order = append(order, at)
		}
		by[at] = append(by[at], f)
	}
	return order, by
}

// yearOf is the year of a stage, counted from that of the report.
func yearOf(stage schema.Stage, fiscal int) (year int, ok bool) {
	name, of, named := strings.Cut(string(stage), "_")
	switch {
	case name == "prior":
		return -1, stage == "prior_budget" || stage == "prior_final"
	case named:
		n, err := strconv.Atoi(of)
		return n - fiscal, err == nil && fiscal > 0
	}
	return 0, stage == "budget" || stage == "adjusted" || stage == "final"
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
