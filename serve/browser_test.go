package serve

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"image"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// probe is a page that goes through the site in a frame, as a reader does, and
// writes what it saw. The site itself has no script.
const probe = `<!DOCTYPE html><iframe id="f"></iframe><pre id="out"></pre><script>
const f = document.getElementById('f'), saw = {};
const loaded = () => new Promise(done => f.addEventListener('load', done, {once: true}));
async function open(address, width) {
	f.width = width; f.height = 800;
	const l = loaded(); f.src = address; await l;
	return f.contentDocument;
}
async function press(element) { const l = loaded(); element.click(); await l; return f.contentDocument; }
const wide = d => d.documentElement.scrollWidth - d.documentElement.clientWidth;
const broken = d => [...d.images].filter(i => i.loading !== 'lazy' && !i.naturalWidth).length;
(async () => {
	for (const [name, width] of [['wide', 1280], ['phone', 390]])
		for (const address of ADDRESSES) {
			const d = await open(address, width);
			saw[name + ' ' + address] = {over: wide(d), broken: broken(d), owned: d.title.includes('owned') ||
				top.owned === true || f.contentWindow.owned === true, styled: getComputedStyle(d.body).margin === '0px',
				unnamed: [...d.querySelectorAll('a, button, input, select')].filter(e => e.type !== 'hidden' &&
					!(e.textContent.trim() ||
					e.getAttribute('aria-label') || (e.labels && e.labels.length))).length};
		}
	let d = await open('/zh/index.html', 1280);
	d.querySelector('.filters select[name=year]').value = '2021';
	d = await press(d.querySelector('.filters button'));
	saw.filtered = d.querySelector('h2').textContent.trim() + ' ' + f.contentWindow.location.search;
	d.querySelector('header input[name=q]').value = '道路养护7';
	d = await press(d.querySelector('header button'));
	saw.found = d.querySelector('main').textContent.includes('道路养护7');
	d = await press(d.querySelector('a[href*="/p/"], a[href^="p/"], main td a'));
	d = await press(d.querySelector('dl a'));
	saw.title = d.querySelector('h1').textContent;
	d = await press(d.querySelector('#t000-r1c1 a'));
	saw.box = (d.querySelector(':target') || {}).id + ' ' + (d.querySelector(':target') || {}).tagName;
	const l = loaded(); d.querySelector(':target').parentNode.dispatchEvent(new MouseEvent('click', {bubbles: true}));
	await l; d = f.contentDocument;
	saw.cell = (d.querySelector(':target') || {}).id + ' ' + (d.querySelector(':target') || {}).tagName;
	d = await press(d.querySelector('.other'));
	saw.english = d.documentElement.lang;
	document.getElementById('out').textContent = 'SAW' + JSON.stringify(saw) + 'END';
})().catch(e => document.getElementById('out').textContent = 'SAW' + JSON.stringify({error: String(e), saw}) + 'END');
</script>`

// browser finds Chromium under the names it has.
func browser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no Chromium here: apt-get install chromium")
	return ""
}

// TestBrowser goes through the site in a real browser: nothing is wider than a
// phone, filters and search work without script, cells lead to their boxes and
// back, and what hostile documents say does nothing.
func TestBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	chromium := browser(t)
	folder := filepath.Join(t.TempDir(), "dataset")
	store(t, folder, several(20, func(r *schema.Record) {
		if strings.HasSuffix(r.DocumentID, "1") {
			script := `<script>top.owned = true; document.title = 'owned'</script><img src=x onerror="top.owned = true">`
			r.Source, r.Tables[0].Layout.Title, r.Tables[0].Cells[0].Text = script, script, script
			r.Findings[0].MessageZH = script
		}
	}))
	s := site(t, folder, Options{Draw: func(_ context.Context, _ *schema.DocumentRow, _ float64, _ []document.Region,
		each func(int, image.Image) error) error {
		return each(0, image.NewGray(image.Rect(0, 0, 200, 100)))
	}})
	first, second := fmt.Sprintf("%064x", 1), fmt.Sprintf("%064x", 2)
	addresses, err := json.Marshal([]string{"/zh/index.html", "/en/index.html", "/zh/documents.html",
		"/en/organizations.html", "/zh/d/" + first + ".html", "/zh/d/" + second + ".html",
		"/zh/d/" + second + "-page1.html", "/zh/o/" + keyOf("330100:第1局") + ".html", "/en/projects.html"})
	if err != nil {
		t.Fatal(err)
	}
	pages := s.Handler(Access{Loopback: true})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/probe" {
			fmt.Fprint(w, strings.Replace(probe, "ADDRESSES", string(addresses), 1))
			return
		}
		// The probe is allowed to hold the site in a frame; all else of the policy stands.
		recorded := httptest.NewRecorder()
		pages.ServeHTTP(recorded, r)
		for name, values := range recorded.Header() {
			w.Header()[name] = values
		}
		w.Header().Set("Content-Security-Policy", strings.Replace(policy, "frame-ancestors 'none'", "frame-ancestors 'self'", 1))
		if strings.HasSuffix(r.URL.Path, ".svg") {
			w.Header()["Content-Security-Policy"] = recorded.Header()["Content-Security-Policy"]
		}
		w.WriteHeader(recorded.Code)
		_, _ = recorded.Body.WriteTo(w)
	}))
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, chromium, "--headless", "--no-sandbox", "--disable-gpu",
		"--user-data-dir="+t.TempDir(), "--virtual-time-budget=60000", "--dump-dom", server.URL+"/probe").Output()
	if err != nil {
		t.Fatal(err)
	}
	told := regexp.MustCompile(`(?s)SAW(\{.*\})END`).FindSubmatch(out)
	if told == nil {
		t.Fatalf("the probe says nothing: %.2000s", out)
	}
	var saw map[string]json.RawMessage
	if err := json.Unmarshal([]byte(html.UnescapeString(string(told[1]))), &saw); err != nil {
		t.Fatal(err)
	}
	if saw["error"] != nil {
		t.Fatalf("%s after %s", saw["error"], saw["saw"])
	}
	for name, want := range map[string]string{"filtered": `"10 个问题 ?`, "found": "true", "title": `"宁滩市第7局`,
		"box": `"t000-r1c1 rect"`, "cell": `"t000-r1c1 TD"`, "english": `"en"`} {
		if got := string(saw[name]); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	for name, value := range saw {
		if !strings.Contains(name, "/") {
			continue
		}
		if got := string(value); got != `{"over":0,"broken":0,"owned":false,"styled":true,"unnamed":0}` {
			t.Errorf("%s: %s", name, got)
		}
	}
}
