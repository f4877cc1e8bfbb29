package pdf

import (
	"context"
	"fmt"
	"image"
	"math"

	"github.com/yusuan/yusuan/document"
)

// maxPixels of a rendered image.
const maxPixels = 50_000_000

// Render draws a page, counted from 1, or only a box of it in points as
// displayed. The errors are those of [Decoder.Stream].
func (d *Decoder) Render(ctx context.Context, data []byte, password string, page int, dpi float64, box *document.Box) (image.Image, error) {
	var out *image.RGBA
	err := d.open(ctx, data, password, func(e *engine, doc uint64) error {
		if n := int(int32(e.run("FPDF_GetPageCount", doc))); page < 1 || page > n {
			return fmt.Errorf("page %d of a document with %d pages", page, n)
		}
		handle := e.run("FPDF_LoadPage", doc, uint64(page-1))
		if handle == 0 || e.err != nil {
			return fmt.Errorf("%w: page %d could not be loaded", document.ErrDamaged, page)
		}
		v := e.viewport(handle)
		whole := document.Box{X1: v.width(), Y1: v.height()}
		part := whole
		if box != nil {
			part = intersect(whole, *box)
		}
		scale := dpi / 72
		w, h := int(math.Ceil(part.Width()*scale)), int(math.Ceil(part.Height()*scale))
		if w <= 0 || h <= 0 {
			return fmt.Errorf("page %d: nothing to render at %g dpi", page, dpi)
		}
		if w > maxPixels/h {
			return fmt.Errorf("%w: page %d at %g dpi has more than %d pixels", document.ErrTooLarge, page, dpi, maxPixels)
		}
		pixels := func(points float64) uint64 { return signed(int(math.Round(points * scale))) }
		bitmap := e.run("FPDFBitmap_Create", uint64(w), uint64(h), 0)
		if bitmap == 0 && e.err == nil {
			return fmt.Errorf("%w: no memory to render page %d", document.ErrTooLarge, page)
		}
		e.run("FPDFBitmap_FillRect", bitmap, 0, 0, uint64(w), uint64(h), 0xffffffff)
		const annotations = 1
		e.run("FPDF_RenderPageBitmap", bitmap, handle, pixels(-part.X0), pixels(-part.Y0),
			pixels(whole.Width()), pixels(whole.Height()), 0, annotations)
		buffer, stride := e.run("FPDFBitmap_GetBuffer", bitmap), int(e.run("FPDFBitmap_GetStride", bitmap))
		bgr, ok := e.memory.Read(uint32(buffer), uint32(stride*h))
		if e.err != nil || !ok {
			return nil // open reports e.err
		}
		out = image.NewRGBA(image.Rect(0, 0, w, h))
		for y := range h {
			from, to := bgr[y*stride:], out.Pix[y*out.Stride:]
			for x := 0; x < 4*w; x += 4 {
				to[x], to[x+1], to[x+2], to[x+3] = from[x+2], from[x+1], from[x], 0xff
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if out == nil {
		return nil, fmt.Errorf("%w: page %d could not be rendered", document.ErrDamaged, page)
	}
	return out, nil
}

// signed encodes a signed 32 bit parameter.
func signed(v int) uint64 { return uint64(uint32(int32(v))) }
