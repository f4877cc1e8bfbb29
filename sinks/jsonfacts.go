package sinks

import (
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// What the tables and the narrative mean, as JSON. Amounts stand as printed in
// the field of their name and as an exact decimal in the one that ends in
// _yuan, which is null for shares, counts and unknown units. A field whose
// coordinate is not said is an empty string.

type jsonCoordinates struct {
	Flow     string `json:"flow"`
	Fund     string `json:"fund"`
	Function string `json:"function_code"`
	Economic string `json:"economic_code"`
	Nature   string `json:"nature"`
	Item     string `json:"item"`
	Project  string `json:"project"`
	Stage    string `json:"stage"`
	Owner    string `json:"owner"` // where a table lists several units
}

type jsonFact struct {
	ID      string           `json:"id"`
	TableID string           `json:"table_id"`
	Kind    schema.TableKind `json:"table_kind"`
	Page    *int             `json:"page"`     // null where the format has none
	Row     int              `json:"row"`      // of the grid, header rows included; as in cells and operands
	BodyRow *int             `json:"body_row"` // index in rows of the table; null in its header
	Column  int              `json:"column"`   // of the grid and of each of rows
	jsonCoordinates
	RowLabel    string      `json:"row_label"`
	ColumnLabel string      `json:"column_label"`
	CodeName    string      `json:"code_name"`
	CodeSource  string      `json:"code_source"` // printed, looked_up or empty
	CodeNote    string      `json:"code_note,omitempty"`
	Level       int         `json:"level"`
	Parent      *int        `json:"parent_row"` // grid row
	Side        int         `json:"side"`
	Published   string      `json:"amount_published"`
	Value       string      `json:"amount_value"` // in unit, exact
	Unit        string      `json:"unit"`
	Yuan        *string     `json:"amount_yuan"`
	Box         *[4]float64 `json:"box"`
}

type jsonSource struct {
	TableID string      `json:"table_id,omitempty"`
	Page    *int        `json:"page"`
	Block   *int        `json:"block"` // index in blocks of the page; null in tables
	Row     *int        `json:"row"`   // of the grid; null outside tables
	Column  *int        `json:"column"`
	Box     *[4]float64 `json:"box"`
}

type jsonProject struct {
	ID              string           `json:"id"`
	Name            string           `json:"name"`
	Unit            string           `json:"unit"`
	Total           string           `json:"total"`
	TotalYuan       *string          `json:"total_yuan"`
	Fiscal          string           `json:"fiscal"`
	FiscalYuan      *string          `json:"fiscal_yuan"`
	Other           string           `json:"other"`
	OtherYuan       *string          `json:"other_yuan"`
	Carryover       string           `json:"carryover"`
	CarryoverYuan   *string          `json:"carryover_yuan"`
	ResponsibleUnit string           `json:"responsible_unit"`
	PolicyBasis     []string         `json:"policy_basis"`
	Allocation      []jsonAllocation `json:"allocation"`
	Period          string           `json:"period"`
	PeriodStart     string           `json:"period_start"`
	PeriodEnd       string           `json:"period_end"`
	PeriodStartISO  string           `json:"period_start_iso"`
	PeriodEndISO    string           `json:"period_end_iso"`
	GoalPresent     bool             `json:"goal_present"`
	Goal            string           `json:"goal"`
	Sources         []jsonSource     `json:"sources"`
}

type jsonAllocation struct {
	Item   string  `json:"item"`
	Amount string  `json:"amount"`
	Unit   string  `json:"unit"`
	Yuan   *string `json:"amount_yuan"`
}

type jsonIndicator struct {
	ID       string     `json:"id"`
	TableID  string     `json:"table_id"`
	Scope    string     `json:"scope"` // department, or the name of the project
	Project  *string    `json:"project"`
	Level1   string     `json:"level1"`
	Level2   string     `json:"level2"`
	Level3   string     `json:"level3"`
	Operator string     `json:"operator"`
	Value    string     `json:"value"`
	Unit     string     `json:"unit"`
	Text     string     `json:"text"` // as printed
	Weight   string     `json:"weight"`
	Basis    string     `json:"basis"`
	LastYear string     `json:"last_year"`
	Scoring  string     `json:"scoring"`
	Evidence string     `json:"evidence"`
	Source   jsonSource `json:"source"`
}

type jsonClaim struct {
	ID      string `json:"id"`
	Scope   string `json:"scope"` // narrative, goal_text
	Section string `json:"section"`
	Subject string `json:"subject"`
	jsonCoordinates
	CodeSource      string     `json:"code_source"`
	Amount          string     `json:"amount"`
	Unit            string     `json:"unit"` // of the amount, or of the change where only that is stated
	AmountYuan      *string    `json:"amount_yuan"`
	Approximate     bool       `json:"approximate"`
	Share           string     `json:"share_pct"`
	ChangeAmount    string     `json:"change_amount"`
	ChangeYuan      *string    `json:"change_yuan"`
	ChangeDirection string     `json:"change_direction"`
	ChangePct       string     `json:"change_pct"`
	CompletionPct   string     `json:"completion_pct"`
	Counterpart     string     `json:"counterpart_amount"`
	CounterpartYuan *string    `json:"counterpart_yuan"`
	Prior           string     `json:"prior_amount"`
	PriorYuan       *string    `json:"prior_yuan"`
	PriorStage      string     `json:"prior_stage"`
	ReasonGiven     bool       `json:"reason_given"`
	Reason          string     `json:"reason"`
	Enumeration     string     `json:"enumeration_id,omitempty"`
	Quote           string     `json:"quote"`
	Sentence        string     `json:"sentence"`
	Offset          int        `json:"offset"` // of quote in the squeezed text of its block, in bytes
	Source          jsonSource `json:"source"`
}

type jsonPromise struct {
	Title      string           `json:"title"`
	Kind       schema.TableKind `json:"kind"`
	Confidence float64          `json:"confidence"`
	TableID    *string          `json:"table_id"` // null: announced and not there
	Source     jsonSource       `json:"source"`
}

type jsonCoverage struct {
	Amounts int                 `json:"amounts"`
	Checked int                 `json:"checked"`
	Tables  []jsonTableCoverage `json:"tables"`
}

type jsonTableCoverage struct {
	TableID string `json:"table_id"`
	Amounts int    `json:"amounts"`
	Checked int    `json:"checked"`
}

func factsOf(r *schema.Record) []jsonFact {
	body := map[string]map[int]int{} // by table: index in rows of a grid row
	for i := range r.Tables {
		if l := r.Tables[i].Layout; l != nil {
			_, at := l.BodyText()
			rows := make(map[int]int, len(at))
			for j, row := range at {
				rows[row] = j
			}
			body[r.Tables[i].ID] = rows
		}
	}
	facts := make([]jsonFact, 0, len(r.Facts))
	for i := range r.Facts {
		f := &r.Facts[i]
		fact := jsonFact{
			ID: f.ID, TableID: f.TableID, Kind: f.Kind, Page: pageNumber(f.Page), Row: f.Row, Column: f.Column,
			jsonCoordinates: coordinatesOf(&f.Coordinates), RowLabel: f.RowLabel, ColumnLabel: f.ColumnLabel,
			CodeName: f.CodeName, CodeSource: f.CodeSource, CodeNote: f.CodeNote,
			Level: f.Level, Parent: position(f.Parent), Side: f.Side,
			Published: f.Amount.Text, Value: f.Amount.Value.String(), Unit: f.Amount.Unit, Yuan: yuanText(&f.Amount), Box: corners(f.Box),
		}
		if n, ok := body[f.TableID][f.Row]; ok {
			fact.BodyRow = &n
		}
		facts = append(facts, fact)
	}
	return facts
}

func projectsOf(r *schema.Record) []jsonProject {
	projects := make([]jsonProject, 0, len(r.Projects))
	for i := range r.Projects {
		p := &r.Projects[i]
		project := jsonProject{
			ID: p.ID, Name: p.Name, Unit: projectUnit(p),
			Total: p.Total.Text, TotalYuan: yuanText(&p.Total), Fiscal: p.Fiscal.Text, FiscalYuan: yuanText(&p.Fiscal),
			Other: p.Other.Text, OtherYuan: yuanText(&p.Other), Carryover: p.Carryover.Text, CarryoverYuan: yuanText(&p.Carryover),
			ResponsibleUnit: p.ResponsibleUnit, PolicyBasis: append([]string{}, p.PolicyBasis...), Allocation: []jsonAllocation{},
			Period: p.PeriodText, PeriodStartISO: p.PeriodStart, PeriodEndISO: p.PeriodEnd,
			GoalPresent: p.Goal != "", Goal: p.Goal, Sources: []jsonSource{},
		}
		project.PeriodStart, project.PeriodEnd = halves(p)
		for j := range p.Allocation {
			a := &p.Allocation[j]
			project.Allocation = append(project.Allocation, jsonAllocation{a.Name, a.Amount.Text, a.Amount.Unit, yuanText(&a.Amount)})
		}
		for j := range p.Sources {
			project.Sources = append(project.Sources, sourceOf(&p.Sources[j]))
		}
		projects = append(projects, project)
	}
	return projects
}

func indicatorsOf(r *schema.Record) []jsonIndicator {
	indicators := make([]jsonIndicator, 0, len(r.Indicators))
	for i := range r.Indicators {
		n := &r.Indicators[i]
		indicator := jsonIndicator{
			ID: n.ID, TableID: n.TableID, Scope: n.Scope, Level1: n.Level1, Level2: n.Level2, Level3: n.Level3,
			Operator: n.Operator, Value: n.Value, Unit: n.Unit, Text: n.Text, Weight: n.Weight, Basis: n.Basis,
			LastYear: n.LastYear, Scoring: n.Scoring, Evidence: n.Evidence, Source: sourceOf(&n.Source),
		}
		if n.Scope != "department" {
			indicator.Project = &n.Scope
		}
		indicators = append(indicators, indicator)
	}
	return indicators
}

func claimsOf(r *schema.Record) []jsonClaim {
	claims := make([]jsonClaim, 0, len(r.Claims))
	for i := range r.Claims {
		c := &r.Claims[i]
		claims = append(claims, jsonClaim{
			ID: c.ID, Scope: c.Scope, Section: c.Section, Subject: c.Subject, jsonCoordinates: coordinatesOf(&c.Coordinates), CodeSource: c.CodeSource,
			Amount: c.Amount.Text, Unit: claimUnit(c), AmountYuan: yuanText(&c.Amount), Approximate: c.Approximate, Share: percent(&c.Share),
			ChangeAmount: c.Change.Text, ChangeYuan: yuanText(&c.Change), ChangeDirection: c.Direction, ChangePct: percent(&c.Rate),
			CompletionPct: percent(&c.Completion), Counterpart: c.Counterpart.Text, CounterpartYuan: yuanText(&c.Counterpart),
			Prior: c.Prior.Text, PriorYuan: yuanText(&c.Prior), PriorStage: c.PriorStage,
			ReasonGiven: c.Reason != "", Reason: c.Reason, Enumeration: c.Enumeration,
			Quote: c.Quote, Sentence: c.Sentence, Offset: c.OffsetInText, Source: sourceOf(&c.Source),
		})
	}
	return claims
}

func promisesOf(r *schema.Record) []jsonPromise {
	promises := make([]jsonPromise, 0, len(r.Promises))
	for i := range r.Promises {
		p := &r.Promises[i]
		promise := jsonPromise{Title: p.Title, Kind: p.Kind, Confidence: p.Confidence, Source: sourceOf(&p.Source)}
		if p.TableID != "" {
			promise.TableID = &p.TableID
		}
		promises = append(promises, promise)
	}
	return promises
}

func coverageOf(r *schema.Record) jsonCoverage {
	coverage := jsonCoverage{Tables: []jsonTableCoverage{}}
	for _, c := range r.Coverage {
		coverage.Amounts += c.Amounts
		coverage.Checked += c.Checked
		coverage.Tables = append(coverage.Tables, jsonTableCoverage(c))
	}
	return coverage
}

func coordinatesOf(c *schema.Coordinates) jsonCoordinates {
	return jsonCoordinates{
		Flow: c.Flow, Fund: c.Fund, Function: c.Function, Economic: c.Economic, Nature: c.Nature,
		Item: c.Item, Project: c.Project, Stage: c.Stage, Owner: c.Organization,
	}
}

func sourceOf(s *schema.Source) jsonSource {
	source := jsonSource{TableID: s.TableID, Page: pageNumber(s.Page), Box: corners(s.Box)}
	if s.TableID == "" {
		source.Block = position(s.Block)
	} else {
		source.Row, source.Column = position(s.Row), position(s.Column)
	}
	return source
}

// yuanText is the exact amount in yuan; null if none is printed or it is not
// of money.
func yuanText(a *schema.Amount) *string {
	if a.Text == "" || !a.HasYuan {
		return nil
	}
	text := a.Yuan.String()
	return &text
}

// percent is a share or a rate as printed, without its sign.
func percent(a *schema.Amount) string {
	return strings.TrimRight(document.Squeeze(a.Text), "%％")
}

func pageNumber(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}

func position(n int) *int {
	if n < 0 {
		return nil
	}
	return &n
}
