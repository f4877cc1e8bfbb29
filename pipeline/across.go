package pipeline

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"fmt"

	"github.com/klauspost/compress/zstd"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
	"github.com/yusuan/yusuan/verify"
	"github.com/yusuan/yusuan/verify/rules"
)

// Reports is a sink that takes what was held between reports, too, after all
// documents and before Commit.
type Reports interface {
	sinks.Sink
	WriteAcross(context.Context, *schema.Across) error
}

// Across hands documents on to a sink and keeps their published rows in a
// temporary file, so that Commit can hold the reports of each organization
// against each other. In memory are the places of the rows, a few figures of
// every report, and the reports of one organization.
type Across struct {
	Reports
	dataset   *schema.Dataset // that the sink gathers
	standings verify.Standings
	rows      *published

	Summary AcrossSummary

	// Since is what was held in the dataset before; nil if nothing is known of it.
	Since *Since
	basis map[string]string // by document, what its rows follow from
}

// Takes is a sink that takes documents and what was held between reports from
// the dataset before.
type Takes interface {
	Take(context.Context, *sinks.Taken) error
	TakeAcross(ctx context.Context, organizationID string) error
}

// Since is what is known of the reports of the dataset before, and what the next
// can know of these.
type Since struct {
	Before, Now Held
	// Load gives the rows of a document that was taken.
	Load func(ctx context.Context, documentID string) (*schema.Published, error)
}

// Held is what was held between reports.
type Held struct {
	Figures map[string]verify.Figures // by document, for comparison with peers
	Asked   map[string][]verify.Asked // by organization
}

// NewAcross is a sink in front of another that gathers a dataset.
func NewAcross(to Reports, dataset *schema.Dataset) *Across {
	return &Across{Reports: to, dataset: dataset, standings: verify.Standings{}, rows: &published{},
		basis: map[string]string{}}
}

// Write takes one document.
func (a *Across) Write(ctx context.Context, r *schema.Record) error {
	if r.DuplicateOf == "" && r.Status.HasContent() && r.Profile.ReportID() != "" {
		d := schema.PublishedOf(r)
		a.stands(d.DocumentID, d.ReportID, verify.StandingOf(d), &r.Basis)
		if err := a.rows.add(d); err != nil {
			return fmt.Errorf("rows of %s, to be held against other reports: %w", r.Source, err)
		}
	}
	return a.Reports.Write(ctx, r)
}

// Take takes one document from the dataset before. It needs Since, and a sink
// that Takes.
func (a *Across) Take(ctx context.Context, t *sinks.Taken) error {
	if id := t.Card.ReportID(); id != "" {
		a.stands(t.Card.DocumentID, id, a.Since.Before.Figures[t.Card.DocumentID], &t.Basis)
	}
	return a.Reports.(Takes).Take(ctx, t)
}

// stands remembers a document of a report.
func (a *Across) stands(documentID, reportID string, figures verify.Figures, basis *schema.Basis) {
	a.standings.Add(reportID, figures)
	if a.Since != nil {
		if a.Since.Now.Figures == nil {
			a.Since.Now = Held{map[string]verify.Figures{}, map[string][]verify.Asked{}}
		}
		a.Since.Now.Figures[documentID] = figures
		a.basis[documentID] = basis.Key + basis.Joined
	}
}

// Commit holds the reports against each other, and commits the sink.
func (a *Across) Commit(ctx context.Context) error {
	err := a.across(ctx)
	if err := errors.Join(err, a.rows.close()); err != nil {
		return errors.Join(err, a.Abort())
	}
	return a.Reports.Commit(ctx)
}

func (a *Across) across(ctx context.Context) error {
	wrote := func(found *schema.Across) error {
		a.Summary.add(found)
		return a.WriteAcross(ctx, found)
	}
	if a.Since == nil {
		return verify.NewShelf(a.dataset, a.standings, a.rows.load).Across(ctx, rules.All(), wrote)
	}
	load := func(ctx context.Context, documentID string) (*schema.Published, error) {
		if a.rows.has(documentID) {
			return a.rows.load(ctx, documentID)
		}
		return a.Since.Load(ctx, documentID)
	}
	before := &verify.Before{Asked: a.Since.Before.Asked,
		Basis: func(documentID string) string { return a.basis[documentID] },
		Same: func(id string, asked []verify.Asked) error {
			a.Since.Now.Asked[id] = asked
			return a.Reports.(Takes).TakeAcross(ctx, id)
		}}
	return verify.NewShelf(a.dataset, a.standings, load).AcrossSince(ctx, before, rules.All(),
		func(found *schema.Across, asked []verify.Asked) error {
			a.Since.Now.Asked[found.OrganizationID] = asked
			return wrote(found)
		})
}

// Abort throws away what was written.
func (a *Across) Abort() error { return errors.Join(a.rows.close(), a.Reports.Abort()) }

// published has rows of documents in a file, to be read again by document; while
// they are few they stay in memory.
type published struct {
	held map[string]*schema.Published // until there is a file
	rows int                          // of these
	file spool
	at   map[string]extent
	in   *zstd.Encoder
	out  *zstd.Decoder
}

// mostHeldRows of documents stay in memory, some 16 MB: a row takes about a
// kilobyte. A folder of so few is read without that file.
const mostHeldRows = 1 << 14

func (s *published) open() (err error) {
	s.in, err = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		return err
	}
	s.at = map[string]extent{}
	s.out, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	return err
}

func (s *published) add(d *schema.Published) error {
	if s.at != nil {
		return s.put(d)
	}
	if s.held == nil {
		s.held = map[string]*schema.Published{}
	}
	s.held[d.DocumentID] = d
	if s.rows += d.Rows(); s.rows <= mostHeldRows {
		return nil
	}
	if err := s.open(); err != nil {
		return err
	}
	for _, d := range s.held {
		if err := s.put(d); err != nil {
			return err
		}
	}
	s.held = nil
	return nil
}

func (s *published) put(d *schema.Published) error {
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(d); err != nil {
		return err
	}
	at, err := s.file.put(s.in.EncodeAll(b.Bytes(), nil))
	s.at[d.DocumentID] = at
	return err
}

func (s *published) has(documentID string) bool {
	_, filed := s.at[documentID]
	return filed || s.held[documentID] != nil
}

func (s *published) load(_ context.Context, documentID string) (*schema.Published, error) {
	if d := s.held[documentID]; d != nil {
		return d, nil
	}
	at, ok := s.at[documentID]
	if !ok {
		return nil, fmt.Errorf("no rows of document %s", documentID)
	}
	packed, err := s.file.get(at)
	if err != nil {
		return nil, err
	}
	plain, err := s.out.DecodeAll(packed, nil)
	if err != nil {
		return nil, err
	}
	d := new(schema.Published)
	return d, gob.NewDecoder(bytes.NewReader(plain)).Decode(d)
}

// close removes the file; it does nothing the second time.
func (s *published) close() error {
	if s.out != nil {
		s.out.Close()
	}
	return s.file.close()
}
