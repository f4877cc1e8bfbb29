package workspace

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/yusuan/yusuan/pipeline"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
)

// Status is how a workspace stands.
type Status struct {
	Folder    string   `json:"folder"`
	Paths     []string `json:"paths"` // that are looked into, beside what fetch brings
	Files     int      `json:"files"` // that are there
	Gone      []Gone   `json:"gone"`
	Moved     []Moved  `json:"moved"`
	Documents int      `json:"documents"` // as a release of now lists them, and
	Distinct  int      `json:"distinct"`  // how many of them have bytes of their own
	// Results are those of the newest reading, by what became of the distinct
	// documents.
	Results []Count `json:"results"`
	// Waiting are documents that are tried again.
	Waiting []Waiting `json:"waiting"`
	// Failed are the others that are there and were not read in full.
	Failed    []Problem   `json:"failed"`
	Forgotten []Forgotten `json:"forgotten"`
	Run       *Run        `json:"run"`     // the last; nil if there was none
	Release   *Release    `json:"release"` // the newest; nil if there is none
	// Quality is that of the newest release.
	Quality *sinks.Quality `json:"quality"`
	// Expected is what its sources expected when it was published.
	Expected []sinks.Expectation `json:"expected,omitempty"`
}

// Gone is a file that is not there any more.
type Gone struct {
	Name  string `json:"name"`
	Since string `json:"since"` // when it was missed first, RFC 3339
}

// Moved is a file that is not there any more, while all that it held is.
type Moved struct {
	Name string `json:"name"`
	To   string `json:"to"` // the first that holds it
}

// Count is how many documents have a status.
type Count struct {
	Status    schema.Status `json:"status"`
	Documents int           `json:"documents"`
}

// Waiting is a document whose failure may pass.
type Waiting struct {
	Source   string        `json:"source"`
	Status   schema.Status `json:"status"`
	Error    string        `json:"error"`
	Attempts int           `json:"attempts"`
	Again    string        `json:"again"` // when, RFC 3339; empty if it was tried often enough
}

// Forgotten is a document that was taken down.
type Forgotten struct {
	DocumentID string `json:"document_id"`
	Why        string `json:"why"`
	At         string `json:"at"`
}

// Run is one run. One that was killed, or is at work, has not ended.
type Run struct {
	Started string `json:"started"`
	Ended   string `json:"ended"`
	Outcome string `json:"outcome"` // published, unchanged, or why neither
	Read    int    `json:"read"`    // documents, so far
}

// Release is one that was published.
type Release struct {
	Digest string `json:"digest"`
	At     string `json:"at"`
	Latest bool   `json:"latest"`
	Pinned bool   `json:"pinned"` // sweep leaves it
	There  bool   `json:"there"`  // its folder is
}

// Status tells how the workspace stands, also while a run is at work.
func (w *Workspace) Status(ctx context.Context) (*Status, error) {
	s := &Status{Folder: w.folder, Paths: []string{}, Results: []Count{}, Waiting: []Waiting{}, Failed: []Problem{},
		Forgotten: []Forgotten{}}
	for _, step := range []func(context.Context, *Status) error{
		w.statusOfFiles, w.statusOfDocuments, w.statusOfRun,
	} {
		if err := step(ctx, s); err != nil {
			return nil, err
		}
	}
	releases, err := w.Releases(ctx)
	if err == nil && len(releases) > 0 && releases[0].Latest {
		s.Release = &releases[0]
	}
	if err != nil || s.Release == nil || !s.Release.There {
		return s, err
	}
	m, err := sinks.ReadManifest(w.releasePath(s.Release.Digest))
	if err != nil {
		return nil, err
	}
	s.Quality, s.Expected = &m.Quality, m.Expected
	return s, nil
}

func (w *Workspace) statusOfFiles(ctx context.Context, s *Status) (err error) {
	if s.Gone, s.Moved, err = w.gone(ctx); err != nil {
		return err
	}
	return errors.Join(w.db.each(ctx, func(scan func(...any) error) error {
		var path string
		err := scan(&path)
		s.Paths = append(s.Paths, path)
		return err
	}, "select path from root order by path"),
		w.db.each(ctx, func(scan func(...any) error) error { return scan(&s.Files) },
			"select count(*) from file where gone = ''"),
		w.db.each(ctx, func(scan func(...any) error) error {
			var f Forgotten
			err := scan(&f.DocumentID, &f.Why, &f.At)
			s.Forgotten = append(s.Forgotten, f)
			return err
		}, "select document_id, why, at from forgotten order by at, document_id"))
}

// newest is the fingerprint of the reading that was used last.
const newest = "(select fingerprint from result order by at desc, fingerprint limit 1)"

// statusOfDocuments looks at what a release of now would hold: bytes that a file
// had before it was replaced count no more.
func (w *Workspace) statusOfDocuments(ctx context.Context, s *Status) error {
	var fingerprint string
	err := w.db.each(ctx, func(scan func(...any) error) error { return scan(&fingerprint) },
		"select fingerprint from fingerprint where fingerprint = "+newest)
	if err != nil {
		return err
	}
	p, err := w.plan(ctx, fingerprint)
	if err != nil {
		return err
	}
	s.Documents, s.Distinct = len(p.sources), p.distinct()
	counts := map[schema.Status]int{}
	for i := range p.sources {
		one := &p.sources[i]
		r, err := one.became()
		if err != nil {
			return fmt.Errorf("%s: %w", one.name, err)
		}
		if r == nil {
			continue
		}
		counts[r.status]++
		switch {
		case one.gone:
		case r.again != "":
			again := r.again
			if r.attempts >= mostAttempts {
				again = ""
			}
			s.Waiting = append(s.Waiting, Waiting{one.name, r.status, r.failure, r.attempts, again})
		case failed(r.status):
			s.Failed = append(s.Failed, Problem{one.name, r.status, r.failure})
		}
	}
	for _, status := range slices.Sorted(maps.Keys(counts)) {
		s.Results = append(s.Results, Count{status, counts[status]})
	}
	slices.SortStableFunc(s.Waiting, func(a, b Waiting) int { return strings.Compare(a.Source, b.Source) })
	slices.SortStableFunc(s.Failed, func(a, b Problem) int { return strings.Compare(a.Source, b.Source) })
	return nil
}

// became is what became of the bytes of a source; nil where another source
// stands for them, or they were not read yet. Of a file or member whose bytes
// could not be had it stands with the source.
func (s *planned) became() (*result, error) {
	if s.documentID != "" {
		return s.result, nil
	}
	r, err := pipeline.Unpack(s.record, nil)
	if err != nil {
		return nil, err
	}
	return &result{status: r.Status, failure: r.Error}, nil
}

func (w *Workspace) statusOfRun(ctx context.Context, s *Status) error {
	var r Run
	err := w.db.QueryRowContext(ctx, "select started, ended, outcome from run order by id desc limit 1").
		Scan(&r.Started, &r.Ended, &r.Outcome)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	s.Run = &r
	row := w.db.QueryRowContext(ctx, "select count(*) from result where at >= ?", r.Started)
	return errors.Join(err, row.Scan(&r.Read))
}

// Releases are those that were published and not swept, the newest first.
func (w *Workspace) Releases(ctx context.Context) (all []Release, err error) {
	all = []Release{}
	seen := map[string]bool{}
	err = w.db.each(ctx, func(scan func(...any) error) error {
		r := Release{Latest: len(all) == 0}
		if err := scan(&r.Digest, &r.At, &r.Pinned); err != nil || seen[r.Digest] {
			return err
		}
		seen[r.Digest] = true
		_, err := os.Stat(w.releasePath(r.Digest))
		r.There = err == nil
		all = append(all, r)
		return nil
	}, "select digest, at, exists(select 1 from pin where pin.digest = release.digest) from release order by id desc")
	return all, err
}

// ErrRelease says that there is no release of that name, or several.
var ErrRelease = errors.New("names no release, or several")

// Pin has sweep leave a release, or not any more. Its first digits are enough
// where they name one.
func (w *Workspace) Pin(ctx context.Context, digest string, pinned bool) error {
	all, err := w.Releases(ctx)
	if err != nil {
		return err
	}
	full := ""
	for _, r := range all {
		if digest != "" && strings.HasPrefix(r.Digest, digest) {
			if full != "" {
				return fmt.Errorf("%s %w", digest, ErrRelease)
			}
			full = r.Digest
		}
	}
	if full == "" {
		return fmt.Errorf("%q %w", digest, ErrRelease)
	}
	change := "delete from pin where digest = ?"
	if pinned {
		change = "insert into pin(digest) values(?) on conflict do nothing"
	}
	_, err = w.db.ExecContext(ctx, change, full)
	return err
}

// Age is how old a release is.
func (r *Release) Age(now time.Time) time.Duration {
	at, err := time.Parse(time.RFC3339, r.At)
	if err != nil {
		return 0
	}
	return now.Sub(at)
}
