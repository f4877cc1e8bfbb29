package fetch

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/yusuan/yusuan/document"
	archives "github.com/yusuan/yusuan/extract/archive"
	"github.com/yusuan/yusuan/internal/portal"
)

// warcRecord is one of a crawler's file.
func warcRecord(kind, id, address, more, block string) string {
	return fmt.Sprintf("WARC/1.1\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:uuid:%s>\r\nWARC-Target-URI: %s\r\n"+
		"WARC-Date: 2024-02-14T08:30:00Z\r\n%sContent-Length: %d\r\n\r\n%s\r\n\r\n", kind, id, address, more, len(block), block)
}

const (
	asks    = "Content-Type: application/http;msgtype=request\r\n"
	answers = "Content-Type: application/http;msgtype=response\r\n"
	fields  = "Content-Type: application/warc-fields\r\n"
)

// asWget keeps a page and its file as wget does, with their requests.
func asWget() string {
	const page, file = "http://a.example/t20240214_1.html", "http://a.example/P1.pdf"
	return warcRecord("request", "1", page, asks, "GET /t20240214_1.html HTTP/1.1\r\nReferer: http://a.example/list.html\r\n\r\n") +
		warcRecord("response", "2", page, answers+"WARC-Concurrent-To: <urn:uuid:1>\r\n", "HTTP/1.1 200 OK\r\n"+
			"Content-Type: text/html; charset=utf-8\r\n\r\n<title>某局2024年部门预算</title><a href='P1.pdf'>附件</a>") +
		warcRecord("request", "3", file, asks, "GET /P1.pdf HTTP/1.1\r\nReferer: "+page+"\r\n\r\n") +
		warcRecord("response", "4", file, answers+"WARC-Concurrent-To: <urn:uuid:3>\r\n",
			"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n%PDF-1.4 \r\n4\r\nwget\r\n0\r\n\r\n") +
		warcRecord("response", "5", "http://a.example/gone.html", answers, "HTTP/1.1 404 Not Found\r\n\r\nno")
}

// asHeritrix keeps a file as Heritrix does, which says what led to it.
func asHeritrix() string {
	const file = "http://b.example/P2.pdf"
	return warcRecord("response", "6", file, answers, "HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.4 heritrix") +
		warcRecord("metadata", "7", file, fields+"WARC-Concurrent-To: <urn:uuid:6>\r\n",
			"via: http://b.example/t20240301_2.html\r\nhopsFromSeed: LL\r\nfetchTimeMs: 12\r\n")
}

func packed(t *testing.T, text string, zst bool) []byte {
	t.Helper()
	var b bytes.Buffer
	var err error
	if zst {
		var z *zstd.Encoder
		z, err = zstd.NewWriter(&b)
		if err == nil {
			_, err = z.Write([]byte(text))
			err = errorsOf(err, z.Close())
		}
	} else {
		z := gzip.NewWriter(&b)
		_, err = z.Write([]byte(text))
		err = errorsOf(err, z.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func errorsOf(all ...error) error {
	for _, err := range all {
		if err != nil {
			return err
		}
	}
	return nil
}

// crawlSource makes a source of files in a folder.
func crawlSource(t *testing.T, with string, files map[string][]byte) (s Source, folder string) {
	t.Helper()
	folder = t.TempDir()
	for name, data := range files {
		path := filepath.Join(folder, "crawl", filepath.FromSlash(name))
		if err := errorsOf(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, data, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(folder, "crawl.yaml")
	s, err := Parse(file, []byte("driver: crawl\npublisher: 某市财政局\nregion: \"110105\"\nmust_not: [解读]\nwith:\n"+with))
	if err != nil {
		t.Fatal(err)
	}
	return s, folder
}

// brought is what ingest will find in the archive of a workspace: name, what
// led to it, title, date and when it was had, by address or name.
func brought(t *testing.T, workspace string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(workspace, WARCFolder, "*"+warcEnding))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for m := range archives.Walk(t.Context(), data, archives.Options{}) {
			if m.Err != nil {
				t.Errorf("%s: %v", m.Name, m.Err)
			}
			f := &m.From
			at := f.Retrieved.Format(time.DateOnly)
			if time.Since(f.Retrieved) < 24*time.Hour {
				at = "now"
			}
			if f.Publisher != "某市财政局" || f.Region != "110105" {
				t.Errorf("%s: published by %q in %q", m.Name, f.Publisher, f.Region)
			}
			all[m.Name] = strings.Join([]string{f.Referrer, f.Title, f.Date, at, document.Digest(m.Data)[:8]}, "|")
		}
	}
	return all
}

func digest8(text string) string { return document.Digest([]byte(text))[:8] }

// TestCrawl: what another crawler brought home is taken over with its address,
// what led to it and when it was had, as far as its records say so.
func TestCrawl(t *testing.T) {
	const page = "<title>某局2024年部门预算</title><a href='P1.pdf'>附件</a>"
	wget := map[string]string{
		"http://a.example/t20240214_1.html": "http://a.example/list.html|某局2024年部门预算||2024-02-14|" + digest8(page),
		"http://a.example/P1.pdf": "http://a.example/t20240214_1.html|某局2024年部门预算 附件||2024-02-14|" +
			digest8("%PDF-1.4 wget"),
	}
	heritrix := map[string]string{
		"http://b.example/P2.pdf": "http://b.example/t20240301_2.html|||2024-02-14|" + digest8("%PDF-1.4 heritrix"),
	}
	for name, c := range map[string]struct {
		with, file string
		data       []byte
		want       map[string]string
		declined   int
	}{
		"wget":        {"  path: crawl/wget.warc.gz", "wget.warc.gz", packed(t, asWget(), false), wget, 1},
		"zstd":        {"  path: crawl", "deep/wget.warc.zst", packed(t, asWget(), true), wget, 1},
		"heritrix":    {"  path: crawl", "heritrix.warc", []byte(asHeritrix()), heritrix, 0},
		"browsertrix": {"  path: crawl", "b.wacz", portal.Zipped("archive/data.warc.gz", packed(t, asHeritrix(), false)), heritrix, 0},
		"mirror": {"  path: crawl\n  address: http://{path}", "c.example/zw/a b.pdf", []byte("%PDF-1.4 c"), map[string]string{
			"http://c.example/zw/a%20b.pdf": "|||now|" + digest8("%PDF-1.4 c"),
		}, 0},
		"folder": {"  path: crawl", "2024/教育局.pdf", []byte("%PDF-1.4 d"), map[string]string{
			"2024/教育局.pdf": "|||now|" + digest8("%PDF-1.4 d"),
		}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s, folder := crawlSource(t, c.with, map[string][]byte{c.file: c.data, "robots.txt": []byte("User-agent: *"), "crawl.log": nil})
			if name == "wget" {
				if err := os.Remove(filepath.Join(folder, "crawl", "robots.txt")); err != nil {
					t.Fatal(err)
				}
			}
			first := run(t, folder, Options{}, s)
			if one := &first.Sources[0]; one.New != len(c.want) || one.Declined != c.declined || first.Attention() {
				t.Errorf("%+v", one)
			}
			if diff := cmp.Diff(c.want, brought(t, folder)); diff != "" {
				t.Error(diff)
			}
			again := run(t, folder, Options{}, s).Sources[0]
			if again.New+again.Changed+again.Declined+again.Failed != 0 {
				t.Errorf("a second time: %+v", again)
			}
			samples, err := Try(t.Context(), s, 5, Options{Agent: agent})
			if err != nil || len(samples) != len(c.want)+c.declined {
				t.Errorf("%+v, %v", samples, err)
			}
		})
	}
}

// TestScrapy: the items of Scrapy say where its files are from.
func TestScrapy(t *testing.T) {
	files := map[string][]byte{"full/0a1b.pdf": []byte("%PDF-1.4 scrapy"), "full/2c.pdf": []byte("%PDF-1.4 other")}
	s, folder := crawlSource(t, "  path: crawl\n  items: items.jl\n", files)
	items := `{"url": "https://d.example/art/1.html", "title": "某局2024年部门预算", "date": "2024-02-01", "file_urls": [], ` +
		`"files": [{"url": "https://d.example/files/预算.pdf", "path": "full/0a1b.pdf", "checksum": "x", "status": "downloaded"}]}
{"url": "https://d.example/art/2.html", "title": "某局2024年部门预算解读", "files": [{"url": "https://d.example/2.pdf", "path": "full/2c.pdf"}]}
`
	if err := os.WriteFile(filepath.Join(folder, "items.jl"), []byte(items), 0o644); err != nil {
		t.Fatal(err)
	}
	run(t, folder, Options{}, s)
	want := map[string]string{
		"https://d.example/files/%E9%A2%84%E7%AE%97.pdf": "https://d.example/art/1.html|某局2024年部门预算|2024-02-01|now|" +
			digest8("%PDF-1.4 scrapy"),
	}
	if diff := cmp.Diff(want, brought(t, folder)); diff != "" {
		t.Error(diff)
	}
	// A file that is another is a version beside the old one.
	if err := os.WriteFile(filepath.Join(folder, "crawl", "full", "0a1b.pdf"), []byte("%PDF-1.4 corrected"), 0o644); err != nil {
		t.Fatal(err)
	}
	if one := run(t, folder, Options{}, s).Sources[0]; one.Changed != 1 || one.New != 0 {
		t.Errorf("%+v", one)
	}
	// What the items say wrongly is told.
	if err := os.WriteFile(filepath.Join(folder, "items.jl"), []byte("{]"), 0o644); err != nil {
		t.Fatal(err)
	}
	got := run(t, folder, Options{}, s)
	if problems := got.Sources[0].Problems; len(problems) != 1 || !strings.Contains(problems[0].Why, "items.jl: item 1") ||
		!got.Attention() {
		t.Errorf("%+v", problems)
	}
}

// TestDamagedCrawl: what is before the damage is taken over, and the damage is
// told once.
func TestDamagedCrawl(t *testing.T) {
	data := []byte(asWget() + asHeritrix())
	s, folder := crawlSource(t, "  path: crawl", map[string][]byte{"a.warc": data[:len(data)-250]})
	first := run(t, folder, Options{}, s)
	if one := first.Sources[0]; one.New < 2 || one.Failed != 1 || !first.Attention() {
		t.Errorf("%+v", one)
	}
	if err := os.Rename(filepath.Join(folder, "crawl"), filepath.Join(folder, "away")); err != nil {
		t.Fatal(err)
	}
	if gone := run(t, folder, Options{}, s); len(gone.Sources[0].Problems) != 1 || !gone.Attention() {
		t.Errorf("a folder that is not there: %+v", gone.Sources[0])
	}
	if err := os.Rename(filepath.Join(folder, "away"), filepath.Join(folder, "crawl")); err != nil {
		t.Fatal(err)
	}
	if second := run(t, folder, Options{}, s); second.Sources[0].Failed != 0 || second.Sources[0].Listed == 0 {
		t.Errorf("%+v", second.Sources[0])
	}
}
