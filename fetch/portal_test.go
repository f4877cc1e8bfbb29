package fetch

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// portal is a server on this machine that lists invented disclosures in every
// way that a driver reads, and has the faults of real ones.
type portal struct {
	*httptest.Server
	mu     sync.Mutex
	docs   []*disclosure // the newest first
	faults map[string]int
	asked  map[string]int // requests by path
	sent   map[string]map[string]bool
	shift  func() // called once, while a list is read
	robots string
}

// disclosure is an article with a file.
type disclosure struct {
	n       int
	title   string
	date    string
	file    string // its path
	body    []byte
	version int
	gone    bool
	page    string // another kind of page: "direct", "script", "iframe", "gbk"
}

var kinds = []string{"pdf", "xlsx", "docx", "zip", "html", "xls"}

func bodyOf(n, version int, kind string) []byte {
	text := fmt.Sprintf("disclosure %d version %d", n, version)
	switch kind {
	case "pdf":
		return []byte("%PDF-1.4\n" + text + "\n%%EOF\n")
	case "xlsx", "docx", "zip":
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		name := map[string]string{"xlsx": "xl/workbook.xml", "docx": "word/document.xml", "zip": "a.pdf"}[kind]
		w, _ := z.Create(name)
		w.Write([]byte(text))
		z.Close()
		return b.Bytes()
	case "xls": // as many portals write them
		return []byte("<html><body><table><tr><td>" + text + "</td></tr></table></body></html>")
	}
	return []byte("<html><body><h1>" + text + "</h1><p>" + strings.Repeat("收入支出 ", 40) + "</p></body></html>")
}

func newPortal(t testing.TB, count int) *portal {
	p := &portal{faults: map[string]int{}, asked: map[string]int{}, sent: map[string]map[string]bool{}}
	for n := count; n > 0; n-- {
		p.docs = append(p.docs, newDisclosure(n))
	}
	p.Server = httptest.NewServer(http.HandlerFunc(p.serve))
	t.Cleanup(p.Close)
	return p
}

func newDisclosure(n int) *disclosure {
	kind := kinds[n%len(kinds)]
	d := &disclosure{
		n: n, version: 1, title: fmt.Sprintf("澜江省第%03d局%d年部门预算公开", n, 2022+n%3),
		date: fmt.Sprintf("%d-%02d-%02d", 2022+n%3, 1+n%12, 1+n%28), file: fmt.Sprintf("/files/P0%05d.%s", n, kind),
		page: []string{"", "script", "iframe", "gbk", ""}[n%5],
	}
	if kind == "html" {
		d.page = "direct"
	}
	d.body = bodyOf(n, 1, kind)
	return d
}

// article is where the page of a disclosure is.
func (d *disclosure) article() string { return fmt.Sprintf("/art/2024/t20240101_%d.html", d.n) }

func (d *disclosure) line() string {
	cut := string([]rune(d.title)[:8]) + "..."
	return fmt.Sprintf(`<li><a href="%s" title="%s">%s</a><span>%s</span></li>`, d.article(), d.title, cut, d.date)
}

func (p *portal) serve(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	path := r.URL.Path
	p.asked[path]++
	if n := p.faults[path]; n > 0 {
		p.faults[path]--
		switch path[len(path)-1] % 3 {
		case 0:
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(http.StatusTooManyRequests)
		case 1:
			w.Header().Set("Content-Length", "1000") // and then less
			w.Write([]byte("half of it"))
		default:
			w.WriteHeader(http.StatusBadGateway)
		}
		return
	}
	send := func(kind string, body []byte) {
		if kind != "" {
			w.Header().Set("Content-Type", kind)
		}
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") && strings.HasPrefix(kind, "text/html") {
			var b bytes.Buffer
			z := gzip.NewWriter(&b)
			z.Write(body)
			z.Close()
			w.Header().Set("Content-Encoding", "gzip")
			body = b.Bytes()
		}
		w.Write(body)
	}
	page := func(text string) {
		send("text/html; charset=utf-8", []byte("<html><head><title>澜江省</title></head><body>"+text+"</body></html>"))
	}
	switch {
	case path == "/robots.txt":
		if p.robots == "" {
			http.NotFound(w, r)
			return
		}
		w.Write([]byte(p.robots))
	case strings.HasPrefix(path, "/trs/"):
		p.trs(w, r, page)
	case path == "/col/col7/index.html":
		page(p.jpage(r))
	case path == "/module/web/jpage/dataproxy.jsp":
		r.ParseForm()
		if r.Method != http.MethodPost || r.Form.Get("columnid") != "7" || r.Form.Get("unitid") != "99" || r.Form.Get("webid") != "3" {
			http.Error(w, "wrong", http.StatusBadRequest)
			return
		}
		from, _ := strconv.Atoi(r.Form.Get("startrecord"))
		to, _ := strconv.Atoi(r.Form.Get("endrecord"))
		send("text/xml", []byte(p.records(from-1, to)))
	case path == "/module/xxgk/search.jsp":
		n, _ := strconv.Atoi(r.FormValue("currpage"))
		pages := max(1, (len(p.docs)+19)/20)
		n = min(max(n, 1), pages) // beyond the last page it gives the last
		text := "<table>"
		for _, d := range p.slice((n-1)*20, n*20) {
			text += fmt.Sprintf(`<tr class="tr_main_value_odd"><td><a href="%s" title="%s">x</a></td><td>%s</td></tr>`, d.article(), d.title, d.date)
		}
		page(text + "</table>")
	case path == "/jpaas/index.html":
		page(`<div id="list"></div><script parsetype="bulidstatic" url="/api-gateway/jpaas-publish-server/front/page/build/unit" ` +
			`querydata="{'parseType':'bulidstatic','webId':'8d','tplSetId':'20','pageType':'column','tagId':'list','pageId':'50'}"></script>`)
	case strings.HasSuffix(path, "/front/page/build/unit"):
		var q struct{ PageNo, PageSize int }
		if err := json.Unmarshal([]byte(r.FormValue("paramJson")), &q); err != nil || r.FormValue("pageId") != "50" {
			http.Error(w, "wrong", http.StatusBadRequest)
			return
		}
		text := "<ul>"
		for _, d := range p.slice((q.PageNo-1)*q.PageSize, q.PageNo*q.PageSize) {
			text += d.line()
		}
		answer, _ := json.Marshal(map[string]any{"success": true, "data": map[string]any{"html": text + "</ul>"}})
		send("application/json", answer)
	case strings.HasPrefix(path, "/art/"), strings.HasPrefix(path, "/files/"):
		p.document(w, r, send)
	case path == "/wall":
		page(`<script>document.cookie="a=b";location.reload()</script>`)
	case path == "/412":
		w.WriteHeader(http.StatusPreconditionFailed)
	case path == "/away":
		http.Redirect(w, r, "http://10.0.0.1/secret", http.StatusFound)
	case path == "/metadata":
		http.Redirect(w, r, "http://169.254.169.254/latest/meta-data/", http.StatusFound)
	case path == "/around":
		http.Redirect(w, r, "/around", http.StatusFound)
	case path == "/broken.pdf":
		page("<h1>系统维护</h1><a href='/'>首页</a>")
	case path == "/secret/a.pdf":
		w.Write(bodyOf(1, 1, "pdf"))
	default:
		http.NotFound(w, r)
	}
}

func (p *portal) slice(from, to int) []*disclosure {
	return p.docs[min(from, len(p.docs)):min(to, len(p.docs))]
}

// trs writes list pages as TRS does, one of them in GBK.
func (p *portal) trs(w http.ResponseWriter, r *http.Request, page func(string)) {
	n := 0
	if _, err := fmt.Sscanf(r.URL.Path, "/trs/index_%d.html", &n); err != nil && r.URL.Path != "/trs/" {
		http.NotFound(w, r)
		return
	}
	pages := (len(p.docs) + 24) / 25
	if n >= pages {
		http.NotFound(w, r)
		return
	}
	text := "<a href='/'>首页</a><ul>"
	for _, d := range p.slice(n*25, n*25+25) {
		text += d.line()
	}
	text += fmt.Sprintf(`</ul><script>createPageHTML(%d, %d, "index", "html");</script>`, pages, n)
	if n == 1 && p.shift != nil {
		p.shift()
		p.shift = nil
	}
	if n == 1 {
		gbk, _ := simplifiedchinese.GBK.NewEncoder().String("<html><head><meta charset=gb2312></head><body>" + text + "</body></html>")
		w.Header().Set("Content-Type", "text/html")
		w.Write([]byte(gbk))
		return
	}
	page(text)
}

func (p *portal) records(from, to int) string {
	text := fmt.Sprintf("<datastore><totalrecord>%d</totalrecord><totalpage>9</totalpage><recordset>", len(p.docs))
	for _, d := range p.slice(from, to) {
		text += "<record><![CDATA[" + d.line() + "]]></record>"
	}
	return text + "</recordset></datastore>"
}

func (p *portal) jpage(*http.Request) string {
	return `<div id="99"><script type="text/xml">` + p.records(0, 45) + `</script></div><script>$("#99").jpage({perPage:15, totalRecord:` +
		strconv.Itoa(len(p.docs)) + `, proxyUrl:'/module/web/jpage/dataproxy.jsp', proxyParam:{'col':1,'appid':1,'webid':3,'path':'/',` +
		`'columnid':7,'sourceContentType':1,'unitid':'99','permissiontype':0}});</script>`
}

// document sends an article or a file, with validators.
func (p *portal) document(w http.ResponseWriter, r *http.Request, send func(string, []byte)) {
	path := r.URL.Path
	at := slices.IndexFunc(p.docs, func(d *disclosure) bool { return d.article() == path || d.file == path })
	if at < 0 || p.docs[at].gone {
		http.NotFound(w, r)
		return
	}
	d := p.docs[at]
	tag := fmt.Sprintf(`"%d-%d-%t"`, d.n, d.version, path == d.file)
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if path == d.file {
		p.note(path, d.body)
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Write(d.body)
		return
	}
	if d.page == "direct" {
		p.note(path, d.body)
		send("text/html; charset=utf-8", d.body)
		return
	}
	link := fmt.Sprintf(`<p><a href="%s">附件：%s</a></p>`, d.file, d.title)
	switch d.page {
	case "script":
		link = fmt.Sprintf(`<script>var file = "%s";</script>`, d.file)
	case "iframe":
		link = fmt.Sprintf(`<iframe src="/pdf/viewer.html?file=%s"></iframe><a href="%s">下载</a>`, d.file, d.file)
	}
	text := "<html><body><h1>" + d.title + "</h1>" + link + "</body></html>"
	p.note(path, []byte(text))
	send("text/html; charset=utf-8", []byte(text))
}

// note remembers what was sent for an address.
func (p *portal) note(path string, body []byte) {
	s := sha256.Sum256(body)
	if p.sent[path] == nil {
		p.sent[path] = map[string]bool{}
	}
	p.sent[path][hex.EncodeToString(s[:])] = true
}

// source is a source of this portal.
func (p *portal) source(t testing.TB, driver, start string, more ...string) Source {
	t.Helper()
	text := fmt.Sprintf("id: %s\ndriver: %s\ntest: true\npace: {seconds: 0}\n", driver, driver)
	if start != "" {
		text += "start: " + p.URL + start + "\n"
	}
	s, err := Parse(driver+".yaml", []byte(text+strings.Join(more, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	return s
}
