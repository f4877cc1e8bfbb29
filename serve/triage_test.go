package serve

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/triage"
)

// post sends a form as a page of the site does.
func post(s *Site, a Access, form url.Values, change func(*http.Request)) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, "/triage", strings.NewReader(form.Encode()))
	r.Host = "127.0.0.1:1"
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if change != nil {
		change(r)
	}
	s.Handler(a).ServeHTTP(w, r)
	return w
}

func decisions(t *testing.T, path string) *triage.File {
	t.Helper()
	f, err := triage.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestTriage: what a reader decides is kept, filters, is told in the data, and
// is there again for the next dataset and a corrected version.
func TestTriage(t *testing.T) {
	folder, file := filepath.Join(t.TempDir(), "dataset"), filepath.Join(t.TempDir(), "triage.json")
	place := func(r *schema.Record) {
		r.Findings[0].Evidence[0].TableTitle, r.Findings[0].Evidence[0].RowLabel = "部门支出总表", "合计"
	}
	store(t, folder, several(3, place))
	s := site(t, folder, Options{Triage: decisions(t, file)})
	id := func(n int) string { return fmt.Sprintf("%064x", n+1) }
	form := func(n int, verdict, note string) url.Values {
		return url.Values{"language": {"zh"}, "document": {id(n)}, "finding": {id(n)[50:] + "-f"}, "verdict": {verdict},
			"note": {note}}
	}
	loopback := Access{Loopback: true}
	if page := body(t, s, "/zh/d/"+id(0)+".html"); !strings.Contains(page, `action="/triage"`) {
		t.Error("a reader of this machine has no form")
	}
	w := post(s, loopback, form(0, "dismissed", "<b>印刷</b>"), nil)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/zh/d/"+id(0)+".html#f-"+id(0)[50:]+"-f" {
		t.Fatalf("%d to %s: %s", w.Code, w.Header().Get("Location"), w.Body)
	}
	if w := post(s, loopback, form(1, "confirmed", ""), nil); w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	for address, want := range map[string]string{
		"/en/index.html":                  "2 findings",
		"/en/index.html?triage=dismissed": "1 findings",
		"/en/index.html?triage=all":       "3 findings",
		"/en/index.html?triage=confirmed": "Confirmed",
		"/zh/d/" + id(0) + ".html":        "&lt;b&gt;印刷&lt;/b&gt;",
		"/zh/index.csv?triage=all":        "dismissed,<b>印刷</b>",
		"/zh/triage.html":                 "2 项在数据集中",
		"/en/triage.json":                 `"triage":"confirmed"`,
	} {
		if page := body(t, s, address); !strings.Contains(page, want) {
			t.Errorf("%s does not say %q", address, want)
		}
	}

	// The next dataset: the first document is gone, the second was corrected, under
	// another name and with other bytes.
	next := filepath.Join(t.TempDir(), "next")
	store(t, next, func(yield func(*schema.Record) bool) {
		r := invented(7)
		place(r)
		was := invented(1)
		r.Profile, r.Source = was.Profile, "reports/corrected.pdf"
		yield(r)
	})
	later := site(t, next, Options{Triage: decisions(t, file)})
	if page := body(t, later, "/zh/d/"+id(7)+".html"); !strings.Contains(page, "已核实") {
		t.Error("the corrected version has lost the decision")
	}
	page := body(t, later, "/zh/triage.html")
	for _, want := range []string{"1 项在数据集中", "1 项未能沿用", "数据集中没有这份文件", "d/" + id(7) + ".html#f-"} {
		if !strings.Contains(page, want) {
			t.Errorf("the list does not say %q", want)
		}
	}
}

// TestMayDecide: who may not decide has no form, and cannot send one.
func TestMayDecide(t *testing.T) {
	folder, file := filepath.Join(t.TempDir(), "dataset"), filepath.Join(t.TempDir(), "triage.json")
	store(t, folder, several(1, nil))
	s := site(t, folder, Options{Triage: decisions(t, file)})
	id := fmt.Sprintf("%064x", 1)
	form := url.Values{"language": {"zh"}, "document": {id}, "finding": {id[50:] + "-f"}, "verdict": {"confirmed"}}
	with := func(name, value string) url.Values {
		changed := url.Values{}
		for k, v := range form {
			changed[k] = v
		}
		changed.Set(name, value)
		return changed
	}
	secret := Access{Token: "a secret"}
	shown := httptest.NewRecorder()
	s.Handler(secret).ServeHTTP(shown, httptest.NewRequest(http.MethodGet, "/zh/index.html?token=a+secret", nil))
	if shown.Code != http.StatusFound || strings.Contains(shown.Header().Get("Location"), "secret") {
		t.Fatalf("%d to %s", shown.Code, shown.Header().Get("Location"))
	}
	knows := func(r *http.Request) { r.AddCookie(shown.Result().Cookies()[0]) }
	for name, test := range map[string]struct {
		access Access
		form   url.Values
		change func(*http.Request)
		want   int
	}{
		"this machine":      {Access{Loopback: true}, form, nil, http.StatusSeeOther},
		"another site":      {Access{Loopback: true}, form, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }, http.StatusForbidden},
		"another name":      {Access{Loopback: true}, form, func(r *http.Request) { r.Host = "evil.example" }, http.StatusMisdirectedRequest},
		"another machine":   {Access{}, form, nil, http.StatusForbidden},
		"without the token": {secret, form, nil, http.StatusForbidden},
		"with a wrong one":  {secret, form, func(r *http.Request) { r.AddCookie(&http.Cookie{Name: cookie, Value: "x"}) }, http.StatusForbidden},
		"with the token":    {secret, form, knows, http.StatusSeeOther},
		"no such finding":   {Access{Loopback: true}, with("finding", "x"), nil, http.StatusBadRequest},
		"no such document":  {Access{Loopback: true}, with("document", "../x"), nil, http.StatusBadRequest},
		"no such verdict":   {Access{Loopback: true}, with("verdict", "x"), nil, http.StatusBadRequest},
		"no language":       {Access{Loopback: true}, with("language", "//evil.example"), nil, http.StatusBadRequest},
		"more than a form":  {Access{Loopback: true}, with("note", strings.Repeat("x", mostForm)), nil, http.StatusBadRequest},
	} {
		if w := post(s, test.access, test.form, test.change); w.Code != test.want {
			t.Errorf("%s: %d, want %d", name, w.Code, test.want)
		}
	}
	w := httptest.NewRecorder()
	s.Handler(Access{}).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/zh/d/"+id+".html", nil))
	if strings.Contains(w.Body.String(), "<form method") || !strings.Contains(w.Body.String(), "已核实") {
		t.Error("who may only read has a form, or does not see what was decided")
	}
	s = site(t, folder, Options{})
	if w := post(s, Access{Loopback: true}, form, nil); w.Code != http.StatusForbidden {
		t.Errorf("without a file: %d", w.Code)
	}
}
