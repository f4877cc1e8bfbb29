// Package compare says what a dataset says otherwise than another: which
// documents came and went, which were read otherwise, and which amounts and
// findings of the same document changed.
//
// Files that are the same in both are not read, and of the others no rows are
// held but those that differ. It knows rows and columns as package schema
// declares them, and not what they mean.
package compare

import (
	"cmp"
	"context"
	"hash/fnv"
	"iter"
	"reflect"
	"slices"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
)

// Result is what the second dataset says otherwise than the first.
type Result struct {
	Documents Documents `json:"documents"`
	Numbers   Numbers   `json:"numbers"`
	Findings  Findings  `json:"findings"`
}

// Same reports that nothing is said otherwise.
func (r *Result) Same() bool {
	d := &r.Documents
	return len(d.Added)+len(d.Removed)+len(d.Replaced)+len(d.Status) == 0 && r.Numbers.Total() == 0 &&
		len(r.Findings.Added)+len(r.Findings.Removed) == 0
}

// Documents are compared by their source, in its order.
type Documents struct {
	Added    []string `json:"added"`
	Removed  []string `json:"removed"`
	Replaced []string `json:"replaced"` // has other bytes
	Status   []Status `json:"status"`   // was read otherwise
}

// Status is how a document was read before and after.
type Status struct {
	Source string        `json:"source"`
	Before schema.Status `json:"before"`
	After  schema.Status `json:"after"`
}

// Numbers are the amounts of documents that are in both datasets.
type Numbers struct {
	Added   int `json:"added"`
	Removed int `json:"removed"`
	Changed int `json:"changed"` // another amount, or an amount of something else
	// Examples are the first of them, in the order of their IDs.
	Examples []Number `json:"examples"`
}

// Total is how many differ.
func (n *Numbers) Total() int { return n.Added + n.Removed + n.Changed }

// Number is an amount that differs; the side that does not have it is empty.
type Number struct {
	FactID  string   `json:"fact_id"`
	Source  string   `json:"source"`
	Label   string   `json:"row_label"`
	Before  string   `json:"before"`
	After   string   `json:"after"`
	Columns []string `json:"columns,omitempty"` // of facts, that differ
}

// Findings are those of documents that are in both datasets, and all of those
// between reports.
type Findings struct {
	Added   []Finding `json:"added"`
	Removed []Finding `json:"removed"`
}

// Finding is one that only one of the datasets has.
type Finding struct {
	ID       string          `json:"finding_id"`
	Source   string          `json:"source"` // or the report, of one between reports
	Severity schema.Severity `json:"severity"`
	Rule     string          `json:"rule"`
	Message  string          `json:"message_en"`
}

// MostExamples are the most amounts that are named; all are counted.
const MostExamples = 100

// Datasets compares those in two folders.
func Datasets(ctx context.Context, before, after string) (*Result, error) {
	c := &comparison{ctx: ctx, source: map[string]string{}, result: &Result{
		Documents: Documents{[]string{}, []string{}, []string{}, []Status{}}, Numbers: Numbers{Examples: []Number{}},
	}}
	for i, folder := range []string{before, after} {
		m, err := sinks.ReadManifest(folder)
		if err != nil {
			return nil, err
		}
		c.sides[i] = side{folder, m}
	}
	for _, step := range []func() error{c.documents, c.numbers, c.findings} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return c.result, nil
}

type side struct {
	folder   string
	manifest *sinks.Manifest
}

type comparison struct {
	ctx    context.Context
	sides  [2]side
	source map[string]string // of the documents that are in both, by ID
	result *Result
}

// rows yields those of a kind in one of the datasets; of others than documents
// without the files that both have.
func (c *comparison) rows(at int, kind string) iter.Seq2[reflect.Value, error] {
	same := map[string]bool{}
	for _, f := range c.sides[1-at].manifest.Files {
		same[f.Dataset+f.SHA256] = kind != "documents"
	}
	wanted := func(f sinks.ManifestedFile) bool { return !same[f.Dataset+f.SHA256] }
	return func(yield func(reflect.Value, error) bool) {
		more := true
		err := sinks.EachOf(c.ctx, c.sides[at].folder, schema.KindNamed(kind), wanted, func(row reflect.Value) error {
			if more = yield(row, nil); !more {
				return context.Canceled
			}
			return nil
		})
		if err != nil && more {
			yield(reflect.Value{}, err)
		}
	}
}

func (c *comparison) documents() error {
	type document struct {
		id     string
		status schema.Status
	}
	var all [2]map[string]document
	for at := range all {
		all[at] = map[string]document{}
		for row, err := range c.rows(at, "documents") {
			if err != nil {
				return err
			}
			d := row.Addr().Interface().(*schema.DocumentRow)
			all[at][d.Source] = document{cmp.Or(d.DocumentID, d.DuplicateOf), d.Status}
			if d.DocumentID != "" {
				if _, known := c.source[d.DocumentID]; known || at == 0 {
					c.source[d.DocumentID] = d.Source
				}
			}
		}
	}
	out := &c.result.Documents
	for source, before := range all[0] {
		switch after, there := all[1][source]; {
		case !there:
			out.Removed = append(out.Removed, source)
		case before.id != after.id:
			out.Replaced = append(out.Replaced, source)
		case before.status != after.status:
			out.Status = append(out.Status, Status{source, before.status, after.status})
		}
	}
	both := map[string]bool{}
	for source, d := range all[1] {
		both[d.id] = true
		if _, there := all[0][source]; !there {
			out.Added = append(out.Added, source)
		}
	}
	for id := range c.source {
		if !both[id] {
			delete(c.source, id)
		}
	}
	slices.Sort(out.Added)
	slices.Sort(out.Removed)
	slices.Sort(out.Replaced)
	slices.SortFunc(out.Status, func(a, b Status) int { return cmp.Compare(a.Source, b.Source) })
	return nil
}

// differing are the documents in both datasets whose rows of a kind differ.
func (c *comparison) differing(kind string) (map[string]bool, error) {
	columns := schema.KindNamed(kind).Columns
	of := slices.IndexFunc(columns, func(col schema.Column) bool { return col.Name == "document_id" })
	sums := map[string][2]uint64{}
	for at := range c.sides {
		for row, err := range c.rows(at, kind) {
			if err != nil {
				return nil, err
			}
			id := columns[of].Of(row).Text
			if _, both := c.source[id]; both {
				sum := sums[id]
				sum[at] += hash(columns, row)
				sums[id] = sum
			}
		}
	}
	differ := map[string]bool{}
	for id, sum := range sums {
		if sum[0] != sum[1] {
			differ[id] = true
		}
	}
	return differ, nil
}

func (c *comparison) numbers() error {
	differ, err := c.differing("facts")
	if err != nil || len(differ) == 0 {
		return err
	}
	columns := schema.KindNamed("facts").Columns
	var all [2]map[string]*schema.FactRow
	for at := range all {
		all[at] = map[string]*schema.FactRow{}
		for row, err := range c.rows(at, "facts") {
			if err != nil {
				return err
			}
			if f := row.Addr().Interface().(*schema.FactRow); differ[f.DocumentID] {
				all[at][f.ID] = f
			}
		}
	}
	var found []Number
	out := &c.result.Numbers
	for id, before := range all[0] {
		n := Number{FactID: id, Source: c.source[before.DocumentID], Label: before.RowLabel, Before: before.Amount.Text}
		if after := all[1][id]; after != nil {
			n.After = after.Amount.Text
			n.Columns = otherwise(columns, reflect.ValueOf(before).Elem(), reflect.ValueOf(after).Elem())
			if len(n.Columns) == 0 {
				continue
			}
			out.Changed++
		} else {
			out.Removed++
		}
		found = append(found, n)
	}
	for id, after := range all[1] {
		if all[0][id] == nil {
			out.Added++
			found = append(found, Number{FactID: id, Source: c.source[after.DocumentID], Label: after.RowLabel,
				After: after.Amount.Text})
		}
	}
	slices.SortFunc(found, func(a, b Number) int { return cmp.Compare(a.FactID, b.FactID) })
	out.Examples = found[:min(len(found), MostExamples)]
	return nil
}

func (c *comparison) findings() error {
	var all [2]map[string]Finding
	for at := range all {
		all[at] = map[string]Finding{}
		for row, err := range c.rows(at, "findings") {
			if err != nil {
				return err
			}
			f := row.Addr().Interface().(*schema.FindingRow)
			if source, both := c.source[f.DocumentID]; both {
				all[at][f.ID] = Finding{f.ID, source, f.Severity, f.Rule, f.MessageEN}
			}
		}
		for row, err := range c.rows(at, "report_findings") {
			if err != nil {
				return err
			}
			f := row.Addr().Interface().(*schema.ReportFindingRow)
			all[at][f.ID] = Finding{f.ID, f.ReportID, f.Severity, f.Rule, f.MessageEN}
		}
	}
	c.result.Findings.Removed = only(all[0], all[1])
	c.result.Findings.Added = only(all[1], all[0])
	return nil
}

// only are the findings that the other does not have.
func only(has, other map[string]Finding) (found []Finding) {
	found = []Finding{} // in JSON a list
	for id, f := range has {
		if _, there := other[id]; !there {
			found = append(found, f)
		}
	}
	slices.SortFunc(found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.ID, b.ID))
	})
	return found
}

// otherwise are the columns in which two rows differ.
func otherwise(columns []schema.Column, a, b reflect.Value) (names []string) {
	for i := range columns {
		if one := columns[i : i+1]; hash(one, a) != hash(one, b) {
			names = append(names, columns[i].Name)
		}
	}
	return names
}

// hash is a checksum of a row. Of the same rows it is the same within a
// process and in any other.
func hash(columns []schema.Column, row reflect.Value) uint64 {
	h := fnv.New64a()
	write(h, columns, row)
	return h.Sum64()
}
