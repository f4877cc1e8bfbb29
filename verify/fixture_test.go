package verify_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yusuan/yusuan/schema"
)

// planted is a mistake that a fixture has on purpose.
type planted struct {
	Kind, Table, Row, Column, Printed, What string
}

// blankCarryover: this fixture's form prints the line of the carry-over blank
// and counts it in the totals, so that these do contradict their lines.
const blankCarryover = "qingping-hrss-2025-word"

// TestFixtures: in the fixtures' own ground truth every planted mistake of
// arithmetic inside a table is found at its place, and nothing else is.
func TestFixtures(t *testing.T) {
	files, err := filepath.Glob("../fixtures/_truth/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no fixtures", err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var doc struct {
			Tables    []textTable
			Anomalies []planted
		}
		if json.Unmarshal(b, &doc) != nil || len(doc.Tables) == 0 {
			continue
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			checks, findings := run(record("d", doc.Tables))
			n := map[schema.Outcome]int{}
			for _, c := range checks {
				n[c.Outcome]++
				if c.Reason != "" && testing.Verbose() {
					t.Logf("%s %s %s %s", c.ID, c.Reason, c.Operands[0].RowLabel, c.Operands[0].ColumnLabel)
				}
			}
			t.Log(n)
			explained := map[string]bool{}
			for _, a := range doc.Anomalies {
				if a.Table == "" || a.Kind == "rounding" || a.Kind == "government" || // by rules that need facts
					strings.Contains(a.Table, "绩效") {
					continue
				}
				found := false
				for _, f := range findings {
					for _, o := range f.Evidence {
						if o.Text == a.Printed && o.TableTitle == a.Table && strings.Contains(o.RowLabel, a.Row) {
							found, explained[f.ID] = true, true
						}
					}
				}
				if !found {
					t.Errorf("not found: %s %s %s %s (%s)", a.Table, a.Row, a.Column, a.Printed, a.What)
				}
			}
			for _, f := range findings {
				if !explained[f.ID] && !strings.HasSuffix(t.Name(), blankCarryover) {
					t.Errorf("accused: %s", f.MessageZH)
				}
			}
		})
	}
}
