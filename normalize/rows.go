package normalize

import (
	"strings"
	"unicode/utf8"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// line is what one row of one side of a table means.
type line struct {
	row, side    int
	label        string
	code         string // digits, of either classification
	name         string // name of the code or words of the row, enumeration taken off
	codeSource   string
	codeNote     string
	meaning      meaning
	project      string
	organization string
	year         int  // 0 if the row does not say
	free         bool // no code and no word of the catalogue: name is all that is known
	level        int
	parent       int // index of the line this one is a part of, -1 if none
	mark         enumeration
}

// enumeration is what stands before the words of a label.
type enumeration struct {
	level  int  // 1 一、 2 （一） 3 1. 4 (1) 5 ①; 0 none
	number int  // 0 if it could not be read
	of     bool // 其中：
}

// cutEnumeration takes 其中： and numbering off the start of a label.
func cutEnumeration(s string) (enumeration, string) {
	var e enumeration
	for {
		rest, ok := strings.CutPrefix(s, "其中")
		if !ok {
			break
		}
		rest = strings.TrimLeft(rest, "：:、，,")
		if rest == "" {
			break
		}
		e.of, s = true, rest
	}
	var buf [12]rune // no numbering is longer
	r, size := buf[:0], [13]int{}
	for i, c := range s {
		if len(r) == len(buf) {
			break
		}
		r = append(r, c)
		size[len(r)] = i + utf8.RuneLen(c)
	}
	if len(r) < 2 || strings.ContainsRune(string(r), utf8.RuneError) {
		return e, s
	}
	if r[0] >= '①' && r[0] <= '⑳' {
		e.level, e.number = 5, int(r[0]-'①')+1
		return e, s[size[1]:]
	}
	if r[0] >= '㈠' && r[0] <= '㈩' {
		e.level, e.number = 2, int(r[0]-'㈠')+1
		return e, s[size[1]:]
	}
	open := r[0] == '（' || r[0] == '('
	start := 0
	if open {
		start = 1
	}
	end := start
	for end < len(r) && isChineseDigit(r[end]) {
		end++
	}
	chinese := end > start
	if !chinese {
		for end < len(r) && document.IsDigit(r[end]) {
			end++
		}
	}
	if end == start || end >= len(r) || end-start > 4 {
		return e, s
	}
	sep := r[end]
	switch {
	case open && (sep == '）' || sep == ')'):
		e.level = 4
		if chinese {
			e.level = 2
		}
	case !open && chinese && (sep == '、' || sep == '.' || sep == '．' || sep == ',' || sep == '，'):
		e.level = 1
	case !open && !chinese && end-start <= 2 && (sep == '、' || sep == '.' || sep == '．' || sep == ')' || sep == '）') &&
		(end+1 >= len(r) || !document.IsDigit(r[end+1]) || yearOf(string(r[end+1:min(len(r), end+6)])) > 0):
		e.level = 3
	default:
		return e, s
	}
	e.number = number(r[start:end])
	rest := strings.TrimLeft(s[size[end+1]:], "、.．")
	if inner, after := cutEnumeration(rest); inner.of && !e.of {
		e.of, rest = true, after
	}
	return e, rest
}

const chineseDigits = "零一二三四五六七八九"

func isChineseDigit(r rune) bool { return r == '十' || strings.ContainsRune(chineseDigits, r) }

// number reads 1, １, 十二, 二十一.
func number(r []rune) int {
	n, ones := 0, 0
	for _, c := range r {
		switch {
		case c >= '0' && c <= '9':
			n = n*10 + int(c-'0')
		case c >= '０' && c <= '９':
			n = n*10 + int(c-'０')
		case c == '十':
			n += max(ones, 1) * 10
			ones = 0
		default:
			ones = strings.Index(chineseDigits, string(c)) / 3
		}
	}
	return n + ones
}

// lines reads the rows of one side, the header excluded.
func (c *Catalogue) lines(l *layout, side int, kind schema.TableKind, profile *schema.Profile) []line {
	var out []line
	var above [3]string // code parts of the rows above, for merged cells
	hint := ""
	for j := range l.columns {
		if l.columns[j].side == side && l.columns[j].stub() {
			hint += l.columns[j].title
		}
	}
	economic := strings.Contains(hint, "经济") && !strings.Contains(hint, "功能") ||
		!strings.Contains(hint, "功能") && (kind == schema.AppropriationBasicExpenditure || kind == schema.GeneralBudgetBasicExpenditure ||
			kind == schema.OperatingCost || kind == schema.ExpenditureByDepartmentEconomicClass || kind == schema.ExpenditureByGovernmentEconomicClass)
	first := "3"
	if strings.Contains(hint, "政府预算") || strings.Contains(hint, "政府经济") || kind == schema.ExpenditureByGovernmentEconomicClass {
		first = "5"
	}
	for i := l.header; i < len(l.table.Cells); i++ {
		ln := line{row: i, side: side, parent: -1}
		c.readStub(l, &ln, &above)
		if ln.label == "" && !l.hasValue(i, side) {
			continue
		}
		ln.mark, ln.name = cutEnumeration(ln.name)
		c.readCode(&ln, profile.FiscalYear)
		c.readMeaning(&ln, kind, economic, first, profile.Organization)
		out = append(out, ln)
	}
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

// readStub joins the label cells of one row of one side.
func (c *Catalogue) readStub(l *layout, ln *line, above *[3]string) {
	var parts [3]string
	var names []string
	codes := false
	seen := map[*document.Cell]bool{}
	for j := range l.columns {
		col := &l.columns[j]
		if col.side != ln.side || !col.stub() {
			continue
		}
		cell := l.table.Origin(ln.row, j)
		if seen[cell] {
			continue
		}
		seen[cell] = true
		s := document.Squeeze(cell.Text)
		// what a merged cell above says holds for this row too, except where
		// it is a mere remark
		if l.table.Cells[ln.row][j].State == document.CellCovered && l.table.Cells[ln.row][j].Origin.Row != ln.row && col.role == roleText {
			continue
		}
		switch col.role {
		case roleClass, roleSection, roleItem:
			at := map[role]int{roleClass: 0, roleSection: 1, roleItem: 2}[col.role]
			if s == "" || isDigits(s) {
				parts[at] = s
				codes = codes || s != ""
			} else {
				names = append(names, s)
			}
		case roleCode:
			if d := strings.Trim(s, "-—"); isDigits(d) && d != "" {
				ln.code = d
			} else if s != "" {
				names = append(names, s)
			}
		case roleUnit:
			if w, ok := c.labels.rows.exact(fold(s)); ok && w.Total {
				names = append(names, s)
			} else if s != "" {
				ln.organization = s
				if len(names) == 0 {
					names = append(names, s)
				}
			}
		case roleProject:
			if w, ok := c.labels.rows.exact(fold(s)); ok && w.Total {
				names = append(names, s)
			} else if s != "" {
				ln.project = s
			}
		case roleYear:
			if a := parsed(cell); a.Kind == amount.Number {
				ln.year = int(a.Value.IntPart())
			} else {
				ln.year = yearOf(s)
			}
			if s != "" {
				ln.label = s
			}
		case roleUnitCode, roleSerial:
		case roleText:
			if s != "" && !seenValueBefore(l, j) {
				names = append(names, s)
			}
		default:
			if s != "" {
				names = append(names, s)
			}
		}
	}
	if codes {
		for k := range parts {
			if parts[k] != "" {
				break
			}
			parts[k] = above[k] // a merged cell that the reader left blank
		}
		if len(parts[1]) > 3 || len(parts[2]) > 3 { // every part repeats the ones before
			ln.code = parts[2]
			if ln.code == "" {
				ln.code = parts[1]
			}
		} else {
			ln.code = parts[0] + parts[1] + parts[2]
		}
		*above = parts
	}
	ln.name = strings.Join(names, "/")
	label := ln.name
	if ln.project != "" {
		if ln.name == "" {
			ln.name = ln.project
			label = ln.project
		} else {
			label += "/" + ln.project
		}
	}
	if label != "" || ln.code != "" {
		ln.label = ln.code + label
	}
}

func seenValueBefore(l *layout, j int) bool {
	for k := range j {
		if l.columns[k].side == l.columns[j].side && l.columns[k].role == roleValue {
			return true
		}
	}
	return false
}

// readCode finds the code of a row: in its code columns, before its name, or
// by its name.
func (c *Catalogue) readCode(ln *line, year int) {
	if ln.code == "" {
		s := strings.TrimLeft(ln.name, "[【(（")
		n := 0
		for n < len(s) && s[n] >= '0' && s[n] <= '9' {
			n++
		}
		if (n == 3 || n == 5 || n == 7) && n < len(s) && (s[0] == '2' || s[0] == '3' || s[0] == '5') {
			if rest := strings.TrimLeft(s[n:], "]】)）-—、.．"); rest != "" && !strings.HasPrefix(rest, "年") {
				ln.code, ln.name = s[:n], rest
			}
		}
	}
	if ln.code != "" {
		ok := (len(ln.code) == 3 || len(ln.code) == 5 || len(ln.code) == 7) && (ln.code[0] == '2' || ln.code[0] == '3' || ln.code[0] == '5')
		if !ok {
			ln.code = "" // a code of units or of the publisher's own
			return
		}
		ln.codeSource = "printed"
		ln.codeNote = c.codes.disagrees(ln.code, lastPart(ln.name), year)
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
	f := fold(ln.name)
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
		if code, ok := c.codes.functionClass(f); ok {
			ln.code, ln.codeSource = code, "looked_up"
			return
		}
	}
	if ln.project == "" && known > 0 && unknown == 0 {
		ln.meaning = m
		return
	}
	if looksOrganization(ln.name) || document.Squeeze(ln.name) == organization {
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
	_, n := t.ends.longestBackwards([]rune(fold(s)))
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
	for i := range lines {
		ln := &lines[i]
		indent := l.indent(ln)
		switch {
		case ln.code != "":
			ln.level = (len(ln.code) - 1) / 2
			ofLevel = -1
		case ln.meaning.Total && !ln.free:
			ln.level, ofLevel, shift = 0, -1, 0
			if ln.meaning.Item == "current_year" && ln.mark.level > 0 {
				ln.level = 1
			}
		case ln.mark.of:
			if ofLevel < 0 {
				ofLevel = 1
				if len(stack) > 0 {
					ofLevel = stack[len(stack)-1].level + 1
				}
			}
			ln.level = ofLevel
		case ln.mark.level > 0:
			ofLevel = -1
			if ln.mark.number == 1 && byNumber[ln.mark.level] > 0 && i > 0 && lines[i-1].mark.level == 0 &&
				lines[i-1].code == "" && !lines[i-1].meaning.Total && lines[i-1].meaning.Item != "" {
				shift = max(0, lines[i-1].level+1-ln.mark.level)
			}
			byNumber[ln.mark.level] = ln.mark.number
			ln.level = ln.mark.level + shift
		case ofLevel >= 0:
			ln.level = ofLevel
		case ln.meaning.Fund != "" && ln.meaning.Item == "" && len(stack) > 0 && carriedOver(lines[stack[len(stack)-1].at].meaning.Item):
			// the funds below 年初财政拨款结转和结余
			ln.level = stack[len(stack)-1].level + 1
		case i > 0 && ln.meaning.Fund != "" && ln.meaning.Item == "" && lines[i-1].mark == (enumeration{}) && lines[i-1].parent >= 0 &&
			carriedOver(lines[lines[i-1].parent].meaning.Item):
			ln.level = lines[i-1].level
		case len(stack) > 0 && indent > 0 && indent > stack[len(stack)-1].indent+4:
			ln.level = stack[len(stack)-1].level + 1
		case ln.project != "" && len(stack) > 0 && lines[stack[len(stack)-1].at].code != "":
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
		if ln.parent < 0 || ln.code != "" {
			continue
		}
		p := &lines[ln.parent]
		if p.meaning.Total || p.code != "" {
			if p.code != "" && ln.free && ln.codeSource == "" {
				ln.code, ln.codeSource = p.code, "parent"
			}
			continue
		}
		ln.meaning = p.meaning.narrow(ln.meaning)
	}
}

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
