package verify

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/schema"
)

// peers are the organizations of one kind in one region that published a report
// of one kind for one year.
type peers struct {
	region       string
	organization schema.OrganizationKind
	report       schema.ReportKind
	year         int
}

// Standings have by report the few figures by which it is compared with those
// of its peers. They are all that is held of every report at the same time.
type Standings map[string]Figures

// Figures are those of a report or a document, in yuan; nil for what is not
// printed.
type Figures struct {
	Spending, ThreePublic *decimal.Decimal
}

// Add takes in a document of a report.
func (s Standings) Add(reportID string, f Figures) {
	have := s[reportID]
	if f.Spending != nil {
		have.Spending = larger(have.Spending, *f.Spending)
	}
	if f.ThreePublic != nil {
		have.ThreePublic = larger(have.ThreePublic, *f.ThreePublic)
	}
	s[reportID] = have
}

// StandingOf are the figures of a document.
func StandingOf(d *schema.Published) (have Figures) {
	if d.ReportID == "" || Level(d.ReportKind) == "" {
		return have
	}
	stage := schema.Stage("budget")
	if Final(d.ReportKind) {
		stage = "final"
	}
	for i := range d.Facts {
		f := &d.Facts[i]
		if !f.Amount.HasYuan || f.Stage != stage || f.Flow != "expenditure" {
			continue
		}
		at := f.Coordinates
		at.Fund, at.Flow, at.Stage = "", "", ""
		item := at.Item
		at.Item = ""
		if at != (schema.Coordinates{}) {
			continue
		}
		switch {
		case item == "" && f.Fund == "all":
			have.Spending = larger(have.Spending, f.Amount.Yuan)
		case item == "three_public":
			have.ThreePublic = larger(have.ThreePublic, f.Amount.Yuan)
		}
	}
	return have
}

// larger makes the choice between figures of several tables not depend on the
// order of documents.
func larger(a *decimal.Decimal, b decimal.Decimal) *decimal.Decimal {
	if a != nil && a.GreaterThanOrEqual(b) {
		return a
	}
	return &b
}

// Measure is a ratio by which reports are compared.
type Measure string

const (
	// ThreePublicShare is the share of the three public expenses in all
	// expenditure.
	ThreePublicShare Measure = "three_public_share"
	// SpendingGrowth is expenditure over that of the year before.
	SpendingGrowth Measure = "spending_growth"
)

// ratioPlaces are the decimals of a ratio; those of budgets differ in the
// first three.
const ratioPlaces = 12

// of is the measure of a report. It is not there where a figure is missing or
// nothing.
func (s *Shelf) of(m Measure, report *schema.ReportRow) (decimal.Decimal, bool) {
	now := s.standings[report.ID]
	top, base := now.ThreePublic, now.Spending
	if m == SpendingGrowth {
		before := *report
		before.FiscalYear--
		top, base = now.Spending, s.standings[s.idOf(&before)].Spending
	}
	if top == nil || base == nil || !top.IsPositive() || !base.IsPositive() {
		return decimal.Zero, false
	}
	ratio := top.DivRound(*base, ratioPlaces)
	return ratio, ratio.IsPositive()
}

// idOf is the ID of a report of that organization, year and kind, if there is
// one.
func (s *Shelf) idOf(of *schema.ReportRow) string {
	for i := range s.reports[of.OrganizationID] {
		if r := &s.reports[of.OrganizationID][i]; r.FiscalYear == of.FiscalYear && r.Kind == of.Kind {
			return r.ID
		}
	}
	return ""
}

// Standing is where a report stands among its peers.
type Standing struct {
	Peers  int             // it is one of them
	Ratio  decimal.Decimal // of the report
	Middle decimal.Decimal // median of the peers
	Score  decimal.Decimal // how many times the usual distance from the median
}

// Stands is where a report stands by a measure; false where it has none, or too
// few peers have it. Distances are factors, as budgets differ by factors and not
// by sums: twice the median is as far as half of it.
func (rs *Reports) Stands(m Measure, r *Report, least int) (at Standing, ok bool) {
	o := &rs.Organization
	of := peers{o.RegionCode, o.Kind, r.Kind, r.FiscalYear}
	rs.shelf.ask(Question{What: askStanding, ID: r.ID, Measure: m, Least: least, Region: of.region, Kind: of.organization,
		Report: of.report, Year: of.year})
	return rs.shelf.stands(m, &r.ReportRow, of, least)
}

// stands is where a report stands by a measure among peers.
func (s *Shelf) stands(m Measure, r *schema.ReportRow, of peers, least int) (at Standing, ok bool) {
	own, ok := s.of(m, r)
	if !ok {
		return at, false
	}
	spread := s.spreadOf(m, of)
	if spread.of < least || !spread.usual.IsPositive() {
		return at, false
	}
	score := apart(own, spread.middle).Mul(normal).DivRound(spread.usual, ratioPlaces)
	return Standing{spread.of, own, spread.middle, score}, true
}

// spread is how the peers are spread by a measure.
type spread struct {
	of            int // of them have it
	middle, usual decimal.Decimal
}

// spreadOf works it out once for all of them.
func (s *Shelf) spreadOf(m Measure, of peers) spread {
	key := measured{m, of}
	if have, ok := s.spreads[key]; ok {
		return have
	}
	var all []decimal.Decimal
	for _, id := range s.peers[of] {
		if v, ok := s.of(m, s.row(id)); ok && of.region != "" {
			all = append(all, v)
		}
	}
	out := spread{of: len(all)}
	if len(all) > 0 {
		out.middle = median(all)
		for i, v := range all {
			all[i] = apart(v, out.middle)
		}
		out.usual = median(all)
	}
	s.spreads[key] = out
	return out
}

type measured struct {
	Measure
	peers
}

// apart is by what part a ratio is above another, or that above it.
func apart(v, middle decimal.Decimal) decimal.Decimal {
	if v.LessThan(middle) {
		v, middle = middle, v
	}
	return v.DivRound(middle, ratioPlaces).Sub(decimal.NewFromInt(1))
}

// normal makes the median distance from the median of values that are normally
// distributed their standard deviation.
var normal = decimal.New(6745, -4)

func median(values []decimal.Decimal) decimal.Decimal {
	sorted := slices.SortedFunc(slices.Values(values), decimal.Decimal.Cmp)
	n := len(sorted)
	if n%2 == 1 {
		return sorted[n/2]
	}
	return sorted[n/2-1].Add(sorted[n/2]).DivRound(decimal.NewFromInt(2), ratioPlaces)
}

// Peers are the reports of a year and kind of all organizations of this one's
// kind and region.
func (rs *Reports) Peers(year int, kind schema.ReportKind) []string {
	o := &rs.Organization
	if o.RegionCode == "" {
		return nil
	}
	return rs.shelf.reportsOf(peers{o.RegionCode, o.Kind, kind, year})
}

// row is the report of an ID.
func (s *Shelf) row(id string) *schema.ReportRow {
	organization := schema.OrganizationOf(id)
	for i := range s.reports[organization] {
		if r := &s.reports[organization][i]; r.ID == id {
			return r
		}
	}
	return &schema.ReportRow{}
}
