package main

import (
	"github.com/spf13/cobra"

	"github.com/yusuan/yusuan/pipeline"
)

// doubleFlag is --double-read.
type doubleFlag pipeline.DoubleRead

func (d *doubleFlag) bind(cmd *cobra.Command) {
	*d = doubleFlag(pipeline.DoubleReadErrors)
	cmd.Flags().Var(d, "double-read", "numbers of PDFs and OFDs to read a second time by another reader: those behind "+
		"`errors`, all or off")
	completes(cmd, "double-read", doubleReads)
}

var doubleReads = words([]pipeline.DoubleRead{
	pipeline.DoubleReadErrors, pipeline.DoubleReadAll, pipeline.DoubleReadOff,
})

func (d *doubleFlag) Set(text string) error {
	switch mode := pipeline.DoubleRead(text); mode {
	case pipeline.DoubleReadErrors, pipeline.DoubleReadAll, pipeline.DoubleReadOff:
		*d = doubleFlag(mode)
		return nil
	}
	return oneOf(text, doubleReads)
}

func (d *doubleFlag) String() string { return string(*d) }
func (d *doubleFlag) Type() string   { return "errors|all|off" }
