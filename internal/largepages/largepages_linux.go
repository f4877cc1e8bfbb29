package largepages

import (
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Ask asks for large pages for memory, which need not begin with a page. It
// does nothing where the system has none.
func Ask(memory []byte) {
	if len(memory) == 0 {
		return
	}
	before := -uintptr(unsafe.Pointer(unsafe.SliceData(memory))) % sizeOfPage
	if inside := (len(memory) - int(before)) &^ (sizeOfPage - 1); inside > 0 {
		_ = unix.Madvise(memory[before:int(before)+inside], unix.MADV_HUGEPAGE)
	}
}

// Heap asks for large pages for so many bytes that Go's heap will use. Go has no
// switch for that: they are taken once, untouched, and left to the next
// collection, which is asked for.
func Heap(bytes int) {
	Ask(make([]byte, bytes))
	runtime.GC()
}
