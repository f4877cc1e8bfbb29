// Package ocr reads pages that are pictures. It straightens them, takes out
// stamps, watermarks and rulings, has an Engine tell the text of what is left,
// and gives a layout.Page as a decoder yields it, so that tables are made out
// in the same way, with the recogniser's doubt on every glyph.
//
// It knows pixels and what an engine is; which engines there are and how they
// work is known below it. It repairs nothing that was recognised wrongly.
package ocr

import (
	"context"
	"image"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/layout"
)

// Engine recognises printed text. It serves any number of calls at a time.
type Engine interface {
	// Name is what outputs say of where a text comes from.
	Name() string
	// Find locates lines of text on a page without rulings. An engine that
	// cannot gives none; lines are then told by their ink.
	Find(ctx context.Context, page *image.Gray) ([]image.Rectangle, error)
	// Read tells the characters of each line, in the order of the lines.
	Read(ctx context.Context, page *image.Gray, lines []image.Rectangle) ([]Line, error)
	Close() error
}

// Line is a recognised line of text.
type Line struct {
	Box   image.Rectangle
	Chars []Char // from left to right
}

// Char is a recognised character and what it might be instead.
type Char struct {
	Text        string
	Probability float64 // 0 to 1
	// Second is the next likely character; empty if the engine tells none.
	Second            string
	SecondProbability float64
	// Third is the one after it.
	Third string
	// From and To are where it stands, in pixels from the line's left edge.
	From, To float64
}

// DPI is the resolution at which pages are best rendered for Recognize.
const DPI = 300

// doubted is the mean probability below which a line without digits is taken
// for a blot that looks like text (PP-OCR's own threshold). A line with digits
// is always kept, with its doubt.
const doubted = 0.5

// Recognize reads a page from its picture at a resolution in dots per inch. A
// page that was scanned askew is straightened first; the places of the result
// are those of the straight page, and Warp is how it lay. Errors
// are the engine's, or ctx's own.
func Recognize(ctx context.Context, engine Engine, img image.Image, dpi float64, number int) (layout.Page, error) {
	r := newRaster(img, dpi)
	r.trim()
	r.unstreak()
	r.unveil()
	warp := r.straighten()
	scale := 72 / dpi
	page := layout.Page{
		Number: number, OCR: true, Warp: warp,
		Width: float64(r.width) * scale, Height: float64(r.height) * scale,
	}
	page.Images = []document.Box{{X1: page.Width, Y1: page.Height}}
	rules := r.rules()
	r.unstamp()
	for _, l := range rules {
		page.Rules = append(page.Rules, layout.Rule{Box: l.box(scale), Vertical: l.vertical})
	}
	if err := ctx.Err(); err != nil {
		return page, err
	}
	quarters := 0
	if r.onItsSide() {
		var err error
		if r, rules, quarters, err = r.upright(ctx, engine, rules); err != nil {
			return page, err
		}
	}
	lines, err := r.read(ctx, engine, rules)
	if err == nil && quarters == 0 {
		r, lines, quarters, err = r.headUp(ctx, engine, rules, lines)
	}
	if err != nil {
		return page, err
	}
	for i := range lines {
		lines[i].Chars = unspeck(lines[i].Chars)
		point(lines[i].Chars)
		reword(lines[i].Chars)
	}
	page.Glyphs = r.glyphs(lines, scale)
	if quarters > 0 {
		turnBack(page.Glyphs, quarters, page.Width, page.Height)
	}
	return page, nil
}

// read has an engine find and read the lines of a page whose rulings are known.
func (r *raster) read(ctx context.Context, engine Engine, rules []rule) ([]Line, error) {
	found, err := engine.Find(ctx, r.image())
	if err != nil {
		return nil, err
	}
	return engine.Read(ctx, r.image(), r.lines(found, rules))
}
