package verify_test

import (
	"strings"
	"testing"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// printedOn is a figure with the place of a sentence that prints it.
type printedOn struct {
	table     string
	page      int
	row, cell int
	text      string
}

// TestAccountOfClaims: every part of every claim stands in a check, done or not
// checkable with a reason.
func TestAccountOfClaims(t *testing.T) {
	docs := wholes(t, "../fixtures/*-budget.pdf", "../fixtures/*-final.pdf", "../../shared/corpus/*.pdf",
		"../../shared/corpus/*.md")
	parts := 0
	for _, name := range keys(docs) {
		rec, checks, _ := verified(docs[name])
		parts += accountFor(t, name, rec, checks)
	}
	if parts == 0 {
		t.Error("no claims")
	}
}

// accountFor reports the parts of claims that no check is of, and counts all.
func accountFor(t *testing.T, name string, rec *schema.Record, checks []schema.Check) (parts int) {
	t.Helper()
	figures, words := map[printedOn]int{}, map[string]bool{}
	for _, c := range checks {
		if c.Outcome == schema.NotCheckable && c.Reason == "" {
			t.Errorf("%s: %s is not checkable without a reason", name, c.ID)
		}
		seen := map[printedOn]bool{}
		for _, o := range c.Operands {
			k := printedOn{o.TableID, o.Page, o.Row, o.Column, o.Text}
			if !seen[k] {
				figures[k]++
				seen[k] = true
			}
		}
		for _, s := range strings.Split(c.ID, "-") {
			words[c.Rule+" "+s] = true
		}
	}
	lost := func(c *schema.Claim, part, text string) {
		t.Errorf("%s %s: no check is of its %s %s: %s", name, verify.Tail(c.ID), part, text, c.Quote)
	}
	for i := range rec.Claims {
		c := &rec.Claims[i]
		for part, a := range map[string]schema.Amount{"amount": c.Amount, "change": c.Change, "rate": c.Rate,
			"share": c.Share, "completion": c.Completion, "counterpart": c.Counterpart, "prior": c.Prior} {
			if a.Text == "" {
				continue
			}
			parts++
			at := printedOn{c.Source.TableID, c.Source.Page, c.Source.Row, c.Source.Column, a.Text}
			if at.table == "" {
				at.row, at.cell = -1, -1
			}
			next := at
			next.page++ // a sentence may go on there
			if figures[at] == 0 && figures[next] == 0 {
				lost(c, part, a.Text)
			}
		}
		tail := verify.Tail(c.ID)
		if c.Direction != "" && !words["claim_change "+tail] && !words["claim_direction "+tail] &&
			!words["claim_rate "+tail] {
			lost(c, "direction", string(c.Direction))
		}
		if c.Reason != "" && !words["cause "+tail] {
			lost(c, "reason", c.Reason)
		}
	}
	return parts
}

// TestAccountLeft: what nothing is printed for is not checkable with a reason,
// each part in the rule for it.
func TestAccountLeft(t *testing.T) {
	claim := schema.Claim{ID: "d-s0001", Scope: "narrative", Subject: "在职人员", Quote: "在职21人，减少3人",
		Sentence: "在职21人，减少3人，主要原因是退休。", Direction: "decrease", Reason: "退休",
		Amount: schema.Amount{Text: "21", Unit: "人"}, Change: schema.Amount{Text: "3", Unit: "人"}}
	rec := record("d", nil)
	rec.Document = &document.Document{}
	rec.Claims = []schema.Claim{claim}
	checks, _ := run(rec)
	want := map[string]string{
		"count_sum": "figures_to_work_it_out_not_printed", "claim_change": "figures_to_work_it_out_not_printed",
		"claim_direction": "figures_to_work_it_out_not_printed", "cause": "reason_names_nothing_printed",
	}
	for _, c := range checks {
		if why, ok := want[c.Rule]; ok && c.Outcome == schema.NotCheckable && c.Reason == why {
			delete(want, c.Rule)
		}
	}
	if len(want) > 0 {
		t.Errorf("no check says %v: %v", want, checks)
	}
	accountFor(t, "d", rec, checks)
}
