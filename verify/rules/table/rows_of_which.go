package table

import (
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/table"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	register(verify.Rule{
		ID:       "rows_of_which",
		TitleZH:  "“其中”各行之和不大于所属行",
		TitleEN:  "The lines given as “of which” are not more than the line they belong to",
		Severity: schema.SeverityError,
		Messages: verify.Messages{"": verify.OfWhichMessage},
		Kinds:    []string{"any"},
		Source:   "“其中”为部分列示",
		Example:  "5.单位资金 10.00 ≥ 其中：其他收入 10.00",
	}, lines(table.ByOfWhich))
}
