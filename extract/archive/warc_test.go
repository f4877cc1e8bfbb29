package archive

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"github.com/yusuan/yusuan/document"
)

// warcRecord is a record of a WARC file.
func warcRecord(kind, address, more, block string) string {
	return fmt.Sprintf("WARC/1.1\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2025-02-14T08:30:00Z\r\n"+
		"WARC-Record-ID: <urn:uuid:1>\r\nContent-Length: %d\r\n%s\r\n%s\r\n\r\n", kind, address, len(block), more, block)
}

func reply(status, head, body string) string {
	return "HTTP/1.1 " + status + "\r\n" + head + "\r\n" + body
}

const http = "Content-Type: application/http;msgtype=response\r\n"

func gz(text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(text))
	_ = z.Close()
	return b.String()
}

func brotlied(text string) string {
	var b bytes.Buffer
	z := brotli.NewWriter(&b)
	_, _ = z.Write([]byte(text))
	_ = z.Close()
	return b.String()
}

// crawl is a crawl with one record of every sort.
func crawl(t testing.TB) []string {
	t.Helper()
	page := "Content-Type: text/html; charset=utf-8\r\n"
	return []string{
		warcRecord("warcinfo", "", "Content-Type: application/warc-fields\r\n", "software: x\r\n"),
		warcRecord("request", "http://a.example/", "Content-Type: application/http;msgtype=request\r\n", "GET / HTTP/1.1\r\n\r\n"),
		warcRecord("response", "http://a.example/1.html", http, reply("200 OK", page, "<p>一</p>")),
		warcRecord("response", "<http://a.example/2.html>", http, reply("200 OK", page+"Transfer-Encoding: chunked\r\n",
			"5\r\n<p>ab\r\n6;x=1\r\ncd</p>\r\n0\r\n\r\n")),
		warcRecord("response", "http://a.example/3.html", http, reply("200 OK", page+"Transfer-Encoding: chunked\r\n",
			"<p>in one piece</p>")),
		warcRecord("response", "http://a.example/4.html", http, reply("200 OK", page+"Content-Encoding: gzip\r\n", gz("four"))),
		warcRecord("response", "http://a.example/5.html", http, reply("200 OK", page+"Content-Encoding: br\r\n", brotlied("five"))),
		warcRecord("response", "http://a.example/6.html", http, reply("200 OK", page+"Content-Encoding: gzip\r\n", "decoded already")),
		warcRecord("response", "http://a.example/7.html", http, reply("302 Found", "Location: /1.html\r\n", "")),
		warcRecord("response", "http://a.example/8.html", http, reply("404 Not Found", page, "no such page")),
		warcRecord("response", "http://a.example/9.css", http, reply("200 OK", "Content-Type: text/css\r\n", "p{}")),
		warcRecord("response", "http://a.example/附件.pdf", http+"WARC-Payload-Digest: sha1:AAA\r\n",
			reply("200 OK", "Content-Type: application/pdf\r\n", "%PDF-1.7")),
		warcRecord("revisit", "http://a.example/again.pdf", http+"WARC-Payload-Digest: sha1:AAA\r\n",
			reply("200 OK", "Content-Type: application/pdf\r\n", "")),
		warcRecord("revisit", "http://a.example/lost.pdf", "WARC-Payload-Digest: sha1:BBB\r\n", ""),
		warcRecord("resource", "http://a.example/r.pdf", "Content-Type: application/pdf\r\n", "%PDF-1.4"),
		warcRecord("response", "http://a.example/robots.txt", http, reply("200 OK", "Content-Type: text/plain\r\n", "User-agent: *")),
		warcRecord("resource", "http://a.example/robots.txt", "Content-Type: text/plain\r\n", "User-agent: *"),
		warcRecord("resource", "urn:pageinfo:http://a.example/", "Content-Type: application/json\r\n", "{}"),
		warcRecord("metadata", "http://a.example/1.html", "Content-Type: text/plain\r\n", "outlink: x"),
		"WARC/1.0\nWARC-Type: response\nWARC-Target-URI: https://b.example/\nContent-Type: application/http\n" +
			"Content-Length: 41\n\nHTTP/1.0 200 OK\nContent-Type: a/b\n\nlines\n\n",
		warcRecord("response", "http://a.example/z.zip", http, reply("200 OK", "Content-Type: application/zip\r\n",
			string(zipped(t, file{name: "b.html", text: "in a ZIP"})))),
	}
}

var crawled = []string{
	"http://a.example/1.html 2025-02-14 <p>一</p>",
	"http://a.example/2.html 2025-02-14 <p>abcd</p>",
	"http://a.example/3.html 2025-02-14 <p>in one piece</p>",
	"http://a.example/4.html 2025-02-14 four",
	"http://a.example/5.html 2025-02-14 five",
	"http://a.example/6.html 2025-02-14 decoded already",
	"http://a.example/8.html 2025-02-14  (unsupported: the server answered 1.1 404 Not Found)",
	"http://a.example/附件.pdf 2025-02-14 %PDF-1.7",
	"http://a.example/again.pdf 2025-02-14 %PDF-1.7",
	"http://a.example/lost.pdf 2025-02-14  (unsupported: the same as before, and what was before is not in this file nor beside it)",
	"http://a.example/r.pdf 2025-02-14 %PDF-1.4",
	"https://b.example/ 0001-01-01 lines\n",
	"http://a.example/z.zip!b.html 2025-02-14 in a ZIP",
}

func members(t *testing.T, data []byte) (got []string) {
	t.Helper()
	for m := range Walk(t.Context(), data, Options{Nested: nested}) {
		line := fmt.Sprintf("%s %s %s", m.Name, m.From.Retrieved.Format("2006-01-02"), m.Data)
		if m.Err != nil {
			line += " (unsupported: " + strings.TrimPrefix(m.Err.Error(), document.ErrUnsupported.Error()+": ") + ")"
		}
		got = append(got, line)
		if address, _, _ := strings.Cut(m.Name, "!"); m.From.Address != address {
			t.Errorf("%s has the address %s", m.Name, m.From.Address)
		}
	}
	return got
}

// TestWARC: plain, with a gzip member for each record, and with a Zstandard
// frame for each record and a dictionary.
func TestWARC(t *testing.T) {
	plain := strings.Join(crawl(t), "")
	var members1, frames bytes.Buffer
	dictionary := zstdDictionary(t)
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderDict(dictionary))
	if err != nil {
		t.Fatal(err)
	}
	defer encoder.Close()
	n := len(dictionary)
	frames.Write(append([]byte{0x5d, 0x2a, 0x4d, 0x18, byte(n), byte(n >> 8), byte(n >> 16), 0}, dictionary...))
	for _, r := range crawl(t) {
		members1.WriteString(gz(r))
		frames.Write(encoder.EncodeAll([]byte(r), nil))
	}
	for name, data := range map[string][]byte{"plain": []byte(plain), "gzip": members1.Bytes(), "zstd": frames.Bytes()} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(crawled, members(t, data)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func zstdDictionary(t *testing.T) []byte {
	t.Helper()
	var samples [][]byte
	random := rand.New(rand.NewPCG(1, 2))
	for range 40 {
		text := make([]byte, 400)
		for i := range text {
			text[i] = byte('a' + random.IntN(26))
		}
		samples = append(samples, append([]byte(crawl(t)[2]), text...))
	}
	d, err := zstd.BuildDict(zstd.BuildDictOptions{ID: 7, Contents: samples, History: []byte(crawl(t)[2]),
		Offsets: [3]int{1, 4, 8}})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestDamagedWARC: what was read before the damage is kept, and the damage is
// told.
func TestDamagedWARC(t *testing.T) {
	good := warcRecord("resource", "http://a.example/", "Content-Type: application/pdf\r\n", "%PDF-1.4")
	for name, c := range map[string]struct {
		data string
		want error
		kept int
	}{
		"cut in a block": {good + good[:len(good)-8], document.ErrDamaged, 2},
		"cut in a head":  {good + good[:60], document.ErrDamaged, 1},
		"noise after":    {good + "noise\r\n", document.ErrDamaged, 1},
		"no length":      {good + "WARC/1.0\r\nWARC-Type: response\r\n\r\n", document.ErrDamaged, 1},
		"negative":       {good + "WARC/1.0\r\nContent-Length: -5\r\n\r\n", document.ErrDamaged, 1},
		"endless head":   {good + "WARC/1.0\r\n" + strings.Repeat("a: b\r\n", 100_000), document.ErrTooLarge, 1},
		"endless line":   {good + "WARC/1.0\r\n" + strings.Repeat("a", 200_000), document.ErrDamaged, 1},
		"only requests":  {warcRecord("request", "http://a.example/", http, "GET /"), document.ErrEmpty, 0},
	} {
		t.Run(name, func(t *testing.T) {
			kept, told := 0, false
			for m := range Walk(t.Context(), []byte(c.data), Options{}) {
				if m.Err == nil {
					kept++
				}
				told = told || errors.Is(m.Err, c.want)
			}
			if kept != c.kept || !told {
				t.Errorf("%d kept, told: %v", kept, told)
			}
		})
	}
}

// TestRevisitAcrossFiles: a body that an earlier file of the crawl holds is a
// document under each of its addresses, however the revisit calls it; what fetch
// had at the same address is none a second time, and what is nowhere is told.
func TestRevisitAcrossFiles(t *testing.T) {
	pdf := "Content-Type: application/pdf\r\n"
	id := func(record, id string) string { return strings.Replace(record, "<urn:uuid:1>", "<urn:uuid:"+id+">", 1) }
	revisit := func(name, to, more string) string {
		return id(warcRecord("revisit", "http://a.example/"+name, http+"WARC-Refers-To-Target-URI: http://a.example/"+to+
			"\r\n"+more, reply("200 OK", pdf, "")), name) +
			id(warcRecord("metadata", "http://a.example/"+name, "Content-Type: application/warc-fields\r\nWARC-Concurrent-To: "+
				"<urn:uuid:"+name+">\r\n", "Source: s\r\nTitle: 新的"+name+"\r\n"), "about-"+name)
	}
	folder := t.TempDir()
	write := func(name, data string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write("1.warc.gz", gz(id(warcRecord("response", "http://a.example/1.pdf", http+"WARC-Payload-Digest: sha256:A\r\n",
		reply("200 OK", pdf, "%PDF-1.7 one")), "one"))+
		gz(id(warcRecord("resource", "http://a.example/2.pdf", pdf, "%PDF-1.7 two"), "two")))
	write("0.warc", "no WARC file")
	second := write("2.warc", revisit("b", "1.pdf", "WARC-Payload-Digest: sha256:A\r\n")+
		revisit("c", "2.pdf", "WARC-Refers-To: <urn:uuid:two>\r\n")+
		revisit("1.pdf", "1.pdf", "WARC-Payload-Digest: sha256:A\r\n")+
		revisit("d", "9.pdf", "WARC-Payload-Digest: sha256:Z\r\n"))
	data, err := os.ReadFile(second)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for m := range Walk(t.Context(), data, Options{Beside: Beside(second)}) {
		got = append(got, fmt.Sprintf("%s %s %s %v", m.Name, m.From.Title, m.Data, m.Err))
	}
	want := []string{
		"http://a.example/b 新的b %PDF-1.7 one <nil>",
		"http://a.example/c 新的c %PDF-1.7 two <nil>",
		"http://a.example/d 新的d  " + document.ErrUnsupported.Error() +
			": the same as before, and what was before is not in this file nor beside it",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
