package verify

import "github.com/yusuan/yusuan/schema"

// Stated are the relations of a rule that the tables of the document state by
// their structure: which sums which, and which reading of the lines is kept,
// is decided for a table as a whole, whatever rules are asked for.
func (p *Pass) Stated(rule string) []Result { return statedByTables.Of(p)[rule] }

var statedByTables = NewView(func(p *Pass) map[string][]Result {
	out := map[string][]Result{}
	for i := range p.Record.Tables {
		t := &p.Record.Tables[i]
		found := tableResults(t)
		leftOut(found)
		results := make([]Result, len(found))
		for k := range found {
			results[k] = found[k].stated(t)
		}
		dropFailingFamilies(results)
		for _, r := range results {
			out[r.Rule] = append(out[r.Rule], r)
		}
	}
	return out
})

// stated is a relation of a table as the result of its rule.
func (r *result) stated(t *schema.Table) Result {
	c := &r.check
	out := Result{
		Rule: r.rule, TableID: c.TableID, Unit: c.Unit, Operands: c.Operands, Outcome: c.Outcome, Reason: c.Reason,
		Printed: c.Printed, Expected: c.Expected, Difference: c.Difference, Slack: c.Slack,
		Family: t.ID + "/" + r.family, Certain: r.Certain, Telling: r.heavy, Args: r.args,
	}
	if r.cutOff {
		out.Milder = "cut_off"
	}
	return out
}
