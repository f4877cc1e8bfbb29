package workspace

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"path/filepath"
	"time"

	"github.com/yusuan/yusuan/internal/disk"
)

// glance is how often is looked whether another process is done.
const glance = 200 * time.Millisecond

// claims are the files that a process is reading, so that no other reads them
// meanwhile. They last as long as the process: its lock says that it lives.
// They only save work: what is read twice is stored once.
type claims struct {
	*Workspace
	owner string
	lives *disk.Work
}

// claim begins to hold files for this process, until end is called. What dead
// processes held is free.
func (w *Workspace) claim(ctx context.Context) (*claims, error) {
	if err := w.buryDead(ctx); err != nil {
		return nil, err
	}
	const named = "insert into owner(owner) values(?) on conflict do nothing"
	// One that begins at the same time may look into the work folder before it is locked here.
	for range mostNames {
		c := &claims{Workspace: w, owner: rand.Text()}
		if _, err := w.db.ExecContext(ctx, named, c.owner); err != nil {
			return nil, err
		}
		var err error
		if c.lives, err = disk.Start(w.ownerPath(c.owner)); errors.Is(err, disk.ErrBusy) {
			continue
		}
		if err == nil { // it may have been taken for dead meanwhile
			_, err = w.db.ExecContext(ctx, named, c.owner)
		}
		return c, err
	}
	return nil, ErrBusy
}

// buryDead frees what dead processes held, and removes their work folders: also
// that of one that had freed everything when it died.
func (w *Workspace) buryDead(ctx context.Context) error {
	owners, err := disk.Started(w.folder, reading)
	if err != nil {
		return err
	}
	for i := range owners {
		owners[i] = owners[i][len(reading):]
	}
	err = w.db.each(ctx, func(scan func(...any) error) error {
		var owner string
		err := scan(&owner)
		owners = append(owners, owner)
		return err
	}, "select owner from owner union select owner from claim")
	for _, owner := range owners {
		if err == nil {
			err = w.bury(ctx, owner)
		}
	}
	return err
}

// othersRead reports whether a process is reading that has no lock of a run.
func (w *Workspace) othersRead(ctx context.Context) (bool, error) {
	if err := w.buryDead(ctx); err != nil {
		return false, err
	}
	var n int
	err := w.db.QueryRowContext(ctx, "select count(*) from owner").Scan(&n)
	return n > 0, err
}

// mostNames is how often a process takes another name until one is its own.
const mostNames = 10

// ownerPath is what the work folder of a process that is reading is for.
func (w *Workspace) ownerPath(owner string) string { return filepath.Join(w.folder, reading+owner) }

// reading begins what the work folders of processes that are reading are for.
const reading = "reading-"

// bury frees what a process held, if it is dead.
func (w *Workspace) bury(ctx context.Context, owner string) error {
	work, err := disk.Start(w.ownerPath(owner))
	if errors.Is(err, disk.ErrBusy) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(w.free(ctx, owner), work.End())
}

// free gives back all that a process held.
func (w *Workspace) free(ctx context.Context, owner string) error {
	return w.db.within(ctx, func(tx *transaction) error {
		_, err := tx.ExecContext(ctx, "delete from claim where owner = ?", owner)
		if err == nil {
			_, err = tx.ExecContext(ctx, "delete from owner where owner = ?", owner)
		}
		return err
	})
}

// end gives back what is still held.
func (c *claims) end(ctx context.Context) error {
	return errors.Join(c.free(context.WithoutCancel(ctx), c.owner), c.lives.End())
}

// claimed is what a file is to a process that would read it.
type claimed int

const (
	ours   claimed = iota // it is to be read by this process
	theirs                // another is reading it
	done                  // another has read it
)

// take claims a file. One that is new or changed is done if another process has
// read it as it is.
func (c *claims) take(ctx context.Context, f *file, changed bool) (is claimed, err error) {
	key, owner := c.key(f.path), ""
	err = c.db.within(ctx, func(tx *transaction) error {
		if changed {
			var n int
			err := tx.QueryRowContext(ctx, "select count(*) from file where path = ? and name = ? and size = ? and "+
				"modified = ? and settled", key, f.name, f.size, f.modified).Scan(&n)
			if err != nil || n > 0 {
				is = done
				return err
			}
		}
		_, err := tx.ExecContext(ctx, "insert into claim(path, owner) values(?, ?) on conflict do nothing", key, c.owner)
		if err != nil {
			return err
		}
		err = tx.QueryRowContext(ctx, "select owner from claim where path = ?", key).Scan(&owner)
		if errors.Is(err, sql.ErrNoRows) {
			is, err = theirs, nil // who had it gave it back this moment
		}
		return err
	})
	if err != nil || is != ours || owner == c.owner {
		return is, err
	}
	return theirs, c.bury(ctx, owner) // if it is dead, the file is free when it is asked for again
}

// give gives a file back.
func (c *claims) give(ctx context.Context, path string) error {
	_, err := c.db.ExecContext(ctx, "delete from claim where path = ? and owner = ?", c.key(path), c.owner)
	return err
}

// Work reads what a run at the same time is reading too, so that several
// processes share it, and leaves publishing to that. It returns when nothing is
// left to read.
func (w *Workspace) Work(ctx context.Context, r Reading) (s Summary, err error) {
	start := time.Now()
	s = newSummary()
	rd := &round{Workspace: w, reading: &r, fingerprint: r.fingerprint(), summary: &s, now: start}
	if rd.claims, err = w.claim(ctx); err != nil {
		return s, err
	}
	defer func() {
		s.Seconds = time.Since(start).Seconds()
		err = errors.Join(err, rd.claims.end(ctx))
	}()
	files, err := rd.prepare(ctx)
	if err == nil {
		_, err = rd.complete(ctx, files)
	}
	return s, err
}
