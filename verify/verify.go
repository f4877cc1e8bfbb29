// Package verify holds the published figures of a document against each other:
// sums that a table states by its labels, codes and header, the balance of its
// two sides, and the structure its form is known to have.
//
// A figure printed with d decimals stands for the interval of half a unit of
// its last place around it; a relation is inconsistent only if the intervals
// do not meet. What the structure of a table does not make certain, and what
// lacks an operand, is not_checkable and says why: a missing figure never
// passes, and nobody is accused on a guess. The package knows arithmetic and
// the words of budget forms (words.yaml, rules.yaml) and nothing of layouts,
// files or provinces.
package verify

import (
	"github.com/yusuan/yusuan/schema"
)

// Run checks a document. Checks and findings are in the order of its tables
// and their rows; the same record gives the same IDs.
func Run(rec *schema.Record) ([]schema.Check, []schema.Finding) {
	var checks []schema.Check
	for i := range rec.Tables {
		checks = append(checks, tableChecks(&rec.Tables[i])...)
	}
	return checks, findings(checks)
}

// tableChecks are the relations inside one table.
func tableChecks(t *schema.Table) []schema.Check {
	if t.Kind == schema.PerformanceOverall || t.Kind == schema.PerformanceProject || t.Layout == nil {
		return nil
	}
	s := newSheet(t)
	var results []result
	for i := range s.sides {
		if named, ok := s.publicRows(i); ok {
			results = append(results, named...)
		} else {
			results = append(results, s.sideResults(i)...)
		}
		results = append(results, s.publicColumns(i)...)
	}
	for _, r := range s.columnRelations() {
		results = append(results, r.evaluate())
	}
	for _, r := range s.balances() {
		results = append(results, r.evaluate())
	}
	judge(results)
	checks := make([]schema.Check, len(results))
	for i, r := range results {
		checks[i] = r.check
	}
	number(checks)
	return checks
}
