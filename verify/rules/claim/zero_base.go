package claim

import (
	"context"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "zero_base",
		TitleZH:  "上年为0的项目不计算增长率",
		TitleEN:  "Growth from nothing has no rate",
		Severity: schema.SeverityWarning,
		Milder: map[string]verify.Milder{"hundred": {Severity: schema.SeverityNotice,
			WhenZH: "增长率为100%，习惯上可以理解",
			WhenEN: "the rate is 100%, which is usual and understood"}},
		Messages: verify.Messages{"": {
			ZH: "“{quote}”{at}上年为0，增长率{rate}没有意义。",
			EN: "“{quote}”{at}: the year before was 0, so a rate of {rate} says nothing.",
		}},
		Kinds:   []string{"narrative"},
		Source:  "算术：除数不能为0",
		Example: "5.00万元，比上年增加5.00万元，增长100%",
		Run:     zeroBase,
	})
}

func zeroBase(ctx context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	for _, s := range verify.InTime(ctx, statements.Of(p)) {
		if s.Rate.Text == "" || s.Direction != "increase" || !verify.Money(s.Amount) || !verify.Money(s.Change) ||
			s.Amount.Value.IsZero() || s.Amount.Unit != s.Change.Unit || !s.Amount.Value.Equal(s.Change.Value) {
			continue
		}
		r := verify.Notice(s.key, s.figure(p, s.Rate), "", s.args(verify.Args{"rate": verify.Percent(s.Rate.Text)}))
		if s.Rate.Value.Equal(hundred) {
			r.Milder = "hundred"
		}
		out = append(out, r)
	}
	return out, nil
}
