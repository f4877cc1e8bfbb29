package export

import (
	"context"
	"reflect"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
	"github.com/yusuan/yusuan/triage"
)

// decided is what people decided of a finding, beside its row.
type decided struct {
	Verdict string `column:"triage,optional" en:"what people decided of it: confirmed or dismissed" zh:"人工核实的结论"`
	Note    string `column:"triage_note,optional" en:"what they noted" zh:"人工备注"`
}

type decidedFinding struct {
	schema.FindingRow
	decided
}

type decidedBetween struct {
	schema.ReportFindingRow
	decided
}

// withDecisions are the kinds of row, findings with what was decided of them if
// there is a file of decisions.
func withDecisions(f *triage.File) []*schema.RowKind {
	kinds := make([]*schema.RowKind, len(schema.RowKinds))
	for i, k := range schema.RowKinds {
		if kinds[i] = k; f == nil {
			continue
		}
		var row reflect.Type
		switch k.Name {
		case "findings":
			row = reflect.TypeFor[decidedFinding]()
		case "report_findings":
			row = reflect.TypeFor[decidedBetween]()
		default:
			continue
		}
		kinds[i] = &schema.RowKind{Name: k.Name, EN: k.EN, ZH: k.ZH, Type: row, Columns: schema.Columns(row)}
	}
	return kinds
}

// each gives the rows of a kind, in their order.
func (j *job) each(ctx context.Context, k *schema.RowKind, take func(reflect.Value) error) error {
	switch k.Type {
	case reflect.TypeFor[decidedFinding]():
		return eachDecided(ctx, j, k.Name, func(r *schema.FindingRow) (string, schema.Finding) {
			return r.DocumentID, r.Finding
		}, func(r *schema.FindingRow, d decided) error {
			return take(reflect.ValueOf(&decidedFinding{*r, d}).Elem())
		})
	case reflect.TypeFor[decidedBetween]():
		return eachDecided(ctx, j, k.Name, func(r *schema.ReportFindingRow) (string, schema.Finding) {
			return r.Whose.DocumentID, r.Finding
		}, func(r *schema.ReportFindingRow, d decided) error {
			return take(reflect.ValueOf(&decidedBetween{*r, d}).Elem())
		})
	}
	return sinks.Each(ctx, j.dataset, k, take)
}

// eachDecided gives findings with what was decided of them: those of a document
// together, which is how they stand.
func eachDecided[T any](ctx context.Context, j *job, kind string, of func(*T) (string, schema.Finding),
	take func(*T, decided) error) (err error) {
	documents := map[string]triage.Document{}
	err = sinks.Rows(ctx, j.dataset, "documents", func(r *schema.DocumentRow) {
		p := schema.Profile{OrganizationID: r.OrganizationID, FiscalYear: r.FiscalYear, ReportKind: r.Kind}
		documents[r.DocumentID] = triage.Document{ID: r.DocumentID, Source: r.Source, Report: p.ReportID()}
	})
	if err != nil {
		return err
	}
	var rows []*T
	var findings []schema.Finding
	last := ""
	flush := func() {
		for i, d := range j.options.Triage.Apply(documents[last], findings) {
			if err != nil {
				break
			}
			var as decided
			if d != nil {
				as = decided{string(d.Verdict), d.Note}
			}
			err = take(rows[i], as)
		}
		rows, findings = nil, nil
	}
	read := sinks.Rows(ctx, j.dataset, kind, func(r *T) {
		document, f := of(r)
		if document != last {
			flush()
			last = document
		}
		row := *r
		rows, findings = append(rows, &row), append(findings, f)
	})
	flush()
	if err != nil {
		return err
	}
	return read
}
