package ocr

import (
	"cmp"
	"image"
	"math"
	"slices"

	"github.com/yusuan/yusuan/document"
)

// raster is a page in grey values.
type raster struct {
	dpi           float64
	width, height int
	grey          []uint8
	threshold     uint8 // darker is ink
}

// newRaster takes a picture in; stamps and watermarks in colour stay out.
func newRaster(img image.Image, dpi float64) *raster {
	b := img.Bounds()
	r := &raster{dpi: dpi, width: b.Dx(), height: b.Dy(), grey: make([]uint8, b.Dx()*b.Dy())}
	if m, ok := img.(*image.Gray); ok {
		for y := range r.height {
			copy(r.grey[y*r.width:(y+1)*r.width], m.Pix[m.PixOffset(b.Min.X, b.Min.Y+y):])
		}
	} else {
		r.inks(img)
	}
	r.flatten()
	r.divide()
	return r
}

// mostlyInk is the share of dark pixels from which on a page is a negative:
// white on black, as some fax and archive files are stored.
const mostlyInk = 0.6

// divide tells ink from paper, and makes a negative black on white.
func (r *raster) divide() {
	histogram := r.histogram()
	r.threshold = otsu(histogram)
	dark := 0
	for _, n := range histogram[:r.threshold] {
		dark += n
	}
	if float64(dark) < mostlyInk*float64(len(r.grey)) {
		return
	}
	for i, v := range r.grey {
		r.grey[i] = 255 - v
	}
	slices.Reverse(histogram[:])
	r.threshold = otsu(histogram)
}

// histogram counts the pixels of every grey value.
func (r *raster) histogram() *[256]int {
	var out [256]int
	for _, v := range r.grey {
		out[v]++
	}
	return &out
}

// otsu is the grey value that divides ink from paper best: the one with the
// largest variance between the two (Otsu 1979), within reason.
func otsu(histogram *[256]int) uint8 { return uint8(min(max(division(histogram[:]), 90), 200)) }

// division is the value that divides a histogram best.
func division(histogram []int) int {
	total, sum := 0, 0.0
	for v, n := range histogram {
		total += n
		sum += float64(v) * float64(n)
	}
	best, at := -1.0, len(histogram)/2
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
	return at
}

func (r *raster) dark(x, y int) bool { return r.grey[y*r.width+x] < r.threshold }

func (r *raster) image() *image.Gray {
	return &image.Gray{Pix: r.grey, Stride: r.width, Rect: image.Rect(0, 0, r.width, r.height)}
}

// rule is a ruling: a long thin stretch of ink, in pixels, both ends included.
type rule struct {
	x0, y0, x1, y1 int
	vertical       bool
}

func (l rule) box(scale float64) document.Box {
	return document.Box{X0: float64(l.x0) * scale, Y0: float64(l.y0) * scale, X1: float64(l.x1+1) * scale,
		Y1: float64(l.y1+1) * scale}
}

// In inches: a ruling is at least so long, longer than a stroke of a title of 40
// points, and at most so thick, a slight skew included. One that ends at
// rulings on both sides, such as the side of a cell of a single row, may be
// shorter.
const (
	minLength    = 0.6
	minClosed    = 0.1
	maxThickness = 0.08
	atRuling     = 0.03  // an end that is no farther from a ruling is at it, nor than 1/nearShare of the length
	maxGap       = 0.02  // where a ruling is worn
	worn         = 0.007 // pixels that a ruling lacks all along it

	// Of a row of dashes, which ends at rulings on both sides too.
	minDashed  = 0.5
	maxDashGap = 0.05
	maxDash    = 0.03 // thick
)

// mostPieces is more than any table has; of a page of noise only what is long
// counts. mostOpen is how many rulings may begin side by side.
const (
	mostPieces = 20_000
	mostOpen   = 400
)

// nearShare keeps strokes of characters that nearly fill a row, such as those of
// 业, from being taken for sides of cells, which reach the rulings.
const nearShare = 10

// run is a stretch of ink in one row (or column, when transposed).
type run struct{ from, to, at int }

// piece is what may be a ruling, and the ink it is made of.
type piece struct {
	rule
	runs []run
}

// rules finds the rulings, and takes their ink out of the raster so that the
// recogniser does not read it as characters.
func (r *raster) rules() []rule {
	pieces := append(r.pieces(false), r.pieces(true)...)
	var out []rule
	short := pieces[:0]
	for _, p := range pieces {
		if float64(p.length()) >= minLength*r.dpi {
			out = append(out, p.rule)
			r.whiten(p.runs, p.vertical)
		} else {
			short = append(short, p)
		}
	}
	if len(short) > mostPieces {
		return out
	}
	out = r.close(out, short)
	// Dashes are told when the ink of what is drawn through is gone. They end at
	// one another as well.
	dashed := append(r.dashed(false), r.dashed(true)...)
	ends := out
	for _, d := range dashed {
		ends = append(ends, d.rule)
	}
	for _, d := range dashed {
		if r.meets(ends, d.rule, d.from()) && r.meets(ends, d.rule, d.to()) {
			out = append(out, d.rule)
			r.whiten(d.runs, d.vertical)
		}
	}
	return out
}

// close adds short pieces that end at rulings on both sides, and then those
// that end at these.
func (r *raster) close(rules []rule, short []piece) []rule {
	for before := -1; before < len(rules); {
		before = len(rules)
		ends := rules
		rest := short[:0]
		for _, p := range short {
			if r.meets(ends, p.rule, p.from()) && r.meets(ends, p.rule, p.to()) {
				rules = append(rules, p.rule)
				r.whiten(p.runs, p.vertical)
			} else {
				rest = append(rest, p)
			}
		}
		short = rest
	}
	return rules
}

// along and across give a ruling's extent in its direction and against it.
func (l rule) along() (from, to int) {
	if l.vertical {
		return l.y0, l.y1
	}
	return l.x0, l.x1
}

func (l rule) across() (from, to int) {
	if l.vertical {
		return l.x0, l.x1
	}
	return l.y0, l.y1
}

func (l rule) from() int   { from, _ := l.along(); return from }
func (l rule) to() int     { _, to := l.along(); return to }
func (l rule) length() int { return l.to() - l.from() + 1 }

// meets reports that an end of l is at a ruling of the other direction.
func (r *raster) meets(rules []rule, l rule, end int) bool {
	near := min(int(atRuling*r.dpi), l.length()/nearShare) + 1
	a0, a1 := l.across()
	for _, o := range rules {
		o0, o1 := o.across()
		if o.vertical != l.vertical && o.from() <= a0+near && o.to() >= a1-near && end >= o0-near && end <= o1+near {
			return true
		}
	}
	return false
}

// pieces are the long thin stretches of ink in one direction.
func (r *raster) pieces(vertical bool) []piece {
	return r.thin(vertical, minClosed, worn, maxThickness)
}

// dashed are rows of dashes in one direction.
func (r *raster) dashed(vertical bool) []piece {
	return r.thin(vertical, minDashed, maxDashGap, maxDash)
}

// thin are stretches of ink in one direction that are at least so long, with
// gaps of at most so much, and at most so thick, in inches.
func (r *raster) thin(vertical bool, length, gap, thickness float64) (out []piece) {
	along, across := r.width, r.height
	ink := func(i, j int) bool { return r.dark(i, j) || r.faint(i, j, 0, 1) }
	if vertical {
		along, across = across, along
		ink = func(i, j int) bool { return r.dark(j, i) || r.faint(j, i, 1, 0) }
	}
	for _, group := range stretches(along, across, int(length*r.dpi), max(1, int(gap*r.dpi)), ink) {
		l := rule{x0: group[0].from, x1: group[0].to, y0: group[0].at, y1: group[0].at}
		for _, g := range group {
			l.x0, l.x1 = min(l.x0, g.from), max(l.x1, g.to)
			l.y0, l.y1 = min(l.y0, g.at), max(l.y1, g.at)
		}
		if thick := l.y1 - l.y0 + 1; float64(thick) > thickness*r.dpi || l.x1-l.x0 < 6*thick {
			continue // a filled area, or the bold stroke of a character
		}
		out = append(out, piece{l, group})
	}
	out = r.mend(out)
	if vertical {
		for i := range out {
			l := &out[i].rule
			l.x0, l.y0, l.x1, l.y1, l.vertical = l.y0, l.x0, l.y1, l.x1, true
		}
	}
	return out
}

// A hairline that a scanner has made pale is still darker than the paper on
// both sides of it.
const (
	hairline = 0.015 // inches from it to where there is paper
	paler    = 30    // grey values that it is darker by
)

// faint reports a pixel of a hairline; dx, dy is the direction across it.
func (r *raster) faint(x, y, dx, dy int) bool {
	d := max(2, int(hairline*r.dpi))
	x0, y0, x1, y1 := x-d*dx, y-d*dy, x+d*dx, y+d*dy
	if x0 < 0 || y0 < 0 || x1 >= r.width || y1 >= r.height {
		return false
	}
	v := int(r.grey[y*r.width+x]) + paler
	return v <= int(r.grey[y0*r.width+x0]) && v <= int(r.grey[y1*r.width+x1])
}

// mend joins the pieces of a worn ruling; all are horizontal here. Strokes of
// characters side by side are not as long as they would have to be.
func (r *raster) mend(pieces []piece) []piece {
	slices.SortStableFunc(pieces, func(a, b piece) int { return cmp.Compare(a.x0, b.x0) })
	gap, least := int(maxGap*r.dpi), 2*int(minClosed*r.dpi)
	out := pieces[:0]
	for _, p := range pieces {
		joined := false
		for i := len(out) - 1; i >= max(0, len(out)-mostOpen) && !joined; i-- {
			o := &out[i]
			level := p.y0 <= o.y1+1 && p.y1 >= o.y0-1
			if level && p.x0 > o.x0 && p.x0-o.x1 <= gap && p.x1-p.x0 >= least && o.x1-o.x0 >= least {
				o.x1, o.y0, o.y1 = max(o.x1, p.x1), min(o.y0, p.y0), max(o.y1, p.y1)
				o.runs = append(o.runs, p.runs...)
				joined = true
			}
		}
		if !joined {
			out = append(out, p)
		}
	}
	return out
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

// stretches groups long runs of ink that touch from row to row. A run may have
// gaps of so many pixels of paper.
func stretches(along, across, shortest, gap int, ink func(i, j int) bool) (groups [][]run) {
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
