package table

import (
	"regexp"
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/zh"
)

// Line is a row of the body as one side sees it.
type Line struct {
	Row, Side int
	Label     Label
	Code      string  // of a classification, three to nine digits; empty if none
	Unit      string  // code of the department or unit that the line is of; empty if none
	Indent    float64 // how far the label is set in; see document.Cell
	Bold      bool

	// Parent is the line that this one is a part of, in the reading that was
	// chosen; nil if it is of none.
	Parent *Line
	// Level is the depth of the line: 0 for a total, more for its parts.
	Level int

	known string   // codes that the name of the line stands for, where none is printed on its side; empty if none
	texts []string // label cells that are no codes, blank ones included
	first int      // index in texts of the first that is not blank; -1 if all are
}

// named is how many label cells say something.
func (l *Line) named() (n int) {
	for _, t := range l.texts {
		if t != "" {
			n++
		}
	}
	return n
}

// ownUnit is the code of the unit that a line is of as a whole; lines of codes
// print it too, to say whose they are.
func (l *Line) ownUnit() string {
	if l.Code != "" {
		return ""
	}
	return l.Unit
}

var codeMarks = strings.NewReplacer("-", "", "－", "", ".", "", "[", "", "]", "")

func plainCode(s string) string { return codeMarks.Replace(s) }

// codeColumns are the leading label columns that hold the parts of one code, and
// those after names of the first parts whose head says that they hold another: 类,
// 类名称, 款, 款名称.
func (m *Model) codeColumns(sd *Side) (cols []int) {
	next := 0 // the column after the last of them
	for k, col := range sd.Labels {
		head := m.Columns[col].Head
		codes, others := 0, 0
		for row := m.Body; row < m.Rows; row++ {
			text := plainCode(m.Text(row, col))
			switch n := len(text); {
			case text == "" || NamesCodePart(text) || TotalOf(text) != NoTotal:
			case zh.IsDigits(text) && (n == 3 || n == 5 || n == 7 || n == 9 || n <= 2 && len(cols) > 0):
				codes++
			default:
				others++
			}
		}
		isCode := codes > others && !strings.Contains(head, "序号") && !strings.Contains(head, "单位")
		if isCode && (len(cols) == 0 || next == k || headsCodePart(m.Columns[col].Path)) {
			cols, next = append(cols, col), k+1
		}
	}
	return cols
}

// headsCodePart reports the head of a column that holds a part of a code.
func headsCodePart(path []string) bool {
	if len(path) == 0 {
		return false
	}
	head := document.Squeeze(path[len(path)-1])
	return NamesCodePart(strings.TrimSuffix(strings.TrimSuffix(head, "编码"), "代码"))
}

// labelColumns are the label columns of a side by what they print.
type labelColumns struct {
	codes  []int // parts of one code
	isCode map[int]bool
	named  int // prints codes before names; -1 if none does
	units  int // prints the codes of departments and their units; -1 if none does
}

func (m *Model) labelColumns(sd *Side) labelColumns {
	c := labelColumns{codes: m.codeColumns(sd), isCode: map[int]bool{}, named: m.codedNames(sd), units: m.unitColumn(sd)}
	for _, col := range c.codes {
		c.isCode[col] = true
	}
	return c
}

// readLines reads the lines of a side from its label columns.
func (m *Model) readLines(side int) {
	sd := &m.Sides[side]
	cols := m.labelColumns(sd)
	previous, codes := "", 0
	for row := m.Body; row < m.Rows; row++ {
		l := &Line{Row: row, Side: side, Level: -1, first: -1}
		if cols.units >= 0 && unitCode.MatchString(m.Text(row, cols.units)) {
			l.Unit = m.Text(row, cols.units)
		}
		m.readLabels(l, &cols, previous)
		m.readLabel(l, &cols)
		if l.Code != "" {
			codes++
			previous = l.Code
			l.Label.Total = NoTotal
		}
		if l.Code == "" && l.first < 0 {
			if !m.PrintsAnything(row, side) {
				continue
			}
			if side > 0 {
				l.Label = m.sharedTotal(row, side-1)
			}
		}
		sd.Lines = append(sd.Lines, l)
		m.lines[Place{row, side}] = l
	}
	for i, l := range sd.Lines[:max(0, len(sd.Lines)-1)] {
		// （一）支出合计 over 1. 2. 3. sums what is below it, as any numbered line does.
		if l.Label.Total != NoTotal && l.Label.Level > 0 && sd.Lines[i+1].Label.Level > l.Label.Level {
			l.Label.Total = NoTotal
		}
	}
	sd.Coded = codes >= 2
	sd.class = classification(sd.Lines)
}

// classification is the first digit of all codes; 0 if they differ.
func classification(lines []*Line) (digit byte) {
	for _, l := range lines {
		switch {
		case l.Code == "":
		case digit == 0:
			digit = l.Code[0]
		case digit != l.Code[0]:
			return 0
		}
	}
	return digit
}

// readLabels reads the code of a line and the texts beside it. previous is the
// code of the line before.
func (m *Model) readLabels(l *Line, cols *labelColumns, previous string) {
	sd := &m.Sides[l.Side]
	depth := 0
	for _, col := range sd.Labels {
		text := m.Text(l.Row, col)
		if cols.isCode[col] && zh.IsDigits(plainCode(text)) {
			// 款 and 项 may be printed without the 类 they belong to.
			if n := 1 + 2*depth; len(cols.codes) > 1 && l.Code == "" && depth > 0 && len(previous) >= n {
				l.Code = previous[:n]
			}
			part := plainCode(text)
			if l.Code != "" && len(part) == 1 {
				part = "0" + part // 款 07 kept as a number loses its zero
			}
			l.Code += part
		} else if !cols.isCode[col] || text != "" {
			if text != "" && l.first < 0 {
				l.first = len(l.texts)
				l.Indent, l.Bold = indentOf(&m.Grid.Cells[l.Row][col]), m.Grid.Cells[l.Row][col].Bold
			}
			l.texts = append(l.texts, text)
		}
		if cols.isCode[col] {
			depth++
		}
	}
	if n := len(l.Code); n != 0 && (n < 3 || n%2 == 0) {
		l.Code = ""
	}
	if t := m.unnumbered(l.Row, l.Side); t != "" && l.first < 0 && l.Code == "" {
		l.first = len(l.texts)
		l.texts = append(l.texts, t)
	}
}

// readLabel reads the name of a line, and the code that stands in it or is
// known to be meant by it.
func (m *Model) readLabel(l *Line, cols *labelColumns) {
	var name string
	for _, t := range l.texts {
		if t != "" {
			name = t
		}
	}
	if l.first >= 0 && parseLabel(l.texts[l.first]).OfWhich {
		name = l.texts[l.first]
	}
	l.Label = parseLabel(name)
	switch {
	case l.Code != "" || l.Label.Total != NoTotal:
	case len(cols.codes) > 0:
		if code := m.codes[Place{l.Row, l.Side}]; zh.IsDigits(code) {
			l.Code = code
		}
	case cols.named >= 0:
		l.Code = codeOf(m.Text(l.Row, cols.named))
	default:
		l.known = m.codes[Place{l.Row, l.Side}]
	}
}

// spaceWidth is how far one leading space sets a label in, in the points of
// document.Cell.Indent: half of a character of the usual size.
const spaceWidth = 6

// indentOf is how far the text of a cell is set in, by its layout or by the
// spaces it begins with.
func indentOf(c *document.Cell) float64 {
	if c.Indent > 0 {
		return c.Indent
	}
	n := 0.0
	for _, r := range c.Text {
		if r != ' ' && r != '\u3000' && r != '\t' && r != '\u00a0' {
			break
		}
		n += spaceWidth
	}
	return n
}

// codedNames is the label column that prints codes before names; -1 if there
// is none. Where two classifications stand side by side the fuller one counts.
func (m *Model) codedNames(sd *Side) int {
	found, most := -1, 0
	for _, col := range sd.Labels {
		n := 0
		for row := m.Body; row < m.Rows; row++ {
			if codeOf(m.Text(row, col)) != "" {
				n++
			}
		}
		if n > most {
			found, most = col, n
		}
	}
	return found
}

// sharedTotal is the label of a total that the side before names and prints
// no amount for: the amount of this side is meant.
func (m *Model) sharedTotal(row, before int) Label {
	if m.PrintsAnything(row, before) {
		return Label{}
	}
	text := m.LabelText(row, before)
	if l := parseLabel(text); l.Total != NoTotal || before > 0 && text == "" {
		return l
	}
	return Label{}
}

// unitCode is the code of a department, of a unit of it, or of a part of one.
var (
	unitCode     = regexp.MustCompile(`^([0-9]{3}|[0-9]{6}|[0-9]{9})$`)
	unitCodeHead = regexp.MustCompile(`(单位|部门).*(编码|代码)`)
	subjectHead  = regexp.MustCompile(`科目|经济|功能`)
)

// unitColumn is the label column that prints the codes of departments and
// their units; -1 if there is none.
func (m *Model) unitColumn(sd *Side) int {
	for _, col := range sd.Labels {
		path := m.Columns[col].Path
		if len(path) == 0 || !unitCodeHead.MatchString(path[len(path)-1]) || subjectHead.MatchString(path[len(path)-1]) {
			continue
		}
		return col
	}
	return -1
}
