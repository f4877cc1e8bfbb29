// Package lines_test holds the length of the lines that people write and read.
package lines_test

import (
	"bufio"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// longest is how many characters a line has at most.
const longest = 120

var (
	// written are the files that people write, by how their names end. What is
	// data (catalogues, style sheets, fixtures) or made by tests (golden files,
	// docs/schema.md, docs/rules.md) is not among them.
	written = regexp.MustCompile(`\.(go|md|sh|yml)$|^\.ci/`)
	made    = regexp.MustCompile(`(^|/)testdata/|^fixtures/|^docs/(schema|rules)\.md$|^schema/dictionary_test\.go$`)
	// Tags of struct fields cannot be broken; the invented documents of tests
	// and addresses are data.
	tag     = regexp.MustCompile("`(column|json|yaml|key):\"")
	address = regexp.MustCompile(`https?://\S{60,}`)
)

// TestLines: no line is longer. The linter says it of Go alone.
func TestLines(t *testing.T) {
	root := os.DirFS(filepath.Join("..", ".."))
	err := fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() != "." && d.Name() != ".ci" && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case d.IsDir() || !written.MatchString(path) || made.MatchString(path):
			return nil
		}
		return eachLine(root, path, func(number int, line string) {
			if utf8.RuneCountInString(line) > longest {
				t.Errorf("%s:%d has %d characters", path, number, utf8.RuneCountInString(line))
			}
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// eachLine visits the lines of a file that can be broken: no tables and no
// examples in Markdown.
func eachLine(root fs.FS, path string, visit func(number int, line string)) error {
	f, err := root.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	markdown, test := strings.HasSuffix(path, ".md"), strings.HasSuffix(path, "_test.go")
	example := false
	for number := 1; s.Scan(); number++ {
		line := s.Text()
		if markdown && strings.HasPrefix(line, "```") {
			example = !example
		}
		switch {
		case markdown && (example || strings.HasPrefix(strings.TrimSpace(line), "|")):
		case test && strings.ContainsAny(line, "\"`<"):
		case tag.MatchString(line), address.MatchString(line):
		default:
			visit(number, line)
		}
	}
	return s.Err()
}
