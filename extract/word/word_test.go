package word

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/compose"
	"github.com/yusuan/yusuan/extract/format"
)

// docx packs parts into a document; body is what stands in w:body.
func docx(t testing.TB, body string, parts map[string]string) []byte {
	t.Helper()
	const ns = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" ` +
		`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" ` +
		`xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" ` +
		`xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" ` +
		`xmlns:v="urn:schemas-microsoft-com:vml" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"`
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	add := func(name, text string) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	add("[Content_Types].xml", `<Types/>`)
	add("word/document.xml", `<w:document`+ns+`><w:body>`+body+`</w:body></w:document>`)
	for _, name := range []string{"word/styles.xml", "word/numbering.xml", "word/footnotes.xml", "word/header1.xml",
		"word/_rels/document.xml.rels", "word/vbaProject.bin"} {
		if text, ok := parts[name]; ok {
			add(name, strings.Replace(text, " NS", ns, 1))
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func p(text string) string {
	return `<w:p><w:r><w:t xml:space="preserve">` + text + `</w:t></w:r></w:p>`
}

func tc(pr, text string) string { return `<w:tc><w:tcPr>` + pr + `</w:tcPr>` + p(text) + `</w:tc>` }

// dump writes pages as text: blocks as lines, grids as rows with bars; ^ and <
// stand for positions covered from above and from the left.
func dump(pages []compose.Page) string {
	var b strings.Builder
	for _, page := range pages {
		fmt.Fprintf(&b, "== hidden=%d digits=%d\n", page.Hidden, page.Digits)
		for _, item := range page.Items {
			if item.Grid == nil {
				if item.Block.Kind != document.BlockParagraph {
					fmt.Fprintf(&b, "%s%d ", item.Block.Kind, item.Block.Level)
				}
				fmt.Fprintln(&b, strings.ReplaceAll(item.Block.Text, "\n", "/"))
				continue
			}
			fmt.Fprintf(&b, "header=%d\n", item.Grid.Header)
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

func TestRead(t *testing.T) {
	for _, c := range []struct {
		name  string
		body  string
		parts map[string]string
		want  string
	}{
		{"headings by style and by level", `<w:p><w:pPr><w:pStyle w:val="h"/></w:pPr><w:r><w:t>概况</w:t></w:r></w:p>
<w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:r><w:t>职责</w:t></w:r></w:p>`,
			map[string]string{"word/styles.xml": `<w:styles NS><w:style w:type="paragraph" w:styleId="base"><w:pPr>` +
				`<w:outlineLvl w:val="0"/></w:pPr></w:style><w:style w:type="paragraph" w:styleId="h"><w:basedOn w:val="base"/>` +
				`</w:style></w:styles>`},
			"== hidden=0 digits=0\nheading1 概况\nheading2 职责\n"},
		{"deleted, inserted, hidden, fields, symbols",
			`<w:p><w:r><w:t>预算</w:t></w:r><w:del><w:r><w:delText>10</w:delText></w:r></w:del><w:ins><w:r><w:t>12.5</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>99 和 98</w:t></w:r>
<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE 7</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>3</w:t></w:r><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:noBreakHyphen/></w:r></w:p>`, nil,
			"== hidden=2 digits=4\n预算12.53☑-\n"},
		{"text boxes once", `<w:p><w:r><w:t>前</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>` +
			`<w:txbxContent>` + p("框1") + `</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>` +
			`<v:textbox><w:txbxContent>` + p("框1") + `</w:txbxContent></v:textbox></w:pict></mc:Fallback>` +
			`</mc:AlternateContent></w:r></w:p>`, nil,
			"== hidden=0 digits=1\n前\n框1\n"},
		{"lists count", `<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>乙</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>丙</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:ilvl w:val="2"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>丁</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr></w:pPr><w:r><w:t>戊</w:t></w:r></w:p>`,
			map[string]string{"word/numbering.xml": `<w:numbering NS><w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:isLgl/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%3"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num></w:numbering>`},
			"== hidden=0 digits=2\n一、甲\n（一）乙\n二、丙\n2.1 丁\n五、戊\n"},
		{"table with merged cells", p("表1") + `<w:tbl><w:tblGrid/>
<w:tr><w:trPr><w:tblHeader/></w:trPr>` + tc(`<w:vMerge w:val="restart"/>`, "项目") + tc(`<w:gridSpan w:val="2"/>`, "预算数") + `</w:tr>
<w:tr><w:trPr><w:tblHeader/></w:trPr>` + tc(`<w:vMerge/>`, "") + tc("", "合计") + tc("", "其中") + `</w:tr>
<w:tr>` + tc("", "行政") + tc("", "1.50") + tc("", "0.50") + `</w:tr>
<w:tr><w:trPr><w:del/></w:trPr>` + tc("", "删") + tc("", "9") + tc("", "9") + `</w:tr>
<w:sdt><w:sdtContent><w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>` + tc(`<w:hMerge w:val="restart"/>`, "跨") + tc(`<w:hMerge/>`, "") + `</w:tr></w:sdtContent></w:sdt>
</w:tbl>`, nil,
			"== hidden=0 digits=7\n表1\nheader=2\n|项目|预算数|<|\n|^|合计|其中|\n|行政|1.50|0.50|\n||跨|<|\n"},
		{"a table that arranges others", `<w:tbl><w:tr><w:tc>` + p("左") + `<w:tbl><w:tr>` + tc("", "a") + tc("", "1") +
			`</w:tr></w:tbl>` + p("") + `</w:tc>` + tc("", "右") + `</w:tr><w:tr>` + tc("", "b") + tc("", "2") +
			`</w:tr></w:tbl>`, nil,
			"== hidden=0 digits=2\n左\nheader=0\n|a|1|\n右\nheader=0\n|b|2|\n"},
		{"footnotes and headers", p("正文") + `<w:sectPr><w:headerReference r:id="rId1"/></w:sectPr>`,
			map[string]string{
				"word/footnotes.xml": `<w:footnotes NS><w:footnote w:type="separator" w:id="0">` + p("x") +
					`</w:footnote><w:footnote w:id="2">` + p("注1") + `</w:footnote></w:footnotes>`,
				"word/header1.xml":             `<w:hdr NS>` + p("云川市") + `</w:hdr>`,
				"word/_rels/document.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/></Relationships>`,
			}, "== hidden=0 digits=1\npage_header0 云川市\n正文\n注1\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, err := Read(t.Context(), docx(t, c.body, c.parts), format.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, dump(text.Pages)); diff != "" {
				t.Error(diff)
			}
			for _, w := range text.Warnings {
				t.Error(w)
			}
		})
	}
}

// TestPictures: a picture as large as a page was not read, whatever stands
// before it; a logo and a background say nothing of the text.
func TestPictures(t *testing.T) {
	drawing := func(frame, content string, cx, cy int) string {
		return fmt.Sprintf(`<w:p><w:r><w:drawing><wps:%s><wps:extent cx="%d" cy="%d"/>%s</wps:%s></w:drawing></w:r></w:p>`,
			frame, cx, cy, content, strings.Fields(frame)[0])
	}
	const pic, page = `<wps:pic/>`, 5270000 // EMU; as wide as the text of an A4 page
	vml := func(style string) string {
		return `<w:p><w:r><w:pict><v:shape style="` + style + `"><v:imagedata r:id="rId1"/></v:shape></w:pict></w:r></w:p>`
	}
	for _, c := range []struct {
		name, body string
		want       document.PageStatus
	}{
		{"nothing", p(""), document.PageBlank},
		{"only a picture", drawing("inline", pic, 100, 100), document.PageScanned},
		{"a headline over a scan", p("某某县2024年部门预算") + drawing("inline", pic, page, page*7/5), document.PageScanned},
		{"an old scan", p("附件") + vml("width:415pt;height:587pt"), document.PageScanned},
		{"a logo", p("某某县2024年部门预算") + drawing("inline", pic, page/5, page/5), document.PageText},
		{"a background", p("某某县2024年部门预算") + drawing(`anchor behindDoc="1"`, pic, page, page*7/5), document.PageText},
		{"an old background", p("某某县") + vml("width:415pt;height:587pt;z-index:-251"), document.PageText},
		{"a box for text", p("某某县2024年部门预算") + drawing("inline", "", page, page*7/5), document.PageText},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, err := Read(t.Context(), docx(t, c.body, nil), format.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got := text.Pages[0].Status; got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

func TestNumeral(t *testing.T) {
	for _, c := range []struct {
		n            int
		format, want string
	}{
		{10, "chineseCounting", "十"}, {11, "chineseCounting", "十一"}, {20, "chineseCountingThousand", "二十"},
		{105, "chineseCountingThousand", "一百零五"}, {110, "chineseCounting", "一百一十"}, {2026, "ideographDigital", "二〇二六"},
		{3, "decimalEnclosedCircle", "③"}, {21, "decimalEnclosedCircle", "21"}, {12, "chineseLegalSimplified", "拾贰"},
		{28, "lowerLetter", "bb"}, {1994, "upperRoman", "MCMXCIV"}, {4, "decimalZero", "04"}, {7, "hebrew1", "7"},
		{7, "none", ""},
	} {
		if got := numeral(c.n, c.format); got != c.want {
			t.Errorf("%d as %s: %q, want %q", c.n, c.format, got, c.want)
		}
	}
}

func TestBadInput(t *testing.T) {
	good := docx(t, p("一"), map[string]string{"word/vbaProject.bin": "x"})
	text, err := Read(t.Context(), good, format.Options{})
	if err != nil || len(text.Warnings) != 1 || text.Warnings[0].Code != "macros" {
		t.Errorf("macros: %v, %v", text, err)
	}
	deep := strings.Repeat("<w:sdt><w:sdtContent>", 5000) + strings.Repeat("</w:sdtContent></w:sdt>", 5000)
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []struct {
		name string
		ctx  context.Context
		data []byte
		want error
	}{
		{"truncated", t.Context(), good[:len(good)-30], document.ErrDamaged},
		{"broken XML", t.Context(), docx(t, "<w:p>", nil), document.ErrDamaged},
		{"entities", t.Context(), docx(t, p("&lol;"), nil), document.ErrDamaged},
		{"nested without end", t.Context(), docx(t, deep, nil), document.ErrTooLarge},
		{"bomb", t.Context(), docx(t, p(strings.Repeat("0", 3<<20)), nil), document.ErrTooLarge},
		{"cancelled", cancelled, good, context.Canceled},
	} {
		if _, err := Read(c.ctx, c.data, format.Options{Limit: 2 << 20}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

// Every digit that was counted while reading stands in the result.
func FuzzRead(f *testing.F) {
	f.Add(p("12") + `<w:tbl><w:tr>` + tc(`<w:gridSpan w:val="2"/>`, "1") + `</w:tr><w:tr>` + tc(`<w:vMerge/>`, "2") +
		`</w:tr></w:tbl>`)
	f.Add(`<w:tbl><w:tr>` + tc(`<w:hMerge/>`, "1") + tc(`<w:hMerge/><w:gridSpan w:val="99"/>`, "5") + `</w:tr></w:tbl>`)
	f.Fuzz(func(t *testing.T, body string) {
		text, err := Read(t.Context(), docx(t, body, nil), format.Options{Limit: 1 << 20})
		if err != nil {
			return
		}
		placed := 0
		for _, item := range text.Pages[0].Items {
			if item.Grid == nil {
				placed += document.CountDigits(item.Block.Text)
				continue
			}
			for _, row := range item.Grid.Cells {
				for _, c := range row {
					placed += document.CountDigits(c.Text)
				}
			}
		}
		if placed != text.Pages[0].Digits {
			t.Errorf("%d digits read, %d placed", text.Pages[0].Digits, placed)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	row := `<w:tr>` + tc("", "2080101") + tc("", "行政运行") + tc("", "1,234.56") + tc("", "") + `</w:tr>`
	data := docx(b, `<w:tbl>`+strings.Repeat(row, 500)+`</w:tbl>`, nil)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := Read(b.Context(), data, format.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
