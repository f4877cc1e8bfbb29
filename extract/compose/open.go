package compose

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/yusuan/yusuan/document"
)

// This file says what the layout of a table leaves open, with the ways there
// are to read it. Nothing is chosen here: that takes the figures.

const (
	// mostOpen is how many places of a table are left open at most: a table with
	// more is not one that can be read.
	mostOpen = 32
	// mostWays is how many ways there are at most to read one place.
	mostWays = 8
)

var (
	wholeFigure = regexp.MustCompile(`^[-－]?(?:[1-9]\d{0,2}(?:,\d{3})+|0|[1-9]\d*)\.\d+$`)
	longNumber  = regexp.MustCompile(`^(?:\d{1,3}(?:,\d{3})+|\d{3,})$`) // no number of a column
	figureTail  = regexp.MustCompile(`^(.*?)([-－]?\d[\d,.]*)$`)
)

// openPlaces are those of a table, row by row.
func openPlaces(t *document.Table) (open []document.Open) {
	if i := openHeader(t); i > 0 {
		open = append(open, document.Open{Kind: document.OpenHeader, Ref: document.Ref{Row: i},
			Ways: []document.Way{{Header: i}}})
	}
	columns := sync.OnceValue(func() []figureColumn { return figureColumns(t) }) // few tables need them
	for i := t.Header; i < len(t.Cells); i++ {
		for j := range t.Cells[i] {
			o := openCell(t, columns, i, j)
			if len(o.Ways) == 0 {
				continue
			}
			if open = append(open, o); len(open) > mostOpen {
				return nil
			}
		}
	}
	return open
}

// openCell is what the layout leaves open of a cell; without ways if it is nothing.
func openCell(t *document.Table, columns func() []figureColumn, i, j int) (o document.Open) {
	c := &t.Cells[i][j]
	if c.State != document.CellText || c.RowSpan > 1 || !endsInFigure(c.Text) || c.ColSpan == 1 && oneFigure(c.Text) {
		return o
	}
	o.Ref = document.Ref{Row: i, Col: j}
	text := document.Squeeze(c.Text)
	whole := wholeFigure.MatchString(text)
	switch m := figureTail.FindStringSubmatch(text); {
	case whole && c.ColSpan > 1:
		o.Kind, o.Ways = document.OpenColumn, columnWays(t, columns(), i, j)
	case !whole && c.ColSpan == 1 && m != nil && strings.Contains(m[2], "."):
		o.Kind, o.Ways = document.OpenCut, cutWays(t, columns(), i, j, m[1], m[2])
	}
	return o
}

// endsInFigure and oneFigure tell nearly all cells from open ones at little cost.
func endsInFigure(text string) bool {
	return text != "" && text[len(text)-1] >= '0' && text[len(text)-1] <= '9' && strings.Contains(text, ".")
}

func oneFigure(text string) bool {
	return strings.Count(text, ".") == 1 && !strings.ContainsFunc(text, func(r rune) bool {
		return (r < '0' || r > '9') && r != '.' && r != ',' && r != '-'
	})
}

// openHeader is the first row of a header that may be one of the body: it prints
// a name and, below heads of amounts, nothing but whole numbers, which look like
// years or codes. 0 if there is none.
func openHeader(t *document.Table) int {
	for i := 1; i < t.Header; i++ {
		names, numbers := 0, 0
		for j := range t.Cells[i] {
			c := &t.Cells[i][j]
			text := document.Squeeze(c.Text)
			switch above := document.Squeeze(t.Origin(i-1, j).Text); {
			case text == "":
			case longNumber.MatchString(text) &&
				(hasSuffixAny(above, words.AmountHeads) || longNumber.MatchString(above)):
				numbers++
			case document.CountDigits(text) == 0 && numbers == 0:
				names++
			default:
				numbers, names = 0, 2
			}
		}
		if names == 1 && numbers > 1 {
			return i
		}
	}
	return 0
}

// figureColumn is what is printed in the body of a column: how many whole
// figures, and with how many decimals.
type figureColumn struct {
	figures  int
	decimals []int
}

func figureColumns(t *document.Table) []figureColumn {
	out := make([]figureColumn, t.Columns())
	for i := t.Header; i < len(t.Cells); i++ {
		for j := range t.Cells[i] {
			text := document.Squeeze(t.Cells[i][j].Text)
			if !wholeFigure.MatchString(text) || t.Cells[i][j].ColSpan > 1 {
				continue
			}
			c := &out[j]
			c.figures++
			if d := len(text) - strings.IndexByte(text, '.') - 1; !slices.Contains(c.decimals, d) {
				c.decimals = append(c.decimals, d)
			}
		}
	}
	return out
}

// columnWays puts a figure that stands over several columns of amounts into each
// of them.
func columnWays(t *document.Table, columns []figureColumn, row, col int) (ways []document.Way) {
	c := t.Cells[row][col]
	for k := col; k < col+c.ColSpan; k++ {
		if columns[k].figures == 0 || len(ways) == mostWays {
			return nil
		}
		var w document.Way
		for j := col; j < col+c.ColSpan; j++ {
			cell := document.Cell{RowSpan: 1, ColSpan: 1, Page: c.Page, Box: c.Box}
			if j == k {
				cell = c
				cell.ColSpan = 1
			}
			w.Cells = append(w.Cells, document.Placed{Ref: document.Ref{Row: row, Col: j}, Cell: cell})
		}
		ways = append(ways, w)
	}
	return ways
}

// cutWays cuts a text that ends in figures, run into one another or into a name,
// and puts each into a column of its own beside it, in those that are blank.
func cutWays(t *document.Table, columns []figureColumn, row, col int, name, figures string) (ways []document.Way) {
	var decimals []int
	for j := range columns {
		for _, d := range columns[j].decimals {
			if !slices.Contains(decimals, d) {
				decimals = append(decimals, d)
			}
		}
	}
	slices.Sort(decimals)
	free := func(j int) bool {
		return j >= 0 && j < len(columns) && columns[j].figures > 0 && (j == col && name == "" ||
			t.Cells[row][j].State == document.CellEmpty)
	}
	for _, cut := range cuts(figures, decimals) {
		first, last := col-len(cut)+1, col // where the first figure may stand
		if name != "" {
			for last++; last < len(columns) && columns[last].figures == 0 && t.Cells[row][last].State == document.CellEmpty; {
				last++
			}
			first = last
		}
		for from := max(first, 0); from <= last && len(ways) < mostWays; from++ {
			fits := true
			for k := range cut {
				fits = fits && free(from+k)
			}
			if fits {
				ways = append(ways, document.Way{Cells: cutCells(t, row, col, name, from, cut)})
			}
		}
	}
	return ways
}

// cuts are the ways to cut a run of figures into whole ones.
func cuts(run string, decimals []int) (out [][]string) {
	var walk func(rest string, before []string)
	walk = func(rest string, before []string) {
		if rest == "" {
			out = append(out, slices.Clone(before))
			return
		}
		point := strings.IndexByte(rest, '.')
		for _, d := range decimals {
			end := point + 1 + d
			if point > 0 && end <= len(rest) && len(out) < mostWays && wholeFigure.MatchString(rest[:end]) {
				walk(rest[end:], append(before, rest[:end]))
			}
		}
	}
	walk(run, nil)
	return out
}

// cutCells are the cells of a row once the text at col is cut: its name stays.
func cutCells(t *document.Table, row, col int, name string, from int, cut []string) (cells []document.Placed) {
	whole := t.Cells[row][col]
	digits := whole.Digits
	piece := func(j int, text string) {
		c := whole
		c.Text, c.Joined = text, false
		if j != col {
			c.Box, c.Indent = t.Cells[row][j].Box, 0
		}
		if n := document.CountDigits(text); digits != nil && n <= len(digits) {
			c.Digits, digits = digits[:n:n], digits[n:]
		}
		if text == "" {
			c = document.Cell{RowSpan: 1, ColSpan: 1, Page: whole.Page, Box: whole.Box}
		}
		cells = append(cells, document.Placed{Ref: document.Ref{Row: row, Col: j}, Cell: c})
	}
	if name != "" || from > col || from+len(cut) <= col {
		piece(col, name)
	}
	for k, text := range cut {
		piece(from+k, text)
	}
	return cells
}
