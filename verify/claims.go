package verify

import (
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
		if c.Function == "" && c.Economic == "" || f.Coordinates != c.Coordinates || split || near {
			r.severity = schema.SeverityWarning
		}
		out = append(out, r)
	}
	return out
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
	}
	return found
}

// natureWords must stand in the subject of a claim on that kind of spending:
// a heading above it is not enough.
var natureWords = map[string]string{"project": "项目", "basic": "基本", "personnel": "人员", "operating": "公用"}

// saysSo: the subject itself, not only what stands around it, speaks of the
// coordinates the claim was given.
func saysSo(c *schema.Claim) bool {
	if len([]rune(c.Subject)) < 3 || !strings.Contains(c.Subject, natureWords[c.Nature]) {
		return false
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
		case money(c.Amount) && money(c.Counterpart) && c.Counterpart.Unit == c.Amount.Unit && c.Completion.Text == "":
			base = amount.Rounded(c.Counterpart.Value, c.Counterpart.Decimals)
			change = a.Sub(base)
			if c.Direction == "decrease" {
				change = change.Neg()
			}
			operands = append(operands, d.figure(c.Source, c.Subject, c.Counterpart))
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
	if r.check.Difference.Abs().LessThan(decimal.New(15, -decimals-1)) {
		r.severity = schema.SeverityWarning
	}
}

var executed = regexp.MustCompile(`执行数(?:为)?([0-9][0-9.,]*)万元[，,；;]?[^，,。；;]{0,12}?(?:预算)?(?:安排|数为|为)([0-9][0-9.,]*)万元[，,]比[^，,。；;]{0,16}(增加|减少|增长|下降)([0-9][0-9.]*)[%％]`)

// executedRates are the same for sentences that give the execution of the year
// before, the budget and the rate, one after the other.
func (d *disclosure) executedRates() (out []result) {
	d.texts(func(p passage) {
		p = p.squeeze()
		for n, m := range p.matches(executed) {
			base, now, rate := amount.Parse(m.text(1)), amount.Parse(m.text(2)), amount.Parse(m.text(4))
			if base.Kind != amount.Number || now.Kind != amount.Number || rate.Kind != amount.Number {
				continue
			}
			change := now.Interval().Sub(base.Interval())
			if m.text(3) == "减少" || m.text(3) == "下降" {
				change = change.Neg()
			}
			printed := sighting{operand: m.percent(4), interval: rate.Interval(), unit: string(amount.Percent)}
			r := d.quotient(ruleClaimRate, fmt.Sprintf("%s-%d", p.id, n), true, printed, rate.Decimals, change, base.Interval(), m.quote(2), m.quote(1))
			r.lastDigit(rate.Decimals)
			r.zh = fmt.Sprintf("%s“%s”：按所印金额，增减率应为%s%%。", pageZH(p.Page), m.text(0), r.check.Expected)
			r.en = fmt.Sprintf("%s“%s”: its amounts give a rate of %s%%.", pageEN(p.Page), m.text(0), r.check.Expected)
			out = append(out, r)
		}
	})
	return out
}

var ofYear = regexp.MustCompile(`([0-9][0-9.,]*)万元[，,]占(?:当年|本年)?(本年支出合计|本年收入合计|支出合计|收入合计)的?([0-9][0-9.]*)[%％]`)

// sharesOfYear are shares of the year's totals that the sentence names.
func (d *disclosure) sharesOfYear() (out []result) {
	d.texts(func(p passage) {
		p = p.squeeze()
		for n, m := range p.matches(ofYear) {
			whole := d.total(func(f *schema.Fact) bool {
				return f.Kind == schema.RevenueExpenditureSummary && strings.Contains(f.RowLabel, m.text(2))
			})
			part, share := amount.Parse(m.text(1)), amount.Parse(m.text(3))
			if whole == nil || part.Kind != amount.Number || share.Kind != amount.Number {
				continue
			}
			base, ok := d.fact(whole).in(string(amount.TenThousand))
			if !ok {
				continue
			}
			printed := sighting{operand: m.percent(3), interval: share.Interval(), unit: string(amount.Percent)}
			r := d.quotient(ruleClaimShare, fmt.Sprintf("%s-%d", p.id, n), true, printed, share.Decimals, part.Interval(), base, m.quote(1), d.fact(whole).operand)
			r.lastDigit(share.Decimals)
			r.zh = fmt.Sprintf("%s“%s”：占比应为%s%%。", pageZH(p.Page), m.text(0), r.check.Expected)
			r.en = fmt.Sprintf("%s“%s”: the share is %s%%.", pageEN(p.Page), m.text(0), r.check.Expected)
			out = append(out, r)
		}
	})
	return out
}

// restated: an item of a list says its budget twice, once before and once
// beside the year before.
var restated = regexp.MustCompile(`[（(](?:[0-9]{2,7})?项[）)][”"]?([0-9][0-9.,]*)万元。[^（(]{0,80}?执行数(?:为)?[0-9][0-9.,]*万元[，,；;]?[^，,。；;]{0,12}?安排([0-9][0-9.,]*)万元`)

func (d *disclosure) restatements() (out []result) {
	d.texts(func(p passage) {
		p = p.squeeze()
		for n, m := range p.matches(restated) {
			first, second := amount.Parse(m.text(1)), amount.Parse(m.text(2))
			if first.Kind != amount.Number || second.Kind != amount.Number {
				continue
			}
			r := d.hold(ruleRestated, fmt.Sprintf("%s-%d", p.id, n), ruleRestated, false,
				sighting{m.quote(2), second.Interval(), string(amount.TenThousand)}, sighting{m.quote(1), first.Interval(), string(amount.TenThousand)})
			r.zh = fmt.Sprintf("%s同一项先印%s万元，后印%s万元（“%s”）。", pageZH(p.Page), m.text(1), m.text(2), excerpt(p.text, m.text(0)))
			r.en = fmt.Sprintf("%sone item is first %s, then %s (ten thousand yuan).", pageEN(p.Page), m.text(1), m.text(2))
			out = append(out, r)
		}
	})
	return out
}

// claimCompletions: a final figure over its budget is the percentage said.
func (d *disclosure) claimCompletions() (out []result) {
	for i := range d.rec.Claims {
		c := &d.rec.Claims[i]
		if c.Completion.Text == "" || !money(c.Amount) || c.Approximate {
			continue
		}
		if !money(c.Counterpart) {
			c = withBudget(c)
		}
		if c == nil || c.Amount.Unit != c.Counterpart.Unit {
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

var budgetBefore = regexp.MustCompile(`预算(?:数)?(?:为)?([0-9][0-9.,]*)(万元|元)[，,；;](?:支出)?决算(?:数)?(?:为)?([0-9][0-9.,]*)(万元|元)`)

// withBudget is a claim with the budget its own sentence gives before it; nil
// if there is none.
func withBudget(c *schema.Claim) *schema.Claim {
	p := passage{text: c.Sentence}
	for _, m := range p.matches(budgetBefore) {
		budget, final := amount.Parse(m.text(1)), amount.Parse(m.text(3))
		if budget.Kind != amount.Number || !final.Value.Equal(c.Amount.Value) || m.text(4) != c.Amount.Unit {
			continue
		}
		out := *c
		out.Counterpart = schema.Amount{Text: m.text(1), Value: budget.Value, Decimals: budget.Decimals, Unit: m.text(2), At: c.Amount.At + m.at[2] - m.at[6]}
		return &out
	}
	return nil
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
	for i := range d.rec.Claims {
		c := &d.rec.Claims[i]
		if c.Share.Text == "" || !money(c.Amount) || c.Approximate {
			continue
		}
		var r result
		var whole sighting
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
			continue
		}
		r.family = ruleClaimShare + "/" + whole.interval.Mid().String()
		k := list{c.Source.TableID + fmt.Sprint(c.Source.Page, c.Source.Block), whole.interval.Mid().String()}
		if r.check.Outcome == schema.Exact || r.check.Outcome == schema.Rounding {
			holds[k]++
		}
		of = append(of, k)
		out = append(out, r)
	}
	for i := range out {
		// Another share of the same list is one of the same whole.
		out[i].certain = holds[of[i]] > 0
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
		switch {
		case whole.Item == "procurement":
			members = []*schema.Claim{item("procurement_goods"), item("procurement_works"), item("procurement_services")}
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
		r.zh = fmt.Sprintf("%s“%s”：所列%s=%s，与%s不符，相差%s。", pageZH(whole.Source.Page), whole.Quote, strings.Join(list, "+"), r.check.Expected, whole.Amount.Text, r.check.Difference)
		r.en = fmt.Sprintf("%s“%s”: lists %s=%s, not %s: a difference of %s.", pageEN(whole.Source.Page), whole.Quote, strings.Join(list, "+"), r.check.Expected, whole.Amount.Text, r.check.Difference)
		summed[whole.ID] = true
		out = append(out, r)
	}
	return append(out, d.gaps(summed)...)
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
