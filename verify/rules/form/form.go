// Package form has the rules about how a document is made: that its tables
// are there, numbered, titled and not left empty without a word, and that
// names, years and numbers of lists are what they should be. They need no
// arithmetic.
package form

import "github.com/yusuan/yusuan/verify"

// Rules are the rules of this package.
var Rules = verify.Set{Group: "form"}

// quoted is how many characters of a passage a message quotes.
const quoted = 24

// excerpt is a passage from a mark on, cut short.
func excerpt(p *verify.Passage, at int) string {
	text, n := p.Text[at:], 0
	for i := range text {
		if n == quoted {
			return text[:i]
		}
		n++
	}
	return text
}

// firsts finds where a passage has texts first.
func firsts(p *verify.Passage) func(string) int {
	var find func(string) []int
	return func(text string) int {
		if find == nil {
			find = verify.Finder(p.Text)
		}
		if at := find(text); len(at) > 0 {
			return at[0]
		}
		return 0
	}
}
