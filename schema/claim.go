package schema

// Claim is a statement of the narrative that carries a figure.
type Claim struct {
	ID               string     `column:"claim_id" key:"primary" en:"document_id + -s + number (four digits); unique" zh:"陈述编号；唯一"`
	DocumentID       string     `column:"document_id,dict,outer" ref:"documents.document_id" en:"document the sentence stands in" zh:"所属文件"`
	Scope            ClaimScope `column:"scope,dict" en:"text it stands in" zh:"正文或绩效目标"`
	Section          string     `column:"section,dict,optional" en:"numbers and titles of the headings above, joined by >" zh:"所在标题"`
	Subject          string     `column:"subject,dict,optional" en:"what the figure is of, as printed" zh:"所述事项（原文）"`
	Coordinates      `column:",inline" except:"procurement_method"`
	Amount           Amount      `column:"amount,optional" parts:"value yuan published" en:"figure claimed; null if only a change is stated" zh:"所述数；只述增减时为空"`
	Approximate      bool        `column:"approximate" en:"said to be about so much" zh:"约数"`
	Share            Amount      `column:"share" parts:"pct" en:"share of the total that is spoken of" zh:"占比"`
	ShareOf          Coordinates // of that total, where the words name it; zero if they do not
	ShareWords       string      // the words that name it
	Change           Amount      `column:"change,optional" parts:"yuan published" en:"change against what prior_stage says, the year before if that is null, without sign; null for none" zh:"较对照数（未述口径时为上年）增减"`
	Direction        Direction   `column:"change_direction,dict,optional" en:"which way it changed; null if no change is stated" zh:"增、减、持平；未述为空"`
	Rate             Amount      `column:"change" parts:"pct" en:"rate of change, without sign" zh:"增减率"`
	Completion       Amount      `column:"completion" parts:"pct" en:"part of the budget that was spent" zh:"完成率"`
	Counterpart      Amount      `column:"counterpart,optional" parts:"yuan published" en:"budget that a final figure is compared with" zh:"对照的预算数"`
	CounterpartStage Stage       `column:"counterpart_stage,optional" en:"which budget that is: budget (年初预算) or adjusted (全年预算, 调整预算); null if the words do not say" zh:"对照的是年初预算还是调整后预算；未述为空"`
	Prior            Amount      `column:"prior,optional" parts:"yuan published" en:"amount that is compared with, where the sentence prints it" zh:"说明中所印对照数（多为上年数）"`
	PriorStage       Stage       `column:"prior_stage,optional" en:"what the direction, the change, its rate and the prior amount are against: the year before (prior_budget, prior_final), an earlier one (final_2019), or the budget of the year (budget, adjusted); null if the words do not say. An amount with two comparisons is two claims" zh:"增减对照的口径：上年预算或决算、更早年度，或本年的年初预算、调整预算；未述为空。同一数有两种对照的，记为两条陈述"`
	Reason           string      `column:"reason,optional" en:"main reason as printed; null if none is given" zh:"主要原因（原文）；未述为空"`
	CodeSource       CodeSource  `column:"code_source,dict,optional" en:"as in facts" zh:"同 facts"`
	Enumeration      string      `column:"enumeration_id,optional" en:"claim_id of the claim whose parts this one is listed among" zh:"所属列举的总数陈述"`
	Again            bool        // the amount is that of the claim before, with another comparison
	Quote            string      `column:"quote" en:"clause, white space removed" zh:"原文分句"`
	Sentence         string      `column:"sentence" en:"whole sentence, white space removed" zh:"原文整句"`
	OffsetInText     int         `column:"quote_offset" unit:"bytes" en:"of the quote in its block, white space removed, UTF-8" zh:"分句在段内的字节偏移"`
	Confidence       float64     `column:"ocr_confidence,optional" unit:"0 to 1" en:"of optical character recognition; null for published text" zh:"文字识别的把握；非识别所得为空"`
	Doubtful         bool        `column:"doubtful" en:"recognised, and neither sure nor borne out" zh:"识别所得，既不确定，也无可印证"`
	Source           Source      `column:",inline"`
}

// ClaimRow is a claim with whose it is.
type ClaimRow struct {
	Claim
	Unit string `column:"unit,dict,optional" en:"unit of the figure, or of the change where only that is stated: 元, 万元, %, 人, 辆, 平方米, …" zh:"单位"`
	Origin
}

func claimRows(r *Record) []ClaimRow {
	rows := make([]ClaimRow, 0, len(r.Claims))
	for i := range r.Claims {
		c := &r.Claims[i]
		row := ClaimRow{*c, c.Amount.Unit, originOf(r)}
		row.Coordinates = row.Coordinates.Published()
		if c.Amount.Text == "" {
			row.Unit = c.Change.Unit
		}
		rows = append(rows, row)
	}
	return rows
}

// ListedTable is a table that the contents of a document announce.
type ListedTable struct {
	Title      string    `column:"title,dict" en:"as printed, without number and page" zh:"目录所列表名"`
	Kind       TableKind `column:"kind,dict" en:"which of the published tables it is; other if not known" zh:"表格种类"`
	Confidence float64   `column:"kind_confidence" unit:"0 to 1" en:"how sure the kind is" zh:"种类判定的把握"`
	TableID    string    `column:"table_id,optional" ref:"tables.table_id" en:"the table of that kind, in this document or in another of its report; null if there is none" zh:"本文件或同一报告其他文件中的对应表格；没有则为空"`
	Source     Source    `column:",inline" except:"table_id"`
}

// ListedTableRow is a listed table with whose it is.
type ListedTableRow struct {
	DocumentID string `column:"document_id,dict,outer" ref:"documents.document_id" en:"document whose contents these are" zh:"所属文件"`
	FiscalYear int    `column:"fiscal_year,optional,outer" unit:"year" en:"as in documents" zh:"同 documents"`
	ListedTable
}

func listedTableRows(r *Record) []ListedTableRow {
	rows := make([]ListedTableRow, 0, len(r.ListedTables))
	for i := range r.ListedTables {
		rows = append(rows, ListedTableRow{r.DocumentID, r.Profile.FiscalYear, r.ListedTables[i]})
	}
	return rows
}

// LeftOver is an amount of a sentence that became no part of a claim.
type LeftOver struct {
	Amount Amount
	Why    string // stable snake_case word
	Source Source
	Offset int // of the amount in its block, white space removed, in bytes
}
