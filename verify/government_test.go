package verify_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// TestMutationGovernments changes one digit of one amount at a time in the
// tables of invented governments, beyond rounding, and asks whether a finding
// points at it: go test ./verify -run TestMutationGovernments -v. In the
// documents as they are nothing but rounding is found.
func TestMutationGovernments(t *testing.T) {
	byKind, survivors := mutateGovernments(t, sample(25), slips[0])
	all := report(t, byKind, survivors)
	wantRate(t, all)
	wantFirst(t, all)
	if 100*all.first < 85*all.found {
		t.Errorf("%s: fewer than 85%% name the changed figure first", all)
	}
}

// mutateGovernments does in the invented governments what mutate does.
func mutateGovernments(t *testing.T, every int, m slip) (byKind map[string]*rate, survivors []string) {
	docs := wholes(t, "../fixtures/*-government-*.md")
	byKind, nth := map[string]*rate{}, 0
	for _, name := range keys(docs) {
		doc := docs[name]
		rec, checks, findings := verified(doc)
		known := map[string]bool{}
		for i := range findings {
			known[findings[i].ID] = true
			if findings[i].Severity != schema.SeverityInfo {
				t.Errorf("%s: %s", name, findings[i].MessageEN)
			}
		}
		for i := range rec.Facts {
			f := &rec.Facts[i]
			if nth++; nth%every != 0 || f.Amount.Value.IsZero() {
				continue
			}
			table := slices.IndexFunc(rec.Tables, func(t schema.Table) bool { return t.ID == f.TableID })
			changed := misprinted(doc, table, f.Row, f.Column, m)
			if changed == nil {
				continue
			}
			r := byKind[string(f.Kind)]
			if r == nil {
				r = &rate{}
				byKind[string(f.Kind)] = r
			}
			_, _, after := verified(changed)
			at := points(after, known, f.TableID, f.Row, f.Column)
			n := intersecting(checks, func(o *schema.Operand) bool {
				return o.TableID == f.TableID && o.Row == f.Row && o.Column == f.Column
			})
			if r.add(at >= 0, at == 0, n > 1); at != 0 {
				survivors = append(survivors, fmt.Sprintf("%s (%d checks): %s 《%s》 %s %s: %s",
					map[bool]string{true: "not first", false: "not found"}[at > 0], n, name, rec.Tables[table].Layout.Title,
					f.RowLabel, f.ColumnLabel, f.Amount.Text))
			}
		}
	}
	return byKind, survivors
}

// misprinted is a document with a mistake in one amount; nil if that has none
// of the kind.
func misprinted(doc *document.Document, table, row, col int, m slip) *document.Document {
	out := *doc
	out.Tables = slices.Clone(doc.Tables)
	t := &out.Tables[table]
	below := ""
	if row+1 < len(t.Cells) {
		below = t.Cells[row+1][col].Text
	}
	text := m.of(t.Cells[row][col].Text, below)
	if text == t.Cells[row][col].Text {
		return nil
	}
	t.Cells = slices.Clone(t.Cells)
	t.Cells[row] = slices.Clone(t.Cells[row])
	t.Cells[row][col].Text = text
	return &out
}

// TestGovernmentMistakes: of the mistakes planted in reports of invented
// governments at least this share is found, and what is found is one of them.
func TestGovernmentMistakes(t *testing.T) {
	const least = 0.95
	all, found := 0, 0
	for name, doc := range wholes(t, "../fixtures/*-government-*-mistakes.pdf") {
		b, err := os.ReadFile(filepath.Join("../fixtures/_truth", strings.TrimSuffix(name, ".pdf")+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var truth struct{ Anomalies []planted }
		if err := json.Unmarshal(b, &truth); err != nil {
			t.Fatal(err)
		}
		_, _, findings := verified(doc)
		explained := map[string]bool{}
		for _, a := range truth.Anomalies {
			all++
			seen := false
			for i := range findings {
				if f := &findings[i]; f.Severity != schema.SeverityInfo && slices.ContainsFunc(f.Evidence, a.is) {
					seen, explained[f.ID] = true, true
				}
			}
			if seen {
				found++
			} else {
				t.Logf("not found: %s %s %s %s (%s)", name, a.Table, a.Row, a.Printed, a.What)
			}
		}
		for i := range findings {
			if f := &findings[i]; f.Severity != schema.SeverityInfo && !explained[f.ID] {
				t.Errorf("%s accuses: %s", name, f.MessageEN)
			}
		}
	}
	t.Logf("%d of %d planted mistakes found", found, all)
	if all == 0 || float64(found) < least*float64(all) {
		t.Errorf("only %d of %d planted mistakes are found", found, all)
	}
}

// is reports the figure of a finding that is the planted one.
func (a planted) is(o schema.Operand) bool {
	if a.Table != "" {
		return o.Text == a.Printed && o.TableTitle == a.Table
	}
	text := strings.TrimRight(strings.ReplaceAll(o.Text, ",", ""), "%万元")
	return o.TableTitle == "" && text != "" && strings.Contains(a.Printed, text)
}
