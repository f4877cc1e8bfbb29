package zh

import (
	"strings"
	"testing"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"“三公”經费": "三公经费", "＂三公＂ 经费": "三公经费", "　一般 公共\n预算": "一般公共预算",
		"（２０２５）年Ａ": "2025年a", "财政拨款\u200b": "财政拨款", "二○二五": "二〇二五", "": "",
	} {
		if got := Fold(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if len([]rune(traditional)) != len([]rune(simplified)) {
		t.Error("the lists of characters differ in length")
	}
}

func TestCutNumbering(t *testing.T) {
	for in, want := range map[string]struct {
		n    Numbering
		rest string
	}{
		"一、本年收入":      {Numbering{Level: 1, Ordinal: 1}, "本年收入"},
		"二十三、其他支出":    {Numbering{Level: 1, Ordinal: 23}, "其他支出"},
		"（十二）项目名称":    {Numbering{Level: 2, Ordinal: 12}, "项目名称"},
		"㈡经营收入":       {Numbering{Level: 2, Ordinal: 2}, "经营收入"},
		"3．国有资本":      {Numbering{Level: 3, Ordinal: 3}, "国有资本"},
		"1.2024年结转":   {Numbering{Level: 3, Ordinal: 1}, "2024年结转"},
		"（2）公务用车":     {Numbering{Level: 4, Ordinal: 2}, "公务用车"},
		"②公务接待":       {Numbering{Level: 5, Ordinal: 2}, "公务接待"},
		"其中：一般财力":     {Numbering{OfWhich: true}, "一般财力"},
		"其中：（1）购置费":   {Numbering{Level: 4, Ordinal: 1, OfWhich: true}, "购置费"},
		"1.其中：购置费":    {Numbering{Level: 3, Ordinal: 1, OfWhich: true}, "购置费"},
		"其中：":         {Numbering{}, "其中："},
		"1.5万元以上设备":   {Numbering{}, "1.5万元以上设备"},
		"2025年预算":     {Numbering{}, "2025年预算"},
		"一般公共预算":      {Numbering{}, "一般公共预算"},
		"十四五规划、二十大精神": {Numbering{}, "十四五规划、二十大精神"},
		"":            {Numbering{}, ""},
	} {
		if n, rest := CutNumbering(in); n != want.n || rest != want.rest {
			t.Errorf("%s: %+v %q, want %+v %q", in, n, rest, want.n, want.rest)
		}
	}
}

func TestYears(t *testing.T) {
	for in, want := range map[string]struct{ named, bare int }{
		"2025年预算": {2025, 2025}, "２０２５年度": {2025, 0}, "二〇二五年": {2025, 0}, "二○二四年比2023年": {2024, 2023},
		"2026": {0, 2026}, "120265": {0, 0}, "1998年": {0, 0}, "上年": {0, 0}, "": {0, 0},
	} {
		if got := Year(in); got != want.named {
			t.Errorf("Year(%s) = %d, want %d", in, got, want.named)
		}
		if got := BareYear(in); got != want.bare {
			t.Errorf("BareYear(%s) = %d, want %d", in, got, want.bare)
		}
	}
	if year, start, end := YearSpan("某局二〇二五年度"); year != 2025 || start != len("某局") || end != len("某局二〇二五年") {
		t.Error(year, start, end)
	}
}

func TestNumerals(t *testing.T) {
	for n := 1; n < 100; n++ {
		if got := Number(Numeral(n)); got != n {
			t.Errorf("%d is written %s and read %d", n, Numeral(n), got)
		}
	}
	for in, want := range map[string]int{"03": 3, "１２": 12, "十": 10, "": 0, "x": 0} {
		if got := Number(in); got != want {
			t.Errorf("Number(%q) = %d, want %d", in, got, want)
		}
	}
}

// FuzzCutNumbering: what is cut off is a prefix, and what is left is the rest.
func FuzzCutNumbering(f *testing.F) {
	for _, s := range []string{"一、本年收入", "其中：（1）购置费", "1.2024年", "①", "（", "\xff、"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if n, rest := CutNumbering(s); !strings.HasSuffix(s, rest) || n.Level < 0 || n.Level > 5 || n.Ordinal < 0 {
			t.Errorf("%q: %+v %q", s, n, rest)
		}
		Year(s)
		BareYear(s)
		Fold(s)
	})
}

func TestOrgans(t *testing.T) {
	for s, want := range map[string]bool{
		"某某市财政局": true, "某某县人民政府": true, "某某中心": true, "学校": true, "行政运行": false, "局": true, "": false, "中心城区": false,
	} {
		if got := EndsAsOrgan(s); got != want {
			t.Errorf("%s: %v, want %v", s, got, want)
		}
	}
	for _, o := range OrganEnds {
		if o.End == "部" && o.Not != "门分" {
			t.Errorf("%+v", o)
		}
	}
}
