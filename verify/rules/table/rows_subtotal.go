package table

import (
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/table"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	register(verify.Rule{
		ID:       "rows_subtotal",
		TitleZH:  "小计（本年收入合计、本年支出合计等）等于所列各行之和",
		TitleEN:  "A subtotal equals the lines of its group",
		Severity: schema.SeverityError,
		Messages: verify.Messages{"": verify.SumMessage},
		Kinds:    []string{"any"},
		Source:   "《地方预决算公开操作规程》；表内勾稽关系",
		Example:  "本年支出合计 9759.38 = 各类支出之和",
	}, lines(table.BySubtotal))
}
