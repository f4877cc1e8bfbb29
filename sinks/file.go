package sinks

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"iter"
	"os"
	"path/filepath"
	"reflect"

	"github.com/parquet-go/parquet-go"

	"github.com/yusuan/yusuan/schema"
)

const (
	// rowGroup is a multiple of DuckDB's vectors: one row group is one unit of
	// its parallel scan, and the memory a file needs while it is written.
	rowGroup = 122_880
	// writeBatch rows are written at a time: so many the library takes at once.
	writeBatch = 64
	// readBatch rows are held at a time when a file is read back.
	readBatch = 1024
)

// file takes the rows of one kind; they stand in one Parquet file, or in many
// where the kind is partitioned.
type file interface {
	// write says where the rows of the document stand.
	write(context.Context, *schema.Record) (Extent, error)
	// take is write for rows of the dataset before.
	take(context.Context, Extent) (Extent, error)
	// rows takes rows that are of no one document.
	rows(context.Context, iter.Seq[reflect.Value]) error
	// close ends what is open and reads it back; an error means that what is in
	// it is not what was written.
	close(context.Context) ([]part, error)
	// discard ends it without a care for its content.
	discard()
}

// part is one finished Parquet file.
type part struct {
	path string // from the dataset's folder, with slashes
	rows int64
	size int64  // bytes
	sum  string // SHA-256
}

// earlier are the files of the dataset before. One that comes out with the same
// bytes is not kept twice.
type earlier struct {
	folder string
	sums   map[string]string     // SHA-256 by path
	rows   map[string]*rowReader // by path, those that rows were taken from
	// grouped are by kind the rows of one group, which stand together.
	grouped map[string]map[string]Extent
}

// reader reads the rows of a file.
func (e *earlier) reader(path string) (*rowReader, error) {
	if r := e.rows[path]; r != nil {
		return r, nil
	}
	r, err := newRowReader(filepath.Join(e.folder, filepath.FromSlash(path)))
	if err != nil {
		return nil, fmt.Errorf("%s of the dataset before: %w", path, err)
	}
	if e.rows == nil {
		e.rows = map[string]*rowReader{}
	}
	e.rows[path] = r
	return r, nil
}

// close ends reading.
func (e *earlier) close() (err error) {
	for _, r := range e.rows {
		err = errors.Join(err, r.close())
	}
	e.rows = nil
	return err
}

// has reports whether a part is there with the same bytes, and not only said to be.
func (e *earlier) has(p part) bool {
	if e.sums[p.path] != p.sum {
		return false
	}
	sum, _, err := fingerprint(e.path(p))
	return err == nil && sum == p.sum
}

func (e *earlier) path(p part) string { return filepath.Join(e.folder, filepath.FromSlash(p.path)) }

// share puts the earlier file in the place of one with the same bytes. Where the
// file system has no links, that stays.
func (e *earlier) share(p part, path string) error {
	link := path + ".link"
	if err := os.Link(e.path(p), link); err != nil {
		return nil //nolint:nilerr // it saves room, and nothing else
	}
	return os.Rename(link, path)
}

// create starts the file or the folder of a kind of row.
func create(kind *schema.RowKind, dir, version string, before *earlier) (file, error) {
	if kind.Partitioned {
		return &partitions{kind: kind, dir: dir, version: version, before: before, open: map[string]*single{},
			next: map[string]int{}}, nil
	}
	return open(kind, dir, kind.Name+".parquet", version, before)
}

// open starts a Parquet file at a path below dir. Columns that rows are looked
// up by get a Bloom filter.
func open(kind *schema.RowKind, dir, path, version string, before *earlier) (*single, error) {
	f, err := os.Create(filepath.Join(dir, filepath.FromSlash(path)))
	if err != nil {
		return nil, err
	}
	var filters []parquet.BloomFilterColumn
	for _, column := range kind.Lookups {
		filters = append(filters, parquet.SplitBlockFilter(10, column))
	}
	shape := newShredder(kind.Name, kind.Columns)
	w := parquet.NewWriter(f, shape.schema,
		parquet.Compression(&parquet.Zstd),
		parquet.MaxRowsPerRowGroup(rowGroup),
		parquet.BloomFilters(filters...),
		// Long unique texts are not worth a dictionary that large.
		parquet.DictionaryMaxBytes(1<<20),
		// Not the library's default, which changes with how it was built.
		parquet.CreatedBy("yusuan", version, ""),
		parquet.KeyValueMetadata(metadataKey, describe(kind)),
	)
	return &single{kind: kind, path: path, f: f, w: w, shape: shape, batch: make([][]parquet.Value, len(shape.leaves)),
		sums: newSums(len(shape.leaves), maphash.MakeSeed()), before: before}, nil
}

// single is one Parquet file.
type single struct {
	kind  *schema.RowKind
	path  string
	f     *os.File
	w     *parquet.Writer //nolint:staticcheck // its successor takes rows of a Go type; ours have none
	shape *shredder
	batch [][]parquet.Value // by column, values that are not in w yet
	full  int               // rows in batch
	count int64
	held  int // rows of the row group that is not written yet
	sums  sums

	before *earlier
}

func (f *single) write(_ context.Context, r *schema.Record) (Extent, error) {
	first := f.count
	for row := range f.kind.Rows(r) {
		if err := f.add(row); err != nil {
			return Extent{}, fmt.Errorf("%s: %s: %w", f.kind.Name, r.Source, err)
		}
	}
	return Extent{f.path, first, f.count - first}, nil
}

// take writes rows of a file of the dataset before, in the batches they would be
// written in if they were new: where a page ends follows from these.
func (f *single) take(ctx context.Context, p Extent) (Extent, error) {
	if p.Rows == 0 {
		return Extent{}, nil
	}
	from, err := f.before.reader(p.File)
	if err != nil {
		return Extent{}, err
	}
	if err := from.seek(p.First); err != nil {
		return Extent{}, err
	}
	first := f.count
	for left := p.Rows; left > 0; {
		if err := ctx.Err(); err != nil {
			return Extent{}, err
		}
		n := min(left, int64(writeBatch-f.full))
		if err := from.read(f.batch, n); err != nil {
			return Extent{}, fmt.Errorf("%s of the dataset before: %w", p.File, err)
		}
		if err := f.added(int(n)); err != nil {
			return Extent{}, err
		}
		left -= n
	}
	return Extent{f.path, first, f.count - first}, nil
}

func (f *single) rows(_ context.Context, rows iter.Seq[reflect.Value]) error {
	for row := range rows {
		if err := f.add(row); err != nil {
			return fmt.Errorf("%s: %w", f.kind.Name, err)
		}
	}
	return nil
}

// add writes a row.
func (f *single) add(row reflect.Value) error {
	f.shape.row(f.batch, row)
	return f.added(1)
}

// added counts rows that were put into the batch, not more than it has room for.
func (f *single) added(rows int) error {
	f.full += rows
	f.count += int64(rows)
	f.held = (f.held + rows) % rowGroup
	switch {
	case f.held == 0:
		return f.flush()
	case f.full == writeBatch:
		return f.put()
	}
	return nil
}

// put hands the batch on, a column at a time.
func (f *single) put() error {
	if f.full == 0 {
		return nil
	}
	for i, w := range f.w.ColumnWriters() {
		f.sums[i].add(f.batch[i])
		if _, err := w.WriteRowValues(f.batch[i]); err != nil {
			return err
		}
		clear(f.batch[i]) // they hold texts of documents
		f.batch[i] = f.batch[i][:0]
	}
	f.full = 0
	return nil
}

// flush ends a row group early.
func (f *single) flush() error {
	f.held = 0
	return errors.Join(f.put(), f.w.Flush())
}

func (f *single) discard() { f.f.Close() }

func (f *single) close(ctx context.Context) ([]part, error) {
	defer f.f.Close()
	if err := errors.Join(f.put(), f.w.Close()); err != nil {
		return nil, fmt.Errorf("%s: %w", f.path, err)
	}
	made := part{path: f.path, rows: f.count}
	var err error
	if made.sum, made.size, err = fingerprint(f.f.Name()); err != nil {
		return nil, err
	}
	if f.before.has(made) { // which was read back when it was written
		return []part{made}, f.before.share(made, f.f.Name())
	}
	if err := f.f.Sync(); err != nil {
		return nil, err
	}
	return []part{made}, f.compare(ctx)
}

// compare reads the file back: the same number of rows with the same values
// in the same order must come out as went in.
func (f *single) compare(ctx context.Context) error {
	info, err := f.f.Stat()
	if err != nil {
		return err
	}
	file, err := parquet.OpenFile(f.f, info.Size())
	if err != nil {
		return fmt.Errorf("%s: reading back: %w", f.path, err)
	}
	back, again := int64(0), newSums(len(f.sums), f.sums[0].hash.Seed())
	batch := make([]parquet.Value, readBatch)
	for _, g := range file.RowGroups() {
		back += g.NumRows()
		for i, chunk := range g.ColumnChunks() {
			if err := readColumn(ctx, chunk, batch, again[i].add); err != nil {
				return fmt.Errorf("%s: reading back: %w", f.path, err)
			}
		}
	}
	if back != f.count {
		return fmt.Errorf("%s: %d rows were written, %d read back", f.path, f.count, back)
	}
	for i := range again {
		if again[i].of() != f.sums[i].of() {
			return fmt.Errorf("%s: values of %s read back are not those written", f.path, f.shape.leaves[i].column.Name)
		}
	}
	return nil
}

// readColumn calls each with the values of a column of a row group.
func readColumn(ctx context.Context, c parquet.ColumnChunk, batch []parquet.Value,
	each func([]parquet.Value)) (err error) {
	pages := c.Pages()
	defer func() { err = errors.Join(err, pages.Close()) }()
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		page, err := pages.ReadPage()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		for values := page.Values(); err == nil; {
			var n int
			n, err = values.ReadValues(batch)
			each(batch[:n])
		}
		parquet.Release(page)
		if !errors.Is(err, io.EOF) {
			return err
		}
	}
}

// sums are checksums over the values of each column in their order. They only
// compare within one run and are never stored.
type sums []sum

// sum takes values that are the same one after the other once, with how many
// they are: most columns hardly change from row to row.
type sum struct {
	hash  maphash.Hash
	last  parquet.Value // but for its text, which may be overwritten when add returns
	text  []byte
	times uint64 // that last came
	entry []byte // for add
}

func newSums(columns int, seed maphash.Seed) sums {
	s := make(sums, columns)
	for i := range s {
		s[i].hash.SetSeed(seed)
	}
	return s
}

// add takes values with their levels.
func (s *sum) add(values []parquet.Value) {
	for i := range values {
		v := &values[i]
		if s.times > 0 && s.same(v) {
			s.times++
			continue
		}
		s.end()
		s.last, s.times = *v, 1
		s.text = s.text[:0]
		if hasBytes(v.Kind()) {
			s.text = append(s.text, v.ByteArray()...)
		}
	}
}

// hasBytes reports values that are not numbers.
func hasBytes(k parquet.Kind) bool { return k == parquet.ByteArray || k == parquet.FixedLenByteArray }

// same reports whether a value is the last one.
func (s *sum) same(v *parquet.Value) bool {
	kind := v.Kind()
	if kind != s.last.Kind() || v.DefinitionLevel() != s.last.DefinitionLevel() ||
		v.RepetitionLevel() != s.last.RepetitionLevel() {
		return false
	}
	if hasBytes(kind) {
		return bytes.Equal(v.ByteArray(), s.text)
	}
	return v.Uint64() == s.last.Uint64()
}

// end takes the last value with how often it came.
func (s *sum) end() {
	if s.times == 0 {
		return
	}
	b := append(s.entry[:0], byte(s.last.Kind()), byte(s.last.RepetitionLevel()), byte(s.last.DefinitionLevel()))
	b = binary.LittleEndian.AppendUint64(b, s.times)
	if hasBytes(s.last.Kind()) {
		b = append(binary.LittleEndian.AppendUint32(b, uint32(len(s.text))), s.text...)
	} else {
		b = binary.LittleEndian.AppendUint64(b, s.last.Uint64())
	}
	s.hash.Write(b)
	s.entry, s.times = b, 0
}

// of all that was added.
func (s *sum) of() uint64 {
	s.end()
	return s.hash.Sum64()
}
