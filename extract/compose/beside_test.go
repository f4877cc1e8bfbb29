package compose

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/document"
)

// sheetPage is a page of a sheet: its rows, parted by |, from the first line on
// after a title, if there is one.
func sheetPage(number int, title string, rows ...string) Page {
	p := Page{Number: number, Width: 595, Height: 842, Status: document.PageText}
	if title != "" {
		p.Items = append(p.Items, Item{Block: document.Block{Text: title,
			Box: document.Box{X0: 200, Y0: 40, X1: 400, Y1: 56}}})
	}
	g := &Grid{Method: document.MethodRuled}
	for i, line := range rows {
		var row []document.Cell
		for j, s := range strings.Split(line, "|") {
			row = append(row, document.Cell{Text: s, RowSpan: 1, ColSpan: 1, Box: document.Box{
				X0: 50 + 90*float64(j), Y0: 80 + 20*float64(i), X1: 140 + 90*float64(j), Y1: 100 + 20*float64(i)}})
		}
		g.Cells = append(g.Cells, row)
	}
	p.Items = append(p.Items, Item{Grid: g})
	return p
}

// TestColumnsOfTheirOwn: a sheet printed on pages beside and below one another is
// one table.
func TestColumnsOfTheirOwn(t *testing.T) {
	const title = "部门收入总表"
	left := [][]string{{"名称|合计", "甲|3.00", "乙|5.00"}, {"丙|7.00", "丁|9.00", "合计|24.00"}}
	right := [][]string{{"本级|下级", "1.00|2.00", "|5.00"}, {"3.00|4.00", "4.00|5.00", "8.00|16.00"}}
	whole := "名称|合计|本级|下级\n甲|3.00|1.00|2.00\n乙|5.00||5.00\n丙|7.00|3.00|4.00\n丁|9.00|4.00|5.00\n合计|24.00|8.00|16.00"
	for _, c := range []struct {
		name  string
		pages []Page
		want  []string // the tables
		on    []int    // pages of the first
	}{
		{"down and then over", []Page{sheetPage(1, title, left[0]...), sheetPage(2, "", left[1]...),
			sheetPage(3, "", right[0]...), sheetPage(4, "", right[1]...)}, []string{whole}, []int{1, 2, 3, 4}},
		{"over and then down", []Page{sheetPage(1, title, left[0]...), sheetPage(2, "", right[0]...),
			sheetPage(3, "", left[1]...), sheetPage(4, "", right[1]...)}, []string{whole}, []int{1, 2, 3, 4}},
		{"other rows", []Page{sheetPage(1, title, left[0]...), sheetPage(2, "", append(right[0], "1.00|2.00")...)},
			[]string{strings.Join(left[0], "\n"), strings.Join(right[0], "\n") + "\n1.00|2.00"}, []int{1}},
		{"the names again", []Page{sheetPage(1, title, append(left[0], "丙|9.00")...), sheetPage(2, "", "名称|本级|下级",
			"甲|1.00|2.00", "乙||5.00", "丙|4.00|5.00")},
			[]string{"名称|合计|本级|下级\n甲|3.00|1.00|2.00\n乙|5.00||5.00\n丙|9.00|4.00|5.00"}, []int{1, 2}},
		{"other names", []Page{sheetPage(1, title, append(left[0], "丙|9.00")...), sheetPage(2, "", "名称|本级|下级",
			"甲某|1.00|2.00", "乙某||5.00", "丙某|4.00|5.00")},
			[]string{"名称|合计\n甲|3.00\n乙|5.00\n丙|9.00", "名称|本级|下级\n甲某|1.00|2.00\n乙某||5.00\n丙某|4.00|5.00"}, []int{1}},
		{"names of its own", []Page{sheetPage(1, title, left[0]...), sheetPage(2, "", "名称|合计", "戊某|3.00", "己某|5.00")},
			[]string{strings.Join(left[0], "\n") + "\n戊某|3.00\n己某|5.00"}, []int{1, 2}},
		{"a title of its own", []Page{sheetPage(1, title, left[0]...), sheetPage(2, "部门支出总表", right[0]...)},
			[]string{strings.Join(left[0], "\n"), strings.Join(right[0], "\n")}, []int{1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, tables, err := Compose(context.Background(), c.pages)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for i := range tables {
				var lines []string
				for _, row := range tables[i].Cells {
					var texts []string
					for j := range row {
						texts = append(texts, row[j].Text)
					}
					lines = append(lines, strings.Join(texts, "|"))
				}
				got = append(got, strings.Join(lines, "\n"))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.on, tables[0].Pages); diff != "" {
				t.Error(diff)
			}
		})
	}
}
