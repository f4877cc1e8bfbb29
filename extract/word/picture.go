package word

import (
	"strconv"
	"strings"
)

// Lengths of WordprocessingML in points.
const (
	twip = 1.0 / 20
	emu  = 1.0 / 12700
)

// pageful is the least share of the room between the margins that a picture of
// a whole page takes.
const pageful = 0.6

// pictures counts those so large that they may be scans of a page. What stands
// behind the text is a background.
func pictures(body *node) (count int) {
	room := printable(body)
	body.find("drawing", func(d *node) {
		for _, frame := range d.kids { // inline or anchor
			extent := frame.child("x:extent")
			width, height := float64(extent.number("cx", 0))*emu, float64(extent.number("cy", 0))*emu
			if width*height >= pageful*room && frame.get("behindDoc") != "1" && frame.holds("x:pic") {
				count++
			}
		}
	})
	body.find("pict", func(d *node) {
		d.find("x:shape", func(shape *node) {
			style := shape.get("style")
			width, height := styleLength(style, "width"), styleLength(style, "height")
			if width*height >= pageful*room && !strings.Contains(style, "z-index:-") && shape.holds("x:imagedata") {
				count++
			}
		})
	})
	return count
}

// printable is the area between the margins, in square points: of the section
// that has the least, or of A4 with Word's own margins.
func printable(body *node) float64 {
	const width, height, across, along = 11906, 16838, 1800, 1440 // twips
	least := float64(width-2*across) * twip * (height - 2*along) * twip
	body.find("sectPr", func(section *node) {
		size, margins := section.child("pgSz"), section.child("pgMar")
		w := size.number("w", width) - margins.number("left", across) - margins.number("right", across)
		h := size.number("h", height) - margins.number("top", along) - margins.number("bottom", along)
		if w > 0 && h > 0 {
			least = min(least, float64(w)*twip*float64(h)*twip)
		}
	})
	return least
}

// styleLength is a length in points of a VML style such as
// "width:415pt;height:587pt"; other units are not used for pictures.
func styleLength(style, name string) float64 {
	for part := range strings.SplitSeq(style, ";") {
		key, value, _ := strings.Cut(part, ":")
		if strings.TrimSpace(key) == name {
			n, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(value), "pt"), 64)
			if err == nil {
				return n
			}
		}
	}
	return 0
}

// holds reports whether an element of that name stands anywhere below n.
func (n *node) holds(name string) (found bool) {
	n.find(name, func(*node) { found = true })
	return found
}
