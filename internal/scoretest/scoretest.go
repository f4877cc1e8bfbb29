// Package scoretest holds tables against the truth cell by cell, for the tests
// of packages that read layouts. How much of a document was read rightly, in
// numbers, is what internal/accuracy tells.
package scoretest

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/width"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/internal/fixtures"
)

// Tables gives the tables of a document in the form of the truth.
func Tables(tables []document.Table) []fixtures.Table {
	out := make([]fixtures.Table, len(tables))
	for i := range tables {
		t := &tables[i]
		rows, _ := t.BodyText()
		out[i] = fixtures.Table{
			Title: t.Title, Number: t.Number, Pages: t.Pages, Unit: t.Unit, Empty: t.Empty, Header: t.HeaderText(), Rows: rows,
		}
	}
	return out
}

// Write puts the tables where the scorer outside the project can read them.
func Write(t testing.TB, path string, tables []document.Table) {
	t.Helper()
	data, err := json.MarshalIndent(map[string]any{"tables": Tables(tables)}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// Truth reads the tables of a truth file.
func Truth(t testing.TB, path string) []fixtures.Table {
	t.Helper()
	truth, err := fixtures.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	return truth.Tables
}

// Shared is the folder of real documents beside the repository; the test is
// skipped where there is none.
func Shared(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			shared := filepath.Join(filepath.Dir(dir), "shared")
			if _, err := os.Stat(filepath.Join(shared, "truth")); errors.Is(err, fs.ErrNotExist) {
				t.Skip("the corpus of real documents is not here")
			}
			return shared
		}
	}
	t.Skip("not in the repository")
	return ""
}

// Compare reports every table whose title, unit, emptiness, pages, header or
// rows are not those of the truth. Tables are paired in order.
func Compare(t testing.TB, want, got []fixtures.Table) {
	t.Helper()
	if len(want) != len(got) {
		t.Errorf("%d tables, want %d", len(got), len(want))
	}
	for i := range min(len(want), len(got)) {
		w, g := want[i], got[i]
		w.Kind, g.Kind = "", ""
		w.Number, g.Number = "", ""
		if diff := cmp.Diff(fold(w), fold(g)); diff != "" {
			t.Errorf("table %d %q (-want +got):\n%s", i, w.Title, diff)
		}
	}
}

// fold removes differences in width and quotation marks, which labelling does
// not keep.
func fold(t fixtures.Table) fixtures.Table {
	one := func(s string) string { return marks.Replace(width.Fold.String(s)) }
	t.Title, t.Unit = one(t.Title), one(t.Unit)
	rows := func(in [][]string) [][]string {
		out := make([][]string, len(in))
		for i := range in {
			for _, s := range in[i] {
				out[i] = append(out[i], one(s))
			}
		}
		return out
	}
	t.Header, t.Rows = rows(t.Header), rows(t.Rows)
	return t
}

var marks = strings.NewReplacer("“", `"`, "”", `"`, "‘", "'", "’", "'", "—", "-", "–", "-", "－", "-", "﹣", "-")
