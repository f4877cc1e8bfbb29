package normalize

import (
	"bufio"
	"os"
	"strings"
	"testing"

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
