//go:build unix

package disk

import (
	"errors"
	"os"
	"syscall"
)

// syncFolder has the names in a folder on the disk, where its file system can.
func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}
