package main

import (
	"encoding/binary"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/yusuan/yusuan/internal/fixtures"
	"github.com/yusuan/yusuan/internal/portal"
)

// readable are invented disclosures with files that can be read: the fixtures,
// each copy with a word of its own, in all formats and columns.
func readable(count int) ([]*portal.Disclosure, error) {
	docs := portal.Invented(count)
	for _, d := range docs {
		d.Kind = portal.Kinds[(d.N+d.N/6)%len(portal.Kinds)]
		name := map[string]string{
			"zip": "jinxi-transport-2024-budget.md", "xls": "lanjiang-water-2018-budget.excel.html",
			"html": "lanjiang-water-2018-budget.word.html",
		}[d.Kind]
		if name == "" {
			name = "jinxi-transport-2024-budget." + d.Kind
		}
		data, err := os.ReadFile(filepath.Join(fixtures.Dir(), name))
		if err != nil {
			return nil, err
		}
		own := strconv.Itoa(d.N)
		switch d.Kind {
		case "pdf":
			data = append(data, "\n% "+own+"\n"...)
		case "zip":
			data = portal.Zipped("a.md", append(data, "\n\n编号 "+own+"\n"...))
		case "xlsx", "docx": // a comment of the archive, whose length stands last
			data = append(binary.LittleEndian.AppendUint16(data[:len(data)-2:len(data)-2], uint16(len(own))), own...)
		default:
			data = append(data, "<!-- "+own+" -->"...)
		}
		d.Body = data
	}
	return docs, nil
}

// columns WORKSPACE starts a portal with columns of every kind and writes a
// source for each. YUSUAN_PORTAL is how many documents it has, by default a
// sample of what .ci/long does.
func columns(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: columns WORKSPACE")
	}
	count := 18
	if text := os.Getenv("YUSUAN_PORTAL"); text != "" {
		var err error
		count, err = strconv.Atoi(text)
		ts.Check(err)
	}
	docs, err := readable(count)
	ts.Check(err)
	p := portal.New(docs)
	ts.Defer(p.Close)
	p.Break()
	folder := filepath.Join(ts.MkAbs(args[0]), "sources")
	ts.Check(os.MkdirAll(folder, 0o755))
	for _, c := range append([]portal.Column{{Name: portal.Addresses}}, portal.Columns...) {
		ts.Check(os.WriteFile(filepath.Join(folder, c.Name+".yaml"), []byte(p.Source(c.Name)), 0o644))
	}
	var lines strings.Builder
	for _, d := range docs {
		fmt.Fprintf(&lines, "%s,%s,%s\n", p.Address(d), d.Date, p.URL+d.Article())
	}
	ts.Check(os.WriteFile(ts.MkAbs("published.csv"), []byte(lines.String()), 0o644))
}

// delivered FILE looks whether the table of documents in a file of CSV has a row
// for each that the portal of columns publishes, with its address, when it was
// had, its date, as the list has it, and the page that led to it.
func delivered(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: delivered FILE")
	}
	read := func(file string) [][]string {
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(ts.ReadFile(file), "\ufeff"))).ReadAll()
		ts.Check(err)
		return rows
	}
	table := read(args[0])
	of := func(row []string, column string) string { return row[slices.Index(table[0], column)] }
	rows := map[string][]string{}
	for _, row := range table[1:] {
		if address := of(row, "source_url"); address != of(row, "referrer") {
			rows[address] = row
		}
	}
	wanted := read("published.csv")
	for _, want := range wanted {
		row := rows[want[0]]
		switch {
		case row == nil:
			ts.Fatalf("%s is not among the documents", want[0])
		case of(row, "published") != want[1] || of(row, "retrieved_at") == "":
			ts.Fatalf("%s: published %q, retrieved %q; the list says %s", want[0], of(row, "published"),
				of(row, "retrieved_at"), want[1])
		case want[0] != want[2] && of(row, "referrer") != want[2]:
			ts.Fatalf("%s: %q led to it, not %s", want[0], of(row, "referrer"), want[2])
		}
	}
	ts.Logf("%d documents of the portal have their address and date", len(wanted))
}

// publishing (portal DIR) starts a server that publishes the files of a folder. Its address
// is in $PORTAL.
func publishing(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: portal DIR")
	}
	server := publishes(ts.MkAbs(args[0]))
	ts.Defer(server.Close)
	ts.Setenv("PORTAL", server.URL)
}

// publishes is a server that publishes the files of a folder as a portal does:
// a list, a page for each, the file.
func publishes(folder string) *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := filepath.Base(r.URL.Path)
		switch {
		case r.URL.Path == "/list/":
			files, err := os.ReadDir(folder)
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			for i, f := range files {
				fmt.Fprintf(w, "<li><a href='/art/%s.html'>晋溪市交通运输局2024年部门预算（%d）</a> 2024-02-%02d</li>", f.Name(), i+1, i+1)
			}
		case strings.HasPrefix(r.URL.Path, "/art/"):
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprintf(w, "<title>晋溪市交通运输局2024年部门预算</title><a href='/files/%s'>附件</a>", strings.TrimSuffix(name, ".html"))
		case strings.HasPrefix(r.URL.Path, "/files/"):
			http.ServeFile(w, r, filepath.Join(folder, name))
		default:
			http.NotFound(w, r)
		}
	}))
}
