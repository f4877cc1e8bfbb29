// Package word reads Word documents (.docx, .docm) into a flow of headings,
// paragraphs and tables.
//
// It knows WordprocessingML (ECMA-376 part 1) as far as it prints: automatic
// numbers are written out, deleted and hidden text is not there (the numbers
// in hidden text are counted), text boxes are read once. It does not lay out
// pages: a document is one page with the number 0.
package word

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract/compose"
	"github.com/yusuan/yusuan/extract/format"
)

// reader holds what a document needs while it is read.
type reader struct {
	ctx     context.Context
	limit   int64
	parts   map[string]*zip.File
	styles  map[string]style
	numbers *numbering
	page    compose.Page
	file    format.File
}

// Read reads a document. Errors wrap document.ErrDamaged or ErrTooLarge, or
// are ctx's own.
func Read(ctx context.Context, data []byte, o format.Options) (*format.File, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", document.ErrDamaged, err)
	}
	r := &reader{ctx: ctx, limit: o.Unpacked() / 4, parts: map[string]*zip.File{}}
	if err := budget.Charge(ctx, budget.Members, len(z.File)); err != nil {
		return nil, err
	}
	for _, f := range z.File {
		r.parts[strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/")] = f
	}
	if err := r.read(); err != nil {
		return nil, err
	}
	return &r.file, nil
}

var errMissing = fmt.Errorf("%w: a part is missing", document.ErrDamaged)

// part parses a part of the package. One that is not there is errMissing.
func (r *reader) part(name string) (*node, error) {
	if err := r.ctx.Err(); err != nil {
		return nil, err
	}
	f := r.parts[name]
	if f == nil {
		return nil, fmt.Errorf("%w: %s", errMissing, name)
	}
	in, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", document.ErrDamaged, name, err)
	}
	defer in.Close()
	limited := &io.LimitedReader{R: budget.Reader(r.ctx, in), N: r.limit + 1}
	root, err := parse(r.ctx, limited)
	if limited.N <= 0 {
		return nil, fmt.Errorf("%w: %s unpacks to more than %d bytes", document.ErrTooLarge, name, r.limit)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return root, nil
}

// optional is a part that need not be there, or not be whole.
func (r *reader) optional(name string) (*node, error) {
	root, err := r.part(name)
	if errors.Is(err, document.ErrTooLarge) || r.ctx.Err() != nil {
		return nil, err
	}
	if err != nil && !errors.Is(err, errMissing) {
		r.warn("part_unreadable", "%v", err)
	}
	return root, nil
}

func (r *reader) warn(code, message string, args ...any) { r.file.Warn(code, message, args...) }

// related maps the relationships of a part by id, and one of a type.
func (r *reader) related(part string) (byID map[string]string, byType map[string]string, err error) {
	dir, file := path.Split(part)
	byID, byType = map[string]string{}, map[string]string{}
	root, err := r.optional(dir + "_rels/" + file + ".rels")
	root.find("rel:Relationship", func(n *node) {
		if n.get("TargetMode") == "External" {
			return
		}
		target := n.get("Target")
		if strings.HasPrefix(target, "/") {
			target = target[1:]
		} else {
			target = path.Join(dir, target)
		}
		byID[n.get("Id")] = target
		if kind := path.Base(n.get("Type")); byType[kind] == "" {
			byType[kind] = target
		}
	})
	return byID, byType, err
}

func (r *reader) read() error {
	_, top, err := r.related("")
	if err != nil {
		return err
	}
	main := top["officeDocument"]
	if main == "" {
		main = "word/document.xml"
	}
	byID, byType, err := r.related(main)
	if err != nil {
		return err
	}
	side := func(kind, name string) (*node, error) {
		if byType[kind] != "" {
			name = byType[kind]
		}
		return r.optional(name)
	}
	styles, err := side("styles", "word/styles.xml")
	if err != nil {
		return err
	}
	numbers, err := side("numbering", "word/numbering.xml")
	if err != nil {
		return err
	}
	footnotes, err := side("footnotes", "word/footnotes.xml")
	if err != nil {
		return err
	}
	endnotes, err := side("endnotes", "word/endnotes.xml")
	if err != nil {
		return err
	}
	if err := r.info(top); err != nil {
		return err
	}
	r.styles, r.numbers = readStyles(styles), readNumbering(numbers)
	doc, err := r.part(main)
	if err != nil {
		return err
	}
	body := doc.child("document", "body")
	if body == nil {
		return fmt.Errorf("%w: no body", document.ErrDamaged)
	}
	r.page.Status = document.PageText
	for _, k := range []struct{ reference, part string }{{"headerReference", "hdr"}, {"footerReference", "ftr"}} {
		if err := r.running(body, k.reference, byID); err != nil {
			return err
		}
	}
	items := r.flow(body)
	for _, notes := range []*node{footnotes, endnotes} {
		items = append(items, r.notes(notes)...)
	}
	r.page.Items = append(r.page.Items, items...)
	if len(r.page.Items) == 0 {
		r.page.Status = document.PageBlank
		body.find("drawing", func(*node) { r.page.Status = document.PageScanned })
		body.find("pict", func(*node) { r.page.Status = document.PageScanned })
	}
	if n := pictures(body); n > 0 {
		r.page.Status = document.PageScanned
		r.warn("scanned", "%d pictures fill a page each; nothing on them was read", n)
	}
	r.survey(body)
	r.file.Pages = []compose.Page{r.page}
	return budget.Done(r.ctx)
}

// survey warns of what is printed and was not read.
func (r *reader) survey(body *node) {
	objects, chunks := 0, 0
	body.find("object", func(*node) { objects++ })
	body.find("altChunk", func(*node) { chunks++ })
	if objects > 0 {
		r.warn("embedded_object", "%d embedded objects are shown as pictures and were not read", objects)
	}
	if chunks > 0 {
		r.warn("embedded_part", "%d parts in another format were not read", chunks)
	}
	if r.parts["word/vbaProject.bin"] != nil {
		r.warn("macros", "the document has macros; they were not run")
	}
}

// running reads page headers or footers, each text once.
func (r *reader) running(body *node, reference string, byID map[string]string) error {
	var names []string
	body.find(reference, func(n *node) { names = append(names, byID[n.get("id")]) })
	kind := document.BlockPageHeader
	if reference == "footerReference" {
		kind = document.BlockPageFooter
	}
	seen := map[string]bool{}
	for _, name := range names {
		if name == "" || seen[name] {
			continue
		}
		seen[name] = true
		root, err := r.optional(name)
		if err != nil {
			return err
		}
		for _, part := range []string{"hdr", "ftr"} {
			for _, item := range r.flow(root.child(part)) {
				if item.Grid == nil {
					item.Block.Kind = kind
				}
				r.page.Items = append(r.page.Items, item)
			}
		}
	}
	return nil
}

// notes reads foot- or endnotes; the separators among them have a type.
func (r *reader) notes(root *node) (items []compose.Item) {
	if root == nil {
		return nil
	}
	for _, kind := range []string{"footnote", "endnote"} {
		root.find(kind, func(n *node) {
			if n.get("type") == "" || n.get("type") == "normal" {
				items = append(items, r.flow(n)...)
			}
		})
	}
	return items
}

func (r *reader) info(top map[string]string) error {
	core, err := r.optional(top["core-properties"])
	if err != nil {
		return err
	}
	app, err := r.optional(top["extended-properties"])
	if err != nil {
		return err
	}
	value := func(n *node, name string) string {
		if n == nil || len(n.kids) == 0 {
			return ""
		}
		for _, k := range n.kids[0].kids {
			if strings.HasSuffix(k.name, ":"+name) {
				return strings.TrimSpace(k.text)
			}
		}
		return ""
	}
	r.file.Info = document.Info{
		Title: value(core, "title"), Author: value(core, "creator"), Created: value(core, "created"),
		Modified: value(core, "modified"),
		Creator:  value(app, "Application"),
	}
	return nil
}

// flow reads the paragraphs and tables of a container.
func (r *reader) flow(n *node) (items []compose.Item) {
	if n == nil {
		return nil
	}
	for _, k := range n.kids {
		if r.ctx.Err() != nil {
			return nil
		}
		switch k.name {
		case "p":
			items = append(items, r.paragraph(k)...)
		case "tbl":
			items = append(items, r.table(k)...)
		case "sdt":
			items = append(items, r.flow(k.child("sdtContent"))...)
		case "ins", "moveTo", "customXml", "smartTag", "sdtContent":
			items = append(items, r.flow(k)...)
		case "mc:AlternateContent":
			items = append(items, r.flow(alternative(k))...)
		}
	}
	return items
}

// alternative is the one of several forms of a content that is to be read: the
// newest, or what older programs get if that is empty.
func alternative(n *node) *node {
	if c := n.child("mc:Choice"); c != nil && len(c.kids) > 0 {
		return c
	}
	return n.child("mc:Fallback")
}

// paragraph is the block of a paragraph, and after it what its text boxes hold.
func (r *reader) paragraph(p *node) (items []compose.Item) {
	text, look, boxes := r.runs(p)
	if t := strings.TrimSpace(text); t != "" {
		b := document.Block{
			Kind: document.BlockParagraph, Text: t, Table: -1,
			Bold: look.bold, FontSize: look.size, Centered: look.center,
		}
		if look.level > 0 {
			b.Kind, b.Level = document.BlockHeading, look.level
		}
		items = append(items, compose.Item{Block: b})
	}
	return append(items, boxes...)
}

// runs is the printed text of a paragraph with the number before it, how it
// looks (bold only if all of it is), and the items in its text boxes.
func (r *reader) runs(p *node) (string, style, []compose.Item) {
	pPr := p.child("pPr")
	look := r.styles[pPr.child("pStyle").val()]
	look.paragraph(pPr)
	w := &runWriter{r: r, base: look, bold: true}
	w.walk(p)
	if !w.visible {
		return "", look, w.boxes // an empty line of a list prints its number, but says nothing
	}
	text := w.text.String()
	if budget.Charge(r.ctx, budget.Characters, len(text)) != nil {
		return "", look, nil // read tells why
	}
	if look.num.id > 0 {
		text = r.numbers.next(look.num) + text
	}
	r.page.Digits += document.CountDigits(text)
	look.bold = w.bold
	if w.size > 0 {
		look.size = w.size
	}
	return text, look, w.boxes
}

// runWriter collects the text of the runs of one paragraph.
type runWriter struct {
	r       *reader
	base    style
	text    strings.Builder
	visible bool
	bold    bool
	size    float64
	boxes   []compose.Item
}

// walk goes through what can stand in a paragraph.
func (w *runWriter) walk(n *node) {
	for _, k := range n.kids {
		switch k.name {
		case "r":
			w.run(k)
		case "del", "moveFrom", "pPr", "rPr", "sdtPr", "rt", "instrText", "delText":
			// deleted, moved away, properties, pronunciation, field codes
		case "m:t":
			w.write(k.text)
		case "mc:AlternateContent":
			if a := alternative(k); a != nil {
				w.walk(a)
			}
		case "txbxContent":
			w.boxes = append(w.boxes, w.r.flow(k)...)
		default:
			w.walk(k)
		}
	}
}

func (w *runWriter) run(n *node) {
	look := w.base
	rPr := n.child("rPr")
	if id := rPr.child("rStyle").val(); id != "" {
		if s, ok := w.r.styles[id]; ok {
			look.hidden = look.hidden || s.hidden
			look.bold = look.bold || s.bold
		}
	}
	look.run(rPr)
	before := w.text.Len()
	for _, k := range n.kids {
		switch k.name {
		case "t", "m:t":
			if look.hidden {
				w.r.page.Hidden += len(document.Numbers(k.text))
				continue
			}
			w.write(k.text)
		case "tab", "ptab":
			w.text.WriteByte('\t')
		case "br", "cr":
			w.text.WriteByte('\n')
		case "noBreakHyphen":
			w.write("-")
		case "sym":
			if !look.hidden {
				w.write(symbol(k))
			}
		case "rPr", "instrText", "delText", "softHyphen":
		default:
			w.walk(&node{kids: []*node{k}})
		}
	}
	if strings.TrimSpace(w.text.String()[before:]) != "" {
		w.bold = w.bold && look.bold
		if w.size == 0 {
			w.size = look.size
		}
	}
}

func (w *runWriter) write(s string) {
	w.text.WriteString(s)
	w.visible = w.visible || strings.TrimSpace(s) != ""
}

// symbol is a character chosen from a font. Fonts of symbols put theirs into
// the private area; the boxes and ticks of forms are the ones that occur.
func symbol(n *node) string {
	code, err := strconv.ParseUint(n.get("char"), 16, 32)
	if err != nil {
		return ""
	}
	if code < 0xe000 || code > 0xf8ff {
		return string(rune(code))
	}
	switch code & 0xff {
	case 0xa8, 0x6f, 0x71, 0xa3:
		return "□"
	case 0x52, 0xfe:
		return "☑"
	case 0x51, 0xfd:
		return "☒"
	case 0xfc, 0x50:
		return "√"
	}
	return "•"
}
