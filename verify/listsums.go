package verify

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// listSums are what the figures of a list add up to if it is complete: its
// shares 100%, the changes of all items the change of the whole, their amounts
// of the year before that of the whole. That a list is complete is never
// certain (an item may have ended with the year before), so that these hold or
// say nothing.
func (d *disclosure) listSums() (out []result) {
	out = append(d.shareSums(), d.changeSums()...)
	for i := range out {
		if out[i].check.Outcome == schema.Inconsistent {
			out[i] = out[i].not(reasonIncomplete)
		}
	}
	return out
}

func (d *disclosure) shareSums() (out []result) {
	type list struct{ of, section, flow, fund string }
	shares := map[list][]sighting{}
	var lists []list
	for i := range d.rec.Claims {
		c := &d.rec.Claims[i]
		if c.Share.Text == "" {
			continue
		}
		k := list{of: c.Enumeration}
		if c.Enumeration == "" {
			k = list{section: c.Section, flow: c.Flow, fund: c.Fund}
		}
		if shares[k] == nil {
			lists = append(lists, k)
		}
		shares[k] = append(shares[k], d.stated(c, c.Share))
	}
	for n, k := range lists {
		parts := shares[k]
		if len(parts) < 2 {
			continue
		}
		full := sighting{operand: parts[0].operand, interval: amount.Point(decimal.NewFromInt(100)), unit: parts[0].unit}
		full.operand.Text, full.operand.Box = "100", document.Box{} // printed nowhere
		r := d.hold(ruleShareSum, fmt.Sprintf("list%d", n), ruleShareSum, false, full, parts...)
		r.says(fmt.Sprintf("%s“%s”等%d项占比之和为%s%%", pageZH(parts[0].operand.Page), parts[0].operand.RowLabel, len(parts), r.check.Expected),
			fmt.Sprintf("%sthe %d shares listed from “%s” on add up to %s%%", pageEN(parts[0].operand.Page), len(parts), parts[0].operand.RowLabel, r.check.Expected))
		out = append(out, r)
	}
	return out
}

// changeSums hold the changes of the items (项) of a fund, and of its basic
// and its project expenditure where every item is one or the other, against
// the change of the whole.
func (d *disclosure) changeSums() (out []result) {
	type list struct{ fund, nature string }
	items := map[list][]*schema.Claim{}
	whole := map[list]*schema.Claim{}
	var lists []list
	mixed := map[string]bool{} // funds with an item of both natures, or of none that is known
	add := func(k list, c *schema.Claim) {
		if items[k] == nil {
			lists = append(lists, k)
		}
		items[k] = append(items[k], c)
	}
	for i := range d.rec.Claims {
		c := &d.rec.Claims[i]
		if !money(c.Amount) || !changes(c) {
			continue
		}
		k := list{c.Fund, c.Nature}
		switch {
		case len(c.Function) == 7 && c.Nature == "":
			add(k, c)
			if k.nature = d.natureOf(c); k.nature != "" {
				add(k, c)
			} else {
				mixed[c.Fund] = true
			}
		case c.Function == "" && c.Economic == "" && whole[k] == nil && (c.Item == "" || c.Item == "with_carryover"):
			whole[k] = c
		}
	}
	for _, k := range lists {
		c := whole[k]
		if c == nil || len(items[k]) < 2 || k.nature != "" && mixed[k.fund] {
			continue
		}
		name := k.fund
		if k.nature != "" {
			name += "-" + k.nature
		}
		total := d.signedChange(c)
		var changes []sighting
		prior := d.prior(c)
		var before amount.Interval
		operands := prior.operands
		for _, item := range items[k] {
			changes = append(changes, d.signedChange(item))
			p := d.prior(item)
			before = before.Add(p.interval)
			operands = append(operands, p.operands...)
		}
		sum := d.hold(ruleChangeSum, name, ruleChangeSum, false, total, changes...)
		sum.says(fmt.Sprintf("%s“%s”增减%s%s，所列%d项增减之和为%s", pageZH(total.operand.Page), c.Subject, sum.check.Printed, c.Change.Unit, len(changes), sum.check.Expected),
			fmt.Sprintf("%s“%s” changes by %s %s, the %d items listed by %s", pageEN(total.operand.Page), c.Subject, sum.check.Printed, unitEN(c.Change.Unit), len(changes), sum.check.Expected))
		out = append(out, sum)
		if k.nature != "" {
			continue
		}
		r := result{relation: relation{rule: ruleChangeSum, family: ruleChangeSum}}
		r.check = schema.Check{ID: name + "-prior", DocumentID: d.rec.DocumentID, Rule: ruleChangeSum, Unit: c.Amount.Unit, Operands: operands}
		r.set(prior.interval, before)
		r.says(fmt.Sprintf("%s由“%s”的本年数和增减额推算，上年为%s%s；由所列%d项推算，上年合计为%s", pageZH(total.operand.Page), c.Subject, r.check.Printed, c.Amount.Unit, len(changes), r.check.Expected),
			fmt.Sprintf("%s“%s” and its change imply %s %s for the year before, the %d items listed imply %s", pageEN(total.operand.Page), c.Subject, r.check.Printed, unitEN(c.Amount.Unit), len(changes), r.check.Expected))
		out = append(out, r)
	}
	return out
}

// says is the message of a sum that is printed nowhere.
func (r *result) says(zh, en string) {
	r.neutral = true
	r.zh = fmt.Sprintf("%s，相差%s，四舍五入可以解释（最多%s）。", zh, r.check.Difference, r.check.Slack)
	r.en = fmt.Sprintf("%s: a difference of %s, which rounding explains (up to %s).", en, r.check.Difference, r.check.Slack)
}

// changes: a claim says by how much its amount changed, in the amount's unit,
// if only that it did not.
func changes(c *schema.Claim) bool {
	if c.Direction == "none" && c.Change.Text == "" {
		return true
	}
	return c.Direction != "" && money(c.Change) && c.Change.Unit == c.Amount.Unit
}

// signedChange is the change of a claim, below zero for a decrease.
func (d *disclosure) signedChange(c *schema.Claim) sighting {
	if c.Change.Text == "" {
		return d.stated(c, schema.Amount{Decimals: c.Amount.Decimals, Unit: c.Amount.Unit})
	}
	s := d.stated(c, c.Change)
	if c.Direction == "decrease" {
		s.interval = s.interval.Neg()
	}
	return s
}

// derived is a figure that is not printed but follows from others.
type derived struct {
	operands []schema.Operand
	interval amount.Interval
}

// prior is the amount of the year before that an amount and its change imply.
func (d *disclosure) prior(c *schema.Claim) derived {
	now, change := d.stated(c, c.Amount), d.signedChange(c)
	sign := -1
	if c.Direction == "decrease" {
		sign = 1
	}
	return derived{[]schema.Operand{now.as(1), change.as(sign)}, now.interval.Sub(change.interval)}
}

// natureOf says what kind of spending an item is in the tables of its fund:
// basic or project; empty if it is both or they do not say.
func (d *disclosure) natureOf(c *schema.Claim) string {
	found := ""
	for i := range d.rec.Facts {
		f := &d.rec.Facts[i]
		if f.Function != c.Function || f.Fund != c.Fund || f.Flow != c.Flow || f.Economic != "" || f.Project != "" || f.Stage != c.Stage ||
			f.Nature != "basic" && f.Nature != "project" || !money(f.Amount) || f.Amount.Value.IsZero() {
			continue
		}
		if found != "" && found != f.Nature {
			return ""
		}
		found = f.Nature
	}
	return found
}
