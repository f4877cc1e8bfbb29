package sinks

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/schema"
)

// Rows calls each with the rows of a kind of row of the dataset in a folder, in
// their order, without holding them all. T is the type that declares them.
func Rows[T any](ctx context.Context, folder, kind string, each func(*T)) error {
	return readRows(ctx, folder, kind, reflect.TypeFor[T](), nil, func(row reflect.Value) {
		each(row.Addr().Interface().(*T))
	})
}

// Each calls each with the rows of a kind of row of the dataset in a folder, in
// their order, without holding them all: structs of the type that declares the
// kind. It ends with the first error of each.
func Each(ctx context.Context, folder string, k *schema.RowKind, each func(reflect.Value) error) error {
	return EachOf(ctx, folder, k, nil, each)
}

// EachOf is Each for the rows of some files only; nil wants all.
func EachOf(ctx context.Context, folder string, k *schema.RowKind, wanted func(ManifestedFile) bool,
	each func(reflect.Value) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	err := readRows(ctx, folder, k.Name, k.Type, wanted, func(row reflect.Value) {
		if ctx.Err() == nil {
			if err := each(row); err != nil {
				cancel(err)
			}
		}
	})
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// readRows gives each row as a new struct of the type.
func readRows(ctx context.Context, folder, kind string, of reflect.Type, wanted func(ManifestedFile) bool,
	each func(reflect.Value)) (err error) {
	defer func() { // the library panics on files it does not understand
		if p := recover(); p != nil {
			err = fmt.Errorf("%s: %v", kind, p)
		}
	}()
	m, err := ReadManifest(folder)
	if err == nil {
		err = m.Readable()
	}
	if err != nil {
		return err
	}
	for _, part := range m.Files {
		if part.Dataset != kind || wanted != nil && !wanted(part) {
			continue
		}
		if err := readPart(ctx, filepath.Join(folder, filepath.FromSlash(part.File)), of, each); err != nil {
			return fmt.Errorf("%s: %w", part.File, err)
		}
	}
	return nil
}

func readPart(ctx context.Context, path string, of reflect.Type, each func(reflect.Value)) error {
	p, err := openPart(path, of)
	if err != nil {
		return err
	}
	defer p.Close()
	for _, g := range p.groups {
		err := sliceOf(ctx, g, 0, g.NumRows(), func(stored parquet.Row) error {
			each(p.row(stored))
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// openedPart is a file of a dataset whose rows are read as those of a type.
// Columns that this does not declare are not read.
type openedPart struct {
	*os.File
	of     reflect.Type
	groups []parquet.RowGroup
	leaves []*leaf // by column of the file
}

func openPart(path string, of reflect.Type) (p *openedPart, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() {
		if p == nil {
			err = errors.Join(err, f.Close())
		}
	}()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	// What helps to find values is of no use where rows are read in order of number.
	file, err := parquet.OpenFile(f, info.Size(), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, err
	}
	shape := newShredder("", schema.Columns(of))
	stored := file.Schema().Columns()
	leaves, taken := make([]*leaf, len(stored)), make([]int, len(shape.leaves)) // by column of the file, and its columns
	for i, column := range shape.schema.Columns() {
		k := slices.IndexFunc(stored, func(path []string) bool { return slices.Equal(path, column) })
		if k < 0 {
			return nil, fmt.Errorf("has no column %s, as this version has", strings.Join(column, "."))
		}
		leaves[k], taken[i] = &shape.leaves[i], k
	}
	groups := slices.Clone(file.RowGroups())
	if len(taken) < len(stored) {
		for i, g := range groups {
			groups[i] = narrow{g, taken}
		}
	}
	return &openedPart{f, of, groups, leaves}, nil
}

// row is a stored row as a struct of the type.
func (p *openedPart) row(stored parquet.Row) reflect.Value {
	row := reflect.New(p.of).Elem()
	assemble(row, stored, p.leaves)
	return row
}

// narrow is a row group with some of its columns.
type narrow struct {
	parquet.RowGroup
	taken []int
}

func (n narrow) ColumnChunks() []parquet.ColumnChunk {
	all := n.RowGroup.ColumnChunks()
	chunks := make([]parquet.ColumnChunk, len(n.taken))
	for i, k := range n.taken {
		chunks[i] = all[k]
	}
	return chunks
}

func (n narrow) Rows() parquet.Rows { return parquet.NewRowGroupRowReader(n) }

// assemble is the other way of shredder's row.
func assemble(row reflect.Value, stored parquet.Row, leaves []*leaf) {
	element := 0
	for i, v := range stored {
		l := leaves[v.Column()]
		if l.of == nil {
			l.column.Set(row, l.loaded(v))
			continue
		}
		if v.DefinitionLevel() == 0 {
			continue // a list without elements
		}
		element++
		if i == 0 || v.RepetitionLevel() == 0 {
			element = 0
		}
		list := l.of.ListOf(row)
		if element >= list.Len() {
			list.Set(reflect.Append(list, reflect.Zero(list.Type().Elem())))
		}
		l.column.Set(list.Index(element), l.loaded(v))
	}
}

func (l *leaf) loaded(v parquet.Value) (value schema.Value) {
	if v.IsNull() {
		return schema.Value{Null: true}
	}
	switch l.column.Type {
	case schema.Text:
		value.Text = string(v.ByteArray())
	case schema.Date:
		value.Text = time.Unix(int64(v.Int32())*secondsOfDay, 0).UTC().Format(time.DateOnly)
	case schema.Integer:
		value.Integer = int64(v.Int32())
	case schema.Long:
		value.Integer = v.Int64()
	case schema.Single:
		value.Float = float64(v.Float())
	case schema.Double:
		value.Float = v.Double()
	case schema.Boolean:
		value.Boolean = v.Boolean()
	case schema.Decimal:
		value.Decimal = decimal.NewFromBigInt(integer(v.ByteArray()), -l.column.Scale)
	}
	return value
}

// integer reads two's complement.
func integer(stored []byte) *big.Int {
	i := new(big.Int).SetBytes(stored)
	if stored[0]&0x80 != 0 {
		i.Sub(i, new(big.Int).Lsh(big.NewInt(1), uint(8*len(stored))))
	}
	return i
}
