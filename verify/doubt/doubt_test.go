package doubt

import (
	"context"
	"errors"
	"testing"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// never is for records without a check that could ask for a repair.
func never(context.Context) (*schema.Record, error) {
	return nil, errors.New("nothing was to be repaired")
}

func digitsOf(text string, p float64) (out []document.Digit) {
	for range document.CountDigits(text) {
		out = append(out, document.Digit{Probability: p})
	}
	return out
}

// A recognised figure that no sum bears out is as good as its digits, unless
// the invisible text of the file says the same, or something else.
func TestLayer(t *testing.T) {
	for _, c := range []struct {
		name, layer string
		probability float64
		doubtful    bool
	}{
		{"sure, no layer", "", 0.999, false},
		{"unsure, no layer", "", 0.9, true},
		{"sure, the layer agrees", "298.22", 0.999, false},
		{"unsure, the layer agrees", "298.22", 0.9, false},
		{"sure, the layer differs", "293.22", 0.999, true},
		{"unsure, the layer differs", "293.22", 0.9, true},
		{"sure, the layer has no number there", "合计", 0.999, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			row := make([]document.Cell, 3)
			page := document.Page{Number: 1, Width: 600, Height: 800, Status: document.PageOCR}
			for i, text := range []string{"298.22", "113.40", "411.62"} {
				box := document.Box{X0: 100 * float64(i), Y0: 100, X1: 100*float64(i) + 90, Y1: 120}
				row[i] = document.Cell{
					State: document.CellText, Text: text, RowSpan: 1, ColSpan: 1, Page: 1, Box: box,
					Confidence: 0.999, Digits: digitsOf(text, 0.999),
				}
				if i > 0 && c.layer != "" {
					page.Layer = append(page.Layer, document.Run{Text: text, Box: box})
				}
			}
			row[0].Confidence, row[0].Digits = c.probability, digitsOf(row[0].Text, c.probability)
			if c.layer != "" {
				page.Layer = append(page.Layer, document.Run{Text: c.layer, Box: row[0].Box})
			}
			d := &document.Document{Pages: []document.Page{page}, Tables: []document.Table{{Cells: [][]document.Cell{row}}}}
			r := &schema.Record{
				Document: d,
				Tables: []schema.Table{{
					ID: "t", Layout: &d.Tables[0], Cells: []schema.Cell{{Row: 0, Column: 0}},
				}},
				Facts: []schema.Fact{{TableID: "t", Row: 0, Column: 0}},
			}
			after, err := Run(t.Context(), r, never)
			if err != nil {
				t.Fatal(err)
			}
			if f := after.Facts[0]; f.Doubtful != c.doubtful || f.Confidence != c.probability {
				t.Errorf("doubtful: %v, confidence %v", f.Doubtful, f.Confidence)
			}
			if after.Tables[0].Cells[0].Doubtful != c.doubtful {
				t.Error("the cell says otherwise than its fact")
			}
		})
	}
}

// A statement of a recognised page is as good as the digits of its clause, and
// a figure behind a check as those in its box.
func TestSentences(t *testing.T) {
	const text = "支出298.22万元，收入113.40万元"
	digits := append(digitsOf("298.22", 0.999), digitsOf("113.40", 0.8)...)
	var places []document.Place
	for i := range []rune(text) {
		x := float32(10 + 10*i)
		places = append(places, document.Place{X0: x, Y0: 100, X1: x + 9, Y1: 112})
	}
	d := &document.Document{Pages: []document.Page{{
		Number: 1, Width: 600, Height: 800, Status: document.PageOCR, Blocks: []document.Block{{
			Text: text, Confidence: 0.8, Digits: digits, Places: places, Box: document.Box{X0: 10, Y0: 100, X1: 300, Y1: 112},
		}},
	}}}
	source := schema.Source{Page: 1, Block: 0, Row: -1, Column: -1}
	second := len("支出298.22万元，")
	r := &schema.Record{
		Document: d,
		Claims: []schema.Claim{
			{Quote: "支出298.22万元", Source: source},
			{Quote: "收入113.40万元", OffsetInText: second, Source: source},
		},
		Checks: []schema.Check{{Outcome: schema.Exact, Operands: []schema.Operand{
			{Page: 1, Row: -1, Text: "298.22", Box: d.Pages[0].Blocks[0].SpanOf(2, 8)},
			{Page: 1, Row: -1, Text: "113.40", Box: d.Pages[0].Blocks[0].SpanOf(13, 19)},
		}}},
	}
	after, err := Run(t.Context(), r, never)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []bool{false, true} {
		c, o := after.Claims[i], after.Checks[0].Operands[i]
		if c.Doubtful != want || o.Doubtful != want || (c.Confidence == 0.8) != want || (o.Confidence == 0.8) != want {
			t.Errorf("%s: doubtful %v, %v; confidence %v, %v", c.Quote, c.Doubtful, o.Doubtful, c.Confidence, o.Confidence)
		}
	}
}

// An amount without the decimals that its column prints has lost its point, or
// may have.
func TestDecimals(t *testing.T) {
	texts := []string{"298.22", "113.40", "41162", "0", "99.41", "198.81", "7.00"}
	var cells [][]document.Cell
	r := &schema.Record{Tables: []schema.Table{{ID: "t"}}}
	for i, text := range texts {
		cells = append(cells, []document.Cell{{
			State: document.CellText, Text: text, RowSpan: 1, ColSpan: 1, Page: 1, Confidence: 0.999,
			Digits: digitsOf(text, 0.999),
		}})
		r.Tables[0].Cells = append(r.Tables[0].Cells,
			schema.Cell{Row: i, Text: text, Confidence: 0.999, Amount: &schema.Amount{Text: text}})
	}
	r.Document = &document.Document{Tables: []document.Table{{Cells: cells}}}
	r.Tables[0].Layout = &r.Document.Tables[0]
	after, err := Run(t.Context(), r, never)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range after.Tables[0].Cells {
		if c.Doubtful != (c.Text == "41162") {
			t.Errorf("%s: doubtful %v", c.Text, c.Doubtful)
		}
	}
}
