package schema

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/yusuan/yusuan/document"
)

// Dataset is what is said of many documents together. The zero Dataset is of
// none.
type Dataset struct {
	Codes []CodeRow // the classifications that were known
	// Identify gives the organization_id of a name that a document prints beside
	// its own; empty if it names nobody. Without it units of departments are not
	// known.
	Identify func(name string, of *Profile) string

	organizations map[string]*organization
	reports       map[string]*ReportRow
}

// OrganizationKind says what kind of body an organization is.
type OrganizationKind string

const (
	Department OrganizationKind = "department"
	Unit       OrganizationKind = "unit"
	Government OrganizationKind = "government"
	Town       OrganizationKind = "town"
)

var _ = list[OrganizationKind]("organization_kind", "kind of body an organization is", "单位种类",
	Member{"department", "", "department of a government, or an organ beside it", "部门"},
	Member{"unit", "", "unit that belongs to a department", "所属单位"},
	Member{"government", "", "government of a region", "政府"},
	Member{"town", "", "town or sub-district", "乡镇、街道"},
)

// OrganizationRow is one body under all its names.
type OrganizationRow struct {
	ID          string           `column:"organization_id" key:"primary" en:"region_code, a colon, and the name without its region, folded: the same in every run and dataset" zh:"单位编号：区划代码、冒号与归一后的名称；各次运行相同"`
	Name        string           `column:"name" en:"the name most documents print" zh:"最常见的名称（原文）"`
	Aliases     []string         `column:"aliases" en:"its other names, as printed" zh:"其他名称（原文）"`
	Kind        OrganizationKind `column:"kind,dict" en:"what kind of body it is" zh:"单位种类"`
	Parent      string           `column:"parent_id,dict,optional" ref:"organizations.organization_id" en:"of a unit the department whose tables list it, the most often if several do; of a department or a town the government of its region, if the dataset has a report of that; else null" zh:"上级：单位为列示它的部门，部门及乡镇为本地区政府（数据集含其报告时）；不明为空"`
	RegionCode  string           `column:"region_code,dict,optional" en:"as in documents" zh:"同 documents"`
	RegionName  string           `column:"region_name,dict,optional" en:"as in documents" zh:"同 documents"`
	RegionLevel RegionLevel      `column:"region_level,dict,optional" en:"as in documents" zh:"同 documents"`
	Town        string           `column:"town,optional" en:"as in documents" zh:"同 documents"`
	FirstYear   int              `column:"first_year,optional" unit:"year" en:"first fiscal year of its reports" zh:"最早年度"`
	LastYear    int              `column:"last_year,optional" unit:"year" en:"last fiscal year of its reports" zh:"最近年度"`
	Documents   int              `column:"documents" en:"documents of it that were read; 0 for a unit that only its department's tables name" zh:"已读文件数；仅见于部门报表的单位为 0"`
}

// organization is one on its way, with how often it is called what.
type organization struct {
	OrganizationRow
	names   map[string]int
	parents map[string]int // departments whose facts name it
}

// ReportRow is what an organization published for one year: one or more
// documents.
type ReportRow struct {
	ID             string           `column:"report_id" key:"primary" en:"organization_id / fiscal_year / kind; unique" zh:"报告编号：单位编号/年度/种类"`
	OrganizationID string           `column:"organization_id,dict" ref:"organizations.organization_id" en:"whose it is" zh:"单位编号"`
	FiscalYear     int              `column:"fiscal_year" unit:"year" en:"as in documents" zh:"同 documents"`
	Kind           ReportKind       `column:"kind,dict" en:"as in documents" zh:"同 documents"`
	DocumentID     string           `column:"document_id" ref:"documents.document_id" en:"of those that are not superseded the document with the most facts, of these the one published last: to ask where one is enough" zh:"未被取代者中事实最多（并列时最新）的文件"`
	Documents      []ReportDocument `column:"documents" en:"all its documents: several formats, text and tables apart, corrected versions" zh:"全部文件"`
}

// Part says what of its report a document holds.
type Part string

const (
	WholePart  Part = "whole"
	TextPart   Part = "text"
	TablesPart Part = "tables"
	NoPart     Part = "none"
)

var _ = list[Part]("report_part", "what of a report a document holds", "文件在报告中的内容",
	Member{"whole", "", "sentences and tables", "说明与报表"},
	Member{"text", "", "sentences whose tables stand in another document", "仅有说明，报表另文公开"},
	Member{"tables", "", "tables without sentences", "仅有报表"},
	Member{"none", "", "neither", "二者皆无"},
)

// Part is what the document holds. One that announces tables and has less than
// half of them is the text of a report whose tables were published apart.
func (r *Record) Part() Part {
	said := len(r.Claims) > 0 || len(r.ListedTables) > 0
	switch {
	case said && (len(r.Facts) == 0 || 2*r.lacking() > len(r.ListedTables)):
		return TextPart
	case len(r.Facts) == 0:
		return NoPart
	case said:
		return WholePart
	}
	return TablesPart
}

// lacking is how many announced tables do not stand in the document.
func (r *Record) lacking() (n int) {
	own := map[string]bool{}
	for i := range r.Tables {
		own[r.Tables[i].ID] = true
	}
	for i := range r.ListedTables {
		if !own[r.ListedTables[i].TableID] {
			n++
		}
	}
	return n
}

// ReportDocument is an element of reports.documents.
type ReportDocument struct {
	DocumentID string          `column:"document_id" ref:"documents.document_id" en:"document" zh:"文件"`
	Part       Part            `column:"part,dict" en:"what of the report it holds" zh:"在报告中的内容"`
	Superseded bool            `column:"superseded" en:"another document with the same part was published later" zh:"同一内容另有更晚公开的文件"`
	Format     document.Format `column:"format,dict" en:"as in documents" zh:"同 documents"`
	Published  string          `column:"published,optional,date" en:"as in documents" zh:"同 documents"`
	Tables     int             `column:"tables" en:"as in documents" zh:"同 documents"`
	Facts      int             `column:"facts" en:"as in documents" zh:"同 documents"`
	Claims     int             `column:"claims" en:"as in documents" zh:"同 documents"`
}

// CodeScheme is a classification.
type CodeScheme string

const (
	RevenueCodes    CodeScheme = "revenue"
	FunctionalCodes CodeScheme = "functional"
	DepartmentCodes CodeScheme = "economic_department"
	GovernmentCodes CodeScheme = "economic_government"
)

var _ = list[CodeScheme]("code_scheme", "classification a code is of", "科目分类",
	Member{"revenue", "", "classification of governments' revenue", "政府收入分类"},
	Member{"functional", "", "functional classification of expenditure", "支出功能分类"},
	Member{"economic_department", "", "economic classification of departments' expenditure", "部门预算支出经济分类"},
	Member{"economic_government", "", "economic classification of governments' expenditure", "政府预算支出经济分类"},
)

// CodeRow is one name of one code.
type CodeRow struct {
	Scheme CodeScheme `column:"scheme,dict" key:"primary" en:"classification; with code and name the key" zh:"科目分类"`
	Code   string     `column:"code" key:"primary" en:"digits, as in facts" zh:"科目编码"`
	Name   string     `column:"name_zh" key:"primary" en:"official name" zh:"科目名称"`
	NameEN string     `column:"name_en,optional" en:"name in English, of classes; our own" zh:"英文名称（仅类级；自译）"`
	Parent string     `column:"parent,optional" en:"code this one is a part of; null for a class" zh:"上级编码"`
	From   int        `column:"from_year,optional" unit:"year" en:"first year of the name; null if it is not known to have changed" zh:"起用年度"`
	To     int        `column:"to_year,optional" unit:"year" en:"last year of the name; null if it still holds" zh:"停用年度"`
	Source string     `column:"source,dict" en:"where it is published" zh:"出处"`
	COFOG  string     `column:"cofog,dict,optional" en:"division of the United Nations' Classification of the Functions of Government; null where there is no one division" zh:"联合国政府职能分类（大类）；非一一对应为空"`
	By     string     `column:"cofog_source,dict,optional" en:"own: our own judgement" zh:"对应依据：own 为自行判断"`
}

// Card is what the whole of a dataset has to know of one of its documents.
type Card struct {
	DocumentID, DuplicateOf, Source string

	Status    Status
	Error     string
	Transient bool
	Profile   Profile // without its evidence
	Part      Part
	Format    document.Format
	Tables    int
	Facts     int
	Claims    int
	Owners    map[string]int // of a department: facts by the name of whose they are
}

// CardOf is the card of a record.
func CardOf(r *Record) *Card {
	c := &Card{DocumentID: r.DocumentID, DuplicateOf: r.DuplicateOf, Source: r.Source, Status: r.Status, Error: r.Error,
		Transient: r.Transient, Profile: r.Profile, Part: r.Part(), Tables: len(r.Tables), Facts: len(r.Facts),
		Claims: len(r.Claims)}
	c.Profile.Evidence = nil
	if r.Document != nil {
		c.Format = r.Document.Format
	}
	if c.Profile.OrganizationKind == Department {
		for i := range r.Facts {
			if owner := r.Facts[i].Organization; owner != "" {
				if c.Owners == nil {
					c.Owners = map[string]int{}
				}
				c.Owners[owner]++
			}
		}
	}
	return c
}

// ReportID is the key of the report that the content of the document is a part
// of; empty if there is none.
func (c *Card) ReportID() string {
	if c.DuplicateOf != "" || !c.Status.HasContent() {
		return ""
	}
	return c.Profile.ReportID()
}

// Add takes one document in.
func (d *Dataset) Add(r *Record) { d.AddCard(CardOf(r)) }

// AddCard takes in the document of a card.
func (d *Dataset) AddCard(c *Card) {
	p := &c.Profile
	if p.OrganizationID == "" || c.DuplicateOf != "" || !c.Status.HasContent() {
		return
	}
	if d.organizations == nil {
		d.organizations, d.reports = map[string]*organization{}, map[string]*ReportRow{}
	}
	o := d.organization(p.OrganizationID, p)
	o.Kind, o.Town = p.OrganizationKind, p.Town
	o.names[p.Organization]++
	o.Documents++
	d.units(c)
	id := p.ReportID()
	if id == "" {
		return
	}
	report := d.reports[id]
	if report == nil {
		report = &ReportRow{ID: id, OrganizationID: o.ID, FiscalYear: p.FiscalYear, Kind: p.ReportKind}
		d.reports[id] = report
	}
	report.Documents = append(report.Documents, ReportDocument{DocumentID: c.DocumentID, Part: c.Part,
		Published: p.Published, Tables: c.Tables, Facts: c.Facts, Claims: c.Claims, Format: c.Format})
}

// organization is the one of an ID that a document of a profile speaks of.
func (d *Dataset) organization(id string, p *Profile) *organization {
	o := d.organizations[id]
	if o == nil {
		o = &organization{names: map[string]int{}, parents: map[string]int{}, OrganizationRow: OrganizationRow{
			ID: id, Kind: Unit, RegionCode: p.Region.Code, RegionName: p.Region.Name, RegionLevel: p.Region.Level,
		}}
		d.organizations[id] = o
	}
	if y := p.FiscalYear; y != 0 {
		o.LastYear = max(o.LastYear, y)
		if o.FirstYear == 0 || y < o.FirstYear {
			o.FirstYear = y
		}
	}
	return o
}

// units takes in whose amounts the tables of a department list.
func (d *Dataset) units(c *Card) {
	if d.Identify == nil {
		return
	}
	for owner, facts := range c.Owners {
		id := d.Identify(owner, &c.Profile)
		if id == "" || id == c.Profile.OrganizationID {
			continue
		}
		unit := d.organization(id, &c.Profile)
		unit.names[owner] += facts
		unit.parents[c.Profile.OrganizationID] += facts
	}
}

// parent is the body an organization is a part of; empty if none is known.
func (d *Dataset) parent(o *organization) string {
	switch o.Kind {
	case Unit:
		parents := slices.SortedFunc(maps.Keys(o.parents), func(a, b string) int {
			return cmp.Or(o.parents[b]-o.parents[a], cmp.Compare(a, b))
		})
		if len(parents) > 0 {
			return parents[0]
		}
	case Department, Town:
		if g := d.organizations[governmentOf(o.RegionCode)]; g != nil && o.RegionCode != "" {
			return g.ID
		}
	}
	return ""
}

// governmentOf is the ID of the government of a region.
func governmentOf(region string) string { return region + ":政府" }

// ReportID is the key of the report a document is a part of; empty where whose
// it is, or of which year, is not known.
func (p *Profile) ReportID() string {
	if p.OrganizationID == "" || p.FiscalYear == 0 || p.ReportKind == OtherReport {
		return ""
	}
	return p.OrganizationID + "/" + strconv.Itoa(p.FiscalYear) + "/" + string(p.ReportKind)
}

// Organizations are the organizations of the documents so far, by their IDs.
func (d *Dataset) Organizations() []OrganizationRow { return organizationRows(d) }

// Reports are the reports of the documents so far, by their IDs.
func (d *Dataset) Reports() []ReportRow { return reportRows(d) }

// OrganizationOf is the ID of the organization in that of a report.
func OrganizationOf(report string) string {
	for range 2 {
		report = report[:max(0, strings.LastIndexByte(report, '/'))]
	}
	return report
}

func organizationRows(d *Dataset) []OrganizationRow {
	rows := make([]OrganizationRow, 0, len(d.organizations))
	for _, id := range slices.Sorted(maps.Keys(d.organizations)) {
		o := d.organizations[id]
		names := slices.SortedFunc(maps.Keys(o.names), func(a, b string) int {
			return cmp.Or(o.names[b]-o.names[a], cmp.Compare(a, b))
		})
		o.Name, o.Aliases, o.Parent = names[0], names[1:], d.parent(o)
		rows = append(rows, o.OrganizationRow)
	}
	return rows
}

func reportRows(d *Dataset) []ReportRow {
	rows := make([]ReportRow, 0, len(d.reports))
	for _, id := range slices.Sorted(maps.Keys(d.reports)) {
		r := d.reports[id]
		r.supersede()
		r.DocumentID = slices.MinFunc(r.Documents, preferred).DocumentID
		rows = append(rows, *r)
	}
	return rows
}

// supersede marks the documents that a later one with the same part replaces.
// One without a date of publication may be of any, and neither replaces another
// nor is replaced.
func (r *ReportRow) supersede() {
	latest := map[Part]string{}
	for i := range r.Documents {
		d := &r.Documents[i]
		latest[d.Part] = max(latest[d.Part], d.Published)
	}
	for i := range r.Documents {
		d := &r.Documents[i]
		d.Superseded = d.Published != "" && d.Published < latest[d.Part]
	}
}

// preferred orders the documents of a report: those that hold until today
// first, of these the one with the most facts, of these the one published last.
func preferred(a, b ReportDocument) int {
	last := func(d ReportDocument) int {
		if d.Superseded {
			return 1
		}
		return 0
	}
	return cmp.Or(last(a)-last(b), b.Facts-a.Facts, cmp.Compare(b.Published, a.Published),
		cmp.Compare(a.DocumentID, b.DocumentID))
}

func codeRows(d *Dataset) []CodeRow { return d.Codes }
