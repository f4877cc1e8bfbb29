// Command accuracy reads documents whose tables are known and prints how much
// of them was read right. Without flags it takes the project's fixtures:
//
//	go run ./internal/accuracy
//	go run ./internal/accuracy -truth DIR -documents DIR
//	go run ./internal/accuracy -scan 200 -engine native
//	go run ./internal/accuracy -scan bad -truth text -documents DIR
//	go run ./internal/accuracy -tables 220
//	go run ./internal/accuracy -sample 250 -seed 1 -documents DIR
//
// With -truth text the truth of a PDF file is what is read of its text: how a
// scan of it differs.
//
// With -scan the pages of the PDF files are made into scans first, and read by
// recognition (see package scan for the qualities). What was recognised is kept
// in -cache, so that a second run tells of layout alone.
//
// With -tables it reads documents of package specimen: invented tables, English
// and Chinese, in every style of ruling, scored by the adjacency of cells.
//
// With -sample it draws facts, from every kind of table of every document in
// turn, and prints a sheet on which a person judges each against the print.
//
// A document DIR/NAME.* or DIR/NAME.STYLE.* belongs to the truth NAME.json.
// Exit status 1 if numeric recall or precision is below -min.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract"
	"github.com/yusuan/yusuan/internal/fixtures"
	"github.com/yusuan/yusuan/internal/scan"
	"github.com/yusuan/yusuan/normalize"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
	"github.com/yusuan/yusuan/verify/rules"
)

func main() {
	truthDir := flag.String("truth", filepath.Join(fixtures.Dir(), "_truth"), "folder of truth files, or text")
	docsDir := flag.String("documents", fixtures.Dir(), "folder of documents")
	least := flag.Float64("min", 0, "exit with status 1 below this recall or precision")
	var scans scanning
	flag.StringVar(&scans.quality, "scan", "", "make scans of this quality: 300, 200, bad, or another of package scan")
	flag.StringVar(&scans.engine, "engine", "", "what recognises scans: ppocr, native or tesseract")
	flag.StringVar(&scans.cache, "cache", "", "folder that keeps what was recognised")
	flag.StringVar(&scans.keep, "keep-scans", "", "folder to write the scans to")
	flag.IntVar(&scans.page, "page", 0, "with -scan: this page alone, and the tables that stand on it")
	only := flag.String("only", "", "only documents whose name holds this")
	missed := flag.Bool("missed", false, "print what was not read right")
	var drawn specimens
	flag.IntVar(&drawn.n, "tables", 0, "read this many documents of invented tables instead, of every style of ruling")
	flag.Uint64Var(&drawn.from, "seed", 0, "number of the first of them, or the seed of -sample")
	flag.BoolVar(&drawn.office, "office", false, "have LibreOffice print them")
	flag.StringVar(&drawn.keep, "keep", "", "folder for those of them that were not read right")
	var sample sampling
	flag.IntVar(&sample.n, "sample", 0, "draw this many facts of -documents instead, by -seed, for a person to judge")
	flag.Parse()
	if sample.n > 0 {
		sample.seed, sample.only = drawn.from, *only
		if err := sample.report(*docsDir, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, "accuracy:", err)
			os.Exit(2)
		}
		return
	}
	if drawn.n > 0 {
		drawn.only = *only
		if err := drawn.report(*missed); err != nil {
			fmt.Fprintln(os.Stderr, "accuracy:", err)
			os.Exit(2)
		}
		return
	}
	total, err := report(*truthDir, *docsDir, *only, &scans)
	if err != nil {
		fmt.Fprintln(os.Stderr, "accuracy:", err)
		os.Exit(2)
	}
	if *missed {
		for _, m := range total.missed {
			fmt.Fprintln(os.Stdout, m)
		}
	}
	if ratio(total.right, total.truth) < *least || ratio(total.right, total.read) < *least {
		os.Exit(1)
	}
}

// report scores the documents of every truth, and returns the sum.
func report(truthDir, docsDir, only string, scans *scanning) (total score, err error) {
	reader, err := scans.reader()
	if err != nil {
		return total, err
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	files, err := filepath.Glob(filepath.Join(docsDir, "*"))
	if err != nil {
		return total, err
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "document\trecall\tprecision\tnumbers\ttext\ttables\ttitles\tunits\tkinds\t"+
		"leftover\tunexplained\tdoubtful\tchecks\tfindings\terrors\tms\t")
	r := reporter{reader: reader, scans: scans, w: w}
	if truthDir == "text" {
		files = slices.DeleteFunc(files, func(file string) bool {
			return filepath.Ext(file) != ".pdf" || !strings.Contains(filepath.Base(file), only)
		})
		for _, file := range files {
			want, err := r.text(file)
			if err != nil {
				return total, err
			}
			s, err := r.document(file, want)
			if err != nil {
				return total, err
			}
			total.add(s)
		}
		r.line("all", total, "\t\t\t\t\t\t")
		return total, w.Flush()
	}
	truths, err := filepath.Glob(filepath.Join(truthDir, "[^_]*.json"))
	if err != nil {
		return total, err
	}
	for _, path := range truths {
		truth, err := fixtures.Read(path)
		if err != nil {
			return total, err
		}
		name := strings.TrimSuffix(filepath.Base(path), ".json")
		for _, file := range files {
			if base := filepath.Base(file); !strings.HasPrefix(base, name+".") || !strings.Contains(base, only) ||
				scans.quality != "" && filepath.Ext(base) != ".pdf" {
				continue
			}
			s, err := r.document(file, truth.Tables)
			if err != nil {
				return total, err
			}
			total.add(s)
		}
	}
	r.line("all", total, "\t\t\t\t\t\t")
	return total, w.Flush()
}

// reporter scores documents, and prints a line for each.
type reporter struct {
	reader *extract.Reader
	scans  *scanning
	w      io.Writer
}

func (r *reporter) line(name string, s score, rest string) {
	fmt.Fprintf(r.w, "%s\t%.4f\t%.4f\t%d/%d\t%.4f\t%d/%d\t%d\t%d\t%d\t%s\t\n", name,
		ratio(s.right, s.truth), ratio(s.right, s.read), s.right, s.truth, ratio(s.textsRight, s.texts), s.found, s.tables,
		s.titles, s.units, s.kinds, rest)
}

// text are the tables of a file as its text has them; none if it cannot be read.
func (r *reporter) text(file string) ([]fixtures.Table, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	doc, err := r.reader.Read(context.Background(), extract.Input{Source: file, Data: data})
	if err != nil {
		return nil, nil //nolint:nilerr // its line says so
	}
	rec, err := normalize.Normalize(context.Background(), doc, normalize.Options{})
	if err != nil {
		return nil, err
	}
	return tablesOf(rec), nil
}

// document scores one document. One that cannot be read has a line that says
// why, and no score.
func (r *reporter) document(file string, want []fixtures.Table) (s score, err error) {
	name := filepath.Base(file)
	data, err := os.ReadFile(file)
	if err != nil {
		return s, err
	}
	if r.scans.quality != "" && !bytes.Contains(data, []byte("FontFile")) {
		fmt.Fprintf(r.w, "%s\tfonts are not embedded; a picture of it would be empty\t\n", name)
		return s, nil
	}
	if data, err = r.scans.scan(r.reader, name, data); err != nil {
		return s, err
	}
	start := time.Now()
	doc, err := r.reader.Read(context.Background(), extract.Input{Source: file, Data: data})
	took := time.Since(start)
	if err != nil {
		fmt.Fprintf(r.w, "%s\t%v\t\n", name, err)
		return s, nil
	}
	rec, err := normalize.Normalize(context.Background(), doc, normalize.Options{})
	if err != nil {
		return s, err
	}
	checks, findings, err := verify.Run(context.Background(), rec, rules.All(), nil)
	if err != nil {
		return s, err
	}
	if r.scans.page > 0 {
		want = r.scans.tables(want)
	}
	if doc.Format != document.PDF || scan.Qualities[r.scans.quality].Sheet || r.scans.page > 0 {
		want = slices.Clone(want)
		for i := range want {
			want[i].Pages = nil // those of the PDF
		}
	}
	s = compare(want, tablesOf(rec))
	wrong, accusations, doubtful := 0, 0, 0
	for _, f := range findings {
		wrong += count(f.Severity != schema.SeverityInfo)
		accusations += count(f.Severity == schema.SeverityError)
	}
	for i := range rec.Tables {
		doubtful += count(len(rec.Tables[i].Doubts) > 0)
	}
	r.line(name, s, fmt.Sprintf("%d\t%d\t%d\t%d\t%d\t%d\t%d", doc.Reading.Leftover, rec.Account().Unexplained, doubtful,
		len(checks), wrong, accusations, took.Milliseconds()))
	return s, nil
}

// tablesOf are the tables of a record as a truth has them.
func tablesOf(rec *schema.Record) []fixtures.Table {
	out := make([]fixtures.Table, len(rec.Tables))
	for i, t := range rec.Tables {
		rows, _ := t.Layout.BodyText()
		out[i] = fixtures.Table{Title: t.Layout.Title, Kind: string(t.Kind), Pages: t.Layout.Pages, Unit: t.Unit, Rows: rows}
	}
	return out
}
