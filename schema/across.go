package schema

// Published is what a dataset has of one document of a report: the rows that
// are held against those of other documents. Nothing else of a document is
// known where that is done, so that it can be done again of a dataset.
type Published struct {
	DocumentID string
	Source     string
	Status     Status
	Published  string // date of publication, YYYY-MM-DD; empty if not known
	Origin
	Tables []TableRow
	Facts  []FactRow
	Claims []ClaimRow
}

// PublishedOf are the rows of a record.
func PublishedOf(r *Record) *Published {
	return &Published{DocumentID: r.DocumentID, Source: r.Source, Status: r.Status, Published: r.Profile.Published,
		Origin: originOf(r), Tables: tableRows(r), Facts: factRows(r), Claims: claimRows(r)}
}

// Rows is how many rows there are.
func (p *Published) Rows() int { return len(p.Tables) + len(p.Facts) + len(p.Claims) }

// Across is what was held against each other between the reports of one
// organization, and those of others that it speaks of.
type Across struct {
	OrganizationID string
	Name           string
	Reports        []string // IDs
	Checks         []ReportCheckRow
	Findings       []ReportFindingRow
	Counterparts
}

// Counterparts say how many published figures were held against one of another
// document.
type Counterparts struct {
	Figures int `json:"figures"` // amounts of money in tables and sentences of reports
	Met     int `json:"with_counterpart"`
}

// Whose says between whose reports a row is.
type Whose struct {
	OrganizationID string   `column:"organization_id,dict" ref:"organizations.organization_id" en:"whose report is spoken of" zh:"单位编号"`
	ReportID       string   `column:"report_id,dict" ref:"reports.report_id" en:"report with the figure in doubt" zh:"存疑数所在报告"`
	OtherReports   []string `column:"other_report_ids" ref:"reports.report_id" en:"reports it is held against; empty where they are missing, or where it is a version of the same" zh:"对照的报告；缺少或为同一报告的另一版本时为空"`
	DocumentID     string   `column:"document_id,dict" ref:"documents.document_id" en:"document with the figure in doubt; operands of others name theirs" zh:"存疑数所在文件；其他文件的数另注文件"`
}

// ReportCheckRow is a check between reports.
type ReportCheckRow struct {
	Whose
	CheckRow `except:"document_id fiscal_year"`
	Year     int `column:"fiscal_year,optional" unit:"year" en:"of the report" zh:"报告年度"`
}

// ReportFindingRow is a finding between reports.
type ReportFindingRow struct {
	Whose
	FindingRow `except:"document_id fiscal_year check_id other_check_ids"`
	Check      string   `column:"check_id" ref:"report_checks.check_id" en:"check that found it" zh:"对应的核对"`
	Others     []string `column:"other_check_ids" ref:"report_checks.check_id" en:"other checks that fail because of the same figure; they have no finding of their own" zh:"因同一数字不成立的其他核对；不另列问题"`
	Year       int      `column:"fiscal_year,optional" unit:"year" en:"of the report" zh:"报告年度"`
}

// ReportCheck is the row of a check between reports of which year.
func ReportCheck(whose Whose, year int, c *Check) ReportCheckRow {
	return ReportCheckRow{Whose: whose, CheckRow: checkRow(c), Year: year}
}

// ReportFinding is the row of a finding between reports of which year.
func ReportFinding(whose Whose, year int, f *Finding) ReportFindingRow {
	return ReportFindingRow{Whose: whose, FindingRow: findingRow(f), Check: f.CheckID, Others: f.OtherChecks, Year: year}
}
