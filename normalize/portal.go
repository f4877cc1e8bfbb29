package normalize

import (
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

// How much a portal's page is believed about the report on it. Its publisher is
// often another body than the author.
const (
	trustPortalTitle = trustCover - 0.05
	trustPublisher   = trustFile + 0.05
	trustSite        = trustFile + 0.03
	trustOffice      = trustFile - 0.02
)

var (
	// blankName stands where a template has a name or a year.
	blankName = regexp.MustCompile(`[XxＸｘ×*＊]{2,}|[_＿]{2,}|[\[【〔（(](?:部门|单位)(?:（单位）|/单位|或单位)?(?:名称|全称)[\]】〕）)]`)
	// model is what a template calls itself.
	model = regexp.MustCompile(`(?:模板|样本|范本|参考格式|格式文本|参考文本|样表)(?:（.*）)?$`)
	// dated ends a line of a list of documents.
	dated = regexp.MustCompile(`(?:20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\D\d{2}-\d{2})[\])）】]?$`)
	// partHead opens a part of one document, and no line of a list of several.
	partHead = regexp.MustCompile(`^第[一二三四五六七八九十]+(?:部分|章|节|篇)`)
	// refused is what error and challenge pages say.
	refused = regexp.MustCompile(`(?:^|[^0-9.,，])(?:404|403|502)(?:$|[^0-9.,，万亿元年%])|` +
		`页面(?:不存在|找不到|无法访问)|(?:您|你)访问的页面|未找到(?:您|你)|服务器(?:错误|繁忙)|系统维护|拒绝访问|` +
		`访问(?:被拒绝|过于频繁|受限)|` +
		`安全验证|人机验证|验证码|正在检查|正在验证|请稍候|拦截|防火墙|会话(?:已)?(?:超时|过期|失效)|请(?:先)?登录|(?:页面|栏目|信息|内容)已(?:被)?(?:删除|下线|过期)|` +
		`(?i:enable|requires?)\s*(?i:JavaScript|cookies)|(?:启用|开启|打开|支持|允许)\s*(?i:JavaScript|cookies?)|(?i:Access Denied|` +
		`Forbidden|Not Found|Just a moment|Bad Gateway|Service Unavailable|Internal Server Error)`)
	resultPage = regexp.MustCompile(`(?:搜索结果|检索结果|为您找到|找到(?:相关|约)|共找到|共检索到|约有\d+(?:条|项)|相关(?:结果|信息)约?\d+(?:条|个)|查询到\d+条)`)
)

// readProvenance reads what the list of a portal said of the document.
func (n *normalizer) readProvenance(add addEvidence) {
	from := &n.doc.From
	if len(from.Date) == len("2006-01-02") {
		add("published", from.Date, "portal", 0, trustPortalDate-0.02, from.Date)
	}
	n.readTitle(add, from.Title)
	if name := cleanOrganization(from.Publisher); looksOrganization(name) {
		add("organization", name, "portal", 0, trustFile, from.Publisher)
	}
}

// readTitle reads what a portal calls a document.
func (n *normalizer) readTitle(add addEvidence, title string) {
	a := announcement(document.Squeeze(title))
	if a.kind == "" {
		a = n.tableAnnouncement(document.Squeeze(title))
	}
	if a.kind == "" {
		return
	}
	add("report_kind", string(a.kind), "portal", 0, min(trustPortalTitle, a.kindTrust), title)
	if a.year > 0 {
		add("fiscal_year", strconv.Itoa(a.year), "portal", 0, trustPortalTitle, title)
	}
	switch {
	case n.cat.regions.exactly(withoutLevel(a.name)) && !a.kind.Government(): // 某某县本级2024年部门预算
	case n.cat.titles.endsOrganization(a.name) || n.cat.regions.exactly(a.name) && a.kind.Government():
		add("organization", cleanOrganization(a.name), "portal", 0, trustPortalTitle, title)
	case n.cat.portals.column.MatchString(a.name): // 某某县人民政府财政预决算
	case !a.sentence && n.cat.regions.starts(a.name) && !n.cat.regions.exactly(a.name): // 某某市植物园
		add("organization", cleanOrganization(a.name), "portal", 0, trustHeading, title)
	}
}

// tableAnnouncement reads a title that is that of one table of a government's:
// 某某县2023年一般公共预算支出决算表.
func (n *normalizer) tableAnnouncement(s string) (a announced) {
	if i := strings.IndexAny(s, "_|"); i > 0 { // 题名_栏目_网站
		s = s[:i]
	}
	year, start, _ := zh.YearSpan(s)
	if year == 0 || utf8.RuneCountInString(s) > coverRunes || sectionHead.MatchString(s) ||
		!n.cat.governments.titles.isCertain(s) {
		return a
	}
	kind, _ := reportOfTitle(s)
	return announced{kind: kind, year: year, name: s[:start], trust: trustCover, kindTrust: trustHeading - 0.05}
}

// readPortal reads what the page of a portal says about itself.
func (n *normalizer) readPortal(add addEvidence) {
	if f := n.doc.Format; f != document.HTML {
		return
	}
	info := &n.doc.Info
	if len(info.Created) >= len("2006-01-02") {
		add("published", info.Created[:len("2006-01-02")], "portal", 0, trustPortalDate, info.Created)
	}
	for _, address := range []string{info.Address, n.doc.From.Address, fileName(n.doc.Source)} {
		if date := dateOfAddress(address); date != "" {
			add("published", date, "portal", 0, trustAddressDate, address)
			break
		}
	}
	n.readTitle(add, n.pageTitle())
	if name := cleanOrganization(info.Author); looksOrganization(name) {
		add("organization", name, "portal", 0, n.publisherTrust(name), info.Author)
	}
	if name := n.siteOwner(); name != "" {
		add("organization", name, "portal", 0, trustSite, name)
	}
	if name := n.onTrail(); name != "" {
		add("organization", name, "portal", 0, trustSite, info.Trail)
	}
	headline, named := n.headline()
	for pi := range n.doc.Pages {
		blocks := n.doc.Pages[pi].Blocks
		for bi := range blocks {
			b := &blocks[bi]
			last := pi == len(n.doc.Pages)-1 && bi >= len(blocks)-lastBlocks
			if bi > headline+dataBlocks && !last || b.Kind == document.BlockTable || len(b.Text) > maxDataLine {
				continue
			}
			below := bi - headline
			if named && below == 0 || last && bi > headline+dataBlocks {
				below = -1 // no place for a date alone
			}
			n.readPageLine(add, b.Text, below)
		}
	}
}

// The portal's data of a page stand in so many blocks from its headline on, or
// in so many at its end, none of them longer than so many bytes.
const (
	dataBlocks  = 20
	lastBlocks  = 6
	maxDataLine = 400
)

// readPageLine reads a line with data of the portal.
func (n *normalizer) readPageLine(add addEvidence, text string, below int) {
	p := &n.cat.portals
	if date, trust := p.pageDate(text, below); date != "" {
		add("published", date, "portal", 0, trust, text)
	}
	if m := p.title.FindStringSubmatch(document.Squeeze(text)); m != nil {
		n.readTitle(add, m[2])
	}
	for _, m := range p.who.FindAllStringSubmatch(text, -1) {
		name := cleanOrganization(m[2])
		if at := p.info.FindStringIndex(name); at != nil && at[0] > 0 && !looksOrganization(name) {
			name = name[:at[0]] // 某某县卫生健康局点击量
		}
		if looksOrganization(name) {
			add("organization", name, "portal", 0, n.publisherTrust(name), text)
		}
	}
	if m := namedDay.FindStringSubmatch(document.Squeeze(text)); below > 0 && below < topBlocks && m != nil &&
		looksOrganization(m[1]) {
		add("organization", m[1], "portal", 0, trustPublisher, text)
	}
}

// publisherTrust is how much a page's publisher is believed to be the author: an
// office within an organ is not.
func (n *normalizer) publisherTrust(name string) float64 {
	if n.cat.portals.office.MatchString(name) && !n.cat.regions.starts(name) {
		return trustOffice
	}
	return trustPublisher
}

// namedDay is a line under a headline with who published it and a day, and no
// label: 某某市文化和旅游局 08-18 09:40.
var namedDay = regexp.MustCompile(`^(\p{Han}{4,40})(?:[-/.:：年月日时分秒|]|\d)+$`)

// siteEnds end the name of a site after that of whose it is.
var siteEnds = regexp.MustCompile(`(?:政务网|政府网|党务公开网|信息公开网|信息网|门户网站|官方网站|官网|网站|网)$`)

// siteOwner is the organ whose site a page says it is of; "" if the page is of
// the portal of a government, or does not say.
func (n *normalizer) siteOwner() string {
	for _, name := range []string{n.doc.Info.Site, n.doc.Info.Title} {
		for _, part := range slices.Backward(titleParts(name)) {
			part = siteEnds.ReplaceAllString(part, "")
			if looksOrganization(part) && announcement(part).kind == "" && !n.cat.organizations.governs(part) {
				return part
			}
		}
	}
	return ""
}

// titleParts are the title of a page and what stands beside it: names of the site
// and of its parts.
func titleParts(title string) []string {
	return strings.FieldsFunc(title, func(r rune) bool {
		return strings.ContainsRune(titleSigns, r) || unicode.IsSpace(r)
	})
}

// onTrail is the organ to whose part of a portal a page belongs, by the way
// there that it prints: 首页 > 部门街道 > 某某市审计局 > 财政公开.
func (n *normalizer) onTrail() string {
	parts := strings.FieldsFunc(n.doc.Info.Trail, func(r rune) bool { return strings.ContainsRune(trailSigns, r) })
	for _, part := range slices.Backward(parts) {
		name := cleanOrganization(part)
		if looksOrganization(name) && announcement(name).kind == "" && !n.cat.organizations.governs(name) {
			return name
		}
	}
	return ""
}

// trailSigns stand between the parts of the way to a page.
const trailSigns = ">»›→/\\|"

// governs reports the name of who publishes for a whole division.
func (o *organizations) governs(name string) bool {
	folded := zh.Fold(name)
	if o.everywhere(name) { // of a town: what it publishes is its own
		return slices.ContainsFunc(o.treasuries, func(end string) bool { return folded == end })
	}
	return zh.NamesRegion(name) ||
		slices.ContainsFunc(o.treasuries, func(end string) bool { return strings.HasSuffix(folded, end) })
}

// portalRegion is the division whose portal a document is from, or which the
// portal's page names in its title, its site or its publisher.
func (n *normalizer) portalRegion(said []schema.ProfileEvidence) (schema.Region, string) {
	from := &n.doc.From
	if r := n.cat.regions.coded(from.Region); r.Code != "" {
		return r, from.Address
	}
	for _, text := range n.portalNames(said) {
		if r := n.cat.regions.of(document.Squeeze(text)); r.Code != "" {
			return r, text
		}
	}
	return schema.Region{}, ""
}

// portalNames are the texts that may begin with the name of the division whose
// portal a page is of: its title, its site, its publisher, and behind the title
// of the report the name of the site.
func (n *normalizer) portalNames(said []schema.ProfileEvidence) []string {
	from := &n.doc.From
	names := []string{n.doc.Info.Title, n.doc.Info.Site, n.doc.Info.Author, from.Title, from.Publisher}
	for i := range said {
		if said[i].Field == "organization" && said[i].Source == "portal" {
			names = append(names, said[i].Value)
		}
	}
	return append(names, titleParts(n.doc.Info.Title)...)
}

// News says within so many texts from where it has what it tells.
const newsBlocks = 5

// Of a list of documents at least so many lines, and this share of all, end
// with a date or announce a report.
const (
	leastListed = 5
	listedShare = 0.6
)

// noDisclosure says why a page of a portal is no disclosure: a list of
// documents, the results of a search, an error, a challenge; "" if it may be
// one. A page with a table that is no list of documents is not judged.
func (n *normalizer) noDisclosure() string {
	if n.doc.Format != document.HTML {
		return ""
	}
	if at, named := n.headline(); named && len(n.doc.Tables) == 0 &&
		n.cat.portals.news.MatchString(document.Squeeze(n.doc.Pages[0].Blocks[at].Text)) {
		return "news"
	}
	if n.announces() {
		return ""
	}
	if len(n.doc.Tables) == 0 {
		if top := n.top(); slices.ContainsFunc(top[:min(len(top), newsBlocks)], n.cat.told.isNews) {
			return "news"
		}
	}
	lines, listed, length := 0, 0, 0
	for i := range n.doc.Tables {
		rows, documents := listing(&n.doc.Tables[i])
		if float64(documents) < listedShare*float64(rows) {
			return ""
		}
		lines, listed = lines+rows, listed+documents
	}
	var all strings.Builder
	for pi := range n.doc.Pages {
		for bi := range n.doc.Pages[pi].Blocks {
			s := document.Squeeze(n.doc.Pages[pi].Blocks[bi].Text)
			if s == "" || n.doc.Pages[pi].Blocks[bi].Kind == document.BlockTable {
				continue
			}
			lines++
			length += utf8.RuneCountInString(s)
			if length < 2000 {
				all.WriteString(s)
			}
			if utf8.RuneCountInString(s) < 90 && !strings.ContainsAny(s, "。；") &&
				!partHead.MatchString(s) && (dated.MatchString(s) || announcement(s).kind != "") {
				listed++
			}
		}
	}
	text := all.String() + document.Squeeze(n.doc.Info.Title)
	switch {
	case listed >= leastListed && float64(listed) >= listedShare*float64(lines):
		return "a list of documents"
	case resultPage.MatchString(text) && length < 2000:
		return "the results of a search"
	case refused.MatchString(text) && length < 300:
		return "an error or a challenge"
	case length == 0 && lines == 0 && len(n.doc.Links) == 0 && len(n.doc.Unread()) == 0:
		return "no word of its own"
	}
	return ""
}

// announces reports a page whose headline names whose report it is: what it lists
// are attachments.
func (n *normalizer) announces() bool {
	at, named := n.headline()
	if !named {
		return false
	}
	a := announcement(document.Squeeze(n.doc.Pages[0].Blocks[at].Text))
	return looksOrganization(a.name) || a.kind.Government() && n.cat.regions.exactly(a.name)
}

// listing counts the rows of a table, and those that announce a document or end
// with a date and have words beside it.
func listing(t *document.Table) (rows, documents int) {
	for i := range t.Cells {
		var text []string
		for j := range t.Cells[i] {
			if s := document.Squeeze(t.Cells[i][j].Text); s != "" {
				text = append(text, s)
			}
		}
		if len(text) == 0 {
			continue
		}
		rows++
		if dated.MatchString(text[len(text)-1]) && len(text) > 1 || slices.ContainsFunc(text, func(s string) bool {
			return utf8.RuneCountInString(s) < coverRunes && announcement(s).kind != ""
		}) {
			documents++
		}
	}
	return rows, documents
}

// ownThreePublic is the report in which a body that is no government publishes
// its three public expenses.
func ownThreePublic(said []schema.ProfileEvidence) schema.ReportKind {
	for _, e := range said {
		if e.Value == string(schema.ThreePublicSummary) && strings.Contains(e.Text, "决算") {
			return schema.DepartmentFinal
		}
	}
	return schema.DepartmentBudget
}

// settleKind corrects the kind of report that the words alone gave: pages that
// are none, blank templates, and tables that show a government's report.
func (n *normalizer) settleKind(p *schema.Profile, said []schema.ProfileEvidence) {
	if n.noDisclosure() != "" {
		p.ReportKind = schema.NotADisclosure
		return
	}
	if p.ReportKind == schema.ThreePublicSummary && n.siteOwner() != "" && !n.cat.regions.exactly(p.Organization) {
		p.ReportKind = ownThreePublic(said)
	}
	if blankName.MatchString(p.Organization) || slices.ContainsFunc(said, func(e schema.ProfileEvidence) bool {
		text := document.Squeeze(e.Text)
		return e.Field == "report_kind" && (e.Source == "cover" || e.Source == "portal") && e.Value == string(p.ReportKind) &&
			(blankName.MatchString(text) || model.MatchString(text))
	}) {
		p.ReportKind = schema.TemplateReport
	}
}
