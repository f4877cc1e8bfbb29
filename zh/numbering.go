package zh

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Numbering is what stands before the words of a heading, a list item or the
// label of a row.
type Numbering struct {
	Level   int  // 1 一、 2 （一） 3 1. 4 (1) 5 ①; 0 none
	Ordinal int  // 0 if it could not be read
	OfWhich bool // 其中：
}

// maxNumbering bounds what is read of a text, in characters: no numbering is
// longer.
const maxNumbering = 12

// CutNumbering takes 其中： and numbering off the start of a text. A text that
// is nothing but 其中 keeps it.
func CutNumbering(s string) (Numbering, string) {
	var n Numbering
	for {
		rest, ok := strings.CutPrefix(s, "其中")
		if !ok {
			break
		}
		rest = strings.TrimLeft(rest, "：:、，,")
		if rest == "" {
			break
		}
		n.OfWhich, s = true, rest
	}
	level, number, end := numberingOf(s)
	if level == 0 {
		return n, s
	}
	n.Level, n.Ordinal = level, number
	rest := strings.TrimLeft(s[end:], "、.．")
	if inner, after := CutNumbering(rest); inner.OfWhich && !n.OfWhich {
		n.OfWhich, rest = true, after
	}
	return n, rest
}

// numberingOf is the level and the number at the start of a text, and where
// they end in bytes.
func numberingOf(s string) (level, number, end int) {
	var buf [maxNumbering]rune
	r, size := buf[:0], [maxNumbering + 1]int{}
	for i, c := range s {
		if len(r) == len(buf) {
			break
		}
		r = append(r, c)
		size[len(r)] = i + utf8.RuneLen(c)
	}
	if len(r) < 2 || slices.Contains(r, utf8.RuneError) {
		return 0, 0, 0
	}
	if r[0] >= '①' && r[0] <= '⑳' {
		return 5, int(r[0]-'①') + 1, size[1]
	}
	if r[0] >= '㈠' && r[0] <= '㈩' {
		return 2, int(r[0]-'㈠') + 1, size[1]
	}
	open := r[0] == '（' || r[0] == '('
	start := 0
	if open {
		start = 1
	}
	stop := start
	for stop < len(r) && isNumeral(r[stop]) {
		stop++
	}
	chinese := stop > start
	if !chinese {
		for stop < len(r) && isDigit(r[stop]) {
			stop++
		}
	}
	if stop == start || stop >= len(r) || stop-start > 4 {
		return 0, 0, 0
	}
	shut := r[stop] == '）' || r[stop] == ')'
	point := r[stop] == '、' || r[stop] == '.' || r[stop] == '．'
	switch {
	case open && shut && chinese:
		level = 2
	case open && shut:
		level = 4
	case !open && chinese && (point || r[stop] == ',' || r[stop] == '，'):
		level = 1
	case !open && !chinese && stop-start <= 2 && (point || shut) && !goesOn(r[stop+1:]):
		level = 3
	default:
		return 0, 0, 0
	}
	return level, Number(string(r[start:stop])), size[stop+1]
}

// goesOn reports whether the point after digits is that of a decimal: 1.5 and
// not 1.2024年.
func goesOn(after []rune) bool {
	return len(after) > 0 && isDigit(after[0]) && Year(string(after[:min(len(after), 5)])) == 0
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' || r >= '０' && r <= '９' }
