package ofd

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	_ "image/jpeg" // decoders
	_ "image/png"

	_ "golang.org/x/image/bmp"
	xdraw "golang.org/x/image/draw"
	"golang.org/x/image/math/f64"
	_ "golang.org/x/image/tiff"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	geometry "github.com/yusuan/yusuan/extract/draw"
	"github.com/yusuan/yusuan/extract/layout"
)

// scan is the pictures of a page that may be all there is on it.
type scan struct {
	width, height float64 // of the page, in points
	pictures      []picture
}

// picture is where a picture stands on a page.
type picture struct {
	part string
	to   geometry.Matrix // from the unit square to points as displayed
}

// mainly is the least share of a page that pictures are which may be its scan.
const mainly = 0.3

func (s *scan) large(p *layout.Page) bool {
	s.width, s.height = p.Width, p.Height
	area := 0.0
	for _, k := range s.pictures {
		b := k.to.Rect(document.Box{X1: 1, Y1: 1})
		area += b.Width() * b.Height()
	}
	return area > mainly*p.Width*p.Height
}

// image records a picture.
func (d *drawing) image(n *node, s state) {
	part := d.media[n.get("ResourceID")]
	if !d.has(part) {
		d.lost["pictures"]++
	}
	b := geometry.Intersect(s.to.Rect(document.Box{X1: 1, Y1: 1}), s.limit.box)
	if s.gone || s.alpha == 0 || b.X1 < b.X0 || b.Y1 < b.Y0 {
		return
	}
	if min(b.Width(), b.Height()) <= geometry.Thin {
		(&geometry.Painter{Page: d.page}).Rule(b)
		return
	}
	if d.canvas != nil {
		d.canvas.painted = append(d.canvas.painted, painted{place: place{d.rank, d.order}, limit: s.limit.box,
			picture: &picture{part, s.to}})
	}
	d.page.Images = append(d.page.Images, b)
	d.scan.pictures = append(d.scan.pictures, picture{part, s.to})
	large := b.Width()*b.Height() > 0.5*d.page.Width*d.page.Height
	d.paint = append(d.paint, paint{
		place: place{d.rank, d.order}, box: b, picture: true,
		opaque: large && s.alpha == 1 && n.get("ImageMask") == "" && d.opaque(part),
	})
}

// opaque reports a picture that can have no transparent part.
func (d *drawing) opaque(part string) bool {
	data, err := d.bytes(part)
	if err != nil {
		return false
	}
	config, kind, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return false
	}
	if kind == "jpeg" || kind == "bmp" {
		return true
	}
	if palette, ok := config.ColorModel.(color.Palette); ok {
		for _, c := range palette {
			if _, _, _, a := c.RGBA(); a != 0xffff {
				return false
			}
		}
		return true
	}
	m := config.ColorModel
	return m == color.GrayModel || m == color.Gray16Model || m == color.RGBAModel && kind == "png"
}

// maxPixels of one picture, or of the page that is shown.
const maxPixels = 100_000_000

// picture shows the pictures of a page on white paper.
func (r *reader) picture(number int, dpi float64) (image.Image, float64, error) {
	s := r.scans[number]
	if s == nil {
		return nil, 0, fmt.Errorf("%w: page %d is no picture", document.ErrUnsupported, number)
	}
	w, h := int(s.width*dpi/72+0.5), int(s.height*dpi/72+0.5)
	if w < 1 || h < 1 || w > maxPixels/h {
		return nil, 0, fmt.Errorf("%w: page %d is %d by %d pixels", document.ErrTooLarge, number, w, h)
	}
	if err := budget.Charge(r.ctx, budget.Bytes, 4*w*h); err != nil {
		return nil, 0, err
	}
	paper := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(paper, paper.Bounds(), image.White, image.Point{}, draw.Src)
	shown := 0
	var failed error
	for _, p := range s.pictures {
		img, err := r.decode(p.part)
		if err != nil {
			if end := budget.Done(r.ctx); end != nil {
				return nil, 0, end
			}
			failed = err
			continue
		}
		b := img.Bounds()
		m := geometry.Matrix{A: 1 / float64(b.Dx()), D: 1 / float64(b.Dy())}.Then(p.to).
			Then(geometry.Matrix{A: dpi / 72, D: dpi / 72})
		m = geometry.Matrix{A: 1, D: 1, E: -float64(b.Min.X), F: -float64(b.Min.Y)}.Then(m)
		xdraw.ApproxBiLinear.Transform(paper, f64.Aff3{m.A, m.C, m.E, m.B, m.D, m.F}, img, b, draw.Over, nil)
		shown++
	}
	if shown == 0 && failed != nil {
		return nil, 0, fmt.Errorf("%w: %w", document.ErrUnsupported, failed)
	}
	return paper, dpi, nil
}

func (r *reader) decode(part string) (image.Image, error) {
	data, err := r.bytes(part)
	if err != nil {
		return nil, err
	}
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: picture %s: %w", document.ErrDamaged, part, err)
	}
	if config.Width < 1 || config.Height < 1 || config.Width > maxPixels/config.Height {
		return nil, fmt.Errorf("%w: %d by %d pixels", document.ErrTooLarge, config.Width, config.Height)
	}
	if err := budget.Charge(r.ctx, budget.Bytes, 4*config.Width*config.Height); err != nil {
		return nil, err
	}
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: picture %s: %w", document.ErrDamaged, part, err)
	}
	return img, nil
}
