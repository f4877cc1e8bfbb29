package charset

import (
	"testing"
	"unicode/utf8"
)

func TestPath(t *testing.T) {
	for raw, want := range map[string]string{
		"":                             "",
		"in/预算.pdf":                    "in/预算.pdf",
		"\xb2\xbf\xc3\xc5.pdf":         "部门.pdf",
		"预算/\xb2\xbf\xc3\xc5/\xff.pdf": `预算/部门/%FF.pdf`,
		"\x81\x5c.pdf":                 "乗.pdf", // its second byte is a backslash
		"caf\xe9.pdf":                  `caf%E9.pdf`,
		"a\x1b[31m":                    "a\x1b[31m", // whoever prints it has to care
	} {
		if got := Path(raw); got != want {
			t.Errorf("%q: %q, want %q", raw, got, want)
		}
	}
}

func FuzzPath(f *testing.F) {
	f.Add("预算/\xb2\xbf\xc3\xc5.pdf")
	f.Add("\xff\x30\x81")
	f.Fuzz(func(t *testing.T, raw string) {
		got := Path(raw)
		if !utf8.ValidString(got) {
			t.Errorf("%q: %q", raw, got)
		}
		if utf8.ValidString(raw) && got != raw {
			t.Errorf("%q was changed to %q", raw, got)
		}
	})
}
