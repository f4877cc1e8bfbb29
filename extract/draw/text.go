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
