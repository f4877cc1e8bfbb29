package disk

import "golang.org/x/sys/unix"

// exchange swaps the names of two folders in one step. A variable for tests.
var exchange = func(a, b string) error {
	return unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE)
}
