package verify

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
)

// Text is one thing said in both languages.
type Text struct{ ZH, EN string }

// Message is what a rule says of a result, with words in braces for what
// differs from one to the next. Of every result there are
//
//	{printed} {expected}  its figures, with their unit
//	{difference} {more}   how far they are apart; and which way: 多1.00万元
//	{working}  the figures that make what is expected: 1.00+2.00=3.00万元
//	{where} {text} {at} {title}  the figure in doubt: its place, as printed, its page, its table
//	{row} {column}
//	{other} {other_text}  what it is held against: its place, its figure with its unit
//
// and whatever else Args has. What stands in quotes in a message is quoted
// within them: its own are ‘ and ’.
type Message struct {
	ZH, EN string
	// Neutral: it says nothing of right and wrong, and so also what rounding
	// explains. Other messages are of what does not hold.
	Neutral bool
}

// Messages are those of a rule by name; the one without a name is said where
// no other is chosen.
type Messages map[string]Message

// Args are the words of a message: strings, numbers, amounts, or a Text where
// the languages differ.
type Args map[string]any

// Shared messages.
var (
	// SumMessage says that a figure of a table is not the sum of others.
	SumMessage = Message{
		ZH: "{where}印{printed}，应为{working}，{more}。",
		EN: "{where} prints {printed} and should be {working}: {more}.",
	}
	// OfWhichMessage says that parts of a figure of a table are more than it.
	OfWhichMessage = Message{
		ZH: "{where}印{printed}，其中各项之和却为{working}，{more}。",
		EN: "{where} prints {printed}, which is less than its parts, {working}: {more}.",
	}
	// PairMessage says that two places do not print one number.
	PairMessage = Message{
		ZH: "{where}印{printed}，{other}印{other_text}，相差{difference}。",
		EN: "{where} prints {printed}, {other} prints {other_text}: a difference of {difference}.",
	}

	roundedPair = Message{
		ZH: "{where}印{printed}，{other}印{other_text}，相差{difference}，四舍五入可以解释。",
		EN: "{where} prints {printed}, {other} prints {other_text}: a difference of {difference}, which rounding " +
			"explains.",
	}
	roundedSum = Message{
		ZH: "{where}印{printed}，按其他各数为{working}，相差{difference}，四舍五入可以解释。",
		EN: "{where} prints {printed} where the other figures give {working}: a difference of {difference}, which " +
			"rounding explains.",
	}
)

// words are what is said of a result that a finding is made of.
func (r *Result) words(rule *Rule) (Text, error) {
	m, ok := rule.Messages[r.Message]
	if r.Outcome == schema.Rounding && !m.Neutral {
		m, ok = roundedSum, true
		if len(r.Operands) == 2 {
			m = roundedPair
		}
	}
	if !ok {
		return Text{}, fmt.Errorf("rule %s has no message %q", rule.ID, r.Message)
	}
	said, err := m.fill(r)
	if r.style > 0 {
		said.ZH += fmt.Sprintf("该文件有%d处百分比系截尾而非四舍五入，不再逐一列出。", r.style)
		said.EN += fmt.Sprintf(" The document cuts off %d percentages instead of rounding them; the others are not "+
			"listed.", r.style)
	}
	return said, err
}

// placeholder is a word in braces, in the quotes it stands in.
var placeholder = regexp.MustCompile(`“\{[a-z_]+\}”|\{[a-z_]+\}`)

// fill puts the words of a result into a message.
func (m Message) fill(r *Result) (Text, error) {
	var missing []string
	put := func(s string, en bool) string {
		return placeholder.ReplaceAllStringFunc(s, func(name string) string {
			v, ok := r.word(strings.Trim(name, "“{}”"))
			if !ok {
				missing = append(missing, name)
			}
			text := v.ZH
			if en {
				text = v.EN
			}
			if strings.HasPrefix(name, "“") {
				return Quoted(text)
			}
			return text
		})
	}
	out := Text{put(m.ZH, false), put(m.EN, true)}
	if out.EN != "" {
		first, size := utf8.DecodeRuneInString(out.EN)
		out.EN = string(unicode.ToUpper(first)) + out.EN[size:]
	}
	if missing != nil {
		return out, fmt.Errorf("rule %s: nothing to put for %s in %q", r.Rule, strings.Join(missing, ", "), m.EN)
	}
	return out, nil
}

// word is what stands for a name in the messages of a result.
func (r *Result) word(name string) (Text, bool) {
	if v, ok := r.Args[name]; ok {
		switch v := v.(type) {
		case Text:
			return v, true
		case schema.Amount:
			return same(Written(v.Text, v.Unit)), true
		}
		return same(fmt.Sprint(v)), true
	}
	o := r.Operands[0]
	switch name {
	case "printed":
		return same(Written(cmp.Or(r.printedText(), r.Plain(r.Printed)), r.Unit)), true
	case "expected":
		return same(Written(r.Plain(r.Expected), r.Unit)), true
	case "difference":
		return r.apart(r.Difference), true
	case "more":
		return r.more(), true
	case "where":
		return Where(o), true
	case "text":
		return same(o.Text), true
	case "at":
		return At(o.Page), true
	case "title":
		return same(Titled(o.TableTitle)), true
	case "row":
		return same(o.RowLabel), true
	case "column":
		return same(o.ColumnLabel), true
	case "working":
		return r.working(), true
	}
	if len(r.Operands) < 2 {
		return Text{}, false
	}
	other := r.Operands[1]
	switch name {
	case "other":
		return Where(other), true
	case "other_text":
		text := Written(other.Text, cmp.Or(other.Unit, r.Unit))
		if other.Unit != "" && r.Unit != "" && other.Unit != r.Unit { // the other figure in the unit of the first
			text += "（合" + Written(r.Plain(r.Expected), r.Unit) + "）"
		}
		return Text{text, strings.NewReplacer("（合", " (", "）", ")").Replace(text)}, true
	}
	return Text{}, false
}

func same(s string) Text { return Text{s, s} }

// printedText is the figure in doubt as it is printed, where that is what is
// held against the others.
func (r *Result) printedText() string {
	text := r.Operands[0].Text
	if a := amount.Parse(text); a.Kind == amount.Number && a.Value.Equal(r.Printed) {
		return strings.TrimSuffix(text, string(a.Unit))
	}
	return ""
}

// thousands are the digits before the point in groups of three, if none are
// yet.
func thousands(text string) string {
	start := strings.IndexAny(text, "0123456789")
	if start < 0 || strings.ContainsAny(text, ",，") {
		return text
	}
	end := start
	for end < len(text) && text[end] >= '0' && text[end] <= '9' {
		end++
	}
	for i := end - 3; i > start; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// Written is a figure of a message: thousands apart, and its unit.
func Written(text, unit string) string {
	if unit == string(amount.Percent) {
		text = strings.TrimRight(text, "%％")
	}
	return thousands(strings.TrimSuffix(text, unit)) + unit
}

// longYuan is how many yuan are told in 万元 too; a judgement: the eye does
// not count more than six digits.
var longYuan = decimal.New(1, 6)

// apart is how far two figures are apart. What no document prints is told in
// the units of the language.
func (r *Result) apart(difference decimal.Decimal) Text {
	v := difference.Abs()
	text := Written(r.Plain(v), r.Unit)
	if r.Unit == string(amount.Percent) {
		points := strings.TrimSuffix(text, r.Unit)
		return Text{points + "个百分点", points + " percentage points"}
	}
	yuan, ok := amount.Point(v).In(amount.Unit(r.Unit), amount.Yuan)
	if !ok {
		return same(text)
	}
	out := Text{text, Written(yuan.Mid().String(), "") + " yuan"}
	if r.Unit == string(amount.Yuan) && v.GreaterThanOrEqual(longYuan) {
		out.ZH += "（约" + Written(v.Shift(-4).StringFixed(2), string(amount.TenThousand)) + "）"
	}
	return out
}

// more is how much more or less is printed than is expected.
func (r *Result) more() Text {
	zh, en := "多", "too much"
	switch less := r.Difference.IsNegative(); {
	case r.Unit == string(amount.Percent) && less:
		zh, en = "低", "too low"
	case r.Unit == string(amount.Percent):
		zh, en = "高", "too high"
	case less:
		zh, en = "少", "too little"
	}
	v := r.apart(r.Difference)
	return Text{zh + v.ZH, v.EN + " " + en}
}

// At says on which page, after what stands there; a document may have none.
func At(page int) Text {
	if page == 0 {
		return Text{"（说明）", " (narrative)"}
	}
	return Text{fmt.Sprintf("（第%d页）", page), fmt.Sprintf(" (page %d)", page)}
}

// Titled is the title of a table for a sentence.
func Titled(title string) string {
	if title == "" {
		return "（无标题表）"
	}
	return title
}

// innerQuotes are quotes within others.
var innerQuotes = strings.NewReplacer("“", "‘", "”", "’")

// Quoted is a text in quotes, without a pair of its own around it.
func Quoted(text string) string {
	if rest, ok := strings.CutPrefix(text, "“"); ok && strings.HasSuffix(rest, "”") &&
		!strings.Contains(strings.TrimSuffix(rest, "”"), "”") {
		text = strings.TrimSuffix(rest, "”")
	}
	return "“" + innerQuotes.Replace(text) + "”"
}

// Percent is a printed percentage with its mark.
func Percent(text string) string { return Written(text, string(amount.Percent)) }

// Where is the place of an operand.
func Where(o schema.Operand) Text {
	if o.Row < 0 && o.TableID == "" {
		at := Text{"（说明）", " in the narrative"}
		if o.Page > 0 {
			at = Text{fmt.Sprintf("（说明，第%d页）", o.Page), fmt.Sprintf(" (narrative, page %d)", o.Page)}
		}
		return Text{Quoted(o.RowLabel) + at.ZH, Quoted(o.RowLabel) + at.EN}
	}
	var at Text
	if o.Page > 0 {
		at = At(o.Page)
	}
	out := Text{"《" + Titled(o.TableTitle) + "》" + at.ZH, "table " + Quoted(Titled(o.TableTitle)) + at.EN}
	if o.RowLabel != "" {
		out.ZH += Quoted(o.RowLabel) + "行"
		out.EN += ", row " + Quoted(o.RowLabel)
	}
	if o.ColumnLabel != "" {
		out.ZH += Quoted(o.ColumnLabel) + "列"
		out.EN += ", column " + Quoted(o.ColumnLabel)
	}
	return out
}

// mostParts is the longest list of parts that a message writes out.
const mostParts = 8

// working is what is expected of a result, with the figures that make it.
func (r *Result) working() Text {
	expected := Written(r.Plain(r.Expected), r.Unit)
	if r.Working != "" {
		return same(r.Working + "=" + expected)
	}
	var list []string
	for _, o := range r.Operands[1:] {
		if o.Text == "" || o.Unit != "" && o.Unit != r.Unit {
			continue
		}
		sign := "+"
		if o.Sign < 0 {
			sign = "−"
		}
		if len(list) == 0 && o.Sign >= 0 {
			sign = ""
		}
		list = append(list, sign+thousands(strings.TrimLeft(o.Text, "<=≤")))
	}
	switch {
	case len(list) <= 1:
		return same(expected)
	case len(list) > mostParts:
		return Text{fmt.Sprintf("%d项之和%s", len(list), expected), fmt.Sprintf("%s, the sum of %d", expected, len(list))}
	}
	return same(strings.Join(list, "") + "=" + expected)
}
