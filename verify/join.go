package verify

import (
	"context"
	"fmt"
	"slices"

	"github.com/yusuan/yusuan/schema"
)

// Join holds the sentences and the contents of a document against tables of
// other documents of the same report: what was published as two files is one
// thing to check. The document keeps its own tables; of the others those count
// whose kind it does not have, the first document with one of a kind first.
//
// Only rules on what sentences say and contents announce are run again, and
// only their checks and findings are made anew, as those of the document: their
// operands name the other. One whose figures are the same as before stays as it
// was, with what came of its second reading. Numbers of two files are not read
// a second time.
func Join(ctx context.Context, r *schema.Record, others []*schema.Record, rules []Rule) error {
	joined, owner := *r, map[string]*schema.Record{} // of a table
	joined.Tables, joined.Facts = slices.Clone(r.Tables), slices.Clone(r.Facts)
	have := map[schema.TableKind]bool{}
	for i := range r.Tables {
		have[r.Tables[i].Kind] = len(r.Facts) > 0
	}
	for _, other := range others {
		added := map[schema.TableKind]bool{}
		for i := range other.Tables {
			if t := &other.Tables[i]; !have[t.Kind] {
				owner[t.ID], added[t.Kind] = other, true
				joined.Tables = append(joined.Tables, *t)
			}
		}
		for i := range other.Facts {
			if f := &other.Facts[i]; owner[f.TableID] == other {
				joined.Facts = append(joined.Facts, *f)
			}
		}
		for kind := range added {
			have[kind] = true
		}
	}
	if len(owner) == 0 {
		return nil
	}
	var again []Rule
	anew := map[string]bool{}
	for i := range rules {
		if rules[i].Group == "claim" || slices.Contains(rules[i].Kinds, "contents") {
			again, anew[rules[i].ID] = append(again, rules[i]), true
		}
	}
	checks, findings, err := Run(ctx, &joined, again, NewSecondReading(r.Document, nil))
	if err != nil {
		return fmt.Errorf("with the tables of %s: %w", others[0].Source, err)
	}
	before := outcomesOf(r)
	r.Checks = slices.DeleteFunc(r.Checks, func(c schema.Check) bool { return anew[c.Rule] })
	r.Findings = slices.DeleteFunc(r.Findings, func(f schema.Finding) bool { return anew[f.Rule] })
	for _, c := range checks {
		if old, same := before[c.ID]; same && slices.Equal(old.check.Operands, c.Operands) {
			c = old.check
		}
		name(c.Operands, owner)
		r.Checks = append(r.Checks, c)
	}
	for _, f := range findings {
		if old, same := before[f.CheckID]; same && old.finding != nil && slices.Equal(old.finding.Evidence, f.Evidence) {
			f = *old.finding
		}
		name(f.Evidence, owner)
		r.Findings = append(r.Findings, f)
	}
	r.Coverage = Cover(r.Tables, r.Checks)
	return nil
}

// outcome is a check and what was found by it.
type outcome struct {
	check   schema.Check
	finding *schema.Finding
}

func outcomesOf(r *schema.Record) map[string]outcome {
	out := map[string]outcome{}
	for _, c := range r.Checks {
		out[c.ID] = outcome{check: c}
	}
	for _, f := range r.Findings {
		out[f.CheckID] = outcome{out[f.CheckID].check, &f}
	}
	return out
}

// name says of the operands in tables of other documents which these are.
func name(operands []schema.Operand, owner map[string]*schema.Record) {
	for i := range operands {
		if other := owner[operands[i].TableID]; other != nil {
			operands[i].DocumentID, operands[i].File = other.DocumentID, other.Source
		}
	}
}
