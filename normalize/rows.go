package normalize

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/table"
	"github.com/yusuan/yusuan/zh"
)

// line is what one row of one side of a table means.
type line struct {
	row, side    int
	label        string
	code         string // digits, of either classification
	economic     string // class printed beside the code of a function
	name         string // name of the code or words of the row, enumeration taken off
	codeName     string // what is printed as the name of the code
	codeSource   schema.CodeSource
	codeNote     string
	meaning      meaning
	project      string
	organization string
	unitCode     string
	year         int  // 0 if the row does not say
	free         bool // no code and no word of the catalogue: name is all that is known
	mark         zh.Numbering
	bought       purchase
	insurance    string      // fund of social insurance that the line is
	fund         schema.Fund // printed in a column of its own

	economicSource schema.CodeSource // of economic, in a list of purchases
	at             *table.Line       // its place among the others
}

// lines reads the rows of every side, the header excluded, and what the lines
// above them say of them.
func (c *Catalogue) lines(l *layout, t *schema.Table, profile *schema.Profile) [][]line {
	out := make([][]line, l.sides)
	codes := map[table.Place]string{}
	for side := range out {
		out[side] = c.sideLines(l, side, t.Kind, profile)
		for i := range out[side] {
			if ln := &out[side][i]; ln.meaning.Sums != "" {
				codes[table.Place{Row: ln.row, Side: side}] = ln.meaning.Sums
			} else if c.ofGovernments && ln.code == "" && !ln.free && ln.meaning != (meaning{}) {
				codes[table.Place{Row: ln.row, Side: side}] = table.KnownWord
			} else if ln.codeSource == "looked_up" && (len(ln.code) == 3 || c.ofGovernments) {
				codes[table.Place{Row: ln.row, Side: side}] = ln.code
			}
		}
	}
	t.Model.ReadLines(codes)
	for side := range out {
		place(t.Model, out[side])
		for i := range out[side] {
			c.completeCode(&out[side][i], profile.FiscalYear)
		}
		var places []table.OpenLine
		if side < len(t.Model.Sides) {
			places = t.Model.Sides[side].Open
		}
		open := inherit(out[side], places)
		if c.ofGovernments {
			markUnknown(out[side])
		}
		if len(open) > 0 {
			t.Doubts = append(t.Doubts, fmt.Sprintf("the figures leave open what the lines in %s are parts of", rowsOf(open)))
		}
	}
	return out
}

// completeCode takes the whole code of a line from the model of the table where
// only its beginning was found: 类 款 项 below one head, or in the first row of
// the body.
func (c *Catalogue) completeCode(ln *line, year int) {
	code := ln.at.Code
	if ln.codeSource != "printed" || len(code) <= len(ln.code) || !strings.HasPrefix(code, ln.code) ||
		!c.classified(code) {
		return
	}
	if rest, ok := strings.CutPrefix(ln.label, ln.code); ok {
		ln.label = code + rest
	}
	ln.code = code
	if ln.codeName == "" {
		ln.codeName = lastPart(ln.name)
	}
	ln.codeNote = c.codes.disagrees(code, ln.codeName, year)
}

func (c *Catalogue) sideLines(l *layout, side int, kind schema.TableKind, profile *schema.Profile) []line {
	var out []line
	var above [2][3]string // code parts of the rows above, for merged cells
	hint := ""
	for j := range l.columns {
		if l.columns[j].side == side && l.columns[j].stub() {
			hint += l.columns[j].title
		}
	}
	economic := strings.Contains(hint, "经济") && !strings.Contains(hint, "功能") ||
		!strings.Contains(hint, "功能") && strings.Contains(l.table.Title, "经济分类") && !strings.Contains(l.table.Title, "功能") ||
		!strings.Contains(hint, "功能") && (kind == schema.AppropriationBasicExpenditure ||
			kind == schema.GeneralBudgetBasicExpenditure ||
			kind == schema.OperatingCost || kind == schema.ExpenditureByDepartmentEconomicClass ||
			kind == schema.ExpenditureByGovernmentEconomicClass)
	first := "3"
	if kind == schema.ExpenditureByGovernmentEconomicClass ||
		(strings.Contains(hint, "政府预算") || strings.Contains(hint, "政府经济")) && !strings.Contains(hint, "部门预算") &&
			!strings.Contains(hint, "部门经济") {
		first = "5"
	}
	for i := l.header; i < len(l.table.Cells); i++ {
		ln := line{row: i, side: side}
		c.readStub(l, &ln, &above, first, kind, profile.FiscalYear)
		if ln.label == "" && !l.hasValue(i, side) {
			continue
		}
		ln.mark, ln.name = zh.CutNumbering(ln.name)
		c.readCode(&ln, profile.FiscalYear)
		if c.ofGovernments {
			out = append(out, ln)
			continue
		}
		c.readMeaning(&ln, kind, economic, first, profile.Organization)
		out = append(out, ln)
	}
	if c.ofGovernments {
		c.governmentLines(l, out, side, kind)
		return out
	}
	if purchases(kind) {
		c.purchases(l, out)
	}
	if projectList(kind) {
		c.groups(out, profile.FiscalYear)
	}
	c.classes(out, first)
	return out
}

func (l *layout) hasValue(row, side int) bool {
	for j := range l.columns {
		if l.columns[j].side == side && l.columns[j].role == roleValue && l.table.Cells[row][j].State == document.CellText {
			return true
		}
	}
	return false
}

func seenValueBefore(l *layout, j int) bool {
	for k := range j {
		if l.columns[k].side == l.columns[j].side && l.columns[k].role == roleValue {
			return true
		}
	}
	return false
}

// readCode settles the code of a row: that of its code columns, or the one
// before its name.
func (c *Catalogue) readCode(ln *line, year int) {
	if ln.code == "" {
		if code, name, ok := c.splitCode(ln.name); ok {
			ln.code, ln.name, ln.codeName = code, name, lastPart(name)
		}
	}
	if !c.classified(ln.code) {
		ln.code = "" // a code of units or of the publisher's own
		return
	}
	ln.codeSource = "printed"
	ln.codeNote = c.codes.disagrees(ln.code, ln.codeName, year)
}

// groups finds the codes of rows that bear the name of what the code of the
// row after them stands for, in lists of projects.
func (c *Catalogue) groups(lines []line, year int) {
	for i := range lines[:max(0, len(lines)-1)] {
		ln, next := &lines[i], &lines[i+1]
		if !ln.free || next.codeSource != "printed" || next.project == "" {
			continue
		}
		for n := len(next.code); n >= 3; n -= 2 {
			if code := next.code[:n]; len(c.codes.byCode[code]) > 0 && c.codes.disagrees(code, ln.name, year) == "" {
				ln.code, ln.codeSource, ln.free, ln.project, ln.meaning = code, "looked_up", false, "", meaning{}
				break
			}
		}
	}
}

// classes finds the codes of names that a class (类) and one of its sections
// share, such as 其他资本性支出, in lists of economic classes.
func (c *Catalogue) classes(lines []line, first string) {
	for i := range lines {
		if lines[i].codeSource == "looked_up" && (lines[i].code[0] == '2' || len(lines[i].code) != 3) {
			return
		}
	}
	for i := 1; i < len(lines); i++ {
		ln := &lines[i]
		if !ln.free || lines[i-1].codeSource != "looked_up" {
			continue
		}
		if code, ok := c.codes.economicClass(zh.Fold(ln.name), first); ok {
			ln.code, ln.codeSource, ln.free = code, "looked_up", false
		}
	}
}

func lastPart(s string) string {
	if i := strings.LastIndexByte(s, '/'); i >= 0 {
		return s[i+1:]
	}
	return s
}

// readMeaning reads the words of a row.
func (c *Catalogue) readMeaning(ln *line, kind schema.TableKind, economic bool, first, organization string) {
	if ln.code != "" {
		return
	}
	f := zh.Fold(ln.name)
	if f == "" {
		return
	}
	m, known, unknown := meaning{}.read(&c.labels.rows, f)
	whole, ok := c.labels.rows.exact(f)
	if ok {
		ln.meaning = meaning{}.narrow(*whole)
		return
	}
	if ln.bought.goods != "" {
		return
	}
	if code, ok := c.codeByName(f, kind, economic, first, ln.mark.Level > 0); ok {
		ln.code, ln.codeSource = code, "looked_up"
		return
	}
	if ln.project == "" && known > 0 && unknown == 0 {
		ln.meaning = m
		return
	}
	if head, rest, ok := strings.Cut(ln.name, "/"); ok && ln.project == "" && rest != "" {
		if w, ok := c.labels.rows.exact(zh.Fold(head)); ok && w.Fund != "" && !w.Total {
			ln.name = rest // 财政专户管理资金 beside 其他非税收入
			c.readMeaning(ln, kind, economic, first, organization)
			ln.meaning = meaning{}.narrow(*w).narrow(ln.meaning)
			return
		}
	}
	if looksOrganization(ln.name) || document.Squeeze(ln.name) == organization ||
		ln.unitCode != "" && ln.organization == "" {
		ln.organization = ln.name
		return
	}
	ln.free = true
	if strings.HasSuffix(f, "合计") || strings.HasSuffix(f, "总计") || strings.HasSuffix(f, "小计") {
		ln.meaning = m
		ln.meaning.Total = true
	}
	switch kind {
	case schema.ProjectExpenditure, schema.GeneralBudgetProjectExpenditure, schema.Carryover:
		if ln.project == "" && !ln.meaning.Total {
			ln.project = ln.name
		}
	}
}

// codeByName looks up the code of a row without one by its folded name; numbered,
// that an enumeration stands before it.
func (c *Catalogue) codeByName(f string, kind schema.TableKind, economic bool, first string,
	numbered bool) (code string, ok bool) {
	if kind == schema.ThreePublic {
		return "", false
	}
	if economic && kind != schema.Procurement && kind != schema.PurchasedServices {
		switch first {
		case "3":
			return c.codes.economicByName(f, "")
		case "5":
			return c.codes.economicByName(f, "5")
		}
		return "", false
	}
	code, ok = c.codes.functionClass(f)
	if !ok && (numbered || summary(kind)) { // 一、基本支出 1、工资福利支出
		code, ok = c.codes.economicClass(f, first)
	}
	return code, ok
}

// summary reports tables whose lines are classes and groups of them.
func summary(kind schema.TableKind) bool {
	return kind == schema.RevenueExpenditureSummary || kind == schema.AppropriationSummary
}

// looksOrganization reports names that end as those of organizations do.
func looksOrganization(s string) bool {
	if n := len([]rune(s)); n < 4 || n > 40 {
		return false
	}
	if strings.HasSuffix(s, "）") || strings.HasSuffix(s, ")") {
		if i := strings.LastIndexAny(s, "（("); i > 0 {
			s = s[:i]
		}
	}
	return Builtin().titles.endsOrganization(ownOffice.ReplaceAllString(s, ""))
}

// ownOffice is what a name ends with of a body without those below it.
var ownOffice = regexp.MustCompile(`(?:机关)?本级$`)

func (t *titleRules) endsOrganization(s string) bool {
	_, n := t.ends.longestBackwards([]rune(zh.Fold(s)))
	return n > 0
}

// place gives every line its place among the others.
func place(m *table.Model, lines []line) {
	for i := range lines {
		ln := &lines[i]
		if ln.at = m.Line(ln.row, ln.side); ln.at == nil {
			ln.at = &table.Line{Row: ln.row, Side: ln.side, Level: 1}
		}
	}
}

// inherit gives every line what the line it is a part of says. open are the
// rows of lines for which something else follows from the place that they may
// have instead.
func inherit(lines []line, places []table.OpenLine) (open []int) {
	index := make(map[*table.Line]*line, len(lines))
	for i := range lines {
		index[lines[i].at] = &lines[i]
	}
	other := make(map[*table.Line]*table.Line, len(places))
	for _, o := range places {
		other[o.Line] = o.Other
	}
	for i := range lines {
		ln := &lines[i]
		own := *ln
		ln.inherit(index[ln.at.Parent])
		if alternative, ok := other[ln.at]; ok {
			own.inherit(index[alternative])
			if own.meaning != ln.meaning || own.code != ln.code {
				open = append(open, ln.row)
			}
		}
	}
	return open
}

// inherit gives a line what the line p, of which it is a part, says; nil says
// nothing.
func (ln *line) inherit(p *line) {
	switch {
	case p != nil && ln.meaning.Extent != "" && ln.meaning == meaning{Extent: ln.meaning.Extent} && ln.code == "":
		ln.meaning = p.meaning.narrow(ln.meaning) // 其中：市本级
		if ln.code = p.code; ln.code != "" {
			ln.codeSource = "parent"
		}
	case p == nil || p.meaning.Total:
	case ln.organization != "" && p.organization != "" && ln.organization != p.organization:
	case ln.code != "":
		if ln.codeSource == "looked_up" && p.group() {
			ln.meaning = p.meaning.narrow(ln.meaning)
		}
	case p.code == "":
		ln.meaning = p.meaning.narrow(ln.meaning)
	case ln.free && ln.codeSource == "":
		ln.code, ln.codeSource = p.code, "parent"
		ln.meaning.Fund = cmp.Or(ln.meaning.Fund, p.meaning.Fund)
		ln.meaning.Flow = cmp.Or(ln.meaning.Flow, p.meaning.Flow)
	}
}

// rowsOf names rows, the first few of many.
func rowsOf(rows []int) string {
	const few = 5
	var b strings.Builder
	b.WriteString("row")
	if len(rows) > 1 {
		b.WriteString("s")
	}
	for i, row := range rows {
		if i == few {
			fmt.Fprintf(&b, " and %d more", len(rows)-few)
			break
		}
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, " %d", row)
	}
	return b.String()
}

// group reports a line that says of what money the classes below it are.
func (ln *line) group() bool { return ln.code == "" && !ln.free && !ln.meaning.Total }

// parsed is amount.Parse of what stands in a cell.
func parsed(c *document.Cell) amount.Amount { return amount.Parse(c.Text) }
