package serve

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"github.com/yusuan/yusuan/present"
)

var (
	//go:embed pages.html
	pages string
	//go:embed style.css
	style []byte
	//go:embed icon.svg
	icon []byte
)

// policy lets pages load style and pictures of this site, and nothing else: no
// script runs, whatever a document says.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; " +
	"frame-ancestors 'none'"

// contentTypes are what addresses may give, by extension.
var contentTypes = map[string]string{".html": "text/html; charset=utf-8", ".csv": "text/csv; charset=utf-8",
	".json": "application/json; charset=utf-8", ".svg": "image/svg+xml", ".png": "image/png", ".css": "text/css"}

// languages are those that pages are written in.
var languages = []string{"zh", "en"}

// templates are the pages in each language.
var templates = func() map[string]*template.Template {
	all := map[string]*template.Template{}
	for _, language := range languages {
		pick := func(t present.Text) string {
			if language == "zh" {
				return t.ZH
			}
			return t.EN
		}
		all[language] = template.Must(template.New("").Funcs(template.FuncMap{
			"t":         func(zh, en string) string { return pick(present.Text{ZH: zh, EN: en}) },
			"say":       pick,
			"message":   present.Message,
			"thousands": present.Thousands,
			"org":       keyOf,
			"lang":      func() string { return map[string]string{"zh": "zh-CN", "en": "en"}[language] },
			"dict":      func(pairs ...any) []any { return pairs },
			"sorted":    sorted,
		}).Parse(pages))
	}
	return all
}()

// answer is what an address gives: a body, or what writes one that is long.
type answer struct {
	status int
	kind   string // extension
	body   []byte
	stream func(w io.Writer) error
	file   string // what a published file is called; empty for what is not one
}

// rights are what who asks may do and have.
type rights struct {
	decides bool // of findings
	files   bool // published files
}

// whole is the body, also of what is written bit by bit.
func (a *answer) whole() ([]byte, error) {
	if a.stream == nil {
		return a.body, nil
	}
	var b bytes.Buffer
	err := a.stream(&b)
	return b.Bytes(), err
}

// begun tells whether anything of an answer has gone out.
type begun struct {
	io.Writer
	any bool
}

func (b *begun) Write(p []byte) (int, error) {
	b.any = true
	return b.Writer.Write(p)
}

// sendBuffer is how many bytes of a long answer wait until they go out. What
// fails within the first of them is told in a page of its own.
const sendBuffer = 64 << 10

// send writes an answer that is long. One that breaks off is not to be taken for
// a whole one: the connection breaks off with it.
func (s *Site) send(w http.ResponseWriter, r *http.Request, a *answer) {
	out := &begun{Writer: w}
	buffer := bufio.NewWriterSize(out, sendBuffer)
	err := a.stream(buffer)
	if err == nil {
		err = buffer.Flush()
	}
	switch {
	case err == nil:
	case out.any || r.Context().Err() != nil:
		panic(http.ErrAbortHandler)
	default:
		failed := s.failure(r.URL.Path, err)
		w.Header().Set("Content-Type", contentTypes[failed.kind])
		w.WriteHeader(failed.status)
		_, _ = w.Write(failed.body) // there is nobody left to tell
	}
}

// Handler answers the addresses of the site. On loopback it answers to names of
// this machine only: a page elsewhere cannot have its name lead here.
func (s *Site) Handler(access Access) http.Handler {
	return gzhttp.GzipHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		switch {
		case access.Loopback && !local(r.Host):
			http.Error(w, "this server answers to names of this machine only", http.StatusMisdirectedRequest)
			return
		case access.shows(w, r):
			return
		case r.Method == http.MethodPost && r.URL.Path == "/triage":
			s.decideOrSay(w, r, access)
			return
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			http.Error(w, "only to be read", http.StatusMethodNotAllowed)
			return
		case r.URL.Path == "/":
			http.Redirect(w, r, "/"+preferred(r.Header.Get("Accept-Language"))+"/index.html", http.StatusFound)
			return
		}
		a, err := s.answer(r.Context(), r.URL.Path, r.URL.Query(), rights{
			decides: s.options.Triage != nil && access.may(r), files: access.Loopback || access.may(r)})
		if err != nil {
			if r.Context().Err() != nil {
				return
			}
			a = s.failure(r.URL.Path, err)
		}
		h.Set("Content-Type", contentTypes[a.kind])
		if a.file != "" {
			a.asFile(h)
		}
		if a.kind == ".svg" { // the pictures of charts have styles of their own
			h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
		}
		if a.stream != nil {
			s.send(w, r, a)
			return
		}
		if a.status != http.StatusOK {
			w.WriteHeader(a.status)
			_, _ = w.Write(a.body) // there is nobody left to tell
			return
		}
		// What a page says may change with a decision: whether it did is asked for
		// each time, and what is as it was is not sent again.
		sum := sha256.Sum256(a.body)
		h.Set("Cache-Control", "private, no-cache")
		h.Set("ETag", `W/"`+hex.EncodeToString(sum[:12])+`"`)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(a.body))
	}))
}

// decideOrSay takes a decision, or says why not.
func (s *Site) decideOrSay(w http.ResponseWriter, r *http.Request, access Access) {
	if s.options.Triage == nil || !access.may(r) || !sameSite(r) {
		http.Error(w, "only who may decide, from a page of this site", http.StatusForbidden)
		return
	}
	err := s.decide(w, r)
	switch {
	case err == nil:
	case errors.Is(err, errForm), errors.Is(err, errNotFound):
		http.Error(w, err.Error(), http.StatusBadRequest)
	default:
		slog.Error("a decision could not be kept", "error", err)
		http.Error(w, "the decision could not be kept", http.StatusInternalServerError)
	}
}

// local reports a name of this machine.
func local(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// preferred is the language of a reader: Chinese, unless English is asked for
// first.
func preferred(accepted string) string {
	if strings.HasPrefix(strings.ToLower(strings.TrimSpace(accepted)), "en") {
		return "en"
	}
	return "zh"
}

// request is an address taken apart.
type request struct {
	site     *Site
	language string
	folder   string // o, d, p, i, or empty
	name     string // without extension
	kind     string // extension
	filter   filter
	rights
}

// answer gives what stands at an address, to who has the rights.
func (s *Site) answer(ctx context.Context, address string, query url.Values, may rights) (*answer, error) {
	if address == "/style.css" {
		return &answer{status: http.StatusOK, kind: ".css", body: style}, nil
	}
	if address == "/icon.svg" || address == "/favicon.ico" {
		return &answer{status: http.StatusOK, kind: ".svg", body: icon}, nil
	}
	if address == "/running.css" {
		return &answer{status: http.StatusOK, kind: ".css", body: runningHead(query.Get("title"))}, nil
	}
	parts := strings.Split(strings.TrimPrefix(address, "/"), "/")
	kind := path.Ext(address)
	if len(parts) == 2 && parts[0] == "page" && kind == ".png" {
		return s.pagePicture(ctx, strings.TrimSuffix(parts[1], kind))
	}
	if len(parts) == 2 && parts[0] == "file" && may.files {
		return s.original(ctx, strings.TrimSuffix(parts[1], kind))
	}
	if len(parts) < 2 || len(parts) > 3 || templates[parts[0]] == nil || contentTypes[kind] == "" {
		return nil, errNotFound
	}
	r := &request{site: s, language: parts[0], kind: kind, rights: may, filter: filterOf(query),
		name: strings.TrimSuffix(parts[len(parts)-1], kind)}
	if len(parts) == 3 {
		r.folder = parts[1]
	} else if name, number, ok := cutNumber(r.name, "-"); ok { // pages of lists that are files
		r.name, r.filter.Page = name, min(max(number, 1), mostPages)
	}
	switch r.folder + "/" + r.name {
	case "/index", "/findings":
		return r.findings(ctx)
	case "/organizations":
		return r.organizations(ctx)
	case "/documents":
		return r.documents(ctx)
	case "/projects":
		return r.projects(ctx)
	case "/triage":
		return r.decisions()
	case "/search":
		return r.search(ctx)
	}
	switch r.folder {
	case "":
		if kind == ".svg" {
			return r.chart(ctx, "", r.name)
		}
	case "o":
		if key, name, ok := strings.Cut(r.name, "-"); ok && kind == ".svg" {
			return r.chart(ctx, key, name)
		}
		return r.organization(ctx)
	case "d":
		return r.document(ctx)
	case "p":
		return r.project(ctx)
	case "i":
		return r.indicators(ctx)
	}
	return nil, errNotFound
}

// cutNumber cuts a number off the end of a name.
func cutNumber(name, mark string) (string, int, bool) {
	i := strings.LastIndex(name, mark)
	if i < 0 {
		return name, 0, false
	}
	n, err := strconv.Atoi(name[i+len(mark):])
	return name[:i], n, err == nil && n >= 0
}

// head is what every page has.
type head struct {
	Title    string
	Root     string // the way to the folder of the site
	Language string
	Other    string // this page in the other language
	Here     string // this page without its extension, for CSV and JSON
	Query    string // of lists, with ?
	Static   bool
	Dataset  string
	Version  string
	Section  string
	CSV      bool
	Triage   bool // decisions are kept
	Decides  bool // and the reader may make some
}

// Running is the query of the style sheet that prints the title on each page.
func (h head) Running() template.URL {
	return template.URL(url.Values{"title": {h.Title + " · " + h.Dataset}}.Encode())
}

// RunningStyle is the same in the page itself, for a site of files, where nobody
// answers to a query.
func (h head) RunningStyle() template.CSS {
	return template.CSS(runningHead(h.Title + " · " + h.Dataset))
}

// RunningHash lets the policy of the page take that style and no other.
func (h head) RunningHash() string {
	sum := sha256.Sum256([]byte(h.RunningStyle()))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// longestRunning is how many characters of a title fit on a line of paper.
const longestRunning = 60

// runningHead is a style sheet that prints a title at the head of each page of
// paper: no style sheet can take it from the page itself.
func runningHead(title string) []byte {
	var text strings.Builder
	for i, r := range []rune(cmp.Or(title, "Yusuan")) {
		if i == longestRunning {
			break
		}
		fmt.Fprintf(&text, `\%06x`, r) // any character, and none that ends the string
	}
	return fmt.Appendf(nil, "@page { @top-left { content: \"%s\"; font-size: 8pt; width: 100%%; white-space: nowrap } }\n",
		text.String())
}

// Base is the way to the folder of the pages in this language.
func (h head) Base() string { return h.Root + h.Language + "/" }

func (r *request) head(title present.Text, section string) head {
	h := head{Title: title.EN, Root: "../", Language: r.language, Other: "zh", Static: r.site.static,
		Dataset: r.site.name, Version: r.site.options.Version, Section: section, CSV: true,
		Triage: r.site.options.Triage != nil, Decides: r.decides}
	here := r.name
	if r.folder != "" {
		h.Root, here = "../../", r.folder+"/"+r.name
	}
	if r.language == "zh" {
		h.Title, h.Other = title.ZH, "en"
	}
	h.Here = h.Root + r.language + "/" + here
	if q := r.filter.Values().Encode(); q != "" && !h.Static {
		h.Query = "?" + q
	}
	h.Other = h.Root + h.Other + "/" + here + ".html" + h.Query
	return h
}

// page fills a page of HTML.
func (r *request) page(name string, view any) (*answer, error) {
	var out bytes.Buffer
	if err := templates[r.language].ExecuteTemplate(&out, name, view); err != nil {
		return nil, err
	}
	return &answer{status: http.StatusOK, kind: ".html", body: out.Bytes()}, nil
}

// failure is the page of an address that gives nothing.
func (s *Site) failure(address string, err error) *answer {
	r := &request{site: s, language: "zh", name: "index"}
	if strings.HasPrefix(address, "/en/") {
		r.language = "en"
	}
	status, text := http.StatusNotFound, present.Text{ZH: "没有这一页", EN: "There is no such page"}
	switch {
	case errors.Is(err, ErrNoOriginal):
		text = present.Text{ZH: "没有原文件，无法显示页面图像", EN: "The published file is not at hand, so there is no picture of it"}
	case !errors.Is(err, errNotFound):
		slog.Error("page could not be made", "path", address, "error", err)
		status, text = http.StatusInternalServerError, present.Text{
			ZH: "这一页无法显示。数据集若已被替换，请重新启动 serve。",
			EN: "This page could not be made. If the dataset was replaced meanwhile, start serve again."}
	}
	h := r.head(text, "")
	h.Root, h.CSV = "/", false
	a, err := r.page("failure", struct {
		head
		Text present.Text
	}{h, text})
	if err != nil {
		return &answer{status: http.StatusInternalServerError, kind: ".html", body: []byte("error")}
	}
	a.status = status
	return a
}
