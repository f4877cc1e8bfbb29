package verify_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/reread"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// TestPlacesOfFigures: the box of every figure of a sentence holds that figure
// and no other number, as the second reader has it. One that a line's end
// breaks has the box of its first part.
func TestPlacesOfFigures(t *testing.T) {
	for name, doc := range wholes(t, "../fixtures/*.pdf", "../../shared/corpus/*.pdf") {
		t.Run(name, func(t *testing.T) {
			rec, checks, _ := verified(doc)
			data, err := os.ReadFile(doc.Source)
			if err != nil {
				t.Fatal(err)
			}
			second, err := reread.Open(t.Context(), data, "")
			if err != nil {
				t.Fatal(err)
			}
			pages := map[int]reread.Page{}
			inside := func(o *schema.Operand) (out []string) {
				p, ok := pages[o.Page]
				if !ok {
					if p, err = second.Page(t.Context(), o.Page); err != nil {
						t.Fatal(err)
					}
					pages[o.Page] = p
				}
				for _, n := range p.Numbers {
					if o.Box.Contains((n.Box.X0+n.Box.X1)/2, (n.Box.Y0+n.Box.Y1)/2) {
						out = append(out, n.Text)
					}
				}
				return out
			}
			exact, broken, paragraph := 0, 0, 0
			look := func(o *schema.Operand) {
				want := document.Numbers(o.Text)
				if o.Page == 0 || o.Box.IsZero() || len(want) == 0 {
					return
				}
				there := inside(o)
				n := len(there) - 1
				switch {
				case slices.Equal(there, want):
					exact++
				case ofParagraph(doc, o):
					paragraph++
				case n >= 0 && n < len(want) && slices.Equal(there[:n], want[:n]) &&
					strings.HasPrefix(want[n], there[n]):
					broken++
				default:
					t.Errorf("page %d: %q has the box of %q", o.Page, o.Text, there)
				}
			}
			for i := range rec.Claims {
				c := &rec.Claims[i]
				for _, a := range []schema.Amount{c.Amount, c.Share, c.Change, c.Rate, c.Completion, c.Counterpart} {
					if c.Source.TableID == "" && a.Text != "" {
						o := verify.Figure(rec, c, a)
						look(&o)
					}
				}
			}
			t.Logf("figures of claims: %d have a box of their own, %d that of their first line, %d that of the "+
				"paragraph", exact, broken, paragraph)
			if paragraph*20 > exact {
				t.Errorf("%d of %d figures have no box of their own", paragraph, exact+broken+paragraph)
			}
			exact, broken, paragraph = 0, 0, 0
			for i := range checks {
				for k := range checks[i].Operands {
					if o := &checks[i].Operands[k]; o.Row < 0 && o.TableID == "" {
						look(o)
					}
				}
			}
			t.Logf("operands in sentences: %d, %d, %d", exact, broken, paragraph)
		})
	}
}

// ofParagraph reports that an operand has the box of all of its paragraph.
func ofParagraph(doc *document.Document, o *schema.Operand) bool {
	for i := range doc.Pages {
		for k := range doc.Pages[i].Blocks {
			if doc.Pages[i].Number == o.Page && doc.Pages[i].Blocks[k].Box == o.Box {
				return true
			}
		}
	}
	return false
}

// line is a paragraph in one line, every character ten points wide.
func line(text string, y float32) document.Block {
	b := document.Block{Kind: document.BlockParagraph, Text: text, Table: -1,
		Box: document.Box{X0: 0, Y0: float64(y), X1: 500, Y1: float64(y) + 10}}
	for i := range []rune(text) {
		b.Places = append(b.Places, document.Place{X0: float32(10 * i), Y0: y, X1: float32(10*i + 10), Y1: y + 10})
	}
	return b
}

// TestPlaceOfFigure: where a figure stands is told by its offset, over the
// break of a page too; what cannot be told has the box of the paragraph.
func TestPlaceOfFigure(t *testing.T) {
	first, number, second := line("收入 5万元，支出5万元，结转", 100), line("3", 800), line("1.25万元，共11.25万元，同5万元", 50)
	number.Kind = document.BlockPageNumber
	rec := &schema.Record{Document: &document.Document{Pages: []document.Page{
		{Number: 3, Blocks: []document.Block{first, number}}, {Number: 4, Blocks: []document.Block{second}},
	}}}
	squeezed := document.Squeeze(first.Text + second.Text)
	at := func(words string) int { return strings.Index(squeezed, words) }
	c := &schema.Claim{Source: schema.Source{Page: 3, Block: 0, Row: -1, Column: -1, Box: first.Box}}
	for _, tt := range []struct {
		name, text string
		at         int
		page       int
		want       document.Box
	}{
		{"the first of two", "5", at("5万元，支出"), 3, document.Box{X0: 30, Y0: 100, X1: 40, Y1: 110}},
		{"the second of two", "5", at("5万元，结转"), 3, document.Box{X0: 90, Y0: 100, X1: 100, Y1: 110}},
		{"after the break of the page", "1.25", at("1.25万元，共"), 4, document.Box{X0: 0, Y0: 50, X1: 40, Y1: 60}},
		{"part of another number", "1.25", at("1.25万元，同"), 3, first.Box},
		{"not there", "7", at("5万元，支出"), 3, first.Box},
		{"beyond the document", "5", 10_000, 3, first.Box},
	} {
		o := verify.Figure(rec, c, schema.Amount{Text: tt.text, TextOffset: tt.at})
		if o.Page != tt.page || o.Box != tt.want {
			t.Errorf("%s: page %d, %v; want page %d, %v", tt.name, o.Page, o.Box, tt.page, tt.want)
		}
	}
}
