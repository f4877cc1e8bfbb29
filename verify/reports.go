package verify

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// What of one organization is held in memory at a time. Departments publish
// some four reports a year of 300 to 3,000 rows; the limits keep ten of the
// largest years seen, about 200 MB. What is beyond them is older, and said.
const (
	mostReports    = 200
	mostReportRows = 200_000
)

// MostSightings of one line of a report are looked at; forms print a number in
// some ten places, and what has no name of its own in thousands.
const MostSightings = 256

// Shelf has the published rows of all reports of a dataset, and hands out those
// of one organization at a time.
type Shelf struct {
	load          func(ctx context.Context, documentID string) (*schema.Published, error)
	organizations map[string]*schema.OrganizationRow
	ids           []string                      // of organizations with reports, sorted
	reports       map[string][]schema.ReportRow // by organization
	named         map[string]string             // organization by region and name; empty where two have it
	standings     Standings
	peers         map[peers][]string // reports, sorted
	spreads       map[measured]spread
	codes         map[string][]*schema.CodeRow // of the classifications, by name

	asked map[Question]string // by the rules, of the organization at hand; nil if nobody wants to know
	basis func(documentID string) string
}

// NewShelf is a shelf of the reports that a dataset lists; load gives the rows
// of a document of them.
func NewShelf(d *schema.Dataset, standings Standings,
	load func(ctx context.Context, documentID string) (*schema.Published, error)) *Shelf {
	s := &Shelf{load: load, organizations: map[string]*schema.OrganizationRow{},
		reports: map[string][]schema.ReportRow{}, named: map[string]string{}, standings: standings,
		peers: map[peers][]string{}, spreads: map[measured]spread{}, codes: map[string][]*schema.CodeRow{}}
	for i := range d.Codes {
		c := &d.Codes[i]
		name := strings.TrimSuffix(PlainName(c.Name), "支出")
		s.codes[name] = append(s.codes[name], c)
	}
	organizations := d.Organizations()
	for i := range organizations {
		o := &organizations[i]
		s.organizations[o.ID] = o
		for _, name := range append([]string{o.Name}, o.Aliases...) {
			key := nameKey(o.RegionCode, name)
			if other, taken := s.named[key]; taken && other != o.ID {
				s.named[key] = ""
				continue
			}
			s.named[key] = o.ID
		}
	}
	for _, r := range d.Reports() {
		if s.reports[r.OrganizationID] == nil {
			s.ids = append(s.ids, r.OrganizationID)
		}
		s.reports[r.OrganizationID] = append(s.reports[r.OrganizationID], r)
		if o := s.organizations[r.OrganizationID]; o != nil {
			of := peers{o.RegionCode, o.Kind, r.Kind, r.FiscalYear}
			s.peers[of] = append(s.peers[of], r.ID)
		}
	}
	slices.Sort(s.ids)
	return s
}

func nameKey(region, name string) string { return region + "/" + document.Squeeze(name) }

// Reports are those of one organization, for rules across documents.
type Reports struct {
	Organization schema.OrganizationRow
	All          []*Report // by year and kind
	// Left are the IDs of reports that are too many, or have too many rows, to
	// be held against others.
	Left map[string]bool

	shelf *Shelf
	of    map[string]*Report // by document
	views map[any]any
}

// Report is what an organization published for a year and kind.
type Report struct {
	schema.ReportRow
	Documents  []*schema.Published // that hold until today, the preferred one first
	Superseded []*schema.Published // versions that others replaced
	Figures    []*Sighting         // of Documents, in their order
	at         map[schema.Coordinates][]*Sighting
}

// Sighting is one published amount of money of a report.
type Sighting struct {
	Observation
	At     schema.Coordinates
	Report *Report
	Claim  *schema.ClaimRow // the sentence it stands in; nil for one of a table
	Fact   *schema.FactRow  // nil for one of a sentence
	Unsure bool             // it may have been misread, or be of another line
}

// Of loads the reports of an organization.
func (s *Shelf) Of(ctx context.Context, id string) (*Reports, error) {
	return s.some(ctx, id, func(*schema.ReportRow) bool { return true })
}

// some loads those reports of an organization that are wanted, the latest first
// as long as the limits are not met.
func (s *Shelf) some(ctx context.Context, id string, wanted func(*schema.ReportRow) bool) (*Reports, error) {
	rs := &Reports{shelf: s, of: map[string]*Report{}, Left: map[string]bool{}, views: map[any]any{}}
	s.ask(Question{What: askBody, ID: id})
	s.ask(Question{What: askReports, ID: id})
	if o := s.organizations[id]; o != nil {
		rs.Organization = *o
	}
	rows := slices.Clone(s.reports[id])
	slices.SortFunc(rows, func(a, b schema.ReportRow) int {
		return cmp.Or(b.FiscalYear-a.FiscalYear, cmp.Compare(a.Kind, b.Kind))
	})
	held := 0
	for i := range rows {
		if !wanted(&rows[i]) {
			continue
		}
		if len(rs.All) == mostReports || held > mostReportRows {
			rs.Left[rows[i].ID] = true
			continue
		}
		r, err := rs.report(ctx, &rows[i], &held)
		if err != nil {
			return nil, err
		}
		if held > mostReportRows && len(rs.All) > 0 {
			rs.Left[rows[i].ID] = true
			continue
		}
		rs.All = append(rs.All, r)
	}
	slices.Reverse(rs.All)
	slices.SortStableFunc(rs.All, func(a, b *Report) int {
		return cmp.Or(a.FiscalYear-b.FiscalYear, cmp.Compare(a.Kind, b.Kind))
	})
	return rs, nil
}

// report loads one, and adds its rows to those that are held.
func (rs *Reports) report(ctx context.Context, row *schema.ReportRow, held *int) (*Report, error) {
	r := &Report{ReportRow: *row, at: map[schema.Coordinates][]*Sighting{}}
	documents := slices.Clone(row.Documents)
	slices.SortFunc(documents, func(a, b schema.ReportDocument) int {
		first := func(d *schema.ReportDocument) int {
			if d.DocumentID == row.DocumentID {
				return 0
			}
			return 1
		}
		return cmp.Or(first(&a)-first(&b), cmp.Compare(a.DocumentID, b.DocumentID))
	})
	for i := range documents {
		d, err := rs.shelf.load(ctx, documents[i].DocumentID)
		if err != nil {
			return nil, fmt.Errorf("report %s: %w", row.ID, err)
		}
		rs.of[d.DocumentID] = r
		if *held += d.Rows(); *held > mostReportRows && i > 0 {
			break
		}
		if documents[i].Superseded {
			r.Superseded = append(r.Superseded, d)
			continue
		}
		r.Documents = append(r.Documents, d)
		for _, f := range FiguresOf(d) {
			f.Report = r
			r.Figures = append(r.Figures, f)
			if len(r.at[f.At]) < MostSightings {
				r.at[f.At] = append(r.at[f.At], f)
			}
		}
	}
	return r, nil
}

// At are the figures of a coordinate, those of tables first.
func (r *Report) At(c schema.Coordinates) []*Sighting { return r.at[c] }

// Level is whose report it is: department, unit or government; empty for other
// kinds.
func Level(kind schema.ReportKind) string {
	level, rest, _ := strings.Cut(string(kind), "_")
	if rest != "budget" && rest != "final" {
		return ""
	}
	return level
}

// Final reports final accounts, of whom ever.
func Final(kind schema.ReportKind) bool { return strings.HasSuffix(string(kind), "_final") }

// Find is the report of a year and kind; nil if there is none.
func (rs *Reports) Find(year int, kind schema.ReportKind) *Report {
	for _, r := range rs.All {
		if r.FiscalYear == year && r.Kind == kind {
			return r
		}
	}
	return nil
}

// Other loads the report of an organization that a report names, such as a unit
// of a department: the first of the kinds that it has for that year. It is nil if
// the name is not known, or there is none but the report itself. Of the report
// only the figures of some coordinates are kept, so that a department can have
// hundreds of units.
func (rs *Reports) Other(ctx context.Context, from *Report, name string, kinds []schema.ReportKind,
	keep map[schema.Coordinates]bool) (*Report, error) {
	id := rs.shelf.body(&rs.Organization, name)
	if id == "" {
		return nil, nil
	}
	for _, kind := range kinds {
		others, err := rs.shelf.some(ctx, id, func(row *schema.ReportRow) bool {
			return row.FiscalYear == from.FiscalYear && row.Kind == kind && row.ID != from.ID
		})
		if err != nil {
			return nil, err
		}
		if len(others.All) == 0 {
			continue
		}
		r := others.All[0]
		r.only(keep)
		rs.take(others)
		return r, nil
	}
	return nil, nil
}

// levels end what a government's tables call its departments by: 县水利局, 市直机关工委.
const levels = "省市县区州旗盟"

// body is the organization that a report of another calls by a name; empty where
// that is none or several. A government may call its departments by their names
// without that of the region, or with 省, 市 or 县 for it.
func (s *Shelf) body(o *schema.OrganizationRow, name string) string {
	id := s.called(nameKey(o.RegionCode, name))
	place := placeOf(o)
	if id != "" || o.Kind != schema.Government || place == "" {
		return id
	}
	for _, of := range []string{name, strings.TrimLeft(name, levels)} {
		if id := s.called(nameKey(o.RegionCode, place+of)); id != "" && of != "" {
			return id
		}
	}
	return ""
}

// called is the organization of a name; empty where that is none or several.
func (s *Shelf) called(key string) string {
	s.ask(Question{What: askName, ID: key})
	return s.named[key]
}

// reportsOf are those of peers, sorted.
func (s *Shelf) reportsOf(p peers) []string {
	s.ask(Question{What: askPeers, Region: p.region, Kind: p.organization, Report: p.report, Year: p.year})
	return s.peers[p]
}

// organization is the one of an ID; nil if it is not known.
func (s *Shelf) organization(id string) *schema.OrganizationRow {
	s.ask(Question{What: askBody, ID: id})
	return s.organizations[id]
}

// placeOf is the region that a government is of, as its departments are called by
// it; empty for those of towns and zones.
func placeOf(o *schema.OrganizationRow) string {
	if o.Town != "" {
		return ""
	}
	name := strings.TrimSuffix(document.Squeeze(o.Name), "人民政府")
	if o.RegionName != "" && !strings.HasSuffix(o.ID, ":政府") {
		return ""
	}
	return cmp.Or(o.RegionName, name)
}

// mostDepartments are held against the budget of their government. A judgement:
// twice as many as the largest provinces list.
const mostDepartments = 400

// Departments loads the reports of the departments of a government for the year
// and stage of its own, of each only the figures that keep asks for. All says
// whether these are all that are there.
func (rs *Reports) Departments(ctx context.Context, from *Report, keep map[schema.Coordinates]bool) (
	reports []*Report, all bool, err error) {
	o, place := &rs.Organization, placeOf(&rs.Organization)
	_, stage, _ := strings.Cut(string(from.Kind), "_")
	kind := schema.ReportKind("department_" + stage)
	if o.Kind != schema.Government || place == "" || Level(from.Kind) != "government" {
		return nil, true, nil
	}
	for _, id := range InTime(ctx, rs.shelf.reportsOf(peers{o.RegionCode, schema.Department, kind, from.FiscalYear})) {
		of := schema.OrganizationOf(id)
		if o.RegionCode == "" && !strings.HasPrefix(document.Squeeze(rs.shelf.organization(of).Name), place) {
			continue
		}
		if len(reports) == mostDepartments {
			return reports, false, nil
		}
		found, err := rs.shelf.some(ctx, of, func(row *schema.ReportRow) bool { return row.ID == id })
		if err != nil {
			return nil, false, err
		}
		for _, r := range found.All {
			r.only(keep)
			reports = append(reports, r)
		}
		rs.take(found)
	}
	return reports, true, nil
}

// CodeNamed is the code that the classification gives a name in a year, of the
// kind and level of another: that one if it has the name, or else the only one;
// empty if none has it, or several.
func (rs *Reports) CodeNamed(name, like string, year int) string {
	found, several := "", false
	for _, c := range rs.shelf.codes[name] {
		switch {
		case len(c.Code) != len(like) || c.Code[0] != like[0] || c.From > year || c.To > 0 && c.To < year:
		case c.Code == like:
			return like
		default:
			several = several || found != "" && found != c.Code
			found = c.Code
		}
	}
	if several {
		return ""
	}
	return found
}

// take lets operands name documents of reports that were loaded beside these.
func (rs *Reports) take(others *Reports) {
	for document, r := range others.of {
		if rs.of[document] == nil {
			rs.of[document] = r
		}
	}
}

// only drops all of a report but the figures of some coordinates.
func (r *Report) only(keep map[schema.Coordinates]bool) {
	r.Documents, r.Superseded = nil, nil
	r.Figures = slices.DeleteFunc(r.Figures, func(f *Sighting) bool { return !keep[f.At] })
	maps.DeleteFunc(r.at, func(at schema.Coordinates, _ []*Sighting) bool { return !keep[at] })
}

// FiguresOf are the amounts of money of a document, those of its tables first,
// each with what it is an amount of.
func FiguresOf(d *schema.Published) (figures []*Sighting) {
	tables := make(map[string]*schema.TableRow, len(d.Tables))
	for i := range d.Tables {
		tables[d.Tables[i].TableID] = &d.Tables[i]
	}
	for i := range d.Facts {
		f := &d.Facts[i]
		if !f.Amount.HasYuan || f.Amount.Text == "" || f.Kind == schema.OtherTable || OfPerformance(f.Kind) ||
			vague(f.Coordinates) {
			continue
		}
		o := Worth(f.Amount)
		o.Operand = schema.Operand{DocumentID: d.DocumentID, File: d.Source, TableID: f.TableID, Page: f.Page, Row: f.Row,
			Column: f.Column, RowLabel: f.RowLabel, ColumnLabel: f.ColumnLabel, Text: f.Amount.Text, Unit: f.Amount.Unit,
			Box: f.Box, Confidence: f.Confidence, Doubtful: f.Doubtful}
		unsure := f.Confidence > 0 || f.Doubtful
		if t := tables[f.TableID]; t != nil {
			o.Operand.TableTitle = t.Title
			unsure = unsure || len(t.Doubts) > 0 || t.Method == document.MethodPartial || t.Method == document.MethodAligned
		}
		figures = append(figures, &Sighting{Observation: o, At: f.Coordinates, Fact: f, Unsure: unsure})
	}
	for i := range d.Claims {
		c := &d.Claims[i]
		if c.Scope != "narrative" || vague(c.Coordinates) || !c.Amount.HasYuan || c.Approximate {
			continue
		}
		if f := OfSentence(d, c, c.Amount); f != nil {
			figures = append(figures, f)
		}
	}
	return figures
}

// vague are coordinates that do not tell what the amount is of.
func vague(c schema.Coordinates) bool { return c.Item == schema.OtherItem && c.ItemLabel == "" }

// OfSentence is an amount of money of a sentence: its own or another of the same
// sentence. Its unit and decimals are worked out of what is published: the
// text, and its worth in yuan. It is nil for none.
func OfSentence(d *schema.Published, c *schema.ClaimRow, a schema.Amount) *Sighting {
	if a.Text == "" || !a.HasYuan {
		return nil
	}
	unit, decimals, ok := printedIn(a.Text, a.Yuan, amount.Unit(c.Unit))
	if !ok {
		return nil
	}
	exponent, _ := unit.Exponent()
	o := Observation{Unit: string(unit), Interval: amount.Rounded(a.Yuan.Shift(-exponent), decimals)}
	o.Operand = schema.Operand{DocumentID: d.DocumentID, File: d.Source, Page: c.Source.Page, Row: -1, Column: -1,
		RowLabel: c.Subject, Text: a.Text, Unit: string(unit), Box: c.Source.Box, Confidence: c.Confidence,
		Doubtful: c.Doubtful}
	return &Sighting{Observation: o, At: c.Coordinates, Claim: c, Unsure: c.Confidence > 0 || c.Doubtful}
}

// printedIn is the unit of a printed figure of which its worth is known, and
// how many decimals it has. A zero is in the unit it is expected in.
func printedIn(text string, yuan decimal.Decimal, expected amount.Unit) (amount.Unit, int32, bool) {
	a := amount.Parse(strings.TrimRight(text, "元万亿千百"))
	if a.Kind != amount.Number {
		return "", 0, false
	}
	for _, unit := range []amount.Unit{expected, amount.TenThousand, amount.Yuan, amount.HundredMillion, amount.Thousand,
		amount.Million, amount.Hundred} {
		if worth, ok := unit.ToYuan(a.Value.Abs()); ok && worth.Round(2).Equal(yuan.Abs()) {
			return unit, a.Decimals, true
		}
	}
	return "", 0, false
}

// InYuan is what the figure stands for in yuan.
func (f *Sighting) InYuan() amount.Interval {
	i, _ := f.In(string(amount.Yuan)) // it is of money
	return i
}

// called is the name of a report in a message: 2017年部门预算.
func (r *Report) called() Text {
	en, zh := schema.EnumOf[schema.ReportKind]().Label(string(r.Kind))
	return Text{fmt.Sprintf("%d年%s", r.FiscalYear, zh), fmt.Sprintf("the %s of %d", strings.ToLower(en), r.FiscalYear)}
}

// where is the place of an operand with the report it stands in, and whose that
// is if it is another's.
func (rs *Reports) where(o schema.Operand) Text {
	at, r := Where(o), rs.of[o.DocumentID]
	if r == nil {
		return at
	}
	called := r.called()
	if o.TableID == "" && o.Row < 0 && o.Text == "" {
		at = Text{}
	} else {
		called.EN += ", "
	}
	if r.OrganizationID != rs.Organization.ID {
		if other := rs.shelf.organization(r.OrganizationID); other != nil {
			called = Text{other.Name + called.ZH, other.Name + ", " + called.EN}
		}
	}
	return Text{called.ZH + at.ZH, called.EN + at.EN}
}

// ReportsView is something that several rules need of the reports of an
// organization, worked out once.
type ReportsView[T any] struct {
	make func(context.Context, *Reports) (T, error)
}

// NewReportsView declares a view.
func NewReportsView[T any](make func(context.Context, *Reports) (T, error)) *ReportsView[T] {
	return &ReportsView[T]{make}
}

// Of is the view of the reports.
func (v *ReportsView[T]) Of(ctx context.Context, rs *Reports) (T, error) {
	if have, ok := rs.views[v]; ok {
		return have.(T), nil
	}
	made, err := v.make(ctx, rs)
	if err == nil {
		rs.views[v] = made
	}
	return made, err
}
