package schema

import (
	"cmp"
	"maps"
	"reflect"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
)

// PreferredFact is one amount of a report, whatever the number of places that
// print it.
type PreferredFact struct {
	Origin
	Coordinates
	Yuan       decimal.Decimal `column:"amount_yuan" unit:"元" en:"the amount as the preferred document of the report prints it, of its places the one with the most decimals" zh:"金额（元）：取优先文件中小数位最多的一处"`
	FactID     string          `column:"fact_id" key:"primary" en:"the fact that is; unique, and no column of facts refers to it" zh:"所取的事实编号"`
	DocumentID string          `column:"document_id,dict" ref:"documents.document_id" en:"its document" zh:"所在文件"`
	Sightings  int             `column:"sightings" en:"facts of the report that print the amount, in documents that are not superseded" zh:"该报告未被取代的文件中印有该数的事实数"`
	Agree      bool            `column:"agree" en:"all of them can be one number, within the places they print" zh:"各处在四舍五入范围内一致"`
}

// preferable is what a choice looks at of a fact, and no more of it is read.
type preferable struct {
	Origin
	Coordinates
	ID         string `column:"fact_id"`
	DocumentID string `column:"document_id"`
	Amount     Amount `column:"amount" parts:"unit yuan published decimals"`
}

// Preference takes the facts of reports, in any order, and chooses.
type Preference struct {
	chosen     map[string]string // preferred document of a report
	superseded map[string]bool   // documents
	found      map[preferredKey]*sightings
}

type preferredKey struct {
	report string
	Coordinates
}

// sightings are the facts of one coordinate of a report.
type sightings struct {
	PreferredFact
	apart bool            // the fact does not stand in the preferred document
	slack decimal.Decimal // of its amount, in yuan
	can   amount.Interval // what number all of them can be, as long as they agree
}

// Prefer begins a choice among facts of the dataset's reports.
func (d *Dataset) Prefer() *Preference {
	p := &Preference{chosen: map[string]string{}, superseded: map[string]bool{}, found: map[preferredKey]*sightings{}}
	for _, r := range reportRows(d) {
		p.chosen[r.ID] = r.DocumentID
		for _, one := range r.Documents {
			p.superseded[one.DocumentID] = one.Superseded
		}
	}
	return p
}

// Add takes a fact. Those without an amount in yuan or without a report are
// left out, and so are those of superseded documents.
func (p *Preference) Add(f *preferable) {
	if !f.Amount.HasYuan || f.ReportID == "" || p.superseded[f.DocumentID] {
		return
	}
	can := amount.Rounded(f.Amount.Yuan, f.Amount.Decimals)
	if exponent, ok := amount.Unit(f.Amount.Unit).Exponent(); ok {
		can = amount.Rounded(f.Amount.Yuan, f.Amount.Decimals-exponent)
	}
	s := sightings{
		PreferredFact: PreferredFact{Origin: f.Origin, Coordinates: f.Coordinates, Yuan: f.Amount.Yuan, FactID: f.ID,
			DocumentID: f.DocumentID, Sightings: 1, Agree: true},
		apart: f.DocumentID != p.chosen[f.ReportID], slack: can.Slack(), can: can,
	}
	key := preferredKey{f.ReportID, f.Coordinates}
	have := p.found[key]
	if have == nil {
		p.found[key] = &s
		return
	}
	both, agree := have.can.Intersect(can)
	s.Sightings, s.Agree, s.can = have.Sightings+1, have.Agree && agree, both
	if s.before(have) {
		*have = s
		return
	}
	have.Sightings, have.Agree, have.can = s.Sightings, s.Agree, s.can
}

// before reports that it is to be preferred.
func (s *sightings) before(o *sightings) bool {
	if s.apart != o.apart {
		return o.apart
	}
	return cmp.Or(s.slack.Cmp(o.slack), cmp.Compare(s.FactID, o.FactID)) < 0
}

// Rows are what was chosen, report by report, in the order of the facts.
func (p *Preference) Rows() []PreferredFact {
	found := slices.SortedFunc(maps.Values(p.found), func(a, b *sightings) int {
		return cmp.Or(cmp.Compare(a.ReportID, b.ReportID), cmp.Compare(a.FactID, b.FactID))
	})
	rows := make([]PreferredFact, len(found))
	for i, s := range found {
		rows[i] = s.PreferredFact
	}
	return rows
}

// Derivation makes rows of the rows of another kind.
type Derivation struct {
	Of   reflect.Type // of the rows of the other kind: those of its columns that are looked at
	Add  func(row reflect.Value)
	Rows func() reflect.Value // a slice
}

func preferFacts(d *Dataset) Derivation {
	p := d.Prefer()
	return Derivation{
		Of:   reflect.TypeFor[preferable](),
		Add:  func(row reflect.Value) { p.Add(row.Addr().Interface().(*preferable)) },
		Rows: func() reflect.Value { return reflect.ValueOf(p.Rows()) },
	}
}
