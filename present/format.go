package present

import (
	"fmt"
	"path"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/schema"
)

// Join leaves out what is empty.
func Join(separator string, parts ...string) string {
	kept := parts[:0:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, separator)
}

// Thousands writes 1234567 as 1,234,567.
func Thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Plural writes "1 page" and "2 pages".
func Plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return Thousands(n) + " " + word + "s"
}

// Percent is part of whole, cut (not rounded) to one decimal, so that 100%
// means all.
func Percent(part, whole int) string {
	if whole == 0 {
		return "–"
	}
	tenths := part * 1000 / whole
	return fmt.Sprintf("%d.%d%%", tenths/10, tenths%10)
}

// Bytes writes a number of bytes in a unit that leaves it two digits or more,
// cut to whole ones, or in the largest one that divides it.
func Bytes(n int64) string {
	for _, u := range []struct {
		name string
		size int64
	}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}} {
		if n >= 10*u.size || n >= u.size && n%u.size == 0 {
			return fmt.Sprintf("%d %s", n/u.size, u.name)
		}
	}
	return fmt.Sprintf("%d B", n)
}

// Amount is a published amount as printed, with its unit.
func Amount(a schema.Amount) string {
	if strings.HasSuffix(a.Text, a.Unit) {
		return a.Text
	}
	return a.Text + a.Unit
}

// Money is a sum in yuan as people say it, cut to two places: in Chinese in 万
// and 亿.
func Money(yuan decimal.Decimal) Text {
	whole := grouped(yuan.Truncate(2))
	t := Text{ZH: whole + "元", EN: whole + " yuan"}
	switch abs := yuan.Abs(); {
	case abs.GreaterThanOrEqual(decimal.New(1, 8)):
		t.ZH = grouped(yuan.Shift(-8).Truncate(2)) + "亿元"
	case abs.GreaterThanOrEqual(decimal.New(1, 4)):
		t.ZH = grouped(yuan.Shift(-4).Truncate(2)) + "万元"
	}
	return t
}

// grouped writes a number with its thousands apart.
func grouped(d decimal.Decimal) string {
	whole, rest, broken := strings.Cut(d.String(), ".")
	for i := len(whole) - 3; i > 0 && whole[i-1] != '-'; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if broken {
		whole += "." + rest
	}
	return whole
}

// FileName is the last element of a path or of an archive member's name.
func FileName(source string) string {
	source = source[strings.LastIndexByte(source, '!')+1:]
	return path.Base(strings.ReplaceAll(source, `\`, "/"))
}

// SourceName is a source without the folders it was read from: they are nobody
// else's business. Of archives the name stays before that of the member.
func SourceName(source string) string {
	file, member, inArchive := strings.Cut(source, "!")
	if !inArchive {
		return FileName(source)
	}
	return FileName(file) + "!" + member
}
