package verify

import "github.com/yusuan/yusuan/schema"

// Change says what became of a finding from one run to the next.
type Change string

const (
	New  Change = "new"  // was not there before
	Gone Change = "gone" // is not there any more
	Same Change = "same" // was there, at the same place of the same document
)

// Compared is a finding with what became of it; Gone has the old finding, the
// others the new one.
type Compared struct {
	Change  Change
	Finding schema.Finding
}

// Diff compares the findings of two runs by their IDs: those of the new run in
// their order, then those that are gone in theirs.
func Diff(old, now []schema.Finding) []Compared {
	before := make(map[string]bool, len(old))
	for i := range old {
		before[old[i].ID] = true
	}
	after := make(map[string]bool, len(now))
	out := make([]Compared, 0, len(now))
	for i := range now {
		after[now[i].ID] = true
		change := New
		if before[now[i].ID] {
			change = Same
		}
		out = append(out, Compared{change, now[i]})
	}
	for i := range old {
		if !after[old[i].ID] {
			out = append(out, Compared{Gone, old[i]})
		}
	}
	return out
}
