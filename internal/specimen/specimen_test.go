package specimen

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSameNumberSameBytes(t *testing.T) {
	for seed := range uint64(12) {
		if !bytes.Equal(Draw(seed).PDF, Draw(seed).PDF) {
			t.Errorf("specimen %d is not always the same", seed)
		}
	}
}

func TestRelations(t *testing.T) {
	tab := table{cells: blankGrid(3, 3)}
	tab.span(0, 1, 1, 2, "both")
	tab.set(1, 0, "name")
	tab.set(1, 2, "2 ....")
	tab.set(2, 0, "a b")
	tab.set(2, 1, "7")
	want := map[Relation]int{
		{"both", "7", true}:  1, // over a blank cell
		{"both", "2", true}:  1,
		{"name", "2", false}: 1,
		{"name", "ab", true}: 1,
		{"ab", "7", false}:   1,
	}
	if d := cmp.Diff(want, relations(tab.cells)); d != "" {
		t.Error(d)
	}
	if s := Compare(nil, nil); s.F1() != 1 {
		t.Errorf("nothing to find gives %v", s.F1())
	}
}
