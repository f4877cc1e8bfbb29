package verify

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
)

// shape of a relation between a printed figure and its parts.
type shape uint8

const (
	sum    shape = iota // printed = sum of parts
	atMost              // printed >= sum of parts, which are only some of it
)

// term is a part of a relation.
type term struct {
	figure *figure
	sign   int
}

// relation is one claim that a table makes by its structure.
type relation struct {
	rule   string
	shape  shape
	sheet  *sheet
	total  *figure
	parts  []term
	family string // relations that stand or fall together as a reading of the table
	// certain: the form itself says so. A relation that is not certain was
	// inferred; it accuses nobody unless others of its family hold.
	certain bool
	lines   bool // its parts are lines under or over the total, in their order
	// flat: nothing tells levels among the parts apart, so that one of them may
	// be the sum of others.
	flat bool
}

// result is a relation with its outcome before its family is considered.
type result struct {
	relation
	check  schema.Check
	args   Args // of the message of the rule
	cutOff bool // a percentage that is cut off instead of rounded
	heavy  bool // enough non-zero figures that to hold is no accident
}

func (r relation) evaluate() result {
	out := result{relation: r}
	c := &out.check
	c.DocumentID, c.TableID, c.Rule = r.sheet.table.DocumentID, r.sheet.table.ID, r.rule
	c.Unit = r.total.unit
	c.Operands = append(c.Operands, r.sheet.operand(r.total, 0))
	var parts []amount.Interval
	blank, suspicious, nonzero := false, false, 0
	units := map[string]bool{}
	for _, p := range r.parts {
		c.Operands = append(c.Operands, r.sheet.operand(p.figure, p.sign))
		switch p.figure.state {
		case figureNumber:
			i := p.figure.interval
			if p.sign < 0 {
				i = i.Neg()
			}
			parts = append(parts, i)
			units[p.figure.unit] = true
			if !p.figure.value().IsZero() {
				nonzero++
			}
		case figureOther:
			return out.not(ReasonUnreadable)
		case figureBlank:
			blank = true
			suspicious = suspicious || r.sheet.columns[p.figure.col].zeros
		}
	}
	switch {
	case r.total.state == figureOther:
		return out.not(ReasonUnreadable)
	case r.total.state != figureNumber:
		return out.not(ReasonTotalMissing)
	case len(parts) == 0:
		return out.not(ReasonPartsMissing)
	}
	units[r.total.unit] = true
	if len(units) > 1 {
		return out.not(ReasonUnits)
	}
	expected := amount.Sum(parts...)
	var cmp amount.Comparison
	if r.shape == atMost {
		cmp = amount.AtMost(expected, r.total.interval)
		cmp.Difference = cmp.Difference.Neg()
	} else {
		cmp = amount.Compare(r.total.interval, expected)
	}
	c.Expected, c.Printed = expected.Mid(), r.total.value()
	c.Difference, c.Slack = cmp.Difference, cmp.Slack
	c.Outcome = schema.Outcome(cmp.Outcome)
	out.heavy = !c.Printed.IsZero() && nonzero >= 2
	if c.Outcome == schema.Inconsistent && (r.flat && overlapping(parts, cmp) || r.lines && r.shape == sum && nested(parts, r.total.interval)) {
		return out.not(ReasonOverlap)
	}
	switch {
	case r.shape == sum && suspicious && c.Outcome == schema.Inconsistent && !r.exceeded(c.Difference):
		return out.not(ReasonPartBlank)
	case r.shape == atMost && blank && c.Outcome != schema.Inconsistent:
		return out.not(ReasonSomeBlank) // too much without it is too much; enough room is none for what is not printed
	}
	return out
}

// exceeded: the parts that are printed are already more than their total, which
// no part left out can explain where nothing is below zero.
func (r relation) exceeded(difference decimal.Decimal) bool {
	return difference.IsNegative() && !r.sheet.negative && !slices.ContainsFunc(r.parts, func(t term) bool { return t.sign < 0 })
}

// leftOut takes back what a figure that was left out would explain: the one
// blank among the parts of a sum that falls short. That a blank is nothing is
// known where its line or column is blank altogether, where there are several,
// or where another sum of it, or of the kind, holds with one.
func leftOut(results []result) {
	nothing, families := map[*figure]bool{}, map[string]bool{}
	for i := range results {
		if r := &results[i]; r.check.Outcome == schema.Exact && !r.check.Printed.IsZero() && len(r.blanks()) > 0 {
			families[r.family] = true
			for _, f := range r.blanks() {
				nothing[f] = true
			}
		}
	}
	for i := range results {
		r := &results[i]
		if r.check.Outcome != schema.Inconsistent || r.shape != sum || families[r.family] || r.exceeded(r.check.Difference) {
			continue
		}
		if blank := r.blanks(); len(blank) == 1 && !nothing[blank[0]] && !r.sheet.unused(blank[0]) {
			*r = r.not(ReasonBlank)
		}
	}
}

// blanks are the parts that nothing is printed for.
func (r relation) blanks() (out []*figure) {
	for _, p := range r.parts {
		if p.figure.state == figureBlank {
			out = append(out, p.figure)
		}
	}
	return out
}

// unused: nothing is printed in all the line or all the column of a figure.
func (s *sheet) unused(f *figure) bool {
	return s.inRow[f.row] == 0 && s.valued > 1 || s.inColumn[f.col] == 0 && s.rows-s.first > 1
}

func (r result) not(why Reason) result {
	r.check.Outcome, r.check.Reason = schema.NotCheckable, why.ID
	return r
}

func (s *sheet) operand(f *figure, sign int) schema.Operand {
	o := schema.Operand{
		TableID: s.table.ID, TableTitle: s.table.Layout.Title,
		Row: f.row, Column: f.col, Text: f.text, Sign: sign,
		RowLabel: s.rowLabel(f.row, f.col), ColumnLabel: s.columns[f.col].text,
	}
	if f.cell != nil {
		o.Page, o.Box = f.cell.Page, f.cell.Box
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
