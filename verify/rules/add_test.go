package rules_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yusuan/yusuan/internal/addition"
	"github.com/yusuan/yusuan/verify/rules"
)

// TestAddRule: a rule is added by two files and nothing else. The example of
// CONTRIBUTING.md is laid over the package of its group, as if it stood there,
// and its cases are run.
func TestAddRule(t *testing.T) {
	addition.Try(t, map[string]string{"form/whole_yuan.go": addition.Read(t, "testdata/whole_yuan.go.txt")},
		"TestCases/form/whole_yuan", "-cases", "testdata")
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
