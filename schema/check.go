package schema

import (
	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/document"
)

// Operand is one published number behind a check, with its place.
type Operand struct {
	DocumentID  string       `column:"document_id,dict,optional" ref:"documents.document_id" en:"document it stands in, where that is not the document of the check; null for that" zh:"所在文件（非本核对所属文件时）；本文件为空"`
	File        string       // of DocumentID, for people
	At          string       // in a text: the block and the place in it, which tells it from others that print the same
	TableID     string       `column:"table_id,dict,optional" en:"table it stands in" zh:"所在表格"`
	TableTitle  string       `column:"table_title,dict,optional" en:"title of that table" zh:"所在表名"`
	Page        int          `column:"page,optional" en:"page number from 1" zh:"页码"`
	Row         int          `column:"row_index,index" en:"row of the grid from 0, header included; null outside tables" zh:"行号，从 0 起（含表头）；表外为空"`
	Column      int          `column:"column_index,index" en:"column of the grid from 0; null outside tables" zh:"列号；表外为空"`
	RowLabel    string       `column:"row_label,dict,optional" en:"label of the row as printed" zh:"行标（原文）"`
	ColumnLabel string       `column:"column_label,dict,optional" en:"label of the column as printed" zh:"列标（原文）"`
	Text        string       `column:"text,dict" en:"the number as printed" zh:"原文"`
	Unit        string       `column:"unit,dict,optional" en:"unit of the number where it is printed" zh:"该数所用单位"`
	Sign        int          `column:"sign" en:"1 or -1 for a part; 0 for the printed total" zh:"部分为 1 或 -1；总数为 0"`
	Box         document.Box `column:"box"`
	Confidence  float64      `column:"ocr_confidence,optional" unit:"0 to 1" en:"of optical character recognition; null for published text" zh:"文字识别的把握；非识别所得为空"`
	Doubtful    bool         `column:"doubtful" en:"recognised, and neither sure nor borne out by a sum" zh:"识别所得，既不确定，也没有合计可以印证"`
}

// Check is one relation that was held against what is printed.
type Check struct {
	ID         string          `column:"check_id" key:"primary" en:"derived from document, rule and place; unique, and the same in every run" zh:"核对编号；各次运行相同"`
	DocumentID string          `column:"document_id,dict,outer" ref:"documents.document_id" en:"document the check is about" zh:"所属文件"`
	TableID    string          `column:"table_id,dict,optional" ref:"tables.table_id" en:"table; null for a check over several" zh:"所属表格；跨表为空"`
	Rule       string          `column:"rule,dict" en:"id of the rule, as in rules.md" zh:"规则，见 rules.md"`
	Outcome    Outcome         `column:"outcome,dict" en:"what came of it" zh:"核对结果"`
	Reason     string          `column:"reason,dict,optional" en:"why it is not checkable, as in rules.md" zh:"无法核对的原因，见 rules.md"`
	Expected   decimal.Decimal // what the parts give, in Unit
	Printed    decimal.Decimal
	Difference decimal.Decimal // Printed - Expected
	Slack      decimal.Decimal // the largest difference that rounding explains
	Unit       string          `column:"unit,dict,optional" en:"unit of the four amounts" zh:"金额单位"`
	Selected   bool            `column:"selected" en:"its equality decided how the table is read; it proves nothing, and its amounts do not count as checked by it" zh:"该等式决定了表格的读法，不作为证据，也不计入核对覆盖"`
	Operands   []Operand       `column:"operands" en:"the numbers held against each other: the printed total first, then its parts" zh:"参与核对的数：先总数，后各部分"`
}

// CheckRow is a check with the year of its document. Its amounts are null
// where the check could not be made.
type CheckRow struct {
	Check
	FiscalYear int              `column:"fiscal_year,optional,outer" unit:"year" en:"as in documents" zh:"同 documents"`
	Expected   *decimal.Decimal `column:"expected" unit:"as in unit" en:"what the parts give; this and the next three are null if not checkable" zh:"各部分所得；无法核对时此列及后三列为空"`
	Printed    *decimal.Decimal `column:"printed" unit:"as in unit" en:"what is printed" zh:"所载数"`
	Difference *decimal.Decimal `column:"difference" unit:"as in unit" en:"printed - expected" zh:"所载数减应有数"`
	Slack      *decimal.Decimal `column:"slack" unit:"as in unit" en:"largest difference that rounding explains" zh:"四舍五入可解释的最大差"`
}

func checkRows(r *Record) []CheckRow {
	rows := make([]CheckRow, 0, len(r.Checks))
	for i := range r.Checks {
		row := checkRow(&r.Checks[i])
		row.FiscalYear = r.Profile.FiscalYear
		rows = append(rows, row)
	}
	return rows
}

// checkRow is a check without the year of its document.
func checkRow(c *Check) CheckRow {
	row := CheckRow{Check: *c}
	if c.Outcome != NotCheckable {
		row.Expected, row.Printed, row.Difference, row.Slack = &c.Expected, &c.Printed, &c.Difference, &c.Slack
	}
	return row
}

// Finding is what a person should look at.
type Finding struct {
	ID         string   `column:"finding_id" key:"primary" en:"unique, and the same in every run" zh:"问题编号；各次运行相同"`
	DocumentID string   `column:"document_id,dict,outer" ref:"documents.document_id" en:"document the finding is about" zh:"所属文件"`
	CheckID    string   `column:"check_id,optional" ref:"checks.check_id" en:"check that found it" zh:"对应的核对"`
	TableID    string   `column:"table_id,dict,optional" ref:"tables.table_id" en:"table; null for a finding over several" zh:"所属表格；跨表为空"`
	Rule       string   `column:"rule,dict" en:"id of the rule, as in rules.md" zh:"规则，见 rules.md"`
	Severity   Severity `column:"severity,dict" en:"how grave it is; info where nothing is wrong: rounding explains it, or only a last digit is off" zh:"严重程度；info 为无需追究者：四舍五入可以解释，或仅末位有差"`
	Outcome    Outcome  `column:"outcome,dict" en:"outcome of the check, or reading_disputed where a second reading of the file has other numbers" zh:"核对结果；两次读取不一致时为 reading_disputed"`
	// SecondReading is empty where nothing was read twice: for findings below
	// error, and those that no printed number is behind.
	SecondReading SecondReadingOutcome `column:"second_reading,dict,optional" en:"what came of reading its numbers a second time, for errors" zh:"二次读取的结果（仅限错误）"`
	MessageZH     string               `column:"message_zh" en:"what is wrong, in Chinese" zh:"中文说明"`
	MessageEN     string               `column:"message_en" en:"what is wrong, in English" zh:"英文说明"`
	// These four are with as many decimals as are printed, for people; empty
	// where nothing differs.
	Expected, Printed, Difference, Slack string
	Unit                                 string `column:"unit,dict,optional" en:"unit of the amounts" zh:"金额单位"`
	// DifferenceYuan orders findings by the money they are about; nil where
	// that is none.
	DifferenceYuan *decimal.Decimal `column:"difference_yuan,optional" unit:"元" en:"difference without its sign; null where it is not of money" zh:"差额的绝对值（元）；非金额为空"`
	Evidence       []Operand        `column:"evidence" en:"the numbers behind it, each with its place" zh:"依据：各数及其位置"`
	// OtherChecks fail for the same reason, and are told of here only.
	OtherChecks []string `column:"other_check_ids" ref:"checks.check_id" en:"other checks that fail because of the same figure; they have no finding of their own" zh:"因同一数字不成立的其他核对；不另列问题"`
}

// FindingRow is a finding with the year of its document.
type FindingRow struct {
	Finding
	FiscalYear int              `column:"fiscal_year,optional,outer" unit:"year" en:"as in documents" zh:"同 documents"`
	Expected   *decimal.Decimal `column:"expected" unit:"as in unit" en:"what the parts give; this and the next three are null where no figures differ" zh:"应有数；不涉及数字差异时此列及后三列为空"`
	Printed    *decimal.Decimal `column:"printed" unit:"as in unit" en:"what is printed; the text is that of evidence" zh:"所载数（原文见 evidence）"`
	Difference *decimal.Decimal `column:"difference" unit:"as in unit" en:"printed - expected" zh:"差额"`
	Slack      *decimal.Decimal `column:"slack" unit:"as in unit" en:"largest difference that rounding explains" zh:"四舍五入可解释的最大差"`
}

func findingRows(r *Record) []FindingRow {
	rows := make([]FindingRow, 0, len(r.Findings))
	for i := range r.Findings {
		row := findingRow(&r.Findings[i])
		row.FiscalYear = r.Profile.FiscalYear
		rows = append(rows, row)
	}
	return rows
}

// findingRow is a finding without the year of its document.
func findingRow(f *Finding) FindingRow {
	return FindingRow{Finding: *f, Expected: figure(f.Expected), Printed: figure(f.Printed),
		Difference: figure(f.Difference), Slack: figure(f.Slack)}
}

// figure is a number that a finding gives for people; nil for none.
func figure(text string) *decimal.Decimal {
	d, err := decimal.NewFromString(text)
	if err != nil {
		return nil
	}
	return &d
}
