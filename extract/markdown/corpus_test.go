package markdown_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/extract/compose"
	"github.com/yusuan/yusuan/extract/format"
	"github.com/yusuan/yusuan/extract/markdown"
	"github.com/yusuan/yusuan/internal/scoretest"
)

// A real disclosure that came through a converter: every table must be as it
// was labelled by hand.
func TestRealDocument(t *testing.T) {
	const name = "changji-hrss-2025-budget"
	shared := scoretest.Shared(t)
	data, err := os.ReadFile(filepath.Join(shared, "corpus", name+".md"))
	if err != nil {
		t.Fatal(err)
	}
	file, err := markdown.Read(t.Context(), data, format.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, tables, err := compose.Compose(t.Context(), file.Pages)
	if err != nil {
		t.Fatal(err)
	}
	got := scoretest.Tables(tables)
	want := scoretest.Truth(t, filepath.Join(shared, "truth", name+".json"))
	for i := range want {
		want[i].Kind = ""
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tables differ from truth (-want +got):\n%s", diff)
	}
}
