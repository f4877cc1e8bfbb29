package document

import (
	"regexp"
	"strings"
	"unicode"
)

// Squeeze removes all white space, including the ideographic and zero-width
// kinds, as the comparison of published labels wants it.
func Squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if isSpace(r) {
			return -1
		}
		return r
	}, s)
}

func isSpace(r rune) bool {
	switch r {
	case '\u200b', '\u200c', '\u200d', '\ufeff', '\u00ad', '\u2060':
		return true
	}
	return unicode.IsSpace(r)
}

// IsDigit reports ASCII and full-width digits.
func IsDigit(r rune) bool {
	return r >= '0' && r <= '9' || r >= '０' && r <= '９'
}

// CountDigits counts the digits of a text.
func CountDigits(s string) (n int) {
	for _, r := range s {
		if IsDigit(r) {
			n++
		}
	}
	return n
}

var numberToken = regexp.MustCompile(`[0-9０-９]+(?:[,，.．][0-9０-９]+)*`)

// Numbers lists the numeric tokens of a text: runs of digits that may be
// joined by decimal points and thousands separators.
func Numbers(s string) []string { return numberToken.FindAllString(s, -1) }
