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

	"golang.org/x/sync/errgroup"

	"github.com/yusuan/yusuan/schema"
)

const (
	// mostDerived are the most rows whose derived ones are made at a time, some
	// 50 MB. Of a partition with more, rows are read several times, each time those
	// of a part of the groups.
	mostDerived = 100_000
	// derivers make rows side by side.
	derivers = 2
)

// derivation makes rows of those of one partition, or of a part of their groups.
type derivation struct {
	from         []part // the partition's files
	pass, passes uint64
}

// derive makes the rows of a kind of the files of another, which are written.
// Rows of one group stand in files of one partition.
func (p *Parquet) derive(ctx context.Context, kind *schema.RowKind, from []part, to file) error {
	if p.taken > 0 {
		return p.deriveSince(ctx, kind, from, to)
	}
	for some := range slices.Chunk(derivations(from), derivers) {
		made := make([]schema.Derivation, len(some))
		group, ctx := errgroup.WithContext(ctx)
		for i, part := range some {
			made[i] = kind.Derive(&p.Dataset)
			group.Go(func() error { return part.read(ctx, kind.Group, p.temp, made[i]) })
		}
		if err := group.Wait(); err != nil {
			return err
		}
		for _, m := range made {
			if err := to.rows(ctx, elements(m.Rows())); err != nil {
				return err
			}
		}
	}
	return nil
}

// derivations are all that must be made of files, in the order of their rows.
func derivations(from []part) (all []derivation) {
	for len(from) > 0 {
		n, rows := 0, int64(0)
		for n < len(from) && partitionOf(from[n].path) == partitionOf(from[0].path) {
			rows += from[n].rows
			n++
		}
		passes := uint64(rows/mostDerived) + 1
		for pass := range passes {
			all = append(all, derivation{from[:n], pass, passes})
		}
		from = from[n:]
	}
	return all
}

// read hands on the rows that something is made of.
func (v derivation) read(ctx context.Context, group, dir string, to schema.Derivation) error {
	columns := schema.Columns(to.Of)
	of := &columns[slices.IndexFunc(columns, func(c schema.Column) bool { return c.Name == group })]
	for _, file := range v.from {
		err := readPart(ctx, filepath.Join(dir, filepath.FromSlash(file.path)), to.Of, func(row reflect.Value) {
			if v.passes == 1 || bucket(of.Of(row).Text)%v.passes == v.pass {
				to.Add(row)
			}
		})
		if err != nil {
			return err
		}
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
func partitionOf(file string) string {
	name := path.Base(file)
	return name[:max(0, strings.LastIndexByte(name, '-'))]
}

func bucket(text string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(text))
	return h.Sum64()
}
