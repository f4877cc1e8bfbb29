package zh

import "strings"

// digits are the Chinese digits in order of their value.
const digits = "零一二三四五六七八九"

// isNumeral reports whether r is a Chinese digit or 十.
func isNumeral(r rune) bool { return r == '十' || strings.ContainsRune(digits, r) }

// digit is the value of an ASCII, a full-width or a Chinese digit, -1 of
// anything else.
func digit(r rune) int {
	switch {
	case r >= '0' && r <= '9':
		return int(r - '0')
	case r >= '０' && r <= '９':
		return int(r - '０')
	case r == '〇' || r == '○' || r == 'Ｏ':
		return 0
	}
	if k := strings.IndexRune(digits, r); k >= 0 {
		return k / len("零")
	}
	return -1
}

// Number reads 1, １, 03, 十二 and 二十一, up to 99 in Chinese numerals.
// Characters that are no digits count as nothing.
func Number(s string) int {
	n, ones := 0, 0
	for _, c := range s {
		switch d := digit(c); {
		case c < 0x80 && d >= 0, c >= '０' && c <= '９':
			n = n*10 + d
		case c == '十':
			n += max(ones, 1) * 10
			ones = 0
		default:
			ones = max(d, 0)
		}
	}
	return n + ones
}

// Numeral writes 1 to 99 as 一, 十二, 二十一.
func Numeral(n int) string {
	digit := func(n int) string { return digits[n*len("零") : (n+1)*len("零")] }
	s := ""
	if n >= 20 {
		s = digit(n / 10)
	}
	if n >= 10 {
		s += "十"
	}
	if n%10 > 0 {
		s += digit(n % 10)
	}
	return s
}
