// Package ocr reads pages that are pictures: it finds the rulings in the
// raster itself and has Tesseract, where that is installed, recognise the
// text. The result is a layout.Page as a decoder yields it, so that tables are
// made out in the same way, with the recogniser's confidence on every glyph.
//
// It knows pixels and how to run Tesseract; it repairs nothing that was
// recognised wrongly.
package ocr

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/layout"
)

// DPI is the resolution at which pages are best rendered for Recognize.
const DPI = 300

const (
	program  = "tesseract"
	language = "chi_sim"
)

// Recognize reads a page from its picture at a resolution in dots per inch. A
// page that was scanned askew is straightened first, by its rulings; the
// boxes of the result are those of the straight page.
// Errors wrap document.ErrNeedsTool if Tesseract or its Chinese data is not
// installed, or are ctx's own.
func Recognize(ctx context.Context, img image.Image, dpi float64, number int) (layout.Page, error) {
	r := newRaster(img)
	r.straighten(dpi)
	scale := 72 / dpi
	page := layout.Page{
		Number: number, OCR: true,
		Width: float64(r.width) * scale, Height: float64(r.height) * scale,
	}
	page.Images = []document.Box{{X1: page.Width, Y1: page.Height}}
	for _, l := range r.lines(dpi) {
		page.Rules = append(page.Rules, layout.Rule{Box: l.box(scale), Vertical: l.vertical})
	}
	words, err := recognize(ctx, r.image(), dpi)
	if err != nil {
		return page, err
	}
	for _, w := range words {
		page.Glyphs = append(page.Glyphs, w.glyphs(scale)...)
	}
	return page, nil
}

// Available reports whether Recognize can work; the error wraps
// document.ErrNeedsTool and says what is missing.
func Available(ctx context.Context) error {
	path, err := exec.LookPath(program)
	if err != nil {
		return fmt.Errorf("%w: Tesseract (tesseract-ocr with %s) reads pictures", document.ErrNeedsTool, language)
	}
	out, err := exec.CommandContext(ctx, path, "--list-langs").CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: %s --list-langs: %w", document.ErrNeedsTool, program, err)
	}
	for _, l := range strings.Fields(string(out)) {
		if l == language {
			return nil
		}
	}
	return fmt.Errorf("%w: Tesseract has no data for %s", document.ErrNeedsTool, language)
}

func recognize(ctx context.Context, img image.Image, dpi float64) ([]word, error) {
	path, err := exec.LookPath(program)
	if err != nil {
		return nil, Available(ctx)
	}
	var in, out, said bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&in, img); err != nil {
		return nil, err
	}
	// Mode 11 looks for text anywhere, which cells of tables need.
	cmd := exec.CommandContext(ctx, path, "stdin", "stdout", "-l", language, "--psm", "11", "--dpi", strconv.Itoa(int(dpi)),
		"-c", "preserve_interword_spaces=1", "tsv")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = &in, &out, &said
	cmd.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1") // documents are what runs in parallel
	cmd.WaitDelay = 5 * time.Second
	err = cmd.Run()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		if missing := Available(ctx); missing != nil {
			return nil, missing
		}
		return nil, fmt.Errorf("%w: %s: %w: %s", document.ErrDamaged, program, err, bytes.TrimSpace(said.Bytes()))
	}
	return parseTSV(out.String()), nil
}

// word is a word as Tesseract reports it, in pixels.
type word struct {
	line       string // block, paragraph and line it stands in
	x, y, w, h int
	lineHeight int
	confidence float64
	text       string
}

// parseTSV reads Tesseract's table: level, page, block, paragraph, line, word,
// left, top, width, height, confidence, text.
func parseTSV(s string) (words []word) {
	lineHeight := 0
	for line := range strings.Lines(s) {
		f := strings.SplitN(strings.TrimRight(line, "\r\n"), "\t", 12)
		if len(f) < 12 {
			continue
		}
		var n [6]int
		bad := false
		for i, field := range []string{f[0], f[6], f[7], f[8], f[9]} {
			v, err := strconv.Atoi(field)
			n[i], bad = v, bad || err != nil
		}
		if bad {
			continue
		}
		if n[0] == 4 {
			lineHeight = n[4]
		}
		confidence, err := strconv.ParseFloat(f[10], 64)
		if n[0] != 5 || err != nil || strings.TrimSpace(f[11]) == "" {
			continue
		}
		// Zero means a text layer, so a recognised glyph is never quite that.
		c := min(max(confidence/100, 0.01), 1)
		next := word{strings.Join(f[2:5], " "), n[1], n[2], n[3], n[4], lineHeight, c, strings.TrimSpace(f[11])}
		if last := len(words) - 1; last >= 0 && words[last].continues(&next) {
			words[last].append(&next)
			continue
		}
		words = append(words, next)
	}
	return words
}

// continues reports that b is the rest of the amount that w begins: the
// Chinese model sets amounts apart after every comma and point, with a gap
// that Chinese punctuation would have.
func (w *word) continues(b *word) bool {
	if w.line != b.line || !amountPart(w.text) || !amountPart(b.text) {
		return false
	}
	gap := float64(b.x-w.x-w.w) / float64(max(w.h, b.h, 1))
	if separator(w.text[len(w.text)-1]) != separator(b.text[0]) {
		return gap < 1
	}
	return gap < 0.25
}

func amountPart(s string) bool { return strings.Trim(s, "0123456789,.") == "" }

func separator(c byte) bool { return c == ',' || c == '.' }

func (w *word) append(b *word) {
	right, bottom := max(w.x+w.w, b.x+b.w), max(w.y+w.h, b.y+b.h)
	w.x, w.y = min(w.x, b.x), min(w.y, b.y)
	w.w, w.h = right-w.x, bottom-w.y
	w.text += b.text
	w.confidence = min(w.confidence, b.confidence)
}

// glyphs divides a word among its characters: Chinese ones are twice as wide.
func (w *word) glyphs(scale float64) (out []layout.Glyph) {
	total := 0.0
	for _, r := range w.text {
		total += advance(r)
	}
	x := float64(w.x)
	for _, r := range w.text {
		step := float64(w.w) * advance(r) / total
		out = append(out, layout.Glyph{
			Text: string(r), Size: float64(max(w.lineHeight, w.h)) * scale, Confidence: w.confidence,
			Box: document.Box{X0: x * scale, Y0: float64(w.y) * scale, X1: (x + step) * scale, Y1: float64(w.y+w.h) * scale},
		})
		x += step
	}
	return out
}

func advance(r rune) float64 {
	switch {
	case r == '.' || r == ',' || r == ':':
		return 0.5
	case r < 0x2e80:
		return 1
	}
	return 2
}
