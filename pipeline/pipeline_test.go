package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
)

// words is a Reader whose documents say what shall happen to them.
type words struct {
	reads atomic.Int64
	now   atomic.Int64 // reads running
	most  atomic.Int64
}

func (w *words) Expand(_ context.Context, in extract.Input) iter.Seq[extract.Input] {
	return func(yield func(extract.Input) bool) {
		members, ok := strings.CutPrefix(string(in.Data), "archive:")
		if in.Err != nil || !ok {
			yield(in)
			return
		}
		for i, m := range strings.Split(members, ",") {
			if m == "panic in the archive" {
				panic(m)
			}
			member := extract.Input{Source: fmt.Sprintf("%s!%d", in.Source, i), Data: []byte(m)}
			if m == "bomb" {
				member.Data, member.Err = nil, document.ErrTooLarge
			}
			if !yield(member) {
				return
			}
		}
	}
}

func (w *words) Read(ctx context.Context, in extract.Input) (*document.Document, error) {
	w.reads.Add(1)
	now := w.now.Add(1)
	defer w.now.Add(-1)
	for {
		if most := w.most.Load(); now <= most || w.most.CompareAndSwap(most, now) {
			break
		}
	}
	doc := &document.Document{Source: in.Source, Pages: []document.Page{{Number: 1, Status: document.PageText}}}
	if in.Err != nil {
		return doc, fmt.Errorf("%s: %w", in.Source, in.Err)
	}
	text := string(in.Data)
	switch {
	case text == "":
		return doc, fmt.Errorf("%s: %w", in.Source, document.ErrEmpty)
	case text == "panic":
		panic("as told")
	case text == "secret":
		return doc, fmt.Errorf("%s: %w", in.Source, document.ErrEncrypted)
	case text == "strange":
		return doc, errors.New("as told")
	case text == "scan":
		doc.Pages = nil
		for i := range 6 {
			status := document.PageScanned
			if i == 1 {
				status = document.PageText
			}
			doc.Pages = append(doc.Pages, document.Page{Number: i + 1, Status: status})
		}
	case strings.HasPrefix(text, "slow"):
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			return doc, ctx.Err()
		}
	case text == "forever":
		<-ctx.Done()
		return doc, ctx.Err()
	}
	doc.Reading = document.NumberAudit{Total: 2, InText: 2}
	return doc, nil
}

// log is a Sink that keeps one line a record.
type log struct {
	lines []string
	fail  int // the Write that fails, from 1
}

func (l *log) Write(_ context.Context, r *schema.Record) error {
	l.lines = append(l.lines, strings.TrimRight(fmt.Sprintf("%s %s %s", r.Source, r.Status, r.Error), " "))
	if len(l.lines) == l.fail {
		return errors.New("disk is full")
	}
	return nil
}
func (l *log) Commit(context.Context) error { return nil }
func (l *log) Abort() error                 { return nil }

// tree writes files below a new folder and returns their paths in order.
func tree(t *testing.T, files ...string) []string {
	t.Helper()
	t.Chdir(t.TempDir())
	var paths []string
	for i, content := range files {
		path := fmt.Sprintf("%03d", i)
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

func TestRun(t *testing.T) {
	files := append(tree(t, "slow", "one", "panic", "", "secret", "strange", "scan", "archive:a,secret,bomb,one", "one",
		"", strings.Repeat("x", 100)), "missing")
	want := []string{
		"000 read",
		"001 read",
		"002 failed a defect of this program: as told",
		"003 empty file is empty",
		"004 encrypted document is encrypted",
		"005 failed as told",
		"006 scanned not read, pages that are pictures: 1, 3–6",
		"007!0 read",
		"007!1 encrypted document is encrypted",
		"007!2 too_large document exceeds a limit",
		"007!3 read",
		"008 read",
		"009 empty file is empty",
		"010 too_large document exceeds a limit: the file has 100 bytes, 50 are allowed",
		"missing failed stat missing: no such file or directory",
	}
	for _, workers := range []int{1, 3, 16} {
		var reader words
		var sink log
		var done []string
		p := Pipeline{Reader: &reader, Workers: workers, MaxFile: 50, Done: func(f string) { done = append(done, f) }}
		s, err := p.Run(t.Context(), files, &sink)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, sink.lines); diff != "" {
			t.Errorf("%d workers:\n%s", workers, diff)
		}
		if diff := cmp.Diff(files, done); diff != "" {
			t.Errorf("%d workers, files done:\n%s", workers, diff)
		}
		s.Seconds = 0
		if diff := cmp.Diff(Summary{Documents: 15, Read: 5, Scanned: 1, Failed: 9, UnreadPages: 5, Duplicates: 4,
			Numbers: 2 * 4}, s); diff != "" {
			t.Errorf("%d workers:\n%s", workers, diff)
		}
		if most := reader.most.Load(); most > int64(workers) {
			t.Errorf("%d workers, %d at once", workers, most)
		}
	}
}

// TestDuplicates: bytes are read once and the later input refers to the
// earlier, whichever worker was faster.
func TestDuplicates(t *testing.T) {
	files := tree(t, "slow", "slow", "b", "slow")
	var reader words
	var out bytes.Buffer
	sink := sinks.NewJSON(&out)
	if _, err := (Pipeline{Reader: &reader, Workers: 4}).Run(t.Context(), files, sink); err != nil {
		t.Fatal(err)
	}
	if n := reader.reads.Load(); n != 2 {
		t.Errorf("%d documents were read, 2 are different", n)
	}
	if n := strings.Count(out.String(), `"duplicate_of":"`) - strings.Count(out.String(), `"duplicate_of":""`); n != 2 {
		t.Errorf("%d refer to another", n)
	}
}

// TestNames: a name that is no UTF-8 is decoded, also where it could not be
// opened; its bytes are kept.
func TestNames(t *testing.T) {
	t.Chdir(t.TempDir())
	const name = "\xb2\xbf\xc3\xc5.pdf"
	if err := os.WriteFile(name, []byte("one"), 0o644); err != nil {
		t.Skip("names are UTF-8 here:", err)
	}
	var sink records
	files := []string{name, "plain", "gone\xff"}
	if err := os.WriteFile("plain", []byte("three"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := (Pipeline{Reader: &words{}}).Run(t.Context(), files, &sink); err != nil {
		t.Fatal(err)
	}
	var got [][3]string
	for _, r := range sink {
		got = append(got, [3]string{r.Source, r.RawSource, r.Error})
	}
	want := [][3]string{
		{"部门.pdf", name, ""}, {"plain", "", ""},
		{`gone%FF`, "gone\xff", `stat gone%FF: no such file or directory`},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// records is a Sink that keeps them.
type records []*schema.Record

func (s *records) Write(_ context.Context, r *schema.Record) error { *s = append(*s, r); return nil }
func (s *records) Commit(context.Context) error                    { return nil }
func (s *records) Abort() error                                    { return nil }

func TestSteps(t *testing.T) {
	files := tree(t, "a", "secret", "b")
	steps := []Step{
		{"first", func(_ context.Context, r *schema.Record, _ []byte) error {
			r.Profile.Organization = "部门"
			return nil
		}},
		{"second", func(_ context.Context, r *schema.Record, _ []byte) error {
			if r.Profile.Organization == "" {
				t.Error("steps are out of order")
			}
			if r.Source == "002" {
				panic("in a step")
			}
			return nil
		}},
	}
	var sink log
	if _, err := (Pipeline{Reader: &words{}, Steps: steps}).Run(t.Context(), files, &sink); err != nil {
		t.Fatal(err)
	}
	want := []string{"000 read", "001 encrypted document is encrypted", "002 failed a defect of this program: in a step"}
	if diff := cmp.Diff(want, sink.lines); diff != "" {
		t.Error(diff)
	}
}

// TestMemory: little room makes it slow, not stuck.
func TestMemory(t *testing.T) {
	var contents []string
	for i := range 40 {
		contents = append(contents, fmt.Sprintf("slow %d %s", i, strings.Repeat(".", 100)))
	}
	files := tree(t, contents...)
	var reader words
	var sink log
	if _, err := (Pipeline{Reader: &reader, Workers: 8, MaxInFlight: 250}).Run(t.Context(), files, &sink); err != nil {
		t.Fatal(err)
	}
	if len(sink.lines) != 40 {
		t.Errorf("%d records", len(sink.lines))
	}
	if most := reader.most.Load(); most > 2 {
		t.Errorf("%d documents at once, there is room for 2", most)
	}
}

// TestPipe: what is no regular file is on record and not waited for.
func TestPipe(t *testing.T) {
	var sink log
	if _, err := (Pipeline{Reader: &words{}}).Run(t.Context(), []string{t.TempDir()}, &sink); err != nil {
		t.Fatal(err)
	}
	if len(sink.lines) != 1 || !strings.Contains(sink.lines[0],
		"unsupported not a document this program reads: not a regular file") {
		t.Errorf("got %q", sink.lines)
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	files := tree(t, "a", "forever", "b", "c", "d", "e", "f", "g", "h")
	var sink log
	p := Pipeline{Reader: &words{}, Workers: 2, Done: func(string) { cancel() }}
	if _, err := p.Run(ctx, files, &sink); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if len(sink.lines) > 1 {
		t.Errorf("written after it was called off: %v", sink.lines)
	}
}

func TestSinkFails(t *testing.T) {
	files := tree(t, "a", "b", "c", "forever")
	_, err := (Pipeline{Reader: &words{}, Workers: 2}).Run(t.Context(), files, &log{fail: 2})
	if err == nil || err.Error() != "disk is full" {
		t.Errorf("got %v", err)
	}
}

// TestArchivePanics: what was taken out of it before is on record, the archive
// itself is, and the run goes on.
func TestArchivePanics(t *testing.T) {
	files := tree(t, "archive:a,panic in the archive,b", "c")
	var sink log
	summary, err := (Pipeline{Reader: &words{}}).Run(t.Context(), files, &sink)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"000!0 read", "000 failed a defect of this program: panic in the archive", "001 read"}
	if diff := cmp.Diff(want, sink.lines); diff != "" {
		t.Error(diff)
	}
	if summary.Failed != 1 {
		t.Errorf("%+v", summary)
	}
}

// TestFolderUnread: a folder below that cannot be read is on record, and what
// stands beside it is read. Nobody, not even root, can name a path that long.
func TestFolderUnread(t *testing.T) {
	t.Chdir(t.TempDir())
	top, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	const name, deep = 250, 4096/250 + 1 // bytes of a path on Linux, and how many of them go beyond it
	part := strings.Repeat("d", name)
	for range deep {
		if err := errors.Join(os.Mkdir(part, 0o755), os.Chdir(part)); err != nil {
			t.Skip("no such path here:", err)
		}
	}
	if err := errors.Join(os.Chdir(top), os.WriteFile("z", []byte("read me"), 0o644)); err != nil {
		t.Fatal(err)
	}
	files, err := Find([]string{"."})
	if err != nil {
		t.Fatal(err)
	}
	var sink log
	if _, err := (Pipeline{Reader: &words{}}).Run(t.Context(), files, &sink); err != nil {
		t.Fatal(err)
	}
	if len(sink.lines) != 2 || !strings.Contains(sink.lines[0], " failed ") || sink.lines[1] != "z read" {
		t.Errorf("%.300q", sink.lines)
	}
}

func TestFind(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, f := range []string{
		"in/b.pdf", "in/a/z.html", "in/_truth/t.json", "in/.git/config", "in/.hidden.pdf", "in/_kept.pdf", "in/a/_x/y.pdf",
		"other/c.pdf", "_named/n.pdf", "empty/.keep", "-", "in/kept/" + WorkspaceFile, "in/kept/x.pdf",
	} {
		if err := errors.Join(os.MkdirAll(filepath.Dir(f), 0o755), os.WriteFile(f, nil, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	sink, err := sinks.NewParquet("in/dataset", "1")
	if err != nil {
		t.Fatal(err)
	}
	if err := sink.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	// A dataset is what its manifest lists; a file of the user's there is read.
	if err := os.WriteFile("in/dataset/mine.pdf", nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, link := range [][2]string{{"..", "in/a/up"}, {"../other", "in/linked"}, {"nowhere", "in/dangling"}} {
		if err := os.Symlink(link[0], link[1]); err != nil {
			t.Skip("no symbolic links here:", err)
		}
	}
	for _, c := range []struct {
		name  string
		paths []string
		want  []string
		err   error
	}{
		{"folder", []string{"in"}, []string{"in/_kept.pdf", "in/a/z.html", "in/b.pdf", "in/dataset/mine.pdf",
			"in/linked/c.pdf"}, nil},
		{"in the order given", []string{"other", "in/b.pdf"}, []string{"other/c.pdf", "in/b.pdf"}, nil},
		{"once", []string{"in/b.pdf", "in", "./in/b.pdf"},
			[]string{"in/b.pdf", "in/_kept.pdf", "in/a/z.html", "in/dataset/mine.pdf", "in/linked/c.pdf"}, nil},
		{"named is read", []string{"in/.hidden.pdf", "_named"}, []string{"in/.hidden.pdf", "_named/n.pdf"}, nil},
		{"standard input, once, and a file of that name", []string{"-", "./-", "-", "other"},
			[]string{"-", "./-", "other/c.pdf"}, nil},
		{"a dataset", []string{"other", "in/dataset"}, nil, ErrDataset},
		{"a workspace", []string{"other", "in/kept"}, nil, ErrDataset},
		{"nothing", []string{"empty"}, nil, ErrNothing},
		{"missing", []string{"in", "no"}, nil, os.ErrNotExist},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Find(c.paths)
			if !errors.Is(err, c.err) {
				t.Fatalf("got %v", err)
			}
			for i := range got {
				got[i] = filepath.ToSlash(got[i])
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestRelative: a document is called by the way from the folder that was given,
// unless two would be called alike.
func TestRelative(t *testing.T) {
	root := t.TempDir()
	for _, f := range []string{"a/x/1.md", "a/2.md", "b/2.md", "c.md"} {
		f = filepath.Join(root, f)
		if err := errors.Join(os.MkdirAll(filepath.Dir(f), 0o755), os.WriteFile(f, nil, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	at := func(way string) string { return filepath.Join(root, filepath.FromSlash(way)) }
	for _, c := range []struct{ given, files, names []string }{
		{[]string{at("a")}, []string{at("a/2.md"), at("a/x/1.md")}, []string{"2.md", "x/1.md"}},
		{[]string{at("a") + "/", at("c.md")}, []string{at("a/2.md"), at("c.md")}, []string{"2.md", "c.md"}},
		{[]string{at("a/x"), at("a")}, []string{at("a/2.md"), at("a/x/1.md")}, []string{"2.md", "x/1.md"}},
		{[]string{at("a"), at("b")}, []string{at("a/2.md"), at("b/2.md")}, []string{"a/2.md", "b/2.md"}},
		{[]string{at("b/2.md"), at("a/2.md")}, []string{at("a/2.md"), at("b/2.md")}, []string{"a/2.md", "b/2.md"}},
		{[]string{Stdin, at("a")}, []string{Stdin, at("a/2.md")}, []string{"-", "2.md"}},
	} {
		names := Names(c.given, c.files)
		var got []string
		for _, f := range c.files {
			got = append(got, names[f])
		}
		if !slices.Equal(got, c.names) {
			t.Errorf("%v: %v, want %v", c.given, got, c.names)
		}
	}
}

// TestFindNamed: the order of the arguments, and what they reach twice, make
// no difference.
func TestFindNamed(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, f := range []string{"in/a.pdf", "in/a/z.pdf", "in/a-b.pdf", "other/c.pdf", "-"} {
		if err := errors.Join(os.MkdirAll(filepath.Dir(f), 0o755), os.WriteFile(f, nil, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("../other", "in/linked"); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	want := []string{"-", "./-", "in/a/z.pdf", "in/a-b.pdf", "in/a.pdf", "in/linked/c.pdf"}
	for _, paths := range [][]string{
		{"in", "./-", "other", "-"}, {"other", "in", "-", "./-"}, {"-", "in/a-b.pdf", "other", "./-", "./in/", "in/a"},
	} {
		got, _, err := FindNamed(paths)
		if err != nil {
			t.Fatal(err)
		}
		for i := range got {
			if got[i] != Stdin {
				got[i] = filepath.ToSlash(got[i])
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q:\n%s", paths, diff)
		}
	}
}
