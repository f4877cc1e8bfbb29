package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/mattn/go-runewidth"
	"github.com/spf13/cobra"

	"github.com/yusuan/yusuan/fetch"
	"github.com/yusuan/yusuan/present"
	"github.com/yusuan/yusuan/present/terminal"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/workspace"
)

// inWorkspace opens a workspace that is there for a verb.
func inWorkspace(cmd *cobra.Command, folder string, verb func(*workspace.Workspace) error) error {
	w, err := workspace.Open(cmd.Context(), folder, false)
	if err != nil {
		return err
	}
	return errors.Join(verb(w), w.Close())
}

// lookAt opens a workspace that is there for a verb that changes nothing.
func lookAt(cmd *cobra.Command, folder string, verb func(*workspace.Workspace) error) error {
	w, err := workspace.OpenToRead(cmd.Context(), folder)
	if err != nil {
		return err
	}
	return errors.Join(verb(w), w.Close())
}

func newStatus() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "status WORKSPACE",
		Short: "Tell how a workspace stands",
		Long: `Status tells what was found and read, what failed and is tried again when, what
the last run came to, how old the newest release is, and how the sources stand
that fetch asks. It may be asked while a run is at work.
` + plainExitHelp,
		Example: `  yusuan status workspace
  yusuan status workspace --json`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			sources, busy, err := fetch.Status(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			var s *workspace.Status
			err = lookAt(cmd, args[0], func(w *workspace.Workspace) (err error) {
				s, err = w.Status(cmd.Context())
				return err
			})
			switch {
			case errors.Is(err, workspace.ErrNoWorkspace) && sources != nil: // nothing of it was read yet
			case err != nil:
				return err
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(struct {
					Sources  []fetch.Standing `json:"sources,omitempty"`
					Fetching bool             `json:"fetching,omitempty"`
					*workspace.Status
				}{sources, busy, s})
			}
			if err := printSources(cmd.OutOrStdout(), languageOf(cmd, english), sources, busy); err != nil || s == nil {
				return err
			}
			return printStatus(cmd.OutOrStdout(), languageOf(cmd, english), s, time.Now())
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print it as JSON")
	return cmd
}

// printSources says how the sources stand that fetch asks.
func printSources(w io.Writer, language string, sources []fetch.Standing, busy bool) error {
	var b strings.Builder
	in := func(text string) string { return terminal.In(language, text) }
	for i := range sources {
		s := &sources[i]
		when := fmt.Sprintf(in("asked %s"), s.Started)
		switch {
		case s.Ended == "" && busy:
			when += in(", at work")
		case s.Ended == "":
			when += in(", to be gone on with")
		}
		fmt.Fprintf(&b, in("%s %s, %s had, %s gone, %s declined, %s failed\n"),
			runewidth.FillRight(in("source")+" "+s.ID, summaryLabel), when,
			present.Thousands(s.Had), present.Thousands(s.Gone), present.Thousands(s.Declined), present.Thousands(s.Failed))
		printProblems(&b, language, s.Problems)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func printStatus(w io.Writer, language string, s *workspace.Status, now time.Time) error {
	var b strings.Builder
	in := func(text string) string { return terminal.In(language, text) }
	line := func(name, value string) { fmt.Fprintf(&b, "%s %s\n", label(language, name), value) }
	for _, path := range s.Paths {
		line("looked into", path)
	}
	line("files", present.Thousands(s.Files))
	line("documents", present.Thousands(s.Documents))
	line("distinct documents", present.Thousands(s.Distinct))
	for _, c := range s.Results {
		line("  "+status(language, c.Status), present.Thousands(c.Documents))
	}
	if r := s.Run; r != nil {
		outcome, why := r.Outcome, ""
		switch {
		case r.Ended == "":
			outcome = in("at work, or killed")
		case outcome != workspace.Published && outcome != workspace.Unchanged:
			outcome, why = in("not published"), outcome
		}
		line("last run", fmt.Sprintf(in("%s, %s, %s read"), r.Started, outcome,
			terminal.Count(language, r.Read, "document")))
		if why != "" {
			line("  because", terminal.OneLine(strings.ReplaceAll(messageIn(language, why), "\n", "; ")))
		}
	}
	if r := s.Release; r != nil {
		line("newest release", fmt.Sprintf(in("%s, %s old"), r.Digest, age(language, r.Age(now))))
	} else {
		line("newest release", in("none"))
	}
	if q := s.Quality; q != nil {
		line("  amounts", present.Thousands(q.Amounts))
		line("  in a check", present.Percent(q.Checked, q.Amounts))
		line("  numbers not explained", present.Thousands(q.Unexplained))
		line("  numbers without a place", present.Thousands(q.Leftover))
		line("  documents read by OCR", present.Thousands(q.Recognised))
	}
	for i := range s.Expected {
		x := &s.Expected[i]
		line("  expected", fmt.Sprintf(in("%s, %d: %d of %d"), x.Source, x.Year, x.Found, x.Expected))
	}
	told(&b, language, len(s.Waiting), func(i int) string {
		one := &s.Waiting[i]
		again := in("not tried again without --retry")
		if one.Again != "" {
			again = fmt.Sprintf(in("tried again after %s"), one.Again)
		}
		return fmt.Sprintf(in("waiting %s: %s, %s, %s"), one.Source, one.Status,
			terminal.Count(language, one.Attempts, "attempt"), again)
	})
	told(&b, language, len(s.Failed), func(i int) string { return problem(language, &s.Failed[i]) })
	told(&b, language, len(s.Gone), func(i int) string {
		return fmt.Sprintf(in("gone %s since %s"), s.Gone[i].Name, s.Gone[i].Since)
	})
	told(&b, language, len(s.Moved), func(i int) string { return moved(language, &s.Moved[i]) })
	told(&b, language, len(s.Forgotten), func(i int) string {
		return fmt.Sprintf(in("forgotten %s: %s"), s.Forgotten[i].DocumentID, s.Forgotten[i].Why)
	})
	_, err := io.WriteString(w, b.String())
	return err
}

// moved tells of a file whose documents are there elsewhere.
func moved(language string, m *workspace.Moved) string {
	return fmt.Sprintf(terminal.In(language, "moved %s: it is in %s"), m.Name, m.To)
}

// status is what became of a document.
func status(language string, s schema.Status) string {
	if language == chinese {
		return present.Label(s).ZH
	}
	return present.Word(s)
}

// age is a time in the unit that people would count it in.
func age(language string, d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d < time.Minute:
		return terminal.In(language, "less than a minute")
	case d < 2*time.Hour:
		return terminal.Count(language, int(d.Minutes()), "minute")
	case d < 2*day:
		return terminal.Count(language, int(d.Hours()), "hour")
	}
	return terminal.Count(language, int(d/day), "day")
}

// mostTold are the most lines on one matter; --json has all.
const mostTold = 20

// told prints the first of many lines.
func told(b *strings.Builder, language string, n int, line func(i int) string) {
	for i := range min(n, mostTold) {
		fmt.Fprintln(b, line(i))
	}
	if n > mostTold {
		fmt.Fprintf(b, terminal.In(language, "... and %s more\n"), present.Thousands(n-mostTold))
	}
}

func newReleases() *cobra.Command {
	var pin, unpin string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "releases WORKSPACE",
		Short: "List what a workspace published",
		Long: `Releases lists the releases of a workspace, the newest first, with the time they
were published. sweep removes old ones, but none that is pinned: those others
cite. The first digits of one are enough to name it.
` + plainExitHelp,
		Example: `  yusuan run workspace reports/ && yusuan releases workspace
  yusuan releases workspace --json`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			open := lookAt
			if cmd.Flags().Changed("pin") || cmd.Flags().Changed("unpin") {
				open = inWorkspace
			}
			return open(cmd, args[0], func(w *workspace.Workspace) error {
				if cmd.Flags().Changed("pin") {
					if err := w.Pin(cmd.Context(), pin, true); err != nil {
						return err
					}
				}
				if cmd.Flags().Changed("unpin") {
					if err := w.Pin(cmd.Context(), unpin, false); err != nil {
						return err
					}
				}
				all, err := w.Releases(cmd.Context())
				if err != nil {
					return err
				}
				if asJSON {
					return json.NewEncoder(cmd.OutOrStdout()).Encode(all)
				}
				return printReleases(cmd.OutOrStdout(), languageOf(cmd, english), all)
			})
		},
	}
	cmd.Flags().StringVar(&pin, "pin", "", "keep the `release` for good")
	cmd.Flags().StringVar(&unpin, "unpin", "", "do not keep the `release` any more")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print them as JSON")
	return cmd
}

func printReleases(w io.Writer, language string, all []workspace.Release) error {
	var b strings.Builder
	for i := range all {
		r := &all[i]
		fmt.Fprintf(&b, "%s  %s", r.Digest, r.At)
		for _, is := range []struct {
			so   bool
			word string
		}{{r.Latest, "latest"}, {r.Pinned, "pinned"}, {!r.There, "missing"}} {
			if is.so {
				b.WriteString("  " + terminal.In(language, is.word))
			}
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func newSweep() *cobra.Command {
	var keep int
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "sweep WORKSPACE",
		Short: "Remove what a workspace does not need any more",
		Long: `Sweep removes releases but the last few and those that are pinned (yusuan
releases --pin), what was read by earlier versions of the program or with other
options where it was read anew since, and what killed runs left behind.
` + plainExitHelp,
		Example: `  yusuan sweep workspace
  yusuan sweep workspace --keep 30`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if keep < 1 {
				return usageError{fmt.Errorf("--keep %d is less than one", keep)}
			}
			language := languageOf(cmd, english)
			return inWorkspace(cmd, args[0], func(w *workspace.Workspace) error {
				s, err := w.Sweep(cmd.Context(), keep)
				if err != nil {
					return err
				}
				if asJSON {
					return json.NewEncoder(cmd.OutOrStdout()).Encode(s)
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), terminal.In(language, "removed %s, %s, %s\n"),
					terminal.Count(language, len(s.Releases), "release"), terminal.Count(language, s.Results, "result"),
					terminal.Count(language, s.Objects, "object"))
				return err
			})
		},
	}
	cmd.Flags().IntVar(&keep, "keep", defaultKept, "newest `releases` that stay")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print what was removed as JSON")
	return cmd
}

// defaultKept is a week of nightly releases.
const defaultKept = 7

func newForget() *cobra.Command {
	var why string
	cmd := &cobra.Command{
		Use:   "forget WORKSPACE SHA256 --why REASON",
		Short: "Take a document down, for good",
		Long: `Forget removes what was read of a document, every release that holds it, also
pinned ones, and what fetch brought home of it: WARC files are written anew
without it. Nothing of it stays in the workspace's database either. Where no
release is left, the next run publishes one without it. The document is never
read or fetched again, whatever it is called; that it was forgotten, when and
why stays on record (yusuan status).

Other files it was read from are left to you. They are printed: remove it from
them, or its bytes stay. So do copies that were made elsewhere: of releases,
exports, pages, the index of serve. Where forget ends before it is done, because
a fetch or a worker is at work or it was interrupted, the same command goes on.

EXIT STATUS
  0  done
  1  done, and its bytes are still in the files that are printed
  2  not done: wrong usage, no SHA-256, no workspace, a run, worker or fetch is at
     work, interrupted`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if why == "" {
				return usageError{errors.New("forget needs --why, for the record")}
			}
			return inWorkspace(cmd, args[0], func(w *workspace.Workspace) error {
				files, releases, err := w.Forget(cmd.Context(), strings.ToLower(args[1]), why)
				if err != nil {
					return err
				}
				var b strings.Builder
				language := languageOf(cmd, english)
				for _, r := range releases {
					fmt.Fprintf(&b, terminal.In(language, "removed release %s\n"), r)
				}
				for _, f := range files {
					fmt.Fprintf(&b, terminal.In(language, "still in %s\n"), f)
				}
				if _, err := io.WriteString(cmd.OutOrStdout(), b.String()); err != nil {
					return toldError{err}
				}
				if len(files) > 0 {
					return errAttention
				}
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&why, "why", "", "`reason`, for the record")
	return cmd
}
