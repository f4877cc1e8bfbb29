// Package storetest holds a store.Store to what it promises.
package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/yusuan/yusuan/workspace/store"
)

// Run tries a Store. open gives one that is empty, and further ones on the
// same objects, as other processes have.
func Run(t *testing.T, open func(t *testing.T) func() store.Store) {
	t.Run("put and get", func(t *testing.T) { putAndGet(t, open(t)) })
	t.Run("list", func(t *testing.T) { listed(t, open(t)) })
	t.Run("delete", func(t *testing.T) { deleted(t, open(t)) })
	t.Run("names", func(t *testing.T) { names(t, open(t)) })
	t.Run("at the same time", func(t *testing.T) { together(t, open(t)) })
	t.Run("ended context", func(t *testing.T) { ended(t, open(t)) })
}

func putAndGet(t *testing.T, another func() store.Store) {
	a, b := another(), another()
	for name, data := range map[string]string{"one": "1", "a/b/c": "2", "a/b.c": "", "预算/表": "四"} {
		put(t, a, name, data, true)
		put(t, b, name, "other", false)
		if got, err := b.Get(t.Context(), name); err != nil || string(got) != data {
			t.Errorf("%s: %q, %v; want %q", name, got, err, data)
		}
	}
	if _, err := a.Get(t.Context(), "two"); !errors.Is(err, store.ErrNone) {
		t.Errorf("what is not there gave %v", err)
	}
}

func listed(t *testing.T, another func() store.Store) {
	s := another()
	all := []string{"a", "b-1", "b/1", "b/2/3", "b/2/4", "b0", "c/1"}
	for _, name := range []string{"c/1", "b/2/4", "b0", "a", "b/1", "b-1", "b/2/3"} {
		put(t, s, name, name, true)
	}
	for _, prefix := range []string{"", "b", "b/", "b/2", "b/2/", "b/2/3", "d", "c/"} {
		var want []string
		for _, name := range all {
			if len(name) >= len(prefix) && name[:len(prefix)] == prefix {
				want = append(want, name)
			}
		}
		if got := list(t, s, prefix); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", prefix, got, want)
		}
	}
	for _, err := range s.List(t.Context(), "") {
		if err != nil {
			t.Error(err)
		}
		break // and nothing panics
	}
}

func deleted(t *testing.T, another func() store.Store) {
	s := another()
	put(t, s, "a/b", "1", true)
	put(t, s, "a/c", "2", true)
	for range 2 {
		if err := s.Delete(t.Context(), "a/b"); err != nil {
			t.Error(err)
		}
	}
	if _, err := s.Get(t.Context(), "a/b"); !errors.Is(err, store.ErrNone) {
		t.Errorf("what was deleted gave %v", err)
	}
	if got := list(t, s, ""); !slices.Equal(got, []string{"a/c"}) {
		t.Errorf("%q is left", got)
	}
	put(t, s, "a/b", "3", true)
}

func names(t *testing.T, another func() store.Store) {
	s := another()
	for _, name := range []string{"", ".", "..", "/a", "a/", "a//b", "../a", "a/../b", ".hidden", "a/.hidden", "a/./b"} {
		_, err := s.Put(t.Context(), name, nil)
		_, got := s.Get(t.Context(), name)
		for _, err := range []error{err, got, s.Delete(t.Context(), name)} {
			if !errors.Is(err, store.ErrName) {
				t.Errorf("%q is taken: %v", name, err)
			}
		}
	}
}

func together(t *testing.T, another func() store.Store) {
	const writers, objects = 8, 20
	var group sync.WaitGroup
	var made [objects]atomic.Int32
	for w := range writers {
		s := another()
		group.Go(func() {
			for i := range objects {
				data := bytes.Repeat([]byte{byte('a' + w)}, 10_000)
				if first, err := s.Put(t.Context(), fmt.Sprintf("x/%02d", i), data); err != nil {
					t.Error(err)
				} else if first {
					made[i].Add(1)
				}
			}
		})
	}
	group.Wait()
	s := another()
	for i := range objects {
		data, err := s.Get(t.Context(), fmt.Sprintf("x/%02d", i))
		if made[i].Load() != 1 || err != nil || len(data) != 10_000 || bytes.Count(data, data[:1]) != len(data) {
			t.Errorf("object %d was made %d times and is %d bytes, %v", i, made[i].Load(), len(data), err)
		}
	}
}

func ended(t *testing.T, another func() store.Store) {
	s := another()
	ctx, end := context.WithCancel(t.Context())
	end()
	if _, err := s.Put(ctx, "a", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("put: %v", err)
	}
	if _, err := s.Get(ctx, "a"); !errors.Is(err, context.Canceled) {
		t.Errorf("get: %v", err)
	}
	if got := list(t, s, ""); got != nil {
		t.Errorf("%q was put", got)
	}
}

func put(t *testing.T, s store.Store, name, data string, want bool) {
	t.Helper()
	if made, err := s.Put(t.Context(), name, []byte(data)); err != nil || made != want {
		t.Errorf("putting %s: %v, %v; want %v", name, made, err, want)
	}
}

func list(t *testing.T, s store.Store, prefix string) (names []string) {
	t.Helper()
	for name, err := range s.List(t.Context(), prefix) {
		if err != nil {
			t.Error(err)
		}
		names = append(names, name)
	}
	return names
}
