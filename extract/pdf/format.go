package pdf

import (
	"context"
	"errors"
	"image"
	"regexp"
	"sync"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/format"
	"github.com/yusuan/yusuan/extract/layout"
)

// Format is PDF. Its decoder is started for the first file, which takes a
// while, and serves all.
func Format(o Options) format.Format {
	s := &started{options: o}
	return format.Format{
		Name: document.PDF, Sniff: sniff, Read: s.read, Pages: s.pages, Render: s.render, Close: s.close,
		Start: func() { _, _ = s.start() }, // the first file tells what fails
	}
}

var header = regexp.MustCompile(`%PDF-\d`)

func sniff(h *format.Head) string {
	if header.Match(h.Data[:min(len(h.Data), 1024)]) {
		return "PDF"
	}
	return ""
}

// started is the decoder of all files.
type started struct {
	options Options
	once    sync.Once
	decoder *Decoder
	err     error
}

func (s *started) start() (*Decoder, error) {
	s.once.Do(func() { s.decoder, s.err = New(s.options) })
	return s.decoder, s.err
}

func (s *started) close() error {
	s.once.Do(func() { s.err = errors.New("reader is closed") })
	if s.decoder == nil {
		return nil
	}
	return s.decoder.Close()
}

func (s *started) pages(ctx context.Context, data []byte, o format.Options,
	each func(layout.Page) error) (*format.File, error) {
	d, err := s.start()
	if err != nil {
		return nil, err
	}
	info, warnings, err := d.Stream(ctx, data, o.Password, each)
	return &format.File{Info: info, Warnings: warnings}, err
}

func (s *started) read(ctx context.Context, data []byte, o format.Options) (*format.File, error) {
	return format.Flow(ctx, o,
		func(each func(layout.Page) error) (*format.File, error) { return s.pages(ctx, data, o, each) },
		func(ctx context.Context, page int, dpi float64) (image.Image, float64, error) {
			img, err := s.decoder.Render(ctx, data, o.Password, page, dpi, nil)
			return img, dpi, err
		})
}

func (s *started) render(ctx context.Context, data []byte, o format.Options, dpi float64,
	regions []document.Region, each func(i int, img image.Image) error) error {
	d, err := s.start()
	if err != nil {
		return err
	}
	return d.RenderAll(ctx, data, o.Password, dpi, regions, each)
}
