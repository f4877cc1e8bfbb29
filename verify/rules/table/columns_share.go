package table

import (
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "columns_share",
		TitleZH:  "占比列等于该行金额除以合计",
		TitleEN:  "A column of shares is the amount of its line over the total",
		Severity: schema.SeverityError,
		Milder:   map[string]verify.Milder{"cut_off": verify.CutOffMilder},
		Messages: verify.Messages{"": quotientMessage},
		Kinds:    []string{"any"},
		Source:   "算术；表头",
		Example:  "教育支出 60.00 ÷ 合计 80.00 = 75.00%",
		Run:      stated("columns_share"),
	})
}
