package verify

import (
	"fmt"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
)

// claimSums: the parts a sentence lists add up to the whole it names, where
// the parts are known to be all: goods, works and services of procurement;
// personnel and operating of basic expenditure; basic and project expenditure
// where nothing else is listed.
func (d *disclosure) claimSums() (out []result) {
	parts := map[string][]*schema.Claim{}
	summed := map[string]bool{}
	listed := map[schema.Coordinates]bool{}
	var incomplete []*schema.Claim // wholes of which not all parts are given
	for i := range d.rec.Claims {
		if c := &d.rec.Claims[i]; c.Enumeration != "" && money(c.Amount) {
			parts[c.Enumeration] = append(parts[c.Enumeration], c)
		}
	}
	for i := range d.rec.Claims {
		whole := &d.rec.Claims[i]
		if !money(whole.Amount) || whole.Approximate {
			continue
		}
		pick := func(match func(*schema.Claim) bool) *schema.Claim {
			var found *schema.Claim
			for _, c := range parts[whole.ID] {
				if !match(c) || c.Fund != whole.Fund && c.Item == "" {
					continue
				}
				if found != nil {
					return nil
				}
				found = c
			}
			return found
		}
		item := func(name string) *schema.Claim {
			return pick(func(c *schema.Claim) bool { return c.Item == name })
		}
		nature := func(name string) *schema.Claim {
			return pick(func(c *schema.Claim) bool {
				return c.Nature == name && c.Item == "" && c.Function == "" && c.Economic == ""
			})
		}
		var members []*schema.Claim
		severity := schema.SeverityError
		switch {
		case whole.Item == "procurement":
			for _, kind := range []string{"procurement_goods", "procurement_works", "procurement_services"} {
				if c := item(kind); c != nil {
					members = append(members, c)
				}
			}
			if len(members) == 2 {
				severity = schema.SeverityWarning // of the third kind there is none
			} else if len(members) == 1 {
				members = append(members, nil)
			}
		case structure[whole.Item] != nil && whole.Function == "" && !listed[schema.Coordinates{Item: whole.Item, Fund: whole.Fund, Project: whole.Section}]:
			severity = schema.SeverityWarning
			listed[schema.Coordinates{Item: whole.Item, Fund: whole.Fund, Project: whole.Section}] = true
			for _, name := range structure[whole.Item] {
				members = append(members, d.beside(whole, name))
			}
		case whole.Nature == "basic" && whole.Item == "":
			members = []*schema.Claim{nature("personnel"), nature("operating")}
		case whole.Nature == "" && whole.Item == "" && len(parts[whole.ID]) == 2:
			members = []*schema.Claim{nature("basic"), nature("project")}
		}
		if !slices.ContainsFunc(members, func(c *schema.Claim) bool { return c != nil }) {
			continue
		}
		if slices.Contains(members, nil) {
			incomplete = append(incomplete, whole)
			continue
		}
		var sum []sighting
		var list []string
		for _, c := range members {
			sum = append(sum, d.stated(c, c.Amount))
			list = append(list, c.Amount.Text)
		}
		r := d.hold(ruleClaimSum, claimName(whole), "claim_sum/"+whole.ID, true, d.stated(whole, whole.Amount), sum...)
		r.severity = severity
		r.zh = fmt.Sprintf("%s“%s”：所列%s=%s，与%s不符，相差%s。", pageZH(whole.Source.Page), whole.Quote, strings.Join(list, "+"), r.check.Expected, whole.Amount.Text, r.check.Difference)
		r.en = fmt.Sprintf("%s“%s”: lists %s=%s, not %s: a difference of %s.", pageEN(whole.Source.Page), whole.Quote, strings.Join(list, "+"), r.check.Expected, whole.Amount.Text, r.check.Difference)
		summed[whole.ID] = true
		out = append(out, r)
	}
	out = append(out, d.gaps(summed)...)
	out = append(out, d.withins(summed)...)
	out = append(out, d.fundSums(summed)...)
	out = append(out, d.itemSums(summed)...)
	for _, whole := range incomplete {
		if !summed[whole.ID] {
			out = append(out, d.unheld(ruleClaimSum, claimName(whole), reasonIncomplete, d.stated(whole, whole.Amount).as(0)))
		}
	}
	return out
}

// structure is what the three public expenses consist of.
var structure = map[string][]string{
	"three_public": {"overseas", "vehicles", "reception"},
	"vehicles":     {"vehicle_purchase", "vehicle_running"},
}

// beside is the first claim on an item under the heading of another, nil if
// there is none.
func (d *disclosure) beside(whole *schema.Claim, item string) *schema.Claim {
	for i := range d.rec.Claims {
		c := &d.rec.Claims[i]
		if c.Item == item && c.Section == whole.Section && c.Fund == whole.Fund && c.Stage == whole.Stage && c.Project == whole.Project &&
			c.Amount.Unit == whole.Amount.Unit && !c.Approximate && !aside(c) {
			return c
		}
	}
	return nil
}

// withins: what a sentence names as the one part of a figure is not more than
// it.
func (d *disclosure) withins(summed map[string]bool) (out []result) {
	parts := map[string]int{}
	for i := range d.rec.Claims {
		parts[d.rec.Claims[i].Enumeration]++
	}
	for i := range d.rec.Claims {
		c := &d.rec.Claims[i]
		if !countable(c) || parts[c.Enumeration] != 1 {
			continue
		}
		for k := i - 1; k >= 0 && d.rec.Claims[k].Sentence == c.Sentence; k-- {
			whole := &d.rec.Claims[k]
			if whole.ID != c.Enumeration || summed[whole.ID] || !countable(whole) || whole.Amount.Unit != c.Amount.Unit {
				continue
			}
			r := d.hold(ruleClaimSum, "part-"+claimName(c), "claim_sum/within", true, d.stated(whole, whole.Amount), d.stated(c, c.Amount))
			bound := amount.AtMost(d.stated(c, c.Amount).interval, d.stated(whole, whole.Amount).interval)
			r.check.Difference, r.check.Outcome = bound.Difference.Neg(), schema.Outcome(bound.Outcome)
			r.severity = schema.SeverityWarning
			r.zh = fmt.Sprintf("%s“%s”：其中“%s”%s，多于%s。", pageZH(c.Source.Page), whole.Quote, c.Subject, c.Amount.Text, whole.Amount.Text)
			r.en = fmt.Sprintf("%s“%s”: of it “%s” is %s, more than %s.", pageEN(c.Source.Page), whole.Quote, c.Subject, c.Amount.Text, whole.Amount.Text)
			out = append(out, r)
		}
	}
	return out
}

// itemSums: the items (项) that the sentences name for a fund add up to its
// total, if they are all named. That they are is never certain.
func (d *disclosure) itemSums(summed map[string]bool) (out []result) {
	type list struct{ fund, class string }
	whole := map[list]*schema.Claim{}
	items := map[list][]*schema.Claim{}
	seen := map[schema.Coordinates]bool{}
	var lists []list
	for i := range d.rec.Claims {
		c := &d.rec.Claims[i]
		if !countable(c) || c.Flow != "expenditure" || c.Nature != "" || c.Economic != "" || c.Project != "" || strings.HasPrefix(c.Stage, "prior") || plainItem(c.Item) != "" {
			continue
		}
		switch len(c.Function) {
		case 0, 3:
			if k := (list{c.Fund, c.Function}); whole[k] == nil {
				whole[k] = c
				lists = append(lists, k)
			}
		case 7:
			if !seen[c.Coordinates] {
				seen[c.Coordinates] = true
				items[list{c.Fund, ""}] = append(items[list{c.Fund, ""}], c)
				items[list{c.Fund, c.Function[:3]}] = append(items[list{c.Fund, c.Function[:3]}], c)
			}
		}
	}
	for _, k := range lists {
		if len(items[k]) < 2 || summed[whole[k].ID] {
			continue
		}
		var parts []sighting
		for _, c := range items[k] {
			parts = append(parts, d.stated(c, c.Amount))
		}
		w := d.stated(whole[k], whole[k].Amount)
		r := d.hold(ruleClaimSum, "items-"+claimName(whole[k]), "claim_sum/items", true, w, parts...)
		if r.check.Outcome == schema.Inconsistent && !slip(w.interval, amount.Point(r.check.Expected)) {
			r = r.not(reasonIncomplete)
		}
		r.severity = schema.SeverityWarning
		r.zh = fmt.Sprintf("%s“%s”：文中所列各项合计%s，与%s相差%s。", pageZH(whole[k].Source.Page), whole[k].Quote, r.check.Expected, whole[k].Amount.Text, r.check.Difference)
		r.en = fmt.Sprintf("%s“%s”: the items named add up to %s, not %s: a difference of %s.", pageEN(whole[k].Source.Page), whole[k].Quote, r.check.Expected, whole[k].Amount.Text, r.check.Difference)
		out = append(out, r)
	}
	return out
}

// fundSums: the funds under the heading of a total add up to it.
func (d *disclosure) fundSums(summed map[string]bool) (out []result) {
	seen := map[string]bool{}
	for i := range d.rec.Claims {
		whole := &d.rec.Claims[i]
		key := whole.Section + whole.Fund
		if summed[whole.ID] || !countable(whole) || whole.Flow != "revenue" || !total(whole) || seen[key] {
			continue
		}
		seen[key] = true
		parts := d.partsOf(whole, byFund)
		if len(parts) < 2 {
			continue
		}
		var values []sighting
		for _, c := range parts {
			values = append(values, d.stated(c, c.Amount))
		}
		w := d.stated(whole, whole.Amount)
		r := d.hold(ruleClaimSum, "funds-"+claimName(whole), ruleClaimSum+"/funds", true, w, values...)
		if r.check.Outcome == schema.Inconsistent && !slip(w.interval, amount.Point(r.check.Expected)) {
			r = r.not(reasonIncomplete)
		}
		r.severity = schema.SeverityWarning
		r.zh = fmt.Sprintf("%s“%s”：各项资金合计%s，与%s相差%s。", pageZH(whole.Source.Page), whole.Quote, r.check.Expected, whole.Amount.Text, r.check.Difference)
		r.en = fmt.Sprintf("%s“%s”: the funds add up to %s, not %s: a difference of %s.", pageEN(whole.Source.Page), whole.Quote, r.check.Expected, whole.Amount.Text, r.check.Difference)
		out = append(out, r)
	}
	return out
}
