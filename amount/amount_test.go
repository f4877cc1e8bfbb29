package amount_test

import (
	"testing"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
)

func TestParse(t *testing.T) {
	type want struct {
		value      string // empty: not a Number
		decimals   int32
		unit       amount.Unit
		misgrouped bool
		torn       bool
		kind       amount.Kind
		mark       amount.Mark
	}
	num := func(v string, d int32) want { return want{value: v, decimals: d, kind: amount.Number} }
	dash := func(m amount.Mark) want { return want{kind: amount.Dash, mark: m} }
	not := want{kind: amount.NotNumber}
	tests := []struct {
		text string
		want want
	}{
		{"292.83", num("292.83", 2)},
		{"0.00", num("0", 2)},
		{"0", num("0", 0)},
		{" 12.50 \n", num("12.5", 2)},
		{"　1,234,567.80", num("1234567.8", 2)},
		{"1，234．5", num("1234.5", 1)},
		{"1、234.56", num("1234.56", 2)},
		{"1、234", not},
		{"12、34.56", not},
		{"123.45-", num("-123.45", 2)},
		{"123.45 －", num("-123.45", 2)},
		{"-123.45-", not},
		{"(123.45-)", not},
		{"123.45*", num("123.45", 2)},
		{"123.45＊＊", num("123.45", 2)},
		{"*", not},
		{"１２３.４５", num("123.45", 2)},
		{"123.456789", num("123.456789", 6)},
		{".5", num("0.5", 1)},
		{"1,23,456", want{value: "123456", misgrouped: true, kind: amount.Number}},
		{"1234,567.00", want{value: "1234567", decimals: 2, misgrouped: true, kind: amount.Number}},
		{"12,34", want{value: "1234", misgrouped: true, kind: amount.Number}},
		{"1 234.56", num("1234.56", 2)},
		{"123\n4.56", want{value: "1234.56", decimals: 2, torn: true, kind: amount.Number}},
		{"1234.\n56", want{value: "1234.56", decimals: 2, torn: true, kind: amount.Number}},
		{"1234.5\n6", want{value: "1234.56", decimals: 2, torn: true, kind: amount.Number}},
		{"1,2\n34.00", want{value: "1234", decimals: 2, torn: true, kind: amount.Number}},
		{"-5.00", num("-5", 2)},
		{"－5.00", num("-5", 2)},
		{"−5", num("-5", 0)},
		{"– 5", num("-5", 0)},
		{"—5", num("-5", 0)},
		{"(5.10)", num("-5.1", 2)},
		{"（ 5.10 ）", num("-5.1", 2)},
		{"△3.2", num("-3.2", 1)},
		{"▲3.2", num("-3.2", 1)},
		{"负3.2", num("-3.2", 1)},
		{"+3.2", num("3.2", 1)},
		{"8.44%", want{value: "8.44", decimals: 2, unit: amount.Percent, kind: amount.Number}},
		{"-8.44％", want{value: "-8.44", decimals: 2, unit: amount.Percent, kind: amount.Number}},
		{"（8.44%）", want{value: "-8.44", decimals: 2, unit: amount.Percent, kind: amount.Number}},
		{"12.5万元", want{value: "12.5", decimals: 1, unit: amount.TenThousand, kind: amount.Number}},
		{"12.5 万 元", want{value: "12.5", decimals: 1, unit: amount.TenThousand, kind: amount.Number}},
		{"3元", want{value: "3", unit: amount.Yuan, kind: amount.Number}},
		{"1.2亿元", want{value: "1.2", decimals: 1, unit: amount.HundredMillion, kind: amount.Number}},
		{"人民币 3 千元", want{value: "3", unit: amount.Thousand, kind: amount.Number}},
		{"￥-", not},
		{"￥1,000.00", num("1000", 2)},
		{"1.23E+08", num("123000000", -6)},
		{"5.0E-03", num("0.005", 4)},

		{"", want{}},
		{" \n　\u200b", want{}},
		{"-", dash(amount.MarkDash)},
		{"—", dash(amount.MarkDash)},
		{"——", dash(amount.MarkDash)},
		{"- -", dash(amount.MarkDash)},
		{"–", dash(amount.MarkDash)},
		{"－", dash(amount.MarkDash)},
		{"/", dash(amount.MarkSlash)},
		{"／", dash(amount.MarkSlash)},
		{"…", dash(amount.MarkEllipsis)},
		{"……", dash(amount.MarkEllipsis)},
		{"...", dash(amount.MarkEllipsis)},

		{"行政运行", not},
		{"12人", not},
		{"100 200", not},
		{"12.34\n56.78", not},
		{"1.2.3", not},
		{"1,,234", not},
		{"1,234,", not},
		{".", not},
		{"%", not},
		{"元", not},
		{"(5", not},
		{"-(5)", not},
		{"(-5)", not},
		{"--5", not},
		{"2E10", not},
		{"0x10", not},
		{"2025-01", not},
		{"1/2", not},
		{"123456789012345678901234567890", not},
	}
	for _, tt := range tests {
		a := amount.Parse(tt.text)
		if a.Kind != tt.want.kind || a.Mark != tt.want.mark {
			t.Errorf("Parse(%q) is %v %q, want %v %q", tt.text, a.Kind, a.Mark, tt.want.kind, tt.want.mark)
			continue
		}
		if a.Kind != amount.Number {
			continue
		}
		got := want{a.Value.String(), a.Decimals, a.Unit, a.Misgrouped, a.Torn, a.Kind, a.Mark}
		if got != tt.want {
			t.Errorf("Parse(%q) = %+v, want %+v", tt.text, got, tt.want)
		}
	}
}

func TestParseUnit(t *testing.T) {
	tests := []struct {
		text string
		want amount.Unit
		ok   bool
	}{
		{"元", amount.Yuan, true},
		{"万元", amount.TenThousand, true},
		{"单位：万元", amount.TenThousand, true},
		{"金额单位：人民币 元", amount.Yuan, true},
		{"单位:人民币万元", amount.TenThousand, true},
		{"預算數（萬元）", amount.TenThousand, true},
		{"单位：百万元", amount.Million, true},
		{"单位：百元", amount.Hundred, true},
		{"单位：千元", amount.Thousand, true},
		{"亿元", amount.HundredMillion, true},
		{"万元（人民币万元）", amount.TenThousand, true},
		{"单位：元/万元", amount.NoUnit, false},
		{"单位：人、辆", amount.NoUnit, false},
		{"万美元", amount.NoUnit, false},
		{"", amount.NoUnit, false},
	}
	for _, tt := range tests {
		if u, ok := amount.ParseUnit(tt.text); u != tt.want || ok != tt.ok {
			t.Errorf("ParseUnit(%q) = %q, %v, want %q, %v", tt.text, u, ok, tt.want, tt.ok)
		}
	}
}

func TestToYuan(t *testing.T) {
	v := decimal.RequireFromString("1234.567891")
	for _, tt := range []struct {
		unit amount.Unit
		want string
	}{
		{amount.Yuan, "1234.567891"}, {amount.Hundred, "123456.7891"}, {amount.Thousand, "1234567.891"},
		{amount.TenThousand, "12345678.91"}, {amount.HundredMillion, "123456789100"},
	} {
		y, ok := tt.unit.ToYuan(v)
		if !ok || y.String() != tt.want {
			t.Errorf("%s %s in yuan = %s, %v, want %s", v, tt.unit, y, ok, tt.want)
		}
		back, ok := amount.Convert(y, amount.Yuan, tt.unit)
		if !ok || !back.Equal(v) {
			t.Errorf("%s and back = %s", tt.unit, back)
		}
	}
	if _, ok := amount.Percent.ToYuan(v); ok {
		t.Error("a percentage has a value in yuan")
	}
}

// FuzzParse: what is read as a number holds exactly the digits of the text,
// and reading is not changed by space around it.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"1,234.56", "（5）", "-8.4%", "12\n3.4万元", "—", "", "1.2E+08", "１，２３", "人民币5元", "△1",
		"1 234.5"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a := amount.Parse(s)
		if b := amount.Parse(" " + s + "\n"); b.Kind != a.Kind || !b.Value.Equal(a.Value) || b.Decimals != a.Decimals {
			t.Fatalf("space around %q changes %+v to %+v", s, a, b)
		}
		if a.Kind != amount.Number {
			return
		}
		if a.Decimals > 123 || a.Decimals < -99 {
			t.Fatalf("%q has %d decimals", s, a.Decimals)
		}
		// Print what was read as it should be printed and read it again.
		if a.Decimals >= 0 {
			b := amount.Parse(a.Value.StringFixed(a.Decimals))
			if b.Kind != amount.Number && a.Decimals < 24 ||
				b.Kind == amount.Number && (!b.Value.Equal(a.Value) || b.Decimals != a.Decimals) {
				t.Fatalf("%q reads as %s, which reads as %+v", s, a.Value.StringFixed(a.Decimals), b)
			}
		}
		if !a.Interval().Contains(a.Value) {
			t.Fatalf("%q is not in its own interval", s)
		}
	})
}
