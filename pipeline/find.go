package pipeline

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/sinks"
)

var (
	// ErrNothing says that there is nothing to read.
	ErrNothing = errors.New("no files found")
	// ErrDataset says that a folder named holds what was read before.
	ErrDataset = errors.New("is a dataset or a workspace, which yusuan wrote, and no documents")
)

// WorkspaceFile is the file by which a folder is known for a workspace, which
// Find passes over: it holds what is made of documents.
const WorkspaceFile = "workspace.sqlite"

// PostgresFile is that of one whose database is elsewhere.
const PostgresFile = "workspace.postgres"

// Stdin is the name of the document that comes through standard input. A file
// of that name is listed as ./-.
const Stdin = "-"

// Find lists the files of the given files and folders. The order is that of
// the arguments, and by name within a folder; a file reached twice is listed
// once, where it was reached first.
//
// A named file is always listed. Below a named folder these are passed over:
// files and folders whose name begins with a dot, folders whose name begins
// with an underscore, the files of a dataset, workspaces, and what is neither
// file nor folder. Symbolic links are followed; a folder is entered only once, whatever
// leads to it. A file that cannot be opened and a folder below that cannot be
// entered are listed, for their error to be recorded.
func Find(paths []string) ([]string, error) {
	f := finder{files: map[string]bool{}, folders: map[string]bool{}, own: map[string]bool{}}
	for _, p := range paths {
		if p == Stdin {
			f.stdin()
			continue
		}
		info, err := os.Stat(p)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			f.file(p)
			continue
		}
		if _, err := sinks.ReadManifest(p); err == nil || isWorkspace(p) {
			return nil, fmt.Errorf("%s %w", p, ErrDataset)
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

// FindNamed is Find for what must not depend on the order of its arguments nor
// on where they stand: the files come in the order of what Names calls them.
func FindNamed(paths []string) (files []string, names map[string]string, err error) {
	paths = slices.Clone(paths)
	for i := range paths {
		if paths[i] != Stdin {
			paths[i] = clean(paths[i])
		}
	}
	slices.Sort(paths)
	if files, err = Find(paths); err != nil {
		return nil, nil, err
	}
	names = Names(paths, files)
	slices.SortFunc(files, func(a, b string) int { return cmp.Compare(Order(names[a]), Order(names[b])) })
	return files, names, nil
}

// Order is what names of files are sorted by, so that those of a folder stand
// together.
func Order(name string) string { return strings.ReplaceAll(name, "/", "\x00") }

// Names says what files found below given paths are called in a dataset, by
// path: the way from the folder that was given, or the name of a file that was,
// so that it does not matter where they stand. Where two would be called alike,
// all are called by the way from the folder that holds all.
func Names(given, files []string) map[string]string {
	var folders, holding []string // the given folders; those and the folders of given files
	for _, path := range given {
		if path = clean(path); path == Stdin {
			continue
		}
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			folders = append(folders, path)
		} else {
			path = filepath.Dir(path)
		}
		holding = append(holding, path)
	}
	slices.SortFunc(folders, func(a, b string) int { return cmp.Or(len(a)-len(b), cmp.Compare(a, b)) })
	names, taken := make(map[string]string, len(files)), make(map[string]bool, len(files))
	alike := false
	for _, file := range files {
		name := relative(folders, file)
		alike = alike || taken[name]
		names[file], taken[name] = name, true
	}
	if !alike {
		return names
	}
	all := []string{common(holding)}
	for _, file := range files {
		if full, err := filepath.Abs(file); err == nil && file != Stdin {
			names[file] = relative(all, full)
		}
	}
	return names
}

// relative is the way to a file from the first of the folders it is in; the
// name of a file that is in none.
func relative(folders []string, file string) string {
	if file == Stdin {
		return file
	}
	way := filepath.Base(file)
	for _, folder := range folders {
		if from, err := filepath.Rel(folder, file); err == nil && filepath.IsLocal(from) {
			way = filepath.ToSlash(from)
			break
		}
	}
	if way == Stdin {
		return "./" + way
	}
	return way
}

// common is the folder that holds all.
func common(folders []string) string {
	var all []string
	for i, folder := range folders {
		full, err := filepath.Abs(folder)
		if err != nil {
			continue
		}
		parts := strings.Split(full, string(filepath.Separator))
		if i == 0 {
			all = parts
		}
		for n := range all {
			if n == len(parts) || all[n] != parts[n] {
				all = all[:n]
				break
			}
		}
	}
	return strings.Join(all, string(filepath.Separator)) + string(filepath.Separator)
}

// clean is the short form of a path, never that of standard input.
func clean(path string) string {
	if path = filepath.Clean(path); path == Stdin {
		return "." + string(filepath.Separator) + path
	}
	return path
}

type finder struct {
	found   []string
	files   map[string]bool // absolute paths listed
	folders map[string]bool // real paths entered
	own     map[string]bool // files of datasets, as paths are written here
}

func (f *finder) stdin() {
	if !f.files[Stdin] {
		f.files[Stdin] = true
		f.found = append(f.found, Stdin)
	}
}

func (f *finder) file(path string) {
	path = clean(path)
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
	for _, e := range entries {
		f.entry(filepath.Join(path, e.Name()), e)
	}
	return err
}

// entry lists what is below a folder.
func (f *finder) entry(path string, e fs.DirEntry) {
	if strings.HasPrefix(e.Name(), ".") {
		return
	}
	mode := e.Type()
	if mode&fs.ModeSymlink != 0 {
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			slog.Warn("link leads nowhere", "path", path)
			return
		}
		if err != nil {
			f.file(path) // why is recorded
			return
		}
		mode = info.Mode().Type()
	}
	switch {
	case f.own[path]:
	case mode.IsRegular():
		f.file(path)
	case !mode.IsDir():
		slog.Warn("neither file nor folder", "path", path)
	case strings.HasPrefix(e.Name(), "_"):
		slog.Debug("folder passed over", "path", path)
	case isWorkspace(path):
		slog.Info("workspace passed over", "path", path)
	default:
		f.dataset(path)
		if err := f.folder(path); err != nil {
			slog.Warn("folder cannot be read", "path", path, "error", err)
			f.file(path)
		}
	}
}

// isWorkspace reports whether a folder is one.
func isWorkspace(folder string) bool {
	for _, name := range []string{WorkspaceFile, PostgresFile} {
		if _, err := os.Stat(filepath.Join(folder, name)); err == nil {
			return true
		}
	}
	return false
}

// dataset has the files of a dataset in a folder passed over; whatever else
// is there is not.
func (f *finder) dataset(path string) {
	m, err := sinks.ReadManifest(path)
	if err != nil {
		return
	}
	slog.Info("dataset passed over", "path", path)
	for _, name := range m.Names() {
		f.own[filepath.Join(path, filepath.FromSlash(name))] = true
	}
}
