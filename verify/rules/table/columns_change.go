package table

import (
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	register(verify.Rule{
		ID:       "columns_change",
		TitleZH:  "增减额列等于两年数之差",
		TitleEN:  "A column of changes is the difference of the columns of the two years",
		Severity: schema.SeverityError,
		Messages: verify.Messages{"": verify.SumMessage},
		Kinds:    []string{"any"},
		Source:   "算术；表头所列年度",
		Example:  "2025年预算数 14.75 − 2024年预算数 12.05 = 增减额 2.70",
	}, comparison{
		kind: "change", read: yearly, due: differ,
		work: func(s *view, _ *reading, r relation, _ int32) relation {
			r = s.check(r)
			r.Telling = !r.Printed.IsZero()
			return r
		},
	}.states)
}
