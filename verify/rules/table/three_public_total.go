package table

import (
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	register(verify.Rule{
		ID:       "three_public_total",
		TitleZH:  "“三公”经费合计等于因公出国（境）、公务接待、公务用车购置及运行之和",
		TitleEN:  "The three public expenses add up to their total",
		Severity: schema.SeverityError,
		Messages: verify.Messages{"": verify.SumMessage},
		Kinds:    []string{"three_public"},
		Source:   "《党政机关厉行节约反对浪费条例》；“三公”经费公开表式",
		Example:  "合计 2.28 = 0.00 + 0.08 + 2.20",
	}, public("total", []string{"overseas", "reception", "vehicle"}, "beside"))
}
