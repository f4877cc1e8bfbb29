package sinks

import (
	"path/filepath"
	"testing"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// TestQuality: dataset.json adds up how far the documents were understood.
func TestQuality(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	sink, err := NewParquet(dir, "1")
	if err != nil {
		t.Fatal(err)
	}
	defer sink.Abort()
	for _, r := range []*schema.Record{
		{Source: "a", DocumentID: "a", Status: schema.StatusRead, Document: &document.Document{
			Reading: document.NumberAudit{Total: 10, Leftover: 1}, Recognizer: "r",
		}, Coverage: []schema.Coverage{{Amounts: 5, Checked: 3}, {Amounts: 2}}},
		{Source: "b", DocumentID: "b", Status: schema.StatusRead, Document: &document.Document{
			Reading: document.NumberAudit{Total: 4}, Tables: make([]document.Table, 1),
		}},
		{Source: "c", DuplicateOf: "b", Status: schema.StatusRead},
	} {
		if r.DocumentID == "b" {
			r.Tables = []schema.Table{{Layout: &r.Document.Tables[0], Account: schema.Account{Unexplained: 2}}}
		}
		if err := sink.Write(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	if err := sink.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	m, err := ReadManifest(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := Quality{Numbers: 14, Leftover: 1, Unexplained: 2, Amounts: 7, Checked: 3, Recognised: 1}
	if m.Quality != want {
		t.Errorf("it says %+v, want %+v", m.Quality, want)
	}
}
