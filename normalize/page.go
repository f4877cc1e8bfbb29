package normalize

import (
	"cmp"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/zh"
)

// portals knows what pages of portals call their own data.
type portals struct {
	file    portalsFile
	days    *regexp.Regexp // a label of a day
	kinds   map[string]dayKind
	who     *regexp.Regexp // a label of who published it, and the name after it
	title   *regexp.Regexp // a line with the title of the document
	data    *regexp.Regexp // a line that begins with any label
	info    *regexp.Regexp // a word of the line under a headline
	way     *regexp.Regexp // a line with the way to the page
	column  *regexp.Regexp // a word of the name of a part of a portal
	news    *regexp.Regexp // the title of a report on a meeting
	office  *regexp.Regexp // the end of the name of an office within an organ
	opening *regexp.Regexp // before the name in a title
	closing *regexp.Regexp // behind it
}

type portalsFile struct {
	Published  []string `yaml:"published"`
	Entered    []string `yaml:"entered"`
	Written    []string `yaml:"written"`
	Compiled   []string `yaml:"compiled"`
	Bare       []string `yaml:"bare"`
	Other      []string `yaml:"other"`
	Publishers []string `yaml:"publishers"`
	Titles     []string `yaml:"titles"`
	Data       []string `yaml:"data"`
	Info       []string `yaml:"info"`
	Way        []string `yaml:"way"`
	Columns    []string `yaml:"columns"`
	Offices    []string `yaml:"offices"`
	Meetings   []string `yaml:"meetings"`
	Openings   []string `yaml:"openings"`
	Closings   []string `yaml:"closings"`

	Reports map[schema.ReportKind][]string `yaml:"reports"`
}

// dayKind is what a label says that a day is.
type dayKind int

const (
	publishedDay dayKind = iota
	enteredDay
	writtenDay
	compiledDay
	bareDay
	otherDay
)

// colon may stand between a label and its value.
const colon = `[】\]）)]?[:：]`

func (p *portals) load(layers []fs.FS) error {
	f := &p.file
	err := eachYAML(layers, "portals.yaml", func(more portalsFile) error {
		for _, list := range []struct {
			to   *[]string
			more []string
		}{
			{&f.Published, more.Published}, {&f.Entered, more.Entered}, {&f.Written, more.Written}, {&f.Compiled, more.Compiled},
			{&f.Bare, more.Bare},
			{&f.Other, more.Other}, {&f.Publishers, more.Publishers}, {&f.Titles, more.Titles}, {&f.Data, more.Data},
			{&f.Info, more.Info}, {&f.Way, more.Way}, {&f.Columns, more.Columns}, {&f.Offices, more.Offices},
			{&f.Meetings, more.Meetings},
			{&f.Openings, more.Openings}, {&f.Closings, more.Closings},
		} {
			*list.to = append(*list.to, list.more...)
		}
		for kind, words := range more.Reports {
			if !schema.EnumOf[schema.ReportKind]().Has(string(kind)) {
				return fmt.Errorf("%q is no kind of report", kind)
			}
			if f.Reports == nil {
				f.Reports = map[schema.ReportKind][]string{}
			}
			f.Reports[kind] = append(f.Reports[kind], words...)
		}
		return nil
	})
	p.kinds = map[string]dayKind{}
	for kind, words := range [][]string{f.Published, f.Entered, f.Written, f.Compiled, f.Bare, f.Other} {
		for _, w := range words {
			p.kinds[w] = dayKind(kind)
		}
	}
	days := slices.Concat(f.Published, f.Entered, f.Written, f.Compiled, f.Bare, f.Other)
	p.days = regexp.MustCompile(anyOf(days) + `[】\]）)]?[:：]?`)
	p.who = regexp.MustCompile(`(?:` + anyOf(f.Publishers) + `)(?:` + colon + `|[】\]])\s*([\p{Han}（）()]{4,40})`)
	p.title = regexp.MustCompile(`^[•·●▪]?[【\[（(]?` + anyOf(f.Titles) + colon + `(.+)$`)
	p.data = regexp.MustCompile(`^[•·●▪]?[【\[（(]?` + anyOf(slices.Concat(days, f.Publishers, f.Titles, f.Data)) +
		`(?:` + colon + `|[】\]])`)
	p.info = regexp.MustCompile(anyOf(f.Info))
	p.way, p.column = regexp.MustCompile(anyOf(f.Way)), regexp.MustCompile(anyOf(f.Columns))
	p.news = regexp.MustCompile(`(?:召开|举办|举行|组织|开展).*` + anyOf(f.Meetings) + `$`)
	p.office = regexp.MustCompile(anyOf(f.Offices) + `$`)
	p.opening = regexp.MustCompile(`^` + anyOf(f.Openings))
	p.closing = regexp.MustCompile(anyOf(f.Closings) + `$`)
	return err
}

// anyOf matches any of the words, the longest of those that begin at a place.
func anyOf(words []string) string {
	words = slices.Clone(words)
	slices.SortFunc(words, func(a, b string) int { return cmp.Or(len(b)-len(a), cmp.Compare(a, b)) })
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = regexp.QuoteMeta(w)
	}
	return `(` + strings.Join(quoted, "|") + `)`
}

// How much a portal's page is believed of the day on which it was published.
const (
	trustPortalDate  = trustCover + 0.02
	trustLabelled    = trustPortalDate - 0.01
	trustEntered     = trustPortalDate - 0.015
	trustInfoLine    = trustPortalDate - 0.02
	trustAddressDate = trustEntered + 0.002 // the day on which it was begun with
	trustWritten     = trustCover - 0.02
	trustDateAlone   = trustCover - 0.03
	trustSigned      = trustDateAlone - 0.005
	trustCompiled    = trustSigned - 0.005
)

var dayTrust = [...]float64{publishedDay: trustLabelled, enteredDay: trustEntered, writtenDay: trustWritten,
	bareDay: trustLabelled}

var (
	// clock is a time of day behind a date: 2024/2/7 9:05 is not the 79th.
	clock   = regexp.MustCompile(`(\d日?)[\s\p{Zs}]+(\d{1,2}[:：]\d{2})`)
	weekday = regexp.MustCompile(`(?:星期|周|礼拜)[一二三四五六日天]`)
	// aroundDate is what may stand with a date that stands alone.
	aroundDate = regexp.MustCompile(`T?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?|[^\p{Han}]`)
	// englishDate is the date of a page with English labels.
	englishDate = regexp.MustCompile(`(?i)(?:publish(?:ed)?|post(?:ed)?|released?|date|updated?)[a-z ]{0,6}[:：]?\s*` +
		`((?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s*(20\d\d)`)
	// shortDate is the day in a line under a headline with two digits of its year: 发布人：办公室 18-11-02 浏览：57.
	shortDate = regexp.MustCompile(`(?:^|[^\d\-/.])(\d{2}[-/]\d{1,2}[-/]\d{1,2})(?:[^\d\-/.]|$)`)
	// addressDate is the day in the address that TRS WCM, JPAAS and others give a page: /202402/t20240208_123.html,
	// /art/2024/2/8/art_1_2.html.
	addressDate = regexp.MustCompile(`(?:^|[/_])[tT](20\d\d)(\d\d)(\d\d)_\d+|/(20\d\d)(?:/|-)(\d{1,2})(?:/|-)(\d{1,2})/`)
)

// dateOfAddress is the day that the address of a page, or the name of its file,
// holds.
func dateOfAddress(address string) string {
	m := addressDate.FindStringSubmatch(address)
	if m == nil {
		return ""
	}
	d, ok := zh.LeadingDate(strings.Join([]string{m[1] + m[4], m[2] + m[5], m[3] + m[6]}, "-"))
	if !ok {
		return ""
	}
	return d.String()
}

// Under a headline a date may stand alone in so many blocks, and with so many
// characters of who published it, more if the time of day stands with it.
const (
	topBlocks  = 6
	aloneHan   = 20
	stampedHan = 60
)

// pageDate is the date that a block gives for the whole of a portal's page, and
// how sure that is. below is how many blocks it stands below the headline.
func (p *portals) pageDate(text string, below int) (date string, trust float64) {
	s := document.Squeeze(clock.ReplaceAllString(text, "${1}T$2"))
	if m := englishDate.FindStringSubmatch(text); m != nil {
		if d, ok := zh.LeadingDate(m[3] + "-" + month(m[1]) + "-" + m[2]); ok {
			return d.String(), trustLabelled
		}
	}
	date, trust, ofElse := p.labelledDay(s)
	if date != "" || strings.ContainsAny(s, "。；") {
		return date, trust
	}
	if m := shortDate.FindStringSubmatch(s); m != nil && p.info.MatchString(s) && utf8.RuneCountInString(s) < coverRunes {
		if d, ok := zh.LeadingDate(m[1]); ok {
			return d.String(), trustInfoLine
		}
	}
	for _, d := range zh.Dates(s) {
		if ofElse[d.Start] {
			continue
		}
		most := aloneHan
		if strings.HasPrefix(s[d.End:], "T") {
			most = stampedHan
		}
		switch rest := s[:d.Start] + s[d.End:]; {
		case p.info.MatchString(rest) && utf8.RuneCountInString(s) < coverRunes:
			return d.String(), trustInfoLine
		case below >= 0 && below < topBlocks && utf8.RuneCountInString(aroundDate.ReplaceAllString(
			weekday.ReplaceAllString(rest, ""), "")) <= most && announcement(rest).kind == "":
			return d.String(), trustDateAlone
		}
		break
	}
	return "", 0
}

// labelledDay is the date of a squeezed text that its label says most of, and
// where dates of something else begin.
func (p *portals) labelledDay(s string) (date string, trust float64, ofElse map[int]bool) {
	ofElse = map[int]bool{}
	for _, at := range p.days.FindAllStringSubmatchIndex(s, -1) {
		label, end := s[at[2]:at[3]], at[1]
		d, ok := zh.LeadingDate(s[end:])
		if !ok {
			continue
		}
		kind := p.kinds[label]
		if kind == bareDay {
			before, _ := utf8.DecodeLastRuneInString(s[:at[0]])
			alone := at[0] == 0 || !isHan(before) || p.info.MatchString(s)
			if !alone || end == at[3] && at[0] > 0 {
				kind = otherDay
			}
		}
		switch {
		case kind == otherDay:
			ofElse[end] = true
		case dayTrust[kind] > trust:
			date, trust = d.String(), dayTrust[kind]
		}
	}
	return date, trust, ofElse
}

// month is the number of a month by its English name.
func month(name string) string {
	const names = "janfebmaraprmayjunjulaugsepoctnovdec"
	i := strings.Index(names, strings.ToLower(name[:3]))/3 + 1
	return string(rune('0'+i/10)) + string(rune('0'+i%10))
}

// headline is where the title of a page stands among its first blocks: the line
// that announces a report and that the page calls its title, the longest, as the
// way to the page may hold a part of it; named says that there is one. Without
// one it is the first heading, or the first line, that says whose report of which
// year the page holds, or the first of a year below what portals print above
// articles; where there is none, it is the first block.
func (n *normalizer) headline() (at int, named bool) {
	if n.doc.Format != document.HTML || len(n.doc.Pages) == 0 {
		return 0, false
	}
	title := document.Squeeze(n.doc.Info.Title)
	blocks := n.doc.Pages[0].Blocks
	longest, heading, line, furnished := 0, -1, -1, false
	for i := range min(len(blocks), mostAbove) {
		s := document.Squeeze(blocks[i].Text)
		if blocks[i].Kind == document.BlockTable {
			continue
		}
		a := announcement(s)
		if a.kind == "" {
			furnished = furnished || dated.MatchString(s) || n.cat.portals.way.MatchString(s)
			continue
		}
		if len(s) > longest && strings.Contains(title, s) {
			at, longest = i, len(s)
		}
		switch whole := n.announcesWhole(&a) && !dated.MatchString(s); {
		case whole && heading < 0 && blocks[i].Kind == document.BlockHeading:
			heading = i
		case line < 0 && a.year > 0 && !a.sentence && !dated.MatchString(s):
			line = i
			if !whole && !furnished {
				line = 0
			}
		}
	}
	if longest > 0 {
		return at, true
	}
	if heading < 0 {
		heading = line
	}
	return max(heading, 0), false
}

// announcesWhole reports what says whose report of which year it announces.
func (n *normalizer) announcesWhole(a *announced) bool {
	return a.year > 0 && !a.sentence && (looksOrganization(a.name) || n.cat.regions.exactly(a.name))
}

// above is the last name of an organ above the headline, whose part of the
// portal a page may be; none if it is that of a government.
func (n *normalizer) above(headline int) []string {
	for i := headline - 1; i >= 0; i-- {
		name := cleanOrganization(n.doc.Pages[0].Blocks[i].Text)
		if looksOrganization(name) && announcement(name).kind == "" && !n.cat.portals.data.MatchString(name) {
			if n.cat.organizations.governs(name) {
				return nil
			}
			return []string{name}
		}
	}
	return nil
}

// pageTitle is the title of a page without the name of its site behind it, or
// before, where the headline tells one from the other.
func (n *normalizer) pageTitle() string {
	at, named := n.headline()
	title := document.Squeeze(n.doc.Info.Title)
	if !named {
		return title
	}
	line := document.Squeeze(n.doc.Pages[0].Blocks[at].Text)
	before, after, _ := strings.Cut(title, line)
	last, _ := utf8.DecodeLastRuneInString(before)
	first, _ := utf8.DecodeRuneInString(after)
	if before != "" && !strings.ContainsRune(titleSigns, last) || after != "" && !strings.ContainsRune(titleSigns, first) {
		return title // it says more
	}
	return line
}

// titleSigns stand between the title of a page and the name of its site.
const titleSigns = "_|-–—－·>"

// mostAbove is how many blocks of a page may stand above its headline: the
// navigation that could not be told from the article.
const mostAbove = 60
