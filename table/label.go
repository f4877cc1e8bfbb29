package table

import (
	"regexp"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/zh"
)

// TotalKind says what a line or column sums.
type TotalKind uint8

const (
	NoTotal      TotalKind = iota
	GrandTotal             // everything
	CurrentTotal           // the year's own lines
	SubTotal               // a part of the list
	Restated               // the lines below it, which are another breakdown of what stands above
)

// Label is a row label or column head taken apart.
type Label struct {
	Text string // without numbering and 其中
	zh.Numbering
	Total TotalKind
	Carry bool   // a balance carried over, which stands beside numbered lines and adds to the grand total
	Code  string // leading digits of three, five or seven places
}

var (
	leadingCode = regexp.MustCompile(`^[\[［【(（]?([0-9]{7}|[0-9]{5}|[0-9]{3})[\]］】)）]?[-－—_:：.]?` +
		`([^0-9.,，．%％].*)$`)
	inBrackets   = regexp.MustCompile(`[（(][^（()）]*[）)]`)
	totalFormula = regexp.MustCompile(`[（(][0-9一二三四五六七八九十+＋、=＝-]+[）)]$`)
)

// parseLabel takes a label without white space apart.
func parseLabel(s string) Label {
	n, text := zh.CutNumbering(s)
	l := Label{Text: strings.TrimLeft(text, "，,"), Numbering: n}
	if strings.TrimRight(l.Text, ":：") == "其中" { // nothing else stands in the line
		l.OfWhich, l.Text = true, ""
	}
	l.Code, l.Text = cutCode(l.Text)
	if !l.OfWhich {
		l.Total = TotalOf(l.Text)
	}
	l.Carry = l.Total == NoTotal && words.carry.MatchString(l.Text)
	return l
}

// cutCode takes a leading code off the start of a text.
func cutCode(s string) (code, rest string) {
	if m := leadingCode.FindStringSubmatch(s); m != nil {
		return m[1], m[2]
	}
	return "", s
}

// codeOf is the code of a label, as parseLabel gives it.
func codeOf(s string) string {
	_, text := zh.CutNumbering(s)
	code, _ := cutCode(strings.TrimLeft(text, "，,"))
	return code
}

// TotalOf is what a label says that its line sums.
func TotalOf(s string) TotalKind {
	if strings.HasSuffix(s, "）") || strings.HasSuffix(s, ")") {
		s = totalFormula.ReplaceAllString(s, "")
	}
	s = strings.Trim(s, ":：*")
	switch {
	case words.currentTotal.MatchString(s):
		return CurrentTotal
	case words.grandTotal.MatchString(s):
		return GrandTotal
	case words.subTotal.MatchString(s):
		return SubTotal
	case words.restatedTotal.MatchString(s):
		return Restated
	}
	return NoTotal
}

// Bare is a head or a name without its remarks in brackets.
func Bare(s string) string {
	if !strings.ContainsAny(s, "（(") {
		return s
	}
	return inBrackets.ReplaceAllString(s, "")
}

// notAdditive reports whether the head of a column says that its rows do not
// add up.
func notAdditive(head string) bool { return words.notAdditive.MatchString(head) }

// SerialHeads are the heads of columns that number the lines.
func SerialHeads() []string { return slices.Clone(words.lineCounter) }
