// Package pipeline takes many documents through reading, normalizing,
// verifying and a sink, several at a time and within bounds of memory.
//
// It knows the order of the steps and what becomes of a document that fails
// in one of them: it is recorded with its status and error, and the rest goes
// on. It knows nothing of formats, budgets or files that are written.
package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"log/slog"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract"
	"github.com/yusuan/yusuan/extract/archive"
	"github.com/yusuan/yusuan/extract/charset"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
)

// Reader reads documents; extract.Reader is one.
type Reader interface {
	// Expand yields the documents of an input: itself, or an archive's members.
	Expand(context.Context, extract.Input) iter.Seq[extract.Input]
	// Read reads one. The result is not nil also with an error.
	Read(context.Context, extract.Input) (*document.Document, error)
}

// Pipeline is the steps a document takes, and their bounds.
type Pipeline struct {
	Reader Reader
	// Steps fill a record whose Document was read, one after the other.
	Steps []Step

	Limits   budget.Limits // of one document; zero fields: budget.Default
	Deadline time.Duration // for one document, all steps together; not positive: none

	Workers     int    // documents worked on at the same time; default GOMAXPROCS
	MaxFile     int64  // bytes; a larger file is recorded and not read; default 512 MiB
	Stdin       []byte // what the file named Stdin holds
	MaxInFlight int64  // bytes of files held at the same time; default 256 MiB

	// Names are what files are called in their records; one without a name is
	// called by its path.
	Names map[string]string
	// Listed says where files were published; nil if nothing does.
	Listed *Listed
	// Done, if set, is called after each file of Run's list, archives with
	// all their members, in order.
	Done func(file string)
}

// Run takes the files through the pipeline into the sink, in their order,
// whatever the number of workers; only the text of a report whose tables may
// stand in another document comes after them, held against them. It neither
// commits nor aborts the sink.
//
// Two inputs with the same bytes are read once: the first has all, the second
// refers to it. The error is the sink's or the context's; documents that fail
// are counted in the Summary.
func (p Pipeline) Run(ctx context.Context, files []string, sink sinks.Sink) (Summary, error) {
	start := time.Now()
	a := NewAssembly(sink)
	err := p.Read(ctx, slices.Values(files), Taker{Next: func(ctx context.Context, f *Found) error {
		defer Tell(f.Source, f.Record) // of a second copy Add says what became of the first
		return a.Add(ctx, f.Record)
	}})
	if err == nil {
		err = a.End(ctx)
	}
	err = errors.Join(err, a.Close())
	a.Summary.Seconds = time.Since(start).Seconds()
	return a.Summary, err
}

// Found is a document of a file.
type Found struct {
	File   string // the path of Read's list
	Source string // as in schema.Record, like Raw and From
	Raw    string
	From   document.Provenance
	ID     string // SHA-256 of the bytes; empty where they could not be had
	Data   []byte // only for Done
	// Record is what became of it: nil if it was not wanted. A second input with
	// the same bytes refers to the first.
	Record *schema.Record
}

// Taker says which documents Read reads, and takes them.
type Taker struct {
	// Wanted, if set, is asked for each document that has bytes, the first time
	// they come; one that is not wanted is not read. Calls are in order.
	Wanted func(ctx context.Context, f *Found) (bool, error)
	// Done, if set, is called for each document as soon as it was read, by
	// several goroutines. It may drop the record.
	Done func(ctx context.Context, f *Found) error
	// Next, if set, is called for every document, in order.
	Next func(ctx context.Context, f *Found) error
	// Ended, if set, is called after the last document of each file, in order.
	Ended func(ctx context.Context, file string) error
}

// Read takes the documents of the files through the steps, several at a time
// and within the bounds, and gives them to the taker. The order is that of the
// files, whatever the number of workers. The next file is asked for when there
// is room for it. The error is the taker's or the context's.
func (p Pipeline) Read(ctx context.Context, files iter.Seq[string], taker Taker) error {
	if p.Workers <= 0 {
		p.Workers = runtime.GOMAXPROCS(0)
	}
	if p.MaxFile <= 0 {
		p.MaxFile = 512 << 20
	}
	if p.MaxInFlight <= 0 {
		p.MaxInFlight = 256 << 20
	}
	r := run{
		Pipeline: p,
		work:     make(chan *job),
		// A document that takes long holds back those behind it in the order;
		// so many may wait for it, finished.
		order:  make(chan *job, 4*p.Workers),
		memory: semaphore.NewWeighted(p.MaxInFlight),
		taker:  taker,
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return r.produce(ctx, files) })
	for range p.Workers {
		group.Go(func() error { return r.consume(ctx) })
	}
	group.Go(func() error { return r.collect(ctx) })
	return group.Wait()
}

type run struct {
	Pipeline
	work   chan *job
	order  chan *job
	memory *semaphore.Weighted
	taker  Taker
}

// job is one document on its way, or without one the end of a file.
type job struct {
	*Found
	in    extract.Input
	size  int64         // bytes held of run.memory
	done  chan struct{} // closed when nothing more is done with it but to take it
	first chan struct{} // closed when all before it in the order are taken
	file  string
}

// wait lets a large document go on when it is the first in the order: so one at
// a time is worked on, and written before the next. It never waits for what
// waits for it.
func (j *job) wait(ctx context.Context) error {
	select {
	case <-j.first:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// produce opens the files and hands out their documents. It alone decides
// which of two equal inputs is the first, so that the order of files decides
// and not which worker was faster.
func (r *run) produce(ctx context.Context, files iter.Seq[string]) error {
	defer close(r.work)
	defer close(r.order)
	seen := map[string]bool{}
	for file := range files {
		hand := func(in extract.Input) error { return r.hand(ctx, file, in, seen) }
		if err := r.expand(ctx, file, hand); err != nil {
			return err
		}
		if err := send(ctx, r.order, &job{file: file}); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// expand hands out the documents of a file. Where the reader panics on it, the
// file is handed out once more, for that to be recorded.
func (r *run) expand(ctx context.Context, file string, hand func(extract.Input) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			slog.Debug("panic", "source", file, "panic", p, "stack", string(debug.Stack()))
			err = hand(r.input(file, nil, defect(p)))
		}
	}()
	data, failed := r.load(file)
	for in := range r.Reader.Expand(ctx, r.input(file, data, failed)) {
		if err := hand(in); err != nil {
			return err
		}
	}
	return nil
}

// hand gives a document to the workers.
func (r *run) hand(ctx context.Context, file string, in extract.Input, seen map[string]bool) error {
	id := ""
	if in.Err == nil {
		id = document.Digest(in.Data)
	}
	if in.From.Address == "" {
		if listed := r.Listed.of(in.Source, id); listed.Address != "" {
			in.From = listed
		}
	}
	f := &Found{File: file, Source: in.Source, Raw: in.Raw, From: in.From, ID: id}
	j := &job{Found: f, in: in, done: make(chan struct{}), first: make(chan struct{})}
	wanted := true
	switch {
	case f.ID == "":
	case seen[f.ID]:
		wanted = false
		f.Record = withOrigin(&schema.Record{Source: in.Source, DuplicateOf: f.ID}, &in)
	case r.taker.Wanted != nil:
		var err error
		if wanted, err = r.taker.Wanted(ctx, f); err != nil {
			return err
		}
	}
	if f.ID != "" {
		seen[f.ID] = true
	}
	if !wanted {
		j.in.Data = nil
		close(j.done)
	}
	// What is first in the order got its share first, so it can
	// always finish and give it back.
	j.size = min(int64(len(j.in.Data)), r.MaxInFlight)
	if err := r.memory.Acquire(ctx, j.size); err != nil {
		return err
	}
	if err := send(ctx, r.order, j); err != nil || !wanted {
		return err
	}
	return send(ctx, r.work, j)
}

// defect is the error of a document on which this program panicked.
func defect(panicked any) error { return fmt.Errorf("a defect of this program: %v", panicked) }

func send(ctx context.Context, to chan<- *job, j *job) error {
	select {
	case to <- j:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// input is a file to be read, under its name.
func (r *run) input(file string, data []byte, err error) extract.Input {
	name, named := r.Names[file]
	if !named {
		name = file
	}
	in := Input(name, data, err)
	if file != Stdin {
		in.Beside = archive.Beside(file)
	}
	return in
}

// Input is a file to be read, with a source that is UTF-8 whatever its name is.
func Input(name string, data []byte, err error) extract.Input {
	in := extract.Input{Source: charset.Path(name), Data: data, Err: err}
	if in.Source != name {
		in.Raw = name
	}
	if name != Stdin {
		in.Beside = archive.Beside(name)
	}
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		in.Err = &fs.PathError{Op: path.Op, Path: in.Source, Err: path.Err}
	}
	return in
}

// load reads a file whole; readers need to go back and forth in it.
func (r *run) load(path string) ([]byte, error) {
	if path == Stdin {
		if int64(len(r.Stdin)) > r.MaxFile {
			return nil, fmt.Errorf("%w: more than %d bytes are allowed", document.ErrTooLarge, r.MaxFile)
		}
		return r.Stdin, nil
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case info.IsDir(): // Find lists those it could not enter
		if _, err := os.ReadDir(path); err != nil {
			return nil, err
		}
		fallthrough
	case !info.Mode().IsRegular(): // opening a pipe could wait forever
		return nil, fmt.Errorf("%w: not a regular file", document.ErrUnsupported)
	case info.Size() > r.MaxFile:
		return nil, fmt.Errorf("%w: the file has %d bytes, %d are allowed", document.ErrTooLarge, info.Size(),
			r.MaxFile)
	}
	return os.ReadFile(path)
}

func (r *run) consume(ctx context.Context) error {
	for j := range r.work {
		j.Data = j.in.Data
		j.Record = r.one(ctx, j)
		if err := ctx.Err(); err != nil {
			return err // what was read may be cut short
		}
		if r.taker.Done != nil {
			if err := r.taker.Done(ctx, j.Found); err != nil {
				return err
			}
		}
		j.Data, j.in.Data = nil, nil
		close(j.done)
	}
	return nil
}

// withOrigin puts into a record where its document comes from.
func withOrigin(r *schema.Record, in *extract.Input) *schema.Record {
	r.RawSource, r.From = in.Raw, in.From
	return r
}

// one takes one document through all steps.
func (r *run) one(ctx context.Context, j *job) (record *schema.Record) {
	start := time.Now()
	record = &schema.Record{Source: j.in.Source, DocumentID: j.ID, Status: schema.StatusRead}
	defer func() {
		if p := recover(); p != nil {
			slog.Debug("panic", "source", j.in.Source, "panic", p, "stack", string(debug.Stack()))
			*record = schema.Record{ // a step may have left anything in it
				Source: j.in.Source, DocumentID: j.ID, Document: record.Document, Status: schema.StatusFailed,
				Error: defect(p).Error(),
			}
		}
		record.Seconds = time.Since(start).Seconds()
		withOrigin(record, &j.in) // whatever became of the record
	}()
	ctx, end := budget.Start(ctx, budget.Options{Limits: r.Limits, Deadline: r.Deadline, Turn: j.wait})
	defer end()
	defer func() {
		slog.Debug("budget used", "source", j.in.Source, "seconds", budget.Elapsed(ctx).Seconds(),
			"used", budget.Used(ctx))
	}()
	doc, err := r.Reader.Read(ctx, j.in)
	record.Document = doc
	if err != nil {
		fail(ctx, record, err)
		return record
	}
	if unread := doc.Unread(); len(unread) > 0 {
		record.Status = schema.StatusScanned
		record.Error = unreadPages(unread)
		record.Transient = slices.ContainsFunc(doc.Pages,
			func(p document.Page) bool { return p.Status == document.PageUnread })
	}
	for _, step := range r.Steps {
		if err := step.Run(ctx, record, j.in.Data); err != nil {
			fail(ctx, record, fmt.Errorf("%s: %w", step.Name, err))
			return record
		}
	}
	if why := record.Doubtful(); why != "" && record.Status == schema.StatusRead {
		record.Status, record.Error = schema.StatusDoubtful, why
	}
	return record
}

// fail leaves of a record what was read and why there is no more. What the
// clock has cut short differs from run to run, so of that nothing is left.
func fail(ctx context.Context, record *schema.Record, err error) {
	if cause := context.Cause(ctx); cause != nil {
		err = cause // whatever a stage made of it
	}
	*record = schema.Record{
		Source: record.Source, DocumentID: record.DocumentID, Document: record.Document, Status: statusOf(err),
		// The source stands beside it in every output.
		Error: strings.TrimPrefix(err.Error(), record.Source+": "),
	}
	if record.Transient = errors.Is(err, document.ErrTimeout); record.Transient && record.Document != nil {
		d := record.Document
		record.Document = &document.Document{ID: d.ID, Source: d.Source, Format: d.Format, Size: d.Size}
	}
}

// collect gives the documents on in their order.
func (r *run) collect(ctx context.Context) error {
	for j := range r.order {
		if j.Found == nil {
			if r.taker.Ended != nil {
				if err := r.taker.Ended(ctx, j.file); err != nil {
					return err
				}
			}
			if r.Done != nil {
				r.Done(j.file)
			}
			continue
		}
		close(j.first)
		select {
		case <-j.done:
		case <-ctx.Done():
			return ctx.Err()
		}
		if r.taker.Next != nil {
			if err := r.taker.Next(ctx, j.Found); err != nil {
				return err
			}
		}
		r.memory.Release(j.size)
	}
	return nil
}

// statusOf tells what an error of a reader says of the document.
func statusOf(err error) schema.Status {
	for _, s := range []struct {
		err    error
		status schema.Status
	}{
		{document.ErrEmpty, schema.StatusEmpty},
		{document.ErrUnsupported, schema.StatusUnsupported},
		{document.ErrEncrypted, schema.StatusEncrypted},
		{document.ErrPassword, schema.StatusEncrypted},
		{document.ErrTooLarge, schema.StatusTooLarge},
		{document.ErrTimeout, schema.StatusTimeout},
		{document.ErrNeedsTool, schema.StatusUnsupported},
		{document.ErrDamaged, schema.StatusDamaged},
	} {
		if errors.Is(err, s.err) {
			return s.status
		}
	}
	return schema.StatusFailed
}

// unreadPages says which pages are pictures.
func unreadPages(numbers []int) string {
	if numbers[len(numbers)-1] == 0 {
		return "not read: pictures in the document"
	}
	return "not read, pages that are pictures: " + document.PageRanges(numbers)
}
