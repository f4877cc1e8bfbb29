package sinks

import (
	"bytes"
	"errors"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/yusuan/yusuan/internal/addition"
	"github.com/yusuan/yusuan/schema"
)

// TestAddColumn: a column is declared in one place, and written everywhere.
func TestAddColumn(t *testing.T) {
	const project = "../schema/project.go"
	addition.Try(t, map[string]string{project: addition.Insert(t, addition.Read(t, project), "type Project struct {",
		"\tMotto string `column:\"motto,optional\" en:\"as printed\" zh:\"口号\"`\n")}, "TestAddedColumn")
}

// TestAddedColumn is run by TestAddColumn.
func TestAddedColumn(t *testing.T) {
	r := full(1)
	motto := reflect.ValueOf(&r.Projects[0]).Elem().FieldByName("Motto") // to be filled in code
	if !motto.IsValid() {
		t.Skip("run by TestAddColumn")
	}
	motto.SetString("为民")
	var printed bytes.Buffer
	folder := filepath.Join(t.TempDir(), "dataset")
	parquet, err := NewParquet(folder, "1")
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(NewJSON(&printed).Write(t.Context(), r), parquet.Write(t.Context(), r), parquet.Commit(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(printed.String(), `"motto":"为民"`) {
		t.Error("it is not in JSON")
	}
	stored := ""
	err = Rows(t.Context(), folder, "projects", func(p *schema.ProjectRow) {
		stored += reflect.ValueOf(p).Elem().FieldByName("Motto").String()
	})
	if err != nil || stored != "为民" {
		t.Errorf("Parquet has %q, %v", stored, err)
	}
}
