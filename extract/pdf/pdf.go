// Package pdf decodes PDF files into glyphs, rulings, fills and images, page
// by page, as a reader of the displayed page sees them.
//
// It knows PDF and PDFium and nothing of tables, text lines or budgets. PDFium
// runs as WebAssembly in a sandbox without files or network, with bounded
// memory and time and a fresh instance for each document: what one document
// does to it is never seen by another.
//
// A page's UserUnit, which makes its points larger than 1/72 inch, is left out
// of account, as PDFium and the second reader do: places and drawn regions
// agree with each other and are in the units of the page.
package pdf

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"runtime"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract/layout"
)

// Options bounds what one document may use. Zero values mean the defaults.
type Options struct {
	CacheDir    string // of the compiled module; default: yusuan in the user's cache folder
	Workers     int    // documents decoded at the same time; default: GOMAXPROCS
	MemoryLimit int64  // bytes of one document's sandbox, the file itself included; default 512 MiB
}

// Decoder decodes any number of documents, also at the same time.
type Decoder struct {
	options Options
	library *library
	slots   chan struct{} // one for each document at work
}

// Result is a whole decoded document.
type Result struct {
	Pages    []layout.Page
	Info     document.Info
	Warnings []document.Warning
}

// New starts a decoder. The first start on a machine compiles PDFium, which
// takes seconds; later ones take the result from the cache.
func New(o Options) (*Decoder, error) {
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.MemoryLimit <= 0 {
		o.MemoryLimit = 512 << 20
	}
	b, err := newLibrary(o)
	if err != nil {
		return nil, err
	}
	return &Decoder{options: o, library: b, slots: make(chan struct{}, o.Workers)}, nil
}

// Close ends the decoder; no call may run or follow.
func (d *Decoder) Close() error { return d.library.close() }

// maxFailed is how many pages in a row may be unreadable: a damaged page tree
// can promise millions.
const maxFailed = 1000

// Decode reads a whole document. The errors are those of [Decoder.Stream].
func (d *Decoder) Decode(ctx context.Context, data []byte, password string) (*Result, error) {
	var r Result
	var err error
	r.Info, r.Warnings, err = d.Stream(ctx, data, password, func(p layout.Page) error {
		r.Pages = append(r.Pages, p)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &r, nil
}

// Stream reads a document and hands over its pages in order, one at a time,
// so that a document of any length fits into memory. An error of each ends the
// reading and is returned as it is.
//
// Errors wrap document.ErrEmpty, ErrUnsupported (no PDF), ErrDamaged,
// ErrEncrypted (a password is needed), ErrPassword (it is a wrong one),
// ErrTooLarge (memory limit, or one of the budget in ctx); what ended ctx is
// returned as it is. A page that cannot be read is a warning, unless none can.
func (d *Decoder) Stream(ctx context.Context, data []byte, password string,
	each func(layout.Page) error) (document.Info, []document.Warning, error) {
	var info document.Info
	var warnings []document.Warning
	err := d.open(ctx, data, password, func(e *engine, doc uint64) error {
		info = e.info(doc)
		if e.err != nil {
			return nil //nolint:nilerr // open tells what e.err means
		}
		if repaired(data) {
			warnings = append(warnings, document.Warning{Code: "repaired",
				Message: "the file is incomplete; what could be found in it was read"})
		}
		pages := int(int32(e.run("FPDF_GetPageCount", doc)))
		read, failed := 0, 0
		for n := 1; n <= pages && e.err == nil; n++ {
			if err := budget.Charge(ctx, budget.Members, 1); err != nil {
				return err
			}
			page, notes, ok := e.page(ctx, doc, n)
			warnings = append(warnings, notes...)
			if e.err != nil {
				break
			}
			if ok {
				read, failed = read+1, 0
			} else if failed++; failed > maxFailed {
				return fmt.Errorf("%w: pages from %d on could not be loaded", document.ErrDamaged, n-maxFailed)
			}
			if err := each(page); err != nil {
				return err
			}
		}
		if e.err == nil && read == 0 {
			return fmt.Errorf("%w: it has no readable page", document.ErrDamaged)
		}
		return nil
	})
	if err != nil {
		return info, warnings, err
	}
	return info, warnings, nil
}

// open runs use on a document opened in a sandbox of its own, and turns
// whatever happens there into one of the errors of package document.
func (d *Decoder) open(ctx context.Context, data []byte, password string,
	use func(e *engine, doc uint64) error) (err error) {
	if len(data) == 0 {
		return document.ErrEmpty
	}
	if !hasHeader(data) {
		return fmt.Errorf("%w: no PDF header", document.ErrUnsupported)
	}
	if int64(len(data)) > d.options.MemoryLimit {
		return fmt.Errorf("%w: %d bytes, the memory limit is %d", document.ErrTooLarge, len(data), d.options.MemoryLimit)
	}
	select {
	case d.slots <- struct{}{}:
		defer func() { <-d.slots }()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	e, err := d.library.newEngine(ctx, d.options.MemoryLimit)
	if err != nil {
		return err
	}
	defer func() { _ = e.close() }() // nothing of it is used again
	defer context.AfterFunc(ctx, e.stop)()
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", document.ErrDamaged, r)
		}
	}()
	layers, off := layersHidden(data)
	data, hidden := withoutMemberships(data, off)
	if len(hidden) > 0 {
		layers, off = append(layers, hiddenMember), append(off, hidden...)
	}
	doc := e.load(withoutForms(data, off), password)
	if e.layers = layers; len(layers) > 0 {
		e.nameKey = e.cString("Name")
	}
	if doc != 0 && e.err == nil {
		if err := use(e, doc); err != nil {
			return err
		}
	}
	if e.err != nil {
		return cmp.Or(budget.Done(ctx), e.failure())
	}
	return nil
}

// hasHeader looks for %PDF- as PDFium does, within the first kilobyte.
func hasHeader(data []byte) bool {
	return bytes.Contains(data[:min(len(data), 1024+5)], []byte("%PDF-"))
}

// repaired reports a file without its end: PDFium rebuilds the
// cross-reference table from the objects it finds.
func repaired(data []byte) bool {
	return !bytes.Contains(data[max(0, len(data)-2048):], []byte("startxref"))
}
