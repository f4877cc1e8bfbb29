package verify

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// listSums are what the figures of a list add up to if it is complete: its
// shares 100%, the changes of all items the change of the whole. That a list
// is complete is never certain, so that these hold or say nothing.
func (d *disclosure) listSums() (out []result) {
	add := func(r result) {
		if r.check.Outcome == schema.Inconsistent {
			r = r.not(reasonIncomplete)
		}
		out = append(out, r)
	}
	type list struct{ of, section, flow, fund string }
	shares := map[list][]sighting{}
	changes := map[string][]sighting{}
	var lists []list
	var funds []string
	whole := map[string]*schema.Claim{}
	for i := range d.rec.Claims {
		c := &d.rec.Claims[i]
		if c.Share.Text != "" {
			k := list{of: c.Enumeration}
			if c.Enumeration == "" {
				k = list{section: c.Section, flow: c.Flow, fund: c.Fund}
			}
			if shares[k] == nil {
				lists = append(lists, k)
			}
			shares[k] = append(shares[k], d.stated(c, c.Share))
		}
		if !money(c.Change) {
			continue
		}
		s := d.stated(c, c.Change)
		if c.Direction == "decrease" {
			s.interval = s.interval.Neg()
		}
		switch {
		case len(c.Function) == 7:
			if changes[c.Fund] == nil {
				funds = append(funds, c.Fund)
			}
			changes[c.Fund] = append(changes[c.Fund], s)
		case c.Function == "" && c.Economic == "" && c.Nature == "" && money(c.Amount) && whole[c.Fund] == nil:
			whole[c.Fund] = c
		}
	}
	for n, k := range lists {
		parts := shares[k]
		if len(parts) < 2 {
			continue
		}
		full := sighting{operand: parts[0].operand, interval: amount.Point(decimal.NewFromInt(100)), unit: parts[0].unit}
		full.operand.Text, full.operand.Box = "100", document.Box{} // printed nowhere
		add(d.hold(ruleShareSum, fmt.Sprintf("list%d", n), ruleShareSum, false, full, parts...))
	}
	for _, fund := range funds {
		c := whole[fund]
		if c == nil || len(changes[fund]) < 2 {
			continue
		}
		total := d.stated(c, c.Change)
		if c.Direction == "decrease" {
			total.interval = total.interval.Neg()
		}
		add(d.hold(ruleChangeSum, fund, ruleChangeSum, false, total, changes[fund]...))
	}
	return out
}
