package verify_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/compose"
	"github.com/yusuan/yusuan/normalize"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// laidOut is a page of tables as they are printed, and what its layout makes of
// some of the rows.
type laidOut struct {
	title  string
	method document.Method
	rows   []string             // cells parted by |, the head first
	layout func([][]string)     // runs texts of a row into one another
	spans  map[document.Ref]int // cells that reach over several columns
	beside []string             // another table of the page: title and rows
}

// glue puts the texts of a row from one column to another into a third.
func glue(row, from, to, into int) func([][]string) {
	return func(rows [][]string) {
		text := strings.Join(rows[row][from:to+1], "")
		for j := from; j <= to; j++ {
			rows[row][j] = ""
		}
		rows[row][into] = text
	}
}

func both(all ...func([][]string)) func([][]string) {
	return func(rows [][]string) {
		for _, do := range all {
			do(rows)
		}
	}
}

var byFunction = []string{
	"科目编码|科目名称|合计|基本支出|项目支出",
	"208|社会保障和就业支出|411.62|298.22|113.40",
	"20805|行政事业单位养老支出|411.62|298.22|113.40",
	"2080501|行政单位离退休|113.40||113.40",
	"2080505|机关事业单位基本养老保险缴费支出|298.22|298.22|",
	"214|交通运输支出|1,500.00|900.00|600.00",
	"21401|公路水路运输|1,500.00|900.00|600.00",
	"2140101|行政运行|900.00|900.00|",
	"2140106|公路养护|600.00||600.00",
	"|合计|1,911.62|1,198.22|713.40",
}

// openLayouts are layouts that leave several readings open.
var openLayouts = map[string]laidOut{
	"a name run into its amount": {title: "部门支出总表", rows: byFunction, layout: glue(5, 1, 2, 1)},
	"a line of totals in one":    {title: "部门支出总表", rows: byFunction, layout: glue(9, 2, 4, 4)},
	"two amounts in one":         {title: "部门支出总表", rows: byFunction, layout: glue(5, 2, 3, 3)},
	"the amounts of two lines": {title: "部门支出总表", rows: byFunction,
		layout: both(glue(1, 2, 4, 4), glue(2, 2, 4, 4))},
	"code, name and amounts in one": {title: "部门支出总表", rows: byFunction, layout: glue(6, 1, 4, 1)},
	"figures of one and of two decimals": {title: "部门支出总表", rows: []string{
		"科目编码|科目名称|合计|基本支出|项目支出",
		"208|社会保障和就业支出|411.62|298.22|113.4",
		"2080501|行政单位离退休|113.4||113.4",
		"2080505|养老保险缴费支出|298.22|298.22|",
		"214|交通运输支出|1,500.5|900.5|600",
		"2140101|行政运行|900.5|900.5|",
		"2140106|公路养护|600||600",
		"|合计|1,912.12|1,198.72|713.4"}, layout: glue(1, 2, 4, 4)},
	"an amount over two columns": {title: "部门支出总表", rows: byFunction, spans: map[document.Ref]int{{Row: 8, Col: 3}: 2},
		layout: glue(8, 3, 4, 3)},
	"amounts like years below a head": {title: "“三公”经费支出表", method: document.MethodPartial, rows: []string{
		"项目|预算数|决算数",
		"公务接待费|2015|2018",
		"公务用车运行维护费|1998|2003",
		"因公出国（境）费|2000|1900",
		"合计|6013|5921"}},
	"borne out by another table": {title: "部门支出总表", rows: []string{
		"科目编码|科目名称|合计|基本支出|项目支出",
		"2140101|行政运行|900.00|900.00|",
		"2140106|公路养护|600.00||600.00",
		"2140199|其他公路水路运输支出|88.50|80.25|8.25"}, layout: glue(3, 2, 4, 4),
		beside: []string{"一般公共预算支出表", "科目编码|科目名称|合计|基本支出|项目支出", "2140101|行政运行|900.00|900.00|",
			"2140106|公路养护|600.00||600.00", "2140199|其他公路水路运输支出|88.50|80.25|8.25"}},
}

func cellsOf(rows []string) (out [][]string) {
	for _, r := range rows {
		out = append(out, strings.Split(r, "|"))
	}
	return out
}

func gridItems(title string, rows [][]string, method document.Method, spans map[document.Ref]int) []compose.Item {
	g := &compose.Grid{Method: method, Cells: make([][]document.Cell, len(rows))}
	if g.Method == "" {
		g.Method = document.MethodRuled
	}
	for i, r := range rows {
		for j, text := range r {
			c := document.Cell{RowSpan: 1, ColSpan: max(1, spans[document.Ref{Row: i, Col: j}])}
			setText(&c, text)
			g.Cells[i] = append(g.Cells[i], c)
		}
	}
	document.Cover(g.Cells)
	return []compose.Item{{Block: document.Block{Text: title}}, {Block: document.Block{Text: "单位：元"}}, {Grid: g}}
}

// readOut reads a page whose first table has been laid out.
func (l *laidOut) readOut(t *testing.T, printed [][]string, open bool) (
	*schema.Record, []schema.Check, []schema.Finding,
) {
	t.Helper()
	rows := make([][]string, len(printed))
	for i := range rows {
		rows[i] = slices.Clone(printed[i])
	}
	var spans map[document.Ref]int
	if open {
		if spans = l.spans; l.layout != nil {
			l.layout(rows)
		}
	}
	method := l.method
	if !open {
		method = document.MethodRuled
	}
	items := gridItems(l.title, rows, method, spans)
	if l.beside != nil {
		items = append(items, gridItems(l.beside[0], cellsOf(l.beside[1:]), document.MethodRuled, nil)...)
	}
	doc := &document.Document{ID: "d", Format: document.PDF}
	var err error
	doc.Pages, doc.Tables, err = compose.Compose(context.Background(), []compose.Page{{Number: 1, Items: items,
		Status: document.PageText}})
	if err != nil {
		t.Fatal(err)
	}
	doc.Reading = compose.Sum(doc.Pages)
	rec, err := normalize.Normalize(context.Background(), doc, normalize.Options{})
	if err != nil {
		t.Fatal(err)
	}
	checks, findings := run(rec)
	return rec, checks, findings
}

// texts are those of the cells of the first table.
func texts(rec *schema.Record) (out [][]string) {
	for _, row := range rec.Tables[0].Layout.Cells {
		var r []string
		for j := range row {
			r = append(r, document.Squeeze(row[j].Text))
		}
		out = append(out, r)
	}
	return out
}

var holding = []schema.Outcome{schema.Exact, schema.Rounding, schema.Within}

// TestChosenReadings: figures choose the reading that is printed, and what chose
// it proves nothing.
func TestChosenReadings(t *testing.T) {
	for name, l := range openLayouts {
		t.Run(name, func(t *testing.T) {
			printed := cellsOf(l.rows)
			rec, checks, findings := l.readOut(t, printed, true)
			tab := &rec.Tables[0]
			if diff := cmp.Diff(printed, texts(rec)); diff != "" || tab.Layout.Header != 1 {
				t.Fatalf("header %d, doubts %v, %s", tab.Layout.Header, tab.Doubts, diff)
			}
			plain, all, known := l.readOut(t, printed, false)
			if len(tab.Doubts)+len(rec.Doubts) > 0 || len(findings) != len(known) {
				t.Errorf("doubts %v %v, findings %v, of the plain table %v", tab.Doubts, rec.Doubts, findings, known)
			}
			if c := tab.Choice; c == nil || c.Method != schema.ByFigures || c.Confidence < 0.5 || c.Reason == "" {
				t.Fatalf("choice %+v", c)
			}
			selected := 0
			for _, c := range checks {
				of := slices.ContainsFunc(c.Operands, func(o schema.Operand) bool {
					return o.TableID == tab.ID && tab.Chosen(o.Row, o.Column)
				})
				if holds := slices.Contains(holding, c.Outcome); c.Selected != (of && holds) {
					t.Errorf("%s is selected: %v", c.ID, c.Selected)
				}
				if c.Selected {
					selected++
				}
			}
			if selected < 2 {
				t.Errorf("%d checks chose the reading", selected)
			}
			before, after := verify.Cover(plain.Tables, all)[0], verify.Cover(rec.Tables, checks)[0]
			if after.Amounts != before.Amounts || after.Checked >= before.Checked {
				t.Errorf("coverage %+v, of the plain table %+v", after, before)
			}
		})
	}
}

// TestChosenReadingsMistake: a mistake in any figure of a table whose layout is
// open is found or its table doubted, and no reading follows it.
func TestChosenReadingsMistake(t *testing.T) {
	found, doubted, unseen := 0, 0, 0
	for name, l := range openLayouts {
		for i := 1; i < len(l.rows); i++ {
			for j := range strings.Split(l.rows[i], "|") {
				printed := cellsOf(l.rows)
				if a := amount.Parse(printed[i][j]); a.Kind != amount.Number || j == 0 {
					continue
				}
				printed[i][j] = misprint(printed[i][j])
				_, _, plain := l.readOut(t, printed, false)
				rec, _, findings := l.readOut(t, printed, true)
				tab := &rec.Tables[0]
				at := func(fs []schema.Finding) bool { return points(fs, nil, tab.ID, i, j) >= 0 }
				switch {
				case len(tab.Doubts) > 0 || len(rec.Doubts) > 0:
					doubted++
				case !cmp.Equal(printed, texts(rec)):
					t.Errorf("%s: %s in row %d, column %d is read as %v", name, printed[i][j], i, j, texts(rec)[i])
				case at(findings):
					found++
				case at(plain):
					t.Errorf("%s: %s in row %d, column %d is not found", name, printed[i][j], i, j)
				default:
					unseen++
				}
			}
		}
	}
	t.Logf("%d mistakes found, %d tables doubted, %d that nothing contradicts", found, doubted, unseen)
	if found == 0 || doubted == 0 || unseen > 0 {
		t.Errorf("%d mistakes found, %d tables doubted, %d that nothing contradicts", found, doubted, unseen)
	}
}
