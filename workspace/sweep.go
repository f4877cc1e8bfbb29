package workspace

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"github.com/yusuan/yusuan/fetch"
	"github.com/yusuan/yusuan/internal/disk"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
)

// Swept is what a sweep removed.
type Swept struct {
	Releases []string `json:"releases"`
	Results  int      `json:"results"` // of readings before the newest
	Objects  int      `json:"objects"`
}

// Sweep removes what nobody needs any more: releases but the last keep (at
// least one) and those that are pinned, results of earlier readings that have a
// newer one beside them, and objects that no result names.
func (w *Workspace) Sweep(ctx context.Context, keep int) (s Swept, err error) {
	s.Releases = []string{}
	unlock, err := w.lock()
	if err != nil {
		return s, err
	}
	defer unlock()
	if err := w.sweepReleases(ctx, max(keep, 1), &s); err != nil {
		return s, err
	}
	// A document that is gone may have nothing but an older result, and one
	// under another name; they stay.
	rows, err := w.db.ExecContext(ctx, `delete from result where fingerprint != `+newest+` and exists(
		select 1 from result as other where other.document_id = result.document_id and other.fingerprint = `+newest+`)`)
	if err != nil {
		return s, err
	}
	n, err := rows.RowsAffected()
	s.Results = int(n)
	return s, errors.Join(err, w.sweepObjects(ctx, &s))
}

func (w *Workspace) sweepReleases(ctx context.Context, keep int, s *Swept) error {
	all, err := w.Releases(ctx)
	if err != nil {
		return err
	}
	stays := map[string]bool{}
	for i, r := range all {
		stays[r.Digest] = i < keep || r.Pinned
	}
	if len(all) == 0 {
		return w.sweepWork()
	}
	entries, err := os.ReadDir(filepath.Join(w.folder, releasesFolder))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, e := range entries {
		if stays[e.Name()] || !published.MatchString(e.Name()) {
			continue
		}
		if err := w.removeRelease(ctx, e.Name()); err != nil {
			return err
		}
		s.Releases = append(s.Releases, e.Name())
	}
	return w.sweepWork()
}

// published are the names of releases, and of one that is not published yet.
var published = regexp.MustCompile(`^(?:[0-9a-f]{32}|next)$`)

// sweepWork removes what a killed run left of what it was making: the next one
// does where it makes the same again, and may have no reason to.
func (w *Workspace) sweepWork() error {
	for _, target := range []string{w.releasePath(nextRelease), filepath.Join(w.folder, latestLink),
		filepath.Join(w.folder, rememberedFile)} {
		work, err := disk.Start(target)
		if err != nil {
			return err
		}
		if err := work.End(); err != nil {
			return err
		}
	}
	return nil
}

// removeRelease removes one. It goes from its name first, so that no reader
// finds a part of it.
func (w *Workspace) removeRelease(ctx context.Context, digest string) error {
	if _, err := w.db.ExecContext(ctx, "delete from release where digest = ?", digest); err != nil {
		return err
	}
	work, err := disk.Start(w.releasePath(nextRelease))
	if err != nil {
		return err
	}
	err = os.Rename(w.releasePath(digest), work.Fresh())
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return errors.Join(err, work.End())
}

// sweepObjects removes what no result names, a shelf at a time. Nothing goes
// while another process is reading: it may have put what it is about to name.
func (w *Workspace) sweepObjects(ctx context.Context, s *Swept) error {
	var on string // a shelf
	var there []string
	sweep := func() error {
		n, err := w.sweepShelf(ctx, on, there)
		s.Objects += n
		return err
	}
	for name, err := range w.store.List(ctx, "") {
		if next := shelf.FindString(name); err == nil && next != on {
			err = sweep()
			on, there = next, there[:0]
		}
		if err != nil {
			return err
		}
		there = append(there, name)
	}
	return sweep()
}

// shelf is where the results stand of documents whose IDs begin alike.
var shelf = regexp.MustCompile(`^results/[0-9a-f]{2}/`)

// sweepShelf removes those objects of a shelf that no result names.
func (w *Workspace) sweepShelf(ctx context.Context, shelf string, there []string) (removed int, err error) {
	if len(there) == 0 {
		return 0, nil
	}
	// In this order: who is not reading any more has named what he put before it was listed.
	if reading, err := w.othersRead(ctx); reading || err != nil {
		return 0, err
	}
	named := map[string]bool{}
	err = w.db.each(ctx, func(scan func(...any) error) error {
		var object string
		err := scan(&object)
		named[object] = true
		return err
	}, "select object from result where document_id >= ? and document_id < ?", path.Base(shelf), path.Base(shelf)+"g")
	for _, name := range there {
		if err != nil {
			return removed, err
		}
		if !named[name] {
			err = w.store.Delete(ctx, name)
			removed++
		}
	}
	return removed, err
}

// ErrNotDigest refuses what is no SHA-256.
var ErrNotDigest = errors.New("is no SHA-256 of a document, 64 digits")

var digest = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Forget takes a document down: its results go, what fetch brought home of it,
// and the releases that hold it, also those that are pinned; later ones leave it
// out. Who did it for which reason stays on record. Other files it was read from
// are nobody's to remove but the user's: they are returned. It may be killed at
// any moment: the next does what is left.
func (w *Workspace) Forget(ctx context.Context, documentID, why string) (files, releases []string, err error) {
	if !digest.MatchString(documentID) {
		return nil, nil, fmt.Errorf("%q %w", documentID, ErrNotDigest)
	}
	unlock, err := w.lock()
	if err != nil {
		return nil, nil, err
	}
	defer unlock()
	// First the record of it: what a worker is reading now is not stored any more.
	err = w.db.within(ctx, func(tx *transaction) error {
		_, err := tx.ExecContext(ctx, "insert into forgotten values(?, ?, ?) on conflict do nothing", documentID, why,
			stamp(time.Now()))
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "delete from result where document_id = ?", documentID)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	if err := w.forgetObjects(ctx, documentID); err != nil {
		return nil, nil, err
	}
	if err := errors.Join(w.forgetRows(), w.sweepWork()); err != nil {
		return nil, nil, err
	}
	if releases, err = w.forgetReleases(ctx, documentID); err != nil {
		return nil, releases, err
	}
	if err := w.forgetFetched(ctx, documentID); err != nil {
		return nil, releases, err
	}
	err = w.db.each(ctx, func(scan func(...any) error) error {
		var file string
		err := scan(&file)
		files = append(files, file)
		return err
	}, "select distinct path from source where document_id = ? order by path", documentID)
	return files, releases, errors.Join(err, w.db.scrub(ctx))
}

// forgetObjects removes what is stored of a document.
func (w *Workspace) forgetObjects(ctx context.Context, documentID string) error {
	var objects []string
	for name, err := range w.store.List(ctx, "results/"+documentID[:2]+"/"+documentID+"/") {
		if err != nil {
			return err
		}
		objects = append(objects, name)
	}
	for _, name := range objects {
		if err := w.store.Delete(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// forgetFetched takes a document out of what fetch brought home. One that lies
// in an archive that was fetched is still there.
func (w *Workspace) forgetFetched(ctx context.Context, documentID string) error {
	removed, err := fetch.Forget(ctx, w.folder, documentID)
	if err != nil {
		return err
	}
	return w.db.within(ctx, func(tx *transaction) error {
		for file, addresses := range removed {
			for _, address := range addresses {
				_, err := tx.ExecContext(ctx, "delete from source where document_id = ? and path = ? and name = ?", documentID,
					path.Join(fetch.WARCFolder, file), file+"!"+address)
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// forgetReleases removes those that hold a document. Where latest led to one of
// them it leads to the newest that is left, or is gone.
func (w *Workspace) forgetReleases(ctx context.Context, documentID string) (removed []string, err error) {
	all, err := w.Releases(ctx)
	if err != nil {
		return nil, err
	}
	for _, r := range all {
		held, err := holds(ctx, w.releasePath(r.Digest), documentID)
		if err != nil {
			return removed, err
		}
		if held {
			removed = append(removed, r.Digest)
		}
	}
	left := slices.DeleteFunc(all, func(r Release) bool { return slices.Contains(removed, r.Digest) })
	if len(left) > 0 {
		err = w.point(left[0].Digest)
	} else if err = os.Remove(filepath.Join(w.folder, latestLink)); errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	for _, name := range removed {
		err = errors.Join(err, w.removeRelease(ctx, name))
	}
	return removed, err
}

// holds reports whether a document is in a release. One that nobody can read
// any more may hold it.
func holds(ctx context.Context, folder, documentID string) (held bool, err error) {
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	err = sinks.Rows(ctx, folder, "documents", func(row *schema.DocumentRow) {
		held = held || row.DocumentID == documentID
	})
	if err != nil && ctx.Err() == nil {
		return true, nil //nolint:nilerr // of what cannot be read nobody knows that it is not there
	}
	return held, err
}
