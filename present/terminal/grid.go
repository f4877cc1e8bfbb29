package terminal

import (
	"strings"

	"github.com/mattn/go-runewidth"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/present"
	"github.com/yusuan/yusuan/schema"
)

// cells prints the cells of a table under their header.
func (s *Inspect) cells(t *schema.Table) {
	body, at := t.BodyText()
	header := t.Layout.HeaderText()
	for _, rows := range [][][]string{header, body} {
		for _, row := range rows {
			for j := range row {
				row[j] = OneLine(row[j]) // before it is measured
			}
		}
	}
	columns := t.Layout.Columns()
	if columns == 0 {
		return
	}
	amounts := map[document.Ref]bool{}
	figures := make([]bool, columns) // columns with an amount
	for i := range t.Cells {
		if c := &t.Cells[i]; c.Amount != nil {
			amounts[document.Ref{Row: c.Row, Col: c.Column}] = true
			figures[c.Column] = true
		}
	}
	wanted, least := make([]int, columns), make([]int, columns)
	measure := func(cell string, column int, number bool) {
		w := runewidth.StringWidth(cell)
		wanted[column] = max(wanted[column], w)
		if !number {
			w = min(w, 6)
		}
		least[column] = max(least[column], w)
	}
	for _, row := range header {
		for j, cell := range row {
			measure(cell, j, false)
		}
	}
	for i, row := range body {
		for j, cell := range row {
			measure(cell, j, amounts[document.Ref{Row: at[i], Col: j}])
		}
	}
	widths, hidden := fit(wanted, least, s.Width)
	print := func(row []string, number func(column int) bool) {
		parts := make([]string, len(widths))
		for j, w := range widths {
			cell := runewidth.Truncate(row[j], w, "…")
			if number(j) {
				parts[j] = runewidth.FillLeft(cell, w)
			} else {
				parts[j] = runewidth.FillRight(cell, w)
			}
		}
		s.printf("%s\n", strings.TrimRight(strings.Join(parts, " │ "), " "))
	}
	for _, row := range header {
		print(row, func(column int) bool { return figures[column] })
	}
	if len(header) > 0 {
		lines := make([]string, len(widths))
		for j, w := range widths {
			lines[j] = strings.Repeat("─", w)
		}
		s.printf("%s\n", strings.Join(lines, "─┼─"))
	}
	for i, row := range body {
		print(row, func(column int) bool { return amounts[document.Ref{Row: at[i], Col: column}] })
	}
	if hidden > 0 {
		s.printf("… %s more; --wide shows all\n", present.Plural(hidden, "column"))
	}
}

// fit gives each column its width so that a line is not wider than limit.
// The widest columns give way first, none below its least width; if that is
// not enough, columns at the end are left out and counted.
func fit(wanted, least []int, limit int) (widths []int, hidden int) {
	const gap = 3 // " │ "
	widths = append([]int{}, wanted...)
	if limit <= 0 {
		return widths, 0
	}
	for {
		total := gap * (len(widths) - 1)
		for _, w := range widths {
			total += w
		}
		if total <= limit || len(widths) == 1 {
			return widths, hidden
		}
		widest := -1
		for j, w := range widths {
			if w > least[j] && (widest < 0 || w > widths[widest]) {
				widest = j
			}
		}
		if widest >= 0 {
			widths[widest]--
			continue
		}
		hidden++
		widths = append([]int{}, wanted[:len(widths)-1]...)
	}
}
