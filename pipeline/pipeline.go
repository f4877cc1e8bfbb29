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
	}
	start := time.Now()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return r.produce(ctx, files) })
	for range p.Workers {
		group.Go(func() error { return r.consume(ctx) })
	}
	var summary Summary
	group.Go(func() error { return r.collect(ctx, sink, &summary) })
	err := group.Wait()
	summary.Seconds = time.Since(start).Seconds()
	return summary, err
}

type run struct {
	Pipeline
	work   chan *job
	order  chan *job
	memory *semaphore.Weighted
}

// job is one document on its way, or with only a file, the end of that file.
type job struct {
	in     extract.Input
	id     string // SHA-256 of the bytes; empty without bytes
	size   int64  // bytes held of run.memory
	record chan *schema.Record
	first  chan struct{} // closed when all before it in the order are written
	file   string
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
func (r *run) produce(ctx context.Context, files []string) error {
	defer close(r.work)
	defer close(r.order)
	seen := map[string]bool{}
	hand := func(in extract.Input) error { return r.hand(ctx, in, seen) }
	for _, file := range files {
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
func (r *run) hand(ctx context.Context, in extract.Input, seen map[string]bool) error {
	j := &job{in: in, record: make(chan *schema.Record, 1), first: make(chan struct{})}
	if in.Err == nil {
		j.id = document.Digest(in.Data)
	}
	duplicate := j.id != "" && seen[j.id]
	if duplicate {
		j.record <- withOrigin(&schema.Record{Source: in.Source, DuplicateOf: j.id}, &in)
		j.in.Data = nil
	}
	if j.id != "" {
		seen[j.id] = true
	}
	// What is first in the order got its share first, so it can
	// always finish and give it back.
	j.size = min(int64(len(j.in.Data)), r.MaxInFlight)
	if err := r.memory.Acquire(ctx, j.size); err != nil {
		return err
	}
	if err := send(ctx, r.order, j); err != nil || duplicate {
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
	return Input(name, data, err)
}

// Input is a file to be read, with a source that is UTF-8 whatever its name is.
func Input(name string, data []byte, err error) extract.Input {
	in := extract.Input{Source: charset.Path(name), Data: data, Err: err}
	if in.Source != name {
		in.Raw = name
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
		record := r.one(ctx, j)
		if err := ctx.Err(); err != nil {
			return err // what was read may be cut short
		}
		j.record <- record
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
	record = &schema.Record{Source: j.in.Source, DocumentID: j.id, Status: schema.StatusRead}
	defer func() {
		if p := recover(); p != nil {
			slog.Debug("panic", "source", j.in.Source, "panic", p, "stack", string(debug.Stack()))
			*record = schema.Record{ // a step may have left anything in it
				Source: j.in.Source, DocumentID: j.id, Document: record.Document, Status: schema.StatusFailed,
				Error: defect(p).Error(),
			}
		}
		record.Seconds = time.Since(start).Seconds()
		withOrigin(record, &j.in) // whatever became of the record
		j.in.Data = nil
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

// collect writes the records in their order, as reports has them.
func (r *run) collect(ctx context.Context, sink sinks.Sink, summary *Summary) error {
	first := map[string]*schema.Record{} // status and error by document, for those that refer to it
	write := func(ready []*schema.Record) error {
		for _, record := range ready {
			if err := sink.Write(ctx, record); err != nil {
				return err
			}
			summary.add(record)
		}
		return nil
	}
	var apart reports
	for j := range r.order {
		if j.file != "" {
			if r.Done != nil {
				r.Done(j.file)
			}
			continue
		}
		close(j.first)
		var record *schema.Record
		select {
		case record = <-j.record:
		case <-ctx.Done():
			return ctx.Err()
		}
		if original := first[record.DuplicateOf]; original != nil {
			record.Status, record.Error, record.Transient = original.Status, original.Error, original.Transient
		}
		if j.id != "" && first[j.id] == nil {
			first[j.id] = &schema.Record{Status: record.Status, Error: record.Error, Transient: record.Transient}
		}
		if record.Status != schema.StatusRead {
			slog.Warn("not read in full", "source", record.Source, "status", record.Status, "error", record.Error)
		} else {
			slog.Info("read", "source", record.Source, "tables", len(record.Tables), "seconds", record.Seconds)
		}
		r.memory.Release(j.size)
		ready, err := apart.add(ctx, record)
		if err := errors.Join(write(ready), err); err != nil {
			return err
		}
	}
	ready, err := apart.rest(ctx)
	return errors.Join(write(ready), err)
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
