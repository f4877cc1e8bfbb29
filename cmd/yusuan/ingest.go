package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/mattn/go-runewidth"
	"github.com/spf13/cobra"

	"github.com/yusuan/yusuan/pipeline"
	"github.com/yusuan/yusuan/present"
	"github.com/yusuan/yusuan/present/terminal"
	"github.com/yusuan/yusuan/schema"
)

func newIngest() *cobra.Command {
	var reading readingFlags
	var output, addresses string
	var least leastFlags
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "ingest PATH... -o DATASET",
		Short: "Read files and folders into a Parquet dataset",
		Long: `Ingest reads every file given and every file below the folders given,
whatever its name ends in, and writes Parquet files for each kind of row:
` + kinds() + ` (docs/schema.md).

A document that cannot be read is a row of documents with status and error;
the rest goes on. Members of archives are documents of their own. Of files
with the same bytes the first is read and the others refer to it.

Files and folders whose name begins with a dot and folders whose name begins
with an underscore are passed over below a folder; name them to have them read.
Datasets are passed over too. A file named - is standard input.

Reports of one organization are held against each other when all documents are
read: figures of the year before against what was published then, final accounts
against the budget, departments against their units, versions of one report
(report_checks and report_findings; yusuan rules lists the rules). Of each
organization the latest 200 reports, or 200,000 rows, take part.

The dataset appears whole or not at all: it is written aside, read back,
compared, and put in its place at the end. A dataset that is there already is
replaced; anything else is left alone, also in its folder, and so is a dataset
that another run is writing. The same files and version give the same
bytes, in whatever order they are named and wherever they stand: documents are
called by the way from the folder given. dataset.json names the version and the
digest of the words that were known.

Where the files were published, WARC files say themselves; for others a list
says it (--addresses): CSV whose first line names its columns, url and file (the
name in the dataset) or sha256, and if they are known title, published (a day),
publisher, retrieved, referrer and licence.

A dataset is not replaced by one of less than half as many documents that
could be read (in full, or at all): --min-documents says how many there must
be, --allow-empty takes any number.
` + exitHelp,
		Example: `  yusuan ingest reports/ extra.pdf -o dataset
  yusuan ingest scans.zip -o dataset --ocr
  yusuan ingest reports/ -o dataset --json --log-format json 2>log.jsonl`,
		Annotations: map[string]string{wholeOutput: "yes"},
		Args:        cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, paths []string) error {
			switch output {
			case "":
				return usageError{errors.New("ingest needs -o DATASET, the folder to write")}
			case "-":
				return usageError{errors.New("a dataset is a folder; -o - cannot hold one")}
			}
			least, err := least.documents(cmd)
			if err != nil {
				return err
			}
			var listed *pipeline.Listed
			if addresses != "" {
				if listed, err = pipeline.ReadListed(addresses); err != nil {
					return fmt.Errorf("--addresses: %w", err)
				}
			}
			var names map[string]string
			job, err := reading.start(cmd, paths, func(paths []string) (files []string, err error) {
				files, names, err = pipeline.FindNamed(paths)
				return files, err
			})
			if err != nil {
				return err
			}
			defer job.reader.Close()
			sink, err := job.dataset(output)
			if err != nil {
				return err
			}
			across := pipeline.NewAcross(sink, &sink.Dataset)
			defer across.Abort()
			sink.Least, job.pipe.Names, job.pipe.Listed = least, names, listed
			step, end := progress(len(job.files))
			job.pipe.Done = step
			summary, err := job.run(cmd.Context(), across)
			end()
			if err != nil {
				return err
			}
			summary.Across = across.Summary
			if n := listed.Unmet(); n > 0 {
				slog.Warn("addresses of the list stand for no file that was read", "list", addresses, "count", n)
			}
			if asJSON {
				err = json.NewEncoder(cmd.OutOrStdout()).Encode(summary)
			} else {
				err = printSummary(cmd.OutOrStdout(), languageOf(cmd, english), summary)
			}
			if err != nil {
				return toldError{fmt.Errorf("the dataset %s is written; its summary could not be printed: %w", output, err)}
			}
			if summary.Unread() > 0 {
				return errAttention
			}
			return nil
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "`folder` the dataset will stand in")
	cmd.Flags().StringVar(&addresses, "addresses", "", "`file` (CSV) that lists where the files were published")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the summary as JSON")
	least.bind(cmd)
	reading.bind(cmd)
	return cmd
}

// leastFlags say how many documents must have been read for a dataset to be
// written.
type leastFlags struct {
	number int
	any    bool
}

const leastFlag = "min-documents"

func (l *leastFlags) bind(cmd *cobra.Command) {
	cmd.Flags().IntVar(&l.number, leastFlag, 0, "write only if so many documents were read (default: half of what is "+
		"replaced)")
	cmd.Flags().BoolVar(&l.any, "allow-empty", false, "write however few documents were read")
}

// documents is the number asked for, nil for none.
func (l *leastFlags) documents(cmd *cobra.Command) (*int, error) {
	given := cmd.Flags().Changed(leastFlag)
	switch {
	case given && l.any:
		return nil, usageError{errors.New("--min-documents and --allow-empty exclude each other")}
	case given && l.number < 1:
		return nil, usageError{fmt.Errorf("--min-documents %d is less than one; --allow-empty takes any number", l.number)}
	case !given && !l.any:
		return nil, nil
	}
	return &l.number, nil
}

func rowKinds() []string {
	var names []string
	for _, k := range schema.RowKinds {
		names = append(names, k.Name)
	}
	return names
}

// kinds lists the kinds of row of a dataset, in lines as wide as the rest.
func kinds() string {
	const width = 79
	names := rowKinds()
	var b strings.Builder
	line := 0
	for i, name := range names {
		switch {
		case i == len(names)-1:
			name = "and " + name
		default:
			name += ","
		}
		if line > 0 && line+1+len(name) > width {
			b.WriteByte('\n')
			line = 0
		} else if line > 0 {
			b.WriteByte(' ')
			line++
		}
		b.WriteString(name)
		line += len(name)
	}
	return b.String()
}

// summaryLabel is how wide the labels of a summary are.
const summaryLabel = 26

// label is a label of a summary, filled up.
func label(language, text string) string {
	return runewidth.FillRight(terminal.In(language, text), summaryLabel)
}

// printSummary prints the table at the end of a run. Lines that would say
// that nothing is wrong are left out where a zero goes without saying.
func printSummary(w io.Writer, language string, s pipeline.Summary) error {
	lines := []struct {
		label, value string
		shown        bool
	}{
		{"documents read", present.Thousands(s.Read), true},
		{"read with doubt", present.Thousands(s.Doubtful), s.Doubtful > 0},
		{"scanned, not read in full", present.Thousands(s.Scanned), s.Scanned > 0},
		{"failed", present.Thousands(s.Failed), true},
		{"duplicates among them", present.Thousands(s.Duplicates), s.Duplicates > 0},
		{"tables", present.Thousands(s.Tables), true},
		{"numbers", present.Thousands(s.Numbers), true},
		{"numbers without a place", present.Thousands(s.Leftover), s.Leftover > 0},
		{"numbers not explained", present.Thousands(s.Unexplained), s.Unexplained > 0},
		{"totals checked", present.Thousands(s.Checked), true},
		{"inconsistent", present.Thousands(s.Inconsistent), true},
		{"figures in reports", present.Thousands(s.Across.Figures), s.Across.Done > 0},
		{"met in another document", present.Thousands(s.Across.Met), s.Across.Done > 0},
		{"inconsistent across them", present.Thousands(s.Across.Inconsistent), s.Across.Inconsistent > 0},
		{"pages not read", present.Thousands(s.UnreadPages), s.UnreadPages > 0},
		{"documents not read in full", present.Thousands(s.Unread()), s.Unread() > 0},
		{"disputed by second reading", present.Thousands(s.Disputed), s.Disputed > 0},
		{"numbers read twice", present.Thousands(s.Reread), s.Reread > 0},
		{"two readings agree", present.Thousands(s.Agreeing), s.Reread > 0},
		{"seconds", fmt.Sprintf("%.1f", s.Seconds), true},
	}
	for _, l := range lines {
		if !l.shown {
			continue
		}
		if _, err := fmt.Fprintf(w, "%s %12s\n", label(language, l.label), l.value); err != nil {
			return err
		}
	}
	return nil
}
