package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/internal/disk"
	"github.com/yusuan/yusuan/pipeline"
	"github.com/yusuan/yusuan/present/terminal"
	"github.com/yusuan/yusuan/report"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
)

func newReport() *cobra.Command {
	var reading readingFlags
	var output string
	var options report.Options
	var plain bool
	cmd := &cobra.Command{
		Use:   "report FILE|FOLDER|DATASET -o report.html",
		Short: "Write a page about documents or a dataset to be sent on",
		Long: `Report writes one HTML page that needs nothing else: what does not add up, with
the figures and, for PDF, pictures of their places; the tables as they were
read, with the totals that were checked; and what could not be checked, and
why. For a dataset, or a folder or an archive of several documents, it writes
an overview of the documents, the worst first.

The page has no script and loads nothing. The same file and version give the
same page; --date is the only date printed. A FILE named - is standard input.
` + exitHelp,
		Example: `  yusuan report budget.pdf -o budget.html --date 2025-03-01
  yusuan report reports/ -o overview.html
  yusuan ingest reports/ -o dataset && yusuan report dataset -o overview.html`,
		Annotations: map[string]string{wholeOutput: "yes"},
		Args:        cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if output == "" {
				return usageError{errors.New("report needs -o FILE, the page to write")}
			}
			if options.Images < 1 {
				return usageError{fmt.Errorf("--images %d is less than one; --no-images gives none", options.Images)}
			}
			options.Version = version
			if sameFile(args[0], output) {
				return usageError{fmt.Errorf("-o %s would replace the document itself", output)}
			}
			if _, err := sinks.ReadManifest(args[0]); err == nil {
				return writeOverview(cmd, output, args[0], options)
			}
			job, err := reading.start(cmd, args, func(paths []string) ([]string, error) {
				files, _, err := pipeline.FindNamed(paths)
				return files, err
			})
			if err != nil {
				return err
			}
			defer job.reader.Close()
			all := gathered{job: job, name: cmp.Or(filepath.Base(filepath.Clean(args[0])), "documents")}
			defer func() { _ = all.Abort() }() // a folder for temporary files is all it may leave
			step, end := progress(len(job.files))
			job.pipe.Done = step
			summary, err := job.run(cmd.Context(), &all)
			end()
			switch {
			case err != nil:
				return err
			case all.one == nil:
				return usageError{fmt.Errorf("%s holds no document", args[0])}
			case all.several != nil:
				err = writeOverview(cmd, output, all.dataset(), options)
				if err == nil && summary.Unread() > 0 {
					err = errAttention
				}
				return err
			}
			if !plain {
				options.Draw = drawer(cmd.Context(), job, all.one)
			}
			err = writePage(cmd.OutOrStdout(), output, func(w io.Writer) error {
				return report.Document(cmd.Context(), w, all.one, options)
			})
			if err != nil {
				return err
			}
			sayReported(cmd, output, 1, len(all.one.Findings))
			return unread(&summary)
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "`file` to write; - for standard output")
	cmd.Flags().StringVar(&options.Date, "date", "", "`date` to print on the page")
	cmd.Flags().IntVar(&options.Images, "images", 40, "most pictures on the page")
	cmd.Flags().BoolVar(&plain, "no-images", false, "draw no pictures")
	reading.bind(cmd)
	return cmd
}

// writeOverview writes the page of a dataset.
func writeOverview(cmd *cobra.Command, output, dataset string, options report.Options) error {
	manifest, err := sinks.ReadManifest(dataset)
	if err != nil {
		return err
	}
	err = writePage(cmd.OutOrStdout(), output, func(w io.Writer) error {
		return report.Dataset(cmd.Context(), w, dataset, options)
	})
	if err != nil {
		return err
	}
	var findings int64
	for _, f := range manifest.Files {
		if f.Dataset == "findings" || f.Dataset == "report_findings" {
			findings += f.Rows
		}
	}
	sayReported(cmd, output, manifest.Inputs, int(findings))
	return nil
}

// sayReported says what a page that was written to a file is about.
func sayReported(cmd *cobra.Command, output string, documents, findings int) {
	if language := languageOf(cmd, english); output != "-" {
		inAll(cmd, terminal.Count(language, documents, "document"), terminal.Count(language, findings, "finding"))
	}
}

// gathered is a sink that keeps a single document as it is, and several as a
// dataset in a folder that Abort removes.
type gathered struct {
	job     *job
	name    string // what the folder is called
	one     *schema.Record
	work    string
	several *pipeline.Across
}

var _ sinks.Sink = &gathered{}

func (g *gathered) Write(ctx context.Context, r *schema.Record) (err error) {
	if g.one == nil {
		g.one = r
		return nil
	}
	if g.several == nil {
		if g.work, err = os.MkdirTemp("", "yusuan-report-*"); err != nil {
			return err
		}
		sink, err := g.job.dataset(g.dataset())
		if err != nil {
			return err
		}
		g.several = pipeline.NewAcross(sink, &sink.Dataset)
		if err := g.several.Write(ctx, g.one); err != nil {
			return err
		}
	}
	return g.several.Write(ctx, r)
}

// dataset is the folder of several documents.
func (g *gathered) dataset() string { return filepath.Join(g.work, g.name) }

func (g *gathered) Commit(ctx context.Context) error {
	if g.several == nil {
		return nil
	}
	return g.several.Commit(ctx)
}

func (g *gathered) Abort() (err error) {
	if g.several != nil {
		err = g.several.Abort()
	}
	if g.work != "" {
		err = errors.Join(err, os.RemoveAll(g.work))
	}
	return err
}

// drawer draws the pages of a document that was read from a file, or from the
// archive that file is. What changed since it was read is not drawn.
func drawer(ctx context.Context, job *job, r *schema.Record) report.Draw {
	if r.Document == nil || !job.reader.Renders(r.Document.Format) {
		return nil
	}
	return func(dpi float64, regions []document.Region, each func(int, image.Image) error) error {
		file := archiveOf(cmp.Or(r.RawSource, r.Source))
		data := job.pipe.Stdin
		if job.files[0] != pipeline.Stdin {
			var err error
			if data, err = os.ReadFile(file); err != nil {
				return err
			}
		}
		for in := range job.reader.Expand(ctx, pipeline.Input(file, data, nil)) {
			if in.Err == nil && document.Digest(in.Data) == r.DocumentID {
				return job.reader.Render(ctx, in, dpi, regions, each)
			}
		}
		return fmt.Errorf("%s changed while it was read", r.Source)
	}
}

// archiveOf is the file a source stands in: the longest part of archive!member
// that is one.
func archiveOf(source string) string {
	for i := len(source); i > 0; i-- {
		if i < len(source) && source[i] != '!' {
			continue
		}
		if info, err := os.Stat(source[:i]); err == nil && !info.IsDir() {
			return source[:i]
		}
	}
	return source
}

// writePage writes a page to a file, or to standard output: as it is into a
// pipe, and without what a terminal would obey to anything else.
func writePage(out io.Writer, path string, content func(io.Writer) error) error {
	if path != "-" {
		return disk.WriteFile(path, content)
	}
	if p, ok := out.(*terminal.Writer); ok && !isTerminal(p.W) {
		out = p.W
	}
	w := bufio.NewWriter(out)
	return errors.Join(content(w), w.Flush())
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// sameFile reports whether two paths name one file.
func sameFile(a, b string) bool {
	first, err := os.Stat(a)
	if err != nil {
		return false
	}
	second, err := os.Stat(b)
	return err == nil && os.SameFile(first, second)
}
