package verify

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
)

// Pattern is an expression that is looked for in every passage. Nearly all
// passages lack its words, which is seen ten times faster than by matching.
type Pattern struct {
	*regexp.Regexp
	words []string // a text without any of them does not match; nil if unknown
}

// MustCompile is for expressions that the program itself gives.
func MustCompile(expression string) *Pattern {
	p := &Pattern{Regexp: regexp.MustCompile(expression)}
	if tree, err := syntax.Parse(expression, syntax.Perl); err == nil {
		p.words = required(tree.Simplify())
	}
	return p
}

// MayMatch reports whether the text has one of the words that a match needs.
func (p *Pattern) MayMatch(text string) bool {
	return p.words == nil || slices.ContainsFunc(p.words, func(word string) bool { return strings.Contains(text, word) })
}

// MatchString reports whether the text contains a match.
func (p *Pattern) MatchString(text string) bool {
	return p.MayMatch(text) && p.Regexp.MatchString(text)
}

// mostWords is how many words are still looked for faster than an expression
// is matched, measured with passages of a hundred characters.
const mostWords = 24

// required lists words of which every match of the expression has one; nil if
// there are none or too many.
func required(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase == 0 {
			return []string{string(re.Rune)}
		}
	case syntax.OpCharClass:
		return ofClass(re.Rune)
	case syntax.OpCapture, syntax.OpPlus:
		return required(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return required(re.Sub[0])
		}
	case syntax.OpConcat:
		var best []string
		for _, sub := range re.Sub {
			if words := required(sub); words != nil && (best == nil || rarer(words, best)) {
				best = words
			}
		}
		return best
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			words := required(sub)
			if words == nil || len(all)+len(words) > mostWords {
				return nil
			}
			all = append(all, words...)
		}
		return all
	}
	return nil
}

// ofClass are the characters of a class given as ranges.
func ofClass(ranges []rune) (words []string) {
	for i := 0; i < len(ranges); i += 2 {
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			if len(words) == mostWords {
				return nil
			}
			words = append(words, string(r))
		}
	}
	return words
}

// rarer reports whether fewer texts will have one of the words than one of the
// others: longer words are rarer, then fewer words.
func rarer(words, others []string) bool {
	shortest := func(list []string) int {
		return len(slices.MinFunc(list, func(a, b string) int { return len(a) - len(b) }))
	}
	if a, b := shortest(words), shortest(others); a != b {
		return a > b
	}
	return len(words) < len(others)
}
