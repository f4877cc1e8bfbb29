package compare

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/yusuan/yusuan/extract"
	"github.com/yusuan/yusuan/pipeline"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
)

// TestDatasets: what was changed in a dataset, and nothing else, is told.
func TestDatasets(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*schema.Record) // of the first document
		want   Result
	}{
		{"nothing", func(*schema.Record) {}, Result{}},
		{"an amount", func(r *schema.Record) { r.Facts[0].Amount.Text = "9.99" },
			Result{Numbers: Numbers{Changed: 1, Examples: []Number{{After: "9.99", Columns: []string{"amount_published"}}}}}},
		{"what an amount is of", func(r *schema.Record) { r.Facts[0].Stage = "final" },
			Result{Numbers: Numbers{Changed: 1, Examples: []Number{{Columns: []string{"stage"}}}}}},
		{"an amount less", func(r *schema.Record) { r.Facts = r.Facts[1:] },
			Result{Numbers: Numbers{Removed: 1, Examples: []Number{{}}}}},
		{"an element of a list", func(r *schema.Record) { r.Profile.Evidence[0].Text = "otherwise" }, Result{}},
		{"a finding", func(r *schema.Record) {
			r.Findings = append(r.Findings, schema.Finding{ID: "f", DocumentID: r.DocumentID, Rule: "rule", Severity: "error",
				Outcome: schema.Inconsistent, MessageEN: "wrong"})
		}, Result{Findings: Findings{Added: []Finding{{ID: "f", Severity: "error", Rule: "rule", Message: "wrong"}}}}},
		{"a status", func(r *schema.Record) { r.Status = schema.StatusDoubtful },
			Result{Documents: Documents{Status: []Status{{Before: schema.StatusRead, After: schema.StatusDoubtful}}}}},
		{"a name", func(r *schema.Record) { r.Source = "other.md" },
			Result{Documents: Documents{Added: []string{"other.md"}, Removed: []string{""}}}},
		{"bytes", func(r *schema.Record) {
			r.DocumentID, r.Facts = r.DocumentID[1:]+"0", nil
		}, Result{Documents: Documents{Replaced: []string{""}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			before, after := filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "b")
			first := dataset(t, before, func(*schema.Record) {})
			dataset(t, after, c.change)
			got, err := Datasets(t.Context(), before, after)
			if err != nil {
				t.Fatal(err)
			}
			fill(&c.want, first)
			if diff := cmp.Diff(&c.want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
			if same := cmp.Equal(*got, Result{}, cmpopts.EquateEmpty()); got.Same() != same {
				t.Errorf("Same says %v", got.Same())
			}
		})
	}
}

// fill completes what is expected with what the document says.
func fill(want *Result, first *schema.Record) {
	for i := range want.Numbers.Examples {
		n, f := &want.Numbers.Examples[i], &first.Facts[0]
		n.FactID, n.Source, n.Label, n.Before = f.ID, first.Source, f.RowLabel, f.Amount.Text
		if n.After == "" && len(n.Columns) > 0 {
			n.After = n.Before
		}
	}
	for i := range want.Findings.Added {
		want.Findings.Added[i].Source = first.Source
	}
	for i := range want.Documents.Status {
		want.Documents.Status[i].Source = first.Source
	}
	for _, names := range [][]string{want.Documents.Removed, want.Documents.Replaced} {
		for i := range names {
			names[i] = first.Source
		}
	}
}

// dataset writes two invented documents, the first of them changed, and
// returns that as it was.
func dataset(t *testing.T, folder string, change func(*schema.Record)) *schema.Record {
	t.Helper()
	reader, err := extract.New(extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	sink, err := sinks.NewParquet(folder, "test")
	if err != nil {
		t.Fatal(err)
	}
	var first *schema.Record
	p := pipeline.Pipeline{Reader: reader, Steps: pipeline.Steps(pipeline.Options{})}
	files := []string{"../fixtures/jinxi-transport-2024-budget.md", "../fixtures/songhu-school-2025-budget.md"}
	next := func(ctx context.Context, f *pipeline.Found) error {
		if first == nil {
			kept := *f.Record
			kept.Facts = append([]schema.Fact(nil), kept.Facts...)
			first = &kept
			change(f.Record)
		}
		return sink.Write(ctx, f.Record)
	}
	err = p.Read(t.Context(), slices.Values(files), pipeline.Taker{Next: next})
	if err == nil {
		err = sink.Commit(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	return first
}
