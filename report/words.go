package report

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
	"github.com/yusuan/yusuan/verify/rules"
)

// Label is a name in both languages of a report.
type Label struct {
	ZH   string `yaml:"zh"`
	EN   string `yaml:"en"`
	Mark string `yaml:"mark"` // of an outcome: the sign beside a checked figure
}

//go:embed words.yaml
var wordsYAML []byte

var words = loadWords()

type wordLists struct {
	Severities map[string]Label `yaml:"severities"`
	Outcomes   map[string]Label `yaml:"outcomes"`
	Seconds    map[string]Label `yaml:"second_readings"`
	Reports    map[string]Label `yaml:"reports"`
	Statuses   map[string]Label `yaml:"statuses"`
	Unread     map[string]Label `yaml:"unread"`
	Recognised map[string]Label `yaml:"recognised"`
	Doubt      map[string]Label `yaml:"doubt"`
	Nothing    map[string]Label `yaml:"nothing"`
	Kinds      map[string]Label `yaml:"kinds"`

	rules, reasons map[string]Label // from verify
}

func loadWords() wordLists {
	var w wordLists
	if err := yaml.UnmarshalWithOptions(wordsYAML, &w, yaml.Strict()); err != nil {
		panic("report: words.yaml: " + err.Error())
	}
	w.rules = map[string]Label{}
	for _, r := range rules.All() {
		w.rules[r.ID] = Label{ZH: r.TitleZH, EN: r.TitleEN}
	}
	w.reasons = map[string]Label{}
	for _, r := range verify.Reasons() {
		w.reasons[r.ID] = Label{ZH: r.ZH, EN: r.EN}
	}
	return w
}

// named is the label of a name in a list, or the name itself as words.
func named[T ~string](list map[string]Label, name T) Label {
	if l, ok := list[string(name)]; ok {
		return l
	}
	plain := strings.ReplaceAll(string(name), "_", " ")
	return Label{ZH: plain, EN: plain, Mark: "·"}
}

// Unread says why a document, or which pages of it, were not read; empty for
// one that was read in full. Where there is more to say than its status, that
// is in the record's error, in English.
func Unread(r *schema.Record) Label { return unread(r.Status, r.Document.Unread()) }

func unread(status schema.Status, pages []int) Label {
	switch {
	case status == schema.StatusRead:
		return Label{}
	case status != schema.StatusScanned || len(pages) == 0:
		return named(words.Statuses, status)
	case pages[len(pages)-1] == 0:
		return words.Unread["pictures"]
	}
	which, l := document.PageRanges(pages), words.Unread["pages"]
	return Label{ZH: fmt.Sprintf(l.ZH, strings.ReplaceAll(which, ", ", "、")), EN: fmt.Sprintf(l.EN, which)}
}

// Recognised says which pages of a document were read by text recognition, and
// how far their figures can be trusted; empty for one without such pages.
func Recognised(r *schema.Record) Label {
	if r.Document == nil || r.Document.Recognizer == "" {
		return Label{}
	}
	var pages []int
	for i := range r.Document.Pages {
		if p := &r.Document.Pages[i]; p.Status == document.PageOCR {
			pages = append(pages, p.Number)
		}
	}
	if len(pages) == 0 {
		return Label{}
	}
	figures, doubtful, corrected := 0, 0, 0
	for i := range r.Tables {
		for k := range r.Tables[i].Cells {
			c := &r.Tables[i].Cells[k]
			if c.Confidence == 0 || c.Amount == nil {
				continue
			}
			figures++
			if c.Doubtful {
				doubtful++
			}
			if c.FirstReading != "" {
				corrected++
			}
		}
	}
	slices.Sort(pages)
	which, l := document.PageRanges(pages), words.Recognised["pages"]
	return Label{
		ZH: fmt.Sprintf(l.ZH, strings.ReplaceAll(which, ", ", "、"), r.Document.Recognizer, figures, doubtful, corrected),
		EN: fmt.Sprintf(l.EN, which, r.Document.Recognizer, figures, doubtful, corrected),
	}
}

// doubtOf says how sure a figure is that was recognised; empty for others.
func doubtOf(o *schema.Operand) Label {
	switch {
	case o.Doubtful:
		return words.Doubt["doubtful"]
	case o.Confidence > 0:
		return words.Doubt["recognised"]
	}
	return Label{}
}

// Nothing is what is said of a document without a finding: it depends on what
// was read and checked.
func Nothing(r *schema.Record) Label {
	all, _ := verify.Count(r, rules.All())
	switch {
	case all.Done == 0:
		return words.Nothing["unchecked"]
	case r.Status != schema.StatusRead:
		return words.Nothing["part"]
	}
	return words.Nothing["all"]
}
