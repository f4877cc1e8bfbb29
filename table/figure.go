package table

import (
	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
)

// State says what is printed at a position.
type State uint8

const (
	Blank      State = iota
	Number           // an amount
	Dash             // a mark in place of an amount
	Unreadable       // text where an amount should stand, or glyphs that could not be read
)

// Figure is one position of the grid as an amount.
type Figure struct {
	Row, Col int
	Text     string // as printed, white space removed
	State    State
	Value    decimal.Decimal // of a Number, in Unit
	Decimals int32           // digits printed after the decimal point
	Unit     string          // 元, 万元, %; empty if unknown
	Interval amount.Interval // what the printed digits can stand for
	// Stub: the caller read the cell as a part of the label of its row, whatever
	// it looks like.
	Stub bool
}

// IsZero reports a printed nothing.
func (f *Figure) IsZero() bool { return f.State == Number && f.Value.IsZero() }
