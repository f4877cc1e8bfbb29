package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// portal DIR starts a server that publishes the files of a folder. Its address
// is in $PORTAL.
func portal(ts *testscript.TestScript, neg bool, args []string) {
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
