package sheet

import (
	"bytes"
	"image"
	_ "image/gif"  // sizes of pictures
	_ "image/jpeg" // likewise
	_ "image/png"  // likewise

	"github.com/xuri/excelize/v2"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/compose"
)

// The least size of a picture beside cells that may hold a table: a page as
// wide as a sheet of A4 has as many points, a table half as many rows. Logos
// and seals are smaller. Of drawings that are no pixels (EMF) the bytes tell.
const (
	scanWidth, scanHeight = 595, 200
	drawnBytes            = 20 << 10
)

// lookForPictures says of the sheet that was read last what pictures on it
// mean: if there are no amounts beside them, the sheet is its pictures.
func (w *workbook) lookForPictures(f *excelize.File, sheet string) {
	p := &w.Pages[len(w.Pages)-1]
	all, large := pictures(f, sheet)
	switch {
	case p.Status == document.PageBlank && all > 0, large > 0 && !hasAmounts(p):
		p.Status = document.PageScanned
	case large > 0:
		w.Warn("pictures_unread", "sheet %q: %d pictures beside its cells were not read", sheet, large)
	}
}

// pictures counts the pictures of a sheet, and those that may hold a table. The
// library fails on some drawings, which then hold none that it knows.
func pictures(f *excelize.File, sheet string) (all, large int) {
	defer func() { _ = recover() }()
	cells, err := f.GetPictureCells(sheet)
	if err != nil {
		return 0, 0
	}
	for _, cell := range cells {
		found, err := f.GetPictures(sheet, cell)
		if err != nil || len(found) == 0 {
			all++
			continue
		}
		for i := range found {
			all++
			if isLarge(found[i].File) {
				large++
			}
		}
	}
	return all, large
}

func isLarge(picture []byte) bool {
	c, _, err := image.DecodeConfig(bytes.NewReader(picture))
	if err != nil {
		return len(picture) >= drawnBytes
	}
	return c.Width >= scanWidth && c.Height >= scanHeight
}

// hasAmounts reports that cells of a page print numbers as tables do.
func hasAmounts(p *compose.Page) bool {
	for _, item := range p.Items {
		if item.Grid == nil {
			continue
		}
		for _, row := range item.Grid.Cells {
			for i := range row {
				if amount.MatchString(document.Squeeze(row[i].Text)) {
					return true
				}
			}
		}
	}
	return false
}
