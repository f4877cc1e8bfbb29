// Package store keeps immutable objects under names: results of documents,
// and whatever else a workspace must not lose.
//
// It promises what folders and buckets can both keep: an object appears whole
// or not at all, is never overwritten, and is there until it is deleted. It
// knows nothing of what is in one. Package storetest holds a Store to that.
package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"path"
	"strings"
)

var (
	// ErrNone says that there is no object of that name.
	ErrNone = errors.New("no such object")
	// ErrName refuses a name that no object can have.
	ErrName = errors.New("is no name of an object")
)

// Store keeps objects. All methods may be called at the same time, also by
// several processes on the same objects.
type Store interface {
	// Put keeps data under a name, and reports false where an object of that
	// name is there already: that one stays as it is. When Put returns without
	// an error the object outlasts a crash of the machine.
	Put(ctx context.Context, name string, data []byte) (made bool, err error)
	// Get is the object of a name, or ErrNone.
	Get(ctx context.Context, name string) ([]byte, error)
	// List yields the names that begin with prefix, in ascending order. One
	// that is put or deleted meanwhile may be among them or not.
	List(ctx context.Context, prefix string) iter.Seq2[string, error]
	// Delete removes an object. One that is not there is no error.
	Delete(ctx context.Context, name string) error
}

// Check refuses what is no name: those of objects are paths with slashes, and
// no part of one begins with a dot.
func Check(name string) error {
	if !fs.ValidPath(name) || name == "." || strings.HasPrefix(name, ".") || strings.Contains(name, "/.") ||
		path.Clean(name) != name {
		return fmt.Errorf("%q %w", name, ErrName)
	}
	return nil
}
