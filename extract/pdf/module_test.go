package pdf

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yusuan/yusuan/extract/sandbox"
)

// TestModule holds the module that is embedded against the one of the
// go-pdfium that go.mod names; go generate renews it.
func TestModule(t *testing.T) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/klippa-app/go-pdfium").Output()
	if err != nil || len(bytes.TrimSpace(dir)) == 0 {
		t.Skipf("no folder of go-pdfium to compare with: %v", err)
	}
	original, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "internal", "pdfium_wasm", "pdfium.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	want, err := sandbox.Interruptible(original, sandbox.AtLoops)
	if err != nil {
		t.Fatal(err)
	}
	got, err := unpackModule()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("pdfium.wasm.zst is of another go-pdfium: go generate ./extract/pdf")
	}
}

// BenchmarkModule is what making the module ready costs at a start: unpacking
// it, against rewriting it as was done before.
func BenchmarkModule(b *testing.B) {
	module, err := unpackModule()
	if err != nil {
		b.Fatal(err)
	}
	b.Run("Unpack", func(b *testing.B) {
		for b.Loop() {
			if _, err := unpackModule(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Rewrite", func(b *testing.B) {
		for b.Loop() {
			if _, err := sandbox.Interruptible(module, sandbox.AtLoops); err != nil {
				b.Fatal(err)
			}
		}
	})
}
