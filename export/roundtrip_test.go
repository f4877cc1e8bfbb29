package export

import (
	"bytes"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"github.com/yusuan/yusuan/extract"
	"github.com/yusuan/yusuan/normalize"
	"github.com/yusuan/yusuan/pipeline"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
)

// published is a dataset with rows of nearly every kind.
func published(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob("../fixtures/_across/*.md")
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, "../fixtures/qishanyuan-science-2022-budget.md")
	reader, err := extract.New(extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	folder := filepath.Join(t.TempDir(), "published")
	sink, err := sinks.NewParquet(folder, "test")
	if err != nil {
		t.Fatal(err)
	}
	sink.Dataset.Codes = normalize.Builtin().Codes()
	across := pipeline.NewAcross(sink, &sink.Dataset)
	p := pipeline.Pipeline{Reader: reader, Steps: pipeline.Steps(pipeline.Options{})}
	if _, err := p.Run(t.Context(), files, across); err != nil {
		t.Fatal(errors.Join(err, across.Abort()))
	}
	if err := across.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	return folder
}

// Whatever the form, all rows of all kinds come back as they are stored: no row
// too many or too few, each value the same, what is null nothing.
func TestRoundTrip(t *testing.T) {
	forms := map[string]func(t *testing.T, place string, k *schema.RowKind) [][]string{
		"csv": csvBack, "jsonl": jsonlBack, "xlsx": xlsxBack, "sqlite": sqliteBack,
	}
	var kinds []string
	for _, k := range schema.RowKinds {
		kinds = append(kinds, k.Name)
	}
	filled := map[string]int{}
	for name, folder := range map[string]string{"hard": dataset(t), "published": published(t)} {
		for form, back := range forms {
			t.Run(name+"/"+form, func(t *testing.T) {
				place := filepath.Join(t.TempDir(), "out")
				run(t, folder, form, place, Options{Kinds: kinds})
				for _, k := range schema.RowKinds {
					_, want := stored(t, folder, k.Name)
					filled[k.Name] += len(want)
					if diff := cmp.Diff(want, back(t, place, k)); diff != "" {
						t.Errorf("%s: stored and read back:\n%.2000s", k.Name, diff)
					}
				}
			})
		}
	}
	for name, n := range filled {
		if n == 0 {
			t.Errorf("no row of %s was tried", name)
		}
	}
}

// twoPlaces is a float as text has it: with two places, which is a hundredth of
// a point or of all confidence.
func twoPlaces(t *testing.T, text string) string {
	t.Helper()
	d, err := decimal.NewFromString(text)
	if err != nil {
		t.Fatal(err)
	}
	return d.Round(2).String()
}

func csvBack(t *testing.T, place string, k *schema.RowKind) (rows [][]string) {
	t.Helper()
	f, err := os.Open(filepath.Join(place, k.Name+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines[1:] {
		for i, c := range k.Columns {
			if c.Type == schema.Text || c.Type == schema.List {
				line[i] = strings.TrimPrefix(line[i], "'")
			}
		}
		rows = append(rows, line)
	}
	return rows
}

func jsonlBack(t *testing.T, place string, k *schema.RowKind) (rows [][]string) {
	t.Helper()
	f, err := os.Open(filepath.Join(place, k.Name+".jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := json.NewDecoder(f); ; {
		var object map[string]json.RawMessage
		if err := lines.Decode(&object); errors.Is(err, io.EOF) {
			return rows
		} else if err != nil {
			t.Fatal(err)
		}
		var row []string
		for _, c := range k.Columns {
			raw, ok := object[c.Name]
			if !ok {
				t.Fatalf("%s is not in a line of %s", c.Name, k.Name)
			}
			var text string
			switch {
			case bytes.Equal(raw, []byte("null")), c.Type == schema.List && bytes.Equal(raw, []byte("[]")):
			case raw[0] == '"':
				if err := json.Unmarshal(raw, &text); err != nil {
					t.Fatal(err)
				}
			default:
				text = string(raw)
			}
			row = append(row, text)
		}
		rows = append(rows, row)
	}
}

func xlsxBack(t *testing.T, place string, k *schema.RowKind) (rows [][]string) {
	t.Helper()
	f, err := excelize.OpenFile(place)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := f.GetRows(k.Name, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	for n, line := range lines[1:] {
		row := make([]string, len(k.Columns))
		copy(row, line) // cells at the end that are empty are not in the file
		for i, c := range k.Columns {
			at, _ := excelize.CoordinatesToCellName(i+1, n+2)
			if formula, _ := f.GetCellFormula(k.Name, at); formula != "" {
				t.Errorf("%s: a formula: %s", at, formula)
			}
			switch {
			case row[i] == "":
			case c.Type == schema.Boolean:
				row[i] = strconv.FormatBool(row[i] == "1")
			case c.Type == schema.Single || c.Type == schema.Double:
				row[i] = twoPlaces(t, row[i])
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func sqliteBack(t *testing.T, place string, k *schema.RowKind) (rows [][]string) {
	t.Helper()
	db, err := sql.Open("sqlite", place)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	read, err := db.Query("SELECT * FROM " + k.Name)
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	for read.Next() {
		values, into := make([]any, len(k.Columns)), make([]any, len(k.Columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := read.Scan(into...); err != nil {
			t.Fatal(err)
		}
		row := make([]string, len(values))
		for i, v := range values {
			switch c := k.Columns[i]; {
			case v == nil, c.Type == schema.List && v == "[]":
			case c.Type == schema.Boolean:
				row[i] = strconv.FormatBool(v == int64(1))
			case c.Type == schema.Single || c.Type == schema.Double:
				row[i] = twoPlaces(t, fmt.Sprint(v))
			case c.Type == schema.Decimal:
				d, err := decimal.NewFromString(fmt.Sprint(v))
				if err != nil {
					t.Fatal(err)
				}
				row[i] = d.String()
			default:
				row[i] = fmt.Sprint(v)
			}
		}
		rows = append(rows, row)
	}
	if err := read.Err(); err != nil {
		t.Fatal(err)
	}
	return rows
}
