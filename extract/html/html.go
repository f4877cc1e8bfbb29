// Package html reads web pages into the flow of their article: paragraphs,
// headings and raw grids, in reading order, with the files the page links to.
//
// It knows HTML, what a browser shows of it and what portals, Word, WPS and
// Excel make of it: page furniture around the article, hidden rows and
// columns, tables for layout around tables of data, MIME archives ("Save as
// web page") with a sheet in every part. It does not know what a table means
// or where one ends that is cut in two; package compose does.
package html

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract/charset"
	"github.com/yusuan/yusuan/extract/format"
)

// Bounds on what is read; a document beyond one is document.ErrTooLarge.
const (
	maxBytes = 64 << 20
	maxWidth = 4096 // columns of a grid before unused ones are removed
	maxParts = 2000 // of a MIME archive
	maxGraft = 64   // frames put in place
)

// Read reads an HTML file or a MIME archive of HTML (MHTML). The file has one
// page, or one for every sheet of an exported workbook.
//
// Errors wrap document.ErrEmpty, ErrTooLarge (a limit of the budget in ctx
// included), ErrDamaged or ErrUnsupported, or are what ended ctx.
func Read(ctx context.Context, data []byte, _ format.Options) (*format.File, error) {
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return nil, document.ErrEmpty
	case len(data) > maxBytes:
		return nil, fmt.Errorf("%w: %d bytes of HTML, at most %d are read", document.ErrTooLarge, len(data), maxBytes)
	}
	r := &reader{ctx: ctx, result: &format.File{}}
	root := part{data: data}
	if isArchive(data) {
		if err := r.unpack(data); err != nil {
			return nil, err
		}
		root = r.parts[r.root]
	}
	if err := r.read(root); err != nil {
		return nil, err
	}
	return r.result, nil
}

type reader struct {
	ctx    context.Context
	result *format.File
	parts  []part // of a MIME archive
	root   int
	grafts int
}

func (r *reader) warn(code, message string, args ...any) { r.result.Warn(code, message, args...) }

// parse decodes and parses one HTML file; the decoded source is returned too,
// as what Office stores in comments never gets into the tree.
func (r *reader) parse(p part) (*html.Node, string, error) {
	d := charset.Decode(p.data, p.contentType)
	if d.Overruled {
		r.warn("wrong_charset", "declared as %s and read as %s", d.Declared, d.Encoding)
	}
	if d.Damaged > 0 {
		r.warn("undecodable_text", "%d characters could not be decoded from %s", d.Damaged, d.Encoding)
	}
	if r.result.Info.Encoding == "" {
		r.result.Info.Encoding = d.Encoding
	}
	text := strings.ReplaceAll(d.Text, "\x00", "")
	// What the parser will ask memory for: a node for an element and one for
	// the text after it; three attributes take as much as a node.
	nodes := strings.Count(text, "<") + strings.Count(text, "=")/3
	if err := cmp.Or(budget.Charge(r.ctx, budget.Bytes, len(text)),
		budget.Charge(r.ctx, budget.Nodes, nodes)); err != nil {
		return nil, "", err
	}
	root, err := html.ParseWithOptions(&source{r.ctx, strings.NewReader(text)}, html.ParseOptionEnableScripting(false))
	switch {
	case budget.Done(r.ctx) != nil:
		return nil, "", budget.Done(r.ctx)
	case err != nil && strings.Contains(err.Error(), "512 nodes"):
		return nil, "", fmt.Errorf("%w: elements nested deeper than 512", document.ErrTooLarge)
	case errors.Is(err, html.ErrBufferExceeded):
		return nil, "", fmt.Errorf("%w: %v", document.ErrTooLarge, err)
	case err != nil:
		return nil, "", fmt.Errorf("%w: %v", document.ErrDamaged, err)
	}
	return root, text, nil
}

// source ends the parser with the context.
type source struct {
	ctx context.Context
	r   *strings.Reader
}

func (s *source) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p[:min(len(p), 16<<10)])
}

func (r *reader) read(p part) error {
	root, source, err := r.parse(p)
	if err != nil {
		return err
	}
	doc := goquery.NewDocumentFromNode(root)
	encoding := r.result.Info.Encoding
	r.result.Info = About(doc)
	r.result.Info.Encoding = encoding
	base := baseOf(doc, p.location)
	book := workbook(source)
	if sheets, ok := r.sheetParts(book); ok {
		for i, s := range sheets {
			root, _, err := r.parse(s.part)
			if err != nil {
				return fmt.Errorf("sheet %s: %w", s.name, err)
			}
			if err := r.pages(root, base, []sheet{{name: s.name, number: i + 1}}); err != nil {
				return fmt.Errorf("sheet %s: %w", s.name, err)
			}
		}
		return nil
	}
	if err := r.graft(root, 0); err != nil {
		return err
	}
	r.missingFrames(doc, base, book)
	return r.pages(root, base, inlineSheets(doc, book))
}

// pages reads one tree: all of it is one page, or the sheets it is made of
// are a page each.
func (r *reader) pages(root *html.Node, base string, sheets []sheet) error {
	p, err := newPage(r, root)
	if err != nil {
		return err
	}
	r.links(goquery.NewDocumentFromNode(root), base, p)
	for _, s := range sheets {
		out, err := p.read(s)
		if err != nil {
			return err
		}
		r.result.Pages = append(r.result.Pages, out)
	}
	return nil
}
