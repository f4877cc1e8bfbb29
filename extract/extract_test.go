package extract

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/archive"
	"github.com/yusuan/yusuan/extract/compose"
	"github.com/yusuan/yusuan/extract/convert"
	"github.com/yusuan/yusuan/extract/format"
)

func zipped(t testing.TB, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err == nil {
			_, err = io.WriteString(w, files[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const wordBody = `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p>` +
	`<w:r><w:t>部门预算12.5万元</w:t></w:r></w:p></w:body></w:document>`

func wordFile(t testing.TB) []byte {
	return zipped(t,
		"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default `+
			`Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default `+
			`Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>`+
			`</Types>`,
		"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship `+
			`Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" `+
			`Target="word/document.xml"/></Relationships>`,
		"word/document.xml", wordBody)
}

func workbook(t testing.TB, o ...excelize.Options) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, row := range [][]any{{"项目", "预算数"}, {"合计", "30.50"}, {"基本支出", "30.50"}} {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b, o...); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func picture(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 50, 70))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	page = `<html><head><meta charset="utf-8"></head><body><table><tr><td>项目</td><td>预算数</td></tr><tr><td>合计</td><td>` +
		`30.50</td></tr></table></body></html>`
	pipe = "说明\n\n| 项目 | 预算数 |\n|---|---|\n| 合计 | 30.50 |\n"
)

func TestSniff(t *testing.T) {
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(page)
	if err != nil {
		t.Fatal(err)
	}
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(strings.Replace(page, "utf-8", "gb2312", 1))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, data string
		want       document.Format
		what       string
	}{
		{"empty", "", document.Unknown, "plain text"},
		{"PDF", "%PDF-1.7\n", document.PDF, "PDF"},
		{"PDF after rubbish", "\r\n\x00junk%PDF-1.4", document.PDF, "PDF"},
		{"HTML", page, document.HTML, "HTML"},
		{"HTML in GBK", gbk, document.HTML, "HTML"},
		{"HTML in UTF-16", utf16, document.HTML, "HTML"},
		{"HTML after a comment", "\xef\xbb\xbf<!-- TRS --><div>x</div>", document.HTML, "HTML"},
		{"Excel saved as HTML", `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table></table>`, document.HTML,
			"HTML"},
		{"MHTML", "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"x\"\r\n\r\n--x\r\n", document.HTML,
			"HTML"},
		{"Markdown table", pipe, document.Markdown, "Markdown"},
		{"Markdown heading", "# 预算\n\n正文", document.Markdown, "Markdown"},
		{"Markdown with HTML tables", "2026年预算\n\n<table><tr><td>1</td></tr></table>", document.Markdown, "Markdown"},
		{"plain text", "请见附件。", document.Unknown, "plain text"},
		{"text with dashes", "预算\n---\n| 说明", document.Unknown, "plain text"},
		{"binary", "\x00\x01\x02\x03abc", document.Unknown, "binary data"},
		{"XLSX", string(workbook(t)), document.XLSX, "Excel workbook"},
		{"XLSX cut off", string(workbook(t)[:3000]), document.XLSX, "Excel workbook"},
		{"XLSX encrypted", string(workbook(t, excelize.Options{Password: "x"})), document.Unknown,
			"encrypted Office document"},
		{"DOCX", string(wordFile(t)), document.DOCX, "Word document"},
		{"ZIP", string(zipped(t, "a.txt", "1")), document.Archive, "ZIP archive"},
		{"OFD", string(zipped(t, "OFD.xml", "1")), "ofd", "OFD document"},
		{"PPTX", string(zipped(t, "[Content_Types].xml", "", "ppt/presentation.xml", "")), document.Unknown,
			"PowerPoint presentation"},
		{"RAR", "Rar!\x1a\x07\x00", document.Archive, "RAR archive"},
		{"gzip", "\x1f\x8b\x08\x00", document.Archive, "gzip archive"},
		{"7z", "7z\xbc\xaf\x27\x1c\x00", document.Unknown, "7z archive"},
		{"RTF", `{\rtf1\ansi}`, document.DOC, "RTF"},
		{"PNG", string(picture(t)), document.Image, "PNG image"},
		{"OLE cut off", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 100), document.Unknown,
			"OLE compound file"},
		{"Excel 2003 XML", `<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook ` +
			`xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>`, document.XLS, "Excel 2003 XML workbook"},
	} {
		f, what := identify(known, []byte(c.data))
		if f.Name != c.want || what != c.what {
			t.Errorf("%s: %s, %q; want %s, %q", c.name, f.Name, what, c.want, c.what)
		}
	}
}

func newReader(t testing.TB, o Options) *Reader {
	t.Helper()
	r, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// One small table, whatever it is written in.
func TestRead(t *testing.T) {
	r := newReader(t, Options{Password: "geheim"})
	for _, c := range []struct {
		name   string
		data   []byte
		format document.Format
	}{
		{"HTML", []byte(page), document.HTML},
		{"Markdown", []byte(pipe), document.Markdown},
		{"XLSX", workbook(t), document.XLSX},
		{"XLSX with a password", workbook(t, excelize.Options{Password: "geheim"}), document.XLSX},
	} {
		doc, err := r.Read(t.Context(), Input{Source: c.name, Data: c.data})
		if err != nil {
			t.Error(err)
			continue
		}
		if doc.Format != c.format || doc.Size != int64(len(c.data)) || len(doc.ID) != 64 || doc.Source != c.name {
			t.Errorf("%s: %s %d %s %s", c.name, doc.Format, doc.Size, doc.ID, doc.Source)
		}
		if len(doc.Tables) != 1 {
			t.Errorf("%s: %d tables", c.name, len(doc.Tables))
			continue
		}
		rows, _ := doc.Tables[0].BodyText()
		if diff := cmp.Diff([]string{"合计", "30.50"}, rows[0]); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
		if doc.Reading.Leftover != 0 || doc.Reading.Total == 0 || doc.Reading.Digits != doc.Reading.DigitsPlaced {
			t.Errorf("%s: %+v", c.name, doc.Reading)
		}
	}
}

func TestReadFails(t *testing.T) {
	r := newReader(t, Options{Password: "wrong"})
	open := newReader(t, Options{})
	encrypted := workbook(t, excelize.Options{Password: "geheim"})
	good := workbook(t)
	for _, c := range []struct {
		name   string
		reader *Reader
		in     Input
		format document.Format
		want   error
		says   string
	}{
		{"empty", r, Input{}, document.Unknown, document.ErrEmpty, "empty"},
		{"random bytes", r, Input{Data: []byte{0, 1, 2, 3, 4, 5, 6, 7}}, document.Unknown, document.ErrUnsupported,
			"binary data"},
		{"random bytes called PDF", r, Input{Data: []byte("%PDF-1.4\nrubbish")}, document.PDF, document.ErrDamaged, ""},
		{"plain text", r, Input{Data: []byte("见附件")}, document.Unknown, document.ErrUnsupported, "plain text"},
		{"broken OFD", r, Input{Data: zipped(t, "OFD.xml", "")}, "ofd", document.ErrDamaged, "OFD"},
		{"OpenDocument", r, Input{Data: zipped(t, "mimetype", "", "content.xml", "")}, document.Unknown,
			document.ErrUnsupported, "OpenDocument"},
		{"an archive itself", r, Input{Data: zipped(t, "a", "1")}, document.Archive, document.ErrUnsupported, "ZIP"},
		{"truncated workbook", r, Input{Data: good[:3000]}, document.XLSX, document.ErrDamaged, ""},
		{"truncated Word", r, Input{Data: wordFile(t)[:600]}, document.DOCX, document.ErrDamaged, ""},
		{"truncated picture", newReader(t, Options{OCR: true}), Input{Data: picture(t)[:40]}, document.Image,
			document.ErrDamaged, ""},
		{"no password", open, Input{Data: encrypted}, document.Unknown, document.ErrEncrypted, ""},
		{"wrong password", r, Input{Data: encrypted}, document.Unknown, document.ErrPassword, ""},
		{"too large", newReader(t, Options{MemoryLimit: 1000}), Input{Data: good}, document.XLSX, document.ErrTooLarge, ""},
		{"a member that failed", r, Input{Source: "a.zip!b", Err: document.ErrEncrypted}, document.Unknown,
			document.ErrEncrypted, "a.zip!b"},
		{"too slow", newReader(t, Options{Deadline: time.Nanosecond}), Input{Data: good}, document.XLSX, document.ErrTimeout,
			""},
	} {
		doc, err := c.reader.Read(t.Context(), c.in)
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %v with %q", c.name, err, c.want, c.says)
		}
		if doc == nil || doc.ID == "" || doc.Format != c.format {
			t.Errorf("%s: document %+v", c.name, doc)
		}
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Read(cancelled, Input{Data: good}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestScannedPicture(t *testing.T) {
	doc, err := newReader(t, Options{}).Read(t.Context(), Input{Data: picture(t)})
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Pages) != 1 || doc.Pages[0].Status != document.PageScanned || len(doc.Warnings) != 1 ||
		doc.Warnings[0].Page != 1 {
		t.Errorf("%+v", doc)
	}
}

func TestExpand(t *testing.T) {
	r := newReader(t, Options{Archive: archive.Limits{Depth: 2}})
	inner := zipped(t, "表.md", pipe, "deep.zip", string(zipped(t, "x", "1")))
	outer := zipped(t, "a.docx", string(wordFile(t)), "b.zip", string(inner), "readme.txt", "见附件", "Thumbs.db", "\x00\x01")
	var got []string
	for in := range r.Expand(t.Context(), Input{Source: "公开.zip", Data: outer}) {
		doc, err := r.Read(t.Context(), in)
		status := "read"
		if err != nil {
			status = "failed"
		}
		got = append(got, doc.Source+" "+string(doc.Format)+" "+status)
	}
	want := []string{
		"公开.zip!a.docx docx read",
		"公开.zip!b.zip!表.md markdown read",
		"公开.zip!b.zip!deep.zip archive failed",
		"公开.zip!readme.txt unknown failed",
		"公开.zip!Thumbs.db unknown failed",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	same := slices.Collect(r.Expand(t.Context(), Input{Source: "a.docx", Data: wordFile(t)}))
	if len(same) != 1 || same[0].Source != "a.docx" {
		t.Errorf("a document expands to %d", len(same))
	}
}

// TestConvert makes old files with LibreOffice and reads them back through it.
func TestConvert(t *testing.T) {
	if testing.Short() {
		t.Skip("starts LibreOffice")
	}
	if _, err := exec.LookPath("soffice"); err != nil {
		t.Skip("LibreOffice is not installed")
	}
	r := newReader(t, Options{})
	for _, c := range []struct {
		to     string
		from   []byte
		format document.Format
		text   string
	}{
		{"xls", workbook(t), document.XLS, "30.50"},
		{"doc", wordFile(t), document.DOC, "部门预算12.5万元"},
		{"rtf", wordFile(t), document.DOC, "部门预算12.5万元"},
	} {
		old, err := convert.Office(t.Context(), c.from, c.to, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := r.Read(t.Context(), Input{Source: c.to, Data: old})
		if err != nil {
			t.Error(err)
			continue
		}
		var all strings.Builder
		for _, p := range doc.Pages {
			for _, b := range p.Blocks {
				all.WriteString(b.Text)
			}
		}
		for _, table := range doc.Tables {
			rows, _ := table.BodyText()
			for _, row := range rows {
				all.WriteString(strings.Join(row, " "))
			}
		}
		if doc.Format != c.format || !strings.Contains(all.String(), c.text) {
			t.Errorf("%s: %s %q", c.to, doc.Format, all.String())
		}
		if c.to != "xls" {
			continue
		}
		for _, cut := range []int{600, len(old) / 3, len(old) / 2} {
			if _, err := r.Read(t.Context(), Input{Source: c.to, Data: old[:cut]}); err == nil {
				t.Errorf("%s cut off after %d of %d bytes: no error", c.to, cut, len(old))
			}
		}
	}
}

func TestConvertNeedsTool(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := newReader(t, Options{}).Read(t.Context(), Input{Source: "x", Data: []byte(`{\rtf1\ansi 1}`)})
	if !errors.Is(err, document.ErrNeedsTool) || !strings.Contains(err.Error(), "LibreOffice") {
		t.Errorf("%v", err)
	}
}

func FuzzSniff(f *testing.F) {
	for _, data := range [][]byte{workbook(f), wordFile(f), picture(f), []byte(page), []byte(pipe),
		workbook(f, excelize.Options{Password: "x"}), []byte("%PDF-1.7"), []byte("Rar!\x1a\x07\x00")} {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if f, what := identify(known, data); what == "" || f.Name == "" {
			t.Errorf("%q, %q", f.Name, what)
		}
	})
}

func BenchmarkSniff(b *testing.B) {
	data := []byte(strings.Repeat("| 合计 | 30.50 |\n", 20000))
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		Sniff(data)
	}
}

// A format is one value: with it registered, its files are told from others,
// read, put together and taken out of archives like any other's.
func TestNewFormat(t *testing.T) {
	lines := format.Format{
		Name: "lines",
		Sniff: func(h *format.Head) string {
			if h.Has(0, "LINES\n") {
				return "text of lines"
			}
			return ""
		},
		Read: func(_ context.Context, data []byte, _ format.Options) (*format.File, error) {
			page := compose.Page{Status: document.PageText}
			for _, l := range strings.Split(string(data), "\n")[1:] {
				page.Items = append(page.Items, compose.Item{Block: document.Block{Text: l, Kind: document.BlockParagraph}})
			}
			return &format.File{Pages: []compose.Page{page}, Info: document.Info{Title: "of lines"}}, nil
		},
	}
	r := newReader(t, Options{})
	r.formats = append([]format.Format{lines}, r.formats...)
	for in := range r.Expand(t.Context(), Input{Source: "a.zip", Data: zipped(t, "b.lines", "LINES\n第一行\n第二行")}) {
		doc, err := r.Read(t.Context(), in)
		if err != nil || doc.Format != "lines" || doc.Info.Title != "of lines" || len(doc.Pages) != 1 ||
			len(doc.Pages[0].Blocks) != 2 {
			t.Errorf("%s: %v, %+v", in.Source, err, doc)
		}
		if err := r.Draw(t.Context(), in, nil); !errors.Is(err, document.ErrUnsupported) {
			t.Errorf("drawn without places: %v", err)
		}
	}
}

// What a document carries is a document of its own, if it is read at all, also
// in an archive.
func TestAttachedFiles(t *testing.T) {
	r := newReader(t, Options{})
	carrier := zipped(t,
		"OFD.xml", `<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody></OFD>`,
		"Doc_0/Document.xml", `<Document><Pages><Page ID="1" BaseLoc="P.xml"/></Pages><Attachments>A.xml</Attachments>`+
			`</Document>`,
		"Doc_0/P.xml", `<Page><Content><Layer/></Content></Page>`,
		"Doc_0/A.xml", `<Attachments><Attachment Name="附表.xlsx"><FileLoc>a</FileLoc></Attachment><Attachment Name="n.txt"><FileLoc>b</FileLoc></Attachment>
			<Attachment Name="c.zip"><FileLoc>c</FileLoc></Attachment></Attachments>`,
		"Doc_0/a", string(workbook(t)), "Doc_0/b", "no document", "Doc_0/c", string(zipped(t, "d.md", pipe)))
	var got []string
	for in := range r.Expand(t.Context(), Input{Source: "x.zip",
		Data: zipped(t, "a.ofd", string(carrier), "b.md", pipe)}) {
		doc, err := r.Read(t.Context(), in)
		if err != nil {
			t.Error(err)
		}
		got = append(got, in.Source+" "+string(doc.Format))
	}
	want := []string{"x.zip!a.ofd ofd", "x.zip!a.ofd!附表.xlsx xlsx", "x.zip!a.ofd!c.zip!d.md markdown",
		"x.zip!b.md markdown"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
