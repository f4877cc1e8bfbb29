package wait

import (
	"context"
	"errors"
	"testing"
	"time"
)

func TestFor(t *testing.T) {
	start := time.Now()
	if err := For(t.Context(), 10*time.Millisecond); err != nil || time.Since(start) < 10*time.Millisecond {
		t.Errorf("%v after %v", err, time.Since(start))
	}
	why := errors.New("called off")
	ctx, stop := context.WithCancelCause(t.Context())
	stop(why)
	if err := For(ctx, time.Hour); !errors.Is(err, why) {
		t.Error(err)
	}
}
