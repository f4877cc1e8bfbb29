package pattern

import (
	"regexp/syntax"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestRequired(t *testing.T) {
	digits := strings.Split("0123456789", "")
	for _, c := range []struct {
		expression string
		want       [][]string
	}{
		{`主要(?:原因|用于)是`, [][]string{{"主要"}, {"原因", "用于"}, {"是"}}},
		{`(?:增加|减少)[0-9]+万元`, [][]string{{"增加", "减少"}, digits, {"万元"}}},
		{`的的|了了`, [][]string{{"的的", "了了"}}},
		{`(?:没有|无)[^，]{0,14}基金`, [][]string{{"没有", "无"}, {"基金"}}},
		{`[XＸ×]{2,}|待填`, [][]string{{"X", "×", "Ｘ", "待填"}}},
		{`(?:a.bc|d[0-9]?e+)f`, [][]string{{"bc", "d"}, {"f"}}},
		{`(?:20[0-9]{2})?年?`, nil},
		{`(?i)abc`, nil},
		{`\p{Han}+`, nil},
		{`元?`, nil},
	} {
		tree, err := syntax.Parse(c.expression, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		got := required(tree.Simplify())
		if !slices.EqualFunc(got, c.want, slices.Equal[[]string]) {
			t.Errorf("%s: %q, want %q", c.expression, got, c.want)
		}
	}
}

// A pattern finds what its expression finds, in any text.
func FuzzPattern(f *testing.F) {
	f.Add(`主要(?:原因|用于)(?:是|为|系)?[：:]?[。；]|原因(?:是|为|系)[：:]?[。；]`, "增加的主要原因是。")
	f.Add(`(a|b)?c{0,2}[xy]+`, "cx")
	f.Add(`(?i)A|(?:)b`, "a")
	f.Fuzz(func(t *testing.T, expression, text string) {
		tree, err := syntax.Parse(expression, syntax.Perl)
		if err != nil || len(expression) > 100 || !utf8.ValidString(text) {
			t.Skip()
		}
		p := MustCompile(expression)
		if got, want := p.MatchString(text), p.Regexp.MatchString(text); got != want {
			t.Errorf("%q in %q (needs %q of %s): %t, want %t", expression, text, p.words, tree, got, want)
		}
	})
}
