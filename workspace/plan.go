package workspace

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
)

// result is what became of a document.
type result struct {
	object, sha256 string
	status         schema.Status
	failure        string
	attempts       int
	again          string // when it is tried again; empty for never
	at             string // when it was made
}

// due reports whether it is time to try a document again: in a run that began
// now, once.
func (r *result) due(now time.Time, always bool) bool {
	return r.again != "" && r.at != stamp(now) && (always || r.attempts < mostAttempts && r.again <= stamp(now))
}

// errForgotten says that a document was taken down while it was read.
var errForgotten = errors.New("the document was forgotten")

// saveResult stores what became of a document under a fingerprint and a name. It
// takes the place of what may pass, and of nothing else: a process that comes
// late changes nothing, and one that read what is forgotten gets errForgotten.
func (w *Workspace) saveResult(ctx context.Context, id, fingerprint, said string, size int64, r *result,
	at time.Time) error {
	return w.db.within(ctx, func(tx *transaction) error {
		var forgotten bool
		err := tx.QueryRowContext(ctx, "select exists(select 1 from forgotten where document_id = ?)", id).Scan(&forgotten)
		if err != nil {
			return err
		}
		if forgotten {
			return errForgotten
		}
		_, err = tx.ExecContext(ctx, "insert into document values(?, ?, ?) on conflict do nothing", id, size, stamp(at))
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `insert into result(document_id, fingerprint, said, object, sha256, status, error,
			attempts, again, at) values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			on conflict(document_id, fingerprint, said) do update set object = excluded.object,
			sha256 = excluded.sha256, status = excluded.status, error = excluded.error, attempts = excluded.attempts,
			again = excluded.again, at = excluded.at
			where result.again != ''`,
			id, fingerprint, said, r.object, r.sha256, string(r.status), r.failure, r.attempts, r.again, stamp(at))
		return err
	})
}

// planned is a source of a release.
type planned struct {
	source
	position int // in its file
	gone     bool
	first    bool    // of those with the same bytes the one that has all
	result   *result // of the first; nil if there is none, or no bytes
}

// plan is what a release is made of, in its order.
type plan struct {
	fingerprint string
	sources     []planned
	inputs      string // tells plans apart
	expected    []sinks.Expectation
}

// distinct counts the sources that have bytes of their own, or none.
func (p *plan) distinct() (n int) {
	for i := range p.sources {
		if s := &p.sources[i]; s.first || s.documentID == "" {
			n++
		}
	}
	return n
}

// plan brings sources and results together. A document that is not there any
// more and was not read under the fingerprint keeps the last of its results.
func (w *Workspace) plan(ctx context.Context, fingerprint string) (*plan, error) {
	sources, err := w.sources(ctx)
	if err != nil {
		return nil, err
	}
	results, older, err := w.results(ctx, fingerprint)
	if err != nil {
		return nil, err
	}
	forgotten, err := w.forgotten(ctx)
	if err != nil {
		return nil, err
	}
	p := &plan{fingerprint: fingerprint, sources: make([]planned, 0, len(sources))}
	sum := sha256.New()
	fmt.Fprintln(sum, fingerprint)
	seen := map[string]bool{}
	for i := range sources {
		s := planned{source: sources[i].source, position: sources[i].position, gone: sources[i].gone != ""}
		if forgotten[s.documentID] {
			continue
		}
		object := s.record
		if s.documentID != "" && !seen[s.documentID] {
			seen[s.documentID], s.first = true, true
			s.result = results[wanted{s.documentID, s.said}]
			if s.result == nil && s.gone {
				if s.result = older[s.documentID]; s.result == nil {
					continue // it went before it was read
				}
			}
			if s.result != nil {
				object = []byte(s.result.sha256)
			}
		}
		from, err := json.Marshal(s.from)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(sum, "%q %q %s %s %x\n", s.name, s.raw, from, s.documentID, object)
		p.sources = append(p.sources, s)
	}
	p.inputs = hex.EncodeToString(sum.Sum(nil))
	return p, nil
}

// results are those of a fingerprint, and of each document the last of any.
func (w *Workspace) results(ctx context.Context, fingerprint string) (map[wanted]*result, map[string]*result, error) {
	under, last := map[wanted]*result{}, map[string]*result{}
	err := w.db.each(ctx, func(scan func(...any) error) error {
		var r result
		var id, of, said string
		if err := scan(&id, &of, &said, &r.object, &r.sha256, &r.status, &r.failure, &r.attempts, &r.again,
			&r.at); err != nil {
			return err
		}
		last[id] = &r
		if of == fingerprint {
			under[wanted{id, said}] = &r
		}
		return nil
	}, `select document_id, fingerprint, said, object, sha256, status, error, attempts, again, at from result
		order by at, fingerprint = ?, said`, fingerprint)
	return under, last, err
}

// forgotten are the documents that were taken down.
func (w *Workspace) forgotten(ctx context.Context) (map[string]bool, error) {
	all := map[string]bool{}
	return all, w.db.each(ctx, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		all[id] = true
		return err
	}, "select document_id from forgotten")
}
