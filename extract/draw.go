package extract

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/format"
	"github.com/yusuan/yusuan/extract/layout"
)

// Draw writes an SVG of each page of a file with a fixed layout, of what was
// seen on it and what was made of it, for finding out why a table came out the
// way it did. create opens the file of a page. Formats without places on pages
// give document.ErrUnsupported: they have no layout to draw.
func (r *Reader) Draw(ctx context.Context, in Input, create func(page int) (io.WriteCloser, error)) error {
	f, name := identify(r.formats, in.Data)
	if f.Pages == nil {
		return fmt.Errorf("%s: %w: %s has no layout to draw", in.Source, document.ErrUnsupported, name)
	}
	flow := layout.Sequence{Trace: &layout.Trace{}}
	o := format.Options{Password: r.options.Password, Limit: r.options.MemoryLimit}
	_, err := f.Pages(ctx, in.Data, o, func(p layout.Page) error {
		w, err := create(p.Number)
		if err != nil {
			return err
		}
		return errors.Join(layout.WriteSVG(w, &p, flow.Page(&p), flow.Trace), w.Close())
	})
	if err != nil {
		return fmt.Errorf("%s: %w", in.Source, err)
	}
	return nil
}
