package normalize

import (
	"bufio"
	"context"
	"os"
	"strings"
	"testing"

	"github.com/yusuan/yusuan/extract"
	"github.com/yusuan/yusuan/schema"
)

func readTSV(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if os.IsNotExist(err) && strings.Contains(path, "shared") {
		t.Skip("shared folder is not here")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var rows [][]string
	for s := bufio.NewScanner(f); s.Scan(); {
		if s.Text() != "" && !strings.HasPrefix(s.Text(), "#") {
			rows = append(rows, strings.Split(s.Text(), "\t"))
		}
	}
	return rows
}

func TestClassifyTitles(t *testing.T) {
	rows := readTSV(t, "testdata/titles.tsv")
	wrong := 0
	for _, r := range rows {
		kind, confidence, why := Builtin().ClassifyTitle(r[0])
		if string(kind) != r[1] {
			wrong++
			t.Errorf("%s: got %s (%.2f, %s), want %s", r[0], kind, confidence, why, r[1])
		}
		if kind == schema.OtherTable && why == "" {
			t.Errorf("%s: other without a reason", r[0])
		}
	}
	t.Logf("%d of %d right", len(rows)-wrong, len(rows))
}

func TestClassifyPublishedTitles(t *testing.T) {
	for _, r := range readTSV(t, "../../shared/variants/table_titles.tsv")[1:] {
		if kind, confidence, why := Builtin().ClassifyTitle(r[1]); string(kind) != r[2] {
			t.Errorf("%s %s: got %s (%.2f, %s), want %s", r[0], r[1], kind, confidence, why, r[2])
		}
	}
}

// TestGovernmentTitles: titles of governments' tables get the kinds of these,
// by themselves where no department has such a title, and in a report of a
// government where one has.
func TestGovernmentTitles(t *testing.T) {
	for _, r := range readTSV(t, "testdata/government_titles.tsv") {
		if kind, confidence, why := Builtin().governments.titles.classify(r[0]); string(kind) != r[1] {
			t.Errorf("%s in a government's report: got %s (%.2f, %s), want %s", r[0], kind, confidence, why, r[1])
		}
		kind, confidence, why := Builtin().ClassifyTitle(r[0])
		if alone := len(r) == 2; alone && string(kind) != r[1] || !alone && kind.Government() {
			t.Errorf("%s alone: got %s (%.2f, %s), want %s", r[0], kind, confidence, why, r[1])
		}
	}
}

// TestTitlesInDocuments: where nothing but the titles of its tables says whose a
// document is, each means what it means alone, beside whichever others.
func TestTitlesInDocuments(t *testing.T) {
	r, err := extract.New(extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	const body = "\n\n单位：万元\n\n| 项目 | 金额 |\n|---|---|\n| 合计 | 123.45 |\n| 甲 | 100.00 |\n| 乙 | 23.45 |\n\n"
	for _, titles := range [][]string{
		{"市级部门项目支出预算表"}, {"上级补助收入决算表"}, {"区级政府预算支出经济分类情况表"}, {"新区管委会一般公共预算支出表"}, {"市本级财政专户管理资金收支决算表"},
		{"附件：2024年全省社会保险基金预算结余表"}, {"部门收支总表"}, {"桃源镇人民政府2024年一般公共预算支出表"},
		{"2024年全县一般公共预算收入预算表", "部门收支总表", "市本级国有资本经营预算收支表", "项目支出绩效目标表"},
	} {
		var md strings.Builder
		for _, title := range titles {
			md.WriteString("## " + title + body)
		}
		doc, err := r.Read(context.Background(), extract.Input{Source: "page.md", Data: []byte(md.String())})
		if err != nil {
			t.Fatal(err)
		}
		tables := normalized(doc, Options{}).Tables
		if len(tables) != len(titles) {
			t.Errorf("%v: %d tables", titles, len(tables))
			continue
		}
		for i, title := range titles {
			if want, _, _ := Builtin().ClassifyTitle(title); tables[i].Kind != want {
				t.Errorf("%s among %v: got %s (%s), want %s", title, titles, tables[i].Kind, tables[i].Reason, want)
			}
		}
	}
}
