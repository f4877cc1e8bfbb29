package html

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/extract/compose"
	"github.com/yusuan/yusuan/extract/format"
	"github.com/yusuan/yusuan/internal/fixtures"
)

// drawn makes a table with merged cells of a labelled one: equal neighbours of
// the header are merged, first to the right, then down.
func drawn(header, rows [][]string) *truth {
	all := slices.Concat(header, rows)
	t := &truth{rows: len(all), head: len(header)}
	taken := map[[2]int]bool{}
	for i, row := range all {
		t.cols = max(t.cols, len(row))
		for j, s := range row {
			if taken[[2]int{i, j}] {
				continue
			}
			c := cell{s, i, j, 1, 1}
			if i < len(header) && s != "" && s != "※" {
				for j+c.cs < len(row) && row[j+c.cs] == s && !taken[[2]int{i, j + c.cs}] {
					c.cs++
				}
				for i+c.rs < len(header) && !slices.ContainsFunc(header[i+c.rs][j:j+c.cs], func(o string) bool { return o != s }) {
					c.rs++
				}
			}
			for y := i; y < i+c.rs; y++ {
				for x := j; x < j+c.cs; x++ {
					taken[[2]int{y, x}] = true
				}
			}
			t.cells = append(t.cells, c)
		}
	}
	return t
}

// caption writes what stands above a table in one of the ways of publishers;
// inside says that the table itself has it in its first rows.
func caption(r *rand.Rand, title, unit string) (before string, inside bool) {
	p := func(lines ...string) (out string) {
		for _, s := range lines {
			if s != "" {
				out += "<p align=center>" + s + "</p>\n"
			}
		}
		return out
	}
	const org = "云溪县档案馆"
	gap := strings.Repeat("&nbsp;", 8)
	number := fmt.Sprintf([]string{"表%d", "附表%d", "公开%02d表", "预算%02d表", "表1-%d", "部门公开表%d"}[r.IntN(6)], 1+r.IntN(12))
	apart := func(s string) string {
		return strings.Join(strings.Split(s, ""), []string{" ", "&nbsp;&nbsp;", "　"}[r.IntN(3)])
	}
	switch r.IntN(17) {
	case 0:
		return p(title, unit), false
	case 1:
		return "", true
	case 2:
		return p(number, title, "编制单位："+org+gap+unit), false
	case 3:
		return p(number, "<b>"+title+"</b>") + "<table width=100%><tr><td>单位名称：" + org + "</td><td align=right>" + unit +
			"</td></tr></table>", false
	case 4:
		return p(title+gap+number, "部门："+org, unit), false
	case 5:
		return p("<span style='font-size:16pt'>" + title + "</span>" + gap + unit), false
	case 6:
		return p(number+"："+title, "说明", unit), false
	case 7:
		return "<h3>" + title + "</h3>" + p("（2024年度）", org+gap+unit), false
	case 8:
		return "<div class=title>" + number + "<br>" + title + "</div><div class=unit>" + unit + "</div>", false
	case 9:
		return p(title, "填报单位（盖章）："+org+gap+"2024年1月20日"+gap+unit), false
	case 10:
		return p(number, title, org, unit), false
	case 11:
		return "<table width=100%><tr><td>" + number + "</td></tr><tr><td align=center>" + title +
			"</td></tr><tr><td align=right>" + unit + "</td></tr></table>", false
	case 12:
		return p(apart(title), apart("编制单位")+"："+org, unit), false
	case 13:
		return p("<strong>"+title+"</strong>", strings.Replace(unit, "单位：", "（单位：", 1)+"）"), false
	case 14:
		return p(org+"2024年部门预算表", number, title) + "<p align=right>" + unit + "</p><p>&nbsp;</p>", false
	case 15:
		return "<p>" + number + "<br>" + title + "<br>部门（单位）名称：" + org + gap + unit + "</p>", false
	}
	return p(number+" "+title, strings.Replace(unit, "单位：", "金额单位：人民币", 1)), false
}

// Whole disclosures as others would publish them: the tables of every fixture,
// under captions and with the quirks of many programs, some cut in two, must
// come back with title, unit, header and rows.
func TestDisclosures(t *testing.T) {
	names, err := fixtures.Names()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		labels, err := fixtures.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		for seed := range uint64(max(1, rounds/150)) {
			t.Run(fmt.Sprintf("%s/%d", name, seed), func(t *testing.T) {
				r := rand.New(rand.NewPCG(seed, uint64(len(name))))
				disclosure(t, labels.Tables, r)
			})
		}
	}
}

type published struct {
	Title, Unit  string
	Header, Rows [][]string
}

func disclosure(t *testing.T, tables []fixtures.Table, r *rand.Rand) {
	t.Helper()
	q := anyQuirks(r)
	var body strings.Builder
	var want []published
	for _, label := range tables {
		tr := drawn(label.Header, label.Rows)
		if label.Title == "" || len(label.Rows) < 2 || tr.cols < 2 {
			continue
		}
		p := published{label.Title, label.Unit, label.Header, label.Rows}
		if len(p.Header) == 0 {
			p.Header = [][]string{}
		}
		one := anyQuirks(r)
		one.charset, one.portal, one.hiddenRow = q.charset, q.portal, 0
		one.title = label.Title
		if one.unit = ""; label.Unit != "" {
			one.unit = "单位：" + label.Unit
		}
		before, inside := caption(r, one.title, one.unit)
		one.titleRows = inside && one.unit != ""
		if inside && !one.titleRows {
			before = "<p>" + label.Title + "</p>"
		}
		// One of them may end in a table of its own, with or without the header.
		cut := 0
		if at := label.Rows; r.IntN(3) == 0 && len(at) > 6 && len(label.Header) > 0 {
			cut = len(at) - 3
		}
		body.WriteString(before)
		if cut == 0 {
			body.WriteString(render(tr, r, one))
		} else {
			one.nested, one.missing, one.hiddenCol, one.overrun = 0, false, 0, false
			body.WriteString(render(drawn(label.Header, label.Rows[:cut]), r, one))
			one.titleRows = false
			header := label.Header
			switch r.IntN(4) {
			case 0:
				header = nil
			case 1:
				body.WriteString("<p align=center>" + label.Title + "（续）</p><p align=right>" + one.unit + "</p>")
			case 2:
				body.WriteString("<p align=center>续表</p>")
			}
			body.WriteString(render(drawn(header, label.Rows[cut:]), r, one))
		}
		body.WriteString([]string{"<p>以上数据不含涉密内容。</p>", "", "<p>&nbsp;</p>", "<p>注：1.本表反映收支。</p><p>2.数据可能有尾差。</p>",
			"<p>单位负责人：　　填表人：　　联系电话：0123-4567890</p>", "<p>二、其他情况</p>"}[r.IntN(6)])
		want = append(want, p)
	}
	data := publish(body.String(), q)
	if dir := os.Getenv("YUSUAN_KEEP"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, "page.html"), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	res, err := Read(t.Context(), data, format.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, composed, err := compose.Compose(t.Context(), res.Pages)
	if err != nil {
		t.Fatal(err)
	}
	var got []published
	for i := range composed {
		c := &composed[i]
		rows, _ := c.BodyText()
		got = append(got, published{c.Title, c.Unit, c.HeaderText(), rows})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
