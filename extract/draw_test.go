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
	for name, want := range map[string]int{"ningtan-urban-2024-budget.pdf": 8, "_ofd/lanjiang-water-2018-budget.ofd": 11} {
		data, err := os.ReadFile(filepath.Join(fixtures.Dir(), name))
		if err != nil {
			t.Fatal(err)
		}
		var pages []*bytes.Buffer
		err = r.Draw(t.Context(), Input{Source: name, Data: data}, func(int) (io.WriteCloser, error) {
			pages = append(pages, &bytes.Buffer{})
			return closer{pages[len(pages)-1]}, nil
		})
		if err != nil || len(pages) != want {
			t.Fatalf("%s: %d drawings: %v", name, len(pages), err)
		}
		for i, p := range pages {
			if err := xml.Unmarshal(p.Bytes(), new(struct{})); err != nil {
				t.Errorf("%s, page %d: %v", name, i+1, err)
			}
		}
	}
	err = r.Draw(t.Context(), Input{Source: "a.md", Data: []byte("# 表\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")}, nil)
	if !errors.Is(err, document.ErrUnsupported) {
		t.Errorf("Markdown: %v", err)
	}
}
