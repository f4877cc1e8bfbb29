package sinks

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/yusuan/yusuan/internal/disk"
	"github.com/yusuan/yusuan/schema"
)

// Parquet is a Sink that writes a dataset: a folder with one Parquet file, or
// one folder of them, for each row type, dataset.json and datapackage.json.
//
// Everything is written in a hidden folder beside the target. Commit reads
// each file back, compares it with what was written, and only then puts the
// folder in the target's place. What memory it needs depends on the rows of a
// row group, not on how many documents or partitions there are.
type Parquet struct {
	// Dataset gathers what is said of all documents; what it knows beside them
	// may be set before Commit.
	Dataset schema.Dataset
	// Catalogue tells which catalogue of words the rows were made with; it is
	// kept in the manifest.
	Catalogue string
	// Corrections tells likewise which corrections by people were made.
	Corrections string
	// Expected is kept there as well, where it is known.
	Expected []Expectation
	// Least is how many documents must have been read for Commit to write the
	// dataset. Without it a dataset that stands at the target must not lose
	// more than leastShare allows; zero lets everything be written.
	Least *int
	// Wrote, if set, is called with every document, so that the next dataset can
	// take it.
	Wrote func(*Taken) error
	// GroupsBefore are the Groups of the dataset that is replaced.
	GroupsBefore map[string]string

	target, temp string
	work         *disk.Work
	before       *Manifest // of the dataset at the target; nil if there is none
	earlier      earlier
	version      string
	files        []file
	inputs       int
	retrieved    time.Time // when the last of them was; zero if that is not known
	inputHash    hash.Hash
	statuses     map[schema.Status]int
	quality      Quality
	closed       bool
	taken        int // documents of the dataset before
	groups       map[string]*gathered
}

// NewParquet starts a dataset that will stand at the path target, or where a
// symbolic link of that name leads. A dataset that is there already is
// replaced on Commit; anything else that is not an empty folder is left alone
// and gives ErrNotDataset, or ErrForeign where it stands in a dataset's folder.
// While another process writes a dataset there it gives disk.ErrBusy.
func NewParquet(target, version string) (*Parquet, error) {
	target, err := disk.Target(target)
	if err != nil {
		return nil, err
	}
	work, err := disk.Start(target)
	if err != nil {
		return nil, err
	}
	p := &Parquet{
		target: target, temp: work.Fresh(), work: work, version: version,
		inputHash: sha256.New(), statuses: map[schema.Status]int{},
	}
	if err := p.start(); err != nil {
		return nil, errors.Join(err, p.Abort())
	}
	return p, nil
}

func (p *Parquet) start() (err error) {
	if p.before, err = replaceable(p.target); err != nil {
		return err
	}
	if err := os.Mkdir(p.temp, 0o777); err != nil {
		return err
	}
	for _, kind := range schema.RowKinds {
		f, err := create(kind, p.temp, p.version, &p.earlier)
		if err != nil {
			return err
		}
		p.files = append(p.files, f)
	}
	return nil
}

// Replaces says that the dataset takes the place of another, which stands in a
// folder elsewhere: it must not lose more than leastShare allows. Files that
// come out the same are hard links to those there.
func (p *Parquet) Replaces(folder string) (err error) {
	if p.before, err = ReadManifest(folder); err != nil {
		return err
	}
	p.earlier.folder, p.earlier.sums = folder, map[string]string{}
	for _, f := range p.before.Files {
		p.earlier.sums[f.File] = f.SHA256
	}
	return nil
}

// Write adds one document.
func (p *Parquet) Write(ctx context.Context, r *schema.Record) error {
	if p.closed {
		return ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	t := &Taken{Basis: r.Basis, Card: *schema.CardOf(r), Retrieved: r.From.Retrieved,
		Extents: make([]Extent, len(p.files))}
	t.Quality.add(r)
	p.account(t)
	for i, f := range p.files {
		var err error
		if t.Extents[i], err = f.write(ctx, r); err != nil {
			return err
		}
	}
	return p.tell(t)
}

// WriteAcross adds what was held between the reports of an organization.
func (p *Parquet) WriteAcross(ctx context.Context, a *schema.Across) error {
	if p.closed {
		return ErrClosed
	}
	for i, f := range p.files {
		if err := f.rows(ctx, schema.RowKinds[i].RowsBetween(a)); err != nil {
			return err
		}
	}
	return nil
}

// Commit checks what was written and makes it appear.
func (p *Parquet) Commit(ctx context.Context) error {
	if p.closed {
		return ErrClosed
	}
	err := p.enough()
	if err == nil {
		err = p.commit(ctx)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("dataset %s: %w", p.target, err), p.Abort())
	}
	p.closed = true
	return errors.Join(p.earlier.close(), p.work.End())
}

func (p *Parquet) commit(ctx context.Context) error {
	m := Manifest{Kind: manifestKind, Version: p.version, Catalogue: p.Catalogue, Corrections: p.Corrections,
		Schema: schema.Version, Inputs: p.inputs,
		InputHash: hex.EncodeToString(p.inputHash.Sum(nil))}
	for _, s := range schema.Statuses {
		if n := p.statuses[s]; n > 0 {
			m.Statuses = append(m.Statuses, StatusCount{s, n})
		}
	}
	m.Quality, m.Expected = p.quality, p.Expected
	var err error
	if m.Files, err = p.finish(ctx); err != nil {
		return err
	}
	if m.Views, err = p.beside(viewsFile, views()); err != nil {
		return err
	}
	if m.Schemas, err = p.schemas(); err != nil {
		return err
	}
	packaged, err := json.MarshalIndent(packageOf(&m, p.retrieved), "", "  ")
	if err != nil {
		return err
	}
	if m.Package, err = p.beside(packageFile, append(packaged, '\n')); err != nil {
		return err
	}
	manifest, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	if _, err := p.beside(ManifestFile, append(manifest, '\n')); err != nil {
		return err
	}
	if _, err := replaceable(p.target); err != nil { // it may have changed in the meantime
		return err
	}
	return p.work.ReplaceFolder(func(old string) error {
		_, err := inspect(old, false) // what came into it since
		return err
	})
}

// finish adds the rows that are of no one document, closes the files and lists
// their parts. Reading everything back is a tenth of a run; most files do not
// depend on one another.
func (p *Parquet) finish(ctx context.Context) ([]ManifestedFile, error) {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	closed := make([]func() ([]part, error), len(p.files)) // once
	order, rank := make([]int, len(p.files)), make([]int, len(p.files))
	for i, kind := range schema.RowKinds {
		order[i] = i
		if kind.Whole() {
			if err := p.files[i].rows(ctx, kind.RowsOfAll(&p.Dataset)); err != nil {
				return nil, err
			}
		}
		from := slices.Index(schema.RowKinds, schema.KindNamed(kind.From)) // -1 if it is made of no other rows
		if from >= 0 {
			rank[i], rank[from] = -1, 1 // what takes longest first; what it closes itself last
		}
		closed[i] = sync.OnceValues(func() ([]part, error) {
			if from >= 0 {
				parts, err := closed[from]()
				if err == nil {
					err = p.derive(ctx, kind, parts, p.files[i])
				}
				if err != nil {
					return nil, err
				}
			}
			return p.files[i].close(ctx)
		})
	}
	slices.SortStableFunc(order, func(i, k int) int { return rank[i] - rank[k] })
	for _, i := range order {
		group.Go(func() error {
			_, err := closed[i]()
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	var entries []ManifestedFile
	for i, kind := range schema.RowKinds {
		parts, _ := closed[i]() // without an error, as the group has told
		entries = append(entries, manifested(kind, parts)...)
	}
	return entries, nil
}

// manifested are the entries of the manifest for the parts of a kind of row.
func manifested(kind *schema.RowKind, parts []part) (entries []ManifestedFile) {
	for _, p := range parts {
		entries = append(entries, ManifestedFile{Dataset: kind.Name, File: p.path, Rows: p.rows, Bytes: p.size,
			SHA256: p.sum})
	}
	return entries
}

// schemas writes the columns of every kind whose rows stand in many files.
func (p *Parquet) schemas() (prints []Fingerprint, err error) {
	for _, k := range schema.RowKinds {
		if !k.Partitioned {
			continue
		}
		text, err := json.MarshalIndent(tableSchema(k), "", "  ")
		if err != nil {
			return nil, err
		}
		print, err := p.beside(schemaFile(k), append(text, '\n'))
		if err != nil {
			return nil, err
		}
		prints = append(prints, print)
	}
	return prints, nil
}

// beside writes a file beside those of the rows.
func (p *Parquet) beside(name string, text []byte) (Fingerprint, error) {
	path := filepath.Join(p.temp, name)
	f, err := os.Create(path)
	if err != nil {
		return Fingerprint{}, err
	}
	_, err = f.Write(text)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return Fingerprint{}, err
	}
	sum, size, err := fingerprint(path)
	return Fingerprint{name, size, sum}, err
}

// leastShare of the documents that a dataset has must have been read again for
// another to take its place: one in so many. An archive of what was published
// grows; half of it does not go in a day, but a disk that is not there or a
// program that is missing takes it all. The number is a judgement.
const leastShare = 2

// enough refuses a run that could read nothing, or too little, to replace what
// is there. Documents with pages that were not read count apart, so that a run
// without recognition does not pass for one with it.
func (p *Parquet) enough() error {
	read := p.statuses[schema.StatusRead] + p.statuses[schema.StatusDoubtful]
	partly := read + p.statuses[schema.StatusScanned]
	switch {
	case p.Least != nil && partly < *p.Least:
		return fmt.Errorf("%w: %d were read, at least %d were asked for", ErrTooFew, partly, *p.Least)
	case p.Least != nil || p.before == nil:
		return nil
	}
	before := p.before.documents(schema.StatusRead) + p.before.documents(schema.StatusDoubtful)
	for _, c := range []struct {
		now, before int
		how         string
	}{
		{partly, before + p.before.documents(schema.StatusScanned), "read"},
		{read, before, "read in full"},
	} {
		if c.now*leastShare < c.before {
			return fmt.Errorf("%w: %d were %s, the dataset that is there has %d", ErrTooFew, c.now, c.how, c.before)
		}
	}
	return nil
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
	return errors.Join(p.earlier.close(), p.work.End())
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
