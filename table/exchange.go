package table

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/document"
)

// Exchange is two figures beside one another, one of which may be blank, that
// may stand in one another's place: so put, Gain more relations hold, and none
// holds less.
type Exchange struct {
	A, B *Figure
	Gain int
}

// equation is a sum in a form in which exchanges cost no more for many parts
// than for few: its total less its parts is nothing.
type equation struct {
	total           *Figure
	residual, slack decimal.Decimal
	holds           bool
}

// membership is a figure's part in an equation: -1 for the total, else the
// sign of the part.
type membership struct {
	*equation
	sign int64
}

// balances reports whether a sum holds, by its total and what is left without
// its parts. A total that is nothing proves nothing.
func balances(total *Figure, residual, slack decimal.Decimal) bool {
	return total.State == Number && !total.Value.IsZero() && residual.Abs().LessThanOrEqual(slack)
}

// exchanged reports whether the sum holds once a figure, whose part in it is
// ka, and another, whose part is kb, have changed places.
func (e *equation) exchanged(a, b *Figure, ka, kb int64) bool {
	residual := e.residual.Add(b.Value.Sub(a.Value).Mul(decimal.NewFromInt(ka - kb)))
	slack := e.slack
	switch wider := b.Interval.Slack().Sub(a.Interval.Slack()); {
	case ka != 0 && kb == 0:
		slack = slack.Add(wider)
	case ka == 0 && kb != 0:
		slack = slack.Sub(wider)
	}
	total := e.total
	switch total {
	case a:
		total = b
	case b:
		total = a
	}
	return balances(total, residual, slack)
}

// equations are the sums of lines and heads and the balance of the sides, by
// the figures in them.
func (m *Model) equations() map[*Figure][]membership {
	of := map[*Figure][]membership{}
	add := func(s *Sum) {
		if s.AtMost || !s.PrintsAnything() {
			return
		}
		e := &equation{total: s.Total}
		terms := append([]Term{{s.Total, -1}}, s.Parts...)
		unit := ""
		for _, t := range terms {
			if t.State == Unreadable || t.State == Number && unit != "" && t.Unit != unit {
				return
			}
			if t.State == Number {
				unit = t.Unit
			}
		}
		for _, t := range terms {
			e.residual = e.residual.Add(t.Value.Mul(decimal.NewFromInt(int64(t.Sign))))
			e.slack = e.slack.Add(t.Interval.Slack())
			of[t.Figure] = append(of[t.Figure], membership{e, int64(t.Sign)})
		}
		e.holds = balances(e.total, e.residual, e.slack)
	}
	m.eachSum(func(_ relationKind, s *Sum) { add(s) })
	return of
}

// headSums are the sums that the one total among siblings states in every line.
func (m *Model) headSums(side int, siblings []*Head) (sums []Sum) {
	totals, parts := Split(siblings)
	if len(totals) != 1 || len(totals[0].Columns) != 1 || len(totals[0].Children) > 0 || len(parts) == 0 {
		return nil
	}
	var cols []int
	for _, p := range parts {
		c, ok := p.SumOf()
		if !ok || p.NamesStage() {
			return nil
		}
		cols = append(cols, c...)
	}
	for row := m.Body; row < m.Rows; row++ {
		s := Sum{Side: side, Total: m.Figure(row, totals[0].Columns[0])}
		for _, c := range cols {
			if f := m.Figure(row, c); f != nil {
				s.Parts = append(s.Parts, Term{f, 1})
			}
		}
		if s.Total != nil && len(s.Parts) > 0 {
			sums = append(sums, s)
		}
	}
	return sums
}

// Exchanges are the pairs of figures one below the other or side by side that
// the sums of the table, and what is seen elsewhere, speak for exchanging. seen
// reports that the amount of one figure is printed elsewhere for the place of
// another. A publisher's mistake in one figure gives none: there is no figure
// beside it that the sums ask for.
func (m *Model) Exchanges(seen func(place, amount *Figure) bool) (out []Exchange) {
	of := m.equations()
	for side := range m.Sides {
		amounts := m.Sides[side].Amounts
		for row := m.Body; row < m.Rows; row++ {
			for k, col := range amounts {
				a := m.placeOf(row, col)
				if a == nil {
					continue
				}
				for _, b := range m.neighbours(row, amounts[k:]) {
					if b == nil || a.Value.Equal(b.Value) {
						continue
					}
					if gain, lost := weighExchange(of, a, b, seen); gain > 0 && !lost {
						out = append(out, Exchange{a, b, gain})
					}
				}
			}
		}
	}
	return out
}

// neighbours are the figures below and beside the one in a row and in the first
// of the columns of amounts; nil for one that is part of a merged cell.
func (m *Model) neighbours(row int, amounts []int) (out []*Figure) {
	if row+1 < m.Rows {
		out = append(out, m.placeOf(row+1, amounts[0]))
	}
	if len(amounts) > 1 {
		out = append(out, m.placeOf(row, amounts[1]))
	}
	return out
}

// placeOf is the figure at a position that an amount may stand at; nil if it
// is part of a merged cell, or no number.
func (m *Model) placeOf(row, col int) *Figure {
	f := m.Figure(row, col)
	if f == nil || f.State == Unreadable || m.Grid.Cells[row][col].State == document.CellCovered {
		return nil
	}
	return f
}

// asked reports a sum that does not hold, as one may for want of another figure.
func asked(members []membership) bool {
	return slices.ContainsFunc(members, func(e membership) bool { return !e.holds })
}

// weighExchange counts how many relations more hold once two figures have
// changed places; lost if one does not hold any more.
func weighExchange(of map[*Figure][]membership, a, b *Figure, seen func(place, amount *Figure) bool) (gain int,
	lost bool) {
	if !asked(of[a]) && !asked(of[b]) && (seen(a, a) || !seen(a, b)) && (seen(b, b) || !seen(b, a)) {
		return 0, false // nothing to gain
	}
	weigh := func(before, after bool) {
		switch {
		case before && !after:
			lost = true
		case after && !before:
			gain++
		}
	}
	in := func(members []membership, e *equation) int64 {
		if i := slices.IndexFunc(members, func(o membership) bool { return o.equation == e }); i >= 0 {
			return members[i].sign
		}
		return 0
	}
	for _, e := range of[a] {
		weigh(e.holds, e.exchanged(a, b, e.sign, in(of[b], e.equation)))
	}
	for _, e := range of[b] {
		if in(of[a], e.equation) == 0 {
			weigh(e.holds, e.exchanged(a, b, 0, e.sign))
		}
	}
	if !lost {
		weigh(seen(a, a), seen(a, b))
		weigh(seen(b, b), seen(b, a))
	}
	return gain, lost
}
