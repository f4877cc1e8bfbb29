package triage

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/yusuan/yusuan/schema"
)

var day = time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)

func finding(document, id, row string) schema.Finding {
	return schema.Finding{ID: document + "-" + id, DocumentID: document, Rule: "rows_total", Severity: schema.SeverityError,
		MessageZH: row + "行不符", Evidence: []schema.Operand{{TableTitle: "收支总表", RowLabel: row, ColumnLabel: "合计", Text: "1.00"}}}
}

func verdicts(f *File, d Document, now []schema.Finding) string {
	var out []string
	for _, one := range f.Apply(d, now) {
		if one == nil {
			out = append(out, "-")
		} else {
			out = append(out, string(one.Verdict)+one.Note)
		}
	}
	return strings.Join(out, " ")
}

func TestDecisions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "triage.json")
	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	first := Document{ID: "aaa", Source: "in/a.pdf", Report: "3301:局/2024/department_budget"}
	now := []schema.Finding{finding("aaa", "f1", "教育"), finding("aaa", "f2", "医疗"), finding("aaa", "f3", "住房")}
	for i, v := range []Verdict{Dismissed, Confirmed, ""} {
		if _, err := f.Decide(first, &now[i], v, map[Verdict]string{"": " 再看 "}[v], day); err != nil {
			t.Fatal(err)
		}
	}
	if f, err = Open(path); err != nil { // a later run
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		of   Document
		now  []schema.Finding
		want string
	}{
		{"the same document", first, now, "dismissed confirmed 再看"},
		{"another of the same name elsewhere", Document{ID: "bbb", Source: "in/b.pdf"}, now, "- - -"},
		{"what took its place, a row above", Document{ID: "ccc", Source: "in/a.pdf"},
			[]schema.Finding{finding("ccc", "f9", "国防"), finding("ccc", "f2", "教育"), finding("ccc", "f3", "医疗")},
			"- dismissed confirmed"},
		{"a corrected version", Document{ID: "ddd", Source: "in/a-corrected.pdf", Report: first.Report},
			[]schema.Finding{finding("ddd", "f1", "医疗")}, "confirmed"},
		{"another report", Document{ID: "eee", Source: "in/e.pdf", Report: "3301:局/2025/department_budget"},
			[]schema.Finding{finding("eee", "f1", "医疗")}, "-"},
	} {
		if got := verdicts(f, test.of, test.now); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}

	// What was carried over is taken back for the corrected version alone.
	corrected := finding("ddd", "f1", "医疗")
	version := Document{ID: "ddd", Source: "in/a-corrected.pdf", Report: first.Report}
	if _, err := f.Decide(version, &corrected, "", "", day); err != nil {
		t.Fatal(err)
	}
	if got := verdicts(f, version, []schema.Finding{corrected}); got != "" {
		t.Errorf("taken back: %q", got)
	}
	if got := verdicts(f, first, now); got != "dismissed confirmed 再看" {
		t.Errorf("of the first version: %q", got)
	}

	// Taken back where it was made, it is gone.
	if _, err := f.Decide(first, &now[2], "", "", day); err != nil {
		t.Fatal(err)
	}
	if got := verdicts(f, first, now); got != "dismissed confirmed -" {
		t.Errorf("taken back: %q", got)
	}
}

func TestLost(t *testing.T) {
	f, err := Open(filepath.Join(t.TempDir(), "triage.json"))
	if err != nil {
		t.Fatal(err)
	}
	gone, other := finding("aaa", "f1", "教育"), finding("zzz", "f1", "教育")
	for d, of := range map[Document]*schema.Finding{{ID: "aaa"}: &gone, {ID: "zzz"}: &other} {
		if _, err := f.Decide(d, of, Confirmed, "", day); err != nil {
			t.Fatal(err)
		}
	}
	if f, err = Open(f.path); err != nil {
		t.Fatal(err)
	}
	f.Apply(Document{ID: "aaa"}, []schema.Finding{finding("aaa", "f2", "医疗")})
	if lost := f.Lost(); len(lost) != 1 || lost[0].DocumentID != "aaa" {
		t.Errorf("%d lost", len(lost))
	}
}

func TestRefused(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{"other": `{"findings": []}`, "text": "no", "verdict": `{"decisions": [{"document_id":
		"a", "finding_id": "b", "verdict": "maybe"}]}`, "nobody": `{"decisions": [{"verdict": "confirmed"}]}`,
		"null": `{"decisions": [null]}`} {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(path); !errors.Is(err, ErrFile) {
			t.Errorf("%s: %v", name, err)
		}
	}
	f, err := Open(filepath.Join(folder, "new"))
	if err != nil {
		t.Fatal(err)
	}
	one := finding("aaa", "f1", "教育")
	if _, err := f.Decide(Document{ID: "aaa"}, &one, "maybe", "", day); err == nil {
		t.Error("a verdict that is none is kept")
	}
	if _, err := f.Decide(Document{ID: "aaa"}, &one, "", strings.Repeat("长", mostNote+1), day); err == nil {
		t.Error("a note of any length is kept")
	}
}
