package word

import (
	"strconv"
	"strings"
)

// level is one level of a list as numbering.xml describes it.
type level struct {
	format, text, suffix string
	start                int
	legal                bool // all numbers of it in decimal
}

const levels = 9

// numbering holds the lists of a document and how far each has counted.
type numbering struct {
	lists   map[int]*list // by numId
	started map[int]bool  // numIds that have been used, for their restarts
}

// list is a w:num: some share the levels and the counters of one abstract list.
type list struct {
	*abstract
	level   [levels]level
	restart [levels]int // start this num overrides with, -1: none
	id      int
}

type abstract struct {
	count [levels]int
	used  [levels]bool
}

func readNumbering(root *node) *numbering {
	n := &numbering{lists: map[int]*list{}, started: map[int]bool{}}
	type definition struct {
		abstract *abstract
		level    [levels]level
	}
	definitions := map[string]*definition{}
	root.find("abstractNum", func(a *node) {
		d := &definition{abstract: &abstract{}}
		for i := range d.level {
			d.level[i] = level{format: "none", start: 1}
		}
		a.find("lvl", func(l *node) { readLevel(l, &d.level) })
		definitions[a.get("abstractNumId")] = d
	})
	root.find("num", func(m *node) {
		d := definitions[m.child("abstractNumId").val()]
		if d == nil {
			return
		}
		l := &list{abstract: d.abstract, level: d.level, id: m.number("numId", 0)}
		for i := range l.restart {
			l.restart[i] = -1
		}
		m.find("lvlOverride", func(o *node) {
			i := o.number("ilvl", -1)
			if i < 0 || i >= levels {
				return
			}
			if s := o.child("startOverride"); s != nil {
				l.restart[i] = s.number("val", 1)
			}
			if own := o.child("lvl"); own != nil {
				readLevel(own, &l.level)
			}
		})
		n.lists[l.id] = l
	})
	return n
}

func readLevel(n *node, into *[levels]level) {
	i := n.number("ilvl", -1)
	if i < 0 || i >= levels {
		return
	}
	into[i] = level{
		format: n.child("numFmt").val(), text: n.child("lvlText").val(), suffix: n.child("suff").val(),
		start: n.child("start").number("val", 1), legal: n.child("isLgl").on(),
	}
}

// next counts a paragraph of a list and returns the number printed before it.
func (n *numbering) next(ref numRef) string {
	l := n.lists[ref.id]
	if l == nil || ref.level < 0 || ref.level >= levels {
		return ""
	}
	if !n.started[ref.id] {
		n.started[ref.id] = true
		for i, start := range l.restart {
			if start >= 0 {
				l.count[i], l.used[i] = start-1, true
			}
		}
	}
	at := ref.level
	if !l.used[at] {
		l.count[at], l.used[at] = l.level[at].start-1, true
	}
	l.count[at]++
	for i := at + 1; i < levels; i++ {
		l.used[i] = false
	}
	lv := l.level[at]
	if lv.format == "bullet" {
		return bullet(lv.text)
	}
	var b strings.Builder
	for i := 0; i < len(lv.text); i++ {
		if lv.text[i] != '%' || i+1 >= len(lv.text) || lv.text[i+1] < '1' || lv.text[i+1] > '9' {
			b.WriteByte(lv.text[i])
			continue
		}
		i++
		k := int(lv.text[i] - '1')
		if !l.used[k] {
			l.count[k], l.used[k] = l.level[k].start, true
		}
		format := l.level[k].format
		if lv.legal {
			format = "decimal"
		}
		b.WriteString(numeral(l.count[k], format))
	}
	text := b.String()
	if text != "" && lv.suffix != "nothing" && text[len(text)-1] < 0x80 {
		text += " "
	}
	return text
}

// bullet is the sign before a line of a list; those of symbol fonts have no
// meaning in Unicode.
func bullet(text string) string {
	for _, r := range text {
		if r >= 0xe000 && r <= 0xf8ff {
			return "• "
		}
	}
	if text == "" {
		return ""
	}
	return text + " "
}

// numeral writes a list number (ST_NumberFormat, ECMA-376 part 1, 17.18.59).
// Formats of scripts that Chinese documents do not use come out as decimal.
func numeral(n int, format string) string {
	switch format {
	case "none":
		return ""
	case "decimalZero":
		if n >= 0 && n < 10 {
			return "0" + strconv.Itoa(n)
		}
	case "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
		"taiwaneseCountingThousand", "ideographDigital", "taiwaneseDigital", "koreanDigital2":
		if strings.HasSuffix(format, "igital") || format == "koreanDigital2" {
			return digitwise(n, "〇一二三四五六七八九")
		}
		return chinese(n, "零一二三四五六七八九", "十百千万")
	case "chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal":
		return chinese(n, "零壹贰叁肆伍陆柒捌玖", "拾佰仟万")
	case "ideographTraditional":
		return pick(n, "甲乙丙丁戊己庚辛壬癸")
	case "ideographZodiac":
		return pick(n, "子丑寅卯辰巳午未申酉戌亥")
	case "decimalEnclosedCircle", "decimalEnclosedCircleChinese":
		return pick(n, "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
	case "decimalEnclosedParen":
		return pick(n, "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇")
	case "decimalEnclosedFullstop":
		return pick(n, "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛")
	case "ideographEnclosedCircle":
		return pick(n, "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉")
	case "decimalFullWidth", "decimalFullWidth2":
		return digitwise(n, "０１２３４５６７８９")
	case "upperLetter", "lowerLetter":
		if n > 0 && n <= 26*20 {
			letter := strings.Repeat(string(rune('A'+(n-1)%26)), (n-1)/26+1)
			if format == "lowerLetter" {
				return strings.ToLower(letter)
			}
			return letter
		}
	case "upperRoman":
		return roman(n)
	case "lowerRoman":
		return strings.ToLower(roman(n))
	}
	return strconv.Itoa(n)
}

func pick(n int, from string) string {
	if r := []rune(from); n > 0 && n <= len(r) {
		return string(r[n-1])
	}
	return strconv.Itoa(n)
}

func digitwise(n int, digits string) string {
	d := []rune(digits)
	var b strings.Builder
	for _, r := range strconv.Itoa(max(n, 0)) {
		b.WriteRune(d[r-'0'])
	}
	return b.String()
}

// chinese counts in words: 十一, 二十, 一百零五.
func chinese(n int, digits, units string) string {
	if n <= 0 || n >= 10000 {
		return strconv.Itoa(n)
	}
	d, u := []rune(digits), []rune(units)
	var b strings.Builder
	zero := false
	for i, place := range []int{1000, 100, 10, 1} {
		k := n / place % 10
		if k == 0 {
			zero = zero || b.Len() > 0
			continue
		}
		if zero {
			b.WriteRune(d[0])
			zero = false
		}
		if !(k == 1 && place == 10 && b.Len() == 0) {
			b.WriteRune(d[k])
		}
		if place > 1 {
			b.WriteRune(u[2-i])
		}
	}
	return b.String()
}

func roman(n int) string {
	if n <= 0 || n > 3999 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for _, r := range []struct {
		v int
		s string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"},
		{9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for ; n >= r.v; n -= r.v {
			b.WriteString(r.s)
		}
	}
	return b.String()
}
