package specimen

import (
	"fmt"
	"html"
	"math/rand/v2"
	"strings"

	"github.com/yusuan/yusuan/document"
)

// HTML gives the tables of a specimen as a page for an office program to print,
// with other text around them: what real producers make of the same cells.
func HTML(seed uint64) (page string, tables [][][]document.Cell) {
	r := rand.New(rand.NewPCG(seed, 2013))
	ruling := Rulings[seed%uint64(len(Rulings))]
	w, f := english, helvetica
	if r.IntN(4) == 0 {
		w, f = chinese, song
	}
	var b strings.Builder
	b.WriteString(`<html><head><meta charset="utf-8"></head><body style="font-size:10pt">`)
	prose := func() {
		var s []string
		for range 3 + r.IntN(3) {
			s = append(s, pick(r, w.prose))
		}
		fmt.Fprintf(&b, "<p>%s</p>\n", html.EscapeString(w.join(s...)))
	}
	prose()
	for k := range 1 + r.IntN(2) {
		t := makeTable(r, w, ruling, 450, f)
		if _, high := t.extent(); high > 330 {
			continue
		}
		fmt.Fprintf(&b, "<p>%s %d. %s</p>\n", w.table, k+1, html.EscapeString(w.label(r)))
		t.html(&b)
		tables = append(tables, t.cells)
		prose()
	}
	b.WriteString("</body></html>\n")
	return b.String(), tables
}

// html writes the table with its rulings as borders of cells.
func (t *table) html(b *strings.Builder) {
	fmt.Fprintf(b, `<table cellspacing="0" cellpadding="%.0f" style="border-collapse:collapse;font-size:%.1fpt">`,
		4+t.pad, t.size)
	for i, row := range t.cells {
		b.WriteString("<tr>")
		for j, c := range row {
			if c.State != document.CellCovered {
				t.htmlCell(b, i, j, c)
			}
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</table>\n")
}

func (t *table) htmlCell(b *strings.Builder, i, j int, c document.Cell) {
	head := i < t.head
	colour := ""
	if t.ruling == Bands && head || t.ruling == Zebra && !head && (i-t.head)%2 == 0 {
		colour = ` bgcolor="#dddddd"`
	}
	align := map[byte]string{'l': "left", 'c': "center", 'r': "right"}[t.align[j]]
	if head && j > 0 {
		align = "center"
	}
	high := "top"
	if t.middle {
		high = "middle"
	}
	text := strings.ReplaceAll(html.EscapeString(c.Text), "\n", "<br>")
	if t.bold && head {
		text = "<b>" + text + "</b>"
	}
	fmt.Fprintf(b, `<td rowspan="%d" colspan="%d" align="%s" valign="%s"%s style="%s">%s</td>`,
		c.RowSpan, c.ColSpan, align, high, colour, t.borders(i, j, c), text)
}

// borders are the rulings of a cell as CSS.
func (t *table) borders(i, j int, c document.Cell) string {
	var style strings.Builder
	left, top, right, bottom := t.sides(i, j, c)
	if t.ruling == Spanned && i < t.head && c.ColSpan > 1 {
		bottom = true
	}
	for k, on := range []bool{left, top, right, bottom} {
		line := "none"
		if on {
			line = "0.5pt solid #000000"
		}
		fmt.Fprintf(&style, "border-%s:%s;", []string{"left", "top", "right", "bottom"}[k], line)
	}
	return style.String()
}
