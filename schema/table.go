package schema

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/table"
)

// Table is one published table with what normalize knows of it.
type Table struct {
	ID         string // document ID + "-t" + index (three digits)
	DocumentID string
	Index      int
	Layout     *document.Table
	Kind       TableKind
	Confidence float64    // 0 to 1 of Kind
	Reason     string     // why this kind, or why none
	Unit       string     // 元, 万元, 亿元, or empty; inherited if the table prints none
	UnitSource UnitSource // empty if Unit is
	Cells      []Cell     // every origin cell of the grid, row by row
	Project    string     // the project a performance table speaks of; empty for others
	Withheld   string     // why its amounts are no facts; empty if they are
	Account    Account    // what its numeric tokens ended as
	// Unexplained are the tokens that nothing is known of, row by row.
	Unexplained []Unexplained
	Doubts      []string // why its reading is not to be relied on; empty if it is
	Choice      *Choice  // how it is read where its layout leaves that open; nil where it does not
	// Model is what its columns and rows are, if it has facts; it is not published.
	Model *table.Model
}

// Choice is how a table is read whose layout leaves it open.
type Choice struct {
	Method     ChoiceMethod
	Confidence float64 // 0 to 1, of a reading that the figures chose
	Reason     string  // why this one, for people
	// Places are the cells that are read otherwise than laid out, those of rows
	// that are no header among them.
	Places []document.Ref
}

// Chosen reports that figures decided what stands at a place.
func (t *Table) Chosen(row, col int) bool {
	c := t.Choice
	return c != nil && c.Method == ByFigures && slices.Contains(c.Places, document.Ref{Row: row, Col: col})
}

// Coverage says how much of a table was held against something.
type Coverage struct {
	TableID string `json:"table_id"`
	Amounts int    `json:"amounts"` // published amounts of its body
	Checked int    `json:"checked"` // those in at least one relation that could be checked
}

// BodyText is the body of the table as text, as document.Table has it, with
// the contacts left out that are not kept.
func (t *Table) BodyText() (rows [][]string, at []int) {
	rows, at = t.Layout.BodyText()
	for i := range t.Cells {
		c := &t.Cells[i]
		if !c.Contact || c.Text != "" {
			continue
		}
		if n, ok := slices.BinarySearch(at, c.Row); ok {
			rows[n][c.Column] = ""
		}
	}
	return rows, at
}

// TableRow is one published table.
type TableRow struct {
	DocumentID   string          `column:"document_id,dict,outer" ref:"documents.document_id" en:"document the table stands in" zh:"所属文件"`
	TableID      string          `column:"table_id" key:"primary" en:"document_id + -t + index; unique" zh:"表格编号；唯一"`
	Index        int             `column:"table_index" en:"position among the document's tables, from 0" zh:"在文件中的次序，从 0 起"`
	Organization string          `column:"organization,dict,optional,outer" en:"as in documents" zh:"同 documents"`
	FiscalYear   int             `column:"fiscal_year,optional,outer" unit:"year" en:"as in documents" zh:"同 documents"`
	ReportKind   ReportKind      `column:"report_kind,dict,optional,outer" en:"kind in documents" zh:"documents 的 kind"`
	Kind         TableKind       `column:"kind,dict" en:"which of the published tables it is; other if not known" zh:"表格种类；不明为 other"`
	Confidence   float64         `column:"kind_confidence" unit:"0 to 1" en:"how sure the kind is" zh:"种类判定的把握"`
	Reason       string          `column:"kind_reason,dict,optional" en:"why this kind, or why none" zh:"判定依据"`
	Title        string          `column:"title,dict,optional" en:"as printed, white space removed" zh:"表名（原文，去空白）"`
	Number       string          `column:"number,dict,optional" en:"表 N as printed" zh:"表号（原文）"`
	Unit         string          `column:"unit,dict,optional" en:"元, 万元 or 亿元 that the amounts are in" zh:"金额单位"`
	UnitSource   UnitSource      `column:"unit_source,dict,optional" en:"where the unit is printed" zh:"单位出处"`
	Preparer     string          `column:"preparer,dict,optional" en:"编制单位/部门 line of the table as printed" zh:"编制单位（原文）"`
	Pages        []int           `column:"pages" en:"pages it stands on, ascending; empty for formats without pages" zh:"所在页"`
	Regions      []RegionRow     `column:"regions" en:"its place on each page" zh:"各页位置"`
	Method       document.Method `column:"method,dict,optional" en:"how the grid was found" zh:"表格线识别方式"`
	Choice       ChoiceMethod    `column:"reading_method,dict,optional" en:"what decided how it is read, where its layout leaves that open; null where it does not" zh:"版面有多种读法时由何决定；无歧义则为空"`
	ChoiceSure   float64         `column:"reading_confidence,optional" unit:"0 to 1" en:"of a reading that the figures chose: the share of the relations of its open places that hold, by the rule of succession" zh:"由数字选定的读法的把握"`
	ChoiceWhy    string          `column:"reading_reason,dict,optional" en:"why it is read so" zh:"如此读取的理由"`
	HeaderRows   int             `column:"header_rows" en:"rows of the grid that are header" zh:"表头行数"`
	RowCount     int             `column:"row_count" en:"rows of the grid, header included" zh:"总行数（含表头）"`
	ColumnCount  int             `column:"column_count" en:"columns of the grid" zh:"列数"`
	Amounts      int             `column:"amounts" en:"cells that hold a published amount" zh:"有金额的单元格数"`
	Checked      int             `column:"amounts_checked" en:"of those in its body, the ones that stand in at least one check that could be made" zh:"参与过核对的金额数"`
	Inexact      int             `column:"amounts_inexact" en:"amounts whose value does not fit DECIMAL(38,6), as in documents" zh:"不能以 DECIMAL(38,6) 精确存储的金额数"`
	Project      string          `column:"project,dict,optional" en:"project a performance table speaks of" zh:"绩效表所属项目"`
	Empty        bool            `column:"empty" en:"a form without any figures" zh:"空表"`
	TokensUnsure int             `column:"unexplained" en:"numeric tokens that nothing is known of" zh:"无法解释的数字串"`
	TokensHeld   int             `column:"withheld" en:"amounts that are not taken for facts; see withheld_reason" zh:"暂不采用的金额"`
	Withheld     string          `column:"withheld_reason,dict,optional" en:"why its amounts are not taken for facts" zh:"暂不采用的原因"`
	Doubts       []string        `column:"doubtful" en:"why the reading of the table is not to be relied on; empty if it is" zh:"读取结果存疑的原因；无疑则为空"`
	Unexplained  []Unexplained   `column:"unexplained_cells" en:"the cells of the tokens that nothing is known of" zh:"无法解释的数字串所在单元格"`
	Notes        []string        `column:"notes" en:"notes under the table as printed" zh:"表下注（原文）"`
}

// RegionRow is an element of tables.regions.
type RegionRow struct {
	Page int          `column:"page" en:"page number from 1" zh:"页码"`
	Box  document.Box `column:"box"`
}

func tableRows(r *Record) []TableRow {
	rows := make([]TableRow, 0, len(r.Tables))
	for i := range r.Tables {
		t := &r.Tables[i]
		row := TableRow{
			DocumentID: t.DocumentID, TableID: t.ID, Index: t.Index,
			Organization: r.Profile.Organization, FiscalYear: r.Profile.FiscalYear, ReportKind: r.Profile.ReportKind,
			Kind: t.Kind, Confidence: t.Confidence, Reason: t.Reason,
			Unit: t.Unit, UnitSource: t.UnitSource, Project: t.Project,
			TokensUnsure: t.Account.Unexplained, TokensHeld: t.Account.Withheld, Withheld: t.Withheld, Doubts: t.Doubts,
			Unexplained: t.Unexplained,
		}
		if c := t.Choice; c != nil {
			row.Choice, row.ChoiceSure, row.ChoiceWhy = c.Method, c.Confidence, c.Reason
		}
		row.Amounts, row.Inexact = t.amounts()
		if i < len(r.Coverage) {
			row.Checked = r.Coverage[i].Checked
		}
		if l := t.Layout; l != nil {
			row.Title, row.Number, row.Preparer = document.Squeeze(l.Title), l.Number, l.Organization
			row.Pages, row.Method, row.HeaderRows = l.Pages, l.Method, l.Header
			row.RowCount, row.ColumnCount, row.Empty, row.Notes = len(l.Cells), l.Columns(), l.Empty, l.Notes
			for _, g := range l.Regions {
				row.Regions = append(row.Regions, RegionRow(g))
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// Cell is one origin cell of a table with its parsed amount.
type Cell struct {
	Row          int          `column:"row_index" key:"primary" en:"row of the grid from 0, header included; unique with table_id and column_index" zh:"行号，从 0 起（含表头）"`
	Column       int          `column:"column_index" key:"primary" en:"column of the grid from 0" zh:"列号，从 0 起"`
	RowSpan      int          `column:"row_span" en:"rows the cell covers" zh:"所跨行数"`
	ColSpan      int          `column:"column_span" en:"columns the cell covers" zh:"所跨列数"`
	Role         CellRole     `column:"role,dict,optional" en:"part it plays" zh:"表头、行标或数值"`
	Text         string       `column:"text,dict" en:"as printed, white space removed; empty for a blank cell" zh:"原文（去空白）；空白格为空串"`
	Amount       *Amount      `column:"amount" parts:"value decimals unit yuan" en:"published amount; null for text, blanks and dashes: a blank is not a zero" zh:"金额；文字、空白、横线为空：空白不是零"`
	Mark         Mark         `column:"mark,dict,optional" en:"what stands in a value cell in place of an amount; null for amounts and words" zh:"无金额时的写法"`
	Contact      bool         `column:"contact" en:"holds the name or phone number of a person; text is empty unless contacts are kept" zh:"联系人或电话；默认不保留内容"`
	Page         int          `column:"page,optional" en:"page number from 1; null for formats without pages" zh:"页码"`
	Box          document.Box `column:"box"`
	Confidence   float64      `column:"ocr_confidence,optional" unit:"0 to 1" en:"of optical character recognition; null for published text" zh:"文字识别的把握；非识别所得为空"`
	Doubtful     bool         `column:"doubtful" en:"recognised, and neither sure nor borne out by a sum" zh:"识别所得，既不确定，也没有合计可以印证"`
	FirstReading string       `column:"first_reading,optional" en:"as it was first read, where arithmetic or a person corrected it; otherwise null" zh:"由勾稽关系或人工改正前的读数；未改正为空"`
	CorrectedBy  string       `column:"corrected_by,dict,optional" en:"person who corrected the reading; null for none" zh:"人工改正者；未经人工改正为空"`
	CorrectedWhy string       `column:"corrected_why,dict,optional" en:"why, in that person's words" zh:"人工改正的理由"`
}

// CellRow is one cell of a table; a merged cell is one row.
type CellRow struct {
	DocumentID string    `column:"document_id,dict,outer" ref:"documents.document_id" en:"document the cell stands in" zh:"所属文件"`
	TableID    string    `column:"table_id,dict,outer" key:"primary" ref:"tables.table_id" en:"table the cell stands in" zh:"所属表格"`
	FiscalYear int       `column:"fiscal_year,optional,outer" unit:"year" en:"as in documents" zh:"同 documents"`
	TableKind  TableKind `column:"table_kind,dict,outer" en:"kind in tables" zh:"表格种类"`
	Cell
}

func cellRows(r *Record) []CellRow {
	var rows []CellRow
	for i := range r.Tables {
		rows = append(rows, r.Tables[i].CellRows(r)...)
	}
	return rows
}

// CellRows are the rows of a table's cells.
func (t *Table) CellRows(r *Record) []CellRow {
	rows := make([]CellRow, 0, len(t.Cells))
	for j := range t.Cells {
		rows = append(rows, CellRow{t.DocumentID, t.ID, r.Profile.FiscalYear, t.Kind, t.Cells[j]})
	}
	return rows
}

// amounts counts the amounts of a table, and those a dataset does not hold
// without loss.
func (t *Table) amounts() (all, inexact int) {
	for i := range t.Cells {
		if a := t.Cells[i].Amount; a != nil {
			all++
			if v, ok := Unscaled(a.Value, AmountScale); !ok || !decimal.NewFromBigInt(v, -AmountScale).Equal(a.Value) {
				inexact++
			}
		}
	}
	return all, inexact
}

// powersOfTen are 1, 10, 100 and so on.
var powersOfTen = func() (powers [AmountScale + 1]*big.Int) {
	for i := range powers {
		powers[i] = new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(i)), nil)
	}
	return powers
}()

var decimalLimit = new(big.Int).Exp(big.NewInt(10), big.NewInt(Precision), nil)

// Unscaled is the value as an integer of 10^-scale, rounded half away from
// zero if it has more places; false if it needs more than Precision digits.
func Unscaled(d decimal.Decimal, scale int32) (*big.Int, bool) {
	// A crafted exponent must not unfold into millions of digits.
	if d.Exponent() > Precision || d.NumDigits() > 4*Precision {
		return nil, false
	}
	i := d.Coefficient()
	switch places := -d.Exponent(); {
	case places == scale:
	case places < scale && i.IsInt64() && scale-places < int32(len(powersOfTen)):
		i.Mul(i, powersOfTen[scale-places])
	default:
		i = d.Round(scale).Shift(scale).BigInt()
	}
	return i, i.CmpAbs(decimalLimit) < 0
}

// mostTooLarge are the amounts that are named at most; a document with more of
// them is none that anybody published.
const mostTooLarge = 20

// tooLarge names the amounts that have too many digits for a dataset.
func tooLarge(r *Record) (warnings []WarningRow) {
	for i := range r.Tables {
		t := &r.Tables[i]
		for j := range t.Cells {
			c := &t.Cells[j]
			if c.Amount == nil {
				continue
			}
			if _, ok := Unscaled(c.Amount.Value, AmountScale); ok {
				continue
			}
			if len(warnings) == mostTooLarge {
				return warnings
			}
			warnings = append(warnings, WarningRow{c.Page, "amount_too_large", fmt.Sprintf(
				"table %d, row %d, column %d: %s has more digits than DECIMAL(%d,%d) holds; its amount is null",
				t.Index+1, c.Row+1, c.Column+1, c.Text, Precision, AmountScale)})
		}
	}
	return warnings
}
