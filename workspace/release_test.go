package workspace

import (
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
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

// TestReleaseTakes: a release that takes most of its rows from the one before
// has the bytes of one that is made of all results, whatever changed.
func TestReleaseTakes(t *testing.T) {
	slog.SetDefault(slog.New(slog.NewTextHandler(io.Discard, nil)))
	reader, err := extract.New(extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	budget, err := os.ReadFile(filepath.Join("..", "fixtures", "jinxi-transport-2024-budget.md"))
	if err != nil {
		t.Fatal(err)
	}
	text, tables, ok := strings.Cut(string(budget), "# 第三部分")
	if !ok {
		t.Fatal("the report has no third part")
	}
	const title = "# 巴岭省锦溪县交通运输局2024年部门预算\n\n"
	of := func(year, change string) string {
		return strings.ReplaceAll(string(budget), "2024年", year+"年") + change
	}
	school := strings.ReplaceAll(of("2023", ""), "交通运输局", "教育局")
	in, ws := t.TempDir(), filepath.Join(t.TempDir(), "ws")
	how := Reading{Pipeline: pipeline.Pipeline{Reader: reader, Steps: pipeline.Steps(pipeline.Options{}), Workers: 2},
		Words: normalize.Builtin()}
	publish := func(folder string) (digest string, taken int) {
		t.Helper()
		var sink *sinks.Parquet
		how.Sink = func(folder string) (_ *sinks.Parquet, err error) {
			if sink, err = sinks.NewParquet(folder, "test"); err == nil {
				sink.Dataset.Identify = normalize.Builtin().OrganizationID
			}
			return sink, err
		}
		w, err := Open(t.Context(), folder, true)
		if err != nil {
			t.Fatal(err)
		}
		s, err := w.Run(t.Context(), []string{in}, how)
		if err := errors.Join(err, w.Close()); err != nil {
			t.Fatal(err)
		}
		return s.Release, sink.Taken()
	}
	for _, night := range []struct {
		name  string
		files map[string]string // one of no text goes
		taken int
	}{
		{"first", map[string]string{"a.md": of("2021", ""), "b.md": of("2022", ""), "c.md": of("2023", ""), "d.md": school,
			"text.md": text, "tables.md": title + tables}, 0},
		{"another version", map[string]string{"b.md": of("2022", "\n\n改\n")}, 5},
		{"a new one of the same report", map[string]string{"e.md": of("2023", "\n\n又\n")}, 6},
		{"the tables of a text change", map[string]string{"tables.md": title + tables + "\n\n改\n"}, 5},
		{"one goes, one has another name", map[string]string{"d.md": "", "z/d.md": school}, 6},
		{"the same twice", map[string]string{"f.md": of("2021", "")}, 7},
		{"an older year", map[string]string{"0.md": of("2020", "")}, 7},
		{"what was remembered is damaged", map[string]string{"0.md": of("2020", "改"), "../" + rememberedFile: "x"}, 0},
	} {
		for name, text := range night.files {
			path := filepath.Join(in, filepath.FromSlash(name))
			if name == "../"+rememberedFile {
				path = filepath.Join(ws, rememberedFile)
			}
			err := os.MkdirAll(filepath.Dir(path), 0o777)
			if text == "" {
				err = os.Remove(path)
			} else if err == nil {
				err = os.WriteFile(path, []byte(text), 0o666)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		digest, taken := publish(ws)
		want, _ := publish(filepath.Join(t.TempDir(), "ws"))
		if digest != want {
			t.Errorf("%s: the release is not that of all results", night.name)
		}
		if taken != night.taken {
			t.Errorf("%s: %d documents were taken, want %d", night.name, taken, night.taken)
		}
	}
}
