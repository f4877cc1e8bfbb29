// Package format says what a format of files is to this program: a value with
// a name, a way to tell its files from others, and who reads them into the
// flow of their pages. It knows no format; each is a value of the package that
// reads it, and package extract lists them.
package format

import (
	"context"
	"fmt"
	"image"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract/compose"
	"github.com/yusuan/yusuan/extract/layout"
)

// Format is one kind of file. One document.Format may have several: an old
// workbook is stored in two ways, each with a reader of its own.
//
// A Format with neither Read nor Unwrap is told from others and not read.
type Format struct {
	Name document.Format
	// Sniff gives what people call such a file, "Excel workbook", or "" if it
	// is none. Formats are asked in order, and the first that answers has it.
	Sniff func(*Head) string
	// Read reads a file. With an error the File, if there is one, holds what
	// was read before it. Errors wrap one of package document's, or are ctx's.
	Read func(ctx context.Context, data []byte, o Options) (*File, error)
	// Unwrap, in place of Read, gives the bytes of another format that hold the
	// same document: of an encrypted package, or as an office suite converts it.
	Unwrap func(ctx context.Context, data []byte, o Options) ([]byte, error)

	// Pages gives the glyphs and rulings of each page, for drawing what was
	// made of them; nil where a format has no places on pages.
	Pages func(ctx context.Context, data []byte, o Options, each func(layout.Page) error) (*File, error)
	// Render draws regions of pages, in their order; the zero Box is the whole
	// page. It is nil unless the pages look the same for everybody.
	Render func(ctx context.Context, data []byte, o Options, dpi float64, regions []document.Region,
		each func(i int, img image.Image) error) error
	// Attached gives the files that a file carries and that are documents of
	// their own; nil where a format has none.
	Attached func(ctx context.Context, data []byte, o Options) ([]Attachment, error)
	// Start makes ready what the first file would wait for otherwise; may be nil.
	Start func()
	// Close frees what the format keeps from one file to the next; may be nil.
	Close func() error
}

// Options are what a reader may use besides the bytes. The zero value reads
// what needs nothing.
type Options struct {
	Password string
	Limit    int64 // bytes that a file may unpack to; 0: DefaultLimit
	// Recognize reads a page without text from its picture; nil leaves such
	// pages as they are. What it returns in place of the page counts also with an
	// error: one page, or the two of a sheet.
	Recognize func(ctx context.Context, page compose.Page, picture Picture) ([]compose.Page, []document.Warning, error)
}

// DefaultLimit is how much a file may unpack to unless something else is said.
const DefaultLimit = 512 << 20

// Unpacked is how many bytes a file may unpack to.
func (o Options) Unpacked() int64 {
	if o.Limit <= 0 {
		return DefaultLimit
	}
	return o.Limit
}

// Picture shows a page at the resolution asked for, in dots per inch, and says
// at which it did: what was scanned has a resolution of its own.
type Picture func(dpi float64) (img image.Image, at float64, err error)

// File is what was read of a file.
type File struct {
	Pages    []compose.Page // for formats without pages: one with Number 0
	Info     document.Info
	Links    []document.Link // attachments it links to, in order, each address once
	Warnings []document.Warning
}

// Attachment is a file within a file. Err is set for one that could not be
// taken out.
type Attachment struct {
	Name string
	Data []byte
	Err  error
}

// Warn adds a warning on the whole file.
func (f *File) Warn(code, message string, args ...any) { f.WarnPage(0, code, message, args...) }

// WarnPage adds a warning on a page.
func (f *File) WarnPage(page int, code, message string, args ...any) {
	f.Warnings = append(f.Warnings, document.Warning{Page: page, Code: code, Message: fmt.Sprintf(message, args...)})
}

// Flow reads a file of a fixed layout: read hands over its pages, whose glyphs
// become lines and grids; those that are pictures are then recognised.
func Flow(ctx context.Context, o Options, read func(each func(layout.Page) error) (*File, error),
	picture func(ctx context.Context, page int, dpi float64) (image.Image, float64, error)) (*File, error) {
	var pages []compose.Page
	var sequence layout.Sequence
	file, err := read(func(p layout.Page) error {
		pages = append(pages, sequence.Page(&p))
		return nil
	})
	if file == nil {
		file = &File{}
	}
	for i := range pages {
		if err != nil || pages[i].Status != document.PageScanned || o.Recognize == nil {
			file.Pages = append(file.Pages, pages[i])
			continue
		}
		var warnings []document.Warning
		var seen []compose.Page
		seen, warnings, err = o.Recognize(ctx, pages[i], func(dpi float64) (image.Image, float64, error) {
			// What one page is drawn in is free again when the next one is.
			page := budget.Apart(ctx, budget.Limits{budget.Bytes: o.Unpacked()})
			return picture(page, pages[i].Number, dpi)
		})
		file.Pages, file.Warnings = append(file.Pages, seen...), append(file.Warnings, warnings...)
	}
	layout.MatchColumns(file.Pages)
	return file, err
}
