package ocr

import (
	"cmp"
	"image"
	"image/color"
	"math"
	"slices"

	"github.com/yusuan/yusuan/document"
)

// raster is a page in grey values.
type raster struct {
	width, height int
	grey          []uint8
	threshold     uint8 // darker is ink
}

func newRaster(img image.Image) *raster {
	b := img.Bounds()
	r := &raster{width: b.Dx(), height: b.Dy(), grey: make([]uint8, b.Dx()*b.Dy())}
	i := 0
	var histogram [256]int
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			var v uint8
			switch m := img.(type) {
			case *image.RGBA:
				p := m.Pix[m.PixOffset(x, y):]
				// A page is white where nothing is drawn.
				v = uint8((299*int(p[0])+587*int(p[1])+114*int(p[2]))/1000) + (255 - p[3])
			case *image.Gray:
				v = m.GrayAt(x, y).Y
			default:
				c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
				l := (299*int(c.R) + 587*int(c.G) + 114*int(c.B)) / 1000
				v = uint8((l*int(c.A) + 255*(255-int(c.A))) / 255)
			}
			r.grey[i] = v
			histogram[v]++
			i++
		}
	}
	r.threshold = otsu(&histogram)
	return r
}

// otsu is the grey value that divides ink from paper best: the one with the
// largest variance between the two (Otsu 1979), within reason.
func otsu(histogram *[256]int) uint8 {
	total, sum := 0, 0.0
	for v, n := range histogram {
		total += n
		sum += float64(v) * float64(n)
	}
	best, at := -1.0, 128
	below, sumBelow := 0, 0.0
	for v, n := range histogram {
		below += n
		sumBelow += float64(v) * float64(n)
		if below == 0 || below == total {
			continue
		}
		d := sumBelow/float64(below) - (sum-sumBelow)/float64(total-below)
		if between := float64(below) * float64(total-below) * d * d; between > best {
			best, at = between, v+1
		}
	}
	return uint8(min(max(at, 90), 200))
}

func (r *raster) dark(x, y int) bool { return r.grey[y*r.width+x] < r.threshold }

func (r *raster) image() image.Image {
	return &image.Gray{Pix: r.grey, Stride: r.width, Rect: image.Rect(0, 0, r.width, r.height)}
}

// line is a long thin stretch of ink, in pixels, both ends included.
type line struct {
	x0, y0, x1, y1 int
	vertical       bool
}

func (l line) box(scale float64) document.Box {
	return document.Box{X0: float64(l.x0) * scale, Y0: float64(l.y0) * scale, X1: float64(l.x1+1) * scale, Y1: float64(l.y1+1) * scale}
}

// In inches: a ruling is at least so long, longer than a stroke of a heading's
// characters, and at most so thick, a slight skew included.
const (
	minHorizontal = 0.35
	minVertical   = 0.25
	maxThickness  = 0.08
)

// run is a stretch of ink in one row (or column, when transposed).
type run struct{ from, to, at int }

// lines finds the rulings, and takes their ink out of the raster so that the
// recogniser does not read it as characters.
func (r *raster) lines(dpi float64) []line {
	var out []line
	var erase []func()
	for _, vertical := range []bool{false, true} {
		along, across := r.width, r.height
		shortest := int(minHorizontal * dpi)
		ink := r.dark
		if vertical {
			along, across = across, along
			shortest = int(minVertical * dpi)
			ink = func(i, j int) bool { return r.dark(j, i) }
		}
		for _, group := range stretches(along, across, shortest, ink) {
			l := line{x0: group[0].from, x1: group[0].to, y0: group[0].at, y1: group[0].at, vertical: vertical}
			for _, g := range group {
				l.x0, l.x1 = min(l.x0, g.from), max(l.x1, g.to)
				l.y0, l.y1 = min(l.y0, g.at), max(l.y1, g.at)
			}
			if float64(l.y1-l.y0+1) > maxThickness*dpi || l.x1-l.x0 < 6*(l.y1-l.y0+1) {
				continue // a filled area, or the bold stroke of a character
			}
			erase = append(erase, func() { r.whiten(group, vertical) })
			if vertical {
				l.x0, l.x1, l.y0, l.y1 = l.y0, l.y1, l.x0, l.x1
			}
			out = append(out, l)
		}
	}
	for _, e := range erase {
		e()
	}
	return out
}

// skew is how far the rulings of the page rise or fall: pixels down per pixel
// to the right, the median over their lengths. 0 if there are too few.
func (r *raster) skew(dpi float64) float64 {
	type slope struct {
		value  float64
		length int
	}
	var slopes []slope
	total := 0
	for _, group := range stretches(r.width, r.height, int(minHorizontal*dpi/2), r.dark) {
		left, right := group[0].from, group[0].to
		var n, x, y, xx, xy float64
		for _, g := range group {
			left, right = min(left, g.from), max(right, g.to)
			w, cx, cy := float64(g.to-g.from+1), float64(g.from+g.to)/2, float64(g.at)
			n, x, y, xx, xy = n+w, x+w*cx, y+w*cy, xx+w*cx*cx, xy+w*cx*cy
		}
		if length := right - left + 1; length > int(dpi) && len(group) < length/10 {
			v := 0.0
			if d := n*xx - x*x; d > 0 {
				v = (n*xy - x*y) / d
			}
			slopes = append(slopes, slope{v, length})
			total += length
		}
	}
	slices.SortFunc(slopes, func(a, b slope) int { return cmp.Compare(a.value, b.value) })
	if total < int(3*dpi) {
		return 0
	}
	for at, i := 0, 0; ; i++ {
		if at += slopes[i].length; 2*at >= total {
			return slopes[i].value
		}
	}
}

// straighten turns the page by its skew, if that is one a scanner makes.
func (r *raster) straighten(dpi float64) {
	const least, most = 0.0005, 0.1
	k := r.skew(dpi)
	if math.Abs(k) < least || math.Abs(k) > most {
		return
	}
	sin, cos := k/math.Sqrt(1+k*k), 1/math.Sqrt(1+k*k)
	cx, cy := float64(r.width)/2, float64(r.height)/2
	turned := make([]uint8, len(r.grey))
	for y := range r.height {
		for x := range r.width {
			dx, dy := float64(x)-cx, float64(y)-cy
			turned[y*r.width+x] = r.at(cx+dx*cos-dy*sin, cy+dx*sin+dy*cos)
		}
	}
	r.grey = turned
}

// at is the grey value between pixels; paper outside the page.
func (r *raster) at(x, y float64) uint8 {
	x0, y0 := int(math.Floor(x)), int(math.Floor(y))
	if x0 < 0 || y0 < 0 || x0+1 >= r.width || y0+1 >= r.height {
		return 255
	}
	fx, fy := x-float64(x0), y-float64(y0)
	p := r.grey[y0*r.width+x0:]
	q := p[r.width:]
	return uint8((float64(p[0])*(1-fx)+float64(p[1])*fx)*(1-fy) + (float64(q[0])*(1-fx)+float64(q[1])*fx)*fy + 0.5)
}

// stretches groups long runs of ink that touch from row to row.
func stretches(along, across, shortest int, ink func(i, j int) bool) (groups [][]run) {
	const gap = 2 // pixels of paper that a worn ruling may show
	var previous []int
	for j := range across {
		var current []int
		from, to := -1, -1
		flush := func() {
			if from >= 0 && to-from+1 >= shortest {
				now := run{from, to, j}
				at := -1
				for _, g := range previous {
					last := groups[g][len(groups[g])-1]
					if last.at == j-1 && now.from <= last.to+gap && last.from <= now.to+gap {
						at = g
						break
					}
				}
				if at < 0 {
					at = len(groups)
					groups = append(groups, nil)
				}
				groups[at] = append(groups[at], now)
				current = append(current, at)
			}
			from = -1
		}
		for i := range along {
			if ink(i, j) {
				if from < 0 || i-to > gap+1 {
					flush()
					from = i
				}
				to = i
			}
		}
		flush()
		previous = current
	}
	return groups
}

// whiten takes a ruling out with a pixel around it, where its edge is grey.
func (r *raster) whiten(group []run, vertical bool) {
	for _, g := range group {
		for i := max(g.from-1, 0); i <= g.to+1; i++ {
			for j := max(g.at-1, 0); j <= g.at+1; j++ {
				x, y := i, j
				if vertical {
					x, y = j, i
				}
				if x < r.width && y < r.height {
					r.grey[y*r.width+x] = 255
				}
			}
		}
	}
}
