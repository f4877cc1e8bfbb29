package workspace

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract"
	"github.com/yusuan/yusuan/pipeline"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
)

// stub reads a document as what it says: one that is "slow" takes too long, one
// that is "broken" is damaged. It remembers what it read.
type stub struct {
	mu    sync.Mutex
	read  []string
	while func(source string) // is called while a document is read
}

func (s *stub) Expand(_ context.Context, in extract.Input) iter.Seq[extract.Input] {
	return func(yield func(extract.Input) bool) { yield(in) }
}

func (s *stub) Read(_ context.Context, in extract.Input) (*document.Document, error) {
	if s.while != nil {
		s.while(in.Source)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.read = append(s.read, in.Source)
	doc := &document.Document{ID: document.Digest(in.Data), Source: in.Source, Size: int64(len(in.Data))}
	switch {
	case in.Err != nil:
		return doc, in.Err
	case strings.HasPrefix(string(in.Data), "slow"):
		return doc, document.ErrTimeout
	case strings.HasPrefix(string(in.Data), "broken"):
		return doc, document.ErrDamaged
	}
	return doc, nil
}

// taken are the documents that were read since the last time, in order.
func (s *stub) taken() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	slices.Sort(s.read)
	read := s.read
	s.read = nil
	return read
}

// bench is a workspace, a folder with documents, and what reads them.
type bench struct {
	*testing.T
	*stub
	w      *Workspace
	in     string
	madeOf []string
}

func newBench(t *testing.T) *bench {
	b := &bench{T: t, stub: &stub{}, in: t.TempDir(), madeOf: []string{"1"}}
	folder := filepath.Join(t.TempDir(), "ws")
	if elsewhere != nil {
		marked := filepath.Join(folder, postgresFile)
		err := errors.Join(os.Mkdir(folder, 0o777), os.WriteFile(marked, []byte(elsewhere(t)+"\n"), 0o666))
		if err != nil {
			t.Fatal(err)
		}
	}
	w, err := Open(t.Context(), folder, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	b.w = w
	return b
}

// write makes files that were not touched for long; one of no text goes.
func (b *bench) write(files map[string]string) {
	b.Helper()
	for name, text := range files {
		path := filepath.Join(b.in, name)
		if text == "" {
			if err := os.Remove(path); err != nil {
				b.Fatal(err)
			}
			continue
		}
		old := time.Now().Add(-time.Hour).Truncate(time.Second).Add(time.Duration(len(text)) * time.Second)
		err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o777), os.WriteFile(path, []byte(text), 0o666),
			os.Chtimes(path, old, old))
		if err != nil {
			b.Fatal(err)
		}
	}
}

func (b *bench) reading() Reading {
	return Reading{
		Pipeline: pipeline.Pipeline{Reader: b.stub, Workers: 2}, MadeOf: b.madeOf,
		Sink: func(folder string) (*sinks.Parquet, error) { return sinks.NewParquet(folder, "test") },
	}
}

// run runs, and wants these documents to be read.
func (b *bench) run(r Reading, want ...string) Summary {
	b.Helper()
	s, err := b.w.Run(b.Context(), []string{b.in}, r)
	if err != nil {
		b.Fatal(err)
	}
	if got := b.taken(); !slices.Equal(got, want) {
		b.Errorf("%q were read, want %q", got, want)
	}
	return s
}

// published are the documents of the newest release, each with its status.
func (b *bench) published() string {
	b.Helper()
	var all []string
	err := sinks.Rows(b.Context(), filepath.Join(b.w.folder, latestLink), "documents", func(r *schema.DocumentRow) {
		is := string(r.Status)
		if r.DuplicateOf != "" {
			is += " again"
		}
		all = append(all, r.Source+" "+is)
	})
	if err != nil {
		b.Fatal(err)
	}
	return strings.Join(all, ", ")
}

func (b *bench) wants(published string) {
	b.Helper()
	if got := b.published(); got != published {
		b.Errorf("published: %s\nwant: %s", got, published)
	}
}

func TestRunReadsOnce(t *testing.T) {
	b := newBench(t)
	b.write(map[string]string{"a": "one", "b/c": "two", "d": "one"})
	b.run(b.reading(), "a", "b/c")
	b.wants("a read, b/c read, d read again")
	if s := b.run(b.reading()); s.Published || s.FilesRead != 0 {
		t.Errorf("nothing is new, and %+v", s)
	}
	// Other bytes, a file more; a file that says the same elsewhere.
	b.write(map[string]string{"b/c": "three!", "e": "four"})
	b.run(b.reading(), "b/c", "e")
	b.write(map[string]string{"e": "", "f/e": "four"})
	s := b.run(b.reading())
	b.wants("a read, b/c read, d read again, f/e read")
	if !slices.Equal(s.NewlyMoved, []Moved{{"e", "f/e"}}) || s.Attention() {
		t.Errorf("%q moved, %q are gone", s.NewlyMoved, s.NewlyGone)
	}
	if s := b.run(b.reading()); len(s.NewlyMoved) != 0 || s.Published {
		t.Errorf("nothing is new, and %+v", s)
	}
	b.write(map[string]string{"e": "four"})
	b.run(b.reading())
	b.wants("a read, b/c read, d read again, e read, f/e read again")
}

// TestStatusLive: what was replaced is counted no more, and looking on needs
// no permission to write.
func TestStatusLive(t *testing.T) {
	b := newBench(t)
	b.write(map[string]string{"a": "broken", "b": "one", "c": "one"})
	b.run(b.reading(), "a", "b")
	b.write(map[string]string{"a": "mended!"})
	b.run(b.reading(), "a")
	if err := b.w.Close(); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() > 0 { // the superuser may write anyhow
		database := filepath.Join(b.w.folder, databaseFile)
		if err := errors.Join(os.Chmod(database, 0o444), os.Chmod(b.w.folder, 0o555)); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = errors.Join(os.Chmod(b.w.folder, 0o755), os.Chmod(database, 0o644)) }()
	}
	w, err := OpenToRead(t.Context(), b.w.folder)
	if err != nil {
		t.Fatal(err)
	}
	s, err := w.Status(t.Context())
	if err != nil || s.Documents != 3 || s.Distinct != 2 ||
		!slices.Equal(s.Results, []Count{{schema.StatusRead, 2}}) || len(s.Failed) != 0 {
		t.Errorf("%+v, %v", s, err)
	}
	if _, err := w.db.ExecContext(t.Context(), "delete from root"); err == nil {
		t.Error("who looks on can write")
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	asIs, err := openDatabase(t.Context(), filepath.Join(b.w.folder, databaseFile), asItIs)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = asIs.Close() }()
	if entries, err := filepath.Glob(filepath.Join(b.w.folder, databaseFile+"-*")); err != nil || len(entries) > 0 {
		t.Errorf("%q stand beside it, %v", entries, err)
	}
}

// TestRunFirstName: what a document means follows from the first of its names.
func TestRunFirstName(t *testing.T) {
	b := newBench(t)
	b.write(map[string]string{"b": "one"})
	b.run(b.reading(), "b")
	b.write(map[string]string{"a": "one"})
	b.run(b.reading(), "a")
	b.wants("a read, b read again")
}

// TestRunFingerprint: another reading is beside the one before.
func TestRunFingerprint(t *testing.T) {
	b := newBench(t)
	b.write(map[string]string{"a": "one", "b": "two"})
	b.run(b.reading(), "a", "b")
	b.write(map[string]string{"b": ""})
	before, err := os.Readlink(filepath.Join(b.w.folder, latestLink))
	if err != nil {
		t.Fatal(err)
	}
	b.madeOf = []string{"2"}
	b.run(b.reading(), "a")
	b.wants("a read, b read") // b as it was read before
	if _, err := os.Stat(filepath.Join(b.w.folder, before)); err != nil {
		t.Errorf("the release before is gone: %v", err)
	}
	b.madeOf = []string{"1"}
	b.run(b.reading())
	if s, err := b.w.Sweep(t.Context(), 1); err != nil || s.Results != 1 {
		t.Errorf("swept %+v, %v", s, err)
	}
	b.wants("a read, b read")
}

// TestRunFailures: what is damaged stays so, what took too long is tried again,
// and both are told once.
// TestSweepLeftovers: what a killed process left goes, but nothing of one that
// is reading.
func TestSweepLeftovers(t *testing.T) {
	b := newBench(t)
	b.write(map[string]string{"a": "a"})
	b.run(b.reading(), "a")
	lost := []string{"store/results/ab/1.zst", "store/results/other.zst", "store/other.zst"}
	work := []string{".reading-DEAD.yusuan-new", ".latest.yusuan-new", ".latest.rows.yusuan-new", "releases/.next.yusuan-new"}
	is := func(names []string) (there int) {
		t.Helper()
		for _, name := range names {
			if _, err := os.Lstat(filepath.Join(b.w.folder, name)); err == nil {
				there++
			}
		}
		return there
	}
	for _, name := range slices.Concat(lost, work) {
		name = filepath.Join(b.w.folder, name)
		err := os.MkdirAll(filepath.Dir(name), 0o777)
		if filepath.Ext(name) == ".zst" {
			err = errors.Join(err, os.WriteFile(name, nil, 0o666))
		} else {
			err = errors.Join(err, os.Mkdir(name, 0o777), os.WriteFile(filepath.Join(name, "owner.lock"), nil, 0o666))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	reads, err := b.w.claim(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if s, err := b.w.Sweep(t.Context(), 1); err != nil || s.Objects != 0 || is(lost) != len(lost) || is(work) != 0 {
		t.Errorf("beside a process that reads: %v, %v; %d and %d are there", s, err, is(lost), is(work))
	}
	if err := reads.end(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s, err := b.w.Sweep(t.Context(), 1); err != nil || s.Objects != len(lost) || is(lost) != 0 {
		t.Errorf("alone: %v, %v; %d are there", s, err, is(lost))
	}
	b.wants("a read")
	b.run(b.reading())
}

func TestRunFailures(t *testing.T) {
	b := newBench(t)
	b.write(map[string]string{"a": "slow", "b": "broken", "c": "one"})
	s := b.run(b.reading(), "a", "b", "c")
	if len(s.NewlyFailed) != 2 || s.Failed != 2 {
		t.Errorf("%+v", s)
	}
	b.wants("a timeout, b damaged, c read")
	b.run(b.reading()) // not before an hour is over
	again := b.reading()
	again.Retry = true
	time.Sleep(1100 * time.Millisecond) // another second, or it was tried in this run
	if s := b.run(again, "a"); len(s.NewlyFailed) != 0 || s.Published {
		t.Errorf("%+v", s)
	}
	status, err := b.w.Status(t.Context())
	if err != nil || len(status.Waiting) != 1 || status.Waiting[0].Attempts != 2 || status.Waiting[0].Source != "a" {
		t.Errorf("%+v, %v", status, err)
	}
	if len(status.Failed) != 1 || status.Failed[0].Source != "b" || status.Failed[0].Status != schema.StatusDamaged {
		t.Errorf("known for being wrong: %+v", status.Failed)
	}
	quality := b.reading()
	quality.Quality = 0.5
	b.write(map[string]string{"d": "two"})
	b.run(quality, "d")
	b.write(map[string]string{"e": "broken, too"})
	quality.Quality = 0.6
	if _, err := b.w.Run(t.Context(), nil, quality); !errors.Is(err, ErrQuality) {
		t.Errorf("2 of 5 can be read, and it gave %v", err)
	}
}

// TestRunChanging: a file that changes while it is read is looked at again.
func TestRunChanging(t *testing.T) {
	b := newBench(t)
	b.write(map[string]string{"a": "one"})
	b.while = func(source string) {
		b.while = nil
		b.write(map[string]string{source: "changed"})
	}
	b.run(b.reading(), "a")
	b.run(b.reading(), "a")
	b.run(b.reading())
	b.wants("a read")
}

// TestRunClosed: what is in a folder that cannot be entered for one night is not
// gone, and the folder is no document from the next night on.
func TestRunClosed(t *testing.T) {
	b := newBench(t)
	b.write(map[string]string{"a": "one", "sub/b": "two"})
	b.run(b.reading(), "a", "sub/b")
	whole := b.published()
	sub, aside := filepath.Join(b.in, "sub"), filepath.Join(t.TempDir(), "sub")
	if err := errors.Join(os.Rename(sub, aside), os.Symlink("sub", sub)); err != nil { // a link to itself
		t.Skip("no symbolic links here:", err)
	}
	s := b.run(b.reading(), "sub")
	if len(s.NewlyGone) != 0 || len(s.NewlyFailed) != 1 || s.NewlyFailed[0].Source != "sub" {
		t.Errorf("closed: gone %q, failed %+v", s.NewlyGone, s.NewlyFailed)
	}
	b.wants("a read, sub failed, sub/b read")
	if err := errors.Join(os.Remove(sub), os.Rename(aside, sub)); err != nil {
		t.Fatal(err)
	}
	if s = b.run(b.reading()); s.Attention() || b.published() != whole {
		t.Errorf("open again: %+v", s)
	}
}

// TestRunMoved: a file that was moved is in the release under its new name only.
func TestRunMoved(t *testing.T) {
	b := newBench(t)
	b.write(map[string]string{"a": "one", "c": "three"})
	b.run(b.reading(), "a", "c")
	b.write(map[string]string{"a": "", "c": "", "b": "one"})
	if s := b.run(b.reading(), "b"); len(s.NewlyMoved) != 1 || len(s.NewlyGone) != 1 || !s.Published {
		t.Errorf("%+v", s)
	}
	b.wants("b read, c read")
}

// TestRunLocked: a database that another process holds for a moment is waited for.
func TestRunLocked(t *testing.T) {
	b := newBench(t)
	b.write(map[string]string{"a": "one", "b": "two"})
	other, err := openDatabase(t.Context(), filepath.Join(b.w.folder, databaseFile), toWrite)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	held := make(chan struct{})
	var group sync.WaitGroup
	b.while = func(source string) {
		if source != "a" {
			return
		}
		group.Go(func() {
			err := other.within(t.Context(), func(*transaction) error { // immediate: nobody else writes
				close(held)
				time.Sleep(300 * time.Millisecond)
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
		<-held
	}
	b.run(b.reading(), "a", "b")
	group.Wait()
	b.wants("a read, b read")
}

// TestBegun: folders that are called like parts of a workspace make none.
func TestBegun(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"store", "releases/2025", "warc", "sources"} {
		if err := os.MkdirAll(filepath.Join(folder, name), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	if Begun(folder) {
		t.Error("a folder with documents is one")
	}
	for _, name := range []string{"run.lock", "store/owner.lock", "fetch.sqlite", "warc/a.warc.gz", "sources/a.yaml"} {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, nil, 0o666); err != nil {
			t.Fatal(err)
		}
		if !Begun(folder) {
			t.Errorf("with %s it is none", name)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}

// TestRunAlone: two runs do not go on at the same time, a helper does.
func TestRunAlone(t *testing.T) {
	b := newBench(t)
	b.write(map[string]string{"a": "one"})
	other, err := Open(t.Context(), b.w.folder, false)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	var once sync.Once
	b.while = func(string) {
		once.Do(func() {
			if _, err := other.Run(t.Context(), nil, b.reading()); !errors.Is(err, ErrBusy) {
				t.Errorf("a second run: %v", err)
			}
		})
	}
	b.run(b.reading(), "a")
}

// TestWork: what several processes share is read once, and published as if one
// had read it.
func TestWork(t *testing.T) {
	b := newBench(t)
	files := map[string]string{}
	for i := range 60 {
		files[fmt.Sprintf("%02d", i)] = fmt.Sprintf("text %d", i)
	}
	b.write(files)
	b.while = func(string) { time.Sleep(5 * time.Millisecond) }
	if err := b.w.addRoots(t.Context(), []string{b.in}); err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	shares := make([]int, 3)
	for i := range shares {
		w, err := Open(t.Context(), b.w.folder, false)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = w.Close() }()
		group.Go(func() {
			s, err := w.Work(t.Context(), b.reading())
			if err != nil {
				t.Error(err)
			}
			shares[i] = s.Read
		})
	}
	s, err := b.w.Run(t.Context(), nil, b.reading())
	group.Wait()
	if err != nil {
		t.Fatal(err)
	}
	if read := b.taken(); len(read) != 60 || s.Documents != 60 {
		t.Errorf("%d documents were read, %d published", len(read), s.Documents)
	}
	t.Logf("the run read %d, the others %d", s.Read, shares)
	together := b.published()
	alone := newBench(t)
	alone.write(files)
	if _, err := alone.w.Run(t.Context(), []string{alone.in}, alone.reading()); err != nil {
		t.Fatal(err)
	}
	if alone.published() != together {
		t.Error("shared, something else was published")
	}
}
