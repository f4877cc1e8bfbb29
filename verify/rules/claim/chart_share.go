package claim

import (
	"context"
	"fmt"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/internal/pattern"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "chart_share",
		TitleZH:  "图中的占比与文字说明一致",
		TitleEN:  "A chart and the text print one share for one thing",
		Severity: schema.SeverityWarning,
		Messages: verify.Messages{"": {
			ZH: "图中“{text}”{at}所印占比为{printed}，“{quote}”{said_at}却为{share}。",
			EN: "The chart has “{text}”{at} at {printed}, but “{quote}”{said_at} prints {share}.",
		}},
		Kinds:   []string{"narrative"},
		Source:  "同一文件中同一数字应一致",
		Example: "图1：财政拨款收入95.95%、其他收入0.45% ｜ 文中财政拨款收入占99.55%",
		Run:     chartShare,
	})
}

var (
	// chartLabels is a passage of nothing but the labels of a chart.
	chartLabels = pattern.MustCompile(`^(?:图[0-9一二三四五六七八九十]*[：:.、]?(?:[\p{Han}（）]+[：:])?)?` +
		`(?:[\p{Han}（）“”]{2,24}[：:，,]?[0-9]+(?:\.[0-9]+)?[%％][，,；;、。]?)+$`)
	chartLabel = pattern.MustCompile(`([\p{Han}（）“”]{2,24})[：:，,]?([0-9]+(?:\.[0-9]+)?)[%％]`)
	// spokenWords are those of a sentence, which is no label.
	spokenWords = pattern.MustCompile(`占|为|增|减|升|降|完成|达|率`)
)

// chartShare holds the shares that charts print against those that sentences
// give for what has the same name. Where sentences give several it is within
// one of them.
func chartShare(ctx context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	shares := map[string][]*statement{}
	for _, s := range statements.Of(p) {
		if s.Share.Text != "" && !s.Approximate && s.Scope == "narrative" {
			shares[s.name] = append(shares[s.name], s)
		}
	}
	for _, passage := range verify.InTime(ctx, p.Narrative()) {
		passage = passage.Squeeze()
		if len(shares) == 0 || len(passage.Text) > longestSentence || !chartLabels.MatchString(passage.Text) ||
			spokenWords.MatchString(passage.Text) {
			continue
		}
		for n, m := range passage.Matches(chartLabel) {
			same := tried(shares[plainSubject(m.Text(1))])
			if len(same) == 0 {
				continue
			}
			label := passage.Observe(m, 2, string(amount.Percent))
			label.Operand.RowLabel = m.Text(1)
			var r verify.Result
			for i, s := range same {
				o := p.CompareSum(fmt.Sprintf("%s-%d", passage.ID, n), "", true, label, p.OfClaim(s.Claim, s.Share))
				if i == 0 || o.Holds() {
					r = o
					r.Say("", verify.Args{"text": m.Text(1), "at": verify.At(passage.Page),
						"quote": s.Quote, "said_at": verify.At(s.Source.Page), "share": verify.Percent(s.Share.Text)})
				}
			}
			out = append(out, r)
		}
	}
	return out, nil
}
