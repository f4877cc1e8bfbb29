package extract

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/format"
	"github.com/yusuan/yusuan/extract/layout"
	"github.com/yusuan/yusuan/internal/fixtures"
	"github.com/yusuan/yusuan/internal/ofdfile"
)

// A disclosure is the same in whatever format it is published: every document
// of a disclosure that the fixtures hold in several formats gives the tables
// of its truth, cell by cell. Old Office formats need LibreOffice.
func TestFormats(t *testing.T) {
	reader, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { reader.Close() })
	paths, err := fixtures.Documents()
	if err != nil {
		t.Fatal(err)
	}
	old, err := filepath.Glob(filepath.Join(fixtures.Dir(), "_office", "*"))
	if err != nil {
		t.Fatal(err)
	}
	archives, err := fixtures.Archives()
	if err != nil {
		t.Fatal(err)
	}
	ofd, err := filepath.Glob(filepath.Join(fixtures.Dir(), "_ofd", "*"))
	if err != nil {
		t.Fatal(err)
	}
	paths = slices.Concat(paths, old, ofd)
	copies := map[string]int{}
	for _, path := range paths {
		copies[fixtures.Name(path)]++
	}
	formats := map[document.Format]int{}
	for _, path := range paths {
		if copies[fixtures.Name(path)] < 2 && archives[filepath.Base(path)] == nil {
			continue
		}
		t.Run(filepath.Base(path), func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			in := Input{Source: filepath.Base(path), Data: data}
			members := archives[in.Source]
			if members == nil {
				formats[compareFormat(t, reader, in, fixtures.Name(path))]++
				return
			}
			seen := 0
			for member := range reader.Expand(context.Background(), in) {
				_, path, _ := strings.Cut(member.Source, "!")
				if name := members[path]; name != "" {
					seen++
					t.Run(path, func(t *testing.T) { compareFormat(t, reader, member, name) })
				}
			}
			if seen != len(members) {
				t.Errorf("%d of %d members", seen, len(members))
			}
		})
	}
	for _, f := range []document.Format{document.PDF, document.HTML, document.Markdown, document.XLSX, document.DOCX,
		"ofd"} {
		if formats[f] < 2 {
			t.Errorf("%d documents in %s", formats[f], f)
		}
	}
}

// published is a table as readers of any format must give it.
type published struct {
	Title, Number, Unit string
	Empty               bool
	Header, Rows        [][]string
	Pages               []int // of the PDF the truth belongs to
}

func compareFormat(t *testing.T, reader *Reader, in Input, name string) document.Format {
	t.Helper()
	truth, err := fixtures.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := reader.Read(context.Background(), in)
	if errors.Is(err, document.ErrNeedsTool) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	paged := doc.Format == document.PDF
	var want, got []published
	for _, w := range truth.Tables {
		p := published{w.Title, w.Number, w.Unit, w.Empty, w.Header, w.Rows, nil}
		if paged {
			p.Pages = w.Pages
		}
		want = append(want, p)
	}
	for i := range doc.Tables {
		g := &doc.Tables[i]
		rows, _ := g.BodyText()
		p := published{g.Title, g.Number, g.Unit, g.Empty, g.HeaderText(), rows, nil}
		if paged {
			p.Pages = g.Pages
		}
		got = append(got, p)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-truth +read):\n%s", diff)
	}
	return doc.Format
}

// TestOFDLikePDF writes the pages of every PDF fixture as OFD, in the ways of
// several producers, and reads the same tables and as many digits from it.
func TestOFDLikePDF(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	reader := newReader(t, Options{})
	paths, err := filepath.Glob(filepath.Join(fixtures.Dir(), "*.pdf"))
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	tables := func(doc *document.Document) (out []published) {
		for i := range doc.Tables {
			g := &doc.Tables[i]
			rows, _ := g.BodyText()
			out = append(out, published{g.Title, g.Number, g.Unit, g.Empty, g.HeaderText(), rows, g.Pages})
		}
		return out
	}
	for i, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			want, err := reader.Read(t.Context(), Input{Source: path, Data: data})
			if err != nil {
				t.Fatal(err)
			}
			f, _ := identify(reader.formats, data)
			var pages []ofdfile.Page
			if _, err := f.Pages(t.Context(), data, format.Options{}, func(p layout.Page) error {
				pages = append(pages, ofdfile.PageOf(&p))
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			style := ofdfile.Styles[i%len(ofdfile.Styles)]
			written, err := ofdfile.Write(fixtures.Name(path), pages, style)
			if err != nil {
				t.Fatal(err)
			}
			got, err := reader.Read(t.Context(), Input{Source: "x.ofd", Data: written})
			if err != nil {
				t.Fatal(err)
			}
			if got.Format != "ofd" || got.Reading.Digits != want.Reading.Digits {
				t.Errorf("%s of %d digits, want %d", got.Format, got.Reading.Digits, want.Reading.Digits)
			}
			if diff := cmp.Diff(tables(want), tables(got)); diff != "" {
				t.Errorf("style %d (-PDF +OFD):\n%s", style, diff)
			}
		})
	}
}

// BenchmarkOFD is what reading pages takes as PDF and as OFD.
func BenchmarkOFD(b *testing.B) {
	r := newReader(b, Options{})
	data, err := os.ReadFile(filepath.Join(fixtures.Dir(), "jinxi-transport-2024-budget.pdf"))
	if err != nil {
		b.Fatal(err)
	}
	f, _ := identify(r.formats, data)
	var pages []ofdfile.Page
	if _, err := f.Pages(b.Context(), data, format.Options{}, func(p layout.Page) error {
		pages = append(pages, ofdfile.PageOf(&p))
		return nil
	}); err != nil {
		b.Fatal(err)
	}
	written, err := ofdfile.Write("x", pages, ofdfile.Plain)
	if err != nil {
		b.Fatal(err)
	}
	for name, data := range map[string][]byte{"PDF": data, "OFD": written} {
		b.Run(name, func(b *testing.B) {
			f, _ := identify(r.formats, data)
			for b.Loop() {
				if _, err := f.Pages(b.Context(), data, format.Options{}, func(layout.Page) error { return nil }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
