// Package report has the rules about reports of one organization, and of those
// that it names: what is printed of another year, stage or body is held against
// what was published there. Two documents may differ for good reasons (money
// that was moved between bodies, figures that were restated), so that nothing
// here is an error.
package report

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// Rules are the rules of this package.
var Rules = verify.Set{Group: "report"}

// How many figures of a report must agree with another report for one that does
// not to be a warning. A judgement: two totals are always equal in pairs
// (revenue and expenditure), a third is of another line.
const bearsOut = 3

// statement is a figure of another report that a report prints, or that follows
// from what it prints.
type statement struct {
	key      string
	at       schema.Coordinates // in the other report
	called   string             // what the report calls the code of at; empty if it has none, or several names
	year     int                // of the other report
	kind     schema.ReportKind  // likewise
	value    amount.Interval    // in unit
	unit     string
	operands []schema.Operand // the one in doubt first, then those it follows from
	message  string           // where it does not agree
	args     verify.Args
	milder   string // why it accuses less; empty if it does not
	unsure   bool
}

// ofFigure is a figure that is printed as it is.
func ofFigure(f *verify.Sighting, stage schema.Stage, year int, kind schema.ReportKind) statement {
	at := f.At
	at.Stage = stage
	s := statement{key: keyOf(f), at: at, year: year, kind: kind, value: f.Interval, unit: f.Unit,
		operands: []schema.Operand{f.As(0)}, unsure: f.Unsure}
	if f.Fact != nil {
		s.called = codeName(f.Fact.CodeName)
	}
	return s
}

// keyOf tells the figures of a document apart.
func keyOf(f *verify.Sighting) string {
	if f.Fact != nil {
		return tail(f.Fact.ID, f.Fact.DocumentID)
	}
	return tail(f.Claim.ID, f.Claim.DocumentID)
}

func tail(id, document string) string {
	return strings.TrimPrefix(strings.TrimPrefix(id, document), "-")
}

// ofLevel is the kind of report of that level: department_final.
func ofLevel(kind schema.ReportKind, rest string) schema.ReportKind {
	return schema.ReportKind(verify.Level(kind) + "_" + rest)
}

// holder holds what a report says of others against those.
type holder struct {
	rs     *verify.Reports
	report *verify.Report
	shown  shownBy
}

// hold holds statements of a report about others against those.
func hold(ctx context.Context, rs *verify.Reports, report *verify.Report, all []statement) (
	results []verify.Result, from []statement, err error,
) {
	if len(rs.All) == 1 && len(rs.Left) == 0 {
		return nil, nil, nil // there is no other
	}
	h := holder{rs: rs, report: report}
	if h.shown, err = everything.Of(ctx, rs); err != nil {
		return nil, nil, err
	}
	for i := range verify.InTime(ctx, all) {
		if r, said := h.against(&all[i]); said {
			results, from = append(results, r), append(from, all[i])
		}
	}
	return results, from, nil
}

// against is what comes of a statement; nothing where no report of that year is
// there.
func (h *holder) against(s *statement) (r verify.Result, said bool) {
	year, other := h.of(s)
	r = verify.Result{Key: s.key, TableID: s.operands[0].TableID, Unit: s.unit, Operands: s.operands, Certain: true,
		Milder: s.milder, Message: s.message, Args: s.args, Ambiguous: s.unsure}
	if len(year) == 0 {
		return r.NotCheckable(verify.ReasonTooMuch), h.left(s)
	}
	var candidates []*verify.Sighting
	if other != nil {
		candidates = h.counterparts(other, s)
	}
	if f := meets(candidates, s); f != nil {
		return compared(r, s, f), true
	}
	if f := h.elsewhere(year, s); f != nil && s.milder == "" {
		return compared(r, s, f), true
	}
	if at := otherFund(s.at); len(candidates) == 0 && other != nil && at != s.at {
		candidates, r.Milder = other.At(at), cmp.Or(r.Milder, "fund")
	}
	printed := h.printed(year, s)
	switch {
	case other == nil:
		return r.NotCheckable(verify.ReasonNoReport), !s.value.Mid().IsZero() // a zero has many sightings
	case len(candidates) == 0:
		return r.NotCheckable(verify.ReasonNoCounterpart), true
	case printed && precise(s):
		return r.NotCheckable(verify.ReasonSubject), true
	}
	f := slices.MinFunc(candidates, func(a, b *verify.Sighting) int { return apart(a, s).Cmp(apart(b, s)) })
	r = compared(r, s, f)
	r.Ambiguous = r.Ambiguous || printed || f.Unsure
	return r, true
}

// of are the other reports of the year that a statement speaks of, and that it
// speaks of; nil if that is not there.
func (h *holder) of(s *statement) (year []*verify.Report, other *verify.Report) {
	for _, r := range h.rs.All {
		if r.FiscalYear == s.year && r != h.report {
			year = append(year, r)
			if r.Kind == s.kind {
				other = r
			}
		}
	}
	return year, other
}

// left reports that the report spoken of is there, and is too much.
func (h *holder) left(s *statement) bool {
	for id := range h.rs.Left {
		if strings.HasSuffix(id, fmt.Sprintf("/%d/%s", s.year, s.kind)) {
			return true
		}
	}
	return false
}

// compared is the outcome of a statement and a figure of the other report.
func compared(r verify.Result, s *statement, f *verify.Sighting) verify.Result {
	r.Operands = slices.Concat(s.operands[:1], []schema.Operand{f.As(1)}, s.operands[1:])
	theirs, _ := f.In(s.unit) // both are of money
	r.Compare(s.value, theirs)
	return r
}

// meets is the figure that a statement agrees with, the closest of them.
func meets(figures []*verify.Sighting, s *statement) *verify.Sighting {
	var best *verify.Sighting
	for _, f := range figures {
		theirs, ok := f.In(s.unit)
		if ok && theirs.Intersects(s.value) && (best == nil || closer(f, best, s)) {
			best = f
		}
	}
	return best
}

func closer(a, b *verify.Sighting, s *statement) bool { return apart(a, s).LessThan(apart(b, s)) }

// elsewhere is a figure of that year that is the same but for its fund or stage,
// or stood so in a version that was replaced: words may name them loosely. A zero
// says nothing.
func (h *holder) elsewhere(year []*verify.Report, s *statement) *verify.Sighting {
	var found []*verify.Sighting
	for _, r := range year {
		found = append(found, h.shown[r].loosely[loose(s.at)]...)
	}
	return meets(found, s)
}

// printed reports that the reports of that year print the amount, of whatever: the
// sentence may speak of that.
func (h *holder) printed(year []*verify.Report, s *statement) bool {
	value, _ := s.value.In(amount.Unit(s.unit), amount.Yuan) // it is of money
	return slices.ContainsFunc(year, func(r *verify.Report) bool { return h.shown[r].prints(value) })
}

// otherFund is a line of the three public expenses, or of those that stand beside
// them, under the other name of its money: they are paid of fiscal appropriation,
// nearly all of it of the general public budget, and forms say the one or the
// other.
func otherFund(at schema.Coordinates) schema.Coordinates {
	if at.Item == "three_public" || threePublic[at.Item] || besideThem[at.Item] {
		switch at.Fund {
		case "fiscal_appropriation":
			at.Fund = "general_public_budget"
		case "general_public_budget":
			at.Fund = "fiscal_appropriation"
		}
	}
	return at
}

// threePublic are the parts of the three public expenses.
var threePublic = map[schema.Item]bool{"overseas": true, "reception": true, "vehicles": true, "vehicle_purchase": true,
	"vehicle_running": true}

// besideThem are lines of the same form.
var besideThem = map[schema.Item]bool{"conference": true, "training": true, "operating_cost": true}

// coarse is the share of an amount that its rounding may be for another figure of
// its size to be no accident. A judgement: of some hundred figures of a report
// one is nearly always as close as a hundredth.
var coarse = decimal.New(1, -3)

func precise(s *statement) bool {
	return s.value.Slack().LessThan(s.value.Mid().Abs().Mul(coarse))
}

// pair is a document and the report that it speaks of.
type pair struct {
	document string
	year     int
	kind     schema.ReportKind
}

// tally are the results of a pair, by their places.
type tally struct{ holds, fails []int }

// settle decides how far those that do not agree accuse: where most statements
// about another report fail, it is not the one that was published, and one
// finding says so; where few agree, it is a notice.
func settle(results []verify.Result, from []statement) {
	tallies := map[pair]*tally{}
	var order []*tally
	for i := range results {
		r := &results[i]
		k := pair{r.Operands[0].DocumentID, from[i].year, from[i].kind}
		t := tallies[k]
		if t == nil {
			t = &tally{}
			tallies[k] = t
			order = append(order, t)
		}
		switch {
		case r.Outcome == schema.NotCheckable || r.Printed.IsZero() && r.Expected.IsZero():
		case r.Holds():
			t.holds = append(t.holds, i)
		default:
			t.fails = append(t.fails, i)
		}
	}
	for _, t := range order {
		if len(t.fails) > 1 && len(t.fails) >= len(t.holds) {
			t.restated(results)
			continue
		}
		for _, i := range t.fails {
			if len(t.holds) < bearsOut {
				results[i].Milder = cmp.Or(results[i].Milder, "few")
			}
		}
	}
}

// restated tells once of a year whose figures are mostly others than those that
// were published, by the one that is the furthest off.
func (t *tally) restated(results []verify.Result) {
	worst := slices.MaxFunc(t.fails, func(a, b int) int { return off(&results[a]).Cmp(off(&results[b])) })
	for _, i := range t.fails {
		if i != worst {
			results[i] = results[i].NotCheckable(verify.ReasonRestated)
		}
	}
	r := &results[worst]
	args := verify.Args{"fails": len(t.fails), "all": len(t.fails) + len(t.holds)}
	maps.Copy(args, r.Args)
	if slices.ContainsFunc(t.fails, func(i int) bool { return !apartAnyway[results[i].Milder] }) {
		r.Milder = "restated"
	}
	r.Say("restated", args)
}

// apartAnyway are the softer severities of figures that need not be those of the
// other report.
var apartAnyway = map[string]bool{"estimate": true, "adjusted": true}

// off is how far a result is off in yuan.
func off(r *verify.Result) decimal.Decimal {
	i, _ := amount.Point(r.Difference.Abs()).In(amount.Unit(r.Unit), amount.Yuan)
	return i.Mid()
}

// apart is how far a figure is from what is said of it.
func apart(f *verify.Sighting, s *statement) decimal.Decimal {
	theirs, _ := f.In(s.unit)
	return theirs.Mid().Sub(s.value.Mid()).Abs()
}

// milder are the softer severities that rules on other reports share.
func milder(more map[string]verify.Milder) map[string]verify.Milder {
	out := map[string]verify.Milder{
		"fund": {Severity: schema.SeverityNotice,
			WhenZH: "一处称财政拨款，一处称一般公共预算",
			WhenEN: "one calls the money fiscal appropriation, the other the general public budget"},
		"few": {Severity: schema.SeverityNotice,
			WhenZH: fmt.Sprintf("该报告与另一报告相符的其他数不足%d个", bearsOut),
			WhenEN: fmt.Sprintf("fewer than %d other figures of the report agree with the other report", bearsOut)},
		"restated": {Severity: schema.SeverityNotice,
			WhenZH: "多数数字与所公布的不同，可能已重新编报",
			WhenEN: "most figures are others than those that were published, so that they may have been restated"},
	}
	maps.Copy(out, more)
	return out
}
