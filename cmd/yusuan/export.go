package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/yusuan/yusuan/export"
	"github.com/yusuan/yusuan/present/terminal"
)

func newExport() *cobra.Command {
	var options export.Options
	var to, output, decided string
	var forms, names []string
	for _, f := range export.Forms {
		forms = append(forms, fmt.Sprintf("  %-7s %s", f.Name, f.EN))
		names = append(names, f.Name)
	}
	cmd := &cobra.Command{
		Use:   "export DATASET --to " + strings.Join(names, "|") + " -o PLACE",
		Short: "Copy a dataset into files to open in other programs",
		Long: `Export copies what a dataset holds:
` + strings.Join(forms, "\n") + `

Kinds of row (--kind, as often as you like): ` + kinds() + `;
printed is every table as a grid of its own, as it was published (csv, xlsx).
Without --kind all but cells and printed. PLACE is a file where one is enough,
a folder for several, - for standard output.

Conditions (--where, all have to hold) are a column of docs/schema.md, one of
= != ~ (contains) < <= > >=, and a value; nothing after = is null. One on a
column of documents chooses documents with everything in them, any other
chooses rows and leaves out kinds of row without the column.

Decimals stay exact: text where a program has only floats of 15 digits. In CSV
a text that a spreadsheet would take for a formula has an apostrophe before
it; --bom says to Excel that the file is UTF-8. Lists are JSON.

With --triage findings have two columns more, triage and triage_note: what people
decided with serve (--where triage=confirmed chooses).
` + plainExitHelp,
		Example: `  yusuan ingest reports/ -o dataset && yusuan export dataset --to xlsx -o dataset.xlsx
  yusuan export dataset --to csv --kind findings --where severity=error -o errors.csv --bom
  yusuan export dataset --to csv --kind printed --where organization~交通 -o tables
  yusuan export dataset --to sqlite -o dataset.db
  yusuan export dataset --to duckdb -o open.sql`,
		Annotations: map[string]string{wholeOutput: "yes"},
		Args:        cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case to == "":
				return usageError{errors.New("export needs --to: " + strings.Join(names, ", "))}
			case output == "":
				return usageError{errors.New("export needs -o, the file or folder to write; - is standard output")}
			}
			if decided != "" {
				var err error
				if options.Triage, err = openTriage(decided); err != nil {
					return err
				}
			}
			options.Stdout = cmd.OutOrStdout()
			step, end := progress(unknownSteps)
			options.Done = step
			result, err := export.Run(cmd.Context(), args[0], export.FormNamed(to), output, options)
			end()
			if errors.Is(err, export.ErrUsage) {
				return usageError{err}
			}
			if err != nil {
				return datasetError(err, args[0])
			}
			if output == "-" {
				return nil
			}
			language, rows := languageOf(cmd, english), 0
			for _, n := range result.Rows {
				rows += int(n)
			}
			for _, file := range result.Files {
				fmt.Fprintln(cmd.OutOrStdout(), file)
			}
			if rows > 0 {
				inAll(cmd, terminal.Count(language, len(result.Files), "file"), terminal.Count(language, rows, "row"))
			}
			if result.Shortened > 0 {
				fmt.Fprintf(cmd.ErrOrStderr(), terminal.In(language, "%s too long for a cell of Excel; a remark ends each\n"),
					terminal.Count(language, result.Shortened, "text"))
			}
			return nil
		},
	}
	bindChoice(cmd, cmd.Flags(), &to, "to", "", "`form`: "+strings.Join(names, ", "), names...)
	cmd.Flags().StringVarP(&output, "output", "o", "", "`place` to write; - for standard output")
	bindChoices(cmd, &options.Kinds, "kind", "`kind` of row to copy; may be repeated", "yusuan export --help",
		append(rowKinds(), export.Printed)...)
	cmd.Flags().StringArrayVar(&options.Where, "where", nil, "`condition` that rows have to meet")
	cmd.Flags().StringVar(&decided, "triage", "", "`file` of serve: findings with what was decided of them")
	cmd.Flags().BoolVar(&options.BOM, "bom", false, "begin CSV with a byte order mark")
	return cmd
}

// inAll prints what a verb that took long came to.
func inAll(cmd *cobra.Command, counts ...string) {
	language := languageOf(cmd, english)
	fmt.Fprintf(cmd.OutOrStdout(), "%s: %s\n", terminal.In(language, "in all"), strings.Join(counts, ", "))
}
