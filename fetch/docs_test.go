package fetch

import (
	"os"
	"reflect"
	"strings"
	"testing"
)

// TestDocs: docs/sources.md says what every key and every driver is for, and
// there is an example of each driver.
func TestDocs(t *testing.T) {
	data, err := os.ReadFile("../docs/sources.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	of := reflect.TypeFor[Source]()
	for i := range of.NumField() {
		if key := of.Field(i).Tag.Get("yaml"); key != "" && !strings.Contains(text, "`"+key+"`") {
			t.Errorf("docs/sources.md does not say what %s is", key)
		}
	}
	examples, err := Load("../sources")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range Drivers {
		if !strings.Contains(text, "`"+d.Name+"`") {
			t.Errorf("docs/sources.md does not say what %s reads", d.Name)
		}
		for _, p := range d.With {
			if !strings.Contains(text, "`"+p.Name+"`") {
				t.Errorf("docs/sources.md does not say what %s is for", p.Name)
			}
		}
		found := false
		for i := range examples {
			found = found || examples[i].Driver == d.Name
		}
		if !found {
			t.Errorf("there is no example of %s", d.Name)
		}
	}
}

// TestParse: what is wrong in a source is said with its line.
func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		"driver: pages\nstart: https://a.gov.cn/\n": "",
		"driver: pages\n":                                                       "x.yaml:1: it has no start, the address of the list",
		"start: https://a.gov.cn/\n":                                            `x.yaml: it has no driver; there are pages, jpage, catalogue, jpaas, addresses, crawl`,
		"driver: pages\nstart: ftp://a.gov.cn/\n":                               `x.yaml:2: "ftp://a.gov.cn/" is no address that begins with http:// or https://`,
		"driver: pages\nstart: https://a.gov.cn/\ncolour: red\n":                `x.yaml:3: unknown field "colour"`,
		"driver: pages\nstart: https://a.gov.cn/\nwith:\n  columnid: 3\n":       `x.yaml:4: the driver pages takes no "columnid"`,
		"driver: pages\nstart: https://a.gov.cn/\npace:\n  seconds: 0.5\n":      "x.yaml:4: a host is asked at most every 2s",
		"driver: pages\nstart: https://a.gov.cn/\npace:\n  window: nightly\n":   `x.yaml:4: the window "nightly" is not of the form 22:00-06:00`,
		"driver: pages\nstart: https://a.gov.cn/\nregion: Beijing\n":            `x.yaml:3: the region "Beijing" is no code of six, nine or twelve digits`,
		"driver: addresses\naddresses:\n  - https://a.gov.cn/\n  - nowhere\n":   `x.yaml:4: "nowhere" is no address that begins with http:// or https://`,
		"driver: pages\nstart: https://a.gov.cn/\nhosts: [https://b.gov.cn/]\n": `x.yaml:3: "https://b.gov.cn/" is no name of a host`,
		"driver: pages\nstart: https://a.gov.cn/\nid: 财政局\n":                    `x.yaml:3: the id "财政局" is not of small letters, digits, dots and dashes`,
		"driver: pages\nstart: https://a.gov.cn/\nwith:\n  next: list.html\n":   `x.yaml:4: "list.html" has no {n}`,
		"driver: pages\nstart: https://a.gov.cn/\nwith:\n  lines: 'ul[li'\n":    `x.yaml:4: "ul[li" is no CSS selector: unexpected EOF in attribute selector`,
		"driver: crawl\n": "x.yaml:1: it has no path under with, the folder or file of the crawler",
		"driver: pages\nstart: https://a.gov.cn/\norganizations: [教育局]\n": "x.yaml:3: organizations are expected in the years of expect, and there are none",
		"driver: pages\nstart: https://a.gov.cn/\nexpect:\n  24: 3\n":     "x.yaml:4: 3 of 24 cannot be expected",
		"driver: pages\nstart: [https://a.gov.cn/]\n":                     "x.yaml:2: text is wanted here, and there is a list",
		"driver: pages\nstart: https://a.gov.cn/\nexpect: {2024: six}\n":  "x.yaml:3: a whole number is wanted here, and there is text",
		// All that is wrong is told.
		"driver: rss\nregion: x\npace: {window: \"1:00-1:00\"}\n": `x.yaml:2: the region "x" is no code of six, nine or ` +
			"twelve digits\nx.yaml:3: the window \"1:00-1:00\" is never open\n" +
			`x.yaml:1: "rss" is no driver; there are pages, jpage, catalogue, jpaas, addresses, crawl`,
	} {
		_, err := Parse("x.yaml", []byte(text))
		if got := errorText(err); got != want {
			t.Errorf("%q:\n got %s\nwant %s", text, got, want)
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// FuzzList: no page of a list, whatever is in it, ends a driver with a panic.
func FuzzList(f *testing.F) {
	f.Add(`<li><a href="a.html" title="b">c</a> 2024-01-02</li><script>createPageHTML(3, 0, "index", "html")</script>`)
	f.Add(`<script>totalRecord:9,perPage:3,'columnid':1,'unitid':2,'webid':3</script><record><![CDATA[<a href=x>y</a>]]></record>`)
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse("x.yaml", []byte("driver: jpage\nstart: https://a.gov.cn/\n"))
		if err != nil {
			t.Fatal(err)
		}
		r := &reply{address: s.Start, status: 200, body: []byte(text)}
		lines(&s, r.page().Selection, r.url())
		records(&s, r.text(), r.url())
		jpageForm(&s, r.text())
		jpaasUnit(&s, r) //nolint:errcheck // any outcome will do
		r.challenges()
	})
}
