package table

import (
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	register(verify.Rule{
		ID:       "columns_rate",
		TitleZH:  "增减率列等于增减额除以上年数",
		TitleEN:  "A column of rates of change is the change over the amount of the year before",
		Severity: schema.SeverityError,
		Milder:   map[string]verify.Milder{"cut_off": verify.CutOffMilder},
		Messages: verify.Messages{"": verify.SumMessage},
		Kinds:    []string{"any"},
		Source:   "算术；表头所列年度",
		Example:  "（14.75 − 12.05）÷ 12.05 = 22.41%",
	}, comparison{
		kind: "rate", due: differ, work: quotient(true),
		read: func(s *view, of *comparedColumn) []reading { return s.orFractions(of, yearly(s, of)) },
	}.states)
}
