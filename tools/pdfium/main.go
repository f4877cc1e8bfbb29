// Pdfium makes the module that extract/pdf embeds: PDFium as WebAssembly, as
// go-pdfium has it, with loops that can be stopped, and compressed. It is run
// by go generate ./extract/pdf when go.mod names another go-pdfium; a test there
// tells that it was.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/zstd"

	"github.com/yusuan/yusuan/extract/sandbox"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: pdfium FILE")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// write makes the file from the module in go-pdfium's folder, of the version
// that go.mod names.
func write(name string) error {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/klippa-app/go-pdfium").Output()
	if err != nil {
		return fmt.Errorf("find go-pdfium: %w", err)
	}
	module, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "internal", "pdfium_wasm", "pdfium.wasm"))
	if err != nil {
		return err
	}
	module, err = sandbox.Interruptible(module, sandbox.AtLoops)
	if err != nil {
		return err
	}
	w, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return err
	}
	packed := w.EncodeAll(module, nil)
	if err := w.Close(); err != nil {
		return err
	}
	return os.WriteFile(name, packed, 0o644)
}
