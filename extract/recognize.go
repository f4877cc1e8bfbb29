package extract

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract/compose"
	"github.com/yusuan/yusuan/extract/format"
	"github.com/yusuan/yusuan/extract/layout"
	"github.com/yusuan/yusuan/extract/ocr"
	"github.com/yusuan/yusuan/extract/ocr/helper"
	"github.com/yusuan/yusuan/extract/ocr/install"
	"github.com/yusuan/yusuan/extract/ocr/ort"
	"github.com/yusuan/yusuan/extract/ocr/ppocr"
	"github.com/yusuan/yusuan/extract/ocr/tesseract"
)

// OCREngine says what recognises the text of pages that are pictures.
type OCREngine string

const (
	OCRAuto      OCREngine = ""          // PP-OCR if it is installed, otherwise Tesseract
	OCRPaddle    OCREngine = "ppocr"     // PP-OCR in the sandbox
	OCRNative    OCREngine = "native"    // PP-OCR through the machine's own library, in a process of its own
	OCRTesseract OCREngine = "tesseract" // Tesseract, line by line
)

// Recognizer starts what recognises text, once. Its error wraps
// document.ErrNeedsTool if nothing that can is installed, and says what to do.
func (r *Reader) Recognizer(ctx context.Context) (ocr.Engine, error) {
	r.ocrOnce.Do(func() { r.ocr, r.ocrErr = r.openEngine(ctx) })
	return r.ocr, r.ocrErr
}

func (r *Reader) openEngine(ctx context.Context) (ocr.Engine, error) {
	if r.options.Engine != nil {
		return r.options.Engine, nil
	}
	switch r.options.OCREngine {
	case OCRAuto:
		engine, err := openPaddle(r.options.CacheDir)
		if err == nil {
			return engine, nil
		}
		if missing := tesseract.Available(ctx); missing != nil {
			return nil, errors.Join(err, missing)
		}
		slog.Warn("pages are recognised with Tesseract, which misreads more", "better", err)
		return tesseract.Engine{}, nil
	case OCRPaddle:
		return openPaddle(r.options.CacheDir)
	case OCRNative:
		engine, err := helper.Open("yusuan-ocr-native")
		if err != nil {
			return nil, err // and not an engine that is nil inside
		}
		return engine, nil
	case OCRTesseract:
		return tesseract.Engine{}, tesseract.Available(ctx)
	}
	return nil, fmt.Errorf("%w: no engine is called %q", document.ErrUnsupported, r.options.OCREngine)
}

// openPaddle starts PP-OCR in the sandbox.
func openPaddle(cache string) (ocr.Engine, error) {
	files, err := install.Load(cache, install.PPOCR...)
	if err != nil {
		return nil, err
	}
	runtime, err := ort.New(files[0], cache)
	if err != nil {
		return nil, err
	}
	open := func() (*ppocr.Models, error) {
		i, err := runtime.Instance()
		if err != nil {
			return nil, err
		}
		m := &ppocr.Models{Close: i.Close}
		detection, err := i.Load(files[1])
		if err == nil {
			m.Detection = detection
			m.Recognition, err = i.Load(files[2])
		}
		if err != nil {
			return nil, errors.Join(err, i.Close())
		}
		return m, nil
	}
	return &paddle{ppocr.New(install.ModelName, files[3], open), runtime}, nil
}

// paddle is PP-OCR and the sandbox it runs in.
type paddle struct {
	*ppocr.Engine
	runtime *ort.Runtime
}

func (p *paddle) Close() error { return errors.Join(p.Engine.Close(), p.runtime.Close()) }

// recognize reads a page without text from its picture if that is asked for and
// possible. If it is not, the page stays what it is, with a warning.
func (r *Reader) recognize(ctx context.Context, page compose.Page,
	picture format.Picture) ([]compose.Page, []document.Warning, error) {
	said := func(code, message string) []document.Warning {
		if code != "ocr" {
			message += layerOf(&page)
		}
		return []document.Warning{{Page: page.Number, Code: code, Message: message}}
	}
	if !r.options.OCR {
		off := said("scanned", "the page is a picture; what it shows was not read (recognition is off)")
		return []compose.Page{page}, off, nil
	}
	engine, err := r.Recognizer(ctx)
	if err != nil {
		return []compose.Page{page}, said("scanned", "a picture without text; nothing on it was read: "+err.Error()), nil
	}
	img, dpi, err := picture(ocr.DPI)
	if errors.Is(err, document.ErrUnsupported) || errors.Is(err, document.ErrTooLarge) && budget.Done(ctx) == nil {
		return []compose.Page{page}, said("scanned", "the page is a picture; what it shows was not read: "+err.Error()), nil
	}
	if err != nil {
		return []compose.Page{page}, nil, err
	}
	defer budget.Pause(ctx)() // a document of many pages has more time than one of few
	limited, cancel := context.WithTimeout(ctx, r.options.PageTime)
	defer cancel()
	seen, err := ocr.Recognize(limited, engine, img, dpi, page.Number)
	switch {
	case ctx.Err() != nil:
		return []compose.Page{page}, nil, context.Cause(ctx)
	case errors.Is(err, context.DeadlineExceeded):
		page.Status = document.PageUnread
		late := fmt.Sprintf("the page is a picture; it could not be read within %v", r.options.PageTime)
		return []compose.Page{page}, said("unread", late), nil
	case errors.Is(err, document.ErrNeedsTool):
		return []compose.Page{page}, said("scanned", "the page is a picture; what it shows was not read: "+err.Error()), nil
	case err != nil:
		return []compose.Page{page}, nil, err
	}
	flow := layout.FlowSheet(&seen)
	flow[0].Layer, flow[0].Hidden = page.Layer, page.Hidden
	printed(flow, &page, &seen.Warp)
	return flow, said("ocr", "read from a picture by "+engine.Name()+"; every value may be misread"), nil
}

// printed puts the text that stands on a picture, such as a headline, among what
// was recognised, and takes out what was recognised of it: a picture of the page
// may lack its letters, where their font is not in the file.
func printed(flow []compose.Page, page *compose.Page, warp *document.Warp) {
	// All places are those of the straight page.
	straight := func(b *document.Box) { warp.Straight(b, page.Width, page.Height) }
	for _, it := range page.Items {
		if it.Grid != nil || document.Squeeze(it.Block.Text) == "" {
			continue
		}
		b := it.Block
		moveBlock(&b, straight)
		to := &flow[0]
		for i := range flow {
			f := &flow[i]
			f.Items = slices.DeleteFunc(f.Items, func(o compose.Item) bool {
				box := o.Block.Box
				if o.Grid != nil || !b.Box.Contains((box.X0+box.X1)/2, (box.Y0+box.Y1)/2) {
					return false
				}
				f.Digits -= document.CountDigits(o.Block.Text)
				to = f
				return true
			})
		}
		to.Digits += document.CountDigits(b.Text)
		at := slices.IndexFunc(to.Items, func(o compose.Item) bool {
			box := o.Block.Box
			if o.Grid != nil {
				box = o.Grid.Box
			}
			return box.Y0 > (b.Box.Y0+b.Box.Y1)/2
		})
		if at < 0 {
			at = len(to.Items)
		}
		to.Items = slices.Insert(to.Items, at, compose.Item{Block: b})
	}
}

// layerOf says of a picture that was not read that its file brings a text.
func layerOf(page *compose.Page) string {
	if len(page.Layer) == 0 {
		return ""
	}
	numbers := 0
	for _, w := range page.Layer {
		numbers += len(document.Numbers(w.Text))
	}
	return fmt.Sprintf("; the file lays an invisible text with %d numbers over it, which somebody else's recognition "+
		"made: it is kept, and not relied on without a reading of the picture (--ocr)", numbers)
}

// recognised says what read the pages that are pictures, and puts what was read
// to where it is.
func (r *Reader) recognised(ctx context.Context, doc *document.Document) {
	seen := func(p document.Page) bool { return p.Status == document.PageOCR }
	if slices.ContainsFunc(doc.Pages, seen) {
		if engine, err := r.Recognizer(ctx); err == nil {
			doc.Recognizer = engine.Name()
		}
	}
	askew(doc)
}

// askew puts the boxes of pages that were straightened for recognition to
// where their text is on the page as it is displayed.
func askew(doc *document.Document) {
	moves := map[int]func(*document.Box){}
	for i := range doc.Pages {
		p := &doc.Pages[i]
		if p.Warp.IsZero() {
			continue
		}
		move := func(b *document.Box) { p.Warp.Displayed(b, p.Width, p.Height) }
		moves[p.Number] = move
		for k := range p.Blocks {
			moveBlock(&p.Blocks[k], move)
		}
	}
	if len(moves) == 0 {
		return
	}
	for i := range doc.Tables {
		t := &doc.Tables[i]
		for _, rows := range [][][]document.Cell{t.Cells, t.Repeated} {
			for _, row := range rows {
				for k := range row {
					if move := moves[row[k].Page]; move != nil {
						move(&row[k].Box)
					}
				}
			}
		}
		for k := range t.Regions {
			if move := moves[t.Regions[k].Page]; move != nil {
				move(&t.Regions[k].Box)
			}
		}
	}
}

// moveBlock moves a block with all its characters.
func moveBlock(b *document.Block, move func(*document.Box)) {
	move(&b.Box)
	for i := range b.Places {
		box := b.Places[i].Box()
		move(&box)
		b.Places[i] = document.PlaceOf(box)
	}
}
