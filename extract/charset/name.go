package charset

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// Name reads the name of a file, of which nothing tells the encoding: UTF-8 or
// else GBK, which programs for Chinese Windows write. Names that are neither
// have their bytes escaped, see Escape. What comes out is always UTF-8.
func Name(raw string) string { return Names([]string{raw})[0] }

// Path is Name for each element of a path: a folder that was named here may
// hold files that were named elsewhere.
func Path(raw string) string {
	if utf8.ValidString(raw) {
		return raw
	}
	parts := strings.Split(raw, "/")
	for i := range parts {
		parts[i] = Name(parts[i])
	}
	return strings.Join(parts, "/")
}

// Names is Name for names that one program wrote, in one encoding. In Taiwan
// and Hong Kong that is Big5.
func Names(raw []string) []string {
	out := make([]string, len(raw))
	isUTF8, isGBK := true, true
	for _, s := range raw {
		_, ok := strictly(simplifiedchinese.GB18030.NewDecoder().String, s)
		isUTF8, isGBK = isUTF8 && utf8.ValidString(s), isGBK && ok
	}
	for i, s := range raw {
		decode := simplifiedchinese.GB18030.NewDecoder().String
		if !isGBK {
			decode = traditionalchinese.Big5.NewDecoder().String
		}
		if isUTF8 {
			out[i] = s
		} else if text, ok := strictly(decode, s); ok {
			out[i] = text
		} else {
			out[i] = Escape(s)
		}
	}
	return out
}

func strictly(decode func(string) (string, error), raw string) (string, bool) {
	s, err := decode(raw)
	return s, err == nil && !strings.ContainsRune(s, utf8.RuneError)
}

// Escape writes the bytes that are no UTF-8 as %NN, as addresses do: the
// backslash of other escapes parts folders in some names.
func Escape(raw string) string {
	if utf8.ValidString(raw) {
		return raw
	}
	var b strings.Builder
	for len(raw) > 0 {
		r, n := utf8.DecodeRuneInString(raw)
		if r == utf8.RuneError && n == 1 {
			fmt.Fprintf(&b, "%%%02X", raw[0])
		} else {
			b.WriteString(raw[:n])
		}
		raw = raw[n:]
	}
	return b.String()
}
