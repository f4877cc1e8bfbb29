// Pdfium makes the module that extract/pdf embeds: PDFium as WebAssembly, as
// go-pdfium has it, without what is not called, with loops that can be stopped,
// and compressed. It is run by go generate ./extract/pdf, in that folder, when
// go.mod names another go-pdfium or another function is called; a test there
// tells that it was.
package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
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
	called, err := literals(".")
	if err != nil {
		return err
	}
	// Functions of other names are the runtime's.
	keep := func(export string) bool { return !pdfium.MatchString(export) || called[export] }
	if module, err = sandbox.Prune(module, keep); err != nil {
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

// pdfium tells the functions of PDFium's own interface.
var pdfium = regexp.MustCompile("^(FPDF|FORM|FSDK)")

// literals are the texts in the source files of a folder: among them the names
// of all functions that it calls.
func literals(folder string) (map[string]bool, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return nil, err
	}
	found := map[string]bool{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		for node := range ast.Preorder(file) {
			if l, ok := node.(*ast.BasicLit); ok && l.Kind == token.STRING {
				text, _ := strconv.Unquote(l.Value)
				found[text] = true
			}
		}
	}
	return found, nil
}
