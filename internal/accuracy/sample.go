package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract"
	"github.com/yusuan/yusuan/normalize"
	"github.com/yusuan/yusuan/schema"
)

// sampling says which facts are drawn, for a person to judge against the
// print: n of them, the same ones for the same seed and facts.
type sampling struct {
	n    int
	seed uint64
	only string
}

// stratum is what facts are drawn from in turn, so that long tables do not
// crowd out short ones.
type stratum struct {
	document string
	kind     schema.TableKind
}

// sheetHead names the columns of the sheet; the last two are the judge's.
var sheetHead = []string{"no", "document", "page", "table", "title", "kind", "unit", "row_label", "column_label",
	"printed", "yuan", "flow", "fund", "extent", "revenue", "function", "economic", "nature", "item", "item_label",
	"project", "stage",
	"method", "owner", "right", "why"}

// report reads the documents of a folder and prints the sheet of the facts
// drawn, one a line, tabs between the columns.
func (s *sampling) report(dir string, w io.Writer) (err error) {
	files, err := filepath.Glob(filepath.Join(dir, "*"+s.only+"*"))
	if err != nil {
		return err
	}
	reader, err := extract.New(extract.Options{Deadline: -1})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	strata := map[stratum][][]string{}
	for _, file := range files {
		if info, err := os.Stat(file); err != nil || !info.Mode().IsRegular() {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		doc, err := reader.Read(context.Background(), extract.Input{Source: filepath.Base(file), Data: data})
		if err != nil {
			fmt.Fprintf(os.Stderr, "accuracy: %s: %v\n", file, err)
			continue
		}
		rec, err := normalize.Normalize(context.Background(), doc, normalize.Options{})
		if err != nil {
			return err
		}
		sheetRows(rec, filepath.Base(file), strata)
	}
	out := csv.NewWriter(w)
	out.Comma = '\t'
	if err := out.Write(sheetHead); err != nil {
		return err
	}
	for i, row := range draw(strata, s.n, s.seed) {
		if err := out.Write(append([]string{strconv.Itoa(i + 1)}, row...)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// sheetRows adds the lines of a record's facts to their strata.
func sheetRows(rec *schema.Record, name string, strata map[stratum][][]string) {
	tables := map[string]*schema.Table{}
	for i := range rec.Tables {
		tables[rec.Tables[i].ID] = &rec.Tables[i]
	}
	for i := range rec.Facts {
		f, t := &rec.Facts[i], tables[rec.Facts[i].TableID]
		yuan := ""
		if f.Amount.HasYuan {
			yuan = f.Amount.Yuan.String()
		}
		c := f.Coordinates.Published()
		k := stratum{name, f.Kind}
		strata[k] = append(strata[k], []string{name, strconv.Itoa(f.Page),
			fmt.Sprintf("t%03d r%03d c%02d", t.Index, f.Row, f.Column), document.Squeeze(t.Layout.Title), string(f.Kind),
			f.Amount.Unit, f.RowLabel, f.ColumnLabel, f.Amount.Text, yuan, string(c.Flow), string(c.Fund),
			string(c.Extent), c.Revenue, c.Function,
			c.Economic, string(c.Nature), string(c.Item), c.ItemLabel, c.Project, string(c.Stage), c.Method, c.Organization,
			"", ""})
	}
}

// draw takes n lines, one from each stratum in turn, in an order that the seed
// decides; it sorts them by document, table and place.
func draw(strata map[stratum][][]string, n int, seed uint64) [][]string {
	random := rand.New(rand.NewPCG(seed, 0))
	keys := slices.SortedFunc(maps.Keys(strata), func(a, b stratum) int {
		return cmp.Or(cmp.Compare(a.document, b.document), cmp.Compare(a.kind, b.kind))
	})
	for _, k := range keys {
		rows := strata[k]
		random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	}
	random.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
	var out [][]string
	for turn := 0; len(out) < n; turn++ {
		before := len(out)
		for _, k := range keys {
			if turn < len(strata[k]) && len(out) < n {
				out = append(out, strata[k][turn])
			}
		}
		if len(out) == before {
			break
		}
	}
	slices.SortFunc(out, func(a, b []string) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[2], b[2])) })
	return out
}
