package normalize

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/internal/yamlfile"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/table"
	"github.com/yusuan/yusuan/zh"
)

// meaning is what a word of a column head or a row label adds to the
// coordinates of an amount.
type meaning struct {
	Flow   schema.Flow   `yaml:"flow"`
	Fund   schema.Fund   `yaml:"fund"`
	Nature schema.Nature `yaml:"nature"`
	Item   schema.Item   `yaml:"item"`
	Stage  schema.Stage  `yaml:"stage"`
	Total  bool          `yaml:"total"`

	// Of governments: whose level, and the code that a word stands for.
	Extent schema.Extent `yaml:"extent"`
	Code   string        `yaml:"code"`
	Sums   string        `yaml:"sums"` // codes that it sums
}

// word is an entry of the catalogue: ways to say one meaning.
type word struct {
	Say     []string `yaml:"say"`
	Meaning meaning  `yaml:",inline"`
}

// declared refuses words that the closed lists of package schema do not have.
func (m meaning) declared() error {
	return errors.Join(declared(m.Flow), declared(m.Fund), declared(m.Nature), declared(m.Stage),
		declared(m.Extent))
}

func declared[T ~string](word T) error {
	if e := schema.EnumOf[T](); word == "" || e.Has(string(word)) {
		return nil
	}
	return fmt.Errorf("%q is no %s", word, schema.EnumOf[T]().Name)
}

// role is the part a column plays in its table.
type role string

const (
	roleNone     role = ""
	roleCode     role = "code"
	roleClass    role = "class"
	roleSection  role = "section"
	roleItem     role = "item"
	roleName     role = "name"
	roleSerial   role = "serial"
	roleUnitCode role = "unit_code"
	roleUnit     role = "unit"
	roleProject  role = "project"
	roleCategory role = "category"
	roleGoods    role = "goods"
	roleMethod   role = "method"
	roleEconomic role = "economic"
	roleFund     role = "fund"
	roleText     role = "text"
	roleQuantity role = "quantity"
	roleYear     role = "year"
	roleValue    role = "value"
)

// roleNames are the roles that a catalogue can give.
var roleNames = []role{
	roleCode, roleClass, roleSection, roleItem, roleName, roleSerial, roleUnitCode, roleUnit, roleProject, roleText,
	roleQuantity, roleYear, roleCategory, roleGoods, roleMethod, roleEconomic, roleFund,
}

// code reports a column of codes, or of parts of them.
func (r role) code() bool {
	switch r {
	case roleCode, roleClass, roleSection, roleItem, roleUnitCode:
		return true
	}
	return false
}

// labels knows the words of column heads and row labels.
type labels struct {
	roles terms[role]
	heads terms[meaning] // columns.yaml
	rows  terms[meaning] // rows.yaml over columns.yaml
	kinds map[schema.TableKind]meaning
	// amounts are the words that add nothing and yet say that a column holds
	// amounts; counts are units that are no money.
	amounts, counts terms[bool]
	adjustments     terms[bool]
}

type columnsFile struct {
	Roles map[role][]string            `yaml:"roles"`
	Words []word                       `yaml:"words"`
	Kinds map[schema.TableKind]meaning `yaml:"kinds"`

	Amounts []string `yaml:"amounts"`
	Counts  []string `yaml:"counts"`

	Adjustments []string `yaml:"adjustments"` // heads of what was adjusted, where another says what it came to
}

type rowsFile struct {
	Words []word `yaml:"words"`
}

// addRoles adds the heads of columns that play a part. A head with two parts
// would make the order of a map decide.
func (l *labels) addRoles(roles map[role][]string) error {
	var here terms[role]
	for _, r := range slices.Sorted(maps.Keys(roles)) {
		if !slices.Contains(roleNames, r) {
			return yamlfile.At(fmt.Errorf("%q is no role of a column", r), "roles", r)
		}
		for i, h := range roles[r] {
			if old, ok := here.exact(zh.Fold(h)); ok && *old != r {
				return yamlfile.At(fmt.Errorf("%s is both %s and %s", h, *old, r), "roles", r, i)
			}
			here.add(h, r)
			l.roles.add(h, r)
		}
	}
	return nil
}

func (l *labels) load(layers []fs.FS) error {
	l.kinds = map[schema.TableKind]meaning{}
	for _, h := range table.SerialHeads() {
		l.roles.add(h, roleSerial)
	}
	if err := eachYAML(layers, "columns.yaml", l.addColumns); err != nil {
		return err
	}
	return eachYAML(layers, "rows.yaml", func(f rowsFile) error { return addWords("words", f.Words, &l.rows) })
}

func (l *labels) addColumns(f columnsFile) error {
	if err := l.addRoles(f.Roles); err != nil {
		return err
	}
	if err := addWords("words", f.Words, &l.heads, &l.rows); err != nil {
		return err
	}
	for _, kind := range slices.Sorted(maps.Keys(f.Kinds)) {
		m := f.Kinds[kind]
		if err := errors.Join(declared(kind), m.declared()); err != nil {
			return yamlfile.At(err, "kinds", kind)
		}
		l.kinds[kind] = m
	}
	for _, s := range f.Amounts {
		l.amounts.add(s, true)
	}
	for _, s := range f.Counts {
		l.counts.add(s, true)
	}
	for _, s := range f.Adjustments {
		l.adjustments.add(s, true)
	}
	return nil
}

// addWords adds what the entry of a file says of words.
func addWords(entry string, words []word, to ...*terms[meaning]) error {
	for i, w := range words {
		if err := w.Meaning.declared(); err != nil {
			return yamlfile.At(err, entry, i)
		}
		for _, s := range w.Say {
			for _, t := range to {
				t.add(s, w.Meaning)
			}
		}
	}
	return nil
}

// headsAmounts reports a folded head under which amounts stand: words of the
// catalogue that give amounts a meaning or say that they are amounts, and no
// others.
func (l *labels) headsAmounts(folded string) bool {
	m, known, unknown := meaning{}.read(&l.heads, folded)
	if known == 0 || unknown > 0 {
		return false
	}
	if m != (meaning{}) {
		return true
	}
	text := []rune(folded)
	for i := 0; i < len(text); {
		if w, _ := l.amounts.longest(text[i:]); w != nil {
			return true
		}
		_, n := l.heads.longest(text[i:])
		i += max(n, 1)
	}
	return false
}

// countUnit is the unit in the last brackets of a head or label if it is no
// money: 辆 of 公务用车保有量（辆）, 台、套; empty if there is none.
func (l *labels) countUnit(text string) string {
	unit := bracketed(text)
	if unit == "" {
		return ""
	}
	rest := strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(unit, "单位"), "："), ":")
	for part := range strings.FieldsFuncSeq(rest, func(r rune) bool { return strings.ContainsRune("、，,/／.和", r) }) {
		if _, ok := l.counts.exact(zh.Fold(part)); !ok {
			return ""
		}
	}
	return rest
}

// read adds up the words of a folded label. unknown is the number of
// characters no word covers, known the number that are.
func (m meaning) read(t *terms[meaning], folded string) (out meaning, known, unknown int) {
	out = m
	text := []rune(folded)
	for i := 0; i < len(text); {
		w, n := t.longest(text[i:])
		switch {
		case w != nil:
			out = out.narrow(*w)
			known += n
			i += n
		case text[i] < 0x80:
			i++
		default:
			unknown++
			i++
		}
	}
	return out, known, unknown
}

// narrow lays a closer meaning over a wider one.
func (m meaning) narrow(o meaning) meaning {
	if o.Flow != "" {
		m.Flow = o.Flow
	}
	m.Fund = narrowFund(m.Fund, o.Fund)
	if o.Nature != "" && !m.Nature.Within(o.Nature) {
		m.Nature = o.Nature
	}
	if o.Item != "" && !m.Item.Within(o.Item) {
		m.Item = o.Item
	}
	if o.Stage != "" {
		m.Stage = o.Stage
	}
	m.Total = m.Total || o.Total
	if o.Extent != "" {
		m.Extent = o.Extent
	}
	if o.Code != "" {
		m.Code = o.Code
	}
	if o.Sums != "" {
		m.Sums = o.Sums
	}
	return m
}

func narrowFund(wide, close schema.Fund) schema.Fund {
	if close == "" || wide.Within(close) {
		return wide
	}
	if close.Within("carryover") && wide != "" && wide != "all" {
		return wide // money carried over of one fund
	}
	return close
}

// Moves reports what a reason says of how something moved; see schema.Lexicon.
func (c *Catalogue) Moves(reason string) (rise, fall bool) { return c.sentences.Direction(reason) }

// Means are the coordinates that a head or a label gives to amounts; see
// schema.Lexicon.
func (c *Catalogue) Means(label string) schema.Coordinates {
	f := zh.Fold(label)
	out := schema.Coordinates{Economic: c.economicHead(f, schema.OtherTable, true)}
	if m, n := c.labels.heads.longest([]rune(f)); n > 0 {
		out.Flow, out.Fund, out.Nature, out.Item, out.Stage = m.Flow, m.Fund, m.Nature, m.Item, m.Stage
	}
	return out
}

// Item is the item that a label names and nothing besides; see schema.Lexicon.
func (c *Catalogue) Item(label string) schema.Item {
	if m, ok := c.labels.heads.exact(zh.Fold(label)); ok {
		return m.Item
	}
	return ""
}
