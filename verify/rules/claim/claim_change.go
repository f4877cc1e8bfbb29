package claim

import (
	"context"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/internal/pattern"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:      "claim_change",
		TitleZH: "增减额前后一致，与上年数和各部分的增减额相符",
		TitleEN: "A change is one number wherever it is stated, the amount less the year before, and the changes of " +
			"its parts together",
		Severity: schema.SeverityError,
		Milder: map[string]verify.Milder{"apart": {Severity: schema.SeverityWarning,
			WhenZH: "句中未同时印出两年的数并说持平",
			WhenEN: "the sentence does not print both years and say that they are equal"}},
		Messages: verify.Messages{
			"twice": {
				ZH: "“{quote}”{at}所印增减额为{change}，“{first_quote}”{first_at}为{first_change}，相差{difference}。",
				EN: "“{quote}”{at} prints a change of {change}, “{first_quote}”{first_at} one of " +
					"{first_change}: a difference of {difference}.",
			},
			"prior": {
				ZH: "“{quote}”{at}所印增减额为{change}，按上年数{before}应为{due}。",
				EN: "“{quote}”{at} prints a change of {change}; with {before} the year before, it is {due}.",
			},
			"more": {
				ZH: "“{quote}”{at}所印增加额{change}大于金额本身{amount}，上年数为负。",
				EN: "“{quote}”{at} prints an increase of {change}, more than the amount itself, {amount}: the year " +
					"before would be below zero.",
			},
			"level": {
				ZH: "“{subject}”{at}说是与{before}持平，所印却为{amount}，{more}。",
				EN: "“{subject}”{at} is said to be level with {before}, but prints " +
					"{amount}: {more}.",
			},
			"parts": {
				ZH: "“{quote}”{at}所印增减额为{change}，其各部分增减额合计却为{expected}，相差{difference}。",
				EN: "“{quote}”{at} prints a change of {change}, but its parts changed by {expected}: a " +
					"difference of {difference}.",
			},
		},
		Answers: []verify.Part{verify.PartChange, verify.PartDirection},
		Kinds:   []string{"narrative", "any"},
		Source:  "算术",
		Example: "收入预算比上年增加83.92万元 ｜ 支出预算比上年增加63.92万元，两者均为5555.05万元",
		Run: func(_ context.Context, p *verify.Pass) ([]verify.Result, error) {
			return slices.Concat(tooMuch(p), fromPrior(p), changesTwice(p), partChanges(p)), nil
		},
	})
}

// levelWords say that two amounts are one, roughlyWords that they nearly are.
var (
	levelWords   = pattern.MustCompile(`持平`)
	roughlyWords = pattern.MustCompile(`(?:基本|大致|大体)持平`)
)

// statedChanges are the statements that say in which direction something
// definite changed.
var statedChanges = verify.NewView(func(p *verify.Pass) (out []*statement) {
	for _, s := range statements.Of(p) {
		if s.Direction != "" && !s.Approximate && s.definite() {
			out = append(out, s)
		}
	}
	return out
})

// tooMuch: nothing grows by more than it is.
func tooMuch(p *verify.Pass) (out []verify.Result) {
	for _, s := range statedChanges.Of(p) {
		if s.Direction != "increase" || s.aside || !verify.Money(s.Amount) || !verify.Money(s.Change) ||
			s.Change.Unit != s.Amount.Unit || s.Amount.Value.IsNegative() {
			continue
		}
		r := p.AtMost(s.key+"-more", "more", p.OfClaim(s.Claim, s.Change), s.amountOf(p))
		if r.Holds() {
			continue
		}
		r.Milder = "apart"
		r.Say("more", s.args(nil))
		out = append(out, r)
	}
	return out
}

// fromPrior holds a change against the amount of the year before that a table
// or the sentence itself prints, and an amount that did not change against it.
func fromPrior(p *verify.Pass) (out []verify.Result) {
	for _, s := range statedChanges.Of(p) {
		if !verify.Money(s.Change) {
			if s.Direction == "none" && verify.Money(s.Amount) && verify.Money(s.Prior) {
				out = append(out, s.level(p))
			}
			continue
		}
		if s.aside || !verify.Money(s.Amount) || !s.changes() {
			continue
		}
		if verify.Money(s.Prior) {
			if r, ok := s.againstPrior(p, "-prior", p.OfClaim(s.Claim, s.Prior)); ok {
				out = append(out, r)
			}
		}
		at := s.Coordinates
		at.Stage = ""
		for _, f := range before.Of(p)[at] {
			if f.Stage != s.PriorStage && (s.PriorStage != "" || !f.Stage.Prior()) {
				continue
			}
			if r, ok := s.againstPrior(p, "-"+string(f.Stage), p.OfFact(f)); ok {
				out = append(out, r)
			}
		}
	}
	return out
}

// before are the first figures of each stage of the year before, by their
// coordinates without the stage.
var before = verify.NewView(func(p *verify.Pass) map[schema.Coordinates][]*schema.Fact {
	out := map[schema.Coordinates][]*schema.Fact{}
	for i := range p.Record.Facts {
		f := &p.Record.Facts[i]
		if !verify.Tabled(f) || f.Stage != "prior_budget" && f.Stage != "prior_final" && !f.Stage.Planned() {
			continue
		}
		at := f.Coordinates
		at.Stage = ""
		if !slices.ContainsFunc(out[at], func(b *schema.Fact) bool { return b.Stage == f.Stage }) {
			out[at] = append(out[at], f)
		}
	}
	return out
})

// level holds an amount that is said not to have changed against that of the
// year before in its sentence.
func (s *statement) level(p *verify.Pass) verify.Result {
	before := p.OfClaim(s.Claim, s.Prior)
	r := p.CompareSum(s.key+"-none", "prior", false, s.amountOf(p), before)
	roughly := roughlyWords.MatchString(s.Sentence)
	off := r.Difference.Abs().Mul(hundred)
	switch {
	case roughly && r.Outcome == schema.Inconsistent && off.LessThanOrEqual(r.Expected.Abs().Mul(nearlyLevel)):
		r.Outcome = schema.Within
	case roughly || !levelWords.MatchString(s.Sentence):
		r.Milder = "apart"
	}
	r.Say("level", s.args(verify.Args{"before": verify.Written(before.Operand.Text, before.Unit)}))
	return r
}

// againstPrior holds a change against the amount less that of the year before;
// false if that is in no unit of money.
func (s *statement) againstPrior(p *verify.Pass, key string, before verify.Observation) (verify.Result, bool) {
	base, ok := before.In(s.Amount.Unit)
	if !ok {
		return verify.Result{}, false
	}
	change := s.changed(p)
	r := p.CompareSum(s.key+key, "prior", false, change, s.amountOf(p), before)
	r.Operands[2].Sign = -1
	r.Compare(change.Interval, verify.Worth(s.Amount).Interval.Sub(base))
	r.Milder = "apart"
	r.Say("prior", s.args(verify.Args{"before": verify.Written(before.Operand.Text, before.Unit),
		"due": moved(&r, r.Expected)}))
	return r, true
}

// moved is a change of a result, in words.
func moved(r *verify.Result, change decimal.Decimal) verify.Text {
	v := verify.Written(r.Plain(change.Abs()), r.Unit)
	switch change.Sign() {
	case 1:
		return verify.Text{ZH: "增加" + v, EN: "an increase of " + v}
	case -1:
		return verify.Text{ZH: "减少" + v, EN: "a decrease of " + v}
	}
	return verify.Text{ZH: "无增减", EN: "none"}
}

// changeOf is what a change is a change of: coordinates, or the amount of a
// total in yuan, and the stage of the year before it is held against.
type changeOf struct {
	schema.Coordinates
	amount  string
	against schema.Stage
}

// changesTwice: the change of one thing is one number wherever it is stated.
func changesTwice(p *verify.Pass) (out []verify.Result) {
	stated := map[changeOf][]*statement{}
	var order []changeOf
	for _, s := range statedChanges.Of(p) {
		if !verify.Money(s.Change) {
			continue
		}
		k := changeOf{Coordinates: s.Coordinates, against: s.PriorStage}
		if now, ok := amountSaid(p, s); ok && s.total() {
			// What comes in is spent: the totals of both sides, and of a fund that
			// is all there is, are one amount and change as one.
			k.Coordinates, k.amount = schema.Coordinates{Stage: s.Stage}, now
		}
		if stated[k] == nil {
			order = append(order, k)
		}
		stated[k] = append(stated[k], s)
	}
	for _, k := range order {
		out = append(out, oneChange(p, stated[k])...)
	}
	return out
}

// oneChange holds changes of one thing against the one most of them state.
func oneChange(p *verify.Pass, same []*statement) (out []verify.Result) {
	values := make([]verify.Observation, len(same))
	for i, s := range same {
		values[i] = s.changed(p)
	}
	first, _ := usual(values)
	own := func(s *statement) bool { return !s.aside && s.saysSo() && (s.total() || verify.Money(s.Amount)) }
	f := same[first]
	for i, s := range same {
		if i == first {
			continue
		}
		r := p.CompareSum(s.key, "", true, values[i], values[first])
		one := s.Fund == f.Fund && own(s) && own(f)
		if r.Outcome == schema.Inconsistent && !one && !slip(values[i].Interval, values[first].Interval) {
			r = r.NotCheckable(verify.ReasonCoverage)
		}
		r.Milder = "apart"
		r.Say("twice",
			s.args(verify.Args{"first_at": verify.At(f.Source.Page), "first_quote": f.Quote, "first_change": f.Change}))
		out = append(out, r)
	}
	return out
}

// amountSaid is what a statement, another one or a table prints for the
// coordinates of the statement, in yuan.
func amountSaid(p *verify.Pass, s *statement) (string, bool) {
	inYuan := func(a schema.Amount) (string, bool) {
		i, ok := verify.Worth(a).In(yuan)
		return i.Mid().Round(0).String(), ok
	}
	if verify.Money(s.Amount) {
		return inYuan(s.Amount)
	}
	if o := plainlySaid.Of(p)[s.Coordinates]; o != nil {
		return inYuan(o.Amount)
	}
	if facts := tabled.Of(p)[s.Coordinates]; len(facts) > 0 {
		return inYuan(facts[0].Amount)
	}
	return "", false
}

// plainlySaid are the first statements that give the amount of each
// coordinates and stand in no reason.
var plainlySaid = verify.NewView(func(p *verify.Pass) map[schema.Coordinates]*statement {
	out := map[schema.Coordinates]*statement{}
	for _, s := range statements.Of(p) {
		if verify.Money(s.Amount) && !s.aside && out[s.Coordinates] == nil {
			out[s.Coordinates] = s
		}
	}
	return out
})

// budgetsOfAppropriation is how many budgets an appropriation consists of.
const budgetsOfAppropriation = 3

var divisions = []division{
	{"classes", (*statement).total, func(_, s *statement) bool {
		return len(s.Function) == 3 && s.Economic == "" && s.Nature == "" && s.Flow == "expenditure"
	}, false},
	{"natures", (*statement).total, func(_, s *statement) bool {
		return s.Nature != "" && schema.NatureParent[s.Nature] == "" && s.Function == "" && s.Economic == "" &&
			plainItem(s.Item) == "" && s.Flow == "expenditure"
	}, false},
	byFund,
	{"appropriation", (*statement).total, func(whole, s *statement) bool {
		return s.total() && whole.Fund == "fiscal_appropriation" && schema.FundParent[s.Fund] == whole.Fund &&
			s.Flow == "expenditure" && whole.Flow == s.Flow
	}, false},
	{"items", func(s *statement) bool { return structure[s.Item] != nil }, func(whole, s *statement) bool {
		return slices.Contains(structure[whole.Item], s.Item) && s.Fund == whole.Fund
	}, true},
}

// partChanges: the change of a whole is the changes of all its parts together,
// where the amounts of these add up. A part may have ended with the year
// before.
func partChanges(p *verify.Pass) (out []verify.Result) {
	for _, whole := range statements.Of(p) {
		if !verify.Money(whole.Amount) || !whole.changes() || whole.Change.Text == "" || whole.aside {
			continue
		}
		for _, by := range divisions {
			parts := partsOf(p, whole, by)
			if by.fixed && len(parts) > 0 && len(parts) < len(structure[whole.Item]) {
				out = append(out, verify.NotCheckable(whole.key+"-"+by.name, verify.ReasonIncomplete,
					whole.changed(p).As(0)))
				continue
			}
			if len(parts) < 2 || !addUp(whole, parts) {
				continue
			}
			if r, ok := changeOfParts(p, whole, parts, by); ok {
				out = append(out, r)
			}
		}
	}
	return out
}

// changeOfParts holds the change of a whole against those of its parts; false
// if none of them states one.
func changeOfParts(p *verify.Pass, whole *statement, parts []*statement, by division) (r verify.Result, ok bool) {
	var values []verify.Observation
	stated := true
	for _, s := range parts {
		unsaid := s.PriorStage == "" && !whole.PriorStage.Planned() || whole.PriorStage == "" && !s.PriorStage.Planned()
		if s.changes() && (s.PriorStage == whole.PriorStage || unsaid) {
			values = append(values, s.changed(p))
		} else {
			stated = stated && s.Amount.Value.IsZero()
		}
	}
	if len(values) == 0 {
		return r, false
	}
	change := whole.changed(p)
	r = p.CompareSum(whole.key+"-"+by.name, by.name, true, change, values...)
	all := by.fixed || by.name == "appropriation" && len(parts) == budgetsOfAppropriation
	if r.Outcome == schema.Inconsistent && (!stated || !all && !slip(change.Interval, amount.Point(r.Expected))) {
		r = r.NotCheckable(verify.ReasonIncomplete)
	}
	r.Milder = "apart"
	r.Say("parts", whole.args(nil))
	return r, true
}
