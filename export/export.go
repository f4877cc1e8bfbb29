// Package export copies a dataset into files that people and other programs
// open: CSV, JSON lines, an Excel workbook, an SQLite database, and SQL that
// opens the dataset in DuckDB.
//
// It knows how each of these keeps a value without losing it, and which rows
// were asked for. It knows nothing of what the values mean: the kinds of row and
// their columns are those that package schema declares. To add a form, write its
// type and name it in Forms.
package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/internal/disk"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
	"github.com/yusuan/yusuan/triage"
)

// Form is a form that a dataset can be copied into.
type Form struct {
	Name   string
	EN     string // what it is, for help
	Suffix string // of the files of kinds of row
	// Whole forms hold all kinds of row in one file; of others each kind has a
	// file of its own.
	Whole bool

	// open starts a file that rows are copied into; write makes one of another
	// sort, for all documents.
	open  func(ctx context.Context, w io.Writer, j *job) (table, error)
	write func(ctx context.Context, w io.Writer, j *job) error
}

// table takes the rows that are copied, one kind after the other.
type table interface {
	begin(k *schema.RowKind) error
	row(k *schema.RowKind, row reflect.Value) error
	end(err error) error // after an error nothing more is written; it is returned
}

// Forms are all of them.
var Forms = []*Form{
	{Name: "csv", EN: "comma-separated values, a file for each kind of row", Suffix: ".csv", open: openCSV},
	{Name: "jsonl", EN: "JSON lines, a file for each kind of row", Suffix: ".jsonl", open: openJSONL},
	{Name: "xlsx", EN: "one Excel workbook with a sheet for each kind of row", Whole: true, open: openXLSX},
	{Name: "sqlite", EN: "one SQLite database with views", Whole: true, open: openSQLite},
	{Name: "duckdb", EN: "SQL that opens the dataset itself in DuckDB, with views", Whole: true, write: duckdb},
}

// FormNamed is the form of that name, nil if there is none.
func FormNamed(name string) *Form {
	for _, f := range Forms {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// Options say what is copied.
type Options struct {
	Kinds []string // kinds of row by name; none means all but cells
	Where []string // conditions that all have to hold, as parseCondition reads them
	BOM   bool     // of CSV, so that Excel takes it for UTF-8
	// Stdout is what the place - stands for.
	Stdout io.Writer
	// Triage has findings come with what was decided of them; nil: without.
	Triage *triage.File
	// Done is told of each kind of row that was copied; nil: nobody.
	Done func(kind string)
}

// Result is what was copied.
type Result struct {
	Files []string         // in the order they were written
	Rows  map[string]int64 // by kind
	// Shortened counts texts that a cell of Excel does not hold: they end in a
	// remark that says so.
	Shortened int
}

// ErrUsage is wrapped by errors about what was asked for.
var ErrUsage = errors.New("cannot be exported")

type job struct {
	dataset string
	options Options
	kinds   []*schema.RowKind
	printed bool // the tables as they are printed, too
	where   []condition
	// documents that were chosen, by id; nil for all.
	documents map[string]bool
	result    Result
}

// Run copies the dataset in a folder to a place: a file for a whole form and
// for a single kind of row, a folder for more, which is made. Each file appears
// whole or not at all. The place - is standard output.
func Run(ctx context.Context, dataset string, form *Form, place string, o Options) (*Result, error) {
	j := &job{dataset: dataset, options: o, result: Result{Rows: map[string]int64{}}}
	if err := j.plan(); err != nil {
		return nil, err
	}
	if j.printed && form.Name != "xlsx" && form.Name != "csv" {
		return nil, fmt.Errorf("%w: tables as they are printed go into csv and xlsx", ErrUsage)
	}
	one := form.Whole || len(j.kinds) == 1 && !j.printed
	if place == "-" && !one {
		return nil, fmt.Errorf("%w: standard output holds one kind of row; name it", ErrUsage)
	}
	if form.write != nil && len(o.Where) > 0 {
		return nil, fmt.Errorf("%w: %s takes the dataset as it is, without conditions", ErrUsage, form.Name)
	}
	if form.write != nil && o.Triage != nil {
		return nil, fmt.Errorf("%w: %s takes the dataset as it is, without what was decided", ErrUsage, form.Name)
	}
	if _, err := sinks.ReadManifest(dataset); err != nil {
		return nil, err
	}
	if err := j.chooseDocuments(ctx); err != nil {
		return nil, err
	}
	if one {
		return &j.result, j.write(ctx, form, place, j.kinds)
	}
	for _, k := range j.kinds {
		if err := j.write(ctx, form, filepath.Join(place, k.Name+form.Suffix), []*schema.RowKind{k}); err != nil {
			return &j.result, err
		}
	}
	if j.printed {
		return &j.result, j.printedCSV(ctx, filepath.Join(place, Printed))
	}
	return &j.result, nil
}

// write makes one file of some kinds of row.
func (j *job) write(ctx context.Context, form *Form, place string, kinds []*schema.RowKind) error {
	content := func(w io.Writer) error {
		if form.write != nil {
			return form.write(ctx, w, j)
		}
		t, err := form.open(ctx, w, j)
		if err != nil {
			return err
		}
		return t.end(j.copy(ctx, t, kinds))
	}
	if place == "-" {
		return content(j.options.Stdout)
	}
	if err := disk.WriteFile(place, content); err != nil {
		return err
	}
	j.result.Files = append(j.result.Files, place)
	return nil
}

func (j *job) copy(ctx context.Context, t table, kinds []*schema.RowKind) error {
	for _, k := range kinds {
		if err := t.begin(k); err != nil {
			return err
		}
		wanted := j.chooser(k)
		err := j.each(ctx, k, func(row reflect.Value) error {
			if !wanted(row) {
				return nil
			}
			j.result.Rows[k.Name]++
			return t.row(k, row)
		})
		if err != nil {
			return fmt.Errorf("%s: %w", k.Name, err)
		}
		if j.options.Done != nil {
			j.options.Done(k.Name)
		}
	}
	return nil
}

// plan settles which kinds of row are copied and under which conditions.
func (j *job) plan() error {
	all := withDecisions(j.options.Triage)
	for _, text := range j.options.Where {
		c, err := parseCondition(text, all)
		if err != nil {
			return err
		}
		j.where = append(j.where, c)
	}
	for _, name := range j.options.Kinds {
		if name == Printed {
			j.printed = true
			continue
		}
		at := slices.IndexFunc(all, func(k *schema.RowKind) bool { return k.Name == name })
		if at < 0 {
			return fmt.Errorf("%w: there is no kind of row %q; there are %s and %s", ErrUsage, name,
				strings.Join(kindNames(), ", "), Printed)
		}
		if !slices.Contains(j.kinds, all[at]) {
			j.kinds = append(j.kinds, all[at])
		}
	}
	if len(j.kinds) == 0 && !j.printed {
		for _, k := range all {
			if k.Name != "cells" && j.answers(k) {
				j.kinds = append(j.kinds, k)
			}
		}
	}
	for _, k := range j.kinds {
		if !j.answers(k) {
			return fmt.Errorf("%w: %s have no column for every condition", ErrUsage, k.Name)
		}
	}
	return nil
}

func kindNames() (names []string) {
	for _, k := range schema.RowKinds {
		names = append(names, k.Name)
	}
	return names
}
