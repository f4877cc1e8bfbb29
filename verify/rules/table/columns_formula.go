package table

import (
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "columns_formula",
		TitleZH:  "栏次所列公式成立",
		TitleEN:  "The formulas printed in the row of column numbers hold",
		Severity: schema.SeverityError,
		Messages: verify.Messages{"": verify.SumMessage},
		Kinds:    []string{"any"},
		Source:   "表式栏次公式（1=2+3+4）",
		Example:  "栏次 1=2+3：合计 12.00 = 7.00 + 5.00",
		Run:      stated("columns_formula"),
	})
}
