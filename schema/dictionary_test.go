package schema

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite docs/schema.md")

// TestDictionary holds docs/schema.md to the declaration.
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
		t.Errorf("docs/schema.md is not what the row types say; run go test ./schema -update (-code +file):\n%s", diff)
	}
}

const preamble = `# Data dictionary · 数据字典

<!-- Written by go test ./schema -update from the types of package schema. Do not edit. -->

A dataset is a folder with one Parquet file (zstd) for each row type below, or a folder of them; ` + "`dataset.json`" + ` with the
version that wrote it, the number of rows, the size and the SHA-256 of each file; and ` + "`datapackage.json`" + `, which says what
this page says to programs ([Data Package](https://specs.frictionlessdata.io)). It appears whole or not at all. The same
documents, version and catalogue give the same bytes. ` + "`views.sql`" + ` has views for DuckDB, and [queries.md](queries.md)
questions to begin with.

数据集为一个文件夹：下列每种记录一个 Parquet 文件或一个文件夹，另有 ` + "`dataset.json`" + `（版本、行数、校验值）与
` + "`datapackage.json`" + `（机器可读的本说明）。

` + "```" + `
documents.parquet  organizations.parquet  reports.parquet  codes.parquet
tables.parquet  cells.parquet  promises.parquet  checks.parquet  findings.parquet
report_checks.parquet  report_findings.parquet
facts/2025-65-00000.parquet      fiscal year and province; likewise projects, indicators, claims
dataset.json  datapackage.json  views.sql
` + "```" + `

- **Amounts** are decimals, never floats: DECIMAL(38,6) in the unit that is printed, DECIMAL(38,2) in yuan, as fixed-length
  bytes. The text as printed stands beside every value. An amount with more than six decimals is rounded to six, one with
  more than 32 digits before the point is null while its ` + "`amount_decimals`" + ` is not; ` + "`amounts_inexact`" + ` of ` + "`tables`" + ` and
  ` + "`documents`" + ` counts both, and ` + "`documents.warnings`" + ` names the null ones. The JSON of ` + "`inspect`" + ` has every amount exactly.
- **Blank is not zero**: the amount of a blank cell or of a dash is null; 0 and 0.00 are 0.
- **Null** means not printed, not found or not applicable, as the column says. Empty lists are empty, not null.
- **Keys**: ` + "`document_id`" + ` is the SHA-256 of the bytes; all other ids are derived from it and from position or rule, and
  are the same in every run. ` + "`source`" + ` is the key of ` + "`documents`" + `; ` + "`document_id`" + ` is unique in it too where it is not null.
- **The same bytes at two places** are two rows of ` + "`documents`" + `. The first in order of the sources has the
  ` + "`document_id`" + `, the other has null there and names the first in ` + "`duplicate_of`" + `. Tables and all that
  follows from them are kept once, so that joins by ` + "`document_id`" + ` count nothing twice.
- **Order**: documents stand in the order of their paths; tables, cells and checks in the order of the document.
- **Places** are in points (1/72 inch) on the page as displayed, from its upper left corner, y growing downwards.
- **Files**: facts, projects, indicators and claims are folders of files, one for each ` + "`fiscal_year`" + ` and ` + "`province`" + ` (the
  first two digits of GB/T 2260), which the names say: 2025-65-00000.parquet. Year and province are what nearly every
  question chooses by; one year of one province is some million facts, which is a good size for a file, while a county or
  a department would make a million small ones. What is not known is called none. The names are no part of the data, so
  that every reader opens the folder as it is. There is more than one part if the documents did not come together. All
  other row types are asked for by document and stay single files.
- **Pruning**: ` + "`document_id`" + `, ` + "`table_id`" + ` and ` + "`function_code`" + ` have Bloom filters; all columns have minimum and maximum for
  each row group of at most 122,880 rows and for each page; ` + "`fiscal_year`" + ` and ` + "`table_kind`" + ` are repeated where rows are many.
- **Rows and columns**: ` + "`row_index`" + ` and ` + "`column_index`" + ` count from 0 in the grid of the table, header rows included, and are the
  same in cells, facts, indicators, operands and sources.
- **Contacts**: names and phone numbers of contact persons in tables are left out unless they were asked for with
  ` + "`--keep-contacts`" + `; ` + "`cells.contact`" + ` says where they stood.
- **JSON**: ` + "`inspect --json`" + ` prints one object a line for each document, whose ` + "`document`, `tables`, `facts`, `projects`," + `
  ` + "`indicators`, `claims`, `promises`, `checks` and `findings`" + ` are the rows below under the same names. Left out is what the
  object around a row says (marked ○ below); ` + "`region_code`" + ` of ` + "`documents`" + ` is ` + "`region.code`" + ` and so on. A text that is
  null is empty there. Decimals are texts with all digits. Only in JSON: ` + "`header`, `rows` (white space removed, rows without any text left out), `row_index`" + `
  (the grid row of each of ` + "`rows`) and `cells`" + ` of a table, ` + "`reading`" + ` (numeric tokens and blocks of each page) and ` + "`coverage`" + `.
- **Version**: ` + "`schema_version`" + ` of ` + "`dataset.json`" + ` is that of this page: %d. It grows when a column is renamed, goes or means
  something else; CHANGELOG.md says which.
- **Closed lists**: columns that hold words of a list name it in their type; the lists are at the end.
`

func dictionary(t *testing.T) string {
	var b strings.Builder
	fmt.Fprintf(&b, preamble, Version)
	for _, k := range RowKinds {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n%s\n\n", k.Name, k.EN, k.ZH)
		b.WriteString("| column | type | key | unit | null | meaning | 含义 |\n|---|---|---|---|---|---|---|\n")
		describe(t, &b, k.Name+".", "", k.Columns)
	}
	b.WriteString("\n# Closed lists · 代码表\n")
	for _, e := range Enums() {
		fmt.Fprintf(&b, "\n## list: %s\n\n%s.\n\n%s。\n\n", e.Name, strings.ToUpper(e.EN[:1])+e.EN[1:], e.ZH)
		b.WriteString("| word | part of | meaning | 含义 |\n|---|---|---|---|\n")
		for _, m := range e.Members {
			if m.EN == "" || m.ZH == "" || m.Parent != "" && e.Member(m.Parent) == nil {
				t.Errorf("list %s: %q has no label in both languages, or no parent %q", e.Name, m.Value, m.Parent)
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", m.Value, m.Parent, m.EN, m.ZH)
		}
	}
	return b.String()
}

// describe writes a line for each column, and for the fields of a list's
// elements below it.
func describe(t *testing.T, b *strings.Builder, of, prefix string, columns []Column) {
	for i := range columns {
		c := &columns[i]
		if c.EN == "" || c.ZH == "" {
			t.Errorf("%s%s has no meaning in both languages", of, c.Name)
		}
		null, key := "", ""
		if c.Null {
			null = "yes"
		}
		switch {
		case c.Primary && c.Reference != "":
			key = "key → " + c.Reference
		case c.Primary:
			key = "key"
		case c.Reference != "":
			key = "→ " + c.Reference
		}
		name, kind := prefix+c.Name, columnType(c)
		if c.Outer {
			name += " ○"
		}
		if e := c.Enum(); e != nil {
			kind += " [" + e.Name + "](#list-" + e.Name + ")"
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s | %s |\n", name, kind, key, c.Unit, null, c.EN, c.ZH)
		if c.Type == List && !c.Plain {
			describe(t, b, of, prefix+c.Name+"[].", c.Elements)
		}
	}
}

// columnType is the type DuckDB gives the column.
func columnType(c *Column) string {
	switch {
	case c.Type == Decimal:
		return fmt.Sprintf("DECIMAL(%d,%d)", Precision, c.Scale)
	case c.Plain:
		return columnType(&c.Elements[0]) + "[]"
	}
	return map[Type]string{
		Text: "VARCHAR", Date: "DATE", Integer: "INTEGER", Long: "BIGINT", Single: "FLOAT",
		Double: "DOUBLE", Boolean: "BOOLEAN", List: "STRUCT[]",
	}[c.Type]
}
