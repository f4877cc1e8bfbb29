package schema

import (
	"strings"
	"unicode/utf8"
)

// Escape is the text with each byte that is not UTF-8 written as \x and two
// hexadecimal digits. It is the one guard every sink stands behind: readers of
// Parquet refuse a file that holds one such byte.
func Escape(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	const digits = "0123456789abcdef"
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			b.WriteString(`\x`)
			b.WriteByte(digits[s[i]>>4])
			b.WriteByte(digits[s[i]&15])
		} else {
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String()
}
