package workspace

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/fetch"
	"github.com/yusuan/yusuan/pipeline"
)

// freshness is how long after its last change the time of a file cannot be
// relied on to tell of another: file systems count in steps of up to 2 s.
const freshness = 3 * time.Second

// file is one that was found.
type file struct {
	path, name string
	size       int64
	modified   int64 // nanoseconds since 1970
	settled    bool
	closed     bool   // it is, or may be, a folder that could not be entered
	gone       string // when it was missed first; empty while it is there
}

// addRoots remembers what a user names: each run looks there again.
func (w *Workspace) addRoots(ctx context.Context, paths []string) error {
	return w.db.within(ctx, func(tx *transaction) error {
		for _, path := range paths {
			full, err := filepath.Abs(path)
			if err != nil {
				return err
			}
			if _, err := os.Stat(full); err != nil {
				return err
			}
			if full == w.folder {
				return fmt.Errorf("%s %w", path, pipeline.ErrDataset)
			}
			if _, err := tx.ExecContext(ctx, "insert into root(path) values(?) on conflict do nothing", full); err != nil {
				return err
			}
		}
		return nil
	})
}

// roots are the folders and files that are read: those that were named, and
// what fetch brought home.
func (w *Workspace) roots(ctx context.Context) (there, missing []string, err error) {
	var all []string
	err = w.db.each(ctx, func(scan func(...any) error) error {
		var path string
		err := scan(&path)
		all = append(all, path)
		return err
	}, "select path from root order by path")
	if warc := filepath.Join(w.folder, fetch.WARCFolder); err == nil {
		if _, err := os.Stat(warc); err == nil {
			all = append(all, warc)
		}
	}
	for _, path := range all {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			slog.Warn("a folder that was read before is missing", "path", path)
			missing = append(missing, path)
		} else {
			there = append(there, path) // what is wrong with it is told when it is read
		}
	}
	return there, missing, err
}

// find lists what is there now, and remembers what is not there any more.
func (w *Workspace) find(ctx context.Context) (files []file, err error) {
	there, missing, err := w.roots(ctx)
	if err != nil {
		return nil, err
	}
	if len(there)+len(missing) == 0 {
		return nil, fmt.Errorf("%w: name a folder to read, or let fetch bring something home", pipeline.ErrNothing)
	}
	found, names, err := pipeline.FindNamed(there)
	if err != nil && !errors.Is(err, pipeline.ErrNothing) {
		return nil, err
	}
	known, err := w.files(ctx)
	if err != nil {
		return nil, err
	}
	if len(found)+len(known) == 0 {
		return nil, pipeline.ErrNothing
	}
	now := time.Now()
	var closed []string // nobody knows what is below them now
	for _, path := range found {
		if strings.HasSuffix(path, fetch.OpenEnding) && w.within(path) {
			continue
		}
		f := look(path, now)
		f.name = names[path]
		key := w.key(path)
		if f.closed {
			closed = append(closed, filepath.ToSlash(key)+"/")
		}
		before, was := known[key]
		f.settled = was && before.settled && before.size == f.size && before.modified == f.modified && before.name == f.name
		files = append(files, f)
		delete(known, key)
	}
	err = w.db.within(ctx, func(tx *transaction) error {
		for path := range known {
			below := func(folder string) bool { return strings.HasPrefix(filepath.ToSlash(path), folder) }
			if known[path].gone != "" || slices.ContainsFunc(closed, below) {
				continue
			}
			if err := w.miss(ctx, tx, path, now); err != nil {
				return err
			}
		}
		return nil
	})
	return files, err
}

// miss remembers that a file is not there any more. A folder that could not be
// entered and now can was never one.
func (w *Workspace) miss(ctx context.Context, tx *transaction, key string, now time.Time) error {
	path := key
	if !filepath.IsAbs(key) {
		path = filepath.Join(w.folder, filepath.FromSlash(key))
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		const never = " where path = ? and not exists(select 1 from source as held where held.path = ? and document_id != '')"
		rows, err := tx.ExecContext(ctx, "delete from file"+never, key, key)
		if err != nil {
			return err
		}
		if n, err := rows.RowsAffected(); err != nil || n > 0 {
			_, e := tx.ExecContext(ctx, "delete from source where path = ?", key)
			return errors.Join(err, e)
		}
	}
	_, err := tx.ExecContext(ctx, "update file set gone = ?, settled = false where path = ?", stamp(now), key)
	return err
}

// within reports whether a path is in the workspace.
func (w *Workspace) within(path string) bool {
	return strings.HasPrefix(path, w.folder+string(filepath.Separator))
}

// key is what a path is called in the database: from the workspace's folder
// where it is in it, so that a workspace may be moved.
func (w *Workspace) key(path string) string {
	if !w.within(path) {
		return path
	}
	return filepath.ToSlash(strings.TrimPrefix(path, w.folder+string(filepath.Separator)))
}

// look is what the file system says of a file; nothing where it cannot be told.
func look(path string, now time.Time) file {
	f := file{path: path}
	info, err := os.Stat(path)
	if err != nil {
		f.closed = !errors.Is(err, fs.ErrNotExist)
		return f
	}
	f.size, f.modified = info.Size(), info.ModTime().UnixNano()
	f.settled = now.Sub(info.ModTime()) > freshness
	f.closed = info.IsDir()
	return f
}

// files are those that were found before, by path.
func (w *Workspace) files(ctx context.Context) (map[string]file, error) {
	known := map[string]file{}
	err := w.db.each(ctx, func(scan func(...any) error) error {
		var f file
		err := scan(&f.path, &f.name, &f.size, &f.modified, &f.settled, &f.gone)
		known[f.path] = f
		return err
	}, "select path, name, size, modified, settled, gone from file")
	return known, err
}

// source is a document of a file.
type source struct {
	file       string // its name
	path       string // of its file, as key has it
	name, raw  string
	from       document.Provenance
	documentID string
	said       string
	record     []byte // of one whose bytes could not be had
	passing    bool   // they may be had another time
}

// saveFile stores what a file holds: all of it or nothing.
func (w *Workspace) saveFile(ctx context.Context, f file, sources []source) error {
	key := w.key(f.path)
	return w.db.within(ctx, func(tx *transaction) error {
		if _, err := tx.ExecContext(ctx, "delete from source where path = ?", key); err != nil {
			return err
		}
		for i := range sources {
			s := &sources[i]
			found, err := json.Marshal(s.from)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `insert into source(path, position, name, raw, found, document_id, said, record)
				values(?, ?, ?, ?, ?, ?, ?, ?)`, key, i, s.name, s.raw, string(found), s.documentID, s.said, s.record); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `insert into file(path, name, size, modified, settled) values(?, ?, ?, ?, ?)
			on conflict(path) do update set name = excluded.name, size = excluded.size, modified = excluded.modified,
			settled = excluded.settled, gone = ''`, key, f.name, f.size, f.modified, f.settled)
		return err
	})
}

// placed is a source in its place among others.
type placed struct {
	source
	position int
	gone     string // as of its file
	order    string
}

// sources are the documents of all files, in the order of a release: by the
// parts of the names of files, and within a file in its own. A file that is not
// there any more keeps its place, unless another has its name since, or all
// that it held is there elsewhere.
func (w *Workspace) sources(ctx context.Context) (all []placed, err error) {
	var rows []placed
	err = w.db.each(ctx, func(scan func(...any) error) error {
		var p placed
		var found string
		if err := scan(&p.file, &p.path, &p.gone, &p.position, &p.name, &p.raw, &found, &p.documentID, &p.said,
			&p.record); err != nil {
			return err
		}
		p.order = pipeline.Order(p.file)
		err := json.Unmarshal([]byte(found), &p.from)
		rows = append(rows, p)
		return err
	}, `select file.name, file.path, gone, position, source.name, raw, found, document_id, said, record
		from file join source on file.path = source.path`)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(rows, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.order, b.order), cmp.Compare(bit(a.gone != ""), bit(b.gone != "")),
			cmp.Compare(b.gone, a.gone), cmp.Compare(a.path, b.path), a.position-b.position)
	})
	live, lost := map[string]bool{}, map[string]bool{} // documents; files that held another
	for i := range rows {
		live[rows[i].documentID] = live[rows[i].documentID] || rows[i].gone == ""
	}
	live[""] = false
	for i := range rows {
		lost[rows[i].path] = lost[rows[i].path] || !live[rows[i].documentID]
	}
	holder := map[string]string{} // the path that has a name
	for i := range rows {
		p := &rows[i]
		if p.gone != "" && !lost[p.path] {
			continue // it moved
		}
		if holder[p.file] == "" {
			holder[p.file] = p.path
		}
		if holder[p.file] == p.path {
			all = append(all, *p)
		}
	}
	return all, nil
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
