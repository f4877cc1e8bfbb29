package schema

import (
	"slices"
	"strings"

	"github.com/yusuan/yusuan/document"
)

// Coordinates say what a published amount is an amount of. Two facts of one
// document with the same coordinates are two sightings of one number. An
// empty coordinate means its total ("all") for Function, Economic, Nature,
// Item and Project, and "not said" for the rest.
type Coordinates struct {
	Flow         Flow   `column:"flow,dict,optional" en:"side of the budget; null if not said" zh:"收支方向；未载为空"`
	Fund         Fund   `column:"fund,dict,optional" en:"source of the money; null if not said" zh:"资金来源；未载为空"`
	Extent       Extent `column:"extent,dict,optional" en:"of governments: the whole region or their own level; null if not said" zh:"政府数据的口径：全域或本级；未载为空"`
	Revenue      string `column:"revenue_code,dict,optional" en:"class of a government's revenue, 3, 5 or 7 digits, 101..; null for all" zh:"政府收入分类科目编码（3、5、7 位）；合计为空"`
	Function     string `column:"function_code,dict,optional" en:"functional class, 3, 5 or 7 digits without blanks; null for all" zh:"功能分类科目编码（3、5、7 位）；合计为空"`
	Economic     string `column:"economic_code,dict,optional" en:"economic class, 3 or 5 digits, 301.. (department) or 501.. (government); null for all" zh:"经济分类科目编码（3、5 位）；合计为空"`
	Nature       Nature `column:"nature,dict,optional" en:"kind of spending; null for all" zh:"支出性质；合计为空"`
	Item         Item   `column:"item,dict,optional" en:"line of a table whose rows are no codes; null for all" zh:"无编码的行：三公、采购等；合计为空"`
	ItemLabel    string `column:"item_label,dict,optional" en:"which line within the item, as printed; null for all of it" zh:"项内的行（原文）；合计为空"` // only when published
	Project      string `column:"project,dict,optional" en:"name of the project as printed; null for all" zh:"项目名称（原文）；合计为空"`
	Method       string `column:"procurement_method,dict,optional" en:"how it is bought, as printed; null for all" zh:"采购方式或组织形式（原文）；合计为空"`
	Stage        Stage  `column:"stage,dict,optional" en:"stage of the budget; null if not said" zh:"预算阶段；未载为空"`
	Organization string `column:"owner,dict,optional" en:"whose amount it is, where a table lists several units or regions; null for the organization of the document" zh:"分单位、分地区列示时的单位或地区；其余为空"`
}

// Published are the coordinates with the words of an item apart from its label:
// procurement_goods/复印纸 is the line 复印纸 of procurement_goods. What has no
// name of the list, or several, is a line of no item.
func (c Coordinates) Published() Coordinates {
	if c.Item == "" || items.Has(string(c.Item)) {
		return c
	}
	first, rest, _ := strings.Cut(string(c.Item), "/")
	several := slices.ContainsFunc(strings.Split(rest, "/"), items.Has)
	if items.Has(first) && !several {
		c.Item, c.ItemLabel = Item(first), rest
	} else {
		c.Item, c.ItemLabel = OtherItem, string(c.Item)
	}
	return c
}

// Fact is one published amount at one place of one document.
type Fact struct {
	ID         string    `column:"fact_id" key:"primary" en:"table_id + -r + row + c + column; unique" zh:"事实编号；唯一"`
	DocumentID string    `column:"document_id,dict,outer" ref:"documents.document_id" en:"document the amount stands in" zh:"所属文件"`
	TableID    string    `column:"table_id,dict" ref:"tables.table_id" en:"table the amount stands in" zh:"所属表格"`
	Kind       TableKind `column:"table_kind,dict" en:"kind in tables" zh:"表格种类"`
	Coordinates
	Amount      Amount     `column:"amount" parts:"value unit yuan published decimals" en:"published amount" zh:"金额"`
	RowLabel    string     `column:"row_label,dict,optional" en:"as printed, white space removed; codes before the name" zh:"行标（原文）"`
	ColumnLabel string     `column:"column_label,dict,optional" en:"header from the top down, joined by /" zh:"列标（自上而下）"`
	FundSource  FundSource `column:"fund_source,dict,optional" en:"whether words name the fund; null without a fund" zh:"资金来源是否载明；无资金来源为空"`
	// The names of the codes in the year of the document.
	RevenueName  string       `column:"revenue_name,dict,optional" en:"official name of revenue_code in the fiscal year, as printed where none is known" zh:"收入分类科目规范名称（当年）；无规范名称时为原文"`
	FunctionName string       `column:"function_name,dict,optional" en:"official name of function_code in the fiscal year, as printed where none is known" zh:"功能分类科目规范名称（当年）；无规范名称时为原文"`
	EconomicName string       `column:"economic_name,dict,optional" en:"official name of economic_code in the fiscal year, as printed where none is known" zh:"经济分类科目规范名称（当年）；无规范名称时为原文"`
	CodeName     string       `column:"code_name,dict,optional" en:"name of the code as printed" zh:"科目名称（原文）"`
	CodeSource   CodeSource   `column:"code_source,dict,optional" en:"where the code is from; null without a code" zh:"编码来源"`
	CodeNote     string       `column:"code_note,dict,optional" en:"official name, where code and name disagree" zh:"编码与名称不符时的规范名称"`
	Level        int          `column:"level" en:"depth of the row in its table, 0 for the total" zh:"层级；合计为 0"`
	Parent       int          `column:"parent_row,index" en:"grid row of the row this one is a part of; null if none" zh:"上级所在行"`
	Side         int          `column:"side" en:"of a table with two sides side by side, from 0" zh:"左右并列表的侧，从 0 起"`
	Row          int          `column:"row_index" en:"row of the grid from 0, header included; with column_index the key of cells" zh:"行号，从 0 起（含表头）"`
	Column       int          `column:"column_index" en:"column of the grid from 0" zh:"列号，从 0 起"`
	Page         int          `column:"page,optional" en:"page number from 1; null for formats without pages" zh:"页码"`
	Box          document.Box `column:"box"`
	Confidence   float64      `column:"ocr_confidence,optional" unit:"0 to 1" en:"of optical character recognition; null for published text" zh:"文字识别的把握；非识别所得为空"`
	Doubtful     bool         `column:"doubtful" en:"recognised, and neither sure nor borne out by a sum" zh:"识别所得，既不确定，也没有合计可以印证"`
	CorrectedBy  string       `column:"corrected_by,dict,optional" en:"person who corrected the reading of the amount; its first reading is in cells; null for none" zh:"人工改正读数者（初读见 cells）；未经人工改正为空"`
}

// FactRow is a fact with whose it is.
type FactRow struct {
	Fact
	Origin
}

func factRows(r *Record) []FactRow {
	rows := make([]FactRow, 0, len(r.Facts))
	for i := range r.Facts {
		row := FactRow{r.Facts[i], originOf(r)}
		row.Coordinates = row.Coordinates.Published()
		rows = append(rows, row)
	}
	return rows
}
