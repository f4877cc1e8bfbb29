package table

import (
	_ "embed"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/yusuan/yusuan/internal/pattern"
)

//go:embed words.yaml
var wordsYAML []byte

// words is words.yaml compiled.
var words = loadWords()

type wordList struct {
	grandTotal, currentTotal, subTotal *pattern.Pattern
	restatedTotal                      *pattern.Pattern
	carry, notAdditive                 *pattern.Pattern
	notPart, stageHead                 *pattern.Pattern
	lineCounter                        []string
	revenueSide, expenditureSide       *pattern.Pattern
	unitName, projectKind, budget      *pattern.Pattern
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
	whole := func(list []string) *pattern.Pattern {
		return pattern.MustCompile(`^(?:` + strings.Join(list, "|") + `)$`)
	}
	anywhere := func(list []string) *pattern.Pattern { return pattern.MustCompile(strings.Join(list, "|")) }
	return wordList{
		grandTotal: whole(y.GrandTotal), currentTotal: whole(y.CurrentTotal),
		subTotal: whole(y.SubTotal), restatedTotal: whole(y.Restated),
		carry: whole(y.CarryLines), notAdditive: anywhere(y.NotAdditive), lineCounter: y.LineCounter,
		notPart: anywhere(y.NotPart), stageHead: whole(y.StageHeads),
		revenueSide: anywhere(y.RevenueSide), expenditureSide: anywhere(y.SpendingSide),
		unitName: whole(y.UnitName), projectKind: whole(y.ProjectKind), budget: whole(y.Budget),
	}
}
