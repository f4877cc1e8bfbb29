package html

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/goccy/go-yaml"
	"golang.org/x/net/html"

	"github.com/yusuan/yusuan/document"
)

//go:embed hints.yaml
var hintsFile []byte

type hintLists struct {
	Article, Furniture, Linked              []string
	Wide, Narrow                            string
	Phrases                                 string
	Title, Author, Created, Modified, Site  []string
	Trail, Address                          []string
	Index                                   []string
	Owners, Behind                          []string
	Attachments, Downloads                  []string
	article, furniture, linked, attachments map[string]bool
	trail                                   map[string]bool
	phrases, wide, narrow                   *regexp.Regexp
	quotedFile, owner                       *regexp.Regexp
}

var hints = sync.OnceValue(func() *hintLists {
	h := &hintLists{}
	if err := yaml.Unmarshal(hintsFile, h); err != nil {
		panic("html: hints.yaml: " + err.Error()) // embedded: a fault of the build
	}
	set := func(words []string) map[string]bool {
		m := map[string]bool{}
		for _, w := range words {
			m[w] = true
		}
		return m
	}
	h.article, h.furniture, h.linked, h.attachments = set(h.Article), set(h.Furniture), set(h.Linked), set(h.Attachments)
	h.trail = set(h.Trail)
	h.wide, h.narrow = regexp.MustCompile(h.Wide), regexp.MustCompile(h.Narrow)
	h.phrases = regexp.MustCompile(h.Phrases)
	h.owner = regexp.MustCompile(`(?:` + strings.Join(h.Owners, "|") + `)[^\p{Han}]{0,40}(\p{Han}{4,40}?)(?:` +
		strings.Join(h.Behind, "|") + `|[^\p{Han}]|$)|(?:^|[^\p{Han}])(\p{Han}{4,40})[^\p{Han}]{0,4}版权所有`)
	h.quotedFile = regexp.MustCompile(`(?i)['"]([^'"]+\.(?:` + strings.Join(h.Attachments, "|") + `))['"]`)
	return h
})

// links collects the files a page offers, wherever they stand: attachments
// are as often beside the article as in it.
func (r *reader) links(doc *goquery.Document, base string, p *page) {
	seen := map[string]bool{}
	for _, l := range r.result.Links {
		seen[l.URL] = true
	}
	offers(doc, func(n *html.Node, target, text string) bool {
		if p.stop() {
			return false
		}
		address := resolve(base, target)
		if p.unseen(n) || seen[address] {
			return true
		}
		seen[address] = true
		r.result.Links = append(r.result.Links, document.Link{Text: text, URL: address})
		return true
	})
}

// Attachments are the files that a page at an address offers, those that only
// its scripts name among them.
func Attachments(doc *goquery.Document, location string) (links []document.Link) {
	base := baseOf(doc, location)
	seen := map[string]bool{}
	add := func(target, text string) {
		if address := resolve(base, target); !seen[address] {
			seen[address] = true
			links = append(links, document.Link{Text: text, URL: address})
		}
	}
	offers(doc, func(_ *html.Node, target, text string) bool {
		add(target, text)
		return true
	})
	doc.Find("script").Each(func(_ int, s *goquery.Selection) {
		for _, m := range hints().quotedFile.FindAllStringSubmatch(s.Text(), -1) {
			add(m[1], "")
		}
	})
	return links
}

// offers gives each the elements that lead to files, with the address as it
// stands there and what the link is called, until it returns false.
func offers(doc *goquery.Document, each func(n *html.Node, target, text string) bool) {
	doc.Find("a,area,embed,object,iframe,button,[onclick]").EachWithBreak(func(_ int, s *goquery.Selection) bool {
		target := target(s.Nodes[0], strings.TrimSpace(s.Text()))
		if target == "" {
			return true
		}
		text := strings.Join(strings.Fields(s.Text()), " ")
		if text == "" {
			text = s.AttrOr("title", s.AttrOr("download", ""))
		}
		return each(s.Nodes[0], target, text)
	})
}

// Suffixes are the endings of names of files that pages offer, with their dots.
func Suffixes() (all []string) {
	for _, suffix := range hints().Attachments {
		all = append(all, "."+suffix)
	}
	return all
}

// target is the address of the file an element leads to, or empty.
func target(n *html.Node, text string) string {
	for _, key := range []string{"href", "src", "data", "data-href", "data-url"} {
		ref := strings.TrimSpace(attr(n, key))
		if ref == "" || ref == "#" || strings.HasPrefix(strings.ToLower(ref), "data:") {
			continue
		}
		if !strings.HasPrefix(strings.ToLower(ref), "javascript:") {
			if shown := shownFile(ref); shown != "" {
				return shown
			}
			if isAttachment(n, ref, text) {
				return ref
			}
			continue
		}
		if m := hints().quotedFile.FindStringSubmatch(ref); m != nil {
			return m[1]
		}
	}
	if m := hints().quotedFile.FindStringSubmatch(attr(n, "onclick")); m != nil {
		return m[1]
	}
	return ""
}

// shownFile is the file that a page shows to those who cannot open it, where
// an address is that of such a page: viewer.html?file=/files/a.pdf.
func shownFile(ref string) string {
	u, err := url.Parse(ref)
	if err != nil || suffix(u.Path) != "html" && suffix(u.Path) != "htm" {
		return ""
	}
	for _, values := range u.Query() {
		for _, v := range values {
			if hints().attachments[suffix(v)] {
				return v
			}
		}
	}
	return ""
}

func suffix(s string) string {
	s = strings.TrimSpace(s)
	i := strings.LastIndexByte(s, '.')
	if i < 0 {
		return ""
	}
	return strings.ToLower(s[i+1:])
}

func isAttachment(n *html.Node, ref, text string) bool {
	h := hints()
	u, err := url.Parse(ref)
	if err != nil {
		return h.attachments[suffix(ref)]
	}
	if h.attachments[suffix(u.Path)] || attr(n, "appendix") == "true" || attr(n, "download") != "" {
		return true
	}
	for _, values := range u.Query() {
		for _, v := range values {
			if h.attachments[suffix(v)] {
				return true
			}
		}
	}
	lower := strings.ToLower(u.Path)
	for _, word := range h.Downloads {
		if strings.Contains(lower, word) && (h.attachments[suffix(text)] || h.attachments[suffix(attr(n, "title"))]) {
			return true
		}
	}
	return false
}

func baseOf(doc *goquery.Document, location string) string {
	return resolve(location, doc.Find("base[href]").First().AttrOr("href", ""))
}

func resolve(base, ref string) string {
	b, err := url.Parse(strings.TrimSpace(base))
	if err != nil {
		return ref
	}
	u, err := b.Parse(strings.TrimSpace(ref))
	if err != nil || base == "" {
		return strings.TrimSpace(ref)
	}
	return u.String()
}

// About is what a page says of itself, but for its encoding.
func About(doc *goquery.Document) (info document.Info) {
	meta := map[string]string{}
	doc.Find("meta[content]").Each(func(_ int, s *goquery.Selection) {
		key := strings.ToLower(s.AttrOr("name", s.AttrOr("property", s.AttrOr("itemprop", ""))))
		if value := strings.TrimSpace(s.AttrOr("content", "")); meta[key] == "" {
			meta[key] = value
		}
	})
	linkedData(doc, meta)
	first := func(keys []string) string {
		for _, k := range keys {
			if meta[k] != "" {
				return meta[k]
			}
		}
		return ""
	}
	h := hints()
	info.Title = first(h.Title)
	if info.Title == "" {
		info.Title = strings.Join(strings.Fields(doc.Find("title").First().Text()), " ")
	}
	info.Author = first(h.Author)
	info.Creator = meta["generator"]
	info.Site = cmp.Or(first(h.Site), ownerOf(doc))
	info.Address = cmp.Or(first(h.Address), doc.Find("link[rel=canonical]").First().AttrOr("href", ""))
	info.Trail = trailOf(doc)
	info.Created, info.Modified = stamp(first(h.Created)), stamp(first(h.Modified))
	return info
}

// maxFoot is the longest text at the foot of a page that names who keeps it, in
// bytes.
const maxFoot = 600

// ownerOf is who keeps the site of a page, as its foot says: 主办：某某县人民政府办公室.
func ownerOf(doc *goquery.Document) (owner string) {
	for n := range doc.Nodes[0].Descendants() {
		if n.Type != html.TextNode || len(n.Data) > maxFoot || n.Parent != nil && isSilent(n.Parent) {
			continue
		}
		if m := hints().owner.FindStringSubmatch(n.Data); m != nil {
			owner = cmp.Or(m[1], m[2])
		}
	}
	return owner
}

// maxTrail is the longest way to a page, in characters.
const maxTrail = 120

// trailSigns stand between the parts of the way to a page.
const trailSigns = ">»›→/\\|-－—"

// trailOf is the way to a page as it prints it: 首页 > 部门 > 某某局 > 预决算公开.
func trailOf(doc *goquery.Document) string {
	for n := range doc.Nodes[0].Descendants() {
		var in *html.Node
		switch {
		case n.Type == html.ElementNode && hinted(n, hints().trail):
			in = n
		case n.Type == html.TextNode && strings.Contains(n.Data, "位置"):
			for in = n.Parent; in != nil && !isBlock(in); in = in.Parent {
			}
		}
		if in == nil || isSilent(in) {
			continue
		}
		text := strings.Join(strings.Fields(goquery.NewDocumentFromNode(in).Text()), " ")
		if len([]rune(text)) <= maxTrail && strings.ContainsAny(text, trailSigns) {
			return text
		}
	}
	return ""
}

// maxLinkedData bounds the JSON-LD that is read of a page, in bytes: what tells
// search engines of an article takes one or two kilobytes.
const maxLinkedData = 64 << 10

// linkedData adds what a page says of itself as JSON-LD, under ld: and the path
// to the value. Where several say it, the first counts.
func linkedData(doc *goquery.Document, meta map[string]string) {
	left := maxLinkedData
	doc.Find(`script[type="application/ld+json"]`).Each(func(_ int, s *goquery.Selection) {
		var value any
		text := s.Text()
		if left -= len(text); left < 0 || json.Unmarshal([]byte(text), &value) != nil {
			return
		}
		flatten("", value, meta)
	})
}

func flatten(path string, value any, meta map[string]string) {
	switch v := value.(type) {
	case string:
		if key := "ld:" + path; path != "" && meta[key] == "" {
			meta[key] = strings.TrimSpace(v)
		}
	case []any:
		for _, one := range v {
			flatten(path, one, meta)
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			next := strings.ToLower(key)
			if path != "" && path != "@graph" {
				next = path + "." + next
			}
			flatten(next, v[key], meta)
		}
	}
}

var beijing = time.FixedZone("", 8*60*60)

// stamp is a date as RFC 3339; portals print Beijing time without saying so.
func stamp(s string) string {
	for _, form := range []string{
		time.RFC3339, "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04:05", "2006-01-02", "2006/1/2 15:04:05",
		"2006/1/2", "2006.1.2", "2006年1月2日", "2006年1月2日 15:04", "2006-1-2", "20060102",
		"Jan 2, 2006", "January 2, 2006", "2 Jan 2006", "2 January 2006", "Mon Jan 2 15:04:05 MST 2006", time.RFC1123,
	} {
		if t, err := time.ParseInLocation(form, strings.TrimSpace(s), beijing); err == nil {
			return t.Format(time.RFC3339)
		}
	}
	return ""
}
