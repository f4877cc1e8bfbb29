// Package report writes what is known of a document, or of a dataset, as one
// HTML page to be sent on: it needs no network and no script, and reads well
// on paper and on a phone.
//
// It knows HTML and pictures: what is said of findings, checks and tables is
// the view of package present. It reads nothing and checks nothing by itself: what it shows was
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
	"github.com/yusuan/yusuan/present"
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
	"thousands": present.Thousands,
	"percent":   present.Percent,
	"outcome":   func(o schema.Outcome) outcome { return outcome{present.Label(o), present.Mark(o)} },
}).ParseFS(files, "*.html"))

var styles = func() string {
	text, err := files.ReadFile("page.css")
	if err != nil {
		panic(err)
	}
	return string(text)
}()

// outcome is how one of a check is called and marked.
type outcome struct {
	present.Text
	Mark string
}

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
