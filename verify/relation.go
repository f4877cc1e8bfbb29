package verify

import (
	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/table"
)

// relation is one claim that a table makes by its structure.
type relation struct {
	rule   string
	family string // relations that stand or fall together as a reading of the table
	// A relation that is not certain was inferred; it accuses nobody unless
	// others of its family hold.
	table.Sum
	sheet *sheet
}

// sheet is a table with its model.
type sheet struct {
	*table.Model
	table *schema.Table
}

// result is a relation with its outcome before its family is considered.
type result struct {
	relation
	check  schema.Check
	args   Args // of the message of the rule
	cutOff bool // a percentage that is cut off instead of rounded
	heavy  bool // enough non-zero figures that to hold is no accident
}

// whys are the reasons for which a sum cannot be told.
var whys = map[table.Why]Reason{
	table.TotalBlank: ReasonTotalMissing, table.PartsBlank: ReasonPartsMissing, table.PartBlank: ReasonPartBlank,
	table.SomeBlank: ReasonSomeBlank, table.NotNumber: ReasonUnreadable, table.UnitsDiffer: ReasonUnits, table.MayOverlap: ReasonOverlap,
}

func (r relation) evaluate() result {
	out := result{relation: r}
	c := &out.check
	c.DocumentID, c.TableID, c.Rule = r.sheet.table.DocumentID, r.sheet.table.ID, r.rule
	c.Unit = r.Total.Unit
	c.Operands = append(c.Operands, r.sheet.operand(r.Total, 0))
	for _, p := range r.Parts {
		c.Operands = append(c.Operands, r.sheet.operand(p.Figure, p.Sign))
	}
	v := r.sheet.Check(&r.Sum)
	c.Expected, c.Printed, c.Difference, c.Slack = v.Expected, v.Printed, v.Difference, v.Slack
	c.Outcome, out.heavy = schema.Outcome(v.Outcome), v.Heavy
	if v.Why != table.Told {
		return out.not(whys[v.Why])
	}
	return out
}

// leftOut takes back what a figure that was left out would explain: the one
// blank among the parts of a sum that falls short. That a blank is nothing is
// known where its line or column is blank altogether, where there are several,
// or where another sum of it, or of the kind, holds with one.
func leftOut(results []result) {
	nothing, families := map[*table.Figure]bool{}, map[string]bool{}
	for i := range results {
		if r := &results[i]; r.check.Outcome == schema.Exact && !r.check.Printed.IsZero() && len(r.Blanks()) > 0 {
			families[r.family] = true
			for _, f := range r.Blanks() {
				nothing[f] = true
			}
		}
	}
	for i := range results {
		r := &results[i]
		if r.check.Outcome != schema.Inconsistent || r.AtMost || families[r.family] || r.sheet.Exceeded(&r.Sum, r.check.Difference) {
			continue
		}
		if blank := r.Blanks(); len(blank) == 1 && !nothing[blank[0]] && !r.sheet.Unused(blank[0]) {
			*r = r.not(ReasonBlank)
		}
	}
}

func (r result) not(why Reason) result {
	r.check.Outcome, r.check.Reason = schema.NotCheckable, why.ID
	return r
}

func (s *sheet) operand(f *table.Figure, sign int) schema.Operand {
	o := schema.Operand{
		TableID: s.table.ID, TableTitle: s.Grid.Title,
		Row: f.Row, Column: f.Col, Text: f.Text, Sign: sign,
		RowLabel: s.RowLabel(f.Row, f.Col), ColumnLabel: s.Columns[f.Col].Head,
	}
	if c := &s.Grid.Cells[f.Row][f.Col]; c.State != document.CellCovered {
		o.Page, o.Box = c.Page, c.Box
	}
	return o
}

// divide holds a printed percentage of so many decimals against top / base.
func (r result) divide(printed amount.Interval, decimals int32, top, base amount.Interval) result {
	q := Result{}.Quotient(printed, decimals, top, base)
	c := &r.check
	c.Outcome, c.Reason, c.Printed, c.Expected, c.Difference, c.Slack = q.Outcome, q.Reason, q.Printed, q.Expected, q.Difference, q.Slack
	r.heavy, r.cutOff = q.Telling, q.CutOff(decimals)
	return r
}
