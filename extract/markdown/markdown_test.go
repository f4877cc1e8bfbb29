package markdown_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"encoding/json"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/compose"
	"github.com/yusuan/yusuan/extract/format"
	"github.com/yusuan/yusuan/extract/markdown"
	"github.com/yusuan/yusuan/internal/fixtures"
	"github.com/yusuan/yusuan/internal/scoretest"
)

var update = flag.Bool("update", false, "write the golden files")

// read gives what of a document matters, as a text that can be compared.
func read(t testing.TB, data []byte) string {
	t.Helper()
	in, err := markdown.Read(t.Context(), data, format.Options{})
	if err != nil {
		t.Fatal(err)
	}
	pages, tables, err := compose.Compose(t.Context(), in.Pages)
	if err != nil {
		t.Fatal(err)
	}
	type block struct {
		Kind  document.BlockKind
		Level int    `json:",omitempty"`
		Text  string `json:",omitempty"`
	}
	var out struct {
		Blocks []block
		Tables []fixtures.Table
		Notes  [][]string
	}
	for _, b := range pages[0].Blocks {
		out.Blocks = append(out.Blocks, block{b.Kind, b.Level, b.Text})
	}
	out.Tables = scoretest.Tables(tables)
	for _, tab := range tables {
		out.Notes = append(out.Notes, tab.Notes)
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(out); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.md")
	if err != nil || len(files) == 0 {
		t.Fatal("no documents", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		got := read(t, data)
		golden := strings.TrimSuffix(file, ".md") + ".golden.json"
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
			t.Errorf("%s (-want +got):\n%s", file, diff)
		}
	}
}

// The same text in every encoding it may come in gives the same document.
func TestEncodings(t *testing.T) {
	const text = "# 云溪县档案馆\n\n部门收支总表\n\n单位：万元\n\n|项目|预算数|\n|---|---|\n|一、财政拨款收入|12.50|\n|收入总计|12.50|\n"
	want := read(t, []byte(text))
	gbk, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	gb18030, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"BOM": []byte("\ufeff" + text), "GBK": gbk, "GB18030": gb18030,
		"CRLF": []byte(strings.ReplaceAll(text, "\n", "\r\n"))} {
		if diff := cmp.Diff(want, read(t, data)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestErrors(t *testing.T) {
	for name, tc := range map[string]struct {
		data []byte
		want error
	}{
		"nothing": {nil, document.ErrEmpty},
		"blanks":  {[]byte(" \n\n"), document.ErrEmpty},
		"binary":  {[]byte{0, 1, 2, 'a', 0}, document.ErrUnsupported},
	} {
		if _, err := markdown.Read(t.Context(), tc.data, format.Options{}); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
}

func TestTables(t *testing.T) {
	for name, tc := range map[string]struct {
		source string
		want   [][]string
	}{
		"more cells than heads": {"|a|b|\n|-|-|\n|1.5|2|3|\n|4|", [][]string{{"1.5", "2", "3"}, {"4", "", ""}}},
		"escaped pipe":          {"|项目|值|\n|-|-|\n|甲\\|乙|2|", [][]string{{"甲|乙", "2"}}},
		"inline marks":          {"|项目|值|\n|-|-|\n|**甲** <b>乙</b>|__2__|", [][]string{{"甲乙", "2"}}},
		"operator taken apart": {"|项目|值|\n|-|-|\n|率|><br>=95%|\n|费|<<br>=21.41<br>万元|\n|数|3|",
			[][]string{{"率", ">=95%"}, {"费", "<=21.41万元"}, {"数", "3"}}},
		"entities":         {"|项目|值|\n|-|-|\n|甲&amp;乙|&lt;5&nbsp;|\n|丙|6|", [][]string{{"甲&乙", "<5"}, {"丙", "6"}}},
		"no outer pipes":   {"项目|值\n---|---\n甲|2.00", [][]string{{"甲", "2.00"}}},
		"no row of dashes": {"|项目|值|\n|甲|2.00|", [][]string{{"甲", "2.00"}}},
		"HTML with spans": {"<table>\n<tr><td colspan=2>项目</td><td rowspan=2>值</td></tr>\n\n<tr><td>类</td><td>" +
			"款</td></tr>\n<tr><td>201</td><td>01</td><td>3.00</td></tr></table>", [][]string{{"201", "01", "3.00"}}},
		"HTML spans that overrun": {"<table><tr><th rowspan=9>项目<th>值<tr><td colspan=7>2.00<tr><td>3.00</table>",
			[][]string{{"2.00"}, {"3.00"}}},
		"whole HTML pages": {"<html><body><table><tr><td>项目</td><td>值</td></tr><tr><td>甲</td><td>2.00</td></tr>" +
			"</table></body></html>", [][]string{{"甲", "2.00"}}},
		"numbers as formulas": {"|项目|值|\n|-|-|\n|合格率|$\\geq 9 5 \\%$|\n|甲|$1 2 . 5 0$|",
			[][]string{{"合格率", "≥95%"}, {"甲", "12.50"}}},
		"two tables, no blank line": {"|a|b|\n|-|-|\n|1.5|2|\n|a|b|\n|-|-|\n|3|4|", [][]string{{"1.5", "2"}, {"3", "4"}}},
	} {
		t.Run(name, func(t *testing.T) {
			in, err := markdown.Read(t.Context(), []byte(tc.source), format.Options{})
			if err != nil {
				t.Fatal(err)
			}
			_, tables, err := compose.Compose(t.Context(), in.Pages)
			if err != nil {
				t.Fatal(err)
			}
			if len(tables) != 1 {
				t.Fatalf("%d tables", len(tables))
			}
			got, _ := tables[0].BodyText()
			if name == "HTML spans that overrun" {
				for i, row := range got {
					got[i] = []string{strings.Join(row, "")}
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The tags of the page a converter writes around every table are no text
// between caption and table.
func TestWholePagesKeepTheirCaptions(t *testing.T) {
	const page = "<html><body><table><tr><td>项目</td><td>值</td></tr><tr><td>合计</td><td>2.00</td></tr></table></body>" +
		"</html>\n\n"
	in, err := markdown.Read(t.Context(), []byte("表1\n\n## 收支总表\n\n单位：元\n\n"+page+"表2\n\n## 收入总表\n\n单位：万元\n\n"+page),
		format.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, tables, err := compose.Compose(t.Context(), in.Pages)
	if err != nil {
		t.Fatal(err)
	}
	if len(tables) != 2 || tables[0].Title != "收支总表" || tables[0].Unit != "元" || tables[1].Number != "表2" ||
		tables[1].Unit != "万元" {
		t.Errorf("%+v", tables)
	}
}

func TestNumbersOfListsAreKept(t *testing.T) {
	got := read(t, []byte("1. 房屋24.66平方米\n2. 车辆1辆\n- 项目3个\n\n文号[2007](126号)，见[网站](http://example.com/2025)。\n"))
	for _, s := range []string{"1. 房屋24.66平方米", "2. 车辆1辆", "项目3个", "[2007](126号)", "见网站。"} {
		if !strings.Contains(got, s) {
			t.Errorf("%q is not in %s", s, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{
		"# a\n\n|a|b|\n|-|-|\n|1|2|3|\n", "<table><tr><td rowspan=3 colspan=99>1<td>2</table>|x", "表1\n单位：元\n|\\||`|`|\n",
		"```\n|1|\n```\n<table><table>5</table>", "\xb2\xbf\xc3\xc5|1\n-|-\n2|3", "<!-- 5", "a\n===\n---\n> 5\n1) 6",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<14 {
			return
		}
		in, err := markdown.Read(t.Context(), data, format.Options{})
		if err != nil {
			return
		}
		pages, _, err := compose.Compose(t.Context(), in.Pages)
		if err != nil {
			t.Fatal(err)
		}
		if r := compose.Sum(pages); r.Digits != r.DigitsPlaced {
			t.Errorf("%+v", r)
		}
	})
}

// Input made to take memory or time out of proportion to its size.
func TestHostileInput(t *testing.T) {
	for name, source := range map[string]string{
		"wide first row":   strings.Repeat("|", 20000) + "\n" + strings.Repeat("|1|2|\n", 5000),
		"many pipes":       strings.Repeat(strings.Repeat("|", 300)+"\n", 300),
		"spans":            "<table>" + strings.Repeat("<tr><td rowspan=9999 colspan=9999>7", 3000),
		"staircase":        "<table>" + strings.Repeat("<tr><td rowspan=9999>7", 3000),
		"nested tables":    strings.Repeat("<table><tr><td>1", 400),
		"many HTML tables": strings.Repeat("<table><tr><td>1<td>2<tr><td>3<td>4.5</table>\n", 3000),
		"many pipe tables": strings.Repeat("|a|b|\n|-|-|\n|1.5|2|\n\ntext 5。\n\n", 3000),
		"open marks":       strings.Repeat("**", 20000) + strings.Repeat("[", 20000) + strings.Repeat("<b", 20000),
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			in, err := markdown.Read(t.Context(), []byte(source), format.Options{})
			if err != nil {
				t.Fatal(err)
			}
			pages, _, err := compose.Compose(t.Context(), in.Pages)
			if err != nil {
				t.Fatal(err)
			}
			if r := compose.Sum(pages); r.Digits != r.DigitsPlaced {
				t.Errorf("%+v", r)
			}
			if d := time.Since(start); d > 20*time.Second {
				t.Errorf("took %v", d)
			}
		})
	}
}
