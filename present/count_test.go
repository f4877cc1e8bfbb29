package present

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/schema"
)

// TestCount: every check is counted once, and one whose numbers are disputed
// is no inconsistency.
func TestCount(t *testing.T) {
	rec := &schema.Record{
		Checks: []schema.Check{
			{ID: "1", Rule: "years", Outcome: schema.Inconsistent},
			{ID: "2", Rule: "balance", Outcome: schema.Exact},
			{ID: "3", Rule: "balance", Outcome: schema.Rounding},
			{ID: "4", Rule: "balance", Outcome: schema.ReadingDisputed},
			{ID: "5", Rule: "balance", Outcome: schema.NotCheckable, Reason: "units_differ"},
			{ID: "6", Rule: "balance", Outcome: schema.NotCheckable, Reason: "total_blank"},
			{ID: "7", Rule: "balance", Outcome: schema.NotCheckable, Reason: "units_differ"},
		},
	}
	c := Of(rec).Checks
	if diff := cmp.Diff(schema.Tally{Done: 4, Exact: 1, Rounding: 1, Inconsistent: 1, Disputed: 1, NotCheckable: 3},
		c.Tally); diff != "" {
		t.Error(diff)
	}
	got := map[string]schema.Tally{}
	for _, r := range c.Rules {
		got[r.ID] = r.Tally
	}
	if diff := cmp.Diff(map[string]schema.Tally{
		"balance": {Done: 3, Exact: 1, Rounding: 1, Disputed: 1, NotCheckable: 3}, "years": {Done: 1, Inconsistent: 1},
	}, got); diff != "" || c.Rules[0].ID != "balance" {
		t.Error(diff, c.Rules)
	}
	reasons := ""
	for _, r := range c.Reasons {
		reasons += fmt.Sprintf("%d %s, ", r.Count, r.ID)
	}
	if want := "2 units_differ, 1 total_blank, "; reasons != want {
		t.Errorf("%s; want %s", reasons, want)
	}
}
