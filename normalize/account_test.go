package normalize

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// unexplained lists what is not explained of documents that were looked at, and
// why.
var unexplained = map[string][]string{}

// TestAccountCloses: every number of every table of real and of invented
// documents is explained.
func TestAccountCloses(t *testing.T) {
	for _, pattern := range []string{"../fixtures/*-*-*.*[fldx]", "../../shared/corpus/*.[pm]d*"} {
		t.Run(pattern, func(t *testing.T) {
			docs := read(t, pattern)
			for _, name := range slices.Sorted(maps.Keys(docs)) {
				rec := normalized(docs[name], Options{})
				t.Logf("%s: %+v", name, rec.Account())
				for _, why := range rec.Doubts {
					t.Errorf("%s: %s", name, why)
				}
				for i := range rec.Tables {
					tb := &rec.Tables[i]
					for _, u := range tb.Unexplained {
						if !slices.Contains(unexplained[name], u.Text) {
							t.Errorf("%s: %s (%s, page %d) row %d, column %d: %s %s", name, tb.Layout.Title, tb.Kind, u.Page, u.Row,
								u.Column, u.Text, u.Why)
						}
					}
					for _, why := range tb.Doubts {
						if !strings.Contains(why, "not explained") {
							t.Errorf("%s: %s (%s): %s", name, tb.Layout.Title, tb.Kind, why)
						}
					}
				}
			}
		})
	}
}
