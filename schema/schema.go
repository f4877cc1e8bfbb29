// Package schema declares what is published: each kind of row with its
// columns, what they mean in both languages, their units and keys, and the
// closed lists of words they hold. Parquet, JSON, docs/schema.md,
// datapackage.json and the help of the program follow from it.
//
// It also holds the record a document is on its way to the sinks. It knows
// nothing of how rows are found or stored.
package schema

import (
	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/document"
)

// Record is everything known of one document, as it goes to the sinks.
type Record struct {
	DocumentID  string // empty when the bytes could not be had, or stand in an earlier record
	DuplicateOf string // document ID of an earlier input with the same bytes; tables and all else stand there
	Source      string // always UTF-8
	// its bytes as they are on the disk and in the archive, where Source is decoded or escaped; else empty
	RawSource    string
	From         document.Provenance // where a crawler had it from, if that is known
	Status       Status
	Error        string // why Status is not read; names page, table, row where known
	Transient    bool   // the clock decided Status: more time may read the document
	Seconds      float64
	Document     *document.Document // what is known of it, also of a failed one; nil when the bytes could not be had
	Profile      Profile
	Doubts       []string // why the whole of it is not to be relied on; empty if it is
	Tables       []Table
	Facts        []Fact
	Projects     []Project
	Indicators   []Indicator
	Claims       []Claim
	LeftOver     []LeftOver    // amounts of sentences that are in no claim
	Said         int           // amounts of money in sentences
	ListedTables []ListedTable // tables the contents announce, in their order
	Checks       []Check
	Findings     []Finding
	Coverage     []Coverage // for each table, in the order of Tables

	Lexicon       Lexicon       // what it was made with; not published
	SecondReading SecondReading // of all pages; zero unless that was asked for
	Basis         Basis
}

// Basis tells what the rows of a record follow from: two with the same Key and
// Joined have the same. It is not published, and empty where nobody asks for it.
type Basis struct {
	Key    string // of the document itself, its name included
	Joined string // of the documents that have the tables of its report
	Place  string // of the document among the others, which are in the order of theirs
}

// Amount is a published amount, kept as it was printed beside its value. One
// that is not printed is the zero Amount.
type Amount struct {
	Text     string          // as printed
	Value    decimal.Decimal // in Unit
	Decimals int32           // digits printed after the decimal point
	Unit     string          // 元, 万元, 亿元, %; empty if unknown
	Yuan     decimal.Decimal // Value in yuan; meaningful only if HasYuan
	HasYuan  bool
	// TextOffset is of a figure of a claim: where Text begins, in bytes, in the squeezed text of its block, which may
	// go on in the next.
	TextOffset int
}

// Source is a place a row was put together from.
type Source struct {
	TableID string       `column:"table_id,dict,optional" ref:"tables.table_id" en:"table it stands in; null for the narrative" zh:"所在表格；正文为空"`
	Page    int          `column:"page,optional" en:"page number from 1; null for formats without pages" zh:"页码"`
	Block   int          `column:"block_index,index" en:"block of the page, from 0; null in tables" zh:"段落次序；表内为空"`
	Row     int          `column:"row_index,index" en:"row of the grid from 0, header included; null outside tables" zh:"行号，从 0 起（含表头）；表外为空"`
	Column  int          `column:"column_index,index" en:"column of the grid from 0; null outside tables" zh:"列号；表外为空"`
	Box     document.Box `column:"box"`
}

// Origin says whose document a row is from, so that questions need no join.
type Origin struct {
	FiscalYear     int         `column:"fiscal_year,optional,outer" unit:"year" en:"as in documents; the first part of the file name" zh:"同 documents；亦为文件名首段"`
	Province       int         `column:"province,optional,outer" en:"first two digits of region_code; the second part of the file name; null if the region is not known" zh:"行政区划代码前两位；亦为文件名第二段；不明为空"`
	RegionCode     string      `column:"region_code,dict,optional,outer" en:"as in documents" zh:"同 documents"`
	RegionLevel    RegionLevel `column:"region_level,dict,optional,outer" en:"as in documents" zh:"同 documents"`
	Organization   string      `column:"organization,dict,optional,outer" en:"as in documents" zh:"同 documents"`
	OrganizationID string      `column:"organization_id,dict,optional,outer" en:"as in documents" zh:"同 documents"`
	ReportID       string      `column:"report_id,dict,optional,outer" en:"as in documents" zh:"同 documents"`
	ReportKind     ReportKind  `column:"report_kind,dict,optional,outer" en:"kind in documents" zh:"documents 的 kind"`
}

// originOf is the origin of the rows of a record.
func originOf(r *Record) Origin {
	p := &r.Profile
	o := Origin{
		FiscalYear: p.FiscalYear, RegionCode: p.Region.Code, RegionLevel: p.Region.Level,
		Organization: p.Organization, OrganizationID: p.OrganizationID, ReportID: p.ReportID(), ReportKind: p.ReportKind,
	}
	if code := p.Region.Code; len(code) == 6 { // GB/T 2260
		o.Province = int(code[0]-'0')*10 + int(code[1]-'0')
	}
	return o
}
