package table

import (
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "columns_total",
		TitleZH:  "合计列等于各分列之和",
		TitleEN:  "A total column equals the columns beside or below it in the header",
		Severity: schema.SeverityError,
		Messages: verify.Messages{"": verify.SumMessage},
		Kinds:    []string{"any"},
		Source:   "表头层级；如 合计=基本支出+项目支出",
		Example:  "合计 730.37 = 基本支出 355.20 + 项目支出 375.17",
		Run:      stated("columns_total"),
	})
}
