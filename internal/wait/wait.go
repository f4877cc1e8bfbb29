// Package wait lets time pass, unless it is called off. It knows nothing of
// what is waited for.
package wait

import (
	"context"
	"time"
)

// For returns when a duration is over, or with ctx's cause when that is done.
func For(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
