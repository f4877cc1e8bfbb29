package document

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
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

// Unsqueeze finds bytes start to end of Squeeze(s) in s itself; ok is false if
// there are no such bytes.
func Unsqueeze(s string, start, end int) (from, to int, ok bool) {
	if start < 0 || end <= start {
		return 0, 0, false
	}
	n := 0 // bytes of the squeezed text so far
	for i, r := range s {
		if isSpace(r) {
			continue
		}
		if n == start {
			from, ok = i, true
		}
		n += utf8.RuneLen(r)
		if n >= end {
			_, size := utf8.DecodeRuneInString(s[i:])
			return from, i + size, ok && n == end
		}
	}
	return 0, 0, false
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
