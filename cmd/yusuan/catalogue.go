package main

import (
	"github.com/spf13/pflag"

	"github.com/yusuan/yusuan/normalize"
)

// catalogueFlag is --catalogue: folders with words of the user's own.
type catalogueFlag []string

func (c *catalogueFlag) bind(f *pflag.FlagSet) {
	f.StringArrayVar((*[]string)(c), "catalogue", nil,
		"`folder` of words laid over the built-in ones (docs/catalogue.md); may be repeated")
}

// load is the catalogue with all folders laid over it.
func (c catalogueFlag) load() (*normalize.Catalogue, error) {
	if len(c) == 0 {
		return normalize.Builtin(), nil
	}
	overlays, err := normalize.OpenOverlays(c...)
	if err != nil {
		return nil, err
	}
	return normalize.LoadCatalogue(overlays...)
}
