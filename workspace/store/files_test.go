package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/yusuan/yusuan/workspace/store"
	"github.com/yusuan/yusuan/workspace/store/storetest"
)

func TestFiles(t *testing.T) {
	storetest.Run(t, func(t *testing.T) func() store.Store {
		folder := t.TempDir()
		return func() store.Store { return open(t, folder) }
	})
}

func open(t *testing.T, folder string) *store.Files {
	t.Helper()
	s, err := store.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// TestHalf: what a killed process left half written is no object, and goes
// when nobody else is at work.
func TestHalf(t *testing.T) {
	folder := t.TempDir()
	s := open(t, folder)
	half := filepath.Join(folder, ".half", "123")
	if err := os.WriteFile(half, []byte("ha"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, err := range s.List(t.Context(), "") {
		t.Errorf("%s is listed, %v", name, err)
	}
	open(t, folder)
	if _, err := os.Stat(half); err != nil {
		t.Errorf("it went while another was at work: %v", err)
	}
	_ = s.Close()
}

// TestHalfGoes is TestHalf with nobody at work.
func TestHalfGoes(t *testing.T) {
	folder := t.TempDir()
	if err := os.MkdirAll(filepath.Join(folder, ".half"), 0o700); err != nil {
		t.Fatal(err)
	}
	half := filepath.Join(folder, ".half", "123")
	if err := os.WriteFile(half, []byte("ha"), 0o600); err != nil {
		t.Fatal(err)
	}
	open(t, folder)
	if _, err := os.Stat(half); !os.IsNotExist(err) {
		t.Errorf("it is still there: %v", err)
	}
}
