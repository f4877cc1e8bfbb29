package report

import (
	"context"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "prior_year",
		TitleZH:  "上年数与上年公布的数一致",
		TitleEN:  "Figures of the year before are those that were published then",
		Severity: schema.SeverityWarning,
		Milder: milder(map[string]verify.Milder{
			"estimate": {Severity: schema.SeverityInfo,
				WhenZH: "预算所列上年执行数，当时尚未决算",
				WhenEN: "a budget gives what is spent of the one before, which is not yet final"},
		}),
		Messages: verify.Messages{
			"": {
				ZH: "{where}所印上年数{printed}，{other}公布为{other_text}，相差{difference}。",
				EN: "{where} prints {printed} for the year before, where {other} has {other_text}: a difference of {difference}.",
			},
			"change": {
				ZH: "{where}称比上年{direction}{change}至{now}，上年应为{printed}，而{other}公布为{other_text}，相差{difference}。",
				EN: "{where} tells of {direction} of {change} to {now}, which makes the year before {printed}, where {other} " +
					"has {other_text}: a difference of {difference}.",
			},
			"same": {
				ZH: "{where}称{now}与上年持平，而{other}公布为{other_text}，相差{difference}。",
				EN: "{where} says that {now} is as the year before, where {other} has {other_text}: a difference of {difference}.",
			},
			"restated": {
				ZH: "所印上年数中，可对照的{all}个有{fails}个与上年公布的不同，可能对照的是上年执行数或调整后预算，也可能因机构调整重新编报；相差最大的是{where}" +
					"（上年为{printed}），{other}公布为{other_text}。",
				EN: "Of {all} figures of the year before that can be compared, {fails} are not those that were published " +
					"then; they may be what was spent or an adjusted budget, or restated after a reorganization. The " +
					"furthest off is {where} ({printed} the year before), where {other} has {other_text}.",
			},
		},
		Kinds:   []string{"any", "narrative"},
		Source:  "同一单位上年公开的预算或决算",
		Example: "2018年预算称三公经费50.00万元、比上年减少5.00万元，2017年预算公布52.00万元",
		Across:  priorYear,
	})
}

func priorYear(ctx context.Context, rs *verify.Reports) ([]verify.Result, error) {
	var results []verify.Result
	for _, r := range verify.InTime(ctx, rs.All) {
		if verify.Level(r.Kind) == "" {
			continue
		}
		found, from, err := hold(ctx, rs, r, ofYearBefore(r))
		if err != nil {
			return nil, err
		}
		settle(found, from)
		results = append(results, found...)
	}
	return results, nil
}

// ofYearBefore are the figures of the year before that a report prints, or that
// follow from a change it prints.
func ofYearBefore(r *verify.Report) (all []statement) {
	for _, f := range r.Figures {
		if rest, stage, ok := yearBefore(f.At.Stage); ok && f.Fact != nil {
			all = append(all, softened(r, rest, ofFigure(f, stage, r.FiscalYear-1, ofLevel(r.Kind, rest))))
		}
	}
	for _, d := range r.Documents {
		for i := range d.Claims {
			c := &d.Claims[i]
			rest, stage, ok := yearBefore(comparedWith(r, c))
			if !ok || c.Scope != "narrative" || c.Approximate {
				continue
			}
			if s, ok := ofChange(d, c, stage, r.FiscalYear-1, ofLevel(r.Kind, rest)); ok {
				all = append(all, softened(r, rest, s))
			}
		}
	}
	return all
}

// yearBefore says of which report a figure of the year before is, and of which
// stage there.
func yearBefore(stage schema.Stage) (rest string, there schema.Stage, ok bool) {
	switch stage {
	case "prior_budget":
		return "budget", "budget", true
	case "prior_final":
		return "final", "final", true
	}
	return "", "", false
}

// comparedWith is what a sentence compares with. Where its words do not say, a
// budget is compared with the budget before and final accounts with those
// before.
func comparedWith(r *verify.Report, c *schema.ClaimRow) schema.Stage {
	switch {
	case c.PriorStage != "" || c.Direction == "" && c.Prior.Text == "":
		return c.PriorStage
	case verify.Final(r.Kind):
		return "prior_final"
	}
	return "prior_budget"
}

// softened marks what a budget says of the execution of the one before.
func softened(r *verify.Report, rest string, s statement) statement {
	if rest == "final" && !verify.Final(r.Kind) {
		s.milder = "estimate"
	}
	return s
}
