package verify_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"testing"

	"github.com/yusuan/yusuan/internal/fixtures"
	"github.com/yusuan/yusuan/normalize"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
	"github.com/yusuan/yusuan/verify/rules"
)

// textTable is a table as text.
type textTable = fixtures.Table

func record(id string, tables []textTable) *schema.Record {
	rec := &schema.Record{DocumentID: id, Lexicon: normalize.Builtin()}
	for i, tt := range tables {
		rec.Tables = append(rec.Tables, tt.Record(id, i))
	}
	return rec
}

func truth(t testing.TB) map[string][]textTable {
	files, _ := filepath.Glob("../../shared/truth/*.json")
	if len(files) == 0 {
		t.Skip("no ground truth beside the repository")
	}
	out := map[string][]textTable{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var doc struct{ Tables []textTable }
		if err := json.Unmarshal(b, &doc); err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		out[filepath.Base(f)] = doc.Tables
	}
	return out
}

func keys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// TestTruth: nothing in the hand-verified documents is called inconsistent.
// Every contradiction inside their tables is one of rounding; the others are
// between tables or between table and text.
func TestTruth(t *testing.T) {
	docs := truth(t)
	for _, name := range keys(docs) {
		checks, findings := run(record(name, docs[name]))
		byTable := map[string]map[schema.Outcome]int{}
		reasons := map[string]int{}
		for _, c := range checks {
			if byTable[c.TableID] == nil {
				byTable[c.TableID] = map[schema.Outcome]int{}
			}
			byTable[c.TableID][c.Outcome]++
			if c.Reason != "" {
				reasons[c.Rule+" "+c.Reason]++
			}
		}
		for i, tt := range docs[name] {
			n := byTable[fmt.Sprintf("%s-t%03d", name, i)]
			t.Logf("%-34s %-24s exact %3d rounding %2d inconsistent %d not checkable %d", name, tt.Title,
				n[schema.Exact], n[schema.Rounding], n[schema.Inconsistent], n[schema.NotCheckable])
		}
		t.Log(reasons)
		for _, f := range findings {
			t.Errorf("%s", f.MessageZH)
		}
	}
}

// checked holds a record against all rules, without a limit.
func checked(rec *schema.Record) ([]schema.Check, []schema.Finding) {
	checks, findings, err := verify.Run(context.Background(), rec, rules.All(), nil)
	if err != nil {
		panic(err)
	}
	return checks, findings
}

// run is verify.Run without the findings that accuse nobody.
func run(rec *schema.Record) ([]schema.Check, []schema.Finding) {
	checks, findings := checked(rec)
	return checks, slices.DeleteFunc(findings, func(f schema.Finding) bool { return f.Outcome == schema.Rounding })
}
