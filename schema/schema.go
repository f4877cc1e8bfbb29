// Package schema is the canonical form every disclosure is brought to,
// whatever its province, year or format: one row type each for documents,
// tables, cells, facts, projects, indicators, claims, checks and findings.
//
// It holds data and closed lists only. Names follow the glossary in
// docs/schema.md.
package schema

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/table"
)

// TableKind says which of the published tables a table is.
type TableKind string

const (
	RevenueExpenditureSummary            TableKind = "revenue_expenditure_summary"
	Revenue                              TableKind = "revenue"
	Expenditure                          TableKind = "expenditure"
	AppropriationSummary                 TableKind = "appropriation_summary"
	AppropriationExpenditure             TableKind = "appropriation_expenditure"
	AppropriationBasicExpenditure        TableKind = "appropriation_basic_expenditure"
	GeneralBudgetExpenditure             TableKind = "general_budget_expenditure"
	GeneralBudgetBasicExpenditure        TableKind = "general_budget_basic_expenditure"
	GeneralBudgetProjectExpenditure      TableKind = "general_budget_project_expenditure"
	ProjectExpenditure                   TableKind = "project_expenditure"
	GovernmentFundExpenditure            TableKind = "government_fund_expenditure"
	StateCapitalExpenditure              TableKind = "state_capital_expenditure"
	SpecialAccountExpenditure            TableKind = "special_account_expenditure"
	SpecialFunds                         TableKind = "special_funds"
	DebtExpenditure                      TableKind = "debt_expenditure"
	ThreePublic                          TableKind = "three_public"
	OperatingCost                        TableKind = "operating_cost"
	Procurement                          TableKind = "procurement"
	PurchasedServices                    TableKind = "purchased_services"
	Carryover                            TableKind = "carryover"
	ExpenditureByGovernmentEconomicClass TableKind = "expenditure_by_government_economic_class"
	ExpenditureByDepartmentEconomicClass TableKind = "expenditure_by_department_economic_class"
	PerformanceOverall                   TableKind = "performance_overall"
	PerformanceProject                   TableKind = "performance_project"
	OtherTable                           TableKind = "other"
)

// TableKinds is the closed list, in the order reports print their tables.
var TableKinds = []TableKind{
	RevenueExpenditureSummary, Revenue, Expenditure, AppropriationSummary, AppropriationExpenditure,
	AppropriationBasicExpenditure, GeneralBudgetExpenditure, GeneralBudgetBasicExpenditure,
	GeneralBudgetProjectExpenditure, ProjectExpenditure, GovernmentFundExpenditure, StateCapitalExpenditure,
	SpecialAccountExpenditure, SpecialFunds, DebtExpenditure, ThreePublic, OperatingCost, Procurement,
	PurchasedServices, Carryover, ExpenditureByGovernmentEconomicClass, ExpenditureByDepartmentEconomicClass,
	PerformanceOverall, PerformanceProject, OtherTable,
}

// ReportKind says what kind of report a document is.
type ReportKind string

const (
	DepartmentBudget ReportKind = "department_budget"
	UnitBudget       ReportKind = "unit_budget"
	DepartmentFinal  ReportKind = "department_final"
	UnitFinal        ReportKind = "unit_final"
	GovernmentBudget ReportKind = "government_budget"
	OtherReport      ReportKind = "other"
)

// Status of a document in a dataset.
type Status string

const (
	StatusRead        Status = "read"        // read in full
	StatusScanned     Status = "scanned"     // at least one page is an image that was not read, or not in time
	StatusUnsupported Status = "unsupported" // not a document this program reads
	StatusEmpty       Status = "empty"
	StatusDamaged     Status = "damaged"
	StatusEncrypted   Status = "encrypted"
	StatusTooLarge    Status = "too_large"
	StatusTimeout     Status = "timeout"
	StatusFailed      Status = "failed" // any other error
)

// Profile says whose report a document is, and of which year.
type Profile struct {
	Organization string     // as printed, white space removed; empty if not found
	FiscalYear   int        // 0 if not found
	ReportKind   ReportKind // OtherReport if not found
	Published    string     // date of publication, YYYY-MM-DD; empty if not printed
	Region       Region
	Readings     []Reading // every place that said something, the chosen ones first
}

// Region is an administrative division of the People's Republic of China.
type Region struct {
	Code  string // GB/T 2260, six digits; empty if not known
	Name  string // in full, as the catalogue has it
	Level string // central, province, prefecture, county; empty if not known
}

// Reading is what one place of a document says of the whole of it.
type Reading struct {
	Field      string  `json:"field"` // organization, fiscal_year, report_kind, published, region
	Value      string  `json:"value"`
	Source     string  `json:"source"` // cover, heading, table, header, text, file_name
	Page       int     `json:"page,omitempty"`
	Confidence float64 `json:"confidence"` // 0 to 1
	Chosen     bool    `json:"chosen"`
	Text       string  `json:"text,omitempty"` // as printed
}

// Amount is a published amount, kept as it was printed beside its value.
type Amount struct {
	Text     string          // as printed
	Value    decimal.Decimal // in Unit
	Decimals int32           // digits printed after the decimal point
	Unit     string          // 元, 万元, 亿元, %; empty if unknown
	Yuan     decimal.Decimal // Value in yuan; meaningful only if HasYuan
	HasYuan  bool
	At       int // of a figure of a claim: where Text begins in the squeezed text of its block, which may go on in the next, in bytes
}

// Table is one published table with what normalize knows of it.
type Table struct {
	ID         string // document ID + "-t" + index (three digits)
	DocumentID string
	Index      int
	Layout     *document.Table
	Kind       TableKind
	Confidence float64 // 0 to 1 of Kind
	Reason     string  // why this kind, or why none
	Unit       string  // 元, 万元, 亿元, or empty; inherited if the table prints none
	UnitSource string  // "table", "header", "title", "document" or empty
	Cells      []Cell  // every origin cell of the grid, row by row
	Project    string  // the project a performance table speaks of; empty for others
	// Model is what its columns and rows are, if it has facts; it is not published.
	Model *table.Model
}

// CellRole says what part a cell plays in its table.
type CellRole string

const (
	RoleHeader CellRole = "header"
	RoleStub   CellRole = "stub" // row label or code
	RoleValue  CellRole = "value"
)

// Cell is one origin cell of a table with its parsed amount.
type Cell struct {
	Row, Column      int // position in the grid from 0, header rows included
	RowSpan, ColSpan int
	Role             CellRole
	Page             int // 0 where the format has no pages
	Box              document.Box
	Text             string  // as printed, white space removed
	Amount           *Amount // nil for text, blanks and dashes
	Mark             Mark    // what stands in a value cell in place of an amount
	Contact          bool    // name or phone number of a person; Text is empty unless contacts are kept
	Confidence       float64 // of OCR; 0 for published text
}

// Mark tells apart the ways of printing no amount.
type Mark string

const (
	NoMark       Mark = ""         // an amount, or words
	MarkBlank    Mark = "blank"    // nothing at all
	MarkDash     Mark = "dash"     // - — －
	MarkSlash    Mark = "slash"    // /
	MarkEllipsis Mark = "ellipsis" // …
)

// Outcome of a check. Only Inconsistent says that a report contradicts itself.
type Outcome string

const (
	Exact        Outcome = "exact"
	Rounding     Outcome = "rounding"     // not equal; explained by the places published
	Inconsistent Outcome = "inconsistent" // not explained by rounding
	NotCheckable Outcome = "not_checkable"
	// ReadingDisputed is the outcome of a finding whose numbers a second,
	// independent reading of the file has otherwise.
	ReadingDisputed Outcome = "reading_disputed"
)

// Severity of a finding.
type Severity string

const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
	SeverityNotice  Severity = "notice"
	SeverityInfo    Severity = "info" // a difference that rounding explains: nothing is wrong
)

// Operand is one published number behind a check, with its place.
type Operand struct {
	TableID     string       `json:"table_id,omitempty"`
	TableTitle  string       `json:"table_title,omitempty"`
	Page        int          `json:"page,omitempty"`
	Row         int          `json:"row"`    // grid row, header rows included; -1 outside tables
	Column      int          `json:"column"` // grid column; -1 outside tables
	RowLabel    string       `json:"row_label,omitempty"`
	ColumnLabel string       `json:"column_label,omitempty"`
	Text        string       `json:"text"` // as printed
	Sign        int          `json:"sign"` // +1 or -1 as a part; 0 for the printed total
	Box         document.Box `json:"box"`
}

// Check is one relation that was held against what is printed.
type Check struct {
	ID         string // derived from document, rule and place; stable between runs
	DocumentID string
	TableID    string // empty for a check over several tables
	Rule       string
	Outcome    Outcome
	Reason     string          // why not_checkable; otherwise empty
	Expected   decimal.Decimal // what the parts give, in Unit
	Printed    decimal.Decimal
	Difference decimal.Decimal // Printed - Expected
	Slack      decimal.Decimal // the largest difference that rounding explains
	Unit       string
	Operands   []Operand // the printed total first, then its parts
}

// Finding is what a person should look at.
type Finding struct {
	ID         string
	DocumentID string
	TableID    string
	CheckID    string
	Rule       string
	Severity   Severity
	Outcome    Outcome
	MessageZH  string
	MessageEN  string
	Expected   string
	Printed    string
	Difference string
	Slack      string
	Unit       string
	Evidence   []Operand
	// SecondReading is empty where nothing was read twice: for findings below
	// error, and those that no printed number is behind.
	SecondReading SecondReadingOutcome
}

// SecondReadingOutcome says what came of reading the numbers behind a finding
// a second time.
type SecondReadingOutcome string

const (
	SecondReadingAgrees   SecondReadingOutcome = "agrees"
	SecondReadingDisputed SecondReadingOutcome = "disputed"
	SecondReadingNotMade  SecondReadingOutcome = "not_made" // no PDF with text, or one the second reader does not read
)

// SecondReading says how far two independent readings of a document agree.
type SecondReading struct {
	Pages    int `json:"pages"`    // read a second time
	Numbers  int `json:"numbers"`  // numeric tokens of the first reading; 0 if there was no second
	Agreeing int `json:"agreeing"` // those the second reading has at the same place
}

// Coverage says how much of a table was held against something.
type Coverage struct {
	TableID string
	Amounts int // published amounts
	Checked int // those in at least one relation that could be checked
}

// Record is everything known of one document, as it goes to the sinks.
type Record struct {
	DocumentID  string // empty when the bytes could not be had, or stand in an earlier record
	DuplicateOf string // document ID of an earlier input with the same bytes; tables and all else stand there
	Source      string // always UTF-8
	RawSource   string // its bytes as they are on the disk and in the archive, where Source is decoded or escaped; else empty
	Status      Status
	Error       string // why Status is not read; names page, table, row where known
	Transient   bool   // the clock decided the status: a run with more time may read it
	Seconds     float64
	Document    *document.Document // what is known of it, also of a failed one; nil when the bytes could not be had
	Profile     Profile
	Tables      []Table
	Facts       []Fact
	Projects    []Project
	Indicators  []Indicator
	Claims      []Claim
	Promises    []Promise // tables the contents announce, in their order
	Checks      []Check
	Findings    []Finding
	Coverage    []Coverage // for each table, in the order of Tables

	SecondReading SecondReading // of all pages; zero unless that was asked for
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
