package normalize

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// How much a portal's page is believed about the report on it. It knows when
// it was published; its publisher is often another body than the author.
const (
	trustPortalDate  = trustCover + 0.02
	trustPortalTitle = trustCover - 0.05
	trustPublisher   = trustFile + 0.05
)

var (
	publishedAt = regexp.MustCompile(`(?:发布时间|发布日期|公开日期|成文日期|生成日期|发文日期)[:：]?(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})`)
	publisher   = regexp.MustCompile(`(?:发布机构|发文机关|信息来源|来源)[:：]\s*([\p{Han}（）()]{4,40})`)
	// portalLine begins with the portal's own data and says nothing of the report.
	portalLine = regexp.MustCompile(`^(?:发布时间|发布日期|公开日期|成文日期|生成日期|发文日期|发布机构|发文机关|信息来源|来源|索引号|文号|发文字号|` +
		`主题分类|信息分类|组配分类|公开方式|公开时限|公开范围|有效性|浏览次数|字体|(?:信息)?名称|标题)[:：]`)
	// blankName stands where a template has a name.
	blankName = regexp.MustCompile(`^[XxＸｘ×*＊]{2,}`)
	// dated ends a line of a list of documents.
	dated = regexp.MustCompile(`20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?[\])）】]?$`)
	// refused is what error and challenge pages say.
	refused = regexp.MustCompile(`404|403|502|页面(?:不存在|找不到|无法访问)|(?:您|你)访问的页面|未找到(?:您|你)|服务器(?:错误|繁忙)|系统维护|拒绝访问|` +
		`访问(?:被拒绝|过于频繁|受限)|` +
		`安全验证|人机验证|请输入验证码|正在检查|enable JavaScript|启用\s*JavaScript|Access Denied|Forbidden|Not Found`)
	resultPage = regexp.MustCompile(`(?:搜索结果|检索结果|为您找到|找到相关结果|共找到|共检索到)`)
)

// readPortal reads what the page of a portal says about itself.
func (n *normalizer) readPortal(add addEvidence) {
	if f := n.doc.Format; f != document.HTML {
		return
	}
	info := &n.doc.Info
	if len(info.Created) >= len("2006-01-02") {
		add("published", info.Created[:len("2006-01-02")], "portal", 0, trustPortalDate, info.Created)
	}
	if a := announcement(document.Squeeze(info.Title)); a.kind != "" {
		add("report_kind", string(a.kind), "portal", 0, min(trustPortalTitle, a.kindTrust), info.Title)
		if a.year > 0 {
			add("fiscal_year", strconv.Itoa(a.year), "portal", 0, trustPortalTitle, info.Title)
		}
		if n.cat.titles.endsOrganization(a.name) {
			add("organization", cleanOrganization(a.name), "portal", 0, trustPortalTitle, info.Title)
		}
	}
	if name := cleanOrganization(info.Author); looksOrganization(name) {
		add("organization", name, "portal", 0, trustPublisher, info.Author)
	}
	for pi := range n.doc.Pages {
		for bi := range n.doc.Pages[pi].Blocks {
			b := &n.doc.Pages[pi].Blocks[bi]
			if bi > 20 || b.Kind == document.BlockTable || len(b.Text) > 300 {
				continue
			}
			s := document.Squeeze(b.Text)
			if m := publishedAt.FindStringSubmatch(s); m != nil {
				add("published", isoDate(m[1], m[2], m[3]), "portal", 0, trustPortalDate-0.01, b.Text)
			}
			if m := publisher.FindStringSubmatch(b.Text); m != nil {
				if name := cleanOrganization(m[1]); looksOrganization(name) {
					add("organization", name, "portal", 0, trustPublisher, b.Text)
				}
			}
		}
	}
}

func isoDate(year, month, day string) string {
	pad := func(s string) string { return strings.Repeat("0", 2-len(s)) + s }
	return year + "-" + pad(month) + "-" + pad(day)
}

// portalRegion is the division a portal's page names, from its title, its
// site or its publisher.
func (n *normalizer) portalRegion() (schema.Region, string) {
	for _, text := range []string{n.doc.Info.Title, n.doc.Info.Site, n.doc.Info.Author} {
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
// one. A page with a table or with attachments of its own is not judged.
func (n *normalizer) noDisclosure() string {
	if f := n.doc.Format; f != document.HTML || len(n.doc.Tables) > 0 {
		return ""
	}
	lines, listed, length := 0, 0, 0
	var all strings.Builder
	for pi := range n.doc.Pages {
		for bi := range n.doc.Pages[pi].Blocks {
			s := document.Squeeze(n.doc.Pages[pi].Blocks[bi].Text)
			if s == "" {
				continue
			}
			lines++
			length += utf8.RuneCountInString(s)
			if length < 2000 {
				all.WriteString(s)
			}
			if utf8.RuneCountInString(s) < 90 && !strings.ContainsAny(s, "。；") &&
				(dated.MatchString(s) || announcement(s).kind != "") {
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
	}
	return ""
}

// settleKind corrects the kind of report that the words alone gave: pages that
// are none, blank templates, and tables that show a government's report.
func (n *normalizer) settleKind(p *schema.Profile) {
	if n.noDisclosure() != "" {
		p.ReportKind = schema.NotADisclosure
		return
	}
	if blankName.MatchString(p.Organization) {
		p.ReportKind = schema.TemplateReport
	}
}
