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
				case n >= 0 && n < len(want) && slices.Equal(there[:n], want[:n]) && strings.HasPrefix(want[n], there[n]):
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
			t.Logf("figures of claims: %d have a box of their own, %d that of their first line, %d that of the paragraph", exact, broken, paragraph)
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
