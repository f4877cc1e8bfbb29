package present

import (
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
)

// object is a document as check --json prints it.
type object struct {
	Document  sinks.Row     `json:"document"`
	Findings  []sinks.Row   `json:"findings"` // each with its change, where there is one
	Gone      []goneFinding `json:"gone,omitempty"`
	Dismissed int           `json:"dismissed,omitempty"` // findings left out, as people decided
	Checks    Checks        `json:"checks"`
	Coverage  Coverage      `json:"coverage"`
}

// goneFinding is what is left to say of a finding that is not there any more.
type goneFinding struct {
	ID        string          `json:"finding_id"`
	Rule      string          `json:"rule"`
	Severity  schema.Severity `json:"severity"`
	MessageZH string          `json:"message_zh"`
	MessageEN string          `json:"message_en"`
}

// Object is the document for programs, to be encoded as JSON.
func (d *Document) Object() any {
	if d.across != nil {
		return d.acrossObject()
	}
	o := object{
		Document: sinks.RowsOf(d.Record, "documents")[0], Findings: []sinks.Row{}, Checks: d.Checks, Coverage: d.Coverage,
	}
	rows := map[*schema.Finding]sinks.Row{}
	for i, row := range sinks.RowsOf(d.Record, "findings") {
		rows[&d.Record.Findings[i]] = row
	}
	for _, f := range d.Findings {
		o.Findings = append(o.Findings, rows[f.Of].With(f.decided()))
	}
	o.Gone, o.Dismissed = d.gone(), d.Dismissed
	return o
}

func (d *Document) gone() (out []goneFinding) {
	for i := range d.Gone {
		f := &d.Gone[i]
		out = append(out, goneFinding{f.ID, f.Rule, f.Severity, f.MessageZH, f.MessageEN})
	}
	return out
}
