// Package verify holds the published figures of a document against each other.
// What is held against what is the business of rules, one value each, in
// verify/rules: this package runs them, compares figures, puts results into
// words, and has the numbers behind an accusation read a second time before it
// makes a finding of it.
//
// A figure printed with d decimals stands for the interval of half a unit of
// its last place around it; a relation is inconsistent only if the intervals
// do not meet. What the structure of a document does not make certain, and
// what lacks an operand, is not_checkable and says why: a missing figure never
// passes, and nobody is accused on a guess. Checks and findings are made once,
// of results that are settled, and do not change after that. The package knows
// arithmetic and nothing of layouts, files or provinces.
package verify

import "github.com/yusuan/yusuan/schema"

// Cover counts, table by table, the published amounts that take part in a
// relation with an outcome other than not_checkable that did not decide how its
// table is read.
func Cover(tables []schema.Table, checks []schema.Check) []schema.Coverage {
	type place struct {
		table       string
		row, column int
	}
	checked := map[place]bool{}
	for i := range checks {
		if checks[i].Outcome == schema.NotCheckable || checks[i].Selected {
			continue
		}
		for _, o := range checks[i].Operands {
			checked[place{o.TableID, o.Row, o.Column}] = true
		}
	}
	out := make([]schema.Coverage, len(tables))
	for i := range tables {
		t := &tables[i]
		out[i].TableID = t.ID
		for k := range t.Cells {
			c := &t.Cells[k]
			if c.Amount == nil || c.Role != schema.RoleValue {
				continue
			}
			out[i].Amounts++
			if checked[place{t.ID, c.Row, c.Column}] {
				out[i].Checked++
			}
		}
	}
	return out
}
