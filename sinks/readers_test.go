package sinks

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/schema"
)

// extremes are amounts at the edges of what is stored and across zero.
func extremes() []string {
	all := []string{"0", "1234567890123.45", "999999999999.999999", "1000000000000", "0.000001", "9999999999999999.99"}
	for n := range 37 {
		all = append(all, decimal.New(1, int32(n)-6).String(), decimal.New(255, int32(n)-8).Round(6).String())
	}
	all = append(all, strings.Repeat("9", 32)+".999999")
	for _, a := range slices.Clone(all) {
		all = append(all, "-"+a)
	}
	return all
}

// valued is a document of one table whose value cells hold the amounts.
func valued(n int, amounts []string) *schema.Record {
	r := sample(n)
	t := &r.Tables[0]
	t.Cells = nil
	for i, text := range amounts {
		c := schema.Cell{Row: i, RowSpan: 1, ColSpan: 1, Role: schema.RoleValue, Page: 1, Text: text}
		if v, err := decimal.NewFromString(text); err == nil {
			c.Amount = &schema.Amount{Text: text, Value: v, Decimals: max(0, -v.Exponent()), Unit: "元", Yuan: v, HasYuan: true}
		}
		t.Cells = append(t.Cells, c)
	}
	return r
}

// TestReaders reads what was written with what people read datasets with.
func TestReaders(t *testing.T) {
	if out, err := exec.Command("python3", "-c", "import pyarrow, pandas, polars, duckdb").CombinedOutput(); err != nil {
		t.Skipf("python3 with pyarrow, pandas, polars and duckdb is not here: %s", out)
	}
	dir := filepath.Join(t.TempDir(), "out")
	s, err := NewParquet(dir, "1")
	if err != nil {
		t.Fatal(err)
	}
	var below, above, blanks, many []string
	for _, a := range extremes() {
		if strings.HasPrefix(a, "-") {
			below = append(below, a)
		} else {
			above = append(above, a)
		}
	}
	for i := range 40_000 { // several pages
		many = append(many, decimal.New(int64(i*7919%40_000-20_000), -2).String())
	}
	blanks = make([]string, 100)
	mixed := append(slices.Concat(above, below, blanks), "云岭\xc4\xea市")
	written, err := os.Create(filepath.Join(t.TempDir(), "expected"))
	if err != nil {
		t.Fatal(err)
	}
	defer written.Close()
	for i, amounts := range [][]string{mixed, below, above, blanks, many} {
		r := valued(i, amounts)
		err := s.Write(t.Context(), r)
		for _, f := range s.files { // a row group of its own
			if f, ok := f.(*single); ok && f.kind.Name == "cells" {
				err = errors.Join(err, f.flush(t.Context()))
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		for j := range r.Tables[0].Cells {
			c := &r.Tables[0].Cells[j]
			line := []any{nil, nil, schema.Escape(c.Text)}
			if c.Amount != nil {
				line[0], line[1] = c.Amount.Value.Round(6), c.Amount.Yuan.Round(2)
			}
			text, err := json.Marshal(line)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(written, "%s\n", text)
		}
	}
	if err := s.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("python3", filepath.Join("testdata", "readers.py"), dir, written.Name()).CombinedOutput()
	if err != nil {
		t.Errorf("%v: %s", err, out)
	}
	t.Logf("%s", out)
}

// TestBounds: the bounds of row groups and pages are those of numbers with a
// sign; readers pass over what lies outside.
func TestBounds(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	s, err := NewParquet(dir, "1")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Write(t.Context(), valued(1, []string{"3", "-5", "", "7", "-1"})),
		s.Commit(t.Context())); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(filepath.Join(dir, "cells.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, _ := f.Stat()
	p, err := parquet.OpenFile(f, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	column, _ := p.Schema().Lookup("amount_value")
	chunk := p.RowGroups()[0].ColumnChunks()[column.ColumnIndex]
	index, err := chunk.ColumnIndex()
	if err != nil {
		t.Fatal(err)
	}
	stats := p.Metadata().RowGroups[0].Columns[column.ColumnIndex].MetaData.Statistics
	for name, bounds := range map[string][2][]byte{
		"page":      {index.MinValue(0).ByteArray(), index.MaxValue(0).ByteArray()},
		"row group": {stats.MinValue, stats.MaxValue},
	} {
		if low, high := integer(bounds[0]).Int64(), integer(bounds[1]).Int64(); low != -5_000000 || high != 7_000000 {
			t.Errorf("%s: bounds %d and %d, want -5000000 and 7000000", name, low, high)
		}
	}
}

// TestTooLarge: an amount that no column holds is null, and its table and its
// document say so.
func TestTooLarge(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	s, err := NewParquet(dir, "1")
	if err != nil {
		t.Fatal(err)
	}
	r := valued(1, []string{"1234567890123.45", "1e40", "0.0000001"})
	if err := errors.Join(s.Write(t.Context(), r), s.Commit(t.Context())); err != nil {
		t.Fatal(err)
	}
	cells := allRows[schema.CellRow](t, dir, "cells")
	if got := cells[0].Amount; got == nil || got.Value.String() != "1234567890123.45" {
		t.Errorf("1,234,567,890,123.45 is stored as %v", got)
	}
	if cells[1].Amount == nil || cells[1].Amount.Text != "" {
		t.Errorf("1e40 is stored as %v", cells[1].Amount)
	}
	document, table := allRows[schema.DocumentRow](t, dir, "documents")[0], allRows[schema.TableRow](t, dir, "tables")[0]
	if document.Inexact != 2 || table.Inexact != 2 {
		t.Errorf("%d and %d amounts are said to be inexact, want 2", document.Inexact, table.Inexact)
	}
	want := schema.WarningRow{Page: 1, Code: "amount_too_large",
		Message: "table 1, row 2, column 1: 1e40 has more digits than DECIMAL(38,6) holds; its amount is null"}
	if diff := cmp.Diff(want, document.Warnings[len(document.Warnings)-1]); diff != "" {
		t.Error(diff)
	}
}

// TestTexts: whatever a record holds, no text that is not UTF-8 is written.
func TestTexts(t *testing.T) {
	const bad = "\xc4\xea预算\xff"
	r := sample(1)
	r.Source, r.Error, r.Tables[0].Cells[0].Text, r.Findings[0].Evidence[0].RowLabel = bad, bad, bad, bad
	r.Document.Warnings[0].Message, r.Document.Pages[0].Blocks[0].Text, r.Document.Tables[0].Cells[0][0].Text = bad, bad,
		bad
	r.Tables[0].Layout.Notes = []string{bad}
	dir := filepath.Join(t.TempDir(), "out")
	s, err := NewParquet(dir, "1")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Write(t.Context(), r), s.Commit(t.Context())); err != nil {
		t.Fatal(err)
	}
	if got := allRows[schema.DocumentRow](t, dir, "documents")[0].Source; got != `\xc4\xea预算\xff` {
		t.Errorf("the source is %q", got)
	}
	for _, name := range []string{"documents", "tables", "cells", "findings"} {
		text, err := os.ReadFile(filepath.Join(dir, name+".parquet"))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), bad) {
			t.Errorf("%s holds a text that is no UTF-8", name)
		}
	}
	var b strings.Builder
	if err := NewJSON(&b).Write(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if !utf8.ValidString(b.String()) {
		t.Error("the JSON is no UTF-8")
	}
}
