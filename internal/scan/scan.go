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
	"image/draw"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/internal/pdffile"
)

// Quality is how a page was scanned. The zero Quality but for DPI is a clean
// scan.
type Quality struct {
	DPI        float64
	JPEG       int     // quality of the compression; 0: none
	Skew       float64 // degrees clockwise
	Noise      float64 // standard deviation of grey values, 0 to 255
	Blotches   int     // dark spots and worn places on a page
	Fade       float64 // share by which ink is lighter than black, 0 to 1
	Through    float64 // share of the ink of the back that shows through, 0 to 1
	Bilevel    bool    // black and white only, as a fax
	Border     float64 // inches of black around the page, uneven, as of an open lid
	Stamp      bool    // a round red stamp over the middle
	Colourless bool    // the scanner sees grey only
	Watermark  bool    // large grey words aslant
	Turned     int     // degrees clockwise: 90, 180 or 270
	Sheet      bool    // two pages beside each other on one sheet
	Shade      float64 // share by which the light falls off towards the fold at the left
	Weight     float64 // strokes a pixel thicker on every side, as a share of it; below zero thinner
	Blur       float64 // standard deviation in pixels: out of focus
	Curl       float64 // inches by which the page bends down at the fold
	Keystone   float64 // share by which the page is narrower at its top, as one photographed aslant
	Holes      bool    // two punched holes, black, at the left
	Specks     float64 // share of pixels that are black or white by chance
	Dither     bool    // black and white only, grey as dots
	Yellow     float64 // share of blue that the paper takes out of the light, and half of it of green
	Streaks    int     // lines that dust on the glass has drawn down the page
	Strips     int     // stored as so many pictures below one another
}

// Qualities by name: 300, 200 and bad are those the project promises something
// for, the others what else is tried.
var Qualities = map[string]Quality{
	"300":          {DPI: 300},
	"200":          {DPI: 200},
	"bad":          {DPI: 150, JPEG: 40, Skew: 1.5, Noise: 12, Blotches: 12},
	"left":         {DPI: 150, JPEG: 40, Skew: -1.5, Noise: 12, Blotches: 12},
	"120":          {DPI: 120, JPEG: 60},
	"light":        {DPI: 200, JPEG: 70, Fade: 0.6, Noise: 4},
	"through":      {DPI: 200, JPEG: 70, Through: 0.25, Noise: 4},
	"fax":          {DPI: 200, Bilevel: true, Skew: 0.4, Noise: 20},
	"border":       {DPI: 200, JPEG: 70, Border: 0.35, Skew: 0.7, Noise: 4},
	"stamp":        {DPI: 200, JPEG: 70, Stamp: true, Noise: 4},
	"greystamp":    {DPI: 200, JPEG: 70, Stamp: true, Colourless: true, Noise: 4},
	"watermark":    {DPI: 200, JPEG: 70, Watermark: true, Noise: 4},
	"quarter":      {DPI: 200, Turned: 90},
	"upsidedown":   {DPI: 200, Turned: 180, Skew: 0.5},
	"threequarter": {DPI: 200, Turned: 270},
	"sheet":        {DPI: 200, Sheet: true},
	"shade":        {DPI: 200, JPEG: 70, Shade: 0.6, Noise: 4},
	"thick":        {DPI: 200, JPEG: 70, Weight: 0.8, Noise: 4},
	"thin":         {DPI: 200, JPEG: 70, Weight: -0.5, Noise: 4},
	"blur":         {DPI: 200, JPEG: 70, Blur: 1.2, Noise: 4},
	"curl":         {DPI: 200, JPEG: 70, Curl: 0.1, Shade: 0.3, Noise: 4},
	"photo":        {DPI: 200, JPEG: 60, Keystone: 0.03, Shade: 0.4, Skew: -0.8, Blur: 0.6, Noise: 6},
	"holes":        {DPI: 200, JPEG: 70, Holes: true, Skew: 0.3, Noise: 4},
	"specks":       {DPI: 200, Specks: 0.01},
	"dither":       {DPI: 200, Dither: true, Fade: 0.15, Noise: 8},
	"yellow":       {DPI: 200, JPEG: 70, Yellow: 0.4, Noise: 4},
	"streaks":      {DPI: 200, JPEG: 70, Streaks: 4, Skew: 0.4, Noise: 4},
	"folded":       {DPI: 200, JPEG: 70, Curl: 0.2, Keystone: 0.05, Shade: 0.5, Skew: 1, Noise: 6},
	"100":          {DPI: 100, JPEG: 60},
	"strips":       {DPI: 200, JPEG: 70, Strips: 12, Skew: 0.3},
}

func (q Quality) String() string {
	s := fmt.Sprintf("%g dpi, JPEG %d, %g degrees, noise %g, %d blotches", q.DPI, q.JPEG, q.Skew, q.Noise, q.Blotches)
	for _, more := range []struct {
		is   bool
		what string
	}{
		{q.Fade > 0, "light"}, {q.Through > 0, "back shows through"}, {q.Bilevel, "black and white"},
		{q.Border > 0, "black border"}, {q.Stamp, "stamp"}, {q.Colourless, "without colours"}, {q.Watermark, "watermark"},
		{q.Turned > 0, fmt.Sprintf("turned by %d", q.Turned)}, {q.Sheet, "two on a sheet"},
		{q.Shade > 0, "uneven light"}, {q.Weight > 0, "thick print"}, {q.Weight < 0, "thin print"},
		{q.Blur > 0, "out of focus"}, {q.Curl > 0, "curled"}, {q.Keystone > 0, "aslant"}, {q.Holes, "punched"},
		{q.Specks > 0, "specks"}, {q.Dither, "dithered"}, {q.Yellow > 0, "yellowed"}, {q.Streaks > 0, "streaks"},
		{q.Strips > 1, "in strips"},
	} {
		if more.is {
			s += ", " + more.what
		}
	}
	return s
}

// Pages makes scans of the pages of a document, rendered at the resolution of
// the scan. The same pages give the same scans.
func (q Quality) Pages(pages []image.Image) (out []image.Image) {
	if q.Sheet {
		pages = sheets(pages)
	}
	for i, p := range pages {
		out = append(out, q.Page(p, uint64(i)))
	}
	return out
}

// Page makes a scan of a page rendered at the resolution of the scan, before
// its compression: an *image.Gray, or an *image.RGBA if there is colour on it.
// Seed tells pages apart: the same one gives the same scan.
func (q Quality) Page(img image.Image, seed uint64) image.Image {
	random := rand.New(rand.NewPCG(seed, 0x5ca9))
	m := grey(img)
	if q.Watermark {
		q.watermark(m)
	}
	if q.Through > 0 {
		showThrough(m, q.Through)
	}
	for i, v := range m.Pix {
		m.Pix[i] = uint8(float64(v) + q.Fade*(255-float64(v)))
	}
	if q.Weight != 0 {
		m = weigh(m, q.Weight)
	}
	m = quarters(m, q.Turned/90)
	if q.Skew != 0 {
		m = turn(m, q.Skew)
	}
	if q.Curl > 0 || q.Keystone > 0 {
		m = q.bend(m)
	}
	if q.Blur > 0 {
		m = blur(m, q.Blur)
	}
	q.paper(m)
	if q.Border > 0 {
		q.border(m, random)
	}
	for i := range q.Streaks {
		q.streak(m, random, i)
	}
	for i := range q.Blotches {
		q.blotch(m, random, i%2 == 0)
	}
	if q.Noise > 0 {
		for i, v := range m.Pix {
			m.Pix[i] = uint8(min(max(float64(v)+random.NormFloat64()*q.Noise, 0), 255))
		}
	}
	for range int(q.Specks * float64(len(m.Pix))) {
		m.Pix[random.IntN(len(m.Pix))] = uint8(255 * random.IntN(2))
	}
	if q.Dither {
		dither(m)
	}
	if q.Bilevel {
		for i, v := range m.Pix {
			m.Pix[i] = 255 * (v / 128)
		}
	}
	if q.Stamp && q.Colourless {
		return grey(q.stamp(m))
	}
	if q.Stamp {
		return q.stamp(m)
	}
	if q.Yellow > 0 {
		return yellowed(m, q.Yellow)
	}
	return m
}

// weigh makes strokes thicker, or below zero thinner, by a share of a pixel on
// every side.
func weigh(m *image.Gray, share float64) *image.Gray {
	out := image.NewGray(m.Rect)
	w, h := m.Rect.Dx(), m.Rect.Dy()
	for y := range h {
		for x := range w {
			v := m.Pix[y*m.Stride+x]
			extreme := v
			for _, d := range [...]image.Point{{X: -1}, {X: 1}, {Y: -1}, {Y: 1}} {
				if p := (image.Point{X: x + d.X, Y: y + d.Y}); p.In(m.Rect) {
					o := m.Pix[p.Y*m.Stride+p.X]
					if share > 0 {
						extreme = min(extreme, o)
					} else {
						extreme = max(extreme, o)
					}
				}
			}
			out.Pix[y*out.Stride+x] = uint8(float64(v) + math.Abs(share)*(float64(extreme)-float64(v)))
		}
	}
	return out
}

// bend takes a picture of a page that is curled at its fold, at the left, and
// narrower at its top.
func (q Quality) bend(m *image.Gray) *image.Gray {
	w, h := float64(m.Rect.Dx()), float64(m.Rect.Dy())
	return moved(m, func(x, y float64) (float64, float64) {
		fold := max(0, 1-x/(w/3)) // the third of the page next to it
		return w/2 + (x-w/2)/(1-q.Keystone*(1-y/h)), y - q.Curl*q.DPI*fold*fold
	})
}

// moved has each pixel taken from where from says it was; white from outside.
func moved(m *image.Gray, from func(x, y float64) (float64, float64)) *image.Gray {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	out := image.NewGray(m.Rect)
	for y := range h {
		for x := range w {
			fx, fy := from(float64(x), float64(y))
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

// streak draws a line of one or two pixels down a page, paler or darker.
func (q Quality) streak(m *image.Gray, random *rand.Rand, i int) {
	x := m.Rect.Dx()*(i+1)/(q.Streaks+1) + random.IntN(20)
	for y := range m.Rect.Dy() {
		for k := range 1 + i%2 {
			p := &m.Pix[y*m.Stride+x+k]
			*p = min(*p, uint8(70+40*i))
		}
	}
}

// blur spreads every pixel over its neighbours as a normal distribution does.
func blur(m *image.Gray, deviation float64) *image.Gray {
	reach := int(math.Ceil(3 * deviation))
	kernel := make([]float64, 2*reach+1)
	sum := 0.0
	for i := range kernel {
		d := float64(i-reach) / deviation
		kernel[i] = math.Exp(-d * d / 2)
		sum += kernel[i]
	}
	pass := func(m *image.Gray, dx, dy int) *image.Gray {
		out := image.NewGray(m.Rect)
		w, h := m.Rect.Dx(), m.Rect.Dy()
		for y := range h {
			for x := range w {
				v := 0.0
				for i, k := range kernel {
					px, py := min(max(x+(i-reach)*dx, 0), w-1), min(max(y+(i-reach)*dy, 0), h-1)
					v += k * float64(m.Pix[py*m.Stride+px])
				}
				out.Pix[y*out.Stride+x] = uint8(v/sum + 0.5)
			}
		}
		return out
	}
	return pass(pass(m, 1, 0), 0, 1)
}

// paper is what a page's own paper looks like: in the shade of the fold, and
// with holes through which the black lid of the scanner is seen.
func (q Quality) paper(m *image.Gray) {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	for y := range h {
		for x := range w {
			i := y*m.Stride + x
			away := 1 - float64(x)/float64(w)
			m.Pix[i] = uint8(float64(m.Pix[i]) * (1 - q.Shade*away*away))
			for _, hole := range [...]float64{4.27, 7.42} { // inches from the top, 80 mm apart
				if q.Holes && math.Hypot(float64(x)/q.DPI-0.45, float64(y)/q.DPI-hole) < 0.12 {
					m.Pix[i] = 20
				}
			}
		}
	}
}

// dither makes a page black and white, and passes the error of each pixel on to
// those after it (Floyd and Steinberg 1976).
func dither(m *image.Gray) {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	errors := make([]float64, 2*(w+2))
	for y := range h {
		here, below := errors[y%2*(w+2):][:w+2], errors[(y+1)%2*(w+2):][:w+2]
		clear(below)
		for x := range w {
			i := y*m.Stride + x
			v := float64(m.Pix[i]) + here[x+1]
			m.Pix[i] = 0
			if v >= 128 {
				m.Pix[i] = 255
			}
			e := v - float64(m.Pix[i])
			here[x+2] += e * 7 / 16
			below[x] += e * 3 / 16
			below[x+1] += e * 5 / 16
			below[x+2] += e / 16
		}
	}
}

// yellowed prints a page on old paper.
func yellowed(m *image.Gray, share float64) *image.RGBA {
	out := image.NewRGBA(m.Rect)
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			v := m.Pix[y*m.Stride+x]
			less := func(by float64) uint8 { return uint8(float64(v) * (1 - by)) }
			out.SetRGBA(x, y, color.RGBA{v, less(share / 2), less(share), 255})
		}
	}
	return out
}

// PDF is a file whose pages are pictures and nothing else, but for the layers of
// invisible text that are given, one a page, as recognising scanners lay over
// them: ASCII only.
func (q Quality) PDF(pages []image.Image, layers ...[]document.Run) ([]byte, error) {
	objects := []string{"<</Type /Catalog /Pages 2 0 R>>"}
	object := func(format string, args ...any) { objects = append(objects, fmt.Sprintf(format, args...)) }
	// The pages stand behind the pictures and the content of all of them.
	strips := max(q.Strips, 1)
	var kids bytes.Buffer
	for i := range pages {
		fmt.Fprintf(&kids, "%d 0 R ", 3+(strips+2)*i)
	}
	object("<</Type /Pages /Count %d /Kids [%s]>>", len(pages), kids.Bytes())
	for i, m := range pages {
		size := m.Bounds().Size()
		w, h := float64(size.X)*72/q.DPI, float64(size.Y)*72/q.DPI
		var pictures, content bytes.Buffer
		first := 3 + (strips+2)*i + 1
		for k := range strips {
			fmt.Fprintf(&pictures, "/P%d %d 0 R ", k, first+k)
		}
		object("<</Type /Page /Parent 2 0 R /MediaBox [0 0 %.3f %.3f] /Resources <</XObject <<%s>> "+
			"/Font <</F <</Type /Font /Subtype /Type1 /BaseFont /Courier>>>>>> /Contents %d 0 R>>", w, h, pictures.Bytes(),
			first+strips)
		for k := range strips {
			strip := image.Rect(0, size.Y*k/strips, size.X, size.Y*(k+1)/strips)
			data, filter, space, err := q.compress(part(m, strip))
			if err != nil {
				return nil, err
			}
			objects = append(objects, pdffile.Stream(fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d "+
				"/ColorSpace /%s /BitsPerComponent 8 /Filter /%s", strip.Dx(), strip.Dy(), space, filter), string(data)))
			fmt.Fprintf(&content, "q %.3f 0 0 %.3f 0 %.3f cm /P%d Do Q ", w, float64(strip.Dy())*72/q.DPI,
				h-float64(strip.Max.Y)*72/q.DPI, k)
		}
		if i < len(layers) {
			content.Write(invisible(layers[i], h))
		}
		objects = append(objects, pdffile.Stream("", content.String()))
	}
	return pdffile.Write("", objects...), nil
}

// part is what is within r, in pixels from the corner of a picture.
func part(img image.Image, r image.Rectangle) image.Image {
	r = r.Add(img.Bounds().Min)
	switch m := img.(type) {
	case *image.Gray:
		return m.SubImage(r)
	case *image.RGBA:
		return m.SubImage(r)
	}
	return img
}

// invisible draws text as wide as its boxes on a page of a height, in Courier,
// whose characters are all 0.6 em wide, and in the mode that paints nothing.
func invisible(layer []document.Run, height float64) []byte {
	out := []byte(" BT 3 Tr")
	for _, r := range layer {
		size := r.Box.Height()
		stretch := 100 * r.Box.Width() / (0.6 * size * float64(len(r.Text)))
		text := strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(r.Text)
		out = fmt.Appendf(out, " /F %.2f Tf %.2f Tz 1 0 0 1 %.2f %.2f Tm (%s) Tj",
			size, stretch, r.Box.X0, height-r.Box.Y1+0.2*size, text)
	}
	return append(out, " ET"...)
}

// compress gives the pixels of a page as a PDF file holds them.
func (q Quality) compress(img image.Image) (data []byte, filter, space string, err error) {
	var b bytes.Buffer
	space = "DeviceGray"
	m, inGrey := img.(*image.Gray)
	if !inGrey {
		space = "DeviceRGB"
	}
	if q.JPEG > 0 {
		err = jpeg.Encode(&b, img, &jpeg.Options{Quality: q.JPEG})
		return b.Bytes(), "DCTDecode", space, err
	}
	z := zlib.NewWriter(&b)
	size := img.Bounds().Size()
	for y := range size.Y {
		if inGrey {
			_, _ = z.Write(m.Pix[y*m.Stride : y*m.Stride+size.X])
			continue
		}
		row := make([]byte, 0, 3*size.X)
		for x := range size.X {
			r, g, b, _ := img.At(img.Bounds().Min.X+x, img.Bounds().Min.Y+y).RGBA()
			row = append(row, uint8(r>>8), uint8(g>>8), uint8(b>>8))
		}
		_, _ = z.Write(row)
	}
	err = z.Close()
	return b.Bytes(), "FlateDecode", space, err
}

// sheets puts two pages each beside one another, if they are upright.
func sheets(pages []image.Image) (out []image.Image) {
	for i := 0; i < len(pages); i++ {
		a := pages[i].Bounds()
		if a.Dx() > a.Dy() || i+1 == len(pages) || pages[i+1].Bounds().Size() != a.Size() {
			out = append(out, pages[i])
			continue
		}
		m := image.NewRGBA(image.Rect(0, 0, 2*a.Dx(), a.Dy()))
		draw.Draw(m, m.Rect, pages[i], a.Min, draw.Src)
		draw.Draw(m, image.Rect(a.Dx(), 0, 2*a.Dx(), a.Dy()), pages[i+1], pages[i+1].Bounds().Min, draw.Src)
		out = append(out, m)
		i++
	}
	return out
}

// showThrough puts the page's own ink on it again, from behind.
func showThrough(m *image.Gray, share float64) {
	w := m.Rect.Dx()
	for y := range m.Rect.Dy() {
		row := m.Pix[y*m.Stride : y*m.Stride+w]
		back := bytes.Clone(row)
		for x := range row {
			row[x] = uint8(float64(row[x]) * (1 - share*(255-float64(back[w-1-x]))/255))
		}
	}
}

// quarters turns a page by quarters clockwise.
func quarters(m *image.Gray, n int) *image.Gray {
	for range n {
		w, h := m.Rect.Dx(), m.Rect.Dy()
		out := image.NewGray(image.Rect(0, 0, h, w))
		for y := range h {
			for x := range w {
				out.Pix[x*out.Stride+h-1-y] = m.Pix[y*m.Stride+x]
			}
		}
		m = out
	}
	return m
}

// border makes the plate around the page black.
func (q Quality) border(m *image.Gray, random *rand.Rand) {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	depth := func() int { return int(q.Border * q.DPI * (0.3 + 0.7*random.Float64())) }
	l, t, r, b := depth(), depth(), w-depth(), h-depth()
	slope := 0.01 * (random.Float64() - 0.5)
	for y := range h {
		for x := range w {
			dx, dy := int(slope*float64(y)), int(slope*float64(x))
			if x < l+dx || x >= r+dx || y < t+dy || y >= b+dy {
				m.Pix[y*m.Stride+x] = 15
			}
		}
	}
}

// stamp presses a ring of 40 mm with a star onto the page, right over the
// middle, where the figures are. Ink and type darken each other.
func (q Quality) stamp(m *image.Gray) *image.RGBA {
	out := image.NewRGBA(m.Rect)
	cx, cy, inch := float64(m.Rect.Dx())*0.6, float64(m.Rect.Dy())*0.45, q.DPI
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			v := m.Pix[y*m.Stride+x]
			dx, dy := float64(x)-cx, float64(y)-cy
			d, angle := math.Hypot(dx, dy)/inch, math.Atan2(dy, dx)
			ring := d > 0.73 && d < 0.79
			star := d < 0.22*(0.6+0.4*math.Cos(5*angle+math.Pi/2))
			words := d > 0.5 && d < 0.66 && math.Mod(angle*8+100, 1) < 0.6 && int(d*60+angle*23)%3 != 0
			c := color.RGBA{v, v, v, 255}
			if ring || star || words {
				c.R, c.G, c.B = uint8(int(v)*215/255), uint8(int(v)*60/255), uint8(int(v)*55/255)
			}
			out.SetRGBA(x, y, c)
		}
	}
	return out
}

// watermark puts bars in the manner of large letters aslant over the page, as
// light as copies are marked.
func (q Quality) watermark(m *image.Gray) {
	inch := q.DPI
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			// Along and across lines that rise by 45 degrees.
			u, v := (float64(x)-float64(y))/math.Sqrt2/inch, (float64(x)+float64(y))/math.Sqrt2/inch
			line, at := math.Mod(v+100, 2.2), math.Mod(u+100, 0.9)
			if line > 0.7 || at > 0.7 {
				continue
			}
			edge := func(v float64) bool { return v < 0.1 || v > 0.6 || math.Abs(v-0.35) < 0.05 }
			stroke := edge(at) || edge(line)
			if i := y*m.Stride + x; stroke {
				m.Pix[i] = uint8(int(m.Pix[i]) * 195 / 255)
			}
		}
	}
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
	cx, cy := float64(m.Rect.Dx()/2), float64(m.Rect.Dy()/2)
	return moved(m, func(x, y float64) (float64, float64) {
		dx, dy := x-cx, y-cy
		return dx*cos + dy*sin + cx, dy*cos - dx*sin + cy
	})
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
