package normalize

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yusuan/yusuan/internal/yamlfile"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/zh"
)

// titlesFile is titles.yaml; its own comments say what the fields mean.
type titlesFile struct {
	Terms         map[string][]string `yaml:"terms"`
	Organizations []orgEnd            `yaml:"organizations"`
	Rules         []titleRule         `yaml:"rules"`
	Certain       []titleRule         `yaml:"certain"` // of governments: which titles are theirs in any report
	Alone         []titleRule         `yaml:"alone"`   // and which are taken for theirs where nothing else is known
	Threshold     float64             `yaml:"threshold"`
}

type orgEnd struct {
	End []string `yaml:"end"`
	Not []string `yaml:"not"`
}

type titleRule struct {
	Kind       schema.TableKind `yaml:"kind"`
	All        []string         `yaml:"all"`
	Any        []string         `yaml:"any"`
	None       []string         `yaml:"none"`
	First      []string         `yaml:"first"` // one of these comes before all others but that of a region
	Confidence float64          `yaml:"confidence"`
	Strict     bool             `yaml:"strict"`
	Why        string           `yaml:"why"`
}

const (
	noise  = "noise"
	organ  = "organ"  // the name of an organ stands before the words
	region = "region" // the name of a region does
)

// maxTitle bounds what is read of a title, in characters; longer texts are
// paragraphs that were taken for one.
const maxTitle = 150

type titleRules struct {
	words     terms[string] // to the tag
	tags      map[string]bool
	ends      terms[[]rune] // reversed end of an organization's name, to what must not follow
	rules     []titleRule
	certain   []titleRule
	alone     []titleRule
	threshold float64

	regions bool // what ends as the names of regions do is one
}

func (t *titleRules) load(layers []fs.FS, file string) error {
	t.tags = map[string]bool{organ: true, region: true}
	for _, o := range zh.OrganEnds {
		t.ends.add(reverse(o.End), []rune(o.Not))
	}
	return eachYAML(layers, file, func(f titlesFile) error {
		if err := t.addTerms(f.Terms); err != nil {
			return err
		}
		for _, o := range f.Organizations {
			not := []rune(strings.Join(o.Not, ""))
			for _, e := range o.End {
				t.ends.add(reverse(e), not)
			}
		}
		for i, r := range f.Rules {
			if err := t.checkRule(r, i); err != nil {
				return err
			}
		}
		for i, r := range slices.Concat(f.Certain, f.Alone) {
			if err := t.checkTags(r, "certain and alone", i); err != nil {
				return err
			}
		}
		t.rules = append(slices.Clone(f.Rules), t.rules...)
		t.certain = append(slices.Clone(f.Certain), t.certain...)
		t.alone = append(slices.Clone(f.Alone), t.alone...)
		if f.Threshold > 0 {
			t.threshold = f.Threshold
		}
		return nil
	})
}

// addTerms adds words with their tags. With two tags of one word the order of
// a map would decide.
func (t *titleRules) addTerms(words map[string][]string) error {
	for _, tag := range slices.Sorted(maps.Keys(words)) {
		t.tags[tag] = true
		for i, w := range words[tag] {
			if old, ok := t.words.exact(zh.Fold(w)); ok && *old != tag {
				return yamlfile.At(fmt.Errorf("%s is both %s and %s", w, *old, tag), "terms", tag, i)
			}
			t.words.add(w, tag)
		}
	}
	return nil
}

// checkRule reports what is wrong with rule i of a file.
func (t *titleRules) checkRule(r titleRule, i int) error {
	if err := declared(r.Kind); err != nil {
		return yamlfile.At(err, "rules", i, "kind")
	}
	if r.Kind != schema.OtherTable && (r.Confidence <= 0 || r.Confidence > 1) {
		return yamlfile.At(errors.New("a rule needs its confidence, above 0 and at most 1"), "rules", i)
	}
	return t.checkTags(r, "rules", i)
}

// checkTags refuses tags that no word has.
func (t *titleRules) checkTags(r titleRule, list string, i int) error {
	for _, tag := range slices.Concat(r.All, r.Any, r.None, r.First) {
		if !t.tags[tag] {
			return yamlfile.At(fmt.Errorf("no word has the tag %q", tag), list, i)
		}
	}
	return nil
}

func reverse(s string) string {
	r := []rune(s)
	slices.Reverse(r)
	return string(r)
}

// reading is what the words of a title add up to.
type reading struct {
	tags    map[string]string // tag to the first word that carries it
	order   []string
	known   int      // characters of words that carry meaning
	unknown []string // runs of characters no word covers
	strange int      // characters of those
}

// tag notes the first word that carries a tag.
func (r *reading) tag(tag, word string) {
	if !r.has(tag) {
		r.tags[tag] = word
		r.order = append(r.order, tag)
	}
}

// named notes whose name stands beside the words: that of an organ or, where
// regions are told from those, of a region or its government. The government of
// a town is a budget unit of its county, and prints the tables of one.
func (r *reading) named(name string, regions bool) {
	name = strings.Trim(name, "0123456789年度")
	for _, end := range []string{"人民政府", "管理委员会", "管委会"} {
		rest, ok := strings.CutSuffix(name, end)
		if ok && !strings.HasSuffix(rest, "镇") && !strings.HasSuffix(rest, "乡") {
			name = rest
			break
		}
	}
	switch isRegion := zh.NamesRegion(name); {
	case utf8.RuneCountInString(name) < 2: // 县对乡镇…
	case !isRegion:
		r.tag(organ, name)
	case regions:
		r.tag(region, name)
	}
}

// isCertain reports a title that no other body prints.
func (t *titleRules) isCertain(title string) bool { return t.any(t.certain, title) }

// isAlone reports a title that is a government's where nothing else is known.
func (t *titleRules) isAlone(title string) bool { return t.isCertain(title) || t.any(t.alone, title) }

func (t *titleRules) any(rules []titleRule, title string) bool {
	r := t.read(title)
	return slices.ContainsFunc(rules, func(rule titleRule) bool { return rule.matches(&r) })
}

// first is the tag that comes first, but for that of a region.
func (r *reading) first() string {
	for _, tag := range r.order {
		if tag != region {
			return tag
		}
	}
	return ""
}

func (r *reading) has(tag string) bool { _, ok := r.tags[tag]; return ok }

// ClassifyTitle says which kind of table a title announces, from the title
// alone. Confidence is 0 to 1; a title that is not sure enough is OtherTable,
// and why says what was seen and what was missing. A title that no department
// prints is a government's.
func (c *Catalogue) ClassifyTitle(title string) (kind schema.TableKind, confidence float64, why string) {
	if t := &c.governments.titles; t.isAlone(title) {
		return c.governments.titles.classify(title)
	}
	return c.titles.classify(title)
}

func (t *titleRules) classify(title string) (schema.TableKind, float64, string) {
	r := t.read(title)
	if len(r.order) == 0 {
		if zh.Fold(title) == "" {
			return schema.OtherTable, 0, "no title"
		}
		return schema.OtherTable, 0, "no word of the title is known"
	}
	words := r.describe()
	for _, rule := range t.rules {
		if !rule.matches(&r) {
			continue
		}
		if rule.Kind == schema.OtherTable {
			return schema.OtherTable, 0, words + ": " + rule.Why
		}
		confidence := rule.Confidence * r.trust(rule.Strict)
		if confidence < t.threshold {
			return schema.OtherTable, confidence, fmt.Sprintf("%s: would be %s, but %s is not understood",
				words, rule.Kind, strings.Join(r.unknown, ", "))
		}
		return rule.Kind, confidence, words
	}
	return schema.OtherTable, 0, words + ": no rule for these words"
}

// trust falls with the share of the title that is not understood.
func (r *reading) trust(strict bool) float64 {
	if r.strange == 0 {
		return 1
	}
	share := float64(r.strange) / float64(r.strange+r.known)
	if strict {
		return 1 - share
	}
	return 1 - share/2
}

func (r *reading) describe() string {
	parts := make([]string, 0, len(r.order))
	for _, tag := range r.order {
		parts = append(parts, tag+" ("+r.tags[tag]+")")
	}
	return strings.Join(parts, " + ")
}

func (rule *titleRule) matches(r *reading) bool {
	for _, tag := range rule.All {
		if !r.has(tag) {
			return false
		}
	}
	if len(rule.Any) > 0 && !slices.ContainsFunc(rule.Any, r.has) {
		return false
	}
	if len(rule.First) > 0 && !slices.Contains(rule.First, r.first()) {
		return false
	}
	return !slices.ContainsFunc(rule.None, r.has)
}

// leftOut says what a table does not hold: （按支出功能分类科目，不含上级专项资金）.
var leftOut = regexp.MustCompile(`[，,、]?不(?:含|包括)[^）)，,、]*`)

// behind is what stands in brackets at the end of a title.
var behind = regexp.MustCompile(`[（(]([^（()）]{3,40}?)(?:本级|机关)?[)）]$`)

func (t *titleRules) read(title string) reading {
	title = leftOut.ReplaceAllString(title, "")
	r := reading{tags: map[string]string{}}
	behindTitle := ""
	if m := behind.FindStringSubmatchIndex(title); m != nil && t.endsOrganization(title[m[2]:m[3]]) {
		title, behindTitle = title[:m[0]], title[m[2]:m[3]] // 收支预算总表（某某局本级）
	}
	whole := []rune(zh.Fold(title))
	whole = whole[:min(len(whole), maxTitle)]
	text := t.cutOrganization(whole)
	if cut := string(whole[:len(whole)-len(text)]); cut != "" {
		r.named(cut, t.regions)
	}
	for i := 0; i < len(text); {
		tag, n := t.words.longest(text[i:])
		switch {
		case tag == nil && ordinal(text[i]):
			n = 1
		case tag == nil:
			start := i
			for i < len(text) && !ordinal(text[i]) {
				if tag, _ := t.words.longest(text[i:]); tag != nil {
					break
				}
				i++
			}
			if name := string(text[start:i]); t.regions && zh.NamesRegion(name) {
				r.tag(region, name)
				r.known += i - start
				continue
			}
			r.unknown = append(r.unknown, string(text[start:i]))
			r.strange += i - start
			continue
		case *tag != noise:
			r.tag(*tag, string(text[i:i+n]))
			r.known += n
		default:
			r.known += n
		}
		i += n
	}
	if behindTitle != "" {
		r.named(behindTitle, t.regions)
	}
	return r
}

// ordinal: numbers of tables, items and years, Latin letters.
func ordinal(r rune) bool {
	return r < 0x80 || strings.ContainsRune("一二三四五六七八九十〇零①②③④⑤⑥⑦⑧⑨⑩", r)
}

// cutOrganization drops the name of an organization from the start of a
// folded title, if words that carry meaning follow it; other words may stand
// between them where the name begins with that of a region: 某某省交通运输厅提前下达转移支付表.
func (t *titleRules) cutOrganization(text []rune) []rune {
	var loose []rune
	for end := len(text) - 2; end > 2; end-- {
		if not, n := t.ends.longestBackwards(text[:end]); n == 0 || slices.Contains(*not, text[end]) {
			continue
		}
		rest := text[end:]
		for len(rest) > 0 && ordinal(rest[0]) && !t.begins(rest) {
			rest = rest[1:]
		}
		if !t.announces(rest) || t.namesWhole(text[:end]) {
			continue
		}
		if t.begins(rest) {
			return rest
		}
		if loose == nil && ofRegion.MatchString(string(text[:end])) {
			loose = rest
		}
	}
	if loose != nil {
		return loose
	}
	return text
}

// ofRegion is a folded name of an organ that begins with that of its region.
var ofRegion = regexp.MustCompile(`^[0-9年度]*[^0-9省市县区州旗盟全各]{2,8}[省市县区州旗盟][^级本]`)

// begins reports a text that begins with a word that is known, as 一般公共预算 does
// with what may be a number.
func (t *titleRules) begins(text []rune) bool {
	tag, _ := t.words.longest(text)
	return tag != nil
}

// namesWhole reports a text such as 2023年全县政府, 上级财政对我县 or 2025年一般公共预算收入表（乡,
// which is no name, and one that known words make up wholly: 地方政府, 区级党政机关.
func (t *titleRules) namesWhole(text []rune) bool {
	covered := 0
	for i := range text {
		tag, n := t.words.longest(text[i:])
		if tag != nil && slices.Contains([]string{"whole_region", "received", "general", "to_each", "organs"}, *tag) {
			return true
		}
		if covered == i {
			covered += max(n, bit(ordinal(text[i])))
		}
	}
	return covered >= len(text)
}

// announces reports whether a text has any word that carries meaning.
func (t *titleRules) announces(text []rune) bool {
	for i := range text {
		if tag, _ := t.words.longest(text[i:]); tag != nil && *tag != noise && *tag != "department" && *tag != "project" {
			return true
		}
	}
	return false
}
