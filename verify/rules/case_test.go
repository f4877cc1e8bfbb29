package rules_test

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/internal/fixtures"
	"github.com/yusuan/yusuan/normalize"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// caseDocument is an invented document as the cases of rules write it, in
// YAML: no more than what the rule looks at. IDs of tables are t000, t001 ...
// in their order; facts may name others.
type caseDocument struct {
	ID           string          `yaml:"id"` // d if it is not said
	Published    string          `yaml:"published"`
	Doubts       []string        `yaml:"doubts"` // of all its tables
	Year         int             `yaml:"year"`
	Kind         string          `yaml:"kind"` // department_budget if it is not said
	Organization string          `yaml:"organization"`
	Text         []string        `yaml:"text"` // paragraphs
	Tables       []caseTable     `yaml:"tables"`
	Announced    []caseAnnounced `yaml:"announced"`
	Facts        []caseFact      `yaml:"facts"`
	Claims       []caseClaim     `yaml:"claims"`
	Projects     []caseProject   `yaml:"projects"`
	Indicators   []caseIndicator `yaml:"indicators"`
}

// caseReports are the documents of several reports.
type caseReports struct {
	Documents []caseDocument `yaml:"documents"`
	// Codes are names of codes in some years, of the classifications.
	Codes []struct {
		Code string `yaml:"code"`
		Name string `yaml:"name"`
		From int    `yaml:"from"`
		To   int    `yaml:"to"`
	} `yaml:"codes"`
	// Peers are bodies of the region that publish one report each: year, kind,
	// expenditure and three public expenses.
	Peers []struct {
		Year int      `yaml:"year"`
		Of   []string `yaml:"of"` // expenditure, and the three public expenses after a slash
	} `yaml:"peers"`
}

// caseRegion is where the bodies of reports are.
const caseRegion = "990000"

// shelf has the reports as a dataset has them.
func (c *caseReports) shelf() *verify.Shelf {
	var d schema.Dataset
	for _, k := range c.Codes {
		d.Codes = append(d.Codes, schema.CodeRow{Code: k.Code, Name: k.Name, From: k.From, To: k.To})
	}
	standings, rows := verify.Standings{}, map[string]*schema.Published{}
	add := func(document *caseDocument) {
		r := document.record()
		published := schema.PublishedOf(r)
		rows[r.DocumentID] = published
		standings.Add(published.ReportID, verify.StandingOf(published))
		d.Add(r)
	}
	for _, p := range c.Peers {
		for i, of := range p.Of {
			spent, public, _ := strings.Cut(of, "/")
			name := "单位" + string(rune('甲'+i))
			add(&caseDocument{ID: name + strconv.Itoa(p.Year), Year: p.Year, Organization: name, Tables: []caseTable{{}},
				Facts: []caseFact{
					{Table: "t000", Kind: "expenditure", Amount: spent},
					{Table: "t000", Kind: "three_public", Amount: public, CaseAt: CaseAt{Item: "three_public"}},
				}})
		}
	}
	for i := range c.Documents {
		add(&c.Documents[i])
	}
	return verify.NewShelf(&d, standings, func(_ context.Context, id string) (*schema.Published, error) {
		return rows[id], nil
	})
}

type caseTable struct {
	ID           string   `yaml:"id"` // by its place if it is not said
	Title        string   `yaml:"title"`
	Number       string   `yaml:"number"`
	Kind         string   `yaml:"kind"`
	Unit         string   `yaml:"unit"`
	Organization string   `yaml:"organization"`
	Notes        []string `yaml:"notes"`
	Empty        bool     `yaml:"empty"`
	Grid         string   `yaml:"grid"` // as fixtures.Parse reads it
}

// caseAnnounced is a table that the contents announce.
type caseAnnounced struct {
	Title string `yaml:"title"`
	Table string `yaml:"table"` // the one that is there
}

// CaseAt are the coordinates of a fact or claim; flow is expenditure, fund all
// (- for none) and stage budget if they are not said.
type CaseAt struct {
	Flow     schema.Flow   `yaml:"flow"`
	Fund     schema.Fund   `yaml:"fund"`
	Function string        `yaml:"function"`
	Revenue  string        `yaml:"revenue"`
	Economic string        `yaml:"economic"`
	Nature   schema.Nature `yaml:"nature"`
	Item     schema.Item   `yaml:"item"`
	Project  string        `yaml:"project"`
	Stage    schema.Stage  `yaml:"stage"`
	Extent   schema.Extent `yaml:"extent"`
	Owner    string        `yaml:"owner"`
}

type caseFact struct {
	Table    string `yaml:"table"`
	Kind     string `yaml:"kind"`
	Label    string `yaml:"label"`
	Column   string `yaml:"column"`
	Name     string `yaml:"name"` // of its code; the label if it is not said, - for none
	Official string `yaml:"official"`
	Amount   string `yaml:"amount"`
	Parent   int    `yaml:"parent"` // row of the fact it is a part of
	CaseAt   `yaml:",inline"`
}

type caseClaim struct {
	ID          string           `yaml:"id"` // s1, s2 ... if it is not said
	Subject     string           `yaml:"subject"`
	Section     string           `yaml:"section"`
	Block       int              `yaml:"block"`
	Amount      string           `yaml:"amount"`
	Share       string           `yaml:"share"`
	Change      string           `yaml:"change"`
	Direction   schema.Direction `yaml:"direction"`
	Rate        string           `yaml:"rate"`
	Completion  string           `yaml:"completion"`
	Counterpart string           `yaml:"counterpart"`
	Planned     schema.Stage     `yaml:"counterpart_stage"`
	Prior       string           `yaml:"prior"`
	PriorStage  schema.Stage     `yaml:"prior_stage"`
	Reason      string           `yaml:"reason"`
	Enumeration string           `yaml:"enumeration"`
	Quote       string           `yaml:"quote"`
	Sentence    string           `yaml:"sentence"`
	CaseAt      `yaml:",inline"`
}

type caseProject struct {
	Name       string      `yaml:"name"`
	Total      string      `yaml:"total"`
	Form       string      `yaml:"form"` // the table of it
	Allocation [][2]string `yaml:"allocation"`
}

type caseIndicator struct {
	Table  string `yaml:"table"`
	Scope  string `yaml:"scope"`
	Level1 string `yaml:"level1"`
	Name   string `yaml:"name"`
	Target string `yaml:"target"`
	Weight string `yaml:"weight"`
}

// caseID is the ID of the document of every case.
const caseID = "d"

func tableID(document, name string) string {
	if name == "" {
		return ""
	}
	return document + "-" + name
}

// published is an amount as normalize gives it: 12.50万元 is 12.50 in 万元.
func published(text string) schema.Amount {
	a := amount.Parse(text)
	if number := strings.TrimRight(text, "辆个人平方米"); a.Kind != amount.Number && number != text {
		a = amount.Parse(number) // of a count
		a.Unit = amount.Unit(text[len(number):])
	}
	if a.Kind != amount.Number {
		return schema.Amount{}
	}
	out := schema.Amount{Text: strings.TrimSuffix(text, string(a.Unit)), Value: a.Value, Decimals: a.Decimals,
		Unit: string(a.Unit)}
	out.Yuan, out.HasYuan = a.Unit.ToYuan(a.Value)
	return out
}

func or[T ~string](value, otherwise T) T {
	if value == "" {
		return otherwise
	}
	return value
}

// fund is the fund, all if it is not said, none for a dash.
func (c CaseAt) fund() schema.Fund {
	if c.Fund == "-" {
		return ""
	}
	return or(c.Fund, "all")
}

func (c CaseAt) coordinates() schema.Coordinates {
	return schema.Coordinates{Flow: or(c.Flow, "expenditure"), Fund: c.fund(), Stage: or(c.Stage, "budget"),
		Function: c.Function, Revenue: c.Revenue, Economic: c.Economic, Nature: c.Nature, Item: c.Item, Project: c.Project,
		Extent: c.Extent, Organization: c.Owner}
}

// record is the document as rules are given it.
func (d *caseDocument) record() *schema.Record {
	id, kind := or(d.ID, caseID), or(d.Kind, string(schema.DepartmentBudget))
	level, _, _ := strings.Cut(kind, "_")
	rec := &schema.Record{DocumentID: id, Source: id + ".pdf", Status: schema.StatusRead, Lexicon: normalize.Builtin(),
		Profile: schema.Profile{
			FiscalYear: d.Year, ReportKind: schema.ReportKind(kind), Organization: d.Organization, Published: d.Published,
			OrganizationID: caseRegion + ":" + d.Organization, OrganizationKind: schema.OrganizationKind(level),
			Region: schema.Region{Code: caseRegion},
		}}
	page := document.Page{Number: 1}
	for _, t := range d.Text {
		page.Blocks = append(page.Blocks, document.Block{Kind: document.BlockParagraph, Text: t, Table: -1})
	}
	rec.Document = &document.Document{Pages: []document.Page{page}}
	for i, t := range d.Tables {
		header, rows := fixtures.Parse(t.Grid)
		out := fixtures.Table{Title: t.Title, Kind: t.Kind, Unit: t.Unit, Empty: t.Empty, Header: header,
			Rows: rows}.Record(id, i)
		out.Doubts = d.Doubts
		out.ID = tableID(id, or(t.ID, verify.Tail(out.ID)))
		out.Layout.Number, out.Layout.Organization, out.Layout.Notes = t.Number, t.Organization, t.Notes
		rec.Tables = append(rec.Tables, out)
	}
	for _, a := range d.Announced {
		rec.ListedTables = append(rec.ListedTables, schema.ListedTable{Title: a.Title, TableID: tableID(id, a.Table),
			Source: schema.Source{Page: 1, Row: -1, Column: -1}})
	}
	for i, f := range d.Facts {
		rec.Facts = append(rec.Facts, schema.Fact{
			ID: fmt.Sprintf("%s-r%dc1", tableID(id, f.Table), i), DocumentID: id, TableID: tableID(id, f.Table), Kind: schema.TableKind(f.Kind), RowLabel: f.Label, ColumnLabel: f.Column,
			CodeName: strings.TrimPrefix(or(f.Name, f.Label), "-"),
			CodeNote: f.Official, Amount: published(f.Amount), Coordinates: f.coordinates(), Row: i, Column: 1, Parent: f.Parent,
		})
	}
	for i := range d.Claims {
		rec.Claims = append(rec.Claims, d.Claims[i].claim(id, i))
	}
	for _, p := range d.Projects {
		out := schema.Project{ID: id + "-" + p.Name, Name: p.Name, Total: published(p.Total)}
		for _, a := range p.Allocation {
			out.Allocation = append(out.Allocation, schema.Allocation{Name: a[0], Amount: published(a[1])})
		}
		if p.Form != "" {
			out.Sources = []schema.Source{{TableID: tableID(id, p.Form), Row: 1, Column: 1}}
		}
		rec.Projects = append(rec.Projects, out)
	}
	for i, ind := range d.Indicators {
		rec.Indicators = append(rec.Indicators, ind.indicator(id, i))
	}
	return rec
}

func (c *caseClaim) claim(document string, i int) schema.Claim {
	id := or(c.ID, "s"+string(rune('1'+i)))
	enumeration := ""
	if c.Enumeration != "" {
		enumeration = document + "-" + c.Enumeration
	}
	return schema.Claim{
		ID: document + "-" + id, DocumentID: document, Scope: "narrative", Subject: c.Subject, Section: c.Section, Coordinates: c.coordinates(),
		Amount: published(c.Amount), Share: published(c.Share),
		Change: published(c.Change), Direction: c.Direction, Rate: published(c.Rate),
		Completion:  published(c.Completion),
		Counterpart: published(c.Counterpart), CounterpartStage: c.Planned,
		Prior: published(c.Prior), PriorStage: c.PriorStage, Reason: c.Reason, Enumeration: enumeration,
		Quote: or(c.Quote, c.Subject+c.Amount), Sentence: c.Sentence, Source: schema.Source{Page: 1, Block: c.Block,
			Row: -1, Column: -1},
	}
}

func (c *caseIndicator) indicator(document string, i int) schema.Indicator {
	operator, value := "", c.Target
	for _, o := range []string{"<=", ">="} {
		if v, ok := strings.CutPrefix(c.Target, o); ok {
			operator, value = o, v
		}
	}
	unit := strings.TrimLeft(value, "0123456789.")
	return schema.Indicator{
		ID: tableID(document, c.Table) + "-i" + string(rune('0'+i)), TableID: tableID(document, c.Table), Scope: c.Scope, Level1: c.Level1,
		Level3: c.Name,
		Text:   c.Target, Operator: schema.Operator(operator), Value: strings.TrimSuffix(value, unit), Unit: unit,
		Weight: c.Weight,
		Source: schema.Source{TableID: tableID(document, c.Table), Row: i, Column: 3},
	}
}
