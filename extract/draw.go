package extract

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/layout"
)

// Draw writes an SVG of each page of a PDF, of what was seen on it and what
// was made of it, for finding out why a table came out the way it did. create
// opens the file of a page. Other formats give document.ErrUnsupported: they
// have no layout to draw.
func (r *Reader) Draw(ctx context.Context, in Input, create func(page int) (io.WriteCloser, error)) error {
	if f := Sniff(in.Data); f != document.PDF {
		return fmt.Errorf("%s: %w: only PDF pages are drawn, this is %s", in.Source, document.ErrUnsupported, f)
	}
	decoder, err := r.decoder()
	if err != nil {
		return err
	}
	var flow layout.Sequence
	_, _, err = decoder.Stream(ctx, in.Data, r.options.Password, func(p layout.Page) error {
		w, err := create(p.Number)
		if err != nil {
			return err
		}
		return errors.Join(layout.WriteSVG(w, &p, flow.Page(&p)), w.Close())
	})
	if err != nil {
		return fmt.Errorf("%s: %w", in.Source, err)
	}
	return nil
}
