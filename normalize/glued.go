package normalize

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/zh"
)

// A whole number at the end of a label may be a part of it, as in 项目1, or the
// amount of the row that was glued to it: 教育支出1234.

// endsInNumber: 税收收入207,720 or 教育支出1234, without and with the number.
var endsInNumber = regexp.MustCompile(`^(.*[\p{Han})）])[-－]?([0-9]{1,3}(?:[,，][0-9]{3})+|[0-9]+)$`)

// leastDigits is how many digits an amount has at least that is told from the
// number of a label by what stands beside it alone.
const leastDigits = 3

// longestWord is how many characters a label has at most that may be a word of its
// kind with a number of few digits: 项目1.
const longestWord = 2

// wholeInLabel reports a label that ends in what is the amount of its row: it is
// printed with separators, or the column of amounts beside it prints whole numbers
// in most rows, and none in this one.
func (l *layout) wholeInLabel(row, col int, text string) bool {
	m := endsInNumber.FindStringSubmatch(text)
	value := l.valueBeside(col)
	switch {
	case m == nil || value < 0:
		return false
	case strings.ContainsAny(m[2], ",，"):
		return true
	case l.table.Cells[row][value].State == document.CellText:
		return false
	}
	names := l.numbered(col, value)
	if !names.whole {
		return false
	}
	if l.words.namesLine(m[1]) && (len(m[2]) >= leastDigits || utf8.RuneCountInString(m[1]) > longestWord) {
		return true
	}
	return len(m[2]) >= leastDigits && !document.MayBeYear(m[2]) && !names.stems[m[1]]
}

// valueBeside is the first column of amounts to the right of one, -1 if there is
// none.
func (l *layout) valueBeside(col int) int {
	k := slices.IndexFunc(l.columns[col+1:], func(c column) bool { return c.role == roleValue })
	if k < 0 {
		return -1
	}
	return col + 1 + k
}

// numbered is what is known of the numbers at the end of the labels of a column.
type numbered struct {
	whole bool            // most rows print a whole number beside their label
	stems map[string]bool // labels with a number that have an amount too, without the number
}

func (l *layout) numbered(col, value int) *numbered {
	if n := l.numbers[col]; n != nil {
		return n
	}
	n := &numbered{stems: map[string]bool{}}
	labels, printed, whole := 0, 0, 0
	for i := l.header; i < len(l.table.Cells); i++ {
		cell := &l.table.Cells[i][col]
		if cell.State != document.CellText {
			continue
		}
		labels++
		a := l.amounts[i][value]
		if a.Kind != amount.Number {
			continue
		}
		printed++
		if a.Decimals == 0 {
			whole++
		}
		if m := endsInNumber.FindStringSubmatch(document.Squeeze(cell.Text)); m != nil {
			n.stems[m[1]] = true
		}
	}
	n.whole = printed > 1 && 2*whole > printed && 2*printed >= labels
	if l.numbers == nil {
		l.numbers = map[int]*numbered{}
	}
	l.numbers[col] = n
	return n
}

// namesLine reports a text that is the label of a row, by the catalogue.
func (c *Catalogue) namesLine(text string) bool {
	_, name := zh.CutNumbering(document.Squeeze(text))
	f := zh.Fold(name)
	_, ok := c.labels.rows.exact(f)
	return ok || len(c.codes.byName[f]) > 0 || len(c.codes.byName[f+"支出"]) > 0
}
