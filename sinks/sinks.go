// Package sinks writes what is known of documents: a Parquet dataset for
// programs that compare thousands of them, and one JSON object a document.
//
// It decides nothing: what a number means, which table it stands in and
// whether it agrees with another was settled before. It only chooses how a
// value is stored, and makes sure that what is stored is what it was given.
//
// To add a row type: declare its struct with tags in rows.go, write the
// function that makes its rows from a schema.Record, and name both in the
// list of datasets. docs/schema.md follows from the tags.
package sinks

import (
	"errors"

	"github.com/yusuan/yusuan/schema"
)

// Sink takes records one at a time, in the order they are to stand in. It is
// not safe for use by several goroutines.
type Sink interface {
	// Write takes one document. The record may be changed or dropped after it
	// returns. After an error only Abort may follow.
	Write(*schema.Record) error
	// Commit makes everything written appear, as a whole.
	Commit() error
	// Abort throws away what was written and leaves the destination as it was
	// found. After Commit it does nothing.
	Abort() error
}

// ErrClosed is returned by a Sink that was committed or aborted before.
var ErrClosed = errors.New("sink is closed")
