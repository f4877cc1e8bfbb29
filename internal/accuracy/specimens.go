package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract"
	"github.com/yusuan/yusuan/internal/specimen"
)

// specimens says which invented tables are read: n of them from a number on.
type specimens struct {
	from uint64
	n    int
	keep string // folder for the files that were not read right; none if empty
	// office has them printed by LibreOffice
	office bool
	only   string // style of ruling

	printed string // folder of what LibreOffice made
}

// nearly is the F1 from which on a document counts as read right.
const nearly = 0.99

// report reads the documents and prints how many of the relations between
// cells were found, by style of ruling. The last line is the sum.
func (s *specimens) report(missed bool) error {
	reader, err := extract.New(extract.Options{Deadline: -1})
	if err != nil {
		return err
	}
	defer reader.Close()
	if s.office {
		dir, err := os.MkdirTemp("", "specimens")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		s.printed = dir
		if err := s.print(dir); err != nil {
			return err
		}
	}
	styles := map[specimen.Ruling]*styleScore{}
	for seed := s.from; seed < s.from+uint64(s.n); seed++ {
		d, err := s.document(seed)
		if err != nil {
			return err
		}
		if s.only != "" && string(d.Ruling) != s.only || len(d.Tables) == 0 {
			continue
		}
		doc, err := reader.Read(context.Background(), extract.Input{Source: fmt.Sprintf("%d.pdf", seed), Data: d.PDF})
		if err != nil {
			return fmt.Errorf("specimen %d: %w", seed, err)
		}
		got := cellsOf(doc)
		score := specimen.Compare(d.Tables, got)
		for _, style := range []specimen.Ruling{d.Ruling, ""} {
			if styles[style] == nil {
				styles[style] = &styleScore{}
			}
			styles[style].add(score)
		}
		if missed && score.F1() < nearly {
			fmt.Fprintf(os.Stdout, "%d %s: recall %.3f precision %.3f, %d tables of %d\n", seed, d.Ruling, score.Recall(),
				score.Precision(), len(got), len(d.Tables))
		}
		if s.keep != "" && score.F1() < nearly {
			if err := s.write(d, got); err != nil {
				return err
			}
		}
	}
	return writeStyles(styles)
}

// styleScore is what was found in documents of one style.
type styleScore struct {
	specimen.Score
	documents         int
	recall, precision float64 // sums over the documents
}

func (s *styleScore) add(o specimen.Score) {
	s.Add(o)
	s.documents++
	s.recall += o.Recall()
	s.precision += o.Precision()
}

// writeStyles prints a line for each style, the sum last.
func writeStyles(styles map[specimen.Ruling]*styleScore) error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "rulings\tdocuments\trelations\trecall\tprecision\tF1\tby document\t\t")
	for _, style := range append(slices.Clone(specimen.Rulings), "") {
		if s := styles[style]; s != nil {
			n := float64(s.documents)
			fmt.Fprintf(w, "%s\t%d\t%d\t%.4f\t%.4f\t%.4f\t%.4f\t%.4f\t\n", cmp.Or(string(style), "all"), s.documents, s.Truth,
				s.Recall(), s.Precision(), s.F1(), s.recall/n, s.precision/n)
		}
	}
	return w.Flush()
}

// cellsOf are the cells of the tables of a document.
func cellsOf(doc *document.Document) (out [][][]document.Cell) {
	for i := range doc.Tables {
		out = append(out, doc.Tables[i].Cells)
	}
	return out
}

// document is that of a number, drawn or printed.
func (s *specimens) document(seed uint64) (d specimen.Document, err error) {
	if !s.office {
		return specimen.Draw(seed), nil
	}
	d.Seed, d.Ruling = seed, specimen.Rulings[seed%uint64(len(specimen.Rulings))]
	if _, d.Tables = specimen.HTML(seed); len(d.Tables) > 0 {
		d.PDF, err = os.ReadFile(filepath.Join(s.printed, fmt.Sprintf("%d.pdf", seed)))
	}
	return d, err
}

// print has LibreOffice print the pages of all documents into a folder.
func (s *specimens) print(dir string) error {
	args := []string{"--headless", "-env:UserInstallation=file://" + filepath.Join(dir, "profile"),
		"--convert-to", "pdf:writer_web_pdf_Export", "--outdir", dir}
	for seed := s.from; seed < s.from+uint64(s.n); seed++ {
		page, _ := specimen.HTML(seed)
		path := filepath.Join(dir, fmt.Sprintf("%d.html", seed))
		if err := os.WriteFile(path, []byte(page), 0o644); err != nil {
			return err
		}
		args = append(args, path)
	}
	if out, err := exec.Command("soffice", args...).CombinedOutput(); err != nil {
		return fmt.Errorf("soffice: %w: %s", err, out)
	}
	return nil
}

// write keeps a document, and what its tables are and were read as.
func (s *specimens) write(d specimen.Document, got [][][]document.Cell) error {
	base := filepath.Join(s.keep, fmt.Sprint(d.Seed))
	var b strings.Builder
	for k, tables := range [][][][]document.Cell{d.Tables, got} {
		fmt.Fprintf(&b, "%s\n", []string{"DRAWN", "READ"}[k])
		for _, t := range tables {
			for _, row := range t {
				for _, c := range row {
					text := strings.ReplaceAll(c.Text, "\n", "⏎")
					if c.State == document.CellCovered {
						text = "*"
					}
					fmt.Fprintf(&b, "%s | ", text)
				}
				b.WriteString("\n")
			}
			b.WriteString("\n")
		}
	}
	if err := os.WriteFile(base+".txt", []byte(b.String()), 0o644); err != nil {
		return err
	}
	return os.WriteFile(base+".pdf", d.PDF, 0o644)
}
