package compose

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/yusuan/yusuan/document"
)

var (
	amountText = regexp.MustCompile(`^[-—－(（]?[￥¥]?\d[\d,，]*(?:\.\d+)?[)）]?[%％]?$`)
	decimals   = regexp.MustCompile(`^[-—－(（]?[￥¥]?(?:\d[\d,，]*\.\d+|\d{1,3}(?:[,，]\d{3})+|0)[)）]?[%％]?$`)
	target     = regexp.MustCompile(`^[<>=≥≤＜＞＝≧≦]+\d`)
	codeText   = regexp.MustCompile(`^\d{3}(?:\d{2}){0,2}$`)
	columnSum  = regexp.MustCompile(`^\(?\d{1,2}\)?栏?(?:=[\d+\-—()*/×÷%=栏]+)?\)?$`)
)

// header is what is known of the rows before the body.
type header struct {
	rows int
	sure bool // a row of the body was recognised as such, rather than guessed
	form bool // labels and values side by side: no header at all
}

// findHeader tells how many leading rows are the header.
func findHeader(g *grid, raw *Grid) header {
	spanless := raw.Spanless
	if isForm(g, spanless) {
		return header{form: true, sure: true}
	}
	reach := 1 // rows the merged cells of the first row reach down to
	for i := 0; i < min(reach, g.rows); i++ {
		for _, p := range g.in(i) {
			if !blank(p.cell) {
				reach = max(reach, p.row+p.cell.RowSpan)
			}
		}
	}
	drawn := raw.Method == document.MethodRuled || raw.Method == document.MethodMarkup
	for i := range min(g.rows, 12) {
		if isColumnNumbers(g, i) && i > 0 {
			return header{rows: i + 1, sure: true}
		}
		if i > 0 && spacer(g, i) {
			continue
		}
		if isBody(g, i, reach, spanless) {
			return header{rows: i, sure: true}
		}
		if drawn && i >= reach && i >= raw.Header && !divided(g, i-1) {
			return header{rows: i}
		}
	}
	if g.rows <= 1 {
		return header{rows: g.rows}
	}
	return header{rows: min(max(raw.Header, reach, 1), g.rows)}
}

// spacer reports a blank row within a header: the row below it holds nothing
// but heads of amounts, and heads of their lines beside them.
func spacer(g *grid, row int) bool {
	if len(g.texts(row)) > 0 || row+1 >= g.rows {
		return false
	}
	heads, amounts := g.texts(row+1), 0
	for _, p := range heads {
		s := document.Squeeze(p.cell.Text)
		if document.CountDigits(s) > 0 || isTotal(s) {
			return false
		}
		if hasSuffixAny(s, words.AmountHeads) {
			amounts++
		}
	}
	return amounts >= 2 && 2*amounts >= len(heads) && 2*len(heads) >= g.cols
}

// rest counts the leading rows of a grid that belong to the header of the page
// before.
func (h header) rest(g *grid) int {
	switch {
	case h.form || !h.sure:
		return 0
	case h.rows == 0 && g.rows > 0 && isColumnNumbers(g, 0):
		return 1
	}
	return h.rows
}

// divided reports that heads of a row may have others below them: a head is
// wider than a column, a blank leaves it open how wide it is, or the text of a
// merged cell was written in all it covers.
func divided(g *grid, row int) bool {
	for j := range g.cols {
		p := g.cover(row, j)
		if j > 0 && p != g.cover(row, j-1) && g.text(row, j) == g.text(row, j-1) {
			return true
		}
		if p == nil || blank(p.cell) || p.cell.ColSpan > 1 && p.row+p.cell.RowSpan == row+1 {
			return true
		}
	}
	return false
}

// isColumnNumbers recognises a row such as 栏次 | 1 | 2 | 3=1+2.
func isColumnNumbers(g *grid, row int) bool {
	last, count, marks := 0, 0, 0
	first, solid := 100, true // each number is one more than that before
	for _, p := range g.in(row) {
		s := document.Squeeze(p.cell.Text)
		mark := slices.Contains(words.ColumnNumberMarks, s)
		// ①, （1） and A are numbers of columns too.
		if s = norm.NFKC.String(s); len(s) == 1 && s[0] >= 'A' && s[0] <= 'Z' {
			s = strconv.Itoa(int(s[0] - 'A' + 1))
		}
		switch {
		case s == "":
		case mark:
			marks++
		case slices.Contains(words.CodeHeads, s):
		case columnSum.MatchString(s):
			n, _ := strconv.Atoi(strings.TrimLeft(leadingDigits.FindString(s), "0("))
			if n <= last || n > last+3 && last > 0 {
				return false
			}
			solid = solid && (n == 1 || n == last+1 || last == 0)
			first, last, count = min(first, n), n, count+1
		case maybeMark(&p.cell, s):
		default:
			return false
		}
	}
	// The columns of a page that holds the right half of a table go on counting.
	if first > 1 {
		return solid && count >= 3 && last < 100
	}
	return count >= min(3, g.cols) || count >= 1 && marks >= 1
}

// markSure is the probability from which on a recognised character is no mark,
// such as ※, that the recogniser does not know.
const markSure = 0.8

// maybeMark reports a single character that may have been such a mark.
func maybeMark(c *document.Cell, text string) bool {
	return c.Confidence > 0 && c.Confidence < markSure && utf8.RuneCountInString(text) == 1
}

var leadingDigits = regexp.MustCompile(`^\(?\d+`)

// isBody recognises a row that can no longer be part of the header.
func isBody(g *grid, row, reach int, spanless bool) bool {
	cells := g.in(row)
	texts, blanks, stub := 0, 0, ""
	// Codes may stand under their names as heads: 类 | 款 | 项 | 501 | 502.
	names := row > 0 && len(cells) > 0 && (slices.Contains(words.CodeHeads, document.Squeeze(cells[0].cell.Text)) ||
		row < reach && cells[0].col > 0)
	var first *placed
	for _, p := range cells {
		s := document.Squeeze(p.cell.Text)
		if s == "" {
			blanks++
			continue
		}
		texts++
		if first == nil {
			first, stub = p, s
		}
		if decimals.MatchString(s) || target.MatchString(s) {
			return true
		}
		if document.MayBeYear(s) || names && codeText.MatchString(s) {
			continue
		}
		if p.col < 4 && codeText.MatchString(s) || amountText.MatchString(s) {
			return true
		}
	}
	if texts == 0 {
		// A blank row below the header is the body of a blank form; a blank
		// row inside the reach of the header's cells is none.
		return row >= reach && len(cells) > 0
	}
	if enumerated.MatchString(stub) && first.col < 2 {
		return true
	}
	if row == 0 {
		return false
	}
	// Without spans to tell the tree of the header, only a total that stands alone counts.
	if isTotal(stub) && first.col <= 3 && !divides(g, first) && row >= reach && (!spanless || texts == 1) {
		return true
	}
	if slices.Contains(words.NoneWords, stub) {
		return true
	}
	if spanless {
		return false
	}
	return row >= reach && blanks*2 >= len(cells)
}

func isTotal(s string) bool {
	return slices.Contains(words.TotalLabels, bracketed.ReplaceAllString(strings.Trim(s, "：:"), ""))
}

// divides reports that a cell is a part of the wider one above it, as the
// heads of a header tree are.
func divides(g *grid, p *placed) bool {
	if p.row == 0 {
		return false
	}
	above := g.cover(p.row-1, p.col)
	return above != nil && !blank(above.cell) && above.cell.ColSpan > p.cell.ColSpan
}

// isForm recognises labels and values side by side, such as a sheet of
// performance targets.
func isForm(g *grid, spanless bool) bool {
	if g.rows < 2 {
		return false
	}
	keys := 0
	for i := range min(g.rows, 5) {
		if key := g.text(i, 0); slices.Contains(words.FormKeys, formKey(key)) {
			// A head written out over its rows is one.
			if p := g.cover(i, 0); p.row == i && (i == 0 || g.text(i-1, 0) != key) {
				keys++
			}
		}
	}
	if keys >= 2 {
		return true
	}
	for i := 1; i < min(g.rows, 40); i++ {
		n := 0
		for _, p := range g.in(i) {
			if slices.Contains(words.IndicatorHeads, document.Squeeze(p.cell.Text)) {
				n++
			}
		}
		if n < 2 {
			continue
		}
		return !underHeader(g, i, spanless)
	}
	return false
}

// underHeader reports that a row is the lower part of a header: every column
// is headed by it or by a cell that reaches down from above.
func underHeader(g *grid, row int, spanless bool) bool {
	if row > 3 {
		return false
	}
	for j := range g.cols {
		headed := false
		for i := 0; i <= row; i++ {
			headed = headed || g.text(i, j) != ""
		}
		if !headed {
			return false
		}
		if p := g.cover(row, j); !spanless && (p == nil || blank(p.cell)) {
			return false
		}
	}
	return true
}

func formKey(s string) string {
	s = bracketed.ReplaceAllString(s, "")
	return strings.TrimRight(s, ":：")
}

// spread gives the header of a grid without spans the merged cells its blank
// cells stand for: a blank below a head belongs to it, a blank beside one
// does if the head above reaches over both.
func (g *grid) spread(rows int) {
	type span struct{ from, to int }
	parents := []span{{0, g.cols}}
	for i := range min(rows, g.rows) {
		if i > 0 && isColumnNumbers(g, i) {
			break
		}
		var next []span
		for _, par := range parents {
			filled := false
			for j := par.from; j < par.to; j++ {
				filled = filled || g.text(i, j) != ""
			}
			if !filled {
				if i > 0 {
					g.merge(i, par.from, par.to)
				}
				next = append(next, par)
				continue
			}
			for j := par.from; j < par.to; {
				k := j + 1
				for g.text(i, j) != "" && k < par.to && g.text(i, k) == "" {
					k++
				}
				if k > j+1 {
					g.widen(i, j, k-j)
				}
				next = append(next, span{j, k})
				j = k
			}
		}
		parents = next
	}
}

// merge lets the cell above take the blank cells of a row in [from, to).
func (g *grid) merge(row, from, to int) {
	top := g.cover(row-1, from)
	if top == nil || top.col != from || top.col+top.cell.ColSpan != to || blank(top.cell) {
		return
	}
	origin := placed{row: top.row, col: top.col}
	g.drop(func(p placed) bool { return p.row == row && p.col >= from && p.col < to })
	k := slices.IndexFunc(g.cells, func(p placed) bool { return p.row == origin.row && p.col == origin.col })
	g.cells[k].cell.RowSpan = row - origin.row + 1
}

// widen lets a cell take the blank cells to its right.
func (g *grid) widen(row, col, span int) {
	g.drop(func(p placed) bool { return p.row == row && p.col > col && p.col < col+span })
	k := slices.IndexFunc(g.cells, func(p placed) bool { return p.row == row && p.col == col })
	g.cells[k].cell.ColSpan = span
}

func (g *grid) drop(gone func(placed) bool) {
	g.cells, g.index = slices.DeleteFunc(g.cells, gone), nil
}
