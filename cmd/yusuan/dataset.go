package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/yusuan/yusuan/compare"
	"github.com/yusuan/yusuan/present"
	"github.com/yusuan/yusuan/present/terminal"
	"github.com/yusuan/yusuan/sinks"
)

func newDataset() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "dataset verify|diff",
		Short: "Look whether a dataset is whole, and what another says otherwise",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newVerify(), newDiff())
	return cmd
}

func newVerify() *cobra.Command {
	return &cobra.Command{
		Use:   "verify DATASET",
		Short: "Look whether every file of a dataset is as it was written",
		Long: `Verify reads every file that dataset.json lists and holds it against its
checksum. It prints the dataset's digest, by which a release is named, and what
is missing, changed or foreign.

EXIT STATUS
  0  it is whole
  1  something is missing, changed or foreign
  2  not done: wrong usage, no dataset, interrupted`,
		Example: `  yusuan dataset verify dataset`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			_, wrong, err := sinks.Verify(cmd.Context(), args[0])
			if err != nil {
				return datasetError(err, args[0])
			}
			digest, err := sinks.Digest(args[0])
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintln(cmd.OutOrStdout(), strings.Join(append([]string{digest}, wrong...), "\n")); err != nil {
				return err
			}
			if len(wrong) > 0 {
				return errAttention
			}
			return nil
		},
	}
}

func newDiff() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "diff BEFORE AFTER",
		Short: "Tell what a dataset says otherwise than another",
		Long: `Diff tells which documents came, went, have other bytes or were read otherwise,
and of documents that are in both which amounts and findings differ.

EXIT STATUS
  0  nothing differs
  1  something does
  2  not done: wrong usage, no dataset`,
		Example: `  yusuan ingest reports/ extra.pdf -o after && yusuan dataset diff dataset after
  yusuan dataset diff dataset after --json`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := compare.Datasets(cmd.Context(), args[0], args[1])
			if err != nil {
				return datasetError(err, args...)
			}
			if asJSON {
				err = json.NewEncoder(cmd.OutOrStdout()).Encode(r)
			} else {
				err = printDiff(cmd.OutOrStdout(), languageOf(cmd, english), r)
			}
			if err == nil && !r.Same() {
				err = errAttention
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print all of it as JSON")
	return cmd
}

// errNoDataset says that a folder to be read is no dataset.
var errNoDataset = errors.New("is no dataset")

// datasetError says of reading what sinks.ErrNotDataset says of writing.
func datasetError(err error, folders ...string) error {
	for _, folder := range folders {
		if _, why := sinks.ReadManifest(folder); errors.Is(err, sinks.ErrNotDataset) && errors.Is(why, sinks.ErrNotDataset) {
			return fmt.Errorf("%s %w", folder, errNoDataset)
		}
	}
	return err
}

func printDiff(w io.Writer, language string, r *compare.Result) error {
	var b strings.Builder
	for _, l := range []struct {
		label string
		n     int
	}{
		{"documents added", len(r.Documents.Added)}, {"documents removed", len(r.Documents.Removed)},
		{"documents replaced", len(r.Documents.Replaced)}, {"documents read otherwise", len(r.Documents.Status)},
		{"amounts added", r.Numbers.Added}, {"amounts removed", r.Numbers.Removed}, {"amounts changed", r.Numbers.Changed},
		{"findings added", len(r.Findings.Added)}, {"findings removed", len(r.Findings.Removed)},
	} {
		fmt.Fprintf(&b, "%s %12s\n", label(language, l.label), present.Thousands(l.n))
	}
	for _, l := range []struct {
		mark    string
		sources []string
	}{{"+", r.Documents.Added}, {"-", r.Documents.Removed}, {"~", r.Documents.Replaced}} {
		told(&b, language, len(l.sources), func(i int) string { return l.mark + " " + l.sources[i] })
	}
	told(&b, language, len(r.Documents.Status), func(i int) string {
		s := &r.Documents.Status[i]
		return fmt.Sprintf(terminal.In(language, "~ %s: %s, was %s"), s.Source, s.After, s.Before)
	})
	told(&b, language, len(r.Numbers.Examples), func(i int) string {
		n := &r.Numbers.Examples[i]
		said := fmt.Sprintf(terminal.In(language, "~ %s %s: %q, was %q"), n.Source, n.Label, n.After, n.Before)
		if len(n.Columns) > 0 {
			said += " (" + strings.Join(n.Columns, ", ") + ")"
		}
		return said
	})
	for _, l := range []struct {
		mark     string
		findings []compare.Finding
	}{{"+", r.Findings.Added}, {"-", r.Findings.Removed}} {
		told(&b, language, len(l.findings), func(i int) string {
			f := &l.findings[i]
			return fmt.Sprintf("%s %s %s: %s", l.mark, f.Severity, f.Source, f.Message)
		})
	}
	_, err := io.WriteString(w, b.String())
	return err
}
