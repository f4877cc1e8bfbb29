package verify

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
)

// The relations among sentences: they need no table. Two sentences that speak
// of one thing may still mean two (another year to compare with, a part of
// it), so that most of these accuse only where other sentences bear them out,
// or where the difference looks like the slip of one digit.

// slip: two figures differ by one digit in one place, and have so many that it
// is no accident.
func slip(a, b amount.Interval) bool {
	difference := strings.Trim(a.Mid().Sub(b.Mid()).Abs().Coefficient().String(), "0")
	return len(difference) == 1 && telling(a.Mid()) && telling(b.Mid())
}

// definite: a claim's coordinates are of something that has a name in the
// schema or in the classifications, or are those of a total.
func definite(c *schema.Claim) bool {
	if c.Scope == "goal_text" || c.Project != "" || c.Flow == "" || c.Fund == "" {
		return false
	}
	return plainItem(c.Item) == "" || known(c.Item)
}

// restatements: what is printed for one coordinate in two sentences is one
// number.
func (d *disclosure) restatements() (out []result) {
	said := map[schema.Coordinates][]*schema.Claim{}
	var order []schema.Coordinates
	for i := range d.rec.Claims {
		c := &d.rec.Claims[i]
		if !money(c.Amount) || c.Approximate || aside(c) || !definite(c) || !saysSo(c) {
			continue
		}
		if said[c.Coordinates] == nil {
			order = append(order, c.Coordinates)
		}
		said[c.Coordinates] = append(said[c.Coordinates], c)
	}
	for _, k := range order {
		claims := said[k]
		values := make([]sighting, len(claims))
		for i, c := range claims {
			values[i] = d.stated(c, c.Amount)
		}
		first, kinds := usual(values)
		for i, c := range claims {
			if i == first {
				continue
			}
			passage := c.Source.Page == claims[first].Source.Page && c.Source.Block == claims[first].Source.Block && c.Subject == claims[first].Subject
			whole := c.Function == "" && c.Economic == "" && plainItem(c.Item) == "" // of which its words may not say enough
			r := d.hold(ruleRestated, claimName(c), ruleRestated, false, values[i], values[first])
			switch {
			case r.check.Outcome != schema.Inconsistent || passage && !whole && kinds == 2:
			case kinds > 2 || whole && !slip(values[i].interval, values[first].interval):
				r = r.not(reasonSubject)
			default:
				r.severity = schema.SeverityWarning
			}
			r.zh = fmt.Sprintf("%s“%s”先印%s%s，%s“%s”又印%s%s。", pageZH(claims[first].Source.Page), claims[first].Subject, claims[first].Amount.Text, claims[first].Amount.Unit,
				pageZH(c.Source.Page), c.Subject, c.Amount.Text, c.Amount.Unit)
			r.en = fmt.Sprintf("%s“%s” is %s there and %s on page %d (%s).", pageEN(claims[first].Source.Page), claims[first].Subject, claims[first].Amount.Text, c.Amount.Text, c.Source.Page, unitEN(c.Amount.Unit))
			out = append(out, r)
		}
	}
	out = append(append(out, d.bothSides()...), d.repetitions()...)
	return append(out, d.operatingCosts()...)
}

// operatingCosts: what an organ runs on is its operating expenditure. Units
// that are no organs have operating expenditure too, so that only the slip of
// one digit tells.
func (d *disclosure) operatingCosts() (out []result) {
	var whole *sighting
	see := func(at schema.Coordinates, s sighting) {
		if whole == nil && at.Nature == "operating" && at.Function == "" && at.Economic == "" && at.Project == "" && at.Item == "" && related(at.Fund, "fiscal_appropriation") {
			whole = &s
		}
	}
	for i := range d.rec.Facts {
		if f := &d.rec.Facts[i]; tabled(f) && f.Organization == "" && (f.Stage == "budget" || f.Stage == "final") {
			see(f.Coordinates, d.fact(f))
		}
	}
	for i := range d.rec.Claims {
		if c := &d.rec.Claims[i]; countable(c) && (c.Stage == "budget" || c.Stage == "final") {
			see(c.Coordinates, d.stated(c, c.Amount))
		}
	}
	if whole == nil {
		return nil
	}
	for i := range d.rec.Claims {
		c := &d.rec.Claims[i]
		if !countable(c) || c.Item != "operating_cost" || c.Function != "" || c.Stage != "budget" && c.Stage != "final" {
			continue
		}
		r := d.hold(ruleRestated, "operating-"+claimName(c), ruleRestated+"/operating", true, d.stated(c, c.Amount), *whole)
		if r.check.Outcome == schema.Inconsistent && !slip(d.stated(c, c.Amount).interval, whole.interval) {
			r = r.not(reasonCoverage)
		}
		r.severity = schema.SeverityWarning
		r.zh = fmt.Sprintf("%s“%s”印%s，与公用经费（%s印%s）不一致。", pageZH(c.Source.Page), c.Subject, c.Amount.Text, whereZH(whole.operand), whole.operand.Text)
		r.en = fmt.Sprintf("%s“%s” is %s where operating expenditure (%s) is %s.", pageEN(c.Source.Page), c.Subject, c.Amount.Text, whereEN(whole.operand), whole.operand.Text)
		out = append(out, r)
	}
	return out
}

// bothWords say that a figure is all there is of a side, or of both.
var bothWords = regexp.MustCompile(`总计|总预算|收、?支`)

// bothSides: a budget comes to the same total on both sides.
func (d *disclosure) bothSides() (out []result) {
	first := map[string]*schema.Claim{}
	for i := range d.rec.Claims {
		c := &d.rec.Claims[i]
		if !countable(c) || !definite(c) || !total(c) || c.Stage != "budget" || !bothWords.MatchString(c.Subject) {
			continue
		}
		o := first[c.Fund]
		switch {
		case o == nil:
			first[c.Fund] = c
		case o.Flow != c.Flow:
			r := d.hold(ruleRestated, "sides-"+claimName(c), ruleRestated+"/sides", true, d.stated(c, c.Amount), d.stated(o, o.Amount))
			r.severity = schema.SeverityWarning
			r.zh = fmt.Sprintf("%s“%s”印%s，%s“%s”印%s，收支总计应相等。", pageZH(o.Source.Page), o.Quote, o.Amount.Text, pageZH(c.Source.Page), c.Quote, c.Amount.Text)
			r.en = fmt.Sprintf("%s“%s” prints %s and “%s” %s: revenue and expenditure should come to the same total.", pageEN(o.Source.Page), o.Quote, o.Amount.Text, c.Quote, c.Amount.Text)
			out = append(out, r)
		}
	}
	return out
}

// usual is the place of the first figure among those that most agree on, and
// how many different ones there are.
func usual(values []sighting) (first, kinds int) {
	most := 0
	var seen []decimal.Decimal
	for i, v := range values {
		a, _ := v.in(string(amount.Yuan))
		new := true
		for _, s := range seen {
			new = new && !s.Equal(a.Mid())
		}
		if !new {
			continue
		}
		seen = append(seen, a.Mid())
		n := 0
		for _, w := range values[i:] {
			if b, _ := w.in(string(amount.Yuan)); b.Mid().Equal(a.Mid()) {
				n++
			}
		}
		if n > most {
			first, most = i, n
		}
	}
	return first, len(seen)
}

// repetitions: reasons are given word by word under several headings; the
// figures in them then are the same.
func (d *disclosure) repetitions() (out []result) {
	type words struct {
		subject string
		change  bool
	}
	said := map[words][]*schema.Claim{}
	var order []words
	for i := range d.rec.Claims {
		c := &d.rec.Claims[i]
		if c.Scope == "goal_text" || !aside(c) || c.Approximate || len([]rune(c.Subject)) < 4 || money(c.Amount) == money(c.Change) {
			continue
		}
		k := words{c.Subject, money(c.Change)}
		if said[k] == nil {
			order = append(order, k)
		}
		said[k] = append(said[k], c)
	}
	for _, k := range order {
		values := make([]sighting, len(said[k]))
		for i, c := range said[k] {
			values[i] = d.stated(c, c.Amount)
			if k.change {
				values[i] = d.signedChange(c)
			}
		}
		first, kinds := usual(values)
		for i, c := range said[k] {
			if i == first {
				continue
			}
			r := d.hold(ruleRestated, "reason-"+claimName(c), ruleRestated, true, values[i], values[first])
			alone := kinds == 2 && len(values) > 3 // all the others agree
			if r.check.Outcome == schema.Inconsistent && !alone && !slip(values[i].interval, values[first].interval) {
				r = r.not(reasonSubject)
			}
			r.severity = schema.SeverityWarning
			r.zh = fmt.Sprintf("%s“%s”印%s，%s同样的话印%s。", pageZH(c.Source.Page), c.Quote, values[i].operand.Text, pageZH(said[k][first].Source.Page), values[first].operand.Text)
			r.en = fmt.Sprintf("%s“%s” prints %s where the same words on page %d print %s.", pageEN(c.Source.Page), c.Quote, values[i].operand.Text, said[k][first].Source.Page, values[first].operand.Text)
			out = append(out, r)
		}
	}
	return out
}

// claimChanges: the change of one thing is one number wherever it is stated;
// it is the amount less that of the year before, and what the parts changed by
// together.
func (d *disclosure) claimChanges() (out []result) {
	type subject struct {
		schema.Coordinates
		amount  string // of a total, in yuan
		against string
	}
	said := map[subject][]*schema.Claim{}
	var order []subject
	for i := range d.rec.Claims {
		c := &d.rec.Claims[i]
		if c.Direction == "" || c.Approximate || !definite(c) {
			continue
		}
		if !money(c.Change) {
			if c.Direction == "none" && money(c.Amount) && money(c.Prior) {
				out = append(out, d.hold(ruleClaimChange, claimName(c)+"-none", ruleClaimChange+"/prior", false, d.stated(c, c.Amount), d.stated(c, c.Prior)))
			}
			continue
		}
		out = append(out, d.fromPrior(c)...)
		k := subject{Coordinates: c.Coordinates, against: c.PriorStage}
		if now, ok := d.amountOf(c); ok && total(c) {
			// What comes in is spent: the totals of both sides, and of a fund that
			// is all there is, are one amount and change as one.
			k.Coordinates, k.amount = schema.Coordinates{Stage: c.Stage}, now
		}
		if said[k] == nil {
			order = append(order, k)
		}
		said[k] = append(said[k], c)
	}
	for _, k := range order {
		claims := said[k]
		values := make([]sighting, len(claims))
		for i, c := range claims {
			values[i] = d.signedChange(c)
		}
		first, _ := usual(values)
		for i, c := range claims {
			if i == first {
				continue
			}
			r := d.hold(ruleClaimChange, claimName(c), ruleClaimChange, true, values[i], values[first])
			own := func(c *schema.Claim) bool { return !aside(c) && saysSo(c) && (total(c) || money(c.Amount)) }
			one := c.Fund == claims[first].Fund && own(c) && own(claims[first])
			if r.check.Outcome == schema.Inconsistent && !one && !slip(values[i].interval, values[first].interval) {
				r = r.not(reasonCoverage)
			}
			r.severity = schema.SeverityWarning
			r.zh = fmt.Sprintf("%s“%s”：增减额印%s，%s“%s”印%s。", pageZH(c.Source.Page), c.Quote, c.Change.Text, pageZH(claims[first].Source.Page), claims[first].Quote, claims[first].Change.Text)
			r.en = fmt.Sprintf("%s“%s” prints a change of %s where “%s” on page %d prints %s.", pageEN(c.Source.Page), c.Quote, c.Change.Text, claims[first].Quote, claims[first].Source.Page, claims[first].Change.Text)
			out = append(out, r)
		}
	}
	return append(out, d.partChanges()...)
}

// total: the claim speaks of all there is of a fund.
func total(c *schema.Claim) bool {
	return c.Function == "" && c.Economic == "" && c.Nature == "" && plainItem(c.Item) == ""
}

// amountOf is what a claim, another one or a table prints for the coordinates
// of the claim, in yuan.
func (d *disclosure) amountOf(c *schema.Claim) (string, bool) {
	yuan := func(s sighting) (string, bool) {
		i, ok := s.in(string(amount.Yuan))
		return i.Mid().Round(0).String(), ok
	}
	if money(c.Amount) {
		return yuan(d.stated(c, c.Amount))
	}
	for i := range d.rec.Claims {
		if o := &d.rec.Claims[i]; o.Coordinates == c.Coordinates && money(o.Amount) && !aside(o) {
			return yuan(d.stated(o, o.Amount))
		}
	}
	for i := range d.rec.Facts {
		if f := &d.rec.Facts[i]; f.Coordinates == c.Coordinates && tabled(f) {
			return yuan(d.fact(f))
		}
	}
	return "", false
}

// fromPrior holds a change against the amount of the year before that a table
// or the sentence itself prints.
func (d *disclosure) fromPrior(c *schema.Claim) (out []result) {
	if aside(c) || !money(c.Amount) || !changes(c) {
		return nil
	}
	add := func(id string, prior sighting) {
		base, ok := prior.in(c.Amount.Unit)
		if !ok {
			return
		}
		now, change := d.stated(c, c.Amount), d.signedChange(c)
		r := d.hold(ruleClaimChange, claimName(c)+id, ruleClaimChange+"/prior", false, change, now, prior)
		r.check.Operands[2].Sign = -1
		r.set(change.interval, now.interval.Sub(base))
		r.severity = schema.SeverityWarning
		r.zh = fmt.Sprintf("%s“%s”：增减额印%s，上年数%s，应为%s。", pageZH(c.Source.Page), c.Quote, c.Change.Text, prior.operand.Text, r.check.Expected.Abs())
		r.en = fmt.Sprintf("%s“%s” prints a change of %s where the year before, %s, gives %s.", pageEN(c.Source.Page), c.Quote, c.Change.Text, prior.operand.Text, r.check.Expected.Abs())
		out = append(out, r)
	}
	if money(c.Prior) {
		add("-prior", d.stated(c, c.Prior))
	}
	before := map[string]*schema.Fact{}
	for i := range d.rec.Facts {
		f := &d.rec.Facts[i]
		at := f.Coordinates
		at.Stage = c.Stage
		if !tabled(f) || f.Stage != "prior_budget" && f.Stage != "prior_final" || c.PriorStage != "" && f.Stage != c.PriorStage || at != c.Coordinates || before[f.Stage] != nil {
			continue
		}
		before[f.Stage] = f
		add("-"+f.Stage, d.fact(f))
	}
	return out
}

// a division is a way to divide a whole into all its parts. fixed: a whole has
// had the same parts in every year.
type division struct {
	name  string
	whole func(*schema.Claim) bool
	part  func(whole, c *schema.Claim) bool
	fixed bool
}

// byFund divides what comes in.
var byFund = division{"funds", total, func(whole, c *schema.Claim) bool {
	return total(c) && c.Fund != whole.Fund && c.Flow == "revenue" && under(c.Fund, whole.Fund)
}, false}

var divisions = []division{
	{"classes", total, func(_, c *schema.Claim) bool {
		return len(c.Function) == 3 && c.Economic == "" && c.Nature == "" && c.Flow == "expenditure"
	}, false},
	{"natures", total, func(_, c *schema.Claim) bool {
		return c.Nature != "" && schema.NatureParent[c.Nature] == "" && c.Function == "" && c.Economic == "" && plainItem(c.Item) == "" && c.Flow == "expenditure"
	}, false},
	byFund,
	{"appropriation", total, func(whole, c *schema.Claim) bool {
		return total(c) && whole.Fund == "fiscal_appropriation" && schema.FundParent[c.Fund] == whole.Fund && c.Flow == "expenditure" && whole.Flow == c.Flow
	}, false},
	{"items", func(c *schema.Claim) bool { return structure[c.Item] != nil }, func(whole, c *schema.Claim) bool {
		return slices.Contains(structure[whole.Item], c.Item) && c.Fund == whole.Fund
	}, true},
}

// under: a fund is a part of another.
func under(fund, of string) bool {
	for ; fund != ""; fund = schema.FundParent[fund] {
		if fund == of {
			return true
		}
	}
	return false
}

// partChanges: the change of a whole is the changes of all its parts together,
// where the amounts of these add up. A part may have ended with the year
// before.
func (d *disclosure) partChanges() (out []result) {
	for i := range d.rec.Claims {
		whole := &d.rec.Claims[i]
		if !money(whole.Amount) || !changes(whole) || whole.Change.Text == "" || aside(whole) {
			continue
		}
		for _, by := range divisions {
			parts := d.partsOf(whole, by)
			if by.fixed && len(parts) > 0 && len(parts) < len(structure[whole.Item]) {
				out = append(out, d.unheld(ruleClaimChange, claimName(whole)+"-"+by.name, reasonIncomplete, d.signedChange(whole).as(0)))
				continue
			}
			if len(parts) < 2 || !d.addUp(whole, parts) {
				continue
			}
			var values []sighting
			said := true
			for _, c := range parts {
				if changes(c) && (c.PriorStage == whole.PriorStage || c.PriorStage == "" || whole.PriorStage == "") {
					values = append(values, d.signedChange(c))
				} else {
					said = said && c.Amount.Value.IsZero()
				}
			}
			if len(values) == 0 {
				continue
			}
			change := d.signedChange(whole)
			r := d.hold(ruleClaimChange, claimName(whole)+"-"+by.name, ruleClaimChange+"/"+by.name, true, change, values...)
			all := by.fixed || by.name == "appropriation" && len(parts) == 3 // there is no fourth
			if r.check.Outcome == schema.Inconsistent && (!said || !all && !slip(change.interval, amount.Point(r.check.Expected))) {
				r = r.not(reasonIncomplete)
			}
			r.severity = schema.SeverityWarning
			r.zh = fmt.Sprintf("%s“%s”：增减额印%s，其各部分的增减额合计为%s。", pageZH(whole.Source.Page), whole.Quote, whole.Change.Text, r.check.Expected)
			r.en = fmt.Sprintf("%s“%s” prints a change of %s where its parts changed by %s.", pageEN(whole.Source.Page), whole.Quote, whole.Change.Text, r.check.Expected)
			out = append(out, r)
		}
	}
	return out
}

// partsOf are the claims under the heading of a whole that are parts of it,
// each the first of its coordinates. Of funds that hold each other the widest
// counts.
func (d *disclosure) partsOf(whole *schema.Claim, by division) (out []*schema.Claim) {
	if !by.whole(whole) {
		return nil
	}
	seen := map[schema.Coordinates]bool{}
	for i := range d.rec.Claims {
		c := &d.rec.Claims[i]
		at := c.Coordinates
		if !total(c) {
			at.Fund = "" // one heading speaks of one fund, even where it says so once only
		}
		if c.Section != whole.Section || c.Stage != whole.Stage || !money(c.Amount) || aside(c) || c.Project != "" || !by.part(whole, c) || seen[at] {
			continue
		}
		seen[at] = true
		out = append(out, c)
	}
	return slices.DeleteFunc(slices.Clone(out), func(c *schema.Claim) bool {
		return slices.ContainsFunc(out, func(o *schema.Claim) bool { return o.Fund != c.Fund && by.name == "funds" && under(c.Fund, o.Fund) })
	})
}

func (d *disclosure) addUp(whole *schema.Claim, parts []*schema.Claim) bool {
	var sum amount.Interval
	for _, c := range parts {
		i, ok := d.stated(c, c.Amount).in(whole.Amount.Unit)
		if !ok {
			return false
		}
		sum = sum.Add(i)
	}
	return sum.Intersects(d.stated(whole, whole.Amount).interval)
}
