package report

import (
	"context"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "vanished_table",
		TitleZH:  "上年公开的表今年仍在",
		TitleEN:  "A table that was published the year before is there again",
		Severity: schema.SeverityNotice,
		Milder: map[string]verify.Milder{
			"unknown": {Severity: schema.SeverityInfo,
				WhenZH: "该报告有种类不明的表或未读全，该表可能在其中",
				WhenEN: "the report has tables of no known kind, or was not read in full: it may be among these"},
		},
		Messages: verify.Messages{"": {
			ZH: "{where}未见《{name}》这张表，{other}有（金额{amounts}个）。",
			EN: "No table “{name}” was found in {where}, where {other} has one (amounts: {amounts}).",
		}},
		Kinds:   []string{"any"},
		Source:  "公开内容应当完整，各年度可比",
		Example: "2023年预算有《政府性基金预算支出表》，2024年的没有",
		Across:  vanishedTable,
	})
}

func vanishedTable(ctx context.Context, rs *verify.Reports) (out []verify.Result, _ error) {
	for _, r := range verify.InTime(ctx, rs.All) {
		before := rs.Find(r.FiscalYear-1, r.Kind)
		if before == nil || verify.Level(r.Kind) == "" {
			continue
		}
		now, unknown := kindsOf(r)
		then, _ := kindsOf(before)
		if 2*len(now) < len(then) {
			continue // its tables stand elsewhere
		}
		for _, d := range before.Documents {
			for i := range d.Tables {
				t := &d.Tables[i]
				if then[t.Kind] != t {
					continue
				}
				out = append(out, tableAgain(d, t, now[t.Kind], r, unknown))
			}
		}
	}
	return out, nil
}

// tableAgain is what came of a table in the year after, of which now is nil if it
// is not there.
func tableAgain(d *schema.Published, t, now *schema.TableRow, r *verify.Report, unknown bool) verify.Result {
	n := verify.Notice("table-"+string(t.Kind), whole(r), "", verify.Args{"amounts": t.Amounts,
		"name": document.Squeeze(t.Title)})
	n.Operands = append(n.Operands, ofTable(d, t))
	if now != nil {
		n.Outcome = schema.Exact
		return n
	}
	if unknown {
		n.Milder = "unknown"
	}
	return n
}

// kindsOf are the tables of the budget in a report by their kinds, and whether
// there may be more that were not recognised.
func kindsOf(r *verify.Report) (kinds map[schema.TableKind]*schema.TableRow, unknown bool) {
	kinds = map[schema.TableKind]*schema.TableRow{}
	for _, d := range r.Documents {
		unknown = unknown || d.Status != schema.StatusRead
		for i := range d.Tables {
			t := &d.Tables[i]
			switch {
			case t.Kind == schema.OtherTable:
				unknown = unknown || t.Amounts > 0
			case verify.OfPerformance(t.Kind):
			case kinds[t.Kind] == nil:
				kinds[t.Kind] = t
			}
		}
	}
	return kinds, unknown
}

// ofTable is a table as a whole.
func ofTable(d *schema.Published, t *schema.TableRow) schema.Operand {
	o := schema.Operand{DocumentID: d.DocumentID, File: d.Source, TableID: t.TableID,
		TableTitle: document.Squeeze(t.Title), Row: -1, Column: -1}
	if len(t.Pages) > 0 {
		o.Page = t.Pages[0]
	}
	return o
}
