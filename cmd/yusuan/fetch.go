package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/yusuan/yusuan/fetch"
	"github.com/yusuan/yusuan/present"
	"github.com/yusuan/yusuan/present/terminal"
)

// contactVariable names who runs the program, for servers.
const contactVariable = "YUSUAN_CONTACT"

const contactUsage = "how those who run servers reach you, an `address` of mail or web (default $" +
	contactVariable + ")"

func newFetch() *cobra.Command {
	var options fetch.Options
	var only []string
	var contact string
	var every time.Duration
	var once, asJSON bool
	cmd := &cobra.Command{
		Use:   "fetch WORKSPACE",
		Short: "Bring home what portals published since the last time",
		Long: `Fetch asks the sources in WORKSPACE/sources (docs/sources.md) for what is new
and keeps every reply in WARC files in WORKSPACE/warc, which ingest reads. What
became of each address is in WORKSPACE/fetch.sqlite.

It obeys robots.txt, says who asks, asks a host for one thing at a time with
at least two seconds between, waits as long as a server says, and leaves alone
what answers with challenges for browsers. Only public addresses are asked.

Lists are read from the top to where nothing is new, and once in 30 days (or
with --whole) to their end: then everything is asked for again, though not sent
again where it is the same, and what was replaced or is gone is told. A run that
was stopped, however, or whose hours are over, is gone on with by the next.

With --schedule fetch stays, and asks each source once in that time and in the
hours that it sets; which source is due it remembers, also if it is killed. Files
of sources that were added or changed meanwhile are taken up.

EXIT STATUS
  0  done
  1  done, and there is something to look at: something could not be had, or
     there is less than a source expects
  2  not done: wrong usage, a source that is wrong, interrupted`,
		Example: `  yusuan fetch workspace --contact me@example.org
  yusuan ingest workspace/warc -o dataset
  yusuan fetch workspace --source trs-department --whole --json`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if once && every != 0 {
				return usageError{errors.New("--once and --schedule exclude each other")}
			}
			if every < 0 || every > 0 && every < time.Minute {
				return usageError{fmt.Errorf("--schedule %v is shorter than a minute", every)}
			}
			load := func() ([]fetch.Source, error) {
				all, err := fetch.Load(filepath.Join(args[0], fetch.SourcesFolder))
				if err != nil {
					return nil, err
				}
				some, err := chosen(all, only)
				if err == nil {
					options.Agent, err = agent(contact, some)
				}
				return some, err
			}
			sources, err := load()
			if err != nil {
				return err
			}
			tell := func(s *fetch.Summary) error {
				if asJSON {
					return json.NewEncoder(cmd.OutOrStdout()).Encode(s)
				}
				return printFetched(cmd.OutOrStdout(), languageOf(cmd, english), s)
			}
			if every > 0 {
				return fetch.Schedule(cmd.Context(), args[0], every, load, options, tell)
			}
			step, end := progress(unknownSteps)
			options.Done = step
			summary, err := fetch.Run(cmd.Context(), args[0], sources, options)
			end()
			if err == nil {
				err = tell(&summary)
			}
			if err == nil && summary.Attention() {
				err = errAttention
			}
			return err
		},
	}
	flags := cmd.Flags()
	flags.StringSliceVar(&only, "source", nil, "ask only the source of this `id`; as often as you like")
	flags.StringVar(&contact, "contact", os.Getenv(contactVariable), contactUsage)
	flags.BoolVar(&options.Whole, "whole", false, "read lists to their end")
	flags.BoolVar(&options.Anytime, "anytime", false, "also outside the hours that sources set")
	flags.BoolVar(&once, "once", false, "one run, as without --schedule")
	flags.DurationVar(&every, "schedule", 0, "ask each source once in this `time`, such as 24h, until stopped")
	flags.BoolVar(&asJSON, "json", false, "print the summary as JSON, a line for each run")
	return cmd
}

// chosen are the sources of the ids given, all if none is.
func chosen(all []fetch.Source, ids []string) ([]fetch.Source, error) {
	if len(all) == 0 {
		return nil, usageError{errors.New("there is no source in WORKSPACE/sources; yusuan source example shows some")}
	}
	if len(ids) == 0 {
		return all, nil
	}
	var some []fetch.Source
	for _, id := range ids {
		at := slices.IndexFunc(all, func(s fetch.Source) bool { return s.ID == id })
		if at < 0 {
			var known []string
			for i := range all {
				known = append(known, all[i].ID)
			}
			return nil, usageError{fmt.Errorf("there is no source %s; there are %s", id, strings.Join(known, ", "))}
		}
		some = append(some, all[at])
	}
	return some, nil
}

// agent is what servers are told of who asks. Sources for tests need nobody.
func agent(contact string, sources []fetch.Source) (string, error) {
	if contact == "" && slices.ContainsFunc(sources, func(s fetch.Source) bool { return !s.Local() }) {
		return "", usageError{errors.New("--contact is missing: those who run the servers must be able to reach you")}
	}
	return "yusuan/" + version + " (+" + contact + ")", nil
}

// printFetched prints what a run did, and what people should look at.
func printFetched(w io.Writer, language string, s *fetch.Summary) error {
	var b strings.Builder
	in := func(text string) string { return terminal.In(language, text) }
	for i := range s.Sources {
		one := &s.Sources[i]
		fmt.Fprintf(&b, in("%s: %s new, %s changed, %s unchanged, %s gone, %s declined, %s failed (%s listed)\n"), one.ID,
			present.Thousands(one.New), present.Thousands(one.Changed), present.Thousands(one.Unchanged),
			present.Thousands(one.Gone), present.Thousands(one.Declined), present.Thousands(one.Failed),
			present.Thousands(one.Listed))
		if one.Listed > 0 && one.Passed == one.Listed {
			b.WriteString(in("  all that is listed is passed over, by must and must_not\n"))
		}
		for _, x := range one.Expected {
			if x.Short() {
				fmt.Fprintf(&b, in("  %d: %d of %d expected"), x.Year, x.Found, x.Expected)
				if len(x.Missing) > 0 {
					fmt.Fprintf(&b, in("; none of %s"), strings.Join(x.Missing, ", "))
				}
				b.WriteByte('\n')
			}
		}
		if one.Unfinished != "" {
			fmt.Fprintf(&b, in("  to be gone on with: %s\n"), one.Unfinished)
		}
		printProblems(&b, language, one.Problems)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// printProblems prints what was not had, and why.
func printProblems(b *strings.Builder, language string, problems []fetch.Problem) {
	for _, p := range problems {
		fmt.Fprintf(b, "  %s %s: %s\n", terminal.In(language, string(p.Outcome)), p.Address, messageIn(language, p.Why))
	}
}
