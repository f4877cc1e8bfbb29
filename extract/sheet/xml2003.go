package sheet

import (
	"bytes"
	"cmp"
	"context"
	"encoding/xml"
	"fmt"
	"strings"

	"golang.org/x/net/html/charset"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract/format"
)

// These are the parts of an Excel 2003 XML workbook that print; the names are
// those of its schema (urn:schemas-microsoft-com:office:spreadsheet).
type (
	xmlWorkbook struct {
		Title  string     `xml:"DocumentProperties>Title"`
		Author string     `xml:"DocumentProperties>Author"`
		Styles []xmlStyle `xml:"Styles>Style"`
		Sheets []xmlSheet `xml:"Worksheet"`
	}
	xmlStyle struct {
		ID        string `xml:"ID,attr"`
		Parent    string `xml:"Parent,attr"`
		Alignment struct {
			Horizontal string  `xml:"Horizontal,attr"`
			Indent     float64 `xml:"Indent,attr"`
		}
		Borders *struct {
			Border []struct {
				Position  string `xml:"Position,attr"`
				LineStyle string `xml:"LineStyle,attr"`
			}
		}
		Font struct {
			Bold string  `xml:"Bold,attr"`
			Size float64 `xml:"Size,attr"`
		}
		NumberFormat *struct {
			Format string `xml:"Format,attr"`
		}
	}
	xmlSheet struct {
		Name    string `xml:"Name,attr"`
		Visible string `xml:"WorksheetOptions>Visible"`
		Columns []struct {
			Index  int    `xml:"Index,attr"`
			Span   int    `xml:"Span,attr"`
			Hidden string `xml:"Hidden,attr"`
		} `xml:"Table>Column"`
		Rows []xmlRow `xml:"Table>Row"`
	}
	xmlRow struct {
		Index  int       `xml:"Index,attr"`
		Span   int       `xml:"Span,attr"`
		Hidden string    `xml:"Hidden,attr"`
		Style  string    `xml:"StyleID,attr"`
		Cells  []xmlCell `xml:"Cell"`
	}
	xmlCell struct {
		Index  int    `xml:"Index,attr"`
		Across int    `xml:"MergeAcross,attr"`
		Down   int    `xml:"MergeDown,attr"`
		Style  string `xml:"StyleID,attr"`
		Data   struct {
			Type  string `xml:"Type,attr"`
			Inner string `xml:",innerxml"`
		}
	}
)

// readXML reads an Excel 2003 XML workbook. Errors wrap document.ErrDamaged or
// ErrTooLarge, or are ctx's own.
func readXML(ctx context.Context, data []byte, _ format.Options) (*format.File, error) {
	// A cell is six tags or so.
	if err := budget.Charge(ctx, budget.Nodes, bytes.Count(data, []byte("<"))/4); err != nil {
		return nil, err
	}
	d := xml.NewDecoder(budget.Reader(ctx, bytes.NewReader(data)))
	d.CharsetReader = charset.NewReaderLabel
	var in xmlWorkbook
	if err := d.Decode(&in); budget.Done(ctx) != nil {
		return nil, budget.Done(ctx)
	} else if err != nil {
		return nil, fmt.Errorf("%w: %w", document.ErrDamaged, err)
	}
	looks := map[string]*look{}
	for range 2 { // a style may stand before its parent
		for _, s := range in.Styles {
			looks[s.ID] = s.look(looks[s.Parent])
		}
	}
	w := &workbook{File: format.File{Info: document.Info{Title: in.Title, Author: in.Author}}}
	for i := range in.Sheets {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		g, err := in.Sheets[i].grid(ctx, looks)
		if err != nil {
			return nil, fmt.Errorf("sheet %q: %w", in.Sheets[i].Name, err)
		}
		w.add(g, !strings.HasPrefix(in.Sheets[i].Visible, "SheetHidden") && in.Sheets[i].Visible != "SheetVeryHidden")
	}
	return w.finish(), nil
}

// named are the formats that have a word instead of a code.
var named = map[string]string{
	"General Number": "General", "Fixed": "0.00", "Standard": "#,##0.00", "Percent": "0.00%",
	"Currency": `"¥"#,##0.00;"¥"-#,##0.00`, "Euro Currency": `"€"#,##0.00;"€"-#,##0.00`, "Scientific": "0.00E+00",
}

func (s *xmlStyle) look(parent *look) *look {
	l := &look{format: parseNumberFormat("General")}
	if parent != nil {
		*l = *parent
	}
	if s.NumberFormat != nil {
		code := s.NumberFormat.Format
		if n, ok := named[code]; ok {
			code = n
		}
		if code == "" || len(code) > maxFormat {
			code = "General"
		}
		l.format = parseNumberFormat(code)
	}
	if s.Font.Bold == "1" {
		l.cell.bold = true
	}
	if s.Font.Size > 0 {
		l.cell.size = s.Font.Size
	}
	if h := s.Alignment.Horizontal; h != "" {
		l.cell.centered = strings.HasPrefix(h, "Center")
	}
	l.cell.indent += s.Alignment.Indent * 9
	if s.Borders != nil {
		l.cell.left, l.cell.right, l.cell.top, l.cell.bottom = false, false, false, false
		for _, b := range s.Borders.Border {
			drawn := b.LineStyle != "" && b.LineStyle != "None"
			switch b.Position {
			case "Left":
				l.cell.left = drawn
			case "Right":
				l.cell.right = drawn
			case "Top":
				l.cell.top = drawn
			case "Bottom":
				l.cell.bottom = drawn
			}
		}
	}
	return l
}

// The rows and columns that a sheet has at most (Excel's specifications and
// limits).
const (
	maxRow = 1 << 20
	maxCol = 1 << 14
)

// grid places the cells of a sheet. Rows, cells and columns stand one after
// the other, unless they say where.
func (s *xmlSheet) grid(ctx context.Context, looks map[string]*look) (*grid, error) {
	b := gridBuilder{g: &grid{name: s.Name}}
	row := 0
	for i := range s.Rows {
		xr := &s.Rows[i]
		if xr.Index > 0 {
			row = max(row, min(xr.Index, maxRow)-1)
		}
		if xr.Hidden == "1" {
			hide(&b.g.hiddenRow, row, min(row+1+max(0, min(xr.Span, maxRow)), maxRow))
		}
		if err := b.addRow(ctx, xr, row, looks); err != nil {
			return nil, err
		}
		row += 1 + min(max(xr.Span, 0), maxRow)
	}
	col := 0
	for _, xc := range s.Columns {
		col = max(col, min(xc.Index, maxCol)-1)
		span := min(max(xc.Span, 0), maxCol) + 1
		if xc.Hidden == "1" {
			hide(&b.g.hiddenCol, col, min(col+span, maxCol))
		}
		col += span
	}
	if err := budget.Charge(ctx, budget.Cells, len(b.g.cells)*b.width); err != nil {
		return nil, err
	}
	for r := range b.g.cells {
		b.g.cells[r] = append(b.g.cells[r], make([]cell, b.width-len(b.g.cells[r]))...)
	}
	return b.g, nil
}

// hide marks lines from one up to another as hidden.
func hide(lines *[]bool, from, to int) {
	for len(*lines) < to {
		*lines = append(*lines, false)
	}
	for i := from; i < to; i++ {
		(*lines)[i] = true
	}
}

// gridBuilder grows a sheet cell by cell.
type gridBuilder struct {
	g     *grid
	width int
}

// addRow places the cells of a row.
func (b *gridBuilder) addRow(ctx context.Context, xr *xmlRow, row int, looks map[string]*look) error {
	col := 0
	for i := range xr.Cells {
		xc := &xr.Cells[i]
		if xc.Index > 0 {
			col = max(col, min(xc.Index, maxCol)-1)
		}
		x, plain := xc.read(looks[cmp.Or(xc.Style, xr.Style, "Default")])
		if x.text != "" || x.rowSpan > 1 || x.colSpan > 1 || x.boxed() { // else nothing to print
			if err := b.setMerged(ctx, row, col, x, plain); err != nil {
				return err
			}
		}
		col += x.colSpan
	}
	return nil
}

// read is a cell as it is printed, and what it covers if it is merged.
func (c *xmlCell) read(l *look) (x, covered cell) {
	var format *numberFormat
	if l != nil {
		x, format = l.cell, l.format
	}
	covered = x
	covered.covered = true
	x.rowSpan, x.colSpan = min(max(c.Down, 0), maxRow)+1, min(max(c.Across, 0), maxCol)+1
	x.text = c.text(format)
	x.settle()
	return x, covered
}

// setMerged places a cell and what it covers.
func (b *gridBuilder) setMerged(ctx context.Context, row, col int, x, covered cell) error {
	for r := row; r < row+x.rowSpan; r++ {
		for c := col; c < col+x.colSpan; c++ {
			one := covered
			if r == row && c == col {
				one = x
			}
			if err := b.set(ctx, r, c, one); err != nil {
				return err
			}
		}
	}
	return nil
}

// set places a cell; the budget is asked before the grid grows.
func (b *gridBuilder) set(ctx context.Context, r, c int, x cell) error {
	if r >= maxRow || c >= maxCol {
		return fmt.Errorf("%w: more than %d rows or %d columns", document.ErrTooLarge, maxRow, maxCol)
	}
	if n := (r + 1) * max(b.width, c+1); int64(n) > budget.Left(ctx, budget.Cells) {
		return budget.Charge(ctx, budget.Cells, n)
	}
	if err := budget.Charge(ctx, budget.Characters, len(x.text)); err != nil {
		return err
	}
	for len(b.g.cells) <= r {
		b.g.cells = append(b.g.cells, nil)
	}
	for len(b.g.cells[r]) <= c {
		b.g.cells[r] = append(b.g.cells[r], cell{})
	}
	b.g.cells[r][c] = x
	b.width = max(b.width, c+1)
	return nil
}

// text is what a program prints in a cell.
func (c *xmlCell) text(format *numberFormat) string {
	plain := innerText(c.Data.Inner)
	switch c.Data.Type {
	case "Number":
		if format == nil {
			format = parseNumberFormat("General")
		}
		if s, ok := format.format(strings.TrimSpace(plain)); ok {
			return s
		}
	case "DateTime":
		date, clock, _ := strings.Cut(plain, "T")
		if strings.HasPrefix(clock, "00:00:00") || clock == "" {
			return date
		}
		return date + " " + clock
	}
	return plain
}

// innerText is the text of a piece of XML without its tags; rich text has HTML
// tags in it.
func innerText(inner string) string {
	d := xml.NewDecoder(strings.NewReader(inner))
	d.Strict = false
	var b strings.Builder
	for {
		t, err := d.Token()
		if err != nil {
			return b.String()
		}
		switch t := t.(type) {
		case xml.CharData:
			b.Write(t)
		case xml.StartElement:
			if strings.EqualFold(t.Name.Local, "br") {
				b.WriteByte('\n')
			}
		}
	}
}
