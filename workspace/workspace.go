// Package workspace keeps what was read of an archive of documents, so that the
// next run reads only what is new, and publishes it as immutable releases.
//
// A workspace is a folder: a database (workspace.sqlite, or the PostgreSQL that
// workspace.postgres names), which is the truth of what was found, what became
// of it and what was published; a store of results, one object a document;
// releases/<digest>, datasets that never change; and latest, which leads to the
// newest. fetch keeps its own in the same folder.
//
// What a document means follows from its bytes, from what is said of it where
// it is found (normalize.Said), and from everything that is the same for all
// documents of a run, which its fingerprint tells apart. So a result is made
// once for these three. The rest (names, which of two equal files is the first,
// reports of several documents) is put together when a release is made, by the
// code of ingest: the same documents give the same bytes.
//
// It knows what is done when, and what may be killed when. It knows nothing of
// formats, budgets or rows.
package workspace

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/gofrs/flock"

	"github.com/yusuan/yusuan/fetch"
	"github.com/yusuan/yusuan/internal/disk"
	"github.com/yusuan/yusuan/pipeline"
	"github.com/yusuan/yusuan/workspace/store"
)

var (
	// ErrBusy says that another run is at work in the workspace.
	ErrBusy = errors.New("another run is at work in this workspace")
	// ErrLayout refuses the database of another version of the program.
	ErrLayout = errors.New("the workspace was made by another version of yusuan")
	// ErrNoWorkspace says that there is none.
	ErrNoWorkspace = errors.New("is no workspace")
)

// The parts of a workspace; those of fetch are named there.
const (
	databaseFile   = pipeline.WorkspaceFile
	lockFile       = "run.lock"
	storeFolder    = "store"
	releasesFolder = "releases"
	latestLink     = "latest"
)

// Begun reports whether a folder has a part of a workspace: is one, is to be
// one, or was one before its database was lost.
func Begun(folder string) bool {
	// What else may be called a store or releases has no such files.
	for _, part := range []string{databaseFile, postgresFile, lockFile, storeFolder + "/" + disk.LockName} {
		if _, err := os.Stat(filepath.Join(folder, filepath.FromSlash(part))); err == nil {
			return true
		}
	}
	releases, err := os.ReadDir(filepath.Join(folder, releasesFolder))
	is := func(e fs.DirEntry) bool { return published.MatchString(e.Name()) }
	return err == nil && slices.ContainsFunc(releases, is) || fetch.Begun(folder)
}

// Workspace is one that is open. It is safe for use by one goroutine.
type Workspace struct {
	folder string
	db     *database
	store  *store.Files // nil for one that is only looked at
}

// Open opens the workspace in a folder. With make, one that is not there is
// begun; without, it is ErrNoWorkspace.
func Open(ctx context.Context, folder string, make bool) (*Workspace, error) {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return nil, err
	}
	if make {
		if err := os.MkdirAll(folder, 0o777); err != nil {
			return nil, err
		}
	}
	w := &Workspace{folder: folder}
	if w.db, err = databaseOf(ctx, folder, make, toWrite); err != nil {
		return nil, err
	}
	if w.store, err = store.Open(filepath.Join(folder, storeFolder)); err != nil {
		return nil, errors.Join(err, w.db.Close())
	}
	return w, nil
}

// OpenToRead opens the workspace in a folder for Status and Releases, which
// need no permission to write there; ErrNoWorkspace if there is none.
func OpenToRead(ctx context.Context, folder string) (*Workspace, error) {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return nil, err
	}
	db, err := databaseOf(ctx, folder, false, toRead)
	if err != nil {
		return nil, err
	}
	return &Workspace{folder: folder, db: db}, nil
}

// databaseOf opens the database of a workspace, and makes it if asked.
func databaseOf(ctx context.Context, folder string, make bool, how string) (*database, error) {
	where, err := connection(folder)
	if err != nil {
		return nil, err
	}
	if where != "" {
		db, err := openPostgres(ctx, where, make)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", folder, err)
		}
		return db, nil
	}
	path := filepath.Join(folder, databaseFile)
	if _, err := os.Stat(path); err != nil && !make {
		return nil, fmt.Errorf("%s %w", folder, ErrNoWorkspace)
	}
	if how == toRead {
		return readDatabase(ctx, path)
	}
	return openDatabase(ctx, path, how)
}

// Close gives it back; what is in it was stored before.
func (w *Workspace) Close() error {
	if w.store == nil {
		return w.db.Close()
	}
	return errors.Join(w.store.Close(), w.db.Close())
}

// lock keeps other runs out until unlock is called. It ends with the process
// at the latest.
func (w *Workspace) lock() (unlock func(), err error) {
	l := flock.New(filepath.Join(w.folder, lockFile))
	if ok, err := l.TryLock(); err != nil || !ok {
		return nil, errors.Join(fmt.Errorf("%s: %w", w.folder, ErrBusy), err)
	}
	return func() { _ = l.Close() }, nil
}
