// Package portal is a server for tests, on this machine: it publishes
// disclosures in every way that a driver of fetch reads, and has the faults of
// real portals. It knows nothing of fetch.
package portal

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/yusuan/yusuan/document"
)

// Portal is a server with columns of disclosures, the newest first.
type Portal struct {
	*httptest.Server

	mu     sync.Mutex
	docs   []*Disclosure
	robots string
	shift  func()              // called once, while the list of TRS is read
	faults map[string][]string // to come, by what is asked
	down   bool
	asked  map[string]int
	sent   map[string]int // bodies
	total  int
	onAsk  func(n int)
}

// Column is a list of the portal, named as the driver of fetch that reads it.
type Column struct{ Name, Start string }

// Columns are all lists but for what is taken address by address.
var Columns = []Column{
	{"pages", "/trs/"}, {"jpage", "/col/col7/index.html"}, {"jpaas", "/jpaas/index.html"},
	{"catalogue", "/module/xxgk/search.jsp?infotypeId=A01&jdid=3&area=&divid=div7"},
}

// Addresses is the column that nothing lists.
const Addresses = "addresses"

// Refusals are addresses at which nothing can be had, with what is there.
var Refusals = map[string]string{
	"/wall": "a script that sets a cookie", "/412": "status 412", "/521": "status 521", "/403": "status 403",
	"/away": "a redirect to a private address", "/metadata": "a redirect to a link-local address",
	"/around": "redirects in a circle", "/broken.pdf": "a page where a file was promised",
	"/line.pdf": "a line of text where a file was promised", "/secret/a.pdf": "forbidden by robots.txt",
	"/nothing": "nothing", "/short.pdf": "a body that is always too short", "/stalls.pdf": "a body that always stops",
}

// Disclosure is an article with a file, or an article that is the disclosure.
type Disclosure struct {
	N      int
	Title  string
	Date   string // YYYY-MM-DD
	Column string
	Kind   string // the ending of the file's name
	Form   string // how the article offers it; empty as most do
	Body   []byte
	Gone   bool

	version int
}

// Kinds are the formats of files.
var Kinds = []string{"pdf", "xlsx", "docx", "zip", "html", "xls"}

// forms are the ways in which articles offer files: by a link, in a script, in
// a frame, by a link in GBK with a Chinese name, by a program that sends it.
var forms = []string{"", "script", "iframe", "gbk", "sent"}

// Invented are disclosures of three years in all columns and formats. Their
// files are what their names say, and say nothing of budgets.
func Invented(count int) (all []*Disclosure) {
	for n := count; n > 0; n-- {
		all = append(all, NewDisclosure(n))
	}
	return all
}

// NewDisclosure invents one.
func NewDisclosure(n int) *Disclosure {
	year := 2022 + n/6%3
	d := &Disclosure{
		N: n, Title: fmt.Sprintf("澜江省第%03d局%d年部门预算公开", n, year), Date: fmt.Sprintf("%d-%02d-%02d", year, 1+n%12, 1+n%28),
		Column: []string{"pages", "jpage", "jpaas", "catalogue", Addresses, "pages"}[n%6],
		Kind:   Kinds[n/18%6], Form: forms[n/7%5],
	}
	d.Replace()
	return d
}

// Replace puts another file in the place of that of an invented disclosure.
func (d *Disclosure) Replace() {
	d.version++
	text := fmt.Sprintf("disclosure %d version %d", d.N, d.version)
	switch d.Kind {
	case "pdf":
		d.Body = []byte("%PDF-1.4\n" + text + "\n%%EOF\n")
	case "xlsx", "docx", "zip":
		name := map[string]string{"xlsx": "xl/workbook.xml", "docx": "word/document.xml", "zip": "a.pdf"}[d.Kind]
		d.Body = Zipped(name, []byte(text))
	case "xls": // as many portals write them
		d.Body = []byte("<html><body><table><tr><td>" + text + "</td></tr></table></body></html>")
	default:
		d.Body = []byte("<html><body><h1>" + text + "</h1><p>" + strings.Repeat("收入支出 ", 40) + "</p></body></html>")
	}
}

// Article is where the page of a disclosure is, as TRS names them.
func (d *Disclosure) Article() string {
	return fmt.Sprintf("/art/%.4s/t%s_%d.html", d.Date, strings.ReplaceAll(d.Date, "-", ""), d.N)
}

// File is where its file is; the article itself where that is all.
func (d *Disclosure) File() string {
	switch {
	case d.Kind == "html":
		return d.Article()
	case d.Form == "gbk":
		return fmt.Sprintf("/files/第%03d局.%s", d.N, d.Kind)
	case d.Form == "sent":
		return fmt.Sprintf("/module/download/down.jsp?i_ID=%d", d.N)
	}
	return fmt.Sprintf("/files/P0%05d.%s", d.N, d.Kind)
}

// page is the body of the article.
func (d *Disclosure) page() []byte {
	if d.Kind == "html" {
		return d.Body
	}
	file := d.File()
	link := fmt.Sprintf(`<p><a href="%s">附件：%s.%s</a></p>`, file, d.Title, d.Kind)
	head := ""
	switch d.Form {
	case "script":
		link = fmt.Sprintf(`<script>var file = "%s";</script>`, file)
	case "iframe":
		link = fmt.Sprintf(`<iframe src="/pdf/viewer.html?file=%s"></iframe><a href="%s">下载</a>`, file, file)
	case "gbk":
		head = "<meta charset=gbk>"
	}
	text := "<html><head>" + head + `<meta name="PubDate" content="` + d.Date + ` 09:00"><title>` + d.Title +
		"</title></head><body><h1>" + d.Title + "</h1>" + link + "</body></html>"
	if d.Form == "gbk" {
		return gbk(text)
	}
	return []byte(text)
}

// line is that of a list; what it shows is cut short.
func (d *Disclosure) line() string {
	cut := string([]rune(d.Title)[:8]) + "..."
	return fmt.Sprintf(`<li><a href="%s" title="%s">%s</a><span>%s</span></li>`, d.Article(), d.Title, cut, d.Date)
}

// New starts a portal. The end of a test has to close it.
func New(docs []*Disclosure) *Portal {
	p := &Portal{
		docs: docs, faults: map[string][]string{}, asked: map[string]int{}, sent: map[string]int{},
		robots: "User-agent: *\nDisallow: /secret/\n",
	}
	p.Server = httptest.NewServer(http.HandlerFunc(p.serve))
	return p
}

// Change changes what is published, while nobody is answered.
func (p *Portal) Change(change func(docs []*Disclosure) []*Disclosure) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.docs = change(p.docs)
}

// Shift changes what is published once, while the list of TRS is being read.
func (p *Portal) Shift(change func(docs []*Disclosure) []*Disclosure) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shift = func() { p.docs = change(p.docs) }
}

// OnAsk has a function called with how many requests there were, at each.
func (p *Portal) OnAsk(f func(n int)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.onAsk, p.total = f, 0
}

// Asked is how often something was asked for.
func (p *Portal) Asked(what string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked[what]
}

// Sent is how many bodies were sent of what begins so.
func (p *Portal) Sent(prefix string) (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for what, sent := range p.sent {
		if strings.HasPrefix(what, prefix) {
			n += sent
		}
	}
	return n
}

// Down has everything fail but lists, or work again.
func (p *Portal) Down(is bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.down = is
}

// Leave has the server ask once to be left alone for a time, in place of what
// is asked for.
func (p *Portal) Leave(what string, wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults[what] = []string{strconv.Itoa(int(wait.Seconds()))}
}

// Total is how many requests there were.
func (p *Portal) Total() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.total
}

// Break gives every fourth disclosure a fault that passes: it answers wrongly
// once, and rightly when it is asked again.
func (p *Portal) Break() {
	p.mu.Lock()
	defer p.mu.Unlock()
	kinds := []string{"busy", "short", "cut", "down", "slow", "unpacked"}
	for i, d := range p.docs {
		switch i % 8 {
		case 0:
			p.faults[d.Article()] = []string{kinds[i/8%len(kinds)]}
		case 4:
			p.faults[d.File()] = []string{kinds[i/8%len(kinds)]}
		}
	}
}

// Published is the digest of everything that is published in a column, or in
// all, by its address.
func (p *Portal) Published(column string) map[string]string {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := map[string]string{}
	for _, d := range p.docs {
		if d.Gone || column != "" && d.Column != column {
			continue
		}
		all[p.URL+d.Article()] = document.Digest(d.page())
		all[p.Address(d)] = document.Digest(d.Body)
	}
	return all
}

// Address is that of the file of a disclosure, as it stands in records.
func (p *Portal) Address(d *Disclosure) string {
	r, _ := http.NewRequest(http.MethodGet, p.URL+d.File(), nil) //nolint:noctx // it is not sent
	return r.URL.String()
}

// Source is the text of a source for a column, without anything expected of it.
func (p *Portal) Source(column string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	text := "id: " + column + "\ndriver: " + column + "\ntest: true\npace: {seconds: 0}\npublisher: 澜江省财政厅\n"
	for _, c := range Columns {
		if c.Name == column {
			return text + "must: [预算]\nstart: " + p.URL + c.Start + "\n"
		}
	}
	text += "hosts: [10.0.0.1, 169.254.169.254]\naddresses:\n"
	for _, d := range p.docs {
		if d.Column == column {
			text += "  - " + p.URL + d.Article() + "\n"
		}
	}
	return text
}

func (p *Portal) of(column string, from, to int) (some []*Disclosure, all int) {
	for _, d := range p.docs {
		if d.Column == column {
			some = append(some, d)
		}
	}
	return some[min(from, len(some)):min(to, len(some))], len(some)
}

func (p *Portal) serve(w http.ResponseWriter, r *http.Request) {
	answer := p.answer(r)
	if len(answer.fault) > 0 {
		answer.broken(w, r)
		return
	}
	for name, values := range answer.head {
		w.Header()[name] = values
	}
	if answer.status != 0 {
		w.WriteHeader(answer.status)
	}
	w.Write(answer.body) //nolint:errcheck // whoever asked may be gone
}

// answer is what is to be sent.
type answer struct {
	status int // 0: 200
	head   http.Header
	body   []byte
	fault  string
}

// broken sends an answer with a fault.
func (a *answer) broken(w http.ResponseWriter, r *http.Request) {
	half := a.body[:len(a.body)/2]
	switch a.fault {
	case "busy":
		w.Header().Set("Retry-After", "0")
		w.WriteHeader(http.StatusTooManyRequests)
	case "down":
		w.WriteHeader(http.StatusBadGateway)
	case "short": // than it says
		w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
		w.Write(half) //nolint:errcheck // likewise
	case "cut": // between two chunks
		w.Write(half) //nolint:errcheck // likewise
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	case "unpacked": // a head that says it is packed
		w.Header().Set("Content-Encoding", "br")
		w.Write(a.body) //nolint:errcheck // likewise
	case "slow": // and whole
		for name, values := range a.head {
			w.Header()[name] = values
		}
		for piece := range slices.Chunk(a.body, len(a.body)/8+1) {
			w.Write(piece) //nolint:errcheck // likewise
			w.(http.Flusher).Flush()
			time.Sleep(5 * time.Millisecond)
		}
	case "stalls":
		w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
		w.Write(half) //nolint:errcheck // likewise
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	default: // to be left alone for so many seconds
		w.Header().Set("Retry-After", a.fault)
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}

func page(text string) answer {
	return answer{head: htmlHead(), body: []byte("<html><head><title>澜江省</title></head><body>" + text + "</body></html>")}
}

func htmlHead() http.Header { return http.Header{"Content-Type": {"text/html; charset=utf-8"}} }

func status(code int) answer { return answer{status: code} }

func redirect(to string) answer {
	return answer{status: http.StatusFound, head: http.Header{"Location": {to}}}
}

// answer decides what is sent, and counts it.
func (p *Portal) answer(r *http.Request) answer {
	p.mu.Lock()
	defer p.mu.Unlock()
	what := r.URL.Path
	if strings.HasSuffix(what, "down.jsp") {
		what = r.URL.RequestURI()
	}
	p.asked[what]++
	if p.total++; p.onAsk != nil {
		p.onAsk(p.total)
	}
	a := p.right(r, what)
	if p.down && strings.HasPrefix(what, "/art/") {
		a.fault = "down"
	}
	if faults := p.faults[what]; len(faults) > 0 {
		a.fault, p.faults[what] = faults[0], faults[1:]
	}
	if a.status == 0 && len(a.body) > 0 {
		p.sent[what]++
		if strings.HasPrefix(a.head.Get("Content-Type"), "text/html") &&
			strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			a.head.Set("Content-Encoding", "gzip")
			a.body = gzipped(a.body)
		}
	}
	return a
}

// right is what is sent where there is no fault.
func (p *Portal) right(r *http.Request, what string) answer {
	switch {
	case what == "/robots.txt":
		return answer{body: []byte(p.robots)}
	case strings.HasPrefix(what, "/trs/"):
		return p.trs(what)
	case what == "/col/col7/index.html":
		return p.jpage()
	case what == "/module/web/jpage/dataproxy.jsp":
		return p.dataproxy(r)
	case what == "/module/xxgk/search.jsp":
		return p.catalogue(r)
	case what == "/jpaas/index.html":
		return page(`<div id="list"></div><script parsetype="bulidstatic" ` +
			`url="/api-gateway/jpaas-publish-server/front/page/build/unit" ` +
			`querydata="{'parseType':'bulidstatic','webId':'8d','tplSetId':'20','pageType':'column','tagId':'list',` +
			`'pageId':'50'}"></script>`)
	case strings.HasSuffix(what, "/front/page/build/unit"):
		return p.unit(r)
	case Refusals[what] != "":
		return refusal(what)
	}
	return p.document(r, what)
}

func refusal(what string) answer {
	pdf := []byte("%PDF-1.4\n" + strings.Repeat("pages ", 100) + "%%EOF\n")
	switch what {
	case "/wall":
		return page(`<script>document.cookie="a=b";location.reload()</script>`)
	case "/away":
		return redirect("http://10.0.0.1/secret")
	case "/metadata":
		return redirect("http://169.254.169.254/latest/meta-data/")
	case "/around":
		return redirect("/around")
	case "/broken.pdf":
		return page("<h1>系统维护</h1><a href='/'>首页</a>")
	case "/line.pdf":
		return answer{body: []byte("系统维护，请稍后再试")}
	case "/secret/a.pdf":
		return answer{body: pdf}
	case "/short.pdf":
		return answer{body: pdf, fault: "short"}
	case "/stalls.pdf":
		return answer{body: pdf, fault: "stalls"}
	case "/nothing":
		return status(http.StatusNotFound)
	}
	code, _ := strconv.Atoi(what[1:])
	return status(code)
}

// trs writes list pages as TRS does, one of them in GBK.
func (p *Portal) trs(what string) answer {
	n := 0
	if _, err := fmt.Sscanf(what, "/trs/index_%d.html", &n); err != nil && what != "/trs/" {
		return status(http.StatusNotFound)
	}
	const size = 25
	some, all := p.of("pages", n*size, n*size+size)
	pages := (all + size - 1) / size
	if n >= pages {
		return status(http.StatusNotFound)
	}
	text := "<a href='/'>首页</a><ul>"
	for _, d := range some {
		text += d.line()
	}
	text += fmt.Sprintf(`</ul><script>createPageHTML(%d, %d, "index", "html");</script>`, pages, n)
	if n == 1 && p.shift != nil {
		p.shift()
		p.shift = nil
	}
	if n == 1 {
		return answer{head: http.Header{"Content-Type": {"text/html"}},
			body: gbk("<html><head><meta charset=gb2312></head><body>" + text + "</body></html>")}
	}
	return page(text)
}

func (p *Portal) records(from, to int) string {
	some, all := p.of("jpage", from, to)
	text := fmt.Sprintf("<datastore><totalrecord>%d</totalrecord><totalpage>9</totalpage><recordset>", all)
	for _, d := range some {
		text += "<record><![CDATA[" + d.line() + "]]></record>"
	}
	return text + "</recordset></datastore>"
}

func (p *Portal) jpage() answer {
	_, all := p.of("jpage", 0, 0)
	return page(`<div id="99"><script type="text/xml">` + p.records(0, 15) + `</script></div>` +
		`<script>$("#99").jpage({perPage:5, totalRecord:` + strconv.Itoa(all) +
		`, proxyUrl:'/module/web/jpage/dataproxy.jsp', proxyParam:{'col':1,'appid':1,'webid':3,'path':'/',` +
		`'columnid':7,'sourceContentType':1,'unitid':'99','permissiontype':0}});</script>`)
}

func (p *Portal) dataproxy(r *http.Request) answer {
	if r.Method != http.MethodPost || r.FormValue("columnid") != "7" || r.FormValue("unitid") != "99" ||
		r.FormValue("webid") != "3" {
		return status(http.StatusBadRequest)
	}
	from, _ := strconv.Atoi(r.FormValue("startrecord"))
	to, _ := strconv.Atoi(r.FormValue("endrecord"))
	return answer{head: http.Header{"Content-Type": {"text/xml"}}, body: []byte(p.records(from-1, to))}
}

func (p *Portal) catalogue(r *http.Request) answer {
	const size = 20
	_, all := p.of("catalogue", 0, 0)
	n, _ := strconv.Atoi(r.FormValue("currpage"))
	n = min(max(n, 1), max(1, (all+size-1)/size)) // beyond the last page it gives the last
	some, _ := p.of("catalogue", (n-1)*size, n*size)
	text := "<table>"
	for _, d := range some {
		text += fmt.Sprintf(`<tr class="tr_main_value_odd"><td><a href="%s" title="%s">x</a></td><td>%s</td></tr>`,
			d.Article(), d.Title, d.Date)
	}
	return page(text + "</table>")
}

func (p *Portal) unit(r *http.Request) answer {
	var q struct{ PageNo, PageSize int }
	if err := json.Unmarshal([]byte(r.FormValue("paramJson")), &q); err != nil || r.FormValue("pageId") != "50" {
		return status(http.StatusBadRequest)
	}
	some, _ := p.of("jpaas", (q.PageNo-1)*q.PageSize, q.PageNo*q.PageSize)
	text := "<ul>"
	for _, d := range some {
		text += d.line()
	}
	body, err := json.Marshal(map[string]any{"success": true, "data": map[string]any{"html": text + "</ul>"}})
	if err != nil {
		return status(http.StatusInternalServerError)
	}
	return answer{head: http.Header{"Content-Type": {"application/json"}}, body: body}
}

// document sends an article or a file, with validators.
func (p *Portal) document(r *http.Request, what string) answer {
	at := slices.IndexFunc(p.docs, func(d *Disclosure) bool { return d.Article() == what || d.File() == what })
	if at < 0 || p.docs[at].Gone {
		return status(http.StatusNotFound)
	}
	d := p.docs[at]
	a := answer{head: http.Header{"Content-Type": {"application/octet-stream"}}, body: d.Body}
	if what == d.Article() {
		a = answer{head: htmlHead(), body: d.page()}
		if d.Form == "gbk" {
			a.head.Set("Content-Type", "text/html")
		}
	} else if d.Form == "sent" {
		name := gbk(d.Title + "." + d.Kind)
		a.head.Set("Content-Disposition", `attachment; filename="`+string(name)+`"`)
	}
	tag := `"` + document.Digest(a.body)[:16] + `"`
	if r.Header.Get("If-None-Match") == tag {
		a.status, a.body = http.StatusNotModified, nil
	}
	a.head["Etag"] = []string{tag}
	return a
}

// gbk is a text in GBK, which has every character of these pages.
func gbk(text string) []byte {
	b, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(text))
	if err != nil {
		panic("portal: " + err.Error())
	}
	return b
}

func gzipped(data []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(data) //nolint:errcheck // a buffer takes everything
	z.Close()     //nolint:errcheck // likewise
	return b.Bytes()
}
