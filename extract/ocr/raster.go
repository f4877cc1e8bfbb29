package ocr

import (
	"image"
	"image/color"

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
