package ocr

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	_ "image/jpeg" // decoders
	_ "image/png"
	"iter"

	_ "golang.org/x/image/bmp"
	_ "golang.org/x/image/tiff"

	"github.com/yusuan/yusuan/document"
)

const (
	maxPixels = 100_000_000
	maxPages  = 500
)

// pictures decodes a PNG, JPEG, BMP or TIFF file, which may hold several
// pages, and hands them to each with the resolution they were probably taken
// at: that of a page as wide as A4. Errors wrap document.ErrDamaged or
// ErrTooLarge; an error of each ends the reading and is returned as it is.
func pictures(data []byte, each func(number int, img image.Image, dpi float64) error) error {
	for n, page := range pages(data) {
		config, _, err := image.DecodeConfig(bytes.NewReader(page))
		if err != nil {
			return fmt.Errorf("%w: %w", document.ErrDamaged, err)
		}
		if config.Width < 1 || config.Height < 1 || config.Width > maxPixels/config.Height {
			return fmt.Errorf("%w: %d by %d pixels", document.ErrTooLarge, config.Width, config.Height)
		}
		img, _, err := image.Decode(bytes.NewReader(page))
		if err != nil {
			return fmt.Errorf("%w: %w", document.ErrDamaged, err)
		}
		const shortSide = 8.27 // inches of A4
		dpi := min(max(float64(min(config.Width, config.Height))/shortSide, 72), 600)
		if err := each(n+1, img, dpi); err != nil {
			return err
		}
	}
	return nil
}

// pages gives every page of a TIFF file as a file whose first page it is; the
// decoder reads no other. Files of other formats have one.
func pages(data []byte) iter.Seq2[int, []byte] {
	return func(yield func(int, []byte) bool) {
		n := 0
		for at := range directories(data) {
			page := data
			if n > 0 {
				page = bytes.Clone(data)
				copy(page[4:8], data[at:at+4])
			}
			if !yield(n, page) {
				return
			}
			n++
		}
		if n == 0 {
			yield(0, data)
		}
	}
}

// directories gives the places in a TIFF file that point at its pages.
func directories(data []byte) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		var order binary.ByteOrder = binary.LittleEndian
		switch {
		case bytes.HasPrefix(data, []byte("II*\x00")):
		case bytes.HasPrefix(data, []byte("MM\x00*")):
			order = binary.BigEndian
		default:
			return
		}
		seen := map[uint32]bool{}
		for at := uint32(4); len(seen) < maxPages && uint64(at)+4 <= uint64(len(data)); {
			directory := order.Uint32(data[at:])
			if directory == 0 || seen[directory] || uint64(directory)+2 > uint64(len(data)) || !yield(at) {
				return
			}
			seen[directory] = true
			at = directory + 2 + 12*uint32(order.Uint16(data[directory:]))
		}
	}
}
