package document

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// numberToken says what Numbers lists.
var numberToken = regexp.MustCompile(`[0-9０-９]+(?:[,，.．][0-9０-９]+)*`)

func FuzzNumbers(f *testing.F) {
	for _, s := range []string{"", "税收收入207,720", "1,,2", ",5", "５．５%,3.", "2024年1.2.3、4", "\xff1\xff", "1,，2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := Numbers(s), numberToken.FindAllString(s, -1); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	})
}

func BenchmarkNumbers(b *testing.B) {
	text := strings.Repeat("一般公共服务支出 1,234.56 万元，", 4)
	for b.Loop() {
		Numbers(text)
	}
}

func TestSqueezeEverySpace(t *testing.T) {
	invisible := "\u200b\u200c\u200d\ufeff\u00ad\u2060"
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if r >= 0xd800 && r < 0xe000 { // surrogates
			continue
		}
		want := unicode.IsSpace(r) || strings.ContainsRune(invisible, r)
		if got := Squeeze(string(r)) == ""; got != want {
			t.Errorf("%U: removed %t, want %t", r, got, want)
		}
	}
}
