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
// the words of budget forms (words.yaml, rules.yaml) and nothing of layouts,
// files or provinces.
package verify

import (
	"context"

	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/schema"
)

// Run checks a document. Checks and findings are in the order of its tables
// and their rows, then those over several places, by rule; the same record
// gives the same IDs. The only errors are that ctx is done or a limit of its
// budget is met, and then there is neither.
func Run(ctx context.Context, rec *schema.Record) ([]schema.Check, []schema.Finding, error) {
	var results []result
	codes := lookedUp(rec.Facts)
	for i := range rec.Tables {
		if err := budget.Done(ctx); err != nil {
			return nil, nil, err
		}
		own := tableResults(&rec.Tables[i], codes[rec.Tables[i].ID])
		leftOut(own)
		judge(own)
		results = append(results, own...)
	}
	d := &disclosure{ctx: ctx, rec: rec, tables: make(map[string]*schema.Table, len(rec.Tables))}
	for i := range rec.Tables {
		d.tables[rec.Tables[i].ID] = &rec.Tables[i]
	}
	for _, rule := range []func() []result{
		d.agreement, d.claimAmounts, d.claimRates, d.claimCompletions, d.claimShares, d.claimSums, d.claimChanges, d.listSums, d.restatements, d.directions,
		d.allocations, d.allocationCeilings, d.allocationSplits, d.costCeilings, d.departmentFunds, d.departmentIndicators,
		d.evaluations, d.projectAgreement, d.performanceCoverage, d.weights, d.numbering, d.tableNumbers, d.placeholders, d.emptyForms, d.years, d.names, d.counts, d.units,
		d.missingTables, d.codeNames, d.tableNames, d.stages, d.zeroBases, d.noneBudgeted, d.causes, d.listedZeros, d.organizations, d.tableOrganizations, d.projectTotals,
	} {
		found := rule()
		if err := budget.Done(ctx); err != nil {
			return nil, nil, err
		}
		judge(found)
		results = append(results, found...)
	}
	d.doubt(results)
	number(results)
	checks := make([]schema.Check, len(results))
	for i, r := range results {
		checks[i] = r.check
	}
	return checks, d.findings(results), nil
}

// lookedUp are the classes (类) that normalize found for lines without a code,
// by table.
func lookedUp(facts []schema.Fact) map[string]map[place]string {
	out := map[string]map[place]string{}
	for i := range facts {
		f := &facts[i]
		code := f.Function
		if f.Economic != "" {
			code = f.Economic
		}
		if f.CodeSource != "looked_up" || len(code) != 3 {
			continue
		}
		if out[f.TableID] == nil {
			out[f.TableID] = map[place]string{}
		}
		out[f.TableID][place{f.Row, f.Side}] = code
	}
	return out
}

// tableResults are the relations inside one table.
func tableResults(t *schema.Table, codes map[place]string) []result {
	if t.Kind == schema.PerformanceOverall || t.Kind == schema.PerformanceProject || t.Layout == nil {
		return nil
	}
	s := newSheet(t, codes)
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
	results = append(results, s.comparisons()...)
	for _, r := range s.balances() {
		results = append(results, r.evaluate())
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
