package verify

import (
	"slices"

	"github.com/yusuan/yusuan/schema"
)

// Tally counts checks by outcome.
type Tally struct {
	Done         int `json:"done"` // all but those not checkable
	Exact        int `json:"exact"`
	Rounding     int `json:"rounding"`
	Inconsistent int `json:"inconsistent"`
	Disputed     int `json:"reading_disputed"`
	NotCheckable int `json:"not_checkable"`
}

// RuleTally counts the checks of one rule.
type RuleTally struct {
	Rule Rule
	Tally
}

// ReasonTally counts the checks that one reason kept from being done.
type ReasonTally struct {
	Reason Reason
	Count  int
}

// Count counts the checks of a document: all of them, and those of each of
// the rules that has some, in their order.
func Count(r *schema.Record, rules []Rule) (all Tally, byRule []RuleTally) {
	counts := map[string]*Tally{}
	for i := range r.Checks {
		id, o := r.Checks[i].Rule, r.Checks[i].Outcome
		if counts[id] == nil {
			counts[id] = &Tally{}
		}
		counts[id].add(o)
		all.add(o)
	}
	for _, rule := range rules {
		if n := counts[rule.ID]; n != nil {
			byRule = append(byRule, RuleTally{rule, *n})
		}
	}
	return all, byRule
}

// CountReasons counts what was not checkable by why, the most frequent
// reason first.
func CountReasons(r *schema.Record) (out []ReasonTally) {
	counts := map[string]int{}
	for i := range r.Checks {
		if c := &r.Checks[i]; c.Outcome == schema.NotCheckable {
			counts[c.Reason]++
		}
	}
	for _, reason := range reasons {
		if n := counts[reason.ID]; n > 0 {
			out = append(out, ReasonTally{reason, n})
		}
	}
	slices.SortStableFunc(out, func(a, b ReasonTally) int { return b.Count - a.Count })
	return out
}

func (t *Tally) add(o schema.Outcome) {
	switch o {
	case schema.NotCheckable:
		t.NotCheckable++
		return
	case schema.Exact:
		t.Exact++
	case schema.Rounding:
		t.Rounding++
	case schema.Inconsistent:
		t.Inconsistent++
	case schema.ReadingDisputed:
		t.Disputed++
	}
	t.Done++
}
