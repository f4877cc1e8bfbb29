package document

import "unicode/utf8"

// Place is where one character stands: a Box in less space, as there is one
// for every character. The zero Place is that of a character that is not
// printed, a space that the layout shows by leaving room.
type Place struct {
	X0, Y0, X1, Y1 float32
}

// PlaceOf is the place with the corners of a box.
func PlaceOf(b Box) Place {
	return Place{float32(b.X0), float32(b.Y0), float32(b.X1), float32(b.Y1)}
}

// Box is the place as a box.
func (p Place) Box() Box {
	return Box{float64(p.X0), float64(p.Y0), float64(p.X1), float64(p.Y1)}
}

// Span is the box of Text[start:end]. Of what runs over the end of a line it
// is the box of the part before, so that a box never holds other words. It is
// zero where the places are not known.
func (b *Block) Span(start, end int) (box Box) {
	if start < 0 || end > len(b.Text) || start >= end || len(b.Places) != utf8.RuneCountInString(b.Text) {
		return Box{}
	}
	first := utf8.RuneCountInString(b.Text[:start])
	return b.SpanOf(first, first+utf8.RuneCountInString(b.Text[start:end]))
}

// SpanOf is Span of characters start to end, for those who have counted them.
// There must be a place for each.
func (b *Block) SpanOf(start, end int) (box Box) {
	var last Box
	for _, p := range b.Places[start:end] {
		next := p.Box()
		if next.IsZero() {
			continue
		}
		if !last.IsZero() && !last.beside(next) {
			break
		}
		box, last = box.Union(next), next
	}
	return box
}

// beside reports that the middle of o is level with b, or plumb with it where
// text is set from top to bottom: a new line of either is not.
func (b Box) beside(o Box) bool {
	x, y := (o.X0+o.X1)/2, (o.Y0+o.Y1)/2
	return x >= b.X0 && x <= b.X1 || y >= b.Y0 && y <= b.Y1
}
