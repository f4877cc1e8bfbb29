package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var (
	headingLine = regexp.MustCompile(`^(#+) `)
	comment     = regexp.MustCompile(`\s+#\s.*$`)
	commandLine = regexp.MustCompile(`^\s*(\$ )?(yusuan|go|git|mkdir|echo|[A-Z_]+=\S+ yusuan) `)
	flagNamed   = regexp.MustCompile("--[a-z][a-z-]+")
	verbNamed   = regexp.MustCompile("`yusuan ([a-z|]+)")
)

// skeleton is what a guide has in any language: its headings by their level,
// the commands of its examples, how many lines its tables have, and the verbs
// and flags that it speaks of.
func skeleton(text string) []string {
	var lines []string
	example, rows := false, 0
	named := map[string]bool{}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			example = !example
			continue
		}
		if table := !example && strings.HasPrefix(strings.TrimSpace(line), "|"); table {
			rows++
		} else if rows > 0 {
			lines, rows = append(lines, fmt.Sprintf("a table of %d lines", rows)), 0
		}
		switch m := headingLine.FindStringSubmatch(line); {
		case example && commandLine.MatchString(line):
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
	for _, name := range []string{"serve.md", "operations.md", "sources.md", "catalogue.md", "corrections.md"} {
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
