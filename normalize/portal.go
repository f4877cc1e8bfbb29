package normalize

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/zh"
)

// How much a portal's page is believed about the report on it. It knows when
// it was published; its publisher is often another body than the author.
const (
	trustPortalDate  = trustCover + 0.02
	trustWritten     = trustCover - 0.02
	trustDateAlone   = trustCover - 0.03
	trustPortalTitle = trustCover - 0.05
	trustPublisher   = trustFile + 0.05
)

var (
	publishedAt = regexp.MustCompile(`(?:(?:发布时间|发布日期|公开日期|公布日期|公开时间|发表时间|发稿时间|发布于)[:：]?|^(?:时间|日期)[:：])` +
		`(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})`)
	// writtenAt is the date of a page or its document that need not be the day on which it was published.
	writtenAt = regexp.MustCompile(`(?:成文日期|生成日期|发文日期|制发日期|印发日期|录入时间|上传时间|更新时间)[:：]?` +
		`(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})`)
	// infoLine is the line under a headline: 2024-02-07 15:32 来源：... 浏览次数：...
	infoLine = regexp.MustCompile(`^.{0,60}?(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?.*$`)
	// dateAlone is a date that stands under a headline by itself, with the time or after the name of whoever published.
	dateAlone = regexp.MustCompile(`^[\[【(（]?\p{Han}{0,20}(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?` +
		`(?:T?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?[\])）】]?$`)
	// clock is a time of day behind a date; stamped is a line that says both, and little else.
	clock   = regexp.MustCompile(`(\d日?)[\s\p{Zs}]+(\d{1,2}[:：]\d{2})`)
	stamped = regexp.MustCompile(`^[^。；，]{0,30}?(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?T\d{1,2}[:：]\d{2}[^。；，]{0,40}$`)
	// infoWords are other words of that line.
	infoWords = regexp.MustCompile(`来源|浏览|字[体号]|点击|阅读|作者|访问|责任编辑|打印`)
	// englishDate is the date of a page with English labels.
	englishDate = regexp.MustCompile(`(?i)(?:publish(?:ed)?|post(?:ed)?|released?|date|updated?)[a-z ]{0,6}[:：]?\s*` +
		`((?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s*(20\d\d)`)
	publisher = regexp.MustCompile(`(?:发布机构|发布单位|发布部门|公开机构|公开单位|公开部门|发文机关|发文单位|发文机构|信息来源|来源|文章来源|稿源|供稿单位|Source)[:：]\s*` +
		`([\p{Han}（）()]{4,40})`)
	// titleLine is the title of the document among the portal's data.
	titleLine = regexp.MustCompile(`^(?:信息名称|名称|标题|文件名称|信息标题|文章标题|公文名称)[:：](.+)$`)
	// portalLine begins with the portal's own data and says nothing of the report.
	portalLine = regexp.MustCompile(`^(?:发布时间|发布日期|公开日期|成文日期|生成日期|发文日期|发布机构|发文机关|信息来源|来源|索引号|文号|发文字号|` +
		`主题分类|信息分类|组配分类|公开方式|公开时限|公开范围|有效性|浏览次数|字体|(?:信息)?名称|标题)[:：]`)
	// blankName stands where a template has a name or a year.
	blankName = regexp.MustCompile(`[XxＸｘ×*＊]{2,}|[_＿]{2,}|[\[【〔（(](?:部门|单位)(?:（单位）|/单位|或单位)?(?:名称|全称)[\]】〕）)]`)
	// model is what a template calls itself.
	model = regexp.MustCompile(`(?:模板|样本|范本|参考格式|格式文本|参考文本|样表)(?:（.*）)?$`)
	// dated ends a line of a list of documents.
	dated = regexp.MustCompile(`(?:20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\D\d{2}-\d{2})[\])）】]?$`)
	// partHead opens a part of one document, and no line of a list of several.
	partHead = regexp.MustCompile(`^第[一二三四五六七八九十]+(?:部分|章|节|篇)`)
	// refused is what error and challenge pages say.
	refused = regexp.MustCompile(`404|403|502|页面(?:不存在|找不到|无法访问)|(?:您|你)访问的页面|未找到(?:您|你)|服务器(?:错误|繁忙)|系统维护|拒绝访问|` +
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
	case n.cat.titles.endsOrganization(a.name) || n.cat.regions.exactly(a.name) && a.kind.Government():
		add("organization", cleanOrganization(a.name), "portal", 0, trustPortalTitle, title)
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
	n.readTitle(add, info.Title)
	if name := cleanOrganization(info.Author); looksOrganization(name) {
		add("organization", name, "portal", 0, trustPublisher, info.Author)
	}
	for pi := range n.doc.Pages {
		for bi := range n.doc.Pages[pi].Blocks {
			b := &n.doc.Pages[pi].Blocks[bi]
			if bi > 20 || b.Kind == document.BlockTable || len(b.Text) > 300 {
				continue
			}
			if date, trust := pageDate(b.Text, bi); date != "" {
				add("published", date, "portal", 0, trust, b.Text)
			}
			if m := titleLine.FindStringSubmatch(document.Squeeze(b.Text)); m != nil {
				n.readTitle(add, m[1])
			}
			if m := publisher.FindStringSubmatch(b.Text); m != nil {
				if name := cleanOrganization(m[1]); looksOrganization(name) {
					add("organization", name, "portal", 0, trustPublisher, b.Text)
				}
			}
		}
	}
}

// topBlocks is how many blocks below the top of a page a date that stands alone
// is that of the page.
const topBlocks = 6

// pageDate is the date that block i of a portal's page gives for the whole of it,
// and how sure that is.
func pageDate(text string, i int) (date string, trust float64) {
	s := document.Squeeze(clock.ReplaceAllString(text, "${1}T$2")) // 2024/2/7 9:05 is not the 79th
	if m := publishedAt.FindStringSubmatch(s); m != nil {
		return isoDate(m[1], m[2], m[3]), trustPortalDate - 0.01
	}
	if m := infoLine.FindStringSubmatch(s); m != nil && infoWords.MatchString(s) &&
		utf8.RuneCountInString(s) < coverRunes && !strings.ContainsAny(s, "。；") {
		return isoDate(m[1], m[2], m[3]), trustPortalDate - 0.02
	}
	if m := englishDate.FindStringSubmatch(text); m != nil {
		return isoDate(m[3], month(m[1]), m[2]), trustPortalDate - 0.01
	}
	if m := writtenAt.FindStringSubmatch(s); m != nil {
		return isoDate(m[1], m[2], m[3]), trustWritten
	}
	for _, form := range []*regexp.Regexp{dateAlone, stamped} {
		if m := form.FindStringSubmatch(s); m != nil && i < topBlocks {
			return isoDate(m[1], m[2], m[3]), trustDateAlone
		}
	}
	return "", 0
}

func isoDate(year, month, day string) string {
	pad := func(s string) string { return strings.Repeat("0", 2-len(s)) + s }
	return year + "-" + pad(month) + "-" + pad(day)
}

// month is the number of a month by its English name.
func month(name string) string {
	const names = "janfebmaraprmayjunjulaugsepoctnovdec"
	return strconv.Itoa(strings.Index(names, strings.ToLower(name[:3]))/3 + 1)
}

// portalRegion is the division whose portal a document is from, or which the
// portal's page names in its title, its site or its publisher.
func (n *normalizer) portalRegion() (schema.Region, string) {
	from := &n.doc.From
	if r := n.cat.regions.coded(from.Region); r.Code != "" {
		return r, from.Address
	}
	for _, text := range []string{n.doc.Info.Title, n.doc.Info.Site, n.doc.Info.Author, from.Title, from.Publisher} {
		if r := n.cat.regions.of(document.Squeeze(text)); r.Code != "" {
			return r, text
		}
	}
	return schema.Region{}, ""
}

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

// settleKind corrects the kind of report that the words alone gave: pages that
// are none, blank templates, and tables that show a government's report.
func (n *normalizer) settleKind(p *schema.Profile, said []schema.ProfileEvidence) {
	if n.noDisclosure() != "" {
		p.ReportKind = schema.NotADisclosure
		return
	}
	if blankName.MatchString(p.Organization) || slices.ContainsFunc(said, func(e schema.ProfileEvidence) bool {
		text := document.Squeeze(e.Text)
		return e.Field == "report_kind" && (e.Source == "cover" || e.Source == "portal") && e.Value == string(p.ReportKind) &&
			(blankName.MatchString(text) || model.MatchString(text))
	}) {
		p.ReportKind = schema.TemplateReport
	}
}
