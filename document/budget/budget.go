// Package budget bounds what one document may cost from its bytes to its
// record: memory through the things that fill it, and time through work.
//
// A budget travels in the context that every stage takes. A stage charges what
// it is about to allocate or do before it does; the first charge beyond a limit
// fails, and so does everything after it. Counts depend on the document alone,
// so a limit gives the same result on every machine. The clock does not: it
// only ends the work on a document, and never decides what a result says.
package budget

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/yusuan/yusuan/document"
)

// Kind is what is counted.
type Kind int

const (
	Bytes      Kind = iota // unpacked or decoded from the file
	Cells                  // places of tables; a merged cell counts for each place it covers
	Characters             // bytes of text kept, once for each place it is put in
	Members                // parts of a package, sheets, pages
	Work                   // steps of whatever may take more than time linear in the above
	kinds
)

func (k Kind) String() string {
	return [...]string{"decoded bytes", "table cells", "bytes of text", "parts", "steps of work"}[k]
}

// Limits are the most of each kind. A zero field means the value of Default.
type Limits [kinds]int64

// Default leaves room for several times the largest disclosures seen (a
// province's final accounts: 40,000 cells, 3 MB of text) and keeps one document
// within some hundreds of megabytes of memory.
var Default = Limits{Bytes: 512 << 20, Cells: 1_000_000, Characters: 64 << 20, Members: 100_000, Work: 20_000_000_000}

// Budget is the account of one document. Its methods may be called from any
// goroutine.
type Budget struct {
	limits Limits
	used   [kinds]atomic.Int64
	met    atomic.Pointer[limitError]

	mu     sync.Mutex
	timer  *time.Timer // nil without a deadline
	ends   time.Time
	paused time.Duration // what is left while the clock stands
	stands int           // pauses not yet ended
}

// limitError says which limit was met.
type limitError struct {
	kind  Kind
	limit int64
}

func (e *limitError) Error() string {
	return fmt.Sprintf("%v: more than %d %v", document.ErrTooLarge, e.limit, e.kind)
}

func (e *limitError) Unwrap() error { return document.ErrTooLarge }

type key struct{}

// Start gives a document its budget: the context that carries it is done when
// the time is up, with document.ErrTimeout as its cause; no time if d is not
// positive. The returned function frees the clock.
func Start(parent context.Context, limits Limits, d time.Duration) (context.Context, context.CancelFunc) {
	b := &Budget{}
	for k := range limits {
		if b.limits[k] = limits[k]; limits[k] <= 0 {
			b.limits[k] = Default[k]
		}
	}
	ctx, cancel := context.WithCancelCause(context.WithValue(parent, key{}, b))
	if d > 0 {
		b.ends = time.Now().Add(d)
		late := func() { cancel(fmt.Errorf("%w: %v", document.ErrTimeout, d)) }
		b.timer = time.AfterFunc(d, late)
		if !time.Now().Before(b.ends) { // the timer may come later still
			late()
		}
	}
	return ctx, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.timer != nil {
			b.timer.Stop()
		}
		cancel(context.Canceled)
	}
}

// Has reports whether ctx carries a budget.
func Has(ctx context.Context) bool { return of(ctx) != nil }

func of(ctx context.Context) *Budget {
	b, _ := ctx.Value(key{}).(*Budget)
	return b
}

// Charge takes n of a kind. The error wraps document.ErrTooLarge and names the
// limit, or is what ended ctx. Without a budget only ctx counts.
func Charge(ctx context.Context, kind Kind, n int) error {
	b := of(ctx)
	if b == nil {
		return context.Cause(ctx)
	}
	if e := b.met.Load(); e != nil {
		return e
	}
	if b.used[kind].Add(int64(n)) > b.limits[kind] || n < 0 {
		b.met.CompareAndSwap(nil, &limitError{kind, b.limits[kind]})
		return b.met.Load()
	}
	return context.Cause(ctx)
}

// Done is the limit that was met or the cause of ctx's end, nil if there is
// neither: for loops and stages that charged without looking at the error.
func Done(ctx context.Context) error {
	if b := of(ctx); b != nil {
		if e := b.met.Load(); e != nil {
			return e
		}
	}
	return context.Cause(ctx)
}

// Left is how much of a kind may still be charged.
func Left(ctx context.Context, kind Kind) int64 {
	b := of(ctx)
	if b == nil {
		return Default[kind]
	}
	return max(0, b.limits[kind]-b.used[kind].Load())
}

// Pause stops the document's clock until resume is called: for work that is
// timed by itself, such as the recognition of a page, and for waiting.
func Pause(ctx context.Context) (resume func()) {
	b := of(ctx)
	if b == nil || b.timer == nil {
		return func() {}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stands++; b.stands == 1 {
		if !b.timer.Stop() {
			b.stands-- // it has rung
			return func() {}
		}
		b.paused = time.Until(b.ends)
	}
	return sync.OnceFunc(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.stands--; b.stands == 0 {
			b.ends = time.Now().Add(b.paused)
			b.timer.Reset(b.paused)
		}
	})
}
