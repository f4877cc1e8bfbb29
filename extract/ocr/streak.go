package ocr

// A speck of dust on the glass of a feeder draws a line down the whole page,
// over its margins too, where nothing else is.
const (
	streakMargin = 0.2   // inches at the top and at the bottom
	streakWhole  = 0.85  // share of the page's height that such a line is seen in
	streakWidest = 0.03  // inches
	nothingElse  = 0.002 // share of the margins that other ink may take
)

// unstreak takes out lines that a feeder has drawn down a page. What they cross
// is filled in from both sides.
func (r *raster) unstreak() {
	margin := int(streakMargin * r.dpi)
	widest := max(2, int(streakWidest*r.dpi))
	if r.height < 4*margin || r.width < 4*widest {
		return
	}
	lined := func(x, from, to int) bool {
		n := 0
		for y := from; y < to; y++ {
			if r.dark(x, y) || r.faint(x, y, 1, 0) {
				n++
			}
		}
		return float64(n) >= streakWhole*float64(to-from)
	}
	streak := make([]bool, r.width)
	found := false
	for x := range r.width {
		streak[x] = lined(x, 0, margin) && lined(x, r.height-margin, r.height) && lined(x, 0, r.height)
		found = found || streak[x]
	}
	if !found || !r.clear(streak, 0, margin) || !r.clear(streak, r.height-margin, r.height) {
		return
	}
	for x := 1; x < r.width; x++ {
		if !streak[x] {
			continue
		}
		left, right := x-2, x // with the grey edges
		for right < r.width && streak[right] {
			right++
		}
		if right++; left < 0 || right >= r.width || right-left > widest+4 {
			x = right
			continue
		}
		for y := range r.height {
			row := r.grey[y*r.width : (y+1)*r.width]
			for k := left + 1; k < right; k++ {
				row[k] = uint8((int(row[left])*(right-k) + int(row[right])*(k-left)) / (right - left))
			}
		}
		x = right
	}
}

// clear reports rows with next to no ink but that of streaks and their edges.
func (r *raster) clear(streak []bool, from, to int) bool {
	n := 0
	for x := 1; x+1 < r.width; x++ {
		if streak[x-1] || streak[x] || streak[x+1] {
			continue
		}
		for y := from; y < to; y++ {
			if r.dark(x, y) {
				n++
			}
		}
	}
	return float64(n) <= nothingElse*float64((to-from)*r.width)
}
