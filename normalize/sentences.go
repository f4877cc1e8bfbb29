package normalize

import (
	"cmp"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
)

// sentences knows how figures are put into words; claims.yaml says it.
type sentences struct {
	Increase   []string               `yaml:"increase"`
	Decrease   []string               `yaml:"decrease"`
	Unchanged  []string               `yaml:"unchanged"`
	Compare    []string               `yaml:"compare"`
	Compared   []string               `yaml:"compared"`
	Alone      []string               `yaml:"alone"`
	Before     []string               `yaml:"before"`
	Times      []string               `yaml:"times"`
	Reason     []string               `yaml:"reason"`
	Purpose    []string               `yaml:"purpose"`
	Parts      []string               `yaml:"parts"`
	Lists      []string               `yaml:"lists"`
	Tails      []string               `yaml:"tails"`
	Generic    []string               `yaml:"generic"`
	Same       []string               `yaml:"same"`
	Phrases    []string               `yaml:"phrases"`
	Organs     []string               `yaml:"organs"`
	Purchases  map[string]schema.Item `yaml:"purchases"`
	Budgeted   []string               `yaml:"budgeted"`
	Possessive []string               `yaml:"possessive"`
	Wholes     []string               `yaml:"wholes"`
	Counts     []string               `yaml:"counts"`
	Counted    []string               `yaml:"counted"`
	Suffix     map[string]string      `yaml:"suffix"`
	Verbs      []string               `yaml:"verbs"`
	Skip       []string               `yaml:"skip_sections"`
}

func (s *sentences) load(layers []fs.FS) error {
	err := eachYAML(layers, "claims.yaml", func(f sentences) error {
		for _, p := range []struct{ to, from *[]string }{
			{&s.Increase, &f.Increase}, {&s.Decrease, &f.Decrease}, {&s.Unchanged, &f.Unchanged}, {&s.Compare, &f.Compare},
			{&s.Compared, &f.Compared}, {&s.Alone, &f.Alone}, {&s.Before, &f.Before}, {&s.Times, &f.Times}, {&s.Reason, &f.Reason}, {&s.Purpose, &f.Purpose}, {&s.Parts, &f.Parts}, {&s.Lists, &f.Lists}, {&s.Tails, &f.Tails},
			{&s.Generic, &f.Generic}, {&s.Same, &f.Same}, {&s.Phrases, &f.Phrases}, {&s.Organs, &f.Organs}, {&s.Budgeted, &f.Budgeted}, {&s.Possessive, &f.Possessive}, {&s.Wholes, &f.Wholes}, {&s.Counts, &f.Counts},
			{&s.Counted, &f.Counted}, {&s.Verbs, &f.Verbs}, {&s.Skip, &f.Skip},
		} {
			*p.to = append(*p.to, *p.from...)
		}
		if s.Suffix == nil {
			s.Suffix, s.Purchases = map[string]string{}, map[string]schema.Item{}
		}
		maps.Copy(s.Suffix, f.Suffix)
		maps.Copy(s.Purchases, f.Purchases)
		return nil
	})
	for _, l := range [][]string{s.Increase, s.Decrease, s.Reason, s.Tails, s.Counts, s.Budgeted, s.Compare, s.Alone, s.Times} {
		slices.SortStableFunc(l, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	}
	return err
}

// figure is a number with its unit in a sentence.
type figure struct {
	start, end int // bytes of number and unit together
	amount     schema.Amount
	money      bool
	percent    bool
	about      bool // 约, 余, 左右
}

// figures finds the numbers of a text that have a unit, thresholds such as
// 50万元以上 excluded.
func (s *sentences) figures(text string) []figure {
	var out []figure
	for i := 0; i < len(text); {
		if c := text[i]; c < '0' || c > '9' {
			i++
			continue
		}
		end := i + numberEnd(text[i:])
		f := figure{start: i, end: end}
		if i > 0 && (text[i-1] == '-' || text[i-1] == '.') {
			i = end
			continue
		}
		rest := text[end:]
		for _, w := range []string{"余", "多"} {
			if r, ok := strings.CutPrefix(rest, w); ok {
				f.about, rest, f.end = true, r, f.end+len(w)
			}
		}
		p := amount.Parse(text[i:end])
		unit, n := s.unit(rest)
		i = end
		if p.Kind != amount.Number || unit == "" {
			continue
		}
		f.end += n
		after := text[f.end:]
		if hasSuffix(text[:f.start], "（", "(") && hasPrefix(after, "）", ")") && (unit == "项" || unit == "类" || unit == "款") {
			continue // （01项） is part of a code
		}
		if u, ok := amount.Unit(unit).Exponent(); ok && u >= 0 {
			f.money = true
			if hasPrefix(after, "以上", "以下", "以内", "及以上") || included.MatchString(after) {
				i = f.end
				continue
			}
		}
		f.percent = unit == "%"
		f.about = f.about || hasPrefix(after, "左右") || hasSuffix(text[:f.start], "约", "近")
		f.amount = money(text[f.start:end], p, amount.Unit(unit))
		out = append(out, f)
		i = f.end
	}
	return out
}

// included is what makes a figure before it a threshold: 50万元（含）以上.
var included = regexp.MustCompile(`^[（(]含(?:[）)0-9]|以[上下内])`)

// unit is the unit a text starts with.
func (s *sentences) unit(rest string) (string, int) {
	for _, p := range []string{"%", "％"} {
		if strings.HasPrefix(rest, p) {
			return "%", len(p)
		}
	}
	if u, n := moneyUnit(rest); u != amount.NoUnit {
		return string(u), n
	}
	for _, c := range s.Counts {
		if strings.HasPrefix(rest, c) {
			return c, len(c)
		}
	}
	return "", 0
}

func hasPrefix(s string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(s, w) })
}

func hasSuffix(s string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.HasSuffix(s, w) })
}
