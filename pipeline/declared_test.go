package pipeline

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/yusuan/yusuan/extract"
	"github.com/yusuan/yusuan/schema"
)

// declared is a sink that refuses words which are in no closed list.
type declared struct{ t *testing.T }

func (d declared) Write(_ context.Context, r *schema.Record) error {
	for _, found := range schema.Undeclared(r) {
		d.t.Errorf("%s: %s is not declared", r.Source, found)
	}
	return nil
}

func (d declared) Commit(context.Context) error { return nil }
func (d declared) Abort() error                 { return nil }

// TestDeclared: what the columns of closed lists hold, over all fixtures and,
// where they are there, published documents, is in the lists.
func TestDeclared(t *testing.T) {
	reader, err := extract.New(extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := reader.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, dir := range []string{filepath.Join("..", "fixtures"), filepath.Join("..", "..", "shared", "corpus")} {
		if _, err := os.Stat(dir); err != nil {
			t.Logf("%s is not here", dir)
			continue
		}
		files, err := Find([]string{dir})
		if err != nil {
			t.Fatal(err)
		}
		p := Pipeline{Reader: reader, Steps: Steps(Options{})}
		if _, err := p.Run(t.Context(), files, declared{t}); err != nil {
			t.Fatal(err)
		}
	}
}
