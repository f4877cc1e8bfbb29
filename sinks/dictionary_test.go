package sinks

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite golden files and docs/schema.md")

// TestDictionary holds docs/schema.md to the row types.
func TestDictionary(t *testing.T) {
	path := filepath.Join("..", "docs", "schema.md")
	want := dictionary(t)
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("docs/schema.md is not what the row types say; run go test ./sinks -update (-code +file):\n%s", diff)
	}
}

const preamble = `# Data dictionary · 数据字典

<!-- Written by go test ./sinks -update from the row types in sinks/rows.go. Do not edit. -->

A dataset is a folder: one Parquet file (zstd) for each row type below, and ` + "`dataset.json`" + ` with the version
that wrote it, the number of rows, the size and the SHA-256 of each file. It appears whole or not at all. The same
documents and the same version give the same bytes.

数据集为一个文件夹：下列每种记录一个 Parquet 文件，另有 ` + "`dataset.json`" + ` 记载版本、行数与校验值。

- **Amounts** are decimals, never floats: DECIMAL(18,6) in the unit that is printed, DECIMAL(18,2) in yuan. The text as
  printed stands beside every value. An amount with more than six decimals is rounded to six, one with more than twelve
  digits before the point is null while its ` + "`amount_decimals`" + ` is not; ` + "`documents.amounts_inexact`" + ` counts both.
- **Blank is not zero**: the amount of a blank cell or of a dash is null; 0 and 0.00 are 0.
- **Null** means not printed, not found or not applicable, as the column says. Empty lists are empty, not null.
- **Keys**: ` + "`document_id`" + ` is the SHA-256 of the bytes; all other ids are derived from it and from position or rule, and
  are the same in every run. ` + "`source`" + ` is the key of ` + "`documents`" + `; ` + "`document_id`" + ` is unique in it too where it is not null.
- **The same bytes at two places** are two rows of ` + "`documents`" + `. The first in order of the sources has the
  ` + "`document_id`" + `, the other has null there and names the first in ` + "`duplicate_of`" + `. Tables, cells, checks and findings are
  kept once, so that joins by ` + "`document_id`" + ` count nothing twice.
- **Order**: documents stand in the order of their paths; tables, cells and checks in the order of the document.
- **Places** are in points (1/72 inch) on the page as displayed, from its upper left corner, y growing downwards.
- **Pruning**: ` + "`document_id`" + ` and ` + "`table_id`" + ` have Bloom filters; all columns have minimum and maximum for each row group of
  122,880 rows and for each page; ` + "`fiscal_year`" + ` and ` + "`table_kind`" + ` are repeated where rows are many.
`

func dictionary(t *testing.T) string {
	var b strings.Builder
	b.WriteString(preamble)
	for _, d := range datasets {
		en, zh := d.describe()
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n%s\n\n", d.name(), en, zh)
		b.WriteString("| column | type | unit | null | meaning | 含义 |\n|---|---|---|---|---|---|\n")
		describe(t, &b, "", d.row())
	}
	return b.String()
}

// describe writes a line for each column, and for the fields of a list's
// elements below it.
func describe(t *testing.T, b *strings.Builder, prefix string, row reflect.Type) {
	for _, f := range reflect.VisibleFields(row) {
		if f.Anonymous {
			continue
		}
		name, options, _ := strings.Cut(f.Tag.Get("parquet"), ",")
		en, zh := f.Tag.Get("en"), f.Tag.Get("zh")
		if en == "" || zh == "" {
			t.Errorf("%s.%s has no meaning in both languages", row.Name(), f.Name)
		}
		null := ""
		if f.Type.Kind() == reflect.Pointer || strings.Contains(","+options+",", ",optional,") {
			null = "yes"
		}
		unit := f.Tag.Get("unit")
		if unit == "column unit" {
			unit = "as in `unit`"
		}
		fmt.Fprintf(b, "| %s%s | %s | %s | %s | %s | %s |\n", prefix, name, columnType(t, f.Type, options), unit, null, en, zh)
		if f.Type.Kind() == reflect.Slice && f.Type.Elem().Kind() == reflect.Struct {
			describe(t, b, prefix+name+"[].", f.Type.Elem())
		}
	}
}

// columnType is the type DuckDB gives the column.
func columnType(t *testing.T, f reflect.Type, options string) string {
	if f.Kind() == reflect.Pointer {
		f = f.Elem()
	}
	if _, args, ok := strings.Cut(options, "decimal("); ok {
		scale, precision, _ := strings.Cut(strings.TrimSuffix(args, ")"), ":")
		return "DECIMAL(" + precision + "," + scale + ")"
	}
	switch f.Kind() {
	case reflect.String:
		return "VARCHAR"
	case reflect.Int32:
		return "INTEGER"
	case reflect.Int64:
		return "BIGINT"
	case reflect.Float32:
		return "FLOAT"
	case reflect.Float64:
		return "DOUBLE"
	case reflect.Bool:
		return "BOOLEAN"
	case reflect.Slice:
		if f.Elem().Kind() == reflect.Struct {
			return "STRUCT[]"
		}
		return columnType(t, f.Elem(), "") + "[]"
	}
	t.Errorf("no name for %s", f)
	return ""
}
