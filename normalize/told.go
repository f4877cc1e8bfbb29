package normalize

import (
	"cmp"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/zh"
)

// trustTold is how much the sentences of a text are believed of the report they
// are in: less than any title.
const trustTold = trustFile - 0.05

// Reports present themselves in so many blocks from the top.
const toldBlocks = 40

// reportTexts is how texts without a title say what they are.
type reportTexts struct {
	news                           []*regexp.Regexp
	presents, sessions, treasuries *regexp.Regexp
	reports                        []toldReport
}

type toldReport struct {
	words *regexp.Regexp
	kind  schema.ReportKind
}

type toldFile struct {
	News       []string `yaml:"news"`
	Presents   string   `yaml:"presents"`
	Sessions   string   `yaml:"sessions"`
	Treasuries string   `yaml:"treasuries"`
	Reports    []struct {
		Words string            `yaml:"words"`
		Kind  schema.ReportKind `yaml:"kind"`
	} `yaml:"reports"`
}

func (t *reportTexts) load(layers []fs.FS) error {
	return eachYAML(layers, "told.yaml", func(f toldFile) error {
		var err error
		compile := func(expression string) *regexp.Regexp {
			re, wrong := regexp.Compile(expression)
			if wrong != nil && err == nil {
				err = fmt.Errorf("expression %q: %w", expression, wrong)
			}
			return re
		}
		for _, w := range f.News {
			t.news = append(t.news, compile(w))
		}
		var reports []toldReport
		for _, r := range f.Reports {
			if err := declared(r.Kind); err != nil {
				return err
			}
			reports = append(reports, toldReport{compile(r.Words), r.Kind})
		}
		t.reports = append(reports, t.reports...) // those of an overlay first
		for _, x := range []struct {
			to   **regexp.Regexp
			said string
		}{{&t.presents, f.Presents}, {&t.sessions, f.Sessions}, {&t.treasuries, f.Treasuries}} {
			if x.said != "" {
				*x.to = compile(x.said)
			}
		}
		return err
	})
}

// someMoney is an amount in a sentence.
var someMoney = regexp.MustCompile(`[0-9][0-9,.]*(?:亿|万)?元`)

// readTold reads what the text says of its report where no title does: its
// kind, its year and, of a report of a government, whose it is.
func (n *normalizer) readTold(add addEvidence, said *[]schema.ProfileEvidence) {
	kind := schema.ReportKind(vote(*said, "report_kind"))
	year := vote(*said, "fiscal_year")
	if kind != "" && year != "" && !kind.Government() {
		return
	}
	texts := n.top()
	if slices.ContainsFunc(texts, n.cat.told.isNews) {
		return
	}
	if kind == "" || year == "" {
		n.presented(add, texts, kind, year)
		kind = schema.ReportKind(vote(*said, "report_kind"))
	}
	if kind.Government() && !n.cat.regions.starts(vote(*said, "organization")) {
		if place, text := n.placeTold(texts); place != "" {
			add("organization", place, "text", 0, trustTold, text)
		}
	}
}

// top are the first texts of a document that are no table and no data of the portal.
func (n *normalizer) top() []string {
	if n.texts == nil {
		n.texts = n.firstTexts()
	}
	return n.texts
}

func (n *normalizer) firstTexts() []string {
	texts := []string{}
	for pi := range n.doc.Pages {
		for bi := range n.doc.Pages[pi].Blocks {
			b := &n.doc.Pages[pi].Blocks[bi]
			if s := document.Squeeze(b.Text); s != "" && b.Kind != document.BlockTable && !b.Kind.Furniture() &&
				!n.cat.portals.data.MatchString(s) {
				texts = append(texts, s)
			}
			if len(texts) == toldBlocks {
				return texts
			}
		}
	}
	return texts
}

// isNews reports a text in which somebody tells what another published.
func (t *reportTexts) isNews(text string) bool {
	return slices.ContainsFunc(t.news, func(re *regexp.Regexp) bool { return re.MatchString(text) })
}

// presented reads the sentence that presents the report, or else the first with
// an amount; only what is not known yet.
func (n *normalizer) presented(add addEvidence, texts []string, kind schema.ReportKind, year string) {
	evidence := func(a announced, text string) {
		if kind == "" && a.kind != "" {
			add("report_kind", string(a.kind), "text", 0, trustTold, text)
			kind = a.kind
		}
		if year == "" && a.year > 0 {
			year = strconv.Itoa(a.year)
			add("fiscal_year", year, "text", 0, trustTold, text)
		}
		if a.name != "" && !kind.Government() {
			add("organization", cleanOrganization(a.name), "text", 0, trustTold, text)
		}
	}
	for _, s := range texts {
		if m := n.cat.told.presents.FindStringSubmatch(s); m != nil {
			if a := announcement(m[1]); a.kind != "" {
				a.name = ""
				evidence(a, s)
				break
			}
		}
	}
	for _, s := range texts {
		if at := someMoney.FindStringIndex(s); at != nil {
			evidence(n.cat.told.sentence(s, at[0]), s)
			return
		}
	}
}

// finalBy reports a text on a report that says that it is on final accounts;
// one that tells amounts does where it does not speak of a budget.
func finalBy(source schema.EvidenceSource, text string) bool {
	text = strings.ReplaceAll(statute.ReplaceAllString(document.Squeeze(text), ""), "预决算", "")
	return strings.Contains(text, "决算") ||
		source == "text" && !strings.Contains(text, "预算") && !strings.Contains(text, "安排")
}

// presentedAsFinal: a text whose title does not say so is presented as on final
// accounts: 现将2023年“三公”经费决算情况公布如下.
func (n *normalizer) presentedAsFinal() bool {
	for _, s := range n.top() {
		if m := n.cat.told.presents.FindStringSubmatch(s); m != nil {
			return strings.Contains(m[0], "决算") && !strings.Contains(m[0], "预决算")
		}
	}
	return false
}

// sentence is what a text with an amount says of its report.
func (t *reportTexts) sentence(text string, amount int) (a announced) {
	if i := strings.LastIndex(text[:amount], "。"); i >= 0 {
		text, amount = text[i+len("。"):], amount-i-len("。")
	}
	text, _, _ = strings.Cut(text, "。")
	for _, r := range t.reports {
		if r.words.MatchString(text) {
			a.kind = r.kind
			break
		}
	}
	if a.kind == "" {
		return a
	}
	a.year = ownYear(text)
	if a.kind != schema.ThreePublicSummary {
		return a
	}
	lead := text[:min(amount, len(text))]
	if i := strings.LastIndexAny(lead, "，,。：:"); i >= 0 {
		lead = lead[i:]
	}
	_, lead = zh.CutNumbering(strings.TrimLeft(lead, "，,。：:"))
	if of := threePublicAnnouncement(lead); of.kind != "" {
		a.kind, a.name = of.kind, of.name
		if of.year > 0 {
			a.year = of.year
		}
	}
	if a.year == 0 {
		a.year = zh.BareYear(lead) // 某某县2023“三公”经费预算数
	}
	return a
}

// otherYear ends what stands before a year that is only compared with.
var otherYear = regexp.MustCompile(`(?:比|较|与|和|于|至|截至)$`)

// ownYear is the first year of a text that nothing is compared with, or else
// that up to which it tells: 截至2024年8月底; 0 if none.
func ownYear(text string) int {
	upTo := 0
	for {
		year, start, end := zh.YearSpan(text)
		if year == 0 || !otherYear.MatchString(text[:start]) {
			return cmp.Or(year, upTo)
		}
		if upTo == 0 && strings.HasSuffix(text[:start], "至") {
			upTo = year
		}
		text = text[end:]
	}
}

// beforePlace stands before whose congress it is: 根据某某市第五届人民代表大会.
var beforePlace = regexp.MustCompile(`^.*在|^(?:根据|按照|依据|经|向)`)

// placeTold is the division whose government's report a text is, by the congress
// it was given to, by who signs below the title, or by whose amounts it tells.
func (n *normalizer) placeTold(texts []string) (place, text string) {
	for _, s := range texts {
		place := n.placeGiven(s)
		if place == "" && looksOrganization(s) && n.cat.organizations.governs(s) {
			place = n.cat.regions.leading(s)
		}
		if place != "" {
			return place, s
		}
	}
	for _, s := range texts {
		_, bare := zh.CutNumbering(s)
		if !strings.Contains(s, "三公") {
			continue
		}
		for _, clause := range strings.FieldsFunc(bare, func(r rune) bool { return strings.ContainsRune("，,。：:；", r) }) {
			if place := n.beginsWithPlace(clause); place != "" {
				return place, s
			}
		}
	}
	return "", ""
}

// placeGiven is the division of the congress, or of the treasury, that a text names.
func (n *normalizer) placeGiven(text string) string {
	for _, re := range []*regexp.Regexp{n.cat.told.sessions, n.cat.told.treasuries} {
		for _, m := range re.FindAllStringSubmatch(text, -1) {
			name := m[1]
			if at := beforePlace.FindStringIndex(name); at != nil {
				name = name[at[1]:]
			}
			if n.namesDivision(name) {
				return name
			}
		}
	}
	return ""
}

// namesDivision reports whether a name is that of a division, alone or with those
// above it: 某某市某某区某某镇.
func (n *normalizer) namesDivision(name string) bool {
	if n.cat.regions.exactly(name) && zh.NamesRegion(name) {
		return true
	}
	region, rest := n.cat.regions.walk(name)
	own := string(rest)
	return region.Code != "" && strings.HasSuffix(name, own) && zh.NamesRegion(own)
}

// beginsWithPlace is the division that a clause on the three public expenses
// begins with, with a year behind it or before: 某某区2016年…, 2018年某某市部门….
func (n *normalizer) beginsWithPlace(clause string) string {
	_, start, end := zh.YearSpan(clause)
	if start == 0 && end > 0 {
		clause = strings.TrimPrefix(clause[end:], "度")
		region, rest := n.cat.regions.walk(clause)
		if name := region.Name; len(rest) > 0 && strings.HasPrefix(clause, name) && zh.NamesRegion(name) {
			return name
		}
		return ""
	}
	if start == 0 {
		start = max(zh.BareYearAt(clause), 0) // 某某县2023“三公”经费
	}
	if name := clause[:start]; n.cat.regions.exactly(name) && zh.NamesRegion(name) {
		return name
	}
	return ""
}
