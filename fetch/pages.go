package fetch

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/yusuan/yusuan/internal/yamlfile"
)

// pagesDriver reads pages that lie ready, as TRS and many others write them.
// Their number is in a call of createPageHTML, or they are asked for until there
// is none.
var pagesDriver = &Driver{
	Name: "pages", Doc: "list pages with numbered successors: index.html, index_1.html, ...",
	With: []Parameter{linesParameter, {Name: "next", Doc: "the address of further pages, " +
		"{n} for the number of the second " +
		"and so on, where it is not that of the first with _1, _2 before its ending",
		check: hasMark("{n}")}},
	check: hasStart, list: listPages,
}

// createPage is createPageHTML(pages, this one, "index", "html").
var createPage = regexp.MustCompile(
	`createPageHTML\w*\(\s*['"]?(\d+)['"]?\s*,\s*['"]?\d+['"]?\s*,\s*['"]([^'"]+)['"]\s*,\s*['"]([^'"]+)['"]`)

func listPages(ctx context.Context, v *visit) iter.Seq2[listPage, error] {
	count, stem, ending := mostPages, "", ""
	return numbered(func(n int) (listPage, error) {
		u := v.source.start
		if n > 0 {
			u = successor(v.source, n, stem, ending)
		}
		if u == nil || n >= count {
			return listPage{}, errNoMore
		}
		r, err := v.list(ctx, request{address: u.String()})
		if n > 0 && errors.Is(err, errMissing) {
			return listPage{}, errNoMore
		}
		if err != nil {
			return listPage{address: u.String()}, err
		}
		if m := createPage.FindStringSubmatch(r.text()); m != nil {
			count, _ = strconv.Atoi(m[1])
			stem, ending = m[2], m[3]
		}
		found := lines(v.source, r.page().Selection, r.url())
		p := listPage{address: r.address, entries: found, like: likeDriver(r.text())}
		if len(v.source.Must) > 0 && v.source.With["lines"] == "" {
			p.links = r.page().Find("a[href]").Length()
		}
		return p, nil
	})
}

// likeDriver is whose lists a page looks like that lists nothing by itself.
func likeDriver(text string) string {
	for _, sign := range []struct{ text, driver string }{
		{"/front/page/build/unit", jpaasDriver.Name}, {"<datastore>", jpageDriver.Name},
		{"/module/xxgk/search.jsp", catalogueDriver.Name},
	} {
		if strings.Contains(text, sign.text) {
			return sign.driver
		}
	}
	return ""
}

// successor is the address of page n, counted from 0; nil if nothing tells it.
func successor(s *Source, n int, stem, ending string) *url.URL {
	var next string
	switch {
	case s.With["next"] != "":
		next = strings.ReplaceAll(s.With["next"], "{n}", strconv.Itoa(n+1))
	case stem != "":
		next = fmt.Sprintf("%s_%d.%s", stem, n, ending)
	case s.start.RawQuery != "":
		return nil
	default:
		file := "index.html"
		if !strings.HasSuffix(s.start.Path, "/") && s.start.Path != "" {
			file = path.Base(s.start.Path)
		}
		next = fmt.Sprintf("%s_%d%s", strings.TrimSuffix(file, path.Ext(file)), n, path.Ext(file))
	}
	u, err := s.start.Parse(next)
	if err != nil {
		return nil
	}
	return u
}

// addressesDriver takes addresses one by one.
var addressesDriver = &Driver{
	Name: "addresses", Doc: "the addresses that the source lists, pages or files",
	check: func(s *Source) error {
		if len(s.Addresses) == 0 {
			return yamlfile.At(errors.New("it lists no addresses"), "driver")
		}
		for i, a := range s.Addresses {
			if _, err := address(a); err != nil {
				return yamlfile.At(err, "addresses", i)
			}
		}
		return nil
	},
	list: func(_ context.Context, v *visit) iter.Seq2[listPage, error] {
		return numbered(func(n int) (p listPage, err error) {
			if n > 0 {
				return p, errNoMore
			}
			for _, a := range v.source.Addresses {
				p.entries = append(p.entries, entry{address: a})
			}
			return p, nil
		})
	},
}
