package disk

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gofrs/flock"
)

// LockName is the file by which a folder says that it is used.
const LockName = "owner.lock"

// The names in a work folder. There are no others, unless it is one of Temp.
const (
	lockName  = LockName
	freshName = "new" // what is being made
	oldName   = "old" // what stood at the target, where names cannot be exchanged
)

// workSuffix ends the name of a work folder.
const workSuffix = ".yusuan-new"

// Work is a folder that belongs to this process, for what is not in its place yet.
type Work struct {
	target string // what is made for; empty for Temp
	folder string
	lock   *flock.Flock
	made   []string // parent folders that were missing, the outermost first
}

// Start makes the work folder for a target, as Target gives it: a hidden one
// beside it, so that a rename brings the work home. Missing parent folders are
// made. What a dead process left of its work on the same target is removed;
// ErrBusy says that the process is alive, ErrForeign that a folder of that
// name holds something else.
func Start(target string) (*Work, error) {
	w := &Work{target: target, folder: filepath.Join(filepath.Dir(target),
		"."+shortened(filepath.Base(target))+workSuffix)}
	err := w.makeParents()
	if err != nil {
		return nil, err
	}
	for {
		if err = os.Mkdir(w.folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			break
		}
		if err = w.own(); err != nil {
			break
		}
		if err = w.acquire(os.O_CREATE | os.O_RDWR); !errors.Is(err, errGone) {
			break
		}
	}
	switch {
	case errors.Is(err, ErrBusy):
		return nil, fmt.Errorf("%s: %w (%s)", target, err, w.owner())
	case err != nil:
		w.removeParents()
		return nil, err
	}
	if err := errors.Join(w.sign(), w.clear()); err != nil {
		return nil, errors.Join(err, w.End())
	}
	return w, nil
}

// Started are the names of targets in a folder that begin with a prefix and have
// a work folder, of a living process or of a dead one.
func Started(folder, prefix string) (names []string, err error) {
	entries, err := os.ReadDir(folder)
	for _, e := range entries {
		name, work := strings.CutSuffix(e.Name(), workSuffix)
		if work && strings.HasPrefix(name, "."+prefix) {
			names = append(names, name[1:])
		}
	}
	return names, err
}

// shortened is the name of a target, or what stands for one that leaves no
// room for more: file systems take 255 bytes.
func shortened(name string) string {
	const most = 200 // bytes
	if len(name) <= most {
		return name
	}
	return fmt.Sprintf("%x", sha256.Sum256([]byte(name)))
}

// Temp makes a work folder in the system's folder for temporary files. Sweep
// of the same name finds it when this process is dead.
func Temp(name string) (*Work, error) {
	for {
		folder, err := os.MkdirTemp("", name+"-")
		if err != nil {
			return nil, err
		}
		w := &Work{folder: folder}
		// Sweep may have taken it for a dead one's before it was locked.
		err = w.acquire(os.O_CREATE | os.O_RDWR)
		if errors.Is(err, errGone) || errors.Is(err, ErrBusy) {
			continue
		}
		return w, err
	}
}

// Sweep removes the folders that Temp made in processes that are dead. Each is
// given to before, if that is set, ahead of its removal. What cannot be
// removed is left: it is nobody's error.
func Sweep(name string, before func(folder string)) {
	entries, err := os.ReadDir(os.TempDir())
	if err != nil {
		return
	}
	for _, e := range entries {
		if !e.IsDir() || !strings.HasPrefix(e.Name(), name+"-") {
			continue
		}
		w := &Work{folder: filepath.Join(os.TempDir(), e.Name())}
		switch err := w.acquire(os.O_RDWR); {
		case errors.Is(err, errGone):
			_ = os.Remove(w.folder) // killed before it was locked, so it is empty; any other stays
		case err == nil:
			if before != nil {
				before(w.folder)
			}
			_ = w.End()
		}
	}
}

// Share says that a folder which several processes fill, such as a cache, is in
// use, until done is called. If nobody else uses it, files that match half, a
// pattern below the folder, are what dead processes left half written, and are
// removed. A folder that cannot be locked is used all the same.
func Share(folder, half string) (done func()) {
	lock := flock.New(filepath.Join(folder, lockName), flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o600))
	if alone, err := lock.TryLock(); alone && err == nil {
		left, _ := filepath.Glob(filepath.Join(folder, half))
		for _, path := range left {
			_ = os.Remove(path)
		}
		_ = lock.Unlock()
	}
	_ = lock.RLock() // waits only while another one removes
	return func() { _ = lock.Close() }
}

// Path is a path in the work folder.
func (w *Work) Path(name string) string { return filepath.Join(w.folder, name) }

// Fresh is where what will stand at the target is to be made.
func (w *Work) Fresh() string { return w.Path(freshName) }

// End removes the work folder with all that is still in it, and parent folders
// that were made for nothing.
func (w *Work) End() error {
	err := w.clear()
	// Gone from its place before it is unlocked: whoever waits for it looks
	// whether it still is where it was.
	removed := os.Remove(w.Path(lockName))
	err = errors.Join(err, w.lock.Close())
	if removed != nil { // a system that keeps open files
		err = errors.Join(err, os.Remove(w.Path(lockName)))
	}
	return errors.Join(err, w.leave())
}

// leave removes the folder, unless another process is starting in it: then it
// is theirs, and they remove it, which may be over before it is looked at.
func (w *Work) leave() (err error) {
	defer w.removeParents()
	for range mostTries {
		if err = os.Remove(w.folder); err == nil || errors.Is(err, fs.ErrNotExist) || w.taken() {
			return nil
		}
	}
	return err
}

func (w *Work) taken() bool {
	_, err := os.Lstat(w.Path(lockName))
	return err == nil
}

// errGone says that the folder was removed while it was being locked.
var errGone = errors.New("the work folder is gone")

// acquire locks the folder: errGone if it or its lock file is not there (any
// more), ErrBusy if another process has it.
func (w *Work) acquire(flag int) error {
	lock := flock.New(w.Path(lockName), flock.SetFlag(flag), flock.SetPermissions(0o600))
	locked, err := lock.TryLock()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errGone
	case err != nil:
		return fmt.Errorf("%s: cannot be locked: %w", w.folder, err)
	case !locked:
		_ = lock.Close()
		return ErrBusy
	}
	held, err := lock.Stat()
	if err == nil {
		var there fs.FileInfo
		if there, err = os.Lstat(w.Path(lockName)); err == nil && os.SameFile(held, there) {
			w.lock = lock
			return nil
		}
	}
	_ = lock.Close()
	return errGone
}

// own refuses a folder that is not one of ours: the next step is to empty it.
func (w *Work) own() error {
	entries, err := os.ReadDir(w.folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // the next step will find out
	}
	if err != nil {
		return err
	}
	locked := slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == lockName })
	for _, e := range entries {
		if name := e.Name(); name != lockName && (!locked || name != freshName && name != oldName) {
			return fmt.Errorf("%s %w", filepath.Join(w.folder, name), ErrForeign)
		}
	}
	return nil
}

// sign tells whoever finds the folder busy which process has it.
func (w *Work) sign() error {
	return os.WriteFile(w.Path(lockName), fmt.Appendf(nil, "process %d\n", os.Getpid()), 0o600)
}

// owner is what sign wrote.
func (w *Work) owner() string {
	const most = 100 // bytes; it is one short line
	text, err := os.ReadFile(w.Path(lockName))
	if owner := strings.TrimSpace(string(text)); err == nil && owner != "" && len(owner) < most {
		return owner
	}
	return "a process that just started"
}

// clear empties the folder. What stood at the target goes back to its place if
// nothing else came into it: the process died between two renames.
func (w *Work) clear() error {
	if w.target != "" {
		old := w.Path(oldName)
		if _, err := os.Lstat(w.target); errors.Is(err, fs.ErrNotExist) {
			if err := os.Rename(old, w.target); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	entries, err := os.ReadDir(w.folder)
	for _, e := range entries {
		if e.Name() != lockName {
			err = errors.Join(err, os.RemoveAll(w.Path(e.Name())))
		}
	}
	return err
}

// makeParents makes the folders the target is to stand in.
func (w *Work) makeParents() error {
	var missing []string
	for dir := filepath.Dir(w.target); ; dir = filepath.Dir(dir) {
		_, err := os.Stat(dir)
		if !errors.Is(err, fs.ErrNotExist) || dir == filepath.Dir(dir) {
			break
		}
		missing = append(missing, dir)
	}
	slices.Reverse(missing)
	for _, dir := range missing {
		err := os.Mkdir(dir, 0o777)
		if errors.Is(err, fs.ErrExist) {
			continue // another process was faster
		}
		if err == nil {
			w.made = append(w.made, dir)
			err = syncFolder(filepath.Dir(dir))
		}
		if err != nil {
			w.removeParents()
			return err
		}
	}
	return nil
}

// removeParents removes those again that are still empty.
func (w *Work) removeParents() {
	for _, dir := range slices.Backward(w.made) {
		if os.Remove(dir) != nil {
			break // something came into it
		}
	}
	w.made = nil
}
