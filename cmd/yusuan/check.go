package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/yusuan/yusuan/report"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
	"github.com/yusuan/yusuan/verify"
	"github.com/yusuan/yusuan/verify/rules"
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

With --json it prints one object a line for each document: document, findings,
checks (in sum, by rule, and what was not checkable by reason) and coverage (in
sum and by table).
` + exitHelp,
		Example: `  yusuan check budget.pdf
  yusuan check reports/ --severity error --lang en
  yusuan check --json budget.pdf > old.json
  yusuan check corrected.pdf --against old.json`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, paths []string) error {
			out := bufio.NewWriter(cmd.OutOrStdout())
			sink, err := options.sink(out, asJSON)
			if err != nil {
				return err
			}
			err = reading.show(cmd, paths, sink, out)
			if err == nil && sink.inconsistent {
				return errAttention
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.Flags().StringVar(&options.language, "lang", "zh", "`language` of the output: zh or en")
	cmd.Flags().StringVar(&options.severity, "severity", "",
		"least `severity` shown: error, warning, notice or info (default notice, with --json info)")
	cmd.Flags().StringSliceVar(&options.rules, "rule", nil, "show only findings of this `rule`; may be repeated")
	cmd.Flags().StringVar(&options.against, "against", "",
		"mark findings as new, same or gone against an earlier JSON `file`")
	reading.bind(cmd)
	return cmd
}

// checkOptions say what of a document's findings is shown, and how.
type checkOptions struct {
	language, severity, against string
	rules                       []string
}

// sink looks at what the flags say before anything is read.
func (o checkOptions) sink(w io.Writer, asJSON bool) (*checkSink, error) {
	s := &checkSink{rules: o.rules, severity: schema.Severity(o.severity)}
	text := checkText{printer: printer{w: w}}
	switch o.language {
	case "zh":
		text.words = chinese
	case "en":
		text.words, text.english = english, true
	default:
		return nil, usageError{fmt.Errorf("--lang %q is neither zh nor en", o.language)}
	}
	s.print = text.print
	if asJSON {
		s.print = printJSON(w)
	}
	switch s.severity {
	case schema.SeverityError, schema.SeverityWarning, schema.SeverityNotice, schema.SeverityInfo:
	case "":
		s.severity = schema.SeverityNotice
		if asJSON {
			s.severity = schema.SeverityInfo
		}
	default:
		return nil, usageError{fmt.Errorf("--severity %q is none of error, warning, notice, info", o.severity)}
	}
	for _, id := range s.rules {
		if !slices.ContainsFunc(rules.All(), func(r verify.Rule) bool { return r.ID == id }) {
			return nil, usageError{fmt.Errorf("--rule %q is no rule; docs/rules.md lists them", id)}
		}
	}
	if o.against != "" {
		var err error
		if s.before, err = readEarlier(o.against); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// checkSink chooses what is shown of each document and has it printed.
type checkSink struct {
	severity schema.Severity // the least shown
	rules    []string        // empty: all
	before   *earlier        // nil: nothing to compare with
	print    func(*checkObject) error

	inconsistent bool // an error or a warning is among the findings shown
}

var _ sinks.Sink = &checkSink{}

func (s *checkSink) Commit(context.Context) error { return nil }
func (s *checkSink) Abort() error                 { return nil }

func (s *checkSink) Write(_ context.Context, r *schema.Record) error {
	o := checkObjectOf(r)
	rows := sinks.RowsOf(r, "findings")
	for i, c := range verify.Diff(s.before.of(r), r.Findings) {
		f := &c.Finding
		switch {
		case report.Rank(f.Severity) > report.Rank(s.severity), len(s.rules) > 0 && !slices.Contains(s.rules, f.Rule):
		case c.Change == verify.Gone:
			o.Gone = append(o.Gone, goneFinding{f.ID, f.Rule, f.Severity, f.MessageZH, f.MessageEN})
		default:
			if s.before == nil {
				c.Change = "" // nothing to compare with
			}
			o.Findings = append(o.Findings, checkFinding{f, rows[i], c.Change})
			if f.Outcome == schema.Inconsistent && report.Rank(f.Severity) <= report.Rank(schema.SeverityWarning) {
				s.inconsistent = true
			}
		}
	}
	slices.SortStableFunc(o.Findings, func(a, b checkFinding) int {
		return report.Rank(a.Severity) - report.Rank(b.Severity)
	})
	return s.print(o)
}
