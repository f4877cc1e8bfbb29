package reread

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"path"
	"strconv"
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
)

// OFD reads the numbers of OFD pages a second time, by the parts of the standard
// library. It knows strings of text at their places, on pages and their
// templates; what is drawn otherwise it has not. It is not for several
// goroutines.
type OFD struct {
	files  map[string]*zip.File
	pages  []ofdPage
	behind map[string]string // parts of templates, by ID
	area   []float64         // of pages that do not say their own
	dir    string
}

type ofdPage struct{ part string }

// maxPackage is how many parts of a package are looked at.
const maxPackage = 200_000

// points in a millimetre
const millimetre = 72 / 25.4

// OpenOFD reads the structure of a package. The errors are those of Open.
func OpenOFD(ctx context.Context, data []byte) (*OFD, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", document.ErrUnsupported, err)
	}
	if len(z.File) > maxPackage {
		return nil, fmt.Errorf("%w: a package of %d parts", document.ErrTooLarge, len(z.File))
	}
	r := &OFD{files: map[string]*zip.File{}, behind: map[string]string{}}
	for _, f := range z.File {
		r.files[partName(f.Name)] = f
	}
	var roots []string
	err = r.elements(ctx, "ofd.xml", func(stack []xml.StartElement, text string) {
		if stack[len(stack)-1].Name.Local == "DocRoot" {
			roots = append(roots, text)
		}
	})
	if err != nil {
		return nil, err
	}
	if len(roots) != 1 {
		return nil, fmt.Errorf("%w: %d documents in one package", document.ErrUnsupported, len(roots))
	}
	entry := partName(roots[0])
	r.dir = path.Dir(entry)
	err = r.elements(ctx, entry, func(stack []xml.StartElement, text string) {
		switch e := &stack[len(stack)-1]; e.Name.Local {
		case "Page":
			if part := r.find(attribute(e, "BaseLoc")); len(stack) > 1 && stack[len(stack)-2].Name.Local == "Pages" {
				r.pages = append(r.pages, ofdPage{part})
			}
		case "TemplatePage":
			r.behind[attribute(e, "ID")] = r.find(attribute(e, "BaseLoc"))
		case "PhysicalBox":
			r.area = decimals(text)
		}
	})
	return r, err
}

func partName(loc string) string {
	return strings.ToLower(strings.TrimLeft(path.Clean("/"+strings.ReplaceAll(strings.TrimSpace(loc), `\`, "/")), "/"))
}

// find is the part that a document names, beside it or from the top.
func (r *OFD) find(loc string) string {
	if at := partName(path.Join(r.dir, loc)); r.files[at] != nil {
		return at
	}
	return partName(loc)
}

// elements gives every element of a part at its end, with those it stands in and
// its text.
func (r *OFD) elements(ctx context.Context, part string, each func(stack []xml.StartElement, text string)) error {
	f := r.files[part]
	if f == nil {
		return fmt.Errorf("%w: there is no part %s", document.ErrUnsupported, part)
	}
	in, err := f.Open()
	if err != nil {
		return fmt.Errorf("%w: %w", document.ErrUnsupported, err)
	}
	defer in.Close()
	limited := &io.LimitedReader{R: in, N: maxStream}
	d := xml.NewDecoder(limited)
	d.Strict = false
	var stack []xml.StartElement
	var texts [][]byte
	for {
		if err := budget.Charge(ctx, budget.Work, operatorWork); err != nil {
			return err
		}
		token, err := d.Token()
		switch {
		case limited.N <= 0:
			return fmt.Errorf("%w: part %s", document.ErrTooLarge, part)
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("%w: part %s: %w", document.ErrUnsupported, part, err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if len(stack) >= maxNesting {
				return fmt.Errorf("%w: elements within elements", document.ErrTooLarge)
			}
			stack, texts = append(stack, t.Copy()), append(texts, nil)
		case xml.CharData:
			if k := len(texts) - 1; k >= 0 {
				texts[k] = append(texts[k], t...)
			}
		case xml.EndElement:
			k := len(stack) - 1
			text := string(texts[k])
			if strings.Contains(text, "\n") { // the file is set out for people to read
				text = strings.TrimSpace(text)
			}
			each(stack, text)
			stack, texts = stack[:k], texts[:k]
		}
	}
}

func attribute(e *xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func decimals(text string) (out []float64) {
	for word := range strings.FieldsSeq(text) {
		v, err := strconv.ParseFloat(word, 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return nil
		}
		out = append(out, v)
	}
	return out
}

func decimal(text string, otherwise float64) float64 {
	if v := decimals(text); len(v) == 1 {
		return v[0]
	}
	return otherwise
}

// Page reads the numbers of a page, counted from 1; the errors are those of
// Reader.Page.
func (r *OFD) Page(ctx context.Context, number int) (Page, error) {
	if number < 1 || number > len(r.pages) {
		return Page{}, fmt.Errorf("%w: there is no page %d", document.ErrDamaged, number)
	}
	part := r.pages[number-1].part
	area := r.area
	var templates []string
	var page, behind []glyph
	err := r.elements(ctx, part, func(stack []xml.StartElement, text string) {
		switch e := &stack[len(stack)-1]; e.Name.Local {
		case "PhysicalBox":
			area = decimals(text)
		case "Template":
			templates = append(templates, r.behind[attribute(e, "TemplateID")])
		case "TextCode":
			page = codeGlyphs(page, stack, text)
		}
	})
	for _, t := range templates {
		if err != nil {
			break
		}
		err = r.elements(ctx, t, func(stack []xml.StartElement, text string) {
			if stack[len(stack)-1].Name.Local == "TextCode" {
				behind = codeGlyphs(behind, stack, text)
			}
		})
	}
	if err != nil {
		return Page{}, err
	}
	all := append(page, behind...)
	if len(all) > maxGlyphs {
		return Page{}, fmt.Errorf("%w: glyphs of a page", document.ErrTooLarge)
	}
	if len(area) == 4 {
		for i := range all {
			all[i].shift(-area[0]*millimetre, -area[1]*millimetre)
		}
	}
	return numbers(all), nil
}

// shift moves a glyph of a page whose upper left corner is no origin.
func (g *glyph) shift(x, y float64) {
	g.box.X0, g.box.X1, g.box.Y0, g.box.Y1 = g.box.X0+x, g.box.X1+x, g.box.Y0+y, g.box.Y1+y
	turn := float64(g.direction) * math.Pi / 180
	along := x*math.Cos(turn) + y*math.Sin(turn)
	g.from, g.to, g.across = g.from+along, g.to+along, g.across+y*math.Cos(turn)-x*math.Sin(turn)
}

// codeGlyphs adds the glyphs of a string of text to others: where each begins is
// the sum of the steps before it.
func codeGlyphs(glyphs []glyph, stack []xml.StartElement, text string) []glyph {
	if len(stack) < 2 || len(glyphs) > maxGlyphs {
		return glyphs
	}
	object, code := &stack[len(stack)-2], &stack[len(stack)-1]
	if object.Name.Local != "TextObject" || attribute(object, "Visible") == "false" || attribute(object, "Alpha") == "0" {
		return glyphs
	}
	place := matrix{millimetre, 0, 0, millimetre, 0, 0}
	for i := range stack[:len(stack)-1] { // boundaries, from the outermost
		place = boundaryOf(&stack[i]).then(place)
	}
	size := math.Abs(decimal(attribute(object, "Size"), 0))
	wide := size * decimal(attribute(object, "HScale"), 1)
	turn := decimal(attribute(object, "CharDirection"), 0) * math.Pi / 180
	ux, uy := math.Cos(turn), math.Sin(turn)
	x, y := decimal(attribute(code, "X"), 0), decimal(attribute(code, "Y"), 0)
	dx, dy := stepsOf(attribute(code, "DeltaX")), stepsOf(attribute(code, "DeltaY"))
	vx, vy := place.a*ux+place.c*uy, place.b*ux+place.d*uy // the direction of writing, as displayed
	if length := math.Hypot(vx, vy); length > 0 {
		vx, vy = vx/length, vy/length
	}
	at := func(k int, steps []float64) float64 {
		if k < len(steps) {
			return steps[k]
		}
		return 0
	}
	for k, r := range []rune(text) {
		advance := wide / 2
		if r >= 0x2e80 {
			advance = wide
		}
		g := glyph{text: string(r), direction: (int(math.Round(math.Atan2(vy, vx)*180/math.Pi)) + 360) % 360,
			size: size * math.Hypot(place.c, place.d)}
		corner := func(along, up float64) (float64, float64) {
			return place.point(x+along*ux+up*uy, y+along*uy-up*ux)
		}
		x0, y0 := corner(0, 0)
		x1, y1 := corner(advance, digitHeight*size)
		g.box = document.Box{X0: min(x0, x1), Y0: min(y0, y1), X1: max(x0, x1), Y1: max(y0, y1)}
		x2, y2 := corner(advance, 0)
		g.from, g.to, g.across = x0*vx+y0*vy, x2*vx+y2*vy, y0*vx-x0*vy
		if g.size > 0.1 {
			glyphs = append(glyphs, g)
		}
		right, down := at(k, dx), at(k, dy)
		if right == 0 && down == 0 {
			right, down = advance*ux, advance*uy
		}
		x, y = x+right, y+down
	}
	return glyphs
}

// boundaryOf moves what stands in an element to where it is within what that
// stands in.
func boundaryOf(e *xml.StartElement) matrix {
	m := matrix{1, 0, 0, 1, 0, 0}
	if v := decimals(attribute(e, "CTM")); len(v) == 6 {
		m = matrix{v[0], v[1], v[2], v[3], v[4], v[5]}
	}
	if v := decimals(attribute(e, "Boundary")); len(v) == 4 {
		m = m.then(matrix{1, 0, 0, 1, v[0], v[1]})
	}
	return m
}

// maxSteps is how many steps a string tells at most.
const maxSteps = 100_000

// stepsOf reads distances; "g 3 1.5" is three times 1.5.
func stepsOf(text string) (out []float64) {
	words := strings.Fields(text)
	for i := 0; i < len(words) && len(out) < maxSteps; i++ {
		if words[i] == "g" && i+2 < len(words) {
			n, v := int(decimal(words[i+1], 0)), decimal(words[i+2], 0)
			for range min(n, maxSteps-len(out)) {
				out = append(out, v)
			}
			i += 2
			continue
		}
		out = append(out, decimal(words[i], 0))
	}
	return out
}
