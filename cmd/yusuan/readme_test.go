package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/yusuan/yusuan/pipeline"
)

const module = "../.." // the folder README.md stands in

// workplace is a folder with the files that README and the help texts name.
func workplace(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs(module)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(filepath.Join(root, "fixtures"), filepath.Join(dir, "fixtures")); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	for name, fixture := range map[string]string{
		"budget.pdf": "ningtan-urban-2024-budget.pdf", "部门预算.pdf": "ningtan-urban-2024-budget.pdf",
		"corrected.pdf": "ningtan-urban-2024-budget.pdf", "extra.pdf": "ningtan-urban-2024-budget.pdf",
		"reports/budget.md": "qishanyuan-science-2022-budget.md", "scans.zip": "yunzhou-budgets.zip",
	} {
		data, err := os.ReadFile(filepath.Join(root, "fixtures", fixture))
		path := filepath.Join(dir, name)
		if err := errors.Join(err, os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, data, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	portal := publishes(filepath.Join(dir, "reports"))
	t.Cleanup(portal.Close)
	source := filepath.Join(dir, "workspace", "sources", "trs-department.yaml")
	text := "driver: pages\nstart: " + portal.URL + "/list/\ntest: true\npace: {seconds: 0}\n"
	err = errors.Join(os.MkdirAll(filepath.Dir(source), 0o755), os.WriteFile(source, []byte(text), 0o644))
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// shell runs a line of a shell and wants that it is done, with or without
// something to look at. What it needs besides yusuan is left out if it is not there.
func shell(t *testing.T, dir, line string) (stdout string) {
	t.Helper()
	if strings.Contains(line, "--ocr") {
		if _, err := exec.LookPath("tesseract"); err != nil {
			t.Logf("%s: no Tesseract here", line)
			return ""
		}
	}
	command, reader, piped := strings.Cut(line, " | ")
	if piped {
		if _, err := exec.LookPath(strings.Fields(reader)[0]); err == nil {
			command = "set -o pipefail; " + line
		}
	}
	cmd := exec.Command("bash", "-c", command)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "LC_ALL=C.UTF-8") // examples show English
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == exitAttention {
		err = nil
	}
	if err != nil {
		t.Errorf("%s: %v\n%s", line, err, said.String())
	}
	return out.String()
}

// TestExamples runs every example of every help text.
func TestExamples(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	dir := workplace(t)
	root := newRoot()
	for _, verb := range append([]*cobra.Command{root}, root.Commands()...) {
		for line := range strings.Lines(verb.Example) {
			line, _, _ = strings.Cut(strings.TrimSpace(line), "   ") // what it does stands aside
			if strings.HasPrefix(line, "yusuan ingest") {            // a dataset that has fewer documents is refused
				if err := os.RemoveAll(filepath.Join(dir, "dataset")); err != nil {
					t.Fatal(err)
				}
			}
			shell(t, dir, line)
		}
	}
}

var (
	shellBlock = regexp.MustCompile("(?s)```sh\n(.*?)```")
	// summaryBlock is what README shows of the end of a run.
	summaryBlock = regexp.MustCompile("(?s)(`ingest` ends with a summary:\n\n```\n)(.*?)(```)")
)

// TestReadme runs what README tells to run, and holds what it prints against
// what it shows; -update rewrites that.
func TestReadme(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	path := filepath.Join(module, "README.md")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	readme, dir := string(text), workplace(t)
	printed := map[string]string{}
	for _, block := range shellBlock.FindAllStringSubmatch(readme, -1) {
		for line := range strings.Lines(block[1]) {
			command, _, _ := strings.Cut(strings.TrimSpace(line), " #")
			arguments, ok := strings.CutPrefix(strings.TrimSpace(command), "go run ./cmd/yusuan ")
			if _, done := printed[arguments]; ok && !done && strings.HasPrefix(arguments, "serve ") {
				visit(t, dir, "yusuan "+arguments)
			} else if ok && !done {
				printed[arguments] = shell(t, dir, "yusuan "+arguments)
			}
		}
	}
	shown := summaryBlock.FindStringSubmatch(readme)
	summary, ran := printed["ingest fixtures -o out"]
	if shown == nil || !ran {
		t.Fatal("README has no ingest of the fixtures, or shows no summary of it")
	}
	if now := refresh(shown[2], summary); *update {
		readme = strings.Replace(readme, shown[0], shown[1]+now+shown[3], 1)
		if err := os.WriteFile(path, []byte(readme), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if diff := cmp.Diff(shown[2], now); diff != "" {
		t.Errorf("go test ./cmd/yusuan -run Readme -update rewrites it (-README +now):\n%s", diff)
	}
}

// TestGuides runs the commands of guides, one after the other.
func TestGuides(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	for guide, least := range map[string]int{"operations.md": 5, "serve.md": 4} {
		t.Run(guide, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join(module, "docs", guide))
			if err != nil {
				t.Fatal(err)
			}
			dir := workplace(t)
			lines := 0
			for _, block := range shellBlock.FindAllStringSubmatch(string(text), -1) {
				for line := range strings.Lines(block[1]) {
					if line = strings.TrimSpace(line); strings.HasPrefix(line, "yusuan serve ") {
						visit(t, dir, line)
					} else {
						shell(t, dir, line)
					}
					lines++
				}
			}
			if lines < least {
				t.Errorf("it tells %d commands", lines)
			}
		})
	}
}

// visit starts a server, opens the address it prints, and ends it as Ctrl-C does.
func visit(t *testing.T, dir, line string) {
	t.Helper()
	cmd := exec.Command("bash", "-c", "exec "+line+" --listen 127.0.0.1:0")
	cmd.Dir = dir
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	defer time.AfterFunc(2*time.Minute, func() { _ = cmd.Process.Kill() }).Stop()
	address, err := bufio.NewReader(out).ReadString('\n')
	if err == nil {
		var page *http.Response
		if page, err = http.Get(strings.TrimSpace(address)); err == nil {
			text, _ := io.ReadAll(page.Body)
			page.Body.Close()
			if page.StatusCode != http.StatusOK || !bytes.Contains(text, []byte("<main")) {
				t.Errorf("%s: %s", address, page.Status)
			}
		}
	}
	if err := errors.Join(err, cmd.Process.Signal(os.Interrupt), cmd.Wait()); err != nil {
		t.Errorf("%s: %v\n%s", line, err, said.String())
	}
}

// TestCompose: the services of docs/compose.yaml call verbs that there are, in
// the workspace that its head speaks of.
func TestCompose(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(module, "docs", "compose.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Services map[string]struct{ Command string }
	}
	if err := yaml.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	verbs := 0
	for name, service := range file.Services {
		words := strings.Fields(service.Command)
		if len(words) < 3 || words[0] != "yusuan" {
			continue
		}
		verbs++
		verb, rest, err := newRoot().Find(words[1:])
		if err == nil {
			err = verb.ParseFlags(rest)
		}
		if err != nil || verb.Name() != words[1] || words[2] != "/shared/workspace" {
			t.Errorf("%s: %s: %v", name, service.Command, err)
		}
	}
	if verbs != 2 || !strings.Contains(string(text), "shared/workspace/"+pipeline.PostgresFile) {
		t.Errorf("%d services are of yusuan", verbs)
	}
}

// TestMillion: what docs/benchmarks.md says of a million documents follows from
// the figures that it says were measured.
func TestMillion(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(module, "docs", "benchmarks.md"))
	if err != nil {
		t.Fatal(err)
	}
	figures := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^\| ([a-z][^|]*) \| ([0-9.]+) \|$`).FindAllStringSubmatch(string(text), -1) {
		figures[m[1]] = m[2]
	}
	measured := func(name string) float64 {
		f, err := strconv.ParseFloat(figures[name], 64)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		return f
	}
	const million, hour, kilobytes, machines = 1e6, 3600, 1e6, 20 * 8 // KB in a GB; cores
	read := measured("reading, seconds a document") * million / hour
	for name, want := range map[string]string{
		"reading, hours on one core":               fmt.Sprintf("%.0f", read),
		"reading, hours on 20 machines of 8 cores": fmt.Sprintf("%.1f", read/machines),
		"a release, hours on one core": fmt.Sprintf("%.0f",
			measured("putting a release together, seconds a document")*million/hour),
		"results in the store, GB": fmt.Sprintf("%.0f", measured("results in the store, KB a document")*million/kilobytes),
		"a release, GB":            fmt.Sprintf("%.0f", measured("a release, KB a document")*million/kilobytes),
		"a release in memory, GB": fmt.Sprintf("%.0f",
			measured("a release in memory, KB a document")*million/kilobytes),
		"facts, millions": figures["facts a document"],
		"cells, millions": figures["cells a document"],
	} {
		if figures[name] != want || want == "" {
			t.Errorf("%s: %q, what was measured gives %q", name, figures[name], want)
		}
	}
}

var (
	namedTest  = regexp.MustCompile(`\b(?:Test|Fuzz|Benchmark)[A-Z]\w+`)
	testFilter = regexp.MustCompile(`-(run|bench) '?(\w[\w|]*)`)
	namedPath  = regexp.MustCompile("`((?:amount|cmd|docs|document|export|extract|fixtures|internal|normalize|pipeline|" +
		"present|report|schema|serve|sinks|table|tools|verify|zh|\\.ci)/[a-zA-Z0-9_./-]*)`")
	namedValue = regexp.MustCompile("`([a-z]+)\\.([A-Z]\\w*)(?:\\.[A-Z]\\w*)?`")
	namedFlag  = regexp.MustCompile("(?:^|[ `])(--[a-z][a-z-]+)")
	namedVerb  = regexp.MustCompile("(?m)(?:`|^)yusuan ([a-z]+)")
	quoted     = regexp.MustCompile("(?s)```.*?```|`[^`\n]*`")
	// declaration has the name of a declared test, or of another function,
	// type, variable or constant.
	declaration = regexp.MustCompile(`(?m)^(?:func (?:\([^)]*\) )?|type |var |const |\t)([A-Z]\w*)\b`)
)

// guides are the documents for people, by path.
func guides(t *testing.T) map[string]string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(module, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	chinese, err := filepath.Glob(filepath.Join(module, "docs", "zh", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range slices.Concat(paths, chinese, []string{filepath.Join(module, "README.md"), filepath.Join(module,
		"README.zh-CN.md"), filepath.Join(module, "CONTRIBUTING.md"), filepath.Join(module, "ARCHITECTURE.md")}) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		texts[path] = string(text)
	}
	return texts
}

// declared are the names of what the packages declare, by the folder of a
// package from that of the module; tests are apart.
func declared(t *testing.T) (values map[string][]string, tests []string) {
	t.Helper()
	values = map[string][]string{}
	err := filepath.WalkDir(module, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") {
			return err
		}
		folder, err := filepath.Rel(module, filepath.Dir(path))
		if err != nil {
			return err
		}
		source, err := os.ReadFile(path)
		for _, m := range declaration.FindAllStringSubmatch(string(source), -1) {
			if strings.HasSuffix(path, "_test.go") {
				tests = append(tests, m[1])
			} else {
				values[filepath.ToSlash(folder)] = append(values[filepath.ToSlash(folder)], m[1])
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return values, tests
}

// usage are the verbs and the flags that there are.
func usage(cmd *cobra.Command, known map[string]bool) map[string]bool {
	known[cmd.Name()] = true
	cmd.InitDefaultHelpFlag()
	for _, word := range strings.Fields(cmd.UsageString()) {
		known[word] = true
	}
	for _, verb := range cmd.Commands() {
		usage(verb, known)
	}
	return known
}

// TestNamed: the tests, places, values, verbs and flags that the documents
// speak of are there.
func TestNamed(t *testing.T) {
	values, tests := declared(t)
	root := newRoot()
	root.InitDefaultCompletionCmd()
	known := usage(root, map[string]bool{})
	for name, text := range guides(t) {
		missing := func(what string) { t.Errorf("%s speaks of %s, which is not there", name, what) }
		for _, test := range namedTest.FindAllString(text, -1) {
			if !slices.Contains(tests, test) {
				missing(test)
			}
		}
		for _, m := range testFilter.FindAllStringSubmatch(text, -1) {
			kind := map[string]string{"run": "Test", "bench": "Benchmark"}[m[1]]
			for word := range strings.SplitSeq(m[2], "|") {
				if !slices.ContainsFunc(tests, func(test string) bool {
					return strings.HasPrefix(test, kind) && strings.Contains(test, word)
				}) {
					t.Errorf("%s runs -%s %s, and nothing is called so", name, m[1], word)
				}
			}
		}
		for _, m := range namedPath.FindAllStringSubmatch(text, -1) {
			if _, err := os.Stat(filepath.Join(module, m[1])); err != nil {
				missing(m[1])
			}
		}
		for _, m := range namedValue.FindAllStringSubmatch(text, -1) {
			for folder, names := range values {
				if path.Base(folder) == m[1] && !slices.Contains(names, m[2]) {
					missing(m[0])
				}
			}
		}
		for _, code := range quoted.FindAllString(text, -1) {
			for _, m := range append(namedFlag.FindAllStringSubmatch(code, -1), namedVerb.FindAllStringSubmatch(code, -1)...) {
				if !known[m[1]] {
					missing(m[1])
				}
			}
		}
	}
}

// TestPackages: ARCHITECTURE says of every package of the program what it
// knows.
func TestPackages(t *testing.T) {
	values, _ := declared(t)
	text := guides(t)[filepath.Join(module, "ARCHITECTURE.md")]
	for folder := range values {
		top, _, _ := strings.Cut(folder, "/")
		if slices.Contains([]string{"internal", "fixtures", "tools", "docs"}, top) {
			continue // what the program does not consist of
		}
		if !strings.Contains(text, "`"+folder+"`") && !strings.Contains(text, "`"+path.Base(folder)+"`") {
			t.Errorf("%s is not in it", folder)
		}
	}
}

var (
	namedBlock = regexp.MustCompile("(?s)```(?:md|yaml|csv) (\\S+)\n(.*?)```")
	shownBlock = regexp.MustCompile("(?s)```sh\n(.*?)```\n\n```text\n(.*?)```")
)

// TestCatalogueGuide lays the words of docs/catalogue.md over the built-in
// ones, and holds what comes of them against what it shows.
func TestCatalogueGuide(t *testing.T) {
	path, dir := filepath.Join(module, "docs", "catalogue.md"), t.TempDir()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range namedBlock.FindAllStringSubmatch(string(text), -1) {
		file := filepath.Join(dir, block[1])
		err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(block[2]), 0o644))
		if err != nil {
			t.Fatal(err)
		}
	}
	guide, shown := string(text), shownBlock.FindAllStringSubmatch(string(text), -1)
	if len(shown) == 0 {
		t.Fatal("the guide shows nothing")
	}
	for _, block := range shown {
		out := ""
		for line := range strings.Lines(block[1]) {
			out += shell(t, dir, strings.TrimSpace(line))
		}
		if *update {
			guide = strings.Replace(guide, block[0], strings.TrimSuffix(block[0], block[2]+"```")+out+"```", 1)
		} else if diff := cmp.Diff(block[2], out); diff != "" {
			t.Errorf("go test ./cmd/yusuan -run Guide -update rewrites it (-guide +now):\n%s", diff)
		}
	}
	if *update {
		if err := os.WriteFile(path, []byte(guide), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// refresh takes the lines of a summary that are shown from a new one. "..."
// stands for some that are not: what a better reading changes.
func refresh(shown, summary string) string {
	label := func(line string) string { return line[:min(len(line), summaryLabel)] }
	var out strings.Builder
	for line := range strings.Lines(shown) {
		if strings.HasPrefix(line, "...") {
			out.WriteString(line)
			continue
		}
		for now := range strings.Lines(summary) {
			if label(now) == label(line) {
				out.WriteString(now)
			}
		}
	}
	return out.String()
}
