package verify

import (
	"fmt"
	"regexp"
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
				if definite(c) && saysSo(c) && !aside(c) && !strings.HasPrefix(c.Stage, "prior") && len(facts) > 0 && !c.Amount.Value.IsZero() {
					out = append(out, d.unheld(ruleClaimAmount, claimName(c), reasonNotTabled, d.stated(c, c.Amount).as(0)))
				}
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
	return under(a, b) || under(b, a)
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
	all := total(c)
	names := plainSubject(c.Subject)
	for i := range d.rec.Facts {
		f := &d.rec.Facts[i]
		if !tabled(f) || f.Stage != c.Stage || f.Organization != "" {
			continue
		}
		named := len([]rune(names)) >= 4 && (plainSubject(f.CodeName) == names || plainSubject(f.Project) == names) && plainItem(c.Item) != "" && !known(c.Item)
		same := c.Project == "" && f.Project == "" && f.Function == c.Function && f.Economic == c.Economic && f.Nature == c.Nature &&
			plainItem(f.Item) == plainItem(c.Item) && related(f.Fund, c.Fund) && (f.Flow == c.Flow || all)
		project := c.Project != "" && f.Project == c.Project && plainSubject(c.Subject) == plainSubject(c.Project)
		if !named && !same && !project {
			continue
		}
		if d.agree(c, f) {
			return f
		}
		if all && (f.Fund != c.Fund || f.Flow != c.Flow) {
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

// plainSubject is a name without brackets and the words that only dress it.
func plainSubject(s string) string {
	s = strings.Trim(bare(s), "、，“”")
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
			base = a.Sub(d.signedChange(c).interval)
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
			} else if c.Scope != "goal_text" && (money(c.Amount) || money(c.Change)) {
				out = append(out, d.unheld(ruleClaimRate, claimName(c), reasonAlone, rate.as(0)))
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
		base := a.Sub(d.signedChange(c).interval)
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
		if c.Completion.Text == "" || c.Approximate || !money(c.Amount) && !money(c.Counterpart) {
			continue
		}
		if !money(c.Amount) || !money(c.Counterpart) || c.Amount.Unit != c.Counterpart.Unit {
			if c.Completion.Value.IsZero() {
				continue // nothing of nothing
			}
			out = append(out, d.unheld(ruleClaimCompletion, claimName(c), reasonAlone, d.stated(c, c.Completion).as(0)))
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
	return append(out, d.againstBudget()...)
}

var heldAgainst = regexp.MustCompile(`(?:决算数?|执行数|支出数?)(?:(大于|高于|多于|超过)|(小于|低于|少于)|(等于))(?:当年|本年|年初|全年|调整后|调整)*预算`)

// againstBudget: a final figure said to be above or below its budget is.
func (d *disclosure) againstBudget() (out []result) {
	for i := range d.rec.Claims {
		c := &d.rec.Claims[i]
		if c.Stage != "final" || !money(c.Amount) || c.Approximate {
			continue
		}
		at := strings.Index(c.Sentence, c.Quote)
		if at < 0 {
			continue
		}
		text := c.Sentence[at:]
		if i+1 < len(d.rec.Claims) && d.rec.Claims[i+1].Sentence == c.Sentence {
			if next := strings.Index(text, d.rec.Claims[i+1].Quote); next > 0 {
				text = text[:next] // what follows is of another figure
			}
		}
		m := heldAgainst.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		var more amount.Interval // than the budget
		switch {
		case money(c.Counterpart) && c.Counterpart.Unit == c.Amount.Unit:
			more = amount.Rounded(c.Amount.Value, c.Amount.Decimals).Sub(amount.Rounded(c.Counterpart.Value, c.Counterpart.Decimals))
		case c.Completion.Text != "":
			more = amount.Rounded(c.Completion.Value, c.Completion.Decimals).Sub(amount.Point(decimal.NewFromInt(100)))
		default:
			continue
		}
		sign := more.Mid().Sign()
		so := more.Intersects(amount.Point(decimal.Zero)) || m[1] != "" && sign > 0 || m[2] != "" && sign < 0
		r := d.notice(ruleDirection, claimName(c)+"-budget", d.figure(c.Source, c.Subject, c.Amount),
			fmt.Sprintf("%s“%s”与所印决算数、预算数或完成率不符（“%s”）。", pageZH(c.Source.Page), m[0], c.Quote),
			fmt.Sprintf("%s“%s” is not what the figures printed beside it say (“%s”).", pageEN(c.Source.Page), m[0], c.Quote))
		r.severity = schema.SeverityWarning
		if so {
			r.check.Outcome = schema.Exact
		}
		out = append(out, r)
	}
	return out
}
