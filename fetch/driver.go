package fetch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
	xhtml "golang.org/x/net/html"

	"github.com/yusuan/yusuan/internal/yamlfile"
)

// Driver is a way in which portals list what they publish.
type Driver struct {
	Name string
	Doc  string // what it reads, a sentence
	With []Parameter

	// check says what is wrong in a source for it, besides its parameters.
	check func(*Source) error
	// list yields the pages of a list, the newest first, until there is no more.
	// An error ends it.
	list func(context.Context, *visit) iter.Seq2[listPage, error]
	// found yields what was brought home before; only for drivers that ask nobody,
	// which have no list.
	found func(context.Context, *visit) iter.Seq2[*find, error]
}

// Parameter is what a source says to its driver under "with".
type Parameter struct {
	Name, Doc string

	check func(value string) error // nil if any will do
}

// Drivers are all there are.
var Drivers = []*Driver{pagesDriver, jpageDriver, catalogueDriver, jpaasDriver, addressesDriver, crawlDriver}

func driverNamed(name string) *Driver {
	for _, d := range Drivers {
		if d.Name == name {
			return d
		}
	}
	return nil
}

func driverNames() (names []string) {
	for _, d := range Drivers {
		names = append(names, d.Name)
	}
	return names
}

// listPage is one page of a list.
type listPage struct {
	address string
	entries []entry
	like    string // driver whose lists it looks like, where it lists nothing
	links   int    // that it has
}

// entry is a line of a list: a page with attachments, or a file.
type entry struct {
	address, title, date string
	via                  string // the page of the list
}

// request is what is asked for.
type request struct {
	address string
	form    url.Values // posted, if any
	item    *item      // what it is to become; nil for pages of lists, which are always asked anew
}

// mostPages is how many pages of a list are read: those of whole provinces have
// some hundred.
const mostPages = 2000

// errNoList is a first page of a list without any entry: the portal was
// rebuilt, or the source is wrong.
var errNoList = errors.New("the page lists nothing")

// errNoMore ends a list: there is no such page.
var errNoMore = errors.New("there are no more pages")

// numbered is a list of pages that are asked for by their number, from 0. It
// ends with errNoMore, with a page that lists nothing, and with one that lists
// what the one before did: many portals give the last page for every number
// beyond it.
func numbered(ask func(n int) (listPage, error)) iter.Seq2[listPage, error] {
	return func(yield func(listPage, error) bool) {
		var before []entry
		for n := range mostPages {
			p, err := ask(n)
			switch {
			case errors.Is(err, errNoMore):
				return
			case err == nil && n == 0 && len(p.entries) == 0:
				err = p.nothing()
			}
			if err != nil {
				yield(p, err)
				return
			}
			if len(p.entries) == 0 || slices.EqualFunc(p.entries, before, same) || !yield(p, nil) {
				return
			}
			before = p.entries
		}
	}
}

// nothing says that a page lists nothing, as far as it is known why.
func (p *listPage) nothing() error {
	switch {
	case p.like != "":
		return fmt.Errorf("%w, and looks like one for the driver %s", errNoList, p.like)
	case p.links > 0:
		return fmt.Errorf("no line of a list was found: none of the %d links of the page has a date beside it or a title "+
			"that must and must_not let pass", p.links)
	}
	return errNoList
}

func same(a, b entry) bool { return a.address == b.address && a.title == b.title }

// hasMark is the check of a parameter in which something is put in place of a
// mark.
func hasMark(mark string) func(string) error {
	return func(value string) error {
		if !strings.Contains(value, mark) {
			return fmt.Errorf("%q has no %s", value, mark)
		}
		return nil
	}
}

// hasStart is the check of drivers that begin at an address.
func hasStart(s *Source) (err error) {
	if s.Start == "" {
		return yamlfile.At(errors.New("it has no start, the address of the list"), "driver")
	}
	if s.start, err = address(s.Start); err != nil {
		return yamlfile.At(err, "start")
	}
	return nil
}

// linesParameter lets a source say where the lines of its lists are.
var linesParameter = Parameter{Name: "lines", Doc: "a CSS selector of the links of a list, " +
	"where the usual ones do not do", check: func(value string) error {
	if _, err := cascadia.ParseGroup(value); err != nil {
		return fmt.Errorf("%q is no CSS selector: %w", value, err)
	}
	return nil
}}

// lines finds the entries of a list: links beside a date, or whose titles are
// wanted, or those the source says.
func lines(s *Source, doc *goquery.Selection, base *url.URL) (found []entry) {
	own := s.With["lines"]
	seen := map[string]bool{}
	doc.Find(cmp.Or(own, "a[href]")).Each(func(_ int, a *goquery.Selection) {
		e, ok := entryOf(a, base)
		if !ok || seen[e.address] || own == "" && e.date == "" && (len(s.Must) == 0 || !s.wants(e.title)) {
			return
		}
		seen[e.address] = true
		found = append(found, e)
	})
	return found
}

// entryOf is what a link leads to, if it is a page or a file and has a name.
func entryOf(a *goquery.Selection, base *url.URL) (entry, bool) {
	href, _ := a.Attr("href")
	u, err := base.Parse(strings.TrimSpace(href))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return entry{}, false
	}
	u.Fragment = ""
	e := entry{address: u.String(), title: titleOf(a), date: dateBeside(a), via: base.String()}
	return e, e.title != ""
}

// titleOf is what a link is called; the text in the page is often cut short.
func titleOf(a *goquery.Selection) string {
	title, _ := a.Attr("title")
	text := strings.Join(strings.Fields(a.Text()), " ")
	title = strings.Join(strings.Fields(title), " ")
	if title != "" && (len(title) >= len(text) || strings.HasSuffix(text, "...") || strings.HasSuffix(text, "…")) {
		return title
	}
	return text
}

var listDate = regexp.MustCompile(`(?:^|\D)(20\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?:\D|$)`)

// dateBeside is the date in the line of a link: the nearest of its parents that
// holds one, and no second link.
func dateBeside(a *goquery.Selection) string {
	for p := a; p.Length() > 0; p = p.Parent() {
		if p.Find("a[href]").Length() > 1 {
			return ""
		}
		for _, text := range []string{textsOf(p), p.Text()} {
			if m := listDate.FindStringSubmatch(text); m != nil {
				return fmt.Sprintf("%s-%02s-%02s", m[1], m[2], m[3])
			}
		}
	}
	return ""
}

// textsOf are the texts in an element, kept apart: a title may end in a digit
// and the date follow at once.
func textsOf(p *goquery.Selection) string {
	var texts []string
	for _, root := range p.Nodes {
		for n := range root.Descendants() {
			if n.Type == xhtml.TextNode {
				texts = append(texts, n.Data)
			}
		}
	}
	return strings.Join(texts, " ")
}

// driver is the source's; Parse has looked that there is one.
func (s *Source) driver() *Driver { return driverNamed(s.Driver) }
