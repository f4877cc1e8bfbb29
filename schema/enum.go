package schema

import (
	"encoding/csv"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// Enum is a closed list: the words that columns of one Go type hold, with what
// they are called in both languages.
type Enum struct {
	Name    string // as in docs/schema.md
	EN, ZH  string // what it tells
	Years   bool   // a member may have a year after it: budget_2023
	Members []Member
}

// Member is one word of a closed list.
type Member struct {
	Value  string
	Parent string // of a tree: the member this one is a part of; empty for a root and in plain lists
	EN, ZH string
}

var enums = map[reflect.Type]*Enum{}

// list declares the members of a type. The empty word is none of them: it is
// null where a column can be.
func list[T ~string](name, en, zh string, members ...Member) *Enum {
	e := &Enum{Name: name, EN: en, ZH: zh, Members: members}
	enums[reflect.TypeFor[T]()] = e
	return e
}

// ofYears lets the members stand with a year after them: budget_2023.
func (e *Enum) ofYears() *Enum {
	e.Years = true
	return e
}

// members reads those of a list that is kept as data: value, en, zh.
func members(text string) (all []Member) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comment, r.FieldsPerRecord = '#', 3
	records, err := r.ReadAll()
	if err != nil {
		panic("schema: " + err.Error()) // the file is part of the program and of its tests
	}
	for _, m := range records[1:] {
		all = append(all, Member{Value: m[0], EN: m[1], ZH: m[2]})
	}
	return all
}

// Enums are all closed lists, by name.
func Enums() []*Enum {
	all := make([]*Enum, 0, len(enums))
	for _, e := range enums {
		all = append(all, e)
	}
	slices.SortFunc(all, func(a, b *Enum) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// EnumOf is the closed list of a type, nil if it has none.
func EnumOf[T ~string]() *Enum { return enums[reflect.TypeFor[T]()] }

// Label is what a word of the list is called, in both languages; the word
// itself if it is none of its members.
func (e *Enum) Label(word string) (en, zh string) {
	if m := e.Member(word); m != nil {
		return m.EN, m.ZH
	}
	return word, word
}

// Member is the member of that value, nil if there is none.
func (e *Enum) Member(value string) *Member {
	for i := range e.Members {
		if e.Members[i].Value == value {
			return &e.Members[i]
		}
	}
	return nil
}

// Has reports whether a column of the list may hold the word.
func (e *Enum) Has(word string) bool {
	if e.Member(word) != nil {
		return true
	}
	year := yearSuffix.FindStringIndex(word)
	return e.Years && year != nil && e.Member(word[:year[0]]) != nil
}

var yearSuffix = regexp.MustCompile(`_[12][0-9]{3}$`)

// parents are the members that are a part of another, each with that other.
func parents[T ~string](e *Enum) map[T]T {
	of := map[T]T{}
	for _, m := range e.Members {
		if m.Parent != "" {
			of[T(m.Value)] = T(m.Parent)
		}
	}
	return of
}
