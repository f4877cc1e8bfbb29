package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/yusuan/yusuan/correct"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract"
	"github.com/yusuan/yusuan/normalize"
	"github.com/yusuan/yusuan/pipeline"
	"github.com/yusuan/yusuan/present"
	"github.com/yusuan/yusuan/sinks"
)

// readingFlags say how documents are read; verbs that read share them.
type readingFlags struct {
	workers  int
	password passwordFlags
	ocr      bool
	engine   string
	page     time.Duration
	memory   byteSize
	timeout  time.Duration
	contacts bool
	words    catalogueFlag
	double   doubleFlag
	correct  string
}

// defaultMemory is in bytes.
const defaultMemory = 512 << 20

func (r *readingFlags) bind(cmd *cobra.Command) {
	f := cmd.Flags()
	f.IntVar(&r.workers, "workers", 0, "documents read at the same time; 0: one for each `CPU`")
	r.password.bind(f)
	f.BoolVar(&r.ocr, "ocr", false, "read pages that are pictures (yusuan ocr install)")
	f.DurationVar(&r.page, "page-timeout", 2*time.Minute, "most time for recognising one page with --ocr")
	bindChoice(cmd, f, &r.engine, "ocr-engine", "", "`engine` of --ocr: ppocr, native or tesseract; default: the best "+
		"that is installed", "ppocr", "native", "tesseract")
	r.memory = defaultMemory
	f.Var(&r.memory, "memory-limit", "most memory for decoding one document, and largest file read")
	f.BoolVar(&r.contacts, "keep-contacts", false, "keep names and phone numbers of contact persons")
	r.words.bind(f)
	f.StringVar(&r.correct, "corrections", "", "`file` of what people found misread (docs/corrections.md)")
	r.double.bind(cmd)
	f.DurationVar(&r.timeout, "timeout", 2*time.Minute, "most time for reading one document; 0: no limit")
}

// job is what the flags and paths ask for. Its reader has to be closed.
type job struct {
	files  []string
	words  *normalize.Catalogue
	people *correct.Set // corrections; nil for none
	reader *extract.Reader
	pipe   pipeline.Pipeline
}

// startAlone is start for verbs whose files a workspace finds.
func (r *readingFlags) startAlone(cmd *cobra.Command) (*job, error) {
	return r.start(cmd, nil, func([]string) ([]string, error) { return nil, nil })
}

// start finds the files, by one of pipeline's ways, and makes what reads them.
func (r *readingFlags) start(cmd *cobra.Command, paths []string, find func([]string) ([]string, error)) (*job, error) {
	if r.workers < 0 {
		return nil, usageError{fmt.Errorf("--workers %d is less than none", r.workers)}
	}
	deadline := r.timeout
	switch {
	case deadline < 0:
		return nil, usageError{fmt.Errorf("--timeout %v is less than nothing", deadline)}
	case deadline == 0:
		deadline = -1 // what extract calls no deadline
	}
	if r.page <= 0 {
		return nil, usageError{fmt.Errorf("--page-timeout %v is no time", r.page)}
	}
	password, err := r.password.read()
	if err != nil {
		return nil, err
	}
	var corrections *correct.Set
	if r.correct != "" {
		if corrections, err = correct.Load(r.correct); err != nil {
			return nil, err
		}
	}
	files, err := find(paths)
	if err != nil {
		return nil, err
	}
	var given []byte
	if slices.Contains(files, pipeline.Stdin) {
		if given, err = readInput(cmd.Context(), cmd.InOrStdin(), int64(r.memory)); err != nil {
			return nil, err
		}
	}
	reader, err := extract.New(extract.Options{
		Password: password, OCR: r.ocr, OCREngine: extract.OCREngine(r.engine), Workers: r.workers,
		MemoryLimit: int64(r.memory), Deadline: deadline, PageTime: r.page,
	})
	if err != nil {
		return nil, err
	}
	reader.Expect(files)
	words, err := r.words.load()
	if err != nil {
		return nil, errors.Join(err, reader.Close())
	}
	if r.ocr { // what was asked for is not left out in silence
		if _, err := reader.Recognizer(cmd.Context()); err != nil {
			return nil, errors.Join(fmt.Errorf("--ocr: %w", err), reader.Close())
		}
	}
	return &job{files, words, corrections, reader, pipeline.Pipeline{
		Reader: reader, Steps: pipeline.Steps(pipeline.Options{
			Normalize: normalize.Options{Catalogue: words, KeepContacts: r.contacts}, DoubleRead: pipeline.DoubleRead(r.double),
			Password: password, Corrections: corrections,
		}),
		Workers: r.workers, MaxFile: int64(r.memory),
		Stdin: given, Deadline: deadline, Limits: budget.Limits{budget.Bytes: int64(r.memory)},
	}}, nil
}

// readInput reads standard input, one byte more than a file may have at most.
// Nothing ends a read from a terminal, so that ctx does not wait for it.
func readInput(ctx context.Context, in io.Reader, most int64) ([]byte, error) {
	type result struct {
		data []byte
		err  error
	}
	read := make(chan result, 1)
	go func() {
		data, err := io.ReadAll(io.LimitReader(in, most+1))
		read <- result{data, err}
	}()
	select {
	case r := <-read:
		if r.err != nil {
			return nil, fmt.Errorf("standard input: %w", r.err)
		}
		return r.data, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// readFile reads a file, or standard input.
func readFile(cmd *cobra.Command, path string) ([]byte, error) {
	if path == pipeline.Stdin {
		return readInput(cmd.Context(), cmd.InOrStdin(), defaultMemory)
	}
	return os.ReadFile(path)
}

// run takes all files into the sink and commits it.
func (j *job) run(ctx context.Context, sink sinks.Sink) (pipeline.Summary, error) {
	summary, err := j.pipe.Run(ctx, j.files, sink)
	if err != nil {
		return summary, err
	}
	for _, unmet := range j.people.Unmet() {
		slog.Warn(unmet)
	}
	return summary, sink.Commit(ctx)
}

// dataset starts a dataset that says what was known when it was written.
func (j *job) dataset(folder string) (*sinks.Parquet, error) {
	sink, err := sinks.NewParquet(folder, version)
	if err != nil {
		return nil, err
	}
	sink.Catalogue, sink.Dataset.Codes, sink.Dataset.Identify = j.words.Digest(), j.words.Codes(), j.words.OrganizationID
	if j.people != nil {
		sink.Corrections = j.people.Digest
	}
	return sink, nil
}

// show prints all documents of the paths through a sink that writes to out.
func (r *readingFlags) show(cmd *cobra.Command, paths []string, out *bufio.Writer,
	open func(*job) sinks.Sink) error {
	job, err := r.start(cmd, paths, pipeline.Find)
	if err != nil {
		return err
	}
	defer job.reader.Close()
	sink := open(job)
	defer sink.Abort()
	end := func() {}
	if len(job.files) > 1 && !isTerminal(os.Stdout) { // on one, what is shown shows it
		job.pipe.Done, end = progress(len(job.files))
	}
	summary, err := job.run(cmd.Context(), sink)
	end()
	if err := errors.Join(err, out.Flush()); err != nil {
		return err
	}
	return unread(&summary)
}

// unread is how a verb ends that shows documents: without result if one could
// not be read, with bad news if a part of one could not.
func unread(s *pipeline.Summary) error {
	switch {
	case s.Failed > 0:
		return errUnread
	case s.Scanned > 0:
		return errAttention
	}
	return nil
}

// byteSize is a flag such as 512MiB, 1G or 1000000.
type byteSize int64

var byteUnits = []struct {
	suffix string
	bytes  int64
}{{"kib", 1 << 10}, {"mib", 1 << 20}, {"gib", 1 << 30}, {"kb", 1e3}, {"mb", 1e6}, {"gb", 1e9}, {"k", 1 << 10},
	{"m", 1 << 20}, {"g", 1 << 30}, {"b", 1}, {"", 1}}

func (b *byteSize) Set(text string) error {
	lower := strings.ToLower(strings.TrimSpace(text))
	for _, u := range byteUnits {
		digits, ok := strings.CutSuffix(lower, u.suffix)
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(digits), 10, 64)
		if err != nil || n <= 0 || n > math.MaxInt64/u.bytes {
			break
		}
		*b = byteSize(n * u.bytes)
		return nil
	}
	return fmt.Errorf("%q is no size such as 512MiB", text)
}

func (b *byteSize) String() string { return strings.ReplaceAll(present.Bytes(int64(*b)), " ", "") }
func (b *byteSize) Type() string   { return "size" }
