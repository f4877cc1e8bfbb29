package sinks_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/normalize"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
)

// TestContacts: whom to call stands in a dataset only if it was asked for, and
// where it stood is told in any case.
func TestContacts(t *testing.T) {
	const person, phone = "周见山", "13900001234"
	rows := [][]string{
		{"项目名称", "馆藏档案数字化", "", ""},
		{"项目负责人", person, "联系电话", phone},
		{"联系人", person, "联系方式", phone},
		{"年度资金总额（万元）", "120.00", "其中：财政拨款", "120.00"},
		{"一级指标", "二级指标", "三级指标", "指标值"},
		{"产出指标", "数量指标", "扫描页数", "≥500万页"},
	}
	table := document.Table{Title: "项目支出绩效目标表", Unit: "万元", Method: document.MethodMarkup}
	for _, row := range rows {
		var cells []document.Cell
		for _, text := range row {
			c := document.Cell{State: document.CellEmpty, Text: text, RowSpan: 1, ColSpan: 1}
			if text != "" {
				c.State = document.CellText
			}
			cells = append(cells, c)
		}
		table.Cells = append(table.Cells, cells)
	}
	for _, keep := range []bool{false, true} {
		doc := &document.Document{ID: "d", Tables: []document.Table{table}, Pages: []document.Page{{}}}
		r, err := normalize.Normalize(t.Context(), doc, normalize.Options{KeepContacts: keep})
		if err != nil {
			t.Fatal(err)
		}
		r.DocumentID, r.Source, r.Status = "d", "in/d.md", schema.StatusRead
		dir := filepath.Join(t.TempDir(), "out")
		s, err := sinks.NewParquet(dir, "1")
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(s.Write(t.Context(), r), s.Commit(t.Context())); err != nil {
			t.Fatal(err)
		}
		var cells []schema.CellRow
		if err := sinks.Rows(t.Context(), dir, "cells", func(c *schema.CellRow) { cells = append(cells, *c) }); err != nil {
			t.Fatal(err)
		}
		marked, kept := 0, 0
		for _, c := range cells {
			if c.Contact {
				marked++
			}
			if strings.Contains(c.Text, person) || strings.Contains(c.Text, phone) {
				kept++
			}
		}
		want := 0
		if keep {
			want = 4
		}
		if marked != 4 || kept != want {
			t.Errorf("keep %v: %d cells marked and %d kept, want 4 and %d", keep, marked, kept, want)
		}
		for _, f := range r.Facts {
			if strings.Contains(f.RowLabel+f.ColumnLabel+f.Amount.Text, person) || strings.Contains(f.Amount.Text, phone) {
				t.Errorf("keep %v: a fact of a contact: %+v", keep, f)
			}
		}
		if keep {
			continue
		}
		// Names are stored in no other file either, whatever its encoding.
		err = filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
			if err != nil || e.IsDir() || filepath.Ext(path) != ".parquet" {
				return err
			}
			text, err := allTexts(path)
			if strings.Contains(text, person) || strings.Contains(text, phone) {
				t.Errorf("%s holds a contact", path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// allTexts is every value of a Parquet file, one after the other.
func allTexts(path string) (string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	f, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return "", err
	}
	var all strings.Builder
	for _, g := range f.RowGroups() {
		rows := g.Rows()
		defer rows.Close()
		buffer := make([]parquet.Row, g.NumRows())
		n, _ := rows.ReadRows(buffer)
		for _, row := range buffer[:n] {
			for _, v := range row {
				if !v.IsNull() {
					all.WriteString(v.String() + "\n")
				}
			}
		}
	}
	return all.String(), nil
}
