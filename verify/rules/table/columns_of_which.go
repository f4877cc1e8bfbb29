package table

import (
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "columns_of_which",
		TitleZH:  "“其中”列不大于所属列",
		TitleEN:  "A column given as “of which” is not more than the column it belongs to",
		Severity: schema.SeverityError,
		Messages: verify.Messages{"": verify.OfWhichMessage},
		Kinds:    []string{"any"},
		Source:   "“其中”为部分列示",
		Example:  "项目支出 50.00 ≥ 其中：基本建设 20.00",
		Run:      stated("columns_of_which"),
	})
}
