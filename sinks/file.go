package sinks

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"iter"
	"math/bits"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sync"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

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
	// take is write for rows of the dataset before, which end with a document.
	take(ctx context.Context, e Extent, end string) (Extent, error)
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
	mu     sync.Mutex            // of what follows: files are closed side by side
	rows   map[string]*rowReader // by path, those that rows were taken from
	groups int                   // row groups that were taken as they were
	// byGroup are by kind the rows of one group, which stand together.
	byGroup map[string]map[string]Extent
}

// reader reads the rows of a file.
func (e *earlier) reader(path string) (*rowReader, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
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

// took counts a row group that was taken as it was.
func (e *earlier) took() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.groups++
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
	shape := newShredder(kind.Name, kind.Columns)
	var lookups []lookup
	for i, l := range shape.leaves {
		if l.of == nil && slices.Contains(kind.Lookups, l.column.Name) {
			lookups = append(lookups, lookup{column: i, hashes: map[uint64]struct{}{}})
		}
	}
	// A file that takes bytes from another by itself gets a buffer for each column of
	// each row group; the library has one.
	w := parquet.NewWriter(struct{ io.Writer }{f}, shape.schema,
		parquet.Compression(&parquet.Zstd),
		parquet.MaxRowsPerRowGroup(rowGroup),
		// Long unique texts are not worth a dictionary that large.
		parquet.DictionaryMaxBytes(1<<20),
		// Not the library's default, which changes with how it was built.
		parquet.CreatedBy("yusuan", version, ""),
		parquet.KeyValueMetadata(metadataKey, describe(kind)),
	)
	return &single{kind: kind, path: path, f: f, w: w, shape: shape, batch: make([][]parquet.Value, len(shape.leaves)),
		sums: newSums(len(shape.leaves), maphash.MakeSeed()), lookups: lookups, before: before}, nil
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
	// waiting rows of held are those of the beginning of a row group of the
	// dataset before; then they are all.
	waiting Extent
	groups  []written
	lookups []lookup

	before *earlier
}

func (f *single) write(ctx context.Context, r *schema.Record) (Extent, error) {
	first := f.count
	for row := range f.kind.Rows(r) {
		if err := f.add(ctx, row); err != nil {
			return Extent{}, fmt.Errorf("%s: %s: %w", f.kind.Name, r.Source, err)
		}
	}
	return Extent{f.path, first, f.count - first}, f.ended(ctx, r.DocumentID)
}

func (f *single) take(ctx context.Context, e Extent, end string) (Extent, error) {
	if e.Rows == 0 {
		return e, f.ended(ctx, end)
	}
	at := Extent{f.path, f.count, e.Rows}
	if err := f.takeRows(ctx, e); err != nil {
		return at, fmt.Errorf("%s of the dataset before: %w", e.File, err)
	}
	return at, f.ended(ctx, end)
}

// takeRows writes rows of the dataset before. They wait as long as they may be a
// row group of it, which is taken as it is.
func (f *single) takeRows(ctx context.Context, e Extent) error {
	from, err := f.before.reader(e.File)
	if err != nil {
		return err
	}
	begins := f.held == 0 && from.begins(e.First)
	goesOn := f.waiting.Rows > 0 && f.waiting.File == e.File && f.waiting.First+f.waiting.Rows == e.First
	if (begins || goesOn) && int64(f.held)+e.Rows < rowGroup {
		if begins {
			f.waiting = Extent{File: e.File, First: e.First}
		}
		f.waiting.Rows += e.Rows
		f.count += e.Rows
		f.held += int(e.Rows)
		return nil
	}
	if err := f.settle(ctx); err != nil {
		return err
	}
	return f.copy(ctx, from, e)
}

// settle writes the rows that wait.
func (f *single) settle(ctx context.Context) error {
	e := f.waiting
	if e.Rows == 0 {
		return nil
	}
	f.waiting = Extent{}
	f.count -= e.Rows
	f.held = 0
	from, err := f.before.reader(e.File)
	if err != nil {
		return err
	}
	return f.copy(ctx, from, e)
}

// copy writes rows of the dataset before in the batches they would be written in
// if they were new: where a page ends follows from these.
func (f *single) copy(ctx context.Context, from *rowReader, e Extent) error {
	if err := from.seek(e.First); err != nil {
		return err
	}
	for left := e.Rows; left > 0; {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := min(left, int64(writeBatch-f.full))
		if err := from.read(f.batch, n); err != nil {
			return err
		}
		if err := f.added(ctx, int(n)); err != nil {
			return err
		}
		left -= n
	}
	return nil
}

func (f *single) rows(ctx context.Context, rows iter.Seq[reflect.Value]) error {
	for row := range rows {
		if err := f.add(ctx, row); err != nil {
			return fmt.Errorf("%s: %w", f.kind.Name, err)
		}
	}
	return nil
}

// add writes a row.
func (f *single) add(ctx context.Context, row reflect.Value) error {
	if err := f.settle(ctx); err != nil {
		return err
	}
	f.shape.row(f.batch, row)
	return f.added(ctx, 1)
}

// added counts rows that were put into the batch, not more than it has room for.
func (f *single) added(ctx context.Context, rows int) error {
	f.full += rows
	f.count += int64(rows)
	f.held = (f.held + rows) % rowGroup
	switch {
	case f.held == 0:
		return f.flush(ctx)
	case f.full == writeBatch:
		return f.put()
	}
	return nil
}

const (
	// leastGroup rows, two of DuckDB's vectors, or more are in a row group. Smaller
	// ones make a file larger and slower to read.
	leastGroup = 4096
	// moreGroups row groups of a file have its next ones be larger by leastGroup,
	// so that no file has more than the 32,767 there may be.
	moreGroups = 1024
	// endsOneIn is how many documents there are to one that ends a row group. With
	// 8, files of much the same tables were 7 % smaller, and a night copied more.
	endsOneIn = 4
)

// ended ends a row group with the rows of a document, or of a report, if it has
// enough rows and the ID says so. Where row groups end does not follow from how
// many rows stand before them: one that no document of changes stays as it is,
// and the next dataset takes it over.
func (f *single) ended(ctx context.Context, id string) error {
	if id == "" || f.held < leastGroup*(1+len(f.groups)/moreGroups) || bucket(id)%endsOneIn != 0 {
		return nil
	}
	return f.flush(ctx)
}

// put hands the batch on, a column at a time.
func (f *single) put() error {
	if f.full == 0 {
		return nil
	}
	for i := range f.lookups {
		f.lookups[i].add(f.batch[f.lookups[i].column])
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

// flush ends a row group.
func (f *single) flush(ctx context.Context) error {
	if whole, err := f.takeGroup(); whole || err != nil {
		return err
	}
	err := f.settle(ctx)
	f.held = 0
	if err := errors.Join(err, f.put(), f.w.Flush()); err != nil {
		return err
	}
	g := written{sums: f.sums.end(), filters: map[int][]byte{}}
	for i := range f.lookups {
		if g.filters[f.lookups[i].column], err = f.lookups[i].end(); err != nil {
			return err
		}
	}
	f.groups = append(f.groups, g)
	return nil
}

// takeGroup writes the rows that wait if they are a row group of the dataset
// before.
func (f *single) takeGroup() (whole bool, err error) {
	if f.waiting.Rows == 0 {
		return false, nil
	}
	from, err := f.before.reader(f.waiting.File)
	if err != nil {
		return false, err
	}
	i, ok := slices.BinarySearch(from.starts, f.waiting.First)
	if !ok || from.file.RowGroups()[i].NumRows() != f.waiting.Rows || !f.shape.takes(&from.file.Metadata().RowGroups[i]) {
		return false, nil
	}
	filters := map[int][]byte{}
	for _, l := range f.lookups {
		filters[l.column], err = filterOf(from.f, &from.file.Metadata().RowGroups[i].Columns[l.column].MetaData)
		if err != nil {
			return false, err
		}
	}
	if _, err := f.w.WriteRowGroup(from.file.RowGroups()[i]); err != nil {
		return false, fmt.Errorf("%s: a row group of %s of the dataset before: %w", f.path, f.waiting.File, err)
	}
	f.before.took()
	f.groups = append(f.groups, written{from: from, group: i, filters: filters})
	f.waiting, f.held = Extent{}, 0
	return true, nil
}

// written is a row group: what its values come to, or where it was taken from.
type written struct {
	sums    []uint64
	from    *rowReader
	group   int
	filters map[int][]byte // by column
}

func (f *single) discard() { f.f.Close() }

func (f *single) close(ctx context.Context) ([]part, error) {
	defer f.f.Close()
	var err error
	if f.held > 0 {
		err = f.flush(ctx)
	}
	err = errors.Join(err, f.w.Close())
	if err == nil && len(f.lookups) > 0 {
		err = addFilters(f.f, func(group int) map[int][]byte { return f.groups[group].filters })
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.path, err)
	}
	made := part{path: f.path, rows: f.count}
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
// in the same order must come out as went in, and what was taken must have the
// same bytes.
func (f *single) compare(ctx context.Context) error {
	info, err := f.f.Stat()
	if err != nil {
		return err
	}
	file, err := parquet.OpenFile(f.f, info.Size())
	if err != nil {
		return fmt.Errorf("%s: reading back: %w", f.path, err)
	}
	if n := len(file.RowGroups()); n != len(f.groups) {
		return fmt.Errorf("%s: %d row groups were written, %d read back", f.path, len(f.groups), n)
	}
	back, again := int64(0), newSums(len(f.sums), f.sums[0].seed)
	batch := make([]parquet.Value, readBatch)
	var pages [2][]byte
	for n, g := range file.RowGroups() {
		back += g.NumRows()
		if from := f.groups[n].from; from != nil {
			was := &from.file.Metadata().RowGroups[f.groups[n].group]
			if err := sameGroup(f.f, &file.Metadata().RowGroups[n], from.f, was, &pages); err != nil {
				return fmt.Errorf("%s: reading back: %w", f.path, err)
			}
			continue
		}
		for i, chunk := range g.ColumnChunks() {
			if err := readColumn(ctx, chunk, batch, again[i].add); err != nil {
				return fmt.Errorf("%s: reading back: %w", f.path, err)
			}
		}
		for i, sum := range again.end() {
			if sum != f.groups[n].sums[i] {
				return fmt.Errorf("%s: values of %s read back are not those written", f.path, f.shape.leaves[i].column.Name)
			}
		}
	}
	if back != f.count {
		return fmt.Errorf("%s: %d rows were written, %d read back", f.path, f.count, back)
	}
	return nil
}

// errTaken says that a row group is not the one it was taken from.
var errTaken = errors.New("a row group is not as it was taken")

// sameGroup compares the pages of two row groups, which it reads into pages.
func sameGroup(a io.ReaderAt, of *format.RowGroup, b io.ReaderAt, as *format.RowGroup, pages *[2][]byte) error {
	if of.NumRows != as.NumRows || len(of.Columns) != len(as.Columns) {
		return errTaken
	}
	for i := range of.Columns {
		m, n := &of.Columns[i].MetaData, &as.Columns[i].MetaData
		if m.TotalCompressedSize != n.TotalCompressedSize || m.NumValues != n.NumValues {
			return errTaken
		}
		for k, one := range []struct {
			of io.ReaderAt
			m  *format.ColumnMetaData
		}{{a, m}, {b, n}} {
			start := one.m.DataPageOffset
			if d := one.m.DictionaryPageOffset; d > 0 {
				start = min(start, d)
			}
			size := int(one.m.TotalCompressedSize)
			pages[k] = slices.Grow(pages[k][:0], size)[:size]
			if _, err := one.of.ReadAt(pages[k], start); err != nil {
				return err
			}
		}
		if !bytes.Equal(pages[0], pages[1]) {
			return errTaken
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
	seed  maphash.Seed
	so    uint64        // what was added until now comes to
	last  parquet.Value // its text is in text
	text  []byte
	times uint64 // that last came
}

func newSums(columns int, seed maphash.Seed) sums {
	s := make(sums, columns)
	for i := range s {
		s[i].seed = seed
	}
	return s
}

// end gives the sums, and begins anew.
func (s sums) end() []uint64 {
	all := make([]uint64, len(s))
	for i := range s {
		s[i].flush(&s[i].last)
		all[i], s[i].so = s[i].so, 0
	}
	return all
}

// add takes values with their levels.
func (s *sum) add(values []parquet.Value) {
	last := &s.last
	for i := range values {
		v := &values[i]
		// Mostly the text is not only the same but stands at the same place.
		if s.times > 0 && (*v == *last || same(v, last)) {
			s.times++
			continue
		}
		s.flush(last)
		last, s.times = v, 1
	}
	if last == &s.last {
		return
	}
	s.last = *last
	switch s.last.Kind() { // whose text may be overwritten when add returns
	case parquet.ByteArray:
		s.text = append(s.text[:0], last.ByteArray()...)
		s.last = parquet.ByteArrayValue(s.text)
	case parquet.FixedLenByteArray:
		s.text = append(s.text[:0], last.ByteArray()...)
		s.last = parquet.FixedLenByteArrayValue(s.text)
	default:
		return
	}
	s.last = s.last.Level(last.RepetitionLevel(), last.DefinitionLevel(), 0)
}

// hasBytes reports values that are not numbers.
func hasBytes(k parquet.Kind) bool { return k == parquet.ByteArray || k == parquet.FixedLenByteArray }

// same reports whether two values are the same, and stand at the same levels.
func same(a, b *parquet.Value) bool {
	kind := a.Kind()
	if kind != b.Kind() || a.DefinitionLevel() != b.DefinitionLevel() || a.RepetitionLevel() != b.RepetitionLevel() {
		return false
	}
	if hasBytes(kind) {
		return bytes.Equal(a.ByteArray(), b.ByteArray())
	}
	return a.Uint64() == b.Uint64()
}

// flush takes the last value with how often it came.
func (s *sum) flush(last *parquet.Value) {
	if s.times == 0 {
		return
	}
	is := uint64(byte(last.Kind()))<<16 | uint64(byte(last.RepetitionLevel()))<<8 | uint64(byte(last.DefinitionLevel()))
	s.take(is)
	s.take(s.times)
	if hasBytes(last.Kind()) {
		s.take(maphash.Bytes(s.seed, last.ByteArray()))
	} else {
		s.take(last.Uint64())
	}
	s.times = 0
}

// take adds a number: each step can be undone, so that sums that differ in one
// number differ.
func (s *sum) take(n uint64) {
	const odd = 0x9e3779b97f4a7c15 // 2^64 over the golden ratio, as in Fibonacci hashing
	s.so = (bits.RotateLeft64(s.so, 29) ^ n) * odd
	s.so ^= s.so >> 32
}
