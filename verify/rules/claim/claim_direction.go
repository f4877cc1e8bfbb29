package claim

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "claim_direction",
		TitleZH:  "增减额与增减率方向一致",
		TitleEN:  "A change and its rate go the same way",
		Severity: schema.SeverityError,
		Milder: map[string]verify.Milder{"budget": {Severity: schema.SeverityWarning,
			WhenZH: "说的是决算数大于或小于预算数",
			WhenEN: "a final figure is said to be above or below its budget"}},
		Messages: verify.Messages{
			"opposite": {
				ZH: "“{text}”{at}增减方向前后相反：增减额与增减率一说增、一说减。",
				EN: "“{text}”{at} contradicts itself: the amount and the rate go opposite ways.",
			},
			"budget": {
				ZH: "“{words}”{at}与所印数字不符：{figures}，实为{truth}（“{quote}”）。",
				EN: "“{words}”{at} is not what the figures say, {figures}: it is {truth} (“{quote}”).",
			},
		},
		Kinds:   []string{"narrative"},
		Source:  "算术",
		Example: "“减少8.05万元，增长1.00%”",
		Run: func(_ context.Context, p *verify.Pass) ([]verify.Result, error) {
			return append(opposite(p), againstBudget(p)...), nil
		},
	})
}

var opposites = []*regexp.Regexp{
	regexp.MustCompile(`(?:增加|增长|上升)(?:了)?[0-9][0-9.,，]*(?:万|亿)?元[,，、（(]*(?:下降|减少|降低)(?:了)?[0-9][0-9.]*[%％]`),
	regexp.MustCompile(`(?:减少|下降|降低)(?:了)?[0-9][0-9.,，]*(?:万|亿)?元[,，、（(]*(?:增长|增加|上升)(?:了)?[0-9][0-9.]*[%％]`),
}

// opposite looks for a change and a rate of it in one phrase that go opposite
// ways.
func opposite(p *verify.Pass) (out []verify.Result) {
	for _, passage := range p.Passages() {
		passage = passage.Squeeze()
		for way, re := range opposites {
			for n, m := range passage.Matches(re) {
				if amounts := document.Numbers(m.Text(0)); len(amounts) > 0 {
					if v, err := decimal.NewFromString(amounts[0]); err == nil && v.IsZero() {
						continue
					}
				}
				out = append(out, verify.Notice(fmt.Sprintf("%s-%d-%d", passage.ID, way, n), m.Quote(0), "opposite",
					nil))
			}
		}
	}
	return out
}

var heldAgainst = regexp.MustCompile(`(?:决算数?|执行数|支出数?)(?:(大于|高于|多于|超过)|(小于|低于|少于)|(等于))` +
	`(?:当年|本年|年初|全年|调整后|调整)*预算|与(?:当年|本年|年初|全年|调整后|调整)*预算数?(持平)`)

// againstBudget: a final figure said to be above or below its budget is.
func againstBudget(p *verify.Pass) (out []verify.Result) {
	all := statements.Of(p)
	for i, s := range all {
		if s.Stage != "final" || !verify.Money(s.Amount) || s.Approximate {
			continue
		}
		var next *statement
		if i+1 < len(all) {
			next = all[i+1]
		}
		words, sign := s.heldAgainstBudget(next)
		more, ok := s.overBudget()
		if words == "" || !ok {
			continue
		}
		is := more.Mid().Sign()
		r := verify.Notice(s.key+"-budget", s.figure(p, s.Amount), "budget", s.args(s.againstWords(words, is)))
		r.Milder = "budget"
		if more.Intersects(amount.Point(decimal.Zero)) || sign != 0 && sign == is {
			r.Outcome = schema.Exact
		}
		out = append(out, r)
	}
	return out
}

// againstWords are the words of a message about what is said of a budget; is
// is the sign of what a final figure is more than it.
func (s *statement) againstWords(words string, is int) verify.Args {
	truth := map[int]verify.Text{
		1: {ZH: "大于预算数", EN: "above the budget"}, 0: {ZH: "等于预算数", EN: "equal to the budget"},
		-1: {ZH: "小于预算数", EN: "below the budget"},
	}[is]
	figures := verify.Text{ZH: "完成预算的" + verify.Percent(s.Completion.Text),
		EN: verify.Percent(s.Completion.Text) + " of the budget"}
	if verify.Money(s.Counterpart) {
		final, budget := verify.Written(s.Amount.Text, s.Amount.Unit),
			verify.Written(s.Counterpart.Text, s.Counterpart.Unit)
		figures = verify.Text{ZH: "决算数" + final + "，预算数" + budget, EN: final + " spent of " + budget}
	}
	return verify.Args{"words": words, "figures": figures, "truth": truth}
}

// heldAgainstBudget is how a statement says that its amount is more or less
// than its budget, or the same, and which of these: in its own sentence, or in
// the next.
func (s *statement) heldAgainstBudget(next *statement) (words string, sign int) {
	if m := heldAgainst.FindStringSubmatch(s.ownText(next)); m != nil {
		switch {
		case m[1] != "":
			sign = 1
		case m[2] != "":
			sign = -1
		}
		return m[0], sign
	}
	if !s.PriorStage.Planned() || s.Change.Text != "" || s.Rate.Text != "" {
		return "", 0
	}
	switch s.Direction {
	case "increase":
		return "决算数大于预算数", 1
	case "decrease":
		return "决算数小于预算数", -1
	}
	return "", 0
}

// ownText is the sentence from a statement on, to the next one in it, of
// which the rest is.
func (s *statement) ownText(next *statement) string {
	if s.at < 0 {
		return ""
	}
	text := s.Sentence[s.at:]
	switch {
	case next == nil || next.words != s.words:
		return text
	case next.at > s.at:
		return text[:next.at-s.at]
	}
	if end := strings.Index(text, next.Quote); end > 0 {
		return text[:end]
	}
	return text
}

// overBudget is by how much a final figure is more than its budget, in its
// unit or in percent; false if neither is printed.
func (s *statement) overBudget() (amount.Interval, bool) {
	switch {
	case verify.Money(s.Counterpart) && s.Counterpart.Unit == s.Amount.Unit:
		return verify.Worth(s.Amount).Interval.Sub(verify.Worth(s.Counterpart).Interval), true
	case s.Completion.Text != "":
		return verify.Worth(s.Completion).Interval.Sub(amount.Point(hundred)), true
	}
	return amount.Interval{}, false
}
