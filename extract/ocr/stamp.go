package ocr

import "image"

// How a stamp is told on a scan without colour: it is paler than type, its
// strokes are broad, and it is larger than a line.
const (
	typeCore   = 0.05 // share of the ink that is surely type, where it is darkest
	stampPaler = 0.3  // by this share of the difference between ink and paper a stamp is paler
	leastStamp = 0.8  // inches wide and high; stampSize at most
	broad      = 0.02 // inches
	mostStamp  = 0.35 // share of its box that the squares with broad strokes fill at most; more is a fill
)

// unstamp takes grey stamps out, and leaves type under them that is as dark as
// the rest.
func (r *raster) unstamp() {
	pale := r.paleInk()
	if pale == 0 {
		return
	}
	side := max(2, int(tile*r.dpi))
	across := (r.width + side - 1) / side
	tiles := make([]int, across*((r.height+side-1)/side))
	// What is far from everything that is not as pale is within a broad stroke.
	other := func(i int) bool { return r.grey[i] < pale || r.grey[i] >= r.threshold }
	for i, is := range r.nearTo(other, max(1, int(broad*r.dpi/2))) {
		if !is {
			tiles[i/r.width/side*across+i%r.width/side]++
		}
	}
	near := []bool(nil)
	for _, p := range colourPatches(tiles, across, func(t int) bool { return tiles[t] > 0 }) {
		w, h := p.box.Dx()*side, p.box.Dy()*side
		if float64(min(w, h)) < leastStamp*r.dpi || float64(max(w, h)) > stampSize*r.dpi ||
			float64(len(p.tiles)) > mostStamp*float64(p.box.Dx()*p.box.Dy()) {
			continue
		}
		if near == nil {
			near = r.around(pale, max(1, int(aboutType*r.dpi+0.5)))
		}
		box := image.Rectangle{p.box.Min.Mul(side), p.box.Max.Mul(side)}.Inset(-side).
			Intersect(image.Rect(0, 0, r.width, r.height))
		for y := box.Min.Y; y < box.Max.Y; y++ {
			for i := y*r.width + box.Min.X; i < y*r.width+box.Max.X; i++ {
				if !near[i] {
					r.grey[i] = 255
				}
			}
		}
	}
}

// paleInk is the grey value from which on ink is paler than type; 0 if there is
// none.
func (r *raster) paleInk() uint8 {
	histogram := r.histogram()
	ink := 0
	for _, n := range histogram[:r.threshold] {
		ink += n
	}
	core, n := 0, 0
	for ; core < int(r.threshold) && float64(n) < typeCore*float64(ink); core++ {
		n += histogram[core]
	}
	paper := 255
	for n = 0; paper > int(r.threshold) && 2*n < len(r.grey)-ink; paper-- {
		n += histogram[paper]
	}
	pale := core + int(stampPaler*float64(paper-core))
	if pale >= int(r.threshold) {
		return 0
	}
	return uint8(pale)
}
