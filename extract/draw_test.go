package extract

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/internal/fixtures"
)

type closer struct{ io.Writer }

func (closer) Close() error { return nil }

// Every page gives one well-formed drawing; a format without pages gives none.
func TestDraw(t *testing.T) {
	r, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}()
	path := filepath.Join(fixtures.Dir(), "ningtan-urban-2024-budget.pdf")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var pages []*bytes.Buffer
	err = r.Draw(t.Context(), Input{Source: path, Data: data}, func(int) (io.WriteCloser, error) {
		pages = append(pages, &bytes.Buffer{})
		return closer{pages[len(pages)-1]}, nil
	})
	if err != nil || len(pages) != 8 {
		t.Fatalf("%d drawings: %v", len(pages), err)
	}
	for i, p := range pages {
		if err := xml.Unmarshal(p.Bytes(), new(struct{})); err != nil {
			t.Errorf("page %d: %v", i+1, err)
		}
	}
	err = r.Draw(t.Context(), Input{Source: "a.md", Data: []byte("# 表\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")}, nil)
	if !errors.Is(err, document.ErrUnsupported) {
		t.Errorf("Markdown: %v", err)
	}
}
