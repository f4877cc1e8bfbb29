package report

import (
	"context"
	"strings"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "initial_budget",
		TitleZH:  "决算所列年初预算与公布的预算一致",
		TitleEN:  "The budget that final accounts give is the one that was published",
		Severity: schema.SeverityWarning,
		Milder: milder(map[string]verify.Milder{
			"adjusted": {Severity: schema.SeverityInfo, WhenZH: "未载明为年初预算，可能为调整后预算",
				WhenEN: "the words do not say that it is the budget of the beginning of the year: it may be an adjusted one"},
		}),
		Messages: verify.Messages{
			"": {
				ZH: "{where}所印年初预算{printed}，{other}公布为{other_text}，相差{difference}。",
				EN: "{where} gives {printed} as the budget, where {other} has {other_text}: a difference of {difference}.",
			},
			"change": {
				ZH: "{where}称比预算{direction}{change}至{now}，预算应为{printed}，而{other}公布为{other_text}，相差{difference}。",
				EN: "{where} tells of {direction} of {change} against the budget to {now}, which makes the budget {printed}, " +
					"where {other} has {other_text}: a difference of {difference}.",
			},
			"same": {
				ZH: "{where}称{now}与预算持平，而{other}公布为{other_text}，相差{difference}。",
				EN: "{where} says that {now} is as in the budget, where {other} has {other_text}: a difference of {difference}.",
			},
			"restated": {
				ZH: "所印预算数中，可对照的{all}个有{fails}个与公布的预算不同，可能口径不同或为调整后预算；相差最大的是{where}" +
					"（预算为{printed}），{other}公布为{other_text}。",
				EN: "Of {all} figures of the budget that can be compared, {fails} are not those of the published budget; they " +
					"may be of another scope, or adjusted. The furthest off is {where} (a budget of {printed}), where {other} has " +
					"{other_text}.",
			},
		},
		Kinds:   []string{"any", "narrative"},
		Source:  "同一单位当年公开的预算",
		Example: "2023年决算称年初预算为120.00万元，2023年预算公布102.00万元",
		Across:  initialBudget,
	})
}

func initialBudget(ctx context.Context, rs *verify.Reports) ([]verify.Result, error) {
	var results []verify.Result
	for _, r := range verify.InTime(ctx, rs.All) {
		if !verify.Final(r.Kind) {
			continue
		}
		found, from, err := hold(ctx, rs, r, ofBudget(r))
		if err != nil {
			return nil, err
		}
		settle(found, from)
		results = append(results, found...)
	}
	return results, nil
}

// ofBudget are the figures of the budget that final accounts print, or that
// follow from them.
func ofBudget(r *verify.Report) (all []statement) {
	kind := ofLevel(r.Kind, "budget")
	add := func(s statement, words ...string) {
		if !strings.Contains(strings.Join(words, ""), "年初") {
			s.milder = "adjusted"
		}
		all = append(all, s)
	}
	for _, f := range r.Figures {
		if f.At.Stage != "budget" {
			continue
		}
		s := ofFigure(f, "budget", r.FiscalYear, kind)
		if f.Fact != nil {
			add(s, f.Fact.ColumnLabel, f.Operand.TableTitle)
		} else {
			add(s, f.Claim.Quote)
		}
	}
	for _, d := range r.Documents {
		for i := range d.Claims {
			c := &d.Claims[i]
			if c.Scope != "narrative" || c.Approximate || !vouched(c) {
				continue
			}
			if f := verify.OfSentence(d, c, c.Counterpart); f != nil && c.CounterpartStage != "adjusted" {
				s := ofFigure(f, "budget", r.FiscalYear, kind)
				s.key += "-budget"
				add(s, c.Sentence)
			}
			if c.PriorStage != "budget" || c.Counterpart.Text != "" {
				continue
			}
			if s, ok := ofChange(d, c, "budget", r.FiscalYear, kind); ok {
				add(s, c.Sentence)
			}
		}
	}
	return all
}
