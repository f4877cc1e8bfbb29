package verify_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/yusuan/yusuan/extract"
	"github.com/yusuan/yusuan/schema"
)

// mistake is one that is put into a text, and what a finding of it names.
type mistake struct {
	Old   string `yaml:"old"`
	New   string `yaml:"new"`
	Names string `yaml:"names"`
}

// TestPlantedTexts: of mistakes as publishers make them, put one at a time into
// invented documents in Markdown, nearly all are found; the documents
// themselves have none. go test ./verify -run PlantedTexts -v
func TestPlantedTexts(t *testing.T) {
	const folder = "testdata/planted"
	data, err := os.ReadFile(filepath.Join(folder, "mistakes.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var all map[string][]mistake
	if err := yaml.UnmarshalWithOptions(data, &all, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	reader, err := extract.New(extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	findings := func(name, text string) []schema.Finding {
		doc, err := reader.Read(context.Background(), extract.Input{Source: name + ".md", Data: []byte(text)})
		if err != nil {
			t.Fatal(name, err)
		}
		_, _, found := verifiedAll(doc)
		return found
	}
	found, planted := 0, 0
	for _, name := range keys(all) {
		data, err := os.ReadFile(filepath.Join(folder, name+".md"))
		if err != nil {
			t.Fatal(err)
		}
		text, known := string(data), map[string]bool{}
		for _, f := range findings(name, text) {
			known[f.MessageZH] = true
			if f.Severity.Accuses() {
				t.Errorf("%s has no mistake, but: %s %s: %s", name, f.Severity, f.Rule, f.MessageZH)
			}
		}
		for _, m := range all[name] {
			if !strings.Contains(text, m.Old) {
				t.Errorf("%s does not say %q", name, m.Old)
				continue
			}
			planted++
			said := naming(findings(name, strings.Replace(text, m.Old, m.New, 1)), known, m.Names)
			if said == "" {
				t.Logf("not found: %s: %s", name, m.New)
				continue
			}
			found++
			t.Logf("found: %s: %s", name, said)
		}
	}
	wantPlanted(t, found, planted)
}

// naming is the first finding, new and not of rounding, that names something.
func naming(findings []schema.Finding, known map[string]bool, what string) string {
	for i := range findings {
		f := &findings[i]
		quoted := f.MessageZH
		for _, o := range f.Evidence {
			quoted += " " + o.Text
		}
		if !known[f.MessageZH] && f.Severity != schema.SeverityInfo &&
			strings.Contains(strings.ReplaceAll(quoted, ",", ""), what) {
			return string(f.Severity) + " " + f.Rule + ": " + f.MessageZH
		}
	}
	return ""
}
