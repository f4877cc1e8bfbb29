package report

import (
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// ofChange is the amount that a sentence compares with: as it is printed, or as
// it follows from the amount and its change.
func ofChange(d *schema.Published, c *schema.ClaimRow, stage schema.Stage, year int, kind schema.ReportKind) (
	s statement, ok bool,
) {
	if f := verify.OfSentence(d, c, c.Prior); f != nil {
		s = ofFigure(f, stage, year, kind)
		s.key += "-prior"
		return s, vouched(c)
	}
	now := verify.OfSentence(d, c, c.Amount)
	if now == nil || !vouched(c) {
		return s, false
	}
	s = ofFigure(now, stage, year, kind)
	s.key += "-change"
	s.args = verify.Args{"now": verify.Written(now.Operand.Text, now.Unit)}
	if c.Change.Text == "" {
		s.message = "same"
		return s, c.Direction == "none" && c.Rate.Text == ""
	}
	change := verify.OfSentence(d, c, c.Change)
	if change == nil {
		return s, false
	}
	by, ok := change.In(now.Unit)
	direction := verify.Text{ZH: "减少", EN: "a decrease"}
	switch {
	case !ok:
		return s, false
	case c.Direction == "increase":
		direction = verify.Text{ZH: "增加", EN: "an increase"}
		by = by.Neg()
	case c.Direction != "decrease":
		return s, false
	}
	s.value = now.Interval.Add(by)
	s.message = "change"
	s.args["direction"], s.args["change"] = direction, verify.Written(change.Operand.Text, change.Unit)
	s.operands = []schema.Operand{change.As(0), now.As(1)}
	return s, true
}

// vouched reports a sentence of which it is known what it speaks of.
func vouched(c *schema.ClaimRow) bool {
	return (c.Item != schema.OtherItem || c.ItemLabel != "") && c.Flow != ""
}
