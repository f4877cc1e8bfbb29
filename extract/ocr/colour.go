package ocr

import (
	"image"
	"image/color"
	"slices"
)

// How colour is told. Scanners and JPEG give black type coloured rims of less.
const (
	coloured   = 70   // difference of the strongest and the weakest of red, green and blue
	tile       = 0.05 // inches; colour is looked at in squares of this side
	tinted     = 0.06 // share of coloured pixels in a square that belongs to coloured ink
	typeHeight = 0.4  // inches; coloured ink no higher is a line of type
	filled     = 0.6  // share of coloured pixels from which on it is a fill behind type
	stampSize  = 2.5  // inches; what stands within coloured ink no larger is a part of a stamp
	leftOver   = 0.75 // of the brightness of coloured ink: type under it is darker than that
)

// inks fills in the grey values of a picture. Ink in colour counts as type,
// and as dark as it looks, where it stands in a line: a headline in red. What
// is higher is a stamp or a watermark, and what is filled a background; there
// only what is dark in every colour is ink, such as black type under a stamp.
func (r *raster) inks(img image.Image) {
	bright := make([]uint8, len(r.grey)) // the strongest of red, green and blue
	side := max(2, int(tile*r.dpi))
	across := (r.width + side - 1) / side
	tiles := make([]int, across*((r.height+side-1)/side))
	b := img.Bounds()
	for y := range r.height {
		for x := range r.width {
			red, green, blue := rgb(img, b.Min.X+x, b.Min.Y+y)
			i := y*r.width + x
			r.grey[i] = uint8((299*red + 587*green + 114*blue) / 1000)
			bright[i] = uint8(max(red, green, blue))
			if max(red, green, blue)-min(red, green, blue) > coloured {
				tiles[y/side*across+x/side]++
			}
		}
	}
	ink := func(t int) bool { return float64(tiles[t]) >= tinted*float64(side*side) }
	patches := colourPatches(tiles, across, ink)
	stamped := func(p *patch) bool {
		return slices.ContainsFunc(patches, func(o patch) bool {
			return o.high(side) > typeHeight*r.dpi && max(o.box.Dx(), o.box.Dy())*side <= int(stampSize*r.dpi) && p.box.In(o.box)
		})
	}
	for i := range patches {
		p := &patches[i]
		line := p.high(side) <= typeHeight*r.dpi && float64(p.pixels) < filled*float64(len(p.tiles)*side*side)
		if line && !stamped(p) {
			continue
		}
		white := r.paleAs(p, side, across, bright, img)
		for _, t := range p.tiles {
			// The squares around hold its thin ends.
			r.separate(t, side, across, bright, white)
			for _, q := range around(t, across, len(tiles)) {
				if !ink(q) {
					r.separate(q, side, across, bright, white)
				}
			}
		}
	}
}

// patch is coloured ink that hangs together, in squares.
type patch struct {
	tiles  []int
	box    image.Rectangle // in squares
	pixels int             // coloured ones
}

func (p *patch) high(side int) float64 { return float64(p.box.Dy() * side) }

func colourPatches(tiles []int, across int, ink func(int) bool) (out []patch) {
	seen := make([]bool, len(tiles))
	for t := range tiles {
		if seen[t] || !ink(t) {
			continue
		}
		var p patch
		seen[t] = true
		stack := []int{t}
		for len(stack) > 0 {
			s := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			p.tiles, p.pixels = append(p.tiles, s), p.pixels+tiles[s]
			p.box = p.box.Union(image.Rect(s%across, s/across, s%across+1, s/across+1))
			for _, q := range around(s, across, len(tiles)) {
				if !seen[q] && ink(q) {
					seen[q] = true
					stack = append(stack, q)
				}
			}
		}
		out = append(out, p)
	}
	return out
}

// paleAs is the grey value from which on what is left of a patch is its colour
// and not type under it.
func (r *raster) paleAs(p *patch, side, across int, bright []uint8, img image.Image) uint8 {
	sum, n := 0, 0
	b := img.Bounds()
	for _, t := range p.tiles {
		for y := t / across * side; y < min((t/across+1)*side, r.height); y++ {
			for x := t % across * side; x < min((t%across+1)*side, r.width); x++ {
				red, green, blue := rgb(img, b.Min.X+x, b.Min.Y+y)
				if max(red, green, blue)-min(red, green, blue) > coloured {
					sum, n = sum+int(bright[y*r.width+x]), n+1
				}
			}
		}
	}
	return uint8(leftOver * float64(sum) / float64(max(n, 1)))
}

// separate leaves in a square only what is dark in every colour.
func (r *raster) separate(t, side, across int, bright []uint8, white uint8) {
	for y := t / across * side; y < min((t/across+1)*side, r.height); y++ {
		for i := y*r.width + t%across*side; i < y*r.width+min((t%across+1)*side, r.width); i++ {
			if r.grey[i] = bright[i]; bright[i] >= white {
				r.grey[i] = 255
			}
		}
	}
}

// around are the squares beside and across the corners from one.
func around(p, across, all int) (out []int) {
	for dy := -1; dy <= 1; dy++ {
		for dx := -1; dx <= 1; dx++ {
			x, q := p%across+dx, p+dy*across+dx
			if (dx != 0 || dy != 0) && x >= 0 && x < across && q >= 0 && q < all {
				out = append(out, q)
			}
		}
	}
	return out
}

// rgb are the colours of a pixel on white paper, 0 to 255.
func rgb(img image.Image, x, y int) (red, green, blue int) {
	switch m := img.(type) {
	case *image.RGBA: // as pages are rendered; nothing in them is transparent
		p := m.Pix[m.PixOffset(x, y):]
		return int(p[0]), int(p[1]), int(p[2])
	case *image.YCbCr:
		c := m.YCbCrAt(x, y)
		r, g, b := color.YCbCrToRGB(c.Y, c.Cb, c.Cr)
		return int(r), int(g), int(b)
	}
	c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
	a := int(c.A)
	on := func(v uint8) int { return (int(v)*a + 255*(255-a)) / 255 }
	return on(c.R), on(c.G), on(c.B)
}
