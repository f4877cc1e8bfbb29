// Package reread reads the numbers of PDF and OFD pages a second time, so that
// nobody is accused because of a mistake of the first reading.
//
// It shares no code with packages pdf and ofd and nothing of PDFium: objects and
// operators of PDF come from github.com/ledongthuc/pdf, codes of fonts, places of
// glyphs and what a reader of the page can see are worked out here; packages and
// elements of OFD come from the standard library. It knows
// only digits and what may stand beside them in a number; it makes no lines,
// no tables and no sense of anything.
package reread

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"

	pdf "github.com/ledongthuc/pdf"

	"github.com/yusuan/yusuan/document"
)

// What a file may cost. The library reads an object anew each time it is
// asked for, so a file can make it read much more than it has bytes.
const (
	maxBytesRead = 128 << 20 // from the file, by one call
	maxStream    = 32 << 20  // decoded bytes of one stream
	maxPages     = 100_000   // nodes of the page tree
	maxDepth     = 24        // of forms within forms, and of the page tree
	maxOperators = 5_000_000 // of one page
	operatorWork = 16        // steps of work that an operator makes
	maxNesting   = 20_000    // of arrays and dictionaries
	maxGlyphs    = 1_000_000 // of one page
	maxCodes     = 1 << 17   // entries of one table of a font
)

// Reader reads the pages of one file; it is not for several goroutines.
type Reader struct {
	source *source
	file   *pdf.Reader
	pages  []page
	off    layers
	fonts  map[string]*font // by their dictionary as text: references are part of it
}

// Number is a numeric token as document.Numbers has it.
type Number struct {
	Text string
	Box  document.Box // on the displayed page
}

// Page is what the second reading found on a page.
type Page struct {
	Numbers []Number
	// Unreadable are glyphs whose meaning the file does not tell. They may be
	// digits: where they stand, nothing can be said of numbers.
	Unreadable []document.Box
}

// Open reads the structure of a file. The errors wrap document.ErrUnsupported
// (no PDF, or one the library does not read), ErrEncrypted, ErrDamaged and
// ErrTooLarge, or are the context's own.
func Open(ctx context.Context, data []byte, password string) (r *Reader, err error) {
	start := bytes.Index(data[:min(len(data), 1024)], []byte("%PDF-"))
	if start < 0 {
		return nil, fmt.Errorf("%w: no PDF header", document.ErrUnsupported)
	}
	data = data[start:]
	end := bytes.LastIndex(data, []byte("%%EOF"))
	if end < 0 {
		return nil, fmt.Errorf("%w: no end of file mark", document.ErrUnsupported)
	}
	data = data[:end+len("%%EOF")]
	if err := boundedTables(data); err != nil {
		return nil, err
	}
	r = &Reader{source: &source{data: data}, fonts: map[string]*font{}}
	defer func() {
		if err != nil {
			r = nil
		}
	}()
	defer r.guard(ctx, &err)()
	if err := cmp.Or(compressedApart(data), notDeep(data)); err != nil {
		return nil, err
	}
	passwords := []string{password, ""}
	r.file, err = pdf.NewReaderEncrypted(r.source, int64(len(data)), func() string {
		next := passwords[0]
		passwords = passwords[1:]
		return next
	})
	switch {
	case errors.Is(err, pdf.ErrInvalidPassword):
		return nil, document.ErrEncrypted
	case errors.Is(err, document.ErrTooLarge):
		return nil, err
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil:
		return nil, fmt.Errorf("%w: %v", document.ErrUnsupported, err)
	}
	r.off = layersOff(r.file.Trailer().Key("Root"))
	r.walk(r.file.Trailer().Key("Root").Key("Pages"), page{}, 0, new(int))
	return r, nil
}

// Page reads the numbers of a page, counted from 1, line by line. An error says that the page could not be read:
// document.ErrDamaged, ErrTooLarge, or the context's own.
func (r *Reader) Page(ctx context.Context, number int) (out Page, err error) {
	if number < 1 || number > len(r.pages) {
		return Page{}, fmt.Errorf("%w: there is no page %d", document.ErrDamaged, number)
	}
	defer r.guard(ctx, &err)()
	p := &r.pages[number-1]
	c := &content{reader: r, ctx: ctx, view: p.view()}
	c.state.ctm = identity
	c.state.scale = 1
	c.run(contents(p.object.Key("Contents")), p.resources, 0)
	c.annotations(p.object.Key("Annots"))
	return numbers(c.glyphs), nil
}

// guard readies the source for one call and gives what has to be deferred: it
// turns the library's panics into an error.
func (r *Reader) guard(ctx context.Context, err *error) func() {
	r.source.ctx, r.source.budget = ctx, maxBytesRead
	return func() {
		p := recover()
		if p == nil {
			return
		}
		cause, ok := p.(error)
		switch {
		case ctx.Err() != nil:
			*err = context.Cause(ctx)
		case ok && errors.Is(cause, document.ErrTooLarge):
			*err = cause
		default:
			*err = fmt.Errorf("%w: %v", document.ErrDamaged, p)
		}
	}
}
