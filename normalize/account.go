package normalize

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/table"
	"github.com/yusuan/yusuan/zh"
)

// Why a number is unexplained.
const (
	whyGlued    = "several numbers in one"
	whyJoined   = "digits of several strings in one number"
	whyAstride  = "a number that is drawn between two cells"
	whyTorn     = "two numbers under one another, or one that is torn"
	whySpans    = "one number over several columns of amounts"
	whyInHead   = "an amount in the header"
	whyInLabel  = "an amount in a label"
	whyNoAmount = "no amount in a column of amounts"
	whyNoLine   = "an amount of no line"

	whyCodes     = "the codes of several lines in one cell"
	whyCodeSpans = "a part of a code over several columns of them"
)

var (
	// secondPoint: 298.22113.40 is two amounts. 2023.01.15 is a date, 1.2.3 a
	// number of a heading.
	secondPoint = regexp.MustCompile(`[0-9]\.[0-9]{2,}[0-9,，]*\.[0-9]`)
	pointedDate = regexp.MustCompile(`(?:19|20)[0-9]{2}\.[0-9]{1,2}\.[0-9]{1,2}`)
	// endsInAmount: 社会保障和就业支出411.62.
	endsInAmount = regexp.MustCompile(`(?:^|\p{Han}|[)）])[-－]?[0-9][0-9,，]*[.．][0-9]{2,6}$`)
	// beginsWithAmount: 135.33（1）工资福利支出.
	beginsWithAmount = regexp.MustCompile(`^[-－]?[0-9][0-9,，]*[.．][0-9]{2,6}(?:[^0-9]|$)`)
	// amountBefore: 371,514,655.00一、一般公共服务支出, but not 12.31前完成 or 1500.00万元.
	amountBefore = regexp.MustCompile(`^[-－]?(?:[0-9]{1,3}(?:[,，][0-9]{3})+|[0-9]{3,}|0)[.．][0-9]{2}` +
		`(?:[（(]|[^\P{Han}元万亿千百平米公里吨亩人个家台套度年月日])`)
	wholeInteger = regexp.MustCompile(`^[-－]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)$`)
	countText    = regexp.MustCompile(`^[-－]?[0-9][0-9,，.．]*\p{Han}{1,3}$`)
	rate         = regexp.MustCompile(`^[-－+<>=≤≥＜＞]*[0-9][0-9,，.．]*(?:[%％‰]|个百分点)$`)
)

// account says of every numeric token of a table what it ended as. Tokens that
// nothing is known of are listed, and make the table doubtful.
func (n *normalizer) account(t *schema.Table, l *layout, facts []schema.Fact) {
	isFact, withheld := placesOf(facts), t.Withheld != ""
	n.eachNumber(t, func(i, j int, c *document.Cell) (schema.Use, string) {
		use, why := n.useOf(l, i, j, c)
		switch {
		case use != schema.UseFact:
		case withheld:
			use = schema.UseWithheld
		case !isFact[document.Ref{Row: i, Col: j}]:
			return schema.UseUnexplained, whyNoLine
		}
		return use, why
	})
}

// placesOf are the cells that facts stand in.
func placesOf(facts []schema.Fact) map[document.Ref]bool {
	places := make(map[document.Ref]bool, len(facts))
	for i := range facts {
		places[document.Ref{Row: facts[i].Row, Col: facts[i].Column}] = true
	}
	return places
}

// withholds says why the amounts of a table are no facts; empty if they are.
// Those of a template have the kind of what they are a model of.
func (n *normalizer) withholds(t *schema.Table) string {
	switch kind := n.rec.Profile.ReportKind; {
	case kind == schema.TemplateReport:
		return "it is the table of a template"
	case t.Kind != schema.OtherTable:
		return ""
	case kind.Government():
		return "it is the table of a government"
	}
	return "its kind is not known"
}

// accountForm is account for a performance table, whose values are of many
// kinds.
func (n *normalizer) accountForm(t *schema.Table, f *form, facts []schema.Fact) {
	isFact := placesOf(facts)
	n.eachNumber(t, func(i, j int, c *document.Cell) (schema.Use, string) {
		text := document.Squeeze(c.Text)
		switch {
		case isFact[document.Ref{Row: i, Col: j}]:
			return schema.UseFact, ""
		case glued(text):
			return schema.UseUnexplained, whyGlued
		case i == f.head || table.NumbersColumns(t.Layout, i):
			return schema.UseLabel, ""
		case rate.MatchString(text):
			return schema.UsePercentage, ""
		}
		return schema.UseForm, ""
	})
}

// eachNumber asks of every cell with numeric tokens what they are.
func (n *normalizer) eachNumber(t *schema.Table, use func(row, col int, c *document.Cell) (schema.Use, string)) {
	count, places := 0, 0
	for i := range t.Layout.Cells {
		if n.ctx.Err() != nil {
			return
		}
		for j := range t.Layout.Cells[i] {
			c := &t.Layout.Cells[i][j]
			tokens := len(document.Numbers(c.Text))
			if c.State == document.CellCovered || tokens == 0 {
				continue
			}
			u, why := use(i, j, c)
			t.Account.Count(u, tokens)
			if u != schema.UseUnexplained {
				continue
			}
			count, places = count+tokens, places+1
			t.Unexplained = append(t.Unexplained, schema.Unexplained{
				Row: i, Column: j, Page: c.Page, Text: document.Squeeze(c.Text), Tokens: tokens, Why: why,
			})
		}
	}
	for _, row := range t.Layout.Repeated {
		for i := range row {
			t.Account.Count(schema.UseLabel, len(document.Numbers(row[i].Text)))
		}
	}
	if places > 0 {
		u := &t.Unexplained[0]
		t.Doubts = append(t.Doubts, fmt.Sprintf("%d numbers are not explained, the first is %s in row %d, column %d: %s",
			count, shorten(u.Text), u.Row, u.Column, u.Why))
	}
}

// longestQuote is how many characters of a cell a reason quotes.
const longestQuote = 40

func shorten(s string) string {
	if r := []rune(s); len(r) > longestQuote {
		return string(r[:longestQuote]) + "…"
	}
	return s
}

// useOf says what the tokens of a cell are by its place; UseFact means that an
// amount stands there.
func (n *normalizer) useOf(l *layout, i, j int, c *document.Cell) (schema.Use, string) {
	text := document.Squeeze(c.Text)
	switch col := &l.columns[j]; {
	case i < l.header:
		return n.useInHead(l, i, j, text)
	case glued(text):
		return schema.UseUnexplained, whyGlued
	case table.NumbersColumns(l.table, i):
		return schema.UseOrdinal, ""
	case col.role == roleValue:
		return n.useAsAmount(l, i, j, text)
	case col.role == roleQuantity:
		return schema.UseCount, ""
	case col.role.code():
		if endsInAmount.MatchString(text) {
			return schema.UseUnexplained, whyInLabel
		}
		if l.words.severalCodes(c.Text) {
			return schema.UseUnexplained, whyCodes
		}
		if zh.IsDigits(text) && len(text) <= 2 && c.ColSpan > 1 && col.role != roleCode {
			return schema.UseUnexplained, whyCodeSpans
		}
		return schema.UseCode, ""
	case col.role == roleSerial:
		if endsInAmount.MatchString(text) {
			return schema.UseUnexplained, whyInLabel
		}
		return schema.UseOrdinal, ""
	}
	return n.useInLabel(l, i, j, text)
}

// glued reports text that holds several numbers in one.
func glued(text string) bool {
	return strings.Count(text, ".") > 1 && secondPoint.MatchString(pointedDate.ReplaceAllString(text, ""))
}

// severalCodes reports text of several lines each of which is a code, and not one
// that is torn: 201|20103.
func (c *Catalogue) severalCodes(text string) bool {
	lines := strings.Fields(text)
	return len(lines) > 1 && c.codes.byCode[strings.Join(lines, "")] == nil &&
		!slices.ContainsFunc(lines, func(s string) bool { return c.codes.byCode[s] == nil })
}

func (n *normalizer) useAsAmount(l *layout, i, j int, text string) (schema.Use, string) {
	a := l.amounts[i][j]
	if why := l.words.spoilt(l, i, j); why != "" {
		return schema.UseUnexplained, why
	}
	switch {
	case a.Kind == amount.Number && a.Unit == amount.NoUnit && l.words.countOf(l, i, j) != "":
		return schema.UseCount, ""
	case a.Kind == amount.Number:
		return schema.UseFact, ""
	case rate.MatchString(text):
		return schema.UsePercentage, ""
	case countText.MatchString(text):
		return schema.UseCount, ""
	case endsInAmount.MatchString(text) || beginsWithAmount.MatchString(text) || !strings.ContainsFunc(text, isHan):
		return schema.UseUnexplained, whyNoAmount
	}
	return schema.UseLabel, "" // words among the amounts: a note, a head printed again
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

func (n *normalizer) useInHead(l *layout, i, j int, text string) (schema.Use, string) {
	if table.NumbersColumns(l.table, i) {
		return schema.UseOrdinal, ""
	}
	a := amount.Parse(text)
	switch {
	case a.Kind == amount.Number && a.Unit == amount.NoUnit && (a.Decimals > 0 || strings.ContainsAny(text, ",，")):
		return schema.UseUnexplained, whyInHead
	case glued(text):
		return schema.UseUnexplained, whyGlued
	case !zh.IsDigits(text):
		return schema.UseLabel, ""
	case len(text) <= 2:
		return schema.UseOrdinal, ""
	case l.words.codes.byCode[text] != nil:
		return schema.UseCode, ""
	case document.MayBeYear(text):
		return schema.UseLabel, ""
	}
	return schema.UseUnexplained, whyInHead
}

func (n *normalizer) useInLabel(l *layout, i, j int, text string) (schema.Use, string) {
	a := l.amounts[i][j]
	switch {
	case rate.MatchString(text):
		return schema.UsePercentage, ""
	case a.Kind == amount.Number && a.Unit == amount.NoUnit && (a.Decimals >= 2 || wholeInteger.MatchString(text) &&
		strings.Contains(text, ",")):
		return schema.UseUnexplained, whyInLabel
	case zh.IsDigits(text) && l.words.codes.byCode[text] != nil:
		return schema.UseCode, ""
	case isIdentifier(text):
		return schema.UseCode, ""
	case strings.Contains(text, ",") && broken(text):
		return schema.UseUnexplained, whyNoAmount
	case endsInAmount.MatchString(text) && l.lastValue() > j, l.wholeInLabel(i, j, text), amountBefore.MatchString(text):
		return schema.UseUnexplained, whyInLabel
	case !strings.ContainsFunc(text, unicode.IsLetter) && len(document.Numbers(text)) > 1 && strings.Contains(text, "."):
		return schema.UseUnexplained, whyGlued
	}
	return schema.UseLabel, ""
}

// spoilt says why the number in a cell of a column of amounts cannot be told;
// empty if it can.
func (c *Catalogue) spoilt(l *layout, row, col int) string {
	cell := &l.table.Cells[row][col]
	switch {
	case glued(document.Squeeze(cell.Text)):
		return whyGlued
	case cell.Joined:
		return whyJoined
	case cell.Astride:
		return whyAstride
	case l.spansAmounts(row, col):
		return whySpans
	case l.amounts[row][col].Torn && l.tornApart(row, col):
		return whyTorn
	}
	return ""
}

// spansAmounts reports a merged number that reaches over columns of amounts
// with heads of their own.
func (l *layout) spansAmounts(row, col int) bool {
	cell := &l.table.Cells[row][col]
	if cell.ColSpan < 2 || l.header == 0 || l.amounts[row][col].Kind != amount.Number {
		return false
	}
	head := l.table.Origin(l.header-1, col)
	for j := col + 1; j < min(col+cell.ColSpan, len(l.columns)); j++ {
		if l.columns[j].role == roleValue && l.columns[col].role == roleValue && l.table.Origin(l.header-1, j) != head &&
			l.columns[j].label != l.columns[col].label {
			return true
		}
	}
	return false
}

// tornApart reports that the lines of a cell may be numbers of their own: each
// is a whole one, as numbers are printed in its column.
func (l *layout) tornApart(row, col int) bool {
	lines := strings.Fields(l.table.Cells[row][col].Text)
	for _, s := range lines[:len(lines)-1] {
		if !wholeInteger.MatchString(s) {
			return false
		}
	}
	last := lines[len(lines)-1]
	if l.amounts[row][col].Decimals == 0 {
		return wholeInteger.MatchString(last)
	}
	if first, _, _ := strings.Cut(last, "."); !wholeInteger.MatchString(first) {
		return false
	}
	// A line without decimals is no number where all have them.
	return slices.ContainsFunc(l.amounts[l.header:], func(r []amount.Amount) bool {
		a := r[col]
		return a.Kind == amount.Number && !a.Torn && a.Decimals == 0 && !a.Value.IsZero()
	})
}

// namelessLines is how many lines of figures are doubted if none has a name: a
// table of fewer may be the last lines of a note.
const namelessLines = 3

// nameless reports a table that holds figures and nothing that says of what: many
// lines without a name, or several figures in one without a head.
func nameless(t *schema.Table) bool {
	lines, most := map[int]bool{}, 0
	figures := map[int]int{} // by line
	for i := range t.Cells {
		c := &t.Cells[i]
		switch {
		case c.Row < t.Layout.Header:
		case strings.ContainsFunc(c.Text, unicode.IsLetter):
			return false
		case c.Amount != nil && c.Amount.Decimals > 0:
			lines[c.Row] = true
			figures[c.Row]++
			most = max(most, figures[c.Row])
		}
	}
	return len(lines) >= namelessLines || t.Layout.Header == 0 && most >= namelessFigures
}

// namelessFigures is how many figures of one line are doubted if nothing at all says
// what they are of.
const namelessFigures = 2

// headless says which column of amounts has no head although the one beside it has
// one, and no text below it: where no rulings tell, the head may be that of the
// amounts.
func (l *layout) headless() (doubts []string) {
	if m := l.table.Method; m != document.MethodAligned && m != document.MethodPartial {
		return nil
	}
	blank := func(j int) bool {
		return !slices.ContainsFunc(l.table.Cells[l.header:], func(row []document.Cell) bool {
			return row[j].State == document.CellText
		})
	}
	for j := range l.columns {
		if l.columns[j].role != roleValue || l.lowestHead(j) != nil || blank(j) {
			continue
		}
		for _, k := range []int{j - 1, j + 1} {
			if k >= 0 && k < len(l.columns) && blank(k) && l.lowestHead(k) != nil {
				doubts = append(doubts, fmt.Sprintf("column %d has amounts and no head: that of column %d may be its own, %s", j, k,
					shorten(document.Squeeze(l.lowestHead(k).Text))))
				break
			}
		}
	}
	return doubts
}

// indistinct says which head stands over several columns of amounts by itself, so
// that nothing tells them apart: a ruling between their heads was not drawn, or
// not seen.
func (l *layout) indistinct() (doubts []string) {
	told := map[*document.Cell]bool{}
	for i := l.header; i < len(l.amounts); i++ {
		last := map[*document.Cell]int{} // the column with an amount in the row that it is the head of
		for j := range l.columns {
			if l.columns[j].role != roleValue || l.amounts[i][j].Kind != amount.Number {
				continue
			}
			head := l.lowestHead(j)
			before, ok := last[head]
			if last[head] = j; head == nil || !ok || told[head] {
				continue
			}
			told[head] = true
			doubts = append(doubts, fmt.Sprintf("columns %d and %d have one head: %s", before, j,
				shorten(document.Squeeze(head.Text))))
		}
	}
	return doubts
}

// lowestHead is the lowest cell over a column that prints a head, and no number of
// the column; nil if there is none.
func (l *layout) lowestHead(col int) *document.Cell {
	for i := l.header - 1; i >= 0; i-- {
		c := l.table.Origin(i, col)
		if text := document.Squeeze(c.Text); text != "" && document.CountDigits(text) < len(text) {
			return c
		}
	}
	return nil
}

// acrossLines says which amounts stand beside several lines where rulings are
// missing: of which of them they are is not told.
func acrossLines(t *schema.Table) (doubts []string) {
	if t.Layout.Method != document.MethodPartial {
		return nil
	}
	for i := range t.Cells {
		c := &t.Cells[i]
		span := t.Layout.Cells[c.Row][c.Column].RowSpan
		if c.Role != schema.RoleValue || c.Amount == nil || span < 2 {
			continue
		}
		lines := 0
		for row := c.Row; row < c.Row+span; row++ {
			for side := range t.Model.Sides {
				if ln := t.Model.Line(row, side); ln != nil && (ln.Code != "" || ln.Label.Text != "") {
					lines++
					break
				}
			}
		}
		if lines > 1 {
			doubts = append(doubts, fmt.Sprintf("%s stands beside several lines: rows %d to %d, column %d", c.Text, c.Row,
				c.Row+span-1, c.Column))
		}
	}
	return doubts
}

// figures counts the amounts of a table that are printed as money is.
func figures(t *schema.Table) (n int) {
	for i := range t.Cells {
		if isAmount(t.Cells[i].Amount) {
			n++
		}
	}
	return n
}

// untoldFigures is how many amounts a table without a title has at least to be
// doubted (judgement): a list of a few may be part of a text.
const untoldFigures = 4

// untold reports a table of a disclosure that no title and no number says anything
// of, with many amounts that so become no facts.
func (n *normalizer) untold(t *schema.Table) bool {
	kind := n.rec.Profile.ReportKind
	return t.Layout.Title == "" && t.Layout.Number == "" &&
		kind != schema.NotADisclosure && kind != schema.TemplateReport && figures(t) >= untoldFigures
}

// missing says which lines of a table lack an amount, as their sums show: the
// parts do not make their total and one of them is blank in a column that prints
// zeros, or a code has none and those below it have.
func missing(m *table.Model) (doubts []string) {
	for side := range m.Sides {
		for _, s := range m.LineSums(side) {
			v := m.Check(&s)
			if row, ok := emptyPart(m, side, &s, &v); ok {
				doubts = append(doubts, fmt.Sprintf("no amount is printed in row %d: the parts of %s come to %s", row, s.Total.Text,
					v.Expected))
				continue
			}
			switch {
			case v.Why == table.PartBlank:
				blank := s.Blanks()[0]
				doubts = append(doubts, fmt.Sprintf("an amount is missing in row %d, column %d or beside it: the parts of %s "+
					"come to %s",
					blank.Row, blank.Col, s.Total.Text, v.Expected))
			case v.Why == table.TotalBlank && s.Kind == table.ByCode && prints(s.Parts) > 0,
				v.Why == table.TotalBlank && sums(m.Line(s.Total.Row, side)) && prints(s.Parts) > 1:
				doubts = append(doubts, fmt.Sprintf("an amount is missing in row %d, column %d: its parts are there", s.Total.Row,
					s.Total.Col))
			}
		}
		table.EachGroup(m.Sides[side].Heads, func(siblings []*table.Head) {
			doubts = append(doubts, blankTotals(m, side, siblings)...)
		})
		doubts = append(doubts, unlabelled(m, side)...)
		doubts = append(doubts, alone(m, side)...)
		doubts = append(doubts, uneven(m, side)...)
	}
	return doubts
}

// emptyPart is the row of the one part by code that prints nothing at all of a sum
// that comes short without it.
func emptyPart(m *table.Model, side int, s *table.Sum, v *table.Verdict) (row int, ok bool) {
	blanks := s.Blanks()
	if s.Kind != table.ByCode || s.Total.State != table.Number || v.Outcome != amount.Inconsistent || len(blanks) != 1 ||
		m.Exceeded(s, v.Difference) {
		return 0, false
	}
	row = blanks[0].Row
	return row, !slices.ContainsFunc(m.Sides[side].Amounts, func(col int) bool {
		f := m.Figure(row, col)
		return f != nil && f.State != table.Blank
	})
}

// sums reports a line whose name says that it is a total.
func sums(l *table.Line) bool { return l != nil && l.Label.Total != table.NoTotal }

// unlabelled says which amounts stand in a line without a name, below a line
// whose name has none: they may be its.
func unlabelled(m *table.Model, side int) (doubts []string) {
	for row := m.Body + 1; row < m.Rows; row++ {
		above, line := m.Line(row-1, side), m.Line(row, side)
		named := line != nil && (line.Label.Text != "" || line.Code != "" || line.Unit != "")
		if above == nil || above.Label.Text == "" || named {
			continue
		}
		for _, col := range m.Sides[side].Amounts {
			f, blank := m.Figure(row, col), m.Figure(row-1, col)
			if f != nil && blank != nil && f.State == table.Number && !f.IsZero() && blank.State == table.Blank {
				doubts = append(doubts, fmt.Sprintf("%s in row %d, column %d stands below a line without an amount, in one "+
					"without a name", f.Text, row, col))
			}
		}
	}
	return doubts
}

// leastBeside is how many lines print an amount in the column beside one that
// stands alone in its own, where it is doubted.
const leastBeside = 3

// alone says which figure is the only one of its column and beside a blank of
// one that other lines print, its total among them: it may have been set there.
func alone(m *table.Model, side int) (doubts []string) {
	amounts := m.Sides[side].Amounts
	only := make(map[int]*table.Figure, len(amounts)) // by column; nil for none or several
	prints := make(map[int]int, len(amounts))
	total := make(map[int]bool, len(amounts)) // the column is printed in a total
	for _, col := range amounts {
		for row := m.Body; row < m.Rows; row++ {
			f, line := m.Figure(row, col), m.Line(row, side)
			if f == nil || line == nil || f.State != table.Number {
				continue
			}
			prints[col]++
			only[col] = f
			total[col] = total[col] || sums(line)
		}
	}
	for k, col := range amounts {
		f := only[col]
		if prints[col] != 1 {
			continue
		}
		for _, d := range []int{k - 1, k + 1} {
			if d < 0 || d >= len(amounts) || prints[amounts[d]] < leastBeside {
				continue
			}
			beside := amounts[d]
			line := m.Line(f.Row, side)
			if g := m.Figure(f.Row, beside); g != nil && g.State == table.Blank && (total[beside] || sums(line)) {
				doubts = append(doubts, fmt.Sprintf("%s in row %d, column %d is alone in its column and may belong in column %d",
					f.Text, f.Row, f.Col, beside))
			}
		}
	}
	return doubts
}

// leastEven is how many lines print one number of amounts where a pair that does
// not is doubted.
const leastEven = 3

// uneven says where an amount may stand in the line beside its own: all others print
// the same number of amounts, of these two one prints more and one as many less.
func uneven(m *table.Model, side int) (doubts []string) {
	lines := m.Sides[side].Lines
	prints := make([]int, len(lines))
	times := map[int]int{}
	for i, l := range lines {
		for _, col := range m.Sides[side].Amounts {
			if f := m.Figure(l.Row, col); f != nil && f.State != table.Blank {
				prints[i]++
			}
		}
		times[prints[i]]++
	}
	for i := range max(0, len(lines)-1) {
		a, b := prints[i], prints[i+1]
		usual := a + b
		if a == b || usual%2 != 0 || times[usual/2] != len(lines)-2 || times[usual/2] < leastEven ||
			lines[i+1].Row != lines[i].Row+1 {
			continue
		}
		return []string{fmt.Sprintf("rows %d and %d print %d and %d amounts, all others %d: one may belong in the other row",
			lines[i].Row, lines[i+1].Row, a, b, usual/2)}
	}
	return nil
}

// blankTotals says of which lines the one total among the heads of columns is
// blank, where several of its parts are not or every other line prints it.
func blankTotals(m *table.Model, side int, siblings []*table.Head) (doubts []string) {
	totals, parts := table.Split(siblings)
	if len(totals) != 1 || len(totals[0].Columns) != 1 || len(totals[0].Children) > 0 || len(parts) < 2 {
		return nil
	}
	col := totals[0].Columns[0]
	filled, blank, beside := 0, -1, 0
	for row := m.Body; row < m.Rows; row++ {
		f := m.Figure(row, col)
		if m.Line(row, side) == nil || f == nil {
			continue
		}
		if f.State == table.Number {
			filled++
			continue
		}
		printed := 0 // parts of it
		for _, p := range parts {
			if slices.ContainsFunc(p.Columns, func(c int) bool {
				g := m.Figure(row, c)
				return g != nil && g.State == table.Number && !g.IsZero()
			}) {
				printed++
			}
		}
		if f.State != table.Blank || printed == 0 {
			continue
		}
		if blank >= 0 {
			return nil // the form leaves it out where it likes
		}
		blank, beside = row, printed
	}
	if blank < 0 || filled < leastTotals && (filled == 0 || beside < 2) {
		return nil
	}
	return []string{fmt.Sprintf("an amount is missing in row %d, column %d: its parts are there", blank, col)}
}

// leastTotals is how many other lines print the total of their columns where a
// blank one is doubted that has one part; one line is enough beside several parts.
const leastTotals = 2

// prints counts the amounts that are not nothing.
func prints(parts []table.Term) (n int) {
	for _, p := range parts {
		if p.State == table.Number && !p.IsZero() {
			n++
		}
	}
	return n
}

// meaningless doubts a table with characters whose meaning the file does not
// tell: numbers may be among them, and what its heads and lines say is not known.
func meaningless(t *schema.Table) {
	cells := 0
	for i := range t.Layout.Cells {
		for j := range t.Layout.Cells[i] {
			cells += strings.Count(t.Layout.Cells[i][j].Text, unreadable)
		}
	}
	if cells > 0 {
		t.Doubts = append(t.Doubts, fmt.Sprintf("%d characters have no meaning that the file tells", cells))
	}
}

// garbled doubts a document with letters that no Chinese text has among its
// ideographs (项目名Ā, ß能分类): its fonts tell the wrong meaning of some characters,
// and digits may be among these.
func (n *normalizer) garbled() {
	found, first := 0, ""
	look := func(text string) {
		if k := misread(text); k > 0 {
			if found += k; first == "" {
				first = shorten(document.Squeeze(text))
			}
		}
	}
	for i := range n.rec.Tables {
		for _, row := range n.rec.Tables[i].Layout.Cells {
			for j := range row {
				look(row[j].Text)
			}
		}
	}
	for i := range n.doc.Pages {
		for _, b := range n.doc.Pages[i].Blocks {
			look(b.Text)
		}
	}
	if found > 0 {
		n.rec.Doubts = append(n.rec.Doubts,
			fmt.Sprintf("%d characters are none of Chinese text, the file tells their meaning wrongly: %s", found, first))
	}
}

// misread counts the letters beside ideographs that are none of ASCII.
func misread(text string) (n int) {
	han, letter := false, false // the rune before
	for _, r := range text {
		isHan, isLetter := unicode.Is(unicode.Han, r), r > unicode.MaxASCII && r < latinEnd && unicode.IsLetter(r)
		if isLetter && han || isHan && letter {
			n++
		}
		han, letter = isHan, isLetter
	}
	return n
}

// latinEnd is where the accented letters of Latin scripts end; Chinese text has Greek
// and Roman numerals, which come later.
const latinEnd = '\u0250'

// unreadable stands for a character whose meaning the file does not tell.
const unreadable = "\ufffd"

// crowded says which head is those of two columns: rulings that part them are
// missing, or were not seen.
func (l *layout) crowded() (doubts []string) {
	for _, row := range l.table.Cells[:l.header] {
		for j := range row {
			if row[j].Apart {
				doubts = append(doubts, "one column has two heads: "+shorten(document.Squeeze(row[j].Text)))
			}
		}
	}
	return doubts
}

// strays doubts tables that amounts stand beside: what is set in the height of a
// table and outside of it, or alone right above or below it, was meant for it. An
// amount that stands beside no table, in a line of several texts as those of tables
// are, makes the document doubtful.
func (n *normalizer) strays() {
	lost, first := 0, ""
	for i := range n.doc.Pages {
		p := &n.doc.Pages[i]
		for k := range p.Blocks {
			b := &p.Blocks[k]
			if b.Kind.Furniture() || b.Box.IsZero() {
				continue
			}
			if a := amount.Parse(b.Text); a.Kind != amount.Number || a.Decimals < 1 {
				continue
			}
			tables := n.beside(p.Number, b.Box)
			if len(tables) == 0 && inLine(p.Blocks, k) && !datedNumber.MatchString(b.Text) {
				if lost++; lost == 1 {
					first = fmt.Sprintf("%s on page %d", shorten(b.Text), p.Number)
				}
			}
			for _, t := range tables {
				t.Doubts = append(t.Doubts, fmt.Sprintf("%s stands beside the table on page %d", shorten(b.Text), p.Number))
			}
		}
	}
	if lost > 0 {
		n.rec.Doubts = append(n.rec.Doubts,
			fmt.Sprintf("%d amounts stand in lines as those of a table, and in none: %s", lost, first))
	}
}

// datedNumber: 20250124.18 is the number of a document or of a version of it.
var datedNumber = regexp.MustCompile(`^(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9]\.`)

// inLine reports that another text stands beside a block, at half its height.
func inLine(blocks []document.Block, k int) bool {
	middle := (blocks[k].Box.Y0 + blocks[k].Box.Y1) / 2
	near := func(b document.Block) bool { return b.Box.Y0 < middle && middle < b.Box.Y1 && !b.Kind.Furniture() }
	return k > 0 && near(blocks[k-1]) || k+1 < len(blocks) && near(blocks[k+1])
}

// beside are the tables in whose height the middle of a box stands, or that of a
// line above or below the box.
func (n *normalizer) beside(page int, box document.Box) (tables []*schema.Table) {
	middle := (box.Y0 + box.Y1) / 2
	for i := range n.rec.Tables {
		t := &n.rec.Tables[i]
		if slices.ContainsFunc(t.Layout.Regions, func(r document.Region) bool {
			return r.Page == page && r.Box.Y0-box.Height() < middle && middle < r.Box.Y1+box.Height()
		}) {
			tables = append(tables, t)
		}
	}
	return tables
}

// tokens holds the numbers of the tables and all digits against those that were
// counted when the document was read.
func (n *normalizer) tokens() {
	read, found := 0, 0
	for i := range n.doc.Pages {
		read += n.doc.Pages[i].Reading.InTables
	}
	for i := range n.rec.Tables {
		found += n.rec.Tables[i].Account.Tokens()
	}
	if read > 0 && read != found {
		n.rec.Doubts = append(n.rec.Doubts, fmt.Sprintf("the tables hold %d numbers, %d were read into them", found, read))
	}
	placed := n.doc.Reading.DigitsPlaced
	for _, s := range n.doc.Reading.Leftovers {
		placed += document.CountDigits(s)
	}
	if digits := n.doc.Reading.Digits; digits != placed {
		n.rec.Doubts = append(n.rec.Doubts, fmt.Sprintf("%d digits have a place, the text has %d", placed, digits))
	}
}
