// Package extract reads published files of every format into one
// document.Document each. What the bytes are decides which reader takes them;
// file names never do.
//
// It knows which formats there are and who reads them, and keeps what happens
// inside a reader (panics, deadlines) from reaching its caller. It knows
// nothing of tables and nothing of budgets.
package extract

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"path"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract/archive"
	"github.com/yusuan/yusuan/extract/convert"
	"github.com/yusuan/yusuan/extract/format"
	"github.com/yusuan/yusuan/extract/ocr"
	"github.com/yusuan/yusuan/extract/pdf"
)

// Options say how documents are read. The zero value reads everything that
// needs no password and no program besides this one.
type Options struct {
	Password    string         // tried on every encrypted document and archive member
	OCR         bool           // read pages that are pictures
	OCREngine   OCREngine      // what reads them
	Engine      ocr.Engine     // used in place of what OCREngine names, and not closed; for measuring and tests
	CacheDir    string         // for the compiled PDF decoder; default: the user's cache folder
	PageTime    time.Duration  // for recognising one page; default 2 minutes
	Workers     int            // documents read at the same time; default: GOMAXPROCS
	MemoryLimit int64          // bytes of one document's sandbox, or that it may unpack to; default 512 MiB
	Deadline    time.Duration  // for one document, without the time of recognition; default 2 minutes, negative: none
	Archive     archive.Limits // zero fields: archive.DefaultLimits
}

// Reader reads any number of documents, also at the same time.
type Reader struct {
	options Options
	formats []format.Format

	ocrOnce sync.Once
	ocr     ocr.Engine
	ocrErr  error
}

// New makes a Reader, and removes what earlier ones left that were killed.
func New(o Options) (*Reader, error) {
	if o.MemoryLimit < 0 || o.Workers < 0 {
		return nil, errors.New("memory limit and workers cannot be negative")
	}
	if o.MemoryLimit == 0 {
		o.MemoryLimit = 512 << 20
	}
	if o.Deadline == 0 {
		o.Deadline = 2 * time.Minute
	}
	convert.Sweep()
	if o.PageTime <= 0 {
		o.PageTime = 2 * time.Minute
	}
	return &Reader{options: o, formats: formats(pdf.Options{
		CacheDir: o.CacheDir, Workers: o.Workers, MemoryLimit: o.MemoryLimit,
	})}, nil
}

// Expect begins, beside what the caller does next, to make ready what files of
// these names will need: a decoder takes a tenth of a second.
func (r *Reader) Expect(names []string) {
	for _, f := range r.formats {
		promised := func(name string) bool { return strings.EqualFold(path.Ext(name), "."+string(f.Name)) }
		if f.Start != nil && slices.ContainsFunc(names, promised) {
			go f.Start()
		}
	}
}

// Close frees what the readers hold; no call may run or follow.
func (r *Reader) Close() error {
	r.ocrOnce.Do(func() { r.ocrErr = errors.New("reader is closed") })
	var err error
	for _, f := range r.formats {
		if f.Close != nil {
			err = errors.Join(err, f.Close())
		}
	}
	if r.ocr != nil && r.options.Engine == nil {
		err = errors.Join(err, r.ocr.Close())
	}
	return err
}

// Input is a file to be read.
type Input struct {
	Source string // path as given, or archive!member; always UTF-8
	Raw    string // its bytes as they are on the disk and in the archive, where Source is decoded or escaped; else empty
	Data   []byte
	// Err is set for an archive member that could not be taken out. Read
	// returns it, so that such a member is recorded like any other failure.
	Err error
	// From is what a crawler says of members of WARC files, and of what is in them.
	From document.Provenance
	// Beside yields the WARC files beside one, which may hold what it refers to; nil
	// if there are none.
	Beside iter.Seq[archive.Stored]
}

// Read reads one document. The result is never nil: with an error it holds
// what is known all the same, at least ID, Source, Format and Size.
//
// Errors wrap one of package document's, or are ctx's own.
func (r *Reader) Read(ctx context.Context, in Input) (*document.Document, error) {
	doc := &document.Document{ID: id(in), Source: in.Source, Size: int64(len(in.Data)), Format: document.Unknown,
		From: in.From}
	if err := r.read(ctx, doc, in); err != nil {
		return doc, fmt.Errorf("%s: %w", in.Source, err)
	}
	return doc, nil
}

// budget is what one document gets where the caller gives it none.
func (r *Reader) budget() budget.Options {
	return budget.Options{Limits: budget.Limits{budget.Bytes: r.options.MemoryLimit}, Deadline: r.options.Deadline}
}

func (r *Reader) read(ctx context.Context, doc *document.Document, in Input) (err error) {
	defer func() {
		if p := recover(); p != nil {
			slog.Debug("reader panicked", "source", in.Source, "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("%w: its reader failed on it", document.ErrDamaged)
		}
	}()
	if in.Err == nil && len(in.Data) == 0 {
		return document.ErrEmpty
	}
	f, name := identify(r.formats, in.Data)
	doc.Format = f.Name
	if in.Err != nil {
		return in.Err
	}
	if !budget.Has(ctx) { // the caller's covers all that is done with the document
		var end context.CancelFunc
		ctx, end = budget.Start(ctx, r.budget())
		defer end()
	}
	err = r.fill(ctx, doc, in.Data, f, name)
	if cause := context.Cause(ctx); err != nil && cause != nil {
		return cause
	}
	return err
}

// id is the SHA-256 of the bytes. A member without bytes takes its source
// instead, or all of them would be the same document.
func id(in Input) string {
	data := in.Data
	if data == nil && in.Err != nil {
		data = []byte(in.Source)
	}
	return document.Digest(data)
}
