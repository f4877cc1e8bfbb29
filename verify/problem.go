package verify

import (
	"cmp"
	"container/heap"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
)

// One problem is one finding. Where checks that fail have a figure in common,
// and one other value of it makes them hold without breaking those that hold,
// that figure is the one most likely wrong: it is named first, with the value,
// and the checks are told of together.

// problem is what one figure being wrong explains.
type problem struct {
	leader  int   // the result that is told of
	suspect int   // its operand that is wrong; 0 unless checks intersect in another
	others  []int // results that hold too with the other value
	value   string
	words   bool      // it is one of words, said again
	why     suspicion // what else tells the suspect from others
	alike   int       // how many others as much speaks for
}

// figureID tells a printed figure from all others.
type figureID struct {
	table       string
	row, column int
	place       string // outside tables
}

func figureOf(o *schema.Operand) figureID {
	if o.TableID != "" && o.Row >= 0 && o.Column >= 0 {
		return figureID{table: o.TableID, row: o.Row, column: o.Column}
	}
	place := fmt.Sprint(o.Page, o.Box, o.Text)
	if o.Box.IsZero() {
		place += o.RowLabel + o.At
	}
	return figureID{table: o.TableID, place: place}
}

// use is where a figure takes part: a result, and which operand of it.
type use struct{ result, operand int }

// mostUses is in how many results a figure takes part that may be wrong: one
// that stands in more is borne out by most of them.
const mostUses = 128

// remedy is another value of a figure, with what it does.
type remedy struct {
	figure        figureID
	first         use             // the failure it was worked out from
	value         amount.Interval // in the unit of the figure
	fixes, breaks []int           // results
	whole         bool            // it is what is printed of the failure, and no part
	why           suspicion       // of those that are as good
	line          int             // how many failures its line explains, moved by as much in each
	tied          bool            // others of the same failure are as good, but for why
	alike         int             // how many of these as much speaks for
}

// remedies are those that are left, the best first. That of one kind counts
// as many results as it makes hold, less those that it breaks.
type remedies []*remedy

func (r *remedy) gain() int { return len(r.fixes) - len(r.breaks) }

func (h remedies) Len() int      { return len(h) }
func (h remedies) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *remedies) Push(x any)   { *h = append(*h, x.(*remedy)) }
func (h remedies) Less(i, j int) bool {
	a, b := h[i], h[j]
	return cmp.Or(b.gain()-a.gain(), len(b.fixes)-len(a.fixes), b.line-a.line, cmp.Compare(b.why.odds, a.why.odds),
		sooner(a.whole, b.whole),
		a.first.result-b.first.result, a.first.operand-b.first.operand) < 0
}
func (h *remedies) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}

func sooner(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// problems groups results that fail; failing says which are to be told of.
func (p *Pass) problems(results []Result, failing []bool) map[int]problem {
	out := map[int]problem{}
	if !slices.Contains(failing, true) {
		return out
	}
	uses, around := usesOf(results), surroundings{Pass: p}
	var queue remedies
	var groups []remedies // those of each failure
	for i := range results {
		if r := &results[i]; failing[i] && r.counts() && r.solves() {
			var of remedies
			for k := range results[i].Operands {
				if r := tryRemedy(results, failing, uses, use{i, k}); r != nil {
					of = append(of, r)
				}
			}
			around.weigh(r, of)
			queue, groups = append(queue, of...), append(groups, of)
		}
	}
	queue.markLines(results)
	for _, of := range groups {
		of.markTied()
	}
	heap.Init(&queue)
	told := make([]bool, len(results))
	for queue.Len() > 0 {
		r := heap.Pop(&queue).(*remedy)
		left := slices.DeleteFunc(slices.Clone(r.fixes), func(i int) bool { return told[i] })
		if len(left) < len(r.fixes) {
			if r.fixes = left; len(left) > 0 {
				heap.Push(&queue, r)
			}
			continue
		}
		if len(r.fixes) == 1 && told[r.first.result] {
			continue
		}
		p := r.problem(results)
		switch {
		case !r.tied || r.whole:
		case r.why.odds <= 0 || r.alike > 0 && !results[r.fixes[0]].tabled():
			p = problem{leader: r.fixes[0]} // several parts may be wrong as well
		default:
			p.why, p.alike = r.why, r.alike
		}
		for _, i := range r.fixes {
			told[i] = true
		}
		out[p.leader] = p
	}
	return out
}

// markLines counts what one line of a table explains: a line that was printed
// wrongly is off by as much in its total and in a column, which agree.
func (h remedies) markLines(results []Result) {
	type line struct {
		table string
		row   int
		move  string
	}
	explains := map[line]map[int]bool{}
	of := make([]line, len(h))
	for i, r := range h {
		printed, ok := results[r.first.result].valueOf(r.first.operand)
		if !ok || r.figure.table == "" || r.figure.place != "" {
			continue
		}
		of[i] = line{r.figure.table, r.figure.row, r.value.Mid().Sub(printed.Mid()).String()}
		if explains[of[i]] == nil {
			explains[of[i]] = map[int]bool{}
		}
		explains[of[i]][r.first.result] = true
	}
	for i, r := range h {
		if n := len(explains[of[i]]); n > 1 {
			r.line = n
		}
	}
}

// usesOf are the results that every figure takes part in.
func usesOf(results []Result) map[figureID][]use {
	uses := map[figureID][]use{}
	for i := range results {
		r := &results[i]
		if !r.counts() {
			continue
		}
		for k := range r.Operands {
			if o := &r.Operands[k]; o.Text != "" {
				id := figureOf(o)
				uses[id] = append(uses[id], use{i, k})
			}
		}
	}
	return uses
}

// counts: the result is of figures and says something of them.
func (r *Result) counts() bool {
	return r.Outcome != schema.NotCheckable && !r.Selected && len(r.Operands) > 1 &&
		(r.Outcome != schema.Inconsistent || !r.Difference.IsZero())
}

// tabled: all its figures stand in tables. What sentences say is told as they
// say it where one of several figures is wrong.
func (r *Result) tabled() bool {
	return !slices.ContainsFunc(r.Operands, func(o schema.Operand) bool { return o.TableID == "" })
}

// solves: what is printed of the result is a figure.
func (r *Result) solves() bool {
	_, ok := r.solve(0)
	return ok
}

// tryRemedy works out the value of an operand that makes a failure hold, and
// what it does to the other results; nil if there is none.
func tryRemedy(results []Result, failing []bool, uses map[figureID][]use, at use) *remedy {
	r := &results[at.result]
	o := &r.Operands[at.operand]
	if o.Text == "" {
		return nil
	}
	value, ok := r.solve(at.operand)
	id := figureOf(o)
	if !ok || len(uses[id]) > mostUses {
		return nil
	}
	out := &remedy{figure: id, first: at, value: value, whole: at.operand == 0}
	for _, u := range uses[id] {
		other := &results[u.result]
		holds, known := other.holdsWith(u.operand, value, r.unitOf(at.operand))
		holds = holds || u == at
		switch {
		case !known && u != at:
		case failing[u.result] && holds:
			out.fixes = append(out.fixes, u.result)
		case other.Holds() && !holds && !other.Printed.IsZero():
			out.breaks = append(out.breaks, u.result)
		}
	}
	slices.Sort(out.fixes)
	out.fixes = slices.Compact(out.fixes)
	return out
}

// unitOf is the unit of an operand.
func (r *Result) unitOf(k int) string {
	if k == 0 && r.Ratio != nil {
		return r.Unit
	}
	return cmp.Or(r.Operands[k].Unit, r.Unit)
}

// valueOf is what an operand stands for, in its unit.
func (r *Result) valueOf(k int) (amount.Interval, bool) {
	a := amount.Parse(strings.TrimLeft(r.Operands[k].Text, "<=≤"))
	return a.Interval(), a.Kind == amount.Number
}

// convert brings a figure from one unit to another, which need be of money
// only if they differ.
func convert(i amount.Interval, from, to string) (amount.Interval, bool) {
	return Observation{Interval: i, Unit: from}.In(to)
}

// solve is the value of an operand with which a result that fails holds, in
// the unit of the operand; false if it does not follow.
func (r *Result) solve(k int) (out amount.Interval, ok bool) {
	if r.Ratio != nil {
		return r.solveRatio(k)
	}
	printed, ok := r.valueOf(k)
	if !ok || k > 0 && r.Operands[k].Sign == 0 {
		return out, false
	}
	move, ok := convert(amount.Between(r.Difference.Sub(r.Slack), r.Difference.Add(r.Slack)), r.Unit, r.unitOf(k))
	if k == 0 || r.Operands[k].Sign < 0 {
		move = move.Neg()
	}
	return amount.Point(printed.Mid()).Add(move), ok
}

// solveRatio is that of a percentage, or of one of the two amounts that it is
// the share of.
func (r *Result) solveRatio(k int) (out amount.Interval, ok bool) {
	if k == 0 {
		return amount.Rounded(r.Expected, r.decimals), true
	}
	top, base, ok := r.ratio(0, amount.Interval{}, "")
	if !ok || !r.share() {
		return out, false
	}
	share := r.percent().Scale(decimal.New(1, -2))
	if k == 1 {
		out = amount.Between(base.Mid().Mul(share.Lo), base.Mid().Mul(share.Hi))
	} else if out, ok = amount.Point(top.Mid()).Div(share); !ok {
		return out, false
	}
	return convert(out, r.moneyUnit(), r.unitOf(k))
}

// percent is what the printed percentage stands for.
func (r *Result) percent() amount.Interval { return amount.Rounded(r.Printed, r.decimals) }

// share: the percentage is one amount over another.
func (r *Result) share() bool { return len(r.Operands) == 3 && r.Whole }

// moneyUnit is a unit to which the amounts of a percentage are brought.
func (r *Result) moneyUnit() string {
	if _, ok := amount.Unit(r.unitOf(1)).Exponent(); ok {
		return string(amount.Yuan)
	}
	return r.unitOf(1)
}

// ratio are the two figures that a percentage follows from, with another value
// in place of operand k.
func (r *Result) ratio(k int, value amount.Interval, unit string) (top, base amount.Interval, ok bool) {
	values := make([]amount.Interval, len(r.Operands))
	for i := 1; i < len(values); i++ {
		v, from := value, unit
		if i != k {
			if v, ok = r.valueOf(i); !ok {
				return top, base, false
			}
			from = r.unitOf(i)
		}
		if values[i], ok = convert(v, from, r.moneyUnit()); !ok {
			return top, base, false
		}
	}
	top, base = r.Ratio(values)
	return top, base, true
}

// holdsWith: the result would hold with another value of an operand, if that is
// known.
func (r *Result) holdsWith(k int, value amount.Interval, unit string) (holds, known bool) {
	if r.Ratio != nil {
		printed := r.percent()
		if k == 0 {
			printed = value
		}
		top, base, ok := r.ratio(k, value, unit)
		q, defined := top.Div(base)
		return ok && defined && q.Scale(decimal.New(1, 2)).Intersects(printed), ok
	}
	printed, ok := r.valueOf(k)
	if !ok || k > 0 && r.Operands[k].Sign == 0 {
		return false, false
	}
	move, ok := convert(value.Sub(amount.Point(printed.Mid())), unit, r.Unit)
	if k > 0 && r.Operands[k].Sign > 0 {
		move = move.Neg()
	}
	off := move.Add(amount.Point(r.Difference))
	if r.Bound > 0 && off.Lo.IsNegative() || r.Bound < 0 && off.Hi.IsPositive() {
		return true, ok
	}
	return off.Intersects(amount.Between(r.Slack.Neg(), r.Slack)), ok
}

// problem is the problem that a remedy mends. The result is told of that has
// the figure for its first, or else the gravest by its order.
func (r *remedy) problem(results []Result) problem {
	p := problem{leader: r.first.result, suspect: r.first.operand}
	for _, i := range r.fixes {
		if figureOf(&results[i].Operands[0]) == r.figure {
			p.leader, p.suspect = i, 0
			break
		}
	}
	for _, i := range r.fixes {
		if i != p.leader {
			p.others = append(p.others, i)
		}
	}
	p.value = results[p.leader].valueText(p.suspect, r)
	return p
}

// relation is how many figures a check has that is one of arithmetic: two may
// be taken for one thing by mistake, and then all others of it are too.
const relation = 3

// borneOut: checks of two rules, one of them of arithmetic, fail because of one
// figure, and hold with one other value of it.
func (p *problem) borneOut(results []Result, leader int, accused []bool) bool {
	if p.words || p.why.odds > 0 || p.value == "" || !accused[leader] {
		return false
	}
	arithmetic, rules := len(results[leader].Operands) >= relation, false
	for _, i := range p.others {
		if results[i].counts() && accused[i] {
			arithmetic = arithmetic || len(results[i].Operands) >= relation
			rules = rules || results[i].Rule != results[leader].Rule
		}
	}
	return arithmetic && rules
}

// valueText is the value of a remedy as the figure would be printed.
func (r *Result) valueText(k int, of *remedy) string {
	unit := r.unitOf(k)
	a := amount.Parse(r.Operands[k].Text)
	v := of.value.Mid()
	if short := v.Round(max(a.Decimals, 0)); of.value.Contains(short) {
		return Written(short.StringFixed(max(a.Decimals, 0)), unit)
	}
	return Written(v.String(), unit)
}

// turned is a sum with one of its parts in the place of what is printed: what
// that part should be by the others.
func (r Result) turned(k int) Result {
	part := r.Operands[k]
	sign := part.Sign
	printed, _ := r.valueOf(k)
	unit := r.unitOf(k)
	difference, _ := convert(amount.Point(r.Difference), r.Unit, unit)
	slack, _ := convert(amount.Point(r.Slack), r.Unit, unit)
	operands := make([]schema.Operand, 0, len(r.Operands))
	part.Sign = 0
	operands = append(operands, part)
	for i, o := range r.Operands {
		switch {
		case i == 0:
			o.Sign = sign
		case i == k:
			continue
		default:
			o.Sign *= -sign
		}
		operands = append(operands, o)
	}
	r.Operands, r.Unit = operands, unit
	r.Printed, r.Slack = printed.Mid(), slack.Mid()
	r.Difference = difference.Mid()
	if sign > 0 {
		r.Difference = r.Difference.Neg()
	}
	r.Expected = r.Printed.Sub(r.Difference)
	return r
}

// mostEvidence is how many operands of other checks a finding lists.
const mostEvidence = 16

// tell names the figure of a problem first, says what it should be and which
// other checks fail because of it.
func (p *problem) tell(f *schema.Finding, rule *Rule, results []Result, ids []string) {
	leader := &results[p.leader]
	if said := rule.Messages[leader.Message]; p.suspect > 0 && leader.Ratio == nil &&
		(said == SumMessage || said == PairMessage) {
		p.turn(f, leader)
	} else if p.suspect > 0 {
		p.point(f, leader)
	}
	if p.suspect > 0 {
		p.because(f)
	}
	if len(p.others) == 0 {
		return
	}
	have := map[figureID]bool{}
	for i := range f.Evidence {
		have[figureOf(&f.Evidence[i])] = true
	}
	evidence := slices.Clone(f.Evidence)
	for _, i := range p.others {
		f.OtherChecks = append(f.OtherChecks, ids[i])
		for _, o := range results[i].Operands {
			if id := figureOf(&o); !have[id] && o.Text != "" && len(evidence) < len(f.Evidence)+mostEvidence {
				have[id], o.Sign = true, 0
				evidence = append(evidence, o)
			}
		}
	}
	f.Evidence = evidence
	n := len(p.others)
	if leader.OfTable || leader.OfLines {
		f.MessageZH += fmt.Sprintf("该表另有%d项核对不成立，原因相同。", n)
		f.MessageEN += fmt.Sprintf(" That is why %d other checks of it fail.", n)
		return
	}
	if p.words {
		f.MessageZH += fmt.Sprintf("另有%d处相同。", n)
		f.MessageEN += fmt.Sprintf(" So do %d more places.", n)
		return
	}
	f.MessageZH += fmt.Sprintf("这一数若为%s，另外%d项不符的核对也成立。", p.value, n)
	checks := "checks that fail"
	if n == 1 {
		checks = "check that fails"
	}
	f.MessageEN += fmt.Sprintf(" With %s there, %d more %s would hold.", p.value, n, checks)
}

// point says which of the figures of a check, that says of them what no other
// does, is wrong.
func (p *problem) point(f *schema.Finding, leader *Result) {
	o := leader.Operands[p.suspect]
	f.Evidence = slices.Concat([]schema.Operand{o}, f.Evidence[:p.suspect], f.Evidence[p.suspect+1:])
	f.MessageZH += fmt.Sprintf("其中%s所印%s似有误。", Where(o).ZH, Written(o.Text, leader.unitOf(p.suspect)))
	f.MessageEN += fmt.Sprintf(" The mistake seems to be the %s of %s.", Written(o.Text, leader.unitOf(p.suspect)),
		Where(o).EN)
}

// turn puts the figure that is wrong in the place of the one that a check
// prints.
func (p *problem) turn(f *schema.Finding, leader *Result) {
	r := leader.turned(p.suspect)
	words, err := SumMessage.fill(&r)
	if err != nil {
		return
	}
	f.TableID = r.Operands[0].TableID
	f.MessageZH, f.MessageEN = words.ZH, words.EN
	f.Printed, f.Expected, f.Difference, f.Slack = r.published(), r.Plain(r.Expected), r.Plain(r.Difference),
		r.Plain(r.Slack)
	f.Unit, f.Evidence = r.Unit, r.Operands
}

// wholeTables makes one problem of all that fails of the figures of a table
// that is wrong as a whole, and takes it from what is accused.
func wholeTables(results []Result, accused []bool) map[int]problem {
	out, of := map[int]problem{}, map[string]int{}
	for i := range results {
		if r := &results[i]; (r.OfTable || r.OfLines) && accused[i] {
			at, known := of[r.TableID]
			if known && results[at].OfTable && r.OfTable {
				p := out[at] // the table is wrong as a whole, once
				p.others = append(p.others, i)
				out[at], accused[i] = p, false
				continue
			}
			out[i] = problem{leader: i, words: true}
			if !known || r.OfTable && !results[at].OfTable {
				of[r.TableID] = i
			}
		}
	}
	for i := range results {
		for k := 0; accused[i] && len(of) > 0 && k < len(results[i].Operands); k++ {
			if at, ok := of[results[i].Operands[k].TableID]; ok && at != i &&
				(results[at].OfTable || results[i].ByLines) {
				p := out[at]
				p.others = append(p.others, i)
				out[at], accused[i] = p, false
			}
		}
	}
	for i := range out {
		accused[i] = false
	}
	return out
}

// repeated are findings of words that say the same of the same text again: the
// first is told of.
func repeated(results []Result, severities []schema.Severity, problems map[int]problem) {
	type said struct{ rule, message, text string }
	first := map[said]int{}
	for i := range results {
		r := &results[i]
		if severities[i] == "" || severities[i] == schema.SeverityInfo || r.counts() || r.OfTable || r.OfLines ||
			r.Operands[0].TableID != "" || r.Outcome != schema.Inconsistent {
			continue
		}
		k := said{r.Rule, r.Message, r.Operands[0].Text}
		at, known := first[k]
		if !known {
			first[k] = i
			continue
		}
		p := problems[at]
		p.leader, p.words = at, true
		p.others = append(p.others, i)
		problems[at] = p
	}
}
