package zh

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Date is a day that a text names, and its place there in bytes.
type Date struct {
	Year, Month, Day int
	Start, End       int
}

// String is the day as 2024-02-08.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// Dates are the days a text names with all four digits of the year, in order:
// 2024年2月8日, 2024-02-08, 2024/2/8, 2024.02.08, ２０２４－０２－０８, 二〇二四年二月八日.
func Dates(s string) (dates []Date) {
	for i := 0; i < len(s); {
		if d, ok := dateAt(s, i); ok && d.Year >= 100 {
			dates = append(dates, d)
			i = d.End
			continue
		}
		i = afterNumerals(s, i)
	}
	return dates
}

// LeadingDate is the day a text begins with, where what stands before it says
// that one follows: 24-02-08 and 20240208 are such days too.
func LeadingDate(s string) (Date, bool) {
	if d, ok := dateAt(s, 0); ok {
		if d.Year < 100 {
			d.Year += 2000
		}
		return d, true
	}
	const compact = len("20060102")
	if len(s) < compact || !IsDigits(s[:compact]) || len(s) > compact && isDigit(rune(s[compact])) {
		return Date{}, false
	}
	return day(Number(s[:4]), Number(s[4:6]), Number(s[6:compact]), 0, compact)
}

// afterNumerals is the place after the character at i, and after the digits
// that go on from it.
func afterNumerals(s string, i int) int {
	if end := numerals(s, i); end > i {
		return end
	}
	_, size := utf8.DecodeRuneInString(s[i:])
	return i + size
}

// numerals is the end of the digits and Chinese numerals that begin at i.
func numerals(s string, i int) int {
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		if digit(r) < 0 && r != '十' {
			break
		}
		i += size
	}
	return i
}

// Between the parts of a date stands one sign, twice the same, or 年 and 月.
const dateSigns = "-/.－／．—–"

// dateAt reads a date at a place; a year of two digits is given as it stands.
func dateAt(s string, start int) (Date, bool) {
	var parts [3]string
	var signs [2]rune
	i := start
	for k := range parts {
		end := numerals(s, i)
		parts[k] = s[i:end]
		if k == len(signs) {
			i = end
			break
		}
		sign, size := utf8.DecodeRuneInString(s[end:])
		if end == i || size == 0 {
			return Date{}, false
		}
		signs[k], i = sign, end+size
	}
	words := signs[0] == '年' && signs[1] == '月'
	if !words && (signs[0] != signs[1] || !strings.ContainsRune(dateSigns, signs[0])) {
		return Date{}, false
	}
	if rest, ok := strings.CutPrefix(s[i:], "日"); ok {
		i = len(s) - len(rest)
	}
	year, ok := yearOf(parts[0])
	for _, part := range parts[1:] {
		ok = ok && part != "" && utf8.RuneCountInString(part) <= len("三十一")/len("三")
	}
	if !ok {
		return Date{}, false
	}
	return day(year, Number(parts[1]), Number(parts[2]), start, i)
}

// yearOf reads the two or four digits of a year.
func yearOf(s string) (year int, ok bool) {
	n := 0
	for _, r := range s {
		if r == '十' {
			return 0, false
		}
		year = year*10 + digit(r)
		n++
	}
	return year, n == 2 || n == 4 && year >= 2000 && year < 2100
}

// day is a date if there can be such a day.
func day(year, month, of, start, end int) (Date, bool) {
	d := Date{year, month, of, start, end}
	return d, month >= 1 && month <= 12 && of >= 1 && of <= 31
}
