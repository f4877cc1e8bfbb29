package schema

import "github.com/shopspring/decimal"

// Allocation is a line of what a project's money is spent on.
type Allocation struct {
	Name   string `column:"item" en:"as printed" zh:"事项（原文）"`
	Amount Amount `column:"amount" parts:"yuan published unit" en:"its amount" zh:"金额"`
}

// Project is one project of a document, merged from every place that
// describes it.
type Project struct {
	ID              string       `column:"project_id" key:"primary" en:"document_id + -p + number (three digits); unique" zh:"项目编号；唯一"`
	DocumentID      string       `column:"document_id,dict,outer" ref:"documents.document_id" en:"document that describes it" zh:"所属文件"`
	Name            string       `column:"name,optional" en:"as printed; null if no words name it" zh:"项目名称（原文）；无名称为空"`
	NameSource      NameSource   `column:"name_source,dict" en:"where the name is from" zh:"名称的出处"`
	Total           Amount       `column:"total,optional" parts:"yuan published" en:"whole amount; null if none is printed" zh:"项目总额；未载为空"`
	Fiscal          Amount       `column:"fiscal,optional" parts:"yuan published" en:"amount paid from fiscal appropriation" zh:"财政拨款"`
	Other           Amount       `column:"other,optional" parts:"yuan published" en:"amount from other funds" zh:"其他资金"`
	Carryover       Amount       `column:"carryover,optional" parts:"yuan published" en:"part carried over from the year before" zh:"上年结转"`
	ResponsibleUnit string       `column:"responsible_unit,dict,optional" en:"as printed" zh:"承担单位（原文）"`
	PolicyBasis     []string     `column:"policy_basis" en:"laws and documents it is based on, one element each" zh:"设立依据，逐项"`
	Allocation      []Allocation `column:"allocation" en:"what the money is spent on, or when" zh:"资金分配（按用途或按季度）"`
	PeriodText      string       `column:"period,optional" en:"as printed; start and end joined by 至 where they stand apart" zh:"实施期限（原文）"`
	PeriodStart     string       `column:"period_start,optional" en:"YYYY-MM-DD, the first day of a month or year that is printed; null if none is" zh:"开始日期；仅载年、月的取首日"`
	PeriodEnd       string       `column:"period_end,optional" en:"YYYY-MM-DD, the last day of a month or year that is printed; null if none is" zh:"结束日期；仅载年、月的取末日"`
	Goal            string       `column:"goal,optional" en:"as printed, white space removed" zh:"绩效目标（原文）"`
	Sources         []Source     `column:"sources" en:"every place that describes it" zh:"各出处"`
	Confidence      float64      `column:"ocr_confidence,optional" unit:"0 to 1" en:"least sure of its figures, of optical character recognition; null for published text" zh:"各数字中最低的文字识别把握；非识别所得为空"`
	Doubtful        bool         `column:"doubtful" en:"recognised, and some figure of it is neither sure nor borne out" zh:"识别所得，其中有数字既不确定，也无可印证"`
}

// ProjectRow is a project with whose it is.
type ProjectRow struct {
	Project
	Unit string `column:"unit,dict,optional" en:"unit the first of these amounts is printed in" zh:"金额单位"`
	Origin
}

func projectRows(r *Record) []ProjectRow {
	rows := make([]ProjectRow, 0, len(r.Projects))
	for i := range r.Projects {
		p := &r.Projects[i]
		row := ProjectRow{*p, "", originOf(r)}
		for _, a := range []*Amount{&p.Total, &p.Fiscal, &p.Other, &p.Carryover} {
			if a.Text != "" {
				row.Unit = a.Unit
				break
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// Indicator is one performance target.
type Indicator struct {
	ID         string `column:"indicator_id" key:"primary" en:"table_id + -i + row; unique" zh:"指标编号；唯一"`
	DocumentID string `column:"document_id,dict,outer" ref:"documents.document_id" en:"document the target stands in" zh:"所属文件"`
	TableID    string `column:"table_id,dict" ref:"tables.table_id" en:"table the target stands in" zh:"所属表格"`
	// Scope is "department", or the name of the project.
	Scope      string           `column:"scope,dict" en:"department, or the name of the project" zh:"整体（department）或项目名称"`
	Level1     string           `column:"level1,dict,optional" en:"first level as printed" zh:"一级指标"`
	Level2     string           `column:"level2,dict,optional" en:"second level as printed" zh:"二级指标"`
	Level3     string           `column:"level3,dict,optional" en:"third level as printed" zh:"三级指标"`
	Operator   Operator         `column:"operator,dict,optional" en:"how the target is compared; null for words and dates" zh:"比较符；文字与日期为空"`
	Value      string           `column:"value,dict,optional" unit:"as in unit" en:"number, date or words without operator and unit" zh:"指标值"`
	Number     *decimal.Decimal `column:"value_number" unit:"as in unit" en:"value as a number; null for words and dates" zh:"指标值（数值）；文字与日期为空"`
	Unit       string           `column:"unit,dict,optional" en:"people, times, %, money as printed, without brackets" zh:"计量单位"`
	Text       string           `column:"text,dict,optional" en:"target as printed" zh:"指标值（原文）"`
	Weight     string           `column:"weight,dict,optional" en:"as printed" zh:"权重"`
	Points     *decimal.Decimal `column:"weight_number" unit:"points" en:"weight as a number, without % or 分" zh:"权重（数值）"`
	Basis      string           `column:"basis,dict,optional" en:"where the target is from, as printed" zh:"设定依据"`
	LastYear   string           `column:"last_year,dict,optional" en:"value of the year before as printed" zh:"上年完成值"`
	Scoring    string           `column:"scoring,dict,optional" en:"rule of scoring as printed" zh:"评分规则"`
	Evidence   string           `column:"evidence,dict,optional" en:"what it will be shown by, as printed" zh:"佐证资料"`
	Source     Source           `column:",inline" except:"table_id block_index"`
	Confidence float64          `column:"ocr_confidence,optional" unit:"0 to 1" en:"least sure of its line, of optical character recognition; null for published text" zh:"所在行最低的文字识别把握；非识别所得为空"`
	Doubtful   bool             `column:"doubtful" en:"recognised, and its sign or a figure of its line is neither sure nor borne out" zh:"识别所得，比较符或所在行的数字既不确定，也无可印证"`
}

// IndicatorRow is a performance target with whose it is.
type IndicatorRow struct {
	Indicator
	Origin
}

func indicatorRows(r *Record) []IndicatorRow {
	rows := make([]IndicatorRow, 0, len(r.Indicators))
	for i := range r.Indicators {
		rows = append(rows, IndicatorRow{r.Indicators[i], originOf(r)})
	}
	return rows
}
