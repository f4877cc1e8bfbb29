package workspace

import (
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/yusuan/yusuan/extract"
	"github.com/yusuan/yusuan/normalize"
	"github.com/yusuan/yusuan/pipeline"
	"github.com/yusuan/yusuan/sinks"
)

// BenchmarkRelease compares reading documents with publishing what was read of
// them.
func BenchmarkRelease(b *testing.B) {
	slog.SetDefault(slog.New(slog.NewTextHandler(io.Discard, nil)))
	reader, err := extract.New(extract.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer reader.Close()
	in, err := filepath.Abs("../fixtures")
	if err != nil {
		b.Fatal(err)
	}
	how := Reading{
		Pipeline: pipeline.Pipeline{Reader: reader, Steps: pipeline.Steps(pipeline.Options{})}, Words: normalize.Builtin(),
		Sink: func(folder string) (*sinks.Parquet, error) { return sinks.NewParquet(folder, "test") },
	}
	run := func(folder string) {
		w, err := Open(b.Context(), folder, true)
		if err != nil {
			b.Fatal(err)
		}
		_, err = w.Run(b.Context(), []string{in}, how)
		if err := errors.Join(err, w.Close()); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("all", func(b *testing.B) {
		for b.Loop() {
			run(filepath.Join(b.TempDir(), "ws"))
		}
	})
	folder := filepath.Join(b.TempDir(), "ws")
	run(folder)
	b.Run("release", func(b *testing.B) {
		for b.Loop() {
			if err := os.RemoveAll(filepath.Join(folder, releasesFolder)); err != nil {
				b.Fatal(err)
			}
			run(folder)
		}
	})
	b.Run("nothing", func(b *testing.B) {
		for b.Loop() {
			run(folder)
		}
	})
}
