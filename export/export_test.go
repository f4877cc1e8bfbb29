package export

import (
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
)

const evil = `=HYPERLINK("http://x","y")`

// dataset writes two documents: one with facts whose texts and amounts are
// hard to keep, one without anything.
func dataset(t testing.TB) string {
	t.Helper()
	amount := func(text string) schema.Amount {
		v := decimal.RequireFromString(strings.ReplaceAll(text, ",", ""))
		return schema.Amount{Text: text, Value: v, Decimals: max(0, -v.Exponent()), Unit: "万元", HasYuan: true,
			Yuan: v.Shift(4)}
	}
	first := &schema.Record{Source: "a.pdf", DocumentID: strings.Repeat("a", 64), Status: schema.StatusRead,
		Document: &document.Document{ID: strings.Repeat("a", 64)},
		Profile:  schema.Profile{Organization: "某市交通局", FiscalYear: 2024, ReportKind: schema.DepartmentBudget}}
	id := first.DocumentID + "-t0"
	texts := []string{"1,234.50", "-37.84", "9007199254740993.123456", "0.00"}
	layout := &document.Table{Title: "支出/总表"}
	table := schema.Table{ID: id, DocumentID: first.DocumentID, Layout: layout, Kind: schema.Expenditure, Unit: "万元"}
	for i, text := range texts {
		a := amount(text)
		label := []string{evil, "'引号", "-负", "合计\n第二行"}[i]
		first.Facts = append(first.Facts, schema.Fact{ID: fmt.Sprintf("%s-r%dc1", id, i), DocumentID: first.DocumentID,
			TableID: id, Kind: schema.Expenditure, Amount: a, RowLabel: label, Row: i, Column: 1, Parent: -1,
			Coordinates: schema.Coordinates{Function: []string{"201", "20101", "", "205"}[i]}})
		layout.Cells = append(layout.Cells, make([]document.Cell, 2))
		table.Cells = append(table.Cells,
			schema.Cell{Row: i, Column: 0, RowSpan: 1, ColSpan: 1, Text: label},
			schema.Cell{Row: i, Column: 1, RowSpan: 1, ColSpan: 1, Text: text, Amount: &a})
	}
	first.Tables = []schema.Table{table}
	first.ListedTables = []schema.ListedTable{{Kind: schema.Expenditure, Title: "支出总表", Confidence: 0.95}}
	first.Findings = []schema.Finding{{ID: "0123456789abcdef", Severity: schema.SeverityError, MessageEN: evil, Printed: "1.10",
		Expected: "1.1", Difference: "0.00", Evidence: []schema.Operand{{Text: "-37.84", Row: 1, Column: 1, TableID: id}}}}
	second := &schema.Record{Source: "b.pdf", DocumentID: strings.Repeat("b", 64), Status: schema.StatusFailed,
		Error: "damaged"}
	folder := filepath.Join(t.TempDir(), "dataset")
	sink, err := sinks.NewParquet(folder, "test")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []*schema.Record{first, second} {
		if err := sink.Write(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	if err := sink.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	return folder
}

// stored are the rows of a kind, each column as plain text.
func stored(t *testing.T, folder, kind string) (head []string, rows [][]string) {
	t.Helper()
	k := schema.KindNamed(kind)
	for i := range k.Columns {
		head = append(head, k.Columns[i].Name)
	}
	err := sinks.Each(t.Context(), folder, k, func(row reflect.Value) error {
		var texts []string
		for i := range k.Columns {
			texts = append(texts, Plain(&k.Columns[i], row))
		}
		rows = append(rows, texts)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return head, rows
}

func run(t *testing.T, folder, form, place string, o Options) *Result {
	t.Helper()
	r, err := Run(t.Context(), folder, FormNamed(form), place, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestCSV: what is read back is what is stored, and nothing is a formula.
func TestCSV(t *testing.T) {
	folder, out := dataset(t), filepath.Join(t.TempDir(), "facts.csv")
	run(t, folder, "csv", out, Options{Kinds: []string{"facts"}, BOM: true})
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	text, bom := strings.CutPrefix(string(data), "\ufeff")
	if !bom {
		t.Error("no byte order mark")
	}
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	head, rows := stored(t, folder, "facts")
	k := schema.KindNamed("facts")
	for _, line := range lines[1:] {
		for i, value := range line {
			if k.Columns[i].Type == schema.Text {
				if value != "" && strings.ContainsRune("=+@", rune(value[0])) {
					t.Errorf("%q is taken for a formula", value)
				}
				line[i] = strings.TrimPrefix(value, "'")
			}
		}
	}
	if diff := cmp.Diff(append([][]string{head}, rows...), lines); diff != "" {
		t.Error(diff)
	}
}

func TestUnformula(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "交通局": "交通局", "=1+1": "'=1+1", "+86": "+86", "-37.84": "-37.84",
		"-1,234.5": "-1,234.5", "-负": "'-负",
		"@x": "'@x", "\t=1": "'\t=1", "'x": "''x", "-1+cmd|' /C calc'!A0": "'-1+cmd|' /C calc'!A0",
	} {
		if got := Unformula(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestJSONL(t *testing.T) {
	folder, out := dataset(t), t.TempDir()
	result := run(t, folder, "jsonl", out, Options{})
	if want := len(schema.RowKinds) - 1; len(result.Files) != want {
		t.Errorf("%d files, want %d: all but cells", len(result.Files), want)
	}
	data, err := os.ReadFile(filepath.Join(out, "facts.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	if len(lines) != 4 {
		t.Fatalf("%d lines", len(lines))
	}
	var fact struct {
		Value    string  `json:"amount_value"`
		Label    string  `json:"row_label"`
		Function *string `json:"function_code"`
	}
	if err := json.Unmarshal([]byte(lines[2]), &fact); err != nil {
		t.Fatal(err)
	}
	if fact.Value != "9007199254740993.123456" || fact.Label != "-负" || fact.Function != nil {
		t.Errorf("%+v", fact)
	}
}

// TestXLSX: numbers are numbers where Excel keeps them, texts are no formulas,
// and a row leads to its document.
func TestXLSX(t *testing.T) {
	folder, out := dataset(t), filepath.Join(t.TempDir(), "d.xlsx")
	run(t, folder, "xlsx", out, Options{Kinds: []string{"documents", "facts", Printed}})
	f, err := excelize.OpenFile(out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if diff := cmp.Diff([]string{columnsSheet, "documents", "facts", "t001"}, f.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	head, rows := stored(t, folder, "facts")
	got, err := f.GetRows("facts", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(append(head, "document"), got[0]); diff != "" {
		t.Error(diff)
	}
	k := schema.KindNamed("facts")
	for i, want := range rows {
		for j, text := range want {
			have := got[i+1][j]
			if k.Columns[j].Type == schema.Boolean {
				have = map[string]string{"0": "false", "1": "true"}[have]
			}
			if have != text {
				t.Errorf("row %d, %s: %q, want %q", i, head[j], have, text)
			}
		}
		at, _ := excelize.CoordinatesToCellName(len(head)+1, i+2)
		if link, _ := f.GetCellFormula("facts", at); link != `HYPERLINK("#documents!A2","documents!A2")` {
			t.Errorf("row %d leads to %q", i, link)
		}
	}
	value := func(sheet, cell string) (string, excelize.CellType) {
		v, _ := f.GetCellValue(sheet, cell)
		kind, _ := f.GetCellType(sheet, cell)
		return v, kind
	}
	if v, kind := value("t001", "A4"); v != evil || kind == excelize.CellTypeFormula {
		t.Errorf("%q, %v", v, kind)
	}
	if v, _ := value("t001", "B4"); v != "1,234.50" {
		t.Errorf("printed as %q", v)
	}
	if panes, err := f.GetPanes("facts"); err != nil || !panes.Freeze {
		t.Errorf("the head is not frozen: %v", err)
	}
}

// TestLongText: a text that no cell of Excel holds is shortened with a remark,
// and counted.
func TestLongText(t *testing.T) {
	b := &workbook{job: &job{}}
	long := strings.Repeat("𠮷", cellLength)
	got := b.text(long).(string)
	if !strings.HasSuffix(got, shortened) || strings.Contains(got, "\ufffd") || b.job.result.Shortened != 1 {
		t.Errorf("%d shortened, ends %q", b.job.result.Shortened, got[len(got)-80:])
	}
	if whole := strings.Repeat("字", cellLength); b.text(whole) != whole {
		t.Error("a text that fits was shortened")
	}
}

func TestSQLite(t *testing.T) {
	folder, out := dataset(t), filepath.Join(t.TempDir(), "d.db")
	run(t, folder, "sqlite", out, Options{})
	db, err := sql.Open("sqlite", out)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	head, rows := stored(t, folder, "facts")
	k := schema.KindNamed("facts")
	read, err := db.Query("SELECT * FROM facts")
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	for i := 0; read.Next(); i++ {
		values, into := make([]any, len(head)), make([]any, len(head))
		for j := range values {
			into[j] = &values[j]
		}
		if err := read.Scan(into...); err != nil {
			t.Fatal(err)
		}
		for j, want := range rows[i] {
			have := ""
			switch v := values[j].(type) {
			case nil:
			case float64:
				have = decimal.NewFromFloat(v).String()
			case int64:
				if have = fmt.Sprint(v); k.Columns[j].Type == schema.Boolean {
					have = fmt.Sprint(v == 1)
				}
			default:
				have = fmt.Sprint(v)
			}
			if have != want {
				t.Errorf("row %d, %s: %q, want %q", i, head[j], have, want)
			}
		}
	}
	if err := read.Err(); err != nil {
		t.Fatal(err)
	}
	views, err := db.Query("SELECT name FROM sqlite_master WHERE type = 'view'")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for views.Next() {
		var name string
		if err := views.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	if len(names) != len(sinks.Views(schema.RowKinds)) {
		t.Errorf("views %s", names)
	}
	for _, name := range names { // a view is compiled when it is used
		if _, err := db.Exec("SELECT * FROM " + name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	var yuan float64
	if err := db.QueryRow("SELECT sum(amount_yuan) FROM spending_by_function").Scan(&yuan); err != nil && yuan != 0 {
		t.Error(err)
	}
}

// TestWhere: conditions on documents choose all of them, others choose rows.
func TestWhere(t *testing.T) {
	folder := dataset(t)
	for _, c := range []struct {
		where string
		kinds map[string]int64 // rows of each
	}{
		{"organization~交通", map[string]int64{"documents": 1, "facts": 4, "tables": 1}},
		{"status=failed", map[string]int64{"documents": 1, "facts": 0, "tables": 0}},
		{"fiscal_year>=2025", map[string]int64{"documents": 0, "facts": 0}},
		{"fiscal_year=", map[string]int64{"documents": 1, "facts": 0}},
		{"amount_value<0", map[string]int64{"facts": 1}},
		{"amount_value=1234.5", map[string]int64{"facts": 1}},
		{"function_code=", map[string]int64{"facts": 1}},
		{"function_code!=201", map[string]int64{"facts": 3}},
		{"doubtful=false", map[string]int64{"facts": 4}},
		{"row_label~" + evil, map[string]int64{"facts": 1}},
	} {
		o := Options{Where: []string{c.where}}
		for kind := range c.kinds {
			o.Kinds = append(o.Kinds, kind)
		}
		result := run(t, folder, "sqlite", filepath.Join(t.TempDir(), "d.db"), o)
		for kind, want := range c.kinds {
			if got := result.Rows[kind]; got != want {
				t.Errorf("%s: %d %s, want %d", c.where, got, kind, want)
			}
		}
	}
}

func TestUsage(t *testing.T) {
	folder := dataset(t)
	for name, c := range map[string]struct {
		form, place string
		o           Options
	}{
		"no such kind":      {"csv", "x", Options{Kinds: []string{"fact"}}},
		"no such column":    {"csv", "x", Options{Where: []string{"nothing=1"}}},
		"no condition":      {"csv", "x", Options{Where: []string{"2024"}}},
		"no number":         {"csv", "x", Options{Where: []string{"amount_value>much"}}},
		"column of others":  {"csv", "x", Options{Kinds: []string{"promises"}, Where: []string{"amount_value>1"}}},
		"several to stdout": {"csv", "-", Options{}},
		"printed as JSON":   {"jsonl", "x", Options{Kinds: []string{Printed}}},
		"part for DuckDB":   {"duckdb", "x", Options{Where: []string{"fiscal_year=2024"}}},
	} {
		place := c.place
		if place != "-" {
			place = filepath.Join(t.TempDir(), place)
		}
		_, err := Run(t.Context(), folder, FormNamed(c.form), place, c.o)
		if !errors.Is(err, ErrUsage) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Run(t.Context(), t.TempDir(), FormNamed("csv"), "x", Options{}); !errors.Is(err, sinks.ErrNotDataset) {
		t.Errorf("a folder that is no dataset: %v", err)
	}
}

// TestStops: a run that was told to stop leaves nothing.
func TestStops(t *testing.T) {
	folder := dataset(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, form := range Forms {
		if form.write != nil {
			continue
		}
		out := t.TempDir()
		_, err := Run(ctx, folder, form, filepath.Join(out, "x"), Options{Kinds: []string{"facts"}})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", form.Name, err)
		}
		if left, _ := os.ReadDir(out); len(left) > 0 {
			t.Errorf("%s leaves %v", form.Name, left)
		}
	}
}

func BenchmarkExport(b *testing.B) {
	folder := dataset(b)
	for _, form := range Forms {
		b.Run(form.Name, func(b *testing.B) {
			for b.Loop() {
				_, err := Run(b.Context(), folder, form, filepath.Join(b.TempDir(), "x"), Options{Kinds: []string{"facts"}})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
