package html

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/compose"
	"github.com/yusuan/yusuan/extract/format"
)

// want is a table as it should come back: rows of texts, a merged cell's text
// at its origin, "" for what it covers.
type want [][]string

type cell struct {
	text     string
	row, col int
	rs, cs   int
}

// truth is a table with its merged cells.
type truth struct {
	cells      []cell
	rows, cols int
	head       int
}

func (t *truth) want() want {
	w := make(want, t.rows)
	for i := range w {
		w[i] = make([]string, t.cols)
	}
	for _, c := range t.cells {
		w[c.row][c.col] = c.text
	}
	return w
}

func (t *truth) at(r int) (out []cell) {
	for _, c := range t.cells {
		if c.row == r {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b cell) int { return a.col - b.col })
	return out
}

var words = strings.Fields("合计 一般公共服务支出 社会保障和就业支出 卫生健康支出 住房保障支出 行政运行 事业运行 机关服务 人员经费 公用经费 其中：基本支出 项目支出 办公费 印刷费 差旅费 " +
	"维修(护)费 其他支出 购房补贴 云山县水务局 河湾镇文化站")
var heads = strings.Fields("项目 科目编码 科目名称 预算数 决算数 本年收入 财政拨款 事业收入 经营收入 其他收入 基本支出 项目支出 备注")

func amountText(r *rand.Rand) string {
	switch r.IntN(10) {
	case 0, 1:
		return ""
	case 2:
		return "0.00"
	case 3:
		return fmt.Sprintf("-%d.%02d", r.IntN(900)+1, r.IntN(100))
	case 4, 5:
		return fmt.Sprintf("%d,%03d.%02d", r.IntN(900)+1, r.IntN(1000), r.IntN(100))
	case 6:
		return fmt.Sprintf("%d.%02d%%", r.IntN(99), r.IntN(100))
	}
	return fmt.Sprintf("%d.%02d", r.IntN(9000), r.IntN(100))
}

// invent makes a table of an invented department: a header tree of one to
// three rows, codes and names on the left, amounts on the right, and some
// merged names in the body.
func invent(r *rand.Rand) *truth {
	for {
		if t := tryInvent(r); t.tidy() {
			return t
		}
	}
}

func tryInvent(r *rand.Rand) *truth {
	left, right := 1+r.IntN(3), 2+r.IntN(7)
	t := &truth{cols: left + right, head: 1 + r.IntN(3)}
	taken := map[[2]int]bool{}
	put := func(text string, row, col, rs, cs int) {
		t.cells = append(t.cells, cell{text, row, col, rs, cs})
		for i := row; i < row+rs; i++ {
			for j := col; j < col+cs; j++ {
				taken[[2]int{i, j}] = true
			}
		}
	}
	word := func(list []string) string { return list[r.IntN(len(list))] }
	for row := range t.head {
		for col := 0; col < t.cols; {
			if taken[[2]int{row, col}] {
				col++
				continue
			}
			room := 1
			for row+1 < t.head && col+room < t.cols && !taken[[2]int{row, col + room}] && room < 4 {
				room++
			}
			rs, cs := 1, 1
			if row+1 < t.head {
				if cs = 1 + r.IntN(room); cs == 1 {
					rs = t.head - row
				}
			}
			put(word(heads), row, col, rs, cs)
			col += cs
		}
	}
	body := 2 + r.IntN(25)
	t.rows = t.head + body
	for row := t.head; row < t.rows; row++ {
		for col := range t.cols {
			if taken[[2]int{row, col}] {
				continue
			}
			switch {
			case col < left-1 && r.IntN(3) > 0:
				put(fmt.Sprint(201+r.IntN(30)), row, col, 1, 1)
			case col < left && r.IntN(6) == 0 && row+3 < t.rows:
				put(word(words), row, col, 2+r.IntN(2), 1)
			case col < left:
				put(word(words), row, col, 1, 1)
			default:
				put(amountText(r), row, col, 1, 1)
			}
		}
	}
	return t
}

// tidy gives every row a text of its own and reports whether that can be: only
// such tables can be told apart from careless markup.
func (t *truth) tidy() bool {
	for row := 0; row < t.rows; row++ {
		used := slices.ContainsFunc(t.cells, func(c cell) bool { return c.row == row && strings.TrimSpace(c.text) != "" })
		if !used {
			for i := range t.cells {
				if t.cells[i].row == row {
					t.cells[i].text = "无"
					used = true
					break
				}
			}
		}
		if !used {
			return false
		}
	}
	return true
}

// quirks are the ways of the programs and people who make pages.
type quirks struct {
	office      string // "", "word", "wps", "excel"
	hiddenCol   int    // 0 no, 1 <col> hidden, 2 cells hidden, 3 both, 4 class
	hiddenRow   int    // 0 no, 1 display, 2 class, 3 hidden attribute, 4 collapse
	overrun     bool
	noEnds      bool
	nested      int
	titleRows   bool
	nbsp        bool
	spans       bool
	sections    bool
	th          bool
	upper       bool
	missing     bool
	portal      int
	charset     int
	lines       bool
	conditional bool
	title, unit string // of the rows on top and of stray lines
}

func anyQuirks(r *rand.Rand) quirks {
	b := func(n int) bool { return r.IntN(n) == 0 }
	q := quirks{
		title: "2024年部门收支总表", unit: "单位：万元",
		office: []string{"", "word", "wps", "excel"}[r.IntN(4)], overrun: b(4), noEnds: b(4), titleRows: b(3), nbsp: b(2),
		spans: b(2), sections: b(3), th: b(3), upper: b(6), missing: b(5), portal: r.IntN(6), charset: r.IntN(8), lines: b(4),
		conditional: b(3),
	}
	if b(3) {
		q.hiddenCol = 1 + r.IntN(4)
	}
	if b(3) {
		q.hiddenRow = 1 + r.IntN(4)
	}
	if b(3) {
		q.nested = 1 + r.IntN(3)
	}
	return q
}

// render writes a table with all of its quirks.
func render(t *truth, r *rand.Rand, q quirks) string {
	var b strings.Builder
	esc := func(s string) string { return strings.ReplaceAll(strings.ReplaceAll(s, "&", "&amp;"), "<", "&lt;") }
	content := func(s string, head bool) string {
		if s == "" {
			return []string{"", "&nbsp;", "　", "<p></p>", "<o:p></o:p>", "<span>&nbsp;</span>", " \n "}[r.IntN(7)]
		}
		e := esc(s)
		if q.lines && head && len([]rune(s)) > 3 {
			runes := []rune(s)
			e = string(runes[:2]) + "<br>" + string(runes[2:])
		}
		if q.nbsp && !head && r.IntN(3) == 0 {
			e = strings.Repeat([]string{"&nbsp;", "　", "&ensp;"}[r.IntN(3)], 1+r.IntN(4)) + e + "&nbsp;"
		}
		if q.spans && r.IntN(2) == 0 && len([]rune(s)) > 2 && !strings.Contains(e, "&") && !strings.Contains(e, "<") {
			runes := []rune(e)
			e = "<span lang=EN-US>" + string(runes[:1]) + "</span><span style='font-size:9pt'><font color=black>" +
				string(runes[1:]) + "</font></span>"
		}
		switch q.office {
		case "word":
			e = "<p class=MsoNormal align=center style='text-align:center;text-indent:10.0pt;mso-pagination:widow-orphan'>" +
				"<span style='font-family:宋体;mso-bidi-font-family:宋体'>" + e + "<o:p></o:p></span></p>"
		case "wps":
			e = "<p class=\"p\" style=\"margin-bottom:0pt;\"><font face=\"宋体\">" + e + "</font></p>"
		}
		return e
	}
	extra := -1
	if q.hiddenCol > 0 {
		extra = r.IntN(t.cols + 1)
	}
	countHidden := r.IntN(2) == 0 // do merged cells count the hidden column?
	hiddenAt := -1
	if q.hiddenRow > 0 && t.rows > t.head {
		for range 20 {
			at := t.head + r.IntN(t.rows-t.head)
			if !slices.ContainsFunc(t.cells, func(c cell) bool { return c.row < at && c.row+c.rs > at }) {
				hiddenAt = at
				break
			}
		}
	}
	tag := func(name string) string {
		if q.upper {
			return strings.ToUpper(name)
		}
		return name
	}
	open := func() {
		fmt.Fprintf(&b, "<%s border=%d cellspacing=0 width=%d style='border-collapse:collapse;mso-table-layout-alt:fixed'>\n",
			tag("table"), r.IntN(2), t.cols*60)
		if q.hiddenCol == 1 || q.hiddenCol == 3 {
			for i := 0; i <= t.cols; i++ {
				if i == extra {
					b.WriteString("<col style='display:none' width=0>")
				} else {
					b.WriteString("<col width=64 style='mso-width-alt:2048'>")
				}
			}
		}
	}
	row := func(attrs string, cells []cell, hidden bool, rowNo int) {
		fmt.Fprintf(&b, "<%s%s>", tag("tr"), attrs)
		done := extra < 0
		put := func() {
			done = true
			style := ""
			switch q.hiddenCol {
			case 2, 3:
				style = " style='mso-protection:locked;display:none'"
			case 4:
				style = " class='xl99 hide'"
			}
			fmt.Fprintf(&b, "<td%s>77.77</td>", style)
		}
		for i, c := range cells {
			if !done && !hidden && c.col >= extra {
				put()
			}
			name := "td"
			if q.th && rowNo < t.head && rowNo >= 0 {
				name = "th"
			}
			fmt.Fprintf(&b, "<%s", tag(name))
			cs, rs := c.cs, c.rs
			if !done && c.col < extra && c.col+c.cs > extra && (q.hiddenCol == 1 || q.hiddenCol == 3 && countHidden) {
				cs++
				done = true
			}
			if c.col < extra && c.col+c.cs > extra {
				done = true
			}
			if q.overrun && c.col+c.cs == t.cols && c.cs > 1 && (extra < 0) {
				cs += 1 + r.IntN(9)
			}
			if q.overrun && c.row+c.rs == t.rows && c.rs > 1 {
				rs += r.IntN(5)
			}
			if cs > 1 {
				fmt.Fprintf(&b, " colspan=%d", cs)
			} else if r.IntN(20) == 0 {
				b.WriteString(" colspan=0")
			}
			if rs > 1 {
				fmt.Fprintf(&b, ` rowspan="%d"`, rs)
			}
			if q.office == "excel" {
				b.WriteString(` class=xl65 height=18 style='border-top:none;mso-number-format:"\#\,\#\#0\.00"' x:num="123.456"`)
			}
			b.WriteString(">")
			b.WriteString(content(c.text, rowNo < t.head))
			if !q.noEnds {
				fmt.Fprintf(&b, "</%s>", tag(name))
			}
			if q.missing && i == len(cells)-2 && rowNo >= t.head && cells[i+1].text == "" && extra < 0 {
				break
			}
		}
		if !done && !hidden {
			put()
		}
		if !q.noEnds {
			fmt.Fprintf(&b, "</%s>\n", tag("tr"))
		}
	}
	open()
	if q.titleRows {
		all := t.cols
		if q.hiddenCol == 1 || q.hiddenCol == 3 && countHidden {
			all++
		}
		fmt.Fprintf(&b, "<tr><td colspan=%d><b>%s</b></td></tr><tr><td colspan=%d align=right>%s</td></tr>", all, q.title,
			all, q.unit)
	}
	if q.sections {
		b.WriteString("<thead>")
	}
	for i := range t.rows {
		if i == t.head && q.sections {
			b.WriteString("</thead><tbody>")
		}
		if i == hiddenAt {
			var cells []cell
			for j := range t.cols {
				cells = append(cells, cell{"88.88", i, j, 1, 1})
			}
			attrs := []string{"", " height=0 style='display:none'", ` class="hide"`, " hidden",
				" style='visibility:collapse'"}[q.hiddenRow]
			row(attrs, cells, true, i)
		}
		row("", t.at(i), false, i)
		if q.conditional && i == t.rows-1 {
			b.WriteString("<![if supportMisalignedColumns]><tr height=0 style='display:none'>" +
				strings.Repeat("<td width=64 style='width:48pt'></td>", t.cols) + "</tr><![endif]>")
		}
	}
	if q.sections {
		b.WriteString("</tbody>")
	}
	b.WriteString("</" + tag("table") + ">\n")
	out := b.String()
	for range q.nested {
		out = "<table width=100% cellpadding=0><tr><td>" +
			[]string{"<p>说明</p>", "", "<p align=right>" + q.unit + "</p>"}[r.IntN(3)] + out + "</td></tr></table>"
	}
	return out
}

// publish puts tables into a page of a portal and encodes it.
func publish(body string, q quirks) []byte {
	meta := []string{`<meta charset="utf-8">`, "", `<meta http-equiv=Content-Type content="text/html; charset=gb2312">`,
		`<META charset=utf-8>`,
		`<meta charset="gbk">`, "", `<meta charset=big5>`, `<meta charset=gb18030>`}[q.charset]
	style := "<style><!-- .hide{display:none} .xl65{mso-style-parent:style0;padding-left:1px} @media " +
		"print{table{display:none}} --></style>"
	nav := `<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/a">政务公开 2024</a></li><li><a href="/b">` +
		`机构设置</a></li></ul></div><div class="position">您现在的位置：<a href="/">首页</a> &gt; <a href="/x">预决算公开</a></div>`
	foot := `<div class="footer"><p>版权所有：云山县人民政府 备案号：ICP备12345678号 网站标识码：1234567890</p></div><script>var a = ` +
		`12.34;</script>`
	article := "<h1>云山县水务局2024年部门预算</h1><p>一、部门职责。本部门负责全县水资源管理工作，2024年收入预算1,234.56万元。</p>" + body + "<p>注：本表反映收支情况。</p>"
	var page string
	switch q.portal {
	case 0:
		page = article
	case 1:
		page = nav + `<div class="main"><div id="zoom">` + article + `</div></div>` + foot
	case 2:
		page = nav + `<div class="content"><div class="TRS_Editor"><div class="Custom_UnionStyle">` + article +
			`</div></div></div>` + foot
	case 3:
		page = `<table width=1000 align=center><tr><td colspan=2>` + nav +
			`</td></tr><tr><td width=200><ul><li><a href=1>栏目一</a><li><a href=2>栏目二</a><li><a href=3>栏目三</a></ul></td><td>` +
			article + `</td></tr><tr><td colspan=2>` + foot + `</td></tr></table>`
	case 4:
		page = `<form id=aspnetForm>` + nav + `<div class="wrap"><div class="box1">` + article + `</div></div>` + foot +
			`</form>`
	case 5:
		page = nav + `<div id="zoom"><p>` + strings.Repeat("本部门公开说明。", 30) + `</p></div><div class="fj">` + article +
			"</div>" + foot
	}
	text := "<!DOCTYPE html><html xmlns:o='urn:schemas-microsoft-com:office:office'><head>" + meta + "<title>预算</title>" +
		style +
		"<!--[if gte mso 9]><xml><w:WordDocument><w:Zoom>100</w:Zoom></w:WordDocument></xml><![endif]--></head><body " +
		"lang=ZH-CN>" + page + "</body></html>"
	data := []byte(text)
	if q.charset >= 2 && q.charset != 6 && q.charset != 4 || q.charset == 1 {
		if e, err := simplifiedchinese.GBK.NewEncoder().Bytes(data); err == nil {
			return e
		}
	}
	if q.charset == 6 {
		if e, err := traditionalchinese.Big5.NewEncoder().Bytes(data); err == nil {
			return e
		}
	}
	return data
}

func texts(g *compose.Grid) want {
	var out want
	for _, row := range g.Cells {
		var r []string
		for _, c := range row {
			r = append(r, document.Squeeze(c.Text))
		}
		out = append(out, r)
	}
	return out
}

func squeezed(w want) want {
	var out want
	for _, row := range w {
		var r []string
		for _, s := range row {
			r = append(r, document.Squeeze(s))
		}
		out = append(out, r)
	}
	return out
}

func gridsOf(res *format.File) (out []*compose.Grid) {
	for _, p := range res.Pages {
		for _, it := range p.Items {
			if it.Grid != nil {
				out = append(out, it.Grid)
			}
		}
	}
	return out
}

// placed counts the digits that came out, in blocks and cells.
func placed(p compose.Page) (n int) {
	for _, it := range p.Items {
		if it.Grid == nil {
			n += document.CountDigits(it.Block.Text)
			continue
		}
		n += document.CountDigits(it.Grid.Caption)
		for _, row := range it.Grid.Cells {
			for _, c := range row {
				n += document.CountDigits(c.Text)
			}
		}
	}
	return n
}

func roundTrip(t *testing.T, tr *truth, r *rand.Rand, q quirks) {
	t.Helper()
	data := publish(render(tr, r, q), q)
	fail := func(format string, args ...any) {
		t.Helper()
		name := filepath.Join(t.TempDir(), "page.html")
		if dir := os.Getenv("YUSUAN_KEEP"); dir != "" {
			name = filepath.Join(dir, "page.html")
		}
		_ = os.WriteFile(name, data, 0o600)
		t.Fatalf("%+v: "+format+"\n%s", append(append([]any{q}, args...), name)...)
	}
	res, err := Read(t.Context(), data, format.Options{})
	if err != nil {
		fail("%v", err)
	}
	grids := gridsOf(res)
	if len(grids) != 1 {
		fail("%d grids", len(grids))
	}
	for _, p := range res.Pages {
		if placed(p) != p.Digits {
			fail("%d digits placed of %d", placed(p), p.Digits)
		}
	}
	got, expect := texts(grids[0]), squeezed(tr.want())
	if q.titleRows {
		if len(got) < 2 || got[0][0] != "2024年部门收支总表" {
			fail("title rows: %v", got)
		}
		got = got[2:]
	}
	if len(got) != len(expect) {
		fail("%d rows, want %d", len(got), len(expect))
	}
	for i := range expect {
		if !slices.Equal(got[i], expect[i]) {
			fail("row %d:\n got %q\nwant %q", i, got[i], expect[i])
		}
	}
}

var rounds = func() int {
	if n, err := strconv.Atoi(os.Getenv("YUSUAN_ROUNDS")); err == nil {
		return n
	}
	return 600
}()

func TestRoundTrip(t *testing.T) {
	for seed := range uint64(rounds) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			tr := invent(r)
			roundTrip(t, tr, r, anyQuirks(r))
		})
	}
}

// TestRoundTripTruth renders real tables, where they are at hand.
func TestRoundTripTruth(t *testing.T) {
	files, _ := filepath.Glob("../../../shared/truth/*.json")
	if len(files) == 0 {
		t.Skip("no ground truth beside the repository")
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var doc struct {
			Tables []struct {
				Title        string
				Header, Rows [][]string
			}
		}
		if err := json.Unmarshal(bytes.TrimSpace(data), &doc); err != nil {
			t.Fatal(err)
		}
		for i, tb := range doc.Tables {
			rows := append(slices.Clone(tb.Header), tb.Rows...)
			tr := &truth{rows: len(rows), head: len(tb.Header)}
			for y, row := range rows {
				tr.cols = max(tr.cols, len(row))
				for x, s := range row {
					tr.cells = append(tr.cells, cell{s, y, x, 1, 1})
				}
			}
			if tr.rows < 2 || tr.cols < 2 || len(tb.Rows) == 0 || slices.ContainsFunc(rows, func(r []string) bool {
				return len(r) != tr.cols
			}) {
				continue
			}
			for seed := range uint64(10) {
				t.Run(fmt.Sprintf("%s/%d %s/%d", filepath.Base(file), i, tb.Title, seed), func(t *testing.T) {
					r := rand.New(rand.NewPCG(seed, uint64(i)))
					roundTrip(t, tr, r, anyQuirks(r))
				})
			}
		}
	}
}
