package sinks

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"github.com/yusuan/yusuan/schema"
)

// documented are the columns of docs/schema.md, by kind of row; the fields of
// a list's elements are named list[].field.
func documented(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "docs", "schema.md"))
	if err != nil {
		t.Fatal(err)
	}
	columns := map[string][]string{}
	for _, section := range strings.Split(string(text), "\n## ")[1:] {
		kind, rest, _ := strings.Cut(section, "\n")
		for _, line := range regexp.MustCompile(`(?m)^\| ([a-z0-9_.\[\]]+)( ○)? \|`).FindAllStringSubmatch(rest, -1) {
			if line[1] != "column" && line[1] != "word" {
				columns[kind] = append(columns[kind], line[1])
			}
		}
	}
	return columns
}

// TestParquetDocumented: the columns of each file are those of docs/schema.md,
// in that order.
func TestParquetDocumented(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	s, err := NewParquet(dir, "1")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Write(t.Context(), full(1)), s.Commit(t.Context())); err != nil {
		t.Fatal(err)
	}
	m, err := ReadManifest(dir)
	if err != nil {
		t.Fatal(err)
	}
	if m.Schema != schema.Version {
		t.Errorf("schema_version %d, want %d", m.Schema, schema.Version)
	}
	docs := documented(t)
	for _, part := range m.Files {
		data, err := os.ReadFile(filepath.Join(dir, part.File))
		if err != nil {
			t.Fatal(err)
		}
		f, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		var written []string
		for _, path := range f.Schema().Columns() {
			name := strings.ReplaceAll(strings.Join(path, "."), ".list.element", "[]")
			if name, _, nested := strings.Cut(name, "[]."); nested && !slices.Contains(written, name) {
				written = append(written, name)
			}
			written = append(written, strings.TrimSuffix(name, "[]"))
		}
		if diff := cmp.Diff(docs[part.Dataset], written); diff != "" {
			t.Errorf("%s (-docs/schema.md +written):\n%s", part.Dataset, diff)
		}
	}
}

// TestJSONDocumented: the fields of rows in JSON are columns of docs/schema.md.
func TestJSONDocumented(t *testing.T) {
	var b bytes.Buffer
	if err := NewJSON(&b).Write(t.Context(), full(1)); err != nil {
		t.Fatal(err)
	}
	var o map[string]any
	if err := json.Unmarshal(b.Bytes(), &o); err != nil {
		t.Fatal(err)
	}
	docs := documented(t)
	beside := map[string][]string{"tables": {"header", "rows", "row_index", "cells"}} // said in words there
	for _, kind := range schema.RowKinds {
		if kind.Whole() || kind.From != "" {
			continue // of no one document
		}
		rows, _ := o[kind.Name].([]any)
		switch kind.Name {
		case "documents":
			rows = []any{o["document"]}
		case "cells":
			rows = o["tables"].([]any)[0].(map[string]any)["cells"].([]any)
		}
		if between := RowsBetween(between(full(1)), kind.Name); len(between) > 0 {
			text, err := json.Marshal(between)
			if err := errors.Join(err, json.Unmarshal(text, &rows)); err != nil {
				t.Fatal(err)
			}
		}
		if len(rows) == 0 {
			t.Errorf("no %s in JSON", kind.Name)
		}
		for _, row := range rows {
			for _, name := range fieldNames("", row) {
				if !slices.Contains(docs[kind.Name], name) && !slices.Contains(beside[kind.Name], name) {
					t.Errorf("%s: %s is not in docs/schema.md", kind.Name, name)
				}
			}
		}
	}
}

// fieldNames names the fields of an object as docs/schema.md does.
func fieldNames(prefix string, value any) (names []string) {
	for name, v := range value.(map[string]any) {
		switch v := v.(type) {
		case map[string]any: // region.code is region_code
			names = append(names, fieldNames(prefix+name+"_", v)...)
			continue
		case []any:
			if len(v) > 0 && name != "cells" {
				if _, ok := v[0].(map[string]any); ok {
					names = append(names, fieldNames(prefix+name+"[].", v[0])...)
				}
			}
		}
		names = append(names, prefix+name)
	}
	return names
}
