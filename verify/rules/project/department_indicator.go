package project

import (
	"context"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "department_indicator",
		TitleZH:  "部门整体绩效指标与项目绩效指标一致",
		TitleEN:  "A target of the department that a project has too has the same value",
		Severity: schema.SeverityNotice,
		Messages: verify.Messages{"": {
			ZH: "部门整体绩效指标“{row}”为{target}，与项目“{project}”的指标“{indicator}”{other_target}不同。",
			EN: "The department’s target “{row}” is {target}, but the project “{project}” has “{indicator}” " +
				"at {other_target}.",
		}},
		Kinds:   []string{"performance_overall", "performance_project"},
		Source:  "绩效目标逐级衔接",
		Example: "参加职称评审人数≥1500人 ｜ 项目 ≥1200人",
		Run:     departmentIndicator,
	})
}

// sameTenths is how many tenths of the pairs of characters of a target's name
// the target of a project has too if it is the same.
const sameTenths = 4

func departmentIndicator(ctx context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	for i := range verify.InTime(ctx, p.Record.Indicators) {
		whole := &p.Record.Indicators[i]
		if whole.Scope != "department" {
			continue
		}
		best := likest(p.Record.Indicators, whole)
		if best == nil {
			continue
		}
		key := verify.Tail(whole.ID)
		a, ok1 := target(p, whole)
		b, ok2 := target(p, best)
		if !ok1 || !ok2 {
			if whole.Unit != "" { // a target in words is none that could be held against another
				out = append(out, verify.NotCheckable(key, verify.ReasonUnreadable, a.As(0), b.As(1)))
			}
			continue
		}
		for _, o := range []*verify.Observation{&a, &b} {
			if strings.HasPrefix(o.Unit, "万") {
				o.Interval = o.Interval.Scale(decimal.New(1, 4))
			}
			o.Unit = plainUnit(o.Unit)
		}
		r := p.CompareSum(key, whole.ID, true, a, b)
		r.Say("", verify.Args{"project": best.Scope, "indicator": best.Level3,
			"target": targetText(whole), "other_target": targetText(best)})
		out = append(out, r)
	}
	return out, nil
}

// likest is the indicator of a project that is most like one of the
// department; nil if none is like it.
func likest(inds []schema.Indicator, whole *schema.Indicator) (best *schema.Indicator) {
	score, length := 0, 0
	for i := range inds {
		ind := &inds[i]
		if ind.Scope == "department" || plainUnit(ind.Unit) != plainUnit(whole.Unit) || ind.Operator != whole.Operator {
			continue
		}
		if n, of := pairs(whole.Level3, ind.Level3, ind.Scope); n > score {
			best, score, length = ind, n, of
		}
	}
	if 10*score < sameTenths*length {
		return nil
	}
	return best
}

// plainUnit is a unit without its multiple; people and visits are counted alike.
func plainUnit(u string) string {
	u = strings.TrimPrefix(u, "万")
	switch u {
	case "人次", "名":
		return "人"
	case "场次", "场", "期":
		return "次"
	}
	return u
}

// ownPairs is how many pairs of characters the name itself has to share.
const ownPairs = 2

// pairs counts the pairs of characters of a name that stand in another name
// or in what that one belongs to.
func pairs(name, other, scope string) (n, of int) {
	r := []rune(name)
	own := 0
	for i := 0; i+1 < len(r); i++ {
		pair := string(r[i : i+2])
		of++
		if strings.Contains(other, pair) {
			own++
			n++
		} else if strings.Contains(scope, pair) {
			n++
		}
	}
	if own < ownPairs {
		return 0, of
	}
	return n, of
}
