// Package queries runs the questions of docs/queries.md through DuckDB. It is
// a module of its own, so that the program needs neither C nor DuckDB.
package queries

import (
	"database/sql"
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

// TestQueries: each question gives an answer on the dataset of the fixtures.
func TestQueries(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, "docs", "queries.md"))
	if err != nil {
		t.Fatal(err)
	}
	dataset := filepath.Join(t.TempDir(), "dataset")
	ingest := exec.Command("go", "run", "./cmd/yusuan", "ingest", "fixtures", "-o", dataset)
	ingest.Dir = root
	if out, err := ingest.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Chdir(dataset)
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)

	views, err := os.ReadFile("views.sql")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(string(views)); err != nil {
		t.Fatal(err)
	}
	sections := heading.FindAllStringSubmatchIndex(string(text), -1)
	questions := 0
	for i, s := range sections {
		end := len(text)
		if i+1 < len(sections) {
			end = sections[i+1][0]
		}
		title := string(text[s[2]:s[3]])
		if i == 0 { // the views, of which none is empty
			for _, m := range viewRow.FindAllStringSubmatch(string(text[s[1]:end]), -1) {
				rows := 0
				if err := db.QueryRow("SELECT count(*) FROM " + m[1]).Scan(&rows); err != nil || rows == 0 {
					t.Errorf("%s has %d rows, %v", m[1], rows, err)
				}
			}
			continue
		}
		code := fenced.FindStringSubmatch(string(text[s[1]:end]))
		if code == nil {
			t.Fatalf("%s has no SQL", title)
		}
		questions++
		t.Run(title, func(t *testing.T) {
			rows, err := db.Query(code[1])
			if err != nil {
				t.Fatal(err)
			}
			defer rows.Close()
			n := 0
			for rows.Next() {
				n++
			}
			if err := rows.Err(); err != nil {
				t.Fatal(err)
			}
			if n == 0 {
				t.Error("no answer")
			}
			t.Logf("%d rows", n)
		})
	}
	if questions != 12 {
		t.Errorf("%d questions", questions)
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
		rows, err := db.Query(strings.ReplaceAll(code[1], "'out/", "'"))
		if err != nil {
			t.Fatalf("README: %v", err)
		}
		if !rows.Next() {
			t.Errorf("README: no answer, %v", rows.Err())
		}
		rows.Close()
	}
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
