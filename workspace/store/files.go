package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/internal/disk"
)

// halfFolder holds what is not whole yet, below the folder of a Files.
const halfFolder = ".half"

// Files is a Store in a folder of a file system, which several machines may
// share: an object is a file of its name.
type Files struct {
	folder string
	done   func()
}

// Open makes a Store of a folder, which it makes where it is missing. What
// killed processes left half written is removed, unless others are at work.
func Open(folder string) (*Files, error) {
	if err := os.MkdirAll(filepath.Join(folder, halfFolder), 0o777); err != nil {
		return nil, err
	}
	return &Files{folder, disk.Share(folder, filepath.Join(halfFolder, "*"))}, nil
}

// Close says that the folder is not used any more.
func (f *Files) Close() error {
	f.done()
	return nil
}

// Path is where the object of a name stands, whether there is one or not.
func (f *Files) Path(name string) string { return filepath.Join(f.folder, filepath.FromSlash(name)) }

// Put is that of Store.
func (f *Files) Put(ctx context.Context, name string, data []byte) (bool, error) {
	if err := errors.Join(Check(name), ctx.Err()); err != nil {
		return false, err
	}
	if _, err := os.Lstat(f.Path(name)); err == nil {
		return false, nil
	}
	return disk.Put(f.Path(name), filepath.Join(f.folder, halfFolder), data)
}

// Get is that of Store.
func (f *Files) Get(ctx context.Context, name string) ([]byte, error) {
	if err := errors.Join(Check(name), ctx.Err()); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(f.Path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", name, ErrNone)
	}
	return data, err
}

// List is that of Store.
func (f *Files) List(ctx context.Context, prefix string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		// Folders that lie off the way to the prefix are not entered.
		var walk func(folder string) bool
		walk = func(folder string) bool {
			entries, err := os.ReadDir(f.Path(folder))
			if errors.Is(err, fs.ErrNotExist) {
				return true // deleted meanwhile
			}
			if err := errors.Join(err, ctx.Err()); err != nil {
				return yield("", err)
			}
			for _, e := range inOrder(entries) {
				name := strings.TrimPrefix(folder+"/"+e.Name(), "./")
				switch {
				case strings.HasPrefix(e.Name(), "."):
				case e.IsDir():
					below := name + "/"
					if (strings.HasPrefix(below, prefix) || strings.HasPrefix(prefix, below)) && !walk(name) {
						return false
					}
				case strings.HasPrefix(name, prefix) && e.Type().IsRegular() && e.Name() != disk.LockName:
					if !yield(name, nil) {
						return false
					}
				}
			}
			return true
		}
		walk(".")
	}
}

// Delete is that of Store. Folders that it leaves empty go too.
func (f *Files) Delete(ctx context.Context, name string) error {
	if err := errors.Join(Check(name), ctx.Err()); err != nil {
		return err
	}
	if err := os.Remove(f.Path(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	// As far as they hold nothing else.
	folder := filepath.Dir(f.Path(name))
	for folder != filepath.Clean(f.folder) && os.Remove(folder) == nil {
		folder = filepath.Dir(folder)
	}
	return nil
}

// inOrder sorts what is in a folder as the names below it are sorted: those of
// a folder have a slash at its end.
func inOrder(entries []fs.DirEntry) []fs.DirEntry {
	key := func(e fs.DirEntry) string {
		if e.IsDir() {
			return e.Name() + "/"
		}
		return e.Name()
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return cmp.Compare(key(a), key(b)) })
	return entries
}
