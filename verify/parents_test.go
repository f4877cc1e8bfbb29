package verify_test

import (
	"strings"
	"testing"

	"github.com/yusuan/yusuan/schema"
	grid "github.com/yusuan/yusuan/table"
)

// TestParents: what the facts say a row is a part of is what the checks by rows
// add up, and the codes printed with facts are those the sums go by. Facts and
// checks stand on one model of the table (package table), so that the dataset
// does not contradict itself.
func TestParents(t *testing.T) {
	links, codes := 0, 0
	for name, doc := range wholes(t, "../fixtures/*", "../../shared/corpus/*") {
		rec, checks, _ := verified(doc)
		type place struct {
			table       string
			row, column int
		}
		facts := map[place]*schema.Fact{}
		models := map[string]*grid.Model{}
		for i := range rec.Tables {
			models[rec.Tables[i].ID] = rec.Tables[i].Model
		}
		for i := range rec.Facts {
			f := &rec.Facts[i]
			facts[place{f.TableID, f.Row, f.Column}] = f
			if m := models[f.TableID]; m != nil && f.CodeSource == "printed" {
				codes++
				if l := m.Line(f.Row, f.Side); l == nil || l.Code != f.Function && l.Code != f.Economic && l.Code != f.Revenue {
					t.Errorf("%s: %s has the codes %q %q, its line %+v", name, f.ID, f.Function, f.Economic, l)
				}
			}
		}
		for i := range checks {
			c := &checks[i]
			if !strings.HasPrefix(c.Rule, "rows_") && !byRows(c) {
				continue
			}
			total := c.Operands[0]
			for _, o := range c.Operands[1:] {
				f := facts[place{o.TableID, o.Row, o.Column}]
				if f == nil {
					continue // of a table of no known kind, or blank
				}
				links++
				if f.Parent != total.Row {
					t.Errorf("%s: %s: the fact of row %d (%s) has parent row %d, the check adds it to row %d (%s)",
						name, c.ID, o.Row, o.RowLabel, f.Parent, total.Row, total.RowLabel)
				}
			}
		}
	}
	if links < 500 || codes < 500 {
		t.Errorf("%d links and %d codes are too few to say anything", links, codes)
	}
	t.Logf("%d links of parts and totals, %d codes", links, codes)
}

// byRows reports a check of the three public expenses whose parts are lines.
func byRows(c *schema.Check) bool {
	if !strings.HasPrefix(c.Rule, "three_public") {
		return false
	}
	for _, o := range c.Operands {
		if o.Column != c.Operands[0].Column {
			return false
		}
	}
	return true
}
