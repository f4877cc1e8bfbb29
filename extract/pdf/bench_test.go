package pdf

import (
	"context"
	"os"
	"path/filepath"
	"testing"

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
			for j := range e.call(e.countSegments, o) {
				s := e.call(e.segment, o, j)
				e.call(e.segmentType, s)
				e.call(e.segmentPoint, s, uint64(e.scratch), uint64(e.scratch)+4)
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
		e, err := d.sandbox.newEngine(d.options.MemoryLimit)
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
