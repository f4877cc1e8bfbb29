package normalize

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/zh"
)

// How much the places of a document are believed when they disagree.
const (
	trustLabel   = 0.95 // 预算主管部门：... on the cover
	trustCover   = 0.9
	trustHeading = 0.7
	trustHeader  = 0.6 // running header
	trustTable   = 0.6
	trustText    = 0.5
	trustFile    = 0.3

	trustSignature = trustFile + 0.02
	trustAbout     = trustText - 0.1 // 第一部分 某某局概况
)

// plainReport finds the title that says of the report only whether it is a
// budget or the final accounts: 2022年度某某局决算公开.
var plainReport = regexp.MustCompile(`^(.*?)(预算|决算)(?:信息|情况)?(?:公开)?(?:情况)?的?(?:说明|报告|文本|信息|目录|表)?(?:（草案）|草案)?$`)

// lineJoint ends a line whose sentence goes on in the next.
var lineJoint = regexp.MustCompile(`(?:[和与及、的]|20[0-9]{2}|20[0-9]{2}年度?|20[0-9]{2}年度?财政)$`)

// joinsLine begins a line that goes on with the title before: 和2024年预算草案的报告.
var joinsLine = regexp.MustCompile(`^[和与及暨].*(?:报告|说明|公开|草案）?)$`)

// sectionHead opens the first section of the text.
var sectionHead = regexp.MustCompile(`^(?:第[一二三四五六七八九十]+(?:部分|章|节|篇)|[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[）)])`)

// organizationLabels stand before a name on covers and in the lines over
// tables.
var organizationLabels = []string{"预算主管部门", "编制部门", "编制单位", "部门名称", "单位名称", "预算单位", "预算部门", "填报单位", "公开部门", "公开单位",
	"编报部门", "编报单位",
	"部门编码及名称", "单位编码及名称", "部门代码及名称", "单位代码及名称", "部门", "单位"}

// profile collects what every place says and lets them vote.
func (n *normalizer) profile() {
	var r []schema.ProfileEvidence
	add := func(field schema.EvidenceField, value string, source schema.EvidenceSource, page int, trust float64,
		text string) {
		if value == "" || field == "organization" && !couldBeName(value) {
			return
		}
		r = append(r, schema.ProfileEvidence{Field: field, Value: value, Source: source, Page: page, Confidence: trust,
			Text: text})
	}
	n.readCover(add)
	n.readHeadings(add)
	n.readTables(add)
	n.readFileName(add)
	n.readDate(add)
	n.readPortal(add)
	n.readProvenance(add)
	n.readTold(add, &r)
	n.rec.Profile.Evidence = n.settle(r)
}

// couldBeName: what is left of a title, (2018部门预算公开), is not always a name.
func couldBeName(s string) bool {
	letters := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return letters > 1
}

// readTables reads the lines above tables.
func (n *normalizer) readTables(add addEvidence) {
	government := n.allGovernment()
	for i := range n.rec.Tables {
		t := &n.rec.Tables[i]
		page := first(t.Layout.Pages)
		if org := cleanOrganization(t.Layout.Organization); org != "" {
			add("organization", org, "table", page, trustTable, t.Layout.Organization)
		}
		name, unit := n.owner(t.Layout.Title)
		add("organization", name, "table", page, trustText, t.Layout.Title)
		budget, final := schema.DepartmentBudget, schema.DepartmentFinal
		if unit {
			budget, final = schema.UnitBudget, schema.UnitFinal
		}
		if y := zh.Year(t.Layout.Title); y > 0 {
			add("fiscal_year", strconv.Itoa(y), "table", page, trustTable, t.Layout.Title)
		}
		// the lists of tables are the same for departments and units
		titles := &n.cat.governments.titles
		switch own, _, _ := titles.classify(t.Layout.Title); {
		case government && own != schema.OtherTable || titles.isCertain(t.Layout.Title):
			kind, trust := reportOfTitle(t.Layout.Title)
			add("report_kind", string(kind), "table", page, trust, t.Layout.Title)
		case t.Kind == schema.OtherTable:
		case strings.Contains(t.Layout.Title, "决算"):
			add("report_kind", string(final), "table", page, trustFile, t.Layout.Title)
		case strings.Contains(t.Layout.Title, "预算"):
			add("report_kind", string(budget), "table", page, trustFile-0.1, t.Layout.Title)
		}
	}
}

// owner is the organ that the title of a table begins with, after a year or
// without one: 某某县某某镇人民政府2024年部门收支预算总表. It has to begin with the name
// of a division, as what tables are of begins like names of organs too. unit
// says that the title calls it a unit: 某某市某某中学单位收支预算总表.
func (n *normalizer) owner(title string) (name string, unit bool) {
	s := document.Squeeze(title)
	if _, start, end := zh.YearSpan(s); end > 0 && start == 0 {
		s = strings.TrimPrefix(s[end:], "度")
	} else if start > 0 {
		s = s[:start]
	}
	if !n.cat.regions.starts(s) {
		return "", false
	}
	text := []rune(s)
	for end := len(text); end > 0; end-- {
		not, _ := n.cat.titles.ends.longestBackwards(text[:end])
		if not != nil && end < len(text) && slices.Contains(*not, text[end]) { // 中央政府性基金
			continue
		}
		if name := string(text[:end]); looksOrganization(name) {
			return name, strings.HasPrefix(string(text[end:]), "单位")
		}
	}
	return "", false
}

// settle makes the profile of what was read, and gives back what was read with
// what was chosen first.
func (n *normalizer) settle(r []schema.ProfileEvidence) []schema.ProfileEvidence {
	p := &n.rec.Profile
	p.ReportKind = schema.OtherReport
	p.Organization = n.fullName(vote(r, "organization"), r)
	p.FiscalYear, _ = strconv.Atoi(vote(r, "fiscal_year"))
	if k := vote(r, "report_kind"); k != "" {
		p.ReportKind = schema.ReportKind(k)
	}
	p.Published = vote(r, "published")
	p.Region = n.cat.regions.of(p.Organization)
	if p.Region.Code != "" {
		r = append(r, schema.ProfileEvidence{Field: "region", Value: p.Region.Code, Source: "organization",
			Confidence: trustHeading,
			Text:       p.Organization})
	} else {
		for _, x := range r { // 上海市普陀区2025年区级部门预算
			if x.Source == "cover" {
				if p.Region = n.cat.regions.of(x.Text); p.Region.Code != "" {
					r = append(r, schema.ProfileEvidence{Field: "region", Value: p.Region.Code, Source: "cover", Page: x.Page,
						Confidence: trustHeading, Text: x.Text})
					break
				}
			}
		}
	}
	n.settleKind(p, r)
	// The publisher of a region's report is often the government above it.
	if region, text := n.portalRegion(r); p.Region.Code == "" || p.ReportKind.Government() && below(p.Region, region) {
		if p.Region = region; region.Code != "" {
			r = append(r, schema.ProfileEvidence{Field: "region", Value: region.Code, Source: "portal", Confidence: trustFile,
				Text: text})
		}
	}
	if p.Region.Code == "" {
		if p.Region = n.cat.regions.seat(p.Organization); p.Region.Code != "" {
			r = append(r, schema.ProfileEvidence{Field: "region", Value: p.Region.Code, Source: "organization",
				Confidence: trustFile, Text: p.Organization})
		}
	}
	if p.ReportKind.Government() && p.Region.Code != "" && !n.cat.regions.exactly(p.Organization) &&
		!n.cat.place(p.Organization) {
		p.Organization = p.Region.Name
	}
	if p.OrganizationID, p.OrganizationKind = n.cat.organization(p); p.OrganizationID != "" {
		p.Town = n.cat.town(p)
	}
	for i := range r {
		r[i].Chosen = r[i].Value == chosen(p, r[i].Field)
	}
	slices.SortStableFunc(r, func(a, b schema.ProfileEvidence) int {
		return cmp.Or(cmp.Compare(a.Field, b.Field), cmp.Compare(bit(b.Chosen), bit(a.Chosen)),
			cmp.Compare(b.Confidence, a.Confidence))
	})
	return r
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func chosen(p *schema.Profile, field schema.EvidenceField) string {
	switch field {
	case "organization":
		return p.Organization
	case "fiscal_year":
		return strconv.Itoa(p.FiscalYear)
	case "report_kind":
		return string(p.ReportKind)
	case "published":
		return p.Published
	}
	return p.Region.Code
}

// vote is the value most believed: the best single trust first, then how
// often it was read.
func vote(r []schema.ProfileEvidence, field schema.EvidenceField) string {
	best, times := map[string]float64{}, map[string]int{}
	var order []string
	for _, x := range r {
		if x.Field != field {
			continue
		}
		if times[x.Value] == 0 {
			order = append(order, x.Value)
		}
		best[x.Value] = max(best[x.Value], x.Confidence)
		times[x.Value]++
	}
	winner, most := "", 0.0
	for _, v := range order {
		if s := best[v] + 0.01*float64(min(times[v], 10)); s > most+1e-9 {
			winner, most = v, s
		}
	}
	return winner
}

type addEvidence func(field schema.EvidenceField, value string, source schema.EvidenceSource, page int, trust float64,
	text string)

// readCover reads the blocks before the contents page, the first section and
// the first whole sentence, at most those of the first two pages.
func (n *normalizer) readCover(add addEvidence) {
	c := coverReader{n: n, add: add}
	start, named := n.headline()
	if c.named = named; named || start > 0 {
		c.before = n.above(start)
	}
	for pi := range min(len(n.doc.Pages), coverPages) {
		page := &n.doc.Pages[pi]
		for bi := start; bi < len(page.Blocks); bi++ {
			more, ended := c.block(page, bi)
			if ended {
				return
			}
			bi += more
		}
		start = 0
	}
}

// A cover is on the first pages and has so many lines, none of them longer than
// so many characters.
const (
	coverPages = 2
	coverLines = 12
	coverRunes = 90
	// titleLines is how many lines a title is set in at most.
	titleLines = 3
)

// block reads a block of a cover. ended says that the cover ends with it or
// before it, more how many blocks after it were read with it.
func (c *coverReader) block(page *document.Page, bi int) (more int, ended bool) {
	b := &page.Blocks[bi]
	s := document.Squeeze(b.Text)
	if b.Kind == document.BlockTable && c.n.doc.Format == document.HTML && !c.titled {
		return 0, false // what frames a page
	}
	if b.Kind == document.BlockTable || b.Kind == document.BlockCaption || isContents(s) {
		return 0, true
	}
	if c.lines++; c.lines > coverLines || len([]rune(s)) > coverRunes {
		return 0, true
	}
	if b.Kind.Furniture() || c.n.cat.portals.data.MatchString(s) || c.n.cat.portals.way.MatchString(s) {
		c.lines--
		return 0, false
	}
	if name, ok := labelled(s); ok {
		c.add("organization", name, "cover", page.Number, trustLabel, b.Text)
		c.before = nil
		return 0, false
	}
	s, more = titleFrom(page.Blocks[bi:min(len(page.Blocks), bi+titleLines)])
	a := announcement(s)
	begun := sectionHead.MatchString(s)
	if begun && !c.n.cat.titles.endsOrganization(a.name) {
		return more, true
	}
	if a.kind != "" {
		c.title(&a, page.Number, b.Text)
	} else {
		c.line(s, page.Number, b.Text)
	}
	return more, begun || strings.ContainsAny(s, "。；")
}

// titleFrom is a line of a cover with those after it that go on with its title.
func titleFrom(blocks []document.Block) (s string, more int) {
	s = document.Squeeze(blocks[0].Text)
	whole := s
	for i := 1; i < len(blocks) && blocks[i].Kind == blocks[0].Kind; i++ {
		next := document.Squeeze(blocks[i].Text)
		if len([]rune(next)) >= longestLine || !lineJoint.MatchString(whole) &&
			(!joinsLine.MatchString(next) || announcement(whole).kind == "") {
			break
		}
		if whole += next; announcement(whole).kind != "" {
			s, more = whole, i
		}
	}
	return s, more
}

// longestLine is how many characters less than a line of a title has that goes
// on with the one before.
const longestLine = 40

// coverReader reads the lines of a cover, one after the other.
type coverReader struct {
	n        *normalizer
	add      addEvidence
	before   []string // lines that may be the first part of a name
	named    bool     // the page itself says which line is its title
	titled   bool     // a title was read
	untitled bool     // it names no organization
	lines    int      // read so far
}

// title reads what a line announces.
func (c *coverReader) title(a *announced, page int, text string) {
	regions, trust := &c.n.cat.regions, min(trustCover, a.trust)
	if c.named && c.titled {
		trust = min(trust, trustText) // it may be of a document beside this one
	}
	c.titled = true
	c.add("report_kind", string(a.kind), "cover", page, min(trust, a.kindTrust), text)
	if a.year > 0 {
		c.add("fiscal_year", strconv.Itoa(a.year), "cover", page, trust, text)
	}
	name := a.name
	if !a.sentence && (name == "" || regions.exactly(name) && !a.kind.Government()) {
		name = c.n.joinName(c.before, name)
	}
	if !c.n.cat.titles.endsOrganization(name) {
		trust = min(trust, trustHeading)
	}
	if region := withoutLevel(name); regions.exactly(region) && !a.kind.Government() {
		name, trust = region, trustFile
	}
	if name = cleanOrganization(name); c.n.cat.portals.column.MatchString(name) {
		name = ""
	}
	c.add("organization", name, "cover", page, trust, text)
	c.before, c.untitled = nil, name == "" && !a.sentence
}

// line reads one that announces nothing: a year, or a name or a part of one.
func (c *coverReader) line(s string, page int, text string) {
	if y := zh.Year(s); y > 0 && len([]rune(s)) < 12 {
		c.add("fiscal_year", strconv.Itoa(y), "cover", page, trustHeading, text)
		return
	}
	if len([]rune(s)) >= 40 || strings.ContainsAny(s, "，。；：,;:") {
		return
	}
	if name := cleanOrganization(s); looksOrganization(name) {
		s = name // 某某局2025年度
	}
	if c.n.doc.Format == document.HTML && c.n.cat.regions.exactly(strings.TrimSuffix(s, peoplesGovernment)) &&
		strings.HasSuffix(s, peoplesGovernment) {
		return // whose portal it is
	}
	if c.untitled && looksOrganization(s) { // under the title
		c.add("organization", s, "cover", page, trustHeading-0.1, text)
		c.untitled = false
	}
	c.before = append(c.before, s)
}

// joinName puts the name together that a cover prints over several lines:
// the last line, and as many before as it takes to be an organization's.
func (n *normalizer) joinName(before []string, name string) string {
	joined := ""
	for i := len(before) - 1; i >= 0; i-- {
		joined = before[i] + joined
		if looksOrganization(joined) && (i == 0 || n.cat.regions.of(joined).Code != "" ||
			!n.cat.regions.starts(before[i-1])) {
			return joined
		}
	}
	for _, line := range slices.Backward(before) { // beside words of something else
		if looksOrganization(line) {
			return line
		}
	}
	if n.doc.Format == document.HTML && !n.cat.regions.starts(joined) {
		return name // what portals print above articles
	}
	return cmp.Or(joined, name)
}

func isContents(s string) bool {
	f := zh.Fold(s)
	return f == "目录" || f == "目次" || strings.HasPrefix(f, "目录") && len([]rune(f)) < 8
}

// labelled reads 预算主管部门：某某局.
func labelled(s string) (string, bool) {
	for _, l := range organizationLabels {
		rest, ok := strings.CutPrefix(s, l)
		if !ok {
			continue
		}
		head, name, ok := strings.Cut(strings.Replace(rest, ":", "：", 1), "：")
		if !ok || head != "" && bracketless(l+head) != l || strings.ContainsAny(name, "，。；：") {
			continue // 部门职责：（一）…；（二）…
		}
		name = cleanOrganization(name)
		return name, name != ""
	}
	return "", false
}

// announced is what a line says of the report it announces.
type announced struct {
	kind             schema.ReportKind // empty if it announces none
	year             int
	name             string
	sentence         bool // not a title but a sentence: 现将某某局2025年部门预算公开如下
	trust, kindTrust float64
}

// wordAt is where a text calls a report by a word; -1 if nowhere. 某某镇人民政府决算
// are the accounts of that organ, not 政府决算, and 公共财政预算收入 is of one fund.
func wordAt(s, word string) int {
	i := strings.Index(s, word)
	if i > 0 && strings.HasPrefix(word, "政府") && strings.HasSuffix(s[:i], "人民") {
		return -1
	}
	if i > 0 && strings.HasSuffix(s[:i], "公共") && strings.HasPrefix(word, "财政") {
		side := strings.TrimPrefix(s[i+len(word):], "总")
		if strings.HasPrefix(side, "收入") || strings.HasPrefix(side, "支出") {
			return -1
		}
	}
	return i
}

// sentenceHead opens a sentence on what a report is published by: 根据《关于批复2024年部门预算的通知》.
var sentenceHead = regexp.MustCompile(`^(?:根据|按照|依据|依照|遵照|为了|为做好|经)`)

// behindTitle is whose report it is where that stands after the title: 某某区2024年部门预算——教育局.
var behindTitle = regexp.MustCompile(`^(?:公开|信息公开|情况)?(?:[—－-]+|[（(])([\p{Han}]{3,30}?)[）)]?$`)

// statute is a law that a text rests on; it calls no report.
var statute = regexp.MustCompile(`《[^《》]*(?:法|办法|条例|规定|细则|制度)》`)

// levelAlone is what stands where a title may have a name and is none: a government by its level, or a part of a year.
var levelAlone = regexp.MustCompile(`^(?:[省市县区州旗盟镇乡]人民政府|[上下]半年|前?[一二三四]个?季度)$`)

// announcement reads 某某局2025年度部门预算公开: the year, what the report
// is, and the name before or between.
func announcement(s string) (a announced) {
	if strings.Contains(s, "《") {
		s = statute.ReplaceAllString(s, "") // 根据《预算审查监督办法》
	}
	kind, at, width := firstReport(s)
	if at < 0 {
		if a := threePublicAnnouncement(s); a.kind != "" {
			return a
		}
		return plainAnnouncement(s)
	}
	a.kind, a.trust, a.kindTrust = kind, 1, 1
	name := s[:at]
	a.sentence = strings.ContainsAny(name, "，。；：,;:") || strings.Contains(name, "现将") || strings.Contains(s, "。") ||
		sentenceHead.MatchString(name)
	if a.sentence {
		a.trust = trustText
		_, told, _ := strings.Cut(name, "现将")
		if strings.ContainsAny(told, "，。；：,;:") {
			told = ""
		}
		name = told
	}
	name = bareName(name)
	a.year = zh.Year(s)
	if a.kind == schema.GovernmentExecution {
		a.year = cmp.Or(lastYear(s[:at]), a.year) // 2021年预算草案和2020年预算执行情况
	}
	if _, start, end := zh.YearSpan(name); end > 0 {
		if start > 0 {
			name = name[:start]
		} else {
			name = strings.TrimPrefix(name[end:], "度")
		}
	} else if i := zh.BareYearAt(name); i > 0 {
		name = name[:i]
	}
	name = bareName(name)
	if i := strings.Index(name, "关于"); i > 0 && looksOrganization(name[:i]) {
		name = name[i+len("关于"):] // 某某区财政局关于某某区2024年预算执行情况的报告
	}
	if levelWords.FindString(name) == name || levelAlone.MatchString(name) {
		name = ""
	}
	_, name = zh.CutNumbering(name)
	for _, p := range []string{"第一部分", "第二部分", "第三部分", "第四部分", "第五部分"} {
		name = strings.TrimPrefix(name, p)
	}
	if m := behindTitle.FindStringSubmatch(s[at+width:]); m != nil && (name == "" || zh.NamesRegion(name)) &&
		zh.EndsAsOrgan(m[1]) {
		name += m[1]
	}
	a.name = name
	return a
}

// firstReport is where the first word for a report stands in a text, the longest
// of several; at is -1 if there is none.
func firstReport(s string) (kind schema.ReportKind, at, width int) {
	at = -1
	for k, words := range Builtin().portals.file.Reports {
		for _, w := range words {
			if i := wordAt(s, w); i >= 0 && (at < 0 || i < at || i == at && len(w) > width) {
				kind, at, width = k, i, len(w)
			}
		}
	}
	return kind, at, width
}

// lastYear is the last year of a text; 0 if none.
func lastYear(s string) (year int) {
	for y, _, end := zh.YearSpan(s); y > 0; y, _, end = zh.YearSpan(s) {
		year, s = y, s[end:]
	}
	return year
}

// threePublicTitle is a statement of the three public expenses alone, of a
// region or of one body.
var threePublicTitle = regexp.MustCompile(`^(.*?)[“"]?三公[”"]?经费`)

// fundWords stand between a name and the three public expenses.
var fundWords = regexp.MustCompile(`(?:一般公共预算|财政拨款|财政资金|财政性资金|部门|汇总|本级|[省市县区州旗]本级|[省市县区州旗]级).*$`)

func threePublicAnnouncement(s string) (a announced) {
	m := threePublicTitle.FindStringSubmatch(s)
	if m == nil || utf8.RuneCountInString(s) > 70 || sectionHead.MatchString(s) || strings.ContainsAny(s, "，。；：,;:") {
		return a
	}
	year, start, end := zh.YearSpan(m[1])
	if year == 0 {
		return a
	}
	name := m[1][:start]
	if name == "" {
		name = strings.TrimPrefix(m[1][end:], "度")
	}
	name = strings.TrimRight(fundWords.ReplaceAllString(bareName(name), ""), "（(")
	if levelWords.FindString(name) == name {
		name = ""
	}
	a = announced{kind: schema.ThreePublicSummary, year: year, name: name, trust: trustCover,
		kindTrust: trustHeading - 0.05}
	if looksOrganization(name) && !strings.HasSuffix(name, "区") && !strings.HasSuffix(name, "县") &&
		!strings.HasSuffix(name, "市") {
		a.kind = schema.DepartmentBudget
		if strings.Contains(s, "决算") {
			a.kind = schema.DepartmentFinal
		}
	}
	return a
}

// levelWords end the name of a region with the level whose money a report is on: 全市及市本级.
var levelWords = regexp.MustCompile(`(?:[和及与、]?(?:[省市县区州旗盟镇]?本级|[省市县区州旗盟][级直]|[全我本][省市县区州旗盟镇乡]))+$`)

// withoutLevel is the name of a region without the level behind it: 某某市市级, 某某市本级.
func withoutLevel(name string) string {
	for _, short := range []string{levelWords.ReplaceAllString(name, ""), strings.TrimSuffix(name, "本级")} {
		if zh.NamesRegion(short) {
			return short
		}
	}
	return name
}

// tagged begins a title with what kind of thing it is, or whose: 【公开】, （河北省）.
var tagged = regexp.MustCompile(`^(?:[【\[][^】\]]{1,8}[】\]]|[（(]\p{Han}{2,8}[省市区州盟县旗][）)])`)

// bareName is a name without what stands around it in titles: 关于提请审议, 关于公开.
func bareName(name string) string {
	p := &Builtin().portals
	name = tagged.ReplaceAllString(name, "")
	if i := strings.LastIndex(name, "《"); i > strings.LastIndex(name, "》") {
		name = name[i+len("《"):] // 关于《市人民政府关于2021年市级财政决算的议案》的说明
	}
	for range len(p.file.Openings) {
		short := p.opening.ReplaceAllString(name, "")
		if short == name {
			break
		}
		name = short
	}
	return p.closing.ReplaceAllString(name, "")
}

// withoutBody is the name of an organ without the word behind it that says
// whether it is a department or a unit: 某某局部门2024年度预算.
func withoutBody(name string) (short, body string) {
	for _, body := range []string{"部门", "单位"} {
		if short, ok := strings.CutSuffix(name, body); ok && looksOrganization(short) {
			return short, body
		}
	}
	return name, ""
}

// governing is the government of a county or more, whose accounts are those of its region: 某某区人民政府决算公开.
var governing = regexp.MustCompile(`[省市县区州旗盟]人民政府$`)

// plainAnnouncement reads 2022年度某某局决算公开 and 某某局2022年度决算. Such a
// title does not say whether the report is a department's or a unit's.
func plainAnnouncement(s string) (a announced) {
	m := plainReport.FindStringSubmatch(s)
	if m == nil || utf8.RuneCountInString(s) > 60 || strings.ContainsAny(s, "，。；：,;:") {
		return a
	}
	year, start, end := zh.YearSpan(m[1])
	name, rest := "", ""
	if year > 0 {
		name, rest = bareName(m[1][:start]), strings.TrimPrefix(m[1][end:], "度")
	}
	if name == "" {
		name, rest = rest, ""
	}
	name = withoutLevel(name)
	if levelWords.FindString(rest) == rest {
		rest = "" // 某某县2024年全县及县本级
	}
	name, body := withoutBody(name)
	if name = bareName(name); rest != "" || sectionHead.MatchString(name) ||
		!looksOrganization(name) && (year == 0 || utf8.RuneCountInString(name) < 3 || !zh.NamesRegion(name)) {
		return a
	}
	a = announced{kind: schema.DepartmentBudget, year: year, name: name, trust: trustCover, kindTrust: trustHeading - 0.05}
	of := looksOrganization(name) && !governing.MatchString(name)
	switch final := m[2] == "决算"; {
	case body == "单位" && final:
		a.kind = schema.UnitFinal
	case body == "单位":
		a.kind = schema.UnitBudget
	case final && of:
		a.kind = schema.DepartmentFinal
	case final:
		a.kind = schema.GovernmentFinal
	case !of: // 某某县2024年预算公开
		a.kind = schema.GovernmentBudget
	}
	return a
}

// cleanOrganization takes labels, brackets for seals and white space off.
func cleanOrganization(s string) string {
	s = document.Squeeze(s)
	for _, l := range organizationLabels {
		if rest, ok := strings.CutPrefix(s, l); ok && (strings.HasPrefix(rest, "：") || strings.HasPrefix(rest, ":")) {
			s = strings.TrimLeft(rest, "：:")
		}
	}
	if i := strings.Index(s, "金额单位"); i > 0 {
		s = s[:i]
	}
	for _, w := range []string{"（盖章）", "(盖章)", "（公章）", "(公章)", "（汇总）", "(汇总)"} {
		s = strings.ReplaceAll(s, w, "")
	}
	s = strings.Trim(s, "：:，,。、 _-—")
	if isCode(s) || strings.Contains(s, "万元") {
		return ""
	}
	if i := zh.BareYearAt(s); i > 0 { // 某某局2025年度
		s = s[:i]
	}
	if i := strings.LastIndexAny(s, "·|>»"); i >= 0 { // the way to the page
		_, n := utf8.DecodeRuneInString(s[i:])
		s = s[i+n:]
	}
	for _, part := range strings.FieldsFunc(strings.ReplaceAll(s, "--", "_"), func(r rune) bool { return r == '_' }) {
		if looksOrganization(part) { // 某某局--信息公开
			s = part
			break
		}
	}
	for _, w := range []string{"预决算公开", "预算公开", "决算公开", "信息公开", "政务公开"} {
		if _, rest, ok := strings.Cut(s, w); ok && looksOrganization(rest) {
			s = rest
		}
	}
	return unitCode.ReplaceAllString(s, "")
}

// unitCode is the code of a unit before its name or after it: 132-, [132], （301）.
var unitCode = regexp.MustCompile(`^[（(\[【]?[0-9][0-9-]*[）)\]】]?[-_、]*|[（(\[【][0-9]{3,15}[）)\]】]$`)

// aboutHead heads what a report says of the body itself: 第一部分 某某局概况, 一、某某局基本情况.
var aboutHead = regexp.MustCompile(`^(?:第[一二三四五六七八九十]+(?:部分|章|节|篇)|[一二三四五六七八九十]+[、.．])(\p{Han}{4,40}?)` +
	`(?:部门|单位)?(?:概况|基本情况|概述|主要职责|主要职能|职责)$`)

// partOfYear heads a part of a report with its year: 第二部分 2022年度决算表.
var partOfYear = regexp.MustCompile(`^(?:第[一二三四五六七八九十]+(?:部分|章|节|篇)|[一二三四五六七八九十]+[、.．])(20\d\d年)度?` +
	`(?:部门|单位)?(?:收支|收入支出)?(?:预算|决算)`)

func (n *normalizer) readHeadings(add addEvidence) {
	for pi := range n.doc.Pages {
		page := &n.doc.Pages[pi]
		for bi := range page.Blocks {
			b := &page.Blocks[bi]
			if m := aboutHead.FindStringSubmatch(document.Squeeze(b.Text)); m != nil && looksOrganization(m[1]) &&
				b.Kind != document.BlockTable {
				add("organization", cleanOrganization(m[1]), "heading", page.Number, trustAbout, b.Text)
			}
			if m := partOfYear.FindStringSubmatch(document.Squeeze(b.Text)); m != nil {
				add("fiscal_year", strconv.Itoa(zh.Year(m[1])), "heading", page.Number, trustFile, b.Text)
			}
			if b.Kind != document.BlockHeading && b.Kind != document.BlockPageHeader || len(b.Text) > 240 {
				continue
			}
			s := document.Squeeze(b.Text)
			source, trust := schema.EvidenceSource("heading"), trustHeading
			if b.Kind == document.BlockPageHeader {
				source, trust = "header", trustHeader
			}
			a := announcement(s)
			if a.kind == "" {
				continue
			}
			trust = min(trust, a.trust)
			add("report_kind", string(a.kind), source, page.Number, min(trust, a.kindTrust), b.Text)
			if a.year > 0 {
				add("fiscal_year", strconv.Itoa(a.year), source, page.Number, trust, b.Text)
			}
			if n.cat.titles.endsOrganization(a.name) {
				add("organization", cleanOrganization(a.name), source, page.Number, trust-0.15, b.Text)
			}
		}
	}
}

// fileName is what a document's source says of it: the name without the way
// there and without its ending.
func fileName(source string) string {
	base := path.Base(strings.ReplaceAll(source, "\\", "/"))
	return strings.TrimSuffix(base, path.Ext(base))
}

// Said tells apart what was said of a document where it was found: with the
// same bytes and options two documents for which it is the same mean the same,
// wherever they stand.
func Said(source string, from *document.Provenance) string {
	address := dateOfAddress(from.Address) // only with a region it is told where that is from
	if from.Region != "" {
		address = from.Address
	}
	return document.Digest([]byte(strings.Join([]string{fileName(source), from.Title, from.Date, from.Publisher,
		from.Region, address}, "\x00")))
}

func (n *normalizer) readFileName(add addEvidence) {
	base := fileName(n.doc.Source)
	s := document.Squeeze(base)
	if y := zh.Year(s); y > 0 {
		add("fiscal_year", strconv.Itoa(y), "file_name", 0, trustFile, base)
	} else if i := zh.BareYearAt(s); i >= 0 {
		add("fiscal_year", s[i:i+4], "file_name", 0, trustFile, base)
	} else if i := strings.Index(s, "年"); i >= 2 && zh.IsDigits(s[i-2:i]) && (i == 2 || s[i-3] < '0' || s[i-3] > '9') {
		add("fiscal_year", "20"+s[i-2:i], "file_name", 0, trustFile, base)
	}
	a := announcement(s)
	if a.kind != "" {
		add("report_kind", string(a.kind), "file_name", 0, trustFile, base)
	}
	if n.cat.titles.endsOrganization(a.name) {
		add("organization", cleanOrganization(a.name), "file_name", 0, trustFile, base)
	}
}

// signature is who signed above the date in a block, or before it on the line.
func signature(page *document.Page, bi int, before string) string {
	if before == "" && bi > 0 {
		before = document.Squeeze(page.Blocks[bi-1].Text)
	}
	if name := cleanOrganization(before); looksOrganization(name) {
		return name
	}
	return ""
}

// readDate looks for a date that stands alone: on the cover, or after the
// last words.
func (n *normalizer) readDate(add addEvidence) {
	for pi := range n.doc.Pages {
		page := &n.doc.Pages[pi]
		for bi := range page.Blocks {
			b := &page.Blocks[bi]
			if b.Kind == document.BlockTable || b.Kind == document.BlockWatermark || len(b.Text) > 200 {
				continue
			}
			last := pi == len(n.doc.Pages)-1 && bi >= len(page.Blocks)-3
			cover := pi == 0 && (len(n.doc.Pages) > 1 || bi < 12)
			if cover || last {
				n.dateIn(add, page, bi, last)
			}
		}
	}
}

// dateIn reads the date of a block of the cover or, last, of the end; there it
// may stand behind other words, and below whoever signed.
func (n *normalizer) dateIn(add addEvidence, page *document.Page, bi int, last bool) {
	b := &page.Blocks[bi]
	s := document.Squeeze(b.Text)
	dates := zh.Dates(s)
	if len(dates) == 0 || !strings.HasSuffix(s[:dates[len(dates)-1].End], "日") {
		return
	}
	date := dates[len(dates)-1]
	whole := date.Start == 0 && date.End == len(s)
	if !whole && (!last || date.End < len(s) || strings.Count(s, "年") > 1) {
		return
	}
	trust := trustCover
	switch {
	case !whole:
		trust = trustText
	case last && n.doc.Format == document.HTML:
		trust = trustSigned // a portal publishes later than is signed
	}
	add("published", date.String(), "text", page.Number, trust, b.Text)
	if last {
		add("organization", signature(page, bi, s[:date.Start]), "text", page.Number, trustSignature, b.Text)
	}
}
