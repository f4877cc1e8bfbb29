package sinks

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/schema"
)

var (
	// ErrNotDataset refuses to put a dataset in the place of something else.
	ErrNotDataset = errors.New("exists and is not a yusuan dataset")
	// ErrForeign refuses to remove a dataset with what else is in its folder.
	ErrForeign = errors.New("holds what is not the dataset's own")
	// ErrTooFew refuses to replace a dataset by one of much fewer documents.
	ErrTooFew = errors.New("too few documents could be read, nothing was written")
	// ErrOtherSchema says that the columns of a dataset are not those of now.
	ErrOtherSchema = errors.New("the dataset was written by a program of another version")
)

// ManifestFile is the file of a dataset that lists all others.
const ManifestFile = "dataset.json"

const (
	manifestKind = "yusuan-dataset"
	// mostManifest is the largest dataset.json that is read, in bytes: some
	// 250 for each file, and a file for each year, province and part of it.
	mostManifest = 64 << 20
)

// Manifest is dataset.json, the description a dataset carries. It holds no
// time and no machine: the same documents, version and catalogue give the same bytes.
type Manifest struct {
	Kind      string `json:"kind"`                // always "yusuan-dataset"
	Version   string `json:"version"`             // of the program that wrote it
	Catalogue string `json:"catalogue,omitempty"` // digest of the words that were known
	// Corrections is the checksum of the corrections by people that were made.
	Corrections string        `json:"corrections,omitempty"`
	Schema      int           `json:"schema_version"` // schema.Version then
	Inputs      int           `json:"inputs"`         // documents, failed ones included
	InputHash   string        `json:"input_hash"`
	Statuses    []StatusCount `json:"statuses"`
	Quality     Quality       `json:"quality"` // older datasets do not say
	// Expected is what the sources of a workspace expect, where they say; a dataset
	// of files knows of none.
	Expected []Expectation    `json:"expected,omitempty"`
	Files    []ManifestedFile `json:"files"`
	Views    Fingerprint      `json:"views"`   // views.sql; older datasets have none
	Schemas  []Fingerprint    `json:"schemas"` // of partitioned kinds; older datasets have none
	Package  Fingerprint      `json:"package"` // datapackage.json; older datasets do not say
}

// StatusCount is how many documents have a status. Statuses nobody has are
// left out.
type StatusCount struct {
	Status    schema.Status `json:"status"`
	Documents int           `json:"documents"`
}

// Quality says how far the documents together were understood.
type Quality struct {
	Numbers     int `json:"numbers"`     // numeric tokens that a reader can see
	Leftover    int `json:"leftover"`    // those of them that found no place
	Unexplained int `json:"unexplained"` // those in tables that nothing is known of
	Amounts     int `json:"amounts"`     // published amounts in the bodies of tables
	Checked     int `json:"checked"`     // those of them in a check that could be made
	Recognised  int `json:"recognised"`  // documents with pages that were read from pictures
}

// Expectation is how many entries a source expects of a year, and how many of
// them are there.
type Expectation struct {
	Source   string   `json:"source"`
	Year     int      `json:"year"`
	Expected int      `json:"expected"`
	Found    int      `json:"found"`
	Missing  []string `json:"missing,omitempty"` // organizations of whom nothing is there
}

// Absent is how many are not there.
func (e *Expectation) Absent() int { return max(e.Expected-e.Found, len(e.Missing)) }

// add takes one document in.
func (q *Quality) add(r *schema.Record) {
	if r.Document != nil {
		q.Numbers += r.Document.Reading.Total
		q.Leftover += r.Document.Reading.Leftover
		if r.Document.Recognizer != "" {
			q.Recognised++
		}
	}
	q.Unexplained += r.Account().Unexplained
	amounts, checked := r.Covered()
	q.Amounts, q.Checked = q.Amounts+amounts, q.Checked+checked
}

// sum adds another to it.
func (q *Quality) sum(o *Quality) {
	q.Numbers, q.Leftover, q.Unexplained = q.Numbers+o.Numbers, q.Leftover+o.Leftover, q.Unexplained+o.Unexplained
	q.Amounts, q.Checked, q.Recognised = q.Amounts+o.Amounts, q.Checked+o.Checked, q.Recognised+o.Recognised
}

// ManifestedFile is one Parquet file of a dataset.
type ManifestedFile struct {
	Dataset string `json:"dataset"`
	File    string `json:"file"` // from the dataset's folder, with slashes
	Rows    int64  `json:"rows"`
	Bytes   int64  `json:"bytes"`
	SHA256  string `json:"sha256"`
}

// Fingerprint tells whether a file is still the one that was written.
type Fingerprint struct {
	File   string `json:"file"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// documents is how many have a status.
func (m *Manifest) documents(s schema.Status) int {
	for _, c := range m.Statuses {
		if c.Status == s {
			return c.Documents
		}
	}
	return 0
}

// Readable gives ErrOtherSchema where the rows are not of the types of now.
func (m *Manifest) Readable() error {
	if m.Schema == schema.Version {
		return nil
	}
	return fmt.Errorf("%w: its schema is %d, this program reads %d", ErrOtherSchema, m.Schema, schema.Version)
}

// Names are the paths of the dataset's own files, from its folder, with slashes.
func (m *Manifest) Names() []string {
	names := []string{ManifestFile, packageFile, viewsFile}
	for _, f := range m.Schemas {
		names = append(names, f.File)
	}
	for i := range m.Files {
		names = append(names, m.Files[i].File)
	}
	return names
}

// ReadManifest reads the description of the dataset at path; ErrNotDataset if
// there is none. What it describes is not looked at.
func ReadManifest(path string) (*Manifest, error) {
	name := filepath.Join(path, ManifestFile)
	info, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) || err == nil && (!info.Mode().IsRegular() || info.Size() > mostManifest) {
		return nil, fmt.Errorf("%s: %w", path, ErrNotDataset)
	}
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var m Manifest
	if json.Unmarshal(text, &m) != nil || m.Kind != manifestKind || len(m.Files) == 0 {
		return nil, fmt.Errorf("%s: %w", path, ErrNotDataset)
	}
	for i := range m.Files {
		if f := m.Files[i].File; !fs.ValidPath(f) || !strings.HasSuffix(f, ".parquet") {
			return nil, fmt.Errorf("%s: %w: %s lists %q", path, ErrNotDataset, ManifestFile, f)
		}
	}
	return &m, nil
}

// replaceable returns the manifest of the dataset at a path, or nil if nothing
// is there or an empty folder. Anything else gives ErrNotDataset, and anything
// else in a dataset's folder ErrForeign.
func replaceable(path string) (*Manifest, error) { return inspect(path, true) }

// inspect is replaceable; it reads the files only if their checksums are asked
// for, otherwise their sizes have to do.
func inspect(folder string, checksums bool) (*Manifest, error) {
	entries, err := os.ReadDir(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		if info, e := os.Stat(folder); e == nil && !info.IsDir() {
			return nil, fmt.Errorf("%s: %w", folder, ErrNotDataset)
		}
		return nil, err
	case len(entries) == 0:
		return nil, nil
	}
	m, err := ReadManifest(folder)
	if err != nil {
		return nil, err
	}
	return m, m.own(folder, checksums)
}

// own refuses a folder in which anything stands but the dataset's own files as
// they were written. Files that are missing are no loss to anyone.
func (m *Manifest) own(folder string, checksums bool) error {
	listed, folders := map[string]Fingerprint{}, map[string]bool{".": true}
	for _, f := range m.Files {
		listed[f.File] = Fingerprint{f.File, f.Bytes, f.SHA256}
		for dir := path.Dir(f.File); dir != "."; dir = path.Dir(dir) {
			folders[dir] = true
		}
	}
	for _, f := range m.Schemas {
		listed[f.File] = f
	}
	found := 0
	err := filepath.WalkDir(folder, func(full string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(folder, full)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		same := false
		switch print, ok := listed[name]; {
		case d.IsDir():
			same = folders[name]
		case !d.Type().IsRegular():
		case name == ManifestFile:
			same = true
		case name == viewsFile:
			same, err = m.Views.of(full, checksums)
		case name == packageFile:
			same, err = m.packaged(full, checksums)
		case ok:
			if path.Ext(name) == ".parquet" {
				found++
			}
			same, err = print.of(full, checksums)
		}
		switch {
		case err != nil || same:
			return err
		case slices.Contains(m.Names(), name):
			return fmt.Errorf("%s %w: %s was changed", folder, ErrForeign, name)
		}
		return fmt.Errorf("%s %w: %s", folder, ErrForeign, name)
	})
	if err == nil && found == 0 {
		return fmt.Errorf("%s: %w: no file that %s lists is there", folder, ErrNotDataset, ManifestFile)
	}
	return err
}

// of reports whether the file at a path is the one described.
func (f Fingerprint) of(path string, checksum bool) (bool, error) {
	info, err := os.Lstat(path)
	if err != nil || info.Size() != f.Bytes {
		return false, err
	}
	if !checksum {
		return true, nil
	}
	sum, _, err := fingerprint(path)
	return sum == f.SHA256, err
}

// packaged reports whether datapackage.json is the dataset's. Where the
// manifest has no checksum of it, it must at least say so itself.
func (m *Manifest) packaged(path string, checksum bool) (bool, error) {
	if m.Package.SHA256 != "" {
		return m.Package.of(path, checksum)
	}
	text, err := os.ReadFile(path)
	return bytes.Contains(text, []byte(`"name": "`+manifestKind+`"`)), err
}
