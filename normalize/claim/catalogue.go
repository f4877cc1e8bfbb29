package claim

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yusuan/yusuan/schema"
)

// File is claims.yaml: the words that sentences with figures are made of, and
// the patterns they stand in.
type File struct {
	Words   map[string][]string        `yaml:"words"`   // by kind of token
	Rise    []string                   `yaml:"rise"`    // change words
	Fall    []string                   `yaml:"fall"`    // change words
	Raised  []string                   `yaml:"raised"`  // in reasons
	Lowered []string                   `yaml:"lowered"` // in reasons
	Stages  map[schema.Stage][]string  `yaml:"stages"`  // plan words by what they plan
	Extents map[schema.Extent][]string `yaml:"extents"` // of governments: words for their whole region and their own level
	Figures []Pattern                  `yaml:"figures"`
	Moves   []Pattern                  `yaml:"moves"`

	Tails        []string               `yaml:"tails"`
	Titles       []string               `yaml:"titles"`
	Adds         []string               `yaml:"adds"`
	Heads        []string               `yaml:"heads"`
	Ours         []string               `yaml:"ours"`
	Generic      []string               `yaml:"generic"`
	Totals       []string               `yaml:"totals"`
	Accomplished []string               `yaml:"accomplished"`
	Same         []string               `yaml:"same"`
	Phrases      []string               `yaml:"phrases"`
	Organs       []string               `yaml:"organs"`
	Possessive   []string               `yaml:"possessive"`
	Wholes       []string               `yaml:"wholes"`
	Sides        map[string]string      `yaml:"sides"`
	Purchases    map[string]schema.Item `yaml:"purchases"`
	Reserved     []string               `yaml:"reserved"`
	Counts       []string               `yaml:"counts"`
	Counted      []string               `yaml:"counted"`
	Shifted      []string               `yaml:"shifted"`
	Suffix       map[string]string      `yaml:"suffix"`
	Verbs        []string               `yaml:"verbs"`
	Skip         []string               `yaml:"skip_sections"`
}

// Pattern is a row of tokens and what it makes of the figure after them, or,
// where no figure follows, of the sentence.
type Pattern struct {
	Role   string   `yaml:"role"`
	Figure []string `yaml:"figure"` // kinds of figure; empty for a pattern without one
	Tokens string   `yaml:"tokens"` // names of kinds, with the signs of regular expressions; <name: ...> is a part
}

// Catalogue is claims.yaml compiled. It is safe for concurrent use once it is
// compiled.
type Catalogue struct {
	File
	words   map[rune][]entry // by first character, the longest first
	counts  []string
	figures []pattern
	moves   []pattern
}

// pattern is a Pattern compiled.
type pattern struct {
	role role
	of   string // kinds of figure
	re   *regexp.Regexp
}

// Add lays a file over those that were added before: its words join theirs,
// its patterns are tried first.
func (c *Catalogue) Add(f File) error {
	if c.Words == nil {
		c.Words, c.Stages, c.Sides = map[string][]string{}, map[schema.Stage][]string{}, map[string]string{}
		c.Extents = map[schema.Extent][]string{}
		c.Purchases, c.Suffix = map[string]schema.Item{}, map[string]string{}
	}
	for k, w := range f.Words {
		if kinds[k] == 0 {
			return fmt.Errorf("words: %q is no kind of token", k)
		}
		c.Words[k] = append(c.Words[k], w...)
	}
	for stage, w := range f.Stages {
		if !schema.EnumOf[schema.Stage]().Has(string(stage)) {
			return fmt.Errorf("stages: %q is no stage", stage)
		}
		c.Stages[stage] = append(c.Stages[stage], w...)
	}
	for extent, w := range f.Extents {
		if !schema.EnumOf[schema.Extent]().Has(string(extent)) {
			return fmt.Errorf("extents: %q is none", extent)
		}
		c.Extents[extent] = append(c.Extents[extent], w...)
	}
	c.Figures, c.Moves = append(f.Figures, c.Figures...), append(f.Moves, c.Moves...)
	for _, l := range []struct{ to, from *[]string }{
		{&c.Rise, &f.Rise}, {&c.Fall, &f.Fall}, {&c.Raised, &f.Raised}, {&c.Lowered, &f.Lowered},
		{&c.Tails, &f.Tails}, {&c.Accomplished, &f.Accomplished},
		{&c.Totals, &f.Totals}, {&c.Adds, &f.Adds}, {&c.Heads, &f.Heads}, {&c.Ours, &f.Ours},
		{&c.Titles, &f.Titles}, {&c.Generic, &f.Generic},
		{&c.Same, &f.Same}, {&c.Phrases, &f.Phrases}, {&c.Organs, &f.Organs}, {&c.Possessive, &f.Possessive},
		{&c.Wholes, &f.Wholes}, {&c.Reserved, &f.Reserved}, {&c.Counts, &f.Counts}, {&c.Counted, &f.Counted},
		{&c.Shifted, &f.Shifted},
		{&c.Verbs, &f.Verbs}, {&c.Skip, &f.Skip},
	} {
		*l.to = append(*l.to, *l.from...)
	}
	maps.Copy(c.Sides, f.Sides)
	maps.Copy(c.Purchases, f.Purchases)
	maps.Copy(c.Suffix, f.Suffix)
	return nil
}

// Compile makes the catalogue ready once all files are added.
func (c *Catalogue) Compile() error {
	c.words = map[rune][]entry{}
	for _, name := range slices.Sorted(maps.Keys(c.Words)) {
		c.enter(kinds[name], "", "", c.Words[name])
	}
	c.enter(kindChange, "increase", "", c.Rise)
	c.enter(kindChange, "decrease", "", c.Fall)
	for _, stage := range slices.Sorted(maps.Keys(c.Stages)) {
		c.enter(kindPlan, "", stage, c.Stages[stage])
	}
	c.enter(kindNone, "", "", c.Phrases)
	for _, list := range c.words {
		slices.SortStableFunc(list, func(a, b entry) int { return cmp.Compare(len(b.text), len(a.text)) })
	}
	longest := func(a, b string) int { return cmp.Compare(len(b), len(a)) }
	c.counts = slices.SortedStableFunc(slices.Values(c.Counts), longest)
	c.Tails = slices.SortedStableFunc(slices.Values(c.Tails), longest)
	var err1, err2 error
	c.figures, err1 = compile(c.Figures)
	c.moves, err2 = compile(c.Moves)
	return errors.Join(err1, err2)
}

// Direction reports whether a reason says that something rose, and that something
// fell.
func (c *Catalogue) Direction(reason string) (rise, fall bool) {
	for _, p := range c.Phrases {
		reason = strings.ReplaceAll(reason, p, "，")
	}
	says := func(w string) bool { return strings.Contains(reason, w) }
	return slices.ContainsFunc(c.Rise, says) || slices.ContainsFunc(c.Raised, says),
		slices.ContainsFunc(c.Fall, says) || slices.ContainsFunc(c.Lowered, says)
}

// isCount reports a unit of what is counted.
func (c *Catalogue) isCount(unit string) bool { return slices.Contains(c.Counts, unit) }

// directed are words of the kinds whose direction they say themselves.
var directed = map[string]schema.Direction{
	"多": "increase", "少": "decrease", "大于": "increase", "高于": "increase", "多于": "increase", "超过": "increase",
	"超": "increase", "小于": "decrease", "低于": "decrease", "少于": "decrease", "等于": "none",
}

func (c *Catalogue) enter(k kind, d schema.Direction, stage schema.Stage, words []string) {
	for _, w := range words {
		first, _ := utf8.DecodeRuneInString(w)
		e := entry{w, k, d, stage}
		if k == kindWeak || k == kindVersus {
			e.direction = directed[w]
		}
		c.words[first] = append(c.words[first], e)
	}
}

var (
	partName = regexp.MustCompile(`\(([a-z]+):`)
	kindName = regexp.MustCompile(`[a-z]+`)
)

// compile makes expressions on rows of kinds.
func compile(list []Pattern) (out []pattern, err error) {
	for _, p := range list {
		q := pattern{role: role(p.Role)}
		if !roles[q.role] {
			return nil, fmt.Errorf("pattern %q: %q is no role", p.Tokens, p.Role)
		}
		unknown := ""
		kindOf := func(name string) string {
			if name == "any" {
				return "."
			}
			if kinds[name] == 0 {
				unknown = name
			}
			return string(rune(kinds[name]))
		}
		for _, f := range p.Figure {
			q.of += kindOf(f)
		}
		text := partName.ReplaceAllStringFunc(p.Tokens, func(open string) string {
			return "(?P<" + strings.ToUpper(open[1:len(open)-1]) + ">"
		})
		text = kindName.ReplaceAllStringFunc(strings.ReplaceAll(text, " ", "\x00"), kindOf)
		if unknown != "" {
			return nil, fmt.Errorf("pattern %q: %q is no kind of token", p.Tokens, unknown)
		}
		q.re, err = regexp.Compile("^(?:" + strings.ReplaceAll(text, "\x00", "") + ")$")
		if err != nil {
			return nil, fmt.Errorf("pattern %q: %w", p.Tokens, err)
		}
		out = append(out, q)
	}
	return out, nil
}

// span is a part of a row of tokens; from is -1 if the pattern has no such part.
type span struct{ from, to int }

// match is the first pattern that a row of tokens fits.
func match(patterns []pattern, of kind, row string) (r role, subject, against span, ok bool) {
	for i := range patterns {
		p := &patterns[i]
		if of != 0 && strings.IndexByte(p.of, byte(of)) < 0 {
			continue
		}
		m := p.re.FindStringSubmatchIndex(row)
		if m == nil {
			continue
		}
		part := func(name string) span {
			if g := p.re.SubexpIndex(name); g > 0 && m[2*g] >= 0 {
				return span{m[2*g], m[2*g+1]}
			}
			return span{-1, -1}
		}
		return p.role, part("SUBJECT"), part("AGAINST"), true
	}
	return "", span{-1, -1}, span{-1, -1}, false
}
