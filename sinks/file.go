package sinks

import (
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"math"
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
	w := parquet.NewGenericWriter[T](f,
		parquet.Compression(&parquet.Zstd),
		parquet.MaxRowsPerRowGroup(rowGroup),
		parquet.BloomFilters(filters...),
		// Long unique texts are not worth a dictionary that large.
		parquet.DictionaryMaxBytes(1<<20),
		// Not the library's default, which changes with how it was built.
		parquet.CreatedBy("yusuan", version, ""),
	)
	return &typedFile[T]{dataset: d, path: path, f: f, w: w, sum: &sum{}}, nil
}

type typedFile[T any] struct {
	dataset *typed[T]
	path    string
	f       *os.File
	w       *parquet.GenericWriter[T]
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

// add writes the rows one by one: given several, the library takes a run of
// texts that is as long as its position for the end of the nulls, and writes
// empty texts in the place of those that follow.
func (f *typedFile[T]) add(rows []T) error {
	for i := range rows {
		f.sum.add(reflect.ValueOf(&rows[i]).Elem())
		if _, err := f.w.Write(rows[i : i+1]); err != nil {
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
	r := parquet.NewGenericReader[T](f.f)
	defer r.Close()
	back, seed := int64(0), f.sum.again()
	batch := make([]T, readBatch)
	for {
		clear(batch)
		n, err := r.Read(batch)
		for i := range batch[:n] {
			seed.add(reflect.ValueOf(&batch[i]).Elem())
		}
		back += int64(n)
		if errors.Is(err, io.EOF) {
			break
		}
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

// sum is a checksum over the values of rows in their order. It only compares
// within one run and is never stored.
type sum struct {
	hash maphash.Hash
}

// again is an empty sum that can be compared with this one.
func (s *sum) again() *sum {
	n := &sum{}
	n.hash.SetSeed(s.hash.Seed())
	return n
}

func (s *sum) value() uint64 { return s.hash.Sum64() }

func (s *sum) number(n uint64) {
	var b [8]byte
	for i := range b {
		b[i] = byte(n >> (8 * i))
	}
	s.hash.Write(b[:])
}

func (s *sum) add(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			s.add(v.Field(i))
		}
	case reflect.Slice: // a list without elements and no list are the same in the file
		s.number(uint64(v.Len()))
		for i := range v.Len() {
			s.add(v.Index(i))
		}
	case reflect.Pointer:
		if v.IsNil() {
			s.number(0)
			return
		}
		s.number(1)
		s.add(v.Elem())
	case reflect.String:
		s.number(uint64(v.Len()))
		s.hash.WriteString(v.String())
	case reflect.Bool:
		if v.Bool() {
			s.number(1)
		} else {
			s.number(0)
		}
	case reflect.Int32, reflect.Int64:
		s.number(uint64(v.Int()))
	case reflect.Float32, reflect.Float64:
		s.number(math.Float64bits(v.Float()))
	default:
		panic("row types hold no " + v.Kind().String())
	}
}
