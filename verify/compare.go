package verify

import (
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
)

// Observation is one published figure, wherever it stands. Two observations of
// one coordinate must agree.
type Observation struct {
	Operand  schema.Operand
	Interval amount.Interval // in Unit
	Unit     string
}

// Worth is an amount without its place.
func Worth(a schema.Amount) Observation {
	return Observation{Interval: amount.Rounded(a.Value, a.Decimals), Unit: a.Unit}
}

// OfFact is the figure of a table's fact.
func (p *Pass) OfFact(f *schema.Fact) Observation {
	o := Worth(f.Amount)
	o.Operand = schema.Operand{
		TableID: f.TableID, TableTitle: p.Title(f.TableID), Page: f.Page, Row: f.Row, Column: f.Column,
		RowLabel: f.RowLabel, ColumnLabel: f.ColumnLabel, Text: f.Amount.Text, Unit: f.Amount.Unit, Box: f.Box,
	}
	return o
}

// OfClaim is a figure of a sentence: one of the amounts of a claim.
func (p *Pass) OfClaim(c *schema.Claim, a schema.Amount) Observation {
	o := Worth(a)
	o.Operand = p.Figure(c.Source, c.Subject, a)
	return o
}

// As is the operand of the figure: +1 or -1 as a part, 0 as the printed total.
func (o Observation) As(sign int) schema.Operand {
	o.Operand.Sign = sign
	if o.Operand.Text != "" {
		o.Operand.Unit = o.Unit
	}
	return o.Operand
}

// In brings a figure to another unit of money.
func (o Observation) In(unit string) (amount.Interval, bool) {
	if o.Unit == unit {
		return o.Interval, true
	}
	return o.Interval.In(amount.Unit(o.Unit), amount.Unit(unit))
}

// Result is what a rule found of one relation. Checks and findings are made of
// results when all rules have run, and do not change any more.
type Result struct {
	Rule string // of the rule that ran, where it is empty
	// Key tells the results of one rule apart; where it is empty the place of
	// the first operand does.
	Key        string
	TableID    string
	Unit       string
	Operands   []schema.Operand // the figure in doubt first, then what it is held against
	Outcome    schema.Outcome
	Reason     string // why it is not checkable
	Printed    decimal.Decimal
	Expected   decimal.Decimal
	Difference decimal.Decimal
	Slack      decimal.Decimal
	Working    string // what gives Expected, where that is not a sum of the operands: 110÷584.35

	// Ratio are the two figures that a percentage follows from, of the values
	// of the operands, the first of which is the percentage; nil for a sum. Of
	// a share they are the next two operands themselves (Whole).
	Ratio    func(values []amount.Interval) (top, base amount.Interval)
	Whole    bool
	decimals int32 // of the percentage
	style    int   // how many percentages of the document are cut off as this one is

	// Family are the results that stand or fall together as a reading of the
	// document; without a Rule those of the rule alone.
	Family string
	// Certain: the form itself says so. A relation that is not certain was
	// inferred; it accuses nobody unless others of its family hold.
	Certain bool
	// Telling: enough figures other than zero that to hold is no accident.
	Telling bool
	// Selected: its equality decided how the table is read, so that it proves
	// nothing.
	Selected bool
	// Ambiguous: another reading of the words around it would take it back.
	Ambiguous bool

	// Bound is 1 if what is printed may be less than expected, -1 if it may be
	// more, 0 if it is to be equal.
	Bound int
	// OfTable: it is about the whole table, so that what else fails of its
	// figures is the same problem; OfLines: about how its lines are taken, so
	// that what fails of sums over lines (ByLines) is.
	OfTable, OfLines, ByLines bool

	Milder  string // the name of a milder severity of the rule; empty for its own
	Message string // the name of a message of the rule; empty for its general one
	Args    Args   // of the message
}

// CompareSum holds a printed figure against the sum of others.
func (p *Pass) CompareSum(key, family string, certain bool, printed Observation, parts ...Observation) Result {
	r := Result{Key: key, Family: family, Certain: certain, TableID: printed.Operand.TableID, Unit: printed.Unit,
		Operands: []schema.Operand{printed.As(0)}}
	var expected amount.Interval
	units := true
	for _, part := range parts {
		r.Operands = append(r.Operands, part.As(1))
		i, ok := part.In(printed.Unit)
		units = units && ok
		expected = expected.Add(i)
	}
	switch {
	case printed.Operand.Text == "":
		return r.NotCheckable(ReasonTotalMissing)
	case len(parts) == 0:
		return r.NotCheckable(ReasonPartsMissing)
	case !units:
		return r.NotCheckable(ReasonUnits)
	}
	r.Compare(printed.Interval, expected)
	return r
}

// Compare sets the outcome of a printed figure and the one expected.
func (r *Result) Compare(printed, expected amount.Interval) {
	c := amount.Compare(printed, expected)
	r.Printed, r.Expected = printed.Mid(), expected.Mid()
	r.Difference, r.Slack = c.Difference, c.Slack
	r.Outcome = schema.Outcome(c.Outcome)
	r.Telling = !r.Printed.IsZero()
}

// CompareQuotient holds a printed percentage of so many decimals against what
// two figures give.
func (p *Pass) CompareQuotient(key, family string, certain bool, printed Observation, decimals int32, top,
	base amount.Interval, operands ...schema.Operand) Result {
	r := Result{Key: key, Family: family, Certain: certain, TableID: printed.Operand.TableID,
		Unit:     string(amount.Percent),
		Operands: append([]schema.Operand{printed.As(0)}, operands...)}
	if len(operands) == 2 {
		r.Ratio, r.Whole = ShareOf, true
	}
	return r.Quotient(printed.Interval, decimals, top, base)
}

// ShareOf are the two figures of a share: the part and the whole.
func ShareOf(v []amount.Interval) (top, base amount.Interval) { return v[1], v[2] }

// RateOf are the two figures of a rate of change from one amount to another,
// which comes after it.
func RateOf(v []amount.Interval) (top, base amount.Interval) { return v[1].Sub(v[2]), v[2] }

// Quotient holds a printed percentage of so many decimals against top / base.
func (r Result) Quotient(printed amount.Interval, decimals int32, top, base amount.Interval) Result {
	q, ok := top.Div(base)
	if !ok {
		return r.NotCheckable(ReasonZeroBase)
	}
	hundred := decimal.NewFromInt(100)
	r.Compare(printed, q.Scale(hundred))
	r.decimals = decimals
	// Of figures with few digits the middle of what their quotient can be is far from
	// the quotient of what is printed, which is what everybody works out.
	r.Expected = top.Mid().Mul(hundred).DivRound(base.Mid(), decimals+quotientPlaces)
	r.Slack = r.Slack.Round(decimals + quotientPlaces)
	if r.Outcome != schema.Inconsistent {
		// A share is always rounded; it is exact if it is rounded rightly.
		r.Outcome = schema.Rounding
		if top.Mid().Mul(hundred).DivRound(base.Mid(), decimals).Equal(r.Printed) {
			r.Outcome = schema.Exact
		}
	}
	r.Difference = r.Printed.Sub(r.Expected)
	return r
}

// quotientPlaces is how many decimals more than the printed percentage one
// that was worked out is told with.
const quotientPlaces = 2

// CutOff reports a percentage of so many decimals that is off in its last
// digit only, as one is that was cut off instead of rounded.
func (r *Result) CutOff(decimals int32) bool {
	return r.Outcome == schema.Inconsistent && r.Difference.Abs().LessThan(decimal.New(15, -decimals-1))
}

// cutOff: the percentage is what is left of the true one when the digits after
// its last are cut off; rounded: it is rounded. What is both tells nothing.
func (r *Result) cutOff() (cutOff, rounded bool) {
	if r.Ratio == nil || r.Outcome == schema.NotCheckable {
		return false, false
	}
	exact := r.Expected
	down, near := exact.Truncate(r.decimals), exact.Round(r.decimals)
	if down.Equal(near) {
		return false, false
	}
	return r.Printed.Equal(down), r.Printed.Equal(near)
}

// A document cuts percentages off that does so so many times, and so many
// times as often as it rounds them. Judgements: one that rounds is off in the
// last digit now and then, in either direction.
const (
	cutOffTimes = 4
	cutOffRatio = 3
)

// cutOffStyle takes it as the style of a document that it cuts percentages off
// instead of rounding them, where its figures say so: the first is told of,
// the others accuse nobody.
func cutOffStyle(results []Result) {
	var cut []int
	rounds := 0
	for i := range results {
		isCut, isRounded := results[i].cutOff()
		if isCut {
			cut = append(cut, i)
		}
		if isRounded {
			rounds++
		}
	}
	if len(cut) < cutOffTimes || len(cut) < cutOffRatio*rounds {
		return
	}
	first := true
	for _, i := range cut {
		switch r := &results[i]; {
		case r.Outcome != schema.Inconsistent:
		case first:
			first = false
			r.style = len(cut)
		default:
			*r = r.NotCheckable(ReasonCutOff)
		}
	}
}

// Notice is a result about words or form; there is no arithmetic behind it.
func Notice(key string, o schema.Operand, message string, args Args) Result {
	return Result{Key: key, Family: key, Certain: true, TableID: o.TableID, Outcome: schema.Inconsistent,
		Operands: []schema.Operand{o}, Message: message, Args: args}
}

// NotCheckable is a statement that there is nothing to hold against.
func NotCheckable(key string, why Reason, operands ...schema.Operand) Result {
	return Result{Key: key, TableID: operands[0].TableID, Operands: operands}.NotCheckable(why)
}

// NotCheckable is the result without an outcome, and why.
func (r Result) NotCheckable(why Reason) Result {
	r.Outcome, r.Reason = schema.NotCheckable, why.ID
	return r
}

// AtMost holds a part against the whole that it is part of.
func (p *Pass) AtMost(key, family string, part, whole Observation) Result {
	r := p.CompareSum(key, family, true, part, whole)
	return r.bounded(1)
}

// AtLeast holds a whole against some of its parts.
func (p *Pass) AtLeast(key, family string, whole Observation, parts ...Observation) Result {
	r := p.CompareSum(key, family, true, whole, parts...)
	return r.bounded(-1)
}

// bounded makes a bound of a comparison: what is printed is no more (1) or no
// less (-1) than what is expected.
func (r Result) bounded(way int) Result {
	r.Bound = way
	if r.Outcome == schema.Inconsistent && r.Difference.Sign() != way {
		r.Outcome = schema.Within
	}
	return r
}

// Holds reports an outcome that accuses nobody and says something.
func (r *Result) Holds() bool {
	return r.Outcome == schema.Exact || r.Outcome == schema.Rounding || r.Outcome == schema.Within
}

// Say gives the result its message, for when it does not hold.
func (r *Result) Say(message string, args Args) { r.Message, r.Args = message, args }

// Plain prints a figure with as many decimals as the operands have; nothing if
// the check is one of words.
func (r *Result) Plain(v decimal.Decimal) string {
	if r.Printed.Equal(r.Expected) {
		return ""
	}
	places := int32(0)
	for _, o := range r.Operands {
		if a := amount.Parse(strings.TrimRight(o.Text, "%％")); a.Kind == amount.Number {
			places = max(places, a.Decimals)
		}
	}
	if !v.Equal(v.Round(places)) {
		return v.String()
	}
	return v.StringFixed(places)
}

// inYuan is how far off the result is, without its sign; nil if that is not of
// money.
func (r *Result) inYuan() *decimal.Decimal {
	if r.Printed.Equal(r.Expected) && r.Difference.IsZero() {
		return nil
	}
	i, ok := amount.Point(r.Difference.Abs()).In(amount.Unit(r.Unit), amount.Yuan)
	if !ok {
		return nil
	}
	v := i.Mid()
	return &v
}

// published is the printed figure with the decimals it is printed with.
func (r *Result) published() string {
	plain := r.Plain(r.Printed)
	if a := amount.Parse(r.Operands[0].Text); plain != "" && a.Kind == amount.Number && a.Value.Equal(r.Printed) {
		return r.Printed.StringFixed(max(a.Decimals, 0))
	}
	return plain
}

// Over is a quotient of two figures as a message writes it: 110÷584.35.
func Over(top, base schema.Operand) string {
	if top.Unit != base.Unit {
		return Written(top.Text, top.Unit) + "÷" + Written(base.Text, base.Unit)
	}
	return Written(top.Text, "") + "÷" + Written(base.Text, "")
}

// ChangeOver is the rate of a change as a message writes it: (110−100)÷100.
func ChangeOver(now, before schema.Operand) string {
	b := Written(before.Text, "")
	return "(" + Written(now.Text, "") + "−" + b + ")÷" + b
}
