// Package pattern looks for regular expressions in texts of which nearly all lack
// the words that a match needs: those are passed over ten times faster than by
// matching.
//
// It knows regular expressions, and nothing of what they are for.
package pattern

import (
	"cmp"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
)

// Pattern is an expression that few of the texts match in which it is looked for.
type Pattern struct {
	*regexp.Regexp
	words [][]string // a text that lacks all of one list does not match; rarest first
}

// MustCompile is for expressions that the program itself gives.
func MustCompile(expression string) *Pattern {
	p := &Pattern{Regexp: regexp.MustCompile(expression)}
	if tree, err := syntax.Parse(expression, syntax.Perl); err == nil {
		p.words = required(tree.Simplify())
		slices.SortStableFunc(p.words, rarer)
		p.words = p.words[:min(len(p.words), mostLists)]
	}
	return p
}

// MayMatch reports whether the text has the words that a match needs.
func (p *Pattern) MayMatch(text string) bool {
	for _, words := range p.words {
		if !slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) }) {
			return false
		}
	}
	return true
}

// FindAllStringSubmatchIndex lists the matches as regexp does.
func (p *Pattern) FindAllStringSubmatchIndex(text string, most int) [][]int {
	if !p.MayMatch(text) {
		return nil
	}
	return p.Regexp.FindAllStringSubmatchIndex(text, most)
}

// MatchString reports whether the text contains a match.
func (p *Pattern) MatchString(text string) bool {
	return p.MayMatch(text) && p.Regexp.MatchString(text)
}

// FindStringSubmatch is the first match as regexp gives it.
func (p *Pattern) FindStringSubmatch(text string) []string {
	if !p.MayMatch(text) {
		return nil
	}
	return p.Regexp.FindStringSubmatch(text)
}

// ReplaceAllString is the text with another in the place of matches.
func (p *Pattern) ReplaceAllString(text, by string) string {
	if !p.MayMatch(text) {
		return text
	}
	return p.Regexp.ReplaceAllString(text, by)
}

// Words are looked for faster than an expression is matched as long as there are
// not more of them in a list, measured with passages of a hundred characters.
// That more lists hardly ever decide is a judgement.
const (
	mostWords = 24
	mostLists = 4
)

// required are lists of words: every match of the expression has one of each.
func required(re *syntax.Regexp) [][]string {
	switch re.Op {
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase == 0 {
			return [][]string{{string(re.Rune)}}
		}
	case syntax.OpCharClass:
		if words := ofClass(re.Rune); words != nil {
			return [][]string{words}
		}
	case syntax.OpCapture, syntax.OpPlus:
		return required(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return required(re.Sub[0])
		}
	case syntax.OpConcat:
		var all [][]string
		for _, sub := range re.Sub {
			all = append(all, required(sub)...)
		}
		return all
	case syntax.OpAlternate:
		var all []string // of each the rarest
		for _, sub := range re.Sub {
			lists := required(sub)
			if len(lists) == 0 {
				return nil
			}
			all = append(all, slices.MinFunc(lists, rarer)...)
			if len(all) > mostWords {
				return nil
			}
		}
		return [][]string{all}
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

// rarer orders lists by how few texts will have one of the words: longer words
// are rarer, then fewer words.
func rarer(a, b []string) int { return cmp.Or(shortest(b)-shortest(a), len(a)-len(b)) }

// shortest is the length of the shortest word.
func shortest(words []string) int {
	return len(slices.MinFunc(words, func(a, b string) int { return len(a) - len(b) }))
}
