// Package verify holds the published figures of a document against each other:
// sums that a table states by its labels, codes and header, the balance of its
// two sides, and the structure its form is known to have; one coordinate in
// several tables and sentences; what sentences claim of amounts, shares and
// changes; projects and their performance tables; and what a form has to say.
//
// A figure printed with d decimals stands for the interval of half a unit of
// its last place around it; a relation is inconsistent only if the intervals
// do not meet. What the structure of a table does not make certain, and what
// lacks an operand, is not_checkable and says why: a missing figure never
// passes, and nobody is accused on a guess. The package knows arithmetic and
// the words of budget forms (words.yaml) and nothing of layouts,
// files or provinces.
package verify

import "github.com/yusuan/yusuan/schema"

// tableResults are the relations inside one table.
func tableResults(t *schema.Table) []result {
	if t.Kind == schema.PerformanceOverall || t.Kind == schema.PerformanceProject || t.Layout == nil {
		return nil
	}
	s := &sheet{t.Grid(), t}
	var results []result
	for i := range s.Sides {
		if named, ok := s.publicRows(i); ok {
			results = append(results, named...)
		} else {
			results = append(results, s.lineResults(i)...)
		}
		results = append(results, s.publicColumns(i)...)
	}
	for _, r := range s.columnRelations() {
		results = append(results, r.evaluate())
	}
	results = append(results, s.comparisons()...)
	for _, sum := range s.Balances() {
		results = append(results, relation{rule: ruleBalance, family: "balance", sheet: s, Sum: sum}.evaluate())
	}
	return results
}

// Cover counts, table by table, the published amounts that take part in a
// relation with an outcome other than not_checkable.
func Cover(tables []schema.Table, checks []schema.Check) []schema.Coverage {
	type place struct {
		table       string
		row, column int
	}
	checked := map[place]bool{}
	for i := range checks {
		if checks[i].Outcome == schema.NotCheckable {
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
