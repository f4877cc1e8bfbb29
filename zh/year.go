package zh

import "unicode/utf8"

// Year is the first year that a text names as one: 2025年, ２０２５年 and
// 二〇二五年; 0 if there is none.
func Year(s string) int {
	year, _, _ := YearSpan(s)
	return year
}

// YearSpan is the first year of a text and its place in bytes, 年 included.
func YearSpan(s string) (year, start, end int) {
	var last [4]struct{ digit, at int }
	for i, r := range s {
		if r == '年' {
			n := 0
			for _, d := range last {
				if d.digit < 0 {
					n = -1
					break
				}
				n = n*10 + d.digit
			}
			if n >= 2000 && n < 2100 {
				return n, last[0].at, i + utf8.RuneLen(r)
			}
		}
		copy(last[:], last[1:])
		last[3].digit, last[3].at = digit(r), i
	}
	return 0, 0, 0
}

// BareYearAt is where four digits of this century stand alone, with 年 after
// them or without; -1 if nowhere.
func BareYearAt(s string) int {
	for i := 0; i+4 <= len(s); i++ {
		if s[i] == '2' && s[i+1] == '0' && IsDigits(s[i:i+4]) && (i == 0 || !isDigit(rune(s[i-1]))) &&
			(i+4 == len(s) || !isDigit(rune(s[i+4]))) {
			return i
		}
	}
	return -1
}

// BareYear is the year at BareYearAt, for texts that say elsewhere that they
// speak of years, such as the head of a column; 0 if there is none.
func BareYear(s string) int {
	if i := BareYearAt(s); i >= 0 {
		return Number(s[i : i+4])
	}
	return 0
}
