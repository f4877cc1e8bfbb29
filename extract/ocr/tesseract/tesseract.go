// Package tesseract reads lines of text with Tesseract, where that is
// installed. It finds no lines: Tesseract on whole pages tears tables apart,
// so each cell's line is handed to it alone.
package tesseract

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

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
	hocr, err := run(ctx, filepath.Join(dir, "list.txt"))
	if err != nil {
		return nil, err
	}
	for _, s := range parseHOCR(hocr) {
		if s.page < 0 || s.page >= len(out) {
			continue
		}
		line, c := &out[s.page], s.Char
		pad := float64(int(margin * float64(lines[s.page].Dy())))
		c.From, c.To = c.From-pad, c.To-pad
		// The text is in order even where boxes overlap.
		if n := len(line.Chars); n > 0 {
			c.From = max(c.From, line.Chars[n-1].From+1)
			c.To = max(c.To, c.From+1)
		}
		line.Chars = append(line.Chars, c)
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
		"-c", "preserve_interword_spaces=1", "-c", "hocr_char_boxes=1", "-c", "lstm_choice_mode=2", "hocr")
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

// symbol is a character as Tesseract reports it, in pixels of its picture.
type symbol struct {
	page int // number of the picture in the list, from 0
	ocr.Char
}

// Of titles in hOCR: the number of a page, how sure a word is, the box of a
// character, how sure Tesseract is of one of several that it may be.
var (
	pageNumber = regexp.MustCompile(`\bppageno (\d+)`)
	wordSure   = regexp.MustCompile(`\bx_wconf (\d+)`)
	charBox    = regexp.MustCompile(`^x_bboxes (-?\d+) -?\d+ (-?\d+) -?\d+`)
	charSure   = regexp.MustCompile(`\bx_confs? ([\d.]+)`)
)

// parseHOCR reads the characters of all pictures with the next likely ones.
// Tesseract sets amounts apart at every comma; in a line of one cell they
// belong together, so no space is put between words. A character is as sure as
// its word at most: of single ones Tesseract is sure too easily. What is no
// hOCR ends the reading.
func parseHOCR(s string) (out []symbol) {
	d := xml.NewDecoder(strings.NewReader(s))
	d.Strict, d.Entity = false, xml.HTMLEntity
	number := func(m []string, i int) float64 {
		if m == nil {
			return 0
		}
		v, _ := strconv.ParseFloat(m[i], 64)
		return v
	}
	page, word := 0, 0.0
	var text func(string) // takes the text of the element at hand
	for {
		token, err := d.Token()
		if err != nil {
			return out
		}
		switch t := token.(type) {
		case xml.CharData:
			if s := strings.TrimSpace(string(t)); s != "" && text != nil {
				text(s)
				text = nil
			}
		case xml.StartElement:
			class, title := attribute(t, "class"), attribute(t, "title")
			text = nil
			switch box := charBox.FindStringSubmatch(title); {
			case class == "ocr_page":
				page = int(number(pageNumber.FindStringSubmatch(title), 1))
			case class == "ocrx_word":
				word = number(wordSure.FindStringSubmatch(title), 1)
			case class == "ocrx_cinfo" && box != nil:
				c := ocr.Char{From: number(box, 1), To: number(box, 2)}
				c.Probability = min(max(min(number(charSure.FindStringSubmatch(title), 1), word)/100, 0), 1)
				text = func(s string) {
					c.Text = s
					out = append(out, symbol{page, c})
				}
			case class == "ocrx_cinfo" && len(out) > 0:
				sure := number(charSure.FindStringSubmatch(title), 1) / 100
				text = func(s string) {
					if c := &out[len(out)-1].Char; s != c.Text && sure > c.SecondProbability && sure <= 1 {
						c.Second, c.SecondProbability = s, sure
					}
				}
			}
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
