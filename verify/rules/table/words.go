package table

import (
	_ "embed"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"
)

//go:embed words.yaml
var wordsYAML []byte

// wordList is words.yaml compiled.
type wordList struct {
	publicTotal      *regexp.Regexp
	flow, comparison map[string]*regexp.Regexp
}

var words = loadWords()

func loadWords() wordList {
	var y struct {
		PublicTotal string            `yaml:"public_total"`
		Flow        map[string]string `yaml:"flow"`
		Comparison  map[string]string `yaml:"comparison"`
	}
	if err := yaml.UnmarshalWithOptions(wordsYAML, &y, yaml.Strict()); err != nil {
		panic("verify: words.yaml of tables: " + err.Error())
	}
	whole := func(list []string) *regexp.Regexp {
		return regexp.MustCompile(`^(?:` + strings.Join(list, "|") + `)$`)
	}
	named := func(m map[string]string) map[string]*regexp.Regexp {
		out := make(map[string]*regexp.Regexp, len(m))
		for k, v := range m {
			out[k] = whole([]string{v})
		}
		return out
	}
	return wordList{
		publicTotal: whole([]string{y.PublicTotal}), flow: named(y.Flow), comparison: named(y.Comparison),
	}
}
