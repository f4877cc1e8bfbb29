package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/yusuan/yusuan/present/terminal"
	"github.com/yusuan/yusuan/sinks"
)

func newInspect() *cobra.Command {
	var reading readingFlags
	var asJSON, wide bool
	var shown terminal.InspectOptions
	cmd := &cobra.Command{
		Use:   "inspect FILE...",
		Short: "Show all that is known of a document",
		Long: `Inspect reads a document and prints whose it is, how it was read, its tables,
what they mean (facts, projects, indicators), what its sentences claim, the
totals that were checked and what does not add up.

With --json it prints one object a line for each document: document, reading,
tables (with header, rows and cells), facts, projects, indicators, claims,
promises, coverage, checks and findings. Their fields are the columns of
docs/schema.md. Decimals are strings. row_index and column_index count in the
grid, header included.

On a terminal, tables wider than it are cut: long texts end in … and columns
that find no room are counted. Numbers are never shortened. --wide, or a pipe,
shows everything. --table and --pages choose what is shown. Of several documents
the end says what they come to. A FILE named - is standard input.
` + exitHelp,
		Example: `  yusuan inspect budget.pdf
  yusuan inspect budget.pdf --table 3 --wide | less -S
  yusuan inspect budget.pdf --pages 1-2
  yusuan inspect --json budget.pdf | jq '.tables[].title'`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, paths []string) error {
			for _, name := range []string{"table", "pages"} {
				if asJSON && cmd.Flags().Changed(name) {
					return usageError{fmt.Errorf("--%s is for people; with --json choose from .tables", name)}
				}
			}
			out := bufio.NewWriter(cmd.OutOrStdout())
			var sink sinks.Sink = sinks.NewJSON(out)
			if !asJSON {
				if !wide && term.IsTerminal(int(os.Stdout.Fd())) {
					shown.Width, _, _ = term.GetSize(int(os.Stdout.Fd()))
				}
				shown.Language, shown.Colour = languageOf(cmd, ""), colourful(cmd)
				sink = terminal.NewInspect(out, shown)
			}
			return reading.show(cmd, paths, out, func(*job) sinks.Sink { return sink })
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.Flags().BoolVar(&wide, "wide", false, "cut nothing to the width of the terminal")
	cmd.Flags().BoolVar(&shown.All, "facts", false, "list every fact, project, indicator and claim")
	cmd.Flags().IntVar(&shown.Table, "table", 0, "show only the `n`-th table, from 1")
	cmd.Flags().Var((*pageRange)(&shown.Pages), "pages", "show only what stands on these `pages`, such as 3 or 3-5")
	reading.bind(cmd)
	return cmd
}

// pageRange is a flag such as 3 or 3-5.
type pageRange terminal.Pages

func (p *pageRange) Set(text string) error {
	first, last, ranged := strings.Cut(text, "-")
	if !ranged {
		last = first
	}
	from, err := strconv.Atoi(first)
	to, wrong := strconv.Atoi(last)
	if err != nil || wrong != nil || from < 1 || to < from {
		return fmt.Errorf("%q is no range of pages such as 3 or 3-5", text)
	}
	*p = pageRange{First: from, Last: to}
	return nil
}

func (p *pageRange) String() string {
	if p.First == 0 {
		return ""
	}
	return fmt.Sprintf("%d-%d", p.First, p.Last)
}

func (p *pageRange) Type() string { return "pages" }
