package claim

import (
	"context"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/internal/pattern"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "claim_direction",
		TitleZH:  "增减额与增减率方向一致",
		TitleEN:  "A change and its rate go the same way",
		Severity: schema.SeverityError,
		Milder: map[string]verify.Milder{
			"equal": {Severity: schema.SeverityNotice, WhenZH: "决算数与预算数印得相等，却说大于或小于",
				WhenEN: "a final figure printed equal to its budget is said to be above or below it"},
			"budget": {Severity: schema.SeverityWarning, WhenZH: "说的是决算数大于或小于预算数",
				WhenEN: "a final figure is said to be above or below its budget"},
		},
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
		Answers: []verify.Part{verify.PartDirection},
		Kinds:   []string{"narrative"},
		Source:  "算术",
		Example: "“减少8.05万元，增长1.00%”",
		Run: func(_ context.Context, p *verify.Pass) ([]verify.Result, error) {
			return append(opposite(p), againstBudget(p)...), nil
		},
	})
}

var opposites = []*pattern.Pattern{
	pattern.MustCompile(`(?:增加|增长|上升)(?:了)?[0-9][0-9.,，]*(?:万|亿)?元[,，、（(]*(?:下降|减少|降低)(?:了)?[0-9][0-9.]*[%％]`),
	pattern.MustCompile(`(?:减少|下降|降低)(?:了)?[0-9][0-9.,，]*(?:万|亿)?元[,，、（(]*(?:增长|增加|上升)(?:了)?[0-9][0-9.]*[%％]`),
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

var heldAgainst = pattern.MustCompile(`(?:决算数?|执行数|支出数?)(?:(大于|高于|多于|超过)|(小于|低于|少于)|(等于))` +
	`(?:当年|本年|年初|全年|调整后|调整)*预算数?|与(?:当年|本年|年初|全年|调整后|调整)*预算数?(基本)?(?:持平|一致|相等)`)

// nearlyLevel is by how many percent of its budget a final figure may differ
// that is said to be nearly level with it. A judgement.
var nearlyLevel = decimal.NewFromInt(5)

// held is how a final figure is said to stand to its budget: above (1), below
// (-1), level or nearly so.
type held struct {
	words  string
	sign   int
	nearly bool
}

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
		h := s.heldAgainstBudget(p, next)
		more, ok := s.overBudget()
		if h.words == "" || !ok {
			continue
		}
		is := more.Mid().Sign()
		r := verify.Notice(s.key+"-budget", s.figure(p, s.Amount), "budget", s.args(s.againstWords(h.words, is)))
		switch r.Milder = "budget"; {
		case is == 0 && h.sign != 0 && verify.Money(s.Counterpart):
			r.Milder = "equal"
		case more.Intersects(amount.Point(decimal.Zero)), h.sign != 0 && h.sign == is, h.nearly && s.nearBudget(more):
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
func (s *statement) heldAgainstBudget(p *verify.Pass, next *statement) (h held) {
	m := heldAgainst.FindStringSubmatch(s.ownText(next))
	if m == nil {
		m = heldAgainst.FindStringSubmatch(nextSentence(p, s))
	}
	if m != nil {
		h = held{words: m[0], nearly: m[4] != ""}
		switch {
		case m[1] != "":
			h.sign = 1
		case m[2] != "":
			h.sign = -1
		}
		return h
	}
	if !s.PriorStage.Planned() || s.Change.Text != "" || s.Rate.Text != "" {
		return h
	}
	switch s.Direction {
	case "increase":
		return held{words: "决算数大于预算数", sign: 1}
	case "decrease":
		return held{words: "决算数小于预算数", sign: -1}
	}
	return h
}

// nearBudget: by so much more or less a figure is nearly its budget.
func (s *statement) nearBudget(more amount.Interval) bool {
	base := hundred
	if verify.Money(s.Counterpart) {
		base = s.Counterpart.Value
	}
	return more.Mid().Abs().Mul(hundred).LessThanOrEqual(base.Abs().Mul(nearlyLevel))
}

// nextSentence is the sentence after that of a statement, in its block, if it
// prints no figure of its own.
func nextSentence(p *verify.Pass, s *statement) string {
	text := tightBlocks.Of(p)[[2]int{s.Source.Page, s.Source.Block}]
	if s.Source.TableID != "" || s.OffsetInText >= len(text) || s.OffsetInText < 0 {
		return ""
	}
	_, rest, found := strings.Cut(text[s.OffsetInText:min(len(text), s.OffsetInText+longestSentence)], "。")
	if sentence, _, ends := strings.Cut(rest, "。"); found && ends && document.CountDigits(sentence) == 0 {
		return sentence
	}
	return ""
}

// longestSentence is within how many bytes of a figure the sentence after its
// own ends, so that long blocks are not read again for each of their figures.
const longestSentence = 1000

// tightBlocks are the texts of blocks without white space, by page and index.
var tightBlocks = verify.NewView(func(p *verify.Pass) map[[2]int]string {
	out := map[[2]int]string{}
	n := narrative.Of(p)
	for at, i := range n.at {
		out[at] = document.Squeeze(n.all[i].text)
	}
	return out
})

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
