package archive

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/yusuan/yusuan/document"
)

// TestPanics: a decoder that panics on a member is an error of that member, on
// an archive one of the archive; a panic of the consumer is its own.
func TestPanics(t *testing.T) {
	data := zipped(t, file{name: "a", text: "good"}, file{name: "b", text: "bad"}, file{name: "c", text: "good"})
	options := Options{Nested: func(data []byte) bool {
		if string(data) == "bad" {
			panic("as told")
		}
		return false
	}}
	var got []string
	for m := range Walk(t.Context(), data, options) {
		got = append(got, fmt.Sprintf("%s %s %v", m.Name, m.Data, errors.Is(m.Err, document.ErrDamaged)))
	}
	if diff := cmp.Diff([]string{"a good false", "b  true", "c good false"}, got); diff != "" {
		t.Error(diff)
	}
	w := &walker{limits: DefaultLimits} // without a context: the first file looks at it
	if err := w.guarded(title{}, data, 1); !errors.Is(err, document.ErrDamaged) {
		t.Errorf("got %v", err)
	}
	defer func() {
		if p := recover(); p != "the consumer's" {
			t.Errorf("recovered %v", p)
		}
	}()
	for range Walk(t.Context(), data, Options{}) {
		panic("the consumer's")
	}
}

type file struct {
	name, text string
	header     func(*zip.FileHeader)
}

func zipped(t testing.TB, files ...file) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.name, Method: zip.Deflate}
		if f.header != nil {
			f.header(h)
		}
		w, err := z.CreateHeader(h)
		if err == nil {
			_, err = io.WriteString(w, f.text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func tarred(t testing.TB, files ...file) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range files {
		if err := w.WriteHeader(&tar.Header{Name: f.name, Size: int64(len(f.text)), Mode: 0o600}); err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, f.text)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gzipped(t testing.TB, name string, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Name = name
	w.Write(data)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gbk(t testing.TB, s string) string {
	t.Helper()
	out, err := simplifiedchinese.GBK.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// flagged sets the flag for UTF-8 of every file in the directory of a ZIP.
func flagged(data []byte) []byte {
	const header, flags = "PK\x01\x02", 8
	for at := 0; ; at += len(header) {
		next := bytes.Index(data[at:], []byte(header))
		if next < 0 {
			return data
		}
		at += next
		data[at+flags+1] |= 1 << 3
	}
}

// latin1 has the bytes of s as characters: gzip takes its names for Latin-1.
func latin1(s string) string {
	var out []rune
	for _, b := range []byte(s) {
		out = append(out, rune(b))
	}
	return string(out)
}

// TestRawNames: what was decoded, cleaned or escaped is there as it is stored.
func TestRawNames(t *testing.T) {
	name := gbk(t, "附件一.zip")
	raw := func(h *zip.FileHeader) { h.NonUTF8 = true }
	inner := zipped(t, file{name: `..\b.txt`, text: "b"})
	var got []Member
	for m := range Walk(t.Context(), zipped(t, file{name, string(inner), raw}), Options{Nested: nested}) {
		got = append(got, m)
	}
	if len(got) != 1 || got[0].Name != "附件一.zip!b.txt" || got[0].Raw != name+`!..\b.txt` {
		t.Errorf("%q", got)
	}
}

func nested(data []byte) bool { return Detect(data).Readable() }

// list walks an archive into lines of name, size or error.
func list(data []byte, o Options) (out []string) {
	o.Nested = nested
	for m := range Walk(context.Background(), data, o) {
		switch {
		case m.Err == nil:
			out = append(out, fmt.Sprintf("%s %d", m.Name, len(m.Data)))
		default:
			name := "?"
			for _, known := range []struct {
				err  error
				name string
			}{{document.ErrTooLarge, "too large"}, {document.ErrEncrypted, "encrypted"}, {document.ErrPassword, "password"},
				{document.ErrDamaged, "damaged"}, {document.ErrEmpty, "empty"}, {document.ErrUnsupported, "unsupported"}} {
				if errors.Is(m.Err, known.err) {
					name = known.name
				}
			}
			out = append(out, m.Name+" "+name)
		}
	}
	return out
}

// rarStored is a RAR 5 archive with one stored file, byte for byte after
// RARLAB's technical note; no free program writes the format.
func rarStored(t testing.TB) []byte {
	t.Helper()
	block := func(body []byte, data []byte) []byte {
		head := append([]byte{byte(len(body))}, body...)
		out := binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(head))
		return append(append(out, head...), data...)
	}
	text := []byte("hello")
	out := []byte("Rar!\x1a\x07\x01\x00")
	out = append(out, block([]byte{1, 0, 0}, nil)...) // main header
	name := "表/a.txt"
	h := []byte{2, 2, byte(len(text)), 4, byte(len(text)), 0}         // file, has data; flags: CRC; size; attributes
	h = binary.LittleEndian.AppendUint32(h, crc32.ChecksumIEEE(text)) //
	h = append(h, 0, 0, byte(len(name)))                              // stored, Windows
	out = append(out, block(append(h, name...), text)...)             //
	return append(out, block([]byte{5, 0, 0}, nil)...)
}

func TestWalk(t *testing.T) {
	unicodeExtra := func(stored, name string) func(*zip.FileHeader) {
		return func(h *zip.FileHeader) {
			h.NonUTF8 = true
			x := binary.LittleEndian.AppendUint16(nil, 0x7075)
			x = binary.LittleEndian.AppendUint16(x, uint16(5+len(name)))
			x = append(x, 1)
			x = binary.LittleEndian.AppendUint32(x, crc32.ChecksumIEEE([]byte(stored)))
			h.Extra = append(x, name...)
		}
	}
	raw := func(h *zip.FileHeader) { h.NonUTF8 = true }
	inner := zipped(t, file{name: "c.txt", text: "ccc"})
	for _, c := range []struct {
		name string
		data []byte
		o    Options
		want []string
	}{
		{"names in UTF-8", zipped(t, file{name: "预算/"}, file{name: "预算/表1.txt", text: "1"}), Options{},
			[]string{"预算/表1.txt 1"}},
		{"names in GBK", zipped(t, file{gbk(t, "预算/附件一.txt"), "1", raw}, file{gbk(t, "说明.txt"), "22", raw}), Options{},
			[]string{"预算/附件一.txt 1", "说明.txt 2"}},
		{"UTF-8 without saying so", zipped(t, file{"决算.txt", "1", raw}), Options{}, []string{"决算.txt 1"}},
		{"GBK under the flag for UTF-8", flagged(zipped(t, file{gbk(t, "预算.txt"), "1", raw})), Options{},
			[]string{"预算.txt 1"}},
		{"UTF-8 with a comment in GBK", flagged(zipped(t,
			file{"决算.txt", "1", func(h *zip.FileHeader) { h.Comment = gbk(t, "说明") }}, file{gbk(t, "预算.txt"), "1", raw})),
			Options{}, []string{"决算.txt 1", "预算.txt 1"}},
		{"names in Big5", zipped(t, file{"\xb9w\xba\xe2\xaa\xed.txt", "1", raw}, file{"\xf9\xd6.txt", "1", raw}), Options{},
			[]string{"預算表.txt 1", "碁.txt 1"}},
		{"names in nothing", zipped(t, file{"a\xff\xfe.txt", "1", raw}), Options{}, []string{"a%FF%FE.txt 1"}},
		{"tar with names in GBK", tarred(t, file{name: gbk(t, "预算/附件.txt"), text: "1"}), Options{}, []string{"预算/附件.txt 1"}},
		{"gzip with a name in GBK", gzipped(t, latin1(gbk(t, "附件.txt")), []byte("1")), Options{}, []string{"附件.txt 1"}},
		{"gzip with a name in UTF-8", gzipped(t, latin1("附件.txt"), []byte("1")), Options{}, []string{"附件.txt 1"}},
		{"Unicode path field", zipped(t, file{"??.txt", "1", unicodeExtra("??.txt", "公开.txt")}), Options{},
			[]string{"公开.txt 1"}},
		{"paths that lead out", zipped(t, file{name: "../../etc/x", text: "1"}, file{name: `C:\预算\y`, text: "2"},
			file{name: "/abs\x01", text: "3"}), Options{},
			[]string{"etc/x 1", "预算/y 1", "abs_ 1"}},
		{"nested", zipped(t, file{name: "a.txt", text: "a"}, file{name: "b.zip", text: string(inner)}), Options{},
			[]string{"a.txt 1", "b.zip!c.txt 3"}},
		{"nested too deep", zipped(t, file{name: "b.zip", text: string(inner)}), Options{Limits: Limits{Depth: 1}},
			[]string{"b.zip too large"}},
		{"ratio", zipped(t, file{name: "bomb", text: strings.Repeat("0", 4<<20)}, file{name: "b", text: "b"}), Options{},
			[]string{"bomb too large", "b 1"}},
		{"member size", zipped(t, file{name: "a", text: "12345"}, file{name: "b", text: "b"}),
			Options{Limits: Limits{Member: 4}}, []string{"a too large", "b 1"}},
		{"total size", zipped(t, file{name: "a", text: "123"}, file{name: "b", text: "456"}, file{name: "c", text: "c"}),
			Options{Limits: Limits{Total: 5}}, []string{"a 3", "b too large", " too large"}},
		{"count", zipped(t, file{name: "a", text: "1"}, file{name: "b", text: "2"}), Options{Limits: Limits{Members: 1}},
			[]string{"a 1", " too large"}},
		{"count, nested", zipped(t, file{name: "z", text: string(inner)}, file{name: "b", text: "2"}),
			Options{Limits: Limits{Members: 1}}, []string{"z too large"}},
		{"no files", zipped(t, file{name: "folder/"}), Options{}, []string{" empty"}},
		{"truncated", inner[:len(inner)-10], Options{}, []string{" damaged"}},
		{"a damaged one inside", zipped(t, file{name: "x.zip", text: string(inner[:20])}, file{name: "b", text: "2"}),
			Options{}, []string{"x.zip damaged", "b 1"}},
		{"rar", rarStored(t), Options{}, []string{"表/a.txt 5"}},
		{"rar, truncated", rarStored(t)[:45], Options{}, []string{"表/a.txt damaged", " damaged"}},
		{"tar", tarred(t, file{name: "表.txt", text: "1"}), Options{}, []string{"表.txt 1"}},
		{"gzip", gzipped(t, "a.csv", []byte("12")), Options{}, []string{"a.csv 2"}},
		{"tar in gzip", gzipped(t, "", tarred(t, file{name: "a", text: "1"}, file{name: "b.zip", text: string(inner)})),
			Options{}, []string{"a 1", "b.zip!c.txt 3"}},
		{"gzip bomb", gzipped(t, "a", make([]byte, 64<<20)), Options{}, []string{"a too large"}},
		{"tar bomb", gzipped(t, "a", tarred(t, file{name: "x", text: strings.Repeat("0", 64<<20)})), Options{},
			[]string{"x too large", " too large"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, list(c.data, c.o)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Both hold secret.txt under the password pass2031: made by Info-ZIP with
// PKWARE's cipher, and by pyzipper with WinZip's AES-256.
const (
	pkware = "UEsDBBQACQAIAJCid11Yq+t1HAAAADwAAAAKAAAAc2VjcmV0LnR4dBItqJYuq1A6auJu3S7HrfQHpIV3qck1WyxGdv5QSwcIWKvrdRwAAAA8AAAAUEsBAh4DFAAJAAgAkKJ3XVir63UcAAAAPAAAAAoAAAAAAAAAAQAAAKSBAAAAAHNlY3JldC50eHRQSwUGAAAAAAEAAQA4AAAAVAAAAAAA"
	aes256 = "UEsDBBQAAQBjAKqid10AAAAALAAAADwAAAAKAAsAc2VjcmV0LnR4dAGZBwACAEFFAwgAp/TvSvirkj+1a6NXJ6mIfuNKWVUnnDBXQtIZ56P3Um2wkHSBWL4KagxbiKlQSwECFAMUAAEAYwCqonddAAAAACwAAAA8AAAACgALAAAAAAAAAAAAgAEAAAAAc2VjcmV0LnR4dAGZBwACAEFFAwgAUEsFBgAAAAABAAEAQwAAAF8AAAAAAA=="
)

func TestPassword(t *testing.T) {
	for _, c := range []struct{ name, data string }{{"PKWARE", pkware}, {"AES", aes256}} {
		data, err := base64.StdEncoding.DecodeString(c.data)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range []struct{ password, want string }{
			{"", "secret.txt encrypted"}, {"wrong", "secret.txt password"}, {"pass2031", "secret.txt 60"},
		} {
			if diff := cmp.Diff([]string{p.want}, list(data, Options{Password: p.password})); diff != "" {
				t.Errorf("%s, %q: %s", c.name, p.password, diff)
			}
		}
		for m := range Walk(t.Context(), data, Options{Password: "pass2031"}) {
			if string(m.Data) != strings.Repeat("1234567890 ", 6)[:60] {
				t.Errorf("%s: %q", c.name, m.Data)
			}
		}
	}
}

func TestWalkStops(t *testing.T) {
	data := zipped(t, file{name: "a", text: "1"}, file{name: "b", text: "2"})
	n := 0
	for range Walk(t.Context(), data, Options{}) {
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d members after a break", n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for m := range Walk(ctx, data, Options{}) {
		if !errors.Is(m.Err, context.Canceled) {
			t.Errorf("%q: %v", m.Name, m.Err)
		}
	}
}

// TestMisplaced: a member whose place in the archive is another's or none is
// damaged, and no fault of the program.
func TestMisplaced(t *testing.T) {
	data := zipped(t, file{name: "a", text: "good"}, file{name: "b", text: "lost"})
	at := bytes.LastIndex(data, []byte("PK\x01\x02")) + 42 // where the directory says that b begins
	for name, offset := range map[string]uint32{"inside a": 3, "after the end": 1 << 30} {
		binary.LittleEndian.PutUint32(data[at:], offset)
		var got []string
		for m := range Walk(t.Context(), data, Options{}) {
			got = append(got, fmt.Sprintf("%s %v", m.Name, errors.Is(m.Err, document.ErrDamaged)))
		}
		if diff := cmp.Diff([]string{"a false", "b true"}, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func FuzzWalk(f *testing.F) {
	f.Add(zipped(f, file{name: "a", text: "1"}, file{name: "b.zip", text: string(zipped(f, file{name: "c", text: "2"}))}))
	f.Add(rarStored(f))
	f.Add(tarred(f, file{name: "a", text: "1"}))
	f.Add(gzipped(f, "a", []byte("1")))
	for _, r := range crawl(f) {
		f.Add([]byte(r))
	}
	for _, s := range []string{pkware, aes256} {
		data, _ := base64.StdEncoding.DecodeString(s)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		limits := Limits{Depth: 3, Members: 50, Member: 1 << 20, Total: 4 << 20, Ratio: 100}
		n, total := 0, 0
		for m := range Walk(t.Context(), data, Options{Limits: limits, Password: "pass2031", Nested: nested}) {
			n++
			if m.Err == nil {
				total += len(m.Data)
			}
			if m.From.Address == "" && strings.Contains("/"+m.Name+"/", "/../") {
				t.Errorf("name leads out: %q", m.Name)
			}
		}
		if n == 0 || total > 4<<20 {
			t.Errorf("%d members, %d bytes", n, total)
		}
	})
}

func BenchmarkWalk(b *testing.B) {
	var files []file
	for i := range 100 {
		files = append(files, file{name: fmt.Sprintf("部门%d.html", i), text: strings.Repeat("<td>1,234.56</td>", 200)})
	}
	data := zipped(b, files...)
	for b.Loop() {
		for m := range Walk(b.Context(), data, Options{}) {
			if m.Err != nil {
				b.Fatal(m.Err)
			}
		}
	}
}
