package workspace

import (
	"sync"
	"testing"
)

// TestClaims: a file is one process's until it gives it back or is dead.
func TestClaims(t *testing.T) {
	ctx, folder := t.Context(), t.TempDir()
	open := func() *Workspace {
		w, err := Open(ctx, folder, true)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = w.Close() })
		return w
	}
	begin := func(w *Workspace) *claims {
		c, err := w.claim(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	f := &file{path: "/in/a", name: "a", size: 1, modified: 2, settled: true}
	take := func(c *claims, changed bool, want claimed) {
		t.Helper()
		if got, err := c.take(ctx, f, changed); err != nil || got != want {
			t.Errorf("it is %v, %v; want %v", got, err, want)
		}
	}
	w := open()
	a, b := begin(w), begin(open())
	take(a, true, ours)
	take(a, true, ours)
	take(b, true, theirs)
	if err := a.give(ctx, f.path); err != nil {
		t.Error(err)
	}
	take(b, true, ours)
	if err := b.end(ctx); err != nil {
		t.Error(err)
	}
	take(a, true, ours)

	// A killed process has no lock any more.
	if err := a.lives.End(); err != nil {
		t.Error(err)
	}
	c := begin(open())
	take(c, true, ours)

	// What another has read is done, unless its documents are to be read again.
	if err := w.saveFile(ctx, *f, nil); err != nil {
		t.Error(err)
	}
	take(c, true, done)
	take(c, false, ours)
	if err := c.end(ctx); err != nil {
		t.Error(err)
	}
	var left int
	if err := w.db.QueryRowContext(ctx, "select (select count(*) from claim) + (select count(*) from owner)").
		Scan(&left); err != nil || left != 0 {
		t.Errorf("%d rows are left, %v", left, err)
	}
}

// TestClaimTogether: processes that begin at the same moment look whether the
// others live, and none takes that for another at work in its place.
func TestClaimTogether(t *testing.T) {
	folder := t.TempDir()
	var group sync.WaitGroup
	for range 4 {
		w, err := Open(t.Context(), folder, true)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = w.Close() })
		group.Go(func() {
			for range 10 {
				c, err := w.claim(t.Context())
				if err == nil {
					err = c.end(t.Context())
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
}
