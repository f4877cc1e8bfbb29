package sheet

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract/compose"
	"github.com/yusuan/yusuan/extract/format"
)

// maxSheets is how many sheets a workbook may have: the library looks through
// the names of all of them for whatever it is asked about one, which takes 0.2
// seconds at this number and the square of it beyond. Workbooks that hold the
// tables of every department of a city have a few hundred.
const maxSheets = 1024

// Read reads an .xlsx or .xlsm workbook that is not encrypted. Errors wrap
// document.ErrDamaged or ErrTooLarge, or are what ended ctx.
func Read(ctx context.Context, data []byte, o format.Options) (*format.File, error) {
	limit := o.Unpacked()
	if err := measure(ctx, data, limit/4); err != nil {
		return nil, err
	}
	var f *excelize.File
	err := budget.Detached(ctx, func() (err error) {
		// Equal limits keep the library from unpacking into temporary files.
		f, err = excelize.OpenReader(bytes.NewReader(data), excelize.Options{
			UnzipSizeLimit: limit, UnzipXMLSizeLimit: limit,
			CultureInfo: excelize.CultureNameZhCN, ShortDatePattern: "yyyy/m/d", LongDatePattern: `yyyy"年"m"月"d"日"`,
		})
		return err
	})
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx) // f is not ours to look at
	case err != nil:
		return nil, openError(err)
	}
	w := &workbook{}
	merged, err := w.lighten(ctx, f)
	if err != nil {
		return nil, err
	}
	var out *format.File
	err = budget.Detached(ctx, func() (err error) {
		defer f.Close()
		out, err = w.read(ctx, f, merged)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// read reads all sheets.
func (w *workbook) read(ctx context.Context, f *excelize.File, merged [][]string) (*format.File, error) {
	w.Info = info(f)
	if _, ok := f.Pkg.Load("xl/vbaProject.bin"); ok {
		w.Warn("macros", "the workbook has macros; they were not run")
	}
	styles := newStyles(f)
	names := f.GetSheetList()
	if len(names) > maxSheets {
		return nil, fmt.Errorf("%w: %d sheets, at most %d are read", document.ErrTooLarge, len(names), maxSheets)
	}
	for _, name := range names {
		if err := budget.Charge(ctx, budget.Members, 1); err != nil {
			return nil, err
		}
		if err := w.addSheet(ctx, f, styles, name, merged); err != nil {
			return nil, fmt.Errorf("sheet %q: %w", name, err)
		}
	}
	return w.finish(), nil
}

func openError(err error) error {
	if strings.Contains(err.Error(), "unzip size exceeds") {
		return fmt.Errorf("%w: %w", document.ErrTooLarge, err)
	}
	return fmt.Errorf("%w: %w", document.ErrDamaged, err)
}

func info(f *excelize.File) (i document.Info) {
	if p, err := f.GetDocProps(); err == nil && p != nil {
		i.Title, i.Author, i.Created, i.Modified = p.Title, p.Creator, p.Created, p.Modified
	}
	if p, err := f.GetAppProps(); err == nil && p != nil {
		i.Creator = p.Application
	}
	return i
}

// addSheet appends a visible sheet as a page, or counts what a hidden one holds.
func (w *workbook) addSheet(ctx context.Context, f *excelize.File, st *styles, name string, merged [][]string) error {
	visible, err := f.GetSheetVisible(name)
	if err != nil {
		return fmt.Errorf("%w: %w", document.ErrDamaged, err)
	}
	g, unvalued, err := readSheet(ctx, f, st, name, merged)
	if err != nil {
		if s := err.Error(); strings.Contains(s, "not a worksheet") ||
			strings.Contains(s, "expected element type <worksheet>") {
			w.Warn("no_cells", "sheet %q is a chart, a dialog or a macro and was not read", name)
			return nil
		}
		return err
	}
	w.add(g, visible)
	if visible {
		w.lookForPictures(f, name)
	}
	if g.shapesLost {
		w.Warn("shapes_unread", "sheet %q: its text boxes, if any, could not be read", name)
	}
	if unvalued > 0 {
		w.Warn("formula_without_value", "sheet %q: %d formulas have no stored value; they were not calculated", name,
			unvalued)
	}
	return nil
}

// add appends a visible sheet as the next page, and counts the numbers of a
// hidden one.
func (w *workbook) add(g *grid, visible bool) {
	if visible {
		w.Pages = append(w.Pages, g.page(len(w.Pages)+1))
		return
	}
	for _, row := range g.cells {
		for i := range row {
			w.hidden += len(document.Numbers(row[i].text))
		}
	}
	w.Warn("hidden_sheet", "sheet %q is hidden and was not read", g.name)
}

// finish counts the numbers of hidden sheets with the first page.
func (w *workbook) finish() *format.File {
	if len(w.Pages) == 0 {
		w.Pages = []compose.Page{{Number: 1, Status: document.PageBlank}}
	}
	w.Pages[0].Hidden += w.hidden
	return &w.File
}

// readSheet reads the used range of a sheet, and counts the formulas that no
// program has calculated yet. merged are the merged ranges of the sheets that
// lighten took out of them.
func readSheet(ctx context.Context, f *excelize.File, st *styles, name string, merged [][]string) (*grid, int, error) {
	s := sheetReader{f: f, styles: st, g: &grid{name: name}}
	if err := s.readValues(ctx); err != nil {
		return nil, 0, err
	}
	if err := budget.Charge(ctx, budget.Cells, len(s.raw)*s.width); err != nil {
		return nil, 0, err
	}
	if err := s.readMerges(ctx, merged); err != nil {
		return nil, 0, err
	}
	if err := s.readColumns(); err != nil {
		return nil, 0, err
	}
	s.g.cells = make([][]cell, len(s.raw))
	for r := range s.g.cells {
		// The library goes through a row's cells to find one.
		if err := budget.Charge(ctx, budget.Work, s.width+s.width*s.width/16); err != nil {
			return nil, 0, err
		}
		s.g.cells[r] = make([]cell, s.width)
		for c := range s.g.cells[r] {
			if err := s.readCell(ctx, r, c); err != nil {
				return nil, 0, err
			}
		}
	}
	s.g.extra, s.g.shapesLost = shapeTexts(f, name)
	return s.g, s.unvalued, nil
}

// sheetReader takes one sheet out of the library.
type sheetReader struct {
	f        *excelize.File
	styles   *styles
	g        *grid
	raw      [][]string // stored values, up to the last row that has one
	width    int        // columns in use
	covered  map[document.Ref]bool
	spans    map[document.Ref][2]int // rows and columns, by the first position
	unvalued int                     // formulas without a stored value
}

func damaged(err error) error { return fmt.Errorf("%w: %w", document.ErrDamaged, err) }

// readValues reads what is stored in the cells, and which rows are hidden.
func (s *sheetReader) readValues(ctx context.Context) error {
	rows, err := s.f.Rows(s.g.name)
	if err != nil {
		return damaged(err)
	}
	defer rows.Close()
	used := 0
	for rows.Next() {
		values, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return damaged(err)
		}
		s.raw = append(s.raw, values)
		s.g.hiddenRow = append(s.g.hiddenRow, rows.GetRowOpts().Hidden)
		for c, v := range values {
			if err := budget.Charge(ctx, budget.Characters, len(v)); err != nil {
				return err
			}
			if v != "" {
				s.width, used = max(s.width, c+1), len(s.raw)
			}
		}
		if err := budget.Charge(ctx, budget.Work, 1+len(values)); err != nil {
			return err
		}
	}
	if err := rows.Error(); err != nil {
		return damaged(err)
	}
	s.raw, s.g.hiddenRow = s.raw[:used], s.g.hiddenRow[:used]
	return nil
}

// readMerges reads the merged ranges as far as they reach into the range in
// use. What a merged cell covers is not printed, even if it holds a value.
func (s *sheetReader) readMerges(ctx context.Context, merged [][]string) error {
	merges, err := mergesOf(s.f, s.g.name, merged)
	if err != nil {
		return damaged(err)
	}
	s.covered, s.spans = map[document.Ref]bool{}, map[document.Ref][2]int{}
	for _, m := range merges {
		from, to, _ := strings.Cut(m, ":")
		c0, r0, err0 := excelize.CellNameToCoordinates(from)
		c1, r1, err1 := excelize.CellNameToCoordinates(to)
		first := document.Ref{Row: r0 - 1, Col: c0 - 1}
		if err0 != nil || err1 != nil || r0 > len(s.raw) || c0 > s.width || s.covered[first] {
			continue
		}
		r1, c1 = min(r1, len(s.raw)), min(c1, max(s.width, c0))
		if err := budget.Charge(ctx, budget.Work, max(0, r1-r0+1)*max(0, c1-c0+1)); err != nil {
			return err
		}
		for r := r0; r <= r1; r++ {
			for c := c0; c <= c1; c++ {
				s.covered[document.Ref{Row: r - 1, Col: c - 1}] = true
			}
		}
		s.spans[first] = [2]int{r1 - r0 + 1, c1 - c0 + 1}
	}
	return nil
}

// readColumns reads which columns are hidden.
func (s *sheetReader) readColumns() error {
	s.g.hiddenCol = make([]bool, s.width)
	for c := range s.g.hiddenCol {
		col, _ := excelize.ColumnNumberToName(c + 1)
		shown, err := s.f.GetColVisible(s.g.name, col)
		if err != nil {
			return damaged(err)
		}
		s.g.hiddenCol[c] = !shown
	}
	return nil
}

// readCell reads how a cell is set and what a program prints in it.
func (s *sheetReader) readCell(ctx context.Context, r, c int) error {
	at := document.Ref{Row: r, Col: c}
	axis, _ := excelize.CoordinatesToCellName(c+1, r+1)
	id, err := s.f.GetCellStyle(s.g.name, axis)
	if err != nil {
		return damaged(err)
	}
	look, x := s.styles.get(id), &s.g.cells[r][c]
	*x = look.cell
	if span, origin := s.spans[at]; origin {
		x.rowSpan, x.colSpan = span[0], span[1]
	} else if s.covered[at] {
		x.covered = true
		return nil
	}
	stored := ""
	if c < len(s.raw[r]) {
		stored = s.raw[r][c]
	}
	if stored != "" {
		if x.text, err = text(s.f, look, s.g.name, axis, stored); err != nil {
			return damaged(err)
		}
	} else if formula, err := s.f.GetCellFormula(s.g.name, axis); err == nil && formula != "" {
		s.unvalued++
	}
	x.settle()
	// A format prints more than is stored.
	return budget.Charge(ctx, budget.Characters, max(0, len(x.text)-len(stored)))
}

// shapeTexts are the texts of a sheet's text boxes. The library panics on a
// shape without text, such as a drawn line: then the cells are read all the
// same, and lost is true.
func shapeTexts(f *excelize.File, name string) (texts []string, lost bool) {
	defer func() { lost = lost || recover() != nil }()
	shapes, err := f.GetShapes(name)
	if err != nil {
		return nil, true
	}
	for _, s := range shapes {
		var b strings.Builder
		for _, run := range s.Paragraph {
			b.WriteString(run.Text)
		}
		if t := strings.TrimSpace(b.String()); t != "" {
			texts = append(texts, t)
		}
	}
	return texts, false
}

// text is what a program prints in a cell.
func text(f *excelize.File, look *look, sheet, axis, raw string) (string, error) {
	kind, err := f.GetCellType(sheet, axis)
	if err != nil {
		return "", err
	}
	if len(raw) > maxNumber && (kind == excelize.CellTypeUnset || kind == excelize.CellTypeNumber) {
		return raw, nil
	}
	switch kind {
	case excelize.CellTypeUnset, excelize.CellTypeNumber:
		if s, ok := look.format.format(raw); ok {
			return s, nil
		}
	case excelize.CellTypeSharedString, excelize.CellTypeInlineString, excelize.CellTypeFormula:
		if len(look.format.sections) < 4 {
			return raw, nil
		}
	}
	return f.GetCellValue(sheet, axis)
}

// settle trims a text as it is printed; leading blanks are an indentation.
func (c *cell) settle() {
	text := strings.ReplaceAll(strings.ReplaceAll(c.text, "_x000D_", ""), "\r", "")
	body := strings.TrimLeft(text, " \t\u00a0\u3000")
	size := c.size
	if size == 0 {
		size = 11
	}
	for _, r := range text[:len(text)-len(body)] {
		if r == '\u3000' {
			c.indent += size
		} else {
			c.indent += size / 2
		}
	}
	c.text = strings.TrimSpace(body)
	if amount.MatchString(c.text) {
		c.indent = 0 // a number's blanks come from its format
	}
}

// look is a cell style as far as it matters: an empty cell that has it, and
// how numbers are printed with it.
type look struct {
	cell   cell
	format *numberFormat
}

// What a program that writes workbooks allows (Excel's specifications and
// limits), with room.
const (
	maxFormat = 1000 // characters of a number format; Excel: 255
	maxNumber = 400  // of a stored number
)

// styles keeps the looks of a workbook.
type styles struct {
	f     *excelize.File
	known map[int]*look
}

func newStyles(f *excelize.File) *styles { return &styles{f, map[int]*look{}} }

func (s *styles) get(id int) *look {
	if l, ok := s.known[id]; ok {
		return l
	}
	l := &look{format: parseNumberFormat("General")}
	s.known[id] = l
	style, err := s.f.GetStyle(id)
	if err != nil || style == nil {
		return l
	}
	if code, ok := builtIn[style.NumFmt]; ok {
		l.format = parseNumberFormat(code)
	}
	if style.CustomNumFmt != nil {
		l.format = parseNumberFormat(*style.CustomNumFmt)
	}
	if style.Font != nil {
		l.cell.bold, l.cell.size = style.Font.Bold, style.Font.Size
	}
	if a := style.Alignment; a != nil {
		l.cell.centered = strings.HasPrefix(a.Horizontal, "center")
		l.cell.indent = float64(a.Indent) * 9 // three blanks of the normal font
	}
	for _, b := range style.Border {
		if b.Style == 0 {
			continue
		}
		switch b.Type {
		case "left":
			l.cell.left = true
		case "right":
			l.cell.right = true
		case "top":
			l.cell.top = true
		case "bottom":
			l.cell.bottom = true
		}
	}
	return l
}

// builtIn are the number formats that files name without spelling them out
// (ECMA-376 part 1, 18.8.30). Dates and exponents are the library's.
var builtIn = map[int]string{
	1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
	5: `"¥"#,##0;"¥"-#,##0`, 6: `"¥"#,##0;[Red]"¥"-#,##0`, 7: `"¥"#,##0.00;"¥"-#,##0.00`,
	8: `"¥"#,##0.00;[Red]"¥"-#,##0.00`,
	9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
	14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
	20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
	27: "yyyy年m月", 28: "m月d日", 29: "m月d日", 30: "m-d-yy", 31: "yyyy年m月d日", 32: "h时mm分", 33: "h时mm分ss秒",
	34: "上午/下午h时mm分", 35: "上午/下午h时mm分ss秒", 36: "yyyy年m月",
	37: "#,##0 ;-#,##0", 38: "#,##0 ;[Red]-#,##0", 39: "#,##0.00 ;-#,##0.00", 40: "#,##0.00 ;[Red]-#,##0.00",
	41: `_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ `, 42: `_ ¥* #,##0_ ;_ ¥* -#,##0_ ;_ ¥* "-"_ ;_ @_ `,
	43: `_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ `, 44: `_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ `,
	45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
	50: "yyyy年m月", 51: "m月d日", 52: "yyyy年m月", 53: "m月d日", 54: "m月d日", 55: "上午/下午h时mm分",
	56: "上午/下午h时mm分ss秒", 57: "yyyy年m月", 58: "m月d日",
}
