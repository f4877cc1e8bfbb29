package table

import (
	_ "embed"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"
)

//go:embed words.yaml
var wordsYAML []byte

// words is words.yaml compiled.
var words = loadWords()

type wordList struct {
	grandTotal, currentTotal, subTotal *regexp.Regexp
	restatedTotal                      *regexp.Regexp
	carry, notAdditive                 *regexp.Regexp
	notPart, stageHead                 *regexp.Regexp
	lineCounter                        []string
	revenueSide, expenditureSide       *regexp.Regexp
	unitName, projectKind, budget      *regexp.Regexp
}

func loadWords() wordList {
	var y struct {
		GrandTotal   []string `yaml:"grand_total"`
		CurrentTotal []string `yaml:"current_total"`
		SubTotal     []string `yaml:"sub_total"`
		Restated     []string `yaml:"restated_total"`
		CarryLines   []string `yaml:"carry_lines"`
		NotAdditive  []string `yaml:"not_additive"`
		NotPart      []string `yaml:"not_part"`
		StageHeads   []string `yaml:"stage_heads"`
		LineCounter  []string `yaml:"line_counter"`
		RevenueSide  []string `yaml:"revenue_side"`
		SpendingSide []string `yaml:"expenditure_side"`
		UnitName     []string `yaml:"unit_name"`
		ProjectKind  []string `yaml:"project_kind"`
		Budget       []string `yaml:"budget"`
	}
	if err := yaml.UnmarshalWithOptions(wordsYAML, &y, yaml.Strict()); err != nil {
		panic("table: words.yaml: " + err.Error()) // part of the program and of its tests
	}
	whole := func(list []string) *regexp.Regexp {
		return regexp.MustCompile(`^(?:` + strings.Join(list, "|") + `)$`)
	}
	anywhere := func(list []string) *regexp.Regexp { return regexp.MustCompile(strings.Join(list, "|")) }
	return wordList{
		grandTotal: whole(y.GrandTotal), currentTotal: whole(y.CurrentTotal),
		subTotal: whole(y.SubTotal), restatedTotal: whole(y.Restated),
		carry: whole(y.CarryLines), notAdditive: anywhere(y.NotAdditive), lineCounter: y.LineCounter,
		notPart: anywhere(y.NotPart), stageHead: whole(y.StageHeads),
		revenueSide: anywhere(y.RevenueSide), expenditureSide: anywhere(y.SpendingSide),
		unitName: whole(y.UnitName), projectKind: whole(y.ProjectKind), budget: whole(y.Budget),
	}
}
