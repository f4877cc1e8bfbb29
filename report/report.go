// Package report writes what is known of a document, or of a dataset, as one
// HTML page to be sent on: it needs no network and no script, and reads well
// on paper and on a phone.
//
// It knows how findings, checks and tables are shown to people, in Chinese and
// English. It reads nothing and checks nothing by itself: what it shows was
// settled before, and who draws the pages of a document is told to it. Texts
// of documents are untrusted and are only ever written as text. Names and
// phone numbers of contact persons are as normalize left them, and painted
// over in pictures.
//
// The same document and options give the same bytes.
package report

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"html/template"
	"image"
	"io"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// Draw draws regions of a document's pages and hands them over in order.
type Draw func(dpi float64, regions []document.Region, each func(i int, img image.Image) error) error

// Options of a report. The zero value gives one without pictures.
type Options struct {
	Draw    Draw   // nil: no pictures
	Images  int    // most pictures in a report; default 40
	Bytes   int    // most bytes of all pictures; default 6 MiB
	Date    string // printed as it is; empty: no date
	Version string // of the program, printed at the end
}

//go:embed page.css document.html dataset.html
var files embed.FS

var templates = template.Must(template.New("").Funcs(template.FuncMap{
	"css":       func() template.CSS { return template.CSS(styles) },
	"thousands": thousands,
	"percent":   percent,
}).ParseFS(files, "*.html"))

var styles = func() string {
	text, err := files.ReadFile("page.css")
	if err != nil {
		panic(err)
	}
	return string(text)
}()

// Document writes the report of one document.
func Document(ctx context.Context, w io.Writer, r *schema.Record, o Options) error {
	page, err := documentPage(ctx, r, o)
	if err != nil {
		return fmt.Errorf("report of %s: %w", r.Source, err)
	}
	return write(w, "document.html", page)
}

// write gives out a page whole or not at all.
func write(w io.Writer, name string, page any) error {
	var out bytes.Buffer
	if err := templates.ExecuteTemplate(&out, name, page); err != nil {
		return err
	}
	_, err := out.WriteTo(w)
	return err
}

// thousands writes 1234567 as 1,234,567.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// percent is part of whole, cut (not rounded) to one decimal, so that 100% means all.
func percent(part, whole int) string {
	if whole == 0 {
		return "–"
	}
	tenths := part * 1000 / whole
	return fmt.Sprintf("%d.%d%%", tenths/10, tenths%10)
}
