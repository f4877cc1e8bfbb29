// Package addition tries for tests what CONTRIBUTING.md says of additions: that
// one is made by certain files and nothing else.
package addition

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Try compiles the package of the test again as if files had other contents,
// or were there at all, and wants a test of it to pass that needs them. Files
// are named from the folder of the package.
func Try(t *testing.T, files map[string]string, test string, args ...string) {
	t.Helper()
	if testing.Short() {
		t.Skip("it compiles the package again")
	}
	dir, replace := t.TempDir(), map[string]string{}
	for name, content := range files {
		place, err := filepath.Abs(name)
		if err != nil {
			t.Fatal(err)
		}
		copied := filepath.Join(dir, strings.ReplaceAll(filepath.ToSlash(name), "/", "_"))
		if err := os.WriteFile(copied, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		replace[place] = copied
	}
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	list := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(list, overlay, 0o644); err != nil {
		t.Fatal(err)
	}
	name := "^" + strings.ReplaceAll(test, "/", "$/^") + "$"
	run := append([]string{"test", "-v", "-overlay", list, "-run", name, "."}, args...)
	out, err := exec.CommandContext(t.Context(), "go", run...).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: "+test) {
		t.Errorf("%v\n%s", err, out)
	}
}

// Read is a file as it stands.
func Read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Insert puts lines behind the first line of a text that ends so.
func Insert(t *testing.T, text, behind, lines string) string {
	t.Helper()
	before, after, found := strings.Cut(text, behind+"\n")
	if !found {
		t.Fatalf("there is no line %q", behind)
	}
	return before + behind + "\n" + lines + after
}
