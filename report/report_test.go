package report

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"golang.org/x/net/html"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
)

var update = flag.Bool("update", false, "rewrite golden files")

// invented is a document with one table, whose total is wrong, and one
// sentence that repeats it.
func invented() *schema.Record {
	const id, table = "00ff", "00ff-t000"
	r := &schema.Record{
		DocumentID: id, Source: "private/folder/budget.pdf", Status: schema.StatusRead,
		Profile: schema.Profile{Organization: "云岭市档案局", FiscalYear: 2024, ReportKind: schema.DepartmentBudget},
		Document: &document.Document{
			ID: id, Format: document.PDF, Size: 12345,
			Pages: []document.Page{{Number: 1, Width: 595, Height: 842, Blocks: []document.Block{
				{Kind: document.BlockCaption, Text: "表3 部门支出总表", Box: document.Box{X0: 200, Y0: 70, X1: 400, Y1: 90}},
			}}, {Number: 2, Width: 595, Height: 842}},
			Reading: document.NumberAudit{Total: 9, InTables: 7, InText: 1, Leftover: 1, Leftovers: []string{"77"}},
		},
	}
	texts := [][]string{
		{"科目", "", "金额", "联系电话"},
		{"编码", "名称", "", ""},
		{"", "合计", "12.00", ""},
		{"201", "一般公共服务支出", "7.00", "13800000000"},
		{"208", "社会保障和就业支出", "4.00", ""},
		{"", "", "", ""},
	}
	layout := &document.Table{Title: "部门支出总表", Number: "表3", Unit: "万元", Pages: []int{1}, Header: 2,
		Notes:   []string{"注：含结转。"},
		Regions: []document.Region{{Page: 1, Box: document.Box{X0: 50, Y0: 100, X1: 500, Y1: 220}}}}
	t := schema.Table{ID: table, DocumentID: id, Layout: layout, Kind: schema.Expenditure, Unit: "万元"}
	for i, row := range texts {
		cells := make([]document.Cell, len(row))
		for j, text := range row {
			cells[j] = document.Cell{State: document.CellText, Text: text, RowSpan: 1, ColSpan: 1}
			c := schema.Cell{Row: i, Column: j, RowSpan: 1, ColSpan: 1, Page: 1, Text: text, Role: schema.RoleStub,
				Box: boxAt(i, j)}
			if i < 2 {
				c.Role = schema.RoleHeader
			}
			if v, err := decimal.NewFromString(text); err == nil && j == 2 {
				c.Role = schema.RoleValue
				c.Amount = &schema.Amount{Text: text, Value: v, Decimals: 2, Unit: "万元", Yuan: v.Shift(4), HasYuan: true}
			}
			switch {
			case i == 0 && j == 0:
				c.ColSpan = 2
			case i == 0 && j == 1 || i == 1 && j > 1: // covered
				continue
			case i == 0:
				c.RowSpan = 2
			case j == 3 && text != "":
				c.Contact, c.Text = true, ""
			}
			t.Cells = append(t.Cells, c)
		}
		layout.Cells = append(layout.Cells, cells)
	}
	r.Tables = []schema.Table{t}
	r.Coverage = []schema.Coverage{{TableID: table, Amounts: 3, Checked: 3}}
	operand := func(row, sign int) schema.Operand {
		return schema.Operand{TableID: table, TableTitle: layout.Title, Page: 1, Row: row, Column: 2, RowLabel: texts[row][1],
			ColumnLabel: "金额",
			Text:        texts[row][2], Sign: sign, Box: boxAt(row, 2)}
	}
	sentence := schema.Operand{Page: 2, Row: -1, Column: -1, RowLabel: "支出", Text: "12.00",
		Box: document.Box{X0: 60, Y0: 300, X1: 500, Y1: 320}}
	d := func(s string) decimal.Decimal { return decimal.RequireFromString(s) }
	r.Checks = []schema.Check{
		{ID: "c1", DocumentID: id, TableID: table, Rule: "rows_total", Outcome: schema.Inconsistent, Expected: d("11"),
			Printed: d("12"), Difference: d("1"), Slack: d("0.015"),
			Unit: "万元", Operands: []schema.Operand{operand(2, 0), operand(3, 1), operand(4, 1)}},
		{ID: "c2", DocumentID: id, TableID: table, Rule: "rows_code", Outcome: schema.NotCheckable, Reason: "parts_blank",
			Operands: []schema.Operand{operand(3, 0)}},
		{ID: "c3", DocumentID: id, Rule: "claim_amount", Outcome: schema.Exact, Expected: d("12"), Printed: d("12"),
			Operands: []schema.Operand{sentence, operand(2, 1)}},
	}
	r.Findings = []schema.Finding{
		{ID: "f2", Rule: "numbering", Severity: schema.SeverityNotice, Outcome: schema.Inconsistent, MessageZH: "序号重复。",
			MessageEN: "A number is used twice.", Expected: "0", Printed: "0"},
		{ID: "f1", CheckID: "c1", TableID: table, Rule: "rows_total", Severity: schema.SeverityError,
			Outcome:   schema.Inconsistent,
			MessageZH: "合计与各行之和不符。", MessageEN: "The total is not the sum of its rows.",
			Expected: "11.00", Printed: "12.00", Difference: "1.00", Slack: "0.015", Unit: "万元", Evidence: r.Checks[0].Operands},
	}
	for i, code := range []string{"201", "208"} {
		r.Facts = append(r.Facts, schema.Fact{TableID: table,
			Coordinates: schema.Coordinates{Function: code, Stage: "budget"},
			Amount:      *t.Cells[len(t.Cells)-10+4*i].Amount, CodeName: texts[3+i][1], Row: 3 + i, Column: 2})
	}
	return r
}

func boxAt(row, column int) document.Box {
	x, y := 50+float64(column)*110, 100+float64(row)*20
	return document.Box{X0: x, Y0: y, X1: x + 110, Y1: y + 20}
}

// blank draws white pages and notes what it was asked for.
func blank(asked *[]document.Region) Draw {
	return func(dpi float64, regions []document.Region, each func(int, image.Image) error) error {
		for i, r := range regions {
			*asked = append(*asked, r)
			img := image.NewRGBA(image.Rect(0, 0, int(r.Box.Width()*dpi/72), int(r.Box.Height()*dpi/72)))
			draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
			if err := each(i, img); err != nil {
				return err
			}
		}
		return nil
	}
}

func render(t *testing.T, r *schema.Record, o Options) string {
	t.Helper()
	var out bytes.Buffer
	if err := Document(t.Context(), &out, r, o); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestGolden(t *testing.T) {
	page := render(t, invented(), Options{Date: "2025-01-31", Version: "1.2.3"})
	// The style sheet is no behaviour.
	got := page[:strings.Index(page, "<style>")] + page[strings.Index(page, "</style>"):]
	path := filepath.Join("testdata", "invented.html")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("go test ./report -update rewrites it (-golden +now):\n%s", diff)
	}
}

func TestDocument(t *testing.T) {
	var asked []document.Region
	page := render(t, invented(), Options{Draw: blank(&asked)})
	for _, want := range []string{
		"云岭市档案局 2024年部门预算", "budget.pdf", "合计与各行之和不符。", "The total is not the sum of its rows.",
		// the total, linked to its finding
		`<td class="n inconsistent accused">12.00<a class="m n inconsistent accused" href="#f1"`,
		`<td class="n not_checkable accused">7.00`,
		`<th colspan="2">科目</th>`, `<th rowspan="2">金额</th>`,
		"63.6%", "36.4%", // 7 and 4 of 11
		"各部分均为空白", "data:image/png;base64,", `class="doubted"`,
		`其中“12.00”已用红框标出`, `<svg class="close" viewBox="0 0 320 `,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not on the page", want)
		}
	}
	for _, not := range []string{"private/folder", "13800000000", "<script", "http://", "https://"} {
		if strings.Contains(page, not) {
			t.Errorf("%q is on the page", not)
		}
	}
	if strings.Index(page, "合计与各行之和不符。") > strings.Index(page, "序号重复。") {
		t.Error("the error does not come before the notice")
	}
	// As wide as the table, from its title down to what is below the operands.
	if want := []document.Region{{Page: 1, Box: document.Box{X0: 46, Y0: 66, X1: 504, Y1: 224}}}; !slices.Equal(asked,
		want) {
		t.Errorf("drawn: %v, want %v", asked, want)
	}
	if again := render(t, invented(), Options{Draw: blank(&asked)}); again != page {
		t.Error("the same document gave another page")
	}
}

// TestPublishedAt: a page links to where its document was had from, and nowhere
// that is no address of the web.
func TestPublishedAt(t *testing.T) {
	r := invented()
	r.From = document.Provenance{Address: "https://a.example/P1.pdf", Referrer: "https://a.example/t1.html"}
	page := render(t, r, Options{})
	for _, link := range []string{`<a href="https://a.example/P1.pdf">`, `<a href="https://a.example/t1.html">`} {
		if !strings.Contains(page, link) {
			t.Errorf("%s is not in it", link)
		}
	}
	r.From.Address = "javascript:alert(1)"
	if page := render(t, r, Options{}); strings.Contains(page, `href="javascript`) {
		t.Error("it links to a script")
	}
}

// TestDisputed: a check whose numbers two readings have differently accuses nobody.
func TestDisputed(t *testing.T) {
	r := invented()
	f := &r.Findings[1]
	f.Severity, f.Outcome, f.SecondReading = schema.SeverityNotice, schema.ReadingDisputed, schema.SecondReadingDisputed
	for i := range r.Checks {
		if c := &r.Checks[i]; c.ID == f.CheckID {
			c.Outcome = f.Outcome
		}
	}
	page := render(t, r, Options{})
	for _, want := range []string{"A second reader reads other numbers", `<td class="n reading_disputed accused">12.00`,
		"! 两次读数不一"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not on the page", want)
		}
	}
	if strings.Contains(page, `class="n inconsistent`) {
		t.Error("a disputed figure is marked as inconsistent")
	}
}

// What was recognised is said at the top and beside every figure.
func TestRecognised(t *testing.T) {
	r := invented()
	r.Document.Recognizer, r.Document.Pages[0].Status = "PP-OCRv6 small", document.PageOCR
	for i := range r.Tables[0].Cells {
		c := &r.Tables[0].Cells[i]
		c.Confidence, c.Doubtful = 0.9, c.Text == "7.00"
		if c.Text == "4.00" {
			c.FirstReading = "9.00"
		}
		if c.Amount != nil { // beside a figure that is shown
			c.Page, c.Box = r.Findings[1].Evidence[0].Page, r.Findings[1].Evidence[0].Box
			c.Box.X0++
		}
	}
	for i := range r.Findings {
		for k := range r.Findings[i].Evidence {
			o := &r.Findings[i].Evidence[k]
			o.Confidence, o.Doubtful = 0.9, o.Text == "7.00"
		}
	}
	var asked []document.Region
	page := render(t, r, Options{Draw: blank(&asked)})
	for _, want := range []string{
		"第1页是图片，由文字识别（PP-OCRv6 small）读出3个数字，可能有误；其中1个既不确定、也没有合计可以印证，1个按勾稽关系改正",
		"of 3 figures 1 are neither sure nor borne out by a sum, 1 were corrected by arithmetic",
		"识别存疑", "doubtful", "recognised",
		`title="识别存疑 0.90"`, `title="识别 0.90；初读 9.00，按勾稽关系改正"`, `7.00<span class="doubt">？</span>`, // in the table
		`<rect class="ocr"`, "dotted, other figures that were recognised", // and in the picture
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

func TestPictureBounds(t *testing.T) {
	r := invented()
	for i := range 5 {
		f := r.Findings[1]
		f.ID = fmt.Sprint("more", i)
		f.Evidence = slices.Clone(f.Evidence[:1])
		f.Evidence[0].Box.Y0 += float64(100 * (i + 1))
		f.Evidence[0].Box.Y1 += float64(100 * (i + 1))
		r.Findings = append(r.Findings, f)
	}
	for _, c := range []struct {
		o        Options
		pictures int
	}{{Options{}, 6}, {Options{Images: 2}, 2}, {Options{Bytes: 1}, 0}} {
		var asked []document.Region
		c.o.Draw = blank(&asked)
		page := render(t, r, c.o)
		if n := strings.Count(page, `role="img"`); n != c.pictures {
			t.Errorf("%d pictures with %+v, want %d", n, c.o, c.pictures)
		}
		// Far below its head, a row is shown with it.
		if head := strings.Contains(page, `<svg class="head"`); head != (c.pictures == 6) {
			t.Errorf("the heads of columns are shown: %v with %+v", head, c.o)
		}
		if said := strings.Contains(page, fmt.Sprintf("%d findings lack a picture", 6-c.pictures)); said != (c.pictures < 6) {
			t.Errorf("what is left out is said: %v with %d pictures", said, c.pictures)
		}
	}
	broken := errors.New("broken")
	o := Options{Draw: func(float64, []document.Region, func(int, image.Image) error) error { return broken }}
	if err := Document(t.Context(), &bytes.Buffer{}, r, o); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

// TestContactsInPictures: what is masked in text is masked where it is seen.
func TestContactsInPictures(t *testing.T) {
	r := invented()
	region := document.Region{Page: 1, Box: document.Box{X0: 46, Y0: 60, X1: 504, Y1: 224}}
	img := image.NewGray(image.Rect(0, 0, int(region.Box.Width()*dpi/72), int(region.Box.Height()*dpi/72)))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	black := func() bool {
		data, err := encode(r, region, img)
		if err != nil {
			t.Fatal(err)
		}
		out, _, err := image.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		at := func(b document.Box) uint8 {
			x, y := (b.X0+b.X1)/2-region.Box.X0, (b.Y0+b.Y1)/2-region.Box.Y0
			return color.GrayModel.Convert(out.At(int(x*dpi/72), int(y*dpi/72))).(color.Gray).Y
		}
		if at(boxAt(3, 2)) != 255 {
			t.Error("the amount beside the contact is not seen")
		}
		return at(boxAt(3, 3)) == 0
	}
	if !black() {
		t.Error("a contact can be read in the picture")
	}
	for i := range r.Tables[0].Cells {
		if c := &r.Tables[0].Cells[i]; c.Contact {
			c.Text = "13800000000" // contacts are kept
		}
	}
	if black() {
		t.Error("a contact that is kept is painted over")
	}
}

// TestHostile puts markup wherever a document's words can come to stand.
func TestHostile(t *testing.T) {
	const evil = `"'><script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:alert(1)">&lt;</style>` +
		`</title>{{.}}` + "`"
	r := invented()
	r.Source, r.Error, r.Profile.Organization = evil, evil, evil
	r.Status = schema.Status(evil)
	r.Document.Reading.Leftovers = []string{evil}
	r.Document.Warnings = []document.Warning{{Page: 1, Message: evil}}
	l := r.Tables[0].Layout
	l.Title, l.Number, l.Notes = evil, evil, []string{evil}
	r.Tables[0].Unit = evil
	for i := range r.Tables[0].Cells {
		r.Tables[0].Cells[i].Text = evil
	}
	for i := range r.Checks {
		r.Checks[i].Reason = evil
		for j := range r.Checks[i].Operands {
			o := &r.Checks[i].Operands[j]
			o.TableTitle, o.RowLabel, o.ColumnLabel, o.Text = evil, evil, evil, evil
		}
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		f.MessageZH, f.MessageEN, f.Expected, f.Unit, f.Rule = evil, evil, evil, evil, evil
	}
	for i := range r.Facts {
		r.Facts[i].CodeName = evil
	}
	var asked []document.Region
	harmless(t, render(t, r, Options{Draw: blank(&asked), Date: evil, Version: evil}))

	folder := filepath.Join(t.TempDir(), "d<script>")
	store(t, folder, r)
	var out bytes.Buffer
	if err := Dataset(t.Context(), &out, folder, Options{Date: evil}); err != nil {
		t.Fatal(err)
	}
	harmless(t, out.String())
}

// harmless wants a page that runs nothing and loads nothing.
func harmless(t *testing.T, page string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "script", "img", "iframe", "object", "embed", "link", "form", "base":
			t.Errorf("there is a <%s>", n.Data)
		}
		for _, a := range n.Attr {
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "src":
				t.Errorf("<%s> has %s=%q", n.Data, a.Key, a.Val)
			case a.Key == "href" && !strings.HasPrefix(a.Val, "#") && !strings.HasPrefix(a.Val, "data:image/png;base64,"):
				t.Errorf("<%s> leads to %q", n.Data, a.Val)
			}
		}
	}
}

func store(t *testing.T, folder string, records ...*schema.Record) {
	t.Helper()
	sink, err := sinks.NewParquet(folder, "test")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		if err := sink.Write(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	if err := sink.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestDataset(t *testing.T) {
	fine, bad := invented(), invented()
	fine.Source, fine.DocumentID, fine.Findings, fine.Profile.Organization = "a.pdf", "aa", nil, "甲局"
	bad.Source, bad.Profile.Organization = "b.pdf", "乙局"
	for i := range bad.Findings {
		bad.Findings[i].DocumentID = bad.DocumentID
	}
	lost := &schema.Record{Source: "c.pdf", DocumentID: "cc", Status: schema.StatusDamaged, Error: "file is damaged"}
	folder := filepath.Join(t.TempDir(), "dataset")
	store(t, folder, fine, bad, lost)
	var out bytes.Buffer
	if err := Dataset(t.Context(), &out, folder, Options{}); err != nil {
		t.Fatal(err)
	}
	page := out.String()
	if a, b := strings.Index(page, "甲局"), strings.Index(page, "乙局"); a < 0 || b < 0 || a < b {
		t.Errorf("the worst document is not first: %d, %d", b, a)
	}
	for _, want := range []string{"3 份预决算文件", "合计与各行之和不符。", "c.pdf", "文件损坏", "合计（总计）等于所列各行之和"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not on the page", want)
		}
	}
	if err := Dataset(t.Context(), &out, t.TempDir(), Options{}); !errors.Is(err, sinks.ErrNotDataset) {
		t.Errorf("an empty folder: %v", err)
	}
	if err := os.WriteFile(filepath.Join(folder, "findings.parquet"), []byte("PAR1 nothing of the kind PAR1"),
		0o644); err != nil {
		t.Fatal(err)
	}
	if err := Dataset(t.Context(), &out, folder, Options{}); err == nil {
		t.Error("a damaged file is no error")
	}
}

// TestSentence: of a figure in a sentence all of the paragraph is shown, and
// only the figure is boxed.
func TestSentence(t *testing.T) {
	paragraph := document.Box{X0: 60, Y0: 300, X1: 500, Y1: 340}
	number := document.Box{X0: 200, Y0: 300, X1: 230, Y1: 310}
	r := &schema.Record{Document: &document.Document{Format: document.PDF,
		Pages: []document.Page{{Number: 2, Width: 595, Height: 842,
			Blocks: []document.Block{{Kind: document.BlockParagraph, Text: "支出12.00万元。", Box: paragraph}}}}}}
	for _, tt := range []struct {
		box   document.Box
		class string
	}{{number, "doubted"}, {paragraph, "doubted words"}} {
		operands := []schema.Operand{{Page: 2, Row: -1, Column: -1, Text: "12.00", Box: tt.box}}
		regions := regionsOf(r, operands)
		if len(regions) != 1 || regions[0].Box.Union(paragraph) != regions[0].Box {
			t.Fatalf("%v is shown, not all of %v", regions, paragraph)
		}
		p := pictureOf(r, regions[0], "", operands)
		if want := fmt.Sprintf("%.1f", tt.box.Width()); len(p.Boxes) != 1 || p.Boxes[0].Width != want ||
			p.Boxes[0].Class != tt.class {
			t.Errorf("boxed %v, want one of width %s as %q", p.Boxes, want, tt.class)
		}
	}
}
