package serve

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"image"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/present"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
)

var (
	many = flag.Int("documents", 300, "documents of TestQuick")
	kept = flag.String("dataset", "", "new folder for the dataset of TestQuick, which is left there")
)

const evil = `<script>alert(1)</script>"><img src=x onerror=alert(2)>`

// invented is the n-th document: of one of ten organizations a thousand, with a table and
// a finding about n thousand yuan.
func invented(n int) *schema.Record {
	id := fmt.Sprintf("%064x", n+1)
	year, organization := 2020+n/10%5, n%10+n/1000*10
	yuan := decimal.NewFromInt(int64(n+1) * 1000)
	table := id + "-t000"
	r := &schema.Record{Source: fmt.Sprintf("reports/%06d.pdf", n), DocumentID: id, Status: schema.StatusRead,
		From: document.Provenance{Address: fmt.Sprintf("https://budget.example/%d.pdf", n)},
		Profile: schema.Profile{Organization: fmt.Sprintf("宁滩市第%d局", organization), FiscalYear: year,
			OrganizationID: fmt.Sprintf("330100:第%d局", organization), OrganizationKind: schema.Department,
			ReportKind: "department_budget", Region: schema.Region{Code: "330100", Name: "浙江省杭州市"}},
		Document: &document.Document{Format: document.PDF, Size: 1000}}
	box := func(x float64) document.Box { return document.Box{X0: x, Y0: 100, X1: x + 50, Y1: 120} }
	amount := schema.Amount{Text: "12.50", Value: decimal.RequireFromString("12.50"), Decimals: 2, Unit: "万元",
		Yuan: decimal.NewFromInt(125000), HasYuan: true}
	cells := []schema.Cell{
		{Row: 0, Column: 0, RowSpan: 1, ColSpan: 1, Text: "科目", Page: 1, Box: box(10)},
		{Row: 0, Column: 1, RowSpan: 1, ColSpan: 1, Text: "金额", Page: 1, Box: box(60)},
		{Row: 1, Column: 0, RowSpan: 1, ColSpan: 1, Text: "合计", Page: 1, Box: box(10)},
		{Row: 1, Column: 1, RowSpan: 1, ColSpan: 1, Text: "12.50", Role: schema.RoleValue, Amount: &amount, Page: 1,
			Box: box(60)},
		{Row: 2, Column: 0, RowSpan: 1, ColSpan: 1, Text: "=HYPERLINK(1)", Page: 1, Box: box(10)},
		{Row: 2, Column: 1, RowSpan: 1, ColSpan: 1, Contact: true, Page: 1, Box: box(60)},
	}
	grid := [][]document.Cell{make([]document.Cell, 2), make([]document.Cell, 2), make([]document.Cell, 2)}
	r.Tables = []schema.Table{{ID: table, DocumentID: id, Kind: schema.OtherTable, Unit: "万元", Cells: cells,
		Layout: &document.Table{Title: "部门支出总表", Header: 1, Cells: grid, Pages: []int{1},
			Regions: []document.Region{{Page: 1, Box: document.Box{X0: 10, Y0: 100, X1: 110, Y1: 160}}}}}}
	r.Findings = []schema.Finding{{ID: id[50:] + "-f", DocumentID: id, Rule: "row_total", Severity: schema.SeverityError,
		Outcome: schema.Inconsistent, MessageZH: fmt.Sprintf("合计与各行之和不符：第%d号", n), MessageEN: "The total is not the sum",
		Expected: "12.40", Printed: "12.50", Difference: "0.10", Unit: "万元", DifferenceYuan: &yuan,
		Evidence: []schema.Operand{{TableID: table, Page: 1, Row: 1, Column: 1, Text: "12.50", Box: box(60)}}}}
	r.Projects = []schema.Project{{ID: id + "-p000", DocumentID: id, Name: fmt.Sprintf("道路养护%d", n), Total: amount,
		Goal: "修好道路"}}
	for i, f := range []schema.Coordinates{
		{Flow: "expenditure", Fund: "all", Stage: "budget"},
		{Flow: "expenditure", Fund: "all", Stage: "budget", Function: "201"},
		{Flow: "expenditure", Fund: "all", Stage: "budget", Function: "208"},
		{Flow: "expenditure", Fund: "general_public_budget", Stage: "budget", Item: "overseas"},
	} {
		r.Facts = append(r.Facts, schema.Fact{ID: fmt.Sprintf("%s-r%dc1", table, i), DocumentID: id, TableID: table,
			Coordinates: f, Amount: amount, Row: i, Column: 1})
	}
	return r
}

func store(t testing.TB, folder string, records func(yield func(*schema.Record) bool)) {
	t.Helper()
	sink, err := sinks.NewParquet(folder, "test")
	if err != nil {
		t.Fatal(err)
	}
	for r := range records {
		sink.Dataset.Add(r)
		if err := sink.Write(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	if err := sink.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func several(n int, change func(*schema.Record)) func(func(*schema.Record) bool) {
	return func(yield func(*schema.Record) bool) {
		for i := range n {
			r := invented(i)
			if change != nil {
				change(r)
			}
			if !yield(r) {
				return
			}
		}
	}
}

func site(t testing.TB, folder string, o Options) *Site {
	t.Helper()
	o.Region = func(code string) string { return map[string]string{"330000": "浙江省"}[code] }
	if o.Cache == "" {
		o.Cache = filepath.Join(t.TempDir(), "cache")
	}
	s, err := Open(t.Context(), folder, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func get(t testing.TB, s *Site, address string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, address, nil)
	r.Host = "127.0.0.1:1"
	s.Handler(Access{Loopback: true}).ServeHTTP(w, r)
	return w
}

func body(t testing.TB, s *Site, address string) string {
	t.Helper()
	w := get(t, s, address)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d", address, w.Code)
	}
	return w.Body.String()
}

func TestPages(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "dataset")
	store(t, folder, several(70, nil))
	s := site(t, folder, Options{Version: "1"})
	last := fmt.Sprintf("%064x", 70)
	org := keyOf("330100:第9局")
	for _, c := range []struct {
		address string
		want    []string
		not     string
	}{
		{"/zh/index.html", []string{"70 份文件", "10 个单位", "7万元", "第69号", "chart-function-light.svg", "浙江省 (70)", "index.html?page=2"},
			"Findings"},
		{"/en/index.html", []string{"70 documents", "70,000 yuan", "The total is not the sum"}, "份文件"},
		{"/zh/index.html?page=2", []string{"第0号", "51–70 / 70"}, "第69号"},
		{"/zh/index.html?year=2024", []string{"第49号"}, "第69号"},
		{"/zh/index.html?province=11", []string{"没有发现问题"}, "第69号"},
		{"/zh/index.html?severity=warning", []string{"没有发现问题"}, "第69号"},
		{"/zh/index.html?q=" + url.QueryEscape("第7号"), []string{"第7号", "1 个问题"}, "第17号"},
		{"/zh/index.html?q=%22%20OR%20*", []string{"没有发现问题"}, ""},
		{"/zh/organizations.html", []string{"宁滩市第9局", "2020–2024"}, ""},
		{"/zh/organizations.html?q=" + url.QueryEscape("第3局"), []string{"宁滩市第3局"}, "宁滩市第4局"},
		{"/zh/o/" + org + ".html", []string{"宁滩市第9局", "浙江省杭州市", "2024", "https://budget.example/69.pdf", "道路养护69",
			org + "-function-dark.svg", "各年并列", "<th scope=\"col\">2020</th>", "1 个错误<br>7万元</a>"}, ""},
		{"/zh/documents.html?q=000012", []string{"000012.pdf"}, "000013.pdf"},
		{"/zh/projects.html?q=" + url.QueryEscape("养护7"), []string{"道路养护7"}, "道路养护8"},
		{"/zh/search.html?q=" + url.QueryEscape("养护7"), []string{"道路养护7"}, "没有找到"},
		{"/zh/search.html?q=nothing", []string{"没有找到"}, ""},
		{"/zh/p/" + last + "-p000.html", []string{"修好道路", "12.5万元"}, ""},
		{"/zh/d/" + last + ".html", []string{"宁滩市第9局 2021年部门预算", "7万元", `id="t000-r1c1"`, "▇▇",
			"SHA-256 " + last, "没有原文件"}, "-page1.html"},
		{"/en/d/" + last + ".html", []string{"Text to copy", `href="#t000-r1c1"`, "no published files"}, "问题"},
		{"/zh/d/" + last + "-t000.csv", []string{"科目,金额", "合计,12.50", "'=HYPERLINK(1)"}, ""},
		{"/zh/d/" + last + ".csv", []string{"finding_id", "difference_yuan", "70000"}, ""},
		{"/zh/index.csv?year=2024", []string{"finding_id,document_id", "第49号"}, "第69号"},
		{"/zh/o/" + org + "-function-light.svg", []string{"<svg", "2024"}, ""},
		{"/style.css", []string{"@media print"}, ""},
	} {
		page := body(t, s, c.address)
		for _, want := range c.want {
			if !strings.Contains(page, want) {
				t.Errorf("%s: %q is not there", c.address, want)
			}
		}
		if c.not != "" && strings.Contains(page, c.not) {
			t.Errorf("%s: %q is there", c.address, c.not)
		}
	}
	for _, address := range []string{"/zh/index.json", "/zh/documents.json", "/zh/organizations.json", "/zh/projects.json",
		"/zh/d/" + last + ".json", "/zh/o/" + org + ".json", "/zh/p/" + last + "-p000.json", "/zh/i/" + last + ".json"} {
		if text := body(t, s, address); !json.Valid([]byte(text)) {
			t.Errorf("%s is no JSON: %.200s", address, text)
		}
	}
	for _, address := range []string{"/zh/d/none.html", "/fr/index.html", "/zh/d/" + last + "-page1.html",
		"/page/" + last + "-1.png", "/zh/o/none.html", "/zh/d/.html", "/zh/d/" + last + ".svg", "/zh/d/" + last + "-t007.csv",
		"/zh/../../etc/passwd", "/zh/chart-none-light.svg"} {
		if w := get(t, s, address); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
}

// TestLinks: every link of a page leads somewhere, in both languages.
func TestLinks(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "dataset")
	store(t, folder, several(12, nil))
	s := site(t, folder, Options{})
	for _, address := range []string{"/zh/index.html", "/en/organizations.html", "/zh/d/" + fmt.Sprintf("%064x", 3) + ".html",
		"/en/o/" + keyOf("330100:第1局") + ".html", "/zh/p/" + fmt.Sprintf("%064x", 3) + "-p000.html"} {
		page := body(t, s, address)
		to, err := links(address, []byte(page))
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range to {
			if w := get(t, s, l); w.Code != http.StatusOK {
				t.Errorf("%s leads to %s: %d", address, l, w.Code)
			}
		}
		d, err := goquery.NewDocumentFromReader(strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		ids := map[string]bool{}
		d.Find("[id]").Each(func(_ int, e *goquery.Selection) {
			if id := e.AttrOr("id", ""); ids[id] {
				t.Errorf("%s: %q stands twice", address, id)
			} else {
				ids[id] = true
			}
		})
		d.Find(`a[href^="#"]`).Each(func(_ int, e *goquery.Selection) {
			if to := e.AttrOr("href", "")[1:]; !ids[to] {
				t.Errorf("%s leads to #%s, which is not there", address, to)
			}
		})
	}
}

// TestHostile: whatever a document says is text.
func TestHostile(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "dataset")
	store(t, folder, several(2, func(r *schema.Record) {
		r.Source = "reports/" + evil + r.DocumentID[60:] + ".pdf"
		r.From.Address = "javascript:alert(3)"
		r.Profile.Organization = evil
		r.Tables[0].Layout.Title, r.Tables[0].Cells[0].Text, r.Tables[0].Cells[3].Text = evil, evil, evil
		r.Findings[0].MessageZH, r.Findings[0].MessageEN, r.Findings[0].ID = evil, evil, r.DocumentID[60:]+evil
		r.Projects[0].Name, r.Projects[0].Goal = evil, evil
	}))
	s := site(t, folder, Options{})
	id := fmt.Sprintf("%064x", 1)
	for _, address := range []string{"/zh/index.html", "/zh/documents.html", "/zh/organizations.html", "/zh/projects.html",
		"/zh/d/" + id + ".html", "/zh/p/" + id + "-p000.html", "/zh/o/" + keyOf("330100:第0局") + ".html",
		"/zh/search.html?q=" + url.QueryEscape(evil), "/zh/index.html?q=" + url.QueryEscape(evil)} {
		w := get(t, s, address)
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "&lt;script&gt;") {
			t.Errorf("%s: %d, or what the document says is not shown", address, w.Code)
		}
		if got := w.Header().Get("Content-Security-Policy"); got != policy {
			t.Errorf("%s: policy %q", address, got)
		}
		d, err := goquery.NewDocumentFromReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		if n := d.Find("script, iframe, object, embed, [style], [onerror], [onclick], [href^='javascript']").Length(); n > 0 {
			t.Errorf("%s: %d elements that would do something", address, n)
		}
		d.Find("img[src], link[href], image[href], source[srcset]").Each(func(_ int, e *goquery.Selection) {
			for _, name := range []string{"src", "href", "srcset"} {
				if u, err := url.Parse(e.AttrOr(name, "")); err != nil || u.Host != "" || u.Scheme != "" {
					t.Errorf("%s loads %s", address, u)
				}
			}
		})
	}
}

func TestHandler(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "dataset")
	store(t, folder, several(1, nil))
	s := site(t, folder, Options{})
	for _, c := range []struct {
		method, host, path string
		want               int
	}{
		{"GET", "127.0.0.1:8321", "/", http.StatusFound}, {"GET", "localhost:8321", "/zh/index.html", http.StatusOK},
		{"GET", "[::1]:8321", "/zh/index.html", http.StatusOK},
		{"GET", "attacker.example", "/zh/index.html", http.StatusMisdirectedRequest},
		{"POST", "localhost", "/zh/index.html", http.StatusMethodNotAllowed},
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(c.method, c.path, nil)
		r.Host = c.host
		s.Handler(Access{Loopback: true}).ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("%s %s at %s: %d, want %d", c.method, c.path, c.host, w.Code, c.want)
		}
	}
	if got := preferred("en-GB,en;q=0.9"); got != "en" {
		t.Errorf("a reader of English gets %s", got)
	}
}

// TestIndex: an index is kept, follows the dataset, and reads only files that
// are new.
func TestIndex(t *testing.T) {
	folder, cache := filepath.Join(t.TempDir(), "dataset"), t.TempDir()
	store(t, folder, several(20, nil))
	var read []string
	o := Options{Cache: cache, Say: func(what string) { read = append(read, what) }}
	open := func() *Site {
		read = nil
		s := site(t, folder, o)
		return s
	}
	open().Close()
	if !slices.Contains(read, "documents.parquet") {
		t.Errorf("the first time were read %q", read)
	}
	open().Close()
	if len(read) > 0 {
		t.Errorf("the second time were read %q", read)
	}
	// Another year comes: what is of the years before is not read again.
	store(t, folder, several(30, nil))
	s := open()
	if slices.Contains(read, "projects/2020-33-00000.parquet") || !slices.Contains(read, "projects/2022-33-00000.parquet") {
		t.Errorf("of the next dataset were read %q", read)
	}
	fresh := site(t, folder, Options{})
	for _, address := range []string{"/zh/index.html", "/zh/documents.html", "/zh/organizations.json", "/zh/projects.csv",
		"/zh/index.html?q=" + url.QueryEscape("第25号"), "/zh/o/" + keyOf("330100:第1局") + ".html"} {
		if body(t, s, address) != body(t, fresh, address) {
			t.Errorf("%s is not as in an index made anew", address)
		}
	}
	if _, err := Open(t.Context(), t.TempDir(), o); err == nil {
		t.Error("a folder without a dataset is shown")
	}
}

// TestPictures: cells lead to the picture of their page and back, and contacts
// are painted over.
func TestPictures(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "dataset")
	store(t, folder, several(1, func(r *schema.Record) { // another table far below, with text between the two
		r.Findings[0].Evidence = append(r.Findings[0].Evidence, schema.Operand{Text: "12.5", Page: 1, Row: -1, Column: -1,
			Box: document.Box{X0: 60, Y0: 150, X1: 90, Y1: 160}})
		r.Tables[0].Layout.Regions = append(r.Tables[0].Layout.Regions,
			document.Region{Page: 1, Box: document.Box{X0: 10, Y0: 400, X1: 110, Y1: 450}})
	}))
	s := site(t, folder, Options{Draw: func(_ context.Context, _ *schema.DocumentRow, dpi float64,
		regions []document.Region, each func(int, image.Image) error) error {
		b := regions[0].Box
		paper := image.NewGray(image.Rect(0, 0, int(b.Width()*dpi/72), int(b.Height()*dpi/72)))
		for i := range paper.Pix {
			paper.Pix[i] = 200
		}
		return each(0, paper)
	}})
	id := fmt.Sprintf("%064x", 1)
	if page := body(t, s, "/zh/d/"+id+".html"); !strings.Contains(page, `href="`+id+`-page1.html#t000-r1c1"`) {
		t.Error("the cell does not lead to its page")
	}
	if page := body(t, s, "/zh/d/"+id+"-page1.html"); !strings.Contains(page, `href="`+id+`.html#t000-r1c1"`) ||
		!strings.Contains(page, `<rect id="t000-r1c1"`) || !strings.Contains(page, "../../page/"+id+"-1.png") {
		t.Error("the page does not lead to the cell")
	}
	img, _, err := image.Decode(strings.NewReader(body(t, s, "/page/"+id+"-1.png")))
	if err != nil {
		t.Fatal(err)
	}
	// So does the finding, which has a picture of its own with frames.
	figure := "f-" + s.findingOf(t, id) + "-1"
	if page := body(t, s, "/zh/d/"+id+".html"); !strings.Contains(page, id+"-page1.html#t000-r1c1") ||
		!strings.Contains(page, "../../page/"+id+"-1-0.png") {
		t.Error("the finding has no picture")
	}
	if page := body(t, s, "/zh/d/"+id+"-page1.html"); !strings.Contains(page, `<rect id="`+figure+`"`) ||
		!strings.Contains(page, id+".html#"+strings.TrimSuffix(figure, "-1")) {
		t.Error("the figure in a sentence has no box that leads to its finding")
	}
	near, _, err := image.Decode(strings.NewReader(body(t, s, "/page/"+id+"-1-0.png")))
	if err != nil {
		t.Fatal(err)
	}
	black, y := 0, 155.0
	for x := range near.Bounds().Dx() {
		if r, _, _, _ := near.At(x, int((y-60)*pageDPI/72)).RGBA(); r == 0 {
			black++
		}
	}
	if near.Bounds().Dy() >= img.Bounds().Dy() || black != 2 {
		t.Errorf("the picture of the finding is %v, with %d black beside the second figure", near.Bounds(), black)
	}
	for _, address := range []string{"/page/" + id + "-1-9.png", "/page/" + id + "-1--1.png", "/page/" + id + "-2-0.png"} {
		if got := get(t, s, address); got.Code != http.StatusNotFound {
			t.Errorf("%s: %d", address, got.Code)
		}
	}
	// The picture begins 4 points left of the table and 40 above it.
	at := func(x, y float64) uint32 {
		r, _, _, _ := img.At(int((x-6)*pageDPI/72), int((y-60)*pageDPI/72)).RGBA()
		return r >> 8
	}
	const paper = 204 // in sixteen shades
	if at(80, 110) != 0 || at(30, 110) != paper || at(30, 420) != paper || at(30, 250) != 255 {
		t.Errorf("contact is %d, the cell beside it %d, the other table %d, text between them %d", at(80, 110), at(30, 110),
			at(30, 420), at(30, 250))
	}
}

// findingOf is the first finding of a document.
func (s *Site) findingOf(t *testing.T, document string) (id string) {
	t.Helper()
	err := s.db.QueryRowContext(t.Context(), `SELECT id FROM findings WHERE document = ? ORDER BY n`, document).Scan(&id)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestWrite(t *testing.T) {
	folder, out := filepath.Join(t.TempDir(), "dataset"), filepath.Join(t.TempDir(), "site")
	store(t, folder, several(60, nil))
	s := site(t, folder, Options{})
	if _, err := s.Write(t.Context(), out, 59); err == nil {
		t.Error("more documents than are allowed are written")
	}
	n, err := s.Write(t.Context(), out, 60)
	if err != nil {
		t.Fatal(err)
	}
	last := fmt.Sprintf("%064x", 60)
	for _, file := range []string{"index.html", "style.css", "icon.svg", "zh/index.html", "zh/index-2.html", "en/d/" + last + ".html",
		"zh/d/" + last + "-t000.csv", "zh/o/" + keyOf("330100:第9局") + "-function-dark.svg", "zh/index.csv",
		"zh/p/" + last + "-p000.json"} {
		if _, err := os.Stat(filepath.Join(out, filepath.FromSlash(file))); err != nil {
			t.Error(err)
		}
	}
	page, err := os.ReadFile(filepath.Join(out, "zh", "documents.html"))
	if err != nil || strings.Contains(string(page), "sort=") || !strings.Contains(string(page), `<style media="print">@page`) {
		t.Errorf("the list needs a server, or has no head on paper: %v", err)
	}
	page, err = os.ReadFile(filepath.Join(out, "zh", "index.html"))
	if err != nil || strings.Contains(string(page), "<form") || strings.Contains(string(page), "index.html?") {
		t.Errorf("the page needs a server (%v), of %d files", err, n)
	}
}

// TestQuick measures pages; -documents 100000 is the size that is promised.
func TestQuick(t *testing.T) {
	folder := cmp.Or(*kept, filepath.Join(t.TempDir(), "dataset"))
	store(t, folder, several(*many, nil))
	begin := time.Now()
	s := site(t, folder, Options{})
	t.Logf("index of %d documents: %v", *many, time.Since(begin))
	id, org := fmt.Sprintf("%064x", *many/2), keyOf("330100:第7局")
	var all, lists []time.Duration
	for range 5 {
		for _, address := range []string{"/zh/index.html", "/zh/index.html?year=2023&severity=error", "/zh/d/" + id + ".html",
			"/zh/index.html?province=33&sort=-money&page=3", "/zh/index.html?q=" + url.QueryEscape("第17号"),
			"/zh/search.html?q=" + url.QueryEscape("宁滩市"), "/zh/organizations.html", "/zh/documents.html?page=9",
			"/zh/o/" + org + ".html", "/zh/projects.html?q=" + url.QueryEscape("道路"), "/zh/documents.html?sort=-year&page=7",
			"/zh/documents.html?province=33&sort=organization", "/zh/findings.csv", "/zh/findings.json", "/zh/documents.csv",
			"/zh/documents.json?year=2023"} {
			at := time.Now()
			body(t, s, address)
			took := time.Since(at)
			if ext := path.Ext(strings.SplitN(address, "?", 2)[0]); ext != ".html" {
				lists = append(lists, took)
			} else {
				all = append(all, took)
			}
			if took > 300*time.Millisecond {
				t.Logf("%s: %v", address, took)
			}
		}
	}
	slices.Sort(all)
	p95 := all[len(all)*95/100]
	slices.Sort(lists)
	t.Logf("pages: median %v, 95th percentile %v; lists of up to %d rows: median %v", all[len(all)/2], p95, mostRows,
		lists[len(lists)/2])
	if *many >= 100000 && p95 > 300*time.Millisecond {
		t.Errorf("95th percentile %v", p95)
	}
}

// TestRest: of many functions the smaller ones are one series, and none is lost.
func TestRest(t *testing.T) {
	s := &Site{classes: map[string]class{"201": {"一般公共服务支出", "General public services"}}}
	final, all := map[sumKey]decimal.Decimal{}, decimal.Zero
	for i := range 9 {
		v := decimal.NewFromInt(int64(90-i) * 10000)
		final[sumKey{2024, fmt.Sprint(201 + i)}] = v
		all = all.Add(v)
	}
	d := s.arrange(chartFunction, map[string]map[sumKey]decimal.Decimal{"budget": {{2024, "201"}: decimal.NewFromInt(1)},
		"final": final})
	sum := decimal.Zero
	for _, one := range d.Series {
		sum = sum.Add(one.yuan[0])
	}
	if len(d.Series) != mostSeries+1 || !sum.Equal(all) || d.Series[0].ZH != "一般公共服务支出" ||
		d.Series[mostSeries].ZH != "其他各类" || d.Series[0].Values[0] != "90.00" {
		t.Errorf("%+v of %v", d.Series, all)
	}
	if len(d.Series) > len(colours) {
		t.Error("two series have one colour")
	}
}

func TestPhrases(t *testing.T) {
	for query, want := range map[string]string{
		"交通局 2024": `"交  通  局" "2024"`, `a"b`: `"a""b"`, "  ": "",
	} {
		if got := phrases(query); got != want {
			t.Errorf("%q is asked as %q, want %q", query, got, want)
		}
	}
	if got := moneyText("1234567.899"); got != (present.Text{ZH: "123.45万元", EN: "1,234,567.89 yuan"}) {
		t.Errorf("%v", got)
	}
}

// TestCeiling: an axis begins at nothing and has few round steps.
func TestCeiling(t *testing.T) {
	for most, want := range map[int64][2]int64{0: {1, 1}, 1: {1, 1}, 7: {8, 4}, 44: {50, 5}, 60: {60, 6}, 5400: {6000, 6},
		61: {80, 4}, 9_999_999_999: {10_000_000_000, 5}} {
		if top, steps := ceiling(most); top != want[0] || int64(steps) != want[1] {
			t.Errorf("%d: %d in %d steps, want %v", most, top, steps, want)
		}
	}
}

// TestSorted: every list is sorted by every column that is offered, both ways,
// from an index, and says how it is sorted.
func TestSorted(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "dataset")
	store(t, folder, several(40, nil))
	s := site(t, folder, Options{})
	for table, list := range map[string]struct {
		page    string
		columns sorts
	}{"findings": {"index", findingSorts}, "documents": {"documents", documentSorts},
		"organizations": {"organizations", organizationSorts}, "projects": {"projects", projectSorts}} {
		for word, column := range list.columns {
			for _, mark := range []string{"", "-"} {
				f := filterOf(url.Values{"sort": {mark + word}})
				query := `SELECT ` + column + ` FROM ` + table + ` ORDER BY ` + f.order(list.columns, "")
				var id, parent, unused int
				var plan string
				err := s.db.QueryRowContext(t.Context(), `EXPLAIN QUERY PLAN `+query).Scan(&id, &parent, &unused, &plan)
				if err != nil || !strings.Contains(plan, "INDEX "+table+"_sorted_") {
					t.Errorf("%s: %s (%v)", query, plan, err)
				}
				page := body(t, s, "/en/"+list.page+".html?sort="+mark+word)
				now := map[string]string{"": "ascending", "-": "descending"}[mark]
				if table != "findings" && strings.Count(page, `aria-sort="`+now+`"`) != 1 {
					t.Errorf("%s sorted by %s%s does not say so", table, mark, word)
				}
				if table == "findings" && mark == "-" && word != "rule" && word != "organization" &&
					!strings.Contains(page, `value="-`+word+`" selected`) {
					t.Errorf("findings sorted by %s do not say so", word)
				}
			}
		}
	}
	var years []string
	for line := range strings.Lines(body(t, s, "/zh/documents.csv?sort=-year")) {
		years = append(years, strings.Split(line, ",")[4])
	}
	if len(years) != 41 || !slices.IsSortedFunc(years[1:], func(a, b string) int { return cmp.Compare(b, a) }) {
		t.Errorf("%d rows: %v", len(years), years)
	}
	if page := body(t, s, "/zh/documents.html?sort=id;drop"); strings.Contains(page, "aria-sort") {
		t.Error("a list is sorted by what is no column")
	}
}

// TestBreaksOff: an answer that breaks off is not taken for a whole one, and one
// that fails before its first byte is a page that says so.
func TestBreaksOff(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "dataset")
	store(t, folder, several(3, nil))
	s := site(t, folder, Options{})
	if got := get(t, s, "/zh/documents.json?organization=none").Body.String(); strings.TrimSpace(got) != "[]" {
		t.Errorf("no document at all is %q", got)
	}
	failing := &answer{status: http.StatusOK, kind: ".csv", stream: func(w io.Writer) error {
		for range sendBuffer {
			if _, err := io.WriteString(w, "12"); err != nil {
				return err
			}
		}
		return errNotFound
	}}
	func() {
		defer func() {
			if err, _ := recover().(error); !errors.Is(err, http.ErrAbortHandler) {
				t.Error("half an answer looks whole")
			}
		}()
		s.send(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/zh/documents.csv", nil), failing)
	}()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if got := get(t, s, "/zh/documents.csv"); got.Code != http.StatusInternalServerError ||
		!strings.Contains(got.Header().Get("Content-Type"), "html") {
		t.Errorf("%d %s", got.Code, got.Header())
	}
}

// Published files are given as they are to readers of this machine and to who
// shows the token; only a PDF is shown, the rest is kept as a file.
func TestOriginal(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "dataset")
	const script = "<script>top.owned = true</script>"
	store(t, folder, several(4, func(r *schema.Record) {
		r.Document = &document.Document{ID: r.DocumentID, Format: document.PDF}
		switch r.DocumentID[len(r.DocumentID)-1] {
		case '1':
			r.Source = `archive.zip!reports/决算"公开".bin`
		case '2':
			r.Source, r.Document.Format = "page.html", document.HTML
		}
	}))
	s := site(t, folder, Options{Original: func(_ context.Context, d *schema.DocumentRow) ([]byte, error) {
		if strings.HasSuffix(d.DocumentID, "3") {
			return nil, ErrNoOriginal
		}
		return []byte(script), nil
	}})
	for _, c := range []struct {
		n                   int
		kind, content, name string
		status              int
	}{
		{1, ".pdf", "application/pdf", `inline; filename*=utf-8''%E5%86%B3%E7%AE%97%22%E5%85%AC%E5%BC%80%22.bin`, http.StatusOK},
		{2, ".html", "application/octet-stream", `attachment; filename=page.html`, http.StatusOK},
		{3, ".pdf", "text/html; charset=utf-8", "", http.StatusNotFound},
		{9, ".pdf", "text/html; charset=utf-8", "", http.StatusNotFound},
	} {
		address := fmt.Sprintf("/file/%064x%s", c.n, c.kind)
		w := get(t, s, address)
		h := w.Header()
		if w.Code != c.status || h.Get("Content-Type") != c.content || h.Get("Content-Disposition") != c.name {
			t.Errorf("%s: %d %q %q", address, w.Code, h.Get("Content-Type"), h.Get("Content-Disposition"))
		}
		if h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: browsers may guess what it is", address)
		}
		if c.status != http.StatusOK {
			continue
		}
		if w.Body.String() != script {
			t.Errorf("%s: not the bytes of the file", address)
		}
		page := fmt.Sprintf("/zh/d/%064x.html", c.n)
		if shown := body(t, s, page); !strings.Contains(shown, `href="../..`+address) {
			t.Errorf("%s does not lead to the file", page)
		}
		for name, may := range map[string]Access{"nobody decides": {}, "who shows no token": {Token: "a secret"}} {
			w := httptest.NewRecorder()
			s.Handler(may).ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
			if w.Code != http.StatusNotFound {
				t.Errorf("%s on another machine, %s: %d", address, name, w.Code)
			}
			w = httptest.NewRecorder()
			s.Handler(may).ServeHTTP(w, httptest.NewRequest(http.MethodGet, page, nil))
			if strings.Contains(w.Body.String(), "/file/") {
				t.Errorf("%s on another machine, %s: leads to the file", page, name)
			}
		}
	}
}

// Pages go out compressed, and not a second time as long as they stay as they are.
func TestTransfer(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "dataset")
	store(t, folder, several(20, nil))
	s := site(t, folder, Options{})
	ask := func(head, value string) *httptest.ResponseRecorder {
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/zh/index.html", nil)
		r.Host = "127.0.0.1:1"
		r.Header.Set(head, value)
		s.Handler(Access{Loopback: true}).ServeHTTP(w, r)
		return w
	}
	plain, packed := get(t, s, "/zh/index.html"), ask("Accept-Encoding", "gzip")
	if packed.Header().Get("Content-Encoding") != "gzip" || packed.Body.Len() > plain.Body.Len()/2 {
		t.Errorf("%d of %d bytes, %q", packed.Body.Len(), plain.Body.Len(), packed.Header().Get("Content-Encoding"))
	}
	tag := plain.Header().Get("ETag")
	if again := ask("If-None-Match", tag); again.Code != http.StatusNotModified || again.Body.Len() > 0 {
		t.Errorf("the same page again: %d, %d bytes", again.Code, again.Body.Len())
	}
	if other := ask("If-None-Match", `W/"another"`); other.Code != http.StatusOK {
		t.Errorf("another page than the reader has: %d", other.Code)
	}
}
