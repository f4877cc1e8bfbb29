// Package queries runs the questions of docs/queries.md through DuckDB. It is
// a module of its own, so that the program needs neither C nor DuckDB.
package queries

import (
	"database/sql"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	_ "github.com/duckdb/duckdb-go/v2"
)

var (
	heading = regexp.MustCompile(`(?m)^## (.*)$`)
	viewRow = regexp.MustCompile("(?m)^\\| `(\\w+)`")
	fenced  = regexp.MustCompile("(?s)```sql\n(.*?)```")
)

var update = flag.Bool("update", false, "write the answers into testdata")

// question is a query of docs/queries.md with its heading.
type question struct{ title, sql string }

// TestQueries: the questions about departments have the answers on the documents
// of testdata that were worked out by hand, those about governments the answers
// on invented governments, and all some on the fixtures; on published documents
// they run too, where these are there.
func TestQueries(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	answers, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, "docs", "queries.md"))
	if err != nil {
		t.Fatal(err)
	}
	views, questions := parse(t, string(text))
	numbered, count := regexp.MustCompile(`^(\d+)\. `), 0
	for _, of := range []struct {
		governments bool
		paths       []string
	}{
		{false, []string{"docs/queries/testdata/in"}},
		{true, []string{"fixtures/songling-government-2024-budget.md", "fixtures/lanjiang-government-2025-budget.md",
			"fixtures/taoyuan-government-2025-budget.md", "fixtures/yunzhou-government-2023-final.md"}},
	} {
		db := open(t, root, of.paths...)
		for _, q := range questions {
			number := numbered.FindStringSubmatch(q.title)
			if number == nil || strings.Contains(q.title, "government") != of.governments {
				continue
			}
			count++
			t.Run(q.title, func(t *testing.T) {
				hold(t, filepath.Join(answers, fmt.Sprintf("%02s.csv", number[1])), ask(t, db, q.sql))
			})
		}
	}
	if count != 15 {
		t.Errorf("%d questions", count)
	}

	db := open(t, root, "fixtures", "docs/queries/testdata/in")
	for _, view := range views {
		rows := 0
		if err := db.QueryRow("SELECT count(*) FROM " + view).Scan(&rows); err != nil || rows == 0 {
			t.Errorf("%s has %d rows, %v", view, rows, err)
		}
	}
	for _, q := range questions {
		if strings.Count(ask(t, db, q.sql), "\n") < 2 {
			t.Errorf("%s: no answer", q.title)
		}
	}
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	shown := fenced.FindAllStringSubmatch(string(readme), -1)
	if len(shown) == 0 {
		t.Error("README has no SQL")
	}
	for _, code := range shown { // beside the dataset, which is called out there
		if got := ask(t, db, strings.ReplaceAll(code[1], "'out/", "'")); strings.Count(got, "\n") < 2 {
			t.Error("README: no answer")
		}
	}

	published := filepath.Join(root, "..", "shared", "corpus")
	if _, err := os.Stat(published); err != nil {
		t.Log("published documents are not there")
		return
	}
	db = open(t, root, published)
	for _, q := range questions {
		ask(t, db, q.sql)
	}
}

// hold compares an answer with the one in a file.
func hold(t *testing.T, path, got string) {
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if strings.Count(got, "\n") < 2 {
		t.Error("no answer")
	}
}

// parse takes docs/queries.md apart. The first section has the views.
func parse(t *testing.T, text string) (views []string, questions []question) {
	sections := heading.FindAllStringSubmatchIndex(text, -1)
	for i, s := range sections {
		end := len(text)
		if i+1 < len(sections) {
			end = sections[i+1][0]
		}
		title, body := text[s[2]:s[3]], text[s[1]:end]
		if i == 0 {
			for _, m := range viewRow.FindAllStringSubmatch(body, -1) {
				views = append(views, m[1])
			}
			continue
		}
		code := fenced.FindStringSubmatch(body)
		if code == nil {
			t.Fatalf("%s has no SQL", title)
		}
		questions = append(questions, question{title, code[1]})
	}
	return views, questions
}

// open makes a dataset of paths below root and opens it with its views.
func open(t *testing.T, root string, paths ...string) *sql.DB {
	t.Helper()
	dataset := filepath.Join(t.TempDir(), "dataset")
	args := append([]string{"run", "./cmd/yusuan", "ingest", "-o", dataset}, paths...)
	ingest := exec.Command("go", args...)
	ingest.Dir = root
	if out, err := ingest.CombinedOutput(); err != nil && !strings.Contains(string(out), "exit status 1") {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Chdir(dataset)
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	views, err := os.ReadFile("views.sql")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(string(views)); err != nil {
		t.Fatal(err)
	}
	return db
}

// ask gives the answer of a query as CSV with a head.
func ask(t *testing.T, db *sql.DB, query string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "answer.csv")
	query = strings.TrimSuffix(strings.TrimSpace(query), ";")
	if _, err := db.Exec("COPY (" + query + ") TO '" + file + "' (FORMAT csv, HEADER)"); err != nil {
		t.Fatal(err)
	}
	answer, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(answer)
}

// TestViews: the SQL of `yusuan export --to duckdb` opens a dataset, and its
// views answer.
func TestViews(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	work := t.TempDir()
	for _, args := range [][]string{
		{"ingest", "fixtures/baiyu-ecology-2023-budget.pdf", "fixtures/baiyu-ecology-2023-final.pdf", "-o", filepath.Join(work, "ds")},
		{"export", filepath.Join(work, "ds"), "--to", "duckdb", "-o", filepath.Join(work, "open.sql")},
	} {
		cmd := exec.Command("go", append([]string{"run", "./cmd/yusuan"}, args...)...)
		cmd.Dir = root
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	script, err := os.ReadFile(filepath.Join(work, "open.sql"))
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(string(script)); err != nil {
		t.Fatal(err)
	}
	for _, view := range regexp.MustCompile(`VIEW (\w+) AS\b`).FindAllStringSubmatch(string(script), -1) {
		rows := 0
		if err := db.QueryRow("SELECT count(*) FROM " + view[1]).Scan(&rows); err != nil {
			t.Errorf("%s: %v", view[1], err)
		}
		if rows == 0 && view[1] != "finding_list" {
			t.Errorf("%s is empty", view[1])
		}
	}
}
