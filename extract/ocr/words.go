package ocr

import (
	_ "embed"
	"regexp"
	"strings"

	"github.com/yusuan/yusuan/document"
)

// words.txt are words of forms and titles in which a character looks much like
// another in some typefaces.
//
//go:embed words.txt
var wordList string

var words = func() map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(wordList) {
		out[w] = true
	}
	return out
}()

// unsure is the probability below which a character may give way to another one
// that makes a word.
const unsure = 0.97

// alike are characters that are taken for one another, by each of them.
var alike = func() map[string][]string {
	out := map[string][]string{}
	for _, group := range []string{"支文", "离高", "入人", "未末", "己已", "土士", "千干", "内门"} {
		for _, a := range group {
			for _, b := range group {
				if a != b {
					out[string(a)] = append(out[string(a)], string(b))
				}
			}
		}
	}
	return out
}()

// An amount with a point before it or behind its decimals, which no amount has.
var (
	speckBehind = regexp.MustCompile(`\d\.\d{2}[.,·]$`)
	speckBefore = regexp.MustCompile(`^[.,·]\d[\d,]*\.\d{2}$`)
)

// unspeck takes a point off either end of a line that is a speck.
func unspeck(chars []Char) []Char {
	if speckBehind.MatchString(textOf(chars)) {
		chars = chars[:len(chars)-1]
	}
	if speckBefore.MatchString(textOf(chars)) {
		chars = chars[1:]
	}
	return chars
}

func textOf(chars []Char) string {
	var text strings.Builder
	for i := range chars {
		text.WriteString(chars[i].Text)
	}
	return text.String()
}

// reword puts another character in the place of one that the engine is unsure
// of, if that makes a word of two characters with a neighbour where the first
// reading makes none: one that is next likely, or that looks alike. Digits are
// left alone: arithmetic knows more.
func reword(chars []Char) {
	at := func(i int) string {
		if i < 0 || i >= len(chars) {
			return ""
		}
		return chars[i].Text
	}
	word := func(i int, text string) bool { return words[at(i-1)+text] || words[text+at(i+1)] }
	for i := range chars {
		c := &chars[i]
		if c.Probability >= unsure || document.CountDigits(c.Text) > 0 || word(i, c.Text) {
			continue
		}
		for _, other := range append([]string{c.Second, c.Third}, alike[c.Text]...) {
			if other != "" && word(i, other) {
				c.Text, c.Second = other, c.Text
				break
			}
		}
	}
}
