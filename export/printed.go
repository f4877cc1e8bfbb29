package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/yusuan/yusuan/internal/disk"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
)

// Printed is asked for like a kind of row: every published table as a grid of
// its own, as it is printed.
const Printed = "printed"

// mostSheets is how many tables one workbook takes; programs that open it show
// a tab for each.
const mostSheets = 500

// grid is a published table.
type grid struct {
	table  schema.TableRow
	source string
	cells  []schema.CellRow
}

// eachPrinted gives the tables of the documents that were chosen, in their
// order.
func (j *job) eachPrinted(ctx context.Context, each func(*grid) error) error {
	sources := map[string]string{}
	err := sinks.Rows(ctx, j.dataset, "documents", func(d *schema.DocumentRow) {
		if d.DuplicateOf == "" {
			sources[d.DocumentID] = d.Source
		}
	})
	if err != nil {
		return err
	}
	tables, kind := map[string]schema.TableRow{}, schema.KindNamed("tables")
	wanted := j.chooser(kind)
	err = sinks.Each(ctx, j.dataset, kind, func(row reflect.Value) error {
		if wanted(row) {
			t := row.Addr().Interface().(*schema.TableRow)
			tables[t.TableID] = *t
		}
		return nil
	})
	if err != nil {
		return err
	}
	var g *grid
	give := func() error {
		if g == nil {
			return nil
		}
		done := g
		g = nil
		return each(done)
	}
	err = sinks.Each(ctx, j.dataset, schema.KindNamed("cells"), func(row reflect.Value) error {
		c := row.Addr().Interface().(*schema.CellRow)
		t, ok := tables[c.TableID]
		if !ok {
			return give()
		}
		if g == nil || g.table.TableID != c.TableID {
			if err := give(); err != nil {
				return err
			}
			g = &grid{table: t, source: sources[t.DocumentID]}
		}
		g.cells = append(g.cells, *c)
		return nil
	})
	return errors.Join(err, give())
}

// rows are the texts of the grid, each at the upper left corner of its cell.
func (g *grid) rows() [][]string {
	rows := make([][]string, g.table.RowCount)
	for i := range rows {
		rows[i] = make([]string, g.table.ColumnCount)
	}
	for _, c := range g.cells {
		if c.Row < len(rows) && c.Column < len(rows[c.Row]) {
			rows[c.Row][c.Column] = c.Text
		}
	}
	return rows
}

// printedCSV writes a file for each table: 0001 and its title.
func (j *job) printedCSV(ctx context.Context, folder string) error {
	n := 0
	return j.eachPrinted(ctx, func(g *grid) error {
		n++
		path := filepath.Join(folder, fmt.Sprintf("%04d %s.csv", n, fileName(g.table.Title)))
		err := disk.WriteFile(path, func(w io.Writer) error {
			out, err := j.csvWriter(w)
			if err != nil {
				return err
			}
			for _, row := range g.rows() {
				for i := range row {
					row[i] = Unformula(row[i])
				}
				if err := out.Write(row); err != nil {
					return err
				}
			}
			out.Flush()
			return out.Error()
		})
		j.result.Rows[Printed]++
		j.result.Files = append(j.result.Files, path)
		return err
	})
}

// fileName is a title as a part of a file's name.
func fileName(title string) string {
	const longest = 40 // characters
	clean := strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, title)
	if runes := []rune(clean); len(runes) > longest {
		clean = string(runes[:longest])
	}
	return strings.TrimRight(clean, " .")
}

// printed adds a sheet for each table.
func (b *workbook) printed() error {
	n := 0
	return b.job.eachPrinted(b.ctx, func(g *grid) error {
		if n++; n > mostSheets {
			return fmt.Errorf("%w: there are more than %d tables for one workbook; choose documents", ErrUsage, mostSheets)
		}
		b.job.result.Rows[Printed]++
		name := fmt.Sprintf("t%03d", n)
		if _, err := b.file.NewSheet(name); err != nil {
			return err
		}
		s, err := b.file.NewStreamWriter(name)
		if err != nil {
			return err
		}
		const head = 3 // rows above the table
		if err := errors.Join(s.SetColWidth(1, max(1, g.table.ColumnCount), 16), s.SetPanes(&excelize.Panes{Freeze: true,
			YSplit: head + g.table.HeaderRows, TopLeftCell: fmt.Sprintf("A%d", head+g.table.HeaderRows+1),
			ActivePane: "bottomLeft"})); err != nil {
			return err
		}
		about := []string{g.source}
		if len(g.table.Pages) > 0 {
			about = append(about, fmt.Sprintf("p. %d", g.table.Pages[0]))
		}
		if g.table.Unit != "" {
			about = append(about, "单位："+g.table.Unit)
		}
		err = errors.Join(
			s.SetRow("A1", []any{strings.TrimSpace(g.table.Number + " " + g.table.Title)}, excelize.RowOpts{StyleID: b.bold}),
			s.SetRow("A2", []any{strings.Join(about, ", ")}))
		values := make([][]any, g.table.RowCount)
		for i := range values {
			values[i] = make([]any, g.table.ColumnCount)
		}
		for k := range g.cells {
			if c := &g.cells[k]; c.Row < len(values) && c.Column < len(values[c.Row]) {
				value, e := b.printedCell(c)
				values[c.Row][c.Column], err = value, errors.Join(err, e)
			}
		}
		for i := range values {
			err = errors.Join(err, s.SetRow(fmt.Sprintf("A%d", head+1+i), values[i]))
		}
		for _, c := range g.cells {
			if err == nil && (c.RowSpan > 1 || c.ColSpan > 1) {
				from, _ := excelize.CoordinatesToCellName(c.Column+1, head+1+c.Row)
				to, _ := excelize.CoordinatesToCellName(c.Column+c.ColSpan, head+c.Row+c.RowSpan)
				err = s.MergeCell(from, to)
			}
		}
		return errors.Join(err, s.Flush())
	})
}

// printedCell is an amount as a number that shows the places it is printed
// with, where a float says the same, and any other text as it is.
func (b *workbook) printedCell(c *schema.CellRow) (any, error) {
	if c.Amount == nil || digits(c.Amount.Value) > exactDigits {
		return b.text(c.Text), nil
	}
	style, ok := b.places[c.Amount.Decimals]
	if !ok {
		form := "#,##0"
		if c.Amount.Decimals > 0 {
			form += "." + strings.Repeat("0", int(c.Amount.Decimals))
		}
		var err error
		if style, err = b.file.NewStyle(&excelize.Style{CustomNumFmt: &form}); err != nil {
			return nil, err
		}
		b.places[c.Amount.Decimals] = style
	}
	return excelize.Cell{StyleID: style, Value: number(c.Amount.Value)}, nil
}
