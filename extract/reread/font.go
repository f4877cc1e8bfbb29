package reread

import (
	"strings"

	pdf "github.com/ledongthuc/pdf"
)

// font says how the strings shown with it fall into codes, and what each code
// means and how far it moves on, in ems.
type font struct {
	vertical bool
	next     func(s string) (code uint32, bytes int) // s is not empty
	text     func(code uint32, bytes int) string     // empty if the file does not tell
	width    func(code uint32, bytes int) float64
}

// other stands for what is certainly no part of a number.
const other = "□"

// font reads a font once, wherever it is used.
func (r *Reader) font(v pdf.Value) *font {
	key := v.String()
	if f, ok := r.fonts[key]; ok {
		return f
	}
	f := newFont(v)
	r.fonts[key] = f
	return f
}

func newFont(v pdf.Value) *font {
	if v.Key("Subtype").Name() == "Type0" {
		return compositeFont(v)
	}
	return simpleFont(v)
}

// simpleFont is one whose codes are single bytes.
func simpleFont(v pdf.Value) *font {
	table := encodingTable(v.Key("Encoding"))
	stated := unicodeMap(v.Key("ToUnicode"))
	unit := 0.001
	if v.Key("Subtype").Name() == "Type3" {
		unit = matrixOf(v.Key("FontMatrix")).a
	}
	widths := floats(v.Key("Widths"))
	first := int(v.Key("FirstChar").Int64())
	missing := v.Key("FontDescriptor").Key("MissingWidth").Float64()
	if len(widths) == 0 && missing == 0 {
		missing = standardWidth(v.Key("BaseFont").Name())
	}
	return &font{
		next: func(s string) (uint32, int) { return uint32(s[0]), 1 },
		text: func(code uint32, _ int) string {
			if s, ok := stated.text(code); ok {
				return s
			}
			return table[code&0xff]
		},
		width: func(code uint32, _ int) float64 {
			if i := int(code) - first; i >= 0 && i < len(widths) {
				return widths[i] * unit
			}
			return missing * unit
		},
	}
}

// standardWidth is that of a digit in the fonts every viewer has.
func standardWidth(name string) float64 {
	switch {
	case strings.Contains(name, "Courier"):
		return 600
	case strings.Contains(name, "Helvetica"), strings.Contains(name, "Arial"):
		return 556
	}
	return 500
}

// compositeFont is one whose codes are of several bytes and name glyphs of a
// collection (CIDs).
func compositeFont(v pdf.Value) *font {
	below := v.Key("DescendantFonts").Index(0)
	stated := unicodeMap(v.Key("ToUnicode"))
	widths := cidWidths(below.Key("W"))
	usual := 1000.0
	if dw := below.Key("DW"); !dw.IsNull() {
		usual = dw.Float64()
	}
	codes := codesOf(v.Key("Encoding"))
	ordering := below.Key("CIDSystemInfo").Key("Ordering").RawString()
	return &font{
		vertical: codes.vertical,
		next:     codes.next,
		text: func(code uint32, n int) string {
			if s, ok := stated.text(code); ok {
				return s
			}
			if codes.unicode != nil {
				return codes.unicode(code, n)
			}
			return collected(ordering, codes.cid(code, n))
		},
		width: func(code uint32, n int) float64 {
			if w, ok := widths[codes.cid(code, n)]; ok {
				return w / 1000
			}
			return usual / 1000
		},
	}
}

// cidWidths reads a W array: "first [w w w]" or "first last w", repeated.
func cidWidths(w pdf.Value) map[uint32]float64 {
	out := map[uint32]float64{}
	for i := 0; i+1 < w.Len(); {
		first := w.Index(i).Int64()
		next := w.Index(i + 1)
		if next.Kind() == pdf.Array {
			for k := range min(next.Len(), maxCodes-len(out)) {
				out[uint32(first)+uint32(k)] = next.Index(k).Float64()
			}
			i += 2
			continue
		}
		last, width := next.Int64(), w.Index(i+2).Float64()
		for cid := first; cid <= last && len(out) < maxCodes; cid++ {
			out[uint32(cid)] = width
		}
		i += 3
	}
	return out
}

// Where the collections of Adobe have printable ASCII: from CID 1 in all of
// them, and in GB1 a second time, half an em wide, from CID 814.
const (
	cidASCII     = 1
	cidHalfASCII = 814
)

// collected is the meaning of a glyph of a collection, as far as numbers need
// it. A collection without a known name says nothing.
func collected(ordering string, cid uint32) string {
	switch ordering {
	case "GB1", "CNS1", "Japan1", "Korea1":
	default:
		return ""
	}
	const printable = '~' - ' ' + 1
	switch {
	case cid >= cidASCII && cid < cidASCII+printable:
		return string(rune(' ' + cid - cidASCII))
	case ordering == "GB1" && cid >= cidHalfASCII && cid < cidHalfASCII+printable:
		return string(rune(' ' + cid - cidHalfASCII))
	}
	return other
}
