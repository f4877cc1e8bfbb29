package extract

import (
	"cmp"
	"context"
	"fmt"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract/archive"
	"github.com/yusuan/yusuan/extract/compose"
	"github.com/yusuan/yusuan/extract/convert"
	"github.com/yusuan/yusuan/extract/format"
	"github.com/yusuan/yusuan/extract/html"
	"github.com/yusuan/yusuan/extract/markdown"
	"github.com/yusuan/yusuan/extract/ocr"
	"github.com/yusuan/yusuan/extract/ofd"
	"github.com/yusuan/yusuan/extract/pdf"
	"github.com/yusuan/yusuan/extract/sheet"
	"github.com/yusuan/yusuan/extract/word"
)

// formats registers every kind of file that is known, in the order in which
// they are asked. What is told by its first bytes or by its members stands
// before what is looked for somewhere in the text.
func formats(o pdf.Options) []format.Format {
	return []format.Format{
		ocr.Format,
		unread("GIF image", func(h *format.Head) bool { return h.Has(0, "GIF8") }),
		unread("WebP image", func(h *format.Head) bool { return h.Has(8, "WEBPVP8") }),
		unread("program", func(h *format.Head) bool { return h.Has(0, "\x7fELF") || h.Has(0, "MZ") }),

		ofd.Format,
		unread("OpenDocument file", func(h *format.Head) bool {
			m := h.Members()
			return m.Holds("content.xml") && m.Names[0] == "mimetype"
		}),
		sheet.Format,
		word.Format,
		unread("PowerPoint presentation", func(h *format.Head) bool { return h.Members().Package("ppt/") }),
		archives,
		unreadArchives,

		convert.Encrypted,
		convert.Workbook,
		convert.Text,
		unread("PowerPoint presentation", func(h *format.Head) bool { return h.Stream("PowerPoint Document") }),
		unread("Windows thumbnail cache", func(h *format.Head) bool { return h.Stream("Catalog") }),
		unread("Microsoft Works document", func(h *format.Head) bool { return h.Stream("MatOST") }),
		unread("OLE compound file", (*format.Head).OLE),

		pdf.Format(o),
		sheet.XML,
		html.Format,
		markdown.Format,
		html.Fragment,
		unread("plain text", func(h *format.Head) bool { return h.Text() != nil }),
		unread("binary data", func(*format.Head) bool { return true }),
	}
}

// unread is a kind of file that is told from others, to say what it is, and
// not read.
func unread(name string, is func(*format.Head) bool) format.Format {
	return format.Format{Name: document.Unknown, Sniff: func(h *format.Head) string {
		if is(h) {
			return name
		}
		return ""
	}}
}

// archives are files of files; Expand takes them apart.
var archives = format.Format{Name: document.Archive, Sniff: func(h *format.Head) string {
	if f := archive.Detect(h.Data); f.Readable() {
		return f.String() + " archive"
	}
	return ""
}}

// unreadArchives are archives that only other programs take apart.
var unreadArchives = format.Format{Name: document.Unknown, Sniff: func(h *format.Head) string {
	if f := archive.Detect(h.Data); f != archive.None {
		return f.String() + " archive"
	}
	return ""
}}

// known tells formats and reads none.
var known = formats(pdf.Options{})

// Sniff tells the format of a file from its content.
func Sniff(data []byte) document.Format {
	f, _ := identify(known, data)
	return f.Name
}

// identify finds the format that takes the bytes, and what people call it.
func identify(formats []format.Format, data []byte) (format.Format, string) {
	h := &format.Head{Data: data}
	for _, f := range formats {
		if name := f.Sniff(h); name != "" {
			return f, name
		}
	}
	return format.Format{Name: document.Unknown}, "unknown data"
}

// fill reads the bytes into doc. Pages that were read before an error are kept.
func (r *Reader) fill(ctx context.Context, doc *document.Document, data []byte, f format.Format, name string) error {
	o := format.Options{Password: r.options.Password, Limit: r.options.MemoryLimit, Recognize: r.recognize}
	for range maxWraps {
		if f.Unwrap == nil {
			break
		}
		inner, err := f.Unwrap(ctx, data, o)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		data = inner
		f, name = identify(r.formats, data)
		if doc.Format == document.Unknown {
			doc.Format = f.Name
		}
	}
	switch {
	case f.Unwrap != nil:
		return fmt.Errorf("%w: %s within others", document.ErrUnsupported, name)
	case f.Name == document.Archive:
		return fmt.Errorf("%w: %s, its members are read one by one", document.ErrUnsupported, name)
	case f.Read == nil:
		return fmt.Errorf("%w: %s", document.ErrUnsupported, name)
	}
	file, err := f.Read(ctx, data, o)
	if file == nil {
		return err
	}
	doc.Info, doc.Links, doc.Warnings = file.Info, file.Links, file.Warnings
	if budget.Done(ctx) != nil {
		return err // also pages in part would take time to put together
	}
	var failed error
	doc.Pages, doc.Tables, failed = compose.Compose(ctx, file.Pages)
	doc.Reading = compose.Sum(doc.Pages)
	r.recognised(ctx, doc)
	return cmp.Or(err, failed)
}

// maxWraps is how deep a document may be wrapped: an encrypted package of an
// old workbook is wrapped twice.
const maxWraps = 2
