package pdf

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/layout"
)

// samples are the documents to measure with: the real ones if they are
// there, the repository's fixtures otherwise.
func samples(b *testing.B) [][]byte {
	b.Helper()
	for _, dir := range []string{"../../../shared/corpus", "../../fixtures"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.pdf"))
		if err != nil {
			b.Fatal(err)
		}
		var all [][]byte
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				b.Fatal(err)
			}
			all = append(all, data)
		}
		if len(all) > 0 {
			b.Logf("%d documents of %s", len(all), dir)
			return all
		}
	}
	b.Skip("no documents to measure with")
	return nil
}

func newDecoder(tb testing.TB, o Options) *Decoder {
	tb.Helper()
	d, err := New(o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := d.Close(); err != nil {
			tb.Error(err)
		}
	})
	return d
}

// BenchmarkLibrary is what the same glyphs and paths cost through go-pdfium's
// own calls, one call for each property: how a program without this package
// would read them.
func BenchmarkLibrary(b *testing.B) {
	docs := samples(b)
	pool, err := webassembly.Init(webassembly.Config{MinIdle: 1, MaxIdle: 1, MaxTotal: 1, ReuseWorkers: true})
	if err != nil {
		b.Fatal(err)
	}
	instance, err := pool.GetInstance(time.Minute)
	if err != nil {
		b.Fatal(err)
	}
	must := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		for _, data := range docs {
			doc, err := instance.FPDF_LoadMemDocument64(&requests.FPDF_LoadMemDocument64{Data: &data})
			must(err)
			count, err := instance.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc.Document})
			must(err)
			for n := range count.PageCount {
				page, err := instance.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: doc.Document, Index: n})
				must(err)
				ref := requests.Page{ByReference: &page.Page}
				objects, err := instance.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: ref})
				must(err)
				for i := range objects.Count {
					o, err := instance.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: ref, Index: i})
					must(err)
					kind, err := instance.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: o.PageObject})
					must(err)
					if kind.Type != enums.FPDF_PAGEOBJ_PATH {
						continue
					}
					segments, err := instance.FPDFPath_CountSegments(&requests.FPDFPath_CountSegments{PageObject: o.PageObject})
					must(err)
					for j := range segments.Count {
						s, err := instance.FPDFPath_GetPathSegment(&requests.FPDFPath_GetPathSegment{PageObject: o.PageObject, Index: j})
						must(err)
						_, err = instance.FPDFPathSegment_GetPoint(&requests.FPDFPathSegment_GetPoint{PathSegment: s.PathSegment})
						must(err)
					}
				}
				text, err := instance.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: ref})
				must(err)
				chars, err := instance.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: text.TextPage})
				must(err)
				for i := range chars.Count {
					_, err = instance.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: text.TextPage, Index: i})
					must(err)
					_, err = instance.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: text.TextPage, Index: i})
					must(err)
				}
				_, err = instance.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text.TextPage})
				must(err)
				_, err = instance.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: page.Page})
				must(err)
			}
			_, err = instance.FPDF_CloseDocument(&requests.FPDF_CloseDocument{Document: doc.Document})
			must(err)
		}
	}
	must(instance.Close())
	must(pool.Close())
}

// BenchmarkBare is the floor: the PDFium calls for each glyph's character and
// box and each path's segments, the results thrown away.
func BenchmarkBare(b *testing.B) {
	docs := samples(b)
	d := newDecoder(b, Options{})
	for b.Loop() {
		for _, data := range docs {
			err := d.open(context.Background(), data, "", func(e *engine, doc uint64) error {
				for n := range e.run("FPDF_GetPageCount", doc) {
					page := e.run("FPDF_LoadPage", doc, n)
					bareObjects(e, e.call(e.countObjects, page), func(i uint64) uint64 { return e.call(e.getObject, page, i) })
					text := e.run("FPDFText_LoadPage", page)
					for i := range e.run("FPDFText_CountChars", text) {
						e.call(e.unicode, text, i)
						e.call(e.looseBox, text, i, uint64(e.scratch))
						_ = document.Box{X0: f32(e.out(16), 0)}
					}
					e.run("FPDFText_ClosePage", text)
					e.run("FPDF_ClosePage", page)
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}

func bareObjects(e *engine, n uint64, object func(uint64) uint64) {
	for i := range n {
		o := object(i)
		switch e.call(e.objType, o) {
		case objectPath:
			for p := range e.points(e.call(e.segment, o, 0), int(int32(e.call(e.countSegments, o)))) {
				_ = p
			}
		case objectForm:
			bareObjects(e, e.call(e.formCountObjects, o), func(i uint64) uint64 { return e.call(e.formGetObject, o, i) })
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	docs := samples(b)
	d := newDecoder(b, Options{})
	for b.Loop() {
		for _, data := range docs {
			_, _, err := d.Stream(context.Background(), data, "", func(layout.Page) error { return nil })
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkStart is the cost of a fresh PDFium for each document.
func BenchmarkStart(b *testing.B) {
	d := newDecoder(b, Options{})
	for b.Loop() {
		e, err := d.library.newEngine(b.Context(), d.options.MemoryLimit)
		if err != nil {
			b.Fatal(err)
		}
		if err := e.close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkNew is a program's start with the compiled module in the cache.
func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		d, err := New(Options{})
		if err != nil {
			b.Fatal(err)
		}
		if err := d.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
