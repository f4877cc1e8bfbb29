package table

import (
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/table"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	register(verify.Rule{
		ID:       "rows_outline",
		TitleZH:  "上级行等于下级编号各行之和",
		TitleEN:  "A numbered line equals the numbered lines below it",
		Severity: schema.SeverityError,
		Messages: verify.Messages{"": verify.SumMessage},
		Kinds:    []string{"revenue_expenditure_summary", "appropriation_summary"},
		Source:   "表内编号层级（一、（一）、1.）",
		Example:  "一、本年收入 740.08 = 1. 730.08 + 5. 10.00",
	}, lines(table.ByNumbering))
}
