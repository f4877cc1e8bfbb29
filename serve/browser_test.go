package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"image"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
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
					e.getAttribute('aria-label') || (e.labels && e.labels.length) || e.querySelector('img[alt]:not([alt=""])'))).length};
		}
	let d = await open('/zh/index.html', 1280);
	d = await press(d.querySelector('.worst a'));
	saw.dark = getComputedStyle(d.body).backgroundColor;
	saw.ways = [...d.querySelector(':target').querySelectorAll('.ways a')].map(a => a.getAttribute('href')
		.replace(/[0-9a-f]{64}/g, 'ID').replace(/#(?!page=).*/, '#')).join(' ');
	d = await open('/zh/index.html', 1280);
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
	d = await open('/zh/d/' + ADDRESSES[5].split('/').pop(), 1280);
	d.querySelector('.decide').open = true;
	d.querySelector('.decide input[name=note]').value = '问过了';
	d = await press(d.querySelector('.decide button[value=confirmed]'));
	saw.decided = d.querySelector('.decided').textContent.trim() + ' ' + f.contentWindow.location.hash.slice(0, 3);
	d = await press(d.querySelector('nav a[href$="triage.html"]'));
	saw.list = d.querySelector('#kept').textContent.trim() + ' ' + d.querySelector('td').textContent;
	d = await press(d.querySelector('nav a[href$="documents.html"]'));
	d.querySelector('.filters select[name=year]').value = '2021';
	d = await press(d.querySelector('.filters button'));
	saw.documents = d.querySelectorAll('tbody tr').length;
	d.querySelectorAll('th a')[1].focus();
	d = await press(d.activeElement);
	saw.sorted = d.querySelector('th[aria-sort]').getAttribute('aria-sort') + d.querySelectorAll('tbody tr').length;
	d = await open('/zh/d/' + ADDRESSES[5].split('/').pop(), 1280);
	d = await press(d.querySelector('.shot a'));
	saw.shot = (d.querySelector(':target') || {}).tagName;
	d = await open('/zh/documents.html', 1280);
	d = await press(d.querySelector('.other'));
	saw.english = d.documentElement.lang;
	if (AXE) for (const width of [1280, 390]) for (const address of ADDRESSES) {
		d = await open(address + '?axe=1', width);
		await new Promise(done => { const s = d.createElement('script');
			s.src = '/axe.js'; s.onload = done; d.head.append(s); });
		const found = await f.contentWindow.axe.run(d, {resultTypes: ['violations']});
		for (const v of found.violations)
			saw['axe ' + width + ' ' + address + ' ' + v.id] = v.nodes.slice(0, 3).map(n => n.html);
	}
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

// axeVariable names the script of axe-core, which .ci/run has from npm: with it
// TestBrowser looks for what people with other eyes and hands cannot use.
const axeVariable = "YUSUAN_AXE"

// metaPolicy is the policy that a page states itself.
var metaPolicy = regexp.MustCompile(`<meta http-equiv="Content-Security-Policy"[^>]*>`)

// TestBrowser goes through the site in a real browser: nothing is wider than a
// phone, filters and search work without script, cells lead to their boxes and
// back, findings are decided of, axe-core has nothing to say, paper has the title
// on each page, and what hostile documents say does nothing.
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
		r.From.Address = "https://example.org/list.htm"
	}))
	s := site(t, folder, Options{Triage: decisions(t, filepath.Join(t.TempDir(), "triage.json")), Original: func(
		context.Context, *schema.DocumentRow) ([]byte, error) {
		return []byte("%PDF"), nil
	}, Draw: func(_ context.Context, _ *schema.DocumentRow, _ float64, _ []document.Region,
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
	axe := os.Getenv(axeVariable)
	if axe == "" {
		t.Logf("axe-core is left out: %s names no script", axeVariable)
	}
	pages := s.Handler(Access{Loopback: true})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/probe" {
			fmt.Fprint(w, strings.NewReplacer("ADDRESSES", string(addresses), "AXE", strconv.FormatBool(axe != "")).Replace(probe))
			return
		}
		if r.URL.Path == "/axe.js" && axe != "" {
			http.ServeFile(w, r, axe)
			return
		}
		// The probe is allowed to hold the site in a frame; all else of the policy stands.
		recorded := httptest.NewRecorder()
		r.Header.Del("Accept-Encoding") // what is changed below is text
		pages.ServeHTTP(recorded, r)
		for name, values := range recorded.Header() {
			w.Header()[name] = values
		}
		allowed := strings.Replace(policy, "frame-ancestors 'none'", "frame-ancestors 'self'", 1)
		if r.URL.Query().Get("axe") != "" { // axe-core is a script that looks at the page
			allowed += "; script-src 'self'"
			page := metaPolicy.ReplaceAll(recorded.Body.Bytes(), nil)
			recorded.Body = bytes.NewBuffer(page)
			w.Header().Del("Content-Length")
		}
		w.Header().Set("Content-Security-Policy", allowed)
		if strings.HasSuffix(r.URL.Path, ".svg") {
			w.Header()["Content-Security-Policy"] = recorded.Header()["Content-Security-Policy"]
		}
		w.WriteHeader(recorded.Code)
		_, _ = recorded.Body.WriteTo(w)
	}))
	defer server.Close()
	for scheme, want := range map[string]string{"light": "rgb(255, 255, 255)", "dark": "rgb(23, 27, 32)"} {
		t.Run(scheme, func(t *testing.T) { look(t, chromium, server.URL, scheme == "dark", want) })
	}
}

// look goes through the site once, in light or dark colours, of which the
// background is told.
func look(t *testing.T, chromium, site string, dark bool, background string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, chromium, "--headless", "--no-sandbox", "--disable-gpu",
		"--blink-settings=preferredColorScheme="+map[bool]string{true: "0", false: "1"}[dark],
		"--user-data-dir="+t.TempDir(), "--virtual-time-budget=120000", "--dump-dom", site+"/probe").Output()
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
		"box": `"t000-r1c1 rect"`, "cell": `"t000-r1c1 TD"`, "english": `"en"`,
		"decided": `"已核实 问过了 #f-`, "list": `"1 项在数据集中 已核实"`, "documents": "10",
		"sorted": `"descending10"`, "shot": `"rect"`, "dark": strconv.Quote(background),
		"ways": `"ID-page1.html# ../../file/ID.pdf#page=1 https://example.org/list.htm"`} {
		if got := string(saw[name]); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	for name, value := range saw {
		if strings.HasPrefix(name, "axe ") {
			t.Errorf("%s: %s", name, value)
			continue
		}
		if !strings.Contains(name, "/") {
			continue
		}
		if got := string(value); got != `{"over":0,"broken":0,"owned":false,"styled":true,"unnamed":0}` {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// TestPaper prints a page as a reader does: each sheet has the title of the page
// and its number.
func TestPaper(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	chromium := browser(t)
	reader, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("no pdftotext here: apt-get install poppler-utils")
	}
	folder, files := filepath.Join(t.TempDir(), "dataset"), filepath.Join(t.TempDir(), "site")
	store(t, folder, several(60, nil))
	s := site(t, folder, Options{Name: "公开的预算"})
	served := httptest.NewServer(s.Handler(Access{Loopback: true}))
	defer served.Close()
	onPaper(t, chromium, reader, served.URL)
	if _, err := s.Write(t.Context(), files, 60); err != nil {
		t.Fatal(err)
	}
	written := httptest.NewServer(http.FileServer(http.Dir(files)))
	defer written.Close()
	onPaper(t, chromium, reader, written.URL)
}

func onPaper(t *testing.T, chromium, reader, site string) {
	t.Helper()
	paper := filepath.Join(t.TempDir(), "paper.pdf")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	err := exec.CommandContext(ctx, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
		"--user-data-dir="+t.TempDir(), "--print-to-pdf="+paper, site+"/zh/documents.html").Run()
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(ctx, reader, "-layout", paper, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	sheets := strings.Split(strings.TrimSuffix(string(out), "\f"), "\f")
	for i, sheet := range sheets {
		if !strings.Contains(sheet, "文件 · 公开的预算") ||
			!strings.Contains(strings.ReplaceAll(sheet, " ", ""), fmt.Sprintf("%d/%d", i+1, len(sheets))) {
			t.Errorf("%s: sheet %d of %d: %.400s", site, i+1, len(sheets), sheet)
		}
	}
	if len(sheets) < 2 {
		t.Errorf("%d sheets", len(sheets))
	}
}
