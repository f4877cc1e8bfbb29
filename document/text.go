package document

import (
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
	if '!' <= r && r <= '~' || '\u3001' <= r && r < '\ufeff' {
		return false // nearly all of a text
	}
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

// MayBeYear reports four digits that may be a year rather than an amount or a
// code: 2023 of 专项资金2023.
func MayBeYear(s string) bool { return len(s) == 4 && (s[:2] == "19" || s[:2] == "20") }

// CountDigits counts the digits of a text.
func CountDigits(s string) (n int) {
	for _, r := range s {
		if IsDigit(r) {
			n++
		}
	}
	return n
}

// Numbers lists the numeric tokens of a text: runs of digits that may be
// joined by decimal points and thousands separators.
func Numbers(s string) (tokens []string) {
	// Expressions are several times slower, and this is asked of every text.
	start, end := 0, -1 // of the token
	goesOn := -1        // where a digit would belong to it
	for i, r := range s {
		switch {
		case IsDigit(r):
			if i != goesOn && i != end {
				if start < end {
					tokens = append(tokens, s[start:end])
				}
				start = i
			}
			end = i + utf8.RuneLen(r)
		case i == end && strings.ContainsRune(",，.．", r):
			goesOn = i + utf8.RuneLen(r)
		}
	}
	if start < end {
		tokens = append(tokens, s[start:end])
	}
	return tokens
}
