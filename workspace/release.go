package workspace

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/fetch"
	"github.com/yusuan/yusuan/internal/disk"
	"github.com/yusuan/yusuan/pipeline"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
	"github.com/yusuan/yusuan/workspace/store"
)

// ErrQuality refuses to publish a release in which too little could be read.
var ErrQuality = errors.New("too little could be read, nothing was published")

// errDamaged says that a result is not in the store as it was put.
var errDamaged = errors.New("a result in the store is damaged")

// releaseDigits of the SHA-256 of a release's manifest are its name.
const releaseDigits = 32

// ErrIncomplete says that documents have to be read before a release.
var ErrIncomplete = errors.New("have no result of this program with these options; yusuan run reads them")

// Release publishes what was read, without a look at what there is to read.
func (w *Workspace) Release(ctx context.Context, r Reading) (s Summary, err error) {
	start := time.Now()
	s = newSummary()
	unlock, err := w.lock()
	if err != nil {
		return s, err
	}
	defer unlock()
	p, err := w.plan(ctx, r.fingerprint())
	if err != nil {
		return s, err
	}
	for i := range p.sources {
		if one := &p.sources[i]; one.first && one.result == nil {
			s.Failed++
		}
	}
	if s.Failed > 0 {
		return s, fmt.Errorf("%d of %d documents %w", s.Failed, len(p.sources), ErrIncomplete)
	}
	s.Documents, s.Distinct = len(p.sources), p.distinct()
	err = w.release(ctx, p, &r, &s)
	s.Seconds = time.Since(start).Seconds()
	return s, err
}

// nextRelease is what a release is called until its content is known.
const nextRelease = "next"

// release publishes what is planned, unless the newest release is of that.
func (w *Workspace) release(ctx context.Context, p *plan, r *Reading, s *Summary) error {
	digest, inputs, err := w.latest(ctx)
	if err != nil {
		return err
	}
	s.Release = digest
	if err := p.expect(ctx, w.folder); err != nil {
		return err
	}
	if inputs == p.inputs {
		return w.point(digest)
	}
	if err := p.enough(r.Quality); err != nil {
		return err
	}
	if s.Release, err = w.publish(ctx, p, r, digest); err != nil {
		return err
	}
	s.Published = true
	return nil
}

// latest is the newest release, and of what it was made; empty if there is none.
func (w *Workspace) latest(ctx context.Context) (digest, inputs string, err error) {
	err = w.db.each(ctx, func(scan func(...any) error) error { return scan(&digest, &inputs) },
		"select digest, inputs from release order by id desc limit 1")
	if _, e := os.Stat(w.releasePath(digest)); digest != "" && errors.Is(e, fs.ErrNotExist) {
		return "", "", err // somebody removed it
	}
	return digest, inputs, err
}

func (w *Workspace) releasePath(digest string) string {
	return filepath.Join(w.folder, releasesFolder, digest)
}

// expect looks at what the sources of the workspace expect.
func (p *plan) expect(ctx context.Context, folder string) error {
	all, err := fetch.Present(ctx, folder)
	if err != nil || len(all) == 0 {
		return err
	}
	p.expected = nil
	sum := sha256.New()
	fmt.Fprintln(sum, p.inputs)
	for _, x := range all {
		p.expected = append(p.expected, sinks.Expectation{Source: x.Source, Year: x.Year, Expected: x.Expected,
			Found: x.Found, Missing: x.Missing})
		fmt.Fprintf(sum, "%q %d %d %d %q\n", x.Source, x.Year, x.Expected, x.Found, x.Missing)
	}
	p.inputs = hex.EncodeToString(sum.Sum(nil))
	return nil
}

// enough refuses what is below a share of documents that could be read; those
// that are expected and are not there could not.
func (p *plan) enough(share float64) error {
	all, read := 0, 0
	for i := range p.expected {
		all += p.expected[i].Absent()
	}
	for i := range p.sources {
		s := &p.sources[i]
		if s.documentID != "" && !s.first {
			continue
		}
		all++
		if s.result != nil && !failed(s.result.status) {
			read++
		}
	}
	if float64(read) < share*float64(all) {
		return fmt.Errorf("%w: %d of %d documents, %.0f %% were asked for", ErrQuality, read, all, 100*share)
	}
	return nil
}

// publish makes the release and has latest lead to it. before is the newest
// one until now.
func (w *Workspace) publish(ctx context.Context, p *plan, r *Reading, before string) (digest string, err error) {
	next := w.releasePath(nextRelease)
	sink, err := r.Sink(next)
	if err != nil {
		return "", err
	}
	across := pipeline.NewAcross(sink, &sink.Dataset)
	defer across.Abort()
	if before != "" {
		if err := sink.Replaces(w.releasePath(before)); err != nil {
			return "", err
		}
	}
	sink.Least, sink.Expected = r.Least, p.expected
	was, err := w.remembered(ctx, before, sink)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, was.close()) }()
	now, err := w.remember()
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, now.end()) }()
	sink.Wrote, sink.GroupsBefore = now.add, was.Groups
	across.Since = &pipeline.Since{Before: was.Held, Load: p.published(w, r)}
	if err := errors.Join(w.assemble(ctx, p, r, across, was), was.close()); err != nil {
		return "", err
	}
	if err := across.Commit(ctx); err != nil {
		return "", err
	}
	now.Groups, now.Held = sink.Groups(), across.Since.Now
	manifest, err := os.ReadFile(filepath.Join(next, sinks.ManifestFile))
	if err != nil {
		return "", err
	}
	digest = document.Digest(manifest)[:releaseDigits]
	final := w.releasePath(digest)
	// One that is there already has the same bytes.
	if _, err := os.Stat(final); err == nil {
		err = os.RemoveAll(next)
		if err != nil {
			return "", err
		}
	} else if err := os.Rename(next, final); err != nil {
		return "", err
	}
	_, err = w.db.ExecContext(ctx, "insert into release(digest, inputs, fingerprint, at) values(?, ?, ?, ?)", digest,
		p.inputs, p.fingerprint, stamp(time.Now()))
	if err != nil {
		return "", err
	}
	slog.Info("published", "release", digest, "documents", len(p.sources), "taken", sink.Taken())
	now.Release = digest
	return digest, errors.Join(w.point(digest), now.store(w))
}

// point has latest lead to a release.
func (w *Workspace) point(digest string) error {
	link, to := filepath.Join(w.folder, latestLink), filepath.Join(releasesFolder, digest)
	if now, err := os.Readlink(link); err == nil && now == to {
		return nil
	}
	return disk.Point(link, to)
}

// turn is a source of a plan whose record is wanted at its place.
type turn struct {
	source *planned
	taken  *sinks.Taken   // whose rows stand in the release before
	record *schema.Record // of another
	done   chan struct{}
}

func (t *turn) wait(ctx context.Context) error {
	select {
	case <-t.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// hand gives the sources of a plan to both, in their order, each with what can
// be taken.
func (p *plan) hand(ctx context.Context, before *remembered, order, work chan<- *turn) error {
	for i := range p.sources {
		t := &turn{source: &p.sources[i], done: make(chan struct{})}
		place := t.source.place()
		if t.taken = before.take(place, p.key(t.source)); t.taken != nil {
			t.taken.Basis.Place = place
		}
		for _, to := range []chan<- *turn{order, work} {
			select {
			case to <- t:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
	return nil
}

// assemble puts the records of a plan into a sink as ingest does. Records are
// unpacked by several goroutines, a few ahead of their turn; those whose rows
// stand in the release before are not.
func (w *Workspace) assemble(ctx context.Context, p *plan, r *Reading, sink sinks.Sink, before *remembered) error {
	workers := runtime.GOMAXPROCS(0)
	add := func(ctx context.Context, t *turn, to *pipeline.Assembly) error {
		if t.taken == nil {
			return to.Add(ctx, t.record)
		}
		return to.Take(ctx, t.taken, func(ctx context.Context) (*schema.Record, error) {
			return w.record(ctx, p, t.source, r.Words)
		})
	}
	group, ctx := errgroup.WithContext(ctx)
	work, order := make(chan *turn), make(chan *turn, 2*workers)
	group.Go(func() error {
		defer close(work)
		defer close(order)
		return p.hand(ctx, before, order, work)
	})
	for range workers {
		group.Go(func() (err error) {
			for t := range work {
				if t.taken == nil {
					if t.record, err = w.record(ctx, p, t.source, r.Words); err != nil {
						return err
					}
				}
				close(t.done)
			}
			return nil
		})
	}
	group.Go(func() (err error) {
		a := pipeline.NewAssembly(sink)
		defer func() { err = errors.Join(err, a.Close()) }()
		for t := range order {
			if err = t.wait(ctx); err == nil {
				err = add(ctx, t, a)
			}
			if err != nil {
				return err
			}
		}
		return a.End(ctx)
	})
	return group.Wait()
}

// record is that of a source, as it goes to a sink.
func (w *Workspace) record(ctx context.Context, p *plan, s *planned, words schema.Lexicon) (
	r *schema.Record, err error) {
	switch {
	case s.documentID == "":
		r, err = pipeline.Unpack(s.record, words)
	case !s.first:
		r = &schema.Record{DuplicateOf: s.documentID}
	default:
		r, err = w.stored(ctx, s, words)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.name, err)
	}
	r.Source, r.RawSource, r.From = s.name, s.raw, s.from
	r.Basis.Key, r.Basis.Place = p.key(s), s.place()
	if r.Document != nil {
		r.Document.Source, r.Document.From = s.name, s.from
	}
	return r, nil
}

// stored gets a result from the store; errDamaged if it is not as it was put.
func (w *Workspace) stored(ctx context.Context, s *planned, words schema.Lexicon) (*schema.Record, error) {
	object, err := w.object(ctx, s.result)
	if err != nil {
		return nil, err
	}
	r, err := pipeline.Unpack(object, words)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	return r, nil
}

// object is what was stored of a result.
func (w *Workspace) object(ctx context.Context, r *result) ([]byte, error) {
	object, err := w.store.Get(ctx, r.object)
	switch {
	case errors.Is(err, store.ErrNone):
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	case err == nil && document.Digest(object) != r.sha256:
		return nil, fmt.Errorf("%w: %s has other bytes than were put", errDamaged, r.object)
	}
	return object, err
}

// forgetDamaged removes those results of a plan that are not as they were put.
func (w *Workspace) forgetDamaged(ctx context.Context, p *plan) error {
	for i := range p.sources {
		r := p.sources[i].result
		if r == nil {
			continue
		}
		_, err := w.object(ctx, r)
		if errors.Is(err, errDamaged) {
			_, err = w.db.ExecContext(ctx, "delete from result where object = ?", r.object)
			err = errors.Join(err, w.store.Delete(ctx, r.object))
		}
		if err != nil {
			return err
		}
	}
	return nil
}
