package verify

import (
	"context"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// The account of claims closes: each part of each stands in a check. What no
// rule held against anything is said to be not checkable, by the rule that the
// part is the first of Answers of.

// Part is one of what a claim says.
type Part string

// The parts of a claim. The last two are words, the others figures.
const (
	PartAmount      Part = "amount"
	PartChange      Part = "change"
	PartRate        Part = "rate"
	PartShare       Part = "share"
	PartCompletion  Part = "completion"
	PartCounterpart Part = "counterpart"
	PartPrior       Part = "prior"
	PartDirection   Part = "direction"
	PartReason      Part = "reason"
)

// open is why a part may be left that no rule held against anything.
var open = []struct {
	part Part
	of   func(*schema.Claim) schema.Amount
	why  Reason
}{
	{PartAmount, func(c *schema.Claim) schema.Amount { return c.Amount }, ReasonNotTabled},
	{PartChange, func(c *schema.Claim) schema.Amount { return c.Change }, ReasonAlone},
	{PartRate, func(c *schema.Claim) schema.Amount { return c.Rate }, ReasonAlone},
	{PartShare, func(c *schema.Claim) schema.Amount { return c.Share }, ReasonAlone},
	{PartCompletion, func(c *schema.Claim) schema.Amount { return c.Completion }, ReasonAlone},
	{PartCounterpart, func(c *schema.Claim) schema.Amount { return c.Counterpart }, ReasonNotTabled},
	{PartPrior, func(c *schema.Claim) schema.Amount { return c.Prior }, ReasonNotTabled},
}

// wordsOf is a rule with a claim, by the end of its ID, that it spoke of.
type wordsOf struct{ rule, claim string }

// account is what results hold of claims.
type account struct {
	p       *Pass
	owner   map[Part]string   // the rule that says why a part is left
	answer  map[Part][]string // the rules that hold it
	figures map[schema.Operand]bool
	words   map[wordsOf]bool
}

// left are results for the parts of claims that no result is of; nil where a
// rule that would hold one of them did not run.
func (p *Pass) left(ctx context.Context, rules []Rule, results []Result) (out []Result) {
	a := account{p, map[Part]string{}, map[Part][]string{}, map[schema.Operand]bool{}, map[wordsOf]bool{}}
	for i := range rules {
		for k, part := range rules[i].Answers {
			if a.answer[part] = append(a.answer[part], rules[i].ID); k == 0 || a.owner[part] == "" {
				a.owner[part] = rules[i].ID
			}
		}
	}
	if len(a.owner) < len(open)+2 {
		return nil
	}
	for i := range results {
		for _, o := range results[i].Operands {
			a.figures[printedFigure(o)] = true
		}
		claim, _, _ := strings.Cut(results[i].Key, "-")
		a.words[wordsOf{results[i].Rule, claim}] = true
	}
	for _, c := range InTime(ctx, p.Record.Claims) {
		out = a.close(&c, out)
	}
	return out
}

// printedFigure is an operand as far as it tells a figure from others: by its
// name only where the place is not known.
func printedFigure(o schema.Operand) schema.Operand {
	f := schema.Operand{TableID: o.TableID, Page: o.Page, Row: o.Row, Column: o.Column, Box: o.Box, Text: o.Text}
	if o.Box == (document.Box{}) {
		f.RowLabel = o.RowLabel
	}
	return f
}

// close adds results for what is left of a claim.
func (a *account) close(c *schema.Claim, out []Result) []Result {
	place := a.p.Place(c.Source, c.Subject, c.Quote) // of its words
	for _, of := range open {
		figure := of.of(c)
		if figure.Text == "" {
			continue
		}
		o := a.p.Figure(c.Source, c.Subject, figure)
		if of.part == PartAmount || of.part == PartChange && c.Amount.Text == "" {
			place = o
		}
		if f := printedFigure(o); !a.figures[f] {
			a.figures[f] = true
			why := of.why
			if of.part == PartAmount && c.Approximate {
				why = ReasonApproximate
			}
			out = append(out, a.leave(c, of.part, why, o))
		}
	}
	if c.Direction != "" && !a.spoken(PartDirection, c) {
		out = append(out, a.leave(c, PartDirection, ReasonAlone, place))
	}
	if c.Reason != "" && !a.spoken(PartReason, c) {
		out = append(out, a.leave(c, PartReason, ReasonNamesNothing, place))
	}
	return out
}

// spoken: a rule that holds the words of a claim spoke of it.
func (a *account) spoken(part Part, c *schema.Claim) bool {
	return slices.ContainsFunc(a.answer[part], func(rule string) bool { return a.words[wordsOf{rule, Tail(c.ID)}] })
}

func (a *account) leave(c *schema.Claim, part Part, why Reason, o schema.Operand) Result {
	r := NotCheckable(Tail(c.ID)+"-"+string(part), why, o)
	r.Rule = a.owner[part]
	return r
}
