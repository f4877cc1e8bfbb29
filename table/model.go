package table

import (
	"regexp"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/zh"
)

// Role is the part a column plays.
type Role string

const (
	RoleUnknown Role = ""       // what stands in it decides between label and amount
	RoleLabel   Role = "label"  // words that say what a row is
	RoleCode    Role = "code"   // codes of what a row is, or parts of them
	RoleSerial  Role = "serial" // numbers of the rows
	RoleAmount  Role = "amount" // amounts of money, whatever is printed in it
	RoleCount   Role = "count"  // numbers that are no money
	RoleNote    Role = "note"   // words that say something of a row and do not name it
)

// Source is a grid and what a caller knows of its columns.
type Source struct {
	Grid    *document.Table
	Figures [][]Figure // of every position of the grid; Row, Col and Interval are filled in
	Roles   []Role     // of every column; nil if none is known
}

// Place is a row of one side.
type Place struct{ Row, Side int }

// Column is one column of the grid.
type Column struct {
	Role     Role
	Path     []string // texts of its heads from the top, each merged cell once
	Head     string   // all of them, joined
	Additive bool     // its amounts may be summed along the rows
	Zeros    bool     // prints zeros or dashes, so that a blank is no zero
}

// Side is a run of label columns with the amount columns to their right. A
// two-sided summary has two or three; most tables have one.
type Side struct {
	Labels  []int
	Serials []int // columns that number the lines, among the labels
	Amounts []int
	Heads   []*Head // the header over its amounts, as a tree
	Lines   []*Line // in their order
	Coded   bool    // the order of the lines follows from codes
	// Open are the lines that another reading, which the figures speak for
	// nearly as much, makes parts of something else.
	Open []OpenLine
	// class is the first digit of all codes (2 functional, 3 and 5 economic); 0
	// if there is none or more than one.
	class byte
	sums  []Sum // of the reading that was chosen

	understood bool // readings are known
	readings   []reading
	totals     map[int][]totalLine // of the first reading, by row; see totalsAt
}

// OpenLine is a line whose place the figures leave open.
type OpenLine struct {
	*Line
	Other *Line // what it may be a part of instead; nil for no group
}

// Model is a table that has been read.
type Model struct {
	Grid    *document.Table
	Body    int // first row that is no header
	Rows    int
	Columns []Column
	Sides   []Side
	// Negative: an amount below zero is printed.
	Negative bool

	text    [][]string
	figures [][]Figure
	codes   map[Place]string // of lines that print a name only
	lines   map[Place]*Line
	labels  map[Place]string // of lines, as far as they were asked for
	// Printed figures of every row and column, and how many columns have any.
	inRow, inColumn []int
	amounts         int
}

// New reads the columns of a grid and divides them into sides.
func New(src Source) *Model {
	g := src.Grid
	m := &Model{Grid: g, Rows: len(g.Cells), figures: src.Figures, labels: map[Place]string{}}
	m.text = make([][]string, m.Rows)
	for row := range g.Cells {
		m.text[row] = make([]string, len(g.Cells[row]))
		for col := range g.Cells[row] {
			m.text[row][col] = document.Squeeze(g.Cells[row][col].Text)
		}
	}
	m.Body = BodyStart(g)
	m.readColumns(src.Roles)
	m.readFigures()
	m.readSides()
	return m
}

// ReadLines reads the lines of every side and what they are parts of. codes
// are those of lines that print a name only; several, parted by spaces, of one
// that sums these. It never fails: what the form
// leaves open is read in the way its figures speak for, or in the usual one.
func (m *Model) ReadLines(codes map[Place]string) {
	m.codes = codes
	m.lines = map[Place]*Line{}
	for i := range m.Sides {
		m.readLines(i)
	}
	for i := range m.Sides {
		m.choose(i)
	}
}

// Line is the line of a row on one side; nil if there is none.
func (m *Model) Line(row, side int) *Line { return m.lines[Place{row, side}] }

// Text is what is printed at a position, without white space.
func (m *Model) Text(row, col int) string { return m.text[row][col] }

// Figure is what is printed at a position of the body in a column of amounts;
// nil elsewhere.
func (m *Model) Figure(row, col int) *Figure {
	if row < m.Body || row >= m.Rows || col >= len(m.Columns) || m.Columns[col].Role != RoleAmount {
		return nil
	}
	return &m.figures[row][col]
}

// BodyStart is the first row of a grid that is neither header nor a row that
// says something of the columns under it: their numbers, the economic class
// each is of, or which part of a code it holds.
func BodyStart(g *document.Table) int {
	row := min(g.Header, len(g.Cells))
	for row < len(g.Cells) && (NumbersColumns(g, row) || namesCodeParts(g, row) || codesColumns(g, row)) {
		row++
	}
	return row
}

var columnNumber = regexp.MustCompile(`^(栏次|行次|合计|类款项|类、款、项|类|款|项|※|\*|\p{Han}|[0-9０-９]{1,2}|[一二三四五六七八九十]{1,2}|[A-Z]|` +
	`[0-9]{1,2}[=＝][0-9+＋\-－=＝]+|)$`)

// NumbersColumns reports whether a row holds the numbers of the columns:
// 栏次 | 1 | 2 | 3=1+2.
func NumbersColumns(g *document.Table, row int) bool {
	counting, next := 0, 1
	for col := range g.Cells[row] {
		text := document.Squeeze(g.Cells[row][col].Text)
		if !columnNumber.MatchString(text) {
			return false
		}
		digits, _, _ := strings.Cut(strings.ReplaceAll(text, "＝", "="), "=")
		if document.CountDigits(digits) == 0 {
			continue
		}
		n := zh.Number(digits)
		if counting == 0 && n == 2 {
			next = 2 // the first column of amounts may be the second of the form
		}
		if n != next {
			return false
		}
		next++
		counting++
	}
	return counting >= 2
}

// NamesCodePart reports a head that names a part of a code. Publishers print it
// beside the total too, below the heads of the table.
func NamesCodePart(s string) bool { return s == "类" || s == "款" || s == "项" }

// namesCodeParts reports a row of heads 类 款 项 that was taken for the body.
func namesCodeParts(g *document.Table, row int) bool {
	parts := 0
	for col := range g.Cells[row] {
		switch text := document.Squeeze(g.Cells[row][col].Text); {
		case NamesCodePart(text):
			parts++
		case amount.Parse(text).Kind == amount.Number && !wholeCode.MatchString(text):
			return false
		}
	}
	return parts >= 2
}

var (
	wholeCode = regexp.MustCompile(`^(?:[235](?:[0-9]{2}|[0-9]{4}|[0-9]{6})|[0-9]{6})$`)
	classCode = regexp.MustCompile(`^[35][0-9]{2}$`)
)

// codesColumns reports a row that gives the economic class of each column:
// nothing else stands among the codes.
func codesColumns(g *document.Table, row int) bool {
	codes, last := 0, ""
	for col := range g.Cells[row] {
		switch text := document.Squeeze(g.Cells[row][col].Text); {
		case classCode.MatchString(text):
			if text <= last {
				return false
			}
			codes, last = codes+1, text
		case text != "" && (codes > 0 || document.CountDigits(text) > 0):
			return false
		}
	}
	return codes >= 2
}

func (m *Model) readColumns(roles []Role) {
	m.Columns = make([]Column, m.Grid.Columns())
	paths := HeadPaths(m.Grid, m.Grid.Header)
	for col := range m.Columns {
		c := &m.Columns[col]
		c.Path = paths[col]
		c.Head = strings.Join(c.Path, "／")
		if roles != nil {
			c.Role = roles[col]
		}
		if c.Role == RoleUnknown {
			c.Role = m.roleOf(col)
		}
		c.Additive = c.Role == RoleAmount && !notAdditive(c.Head)
	}
}

// HeadPaths are the heads of every column from above, each once, in the first
// rows of a grid. Rows of column numbers say nothing.
func HeadPaths(g *document.Table, rows int) [][]string {
	out := make([][]string, g.Columns())
	for row := range min(rows, len(g.Cells)) {
		if NumbersColumns(g, row) {
			continue
		}
		for col := range out {
			text, path := document.Squeeze(g.Origin(row, col).Text), out[col]
			if text != "" && (len(path) == 0 || path[len(path)-1] != text) {
				out[col] = append(path, text)
			}
		}
	}
	return out
}

// roleOf is the role of a column by what stands in it.
func (m *Model) roleOf(col int) Role {
	c := &m.Columns[col]
	if len(c.Path) > 0 && slices.Contains(words.lineCounter, c.Path[len(c.Path)-1]) {
		return RoleSerial
	}
	amounts, texts := 0, 0
	for row := m.Body; row < m.Rows; row++ {
		switch f := &m.figures[row][col]; {
		case f.State == Number && !f.Stub:
			amounts++
		case f.State == Blank || f.State == Dash || f.Text == "":
		default:
			texts++
		}
	}
	// A column without anything belongs to the amounts it follows.
	if amounts > texts || amounts+texts == 0 && col > 0 && m.Columns[col-1].Role == RoleAmount {
		return RoleAmount
	}
	return RoleLabel
}

func (m *Model) readFigures() {
	// A bare 0 among amounts with decimals is a zero, not 0.3 rounded.
	decimals := int32(0)
	for col := range m.Columns {
		if m.Columns[col].Role == RoleAmount {
			m.amounts++
		}
	}
	m.inRow, m.inColumn = make([]int, m.Rows), make([]int, len(m.Columns))
	m.eachFigure(func(f *Figure) {
		if f.State != Blank {
			m.inRow[f.Row]++
			m.inColumn[f.Col]++
		}
		if f.State == Number {
			decimals = max(decimals, f.Decimals)
		}
	})
	m.eachFigure(func(f *Figure) {
		c := &m.Columns[f.Col]
		switch f.State {
		case Number:
			d := f.Decimals
			if f.Value.IsZero() {
				d = max(d, decimals)
				c.Zeros = true
			}
			f.Interval = amount.Rounded(f.Value, d)
			m.Negative = m.Negative || c.Additive && f.Value.IsNegative()
			if f.Unit == string(amount.Percent) {
				c.Additive = false
			}
		case Dash:
			c.Zeros = true
		}
	})
}

func (m *Model) eachFigure(visit func(*Figure)) {
	for row := m.Body; row < m.Rows; row++ {
		for col := range m.Columns {
			if m.Columns[col].Role == RoleAmount {
				f := &m.figures[row][col]
				f.Row, f.Col = row, col
				visit(f)
			}
		}
	}
}

// readSides divides the columns. Labels after amounts begin a side; a note or
// a count among the amounts does not, and belongs to none.
func (m *Model) readSides() {
	last := -1
	for col := range m.Columns {
		if m.Columns[col].Role == RoleAmount {
			last = col
		}
	}
	var sd Side
	for col := range last + 1 {
		role := m.Columns[col].Role
		if len(sd.Amounts) > 0 && (role == RoleLabel || role == RoleCode || role == RoleSerial) {
			m.Sides = append(m.Sides, sd)
			sd = Side{}
		}
		switch {
		case role == RoleAmount:
			sd.Amounts = append(sd.Amounts, col)
		case role == RoleSerial:
			sd.Serials = append(sd.Serials, col)
		case len(sd.Amounts) == 0:
			sd.Labels = append(sd.Labels, col)
		}
	}
	if len(sd.Amounts) > 0 {
		m.Sides = append(m.Sides, sd)
	}
	for i := range m.Sides {
		m.Sides[i].Heads = m.heads(m.Sides[i].Amounts, 0)
	}
}

// SideOf is the side that a column stands on: the last that begins at it or
// before it, 0 if there is no side.
func (m *Model) SideOf(col int) int {
	after, _ := slices.BinarySearchFunc(m.Sides, col+1, func(sd Side, col int) int { return sd.start() - col })
	return max(after-1, 0)
}

// start is the first column of a side.
func (sd *Side) start() int {
	first := sd.Amounts[0]
	for _, cols := range [][]int{sd.Labels, sd.Serials} {
		if len(cols) > 0 {
			first = min(first, cols[0])
		}
	}
	return first
}

// RowLabel is what stands before an amount in its row: the label of its side,
// or of the nearest side before that has one.
func (m *Model) RowLabel(row, col int) string {
	after, _ := slices.BinarySearchFunc(m.Sides, col+1, func(sd Side, col int) int { return sd.Amounts[0] - col })
	return m.labelBefore(row, after-1)
}

func (m *Model) labelBefore(row, side int) string {
	if side < 0 {
		return ""
	}
	at := Place{row, side}
	text, known := m.labels[at]
	if !known {
		text = m.LabelText(row, side)
		if text == "" {
			text = m.labelBefore(row, side-1)
		}
		m.labels[at] = text
	}
	return text
}

// LabelText is all that the label columns of a side print in a row.
func (m *Model) LabelText(row, side int) string {
	var parts []string
	for _, c := range m.Sides[side].Labels {
		if t := m.Text(row, c); t != "" {
			parts = append(parts, t)
		}
	}
	if len(parts) == 0 {
		return m.unnumbered(row, side)
	}
	return strings.Join(parts, " ")
}

// unnumbered is the word for a total that stands where the other lines have
// their number; empty if none does.
func (m *Model) unnumbered(row, side int) string {
	for _, c := range m.Sides[side].Serials {
		if t := m.Text(row, c); TotalOf(t) != NoTotal {
			return t
		}
	}
	return ""
}

// PrintsAnything reports whether a row has anything in the columns of amounts
// of a side.
func (m *Model) PrintsAnything(row, side int) bool {
	for _, col := range m.Sides[side].Amounts {
		if m.figures[row][col].State != Blank {
			return true
		}
	}
	return false
}

// Unused reports whether nothing else is printed in all the line or all the
// column of a figure.
func (m *Model) Unused(f *Figure) bool {
	return m.inRow[f.Row] == 0 && m.amounts > 1 || m.inColumn[f.Col] == 0 && m.Rows-m.Body > 1
}
