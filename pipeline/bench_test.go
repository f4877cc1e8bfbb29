package pipeline

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/yusuan/yusuan/extract"
	"github.com/yusuan/yusuan/sinks"
)

// BenchmarkIngest is the whole run over the PDFs that BenchmarkBare in
// extract/pdf reads, with one worker as that has: the real ones if they are
// there, the repository's fixtures otherwise.
func BenchmarkIngest(b *testing.B) {
	var files []string
	for _, dir := range []string{"../../shared/corpus", "../fixtures"} {
		if files, _ = filepath.Glob(filepath.Join(dir, "*.pdf")); len(files) > 0 {
			b.Logf("%d documents of %s", len(files), dir)
			break
		}
	}
	reader, err := extract.New(extract.Options{Workers: 1})
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := reader.Close(); err != nil {
			b.Error(err)
		}
	}()
	for b.Loop() {
		sink, err := sinks.NewParquet(filepath.Join(b.TempDir(), "out"), "bench")
		if err != nil {
			b.Fatal(err)
		}
		p := Pipeline{Reader: reader, Steps: Steps(Options{}), Workers: 1}
		if _, err := p.Run(context.Background(), files, sink); err != nil {
			b.Fatal(err)
		}
		if err := sink.Commit(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
