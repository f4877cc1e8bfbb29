package claim

import (
	"context"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "claim_completion",
		TitleZH:  "完成预算的百分比与决算数、预算数相符",
		TitleEN:  "A completion percentage is the final figure over its budget",
		Severity: schema.SeverityError,
		Milder: map[string]verify.Milder{"cut_off": verify.CutOffMilder,
			"zero": {Severity: schema.SeverityNotice, WhenZH: "预算为0",
				WhenEN: "the budget is 0"},
			"tabled": {Severity: schema.SeverityWarning, WhenZH: "句中未印预算，按表中同一行的预算数计算",
				WhenEN: "the sentence does not print the budget, which is that of the same line of a table"}},
		Messages: verify.Messages{"zero": {
			ZH: "“{quote}”{at}所印完成率为{text}，预算却为0，完成率没有意义。",
			EN: "“{quote}”{at} prints {text} of a budget of 0, which says nothing.",
		}, "": {
			ZH: "“{quote}”{at}所印完成率为{printed}，应为{working}，{more}。",
			EN: "“{quote}”{at} prints {printed} of the budget, which should be {working}: {more}.",
		}},
		Answers: []verify.Part{verify.PartCompletion},
		Kinds:   []string{"narrative"},
		Source:  "算术",
		Example: "预算 10210.34，决算 9746.50，完成 95.46%",
		Run:     claimCompletion,
	})
}

func claimCompletion(ctx context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	for _, s := range verify.InTime(ctx, statements.Of(p)) {
		final, budget := verify.Money(s.Amount), verify.Money(s.Counterpart)
		if s.Completion.Text == "" || s.Approximate || !final && !budget {
			continue
		}
		printed := p.OfClaim(s.Claim, s.Completion)
		if final && s.Counterpart.Text == "" {
			if r, found := heldAgainstTable(p, s, printed); found {
				out = append(out, r)
				continue
			}
		}
		if !final || !budget || s.Amount.Unit != s.Counterpart.Unit {
			if !s.Completion.Value.IsZero() { // or it is nothing of nothing
				out = append(out, verify.NotCheckable(s.key, verify.ReasonAlone, printed.As(0)))
			}
			continue
		}
		if s.Counterpart.Value.IsZero() && !s.Completion.Value.IsZero() && !s.Amount.Value.IsZero() {
			r := verify.Notice(s.key+"-zero", printed.As(0), "zero", s.args(verify.Args{
				"text": verify.Percent(s.Completion.Text)}))
			r.Milder = "zero"
			out = append(out, r)
			continue
		}
		at := s.Coordinates
		at.Stage = s.CounterpartStage
		r := s.completion(p, printed, s.amountOf(p), p.OfClaim(s.Claim, s.Counterpart))
		if r.Outcome != schema.Exact {
			r = sharper(r, s.completion(p, printed, s.finest(p), s.finestOf(p, s.Counterpart, at)))
		}
		if r.CutOff(s.Completion.Decimals) {
			r.Milder = "cut_off"
		}
		r.Working = verify.Over(r.Operands[1], r.Operands[2])
		r.Say("", s.args(nil))
		downgradeAmbiguous(p, s, &r, s.Completion, ofShare)
		out = append(out, r)
	}
	return out, nil
}

// completion holds a percentage against a final figure and its budget, in one
// unit.
func (s *statement) completion(p *verify.Pass, printed, final, budget verify.Observation) verify.Result {
	return p.CompareQuotient(s.key, "", true, printed, s.Completion.Decimals, final.Interval, budget.Interval,
		final.Operand, budget.Operand)
}

// heldAgainstTable holds a percentage of a budget that the sentence does not
// print against that of the table which prints its final figure: the budget that
// the sentence names, or else any of those the table has. Other tables of the
// same line may be of another scope.
func heldAgainstTable(p *verify.Pass, s *statement, printed verify.Observation) (r verify.Result, found bool) {
	if s.Stage != "final" || !s.saysSo() && s.Revenue == "" && s.Function == "" {
		return r, false
	}
	stages := []schema.Stage{s.CounterpartStage}
	if s.CounterpartStage == "" {
		stages = []schema.Stage{"budget", "adjusted"}
	}
	finals := tabled.Of(p)[s.Coordinates]
	for _, stage := range stages {
		at := s.Coordinates
		at.Stage = stage
		for _, budget := range tried(tabled.Of(p)[at]) {
			final := inTable(finals, budget.TableID)
			if final == nil || !sameNumber(final.Amount, s.Amount) || budget.Amount.Value.IsZero() {
				continue
			}
			o, b := p.OfFact(final), p.OfFact(budget)
			of, ok := b.In(o.Unit)
			if !ok {
				continue
			}
			one := p.CompareQuotient(s.key, "", true, printed, s.Completion.Decimals, o.Interval, of, o.Operand, b.Operand)
			if !found || one.Holds() {
				r, found = one, true
			}
			if r.Holds() {
				return r, true
			}
		}
	}
	if found {
		r.Milder = "tabled"
		r.Working = verify.Over(r.Operands[1], r.Operands[2])
		r.Say("", s.args(nil))
		downgradeAmbiguous(p, s, &r, s.Completion, ofShare)
	}
	return r, found
}

// inTable is the fact of a table among some; nil if it is not there.
func inTable(facts []*schema.Fact, table string) *schema.Fact {
	for _, f := range facts {
		if f.TableID == table {
			return f
		}
	}
	return nil
}
