package verify

import (
	_ "embed"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/yusuan/yusuan/zh"
)

//go:embed words.yaml
var wordsYAML []byte

// wordList is words.yaml compiled.
type wordList struct {
	grandTotal, currentTotal, subTotal *regexp.Regexp
	carry                              *regexp.Regexp
	notAdditive, notPart               *regexp.Regexp
	stageHead, knownPart               *regexp.Regexp
	holds                              [][2]string
	revenueSide, expenditureSide       *regexp.Regexp
	unitName, lineCounter, projectKind *regexp.Regexp
	budget                             *regexp.Regexp
	threePublic, flow, comparison      map[string]*regexp.Regexp
}

var words = loadWords()

func loadWords() wordList {
	var y struct {
		GrandTotal   []string          `yaml:"grand_total"`
		CurrentTotal []string          `yaml:"current_total"`
		SubTotal     []string          `yaml:"sub_total"`
		CarryLines   []string          `yaml:"carry_lines"`
		NotAdditive  []string          `yaml:"not_additive"`
		NotPart      []string          `yaml:"not_part"`
		StageHeads   []string          `yaml:"stage_heads"`
		KnownParts   []string          `yaml:"known_parts"`
		Holds        [][2]string       `yaml:"holds"`
		ThreePublic  map[string]string `yaml:"three_public"`
		Flow         map[string]string `yaml:"flow"`
		Comparison   map[string]string `yaml:"comparison"`
		UnitName     string            `yaml:"unit_name"`
		LineCounter  string            `yaml:"line_counter"`
		ProjectKind  string            `yaml:"project_kind"`
		Budget       string            `yaml:"budget"`
		RevenueSide  string            `yaml:"revenue_side"`
		SpendingSide string            `yaml:"expenditure_side"`
	}
	if err := yaml.UnmarshalWithOptions(wordsYAML, &y, yaml.Strict()); err != nil {
		panic("verify: words.yaml: " + err.Error())
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
		grandTotal: whole(y.GrandTotal), currentTotal: whole(y.CurrentTotal), subTotal: whole(y.SubTotal),
		carry: whole(y.CarryLines), stageHead: whole(y.StageHeads), knownPart: whole(y.KnownParts),
		notAdditive: regexp.MustCompile(strings.Join(y.NotAdditive, "|")),
		notPart:     regexp.MustCompile(strings.Join(y.NotPart, "|")),
		revenueSide: regexp.MustCompile(y.RevenueSide), expenditureSide: regexp.MustCompile(y.SpendingSide),
		unitName: whole([]string{y.UnitName}), lineCounter: whole([]string{y.LineCounter}), projectKind: whole([]string{y.ProjectKind}), budget: whole([]string{y.Budget}),
		holds: y.Holds, threePublic: named(y.ThreePublic), flow: named(y.Flow), comparison: named(y.Comparison),
	}
}

// totalKind says what a line or column sums.
type totalKind uint8

const (
	noTotal      totalKind = iota
	grandTotal             // everything
	currentTotal           // the year's own lines
	subTotal               // a part of the list
)

// label is a row label or column head taken apart.
type label struct {
	text    string // without numbering and 其中
	level   int    // of its numbering: 1 一、 2 （一） 3 1. 4 （1） 5 ①; 0 none
	ordinal int    // 0 unknown
	ofWhich bool
	total   totalKind
	carry   bool
	code    string // leading digits of three, five or seven places
}

var (
	leadingCode  = regexp.MustCompile(`^[\[［【(（]?([0-9]{7}|[0-9]{5}|[0-9]{3})[\]］】)）]?[-－—_:：.]?([^0-9.,，．%％].*)$`)
	inBrackets   = regexp.MustCompile(`[（(][^（()）]*[）)]`)
	totalFormula = regexp.MustCompile(`[（(][0-9一二三四五六七八九十+＋、=＝-]+[）)]$`)
)

// parseLabel takes a squeezed label apart.
func parseLabel(s string) label {
	n, text := zh.CutNumbering(s)
	l := label{text: strings.TrimLeft(text, "，,"), level: n.Level, ordinal: n.Ordinal, ofWhich: n.OfWhich}
	if strings.TrimRight(l.text, ":：") == "其中" { // nothing else stands in the line
		l.ofWhich, l.text = true, ""
	}
	if m := leadingCode.FindStringSubmatch(l.text); m != nil {
		l.code, l.text = m[1], m[2]
	}
	l.total = totalOf(l.text)
	if l.ofWhich {
		l.total = noTotal
	}
	l.carry = l.total == noTotal && words.carry.MatchString(l.text)
	return l
}

func totalOf(s string) totalKind {
	s = strings.Trim(totalFormula.ReplaceAllString(s, ""), ":：*")
	switch {
	case words.currentTotal.MatchString(s):
		return currentTotal
	case words.grandTotal.MatchString(s):
		return grandTotal
	case words.subTotal.MatchString(s):
		return subTotal
	}
	return noTotal
}

// bare is a head or a name without its remarks in brackets.
func bare(s string) string { return inBrackets.ReplaceAllString(s, "") }
