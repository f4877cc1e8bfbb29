package normalize

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/table"
)

// What the shape of a table, or of the text around it, says of a misreading that
// every number of it survived: each stands somewhere, and not where it belongs.

// witness doubts a table for all that its shape says of it.
func (n *normalizer) witness(t *schema.Table, l *layout) {
	t.Doubts = append(t.Doubts, missing(t.Model)...)
	t.Doubts = append(t.Doubts, l.indistinct()...)
	t.Doubts = append(t.Doubts, acrossLines(t)...)
	t.Doubts = append(t.Doubts, l.crowded()...)
	if own := l.headless(); len(own) > 0 {
		t.Doubts = append(t.Doubts, own...)
	} else {
		t.Doubts = append(t.Doubts, unheaded(t)...)
	}
	t.Doubts = append(t.Doubts, torn(t.Model)...)
	if why := n.severed(t); why != "" {
		t.Doubts = append(t.Doubts, why)
	}
}

// leastUnheaded is how many amounts a column without a head holds where it is doubted.
const leastUnheaded = 2

// unheaded says which columns of amounts have no head, where others have one: the
// head stands over another column, or the column was cut off from one that has it.
func unheaded(t *schema.Table) (doubts []string) {
	g := t.Layout
	amounts := make([]int, g.Columns())
	for i := range t.Cells {
		if c := &t.Cells[i]; c.Row >= g.Header && isAmount(c.Amount) {
			amounts[c.Column]++
		}
	}
	columns, heads := 0, 0
	first := -1
	for col, n := range amounts {
		if n < leastUnheaded {
			continue
		}
		columns++
		switch {
		case hasHead(g, col):
			heads++
		case first < 0:
			first = col
		}
	}
	switch {
	case first < 0:
		return nil
	case g.Header > 0 && heads > 0:
		return []string{fmt.Sprintf("column %d holds amounts and has no head", first)}
	case columns > 1:
		return []string{"no column of amounts has a head"}
	}
	return nil
}

// isAmount reports a number that is printed as money is.
func isAmount(a *schema.Amount) bool {
	return a != nil && (a.Decimals > 0 || strings.ContainsAny(a.Text, ",，"))
}

func hasHead(g *document.Table, col int) bool {
	for row := range g.Header {
		if document.Squeeze(g.Origin(row, col).Text) != "" {
			return true
		}
	}
	return false
}

// leastUntabled is how many lines of figures in a row are no accident of a text.
const leastUntabled = 3

// figureLine: 增值税……39,671 or 教育支出 930.45 620.30: a name, and amounts as tables
// print them and nothing else.
var figureLine = regexp.MustCompile(`^\P{Nd}*\p{Han}\P{Nd}*?((?:[-－]?[0-9][0-9,]*(?:\.[0-9]{1,6})?[\s|│]*)+)$`)

// leastLoose is the least whole number without separators that is an amount in such
// a line: less may be the number of a page in a list of contents, or a year.
var leastLoose = decimal.NewFromInt(10_000)

// untabled doubts a document that prints lines of figures in its text: a table that
// was not seen.
func (n *normalizer) untabled() {
	for i := range n.doc.Pages {
		p := &n.doc.Pages[i]
		lines := 0
		for k := range p.Blocks {
			b := &p.Blocks[k]
			if b.Kind.Furniture() {
				continue
			}
			if !printsFigures(b.Text) || b.Kind == document.BlockTable {
				lines = 0
				continue
			}
			if lines++; lines == leastUntabled {
				n.rec.Doubts = append(n.rec.Doubts, fmt.Sprintf("page %d prints lines of figures that are in no table: %s",
					p.Number, shorten(document.Squeeze(b.Text))))
				break
			}
		}
	}
}

func printsFigures(text string) bool {
	m := figureLine.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return false
	}
	return slices.ContainsFunc(strings.Fields(m[1]), func(s string) bool {
		a := amount.Parse(s)
		return a.Kind == amount.Number && (a.Decimals > 0 || strings.Contains(s, ",") ||
			a.Value.Abs().GreaterThanOrEqual(leastLoose))
	})
}

// leastRest is how many lines two tables have in common, or one has without a name,
// where one may be the rest of the other.
const leastRest = 3

// severed says why a table may be the rest of the one before it, on its page or the page before: it has
// its columns and no header, its lines, or its heads and no total where that has.
func (n *normalizer) severed(t *schema.Table) string {
	l := t.Layout
	if t.Index == 0 || len(l.Regions) == 0 {
		return ""
	}
	before := &n.rec.Tables[t.Index-1]
	b := before.Layout
	if len(b.Regions) == 0 || figures(t) == 0 {
		return ""
	}
	pages := l.Regions[0].Page - b.Regions[len(b.Regions)-1].Page
	if pages < 0 || pages > 1 {
		return ""
	}
	untitled := l.Title == "" && l.Number == ""
	switch {
	case untitled && l.Header == 0 && b.Columns() == l.Columns():
		return "it has no header, and may be the rest of the table before"
	case before.Model == nil || t.Model == nil:
		return ""
	case untitled && sameLines(before.Model, t.Model):
		return "it has the lines of the table before, and may be the rest of its columns"
	case (untitled || l.Title == b.Title && l.Number == b.Number) && sameHeads(b, l) && totals(before.Model) > 0 &&
		totals(t.Model) == 0 && l.Organization == b.Organization:
		return "it has the heads of the table before, and may be the rest of its lines"
	}
	return ""
}

// sameLines reports tables all of whose lines have the same names.
func sameLines(a, b *table.Model) bool {
	if len(a.Sides) == 0 || len(b.Sides) == 0 {
		return false
	}
	x, y := a.Sides[0].Lines, b.Sides[0].Lines
	return len(x) >= leastRest && slices.EqualFunc(x, y, func(l, k *table.Line) bool {
		return l.Label.Text == k.Label.Text && l.Code == k.Code
	})
}

// sameHeads reports tables with the same header.
func sameHeads(a, b *document.Table) bool {
	if a.Header == 0 || a.Header != b.Header || a.Columns() != b.Columns() {
		return false
	}
	for row := range a.Header {
		for col := range a.Columns() {
			if document.Squeeze(a.Cells[row][col].Text) != document.Squeeze(b.Cells[row][col].Text) {
				return false
			}
		}
	}
	return true
}

// totals counts the lines of totals of a table.
func totals(m *table.Model) (count int) {
	for i := range m.Sides {
		for _, l := range m.Sides[i].Lines {
			if sums(l) {
				count++
			}
		}
	}
	return count
}

// torn says which line may be the rest of the name of the line before: it has a
// name and nothing else, where all others have a code or a number too.
func torn(m *table.Model) (doubts []string) {
	if len(m.Sides) != 1 {
		return nil
	}
	side := &m.Sides[0]
	found := -1
	numbered := 0
	for i, l := range side.Lines {
		bare := !slices.ContainsFunc(side.Amounts, func(col int) bool {
			f := m.Figure(l.Row, col)
			return f != nil && f.State != table.Blank
		})
		head := len(side.Labels) > 1 && m.Text(l.Row, side.Labels[0]) != ""
		switch {
		case head && !bare:
			numbered++
		case bare && !head && found < 0 && i > 0 && l.Label.Text != "" && !sums(l):
			found = l.Row
		case !sums(l):
			return nil
		}
	}
	if found < 0 || numbered < leastRest {
		return nil
	}
	return []string{fmt.Sprintf("row %d has a name alone, and may be the rest of the line above", found)}
}
