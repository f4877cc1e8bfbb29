package draw

import (
	"bytes"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Meaning is the text a character of a file stands for; empty if it tells
// nothing, as those for private use do.
func Meaning(r rune) string {
	switch {
	case r == unicode.ReplacementChar, r >= 0xfffe && r <= 0xffff, unicode.Is(unicode.Co, r), unicode.Is(unicode.Cs, r),
		r < 0x20 && !unicode.IsSpace(r), r >= 0x7f && r < 0xa0:
		return ""
	}
	return Unify(r)
}

// ZeroWidth reports characters that only direct the setting of others.
func ZeroWidth(r rune) bool {
	return r != '\u00ad' && unicode.Is(unicode.Cf, r)
}

// Unify replaces CJK radicals and compatibility ideographs, which some
// producers name instead of the ideograph that looks the same. Everything
// else stays as published.
func Unify(r rune) string {
	if r >= 0x2e80 && r <= 0x2fdf || r >= 0xf900 && r <= 0xfaff || r >= 0x2f800 && r <= 0x2fa1f {
		if s, ok := radicals[r]; ok {
			return string(s)
		}
		return norm.NFKC.String(string(r))
	}
	return string(r)
}

// BoldName reports a font that is bold by its name, which may be in Latin
// letters, in UTF-8 or in GBK.
func BoldName(name []byte) bool {
	lower := bytes.Clone(name)
	for i, b := range lower { // bytes.ToLower would spoil GBK
		if 'A' <= b && b <= 'Z' {
			lower[i] += 'a' - 'A'
		}
	}
	for _, w := range []string{"bold", "heavy", "black", "simhei", "stheiti", "粗", "黑体", "\xba\xda\xcc\xe5", "\xb4\xd6"} {
		if bytes.Contains(lower, []byte(w)) {
			return true
		}
	}
	return false
}

// white is the darkest channel value still taken for the paper.
const white = 250

// White reports the colour of paper; channels go from 0 to 255.
func White(red, green, blue uint32) bool { return red >= white && green >= white && blue >= white }

// faintLightness is how light, from black 0 to white 1, ink on paper is that
// may be a watermark's. Office programs set them in silver (0.75) or half
// transparent; the grey of text for people is darker than 0.6.
const faintLightness = 0.6

// Faint reports ink, of an opacity from 0 to 255, that is as light on paper as
// a watermark.
func Faint(red, green, blue, alpha uint32) bool {
	// The weights of ITU-R BT.601.
	lightness := (0.299*float64(red) + 0.587*float64(green) + 0.114*float64(blue)) / 255
	return 1-(1-lightness)*float64(alpha)/255 >= faintLightness
}
