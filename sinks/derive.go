package sinks

import (
	"context"
	"hash/fnv"
	"iter"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/schema"
)

// mostDerived are the most rows whose derived ones are held at a time, some
// 100 MB. Of a partition with more, rows are read several times, each time those
// of a part of the groups.
const mostDerived = 200_000

// derive makes the rows of a kind of the files of another, which are written.
// Rows of one group stand in files of one partition.
func derive(ctx context.Context, kind *schema.RowKind, d *schema.Dataset, dir string, from []part, to file) error {
	source := schema.KindNamed(kind.From)
	at := slices.IndexFunc(source.Columns, func(c schema.Column) bool { return c.Name == kind.Group })
	group := &source.Columns[at]
	for len(from) > 0 {
		n, rows := 0, int64(0) // the files of one partition
		for n < len(from) && partitionOf(from[n]) == partitionOf(from[0]) {
			rows += from[n].rows
			n++
		}
		passes := uint64(rows/mostDerived) + 1
		for pass := range passes {
			made := kind.Derive(d)
			for _, file := range from[:n] {
				err := readPart(ctx, filepath.Join(dir, filepath.FromSlash(file.path)), source.Type, func(row reflect.Value) {
					if passes == 1 || bucket(group.Of(row).Text)%passes == pass {
						made.Add(row)
					}
				})
				if err != nil {
					return err
				}
			}
			if err := to.rows(ctx, elements(made.Rows())); err != nil {
				return err
			}
		}
		from = from[n:]
	}
	return nil
}

// elements are those of a slice.
func elements(slice reflect.Value) iter.Seq[reflect.Value] {
	return func(yield func(reflect.Value) bool) {
		for i := range slice.Len() {
			if !yield(slice.Index(i)) {
				return
			}
		}
	}
}

// partitionOf is the name of a file without the number of its part.
func partitionOf(p part) string {
	name := path.Base(p.path)
	return name[:max(0, strings.LastIndexByte(name, '-'))]
}

func bucket(text string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(text))
	return h.Sum64()
}
