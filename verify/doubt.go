package verify

import (
	"regexp"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// percentages are the rules that hold a printed percentage against the amounts
// it is taken to speak of.
var percentages = map[string]func(*schema.Claim) schema.Amount{
	ruleClaimRate:       func(c *schema.Claim) schema.Amount { return c.Rate },
	ruleClaimShare:      func(c *schema.Claim) schema.Amount { return c.Share },
	ruleClaimCompletion: func(c *schema.Claim) schema.Amount { return c.Completion },
}

// doubt makes warnings of errors that a different reading of the sentence
// would take back: the percentage follows from other amounts of the passage
// than those it was taken to speak of.
func (d *disclosure) doubt(results []result) {
	claims := map[string]*schema.Claim{}
	for i := range d.rec.Claims {
		claims[claimName(&d.rec.Claims[i])] = &d.rec.Claims[i]
	}
	for i := range results {
		r := &results[i]
		percent, c := percentages[r.rule], claims[r.check.ID]
		if percent == nil || c == nil || r.check.Outcome != schema.Inconsistent || r.severity != "" {
			continue
		}
		p := percent(c)
		if d.follows(amount.Rounded(p.Value, p.Decimals), c, r) {
			r.severity = schema.SeverityWarning
		}
	}
}

var printedMoney = regexp.MustCompile(`[0-9][0-9,，]*(?:\.[0-9]+)?(?:亿|万)?元`)

// follows: another amount of the passage around a claim gives the percentage,
// in the place of either amount it was worked out from.
func (d *disclosure) follows(percent amount.Interval, c *schema.Claim, r *result) bool {
	var taken []amount.Interval // the amounts it was worked out from
	for _, o := range r.check.Operands[1:] {
		if i, ok := yuan(o.Text, c.Amount.Unit); ok {
			taken = append(taken, i)
		}
	}
	var others []amount.Interval
	for _, text := range d.passage(c) {
		for _, m := range printedMoney.FindAllString(document.Squeeze(text), -1) {
			if i, ok := yuan(m, ""); ok {
				others = append(others, i)
			}
		}
	}
	hundred := decimal.NewFromInt(100)
	meets := func(part, whole amount.Interval) bool {
		q, ok := part.Div(whole)
		return ok && q.Scale(hundred).Intersects(percent)
	}
	for _, x := range taken {
		for _, y := range others {
			switch {
			case y.Mid().Equal(x.Mid()):
			case r.rule == ruleClaimRate && (meets(x, y) || meets(x, y.Sub(x)) || meets(x, y.Add(x)) || meets(x.Sub(y), y) || meets(y.Sub(x), y) || meets(y.Sub(x), x) || meets(x.Sub(y), x)):
				return true
			case r.rule != ruleClaimRate && (meets(x, y) || meets(y, x)):
				return true
			}
		}
	}
	return false
}

// yuan is a printed amount other than nothing in yuan; a unit of its own
// counts before the one it inherits.
func yuan(text, unit string) (amount.Interval, bool) {
	a := amount.Parse(text)
	if a.Unit != amount.NoUnit {
		unit = string(a.Unit)
	}
	i, ok := a.Interval().In(amount.Unit(unit), amount.Yuan)
	return i, ok && a.Kind == amount.Number && !a.Value.IsZero()
}

// passage is the block a claim stands in with the one before it, and the one
// after it if a page ends between.
func (d *disclosure) passage(c *schema.Claim) (texts []string) {
	texts = append(texts, c.Sentence)
	if d.rec.Document == nil || c.Source.TableID != "" {
		return texts
	}
	before, found := "", false
	for p := range d.rec.Document.Pages {
		page := &d.rec.Document.Pages[p]
		for i := range page.Blocks {
			b := &page.Blocks[i]
			switch {
			case b.Kind != document.BlockHeading && b.Kind != document.BlockParagraph:
			case found && page.Number == c.Source.Page:
				return texts
			case found:
				return append(texts, b.Text)
			case page.Number == c.Source.Page && i == c.Source.Block:
				texts, found = append(texts, before, b.Text), true
			default:
				before = b.Text
			}
		}
	}
	return texts
}
