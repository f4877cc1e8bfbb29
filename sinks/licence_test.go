package sinks

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestLicence: a dataset names its licence by an identifier of the Open
// Definition that is conformant and asks nothing of users, and the law that is
// the reason, in both languages.
func TestLicence(t *testing.T) {
	data, err := json.Marshal(packageOf(&Manifest{}, time.Time{}))
	if err != nil {
		t.Fatal(err)
	}
	var p struct {
		Licenses []struct{ Name, Title string }
	}
	if err := json.Unmarshal(data, &p); err != nil || len(p.Licenses) != 1 {
		t.Fatalf("%+v, %v", p, err)
	}
	// licenses.opendefinition.org/licenses/all.json: od_conformance approved, without attribution or share-alike
	free := []string{"other-pd", "CC0-1.0", "ODC-PDDL-1.0"}
	l := p.Licenses[0]
	if !slices.Contains(free, l.Name) {
		t.Errorf("licence %q is none of %v", l.Name, free)
	}
	for _, word := range []string{"Copyright Law", "article 5", "著作权法", "第五条"} {
		if !strings.Contains(l.Title, word) {
			t.Errorf("%q does not say %s", l.Title, word)
		}
	}
}
