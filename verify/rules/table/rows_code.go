package table

import (
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/table"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	register(verify.Rule{
		ID:       "rows_code",
		TitleZH:  "类等于各款之和，款等于各项之和",
		TitleEN:  "A class equals its sections, a section equals its items",
		Severity: schema.SeverityError,
		Messages: verify.Messages{"": verify.SumMessage},
		Kinds:    []string{"any"},
		Source:   "《政府收支分类科目》类、款、项层级；《预算法》第四十六条",
		Example:  "208 社会保障和就业支出 730.37 = 20801 668.00 + 20805 62.36",
	}, lines(table.ByCode))
}
