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

// A project is as doubtful as the worst of its figures, in tables and in its
// paragraphs; a target as its line, and as its sign, which has no digits.
func TestProjectsAndIndicators(t *testing.T) {
	cell := func(text string, p float64) document.Cell {
		return document.Cell{State: document.CellText, Text: text, RowSpan: 1, ColSpan: 1, Page: 1, Confidence: p,
			Digits: digitsOf(text, p)}
	}
	block := func(text string, p float64) document.Block {
		return document.Block{Text: text, Confidence: p, Digits: digitsOf(text, p)}
	}
	d := &document.Document{
		Pages: []document.Page{{Number: 1, Status: document.PageOCR, Blocks: []document.Block{
			block("项目名称：校舍维修", 0.999), block("项目总投资59.07万元", 0.9), block("依据2019年1号文", 0.5),
		}}, {Number: 2, Status: document.PageOCR, Blocks: []document.Block{block("其中：劳务费12.30万元", 0.8)}}},
		Tables: []document.Table{{Cells: [][]document.Cell{
			{cell("道路养护", 0.999), cell("31.50", 0.95), cell("20.00", 0.999)},
			{cell("满意度", 0.98), cell("≥", 0.9), cell("95", 0.999)},
			{cell("数量", 0.98), cell("≥", 0.999), cell("12", 0.999)},
			{cell("时效", 0.98), cell("≥", 0.999), cell("30", 0.9)},
			{cell("图书", 0.97), cell("5.20", 0.999), cell("", 0)},
		}}},
	}
	cells := []schema.Cell{}
	for y, row := range d.Tables[0].Cells {
		for x := range row {
			cells = append(cells, schema.Cell{Row: y, Column: x})
		}
	}
	at := func(row int) schema.Indicator {
		return schema.Indicator{TableID: "t", Source: schema.Source{TableID: "t", Row: row, Column: 2}}
	}
	r := &schema.Record{
		Document: d,
		Tables:   []schema.Table{{ID: "t", Layout: &d.Tables[0], Cells: cells}},
		Facts: []schema.Fact{
			{TableID: "t", Row: 0, Column: 1, Coordinates: schema.Coordinates{Project: "道路养护"}}, {TableID: "t", Row: 0, Column: 2, Coordinates: schema.Coordinates{Project: "道路养护"}},
			{TableID: "t", Row: 4, Column: 1, Coordinates: schema.Coordinates{Project: "图书"}},
		},
		Projects: []schema.Project{
			{Name: "道路养护", Sources: []schema.Source{{TableID: "t", Row: 0}}},
			{
				Name: "校舍维修", Total: schema.Amount{Text: "59.07"}, Sources: []schema.Source{{Page: 1, Row: -1}},
				Allocation: []schema.Allocation{{Amount: schema.Amount{Text: "12.30"}}},
			},
			{Name: "图书", Sources: []schema.Source{{TableID: "t", Row: 4}}},
			{Name: "课桌", Total: schema.Amount{Text: "7.00"}, Sources: []schema.Source{{Page: 1, Row: -1}}},
		},
		Indicators: []schema.Indicator{at(1), at(2), at(3)},
	}
	after, err := Run(t.Context(), r, never)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		confidence float64
		doubtful   bool
	}{{0.95, true}, {0.8, true}, {0.999, false}, {0, false}} {
		if p := after.Projects[i]; p.Confidence != want.confidence || p.Doubtful != want.doubtful {
			t.Errorf("%s: %v, doubtful: %v", p.Name, p.Confidence, p.Doubtful)
		}
	}
	for i, want := range []struct {
		confidence float64
		doubtful   bool
	}{{0.9, true}, {0.98, false}, {0.9, true}} {
		if in := after.Indicators[i]; in.Confidence != want.confidence || in.Doubtful != want.doubtful {
			t.Errorf("indicator %d: %v, doubtful: %v", i, in.Confidence, in.Doubtful)
		}
	}
}
