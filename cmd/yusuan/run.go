package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract"
	"github.com/yusuan/yusuan/fetch"
	"github.com/yusuan/yusuan/internal/wait"
	"github.com/yusuan/yusuan/pipeline"
	"github.com/yusuan/yusuan/present"
	"github.com/yusuan/yusuan/present/terminal"
	"github.com/yusuan/yusuan/workspace"
)

func newRun() *cobra.Command {
	var reading readingFlags
	var least leastFlags
	var quality float64
	var asJSON, retry, noFetch bool
	var contact string
	cmd := &cobra.Command{
		Use:   "run WORKSPACE [PATH...]",
		Short: "Read what is new and publish a dataset of everything",
		Long: `Run keeps a workspace: a folder with a database of what was found, a store of
what was read of each document, and releases. It looks into the files and
folders that are named, now or in any run before, and into what yusuan fetch
brought home (WORKSPACE/warc), reads what is new or changed, and publishes one
dataset of all: WORKSPACE/releases/DIGEST, which never changes, and
WORKSPACE/latest, which leads to the newest. A release has the same bytes as
what ingest writes of the same documents.

Where WORKSPACE/sources says which portals to ask, they are asked first, as
yusuan fetch does: one command, fetched, read, verified, published
(docs/operations.md).

A document is read once for its bytes, its name and this program with its
options; where these stay the same, it is not read again. Where time, a
password or a program was missing, it is tried again: after an hour, then after
four times as long, five times in all; --retry does so at once.

A file that is not there any more keeps its place in the releases, and is told.
One whose documents are there under another name has moved: that is told, and
the releases have the new name. What is in a folder that cannot be entered is
not gone: the folder is told.
A run that was stopped, however, is gone on with by the next.

EXIT STATUS
  0  done, and nothing new is wrong; without anything new there is no release
  1  done, and there is something new to look at: a document that could not be
     read in full, a file that is gone, something that could not be fetched,
     less from a portal than a source expects
  2  not published: wrong usage, nothing to read, less readable than
     --min-quality, less than half of what the release before could read
     (--min-documents, --allow-empty), interrupted`,
		Example: `  yusuan run workspace reports/
  yusuan run workspace --json --log-format json 2>log.jsonl
  yusuan run workspace --no-fetch --min-quality 0.9`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if quality < 0 || quality > 1 {
				return usageError{fmt.Errorf("--min-quality %v is no share between 0 and 1", quality)}
			}
			if err := checkPaths(args[0], args[1:]); err != nil {
				return err
			}
			var fetched *fetch.Summary
			if !noFetch {
				var err error
				if fetched, err = fetchFirst(cmd, args[0], contact); err != nil {
					return err
				}
			}
			job, err := reading.startAlone(cmd)
			if err != nil {
				return err
			}
			defer job.reader.Close()
			w, err := openToRun(cmd.Context(), args[0], args[1:])
			if err != nil {
				return err
			}
			defer w.Close() //nolint:errcheck // what is in it was stored before
			how := workspace.Reading{Pipeline: job.pipe, Words: job.words, Sink: job.dataset, Quality: quality, Retry: retry}
			if how.Least, err = least.documents(cmd); err != nil {
				return err
			}
			if how.MadeOf, err = job.madeOf(cmd, &reading); err != nil {
				return err
			}
			step, end := func(string) {}, func() {}
			how.Found = func(files int) { end(); step, end = progress(files) }
			how.Pipeline.Done = func(file string) { step(file) }
			summary, err := w.Run(cmd.Context(), args[1:], how)
			end()
			if err != nil {
				return err
			}
			if asJSON {
				err = json.NewEncoder(cmd.OutOrStdout()).Encode(struct {
					Fetched *fetch.Summary `json:"fetched,omitempty"`
					workspace.Summary
				}{fetched, summary})
			} else {
				err = printRun(cmd.OutOrStdout(), languageOf(cmd, english), fetched, &summary)
			}
			switch {
			case err != nil:
				return toldError{fmt.Errorf("release %s is there; what was done could not be printed: %w", summary.Release, err)}
			case summary.Attention(), fetched != nil && fetched.Attention():
				return errAttention
			}
			return nil
		},
	}
	cmd.Flags().Float64Var(&quality, "min-quality", 0, qualityUsage)
	cmd.Flags().BoolVar(&noFetch, "no-fetch", false, "do not ask the portals of WORKSPACE/sources")
	cmd.Flags().StringVar(&contact, "contact", os.Getenv(contactVariable), contactUsage)
	cmd.Flags().BoolVar(&retry, "retry", false, "try everything again now whose failure may have passed")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the summary as JSON")
	least.bind(cmd)
	reading.bind(cmd)
	return cmd
}

// openToRun opens a workspace, and begins one where there is something to read.
func openToRun(ctx context.Context, folder string, paths []string) (*workspace.Workspace, error) {
	w, err := workspace.Open(ctx, folder, false)
	if !errors.Is(err, workspace.ErrNoWorkspace) {
		return w, err
	}
	if _, missing := os.Stat(filepath.Join(folder, fetch.WARCFolder)); missing != nil && len(paths) == 0 {
		return nil, fmt.Errorf("%w: %s is no workspace, and no folder to read is named after it", pipeline.ErrNothing, folder)
	}
	return workspace.Open(ctx, folder, true)
}

// errDocuments refuses to begin a workspace in a folder of documents: it would
// not be read any more.
var errDocuments = errors.New("holds documents and is no workspace")

// checkPaths looks at what is named to run before anything is changed: who
// forgets the workspace names a folder of documents in its place.
func checkPaths(folder string, paths []string) error {
	for _, path := range paths {
		if _, err := os.Stat(path); err != nil {
			return err
		}
	}
	if workspace.Begun(folder) {
		return nil
	}
	files, err := pipeline.Find([]string{folder})
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, pipeline.ErrNothing):
		return nil
	case err != nil:
		return err
	}
	// What is named itself and stands below goes on being read.
	below := slices.DeleteFunc(slices.Clone(paths), func(path string) bool {
		return !isBelow(folder, path) || isBelow(path, folder)
	})
	for _, file := range files {
		named := slices.ContainsFunc(below, func(path string) bool { return isBelow(path, file) })
		if !named && isDocument(file) {
			return usageError{fmt.Errorf("%s %w, see %s", folder, errDocuments, file)}
		}
	}
	return nil
}

// isBelow reports whether a path is a folder, or below it.
func isBelow(folder, path string) bool {
	from, err := filepath.Abs(folder)
	if err != nil {
		return false
	}
	to, err := filepath.Abs(path)
	if err != nil {
		return false
	}
	way, err := filepath.Rel(from, to)
	return err == nil && filepath.IsLocal(way)
}

// headSize is how much of a file tells its format, in bytes.
const headSize = 64 << 10

// isDocument reports whether a file is of a format that is read, as far as its
// head tells.
func isDocument(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head, err := io.ReadAll(io.LimitReader(f, headSize))
	return err == nil && extract.Sniff(head) != document.Unknown
}

// fetchFirst asks the sources of a workspace for what is new; nil where it has
// none.
func fetchFirst(cmd *cobra.Command, folder, contact string) (*fetch.Summary, error) {
	sources, err := fetch.Load(filepath.Join(folder, fetch.SourcesFolder))
	if err != nil || len(sources) == 0 {
		return nil, err
	}
	agent, err := agent(contact, sources)
	if err != nil {
		return nil, err
	}
	step, end := progress(unknownSteps)
	summary, err := fetch.Run(cmd.Context(), folder, sources, fetch.Options{Agent: agent, Done: step})
	end()
	return &summary, err
}

// madeOf is everything that what is read of a document depends on, beside its
// bytes and its name. What only decides whether there is time enough is not:
// such documents are tried again.
func (j *job) madeOf(cmd *cobra.Command, flags *readingFlags) ([]string, error) {
	program, err := program()
	if err != nil {
		return nil, err
	}
	made := []string{
		"program=" + program, "catalogue=" + j.words.Digest(), "double-read=" + flags.double.String(),
		fmt.Sprintf("keep-contacts=%v", flags.contacts), fmt.Sprintf("memory-limit=%d", flags.memory),
	}
	if j.people != nil {
		made = append(made, "corrections="+j.people.Digest)
	}
	if flags.ocr { // its models are told by the program, which knows their checksums
		engine, err := j.reader.Recognizer(cmd.Context())
		if err != nil {
			return nil, err
		}
		made = append(made, "ocr="+engine.Name())
	}
	return made, nil
}

// program tells builds of this program apart: by the revision they were made
// of, or where that is not known or was changed, by the file itself.
func program() (string, error) {
	if info, ok := debug.ReadBuildInfo(); ok {
		settings := map[string]string{}
		for _, s := range info.Settings {
			settings[s.Key] = s.Value
		}
		if revision := settings["vcs.revision"]; revision != "" && settings["vcs.modified"] == "false" {
			return version + " " + revision, nil
		}
	}
	path, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return version + " " + hex.EncodeToString(sum.Sum(nil)), nil
}

func newRelease() *cobra.Command {
	var reading readingFlags
	var least leastFlags
	var quality float64
	cmd := &cobra.Command{
		Use:   "release WORKSPACE",
		Short: "Publish what was read, without a look at what is new",
		Long: `Release publishes what the last run read, with the same options, and leaves out
what was forgotten since. Nothing is looked into and nothing is read.
` + plainExitHelp,
		Example: `  yusuan run workspace reports/ && yusuan release workspace`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			job, err := reading.startAlone(cmd)
			if err != nil {
				return err
			}
			defer job.reader.Close()
			how := workspace.Reading{Words: job.words, Sink: job.dataset, Quality: quality}
			if how.Least, err = least.documents(cmd); err != nil {
				return err
			}
			if how.MadeOf, err = job.madeOf(cmd, &reading); err != nil {
				return err
			}
			return inWorkspace(cmd, args[0], func(w *workspace.Workspace) error {
				s, err := w.Release(cmd.Context(), how)
				if err != nil {
					return err
				}
				return printRelease(cmd.OutOrStdout(), languageOf(cmd, english), &s)
			})
		},
	}
	cmd.Flags().Float64Var(&quality, "min-quality", 0, qualityUsage)
	least.bind(cmd)
	reading.bind(cmd)
	return cmd
}

const qualityUsage = "publish only if this `share` of the documents that are there or expected could be read"

// printRelease says which release is the newest now.
func printRelease(w io.Writer, language string, s *workspace.Summary) error {
	is := "unchanged"
	if s.Published {
		is = "published"
	}
	_, err := fmt.Fprintln(w, terminal.In(language, is), s.Release)
	return err
}

func newWorker() *cobra.Command {
	var reading readingFlags
	var stay, asJSON bool
	cmd := &cobra.Command{
		Use:   "worker WORKSPACE",
		Short: "Help a run to read",
		Long: `Worker reads what a run of the same workspace is reading, with the same options,
so that several processes share the work: each file is read by one of them, and
what one did not end when it was killed is read by another. Publishing is left
to the run. Worker ends when there is nothing left to read;
with --stay it waits for more.

SQLite is for the processes of one machine; where WORKSPACE/workspace.postgres
names a PostgreSQL database, those of several share the folder
(docs/operations.md).
` + plainExitHelp,
		Example: `  yusuan worker workspace --workers 1`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			job, err := reading.startAlone(cmd)
			if err != nil {
				return err
			}
			defer job.reader.Close()
			how := workspace.Reading{Pipeline: job.pipe, Words: job.words}
			if how.MadeOf, err = job.madeOf(cmd, &reading); err != nil {
				return err
			}
			language := languageOf(cmd, english)
			return inWorkspace(cmd, args[0], func(w *workspace.Workspace) error {
				for {
					summary, err := w.Work(cmd.Context(), how)
					switch {
					case err != nil:
						return err
					case asJSON:
						err = json.NewEncoder(cmd.OutOrStdout()).Encode(summary)
					default:
						_, err = fmt.Fprintf(cmd.OutOrStdout(), terminal.In(language, "read %s\n"),
							terminal.Count(language, summary.Read, "document"))
					}
					if err != nil || !stay {
						return err
					}
					if err := wait.For(cmd.Context(), workerPause); err != nil {
						return err
					}
				}
			})
		},
	}
	cmd.Flags().BoolVar(&stay, "stay", false, "wait for more when there is nothing to read")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print what was read as JSON")
	reading.bind(cmd)
	return cmd
}

// workerPause is how often a worker that stays looks for something to read.
const workerPause = 10 * time.Second

func problem(language string, p *workspace.Problem) string {
	return fmt.Sprintf("%s %s: %s", status(language, p.Status), p.Source, messageIn(language, p.Error))
}

func printRun(w io.Writer, language string, fetched *fetch.Summary, s *workspace.Summary) error {
	if fetched != nil {
		if err := printFetched(w, language, fetched); err != nil {
			return err
		}
	}
	var b strings.Builder
	for _, l := range []struct {
		label string
		n     int
	}{
		{"files", s.Files}, {"of them looked into", s.FilesRead}, {"documents", s.Documents},
		{"distinct documents", s.Distinct}, {"read now", s.Read},
		{"of them not in full", s.Failed},
	} {
		fmt.Fprintf(&b, "%s %12s\n", label(language, l.label), present.Thousands(l.n))
	}
	fmt.Fprintf(&b, "%s %12.1f\n", label(language, "seconds"), s.Seconds)
	in := func(text string) string { return terminal.In(language, text) }
	told(&b, language, len(s.NewlyFailed), func(i int) string { return problem(language, &s.NewlyFailed[i]) })
	told(&b, language, len(s.NewlyGone), func(i int) string { return fmt.Sprintf(in("gone %s"), s.NewlyGone[i]) })
	told(&b, language, len(s.NewlyMoved), func(i int) string { return moved(language, &s.NewlyMoved[i]) })
	if _, err := io.WriteString(w, b.String()); err != nil {
		return err
	}
	return printRelease(w, language, s)
}
