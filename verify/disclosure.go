package verify

import (
	"context"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// disclosure is a document as a whole: its tables, facts and statements.
type disclosure struct {
	ctx    context.Context // rules that take long look at it
	rec    *schema.Record
	tables map[string]*schema.Table
	// passages are what texts visits, read once.
	passages []passage
}

// sighting is one published figure wherever it stands.
type sighting struct {
	operand  schema.Operand
	interval amount.Interval
	unit     string
}

func (d *disclosure) fact(f *schema.Fact) sighting {
	return sighting{
		operand: schema.Operand{
			TableID: f.TableID, TableTitle: d.title(f.TableID), Page: f.Page, Row: f.Row, Column: f.Column,
			RowLabel: f.RowLabel, ColumnLabel: f.ColumnLabel, Text: f.Amount.Text, Box: f.Box,
		},
		interval: amount.Rounded(f.Amount.Value, f.Amount.Decimals), unit: f.Amount.Unit,
	}
}

func (d *disclosure) title(tableID string) string {
	if t := d.tables[tableID]; t != nil && t.Layout != nil {
		return t.Layout.Title
	}
	return ""
}

// worth is an amount without its place.
func worth(a schema.Amount) sighting {
	return sighting{interval: amount.Rounded(a.Value, a.Decimals), unit: a.Unit}
}

// stated is a figure of a sentence.
func (d *disclosure) stated(c *schema.Claim, a schema.Amount) sighting {
	return sighting{
		operand:  d.figure(c.Source, c.Subject, a),
		interval: amount.Rounded(a.Value, a.Decimals), unit: a.Unit,
	}
}

func (s sighting) as(sign int) schema.Operand {
	s.operand.Sign = sign
	return s.operand
}

// in brings a figure to another unit of money.
func (s sighting) in(unit string) (amount.Interval, bool) {
	if s.unit == unit {
		return s.interval, true
	}
	return s.interval.In(amount.Unit(s.unit), amount.Unit(unit))
}

// hold compares a printed figure with the sum of others and makes a result.
// id tells the checks of one rule apart; certain and family are as for a
// relation in a table.
func (d *disclosure) hold(rule, id, family string, certain bool, printed sighting, parts ...sighting) result {
	r := result{relation: relation{rule: rule, family: family, certain: certain}}
	r.check = schema.Check{ID: id, DocumentID: d.rec.DocumentID, TableID: printed.operand.TableID, Rule: rule, Unit: printed.unit,
		Operands: []schema.Operand{printed.as(0)}}
	var expected amount.Interval
	units := true
	for _, p := range parts {
		r.check.Operands = append(r.check.Operands, p.as(1))
		i, ok := p.in(printed.unit)
		units = units && ok
		expected = expected.Add(i)
	}
	switch {
	case printed.operand.Text == "":
		return r.not(reasonTotalMissing)
	case len(parts) == 0:
		return r.not(reasonPartsMissing)
	case !units:
		return r.not(reasonUnits)
	}
	r.set(printed.interval, expected)
	return r
}

func (r *result) set(printed, expected amount.Interval) {
	c := amount.Compare(printed, expected)
	r.check.Printed, r.check.Expected = printed.Mid(), expected.Mid()
	r.check.Difference, r.check.Slack = c.Difference, c.Slack
	r.check.Outcome = schema.Outcome(c.Outcome)
	r.heavy = !r.check.Printed.IsZero()
}

// quotient holds a printed percentage against what two figures give.
func (d *disclosure) quotient(rule, id string, certain bool, printed sighting, decimals int32, top, base amount.Interval, operands ...schema.Operand) result {
	r := result{relation: relation{rule: rule, family: rule, certain: certain}}
	r.check = schema.Check{ID: id, DocumentID: d.rec.DocumentID, TableID: printed.operand.TableID, Rule: rule, Unit: string(amount.Percent),
		Operands: append([]schema.Operand{printed.as(0)}, operands...)}
	return r.divide(printed.interval, decimals, top, base)
}

// divide holds a printed percentage of so many decimals against top / base.
func (r result) divide(printed amount.Interval, decimals int32, top, base amount.Interval) result {
	q, ok := top.Div(base)
	if !ok {
		return r.not(reasonZeroBase)
	}
	hundred := decimal.NewFromInt(100)
	expected := q.Scale(hundred)
	r.set(printed, expected)
	r.check.Expected = r.check.Expected.Round(decimals + 2)
	r.check.Slack = r.check.Slack.Round(decimals + 2)
	if r.check.Outcome != schema.Inconsistent {
		// A share is always rounded; it is exact if it is rounded rightly.
		exact := top.Mid().Mul(hundred).DivRound(base.Mid(), decimals)
		r.check.Outcome = schema.Rounding
		if exact.Equal(r.check.Printed) {
			r.check.Outcome = schema.Exact
		}
	}
	r.check.Difference = r.check.Printed.Sub(r.check.Expected)
	return r
}

// notice is a finding about words or form; there is no arithmetic behind it.
func (d *disclosure) notice(rule, id string, o schema.Operand, zh, en string) result {
	r := result{relation: relation{rule: rule, family: rule + id, certain: true}, zh: zh, en: en}
	r.check = schema.Check{ID: id, DocumentID: d.rec.DocumentID, TableID: o.TableID, Rule: rule, Outcome: schema.Inconsistent,
		Operands: []schema.Operand{o}}
	return r
}

// unheld is a statement that there is nothing to hold against.
func (d *disclosure) unheld(rule, id string, why Reason, operands ...schema.Operand) result {
	r := result{relation: relation{rule: rule, family: rule}}
	r.check = schema.Check{ID: id, DocumentID: d.rec.DocumentID, TableID: operands[0].TableID, Rule: rule, Operands: operands}
	return r.not(why)
}

// carried: a figure of a summary is more than another by no more than what the
// summary says was carried over; the other may be one of the current year.
func (d *disclosure) carried(f *schema.Fact, other sighting) bool {
	if f.Kind != schema.AppropriationSummary && f.Kind != schema.RevenueExpenditureSummary {
		return false
	}
	const yuan = string(amount.Yuan)
	whole, ok1 := d.fact(f).in(yuan)
	current, ok2 := other.in(yuan)
	more := whole.Sub(current)
	if !ok1 || !ok2 || !more.Lo.IsPositive() {
		return false
	}
	for i := range d.rec.Facts {
		c := &d.rec.Facts[i]
		if c.TableID != f.TableID || c.Flow != "revenue" || c.Item != "carryover_in" && !strings.HasPrefix(c.Fund, "carryover") {
			continue
		}
		if over, ok := d.fact(c).in(yuan); ok && more.Lo.LessThanOrEqual(over.Hi) {
			return true
		}
	}
	return false
}

// untitled: without its title a table may be another than its columns suggest.
func (d *disclosure) untitled(tableID string) bool {
	t := d.tables[tableID]
	return t != nil && (t.Layout == nil || t.Layout.Title == "")
}

// oneATable keeps one sighting of each table, and none of a table that prints
// two different figures for what looks like one coordinate.
func oneATable(facts []*schema.Fact) (out []*schema.Fact) {
	seen := map[string]*schema.Fact{}
	split := map[string]bool{}
	for _, f := range facts {
		if o := seen[f.TableID]; o == nil {
			seen[f.TableID] = f
		} else if !o.Amount.Value.Equal(f.Amount.Value) {
			split[f.TableID] = true
		}
	}
	for _, f := range facts {
		if seen[f.TableID] == f && !split[f.TableID] {
			out = append(out, f)
		}
	}
	return out
}

func tail(tableID string) string {
	if i := strings.LastIndex(tableID, "-"); i >= 0 {
		return tableID[i+1:]
	}
	return tableID
}

// total is the figure that facts agree on for a coordinate; nil if there is
// none or more than one.
func (d *disclosure) total(match func(*schema.Fact) bool) *schema.Fact {
	var found *schema.Fact
	for i := range d.rec.Facts {
		f := &d.rec.Facts[i]
		if f.Amount.Text == "" || !match(f) {
			continue
		}
		if found != nil && !found.Amount.Value.Equal(f.Amount.Value) {
			return nil
		}
		if found == nil {
			found = f
		}
	}
	return found
}

// texts are the sentences of the document and of the long cells in its
// tables.
func (d *disclosure) texts(visit func(passage)) {
	if d.passages == nil {
		d.readPassages(func(p passage) {
			p.tight = document.Squeeze(p.text)
			d.passages = append(d.passages, p)
		})
	}
	for _, p := range d.passages {
		visit(p)
	}
}

func (d *disclosure) readPassages(visit func(passage)) {
	if d.rec.Document == nil {
		return
	}
	for p := range d.rec.Document.Pages {
		page := &d.rec.Document.Pages[p]
		for i := range page.Blocks {
			b := &page.Blocks[i]
			switch b.Kind {
			case document.BlockParagraph, document.BlockHeading, document.BlockNote:
				visit(passage{
					Operand: schema.Operand{Page: page.Number, Row: -1, Column: -1, Box: b.Box},
					id:      fmt.Sprintf("p%db%d", page.Number, i), text: b.Text, block: b,
				})
			}
		}
	}
	for i := range d.rec.Tables {
		t := &d.rec.Tables[i]
		for k := range t.Cells {
			c := &t.Cells[k]
			if c.Role != schema.RoleHeader && len([]rune(c.Text)) > 20 {
				visit(passage{
					Operand: schema.Operand{TableID: t.ID, TableTitle: d.title(t.ID), Page: c.Page, Row: c.Row, Column: c.Column, Box: c.Box},
					id:      fmt.Sprintf("%s-r%dc%d", tail(t.ID), c.Row, c.Column), text: c.Text,
				})
			}
		}
	}
}
