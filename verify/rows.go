package verify

import (
	"fmt"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/table"
)

// lineRules are the rules of the sums that lines state.
var lineRules = map[table.Kind]string{
	table.ByCode: ruleRowCode, table.ByNumbering: ruleRowOutline, table.ByGroup: ruleRowGroup,
	table.BySubtotal: ruleRowSubtotal, table.ByTotal: ruleRowTotal, table.ByOfWhich: ruleRowOfWhich,
}

// lineResults hold the sums that the lines of a side state. What holds in
// another reading of the side accuses nobody.
func (s *sheet) lineResults(side int) (out []result) {
	for _, sum := range s.LineSums(side) {
		r := relation{rule: lineRules[sum.Kind], sheet: s, Sum: sum, family: fmt.Sprintf("rows/%d/%d", side, sum.Col)}.evaluate()
		if sum.Doubted && r.check.Outcome == schema.Inconsistent {
			r = r.not(ReasonNotCertain)
		}
		out = append(out, r)
	}
	return out
}
