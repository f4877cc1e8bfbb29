package pdf

import (
	"context"
	"fmt"
	"image"
	"math"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/draw"
)

// maxPixels of a rendered image.
const maxPixels = 50_000_000

// Render draws a page, counted from 1, or only a box of it in points as
// displayed. The errors are those of [Decoder.Stream].
func (d *Decoder) Render(ctx context.Context, data []byte, password string, page int, dpi float64,
	box *document.Box) (image.Image, error) {
	var out image.Image
	region := document.Region{Page: page}
	if box != nil {
		region.Box = *box
	}
	err := d.RenderAll(ctx, data, password, dpi, []document.Region{region}, func(_ int, img image.Image) error {
		out = img
		return nil
	})
	return out, err
}

// RenderAll draws any number of regions of a document that is opened once, and
// hands them over in their order. A region with the zero Box is the whole
// page. An error of each ends the drawing and is returned as it is; the others
// are those of [Decoder.Stream].
func (d *Decoder) RenderAll(ctx context.Context, data []byte, password string, dpi float64, regions []document.Region,
	each func(i int, img image.Image) error) error {
	return d.open(ctx, data, password, func(e *engine, doc uint64) error {
		pages := int(int32(e.run("FPDF_GetPageCount", doc)))
		for i, r := range regions {
			if r.Page < 1 || r.Page > pages {
				return fmt.Errorf("page %d of a document with %d pages", r.Page, pages)
			}
			img, err := e.render(doc, r, dpi)
			if e.err != nil {
				return nil //nolint:nilerr // open tells what e.err means
			}
			if err != nil {
				return err
			}
			if err := each(i, img); err != nil {
				return err
			}
		}
		return nil
	})
}

// render draws one region. What it holds of PDFium's memory it gives back.
func (e *engine) render(doc uint64, region document.Region, dpi float64) (image.Image, error) {
	handle := e.run("FPDF_LoadPage", doc, uint64(region.Page-1))
	if handle == 0 || e.err != nil {
		return nil, fmt.Errorf("%w: page %d could not be loaded", document.ErrDamaged, region.Page)
	}
	defer e.run("FPDF_ClosePage", handle)
	v := e.viewport(handle)
	whole := document.Box{X1: v.width(), Y1: v.height()}
	part := whole
	if !region.Box.IsZero() {
		part = draw.Intersect(whole, region.Box)
	}
	scale := dpi / 72
	w, h := int(math.Ceil(part.Width()*scale)), int(math.Ceil(part.Height()*scale))
	if w <= 0 || h <= 0 {
		return nil, fmt.Errorf("page %d: nothing to render at %g dpi", region.Page, dpi)
	}
	if w > maxPixels/h {
		return nil, fmt.Errorf("%w: page %d at %g dpi has more than %d pixels", document.ErrTooLarge, region.Page, dpi,
			maxPixels)
	}
	pixels := func(points float64) uint64 { return signed(int(math.Round(points * scale))) }
	bitmap := e.run("FPDFBitmap_Create", uint64(w), uint64(h), 0)
	if bitmap == 0 && e.err == nil {
		return nil, fmt.Errorf("%w: no memory to render page %d", document.ErrTooLarge, region.Page)
	}
	defer e.run("FPDFBitmap_Destroy", bitmap)
	e.run("FPDFBitmap_FillRect", bitmap, 0, 0, uint64(w), uint64(h), 0xffffffff)
	const annotations = 1
	e.run("FPDF_RenderPageBitmap", bitmap, handle, pixels(-part.X0), pixels(-part.Y0),
		pixels(whole.Width()), pixels(whole.Height()), 0, annotations)
	buffer, stride := e.run("FPDFBitmap_GetBuffer", bitmap), int(e.run("FPDFBitmap_GetStride", bitmap))
	bgr, ok := e.memory.Read(uint32(buffer), uint32(stride*h))
	if e.err != nil || !ok {
		return nil, fmt.Errorf("%w: page %d could not be rendered", document.ErrDamaged, region.Page)
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		from, to := bgr[y*stride:], out.Pix[y*out.Stride:]
		for x := 0; x < 4*w; x += 4 {
			to[x], to[x+1], to[x+2], to[x+3] = from[x+2], from[x+1], from[x], 0xff
		}
	}
	return out, nil
}

// signed encodes a signed 32 bit parameter.
func signed(v int) uint64 { return uint64(uint32(int32(v))) }
