// Package ofdfile writes OFD files, for fixtures and tests: text, rulings,
// areas and pictures at their places, in the ways of several families of
// producers.
package ofdfile

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Style is the way of a family of producers.
type Style int

const (
	// Plain has sizes in millimetres and an object for each string, with deltas
	// that are counted ("g 3 1.5").
	Plain Style = iota
	// Matrix has a transformation in every object, glyph numbers beside the
	// text, and rulings that are thin filled rectangles, in a template.
	Matrix
	// Nested has no prefix of names, blocks in blocks, coordinates of the page
	// in all objects, and several strings in one.
	Nested
)

// Styles are all of them.
var Styles = []Style{Plain, Matrix, Nested}

// Page is what is drawn on a page. Lengths are points from the upper left
// corner.
type Page struct {
	Width, Height float64
	Lines         []Line
	Areas         []Area
	Pictures      []Picture
	Texts         []Text
}

// Line is a ruling.
type Line struct{ X0, Y0, X1, Y1, Width float64 }

// Area is a filled rectangle. Over ones come after the text.
type Area struct {
	X0, Y0, X1, Y1 float64
	Color          string // "r g b"; empty: "221 221 221"
	Over           bool
}

// Picture is a PNG or JPEG picture.
type Picture struct {
	X0, Y0, X1, Y1 float64
	Data           []byte
}

// Text is a string whose baseline starts at a point.
type Text struct {
	X, Y, Size float64
	Text       string
	Steps      []float64 // from each character to the next; nil: as wide as characters usually are
	Turn       float64   // degrees clockwise the line runs away from left-to-right
	Bold       bool
	Attributes string // further ones of the object: `Visible="false"`
	Elements   string // before the text, with prefixes: `<ofd:FillColor Value="255 255 255"/>`
}

const mm = 25.4 / 72

// Write gives the file. Its bytes depend on what it is given alone.
func Write(title string, pages []Page, style Style) ([]byte, error) {
	var b bytes.Buffer
	w := &writer{zip: zip.NewWriter(&b), style: style}
	var list, templates, media strings.Builder
	for i, p := range pages {
		w.page(i, p, &templates, &media)
		fmt.Fprintf(&list, `<ofd:Page ID="%d" BaseLoc="Pages/Page_%d/Content.xml"/>`, w.next(), i)
	}
	w.part("Doc_0/PublicRes.xml", `<ofd:Res `+names+` BaseLoc="Res"><ofd:Fonts><ofd:Font ID="1" FontName="宋体"/>`+
		`<ofd:Font ID="2" FontName="黑体" Bold="true"/></ofd:Fonts></ofd:Res>`)
	w.part("Doc_0/DocumentRes.xml", `<ofd:Res `+names+` BaseLoc="Res"><ofd:MultiMedias>`+
		media.String()+`</ofd:MultiMedias></ofd:Res>`)
	w.part("Doc_0/Document.xml", `<ofd:Document `+names+`><ofd:CommonData>`+
		`<ofd:MaxUnitID>100000</ofd:MaxUnitID><ofd:PageArea>`+
		`<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>`+
		`<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>`+templates.String()+`</ofd:CommonData><ofd:Pages>`+list.String()+
		`</ofd:Pages></ofd:Document>`)
	w.part("OFD.xml", `<ofd:OFD `+names+` Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>`+
		`00000000000000000000000000000000</ofd:DocID><ofd:Title>`+escape(title)+`</ofd:Title>`+
		`<ofd:CreationDate>2025-02-10</ofd:CreationDate><ofd:Creator>ofdfile</ofd:Creator></ofd:DocInfo>`+
		`<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>`)
	if w.err == nil {
		w.err = w.zip.Close()
	}
	return b.Bytes(), w.err
}

const names = `xmlns:ofd="http://www.ofdspec.org/2016"`

type writer struct {
	zip   *zip.Writer
	style Style
	id    int
	err   error
}

func (w *writer) next() int {
	w.id++
	return w.id
}

// part adds an XML part.
func (w *writer) part(name, content string) {
	if w.style == Nested { // the namespace by default
		content = strings.NewReplacer("<ofd:", "<", "</ofd:", "</", "xmlns:ofd=", "xmlns=").Replace(content)
	}
	w.file(name, []byte(`<?xml version="1.0" encoding="UTF-8"?>`+"\n"+content))
}

func (w *writer) file(name string, content []byte) {
	if w.err != nil {
		return
	}
	h := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Date(2025, 2, 10, 8, 0, 0, 0, time.UTC)}
	var f io.Writer
	if f, w.err = w.zip.CreateHeader(h); w.err == nil {
		_, w.err = f.Write(content)
	}
}

func (w *writer) page(i int, p Page, templates, media *strings.Builder) {
	var lines, areas, over, pictures, texts strings.Builder
	for _, l := range p.Lines {
		w.line(&lines, l)
	}
	for _, a := range p.Areas {
		to := &areas
		if a.Over {
			to = &over
		}
		w.area(to, a)
	}
	for k, g := range p.Pictures {
		id, ext := w.next(), "png"
		if bytes.HasPrefix(g.Data, []byte("\xff\xd8")) {
			ext = "jpg"
		}
		name := fmt.Sprintf("image_%d_%d.%s", i, k, ext)
		w.file("Doc_0/Res/"+name, g.Data)
		fmt.Fprintf(media, `<ofd:MultiMedia ID="%d" Type="Image"><ofd:MediaFile>%s</ofd:MediaFile></ofd:MultiMedia>`,
			id, name)
		b, ww, h := boundary(g.X0, g.Y0, g.X1, g.Y1), (g.X1-g.X0)*mm, (g.Y1-g.Y0)*mm
		fmt.Fprintf(&pictures, `<ofd:ImageObject ID="%d" %s CTM="%s 0 0 %s 0 0" ResourceID="%d"/>`,
			w.next(), b, num(ww), num(h), id)
	}
	for _, t := range p.Texts {
		w.text(&texts, p, t)
	}
	area := fmt.Sprintf(`<ofd:Area><ofd:PhysicalBox>0 0 %s %s</ofd:PhysicalBox></ofd:Area>`,
		num(p.Width*mm), num(p.Height*mm))
	body, template := areas.String()+lines.String()+pictures.String()+texts.String()+over.String(), ""
	switch w.style {
	case Matrix:
		id := w.next()
		name := fmt.Sprintf("Tpls/Tpl_%d/Content.xml", i)
		w.part("Doc_0/"+name, `<ofd:Page `+names+`>`+area+`<ofd:Content><ofd:Layer ID="`+strconv.Itoa(w.next())+`">`+
			areas.String()+lines.String()+`</ofd:Layer></ofd:Content></ofd:Page>`)
		fmt.Fprintf(templates, `<ofd:TemplatePage ID="%d" BaseLoc="%s"/>`, id, name)
		template = fmt.Sprintf(`<ofd:Template TemplateID="%d" ZOrder="Background"/>`, id)
		body = pictures.String() + texts.String() + over.String()
	case Nested:
		body = fmt.Sprintf(`<ofd:PageBlock ID="%d"><ofd:PageBlock ID="%d">%s</ofd:PageBlock></ofd:PageBlock>`,
			w.next(), w.next(), body)
	}
	w.part(fmt.Sprintf("Doc_0/Pages/Page_%d/Content.xml", i), `<ofd:Page `+names+`>`+template+area+
		`<ofd:Content><ofd:Layer ID="`+
		strconv.Itoa(w.next())+`" Type="Body">`+body+`</ofd:Layer></ofd:Content></ofd:Page>`)
}

// boundary is the attribute, in millimetres, for a rectangle in points.
func boundary(x0, y0, x1, y1 float64) string {
	return fmt.Sprintf(`Boundary="%s %s %s %s"`, num(x0*mm), num(y0*mm), num((x1-x0)*mm), num((y1-y0)*mm))
}

func (w *writer) line(b *strings.Builder, l Line) {
	half := l.Width / 2
	x0, y0, x1, y1 := min(l.X0, l.X1)-half, min(l.Y0, l.Y1)-half, max(l.X0, l.X1)+half, max(l.Y0, l.Y1)+half
	if l.X0 == l.X1 {
		y0, y1 = y0+half, y1-half
	} else {
		x0, x1 = x0+half, x1-half
	}
	if w.style == Matrix {
		fmt.Fprintf(b, `<ofd:PathObject ID="%d" CTM="%s 0 0 %s 0 0" %s Stroke="false" Fill="true">`+
			`<ofd:FillColor Value="0 0 0"/><ofd:AbbreviatedData>M 0 0 L %s 0 L %[5]s %[6]s L 0 %[6]s C</ofd:AbbreviatedData>`+
			`</ofd:PathObject>`,
			w.next(), num(mm), num(mm), boundary(x0, y0, x1, y1), num(x1-x0), num(y1-y0))
		return
	}
	dx, dy := x0, y0
	if w.style == Nested {
		dx, dy = 0, 0
	}
	fmt.Fprintf(b, `<ofd:PathObject ID="%d" %s LineWidth="%s"><ofd:StrokeColor Value="0 0 0"/>`+
		`<ofd:AbbreviatedData>M %s %s L %s %s</ofd:AbbreviatedData></ofd:PathObject>`,
		w.next(), boundary(dx, dy, x1, y1), num(l.Width*mm),
		num((l.X0-dx)*mm), num((l.Y0-dy)*mm), num((l.X1-dx)*mm), num((l.Y1-dy)*mm))
}

func (w *writer) area(b *strings.Builder, a Area) {
	if a.Color == "" {
		a.Color = "221 221 221"
	}
	fmt.Fprintf(b, `<ofd:PathObject ID="%d" %s Stroke="false" Fill="true"><ofd:FillColor Value="%s"/>`+
		`<ofd:AbbreviatedData>M 0 0 L %s 0 L %[4]s %[5]s L 0 %[5]s C</ofd:AbbreviatedData></ofd:PathObject>`,
		w.next(), boundary(a.X0, a.Y0, a.X1, a.Y1), a.Color, num((a.X1-a.X0)*mm), num((a.Y1-a.Y0)*mm))
}

func (w *writer) text(b *strings.Builder, p Page, t Text) {
	font, scale := 1, mm
	if t.Bold {
		font = 2
	}
	ctm, code := "", ""
	runes := []rune(t.Text)
	steps := t.Steps
	if steps == nil {
		for _, r := range runes {
			step := t.Size
			if r < utf8.RuneSelf {
				step /= 2
			}
			steps = append(steps, step)
		}
	}
	x, y, where := t.X, t.Y, boundary(0, 0, p.Width, p.Height)
	switch {
	case t.Turn != 0:
		ctm = fmt.Sprintf(`CTM="%s %s %s"`, rotation(t.Turn), num(t.X*mm), num(t.Y*mm))
		x, y = 0, 0
	case w.style == Matrix:
		scale = 1
		ctm = fmt.Sprintf(`CTM="%s 0 0 %s 0 0"`, num(mm), num(mm))
		where = boundary(t.X, t.Y-t.Size, t.X+t.Size*float64(len(runes)), t.Y+t.Size/3)
		x, y = 0, t.Size
		glyphs := strings.TrimSpace(strings.Repeat("7 ", len(runes)))
		code = fmt.Sprintf(`<ofd:CGTransform CodePosition="0" CodeCount="%d" GlyphCount="%[1]d"><ofd:Glyphs>%s</ofd:Glyphs>`+
			`</ofd:CGTransform>`, len(runes), glyphs)
	case w.style == Plain:
		where = boundary(t.X, t.Y-t.Size, t.X+t.Size*float64(len(runes)), t.Y+t.Size/3)
		x, y = 0, t.Size
	}
	piece := len(runes)
	if w.style == Nested {
		piece = 7
	}
	for i := 0; i < len(runes); i += piece {
		end := min(i+piece, len(runes))
		delta := ""
		if end-i > 1 && len(steps) >= end-1 {
			delta = ` DeltaX="` + w.deltas(steps[i:end-1], scale) + `"`
		}
		code += fmt.Sprintf(`<ofd:TextCode X="%s" Y="%s"%s>%s</ofd:TextCode>`,
			num(x*scale), num(y*scale), delta, escape(string(runes[i:end])))
		for k := i; k < end && k < len(steps); k++ {
			x += steps[k]
		}
	}
	fmt.Fprintf(b, `<ofd:TextObject ID="%d" %s %s Font="%d" Size="%s" %s>%s%s</ofd:TextObject>`,
		w.next(), where, ctm, font, num(t.Size*scale), t.Attributes, t.Elements, code)
}

// rotation is the first four numbers of a matrix that turns clockwise.
func rotation(degrees float64) string {
	cos, sin := turn(degrees)
	return fmt.Sprintf("%s %s %s %s", num(cos), num(sin), num(-sin), num(cos))
}

func (w *writer) deltas(steps []float64, scale float64) string {
	var out []string
	for i := 0; i < len(steps); {
		j := i
		v := num(steps[i] * scale)
		for j < len(steps) && num(steps[j]*scale) == v {
			j++
		}
		if n := j - i; w.style == Plain && n > 2 {
			out = append(out, "g", strconv.Itoa(n), v)
		} else {
			for range n {
				out = append(out, v)
			}
		}
		i = j
	}
	return strings.Join(out, " ")
}

// num prints a length as producers do.
func num(v float64) string {
	s := strings.TrimRight(strconv.FormatFloat(v, 'f', 4, 64), "0")
	if s = strings.TrimSuffix(s, "."); s == "-0" {
		return "0"
	}
	return s
}

func escape(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return ""
	}
	return b.String()
}
