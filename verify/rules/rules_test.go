package rules_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"golang.org/x/tools/txtar"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
	"github.com/yusuan/yusuan/verify/rules"
)

var update = flag.Bool("update", false, "write docs/rules.md and what the cases of the rules say")

// TestDocument: docs/rules.md is made of the rules; -update writes it.
func TestDocument(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("# Rules\n\nEvery relation that verification holds, generated from the values in verify/rules.\n" +
		"Outcomes: `exact`; `rounding` (the intervals of the printed figures meet); `within` (a bound\n" +
		"that is kept: nothing says that the figures are equal); `inconsistent` (none of these);\n" +
		"`reading_disputed` (a second reading of the file has other numbers);\n" +
		"`not_checkable` (an operand is missing or the structure is not certain).\n\n" +
		"An error is a warning where a figure was worked out from white space, where one was recognised\n" +
		"in an image and no invisible text of the file has the same, where its table is of no known\n" +
		"kind, and where other amounts of the passage give a percentage that those it was taken to speak\n" +
		"of do not. What is a warning because its counterpart is inferred is an error where another rule\n" +
		"bears it out: both fail because of one figure, and hold with one other value of it.\n")
	group := ""
	for _, r := range rules.All() {
		if r.Group != group {
			group = r.Group
			fmt.Fprintf(&b, "\n## %s\n", groups[group])
		}
		fmt.Fprintf(&b, "\n### %s\n\n%s\n\n%s.\n\n- severity: %s\n", r.ID, r.TitleZH, r.TitleEN, r.Severity)
		for _, name := range slices.Sorted(maps.Keys(r.Milder)) {
			fmt.Fprintf(&b, "- %s where %s\n", r.Milder[name].Severity, r.Milder[name].WhenEN)
		}
		fmt.Fprintf(&b, "- tables: %s\n- source: %s\n- example: %s\n", strings.Join(r.Kinds, ", "), r.Source, r.Example)
	}
	b.WriteString("\n## Why something is not checkable\n\nThe `reason` of such a check.\n\n| reason | meaning | 含义 " +
		"|\n|---|---|---|\n")
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
	"table": "Figures of tables", "government": "Budgets of governments", "claim": "What sentences say", "project": "Projects and their performance",
	"form": "The document itself", "report": "Between the reports of an organization",
}

// more is a folder with more cases, for rules that a test adds.
var more = flag.String("cases", "", "a folder with cases of more rules")

// TestCases holds every rule against the cases in the txtar file beside it:
// documents that keep it (pass), break it (fail), and lack what it needs
// (unknown). What it says of each stands in the file and is rewritten with
// -update. A rule that has no case of a kind says in the file's comment why
// it never has one: “never unknown: ...”.
func TestCases(t *testing.T) {
	for _, r := range rules.All() {
		t.Run(r.Group+"/"+r.ID, func(t *testing.T) {
			path := filepath.Join(r.Group, r.ID+".txtar")
			if _, err := os.Stat(path); err != nil && *more != "" {
				path = filepath.Join(*more, r.ID+".txtar")
			}
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatalf("a rule has cases beside it: %v", err)
			}
			testCases(t, &r, archive)
			if *update {
				if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// wants are the outcomes that a case of each kind has to have, and those it
// must not have.
var wants = map[string]struct{ has, never []schema.Outcome }{
	"pass":    {nil, []schema.Outcome{schema.Inconsistent, schema.NotCheckable}},
	"fail":    {[]schema.Outcome{schema.Inconsistent}, nil},
	"unknown": {[]schema.Outcome{schema.NotCheckable}, []schema.Outcome{schema.Inconsistent}},
}

func testCases(t *testing.T, r *verify.Rule, archive *txtar.Archive) {
	golden := map[string]*txtar.File{}
	for i := range archive.Files {
		if f := &archive.Files[i]; strings.HasSuffix(f.Name, ".want") {
			golden[strings.TrimSuffix(f.Name, ".want")] = f
		}
	}
	seen := map[string]bool{}
	var files []txtar.File
	for _, f := range archive.Files {
		name, ok := strings.CutSuffix(f.Name, ".yaml")
		if !ok {
			continue
		}
		kind, _, _ := strings.Cut(name, "-")
		seen[kind] = true
		checks, findings, err := tried(t.Context(), r, f.Data)
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		outcomes := map[schema.Outcome]bool{}
		for _, c := range checks {
			outcomes[c.Outcome] = true
		}
		want, known := wants[kind]
		if !known {
			t.Errorf("%s is neither pass, fail nor unknown", f.Name)
		}
		for _, o := range want.has {
			if !outcomes[o] {
				t.Errorf("%s: nothing is %s", f.Name, o)
			}
		}
		for _, o := range want.never {
			if outcomes[o] {
				t.Errorf("%s: something is %s", f.Name, o)
			}
		}
		got := said(checks, findings)
		if g := golden[name]; !*update && (g == nil || string(g.Data) != got) {
			t.Errorf("%s says now (go test ./verify/rules -update rewrites it):\n%s", f.Name, got)
		}
		files = append(files, f, txtar.File{Name: name + ".want", Data: []byte(got)})
	}
	for kind := range wants {
		if never := strings.Contains(string(archive.Comment), "never "+kind+": "); seen[kind] == never {
			t.Errorf("a case of %q is needed, or a word why there is never one", kind)
		}
	}
	archive.Files = files
}

// tried is what a rule says of a case: a document, or those of several reports.
func tried(ctx context.Context, r *verify.Rule, text []byte) (
	checks []schema.Check, findings []schema.Finding, err error,
) {
	if r.Across == nil {
		var d caseDocument
		if err := yaml.UnmarshalWithOptions(text, &d, yaml.Strict()); err != nil {
			return nil, nil, err
		}
		return verify.Run(ctx, d.record(), []verify.Rule{*r}, nil)
	}
	var c caseReports
	if err := yaml.UnmarshalWithOptions(text, &c, yaml.Strict()); err != nil {
		return nil, nil, err
	}
	err = c.shelf().Across(ctx, []verify.Rule{*r}, func(a *schema.Across) error {
		for i := range a.Checks {
			checks = append(checks, a.Checks[i].Check)
		}
		for i := range a.Findings {
			findings = append(findings, a.Findings[i].Finding)
		}
		return nil
	})
	return checks, findings, err
}

// said is what checks and findings say, for a golden file.
func said(checks []schema.Check, findings []schema.Finding) string {
	var b strings.Builder
	of := map[string]*schema.Finding{}
	for i := range findings {
		of[findings[i].CheckID] = &findings[i]
	}
	for _, c := range checks {
		fmt.Fprintf(&b, "%s: %s", c.ID, c.Outcome)
		if c.Reason != "" {
			fmt.Fprintf(&b, " (%s)", c.Reason)
		}
		if f := of[c.ID]; f != nil {
			fmt.Fprintf(&b, ", %s\n  %s\n  %s", f.Severity, f.MessageZH, f.MessageEN)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// TestMessages: every message of a rule is said in one of its cases.
func TestMessages(t *testing.T) {
	word := regexp.MustCompile(`\\\{[a-z_]+\\\}`)
	for _, r := range rules.All() {
		cases, err := os.ReadFile(filepath.Join(r.Group, r.ID+".txtar"))
		if err != nil {
			t.Error(err)
			continue
		}
		for name, m := range r.Messages {
			for _, text := range []string{m.ZH, m.EN} {
				pattern := "(?i)" + word.ReplaceAllString(regexp.QuoteMeta(text), ".*")
				if !regexp.MustCompile(pattern).Match(cases) {
					t.Errorf("no case of %s says its message %q: %s", r.ID, name, text)
				}
			}
		}
	}
}
