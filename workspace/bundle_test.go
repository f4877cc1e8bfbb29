package workspace

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/yusuan/yusuan/extract"
	"github.com/yusuan/yusuan/normalize"
	"github.com/yusuan/yusuan/pipeline"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
)

// TestBundle: a dataset of records that were packed and unpacked is that of the
// records themselves, byte for byte.
func TestBundle(t *testing.T) {
	files := fixtures(t, "*")
	if testing.Short() {
		files = fixtures(t, "*budget.md")
	}
	words := normalize.Builtin()
	reader, err := extract.New(extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	p := pipeline.Pipeline{Reader: reader, Steps: pipeline.Steps(pipeline.Options{})}
	kept, direct := filepath.Join(t.TempDir(), "kept"), filepath.Join(t.TempDir(), "direct")
	var all [2]*pipeline.Assembly
	var to [2]*sinks.Parquet
	for i, folder := range []string{direct, kept} {
		if to[i], err = sinks.NewParquet(folder, "test"); err != nil {
			t.Fatal(err)
		}
		all[i] = pipeline.NewAssembly(to[i])
	}
	packed, texts := 0, 0
	next := func(ctx context.Context, f *pipeline.Found) error {
		object, err := pipeline.Pack(f.Record)
		if err != nil {
			return err
		}
		again, err := pipeline.Pack(f.Record)
		if err != nil || string(again) != string(object) {
			t.Errorf("%s: packed twice it is not the same, %v", f.Source, err)
		}
		packed += len(object)
		r, err := pipeline.Unpack(object, words)
		if err != nil {
			return err
		}
		r.Source, r.RawSource, r.From = f.Source, f.Raw, f.From
		if r.Part() == schema.TextPart {
			texts++
		}
		if err := all[0].Add(ctx, f.Record); err != nil {
			return err
		}
		return all[1].Add(ctx, r)
	}
	err = p.Read(t.Context(), slices.Values(files), pipeline.Taker{Next: next})
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		if err := all[i].End(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := to[i].Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	a, err1 := os.ReadFile(filepath.Join(direct, "dataset.json"))
	b, err2 := os.ReadFile(filepath.Join(kept, "dataset.json"))
	if err1 != nil || err2 != nil || string(a) != string(b) {
		t.Errorf("the manifests differ, %v, %v\n%s\n%s", err1, err2, a, b)
	}
	s := all[0].Summary
	t.Logf("%d documents, %d of them text, %d facts' worth of amounts: %d bytes", s.Documents, texts, s.Amounts, packed)
}

func fixtures(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "fixtures", pattern))
	if err != nil {
		t.Fatal(err)
	}
	var plain []string
	for _, file := range files {
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() && filepath.Base(file)[0] != '_' {
			plain = append(plain, file)
		}
	}
	if len(plain) == 0 {
		t.Fatal("no fixtures")
	}
	return plain
}

// BenchmarkBundle packs and unpacks the record of a document.
func BenchmarkBundle(b *testing.B) {
	reader, err := extract.New(extract.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer reader.Close()
	p := pipeline.Pipeline{Reader: reader, Steps: pipeline.Steps(pipeline.Options{})}
	one := slices.Values([]string{"../fixtures/qingping-hrss-2025-budget.pdf"})
	var r *schema.Record
	err = p.Read(b.Context(), one, pipeline.Taker{
		Next: func(_ context.Context, f *pipeline.Found) error { r = f.Record; return nil },
	})
	if err != nil {
		b.Fatal(err)
	}
	object, err := pipeline.Pack(r)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("pack", func(b *testing.B) {
		b.ReportMetric(float64(len(object)), "bytes")
		for b.Loop() {
			if _, err := pipeline.Pack(r); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("unpack", func(b *testing.B) {
		for b.Loop() {
			if _, err := pipeline.Unpack(object, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			if err := p.Read(b.Context(), one, pipeline.Taker{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
