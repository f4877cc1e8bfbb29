// Package present is the one view of a record for people and programs: what a
// document, its status, its findings and its figures are called in both
// languages, how they are counted, grouped, sorted and written.
//
// Whatever shows a record (the terminal, in present/terminal, the page of
// package report, the JSON of check) shows this view and decides none of it.
// The words of closed lists are those of package schema, the titles of rules
// and reasons those of package verify. It reads nothing and checks nothing.
package present

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/yusuan/yusuan/schema"
)

// Document is what is said of the record of one document.
type Document struct {
	Record *schema.Record
	Kind   Text // of report
	Title  Text // whose report it is, of which year and kind
	// Status says whether all of it was read; Alert that it was not, or not
	// beyond doubt, which is said before anything else.
	Status     Text
	Alert      bool
	Why        Text // the reader's own account of an alert, where it says more than Status
	Recognised Text // which pages were read by text recognition; empty if none
	Nothing    Text // what is said if there is no finding
	Findings   []*Finding
	Gone       []schema.Finding // no longer found, with an earlier run to compare with
	Dismissed  int              // findings left out because people dismissed them
	Checks     Checks
	Coverage   Coverage
	// Counterparts says how many figures have one in another document; empty but
	// for what was held between reports.
	Counterparts Text

	across *schema.Across // nil for a document
}

// Of is the view of a record. It refers to the record and is of no use once
// that changes.
func Of(r *schema.Record) *Document {
	p := &r.Profile
	d := &Document{
		Record: r, Kind: Kind(p.ReportKind), Status: Status(r.Status, r.Document.Unread()),
		Alert: r.Status != schema.StatusRead, Why: Why(r.Status, r.Error), Recognised: recognised(r),
		Checks: checksOf(r), Coverage: coverageOf(r),
	}
	d.Title = title(p, d.Kind)
	d.Nothing = nothing(r.Status, d.Checks.Done)
	for i := range r.Findings {
		d.Findings = append(d.Findings, findingOf(&r.Findings[i]))
	}
	slices.SortStableFunc(d.Findings, func(a, b *Finding) int { return Rank(a.Of.Severity) - Rank(b.Of.Severity) })
	return d
}

// Kind is what a kind of report is called; that of other if none was found.
func Kind(k schema.ReportKind) Text { return Label(cmp.Or(k, schema.OtherReport)) }

// title is the head of whatever is said of a document. Where nothing is known
// of it, it is empty.
func title(p *schema.Profile, kind Text) Text {
	if p.Organization == "" && p.FiscalYear == 0 && cmp.Or(p.ReportKind, schema.OtherReport) == schema.OtherReport {
		return Text{}
	}
	zh, en := kind.ZH, kind.EN
	if p.FiscalYear != 0 {
		zh, en = fmt.Sprintf("%d年%s", p.FiscalYear, zh), fmt.Sprintf("%s %d", en, p.FiscalYear)
	}
	return Text{ZH: Join(" ", p.Organization, zh), EN: Join(", ", p.Organization, en)}
}
