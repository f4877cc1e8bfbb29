package normalize

import (
	"strings"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
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
	codeSource   string
	codeNote     string
	meaning      meaning
	project      string
	organization string
	unitCode     string
	year         int  // 0 if the row does not say
	free         bool // no code and no word of the catalogue: name is all that is known
	level        int
	parent       int // index of the line this one is a part of, -1 if none
	mark         zh.Numbering
}

// lines reads the rows of one side, the header excluded.
func (c *Catalogue) lines(l *layout, side int, kind schema.TableKind, profile *schema.Profile) []line {
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
		!strings.Contains(hint, "功能") && (kind == schema.AppropriationBasicExpenditure || kind == schema.GeneralBudgetBasicExpenditure ||
			kind == schema.OperatingCost || kind == schema.ExpenditureByDepartmentEconomicClass || kind == schema.ExpenditureByGovernmentEconomicClass)
	first := "3"
	if kind == schema.ExpenditureByGovernmentEconomicClass ||
		(strings.Contains(hint, "政府预算") || strings.Contains(hint, "政府经济")) && !strings.Contains(hint, "部门预算") && !strings.Contains(hint, "部门经济") {
		first = "5"
	}
	for i := l.header; i < len(l.table.Cells); i++ {
		ln := line{row: i, side: side, parent: -1}
		c.readStub(l, &ln, &above, first, kind, profile.FiscalYear)
		if ln.label == "" && !l.hasValue(i, side) {
			continue
		}
		ln.mark, ln.name = zh.CutNumbering(ln.name)
		c.readCode(&ln, profile.FiscalYear)
		c.readMeaning(&ln, kind, economic, first, profile.Organization)
		out = append(out, ln)
	}
	if projectList(kind) {
		c.groups(out, profile.FiscalYear)
	}
	c.classes(out, first)
	nest(l, out)
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
		if code, name, ok := splitCode(ln.name); ok {
			ln.code, ln.name, ln.codeName = code, name, lastPart(name)
		}
	}
	if !classified(ln.code) {
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
	if kind == schema.ThreePublic || kind == schema.Procurement || kind == schema.PurchasedServices {
		economic = false
	}
	m, known, unknown := meaning{}.read(&c.labels.rows, f)
	whole, ok := c.labels.rows.exact(f)
	switch {
	case ok:
		ln.meaning = meaning{}.narrow(*whole)
		return
	case economic:
		if code, ok := c.codes.economicByName(f, ""); ok && first == "3" {
			ln.code, ln.codeSource = code, "looked_up"
			return
		} else if code, ok := c.codes.economicByName(f, "5"); ok && first == "5" {
			ln.code, ln.codeSource = code, "looked_up"
			return
		}
	case kind != schema.ThreePublic:
		code, ok := c.codes.functionClass(f)
		if !ok && ln.mark.Level > 0 { // 一、基本支出 1、工资福利支出
			code, ok = c.codes.economicClass(f, first)
		}
		if ok {
			ln.code, ln.codeSource = code, "looked_up"
			return
		}
	}
	if ln.project == "" && known > 0 && unknown == 0 {
		ln.meaning = m
		return
	}
	if looksOrganization(ln.name) || document.Squeeze(ln.name) == organization || ln.unitCode != "" && ln.organization == "" {
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
	return Builtin().titles.endsOrganization(s)
}

func (t *titleRules) endsOrganization(s string) bool {
	_, n := t.ends.longestBackwards([]rune(zh.Fold(s)))
	return n > 0
}

// nest finds the part every line is of: by codes, by numbering, by 其中, by
// indentation.
func nest(l *layout, lines []line) {
	type open struct {
		at, level int
		indent    float64
	}
	var stack []open
	byNumber := map[int]int{} // enumeration level to the last number
	shift := 0                // levels added under a line that restarts the numbering
	ofLevel := -1             // level of the lines after 其中
	ofItem := ""              // what these are parts of
	for i := range lines {
		ln := &lines[i]
		indent := l.indent(ln)
		switch {
		case ln.code != "":
			ln.level = (len(ln.code) - 1) / 2
			for _, o := range stack {
				above := &lines[o.at]
				switch {
				case ln.project != "" && above.project == "" && above.code == ln.code, // a project below its function
					ln.codeSource == "looked_up" && ln.mark.Level > above.mark.Level && above.mark.Level > 0 && above.group(): // （1）工资福利支出 below 1.人员经费
					ln.level = o.level + 1
				}
			}
			ofLevel = -1
		case ln.meaning.Total && !ln.free:
			ln.level, ofLevel, shift = 0, -1, 0
			if ln.meaning.Item == "current_year" && ln.mark.Level > 0 {
				ln.level = 1
			}
		case ln.mark.OfWhich:
			if ofLevel < 0 {
				ofLevel, ofItem = 1, ""
				if len(stack) > 0 {
					top := stack[len(stack)-1]
					ofLevel, ofItem = top.level+1, lines[top.at].meaning.Item
				}
			}
			ln.level = ofLevel
		case ln.mark.Level > 0:
			ofLevel = -1
			if ln.mark.Ordinal == 1 && byNumber[ln.mark.Level] > 0 && i > 0 && lines[i-1].mark.Level == 0 &&
				lines[i-1].code == "" && !lines[i-1].meaning.Total && lines[i-1].meaning.Item != "" {
				shift = max(0, lines[i-1].level+1-ln.mark.Level)
			}
			byNumber[ln.mark.Level] = ln.mark.Ordinal
			ln.level = ln.mark.Level + shift
		case ofLevel >= 0 && carriedOver(ln.meaning.Item) && ofItem != "" && ln.meaning.Item != ofItem:
			ln.level, ofLevel = 1, -1 // 年末结转和结余 after the parts of 结余分配
		case ofLevel >= 0:
			ln.level = ofLevel
		case ln.meaning.Fund != "" && ln.meaning.Item == "" && len(stack) > 0 && carriedOver(lines[stack[len(stack)-1].at].meaning.Item):
			// the funds below 年初财政拨款结转和结余
			ln.level = stack[len(stack)-1].level + 1
		case i > 0 && ln.meaning.Fund != "" && ln.meaning.Item == "" && lines[i-1].mark == (zh.Numbering{}) && lines[i-1].parent >= 0 &&
			carriedOver(lines[lines[i-1].parent].meaning.Item):
			ln.level = lines[i-1].level
		case len(stack) > 0 && indent > 0 && indent > stack[len(stack)-1].indent+4:
			ln.level = stack[len(stack)-1].level + 1
		case ln.project != "" && len(stack) > 0 && lines[stack[len(stack)-1].at].code != "" && lines[stack[len(stack)-1].at].project == "":
			ln.level = stack[len(stack)-1].level + 1
		default:
			ln.level = 1
			for _, o := range stack {
				if o.indent == indent && o.level > 0 && indent > 0 {
					ln.level = o.level
				}
			}
		}
		for len(stack) > 0 && stack[len(stack)-1].level >= ln.level {
			stack = stack[:len(stack)-1]
		}
		if len(stack) > 0 {
			ln.parent = stack[len(stack)-1].at
		}
		if ln.level == 0 && i > 0 {
			continue // a total below its parts has none after it
		}
		stack = append(stack, open{i, ln.level, indent})
	}
	for i := range lines {
		ln := &lines[i]
		if ln.parent < 0 {
			continue
		}
		p := &lines[ln.parent]
		if ln.code != "" {
			if ln.codeSource == "looked_up" && p.group() {
				ln.meaning = p.meaning.narrow(ln.meaning)
			}
			continue
		}
		if p.meaning.Total || p.code != "" {
			if p.code != "" && ln.free && ln.codeSource == "" {
				ln.code, ln.codeSource = p.code, "parent"
			}
			continue
		}
		ln.meaning = p.meaning.narrow(ln.meaning)
	}
}

// group reports a line that says of what money the classes below it are.
func (ln *line) group() bool { return ln.code == "" && !ln.free && !ln.meaning.Total }

func carriedOver(item string) bool { return item == "carryover_in" || item == "carryover_out" }

// indent is how far the label of a line is set in.
func (l *layout) indent(ln *line) float64 {
	for j := range l.columns {
		if l.columns[j].side == ln.side && l.columns[j].role == roleName {
			cell := &l.table.Cells[ln.row][j]
			if cell.Indent > 0 {
				return cell.Indent
			}
			n := 0.0
			for _, r := range cell.Text {
				if r != ' ' && r != '\u3000' && r != '\t' && r != '\u00a0' {
					break
				}
				n += 6
			}
			return n
		}
	}
	return 0
}

// parsed is amount.Parse of what stands in a cell.
func parsed(c *document.Cell) amount.Amount { return amount.Parse(c.Text) }
