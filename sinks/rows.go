package sinks

import (
	"encoding/hex"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// The row types; schema.Column says what their tags mean.

// DocumentRow is one input file or archive member.
type DocumentRow struct {
	Source       string       `column:"source" key:"primary" en:"path as given, or archive!member; unique" zh:"文件路径，或 压缩包!成员；唯一"`
	SourceBytes  string       `column:"source_bytes,optional" en:"the bytes of source in hexadecimal as they are on the disk and in the archive, where they are not those of source: it is decoded or escaped" zh:"source 的原始字节（十六进制），仅在 source 经过解码或转义时有值"`
	DocumentID   string       `column:"document_id,optional" en:"SHA-256 of the bytes, lower-case hex; unique; null if the bytes could not be had, and for a second copy of the same bytes (see duplicate_of)" zh:"文件内容的 SHA-256；唯一；读不到内容或为重复文件时为空"`
	DuplicateOf  string       `column:"duplicate_of,optional" ref:"documents.document_id" en:"document_id of an earlier row with the same bytes; tables and all else stand there, once" zh:"内容相同的先前文件的 document_id；表格等只在那里记一次"`
	Status       string       `column:"status,dict" en:"read, scanned (some page is an image that was not read), unsupported, empty, damaged, encrypted, too_large, timeout, failed" zh:"读取状态"`
	Error        string       `column:"error,optional" en:"why status is not read" zh:"未能读全的原因"`
	Transient    bool         `column:"transient" en:"the clock decided the status: a run with more time, or on an idle machine, may read the document; every other status follows from its bytes" zh:"状态由用时决定，时间充裕时可能读出；其余状态均由文件内容决定"`
	Format       string       `column:"format,dict,optional" en:"what the bytes are: pdf, html, markdown, xlsx, xls, docx, doc, image, archive, unknown" zh:"由内容判定的文件格式"`
	Bytes        int64        `column:"bytes" unit:"bytes" en:"size of the file" zh:"文件大小"`
	Organization string       `column:"organization,dict,optional" en:"department or unit whose report this is, as printed, white space removed" zh:"编报部门或单位（原文，去空白）"`
	FiscalYear   *int32       `column:"fiscal_year" unit:"year" en:"year the budget or the accounts are of" zh:"预算或决算年度"`
	ReportKind   string       `column:"report_kind,dict,optional" en:"department_budget, unit_budget, department_final, unit_final, government_budget, other" zh:"报告种类：部门预算、单位预算、部门决算、单位决算、政府预算、其他"`
	Published    string       `column:"published,optional" en:"date of publication, YYYY-MM-DD; null if none is printed" zh:"公开日期；未载为空"`
	RegionCode   string       `column:"region_code,dict,optional" en:"administrative division, GB/T 2260, six digits; null if not known" zh:"行政区划代码（GB/T 2260，六位）；不明为空"`
	RegionName   string       `column:"region_name,dict,optional" en:"its full name" zh:"行政区划名称"`
	RegionLevel  string       `column:"region_level,dict,optional" en:"central, province, prefecture, county" zh:"级别：中央、省、地、县"`
	Readings     []ReadingRow `column:"readings" en:"what each place of the document says of organization, year, kind, date and region; the chosen ones first" zh:"各处所载单位、年度、种类、日期、区划，采用者在前"`
	Pages        *int32       `column:"pages" unit:"pages" en:"number of pages; null for formats without pages" zh:"页数；无页格式为空"`
	ScannedPages []int32      `column:"scanned_pages" en:"pages that are images and were not read" zh:"未读取的扫描页页码"`
	Title        string       `column:"title,optional" en:"title the file gives itself" zh:"文件自带标题"`
	Author       string       `column:"author,optional" en:"author the file names" zh:"文件自带作者"`
	Creator      string       `column:"creator,dict,optional" en:"program the document was written with" zh:"撰写程序"`
	Producer     string       `column:"producer,dict,optional" en:"program that made the file" zh:"生成程序"`
	Created      string       `column:"created,optional" en:"time of creation the file states, RFC 3339 where it could be read" zh:"文件所载创建时间"`
	Modified     string       `column:"modified,optional" en:"time of the last change the file states" zh:"文件所载修改时间"`
	Encoding     string       `column:"encoding,dict,optional" en:"charset the text was decoded from, for HTML and Markdown" zh:"文本编码"`
	Tables       int32        `column:"tables" en:"rows of this document in tables" zh:"表格数"`
	Cells        int32        `column:"cells" en:"rows of this document in cells" zh:"单元格数"`
	Amounts      int32        `column:"amounts" en:"cells that hold a published amount" zh:"有金额的单元格数"`
	Checked      int32        `column:"amounts_checked" en:"of those in the bodies of tables, the ones that stand in at least one check that could be made" zh:"参与过核对的金额数"`
	Facts        int32        `column:"facts" en:"rows of this document in facts" zh:"事实数"`
	Projects     int32        `column:"projects" en:"rows of this document in projects" zh:"项目数"`
	Indicators   int32        `column:"indicators" en:"rows of this document in indicators" zh:"指标数"`
	Claims       int32        `column:"claims" en:"rows of this document in claims" zh:"陈述数"`
	Inexact      int32        `column:"amounts_inexact" en:"amounts whose value does not fit DECIMAL(38,6): more than six decimals (then rounded) or too many digits (then null, and named in warnings); their text is complete" zh:"不能以 DECIMAL(38,6) 精确存储的金额数；原文完整保留"`
	TokensTotal  int32        `column:"reading_total" en:"numeric tokens a reader of the document can see; always in_tables + in_text + leftover" zh:"可见数字串总数"`
	TokensTables int32        `column:"reading_in_tables" en:"numeric tokens that ended in table cells" zh:"进入表格的数字串"`
	TokensText   int32        `column:"reading_in_text" en:"numeric tokens that ended in text blocks, captions and notes" zh:"进入正文的数字串"`
	TokensLeft   int32        `column:"reading_leftover" en:"numeric tokens that found no place: an error of the reading" zh:"未归位的数字串：读取误差"`
	TokensHidden int32        `column:"reading_hidden" en:"numeric tokens nobody can see: overprinted, clipped, off the page" zh:"不可见的数字串"`
	Digits       int32        `column:"reading_digits" en:"digits as the decoder gave them, before any layout" zh:"解码所得数字个数"`
	DigitsPlaced int32        `column:"reading_digits_placed" en:"digits that stand in the output" zh:"输出中的数字个数"`
	Reread       *int32       `column:"second_reading_numbers" en:"numeric tokens held against a second, independent reading of all pages; null if that was not asked for or not possible" zh:"与第二次独立读取比对的数字串；未作全文二次读取时为空"`
	RereadSame   *int32       `column:"second_reading_agreeing" en:"those of them the second reading has at the same place" zh:"其中两次读取一致的数字串"`
	Exact        int32        `column:"checks_exact" en:"checks whose two sides are equal" zh:"核对相符数"`
	Rounding     int32        `column:"checks_rounding" en:"checks whose difference is explained by the places printed" zh:"属四舍五入差异的核对数"`
	Inconsistent int32        `column:"checks_inconsistent" en:"checks whose difference rounding does not explain" zh:"核对不符数"`
	NotCheckable int32        `column:"checks_not_checkable" en:"checks that lack an operand" zh:"无法核对数"`
	Findings     int32        `column:"findings" en:"rows of this document in findings" zh:"问题数"`
	Warnings     []WarningRow `column:"warnings" en:"what the reader saw and could go on from" zh:"读取警告"`
	Links        []LinkRow    `column:"links" en:"attachments a page links to" zh:"页面所链接的附件"`
}

// ReadingRow is an element of documents.readings.
type ReadingRow struct {
	Field      string  `column:"field,dict" en:"organization, fiscal_year, report_kind, published, region" zh:"项目"`
	Value      string  `column:"value" en:"what is said" zh:"所载值"`
	Source     string  `column:"source,dict" en:"cover, heading, table, header, text, file_name" zh:"出处"`
	Page       *int32  `column:"page" en:"page number from 1" zh:"页码"`
	Confidence float64 `column:"confidence" unit:"0 to 1" en:"how sure it is" zh:"把握"`
	Chosen     bool    `column:"chosen" en:"the document's columns follow it" zh:"是否采用"`
	Text       *string `column:"text,optional" en:"as printed" zh:"原文"`
}

// WarningRow is an element of documents.warnings.
type WarningRow struct {
	Page    *int32 `column:"page" en:"page; null for the whole document" zh:"页码；全文为空"`
	Code    string `column:"code,dict" en:"stable snake_case word" zh:"警告代码"`
	Message string `column:"message" en:"for people" zh:"说明"`
}

// LinkRow is an element of documents.links.
type LinkRow struct {
	Text string `column:"text" en:"text of the link" zh:"链接文字"`
	URL  string `column:"url" en:"where it leads, as written" zh:"链接地址"`
}

// TableRow is one published table.
type TableRow struct {
	DocumentID     string      `column:"document_id,dict" ref:"documents.document_id" en:"document the table stands in" zh:"所属文件"`
	TableID        string      `column:"table_id" key:"primary" en:"document_id + -t + index; unique" zh:"表格编号；唯一"`
	TableIndex     int32       `column:"table_index" en:"position among the document's tables, from 0" zh:"在文件中的次序，从 0 起"`
	Organization   string      `column:"organization,dict,optional" en:"as in documents" zh:"同 documents"`
	FiscalYear     *int32      `column:"fiscal_year" unit:"year" en:"as in documents" zh:"同 documents"`
	ReportKind     string      `column:"report_kind,dict,optional" en:"as in documents" zh:"同 documents"`
	Kind           string      `column:"kind,dict" en:"which of the published tables it is; other if not known" zh:"表格种类；不明为 other"`
	KindConfidence float64     `column:"kind_confidence" unit:"0 to 1" en:"how sure the kind is" zh:"种类判定的把握"`
	KindReason     string      `column:"kind_reason,dict,optional" en:"why this kind, or why none" zh:"判定依据"`
	Title          string      `column:"title,dict,optional" en:"as printed, white space removed" zh:"表名（原文，去空白）"`
	Number         string      `column:"number,dict,optional" en:"表 N as printed" zh:"表号（原文）"`
	Unit           string      `column:"unit,dict,optional" en:"元, 万元 or 亿元 that the amounts are in" zh:"金额单位"`
	UnitSource     string      `column:"unit_source,dict,optional" en:"where the unit is printed: table, header or document" zh:"单位出处"`
	Preparer       string      `column:"preparer,dict,optional" en:"编制单位/部门 line of the table as printed" zh:"编制单位（原文）"`
	Pages          []int32     `column:"pages" en:"pages it stands on, ascending; empty for formats without pages" zh:"所在页"`
	Regions        []RegionRow `column:"regions" en:"its place on each page" zh:"各页位置"`
	Method         string      `column:"method,dict" en:"how the grid was found: ruled, partial, aligned, markup" zh:"表格线识别方式"`
	HeaderRows     int32       `column:"header_rows" en:"rows of the grid that are header" zh:"表头行数"`
	Rows           int32       `column:"rows" en:"rows of the grid, header included" zh:"总行数（含表头）"`
	Columns        int32       `column:"columns" en:"columns of the grid" zh:"列数"`
	Amounts        int32       `column:"amounts" en:"cells that hold a published amount" zh:"有金额的单元格数"`
	Checked        int32       `column:"amounts_checked" en:"of those in its body, the ones that stand in at least one check that could be made" zh:"参与过核对的金额数"`
	Inexact        int32       `column:"amounts_inexact" en:"amounts whose value does not fit DECIMAL(38,6), as in documents" zh:"不能以 DECIMAL(38,6) 精确存储的金额数"`
	Project        string      `column:"project,dict,optional" en:"project a performance table speaks of" zh:"绩效表所属项目"`
	Empty          bool        `column:"empty" en:"a form without any figures" zh:"空表"`
	Notes          []string    `column:"notes" en:"notes under the table as printed" zh:"表下注（原文）"`
}

// RegionRow is an element of tables.regions.
type RegionRow struct {
	Page int32    `column:"page" en:"page number from 1" zh:"页码"`
	X0   *float32 `column:"x0" unit:"pt" en:"left edge, from the left of the displayed page" zh:"左"`
	Y0   *float32 `column:"y0" unit:"pt" en:"upper edge, from the top" zh:"上"`
	X1   *float32 `column:"x1" unit:"pt" en:"right edge" zh:"右"`
	Y1   *float32 `column:"y1" unit:"pt" en:"lower edge" zh:"下"`
}

// CellRow is one cell of a table; a merged cell is one row.
type CellRow struct {
	DocumentID string           `column:"document_id,dict" ref:"documents.document_id" en:"document the cell stands in" zh:"所属文件"`
	TableID    string           `column:"table_id,dict" key:"primary" ref:"tables.table_id" en:"table the cell stands in" zh:"所属表格"`
	FiscalYear *int32           `column:"fiscal_year" unit:"year" en:"as in documents" zh:"同 documents"`
	TableKind  string           `column:"table_kind,dict" en:"kind in tables" zh:"表格种类"`
	Row        int32            `column:"row_index" key:"primary" en:"row of the grid from 0, header included; unique with table_id and column_index" zh:"行号，从 0 起（含表头）"`
	Column     int32            `column:"column_index" key:"primary" en:"column of the grid from 0" zh:"列号，从 0 起"`
	RowSpan    int32            `column:"row_span" en:"rows the cell covers" zh:"所跨行数"`
	ColumnSpan int32            `column:"column_span" en:"columns the cell covers" zh:"所跨列数"`
	Role       string           `column:"role,dict,optional" en:"header, stub (row label or code) or value" zh:"表头、行标或数值"`
	Text       string           `column:"text,dict" en:"as printed, white space removed; empty for a blank cell" zh:"原文（去空白）；空白格为空串"`
	Amount     *decimal.Decimal `column:"amount,scale=6" unit:"column unit" en:"published amount; null for text, blanks and dashes: a blank is not a zero" zh:"金额；文字、空白、横线为空：空白不是零"`
	Decimals   *int32           `column:"amount_decimals" en:"digits printed after the decimal point; null where no amount is printed" zh:"原文小数位数"`
	Unit       string           `column:"unit,dict,optional" en:"unit of amount: 元, 万元, 亿元, %; null if unknown" zh:"金额单位"`
	AmountYuan *decimal.Decimal `column:"amount_yuan,scale=2" unit:"元" en:"the amount in yuan, rounded to the fen; null for shares and unknown units" zh:"折合元"`
	Mark       string           `column:"mark,dict,optional" en:"what stands in a value cell in place of an amount: blank, dash, slash, ellipsis; null for amounts and words" zh:"无金额时的写法：空白、横线、斜线、省略号"`
	Contact    bool             `column:"contact" en:"holds the name or phone number of a person; text is empty unless contacts are kept" zh:"联系人或电话；默认不保留内容"`
	Page       *int32           `column:"page" en:"page number from 1; null for formats without pages" zh:"页码"`
	X0         *float32         `column:"x0" unit:"pt" en:"left edge, from the left of the displayed page" zh:"左"`
	Y0         *float32         `column:"y0" unit:"pt" en:"upper edge, from the top" zh:"上"`
	X1         *float32         `column:"x1" unit:"pt" en:"right edge" zh:"右"`
	Y1         *float32         `column:"y1" unit:"pt" en:"lower edge" zh:"下"`
	Confidence *float64         `column:"ocr_confidence" unit:"0 to 1" en:"of optical character recognition; null for published text" zh:"文字识别的把握；非识别所得为空"`
}

// CheckRow is one relation that was held against what is printed.
type CheckRow struct {
	DocumentID string           `column:"document_id,dict" ref:"documents.document_id" en:"document the check is about" zh:"所属文件"`
	CheckID    string           `column:"check_id" key:"primary" en:"derived from document, rule and place; unique, and the same in every run" zh:"核对编号；各次运行相同"`
	TableID    string           `column:"table_id,dict,optional" ref:"tables.table_id" en:"table; null for a check over several" zh:"所属表格；跨表为空"`
	FiscalYear *int32           `column:"fiscal_year" unit:"year" en:"as in documents" zh:"同 documents"`
	Rule       string           `column:"rule,dict" en:"id of the rule" zh:"规则"`
	Outcome    string           `column:"outcome,dict" en:"exact, rounding, inconsistent, not_checkable" zh:"相符、四舍五入、不符、无法核对"`
	Reason     string           `column:"reason,dict,optional" en:"why it is not checkable" zh:"无法核对的原因"`
	Expected   *decimal.Decimal `column:"expected,scale=6" unit:"column unit" en:"what the parts give; this and the next three are null if not checkable" zh:"各部分所得；无法核对时此列及后三列为空"`
	Printed    *decimal.Decimal `column:"printed,scale=6" unit:"column unit" en:"what is printed" zh:"所载数"`
	Difference *decimal.Decimal `column:"difference,scale=6" unit:"column unit" en:"printed - expected" zh:"所载数减应有数"`
	Slack      *decimal.Decimal `column:"slack,scale=6" unit:"column unit" en:"largest difference that rounding explains" zh:"四舍五入可解释的最大差"`
	Unit       string           `column:"unit,dict,optional" en:"unit of the four amounts" zh:"金额单位"`
	Operands   []OperandRow     `column:"operands" en:"the numbers held against each other: the printed total first, then its parts" zh:"参与核对的数：先总数，后各部分"`
}

// OperandRow is one published number behind a check or a finding.
type OperandRow struct {
	TableID     *string  `column:"table_id,dict,optional" en:"table it stands in" zh:"所在表格"`
	TableTitle  *string  `column:"table_title,dict,optional" en:"title of that table" zh:"所在表名"`
	Page        *int32   `column:"page" en:"page number from 1" zh:"页码"`
	Row         *int32   `column:"row_index" en:"row of the grid from 0; null outside tables" zh:"行号"`
	Column      *int32   `column:"column_index" en:"column of the grid from 0; null outside tables" zh:"列号"`
	RowLabel    *string  `column:"row_label,dict,optional" en:"label of the row as printed" zh:"行标（原文）"`
	ColumnLabel *string  `column:"column_label,dict,optional" en:"label of the column as printed" zh:"列标（原文）"`
	Text        string   `column:"text,dict" en:"the number as printed" zh:"原文"`
	Sign        int32    `column:"sign" en:"1 or -1 for a part; 0 for the printed total" zh:"部分为 1 或 -1；总数为 0"`
	X0          *float32 `column:"x0" unit:"pt" en:"left edge, from the left of the displayed page" zh:"左"`
	Y0          *float32 `column:"y0" unit:"pt" en:"upper edge, from the top" zh:"上"`
	X1          *float32 `column:"x1" unit:"pt" en:"right edge" zh:"右"`
	Y1          *float32 `column:"y1" unit:"pt" en:"lower edge" zh:"下"`
}

// FindingRow is what a person should look at.
type FindingRow struct {
	DocumentID string       `column:"document_id,dict" ref:"documents.document_id" en:"document the finding is about" zh:"所属文件"`
	FindingID  string       `column:"finding_id" key:"primary" en:"unique, and the same in every run" zh:"问题编号；各次运行相同"`
	CheckID    string       `column:"check_id,optional" ref:"checks.check_id" en:"check that found it" zh:"对应的核对"`
	TableID    string       `column:"table_id,dict,optional" ref:"tables.table_id" en:"table; null for a finding over several" zh:"所属表格；跨表为空"`
	FiscalYear *int32       `column:"fiscal_year" unit:"year" en:"as in documents" zh:"同 documents"`
	Rule       string       `column:"rule,dict" en:"id of the rule" zh:"规则"`
	Severity   string       `column:"severity,dict" en:"error, warning, notice; info where rounding explains the difference" zh:"严重程度；info 为四舍五入可以解释的差异"`
	Outcome    string       `column:"outcome,dict" en:"inconsistent, or reading_disputed where a second reading of the file has other numbers" zh:"不符；两次读取不一致时为 reading_disputed"`
	Reread     string       `column:"second_reading,dict,optional" en:"what came of reading its numbers a second time, for errors: agrees, disputed, not_made" zh:"二次读取：一致、有争议、未能进行（仅限错误）"`
	MessageZH  string       `column:"message_zh" en:"what is wrong, in Chinese" zh:"中文说明"`
	MessageEN  string       `column:"message_en" en:"what is wrong, in English" zh:"英文说明"`
	Expected   string       `column:"expected,optional" unit:"column unit" en:"what the parts give" zh:"应有数"`
	Printed    string       `column:"printed,optional" unit:"column unit" en:"what is printed" zh:"所载数"`
	Difference string       `column:"difference,optional" unit:"column unit" en:"printed - expected" zh:"差额"`
	Slack      string       `column:"slack,optional" unit:"column unit" en:"largest difference that rounding explains" zh:"四舍五入可解释的最大差"`
	Unit       string       `column:"unit,dict,optional" en:"unit of the amounts" zh:"金额单位"`
	Evidence   []OperandRow `column:"evidence" en:"the numbers behind it, each with its place" zh:"依据：各数及其位置"`
}

// datasets are all row types in the order of the data dictionary.
var datasets = []dataset{
	define("documents", "One row for each input file and each archive member, also for those that failed.", "每个输入文件（含压缩包成员）一行，失败的也在内。", documentRows, "document_id", "duplicate_of"),
	define("tables", "One row for each published table; one that runs over several pages is one row.", "每张表一行；跨页的表为一行。", tableRows, "document_id", "table_id"),
	define("cells", "One row for each cell of each table, blanks included; a merged cell is one row, at its upper left corner.", "每个单元格一行（含空白格）；合并单元格为一行，记在左上角。", cellRows, "document_id", "table_id"),
	define("facts", "One row for each published amount of each table whose kind is known, with what it is an amount of.", "种类已知的各表中每个金额一行，附其含义坐标。", factRows, "document_id", "table_id", "function_code").partitioned(),
	define("projects", "One row for each project of a document, merged from every place that describes it.", "每个项目一行，由各处合并而成。", projectRows, "document_id").partitioned(),
	define("indicators", "One row for each performance target of a department or a project.", "每个绩效指标一行。", indicatorRows, "document_id").partitioned(),
	define("claims", "One row for each statement of the narrative that carries a figure.", "正文中每句带数字的陈述一行。", claimRows, "document_id").partitioned(),
	define("promises", "One row for each table that the contents of a document announce.", "目录所列每张表一行。", promiseRows),
	define("checks", "One row for each relation that was held against what is printed.", "每项核对一行。", checkRows, "document_id"),
	define("findings", "One row for each thing a person should look at, and for each difference that rounding explains (severity info).", "每个应当查看的问题一行；四舍五入可以解释的差异也各有一行（severity 为 info）。", findingRows, "document_id"),
}

func documentRows(r *schema.Record) []DocumentRow {
	row := DocumentRow{
		Source: r.Source, SourceBytes: hex.EncodeToString([]byte(r.RawSource)), DocumentID: r.DocumentID, DuplicateOf: r.DuplicateOf,
		Status: string(r.Status), Error: r.Error, Transient: r.Transient,
		Organization: r.Profile.Organization, FiscalYear: year(r), ReportKind: string(r.Profile.ReportKind),
		Published: r.Profile.Published, RegionCode: r.Profile.Region.Code, RegionName: r.Profile.Region.Name, RegionLevel: r.Profile.Region.Level,
		Tables: int32(len(r.Tables)), Findings: int32(len(r.Findings)), Facts: int32(len(r.Facts)),
		Projects: int32(len(r.Projects)), Indicators: int32(len(r.Indicators)), Claims: int32(len(r.Claims)),
	}
	for i := range r.Profile.Readings {
		d := &r.Profile.Readings[i]
		row.Readings = append(row.Readings, ReadingRow{d.Field, d.Value, d.Source, known(int32(d.Page)), d.Confidence, d.Chosen, text(d.Text)})
	}
	for i := range r.Coverage {
		row.Checked += int32(r.Coverage[i].Checked)
	}
	if second := r.SecondReading; second.Numbers > 0 {
		numbers, same := int32(second.Numbers), int32(second.Agreeing)
		row.Reread, row.RereadSame = &numbers, &same
	}
	for i := range r.Tables {
		row.Cells += int32(len(r.Tables[i].Cells))
		for j := range r.Tables[i].Cells {
			if a := r.Tables[i].Cells[j].Amount; a != nil {
				row.Amounts++
				if !exact(a) {
					row.Inexact++
				}
			}
		}
	}
	for i := range r.Checks {
		switch r.Checks[i].Outcome {
		case schema.Exact:
			row.Exact++
		case schema.Rounding:
			row.Rounding++
		case schema.Inconsistent:
			row.Inconsistent++
		case schema.NotCheckable:
			row.NotCheckable++
		}
	}
	if d := r.Document; d != nil {
		row.Format, row.Bytes = string(d.Format), d.Size
		row.Title, row.Author, row.Creator, row.Producer = d.Info.Title, d.Info.Author, d.Info.Creator, d.Info.Producer
		row.Created, row.Modified, row.Encoding = d.Info.Created, d.Info.Modified, d.Info.Encoding
		row.Pages = pageCount(d)
		row.ScannedPages = pages(d.Unread())
		g := d.Reading
		row.TokensTotal, row.TokensTables, row.TokensText = int32(g.Total), int32(g.InTables), int32(g.InText)
		row.TokensLeft, row.TokensHidden = int32(g.Leftover), int32(g.Hidden)
		row.Digits, row.DigitsPlaced = int32(g.Digits), int32(g.DigitsPlaced)
		for _, w := range d.Warnings {
			row.Warnings = append(row.Warnings, WarningRow{known(int32(w.Page)), w.Code, w.Message})
		}
		row.Warnings = append(row.Warnings, unstored(r)...)
		for _, l := range d.Links {
			row.Links = append(row.Links, LinkRow{l.Text, l.URL})
		}
	}
	return []DocumentRow{row}
}

func tableRows(r *schema.Record) []TableRow {
	rows := make([]TableRow, 0, len(r.Tables))
	for i := range r.Tables {
		t := &r.Tables[i]
		row := TableRow{
			DocumentID: t.DocumentID, TableID: t.ID, TableIndex: int32(t.Index),
			Organization: r.Profile.Organization, FiscalYear: year(r), ReportKind: string(r.Profile.ReportKind),
			Kind: string(t.Kind), KindConfidence: t.Confidence, KindReason: t.Reason,
			Unit: t.Unit, UnitSource: t.UnitSource, Project: t.Project,
		}
		if i < len(r.Coverage) {
			row.Checked = int32(r.Coverage[i].Checked)
		}
		for j := range t.Cells {
			if a := t.Cells[j].Amount; a != nil {
				row.Amounts++
				if !exact(a) {
					row.Inexact++
				}
			}
		}
		if l := t.Layout; l != nil {
			row.Title, row.Number, row.Preparer = document.Squeeze(l.Title), l.Number, l.Organization
			row.Pages, row.Method, row.HeaderRows = pages(l.Pages), string(l.Method), int32(l.Header)
			row.Rows, row.Columns, row.Empty, row.Notes = int32(len(l.Cells)), int32(l.Columns()), l.Empty, l.Notes
			for _, g := range l.Regions {
				region := RegionRow{Page: int32(g.Page)}
				region.X0, region.Y0, region.X1, region.Y1 = place(g.Box)
				row.Regions = append(row.Regions, region)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func cellRows(r *schema.Record) []CellRow {
	var rows []CellRow
	for i := range r.Tables {
		t := &r.Tables[i]
		for j := range t.Cells {
			c := &t.Cells[j]
			row := CellRow{
				DocumentID: t.DocumentID, TableID: t.ID, FiscalYear: year(r), TableKind: string(t.Kind),
				Row: int32(c.Row), Column: int32(c.Column), RowSpan: int32(c.RowSpan), ColumnSpan: int32(c.ColSpan),
				Role: string(c.Role), Text: c.Text, Mark: string(c.Mark), Contact: c.Contact, Page: known(int32(c.Page)), Confidence: known(c.Confidence),
			}
			row.X0, row.Y0, row.X1, row.Y1 = place(c.Box)
			if a := c.Amount; a != nil {
				decimals := a.Decimals
				row.Amount, row.Decimals, row.Unit = &a.Value, &decimals, a.Unit
				if a.HasYuan {
					row.AmountYuan = &a.Yuan
				}
			}
			rows = append(rows, row)
		}
	}
	return rows
}

func checkRows(r *schema.Record) []CheckRow {
	rows := make([]CheckRow, 0, len(r.Checks))
	for i := range r.Checks {
		c := &r.Checks[i]
		row := CheckRow{
			DocumentID: c.DocumentID, CheckID: c.ID, TableID: c.TableID, FiscalYear: year(r),
			Rule: c.Rule, Outcome: string(c.Outcome), Reason: c.Reason, Unit: c.Unit, Operands: operandRows(c.Operands),
		}
		if c.Outcome != schema.NotCheckable {
			row.Expected, row.Printed, row.Difference, row.Slack = &c.Expected, &c.Printed, &c.Difference, &c.Slack
		}
		rows = append(rows, row)
	}
	return rows
}

func findingRows(r *schema.Record) []FindingRow {
	rows := make([]FindingRow, 0, len(r.Findings))
	for i := range r.Findings {
		f := &r.Findings[i]
		rows = append(rows, FindingRow{
			DocumentID: f.DocumentID, FindingID: f.ID, CheckID: f.CheckID, TableID: f.TableID, FiscalYear: year(r),
			Rule: f.Rule, Severity: string(f.Severity), Outcome: string(f.Outcome), Reread: string(f.SecondReading),
			MessageZH: f.MessageZH, MessageEN: f.MessageEN,
			Expected: f.Expected, Printed: f.Printed, Difference: f.Difference, Slack: f.Slack, Unit: f.Unit,
			Evidence: operandRows(f.Evidence),
		})
	}
	return rows
}

func operandRows(operands []schema.Operand) []OperandRow {
	rows := make([]OperandRow, 0, len(operands))
	for i := range operands {
		o := &operands[i]
		row := OperandRow{
			TableID: text(o.TableID), TableTitle: text(o.TableTitle), Page: known(int32(o.Page)),
			RowLabel: text(o.RowLabel), ColumnLabel: text(o.ColumnLabel), Text: o.Text, Sign: int32(o.Sign),
		}
		if o.Row >= 0 && o.Column >= 0 {
			r, c := int32(o.Row), int32(o.Column)
			row.Row, row.Column = &r, &c
		}
		row.X0, row.Y0, row.X1, row.Y1 = place(o.Box)
		rows = append(rows, row)
	}
	return rows
}

func year(r *schema.Record) *int32 { return known(int32(r.Profile.FiscalYear)) }

// pageCount is null for formats without pages.
func pageCount(d *document.Document) *int32 {
	n := int32(0)
	for i := range d.Pages {
		if d.Pages[i].Number > 0 {
			n++
		}
	}
	return known(n)
}
