// Package ofd reads OFD files (GB/T 33190-2016, the national fixed-layout
// format) into the glyphs, rulings, fills and images of their pages, as a
// reader of the displayed page sees them.
//
// It knows the package, its XML and its graphics, and nothing of tables or
// budgets. It is lenient where published files are: about namespaces, places
// of parts, encodings, boundaries and deltas. What letters say is in the file,
// and where it is not, the page says so; they are drawn for people only.
//
// Left out of account: patterns and shadings of fills, the widths of embedded
// fonts (a character is as wide as the next one is away), signatures, which
// are not verified, and what is encrypted.
package ofd

import (
	"context"
	"errors"
	"fmt"
	"image"
	"path"
	"strings"
	"time"

	"golang.org/x/image/font/sfnt"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract/format"
	"github.com/yusuan/yusuan/extract/layout"
)

// Format is OFD.
var Format = format.Format{
	Name: document.OFD, Sniff: sniff, Read: read, Pages: pages, Render: render, Attached: attached,
}

// sniff goes by the entry of the package, in one that is cut off also by a
// folder that hardly another has.
func sniff(h *format.Head) string {
	m := h.Members()
	for _, n := range m.Names {
		n = strings.TrimLeft(n, "./")
		if n == "ofd.xml" || !m.Whole && (strings.HasPrefix(n, "doc_0/pages/") || n == "doc_0/document.xml") {
			return "OFD document"
		}
	}
	return ""
}

func read(ctx context.Context, data []byte, o format.Options) (*format.File, error) {
	var r *reader
	return format.Flow(ctx, o,
		func(each func(layout.Page) error) (file *format.File, err error) {
			if r, err = open(ctx, data); err != nil {
				return nil, err
			}
			return r.read(each)
		},
		func(ctx context.Context, page int, dpi float64) (image.Image, float64, error) {
			if r.scans[page] != nil {
				pack, apart := *r.pack, *r
				pack.ctx, apart.pack = ctx, &pack
				return apart.picture(page, dpi)
			}
			// Text that is drawn as outlines.
			var shown image.Image
			err := render(ctx, data, o, dpi, []document.Region{{Page: page}}, func(_ int, img image.Image) error {
				shown = img
				return nil
			})
			return shown, dpi, err
		})
}

func pages(ctx context.Context, data []byte, _ format.Options, each func(layout.Page) error) (*format.File, error) {
	r, err := open(ctx, data)
	if err != nil {
		return nil, err
	}
	return r.read(each)
}

// maxMarks is how many objects, characters included, one page may draw: many
// times what the densest printed one has.
const maxMarks = 300_000

// reader is one file under work.
type reader struct {
	*pack
	file   format.File
	number int          // of the page at hand
	broken map[int]bool // pages that could not be read, or not to their end
	seen   map[string]bool
	again  int // pages that name a part that was read before
	scans  map[int]*scan
	faces  map[string]*sfnt.Font // parts of fonts, as far as they were asked for
	glyphs sfnt.Buffer
	// wanted, if set, are the pages to draw, and hand is given each of them; the
	// others are passed over.
	wanted map[int][]int
	hand   func(*drawing) error

	body
}

// body is one document of the file: most have one.
type body struct {
	dir       string // of the document's entry
	area      *node
	fonts     map[string]bool   // bold ones
	files     map[string]string // parts of fonts that are embedded
	params    map[string]*node
	media     map[string]string // part of a picture, by resource
	units     map[string]*node  // composite graphics
	spaces    map[string]string // type of a colour space
	templates map[string]template
	notes     map[string][]string // parts of annotations, by page
	seals     map[string][]document.Box
}

// template is what several pages show, before or behind their own content.
type template struct{ part, order string }

func open(ctx context.Context, data []byte) (*reader, error) {
	p, err := newPack(ctx, data)
	if err != nil {
		return nil, err
	}
	return &reader{pack: p, broken: map[int]bool{}, seen: map[string]bool{}, scans: map[int]*scan{},
		faces: map[string]*sfnt.Font{}}, nil
}

// read hands over the pages of all bodies in their order. Errors are those of
// format.Format.Read, or each's.
func (r *reader) read(each func(layout.Page) error) (*format.File, error) {
	root, err := r.tree("OFD.xml")
	if err != nil {
		return nil, r.whole(err)
	}
	for _, b := range root.all("DocBody") {
		if err := r.readBody(b, each); err != nil {
			return &r.file, r.whole(err)
		}
	}
	if r.again > 0 {
		r.file.Warn("repeated_pages", "%d pages are the same part as one before and were left out", r.again)
	}
	switch {
	case r.number == 0:
		return &r.file, r.whole(fmt.Errorf("%w: it has no pages", document.ErrDamaged))
	case len(r.broken) == r.number && r.drawn == 0:
		return &r.file, r.whole(fmt.Errorf("%w: it has no readable page", document.ErrDamaged))
	}
	return &r.file, nil
}

// whole says of a package that cannot be read that it is encrypted, if it is.
func (r *reader) whole(err error) error {
	if r.encrypted() && (errors.Is(err, document.ErrDamaged) || errors.Is(err, errMissing)) {
		return fmt.Errorf("%w: OFD package (GM/T 0099)", document.ErrEncrypted)
	}
	return err
}

func (r *reader) readBody(b *node, each func(layout.Page) error) error {
	info := b.child("DocInfo")
	if r.file.Info == (document.Info{}) {
		r.file.Info = document.Info{
			Title: info.child("Title").value(), Author: info.child("Author").value(),
			Creator:  strings.TrimSpace(info.child("Creator").value() + " " + info.child("CreatorVersion").value()),
			Created:  date(info.child("CreationDate").value()),
			Modified: date(info.child("ModDate").value()),
		}
	}
	entry := r.locate("", b.child("DocRoot").value())
	doc, err := r.tree(entry)
	if err != nil {
		return err
	}
	r.body = body{
		dir: path.Dir(entry), fonts: map[string]bool{}, files: map[string]string{}, params: map[string]*node{},
		media: map[string]string{},
		units: map[string]*node{}, spaces: map[string]string{}, templates: map[string]template{},
		notes: map[string][]string{}, seals: map[string][]document.Box{},
	}
	common := doc.child("CommonData")
	r.area = common.child("PageArea")
	for _, kind := range []string{"PublicRes", "DocumentRes"} {
		for _, n := range common.all(kind) {
			if err := r.resources(r.locate(r.dir, n.value())); err != nil {
				return err
			}
		}
	}
	for _, n := range common.all("TemplatePage") {
		r.templates[n.get("ID")] = template{r.locate(r.dir, n.get("BaseLoc")), n.get("ZOrder")}
	}
	if err := r.annotations(doc.child("Annotations").value()); err != nil {
		return err
	}
	if err := r.signatures(b.child("Signatures").value()); err != nil {
		return err
	}
	carried, err := r.attachments(entry, doc)
	if err := r.tolerate(err); err != nil {
		return err
	}
	if len(carried) > 0 {
		r.file.Warn("attachments",
			"%d attached files; those in a format that is read are documents of their own", len(carried))
	}
	for _, n := range doc.child("Pages").all("Page") {
		part := r.locate(r.dir, n.get("BaseLoc"))
		if r.seen[key(part)] && r.has(part) {
			r.again++
			continue
		}
		r.seen[key(part)] = true
		r.number++
		if r.wanted != nil && r.wanted[r.number] == nil {
			continue
		}
		p := layout.Page{Number: r.number}
		if err := r.page(&p, n.get("ID"), part); err != nil {
			return err
		}
		if err := each(p); err != nil {
			return err
		}
	}
	return nil
}

// tolerate turns the fault of a part into a warning on the page at hand; what
// ends the work on the whole file stays an error.
func (r *reader) tolerate(err error) error {
	if err == nil {
		return nil
	}
	if end := budget.Done(r.ctx); end != nil {
		return end
	}
	if errors.Is(err, document.ErrTooLarge) {
		return err
	}
	code := "page_damaged"
	if r.number == 0 {
		code = "part_unreadable"
	}
	r.file.WarnPage(r.number, code, "%v", err)
	return nil
}

// resources reads fonts, colours, pictures and composite graphics. What is
// missing is told where it is used.
func (r *reader) resources(part string) error {
	base := path.Dir(part)
	lists := []string{"Res", "Fonts", "DrawParams", "MultiMedias", "CompositeGraphicUnits", "ColorSpaces"}
	err := r.walk(part, lists, visitor{
		enter: func(n *node) {
			if n.name == "Res" && n.get("BaseLoc") != "" {
				base = path.Join(base, slashes(n.get("BaseLoc")))
			}
		},
		object: func(n *node) error {
			id := n.get("ID")
			switch n.name {
			case "Font":
				r.fonts[id] = boldFont(n)
				if file := n.child("FontFile").value(); file != "" {
					r.files[id] = r.locate(base, file)
				}
			case "DrawParam":
				r.params[id] = n
			case "MultiMedia":
				r.media[id] = r.locate(base, n.child("MediaFile").value())
			case "CompositeGraphicUnit":
				r.units[id] = n
			case "ColorSpace":
				r.spaces[id] = strings.ToUpper(n.get("Type"))
			}
			return nil
		},
	})
	return r.tolerate(err)
}

// annotations finds the parts that hold what was put on the pages later.
func (r *reader) annotations(loc string) error {
	if loc == "" {
		return nil
	}
	part := r.locate(r.dir, loc)
	list, err := r.tree(part)
	if err != nil {
		return r.tolerate(err)
	}
	for _, p := range list.all("Page") {
		for _, f := range p.all("FileLoc") {
			r.notes[p.get("PageID")] = append(r.notes[p.get("PageID")], r.locate(path.Dir(part), f.value()))
		}
	}
	return nil
}

// signatures finds the places of seals. They are pictures over the page; what
// they sign is not verified.
func (r *reader) signatures(loc string) error {
	if loc == "" {
		return nil
	}
	part := r.locate("", loc)
	list, err := r.tree(part)
	if err != nil {
		return r.tolerate(err)
	}
	seals := 0
	for _, s := range list.all("Signature") {
		one, err := r.tree(r.locate(path.Dir(part), s.get("BaseLoc")))
		if err != nil {
			if err := r.tolerate(err); err != nil {
				return err
			}
			continue
		}
		for _, a := range one.child("SignedInfo").all("StampAnnot") {
			if b, ok := a.box("Boundary"); ok {
				seals++
				r.seals[a.get("PageRef")] = append(r.seals[a.get("PageRef")], b)
			}
		}
	}
	if seals > 0 {
		r.file.Warn("sealed", "%d electronic seals; whether they are genuine was not checked", seals)
	}
	return nil
}

// date turns a date or a time into RFC 3339; one that cannot be read stays as
// it is.
func date(s string) string {
	for _, form := range []string{time.DateOnly, time.DateTime, "2006-01-02T15:04:05", "2006/01/02", "20060102"} {
		if t, err := time.Parse(form, s); err == nil {
			return t.Format(time.RFC3339)
		}
	}
	return s
}

// attachment is a file that the document carries.
type attachment struct{ name, part string }

func (r *reader) attachments(entry string, doc *node) ([]attachment, error) {
	loc := doc.child("Attachments").value()
	if loc == "" {
		return nil, nil
	}
	part := r.locate(path.Dir(entry), loc)
	list, err := r.tree(part)
	if err != nil {
		return nil, err
	}
	var out []attachment
	for _, a := range list.all("Attachment") {
		file := r.locate(path.Dir(part), a.child("FileLoc").value())
		name := path.Base(slashes(a.get("Name")))
		if name == "." || name == "/" {
			name = path.Base(file)
		}
		if path.Ext(name) == "" && a.get("Format") != "" {
			name += "." + strings.ToLower(a.get("Format"))
		}
		out = append(out, attachment{name, file})
	}
	return out, nil
}

// attached gives the files that the document carries, each part once.
func attached(ctx context.Context, data []byte, o format.Options) ([]format.Attachment, error) {
	r, err := open(ctx, data)
	if err != nil {
		return nil, err
	}
	root, err := r.tree("OFD.xml")
	if err != nil {
		return nil, err
	}
	var out []format.Attachment
	left := o.Unpacked()
	for _, b := range root.all("DocBody") {
		entry := r.locate("", b.child("DocRoot").value())
		doc, err := r.tree(entry)
		if err != nil {
			continue // reading the document says so
		}
		list, err := r.attachments(entry, doc)
		if err != nil {
			continue
		}
		for _, a := range list {
			if r.seen[key(a.part)] {
				continue
			}
			r.seen[key(a.part)] = true
			content, err := r.bytes(a.part)
			if left -= int64(len(content)); left < 0 {
				return out, fmt.Errorf("%w: attachments of more than %d bytes", document.ErrTooLarge, o.Unpacked())
			}
			if err != nil {
				content = nil
			}
			out = append(out, format.Attachment{Name: a.name, Data: content, Err: err})
		}
	}
	return out, budget.Done(ctx)
}
