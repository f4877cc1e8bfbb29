package html

import (
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"mime/quotedprintable"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract/compose"
	"github.com/yusuan/yusuan/extract/format"
)

var update = flag.Bool("update", false, "write the golden files")

// dump writes pages so that people can compare them.
func dump(res *format.File) string {
	var b strings.Builder
	fmt.Fprintf(&b, "info: %+v\n", res.Info)
	for _, l := range res.Links {
		fmt.Fprintf(&b, "link: %s <%s>\n", l.Text, l.URL)
	}
	for _, w := range res.Warnings {
		fmt.Fprintf(&b, "warning: %s: %s\n", w.Code, w.Message)
	}
	for _, p := range res.Pages {
		fmt.Fprintf(&b, "page %d %q %s digits %d hidden %d\n", p.Number, p.Name, p.Status, p.Digits, p.Hidden)
		for _, it := range p.Items {
			if it.Grid == nil {
				fmt.Fprintf(&b, "%s %d: %s\n", it.Block.Kind, it.Block.Level, it.Block.Text)
				continue
			}
			fmt.Fprintf(&b, "grid header %d caption %q\n", it.Grid.Header, it.Grid.Caption)
			for _, row := range it.Grid.Cells {
				for _, c := range row {
					switch {
					case c.State == document.CellCovered:
						b.WriteString("| ^ ")
					case c.RowSpan > 1 || c.ColSpan > 1:
						fmt.Fprintf(&b, "| [%dx%d] %s ", c.RowSpan, c.ColSpan, strings.ReplaceAll(c.Text, "\n", "⏎"))
					default:
						fmt.Fprintf(&b, "| %s ", strings.ReplaceAll(c.Text, "\n", "⏎"))
					}
				}
				b.WriteString("|\n")
			}
		}
	}
	return b.String()
}

func pages(t testing.TB) []string {
	t.Helper()
	html, _ := filepath.Glob("testdata/*.html")
	htm, _ := filepath.Glob("testdata/*.htm")
	if len(html)+len(htm) == 0 {
		t.Fatal("no pages in testdata")
	}
	return append(html, htm...)
}

func TestPages(t *testing.T) {
	files := pages(t)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			res, err := Read(t.Context(), data, format.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range res.Pages {
				if placed(p) != p.Digits {
					t.Errorf("page %d: %d digits placed of %d", p.Number, placed(p), p.Digits)
				}
			}
			got, golden := dump(res), file+".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func read(t *testing.T, s string) *format.File {
	t.Helper()
	res, err := Read(t.Context(), []byte(s), format.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// TestTables: what a piece of markup is as grids; rows are joined by newlines,
// cells by |, covered ones are ^.
func TestTables(t *testing.T) {
	const body = "<tr><td>甲<td>1.00<td>2.00<tr><td>乙<td>3.00<td>4.00"
	const rows = "甲|1.00|2.00\n乙|3.00|4.00"
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"plain", "<table>" + body + "</table>", []string{rows}},
		{"colspan overruns", "<table><tr><td colspan=9>表" + body + "</table>", []string{"表|^|^\n" + rows}},
		{"colspan bomb", "<table><tr><td colspan=1000000000>表" + body + "</table>", []string{"表|^|^\n" + rows}},
		{"rowspan overruns", "<table>" + body + "<tr><td rowspan=99>丙<td>5.00<td>6.00</table>",
			[]string{rows + "\n丙|5.00|6.00"}},
		{"rowspan overruns into full rows", "<table><tr><td rowspan=9>丙<td>5.00<td>6.00" + body + body + "</table>",
			[]string{"丙|5.00|6.00\n" + rows + "\n" + rows}},
		{"rowspan 0", "<table><tr><td rowspan=0>甲<td>1.00<tr><td>2.00</table>", []string{"甲|1.00\n^|2.00"}},
		{"span ends with group", "<table><thead><tr><th rowspan=5>项<th>额<th>数</thead><tbody>" + body + "</table>",
			[]string{"项|额|数\n" + rows}},
		{"missing cells", "<table>" + body + "<tr><td>丙<td>5.00<tr><td>丁</table>", []string{rows + "\n丙|5.00|\n丁||"}},
		{"foot first", "<table><tfoot><tr><td>合计<td>4.00<td>6.00</tfoot><tbody>" + body + "</table>",
			[]string{rows + "\n合计|4.00|6.00"}},
		{"hidden row", "<table>" + body + "<tr style='DISPLAY: none'><td>隐<td>9.99<td>9.99</table>", []string{rows}},
		{"hidden row spanned", "<table><tr><td rowspan=3>甲<td>1.00<tr hidden><td>9.99<tr><td>2.00<tr><td>乙<td>3.00</table>",
			[]string{"甲|1.00\n^|2.00\n乙|3.00"}},
		{"hidden row not counted", "<table><tr><td rowspan=2>甲<td>1.00<tr hidden><td>隐<td>9.99<tr><td>2.00<tr><td>乙<td>" +
			"3.00</table>", []string{"甲|1.00\n^|2.00\n乙|3.00"}},
		{"hidden col", "<table><col><col style='visibility:collapse'><col>" + body + "</table>", []string{"甲|2.00\n乙|4.00"}},
		{"hidden col group", "<table><colgroup><col><col span=2 style='display:none'><col></colgroup><tr><td>甲<td>1.00<td>" +
			"1.50<td>2.00<tr><td>乙<td>3.00<td>1.50<td>4.00</table>", []string{"甲|2.00\n乙|4.00"}},
		{"covered cells kept and hidden", "<table><tr><td rowspan=2>甲<td>1.00<tr><td style='display:none'><td>2.00<tr><td>" +
			"乙<td>3.00</table>", []string{"甲|1.00\n^|2.00\n乙|3.00"}},
		{"important", "<style>.a{display:none}.a{display:table-row!important}</style><table><tr class=a><td>甲<td>1.00<tr>" +
			"<td>乙<td>2.00</table>", []string{"甲|1.00\n乙|2.00"}},
		{"selector", "<style>table.t tr.x, .y td{display:none}</style><table class=t>" + body +
			"<tr class=x><td>9.99<td>9.99<td>9.99</table>", []string{rows}},
		{"hidden part of a cell", "<table><tr><td>甲<td><span style='mso-hide:all;display:none'>9.99</span>1.00<tr><td>" +
			"乙<td>2.00<i style='visibility:hidden'>9</i></table>", []string{"甲|1.00\n乙|2.00"}},
		{"layout around", "<table><tr><td>单位：万元</td></tr><tr><td><table>" + body + "</table></td></tr></table>",
			[]string{rows}},
		{"layout with two", "<table><tr><td><table>" + body + "</table><td><table>" + body + "</table></table>",
			[]string{rows, rows}},
		{"layout around layout", "<table><tr><td><table><tr><td>新闻<tr><td>·某县调研</table><td><table><tr><td>2024年部门预算<tr><td>说明" +
			"</table></table>", nil},
		{"boxed cells", "<table><tr><td>甲<td><table><tr><td>1.00</td></tr></table><td>2.00</td></tr><tr><td>乙<td>3.00<td>" +
			"4.00</table>", []string{rows}},
		{"table in a cell", "<table>" + body + "<tr><td>明细<td colspan=2><table>" + body + "</table></table>",
			[]string{rows + "\n明细||^", rows}},
		{"header cut off", "<table><tr><td>项<td colspan=2>数</table><table>" + body + "</table>", []string{"项|数|^\n" + rows}},
		{"total cut off", "<table>" + body + "</table><table><tr><td>合计<td colspan=2>10.00</table>",
			[]string{rows + "\n合计|10.00|^"}},
		{"line breaks", "<table><tr><td>本年<br>收入<td>一\n二<td><p>上</p><p>下</p><tr><td>甲<td>1.00<td>2.00</table>",
			[]string{"本年⏎收入|一二|上⏎下\n甲|1.00|2.00"}},
		{"footnote mark", "<table><tr><td>甲<td>1.00<sup>1</sup><td>m<sup>2</sup><tr><td>乙<td>3.00<td>4.00</table>",
			[]string{"甲|1.00¹|m2\n乙|3.00|4.00"}},
		{"input", "<table><tr><td>甲<td><input value='1.00' readonly><td>2.00<tr><td>乙<td>3.00<td>4.00<input type=hidden " +
			"value=9></table>", []string{rows}},
		{"divs", "<div style='display:table'><div style='display:table-row'><span style='display:table-cell'>甲</span>" +
			"<span style='display:table-cell'>1.00</span></div><div style='display:table-row'><span " +
			"style='display:table-cell'>乙</span><span style='display:table-cell'>3.00</span></div></div>",
			[]string{"甲|1.00\n乙|3.00"}},
		{"div classes", "<div class=table><p>单位：元</p><div class=tr><div class=td>甲</div><div class=td>1.00</div></div>" +
			"<div class=tr><div class=td>乙</div><div class=td>3.00</div></div></div>", []string{"甲|1.00\n乙|3.00"}},
		{"roles", "<div role=table><div role=row><div role=columnheader>项</div><div role=columnheader>数</div></div><div " +
			"role=row><div role=cell>乙</div><div role=cell>3.00</div></div></div>", []string{"项|数\n乙|3.00"}},
		{"css grid", "<div style='display:grid;grid-template-columns:repeat(2, 1fr) 80px'><b style='grid-column:span 3'>" +
			"表</b><i>甲</i><i>1.00</i><i>2.00</i><i>乙</i><i>3.00</i><i>4.00</i></div>", []string{"表|^|^\n" + rows}},
		{"rows among paragraphs", "<div><p>表1 收支总表<p>单位：万元<div class=row><div class=cell>甲</div><div class=cell>1.00</div>" +
			"</div>\n<div class=row><div class=cell>乙</div><div class=cell>3.00</div></div><p>说明：金额含结转。</div>",
			[]string{"甲|1.00\n乙|3.00"}},
		{"flex boxes", "<style>.r{display:flex}</style><section><p>支出<div class=r><b>甲</b><i>1.00</i></div><div class=r>" +
			"<b>乙</b><i>3.00</i></div></section>", []string{"甲|1.00\n乙|3.00"}},
		{"list of floats", "<style>li span{float:left;width:50%}</style><ul><li><span>甲</span><span>1.00</span><li><span>乙" +
			"</span><span>3.00</span></ul>", []string{"甲|1.00\n乙|3.00"}},
		{"flex boxes that arrange", "<style>.r{display:flex}</style><div class=r><div><div class=r><b>甲</b><i>1.00</i></div>" +
			"<div class=r><b>乙</b><i>3.00</i></div></div><div>无</div></div>", []string{"甲|1.00\n乙|3.00"}},
		{"lists of links", "<style>li *{float:left}</style><ul><li><a href=a>甲</a><span>12</span><li><a href=b>乙</a><span>34" +
			"</span></ul>", nil},
		{"flex box downwards", "<style>.r{display:flex;flex-direction:column}</style><div class=r><b>甲</b><i>1.00</i></div>" +
			"<div class=r><b>乙</b><i>3.00</i></div>", nil},
		{"columns of characters", "<pre>收支总表\n部门：某局      单位：万元\n项目            预算数   决算数\n----------------------\n" +
			"合    计         12.00     9.00\n  基本支出        4.00\n  项目支出        8.00     9.00\n\n注：金额含结转。\n</pre>",
			[]string{"项目|预算数|决算数\n合 计|12.00|9.00\n基本支出|4.00|\n项目支出|8.00|9.00"}},
		{"head over columns of characters", "<pre>项目            支出\n            基本    项目\n合计        1.00    2.00\n" +
			"教育支出    1.00    2.00</pre>", []string{"项目|支出|^\n|基本|项目\n合计|1.00|2.00\n教育支出|1.00|2.00"}},
		{"rulings of characters", "<pre>+----+------+\n|项目|金额  |\n+----+------+\n|合计|  2.00|\n|甲  |  2.00|\n+----+------+</pre>",
			[]string{"项目|金额\n合计|2.00\n甲|2.00"}},
		{"columns by tabs", "<pre>项目\t金额\n合计\t2.00\n基本支出\t2.00</pre>", []string{"项目|金额\n合计|2.00\n基本支出|2.00"}},
		{"columns by style", "<div style='white-space:pre-wrap'>项目      金额\n合计      2.00\n基本支出  2.00</div>",
			[]string{"项目|金额\n合计|2.00\n基本支出|2.00"}},
		{"text that keeps its spaces", "<pre>  某局2024年支出12.00万元，\n  其中基本支出  4.00万元。</pre>", nil},
		{"shown twice", "<div class=a><table>" + body + "</table></div> <div class=b><table>" + body + "</table></div>",
			[]string{rows}},
		{"shown twice with its title", "<div><p>表1</p><table>" + body + "</table></div><div><p>表1</p><table>" + body +
			"</table></div>", []string{rows}},
		{"for narrow screens", "<div class=wap><table><tr><td>甲<tr><td>1.00<tr><td>2.00<tr><td>乙<tr><td>3.00<tr><td>4.00" +
			"</table></div><p>二</p><div class=pc><table>" + body + "</table></div>", []string{rows}},
		{"for narrow screens by prefix", "<div class=list><table>" + body + "</table></div><p>二</p><div id=m_list><ul><li>甲<li>" +
			"</ul><table><tr><td>甲1.00<td>2.00<tr><td>乙<td>3.00<tr><td>丙<td>4.00</table></div>", []string{rows}},
		{"a list for narrow screens", "<div class='pc-con'><table>" + body + "</table></div><ul class=wap><li>甲：1.00，2.00<li>乙：" +
			"3.00，4.00</ul>", []string{rows}},
		{"alike and not the same", "<div><table>" + body + "</table></div><div><table>" + body + "<tr><td>丙<td>5.00<td>6.00" +
			"</table></div>", []string{rows, rows + "\n丙|5.00|6.00"}},
		{"again under its own title", "<p>表1</p><table>" + body + "</table><p>表2</p><table>" + body + "</table>",
			[]string{rows, rows}},
		{"self-closed", "<table><tr><td>甲<td/><td>1.00<o:p/></td></tr><tr><td>乙<td>3.00<td>4.00</table>",
			[]string{"甲||1.00\n乙|3.00|4.00"}},
		{"empty form", "<table border=1><tr><td>项目<td>金额<tr><td>&nbsp;<td></table>", []string{"项目|金额\n|"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			res := read(t, c.in)
			var got []string
			for _, g := range gridsOf(res) {
				var lines []string
				for _, row := range g.Cells {
					var cells []string
					for _, c := range row {
						if c.State == document.CellCovered {
							c.Text = "^"
						}
						cells = append(cells, strings.ReplaceAll(c.Text, "\n", "⏎"))
					}
					lines = append(lines, strings.Join(cells, "|"))
				}
				got = append(got, strings.Join(lines, "\n"))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			if p := res.Pages[0]; placed(p) != p.Digits {
				t.Errorf("%d digits placed of %d", placed(p), p.Digits)
			}
		})
	}
}

func TestHiddenIsCounted(t *testing.T) {
	res := read(t, "<p>收入1.00</p><p style='display:none'>7.00和8.00</p><table><col><col style='display:none'><col><tr>"+
		"<td>甲<td>9.00<td>2.00<tr><td>乙<td>9.00<td>2.00</table>")
	if got := res.Pages[0].Hidden; got != 4 {
		t.Errorf("hidden %d, want 4", got)
	}
}

func TestIndent(t *testing.T) {
	for in, want := range map[string]float64{
		"甲": 0, "&nbsp;&nbsp;甲": 100, "　甲": 100, "<p style='text-indent:2em'>甲</p>": 200,
		"<p style='text-indent:10.5pt'>甲</p>": 100, "<p style='mso-char-indent-count:2;text-indent:18pt'>甲</p>": 200,
	} {
		g := gridsOf(read(t, "<table><tr><td>"+in+"<td>1.00<tr><td>乙<td>2.00</table>"))[0]
		if got := g.Cells[0][0].Indent; got != want {
			t.Errorf("%s: %v, want %v", in, got, want)
		}
	}
}

func TestLinks(t *testing.T) {
	res := read(t, `<base href="http://shuiwu.example.gov.cn/zw/2024/"><p>附件：<a href="./P02024.pdf">1. 预算公开表</a>
		<a href="/module/download/downfile.jsp?classid=0&filename=ab12.xls">预算表</a><a href="P02024.pdf">再次</a>
		<a href="javascript:void(0)" onclick="down('/files/说明.docx')">说明</a><a href="down.jsp?id=3">附表.zip</a><a href="index.html">首页</a>
		<a href="http://other.example.com/list.shtml" download="x.ofd">版式</a><iframe src="/pdf/web/viewer.html?file=/a/b.pdf"></iframe></p>`)
	want := []document.Link{
		{Text: "1. 预算公开表", URL: "http://shuiwu.example.gov.cn/zw/2024/P02024.pdf"},
		{Text: "预算表", URL: "http://shuiwu.example.gov.cn/module/download/downfile.jsp?classid=0&filename=ab12.xls"},
		{Text: "说明", URL: "http://shuiwu.example.gov.cn/files/%E8%AF%B4%E6%98%8E.docx"},
		{Text: "附表.zip", URL: "http://shuiwu.example.gov.cn/zw/2024/down.jsp?id=3"},
		{Text: "版式", URL: "http://other.example.com/list.shtml"},
		{URL: "http://shuiwu.example.gov.cn/a/b.pdf"},
	}
	if diff := cmp.Diff(want, res.Links); diff != "" {
		t.Error(diff)
	}
}

func mhtml(encoding string, parts ...[2]string) string {
	var b strings.Builder
	b.WriteString("From: <Saved by WPS>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; " +
		"boundary=\"----=_NextPart_01\"\r\n\r\npreamble\r\n")
	for _, p := range parts {
		fmt.Fprintf(&b, "\r\n------=_NextPart_01\r\nContent-Location: %s\r\nContent-Transfer-Encoding: "+
			"%s\r\nContent-Type: text/html; charset=\"utf-8\"\r\n\r\n", p[0], encoding)
		switch encoding {
		case "base64":
			b.WriteString(base64.StdEncoding.EncodeToString([]byte(p[1])))
		case "quoted-printable":
			w := quotedprintable.NewWriter(&b)
			_, _ = w.Write([]byte(p[1]))
			_ = w.Close()
		default:
			b.WriteString(p[1])
		}
	}
	b.WriteString("\r\n------=_NextPart_01--\r\n")
	return b.String()
}

const twoSheets = `<xml><x:ExcelWorkbook><x:ExcelWorksheets><x:ExcelWorksheet><x:Name>收入表</x:Name><x:WorksheetSource HRef="book.files/sheet001.htm"/></x:ExcelWorksheet>
<x:ExcelWorksheet><x:Name>支出&amp;表</x:Name><x:WorksheetSource HRef="book.files/sheet002.htm"/></x:ExcelWorksheet>
<x:ExcelWorksheet><x:Name>草稿</x:Name><x:Visible>SheetHidden</x:Visible><x:WorksheetSource HRef="book.files/sheet003.htm"/></x:ExcelWorksheet></x:ExcelWorksheets></x:ExcelWorkbook></xml>`

func sheetHTML(n int) string {
	return fmt.Sprintf("<table><tr><td>项目<td>金额<tr><td>甲<td>%d.00</table>", n)
}

func names(res *format.File) (out []string) {
	for _, p := range res.Pages {
		out = append(out, fmt.Sprintf("%d %s %d", p.Number, p.Name, len(p.Items)))
	}
	return out
}

func TestWorkbooks(t *testing.T) {
	head := "<html><head><!--[if gte mso 9]>" + twoSheets + "<![endif]--></head>"
	frames := head + "<frameset rows='*,39'><frame src='book.files/sheet001.htm' name=frSheet><frame " +
		"src='book.files/tabstrip.htm'></frameset></html>"
	parts := [][2]string{{"file:///C:/book.htm", frames},
		{"file:///C:/book.files/tabstrip.htm", "<a href=sheet001.htm>收入表</a>"},
		{"file:///C:/book.files/sheet001.htm", sheetHTML(1)}, {"file:///C:/book.files/sheet002.htm", sheetHTML(2)},
		{"file:///C:/book.files/sheet003.htm", sheetHTML(3)}}
	want := []string{"1 收入表 1", "2 支出&表 1"}
	for _, encoding := range []string{"8bit", "quoted-printable", "base64"} {
		if diff := cmp.Diff(want, names(read(t, mhtml(encoding, parts...)))); diff != "" {
			t.Errorf("%s: %s", encoding, diff)
		}
	}
	alone := read(t, frames)
	if len(alone.Links) != 3 || alone.Links[0].URL != "book.files/sheet001.htm" || len(alone.Warnings) == 0 {
		t.Errorf("frames elsewhere: %+v %+v", alone.Links, alone.Warnings)
	}
	libre := "<body><center><h1>Overview</h1><a href='#table0'>收入表</a><a href='#table1'>支出表</a></center><hr><a " +
		"name='table0'><h1>工作表 1: <em>收入表</em></h1></a>" +
		sheetHTML(1) + "<a name='table1'><h1>工作表 2: <em>支出表</em></h1></a>" + sheetHTML(2)
	if diff := cmp.Diff([]string{"1 收入表 1", "2 支出表 1"}, names(read(t, libre))); diff != "" {
		t.Error(diff)
	}
	own := "<div class=sheet title=收入表>" + sheetHTML(1) + "</div><div class=sheet title=支出表>" + sheetHTML(2) + "</div>"
	if diff := cmp.Diff([]string{"1 收入表 1", "2 支出表 1"}, names(read(t, own))); diff != "" {
		t.Error(diff)
	}
	framed := mhtml("8bit", [2]string{"http://x/a.htm", "<p>说明 1</p><iframe src='http://x/b.htm'></iframe>"},
		[2]string{"http://x/b.htm", sheetHTML(5)})
	if got := gridsOf(read(t, framed)); len(got) != 1 {
		t.Errorf("frame of an archive: %d grids", len(got))
	}
	if got := gridsOf(read(t, `<iframe srcdoc="`+sheetHTML(5)+`"></iframe>`)); len(got) != 1 {
		t.Errorf("srcdoc: %d grids", len(got))
	}
}

func TestArchiveCutOff(t *testing.T) {
	whole := mhtml("base64", [2]string{"a.htm", sheetHTML(1) + strings.Repeat("<p>甲</p>", 50)})
	res := read(t, whole[:len(whole)-120])
	if len(res.Warnings) == 0 || len(gridsOf(res)) != 1 {
		t.Errorf("%d grids, warnings %v", len(gridsOf(res)), res.Warnings)
	}
}

func TestErrors(t *testing.T) {
	wide := "<table>" + strings.Repeat("<tr>"+strings.Repeat("<td rowspan=9 colspan=1000>1", 9), 9) + "</table>"
	many := "<table><tr>" + strings.Repeat("<td>1", 2000) + strings.Repeat("<tr><td>1", 2000) + "</table>"
	for name, c := range map[string]struct {
		in   string
		want error
	}{
		"empty": {" \n", document.ErrEmpty},
		"deep":  {strings.Repeat("<div>", 5000), document.ErrTooLarge},
		"wide":  {wide, document.ErrTooLarge},
		"many":  {many, document.ErrTooLarge},
		"no page": {"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: " +
			"image/png\n\n1\n--x--\n", document.ErrUnsupported},
	} {
		ctx, end := budget.Start(t.Context(), budget.Options{})
		defer end()
		if _, err := Read(ctx, []byte(c.in), format.Options{}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// TestHostile: what costs a browser time must not cost us more than seconds.
func TestHostile(t *testing.T) {
	for name, in := range map[string]string{
		"rules": "<style>" + strings.Repeat(".a .b td{display:none}", 20000) + "</style><table>" +
			strings.Repeat("<tr><td>甲<td>1.00", 1000) + "</table>",
		"tables": strings.Repeat("<table><tr><td>甲<td>1.00<tr><td>乙<td>", 110) + strings.Repeat("<p>数字 1.00</p>", 2000),
		"spaces": strings.Repeat("<b> ", 200) + strings.Repeat(" \n&nbsp;", 30000),
	} {
		start := time.Now()
		if _, err := Read(t.Context(), []byte(in), format.Options{}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
}

func TestNothingToRead(t *testing.T) {
	for in, want := range map[string]document.PageStatus{
		"<body><img src=1.jpg><img src=2.jpg></body>": document.PageScanned,
		"<body><p>附件：部门预算公开表<p><img src=1.jpg>":       document.PageScanned,
		"<body><script>render()</script></body>":      document.PageBlank,
	} {
		res := read(t, in)
		if res.Pages[0].Status != want || len(res.Warnings) != 1 {
			t.Errorf("%s: %s, %v", in, res.Pages[0].Status, res.Warnings)
		}
	}
}

// TestCompose follows pages all the way to tables: however a table was cut and
// wherever its title and unit stand, it is one table with all of its numbers.
func TestCompose(t *testing.T) {
	const (
		title = "<p align=center>表1 收支总表</p><p>编制单位：云山县水务局&nbsp;&nbsp;&nbsp;&nbsp;单位：万元</p>"
		head  = "<tr><td>项目<td>预算数<td>决算数"
		a     = "<tr><td>甲<td>1.00<td>2.00<tr><td>乙<td>3.00<td>4.00"
		b     = "<tr><td>丙<td>5.00<td>6.00<tr><td>合计<td>9.00<td>12.00"
		cut   = "</table><table border=1>"
	)
	for name, in := range map[string]string{
		"whole": title + "<table border=1>" + head + a + b + "</table>",
		"cut":   title + "<table border=1>" + head + a + cut + b + "</table>",
		"header repeated": title + "<table border=1>" + head + a + "</table><p>&nbsp;</p><table border=1>" + head + b +
			"</table>",
		"header apart": title + "<table border=1>" + head + cut + a + b + "</table>",
		"spanned header": title + "<table border=1><tr><td rowspan=2>项目<td colspan=2>金额<tr><td>预算数<td>决算数" + cut + a + cut +
			b + "</table>",
		"caption": "<table border=1><caption>表1 收支总表<br>编制单位：云山县水务局　单位：万元</caption>" + head + a + b + "</table>",
		"in first rows": "<table border=1><tr><td colspan=3>表1 收支总表<tr><td colspan=3>编制单位：云山县水务局　单位：万元" + head + a + b +
			"</table>",
		"columns of characters": "<pre>          表1 收支总表\n编制单位：云山县水务局      单位：万元\n┌────┬──────┬──────┐\n" +
			"│项目│预算数│决算数│\n├────┼──────┼──────┤\n│甲  │  1.00│  2.00│\n│乙  │  3.00│  4.00│\n│丙  │  5.00│  6.00│\n" +
			"│合计│  9.00│ 12.00│\n└────┴──────┴──────┘</pre>",
		"boxes beside one another": "<style>.r>*{float:left;width:30%}</style>" + title + "<div><div class=r><p>项目</p><p>预算数</p>" +
			"<p>决算数</p></div><div class=r><p>甲</p><p>1.00</p><p>2.00</p></div><div class=r><p>乙</p><p>3.00</p><p>4.00</p></div>" +
			"<div class=r><p>丙</p><p>5.00</p><p>6.00</p></div><div class=r><p>合计</p><p>9.00</p><p>12.00</p></div></div>",
		"shown twice": "<div class=pc>" + title + "<table border=1>" + head + a + b + "</table></div><div class=m_con>" + title +
			"<table border=1>" + head + a + b + "</table></div>",
		"in layout tables": "<table><tr><td align=center>表1 收支总表<tr><td align=right>编制单位：云山县水务局　单位：万元<tr><td><table border=1>" + head + a + b + "</table></table>",
	} {
		t.Run(name, func(t *testing.T) {
			pages, tables, err := compose.Compose(t.Context(), read(t, in).Pages)
			if err != nil {
				t.Fatal(err)
			}
			if len(tables) != 1 {
				t.Fatalf("%d tables", len(tables))
			}
			tb := &tables[0]
			if tb.Title != "收支总表" || tb.Number != "表1" || tb.Unit != "万元" || tb.Organization != "云山县水务局" {
				t.Errorf("title %q number %q unit %q organization %q", tb.Title, tb.Number, tb.Unit, tb.Organization)
			}
			rows, _ := tb.BodyText()
			want := [][]string{{"甲", "1.00", "2.00"}, {"乙", "3.00", "4.00"}, {"丙", "5.00", "6.00"}, {"合计", "9.00", "12.00"}}
			if diff := cmp.Diff(want, rows); diff != "" {
				t.Error(diff)
			}
			if r := compose.Sum(pages); r.Digits != r.DigitsPlaced || r.Leftover > 0 {
				t.Errorf("reading %+v", r)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	files := pages(f)
	for _, file := range files {
		if data, err := os.ReadFile(file); err == nil {
			f.Add(data)
		}
	}
	f.Add([]byte(mhtml("quoted-printable", [2]string{"a.htm", "<iframe src=b.htm>"}, [2]string{"b.htm", sheetHTML(1)})))
	f.Add([]byte("<table><tr><td rowspan=0 colspan=99999999>1<td hidden>2<col style='display:none'>3<div role=table>"))
	f.Add([]byte("<pre>项目\t金额\n合 计  12.50|3\n甲      9.00 │3.5</pre><div style=display:flex><b>1.0</b><i>2</i></div><p class=wap>1.0"))
	for seed := range uint64(8) {
		r := rand.New(rand.NewPCG(seed, 3))
		tr := invent(r)
		q := anyQuirks(r)
		f.Add(publish(render(tr, r, q), q))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		res, err := Read(t.Context(), data, format.Options{})
		if err != nil {
			return
		}
		for _, p := range res.Pages {
			if placed(p) != p.Digits {
				t.Errorf("%d digits placed of %d", placed(p), p.Digits)
			}
			for _, it := range p.Items {
				if it.Grid != nil {
					for _, row := range it.Grid.Cells {
						if len(row) != len(it.Grid.Cells[0]) {
							t.Fatal("grid is not rectangular")
						}
					}
				}
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	var body strings.Builder
	for range 40 {
		body.WriteString(render(invent(r), r, quirks{office: "word", spans: true}))
	}
	data := publish(body.String(), quirks{portal: 2})
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(b.Context(), data, format.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// Labels and values that stand in one line are told apart, and words of the text
// that are also such labels are left alone.
func TestIndexPairs(t *testing.T) {
	page := `<title>x</title><div><div><span>索 引 号</span><span>YZ-021</span> <span>发布单位</span> <span>云山县水务局</span></div>
<div><span>名　　称</span><span>云山县水务局2024年部门预算</span></div></div><div><p><span>来源</span><span>于财政拨款。</span></p></div>`
	var got []string
	for _, it := range read(t, page).Pages[0].Items {
		got = append(got, it.Block.Text)
	}
	want := []string{"索 引 号：YZ-021", "发布单位： 云山县水务局", "名　　称：云山县水务局2024年部门预算", "来源于财政拨款。"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// Labels that no list holds stand beside those that one does, each in one cell with its value.
func TestIndexOfOneCell(t *testing.T) {
	page := `<title>x</title><table><tr><td>索引号: 0012</td><td>发布机构: 云山县水务局</td></tr><tr><td>公开日期: 2024-02-07</td>` +
		`<td>载体: 网站</td></tr><tr><td>标题</td><td>网址: www.example.gov.cn</td></tr></table><p>云山县水务局2024年部门预算</p>`
	var got []string
	for _, it := range read(t, page).Pages[0].Items {
		if it.Grid != nil {
			t.Fatal("a portal's data is read as a table")
		}
		got = append(got, it.Block.Text)
	}
	want := []string{"索引号: 0012", "发布机构: 云山县水务局", "公开日期: 2024-02-07", "载体: 网站",
		"标题：网址: www.example.gov.cn", "云山县水务局2024年部门预算"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// The table in which a portal keeps its data of an article is no table of it.
func TestIndexTable(t *testing.T) {
	page := `<title>x</title><table><tr><td>索引号：</td><td>000014349/2024-00012</td><td>发布机构：</td><td>云山县水务局</td></tr>
<tr><td>成文日期：</td><td></td><td>发布日期：</td><td>2024-02-07</td></tr></table>
<p>云山县水务局2024年部门预算</p><table><tr><th>项目</th><th>金额</th></tr><tr><td>工资</td><td>12.50</td></tr></table>`
	var got []string
	for _, it := range read(t, page).Pages[0].Items {
		if it.Grid != nil {
			got = append(got, it.Grid.Cells[0][0].Text)
			continue
		}
		got = append(got, it.Block.Text)
	}
	want := []string{"索引号：000014349/2024-00012", "发布机构：云山县水务局", "成文日期：", "发布日期：2024-02-07", "云山县水务局2024年部门预算", "项目"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
