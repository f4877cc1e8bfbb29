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
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/yusuan/yusuan/document"
)

// Kind is what is counted.
type Kind int

const (
	Bytes      Kind = iota // unpacked from the file, or memory its decoder asks for
	Nodes                  // elements of markup, glyphs and lines of a page
	Cells                  // places of tables; a merged cell counts for each place it covers
	Characters             // bytes of text, once for each place it is put in; one text a charge
	Members                // parts of a package, sheets, pages
	Rows                   // facts, claims, checks: what the dataset says of the document
	Work                   // steps of what may take more than time linear in the above
	kinds
)

func (k Kind) String() string {
	return [...]string{"decoded bytes", "elements", "table cells", "bytes of text", "parts", "rows in the dataset",
		"steps of work"}[k]
}

// Limits are the most of each kind. A zero field means the value of Default.
type Limits [kinds]int64

// Default leaves room for many times the largest disclosures seen (the final
// accounts of a province: 40,000 cells, 3 MB of text), and keeps the memory of
// one document below about 700 MiB, as measured with documents at each limit.
var Default = Limits{
	Bytes: 512 << 20, Nodes: 2_000_000, Cells: 500_000, Characters: 32 << 20, Members: 100_000, Rows: 300_000,
	Work: 5_000_000_000,
}

// LongestText is how many bytes one paragraph or cell may have: what looks for
// patterns in it cannot be stopped in the middle. Published ones have some
// thousand.
const LongestText = 1 << 20

// largeShare is the part of a limit from which a document is a large one.
const largeShare = 8

// Options are what one document is given.
type Options struct {
	Limits   Limits
	Deadline time.Duration // not positive: none
	// Turn, if set, is called once, before the document goes beyond an eighth
	// of a limit, and returns when it may: so that large documents are worked
	// on one at a time. The clock stands meanwhile.
	Turn func(context.Context) error
}

// Budget is the account of one document. Its methods may be called from any
// goroutine.
type Budget struct {
	limits Limits
	used   [kinds]atomic.Int64
	met    atomic.Pointer[limitError]
	turn   func() error // nil error: the document may be large

	mu     sync.Mutex
	timer  *time.Timer // nil without a deadline
	ends   time.Time
	paused time.Duration // what is left while the clock stands
	stands int           // pauses not yet ended
	given  time.Duration // the deadline
}

// limitError says which limit was met.
type limitError struct {
	kind  Kind
	limit int64
}

func (e *limitError) Error() string {
	if e.kind == Characters && e.limit == LongestText {
		return fmt.Sprintf("%v: more than %d bytes in one paragraph or cell", document.ErrTooLarge, e.limit)
	}
	return fmt.Sprintf("%v: more than %d %v", document.ErrTooLarge, e.limit, e.kind)
}

func (e *limitError) Unwrap() error { return document.ErrTooLarge }

type key struct{}

func newBudget(limits Limits) *Budget {
	b := &Budget{limits: limits, turn: func() error { return nil }}
	for k, n := range limits {
		if n <= 0 {
			b.limits[k] = Default[k]
		}
	}
	return b
}

// Start gives a document its budget: the context that carries it is done when
// the time is up, with document.ErrTimeout as its cause. The returned function
// frees the clock.
func Start(parent context.Context, o Options) (context.Context, context.CancelFunc) {
	b := newBudget(o.Limits)
	ctx, cancel := context.WithCancelCause(context.WithValue(parent, key{}, b))
	if d := o.Deadline; d > 0 {
		b.ends, b.given = time.Now().Add(d), d
		late := func() { cancel(fmt.Errorf("%w: %v", document.ErrTimeout, d)) }
		b.timer = time.AfterFunc(d, late)
		if !time.Now().Before(b.ends) { // the timer may come later still
			late()
		}
	}
	if o.Turn != nil {
		b.turn = sync.OnceValue(func() error {
			defer Pause(ctx)()
			return o.Turn(ctx)
		})
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

// Apart is ctx with another budget and the same clock: for work whose failure
// is not the document's.
func Apart(ctx context.Context, limits Limits) context.Context {
	return context.WithValue(ctx, key{}, newBudget(limits))
}

// Anew is ctx with the same limits, nothing charged yet, and the same clock:
// for making something once more in place of what was charged before.
func Anew(ctx context.Context) context.Context {
	b := of(ctx)
	if b == nil {
		return ctx
	}
	return Apart(ctx, b.limits)
}

// Has reports whether ctx carries a budget.
func Has(ctx context.Context) bool { return of(ctx) != nil }

func of(ctx context.Context) *Budget {
	b, _ := ctx.Value(key{}).(*Budget)
	return b
}

// Charge takes n of a kind. The error wraps document.ErrTooLarge and names the
// limit, or is what ended ctx. Without a budget each charge by itself is held
// against Default.
func Charge(ctx context.Context, kind Kind, n int) error {
	b := of(ctx)
	if b == nil {
		if int64(n) > Default[kind] || n < 0 {
			return &limitError{kind, Default[kind]}
		}
		return context.Cause(ctx)
	}
	if e := b.met.Load(); e != nil {
		return e
	}
	if kind == Characters && n > LongestText {
		b.met.CompareAndSwap(nil, &limitError{kind, LongestText})
		return b.met.Load()
	}
	used := b.used[kind].Add(int64(n))
	if used > b.limits[kind] || n < 0 {
		b.met.CompareAndSwap(nil, &limitError{kind, b.limits[kind]})
		return b.met.Load()
	}
	if used > b.limits[kind]/largeShare && kind != Work {
		if err := b.turn(); err != nil {
			return err
		}
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

// Used is how much of each kind was charged: for logs.
func Used(ctx context.Context) (used Limits) {
	if b := of(ctx); b != nil {
		for k := range b.used {
			used[k] = b.used[k].Load()
		}
	}
	return used
}

// Elapsed is how long the document's clock has run; 0 without a deadline.
func Elapsed(ctx context.Context) time.Duration {
	b := of(ctx)
	if b == nil || b.timer == nil {
		return 0
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stands > 0 {
		return b.given - b.paused
	}
	return b.given - time.Until(b.ends)
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

// Reader charges what is read from r as Bytes, and ends with ctx.
func Reader(ctx context.Context, r io.Reader) io.Reader { return &reader{ctx, r} }

type reader struct {
	ctx context.Context
	r   io.Reader
}

func (r *reader) Read(p []byte) (int, error) {
	if err := Done(r.ctx); err != nil {
		return 0, err
	}
	n, err := r.r.Read(p)
	if e := Charge(r.ctx, Bytes, n); e != nil {
		return 0, e
	}
	return n, err
}

// Detached calls f and waits for it or for the end of ctx: for libraries that
// cannot be stopped. What f does after ctx's end has to be bounded by what was
// charged before, and nobody may look at it.
func Detached(ctx context.Context, f func() error) error {
	done := make(chan error, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				done <- fmt.Errorf("%w: %v", document.ErrDamaged, p)
			}
		}()
		done <- f()
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
