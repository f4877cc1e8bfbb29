package sandbox

import (
	"os"
	"path/filepath"
	"testing"
)

func TestCache(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if c := Cache(filepath.Join(file, "cache")); c != nil {
		t.Error("a cache inside a file")
	}
	if c := Cache(filepath.Join(dir, "cache")); c == nil {
		t.Error("no cache in a new folder")
	}
}
