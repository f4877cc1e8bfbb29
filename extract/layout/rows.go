package layout

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/yusuan/yusuan/document"
)

// row is a printed line seen as a table row: its segments, and how many of
// them are whole amounts.
type row struct {
	line    *line
	parts   []*line
	amounts int
	ruled   bool // between horizontal rulings of one table
	years   bool // nothing but years: the heads of columns
	led     bool // dots lead to its amount
	chart   bool // the scale of a chart, no row
	counts  bool // the row under a head that numbers the columns: 栏次 1 2 3
}

// rows are lines as rows of tables: their texts, and what these are.
func (s *sheet) rows(lines []*line) []row {
	rows := make([]row, len(lines))
	pages := s.leadToPages(lines)
	for i, l := range lines {
		parts, led := s.columnTexts(l), false
		n := countFigures(parts)
		if bare := l.withoutLeaders(); bare != l {
			// A line of a contents page leads to a page number, that of a table to money or to several figures.
			p := s.columnTexts(bare)
			if leads := p[1:]; slices.ContainsFunc(leads, func(p *line) bool { return money(p.text()) }) ||
				countFigures(leads) > 1 || countFigures(leads) == 1 && !pages {
				l, parts, n, led = bare, p, countFigures(p), true
			}
		}
		if n > 0 {
			parts = joinSpaced(parts)
		}
		rows[i] = row{line: l, parts: parts, amounts: n, led: led}
		if len(parts) > 1 && years(parts) > 1 {
			rows[i].amounts, rows[i].years = 0, true
		}
		if i > 0 && rows[i-1].amounts == 0 && (n > 2 || rows[i-1].tabular()) && countsColumns(parts) {
			rows[i].amounts, rows[i].counts = 0, true
		}
	}
	unmarkYears(rows)
	markAxes(rows)
	for i := range rows { // a year alone is a head if no year stands below it
		first := rows[i].amounts > 0 && (i == 0 || rows[i-1].amounts == 0)
		if first && len(rows[i].parts) > 1 && i+1 < len(rows) && years(rows[i].parts) > 0 && years(rows[i+1].parts) == 0 {
			rows[i].amounts, rows[i].years = 0, true
		}
	}
	return rows
}

// leastLeading is how many lines with dots that lead to a number a table has at
// least that is told from a page of contents by these numbers alone.
const leastLeading = 3

// leadToPages reports that the numbers which lines with dots lead to may be those of
// pages: hardly any is lower than the one before.
func (s *sheet) leadToPages(lines []*line) bool {
	leading, lower, last := 0, 0, -1
	for _, l := range lines {
		bare := l.withoutLeaders()
		if bare == l {
			continue
		}
		parts := s.columnTexts(bare)
		n, err := strconv.Atoi(strings.ReplaceAll(parts[len(parts)-1].text(), ",", ""))
		if err != nil {
			continue
		}
		if leading++; n < last {
			lower++
		}
		last = n
	}
	return leading < leastLeading || 4*lower < leading
}

// unmarkYears makes rows of those that look like heads of years and follow one
// another, each with a name before: amounts such as 2015 and 1998. The first is one
// if no heads stand above it.
func unmarkYears(rows []row) {
	named := func(k int) bool {
		return k < len(rows) && rows[k].years && wide(firstRune(rows[k].parts[0].text()))
	}
	for i := 0; i < len(rows); i++ {
		end := i
		for named(end) {
			end++
		}
		if end-i > 1 {
			if i == 0 || !rows[i-1].tabular() || rows[i-1].amounts > 0 {
				i++
			}
			for ; i < end; i++ {
				rows[i].years, rows[i].amounts = false, countFigures(rows[i].parts)
			}
		}
		i = max(i, end)
	}
}

// leastTicks is how many numbers the scale of a chart has at least.
const leastTicks = 4

var unsigned = strings.NewReplacer(",", "", "%", "", "$", "")

// markAxes marks the lines that are the scale at the side of a chart, numbers
// alone at equal steps of value, and what is printed under them at its foot.
func markAxes(rows []row) {
	tick := func(k int) (float64, bool) {
		if k >= len(rows) || len(rows[k].parts) != 1 {
			return 0, false
		}
		text := rows[k].line.text()
		if !hasDigit(text) {
			return 0, false
		}
		v, err := strconv.ParseFloat(unsigned.Replace(document.Squeeze(text)), 64)
		return v, err == nil
	}
	for i := 0; i < len(rows); {
		a, ok := tick(i)
		b, also := tick(i + 1)
		k := i + 1
		for last, more := b, ok && also && a != b; more; k++ {
			next, is := tick(k + 1)
			more = is && abs((next-last)-(b-a)) < 0.01*abs(b-a)
			last = next
		}
		if k-i < leastTicks {
			i++
			continue
		}
		if k < len(rows) && rows[k].amounts == len(rows[k].parts) || k < len(rows) && rows[k].years {
			k++
		}
		for ; i < k; i++ {
			rows[i].chart, rows[i].amounts = true, 0
		}
	}
}

// columnTexts cuts a line into the texts of its columns: at wide gaps, and at
// narrow ones beside a figure, which is set up against its border. It is done
// once for a line: columns of the page and rows of tables both ask.
func (s *sheet) columnTexts(l *line) []*line {
	if l.texts == nil {
		l.texts = joinSigns(s.cutTexts(l))
	}
	return l.texts
}

func (s *sheet) cutTexts(l *line) (out []*line) {
	for _, part := range s.segments(l, s.ColumnGap*max(l.size, 1)) {
		start := 0
		for k := 1; k <= len(part.runs); k++ {
			if k < len(part.runs) && !s.partsColumns(part.runs[start:k], part.runs[k]) {
				continue
			}
			if start > 0 || k < len(part.runs) {
				out = append(out, l.part(part.runs[start:k]))
			} else {
				out = append(out, part)
			}
			start = k
		}
	}
	return out
}

// Gaps between a figure and another text that part columns (type). Words set
// with wide spaces stand farther apart, by as much in spaces of the page.
const (
	asWords      = 0.55 // sizes: no more than words
	asWordSpaces = 1.4  // spaces: no more than words
	amountSpaces = 1.6  // spaces between an amount and a word, at least
	nameGap      = 0.5  // sizes between a name and a figure, at least
)

// partsColumns reports a gap between a text and the run after it that is no
// space of one text, because one of them is a figure.
func (s *sheet) partsColumns(before []*run, next *run) bool {
	a, b := before[len(before)-1], next
	gap := (b.box.X0 - a.box.X1) / max(min(a.size(), b.size()), 1)
	if gap < s.FigureGap {
		return false
	}
	left, right := a.text(), b.text()
	words := oneWord(lastRune(left), lastRune(left)) || oneWord(firstRune(right), firstRune(right))
	one := gap < max(asWords, asWordSpaces*s.space)
	switch {
	case one && thousandsTail.MatchString(document.Squeeze(right)) && thousandsHead.MatchString(lineText(before)),
		one && isFigure(left) && boundsText.MatchString(document.Squeeze(right)):
		return false
	case money(left) || money(right):
		return !words || gap > amountSpaces*s.space
	case wide(lastRune(left)) && isFigure(right):
		return gap > nameGap
	case isFigure(left) && isFigure(right):
		return gap > digitSpace && !(codeDigits.MatchString(left) && codeDigits.MatchString(right))
	case isFigure(left) || isFigure(right):
		return words && gap > 2*s.space
	}
	return false
}

// codeDigits may be a piece of a code that is set or was recognised with gaps.
var codeDigits = regexp.MustCompile(`^\d{1,2}$`)

// joinSigns puts a sign of money, a bracket or a sign of per cent that stands
// apart to the figure it belongs to.
func joinSigns(parts []*line) []*line {
	out := parts[:0]
	for _, p := range parts {
		if k := len(out) - 1; k >= 0 {
			before := out[k]
			gap := (p.box.X0 - before.box.X1) / max(p.size, 1)
			opens := gap < widestSign && document.CountDigits(p.text()) > 0 && moneySign.MatchString(before.text())
			closes := gap < 1 && closingSign.MatchString(document.Squeeze(p.text())) && isFigure(before.text())
			if opens || closes {
				out[k] = before.part(append(slices.Clone(before.runs), p.runs...))
				continue
			}
		}
		out = append(out, p)
	}
	return out
}

// widestSign is how far, in sizes of the type, a sign of money may stand before
// its figure: at the other side of a column.
const widestSign = 5

var (
	moneySign   = regexp.MustCompile(`^(?:US|A|C|NZ)?[$€£¥￥]\s?[-(]?$|^\($`)
	closingSign = regexp.MustCompile(`^[%％)]+$`)
)

// countsColumns reports that the numbers of a row are 1, 2, 3 and so on.
func countsColumns(parts []*line) bool {
	n := 0
	for _, p := range parts {
		t := document.Squeeze(p.text())
		if t == strconv.Itoa(n+1) {
			n++
		} else if isAmount(t) {
			return false
		}
	}
	return n > 1
}

// joinSpaced joins two single characters of a row with amounts: 合 计.
func joinSpaced(parts []*line) (out []*line) {
	for i := 0; i < len(parts); i++ {
		p := parts[i]
		if i+1 < len(parts) && single(p) && single(parts[i+1]) && parts[i+1].box.X0-p.box.X1 < usual.LetterGap*p.size {
			p = p.part(append(slices.Clone(p.runs), parts[i+1].runs...))
			i++
		}
		out = append(out, p)
	}
	return out
}

// money is an amount printed as money is, with decimals or separators.
func money(t string) bool {
	return isAmount(t) && (decimals(t) >= 1 || strings.ContainsAny(t, ",，"))
}

// captioned lines carry a label with a colon, as the lines above a table do.
func (r *row) captioned() bool {
	text := r.line.text()
	return r.chart || r.amounts == 0 && strings.ContainsAny(text, "：:") || titleText.MatchString(text)
}

// titleText begins the title of a table.
var titleText = regexp.MustCompile(`^(?i:table|exhibit|figure|chart|表|图)\s*[A-Z]?\d{1,3}(?:[.\-]\d+)*[.:：、\s]\s*\S`)

// unitLine is the line a table is introduced with, and none goes over.
var unitLine = regexp.MustCompile(`单\s*位\s*[:：]\s*\S{0,4}元`)

// tabular lines have their text in several places; sentences and lines of a
// contents page do not count.
func (r *row) tabular() bool {
	text := r.line.text()
	return len(r.parts) >= 2 && !r.chart && !leader(text) && !(strings.ContainsAny(text, "，。；") &&
		slices.ContainsFunc(r.parts, func(p *line) bool {
			return strings.ContainsAny(p.text(), "，。；") && !isFigure(p.text()) // １，２３４ is no sentence
		}))
}
