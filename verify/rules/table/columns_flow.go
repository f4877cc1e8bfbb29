package table

import (
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "columns_flow",
		TitleZH:  "年初结转和结余 + 本年收入 − 本年支出 = 年末结转和结余",
		TitleEN:  "Opening balance plus revenue minus expenditure equals closing balance",
		Severity: schema.SeverityError,
		Messages: verify.Messages{"": verify.SumMessage},
		Kinds:    []string{"government_fund_expenditure", "state_capital_expenditure", "carryover"},
		Source:   "部门决算报表表内公式",
		Example:  "0.00 + 12.00 − 10.00 = 2.00",
		Run:      stated("columns_flow"),
	})
}
