package workspace

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/pipeline"
	"github.com/yusuan/yusuan/schema"
)

// TestForgetWhileRead: what a worker reads while its document is forgotten is
// not stored.
func TestForgetWhileRead(t *testing.T) {
	b := newBench(t)
	b.write(map[string]string{"a": "one", "b": "two"})
	b.run(b.reading(), "a", "b")
	id := document.Digest([]byte("three"))
	rd := &round{Workspace: b.w, fingerprint: "f", summary: &Summary{}}
	if _, _, err := b.w.Forget(t.Context(), id, "why"); err != nil {
		t.Fatal(err)
	}
	found := &pipeline.Found{ID: id, Record: &schema.Record{Status: schema.StatusRead}}
	if err := rd.keep(t.Context(), found); err != nil {
		t.Fatal(err)
	}
	for name, err := range b.w.store.List(t.Context(), "results/"+id[:2]+"/"+id) {
		t.Errorf("%s is stored, %v", name, err)
	}
	var rows int
	err := b.w.db.QueryRowContext(t.Context(), "select count(*) from result where document_id = ?", id).Scan(&rows)
	if err != nil || rows > 0 {
		t.Errorf("%d rows, %v", rows, err)
	}
}

// TestForgetKilled: a document that is forgotten by half is forgotten by the next,
// with the first reason.
func TestForgetKilled(t *testing.T) {
	b := newBench(t)
	b.write(map[string]string{"a": "one", "b": "two"})
	b.run(b.reading(), "a", "b")
	id := document.Digest([]byte("one"))
	_, err := b.w.db.ExecContext(t.Context(), "insert into forgotten values(?, 'first', 'then')", id)
	if err != nil {
		t.Fatal(err)
	}
	if _, releases, err := b.w.Forget(t.Context(), id, "second"); err != nil || len(releases) != 1 {
		t.Errorf("%q, %v", releases, err)
	}
	s, err := b.w.Status(t.Context())
	if err != nil || len(s.Forgotten) != 1 || s.Forgotten[0].Why != "first" || s.Release != nil {
		t.Errorf("%+v, %v", s, err)
	}
	b.nowhere(id)
}

// TestForgetInUse: rows that a reader of the database still sees are told of.
func TestForgetInUse(t *testing.T) {
	b := newBench(t)
	b.write(map[string]string{"a": "one"})
	b.run(b.reading(), "a")
	reader, err := openDatabase(t.Context(), filepath.Join(b.w.folder, databaseFile), "?_pragma=busy_timeout(1)")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := reader.QueryContext(t.Context(), "select document_id from source union all select path from root")
	if err != nil || !rows.Next() {
		t.Fatal(err)
	}
	if _, err := b.w.db.ExecContext(t.Context(), "pragma busy_timeout = 10"); err != nil {
		t.Fatal(err)
	}
	id := document.Digest([]byte("one"))
	if _, _, err := b.w.Forget(t.Context(), id, "why"); !errors.Is(err, errInUse) {
		t.Error(err)
	}
	if err := errors.Join(rows.Close(), reader.Close()); err != nil {
		t.Fatal(err)
	}
	if _, _, err := b.w.Forget(t.Context(), id, "why"); err != nil {
		t.Error(err)
	}
	b.nowhere(id)
}

// nowhere fails if a result of a document is named in any file of the workspace.
func (b *bench) nowhere(id string) {
	b.Helper()
	err := filepath.WalkDir(b.w.folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if bytes.Contains(text, []byte("results/"+id[:2]+"/"+id)) {
			b.Errorf("%s still names its result", path)
		}
		return err
	})
	if err != nil {
		b.Error(err)
	}
}
