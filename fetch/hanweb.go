package fetch

import (
	"context"
	"fmt"
	"html"
	"iter"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// jpageDriver reads lists of Hanweb's jpage: the first entries stand as XML in
// a script of the page, the others are posted for.
var jpageDriver = &Driver{
	Name: "jpage", Doc: "lists of Hanweb (/col/colN/index.html) with /module/web/jpage/dataproxy.jsp behind them",
	With: []Parameter{linesParameter, {Name: "columnid", Doc: "of the list, where the page does not say"},
		{Name: "unitid", Doc: "likewise"}, {Name: "webid", Doc: "likewise"}},
	check: hasStart, list: listJpage,
}

var (
	jpageRecord = regexp.MustCompile(`(?s)<record>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</record>`)
	jpageTotal  = regexp.MustCompile(`(?i)totalrecord\W+(\d+)`)
	jpagePer    = regexp.MustCompile(`(?i)perpage\W+(\d+)`)
	jpageProxy  = regexp.MustCompile(`/module(?:/web)?/jpage/dataproxy\.jsp`)
)

// jpageBatch is how many pages the portal's own script asks for at once.
const jpageBatch = 3

func listJpage(ctx context.Context, v *visit) iter.Seq2[listPage, error] {
	var first *reply
	var form url.Values
	var at *url.URL
	had, total, per := 0, 0, 0
	return numbered(func(n int) (p listPage, err error) {
		if n == 0 {
			if first, err = v.list(ctx, request{address: v.source.Start}); err != nil {
				return listPage{address: v.source.Start}, err
			}
			text := first.text()
			p = listPage{address: first.address, entries: records(v.source, text, first.url())}
			had, total, per = len(p.entries), number(jpageTotal, text), number(jpagePer, text)
			form = jpageForm(v.source, text)
			proxy := jpageProxy.FindString(text)
			if proxy == "" {
				proxy = "/module/web/jpage/dataproxy.jsp"
			}
			at, err = first.url().Parse(proxy)
			return p, err
		}
		switch {
		case had >= total:
			return p, errNoMore
		case form == nil || per == 0:
			return listPage{address: first.address}, fmt.Errorf("%d of %d entries are in the page, and it does not say how to "+
				"ask for more: give columnid, unitid and webid", had, total)
		}
		u := *at
		u.RawQuery = url.Values{
			"startrecord": {strconv.Itoa(had + 1)}, "endrecord": {strconv.Itoa(had + per*jpageBatch)},
			"perpage": {strconv.Itoa(per)},
		}.Encode()
		r, err := v.list(ctx, request{address: u.String(), form: form})
		if err != nil {
			return listPage{address: u.String()}, err
		}
		p = listPage{address: r.address, entries: records(v.source, r.text(), first.url())}
		had += per * jpageBatch
		if t := number(jpageTotal, r.text()); t > 0 {
			total = t
		}
		return p, nil
	})
}

// jpageForm is what is posted for further entries; nil if the list is not told.
func jpageForm(s *Source, text string) url.Values {
	form := url.Values{"col": {"1"}, "appid": {"1"}, "path": {"/"}, "sourceContentType": {"1"}, "permissiontype": {"0"}}
	for _, name := range []string{"webid", "columnid", "unitid", "appid", "sourceContentType", "permissiontype"} {
		value := s.With[name]
		if value == "" {
			value = field(text, name)
		}
		if value != "" {
			form.Set(name, value)
		}
	}
	if !form.Has("webid") || !form.Has("columnid") || !form.Has("unitid") {
		return nil
	}
	return form
}

// field finds name: 'value', "name"=value and &name=value in scripts and
// addresses.
func field(text, name string) string {
	m := regexp.MustCompile(`(?i)\b` + name + `['"]?\s*[:=]\s*['"]?([^'"&,;\s})>]*)`).FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	return m[1]
}

// records are the entries in the records of a datastore; a record is an entry
// with or without a date.
func records(s *Source, text string, base *url.URL) (found []entry) {
	for _, m := range jpageRecord.FindAllStringSubmatch(text, -1) {
		inner := m[1]
		if !strings.Contains(inner, "<a") {
			inner = html.UnescapeString(inner)
		}
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(inner))
		if err != nil {
			continue
		}
		one := lines(s, doc.Selection, base)
		if len(one) == 0 {
			if e, ok := entryOf(doc.Find("a[href]").First(), base); ok {
				one = []entry{e}
			}
		}
		found = append(found, one...)
	}
	return found
}

func number(r *regexp.Regexp, text string) int {
	m := r.FindStringSubmatch(text)
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(m[1])
	return n
}

// catalogueDriver reads the catalogues of disclosures that Hanweb gives: a table
// of rows, page after page.
var catalogueDriver = &Driver{
	Name: "catalogue", Doc: "catalogues of Hanweb: /module/xxgk/search.jsp?infotypeId=...&jdid=...&area=...&divid=...",
	With: []Parameter{linesParameter}, check: hasStart, list: listCatalogue,
}

func listCatalogue(ctx context.Context, v *visit) iter.Seq2[listPage, error] {
	return numbered(func(n int) (listPage, error) {
		u := *v.source.start
		query := u.Query()
		query.Set("currpage", strconv.Itoa(n+1))
		u.RawQuery = query.Encode()
		r, err := v.list(ctx, request{address: u.String()})
		if err != nil {
			return listPage{address: u.String()}, err
		}
		return listPage{address: r.address, entries: lines(v.source, r.page().Selection, r.url())}, nil
	})
}
