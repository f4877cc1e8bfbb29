// Package doubt deals with what recognition may have misread: it corrects a
// digit where two sums ask for the same one, and marks every recognised amount
// that is neither sure nor borne out, by a sum or by the invisible text that
// somebody else's recognition has left in the file, and every one that such a
// text contradicts.
//
// It knows the checks of a record and what a recogniser says of digits, and
// nothing of pictures or of how a record is made.
package doubt

import (
	"context"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

const (
	// sure is the probability from which on a digit is never corrected, and an
	// amount needs no sum to bear it out.
	sure = 0.99
	// mostTries is how often a document is worked out again for repairs.
	mostTries = 60
)

// Again makes the record of a document once more, with its checks.
type Again func(ctx context.Context) (*schema.Record, error)

// Run corrects digits of the record's document and marks what is doubtful. The
// result is the record as it is after the corrections; it is r itself where
// nothing was recognised. An error is again's.
func Run(ctx context.Context, r *schema.Record, again Again) (*schema.Record, error) {
	if r.Document == nil || !recognised(r.Document) {
		return r, nil
	}
	s := search{ctx: ctx, record: r, again: again, left: mostTries}
	if err := s.repair(); err != nil {
		return r, err
	}
	retract(s.record, s.repaired)
	mark(ctx, s.record)
	return s.record, budget.Done(ctx)
}

func recognised(d *document.Document) bool {
	return slices.ContainsFunc(d.Pages, func(p document.Page) bool {
		return slices.ContainsFunc(p.Blocks, func(b document.Block) bool { return b.Confidence > 0 })
	}) || slices.ContainsFunc(d.Tables, func(t document.Table) bool {
		return slices.ContainsFunc(t.Cells, func(row []document.Cell) bool {
			return slices.ContainsFunc(row, func(c document.Cell) bool { return c.Confidence > 0 })
		})
	})
}

type search struct {
	ctx      context.Context
	record   *schema.Record
	again    Again
	left     int
	repaired []string // checks that corrected a digit
}

// place is a cell of a record.
type place struct {
	table       string
	row, column int
}

func placeOf(o *schema.Operand) place { return place{o.TableID, o.Row, o.Column} }

// repair goes through the checks that fail. Every correction changes what the
// other checks say, so it begins anew after each.
func (s *search) repair() error {
	tried := map[string]bool{}
	for s.left > 0 {
		c := s.failing(tried)
		if c == nil {
			return nil
		}
		tried[c.ID] = true
		if err := budget.Done(s.ctx); err != nil {
			return err
		}
		if err := s.correct(c); err != nil {
			return err
		}
	}
	return nil
}

func (s *search) failing(tried map[string]bool) *schema.Check {
	for i := range s.record.Checks {
		if c := &s.record.Checks[i]; c.Outcome == schema.Inconsistent && !tried[c.ID] {
			return c
		}
	}
	return nil
}

// substitution is a cell with one digit replaced.
type substitution struct {
	at   place
	cell *document.Cell
	text string
}

// correct makes a check hold by the one digit that can, if another check that
// shares nothing else with it then holds too.
func (s *search) correct(c *schema.Check) error {
	var found []substitution
	for i := range c.Operands {
		found = append(found, s.substitutions(c, &c.Operands[i])...)
	}
	if len(found) != 1 {
		return nil
	}
	s.left--
	sub, first := found[0], found[0].cell.Text
	before := s.record
	sub.cell.Text = sub.text
	after, err := s.again(s.ctx)
	if err != nil {
		sub.cell.Text = first
		return err
	}
	witness := witness(before, after, c, sub.at)
	if witness == "" {
		sub.cell.Text = first
		// The record shares its tables with the document: it has to be that of
		// the text again.
		s.record, err = s.again(s.ctx)
		return err
	}
	if sub.cell.Repair == nil {
		sub.cell.Repair = &document.Repair{First: first}
	}
	sub.cell.Repair.Check, sub.cell.Repair.Witness = c.ID, witness
	s.record, s.repaired = after, append(s.repaired, c.ID)
	return nil
}

// substitutions are the second-best digits of an operand's cell that make up
// for what a check is out by.
func (s *search) substitutions(c *schema.Check, o *schema.Operand) (out []substitution) {
	cell := cellOf(s.record, placeOf(o))
	if cell == nil || cell.Repair != nil || len(cell.Digits) != document.CountDigits(cell.Text) {
		return nil
	}
	was := amount.Parse(cell.Text)
	if was.Kind != amount.Number {
		return nil
	}
	sign := decimal.NewFromInt(int64(o.Sign))
	if o.Sign == 0 {
		sign = decimal.NewFromInt(-1) // the printed total: more of it is less missing
	}
	for n, d := range cell.Digits {
		if d.Probability >= sure || d.Second == "" {
			continue
		}
		text, ok := document.WithDigit(cell.Text, n, d.Second)
		if !ok {
			continue
		}
		is := amount.Parse(text)
		change := is.Value.Sub(was.Value).Mul(sign)
		if is.Kind != amount.Number || change.IsZero() {
			continue
		}
		// The check may be in another unit than the cell. To be out by less than
		// rounding explains is not enough: of two digits both would be right.
		for _, power := range []int32{0, 4, -4} {
			if c.Difference.Equal(change.Shift(power)) {
				out = append(out, substitution{placeOf(o), cell, text})
				break
			}
		}
	}
	return out
}

// witness is a check that did not hold before a digit of the cell was replaced
// and does now, and that has nothing but this cell in common with the check
// that asked for it. Empty if there is none, or if a check of this cell held
// before and does not any more.
func witness(before, after *schema.Record, asked *schema.Check, at place) (id string) {
	was := map[string]schema.Outcome{}
	for i := range before.Checks {
		was[before.Checks[i].ID] = before.Checks[i].Outcome
	}
	own := map[place]bool{}
	for i := range asked.Operands {
		own[placeOf(&asked.Operands[i])] = true
	}
	repaired := false
	for i := range after.Checks {
		c := &after.Checks[i]
		if !slices.ContainsFunc(c.Operands, func(o schema.Operand) bool { return placeOf(&o) == at }) {
			continue
		}
		holds := c.Outcome == schema.Exact && c.Difference.IsZero()
		switch {
		case c.ID == asked.ID:
			repaired = holds
		case c.Outcome == schema.Inconsistent && was[c.ID] != schema.Inconsistent:
			return ""
		case id == "" && holds && was[c.ID] == schema.Inconsistent &&
			!slices.ContainsFunc(c.Operands, func(o schema.Operand) bool {
				return placeOf(&o) != at && own[placeOf(&o)]
			}):
			id = c.ID
		}
	}
	if !repaired {
		return ""
	}
	return id
}

func cellOf(r *schema.Record, at place) *document.Cell {
	i := slices.IndexFunc(r.Tables, func(t schema.Table) bool { return t.ID == at.table })
	if i < 0 || r.Tables[i].Layout == nil {
		return nil
	}
	cells := r.Tables[i].Layout.Cells
	if at.row < 0 || at.row >= len(cells) || at.column < 0 || at.column >= len(cells[at.row]) {
		return nil
	}
	if c := &cells[at.row][at.column]; c.Confidence > 0 {
		return c
	}
	return nil
}

// retract takes from the checks that corrected a digit what they would prove.
func retract(r *schema.Record, repaired []string) {
	for i := range r.Checks {
		if c := &r.Checks[i]; slices.Contains(repaired, c.ID) {
			c.Outcome, c.Reason = schema.NotCheckable, verify.ReasonRepaired.ID
		}
	}
	r.Findings = slices.DeleteFunc(r.Findings, func(f schema.Finding) bool { return slices.Contains(repaired, f.CheckID) })
	if len(repaired) > 0 {
		r.Coverage = verify.Cover(r.Tables, r.Checks)
	}
}
