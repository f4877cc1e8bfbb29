package verify

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/table"
)

// Where checks leave open which of their figures is wrong, an auditor looks
// around: which of them is out of proportion to the column beside it, which
// would be mended by one digit, and which other value is printed elsewhere.
// That orders what is told, and never takes anything from it.

// suspicion is what tells one figure of a check that fails from the others.
type suspicion struct {
	odds   float64 // natural logarithm of the odds that it is the one, against none of this being known
	slip   bool    // one digit, or two neighbours exchanged, would make it hold
	copied bool    // it is the figure of the row above or below
	beside Text    // the column or row to which it alone is out of proportion
	again  string  // title of a table that prints the value it should have
}

// The logarithms of how much likelier a figure is the wrong one. Judgements:
// most mistakes of typing touch one digit or exchange two, and of the other
// figures of a sum two in ten look as if one digit were wrong, hardly one as if
// two were exchanged; of a value with four digits hardly one stands in a table
// by accident, but tables speak of several things.
var (
	oddsOfSlip     = math.Log(4)
	oddsOfExchange = math.Log(12)
	oddsOfAgain    = math.Log(8)
	oddsOfSign     = -math.Log(32) // it would be below zero, or above, as it is not printed
	oddsOfWhole    = math.Log(2)   // the total, against any of its parts
	oddsToTell     = math.Log(10)  // beside another column, to be told of
)

const (
	// farthest is how many columns or rows away what stands beside a figure is
	// looked for.
	farthest = 12
	// fewestBeside is how many figures tell a proportion: with two, either may be
	// wrong.
	fewestBeside = 3
	// usualDeviation is by how much of their sum figures deviate from the common
	// proportion, of what is known before any is seen, and usualWeight how many
	// figures that counts as. Judgements: lines of budgets grow or shrink by a
	// fifth, and a handful of lines that do not says little of the next.
	usualDeviation, usualWeight = 0.1, 4
	// mostDeviation is the mean from which on two columns have nothing in common.
	mostDeviation = 0.15
	// telltale is how many digits a figure has that stands nowhere by accident.
	telltale = 4
)

// surroundings are what stands around the figures of a document.
type surroundings struct {
	*Pass
	grids   map[string]*table.Model
	printed map[string][]string // IDs of the tables of each amount, by its yuan
}

// weigh weighs the best remedies of a failure against each other.
func (s *surroundings) weigh(r *Result, of remedies) {
	best := math.MinInt
	for _, m := range of {
		best = max(best, m.gain())
	}
	of = slices.DeleteFunc(slices.Clone(of), func(m *remedy) bool { return m.gain() < best })
	if len(of) > 0 && len(of[0].fixes) > 1 {
		for _, m := range of {
			if m.misprint(r) {
				m.why.odds = oddsOfSlip // the checks tell them apart, and which of them is told of
			}
		}
		return
	}
	if len(of) < 2 {
		return
	}
	s.weighEach(r, of)
}

// weighEach weighs remedies that are as good by what stands around their
// figures.
func (s *surroundings) weighEach(r *Result, of remedies) {
	mended := make([]*decimal.Decimal, len(r.Operands))
	for _, m := range of {
		v := m.mended(r)
		mended[m.first.operand] = &v
	}
	own := s.own(r)
	odds, beside := s.proportions(r, mended)
	most := slices.Sorted(slices.Values(odds))
	for _, m := range of {
		k := m.first.operand
		m.why.slip, m.why.copied = m.misprint(r), s.copied(&r.Operands[k])
		switch {
		case m.why.slip && m.exchanged(r):
			m.why.odds += oddsOfExchange
		case m.why.slip || m.why.copied:
			m.why.odds += oddsOfSlip
		}
		printed, _ := r.valueOf(k)
		if mended[k].Sign()*printed.Mid().Sign() < 0 || mended[k].IsNegative() && printed.Mid().IsZero() {
			m.why.odds += oddsOfSign
		}
		if m.whole {
			m.why.odds += oddsOfWhole
		}
		if odds != nil {
			if m.why.odds += odds[k]; odds[k] == most[len(most)-1] && odds[k] > most[len(most)-2]+oddsToTell {
				m.why.beside = beside
			}
		}
		now, then := s.again(own, printed.Mid(), r.unitOf(k)), s.again(own, *mended[k], r.unitOf(k))
		switch {
		case now == "" && then != "":
			m.why.odds += oddsOfAgain
			m.why.again = s.Title(then)
		case now != "" && then == "":
			m.why.odds -= oddsOfAgain
		}
	}
}

// mended is the value of a remedy as it would be printed.
func (r *remedy) mended(of *Result) decimal.Decimal {
	v := r.value.Mid()
	if short := v.Round(max(amount.Parse(of.Operands[r.first.operand].Text).Decimals, 0)); r.value.Contains(short) {
		return short
	}
	return v
}

// grid is the model of a table; nil if there is none.
func (s *surroundings) grid(id string) *table.Model {
	if m, known := s.grids[id]; known {
		return m
	}
	if s.grids == nil {
		s.grids = map[string]*table.Model{}
	}
	t := s.Table(id)
	if t == nil || t.Layout == nil {
		s.grids[id] = nil
	} else {
		s.grids[id] = t.Grid()
	}
	return s.grids[id]
}

// figure is a number of a table; nil if none stands there.
func (s *surroundings) figure(id string, row, col int) *table.Figure {
	m := s.grid(id)
	if m == nil || row < 0 || col < 0 {
		return nil
	}
	f := m.Figure(row, col)
	if f == nil || f.State != table.Number {
		return nil
	}
	return f
}

// copied: the figure is that of the row above or below.
func (s *surroundings) copied(o *schema.Operand) bool {
	at := s.figure(o.TableID, o.Row, o.Column)
	if at == nil || at.IsZero() {
		return false
	}
	for _, row := range []int{o.Row - 1, o.Row + 1} {
		if f := s.figure(o.TableID, row, o.Column); f != nil && f.Value.Equal(at.Value) {
			return true
		}
	}
	return false
}

// proportions weighs the operands of a result by what stands beside each, as
// many columns away, or rows if all stand in one: last year's amount, that of
// another stage, the same of another unit. What is out of proportion to it, and
// would not be with its other value, is likelier wrong. Deviations are taken
// for independent and equally likely in any line (Laplace), so that the odds
// are those of the sums of deviations with and without the change. beside is
// the head or the label of the figures that tell most; odds is nil if none do.
func (s *surroundings) proportions(r *Result, mended []*decimal.Decimal) (odds []float64, beside Text) {
	inRow := true
	for i := range r.Operands {
		inRow = inRow && r.Operands[i].Row == r.Operands[0].Row && r.Operands[i].TableID == r.Operands[0].TableID
	}
	closestMean := math.Inf(1)
	for away := -farthest; away <= farthest; away++ {
		if away == 0 {
			continue
		}
		rows, cols := 0, away
		if inRow {
			rows, cols = away, 0
		}
		if c := s.compared(r, rows, cols); c != nil {
			if o, mean := c.odds(mended); mean < min(closestMean, mostDeviation) {
				closestMean, odds, beside = mean, o, s.head(&r.Operands[c.at[0]], rows, cols)
			}
		}
	}
	return odds, beside
}

// ofOneSide: a column so far from a figure is of the same lines.
func (s *surroundings) ofOneSide(o *schema.Operand, cols int) bool {
	m := s.grid(o.TableID)
	return m != nil && m.RowLabel(o.Row, o.Column) == m.RowLabel(o.Row, o.Column+cols)
}

// head names the column, or the row, so far from a figure.
func (s *surroundings) head(o *schema.Operand, rows, cols int) Text {
	m := s.grid(o.TableID)
	if rows != 0 {
		label := Quoted(m.RowLabel(o.Row+rows, o.Column))
		return Text{label + "行", "row " + label}
	}
	label := Quoted(m.Columns[o.Column+cols].Head)
	return Text{label + "列", "column " + label}
}

// pairs are the figures of a check, each with the one that stands beside it.
type pairs struct {
	at          []int // which operands
	of, compare []float64
	operands    int
}

func (s *surroundings) compared(r *Result, rows, cols int) *pairs {
	out := &pairs{operands: len(r.Operands)}
	texts := 0
	for i := range r.Operands {
		o := &r.Operands[i]
		if o.Text != "" {
			texts++
		}
		of, beside := s.figure(o.TableID, o.Row, o.Column), s.figure(o.TableID, o.Row+rows, o.Column+cols)
		if of == nil || beside == nil || of.Unit != beside.Unit {
			continue
		}
		if len(out.at) == 0 && !s.ofOneSide(o, cols) {
			return nil
		}
		out.at = append(out.at, i)
		out.of = append(out.of, roughly(of.Value))
		out.compare = append(out.compare, roughly(beside.Value))
	}
	if len(out.at) < fewestBeside || 2*len(out.at) < texts {
		return nil
	}
	return out
}

// roughly is a figure for proportions, which are never printed.
func roughly(v decimal.Decimal) float64 { return v.InexactFloat64() } //nolint:forbidigo // no amount is made of it

// odds are those of each operand, and the least mean deviation that the other
// value of one leaves.
func (c *pairs) odds(mended []*decimal.Decimal) (odds []float64, least float64) {
	var ratios []float64
	for i := range c.of {
		if c.compare[i] != 0 && c.of[i] != 0 {
			ratios = append(ratios, c.of[i]/c.compare[i])
		}
	}
	if len(ratios) == 0 {
		return nil, math.Inf(1)
	}
	slices.Sort(ratios)
	usual := ratios[len(ratios)/2]
	off := func(v, beside float64) float64 {
		beside *= usual
		if v == beside {
			return 0
		}
		return math.Abs(v-beside) / (math.Abs(v) + math.Abs(beside))
	}
	sum, n := 0.0, float64(len(c.of))
	for i := range c.of {
		sum += off(c.of[i], c.compare[i])
	}
	odds, least = make([]float64, c.operands), math.Inf(1)
	for i, k := range c.at {
		if mended[k] == nil {
			continue
		}
		mean := (sum - off(c.of[i], c.compare[i]) + off(roughly(*mended[k]), c.compare[i])) / n
		odds[k] = (n + usualWeight) * math.Log((sum+usualWeight*usualDeviation)/(n*mean+usualWeight*usualDeviation))
		least = min(least, mean)
	}
	return odds, least
}

// own counts the amounts of the operands of a result that stand in tables.
func (s *surroundings) own(r *Result) map[string]int {
	out := map[string]int{}
	for i := range r.Operands {
		if v, ok := r.valueOf(i); ok && r.Operands[i].TableID != "" {
			if key, telling := yuanOf(v.Mid(), r.unitOf(i)); telling {
				out[key]++
			}
		}
	}
	return out
}

// again is the ID of a table that prints an amount, beside those that the
// operands themselves are; empty if none does.
func (s *surroundings) again(own map[string]int, value decimal.Decimal, unit string) string {
	if s.printed == nil {
		s.printed = map[string][]string{}
		for i := range s.Record.Tables {
			t := &s.Record.Tables[i]
			for j := range t.Cells {
				if a := t.Cells[j].Amount; a != nil {
					if key, telling := yuanOf(a.Value, a.Unit); telling {
						s.printed[key] = append(s.printed[key], t.ID)
					}
				}
			}
		}
	}
	key, telling := yuanOf(value, unit)
	if places := s.printed[key]; telling && len(places) > own[key] {
		return places[len(places)-1]
	}
	return ""
}

// yuanOf is an amount of money in yuan, if it has digits enough to tell it from
// all others.
func yuanOf(value decimal.Decimal, unit string) (string, bool) {
	i, ok := amount.Point(value).In(amount.Unit(unit), amount.Yuan)
	if !ok {
		return "", false
	}
	text := i.Mid().String()
	return text, len(strings.Trim(strings.Replace(text, ".", "", 1), "-0")) >= telltale
}

// markTied marks the best remedy of a failure if it mends nothing else and
// others are as good.
func (h remedies) markTied() {
	if len(h) == 0 {
		return
	}
	best := 0
	for i := range h {
		if h.Less(i, best) {
			best = i
		}
	}
	r := h[best]
	for i, o := range h {
		if i != best && len(r.fixes) == 1 && o.gain() == r.gain() && o.line == r.line && len(o.fixes) == 1 {
			r.tied = true
			if o.why.odds >= r.why.odds {
				r.alike++
			}
		}
	}
}

// because says what tells the suspect of a problem from the other figures.
func (p *problem) because(f *schema.Finding) {
	if p.why.beside.ZH != "" {
		f.MessageZH += "与" + p.why.beside.ZH + "相比，各数中它最不相称。"
		f.MessageEN += " Of the figures it is the one out of proportion to " + p.why.beside.EN + "."
	}
	if p.why.again != "" {
		f.MessageZH += "它应有的数在《" + p.why.again + "》中也有。"
		f.MessageEN += " What it should be stands in table " + Quoted(p.why.again) + " too."
	}
	if p.why.copied {
		f.MessageZH += "它与相邻一行的数相同。"
		f.MessageEN += " It is the same as the figure of the row beside it."
	}
	switch {
	case !p.why.slip:
	case p.alike == 0:
		f.MessageZH += "它改一位数字或对调相邻两位即可相符。"
		f.MessageEN += " One digit of it, or two exchanged, would make it hold."
	default:
		f.MessageZH += fmt.Sprintf("改一位数字即可相符的，除它以外还有%d个数。", p.alike)
		f.MessageEN += " One digit of it would make it hold, as would one of another figure."
	}
}

// shortestFigure is how many characters a figure has of which one may be a
// slip; of shorter ones nearly any is.
const shortestFigure = 4

// misprint: the figure is the other value with one digit changed, or with two
// neighbours exchanged.
func (r *remedy) misprint(of *Result) bool {
	a := amount.Parse(of.Operands[r.first.operand].Text)
	if a.Kind != amount.Number {
		return false
	}
	value := r.value.Mid().Round(max(a.Decimals, 0))
	return r.value.Contains(value) && slipOf(a, value, 1) || r.exchanged(of)
}

func (r *remedy) exchanged(of *Result) bool {
	return Exchanged(amount.Parse(of.Operands[r.first.operand].Text), r.value)
}

// Exchanged reports that two neighbouring digits of a printed figure, exchanged,
// make it one of the values.
func Exchanged(a amount.Amount, values amount.Interval) bool {
	value := values.Mid().Round(max(a.Decimals, 0))
	return values.Contains(value) && slipOf(a, value, 2)
}

// slipOf: a printed figure is a value but for so many of its digits: one that
// is another, or two neighbours that are exchanged, the point between them or
// not. A printed zero is no slip.
func slipOf(a amount.Amount, value decimal.Decimal, digits int) bool {
	places := max(a.Decimals, 0)
	printed, should := a.Value.Abs().StringFixed(places), value.Abs().StringFixed(places)
	if len(printed) != len(should) || len(printed) < shortestFigure || a.Value.Sign()*value.Sign() <= 0 {
		return false
	}
	printed, should = strings.Replace(printed, ".", "", 1), strings.Replace(should, ".", "", 1)
	var differ []int
	for i := range printed {
		if printed[i] != should[i] {
			differ = append(differ, i)
		}
	}
	if len(differ) != digits {
		return false
	}
	i, k := differ[0], differ[digits-1]
	return digits == 1 || k == i+1 && printed[i] == should[k] && printed[k] == should[i]
}
