package main

import (
	"encoding/json"
	"io"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/report"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
	"github.com/yusuan/yusuan/verify"
	"github.com/yusuan/yusuan/verify/rules"
)

// checkObject is what check --json prints of a document.
type checkObject struct {
	record   *schema.Record
	Document sinks.Row      `json:"document"`
	Findings []checkFinding `json:"findings"`
	Gone     []goneFinding  `json:"gone,omitempty"`
	Checks   checkCounts    `json:"checks"`
	Coverage checkCoverage  `json:"coverage"`

	unread, recognised, nothing report.Label // what people are told of what was not read, and if there is no finding
}

// checkFinding is a finding that is shown.
type checkFinding struct {
	*schema.Finding
	row    sinks.Row     // of the finding, for JSON
	Change verify.Change // new or same, with --against
}

// MarshalJSON prints the row, and the change where there is one.
func (f checkFinding) MarshalJSON() ([]byte, error) {
	return f.row.With(struct {
		Change verify.Change `json:"change,omitempty"`
	}{f.Change}).MarshalJSON()
}

// goneFinding is what is left to say of a finding that is not there any more.
type goneFinding struct {
	ID        string          `json:"finding_id"`
	Rule      string          `json:"rule"`
	Severity  schema.Severity `json:"severity"`
	MessageZH string          `json:"message_zh"`
	MessageEN string          `json:"message_en"`
}

type checkCounts struct {
	verify.Tally
	Rules   []ruleCounts   `json:"rules"`
	Reasons []reasonCounts `json:"reasons"` // why what is not checkable is not
}

type ruleCounts struct {
	Rule    string `json:"rule"`
	TitleZH string `json:"title_zh"`
	TitleEN string `json:"title_en"`
	verify.Tally
}

type reasonCounts struct {
	Reason string `json:"reason"`
	ZH     string `json:"reason_zh"`
	EN     string `json:"reason_en"`
	Count  int    `json:"count"`
}

type checkCoverage struct {
	Amounts int             `json:"amounts"` // published in tables
	Checked int             `json:"checked"` // of these, in a check that could be done
	Tables  []tableCoverage `json:"tables"`
}

type tableCoverage struct {
	TableID string           `json:"table_id"`
	Title   string           `json:"title"`
	Kind    schema.TableKind `json:"kind"`
	Amounts int              `json:"amounts"`
	Checked int              `json:"checked"`
}

// checkObjectOf is what there is to say of a document, but for its findings.
func checkObjectOf(r *schema.Record) *checkObject {
	o := &checkObject{
		record: r, Document: sinks.RowsOf(r, "documents")[0], Findings: []checkFinding{},
		Checks:   checkCounts{Rules: []ruleCounts{}, Reasons: []reasonCounts{}},
		Coverage: checkCoverage{Tables: []tableCoverage{}},
		unread:   report.Unread(r), recognised: report.Recognised(r), nothing: report.Nothing(r),
	}
	all, byRule := verify.Count(r, rules.All())
	o.Checks.Tally = all
	for _, n := range byRule {
		o.Checks.Rules = append(o.Checks.Rules, ruleCounts{n.Rule.ID, n.Rule.TitleZH, n.Rule.TitleEN, n.Tally})
	}
	for _, n := range verify.CountReasons(r) {
		o.Checks.Reasons = append(o.Checks.Reasons, reasonCounts{n.Reason.ID, n.Reason.ZH, n.Reason.EN, n.Count})
	}
	for i, c := range r.Coverage {
		t := &r.Tables[i]
		table := tableCoverage{TableID: t.ID, Kind: t.Kind, Amounts: c.Amounts, Checked: c.Checked}
		if t.Layout != nil {
			table.Title = document.Squeeze(t.Layout.Title)
		}
		o.Coverage.Amounts += c.Amounts
		o.Coverage.Checked += c.Checked
		o.Coverage.Tables = append(o.Coverage.Tables, table)
	}
	return o
}

// printJSON prints for programs, an object a line.
func printJSON(w io.Writer) func(*checkObject) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return func(o *checkObject) error { return e.Encode(o) }
}
