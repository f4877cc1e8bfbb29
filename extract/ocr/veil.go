package ocr

import "slices"

// What is much paler than the type of a page is no type: the back of the sheet
// that shows through, a grey watermark, a shaded cell. How it is told, in
// shares of the difference between ink and paper.
const (
	paleInk   = 0.45 // darker is type, which a scanner may have made uneven
	noVeil    = 0.12 // lighter is paper
	aboutType = 0.008
	// veiled is how much of it there is before anything is taken out, as a share
	// of the ink. Clean scans have none to speak of: the edges of type are pale
	// too, but no wider than a stroke is away.
	veiled = 0.05
	// anyType is the least share of what is darker than paper that type has, where
	// there is a veil as well.
	anyType = 0.01
)

// unveil takes out what is too pale to be type and too much to be its edges.
// Around the type, as wide as its edges are, everything stays as it is.
func (r *raster) unveil() {
	ink, paper := r.levels()
	span := paper - ink
	if span <= 0 {
		return
	}
	cut := uint8(float64(paper) - paleInk*float64(span))
	pale := uint8(float64(paper) - noVeil*float64(span))
	near := r.around(cut, max(1, int(aboutType*r.dpi+0.5)))
	veil, typed := 0, 0
	for y := 1; y+1 < r.height; y++ {
		for x := 1; x+1 < r.width; x++ {
			switch i := y*r.width + x; {
			case r.grey[i] < cut:
				typed++
			case !near[i] && r.grey[i] < pale && r.grey[i-1] < pale && r.grey[i+1] < pale &&
				r.grey[i-r.width] < pale && r.grey[i+r.width] < pale:
				veil++
			}
		}
	}
	if float64(veil) < veiled*float64(typed) {
		return
	}
	for i := range r.grey {
		if !near[i] {
			r.grey[i] = 255
		}
	}
	r.threshold = otsu(r.histogram())
}

// levels are the grey values of the page's ink and of its paper. Where what is
// darker than paper is of two kinds, of which one is a veil over the other, ink
// is the darker.
func (r *raster) levels() (ink, paper int) {
	histogram := r.histogram()
	mean := func(from, to int) (at, n int) {
		sum := 0
		for v := from; v < to; v++ {
			sum, n = sum+v*histogram[v], n+histogram[v]
		}
		return sum / max(n, 1), n
	}
	t := int(r.threshold)
	ink, all := mean(0, t)
	paper, _ = mean(t, 256)
	within := division(histogram[:t])
	dark, n := mean(0, within)
	light, _ := mean(within, t)
	if float64(n) >= anyType*float64(all) && float64(paper-light) < paleInk*float64(paper-dark) {
		ink = dark
	}
	return ink, paper
}

// The black that a scanner's lid leaves around a page.
const (
	blackGap  = 0.015 // inches of light within it: dust
	unevenly  = 0.1   // inches up and down over which it is even
	blackEdge = 0.02  // inches that it may be deeper than it is around there
	leastEdge = 0.02  // inches; less is a ruling or a speck
)

// trim makes the black border of a page white: from every side inwards as far
// as it is black, but not along the rulings and type that touch it.
func (r *raster) trim() {
	r.trimSide(r.height, r.width, r.width, 1)  // from the left
	r.trimSide(r.height, r.width, r.width, -1) // from the right
	r.trimSide(r.width, r.height, 1, r.width)  // from the top
	r.trimSide(r.width, r.height, 1, -r.width) // from below
}

// trimSide does so for the lines that go inwards from one side: how many there
// are and how long they are, the step from one to the next and along each.
// Below zero they are walked from their ends.
func (r *raster) trimSide(count, length, next, along int) {
	start := func(line int) int {
		if along < 0 {
			return line*next - along*(length-1)
		}
		return line * next
	}
	gap := int(blackGap * r.dpi)
	depth := make([]int, count)
	for line := range count {
		at := start(line)
		light := 0
		for k := 0; k < length/3 && light <= gap; k++ {
			if r.grey[at+k*along] < r.threshold {
				depth[line], light = k+1, 0
			} else {
				light++
			}
		}
	}
	around, deeper, least := int(unevenly*r.dpi), int(blackEdge*r.dpi), int(leastEdge*r.dpi)
	for line := range count {
		if depth[line] == 0 {
			continue
		}
		usual := median(slices.Clone(depth[max(0, line-around):min(count, line+around+1)]))
		if usual < least {
			continue
		}
		at := start(line)
		for k := range min(depth[line], usual+deeper) {
			r.grey[at+k*along] = 255
		}
	}
}

// around marks the pixels no farther than so many from one darker than cut,
// across and down.
func (r *raster) around(cut uint8, distance int) []bool {
	return r.nearTo(func(i int) bool { return r.grey[i] < cut }, distance)
}

// nearTo does so for pixels of any kind.
func (r *raster) nearTo(is func(i int) bool, distance int) []bool {
	near := make([]bool, len(r.grey))
	// One direction after the other: a square is as good as a circle here.
	spread := func(count, length, step, stride int, dark func(i int) bool) {
		for line := range count {
			start, last := line*stride, -distance-1
			for at := range length {
				if dark(start + at*step) {
					for k := max(last+distance+1, at-distance, 0); k < min(at+distance+1, length); k++ {
						near[start+k*step] = true
					}
					last = at
				}
			}
		}
	}
	spread(r.height, r.width, 1, r.width, is)
	across := make([]bool, len(near))
	copy(across, near)
	spread(r.width, r.height, r.width, 1, func(i int) bool { return across[i] })
	return near
}
