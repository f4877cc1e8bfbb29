package pipeline

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/yusuan/yusuan/sinks"
)

// ErrNothing says that there is nothing to read.
var ErrNothing = errors.New("no files found")

// Find lists the files of the given files and folders. The order is that of
// the arguments, and by name within a folder; a file reached twice is listed
// once, where it was reached first.
//
// A named file is always listed. Below a named folder these are passed over:
// files and folders whose name begins with a dot, folders whose name begins
// with an underscore, folders that are a dataset, and what is neither file
// nor folder. Symbolic links are followed; a folder is entered only once,
// whatever leads to it. A file that cannot be opened is listed, for its error
// to be recorded.
func Find(paths []string) ([]string, error) {
	f := finder{files: map[string]bool{}, folders: map[string]bool{}}
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			f.file(p)
			continue
		}
		if err := f.folder(p); err != nil {
			return nil, err
		}
	}
	if len(f.found) == 0 {
		return nil, fmt.Errorf("%w in %s", ErrNothing, strings.Join(paths, ", "))
	}
	return f.found, nil
}

type finder struct {
	found   []string
	files   map[string]bool // absolute paths listed
	folders map[string]bool // real paths entered
}

func (f *finder) file(path string) {
	path = filepath.Clean(path)
	key, err := filepath.Abs(path)
	if err != nil {
		key = path
	}
	if !f.files[key] {
		f.files[key] = true
		f.found = append(f.found, path)
	}
}

func (f *finder) folder(path string) error {
	real, err := filepath.EvalSymlinks(path)
	if err == nil {
		real, err = filepath.Abs(real)
	}
	if err != nil {
		return err
	}
	if f.folders[real] {
		slog.Debug("folder was entered before", "path", path)
		return nil
	}
	f.folders[real] = true
	entries, err := os.ReadDir(path) // sorted by name
	if err != nil {
		return err
	}
	for _, e := range entries {
		below := filepath.Join(path, e.Name())
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		mode := e.Type()
		if mode&fs.ModeSymlink != 0 {
			info, err := os.Stat(below)
			if err != nil {
				slog.Warn("link leads nowhere", "path", below)
				continue
			}
			mode = info.Mode().Type()
		}
		switch {
		case mode.IsRegular():
			f.file(below)
		case !mode.IsDir():
			slog.Warn("neither file nor folder", "path", below)
		case strings.HasPrefix(e.Name(), "_"):
			slog.Debug("folder passed over", "path", below)
		default:
			if _, err := sinks.ReadManifest(below); err == nil {
				slog.Info("dataset passed over", "path", below)
				continue
			}
			if err := f.folder(below); err != nil {
				return err
			}
		}
	}
	return nil
}
