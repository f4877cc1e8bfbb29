// Package tesseract reads lines of text with Tesseract, where that is
// installed. It finds no lines: Tesseract on whole pages tears tables apart,
// so each cell's line is handed to it alone.
package tesseract

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/ocr"
	programs "github.com/yusuan/yusuan/extract/program"
)

const (
	program  = "tesseract"
	language = "chi_sim"
)

// Engine runs Tesseract. The zero Engine is ready.
type Engine struct{}

// Name is Tesseract's.
func (Engine) Name() string { return "Tesseract" }

// Close does nothing: no process outlives its call.
func (Engine) Close() error { return nil }

// Available reports whether Tesseract can read Chinese here; the error wraps
// document.ErrNeedsTool and says what is missing.
func Available(ctx context.Context) error {
	path, err := exec.LookPath(program)
	if err != nil {
		return fmt.Errorf("%w: Tesseract (tesseract-ocr with %s)", document.ErrNeedsTool, language)
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

// Find finds nothing: lines are told by their ink.
func (Engine) Find(context.Context, *image.Gray) ([]image.Rectangle, error) { return nil, nil }

// margin around a line, in shares of its height: Tesseract reads badly what
// touches the edge of its picture.
const margin = 0.3

// Read hands all lines to one process, as pictures of a list.
func (Engine) Read(ctx context.Context, page *image.Gray, lines []image.Rectangle) ([]ocr.Line, error) {
	out := make([]ocr.Line, len(lines))
	for i := range lines {
		out[i].Box = lines[i]
	}
	if len(lines) == 0 {
		return out, nil
	}
	dir, err := os.MkdirTemp("", "yusuan-lines-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	var list bytes.Buffer
	for i, r := range lines {
		pad := int(margin * float64(r.Dy()))
		cut := image.NewGray(image.Rect(0, 0, r.Dx()+2*pad, r.Dy()+2*pad))
		draw.Draw(cut, cut.Rect, image.White, image.Point{}, draw.Src)
		draw.Draw(cut, r.Sub(r.Min).Add(image.Pt(pad, pad)), page, r.Min, draw.Src)
		name := filepath.Join(dir, strconv.Itoa(i)+".png")
		var b bytes.Buffer
		if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, cut); err != nil {
			return nil, err
		}
		if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
			return nil, err
		}
		fmt.Fprintln(&list, name)
	}
	if err := os.WriteFile(filepath.Join(dir, "list.txt"), list.Bytes(), 0o600); err != nil {
		return nil, err
	}
	tsv, err := run(ctx, filepath.Join(dir, "list.txt"))
	if err != nil {
		return nil, err
	}
	for _, w := range parseTSV(tsv) {
		if w.page < 1 || w.page > len(out) {
			continue
		}
		pad := int(margin * float64(lines[w.page-1].Dy()))
		line := &out[w.page-1]
		for _, c := range w.chars(pad) {
			// The text is in order even where the boxes of words overlap.
			if n := len(line.Chars); n > 0 {
				c.From = max(c.From, line.Chars[n-1].To)
				c.To = max(c.To, c.From+1)
			}
			line.Chars = append(line.Chars, c)
		}
	}
	return out, nil
}

func run(ctx context.Context, list string) (string, error) {
	path, err := exec.LookPath(program)
	if err != nil {
		return "", Available(ctx)
	}
	const oneLine = "7"
	var out, said bytes.Buffer
	cmd := exec.CommandContext(ctx, path, list, "stdout", "-l", language, "--psm", oneLine, "--dpi", strconv.Itoa(ocr.DPI),
		"-c", "preserve_interword_spaces=1", "tsv")
	cmd.Stdout, cmd.Stderr = &out, &said
	cmd.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1") // documents are what runs in parallel
	err = programs.Run(ctx, cmd)
	if ctx.Err() != nil {
		return "", err
	}
	if err != nil {
		if missing := Available(ctx); missing != nil {
			return "", missing
		}
		return "", errors.Join(fmt.Errorf("%w: %s: %s", document.ErrDamaged, program, bytes.TrimSpace(said.Bytes())), err)
	}
	return out.String(), nil
}

// word is a word as Tesseract reports it, in pixels of its picture.
type word struct {
	page       int // number of the picture in the list, from 1
	x, w       int
	confidence float64
	text       string
}

// parseTSV reads Tesseract's table: level, page, block, paragraph, line, word,
// left, top, width, height, confidence, text.
func parseTSV(s string) (words []word) {
	for line := range strings.Lines(s) {
		f := strings.SplitN(strings.TrimRight(line, "\r\n"), "\t", 12)
		if len(f) < 12 || f[0] != "5" || strings.TrimSpace(f[11]) == "" {
			continue
		}
		var n [3]int
		bad := false
		for i, field := range []string{f[1], f[6], f[8]} {
			v, err := strconv.Atoi(field)
			n[i], bad = v, bad || err != nil
		}
		confidence, err := strconv.ParseFloat(f[10], 64)
		if bad || err != nil {
			continue
		}
		words = append(words, word{n[0], n[1], n[2], min(max(confidence/100, 0), 1), strings.TrimSpace(f[11])})
	}
	return words
}

// chars divides a word among its characters: Chinese ones are twice as wide.
// Tesseract sets amounts apart at every comma; in a line of one cell they
// belong together, so no space is put between words.
func (w *word) chars(pad int) (out []ocr.Char) {
	if !utf8.ValidString(w.text) {
		return nil
	}
	total := 0.0
	for _, r := range w.text {
		total += advance(r)
	}
	x := float64(w.x - pad)
	for _, r := range w.text {
		step := float64(w.w) * advance(r) / total
		out = append(out, ocr.Char{Text: string(r), Probability: w.confidence, From: x, To: x + step})
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
