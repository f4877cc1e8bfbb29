package layout

import "github.com/yusuan/yusuan/document"

// Glyph is one visible character of a page.
type Glyph struct {
	Text  string       // what it means in Unicode, usually one rune; empty if unknown
	Box   document.Box // advance width by font ascent and descent, on the displayed page
	Size  float64      // font size in points as displayed
	Bold  bool
	Faint bool // as light on paper as a watermark
	Red   bool // as a stamp
	// Object tells which drawn string the glyph is of, from 1; 0 if unknown.
	Object int32
	Angle  int // degrees clockwise that the text runs away from left-to-right, 0 to 359, on the displayed page
	// Confidence is the recogniser's, 0 to 1; 0 for a glyph from a text layer.
	Confidence float64
	// Second is the recogniser's next likely reading, with its confidence.
	Second           string
	SecondConfidence float64
}

// Rule is a straight horizontal or vertical ruling, whatever drew it: a
// stroke, a dash row, a thin filled rectangle or a side of a filled or
// stroked box. Its box is as wide as the ink.
type Rule struct {
	Box      document.Box
	Vertical bool
}

// Page is all that a decoder tells of one page.
type Page struct {
	Number        int
	Width, Height float64 // as displayed
	Rotation      int
	Glyphs        []Glyph // in the order they were drawn; spaces included where the file has them
	Rules         []Rule
	Slanted       []Rule         // strokes that slant a little: rulings if all of the page does
	Fills         []document.Box // larger filled areas: shaded header rows and the like
	Images        []document.Box
	Outlines      int     // curved shapes that are filled; letters may be drawn so
	Hidden        int     // numeric tokens dropped as invisible
	Layer         []Glyph // text that nobody sees, over or under an image: what somebody else recognised in it
	OCR           bool
	Warp          document.Warp // how the page lies against all these places
}
