package ocr

import "math"

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
	type point struct{ x, y float64 }
	var points []point
	step := max(1, int(r.dpi/100)) // columns 1/100 inch apart tell enough
	for y := range r.height {
		for x := y % step; x < r.width; x += step {
			if r.dark(x, y) {
				points = append(points, point{float64(x) - float64(r.width)/2, float64(y)})
			}
		}
	}
	if len(points) == 0 {
		return 0
	}
	margin := int(float64(r.width)/2*math.Tan(mostSkew*math.Pi/180)) + 2
	rows := make([]float64, r.height+2*margin)
	// sharpness of the rows at a turn: how suddenly ink begins and ends.
	sharpness := func(degrees float64) (sum float64) {
		clear(rows)
		k := math.Tan(degrees * math.Pi / 180)
		for _, p := range points {
			if at := int(p.y-p.x*k+0.5) + margin; at >= 0 && at < len(rows) {
				rows[at]++
			}
		}
		for i := 1; i < len(rows); i++ {
			d := rows[i] - rows[i-1]
			sum += d * d
		}
		return sum
	}
	best, most := 0.0, sharpness(0)
	search := func(from, to, step float64) {
		for i := 0; from+float64(i)*step <= to; i++ {
			if a := from + float64(i)*step; sharpness(a) > most {
				best, most = a, sharpness(a)
			}
		}
	}
	search(-mostSkew, mostSkew, coarseSkew)
	search(best-coarseSkew, best+coarseSkew, fineSkew)
	return best
}

// straighten turns the page by its skew, which it returns in degrees.
func (r *raster) straighten() float64 {
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
