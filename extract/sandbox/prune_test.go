package sandbox

import (
	"testing"

	"github.com/tetratelabs/wazero"
)

// callers is a module of four functions that each give a number: "a" calls the
// first, "b" calls the second, which nothing else does, and the third is called by
// its address.
var callers = []byte("\x00asm\x01\x00\x00\x00" +
	"\x01\x05\x01\x60\x00\x01\x7f" + // type: nothing to i32
	"\x03\x06\x05\x00\x00\x00\x00\x00" +
	"\x04\x04\x01\x70\x00\x01" + // a table of one
	"\x07\x09\x02\x01a\x00\x03\x01b\x00\x04" +
	"\x09\x07\x01\x00\x41\x00\x0b\x01\x02" + // which is the third function
	"\x0a\x20\x05" +
	"\x04\x00\x41\x05\x0b" +
	"\x04\x00\x41\x06\x0b" +
	"\x04\x00\x41\x07\x0b" +
	"\x0a\x00\x10\x00\x41\x00\x11\x00\x00\x6a\x0b" + // the first, and the third by its address
	"\x04\x00\x10\x01\x0b")

func TestPrune(t *testing.T) {
	pruned, err := Prune(callers, func(export string) bool { return export == "a" })
	if err != nil {
		t.Fatal(err)
	}
	// The code of the second function and of "b" is a byte shorter each; the
	// export and its name are gone.
	if want := len(callers) - 2 - 4; len(pruned) != want {
		t.Errorf("%d bytes are left, want %d", len(pruned), want)
	}
	r := wazero.NewRuntime(t.Context())
	defer func() { _ = r.Close(t.Context()) }()
	m, err := r.Instantiate(t.Context(), pruned)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := m.ExportedFunction("a").Call(t.Context()); err != nil || got[0] != 12 {
		t.Errorf("a gives %v, %v; want 12", got, err)
	}
	if m.ExportedFunction("b") != nil {
		t.Error("b is still exported")
	}
}

func FuzzPrune(f *testing.F) {
	f.Add(callers)
	f.Add(spinner)
	f.Fuzz(func(_ *testing.T, module []byte) {
		_, _ = Prune(module, func(string) bool { return false }) // must neither panic nor hang
	})
}
