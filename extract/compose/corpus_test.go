package compose_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yusuan/yusuan/extract/compose"
	"github.com/yusuan/yusuan/extract/layout"
	"github.com/yusuan/yusuan/extract/pdf"
	"github.com/yusuan/yusuan/internal/scoretest"
)

var outDir = flag.String("out", "", "write the tables of every real PDF to this folder, for the scorer")

// Real PDFs through decoder, layout and compose: titles, units, headers and
// emptiness must be as labelled by hand, and no digit may be lost.
func TestRealDocuments(t *testing.T) {
	if testing.Short() {
		t.Skip("decodes whole documents")
	}
	shared := scoretest.Shared(t)
	dec, err := pdf.New(pdf.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { dec.Close() })
	files, err := filepath.Glob(filepath.Join(shared, "corpus", "*.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".pdf")
		truth := filepath.Join(shared, "truth", name+".json")
		if _, err := os.Stat(truth); err != nil && *outDir == "" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			res, err := dec.Decode(context.Background(), data, "")
			if err != nil {
				t.Fatal(err)
			}
			pages, tables, err := compose.Compose(t.Context(), layout.Flow(res.Pages))
			if err != nil {
				t.Fatal(err)
			}
			if r := compose.Sum(pages); r.Digits != r.DigitsPlaced || r.Total != r.InTables+r.InText+r.Leftover {
				t.Errorf("reading does not add up: %+v", r)
			}
			if *outDir != "" {
				scoretest.Write(t, filepath.Join(*outDir, name+".json"), tables)
			}
			if _, err := os.Stat(truth); err != nil {
				return
			}
			scoretest.Compare(t, scoretest.Truth(t, truth), scoretest.Tables(tables))
		})
	}
}
