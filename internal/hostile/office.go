package hostile

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"strings"
)

// pack makes a ZIP file of names and contents in turn. Writing to memory does
// not fail.
func pack(parts ...string) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.BestCompression)
	})
	for i := 0; i < len(parts); i += 2 {
		w, _ := z.Create(parts[i])
		_, _ = io.WriteString(w, parts[i+1])
	}
	_ = z.Close()
	return out.Bytes()
}

const (
	types = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default ` +
		`Extension="xml" ContentType="application/xml"/>%s</Types>`
	relationships = `<?xml version="1.0"?><Relationships ` +
		`xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>`
	relation = `<Relationship Id="%s" ` +
		`Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="%s"/>`
	mainNS    = ` xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	sheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

// book is a workbook of one sheet, which its list may name many times.
type book struct {
	rows, after, strings, formats, sheets string
}

func (b book) bytes() []byte {
	override := func(part, kind string) string {
		return fmt.Sprintf(`<Override PartName="/xl/%s.xml" ContentType="%s%s+xml"/>`, part, sheetType, kind)
	}
	if b.sheets == "" {
		b.sheets = `<sheet name="S" sheetId="1" r:id="rId1"/>`
	}
	return pack(
		"[Content_Types].xml", fmt.Sprintf(types, override("workbook", "sheet.main")+
			override("worksheets/sheet1", "worksheet")+
			override("sharedStrings", "sharedStrings")+override("styles", "styles")),
		"_rels/.rels", fmt.Sprintf(relationships, fmt.Sprintf(relation, "rId1", "officeDocument", "xl/workbook.xml")),
		"xl/workbook.xml", `<?xml version="1.0"?><workbook`+mainNS+
			` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>`+b.sheets+
			`</sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", fmt.Sprintf(relationships,
			fmt.Sprintf(relation, "rId1", "worksheet", "worksheets/sheet1.xml")+
				fmt.Sprintf(relation, "rId2", "sharedStrings", "sharedStrings.xml")+
				fmt.Sprintf(relation, "rId3", "styles", "styles.xml")),
		"xl/worksheets/sheet1.xml", `<?xml version="1.0"?><worksheet`+mainNS+`><sheetData>`+b.rows+`</sheetData>`+b.after+
			`</worksheet>`,
		"xl/sharedStrings.xml", `<?xml version="1.0"?><sst`+mainNS+`>`+b.strings+`</sst>`,
		"xl/styles.xml", `<?xml version="1.0"?><styleSheet`+mainNS+`>`+b.formats+
			`<fonts><font/></fonts><fills><fill/></fills><borders><border/></borders>`+
			`<cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf/><xf numFmtId="200" applyNumberFormat="1"/></cellXfs></styleSheet>`,
	)
}

func workbooks(n func(int) int) []File {
	rows := func(count int) string {
		return repeat(count, func(i int) string {
			return fmt.Sprintf(`<row r="%[1]d"><c r="A%[1]d"><v>%[1]d.5</v></c><c r="B%[1]d"><v>1</v></c><c r="C%[1]d"><v>`+
				`2</v></c></row>`, i+1)
		})
	}
	zeros := strings.Repeat("0", n(1_000_000))
	long := "<si><t>" + strings.Repeat("12345 ", n(5000)) + "</t></si>"
	var out []File
	add := func(name string, b book) { out = append(out, File{name + ".xlsx", b.bytes()}) }
	add("format", book{rows: `<row r="1"><c r="A1" s="1"><v>123456789.5</v></c></row>`,
		formats: `<numFmts><numFmt numFmtId="200" formatCode="` + zeros + "." + zeros + `"/></numFmts>`})
	add("string", book{strings: long, rows: repeat(n(20_000), func(i int) string {
		return fmt.Sprintf(`<row r="%[1]d"><c r="A%[1]d" t="s"><v>0</v></c><c r="B%[1]d"><v>1</v></c></row>`, i+1)
	})})
	add("merged", book{rows: rows(n(50_000)), after: "<mergeCells>" + repeat(n(50_000), func(i int) string {
		return fmt.Sprintf(`<mergeCell ref="A%[1]d:B%[1]d"/>`, i+1)
	}) + "</mergeCells>"})
	add("merged-all", book{rows: rows(n(3000)), after: "<mergeCells>" +
		strings.Repeat(`<mergeCell ref="A1:XFD1048576"/>`, n(2000)) + "</mergeCells>"})
	add("styles", book{rows: repeat(n(1_000_000), func(i int) string {
		return fmt.Sprintf(`<row r="%[1]d"><c r="A%[1]d" s="1"/></row>`, i+1)
	})})
	add("rows", book{rows: rows(n(300_000))})
	add("rows-allowed", book{rows: rows(n(100_000))})
	add("far", book{rows: `<row r="1"><c r="A1"><v>1</v></c></row>` +
		`<row r="1048576"><c r="XFD1048576"><v>2.5</v></c></row>`})
	add("strings", book{rows: `<row r="1"><c r="A1" t="s"><v>0</v></c></row>`,
		strings: "<si><t>" + strings.Repeat("A", n(450_000_000)) + "</t></si>"})
	add("sheets", book{rows: rows(1), sheets: repeat(n(5000), func(i int) string {
		return fmt.Sprintf(`<sheet name="S%[1]d" sheetId="%[1]d" r:id="rId1"/>`, i+1)
	})})
	add("exponents", book{rows: repeat(7, func(i int) string {
		v := []string{"1e300", "1e-300", "1e999999999", strings.Repeat("9", 4000), "1e2000000000", "-1e308", "NaN"}[i]
		return fmt.Sprintf(`<row r="%[1]d"><c r="A%[1]d"><v>%[2]s</v></c></row>`, i+1, v)
	}), formats: `<numFmts><numFmt numFmtId="200" formatCode="[&gt;=1e999999999]0;0"/></numFmts>`})
	return out
}

func words(n func(int) int) []File {
	text := func(s string) string { return "<w:p><w:r><w:t>" + s + "</w:t></w:r></w:p>" }
	cell := func(s string) string { return "<w:tc><w:tcPr/>" + text(s) + "</w:tc>" }
	var out []File
	add := func(name, body string) {
		out = append(out, File{name + ".docx", pack(
			"[Content_Types].xml", fmt.Sprintf(types, `<Override PartName="/word/document.xml" `+
				`ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>`),
			"_rels/.rels", fmt.Sprintf(relationships, fmt.Sprintf(relation, "rId1", "officeDocument", "word/document.xml")),
			"word/document.xml", `<?xml version="1.0"?><w:document `+
				`xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`+body+`</w:body></w:document>`,
		)})
	}
	row := func(i int) string {
		return "<w:tr>" + repeat(5, func(k int) string { return cell(fmt.Sprintf("%d.0%d", i, k)) }) + "</w:tr>"
	}
	add("text", text(strings.Repeat("预算12.5万元，", n(4_000_000))))
	add("blanks", text(strings.Repeat(" ", n(1_000_000_000))))
	add("rows", "<w:tbl>"+repeat(n(200_000), row)+"</w:tbl>")
	add("rows-allowed", "<w:tbl>"+repeat(n(20_000), row)+"</w:tbl>")
	add("sentences", repeat(n(40_000), func(i int) string { return text(paragraph(i)) }))
	add("grid", "<w:tbl>"+strings.Repeat(`<w:tr><w:tc><w:tcPr><w:gridSpan w:val="100000000"/></w:tcPr>`+text("1.00")+
		"</w:tc>"+cell("2")+"</w:tr>", n(3000))+"</w:tbl>")
	add("nested", strings.Repeat("<w:tbl><w:tr><w:tc>", n(100_000))+text("1.0")+
		strings.Repeat("</w:tc></w:tr></w:tbl>", n(100_000)))
	add("nested-allowed", strings.Repeat("<w:tbl><w:tr>"+cell("2.0")+"<w:tc>", n(120))+text("1.0")+
		strings.Repeat("</w:tc></w:tr></w:tbl>", n(120)))
	add("entities", text("&k;"))
	return out
}
