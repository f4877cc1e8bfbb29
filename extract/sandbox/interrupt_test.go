package sandbox

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/tetratelabs/wazero"
)

// spinner is a module with a function "spin" that counts to its parameter.
var spinner = []byte("\x00asm\x01\x00\x00\x00" +
	"\x01\x06\x01\x60\x01\x7e\x01\x7e" + // type: i64 to i64
	"\x03\x02\x01\x00" +
	"\x05\x03\x01\x00\x01" + // memory of a page
	"\x06\x06\x01\x7f\x01\x41\x07\x0b" + // one global of its own
	"\x07\x08\x01\x04spin\x00\x00" +
	"\x0a\x17\x01\x15\x01\x01\x7e" + // one i64 local
	"\x03\x40\x20\x01\x42\x01\x7c\x22\x01\x20\x00\x54\x0d\x00\x0b" + // loop: local 1 += 1; again if below local 0
	"\x20\x01\x0b")

func TestInterruptible(t *testing.T) {
	// One processor, and garbage collections: both must go on meanwhile.
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	module, err := Interruptible(spinner, AtLoops)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	r := wazero.NewRuntime(ctx)
	defer func() { _ = r.Close(ctx) }()
	m, err := r.Instantiate(ctx, module)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := m.ExportedFunction("spin").Call(ctx, 1000); err != nil || got[0] != 1000 {
		t.Errorf("counted to %v, %v; want 1000", got, err)
	}
	time.AfterFunc(50*time.Millisecond, func() {
		runtime.GC()
		Stop(m)
	})
	start := time.Now()
	if _, err := m.ExportedFunction("spin").Call(ctx, 1<<62); err == nil {
		t.Error("counted to the end")
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("stopped only after %v", took)
	}
}

func FuzzInterruptible(f *testing.F) {
	f.Add(spinner)
	f.Add([]byte("\x00asm\x01\x00\x00\x00"))
	f.Fuzz(func(_ *testing.T, module []byte) {
		_, _ = Interruptible(module, AtLoops)
		_, _ = Interruptible(module, AtCalls) // must neither panic nor hang
	})
}
