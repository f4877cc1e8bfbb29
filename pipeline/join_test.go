package pipeline

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/yusuan/yusuan/schema"
)

// announced is the text of a report, published apart from its tables.
const announced = `# 松陵省白榆市生态环境局2024年部门预算公开

目录

1. 部门收支总表
2. 部门支出总表
3. 政府性基金预算支出表

## 第三部分 2024年部门预算情况说明

2024年收入预算500.00万元，其中：一般公共预算拨款收入500.00万元。

一般公共预算支出500.00万元，其中：行政运行（2110101）320.00万元，生态环境监测与信息（2111101）200.00万元。
`

// apart are the tables of that report. The figure of 行政运行 is %s.
const apart = `# 松陵省白榆市生态环境局2024年部门预算公开表

## 部门收支总表

单位：万元

| 收入项目 | 预算数 | 支出项目 | 预算数 |
|---|---|---|---|
| 一般公共预算拨款收入 | 500.00 | 节能环保支出 | 500.00 |
| 收入总计 | 500.00 | 支出总计 | 500.00 |

## 部门支出总表

单位：万元

| 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 |
|---|---|---|---|---|
| | 合计 | 500.00 | 300.00 | 200.00 |
| 211 | 节能环保支出 | 500.00 | 300.00 | 200.00 |
| 2110101 | 行政运行 | %s | 300.00 | |
| 2111101 | 生态环境监测与信息 | 200.00 | | 200.00 |
`

// TestJoin: a text finds the tables of its report in another file, in whatever
// order they come, and what differs between them names both. The tables of
// another year are none of its own.
func TestJoin(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"text.md": announced, "tables.md": fmt.Sprintf(apart, "300.00"), "again.md": fmt.Sprintf(apart, "300.00") + "\n注：另存\n",
		"other.md": strings.ReplaceAll(fmt.Sprintf(apart, "300.00"), "2024年", "2023年"),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		files                 []string
		found, claims, sights int // announced tables, amounts of sentences held against tables, findings
	}{
		{[]string{"text.md", "tables.md"}, 2, 5, 2},
		{[]string{"tables.md", "text.md"}, 2, 5, 2},
		{[]string{"other.md", "text.md", "tables.md", "again.md"}, 2, 5, 2},
		{[]string{"text.md", "other.md"}, 0, 0, 1}, // its parts come to more than their whole
		{[]string{"text.md"}, 0, 0, 1},
	} {
		t.Run(strings.Join(c.files, " "), func(t *testing.T) {
			var paths []string
			for _, f := range c.files {
				paths = append(paths, filepath.Join(dir, f))
			}
			sink := &kept{}
			p := Pipeline{Reader: openReader(t), Steps: Steps(Options{}), Workers: 2}
			if _, err := p.Run(t.Context(), paths, sink); err != nil {
				t.Fatal(err)
			}
			if len(sink.records) != len(c.files) {
				t.Fatalf("%d documents", len(sink.records))
			}
			ids := map[string]string{}
			var text *schema.Record
			for _, r := range sink.records {
				ids[filepath.Base(r.Source)] = r.DocumentID
				if filepath.Base(r.Source) == "text.md" {
					text = r
				}
			}
			found, claims := 0, 0
			for _, l := range text.ListedTables {
				if l.TableID != "" {
					found++
				}
			}
			for _, check := range text.Checks {
				other := check.Operands[len(check.Operands)-1]
				if check.Rule != "claim_amount" || check.Outcome == schema.NotCheckable {
					continue
				}
				claims++
				if !slices.Contains([]string{ids["tables.md"], ids["again.md"]}, other.DocumentID) || other.DocumentID == "" {
					t.Errorf("%s is held against document %q", check.Operands[0].Text, other.DocumentID)
				}
			}
			if found != c.found || claims != c.claims || len(text.Findings) != c.sights {
				t.Errorf("%d announced tables found, %d amounts held against tables, %d findings, want %d, %d, %d", found, claims,
					len(text.Findings), c.found, c.claims, c.sights)
			}
			for _, f := range text.Findings {
				t.Log(f.Rule, f.Severity, f.MessageEN)
			}
			if part := text.Part(); part != schema.TextPart {
				t.Errorf("the text is %s", part)
			}
		})
	}
}

// TestJoinFar: a text is held against the tables of its report however much
// stands between them, and with the same result: what does not fit into memory
// waits in a file, which is gone afterwards.
func TestJoinFar(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	read := func(name, text string) *schema.Record {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		record, data := readBoth(t, openReader(t), path)
		steps(t, Options{}, record, data)
		return record
	}
	text, tables := read("text.md", announced), read("tables.md", fmt.Sprintf(apart, "300.00"))
	order := []*schema.Record{text}
	for _, name := range []string{"水利局", "教育局", "财政局"} {
		order = append(order, read(name+".md", strings.ReplaceAll(fmt.Sprintf(apart, "300.00"), "生态环境局", name)))
	}
	order = append(order, tables)
	cells := 0
	for i := range tables.Tables {
		cells += len(tables.Tables[i].Cells)
	}
	ended := func(name string, w *reports, order []*schema.Record, end bool) (joined *schema.Record) {
		for _, r := range order {
			fresh := *r
			if _, err := w.add(&fresh); err != nil {
				t.Fatal(err)
			}
			if w.size > w.most {
				t.Errorf("%s: %d waits in memory, %d may", name, w.size, w.most)
			}
		}
		if !end {
			return nil
		}
		if err := w.rest(t.Context(), func(r *schema.Record) error {
			joined = r
			return nil
		}, nil); err != nil {
			t.Fatal(err)
		}
		return joined
	}
	want := ended("all in memory", &reports{most: 10 * cells}, order, true)
	if !slices.ContainsFunc(want.Checks, func(c schema.Check) bool {
		return slices.ContainsFunc(c.Operands, func(o schema.Operand) bool { return o.DocumentID == tables.DocumentID })
	}) {
		t.Fatal("the text is not held against its tables")
	}
	back := slices.Clone(order)
	slices.Reverse(back)
	for name, w := range map[string]*reports{
		"the text in the file": {most: 4 * cells}, "all but the last in the file": {most: cells}, "all in the file": {most: 0},
	} {
		for _, order := range [][]*schema.Record{order, back} {
			w := *w
			got := ended(name, &w, order, true)
			for _, c := range []struct{ of, got, want any }{
				{"checks", got.Checks, want.Checks}, {"findings", got.Findings, want.Findings},
				{"announced tables", got.ListedTables, want.ListedTables}, {"name", got.Source, want.Source},
				{"name in the document", got.Document.Source, want.Document.Source},
			} {
				if g, w := fmt.Sprint(c.got), fmt.Sprint(c.want); g != w {
					t.Errorf("%s: %s\n%s\nwant\n%s", name, c.of, g, w)
				}
			}
		}
	}
	left := &reports{}
	ended("left early", left, order, false)
	if err := left.close(); err != nil {
		t.Error(err)
	}
	if entries, err := os.ReadDir(temp); err != nil || len(entries) > 0 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

// kept holds the records it is given.
type kept struct{ records []*schema.Record }

func (k *kept) Write(_ context.Context, r *schema.Record) error {
	k.records = append(k.records, r)
	return nil
}
func (k *kept) Commit(context.Context) error { return nil }
func (k *kept) Abort() error                 { return nil }
