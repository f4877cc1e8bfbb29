package table

import (
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/table"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	register(verify.Rule{
		ID:       "rows_total",
		TitleZH:  "合计（总计）等于所列各行之和",
		TitleEN:  "A grand total equals the lines it stands over or under",
		Severity: schema.SeverityError,
		Messages: verify.Messages{"": verify.SumMessage},
		Kinds:    []string{"any"},
		Source:   "《地方预决算公开操作规程》；表内勾稽关系",
		Example:  "总计 785.85 = 208 类 730.37 + 210 类 22.01 + 221 类 33.47",
	}, lines(table.ByTotal))
}
