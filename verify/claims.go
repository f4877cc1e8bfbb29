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
// coordinate, they speak of different things.
func (d *disclosure) claimAmounts() (out []result) {
	facts := map[schema.Coordinates][]*schema.Fact{}
	for i := range d.rec.Facts {
		f := &d.rec.Facts[i]
		if f.Kind != schema.PerformanceOverall && f.Kind != schema.PerformanceProject && f.Kind != schema.OtherTable && money(f.Amount) {
			facts[f.Coordinates] = append(facts[f.Coordinates], f)
		}
	}
	split := map[schema.Coordinates]bool{}
	said := map[schema.Coordinates]*schema.Claim{}
	for i := range d.rec.Claims {
		c := &d.rec.Claims[i]
		if !money(c.Amount) {
			continue
		}
		if o := said[c.Coordinates]; o == nil {
			said[c.Coordinates] = c
		} else if a, ok := d.stated(o, o.Amount).in(string(amount.Yuan)); ok {
			b, _ := d.stated(c, c.Amount).in(string(amount.Yuan))
			split[c.Coordinates] = split[c.Coordinates] || !a.Intersects(b)
		}
	}
	for i := range d.rec.Claims {
		c := &d.rec.Claims[i]
		if !money(c.Amount) || c.Approximate {
			continue
		}
		f := d.printed(c, oneATable(facts[c.Coordinates]))
		if f == nil {
			continue
		}
		r := d.hold(ruleClaimAmount, claimName(c), ruleClaimAmount, false, d.stated(c, c.Amount), d.fact(f))
		named := c.Nature != "" || f.CodeName != "" && strings.Contains(c.Subject, f.CodeName)
		if r.check.Outcome == schema.Inconsistent && (split[c.Coordinates] && !named || !saysSo(c) || d.untitled(f.TableID)) {
			r = r.not(reasonSubject)
		}
		if c.Function == "" && c.Economic == "" || f.Coordinates != c.Coordinates || split[c.Coordinates] {
			r.severity = schema.SeverityWarning
		}
		out = append(out, r)
	}
	return out
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
	said, _ := d.stated(c, c.Amount).in(string(amount.Yuan))
	for i := range d.rec.Facts {
		f := &d.rec.Facts[i]
		if f.Flow != "expenditure" || f.Function != c.Function || f.Economic != c.Economic || f.Item != c.Item || f.Stage != c.Stage || f.Project != "" || !money(f.Amount) {
			continue
		}
		if there, ok := d.fact(f).in(string(amount.Yuan)); ok && there.Intersects(said) {
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
		base, change := amount.Interval{}, amount.Interval{}
		operands := []schema.Operand{d.place(c.Source, c.Subject, c.Amount.Text)}
		switch {
		case money(c.Amount) && money(c.Change) && c.Change.Unit == c.Amount.Unit:
			change = amount.Rounded(c.Change.Value, c.Change.Decimals)
			base = a.Sub(change)
			if c.Direction == "decrease" {
				base = a.Add(change)
			}
			operands = append(operands, d.place(c.Source, c.Subject, c.Change.Text))
		case money(c.Amount) && money(c.Counterpart) && c.Counterpart.Unit == c.Amount.Unit && c.Completion.Text == "":
			base = amount.Rounded(c.Counterpart.Value, c.Counterpart.Decimals)
			change = a.Sub(base)
			if c.Direction == "decrease" {
				change = change.Neg()
			}
			operands = append(operands, d.place(c.Source, c.Subject, c.Counterpart.Text))
		default:
			continue
		}
		r := d.quotient(ruleClaimRate, claimName(c), true, rate, c.Rate.Decimals, change, base, operands...)
		r.lastDigit(c.Rate.Decimals)
		r.zh = fmt.Sprintf("第%d页“%s”：所印增减率%s%%，按所印金额应为%s%%，四舍五入最多可解释%s。", c.Source.Page, c.Quote, c.Rate.Text, r.check.Expected, r.check.Slack)
		r.en = fmt.Sprintf("Page %d, “%s”: prints a rate of %s%% where its amounts give %s%% (rounding explains %s).", c.Source.Page, c.Quote, c.Rate.Text, r.check.Expected, r.check.Slack)
		out = append(out, r)
	}
	return out
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
	d.texts(func(text string, at schema.Operand, id string) {
		text = document.Squeeze(text)
		for n, m := range executed.FindAllStringSubmatch(text, -1) {
			base, now, rate := amount.Parse(m[1]), amount.Parse(m[2]), amount.Parse(m[4])
			if base.Kind != amount.Number || now.Kind != amount.Number || rate.Kind != amount.Number {
				continue
			}
			operand := func(text string) schema.Operand {
				o := at
				o.Text = text
				return o
			}
			change := now.Interval().Sub(base.Interval())
			if m[3] == "减少" || m[3] == "下降" {
				change = change.Neg()
			}
			printed := sighting{operand: operand(m[4] + "%"), interval: rate.Interval(), unit: string(amount.Percent)}
			r := d.quotient(ruleClaimRate, fmt.Sprintf("%s-%d", id, n), true, printed, rate.Decimals, change, base.Interval(), operand(m[2]), operand(m[1]))
			r.lastDigit(rate.Decimals)
			r.zh = fmt.Sprintf("第%d页“%s”：按所印金额，增减率应为%s%%。", at.Page, m[0], r.check.Expected)
			r.en = fmt.Sprintf("Page %d, “%s”: its amounts give a rate of %s%%.", at.Page, m[0], r.check.Expected)
			out = append(out, r)
		}
	})
	return out
}

var ofYear = regexp.MustCompile(`([0-9][0-9.,]*)万元[，,]占(?:当年|本年)?(本年支出合计|本年收入合计|支出合计|收入合计)的?([0-9][0-9.]*)[%％]`)

// sharesOfYear are shares of the year's totals that the sentence names.
func (d *disclosure) sharesOfYear() (out []result) {
	d.texts(func(text string, at schema.Operand, id string) {
		text = document.Squeeze(text)
		for n, m := range ofYear.FindAllStringSubmatch(text, -1) {
			whole := d.total(func(f *schema.Fact) bool {
				return f.Kind == schema.RevenueExpenditureSummary && strings.Contains(f.RowLabel, m[2])
			})
			part, share := amount.Parse(m[1]), amount.Parse(m[3])
			if whole == nil || part.Kind != amount.Number || share.Kind != amount.Number {
				continue
			}
			base, ok := d.fact(whole).in(string(amount.TenThousand))
			if !ok {
				continue
			}
			o, p := at, at
			o.Text, p.Text = m[3]+"%", m[1]
			printed := sighting{operand: o, interval: share.Interval(), unit: string(amount.Percent)}
			r := d.quotient(ruleClaimShare, fmt.Sprintf("%s-%d", id, n), true, printed, share.Decimals, part.Interval(), base, p, d.fact(whole).operand)
			r.lastDigit(share.Decimals)
			r.zh = fmt.Sprintf("第%d页“%s”：占比应为%s%%。", at.Page, m[0], r.check.Expected)
			r.en = fmt.Sprintf("Page %d, “%s”: the share is %s%%.", at.Page, m[0], r.check.Expected)
			out = append(out, r)
		}
	})
	return out
}

// restated: an item of a list says its budget twice, once before and once
// beside the year before.
var restated = regexp.MustCompile(`[（(](?:[0-9]{2,7})?项[）)][”"]?([0-9][0-9.,]*)万元。[^（(]{0,80}?执行数(?:为)?[0-9][0-9.,]*万元[，,；;]?[^，,。；;]{0,12}?安排([0-9][0-9.,]*)万元`)

func (d *disclosure) restatements() (out []result) {
	d.texts(func(text string, at schema.Operand, id string) {
		text = document.Squeeze(text)
		for n, m := range restated.FindAllStringSubmatch(text, -1) {
			first, second := amount.Parse(m[1]), amount.Parse(m[2])
			if first.Kind != amount.Number || second.Kind != amount.Number {
				continue
			}
			o, p := at, at
			o.Text, p.Text = m[2], m[1]
			r := d.hold(ruleRestated, fmt.Sprintf("%s-%d", id, n), ruleRestated, false,
				sighting{o, second.Interval(), string(amount.TenThousand)}, sighting{p, first.Interval(), string(amount.TenThousand)})
			r.zh = fmt.Sprintf("第%d页同一项先印%s万元，后印%s万元（“%s”）。", at.Page, m[1], m[2], excerpt(text, m[0]))
			r.en = fmt.Sprintf("Page %d: one item is first %s, then %s (ten thousand yuan).", at.Page, m[1], m[2])
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
			d.place(c.Source, c.Subject, c.Amount.Text), d.place(c.Source, c.Subject, c.Counterpart.Text))
		r.lastDigit(c.Completion.Decimals)
		r.zh = fmt.Sprintf("第%d页“%s”：所印完成率%s%%，%s÷%s应为%s%%。", c.Source.Page, c.Quote, c.Completion.Text, c.Amount.Text, c.Counterpart.Text, r.check.Expected)
		r.en = fmt.Sprintf("Page %d, “%s”: prints %s%% of the budget where %s of %s is %s%%.", c.Source.Page, c.Quote, c.Completion.Text, c.Amount.Text, c.Counterpart.Text, r.check.Expected)
		out = append(out, r)
	}
	return out
}

var budgetBefore = regexp.MustCompile(`预算(?:数)?(?:为)?([0-9][0-9.,]*)(万元|元)[，,；;](?:支出)?决算(?:数)?(?:为)?([0-9][0-9.,]*)(万元|元)`)

// withBudget is a claim with the budget its own sentence gives before it; nil
// if there is none.
func withBudget(c *schema.Claim) *schema.Claim {
	for _, m := range budgetBefore.FindAllStringSubmatch(c.Sentence, -1) {
		budget, final := amount.Parse(m[1]), amount.Parse(m[3])
		if budget.Kind != amount.Number || !final.Value.Equal(c.Amount.Value) || m[4] != c.Amount.Unit {
			continue
		}
		out := *c
		out.Counterpart = schema.Amount{Text: m[1], Value: budget.Value, Decimals: budget.Decimals, Unit: m[2]}
		return &out
	}
	return nil
}

// claimShares: a share is the amount over the amount it is listed under.
func (d *disclosure) claimShares() (out []result) {
	byID := map[string]*schema.Claim{}
	for i := range d.rec.Claims {
		byID[d.rec.Claims[i].ID] = &d.rec.Claims[i]
	}
	for i := range d.rec.Claims {
		c := &d.rec.Claims[i]
		whole := byID[c.Enumeration]
		if c.Share.Text == "" || !money(c.Amount) || c.Approximate {
			continue
		}
		if whole == nil {
			if r, ok := d.shareOfTable(c); ok {
				out = append(out, r)
			}
			continue
		}
		if !money(whole.Amount) || whole.Amount.Unit != c.Amount.Unit {
			continue
		}
		r := d.quotient(ruleClaimShare, claimName(c), false, d.stated(c, c.Share), c.Share.Decimals,
			amount.Rounded(c.Amount.Value, c.Amount.Decimals), amount.Rounded(whole.Amount.Value, whole.Amount.Decimals),
			d.place(c.Source, c.Subject, c.Amount.Text), d.place(whole.Source, whole.Subject, whole.Amount.Text))
		r.lastDigit(c.Share.Decimals)
		r.zh = fmt.Sprintf("第%d页“%s”：所印占比%s%%，%s÷%s应为%s%%。", c.Source.Page, c.Quote, c.Share.Text, c.Amount.Text, whole.Amount.Text, r.check.Expected)
		r.en = fmt.Sprintf("Page %d, “%s”: prints a share of %s%% where %s of %s is %s%%.", c.Source.Page, c.Quote, c.Share.Text, c.Amount.Text, whole.Amount.Text, r.check.Expected)
		out = append(out, r)
	}
	return out
}

// shareOfTable is the share of a code in the total of its fund, as the tables
// print it. That this total is meant is a guess the other shares must bear out.
func (d *disclosure) shareOfTable(c *schema.Claim) (r result, ok bool) {
	if c.Function == "" && c.Economic == "" {
		return r, false
	}
	of := c.Coordinates
	of.Function, of.Economic = "", ""
	whole := d.total(func(f *schema.Fact) bool { return f.Coordinates == of && !d.untitled(f.TableID) })
	if whole == nil {
		return r, false
	}
	base, ok := d.fact(whole).in(c.Amount.Unit)
	if !ok {
		return r, false
	}
	r = d.quotient(ruleClaimShare, claimName(c), false, d.stated(c, c.Share), c.Share.Decimals,
		amount.Rounded(c.Amount.Value, c.Amount.Decimals), base, d.place(c.Source, c.Subject, c.Amount.Text), d.fact(whole).operand)
	r.family = ruleClaimShare + "/" + whole.ID
	r.severity = schema.SeverityWarning
	r.zh = fmt.Sprintf("第%d页“%s”：所印占比%s%%，%s÷%s应为%s%%。", c.Source.Page, c.Quote, c.Share.Text, c.Amount.Text, whole.Amount.Text, r.check.Expected)
	r.en = fmt.Sprintf("Page %d, “%s”: prints a share of %s%% where %s of %s is %s%%.", c.Source.Page, c.Quote, c.Share.Text, c.Amount.Text, whole.Amount.Text, r.check.Expected)
	return r, true
}

// claimSums: the parts a sentence lists add up to the whole it names, where
// the parts are known to be all: goods, works and services of procurement;
// personnel and operating of basic expenditure; basic and project expenditure
// where nothing else is listed.
func (d *disclosure) claimSums() (out []result) {
	parts := map[string][]*schema.Claim{}
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
		r.zh = fmt.Sprintf("第%d页“%s”：所列%s=%s，与%s不符，相差%s。", whole.Source.Page, whole.Quote, strings.Join(list, "+"), r.check.Expected, whole.Amount.Text, r.check.Difference)
		r.en = fmt.Sprintf("Page %d, “%s”: lists %s=%s, not %s: a difference of %s.", whole.Source.Page, whole.Quote, strings.Join(list, "+"), r.check.Expected, whole.Amount.Text, r.check.Difference)
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
	d.texts(func(text string, at schema.Operand, id string) {
		text = document.Squeeze(text)
		for _, re := range []*regexp.Regexp{riseThenFall, fallThenRise} {
			for n, m := range re.FindAllString(text, -1) {
				if amounts := document.Numbers(m); len(amounts) > 0 {
					if v, err := decimal.NewFromString(amounts[0]); err == nil && v.IsZero() {
						continue
					}
				}
				o := at
				o.Text = m
				out = append(out, d.notice(ruleDirection, fmt.Sprintf("%s-%d%c", id, n, m[0]), o,
					fmt.Sprintf("第%d页“%s”：增减方向前后相反。", at.Page, m),
					fmt.Sprintf("Page %d, “%s”: the change and its rate go opposite ways.", at.Page, m)))
			}
		}
	})
	return out
}
