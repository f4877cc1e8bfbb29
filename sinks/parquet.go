package sinks

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/yusuan/yusuan/schema"
)

// ErrNotDataset refuses to put a dataset in the place of something else.
var ErrNotDataset = errors.New("exists and is not a yusuan dataset")

const (
	manifestFile = "dataset.json"
	manifestKind = "yusuan-dataset"
)

// Manifest is dataset.json, the description a dataset carries. It holds no
// time and no machine: the same documents and version give the same bytes.
type Manifest struct {
	Kind      string           `json:"kind"`    // always "yusuan-dataset"
	Version   string           `json:"version"` // of the program that wrote it
	Inputs    int              `json:"inputs"`  // documents, failed ones included
	InputHash string           `json:"input_hash"`
	Statuses  []StatusCount    `json:"statuses"`
	Files     []ManifestedFile `json:"files"`
}

// StatusCount is how many documents have a status. Statuses nobody has are
// left out.
type StatusCount struct {
	Status    schema.Status `json:"status"`
	Documents int           `json:"documents"`
}

// ManifestedFile is one Parquet file of a dataset.
type ManifestedFile struct {
	Dataset string `json:"dataset"`
	File    string `json:"file"`
	Rows    int64  `json:"rows"`
	Bytes   int64  `json:"bytes"`
	SHA256  string `json:"sha256"`
}

var statuses = []schema.Status{
	schema.StatusRead, schema.StatusScanned, schema.StatusUnsupported, schema.StatusEmpty, schema.StatusDamaged,
	schema.StatusEncrypted, schema.StatusTooLarge, schema.StatusTimeout, schema.StatusFailed,
}

// Parquet is a Sink that writes a dataset: a folder with one Parquet file, or
// one folder of them, for each row type, dataset.json and datapackage.json.
//
// Everything is written in a hidden folder beside the target. Commit reads
// each file back, compares it with what was written, and only then puts the
// folder in the target's place. What memory it needs depends on the rows of a
// row group, not on how many documents or partitions there are.
type Parquet struct {
	target, temp string
	version      string
	files        []file
	inputs       int
	inputHash    hash.Hash
	statuses     map[schema.Status]int
	closed       bool
}

// NewParquet starts a dataset that will stand at the path target. A dataset
// that is there already is replaced on Commit; anything else that is not an
// empty folder is left alone and gives ErrNotDataset.
func NewParquet(target, version string) (*Parquet, error) {
	target, err := filepath.Abs(target)
	if err != nil {
		return nil, err
	}
	if err := replaceable(target); err != nil {
		return nil, err
	}
	parent := filepath.Dir(target)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return nil, err
	}
	temp, err := os.MkdirTemp(parent, "."+filepath.Base(target)+".new-")
	if err != nil {
		return nil, err
	}
	p := &Parquet{target: target, temp: temp, version: version, inputHash: sha256.New(), statuses: map[schema.Status]int{}}
	for _, d := range datasets {
		f, err := d.create(temp, version)
		if err != nil {
			p.Abort()
			return nil, err
		}
		p.files = append(p.files, f)
	}
	return p, nil
}

// Write adds one document.
func (p *Parquet) Write(r *schema.Record) error {
	if p.closed {
		return ErrClosed
	}
	p.inputs++
	p.statuses[r.Status]++
	fmt.Fprintf(p.inputHash, "%s\x00%s\x00%s\n", r.Source, r.DocumentID, r.DuplicateOf)
	for _, f := range p.files {
		if err := f.write(r); err != nil {
			return err
		}
	}
	return nil
}

// Commit checks what was written and makes it appear.
func (p *Parquet) Commit() error {
	if p.closed {
		return ErrClosed
	}
	err := p.commit()
	if err != nil {
		return errors.Join(fmt.Errorf("dataset %s: %w", p.target, err), p.Abort())
	}
	p.closed = true
	return nil
}

func (p *Parquet) commit() error {
	m := Manifest{Kind: manifestKind, Version: p.version, Inputs: p.inputs, InputHash: hex.EncodeToString(p.inputHash.Sum(nil))}
	for _, s := range statuses {
		if n := p.statuses[s]; n > 0 {
			m.Statuses = append(m.Statuses, StatusCount{s, n})
		}
	}
	// Reading everything back is a tenth of a run; the files do not depend on
	// one another.
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	entries := make([][]ManifestedFile, len(p.files))
	for i, f := range p.files {
		group.Go(func() error {
			parts, err := f.close()
			if err != nil {
				return err
			}
			for _, part := range parts {
				entry := ManifestedFile{Dataset: datasets[i].name(), File: part.path, Rows: part.rows}
				if entry.SHA256, entry.Bytes, err = fingerprint(filepath.Join(p.temp, filepath.FromSlash(part.path))); err != nil {
					return err
				}
				entries[i] = append(entries[i], entry)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for _, e := range entries {
		m.Files = append(m.Files, e...)
	}
	if err := writeJSON(filepath.Join(p.temp, manifestFile), m); err != nil {
		return err
	}
	if err := writeJSON(filepath.Join(p.temp, packageFile), packageOf(&m)); err != nil {
		return err
	}
	if err := os.Chmod(p.temp, 0o755); err != nil { // MkdirTemp keeps others out
		return err
	}
	if err := replaceable(p.target); err != nil { // it may have changed in the meantime
		return err
	}
	return swap(p.temp, p.target)
}

func writeJSON(path string, content any) error {
	text, err := json.MarshalIndent(content, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o644)
}

// Abort removes what was written.
func (p *Parquet) Abort() error {
	if p.closed {
		return nil
	}
	p.closed = true
	for _, f := range p.files {
		f.discard()
	}
	return os.RemoveAll(p.temp)
}

// ReadManifest reads the description of the dataset at path; ErrNotDataset if
// there is none.
func ReadManifest(path string) (*Manifest, error) {
	text, err := os.ReadFile(filepath.Join(path, manifestFile))
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s: %w", path, ErrNotDataset)
		}
		return nil, err
	}
	var m Manifest
	if json.Unmarshal(text, &m) != nil || m.Kind != manifestKind {
		return nil, fmt.Errorf("%s: %w", path, ErrNotDataset)
	}
	return &m, nil
}

// replaceable reports whether a dataset may be put at the path: nothing is
// there, an empty folder, or a dataset.
func replaceable(path string) error {
	entries, err := os.ReadDir(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		if info, e := os.Stat(path); e == nil && !info.IsDir() {
			return fmt.Errorf("%s: %w", path, ErrNotDataset)
		}
		return err
	case len(entries) == 0:
		return nil
	}
	_, err = ReadManifest(path)
	return err
}

// swap puts the folder at fresh in the place of target and removes what stood
// there before. Where the system can exchange two names at once it does, so
// that a reader finds one dataset or the other at every moment; elsewhere
// there is an instant without any.
func swap(fresh, target string) error {
	if _, err := os.Lstat(target); errors.Is(err, fs.ErrNotExist) {
		return os.Rename(fresh, target)
	}
	if exchange(fresh, target) == nil {
		return os.RemoveAll(fresh)
	}
	old := fresh + ".old"
	if err := os.Rename(target, old); err != nil {
		return err
	}
	if err := os.Rename(fresh, target); err != nil {
		return errors.Join(err, os.Rename(old, target))
	}
	return os.RemoveAll(old)
}

func fingerprint(path string) (sum string, size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	h := sha256.New()
	if size, err = io.Copy(h, f); err != nil {
		return "", 0, err
	}
	return hex.EncodeToString(h.Sum(nil)), size, nil
}
