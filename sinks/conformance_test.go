package sinks

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/schema"
)

// places say for each format where the suite has it write, and what a reader
// finds there afterwards: the sources in order, and all bytes. A format that is
// registered and has no place here fails the suite.
var places = map[string]func(t *testing.T) (Place, func(t *testing.T) (sources []string, all string)){
	"parquet": func(t *testing.T) (Place, func(*testing.T) ([]string, string)) {
		dir := filepath.Join(t.TempDir(), "out")
		return Place{Folder: dir, Version: "1.2.3"}, func(t *testing.T) (sources []string, all string) {
			if _, err := os.Stat(dir); err == nil {
				for _, r := range allRows[schema.DocumentRow](t, dir, "documents") {
					sources = append(sources, r.Source)
				}
			}
			return sources, strings.ReplaceAll(contents(t, filepath.Dir(dir)), dir, "")
		}
	},
	"json": func(*testing.T) (Place, func(*testing.T) ([]string, string)) {
		var b bytes.Buffer
		return Place{Writer: &b}, func(t *testing.T) (sources []string, all string) {
			all = b.String()
			for d := json.NewDecoder(&b); d.More(); {
				var o struct {
					Document struct{ Source string }
				}
				if err := d.Decode(&o); err != nil {
					t.Fatal(err)
				}
				sources = append(sources, o.Document.Source)
			}
			return sources, all
		}
	},
}

// TestConformance is what every Sink has to keep, whatever it writes.
func TestConformance(t *testing.T) {
	for _, format := range Formats {
		place := places[format.Name]
		if place == nil {
			t.Errorf("%s: the suite has no place for it to write", format.Name)
			continue
		}
		t.Run(format.Name, func(t *testing.T) {
			conform(t, func(t *testing.T) (Sink, func(*testing.T) ([]string, string)) {
				at, found := place(t)
				s, err := format.Open(t.Context(), at)
				if err != nil {
					t.Fatal(err)
				}
				return s, found
			})
		})
	}
}

// conform tries one sink; open starts a new one at a new place.
func conform(t *testing.T, open func(*testing.T) (Sink, func(*testing.T) ([]string, string))) {
	write := func(t *testing.T, records ...*schema.Record) ([]string, string) {
		s, found := open(t)
		for _, r := range records {
			if err := s.Write(t.Context(), r); err != nil {
				t.Fatal(err)
			}
			*r = schema.Record{Source: "changed after it was written"}
		}
		if err := s.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
		return found(t)
	}
	t.Run("all records in order", func(t *testing.T) {
		sources, _ := write(t, sample(2), failed(), sample(1))
		if diff := cmp.Diff([]string{"in/002.pdf", "in/broken.pdf", "in/001.pdf"}, sources); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("same input, same bytes", func(t *testing.T) {
		_, first := write(t, sample(2), failed(), sample(1))
		_, second := write(t, sample(2), failed(), sample(1))
		if first != second {
			t.Error("two runs differ")
		}
	})
	t.Run("seconds are not data", func(t *testing.T) {
		slow := sample(1)
		slow.Seconds *= 2
		_, first := write(t, sample(1))
		_, second := write(t, slow)
		if first != second {
			t.Error("how long it took changes the output")
		}
	})
	t.Run("nothing written is no error", func(t *testing.T) {
		if sources, _ := write(t); len(sources) != 0 {
			t.Errorf("found %v", sources)
		}
	})
	t.Run("bytes that are no UTF-8", func(t *testing.T) {
		bad := sample(1)
		bad.Source, bad.Error = "in/\xc4\xea.pdf", "\xff"
		bad.Tables[0].Cells[0].Text, bad.Tables[0].Layout.Cells[1][0].Text, bad.Findings[0].Evidence[0].RowLabel = "\xc4",
			"\xc4", "\xc4"
		bad.Document.Pages[0].Blocks[0].Text, bad.Document.Warnings[0].Message = "\xc4", "\xc4"
		sources, all := write(t, bad)
		if diff := cmp.Diff([]string{`in/\xc4\xea.pdf`}, sources); diff != "" {
			t.Error(diff)
		}
		if strings.HasPrefix(all, "{") && !utf8.ValidString(all) {
			t.Error("a text is no UTF-8")
		}
	})
	t.Run("closed is closed", func(t *testing.T) {
		commit := func(s Sink) error { return s.Commit(t.Context()) }
		for _, end := range []func(Sink) error{commit, Sink.Abort} {
			s, _ := open(t)
			if err := end(s); err != nil {
				t.Fatal(err)
			}
			if err := s.Write(t.Context(), sample(1)); !errors.Is(err, ErrClosed) {
				t.Errorf("write after the end: %v", err)
			}
			if err := s.Commit(t.Context()); !errors.Is(err, ErrClosed) {
				t.Errorf("commit after the end: %v", err)
			}
			if err := s.Abort(); err != nil {
				t.Errorf("abort after the end: %v", err)
			}
		}
	})
	t.Run("a stopped context", func(t *testing.T) {
		s, found := open(t)
		ctx, stop := context.WithCancel(t.Context())
		stop()
		if err := s.Write(ctx, sample(1)); !errors.Is(err, context.Canceled) {
			t.Errorf("write gives %v", err)
		}
		if err := s.Abort(); err != nil {
			t.Fatal(err)
		}
		if sources, _ := found(t); len(sources) != 0 {
			t.Errorf("found %v", sources)
		}
	})
}
