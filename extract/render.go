package extract

import (
	"context"
	"fmt"
	"image"
	"slices"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/format"
)

// Render draws regions of a document's pages, in their order; the zero Box is
// the whole page. Only PDF and OFD have pages that look the same for everybody:
// any other format gives ErrUnsupported. The errors are those of Read, or each's.
func (r *Reader) Render(ctx context.Context, in Input, dpi float64, regions []document.Region,
	each func(i int, img image.Image) error) error {
	if in.Err != nil {
		return in.Err
	}
	f, name := identify(r.formats, in.Data)
	if f.Render == nil {
		return fmt.Errorf("%w: pages of %s cannot be drawn", document.ErrUnsupported, name)
	}
	o := format.Options{Password: r.options.Password, Limit: r.options.MemoryLimit}
	return f.Render(ctx, in.Data, o, dpi, regions, each)
}

// Renders reports a format whose pages can be drawn.
func (r *Reader) Renders(name document.Format) bool {
	return slices.ContainsFunc(r.formats, func(f format.Format) bool { return f.Name == name && f.Render != nil })
}
