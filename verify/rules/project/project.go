// Package project has the rules about projects and their performance: that a
// project has one amount wherever it is printed, that its parts and its
// sources are all of it, that targets fit the money and points add up.
package project

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/internal/pattern"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// Rules are the rules of this package.
var Rules = verify.Set{Group: "project"}

//go:embed words.yaml
var wordsYAML []byte

// words is words.yaml compiled.
var words = loadWords()

type wordList struct {
	ProjectMoney map[string]*pattern.Pattern
	Evaluation   map[string]*pattern.Pattern
}

func loadWords() (w wordList) {
	var y struct {
		ProjectMoney map[string]string `yaml:"money"`
		Evaluation   map[string]string `yaml:"evaluation"`
	}
	if err := yaml.UnmarshalWithOptions(wordsYAML, &y, yaml.Strict()); err != nil {
		panic("verify: words.yaml of projects: " + err.Error())
	}
	compile := func(m map[string]string) map[string]*pattern.Pattern {
		out := make(map[string]*pattern.Pattern, len(m))
		for k, v := range m {
			out[k] = pattern.MustCompile(`^(?:` + v + `)$`)
		}
		return out
	}
	w.ProjectMoney, w.Evaluation = compile(y.ProjectMoney), compile(y.Evaluation)
	return w
}

// figure is an amount of a project, where its first source prints it.
func figure(p *verify.Pass, of *schema.Project, label string, a schema.Amount) verify.Observation {
	s := schema.Source{Row: -1, Column: -1}
	if len(of.Sources) > 0 {
		s = of.Sources[0]
	}
	o := verify.Worth(a)
	o.Operand = p.Place(nearest(p, s, a.Text), label, a.Text)
	return o
}

// longestSection is how many blocks of a narrative are searched for a figure
// from where its project is named.
const longestSection = 12

// nearest is the place of a figure in the section of the narrative that begins
// at a source; the source itself if it is not found there.
func nearest(p *verify.Pass, s schema.Source, text string) schema.Source {
	d := p.Record.Document
	if s.TableID != "" || text == "" || d == nil {
		return s
	}
	left := longestSection
	first := firstPages.Of(p)
	from, ok := first[s.Page]
	if !ok || s.Block < 0 || s.Block >= len(d.Pages[from].Blocks) {
		return s
	}
	for i := from; i < len(d.Pages); i++ {
		page := &d.Pages[i]
		block := 0
		if i == from {
			block = s.Block
		}
		for k := block; k < len(page.Blocks); k++ {
			if left--; left < 0 {
				return s
			}
			if b := &page.Blocks[k]; slices.Contains(document.Numbers(document.Squeeze(b.Text)), text) {
				return schema.Source{Page: page.Number, Block: k, Row: -1, Column: -1, Box: b.Box}
			}
		}
	}
	return s
}

// firstPages are the places of the first page of each number.
var firstPages = verify.NewView(func(p *verify.Pass) map[int]int {
	out := map[int]int{}
	for i := range p.Record.Document.Pages {
		if _, known := out[p.Record.Document.Pages[i].Number]; !known {
			out[p.Record.Document.Pages[i].Number] = i
		}
	}
	return out
})

// target is the figure of an indicator; false if it is none.
func target(p *verify.Pass, ind *schema.Indicator) (verify.Observation, bool) {
	o := verify.Observation{Operand: p.Place(ind.Source, ind.Level3, ind.Text)}
	a := amount.Parse(ind.Value)
	if a.Kind != amount.Number {
		return o, false
	}
	o.Interval, o.Unit = amount.Point(a.Value), ind.Unit
	return o, true
}

// targetText is a target as it is read.
func targetText(ind *schema.Indicator) string {
	return strings.NewReplacer("<=", "≤", ">=", "≥").Replace(ind.Text)
}

// ofScope are the indicators by the project they are of.
var ofScope = verify.NewView(func(p *verify.Pass) map[string][]*schema.Indicator {
	out := map[string][]*schema.Indicator{}
	for i := range p.Record.Indicators {
		ind := &p.Record.Indicators[i]
		out[ind.Scope] = append(out[ind.Scope], ind)
	}
	return out
})

// costs are the indicators of a project that limit what it costs.
func costs(p *verify.Pass, project string) (out []*schema.Indicator) {
	for _, ind := range ofScope.Of(p)[project] {
		_, isMoney := amount.Unit(ind.Unit).Exponent()
		if isMoney && strings.Contains(ind.Level1+ind.Level2, "成本") &&
			slices.Contains([]schema.Operator{"<=", "=", "<"}, ind.Operator) {
			out = append(out, ind)
		}
	}
	return out
}

// Names are alike if they share so many characters in a row, and so many
// tenths of the shorter one.
const (
	alikeRunes  = 5
	alikeTenths = 6
)

// alike reports that two names have most of the shorter one in common.
func alike(a, b string) bool {
	n := common(a, b)
	return n >= alikeRunes && 10*n >= alikeTenths*min(len([]rune(a)), len([]rune(b)))
}

// common is the longest run of characters two names share.
func common(a, b string) (longest int) {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for i := range x {
		for j := len(y) - 1; j >= 0; j-- {
			if x[i] == y[j] {
				row[j+1] = row[j] + 1
				longest = max(longest, row[j+1])
			} else {
				row[j+1] = 0
			}
		}
	}
	return longest
}

// hasForm reports a project with a performance table of its own.
func hasForm(p *verify.Pass, of *schema.Project) bool {
	return slices.ContainsFunc(of.Sources, func(s schema.Source) bool {
		t := p.Table(s.TableID)
		return s.TableID != "" && t != nil && t.Kind == schema.PerformanceProject
	})
}

// formsWithoutTotal counts the projects whose performance tables print no amount.
var formsWithoutTotal = verify.NewView(func(p *verify.Pass) (n int) {
	for i := range p.Record.Projects {
		if of := &p.Record.Projects[i]; hasForm(p, of) && !verify.Money(of.Total) {
			n++
		}
	}
	return n
})
