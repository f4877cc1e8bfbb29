package sinks

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"github.com/yusuan/yusuan/schema"
)

// spread writes documents of more years and provinces than files may be open,
// each in turn, twice over.
func spread(t *testing.T, dir string) *Manifest {
	t.Helper()
	s, err := NewParquet(dir, "1")
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2 * (openParts + 4) {
		r := sample(i)
		n := i % (openParts + 4)
		r.Profile.FiscalYear, r.Profile.Region.Code = 2010+n, fmt.Sprintf("%d0000", 11+n%3)
		if n == 0 {
			r.Profile.FiscalYear, r.Profile.Region.Code = 0, ""
		}
		for j := range 3 {
			r.Facts = append(r.Facts, schema.Fact{ID: fmt.Sprintf("%d-%d", i, j), DocumentID: r.DocumentID, Parent: -1,
				Amount: schema.Amount{Text: "0"}})
		}
		if err := s.Write(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range s.files {
		if p, ok := f.(*partitions); ok && len(p.open) > openParts {
			t.Errorf("%d files are open", len(p.open))
		}
	}
	if err := s.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	m, err := ReadManifest(dir)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestPartitions: every row stands once, in the folder of its year and
// province, however the documents come.
func TestPartitions(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	m := spread(t, dir)
	seen := map[string]bool{}
	for _, f := range m.Files {
		if f.Dataset != "facts" {
			continue
		}
		var rows []schema.FactRow
		err := readPart(t.Context(), filepath.Join(dir, f.File), reflect.TypeFor[schema.FactRow](), func(r reflect.Value) {
			rows = append(rows, r.Interface().(schema.FactRow))
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if seen[r.ID] {
				t.Errorf("%s stands twice", r.ID)
			}
			seen[r.ID] = true
			want := "facts/none-none-"
			if r.FiscalYear != 0 {
				want = fmt.Sprintf("facts/%d-%d-", r.FiscalYear, r.Province)
			}
			if !strings.HasPrefix(f.File, want) {
				t.Errorf("%s stands in %s, want %s", r.ID, f.File, want)
			}
		}
	}
	if want := 3 * 2 * (openParts + 4); len(seen) != want {
		t.Errorf("%d facts, want %d", len(seen), want)
	}
	again := filepath.Join(t.TempDir(), "again")
	if diff := cmp.Diff(m, spread(t, again)); diff != "" {
		t.Errorf("two runs differ:\n%s", diff)
	}
}

// TestDataPackage: what the package says of files, keys and types is so.
func TestDataPackage(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	s, err := NewParquet(dir, "1.2.3")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Write(t.Context(), sample(1)), s.Commit(t.Context())); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, packageFile))
	if err != nil {
		t.Fatal(err)
	}
	var p struct {
		Resources []struct {
			Name   string
			Kind   string
			Path   string
			Rows   int64
			Schema json.RawMessage
		}
	}
	type tableSchema struct {
		Fields      []struct{ Name, Type string }
		PrimaryKey  []string
		ForeignKeys []struct {
			Fields    string
			Reference struct{ Resource, Fields string }
		}
	}
	schemas := make([]tableSchema, 0, len(schema.RowKinds))
	if err := json.Unmarshal(text, &p); err != nil {
		t.Fatal(err)
	}
	if len(p.Resources) != len(schema.RowKinds) {
		t.Fatalf("%d resources", len(p.Resources))
	}
	names := map[string]bool{} // dataset.column
	for _, r := range p.Resources {
		text, file := []byte(r.Schema), ""
		if json.Unmarshal(text, &file) == nil { // the parts of a kind share one
			if text, err = os.ReadFile(filepath.Join(dir, file)); err != nil {
				t.Fatal(err)
			}
		}
		var s tableSchema
		if err := json.Unmarshal(text, &s); err != nil {
			t.Fatal(err)
		}
		schemas = append(schemas, s)
		for _, f := range s.Fields {
			names[r.Kind+"."+f.Name] = true
			if f.Type == "" {
				t.Errorf("%s.%s has no type", r.Name, f.Name)
			}
		}
	}
	for i, r := range p.Resources {
		data, err := os.Open(filepath.Join(dir, r.Path))
		if err != nil {
			t.Fatal(err)
		}
		defer data.Close()
		info, _ := data.Stat()
		f, err := parquet.OpenFile(data, info.Size())
		if err != nil {
			t.Fatal(err)
		}
		if meaning, ok := f.Lookup(metadataKey); !ok || meaning != describe(schema.KindNamed(r.Kind)) {
			t.Errorf("%s does not say what its columns mean", r.Path)
		}
		var columns, fields []string
		for _, c := range f.Schema().Fields() {
			columns = append(columns, c.Name())
		}
		for _, c := range schemas[i].Fields {
			fields = append(fields, c.Name)
		}
		if diff := cmp.Diff(columns, fields); diff != "" {
			t.Errorf("%s (-file +package):\n%s", r.Path, diff)
		}
		if f.NumRows() != r.Rows {
			t.Errorf("%s: %d rows are said, %d are there", r.Name, r.Rows, f.NumRows())
		}
		for _, k := range schemas[i].PrimaryKey {
			if !names[r.Kind+"."+k] {
				t.Errorf("%s: the key %s is no column", r.Name, k)
			}
		}
		for _, k := range schemas[i].ForeignKeys {
			if !names[r.Kind+"."+k.Fields] || !names[k.Reference.Resource+"."+k.Reference.Fields] {
				t.Errorf("%s: %+v leads nowhere", r.Name, k)
			}
		}
	}
}
