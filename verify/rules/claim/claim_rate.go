package claim

import (
	"context"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "claim_rate",
		TitleZH:  "增减率与增减额、上年数相符",
		TitleEN:  "A rate of change follows from the amounts beside it",
		Severity: schema.SeverityError,
		Milder: map[string]verify.Milder{
			"cut_off": verify.CutOffMilder,
			"elsewhere": {Severity: schema.SeverityWarning, WhenZH: "变动的金额见于别处",
				WhenEN: "the amount that changed is printed elsewhere"},
		},
		Messages: verify.Messages{
			"": {
				ZH: "“{quote}”{at}所印增减率为{printed}，应为{working}，{more}。",
				EN: "“{quote}”{at} prints a rate of {printed}, which should be {working}: {more}.",
			},
			"elsewhere": {
				ZH: "“{quote}”{at}所印增减率为{printed}，应为{working}，{more}；{now}见{place}。",
				EN: "“{quote}”{at} prints a rate of {printed}, which should be {working}: {more}. {now} is " +
					"that of {place}.",
			},
		},
		Answers: []verify.Part{verify.PartRate, verify.PartDirection},
		Kinds:   []string{"narrative"},
		Source:  "算术",
		Example: "410.68 万元，比上年减少 37.84 万元，下降 8.44%",
		Run:     claimRate,
	})
}

// claimRate holds a rate against the amount beside it and its change or the
// amount of the year before.
func claimRate(ctx context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	for _, s := range verify.InTime(ctx, statements.Of(p)) {
		if s.Rate.Text == "" || s.Approximate || !s.moves() {
			continue
		}
		if r, ok := s.rateOfPrior(p); ok {
			out = append(out, r)
			continue
		}
		change, base, other, ok := s.ownChange(p)
		if !ok {
			if r, ok := rateElsewhere(p, s); ok {
				out = append(out, r)
			} else if s.Scope != "goal_text" && (verify.Money(s.Amount) || verify.Money(s.Change)) {
				out = append(out, verify.NotCheckable(s.key, verify.ReasonAlone, p.OfClaim(s.Claim, s.Rate).As(0)))
			}
			continue
		}
		now := s.amountOf(p)
		r := s.rateFrom(p, now, s.figure(p, other), change, base)
		if fine := s.finest(p); r.Outcome != schema.Exact && fine.Operand.TableID != now.Operand.TableID {
			now = fine
			change, base, other, _ = s.changeOfAmount(p, now.Interval)
			r = sharper(r, s.rateFrom(p, now, s.figure(p, other), change, base))
		}
		if r.CutOff(s.Rate.Decimals) {
			r.Milder = "cut_off"
		}
		r.Working, r.Ratio, r.Whole = s.rateWorking(r.Operands[1].Text), s.ratio(), false
		r.Say("", s.args(s.wrongWay(&r)))
		downgradeAmbiguous(p, s, &r, s.Rate, ofRate)
		out = append(out, r)
	}
	return out, nil
}

// rateOfPrior holds the rate of a change against the change and the amount of
// the year before, where a sentence prints no other: 收入较上年的100万元增加9万元,
// 增长9%.
func (s *statement) rateOfPrior(p *verify.Pass) (r verify.Result, ok bool) {
	if s.Amount.Text != "" || !verify.Money(s.Change) || !verify.Money(s.Prior) || s.Change.Unit != s.Prior.Unit {
		return r, false
	}
	r = p.CompareQuotient(s.key, "", true, p.OfClaim(s.Claim, s.Rate), s.Rate.Decimals,
		verify.Worth(s.Change).Interval, verify.Worth(s.Prior).Interval, s.figure(p, s.Change), s.figure(p, s.Prior))
	if r.CutOff(s.Rate.Decimals) {
		r.Milder = "cut_off"
	}
	r.Working = verify.Over(r.Operands[1], r.Operands[2])
	r.Say("", s.args(nil))
	return r, true
}

// ownChange is the change of an amount and the amount of the year before, as
// the statement itself has them, and the figure they come from beside the
// amount; false if it does not.
func (s *statement) ownChange(p *verify.Pass) (change, base amount.Interval, from schema.Amount, ok bool) {
	return s.changeOfAmount(p, verify.Worth(s.Amount).Interval)
}

// rateFrom holds the rate against a change and the amount of the year before,
// which come from an amount and another figure.
func (s *statement) rateFrom(p *verify.Pass, now verify.Observation, other schema.Operand,
	change, base amount.Interval) verify.Result {
	return p.CompareQuotient(s.key, "", true, p.OfClaim(s.Claim, s.Rate), s.Rate.Decimals, change, base,
		now.Operand, other)
}

// changeOfAmount is ownChange of the amount as sharp as it is known.
func (s *statement) changeOfAmount(p *verify.Pass, now amount.Interval) (
	change, base amount.Interval, from schema.Amount, ok bool,
) {
	switch {
	case !verify.Money(s.Amount):
	case verify.Money(s.Change) && s.Change.Unit == s.Amount.Unit:
		return verify.Worth(s.Change).Interval, now.Sub(s.changed(p).Interval), s.Change, true
	case verify.Money(s.Prior) && s.Prior.Unit == s.Amount.Unit:
		base = verify.Worth(s.Prior).Interval
		change = now.Sub(base)
		if s.Direction == "decrease" {
			change = change.Neg()
		}
		return change, base, s.Prior, true
	}
	return change, base, from, false
}

// rateWorking is how the rate follows from the figures of ownChange, of which the
// amount is printed so.
func (s *statement) rateWorking(printed string) string {
	if verify.Money(s.Change) && s.Change.Unit == s.Amount.Unit {
		return rateOf(s.Change.Text, printed, s.Direction)
	}
	now, before := verify.Written(printed, ""), verify.Written(s.Prior.Text, "")
	if s.Direction == "decrease" {
		return "(" + before + "−" + now + ")÷" + before
	}
	return "(" + now + "−" + before + ")÷" + before
}

// ratio are the figures that the rate follows from: those of ownChange, of the
// amount and what is printed beside it.
func (s *statement) ratio() func([]amount.Interval) (top, base amount.Interval) {
	if verify.Money(s.Change) && s.Change.Unit == s.Amount.Unit {
		return func(v []amount.Interval) (top, base amount.Interval) { return v[2], v[1].Sub(s.signed(v[2])) }
	}
	return func(v []amount.Interval) (top, base amount.Interval) { return s.signed(v[1].Sub(v[2])), v[2] }
}

// signed is a change the way the statement says that it went: below zero for
// a decrease.
func (s *statement) signed(change amount.Interval) amount.Interval {
	if s.Direction == "decrease" {
		return change.Neg()
	}
	return change
}

// rateOf is how the rate of a change of an amount is worked out.
func rateOf(change, now string, way schema.Direction) string {
	sign := "−"
	if way == "decrease" {
		sign = "+"
	}
	change, now = verify.Written(change, ""), verify.Written(now, "")
	return change + "÷(" + now + sign + change + ")"
}

// wrongWay are the words for a rate that goes the other way than the figures.
func (s *statement) wrongWay(r *verify.Result) verify.Args {
	switch {
	case !r.Expected.IsNegative():
		return nil
	case s.Direction == "increase":
		return verify.Args{"more": verify.Text{ZH: "说增实减", EN: "it says up where the figures go down"}}
	}
	return verify.Args{"more": verify.Text{ZH: "说减实增", EN: "it says down where the figures go up"}}
}

// rateElsewhere holds a change and its rate, stated without their amount,
// against what is printed elsewhere for the coordinates of the statement.
func rateElsewhere(p *verify.Pass, s *statement) (found verify.Result, ok bool) {
	if !verify.Money(s.Change) || s.Amount.Text != "" || len([]rune(s.Subject)) < shortestSubject {
		return found, false
	}
	var now []verify.Observation
	for _, f := range tried(tabled.Of(p)[s.Coordinates]) {
		if !p.Untitled(f.TableID) {
			now = append(now, p.OfFact(f))
		}
	}
	for _, o := range tried(said.Of(p)[s.Coordinates]) {
		now = append(now, o.amountOf(p))
	}
	change := s.changed(p)
	for _, n := range now {
		a, unit := n.In(s.Change.Unit)
		if !unit {
			continue
		}
		r := p.CompareQuotient(s.key, "", false, p.OfClaim(s.Claim, s.Rate), s.Rate.Decimals,
			verify.Worth(s.Change).Interval, a.Sub(change.Interval),
			s.figure(p, s.Change), n.Operand)
		if r.Milder = "elsewhere"; r.CutOff(s.Rate.Decimals) {
			r.Milder = "cut_off"
		}
		r.Working, r.Whole = rateOf(s.Change.Text, n.Operand.Text, s.Direction), false
		r.Ratio = func(v []amount.Interval) (top, base amount.Interval) {
			return v[1], v[2].Sub(s.signed(v[1]))
		}
		r.Say("elsewhere", s.args(verify.Args{"now": verify.Written(n.Operand.Text, n.Unit),
			"place": verify.Where(n.Operand)}))
		if !ok || r.Holds() {
			found, ok = r, true
		}
		if r.Outcome != schema.Inconsistent {
			break
		}
	}
	return found, ok
}
