// Package amount reads published amounts and does the arithmetic that
// verification needs: exact decimals, the units money is printed in, and
// closed intervals for what a rounded figure can stand for.
//
// It knows how numbers are printed in Chinese budget disclosures and nothing
// of documents, tables or rules. Whether a run of digits is an amount, a code
// or a year is the caller's business.
package amount

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"
)

// Kind says what the text of a cell is.
type Kind uint8

const (
	Blank     Kind = iota // nothing but white space; not a zero
	Number                // a number
	Dash                  // a mark printed in place of a number; not a zero either
	NotNumber             // any other text
)

// String is a stable word for the kind.
func (k Kind) String() string {
	switch k {
	case Blank:
		return "blank"
	case Number:
		return "number"
	case Dash:
		return "dash"
	}
	return "not_number"
}

// Mark tells the kinds of Dash apart.
type Mark string

const (
	NoMark       Mark = ""
	MarkDash     Mark = "dash"     // - – — ― － −, one or several
	MarkSlash    Mark = "slash"    // / ／ \
	MarkEllipsis Mark = "ellipsis" // … ...
)

// Amount is a published text read as an amount. Value, Decimals, Unit and the
// flags are set only if Kind is Number.
type Amount struct {
	Kind     Kind
	Mark     Mark            // of a Dash
	Value    decimal.Decimal // in the unit it was printed with
	Decimals int32           // digits printed after the decimal point; negative for 1.2E+08
	Unit     Unit            // printed with the number (12.5万元, 8%); NoUnit otherwise
	// Misgrouped: the thousands separators do not stand every three digits
	// (1,23,456). The value is that of the digits.
	Misgrouped bool
	// Torn: white space stood between the digits, as a narrow column tears
	// them over two lines. The value is that of the digits together.
	Torn bool
}

// maxDigits bounds what is read as an amount; longer runs of digits are
// account numbers and the like.
const maxDigits = 24

// Parse reads one published amount: ASCII or full-width digits, thousands
// separators, a decimal point, a sign (- － − – △ ▲ 负, or parentheses), a
// currency word before and a unit or % after. The text must be nothing else.
func Parse(text string) Amount {
	s := strings.TrimFunc(strings.Map(fold, text), unicode.IsSpace)
	if s == "" {
		return Amount{}
	}
	if m := markOf(s); m != NoMark {
		return Amount{Kind: Dash, Mark: m}
	}
	not := Amount{Kind: NotNumber}

	s = trim(strings.TrimRight(s, "*"))
	s, unit := cutUnit(s)
	s = cutCurrency(s)
	negative, signed := false, false
	if inner, ok := strings.CutPrefix(s, "("); ok {
		if inner, ok = strings.CutSuffix(inner, ")"); !ok {
			return not
		}
		s, negative, signed = trim(inner), true, true
		if unit == NoUnit {
			s, unit = cutUnit(s)
		}
	}
	if rest, sign := cutSign(s); sign != 0 {
		if signed {
			return not
		}
		s, negative = cutCurrency(rest), sign < 0
	}
	if rest, ok := strings.CutSuffix(s, "-"); ok && !signed && !negative {
		s, negative = trim(rest), true // accounting programs set the sign behind
	}
	a, ok := digits(s)
	if !ok {
		return not
	}
	a.Kind, a.Unit = Number, unit
	if negative {
		a.Value = a.Value.Neg()
	}
	return a
}

// Interval is what the published figure can stand for, in its unit: half a
// unit of the last place printed to either side. Meaningful for a Number.
func (a Amount) Interval() Interval { return Rounded(a.Value, a.Decimals) }

// fold brings full-width and look-alike characters to one form and drops the
// characters that have no width.
func fold(r rune) rune {
	switch {
	case r >= '０' && r <= '９':
		return r - '０' + '0'
	case r == '\u200b' || r == '\u200c' || r == '\u200d' || r == '\u2060' || r == '\ufeff' || r == '\u00ad':
		return -1
	}
	switch r {
	case '，', '﹐', '‚':
		return ','
	case '．', '﹒':
		return '.'
	case '（', '﹙':
		return '('
	case '）', '﹚':
		return ')'
	case '％', '﹪':
		return '%'
	case '＋':
		return '+'
	case '－', '﹣', '−', '–', '—', '―', '‐', '‑', '‒', '─', '━', '⸺':
		return '-'
	case '／', '＼', '\\':
		return '/'
	case '⋯', '┄', '┈':
		return '…'
	case '▲', '∆', 'Δ':
		return '△'
	case '負':
		return '负'
	case '￥':
		return '¥'
	case '＊', '﹡', '∗':
		return '*'
	case '萬':
		return '万'
	case '億':
		return '亿'
	case '圆', '圓':
		return '元'
	}
	return r
}

func trim(s string) string { return strings.TrimFunc(s, unicode.IsSpace) }

func markOf(s string) Mark {
	s = strings.Join(strings.Fields(s), "")
	switch {
	case strings.Trim(s, "-") == "":
		return MarkDash
	case strings.Trim(s, "/") == "":
		return MarkSlash
	case strings.Trim(s, "….") == "" && (strings.Contains(s, "…") || len(s) >= 3):
		return MarkEllipsis
	}
	return NoMark
}

func cutSign(s string) (rest string, sign int) {
	for _, p := range []struct {
		text string
		sign int
	}{{"-", -1}, {"△", -1}, {"负", -1}, {"+", 1}} {
		if rest, ok := strings.CutPrefix(s, p.text); ok {
			return trim(rest), p.sign
		}
	}
	return s, 0
}

func cutCurrency(s string) string {
	for _, p := range []string{"人民币", "¥", "RMB", "rmb"} {
		if rest, ok := strings.CutPrefix(s, p); ok {
			return trim(rest)
		}
	}
	return s
}

// cutUnit splits a unit off the end of a number.
func cutUnit(s string) (string, Unit) {
	if rest, ok := strings.CutSuffix(s, "%"); ok {
		return trim(rest), Percent
	}
	rest, ok := strings.CutSuffix(s, "元")
	if !ok {
		return s, NoUnit
	}
	rest = trim(rest)
	for _, u := range moneyUnits {
		if prefix := strings.TrimSuffix(string(u), "元"); prefix != "" {
			if number, ok := strings.CutSuffix(rest, prefix); ok {
				return trim(number), u
			}
		}
	}
	return rest, Yuan
}

// digits reads an unsigned number.
func digits(s string) (a Amount, ok bool) {
	s, exponent, ok := cutExponent(s)
	if !ok {
		return a, false
	}
	whole, fraction, point := strings.Cut(s, ".")
	a.Torn = point && (trim(whole) != whole || trim(fraction) != fraction)
	whole = trim(whole)
	fraction, torn, ok := plain(fraction)
	if !ok || point && fraction == "" {
		return a, false // 41162. has lost its decimals, or its point
	}
	a.Torn = a.Torn || torn
	if listedThousands.MatchString(whole) && point {
		whole = strings.ReplaceAll(whole, "、", ",")
	}
	grouped := strings.Contains(whole, ",")
	groups := strings.Split(whole, ",")
	if !grouped && point && spacedThousands(whole) {
		groups, grouped = strings.Fields(whole), true
	}
	for i, g := range groups {
		g, torn, ok := plain(trim(g))
		if !ok || g == "" && (grouped || !point) {
			return a, false
		}
		a.Torn = a.Torn || torn || grouped && trim(groups[i]) != groups[i]
		if grouped && (i == 0 && len(g) > 3 || i > 0 && len(g) != 3) {
			a.Misgrouped = true
		}
		groups[i] = g
	}
	whole = strings.Join(groups, "")
	if whole+fraction == "" || len(whole)+len(fraction) > maxDigits {
		return a, false
	}
	v, err := decimal.NewFromString(whole + fraction)
	if err != nil {
		return a, false
	}
	a.Decimals = int32(len(fraction)) - exponent
	a.Value = v.Shift(-a.Decimals)
	return a, true
}

// listedThousands are thousands parted by the mark of enumerations, a slip of
// the keyboard. Without a fraction they might as well be several numbers.
var listedThousands = regexp.MustCompile(`^\d{1,3}(?:、\d{3})+$`)

// plain takes a run of ASCII digits that a line break may have torn. A blank
// inside a line separates two numbers and is refused.
func plain(s string) (run string, torn, ok bool) {
	s = trim(s)
	var b strings.Builder
	gap := ""
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			if gap != "" {
				if !strings.ContainsAny(gap, "\n\r") {
					return "", false, false
				}
				torn, gap = true, ""
			}
			b.WriteRune(r)
		case unicode.IsSpace(r):
			gap += string(r)
		default:
			return "", false, false
		}
	}
	return b.String(), torn, true
}

// spacedThousands: 1 234 567 before a decimal point. Without a fraction it
// might as well be several numbers in one cell.
func spacedThousands(s string) bool {
	if strings.ContainsAny(s, "\n\r") {
		return false
	}
	groups := strings.Fields(s)
	if len(groups) < 2 || len(groups[0]) > 3 {
		return false
	}
	for _, g := range groups[1:] {
		if len(g) != 3 {
			return false
		}
	}
	return true
}

// cutExponent splits 1.2E+08 as spreadsheets print it. The sign is asked for,
// so that no code such as 2E10 is taken for a number.
func cutExponent(s string) (mantissa string, exponent int32, ok bool) {
	i := strings.IndexAny(s, "Ee")
	if i < 0 {
		return s, 0, true
	}
	e := s[i+1:]
	if i == 0 || len(e) < 2 || len(e) > 3 || e[0] != '+' && e[0] != '-' {
		return "", 0, false
	}
	for _, c := range e[1:] {
		if c < '0' || c > '9' {
			return "", 0, false
		}
		exponent = exponent*10 + c - '0'
	}
	if e[0] == '-' {
		exponent = -exponent
	}
	return s[:i], exponent, true
}
