package fetch

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/document"
	archives "github.com/yusuan/yusuan/extract/archive"
	"github.com/yusuan/yusuan/internal/portal"
)

const agent = "yusuan/test (+mailto:nobody@example.org)"

// impatient is for bodies that stop on purpose; what is slow because the machine
// is busy is asked for again.
var impatient = patience{head: 10 * time.Second, idle: 500 * time.Millisecond, least: 1, whole: time.Minute}

func newPortal(t testing.TB, docs []*portal.Disclosure) *portal.Portal {
	p := portal.New(docs)
	t.Cleanup(p.Close)
	return p
}

// source is one for a column of a portal.
func source(t testing.TB, p *portal.Portal, column string, more ...string) Source {
	t.Helper()
	s, err := Parse(column+".yaml", []byte(p.Source(column)+strings.Join(more, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// sources are those of all columns, and of what may not be had.
func sources(t testing.TB, p *portal.Portal) (all []Source) {
	for _, c := range portal.Columns {
		all = append(all, source(t, p, c.Name))
	}
	return append(all, source(t, p, portal.Addresses, refused(p)...))
}

// refused are the addresses of a portal that may not be had, as lines of a
// source.
func refused(p *portal.Portal) (lines []string) {
	for _, path := range slices.Sorted(maps.Keys(portal.Refusals)) {
		lines = append(lines, "  - "+p.URL+path)
	}
	return lines
}

func run(t *testing.T, folder string, o Options, sources ...Source) *Summary {
	t.Helper()
	o.Agent, o.patience = agent, impatient
	s, err := Run(t.Context(), folder, sources, o)
	if err != nil {
		t.Fatal(err)
	}
	return &s
}

// sum adds up what became of the addresses of all sources.
func (s *Summary) sum() (all SourceSummary) {
	for i := range s.Sources {
		one := &s.Sources[i]
		all.New, all.Changed, all.Unchanged = all.New+one.New, all.Changed+one.Changed, all.Unchanged+one.Unchanged
		all.Gone, all.Declined, all.Failed = all.Gone+one.Gone, all.Declined+one.Declined, all.Failed+one.Failed
		all.Unlisted += one.Unlisted
	}
	return all
}

// known is what the memory holds of every address.
func known(t *testing.T, folder string, more ...string) map[string]item {
	t.Helper()
	m, err := openMemory(t.Context(), filepath.Join(folder, memoryFile))
	if err != nil {
		t.Fatal(err)
	}
	defer m.close()
	all := map[string]item{}
	for _, source := range slices.Concat([]string{portal.Addresses, "crawl"}, columnNames(), more) {
		items, err := m.items(t.Context(), source, "1")
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range items {
			if _, twice := all[i.address]; twice {
				t.Errorf("%s is there twice", i.address)
			}
			all[i.address] = i
		}
	}
	return all
}

func columnNames() (names []string) {
	for _, c := range portal.Columns {
		names = append(names, c.Name)
	}
	return names
}

// had is the digest of each address that was had.
func had(t *testing.T, folder string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for address, i := range known(t, folder) {
		if i.had() {
			all[address] = i.digest
		}
	}
	return all
}

// refusals is what a portal's refusals come to.
func refusals(p *portal.Portal) map[string]string {
	host := strings.TrimPrefix(p.URL, "http://")
	return map[string]string{
		"/wall":         "declined: a challenge for browsers: a script and nothing else (document.cookie)",
		"/412":          "declined: a challenge for browsers: HTTP/1.1 412 Precondition Failed",
		"/521":          "declined: a challenge for browsers: HTTP/1.1 521 status code 521",
		"/403":          "declined: the server refuses: HTTP/1.1 403 Forbidden",
		"/away":         "declined: 10.0.0.1:80 is no public address",
		"/metadata":     "declined: 169.254.169.254:80 is no public address",
		"/secret/a.pdf": "declined: robots.txt of " + host + " forbids it",
		"/nothing":      "gone: there is nothing at this address",
		"/around":       "failed: more than 5 redirects",
		"/broken.pdf":   "failed: a web page came where pdf was promised",
		"/line.pdf":     "failed: text came where pdf was promised",
		"/short.pdf":    "failed: the reply ends too soon: unexpected EOF",
		"/stalls.pdf":   "failed: the reply stopped for 500ms before its end",
	}
}

// TestPortal: 300 documents in six formats and all columns of a portal, with the
// faults of real ones, arrive once; what may not be had is on record; later runs
// fetch only what changed.
func TestPortal(t *testing.T) {
	p := newPortal(t, portal.Invented(300))
	// What was the first line of the second page moves to the first, while the
	// second is read.
	p.Shift(func(docs []*portal.Disclosure) []*portal.Disclosure {
		at := slices.IndexFunc(docs, func(d *portal.Disclosure) bool { return d.Column == "pages" })
		return slices.Delete(docs, at, at+1)
	})
	p.Break()
	all, folder := sources(t, p), t.TempDir()

	first := run(t, folder, Options{}, all...)
	published := p.Published("")
	state := had(t, folder)
	for address, digest := range published {
		if state[address] != digest {
			t.Errorf("%s: had %q, not %q", address, state[address], digest)
		}
	}
	if more := len(state) - len(published); more > 2 { // what was taken down meanwhile may have been had
		t.Errorf("%d addresses more than are published", more)
	}
	got := map[string]string{}
	for i := range first.Sources {
		for _, x := range first.Sources[i].Problems {
			got[strings.TrimPrefix(x.Address, p.URL)] = fmt.Sprint(x.Outcome, ": ", x.Why)
		}
	}
	want := refusals(p)
	for what, why := range got {
		if strings.HasPrefix(what, "/art/") && strings.HasPrefix(why, "gone") {
			want[what] = why // what was taken down meanwhile
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if p.Asked("/secret/a.pdf") != 0 {
		t.Error("what robots.txt forbids was asked for")
	}
	if sum := first.sum(); sum.New != len(state) {
		t.Errorf("%d new, want %d", sum.New, len(state))
	}

	// A run that reads to known lines asks for no document that it knows; a new
	// one is found.
	fresh := portal.NewDisclosure(305) // of the column pages
	p.Change(func(docs []*portal.Disclosure) []*portal.Disclosure {
		return append([]*portal.Disclosure{fresh}, docs...)
	})
	listed := all[:len(all)-1]
	before := sentDocuments(p)
	if sum := run(t, folder, Options{}, listed...).sum(); sum.New != filesOf(fresh) || sum.Changed+sum.Unchanged != 0 {
		t.Errorf("a run with one new document: %+v", sum)
	}
	if n := sentDocuments(p) - before; n != filesOf(fresh) {
		t.Errorf("%d documents were sent, want those of the new one", n)
	}

	// A whole run finds what was replaced and what is gone, and has nothing else
	// sent again.
	var replaced, gone *portal.Disclosure
	p.Change(func(docs []*portal.Disclosure) []*portal.Disclosure {
		for _, d := range docs[20:] {
			switch {
			case replaced == nil && d.Column == "catalogue" && d.Kind == "pdf":
				replaced = d
			case gone == nil && d.Column == "jpage":
				gone = d
			}
		}
		replaced.Replace()
		gone.Gone = true
		return docs
	})
	old := state[p.Address(replaced)]
	before = sentDocuments(p)
	third := run(t, folder, Options{Whole: true}, listed...).sum()
	if third.Changed != 1 || third.New != 0 || third.Gone != filesOf(gone) || third.Failed != 0 {
		t.Errorf("a whole run: %+v", third)
	}
	if n := sentDocuments(p) - before; n != 1 {
		t.Errorf("%d documents were sent, want the one that was replaced", n)
	}
	state = had(t, folder)
	if state[p.Address(replaced)] != document.Digest(replaced.Body) {
		t.Error("the new version is not known")
	}
	if state[p.URL+gone.Article()] == "" {
		t.Error("what is gone was forgotten")
	}
	archive := archived(t, folder)
	if !archive[p.Address(replaced)+" "+old] {
		t.Error("the old version is not in the archive")
	}
	for address, digest := range state {
		if !archive[address+" "+digest] {
			t.Errorf("%s is not in the archive", address)
		}
	}
}

// filesOf is how many addresses a disclosure has.
func filesOf(d *portal.Disclosure) int {
	if d.File() == d.Article() {
		return 1
	}
	return 2
}

// sentDocuments is how many bodies of articles and files a portal sent.
func sentDocuments(p *portal.Portal) int {
	return p.Sent("/art/") + p.Sent("/files/") + p.Sent("/module/download/")
}

// TestLoopback: only a source for tests may be on this machine.
func TestLoopback(t *testing.T) {
	p := newPortal(t, portal.Invented(6))
	s := source(t, p, "pages")
	s.Test = false
	got := run(t, t.TempDir(), Options{}, s).Sources[0]
	if got.New != 0 || len(got.Problems) != 1 || !strings.Contains(got.Problems[0].Why, "no public address") ||
		got.Problems[0].Outcome != Declined {
		t.Errorf("%+v", got)
	}
	if p.Total() != 0 {
		t.Error("it was asked")
	}
}

// TestInterrupted: a run that is stopped at any request is gone on with, asks
// for nothing twice that it had, and nothing is twice or missing.
func TestInterrupted(t *testing.T) {
	p := newPortal(t, portal.Invented(60))
	s, folder := source(t, p, "pages"), t.TempDir()
	const every = 9
	stops := 0
	for ; stops < 100; stops++ {
		ctx, cancel := context.WithCancel(t.Context())
		p.OnAsk(func(n int) {
			if n >= every {
				cancel()
			}
		})
		_, err := Run(ctx, folder, []Source{s}, Options{Agent: agent, Whole: true})
		cancel()
		if err == nil {
			break
		}
	}
	if stops == 0 || stops == 100 {
		t.Fatalf("stopped %d times", stops)
	}
	if diff := cmp.Diff(p.Published("pages"), had(t, folder)); diff != "" {
		t.Error(diff)
	}
}

// TestLeftAlone: a host that fails at several addresses in a row is left alone,
// as is one that asks for it: the run is not over, and the next goes on with it.
func TestLeftAlone(t *testing.T) {
	docs := portal.Invented(60)
	p := newPortal(t, docs)
	s, folder := source(t, p, "pages"), t.TempDir()
	p.Down(true)
	first := run(t, folder, Options{}, s)
	one := &first.Sources[0]
	if !strings.Contains(one.Unfinished, "failed at 5 addresses in a row") || one.Failed != mostFailures || !first.Attention() {
		t.Errorf("a server that is down: %+v", one)
	}
	p.Down(false)
	p.Leave(docs[1].Article(), time.Hour)
	if one = &run(t, folder, Options{}, s).Sources[0]; !strings.Contains(one.Unfinished, "asks to be left alone until") {
		t.Errorf("a server that asks for an hour: %+v", one)
	}
	if last := run(t, folder, Options{}, s); last.Attention() {
		t.Errorf("in the end: %+v", last.Sources[0])
	}
	if diff := cmp.Diff(p.Published("pages"), had(t, folder)); diff != "" {
		t.Error(diff)
	}
}

// TestWindow: outside its hours a source is not asked.
func TestWindow(t *testing.T) {
	at := func(text string) time.Time {
		is, err := time.ParseInLocation("15:04", text, china)
		if err != nil {
			t.Fatal(err)
		}
		return is
	}
	for _, c := range []struct{ window, at, opens string }{
		{"22:00-06:00", "21:59", "22:00"}, {"22:00-06:00", "22:00", "22:00"}, {"22:00-06:00", "05:59", "05:59"},
		{"22:00-06:00", "06:00", "22:00"}, {"01:00-02:00", "01:30", "01:30"}, {"01:00-02:00", "02:00", "01:00"}, {"", "12:00", "12:00"},
	} {
		p := Pace{Window: c.window}
		if err := p.parse(); err != nil {
			t.Fatal(err)
		}
		if got := p.opens(at(c.at)); got.Format("15:04") != c.opens || p.open(at(c.at)) != (c.at == c.opens) {
			t.Errorf("%s at %s opens at %s, want %s", c.window, c.at, got.Format("15:04"), c.opens)
		}
	}
	p := newPortal(t, portal.Invented(6))
	now := time.Now().In(china)
	window := now.Add(2*time.Hour).Format("15:04") + "-" + now.Add(3*time.Hour).Format("15:04")
	s := source(t, p, "pages")
	s.Pace.Window = window
	if err := s.Pace.parse(); err != nil {
		t.Fatal(err)
	}
	one := run(t, t.TempDir(), Options{}, s).Sources[0]
	if one.Unfinished == "" || p.Total() != 0 {
		t.Errorf("it was asked: %+v", one)
	}
	if one := run(t, t.TempDir(), Options{Anytime: true}, s).Sources[0]; one.New == 0 {
		t.Errorf("it was not asked: %+v", one)
	}
}

// TestWrongDriver: a source whose driver does not fit its page is told which
// one may.
func TestWrongDriver(t *testing.T) {
	p := newPortal(t, portal.Invented(6))
	text := strings.ReplaceAll(p.Source("jpaas"), "driver: jpaas", "driver: pages")
	s, err := Parse("jpaas.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	got := run(t, t.TempDir(), Options{}, s)
	want := "the page lists nothing, and looks like one for the driver jpaas"
	if problems := got.Sources[0].Problems; len(problems) != 1 || problems[0].Why != want || !got.Attention() {
		t.Errorf("%+v", problems)
	}
}

// drip gives a byte at a time.
type drip struct{}

func (drip) Read(p []byte) (int, error) {
	time.Sleep(2 * time.Millisecond)
	return copy(p, "."), nil
}

// TestDrip: a body that comes on, and far too slowly, ends.
func TestDrip(t *testing.T) {
	ctx, stop := context.WithCancelCause(t.Context())
	limits := patience{idle: 20 * time.Millisecond, least: 1 << 20}
	had, err := io.Copy(io.Discard, limits.steady(drip{}, stop))
	if had == 0 || err == nil || context.Cause(ctx) == nil {
		t.Errorf("%d bytes, %v", had, err)
	}
}

// TestFiles: what fetch keeps is not larger, and not more, than ingest opens.
func TestFiles(t *testing.T) {
	open := archives.DefaultLimits
	if largestWARC+mostBody > open.Member || mostReplies >= open.Members {
		t.Errorf("files of %d bytes and %d replies; %d and %d are opened", largestWARC+mostBody, mostReplies, open.Member,
			open.Members)
	}
	a := &archive{folder: t.TempDir(), agent: agent}
	for n := range 3 {
		a.held = n * mostReplies // as if it were full
		r := &reply{address: "http://a.example/", status: 200, line: "HTTP/1.1 200 OK", raw: []byte("a"), at: time.Now()}
		if _, err := a.write(r, nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.end(); err != nil {
		t.Fatal(err)
	}
	if files, err := filepath.Glob(filepath.Join(a.folder, "*"+warcEnding)); len(files) != 3 || err != nil {
		t.Errorf("%v, %v", files, err)
	}
}

// TestSameElsewhere: what comes under a new address with bytes that an earlier
// file of the archive holds is a document there too; asked for again it is none
// a third time.
func TestSameElsewhere(t *testing.T) {
	first, second := portal.NewDisclosure(6), portal.NewDisclosure(12) // in the column pages
	second.Body, second.Kind = first.Body, first.Kind
	p := newPortal(t, []*portal.Disclosure{first})
	s, folder := source(t, p, "pages"), t.TempDir()
	var held [][]string // by file of the archive
	for n := range 3 {
		run(t, folder, Options{Whole: true}, s)
		files, err := filepath.Glob(filepath.Join(folder, WARCFolder, "*"+warcEnding))
		if err != nil || len(files) != n+1 {
			t.Fatal(files, err)
		}
		var names []string
		open := func() (io.ReadCloser, error) { return os.Open(files[n]) }
		for m := range archives.WalkWARC(t.Context(), 1<<20, open, archives.Options{Beside: archives.Beside(files[n])}) {
			if bytes.Equal(m.Data, first.Body) && m.Err == nil {
				names = append(names, strings.TrimPrefix(m.Name, p.URL)+" "+m.From.Date)
			}
		}
		held = append(held, names)
		p.Change(func([]*portal.Disclosure) []*portal.Disclosure { return []*portal.Disclosure{second, first} })
	}
	want := [][]string{{first.File() + " " + first.Date}, {second.File() + " " + second.Date}, nil}
	if diff := cmp.Diff(want, held); diff != "" {
		t.Error(diff)
	}
}

// TestExpected: what is expected of each year and organization is held against
// what was had, and what was listed and could not be had does not count.
func TestExpected(t *testing.T) {
	docs := portal.Invented(12) // in the column pages 5 of 2022, 6 and 11 of 2023
	docs[12-11].Gone = true
	p := newPortal(t, docs)
	s := source(t, p, "pages", "expect: {2022: 1, 2023: 2}", "organizations: [第006局]")
	got := run(t, t.TempDir(), Options{}, s)
	want := []Expectation{
		{Year: 2022, Expected: 1, Found: 1, Missing: []string{"第006局"}},
		{Year: 2023, Expected: 2, Found: 1},
	}
	if diff := cmp.Diff(want, got.Sources[0].Expected); diff != "" || !got.Attention() {
		t.Error(diff)
	}
}

// TestDeclinedBefore: what is missing because it was declined in an earlier run
// is no news, and stands where the workspace is asked how it is.
func TestDeclinedBefore(t *testing.T) {
	refuses := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			_, _ = io.WriteString(w, `<ul><li><a href="a.html">甲局2024年部门预算公开00</a><span>2024-02-01</span></li>
				<li><a href="b.html">某局招聘启事</a><span>2024-02-02</span></li></ul>`)
		case "/a.html":
			w.WriteHeader(http.StatusPreconditionFailed)
		default:
			http.NotFound(w, r)
		}
	}))
	defer refuses.Close()
	text := "driver: pages\ntest: true\nmust: [预算]\nstart: " + refuses.URL + "/\n"
	s, err := Parse("a.yaml", []byte(text+"expect: {2024: 1}\norganizations: [甲局]\n"))
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for n, whole := range []bool{false, false, true} {
		got := run(t, folder, Options{Whole: whole}, s)
		if one := got.Sources[0]; got.Attention() != (n == 0) || one.Listed != 2 || one.Passed != 1 {
			t.Errorf("run %d: %+v", n, one)
		}
	}
	standing, _, err := Status(t.Context(), folder)
	want := []Problem{{refuses.URL + "/a.html", Declined, "a challenge for browsers: HTTP/1.1 412 Precondition Failed"}}
	if err != nil || len(standing) != 1 || !cmp.Equal(standing[0].Problems, want) {
		t.Error(standing, err)
	}
	i := known(t, folder, "a")[refuses.URL+"/a.html"]
	if i.date != "2024-02-01" {
		t.Errorf("the date %q follows a title that ends in a digit", i.date)
	}
}

// TestOnce: a list of one page, and a file that two pages offer, are asked for
// once.
func TestOnce(t *testing.T) {
	asked := map[string]int{}
	var mu sync.Mutex
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked[r.URL.Path]++
		mu.Unlock()
		switch r.URL.Path {
		case "/":
			_, _ = io.WriteString(w, `<ul><li><a href="a.html">甲局2024年部门预算</a><span>2024-02-01</span></li>
				<li><a href="b.html">乙局2024年部门预算</a><span>2024-02-02</span></li></ul>
				<script>createPageHTML(1, 0, "index", "html")</script>`)
		case "/a.html", "/b.html":
			_, _ = io.WriteString(w, `<h1>2024年部门预算</h1><p>见附件：<a href="all.pdf">2024年部门预算表.pdf</a></p>`+r.URL.Path)
		case "/all.pdf":
			_, _ = io.WriteString(w, "%PDF-1.4\n%all of them")
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	s, err := Parse("a.yaml", []byte("driver: pages\ntest: true\nstart: "+server.URL+"/\n"))
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for range 2 {
		run(t, folder, Options{}, s)
	}
	want := map[string]int{"/robots.txt": 2, "/": 2, "/a.html": 1, "/b.html": 1, "/all.pdf": 1}
	if diff := cmp.Diff(want, asked); diff != "" {
		t.Error(diff)
	}
}

// TestSchedule: each source is asked once in a while, whichever process asks;
// one whose run was stopped is gone on with at once.
func TestSchedule(t *testing.T) {
	p := newPortal(t, portal.Invented(12))
	folder, all := t.TempDir(), []Source{source(t, p, "pages"), source(t, p, "jpage")}
	load := func() ([]Source, error) { return all, nil }
	turns := func(every time.Duration, most int) (asked []string) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		err := Schedule(ctx, folder, every, load, Options{Agent: agent}, func(s *Summary) error {
			for i := range s.Sources {
				asked = append(asked, s.Sources[i].ID)
			}
			if len(asked) >= most {
				cancel()
			}
			return nil
		})
		if err == nil {
			t.Error("it ended by itself")
		}
		return asked
	}
	if diff := cmp.Diff([]string{"pages", "jpage", "pages", "jpage"}, turns(time.Second, 4)); diff != "" {
		t.Error(diff)
	}
	// Another process, with only one source that was left unfinished.
	m, err := openMemory(t.Context(), filepath.Join(folder, memoryFile))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := m.start(t.Context(), &all[1], false, time.Now().UTC()); err != nil {
		t.Fatal(err)
	}
	m.close()
	if diff := cmp.Diff([]string{"jpage"}, turns(time.Hour, 1)); diff != "" {
		t.Error(diff)
	}
	standing, busy, err := Status(t.Context(), folder)
	if err != nil || busy || len(standing) != 2 || standing[0].ID != "jpage" || standing[0].Ended == "" ||
		standing[0].Had == 0 || standing[0].Whole == "" {
		t.Errorf("%+v %v %v", standing, busy, err)
	}
}
