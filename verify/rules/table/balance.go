package table

import (
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	register(verify.Rule{
		ID:       "balance",
		TitleZH:  "收支平衡：收入总计等于支出总计",
		TitleEN:  "Grand total of revenue equals grand total of expenditure",
		Severity: schema.SeverityError,
		Messages: verify.Messages{"": verify.SumMessage},
		Kinds:    []string{"revenue_expenditure_summary", "appropriation_summary", "government_balance"},
		Source:   "《预算法》第十二条、第三十七条；收支总表填报要求“收入总计=支出总计”",
		Example:  "收入总计 785.85 ｜ 支出总计 785.85",
	}, balances)
}

// balances hold the grand totals of the two sides of a summary against each
// other: what comes in is what goes out.
func balances(s *view) (out []relation) {
	for _, sum := range s.Balances() {
		out = append(out, s.state("balance", sum))
	}
	return out
}
