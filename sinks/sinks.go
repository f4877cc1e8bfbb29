// Package sinks writes what is known of documents: a Parquet dataset for
// programs that compare thousands of them, and one JSON object a document.
//
// It decides nothing: what a number means, which table it stands in and
// whether it agrees with another was settled before. It only chooses how a
// value is stored, and makes sure that what is stored is what it was given.
//
// What there is to write is declared in package schema: a column or a kind of
// row that is added there is written by every sink. To add a sink, write its
// type, name it in Formats, and add a place for it to sinks/conformance_test.go.
package sinks

import (
	"context"
	"errors"
	"io"

	"github.com/yusuan/yusuan/schema"
)

// Sink takes records one at a time, in the order they are to stand in. It is
// not safe for use by several goroutines.
type Sink interface {
	// Write takes one document. The record may be changed or dropped after it
	// returns. After an error only Abort may follow.
	Write(context.Context, *schema.Record) error
	// Commit makes everything written appear, as a whole.
	Commit(context.Context) error
	// Abort throws away what was written and leaves the destination as it was
	// found. After Commit it does nothing.
	Abort() error
}

// ErrClosed is returned by a Sink that was committed or aborted before.
var ErrClosed = errors.New("sink is closed")

// Format is a way of writing records that the program offers.
type Format struct {
	Name string
	// Open starts a sink that writes to a place.
	Open func(context.Context, Place) (Sink, error)
}

// Place is where a sink writes; a format says which of them it uses.
type Place struct {
	Folder  string    // Parquet
	Writer  io.Writer // JSON
	Version string    // of the program, for those that keep it
}

// Formats are all ways of writing records.
var Formats = []Format{
	{"parquet", func(_ context.Context, p Place) (Sink, error) { return NewParquet(p.Folder, p.Version) }},
	{"json", func(_ context.Context, p Place) (Sink, error) { return NewJSON(p.Writer), nil }},
}
