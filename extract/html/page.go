package html

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract/compose"
)

// page is a parsed tree with what a browser would do with each node.
type page struct {
	r      *reader
	root   *html.Node
	css    stylesheet
	tried  int // selectors
	visits int // nodes looked at, again and again
	over   bool
	styles map[*html.Node]*style
	gone   map[*html.Node]bool // not displayed, or text that is invisible
	pruned map[*html.Node]bool // furniture of the page
	stats  map[*html.Node]*stats
	models map[*html.Node]*model // of tables, nil for those of layout
}

func newPage(r *reader, root *html.Node) (*page, error) {
	p := &page{r: r, root: root, css: stylesheet{}, styles: map[*html.Node]*style{},
		gone: map[*html.Node]bool{}, pruned: map[*html.Node]bool{}, stats: map[*html.Node]*stats{},
		models: map[*html.Node]*model{}}
	for n := range root.Descendants() {
		if n.DataAtom == atom.Style && n.FirstChild != nil {
			p.css.add(n.FirstChild.Data)
		}
	}
	p.mark(root, false)
	p.gatherRows(root)
	if p.tried > maxMatches {
		r.warn("styles_ignored", "too many style rules; what they hide may have been read")
	}
	if err := p.model(root); err != nil {
		return nil, err
	}
	p.hideCopies(root)
	return p, budget.Done(r.ctx)
}

// visitsCharged is how many nodes are looked at between two looks at the
// budget.
const visitsCharged = 4096

// stop reports that the budget is used up. All that walks the tree asks it, or
// skip, at every node: there is nothing more to see then.
func (p *page) stop() bool {
	if p.visits++; p.visits%visitsCharged == 0 && budget.Charge(p.r.ctx, budget.Work, visitsCharged) != nil {
		p.over = true
	}
	return p.over
}

func (p *page) style(n *html.Node) *style {
	s, ok := p.styles[n]
	if !ok {
		st := p.css.of(n, &p.tried)
		s = &st
		p.styles[n] = s
	}
	return s
}

// silent elements have no text of their own on the page.
var silent = map[atom.Atom]bool{
	atom.Head: true, atom.Script: true, atom.Style: true, atom.Template: true, atom.Noscript: true, atom.Title: true,
	atom.Meta: true,
	atom.Link: true, atom.Select: true, atom.Option: true, atom.Datalist: true, atom.Audio: true, atom.Video: true,
	atom.Object: true,
	atom.Canvas: true, atom.Noframes: true, atom.Iframe: true, atom.Frame: true, atom.Map: true,
}

func isSilent(n *html.Node) bool {
	return n.Type == html.CommentNode || n.Type == html.DoctypeNode ||
		n.Type == html.ElementNode && (silent[n.DataAtom] || n.Data == "xml" || n.Data == "o:smarttagtype")
}

// mark finds what is in the tree and not on the screen.
func (p *page) mark(n *html.Node, invisible bool) {
	for c := n.FirstChild; c != nil && !p.stop(); c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			if invisible {
				p.gone[c] = true
			}
		case html.ElementNode:
			if isSilent(c) {
				continue
			}
			st := p.style(c)
			vis := invisible
			switch st.visibility {
			case "hidden":
				vis = true
			case "visible":
				vis = false
			case "collapse":
				if c.DataAtom == atom.Tr || c.DataAtom == atom.Col || c.DataAtom == atom.Td || c.DataAtom == atom.Th ||
					isRowGroup(c) {
					p.gone[c] = true
				}
				vis = true
			}
			if st.display == "none" || st.hide {
				p.gone[c] = true
				continue
			}
			raise(c)
			p.mark(c, vis)
		}
	}
}

// raise keeps a footnote mark set high behind a number from becoming its last
// digit: 12.50<sup>1</sup> is printed 12.50¹.
func raise(n *html.Node) {
	t := n.FirstChild
	if n.DataAtom != atom.Sup || t == nil || t.Type != html.TextNode || t.NextSibling != nil || n.PrevSibling == nil ||
		n.PrevSibling.Type != html.TextNode {
		return
	}
	before, mark := strings.TrimRight(n.PrevSibling.Data, " \t\r\n\u00a0"), strings.TrimSpace(t.Data)
	if before == "" || !document.IsDigit(rune(before[len(before)-1])) || mark == "" || len(mark) > 2 {
		return
	}
	const high = "⁰¹²³⁴⁵⁶⁷⁸⁹"
	digits := []rune(high)
	t.Data = strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return digits[r-'0']
		}
		return r
	}, t.Data)
}

// skip reports that nothing of a node is shown, by itself.
func (p *page) skip(n *html.Node) bool { return p.stop() || p.gone[n] || p.pruned[n] || isSilent(n) }

// unseen reports that a node or what it stands in is not displayed.
func (p *page) unseen(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if p.gone[n] || n.Type == html.ElementNode && n.DataAtom != atom.Iframe && n.DataAtom != atom.Object && isSilent(n) {
			return true
		}
	}
	return false
}

// value is the text a form control shows.
func value(n *html.Node) string {
	if n.DataAtom != atom.Input {
		return ""
	}
	switch strings.ToLower(attr(n, "type")) {
	case "", "text", "number":
		return attr(n, "value")
	}
	return ""
}

// texts calls f with every visible text under a node, in order.
func (p *page) texts(n *html.Node, f func(string)) {
	switch {
	case p.skip(n):
	case n.Type == html.TextNode:
		f(n.Data)
	default:
		if v := value(n); v != "" {
			f(v)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			p.texts(c, f)
		}
	}
}

func (p *page) text(n *html.Node) string {
	var b strings.Builder
	p.texts(n, func(s string) { b.WriteString(s) })
	return b.String()
}

// hiddenNumbers counts numeric tokens that are in the tree and not displayed.
func (p *page) hiddenNumbers(n *html.Node, hidden bool) (count int) {
	if p.stop() || p.pruned[n] || isSilent(n) {
		return 0
	}
	hidden = hidden || p.gone[n]
	if n.Type == html.TextNode && hidden {
		return len(document.Numbers(n.Data))
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		count += p.hiddenNumbers(c, hidden)
	}
	return count
}

// stats is what the search for the article knows of an element.
type stats struct {
	plain, link int // visible characters outside and inside of links
	links       int
	amounts     int // cells of data tables that hold a money amount
	article     bool
}

var (
	amountCell = regexp.MustCompile(`^[(（+-]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d+)?%?[)）]?$`)
	moneyCell  = regexp.MustCompile(`^[(（+-]?(?:\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+\.\d+|\d{3,})[)）]?$`)
)

func (p *page) measure(n *html.Node, inLink bool) *stats {
	s := &stats{}
	if p.skip(n) {
		return s
	}
	switch n.Type {
	case html.TextNode:
		c := 0
		for _, r := range n.Data {
			if !unicode.IsSpace(r) {
				c++
			}
		}
		if inLink {
			s.link = c
		} else {
			s.plain = c
		}
		return s
	case html.ElementNode:
		if n.DataAtom == atom.A && attr(n, "href") != "" && !strings.HasPrefix(attr(n, "href"), "#") && target(n, "") == "" {
			inLink = true
			s.links++
		}
		s.article = hinted(n, hints().article)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		t := p.measure(c, inLink)
		s.plain += t.plain
		s.link += t.link
		s.links += t.links
		s.amounts += t.amounts
		s.article = s.article || t.article
	}
	if m := p.models[n]; m != nil {
		s.amounts += m.money(p)
	}
	if n.Type == html.ElementNode {
		p.stats[n] = s
	}
	return s
}

// hinted reports that a class or the id of an element is in a list.
func hinted(n *html.Node, words map[string]bool) bool {
	if words[n.Data] || words[strings.ToLower(attr(n, "id"))] {
		return true
	}
	for _, c := range strings.Fields(attr(n, "class")) {
		if words[strings.ToLower(c)] {
			return true
		}
	}
	return false
}

// prune marks the furniture under n: navigation, footers, breadcrumbs,
// related links. Nothing that holds tables of amounts is ever pruned, and no
// data table is looked into.
func (p *page) prune(n *html.Node, body *stats) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		s := p.stats[c]
		switch {
		case s == nil || p.models[c] != nil:
		case p.furniture(c, s, body):
			p.pruned[c] = true
			if s.amounts > 0 {
				p.r.warn("table_outside_article", "a table with %d amounts stands in the navigation of the page and was not read",
					s.amounts)
			}
		default:
			p.prune(c, body)
		}
	}
}

func (p *page) furniture(n *html.Node, s, body *stats) bool {
	if s.amounts >= 4 || s.article || hinted(n, hints().article) || s.plain*2 > body.plain {
		return false
	}
	linked := s.link*10 >= (s.link+s.plain)*3 && s.links > 0
	switch n.DataAtom {
	case atom.Nav:
		return true
	case atom.Footer, atom.Aside, atom.Header:
		if linked {
			return true
		}
	}
	switch attr(n, "role") {
	case "navigation", "contentinfo", "search", "banner", "complementary":
		return true
	}
	h := hints()
	switch {
	case hinted(n, h.furniture) && (s.plain < 300 || linked):
		return true
	case s.amounts > 0:
		return false
	case hinted(n, h.linked) && linked:
		return true
	case s.links >= 3 && s.link*10 >= (s.link+s.plain)*6 && isBlock(n):
		return true
	case s.links >= 8 && s.link*10 >= (s.link+s.plain)*5 && isBlock(n):
		return true // lists of headlines with dates
	}
	if s.plain+s.link <= 200 && s.plain+s.link > 0 && isBlock(n) {
		text := document.Squeeze(p.text(n))
		return h.phrases.MatchString(text) && !(dayAlone.MatchString(text) && hasLabel(text))
	}
	return false
}

// article finds the nodes that hold the publication among those given: the
// container a portal is known to use if no data table stands outside of it, otherwise all that is not furniture.
func (p *page) article(nodes []*html.Node) []*html.Node {
	all := &stats{}
	for _, n := range nodes {
		s := p.measure(n, false)
		all.plain += s.plain
		all.amounts += s.amounts
	}
	for _, n := range nodes {
		if s := p.stats[n]; s != nil && len(nodes) > 1 && p.models[n] == nil && p.furniture(n, s, all) {
			p.pruned[n] = true
		}
		p.prune(n, all)
	}
	var found []*html.Node
	var search func(n *html.Node)
	search = func(n *html.Node) {
		if p.skip(n) || p.models[n] != nil {
			return
		}
		if n.Type == html.ElementNode && hinted(n, hints().article) {
			found = append(found, n)
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			search(c)
		}
	}
	for _, n := range nodes {
		search(n)
	}
	tables, text := p.extent(nodes)
	inTables, inText := p.extent(found)
	if len(found) == 0 || inTables < tables || inText*2 < text {
		return nodes
	}
	// The heading of an article often stands above its container, as do the
	// portal's data of it, and as may a line or two that belong to its first table.
	return append(p.headings(nodes, found[0]), found...)
}

// extent counts the data tables and the characters of the nodes, furniture
// left out.
func (p *page) extent(nodes []*html.Node) (tables, text int) {
	var count func(n *html.Node)
	count = func(n *html.Node) {
		if p.skip(n) {
			return
		}
		if p.models[n] != nil {
			tables++
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			count(c)
		}
	}
	for _, n := range nodes {
		count(n)
		p.texts(n, func(s string) { text += len([]rune(document.Squeeze(s))) })
	}
	return tables, text
}

var titleWord = regexp.MustCompile(`(?i)title|^tit$|^bt$|biaoti|caption|unit|danwei`)

var (
	// dayAlone is how any portal writes the day of a page under its headline.
	dayAlone = regexp.MustCompile(`(?:20)?\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}`)
	labelled = regexp.MustCompile(`\p{Han}{2,6}[】\])）]?[:：]`)
)

// maxData is how long a block with the portal's data of a page is at most, in
// characters.
const maxData = 200

// isData reports a block with the portal's data of a page: the day, or something
// under a label.
func (p *page) isData(n *html.Node, s *stats) bool {
	if !isBlock(n) || s.plain >= maxData || 2*s.link >= s.plain {
		return false
	}
	text := document.Squeeze(p.text(n))
	return dayAlone.MatchString(text) || hasLabel(text)
}

// hasLabel reports a label of the data that portals give of their pages.
func hasLabel(text string) bool {
	return slices.ContainsFunc(labelled.FindAllString(text, -1), func(label string) bool {
		return indexLabel(strings.TrimRight(label, "】])）:："))
	})
}

// headings lists the headings, title lines and data of the portal before a node.
func (p *page) headings(nodes []*html.Node, end *html.Node) (out []*html.Node) {
	done := false
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if done = done || n == end; done || p.skip(n) {
			return
		}
		if n.Type == html.ElementNode {
			s := p.stats[n]
			isTitle := n.DataAtom == atom.H1 || n.DataAtom == atom.H2 || n.DataAtom == atom.H3 ||
				isBlock(n) && titleWord.MatchString(attr(n, "class")+" "+attr(n, "id"))
			if s != nil && s.plain > 0 && !contains(n, end) &&
				(isTitle && s.plain < 200 && s.link == 0 || p.isData(n, s)) {
				out = append(out, n)
				return
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	for _, n := range nodes {
		walk(n)
	}
	return out
}

func contains(n, inner *html.Node) bool {
	for ; inner != nil; inner = inner.Parent {
		if inner == n {
			return true
		}
	}
	return false
}

// read turns one sheet, or all of the tree, into a page.
func (p *page) read(s sheet) (compose.Page, error) {
	nodes := s.nodes
	if nodes == nil {
		nodes = []*html.Node{p.root}
	}
	out := compose.Page{Number: s.number, Name: s.name, Status: document.PageText}
	nodes = p.article(nodes)
	f := &flow{p: p}
	images := 0
	for _, n := range nodes {
		p.texts(n, func(s string) { out.Digits += document.CountDigits(s) })
		out.Hidden += p.hiddenNumbers(n, p.unseen(n))
		images += p.images(n)
		f.block(n, look{})
	}
	f.flush(look{})
	f.join()
	out.Items = joinIndex(f.items)
	if err := cmp.Or(f.err, budget.Done(p.r.ctx)); err != nil {
		return out, err
	}
	if out.Hidden > 0 {
		p.r.warn("hidden_text", "%d numbers are in the page and not displayed; they were not read", out.Hidden)
	}
	length := 0
	for _, n := range nodes {
		p.texts(n, func(s string) { length += len([]rune(document.Squeeze(s))) })
	}
	switch {
	case length == 0 && images > 0:
		out.Status = document.PageScanned
		p.r.warn("images_only", "the article consists of %d images; figures in them cannot be read", images)
	case length == 0:
		out.Status = document.PageBlank
		p.r.warn("no_text", "the page has no text of its own")
	case length < 200 && images > 0 && !f.grids:
		out.Status = document.PageScanned
		p.r.warn("images_only", "the article consists of %d images and hardly any text; figures in them cannot be read",
			images)
	}
	return out, nil
}

// images counts pictures large enough to hold a page, as far as one can tell.
func (p *page) images(n *html.Node) (count int) {
	if p.skip(n) {
		return 0
	}
	if n.DataAtom == atom.Img {
		w := strings.TrimSuffix(attr(n, "width"), "px")
		if len(w) == 1 || len(w) == 2 {
			return 0 // an icon
		}
		return 1
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		count += p.images(c)
	}
	return count
}
