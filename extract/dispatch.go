package extract

import (
	"context"
	"fmt"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/compose"
	"github.com/yusuan/yusuan/extract/layout"
	"github.com/yusuan/yusuan/extract/pdf"
)

// dispatch gives the bytes to the reader of their kind and fills doc.
func (r *Reader) dispatch(ctx context.Context, doc *document.Document, data []byte, k kind) error {
	pages, err := r.pages(ctx, doc, data, k)
	if len(pages) == 0 {
		return err
	}
	for _, p := range pages {
		doc.Pages = append(doc.Pages, document.Page{Number: p.Number, Name: p.Name, Status: p.Status})
	}
	return err
}

// pages reads the bytes into the flow of their pages, and sets what the file
// says of itself in doc.
func (r *Reader) pages(ctx context.Context, doc *document.Document, data []byte, k kind) ([]compose.Page, error) {
	switch k.format {
	case document.PDF:
		return r.readPDF(ctx, doc, data)
	case document.Archive:
		return nil, fmt.Errorf("%w: %s, its members have to be read one by one", document.ErrUnsupported, k.name)
	}
	return nil, unsupported(k)
}

func (r *Reader) readPDF(ctx context.Context, doc *document.Document, data []byte) ([]compose.Page, error) {
	r.pdfOnce.Do(func() {
		r.pdf, r.pdfErr = pdf.New(pdf.Options{
			CacheDir: r.options.CacheDir, Workers: r.options.Workers,
			MemoryLimit: r.options.MemoryLimit, Deadline: r.options.Deadline,
		})
	})
	if r.pdfErr != nil {
		return nil, r.pdfErr
	}
	var pages []compose.Page
	info, warnings, err := r.pdf.Stream(ctx, data, r.options.Password, func(p layout.Page) error {
		pages = append(pages, layout.FlowPage(&p))
		return nil
	})
	doc.Info = info
	doc.Warnings = append(doc.Warnings, warnings...)
	return pages, err
}
