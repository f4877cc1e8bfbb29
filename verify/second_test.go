package verify

import (
	"context"
	"testing"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// again is a second reading of one number on every page.
type again struct{ number PlacedNumber }

func (a again) Page(context.Context, int) (SecondPage, error) {
	return SecondPage{Numbers: []PlacedNumber{a.number}}, nil
}

// TestCorrectedIsNotDisputed: a second reading disputes the first one's figure,
// and not the one that a person read from the page.
func TestCorrectedIsNotDisputed(t *testing.T) {
	box := document.Box{X0: 100, Y0: 100, X1: 150, Y1: 112}
	for name, c := range map[string]struct {
		correction *document.Correction
		want       schema.SecondReadingOutcome
	}{
		"read by programs alone": {nil, schema.SecondReadingDisputed},
		"corrected by a person":  {&document.Correction{First: "1,234.00", By: "某人", Why: "污渍"}, schema.SecondReadingAgrees},
	} {
		d := &document.Document{
			Pages: []document.Page{{Number: 1, Height: 800, Status: document.PageText}},
			Tables: []document.Table{{Cells: [][]document.Cell{{
				{Text: "1,284.00", Page: 1, Box: box, State: document.CellText, Correction: c.correction},
			}}}},
		}
		s := NewSecondReading(d, func(context.Context) (SecondReader, error) {
			return again{PlacedNumber{"1,234.00", box}}, nil
		})
		v := s.ofOperands(t.Context(), []schema.Operand{{Text: "1,284.00", Page: 1, Box: box}})
		if v.outcome != c.want {
			t.Errorf("%s: %s, want %s", name, v.outcome, c.want)
		}
	}
}

func TestBroken(t *testing.T) {
	for _, test := range []struct {
		want   string
		pieces []string
		ok     bool
	}{
		{"1234.56", []string{"1234", "56"}, true},
		{"1234.56", []string{"9", "1,23", "4.5", "6", "7"}, true},
		{"1234.56", []string{"1234", "57"}, false},
		{"1234.56", []string{"123456"}, false}, // in one piece the point has to be there
		{"12", []string{"1"}, false},
		{"12", nil, false},
	} {
		if got := broken(test.want, test.pieces); got != test.ok {
			t.Errorf("broken(%s, %v) = %v", test.want, test.pieces, got)
		}
	}
}
