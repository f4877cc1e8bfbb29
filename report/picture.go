package report

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"
	"slices"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// Pictures show the place of a finding as it is printed.
const (
	dpi           = 150.0
	mostPerFind   = 2   // pages of one finding that are shown
	wholeTable    = 400 // points: up to this height a table is shown from its head
	around        = 40  // points shown above and below the operands otherwise
	margin        = 4   // points around what is shown
	phone         = 320 // points that can be read across a phone
	mostHead      = 120 // points of them for the head of a row, and as much above for those of columns
	defaultImages = 40
	defaultBytes  = 6 << 20
)

// picture is a region of a page with the operands of a finding boxed. Its
// coordinates are points from the upper left corner of the region.
type picture struct {
	Page          int
	ID            int  // of the drawn region, from 1
	Again         bool // an earlier picture of the page carries the data
	Width, Height string
	Close         []piece // of a wide picture: what is to be read on a phone, set together
	CloseHeight   string
	Data          template.URL
	Head          *picture // the heads of columns, where they stand far above
	Boxes         []frame
	Doubted       string // the text in the red box
	Words         bool   // a box is that of a paragraph
	Recognised    bool   // there are figures that were recognised
}

// piece is a part of a picture with its place among others, in points.
type piece struct {
	X, Y, Width, Height string
	View                string // the part, as a view box
	Of                  int    // ID of the drawn region
}

type frame struct {
	X, Y, Width, Height string
	Class               string
}

// shades of grey are enough for print, and four bits a pixel.
var shades = func() color.Palette {
	p := make(color.Palette, 16)
	for i := range p {
		p[i] = color.Gray{Y: uint8(i * 17)}
	}
	return p
}()

var errEnough = errors.New("enough pictures")

// regionsAll are those of findings, at most so many, each with its finding; without
// counts the findings whose regions are left out.
func regionsAll(r *schema.Record, findings []*finding, most int) (
	regions []document.Region, owners []*finding, without int) {
	for _, f := range findings {
		of := regionsOf(r, f.Of.Evidence)
		if len(of) == 0 {
			continue
		}
		if len(regions)+len(of) > most {
			without++
			continue
		}
		for _, region := range of {
			regions, owners = append(regions, region), append(owners, f)
		}
	}
	return regions, owners, without
}

// illustrate gives the findings their pictures, the first findings first, and
// counts those that went without because of the bounds.
func illustrate(r *schema.Record, findings []*finding, o Options) (without int, err error) {
	if o.Draw == nil || r.Document == nil {
		return 0, nil
	}
	images, budget := o.Images, o.Bytes
	if images <= 0 {
		images = defaultImages
	}
	if budget <= 0 {
		budget = defaultBytes
	}
	regions, owners, without := regionsAll(r, findings, images)
	// Several findings often stand in one place, which is drawn once.
	drawn := map[document.Region]template.URL{}
	var distinct []document.Region
	heads := make([]document.Region, len(regions)) // zero where the region has them
	for i, region := range regions {
		heads[i] = headAbove(r, region, owners[i].Of.Evidence)
		for _, one := range []document.Region{heads[i], region} {
			if _, ok := drawn[one]; !ok && one.Page > 0 {
				drawn[one] = ""
				distinct = append(distinct, one)
			}
		}
	}
	if len(distinct) == 0 {
		return without, nil
	}
	used := 0
	err = o.Draw(dpi, distinct, func(i int, img image.Image) error {
		data, err := encode(r, distinct[i], img)
		if err != nil {
			return err
		}
		if used+len(data) > budget {
			return errEnough
		}
		used += len(data)
		drawn[distinct[i]] = template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(data))
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return without, err
	}
	bare := map[*finding]bool{}
	shown := map[document.Region]bool{}
	for i, region := range regions {
		if drawn[region] == "" {
			bare[owners[i]] = true
			continue
		}
		id := func(of document.Region) int { return slices.Index(distinct, of) + 1 }
		p := pictureOf(r, region, drawn[region], owners[i].Of.Evidence)
		p.ID, p.Again = id(region), shown[region]
		shown[region] = true
		if head := heads[i]; drawn[head] != "" {
			above := pictureOf(r, head, drawn[head], nil)
			p.Head, above.ID, above.Again = &above, id(head), shown[head]
			shown[head] = true
		} else {
			heads[i] = document.Region{}
		}
		p.closeUp(r, region, heads[i], owners[i].Of.Evidence)
		owners[i].Pictures = append(owners[i].Pictures, p)
	}
	return without + len(bare), nil
}

// regionsOf are the places to be shown for a finding: the page of the doubted
// figure, and the next one that has operands.
func regionsOf(r *schema.Record, operands []schema.Operand) (regions []document.Region) {
	var pages []int
	for _, o := range operands {
		if o.DocumentID == "" && o.Page > 0 && !o.Box.IsZero() && !slices.Contains(pages, o.Page) &&
			len(pages) < mostPerFind {
			pages = append(pages, o.Page)
		}
	}
	for _, number := range pages {
		var sheet document.Box
		for i := range r.Document.Pages {
			if p := &r.Document.Pages[i]; p.Number == number {
				sheet = document.Box{X1: p.Width, Y1: p.Height}
			}
		}
		region := regionOn(r, operands, number)
		region = document.Box{
			X0: math.Floor(max(region.X0, 0)), Y0: math.Floor(max(region.Y0, 0)),
			X1: min(math.Ceil(region.X1), sheet.X1), Y1: min(math.Ceil(region.Y1), sheet.Y1),
		}
		if region.Width() > 1 && region.Height() > 1 {
			regions = append(regions, document.Region{Page: number, Box: region})
		}
	}
	return regions
}

// regionOn is what of a page is shown for operands: as wide as their table,
// and from its head on if that is not far.
func regionOn(r *schema.Record, operands []schema.Operand, page int) document.Box {
	var figures, tables document.Box
	for _, o := range operands {
		if o.DocumentID != "" || o.Page != page || o.Box.IsZero() {
			continue
		}
		figures = figures.Union(surroundings(r, &o))
		tables = tables.Union(tableOn(r, o.TableID, page))
	}
	if tables.IsZero() { // a sentence
		return document.Box{X0: figures.X0 - around/2, Y0: figures.Y0 - margin, X1: figures.X1 + around/2,
			Y1: figures.Y1 + margin}
	}
	region := tables.Union(figures)
	region.X0, region.X1 = region.X0-4, region.X1+4
	if figures.Y1-region.Y0 <= wholeTable {
		region.Y0 = titleAbove(r, page, region.Y0)
	} else {
		region.Y0 = figures.Y0 - around
	}
	region.Y1 = min(region.Y1, figures.Y1+around)
	// No row is cut in two.
	for i := range operands {
		if operands[i].DocumentID == "" && operands[i].Page == page {
			region = wholeRows(r, operands[i].TableID, page, region)
		}
	}
	region.Y0, region.Y1 = region.Y0-margin, region.Y1+margin
	return region
}

// titleAbove is the top of the text right above a table, or of the table.
func titleAbove(r *schema.Record, page int, top float64) float64 {
	up := top
	for i := range r.Document.Pages {
		if r.Document.Pages[i].Number != page {
			continue
		}
		for k := range r.Document.Pages[i].Blocks {
			b := &r.Document.Pages[i].Blocks[k]
			if b.Text != "" && b.Box.Y0 < top && b.Box.Y1 > top-around && top-b.Box.Y0 < 2*around {
				up = min(up, b.Box.Y0)
			}
		}
	}
	return up
}

// wholeRows widens a region to the rows of a table that it cuts.
func wholeRows(r *schema.Record, table string, page int, region document.Box) document.Box {
	out := region
	for i := range r.Tables {
		if r.Tables[i].ID != table || table == "" {
			continue
		}
		for j := range r.Tables[i].Cells {
			c := &r.Tables[i].Cells[j]
			if c.Page != page || c.RowSpan != 1 || c.Box.IsZero() || c.Box.Height() > around {
				continue
			}
			for _, edge := range []float64{region.Y0, region.Y1} {
				if c.Box.Y0 < edge && edge < c.Box.Y1 {
					out.Y0, out.Y1 = min(out.Y0, c.Box.Y0), max(out.Y1, c.Box.Y1)
				}
			}
		}
	}
	return out
}

// surroundings is the paragraph that an operand in a sentence stands in; for others
// it is their own box.
func surroundings(r *schema.Record, o *schema.Operand) document.Box {
	if o.Row >= 0 {
		return o.Box
	}
	x, y := (o.Box.X0+o.Box.X1)/2, (o.Box.Y0+o.Box.Y1)/2
	for i := range r.Document.Pages {
		for k := range r.Document.Pages[i].Blocks {
			if b := &r.Document.Pages[i].Blocks[k]; r.Document.Pages[i].Number == o.Page && b.Text != "" &&
				b.Box.Contains(x, y) {
				return o.Box.Union(b.Box)
			}
		}
	}
	return o.Box
}

// tableOn is the place of a table on a page; zero for none.
func tableOn(r *schema.Record, id string, page int) (box document.Box) {
	for i := range r.Tables {
		if t := &r.Tables[i]; t.ID == id && id != "" && t.Layout != nil {
			for _, region := range t.Layout.Regions {
				if region.Page == page {
					box = box.Union(region.Box)
				}
			}
		}
	}
	return box
}

// encode makes a small PNG of a drawn region, with contacts painted over.
func encode(r *schema.Record, region document.Region, img image.Image) ([]byte, error) {
	var contacts []document.Box
	for i := range r.Tables {
		for j := range r.Tables[i].Cells {
			c := &r.Tables[i].Cells[j]
			if c.Contact && c.Text == "" && c.Page == region.Page { // a text is left where contacts are to be kept
				contacts = append(contacts, c.Box)
			}
		}
	}
	var buffer bytes.Buffer
	if err := Encode(&buffer, region.Box, dpi, img, contacts); err != nil {
		return nil, err
	}
	return buffer.Bytes(), nil
}

// Encode writes a small PNG of a drawn region of a page, in shades of grey,
// with the places of contacts on that page painted over.
func Encode(w io.Writer, region document.Box, dpi float64, img image.Image, contacts []document.Box) error {
	b := img.Bounds()
	grey := image.NewGray(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(grey, grey.Bounds(), img, b.Min, draw.Src)
	out := image.NewPaletted(grey.Bounds(), shades)
	for i, v := range grey.Pix { // without gaps, as in out
		out.Pix[i] = uint8((int(v) + 8) / 17)
	}
	pixel := func(at, origin float64) int { return int((at - origin) * dpi / 72) }
	for _, c := range contacts {
		black := image.Rect(pixel(c.X0, region.X0), pixel(c.Y0, region.Y0), pixel(c.X1, region.X0)+1,
			pixel(c.Y1, region.Y0)+1)
		draw.Draw(out, black, image.Black, image.Point{}, draw.Src)
	}
	return png.Encode(w, out)
}

// pictureOf lays the boxes of the operands over a drawn region.
func pictureOf(r *schema.Record, region document.Region, data template.URL, operands []schema.Operand) picture {
	b := region.Box
	points := func(v float64) string { return fmt.Sprintf("%.1f", v) }
	p := picture{Page: region.Page, Width: points(b.Width()), Height: points(b.Height()), Data: data}
	seen := map[document.Box]bool{}
	for i, o := range operands {
		if o.Page != region.Page || o.Box.IsZero() || seen[o.Box] {
			continue
		}
		seen[o.Box] = true
		class := "part"
		if i == 0 {
			class = "doubted"
			p.Doubted = o.Text
		}
		if o.Row < 0 && surroundings(r, &o) == o.Box { // where in the paragraph is not known
			class += " words"
			p.Words = true
		}
		p.Boxes = append(p.Boxes, frame{
			X: points(o.Box.X0 - b.X0), Y: points(o.Box.Y0 - b.Y0), Width: points(o.Box.Width()), Height: points(o.Box.Height()),
			Class: class,
		})
	}
	for _, c := range recognisedIn(r, region) {
		if seen[c.Box] {
			continue
		}
		class := "ocr"
		if c.Doubtful {
			class += " doubt"
		}
		p.Recognised = true
		p.Boxes = append(p.Boxes, frame{
			X: points(c.Box.X0 - b.X0), Y: points(c.Box.Y0 - b.Y0), Width: points(c.Box.Width()), Height: points(c.Box.Height()),
			Class: class,
		})
	}
	return p
}

// heads are where the head of an operand's row and those of the columns stand
// on its page; zero where they do not.
type heads struct{ row, columns document.Box }

func headsOf(r *schema.Record, o *schema.Operand) (h heads) {
	longest := 0 // a name says more than a code
	for i := range r.Tables {
		t := &r.Tables[i]
		if t.ID != o.TableID || t.Layout == nil || o.Row < t.Layout.Header {
			continue
		}
		for j := range t.Cells {
			c := &t.Cells[j]
			switch n := len([]rune(c.Text)); {
			case c.Page != o.Page || c.Box.IsZero() || n == 0:
			case c.Row < t.Layout.Header:
				h.columns = h.columns.Union(c.Box)
			case c.Row <= o.Row && o.Row < c.Row+max(c.RowSpan, 1) && c.Column < o.Column && c.Role != schema.RoleValue &&
				c.Amount == nil && c.Box.X1 <= o.Box.X0+1 && n > longest:
				h.row, longest = c.Box, n
			}
		}
	}
	return h
}

// first is the first operand with a place in a region.
func first(region document.Region, operands []schema.Operand) *schema.Operand {
	for i := range operands {
		if o := &operands[i]; o.Page == region.Page && !o.Box.IsZero() && o.DocumentID == "" {
			return o
		}
	}
	return nil
}

// headAbove is the part of a page with the heads of the columns of a region,
// as wide as that; zero where the region has them, or there are none.
func headAbove(r *schema.Record, region document.Region, operands []schema.Operand) (head document.Region) {
	o := first(region, operands)
	if o == nil {
		return head
	}
	columns := headsOf(r, o).columns
	if columns.IsZero() || columns.Y0 >= region.Box.Y0 {
		return head
	}
	top := math.Floor(max(columns.Y0-margin, 0))
	return document.Region{Page: region.Page, Box: document.Box{X0: region.Box.X0, X1: region.Box.X1, Y0: top,
		Y1: math.Ceil(min(columns.Y1+margin, top+mostHead))}}
}

// closeUp sets together what of a wide picture is read on a phone: what stands
// around the first operand, and the heads of its row and column where that
// leaves them out.
func (p *picture) closeUp(r *schema.Record, region, above document.Region, operands []schema.Operand) {
	b, o := region.Box, first(region, operands)
	if o == nil || b.Width() <= phone {
		return
	}
	h := headsOf(r, o)
	body := document.Box{Y0: max(o.Box.Y0-around, b.Y0), Y1: min(o.Box.Y1+around, b.Y1)}
	head := above.Box // the heads of the columns
	if columns := h.columns; above.Page == 0 && !columns.IsZero() && columns.Y0 < o.Box.Y0 {
		top := max(columns.Y0-margin, b.Y0)
		if columns.Y1 >= body.Y0 {
			body.Y0 = min(body.Y0, top)
		} else {
			head = document.Box{X0: b.X0, X1: b.X1, Y0: top, Y1: min(columns.Y1+margin, top+mostHead)}
		}
	}
	left, width := 0.0, 0.0 // of the head of the row
	x := min(max((o.Box.X0+o.Box.X1-phone)/2, b.X0), b.X1-phone)
	if !h.row.IsZero() && h.row.X0 < x {
		left = max(h.row.X0-margin, b.X0)
		width = min(h.row.X1+margin-left, mostHead)
		rest := phone - width
		x = max(min(max((o.Box.X0+o.Box.X1-rest)/2, h.row.X1), b.X1-rest), left+width)
	}
	points := func(v float64) string { return fmt.Sprintf("%.1f", v) }
	add := func(part document.Box, x, width, atX, atY float64) {
		if width <= 0 || part.Height() <= 0 {
			return
		}
		origin, of := b, p.ID
		if part == above.Box {
			origin, of = above.Box, p.Head.ID
		}
		p.Close = append(p.Close, piece{points(atX), points(atY), points(width), points(part.Height()),
			fmt.Sprintf("%.1f %.1f %.1f %.1f", x-origin.X0, part.Y0-origin.Y0, width, part.Height()), of})
	}
	add(head, left, width, 0, 0)
	add(head, x, phone-width, width, 0)
	add(body, left, width, 0, head.Height())
	add(body, x, phone-width, width, head.Height())
	p.CloseHeight = points(head.Height() + body.Height())
}

// recognisedIn are the amounts of tables in a region that were recognised.
func recognisedIn(r *schema.Record, region document.Region) (out []*schema.Cell) {
	for i := range r.Tables {
		t := &r.Tables[i]
		if t.Layout == nil || !slices.Contains(t.Layout.Pages, region.Page) {
			continue
		}
		for k := range t.Cells {
			c := &t.Cells[k]
			x, y := (c.Box.X0+c.Box.X1)/2, (c.Box.Y0+c.Box.Y1)/2
			if c.Confidence > 0 && c.Amount != nil && c.Page == region.Page && region.Box.Contains(x, y) {
				out = append(out, c)
			}
		}
	}
	return out
}
