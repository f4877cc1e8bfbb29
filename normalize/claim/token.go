package claim

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
)

// kind is the part a token plays. It is a letter, so that a row of tokens is a
// text that expressions can be matched on.
type kind byte

const (
	kindWord     kind = 'x'
	kindMoney    kind = 'm'
	kindPercent  kind = 'p'
	kindCount    kind = 'c'
	kindNumber   kind = 'z' // without a unit, or a threshold: 50万元以上
	kindYear     kind = 'y'
	kindBefore   kind = 'b' // 上年
	kindNow      kind = 'n' // 本年
	kindPlan     kind = 'P' // 年初预算, 全年预算
	kindBudget   kind = 'B' // 预算
	kindFinal    kind = 'F' // 决算
	kindExecuted kind = 'E' // 预算执行
	kindChange   kind = 'd' // 增加, 减少
	kindWeak     kind = 'w' // 多, 少: changes after a comparison only
	kindVersus   kind = 'v' // 大于, 小于
	kindSame     kind = 'u' // 持平
	kindCompare  kind = 'k' // 比, 较, 与
	kindBeside   kind = 'C' // 相比: compares, or ends a comparison
	kindAlone    kind = 'a' // 同比: compares and names no year
	kindShare    kind = 'h' // 占
	kindDone     kind = 'f' // 完成
	kindReason   kind = 'r'
	kindPurpose  kind = 'W'
	kindParts    kind = 'o' // 其中
	kindView     kind = 'O' // 从部门看: opens another list of the same whole
	kindEach     kind = 'e' // 各, 分别
	kindSum      kind = 's' // 两项合计
	kindAbout    kind = 'A'
	kindTo       kind = 'T' // 为, 达到
	kindOf       kind = 'i' // 的
	kindFrom     kind = 'R' // 由, 从: before what is changed
	kindFill     kind = 'l' // 收入, 支出: words of a comparison that say nothing
	kindOpen     kind = 'q'
	kindShut     kind = 'Q'
	kindComma    kind = 'j'
	kindPause    kind = 'J' // 、
	kindColon    kind = 'g'
	kindStop     kind = 'S'
	kindHalt     kind = 'H' // ；
	kindNone     kind = 'N' // text that takes a word for what it is no part of: 稳增长
)

// kinds are the names that the catalogue has for them.
var kinds = map[string]kind{
	"word": kindWord, "money": kindMoney, "percent": kindPercent, "count": kindCount, "number": kindNumber,
	"year": kindYear, "before": kindBefore, "now": kindNow, "plan": kindPlan, "budget": kindBudget, "final": kindFinal,
	"executed": kindExecuted, "change": kindChange, "weak": kindWeak, "versus": kindVersus, "same": kindSame,
	"compare": kindCompare, "beside": kindBeside, "alone": kindAlone, "share": kindShare, "done": kindDone,
	"reason": kindReason, "purpose": kindPurpose, "parts": kindParts, "view": kindView, "each": kindEach,
	"sum": kindSum, "about": kindAbout,
	"to": kindTo, "of": kindOf, "from": kindFrom, "fill": kindFill, "open": kindOpen, "shut": kindShut, "comma": kindComma,
	"pause": kindPause, "colon": kindColon, "none": kindNone,
}

// token is a word, a figure or a mark of a text, with its place in bytes.
type token struct {
	kind       kind
	start, end int
	depth      int // of the brackets and quotes around it
	entry      *entry
	amount     schema.Amount // of a figure
	about      bool          // 约, 余, 左右
}

// figure reports an amount, a percentage or a count.
func (t *token) figure() bool {
	return t.kind == kindMoney || t.kind == kindPercent || t.kind == kindCount
}

// entry is what the catalogue says of a word.
type entry struct {
	text      string
	kind      kind
	direction schema.Direction
	stage     schema.Stage
}

// openers and shutters of brackets and quotes; only round brackets hold lists.
const (
	openers  = "（(《“〔【"
	shutters = "）)》”〕】"
)

// marks are the tokens of a single character.
var marks = map[rune]kind{
	'（': kindOpen, '(': kindOpen, '）': kindShut, ')': kindShut, '，': kindComma, ',': kindComma,
	'、': kindPause, '/': kindPause, '／': kindPause,
	'：': kindColon, ':': kindColon, '。': kindStop, '；': kindHalt, ';': kindHalt,
}

// tokens takes a text apart. Every byte is in one token.
func (c *Catalogue) tokens(text string) (out []token) {
	depth := 0
	word := token{kind: kindWord, start: -1} // that is read
	flush := func(end int) {
		if word.start >= 0 {
			word.end = end
			out = append(out, word)
			word.start = -1
		}
	}
	add := func(t token) {
		flush(t.start)
		t.depth = depth
		out = append(out, t)
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r >= '0' && r <= '9' {
			t := c.number(text, i)
			add(t)
			i = t.end
			continue
		}
		if strings.ContainsRune(shutters, r) {
			depth = max(0, depth-1)
		}
		if k, ok := marks[r]; ok {
			add(token{kind: k, start: i, end: i + size})
		} else if e := c.wordAt(text[i:], r); e != nil {
			size = len(e.text)
			add(token{kind: e.kind, start: i, end: i + size, entry: e})
		} else if word.start < 0 {
			word.start, word.depth = i, depth
		}
		if strings.ContainsRune(openers, r) {
			depth++
		}
		i += size
	}
	flush(len(text))
	shareUnit(text, out)
	return out
}

// shareUnit gives the unit of the last figure of a paired list to those before
// it that print none: 分别为12.5、13.1万元.
func shareUnit(text string, tokens []token) {
	joins := func(t *token) bool {
		return t.kind == kindPause || t.kind == kindComma || slices.Contains(andWords, text[t.start:t.end])
	}
	for i := len(tokens) - 1; i >= 0; i-- {
		last := &tokens[i]
		if last.kind != kindMoney && last.kind != kindPercent {
			continue
		}
		from := i
		for from >= 2 && joins(&tokens[from-1]) && tokens[from-2].kind == kindNumber {
			from -= 2
		}
		if from == i || from == 0 || tokens[from-1].kind != kindEach {
			continue
		}
		for k := from; k < i; k += 2 {
			t := &tokens[k]
			p := amount.Parse(text[t.start:t.end])
			if p.Kind != amount.Number {
				continue
			}
			t.kind = last.kind
			t.amount = schema.Amount{Text: text[t.start:t.end], Value: p.Value, Decimals: p.Decimals, Unit: last.amount.Unit}
			t.amount.Yuan, t.amount.HasYuan = amount.Unit(last.amount.Unit).ToYuan(p.Value)
		}
	}
}

// andWords stand between the last two figures of a list.
var andWords = []string{"和", "及", "与"}

// wordAt is the longest word of the catalogue that a text starts with.
func (c *Catalogue) wordAt(text string, first rune) *entry {
	for i := range c.words[first] {
		if e := &c.words[first][i]; strings.HasPrefix(text, e.text) {
			return e
		}
	}
	return nil
}

// included is what makes a figure before it a threshold: 50万元（含）以上.
var included = regexp.MustCompile(`^[（(]含(?:[）)0-9]|以[上下内])`)

// beyond are the words that follow a threshold and belong to it.
var beyond = []string{"以上", "以下", "以内", "及以上"}

// number is the figure, the year or the bare number that begins at i.
func (c *Catalogue) number(text string, i int) token {
	end := i + firstOfTwo(text[i:i+amount.NumberEnd(text[i:])])
	t := token{kind: kindNumber, start: i, end: end}
	if i > 0 && (text[i-1] == '-' || text[i-1] == '.') {
		return t
	}
	rest, stop := text[end:], end
	for _, w := range []string{"余", "多"} {
		if after, ok := strings.CutPrefix(rest, w); ok {
			t.about, rest, stop = true, after, stop+len(w)
		}
	}
	unit, size, k := c.unit(rest)
	p := amount.Parse(text[i:end])
	if p.Kind != amount.Number || unit == "" {
		if end-i == len("2024") && strings.HasPrefix(text[i:], "20") {
			t.kind = kindYear
			for _, w := range []string{"年", "度"} {
				if strings.HasPrefix(text[t.end:], w) {
					t.end += len(w)
				}
			}
		}
		return t
	}
	after := text[stop+size:]
	switch {
	case k == kindCount && hasSuffix(text[:i], "（", "(") && hasPrefix(after, "）", ")") && slices.Contains(levels, unit):
		return t // （01项） is part of a code
	case k == kindMoney && (hasPrefix(after, beyond...) || included.MatchString(after)):
		t.end = stop + size
		return t
	}
	t.kind, t.end = k, stop+size
	for _, w := range beyond {
		if k != kindMoney && strings.HasPrefix(after, w) {
			t.end += len(w)
			break
		}
	}
	t.about = t.about || hasPrefix(after, "左右") || hasSuffix(text[:i], c.Words["about"]...)
	t.amount = schema.Amount{Text: text[i:end], Value: p.Value, Decimals: p.Decimals, Unit: unit}
	t.amount.Yuan, t.amount.HasYuan = amount.Unit(unit).ToYuan(p.Value)
	return t
}

// firstOfTwo is the length of a number, or of the first of two numbers between
// which a comma stands that separates no thousands: 4125.49,4143.91.
func firstOfTwo(s string) int {
	number := func(s string) bool { return amount.Parse(s).Kind == amount.Number }
	for i := range s {
		if s[i] == ',' && !number(s) && number(s[:i]) && number(s[i+1:]) {
			return i
		}
	}
	return len(s)
}

// unit is the unit a text starts with, its length and the kind of figure it
// makes.
func (c *Catalogue) unit(rest string) (string, int, kind) {
	for _, p := range []string{"%", "％"} {
		if strings.HasPrefix(rest, p) {
			return "%", len(p), kindPercent
		}
	}
	if u, n := amount.UnitAt(rest); u != amount.NoUnit {
		return string(u), n, kindMoney
	}
	for _, u := range c.counts {
		if strings.HasPrefix(rest, u) {
			return u, len(u), kindCount
		}
	}
	return "", 0, kindNumber
}

// shape is the row of kinds of tokens.
func shape(tokens []token) string {
	b := make([]byte, len(tokens))
	for i := range tokens {
		b[i] = byte(tokens[i].kind)
	}
	return string(b)
}

func hasPrefix(s string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(s, w) })
}

func hasSuffix(s string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.HasSuffix(s, w) })
}
