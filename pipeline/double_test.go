package pipeline

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract"
	"github.com/yusuan/yusuan/internal/fixtures"
	"github.com/yusuan/yusuan/schema"
)

func readBoth(t *testing.T, reader *extract.Reader, path string) (*schema.Record, []byte) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := reader.Read(t.Context(), extract.Input{Source: path, Data: data})
	if err != nil {
		t.Fatal(err)
	}
	return &schema.Record{DocumentID: doc.ID, Source: path, Status: schema.StatusRead, Document: doc}, data
}

// steps takes a record through all steps, with the second reading of data.
func steps(t *testing.T, o Options, r *schema.Record, data []byte) {
	t.Helper()
	for _, step := range Steps(o) {
		if err := step.Run(t.Context(), r, data); err != nil {
			t.Fatal(err)
		}
	}
}

// TestReadingsAgree reads every page of every PDF and OFD with both readers,
// which have no code in common: a number only one of them has is a defect of one.
func TestReadingsAgree(t *testing.T) {
	var paths []string
	for _, of := range []string{"*.pdf", "_ofd/*.ofd"} {
		found, err := filepath.Glob(filepath.Join(fixtures.Dir(), of))
		if err != nil || len(found) == 0 {
			t.Fatalf("no fixtures: %v", err)
		}
		paths = append(paths, found...)
	}
	published, err := filepath.Glob(filepath.Join("..", "..", "shared", "corpus", "*.pdf"))
	if err != nil || len(published) == 0 {
		t.Log("published documents are not there; the fixtures alone are read")
	}
	reader := openReader(t)
	for _, path := range append(paths, published...) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			record, data := readBoth(t, reader, path)
			got := Options{DoubleRead: DoubleReadAll}.secondReading(record.Document, data).Agreement(t.Context())
			text := 0
			for i := range record.Document.Pages {
				if record.Document.Pages[i].Status == document.PageText {
					text++
				}
			}
			if got.Pages != text || got.Numbers == 0 || got.Agreeing != got.Numbers {
				t.Errorf("%d of %d pages with text read twice, %d of %d numbers agree", got.Pages, text, got.Agreeing, got.Numbers)
			}
		})
	}
}

func openReader(t *testing.T) *extract.Reader {
	t.Helper()
	reader, err := extract.New(extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { reader.Close() })
	return reader
}

const (
	mistakes   = "qingping-hrss-2025-mistakes.pdf"
	consistent = "ningtan-urban-2024-budget.pdf"
)

// TestErrorsAreReadTwice: mistakes that are printed stay errors.
func TestErrorsAreReadTwice(t *testing.T) {
	record, data := readBoth(t, openReader(t), filepath.Join(fixtures.Dir(), mistakes))
	steps(t, Options{}, record, data)
	agreed := 0
	for _, f := range record.Findings {
		switch {
		case f.Severity == schema.SeverityError && f.SecondReading == schema.SecondReadingAgrees:
			agreed++
		case f.Severity == schema.SeverityError && f.SecondReading != "", f.Outcome == schema.ReadingDisputed:
			t.Errorf("%s: %s: %s", f.Rule, f.SecondReading, f.MessageEN)
		}
	}
	if agreed == 0 {
		t.Error("no error was read twice")
	}
}

// TestMisread changes one amount at a time, as a mistake of the first reader
// would: whatever error comes of it has to be disputed.
func TestMisread(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	reader := openReader(t)
	record, data := readBoth(t, reader, filepath.Join(fixtures.Dir(), consistent))
	doc := *record.Document
	accused, disputed := 0, 0
	for ti := range doc.Tables {
		for ri, row := range doc.Tables[ti].Cells {
			if (ri+ti)%3 != 0 {
				continue // a third is plenty
			}
			for ci := range row {
				cell := &doc.Tables[ti].Cells[ri][ci]
				if ri < doc.Tables[ti].Header || len(document.Numbers(cell.Text)) != 1 || !strings.Contains(cell.Text, ".") {
					continue
				}
				was := cell.Text
				cell.Text = misread(was)
				again := doc
				changed := &schema.Record{DocumentID: doc.ID, Source: doc.Source, Status: schema.StatusRead, Document: &again}
				steps(t, Options{}, changed, data)
				cell.Text = was
				for _, f := range changed.Findings {
					if !slices.ContainsFunc(f.Evidence, func(o schema.Operand) bool {
						return o.TableID != "" && o.Row == ri && o.Column == ci &&
							strings.HasSuffix(o.TableID, changed.Tables[ti].ID[len(doc.ID):])
					}) {
						continue
					}
					if f.Severity == schema.SeverityError {
						accused++
						t.Errorf("%s misread for %s is still an error: %s", misread(was), was, f.MessageEN)
					} else if f.Outcome == schema.ReadingDisputed {
						disputed++
						if !slices.ContainsFunc(changed.Checks, func(c schema.Check) bool {
							return c.ID == f.CheckID && c.Outcome == f.Outcome
						}) {
							t.Errorf("%s is disputed, its check is not", f.ID)
						}
						if f.Severity != schema.SeverityNotice || f.SecondReading != schema.SecondReadingDisputed ||
							!strings.Contains(f.MessageEN, document.Numbers(was)[0]) || !strings.Contains(f.MessageZH, "两次读取不一致") {
							t.Errorf("disputed, and does not say so: %+v", f)
						}
					}
				}
			}
		}
	}
	if disputed == 0 {
		t.Error("no change was disputed")
	}
	t.Logf("%d findings were disputed, %d accuse", disputed, accused)
}

// misread puts another digit in the first place.
func misread(text string) string {
	at := strings.IndexAny(text, "0123456789")
	return text[:at] + string('1'+(text[at]-'0'+3)%9) + text[at+1:]
}

// TestNotReadTwice: without a second reading a finding stands and says so.
func TestNotReadTwice(t *testing.T) {
	reader := openReader(t)
	path := filepath.Join(fixtures.Dir(), mistakes)
	for _, test := range []struct {
		name    string
		change  func(*schema.Record, []byte) []byte
		mode    DoubleRead
		outcome schema.SecondReadingOutcome
		warned  bool
	}{
		{"another format", func(r *schema.Record, data []byte) []byte {
			r.Document.Format = document.HTML
			return data
		}, DoubleReadErrors, schema.SecondReadingNotMade, false},
		{"recognised pages", func(r *schema.Record, data []byte) []byte {
			for i := range r.Document.Pages {
				r.Document.Pages[i].Status = document.PageOCR
			}
			return data
		}, DoubleReadErrors, schema.SecondReadingNotMade, false},
		{"a file the library does not read", func(_ *schema.Record, data []byte) []byte {
			return data[:len(data)/2]
		}, DoubleReadErrors, schema.SecondReadingNotMade, true},
		{"another document", func(*schema.Record, []byte) []byte {
			data, err := os.ReadFile(filepath.Join(fixtures.Dir(), consistent))
			if err != nil {
				t.Fatal(err)
			}
			return data
		}, DoubleReadErrors, schema.SecondReadingNotMade, true},
		{"not asked for", func(_ *schema.Record, data []byte) []byte { return data }, DoubleReadOff, "", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			record, data := readBoth(t, reader, path)
			steps(t, Options{DoubleRead: test.mode}, record, test.change(record, data))
			errors := 0
			for _, f := range record.Findings {
				if f.Outcome == schema.ReadingDisputed {
					t.Errorf("disputed: %s", f.MessageEN)
				}
				if f.Severity == schema.SeverityError {
					errors++
					if f.SecondReading != test.outcome && f.SecondReading != "" {
						t.Errorf("%s: second reading %q, want %q", f.Rule, f.SecondReading, test.outcome)
					}
				}
			}
			if errors == 0 {
				t.Error("the errors are gone")
			}
			warned := slices.ContainsFunc(record.Document.Warnings, func(w document.Warning) bool {
				return w.Code == "not_read_twice"
			})
			if warned != test.warned {
				t.Errorf("warned: %v, want %v (%v)", warned, test.warned, record.Document.Warnings)
			}
		})
	}
}
