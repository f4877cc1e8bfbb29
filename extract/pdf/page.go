package pdf

import (
	"context"
	"fmt"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/draw"
	"github.com/yusuan/yusuan/extract/layout"
)

// Error codes of FPDF_GetLastError.
const (
	errPassword = 4
	errSecurity = 5
)

// load opens the document in the engine's memory; 0 with e.err set if that
// is impossible.
func (e *engine) load(data []byte, password string) uint64 {
	p := e.malloc(len(data))
	if e.err != nil {
		e.err = document.ErrTooLarge
		return 0
	}
	e.memory.Write(p, data)
	doc := e.run("FPDF_LoadMemDocument", uint64(p), uint64(len(data)), uint64(e.cString(password)))
	if doc != 0 || e.err != nil {
		return doc
	}
	switch code := e.run("FPDF_GetLastError"); {
	case e.err != nil:
	case code == errPassword && password == "":
		e.err = document.ErrEncrypted
	case code == errPassword:
		e.err = document.ErrPassword
	case code == errSecurity:
		e.err = fmt.Errorf("%w: by a method that is not supported", document.ErrEncrypted)
	default:
		e.err = document.ErrDamaged
	}
	return 0
}

func (e *engine) cString(s string) uint32 {
	p := e.malloc(len(s) + 1)
	e.memory.Write(p, append([]byte(s), 0))
	return p
}

// viewport maps PDF user space to the displayed page.
type viewport struct {
	box      document.Box // visible part in user space, y upwards
	rotation int          // degrees clockwise
}

func (v viewport) width() float64 {
	if v.rotation%180 != 0 {
		return v.box.Height()
	}
	return v.box.Width()
}

func (v viewport) height() float64 {
	if v.rotation%180 != 0 {
		return v.box.Width()
	}
	return v.box.Height()
}

func (v viewport) point(x, y float64) (float64, float64) {
	switch v.rotation {
	case 90:
		return y - v.box.Y0, x - v.box.X0
	case 180:
		return v.box.X1 - x, y - v.box.Y0
	case 270:
		return v.box.Y1 - y, v.box.X1 - x
	default:
		return x - v.box.X0, v.box.Y1 - y
	}
}

// rect maps a rectangle; its corners may come in any order.
func (v viewport) rect(b document.Box) document.Box {
	x0, y0 := v.point(b.X0, b.Y0)
	x1, y1 := v.point(b.X1, b.Y1)
	return document.Box{X0: min(x0, x1), Y0: min(y0, y1), X1: max(x0, x1), Y1: max(y0, y1)}
}

// page decodes one page, counted from 1. ok is false if PDFium cannot load
// it; the page is then empty and a warning says so.
func (e *engine) page(ctx context.Context, doc uint64, number int) (page layout.Page, warnings []document.Warning,
	ok bool) {
	page.Number = number
	handle := e.run("FPDF_LoadPage", doc, uint64(number-1))
	if handle != 0 {
		handle = e.flatten(doc, handle, number)
	}
	if handle == 0 || e.err != nil {
		return page, []document.Warning{{Page: number, Code: "page_damaged", Message: "the page could not be loaded"}}, false
	}
	v := e.viewport(handle)
	page.Width, page.Height, page.Rotation = v.width(), v.height(), v.rotation
	c := &content{engine: e, ctx: ctx, doc: doc, handle: handle, view: v,
		visible: document.Box{X1: page.Width, Y1: page.Height}, page: &page,
		contexts: map[uint32]int32{}, fonts: map[uint32]bool{}, off: map[uint32]bool{}}
	c.advances, c.apart = map[fontRune]float64{}, map[uint32]bool{}
	c.objects(handle)
	c.text(handle)
	e.run("FPDF_ClosePage", handle)
	return page, c.warnings(), true
}

// Annotation subtypes of PDFium that show text of their own.
const (
	annotFreeText = 3
	annotStamp    = 13
	annotWidget   = 20
)

// flatten makes annotations with text, such as the fields of a form, part of
// the page's content: a reader of the page sees no difference.
func (e *engine) flatten(doc, page uint64, number int) uint64 {
	n := int(int32(e.run("FPDFPage_GetAnnotCount", page)))
	for i := 0; i < n && e.err == nil; i++ {
		a := e.run("FPDFPage_GetAnnot", page, uint64(i))
		if a == 0 {
			continue
		}
		kind := e.run("FPDFAnnot_GetSubtype", a)
		e.run("FPDFPage_CloseAnnot", a)
		if kind != annotFreeText && kind != annotStamp && kind != annotWidget {
			continue
		}
		const display, success = 0, 1
		if e.run("FPDFPage_Flatten", page, display) == success {
			e.run("FPDF_ClosePage", page)
			return e.run("FPDF_LoadPage", doc, uint64(number-1))
		}
		break
	}
	return page
}

func (e *engine) viewport(page uint64) viewport {
	v := viewport{rotation: int(e.run("FPDFPage_GetRotation", page)&3) * 90}
	e.run("FPDF_GetPageBoundingBox", page, uint64(e.scratch))
	b := e.out(16)
	v.box = document.Box{X0: f32(b, 0), Y1: f32(b, 1), X1: f32(b, 2), Y0: f32(b, 3)}
	return v
}

func readMatrix(b []byte) draw.Matrix {
	return draw.Matrix{A: f32(b, 0), B: f32(b, 1), C: f32(b, 2), D: f32(b, 3), E: f32(b, 4), F: f32(b, 5)}
}
