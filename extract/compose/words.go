package compose

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
)

//go:embed words.yaml
var wordsYAML []byte

type unitWord struct {
	Printed string `yaml:"printed"`
	Value   string `yaml:"value"`
}

// vocabulary is words.yaml.
type vocabulary struct {
	Units              []unitWord `yaml:"units"`
	UnitLabels         []string   `yaml:"unit_labels"`
	Currencies         []string   `yaml:"currencies"`
	CountUnits         []string   `yaml:"count_units"`
	OrganizationLabels []string   `yaml:"organization_labels"`
	LabelTails         []string   `yaml:"label_tails"`
	Seals              []string   `yaml:"seals"`
	OrganizationEnds   []string   `yaml:"organization_ends"`
	DateLabels         []string   `yaml:"date_labels"`
	TitleEnds          []string   `yaml:"title_ends"`
	TitleJoints        []string   `yaml:"title_joints"`
	TitleNot           []string   `yaml:"title_not"`
	Continued          []string   `yaml:"continued"`
	GoesOn             []string   `yaml:"goes_on"`
	NotePrefixes       []string   `yaml:"note_prefixes"`
	NoteContains       []string   `yaml:"note_contains"`
	Signatures         []string   `yaml:"signatures"`
	TotalLabels        []string   `yaml:"total_labels"`
	NoneWords          []string   `yaml:"none_words"`
	ColumnNumberMarks  []string   `yaml:"column_number_marks"`
	CodeHeads          []string   `yaml:"code_heads"`
	AmountHeads        []string   `yaml:"amount_heads"`
	FormKeys           []string   `yaml:"form_keys"`
	IndicatorHeads     []string   `yaml:"indicator_heads"`
}

var words = loadWords(wordsYAML)

func loadWords(data []byte) (v vocabulary) {
	if err := yaml.Unmarshal(data, &v); err != nil {
		panic(fmt.Sprintf("compose: embedded words.yaml: %v", err))
	}
	return v
}

// spaced is a pattern for a word whose characters may be set apart.
func spaced(word string) string {
	var b strings.Builder
	for i, r := range []rune(word) {
		if i > 0 {
			b.WriteString(`[\s\p{Zs}]*`)
		}
		b.WriteString(regexp.QuoteMeta(string(r)))
	}
	return b.String()
}

// longerThan are the words of more than n characters.
func longerThan(n int, list []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(w string) bool { return utf8.RuneCountInString(w) <= n })
}

// anyOf is a pattern for any of the words, longest first.
func anyOf(list []string) string {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b string) int { return len(b) - len(a) })
	for i, w := range list {
		list[i] = spaced(w)
	}
	return `(?:` + strings.Join(list, `|`) + `)`
}

func printedUnits() (list []string) {
	for _, u := range words.Units {
		list = append(list, u.Printed)
	}
	return list
}

// unitNames are the labels of a unit that do not head a column of amounts.
func unitNames() []string {
	return slices.DeleteFunc(slices.Clone(words.UnitLabels), func(w string) bool {
		return slices.Contains(words.AmountHeads, w)
	})
}

func hasAny(s string, list []string) bool {
	return slices.ContainsFunc(list, func(w string) bool { return strings.Contains(s, w) })
}

func hasSuffixAny(s string, list []string) bool {
	return slices.ContainsFunc(list, func(w string) bool { return strings.HasSuffix(s, w) })
}
