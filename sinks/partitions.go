package sinks

import (
	"context"
	"fmt"
	"iter"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/yusuan/yusuan/schema"
)

const (
	// openParts files of a partitioned dataset are open at a time. Documents of
	// one province and year mostly come together; where they do not, a partition
	// gets several parts.
	openParts = 16
	// heldRows are the most rows of a partitioned dataset that wait for their
	// row group to be full, all open files together.
	heldRows = rowGroup + rowGroup/2
	// nullPartition stands in the name of a file for a year or a province that
	// is not known.
	nullPartition = "none"
)

// partitions writes a kind of row as a folder of files, each of one year and
// province, which its name says: 2025-65-00000.parquet. The names are no part of
// the data: readers that take columns from the names of folders give them types
// of their own and stumble over the columns in the files. What it needs of
// memory does not grow with the number of partitions: the fullest file writes
// its row group early when too many rows wait, and the file that got none for
// the longest time is finished when too many are open. Which ones follows from
// the order of the rows alone, so that the bytes are the same in every run.
type partitions struct {
	kind         *schema.RowKind
	dir, version string
	before       *earlier
	open         map[string]*single // by partition
	order        []string           // the partitions of open; the last got rows last
	next         map[string]int     // number of a partition's next part
	done         []part
}

// partition is the one a row stands in, as its files are called.
func (p *partitions) partition(row reflect.Value) string {
	var names []string
	for _, name := range schema.PartitionColumns {
		text := nullPartition
		if v := p.kind.Column(name).Of(row); !v.Null {
			text = strconv.FormatInt(v.Integer, 10)
		}
		names = append(names, text)
	}
	return strings.Join(names, "-")
}

func (p *partitions) write(ctx context.Context, r *schema.Record) (at Extent, err error) {
	var f *single
	for row := range p.kind.Rows(r) {
		var err error
		if f == nil { // all rows of a document stand in one partition
			f, err = p.file(ctx, p.partition(row))
		}
		if err == nil {
			at = Extent{f.path, f.count - at.Rows, at.Rows + 1}
			err = f.add(ctx, row)
		}
		if err != nil {
			return at, fmt.Errorf("%s: %s: %w", p.kind.Name, r.Source, err)
		}
	}
	if f == nil {
		return at, nil
	}
	return at, p.ended(ctx, f, r.DocumentID)
}

// ended ends what is written of a document, or of a report.
func (p *partitions) ended(ctx context.Context, f *single, id string) error {
	if err := f.ended(ctx, id); err != nil {
		return err
	}
	return p.flushFullest(ctx)
}

func (p *partitions) take(ctx context.Context, from Extent, end string) (Extent, error) {
	if from.Rows == 0 {
		return from, nil
	}
	f, err := p.file(ctx, partitionOf(from.File))
	if err != nil {
		return Extent{}, err
	}
	at := Extent{f.path, f.count, from.Rows}
	for left := from; left.Rows > 0; {
		piece := left
		if p.kind.From != "" { // such rows are written one by one
			piece.Rows = min(left.Rows, int64(heldRows+1-p.held()))
		}
		err := f.takeRows(ctx, piece)
		if err == nil && p.kind.From != "" {
			err = p.flushFullest(ctx)
		}
		if err != nil {
			return at, fmt.Errorf("%s of the dataset before: %w", piece.File, err)
		}
		left.First, left.Rows = left.First+piece.Rows, left.Rows-piece.Rows
	}
	return at, p.ended(ctx, f, end)
}

// held are the rows that all open files hold back.
func (p *partitions) held() (n int) {
	for _, f := range p.open {
		n += f.held
	}
	return n
}

// file is the open file of a partition, now the last in the order.
func (p *partitions) file(ctx context.Context, partition string) (*single, error) {
	if i := slices.Index(p.order, partition); i >= 0 {
		p.order = append(slices.Delete(p.order, i, i+1), partition)
		return p.open[partition], nil
	}
	if len(p.order) == openParts {
		if err := p.finish(ctx, p.order[0]); err != nil {
			return nil, err
		}
	}
	name := path.Join(p.kind.Name, fmt.Sprintf("%s-%05d.parquet", partition, p.next[partition]))
	if err := os.MkdirAll(filepath.Join(p.dir, filepath.FromSlash(path.Dir(name))), 0o777); err != nil {
		return nil, err
	}
	f, err := open(p.kind, p.dir, name, p.version, p.before)
	if err != nil {
		return nil, err
	}
	p.next[partition]++
	p.open[partition] = f
	p.order = append(p.order, partition)
	return f, nil
}

// flushFullest writes the rows out that the fullest open file holds back, if all
// of them hold too many.
func (p *partitions) flushFullest(ctx context.Context) error {
	held, fullest := 0, p.open[p.order[0]]
	for _, partition := range p.order {
		f := p.open[partition]
		held += f.held
		if f.held > fullest.held {
			fullest = f
		}
	}
	if held <= heldRows {
		return nil
	}
	return fullest.flush(ctx)
}

// finish closes the file of a partition.
func (p *partitions) finish(ctx context.Context, partition string) error {
	f := p.open[partition]
	delete(p.open, partition)
	i := slices.Index(p.order, partition)
	p.order = slices.Delete(p.order, i, i+1)
	parts, err := f.close(ctx)
	p.done = append(p.done, parts...)
	return err
}

// close finishes all files. A dataset without rows is one file without rows,
// so that its columns can be asked for.
func (p *partitions) close(ctx context.Context) ([]part, error) {
	if len(p.next) == 0 {
		if _, err := p.file(ctx, nullPartition+"-"+nullPartition); err != nil {
			return nil, err
		}
	}
	if err := p.finishAll(ctx); err != nil {
		return nil, err
	}
	slices.SortFunc(p.done, func(a, b part) int { return strings.Compare(a.path, b.path) })
	return p.done, nil
}

// finishAll closes the files of all partitions, side by side.
func (p *partitions) finishAll(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	parts := make([][]part, len(p.order))
	for i, partition := range p.order {
		group.Go(func() (err error) {
			parts[i], err = p.open[partition].close(ctx)
			return err
		})
	}
	err := group.Wait()
	p.done = append(p.done, slices.Concat(parts...)...)
	p.order = nil
	clear(p.open)
	return err
}

// rows: those of one partition stand together, and in it those of one group.
func (p *partitions) rows(ctx context.Context, rows iter.Seq[reflect.Value]) error {
	var last *single
	group, id := p.kind.Column(p.kind.Group), ""
	for row := range rows {
		of := "" // the group that the row was made of
		if group != nil {
			of = group.Of(row).Text
		}
		var err error
		if last != nil && of != id {
			err = p.ended(ctx, last, id)
		}
		if err == nil {
			last, err = p.file(ctx, p.partition(row))
		}
		if err == nil {
			id = of
			err = last.add(ctx, row)
		}
		if err == nil {
			err = p.flushFullest(ctx)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", p.kind.Name, err)
		}
	}
	if last == nil {
		return nil
	}
	return p.ended(ctx, last, id)
}

func (p *partitions) discard() {
	for _, partition := range p.order {
		p.open[partition].discard()
	}
}
