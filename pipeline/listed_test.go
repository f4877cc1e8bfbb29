package pipeline

import (
	"strings"
	"testing"
	"time"

	"github.com/yusuan/yusuan/document"
)

func TestListed(t *testing.T) {
	sum := strings.Repeat("ab", 32)
	l, err := parseListed("URL\tsha256\tfile\tPublished\tretrieved\tnote\n" +
		"https://example.org/1\t" + strings.ToUpper(sum) + "\t\t2024-02-09\t2024-03-01T08:00:00+08:00\tx\n" +
		"https://example.org/2\t\t.\\2024\\预算.pdf\t\t\t\n" +
		"https://example.org/3\t\t2024/预算.pdf\t\t\t\n")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name, id string
		want     document.Provenance
	}{
		{"other.pdf", sum, document.Provenance{Address: "https://example.org/1", Date: "2024-02-09", Retrieved: at}},
		{"2024/预算.pdf", strings.Repeat("cd", 32), document.Provenance{Address: "https://example.org/2"}},
		{"预算.pdf", "", document.Provenance{}},
	} {
		if got := l.of(c.name, c.id); got != c.want {
			t.Errorf("%s %s: %+v, want %+v", c.name, c.id, got, c.want)
		}
	}
	if n := l.Unmet(); n != 0 {
		t.Errorf("%d addresses stand for no file", n)
	}
	var none *Listed
	if none.of("a", "b") != (document.Provenance{}) || none.Unmet() != 0 {
		t.Error("no list says something")
	}
}

func TestListedFaults(t *testing.T) {
	for text, want := range map[string]string{
		"":                             "the first line",
		"file,title\na.pdf,x\n":        "names no columns",
		"url\nhttps://example.org/a\n": "names no columns",
		"url,file\nhttps://example.org/a,a.pdf,more\n":         "line 2",
		"url,file\njavascript:alert(1),a.pdf\n":                `line 2: url "javascript:alert(1)" is no address`,
		"url,file,published\nhttps://a.example/,a.pdf,9.2.24":  `line 2: published "9.2.24" is no day`,
		"url,file,retrieved\nhttps://a.example/,a.pdf,gestern": `line 2: retrieved "gestern" is no time`,
	} {
		if _, err := parseListed(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func FuzzListed(f *testing.F) {
	f.Add("url,file\nhttps://example.org/a,a.pdf\n", "a.pdf")
	f.Add("sha256\turl\nab\thttps://example.org/a\n", "b")
	f.Fuzz(func(t *testing.T, text, name string) {
		l, err := parseListed(text)
		if err != nil {
			return
		}
		if p := l.of(name, name); p.Address == "" && p != (document.Provenance{}) {
			t.Errorf("a line without an address: %+v", p)
		}
	})
}
