package sinks

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sync"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"github.com/yusuan/yusuan/schema"
)

// Extent is where the rows of a document stand among those of a kind.
type Extent struct {
	File        string // from the dataset's folder, with slashes; empty where there are none
	First, Rows int64
}

// Taken is a document of a dataset with what has to be known of it for another
// dataset to take its rows over without its record.
type Taken struct {
	Basis     schema.Basis
	Card      schema.Card
	Retrieved time.Time
	Quality   Quality
	Extents   []Extent // by kind of row
}

// Take adds a document of the dataset that is replaced (Replaces), as it is
// there, with the name it has there.
func (p *Parquet) Take(ctx context.Context, t *Taken) error {
	if p.closed {
		return ErrClosed
	}
	now := *t
	now.Extents = make([]Extent, len(p.files))
	p.account(&now)
	for i, f := range p.files {
		var err error
		if now.Extents[i], err = f.take(ctx, t.Extents[i], t.Card.DocumentID); err != nil {
			return err
		}
	}
	p.taken++
	return p.tell(&now)
}

// Taken is how many documents were taken.
func (p *Parquet) Taken() int { return p.taken }

// account takes in what is said of all documents together.
func (p *Parquet) account(t *Taken) {
	p.inputs++
	p.statuses[t.Card.Status]++
	p.quality.sum(&t.Quality)
	if t.Retrieved.After(p.retrieved) {
		p.retrieved = t.Retrieved
	}
	fmt.Fprintf(p.inputHash, "%s\x00%s\x00%s\n", t.Card.Source, t.Card.DocumentID, t.Card.DuplicateOf)
	p.Dataset.AddCard(&t.Card)
}

// tell hands on what the next dataset can take.
func (p *Parquet) tell(t *Taken) error {
	if p.Wrote == nil {
		return nil
	}
	p.gather(t)
	return p.Wrote(t)
}

// TakeAcross adds what was held between the reports of an organization in the
// dataset that is replaced.
func (p *Parquet) TakeAcross(ctx context.Context, organizationID string) error {
	for i, kind := range schema.RowKinds {
		if !kind.Between() {
			continue
		}
		all, err := p.earlier.groupsOf(ctx, kind, "organization_id", p.before)
		if err != nil {
			return err
		}
		if _, err := p.files[i].take(ctx, all[organizationID], ""); err != nil {
			return err
		}
	}
	return nil
}

// gathered are the facts of a report, and what they follow from.
type gathered struct {
	rows  []Extent
	basis []string
}

// gather takes a document into its report.
func (p *Parquet) gather(t *Taken) {
	id := t.Card.ReportID()
	if id == "" {
		return
	}
	if p.groups == nil {
		p.groups = map[string]*gathered{}
	}
	g := p.groups[id]
	if g == nil {
		g = &gathered{}
		p.groups[id] = g
	}
	g.rows = append(g.rows, t.Extents[factsAt])
	g.basis = append(g.basis, t.Basis.Key+t.Basis.Joined)
}

// factsAt is the number of the kind of row that others are made of.
var factsAt = slices.Index(schema.RowKinds, schema.KindNamed("facts"))

// Groups tell by report what the rows that are made of its facts follow from.
func (p *Parquet) Groups() map[string]string {
	all := make(map[string]string, len(p.groups))
	for id, g := range p.groups {
		all[id] = g.digest()
	}
	return all
}

func (g *gathered) digest() string {
	sum := sha256.New()
	for _, basis := range g.basis {
		fmt.Fprintf(sum, "%q\n", basis)
	}
	return hex.EncodeToString(sum.Sum(nil)[:groupBytes])
}

// groupBytes of SHA-256 tell the documents of reports apart.
const groupBytes = 12

// deriveSince is derive where most rows stand in the dataset before.
func (p *Parquet) deriveSince(ctx context.Context, kind *schema.RowKind, from []part, to file) error {
	before, err := p.earlier.groupsOf(ctx, kind, kind.Group, p.before)
	if err != nil {
		return err
	}
	of := kind.Column(kind.Group)
	in := map[string][]string{} // groups by partition
	for id, g := range p.groups {
		if i := slices.IndexFunc(g.rows, func(e Extent) bool { return e.Rows > 0 }); i >= 0 {
			name := partitionOf(g.rows[i].File)
			in[name] = append(in[name], id)
		}
	}
	for _, v := range derivations(from) {
		ids := slices.DeleteFunc(slices.Sorted(slices.Values(in[partitionOf(v.from[0].path)])), func(id string) bool {
			return bucket(id)%v.passes != v.pass
		})
		rows, err := p.derivedAnew(ctx, kind, ids)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if p.GroupsBefore[id] == p.groups[id].digest() {
				_, err = to.take(ctx, before[id], id)
			} else {
				n := 0
				for n < len(rows) && of.Of(rows[n]).Text == id {
					n++
				}
				err = to.rows(ctx, slices.Values(rows[:n]))
				rows = rows[n:]
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// derivedAnew are the rows of those groups that are not as in the dataset before,
// in the order of the groups. Files are opened once: what says where its columns
// stand is longer than the rows of a group.
func (p *Parquet) derivedAnew(ctx context.Context, kind *schema.RowKind, ids []string) (
	rows []reflect.Value, err error) {
	made := kind.Derive(&p.Dataset)
	opened := map[string]*openedPart{}
	defer func() {
		for _, f := range opened {
			err = errors.Join(err, f.Close())
		}
	}()
	for _, id := range ids {
		if p.GroupsBefore[id] == p.groups[id].digest() {
			continue
		}
		for _, e := range p.groups[id].rows {
			if e.Rows == 0 {
				continue
			}
			f := opened[e.File]
			if f == nil {
				if f, err = openPart(filepath.Join(p.temp, filepath.FromSlash(e.File)), made.Of); err != nil {
					return nil, err
				}
				opened[e.File] = f
			}
			err := f.slice(ctx, e.First, e.Rows, func(row reflect.Value) error { made.Add(row); return nil })
			if err != nil {
				return nil, err
			}
		}
	}
	return slices.Collect(elements(made.Rows())), nil
}

// groupsOf are the rows of each value of a column of the dataset before, which
// stand together.
func (e *earlier) groupsOf(ctx context.Context, kind *schema.RowKind, column string, m *Manifest) (
	map[string]Extent, error) {
	if all := e.byGroup[kind.Name]; all != nil {
		return all, nil
	}
	all := map[string]Extent{}
	for i := range m.Files {
		f := &m.Files[i]
		if f.Dataset != kind.Name {
			continue
		}
		r, err := newRowReader(filepath.Join(e.folder, filepath.FromSlash(f.File)))
		if err != nil {
			return nil, err
		}
		at := slices.IndexFunc(newShredder("", kind.Columns).leaves, func(l leaf) bool {
			return l.of == nil && l.column.Name == column
		})
		var values []parquet.Value
		var last Extent
		id := ""
		for row := int64(0); row < f.Rows && err == nil; row += int64(len(values)) {
			if err = ctx.Err(); err != nil {
				break
			}
			values, err = r.columns[at].read(values[:0], min(readBatch, f.Rows-row), false)
			for i, v := range values {
				if text := v.ByteArray(); last.Rows == 0 || string(text) != id {
					id = string(text)
					last = Extent{f.File, row + int64(i), 0}
				}
				last.Rows++
				all[id] = last
			}
		}
		if err := errors.Join(err, r.close()); err != nil {
			return nil, fmt.Errorf("%s of the dataset before: %w", f.File, err)
		}
	}
	if e.byGroup == nil {
		e.byGroup = map[string]map[string]Extent{}
	}
	e.byGroup[kind.Name] = all
	return all, nil
}

// Form tells apart what rows look like: which columns they have, and what these
// mean.
var Form = sync.OnceValue(func() string {
	sum := sha256.New()
	for _, kind := range schema.RowKinds {
		fmt.Fprintln(sum, describe(kind))
	}
	return hex.EncodeToString(sum.Sum(nil)[:groupBytes])
})

// Intact reports whether the dataset that is replaced has the bytes it was
// written with, and the columns of this version, so that rows can be taken.
func (p *Parquet) Intact(ctx context.Context) (bool, error) {
	if p.before == nil || p.before.Schema != schema.Version {
		return false, nil
	}
	for i := range p.before.Files {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		f := &p.before.Files[i]
		same, err := Fingerprint{f.File, f.Bytes, f.SHA256}.of(filepath.Join(p.earlier.folder,
			filepath.FromSlash(f.File)), true)
		if errors.Is(err, fs.ErrNotExist) || err == nil && !same {
			return false, nil
		}
		if err != nil {
			return false, err
		}
	}
	return true, nil
}

// rowReader reads rows of a Parquet file, a column at a time.
type rowReader struct {
	f       *os.File
	file    *parquet.File
	starts  []int64 // first row of each row group
	at      int64   // the row that is next
	columns []columnReader
}

// columnReader reads a column of all row groups.
type columnReader struct {
	chunks []parquet.ColumnChunk
	starts []int64 // first row of each
	list   bool    // a row may have several values
	group  int     // the next of chunks
	pages  parquet.Pages
	values parquet.ValueReader
	room   []parquet.Value
	buf    []parquet.Value // part of room that was read and not taken
}

func newRowReader(path string) (*rowReader, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	file, err := parquet.OpenFile(f, info.Size())
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	r := &rowReader{f: f, file: file}
	start := int64(0)
	for _, g := range file.RowGroups() {
		r.starts = append(r.starts, start)
		start += g.NumRows()
		for i, chunk := range g.ColumnChunks() {
			if len(r.starts) == 1 {
				r.columns = append(r.columns, columnReader{})
			}
			r.columns[i].chunks = append(r.columns[i].chunks, chunk)
		}
	}
	for i := range r.columns {
		r.columns[i].starts = r.starts
		leaf, _ := file.Schema().Lookup(file.Schema().Columns()[i]...)
		r.columns[i].list = leaf.MaxRepetitionLevel > 0
	}
	return r, nil
}

// takes reports whether the library takes a row group over as it is: a column
// that has a dictionary must have it on every page. Else what it writes depends
// on how it is read.
func (s *shredder) takes(g *format.RowGroup) bool {
	for i := range s.leaves {
		for _, pages := range g.Columns[i].MetaData.EncodingStats {
			if pages.PageType != format.DictionaryPage && s.leaves[i].column.Few != (pages.Encoding == format.RLEDictionary) {
				return false
			}
		}
	}
	return true
}

// group is the number of the row group that a row stands in.
func (r *rowReader) group(row int64) int {
	i, ok := slices.BinarySearch(r.starts, row)
	if !ok {
		i--
	}
	return i
}

// begins reports whether a row group begins with a row.
func (r *rowReader) begins(row int64) bool {
	_, ok := slices.BinarySearch(r.starts, row)
	return ok
}

func (r *rowReader) close() (err error) {
	for i := range r.columns {
		if p := r.columns[i].pages; p != nil {
			err = errors.Join(err, p.Close())
		}
	}
	return errors.Join(err, r.f.Close())
}

// mostSkipped rows are read and dropped rather than looked for: finding a row
// decodes its page from the beginning.
const mostSkipped = 8 * readBatch

// seek has a row be the next.
func (r *rowReader) seek(row int64) error {
	far := row < r.at || row > r.at+mostSkipped || r.group(row) != r.group(r.at)
	for i := range r.columns {
		c := &r.columns[i]
		var err error
		if far {
			err = c.seek(row)
		} else {
			_, err = c.read(nil, row-r.at, true)
		}
		if err != nil {
			return err
		}
	}
	r.at = row
	return nil
}

// read appends the values of the next rows to those of each column.
func (r *rowReader) read(to [][]parquet.Value, rows int64) (err error) {
	if len(to) != len(r.columns) {
		return errors.New("has other columns")
	}
	for i := range r.columns {
		if to[i], err = r.columns[i].read(to[i], rows, false); err != nil {
			return err
		}
	}
	r.at += rows
	return nil
}

// seek has a row be the next.
func (c *columnReader) seek(row int64) error {
	c.group = 0
	for c.group+1 < len(c.starts) && c.starts[c.group+1] <= row {
		c.group++
	}
	if err := c.open(); err != nil {
		return err
	}
	return c.pages.SeekToRow(row - c.starts[c.group-1])
}

// open goes to the next row group.
func (c *columnReader) open() (err error) {
	if c.pages != nil {
		err = c.pages.Close()
	}
	c.pages, c.values, c.buf = nil, nil, nil
	if err != nil || c.group == len(c.chunks) {
		return errors.Join(err, io.ErrUnexpectedEOF)
	}
	c.pages = c.chunks[c.group].Pages()
	c.group++
	return nil
}

// read appends the values of rows, or drops them.
func (c *columnReader) read(to []parquet.Value, rows int64, drop bool) ([]parquet.Value, error) {
	begun := int64(0)
	for {
		if len(c.buf) == 0 {
			if begun == rows && !c.list {
				return to, nil
			}
			err := c.fill()
			if begun == rows && errors.Is(err, io.ErrUnexpectedEOF) {
				return to, nil // the last row ends with the file
			}
			if err != nil {
				return to, err
			}
		}
		n := len(c.buf)
		if !c.list {
			n = int(min(rows-begun, int64(n)))
			begun += int64(n)
		}
		for i := 0; c.list && i < n; i++ {
			if c.buf[i].RepetitionLevel() > 0 {
				continue
			}
			if begun == rows {
				n = i
				break
			}
			begun++
		}
		ended := n < len(c.buf)
		if !drop {
			to = append(to, c.buf[:n]...)
		}
		c.buf = c.buf[n:]
		if ended {
			return to, nil
		}
	}
}

// fill reads on. Values share the memory of their pages, which is left to the
// garbage collector: they may wait longer than a page is read.
func (c *columnReader) fill() error {
	if c.room == nil {
		c.room = make([]parquet.Value, readBatch)
	}
	for {
		if c.values != nil {
			n, err := c.values.ReadValues(c.room)
			if n > 0 {
				c.buf = c.room[:n]
				return nil
			}
			if err != nil && !errors.Is(err, io.EOF) {
				return err
			}
			c.values = nil
		}
		if c.pages == nil {
			if err := c.open(); err != nil {
				return err
			}
		}
		page, err := c.pages.ReadPage()
		switch {
		case errors.Is(err, io.EOF):
			if err := c.open(); err != nil {
				return err
			}
		case err != nil:
			return err
		default:
			c.values = page.Values()
		}
	}
}
