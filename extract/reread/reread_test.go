package reread

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/internal/fixtures"
	"github.com/yusuan/yusuan/internal/pdffile"
)

// latin is a font whose digits are half an em wide.
const latin = "<</Type/Font/Subtype/TrueType/BaseFont/Any/FirstChar 32/LastChar 57/Widths[" +
	"250 500 500 500 500 500 500 500 500 500 500 500 250 500 250 500 500 500 500 500 500 500 500 500 500 500]>>"

// onePage is a page of 200 by 100 points; more are the objects from 5 on, and
// page further entries of the page.
func onePage(font, content, page string, more ...string) []byte {
	return pdffile.Write("", append([]string{
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 200 100]>>",
		"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F " + font + ">>/XObject<</X 5 0 R>>>>" + page + ">>",
		pdffile.Stream("", content),
	}, more...)...)
}

func read(t *testing.T, data []byte) Page {
	t.Helper()
	r, err := Open(context.Background(), data, "")
	if err != nil {
		t.Fatal(err)
	}
	p, err := r.Page(context.Background(), 1)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func texts(p Page) []string {
	out := []string{}
	for _, n := range p.Numbers {
		out = append(out, n.Text)
	}
	return out
}

func cmapOf(body string) string {
	return pdffile.Stream("", "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"+
		body+"\nendcmap CMapName currentdict /CMap defineresource pop end end")
}

// composite is a font of two-byte codes without a known collection.
const composite = "<</Type/Font/Subtype/Type0/BaseFont/Any/Encoding/%s/DescendantFonts[<</Type/Font/Subtype/CIDFontType2" +
	"/CIDSystemInfo<</Registry(Adobe)/Ordering(%s)/Supplement 0>>/DW 500>>]%s>>"

func TestFontsAndOperators(t *testing.T) {
	show := func(s string) string { return "BT /F 10 Tf 20 50 Td " + s + " ET" }
	for _, test := range []struct {
		name, font, content, page string
		more                      []string
		want                      []string
		unreadable                int
	}{
		{name: "plain", content: show("(1,234.56) Tj"), want: []string{"1,234.56"}},
		{name: "text around", content: show("(a12b 3.4%) Tj"), want: []string{"12", "3.4"}},
		{name: "kerning keeps a number together", content: show("[(12) -80 (34)] TJ"), want: []string{"1234"}},
		{name: "a wide gap parts numbers", content: show("[(12) -2000 (34)] TJ"), want: []string{"12", "34"}},
		{name: "cells that nearly touch, drawn in one go", content: show("[(12.50) -300 (34.75)] TJ"),
			want: []string{"12.50", "34.75"}},
		{name: "spaced out evenly", content: show("3 Tc (1234) Tj"), want: []string{"1234"}},
		{name: "drawn apart and touching", content: show("(12) Tj 0 20 Td (77) Tj 10 -20 Td (.5) Tj"),
			want: []string{"77", "12.5"}},
		{name: "quote operators", content: show("12 TL (1) Tj (2) ' 0 0 (3) \""), want: []string{"1", "2", "3"}},
		{name: "next line", content: show("12 TL (1) Tj T* (2) Tj"), want: []string{"1", "2"}},
		{name: "narrow glyphs", content: show("50 Tz (1234) Tj 12 0 Td (5) Tj"), want: []string{"1234", "5"}},
		{name: "drawn twice", content: show("(12) Tj 0.3 0 Td (12) Tj"), want: []string{"12"}},
		{name: "invisible", content: show("3 Tr (12) Tj 0 Tr 60 0 Td (34) Tj"), want: []string{"34"}},
		{name: "off the page", content: show("(12) Tj 0 80 Td (34) Tj"), want: []string{"12"}},
		{name: "outside the crop box", content: show("(12) Tj 100 0 Td (34) Tj"), page: "/CropBox[0 0 100 100]",
			want: []string{"12"}},
		{name: "what q kept comes back", content: "q 100 0 0 1 0 0 cm Q Q " + show("(12) Tj"), want: []string{"12"}},
		{name: "program in parts", content: "unused", page: "/Contents[6 0 R 7 0 R]", want: []string{"12", "34"},
			more: []string{"<<>>", pdffile.Stream("", "BT /F 10 Tf 20 50 Td (12) Tj ET q"),
				pdffile.Stream("", "BT 1 0 0 1 20 20 Tm (34) Tj ET Q")}},
		{name: "image within the program", content: "q 5 0 0 5 0 0 cm BI /W 2 /H 2 /CS /G /BPC 8 ID ((\x00\\9 EI Q " +
			show("(12) Tj"), want: []string{"12"}},
		{name: "form", content: "/X Do " + show("(12) Tj"), want: []string{"34", "12"},
			more: []string{pdffile.Stream("/Type/XObject/Subtype/Form/BBox[0 0 99 99]/Matrix[1 0 0 1 40 30]", show("(34) Tj"))}},
		{name: "form within itself", content: show("(12) Tj") + " /X Do", want: nil,
			more: []string{pdffile.Stream("/Type/XObject/Subtype/Form/BBox[0 0 99 99]", "/X Do")}},
		{name: "field of a form", content: show("(12) Tj"), page: "/Annots[<</Type/Annot/Subtype/Widget/Rect[100 10 150 " +
			"30]/AP<</N 5 0 R>>>>]", want: []string{"12", "56"},
			more: []string{pdffile.Stream("/Subtype/Form/BBox[0 0 50 20]/Resources<</Font<</F "+latin+">>>>",
				"BT /F 10 Tf 2 5 Td (56) Tj ET")}},
		{name: "differences", font: "<</Type/Font/Subtype/Type1/Encoding<</Differences[1/one/period/two.tnum/uni0033/g57]>>>>",
			content: show("<0102030405> Tj"), want: []string{"1.23"}, unreadable: 1},
		{name: "type 3", font: "<</Type/Font/Subtype/Type3/FontMatrix[0.01 0 0 0.01 0 0]/FirstChar 1/LastChar 2/Widths[50 " +
			"50]/Encoding<</Differences[1/seven/eight]>>>>",
			content: show("<0102> Tj"), want: []string{"78"}},
		{name: "subset without names", font: "<</Type/Font/Subtype/TrueType/FirstChar 1/Widths[500]>>",
			content: show("<0101> Tj"), want: []string{}, unreadable: 2},
		{name: "full-width", font: fmt.Sprintf(composite, "UniGB-UCS2-H", "GB1", ""), content: show("<FF11FF12FF0EFF13> Tj"),
			want: []string{"１２．３"}},
		{name: "GBK", font: fmt.Sprintf(composite, "GBK-EUC-H", "GB1", ""), content: show("<B9B2 31322E35 CDF2> Tj"),
			want: []string{"12.5"}},
		{name: "GB 18030", font: fmt.Sprintf(composite, "GBK2K-H", "GB1", ""), content: show("<8139EF30 37> Tj"),
			want: []string{"7"}},
		{name: "UTF-16 outside the first plane", font: fmt.Sprintf(composite, "UniGB-UTF16-H", "GB1", ""),
			content: show("<D840DC00 0039> Tj"), want: []string{"9"}},
		{name: "glyphs of a collection", font: fmt.Sprintf(composite, "Identity-H", "GB1", ""),
			content: show("<0012 0013 0340> Tj"), want: []string{"122"}},
		{name: "glyphs of no collection", font: fmt.Sprintf(composite, "Identity-H", "Identity", ""),
			content: show("<00120013> Tj"), want: []string{}, unreadable: 2},
		{name: "a CMap we do not have", font: fmt.Sprintf(composite, "Own-H", "GB1", ""), content: show("<00120013> Tj"),
			want: []string{}, unreadable: 2},
		{name: "ToUnicode", font: fmt.Sprintf(composite, "Identity-H", "Identity", "/ToUnicode 6 0 R"),
			content: show("<0001 0002 0003 0011 0012 0021 0022> Tj"), want: []string{"1.23478"},
			more: []string{"<<>>", cmapOf("1 begincodespacerange <0000> <FFFF> endcodespacerange\n" +
				"3 beginbfchar <0001> <0031> <0002> <002E> <0003> <0032> endbfchar\n" +
				"2 beginbfrange <0011> <0012> <0033> <0021> <0022> [<0037> <0038>] endbfrange")}},
		{name: "ToUnicode that breaks off", font: fmt.Sprintf(composite, "Identity-H", "Identity", "/ToUnicode 6 0 R"),
			content: show("<0001> Tj"), want: []string{"5"},
			more: []string{"<<>>", cmapOf("1 beginbfchar <0001> <0035> endbfchar 1 beginbfchar <zz")}},
		{name: "CMap in the file", font: "<</Type/Font/Subtype/Type0/Encoding 6 0 " +
			"R/DescendantFonts[<</CIDSystemInfo<</Ordering(GB1)>>/W[17[500 500]]>>]>>",
			content: show("<41 8142> Tj"), want: []string{"01"},
			more: []string{"<<>>", cmapOf("2 begincodespacerange <00> <7F> <8100> <FEFF> endcodespacerange\n" +
				"1 begincidchar <41> 17 endcidchar 1 begincidrange <8140> <8150> 16 endcidrange")}},
	} {
		t.Run(test.name, func(t *testing.T) {
			font := test.font
			if font == "" {
				font = latin
			}
			data := onePage(font, test.content, test.page, test.more...)
			if test.want == nil {
				r, err := Open(context.Background(), data, "")
				if err != nil {
					t.Fatal(err)
				}
				if _, err := r.Page(context.Background(), 1); !errors.Is(err, document.ErrTooLarge) {
					t.Fatalf("got %v, want it refused", err)
				}
				return
			}
			p := read(t, data)
			if diff := cmp.Diff(test.want, texts(p)); diff != "" {
				t.Errorf("numbers (-want +got):\n%s", diff)
			}
			if len(p.Unreadable) != test.unreadable {
				t.Errorf("%d unreadable glyphs, want %d", len(p.Unreadable), test.unreadable)
			}
		})
	}
}

// TestPlaces looks for the number drawn at (20, 50) of a page of 200 by 100,
// ten points high, on the displayed page.
func TestPlaces(t *testing.T) {
	for rotate, want := range map[int]document.Box{
		0:   {X0: 20, Y0: 43, X1: 30, Y1: 50},
		90:  {X0: 50, Y0: 20, X1: 57, Y1: 30},
		180: {X0: 170, Y0: 50, X1: 180, Y1: 57},
		270: {X0: 43, Y0: 170, X1: 50, Y1: 180},
	} {
		p := read(t, onePage(latin, "BT /F 10 Tf 20 50 Td (12) Tj ET", fmt.Sprintf("/Rotate %d", rotate)))
		if len(p.Numbers) != 1 {
			t.Fatalf("rotated by %d: %v", rotate, p.Numbers)
		}
		got := p.Numbers[0].Box
		for _, d := range []float64{got.X0 - want.X0, got.Y0 - want.Y0, got.X1 - want.X1, got.Y1 - want.Y1} {
			if d < -0.5 || d > 0.5 {
				t.Errorf("rotated by %d: %v, want %v", rotate, got, want)
				break
			}
		}
	}
}

func TestDamaged(t *testing.T) {
	good := onePage(latin, "BT /F 10 Tf 20 50 Td (12) Tj ET", "")
	for _, test := range []struct {
		name string
		data []byte
		want error
	}{
		{"nothing", nil, document.ErrUnsupported},
		{"words", []byte("2025年部门预算"), document.ErrUnsupported},
		{"cut off", good[:len(good)/2], document.ErrUnsupported},
		{"page tree leads back", pdffile.Write("", "<</Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"), document.ErrTooLarge},
		{"tables lead back", []byte(strings.Replace(string(good), "/Root 1 0 R",
			"/Root 1 0 R/Prev "+fmt.Sprint(strings.LastIndex(string(good), "xref\n0")), 1)), document.ErrTooLarge},
		{"compressed within itself", compressed(), document.ErrDamaged},
		{"a table too large", []byte(strings.Replace(string(good), "/Size 5", "/Size 2000000000", 1)), document.ErrTooLarge},
		{"text without a font", onePage(latin, "BT 20 50 Td (12) Tj ET", ""), document.ErrDamaged},
		{"an escape that is none", onePage(latin, "BT /F 10 Tf (1\\92) Tj ET", ""), document.ErrDamaged},
		{"unknown filter", onePage(latin, "", "/Contents 5 0 R", pdffile.Stream("/Filter/Own", "1")), document.ErrDamaged},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, err := Open(context.Background(), test.data, "")
			if err == nil {
				_, err = r.Page(context.Background(), 1)
			}
			if !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
	t.Run("before and after the file", func(t *testing.T) {
		p := read(t, slices.Concat([]byte("\r\n"), good, []byte("\n<!-- sent by a web server -->")))
		if diff := cmp.Diff([]string{"12"}, texts(p)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("no such page", func(t *testing.T) {
		r, err := Open(context.Background(), good, "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Page(context.Background(), 2); !errors.Is(err, document.ErrDamaged) {
			t.Error(err)
		}
	})
	t.Run("no time", func(t *testing.T) {
		r, err := Open(context.Background(), good, "")
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if _, err := r.Page(ctx, 1); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

// compressed is a file whose first object is said to be held by the first object.
func compressed() []byte {
	body := "%PDF-1.5\n"
	entries := "\x00\x00\x00\x02\x01\x00"
	return fmt.Appendf(nil, "%s2 0 obj\n<</Type/XRef/Size 2/W[1 1 1]/Root 1 0 R/Length %d>>"+
		"\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n",
		body, len(entries), entries, len(body))
}

// TestTruth looks for every number of the tables of the fixtures' truth.
func TestTruth(t *testing.T) {
	names, err := fixtures.Names()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			truth, err := fixtures.Load(name)
			if err != nil {
				t.Fatal(err)
			}
			if filepath.Ext(truth.Document.File) != ".pdf" {
				t.Skip("its pages are not those of a PDF")
			}
			data, err := os.ReadFile(filepath.Join(fixtures.Dir(), truth.Document.File))
			if err != nil {
				t.Fatal(err)
			}
			r, err := Open(context.Background(), data, "")
			if err != nil {
				t.Fatal(err)
			}
			found := 0
			for _, table := range truth.Tables {
				there := ""
				for _, n := range table.Pages {
					p, err := r.Page(context.Background(), n)
					if err != nil {
						t.Fatalf("page %d: %v", n, err)
					}
					there += " " + strings.Join(texts(p), " ") + " "
				}
				for _, row := range table.Rows {
					for _, text := range row {
						for _, n := range document.Numbers(text) {
							if strings.Contains(there, " "+n+" ") {
								found++
							} else if !strings.Contains(strings.ReplaceAll(there, " ", ""), strings.ReplaceAll(n, ".", "")) {
								// A narrow cell may break a number over its lines.
								t.Errorf("%s: %s is missing", table.Title, n)
							}
						}
					}
				}
			}
			if found == 0 {
				t.Error("no number was found")
			}
		})
	}
}

func FuzzPage(f *testing.F) {
	f.Add(onePage(latin, "BT /F 10 Tf 20 50 Td [(12) -50 (3)] TJ ET /X Do", "",
		pdffile.Stream("/Subtype/Form/BBox[0 0 9 9]", "BT /F 1 Tf (1) ' ET")))
	f.Add(onePage(fmt.Sprintf(composite, "Identity-H", "Identity", "/ToUnicode 6 0 R"), "BT /F 10 Tf <0001> Tj ET", "",
		"<<>>",
		cmapOf("1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0001> <0009> <0031> endbfrange")))
	f.Add(onePage(fmt.Sprintf(composite, "GBK-EUC-H", "GB1", ""), "BT /F 10 Tf <31B9B2> Tj ET BI /W 1 ID x EI",
		"/Rotate 90"))
	f.Add(compressed())
	f.Fuzz(func(t *testing.T, data []byte) {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		r, err := Open(ctx, data, "")
		if err != nil {
			return
		}
		for n := 1; n <= min(len(r.pages), 3); n++ {
			p, err := r.Page(ctx, n)
			if err != nil {
				continue
			}
			for _, x := range p.Numbers {
				if document.CountDigits(x.Text) == 0 {
					t.Fatalf("%q is no number", x.Text)
				}
			}
		}
		if ctx.Err() != nil {
			t.Fatal("it took too long")
		}
	})
}

func BenchmarkPage(b *testing.B) {
	data, err := os.ReadFile(filepath.Join(fixtures.Dir(), "qingping-hrss-2025-budget.pdf"))
	if err != nil {
		b.Fatal(err)
	}
	pages := 0
	for b.Loop() {
		r, err := Open(b.Context(), data, "")
		if err != nil {
			b.Fatal(err)
		}
		for n := range r.pages {
			if _, err := r.Page(b.Context(), n+1); err != nil {
				b.Fatal(err)
			}
		}
		pages += len(r.pages)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(pages), "µs/page")
}

// TestLayers: what is drawn into a layer that is off is not seen, text, forms and
// fields, nor what belongs to several of which none is on.
func TestLayers(t *testing.T) {
	const off, on = "5 0 R", "6 0 R"
	show := func(s string) string { return "BT /F 10 Tf 20 50 Td (" + s + ") Tj ET " }
	form := func(of string) string {
		return pdffile.Stream("/Type/XObject/Subtype/Form/BBox[0 0 99 99]/OC "+of, "BT /F 10 Tf 90 50 Td (34) Tj ET")
	}
	for name, test := range map[string]struct {
		layers, properties, content string
		form, field                 string // the layer it is in
		want                        []string
	}{
		"text":                     {content: "/OC /A BDC " + show("12") + "EMC /OC /B BDC 0 20 Td " + show("56") + "EMC", want: []string{"56"}},
		"nested":                   {content: "/OC /A BDC /P BMC EMC /P <</MCID 0>> BDC EMC " + show("12") + "EMC", want: []string{}},
		"no end":                   {content: "EMC /OC /A BDC " + show("12"), want: []string{}},
		"a mark":                   {content: "/P /A BDC " + show("12") + "EMC", want: []string{"12"}},
		"form":                     {content: "/X Do " + show("12"), form: off, want: []string{"12"}},
		"form on":                  {content: "/X Do " + show("12"), form: on, want: []string{"12", "34"}},
		"a form has its own marks": {content: "/OC /A BDC /X Do " + "EMC " + show("12"), form: on, want: []string{"12"}},
		"one of several": {properties: "/A<</Type/OCMD/OCGs[5 0 R 6 0 R]>>", content: "/OC /A BDC " + show("12") + "EMC",
			want: []string{"12"}},
		"none of several": {properties: "/A<</Type/OCMD/OCGs 5 0 R>>", content: "/OC /A BDC " + show("12") + "EMC",
			want: []string{}},
		"not all of several": {properties: "/A<</Type/OCMD/P/AllOn/OCGs[5 0 R 6 0 R]>>",
			content: "/OC /A BDC " + show("12") + "EMC", want: []string{}},
		"while one is off": {properties: "/A<</Type/OCMD/P/AnyOff/OCGs[5 0 R 6 0 R]>>",
			content: "/OC /A BDC " + show("12") + "EMC", want: []string{"12"}},
		"while all are off": {properties: "/A<</Type/OCMD/P/AllOff/OCGs[5 0 R 6 0 R]>>",
			content: "/OC /A BDC " + show("12") + "EMC", want: []string{}},
		"all but one": {layers: "/BaseState/OFF/ON[6 0 R]", content: "/OC /A BDC " + show("12") + "EMC /OC /B BDC " +
			show("56") + "EMC", want: []string{"56"}},
		"field": {content: show("12"), field: off, want: []string{"12"}},
	} {
		t.Run(name, func(t *testing.T) {
			if test.layers == "" {
				test.layers = "/OFF[5 0 R]"
			}
			if test.properties == "" {
				test.properties = "/A 5 0 R/B 6 0 R"
			}
			if test.form == "" {
				test.form = on
			}
			page := "/Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F " + latin + ">>/XObject<</X 7 0 R>>/Properties<<" +
				test.properties + ">>>>"
			if test.field != "" {
				page += "/Annots[<</Type/Annot/Subtype/Widget/Rect[100 10 150 30]/AP<</N 8 0 R>>/OC " + test.field + ">>]"
			}
			p := read(t, pdffile.Write("",
				"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[5 0 R 6 0 R]/D<<"+test.layers+">>>>>>",
				"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 200 100]>>", "<<"+page+">>",
				pdffile.Stream("", test.content), "<</Type/OCG/Name(a)>>", "<</Type/OCG/Name(a)>>", form(test.form),
				pdffile.Stream("/Subtype/Form/BBox[0 0 50 20]/Resources<</Font<</F "+latin+">>>>",
					"BT /F 10 Tf 2 5 Td (78) Tj ET")))
			if diff := cmp.Diff(test.want, texts(p)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
