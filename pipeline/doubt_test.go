package pipeline

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract"
	"github.com/yusuan/yusuan/internal/fixtures"
	"github.com/yusuan/yusuan/schema"
)

// TestDoubt takes fixtures for recognised, puts wrong digits into their
// amounts, and looks that every correction is the right one, that what was not
// corrected is doubtful, and that nobody is accused. Half of the wrong digits
// have the right one as their second reading, half another; so have some
// digits that are right.
func TestDoubt(t *testing.T) {
	reader, err := extract.New(extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	corrected, corrupted := 0, 0
	for _, name := range []string{"ningtan-urban-2024-budget.pdf", "songhu-school-2025-budget.docx",
		"jinxi-transport-2024-budget.docx"} {
		data, err := os.ReadFile(filepath.Join(fixtures.Dir(), name))
		if err != nil {
			t.Fatal(err)
		}
		for seed := range uint64(5) {
			doc, err := reader.Read(t.Context(), extract.Input{Source: name, Data: data})
			if err != nil {
				t.Fatal(err)
			}
			wrong := corrupt(doc, rand.New(rand.NewPCG(seed, 1)))
			r := &schema.Record{DocumentID: doc.ID, Source: name, Status: schema.StatusRead, Document: doc}
			ctx, end := budget.Start(t.Context(), budget.Options{})
			defer end()
			var rows []int64
			for _, step := range Steps(Options{}) {
				if err := step.Run(ctx, r, data); err != nil {
					t.Fatal(err)
				}
				rows = append(rows, budget.Used(ctx)[budget.Rows])
			}
			if n := len(rows); rows[n-1] != rows[n-2] {
				t.Errorf("%s, seed %d: rows charged before and after corrections: %d", name, seed, rows)
			}
			for i := range doc.Tables {
				for y, row := range doc.Tables[i].Cells {
					for x := range row {
						c, at := &row[x], fmt.Sprintf("%s, seed %d, table %d, row %d, column %d", name, seed, i, y, x)
						was, changed := wrong[c]
						switch {
						case c.Repair != nil && (!changed || c.Text != was):
							t.Errorf("%s: %s was made %s", at, c.Repair.First, c.Text)
						case c.Repair != nil:
							corrected++
						case changed && !c.Doubtful:
							t.Errorf("%s: %s for %s is not doubtful", at, c.Text, was)
						}
					}
				}
			}
			corrupted += len(wrong)
			for _, c := range r.Checks {
				if c.Reason == "digit_chosen_by_this_sum" && c.Outcome != schema.NotCheckable {
					t.Errorf("check %s proves what it chose", c.ID)
				}
			}
			for _, f := range r.Findings {
				if f.Severity == schema.SeverityError {
					t.Errorf("%s, seed %d: accused: %s", name, seed, f.MessageEN)
				}
			}
		}
	}
	t.Logf("%d of %d wrong digits corrected", corrected, corrupted)
	if corrected == 0 {
		t.Error("nothing was corrected")
	}
}

// corrupt makes a document a recognised one with some wrong digits, and gives
// the true texts of their cells.
func corrupt(doc *document.Document, random *rand.Rand) map[*document.Cell]string {
	wrong := map[*document.Cell]string{}
	for i := range doc.Pages {
		p := &doc.Pages[i]
		if p.Status = document.PageOCR; p.Number == 0 {
			p.Number = 1
		}
		for k := range p.Blocks {
			p.Blocks[k].Confidence = 0.9
		}
	}
	for i := range doc.Tables {
		t := &doc.Tables[i]
		for y := range t.Cells {
			for x := range t.Cells[y] {
				c := &t.Cells[y][x]
				if c.State != document.CellText {
					continue
				}
				c.Confidence = 0.9
				c.Digits = make([]document.Digit, document.CountDigits(c.Text))
				for k := range c.Digits {
					c.Digits[k] = document.Digit{Probability: 0.999}
				}
				n := len(c.Digits)
				if y < t.Header || n < 3 || amount.Parse(c.Text).Kind != amount.Number || amount.Parse(c.Text).Decimals == 0 {
					continue
				}
				k, other := random.IntN(n), fmt.Sprint(random.IntN(10))
				switch random.IntN(60) {
				case 0: // a digit that is right and looks like another
					c.Digits[k] = document.Digit{Probability: 0.7, Second: other, SecondProbability: 0.2}
				case 1, 2:
					text, _ := document.WithDigit(c.Text, k, other)
					if text == c.Text {
						continue
					}
					right := digitAt(c.Text, k)
					wrong[c] = c.Text
					c.Text = text
					c.Digits[k] = document.Digit{Probability: 0.7, Second: right, SecondProbability: 0.2}
					if random.IntN(2) == 0 {
						c.Digits[k].Second = fmt.Sprint(random.IntN(10))
					}
				}
			}
		}
	}
	return wrong
}

func digitAt(text string, n int) string {
	for _, r := range text {
		if document.IsDigit(r) {
			if n == 0 {
				return string(r)
			}
			n--
		}
	}
	return ""
}
