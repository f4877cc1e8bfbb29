// Package serve shows a dataset to people as pages to browse: what is wrong and
// how much money it is about, organizations over the years, documents with
// their tables as printed, projects and targets, as HTML without script, as CSV
// and as JSON; served, or written as files for any web host.
//
// It knows an index of what is searched and sorted, addresses, and HTML. Labels,
// severities and formats are those of package present, rows are read by package
// sinks, and what draws the pages of published files is told to it. Texts of
// documents are untrusted and only ever written as text; nothing is loaded from
// elsewhere.
package serve

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"image"
	"path/filepath"
	"sync"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
	"github.com/yusuan/yusuan/triage"
)

// Draw draws regions of the pages of the published file of a document;
// ErrNoOriginal if that is not at hand.
type Draw func(ctx context.Context, d *schema.DocumentRow, dpi float64, regions []document.Region,
	each func(i int, img image.Image) error) error

// Original gives the bytes of the published file of a document; ErrNoOriginal if
// that is not at hand.
type Original func(ctx context.Context, d *schema.DocumentRow) ([]byte, error)

// ErrNoOriginal says that the published file of a document is not at hand.
var ErrNoOriginal = errors.New("the published file is not at hand")

// Options of a site.
type Options struct {
	Cache string // folder that keeps the index
	Draw  Draw   // nil: no pictures of pages
	// Original is asked for published files, which are given to readers of this
	// machine and to those who may decide; nil: they are given to nobody.
	Original Original
	Version  string // of the program, told at the foot of pages
	// Region is what the region of a code (GB/T 2260) is called; nil: its code.
	Region func(code string) string
	// Say is told what is being done while the index is made; nil: nobody.
	Say func(string)
	// Name is what the dataset is called; empty: as its folder.
	Name string
	// Triage keeps what people decide of findings; nil: nothing is decided.
	Triage *triage.File
	// Wrote is told of each file that Write wrote; nil: nobody.
	Wrote func(name string)
}

// Site is a dataset that is shown.
type Site struct {
	deciding sync.RWMutex
	decided  map[string]*triage.Decision // by finding
	at       map[*triage.Decision]string // address of the finding

	folder  string
	name    string
	options Options
	db      *sql.DB
	files   map[string]string   // the one file of a kind of row, for those that have one
	parts   map[int64]string    // files by their number in the index
	classes map[string]class    // of the functional classification
	choices map[string][]option // values of the columns that lists of documents and the like are filtered by
	static  bool

	drawing sync.Mutex // one page at a time: a page may take a second, and much memory
}

// class is a class of a classification.
type class struct{ zh, en string }

// Open opens the dataset in a folder. Its index is made where there is none, and
// brought up to date where the dataset changed.
func Open(ctx context.Context, folder string, o Options) (*Site, error) {
	if o.Wrote == nil {
		o.Wrote = func(string) {}
	}
	if o.Say == nil {
		o.Say = func(string) {}
	}
	if o.Region == nil {
		o.Region = func(code string) string { return code }
	}
	// A link to the newest release may lead elsewhere while this one is shown.
	at, err := filepath.EvalSymlinks(folder)
	if err != nil {
		at = folder
	}
	m, err := sinks.ReadManifest(at)
	if err == nil {
		err = m.Readable()
	}
	if err != nil {
		return nil, err
	}
	s := &Site{folder: at, name: cmp.Or(o.Name, filepath.Base(filepath.Clean(folder))), options: o,
		files: map[string]string{},
		parts: map[int64]string{}, classes: map[string]class{}}
	for _, f := range m.Files {
		s.files[f.Dataset] = f.File
	}
	if s.db, err = openIndex(ctx, at, o.Cache, o.Say); err != nil {
		return nil, err
	}
	if err := errors.Join(s.load(ctx), s.loadDecisions(ctx)); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// load reads what is small and asked for on every page.
func (s *Site) load(ctx context.Context) error {
	rows, err := s.db.QueryContext(ctx, `SELECT n, file FROM parts`)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // Err tells
	for rows.Next() {
		var n int64
		var file string
		if err := rows.Scan(&n, &file); err != nil {
			return err
		}
		s.parts[n] = file
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if err := s.loadChoices(ctx); err != nil {
		return err
	}
	return sinks.Rows(ctx, s.folder, "codes", func(c *schema.CodeRow) {
		if c.Scheme == schema.FunctionalCodes && len(c.Code) == 3 && c.To == 0 {
			s.classes[c.Code] = class{c.Name, c.NameEN}
		}
	})
}

// Close releases the index.
func (s *Site) Close() error { return s.db.Close() }
