package verify_test

import (
	"strings"
	"testing"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// TestPassageOverPages: a sentence that a page cuts is one text, and what it
// says is quoted from the page it is printed on.
func TestPassageOverPages(t *testing.T) {
	for _, tt := range []struct {
		name string
		text [2]string
		page int // of the item that is printed as zero; 0 for no finding
	}{
		{"the list goes on", [2]string{"人员经费8.00万元，主要包括：基本工资、", "奖励金。"}, 2},
		{"it stands before the cut", [2]string{"人员经费8.00万元，主要包括：奖励金、基本", "工资。"}, 1},
		{"another paragraph begins", [2]string{"人员经费8.00万元，主要包括：基本工资。", "奖励金。"}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rec := doc{
				facts: [][]string{
					{"001", "general_budget_basic_expenditure", "基本工资", "8.00万元", "", "basic", "all"},
					{"001", "general_budget_basic_expenditure", "奖励金", "0.00万元", "", "basic", "all"},
				},
				with: func(r *schema.Record) {
					r.Facts[0].Economic, r.Facts[1].Economic = "30101", "30309"
					r.Document.Pages = nil
					for i, text := range tt.text {
						box := document.Box{X0: 10, Y0: float64(100 * i), X1: 500, Y1: float64(100*i + 20)}
						r.Document.Pages = append(r.Document.Pages, document.Page{Number: i + 1, Blocks: []document.Block{
							{Kind: document.BlockParagraph, Text: text, Table: -1, Box: box}}})
					}
				},
			}.record()
			_, findings := ofRule(rec, "listed_zero")
			if tt.page == 0 {
				if len(findings) > 0 {
					t.Errorf("accused: %s", findings[0].MessageZH)
				}
				return
			}
			if len(findings) != 1 {
				t.Fatalf("%d findings", len(findings))
			}
			if o := findings[0].Evidence[0]; o.Page != tt.page || !strings.Contains(o.Text, "奖励金") {
				t.Errorf("%q on page %d, want page %d", o.Text, o.Page, tt.page)
			}
		})
	}
}
