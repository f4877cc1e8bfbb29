package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"github.com/yusuan/yusuan/schema"
)

// What a workbook holds ("Excel specifications and limits", Microsoft).
const (
	sheetRows  = 1_048_576
	cellLength = 32_767 // UTF-16 units
)

// shortened ends a text that is longer than a cell.
const shortened = " …[shortened: a cell of Excel holds no more]"

// widest is how wide a column is made, in characters.
const widest = 60

// workbook is an Excel file of a sheet for each kind of row, with a head that
// stays in sight and a filter; what does not fit a sheet goes on in the next.
// Rows lead to the row of their document. The first sheet says what the columns
// mean.
type workbook struct {
	ctx    context.Context
	out    io.Writer
	job    *job
	file   *excelize.File
	sheet  *excelize.StreamWriter
	name   string
	kind   *schema.RowKind
	at     int // rows written to the sheet
	part   int // sheets of this kind before
	bold   int
	link   int
	where  map[string]int // row of each document in the sheet documents
	places map[int32]int  // style of numbers with so many decimals
	values []any
}

func openXLSX(ctx context.Context, w io.Writer, j *job) (table, error) {
	b := &workbook{ctx: ctx, out: w, job: j, file: excelize.NewFile(), where: map[string]int{}, places: map[int32]int{}}
	if err := b.start(); err != nil {
		return nil, b.end(err)
	}
	return b, nil
}

const columnsSheet = "columns"

func (b *workbook) start() (err error) {
	b.bold, err = b.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true},
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EEF4"}}})
	if err != nil {
		return err
	}
	b.link, err = b.file.NewStyle(&excelize.Style{Font: &excelize.Font{Color: "0563C1", Underline: "single"}})
	if err != nil {
		return err
	}
	if err := b.file.SetSheetName("Sheet1", columnsSheet); err != nil {
		return err
	}
	s, err := b.file.NewStreamWriter(columnsSheet)
	if err != nil {
		return err
	}
	err = errors.Join(s.SetColWidth(1, 2, 22), s.SetColWidth(3, 4, widest), s.SetPanes(&excelize.Panes{Freeze: true,
		YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	if err != nil {
		return err
	}
	at := 1
	write := func(style int, values ...any) {
		if err == nil {
			err = s.SetRow(fmt.Sprintf("A%d", at), values, excelize.RowOpts{StyleID: style})
			at++
		}
	}
	write(b.bold, "sheet", "column", "meaning", "含义", "unit")
	for _, k := range b.job.kinds {
		write(0, k.Name, "", k.EN, k.ZH)
		for i := range k.Columns {
			c := &k.Columns[i]
			write(0, k.Name, c.Name, c.EN, c.ZH, c.Unit)
		}
	}
	return errors.Join(err, s.Flush())
}

func (b *workbook) begin(k *schema.RowKind) error {
	b.kind, b.part = k, 0
	return b.next()
}

// next begins a sheet of the kind.
func (b *workbook) next() error {
	if err := b.flush(); err != nil {
		return err
	}
	b.part++
	b.name, b.at = b.kind.Name, 0
	if b.part > 1 {
		b.name = fmt.Sprintf("%s (%d)", b.kind.Name, b.part)
	}
	if _, err := b.file.NewSheet(b.name); err != nil {
		return err
	}
	s, err := b.file.NewStreamWriter(b.name)
	if err != nil {
		return err
	}
	b.sheet = s
	b.values = b.values[:0]
	for i := range b.kind.Columns {
		c := &b.kind.Columns[i]
		width := float64(min(widest, max(len(c.Name)+4, 12)))
		if c.Type == schema.Text && !c.Few && c.Reference == "" && !c.Primary {
			width = 30
		}
		if err := s.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
		b.values = append(b.values, c.Name)
	}
	if b.linked() {
		b.values = append(b.values, "document")
	}
	err = s.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
	if err != nil {
		return err
	}
	b.at++
	return s.SetRow("A1", b.values, excelize.RowOpts{StyleID: b.bold})
}

// flush ends the sheet that is being written.
func (b *workbook) flush() error {
	if b.sheet == nil {
		return nil
	}
	s := b.sheet
	b.sheet = nil
	if err := s.Flush(); err != nil {
		return err
	}
	last, err := excelize.CoordinatesToCellName(len(b.kind.Columns), max(b.at, 1))
	if err != nil {
		return err
	}
	return b.file.AutoFilter(b.name, "A1:"+last, nil)
}

// linked reports whether rows of the kind lead to their document.
func (b *workbook) linked() bool {
	return b.kind.Name != "documents" && b.kind.Column("document_id") != nil && len(b.where) > 0
}

func (b *workbook) row(k *schema.RowKind, row reflect.Value) error {
	if b.at == sheetRows {
		if err := b.next(); err != nil {
			return err
		}
	}
	b.at++
	b.values = b.values[:0]
	for i := range k.Columns {
		b.values = append(b.values, b.cell(&k.Columns[i], row))
	}
	if id := k.Column("document_id"); id != nil {
		if of := id.Of(row).Text; k.Name == "documents" {
			if b.where[of] == 0 && b.part == 1 {
				b.where[of] = b.at
			}
		} else if line := b.where[of]; b.linked() && line > 0 {
			b.values = append(b.values, excelize.Cell{StyleID: b.link, Value: "documents!A" + fmt.Sprint(line),
				Formula: fmt.Sprintf(`HYPERLINK("#documents!A%d","documents!A%d")`, line, line)})
		}
	}
	at, err := excelize.CoordinatesToCellName(1, b.at)
	if err != nil {
		return err
	}
	return b.sheet.SetRow(at, b.values)
}

// cell is a value as Excel has it: numbers where a float says the same, and
// else text; a text is never a formula.
func (b *workbook) cell(c *schema.Column, row reflect.Value) any {
	if c.Type == schema.List {
		return b.text(Plain(c, row))
	}
	if c.Type == schema.Text {
		return b.text(c.Of(row).Text)
	}
	return native(c, row)
}

func (b *workbook) text(s string) any {
	if s == "" {
		return nil
	}
	if len(s) <= cellLength { // units are never more than bytes
		return s
	}
	units := utf16.Encode([]rune(s))
	if len(units) <= cellLength {
		return s
	}
	b.job.result.Shortened++
	keep := string(utf16.Decode(units[:cellLength-len(utf16.Encode([]rune(shortened)))-1]))
	return strings.TrimSuffix(keep, "\ufffd") + shortened // not half a character
}

func (b *workbook) end(err error) error {
	if err == nil {
		err = b.flush()
	}
	if err == nil && b.job.printed {
		err = b.printed()
	}
	if err == nil {
		b.file.SetActiveSheet(min(1, len(b.job.kinds)))
		_, err = b.file.WriteTo(b.out)
	}
	return errors.Join(err, b.file.Close())
}
