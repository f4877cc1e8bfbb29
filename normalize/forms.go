package normalize

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/internal/yamlfile"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/zh"
)

// forms knows the labels of performance tables and of project sections.
type forms struct {
	known      *formsFile // the built-in one
	indicators terms[string]
	fields     terms[string]
	contacts   []string
	money      []string
	operators  []operatorWord // longest first
	after      []operatorWord
}

type operatorWord struct {
	word     string
	operator schema.Operator
}

type formsFile struct {
	Indicators map[string][]string          `yaml:"indicators"`
	Fields     map[string][]string          `yaml:"fields"`
	Contacts   []string                     `yaml:"contacts"`
	Money      []string                     `yaml:"money"`
	Operators  map[schema.Operator][]string `yaml:"operators"`
	After      map[schema.Operator][]string `yaml:"after"`
}

func (f *forms) load(layers []fs.FS) error {
	return eachYAML(layers, "forms.yaml", func(file formsFile) error {
		if f.known == nil { // what the built-in file has is what is read
			f.known = &file
		}
		for _, field := range slices.Sorted(maps.Keys(file.Indicators)) {
			if f.known.Indicators[field] == nil {
				return yamlfile.At(fmt.Errorf("%q is no column of indicators", field), "indicators", field)
			}
			for _, h := range file.Indicators[field] {
				f.indicators.add(h, field)
			}
		}
		for _, field := range slices.Sorted(maps.Keys(file.Fields)) {
			if f.known.Fields[field] == nil {
				return yamlfile.At(fmt.Errorf("%q is no field of a project", field), "fields", field)
			}
			for _, l := range file.Fields[field] {
				f.fields.add(l, field)
			}
		}
		for _, operator := range slices.Sorted(maps.Keys(file.Operators)) {
			if err := declared(operator); err != nil {
				return yamlfile.At(err, "operators", operator)
			}
		}
		for _, operator := range slices.Sorted(maps.Keys(file.After)) {
			if err := declared(operator); err != nil {
				return yamlfile.At(err, "after", operator)
			}
		}
		f.contacts = append(f.contacts, file.Contacts...)
		f.money = append(f.money, file.Money...)
		f.operators = operatorWords(f.operators, file.Operators)
		f.after = operatorWords(f.after, file.After)
		return nil
	})
}

func operatorWords(list []operatorWord, m map[schema.Operator][]string) []operatorWord {
	for op, words := range m {
		for _, w := range words {
			list = append(list, operatorWord{w, op})
		}
	}
	slices.SortFunc(list, func(a, b operatorWord) int {
		return cmp.Or(cmp.Compare(len(b.word), len(a.word)), cmp.Compare(a.word, b.word))
	})
	return list
}

// isContact reports a label beside which stands a person or a phone number.
func (f *forms) isContact(label string) bool {
	s := zh.Fold(label)
	if len([]rune(s)) > 14 {
		return false
	}
	for _, l := range f.contacts {
		if strings.HasSuffix(s, l) {
			return true
		}
	}
	return false
}

// isMoney reports a label beside which a number is an amount of money.
func (f *forms) isMoney(label string) bool {
	if len([]rune(label)) > 30 {
		return false
	}
	for _, w := range f.money {
		if strings.Contains(label, w) {
			return true
		}
	}
	return false
}

// target reads a target as printed: >=14.60万人次, 2025年12月10日, 提升.
func (f *forms) target(s string) (operator schema.Operator, value, unit string) {
	for _, o := range f.operators {
		if rest, ok := strings.CutPrefix(s, o.word); ok {
			operator, s = o.operator, rest
			break
		}
	}
	for _, o := range f.after {
		if rest, ok := strings.CutSuffix(s, o.word); ok && operator == "" {
			operator, s = o.operator, rest
			break
		}
	}
	end := amount.NumberEnd(s)
	if end == 0 || isDate(s) {
		return operator, s, ""
	}
	return operator, s[:end], s[end:]
}

// isDate reports 2025年12月10日, 12月18日, 2025年6月, 2025年.
func isDate(s string) bool {
	i := amount.NumberEnd(s)
	if i == 0 {
		return false
	}
	rest := s[i:]
	if i == 4 && strings.HasPrefix(rest, "年") {
		return true
	}
	if strings.HasPrefix(rest, "月") {
		d := rest[len("月"):]
		return d == "" || strings.HasPrefix(d, "底") || strings.HasPrefix(d, "前") || amount.NumberEnd(d) > 0
	}
	return i == 10 && strings.Count(s[:i], "-") == 2
}
