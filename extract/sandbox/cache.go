package sandbox

import (
	"os"
	"path/filepath"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

// Dir is where this program keeps what it can make or fetch again: dir, or
// yusuan in the user's cache folder if dir is empty; empty if there is none.
func Dir(dir string) string {
	if dir != "" {
		return dir
	}
	user, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(user, "yusuan")
}

// Cache gives a place in Dir for compiled modules, or nil if there is none
// that can be written: all works without, only the start is slow.
func Cache(dir string) wazero.CompilationCache {
	dir = Dir(dir)
	if dir == "" {
		return nil
	}
	cache, err := wazero.NewCompilationCacheWithDir(dir)
	if err != nil {
		return nil
	}
	return cache
}

// Stop ends whatever an interruptible module is doing, with a trap; it can be
// called at any time, from any goroutine.
func Stop(m api.Module) {
	if g, ok := m.ExportedGlobal(stopGlobal).(api.MutableGlobal); ok {
		g.Set(1)
	}
}
