//go:build unix

package sandbox

import (
	"math"

	"golang.org/x/sys/unix"
)

// reserve gives zeroed memory that takes up room only where it is written to;
// nil if the system has no addresses left.
func reserve(size uint64) []byte {
	if size > math.MaxInt {
		return nil
	}
	all, err := unix.Mmap(-1, 0, int(size), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		return nil
	}
	inLargePages(all)
	return all
}

func release(all []byte) {
	if all != nil {
		_ = unix.Munmap(all) // of no use any more, whatever it says
	}
}
