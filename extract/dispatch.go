package extract

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"image"

	"github.com/xuri/excelize/v2"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract/compose"
	"github.com/yusuan/yusuan/extract/convert"
	"github.com/yusuan/yusuan/extract/html"
	"github.com/yusuan/yusuan/extract/layout"
	"github.com/yusuan/yusuan/extract/markdown"
	"github.com/yusuan/yusuan/extract/ocr"
	"github.com/yusuan/yusuan/extract/pdf"
	"github.com/yusuan/yusuan/extract/sheet"
	"github.com/yusuan/yusuan/extract/word"
)

// dispatch gives the bytes to the reader of their kind and fills doc. Pages
// that were read before an error are kept.
func (r *Reader) dispatch(ctx context.Context, doc *document.Document, data []byte, k kind) error {
	if k.form == formEncrypted {
		plain, err := r.decrypt(data)
		if err != nil {
			return err
		}
		data, k = plain, identify(plain)
		if doc.Format = k.format; k.form == formEncrypted {
			return fmt.Errorf("%w: encrypted twice", document.ErrUnsupported)
		}
	}
	pages, err := r.pages(ctx, doc, data, k)
	if budget.Done(ctx) != nil {
		return err // also pages in part would take time to put together
	}
	var failed error
	doc.Pages, doc.Tables, failed = compose.Compose(ctx, pages)
	doc.Reading = compose.Sum(doc.Pages)
	return cmp.Or(err, failed)
}

// pages reads the bytes into the flow of their pages, and sets what the file
// says of itself in doc.
func (r *Reader) pages(ctx context.Context, doc *document.Document, data []byte, k kind) ([]compose.Page, error) {
	if k.form == formNone {
		return nil, unsupported(k)
	}
	if k.form == formConvert {
		converted, err := r.convert(ctx, data, k)
		if err != nil {
			return nil, err
		}
		data = converted
	}
	switch k.format {
	case document.PDF:
		return r.readPDF(ctx, doc, data)
	case document.Image:
		return r.readImage(ctx, doc, data)
	case document.HTML:
		res, err := html.Read(data)
		if err != nil {
			return nil, err
		}
		doc.Info, doc.Warnings, doc.Links = res.Info, res.Warnings, res.Links
		return res.Pages, nil
	case document.Markdown:
		pages, info, err := markdown.Read(data)
		doc.Info = info
		return pages, err
	case document.XLSX, document.XLS:
		read := sheet.Read
		if k.form == formXML {
			read = sheet.ReadXML
		}
		book, err := read(ctx, data, sheet.Options{Limit: r.options.MemoryLimit})
		if err != nil {
			return nil, err
		}
		doc.Info, doc.Warnings = book.Info, book.Warnings
		return book.Pages, nil
	case document.DOCX, document.DOC:
		text, err := word.Read(ctx, data, word.Options{Limit: r.options.MemoryLimit / 4})
		if err != nil {
			return nil, err
		}
		doc.Info, doc.Warnings = text.Info, text.Warnings
		return text.Pages, nil
	case document.Archive:
		return nil, fmt.Errorf("%w: %s, its members are read one by one", document.ErrUnsupported, k.name)
	}
	return nil, unsupported(k)
}

// decrypt opens an encrypted Office package.
func (r *Reader) decrypt(data []byte) ([]byte, error) {
	if r.options.Password == "" {
		return nil, fmt.Errorf("%w: Office document", document.ErrEncrypted)
	}
	plain, err := excelize.Decrypt(data, &excelize.Options{Password: r.options.Password})
	switch {
	case errors.Is(err, excelize.ErrWorkbookPassword):
		return nil, document.ErrPassword
	case errors.Is(err, excelize.ErrUnsupportedEncryptMechanism), errors.Is(err, excelize.ErrUnknownEncryptMechanism):
		return nil, fmt.Errorf("%w: %w", document.ErrEncrypted, err)
	case err != nil:
		return nil, fmt.Errorf("%w: %w", document.ErrDamaged, err)
	case !bytes.HasPrefix(plain, []byte("PK")):
		return nil, document.ErrPassword // of the schemes that cannot tell
	}
	return plain, nil
}

// convert has an old format turned into the one that is read.
func (r *Reader) convert(ctx context.Context, data []byte, k kind) ([]byte, error) {
	if isOLE(data) {
		if err := checkOLE(data); err != nil {
			return nil, err
		}
	}
	to := "xlsx"
	if k.format == document.DOC {
		to = "docx"
	}
	out, err := convert.Office(ctx, data, to, r.options.MemoryLimit)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", k.name, err)
	}
	return out, nil
}

// decoder starts the PDF decoder when it is first needed.
func (r *Reader) decoder() (*pdf.Decoder, error) {
	r.pdfOnce.Do(func() {
		r.pdf, r.pdfErr = pdf.New(pdf.Options{
			CacheDir: r.options.CacheDir, Workers: r.options.Workers,
			MemoryLimit: r.options.MemoryLimit, Deadline: r.options.Deadline,
		})
	})
	return r.pdf, r.pdfErr
}

func (r *Reader) readPDF(ctx context.Context, doc *document.Document, data []byte) ([]compose.Page, error) {
	decoder, err := r.decoder()
	if err != nil {
		return nil, err
	}
	var pages []compose.Page
	var flow layout.Sequence
	info, warnings, err := decoder.Stream(ctx, data, r.options.Password, func(p layout.Page) error {
		pages = append(pages, flow.Page(&p))
		return nil
	})
	doc.Info, doc.Warnings = info, warnings
	for i := range pages {
		if err == nil && pages[i].Status == document.PageScanned {
			pages[i], err = r.scanned(ctx, doc, pages[i], func() (image.Image, float64, error) {
				img, err := decoder.Render(ctx, data, r.options.Password, pages[i].Number, ocr.DPI, nil)
				return img, ocr.DPI, err
			})
		}
	}
	layout.MatchColumns(pages)
	return pages, err
}

func (r *Reader) readImage(ctx context.Context, doc *document.Document, data []byte) ([]compose.Page, error) {
	var pages []compose.Page
	err := ocr.Pictures(data, func(n int, img image.Image, dpi float64) error {
		b := img.Bounds()
		page := compose.Page{
			Number: n, Status: document.PageScanned,
			Width: float64(b.Dx()) * 72 / dpi, Height: float64(b.Dy()) * 72 / dpi,
		}
		page, err := r.scanned(ctx, doc, page, func() (image.Image, float64, error) { return img, dpi, nil })
		pages = append(pages, page)
		return err
	})
	layout.MatchColumns(pages)
	return pages, err
}

// scanned reads a page without text from its picture if that is asked for and
// possible. If it is not, the page stays what it is, with a warning.
func (r *Reader) scanned(ctx context.Context, doc *document.Document, page compose.Page, picture func() (image.Image, float64, error)) (compose.Page, error) {
	warn := func(code, message string) {
		doc.Warnings = append(doc.Warnings, document.Warning{Page: page.Number, Code: code, Message: message})
	}
	if !r.options.OCR {
		warn("scanned", "the page is a picture; what it shows was not read (recognition is off)")
		return page, nil
	}
	engine, err := r.Recognizer(ctx)
	if err != nil {
		warn("scanned", "a picture without text; nothing on it was read: "+err.Error())
		return page, nil
	}
	img, dpi, err := picture()
	if err != nil {
		return page, err
	}
	defer budget.Pause(ctx)() // a document of many pages has more time than one of few
	limited, cancel := context.WithTimeout(ctx, r.options.PageTime)
	defer cancel()
	seen, err := ocr.Recognize(limited, engine, img, dpi, page.Number)
	switch {
	case ctx.Err() != nil:
		return page, context.Cause(ctx)
	case errors.Is(err, context.DeadlineExceeded):
		page.Status = document.PageUnread
		warn("unread", fmt.Sprintf("the page is a picture; it could not be read within %v", r.options.PageTime))
		return page, nil
	case errors.Is(err, document.ErrNeedsTool):
		warn("scanned", "the page is a picture; what it shows was not read: "+err.Error())
		return page, nil
	case err != nil:
		return page, err
	}
	flow := layout.FlowPage(&seen)
	warn("ocr", "read from a picture by "+engine.Name()+"; every value may be misread")
	return flow, nil
}
