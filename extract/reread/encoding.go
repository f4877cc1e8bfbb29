package reread

import (
	"strconv"
	"strings"
	"unicode/utf8"

	pdf "github.com/ledongthuc/pdf"
	"golang.org/x/text/encoding/charmap"
)

// encodingTable is the meaning of the codes of a simple font: a base encoding
// and the differences to it.
func encodingTable(v pdf.Value) (table [256]string) {
	base := v.Name()
	if v.Kind() == pdf.Dict {
		base = v.Key("BaseEncoding").Name()
	}
	page := charmap.Windows1252
	if base == "MacRomanEncoding" {
		page = charmap.Macintosh
	}
	// The encodings agree on printable ASCII but for quotation marks. Codes
	// below are those of a subset numbered by its producer.
	for i := ' '; i < 256; i++ {
		if r := page.DecodeByte(byte(i)); r != utf8.RuneError {
			table[i] = string(r)
		}
	}
	code := int64(0)
	differences := v.Key("Differences")
	for i := range differences.Len() {
		switch d := differences.Index(i); d.Kind() {
		case pdf.Integer:
			code = d.Int64()
		case pdf.Name:
			if code >= 0 && code < 256 {
				table[code] = glyphText(d.Name())
			}
			code++
		}
	}
	return table
}

// glyphNames are those that matter in numbers, from the Adobe Glyph List.
var glyphNames = map[string]string{
	"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4",
	"five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
	"period": ".", "comma": ",", "hyphen": "-", "minus": "-", "percent": "%", "space": " ",
	"nbspace": " ", "nonbreakingspace": " ", "parenleft": "(", "parenright": ")", "slash": "/", "colon": ":",
	".notdef": other,
}

// glyphText is the meaning of a glyph's name. A name that is only a number of
// the producer's says nothing.
func glyphText(name string) string {
	if s, ok := glyphNames[name]; ok {
		return s
	}
	name, _, _ = strings.Cut(name, ".") // variants, such as zero.tnum
	if s, ok := glyphNames[name]; ok {
		return s
	}
	for _, prefix := range []string{"uni", "u"} {
		if hex, ok := strings.CutPrefix(name, prefix); ok && len(hex) >= 4 {
			if prefix == "uni" {
				hex = hex[:4]
			}
			if n, err := strconv.ParseUint(hex, 16, 32); err == nil {
				return string(rune(n))
			}
		}
	}
	if strings.ContainsAny(name, "0123456789") {
		return ""
	}
	if utf8.RuneCountInString(name) == 1 {
		return name
	}
	return other
}
