package fetch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// jpaasDriver reads lists of JPAAS: a page names a unit and its parameters, and
// the unit answers JSON that holds HTML.
var jpaasDriver = &Driver{
	Name: "jpaas", Doc: "lists of JPAAS: pages whose lists come from .../front/page/build/unit",
	With:  []Parameter{linesParameter, {Name: "tagId", Doc: "of the list, where a page has several"}},
	check: hasStart, list: listJpaas,
}

var jpaasPair = regexp.MustCompile(`['"]([A-Za-z]+)['"]\s*:\s*['"]([^'"]*)['"]`)

// jpaasSize is how many entries are asked for at once, as portals' own scripts do.
const jpaasSize = 15

func listJpaas(ctx context.Context, v *visit) iter.Seq2[listPage, error] {
	var unit *url.URL
	var query url.Values
	return numbered(func(n int) (listPage, error) {
		p := listPage{address: v.source.Start}
		if unit == nil {
			first, err := v.list(ctx, request{address: v.source.Start})
			if err != nil {
				return p, err
			}
			if unit, query, err = jpaasUnit(v.source, first); err != nil {
				return p, err
			}
		}
		query.Set("paramJson", fmt.Sprintf(`{"pageNo":%d,"pageSize":%d}`, n+1, jpaasSize))
		unit.RawQuery = query.Encode()
		p.address = unit.String()
		r, err := v.list(ctx, request{address: p.address})
		if err != nil {
			return p, err
		}
		var answer struct {
			Data struct {
				HTML string `json:"html"`
			} `json:"data"`
		}
		if err := json.Unmarshal([]byte(r.text()), &answer); err != nil {
			return p, err
		}
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(answer.Data.HTML))
		if err != nil {
			return p, err
		}
		p.entries = lines(v.source, doc.Selection, v.source.start)
		return p, nil
	})
}

// jpaasUnit finds the unit of the list in a page: the url and querydata of a
// script.
func jpaasUnit(s *Source, page *reply) (unit *url.URL, query url.Values, err error) {
	page.page().Find("[url*='/front/page/build/unit']").EachWithBreak(func(_ int, e *goquery.Selection) bool {
		data, _ := e.Attr("querydata")
		q := url.Values{}
		for _, m := range jpaasPair.FindAllStringSubmatch(data, -1) {
			q.Set(m[1], m[2])
		}
		if tag := s.With["tagId"]; len(q) == 0 || tag != "" && q.Get("tagId") != tag {
			return true
		}
		address, _ := e.Attr("url")
		unit, err = page.url().Parse(address)
		query = q
		return false
	})
	if unit == nil && err == nil {
		err = errors.New("the page names no unit (.../front/page/build/unit) that lists anything")
	}
	return unit, query, err
}
