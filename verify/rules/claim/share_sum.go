package claim

import (
	"context"
	"fmt"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "share_sum",
		TitleZH:  "同一列举中各占比之和为100%",
		TitleEN:  "The shares of a complete list add up to 100%",
		Severity: schema.SeverityNotice,
		Messages: verify.Messages{"": {
			ZH: "“{row}”{at}等{count}项占比之和为{expected}，与100%相差{difference}，四舍五入可以解释。",
			EN: "The {count} shares listed from “{row}”{at} on add up to {expected}: {difference} from " +
				"100%, which rounding explains.",
			Neutral: true,
		}},
		Kinds:   []string{"narrative"},
		Source:  "算术；列举是否完整不能确定，故不作为错误",
		Example: "92.90+1.27+5.82=99.99（四舍五入）",
		Run:     shareSum,
	})
}

// sharedList is what shares of one list have in common: the figure they are
// listed under, or their heading, flow and fund.
type sharedList struct {
	of, section string
	flow        schema.Flow
	fund        schema.Fund
}

// shareSum adds up the shares of each list. That a list is complete is never
// certain, so that they hold or say nothing.
func shareSum(_ context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	for n, list := range grouped(statements.Of(p), func(s *statement) (sharedList, bool) {
		k := sharedList{of: s.Enumeration}
		if s.Enumeration == "" {
			k = sharedList{section: s.Section, flow: s.Flow, fund: s.Fund}
		}
		return k, s.Share.Text != ""
	}) {
		if len(list) < 2 {
			continue
		}
		var parts []verify.Observation
		for _, s := range list {
			parts = append(parts, p.OfClaim(s.Claim, s.Share))
		}
		full := verify.Observation{Operand: parts[0].Operand, Interval: amount.Point(hundred), Unit: parts[0].Unit}
		full.Operand.Text, full.Operand.Box = "100", document.Box{} // printed nowhere
		r := p.CompareSum(fmt.Sprintf("list%d", n), "", false, full, parts...)
		r.Say("", verify.Args{"count": len(parts)})
		out = append(out, holdsOrNothing(r))
	}
	return out, nil
}

// holdsOrNothing takes back what a list that is not complete would explain.
func holdsOrNothing(r verify.Result) verify.Result {
	if r.Outcome == schema.Inconsistent {
		return r.NotCheckable(verify.ReasonIncomplete)
	}
	return r
}
