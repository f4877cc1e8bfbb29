package charset

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	utf "golang.org/x/text/encoding/unicode"
)

func encode(t testing.TB, e encoding.Encoding, s string) []byte {
	t.Helper()
	if e == nil {
		return []byte(s)
	}
	b, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const (
	simplified  = "<p>云山市水务局2024年部门预算。收入总计1,234.56万元，其中一般公共预算拨款1,000.00万元。</p>"
	traditional = "<p>雲山市水務局2024年部門預算。收入總計1,234.56萬元，其中一般公共預算撥款1,000.00萬元。</p>"
	rare        = "<p>云山市㙍𠮷镇财政所2024年部门预算收支总表，合计12.00万元</p>"
)

func TestDecode(t *testing.T) {
	gbk, gb18030, big5 := simplifiedchinese.GBK, simplifiedchinese.GB18030, traditionalchinese.Big5
	le, be := utf.UTF16(utf.LittleEndian, utf.IgnoreBOM), utf.UTF16(utf.BigEndian, utf.IgnoreBOM)
	for _, c := range []struct {
		name, head, text string
		enc              encoding.Encoding
		bom, transport   string
		want             string
		overruled        bool
	}{
		{name: "utf-8 undeclared", text: simplified, want: "utf-8"},
		{name: "utf-8 mark", text: simplified, bom: "\xef\xbb\xbf", want: "utf-8"},
		{name: "gbk declared gb2312", head: `<meta http-equiv="Content-Type" content="text/html; charset=gb2312">`,
			text: simplified, enc: gbk, want: "gbk"},
		{name: "gbk undeclared", text: simplified, enc: gbk, want: "gbk"},
		{name: "gbk one word", text: "<td>合计</td>", enc: gbk, want: "gbk"},
		{name: "utf-8 one word", text: "<td>合计</td>", want: "utf-8"},
		{name: "gbk declared utf-8", head: `<meta charset="utf-8">`, text: simplified, enc: gbk, want: "gbk",
			overruled: true},
		{name: "utf-8 declared gbk", head: `<meta charset=gbk>`, text: simplified, want: "utf-8", overruled: true},
		{name: "big5 declared gbk", head: `<meta charset=gbk>`, text: traditional, enc: big5, want: "big5", overruled: true},
		{name: "gbk declared big5", head: `<meta charset=big5>`, text: simplified, enc: gbk, want: "gbk", overruled: true},
		{name: "gbk declared latin", head: `<meta charset=iso-8859-1>`, text: simplified, enc: gbk, want: "gbk",
			overruled: true},
		{name: "traditional in gbk", head: `<meta charset=gbk>`, text: traditional, enc: gbk, want: "gbk"},
		{name: "big5 undeclared", text: traditional, enc: big5, want: "big5"},
		{name: "four bytes", head: `<meta charset=gb2312>`, text: rare, enc: gb18030, want: "gb18030"},
		{name: "transport", text: simplified, enc: gbk, transport: "text/html; charset=GBK", want: "gbk"},
		{name: "utf-16le mark", text: simplified, enc: le, bom: "\xff\xfe", want: "utf-16le"},
		{name: "utf-16be mark", text: simplified, enc: be, bom: "\xfe\xff", want: "utf-16be"},
		{name: "utf-16le", text: simplified, enc: le, want: "utf-16le"},
		{name: "utf-16be", text: simplified, enc: be, want: "utf-16be"},
		{name: "utf-16 declared and not so", head: `<meta charset=unicode>`, text: simplified, want: "utf-8",
			overruled: true},
		{name: "gbk behind a utf-8 mark", text: simplified, enc: gbk, bom: "\xef\xbb\xbf", want: "gbk"},
		{name: "unknown label", head: `<meta charset=none>`, text: simplified, enc: gbk, want: "gbk"},
		{name: "ascii", text: "<td>12.00</td>", want: "utf-8"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Decode(append([]byte(c.bom), encode(t, c.enc, c.head+c.text)...), c.transport)
			if got.Encoding != c.want || got.Overruled != c.overruled {
				t.Errorf("encoding %s (overruled %v), want %s (%v)", got.Encoding, got.Overruled, c.want, c.overruled)
			}
			if !strings.HasSuffix(got.Text, c.text) {
				t.Errorf("text %q", got.Text)
			}
		})
	}
}

func TestDecodeDamaged(t *testing.T) {
	data := encode(t, simplifiedchinese.GBK, strings.Repeat(simplified, 4))
	got := Decode(data[:len(data)-5], "") // ends inside a character or a tag
	if got.Encoding != "gbk" {
		t.Errorf("encoding %s", got.Encoding)
	}
	mixed := Decode(append([]byte(strings.Repeat(simplified, 4)), encode(t, simplifiedchinese.GBK, "版权所有")...), "")
	if mixed.Encoding != "utf-8" || mixed.Damaged == 0 {
		t.Errorf("mixed: %s with %d damaged", mixed.Encoding, mixed.Damaged)
	}
	late := Decode(append([]byte(strings.Repeat("<br>\n", 80<<10)), encode(t, simplifiedchinese.GBK, simplified)...), "")
	if late.Encoding != "gbk" {
		t.Errorf("late: %s", late.Encoding)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(simplified), "")
	f.Add(encode(f, simplifiedchinese.GBK, simplified), "utf-8")
	f.Add([]byte("\xff\xfe1\x002"), "gbk")
	f.Fuzz(func(t *testing.T, data []byte, transport string) {
		got := Decode(data, transport)
		if strings.ToValidUTF8(got.Text, "?") != got.Text {
			t.Errorf("not UTF-8: %q", got.Text)
		}
	})
}
