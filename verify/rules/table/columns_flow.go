package table

import (
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/table"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	register(verify.Rule{
		ID:       "columns_flow",
		TitleZH:  "年初结转和结余 + 本年收入 − 本年支出 = 年末结转和结余",
		TitleEN:  "Opening balance plus revenue minus expenditure equals closing balance",
		Severity: schema.SeverityError,
		Messages: verify.Messages{"": verify.SumMessage},
		Kinds:    []string{"government_fund_expenditure", "state_capital_expenditure", "carryover"},
		Source:   "部门决算报表表内公式",
		Example:  "0.00 + 12.00 − 10.00 = 2.00",
	}, columns("flow", flowSums))
}

// flowRoles are the columns of a flow in their order, with the signs they have
// in the closing balance; derived ones say again what others do.
var flowRoles = []struct {
	name string
	sign int
}{
	{"opening", 1}, {"revenue", 1}, {"expenditure", -1}, {"derived", 0}, {"used", 1}, {"distributed", -1},
	{"closing", 0},
}

// flowSums find opening balance + revenue - expenditure = closing balance,
// with reserves used and surplus distributed where the form has them.
func flowSums(_ *view, siblings []*table.Head) []columnSum {
	totals, parts := table.Split(siblings)
	found := flowColumns(parts)
	if len(totals) > 0 || found == nil {
		return nil
	}
	closing, ok := found["closing"].SumOf()
	if !ok || len(closing) != 1 {
		return nil
	}
	cs := columnSum{total: closing[0], certain: true}
	for _, role := range flowRoles {
		if found[role.name] == nil || role.sign == 0 {
			continue
		}
		cols, ok := found[role.name].SumOf()
		if !ok {
			return nil
		}
		for _, c := range cols {
			cs.parts, cs.signs = append(cs.parts, c), append(cs.signs, role.sign)
		}
	}
	return []columnSum{cs}
}

// flowColumns are the heads of a flow by their role; nil if there are others,
// or one that no flow lacks is not there.
func flowColumns(parts []*table.Head) map[string]*table.Head {
	found := map[string]*table.Head{}
	for _, p := range parts {
		name := flowRole(p.Label.Text)
		if name == "" || found[name] != nil {
			return nil
		}
		found[name] = p
	}
	for _, name := range []string{"opening", "revenue", "expenditure", "closing"} {
		if found[name] == nil {
			return nil
		}
	}
	return found
}

func flowRole(text string) string {
	for _, role := range flowRoles {
		if words.flow[role.name].MatchString(text) {
			return role.name
		}
	}
	return ""
}
