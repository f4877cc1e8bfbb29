package ocr

import (
	"math"

	"github.com/yusuan/yusuan/document"
)

// In degrees: how far a page may be turned, and how finely that is told. At
// the last step the ends of a page 12 inches long are half a pixel of 300 dpi
// from where they should be.
const (
	mostSkew   = 5.0
	coarseSkew = 0.2
	fineSkew   = 0.02
	leastSkew  = 0.03 // less is not worth the blur of turning
)

// skew is by how many degrees the page is turned clockwise: the turn that sets
// its ink in the sharpest rows, as lines of text and rulings are. Short and
// tall ink alike has its say, so pages without rulings need no other way.
func (r *raster) skew() float64 {
	ink := r.ink(false)
	if len(ink) == 0 {
		return 0
	}
	middle := float64(r.width) / 2
	margin := math.Floor(middle*math.Tan(mostSkew*math.Pi/180)) + 2
	rows := make([]float64, r.height+2*int(margin))
	sharp := func(degrees float64) float64 {
		k := math.Tan(degrees * math.Pi / 180)
		return sharpness(ink, rows, func(p inkAt) float64 { return margin - (p.along-middle)*k })
	}
	best, most := 0.0, sharp(0)
	search := func(from, to, step float64) {
		for i := 0; from+float64(i)*step <= to; i++ {
			if a := from + float64(i)*step; sharp(a) > most {
				best, most = a, sharp(a)
			}
		}
	}
	search(-mostSkew, mostSkew, coarseSkew)
	search(best-coarseSkew, best+coarseSkew, fineSkew)
	return best
}

// straighten turns the page upright and its lines straight, and says how they
// were, in degrees and points.
func (r *raster) straighten() document.Warp {
	w := document.Warp{Skew: r.unskew()}
	w.Down, w.Right = r.unbend(false), r.unbend(true)
	for _, by := range [][]float64{w.Down.By, w.Right.By} {
		for i := range by {
			by[i] *= 72 / r.dpi
		}
	}
	return w
}

// unskew turns the page by its skew, which it returns in degrees.
func (r *raster) unskew() float64 {
	degrees := r.skew()
	if math.Abs(degrees) < leastSkew {
		return 0
	}
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	cx, cy := float64(r.width)/2, float64(r.height)/2
	turned := make([]uint8, len(r.grey))
	for y := range r.height {
		for x := range r.width {
			dx, dy := float64(x)-cx, float64(y)-cy
			turned[y*r.width+x] = r.at(cx+dx*cos-dy*sin, cy+dx*sin+dy*cos)
		}
	}
	r.grey = turned
	return degrees
}
