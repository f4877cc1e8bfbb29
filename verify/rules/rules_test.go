package rules_test

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/yusuan/yusuan/verify"
	"github.com/yusuan/yusuan/verify/rules"
)

var update = flag.Bool("update", false, "write docs/rules.md and what the cases of the rules say")

// TestDocument: docs/rules.md is made of the rules; -update writes it.
func TestDocument(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("# Rules\n\nEvery relation that verification holds, generated from the values in verify/rules.\n" +
		"Outcomes: `exact`; `rounding` (the intervals of the printed figures meet); `inconsistent`\n" +
		"(they do not); `reading_disputed` (a second reading of the file has other numbers);\n" +
		"`not_checkable` (an operand is missing or the structure is not certain).\n\n" +
		"An error is a warning where a figure was worked out from white space or recognised in an\n" +
		"image, where its table is of no known kind, and where other amounts of the passage give a\n" +
		"percentage that those it was taken to speak of do not.\n")
	group := ""
	for _, r := range rules.All() {
		if r.Group != group {
			group = r.Group
			fmt.Fprintf(&b, "\n## %s\n", groups[group])
		}
		fmt.Fprintf(&b, "\n### %s\n\n%s\n\n%s.\n\n- severity: %s\n", r.ID, r.TitleZH, r.TitleEN, r.Severity)
		for _, name := range slices.Sorted(maps.Keys(r.Milder)) {
			fmt.Fprintf(&b, "- %s where %s\n", r.Milder[name].Severity, r.Milder[name].When)
		}
		fmt.Fprintf(&b, "- tables: %s\n- source: %s\n- example: %s\n", strings.Join(r.Kinds, ", "), r.Source, r.Example)
	}
	b.WriteString("\n## Why something is not checkable\n\nThe `reason` of such a check.\n\n| reason | meaning | 含义 |\n|---|---|---|\n")
	for _, r := range verify.Reasons() {
		if r.ID == "" || r.ZH == "" || r.EN == "" {
			t.Errorf("reason %q has no words: %+v", r.ID, r)
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", r.ID, r.EN, r.ZH)
	}
	const path = "../../docs/rules.md"
	if *update {
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(have, b.Bytes()) {
		t.Errorf("docs/rules.md is not what the rules say: run go test ./verify/rules -update (%v)", err)
	}
}

// groups are the headings of the packages that rules stand in.
var groups = map[string]string{
	"table": "Figures of tables", "claim": "What sentences say", "project": "Projects and their performance", "form": "The document itself",
}
