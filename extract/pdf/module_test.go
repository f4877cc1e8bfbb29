package pdf

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/yusuan/yusuan/extract/sandbox"
)

// TestModule holds the module that is embedded against the one that go generate
// makes of the go-pdfium that go.mod names, and of what is called of it.
func TestModule(t *testing.T) {
	name := filepath.Join(t.TempDir(), "pdfium.wasm.zst")
	if said, err := exec.Command("go", "run", "../../tools/pdfium", name).CombinedOutput(); err != nil {
		t.Skipf("no module to compare with: %v: %s", err, said)
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(packedModule, want) {
		t.Error("pdfium.wasm.zst is out of date: go generate ./extract/pdf")
	}
}

// BenchmarkModule is what making the module ready costs at a start: unpacking
// it, against rewriting it as was done before.
func BenchmarkModule(b *testing.B) {
	module, err := unpackModule()
	if err != nil {
		b.Fatal(err)
	}
	b.Run("Unpack", func(b *testing.B) {
		for b.Loop() {
			if _, err := unpackModule(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Rewrite", func(b *testing.B) {
		for b.Loop() {
			if _, err := sandbox.Interruptible(module, sandbox.AtLoops); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// TestPoints: the points of paths stand in PDFium's memory as its functions
// tell them.
func TestPoints(t *testing.T) {
	data := newFile().pages(sheet{content: "q 10 20 300 400 re W n 0 0 m 5 6 l 7 8 9 10 11.5 12.25 c h 50 60 70 80 re S Q"}).bytes()
	err := newDecoder(t, Options{}).open(t.Context(), data, "", func(e *engine, doc uint64) error {
		page := e.run("FPDF_LoadPage", doc, 0)
		o := e.run("FPDFPage_GetObject", page, 0)
		clip := e.run("FPDFPageObj_GetClipPath", o)
		for _, path := range []struct {
			n       uint64
			segment func(i uint64) uint64
		}{
			{e.run("FPDFPath_CountSegments", o), func(i uint64) uint64 { return e.run("FPDFPath_GetPathSegment", o, i) }},
			{e.run("FPDFClipPath_CountPathSegments", clip, 0),
				func(i uint64) uint64 { return e.run("FPDFClipPath_GetPathSegment", clip, 0, i) }},
		} {
			var want []point
			for i := range path.n {
				s := path.segment(i)
				e.run("FPDFPathSegment_GetPoint", s, uint64(e.scratch), uint64(e.scratch)+4)
				p := point{x: f32(e.out(8), 0), y: f32(e.out(8), 1)}
				p.kind = byte(e.run("FPDFPathSegment_GetType", s))
				p.closed = e.run("FPDFPathSegment_GetClose", s) != 0
				want = append(want, p)
			}
			got := slices.Collect(e.points(path.segment(0), int(path.n)))
			if len(want) < 4 || !slices.Equal(got, want) {
				t.Errorf("in memory %v, told %v", got, want)
			}
		}
		return e.err
	})
	if err != nil {
		t.Fatal(err)
	}
}
