package extract

import (
	"context"
	"errors"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/compose"
	"github.com/yusuan/yusuan/extract/ocr"
	"github.com/yusuan/yusuan/internal/fixtures"
	"github.com/yusuan/yusuan/internal/scan"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// TestRecognize reads scans of pages with what is installed, and holds the
// numbers of their tables against those of the pages' text.
func TestRecognize(t *testing.T) {
	if testing.Short() {
		t.Skip("recognition takes seconds a page")
	}
	r := newReader(t, Options{OCR: true, OCREngine: OCRPaddle, PageTime: 10 * time.Minute})
	if _, err := r.Recognizer(t.Context()); errors.Is(err, document.ErrNeedsTool) {
		t.Skip(err)
	} else if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		file    string
		page    int
		quality string
		least   float64
	}{
		{"jinxi-transport-2024-budget.pdf", 3, "200", 0.98},
		{"qingping-hrss-2025-budget.pdf", 4, "bad", 0.93},
	} {
		data, err := os.ReadFile(filepath.Join(fixtures.Dir(), c.file))
		if err != nil {
			t.Fatal(err)
		}
		in := Input{Source: c.file, Data: data}
		text, err := r.Read(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		q := scan.Qualities[c.quality]
		var picture []byte
		err = r.Render(t.Context(), in, q.DPI, []document.Region{{Page: c.page}}, func(_ int, img image.Image) (err error) {
			picture, err = q.PDF([]image.Image{q.Page(img, 1)})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		seen, err := r.Read(t.Context(), Input{Source: "scan.pdf", Data: picture})
		if err != nil {
			t.Fatal(err)
		}
		want, rest := numbersOn(text, c.page), numbersOn(seen, 1)
		hit := 0
		for _, n := range want {
			if i := slices.Index(rest, n); i >= 0 {
				rest = slices.Delete(rest, i, i+1)
				hit++
			}
		}
		if len(want) == 0 || float64(hit) < c.least*float64(len(want)) {
			t.Errorf("%s page %d, %v: %d of %d numbers; others read: %q", c.file, c.page, q, hit, len(want), rest)
		}
		if seen.Pages[0].Status != document.PageOCR {
			t.Errorf("%s: the page is %q", c.file, seen.Pages[0].Status)
		}
	}
}

// numbersOn are those in the table cells of a page.
func numbersOn(d *document.Document, page int) (out []string) {
	for i := range d.Tables {
		for _, row := range d.Tables[i].Cells {
			for _, c := range row {
				if c.Page == page {
					out = append(out, document.Numbers(c.Text)...)
				}
			}
		}
	}
	return out
}

// TestLayer reads a scan that brings an invisible text: it is kept beside what
// was recognised, and the places of both are the same.
func TestLayer(t *testing.T) {
	if testing.Short() {
		t.Skip("recognition takes seconds a page")
	}
	r := newReader(t, Options{OCR: true, OCREngine: OCRPaddle, PageTime: 10 * time.Minute})
	if _, err := r.Recognizer(t.Context()); errors.Is(err, document.ErrNeedsTool) {
		t.Skip(err)
	}
	data, err := os.ReadFile(filepath.Join(fixtures.Dir(), "_ocr", "songhu-school-2025-budget.page-8-layer.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := r.Read(t.Context(), Input{Source: "scan.pdf", Data: data})
	if err != nil {
		t.Fatal(err)
	}
	layer := verify.NewSecondReading(doc, nil)
	var disputed []string
	agreed := 0
	for i := range doc.Tables {
		for _, row := range doc.Tables[i].Cells {
			for _, c := range row {
				switch layer.Recognised(t.Context(), c.Page, c.Text, c.Box) {
				case schema.SecondReadingAgrees:
					agreed++
				case schema.SecondReadingDisputed:
					disputed = append(disputed, c.Text)
				}
			}
		}
	}
	// The fifth number of the layer is wrong, the tenth is missing.
	if agreed < 80 || len(disputed) != 1 || disputed[0] != "7,052,713.30" {
		t.Errorf("%d agree; disputed: %v", agreed, disputed)
	}
}

// Text that stands on a picture is the file's own: it stays, in its place among
// what was recognised, and what was recognised of it goes.
func TestPrinted(t *testing.T) {
	block := func(text string, y float64) compose.Item {
		return compose.Item{Block: document.Block{Text: text, Box: document.Box{X0: 50, Y0: y, X1: 300, Y1: y + 12}}}
	}
	flow := []compose.Page{{Items: []compose.Item{
		block("2O24年预算", 31), block("部门支出总表", 60), {Grid: &compose.Grid{Box: document.Box{X0: 50, Y0: 90, X1: 500, Y1: 300}}},
	}, Digits: 13}}
	page := compose.Page{Width: 600, Height: 800, Items: []compose.Item{block("2024年预算", 30), block("—12—", 780)}}
	printed(flow, &page, &document.Warp{})
	var got []string
	for _, it := range flow[0].Items {
		got = append(got, it.Block.Text)
	}
	if want := []string{"2024年预算", "部门支出总表", "", "—12—"}; !slices.Equal(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
	if flow[0].Digits != 13-3+4+2 {
		t.Errorf("%d digits", flow[0].Digits)
	}
}

// slow is out of time on its first page, whatever the machine, and reads a word
// of every other.
type slow struct{ pages int }

func (*slow) Name() string { return "slow" }
func (*slow) Close() error { return nil }

func (s *slow) Find(_ context.Context, page *image.Gray) ([]image.Rectangle, error) {
	if s.pages++; s.pages == 1 {
		return nil, context.DeadlineExceeded
	}
	return []image.Rectangle{image.Rect(0, 0, page.Rect.Dx(), page.Rect.Dy()/10)}, nil
}

func (*slow) Read(_ context.Context, _ *image.Gray, lines []image.Rectangle) (out []ocr.Line, _ error) {
	for _, l := range lines {
		out = append(out, ocr.Line{Box: l, Chars: []ocr.Char{
			{Text: "预", Probability: 1, To: 20}, {Text: "算", Probability: 1, From: 20, To: 40},
		}})
	}
	return out, nil
}

// A page that takes longer than a page may is unread, and the others are kept.
func TestPageTime(t *testing.T) {
	r := newReader(t, Options{OCR: true, Engine: &slow{}, PageTime: 10 * time.Minute})
	data, err := os.ReadFile(filepath.Join(fixtures.Dir(), "_ocr", "songhu-school-2025-budget.pages-2-8.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := r.Read(t.Context(), Input{Source: "scan.pdf", Data: data})
	if err != nil {
		t.Fatal(err)
	}
	if a, b := doc.Pages[0].Status, doc.Pages[1].Status; a != document.PageUnread || b != document.PageOCR {
		t.Errorf("the pages are %s and %s", a, b)
	}
	if len(doc.Pages[1].Blocks) == 0 || !slices.Contains(doc.Unread(), 1) {
		t.Errorf("the second page has %d blocks; unread are %v", len(doc.Pages[1].Blocks), doc.Unread())
	}
}

// Without recognition a picture stays one, whatever invisible text its file
// lays over it: that is kept, and said.
func TestLayerAlone(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(fixtures.Dir(), "_ocr", "songhu-school-2025-budget.page-8-layer.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := newReader(t, Options{}).Read(t.Context(), Input{Source: "scan.pdf", Data: data})
	if err != nil {
		t.Fatal(err)
	}
	p := &doc.Pages[0]
	if p.Status != document.PageScanned || len(p.Layer) != 98 || len(doc.Tables) > 0 || len(p.Blocks) > 0 {
		t.Errorf("%s, %d words of a layer, %d tables, %d blocks", p.Status, len(p.Layer), len(doc.Tables), len(p.Blocks))
	}
	if !slices.ContainsFunc(doc.Warnings, func(w document.Warning) bool {
		return w.Code == "scanned" && strings.Contains(w.Message, "lays an invisible text with 98 numbers over it")
	}) {
		t.Errorf("%v", doc.Warnings)
	}
}
