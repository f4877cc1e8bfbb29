package report

import (
	"context"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "direction_over_years",
		TitleZH:  "所称增减与两年公布的数相符",
		TitleEN:  "What is said to rise or fall does so between the reports of two years",
		Severity: schema.SeverityWarning,
		Milder: map[string]verify.Milder{
			"other": {Severity: schema.SeverityNotice, WhenZH: "不是各年口径相同的“三公”经费",
				WhenEN: "it is none of the three public expenses, whose lines are the same every year"},
			"unsaid": {Severity: schema.SeverityNotice, WhenZH: "未载明与上年的什么数对照",
				WhenEN: "the words do not say what of the year before it is compared with"},
		},
		Messages: verify.Messages{
			"fell": {
				ZH: "{where}称{printed}比上年减少，而{other}为{other_text}，实为增加{difference}。",
				EN: "{where} says that {printed} is less than the year before, where {other} has {other_text}: it is " +
					"{difference} more.",
			},
			"rose": {
				ZH: "{where}称{printed}比上年增加，而{other}为{other_text}，实为减少{difference}。",
				EN: "{where} says that {printed} is more than the year before, where {other} has {other_text}: it is " +
					"{difference} less.",
			},
		},
		Kinds:   []string{"narrative"},
		Source:  "同一单位上年公开的预算或决算",
		Example: "称公务接待费0.90万元、比上年减少，上年公布0.86万元",
		Across:  directionOverYears,
	})
}

func directionOverYears(ctx context.Context, rs *verify.Reports) (out []verify.Result, _ error) {
	for _, r := range verify.InTime(ctx, rs.All) {
		if verify.Level(r.Kind) == "" {
			continue
		}
		for _, d := range r.Documents {
			for i := range d.Claims {
				if result, said := directionOf(rs, r, d, &d.Claims[i]); said {
					out = append(out, result)
				}
			}
		}
	}
	return out, nil
}

// directionOf holds a direction without figures against the report of the year
// before; a sentence with figures says more, and is held by those.
func directionOf(rs *verify.Reports, r *verify.Report, d *schema.Published, c *schema.ClaimRow) (
	result verify.Result, said bool,
) {
	if c.Scope != "narrative" || c.Change.Text != "" || c.Prior.Text != "" || c.Direction != "increase" &&
		c.Direction != "decrease" || !vouched(c) {
		return result, false
	}
	now := verify.OfSentence(d, c, c.Amount)
	rest, stage, ok := yearBefore(comparedWith(r, c))
	if now == nil || !ok || rest == "final" && !verify.Final(r.Kind) {
		return result, false
	}
	before := rs.Find(r.FiscalYear-1, ofLevel(r.Kind, rest))
	if before == nil {
		return result, false
	}
	at := now.At
	at.Stage = stage
	result = verify.Result{Key: keyOf(now), Unit: now.Unit, Certain: true, Operands: []schema.Operand{now.As(0)},
		Ambiguous: now.Unsure}
	figures := before.At(at)
	if len(figures) == 0 {
		return result.NotCheckable(verify.ReasonNoCounterpart), true
	}
	switch {
	case c.Item != "three_public" && !threePublic[c.Item]:
		result.Milder = "other"
	case c.PriorStage == "":
		result.Milder = "unsaid"
	}
	fails := 0
	for _, f := range figures {
		theirs, _ := f.In(now.Unit) // both are of money
		if more := now.Interval.Sub(theirs); c.Direction == "decrease" && more.Lo.IsPositive() ||
			c.Direction == "increase" && more.Hi.IsNegative() {
			fails++
		}
	}
	theirs, _ := figures[0].In(now.Unit)
	result.Operands = append(result.Operands, figures[0].As(1))
	result.Ambiguous = result.Ambiguous || figures[0].Unsure
	result.Compare(now.Interval, theirs)
	switch {
	case fails < len(figures):
		result.Outcome = schema.Within
	case c.Direction == "decrease":
		result.Message = "fell"
	default:
		result.Message = "rose"
	}
	return result, true
}
