package sinks

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// known is the number, or null for the zero that means "not known".
func known[T ~int | ~int32 | ~float64](n T) *T {
	if n == 0 {
		return nil
	}
	return &n
}

// text is null for a text that is not there.
func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func pages(numbers []int) []int32 {
	out := make([]int32, len(numbers))
	for i, n := range numbers {
		out[i] = int32(n)
	}
	return out
}

// place is a box in Parquet, all null if the place is not known.
func place(b document.Box) (x0, y0, x1, y1 *float32) {
	if b.IsZero() {
		return nil, nil, nil, nil
	}
	f := func(v float64) *float32 { s := float32(v); return &s }
	return f(b.X0), f(b.Y0), f(b.X1), f(b.Y1)
}

// amountScale are the places of amounts in the unit that is printed: Tianjin
// prints 万元 with six decimals.
const amountScale = 6

// exact reports whether a dataset holds the value of a published amount
// without loss. The text as printed is stored in any case.
func exact(a *schema.Amount) bool {
	i, ok := unscaled(a.Value, amountScale)
	return ok && decimal.NewFromBigInt(i, -amountScale).Equal(a.Value)
}

// mostUnstored are the amounts that are named at most; a document with more of
// them is none that anybody published.
const mostUnstored = 20

// unstored names the amounts that have too many digits for a dataset.
func unstored(r *schema.Record) (warnings []WarningRow) {
	for i := range r.Tables {
		t := &r.Tables[i]
		for j := range t.Cells {
			c := &t.Cells[j]
			if c.Amount == nil {
				continue
			}
			if _, ok := unscaled(c.Amount.Value, amountScale); ok {
				continue
			}
			if len(warnings) == mostUnstored {
				return warnings
			}
			warnings = append(warnings, WarningRow{known(int32(c.Page)), "amount_too_large", fmt.Sprintf(
				"table %d, row %d, column %d: %s has more digits than DECIMAL(%d,%d) holds; its amount is null",
				t.Index+1, c.Row+1, c.Column+1, c.Text, schema.Precision, amountScale)})
		}
	}
	return warnings
}
