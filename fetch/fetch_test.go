package fetch

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/document"
)

const agent = "yusuan/test (+mailto:nobody@example.org)"

func run(t *testing.T, folder string, o Options, sources ...Source) *Summary {
	t.Helper()
	o.Agent = agent
	s, err := Run(t.Context(), folder, sources, o)
	if err != nil {
		t.Fatal(err)
	}
	return &s
}

// state is what the memory holds: address, digest and outcome of each item.
func state(t *testing.T, folder, source string) map[string]string {
	t.Helper()
	m, err := openMemory(t.Context(), filepath.Join(folder, memoryFile))
	if err != nil {
		t.Fatal(err)
	}
	defer m.close()
	items, err := m.items(t.Context(), source, "1")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, i := range items {
		all[i.address] = i.digest
	}
	return all
}

// want is what should be known of a portal: each article and file with its
// digest.
func (p *portal) want(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, d := range p.docs {
		if d.page != "direct" {
			all[p.URL+d.file] = document.Digest(d.body)
		}
		digests := p.sent[d.article()]
		if len(digests) != 1 {
			t.Fatalf("%s was sent in %d versions", d.article(), len(digests))
		}
		for digest := range digests {
			all[p.URL+d.article()] = digest
		}
	}
	return all
}

// TestDrivers: every way of listing brings home every document once, and a
// second run over the whole list fetches nothing that is the same.
func TestDrivers(t *testing.T) {
	for driver, start := range map[string]string{
		"pages": "/trs/", "jpage": "/col/col7/index.html", "jpaas": "/jpaas/index.html",
		"catalogue": "/module/xxgk/search.jsp?infotypeId=A01&jdid=3&area=&divid=div7",
	} {
		t.Run(driver, func(t *testing.T) {
			p := newPortal(t, 70)
			s := p.source(t, driver, start)
			folder := t.TempDir()
			first := run(t, folder, Options{}, s)
			if first.Attention() {
				t.Errorf("problems: %+v", first.Sources[0].Problems)
			}
			want := p.want(t)
			if diff := cmp.Diff(want, state(t, folder, driver)); diff != "" {
				t.Error(diff)
			}
			if got := first.Sources[0].New; got != len(want) {
				t.Errorf("%d new, want %d", got, len(want))
			}
			asked := p.asked["/files/P000012.pdf"]
			second := run(t, folder, Options{}, s)
			if one := second.Sources[0]; one.New+one.Changed+one.Unchanged != 0 || p.asked["/files/P000012.pdf"] != asked {
				t.Errorf("the second run asked for what was known: %+v", one)
			}
			third := run(t, folder, Options{Whole: true}, s)
			if one := third.Sources[0]; one.Unchanged != len(want) || one.New+one.Changed+one.Gone+one.Failed != 0 {
				t.Errorf("the third run: %+v", one)
			}
		})
	}
}

// TestChanges: what was replaced at its old address is a version beside the old
// one; what vanished is reported, and kept.
func TestChanges(t *testing.T) {
	p := newPortal(t, 60)
	s := p.source(t, "pages", "/trs/")
	folder := t.TempDir()
	run(t, folder, Options{}, s)
	old := p.docs[5]
	oldDigest := document.Digest(old.body)
	p.mu.Lock()
	old.version, old.body = 2, bodyOf(old.n, 2, "pdf")
	gone := p.docs[7]
	gone.gone = true
	unlisted := p.docs[9]
	p.docs = append(slices.Delete(p.docs, 9, 10), unlisted)
	p.docs = append([]*disclosure{newDisclosure(61)}, p.docs...)
	p.mu.Unlock()

	second := run(t, folder, Options{}, s).Sources[0]
	if second.New == 0 || second.Changed != 0 {
		t.Errorf("a run that is not whole: %+v", second)
	}
	third := run(t, folder, Options{Whole: true}, s).Sources[0]
	if third.Changed == 0 || third.Gone == 0 {
		t.Errorf("a whole run: %+v", third)
	}
	all := state(t, folder, "pages")
	if all[p.URL+old.file] != document.Digest(old.body) {
		t.Error("the new version is not known")
	}
	m, err := openMemory(t.Context(), filepath.Join(folder, memoryFile))
	if err != nil {
		t.Fatal(err)
	}
	defer m.close()
	if e, err := m.first(t.Context(), "digest", oldDigest); e == nil || err != nil {
		t.Error("the old version is not in the archive", err)
	}
	if all[p.URL+gone.article()] == "" {
		t.Error("what is gone was forgotten")
	}
}

// TestShift: a line that moves to a page that was read already is not missed.
func TestShift(t *testing.T) {
	p := newPortal(t, 120)
	p.shift = func() { p.docs = slices.Delete(p.docs, 3, 4) } // the first of page 2 moves to page 1
	folder := t.TempDir()
	run(t, folder, Options{}, p.source(t, "pages", "/trs/"))
	all := state(t, folder, "pages")
	for _, d := range p.docs {
		if all[p.URL+d.article()] == "" {
			t.Errorf("%d was missed", d.n)
		}
	}
}

// TestFaults: what passes is tried again, and what does not is told.
func TestFaults(t *testing.T) {
	p := newPortal(t, 30)
	for i, d := range p.docs {
		if i%4 == 0 {
			p.faults[d.article()] = 1
		}
		if i%4 == 1 && d.page != "direct" {
			p.faults[d.file] = 1
		}
	}
	s := p.source(t, "pages", "/trs/")
	folder := t.TempDir()
	first := run(t, folder, Options{}, s)
	if first.Attention() {
		t.Errorf("problems: %+v", first.Sources[0].Problems)
	}
	if diff := cmp.Diff(p.want(t), state(t, folder, "pages")); diff != "" {
		t.Error(diff)
	}
}

// TestRefusals: what may not be had is on record with its reason, is never
// asked for, and does not stop the rest.
func TestRefusals(t *testing.T) {
	p := newPortal(t, 1)
	p.robots = "User-agent: yusuan\nDisallow: /secret/\n"
	paths := []string{"/wall", "/412", "/away", "/metadata", "/around", "/broken.pdf", "/secret/a.pdf", "/nothing", p.docs[0].article()}
	more := "hosts: [10.0.0.1, 169.254.169.254]\naddresses:\n"
	for _, path := range paths {
		more += "  - " + p.URL + path + "\n"
	}
	folder := t.TempDir()
	s := run(t, folder, Options{}, p.source(t, "addresses", "", more)).Sources[0]
	got := map[string]string{}
	for _, x := range s.Problems {
		got[strings.TrimPrefix(x.Address, p.URL)] = fmt.Sprint(x.Outcome, ": ", x.Why)
	}
	want := map[string]string{
		"/wall":         "declined: a challenge for browsers: a script and nothing else (document.cookie)",
		"/412":          "declined: a challenge for browsers: HTTP/1.1 412 Precondition Failed",
		"/away":         "declined: 10.0.0.1:80 is no public address",
		"/metadata":     "declined: 169.254.169.254:80 is no public address",
		"/around":       "failed: more than 5 redirects",
		"/broken.pdf":   "failed: a web page came where pdf was promised",
		"/secret/a.pdf": "declined: robots.txt of " + strings.TrimPrefix(p.URL, "http://") + " forbids it",
		"/nothing":      "gone: there is nothing at this address",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if s.New != 2 {
		t.Errorf("%d new, want the article and its file", s.New)
	}
	if p.asked["/secret/a.pdf"] != 0 {
		t.Error("what robots.txt forbids was asked for")
	}
}

// TestLoopback: only a source for tests may be on this machine.
func TestLoopback(t *testing.T) {
	p := newPortal(t, 1)
	s := p.source(t, "pages", "/trs/")
	s.Test = false
	got := run(t, t.TempDir(), Options{}, s).Sources[0]
	if got.New != 0 || len(got.Problems) != 1 || !strings.Contains(got.Problems[0].Why, "no public address") ||
		got.Problems[0].Outcome != Declined {
		t.Errorf("%+v", got)
	}
	if len(p.asked) != 0 {
		t.Error("it was asked")
	}
}

// TestInterrupted: a run that is stopped at any request is gone on with, and
// nothing is twice or missing.
func TestInterrupted(t *testing.T) {
	p := newPortal(t, 40)
	s := p.source(t, "pages", "/trs/")
	folder := t.TempDir()
	for n := 3; n < 60; n += 7 {
		ctx, cancel := context.WithCancel(t.Context())
		left := n
		p.mu.Lock()
		before := total(p.asked)
		p.mu.Unlock()
		go func() {
			for ctx.Err() == nil {
				p.mu.Lock()
				if total(p.asked)-before >= left {
					cancel()
				}
				p.mu.Unlock()
			}
		}()
		Run(ctx, folder, []Source{s}, Options{Agent: agent}) //nolint:errcheck // it is stopped
		cancel()
	}
	run(t, folder, Options{}, s)
	if diff := cmp.Diff(p.want(t), state(t, folder, "pages")); diff != "" {
		t.Error(diff)
	}
}

func total(m map[string]int) (n int) {
	for _, v := range m {
		n += v
	}
	return n
}
