package reread

import (
	"strings"
	"unicode/utf16"

	pdf "github.com/ledongthuc/pdf"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// cmap is a table of a font, from codes to text (ToUnicode) or to CIDs.
type cmap struct {
	spaces   []codespace
	texts    map[uint32]string
	cids     map[uint32]uint32
	vertical bool
	codes    bool // a name instead of a table: every code is its own meaning
}

// codespace is codes of one length in bytes; each byte is within its own bounds.
type codespace struct{ low, high string }

func (s codespace) holds(code string) bool {
	for i := range len(code) {
		if code[i] < s.low[i] || code[i] > s.high[i] {
			return false
		}
	}
	return true
}

// unicodeMap reads a ToUnicode table; nil if there is none.
func unicodeMap(v pdf.Value) *cmap {
	switch {
	case v.Kind() == pdf.Stream:
		return readCMap(v)
	case strings.HasPrefix(v.Name(), "Identity"):
		return &cmap{codes: true}
	}
	return nil
}

// text is what the table states for a code. A code that means nothing (U+0000)
// or is not listed is not stated.
func (m *cmap) text(code uint32) (string, bool) {
	if m == nil {
		return "", false
	}
	if m.codes {
		return string(rune(code)), true
	}
	s, ok := m.texts[code]
	return s, ok && strings.Trim(s, "\x00\ufffd") != ""
}

// readCMap reads a table. One that breaks off gives what there was.
func readCMap(v pdf.Value) *cmap {
	m := &cmap{texts: map[uint32]string{}, cids: map[uint32]uint32{}}
	m.vertical = v.Key("WMode").Int64() == 1
	program := decoded(v)
	func() {
		defer func() { _ = recover() }() // the library gives up by panicking
		interpret(program, m.operator)
	}()
	return m
}

// operator takes what an operator of the table's program says.
func (m *cmap) operator(stack *pdf.Stack, op string, nothing pdf.Value) {
	switch op {
	case "findresource":
		stack.Pop()
		stack.Pop()
		stack.Push(nothing) // what begin makes the current dictionary
		return
	case "defineresource":
		value := stack.Pop()
		stack.Pop()
		stack.Pop()
		stack.Push(value)
		return
	}
	args := make([]pdf.Value, stack.Len())
	for i := len(args) - 1; i >= 0; i-- {
		args[i] = stack.Pop()
	}
	switch op {
	case "endcodespacerange":
		for i := 0; i+1 < len(args); i += 2 {
			m.addSpace(args[i].RawString(), args[i+1].RawString())
		}
	case "endbfchar":
		for i := 0; i+1 < len(args); i += 2 {
			m.setText(number(args[i].RawString()), textOf(args[i+1], 0))
		}
	case "endbfrange":
		for i := 0; i+2 < len(args); i += 3 {
			m.setTexts(number(args[i].RawString()), number(args[i+1].RawString()), args[i+2])
		}
	case "endcidchar":
		for i := 0; i+1 < len(args); i += 2 {
			m.setCID(number(args[i].RawString()), uint32(args[i+1].Int64()))
		}
	case "endcidrange":
		for i := 0; i+2 < len(args); i += 3 {
			low, high := number(args[i].RawString()), number(args[i+1].RawString())
			for n := range span(low, high, maxCodes-len(m.cids)) {
				m.setCID(low+n, uint32(args[i+2].Int64())+n)
			}
		}
	}
}

// addSpace adds a range of codes of so many bytes.
func (m *cmap) addSpace(low, high string) {
	if len(low) == len(high) && len(low) > 0 && len(low) <= 4 && len(m.spaces) < 256 {
		m.spaces = append(m.spaces, codespace{low, high})
	}
}

// setTexts states the texts of a range of codes: one each, or the first, after
// which they go on by one.
func (m *cmap) setTexts(low, high uint32, to pdf.Value) {
	for n := range span(low, high, maxCodes-len(m.texts)) {
		switch {
		case to.Kind() != pdf.Array:
			m.setText(low+n, textOf(to, uint16(n)))
		case int(n) < to.Len():
			m.setText(low+n, textOf(to.Index(int(n)), 0))
		default:
			return
		}
	}
}

// span is how many codes a range has, or as many as there is room for.
func span(low, high uint32, room int) uint32 {
	if high < low || room <= 0 {
		return 0
	}
	return uint32(min(uint64(high-low)+1, uint64(room)))
}

func (m *cmap) setText(code uint32, text string) {
	if len(m.texts) < maxCodes {
		m.texts[code] = text
	}
}

func (m *cmap) setCID(code, cid uint32) {
	if len(m.cids) < maxCodes {
		m.cids[code] = cid
	}
}

// number is a code as a number, the first byte the highest.
func number(s string) (n uint32) {
	for i := range len(s) {
		n = n<<8 | uint32(s[i])
	}
	return n
}

// textOf reads UTF-16; its last unit is raised by plus.
func textOf(v pdf.Value, plus uint16) string {
	s := v.RawString()
	if len(s) == 1 { // a byte where two belong
		s = "\x00" + s
	}
	units := make([]uint16, len(s)/2)
	for i := range units {
		units[i] = uint16(s[2*i])<<8 | uint16(s[2*i+1])
	}
	if len(units) > 0 {
		units[len(units)-1] += plus
	}
	return string(utf16.Decode(units))
}

// codes says how strings of a composite font fall into codes.
type codes struct {
	vertical bool
	next     func(s string) (uint32, int)
	cid      func(code uint32, bytes int) uint32
	unicode  func(code uint32, bytes int) string // nil where codes name glyphs only
}

// charset is a family of predefined CMaps, whose codes are characters.
type charset struct {
	prefix   string
	encoding encoding.Encoding // nil: UTF-16
	ascii    uint32            // CID of the space
}

// charsets are the CMaps of PDF 32000-1, table 118, for Chinese; the rest of
// their names is the direction of writing.
var charsets = []charset{
	{"GBKp-EUC", simplifiedchinese.GBK, cidASCII},
	{"GBpc-EUC", simplifiedchinese.GBK, cidASCII},
	{"GBK-EUC", simplifiedchinese.GBK, cidHalfASCII},
	{"GBK2K", simplifiedchinese.GB18030, cidHalfASCII},
	{"GB-EUC", simplifiedchinese.GBK, cidHalfASCII},
	{"B5pc", traditionalchinese.Big5, cidASCII},
	{"HKscs-B5", traditionalchinese.Big5, cidASCII},
	{"ETenms-B5", traditionalchinese.Big5, cidASCII},
	{"ETen-B5", traditionalchinese.Big5, cidHalfASCIIBig5},
	{"Uni", nil, cidASCII}, // UniGB-UCS2, UniGB-UTF16, UniCNS-..., UniJIS-..., UniKS-...
}

// cidHalfASCIIBig5 is where the collection CNS1 has ASCII half an em wide.
const cidHalfASCIIBig5 = 13648

func codesOf(v pdf.Value) codes {
	if v.Kind() == pdf.Stream {
		parent := v.Key("UseCMap")
		if parent.Kind() != pdf.Name { // one in the file as well could lead back here
			parent = pdf.Value{}
		}
		return embeddedCodes(readCMap(v), codesOf(parent))
	}
	name := v.Name()
	own := func(code uint32, _ int) uint32 { return code }
	c := codes{vertical: strings.HasSuffix(name, "-V"), next: pair, cid: own}
	for _, set := range charsets {
		if !strings.HasPrefix(name, set.prefix) || strings.Contains(name, "UTF8") || strings.Contains(name, "UTF32") {
			continue
		}
		c.cid = func(code uint32, n int) uint32 {
			if code >= ' ' && code <= '~' {
				return set.ascii + code - ' '
			}
			return 0
		}
		if set.encoding == nil {
			c.next, c.unicode = utf16Code, utf16Text
			return c
		}
		c.next = eucCode
		c.unicode = func(code uint32, n int) string {
			if n == 1 && code < 0x80 {
				return string(rune(code))
			}
			raw := []byte{byte(code >> 24), byte(code >> 16), byte(code >> 8), byte(code)}
			text, err := set.encoding.NewDecoder().Bytes(raw[4-n:])
			if err != nil {
				return other
			}
			return string(text)
		}
		return c
	}
	if !strings.HasPrefix(name, "Identity") {
		c.unicode = func(uint32, int) string { return "" } // a CMap we do not have
	}
	return c
}

// embeddedCodes are those of a CMap that stands in the file.
func embeddedCodes(m *cmap, parent codes) codes {
	c := codes{vertical: m.vertical || parent.vertical, next: parent.next, unicode: parent.unicode}
	c.cid = func(code uint32, n int) uint32 {
		if cid, ok := m.cids[code]; ok {
			return cid
		}
		return parent.cid(code, n)
	}
	if len(m.cids) > 0 {
		c.unicode = nil
	}
	if len(m.spaces) > 0 {
		c.next = func(s string) (uint32, int) {
			for _, space := range m.spaces {
				if n := len(space.low); n <= len(s) && space.holds(s[:n]) {
					return number(s[:n]), n
				}
			}
			n := min(len(m.spaces[0].low), len(s))
			return number(s[:n]), n
		}
	}
	return c
}

func pair(s string) (uint32, int) {
	n := min(2, len(s))
	return number(s[:n]), n
}

func eucCode(s string) (uint32, int) {
	switch {
	case s[0] <= 0x80 || s[0] == 0xff || len(s) == 1:
		return uint32(s[0]), 1
	case len(s) >= 4 && s[1] >= '0' && s[1] <= '9': // GB 18030
		return number(s[:4]), 4
	}
	return number(s[:2]), 2
}

func utf16Code(s string) (uint32, int) {
	if len(s) >= 4 && s[0] >= 0xd8 && s[0] <= 0xdb {
		return number(s[:4]), 4
	}
	return pair(s)
}

func utf16Text(code uint32, n int) string {
	if n == 4 {
		return string(utf16.DecodeRune(rune(code>>16), rune(code&0xffff)))
	}
	return string(rune(code))
}
