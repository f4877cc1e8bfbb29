package budget

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/yusuan/yusuan/document"
)

func TestChargeStaysMet(t *testing.T) {
	ctx, end := Start(t.Context(), Options{Limits: Limits{Cells: 10}})
	defer end()
	if err := Charge(ctx, Cells, 10); err != nil {
		t.Fatal(err)
	}
	if Left(ctx, Cells) != 0 || Left(ctx, Work) != Default[Work] {
		t.Errorf("left: %d cells, %d work", Left(ctx, Cells), Left(ctx, Work))
	}
	err := Charge(ctx, Cells, 1)
	if !errors.Is(err, document.ErrTooLarge) || !strings.Contains(err.Error(), "more than 10 table cells") {
		t.Errorf("over the limit: %v", err)
	}
	if Charge(ctx, Bytes, 1) == nil || Done(ctx) == nil {
		t.Error("the limit that was met is forgotten")
	}
}

func TestLongestText(t *testing.T) {
	ctx, end := Start(t.Context(), Options{})
	defer end()
	if err := Charge(ctx, Characters, LongestText); err != nil {
		t.Fatal(err)
	}
	if err := Charge(ctx, Characters, LongestText+1); err == nil ||
		!strings.Contains(err.Error(), "in one paragraph or cell") {
		t.Errorf("a text that is too long: %v", err)
	}
}

func TestClockEnds(t *testing.T) {
	ctx, end := Start(t.Context(), Options{Deadline: time.Millisecond})
	defer end()
	<-ctx.Done()
	if err := Done(ctx); !errors.Is(err, document.ErrTimeout) {
		t.Errorf("after the deadline: %v", err)
	}
	parent, cancel := context.WithCancel(t.Context())
	ctx, end = Start(parent, Options{Deadline: time.Hour})
	defer end()
	cancel()
	if err := Charge(ctx, Work, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("after the caller gave up: %v", err)
	}
}

func TestPauseStopsTheClock(t *testing.T) {
	ctx, end := Start(t.Context(), Options{Deadline: 50 * time.Millisecond})
	defer end()
	outer, inner := Pause(ctx), Pause(ctx)
	time.Sleep(80 * time.Millisecond)
	inner()
	inner() // a second call does nothing
	if ctx.Err() != nil {
		t.Fatal("the clock ran while it stood")
	}
	outer()
	select {
	case <-ctx.Done():
	case <-time.After(10 * time.Second):
		t.Fatal("the clock did not go on")
	}
}

func TestWithoutBudget(t *testing.T) {
	if err := errors.Join(Charge(t.Context(), Cells, 1000), Done(t.Context())); err != nil || Has(t.Context()) ||
		Charge(t.Context(), Cells, 1<<40) == nil {
		t.Errorf("no budget: %v", err)
	}
	Pause(t.Context())()
}

func TestTurnComesOnceAndStopsTheClock(t *testing.T) {
	calls := 0
	ctx, end := Start(t.Context(), Options{Limits: Limits{Cells: 80}, Deadline: 50 * time.Millisecond,
		Turn: func(context.Context) error {
			calls++
			time.Sleep(80 * time.Millisecond)
			return nil
		}})
	defer end()
	for range 10 {
		if err := Charge(ctx, Cells, 1); err != nil || calls > 0 {
			t.Fatalf("a small document waits for its turn: %v", err)
		}
	}
	for range 10 {
		if err := Charge(ctx, Cells, 1); err != nil || calls != 1 {
			t.Fatalf("%d calls: %v", calls, err)
		}
	}
}
