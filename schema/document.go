package schema

import (
	"encoding/hex"
	"time"

	"github.com/yusuan/yusuan/document"
)

// Profile says whose report a document is, and of which year.
type Profile struct {
	// OrganizationID is the same for all names of an organization; empty if it
	// is not known whose report it is.
	OrganizationID   string
	OrganizationKind OrganizationKind
	Organization     string     // as printed, white space removed; empty if not found
	FiscalYear       int        // 0 if not found
	ReportKind       ReportKind // OtherReport if not found
	Published        string     // date of publication, YYYY-MM-DD; empty if not printed
	Region           Region
	Town             string            // town or sub-district within the region whose report it is, as printed
	Evidence         []ProfileEvidence // every place that said something, the chosen ones first
}

// Region is an administrative division of the People's Republic of China.
type Region struct {
	Code  string // GB/T 2260, six digits; empty if not known
	Name  string // in full, as the catalogue has it
	Level RegionLevel
}

// ProfileEvidence is what one place of a document says of the whole of it.
type ProfileEvidence struct {
	Field      EvidenceField  `column:"field,dict" en:"what it speaks of" zh:"项目"`
	Value      string         `column:"value" en:"what is said" zh:"所载值"`
	Source     EvidenceSource `column:"source,dict" en:"where it is said" zh:"出处"`
	Page       int            `column:"page,optional" en:"page number from 1" zh:"页码"`
	Confidence float64        `column:"confidence" unit:"0 to 1" en:"how sure it is" zh:"把握"`
	Chosen     bool           `column:"chosen" en:"the document's columns follow it" zh:"是否采用"`
	Text       string         `column:"text,optional" en:"as printed" zh:"原文"`
}

// SecondReading says how far two independent readings of a document agree.
type SecondReading struct {
	Pages    int `json:"pages"`    // read a second time
	Numbers  int `json:"numbers"`  // numeric tokens of the first reading; 0 if there was no second
	Agreeing int `json:"agreeing"` // those the second reading has at the same place
}

// DocumentRow is one input file or archive member.
type DocumentRow struct {
	Source         string            `column:"source" key:"primary" en:"path from the folder that was given, or archive!member; unique (inspect: as given)" zh:"相对于所给文件夹的路径，或 压缩包!成员；唯一（inspect 中为所给路径）"`
	SourceBytes    string            `column:"source_bytes,optional" en:"the bytes of source in hexadecimal as they are on the disk and in the archive, where they are not those of source: it is decoded or escaped" zh:"source 的原始字节（十六进制），仅在 source 经过解码或转义时有值"`
	SourceURL      string            `column:"source_url,optional" en:"address it was published at, as a WARC file says or the list of --addresses; null for other files" zh:"公开的网址（见 WARC 文件或 --addresses 清单）；其他文件为空"`
	RetrievedAt    string            `column:"retrieved_at,optional" en:"when the crawler had it, RFC 3339" zh:"抓取时间（RFC 3339）"`
	Referrer       string            `column:"referrer,optional" en:"page that led the crawler to it" zh:"指向该文件的页面"`
	Publisher      string            `column:"publisher,optional" en:"whose portal it was had from, as the source of fetch says; it need not be the author" zh:"抓取来源所属发布机构（未必是编报单位）"`
	Licence        string            `column:"licence,optional" en:"what the portal says of the use of what it publishes" zh:"网站载明的使用许可"`
	DocumentID     string            `column:"document_id,optional" en:"SHA-256 of the bytes, lower-case hex; unique; null if the bytes could not be had, and for a second copy of the same bytes (see duplicate_of)" zh:"文件内容的 SHA-256；唯一；读不到内容或为重复文件时为空"`
	DuplicateOf    string            `column:"duplicate_of,optional" ref:"documents.document_id" en:"document_id of an earlier row with the same bytes; tables and all else stand there, once" zh:"内容相同的先前文件的 document_id；表格等只在那里记一次"`
	Status         Status            `column:"status,dict" en:"whether it was read" zh:"读取状态"`
	Error          string            `column:"error,optional" en:"why status is not read" zh:"未能读全的原因"`
	Transient      bool              `column:"transient" en:"the clock decided the status: a run with more time, or on an idle machine, may read the document; every other status follows from its bytes" zh:"状态由用时决定，时间充裕时可能读出；其余状态均由文件内容决定"`
	Format         document.Format   `column:"format,dict,optional" en:"what the bytes are" zh:"由内容判定的文件格式"`
	Bytes          int64             `column:"bytes" unit:"bytes" en:"size of the file" zh:"文件大小"`
	Organization   string            `column:"organization,dict,optional" en:"department or unit whose report this is, as printed, white space removed" zh:"编报部门或单位（原文，去空白）"`
	OrganizationID string            `column:"organization_id,dict,optional" ref:"organizations.organization_id" en:"the same for all names of an organization; null if it is not known whose report it is" zh:"单位编号，同一单位各种写法相同；不明为空"`
	ReportID       string            `column:"report_id,dict,optional" ref:"reports.report_id" en:"report it is a part of; null if whose, of which year or of which kind is not known" zh:"所属报告；单位、年度或种类不明为空"`
	FiscalYear     int               `column:"fiscal_year,optional" unit:"year" en:"year the budget or the accounts are of" zh:"预算或决算年度"`
	Kind           ReportKind        `column:"kind,dict,optional" en:"kind of report" zh:"报告种类"`
	Published      string            `column:"published,optional,date" en:"date of publication; null if none is printed" zh:"公开日期；未载为空"`
	RegionCode     string            `column:"region_code,dict,optional" object:"region" en:"administrative division, GB/T 2260, six digits; null if not known" zh:"行政区划代码（GB/T 2260，六位）；不明为空"`
	RegionName     string            `column:"region_name,dict,optional" object:"region" en:"its full name" zh:"行政区划名称"`
	RegionLevel    RegionLevel       `column:"region_level,dict,optional" object:"region" en:"its level" zh:"行政级别"`
	Town           string            `column:"town,optional" en:"town or sub-district within that division whose report it is, or the organization's, as printed; null for others" zh:"所在乡镇或街道（原文）；其他为空"`
	Readings       []ProfileEvidence `column:"readings" en:"what each place of the document says of organization, year, kind, date and region; the chosen ones first" zh:"各处所载单位、年度、种类、日期、区划，采用者在前"`
	Pages          int               `column:"pages,optional" unit:"pages" en:"number of pages; null for formats without pages" zh:"页数；无页格式为空"`
	Recognizer     string            `column:"recognizer,dict,optional" en:"what read the pages that are pictures; null if none was read" zh:"识别图片页面所用的引擎；未识别为空"`
	ScannedPages   []int             `column:"scanned_pages" en:"pages that are images and were not read" zh:"未读取的扫描页页码"`
	Title          string            `column:"title,optional" en:"title the file gives itself" zh:"文件自带标题"`
	Author         string            `column:"author,optional" en:"author the file names" zh:"文件自带作者"`
	Creator        string            `column:"creator,dict,optional" en:"program the document was written with" zh:"撰写程序"`
	Producer       string            `column:"producer,dict,optional" en:"program that made the file" zh:"生成程序"`
	Created        string            `column:"created,optional" en:"time of creation the file states, RFC 3339 where it could be read" zh:"文件所载创建时间"`
	Modified       string            `column:"modified,optional" en:"time of the last change the file states" zh:"文件所载修改时间"`
	Encoding       string            `column:"encoding,dict,optional" en:"charset the text was decoded from, for HTML and Markdown" zh:"文本编码"`
	Tables         int               `column:"tables" en:"rows of this document in tables" zh:"表格数"`
	Cells          int               `column:"cells" en:"rows of this document in cells" zh:"单元格数"`
	Amounts        int               `column:"amounts" en:"cells that hold a published amount" zh:"有金额的单元格数"`
	Checked        int               `column:"amounts_checked" en:"of those in the bodies of tables, the ones that stand in at least one check that could be made" zh:"参与过核对的金额数"`
	Facts          int               `column:"facts" en:"rows of this document in facts" zh:"事实数"`
	Projects       int               `column:"projects" en:"rows of this document in projects" zh:"项目数"`
	Indicators     int               `column:"indicators" en:"rows of this document in indicators" zh:"指标数"`
	Claims         int               `column:"claims" en:"rows of this document in claims" zh:"陈述数"`
	Inexact        int               `column:"amounts_inexact" en:"amounts whose value does not fit DECIMAL(38,6): more than six decimals (then rounded) or too many digits (then null, and named in warnings); their text is complete" zh:"不能以 DECIMAL(38,6) 精确存储的金额数；原文完整保留"`
	TokensTotal    int               `column:"reading_total" en:"numeric tokens a reader of the document can see; always in_tables + in_text + leftover" zh:"可见数字串总数"`
	TokensTables   int               `column:"reading_in_tables" en:"numeric tokens that ended in table cells" zh:"进入表格的数字串"`
	TokensText     int               `column:"reading_in_text" en:"numeric tokens that ended in text blocks, captions and notes" zh:"进入正文的数字串"`
	TokensLeft     int               `column:"reading_leftover" en:"numeric tokens that found no place: an error of the reading" zh:"未归位的数字串：读取误差"`
	TokensUnsure   int               `column:"reading_unexplained" en:"numeric tokens in tables that nothing is known of; they make their table doubtful" zh:"表中无法解释的数字串"`
	TokensHeld     int               `column:"reading_withheld" en:"amounts in tables whose amounts are not taken for facts; see tables.withheld_reason" zh:"表中暂不采用的金额（如种类不明的表）"`
	Said           int               `column:"reading_sentence_amounts" en:"amounts of money in the sentences of the narrative and in the goals of projects, sections without figures of the budget left out" zh:"说明及绩效目标各句中的金额数"`
	Unsaid         int               `column:"reading_sentence_leftover" en:"those of them that are in no claim, as no words say what they are of; inspect --json lists them" zh:"其中未能归入陈述的金额数"`
	TokensHidden   int               `column:"reading_hidden" en:"numeric tokens nobody can see: overprinted, clipped, off the page" zh:"不可见的数字串"`
	Digits         int               `column:"reading_digits" en:"digits as the decoder gave them, before any layout" zh:"解码所得数字个数"`
	DigitsPlaced   int               `column:"reading_digits_placed" en:"digits that stand in the output" zh:"输出中的数字个数"`
	Reread         *int              `column:"second_reading_numbers" en:"numeric tokens held against a second, independent reading of all pages; null if that was not asked for or not possible" zh:"与第二次独立读取比对的数字串；未作全文二次读取时为空"`
	RereadSame     *int              `column:"second_reading_agreeing" en:"those of them the second reading has at the same place" zh:"其中两次读取一致的数字串"`
	Exact          int               `column:"checks_exact" en:"checks whose two sides are equal" zh:"核对相符数"`
	Rounding       int               `column:"checks_rounding" en:"checks whose difference is explained by the places printed" zh:"属四舍五入差异的核对数"`
	Within         int               `column:"checks_within" en:"checks of a bound that is kept, which says nothing of being equal" zh:"未超限的核对数"`
	Inconsistent   int               `column:"checks_inconsistent" en:"checks whose difference rounding does not explain" zh:"核对不符数"`
	Disputed       int               `column:"checks_reading_disputed" en:"checks whose numbers a second reading of the file has otherwise" zh:"两次读数不一的核对数"`
	NotCheckable   int               `column:"checks_not_checkable" en:"checks that lack an operand" zh:"无法核对数"`
	Findings       int               `column:"findings" en:"rows of this document in findings" zh:"问题数"`
	Warnings       []WarningRow      `column:"warnings" en:"what the reader saw and could go on from" zh:"读取警告"`
	Links          []LinkRow         `column:"links" en:"attachments a page links to" zh:"页面所链接的附件"`
}

// WarningRow is an element of documents.warnings.
type WarningRow struct {
	Page    int    `column:"page,optional" en:"page; null for the whole document" zh:"页码；全文为空"`
	Code    string `column:"code,dict" en:"stable snake_case word" zh:"警告代码"`
	Message string `column:"message" en:"for people" zh:"说明"`
}

// LinkRow is an element of documents.links.
type LinkRow struct {
	Text string `column:"text" en:"text of the link" zh:"链接文字"`
	URL  string `column:"url" en:"where it leads, as written" zh:"链接地址"`
}

func documentRows(r *Record) []DocumentRow {
	p := &r.Profile
	row := DocumentRow{
		Source: r.Source, SourceBytes: hex.EncodeToString([]byte(r.RawSource)), DocumentID: r.DocumentID,
		SourceURL: r.From.Address, Referrer: r.From.Referrer, Publisher: r.From.Publisher, Licence: r.From.Licence,
		DuplicateOf: r.DuplicateOf,
		Status:      r.Status, Error: r.Error, Transient: r.Transient,
		Organization: p.Organization, OrganizationID: p.OrganizationID, ReportID: p.ReportID(),
		FiscalYear: p.FiscalYear, Kind: p.ReportKind, Published: p.Published,
		RegionCode: p.Region.Code, RegionName: p.Region.Name, RegionLevel: p.Region.Level, Town: p.Town,
		Readings: p.Evidence,
		Tables:   len(r.Tables), Findings: len(r.Findings), Facts: len(r.Facts),
		Projects: len(r.Projects), Indicators: len(r.Indicators), Claims: len(r.Claims),
	}
	if at := r.From.Retrieved; !at.IsZero() {
		row.RetrievedAt = at.Format(time.RFC3339)
	}
	account := r.Account()
	row.Said, row.Unsaid = r.Said, len(r.LeftOver)
	row.TokensUnsure, row.TokensHeld = account.Unexplained, account.Withheld
	_, row.Checked = r.Covered()
	if second := &r.SecondReading; second.Numbers > 0 {
		row.Reread, row.RereadSame = &second.Numbers, &second.Agreeing
	}
	for i := range r.Tables {
		amounts, inexact := r.Tables[i].amounts()
		row.Cells += len(r.Tables[i].Cells)
		row.Amounts += amounts
		row.Inexact += inexact
	}
	t := TallyOf(r.Checks)
	row.Exact, row.Rounding, row.Within, row.Inconsistent = t.Exact, t.Rounding, t.Within, t.Inconsistent
	row.Disputed, row.NotCheckable = t.Disputed, t.NotCheckable
	if r.Document != nil {
		row.read(r.Document)
	}
	row.Warnings = append(row.Warnings, tooLarge(r)...)
	return []DocumentRow{row}
}

// read takes what is known of a document before anything is made of it.
func (row *DocumentRow) read(d *document.Document) {
	row.Format, row.Bytes = d.Format, d.Size
	row.Title, row.Author, row.Creator, row.Producer = d.Info.Title, d.Info.Author, d.Info.Creator, d.Info.Producer
	row.Created, row.Modified, row.Encoding = d.Info.Created, d.Info.Modified, d.Info.Encoding
	row.Pages, row.ScannedPages, row.Recognizer = d.PageCount(), d.Unread(), d.Recognizer
	g := d.Reading
	row.TokensTotal, row.TokensTables, row.TokensText = g.Total, g.InTables, g.InText
	row.TokensLeft, row.TokensHidden = g.Leftover, g.Hidden
	row.Digits, row.DigitsPlaced = g.Digits, g.DigitsPlaced
	for _, w := range d.Warnings {
		row.Warnings = append(row.Warnings, WarningRow(w))
	}
	for _, l := range d.Links {
		row.Links = append(row.Links, LinkRow(l))
	}
}
