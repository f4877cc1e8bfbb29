package verify_test

import (
	"strings"
	"testing"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
	"github.com/yusuan/yusuan/verify/rules"
)

// TestRecognisedError takes a document with a sum that fails for recognised,
// and looks that nobody is accused of it unless the invisible text of the file,
// which somebody else recognised, has the same figures.
func TestRecognisedError(t *testing.T) {
	for _, c := range []struct {
		name   string
		layer  func(text string) string // of a figure; empty where the layer has none
		want   schema.Severity
		second schema.SecondReadingOutcome
	}{
		{"without a layer", nil, schema.SeverityWarning, ""},
		{"the layer agrees", func(s string) string { return s }, schema.SeverityError, schema.SecondReadingAgrees},
		{"the layer has another total", func(s string) string { return strings.Replace(s, "420.00", "400.00", 1) },
			schema.SeverityNotice, schema.SecondReadingDisputed},
		{"the layer lacks the total", func(s string) string {
			if s == "420.00" {
				return ""
			}
			return s
		}, schema.SeverityNotice, schema.SecondReadingDisputed},
		{"the layer is of another page", func(string) string { return "77.77" }, schema.SeverityWarning, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc := recognisedSum(c.layer)
			rec, _, _ := verified(doc)
			_, findings, err := verify.Run(t.Context(), rec, rules.All(), verify.NewSecondReading(doc, nil))
			if err != nil {
				t.Fatal(err)
			}
			if len(findings) == 0 {
				t.Fatal("the sum does not fail")
			}
			for _, f := range findings {
				if f.Severity != c.want || f.SecondReading != c.second {
					t.Errorf("%s, second reading %q: %s", f.Severity, f.SecondReading, f.MessageEN)
				}
			}
			// Where nothing is read twice nobody is accused either.
			_, findings, err = verify.Run(t.Context(), rec, rules.All(), nil)
			if err != nil || findings[0].Severity != schema.SeverityWarning {
				t.Errorf("without second readings: %v, %v", err, findings)
			}
		})
	}
}

// recognisedSum is a recognised table whose total is wrong, with an invisible
// text over it.
func recognisedSum(layer func(string) string) *document.Document {
	rows := [][]string{
		{"功能分类科目编码", "科目名称", "合计", "基本支出", "项目支出"},
		{"208", "社会保障和就业支出", "100.00", "60.00", "40.00"},
		{"210", "卫生健康支出", "100.00", "60.00", "40.00"},
		{"213", "农林水支出", "100.00", "60.00", "40.00"},
		{"221", "住房保障支出", "100.00", "60.00", "40.00"},
		{"", "合计", "420.00", "240.00", "160.00"},
	}
	page := document.Page{Number: 1, Width: 600, Height: 800, Status: document.PageOCR}
	table := document.Table{Title: "部门支出总表", Unit: "万元", Pages: []int{1}, Method: document.MethodRuled, Header: 1}
	for y, row := range rows {
		var cells []document.Cell
		for x, text := range row {
			box := document.Box{X0: 100 * float64(x), Y0: 100 + 20*float64(y), X1: 100*float64(x) + 98, Y1: 118 + 20*float64(y)}
			cell := document.Cell{
				State: document.CellText, Text: text, RowSpan: 1, ColSpan: 1, Page: 1, Box: box, Confidence: 0.999,
			}
			if text == "" {
				cell.State, cell.Confidence = document.CellEmpty, 0
			}
			cells = append(cells, cell)
			if layer != nil && document.CountDigits(text) > 0 && layer(text) != "" {
				page.Layer = append(page.Layer, document.Run{Text: layer(text), Box: box})
			}
		}
		table.Cells = append(table.Cells, cells)
	}
	page.Blocks = []document.Block{{Kind: document.BlockTable, Table: 0}}
	return &document.Document{
		ID: "scan", Format: document.PDF, Pages: []document.Page{page}, Tables: []document.Table{table},
	}
}
