package sinks

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"github.com/yusuan/yusuan/schema"
)

// TestNullTexts: a text that is not there is null, whatever stands before and
// behind it, and never an empty text.
func TestNullTexts(t *testing.T) {
	// Each pattern is a list of rows: x with a text, . without.
	for _, pattern := range []string{".x....", "..xx....", "x..x.x.",
		strings.Repeat(".", 6) + strings.Repeat("x", 6) + strings.Repeat(".", 70), "xxxx", "...."} {
		dir := filepath.Join(t.TempDir(), "out")
		s, err := NewParquet(dir, "1")
		if err != nil {
			t.Fatal(err)
		}
		r := sample(1)
		project := schema.Project{ID: "p", Name: "p"}
		for i, c := range pattern {
			id, text := fmt.Sprint(i), ""
			if c == 'x' {
				text = "x"
			}
			r.Claims = append(r.Claims, schema.Claim{ID: id, Quote: "q", Direction: schema.Direction(text), Reason: text,
				Coordinates: schema.Coordinates{Fund: schema.Fund(text)}})
			project.Allocation = append(project.Allocation,
				schema.Allocation{Name: "i", Amount: schema.Amount{Text: "1", Unit: text}})
			project.Sources = append(project.Sources, schema.Source{TableID: text})
		}
		r.Projects = append(r.Projects, project)
		if err := errors.Join(s.Write(t.Context(), r), s.Commit(t.Context())); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct{ dataset, column string }{
			{"claims", "change_direction"}, {"claims", "reason"}, {"claims", "fund"},
			{"projects", "allocation.list.element.unit"}, {"projects", "sources.list.element.table_id"},
		} {
			got := ""
			for _, v := range columnValues(t, dir, c.dataset, c.column) {
				switch {
				case v.IsNull():
					got += "."
				case len(v.ByteArray()) == 0:
					got += "0"
				default:
					got += "x"
				}
			}
			if got != pattern {
				t.Errorf("%s.%s is %s, want %s", c.dataset, c.column, got, pattern)
			}
		}
	}
}

// columnValues are the values of a leaf column in all rows of a dataset.
func columnValues(t *testing.T, dir, dataset, column string) (values []parquet.Value) {
	t.Helper()
	m, err := ReadManifest(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range m.Files {
		if entry.Dataset != dataset {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, entry.File))
		if err != nil {
			t.Fatal(err)
		}
		f, err := parquet.OpenFile(bytes.NewReader(text), int64(len(text)))
		if err != nil {
			t.Fatal(err)
		}
		leaf := -1
		for i, path := range f.Schema().Columns() {
			if strings.Join(path, ".") == column {
				leaf = i
			}
		}
		if leaf < 0 {
			t.Fatalf("%s has no column %s", dataset, column)
		}
		rows := f.RowGroups()[0].Rows()
		buffer := make([]parquet.Row, f.NumRows())
		n, _ := rows.ReadRows(buffer)
		for _, row := range buffer[:n] {
			for _, v := range row {
				if v.Column() == leaf {
					values = append(values, v.Clone())
				}
			}
		}
		rows.Close()
	}
	return values
}
