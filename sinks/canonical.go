package sinks

import (
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/schema"
)

// The row types of what the tables and the narrative mean. They carry the
// profile of their document, so that questions need no join.

// ProfileColumns say whose document a row is from. (The library reads null
// pointers of embedded structs as zeros: they hold texts only.)
type ProfileColumns struct {
	RegionCode   string `column:"region_code,dict,optional" en:"as in documents" zh:"同 documents"`
	RegionLevel  string `column:"region_level,dict,optional" en:"as in documents" zh:"同 documents"`
	Organization string `column:"organization,dict,optional" en:"as in documents" zh:"同 documents"`
	ReportKind   string `column:"report_kind,dict,optional" en:"as in documents" zh:"同 documents"`
}

// CoordinateColumns say what an amount is an amount of.
type CoordinateColumns struct {
	Flow     string `column:"flow,dict,optional" en:"revenue, expenditure, balance; null if not said" zh:"收入、支出、结转结余"`
	Fund     string `column:"fund,dict,optional" en:"all, fiscal_appropriation, general_public_budget, government_funds, state_capital (each also _own and _transfer), special_account, own_funds, business, superior_subsidy, affiliated, operating_revenue, other_funds, non_fiscal, carryover, carryover_fiscal, carryover_non_fiscal; null if not said" zh:"资金来源；未载为空"`
	Function string `column:"function_code,dict,optional" en:"functional class, 3, 5 or 7 digits without blanks; null for all" zh:"功能分类科目编码（3、5、7 位）；合计为空"`
	Economic string `column:"economic_code,dict,optional" en:"economic class, 3 or 5 digits, 301.. (department) or 501.. (government); null for all" zh:"经济分类科目编码（3、5 位）；合计为空"`
	Nature   string `column:"nature,dict,optional" en:"basic, personnel, operating, project; null for all" zh:"基本支出、人员经费、公用经费、项目支出；合计为空"`
	Item     string `column:"item,dict,optional" en:"line of a table whose rows are no codes: three_public, overseas, reception, vehicles, procurement, … or the label of the row; null for all" zh:"无编码的行：三公、采购等；合计为空"`
	Project  string `column:"project,dict,optional" en:"name of the project as printed; null for all" zh:"项目名称（原文）；合计为空"`
	Stage    string `column:"stage,dict,optional" en:"budget, adjusted, final, prior_budget, prior_final, change, change_rate, completion_rate, share; null if not said" zh:"预算、调整预算、决算、上年数、增减、增减率、完成率、占比"`
	Owner    string `column:"owner,dict,optional" en:"whose amount it is, where a table lists several units; null for the organization of the document" zh:"分单位列示时的单位；其余为空"`
}

// FactRow is one published amount of a table with its coordinates.
type FactRow struct {
	FactID     string `column:"fact_id" key:"primary" en:"table_id + -r + row + c + column; unique" zh:"事实编号；唯一"`
	DocumentID string `column:"document_id,dict" ref:"documents.document_id" en:"document the amount stands in" zh:"所属文件"`
	TableID    string `column:"table_id,dict" ref:"tables.table_id" en:"table the amount stands in" zh:"所属表格"`
	TableKind  string `column:"table_kind,dict" en:"kind in tables" zh:"表格种类"`
	FiscalYear *int32 `column:"fiscal_year" unit:"year" en:"as in documents; the name of the folder" zh:"同 documents；亦为文件夹名"`
	Province   *int32 `column:"province" en:"first two digits of region_code; the name of the folder; null if the region is not known" zh:"行政区划代码前两位；亦为文件夹名；不明为空"`
	ProfileColumns
	CoordinateColumns
	Amount      *decimal.Decimal `column:"amount,scale=6" unit:"column unit" en:"published amount; null only if it has too many digits" zh:"金额"`
	Unit        string           `column:"unit,dict,optional" en:"unit of amount: 元, 万元, 亿元, %, 人, 辆, …; null if unknown" zh:"金额单位"`
	AmountYuan  *decimal.Decimal `column:"amount_yuan,scale=2" unit:"元" en:"the amount in yuan, rounded to the fen; null for shares, counts and unknown units" zh:"折合元"`
	Published   string           `column:"amount_published,dict" en:"the amount as printed" zh:"金额原文"`
	Decimals    int32            `column:"amount_decimals" en:"digits printed after the decimal point" zh:"原文小数位数"`
	RowLabel    string           `column:"row_label,dict,optional" en:"as printed, white space removed; codes before the name" zh:"行标（原文）"`
	ColumnLabel string           `column:"column_label,dict,optional" en:"header from the top down, joined by /" zh:"列标（自上而下）"`
	CodeName    string           `column:"code_name,dict,optional" en:"name of the code as printed" zh:"科目名称（原文）"`
	CodeSource  string           `column:"code_source,dict,optional" en:"printed, or looked_up from the name; null without a code" zh:"编码来源：原文或由名称查得"`
	CodeNote    string           `column:"code_note,dict,optional" en:"official name, where code and name disagree" zh:"编码与名称不符时的规范名称"`
	Level       int32            `column:"level" en:"depth of the row in its table, 0 for the total" zh:"层级；合计为 0"`
	ParentRow   *int32           `column:"parent_row" en:"grid row of the row this one is a part of; null if none" zh:"上级所在行"`
	Side        int32            `column:"side" en:"of a table with two sides side by side, from 0" zh:"左右并列表的侧，从 0 起"`
	Row         int32            `column:"row_index" en:"row of the grid from 0, header included; with column_index the key of cells" zh:"行号，从 0 起（含表头）"`
	Column      int32            `column:"column_index" en:"column of the grid from 0" zh:"列号，从 0 起"`
	Page        *int32           `column:"page" en:"page number from 1; null for formats without pages" zh:"页码"`
	X0          *float32         `column:"x0" unit:"pt" en:"left edge, from the left of the displayed page" zh:"左"`
	Y0          *float32         `column:"y0" unit:"pt" en:"upper edge, from the top" zh:"上"`
	X1          *float32         `column:"x1" unit:"pt" en:"right edge" zh:"右"`
	Y1          *float32         `column:"y1" unit:"pt" en:"lower edge" zh:"下"`
}

// SourceRow is a place a row was put together from.
type SourceRow struct {
	TableID *string  `column:"table_id,dict,optional" en:"table; null for the narrative" zh:"所在表格；正文为空"`
	Page    *int32   `column:"page" en:"page number from 1; null for formats without pages" zh:"页码"`
	Block   *int32   `column:"block_index" en:"block of the page, from 0; null in tables" zh:"段落次序；表内为空"`
	Row     *int32   `column:"row_index" en:"row of the grid from 0; null outside tables" zh:"行号"`
	Column  *int32   `column:"column_index" en:"column of the grid from 0; null outside tables" zh:"列号"`
	X0      *float32 `column:"x0" unit:"pt" en:"left edge, from the left of the displayed page" zh:"左"`
	Y0      *float32 `column:"y0" unit:"pt" en:"upper edge, from the top" zh:"上"`
	X1      *float32 `column:"x1" unit:"pt" en:"right edge" zh:"右"`
	Y1      *float32 `column:"y1" unit:"pt" en:"lower edge" zh:"下"`
}

// ProjectRow is one project of a document.
type ProjectRow struct {
	ProjectID  string `column:"project_id" key:"primary" en:"document_id + -p + number; unique" zh:"项目编号；唯一"`
	DocumentID string `column:"document_id,dict" ref:"documents.document_id" en:"document that describes it" zh:"所属文件"`
	FiscalYear *int32 `column:"fiscal_year" unit:"year" en:"as in documents; the name of the folder" zh:"同 documents；亦为文件夹名"`
	Province   *int32 `column:"province" en:"first two digits of region_code; the name of the folder; null if the region is not known" zh:"行政区划代码前两位；亦为文件夹名；不明为空"`
	ProfileColumns
	Name               string           `column:"name" en:"as printed" zh:"项目名称（原文）"`
	TotalYuan          *decimal.Decimal `column:"total_yuan,scale=2" unit:"元" en:"whole amount; null if none is printed" zh:"项目总额；未载为空"`
	TotalPublished     string           `column:"total_published,optional" unit:"column unit" en:"total as printed" zh:"总额原文"`
	FiscalYuan         *decimal.Decimal `column:"fiscal_yuan,scale=2" unit:"元" en:"paid from fiscal appropriation" zh:"财政拨款"`
	FiscalPublished    string           `column:"fiscal_published,optional" unit:"column unit" en:"that as printed" zh:"财政拨款原文"`
	OtherYuan          *decimal.Decimal `column:"other_yuan,scale=2" unit:"元" en:"from other funds" zh:"其他资金"`
	OtherPublished     string           `column:"other_published,optional" unit:"column unit" en:"that as printed" zh:"其他资金原文"`
	CarryoverYuan      *decimal.Decimal `column:"carryover_yuan,scale=2" unit:"元" en:"part carried over from the year before" zh:"上年结转"`
	CarryoverPublished string           `column:"carryover_published,optional" unit:"column unit" en:"that as printed" zh:"上年结转原文"`
	Unit               string           `column:"unit,dict,optional" en:"unit the first of these amounts is printed in" zh:"金额单位"`
	ResponsibleUnit    string           `column:"responsible_unit,dict,optional" en:"as printed" zh:"承担单位（原文）"`
	PolicyBasis        []string         `column:"policy_basis" en:"laws and documents it is based on, one element each" zh:"设立依据，逐项"`
	Allocation         []AllocationRow  `column:"allocation" en:"what the money is spent on" zh:"资金分配"`
	Period             string           `column:"period,optional" en:"as printed" zh:"实施期限（原文）"`
	PeriodStart        string           `column:"period_start,optional" en:"YYYY-MM-DD; null if no date is printed" zh:"开始日期"`
	PeriodEnd          string           `column:"period_end,optional" en:"YYYY-MM-DD; null if no date is printed" zh:"结束日期"`
	Goal               string           `column:"goal,optional" en:"as printed, white space removed" zh:"绩效目标（原文）"`
	Sources            []SourceRow      `column:"sources" en:"every place that describes it" zh:"各出处"`
}

// AllocationRow is an element of projects.allocation.
type AllocationRow struct {
	Item       string           `column:"item" en:"as printed" zh:"事项（原文）"`
	AmountYuan *decimal.Decimal `column:"amount_yuan,scale=2" unit:"元" en:"its amount" zh:"金额"`
	Published  string           `column:"amount_published" unit:"column unit" en:"its amount as printed" zh:"金额原文"`
	Unit       *string          `column:"unit,dict,optional" en:"unit it is printed in" zh:"金额单位"`
}

// IndicatorRow is one performance target.
type IndicatorRow struct {
	IndicatorID string `column:"indicator_id" key:"primary" en:"table_id + -i + row; unique" zh:"指标编号；唯一"`
	DocumentID  string `column:"document_id,dict" ref:"documents.document_id" en:"document the target stands in" zh:"所属文件"`
	TableID     string `column:"table_id,dict" ref:"tables.table_id" en:"table the target stands in" zh:"所属表格"`
	FiscalYear  *int32 `column:"fiscal_year" unit:"year" en:"as in documents; the name of the folder" zh:"同 documents；亦为文件夹名"`
	Province    *int32 `column:"province" en:"first two digits of region_code; the name of the folder; null if the region is not known" zh:"行政区划代码前两位；亦为文件夹名；不明为空"`
	ProfileColumns
	Scope    string   `column:"scope,dict" en:"department, or the name of the project" zh:"整体（department）或项目名称"`
	Level1   string   `column:"level1,dict,optional" en:"first level as printed" zh:"一级指标"`
	Level2   string   `column:"level2,dict,optional" en:"second level as printed" zh:"二级指标"`
	Level3   string   `column:"level3,dict,optional" en:"third level as printed" zh:"三级指标"`
	Operator string   `column:"operator,dict,optional" en:">=, <=, >, <, =; null for words and dates" zh:"比较符；文字与日期为空"`
	Value    string   `column:"value,dict,optional" unit:"column unit" en:"number, date or words without operator and unit" zh:"指标值"`
	Unit     string   `column:"unit,dict,optional" en:"people, times, %, money as printed" zh:"计量单位"`
	Text     string   `column:"text,dict,optional" en:"target as printed" zh:"指标值（原文）"`
	Weight   string   `column:"weight,dict,optional" en:"as printed" zh:"权重"`
	Basis    string   `column:"basis,dict,optional" en:"where the target is from, as printed" zh:"设定依据"`
	LastYear string   `column:"last_year,dict,optional" en:"value of the year before as printed" zh:"上年完成值"`
	Scoring  string   `column:"scoring,dict,optional" en:"rule of scoring as printed" zh:"评分规则"`
	Evidence string   `column:"evidence,dict,optional" en:"what it will be shown by, as printed" zh:"佐证资料"`
	Row      *int32   `column:"row_index" en:"row of the grid from 0, header included" zh:"行号，从 0 起（含表头）"`
	Column   *int32   `column:"column_index" en:"column of the grid from 0" zh:"列号，从 0 起"`
	Page     *int32   `column:"page" en:"page number from 1; null for formats without pages" zh:"页码"`
	X0       *float32 `column:"x0" unit:"pt" en:"left edge, from the left of the displayed page" zh:"左"`
	Y0       *float32 `column:"y0" unit:"pt" en:"upper edge, from the top" zh:"上"`
	X1       *float32 `column:"x1" unit:"pt" en:"right edge" zh:"右"`
	Y1       *float32 `column:"y1" unit:"pt" en:"lower edge" zh:"下"`
}

// ClaimRow is a statement of the narrative that carries a figure.
type ClaimRow struct {
	ClaimID    string `column:"claim_id" key:"primary" en:"document_id + -s + number; unique" zh:"陈述编号；唯一"`
	DocumentID string `column:"document_id,dict" ref:"documents.document_id" en:"document the sentence stands in" zh:"所属文件"`
	FiscalYear *int32 `column:"fiscal_year" unit:"year" en:"as in documents; the name of the folder" zh:"同 documents；亦为文件夹名"`
	Province   *int32 `column:"province" en:"first two digits of region_code; the name of the folder; null if the region is not known" zh:"行政区划代码前两位；亦为文件夹名；不明为空"`
	ProfileColumns
	Scope   string `column:"scope,dict" en:"narrative, goal_text" zh:"正文或绩效目标"`
	Section string `column:"section,dict,optional" en:"numbers and titles of the headings above, joined by >" zh:"所在标题"`
	Subject string `column:"subject,dict,optional" en:"what the figure is of, as printed" zh:"所述事项（原文）"`
	CoordinateColumns
	Amount          *decimal.Decimal `column:"amount,scale=6" unit:"column unit" en:"figure claimed; null if only a change is stated" zh:"所述数；只述增减时为空"`
	Unit            string           `column:"unit,dict,optional" en:"unit of amount, or of change_amount where there is no amount: 元, 万元, %, 人, 辆, 平方米, …" zh:"单位"`
	AmountYuan      *decimal.Decimal `column:"amount_yuan,scale=2" unit:"元" en:"the amount in yuan; null for other units" zh:"折合元"`
	Published       string           `column:"amount_published,dict,optional" en:"the amount as printed" zh:"所述数原文"`
	Approximate     bool             `column:"approximate" en:"said to be about so much" zh:"约数"`
	Share           *decimal.Decimal `column:"share_pct,scale=6" unit:"%" en:"share of the total that is spoken of" zh:"占比"`
	ChangeYuan      *decimal.Decimal `column:"change_yuan,scale=2" unit:"元" en:"change against the year before, without sign; null for none and for other units" zh:"较上年增减"`
	ChangePublished string           `column:"change_published,optional" unit:"column unit" en:"the change as printed" zh:"增减原文"`
	Direction       string           `column:"change_direction,dict,optional" en:"increase, decrease, none; null if no change is stated" zh:"增、减、持平；未述为空"`
	Rate            *decimal.Decimal `column:"change_pct,scale=6" unit:"%" en:"rate of change, without sign" zh:"增减率"`
	Completion      *decimal.Decimal `column:"completion_pct,scale=6" unit:"%" en:"part of the budget that was spent" zh:"完成率"`
	CounterpartYuan *decimal.Decimal `column:"counterpart_yuan,scale=2" unit:"元" en:"budget that a final figure is compared with" zh:"对照的预算数"`
	PriorYuan       *decimal.Decimal `column:"prior_yuan,scale=2" unit:"元" en:"amount of the year before, where the sentence prints it" zh:"说明中所印上年数"`
	PriorStage      string           `column:"prior_stage,optional" en:"what the change, its rate and the prior amount are against: prior_budget, prior_final; null if the words do not say" zh:"增减对照的口径"`
	Reason          string           `column:"reason,optional" en:"main reason as printed; null if none is given" zh:"主要原因（原文）；未述为空"`
	CodeSource      string           `column:"code_source,dict,optional" en:"as in facts" zh:"同 facts"`
	ListID          string           `column:"enumeration_id,optional" en:"claim_id of the claim whose parts this one is listed among" zh:"所属列举的总数陈述"`
	Quote           string           `column:"quote" en:"clause, white space removed" zh:"原文分句"`
	Sentence        string           `column:"sentence" en:"whole sentence, white space removed" zh:"原文整句"`
	Offset          int32            `column:"quote_offset" unit:"bytes" en:"of the quote in its block, white space removed, UTF-8" zh:"分句在段内的字节偏移"`
	TableID         string           `column:"table_id,dict,optional" ref:"tables.table_id" en:"table, for texts inside tables" zh:"表内文字所在表格"`
	Block           *int32           `column:"block_index" en:"block of the page, from 0; null in tables" zh:"段落次序；表内为空"`
	Row             *int32           `column:"row_index" en:"row of the grid from 0; null outside tables" zh:"行号"`
	Column          *int32           `column:"column_index" en:"column of the grid from 0; null outside tables" zh:"列号"`
	Page            *int32           `column:"page" en:"page number from 1; null for formats without pages" zh:"页码"`
	X0              *float32         `column:"x0" unit:"pt" en:"left edge, from the left of the displayed page" zh:"左"`
	Y0              *float32         `column:"y0" unit:"pt" en:"upper edge, from the top" zh:"上"`
	X1              *float32         `column:"x1" unit:"pt" en:"right edge" zh:"右"`
	Y1              *float32         `column:"y1" unit:"pt" en:"lower edge" zh:"下"`
}

// PromiseRow is a table that the contents of a document announce.
type PromiseRow struct {
	DocumentID     string  `column:"document_id,dict" ref:"documents.document_id" en:"document whose contents these are" zh:"所属文件"`
	FiscalYear     *int32  `column:"fiscal_year" unit:"year" en:"as in documents" zh:"同 documents"`
	Title          string  `column:"title,dict" en:"as printed, without number and page" zh:"目录所列表名"`
	Kind           string  `column:"kind,dict" en:"which of the published tables it is; other if not known" zh:"表格种类"`
	KindConfidence float64 `column:"kind_confidence" unit:"0 to 1" en:"how sure the kind is" zh:"种类判定的把握"`
	TableID        string  `column:"table_id,optional" ref:"tables.table_id" en:"the table of that kind that is there; null if there is none" zh:"文中对应表格；没有则为空"`
	Page           *int32  `column:"page" en:"page of the contents" zh:"目录页码"`
}

func profileColumns(r *schema.Record) ProfileColumns {
	return ProfileColumns{
		RegionCode: r.Profile.Region.Code, RegionLevel: r.Profile.Region.Level,
		Organization: r.Profile.Organization, ReportKind: string(r.Profile.ReportKind),
	}
}

// province is the first two digits of the region's code; null if not known.
func province(r *schema.Record) *int32 {
	code := r.Profile.Region.Code
	if len(code) != 6 {
		return nil
	}
	return known(int32(code[0]-'0')*10 + int32(code[1]-'0'))
}

func coordinateColumns(c *schema.Coordinates) CoordinateColumns {
	return CoordinateColumns{
		Flow: c.Flow, Fund: c.Fund, Function: c.Function, Economic: c.Economic, Nature: c.Nature,
		Item: c.Item, Project: c.Project, Stage: c.Stage, Owner: c.Organization,
	}
}

func factRows(r *schema.Record) []FactRow {
	rows := make([]FactRow, 0, len(r.Facts))
	profile := profileColumns(r)
	for i := range r.Facts {
		f := &r.Facts[i]
		row := FactRow{
			FactID: f.ID, DocumentID: f.DocumentID, TableID: f.TableID, TableKind: string(f.Kind),
			FiscalYear: year(r), Province: province(r), ProfileColumns: profile, CoordinateColumns: coordinateColumns(&f.Coordinates),
			Amount: value(&f.Amount), Unit: f.Amount.Unit, AmountYuan: yuan(&f.Amount), Published: f.Amount.Text, Decimals: f.Amount.Decimals,
			RowLabel: f.RowLabel, ColumnLabel: f.ColumnLabel, CodeName: f.CodeName, CodeSource: f.CodeSource, CodeNote: f.CodeNote,
			Level: int32(f.Level), ParentRow: index(f.Parent), Side: int32(f.Side),
			Row: int32(f.Row), Column: int32(f.Column), Page: known(int32(f.Page)),
		}
		row.X0, row.Y0, row.X1, row.Y1 = place(f.Box)
		rows = append(rows, row)
	}
	return rows
}

func projectRows(r *schema.Record) []ProjectRow {
	rows := make([]ProjectRow, 0, len(r.Projects))
	for i := range r.Projects {
		p := &r.Projects[i]
		row := ProjectRow{
			ProjectID: p.ID, DocumentID: p.DocumentID, FiscalYear: year(r), Province: province(r), ProfileColumns: profileColumns(r), Name: p.Name,
			TotalYuan: yuan(&p.Total), TotalPublished: p.Total.Text, FiscalYuan: yuan(&p.Fiscal), FiscalPublished: p.Fiscal.Text,
			OtherYuan: yuan(&p.Other), OtherPublished: p.Other.Text, CarryoverYuan: yuan(&p.Carryover), CarryoverPublished: p.Carryover.Text,
			Unit: projectUnit(p), ResponsibleUnit: p.ResponsibleUnit, PolicyBasis: p.PolicyBasis,
			Period: p.PeriodText, PeriodStart: p.PeriodStart, PeriodEnd: p.PeriodEnd, Goal: p.Goal,
		}
		for j := range p.Allocation {
			a := &p.Allocation[j]
			row.Allocation = append(row.Allocation, AllocationRow{a.Name, yuan(&a.Amount), a.Amount.Text, text(a.Amount.Unit)})
		}
		for j := range p.Sources {
			row.Sources = append(row.Sources, sourceRow(&p.Sources[j]))
		}
		rows = append(rows, row)
	}
	return rows
}

// projectUnit is the unit of the first amount that is printed.
func projectUnit(p *schema.Project) string {
	for _, a := range []*schema.Amount{&p.Total, &p.Fiscal, &p.Other, &p.Carryover} {
		if a.Text != "" {
			return a.Unit
		}
	}
	return ""
}

func indicatorRows(r *schema.Record) []IndicatorRow {
	rows := make([]IndicatorRow, 0, len(r.Indicators))
	for i := range r.Indicators {
		n := &r.Indicators[i]
		at := sourceRow(&n.Source)
		rows = append(rows, IndicatorRow{
			IndicatorID: n.ID, DocumentID: n.DocumentID, TableID: n.TableID, FiscalYear: year(r), Province: province(r), ProfileColumns: profileColumns(r),
			Scope: n.Scope, Level1: n.Level1, Level2: n.Level2, Level3: n.Level3,
			Operator: n.Operator, Value: n.Value, Unit: n.Unit, Text: n.Text, Weight: n.Weight,
			Basis: n.Basis, LastYear: n.LastYear, Scoring: n.Scoring, Evidence: n.Evidence,
			Row: at.Row, Column: at.Column, Page: at.Page, X0: at.X0, Y0: at.Y0, X1: at.X1, Y1: at.Y1,
		})
	}
	return rows
}

func claimRows(r *schema.Record) []ClaimRow {
	rows := make([]ClaimRow, 0, len(r.Claims))
	for i := range r.Claims {
		c := &r.Claims[i]
		at := sourceRow(&c.Source)
		rows = append(rows, ClaimRow{
			ClaimID: c.ID, DocumentID: c.DocumentID, FiscalYear: year(r), Province: province(r), ProfileColumns: profileColumns(r),
			Scope: c.Scope, Section: c.Section, Subject: c.Subject, CoordinateColumns: coordinateColumns(&c.Coordinates),
			Amount: value(&c.Amount), Unit: claimUnit(c), AmountYuan: yuan(&c.Amount), Published: c.Amount.Text, Approximate: c.Approximate,
			Share: value(&c.Share), ChangeYuan: yuan(&c.Change), ChangePublished: c.Change.Text, Direction: c.Direction,
			Rate: value(&c.Rate), Completion: value(&c.Completion), CounterpartYuan: yuan(&c.Counterpart),
			PriorYuan: yuan(&c.Prior), PriorStage: c.PriorStage,
			Reason: c.Reason, CodeSource: c.CodeSource, ListID: c.Enumeration, Quote: c.Quote, Sentence: c.Sentence, Offset: int32(c.OffsetInText),
			TableID: c.Source.TableID, Block: at.Block, Row: at.Row, Column: at.Column, Page: at.Page, X0: at.X0, Y0: at.Y0, X1: at.X1, Y1: at.Y1,
		})
	}
	return rows
}

// claimUnit is the unit of the figure, or of the change where only that is
// stated.
func claimUnit(c *schema.Claim) string {
	if c.Amount.Text == "" {
		return c.Change.Unit
	}
	return c.Amount.Unit
}

func promiseRows(r *schema.Record) []PromiseRow {
	rows := make([]PromiseRow, 0, len(r.Promises))
	for i := range r.Promises {
		p := &r.Promises[i]
		rows = append(rows, PromiseRow{r.DocumentID, year(r), p.Title, string(p.Kind), p.Confidence, p.TableID, known(int32(p.Source.Page))})
	}
	return rows
}

func sourceRow(s *schema.Source) SourceRow {
	row := SourceRow{TableID: text(s.TableID), Page: known(int32(s.Page))}
	if s.TableID == "" {
		row.Block = index(s.Block)
	} else {
		row.Row, row.Column = index(s.Row), index(s.Column)
	}
	row.X0, row.Y0, row.X1, row.Y1 = place(s.Box)
	return row
}

// index is a position from 0, or null for the -1 that means none.
func index(n int) *int32 {
	if n < 0 {
		return nil
	}
	i := int32(n)
	return &i
}

// value is the amount in its unit; null if none is printed.
func value(a *schema.Amount) *decimal.Decimal {
	if a.Text == "" {
		return nil
	}
	return &a.Value
}

// yuan is the amount in yuan; null if none is printed or it is not of money.
func yuan(a *schema.Amount) *decimal.Decimal {
	if a.Text == "" || !a.HasYuan {
		return nil
	}
	return &a.Yuan
}

// halves splits a printed period into start and end where it is two dates.
func halves(p *schema.Project) (start, end string) {
	i := strings.Index(p.PeriodText, "日")
	if i < 0 || p.PeriodStart == "" {
		return "", ""
	}
	i += len("日")
	start = p.PeriodText[:i]
	if p.PeriodEnd != "" {
		end = strings.TrimLeft(p.PeriodText[i:], "-－—–―~～至到 ")
	}
	return start, end
}
