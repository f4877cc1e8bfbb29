package draw

// Ink is the colour of a fill or a stroke, as far as it matters what is seen.
type Ink struct {
	Known  bool // false for patterns
	White  bool // as the paper is
	Clear  bool // fully transparent
	Opaque bool
	Faint  bool // as light on paper as watermarks are
	Red    bool // as stamps are
}

// white is the darkest channel value still taken for the paper.
const white = 250

// faintLightness is how light, from black 0 to white 1, ink on paper is that
// may be a watermark's. Office programs set them in silver (0.75) or half
// transparent; the grey of text for people is darker than 0.6.
const faintLightness = 0.6

// redLeast is how much red a stamp's colour has at least; of green and blue it
// has no half of that.
const redLeast = 160

// InkOf is a colour. Its channels and its opacity go from 0 to 255.
func InkOf(red, green, blue, alpha uint32) Ink {
	// The weights of ITU-R BT.601.
	lightness := (0.299*float64(red) + 0.587*float64(green) + 0.114*float64(blue)) / 255
	return Ink{
		Known: true, White: min(red, green, blue) >= white,
		Clear: alpha == 0, Opaque: alpha == 255,
		Faint: 1-(1-lightness)*float64(alpha)/255 >= faintLightness,
		Red:   red > redLeast && green < redLeast/2 && blue < redLeast/2,
	}
}
