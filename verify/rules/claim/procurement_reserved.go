package claim

import (
	"context"
	"strings"

	"github.com/yusuan/yusuan/internal/pattern"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "procurement_reserved",
		TitleZH:  "面向中小企业的政府采购不超过其所属的金额",
		TitleEN:  "What is reserved for or bought from small companies is within what it is a part of",
		Severity: schema.SeverityError,
		Milder: map[string]verify.Milder{"apart": {Severity: schema.SeverityWarning,
			WhenZH: "句中未以“其中”说明一数为另一数的一部分",
			WhenEN: "no “其中” of one sentence makes the one a part of the other"}},
		Messages: verify.Messages{
			"": {
				ZH: "“{text}”{at}为{printed}，多于它所属的“{whole}”{other_text}，多{difference}。",
				EN: "“{text}”{at} is {printed}, more than the {other_text} of “{whole}”, of which it is a part: " +
					"{difference} too much.",
			},
			"bought": {
				ZH: "“{text}”{at}为{printed}，却向中小企业采购{working}，多{difference}。",
				EN: "“{text}”{at} is {printed}, but {working} is bought from small companies: {difference} too much.",
			},
		},
		Kinds:   []string{"narrative"},
		Source:  "《政府采购促进中小企业发展管理办法》第七、八条：预留份额为采购项目的一部分，预留给小微企业的为其中一部分",
		Example: "政府采购预算34万元，面向中小企业预留340万元",
		Run:     procurementReserved,
	})
}

// moneyAfter is an amount with its unit, behind what it is of.
const moneyAfter = `为?([0-9][0-9,，]*(?:\.[0-9]+)?)(万元|元)`

// Parts of procurement, as sentences name them.
var (
	reservedSmall = pattern.MustCompile(`面向中小企业预留的?政府采购(?:项目)?(?:预算)?(?:采购)?金额` + moneyAfter)
	reservedMicro = pattern.MustCompile(`(?:面向|预留给)?小(?:微|型和微型|型、微型)企业(?:预留)?的?政府采购项目(?:预算)?(?:采购)?(?:金额)?` +
		moneyAfter)
	boughtSmall = pattern.MustCompile(`面向中小企业预留的?政府采购项目中[，,]由中小企业供应商(?:中标|成交|或)+的?[，,]?采购金额` + moneyAfter)
	boughtMicro = pattern.MustCompile(`面向小微企业预留的?政府采购项目中[，,]由小微企业供应商(?:中标|成交|或)+的?[，,]?采购金额` + moneyAfter)
	boughtOther = pattern.MustCompile(`其他政府采购项目中[，,]由中小企业供应商(?:中标|成交|或)+的?[，,]?采购金额` + moneyAfter)
)

// reserved is an amount that an expression names, and what the sentence says
// before it.
type reserved struct {
	verify.Observation
	before string
}

// firstMoney is the first amount in the narrative that an expression names.
func firstMoney(p *verify.Pass, re *pattern.Pattern) *reserved {
	for _, passage := range p.Narrative() {
		passage = passage.Squeeze()
		for _, m := range passage.Matches(re) {
			o := passage.Observe(m, 1, m.Text(2))
			o.Operand.RowLabel = m.Before(1)
			text := passage.Text[:m.At[0]]
			return &reserved{o, text[strings.LastIndex(text, "。")+1:]}
		}
	}
	return nil
}

// procurementReserved holds what is reserved for small companies, and what was
// bought from them, against all procurement, and micro companies against small
// ones.
func procurementReserved(_ context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	small, micro := firstMoney(p, reservedSmall), firstMoney(p, reservedMicro)
	within := func(key string, part, whole *reserved) {
		if part == nil || whole == nil {
			return
		}
		r := p.AtMost(key, "", part.Observation, whole.Observation)
		if at := strings.Index(part.before, whole.Operand.RowLabel); at < 0 || !strings.Contains(part.before[at:], ofWhich) {
			r.Milder = "apart"
		}
		r.Say("", verify.Args{"text": part.Operand.RowLabel, "at": verify.At(part.Operand.Page),
			"whole": whole.Operand.RowLabel})
		out = append(out, r)
	}
	within("micro", micro, small)
	bought := firstMoney(p, boughtSmall)
	within("bought-small", bought, small)
	within("bought-micro", firstMoney(p, boughtMicro), micro)
	if total := procurement(p); total != nil {
		all := total.amountOf(p)
		if total.Stage == "budget" {
			within("reserved", small, &reserved{Observation: all})
		} else if other := firstMoney(p, boughtOther); bought != nil && other != nil {
			r := p.AtLeast("bought", "", all, bought.Observation, other.Observation)
			r.Milder = "apart"
			r.Say("bought", verify.Args{"text": total.Subject, "at": verify.At(total.Source.Page)})
			out = append(out, r)
		}
	}
	return out, nil
}

// procurement is the first statement of all procurement of the year.
func procurement(p *verify.Pass) *statement {
	for _, s := range statements.Of(p) {
		if s.countable() && s.Item == "procurement" && ofTheYear(s.Stage) {
			return s
		}
	}
	return nil
}
