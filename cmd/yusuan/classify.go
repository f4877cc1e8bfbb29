package main

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/yusuan/yusuan/present/terminal"
	"github.com/yusuan/yusuan/schema"
)

func newClassify() *cobra.Command {
	var asJSON bool
	var words catalogueFlag
	cmd := &cobra.Command{
		Use:   "classify TITLE...",
		Short: "Tell which published table a title names, and why",
		Long: `Classify prints for each title, taken alone: the kind of table (docs/schema.md,
other if the title does not say), how sure that is (0 to 1), why, and the
title, separated by tabs. It is how the catalogue of titles is tried.
` + exitHelp,
		Example: `  yusuan classify 部门收支总表 一般公共预算“三公”经费支出表`,
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, titles []string) error {
			catalogue, err := words.load()
			if err != nil {
				return err
			}
			out := cmd.OutOrStdout()
			for _, title := range titles {
				kind, confidence, why := catalogue.ClassifyTitle(title)
				if asJSON {
					line := struct {
						Title      string           `json:"title"`
						Kind       schema.TableKind `json:"kind"`
						Confidence float64          `json:"confidence"`
						Reason     string           `json:"reason"`
					}{title, kind, confidence, why}
					encoder := json.NewEncoder(out)
					encoder.SetEscapeHTML(false)
					if err := encoder.Encode(line); err != nil {
						return err
					}
					continue
				}
				if _, err := fmt.Fprintf(out, "%s\t%.2f\t%s\t%s\n", kind, confidence, terminal.OneLine(why),
					terminal.OneLine(title)); err != nil {
					return err
				}
			}
			return nil
		},
	}
	words.bind(cmd.Flags())
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line")
	return cmd
}
