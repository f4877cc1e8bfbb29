package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/yusuan/yusuan/present"
)

var (
	headingLine = regexp.MustCompile(`^(#+) `)
	comment     = regexp.MustCompile(`\s+#\s.*$`)
	commandLine = regexp.MustCompile(`^\s*(\$ )?(yusuan|go|git|mkdir|echo|[A-Z_]+=\S+ yusuan) `)
	flagNamed   = regexp.MustCompile("--[a-z][a-z-]+")
	verbNamed   = regexp.MustCompile("`yusuan ([a-z|]+)")
)

// skeleton is what a guide has in any language: its headings by their level,
// the commands and queries of its examples, how many lines its tables have, and
// the verbs and flags that it speaks of.
func skeleton(text string) []string {
	var lines []string
	example, query, rows := false, false, 0
	named := map[string]bool{}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if fence, ok := strings.CutPrefix(strings.TrimSpace(line), "```"); ok {
			example, query = !example, fence == "sql"
			continue
		}
		if table := !example && strings.HasPrefix(strings.TrimSpace(line), "|"); table {
			rows++
		} else if rows > 0 {
			lines, rows = append(lines, fmt.Sprintf("a table of %d lines", rows)), 0
		}
		switch m := headingLine.FindStringSubmatch(line); {
		case example && query && !strings.HasPrefix(line, "--"), example && commandLine.MatchString(line):
			lines = append(lines, strings.TrimSpace(comment.ReplaceAllString(line, "")))
		case !example && m != nil:
			lines = append(lines, m[1])
		}
	}
	for _, m := range verbNamed.FindAllStringSubmatch(text, -1) {
		named["yusuan "+m[1]] = true
	}
	for _, flag := range flagNamed.FindAllString(text, -1) {
		named[flag] = true
	}
	for name := range named {
		lines = append(lines, "speaks of "+name)
	}
	slices.Sort(lines[len(lines)-len(named):])
	return lines
}

// TestChinese: what users need stands in Chinese, and in step with the English:
// the same headings, commands, tables, verbs and flags.
func TestChinese(t *testing.T) {
	guides := map[string]string{"README.md": "README.zh-CN.md"}
	for _, name := range []string{"serve.md", "reports.md", "queries.md", "operations.md", "sources.md", "catalogue.md",
		"corrections.md"} {
		guides[filepath.Join("docs", name)] = filepath.Join("docs", "zh", name)
	}
	for english, chinese := range guides {
		t.Run(english, func(t *testing.T) {
			var of [2][]string
			for i, name := range []string{english, chinese} {
				text, err := os.ReadFile(filepath.Join(module, name))
				if err != nil {
					t.Fatal(err)
				}
				of[i] = skeleton(string(text))
			}
			if diff := cmp.Diff(of[0], of[1]); diff != "" {
				t.Errorf("%s and %s are not in step (-English +Chinese):\n%s", english, chinese, diff)
			}
		})
	}
	all, err := filepath.Glob(filepath.Join(module, "docs", "zh", "*.md"))
	if err != nil || len(all) != len(guides)-1 {
		t.Errorf("%d guides in Chinese, %d are looked at: %v", len(all), len(guides)-1, err)
	}
}

// TestHelpInChinese: each verb and flag has its help in Chinese, nothing else is
// in the catalogue, and what it says is in step with the English: the flags,
// files and states of exit it speaks of.
func TestHelpInChinese(t *testing.T) {
	h := readChineseHelp()
	han := regexp.MustCompile(`\p{Han}`)
	spokenOf := regexp.MustCompile(`--[a-z][a-z-]+|[a-z]+\.md|WORKSPACE/[a-z]+|(?m:^  [0-9]  )`)
	var englishOf func(*cobra.Command) []*cobra.Command
	englishOf = func(cmd *cobra.Command) []*cobra.Command {
		all := []*cobra.Command{cmd}
		for _, below := range cmd.Commands() {
			all = append(all, englishOf(below)...)
		}
		return all
	}
	root := newRoot()
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	spoken := map[string][]string{}
	for _, cmd := range englishOf(root) {
		spoken[cmd.CommandPath()] = distinct(spokenOf.FindAllString(cmd.Long, -1))
	}
	speakChinese(root)
	used := map[string]bool{}
	for _, cmd := range englishOf(root) {
		path := cmd.CommandPath()
		of := h.Verbs[path]
		if used[path] = true; !han.MatchString(cmd.Short) || (spoken[path] != nil && !han.MatchString(cmd.Long)) {
			t.Errorf("%s has no Chinese: %q", path, cmd.Short)
		}
		own := !strings.HasPrefix(path, "yusuan completion") // whose English is another library's
		if diff := cmp.Diff(spoken[path], distinct(spokenOf.FindAllString(cmd.Long, -1))); own && diff != "" {
			t.Errorf("%s speaks of other things in Chinese (-English +Chinese):\n%s", path, diff)
		}
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			used[path+" --"+f.Name] = true
			if !han.MatchString(f.Usage) {
				t.Errorf("%s --%s has no Chinese: %q", path, f.Name, f.Usage)
			}
			if of.Flags[f.Name] == "" {
				used["--"+f.Name] = true
			}
		})
		for name := range of.Flags {
			if !used[path+" --"+name] {
				t.Errorf("%s has no flag %s", path, name)
			}
		}
	}
	for path := range h.Verbs {
		if !used[path] {
			t.Errorf("there is no command %s", path)
		}
	}
	for name := range h.Flags {
		if !used["--"+name] {
			t.Errorf("there is no flag %s without Chinese of its verb", name)
		}
	}
	if strings.Contains(h.forms()+h.drivers(), " \n") {
		t.Errorf("a form or driver has no Chinese:\n%s\n%s", h.forms(), h.drivers())
	}
}

// distinct are words in their order.
func distinct(words []string) []string {
	slices.Sort(words)
	return slices.Compact(words)
}

// spokenIn are the packages whose errors and warnings people read.
var spokenIn = []string{
	"cmd/yusuan", "correct", "document", "export", "extract", "extract/ocr/install", "fetch", "internal/disk", "normalize",
	"pipeline", "present", "present/terminal", "report", "serve", "sinks", "triage", "workspace", "workspace/store",
}

var (
	formatVerb  = regexp.MustCompile(`%[-+# 0-9.]*[a-zA-Z%]`)
	messagePart = regexp.MustCompile(`: |; `)
	englishWord = regexp.MustCompile(`(^|[ (])[a-z]{3,}( |$)`)
	properName  = regexp.MustCompile(`^(claims\.yaml|index|yusuan ocr install)$`)
)

// TestMessagesInChinese: what verbs say of what went wrong has Chinese in
// present/messages.yaml: every error, every line of the log, every hint.
func TestMessagesInChinese(t *testing.T) {
	han := regexp.MustCompile(`\p{Han}`)
	lacks := func(where, text string) {
		// Put in what a format would have: quoted, or a word that means nothing.
		sample := formatVerb.ReplaceAllStringFunc(strings.ReplaceAll(text, "%w", ""), func(verb string) string {
			switch verb[len(verb)-1] {
			case '%':
				return "%"
			case 'q':
				return `"7"`
			}
			return "7"
		})
		whole := present.Message(strings.Trim(sample, " :;")).ZH
		for _, part := range messagePart.Split(sample, -1) {
			part = strings.Trim(part, " :;")
			// "%s%s" may end in what was meant, which is a part of its own.
			for _, one := range []string{part, strings.TrimSuffix(part, "7")} {
				if han.MatchString(present.Message(one).ZH) {
					part = ""
				}
			}
			if englishWord.MatchString(part) && !properName.MatchString(part) && strings.Contains(whole, part) {
				t.Errorf("%s: %q has no Chinese in present/messages.yaml: %q", where, text, part)
			}
		}
	}
	found := 0
	for _, folder := range spokenIn {
		files, err := filepath.Glob(filepath.Join(module, folder, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", folder, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			parsed, err := parser.ParseFile(gotoken.NewFileSet(), file, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(parsed, func(n ast.Node) bool {
				text := saidBy(n)
				if text == "" && folder == "normalize" {
					text = doubtOf(n)
				}
				if text != "" {
					found++
					lacks(file, text)
				}
				return true
			})
		}
	}
	if found < 300 {
		t.Errorf("%d messages were found", found)
	}
	for _, h := range hints {
		lacks("a hint", h.hint)
	}
}

// saidBy is the text of a call that makes an error or a line of the log.
func saidBy(n ast.Node) string {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return ""
	}
	function, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	of, ok := function.X.(*ast.Ident)
	if !ok {
		return ""
	}
	switch of.Name + "." + function.Sel.Name {
	case "errors.New", "fmt.Errorf", "slog.Error", "slog.Warn", "slog.Info":
		return literal(call.Args[0])
	}
	return ""
}

// sentence is three English words: what is told of a table or of a document is
// one, and nothing else in the code is.
var sentence = regexp.MustCompile(`[a-z]+,? [a-z]+,? [a-z]+`)

// evidence is what classify prints of how the kind of a table was found, for who
// writes catalogues.
var evidence = regexp.MustCompile(`^[;:] |^title in |no word of|would be|certain and alone`)

// doubtOf is why a reading is doubtful: a text that is no error.
func doubtOf(n ast.Node) string {
	of := []ast.Expr(nil)
	switch n := n.(type) {
	case *ast.CallExpr:
		of = n.Args
	case *ast.ReturnStmt:
		of = n.Results
	case *ast.ValueSpec:
		of = n.Values
	case *ast.AssignStmt:
		of = n.Rhs
	case *ast.CompositeLit:
		of = n.Elts
	}
	for _, e := range of {
		if text := literal(e); sentence.MatchString(text) && !evidence.MatchString(text) {
			return text
		}
	}
	return ""
}

// literal is a text put together of literals.
func literal(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if text, err := strconv.Unquote(e.Value); err == nil {
			return text
		}
	case *ast.BinaryExpr:
		return literal(e.X) + literal(e.Y)
	}
	return ""
}
