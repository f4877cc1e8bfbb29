package sinks

import (
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

const (
	amountScale = 6 // Tianjin prints 万元 with six decimals
	yuanScale   = 2 // 分
)

// Decimals are stored as 64-bit integers, whose statistics every reader
// orders the same way; byte arrays are ordered differently by different ones.
var decimalLimit = big.NewInt(1_000_000_000_000_000_000) // 18 digits

// fixed is the value as an integer of 10^-scale, rounded half away from zero
// if it has more places; nil if it needs more than 18 digits.
func fixed(d decimal.Decimal, scale int32) *int64 {
	// A crafted exponent must not unfold into millions of digits.
	if d.Exponent() > 18 || d.NumDigits() > 60 {
		return nil
	}
	i := d.Round(scale).Shift(scale).BigInt()
	if i.CmpAbs(decimalLimit) >= 0 {
		return nil
	}
	n := i.Int64()
	return &n
}

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

// Stored tells whether the published amount fits the dataset's decimals
// without loss. The text as printed is stored in any case.
func Stored(a *schema.Amount) bool {
	v := fixed(a.Value, amountScale)
	return v != nil && decimal.New(*v, -amountScale).Equal(a.Value)
}
