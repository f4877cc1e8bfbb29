package ocr

import (
	"bytes"
	"context"
	"image"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/compose"
	"github.com/yusuan/yusuan/extract/format"
	"github.com/yusuan/yusuan/extract/layout"
)

// Format is a picture, or several in one file, of a page each.
var Format = format.Format{Name: document.Image, Sniff: sniff, Read: read}

func sniff(h *format.Head) string {
	switch {
	case h.Has(0, "\x89PNG\r\n\x1a\n"):
		return "PNG image"
	case h.Has(0, "\xff\xd8\xff"):
		return "JPEG image"
	case h.Has(0, "II*\x00"), h.Has(0, "MM\x00*"):
		return "TIFF image"
	case isBMP(h.Data):
		return "BMP image"
	}
	return ""
}

// isBMP asks for more than the two letters, which open many a text.
func isBMP(data []byte) bool {
	return len(data) > 18 && bytes.HasPrefix(data, []byte("BM")) &&
		bytes.Equal(data[6:10], make([]byte, 4)) && data[15] == 0
}

// read has every picture recognised, if that is wanted.
func read(ctx context.Context, data []byte, o format.Options) (*format.File, error) {
	file := &format.File{}
	err := pictures(data, func(n int, img image.Image, dpi float64) (err error) {
		b := img.Bounds()
		page := compose.Page{
			Number: n, Status: document.PageScanned,
			Width: float64(b.Dx()) * 72 / dpi, Height: float64(b.Dy()) * 72 / dpi,
		}
		pages := []compose.Page{page}
		if o.Recognize != nil {
			var warnings []document.Warning
			pages, warnings, err = o.Recognize(ctx, page, func(float64) (image.Image, float64, error) { return img, dpi, nil })
			file.Warnings = append(file.Warnings, warnings...)
		}
		file.Pages = append(file.Pages, pages...)
		return err
	})
	layout.MatchColumns(file.Pages)
	return file, err
}
