//go:build !linux

package largepages

// Ask does nothing: it is only done on Linux.
func Ask([]byte) {}

// Heap does nothing, either.
func Heap(int) {}
