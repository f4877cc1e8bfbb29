package ocr_test

import (
	"context"
	"errors"
	"image"
	"image/color"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/compose"
	"github.com/yusuan/yusuan/extract/layout"
	"github.com/yusuan/yusuan/extract/ocr"
	"github.com/yusuan/yusuan/extract/pdf"
)

// TestCorpus reads pages of real documents from their pictures and compares
// the numbers with those of their text.
func TestCorpus(t *testing.T) {
	if err := ocr.Available(t.Context()); errors.Is(err, document.ErrNeedsTool) {
		t.Skip(err)
	}
	if testing.Short() {
		t.Skip("recognition takes seconds a page")
	}
	for _, c := range []struct {
		file  string
		page  int
		skew  float64 // given to the picture, pixels down per pixel to the right
		least float64 // the least share of numbers that must come out
	}{
		{"shpt-justice-2026-dept-budget.pdf", 11, 0, 0.95},
		{"shpt-justice-2026-dept-budget.pdf", 11, 0.02, 0.9},
		{"shpt-justice-2026-dept-budget.pdf", 19, 0, 0.95},
		{"js-npc-2019-tables.pdf", 2, 0, 0.9},
	} {
		data, err := os.ReadFile("../../../shared/corpus/" + c.file)
		if err != nil {
			t.Skip("the corpus of real documents is not here")
		}
		d, err := pdf.New(pdf.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		text, err := d.Decode(t.Context(), data, "")
		if err != nil {
			t.Fatal(err)
		}
		img, err := d.Render(t.Context(), data, "", c.page, ocr.DPI, nil)
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		if c.skew != 0 {
			img = askew(img, c.skew)
		}
		seen, err := ocr.Recognize(t.Context(), img, ocr.DPI, c.page)
		if err != nil {
			t.Fatal(err)
		}
		want, got := numbers(text.Pages[c.page-1]), numbers(seen)
		hit := 0
		rest := slices.Clone(got)
		var missed []string
		for _, n := range want {
			if i := slices.Index(rest, n); i >= 0 {
				rest = slices.Delete(rest, i, i+1)
				hit++
			} else {
				missed = append(missed, n)
			}
		}
		t.Logf("%s page %d, skew %v: %d of %d numbers, %d rules (text: %d), %v; missed %v; extra %v", c.file, c.page, c.skew, hit, len(want), len(seen.Rules), len(text.Pages[c.page-1].Rules), time.Since(start), missed, rest)
		if float64(hit) < c.least*float64(len(want)) {
			t.Errorf("%s page %d: %d of %d numbers", c.file, c.page, hit, len(want))
		}
	}
}

// askew shears a picture as a scanner with a slipping page does.
func askew(img image.Image, k float64) image.Image {
	b := img.Bounds()
	out := image.NewGray(b)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			from := image.Pt(x+int(k*float64(y)), y-int(k*float64(x)))
			if from.In(b) {
				out.Set(x, y, img.At(from.X, from.Y))
			} else {
				out.Set(x, y, color.White)
			}
		}
	}
	return out
}

// numbers are those in the table cells of a page.
func numbers(p layout.Page) (out []string) {
	_, tables, err := compose.Compose(context.Background(), layout.Flow([]layout.Page{p}))
	if err != nil {
		panic(err)
	}
	for _, table := range tables {
		for _, row := range table.Cells {
			for _, c := range row {
				out = append(out, document.Numbers(c.Text)...)
			}
		}
	}
	return out
}
