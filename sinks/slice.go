package sinks

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"reflect"
	"strconv"

	"github.com/parquet-go/parquet-go"

	"github.com/yusuan/yusuan/schema"
)

// Slice calls each with count rows of one file of a dataset, from the row first
// on, without reading those before, and ends with the first error of each. A file
// with fewer rows gives an error.
func Slice[T any](ctx context.Context, folder, file string, first, count int64,
	each func(*T) error) (err error) {
	defer func() { // the library panics on files it does not understand
		if p := recover(); p != nil {
			err = fmt.Errorf("%s: %v", file, p)
		}
	}()
	p, err := openPart(filepath.Join(folder, filepath.FromSlash(file)), reflect.TypeFor[T]())
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	defer p.Close()
	err = p.slice(ctx, first, count, func(row reflect.Value) error { return each(row.Addr().Interface().(*T)) })
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

// slice is Slice for rows as structs of the type.
func (p *openedPart) slice(ctx context.Context, first, count int64, each func(reflect.Value) error) error {
	for _, g := range p.groups {
		if count <= 0 {
			return nil
		}
		if n := g.NumRows(); first >= n {
			first -= n
			continue
		}
		part := min(count, g.NumRows()-first)
		err := sliceOf(ctx, g, first, part, func(stored parquet.Row) error { return each(p.row(stored)) })
		if err != nil {
			return err
		}
		first, count = 0, count-part
	}
	if count <= 0 {
		return nil
	}
	return fmt.Errorf("has %d rows fewer than are asked for: %w", count, io.ErrUnexpectedEOF)
}

// sliceOf calls each with count rows of a row group, from the row first on.
func sliceOf(ctx context.Context, g parquet.RowGroup, first, count int64, each func(parquet.Row) error) (err error) {
	rows := g.Rows()
	defer func() { err = errors.Join(err, rows.Close()) }()
	if first > 0 {
		if err := rows.SeekToRow(first); err != nil {
			return err
		}
	}
	batch := make([]parquet.Row, min(count, readBatch))
	for count > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := rows.ReadRows(batch[:min(int64(len(batch)), count)])
		for _, row := range batch[:n] {
			if err := each(row); err != nil {
				return err
			}
		}
		if count -= int64(n); count == 0 {
			return nil
		}
		if errors.Is(err, io.EOF) || err == nil && n == 0 {
			return io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// AppendObject appends a row as an object of JSON with every column, null where
// there is no value.
func AppendObject(b []byte, k *schema.RowKind, row reflect.Value) []byte {
	b = append(b, '{')
	for i := range k.Columns {
		c := &k.Columns[i]
		if i > 0 {
			b = append(b, ',')
		}
		b = append(strconv.AppendQuote(b, c.Name), ':')
		if c.Type != schema.List && c.Of(row).Null {
			b = append(b, "null"...)
			continue
		}
		b = AppendJSON(b, c, row)
	}
	return append(b, '}')
}
