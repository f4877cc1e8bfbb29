// Package disk puts what the program writes in its place: whole or not at
// all, without destroying anything else, and without leaving anything behind.
//
// Everything is made in a work folder that this process owns: its lock file is
// held as long as the process lives. A second process that wants the same
// place is told so, and what a dead process left is removed by the next one
// that comes, whatever its age.
//
// It knows files, folders, links and locks, and nothing of what is in them.
package disk

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

var (
	// ErrBusy says that another process is writing to the same place.
	ErrBusy = errors.New("another run of yusuan is writing there")
	// ErrNotFile refuses to write over what is no regular file.
	ErrNotFile = errors.New("is not a regular file")
	// ErrForeign refuses to touch what is not the program's own.
	ErrForeign = errors.New("is not yusuan's own")
)

// mostLinks is how many symbolic links are followed in a row, as many as Linux does.
const mostLinks = 40

// mostTries is how often is tried again what another process may have come
// in between: it is there for an instant only.
const mostTries = 40

// Target is the absolute path that is written when a user names path: where a
// symbolic link leads, also one that leads to nothing yet.
func Target(path string) (string, error) {
	target, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	for range mostLinks {
		info, err := os.Lstat(target)
		if errors.Is(err, fs.ErrNotExist) || err == nil && info.Mode()&fs.ModeSymlink == 0 {
			return target, nil
		}
		if err != nil {
			return "", err
		}
		link, err := os.Readlink(target)
		if err != nil {
			return "", err
		}
		if !filepath.IsAbs(link) {
			// Where .. leads depends on the real folder.
			folder, err := filepath.EvalSymlinks(filepath.Dir(target))
			if err != nil {
				return "", err
			}
			link = filepath.Join(folder, link)
		}
		target = link
	}
	return "", fmt.Errorf("%s: more than %d symbolic links in a row", path, mostLinks)
}

// WriteFile makes a file of what content writes; it appears whole or not at
// all. Symbolic links are followed and missing parent folders made. A file
// that is there already is replaced and keeps its permissions; what is no
// regular file gives ErrNotFile.
func WriteFile(path string, content func(io.Writer) error) (err error) {
	// Through links, also such as /dev/stdout that name no file at all.
	before, err := os.Stat(path)
	switch {
	case err == nil && !before.Mode().IsRegular():
		return fmt.Errorf("%s %w", path, ErrNotFile)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	}
	target, err := Target(path)
	if err != nil {
		return err
	}
	w, err := Start(target)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.End()) }()
	fresh := w.Path(freshName)
	f, err := os.Create(fresh)
	if err != nil {
		return err
	}
	b := bufio.NewWriter(f)
	err = content(b)
	if err == nil {
		err = b.Flush()
	}
	if err == nil && before != nil {
		err = f.Chmod(before.Mode().Perm())
	}
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if err := os.Rename(fresh, target); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(target))
}

// Put makes a file that is not there yet, and reports false if it is: then
// nothing happens to it. It appears whole and stays through a crash of the
// machine. Missing parent folders are made; half is a folder of the same file
// system for what is not whole yet.
func Put(path, half string, data []byte) (made bool, err error) {
	f, err := os.CreateTemp(half, "")
	if err != nil {
		return false, err
	}
	defer func() {
		if e := os.Remove(f.Name()); e != nil && !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}()
	_, err = f.Write(data)
	if err := errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return false, err
	}
	for range mostTries { // the folder may be removed again by whoever takes its last file away
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return false, err
		}
		if err = os.Link(f.Name(), path); !errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	switch {
	case errors.Is(err, fs.ErrExist):
		return false, nil
	case err != nil: // a file system without hard links
		if _, err := os.Lstat(path); err == nil {
			return false, nil
		}
		if err := os.Rename(f.Name(), path); err != nil {
			return false, err
		}
	}
	return true, syncFolder(filepath.Dir(path))
}

// Point has the symbolic link at a path lead to a place, relative to its
// folder: from one moment to the next, also where it led to another before.
// What stands there and is no link gives ErrForeign.
func Point(path, to string) error {
	switch info, err := os.Lstat(path); {
	case err == nil && info.Mode()&fs.ModeSymlink == 0:
		return fmt.Errorf("%s %w", path, ErrForeign)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	}
	w, err := Start(path)
	if err != nil {
		return err
	}
	err = os.Symlink(to, w.Fresh())
	if err == nil {
		err = os.Rename(w.Fresh(), path)
	}
	if err == nil {
		err = syncFolder(filepath.Dir(path))
	}
	return errors.Join(err, w.End())
}

// ReplaceFolder puts the folder that was made at w.Fresh in the target's place.
// Where the system can exchange two names at once it does, so that a reader
// finds the old or the new folder at every moment; elsewhere there is an
// instant without any, and Start repairs what a kill in it leaves behind.
//
// What stood there is given to check, if anything did, when nobody finds it by
// its name any more; an error puts it back. Otherwise it goes with End.
func (w *Work) ReplaceFolder(check func(old string) error) error {
	fresh, parent := w.Fresh(), filepath.Dir(w.target)
	if err := syncTree(fresh); err != nil {
		return err
	}
	info, err := os.Lstat(w.target)
	if errors.Is(err, fs.ErrNotExist) {
		return errors.Join(os.Rename(fresh, w.target), syncFolder(parent))
	}
	if err != nil {
		return err
	}
	if err := os.Chmod(fresh, info.Mode().Perm()); err != nil {
		return err
	}
	old := fresh
	swap := func() error { return exchange(fresh, w.target) }
	back := swap
	if err := swap(); err != nil {
		old = w.Path(oldName)
		back = func() error { return errors.Join(os.Rename(w.target, fresh), os.Rename(old, w.target)) }
		if err := os.Rename(w.target, old); err != nil {
			return err
		}
		if err := os.Rename(fresh, w.target); err != nil {
			return errors.Join(err, os.Rename(old, w.target))
		}
	}
	if err := check(old); err != nil {
		return errors.Join(err, back())
	}
	// On the disk before the old one goes.
	return syncFolder(parent)
}

// syncTree has the names in a folder and the folders below it on the disk.
func syncTree(folder string) error {
	return filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		return syncFolder(path)
	})
}
