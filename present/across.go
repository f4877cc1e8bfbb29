package present

import (
	"cmp"
	"fmt"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
)

// Across is the view of what was held between the reports of an organization,
// as that of a document; nil where nothing could be held against anything.
func Across(a *schema.Across) *Document {
	r := &schema.Record{DocumentID: a.OrganizationID, Status: schema.StatusRead}
	for i := range a.Checks {
		r.Checks = append(r.Checks, a.Checks[i].Check)
	}
	for i := range a.Findings {
		r.Findings = append(r.Findings, a.Findings[i].Finding)
	}
	d := Of(r)
	if d.Checks.Done == 0 && len(d.Findings) == 0 {
		return nil
	}
	name := cmp.Or(a.Name, a.OrganizationID)
	d.Title = Text{ZH: name + "：各份报告之间", EN: name + ": between its reports"}
	if a.Figures > 0 {
		d.Counterparts = Text{
			ZH: fmt.Sprintf("各份报告的数字%s个，其中%s个在另一文件中有对照", Thousands(a.Figures), Thousands(a.Met)),
			EN: fmt.Sprintf("Figures in the reports: %s, of which %s have a counterpart in another document",
				Thousands(a.Figures), Thousands(a.Met)),
		}
	}
	d.across = a
	return d
}

// Documents are the documents that the findings between reports speak of, one
// for each finding of the record; empty for a document.
func (d *Document) Documents() (ids []string) {
	if d.across == nil {
		return nil
	}
	for i := range d.across.Findings {
		ids = append(ids, d.across.Findings[i].Whose.DocumentID)
	}
	return ids
}

// acrossObject is what was held between reports as check --json prints it.
type acrossObject struct {
	Organization organization        `json:"organization"`
	Findings     []sinks.Row         `json:"findings"` // each with its change, where there is one
	Gone         []goneFinding       `json:"gone,omitempty"`
	Dismissed    int                 `json:"dismissed,omitempty"`
	Checks       Checks              `json:"checks"`
	Counterparts schema.Counterparts `json:"counterparts"`
}

type organization struct {
	ID      string   `json:"organization_id"`
	Name    string   `json:"name"`
	Reports []string `json:"reports"`
}

func (d *Document) acrossObject() any {
	a := d.across
	o := acrossObject{Organization: organization{a.OrganizationID, a.Name, a.Reports}, Findings: []sinks.Row{},
		Gone: d.gone(), Dismissed: d.Dismissed, Checks: d.Checks, Counterparts: a.Counterparts}
	rows := map[*schema.Finding]sinks.Row{}
	for i, row := range sinks.RowsBetween(a, "report_findings") {
		rows[&d.Record.Findings[i]] = row
	}
	for _, f := range d.Findings {
		o.Findings = append(o.Findings, rows[f.Of].With(f.decided()))
	}
	return o
}
