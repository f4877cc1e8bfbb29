package table

import (
	"slices"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/table"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	register(verify.Rule{
		ID:       "columns_share",
		TitleZH:  "占比列等于该行金额除以合计",
		TitleEN:  "A column of shares is the amount of its line over the total",
		Severity: schema.SeverityError,
		Milder:   map[string]verify.Milder{"cut_off": verify.CutOffMilder},
		Messages: verify.Messages{"": verify.SumMessage},
		Kinds:    []string{"any"},
		Source:   "算术；表头",
		Example:  "教育支出 60.00 ÷ 合计 80.00 = 75.00%",
	}, comparison{
		kind: "share", read: ofWhole, due: something,
		work: quotient(false),
	}.states)
}

// ofWhole are the readings of a column of shares: a share is of the line of
// the total, in a column beside it.
func ofWhole(s *view, of *comparedColumn) (out []reading) {
	whole := -1
	for _, l := range s.Sides[of.side].Lines {
		if l.Label.Total == table.GrandTotal {
			if whole >= 0 {
				return nil
			}
			whole = l.Row
		}
	}
	if whole < 0 {
		return nil
	}
	for _, src := range slices.Backward(of.sources) { // the nearest first
		if src.col < of.col {
			out = append(out, reading{col: of.col, now: src.col, base: src.col, whole: whole})
		}
	}
	return out
}
