//go:build unix

package sandbox

import (
	"context"
	"math"

	"github.com/tetratelabs/wazero/experimental"
	"golang.org/x/sys/unix"
)

// Memory gives modules that are instantiated with the context memory outside
// of Go's heap, which grows where it is. Go's own is copied whenever it grows,
// and what it was is kept until the next collection: three times as much.
func Memory(ctx context.Context) context.Context {
	return experimental.WithMemoryAllocator(ctx,
		experimental.MemoryAllocatorFunc(func(_, most uint64) experimental.LinearMemory {
			if most > math.MaxInt {
				return nil
			}
			// Reserved only; pages that are never touched cost nothing.
			b, err := unix.Mmap(-1, 0, int(most), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON)
			if err != nil {
				return &reserved{}
			}
			return &reserved{b}
		}))
}

// reserved is a memory of a module; without bytes it cannot be had.
type reserved struct{ b []byte }

// Reallocate is the memory at another size, at the same place; nil if it is
// more than was reserved.
func (r *reserved) Reallocate(size uint64) []byte {
	if size > uint64(len(r.b)) {
		return nil
	}
	return r.b[:size:size]
}

// Free gives the memory back.
func (r *reserved) Free() {
	if r.b != nil {
		_ = unix.Munmap(r.b) // there is nothing that could be done
		r.b = nil
	}
}
