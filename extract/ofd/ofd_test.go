package ofd

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract/compose"
	"github.com/yusuan/yusuan/extract/format"
	"github.com/yusuan/yusuan/extract/layout"
	"github.com/yusuan/yusuan/internal/ofdfile"
)

// A package of one page with the given content, and parts put in or, if
// empty, left out.
func pack1(t testing.TB, content string, parts map[string]string) []byte {
	t.Helper()
	all := map[string]string{
		"OFD.xml": `<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocBody><ofd:DocInfo><ofd:Title>预算</ofd:Title>
			<ofd:CreationDate>2025-02-10</ofd:CreationDate><ofd:Creator>WPS</ofd:Creator></ofd:DocInfo>
			<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>`,
		"Doc_0/Document.xml": `<ofd:Document xmlns:ofd="x"><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 200 100</ofd:PhysicalBox></ofd:PageArea>
			<ofd:PublicRes>Res.xml</ofd:PublicRes></ofd:CommonData>
			<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/P1.xml"/></ofd:Pages></ofd:Document>`,
		"Doc_0/Res.xml": `<ofd:Res BaseLoc="Res"/>`,
		"Doc_0/Pages/P1.xml": `<ofd:Page xmlns:ofd="x"><ofd:Content><ofd:Layer>` + content +
			`</ofd:Layer></ofd:Content></ofd:Page>`,
	}
	maps.Copy(all, parts)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if all[name] == "" {
			continue
		}
		f, err := z.Create(name)
		if err == nil {
			_, err = f.Write([]byte(all[name]))
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

// decode gives the pages as they are drawn.
func decode(t testing.TB, data []byte) ([]layout.Page, *format.File, error) {
	t.Helper()
	ctx, end := budget.Start(t.Context(), budget.Options{Deadline: time.Minute})
	defer end()
	var out []layout.Page
	file, err := pages(ctx, data, format.Options{}, func(p layout.Page) error {
		out = append(out, p)
		return nil
	})
	return out, file, err
}

func onePage(t testing.TB, data []byte) (layout.Page, *format.File) {
	t.Helper()
	all, file, err := decode(t, data)
	if err != nil || len(all) != 1 {
		t.Fatalf("%d pages, %v", len(all), err)
	}
	return all[0], file
}

func textOf(p layout.Page) string {
	var b strings.Builder
	for i := range p.Glyphs {
		b.WriteString(p.Glyphs[i].Text)
	}
	return b.String()
}

func codes(f *format.File) (out []string) {
	for _, w := range f.Warnings {
		out = append(out, w.Code)
	}
	return out
}

// object is a text object at 10 mm from the left and 20 from above.
func object(attributes, within string) string {
	return `<ofd:TextObject Boundary="10 20 50 10" Font="1" Size="5" ` + attributes + `>` + within + `</ofd:TextObject>`
}

const figure = `<ofd:TextCode X="0" Y="5" DeltaX="g 4 2.5">12.34</ofd:TextCode>`

// Where characters stand: the places of their origins in millimetres.
func TestPlaces(t *testing.T) {
	for _, c := range []struct{ name, content, want string }{
		{"counted deltas", object("", `<ofd:TextCode X="0" Y="5" DeltaX="g 2 3 4">1234</ofd:TextCode>`),
			"1@10,25 2@13,25 3@16,25 4@20,25"},
		{"no deltas", object("", `<ofd:TextCode X="0" Y="5">预12</ofd:TextCode>`), "预@10,25 1@15,25 2@17.5,25"},
		{"fewer deltas than characters", object("", `<ofd:TextCode X="0" Y="5" DeltaX="3">123</ofd:TextCode>`),
			"1@10,25 2@13,25 3@15.5,25"},
		{"more deltas than characters", object("", `<ofd:TextCode X="0" Y="5" DeltaX="3 3 3 3 3">12</ofd:TextCode>`),
			"1@10,25 2@13,25"},
		{"a line break by negative deltas", object("",
			`<ofd:TextCode X="0" Y="5" DeltaX="3 -3 3" DeltaY="0 6 0">1234</ofd:TextCode>`),
			"1@10,25 2@13,25 3@10,31 4@13,31"},
		{"a count of many", object("", `<ofd:TextCode X="0" Y="5" DeltaX="g 90000 3">12</ofd:TextCode>`), "1@10,25 2@13,25"},
		{"broken counts", object("", `<ofd:TextCode X="0" Y="5" DeltaX="g g g">12</ofd:TextCode>`), "1@10,25 2@12.5,25"},
		{"strings that go on where the last began", object("", `<ofd:TextCode X="1" Y="5">1</ofd:TextCode><ofd:TextCode `+
			`Y="9">2</ofd:TextCode>`), "1@11,25 2@11,29"},
		{"matrix", object(`CTM="2 0 0 2 1 1"`, `<ofd:TextCode X="0" Y="5" DeltaX="3">12</ofd:TextCode>`), "1@11,31 2@17,31"},
		{"no width or height", `<ofd:TextObject Boundary="10 20 0 -4" Size="5"><ofd:TextCode X="0" Y="5">1</ofd:TextCode>` +
			`</ofd:TextObject>`, "1@10,25"},
		{"no boundary", `<ofd:TextObject Size="5"><ofd:TextCode X="3" Y="5">1</ofd:TextCode></ofd:TextObject>`,
			"1@3,25" + ""},
		{"in blocks", `<ofd:PageBlock><ofd:PageBlock>` + object("", `<ofd:TextCode X="0" Y="5">1</ofd:TextCode>`) +
			`</ofd:PageBlock></ofd:PageBlock>`, "1@10,25"},
		{"set out for people", object("", "<ofd:TextCode X=\"0\" Y=\"5\" DeltaX=\"3\">\n\t\t12\n\t</ofd:TextCode>"),
			"1@10,25 2@13,25"},
		{"downwards", object(`ReadDirection="90"`, `<ofd:TextCode X="0" Y="5">支出</ofd:TextCode>`), "支@10,25 出@10,30"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, _ := onePage(t, pack1(t, c.content, nil))
			var got []string
			for _, g := range p.Glyphs {
				y := g.Box.Y1 - descent*g.Size
				got = append(got, fmt.Sprintf("%s@%.4g,%.4g", g.Text, g.Box.X0/mm, y/mm))
			}
			want := strings.Replace(c.want, "1@3,25", "1@3,5", 1)
			if s := strings.Join(got, " "); s != want {
				t.Errorf("%s, want %s", s, want)
			}
		})
	}
}

func TestTurned(t *testing.T) {
	for _, c := range []struct {
		attributes string
		angle      int
	}{
		{"", 0}, {`CTM="0 1 -1 0 20 0"`, 90}, {`CTM="0 -1 1 0 0 40"`, 270}, {`CharDirection="90"`, 90},
		{`CharDirection="180"`, 180},
	} {
		p, _ := onePage(t, pack1(t, object(c.attributes, figure), nil))
		if len(p.Glyphs) != 5 || p.Glyphs[0].Angle != c.angle {
			t.Errorf("%s: %+v", c.attributes, p.Glyphs[0])
		}
	}
}

// What a reader of the page sees, and how many numbers he does not.
func TestVisible(t *testing.T) {
	white := `<ofd:FillColor Value="255 255 255"/>`
	area := func(color string) string {
		return `<ofd:PathObject Boundary="0 0 100 60" Stroke="false" Fill="true"><ofd:FillColor Value="` + color + `"/>` +
			`<ofd:AbbreviatedData>M 0 0 L 100 0 L 100 60 L 0 60 C</ofd:AbbreviatedData></ofd:PathObject>`
	}
	clip := func(x, w string) string {
		return `<ofd:Clips><ofd:Clip><ofd:Area><ofd:Path Boundary="` + x + ` 0 ` + w +
			` 20" Fill="true"><ofd:AbbreviatedData>M 0 0 L ` + w + ` 0 L ` + w +
			` 20 L 0 20 C</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip></ofd:Clips>`
	}
	picture := `<ofd:ImageObject Boundary="0 0 200 100" ResourceID="9"/>`
	shifted := strings.Replace(object("", figure), "10 20", "10.1 20", 1)
	for _, c := range []struct {
		name, content, want string
		hidden              int
	}{
		{"plain", object("", figure), "12.34", 0},
		{"white on paper", object("", white+figure), "", 1},
		{"white in hexadecimal", object("", `<ofd:FillColor Value="#ff #ff #ff"/>`+figure), "", 1},
		{"white by its drawing parameters", object(`DrawParam="5"`, figure), "", 1},
		{"white in grey", object("", `<ofd:FillColor ColorSpace="7" Value="255"/>`+figure), "", 1},
		{"no ink in four colours", object("", `<ofd:FillColor ColorSpace="8" Value="0 0 0 0"/>`+figure), "", 1},
		{"white on a dark cell", area("0 0 128") + object("", white+figure), "12.34", 0},
		{"transparent", object("", `<ofd:FillColor Value="0 0 0" Alpha="0"/>`+figure), "", 1},
		{"a transparent object", object(`Alpha="0"`, figure), "", 1},
		{"half transparent", object(`Alpha="128"`, figure), "12.34", 0},
		{"not to be shown", object(`Visible="false"`, figure), "", 1},
		{"neither filled nor stroked", object(`Fill="false"`, figure), "", 1},
		{"stroked", object(`Fill="false" Stroke="true"`, figure), "12.34", 0},
		{"under a white area", object("", figure) + area("255 255 255"), "", 1},
		{"over a white area", area("255 255 255") + object("", figure), "12.34", 0},
		{"under a white area and again over it", object("", figure) + area("255 255 255") + object("", figure), "12.34", 1},
		{"under a pattern", object("", figure) + strings.Replace(area("1"), `Value="1"/>`, `><ofd:Pattern/></ofd:FillColor>`,
			1), "12.34", 0},
		{"clipped away", object("", clip("40", "20")+figure), "", 1},
		{"not clipped away", object("", clip("0", "40")+figure), "12.34", 0},
		{"clipped by half", object("", clip("0", "6")+figure), "12.", 1},
		{"an empty clip", object("", `<ofd:Clips><ofd:Clip/></ofd:Clips>`+figure), "12.34", 0},
		{"off the page", strings.Replace(object("", figure), "10 20", "210 20", 1), "", 1},
		{"drawn twice", object("", figure) + shifted, "12.34", 1},
		{"under a picture of it", object("", figure) + picture, "", 1},
		{"on a picture, transparent", picture + object(`Alpha="0"`, figure), "", 1},
		{"on a picture", picture + object("", figure), "12.34", 0},
		{"in a layer behind", `</ofd:Layer><ofd:Layer Type="Background">` + area("255 255 255") + `</ofd:Layer><ofd:Layer>` +
			object("", figure), "12.34", 0},
		{"a layer behind that stands last", object("", figure) + `</ofd:Layer><ofd:Layer Type="Background">` +
			area("255 255 255"), "12.34", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, _ := onePage(t, pack1(t, c.content, map[string]string{
				"Doc_0/Res.xml": `<Res BaseLoc="Res"><DrawParams><DrawParam ID="5" Relative="6"/><DrawParam ID="6"><FillColor Value="255 255 255"/></DrawParam></DrawParams>
					<ColorSpaces><ColorSpace ID="7" Type="GRAY"/><ColorSpace ID="8" Type="CMYK"/></ColorSpaces>
					<MultiMedias><MultiMedia ID="9"><MediaFile>a.png</MediaFile></MultiMedia></MultiMedias></Res>`,
				"Doc_0/Res/a.png": string(picturePNG(t, 20, 10)),
			}))
			if got := textOf(p); got != c.want || p.Hidden != c.hidden {
				t.Errorf("%q with %d hidden, want %q with %d", got, p.Hidden, c.want, c.hidden)
			}
			if c.name == "drawn twice" && !p.Glyphs[0].Bold {
				t.Error("what is drawn twice is bold")
			}
		})
	}
}

func picturePNG(t testing.TB, w, h int) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = 0xee
	}
	img.SetGray(w/2, h/2, color.Gray{})
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPaths(t *testing.T) {
	line := func(attributes, data string) string {
		return `<ofd:PathObject Boundary="10 20 50 10" LineWidth="0.2" ` + attributes + `><ofd:AbbreviatedData>` + data +
			`</ofd:AbbreviatedData></ofd:PathObject>`
	}
	for _, c := range []struct {
		name, content          string
		rules, fills, outlines int
	}{
		{"a line", line("", "M 0 0 L 50 0"), 1, 0, 0},
		{"a box", line("", "M 0 0 L 50 0 L 50 10 L 0 10 C"), 4, 0, 0},
		{"a thin bar", line(`Stroke="false" Fill="true"`, "M 0 0 L 50 0 L 50 0.2 L 0 0.2 C"), 1, 0, 0},
		{"an area", line(`Stroke="false" Fill="true"`, "S 0 0 L 50 0 L 50 10 L 0 10 C"), 0, 1, 0},
		{"a curve", line("", "M 0 0 B 1 1 2 2 3 3"), 0, 0, 0},
		{"the outline of a letter", line(`Stroke="false" Fill="true"`, "M 0 0 Q 1 1 2 0 A 1 1 0 0 1 3 3 C"), 0, 0, 1},
		{"not to be shown", line(`Visible="false"`, "M 0 0 L 50 0"), 0, 0, 0},
		{"neither", line(`Stroke="false"`, "M 0 0 L 50 0"), 0, 0, 0},
		{"words that are no numbers", line("", "M x y L 50 0"), 1, 0, 0},
		{"in a composite graphic", `<ofd:CompositeObject Boundary="1 1 50 50" ResourceID="3"/>`, 1, 0, 0},
	} {
		p, _ := onePage(t, pack1(t, c.content, map[string]string{
			"Doc_0/Res.xml": `<Res><CompositeGraphicUnits><CompositeGraphicUnit ID="3"><Content>` +
				line("", "M 0 0 L 50 0") + `</Content></CompositeGraphicUnit></CompositeGraphicUnits></Res>`}))
		if len(p.Rules) != c.rules || len(p.Fills) != c.fills || p.Outlines != c.outlines {
			t.Errorf("%s: %v, %v, %d outlines", c.name, p.Rules, p.Fills, p.Outlines)
		}
	}
}

// What letters do not say in Unicode must be a status, and never read.
func TestStatus(t *testing.T) {
	outlines := strings.Repeat(`<ofd:PathObject Boundary="10 20 5 5" Stroke="false" Fill="true"><ofd:AbbreviatedData>M `+
		`0 0 Q 1 1 2 0 L 1 3 C</ofd:AbbreviatedData></ofd:PathObject>`, 100)
	for _, c := range []struct {
		name, content string
		want          document.PageStatus
		code          string
	}{
		{"text", object("", figure), document.PageText, ""},
		{"blank", "", document.PageBlank, ""},
		{"letters drawn as outlines", outlines, document.PageScanned, "scanned"},
		{"characters for private use", object("", "<ofd:TextCode X=\"0\" Y=\"5\">\ue001\ue002\ue003</ofd:TextCode>"),
			document.PageScanned, "unknown_glyphs"},
		{"a picture", `<ofd:ImageObject Boundary="0 0 200 100" ResourceID="9"/>`, document.PageScanned, "scanned"},
	} {
		t.Run(c.name, func(t *testing.T) {
			asked := 0
			o := format.Options{Recognize: func(_ context.Context, p compose.Page, picture format.Picture) ([]compose.Page,
				[]document.Warning, error) {
				asked++
				return []compose.Page{p}, []document.Warning{{Page: p.Number, Code: "scanned"}}, nil
			}}
			file, err := read(t.Context(), pack1(t, c.content, nil), o)
			if err != nil || file.Pages[0].Status != c.want || c.code != "" && !slices.Contains(codes(file), c.code) ||
				(asked > 0) != (c.want == document.PageScanned) {
				t.Errorf("%v, %v, %v, asked %d times", err, file.Pages[0].Status, file.Warnings, asked)
			}
		})
	}
}

// A page that is a picture is shown to what recognises it.
func TestScan(t *testing.T) {
	parts := map[string]string{
		"Doc_0/Res.xml": `<Res BaseLoc="Res"><MultiMedias><MultiMedia ID="9"><MediaFile>a.png</MediaFile></MultiMedia>` +
			`</MultiMedias></Res>`,
		"Doc_0/Res/a.png": string(picturePNG(t, 200, 100)),
	}
	shown := 0
	o := format.Options{Recognize: func(_ context.Context, p compose.Page, picture format.Picture) ([]compose.Page,
		[]document.Warning, error) {
		img, dpi, err := picture(72)
		if err != nil {
			return []compose.Page{p}, nil, err
		}
		shown++
		b := img.Bounds()
		dark := 0
		for x := b.Min.X; x < b.Max.X; x++ {
			if r, _, _, _ := img.At(x, b.Dy()/2).RGBA(); r < 0xc000 {
				dark++
			}
		}
		if dpi != 72 || b.Dx() != 567 || b.Dy() != 283 || dark == 0 {
			t.Errorf("%v at %v, %d dark", b, dpi, dark)
		}
		return []compose.Page{p}, nil, nil
	}}
	page := `<ofd:ImageObject Boundary="0 0 200 100" CTM="200 0 0 100 0 0" ResourceID="9"/>`
	if _, err := read(t.Context(), pack1(t, page, parts), o); err != nil || shown != 1 {
		t.Errorf("%v, shown %d times", err, shown)
	}
	parts["Doc_0/Res/a.png"] = "no picture"
	o.Recognize = func(_ context.Context, p compose.Page, picture format.Picture) ([]compose.Page, []document.Warning,
		error) {
		if _, _, err := picture(72); !errors.Is(err, document.ErrUnsupported) {
			t.Errorf("a picture that cannot be shown: %v", err)
		}
		return []compose.Page{p}, nil, nil
	}
	if _, err := read(t.Context(), pack1(t, page, parts), o); err != nil {
		t.Error(err)
	}
}

func TestCharacters(t *testing.T) {
	p, file := onePage(t, pack1(t, object("", "<ofd:TextCode X=\"0\" Y=\"5\">⼯资\ue001\u200b１２</ofd:TextCode>"), nil))
	if got := textOf(p); got != "工资１２" || len(p.Glyphs) != 5 || !slices.Equal(codes(file), []string{"unknown_glyphs"}) {
		t.Errorf("%q of %d glyphs, %v", got, len(p.Glyphs), file.Warnings)
	}
}

// Real files disagree with the standard in all of these.
func TestLenient(t *testing.T) {
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(`<?xml version="1.0" encoding="GBK"?><Page><Content><Layer>` +
		object("", `<ofd:TextCode X="0" Y="5">社会保障和就业支出</ofd:TextCode>`) + `</Layer></Content></Page>`)
	if err != nil {
		t.Fatal(err)
	}
	page := func(s string) string {
		return `<w:Page xmlns:w="urn:other" xmlns="urn:one"><w:Content><w:Layer>` + s + `</w:Layer></w:Content></w:Page>`
	}
	for _, c := range []struct {
		name  string
		parts map[string]string
		want  string
		codes []string
	}{
		{"another prefix", map[string]string{"Doc_0/Pages/P1.xml": page(
			strings.ReplaceAll(object("", figure), "ofd:", "w:"))}, "12.34", nil},
		{"no prefix", map[string]string{"Doc_0/Pages/P1.xml": page(strings.ReplaceAll(object("", figure), "ofd:", ""))},
			"12.34", nil},
		{"GBK", map[string]string{"Doc_0/Pages/P1.xml": gbk}, "社会保障和就业支出", nil},
		{"GBK that is said to be UTF-8", map[string]string{"Doc_0/Pages/P1.xml": strings.Replace(gbk, "GBK", "UTF-8", 1)},
			"社会保障和就业支出", nil},
		{"control characters", map[string]string{"Doc_0/Pages/P1.xml": page("\x01\x0c" + object("", figure))}, "12.34", nil},
		{"elements left open", map[string]string{"Doc_0/Pages/P1.xml": page(
			object("", `<ofd:CGTransform><ofd:Glyphs>1`+figure))}, "", nil},
		{"absolute locations", map[string]string{"Doc_0/Document.xml": `<Document><Pages><Page ID="1" ` +
			`BaseLoc="/Doc_0/Pages/P1.xml"/></Pages></Document>`,
			"Doc_0/Pages/P1.xml": page(object("", figure))}, "12.34", nil},
		{"locations from the root", map[string]string{
			"Doc_0/Document.xml": `<Document><Pages><Page ID="1" BaseLoc="Doc_0/Pages/P1.xml"/></Pages></Document>`,
			"Doc_0/Pages/P1.xml": page(object("", figure))}, "12.34", nil},
		{"locations with dots and backslashes", map[string]string{
			"Doc_0/Document.xml": `<Document><Pages><Page ID="1" BaseLoc=".\pages\..\Pages\p1.XML"/></Pages></Document>`,
			"Doc_0/Pages/P1.xml": page(object("", figure))}, "12.34", nil},
		{"a size that stands last", map[string]string{"Doc_0/Pages/P1.xml": `<Page><Content><Layer>` + object("", figure) +
			`</Layer></Content><Area><PhysicalBox>-5 -5 300 200</PhysicalBox></Area></Page>`}, "12.34", nil},
		{"a template that is not there", map[string]string{"Doc_0/Pages/P1.xml": `<Page><Template TemplateID="77"/>` +
			`<Content><Layer>` + object("", figure) + `</Layer></Content></Page>`},
			"12.34", []string{"part_missing"}},
		{"resources that are not there", map[string]string{"Doc_0/Res.xml": "",
			"Doc_0/Pages/P1.xml": page(object("", figure))}, "12.34", []string{"part_unreadable"}},
		{"a page that breaks off", map[string]string{"Doc_0/Pages/P1.xml": `<Page><Content><Layer>` + object("", figure) +
			`<ofd:TextObject Bounda`},
			"12.34", []string{"page_damaged"}},
		{"annotations", map[string]string{
			"Doc_0/Document.xml": `<Document><Pages><Page ID="1" BaseLoc="Pages/P1.xml"/></Pages><Annotations>` +
				`Annots/A.xml</Annotations></Document>`,
			"Doc_0/Annots/A.xml": `<Annotations><Page PageID="1"><FileLoc>P.xml</FileLoc></Page></Annotations>`,
			"Doc_0/Annots/P.xml": `<PageAnnot><Annot Type="Stamp"><Appearance Boundary="1 1 90 90">` + object("", figure) + `</Appearance></Annot>
				<Annot Type="Stamp" Visible="false"><Appearance>` + object("", figure) + `</Appearance></Annot><Annot Type="Link"/></PageAnnot>`,
			"Doc_0/Pages/P1.xml": page("")}, "12.34", nil},
		{"a seal", map[string]string{
			"OFD.xml": `<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot><Signatures>` +
				`Doc_0/Signs/S.xml</Signatures></DocBody></OFD>`,
			"Doc_0/Signs/S.xml": `<Signatures><Signature BaseLoc="1/Signature.xml"/></Signatures>`,
			"Doc_0/Signs/1/Signature.xml": `<Signature><SignedInfo><StampAnnot PageRef="1" Boundary="10 10 40 40"/>` +
				`</SignedInfo></Signature>`,
			"Doc_0/Pages/P1.xml": page(object("", figure))}, "12.34", []string{"sealed"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, file := onePage(t, pack1(t, "", c.parts))
			if got := textOf(p); got != c.want || !slices.Equal(codes(file), c.codes) {
				t.Errorf("%q, %v", got, file.Warnings)
			}
			if c.name == "a size that stands last" && (math.Abs(p.Width-300*mm) > 0.01 ||
				math.Abs(p.Glyphs[0].Box.X0-15*mm) > 0.01) {
				t.Errorf("%v wide, text at %v", p.Width, p.Glyphs[0].Box)
			}
			if c.name == "a seal" && len(p.Images) != 1 {
				t.Error("the seal is not on the page")
			}
		})
	}
}

func TestInfo(t *testing.T) {
	_, file := onePage(t, pack1(t, object("", figure), nil))
	if want := (document.Info{Title: "预算", Creator: "WPS", Created: "2025-02-10T00:00:00Z"}); file.Info != want {
		t.Errorf("%+v", file.Info)
	}
}

func TestFails(t *testing.T) {
	good := pack1(t, object("", figure), nil)
	many := `<Document><Pages>` + strings.Repeat(`<Page ID="1" BaseLoc="Pages/P1.xml"/>`, 20_000) + `</Pages></Document>`
	bomb := `<Res><CompositeGraphicUnits>`
	for i := range 20 {
		bomb += fmt.Sprintf(`<CompositeGraphicUnit ID="u%d"><Content>%s</Content></CompositeGraphicUnit>`, i,
			strings.Repeat(fmt.Sprintf(`<CompositeObject ResourceID="u%d"/>`, i+1), 10))
	}
	bomb += `</CompositeGraphicUnits></Res>`
	for _, c := range []struct {
		name string
		data []byte
		want error
	}{
		{"cut off", good[:len(good)/2], document.ErrDamaged},
		{"no entry", pack1(t, "", map[string]string{"OFD.xml": ""}), document.ErrDamaged},
		{"an entry that is no XML", pack1(t, "", map[string]string{"OFD.xml": "no"}), document.ErrDamaged},
		{"no document", pack1(t, "", map[string]string{"Doc_0/Document.xml": ""}), document.ErrDamaged},
		{"no pages", pack1(t, "", map[string]string{"Doc_0/Document.xml": "<Document/>"}), document.ErrDamaged},
		{"no page that is there", pack1(t, "", map[string]string{"Doc_0/Pages/P1.xml": ""}), document.ErrDamaged},
		{"encrypted", pack1(t, "", map[string]string{"Doc_0/Document.xml": "\x88\x01\x02 secret",
			"Doc_0/Encryptions.xml": "<Encryptions/>"}), document.ErrEncrypted},
		{"half a million objects", pack1(t, strings.Repeat(`<ofd:TextObject/>`, 500_000), nil), document.ErrTooLarge},
		{"half a million characters", pack1(t, object("",
			`<ofd:TextCode X="0" Y="5">`+strings.Repeat("1", 500_000)+`</ofd:TextCode>`), nil), document.ErrTooLarge},
		{"graphics within graphics", pack1(t, `<ofd:CompositeObject ResourceID="u0"/>`,
			map[string]string{"Doc_0/Res.xml": bomb}), document.ErrTooLarge},
		{"nested deep", pack1(t, strings.Repeat(`<ofd:PageBlock>`, 100_000), nil), document.ErrTooLarge},
		{"attributes", pack1(t, `<ofd:TextObject `+strings.Repeat(`A="" `, 100_000)+`/>`, nil), document.ErrTooLarge},
	} {
		_, _, err := decode(t, c.data)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	all, file, err := decode(t, pack1(t, object("", figure), map[string]string{"Doc_0/Document.xml": many}))
	if err != nil || len(all) != 1 || !slices.Equal(codes(file), []string{"repeated_pages"}) {
		t.Errorf("one page named 20,000 times: %d pages, %v, %v", len(all), err, file.Warnings)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := read(ctx, good, format.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	limited, end := budget.Start(t.Context(), budget.Options{Limits: budget.Limits{budget.Bytes: 100}})
	defer end()
	if _, err := read(limited, good, format.Options{}); !errors.Is(err, document.ErrTooLarge) {
		t.Errorf("limited: %v", err)
	}
}

func TestAttached(t *testing.T) {
	data := pack1(t, object("", figure), map[string]string{
		"Doc_0/Document.xml": `<Document><Pages><Page ID="1" BaseLoc="Pages/P1.xml"/></Pages><Attachments>` +
			`Attachs/Attachments.xml</Attachments></Document>`,
		"Doc_0/Attachs/Attachments.xml": `<Attachments><Attachment Name="附表" Format="XLSX"><FileLoc>a.bin</FileLoc></Attachment>
			<Attachment Name="../../x.csv"><FileLoc>a.bin</FileLoc></Attachment><Attachment Name="gone.pdf"><FileLoc>no</FileLoc></Attachment></Attachments>`,
		"Doc_0/Attachs/a.bin": "PK",
	})
	files, err := attached(t.Context(), data, format.Options{})
	if err != nil || len(files) != 2 || files[0].Name != "附表.xlsx" || string(files[0].Data) != "PK" ||
		!errors.Is(files[1].Err, document.ErrDamaged) {
		t.Errorf("%v, %+v", err, files)
	}
	if _, file := onePage(t, data); !slices.Equal(codes(file), []string{"attachments"}) {
		t.Errorf("%v", file.Warnings)
	}
}

func TestSniff(t *testing.T) {
	good := pack1(t, object("", figure), nil)
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"whole": {good, "OFD document"}, "cut off": {good[:len(good)*2/3], "OFD document"}, "a text": {[]byte("OFD.xml"), ""},
	} {
		if got := sniff(&format.Head{Data: c.data}); got != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(pack1(f, object(`CTM="1 0 0 1 0 0"`, figure), nil), "")
	written, err := ofdfile.Write("x", []ofdfile.Page{
		{Width: 200, Height: 200, Texts: []ofdfile.Text{{X: 9, Y: 9, Size: 9, Text: "预算12.3"}},
			Lines: []ofdfile.Line{{X1: 99, Width: 1}}, Areas: []ofdfile.Area{{X1: 9, Y1: 9}}}}, ofdfile.Matrix)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(written, "")
	for _, s := range []string{object("", figure), `<ofd:PathObject Fill="true"><ofd:AbbreviatedData>M 0 0 B 1 1 2 2 3 ` +
		`3 A 1 1 0 0 1 2 2 C</ofd:AbbreviatedData></ofd:PathObject>`,
		`<a><b></a>`, `<ofd:ImageObject Boundary="0 0 9 9" ResourceID="1"/>`, `<![CDATA[x]]>&lt;`} {
		f.Add([]byte(nil), s)
	}
	f.Fuzz(func(t *testing.T, data []byte, content string) {
		if len(data) == 0 {
			data = pack1(t, content, nil)
		}
		ctx, end := budget.Start(t.Context(), budget.Options{
			Limits: budget.Limits{budget.Bytes: 1 << 20, budget.Characters: 1 << 20, budget.Members: 1000}})
		defer end()
		file, err := read(ctx, data, format.Options{})
		if err == nil && len(file.Pages) == 0 {
			t.Error("neither pages nor an error")
		}
		_, _ = attached(ctx, data, format.Options{Limit: 1 << 20})
	})
}
