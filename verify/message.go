package verify

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
)

// Text is one thing said in both languages.
type Text struct{ ZH, EN string }

// Message is what a rule says of a result, with words in braces for what
// differs from one to the next. Of every result there are
//
//	{printed} {expected} {difference} {slack} {unit}  its figures
//	{where} {text} {page} {on_page} {title} {row} {column}  the figure in doubt
//	{other} {other_text}  what it is held against
//	{parts}  the figures it is held against, as a sum: 1.00+2.00=
//
// and whatever else Args has.
type Message struct {
	ZH, EN string
	// Neutral: it says nothing of right and wrong, and so also what rounding
	// explains. Other messages are of what does not hold.
	Neutral bool
}

// Messages are those of a rule by name; the one without a name is said where
// no other is chosen.
type Messages map[string]Message

// Args are the words of a message: strings, numbers, or a Text where the
// languages differ.
type Args map[string]any

// Shared messages.
var (
	// SumMessage says that a figure of a table is not the sum of others.
	SumMessage = sumMessage("应等于", "should be")
	// OfWhichMessage says that parts of a figure of a table are more than it.
	OfWhichMessage = sumMessage("应不小于其中各项", "should not be less than its parts")
	// PairMessage says that two places do not print one number.
	PairMessage = Message{
		ZH: "{where}印{text}{unit}，{other}印{other_text}{converted}，相差{difference}{unit}，四舍五入最多可解释{slack}。",
		EN: "{where} prints {text} {unit}, {other} prints {other_text}{converted}: a difference of {difference} where " +
			"" +
			"rounding explains at most {slack}.",
	}

	roundedPair = Message{
		ZH: "{where}印{printed}{unit}，{other}印{other_text}，相差{difference}，四舍五入可以解释（最多{slack}）。",
		EN: "{where} prints {printed} {unit}, {other} prints {other_text}: a difference of {difference}, which " +
			"rounding explains (up to {slack}).",
	}
	roundedSum = Message{
		ZH: "{where}印{printed}{unit}，按各数计算为{parts}{expected}，相差{difference}，四舍五入可以解释（最多{slack}）。",
		EN: "{where} prints {printed} {unit} where its figures give {parts}{expected}: a difference of {difference}, " +
			"which rounding explains (up to {slack}).",
	}
)

func sumMessage(verbZH, verbEN string) Message {
	return Message{
		ZH: "{on_page}《{title}》“{row}”行“{column}”列印{printed}{unit}，" + verbZH +
			"{parts}{expected}{unit}，相差{difference}{unit}，四舍五入最多可解释{slack}。",
		EN: "Table “{title}”{on_page}, row “{row}”, column “{column}” prints {printed} {unit} and " + verbEN +
			" {parts}{expected}: a difference of {difference} where rounding explains at most {slack}.",
	}
}

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
	return m.fill(r)
}

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// fill puts the words of a result into a message.
func (m Message) fill(r *Result) (Text, error) {
	var missing []string
	put := func(s string, en bool) string {
		return placeholder.ReplaceAllStringFunc(s, func(name string) string {
			v, ok := r.word(strings.Trim(name, "{}"))
			if !ok {
				missing = append(missing, name)
			}
			if en {
				return v.EN
			}
			return v.ZH
		})
	}
	out := Text{put(m.ZH, false), put(m.EN, true)}
	if out.EN != "" {
		out.EN = strings.ToUpper(out.EN[:1]) + out.EN[1:]
	}
	if missing != nil {
		return out, fmt.Errorf("rule %s: nothing to put for %s in %q", r.Rule, strings.Join(missing, ", "), m.EN)
	}
	return out, nil
}

// word is what stands for a name in the messages of a result.
func (r *Result) word(name string) (Text, bool) {
	if v, ok := r.Args[name]; ok {
		if t, ok := v.(Text); ok {
			return t, true
		}
		s := fmt.Sprint(v)
		return Text{s, s}, true
	}
	same := func(s string) (Text, bool) { return Text{s, s}, true }
	o := r.Operands[0]
	switch name {
	case "printed":
		return same(r.Plain(r.Printed))
	case "expected":
		return same(r.Plain(r.Expected))
	case "difference":
		return same(r.Plain(r.Difference))
	case "slack":
		return same(r.Plain(r.Slack))
	case "unit":
		return Unit(r.Unit), true
	case "where":
		return Where(o), true
	case "text":
		return same(o.Text)
	case "page":
		return Page(o.Page), true
	case "on_page":
		return OnPage(o.Page), true
	case "title":
		return same(Titled(o.TableTitle))
	case "row":
		return same(o.RowLabel)
	case "column":
		return same(o.ColumnLabel)
	case "parts":
		return r.parts(), true
	}
	if len(r.Operands) < 2 {
		return Text{}, false
	}
	other := r.Operands[1]
	switch name {
	case "other":
		return Where(other), true
	case "other_text":
		return same(other.Text)
	case "converted": // the other figure in the unit of the first, where they differ
		if a := amount.Parse(other.Text); a.Value.Equal(r.Expected) {
			return Text{}, true
		}
		e := r.Plain(r.Expected)
		return Text{"（合" + e + r.Unit + "）", " (" + e + " in that unit)"}, true
	}
	return Text{}, false
}

// Page opens a sentence about a page; a document may have none.
func Page(page int) Text {
	if page == 0 {
		return Text{"说明", "The narrative: "}
	}
	return Text{fmt.Sprintf("第%d页", page), fmt.Sprintf("Page %d: ", page)}
}

// OnPage says on which page, within a sentence; nothing without pages.
func OnPage(page int) Text {
	if page == 0 {
		return Text{}
	}
	return Text{fmt.Sprintf("第%d页", page), fmt.Sprintf(" on page %d", page)}
}

// Titled is the title of a table for a sentence.
func Titled(title string) string {
	if title == "" {
		return "（无标题表）"
	}
	return title
}

// Percent is a printed percentage with its mark.
func Percent(text string) string { return strings.TrimSuffix(text, "%") + "%" }

// Where is the place of an operand.
func Where(o schema.Operand) Text {
	if o.Row < 0 {
		return Text{fmt.Sprintf("%s“%s”", Page(o.Page).ZH, o.RowLabel),
			fmt.Sprintf("The narrative%s (“%s”)", OnPage(o.Page).EN, o.RowLabel)}
	}
	on := OnPage(o.Page)
	return Text{
		fmt.Sprintf("%s《%s》“%s”行“%s”列", on.ZH, Titled(o.TableTitle), o.RowLabel, o.ColumnLabel),
		fmt.Sprintf("table “%s”%s, row “%s”, column “%s”", Titled(o.TableTitle), on.EN, o.RowLabel, o.ColumnLabel),
	}
}

// mostParts is the longest list of parts that a message writes out.
const mostParts = 8

// parts are the figures a result is held against, written as a sum; nothing
// for one, which is the sum itself.
func (r *Result) parts() Text {
	var list []string
	for _, o := range r.Operands[1:] {
		if o.Text == "" {
			continue
		}
		sign := "+"
		if o.Sign < 0 {
			sign = "-"
		}
		if len(list) == 0 && sign == "+" {
			sign = ""
		}
		list = append(list, sign+o.Text)
	}
	switch {
	case len(list) == 1:
		return Text{}
	case len(list) > mostParts:
		return Text{fmt.Sprintf("%d项之和", len(list)), fmt.Sprintf("(sum of %d) ", len(list))}
	}
	s := strings.Join(list, "") + "="
	return Text{s, s}
}

// Unit is a unit of money; any other is the same in both languages.
func Unit(unit string) Text {
	if en, ok := unitsEN[unit]; ok {
		return Text{unit, en}
	}
	return Text{unit, unit}
}

var unitsEN = map[string]string{
	"元": "yuan", "千元": "thousand yuan", "万元": "ten thousand yuan", "百万元": "million yuan", "亿元": "hundred million yuan",
}
