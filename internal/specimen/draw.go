package specimen

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/yusuan/yusuan/internal/pdffile"
)

// font is one of those every reader of PDF has.
type font int

const (
	helvetica font = iota + 1
	helveticaBold
	times
	courier
	song
)

var fonts = []string{
	"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
	"<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>",
	"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>",
	"<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>",
	"<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/GBK-EUC-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2" +
		"/BaseFont/SimSun/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000/W[814 939 500]" +
		"/FontDescriptor<</Type/FontDescriptor/FontName/SimSun/Flags 6/FontBBox[0 -141 1000 859]/ItalicAngle 0" +
		"/Ascent 859/Descent -141/CapHeight 859/StemV 80>>>>]>>",
}

// widths of the printable characters of ASCII, in thousandths of the size,
// from the metrics that Adobe published for these fonts.
var widths = map[font]string{
	helvetica: "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 " +
		"556 278 278 " +
		"584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 " +
		"944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 " +
		"333 500 278 556 500 722 500 500 500 334 260 334 584",
	helveticaBold: "278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 " +
		"556 556 333 " +
		"333 584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 " +
		"667 944 667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 " +
		"611 389 556 333 611 556 778 556 556 500 389 280 389 584",
	times: "250 333 408 500 500 833 778 180 333 333 500 564 250 333 250 278 500 500 500 500 500 500 500 500 500 500 " +
		"278 278 564 " +
		"564 564 444 921 722 667 667 722 611 556 722 722 333 389 722 611 889 722 722 556 722 667 556 611 722 722 944 722 " +
		"722 611 333 278 333 469 500 333 444 500 444 500 444 333 500 500 278 278 500 278 778 500 500 500 500 333 389 278 " +
		"500 500 722 500 500 444 480 200 480 541",
}

var advances = func() map[font][]float64 {
	out := map[font][]float64{}
	for f, list := range widths {
		for w := range strings.FieldsSeq(list) {
			var n float64
			_, _ = fmt.Sscan(w, &n)
			out[f] = append(out[f], n/1000)
		}
	}
	return out
}()

func (f font) advance(r rune) float64 {
	switch {
	case f == song && r < 0x80:
		return 0.5
	case f == song:
		return 1
	case f == courier:
		return 0.6
	case r == '–': // as wide as a digit
		return advances[f]['0'-' ']
	}
	return advances[f][r-' ']
}

func (f font) width(s string, size float64) (w float64) {
	for _, r := range s {
		w += f.advance(r) * size
	}
	return w
}

func (f font) encode(s string) string {
	if f == song {
		b, err := simplifiedchinese.GBK.NewEncoder().String(s)
		if err != nil {
			panic(fmt.Sprintf("%q is not GBK: %v", s, err)) // the words are ours
		}
		return fmt.Sprintf("%X", b)
	}
	return fmt.Sprintf("%X", strings.ReplaceAll(s, "–", "\x96"))
}

// How a text is drawn: in one string, word by word, character by character,
// or in one array with the spaces as gaps.
const (
	byString = iota
	byWord
	byGlyph
	byArray
	manners
)

// canvas is a page whose origin is its upper left corner.
type canvas struct {
	ops           bytes.Buffer
	width, height float64
	manner        int
	r             *rand.Rand
}

// text draws a line whose baseline is at y.
func (c *canvas) text(f font, size, x, y float64, s string) {
	if strings.TrimSpace(s) == "" {
		return
	}
	show := func(x float64, s string) {
		fmt.Fprintf(&c.ops, "BT /F%d %.2f Tf %.2f %.2f Td <%s> Tj ET\n", f, size, x, c.height-y, f.encode(s))
	}
	switch c.manner {
	case byWord:
		for _, w := range strings.SplitAfter(s, " ") {
			show(x, w)
			x += f.width(w, size)
		}
	case byGlyph:
		for _, r := range s {
			show(x, string(r))
			x += f.width(string(r), size)
		}
	case byArray:
		fmt.Fprintf(&c.ops, "BT /F%d %.2f Tf %.2f %.2f Td [", f, size, x, c.height-y)
		for k, w := range strings.Split(s, " ") {
			if k > 0 {
				fmt.Fprintf(&c.ops, "%.0f", -1000*f.advance(' '))
			}
			fmt.Fprintf(&c.ops, "<%s>", f.encode(w))
		}
		fmt.Fprintf(&c.ops, "] TJ ET\n")
	default:
		show(x, s)
	}
}

// line draws a ruling, as a stroke or as a thin area.
func (c *canvas) line(x0, y0, x1, y1, width float64, filled bool) {
	if filled {
		fmt.Fprintf(&c.ops, "%.2f %.2f %.2f %.2f re f\n",
			x0-width/2, c.height-y1-width/2, x1-x0+width, y1-y0+width)
		return
	}
	fmt.Fprintf(&c.ops, "%.2f w %.2f %.2f m %.2f %.2f l S\n", width, x0, c.height-y0, x1, c.height-y1)
}

// fill draws an area of a light colour.
func (c *canvas) fill(x0, y0, x1, y1 float64, colour string) {
	fmt.Fprintf(&c.ops, "q %s rg %.2f %.2f %.2f %.2f re f Q\n", colour, x0, c.height-y1, x1-x0, y1-y0)
}

// pdf is the file of these pages.
func pdf(pages []*canvas) []byte {
	first := len(fonts) + 3
	var kids, names strings.Builder
	for i := range pages {
		fmt.Fprintf(&kids, "%d 0 R ", first+2*i)
	}
	for i := range fonts {
		fmt.Fprintf(&names, "/F%d %d 0 R", i+1, i+3)
	}
	objects := append([]string{"<</Type/Catalog/Pages 2 0 R>>",
		fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", kids.String(), len(pages))}, fonts...)
	for i, p := range pages {
		objects = append(objects, fmt.Sprintf(
			"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.0f %.0f]/Contents %d 0 R/Resources<</Font<<%s>>>>>>",
			p.width, p.height, first+2*i+1, names.String()), pdffile.Flate("", p.ops.String()))
	}
	return pdffile.Write("", objects...)
}
