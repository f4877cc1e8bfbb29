package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/yusuan/yusuan/fetch"
	"github.com/yusuan/yusuan/present/terminal"
	"github.com/yusuan/yusuan/sources"
)

func newSource() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "source",
		Short: "Write, check and try the sources of fetch",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newSourceCheck(), newSourceTry(), newSourceExample())
	return cmd
}

func newSourceCheck() *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE...",
		Short: "Say what is wrong in files of sources, with the line",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error {
			var wrong []error
			for _, file := range files {
				s, err := fetch.Read(file)
				if err != nil {
					wrong = append(wrong, err)
					continue
				}
				fmt.Fprintf(cmd.OutOrStdout(), terminal.In(languageOf(cmd, english), "%s: %s, driver %s\n"), file, s.ID, s.Driver)
			}
			return errors.Join(wrong...)
		},
	}
}

func newSourceTry() *cobra.Command {
	var sample int
	var contact string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "try FILE",
		Short: "Ask a portal for a few lines of a list, and show what would be fetched",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if sample < 1 {
				return usageError{fmt.Errorf("--sample %d is less than one", sample)}
			}
			s, err := fetch.Read(args[0])
			if err != nil {
				return err
			}
			who, err := agent(contact, []fetch.Source{s})
			if err != nil {
				return err
			}
			samples, err := fetch.Try(cmd.Context(), s, sample, fetch.Options{Agent: who})
			for _, one := range samples {
				if asJSON {
					if err := json.NewEncoder(cmd.OutOrStdout()).Encode(one); err != nil {
						return err
					}
					continue
				}
				fmt.Fprintln(cmd.OutOrStdout(), strings.TrimSpace(one.Date+" "+one.Title))
				switch {
				case !one.Wanted:
					fmt.Fprintln(cmd.OutOrStdout(), terminal.In(languageOf(cmd, english), "  passed over, by must and must_not"))
				case one.Why != "":
					fmt.Fprintf(cmd.OutOrStdout(), "  %s %s: %s\n", one.Address, one.Outcome, one.Why)
				default:
					fmt.Fprintf(cmd.OutOrStdout(), "  %s\n", one.Address)
				}
				for _, f := range one.Files {
					fmt.Fprintf(cmd.OutOrStdout(), "    %s\n", f)
				}
			}
			return err
		},
	}
	cmd.Flags().IntVar(&sample, "sample", 5, "how many wanted `lines` are followed")
	cmd.Flags().StringVar(&contact, "contact", os.Getenv(contactVariable),
		"how those who run servers reach you (default $"+
			contactVariable+")")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON object for each line")
	return cmd
}

func newSourceExample() *cobra.Command {
	var names []string
	for _, d := range fetch.Drivers {
		names = append(names, fmt.Sprintf("  %-10s %s", d.Name, d.Doc))
	}
	return &cobra.Command{
		Use:   "example [NAME]",
		Short: "Print an example of a source, or the names of all",
		Long: "Example prints a source to be copied into WORKSPACE/sources and changed\n" +
			"(docs/sources.md). The drivers are\n" +
			strings.Join(names, "\n"),
		Example: `  yusuan source example
  yusuan source example trs-department > workspace/sources/czj.yaml`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			files, err := fs.Glob(sources.Examples, "*.yaml")
			if err != nil {
				return err
			}
			for _, file := range files {
				name := strings.TrimSuffix(path.Base(file), filepath.Ext(file))
				switch {
				case len(args) == 0:
					fmt.Fprintln(cmd.OutOrStdout(), name)
				case args[0] == name:
					data, err := sources.Examples.ReadFile(file)
					if err != nil {
						return err
					}
					_, err = cmd.OutOrStdout().Write(data)
					return err
				}
			}
			if len(args) > 0 {
				return usageError{fmt.Errorf("there is no example %s; yusuan source example lists them", args[0])}
			}
			return nil
		},
	}
}
