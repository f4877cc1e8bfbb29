package sheet

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/compose"
	"github.com/yusuan/yusuan/extract/format"
)

// book builds a workbook and returns its bytes.
func book(t testing.TB, build func(f *excelize.File), o ...excelize.Options) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	build(f)
	b, err := f.WriteToBuffer()
	if len(o) > 0 {
		p := t.TempDir() + "/book.xlsx"
		if err = f.SaveAs(p, o...); err == nil {
			b, err = f.WriteToBuffer()
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// fill sets rows of values from A1 on.
func fill(f *excelize.File, sheet string, rows ...[]any) {
	for i, row := range rows {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow(sheet, cell, &row); err != nil {
			panic(err)
		}
	}
}

func frame(f *excelize.File, sheet, from, to, format string) {
	var border []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		border = append(border, excelize.Border{Type: side, Style: 1, Color: "000000"})
	}
	s := &excelize.Style{Border: border}
	if format != "" {
		s.CustomNumFmt = &format
	}
	id, err := f.NewStyle(s)
	if err == nil {
		err = f.SetCellStyle(sheet, from, to, id)
	}
	if err != nil {
		panic(err)
	}
}

// dump writes pages as text: blocks as lines, grids as rows with bars; ^ and <
// stand for positions covered from above and from the left.
func dump(pages []compose.Page) string {
	var b strings.Builder
	for _, p := range pages {
		fmt.Fprintf(&b, "== %d %s hidden=%d digits=%d\n", p.Number, p.Name, p.Hidden, p.Digits)
		for _, item := range p.Items {
			if item.Grid == nil {
				fmt.Fprintln(&b, item.Block.Text)
				continue
			}
			for r, row := range item.Grid.Cells {
				for c, x := range row {
					switch {
					case x.State == document.CellCovered && x.Origin.Row < r:
						b.WriteString("|^")
					case x.State == document.CellCovered && x.Origin.Col < c:
						b.WriteString("|<")
					default:
						b.WriteString("|" + strings.ReplaceAll(x.Text, "\n", "/"))
					}
				}
				b.WriteString("|\n")
			}
		}
	}
	return b.String()
}

// A drawn line has no text; it must not take the cells with it.
func TestShapeWithoutText(t *testing.T) {
	data := book(t, func(f *excelize.File) {
		fill(f, "Sheet1", []any{"科目", "金额"}, []any{"甲", 1.5})
		if err := f.AddShape("Sheet1", &excelize.Shape{Cell: "D2", Type: "line",
			Paragraph: []excelize.RichTextRun{{Text: "x"}}}); err != nil {
			t.Fatal(err)
		}
	})
	data = rezip(t, data, func(name string, body []byte) []byte {
		if !strings.HasPrefix(name, "xl/drawings/drawing") {
			return body
		}
		s := string(body)
		if i, j := strings.Index(s, "<xdr:txBody>"), strings.Index(s, "</xdr:txBody>"); i >= 0 && j > i {
			s = s[:i] + s[j+len("</xdr:txBody>"):]
		} else {
			t.Fatal("the drawing has no text to take away")
		}
		return []byte(s)
	})
	w, err := Read(t.Context(), data, format.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := dump(w.Pages); !strings.Contains(got, "|甲|1.5|") {
		t.Errorf("%s", got)
	}
	if !slices.ContainsFunc(w.Warnings, func(w document.Warning) bool { return w.Code == "shapes_unread" }) {
		t.Errorf("warnings %v", w.Warnings)
	}
}

// A sheet that has no cells, such as a chart, a dialog, a macro sheet or a module
// of a program, must not take the others with it.
func TestSheetWithoutCells(t *testing.T) {
	data := book(t, func(f *excelize.File) {
		fill(f, "Sheet1", []any{"科目", "金额"}, []any{"甲", 1.5})
		series := []excelize.ChartSeries{{Name: "Sheet1!$B$1", Categories: "Sheet1!$A$2:$A$2", Values: "Sheet1!$B$2:$B$2"}}
		if err := f.AddChartSheet("图", &excelize.Chart{Type: excelize.Col, Series: series}); err != nil {
			t.Fatal(err)
		}
	})
	for _, kind := range []string{"chartsheet", "dialogsheet", "xm:macrosheet", "module"} {
		changed := rezip(t, data, func(name string, body []byte) []byte {
			if name != "xl/chartsheets/sheet1.xml" {
				return body
			}
			return []byte(strings.ReplaceAll(string(body), "chartsheet", kind))
		})
		w, err := Read(t.Context(), changed, format.Options{})
		if err != nil {
			t.Errorf("%s: %v", kind, err)
			continue
		}
		if got := dump(w.Pages); !strings.Contains(got, "|甲|1.5|") {
			t.Errorf("%s: %s", kind, got)
		}
		if !slices.ContainsFunc(w.Warnings, func(w document.Warning) bool { return w.Code == "no_cells" }) {
			t.Errorf("%s: warnings %v", kind, w.Warnings)
		}
	}
}

// rezip changes the parts of a package.
func rezip(t *testing.T, data []byte, change func(name string, body []byte) []byte) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		part, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(change(f.Name, body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestRead(t *testing.T) {
	for _, c := range []struct {
		name  string
		build func(f *excelize.File)
		want  string
	}{
		{"title and unit above a framed table, a note below", func(f *excelize.File) {
			fill(f, "Sheet1",
				[]any{"2031年部门收支总表"},
				[]any{"编制单位：云川市档案局", nil, nil, "单位：万元"},
				[]any{"项目", "本年", nil, "备注"},
				[]any{nil, "预算数", "决算数"},
				[]any{"208", 12.5, 1234.567, "x"},
				[]any{"合计", 0, nil},
				[]any{"注：本表为空。"},
			)
			f.MergeCell("Sheet1", "A1", "D1")
			f.MergeCell("Sheet1", "B3", "C3")
			f.MergeCell("Sheet1", "A3", "A4")
			f.MergeCell("Sheet1", "D3", "D4")
			frame(f, "Sheet1", "A3", "D6", "#,##0.00")
		}, `== 1 Sheet1 hidden=0 digits=20
2031年部门收支总表
编制单位：云川市档案局
单位：万元
|项目|本年|<|备注|
|^|预算数|决算数|^|
|208|12.50|1,234.57|x|
|合计|0.00|||
注：本表为空。
`},
		{"hidden rows, columns and sheets", func(f *excelize.File) {
			fill(f, "Sheet1", []any{"科目", "金额", "草稿", "占比"}, []any{"甲", 1, 77, 0.5}, []any{"乙", 88, 99, 1}, []any{"丙", 3, 66, 0})
			f.MergeCell("Sheet1", "B1", "C1")
			f.SetCellStr("Sheet1", "B1", "金额")
			frame(f, "Sheet1", "A1", "D4", "")
			f.SetRowVisible("Sheet1", 3, false)
			f.SetColVisible("Sheet1", "C", false)
			f.NewSheet("Sheet2")
			fill(f, "Sheet2", []any{"5", "6.7"})
			f.SetSheetVisible("Sheet2", false)
			f.NewSheet("Sheet3")
		}, `== 1 Sheet1 hidden=7 digits=5
|科目|金额|占比|
|甲|1|0.5|
|丙|3|0|
== 2 Sheet3 hidden=0 digits=0
`},
		{"no borders: blank rows separate, groups stay", func(f *excelize.File) {
			fill(f, "Sheet1",
				[]any{"收入表"}, []any{"单位：元"}, []any{"项目", "金额"}, []any{"一、本级"}, []any{"税", 1}, []any{"费", 2}, nil,
				[]any{"支出表"}, []any{"项目", "金额"}, []any{"基本", 3})
		}, `== 1 Sheet1 hidden=0 digits=3
收入表
单位：元
|项目|金额|
|一、本级||
|税|1|
|费|2|
支出表
|项目|金额|
|基本|3|
`},
		{"a row of amounts that nobody framed, and text as text", func(f *excelize.File) {
			fill(f, "Sheet1", []any{"编码", "金额"}, []any{"00208", 1.005}, []any{"2080101", 2})
			f.SetCellStr("Sheet1", "A2", "00208")
			frame(f, "Sheet1", "A1", "B2", "0.00")
			f.SetCellRichText("Sheet1", "A3", []excelize.RichTextRun{{Text: "行政"}, {Text: "运行"}})
		}, `== 1 Sheet1 hidden=0 digits=9
|编码|金额|
|00208|1.01|
|行政运行|2|
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, err := Read(t.Context(), book(t, c.build), format.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, dump(w.Pages)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFormulas(t *testing.T) {
	w, err := Read(t.Context(), book(t, func(f *excelize.File) {
		fill(f, "Sheet1", []any{"项目", "金额"}, []any{"甲", 1}, []any{"乙", nil})
		f.SetCellFormula("Sheet1", "B3", "SUM(B2:B2)")
	}), format.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(w.Warnings) != 1 || w.Warnings[0].Code != "formula_without_value" {
		t.Errorf("warnings: %v", w.Warnings)
	}
}

func TestBadInput(t *testing.T) {
	good := book(t, func(f *excelize.File) { fill(f, "Sheet1", []any{"a", 1}) })
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []struct {
		name string
		ctx  context.Context
		data []byte
		o    format.Options
		want error
	}{
		{"truncated", t.Context(), good[:len(good)/2], format.Options{}, document.ErrDamaged},
		{"random", t.Context(), []byte("PK\x03\x04 no workbook"), format.Options{}, document.ErrDamaged},
		{"unpacks to too much", t.Context(), good, format.Options{Limit: 1000}, document.ErrTooLarge},
		{"too many sheets", t.Context(), book(t, func(f *excelize.File) {
			for i := range maxSheets {
				f.NewSheet(strconv.Itoa(i)) // beside the one it begins with
			}
		}), format.Options{}, document.ErrTooLarge},
		{"cancelled", cancelled, good, format.Options{}, context.Canceled},
	} {
		if _, err := Read(c.ctx, c.data, c.o); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

const xml2003 = `<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel">
<Styles><Style ss:ID="Default" ss:Name="Normal"><Font ss:Size="11"/></Style>
<Style ss:ID="b" ss:Parent="Default"><Borders><Border ss:Position="Left" ss:LineStyle="Continuous"/><Border ss:Position="Right" ss:LineStyle="Continuous"/><Border ss:Position="Top" ss:LineStyle="Continuous"/><Border ss:Position="Bottom" ss:LineStyle="Continuous"/></Borders></Style>
<Style ss:ID="n" ss:Parent="b"><NumberFormat ss:Format="Standard"/></Style></Styles>
<Worksheet ss:Name="收入"><Table><Column ss:Width="50"/><Column ss:Hidden="1"/>
<Row><Cell ss:MergeAcross="2"><Data ss:Type="String">收入总表</Data></Cell></Row>
<Row ss:Index="3"><Cell ss:StyleID="b" ss:MergeDown="1"><Data ss:Type="String">项目</Data></Cell><Cell ss:StyleID="b"><Data ss:Type="Number">9</Data></Cell><Cell ss:StyleID="b"><Data ss:Type="String">预算</Data></Cell></Row>
<Row><Cell ss:Index="3" ss:StyleID="b"><Data ss:Type="String"><B>金</B>额</Data></Cell></Row>
<Row><Cell ss:StyleID="b"><Data ss:Type="String">合计</Data></Cell><Cell ss:Index="3" ss:StyleID="n"><Data ss:Type="Number">1234.5</Data></Cell></Row>
<Row ss:Hidden="1"><Cell ss:StyleID="b"><Data ss:Type="Number">5</Data></Cell></Row>
</Table></Worksheet>
<Worksheet ss:Name="藏"><Table><Row><Cell><Data ss:Type="Number">1</Data></Cell></Row></Table><WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>
</Workbook>`

func TestReadXML(t *testing.T) {
	w, err := readXML(t.Context(), []byte(xml2003), format.Options{})
	if err != nil {
		t.Fatal(err)
	}
	const want = `== 1 收入 hidden=3 digits=6
收入总表
|项目|预算|
|^|金额|
|合计|1,234.50|
`
	if diff := cmp.Diff(want, dump(w.Pages)); diff != "" {
		t.Error(diff)
	}
	for cut := 0; cut < len(xml2003); cut += 13 {
		if _, err := readXML(t.Context(), []byte(xml2003[:cut]), format.Options{}); err == nil && cut < len(xml2003)-12 {
			t.Fatalf("cut at %d: no error", cut)
		}
	}
	wide := strings.Replace(xml2003, `ss:Index="3" ss:StyleID="n"`,
		`ss:Index="16000" ss:MergeDown="999999" ss:StyleID="n"`, 1)
	if _, err := readXML(t.Context(), []byte(wide), format.Options{}); !errors.Is(err, document.ErrTooLarge) {
		t.Errorf("a merged cell over a million rows: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(book(f, func(f *excelize.File) {
		fill(f, "Sheet1", []any{"a", 1.5}, []any{"b", "c"})
		f.MergeCell("Sheet1", "A1", "B1")
	}))
	f.Add([]byte(xml2003))
	f.Fuzz(func(t *testing.T, data []byte) {
		// The library that reads .xlsx may panic on crafted input; whoever
		// calls Read recovers. Here only our own part is on trial.
		if w, err := readXML(t.Context(), data, format.Options{}); err == nil && len(w.Pages) == 0 {
			t.Error("neither pages nor an error")
		}
		func() {
			defer func() { recover() }()
			if w, err := Read(t.Context(), data, format.Options{Limit: 1 << 20}); err == nil && len(w.Pages) == 0 {
				t.Error("neither pages nor an error")
			}
		}()
	})
}

func BenchmarkRead(b *testing.B) {
	data := book(b, func(f *excelize.File) {
		rows := [][]any{{"科目编码", "科目名称", "合计", "基本支出", "项目支出"}}
		for i := range 500 {
			rows = append(rows, []any{fmt.Sprint(2080000 + i), "行政运行", float64(i) + 0.25, 1.5, 2.5})
		}
		fill(f, "Sheet1", rows...)
		frame(f, "Sheet1", "A1", "E501", "#,##0.00")
	})
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := Read(b.Context(), data, format.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// Without borders rows of one text between the rows of a table are rows of it;
// titles, units and notes around it are not.
func TestWithoutBorders(t *testing.T) {
	data := book(t, func(f *excelize.File) {
		fill(f, "Sheet1",
			[]any{"部门收支总表"}, []any{"", "", "", "单位：万元"},
			[]any{"收入", "预算数", "支出", "预算数"}, []any{"一、拨款", "12.50", "一、服务", "12.50"},
			[]any{"二、上级补助"}, []any{"三、其他"}, []any{"其中：利息"}, []any{"总计", "12.50", "总计", "12.50"}, []any{"注：本表含结转。"},
			[]any{"政府性基金预算支出表"}, []any{"科目编码", "科目名称", "合计", "备注"}, []any{"无"}, []any{"合计"})
	})
	b, err := Read(context.Background(), data, format.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, tables, err := compose.Compose(t.Context(), b.Pages)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i := range tables {
		rows, _ := tables[i].BodyText()
		got = append(got, fmt.Sprint(tables[i].Title, tables[i].Unit, rows, tables[i].Notes))
	}
	want := []string{
		"部门收支总表万元[[一、拨款 12.50 一、服务 12.50] [二、上级补助   ] [三、其他   ] [其中：利息   ] [总计 12.50 总计 12.50]] [注：本表含结转。]",
		"政府性基金预算支出表[[无   ] [合计   ]] []",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestPictureSheet: a sheet whose figures stand in a picture was not read.
func TestPictureSheet(t *testing.T) {
	picture := func(width, height int) []byte {
		var img bytes.Buffer
		if err := png.Encode(&img, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
			t.Fatal(err)
		}
		return img.Bytes()
	}
	for _, c := range []struct {
		name     string
		cells    map[string]any
		picture  []byte
		want     document.PageStatus
		warnings int
	}{
		{"nothing", nil, nil, document.PageBlank, 0},
		{"a picture alone", nil, picture(4, 4), document.PageScanned, 0},
		{"a title over a picture", map[string]any{"A1": "部门收支总表", "A2": "单位：万元"}, picture(800, 600), document.PageScanned, 0},
		{"a title beside a seal", map[string]any{"A1": "部门预算公开表"}, picture(120, 120), document.PageText, 0},
		{"a table over a picture", map[string]any{"A1": "项目", "B1": "金额", "A2": "合计", "B2": 2.5, "A3": "甲", "B3": 2.5},
			picture(800, 600), document.PageText, 1},
		{"a table beside a seal", map[string]any{"A1": "项目", "B1": "金额", "A2": "合计", "B2": 2.5}, picture(120, 120),
			document.PageText, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, err := Read(t.Context(), book(t, func(f *excelize.File) {
				for at, v := range c.cells {
					if err := f.SetCellValue("Sheet1", at, v); err != nil {
						t.Fatal(err)
					}
				}
				if c.picture == nil {
					return
				}
				err := f.AddPictureFromBytes("Sheet1", "D5", &excelize.Picture{Extension: ".png", File: c.picture})
				if err != nil {
					t.Fatal(err)
				}
			}), format.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if len(w.Pages) != 1 || w.Pages[0].Status != c.want || len(w.Warnings) != c.warnings {
				t.Errorf("%v, warnings %v", w.Pages[0].Status, w.Warnings)
			}
		})
	}
}
