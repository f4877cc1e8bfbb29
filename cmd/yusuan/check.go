package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/spf13/cobra"

	"github.com/yusuan/yusuan/pipeline"
	"github.com/yusuan/yusuan/present"
	"github.com/yusuan/yusuan/present/terminal"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
	"github.com/yusuan/yusuan/triage"
)

func newCheck() *cobra.Command {
	var reading readingFlags
	var options checkOptions
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "check FILE...",
		Short: "Tell what does not add up in a document",
		Long: `Check reads documents and prints what a careful auditor would mark: the
findings, the worst first, each with the figures it rests on; the checks that
were done, by rule; and how many of the published amounts take part in one.

--severity leaves out findings less severe than that, --rule those of other
rules (docs/rules.md); the exit status follows what is left. A FILE named - is
standard input. Findings of
severity info, differences that rounding explains, are left out for people
and in the JSON unless it says otherwise.

--against takes what check --json or inspect --json printed of an earlier run,
or of an earlier version of the document, and marks findings as new or same;
those that are no longer found are listed as gone. Documents are matched by
their bytes, then by their path; findings by their rule and the table, row and
column of the figure in doubt, as these are called, so that a row put in above
changes nothing and a row that was renamed makes its findings gone and new.

--triage takes the file in which serve keeps what people decided: what they
dismissed is left out and counted, what they confirmed or noted is said, also of
a corrected version of the report. What was decided of findings that are not
there any more is warned of.

With --json it prints one object a line for each document: document, findings,
checks (in sum, by rule, and what was not checkable by reason) and coverage (in
sum and by table).

Of several documents those of one organization are held against each other at
the end: figures of the year before against what was published then, final
accounts against the budget, departments against their units, versions of one
report. With --json these are objects with organization instead of document,
and with counterparts.
` + exitHelp,
		Example: `  yusuan check budget.pdf
  yusuan check reports/ --severity error --lang en
  yusuan check --json budget.pdf > old.json
  yusuan check corrected.pdf --against old.json`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, paths []string) error {
			out := bufio.NewWriter(cmd.OutOrStdout())
			options.language, options.colour = languageOf(cmd, chinese), colourful(cmd)
			sink, err := options.sink(out, asJSON)
			if err != nil {
				return err
			}
			err = reading.show(cmd, paths, out, func(job *job) sinks.Sink {
				sink.dataset.Identify, sink.dataset.Codes = job.words.OrganizationID, job.words.Codes()
				return pipeline.NewAcross(sink, &sink.dataset)
			})
			if err == nil && sink.grave {
				return errAttention
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	bindChoice(cmd, cmd.Flags(), &options.severity, "severity", "",
		"least `severity` shown: error, warning, notice or info (default notice, with --json info)",
		words(present.Severities)...)
	bindChoices(cmd, &options.rules, "rule", "show only findings of this `rule`; may be repeated", "yusuan rules",
		ruleNames()...)
	cmd.Flags().StringVar(&options.against, "against", "",
		"mark findings as new, same or gone against an earlier JSON `file`")
	cmd.Flags().StringVar(&options.triage, "triage", "", "leave out what was dismissed in this `file` of serve")
	reading.bind(cmd)
	return cmd
}

// checkOptions say what of a document's findings is shown, and how.
type checkOptions struct {
	language, severity, against, triage string
	rules                               []string
	colour                              bool
}

// sink looks at what the flags say before anything is read.
func (o checkOptions) sink(w io.Writer, asJSON bool) (*checkSink, error) {
	s := &checkSink{documents: map[string]triage.Document{},
		choice: present.Choice{Rules: o.rules, Least: schema.Severity(o.severity)}}
	people := terminal.NewCheck(w, o.language == english, o.colour)
	s.print, s.end = people.Print, people.Total
	if asJSON {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		s.print = func(d *present.Document) error { return e.Encode(d.Object()) }
		s.end = func() error { return nil }
	}
	switch {
	case o.severity == "" && asJSON:
		s.choice.Least = schema.SeverityInfo
	case o.severity == "":
		s.choice.Least = schema.SeverityNotice
	}
	var err error
	if o.triage != "" {
		if s.triage, err = openTriage(o.triage); err != nil {
			return nil, err
		}
	}
	if o.against == "" {
		return s, nil
	}
	if s.choice.Before, err = present.ReadEarlier(o.against); errors.Is(err, present.ErrEarlier) {
		err = usageError{fmt.Errorf("--against %w", err)}
	}
	return s, err
}

// checkSink prints what is wanted of each document.
type checkSink struct {
	choice present.Choice
	print  func(*present.Document) error
	end    func() error
	grave  bool // an error or a warning is among the findings shown

	dataset schema.Dataset // whose reports the documents are

	triage    *triage.File               // nil: nothing was decided
	documents map[string]triage.Document // what was checked, by ID
}

var _ pipeline.Reports = &checkSink{}

func (s *checkSink) Commit(context.Context) error {
	for _, lost := range s.triage.Lost() {
		slog.Warn("what was decided of a finding that is not there any more", "source", lost.Source,
			"finding", lost.MessageEN)
	}
	return s.end()
}
func (s *checkSink) Abort() error { return nil }

func (s *checkSink) Write(_ context.Context, r *schema.Record) error {
	s.dataset.Add(r)
	d := triage.Document{ID: r.DocumentID, Source: r.Source, Report: r.Profile.ReportID()}
	s.documents[r.DocumentID] = d
	s.choice.Decided = s.triage.Apply(d, r.Findings)
	return s.show(present.Of(r))
}

// WriteAcross prints what was held between reports, if anything was.
func (s *checkSink) WriteAcross(_ context.Context, a *schema.Across) error {
	d := present.Across(a)
	if d == nil {
		return nil
	}
	s.choice.Decided = make([]*triage.Decision, len(d.Record.Findings))
	byDocument := map[string][]int{}
	for i, id := range d.Documents() {
		byDocument[id] = append(byDocument[id], i)
	}
	for id, places := range byDocument {
		var findings []schema.Finding
		for _, i := range places {
			findings = append(findings, d.Record.Findings[i])
		}
		for n, decided := range s.triage.Apply(s.documents[id], findings) {
			s.choice.Decided[places[n]] = decided
		}
	}
	return s.show(d)
}

func (s *checkSink) show(d *present.Document) error {
	d.Choose(s.choice)
	s.grave = s.grave || d.Grave()
	return s.print(d)
}

// openTriage opens a file of decisions that is to be there.
func openTriage(path string) (*triage.File, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("--triage: %w", err)
	}
	f, err := triage.Open(path)
	if errors.Is(err, triage.ErrFile) {
		err = usageError{fmt.Errorf("--triage %w", err)}
	}
	return f, err
}
