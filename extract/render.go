package extract

import (
	"context"
	"fmt"
	"image"

	"github.com/yusuan/yusuan/document"
)

// Render draws regions of a document's pages, in their order; the zero Box is
// the whole page. Only PDF has pages that look the same for everybody: any
// other format gives ErrUnsupported. The errors are those of Read, or each's.
func (r *Reader) Render(ctx context.Context, in Input, dpi float64, regions []document.Region, each func(i int, img image.Image) error) error {
	if in.Err != nil {
		return in.Err
	}
	if Sniff(in.Data) != document.PDF {
		return fmt.Errorf("%w: only pages of PDF files can be drawn", document.ErrUnsupported)
	}
	decoder, err := r.decoder()
	if err != nil {
		return err
	}
	return decoder.RenderAll(ctx, in.Data, r.options.Password, dpi, regions, each)
}
