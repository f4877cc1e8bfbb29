package ocr

import "slices"

// How uneven light is told, as of a book that does not lie flat or of a
// photograph.
const (
	lightTile = 0.2  // inches; paper is looked at in squares of this side
	paperAt   = 0.9  // share of a square's pixels that are no brighter than its paper
	evenly    = 0.1  // share of the brightest paper by which all may differ
	abruptly  = 0.2  // share by which a square is darker than the next if it is no paper: a fill, the lid, a hole
	outermost = 0.05 // share of the squares that may be anything
	mostPaper = 0.5  // share of the squares that have to be paper
)

// flatten gives paper the same brightness all over the page, where it has not.
func (r *raster) flatten() {
	side := max(8, int(lightTile*r.dpi))
	across, down := r.width/side, r.height/side
	if across < 4 || down < 4 {
		return
	}
	levels := r.squares(side, across, down)
	sorted := slices.Clone(levels)
	slices.Sort(sorted)
	brightest := sorted[int((1-outermost)*float64(len(sorted)))]
	is := papers(levels, across, brightest)
	sorted = sorted[:0]
	for t, level := range levels {
		if is[t] {
			sorted = append(sorted, level)
		}
	}
	slices.Sort(sorted)
	if float64(len(sorted)) < mostPaper*float64(len(levels)) ||
		sorted[int(outermost*float64(len(sorted)))] > (1-evenly)*brightest {
		return
	}
	spread(levels, across, is)
	for y := range r.height {
		v := min(max((float64(y)+0.5)/float64(side)-0.5, 0), float64(down-1))
		j := min(int(v), down-2)
		for x := range r.width {
			u := min(max((float64(x)+0.5)/float64(side)-0.5, 0), float64(across-1))
			i := min(int(u), across-2)
			p := levels[j*across+i:]
			fu, fv := u-float64(i), v-float64(j)
			level := (p[0]*(1-fu)+p[1]*fu)*(1-fv) + (p[across]*(1-fu)+p[across+1]*fu)*fv
			if level < brightest {
				g := &r.grey[y*r.width+x]
				*g = uint8(min(float64(*g)*brightest/level, 255))
			}
		}
	}
}

// squares is the brightness of what is brightest in every square of a side in
// pixels.
func (r *raster) squares(side, across, down int) []float64 {
	out := make([]float64, across*down)
	for t := range out {
		var histogram [256]int
		for y := t / across * side; y < (t/across+1)*side; y++ {
			at := y*r.width + t%across*side
			for _, v := range r.grey[at : at+side] {
				histogram[v]++
			}
		}
		n, level := 0, 0
		for ; float64(n) < paperAt*float64(side*side); level++ {
			n += histogram[level]
		}
		out[t] = float64(level - 1)
	}
	return out
}

// papers marks the squares that are paper: the brightest, and those beside them
// that are not abruptly darker, and so on into the shade.
func papers(levels []float64, across int, brightest float64) []bool {
	is := make([]bool, len(levels))
	var open []int
	for t, level := range levels {
		if level >= (1-evenly)*brightest {
			is[t] = true
			open = append(open, t)
		}
	}
	for len(open) > 0 {
		t := open[len(open)-1]
		open = open[:len(open)-1]
		for _, q := range around(t, across, len(levels)) {
			if !is[q] && levels[q] >= (1-abruptly)*levels[t] {
				is[q] = true
				open = append(open, q)
			}
		}
	}
	return is
}

// spread gives squares that are no paper the brightness of the paper around.
func spread(levels []float64, across int, is []bool) {
	for again := true; again; {
		again = false
		before := slices.Clone(is)
		for t := range levels {
			if before[t] {
				continue
			}
			again = true
			sum, n := 0.0, 0
			for _, q := range around(t, across, len(levels)) {
				if before[q] {
					sum, n = sum+levels[q], n+1
				}
			}
			if n > 0 {
				levels[t], is[t] = sum/float64(n), true
			}
		}
	}
}
