package claim

import (
	"context"
	"slices"

	"github.com/yusuan/yusuan/internal/pattern"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "claim_restated",
		TitleZH:  "同一项目的数字在同一段说明中前后一致",
		TitleEN:  "An item that is given twice in one passage has one amount",
		Severity: schema.SeverityError,
		Milder: map[string]verify.Milder{"apart": {Severity: schema.SeverityWarning,
			WhenZH: "两处不在同一段或同一标题下以同一名称列出，也不都称为总计",
			WhenEN: "the two do not stand in one passage or under one heading with one name, nor are both called totals"}},
		Messages: verify.Messages{
			"": {
				ZH: "“{first_subject}”{first_at}先印{first_amount}，“{subject}”{at}又印{amount}，相差{difference}。",
				EN: "“{first_subject}”{first_at} is {first_amount}, “{subject}”{at} {amount}: a difference " +
					"of {difference}.",
			},
			"same": {
				ZH: "“{subject}”先印{first_amount}{first_at}，又印{amount}{at}，相差{difference}。",
				EN: "“{subject}” is {first_amount}{first_at} and {amount}{at}: a difference of {difference}.",
			},
			"sides": {
				ZH: "“{first_quote}”{first_at}印{first_amount}，“{quote}”{at}印{amount}，收支总计应相等，相差{difference}。",
				EN: "“{first_quote}”{first_at} prints {first_amount}, “{quote}”{at} {amount}: revenue and " +
					"expenditure should come to the same total, but are {difference} apart.",
			},
			"reason": {
				ZH: "“{quote}”{at}印{printed}，同样的话{first_at}却印{first_text}，相差{difference}。",
				EN: "“{quote}”{at} prints {printed}; the same words{first_at} print {first_text}: a " +
					"difference of {difference}.",
			},
			"operating": {
				ZH: "“{subject}”{at}印{amount}，与公用经费不一致：{other}印{other_text}，相差{difference}。",
				EN: "“{subject}”{at} is {amount}, unlike operating expenditure: {other} prints {other_text}, " +
					"a difference of {difference}.",
			},
		},
		Kinds:   []string{"narrative"},
		Source:  "算术",
		Example: "住房公积金（01项）208.8万元…2026年预算安排201.50万元",
		Run: func(_ context.Context, p *verify.Pass) ([]verify.Result, error) {
			return slices.Concat(restated(p), bothSides(p), repetitions(p), operatingCosts(p)), nil
		},
	})
}

// twice are the words of a message about a statement and an earlier one.
func twice(s, first *statement, more verify.Args) verify.Args {
	args := s.args(verify.Args{
		"first_at": verify.At(first.Source.Page), "first_subject": first.Subject, "first_quote": first.Quote,
		"first_amount": first.Amount,
	})
	for k, v := range more {
		args[k] = v
	}
	return args
}

// grouped are statements that speak of one thing, in the order of the first.
func grouped[K comparable](all []*statement, key func(*statement) (K, bool)) (out [][]*statement) {
	at := map[K]int{}
	for _, s := range all {
		k, ok := key(s)
		if !ok {
			continue
		}
		i, known := at[k]
		if !known {
			i = len(out)
			at[k], out = i, append(out, nil)
		}
		out[i] = append(out[i], s)
	}
	return out
}

// restated: what is printed for one coordinate in two sentences is one number.
func restated(p *verify.Pass) (out []verify.Result) {
	for _, same := range grouped(statements.Of(p), func(s *statement) (schema.Coordinates, bool) {
		return s.Coordinates, s.countable() && s.definite() && s.saysSo()
	}) {
		values := make([]verify.Observation, len(same))
		for i, s := range same {
			values[i] = s.amountOf(p)
		}
		first, kinds := usual(values)
		for i, s := range same {
			if i != first {
				out = append(out, again(p, s, same[first], values[i], values[first], kinds))
			}
		}
	}
	return out
}

// again holds what a statement says against what another says of the same;
// kinds is how many amounts are said of it.
func again(p *verify.Pass, s, first *statement, value, usual verify.Observation, kinds int) verify.Result {
	passage := s.Source.Page == first.Source.Page && s.Source.Block == first.Source.Block && s.Subject == first.Subject
	whole := s.Function == "" && s.Economic == "" && plainItem(s.Item) == "" // of which its words may not say enough
	r := p.CompareSum(s.key, "", false, value, usual)
	switch {
	case r.Outcome != schema.Inconsistent || passage && !whole && kinds == 2:
	case kinds > 2 || whole && !slip(value.Interval, usual.Interval):
		r = r.NotCheckable(verify.ReasonSubject)
	case !whole && s.near(first) && s.name == first.name, whole && bothTotals(s, first):
	default:
		r.Milder = "apart"
	}
	message := ""
	if s.Subject == first.Subject {
		message = "same"
	}
	r.Say(message, twice(s, first, nil))
	return r
}

// operatingCosts: what an organ runs on is its operating expenditure. Units
// that are no organs have operating expenditure too, so that only the slip of
// one digit tells.
func operatingCosts(p *verify.Pass) (out []verify.Result) {
	whole, ok := operatingExpenditure(p)
	if !ok {
		return nil
	}
	for _, s := range statements.Of(p) {
		if !s.countable() || s.Item != "operating_cost" || s.Function != "" || !ofTheYear(s.Stage) {
			continue
		}
		r := p.CompareSum("operating-"+s.key, "operating", true, s.amountOf(p), whole)
		if r.Outcome == schema.Inconsistent && !slip(verify.Worth(s.Amount).Interval, whole.Interval) {
			r = r.NotCheckable(verify.ReasonCoverage)
		}
		r.Milder = "apart"
		r.Say("operating", s.args(nil))
		out = append(out, r)
	}
	return out
}

func ofTheYear(stage schema.Stage) bool { return stage == "budget" || stage == "final" }

// operatingExpenditure is the first figure of all operating expenditure.
func operatingExpenditure(p *verify.Pass) (verify.Observation, bool) {
	is := func(at schema.Coordinates) bool {
		return ofTheYear(at.Stage) && at.Nature == "operating" && at.Function == "" && at.Economic == "" &&
			at.Project == "" && at.Item == "" && related(at.Fund, "fiscal_appropriation")
	}
	for i := range p.Record.Facts {
		if f := &p.Record.Facts[i]; verify.Tabled(f) && f.Organization == "" && is(f.Coordinates) {
			return p.OfFact(f), true
		}
	}
	for _, s := range statements.Of(p) {
		if s.countable() && is(s.Coordinates) {
			return s.amountOf(p), true
		}
	}
	return verify.Observation{}, false
}

// bothWords say that a figure is all there is of a side, or of both.
var bothWords = pattern.MustCompile(`总计|总预算|收、?支`)

// near: two statements stand under one heading, no more than a page apart, so
// that no other unit is spoken of.
func (s *statement) near(o *statement) bool {
	apart := s.Source.Page - o.Source.Page
	return s.Section != "" && s.Section == o.Section && apart >= -1 && apart <= 1
}

// bothTotals: two statements on a whole are called its total.
func bothTotals(s, o *statement) bool {
	return bothWords.MatchString(s.Subject) && bothWords.MatchString(o.Subject)
}

// bothSides: a budget comes to the same total on both sides.
func bothSides(p *verify.Pass) (out []verify.Result) {
	first := map[schema.Fund]*statement{}
	for _, s := range statements.Of(p) {
		if !s.countable() || !s.definite() || !s.total() || s.Stage != "budget" || !bothWords.MatchString(s.Subject) {
			continue
		}
		o := first[s.Fund]
		switch {
		case o == nil:
			first[s.Fund] = s
		case o.Flow != s.Flow:
			r := sumOf(p, "sides-"+s.key, "sides", s, []*statement{o})
			if !slip(verify.Worth(s.Amount).Interval, verify.Worth(o.Amount).Interval) {
				r.Milder = "apart"
			}
			r.Say("sides", twice(s, o, nil))
			out = append(out, r)
		}
	}
	return out
}

// Of a reason that is given several times, so many times says what is usual.
const usualReason = 3

// repetitions: reasons are given word by word under several headings; the
// figures in them then are the same.
func repetitions(p *verify.Pass) (out []verify.Result) {
	type words struct {
		subject string
		change  bool
	}
	for _, same := range grouped(statements.Of(p), func(s *statement) (words, bool) {
		ok := s.Scope != "goal_text" && s.aside && !s.Approximate && len([]rune(s.Subject)) >= shortestName &&
			verify.Money(s.Amount) != verify.Money(s.Change)
		return words{s.Subject, verify.Money(s.Change)}, ok
	}) {
		values := make([]verify.Observation, len(same))
		for i, s := range same {
			if values[i] = s.amountOf(p); verify.Money(s.Change) {
				values[i] = s.changed(p)
			}
		}
		first, kinds := usual(values)
		alone := kinds == 2 && len(values) > usualReason // all the others agree
		for i, s := range same {
			if i == first {
				continue
			}
			r := p.CompareSum("reason-"+s.key, "", true, values[i], values[first])
			if r.Outcome == schema.Inconsistent && !alone && !slip(values[i].Interval, values[first].Interval) {
				r = r.NotCheckable(verify.ReasonSubject)
			}
			if !alone || !slip(values[i].Interval, values[first].Interval) {
				r.Milder = "apart"
			}
			r.Say("reason", twice(s, same[first], verify.Args{"first_text": verify.Written(values[first].Operand.Text,
				values[first].Unit)}))
			out = append(out, r)
		}
	}
	return out
}
