// Package charset turns the bytes of a text file into Unicode.
//
// It knows the encodings Chinese publications are written in, where a file
// declares its own, and what Chinese text looks like, so that a wrong
// declaration is noticed and overruled. It knows nothing of the formats
// beyond their declarations.
package charset

import (
	"bytes"
	"math"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	utf "golang.org/x/text/encoding/unicode"
)

// Result is a decoded text and how it was arrived at.
type Result struct {
	Text      string // without a byte order mark
	Encoding  string // WHATWG name the text was decoded from: "utf-8", "gbk", "gb18030", "big5", "utf-16le", ...
	Declared  string // WHATWG name the file or its transport declares; empty if none or unknown
	Overruled bool   // Encoding contradicts Declared
	Damaged   int    // characters that could not be decoded and are U+FFFD
}

// sample bounds how much of a file is looked at to choose its encoding.
const sample = 256 << 10

// margin is how much better than a declared encoding another one must look
// before the declaration is overruled. The score is a share, see plausibility.
const margin = 0.05

// Decode finds the encoding of a text file and decodes it. The order is: byte
// order mark, declaration (the transport's first, then the file's own),
// detection. None is believed when what comes out does not look like text.
// transport may be a Content-Type or a bare charset name, or empty.
func Decode(data []byte, transport string) Result {
	declared := canonical(transport)
	if declared == "" {
		declared = canonical(declaration(data))
	}
	name := choose(data, declared)
	text := decode(data, name)
	text = strings.TrimPrefix(text, "\ufeff")
	if name == "gbk" && fourByte(data) {
		name = "gb18030"
	}
	return Result{
		Text: text, Encoding: name, Declared: declared,
		Overruled: declared != "" && family(declared) != family(name),
		Damaged:   strings.Count(text, "\ufffd"),
	}
}

func choose(data []byte, declared string) string {
	switch {
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}):
		return "utf-16le"
	case bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		return "utf-16be"
	}
	head := data[:min(len(data), sample)]
	if name := wide(head); name != "" {
		return name
	}
	if ascii(data) {
		if declared == "" || strings.HasPrefix(declared, "utf-16") {
			return "utf-8"
		}
		return declared
	}
	// In a big file the part that tells may come late.
	if ascii(head) {
		at := bytes.IndexFunc(data, func(r rune) bool { return r >= utf8.RuneSelf })
		head = data[at:min(len(data), at+sample)]
	}
	candidates := []string{"utf-8", "gbk", "big5"}
	if declared != "" && !strings.HasPrefix(declared, "utf-16") {
		candidates = append([]string{declared}, candidates...)
	}
	best, top := "", math.Inf(-1)
	for i, name := range candidates {
		score := plausibility(decode(head, name))
		if name == "utf-8" && longUTF8(head) {
			score++ // a long run of valid UTF-8 is no accident
		}
		if bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) && name == "utf-8" {
			score += margin
		}
		if i == 0 && declared != "" {
			score += margin
		}
		if score > top {
			best, top = name, score
		}
	}
	return best
}

func decode(data []byte, name string) string {
	if name == "utf-8" {
		return strings.ToValidUTF8(string(data), "\ufffd")
	}
	enc := byName(name)
	out, err := enc.NewDecoder().Bytes(data)
	if err != nil {
		return strings.ToValidUTF8(string(data), "\ufffd")
	}
	return string(out)
}

func byName(name string) encoding.Encoding {
	switch name {
	case "gbk", "gb18030":
		// Files that say GBK or GB2312 use the four-byte characters too.
		return simplifiedchinese.GB18030
	case "utf-16le":
		return utf.UTF16(utf.LittleEndian, utf.IgnoreBOM)
	case "utf-16be":
		return utf.UTF16(utf.BigEndian, utf.IgnoreBOM)
	}
	enc, err := htmlindex.Get(name)
	if err != nil {
		return encoding.Nop
	}
	return enc
}

// family joins the names of which one includes the other.
func family(name string) string {
	if name == "gb18030" {
		return "gbk"
	}
	return name
}

var declarations = regexp.MustCompile(`(?i)(?:charset|encoding)\s*=\s*(?:3D)?["']?\s*([a-z0-9][a-z0-9_.:-]*)`)

// declaration finds what a file says of itself: <meta charset>, the
// http-equiv form, an XML declaration, a MIME header. Comments count too, as
// they are read before anything is known.
func declaration(data []byte) string {
	m := declarations.FindSubmatch(data[:min(len(data), 16<<10)])
	if m == nil {
		return ""
	}
	return string(m[1])
}

// canonical is the WHATWG name of a label or of a Content-Type's charset.
func canonical(label string) string {
	if m := declarations.FindStringSubmatch(label); m != nil {
		label = m[1]
	}
	label = strings.ToLower(strings.TrimSpace(label))
	switch label {
	case "":
		return ""
	case "utf8mb4", "utf_8":
		return "utf-8"
	case "cp936", "ms936", "windows-936", "gb_2312", "euc-cn":
		return "gbk"
	}
	enc, err := htmlindex.Get(label)
	if err != nil {
		return ""
	}
	name, err := htmlindex.Name(enc)
	if err != nil || name == "replacement" || name == "x-user-defined" {
		return ""
	}
	return name
}

func ascii(data []byte) bool {
	for _, b := range data {
		if b >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// wide recognises UTF-16 without a byte order mark by its zero bytes: markup,
// digits and line ends have one in every pair.
func wide(data []byte) string {
	var even, odd int
	for i, b := range data {
		if b == 0 {
			if i%2 == 0 {
				even++
			} else {
				odd++
			}
		}
	}
	pairs := len(data) / 2
	switch {
	case pairs < 4:
		return ""
	case odd*10 > pairs && even*20 < odd:
		return "utf-16le"
	case even*10 > pairs && odd*20 < even:
		return "utf-16be"
	}
	return ""
}

// longUTF8 reports that nearly all bytes above ASCII form valid UTF-8, and
// that there are enough of them for it to mean something.
func longUTF8(data []byte) bool {
	good, bad := 0, 0
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		switch {
		case r == utf8.RuneError && size <= 1:
			bad++
		case size > 1:
			good++
		}
		data = data[size:]
	}
	return good >= 12 && bad*20 <= good
}

// fourByte reports a character that GBK does not have and GB18030 does.
func fourByte(data []byte) bool {
	for i := 0; i+1 < len(data); {
		switch {
		case data[i] < 0x81:
			i++
		case data[i+1] >= 0x30 && data[i+1] <= 0x39:
			if i+3 < len(data) && data[i+2] >= 0x81 && data[i+3] >= 0x30 && data[i+3] <= 0x39 {
				return true
			}
			i++
		default:
			i += 2
		}
	}
	return false
}

// frequent are characters budgets and portals cannot do without, in both
// scripts. They settle short texts, where the levels of the code tables
// (see common) decide little.
const frequent = "的一是不在有和年月日部门单位预算決决算收入支出合计計总總表项項目金额額万萬元财財政拨撥款公共基本经經费費人员員事业業务務" +
	"管理市县縣区區局委办辦厅廳省国國会會中大上下本其他级級数數名称稱编編制及为為与與对對于於从從政府社会保障教育说說明情况況信息关關机機构構"

var tables = sync.OnceValue(func() (t struct{ common, often map[rune]bool }) {
	t.common, t.often = map[rune]bool{}, map[rune]bool{}
	add := func(enc encoding.Encoding, from, to byte) {
		d := enc.NewDecoder()
		for lead := from; lead <= to; lead++ {
			for trail := byte(0x40); trail < 0xFF; trail++ {
				if enc == simplifiedchinese.GBK && trail < 0xA1 {
					continue
				}
				if s, err := d.Bytes([]byte{lead, trail}); err == nil {
					if r, _ := utf8.DecodeRune(s); unicode.Is(unicode.Han, r) {
						t.common[r] = true
					}
				}
			}
		}
	}
	add(simplifiedchinese.GBK, 0xB0, 0xD7)   // GB 2312 level 1
	add(traditionalchinese.Big5, 0xA4, 0xC6) // Big5 level 1
	for _, r := range frequent {
		t.often[r] = true
	}
	return t
})

// plausibility says how much a text looks like published Chinese: the share of
// everyday characters among all above ASCII, with a bonus for the frequent
// ones and a malus for what cannot be decoded. About -2 to 1.4.
func plausibility(text string) float64 {
	t := tables()
	var all, good, often, bad float64
	for _, r := range text {
		switch {
		case r < utf8.RuneSelf && (r >= ' ' || r == '\n' || r == '\r' || r == '\t' || r == '\f'):
			continue
		case t.often[r]:
			good++
			often++
		case t.common[r]:
			good++
		case r >= 0x3000 && r <= 0x301F, r >= 0xFF01 && r <= 0xFF5E, r >= 0x2010 && r <= 0x203B, r == 0xA0,
			r >= 0x2460 && r <= 0x2473, r >= 0x25A0 && r <= 0x25FF:
			good += 0.5 // punctuation: right in every encoding, tells little
		case r == utf8.RuneError, r < ' ', unicode.Is(unicode.Co, r),
			!unicode.IsPrint(r) && !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r):
			bad++
		}
		all++
	}
	if all == 0 {
		return 0
	}
	return good/all + 0.4*often/all - 2*bad/all
}
