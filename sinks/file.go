package sinks

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
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
	// readBatch rows are held at a time when a file is read back.
	readBatch = 1024
)

// dataset is one row type: how its rows are made, and its file written.
type dataset interface {
	name() string
	describe() (en, zh string)
	row() reflect.Type
	create(dir, version string) (file, error)
}

// file takes the rows of one dataset; they stand in one Parquet file, or in
// many where the dataset is partitioned.
type file interface {
	write(*schema.Record) error
	// close ends what is open and reads it back; an error means that what is in
	// it is not what was written.
	close() ([]part, error)
	// discard ends it without a care for its content.
	discard()
}

// part is one finished Parquet file.
type part struct {
	path string // from the dataset's folder, with slashes
	rows int64
}

// define joins a row type with the function that makes its rows. Columns
// named by lookups get a Bloom filter: they are looked up by value and their
// order says nothing, so that minimum and maximum do not prune.
func define[T any](name, en, zh string, rows func(*schema.Record) []T, lookups ...string) *typed[T] {
	return &typed[T]{title: name, en: en, zh: zh, rows: rows, lookups: lookups}
}

type typed[T any] struct {
	title, en, zh string
	rows          func(*schema.Record) []T
	lookups       []string
	folders       bool // partitioned by year and province
}

// partitioned spreads the rows over folders by year and province.
func (d *typed[T]) partitioned() *typed[T] {
	d.folders = true
	return d
}

func (d *typed[T]) name() string              { return d.title }
func (d *typed[T]) describe() (en, zh string) { return d.en, d.zh }
func (d *typed[T]) row() reflect.Type         { return reflect.TypeFor[T]() }

func (d *typed[T]) create(dir, version string) (file, error) {
	if d.folders {
		return &partitions[T]{dataset: d, dir: dir, version: version, open: map[string]*typedFile[T]{}, next: map[string]int{}}, nil
	}
	return d.open(dir, d.title+".parquet", version)
}

// open starts a Parquet file at a path below dir.
func (d *typed[T]) open(dir, path, version string) (*typedFile[T], error) {
	f, err := os.Create(filepath.Join(dir, filepath.FromSlash(path)))
	if err != nil {
		return nil, err
	}
	var filters []parquet.BloomFilterColumn
	for _, column := range d.lookups {
		filters = append(filters, parquet.SplitBlockFilter(10, column))
	}
	shape := newShredder(d.title, schema.Columns(d.row()))
	w := parquet.NewWriter(f, shape.schema,
		parquet.Compression(&parquet.Zstd),
		parquet.MaxRowsPerRowGroup(rowGroup),
		parquet.BloomFilters(filters...),
		// Long unique texts are not worth a dictionary that large.
		parquet.DictionaryMaxBytes(1<<20),
		// Not the library's default, which changes with how it was built.
		parquet.CreatedBy("yusuan", version, ""),
	)
	return &typedFile[T]{dataset: d, path: path, f: f, w: w, shape: shape, sum: &sum{}}, nil
}

type typedFile[T any] struct {
	dataset *typed[T]
	path    string
	f       *os.File
	w       *parquet.Writer
	shape   *shredder
	row     parquet.Row // for add
	rows    int64
	held    int // rows of the row group that is not written yet
	sum     *sum
}

func (f *typedFile[T]) write(r *schema.Record) error {
	if err := f.add(f.dataset.rows(r)); err != nil {
		return fmt.Errorf("%s: %s: %w", f.dataset.title, r.Source, err)
	}
	return nil
}

// add writes rows.
func (f *typedFile[T]) add(rows []T) error {
	for i := range rows {
		f.row = f.shape.row(f.row[:0], reflect.ValueOf(&rows[i]).Elem())
		f.sum.add(f.row)
		if _, err := f.w.WriteRows([]parquet.Row{f.row}); err != nil {
			return err
		}
	}
	f.rows += int64(len(rows))
	f.held = (f.held + len(rows)) % rowGroup
	return nil
}

// flush ends a row group early.
func (f *typedFile[T]) flush() error {
	f.held = 0
	return f.w.Flush()
}

func (f *typedFile[T]) discard() { f.f.Close() }

func (f *typedFile[T]) close() ([]part, error) {
	defer f.f.Close()
	if err := f.w.Close(); err != nil {
		return nil, fmt.Errorf("%s: %w", f.path, err)
	}
	if err := f.f.Sync(); err != nil {
		return nil, err
	}
	return []part{{f.path, f.rows}}, f.compare()
}

// compare reads the file back: the same number of rows with the same values
// in the same order must come out as went in.
func (f *typedFile[T]) compare() error {
	info, err := f.f.Stat()
	if err != nil {
		return err
	}
	file, err := parquet.OpenFile(f.f, info.Size())
	if err != nil {
		return fmt.Errorf("%s: reading back: %w", f.path, err)
	}
	back, seed := int64(0), f.sum.again()
	batch := make([]parquet.Row, readBatch)
	for _, g := range file.RowGroups() {
		n, err := readGroup(context.Background(), g, batch, seed.add)
		back += n
		if err != nil {
			return fmt.Errorf("%s: reading back: %w", f.path, err)
		}
	}
	if back != f.rows {
		return fmt.Errorf("%s: %d rows were written, %d read back", f.path, f.rows, back)
	}
	if seed.value() != f.sum.value() {
		return fmt.Errorf("%s: values read back are not those written", f.path)
	}
	return nil
}

// readGroup calls each with the rows of a row group, and counts them.
func readGroup(ctx context.Context, g parquet.RowGroup, batch []parquet.Row, each func(parquet.Row)) (count int64, err error) {
	rows := g.Rows()
	defer func() { err = errors.Join(err, rows.Close()) }()
	for {
		if err := ctx.Err(); err != nil {
			return count, err
		}
		n, err := rows.ReadRows(batch)
		for _, row := range batch[:n] {
			each(row)
		}
		count += int64(n)
		if errors.Is(err, io.EOF) {
			return count, nil
		}
		if err != nil {
			return count, err
		}
	}
}

// sum is a checksum over the values of rows in their order. It only compares
// within one run and is never stored.
type sum struct {
	hash  maphash.Hash
	bytes []byte // for add
}

// again is an empty sum that can be compared with this one.
func (s *sum) again() *sum {
	n := &sum{}
	n.hash.SetSeed(s.hash.Seed())
	return n
}

func (s *sum) value() uint64 { return s.hash.Sum64() }

// add takes the values of one row.
func (s *sum) add(row parquet.Row) {
	for _, v := range row {
		s.bytes = append(s.bytes[:0], byte(v.Column()), byte(v.Column()>>8), byte(v.RepetitionLevel()), byte(v.DefinitionLevel()))
		if !v.IsNull() {
			s.bytes = v.AppendBytes(s.bytes)
		}
		var size [8]byte
		binary.LittleEndian.PutUint64(size[:], uint64(len(s.bytes)))
		s.hash.Write(size[:])
		s.hash.Write(s.bytes)
	}
}
