package normalize

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"sync"

	"github.com/goccy/go-yaml"

	"github.com/yusuan/yusuan/normalize/claim"
)

//go:embed catalogue
var embedded embed.FS

// Catalogue is what is known of the words of budgets: titles, column heads,
// row labels, codes and regions, compiled for look-up. It is safe for
// concurrent use.
type Catalogue struct {
	titles    titleRules
	labels    labels
	codes     codes
	forms     forms
	regions   regions
	sentences claim.Catalogue
}

// Builtin is the catalogue that comes with the program, compiled once.
var Builtin = sync.OnceValue(func() *Catalogue {
	c, err := LoadCatalogue()
	if err != nil {
		panic(err) // the embedded files are part of the program and of its tests
	}
	return c
})

// LoadCatalogue compiles the built-in catalogue with overlays laid over it in
// order. An overlay is a folder with any of the files of the built-in one
// (titles.yaml, columns.yaml, ...): its words join those that are there, its
// rules are tried first.
func LoadCatalogue(overlays ...fs.FS) (*Catalogue, error) {
	base, err := fs.Sub(embedded, "catalogue")
	if err != nil {
		return nil, err
	}
	layers := append([]fs.FS{base}, overlays...)
	c := &Catalogue{}
	for _, load := range []func([]fs.FS) error{
		c.titles.load, c.labels.load, c.codes.load, c.forms.load, c.regions.load,
		func(layers []fs.FS) error { return loadSentences(&c.sentences, layers) },
	} {
		if err := load(layers); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// eachYAML decodes one file of every layer that has it.
func eachYAML[T any](layers []fs.FS, name string, each func(T) error) error {
	for i, layer := range layers {
		data, err := fs.ReadFile(layer, name)
		if errors.Is(err, fs.ErrNotExist) && i > 0 {
			continue
		}
		if err != nil {
			return fmt.Errorf("catalogue: %w", err)
		}
		var v T
		if err := yaml.UnmarshalWithOptions(data, &v, yaml.Strict()); err != nil {
			return fmt.Errorf("catalogue %s: %w", name, err)
		}
		if err := each(v); err != nil {
			return fmt.Errorf("catalogue %s: %w", name, err)
		}
	}
	return nil
}
