package main

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/yusuan/yusuan/extract"
	"github.com/yusuan/yusuan/internal/disk"
	"github.com/yusuan/yusuan/pipeline"
	"github.com/yusuan/yusuan/present/terminal"
)

func newLayout() *cobra.Command {
	var folder string
	var password passwordFlags
	cmd := &cobra.Command{
		Use:   "layout FILE -o FOLDER",
		Short: "Draw what was seen on the pages of a PDF or OFD, and what was made of it",
		Long: `Layout writes one SVG for each page of a PDF or OFD: glyphs in grey, rulings in
black, the cells of each table in colour with their row and column, text blocks
framed. Broken lines are what the stages found: lattices of rulings in orange,
areas between rulings in olive, tables held together by white space in pink,
columns of the page in blue. It is for finding out why a table came out the way
it did.
` + exitHelp,
		Example: `  yusuan layout budget.pdf -o drawings`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			secret, err := password.read()
			if err != nil {
				return err
			}
			data, err := readFile(cmd, args[0])
			if err != nil {
				return err
			}
			reader, err := extract.New(extract.Options{Password: secret, Workers: 1})
			if err != nil {
				return err
			}
			defer reader.Close()
			name := strings.TrimSuffix(filepath.Base(args[0]), filepath.Ext(args[0]))
			if args[0] == pipeline.Stdin {
				name = "stdin"
			}
			pages := 0
			err = reader.Draw(cmd.Context(), extract.Input{Source: args[0], Data: data}, func(page int) (io.WriteCloser, error) {
				pages++
				return &drawing{path: filepath.Join(folder, fmt.Sprintf("%s-%03d.svg", name, page))}, nil
			})
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintf(cmd.OutOrStdout(), terminal.In(languageOf(cmd, english), "%s drawn in %s\n"),
				terminal.Count(languageOf(cmd, english), pages, "page"), terminal.OneLine(folder)); err != nil {
				return toldError{fmt.Errorf("%d pages are drawn in %s: %w", pages, folder, err)}
			}
			return nil
		},
	}
	password.bind(cmd.Flags())
	cmd.Flags().StringVarP(&folder, "output", "o", "", "`folder` for the drawings")
	if err := cmd.MarkFlagRequired("output"); err != nil {
		panic(err) // the flag is defined above
	}
	return cmd
}

// drawing is a page's SVG, written when it is whole.
type drawing struct {
	bytes.Buffer
	path string
}

func (d *drawing) Close() error {
	return disk.WriteFile(d.path, func(w io.Writer) error {
		_, err := d.WriteTo(w)
		return err
	})
}
