package verify

import (
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// figure is one position of a table's body in a column of amounts.
type figure struct {
	row, col int
	text     string // as printed
	state    figureState
	unit     string
	interval amount.Interval
	cell     *schema.Cell // nil for a covered position
}

type figureState uint8

const (
	figureBlank  figureState = iota
	figureNumber             // an amount
	figureDash               // a mark in place of an amount
	figureOther              // text, or glyphs that could not be read
)

func (f *figure) value() decimal.Decimal { return f.interval.Mid() }

// column is one grid column.
type column struct {
	path     []string // header texts from the top, each merged cell once
	text     string   // all of them, joined
	valued   bool     // holds amounts
	additive bool     // its amounts may be summed along the rows
	zeros    bool     // prints zeros or dashes, so that a blank is no zero
	counter  bool     // numbers the lines (序号, 行次): neither label nor amount
}

// side is a run of label columns with the amount columns to their right. A
// two-sided summary has two or three; most tables have one.
type side struct {
	stubs    []int
	counters []int // columns that number the lines, among the labels
	values   []int

	read    bool // entries and coded are known
	entries []*entry
	coded   bool

	understood bool // readings are known
	readings   []reading
	totals     map[int][]totalLine // of the first reading, by row

	classified     bool // classification is known
	classification byte
}

// sheet is a table as verification looks at it.
type sheet struct {
	table   *schema.Table
	first   int // first body row
	rows    int
	columns []column
	sides   []side
	cells   map[document.Ref]*schema.Cell
	figures map[document.Ref]*figure
	// negative: an amount below zero is printed.
	negative bool
	// valued columns hold figures; inRow and inColumn count those that are not
	// blank.
	valued          int
	inRow, inColumn []int
	// labels of the lines of each side, as far as they were asked for.
	labels map[place]string
	// lookedUp are the codes of lines that print a name only.
	lookedUp map[place]string
}

// place is a line of one side of a table.
type place struct{ row, side int }

func newSheet(t *schema.Table, lookedUp map[place]string) *sheet {
	s := &sheet{
		lookedUp: lookedUp,
		table:    t,
		rows:     len(t.Layout.Cells),
		cells:    make(map[document.Ref]*schema.Cell, len(t.Cells)),
		figures:  make(map[document.Ref]*figure, len(t.Cells)),
		labels:   map[place]string{},
	}
	for i := range t.Cells {
		c := &t.Cells[i]
		s.cells[document.Ref{Row: c.Row, Col: c.Column}] = c
	}
	s.first = min(t.Layout.Header, s.rows)
	for s.first < s.rows && (s.numbersColumns(s.first) || s.codesColumns(s.first)) {
		s.first++
	}
	s.readColumns()
	s.readFigures()
	s.readSides()
	return s
}

func (s *sheet) text(row, col int) string {
	return document.Squeeze(s.table.Layout.Cells[row][col].Text)
}

var columnNumber = regexp.MustCompile(`^(栏次|※|\*|[0-9０-９]{1,2}|[一二三四五六七八九十]{1,2}|[A-Z]|[0-9]{1,2}[=＝][0-9+＋\-－=＝]+|)$`)

// numbersColumns: a row of column numbers (栏次 | 1 | 2 | 3).
func (s *sheet) numbersColumns(row int) bool {
	counting, next := 0, 1
	for col := range s.table.Layout.Cells[row] {
		text := s.text(row, col)
		if !columnNumber.MatchString(text) {
			return false
		}
		digits, _, _ := strings.Cut(strings.ReplaceAll(text, "＝", "="), "=")
		if n, err := decimal.NewFromString(digits); err == nil {
			if !n.Equal(decimal.NewFromInt(int64(next))) {
				return false
			}
			next++
			counting++
		}
	}
	return counting >= 2
}

var classCode = regexp.MustCompile(`^[35][0-9]{2}$`)

// codesColumns: a row that gives the economic class of each column.
func (s *sheet) codesColumns(row int) bool {
	codes, last := 0, ""
	for col := range s.table.Layout.Cells[row] {
		text := s.text(row, col)
		if classCode.MatchString(text) {
			if text <= last {
				return false
			}
			codes, last = codes+1, text
		} else if document.CountDigits(text) > 0 {
			return false
		}
	}
	return codes >= 2
}

func (s *sheet) readColumns() {
	s.columns = make([]column, s.table.Layout.Columns())
	numbers := make([]bool, s.table.Layout.Header)
	for row := range numbers {
		numbers[row] = s.numbersColumns(row)
	}
	for col := range s.columns {
		c := &s.columns[col]
		var last *document.Cell
		for row := range s.table.Layout.Header {
			if numbers[row] {
				continue
			}
			origin := s.table.Layout.Origin(row, col)
			text := document.Squeeze(origin.Text)
			if origin == last || text == "" || len(c.path) > 0 && c.path[len(c.path)-1] == text {
				continue
			}
			last = origin
			c.path = append(c.path, text)
		}
		c.text = strings.Join(c.path, "／")
		amounts, texts := 0, 0
		for row := s.first; row < s.rows; row++ {
			cell := s.cells[document.Ref{Row: row, Col: col}]
			switch {
			case cell == nil || document.Squeeze(cell.Text) == "":
			case cell.Amount != nil && cell.Role != schema.RoleStub:
				amounts++
			case amount.Parse(cell.Text).Kind == amount.Dash:
			default:
				texts++
			}
		}
		if len(c.path) > 0 && words.lineCounter.MatchString(c.path[len(c.path)-1]) {
			c.counter = true
			continue
		}
		// A column without anything belongs to the amounts it follows.
		c.valued = amounts > texts || amounts+texts == 0 && col > 0 && s.columns[col-1].valued
		c.additive = c.valued && !words.notAdditive.MatchString(c.text)
	}
}

func (s *sheet) readFigures() {
	// A bare 0 among amounts with decimals is a zero, not 0.3 rounded.
	decimals := int32(0)
	for i := range s.table.Cells {
		if c := &s.table.Cells[i]; c.Amount != nil && c.Row >= s.first && s.columns[c.Column].valued {
			decimals = max(decimals, c.Amount.Decimals)
		}
	}
	for col := range s.columns {
		if s.columns[col].valued {
			s.valued++
		}
	}
	s.inRow, s.inColumn = make([]int, s.rows), make([]int, len(s.columns))
	for row := s.first; row < s.rows; row++ {
		for col := range s.columns {
			c := &s.columns[col]
			if !c.valued {
				continue
			}
			f := &figure{row: row, col: col}
			s.figures[document.Ref{Row: row, Col: col}] = f
			cell := s.cells[document.Ref{Row: row, Col: col}]
			if cell == nil {
				continue
			}
			f.cell, f.text = cell, document.Squeeze(cell.Text)
			switch {
			case cell.Amount != nil:
				d := cell.Amount.Decimals
				if cell.Amount.Value.IsZero() {
					d = max(d, decimals)
					c.zeros = true
				}
				f.state, f.unit = figureNumber, cell.Amount.Unit
				f.interval = amount.Rounded(cell.Amount.Value, d)
				s.negative = s.negative || c.additive && cell.Amount.Value.IsNegative()
				if f.unit == string(amount.Percent) {
					c.additive = false
				}
			case f.text == "" && s.table.Layout.Cells[row][col].State == document.CellUnreadable:
				f.state = figureOther
			case f.text == "":
			case amount.Parse(f.text).Kind == amount.Dash:
				f.state = figureDash
				c.zeros = true
			default:
				f.state = figureOther
			}
			if f.state != figureBlank {
				s.inRow[row]++
				s.inColumn[col]++
			}
		}
	}
}

func (s *sheet) readSides() {
	for col := 0; col < len(s.columns); {
		var sd side
		for ; col < len(s.columns) && !s.columns[col].valued; col++ {
			if s.columns[col].counter {
				sd.counters = append(sd.counters, col)
			} else {
				sd.stubs = append(sd.stubs, col)
			}
		}
		for ; col < len(s.columns) && s.columns[col].valued; col++ {
			sd.values = append(sd.values, col)
		}
		if len(sd.values) > 0 {
			s.sides = append(s.sides, sd)
		}
	}
}

func (s *sheet) figure(row, col int) *figure { return s.figures[document.Ref{Row: row, Col: col}] }

// rowLabel is what stands before an amount in its row.
func (s *sheet) rowLabel(row, col int) string {
	after, _ := slices.BinarySearchFunc(s.sides, col+1, func(sd side, col int) int { return sd.values[0] - col })
	return s.label(row, after-1)
}

// label is that of a line in a side, or in the nearest side before it that has
// one.
func (s *sheet) label(row, side int) string {
	if side < 0 {
		return ""
	}
	at := place{row, side}
	text, known := s.labels[at]
	if !known {
		text = s.stubText(row, s.sides[side])
		if text == "" {
			text = s.label(row, side-1)
		}
		s.labels[at] = text
	}
	return text
}

func (s *sheet) stubText(row int, sd side) string {
	var parts []string
	for _, c := range sd.stubs {
		if t := s.text(row, c); t != "" {
			parts = append(parts, t)
		}
	}
	if len(parts) == 0 {
		return s.uncounted(row, sd)
	}
	return strings.Join(parts, " ")
}

// uncounted is the word for a total that stands where the other lines have
// their number; empty if none does.
func (s *sheet) uncounted(row int, sd side) string {
	for _, c := range sd.counters {
		if t := s.text(row, c); totalOf(t) != noTotal {
			return t
		}
	}
	return ""
}
