//go:build !unix

package pdf

// reserve gives zeroed memory; large allocations take up room only where they
// are written to.
func reserve(size uint64) []byte { return make([]byte, size) }

func release([]byte) {}
