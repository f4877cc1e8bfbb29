package verify_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// place is a cell of a table.
type place struct{ row, column int }

// moving moves the amounts of a table about, and says which cells changed.
type moving struct {
	name string
	do   func(t *document.Table, amounts [][]place, nth int) []place
}

// movings are what goes wrong with whole rows, columns and tables. amounts are
// the amounts of each column from the top.
var movings = []moving{
	{"two rows exchanged", func(t *document.Table, amounts [][]place, nth int) []place {
		column := amounts[nth%len(amounts)]
		if len(column) < 2 {
			return nil
		}
		a := column[nth%(len(column)-1)]
		b := column[nth%(len(column)-1)+1]
		x, y := &t.Cells[a.row][a.column], &t.Cells[b.row][b.column]
		if x.Text == y.Text {
			return nil
		}
		x.Text, y.Text = y.Text, x.Text
		return []place{a, b}
	}},
	{"a column shifted", func(t *document.Table, amounts [][]place, nth int) (changed []place) {
		column := amounts[nth%len(amounts)]
		if len(column) < 3 {
			return nil
		}
		last := t.Cells[column[len(column)-1].row][column[0].column].Text
		for _, p := range column {
			c := &t.Cells[p.row][p.column]
			if c.Text != last {
				changed = append(changed, p)
			}
			c.Text, last = last, c.Text
		}
		return changed
	}},
	{"a table scaled", func(t *document.Table, amounts [][]place, nth int) (changed []place) {
		if nth > 0 {
			return nil // there is one way
		}
		for _, column := range amounts {
			for _, p := range column {
				c := &t.Cells[p.row][p.column]
				if a := amount.Parse(c.Text); !a.Value.IsZero() {
					c.Text = a.Value.Mul(decimal.NewFromInt(10)).StringFixed(max(a.Decimals, 0))
					changed = append(changed, p)
				}
			}
		}
		return changed
	}},
}

// amountsOf are the amounts of a table by column.
func amountsOf(t *schema.Table) (out [][]place) {
	at := map[int]int{}
	for i := range t.Cells {
		c := &t.Cells[i]
		if c.Amount == nil || c.Role != schema.RoleValue {
			continue
		}
		if _, known := at[c.Column]; !known {
			at[c.Column] = len(out)
			out = append(out, nil)
		}
		out[at[c.Column]] = append(out[at[c.Column]], place{c.Row, c.Column})
	}
	return out
}

// unbalanced: a check that holds is of some of the changed figures of a table
// and of others, so that it holds no more: a figure is printed twice, or a sum
// breaks. A check of a change of all alike says nothing.
func unbalanced(checks []schema.Check, table string, changed []place, all bool) bool {
	return slices.ContainsFunc(checks, func(c schema.Check) bool {
		if c.Outcome != schema.Exact && c.Outcome != schema.Rounding || c.Selected || c.Printed.IsZero() {
			return false
		}
		moved, kept := 0, 0
		for _, o := range c.Operands {
			if o.TableID == table && slices.Contains(changed, place{o.Row, o.Column}) {
				moved++
			} else if a := amount.Parse(o.Text); !a.Value.IsZero() && !(all && o.TableID == table) {
				kept++
			}
		}
		if all {
			return moved == 1 && kept == 1 // of two places that print one number, one is scaled
		}
		return moved == 1 && kept > 0
	})
}

// moveTables moves the amounts of every nth table about and counts what is
// found of what a check bears witness to, and of the rest.
func moveTables(t *testing.T, docs map[string]*document.Document, nth, times int) {
	for _, m := range movings {
		var witnessed, others rate
		count := 0
		for _, name := range keys(docs) {
			doc := docs[name]
			clean, checks, before := verified(doc)
			known := map[string]bool{}
			for _, f := range before {
				known[f.ID+string(f.Severity)] = true
			}
			for i := range clean.Tables {
				if count++; count%nth != 0 {
					continue
				}
				amounts := amountsOf(&clean.Tables[i])
				if len(amounts) == 0 || strings.HasPrefix(string(clean.Tables[i].Kind), "performance") {
					continue
				}
				for n := range times {
					wrong, table := withTable(doc, clean.Tables[i].ID, clean)
					changed := m.do(table, amounts, n)
					if len(changed) == 0 {
						continue
					}
					count := &others
					if unbalanced(checks, clean.Tables[i].ID, changed, m.name == "a table scaled") {
						count = &witnessed
					}
					count.tried++
					rec, _, findings := verified(wrong)
					if why := rec.Doubtful(); why != "" && why != clean.Doubtful() ||
						slices.ContainsFunc(findings, func(f schema.Finding) bool {
							return !known[f.ID+string(f.Severity)] && f.Severity != schema.SeverityInfo
						}) {
						count.found++
					} else if count == &witnessed {
						t.Logf("not found: %s in %s 《%s》 %v", m.name, name, clean.Tables[i].Layout.Title, fmt.Sprint(changed))
					}
				}
			}
		}
		t.Logf("%-20s %d of %d found where a check bears witness; %d of %d others", m.name, witnessed.found,
			witnessed.tried, others.found, others.tried)
		if 100*witnessed.found < 85*witnessed.tried {
			t.Errorf("%s: found %d of %d", m.name, witnessed.found, witnessed.tried)
		}
	}
}

// TestMutationMoved exchanges rows, shifts columns and scales tables of the
// invented documents.
func TestMutationMoved(t *testing.T) {
	docs := wholes(t, "../fixtures/*-budget.md")
	moveTables(t, docs, sample(2), 8/sample(4))
}

// TestMutationMovedShared does it in the published documents beside the
// repository.
func TestMutationMovedShared(t *testing.T) {
	docs := wholes(t, "../../shared/corpus/*.pdf", "../../shared/corpus/*.md")
	if len(docs) == 0 {
		t.Skip("no published documents beside the repository")
	}
	moveTables(t, docs, sample(3), 4/sample(4))
}
