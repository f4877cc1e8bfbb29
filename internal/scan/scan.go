// Package scan makes rendered pages look like scans, good and bad ones, the
// same every time, for measuring how well scans are read, and puts them into
// files as scanners do.
package scan

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"math/rand/v2"
)

// Quality is how a page was scanned. The zero Quality but for DPI is a clean
// scan.
type Quality struct {
	DPI      float64
	JPEG     int     // quality of the compression; 0: none
	Skew     float64 // degrees clockwise
	Noise    float64 // standard deviation of grey values, 0 to 255
	Blotches int     // dark spots and worn places on a page
}

// Qualities by name: those the project promises something for.
var Qualities = map[string]Quality{
	"300": {DPI: 300},
	"200": {DPI: 200},
	"bad": {DPI: 150, JPEG: 40, Skew: 1.5, Noise: 12, Blotches: 12},
}

func (q Quality) String() string {
	return fmt.Sprintf("%g dpi, JPEG %d, %g degrees, noise %g, %d blotches", q.DPI, q.JPEG, q.Skew, q.Noise, q.Blotches)
}

// Page makes a scan of a page rendered at the resolution of the scan, before
// its compression. Seed tells pages apart: the same one gives the same scan.
func (q Quality) Page(img image.Image, seed uint64) *image.Gray {
	random := rand.New(rand.NewPCG(seed, 0x5ca9))
	m := grey(img)
	if q.Skew != 0 {
		m = turn(m, q.Skew)
	}
	for i := range q.Blotches {
		q.blotch(m, random, i%2 == 0)
	}
	if q.Noise > 0 {
		for i, v := range m.Pix {
			m.Pix[i] = uint8(min(max(float64(v)+random.NormFloat64()*q.Noise, 0), 255))
		}
	}
	return m
}

// PDF is a file whose pages are pictures and nothing else.
func (q Quality) PDF(pages []*image.Gray) ([]byte, error) {
	var out bytes.Buffer
	var offsets []int
	object := func(format string, args ...any) {
		offsets = append(offsets, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n"+format+"\nendobj\n", append([]any{len(offsets)}, args...)...)
	}
	stream := func(dict string, data []byte) {
		object("<<%s /Length %d>>\nstream\n%s\nendstream", dict, len(data), data)
	}
	out.WriteString("%PDF-1.5\n")
	object("<</Type /Catalog /Pages 2 0 R>>")
	var kids bytes.Buffer
	for i := range pages {
		fmt.Fprintf(&kids, "%d 0 R ", 3+3*i)
	}
	object("<</Type /Pages /Count %d /Kids [%s]>>", len(pages), kids.Bytes())
	for i, m := range pages {
		w, h := float64(m.Rect.Dx())*72/q.DPI, float64(m.Rect.Dy())*72/q.DPI
		object("<</Type /Page /Parent 2 0 R /MediaBox [0 0 %.3f %.3f] /Resources <</XObject <</P %d 0 R>>>> /Contents "+
			"%d 0 R>>", w, h, 4+3*i, 5+3*i)
		var data bytes.Buffer
		filter := "DCTDecode"
		if q.JPEG > 0 {
			if err := jpeg.Encode(&data, m, &jpeg.Options{Quality: q.JPEG}); err != nil {
				return nil, err
			}
		} else {
			filter = "FlateDecode"
			z := zlib.NewWriter(&data)
			for y := range m.Rect.Dy() {
				_, _ = z.Write(m.Pix[y*m.Stride : y*m.Stride+m.Rect.Dx()])
			}
			if err := z.Close(); err != nil {
				return nil, err
			}
		}
		stream(fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent "+
			"8 /Filter /%s",
			m.Rect.Dx(), m.Rect.Dy(), filter), data.Bytes())
		stream("", fmt.Appendf(nil, "%.3f 0 0 %.3f 0 0 cm /P Do", w, h))
	}
	xref := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, at := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&out, "trailer <</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, xref)
	return out.Bytes(), nil
}

func grey(img image.Image) *image.Gray {
	m := image.NewGray(image.Rectangle{Max: img.Bounds().Size()})
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			m.SetGray(x, y, color.GrayModel.Convert(img.At(img.Bounds().Min.X+x, img.Bounds().Min.Y+y)).(color.Gray))
		}
	}
	return m
}

// turn turns a page about its middle, on a plate that is white.
func turn(m *image.Gray, degrees float64) *image.Gray {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	w, h := m.Rect.Dx(), m.Rect.Dy()
	out := image.NewGray(m.Rect)
	for y := range h {
		for x := range w {
			dx, dy := float64(x-w/2), float64(y-h/2)
			fx, fy := dx*cos+dy*sin+float64(w/2), dy*cos-dx*sin+float64(h/2)
			x0, y0 := int(math.Floor(fx)), int(math.Floor(fy))
			if x0 < 0 || y0 < 0 || x0+1 >= w || y0+1 >= h {
				out.Pix[y*out.Stride+x] = 255
				continue
			}
			fx, fy = fx-float64(x0), fy-float64(y0)
			p := m.Pix[y0*m.Stride+x0:]
			q := p[m.Stride:]
			out.Pix[y*out.Stride+x] = uint8((float64(p[0])*(1-fx)+float64(p[1])*fx)*(1-fy) +
				(float64(q[0])*(1-fx)+float64(q[1])*fx)*fy + 0.5)
		}
	}
	return out
}

// blotch puts a spot of dirt, up to 1/25 inch, or a pale place, up to 1/5
// inch, somewhere on the page.
func (q Quality) blotch(m *image.Gray, random *rand.Rand, dirt bool) {
	cx, cy := random.IntN(m.Rect.Dx()), random.IntN(m.Rect.Dy())
	size := q.DPI / 5
	if dirt {
		size = q.DPI / 25
	}
	radius := size / 2 * (0.4 + 0.6*random.Float64())
	for y := int(-radius); y <= int(radius); y++ {
		for x := int(-radius); x <= int(radius); x++ {
			at := image.Pt(cx+x, cy+y)
			d := math.Hypot(float64(x), float64(y)) / radius
			if d > 1 || !at.In(m.Rect) {
				continue
			}
			v := float64(m.GrayAt(at.X, at.Y).Y)
			if dirt {
				v *= 0.3 + 0.5*d
			} else {
				v += (255 - v) * 0.45 * (1 - d)
			}
			m.SetGray(at.X, at.Y, color.Gray{Y: uint8(v)})
		}
	}
}
