package pipeline

import (
	"context"
	"errors"
	"log/slog"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
)

// Assembly puts records into a sink as they belong together, whether they were
// read a moment ago or long before. It neither commits nor aborts the sink.
type Assembly struct {
	Summary Summary // of what was added

	sink  sinks.Sink
	first map[string]*schema.Record // status and error by document, for those that refer to it
	apart reports
}

// NewAssembly begins one.
func NewAssembly(sink sinks.Sink) *Assembly {
	return &Assembly{sink: sink, first: map[string]*schema.Record{}, apart: reports{most: mostHeld}}
}

// Add takes the next record. One with DuplicateOf gets the status of the
// record it refers to, which came before it.
func (a *Assembly) Add(ctx context.Context, record *schema.Record) error {
	if original := a.first[record.DuplicateOf]; original != nil {
		record.Status, record.Error, record.Transient = original.Status, original.Error, original.Transient
	}
	if id := record.DocumentID; id != "" && a.first[id] == nil {
		a.first[id] = &schema.Record{Status: record.Status, Error: record.Error, Transient: record.Transient}
	}
	ready, err := a.apart.add(record)
	for _, r := range ready {
		err = errors.Join(a.write(ctx, r), err)
	}
	return err
}

// Take is Add for a document whose rows stand in the dataset before, with the
// same Basis. It needs a sink that Takes. load gives its record, as it is added,
// if another document needs it.
func (a *Assembly) Take(ctx context.Context, t *sinks.Taken, load func(context.Context) (*schema.Record, error)) error {
	if id := t.Card.DocumentID; a.first[id] == nil {
		a.first[id] = &schema.Record{Status: t.Card.Status, Error: t.Card.Error, Transient: t.Card.Transient}
	}
	if a.apart.take(t, load) {
		return nil
	}
	return a.sink.(taker).Take(ctx, t)
}

type taker interface {
	Take(context.Context, *sinks.Taken) error
}

// End writes what still waits for another.
func (a *Assembly) End(ctx context.Context) error {
	return a.apart.rest(ctx, func(r *schema.Record) error { return a.write(ctx, r) },
		func(t *sinks.Taken) error { return a.sink.(taker).Take(ctx, t) })
}

// Close removes what still waits when an assembly ends early; after End it does
// nothing.
func (a *Assembly) Close() error { return a.apart.close() }

func (a *Assembly) write(ctx context.Context, record *schema.Record) error {
	if err := a.sink.Write(ctx, record); err != nil {
		return err
	}
	a.Summary.add(record)
	return nil
}

// Tell logs what became of a document that was just read.
func Tell(source string, record *schema.Record) {
	if record.Status != schema.StatusRead {
		slog.Warn("not read in full", "source", source, "status", record.Status, "error", record.Error)
		return
	}
	slog.Info("read", "source", source, "tables", len(record.Tables), "seconds", record.Seconds)
}
