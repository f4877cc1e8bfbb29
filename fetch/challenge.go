package fetch

import (
	"net/http"
	"strings"
	"unicode/utf8"
)

// walls are what scripts do that stand between a browser and a page: they set a
// cookie and load the page anew. They are recorded and never worked around.
var walls = []string{"document.cookie", "location.reload", "location.href", "location.replace", "eval(", "__jsl",
	"acw_sc_", "$_ts",
	"_$jsvmprt", "safeline", "reload("}

// longestWall is how many characters a page may show and be a wall still: they
// say that the browser is being checked.
const longestWall = 100

// challenges says what a reply wants of a browser before it gives anything; ""
// if nothing.
func (r *reply) challenges() string {
	const status521 = 521 // of web application firewalls, with a script that sets a cookie
	switch {
	case r.status == http.StatusPreconditionFailed, r.status == status521:
		return r.line
	case r.status != http.StatusOK || !strings.Contains(r.header.Get("Content-Type"), "html"):
		return ""
	}
	page := r.page()
	scripts := page.Find("script").Text()
	if scripts == "" || page.Find("a[href],table,iframe").Length() > 0 {
		return ""
	}
	shown := page.Find("body").Clone()
	shown.Find("script,style,noscript").Remove()
	if utf8.RuneCountInString(strings.TrimSpace(shown.Text())) > longestWall {
		return ""
	}
	for _, w := range walls {
		if strings.Contains(scripts, w) {
			return "a script and nothing else (" + w + ")"
		}
	}
	return ""
}
