package table

import (
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/table"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	register(verify.Rule{
		ID:       "rows_group",
		TitleZH:  "逐级缩进的上级行等于下级行之和",
		TitleEN:  "A line equals the lines indented under it",
		Severity: schema.SeverityError,
		Messages: verify.Messages{"": verify.SumMessage},
		Kinds:    []string{"procurement", "project_expenditure"},
		Source:   "表内标签层级",
		Example:  "一、货物A 259.32 = 各专项之和",
	}, lines(table.ByGroup))
}
