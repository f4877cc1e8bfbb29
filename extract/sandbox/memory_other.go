//go:build !unix

package sandbox

import "context"

// Memory leaves the memory of modules to Go's heap.
func Memory(ctx context.Context) context.Context { return ctx }
