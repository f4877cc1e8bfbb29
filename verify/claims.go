package verify

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

func money(a schema.Amount) bool {
	_, ok := amount.Unit(a.Unit).Exponent()
	return a.Text != "" && ok
}

// claimAmounts: a sentence and the tables print one number for one
// coordinate. Where sentences differ among themselves for what looks like one
// coordinate, they speak of different things, unless the tables bear out all
// of them but one.
func (d *disclosure) claimAmounts() (out []result) {
	facts := map[schema.Coordinates][]*schema.Fact{}
	for i := range d.rec.Facts {
		f := &d.rec.Facts[i]
		if tabled(f) {
			facts[f.Coordinates] = append(facts[f.Coordinates], f)
		}
	}
	said := map[schema.Coordinates][]*schema.Claim{}
	for i := range d.rec.Claims {
		if c := &d.rec.Claims[i]; money(c.Amount) {
			said[c.Coordinates] = append(said[c.Coordinates], c)
		}
	}
	for i := range d.rec.Claims {
		c := &d.rec.Claims[i]
		if !money(c.Amount) || c.Approximate {
			continue
		}
		f, near := d.printed(c, oneATable(facts[c.Coordinates])), false
		if f == nil {
			// A heading may give a claim a fund that its words do not mean.
			if f, near = d.around(c), true; f == nil {
				continue
			}
		}
		family := ruleClaimAmount
		if near {
			family += "/near"
		}
		r := d.hold(ruleClaimAmount, claimName(c), family, false, d.stated(c, c.Amount), d.fact(f))
		named := c.Nature != "" || f.CodeName != "" && strings.Contains(c.Subject, f.CodeName)
		split := d.contested(said[c.Coordinates], f)
		if r.check.Outcome == schema.Inconsistent && (split && !named || !saysSo(c) || aside(c) || d.untitled(f.TableID)) {
			r = r.not(reasonSubject)
		}
		if r.check.Outcome == schema.Inconsistent && f.Flow != "balance" && d.carried(f, d.stated(c, c.Amount)) && !d.current(f) {
			r = r.not(reasonCoverage)
		}
		if c.Function == "" && (c.Economic == "" || !named) || f.Coordinates != c.Coordinates || split || near {
			r.severity = schema.SeverityWarning
		}
		out = append(out, r)
	}
	return out
}

// current: a table of the year's own money prints a figure of a summary too,
// so that nothing carried over is in it.
func (d *disclosure) current(f *schema.Fact) bool {
	for i := range d.rec.Facts {
		o := &d.rec.Facts[i]
		if o.Kind != schema.AppropriationSummary && o.Kind != schema.RevenueExpenditureSummary && tabled(o) && (o.Function != "" || o.Economic != "") &&
			o.Flow == f.Flow && o.Function == f.Function && o.Economic == f.Economic && o.Nature == f.Nature && o.Stage == f.Stage && o.Amount.Value.Equal(f.Amount.Value) {
			return true
		}
	}
	return false
}

// tabled: an amount of the budget tables, which speak of the whole unit.
func tabled(f *schema.Fact) bool {
	return f.Kind != schema.PerformanceOverall && f.Kind != schema.PerformanceProject && f.Kind != schema.OtherTable && money(f.Amount)
}

// agree: what a claim and a fact print can be one number.
func (d *disclosure) agree(c *schema.Claim, f *schema.Fact) bool {
	a, ok1 := worth(c.Amount).in(string(amount.Yuan))
	b, ok2 := worth(f.Amount).in(string(amount.Yuan))
	return ok1 && ok2 && a.Intersects(b)
}

// contested: claims of one coordinate differ, and it is not one of them alone
// that the tables do not bear out.
func (d *disclosure) contested(claims []*schema.Claim, f *schema.Fact) bool {
	holds, fails := 0, 0
	for _, c := range claims {
		if d.agree(c, f) {
			holds++
		} else {
			fails++
		}
	}
	return fails > 1 || fails == 1 && len(claims) > 1 && holds == 0
}

var reasonWords = regexp.MustCompile(`原因|主要是|用于|由于|其中增加|其中减少`)

// aside: the claim stands in a reason or a purpose, where amounts are parts of
// something that is not named.
func aside(c *schema.Claim) bool {
	i := strings.Index(c.Sentence, c.Quote)
	return i > 0 && reasonWords.MatchString(c.Sentence[:i])
}

// related: one fund is the other or a part of it; an unnamed one may be any.
func related(a, b string) bool {
	if a == "" || b == "" || a == "all" || b == "all" {
		return true
	}
	for _, p := range [][2]string{{a, b}, {b, a}} {
		for f := p[0]; f != ""; f = schema.FundParent[f] {
			if f == p[1] {
				return true
			}
		}
	}
	return false
}

func plainItem(item string) string {
	switch item {
	case "with_carryover", "carryover_in":
		return ""
	}
	return item
}

// around is a figure of the tables for what a claim names, whatever the fund
// that its heading suggests: one that agrees if there is any, otherwise the
// only one there is.
func (d *disclosure) around(c *schema.Claim) (found *schema.Fact) {
	alone := true
	total := c.Function == "" && c.Economic == "" && c.Nature == "" && plainItem(c.Item) == ""
	names := plainSubject(c.Subject)
	for i := range d.rec.Facts {
		f := &d.rec.Facts[i]
		if !tabled(f) || f.Stage != c.Stage || f.Organization != "" {
			continue
		}
		named := len([]rune(names)) >= 4 && (plainSubject(f.CodeName) == names || plainSubject(f.Project) == names) && plainItem(c.Item) != "" && !known(c.Item)
		same := c.Project == "" && f.Project == "" && f.Function == c.Function && f.Economic == c.Economic && f.Nature == c.Nature &&
			plainItem(f.Item) == plainItem(c.Item) && related(f.Fund, c.Fund) && (f.Flow == c.Flow || total)
		project := c.Project != "" && f.Project == c.Project && plainSubject(c.Subject) == plainSubject(c.Project)
		if !named && !same && !project {
			continue
		}
		if d.agree(c, f) {
			return f
		}
		if total && (f.Fund != c.Fund || f.Flow != c.Flow) {
			alone = alone && found == nil // the total of something else
			continue
		}
		alone = alone && (found == nil || found.Amount.Value.Equal(f.Amount.Value))
		if found == nil {
			found = f
		}
	}
	if !alone {
		return nil
	}
	return found
}

// known: an item with a name of the schema's own.
func known(item string) bool {
	_, ok := schema.ItemParent[item]
	return ok || item == "three_public" || item == "procurement" || item == "operating_cost" || item == "conference" || item == "training"
}

var brackets = regexp.MustCompile(`[（(][^（）()]*[）)]`)

// plainSubject is a name without brackets and the words that only dress it.
func plainSubject(s string) string {
	s = strings.Trim(brackets.ReplaceAllString(s, ""), "、，“”")
	for again := true; again; {
		again = false
		for _, w := range []string{"支出", "预算", "项目", "经费", "资金"} {
			if rest, ok := strings.CutSuffix(s, w); ok && len([]rune(rest)) >= 3 {
				s, again = rest, true
			}
		}
	}
	return s
}

// printed is the figure of the tables that a claim speaks of: that of its
// coordinates. For a code it is also one of another fund or kind of spending
// if that is the amount claimed, or if there is no other.
func (d *disclosure) printed(c *schema.Claim, same []*schema.Fact) (found *schema.Fact) {
	if len(same) > 0 {
		found = same[0]
	}
	if c.Function == "" && c.Economic == "" {
		return found
	}
	said, _ := worth(c.Amount).in(string(amount.Yuan))
	var below []*schema.Fact
	for i := range d.rec.Facts {
		f := &d.rec.Facts[i]
		if f.Flow != "expenditure" || f.Function != c.Function || f.Economic != c.Economic || f.Item != c.Item || f.Stage != c.Stage || f.Project != "" || !money(f.Amount) {
			continue
		}
		if there, ok := worth(f.Amount).in(string(amount.Yuan)); ok && there.Intersects(said) {
			return f
		}
		if found == nil && f.Nature == c.Nature {
			found = f
		}
		if c.Economic != "" && f.Fund == c.Fund && schema.NatureParent[f.Nature] == c.Nature {
			below = append(below, f)
		}
	}
	if found == nil && len(below) == 1 {
		return below[0] // 工资福利支出 of basic expenditure is all personnel
	}
	return found
}

// natureWords must stand in the subject of a claim on that kind of spending:
// a heading above it is not enough.
var natureWords = map[string]string{"project": "项目", "basic": "基本", "personnel": "人员", "operating": "公用"}

// saysSo: the subject itself, not only what stands around it, speaks of the
// coordinates the claim was given.
func saysSo(c *schema.Claim) bool {
	if len([]rune(c.Subject)) < 3 || c.Economic == "" && !strings.Contains(c.Subject, natureWords[c.Nature]) {
		return false // an economic class says what it is of its own
	}
	return c.Item != "with_carryover" || strings.Contains(c.Subject, "总")
}

func claimName(c *schema.Claim) string { return tail(c.ID) }

// claimRates: a change and its rate follow from the amount and the base.
func (d *disclosure) claimRates() (out []result) {
	for i := range d.rec.Claims {
		c := &d.rec.Claims[i]
		if c.Rate.Text == "" || c.Approximate || c.Direction != "increase" && c.Direction != "decrease" {
			continue
		}
		a := amount.Rounded(c.Amount.Value, c.Amount.Decimals)
		rate := d.stated(c, c.Rate)
		var base, change amount.Interval
		operands := []schema.Operand{d.figure(c.Source, c.Subject, c.Amount)}
		switch {
		case money(c.Amount) && money(c.Change) && c.Change.Unit == c.Amount.Unit:
			change = amount.Rounded(c.Change.Value, c.Change.Decimals)
			base = a.Sub(change)
			if c.Direction == "decrease" {
				base = a.Add(change)
			}
			operands = append(operands, d.figure(c.Source, c.Subject, c.Change))
		case money(c.Amount) && money(c.Prior) && c.Prior.Unit == c.Amount.Unit:
			base = amount.Rounded(c.Prior.Value, c.Prior.Decimals)
			change = a.Sub(base)
			if c.Direction == "decrease" {
				change = change.Neg()
			}
			operands = append(operands, d.figure(c.Source, c.Subject, c.Prior))
		default:
			if r, ok := d.rateOfTable(c); ok {
				out = append(out, r)
			}
			continue
		}
		r := d.quotient(ruleClaimRate, claimName(c), true, rate, c.Rate.Decimals, change, base, operands...)
		r.lastDigit(c.Rate.Decimals)
		r.zh = fmt.Sprintf("%s“%s”：所印增减率%s%%，按所印金额应为%s%%，四舍五入最多可解释%s。", pageZH(c.Source.Page), c.Quote, c.Rate.Text, r.check.Expected, r.check.Slack)
		r.en = fmt.Sprintf("%s“%s”: prints a rate of %s%% where its amounts give %s%% (rounding explains %s).", pageEN(c.Source.Page), c.Quote, c.Rate.Text, r.check.Expected, r.check.Slack)
		out = append(out, r)
	}
	return out
}

// rateOfTable holds a change and its rate, stated without their amount,
// against what is printed elsewhere for the coordinates of the claim.
func (d *disclosure) rateOfTable(c *schema.Claim) (found result, ok bool) {
	if !money(c.Change) || c.Amount.Text != "" || len([]rune(c.Subject)) < 3 {
		return found, false
	}
	var now []sighting
	for i := range d.rec.Facts {
		if f := &d.rec.Facts[i]; tabled(f) && f.Coordinates == c.Coordinates && !d.untitled(f.TableID) {
			now = append(now, d.fact(f))
		}
	}
	for i := range d.rec.Claims {
		if o := &d.rec.Claims[i]; money(o.Amount) && o.Coordinates == c.Coordinates {
			now = append(now, d.stated(o, o.Amount))
		}
	}
	change := amount.Rounded(c.Change.Value, c.Change.Decimals)
	for _, s := range now {
		a, unit := s.in(c.Change.Unit)
		if !unit {
			continue
		}
		base := a.Sub(change)
		if c.Direction == "decrease" {
			base = a.Add(change)
		}
		r := d.quotient(ruleClaimRate, claimName(c), false, d.stated(c, c.Rate), c.Rate.Decimals, change, base,
			d.figure(c.Source, c.Subject, c.Change), s.operand)
		r.severity = schema.SeverityWarning
		r.zh = fmt.Sprintf("%s“%s”：所印增减率%s，按增减额%s和%s所印%s应为%s%%。", pageZH(c.Source.Page), c.Quote, percent(c.Rate.Text), c.Change.Text, whereZH(s.operand), s.operand.Text, r.check.Expected)
		r.en = fmt.Sprintf("%s“%s” prints a rate of %s where the change of %s and %s (%s) give %s%%.", pageEN(c.Source.Page), c.Quote, percent(c.Rate.Text), c.Change.Text, s.operand.Text, whereEN(s.operand), r.check.Expected)
		if !ok || r.check.Outcome == schema.Exact || r.check.Outcome == schema.Rounding {
			found, ok = r, true
		}
		if r.check.Outcome != schema.Inconsistent {
			break
		}
	}
	return found, ok
}

// lastDigit makes less of a percentage that is cut off instead of rounded.
func (r *result) lastDigit(decimals int32) {
	if r.cutOff(decimals) {
		r.severity = schema.SeverityWarning
	}
}

func (r *result) cutOff(decimals int32) bool {
	return r.check.Outcome == schema.Inconsistent && r.check.Difference.Abs().LessThan(decimal.New(15, -decimals-1))
}

// claimCompletions: a final figure over its budget is the percentage said.
func (d *disclosure) claimCompletions() (out []result) {
	for i := range d.rec.Claims {
		c := &d.rec.Claims[i]
		if c.Completion.Text == "" || !money(c.Amount) || c.Approximate {
			continue
		}
		if !money(c.Counterpart) || c.Amount.Unit != c.Counterpart.Unit {
			continue
		}
		r := d.quotient(ruleClaimCompletion, claimName(c), true, d.stated(c, c.Completion), c.Completion.Decimals,
			amount.Rounded(c.Amount.Value, c.Amount.Decimals), amount.Rounded(c.Counterpart.Value, c.Counterpart.Decimals),
			d.figure(c.Source, c.Subject, c.Amount), d.figure(c.Source, c.Subject, c.Counterpart))
		r.lastDigit(c.Completion.Decimals)
		r.zh = fmt.Sprintf("%s“%s”：所印完成率%s%%，%s÷%s应为%s%%。", pageZH(c.Source.Page), c.Quote, c.Completion.Text, c.Amount.Text, c.Counterpart.Text, r.check.Expected)
		r.en = fmt.Sprintf("%s“%s”: prints %s%% of the budget where %s of %s is %s%%.", pageEN(c.Source.Page), c.Quote, c.Completion.Text, c.Amount.Text, c.Counterpart.Text, r.check.Expected)
		out = append(out, r)
	}
	return out
}

// claimShares: a share is the amount over the amount it is listed under, or
// over the total its words speak of.
func (d *disclosure) claimShares() (out []result) {
	byID := map[string]*schema.Claim{}
	for i := range d.rec.Claims {
		byID[d.rec.Claims[i].ID] = &d.rec.Claims[i]
	}
	type list struct {
		text, value string
	}
	holds := map[list]int{}
	var of []list
	orphans := map[string][]*schema.Claim{} // by block: shares without a whole
	var blocks []string
	alone := func(c *schema.Claim) {
		at := fmt.Sprint(c.Source.Page, "-", c.Source.Block)
		if orphans[at] == nil {
			blocks = append(blocks, at)
		}
		orphans[at] = append(orphans[at], c)
	}
	for i := range d.rec.Claims {
		c := &d.rec.Claims[i]
		if c.Share.Text == "" || !money(c.Amount) || c.Approximate {
			continue
		}
		var r result
		var whole sighting
		if named := d.named(c.ShareOf); len(named) > 0 {
			r = d.shareOfAny(c, named)
			r.certain, r.family = true, ruleClaimShare+"/named"
			out, of = append(out, r), append(of, list{})
			if r.check.Outcome == schema.Inconsistent {
				alone(c) // it may be a share of something else of that name
			}
			continue
		}
		enumerated := byID[c.Enumeration]
		if enumerated != nil && (!money(enumerated.Amount) || enumerated.Amount.Unit != c.Amount.Unit) {
			enumerated = nil
		}
		if enumerated != nil {
			whole = d.stated(enumerated, enumerated.Amount)
			r = d.share(c, whole)
		}
		if enumerated == nil || r.check.Outcome == schema.Inconsistent {
			for n, s := range d.totals(c) {
				o := d.share(c, s)
				o.severity = schema.SeverityWarning
				passes := o.check.Outcome == schema.Exact || o.check.Outcome == schema.Rounding
				if n == 0 && enumerated == nil || passes {
					r, whole = o, s
				}
				if passes {
					break
				}
			}
		}
		if whole.unit == "" {
			if c.Enumeration != "" {
				continue // its whole is spoken of, but not printed
			}
			alone(c)
			continue
		}
		r.family = ruleClaimShare + "/" + whole.interval.Mid().String()
		k := list{cmp.Or(c.Enumeration, c.Source.TableID+fmt.Sprint(c.Source.Page, c.Source.Block)), whole.interval.Mid().String()}
		if r.check.Outcome == schema.Exact || r.check.Outcome == schema.Rounding || r.cutOff(c.Share.Decimals) {
			holds[k]++ // off in the last digit, it is one of this whole
		}
		if r.cutOff(c.Share.Decimals) {
			r.family += "/digit"
		} else if r.check.Outcome == schema.Inconsistent && c.Enumeration == "" {
			alone(c)
		}
		of = append(of, k)
		out = append(out, r)
	}
	for i := range out {
		// Another share of the same list is one of the same whole.
		out[i].certain = out[i].certain || holds[of[i]] > 0
	}
	for _, at := range blocks {
		out = append(out, d.sharesAlone(orphans[at])...)
	}
	return out
}

// named are the figures printed for what a share says it is a share of.
func (d *disclosure) named(of schema.Coordinates) (out []sighting) {
	if of == (schema.Coordinates{}) {
		return nil
	}
	for i := range d.rec.Facts {
		if f := &d.rec.Facts[i]; f.Coordinates == of && tabled(f) {
			out = append(out, d.fact(f))
		}
	}
	for i := range d.rec.Claims {
		if c := &d.rec.Claims[i]; c.Coordinates == of && money(c.Amount) && !aside(c) {
			out = append(out, d.stated(c, c.Amount))
		}
	}
	return out
}

// shareOfAny holds a share against the first figure it agrees with, otherwise
// against the first.
func (d *disclosure) shareOfAny(c *schema.Claim, wholes []sighting) (r result) {
	for i, w := range wholes {
		o := d.share(c, w)
		if i == 0 || o.check.Outcome == schema.Exact || o.check.Outcome == schema.Rounding {
			r = o
		}
		if r.check.Outcome != schema.Inconsistent {
			break
		}
	}
	return r
}

// sharesAlone: shares of one whole that is printed nowhere imply the same
// whole. The one that most agree on is taken, if two do.
func (d *disclosure) sharesAlone(claims []*schema.Claim) (out []result) {
	hundred := decimal.NewFromInt(100)
	wholes := make([]amount.Interval, len(claims))
	ok := make([]bool, len(claims))
	for i, c := range claims {
		wholes[i], ok[i] = amount.Rounded(c.Amount.Value, c.Amount.Decimals).Scale(hundred).Div(amount.Rounded(c.Share.Value, c.Share.Decimals))
		ok[i] = ok[i] && c.Amount.Unit == claims[0].Amount.Unit
	}
	best, most := -1, 1
	for i := range claims {
		n := 0
		for k := range claims {
			if ok[i] && ok[k] && wholes[i].Intersects(wholes[k]) {
				n++
			}
		}
		if n > most {
			best, most = i, n
		}
	}
	if best < 0 || 2*most <= len(claims) {
		return nil
	}
	ref := claims[best]
	for i, c := range claims {
		if i == best || !ok[i] {
			continue
		}
		r := d.quotient(ruleClaimShare, "alone-"+claimName(c), true, d.stated(c, c.Share), c.Share.Decimals, amount.Rounded(c.Amount.Value, c.Amount.Decimals), wholes[best],
			d.figure(c.Source, c.Subject, c.Amount), d.figure(ref.Source, ref.Subject, ref.Amount), d.figure(ref.Source, ref.Subject, ref.Share))
		r.severity = schema.SeverityWarning
		r.zh = fmt.Sprintf("%s“%s”：所印占比%s，而“%s”的占比%s，同一总额的占比应为%s%%。", pageZH(c.Source.Page), c.Quote, percent(c.Share.Text), ref.Subject, percent(ref.Share.Text), r.check.Expected)
		r.en = fmt.Sprintf("%s“%s” prints a share of %s; with “%s” being %s of the same whole it is %s%%.", pageEN(c.Source.Page), c.Quote, percent(c.Share.Text), ref.Subject, percent(ref.Share.Text), r.check.Expected)
		out = append(out, r)
	}
	return out
}

// share holds a share against one whole.
func (d *disclosure) share(c *schema.Claim, whole sighting) result {
	base, ok := whole.in(c.Amount.Unit)
	r := d.quotient(ruleClaimShare, claimName(c), false, d.stated(c, c.Share), c.Share.Decimals,
		amount.Rounded(c.Amount.Value, c.Amount.Decimals), base, d.figure(c.Source, c.Subject, c.Amount), whole.operand)
	if !ok {
		return r.not(reasonUnits)
	}
	r.lastDigit(c.Share.Decimals)
	r.zh = fmt.Sprintf("%s“%s”：所印占比%s，%s÷%s应为%s%%。", pageZH(c.Source.Page), c.Quote, percent(c.Share.Text), c.Amount.Text, whole.operand.Text, r.check.Expected)
	r.en = fmt.Sprintf("%s“%s” prints a share of %s where %s of %s is %s%%.", pageEN(c.Source.Page), c.Quote, percent(c.Share.Text), c.Amount.Text, whole.operand.Text, r.check.Expected)
	return r
}

// totals are the figures a share without a whole beside it may be a share of:
// the totals of its flow in tables and sentences, that of its own fund first.
func (d *disclosure) totals(c *schema.Claim) (out []sighting) {
	item := schema.ItemParent[c.Item]
	seen := map[string]bool{}
	add := func(s sighting) {
		if i, ok := s.in(string(amount.Yuan)); ok && !i.Mid().IsZero() && !seen[i.Mid().String()] {
			seen[i.Mid().String()] = true
			out = append(out, s)
		}
	}
	for _, own := range []bool{true, false} {
		whole := func(o schema.Coordinates) bool {
			return o != c.Coordinates && o.Function == "" && o.Economic == "" && o.Nature == "" && plainItem(o.Item) == item && o.Project == "" &&
				(o.Flow == c.Flow || item == "" && c.Flow == "") && o.Stage == c.Stage && (o.Fund == c.Fund) == own && related(o.Fund, c.Fund)
		}
		for i := range d.rec.Facts {
			if f := &d.rec.Facts[i]; tabled(f) && whole(f.Coordinates) && !d.untitled(f.TableID) {
				add(d.fact(f))
			}
		}
		for i := range d.rec.Claims {
			if o := &d.rec.Claims[i]; o != c && money(o.Amount) && o.Share.Text == "" && whole(o.Coordinates) {
				add(d.stated(o, o.Amount))
			}
		}
	}
	return out
}

// claimSums: the parts a sentence lists add up to the whole it names, where
// the parts are known to be all: goods, works and services of procurement;
// personnel and operating of basic expenditure; basic and project expenditure
// where nothing else is listed.
func (d *disclosure) claimSums() (out []result) {
	parts := map[string][]*schema.Claim{}
	summed := map[string]bool{}
	listed := map[schema.Coordinates]bool{}
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
			} else if len(members) < 2 {
				members = nil
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
		if len(members) == 0 || slices.Contains(members, nil) {
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
	return append(out, d.itemSums(summed)...)
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

var (
	riseThenFall = regexp.MustCompile(`(?:增加|增长|上升)(?:了)?[0-9][0-9.,，]*(?:万|亿)?元[,，、（(]*(?:下降|减少|降低)(?:了)?[0-9][0-9.]*[%％]`)
	fallThenRise = regexp.MustCompile(`(?:减少|下降|降低)(?:了)?[0-9][0-9.,，]*(?:万|亿)?元[,，、（(]*(?:增长|增加|上升)(?:了)?[0-9][0-9.]*[%％]`)
	openChoice   = regexp.MustCompile(`(?:下降|减少)[（(](?:增长|增加|上升)[）)]|(?:增长|增加|上升)[（(](?:下降|减少)[）)]|增加/减少|减少/增加|增长/下降`)
)

// directions: a change and its rate go the same way.
func (d *disclosure) directions() (out []result) {
	d.texts(func(p passage) {
		p = p.squeeze()
		for way, re := range []*regexp.Regexp{riseThenFall, fallThenRise} {
			for n, m := range p.matches(re) {
				if amounts := document.Numbers(m.text(0)); len(amounts) > 0 {
					if v, err := decimal.NewFromString(amounts[0]); err == nil && v.IsZero() {
						continue
					}
				}
				out = append(out, d.notice(ruleDirection, fmt.Sprintf("%s-%d-%d", p.id, way, n), m.quote(0),
					fmt.Sprintf("%s“%s”：增减方向前后相反。", pageZH(p.Page), m.text(0)),
					fmt.Sprintf("%s“%s”: the change and its rate go opposite ways.", pageEN(p.Page), m.text(0))))
			}
		}
	})
	return out
}
