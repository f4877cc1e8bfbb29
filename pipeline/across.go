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
}

// NewAcross is a sink in front of another that gathers a dataset.
func NewAcross(to Reports, dataset *schema.Dataset) *Across {
	return &Across{Reports: to, dataset: dataset, standings: verify.Standings{}, rows: &published{}}
}

// Write takes one document.
func (a *Across) Write(ctx context.Context, r *schema.Record) error {
	if r.DuplicateOf == "" && r.Status.HasContent() && r.Profile.ReportID() != "" {
		d := schema.PublishedOf(r)
		a.standings.Add(d)
		if err := a.rows.add(d); err != nil {
			return fmt.Errorf("rows of %s, to be held against other reports: %w", r.Source, err)
		}
	}
	return a.Reports.Write(ctx, r)
}

// Commit holds the reports against each other, and commits the sink.
func (a *Across) Commit(ctx context.Context) error {
	shelf := verify.NewShelf(a.dataset, a.standings, a.rows.load)
	err := shelf.Across(ctx, rules.All(), func(found *schema.Across) error {
		a.Summary.add(found)
		return a.WriteAcross(ctx, found)
	})
	if err := errors.Join(err, a.rows.close()); err != nil {
		return errors.Join(err, a.Abort())
	}
	return a.Reports.Commit(ctx)
}

// Abort throws away what was written.
func (a *Across) Abort() error { return errors.Join(a.rows.close(), a.Reports.Abort()) }

// published has rows of documents in a file, to be read again by document; those
// of one document alone stay in memory.
type published struct {
	first *schema.Published
	file  spool
	at    map[string]extent
	in    *zstd.Encoder
	out   *zstd.Decoder
}

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
	switch {
	case s.first == nil:
		s.first = d
		return nil
	case s.at == nil:
		if err := s.open(); err != nil {
			return err
		}
		if err := s.put(s.first); err != nil {
			return err
		}
	}
	return s.put(d)
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

func (s *published) load(_ context.Context, documentID string) (*schema.Published, error) {
	if s.at == nil && s.first != nil && s.first.DocumentID == documentID {
		return s.first, nil
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
