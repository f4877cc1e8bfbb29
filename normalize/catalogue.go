package normalize

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/yusuan/yusuan/internal/yamlfile"
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

	organizations organizations
	portals       portals
	told          reportTexts

	governments   *governments  // nil in the catalogue of governments itself
	ofGovernments bool          // it is that of their tables
	byCode        []codeMeaning // of governments, the longest codes first

	digest string // of all files
}

// Builtin is the catalogue that comes with the program, compiled once.
var Builtin = sync.OnceValue(func() *Catalogue {
	c, err := LoadCatalogue()
	if err != nil {
		panic(err) // the embedded files are part of the program and of its tests
	}
	return c
})

// catalogueFiles are all files of a catalogue.
var catalogueFiles = []string{
	"titles.yaml", "columns.yaml", "rows.yaml", "forms.yaml", "claims.yaml", "functions.csv", "economics.csv",
	"classes.csv", "regions.csv", "organizations.yaml", "portals.yaml", "told.yaml",
	"government_titles.yaml", "governments.yaml", "revenues.csv",
}

// mostCatalogue is the largest file of a catalogue that is read, in bytes: a
// hundred times the largest built-in one.
const mostCatalogue = 16 << 20

// Overlay is a folder with any of the files of the built-in catalogue
// (titles.yaml, columns.yaml, ...), to be laid over it: its words join those
// that are there, its rules are tried first.
type Overlay struct {
	Name  string // of the folder, for errors
	Files fs.FS
}

// OpenOverlays are the overlays in folders.
func OpenOverlays(folders ...string) (overlays []Overlay, err error) {
	for _, folder := range folders {
		if _, err := os.ReadDir(folder); err != nil {
			return nil, fmt.Errorf("catalogue: %w", err)
		}
		o := Overlay{folder, os.DirFS(folder)}
		if err := o.named(); err != nil {
			return nil, err
		}
		overlays = append(overlays, o)
	}
	return overlays, nil
}

// named refuses a folder without any file of a catalogue, and one with a file
// that looks like one and would be passed over.
func (o Overlay) named() error {
	entries, err := fs.ReadDir(o.Files, ".")
	if err != nil {
		return fmt.Errorf("catalogue %s: %w", o.Name, err)
	}
	found := false
	for _, e := range entries {
		if slices.Contains(catalogueFiles, e.Name()) {
			found = true
			continue
		}
		switch path.Ext(strings.ToLower(e.Name())) {
		case ".yaml", ".yml", ".csv":
			return fmt.Errorf("%s: no file of a catalogue; they are %s", filepath.Join(o.Name, e.Name()),
				strings.Join(catalogueFiles, ", "))
		}
	}
	if !found {
		return fmt.Errorf("catalogue %s: none of %s is there", o.Name, strings.Join(catalogueFiles, ", "))
	}
	return nil
}

// LoadCatalogue compiles the built-in catalogue with overlays laid over it in
// order. An error names the file and, where it has one, the line.
func LoadCatalogue(overlays ...Overlay) (*Catalogue, error) {
	base, err := fs.Sub(embedded, "catalogue")
	if err != nil {
		return nil, err
	}
	digest := sha256.New()
	layers := []fs.FS{layer{base, "built in", digest, map[string]decoded{}}}
	for _, o := range overlays {
		layers = append(layers, layer{o.Files, o.Name, digest, map[string]decoded{}})
	}
	c := &Catalogue{}
	for _, load := range []func([]fs.FS) error{
		func(layers []fs.FS) error { return c.titles.load(layers, "titles.yaml") }, c.labels.load, c.codes.load,
		c.forms.load, c.regions.load, c.organizations.load, c.portals.load, c.told.load,
		func(layers []fs.FS) error { return loadSentences(&c.sentences, layers) },
		c.loadGovernments,
	} {
		if err := load(layers); err != nil {
			return nil, fmt.Errorf("catalogue: %w", err)
		}
	}
	c.digest = hex.EncodeToString(digest.Sum(nil))
	return c, nil
}

// Digest tells catalogues apart: the SHA-256 of all they were made of.
func (c *Catalogue) Digest() string { return c.digest }

// layer is one folder of a catalogue. What is read of it goes into the digest.
type layer struct {
	fs.FS
	name    string
	digest  hash.Hash
	decoded map[string]decoded // by file; some are asked for twice
}

// decoded is a file of a layer.
type decoded struct {
	value any
	name  string
	data  []byte
}

// readLayer reads a file of a layer; fs.ErrNotExist if it has none.
func readLayer(l fs.FS, file string) (name string, data []byte, err error) {
	name = file
	if l, ok := l.(layer); ok {
		name = filepath.Join(l.name, file)
	}
	f, err := l.Open(file)
	if err != nil {
		return name, nil, err
	}
	defer f.Close()
	data, err = io.ReadAll(io.LimitReader(f, mostCatalogue+1))
	switch {
	case err != nil:
		return name, nil, fmt.Errorf("%s: %w", name, err)
	case len(data) > mostCatalogue:
		return name, nil, fmt.Errorf("%s: more than %d bytes", name, mostCatalogue)
	}
	if l, ok := l.(layer); ok {
		fmt.Fprintf(l.digest, "%s %d\n", file, len(data))
		l.digest.Write(data)
	}
	return name, data, nil
}

// eachYAML decodes one file of every layer that has it.
func eachYAML[T any](layers []fs.FS, file string, each func(T) error) error {
	for i, l := range layers {
		v, from, err := decodeLayer[T](l, file)
		if errors.Is(err, fs.ErrNotExist) && i > 0 {
			continue
		}
		if err != nil {
			return err
		}
		if err := each(v); err != nil {
			return yamlfile.In(from.name, from.data, err)
		}
	}
	return nil
}

// decodeLayer decodes a file of a layer, once.
func decodeLayer[T any](l fs.FS, file string) (v T, from decoded, err error) {
	of, _ := l.(layer)
	from = of.decoded[file]
	if v, ok := from.value.(T); ok {
		return v, from, nil
	}
	from.name, from.data, err = readLayer(l, file)
	if err == nil {
		err = yamlfile.Decode(from.name, from.data, &v)
	}
	if from.value = v; err == nil && of.decoded != nil {
		of.decoded[file] = from
	}
	return v, from, err
}
