package sheet

import (
	"strings"
	"unicode"

	"github.com/shopspring/decimal"
)

// numberFormat is a number format code (ECMA-376 part 1, 18.8.31) as far as it
// prints plain numbers. The library's own formatter takes binary floats (1.005
// becomes 1.00), prints the zero section of accounting formats as 0.00 and
// loses values under conditions; for amounts none of that will do.
type numberFormat struct {
	sections []section
}

// section prints the numbers that its condition, or its position, selects.
type section struct {
	cond   string // "", or one of < <= = >= > <>
	bound  decimal.Decimal
	tokens []token
	other  bool // dates, fractions, exponents, numerals in words: not ours
	text   bool // has an @

	scale    int32 // power of ten the value is multiplied with
	grouped  bool
	decimals int32
	digits   int // placeholders before the point
}

type token struct {
	kind rune // 0 # ? for placeholders, '.' for the point, 'l' for a literal, 'G' for General
	text string
}

// parseNumberFormat never fails: what it does not know, it marks as not its own.
func parseNumberFormat(code string) *numberFormat {
	f := &numberFormat{}
	rest := []rune(code)
	for {
		var s section
		var more bool
		s, rest, more = parseSection(rest)
		f.sections = append(f.sections, s)
		if !more || len(f.sections) == 4 {
			return f
		}
	}
}

// sectionParser reads one section of a number format.
type sectionParser struct {
	section
	code   []rune
	at     int
	point  bool // was seen
	commas int  // since the last placeholder
}

// parseSection reads a format up to its first semicolon.
func parseSection(code []rune) (s section, rest []rune, more bool) {
	p := sectionParser{code: code}
	for ; p.at < len(code) && code[p.at] != ';'; p.at++ {
		p.read(code[p.at])
	}
	// Commas before the point scale, as those at the end do.
	p.scale -= int32(3 * p.commas)
	if p.at < len(code) {
		return p.section, code[p.at+1:], true
	}
	return p.section, nil, false
}

// read takes the part of a format that begins with c, and leaves at at its last
// character.
func (p *sectionParser) read(c rune) {
	switch c {
	case '"':
		p.literal(p.until('"'))
	case '\\', '!':
		if p.at++; p.at < len(p.code) {
			p.literal(string(p.code[p.at]))
		}
	case '_':
		p.at++ // the width of a character: white space
		p.literal(" ")
	case '*':
		p.at++ // fills the cell
	case '[':
		p.bracket(p.until(']'))
	case '0', '#', '?':
		p.placeholder(c)
	case '.':
		if p.point {
			p.literal(".")
			return
		}
		p.point = true
		p.tokens = append(p.tokens, token{'.', ""})
	case ',':
		if p.digits == 0 && !p.point {
			p.literal(",")
			return
		}
		p.commas++
	case '%':
		p.scale += 2
		p.literal("%")
	case '@':
		p.text = true
		p.tokens = append(p.tokens, token{'@', ""})
	case '/':
		p.other = p.other || p.digits > 0
		p.literal("/")
	default:
		p.word(c)
	}
}

// until is the text behind an opening quote or bracket, up to its end.
func (p *sectionParser) until(end rune) string {
	from := p.at + 1
	p.at = from
	for p.at < len(p.code) && p.code[p.at] != end {
		p.at++
	}
	return string(p.code[from:p.at])
}

func (p *sectionParser) placeholder(c rune) {
	if p.commas > 0 && !p.point && p.digits > 0 {
		p.grouped = true
	}
	p.commas = 0
	if p.point {
		p.decimals++
	} else {
		p.digits++
	}
	p.tokens = append(p.tokens, token{c, ""})
}

// word reads the general format, or a character that stands for itself. A
// letter is of a date, an exponent, or a code we do not know.
func (p *sectionParser) word(c rune) {
	if n := generalLength(p.code[p.at:]); n > 0 {
		p.tokens = append(p.tokens, token{'G', ""})
		p.at += n - 1
		return
	}
	p.other = p.other || c < unicode.MaxASCII && unicode.IsLetter(c)
	p.literal(string(c))
}

// generalLength is how many characters the word for the general format takes,
// in English or as Chinese programs store it; 0 if it is not there.
func generalLength(code []rune) int {
	for _, word := range []string{"General", "G/通用格式"} {
		if hasFold(code, word) {
			return len([]rune(word))
		}
	}
	return 0
}

func hasFold(code []rune, word string) bool {
	n := len([]rune(word))
	return len(code) >= n && strings.EqualFold(string(code[:n]), word)
}

// literal adds text that is printed as it stands.
func (s *section) literal(t string) { s.tokens = append(s.tokens, token{'l', t}) }

// bracket reads [Red], [$¥-804], [DBNum1], [h], [>=1000].
func (s *section) bracket(in string) {
	switch {
	case strings.HasPrefix(in, "$"):
		symbol, _, _ := strings.Cut(in[1:], "-")
		s.literal(symbol)
	case strings.HasPrefix(in, "<"), strings.HasPrefix(in, ">"), strings.HasPrefix(in, "="):
		op := in[:len(in)-len(strings.TrimLeft(in, "<>="))]
		if bound, err := decimal.NewFromString(strings.TrimSpace(in[len(op):])); err == nil && bound.Exponent() > -400 &&
			bound.Exponent() < 400 {
			s.cond, s.bound = op, bound
		}
	case hasFold([]rune(in), "DBNum"), strings.Trim(strings.ToLower(in), "h") == "",
		strings.Trim(strings.ToLower(in), "m") == "", strings.Trim(strings.ToLower(in), "s") == "":
		s.other = true
	}
}

// format prints a stored number. The result is false where the format is one
// of those this type leaves to the library.
func (f *numberFormat) format(raw string) (string, bool) {
	if len(raw) > maxNumber {
		return "", false
	}
	v, err := decimal.NewFromString(raw)
	if err != nil || v.Exponent() > 40 || v.Exponent() < -400 {
		return "", false
	}
	v = significant(v, 15) // all that the program that wrote it can have meant
	s, sign := f.choose(v)
	if s.other {
		return "", false
	}
	return s.print(v, sign), true
}

// choose finds the section of a value, and whether a minus is printed with it.
func (f *numberFormat) choose(v decimal.Decimal) (s *section, sign bool) {
	n := min(len(f.sections), 3)
	if f.sections[n-1].text && n > 1 {
		n-- // the last one is for text
	}
	conditional := false
	for i := range n {
		conditional = conditional || f.sections[i].cond != ""
	}
	if conditional {
		for i := range n {
			s := &f.sections[i]
			if s.holds(v) || s.cond == "" && i == n-1 {
				return s, v.IsNegative() && !(s.cond == "<" && !s.bound.IsPositive())
			}
		}
		return &f.sections[n-1], v.IsNegative()
	}
	switch {
	case v.IsNegative() && n > 1:
		return &f.sections[1], false
	case v.IsZero() && n > 2:
		return &f.sections[2], false
	}
	return &f.sections[0], v.IsNegative()
}

func (s *section) holds(v decimal.Decimal) bool {
	c := v.Cmp(s.bound)
	switch s.cond {
	case "<":
		return c < 0
	case "<=":
		return c <= 0
	case "=":
		return c == 0
	case ">=":
		return c >= 0
	case ">":
		return c > 0
	case "<>":
		return c != 0
	}
	return false
}

func (s *section) print(v decimal.Decimal, sign bool) string {
	v = v.Abs()
	var whole, fraction string
	if s.digits > 0 || s.decimals > 0 {
		whole, fraction, _ = strings.Cut(v.Shift(s.scale).StringFixed(s.decimals), ".")
		whole = strings.TrimLeft(whole, "0")
	}
	var b strings.Builder
	if sign {
		b.WriteByte('-')
	}
	seen, after := 0, false
	for _, t := range s.tokens {
		switch t.kind {
		case 'l':
			b.WriteString(t.text)
		case 'G', '@':
			b.WriteString(general(v))
		case '.':
			if seen == 0 {
				b.WriteString(group(whole, len(whole), s.grouped))
			}
			b.WriteByte('.')
			after = true
		case '0', '#', '?':
			if after {
				digit := fraction[0]
				fraction = fraction[1:]
				if t.kind != '0' && strings.Trim(string(digit)+fraction, "0") == "" {
					if t.kind == '?' {
						b.WriteByte(' ')
					}
					continue
				}
				b.WriteByte(digit)
				continue
			}
			// The digits that belong to this placeholder: all that have no
			// placeholder of their own go to the first.
			left := s.digits - seen // placeholders from here on
			seen++
			n := len(whole) - left + 1
			switch {
			case seen == 1 && n > 0:
				b.WriteString(group(whole[:n], len(whole), s.grouped))
			case n > 0:
				b.WriteString(group(whole[n-1:n], left, s.grouped))
			case t.kind == '0':
				b.WriteString(group("0", left, s.grouped))
			case t.kind == '?':
				b.WriteByte(' ')
			}
		}
	}
	return b.String()
}

// group writes digits of which the first is the nth before the point, with
// thousands separators if asked. A separator follows its digit.
func group(digits string, n int, grouped bool) string {
	if !grouped {
		return digits
	}
	var b strings.Builder
	for i := range len(digits) {
		b.WriteByte(digits[i])
		if left := n - i - 1; left > 0 && left%3 == 0 {
			b.WriteByte(',')
		}
	}
	return b.String()
}

// significant rounds to so many digits, half away from zero.
func significant(v decimal.Decimal, digits int) decimal.Decimal {
	if n := v.NumDigits(); n > digits {
		return v.Round(-v.Exponent() - int32(n-digits))
	}
	return v
}

// general prints as a cell without a number format does: at most eleven
// characters, the point included. Whole numbers keep all of theirs.
func general(v decimal.Decimal) string {
	whole := len(v.Abs().Truncate(0).String())
	return v.Round(int32(max(0, 10-whole))).String()
}
