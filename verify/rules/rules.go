// Package rules is all rules that documents are held against. Each stands in
// a file of its own in the package of its group, beside the cases that show
// it; a rule that is put there is run.
package rules

import (
	"slices"

	"github.com/yusuan/yusuan/verify"
	"github.com/yusuan/yusuan/verify/rules/claim"
	"github.com/yusuan/yusuan/verify/rules/form"
	"github.com/yusuan/yusuan/verify/rules/government"
	"github.com/yusuan/yusuan/verify/rules/project"
	"github.com/yusuan/yusuan/verify/rules/report"
	"github.com/yusuan/yusuan/verify/rules/table"
)

// All are the rules, group by group, in the order of docs/rules.md.
func All() []verify.Rule {
	return slices.Concat(table.Rules.Rules(), government.Rules.Rules(), claim.Rules.Rules(), project.Rules.Rules(),
		form.Rules.Rules(), report.Rules.Rules())
}
