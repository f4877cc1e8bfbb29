package rules_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yusuan/yusuan/verify/rules"
)

// TestAddRule: a rule is added by two files and nothing else. The example of
// CONTRIBUTING.md is laid over the package of its group, as if it stood there,
// and its cases are run.
func TestAddRule(t *testing.T) {
	if testing.Short() {
		t.Skip("it compiles the rules again")
	}
	source, err := filepath.Abs("testdata/whole_yuan.go.txt")
	if err != nil {
		t.Fatal(err)
	}
	place, err := filepath.Abs("form/whole_yuan.go")
	if err != nil {
		t.Fatal(err)
	}
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {place: source}})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "overlay.json")
	if err := os.WriteFile(file, overlay, 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("go", "test", "-v", "-overlay", file, "-run", "TestCases/form/", ".", "-cases", "testdata").
		CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestCases/form/whole_yuan") {
		t.Errorf("%v\n%s", err, out)
	}
}

// words are the IDs that are words of other things too.
var words = map[string]bool{"count": true, "unit": true, "organization": true, "balance": true}

// TestTwoFiles: no file of the program but a rule's own names it.
func TestTwoFiles(t *testing.T) {
	var files []string
	for _, pattern := range []string{
		"../*.go", "../*/*.go", "*/*.go", "../../pipeline/*.go", "../../report/*.go", "../../present/*.go", "../../present/*/*.go",
		"../../cmd/yusuan/*.go",
	} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	text := map[string]string{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(f, "_test.go") {
			text[f] = string(b)
		}
	}
	for _, r := range rules.All() {
		own := filepath.Join(r.Group, r.ID+".go")
		if text[own] == "" {
			t.Errorf("%s does not stand in %s", r.ID, own)
		}
		for f, s := range text {
			if f != own && !words[r.ID] && strings.Contains(s, `"`+r.ID+`"`) {
				t.Errorf("%s is named in %s", r.ID, f)
			}
		}
	}
}
