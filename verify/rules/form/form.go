// Package form has the rules about how a document is made: that its tables
// are there, numbered, titled and not left empty without a word, and that
// names, years and numbers of lists are what they should be. They need no
// arithmetic.
package form

import (
	"strings"

	"github.com/yusuan/yusuan/verify"
)

// Rules are the rules of this package.
var Rules = verify.Set{Group: "form"}

// quoted is how many characters of a passage a message quotes.
const quoted = 24

// excerpt is a passage from a mark on, cut short.
func excerpt(p *verify.Passage, at int) string {
	r := []rune(p.Text[at:])
	return string(r[:min(quoted, len(r))])
}

// first is where a passage has a text first.
func first(p *verify.Passage, text string) int { return max(strings.Index(p.Text, text), 0) }
